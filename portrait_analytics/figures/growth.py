"""What changed by attribute: for all leaders, by role, by school, by cluster and role."""

from dataclasses import replace

import pandas as pd
from markupsafe import Markup

from portrait_analytics.figures.captions import caption_of, compared, hidden_caption, shares_caption
from portrait_analytics.figures.charts import heat_chart, interval_chart
from portrait_analytics.figures.district import read_rows
from portrait_analytics.figures.figure import Figure, make_figure
from portrait_analytics.figures.findings import find_district, movement, read_standings, shares, shares_change
from portrait_analytics.figures.headline import draw_headline
from portrait_analytics.figures.heatmap import draw_heatmap, read_heatmap
from portrait_analytics.figures.many_schools import gather_clusters, list_ways, too_many
from portrait_analytics.figures.printed import period, read_sheet
from portrait_analytics.figures.sentences import spread, tally
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name


def page_header(release: Release) -> Figure:
    """Which district and semesters a page is about, and the three findings that lead it."""
    sheet = read_sheet(release, "district_growth")
    findings = find_district(release, sheet, read_standings(release, sheet))
    return draw_headline("page_header", release, findings, when=compared(release))


def district_growth(release: Release) -> Figure:
    """All leaders, attribute by attribute: who moved, the net with its interval, the share at or above Proficient."""
    sheet = read_sheet(release, "district_growth")
    standings = read_standings(release, sheet)
    rows = [row for group in sheet.groups[:1] for row in read_rows(release, sheet, group)]
    moved = movement(release, sheet, standings)
    return make_figure(
        "district.html.j2",
        name="district_growth",
        title=shares(release, sheet, standings),
        takeaway=Markup("{}. {}").format(moved, shares_change(standings)).strip(),
        caption=caption_of(release, sheet, shares_caption(release)),
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
    """Who moved up and down on each attribute, one row a school, schools by name within their clusters.

    Of more than `MOST_SCHOOLS` schools one row a cluster: in how many of them more moved up than down. The numbers of
    each are on its own page then, which the figure leads to.
    """
    if too_many(read_sheet(release, "growth_by_school")):
        return _growth_of_many(release)
    return _growth_by(release, "school")


def growth_by_cluster_and_role(release: Release) -> Figure:
    """Who moved up and down on each attribute, one row a role, within each cluster."""
    return _growth_by(release, "cluster and role")


def _growth_by(release: Release, by: str) -> Figure:
    sheet = read_sheet(release, f"growth_by_{by.replace(' ', '_')}")
    heatmap = read_heatmap(release, sheet, read_sheet(release, "district_growth"))
    level = release.rubric.level_named(release.rubric.proficient)
    counted = "Leaders who moved" if release.baseline else f"Leaders at or above {level}"
    return draw_heatmap(
        sheet,
        heatmap,
        title=spread(release, sheet, heatmap, by),
        takeaway=tally(sheet, heatmap, level),
        caption=caption_of(release, sheet, hidden_caption(release)),
        shape=f"Heat table of {len(heatmap.rows)} rows by {len(heatmap.columns)} attributes",
        summary=f"{counted}, by {by} and attribute, {period(release)}",
    )


def _growth_of_many(release: Release) -> Figure:
    sheet = read_sheet(release, "growth_by_school")
    schools = read_heatmap(release, sheet, read_sheet(release, "district_growth"))
    heatmap = gather_clusters(sheet, schools)
    return make_figure(
        "many_schools.html.j2",
        name=sheet.figure,
        title=spread(release, sheet, schools, "school"),
        takeaway=Markup(
            "The schools are too many for one table, so it counts those of each cluster. What each school's own "
            "leaders say is on the page of that school."
        ),
        caption=f"{hidden_caption(replace(release, baseline=None))} A school is up in an attribute if more of "
        "its leaders moved up than down, and down if more moved down than up; the rest moved about as many each way.",
        shape="Table of clusters by attribute",
        table=heatmap.to_table(),
        draw=lambda figure: heat_chart(schools, title=figure.title, alt_text=figure.alt),
        heatmap=heatmap,
        ways=list_ways(release, sheet),
        notes=sheet.notes,
        summary=f"Schools that are up and schools that are down, by cluster and attribute, {period(release)}",
    )
