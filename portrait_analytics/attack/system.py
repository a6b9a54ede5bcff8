"""The unknown counts of one family and all that is known of them, as an integer program.

The unknowns are how many people of a class came to which outcome. A class is all head-count cells that no printed
group tells apart, so that its people could change places without anybody noticing; of a part of a class, anything from
the fewest to the most of those counted can be in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from portrait_analytics.attack.families import Fact, Family
from portrait_analytics.attack.outcomes import Flags
from portrait_analytics.attack.solving import Numbers, Program


@dataclass(frozen=True)
class System:
    """One row of the program is a class's head-count, which has no fact, or what is printed."""

    program: Program
    facts: list[Fact | None]
    sizes: Numbers  # people by class
    outcomes: int
    class_of: NDArray[np.intp]  # of each head-count cell
    people: Numbers  # of each head-count cell

    def spread(self, cells: Flags) -> Numbers:
        """How many people of each class are in some head-count cells."""
        counted = np.bincount(self.class_of, weights=self.people * cells, minlength=len(self.sizes))
        return counted.astype(np.float64)

    @cached_property
    def shape(self) -> tuple[int, int]:
        """Classes and outcomes."""
        return len(self.sizes), self.outcomes


def build_system(family: Family) -> System:
    """Everything printed of a family; hidden groups are kept apart from others, so that each is made of classes."""
    model, facts = family.model, family.facts
    people = family.heads["people"].to_numpy(dtype=np.float64)
    there, class_of = _classes(family)
    sizes = np.bincount(class_of, weights=people).astype(np.float64)
    heads = sparse.kron(sparse.eye_array(len(sizes)), model.rows)
    program = Program(
        sparse.vstack([heads, *_printed_rows(facts, class_of, len(sizes))]).tocsr(),
        np.append(np.outer(sizes, model.low), [fact.low for fact in facts]),
        np.append(np.outer(sizes, model.high), [fact.high for fact in facts]),
        (sizes[:, None] * _possible(family, there)).ravel(),
    )
    rows = [*([None] * heads.shape[0]), *facts]
    return System(program, rows, sizes, len(model.outcomes), class_of, people)


def _classes(family: Family) -> tuple[Flags, NDArray[np.intp]]:
    """For each class whether its people were there in either semester, and the class of each head-count cell."""
    here = [family.heads[f"school_{end}"].notna().to_numpy() for end in ("from", "to")]
    apart = [own for target in family.targets if target.kind == "hidden" for own in target.members.values()]
    marks = np.array([*here, *(fact.cells for fact in family.facts), *apart])
    kinds, class_of = np.unique(marks.T, axis=0, return_inverse=True)
    return kinds[:, :2], class_of


def _possible(family: Family, there: Flags) -> Flags:
    """Which outcomes (columns) the people of a class (row) can have come to: answers only where they were there."""
    answered = np.array([[bool(of.before), bool(of.after)] for of in family.model.outcomes])
    possible: Flags = ~np.any(answered[None, :, :] & ~there[:, None, :], axis=2)
    return possible


def _printed_rows(facts: Sequence[Fact], class_of: NDArray[np.intp], classes: int) -> list[sparse.csr_array]:
    rows = []
    for fact in facts:
        inside = (np.bincount(class_of, weights=fact.cells, minlength=classes) > 0).astype(np.float64)
        rows.append(sparse.csr_array(np.outer(inside, fact.weights).reshape(1, -1)))
    return rows
