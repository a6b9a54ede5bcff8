"""What a semester is told once: figures that the attacker does not model, so that nobody may compare two tellings.

A late answer would stand out between two of them. So what a release told stays as it was told, to the letter, however
many answers come in; what it had to hide, since too few had answered, may be told later.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from portrait_analytics.disclosure.bench import BEFORE, BENCH
from portrait_analytics.disclosure.learning import CHOICES
from portrait_analytics.disclosure.learning import FIGURES as LEARNING
from portrait_analytics.disclosure.teams import OTHERS, TEAM_GROWTH, TEAMS
from portrait_analytics.disclosure.then import FIGURE as THEN

Row = Mapping[str, object]
OF_A_SEMESTER: Mapping[str, tuple[str, ...]] = {  # what of a figure is told together
    BENCH: (),
    TEAMS: ("school",),
    OTHERS: ("item",),
    **dict.fromkeys(LEARNING, ()),
}
OF_A_PAIR: Mapping[str, tuple[str, ...]] = {TEAM_GROWTH: (), THEN: ()}  # of semesters
EVEN_HIDDEN = {
    BENCH,
    *LEARNING,
}  # what is hidden by its counts; the others are hidden by how many answered, which is no secret
PLACED = ("figure", "grain", "grain_note", "about", "school", "cluster", "role", "attribute", "competency")
PRINTED = ("measure", "item", "status", "shown", "value", "low", "high", "people")


def keep_told(rows: Iterable[Row], earlier: pd.DataFrame, figures: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows that are told once, those that ``earlier`` (a table `published`) told in place of new ones.

    ``figures`` names those that are meant, each with the columns that say what of it is told together: of each part of
    which a number was printed, all rows stay, and the bench stays even where it was hidden. Rows of other figures are
    passed on as they are.
    """
    before: dict[tuple[str, ...], list[Row]] = {}
    for row in _read(earlier[earlier["figure"].isin(list(figures))]):
        before.setdefault(_part(row, figures), []).append(row)
    told = {part: own for part, own in before.items() if part[0] in EVEN_HIDDEN or _is_told(own)}
    kept: list[Row] = []
    left = dict(told)
    for row in rows:  # in the same order as before, so that the same numbers are the same release
        part = _part(row, figures) if row["figure"] in figures else ()
        kept += left.pop(part, []) if part in told else [row]
    return [*kept, *(row for own in left.values() for row in own)]


def repeat_bench(published: pd.DataFrame) -> list[Row]:
    """The rows of the bench of an earlier semester, word for word, as the figure `BEFORE` of this one.

    They were printed then, so nothing is told that is not known; what the two tellings tell together is not looked at,
    and nothing is worked out from them.
    """
    return [{**row, "figure": BEFORE} for row in _read(published[published["figure"] == BENCH])]


def keep_choices(rows: Iterable[Row], others: Iterable[pd.DataFrame]) -> list[Row]:
    """The rows, what was chosen in a semester as one of ``others`` (tables `published` of other semesters) told it.

    A form that lets people choose is not handed out each semester, so several releases tell of the same choices.
    """
    kept = list(rows)
    own = {row["item"] for row in kept if row["figure"] == CHOICES}
    for published in others:
        told = [row for row in _read(published[published["figure"] == CHOICES]) if row["item"] in own]
        if told:
            return [*(row for row in kept if row["figure"] != CHOICES), *told]
    return kept


def _is_told(rows: Iterable[Row]) -> bool:
    return any(row["status"] in ("shown", "coded") for row in rows)


def _part(row: Row, figures: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    figure = str(row["figure"])
    return (figure, *(str(row[column]) for column in figures[figure]))


def _read(published: pd.DataFrame) -> Iterator[Row]:
    """The printed rows as they came out of the gate: without what is empty."""
    for row in published[[*PLACED, *PRINTED]].astype(object).to_dict("records"):
        yield {str(name): value for name, value in row.items() if pd.notna(value)}
