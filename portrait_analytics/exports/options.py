"""Questions that a file spreads over one column for each option: which they are, and their answers put together.

In the table of questions such a column has the question as ``stem``, no ``row``, and its ``choices`` begin with
`ONE_OF` or `ANY_OF` and list the options of all its columns; what was typed beside the options is `FREE_TEXT`. So a
column that is headed by a competency because it could be *ticked* is never taken for a rating of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.exports.shape import Export
from portrait_analytics.wording import fold

ONE_OF = "one of: "
ANY_OF = "any of: "
FREE_TEXT = "free text"
BAR = " | "
JOINED = "; "
TICKED = {"yes", "y", "oui", "ja", "sí", "sim", "checked"}
NOT_TICKED = {"no", "n", "non", "nein", "nee", "não", "unchecked", "n/a"}
MOST_TWICE = 0.1  # of those who answered a question meant for one option: it is a slip, not the rule
FEWEST_RECORDS = 2


@dataclass(frozen=True)
class Options:
    """One question over several columns.

    ``columns`` and ``labels`` go together; ``several`` is True if people chose more than one as a rule; ``answers`` has
    the chosen labels of each record, joined by `JOINED`, so that two points of one scale stay readable side by side.
    """

    columns: tuple[str, ...]
    question: str
    labels: tuple[str, ...]
    several: bool
    answers: pd.Series


def tell_options(cells: pd.DataFrame, labels: Sequence[str]) -> str:
    """`ONE_OF` or `ANY_OF` and the labels, if neighbouring columns are the options of one question; else empty.

    They are if no column ever holds more than one answer, and that is its own label, its own place among the columns,
    or a 1: the rows of a grid share a scale instead. The numbers need two records and a gap to be told from a grid.

    >>> picked = pd.DataFrame({"a": ["Trust", ""], "b": ["Voice", "Voice"]})
    >>> tell_options(picked, ["Trust", "Voice"]), tell_options(picked, ["Change", "Vision"])
    ('any of: Trust | Voice', '')
    """
    answers = [sorted({_plain(cell) for cell in column.unique()} - {""}) for _, column in cells.items()]
    if not any(answers) or any(len(found) > 1 for found in answers):
        return ""
    held = [found[0] if found else "" for found in answers]
    chosen = (cells != "").sum(axis="columns")
    if not (_are_labels(held, labels) or _are_places(held, chosen)):
        return ""
    twice = float((chosen[chosen > 0] > 1).mean())
    return _list_labels(ANY_OF if twice > MOST_TWICE else ONE_OF, labels)


def tell_ticks(cells: pd.DataFrame, labels: Sequence[str]) -> str:
    """`ANY_OF` and the labels, if neighbouring columns hold a yes or a no each, at least one yes among them.

    A real question of yes and no for each row is told likewise: it is no rating either.
    """
    held = {_plain(cell) for _, column in cells.items() for cell in column.unique()} - {""}
    return _list_labels(ANY_OF, labels) if held & TICKED and held <= TICKED | NOT_TICKED else ""


def _list_labels(kind: str, labels: Sequence[str]) -> str:
    return kind + BAR.join(label.replace(BAR, " / ") for label in labels)


def _are_labels(held: Sequence[str], labels: Sequence[str]) -> bool:
    """Most, not all: a label is mended by hand now and then, its answers are not."""
    alike = [text == _plain(label) for text, label in zip(held, labels, strict=True) if text]
    return sum(alike) * 2 > len(alike)


def _are_places(held: Sequence[str], chosen: pd.Series) -> bool:
    filled = {place: text for place, text in enumerate(held, start=1) if text}
    numbered = all(text in ("1", str(place)) for place, text in filled.items())
    answered = chosen[chosen > 0]
    return numbered and len(filled) > 1 and len(answered) >= FEWEST_RECORDS and bool((answered < len(held)).any())


def _plain(text: str) -> str:
    """A label as its cells spell it: a scale point is headed `` - 3`` and answered with ``3``."""
    return fold(text).lstrip("- ")


def _is_chosen(cell: str, label: str) -> bool:
    """True if a cell says that its option was chosen; the option *No* is chosen by saying no.

    >>> _is_chosen("No", "Trust"), _is_chosen("No", "No"), _is_chosen("1", "Trust"), _is_chosen(" ", "Trust")
    (False, True, True, False)
    """
    said = _plain(cell)
    return bool(said) and (said == _plain(label) or said not in NOT_TICKED)


def list_options(export: Export) -> list[Options]:
    """The questions of an export that are spread over several columns, in its order."""
    asked = export.questions[export.questions["choices"].str.startswith((ONE_OF, ANY_OF))]
    found = []
    for key, group in asked.groupby(["stem", "choices"], sort=False):
        question, choices = map(str, key)
        labels = tuple(choices.removeprefix(ONE_OF).removeprefix(ANY_OF).split(BAR))
        several = choices.startswith(ANY_OF)
        # the same question can be asked again, of the next thing or a page later
        for at in range(0, len(group), len(labels)):
            columns = tuple(group["column"].iloc[at : at + len(labels)])
            answers = _join(export.responses[list(columns)], labels)
            found.append(Options(columns, question, labels, several, answers))
    return sorted(found, key=lambda options: options.columns)


def _join(cells: pd.DataFrame, labels: Sequence[str]) -> pd.Series:
    joined = pd.Series("", index=cells.index, dtype="str")
    for label, (_, column) in zip(labels, cells.items(), strict=True):
        chosen = column.map({cell: _is_chosen(cell, label) for cell in column.unique()}).astype(bool)
        gap = pd.Series("", index=cells.index, dtype="str").mask(chosen & (joined != ""), JOINED)
        joined = joined + gap + pd.Series("", index=cells.index, dtype="str").mask(chosen, label)
    return joined
