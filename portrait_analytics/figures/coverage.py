"""What the people of each cluster hold between them: one cell for each competency, by how many are known to hold it.

Nothing is told here that the figure of growth by competency does not print: the same rows of `published`, looked at
from the other side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from portrait_analytics.figures.captions import hidden_caption
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.findings import EVERYBODY
from portrait_analytics.figures.heatmap import NOTHING, Band, Cell, Heatmap, Row, look_of, name_groups
from portrait_analytics.figures.printed import Group, Printed, Sheet, read_sheet
from portrait_analytics.figures.sentences import out_of
from portrait_analytics.figures.states import draw_states
from portrait_analytics.release import Release
from portrait_analytics.rubric import Attribute, Competency
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import STATE_SHADES, join_words

FEW, THIN = 2, 5  # held by at most so many people; by fewer than so many
WORDS = {"few": "at most two", "thin": "thin", "covered": "covered"}  # the one to look at first is first
STATES = {state: STATE_SHADES[state].words for state in WORDS}


@dataclass(frozen=True)
class Held:
    """How many people of a group hold a competency, as printed; ``state`` is one of `STATES`, or empty."""

    group: Group
    competency: Competency
    printed: Printed | None
    state: str


def read_held(release: Release, sheet: Sheet) -> list[Held]:
    """Every group and competency of the sheet, the foundational ones first."""
    return [
        Held(group, part, printed, _state(printed))
        for part in competencies(release)
        for group in sheet.groups
        for printed in [sheet.find(group, part.id, "proficient", "to")]
    ]


def attributes(release: Release) -> list[Attribute]:
    """The attributes, the foundational ones first."""
    return sorted(release.rubric.attributes, key=lambda attribute: not attribute.foundational)


def competencies(release: Release) -> list[Competency]:
    """The competencies of `attributes`, in their order."""
    return [part for attribute in attributes(release) for part in release.rubric.competencies_of(attribute.id)]


def _state(printed: Printed | None) -> str:
    if printed is None or not printed.visible:
        return ""
    people = printed.people or 0
    low, high = printed.ends
    if high <= FEW:
        return "few"
    return "thin" if high < min(THIN, people) and low < people - FEW else "covered"


def coverage_by_cluster(release: Release) -> Figure:
    """The map: competencies by clusters, with all leaders first."""
    sheet = read_sheet(release, "growth_by_competency", by="competency")
    held = read_held(release, sheet)
    title, takeaway = say_thinnest(release, sheet, held)
    semester = semester_name(release.semester)
    return draw_states(
        _map(release, sheet, held),
        STATES,
        name="coverage_by_cluster",
        title=title,
        takeaway=takeaway,
        caption=f"Leaders who rate themselves at or above {_proficient(release)} on a competency hold it. Ratings of "
        f"{semester}, counts are people. {_small(release)}",
        summary=f"How many hold each competency, by cluster, {semester}",
    )


def _small(release: Release) -> str:
    return hidden_caption(replace(release, baseline=None))  # without the words on the colors of movement


def _map(release: Release, sheet: Sheet, held: Sequence[Held]) -> Heatmap:
    names = name_groups(release, sheet.groups)
    groups = in_order(sheet, names)
    by_place = {(cell.group, cell.competency.id): cell for cell in held}
    bands = [
        Band(
            call(attribute),
            tuple(
                Row(part.name, tuple(state_cell(by_place[group, part.id]) for group in groups))
                for part in release.rubric.competencies_of(attribute.id)
            ),
        )
        for attribute in attributes(release)
    ]
    columns = tuple(names[group] for group in groups)
    return Heatmap(columns, tuple(bands) if groups else (), "competency", "attribute")


def in_order(sheet: Sheet, names: Mapping[Group, str]) -> list[Group]:
    """All leaders first, then the clusters by name."""
    return sorted(sheet.groups, key=lambda group: (group != EVERYBODY, names[group].casefold()))


def call(attribute: Attribute) -> str:
    """Its name, and whether it is foundational."""
    return attribute.name + (" (foundational)" if attribute.foundational else "")


def state_cell(held: Held) -> Cell:
    """How many hold it and what that means, or why it is not told."""
    if held.printed is None:
        return Cell("nothing", (Markup("{}").format(NOTHING),))
    if not held.state:
        return Cell(look_of(held.printed.status), (Markup("{}").format(held.printed.shown),))
    return Cell(held.state, (held.printed.quote(), Markup("{}").format(WORDS[held.state])))


def say_thinnest(release: Release, sheet: Sheet, held: Sequence[Held]) -> tuple[Markup, Markup]:
    """Which cluster covers least, and which competencies those are: a title and the sentence under it.

    Without a cluster that can be shown it is all leaders who are spoken of.
    """
    told = [cell for cell in held if cell.state]
    told = [cell for cell in told if cell.group != EVERYBODY] or told
    if not told:
        return Markup("What is covered cannot be shown"), Markup("No group is large enough, or nobody was asked.")
    names = name_groups(release, sheet.groups)
    for state, words in (("few", "at most two people hold each of"), ("thin", "fewer than five people hold each of")):
        lacking: dict[Group, list[str]] = {}
        for cell in told:
            if cell.state == state:
                lacking.setdefault(cell.group, []).append(_name(release, cell.competency))
        if lacking:
            return _say_lacking(sheet, told, lacking, names, words)
    where = "" if told[0].group == EVERYBODY else ", in every cluster shown"
    title = Markup("Every competency shown is held by five or more people, or by nearly all{}").format(where)
    return title, _say_fewest(release, told, names)


def _say_fewest(release: Release, told: Sequence[Held], names: dict[Group, str]) -> Markup:
    """Where the smallest part of a group holds a competency, by what is printed exactly."""
    exact = [(cell, cell.printed) for cell in told if cell.printed and cell.printed.value is not None]
    if not exact:
        return Markup("")
    cell, printed = min(exact, key=lambda pair: (pair[1].value or 0) / (pair[1].people or 1))
    sentence = Markup("The smallest part: {}, {}, with {}.")
    return sentence.format(names[cell.group], _name(release, cell.competency), printed.quote())


def _say_lacking(
    sheet: Sheet, told: Sequence[Held], lacking: dict[Group, list[str]], names: dict[Group, str], words: str
) -> tuple[Markup, Markup]:
    most = max(len(parts) for parts in lacking.values())
    worst = [group for group, parts in lacking.items() if len(parts) == most]
    shown = {group: sum(cell.group == group for cell in told) for group in worst}
    where = join_words([names[group] for group in worst])
    number = out_of(sheet, most, max(shown.values()), "competency")
    title = Markup("{}: {} {}").format(where, words, number)
    lists = [
        Markup("{}: {}.").format(names[group], join_words(lacking[group]))
        for group in sorted(lacking, key=lambda group: (-len(lacking[group]), names[group].casefold()))
    ]
    return title, Markup(" ").join(lists)


def _name(release: Release, competency: Competency) -> str:
    foundational = {attribute.id for attribute in release.rubric.attributes if attribute.foundational}
    return competency.name + (" (foundational)" if competency.attribute in foundational else "")


def _proficient(release: Release) -> str:
    return release.rubric.level_named(release.rubric.proficient)
