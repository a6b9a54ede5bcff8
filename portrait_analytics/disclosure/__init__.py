"""The gate: the only way from restricted counts to `published`.

Groups are hidden, never single cells: one mask for each grouping, for all attributes and measures (`masks`). What is
left over when the shown groups are taken from the whole must again be nobody, or at least the minimum. What a shown
cell prints is decided in `cells`.
"""

import hashlib
from dataclasses import dataclass
from itertools import product

import pandas as pd

from portrait_analytics.disclosure.cells import print_cell, print_levels
from portrait_analytics.disclosure.masks import SIZES, Policy
from portrait_analytics.disclosure.plan import Plan, PlannedFigure
from portrait_analytics.rubric import Rubric
from portrait_analytics.tables import make_table

__all__ = ["Comparison", "Policy", "publish"]


@dataclass(frozen=True)
class Comparison:
    """Which semesters a release speaks of; without a baseline there are levels and no growth."""

    semester: str
    baseline: str | None


def publish(
    cube: pd.DataFrame, *, schools: pd.DataFrame, policy: Policy, comparison: Comparison, rubric: Rubric
) -> pd.DataFrame:
    """The table `published`: all figures of the release plan.

    ``cube`` is `transitions` from the baseline to the semester (from the semester to itself without a baseline),
    ``schools`` the table of that semester, ``rubric`` the current edition, whose order the rows keep.
    """
    cluster_of = dict(zip(schools["school"].astype("str"), schools["cluster"].astype("str"), strict=True))
    plan = Plan(cube, cluster_of, policy, SIZES if comparison.baseline else ["rated_to"])
    figures = plan.figures()
    rows = [*_growth_rows(figures, comparison, rubric), *_level_rows(plan, figures, rubric)]
    frame = pd.DataFrame(rows).assign(semester=comparison.semester, baseline=comparison.baseline, about="self")
    return make_table("published", frame.assign(release=_release_id(frame, comparison)))


def _growth_rows(figures: list[PlannedFigure], comparison: Comparison, rubric: Rubric) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for figure in figures:
        for (group, place), item in product(figure.places.items(), _items(figure, rubric)):
            cell = _cell(figure.counts, group, item["competency"] or item["attribute"])
            printed = print_cell(
                cell, hidden=group in figure.hidden, semester=comparison.semester, baseline=comparison.baseline
            )
            shared = {"figure": figure.name, "grain": figure.grain, "grain_note": "", **item, **place}
            rows += [shared | row for row in printed]
    return rows


def _level_rows(plan: Plan, figures: list[PlannedFigure], rubric: Rubric) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    counts = {figure.grain: figure.counts for figure in figures if figure.name == "growth_by_competency"}
    for figure in plan.levels(rubric.id):
        people = figure.counts["people"].to_dict()
        for (group, place), part in product(figure.places.items(), rubric.competencies):
            levels = {level.low: int(people.get((group, part.id, level.low), 0)) for level in rubric.levels}
            asked = _cell(counts[figure.grain], group, part.id)
            printed = print_levels(
                levels,
                proficient=rubric.proficient,
                hidden=group in figure.hidden,
                asked=not (asked["answered_to"] > 0 and asked["asked_to"] == 0),
            )
            shared = {"figure": figure.name, "grain": figure.grain, "grain_note": "", **place}
            shared |= {"attribute": part.attribute, "competency": part.id}
            rows += [shared | row for row in printed]
    return rows


def _items(figure: PlannedFigure, rubric: Rubric) -> list[dict[str, str | None]]:
    """What the figure counts of each group, in the order of the rubric."""
    if figure.name == "growth_by_competency":
        return [{"attribute": part.attribute, "competency": part.id} for part in rubric.competencies]
    return [{"attribute": part.id, "competency": None} for part in rubric.attributes]


def _cell(counts: pd.DataFrame, group: str, item: str | None) -> pd.Series:
    """The counts of one group and item; all zero if nobody is in it."""
    found = counts[counts.index == (group, item)]
    return found.iloc[0] if len(found) else pd.Series(0, index=counts.columns)


def _release_id(frame: pd.DataFrame, comparison: Comparison) -> str:
    """The semester and a digest of all that is printed: the same numbers, the same release."""
    printed = frame.to_csv(index=False).encode()
    return f"{comparison.semester}-{hashlib.sha256(printed).hexdigest()[:8]}"
