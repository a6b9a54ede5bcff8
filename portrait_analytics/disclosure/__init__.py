"""The gate: the only way from restricted counts to `published`.

Groups are hidden, never single cells: one mask for each grouping, for all attributes and measures (`masks`). What is
left over when the shown groups are taken from the whole must again be nobody, or at least the minimum. What a shown
cell prints is decided in `cells`, in a `detail` that is settled for all cells together (`protection`). Colours and
marks are worked out from what is printed (`colours`).
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import pandas as pd

from portrait_analytics.disclosure.cells import print_cell, print_levels
from portrait_analytics.disclosure.colours import colour_groups
from portrait_analytics.disclosure.detail import Cell, Detail
from portrait_analytics.disclosure.masks import SIZES, Policy
from portrait_analytics.disclosure.mix import print_mix
from portrait_analytics.disclosure.parts import FIGURE as WHY
from portrait_analytics.disclosure.parts import print_parts, split_district
from portrait_analytics.disclosure.plan import Plan, PlannedFigure
from portrait_analytics.disclosure.response import Response, count_response
from portrait_analytics.disclosure.trend import print_trend
from portrait_analytics.reference import list_clusters
from portrait_analytics.rubric import Rubric
from portrait_analytics.tables import TABLES, make_table

__all__ = ["WHY", "Cell", "Comparison", "Detail", "Draft", "Policy", "draft_release", "publish"]


@dataclass(frozen=True)
class Comparison:
    """Which semesters a release speaks of; without a baseline there are levels and no growth."""

    semester: str
    baseline: str | None


def publish(
    cube: pd.DataFrame, *, schools: pd.DataFrame, policy: Policy, comparison: Comparison, rubric: Rubric
) -> pd.DataFrame:
    """The table `published`: all figures of the release plan, every count of a shown group in full detail.

    ``cube`` is `transitions` from the baseline to the semester (from the semester to itself without a baseline),
    ``schools`` the table of that semester, ``rubric`` the current edition, whose order the rows keep.
    """
    return draft_release(cube, schools=schools, policy=policy, comparison=comparison, rubric=rubric).printed({})


def draft_release(
    cube: pd.DataFrame,
    *,
    schools: pd.DataFrame,
    policy: Policy,
    comparison: Comparison,
    rubric: Rubric,
    people: pd.DataFrame | None = None,
) -> "Draft":
    """A release before it is settled in which detail its counts are told; the arguments are those of `publish`.

    ``people`` is the table of that name in the semester; without it nothing is said of who answered.
    """
    cluster_of, minimum = list_clusters(schools), policy.minimum_group
    plan = Plan(cube, cluster_of, policy, SIZES if comparison.baseline else ["rated_to"])
    figures = plan.figures()
    by_role, by_cluster = (_find(figures, grain) for grain in ("role", "cluster"))
    response = None if people is None else count_response(people, cluster_of, by_role, by_cluster, minimum)
    parts = split_district(cube) if comparison.baseline else None
    return Draft(figures, plan.levels(rubric.id), comparison, rubric, parts, minimum, response)


def _find(figures: Sequence[PlannedFigure], grain: str) -> PlannedFigure:
    return next(figure for figure in figures if figure.grain == grain)


@dataclass(frozen=True)
class Draft:
    """The counts of a release with the groups that are hidden: restricted until it is printed."""

    figures: list[PlannedFigure]
    levels: list[PlannedFigure]
    comparison: Comparison
    rubric: Rubric
    parts: pd.DataFrame | None  # of the district's change; None without a baseline
    minimum_group: int
    response: Response | None = None  # None if nobody knows how many could have answered
    once: Sequence[Mapping[str, object]] = field(default_factory=list)  # rows that are told once
    past: Sequence[Mapping[str, object]] = field(default_factory=list)  # what releases of earlier semesters told

    @property
    def by_role(self) -> PlannedFigure:
        """The figure whose groups and mask other counts by role keep to."""
        return _find(self.figures, "role")

    def printed(self, details: Mapping[Cell, Detail]) -> pd.DataFrame:
        """The table `published`; what ``details`` does not name is told in counts."""
        growth = list(self._growth_rows(details))
        rows = [*growth, *self._part_rows(growth, details), *self._level_rows(details), *self.once]
        rows += self._trend_rows(growth)
        rows += print_mix(growth, [attribute.id for attribute in self.rubric.attributes])
        rows += [*self.response.rows, *self.response.print_worst_cases(growth)] if self.response else []
        frame = pd.DataFrame(rows, columns=list(TABLES["published"].to_schema().columns))
        frame = frame.assign(about=frame["about"].astype("object").fillna("self"))
        frame = colour_groups(frame).assign(semester=self.comparison.semester, baseline=self.comparison.baseline)
        return make_table("published", frame.assign(release=_release_id(frame, self.comparison)))

    def _growth_rows(self, details: Mapping[Cell, Detail]) -> Iterator[dict[str, object]]:
        for figure in self.figures:
            for (group, place), item in product(figure.places.items(), _items(figure, self.rubric)):
                name = str(item["competency"] or item["attribute"])
                printed = print_cell(
                    _cell(figure.counts, group, name),
                    hidden=group in figure.hidden,
                    semester=self.comparison.semester,
                    baseline=self.comparison.baseline,
                    details=_details(details, figure, place, name, ("movers", "from", "to")),
                )
                shared = {"figure": figure.name, "grain": figure.grain, "grain_note": "", **item, **place}
                yield from (shared | row for row in printed)

    def _trend_rows(self, growth: Sequence[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
        told = self.comparison
        attributes = [attribute.id for attribute in self.rubric.attributes]
        return print_trend(self.past, growth, told.semester, told.baseline, attributes)

    def _part_rows(
        self, growth: Sequence[Mapping[str, object]], details: Mapping[Cell, Detail]
    ) -> Iterator[dict[str, object]]:
        """Where the district's change comes from; only beside shares printed exactly, or it would tell them."""
        if self.parts is None:
            return
        own = [row for row in growth if row["figure"] == "district_growth" and row["measure"] == "proficient"]
        for attribute in self.rubric.attributes:
            statuses = [row["status"] for row in own if row["attribute"] == attribute.id]
            told = statuses == ["shown", "shown"] and details.get(part_cell(attribute.id)) in (None, Detail.COUNTS)
            parts = self.parts[self.parts["attribute"] == attribute.id]
            shared: dict[str, object] = {"figure": WHY, "grain": "district", "grain_note": ""}
            shared |= {"attribute": attribute.id, "competency": None}
            yield from (shared | row for row in print_parts(parts, minimum=self.minimum_group, told=told))

    def _level_rows(self, details: Mapping[Cell, Detail]) -> Iterator[dict[str, object]]:
        counts = {figure.grain: figure.counts for figure in self.figures if figure.name == "growth_by_competency"}
        for figure in self.levels:
            people = figure.counts["people"].to_dict()
            for (group, place), part in product(figure.places.items(), self.rubric.competencies):
                asked = _cell(counts[figure.grain], group, part.id)
                printed = print_levels(
                    {level.low: int(people.get((group, part.id, level.low), 0)) for level in self.rubric.levels},
                    proficient=self.rubric.proficient,
                    hidden=group in figure.hidden,
                    asked=not (asked["answered_to"] > 0 and asked["asked_to"] == 0),
                    detail=_details(details, figure, place, part.id, ("levels",))["levels"],
                )
                shared = {"figure": figure.name, "grain": figure.grain, "grain_note": "", **place}
                shared |= {"attribute": part.attribute, "competency": part.id}
                yield from (shared | row for row in printed)


def part_cell(attribute: str) -> Cell:
    """What names the parts of an attribute's change: they are told together, in counts, or not at all."""
    return Cell(WHY, "district", "", "", "", attribute, "parts")


def _details(
    details: Mapping[Cell, Detail], figure: PlannedFigure, place: Mapping[str, str], item: str, parts: Sequence[str]
) -> dict[str, Detail]:
    """In which detail each part of one cell is told."""
    school, cluster, role = (place.get(column, "") for column in ("school", "cluster", "role"))
    where = (figure.name, figure.grain, school, "" if school else cluster, role, item)
    return {part: details.get(Cell(*where, part), Detail.COUNTS) for part in parts}


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
