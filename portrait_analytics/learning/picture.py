"""Everything that a semester's ratings say of professional learning, drawn once (restricted)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from portrait_analytics.district import District
from portrait_analytics.learning.costs import Regret, find_hindrance, measure_regret, trace_costs
from portrait_analytics.learning.mentors import Mentoring, match_mentors
from portrait_analytics.learning.needs import find_choices, measure_gaps
from portrait_analytics.learning.plan import EXACT_UP_TO, Plan, plan_learning
from portrait_analytics.learning.programme import Programme, lay_out
from portrait_analytics.release import Offered
from portrait_analytics.rubric import Framework
from portrait_analytics.succession import place_people, read_policy, settle_evidence

MOST_LEADERS = 6_000  # with a need; more of them are not planned for at once
POINTS, FEW_POINTS = 6, 3  # budgets on the curve, for as many leaders as are planned for exactly, and for more


@dataclass(frozen=True)
class Picture:
    """The needs of a semester and what could be done about them (restricted: its frames have a row a person).

    ``evidence``, ``placed`` and ``gaps`` as the functions of those names give them. ``plan``, ``curve``, ``regret`` and
    ``hindrance`` are None or empty where nothing is offered, where nobody is short of anything, or where more than
    `MOST_LEADERS` are; ``regret`` also where nothing is planned today. ``choices`` (counts) and ``chosen_in`` as
    `find_choices` gives them.
    """

    evidence: pd.DataFrame
    placed: pd.DataFrame
    gaps: pd.DataFrame
    offered: Offered
    mentoring: Mentoring
    choices: pd.DataFrame
    chosen_in: str
    programme: Programme | None = None
    plan: Plan | None = None
    curve: pd.DataFrame | None = None
    regret: Regret | None = None
    hindrance: str = ""


def draw_picture(
    tables: Mapping[str, pd.DataFrame],
    district: District,
    framework: Framework,
    *,
    semester: str,
    kept: pd.DataFrame | None = None,
    curve: bool = True,
) -> Picture:
    """The picture of a semester (restricted).

    ``tables`` are ``ratings, people, schools, offerings, attendance``; ``kept`` the mentors' pairs of the last run.
    Without ``curve`` nothing is worked out but the plan itself.
    """
    rubric, said = framework.current, district.learning
    evidence = settle_evidence(tables["ratings"], semester=semester, framework=framework)
    placed = place_people(tables["people"], tables["schools"], semester=semester)
    gaps = measure_gaps(evidence, placed, policy=read_policy(district, rubric), rubric=rubric)
    people = tables["people"][tables["people"]["semester"] == semester]
    mentoring = match_mentors(evidence, gaps, people, placed, rubric=rubric, capacity=said.mentees, kept=kept)
    programme = lay_out(
        gaps,
        placed,
        tables["offerings"],
        attended=tables["attendance"],
        at_most=said.at_most,
        least=district.privacy.minimum_group,
    )
    chosen = find_choices(tables["ratings"], until=semester, framework=framework)
    drawn = Picture(evidence, placed, gaps, _offer(tables["offerings"], district, None), mentoring, *chosen)
    if not programme.may.any() or len(programme.persons) > MOST_LEADERS:
        return drawn
    return _plan(drawn, programme, district, curve=curve)


def _plan(drawn: Picture, programme: Programme, district: District, *, curve: bool) -> Picture:
    """The picture with a plan for the money that there is."""
    listed = drawn.offered.offerings
    planned = listed.loc[listed["planned"].fillna(value=False).astype(bool), "offering"].astype("str").tolist()
    today = plan_learning(programme.only(planned).without("budget")) if planned else None
    offered = _offer(listed, district, _round_up(today.cost) if today and today.served else None)
    funded = programme.spending(np.inf if offered.budget is None else offered.budget)
    plan = plan_learning(funded)
    small = len(programme.persons) <= EXACT_UP_TO
    return replace(
        drawn,
        offered=offered,
        programme=funded,
        plan=plan,
        # rounded, however few there are: what is printed of it are shares in steps larger than what rounding loses
        curve=trace_costs(funded, points=POINTS if small else FEW_POINTS, exact_up_to=0) if curve else None,
        regret=_regret(funded, today, plan, offered) if curve else None,
        hindrance=find_hindrance(funded, plan) if curve and small else "",
    )


def _regret(programme: Programme, today: Plan | None, plan: Plan, offered: Offered) -> Regret | None:
    if today is None or not today.served:
        return None
    # the best plan for today's money is the plan itself where today's money is the budget
    return Regret(today, plan) if offered.budget_from == TODAY else measure_regret(programme, today)


TODAY = "today"
ROUND = 1000  # dollars: the exact price would say how many seats are given


def _round_up(dollars: float) -> float:
    return float(np.ceil(dollars / ROUND) * ROUND)


def _offer(offerings: pd.DataFrame, district: District, today: float | None) -> Offered:
    said = district.learning
    budget = said.budget if said.budget is not None else today
    source = "district.toml" if said.budget is not None else TODAY if today is not None else ""
    return Offered(offerings, budget, source, said.at_most, said.mentees, said.cohort)
