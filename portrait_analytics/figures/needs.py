"""What leaders are short of: one cell for each competency and cluster, by how many are below Proficient.

Nothing is told here that the figure of levels does not print: the same rows of `published`, looked at from below.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from portrait_analytics.figures.captions import hidden_caption
from portrait_analytics.figures.coverage import competencies
from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.findings import EVERYBODY
from portrait_analytics.figures.heatmap import NOTHING, Band, Cell, Heatmap, Row, look_of, name_groups
from portrait_analytics.figures.levels import SIDES
from portrait_analytics.figures.printed import Group, Printed, Sheet, period, read_sheet
from portrait_analytics.figures.sentences import out_of
from portrait_analytics.release import Release
from portrait_analytics.rubric import Competency
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, format_range, join_words

STATES = {
    "few": "more than half are below",
    "thin": "a quarter or more are below",
    "covered": "fewer are below, or the words leave it open",
}
HALF, QUARTER = 1 / 2, 1 / 4


@dataclass(frozen=True)
class Need:
    """How many people of a group are below Proficient on a competency: the least and the most, by what is printed.

    ``people`` is 0 where nothing is told, and ``status`` then says why; ``moved`` is how many rose and fell since.
    """

    group: Group
    competency: Competency
    foundational: bool
    low: int
    high: int
    people: int
    status: str
    shown: str
    moved: str

    @property
    def share(self) -> float:
        """The middle of what is possible, as a share of the people; only to put needs in order."""
        return (self.low + self.high) / 2 / self.people if self.people else 0.0

    @property
    def words(self) -> str:
        """As a reader says it."""
        return f"{format_range(self.low, self.high, self.people)} of {format_count(self.people)}"

    @property
    def state(self) -> str:
        """One of `STATES`, by what is certain; empty where nothing is told."""
        if not self.people:
            return ""
        part = self.low / self.people
        return "few" if part > HALF else "thin" if part >= QUARTER else "covered"


def read_needs(release: Release) -> list[Need]:
    """Every group and competency of the figure of levels; the foundational competencies first."""
    sheet = read_sheet(release, "levels_by_cluster", by="competency")
    growth = read_sheet(release, "growth_by_competency", by="competency")
    return [
        _read_need(release, sheet, growth, group, part)
        for part in competencies(release)
        for group in sorted(sheet.groups, key=lambda group: (group != EVERYBODY, group.cluster.casefold()))
    ]


def _read_need(release: Release, sheet: Sheet, growth: Sheet, group: Group, part: Competency) -> Need:
    foundational = {attribute.id for attribute in release.rubric.attributes if attribute.foundational}
    sides = [sheet.find(group, part.id, "levels", side) for side in SIDES]
    ranks = [level.low for level in release.rubric.levels]
    below = [sheet.find(group, part.id, "levels", str(rank)) for rank in ranks if rank < release.rubric.proficient]
    above = [sheet.find(group, part.id, "levels", str(rank)) for rank in ranks if rank >= release.rubric.proficient]
    if any(sides):
        below, above = [sides[0]], [sides[1]]
    told = [row for row in (*below, *above) if row is not None and row.visible]
    people = told[0].people or 0 if told and len(told) == len(below) + len(above) else 0
    low, high = _ends(below, above, people) if people else (0, 0)
    first = next((row for row in (*below, *above) if row is not None), None)
    return Need(
        group=group,
        competency=part,
        foundational=part.attribute in foundational,
        low=low,
        high=high,
        people=people,
        status=first.status if first else "",
        shown=first.shown if first else NOTHING,
        moved=_moved(growth, group, part),
    )


def _ends(below: Sequence[Printed | None], above: Sequence[Printed | None], people: int) -> tuple[int, int]:
    """The least and the most below, by both sides of the line."""
    (low, high), (least, most) = (
        tuple(sum(row.ends[end] for row in side if row) for end in (0, 1)) for side in (below, above)
    )
    return max(low, people - most, 0), min(high, people - least)


def _moved(growth: Sheet, group: Group, part: Competency) -> str:
    up, down = (growth.find(group, part.id, "movers", item) for item in ("up", "down"))
    return f"{up.shown}, {down.shown}" if up and down and up.visible else ""


def rank_needs(needs: Sequence[Need]) -> list[Need]:
    """What all leaders are short of: where more than half are below first, and of those the foundational first.

    Then the rest in the same way, so that a small foundational need does not stand before a large one.
    """
    told = [need for need in needs if need.group == EVERYBODY and need.people]
    order = {"few": 0, "thin": 1, "covered": 2}
    return sorted(told, key=lambda need: (order[need.state], not need.foundational, -need.share))


def needs_by_cluster(release: Release) -> Figure:
    """The map: competencies by clusters, all leaders first, with what has moved among all leaders."""
    needs = read_needs(release)
    heatmap = _map(release, needs)
    title, takeaway = _say_map(release, needs)
    plain = str(title.striptags())
    level = release.rubric.level_named(release.rubric.proficient)
    moved = f" Movement: {period(release)}, of those who rated it both times." if release.baseline else ""
    figure = Figure(
        name="needs_by_cluster",
        title=plain,
        takeaway=str(takeaway.striptags()),
        caption=f"Leaders who rate themselves below {level}, {semester_name(release.semester)}; counts are people."
        f"{moved} {hidden_caption(replace(release, baseline=None))}",
        alt=f"Table of {len(heatmap.rows)} competencies by {len(heatmap.columns)} groups. {plain}.",
        html="",
        table=heatmap.to_table(),
    )
    html = render(
        "coverage.html.j2",
        figure=figure,
        id="needs-by-cluster",
        title=title,
        takeaway=takeaway,
        notes=[],
        heatmap=heatmap,
        states=STATES,
        summary=f"How many are below {level}, by competency and cluster, {semester_name(release.semester)}",
    )
    return replace(figure, html=html)


def _map(release: Release, needs: Sequence[Need]) -> Heatmap:
    groups = list(dict.fromkeys(need.group for need in needs))
    names = name_groups(release, groups)
    cells = {(need.competency.id, need.group): need for need in needs}
    foundations = sorted(release.rubric.attributes, key=lambda attribute: not attribute.foundational)
    bands = tuple(
        Band(
            attribute.name + (" (foundational)" if attribute.foundational else ""),
            tuple(
                Row(part.name, tuple(_cell(cells[part.id, group]) for group in groups))
                for part in release.rubric.competencies_of(attribute.id)
            ),
        )
        for attribute in foundations
    )
    return Heatmap(tuple(names[group] for group in groups), bands if groups else (), "competency", "attribute")


def _cell(need: Need) -> Cell:
    if not need.state:
        return Cell(look_of(need.status) if need.status else "nothing", (Markup("{}").format(need.shown),))
    lines = [need.words, *([need.moved] if need.moved and need.group == EVERYBODY else [])]
    return Cell(need.state, tuple(Markup("{}").format(line) for line in lines))


def say_needs(release: Release, needs: Sequence[Need]) -> tuple[Markup, Markup]:
    """What most leaders are short of, and whether the foundation comes first: a title and the sentence under it."""
    ranked = rank_needs(needs)
    level = release.rubric.level_named(release.rubric.proficient)
    if not ranked:
        return Markup("What leaders are short of cannot be shown"), Markup(
            "Nobody was asked, or no group is large enough."
        )
    first = ranked[0]
    title = Markup("{} leaders are below {} on {}").format(first.words, level, name_need(first))
    title = title[:1].upper() + title[1:]
    return title, Markup("{}").format(_say_foundation(release, ranked))


def _say_map(release: Release, needs: Sequence[Need]) -> tuple[Markup, Markup]:
    """On how many competencies more than half are below, and on which: the first finding tells only the largest."""
    ranked = rank_needs(needs)
    if not ranked:
        return say_needs(release, needs)
    sheet = read_sheet(release, "levels_by_cluster", by="competency")
    level = release.rubric.level_named(release.rubric.proficient)
    few = [name_need(need) for need in ranked if need.state == "few"]
    title = Markup("More than half of all leaders are below {} on {}")
    names = Markup("{}.").format(join_words(few)) if few else Markup("")
    return title.format(level, out_of(sheet, len(few), len(ranked), "competency")), names


def name_need(need: Need) -> str:
    """The competency, and that it is foundational."""
    return need.competency.name + (" (foundational)" if need.foundational else "")


def _say_foundation(release: Release, ranked: Sequence[Need]) -> str:
    """Whether a foundational competency comes before the others, and what follows from it."""
    names = [attribute.name for attribute in release.rubric.attributes if attribute.foundational]
    weak = [need.competency.name for need in ranked if need.foundational and need.state != "covered"]
    if not names:
        return ""
    if not weak:
        return (
            f"The foundation holds: on no competency of {join_words(names)} a quarter of all leaders are surely below."
        )
    return f"Begin with the foundation, on which the rest stands: {join_words(weak)}."
