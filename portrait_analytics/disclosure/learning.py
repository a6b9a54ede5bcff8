"""What may be printed of learning: whom a plan seats, what it covers, what money buys, who mentors, what people chose.

The attacker does not know these figures, so they are told with more care than it would ask for. Who is seated where is
the solver's choice and not an answer; but where everybody can be seated, it is who is short of something. Therefore no
cohort has fewer people than the minimum, numbers of people are told in bands of five, and what is covered as a share
in steps that are worth at least the minimum of leaders. What the next thousand dollars cover is told in fives of
levels, the money in round thousands, since an exact price would say how many seats are given. Between two steps or
bands lie the answers of several leaders, on many competencies each, so that no step says what one of them answered.
What people chose to reflect on, where a form lets them choose one competency of each attribute, says at which level
of it nobody is. But a choice is an answer, and those of one attribute add up to whoever was asked. So each is told in
a band of five, and so is their sum, wider than the largest of them: no band is certain of anybody, and the sum less the
others is no narrower than a band. Who was asked is never under the minimum. They are counts of people, and never
averaged: whoever chose one competency was not asked about the others.

All of it is for the whole district, and told once a semester (`once`), so that late answers or another list
of offerings cannot be compared with what was told. What was chosen in an earlier semester is told as an earlier release
told it, if one did.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from portrait_analytics import style
from portrait_analytics.disclosure.cells import count_row
from portrait_analytics.disclosure.detail import BAND, band_count
from portrait_analytics.learning.programme import CONSTRAINTS

if TYPE_CHECKING:
    from portrait_analytics.learning.picture import Picture

PLAN, COSTS, MENTORS, CHOICES = "learning_plan", "learning_costs", "mentors", "learning_choices"
FIGURES = (PLAN, COSTS, MENTORS, CHOICES)
STEPS = (0.05, 0.1, 0.2, 0.25)
Row = dict[str, object]


def print_learning(picture: "Picture", minimum: int) -> Iterator[Row]:
    """The rows of the four figures; none of what was not worked out."""
    shared: Row = {"grain": "district", "grain_note": ""}
    for tell in (_plan, _costs, _mentors, _choices):
        yield from ({**shared, **row} for row in tell(picture, minimum))


def step_for(leaders: int, minimum: int) -> float | None:
    """The step in which shares are told, so that it is worth at least the minimum of leaders; None if none is.

    >>> step_for(170, 5), step_for(60, 5), step_for(19, 5)
    (0.05, 0.1, None)
    """
    return next((step for step in STEPS if step * leaders >= minimum), None)


def _plan(picture: "Picture", minimum: int) -> Iterator[Row]:
    """Each cohort in a band of five, then the shares of leaders served and of levels covered, now and today."""
    plan = picture.plan
    if plan is None:
        return
    seats = picture.offered.offerings.set_index(picture.offered.offerings["offering"].astype("str"))["seats"]
    for cohort in plan.cohorts.to_dict("records"):
        low, high = band_count(int(cohort["people"]), int(seats[cohort["offering"]]))
        ends = (max(low, minimum), max(high, minimum))
        words = f"{style.format_range(*ends)} leaders"
        yield {"figure": PLAN, "measure": "cohort", "item": cohort["offering"], "status": "coded", "shown": words}
    step = step_for(plan.leaders, minimum)
    yield _share(PLAN, "served", "plan", plan.served / plan.leaders, step)
    yield _share(PLAN, "covered", "plan", plan.levels / plan.short, step)
    if picture.hindrance and step is not None:
        yield {
            "figure": PLAN,
            "measure": "hindrance",
            "item": picture.hindrance,
            "status": "coded",
            "shown": CONSTRAINTS[picture.hindrance],
        }
    if picture.regret is not None:
        yield _share(PLAN, "served", "today", picture.regret.today.served / plan.leaders, step)
        yield _share(PLAN, "covered", "today", picture.regret.today.levels / plan.short, step)


def _costs(picture: "Picture", minimum: int) -> Iterator[Row]:
    """What each budget covers; the budgets are round sums, the last one as the plan without a limit costs."""
    plan, curve = picture.plan, picture.curve
    if plan is None or curve is None:
        return
    step = step_for(plan.leaders, minimum)
    told: set[str] = set()
    for point in curve.to_dict("records"):
        budget = str(round(float(point["budget"]) / 1000) * 1000)
        if budget not in told:
            told.add(budget)
            yield _share(COSTS, "covered", budget, float(point["levels"]) / plan.short, step)
            if pd.notna(point["next_thousand"]):
                yield _gain(budget, float(point["next_thousand"]), step)


def _gain(budget: str, levels: float, step: float | None) -> Row:
    """How many levels the next thousand dollars cover, in fives."""
    row: Row = {"figure": COSTS, "measure": "next_thousand", "item": budget}
    if step is None:
        return row | {"status": "hidden", "shown": style.STATUS_WORDS["hidden"]}
    told = round(levels / BAND) * BAND
    words = f"about {style.format_count(told)} levels" if told else f"under {BAND} levels"
    return row | {"status": "coded", "shown": words, "value": float(told)}


def _mentors(picture: "Picture", minimum: int) -> Iterator[Row]:
    """How many could mentor, how many are paired and how many are not, in bands of five."""
    mentoring = picture.mentoring
    if len(mentoring.mentees) < minimum:
        return
    counts = {
        "mentors": len(mentoring.mentors),
        "paired": len(mentoring.pairs),
        "unmet": len(mentoring.unmet),
    }
    most = max(*counts.values(), len(mentoring.mentees))
    for item, count in counts.items():
        low, high = band_count(count, most + minimum)
        row = count_row("mentoring", item, (low, high), most + minimum, "leaders")
        yield {"figure": MENTORS, **row, "people": None}


def _choices(picture: "Picture", minimum: int) -> Iterator[Row]:
    """How many chose each competency, and how many any of its attribute, in bands of five; ``item`` is when."""
    for attribute, own in picture.choices.groupby("attribute", sort=False):
        asked = int(own["asked"].iloc[0])
        if asked < minimum:
            continue
        most = asked + minimum  # so that the last band does not end where the number of those asked is known
        counted = [("asked", None, asked), *(("chosen", *row) for row in own[["competency", "people"]].to_numpy())]
        for measure, competency, count in counted:
            row = count_row(measure, picture.chosen_in, band_count(int(count), most), most, "leaders")
            place: Row = {"figure": CHOICES, "attribute": attribute, "competency": competency}
            yield {**place, **row, "people": None}


def _share(figure: str, measure: str, item: str, share: float, step: float | None) -> Row:
    """A share in steps, as *about 40%*; hidden if no step is worth enough leaders."""
    row: Row = {"figure": figure, "measure": measure, "item": item}
    if step is None:
        return row | {"status": "hidden", "shown": style.STATUS_WORDS["hidden"]}
    told = round(round(share / step) * step, 2)
    return row | {"status": "coded", "shown": f"about {style.format_percent(told)}", "value": told}
