"""A plain table: one header row, one row an answer; what a spreadsheet, REDCap or a script writes."""

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.shape import Export, make_export

PLATFORM = "plain table"
FEWEST_COLUMNS = 2


def recognise(sheet: Sheet) -> bool:
    """True if the first row has text in at least two cells."""
    return int((sheet.rows.iloc[0].str.strip() != "").sum()) >= FEWEST_COLUMNS


def read(sheet: Sheet, source: str) -> Export:
    """The table as it stands."""
    return make_export(PLATFORM, source, sheet.rows)
