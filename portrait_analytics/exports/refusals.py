"""Files that lie among the exports and hold no answers: what they are, and what to do instead."""

import re
from collections.abc import Callable, Iterable

from portrait_analytics.errors import InputError
from portrait_analytics.exports.files import Sheet
from portrait_analytics.wording import fold

RAW = "Export the single answers, one row for each person"
SUMMARY = f"this is a summary, which counts answers and has no respondents. {RAW}."
COUNTED = (
    {"answer choices", "responses"},
    {"answer options", "response percent"},
    {"answered question", "skipped question"},
    {"field", "choice count"},
    {"field", "minimum", "maximum", "mean"},
)
CROSSED = {"chi square", "chi-square", "degrees of freedom", "p-value", "sample size"}
ROSTERS = ("sourcedid", "status", "datelastmodified"), ("propertyname", "value")
DICTIONARIES = ("variable / field name", "form name"), ("field name", "field type")
NAMED = {"variable", "variable name", "field", "field name", "question code", "item"}
EXPLAINED = {"label", "variable label", "value labels", "values", "description", "choices", "coding", "question text"}
MOST_COLUMNS_OF_A_CODEBOOK = 8
MOST_PERCENT = 0.5
FEWEST_CELLS = 6
_PERCENT = re.compile(r"-?\d+([.,]\d+)?\s?%")
_PER_QUESTION = re.compile(r"question \d+")


def refuse(sheets: Iterable[Sheet], source: str) -> None:
    """`InputError` if a sheet is a summary, a crosstab, a codebook or a roster; nothing otherwise.

    It is asked when no platform has claimed a sheet: one sheet of counts beside a real export does no harm.
    """
    for sheet in sheets:
        said = next(filter(None, (tell(sheet) for tell in _TELLERS)), "")
        if said:
            where = f"{source}, sheet “{sheet.name}”" if sheet.name else source
            raise InputError(f"{where}: {said}")


def _rows(sheet: Sheet) -> list[list[str]]:
    """The rows of a sheet as folded texts; enough of them to tell what it is."""
    return [[fold(cell) for cell in row] for row in sheet.rows.head(200).to_numpy().tolist()]


def _tell_roster(sheet: Sheet) -> str:
    first = _rows(sheet)[0]
    if any(tuple(first[: len(start)]) == start for start in ROSTERS):
        return "this is a OneRoster file, not a survey export. A roster goes into the folder roster of its semester."
    return ""


def _tell_dictionary(sheet: Sheet) -> str:
    """A data dictionary of REDCap, or what other programs call a codebook."""
    first = [text for text in _rows(sheet)[0] if text]
    if any(tuple(first[: len(start)]) == start for start in DICTIONARIES):
        return (
            "this is a REDCap data dictionary: it lists the questions and holds no answers. Export the records with "
            "labels as CSV, and keep the dictionary outside data/raw."
        )
    if not set(first) & {"type/scale"} and (len(first) > MOST_COLUMNS_OF_A_CODEBOOK or not first):
        return ""
    if "type/scale" in first or (first[0] in NAMED and set(first[1:]) & EXPLAINED):
        return (
            "this is a codebook: it lists the questions and holds no answers. Keep it outside data/raw; what its codes "
            "mean goes into district.toml."
        )
    return ""


def _tell_counts(sheet: Sheet) -> str:
    rows = [set(row) for row in _rows(sheet)]
    if any(words <= row for words in COUNTED for row in rows):
        return SUMMARY
    return SUMMARY if _PER_QUESTION.fullmatch(fold(sheet.name)) and any("skipped" in row for row in rows) else ""


def _tell_crosstab(sheet: Sheet) -> str:
    """A table of shares: statistics that only a crosstab prints, or percentages in most of its cells."""
    rows = _rows(sheet)
    words = {text.rstrip(":") for row in rows for text in row}
    cells = [text for row in rows[1:] for text in row[1:] if text]
    percent = sum(bool(_PERCENT.fullmatch(text)) for text in cells)
    mostly = len(cells) >= FEWEST_CELLS and percent > MOST_PERCENT * len(cells)
    if mostly or len(words & CROSSED) > 1:
        return f"this is a table of shares, with a row for each group of people. {RAW}."
    return ""


_TELLERS: tuple[Callable[[Sheet], str], ...] = (_tell_roster, _tell_dictionary, _tell_counts, _tell_crosstab)
