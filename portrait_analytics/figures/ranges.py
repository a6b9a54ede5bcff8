"""Counts that may lie in a range, as Altair charts for the analyst; one with a slider that needs no kernel."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from portrait_analytics.figures.charts import CELL_WIDTH, ROW_HEIGHT, finish
from portrait_analytics.style import format_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair

LEAST_TIMES, MOST_TIMES, STEP = 0.5, 2.0, 0.1
POSTS, PEOPLE = "#12436d", "#b8b8b8"


@dataclass(frozen=True)
class Bar:
    """One range: what it is about, which kind of count it is, its ends, and what is expected or the middle."""

    name: str
    kind: str
    low: float
    high: float
    middle: float


@dataclass(frozen=True)
class Gauge:
    """One role: its posts, those vacant now, its annual rate; and the least and most people who are ready, if told."""

    role: str
    posts: int
    vacant: int
    annual: float
    ready: tuple[int, int] | None


def range_chart(bars: Sequence[Bar], *, title: str, alt_text: str, unit: str) -> altair.LayerChart:
    """A line from the least to the most that each count may be, and a point where it is expected."""
    import altair as alt
    import pandas as pd

    columns = ["name", "kind", "low", "high", "middle"]
    frame = pd.DataFrame([asdict(bar) for bar in bars], columns=columns)
    words = [format_range(int(bar.low), int(bar.high)) for bar in bars]
    frame["words"] = pd.Series(words, dtype="str")
    names, kinds = (list(dict.fromkeys(frame[column])) for column in ("name", "kind"))
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", title=None, sort=names),
        yOffset=alt.YOffset("kind:N", sort=kinds),
        color=alt.Color("kind:N", sort=kinds, legend=alt.Legend(title=None)),
    )
    lines = base.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q", title=unit), x2="high:Q")
    points = base.mark_point(filled=True, size=70, opacity=1).encode(x="middle:Q")
    texts = base.mark_text(align="left", dx=8).encode(x="high:Q", text="words:N", color=alt.value("black"))
    size = {"width": 4 * CELL_WIDTH, "height": ROW_HEIGHT // 3 * max(len(bars), 1)}
    return finish(alt.LayerChart(layer=[lines, points, texts]), title, alt_text, size)


def openings_chart(gauges: Sequence[Gauge], *, title: str, alt_text: str) -> altair.LayerChart:
    """The posts that are expected to open in each role, a slider for how often people leave, and who is ready beside.

    The slider works in the browser, as the chart's own formula: vacant posts, and the others times their rate.
    """
    import altair as alt
    import pandas as pd

    columns = ["role", "posts", "vacant", "annual", "low", "high"]
    rows = [{**asdict(gauge), **_ends(gauge)} for gauge in gauges]
    frame = pd.DataFrame(rows, columns=columns)
    slider = alt.binding_range(min=LEAST_TIMES, max=MOST_TIMES, step=STEP, name="Departures, times as expected ")
    times = alt.param(name="departures", value=1, bind=slider)
    most = max([1, *(_most(gauge) for gauge in gauges)])
    scale = alt.Scale(domain=[0, most])
    opens = f"datum.vacant + (datum.posts - datum.vacant) * min(1, datum.annual * {times.name})"
    base = alt.Chart(frame).encode(y=alt.Y("role:N", title=None, sort=frame["role"].tolist()))
    bars = (
        base.transform_calculate(expected=opens)
        .mark_bar(color=POSTS, height={"band": 0.4})
        .encode(
            x=alt.X("expected:Q", scale=scale, title="posts that are expected to open; grey: leaders ready now"),
            tooltip=[alt.Tooltip("role:N"), alt.Tooltip("expected:Q", format=".1f"), alt.Tooltip("posts:Q")],
        )
    )
    ready = (
        base.transform_filter("isValid(datum.low)")
        .mark_bar(color=PEOPLE, height={"band": 0.8}, opacity=0.6)
        .encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    )
    numbers = (
        base.transform_calculate(expected=opens)
        .mark_text(align="left", dx=4)
        .encode(x=alt.X("expected:Q", scale=scale), text=alt.Text("expected:Q", format=".1f"))
    )
    size = {"width": 4 * CELL_WIDTH, "height": ROW_HEIGHT // 2 * max(len(gauges), 1)}
    chart = alt.LayerChart(layer=[ready, bars, numbers]).add_params(times)
    return finish(chart, title, alt_text, size)


def _ends(gauge: Gauge) -> dict[str, float | None]:
    """Where the people who are ready begin and end; one and the same count is drawn a little wide, to be seen."""
    if gauge.ready is None:
        return {"low": None, "high": None}
    low, high = gauge.ready
    return {"low": max(low - 0.1, 0.0), "high": high + 0.1}


def _most(gauge: Gauge) -> float:
    openings = gauge.vacant + (gauge.posts - gauge.vacant) * min(1.0, gauge.annual * MOST_TIMES)
    return max(openings, gauge.ready[1] + 1 if gauge.ready else 0)
