"""Where there are too many schools for one table: how many of each cluster point which way, and where each is told.

The counts are of schools, from the directions of the same cells that a smaller district's table prints. What a school's
own leaders say stands on the page of that school.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portrait_analytics.figures.heatmap import Band, Cell, Heatmap, Row, name_groups
from portrait_analytics.figures.printed import Group, Sheet
from portrait_analytics.figures.sentences import count
from portrait_analytics.release import SCHOOLS, Release

MOST_SCHOOLS = 100  # rows of a table that a page prints
CLUSTERLESS = "Schools without a cluster"
TOLD_ELSEWHERE = Markup("see the pages of the schools")
NOT_SHOWN = Markup("nothing can be shown")


@dataclass(frozen=True)
class Way:
    """The way to the page of one school."""

    href: str
    name: str


def too_many(sheet: Sheet) -> bool:
    """True if a table with a row for each of its groups is too long for a page."""
    return len(sheet.groups) > MOST_SCHOOLS


def gather_clusters(sheet: Sheet, heatmap: Heatmap) -> Heatmap:
    """One row a cluster: in how many of its schools more leaders moved up than down, and the other way."""
    rows = tuple(
        Row(_name(band, heatmap), tuple(_tally(sheet, [row.cells[place] for row in band.rows]) for place in places))
        for places in [range(len(heatmap.columns))]
        for band in heatmap.bands
        if not band.rows[0].whole
    )
    return Heatmap(heatmap.columns, (Band("", rows),), "cluster")


def list_ways(release: Release, sheet: Sheet) -> list[tuple[str, list[Way]]]:
    """Cluster by cluster the schools that have a page of their own, by name."""
    slugs = dict(zip(release.schools["school"].astype(str), release.schools["slug"].astype(str), strict=True))
    told = {group for (group, *_), printed in sheet.rows.items() if printed.visible}
    names = name_groups(release, [group for group in sheet.groups if group in told])
    ways = sorted(names, key=lambda group: (group.cluster.casefold(), names[group].casefold()))
    clusters = list(dict.fromkeys(group.cluster for group in ways))
    return [
        (cluster or CLUSTERLESS, [_way(slugs, names, group) for group in ways if group.cluster == cluster])
        for cluster in clusters
    ]


def _way(slugs: dict[str, str], names: dict[Group, str], group: Group) -> Way:
    return Way(f"{SCHOOLS}{slugs.get(group.school, group.school)}.html", names[group])


def _name(band: Band, heatmap: Heatmap) -> str:
    alone = sum(not other.rows[0].whole for other in heatmap.bands) == 1
    return band.name or ("All schools" if alone else CLUSTERLESS)


def _tally(sheet: Sheet, cells: Sequence[Cell]) -> Cell:
    """How many of these schools point which way; in a first semester nobody can have moved."""
    ways = [cell.direction for cell in cells if cell.direction is not None]
    if not ways:
        told = any(not cell.silent for cell in cells)
        return Cell("plain", (TOLD_ELSEWHERE if told else NOT_SHOWN,))
    ups, downs = (_say(sheet, sum(way == sign for way in ways)) for sign in (1, -1))
    schools = "school" if len(ways) == 1 else "schools"
    return Cell(
        "plain",
        (Markup("{} up, {} down").format(ups, downs), Markup("of {} {}").format(count(sheet, len(ways)), schools)),
    )


def _say(sheet: Sheet, number: int) -> Markup:
    return count(sheet, number) if number else Markup("none")
