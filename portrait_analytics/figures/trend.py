"""All semesters that have been reported: where leaders stood in each, and who moved since its baseline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd
from markupsafe import Markup

from portrait_analytics.disclosure.trend import COUNT, FIGURE, NET, SHARE, SINCE
from portrait_analytics.figures.captions import compared
from portrait_analytics.figures.charts import FONT
from portrait_analytics.figures.figure import Figure, make_figure
from portrait_analytics.figures.heatmap import Cell, plain_cell
from portrait_analytics.figures.printed import Group, Printed, Sheet, read_sheet
from portrait_analytics.figures.sentences import out_of
from portrait_analytics.figures.svg import draw_svg
from portrait_analytics.release import Release
from portrait_analytics.semesters import in_time_order, semester_key, semester_name

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import altair

EVERYBODY = Group()
WIDTH, HEIGHT, LEFT, TOP, FOOT = 320, 120, 34, 10, 24  # of a drawing, in its own units
STEP = 62  # at least so much from one semester to the next
LINES = {"all": 1.0, "half": 0.5, "none": 0.0}


@dataclass(frozen=True)
class Point:
    """One semester on one attribute; ``since`` is the semester that its movers are counted from, if there is one."""

    semester: str
    share: Printed
    count: Printed | None
    net: Printed | None
    since: str

    @property
    def cells(self) -> tuple[Cell, Cell]:
        """Where leaders stood, and who moved."""
        return plain_cell([self.share, self.count]), self._moved()

    def _moved(self) -> Cell:
        if self.net is None:
            return Cell("plain", (Markup("not told"),))
        cell = plain_cell([self.net])
        return Cell(cell.look, (*cell.lines, Markup("since {}").format(semester_name(self.since))))


@dataclass(frozen=True)
class Course:
    """One attribute through the semesters, the earliest first."""

    name: str
    points: tuple[Point, ...]

    @property
    def labels(self) -> list[Hashable]:
        """The rows of `published` that its drawing shows."""
        return [point.share.row for point in self.points]


def trend(release: Release) -> Figure:
    """The share at or above Proficient in every semester that was reported, and net movers since its baseline."""
    sheet = read_sheet(release, FIGURE)
    courses = read_courses(release, sheet)
    drawn = [course for course in courses if len(course.points) > 1]
    level = release.rubric.level_named(release.rubric.proficient)
    table = [
        {"attribute": course.name, "semester": semester_name(point.semester)}
        | {name: cell.words for name, cell in zip(("stood", "moved"), point.cells, strict=True)}
        for course in drawn
        for point in course.points
    ]
    return make_figure(
        "trend.html.j2",
        name=FIGURE,
        title=_title(release, sheet, drawn),
        takeaway=Markup(
            "Each dot is of whoever answered in that semester, so the way from dot to dot is no growth: that is the "
            "net movement of the same people, in the table."
        )
        if drawn
        else Markup(""),
        caption=_caption(release, drawn, level),
        shape="Dots with their intervals, semester by semester, for each attribute",
        table=pd.DataFrame(table, columns=["attribute", "semester", "stood", "moved"], dtype="str").set_index(
            ["attribute", "semester"]
        ),
        draw=lambda figure: trend_chart(drawn, title=figure.title, alt_text=figure.alt),
        courses=[(course, draw_svg(course_chart(course))) for course in drawn],
        headers=(f"At or above {level}", "Net movers, the same people"),
        semester_name=semester_name,
        notes=sheet.notes,
        summary=f"All leaders at or above {level}, by semester",
    )


def draw_courses(release: Release) -> list[Markup]:
    """The drawings of the figure as inline SVG."""
    courses = read_courses(release, read_sheet(release, FIGURE))
    return [draw_svg(course_chart(course)) for course in courses if len(course.points) > 1]


def read_courses(release: Release, sheet: Sheet) -> list[Course]:
    """The attributes in the rubric's order, each with the semesters of which its share is told."""
    items = {key[3] for key in sheet.rows if key[2] == SHARE}
    since = dict(key[3].split(SINCE) for key in sheet.rows if key[2] == NET)
    courses = []
    for attribute in release.rubric.attributes:
        points = []
        for semester in in_time_order(items):
            share, count = (sheet.find(EVERYBODY, attribute.id, measure, semester) for measure in (SHARE, COUNT))
            before = since.get(semester, "")
            net = sheet.find(EVERYBODY, attribute.id, NET, f"{semester}{SINCE}{before}")
            if share and share.visible:
                points.append(Point(semester, share, count, net, before))
        courses.append(Course(attribute.name, tuple(points)))
    return courses


