"""Who attends what: as many leaders with a need as can be served, then as many levels covered, then as cheap as can be.

*Covered* means that a leader has a seat in an offering about what they are short of. It is no claim that attending
closes the gap. Up to `EXACT_UP_TO` leaders the plan is the best that there is; beyond, a solution without whole numbers
is rounded and mended, and `Plan.gap` says how far it may be from the best.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from portrait_analytics.learning.programme import Flags, Numbers, Programme
from portrait_analytics.learning.rounding import round_seats
from portrait_analytics.learning.solving import Model, build_model, is_small, relax, seats_of, solve

EXACT_UP_TO = 500  # leaders with a need
NEARLY = 1e-6  # what a sum of whole numbers may lack by the solver's reckoning
THRIFT = 1e-3  # share of its price within which a plan is cheap enough


@dataclass(frozen=True)
class Plan:
    """Who attends what, and what it comes to.

    ``cohorts``: one row is one offering that runs: ``offering, people, levels`` (that its people are short of in what
    it is about), ``cost`` (dollars). ``seats`` (restricted): one row is one person in one offering: ``person,
    offering``. ``leaders`` have a need, ``reachable`` of them one that any offering is about and that is for their
    role, ``served`` of them have a seat. ``short``: levels that all leaders are short of; ``levels`` of them are
    covered; ``bound``: no plan that serves as many covers more.
    """

    cohorts: pd.DataFrame
    seats: pd.DataFrame
    leaders: int
    reachable: int
    served: int
    short: int
    levels: int
    bound: float
    cost: float

    @property
    def gap(self) -> float:
        """The share of levels by which the plan may fall short of the best one; 0 if it is known to be the best."""
        return max(0.0, 1 - self.levels / self.bound) if self.bound > self.levels + 1 / 2 else 0.0


def plan_learning(programme: Programme, *, exact_up_to: int = EXACT_UP_TO) -> Plan:
    """The best plan of a programme; the same programme always gives the same plan.

    Served leaders count first, then levels covered, each need once. Of the seats that come to as much in the offerings
    that then run, the cheapest are given, and as few as can be. An empty programme gives an empty plan.
    """
    if not programme.may.any():
        return _sum_up(programme, np.zeros(programme.may.shape, dtype=bool), 0.0)
    if len(programme.persons) > exact_up_to:
        model = build_model(programme, tight=is_small(programme))
        plan = _sum_up(programme, round_seats(programme), 0.0)
        return replace(plan, bound=bound_levels(model, plan.served))
    model = build_model(programme)
    numbers, bound = _solve_exactly(model)
    return _sum_up(programme, seats_of(model, numbers, programme), bound)


def _solve_exactly(model: Model) -> tuple[Numbers, float]:
    """Serve, cover, save: what one program has come to is a condition of the next."""
    most = round(float(model.served @ solve(model, model.served, gap=_whole(model.served))[0]))
    served: list[tuple[Numbers, float]] = [(model.served, most - NEARLY)]
    numbers, bound = solve(model, model.worth, gap=_whole(model.worth), rows=served)
    levels = float(np.floor(model.worth @ numbers + NEARLY))
    running = model.running(np.round(numbers[model.runs]))
    thrifty, _ = solve(running, -model.price, gap=THRIFT, rows=[*served, (model.worth, levels - NEARLY)])
    return thrifty, max(float(np.floor(bound + NEARLY)), levels)


def count_served(programme: Programme) -> int:
    """The most leaders with a need who can be served, whatever else is covered."""
    if not programme.may.any():
        return 0
    model = build_model(programme)
    numbers, _ = solve(model, model.served, gap=_whole(model.served))
    return round(float(model.served @ numbers))


def _whole(objective: Numbers) -> float:
    """The share within which a sum of whole numbers is the best: within less than one."""
    return 0.9 / max(float(objective.sum()), 1.0)


def bound_levels(model: Model, served: int) -> float:
    """No plan that serves so many leaders covers more levels: the program without whole numbers."""
    return relax(model, model.worth, rows=[(model.served, served - NEARLY)])[1]


def _sum_up(programme: Programme, given: Flags, bound: float) -> Plan:
    met = (given.astype(np.int64) @ programme.covers.astype(np.int64)) > 0
    people = given.sum(axis=0)
    ran = np.flatnonzero(people)
    cohorts = pd.DataFrame(
        {
            "offering": [programme.offerings[place] for place in ran],
            "people": people[ran],
            "levels": [int(programme.short[given[:, place]][:, programme.covers[place]].sum()) for place in ran],
            "cost": programme.cost[ran] + programme.fee[ran] * people[ran],
        }
    ).astype({"offering": "str", "levels": "int64"})
    leader, offering = np.nonzero(given)
    seats = pd.DataFrame(
        {
            "person": [programme.persons[place] for place in leader],
            "offering": [programme.offerings[place] for place in offering],
        },
        dtype="str",
    )
    return Plan(
        cohorts=cohorts,
        seats=seats,
        leaders=len(programme.persons),
        reachable=int(programme.reachable.sum()),
        served=int((given & programme.useful).any(axis=1).sum()),
        short=int(programme.short.sum()),
        levels=int(programme.short[met].sum()),
        bound=bound,
        cost=float(cohorts["cost"].sum()),
    )
