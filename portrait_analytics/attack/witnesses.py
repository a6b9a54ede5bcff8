"""Answers that would print alike, kept from one look at a release for the next one at almost the same.

Where a release is told in less detail than before, whatever answers fitted still fit: the questions that they settled
need no solver again. Kept ones are held against the program anew, so that none is taken on trust.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from portrait_analytics.attack.families import Family
from portrait_analytics.attack.solving import Numbers
from portrait_analytics.attack.system import System

Key = tuple[str, str, int]


@dataclass(frozen=True)
class Witnesses:
    """Solutions of the programs of families, each with the class of every head-count cell in its time."""

    kept: dict[Key, tuple[NDArray[np.intp], list[Numbers]]] = field(default_factory=dict)

    def keep(self, family: Family, system: System, solutions: Sequence[Numbers]) -> None:
        """Remember solutions, in place of those of an earlier look."""
        self.kept[_key(family)] = (system.class_of, list(solutions))

    def recall(self, family: Family, system: System) -> list[Numbers]:
        """The kept solutions that fit all that is printed now; classes that have become one are added up."""
        class_of, solutions = self.kept.get(_key(family), (system.class_of, []))
        pairs = np.unique(np.column_stack([class_of, system.class_of]), axis=0)
        if not solutions or len(pairs) > pairs[-1, 0] + 1:  # a class has been divided
            return []
        if solutions[0].shape[1] != system.outcomes:
            return []
        merge = np.zeros((system.shape[0], len(pairs)))
        merge[pairs[:, 1], pairs[:, 0]] = 1
        moved = (merge @ solution for solution in solutions)
        return [solution for solution in moved if system.program.fits(solution.ravel())]


def _key(family: Family) -> Key:
    return family.semesters, family.name, family.part
