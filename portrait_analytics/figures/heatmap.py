"""Groups by attributes, or competencies by groups: what stands in each cell, how rows are banded and ordered."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from portrait_analytics.figures.charts import heat_chart
from portrait_analytics.figures.figure import Figure, make_figure
from portrait_analytics.figures.printed import Group, Printed, Sheet
from portrait_analytics.release import Release
from portrait_analytics.style import LOOKS, SHADES, STATUS_MEANINGS, STATUS_WORDS, format_count

FAMILY_TO_MARK = 8  # below it nothing is marked, and the district's interval stands beside each group's
NOTHING = "nothing published"


@dataclass(frozen=True)
class Cell:
    """What one cell says, line by line, and how it looks: a class of movement, or why there is none.

    ``direction`` is which way more of the group moved, by the counts; the class looks at the other groups, too.
    """

    look: str
    lines: tuple[Markup, ...]
    colour_class: int | None = None
    direction: int | None = None
    differs: bool = False

    @property
    def silent(self) -> bool:
        """True if it gives a reason instead of a number."""
        return self.colour_class is None and self.look not in ("plain", "uncoloured")

    @property
    def words(self) -> str:
        """The cell as one line of plain text."""
        return " ".join(str(line.striptags()) for line in self.lines)


@dataclass(frozen=True)
class Row:
    """One group, with a cell for each column; ``whole`` if it is all leaders, to compare the others with."""

    name: str
    cells: tuple[Cell, ...]
    whole: bool = False


@dataclass(frozen=True)
class Band:
    """Rows that stand together under a name; without one, under no heading."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Key:
    """What colors are of, as the end of a sentence, and what each of the seven classes says."""

    says: str
    words: Mapping[int, str]

    @property
    def entries(self) -> list[tuple[str, str]]:
        """Look and words of each class."""
        return [(LOOKS[number], words) for number, words in self.words.items()]


MOVED = Key(
    "the net movement, drawn toward the other groups, the more so the smaller the group",
    {number: shade.words for number, shade in SHADES.items()},
)


