"""What money buys: the plan at several budgets, what the plan of today leaves out, and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portrait_analytics.learning.plan import EXACT_UP_TO, Plan, count_served, plan_learning
from portrait_analytics.learning.programme import CONSTRAINTS, Programme

POINTS = 6


def trace_costs(programme: Programme, *, points: int = POINTS, exact_up_to: int = EXACT_UP_TO) -> pd.DataFrame:
    """What each budget covers, from nothing to the price of everything that is of use.

    One row is one budget: ``budget`` and ``cost`` (dollars), ``served`` (persons), ``levels`` (covered) and
    ``next_thousand`` (levels more that a thousand dollars buy, on the way to the next row; missing in the last).
    ``exact_up_to`` as `plan_learning` takes it.
    """
    free = plan_learning(programme.without("budget"), exact_up_to=exact_up_to)
    steps = _budgets(free.cost, points)
    plans = [plan_learning(programme.spending(budget), exact_up_to=exact_up_to) for budget in steps[:-1]]
    rows = [
        {"budget": budget, "cost": plan.cost, "served": plan.served, "levels": plan.levels}
        for budget, plan in zip(steps, [*plans, free], strict=True)
    ]
    curve = pd.DataFrame(rows)
    # a plan for less money is one for more, too, should rounding have found a worse one there
    curve[["served", "levels"]] = curve[["served", "levels"]].cummax()
    thousands = curve["budget"].diff().shift(-1) / 1000
    return curve.assign(next_thousand=(curve["levels"].diff().shift(-1) / thousands.where(thousands > 0)))


def _budgets(most: float, points: int) -> Sequence[float]:
    """Budgets at equal distances, in hundreds of dollars, and the last one in full.

    >>> _budgets(12_340.0, 4)
    [0.0, 4100.0, 8200.0, 12340.0]
    """
    steps = [float(np.floor(most * number / (points - 1) / 100) * 100) for number in range(points - 1)]
    return [*steps, float(most)]


@dataclass(frozen=True)
class Regret:
    """What is planned today beside the best plan for the same money: levels covered, leaders served, dollars."""

    today: Plan
    best: Plan

    @property
    def levels(self) -> int:
        """How many levels more the same money would cover; below 0 where the best plan serves more leaders instead."""
        return self.best.levels - self.today.levels

    @property
    def served(self) -> int:
        """How many leaders more the same money would serve."""
        return self.best.served - self.today.served


def measure_regret(programme: Programme, today: Plan) -> Regret:
    """What is planned today beside the best plan that costs no more.

    ``today`` is the plan of ``programme.only(planned).without("budget")``: the seats of what is planned, given as well
    as they can be.
    """
    return Regret(today, plan_learning(programme.spending(today.cost)))


def find_hindrance(programme: Programme, plan: Plan) -> str:
    """The first of `CONSTRAINTS` without which alone more leaders with a need could be served.

    Empty if everybody with a need is served, or if no single constraint stands in the way: what is missing then is an
    offering about what they are short of.
    """
    if plan.served == plan.leaders:
        return ""
    return next((name for name in CONSTRAINTS if count_served(programme.without(name)) > plan.served), "")


def suggest_cohorts(needs: pd.DataFrame, *, seats: int, least: int) -> pd.DataFrame:
    """Which cohorts would be worth running where nothing is offered yet, the foundational ones first.

    One row is one competency that at least ``least`` people are below Proficient on: ``competency, foundational,
    people, cohorts`` (of at most ``seats`` people). ``needs`` has ``competency, foundational, below``.

    >>> needs = pd.DataFrame({"competency": ["trust", "vision"], "foundational": False, "below": [21, 3]})
    >>> suggest_cohorts(needs, seats=20, least=5)[["competency", "people", "cohorts"]].values.tolist()
    [['trust', 21, 2]]
    """
    worth = needs[needs["below"] >= least].sort_values(["foundational", "below"], ascending=False, kind="stable")
    people = worth["below"].astype("int64")
    table = worth[["competency", "foundational"]].assign(people=people, cohorts=-(-people // seats))
    return table.reset_index(drop=True)
