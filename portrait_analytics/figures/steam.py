"""Where the work would lose steam if people left: what attributes rest on, as far as it is printed.

Exact states (gone, one departure from gone) are for the data team alone: here nobody, one and two print alike.
"""

from collections.abc import Sequence

from markupsafe import Markup

from portrait_analytics.figures.coverage import (
    STATES,
    WORDS,
    Held,
    attributes,
    call,
    in_order,
    read_held,
    state_cell,
)
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.findings import EVERYBODY
from portrait_analytics.figures.heatmap import NOTHING, Band, Cell, Heatmap, Row, name_groups
from portrait_analytics.figures.printed import Group, Sheet, read_sheet
from portrait_analytics.figures.states import draw_states
from portrait_analytics.release import Release
from portrait_analytics.rubric import Attribute
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import join_words, spell


def steam_by_cluster(release: Release) -> Figure:
    """Where the work would lose steam: clusters by attributes, each cell by the competency that fewest hold."""
    sheet = read_sheet(release, "growth_by_competency", by="competency")
    held = read_held(release, sheet)
    heatmap = _steam_map(release, sheet, held)
    title, takeaway = say_steam(release, sheet, held)
    return draw_states(
        heatmap,
        STATES,
        name="steam_by_cluster",
        title=title,
        takeaway=takeaway,
        caption="Each cell looks at the competency of the attribute that fewest people hold, and counts the others. At "
        "most two may be nobody, one person or two: which of these is not said, so that nobody is told on.",
        summary=f"What the attributes rest on, by cluster, {semester_name(release.semester)}",
    )


def _steam_map(release: Release, sheet: Sheet, held: Sequence[Held]) -> Heatmap:
    names = name_groups(release, sheet.groups)
    columns = attributes(release)
    rows = tuple(
        Row(names[group], tuple(_steam_cell(_of(held, group, attribute)) for attribute in columns))
        for group in in_order(sheet, names)
    )
    return Heatmap(tuple(call(attribute) for attribute in columns), (Band("", rows),) if rows else (), "cluster")


def _of(held: Sequence[Held], group: Group, attribute: Attribute) -> list[Held]:
    return [cell for cell in held if cell.group == group and cell.competency.attribute == attribute.id]


def _steam_cell(parts: Sequence[Held]) -> Cell:
    counted = {state: sum(part.state == state for part in parts) for state in WORDS}
    worst = next((state for state, number in counted.items() if number), None)
    if worst is None:
        return state_cell(parts[0]) if parts else Cell("nothing", (Markup("{}").format(NOTHING),))
    told = [f"{spell(number)} {WORDS[state]}" for state, number in counted.items() if number]
    silent = len(parts) - sum(counted.values())
    rest = [f"{spell(silent)} not told"] if silent else []
    return Cell(worst, (Markup("{}").format(WORDS[worst]), Markup("{}").format(", ".join([*told, *rest]))))


def say_steam(release: Release, sheet: Sheet, held: Sequence[Held]) -> tuple[Markup, Markup]:
    """Which attributes would lose steam first, and where: a title and the sentence under it."""
    told = [cell for cell in held if cell.state]
    told = [cell for cell in told if cell.group != EVERYBODY] or told
    if not told:
        return Markup("Where the work would lose steam cannot be shown"), Markup("")
    names = name_groups(release, sheet.groups)
    for state, words in (("few", "at most two people"), ("thin", "fewer than five people")):
        where = {
            group: [
                attribute.name
                for attribute in attributes(release)
                if any(cell.state == state for cell in _of(told, group, attribute))
            ]
            for group in in_order(sheet, names)
        }
        lacking = {group: parts for group, parts in where.items() if parts}
        if lacking:
            first = max(lacking, key=lambda group: len(lacking[group]))
            title = Markup("{} would lose steam first: {} in part {} on {}").format(
                names[first], join_words(lacking[first]), "rests" if len(lacking[first]) == 1 else "rest", words
            )
            rest = [f"{names[group]}: {join_words(parts)}." for group, parts in lacking.items() if group != first]
            return title, Markup("{}").format(" ".join(["So do:", *rest]) if rest else "")
    where_told = "" if told[0].group == EVERYBODY else ", in any cluster shown"
    return Markup("No attribute rests on fewer than five people{}").format(where_told), Markup("")
