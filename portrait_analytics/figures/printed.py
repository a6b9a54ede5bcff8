"""The rows of `published` that one figure prints, found by group, attribute, measure and item."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from markupsafe import Markup

from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import CLASS_EDGES, read_range

VISIBLE = ("shown", "coded")
_COLUMNS = [
    *["school", "cluster", "role", "attribute", "competency", "measure", "item", "grain", "status", "shown"],
    *["value", "low", "high", "people", "colour_class", "differs", "grain_note"],
]


class Group(NamedTuple):
    """Whose rows they are; empty where the figure does not split by it."""

    cluster: str = ""
    school: str = ""
    role: str = ""


@dataclass(frozen=True)
class Printed:
    """One row of `published`: ``row`` is its label, a missing number is None."""

    row: Hashable
    status: str
    shown: str
    value: float | None
    low: float | None
    high: float | None
    people: int | None
    colour_class: int | None
    differs: bool

    @property
    def visible(self) -> bool:
        """True if it prints a number, exact or coded."""
        return self.status in VISIBLE

    @property
    def middle(self) -> float:
        """The value, or the middle of the interval where the value is coded; only to put visible rows in order."""
        if self.value is not None:
            return self.value
        return ((self.low or 0.0) + (self.high or 0.0)) / 2

    @property
    def ends(self) -> tuple[int, int]:
        """Of a count: the least and the most that it may be, by its words."""
        return (int(self.value),) * 2 if self.value is not None else read_range(self.shown, self.people or 0)

    @property
    def direction(self) -> int:
        """Of net movers: 1 if more moved up than down, -1 the other way, 0 if about as many."""
        return direction_of(self.middle)

    def quote(self, text: str | None = None) -> Markup:
        """The printed text, or another number of the same row, marked with the row it stands for."""
        head, bracket, rest = (self.shown if text is None else text).partition(" (")
        kept = Markup(' <span class="kept">({}</span>').format(rest) if bracket else ""
        return Markup('<span data-row="{}">{}{}</span>').format(self.row, head, kept)


def direction_of(net: float) -> int:
    """1 if more moved up than down, -1 the other way, 0 if about as many."""
    return (net >= CLASS_EDGES[0]) - (net <= -CLASS_EDGES[0])


@dataclass(frozen=True)
class Sheet:
    """All rows of one figure; ``groups`` are in the order of `published`, ``notes`` say why they are put together."""

    figure: str
    grain: str
    groups: tuple[Group, ...]
    notes: tuple[str, ...]
    rows: Mapping[tuple[Group, str, str, str], Printed]

    def find(self, group: Group, part: str, measure: str, item: str = "") -> Printed | None:
        """The row of an attribute or a competency, or None if nothing was published there."""
        return self.rows.get((group, part, measure, item))


def read_sheet(release: Release, figure: str, *, by: str = "attribute", about: str = "self") -> Sheet:
    """The rows that a figure prints, by attribute or by competency; perhaps without groups."""
    published = release.published
    own = published[(published["figure"] == figure) & (published["about"] == about)]
    own = own[own["competency"].isna() == (by == "attribute")]
    plain = own[_COLUMNS].astype(object).where(own[_COLUMNS].notna(), None)
    rows: dict[tuple[Group, str, str, str], Printed] = {}
    row: Any
    for row in plain.itertuples():
        group = Group(row.cluster or "", row.school or "", row.role or "")
        rows[group, getattr(row, by) or "", row.measure, row.item or ""] = _printed(row)
    return Sheet(
        figure=figure,
        grain=next(iter(plain["grain"]), ""),
        groups=tuple(dict.fromkeys(key[0] for key in rows)),
        notes=tuple(dict.fromkeys(note for note in plain["grain_note"] if note)),
        rows=rows,
    )


def _printed(row: Any) -> Printed:
    return Printed(
        row=row.Index,
        status=row.status,
        shown=row.shown,
        value=row.value,
        low=row.low,
        high=row.high,
        people=row.people,
        colour_class=row.colour_class,
        differs=bool(row.differs),
    )


def period(release: Release) -> str:
    """The semesters that are compared, as a reader says them."""
    if release.baseline is None:
        return semester_name(release.semester)
    return f"{semester_name(release.baseline)} to {semester_name(release.semester)}"
