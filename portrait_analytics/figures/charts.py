"""The published rows once more, as Altair charts for the analyst."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portrait_analytics.figures.heatmap import Heatmap
from portrait_analytics.style import HIDDEN_INK, HIDDEN_PAPER, SHADES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair

    from portrait_analytics.figures.findings import Standing

ROW_HEIGHT, CELL_WIDTH = 34, 132
FONT = "Liberation Sans, Arial, sans-serif"  # the first is what vl-convert measures with


def heat_chart(heatmap: Heatmap, *, title: str, alt_text: str) -> altair.LayerChart:
    """Who moved where: one cell is one group and attribute, its colour one of the seven classes.

    All seven are always in the scale, so that two charts can be laid side by side; what cannot be shown is grey and
    says why.
    """
    import altair as alt
    import pandas as pd

    rows = [
        {
            "group": row.name,
            "attribute": attribute.name,
            "look": _words(cell.colour_class),
            "words": cell.words,
            "ink": SHADES[cell.colour_class].ink if cell.colour_class is not None else HIDDEN_INK,
        }
        for row in heatmap.rows
        for attribute, cell in zip(heatmap.attributes, row.cells, strict=True)
    ]
    scale = alt.Scale(
        domain=[*(shade.words for shade in SHADES.values()), _words(None)],
        range=[*(shade.paper for shade in SHADES.values()), HIDDEN_PAPER],
    )
    base = alt.Chart(pd.DataFrame(rows), description=alt_text).encode(
        x=alt.X("attribute:N", title=None, sort=[part.name for part in heatmap.attributes]),
        y=alt.Y("group:N", title=None, sort=[row.name for row in heatmap.rows]),
    )
    cells = base.mark_rect(stroke="white").encode(color=alt.Color("look:N", title=None, scale=scale))
    words = base.mark_text(limit=CELL_WIDTH - 8).encode(text="words:N", color=alt.Color("ink:N", scale=None))
    size = {"width": CELL_WIDTH * len(heatmap.attributes), "height": ROW_HEIGHT * len(heatmap.rows)}
    return _finish(alt.LayerChart(layer=[cells, words]), title, size)


def interval_chart(standings: Sequence[Standing], *, title: str, alt_text: str) -> altair.LayerChart:
    """Net movers with their 95% intervals: one row is one attribute, the scale always runs from −100% to +100%."""
    import altair as alt
    import pandas as pd

    rows = [
        {
            "attribute": standing.attribute.name,
            "value": standing.net.value,
            "low": standing.net.low,
            "high": standing.net.high,
            "words": standing.net.shown,
        }
        for standing in standings
        if standing.net is not None
    ]
    frame = pd.DataFrame(rows, columns=["attribute", "value", "low", "high", "words"])
    scale = alt.Scale(domain=[-1, 1])
    base = alt.Chart(frame, description=alt_text).encode(
        y=alt.Y("attribute:N", title=None, sort=frame["attribute"].tolist())
    )
    axis = alt.Axis(format="+.0%", title="net movers")
    ranges = base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(x=alt.X("value:Q", scale=scale))
    words = base.mark_text(align="left", dx=8).encode(x=alt.X("high:Q", scale=scale), text="words:N")
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(strokeDash=[3, 3]).encode(x=alt.X("zero:Q", scale=scale))
    size = {"width": 520, "height": ROW_HEIGHT * len(rows)}
    return _finish(alt.LayerChart(layer=[zero, ranges, points, words]), title, size)


def _words(colour_class: int | None) -> str:
    return "not shown" if colour_class is None else SHADES[colour_class].words


def _finish(chart: altair.LayerChart, title: str, size: dict[str, int]) -> altair.LayerChart:
    finished: altair.LayerChart = (
        chart.properties(title=title, **size)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(labelLimit=260, domain=False, ticks=False)
        .configure_title(anchor="start", fontSize=16)
    )
    return finished
