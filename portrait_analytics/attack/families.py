"""One attribute or competency as an attacker sees it: who is there, all that was printed of them, whom to ask about."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.attack.groups import Members, Place, Roster, Target, find_churned, list_targets
from portrait_analytics.attack.outcomes import (
    Count,
    Flags,
    Model,
    count_late,
    count_outcomes,
    model_attribute,
    model_competency,
)
from portrait_analytics.attack.readings import Reading, read_cell, read_levels, read_parts, read_response
from portrait_analytics.attack.solving import Numbers
from portrait_analytics.disclosure import WHY, Cell
from portrait_analytics.disclosure.response import FIGURE as RESPONSE
from portrait_analytics.errors import InputError
from portrait_analytics.rubric import Rubric

TOLD = ["shown", "coded"]
CHURN = Place("churn")  # after: who came; before: who went
PLACES = ["grain", "school", "cluster", "role"]


Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Fact:
    """Something printed: bounds on a weighted sum of outcomes over some head-count cells, and where it stands."""

    cells: Flags
    weights: Numbers
    low: float
    high: float
    label: str
    release: int  # the first is 1
    cell: Cell
    total: bool  # how many people it rests on, and nothing of their answers
    people: int  # who could have answered
    others: tuple[Cell, ...] = ()  # further cells of the figure that it is the sum of


@dataclass(frozen=True)
class Family:
    """All releases of one pair of semesters, as far as they speak of one attribute or competency.

    ``part`` tells the blocks of a large district apart.
    """

    name: str
    semesters: str
    heads: pd.DataFrame
    model: Model
    counts: dict[str, Count]
    facts: list[Fact]
    targets: list[Target]
    part: int = 0


def make_families(
    releases: Sequence[pd.DataFrame],
    headcounts: pd.DataFrame,
    cluster_of: Mapping[str, str],
    rubric: Rubric,
    only: Container[str] | None = None,
) -> Iterator[Family]:
    """The families of all releases, the older release first; those of one pair of semesters are taken together.

    ``only`` names the attributes and competencies that are wanted, all without it.

    `InputError` if a pair of semesters has no head-counts.
    """
    for (earlier, later), parts in _by_semesters(releases).items():
        own = (headcounts["semester_from"].fillna("") == earlier) & (headcounts["semester_to"] == later)
        if not own.any():
            raise InputError(
                f"There are no head-counts from {earlier or 'nothing'} to {later}; count_heads makes them."
            )
        roster = Roster(headcounts[own].reset_index(drop=True), cluster_of)
        semesters = f"{earlier or 'nothing'} to {later}"
        answered = [_rows_on_response(release) for release in parts]
        for attribute in filter(lambda part: _is_wanted(part.id, only), rubric.attributes):
            rows = [_rows_of(part, attribute.id, None) for part in parts]
            yield _make_family(attribute.id, semesters, rows, answered, roster, _Scale())
        scale = _Scale(tuple(level.low for level in rubric.levels), rubric.proficient)
        for part in filter(lambda part: _is_wanted(part.id, only), rubric.competencies):
            rows = [_rows_of(release, part.attribute, part.id) for release in parts]
            yield _make_family(part.id, semesters, rows, answered, roster, scale)


def _is_wanted(name: str, only: Container[str] | None) -> bool:
    return only is None or name in only


def _by_semesters(releases: Sequence[pd.DataFrame]) -> dict[tuple[str, str], list[pd.DataFrame]]:
    found: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for release in releases:
        earlier = release["baseline"].astype("str").fillna("")
        for pair, part in release.groupby([earlier, release["semester"].astype("str")]):
            found.setdefault((str(pair[0]), str(pair[1])), []).append(part)
    return found


def _rows_of(release: pd.DataFrame, attribute: str, competency: str | None) -> Rows:
    item = release["competency"].isna() if competency is None else release["competency"] == competency
    return _plain(release[item & (release["attribute"] == attribute) & (release["about"] == "self")])


def _rows_on_response(release: pd.DataFrame) -> Rows:
    """Who answered at all: said of no attribute, and true of each."""
    return _plain(release[(release["figure"] == RESPONSE) & release["attribute"].isna()])


def _plain(own: pd.DataFrame) -> Rows:
    plain = own.astype(dict.fromkeys(PLACES, "str")).fillna(dict.fromkeys(PLACES, ""))
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


@dataclass(frozen=True)
class _Scale:
    """The ranks that the full form tells apart, none for an attribute, and from which on one is Proficient."""

    ranks: tuple[int, ...] = ()
    proficient: int = 0


def _make_family(
    name: str, semesters: str, rows: list[Rows], answered: Sequence[Rows], roster: Roster, scale: _Scale
) -> Family:
    size = len(rows)
    model = model_competency(scale.ranks, scale.proficient, size) if scale.ranks else model_attribute(size)
    counted = [count_outcomes(model.outcomes, scale.ranks, release) for release in range(size)]
    members = _list_members(rows, roster)
    known = _list_members(answered, roster) | members | {CHURN: find_churned(roster.heads)}
    people = roster.heads["people"].to_numpy(dtype=np.int64)
    facts = [
        fact
        for number, (own, told, counts) in enumerate(zip(rows, answered, counted, strict=True), start=1)
        for fact in _read_rows([*own, *told], Source(number, size, name), counts, known, people, scale)
    ]
    told = {_place(row) for own in rows for row in own if row["status"] in TOLD}
    targets = list_targets(
        {place: own for place, own in members.items() if place in told},
        {place: own for place, own in members.items() if place not in told},
        roster,
    )
    late = _count_late(counted)
    if late:
        targets += [Target("late", place.words(), own) for place, own in members.items()]
    return Family(name, semesters, roster.heads, model, counted[-1] | late, facts, targets)


def _count_late(counted: Sequence[Mapping[str, Count]]) -> dict[str, Count]:
    """What each release counts on top of the one before."""
    late: dict[str, Count] = {}
    for number, (earlier, later) in enumerate(pairwise(counted), start=2):
        late |= count_late(earlier, later, f"release {number}")
    return late


def _place(row: Mapping[str, Any]) -> Place:
    """Where a row stands; a school's cluster is no part of it."""
    school = row["school"]
    return Place(row["grain"], school, "" if school else row["cluster"], row["role"])


