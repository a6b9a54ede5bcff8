"""How many leaders stand at which level this semester, competency by competency: all leaders, then each cluster."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
from markupsafe import Markup

from portrait_analytics.figures.captions import compared
from portrait_analytics.figures.figure import Figure, make_figure
from portrait_analytics.figures.findings import EVERYBODY
from portrait_analytics.figures.heatmap import Cell, plain_cell
from portrait_analytics.figures.panels import draw_panel, panels_chart
from portrait_analytics.figures.printed import Group, Printed, Sheet, read_sheet
from portrait_analytics.figures.sentences import out_of, silence
from portrait_analytics.release import Release
from portrait_analytics.rubric import Competency, Rubric
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import join_words

MOST_PANELS = 16  # groups that have bars of their own
SIDES = ("below", "at_or_above")


@dataclass(frozen=True)
class Part:
    """One printed piece of a row: a level, or a side of Proficient, where only the two sides are told.

    ``first`` is the place of its lowest level and ``span`` how many levels it covers; ``low`` and ``high`` are the
    least and the most people that its words allow, and None where it prints none.
    """

    name: str
    first: int
    span: int
    cell: Cell
    printed: Printed | None
    low: int | None
    high: int | None

    @property
    def coded(self) -> bool:
        """True if its words allow more than one number."""
        return self.low != self.high


@dataclass(frozen=True)
class LevelRow:
    """One competency of one group, from the lowest level to the highest."""

    name: str
    attribute: str
    parts: tuple[Part, ...]

    @property
    def people(self) -> int | None:
        """Of how many people, or None if it prints no number."""
        return next((part.printed.people for part in self.parts if part.printed and part.low is not None), None)


@dataclass(frozen=True)
class Panel:
    """One group: all its competencies in the rubric's order."""

    name: str
    rows: tuple[LevelRow, ...]

    @property
    def shown(self) -> bool:
        """True if there is a number in it."""
        return any(row.people is not None for row in self.rows)

    @property
    def labels(self) -> list[Hashable]:
        """The rows of `published` that it draws."""
        return [part.printed.row for row in self.rows for part in row.parts if part.printed]

    @property
    def bands(self) -> list[tuple[str, list[LevelRow]]]:
        """The rows under their attributes."""
        return [(name, list(rows)) for name, rows in groupby(self.rows, key=lambda row: row.attribute)]


def levels_by_cluster(release: Release) -> Figure:
    """How many leaders stand at which level: bars for the eye, and the same numbers as a table to unfold."""
    rubric = release.rubric
    sheet = read_sheet(release, "levels_by_cluster", by="competency")
    panels = read_panels(release, sheet)
    levels = [level.name for level in rubric.levels]
    below = sum(level.low < rubric.proficient for level in rubric.levels)
    cells = [part.cell for panel in panels for row in panel.rows for part in row.parts]
    table = [{"group": panel.name, **_words(levels, row)} for panel in panels for row in panel.rows]
    level = rubric.level_named(rubric.proficient)
    return make_figure(
        "levels.html.j2",
        name=sheet.figure,
        title=_title(release, sheet, panels),
        takeaway=Markup(" ").join(part for part in (_takeaway(release, panels), silence(sheet, cells)) if part),
        caption=_caption(release) if panels else f"{compared(release)}.",
        shape=f"Bars of people by level, {len(rubric.competencies)} competencies for each of {len(panels)} groups",
        table=pd.DataFrame(table, columns=["group", "competency", *levels], dtype="str").set_index(
            ["group", "competency"]
        ),
        draw=lambda figure: panels_chart(panels, levels, title=figure.title, alt_text=figure.alt),
        panels=panels,
        drawn=list(zip(panels, _draw(panels, levels), strict=False)),
        levels=levels,
        sides=[side for side in ((f"Below {level}", below), (f"At or above {level}", len(levels) - below)) if side[1]],
        notes=sheet.notes,
        summary=f"Leaders by level, competency and cluster, {semester_name(release.semester)}",
    )


def draw_levels(release: Release) -> list[Markup]:
    """The bars of each group as inline SVG, as the figure draws them; empty for a group that prints no number."""
    panels = read_panels(release, read_sheet(release, "levels_by_cluster", by="competency"))
    return _draw(panels, [level.name for level in release.rubric.levels])


def _draw(panels: Sequence[Panel], levels: Sequence[str]) -> list[Markup]:
    return [draw_panel(panel, levels) if panel.shown else Markup("") for panel in panels[: most_drawn(panels)]]


def most_drawn(panels: Sequence[Panel]) -> int:
    """How many groups have bars: all of them, or of many clusters all leaders alone, since all are in the table."""
    return len(panels) if len(panels) <= MOST_PANELS else 1


