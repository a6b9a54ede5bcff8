"""Maps of what is covered: each cell is a state with its colour and its words, or says why it is none."""

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from portrait_analytics.figures.charts import state_chart
from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.heatmap import Heatmap
from portrait_analytics.wording import count_of


def draw_states(
    heatmap: Heatmap,
    states: Mapping[str, str],
    *,
    name: str,
    title: Markup,
    takeaway: Markup,
    caption: str,
    summary: str,
) -> Figure:
    """A map in which each cell is one of ``states`` (look and words), or says why it is none."""
    plain = str(title.striptags())
    rows, columns = len(heatmap.rows), len(heatmap.columns)
    figure = Figure(
        name=name,
        title=plain,
        takeaway=str(takeaway.striptags()),
        caption=caption,
        alt=f"Table of {count_of(rows, 'row')} by {count_of(columns, 'column')}. {plain}." if rows else f"{plain}.",
        html="",
        table=heatmap.to_table(),
        draw=lambda figure: state_chart(heatmap, states, title=figure.title, alt_text=figure.alt),
    )
    html = render(
        "coverage.html.j2",
        figure=figure,
        id=name.replace("_", "-"),
        title=title,
        takeaway=takeaway,
        notes=[],
        heatmap=heatmap,
        states=states,
        summary=summary,
    )
    return replace(figure, html=html)
