"""Large districts in blocks of schools, so that the work grows with their number and no faster.

Of a block everything is looked at as it is printed; of the schools outside, the figures as sums: what all told schools
together come to, what all told clusters do for each role. Sums say no more than their parts, so whatever is found in a
block is known to the attacker; that somebody could learn more from how the figures outside hang together among
themselves is not looked at. Districts of up to `WHOLE` schools are attacked as a whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np
import pandas as pd

from portrait_analytics.attack.families import Fact, Family
from portrait_analytics.attack.groups import Target
from portrait_analytics.attack.outcomes import Flags

WHOLE = 24  # schools
BLOCK = 10  # schools, unless a cluster's last part is larger
SPREAD = {"district", "role"}  # grains whose groups are everywhere


def split_family(family: Family, cluster_of: Mapping[str, str]) -> Iterator[Family]:
    """The family as it is, or one for each block of schools and one for what goes across blocks.

    Each target is in one of them: in the block that all its people touch, else in the last.
    """
    if len(cluster_of) <= WHOLE:
        yield family
        return
    left = list(family.targets)
    for part, schools in enumerate(list_blocks(cluster_of), start=1):
        inside = _touch(family.heads, schools)
        own = [target for target in left if _within(target, inside)]
        left = [target for target in left if not _within(target, inside)]
        if own:
            yield replace(family, facts=_sum_outside(family.facts, inside), targets=own, part=part)
    if left:
        nobody = np.zeros(len(family.heads), dtype=bool)
        yield replace(family, facts=_sum_outside(family.facts, nobody), targets=left)


def list_blocks(cluster_of: Mapping[str, str]) -> list[list[str]]:
    """Schools in blocks: whole clusters as long as they fit, larger ones in parts of their own.

    >>> list_blocks({f"{number:02}": "N" if number < 4 else "S" for number in range(17)})[0]
    ['00', '01', '02', '03']
    """
    blocks: list[list[str]] = [[]]
    ordered = sorted(cluster_of, key=lambda school: (cluster_of[school], school))
    for _, own in groupby(ordered, key=cluster_of.__getitem__):
        schools = list(own)
        if blocks[-1] and len(blocks[-1]) + len(schools) > BLOCK:
            blocks.append([])
        blocks[-1] += schools[:BLOCK]
        blocks += [schools[start : start + BLOCK] for start in range(BLOCK, len(schools), BLOCK)]
    return [block for block in blocks if block]


def _touch(heads: pd.DataFrame, schools: Sequence[str]) -> Flags:
    """Which head-count cells have to do with one of the schools, in either semester."""
    touched: Flags = (heads["school_from"].isin(schools) | heads["school_to"].isin(schools)).to_numpy()
    return touched


def _within(target: Target, inside: Flags) -> bool:
    return not any((cells & ~inside).any() for cells in target.members.values())


def _sum_outside(facts: Sequence[Fact], inside: Flags) -> list[Fact]:
    """Facts about anybody inside as they are, and the others as one for each figure and role, if groups are told."""
    kept, sums = [], dict[tuple[object, ...], list[Fact]]()
    for fact in facts:
        if fact.cell.grain in SPREAD or (fact.cells & inside).any():
            kept.append(fact)
        else:
            told = np.isfinite(fact.high)
            key = (fact.release, fact.cell.figure, fact.cell.role, fact.cell.part, fact.weights.tobytes(), bool(told))
            sums.setdefault(key, []).append(fact)
    return [*kept, *map(_add, sums.values())]


def _add(facts: Sequence[Fact]) -> Fact:
    """What some facts about different people say together."""
    if len(facts) == 1:
        return facts[0]
    first = facts[0]
    return replace(
        first,
        cells=np.logical_or.reduce([fact.cells for fact in facts]),
        low=sum(fact.low for fact in facts),
        high=sum(fact.high for fact in facts),
        label=f"{first.label}; and {len(facts) - 1} other groups of the figure",
        others=tuple(fact.cell for fact in facts[1:]),
        people=sum(fact.people for fact in facts),
    )
