"""A plain table: one header row, one row an answer; what a spreadsheet, REDCap or a script writes."""

from dataclasses import replace

import pandas as pd

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.layout import find_header_row, row_of, texts_of
from portrait_analytics.exports.shape import Export, make_export
from portrait_analytics.wording import fold

PLATFORM = "plain table"
TIMESTAMP, NOT_COMPLETED = "timestamp", "[not completed]"  # REDCap's, of a survey that was begun and not submitted


def recognise(sheet: Sheet) -> str:
    """That a row has text in at least two cells; a title above it does not count."""
    top = find_header_row(sheet)
    return f"row {top} names {len(texts_of(sheet, top))} columns" if top else ""


def read(sheet: Sheet, source: str, why: str, *, header_row: int = 0, answers_from: int = 0) -> Export:
    """The table as it stands, headers that come twice or are empty too.

    ``header_row`` and ``answers_from`` are row numbers of whoever knows better; rows between them count as headers.
    """
    top = header_row or find_header_row(sheet)
    rows = range(top, max(answers_from, top + 1))
    export = make_export(PLATFORM, sheet, source, why=why, headers=row_of(sheet, top), header_rows=rows)
    return replace(export, standing=export.standing.mask(_not_completed(export), "partial"))


def _not_completed(export: Export) -> pd.Series:
    """True for each record with words where the time of a survey's end would stand."""
    found = pd.Series(data=False, index=export.responses.index)
    for column, header in export.questions[["column", "header"]].itertuples(index=False):
        if fold(header).endswith(TIMESTAMP):
            found |= export.responses[column].str.strip() == NOT_COMPLETED
    return found