@dataclass(frozen=True)
class Heatmap:
    """Bands of rows; ``corner`` is what a row is, ``banded_by`` what a band is, ``key`` what colours say."""

    columns: tuple[str, ...]
    bands: tuple[Band, ...]
    corner: str
    banded_by: str = "cluster"
    key: Key = MOVED

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, band after band."""
        return tuple(row for band in self.bands for row in band.rows)

    @property
    def reasons(self) -> list[tuple[str, str, str]]:
        """Look, words and meaning of each reason for an empty cell that occurs in this map."""
        used = {cell.look for row in self.rows for cell in row.cells}
        return [
            (look_of(status), STATUS_WORDS[status], meaning)
            for status, meaning in STATUS_MEANINGS.items()
            if look_of(status) in used
        ]

    @property
    def any_coloured(self) -> bool:
        """True if a cell has one of the classes."""
        return any(cell.colour_class is not None for row in self.rows for cell in row.cells)

    @property
    def any_differs(self) -> bool:
        """True if a cell is outlined."""
        return any(cell.differs for row in self.rows for cell in row.cells)

    def to_table(self) -> pd.DataFrame:
        """The printed words, row by row and column by column."""
        banded = any(band.name for band in self.bands)
        names = pd.Index([row.name for row in self.rows], name=self.corner)
        if banded:
            bands = [band.name for band in self.bands for _ in band.rows]
            names = pd.MultiIndex.from_arrays([bands, names], names=[self.banded_by, self.corner])
        return pd.DataFrame(
            [[cell.words for cell in row.cells] for row in self.rows],
            index=names,
            columns=list(self.columns),
            dtype="str",
        )


def draw_heatmap(
    sheet: Sheet, heatmap: Heatmap, *, title: Markup, takeaway: Markup, caption: str, shape: str, summary: str
) -> Figure:
    """The figure of a heatmap: its table, and the same cells as a chart."""
    return make_figure(
        "heatmap.html.j2",
        name=sheet.figure,
        title=title,
        takeaway=takeaway,
        caption=caption,
        shape=shape,
        table=heatmap.to_table(),
        draw=lambda figure: heat_chart(heatmap, title=figure.title, alt_text=figure.alt),
        heatmap=heatmap,
        notes=sheet.notes,
        summary=summary,
    )


def read_heatmap(release: Release, sheet: Sheet, district: Sheet) -> Heatmap:
    """The map of one sheet, with the district's own row above it to compare with; empty if the sheet is.

    In a first semester nobody can have moved, so the cells say where leaders stand.
    """
    names = name_groups(release, sheet.groups)
    attributes = release.rubric.attributes
    with_net = count_told(sheet, [part.id for part in attributes]) < FAMILY_TO_MARK

    def read_row(source: Sheet, group: Group, name: str, whole: bool) -> Row:
        cells = (read_cell(release, source, group, part.id, with_net=with_net) for part in attributes)
        return Row(name, tuple(cells), whole)

    bands = [
        Band(name, tuple(read_row(sheet, group, names[group], False) for group in groups))
        for name, groups in band_groups(sheet, names)
    ]
    if bands:
        bands.insert(0, Band("", tuple(read_row(district, group, "All leaders", True) for group in district.groups)))
    columns = tuple(part.name for part in attributes)
    return Heatmap(columns, tuple(band for band in bands if band.rows), "school" if sheet.grain == "school" else "role")


def count_told(sheet: Sheet, parts: Iterable[str]) -> int:
    """How many groups beside all leaders tell who moved, on the attribute or competency where most do."""

    def told(part: str) -> int:
        nets = (sheet.find(group, part, "net_movers") for group in sheet.groups if group != Group())
        return sum(net is not None and net.visible for net in nets)

    return max(map(told, parts), default=0)


def read_cell(release: Release, sheet: Sheet, group: Group, part: str, *, with_net: bool) -> Cell:
    """Who moved; in a first semester, when nobody can have moved, how many are at or above Proficient."""
    if release.baseline is None:
        return share_cell(sheet, group, part, "to")
    return count_cell(sheet, group, part, with_net=with_net)


def count_cell(sheet: Sheet, group: Group, part: str, *, with_same: bool = False, with_net: bool = False) -> Cell:
    """Who moved, of how many; or the reason why nothing can be said, without a digit."""
    net = sheet.find(group, part, "net_movers")
    up, down, same = (sheet.find(group, part, "movers", item) for item in ("up", "down", "same"))
    if net is None or up is None or down is None:
        return Cell("nothing", (Markup("{}").format(NOTHING),))
    if not net.visible:
        return reason_cell(net)
    others = [same.quote()] if same and with_same else []
    people = [Markup("of {}").format(net.quote(format_count(net.people)))] if net.people is not None else []
    lines = [
        Markup("<span>{},</span> <span>{}</span>").format(up.quote(), down.quote()),
        Markup(" ").join([*others, *people]),
    ]
    if with_net:
        lines.append(Markup("net {}").format(net.quote()))
    look = "uncoloured" if net.colour_class is None else LOOKS[net.colour_class]
    return Cell(look, tuple(line for line in lines if line), net.colour_class, net.direction, net.differs)


def share_cell(sheet: Sheet, group: Group, part: str, item: str) -> Cell:
    """How many are at or above Proficient, as a share and as counts; ``item`` is from or to."""
    return plain_cell(sheet.find(group, part, measure, item) for measure in ("proficient_share", "proficient"))


def plain_cell(printed: Iterable[Printed | None]) -> Cell:
    """Printed texts, line by line and without a colour; or the reason why there is none."""
    parts = [part for part in printed if part is not None]
    if not parts:
        return Cell("nothing", (Markup("{}").format(NOTHING),))
    if not parts[0].visible:
        return reason_cell(parts[0])
    return Cell("plain", tuple(part.quote() for part in parts if part.visible))


def reason_cell(printed: Printed) -> Cell:
    """Why there is no number."""
    return Cell(look_of(printed.status), (Markup("{}").format(printed.shown),))


def look_of(status: str) -> str:
    """How a status looks, as a class of the style sheet."""
    return status.replace("_", "-")


def name_groups(release: Release, groups: Sequence[Group]) -> dict[Group, str]:
    """What each group is called: a school by its name, with its id where two share one."""
    schools = dict(zip(release.schools["school"].astype(str), release.schools["name"].astype(str), strict=True))
    shared = Counter(schools.values())
    return {group: _name(group, schools, shared) for group in groups}


def _name(group: Group, schools: dict[str, str], shared: Counter[str]) -> str:
    if group.school:
        name = schools.get(group.school, group.school)
        return f"{name} ({group.school})" if shared[name] > 1 else name
    return group.role or group.cluster or "All leaders"


def band_groups(sheet: Sheet, names: dict[Group, str]) -> Iterable[tuple[str, list[Group]]]:
    """Schools by name within their clusters; roles in the order of the district's list."""
    within = [group for group in sheet.groups if group.cluster and (group.school or group.role)]
    clusters = sorted({group.cluster for group in within}, key=str.casefold)
    rest = [group for group in sheet.groups if group not in set(within)]
    if rest:
        yield "", rest
    for cluster in clusters:
        members = [group for group in within if group.cluster == cluster]
        if any(group.school for group in members):
            members.sort(key=lambda group: names[group].casefold())
        yield (cluster if len(clusters) > 1 or rest else ""), members
