"""The figures of the notebook `growth`: what changed, for all leaders, by role and by school."""

import pandas as pd
from markupsafe import Markup

from portrait_analytics.figures.charts import heat_chart, interval_chart
from portrait_analytics.figures.district import read_district_rows
from portrait_analytics.figures.figure import Figure, make_figure, render
from portrait_analytics.figures.findings import find_all, movement, read_standings, shares, shares_change
from portrait_analytics.figures.heatmap import read_heatmap
from portrait_analytics.figures.printed import Sheet, period, read_sheet
from portrait_analytics.figures.sentences import spread, tally
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import LOOKS, SHADES


def page_header(release: Release) -> Figure:
    """Which district and semesters a page is about, and the three findings that lead it."""
    findings = find_all(release)
    says = [str(finding.headline.striptags()) for finding in findings]
    compared = _compared(release)
    return Figure(
        name="page_header",
        title=says[0],
        takeaway=f"{says[1]}. {says[2]}.",
        caption=compared,
        alt=f"{release.district}, {compared}. {says[0]}.",
        html=render("headline.html.j2", release=release, findings=findings, compared=compared),
        table=pd.DataFrame({"finding": [finding.kicker for finding in findings], "says": says}, dtype="str"),
    )


def district_growth(release: Release) -> Figure:
    """All leaders, attribute by attribute: who moved, the net with its interval, the share at or above Proficient."""
    sheet = read_sheet(release, "district_growth")
    standings = read_standings(release, sheet)
    rows = read_district_rows(release, sheet)
    moved = movement(release, sheet, standings)
    return make_figure(
        "district.html.j2",
        name="district_growth",
        title=shares(release, sheet, standings),
        takeaway=Markup("{}. {}").format(moved, shares_change(standings)).strip(),
        caption=_caption(release, sheet, _shares_caption(release)),
        shape=f"Table of {len(rows)} attributes",
        table=pd.DataFrame([row.words for row in rows], index=pd.Index([row.name for row in rows], name="attribute")),
        draw=lambda figure: interval_chart(standings, title=str(moved.striptags()), alt_text=figure.alt),
        rows=rows,
        notes=sheet.notes,
        summary=f"All leaders, by attribute, {period(release)}",
        semesters=[release.baseline and semester_name(release.baseline), semester_name(release.semester)],
        proficient=release.rubric.level_named(release.rubric.proficient),
    )


def growth_by_role(release: Release) -> Figure:
    """Who moved up and down on each attribute, one row a role; roles too small to stand alone are put together."""
    return _growth_by(release, "role")


def growth_by_school(release: Release) -> Figure:
    """Who moved up and down on each attribute, one row a school, schools by name within their clusters."""
    return _growth_by(release, "school")


def _growth_by(release: Release, by: str) -> Figure:
    sheet = read_sheet(release, f"growth_by_{by}")
    heatmap = read_heatmap(release, sheet, read_sheet(release, "district_growth"))
    level = release.rubric.level_named(release.rubric.proficient)
    counted = "Leaders who moved" if release.baseline else f"Leaders at or above {level}"
    return make_figure(
        "heatmap.html.j2",
        name=sheet.figure,
        title=spread(release, sheet, heatmap, by),
        takeaway=tally(sheet, heatmap, level),
        caption=_caption(release, sheet, _hidden_caption(release)),
        shape=f"Heat table of {len(heatmap.rows)} rows by {len(heatmap.attributes)} attributes",
        table=heatmap.to_table(),
        draw=lambda figure: heat_chart(heatmap, title=figure.title, alt_text=figure.alt),
        heatmap=heatmap,
        classes=[(LOOKS[number], shade.words) for number, shade in SHADES.items()],
        notes=sheet.notes,
        summary=f"{counted}, by {by} and attribute, {period(release)}",
    )


def _compared(release: Release) -> str:
    semester = semester_name(release.semester).capitalize()
    if release.baseline is None:
        return f"{semester}, the first semester"
    return f"{semester} compared with {semester_name(release.baseline)}"


def _caption(release: Release, sheet: Sheet, *more: str) -> str:
    """What is drawn, of whom and in which unit; for a figure without rows, only of when."""
    return " ".join((_movers_caption(release), *more)) if sheet.groups else f"{_compared(release)}."


def _movers_caption(release: Release) -> str:
    if release.baseline is None:
        return f"Leaders' ratings of themselves, {semester_name(release.semester)}; counts are people."
    return (
        f"Leaders who rated themselves both in {semester_name(release.baseline)} and in "
        f"{semester_name(release.semester)}; counts are people, net is up less down as a share of them."
    )


def _shares_caption(release: Release) -> str:
    shares = "The shares are of all who answered in that semester, with their 95% intervals."
    return shares if release.baseline is None else f"{shares} The lines run from −100% to +100%, with a mark at zero."


def _hidden_caption(release: Release) -> str:
    hidden = (
        f"Groups under {release.minimum_group} leaders are not shown, and some larger ones are hidden so that the "
        "small ones cannot be worked out."
    )
    if release.baseline is None:
        return hidden
    return f"Color is the net movement, drawn toward zero, the more so the smaller the group. {hidden}"
