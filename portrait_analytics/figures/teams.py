"""What others say, beside what leaders say of themselves: raters of each team; supervisors and coaches of leaders."""

from collections.abc import Sequence

from markupsafe import Markup

from portrait_analytics.figures.captions import compared
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.heatmap import (
    Band,
    Cell,
    Heatmap,
    Key,
    Row,
    band_groups,
    draw_heatmap,
    name_groups,
    share_cell,
)
from portrait_analytics.figures.many_schools import CLUSTERLESS, NOT_SHOWN, too_many
from portrait_analytics.figures.printed import Group, Printed, Sheet, read_sheet
from portrait_analytics.figures.sentences import count, out_of
from portrait_analytics.release import Release
from portrait_analytics.rubric import Attribute
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import LOOKS, SHADES

EVERYBODY = Group()
SIDES = Key(
    "how many more raters put the team at or above than below, drawn toward the other teams",
    {number: shade.words.replace("down", "below").replace("up", "at or above") for number, shade in SHADES.items()},
)
RATERS = {"supervisor": "By a supervisor", "coach": "By a coach"}


def team_ratings(release: Release) -> Figure:
    """How many raters put each team at or above Proficient, and beneath it what its school's leaders say of themselves.

    All teams together have no such row: of them, how many teams' medians rose and fell.
    """
    sheet = read_sheet(release, "team_ratings", about="team")
    heatmap = read_teams(release, sheet)
    of_what = "Teams of which more than half of the raters say " if too_many(sheet) else "Raters who put the team "
    return draw_heatmap(
        sheet,
        heatmap,
        title=_title(release, sheet),
        takeaway=_takeaway(release, sheet),
        caption=_caption(release, sheet, heatmap) if sheet.groups else f"{compared(release)}.",
        shape="Table of teams by attribute",
        summary=f"{of_what}at or above {_proficient(release)}, {semester_name(release.semester)}",
    )


def read_teams(release: Release, sheet: Sheet) -> Heatmap:
    """Teams by name within their clusters, above them how many teams rose; each with its leaders' own share beneath."""
    attributes = release.rubric.attributes
    growth, own = read_sheet(release, "team_growth", about="team"), read_sheet(release, "growth_by_school")
    names = name_groups(release, sheet.groups)
    bands = [
        Band(name, tuple(Row(names[group], tuple(_cells(sheet, own, group, attributes))) for group in groups))
        for name, groups in band_groups(sheet, names)
    ]
    if too_many(sheet):
        bands = [Band("", tuple(_gather(sheet, cluster, attributes) for cluster in list_clusters(sheet)))]
    if growth.groups:
        risen = tuple(_read_growth(growth, part) for part in attributes)
        bands.insert(0, Band("", (Row("Teams whose median moved", risen, whole=True),)))
    corner = "cluster" if too_many(sheet) else "team"
    return Heatmap(tuple(part.name for part in attributes), tuple(bands), corner, key=SIDES)


def list_clusters(sheet: Sheet) -> list[str]:
    """The clusters that its groups lie in, by name."""
    return sorted({group.cluster for group in sheet.groups}, key=str.casefold)


def _gather(sheet: Sheet, cluster: str, attributes: Sequence[Attribute]) -> Row:
    """Of a cluster with too many teams for one table: of how many teams most raters say so."""
    groups = [group for group in sheet.groups if group.cluster == cluster]
    pairs = [count_most(sheet, part, groups) for part in attributes]
    cells = (
        Cell("plain", (Markup("in {}").format(out_of(sheet, most, of, "team")) if of else NOT_SHOWN,))
        for most, of in pairs
    )
    return Row(cluster or CLUSTERLESS, tuple(cells))


def _cells(sheet: Sheet, own: Sheet, group: Group, attributes: Sequence[Attribute]) -> list[Cell]:
    cells = []
    for part in attributes:
        said = sheet.find(group, part.id, "proficient", "to")
        if not (said and said.visible):
            cells.append(share_cell(sheet, group, part.id, "to"))
            continue
        themselves = own.find(group, part.id, "proficient", "to")
        beneath = [Markup("of themselves: {}").format(themselves.quote())] if themselves else []
        look = "plain" if said.colour_class is None else LOOKS[said.colour_class]
        cells.append(Cell(look, (said.quote(), *beneath), said.colour_class))
    return cells


def _read_growth(growth: Sheet, part: Attribute) -> Cell:
    moves = [growth.find(EVERYBODY, part.id, "team_movers", item) for item in ("up", "down")]
    told = [move for move in moves if move]
    if not told or not told[0].visible:
        status = told[0].status if told else "nothing"
        return Cell(status, (told[0].quote() if told else Markup("nothing published"),))
    return Cell("plain", tuple(move.quote() for move in told))


def count_most(sheet: Sheet, part: Attribute, groups: Sequence[Group]) -> tuple[int, int]:
    """In how many of these teams surely more than half of the raters say so, of how many that are told."""
    told = [sheet.find(group, part.id, "proficient", "to") for group in groups]
    shown = [printed for printed in told if printed and printed.visible]
    return sum(2 * printed.ends[0] > (printed.people or 0) for printed in shown), len(shown)


