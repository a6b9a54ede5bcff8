"""Where the headers stand in a sheet, and what neighbouring headers share."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from portrait_analytics.exports.files import Sheet

FEWEST_COLUMNS = 2
MOST_ROWS_ABOVE = 20
DASH, COLON = " - ", ": "


def find_header_row(sheet: Sheet) -> int:
    """The number of the first row with text in at least two cells, so that a title above does not count; 0 if none."""
    above = sheet.rows.index[:MOST_ROWS_ABOVE].tolist()
    return next((row for row in above if len(texts_of(sheet, row)) >= FEWEST_COLUMNS), 0)


def row_of(sheet: Sheet, row: int) -> list[str]:
    """The cells of a row by its number; empty texts where the sheet is shorter."""
    if row not in sheet.rows.index:
        return [""] * sheet.rows.shape[1]
    return [str(cell) for cell in sheet.rows.loc[row]]


def texts_of(sheet: Sheet, row: int) -> list[str]:
    """The cells of a row that hold text, trimmed."""
    return [cell.strip() for cell in row_of(sheet, row) if cell.strip()]


def cut_common(headers: Sequence[str], marks: Sequence[str]) -> list[tuple[str, str]]:
    """Stem and row of headers that begin alike: cut at the last mark within what they share; no row without one.

    Neither the first nor the last mark of a header will do, since question and statement may both hold one.

    >>> cut_common(["Rate - now - Trust", "Rate - now - Voice - all of them"], [DASH])
    [('Rate - now', 'Trust'), ('Rate - now', 'Voice - all of them')]
    >>> cut_common(["Well-being", "Well-doing"], [DASH])
    [('Well-being', ''), ('Well-doing', '')]
    """
    shared = _shared_start(headers)
    at, mark = max(((shared.rfind(mark), mark) for mark in marks), default=(-1, ""))
    if len(headers) < FEWEST_COLUMNS or not shared[: max(at, 0)].strip():
        return [(header, "") for header in headers]
    return [(shared[:at].strip(), header[at + len(mark) :].strip()) for header in headers]


def _shared_start(headers: Sequence[str]) -> str:
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*headers, strict=False))
    return "".join(letters[0] for letters in alike)


def cut_runs(headers: Sequence[str], marks: Sequence[str]) -> list[tuple[str, str]]:
    """Stem and row where nothing but the headers tells which belong together: neighbours with the same stem do.

    >>> cut_runs(["Role", "You: Trust", "You: Voice", "Team: Trust", "Team: Voice"], [COLON])
    [('Role', ''), ('You', 'Trust'), ('You', 'Voice'), ('Team', 'Trust'), ('Team', 'Voice')]
    """
    return [pair for run in _runs(headers, marks) for pair in cut_common(run, marks)]


def _runs(headers: Sequence[str], marks: Sequence[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for header in headers:
        longer = [*run, header]
        stems = {stem for stem, row in cut_common(longer, marks) if row}
        before = {stem for stem, row in cut_common(run, marks) if row}
        if run and (not stems or (before and stems != before)):
            yield run
            longer = [header]
        run = longer
    if run:
        yield run
