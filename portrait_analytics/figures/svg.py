"""A chart as inline SVG that weighs little: what its marks share is said once, for a group of them."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from markupsafe import Markup

from portrait_analytics.figures.charts import FONT

if TYPE_CHECKING:
    import altair

OWN_MARKS = re.compile(r' (?:role|class|aria-[a-z]+|xmlns(?::xlink)?|version)="[^"]*"')
PLACES = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2)="[^"]*"')
DECIMALS, WHOLE = re.compile(r"\d+\.\d{2,}"), re.compile(r"(\d)\.0(?!\d)")
MOVED_TEXT = re.compile(r'(<text\b[^>]*) transform="translate\(([^,()]+),([^,()]+)\)"')
SIZES = ("width", "height")
# what a mark takes from the group that it stands in, unless it says otherwise
INHERITED = ("fill", "stroke", "stroke-width", "font-family", "font-size", "font-weight", "text-anchor")


def draw_svg(drawn: altair.LayerChart) -> Markup:
    """A chart as inline SVG that fills the width of its place."""
    import vl_convert

    chart = drawn.properties(padding=0, autosize="none", background="transparent")
    spec = chart.configure(font=FONT).configure_view(stroke=None).to_dict()
    svg = OWN_MARKS.sub("", vl_convert.vegalite_to_svg(spec, config={"aria": False}))
    svg = MOVED_TEXT.sub(r'\1 x="\2" y="\3"', PLACES.sub(_round, svg))
    root = ElementTree.fromstring(svg)  # noqa: S314  vega wrote it, and escapes every text that it is given
    root.attrib = {
        "aria-hidden": "true",
        "focusable": "false",
        **{name: value for name, value in root.attrib.items() if name not in SIZES},
    }
    slim(root)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  written by the same


def _round(place: re.Match[str]) -> str:
    """Coordinates to a tenth of a pixel."""
    return WHOLE.sub(r"\1", DECIMALS.sub(lambda number: f"{float(number[0]):.1f}", place[0]))


def slim(element: ElementTree.Element) -> None:
    """Say what the children of an element share once, on a group around them; what is drawn stays as it is.

    >>> svg = ElementTree.fromstring('<g><text fill="a" x="1"/><text fill="a" x="2"/><text fill="b" x="3"/></g>')
    >>> slim(svg)
    >>> ElementTree.tostring(svg, encoding="unicode")
    '<g><g fill="a"><text x="1" /><text x="2" /></g><text fill="b" x="3" /></g>'
    """
    for child in element:
        slim(child)
    runs = [list(run) for _, run in groupby(element, key=_look)]
    element[:] = [mark for run in runs for mark in ([_group(run)] if len(run) > 1 and any(_look(run[0])) else run)]
    for name in INHERITED:
        values = {child.get(name) for child in element}
        if len(values) == 1 and None not in values and element.tag == "g" and name not in element.attrib:
            element.set(name, element[0].attrib[name])
            for child in element:
                del child.attrib[name]


def _look(element: ElementTree.Element) -> tuple[str | None, ...]:
    return tuple(element.get(name) for name in INHERITED)


def _group(marks: list[ElementTree.Element]) -> ElementTree.Element:
    """The marks, which look alike, in a group that says how."""
    group = ElementTree.Element("g", {name: marks[0].attrib[name] for name in INHERITED if name in marks[0].attrib})
    for mark in marks:
        for name in group.attrib:
            del mark.attrib[name]
    group.extend(marks)
    return group
