"""The published rows once more, as Altair charts for the analyst."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from portrait_analytics.style import HIDDEN_INK, HIDDEN_PAPER, SHADES, STATE_SHADES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import altair

    from portrait_analytics.figures.findings import Standing
    from portrait_analytics.figures.heatmap import Cell, Heatmap, Row

ROW_HEIGHT, CELL_WIDTH, LINE_HEIGHT = 56, 170, 14
FONT = "Liberation Sans, Arial, sans-serif"  # the first is what vl-convert measures with
LEGEND_WIDTH = 300
RENDERER = "portrait"
# the newest form that JupyterLab draws without an extension; what is used of Altair's own, newer one is the same in it
IN_JUPYTERLAB, SCHEMA = "application/vnd.vegalite.v5+json", "https://vega.github.io/schema/vega-lite/v5.json"
COLOURLESS = "not colored"
UNTOLD = "not told"


def enable_renderer() -> None:
    """Show charts from here on as what JupyterLab draws by itself, and as SVG for all that does not.

    Altair's own renderers fetch their scripts from the network, and a notebook must open without one.
    """
    import altair as alt

    if RENDERER not in alt.renderers.names():
        alt.renderers.enable("svg")
        alt.renderers.register(RENDERER, partial(_draw, alt.renderers.get()))
    alt.renderers.enable(RENDERER)


def _draw(as_svg: Any, spec: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {**as_svg(spec, **options), IN_JUPYTERLAB: spec | {"$schema": SCHEMA}}


def heat_chart(heatmap: Heatmap, *, title: str, alt_text: str) -> altair.LayerChart:
    """One cell is one of the table's, its colour one of the seven classes.

    All seven are always in the scale, so that two charts can be laid side by side; what cannot be shown is grey and
    says why.
    """
    import altair as alt

    scale = alt.Scale(
        domain=[*heatmap.key.words.values(), COLOURLESS],
        range=[*(shade.paper for shade in SHADES.values()), HIDDEN_PAPER],
    )
    size = {"width": CELL_WIDTH * len(heatmap.columns), "height": ROW_HEIGHT * len(heatmap.rows)}
    return finish(_cells(heatmap, partial(_mark, heatmap.key.words), scale), title, alt_text, size)


def _cells(heatmap: Heatmap, mark: Callable[[Cell], dict[str, str]], scale: altair.Scale) -> altair.LayerChart:
    """Coloured cells with their words; ``mark`` gives the look, the words and the ink of each."""
    import altair as alt
    import pandas as pd

    labelled = _label_rows(heatmap)
    rows = [
        {"group": label, "column": column, **mark(cell)}
        for label, row in labelled.items()
        for column, cell in zip(heatmap.columns, row.cells, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["group", "column", "look", "words", "ink"])
    base = alt.Chart(frame).encode(
        x=alt.X("column:N", title=None, sort=list(heatmap.columns), axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("group:N", title=None, sort=list(labelled)),
    )
    legend = alt.Legend(title=None, symbolType="square", symbolStrokeColor="grey", labelLimit=LEGEND_WIDTH)
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(color=alt.Color("look:N", scale=scale, legend=legend))
    # the middle of several lines is not the middle of the first one
    words = base.mark_text(lineBreak="\n", lineHeight=LINE_HEIGHT, dy=-LINE_HEIGHT, limit=CELL_WIDTH).encode(
        text="words:N", color=alt.Color("ink:N", scale=None)
    )
    layers: altair.LayerChart = alt.LayerChart(layer=[cells, words])
    return layers


def interval_chart(standings: Sequence[Standing], *, title: str, alt_text: str) -> altair.LayerChart:
    """Net movers with their 95% intervals: one row is one attribute, the scale always runs from −100% to +100%."""
    import altair as alt
    import pandas as pd

    rows = [
        {"attribute": part.attribute.name, "net": net.value, "low": net.low, "high": net.high, "words": net.shown}
        for part in standings
        if (net := part.net) is not None
    ]
    frame = pd.DataFrame(rows, columns=["attribute", "net", "low", "high", "words"])
    scale = alt.Scale(domain=[-1, 1])
    axis = alt.Axis(title="net movers", labelExpr="datum.value === 0 ? '0%' : format(datum.value, '+.0%')")
    base = alt.Chart(frame).encode(y=alt.Y("attribute:N", title=None, sort=frame["attribute"].tolist()))
    ranges = base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q")
    points = base.mark_point(filled=True, size=90, opacity=1, color="black").encode(x=alt.X("net:Q", scale=scale))
    words = base.mark_text(align="left", dx=8).encode(x=alt.X("high:Q", scale=scale), text="words:N")
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(strokeDash=[3, 3]).encode(x=alt.X("zero:Q", scale=scale))
    size = {"width": 4 * CELL_WIDTH, "height": ROW_HEIGHT // 2 * len(rows)}
    return finish(alt.LayerChart(layer=[zero, ranges, points, words]), title, alt_text, size)


def state_chart(heatmap: Heatmap, states: Mapping[str, str], *, title: str, alt_text: str) -> altair.LayerChart:
    """What is covered: one cell is one of the table's; ``states`` are looks of `STATE_SHADES` and their words."""
    import altair as alt

    scale = alt.Scale(
        domain=[*states.values(), UNTOLD], range=[*(STATE_SHADES[look].paper for look in states), HIDDEN_PAPER]
    )
    marks = {look: (words, STATE_SHADES[look].ink) for look, words in states.items()}

    def mark(cell: Cell) -> dict[str, str]:
        look, ink = marks.get(cell.look, (UNTOLD, HIDDEN_INK))
        return {"look": look, "words": "\n".join(str(line.striptags()) for line in cell.lines), "ink": ink}

    layers = _cells(heatmap, mark, scale)
    size = {"width": CELL_WIDTH * len(heatmap.columns), "height": ROW_HEIGHT * len(heatmap.rows)}
    return finish(layers, title, alt_text, size)


def _label_rows(heatmap: Heatmap) -> dict[str, Row]:
    """The rows by names that are told apart: the same role may stand in several bands."""
    shared = Counter(row.name for row in heatmap.rows)
    return {
        f"{row.name}, {band.name}" if shared[row.name] > 1 else row.name: row
        for band in heatmap.bands
        for row in band.rows
    }


def _mark(words: Mapping[int, str], cell: Cell) -> dict[str, str]:
    shade = None if cell.colour_class is None else SHADES[cell.colour_class]
    return {
        "look": COLOURLESS if cell.colour_class is None else words[cell.colour_class],
        "words": "\n".join(str(line.striptags()) for line in cell.lines),
        "ink": shade.ink if shade else HIDDEN_INK,
    }


def finish(chart: altair.LayerChart, title: str, alt_text: str, size: dict[str, int]) -> altair.LayerChart:
    """The chart with its title, its description for screen readers, its size and the look of all charts."""
    finished: altair.LayerChart = (
        chart.properties(title=title, description=alt_text, **size)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(labelLimit=260, domain=False, ticks=False)
        .configure_title(anchor="start", fontSize=16)
    )
    return finished
