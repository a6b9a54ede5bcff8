"""The rows of the table of one group, all leaders or a school: each attribute, before and after."""

from dataclasses import dataclass

from markupsafe import Markup

from portrait_analytics.figures.figure import render
from portrait_analytics.figures.heatmap import Cell, count_cell, plain_cell, share_cell
from portrait_analytics.figures.printed import Group, Printed, Sheet
from portrait_analytics.release import Release
from portrait_analytics.rubric import Attribute


@dataclass(frozen=True)
class Strip:
    """An interval drawn on a line from −100% to +100%; places run from 0 to 200, a coded value has no dot."""

    low: int
    high: int
    dot: int | None


@dataclass(frozen=True)
class AttributeRow:
    """The group on one attribute; ``strip`` draws its net and is empty if there is none to draw; ``beside`` is the
    net of all leaders, where the group is not all of them.
    """

    name: str
    foundational: bool
    moved: Cell
    net: Cell
    strip: Markup
    before: Cell
    after: Cell
    beside: Cell | None

    @property
    def words(self) -> dict[str, str]:
        """The printed words of each cell."""
        cells = {name: getattr(self, name) for name in ("moved", "net", "before", "after", "beside")}
        return {name: cell.words for name, cell in cells.items() if cell is not None}


def read_rows(release: Release, sheet: Sheet, group: Group, beside: Sheet | None = None) -> list[AttributeRow]:
    """One row an attribute, in the rubric's order; ``beside`` is the sheet of all leaders, to compare with."""
    return [_read_row(sheet, group, part, beside) for part in release.rubric.attributes]


def _read_row(sheet: Sheet, group: Group, attribute: Attribute, beside: Sheet | None) -> AttributeRow:
    net = sheet.find(group, attribute.id, "net_movers")
    return AttributeRow(
        name=attribute.name,
        foundational=attribute.foundational,
        moved=count_cell(sheet, group, attribute.id, with_same=True),
        net=plain_cell([net]),
        strip=draw_strip(net),
        before=share_cell(sheet, group, attribute.id, "from"),
        after=share_cell(sheet, group, attribute.id, "to"),
        beside=plain_cell([beside.find(Group(), attribute.id, "net_movers")]) if beside else None,
    )


def draw_strip(net: Printed | None) -> Markup:
    """The interval as a line in SVG, which names the row that it draws; empty if there is nothing to draw."""
    if net is None or not net.visible or net.low is None or net.high is None:
        return Markup("")
    strip = Strip(_place(net.low), _place(net.high), None if net.value is None else _place(net.value))
    return Markup(render("strip.html.j2", strip=strip, row=net.row).strip())  # noqa: S704  the template escapes


def _place(share: float) -> int:
    return round(100 + 100 * share)