def _list_members(rows: Sequence[Rows], roster: Roster) -> dict[Place, Members]:
    """Who is in each printed group."""
    places = dict.fromkeys(_place(row) for own in rows for row in own)
    return {place: roster.find(place) for place in places}


class Source(NamedTuple):
    """What says something: which release of how many, the first is 1, and of which attribute or competency."""

    number: int
    of: int
    item: str

    def words(self) -> str:
        """Nothing, where there is one release only."""
        return f"release {self.number}: " if self.of > 1 else ""


def _read_rows(
    rows: Rows,
    source: Source,
    counts: Mapping[str, Count],
    members: Mapping[Place, Members],
    people: NDArray[np.int64],
    scale: _Scale,
) -> Iterator[Fact]:
    """Everything that one release says, as bounds."""
    cells: dict[tuple[str, Place], Rows] = {}
    for row in rows:
        cells.setdefault((str(row["figure"]), _place(row)), []).append(row)
    for (figure, place), cell in cells.items():
        inside = members[CHURN if figure == WHY else place]
        if figure == WHY:
            readings = read_parts(cell)
        elif figure == RESPONSE:
            readings = read_response(cell)
        elif cell[0]["measure"] == "levels":
            readings = read_levels(cell, ranks=scale.ranks, proficient=scale.proficient)
        else:
            readings = read_cell(cell)
        for reading in readings:
            label = f"{source.words()}{figure}, {place.words()}: {reading.words}"
            named = Cell(figure, *place, source.item, reading.part)
            counted = counts[next(iter(reading.factors))]
            yield Fact(
                inside[counted.wave],
                _weigh(reading, counts),
                reading.low,
                reading.high,
                label,
                source.number,
                named,
                total=not counted.base,
                people=int(people[inside[counted.wave]].sum()),
            )


def _weigh(reading: Reading, counts: Mapping[str, Count]) -> Numbers:
    """How often a reading counts each outcome."""
    parts = [factor * counts[name].of.astype(np.float64) for name, factor in reading.factors.items()]
    weights: Numbers = np.array(parts).sum(axis=0)
    return weights
