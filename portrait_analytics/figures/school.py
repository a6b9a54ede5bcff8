"""The figures of the notebook `school`: one school, beside all leaders and never beside another school."""

import pandas as pd
from markupsafe import Markup

from portrait_analytics.errors import ReportError
from portrait_analytics.figures.captions import STRIPS, caption_of, compared
from portrait_analytics.figures.charts import interval_chart
from portrait_analytics.figures.district import read_rows
from portrait_analytics.figures.figure import Figure, make_figure
from portrait_analytics.figures.findings import find_all, movement, read_standings, shares, shares_change
from portrait_analytics.figures.headline import draw_headline
from portrait_analytics.figures.printed import Group, Sheet, period, read_sheet
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name

OUTLINED = "Outlined: where this school can be told apart from all leaders of the district."


def school_header(release: Release, school: str) -> Figure:
    """The school's name as the heading of the page, and three findings from its own rows.

    Raises `ReportError` if the school is unknown or hidden.
    """
    sheet, group = _read_school(release, school)
    findings = find_all(release, sheet, read_standings(release, sheet, group))
    return draw_headline("school_header", release, findings, when=compared(release), heading=_name(release, school))


def school_growth(release: Release, school: str) -> Figure:
    """The school's leaders, attribute by attribute, beside the net of all leaders of the district.

    Raises `ReportError` if the school is unknown or hidden.
    """
    sheet, group = _read_school(release, school)
    standings = read_standings(release, sheet, group)
    rows = read_rows(release, sheet, group, read_sheet(release, "district_growth"))
    moved = movement(release, sheet, standings)
    return make_figure(
        "district.html.j2",
        name="school_growth",
        counted=sheet.figure,
        title=shares(release, sheet, standings),
        takeaway=Markup("{}. {}").format(moved, shares_change(standings)).strip(),
        caption=caption_of(release, sheet, _caption(release)),
        shape=f"Table of {len(rows)} attributes",
        table=pd.DataFrame([row.words for row in rows], index=pd.Index([row.name for row in rows], name="attribute")),
        draw=lambda figure: interval_chart(standings, title=str(moved.striptags()), alt_text=figure.alt),
        rows=rows,
        notes=[OUTLINED] if any(row.moved.differs for row in rows) else [],
        summary=f"{_name(release, school)}, by attribute, {period(release)}",
        semesters=[release.baseline and semester_name(release.baseline), semester_name(release.semester)],
        proficient=release.rubric.level_named(release.rubric.proficient),
    )


def _read_school(release: Release, school: str) -> tuple[Sheet, Group]:
    """The figure by school and the group in it; an error that names no other school if there is nothing to show."""
    sheet = read_sheet(release, "growth_by_school")
    semester = semester_name(release.semester)
    group = next((group for group in sheet.groups if group.school == school), None)
    if group is None:
        raise ReportError(
            f'parameter "school": nothing was published of a school "{school}" for {semester}. Expected is an id of '
            'the column "school" of schools.csv, as text with its leading zeros.'
        )
    if {printed.status for (of, *_), printed in sheet.rows.items() if of == group} <= {"hidden", "no_baseline"}:
        raise ReportError(
            f"{_name(release, school)} is hidden for {semester}: fewer than {release.minimum_group} of its leaders "
            "answered, or it is kept back so that a smaller school cannot be worked out. It can have no page of its "
            "own; its leaders count in the figures of the district."
        )
    return sheet, group


def _name(release: Release, school: str) -> str:
    named = release.schools.loc[release.schools["school"] == school, "name"]
    return str(named.iloc[0]) if len(named) else school


def _caption(release: Release) -> str:
    if release.baseline is None:
        return "The shares are of all at this school who answered in that semester, with their 95% intervals."
    return (
        "A pair counts if both semesters were at this school. The shares are of all at this school who answered in "
        f"that semester, with their 95% intervals. Color is the school's net, drawn toward what the "
        f"district's schools have in common, the more so the smaller the school. {STRIPS}"
    )
