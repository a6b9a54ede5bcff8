"""A release that the attacker finds nothing in: which counts are told in less detail, chosen together for all figures.

Whole groups are hidden before (`disclosure`), by how many people answered. What remains can only be seen from the
counts themselves: where printed counts taken from each other tell on few people, at least one of them has to be told in
less detail. Each finding of the attacker is such a set of counts; the cheapest choice that meets all of them is an
integer program (a hitting set; Fischetti & Salazar 2001, Management Science 47:1008, for the same in tables). The
attacker looks again, until nothing is found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from portrait_analytics.attack import Failure, Witnesses, find_failures
from portrait_analytics.attack.families import Fact
from portrait_analytics.disclosure import Cell, Detail, Draft
from portrait_analytics.disclosure.detail import BAND

COST = {  # of telling less, for each person that a figure is about: the wider the figure is read, the more
    ("district_growth", "district"): 100.0,
    ("growth_by_competency", "district"): 20.0,
    ("levels_by_cluster", "district"): 4.0,
    ("growth_by_school", "school"): 3.0,
    ("growth_by_role", "role"): 3.0,
    ("growth_by_competency", "cluster"): 2.0,
}
OTHERWISE = 1.0
ROUNDS = 25
ROUNDS_BESIDE_OTHERS = 3  # what is not safe by then beside earlier releases would cost more than it tells
NOTHING_TOLD = 3.0  # times the cost of bands
Step = tuple[Cell, Detail]


@dataclass(frozen=True)
class Protected:
    """The table `published`, what of it is told in less detail, and what can be worked out all the same."""

    published: pd.DataFrame
    details: Mapping[Cell, Detail]
    failures: Sequence[Failure]


def protect(
    draft: Draft,
    headcounts: pd.DataFrame,
    *,
    cluster_of: Mapping[str, str],
    minimum_group: int,
    earlier: Sequence[pd.DataFrame] = (),
    details: Mapping[Cell, Detail] = MappingProxyType({}),
) -> Protected:
    """The release in as much detail as is safe beside ``earlier`` ones of the same semesters, the older first.

    ``details`` are those to start with. The district's growth is never silent, and told in counts where it was told
    before. There are failures left if that, the earlier releases by themselves, or how many people answered tell, or
    if some are left after so many rounds.
    """
    details = dict(details)
    again: set[str] | None = None
    witnesses = Witnesses()
    for _ in range(ROUNDS_BESIDE_OTHERS if earlier else ROUNDS):
        published = draft.printed(details)
        failures = find_failures(
            [*earlier, published],
            headcounts,
            cluster_of=cluster_of,
            rubric=draft.rubric,
            minimum_group=minimum_group,
            only=again,
            witnesses=witnesses,
        )
        steps = choose_steps(failures, details, latest=len(earlier) + 1)
        if not steps:
            break
        details |= steps
        again = {failure.family for failure in failures}
    return Protected(published, details, failures)


def choose_steps(failures: Sequence[Failure], details: Mapping[Cell, Detail], *, latest: int = 1) -> dict[Cell, Detail]:
    """The cheapest cells to tell in less detail so that every failure loses at least one of the facts that tell it.

    Only facts of the ``latest`` release, by its number, can still be told otherwise. Ties go to what comes first. Empty
    if a failure has none that could be told in less.
    """
    choices = [dict(_steps_against(failure.evidence, details, latest)) for failure in failures]
    costs = {step: cost for choice in choices for step, cost in choice.items()}
    steps = sorted(costs)
    if not steps:
        return {}
    rank = np.arange(len(steps)) / len(steps) ** 2
    meets = np.array([[step in choice for step in steps] for choice in choices if choice], dtype=np.float64)
    found = milp(
        np.array([costs[step] for step in steps]) + 1e-3 * rank,
        constraints=LinearConstraint(meets, 1, np.inf),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(steps)),
    )
    chosen = [step for step, taken in zip(steps, found.x > 0.5, strict=True) if taken]
    return dict(sorted(chosen, key=lambda step: step[1]))


def _steps_against(
    evidence: Sequence[Fact], details: Mapping[Cell, Detail], latest: int
) -> Iterator[tuple[Step, float]]:
    """What could be told in less of the latest release's facts, and at what cost."""
    for fact in evidence:
        if fact.release != latest:
            continue
        people = fact.people / (1 + len(fact.others))
        cost = people * COST.get((fact.cell.figure, fact.cell.grain), OTHERWISE)
        for cell in (fact.cell, *fact.others):
            headline = cell.figure == "district_growth"
            if headline and latest > 1:  # beside earlier releases the district's growth is told as it is, or not anew
                continue
            told = details.get(cell, Detail.COUNTS)
            if told is Detail.COUNTS and not fact.total and people >= 2 * BAND:  # of fewer, bands tell nothing
                yield (cell, Detail.BANDS), cost
            if told is not Detail.NOTHING and not headline:
                yield (cell, Detail.NOTHING), cost * NOTHING_TOLD