def read_panels(release: Release, sheet: Sheet) -> list[Panel]:
    """All leaders first, then the clusters by name."""
    groups = sorted(sheet.groups, key=lambda group: (group != EVERYBODY, group.cluster.casefold()))
    attributes = {attribute.id: attribute.name for attribute in release.rubric.attributes}
    return [
        Panel(
            group.cluster or "All leaders",
            tuple(
                LevelRow(part.name, attributes[part.attribute], _read_parts(release.rubric, sheet, group, part))
                for attribute in attributes
                for part in release.rubric.competencies
                if part.attribute == attribute
            ),
        )
        for group in groups
    ]


def _read_parts(rubric: Rubric, sheet: Sheet, group: Group, competency: Competency) -> tuple[Part, ...]:
    sides = [sheet.find(group, competency.id, "levels", side) for side in SIDES]
    if any(sides):
        below = sum(level.low < rubric.proficient for level in rubric.levels)
        level = rubric.level_named(rubric.proficient)
        return (
            _part(f"Below {level}", 0, below, sides[0]),
            _part(f"At or above {level}", below, len(rubric.levels) - below, sides[1]),
        )
    return tuple(
        _part(level.name, place, 1, sheet.find(group, competency.id, "levels", str(level.low)))
        for place, level in enumerate(rubric.levels)
    )


def _part(name: str, first: int, span: int, printed: Printed | None) -> Part:
    visible = printed is not None and printed.visible
    low, high = printed.ends if printed is not None and visible else (None, None)
    return Part(name, first, span, plain_cell([printed]), printed, low, high)


def _at_or_above(row: LevelRow, proficient: int) -> tuple[int, int] | None:
    """The least and the most people at or above Proficient; ``proficient`` is the place of that level."""
    people = row.people
    if people is None:
        return None
    sides = [[part for part in row.parts if (part.first >= proficient) is above] for above in (False, True)]
    (rest_low, rest_high), (low, high) = (
        (sum(part.low or 0 for part in side), sum(part.high or 0 for part in side)) for side in sides
    )
    return max(low, people - rest_high), min(high, people - rest_low)


def _title(release: Release, sheet: Sheet, panels: Sequence[Panel]) -> Markup:
    """In how many competencies more than half are at or above Proficient."""
    level = release.rubric.level_named(release.rubric.proficient)
    ends = _district(release, panels)
    if not ends:
        why = "No levels of all leaders can be shown for {}" if panels else "Nothing by level was published for {}"
        return Markup("{}").format(why.format(semester_name(release.semester)))
    more = sum(2 * low > people for _, people, low, _ in ends)
    open_ones = sum(2 * high > people >= 2 * low for _, people, low, high in ends)
    if more == open_ones == 0:
        every = out_of(sheet, len(ends), len(ends), "competency")
        return Markup("Half or fewer of all leaders are at or above {} in {}").format(level, every)
    headline = Markup("More than half of all leaders are at or above {} in {}")
    headline = headline.format(level, out_of(sheet, more, len(ends), "competency"))
    return headline + ("; in others it may be so, and the words leave it open" if open_ones else "")


def _takeaway(release: Release, panels: Sequence[Panel]) -> Markup:
    """Where the most and where the fewest are; only where the words leave no doubt."""
    ends = _district(release, panels)
    largest = max((low / people for _, people, low, _ in ends), default=0)
    smallest = min((high / people for _, people, _, high in ends), default=0)
    top = [name for name, people, _, high in ends if high / people >= largest]
    bottom = [name for name, people, low, _ in ends if low / people <= smallest]
    doubt = any(low != high for _, _, low, high in ends) and (top[1:] or bottom[1:])
    if smallest >= largest or set(top) & set(bottom) or doubt:
        return Markup("")
    wording = Markup("Among all leaders, that share is largest in {} and smallest in {}.")
    return wording.format(join_words(top), join_words(bottom))


def _district(release: Release, panels: Sequence[Panel]) -> list[tuple[str, int, int, int]]:
    """Name, people, and the least and the most at or above Proficient, of all leaders' competencies."""
    proficient = sum(level.low < release.rubric.proficient for level in release.rubric.levels)
    rows = [row for panel in panels[:1] for row in panel.rows]
    found = [(row.name, row.people, _at_or_above(row, proficient)) for row in rows]
    return [(name, people, *ends) for name, people, ends in found if people and ends]


def _words(levels: Sequence[str], row: LevelRow) -> dict[str, str]:
    """Name and words of each level's cell; of a side, its words stand in each level that it covers."""
    words = {levels[part.first + place]: part.cell.words for part in row.parts for place in range(part.span)}
    return {"competency": row.name, **words}


def _caption(release: Release) -> str:
    rubric, semester = release.rubric, semester_name(release.semester)
    return (
        f"Leaders who rated themselves in {semester} on the levels of {rubric.title}; counts are people, one bar is "
        "one competency. Where words stand for a number, they are printed under the bar, and its part "
        f"is drawn at the middle of what they allow. Groups under {release.minimum_group} leaders are not shown, and "
        "of larger ones some numbers are hidden so that nothing else can be worked out from them."
    )
