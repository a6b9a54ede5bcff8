"""Who stands where along the pipeline, by the groups that the roster carries, as it was printed."""

from markupsafe import Markup, escape

from portrait_analytics.disclosure.masks import MERGED
from portrait_analytics.disclosure.representation import FIGURE
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.printed import Group, Printed, Sheet, read_sheet
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.release import Release
from portrait_analytics.style import join_words
from portrait_analytics.succession.representation import PREFIX


def representation(release: Release) -> Figure:
    """How many of each group there are at each stage, from the classroom to the district; a table for each grouping."""
    sheet = read_sheet(release, FIGURE)
    title, takeaway = say_representation(sheet)
    return draw_words(
        name=FIGURE,
        title=title,
        takeaway=takeaway,
        caption="People on the roster, by the role that it gives them; no answer is in these counts. Fewer than "
        f"{release.minimum_group} print alike, nobody among them, and stages are put together where one of them could "
        "not be told so. Smaller groups, and people whose group is not stated, are counted as others.",
        sheets=[_table(sheet, column) for column in _columns(sheet)],
        notes=sheet.notes,
    )


def _columns(sheet: Sheet) -> list[str]:
    return list(dict.fromkeys(measure for _, _, measure, _ in sheet.rows))


def _items(sheet: Sheet, column: str) -> list[str]:
    return list(dict.fromkeys(item for _, _, measure, item in sheet.rows if measure == column))


def _stages(sheet: Sheet, column: str) -> list[Group]:
    return [group for group in sheet.groups if any(key[0] == group and key[2] == column for key in sheet.rows)]


def _table(sheet: Sheet, column: str) -> WordTable:
    items = _items(sheet, column)
    rows = tuple(
        (_name(group), *(_quote(sheet.find(group, "", column, item)) for item in items))
        for group in _stages(sheet, column)
    )
    return WordTable(f"Along the pipeline, by {_call(column)}", ("Stage", *items), rows)


def _quote(printed: Printed | None) -> Markup:
    return Markup("") if printed is None else printed.quote()


def _name(group: Group) -> str:
    return join_words(group.role.split(MERGED))


def _call(column: str) -> str:
    return column.removeprefix(PREFIX).replace("_", " ")


def say_representation(sheet: Sheet) -> tuple[Markup, Markup]:
    """The group whose part changes most from the first stage to the last: a title and the sentence under it."""
    silent = Markup("Who stands where along the pipeline cannot be shown")
    if not sheet.groups:
        return silent, escape(
            f"The roster names no groups of people, or only one. They stand in columns that begin with {PREFIX}."
        )
    changes = [change for column in _columns(sheet) for change in _changes(sheet, column)]
    if not changes:
        return silent, Markup("There are too few people in some stage, and putting stages together leaves but one.")
    _, sentence = max(changes, key=lambda change: change[0])
    told = join_words([_call(column) for column in _columns(sheet)])
    return sentence, escape(f"Of all groups by {told}, the one whose part differs most between the two stages.")


def _changes(sheet: Sheet, column: str) -> list[tuple[float, Markup]]:
    """For each group how much its part differs between the first and the last stage, and that as a sentence."""
    stages = _stages(sheet, column)
    found = []
    for item in _items(sheet, column):
        first, last = (sheet.find(stages[place], "", column, item) for place in (0, -1))
        if len(stages) > 1 and first and last and first.visible and last.visible:
            gap = abs(_part(first) - _part(last))
            words = Markup("{}: {} in {}, {} in {}")
            said = words.format(item, first.quote(), _name(stages[0]), last.quote(), _name(stages[-1]))
            found.append((gap, said))
    return found


def _part(printed: Printed) -> float:
    return sum(printed.ends) / 2 / (printed.people or 1)
