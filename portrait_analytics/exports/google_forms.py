"""Google Forms: one header row; a grid question is a column for each of its rows, headed ``question [row]``.

The form's own download and the linked sheet differ in how they write time stamps and join ticked boxes. Neither has a
response id or a status, so an edited answer simply stands in place of the first, and a question that was not seen looks
like one that was skipped.
"""

import re
from collections import Counter

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.shape import Export, make_export
from portrait_analytics.wording import fold

PLATFORM = "Google Forms"
TIMESTAMPS = {
    "timestamp",
    "marca temporal",
    "horodateur",
    "carimbo de data/hora",
    "zeitstempel",
    "informazioni cronologiche",
    "tijdstempel",
}
EMAILS = {"email address", "username"}
_GRID = re.compile(r"(?s)(?P<stem>.*\S)\s*\[(?P<row>[^\[\]]+)\]\s*")


def recognise(sheet: Sheet) -> str:
    """That the first header is the form's time stamp, or that at least two columns make a grid."""
    headers = sheet.rows.iloc[0].tolist()
    if fold(headers[0]) in TIMESTAMPS:
        return f"the first column is called “{headers[0].strip()}”"
    rows = [row for _, row in _split_grids(headers) if row]
    return f"{len(rows)} headers end in “[…]” after the same question" if rows else ""


def read(sheet: Sheet, source: str, why: str) -> Export:
    """The answers of a Google form."""
    headers = sheet.rows.iloc[0].tolist()
    fields = [_field(header) for header in headers]
    return make_export(PLATFORM, sheet, source, why=why, stems=_split_grids(headers), fields=fields)


def _split_grids(headers: list[str]) -> list[tuple[str, str]]:
    """Stem and row of each header; a lone question that ends in brackets is no grid.

    >>> _split_grids(["Rate: [Igniting Vision]", "Rate: [Guiding Change]", "Anything [else]"])
    [('Rate:', 'Igniting Vision'), ('Rate:', 'Guiding Change'), ('Anything [else]', '')]
    """
    found = [_GRID.fullmatch(header) for header in headers]
    siblings = Counter(match["stem"] for match in found if match)
    return [
        (match["stem"], match["row"].strip()) if match and siblings[match["stem"]] > 1 else (header, "")
        for header, match in zip(headers, found, strict=True)
    ]


def _field(header: str) -> str:
    text = fold(header)
    if text in TIMESTAMPS:
        return "answered_at"
    return "email" if text in EMAILS else ""
