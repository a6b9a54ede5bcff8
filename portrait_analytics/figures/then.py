"""The then-question: how leaders now see their start, beside how they moved as usual."""

from markupsafe import Markup

from portrait_analytics.disclosure.then import FIGURE, MOVERS, NET
from portrait_analytics.figures.captions import compared
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.heatmap import Band, Cell, Heatmap, Row, count_cell, draw_heatmap, reason_cell
from portrait_analytics.figures.printed import Group, Sheet, read_sheet
from portrait_analytics.figures.sentences import out_of
from portrait_analytics.release import Release
from portrait_analytics.rubric import Attribute
from portrait_analytics.semesters import semester_name

EVERYBODY = Group()
LOOKED_BACK = {"adjusted": "From the start as they now see it, to now", "shift": "The start: as now seen, not as rated"}


def then_question(release: Release) -> Figure:
    """Who moved as usual, from how leaders now see their start, and by how much that differs from what they said."""
    sheet = read_sheet(release, FIGURE)
    heatmap = read_then(release, sheet)
    return draw_heatmap(
        sheet,
        heatmap,
        title=_title(release, sheet),
        takeaway=_takeaway(sheet),
        caption=_caption(release) if sheet.groups else f"{compared(release)}.",
        shape="Table of three movements by attribute",
        summary="All leaders, by attribute: as they rated then and now, and as they now see their start",
    )


def read_then(release: Release, sheet: Sheet) -> Heatmap:
    """The usual movement of all leaders first, then the two that look back; empty if nobody was asked to."""
    attributes, district = release.rubric.attributes, read_sheet(release, "district_growth")
    columns = tuple(part.name for part in attributes)
    if not sheet.groups:
        return Heatmap(columns, (), "movement")
    usual = [count_cell(district, EVERYBODY, part.id, with_net=True) for part in attributes]
    rows = [Row("As usual: from what they said then, to now", tuple(_plain(cell) for cell in usual))]
    rows += [
        Row(name, tuple(_read_cell(sheet, part, comparison) for part in attributes))
        for comparison, name in LOOKED_BACK.items()
    ]
    return Heatmap(columns, (Band("", tuple(rows)),), "movement")


def _plain(cell: Cell) -> Cell:
    """Without its colour: of three movements of one group, none is held against other groups."""
    return cell if cell.silent else Cell("plain", cell.lines)


def _read_cell(sheet: Sheet, part: Attribute, comparison: str) -> Cell:
    net = sheet.find(EVERYBODY, part.id, NET, comparison)
    up, down = (sheet.find(EVERYBODY, part.id, MOVERS, f"{comparison} {item}") for item in ("up", "down"))
    if net is None or up is None or down is None:
        return Cell("not-asked", (Markup("not asked"),))
    if not net.visible:
        return reason_cell(net)
    people = Markup("of {}").format(net.quote(f"{net.people:,}"))
    lines = (Markup("{}, {}").format(up.quote(), down.quote()), people, Markup("net {}").format(net.quote()))
    return Cell("plain", lines)


def _title(release: Release, sheet: Sheet) -> Markup:
    if not sheet.groups:
        return Markup("Leaders were not asked how they now see their start")
    shifts = [sheet.find(EVERYBODY, part.id, NET, "shift") for part in release.rubric.attributes]
    told = [net.direction for net in shifts if net and net.visible]
    if not told:
        return Markup("How leaders now see their start rests on too few to be shown")
    lower = sum(way < 0 for way in told)
    start = Markup("Looking back, more leaders rate their start lower than they did then, not higher, in {}")
    return start.format(out_of(sheet, lower, len(told), "attribute"))


def _takeaway(sheet: Sheet) -> Markup:
    if not sheet.groups:
        return Markup(
            "So a change may also be one of what leaders take a level to mean: who learns what it asks for may rate "
            "the same practice lower than before."
        )
    return Markup(
        "Where they do, the usual movement understates growth. What is said of then is itself inclined to show growth, "
        "so it stands beside the usual movement and not in its place."
    )


def _caption(release: Release) -> str:
    before = semester_name(release.baseline) if release.baseline else "then"
    return (
        f"Leaders who rated themselves in {before} and in {semester_name(release.semester)}; those below the first row "
        f"were also asked, in {semester_name(release.semester)}, where they had stood. Counts are people. Told once: "
        "answers that come in later do not change it."
    )
