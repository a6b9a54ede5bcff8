"""The attacker: everything that was printed, and who works where, turned into bounds on what was not.

The district's rosters are public, so who is in a group is no secret, and a school has one principal. What one answered
is. `attack` takes all printed rows of one or several releases together (`families`, `readings`), writes them as an
integer program (`system`, `solving`; large districts in `blocks`), asks for the least and the most that each count of
each small or hidden group can be (`groups`, `search`, `witnesses`) and says which are known too well (`judging`,
`insiders`).

The kinds of failure: F0 what is printed contradicts itself. F1 a count of few people is exact; F2 all or none of them
are in it; F3 it is narrower than two. F4 all or none of a larger group. F5 a member of a hidden group knows the others.
F6 and F7 are F1 to F3 for what subtraction leaves, for answers that came in between two releases, and for those who
came or went.
"""

import os
from collections.abc import Container, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import pandas as pd

from portrait_analytics.attack.blocks import split_family
from portrait_analytics.attack.families import make_families
from portrait_analytics.attack.heads import count_heads
from portrait_analytics.attack.judging import Failure, judge
from portrait_analytics.attack.solving import bounds
from portrait_analytics.attack.witnesses import Witnesses
from portrait_analytics.rubric import Rubric

__all__ = ["Failure", "Witnesses", "attack", "bounds", "count_heads", "find_failures"]


def find_failures(
    releases: Sequence[pd.DataFrame],
    headcounts: pd.DataFrame,
    *,
    cluster_of: Mapping[str, str],
    rubric: Rubric,
    minimum_group: int,
    only: Container[str] | None = None,
    witnesses: Witnesses | None = None,
) -> list[Failure]:
    """What can be learned that should not, one count after the other; the arguments are those of `attack`.

    ``only`` names the attributes and competencies to look at, all without it. One is looked at on each processor.
    ``witnesses`` are of an earlier look at almost the same, and are for the next one afterwards.
    """
    known = witnesses or Witnesses()
    families = (
        block
        for family in make_families(releases, headcounts, cluster_of, rubric, only)
        for block in split_family(family, cluster_of)
    )
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda family: list(judge(family, minimum_group, known)), families))
    return [failure for failures in found for failure in failures]


def attack(
    releases: Sequence[pd.DataFrame],
    headcounts: pd.DataFrame,
    *,
    cluster_of: Mapping[str, str],
    rubric: Rubric,
    minimum_group: int,
) -> pd.DataFrame:
    """What can be learned that should not: nothing, if the releases are safe together.

    One row is one failure: its ``kind`` (F0 to F7) and ``finding``, the ``semesters``, the ``family`` (attribute or
    competency), whose counts (``target``), which ``quantity``, the least and the most that it can be (``low``,
    ``high``), out of at most how many answers (``people``), and the printed rows that tell (``evidence``).

    ``releases`` are tables `published`, the older first; ``headcounts`` rows of `count_heads` for their semesters.
    """
    found = find_failures(releases, headcounts, cluster_of=cluster_of, rubric=rubric, minimum_group=minimum_group)
    columns = [field.name for field in fields(Failure)]
    rows = [{name: getattr(failure, name) for name in columns} | {"evidence": failure.told_by} for failure in found]
    return pd.DataFrame(rows, columns=columns)
