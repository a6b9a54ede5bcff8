"""A plain table: one header row, one row an answer; what a spreadsheet, REDCap or a script writes."""

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.shape import Export, make_export

PLATFORM = "plain table"
FEWEST_COLUMNS = 2


def recognise(sheet: Sheet) -> str:
    """That the first row has text in at least two cells."""
    named = int((sheet.rows.iloc[0].str.strip() != "").sum())
    return f"the first row names {named} columns" if named >= FEWEST_COLUMNS else ""


def read(sheet: Sheet, source: str, why: str) -> Export:
    """The table as it stands."""
    return make_export(PLATFORM, sheet, source, why=why)