def course_chart(course: Course) -> altair.LayerChart:
    """One attribute: a dot for a share that is told, and its interval; a coded one has no dot."""
    import altair as alt

    step = max(STEP, (WIDTH - LEFT) / len(course.points))
    width = LEFT + step * len(course.points)
    middles = [LEFT + step * (place + 0.5) for place in range(len(course.points))]
    scales = {
        "x": alt.Scale(domain=[0, width], range=[0, width], nice=False),
        "y": alt.Scale(domain=[0, TOP + HEIGHT + FOOT], range=[0, TOP + HEIGHT + FOOT], nice=False),
    }
    x, y = alt.X("x:Q", axis=None, scale=scales["x"]), alt.Y("y:Q", axis=None, scale=scales["y"])
    lines = pd.DataFrame([{"x": LEFT, "x2": width, "y": _height(share)} for share in LINES.values()])
    ranges = [
        {"x": middle, "y": _height(point.share.low or 0), "y2": _height(point.share.high or 0)}
        for middle, point in zip(middles, course.points, strict=True)
    ]
    dots = [
        {"x": middle, "y": _height(point.share.value), "text": point.share.shown.partition(" ")[0]}
        for middle, point in zip(middles, course.points, strict=True)
        if point.share.value is not None
    ]
    names = [
        {"x": middle, "y": TOP + HEIGHT + FOOT / 2 + 4, "text": semester_name(point.semester)}
        for middle, point in zip(middles, course.points, strict=True)
    ]
    sides = [{"x": 0, "y": _height(share), "text": name} for name, share in LINES.items()]
    ink = {"value": "currentColor"}
    layers = [
        alt.Chart(lines).mark_rule(opacity=0.25).encode(x=x, x2="x2:Q", y=y, color=ink),
        alt.Chart(pd.DataFrame(ranges)).mark_rule(strokeWidth=3, opacity=0.6).encode(x=x, y=y, y2="y2:Q", color=ink),
        _texts(sides, "left").encode(x=x, y=y),
        _texts(names, "center").encode(x=x, y=y),
    ]
    if dots:
        frame = pd.DataFrame(dots)
        layers.append(alt.Chart(frame).mark_circle(size=70, opacity=1).encode(x=x, y=y, color=ink))
        layers.append(_texts(dots, "left", dx=8).encode(x=x, y=y))
    chart: alt.LayerChart = alt.LayerChart(layer=layers).properties(width=width, height=TOP + HEIGHT + FOOT)
    return chart


def _height(share: float) -> float:
    return round(TOP + HEIGHT * (1 - share), 1)


def _texts(rows: Sequence[dict[str, object]], align: Literal["left", "center"], dx: int = 0) -> altair.Chart:
    import altair as alt

    marked: alt.Chart = alt.Chart(pd.DataFrame(rows)).mark_text(align=align, baseline="middle", fontSize=12, dx=dx)
    return marked.encode(text="text:N", color={"value": "currentColor"})


def trend_chart(courses: Sequence[Course], *, title: str, alt_text: str) -> altair.HConcatChart:
    """All attributes beside each other, for the analyst."""
    import altair as alt

    charts = [course_chart(course).properties(title=course.name) for course in courses]
    chart: alt.HConcatChart = (
        alt.HConcatChart(hconcat=charts or [alt.Chart(alt.InlineData(values=[])).mark_rect()])
        .properties(title=title, description=alt_text)
        .configure(font=FONT)
        .configure_view(stroke=None)
    )
    return chart


def _title(release: Release, sheet: Sheet, courses: Sequence[Course]) -> Markup:
    if not courses:
        return Markup("There is no trend yet: no earlier semester has been reported")
    ends = [(course.points[0].share.value, course.points[-1].share.value) for course in courses]
    exact = [(first, last) for first, last in ends if first is not None and last is not None]
    higher = sum(last > first for first, last in exact)
    if not exact:
        return Markup("Which way the shares went cannot be told exactly")
    start = Markup("In {}{}, the share at or above {} is higher than in {}, the first semester shown")
    more = "" if len(exact) == len(release.rubric.attributes) else " told exactly"
    first = semester_name(min((course.points[0].semester for course in courses), key=semester_key))
    level = release.rubric.level_named(release.rubric.proficient)
    return start.format(out_of(sheet, higher, len(exact), "attribute"), more, level, first)


def _caption(release: Release, courses: Sequence[Course], level: str) -> str:
    if not courses:
        return f"{compared(release)}."
    return (
        f"All leaders at or above {level}, with 95% intervals. Every semester stands as its own report told it; one "
        "without a report is not here. Where words stand for a count, the line alone is drawn."
    )