def _title(release: Release, sheet: Sheet) -> Markup:
    if not sheet.groups:
        return Markup("No team was rated in {}").format(semester_name(release.semester))
    most = {part.name: count_most(sheet, part, sheet.groups) for part in release.rubric.attributes}
    best = max(most, key=lambda name: most[name][0])
    if not most[best][1]:
        return Markup("Of no team were there enough raters to be shown")
    start = Markup("{}: more than half of the raters put their team at or above {} in {}")
    return start.format(best, _proficient(release), out_of(sheet, *most[best], "team"))


def _takeaway(release: Release, sheet: Sheet) -> Markup:
    most = {part.name: count_most(sheet, part, sheet.groups) for part in release.rubric.attributes}
    told = {name: of for name, of in most.items() if of[1]}
    sentences = []
    if len(set(told.values())) > 1:
        least = min(told, key=lambda name: told[name][0])
        fewest = Markup("Least often so in {}: in {}.")
        sentences.append(fewest.format(least, out_of(sheet, *told[least], "team")))
    silent = len(sheet.groups) - max((of for _, of in told.values()), default=0)
    if told and silent:
        sentences.append(Markup("{} had too few raters.").format(_teams(sheet, silent)))
    return Markup(" ").join(sentences)


def _teams(sheet: Sheet, number: int) -> Markup:
    said = Markup("{} {}").format(count(sheet, number), "team" if number == 1 else "teams")
    return said[:1].upper() + said[1:] if not said.startswith("<") else said


def _caption(release: Release, sheet: Sheet, heatmap: Heatmap) -> str:
    level = _proficient(release)
    beneath = (
        f", and beneath how many of the school's leaders put themselves at or above {level}. The two stand beside each "
        "other and are not taken from each other: they are about different things."
    )
    gathered = ". The teams are too many for one table: what is said of each is in the workbook beside these pages."
    caption = (
        f"Leaders who rated their leadership team in {semester_name(release.semester)}"
        f"{gathered if too_many(sheet) else beneath} A rater counts if more than half of the attribute's "
        f"competencies that they rated are at {level} or higher. Teams with too few raters "
        "are not shown. A team is told once a semester: answers that come in later do not change it."
    )
    if release.baseline is None:
        return caption
    before = semester_name(release.baseline)
    if not any(row.whole for row in heatmap.rows):
        return f"{caption} No team had enough raters in {before}, too, so nothing can be said of their growth."
    return (
        f"{caption} A team moved up since {before} if the median of its raters rose on more competencies than it fell; "
        "only teams with enough raters both times count."
    )


def other_ratings(release: Release) -> Figure:
    """How many leaders are at or above Proficient by a supervisor's or a coach's rating, beside their own."""
    sheet = read_sheet(release, "other_ratings")
    heatmap = read_others(release, sheet)
    return draw_heatmap(
        sheet,
        heatmap,
        title=_title_of_others(release, sheet),
        takeaway=Markup(""),
        caption=_caption_of_others(release) if sheet.groups else f"{compared(release)}.",
        shape="Table of kinds of raters by attribute",
        summary=f"Leaders at or above {_proficient(release)}, by who rated them, {semester_name(release.semester)}",
    )


def read_others(release: Release, sheet: Sheet) -> Heatmap:
    """One row a kind of rater, all leaders' own ratings first."""
    attributes, district = release.rubric.attributes, read_sheet(release, "district_growth")
    rows = []
    if sheet.groups:
        rows.append(Row("By themselves", tuple(share_cell(district, EVERYBODY, part.id, "to") for part in attributes)))
    for rater, name in RATERS.items():
        if any(sheet.find(EVERYBODY, part.id, "proficient", rater) for part in attributes):
            rows.append(Row(name, tuple(share_cell(sheet, EVERYBODY, part.id, rater) for part in attributes)))
    return Heatmap(tuple(part.name for part in attributes), (Band("", tuple(rows)),) if rows else (), "rated")


def _title_of_others(release: Release, sheet: Sheet) -> Markup:
    if not sheet.groups:
        return Markup("No supervisor and no coach rated leaders in {}").format(semester_name(release.semester))
    told: list[Printed] = [row for row in sheet.rows.values() if row.visible]
    if not told:
        return Markup("Others rated too few leaders for it to be shown")
    return Markup("What others say of leaders stands beside what leaders say of themselves")


def _caption_of_others(release: Release) -> str:
    return (
        f"Leaders at or above {_proficient(release)} in {semester_name(release.semester)}, with 95% intervals. Not all "
        "leaders were rated by someone else, so the rows are about different people and are not taken from each "
        f"other. Ratings of under {release.minimum_group} leaders are not shown. They are told once a semester."
    )


def _proficient(release: Release) -> str:
    return release.rubric.level_named(release.rubric.proficient)
