"""Bars of people by level as static SVG: level names and numbers stand in the bars, so there is no key to look up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portrait_analytics.figures.charts import FONT
from portrait_analytics.figures.svg import draw_svg
from portrait_analytics.style import HIDDEN_INK, SIDE_PAPERS, format_count, level_shades

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair
    from markupsafe import Markup

    from portrait_analytics.figures.levels import LevelRow, Panel, Part

WIDTH = 400
BAR, TEXT, NOTE = 16, 12, 10.5  # heights in the units of the drawing, which are pixels at its own size
DIGIT = 7.5  # width of one, with some air


class _Drawing:
    """Rectangles and texts, from the top down."""

    def __init__(self) -> None:
        self.rects: list[dict[str, object]] = []
        self.texts: list[dict[str, object]] = []
        self.y = 0.0

    def bar(self, start: float, end: float, paper: str) -> None:
        self.rects.append({"x": round(start, 1), "x2": round(end, 1), "y": self.y, "y2": self.y + BAR, "paper": paper})

    def text(self, text: str, x: float, *, size: float = TEXT, ink: str = "currentColor", **look: str) -> None:
        base = {"x": round(x, 1), "y": self.y + BAR / 2, "text": text, "size": size, "ink": ink}
        self.texts.append({**base, "align": "left", "fontWeight": "normal", **look})


def panel_chart(panel: Panel, levels: Sequence[str]) -> altair.LayerChart:
    """One group: its competencies under their attributes, each with a bar as long as people answered."""
    import altair as alt
    import pandas as pd

    drawing = _draw(panel, levels)
    scales = {
        "x": alt.Scale(domain=[0, WIDTH], range=[0, WIDTH], nice=False),
        "y": alt.Scale(domain=[0, drawing.y], range=[0, drawing.y], nice=False),
    }
    x, y = alt.X("x:Q", axis=None, scale=scales["x"]), alt.Y("y:Q", axis=None, scale=scales["y"])
    # marks that look alike stand together, so that their look is written once
    rects = pd.DataFrame(drawing.rects, columns=["x", "x2", "y", "y2", "paper"]).sort_values("paper", kind="stable")
    bars = alt.Chart(rects).mark_rect(stroke="white", strokeWidth=1)
    bars = bars.encode(x=x, x2="x2:Q", y=y, y2="y2:Q", color=alt.Color("paper:N", scale=None))
    texts = pd.DataFrame(drawing.texts, columns=["x", "y", "text", "size", "ink", "align", "fontWeight"])
    texts = texts.sort_values(["size", "ink", "align", "fontWeight"], kind="stable")
    align, weight = {"expr": "datum.align"}, {"expr": "datum.fontWeight"}
    words = alt.Chart(texts).mark_text(baseline="middle", limit=WIDTH, align=align, fontWeight=weight)
    size = alt.Size("size:Q", scale=None, legend=None)
    words = words.encode(x=x, y=y, text="text:N", size=size, color=alt.Color("ink:N", scale=None))
    chart: alt.LayerChart = alt.LayerChart(layer=[bars, words]).properties(width=WIDTH, height=drawing.y)
    return chart


def panels_chart(panels: Sequence[Panel], levels: Sequence[str], *, title: str, alt_text: str) -> altair.HConcatChart:
    """All groups beside each other, for the analyst."""
    import altair as alt

    charts = [panel_chart(panel, levels).properties(title=panel.name) for panel in panels]
    chart: alt.HConcatChart = (
        alt.HConcatChart(hconcat=charts or [alt.Chart(alt.InlineData(values=[])).mark_rect()])
        .properties(title=title, description=alt_text)
        .configure(font=FONT)
        .configure_view(stroke=None)
    )
    return chart


def draw_panel(panel: Panel, levels: Sequence[str]) -> Markup:
    """The panel as inline SVG: drawn here, without a script, a style or an address, and in the ink of its page."""
    return draw_svg(panel_chart(panel, levels))


def _draw(panel: Panel, levels: Sequence[str]) -> _Drawing:
    drawing = _Drawing()
    _draw_names(drawing, levels)
    widest = max((row.people or 0 for row in panel.rows), default=0)
    for attribute, rows in panel.bands:
        drawing.y += 12
        drawing.text(attribute, 0, fontWeight="bold")
        drawing.y += TEXT + 8
        for row in rows:
            _draw_row(drawing, row, len(levels), WIDTH / max(widest, 1))
    return drawing


def _draw_names(drawing: _Drawing, levels: Sequence[str]) -> None:
    """The levels from left to right, each in its colour and with its name on it, as they stand in every bar."""
    width = WIDTH / len(levels)
    for place, (name, shade) in enumerate(zip(levels, level_shades(len(levels)), strict=True)):
        drawing.bar(place * width, (place + 1) * width, shade.paper)
        drawing.text(name, (place + 0.5) * width, ink=shade.ink, align="center")
    drawing.y += BAR


def _draw_row(drawing: _Drawing, row: LevelRow, levels: int, scale: float) -> None:
    drawing.text(row.name, 0)
    if row.people is None:
        drawing.text(row.parts[0].cell.words, WIDTH, align="right")
        drawing.y += BAR + 8
        return
    drawing.text(f"of {format_count(row.people)}", WIDTH, align="right")
    drawing.y += BAR
    start = 0.0
    middles = [((part.low or 0) + (part.high or 0)) / 2 for part in row.parts]
    stretch = scale * row.people / (sum(middles) or 1)
    for part, middle in zip(row.parts, middles, strict=True):
        end = start + middle * stretch
        paper, ink = _colours(part, levels)
        drawing.bar(start, end, paper)
        number = format_count(part.low or 0)
        if not part.coded and end - start > DIGIT * len(number):
            drawing.text(number, (start + end) / 2, ink=ink, align="center")
        start = end
    drawing.y += BAR
    if notes := [f"{part.name}: {_count_of(part)}" for part in row.parts if part.coded]:
        drawing.text("; ".join(notes), 0, size=NOTE)
        drawing.y += BAR
    drawing.y += 6


def _colours(part: Part, levels: int) -> tuple[str, str]:
    if part.span > 1 or not part.name:
        return SIDE_PAPERS[part.first > 0], HIDDEN_INK
    shade = level_shades(levels)[part.first]
    return shade.paper, shade.ink


def _count_of(part: Part) -> str:
    return part.cell.words.rpartition(" of ")[0]
