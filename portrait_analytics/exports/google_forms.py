"""Google Forms: one header row; a grid question is a column for each of its rows, headed ``question [row]``.

The form's own download and the linked sheet differ in how they write time stamps and join ticked boxes. Neither has a
response id or a status, so an edited answer simply stands in place of the first, and a question that was not seen looks
like one that was skipped.
"""

import re
from collections import Counter
from collections.abc import Sequence

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.layout import find_header_row, row_of
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
EMAILS = {
    "email address",
    "username",
    "dirección de correo electrónico",
    "adresse e-mail",
    "endereço de e-mail",
    "e-mail-adresse",
    "indirizzo email",
    "e-mailadres",
}
SCORE = "score"
MARKED = (SCORE, "feedback")
RESPONSE_ID = "response id"  # other platforms have one, and grids headed alike
_GRID = re.compile(r"(?s)(?P<stem>.*\S)\s+\[(?P<row>[^\[\]]+)\]\s*")


def recognise(sheet: Sheet) -> str:
    """That the first header is the form's time stamp, or that at least two columns make a grid."""
    headers = row_of(sheet, find_header_row(sheet))
    if fold(headers[0]) in TIMESTAMPS:
        return f"the first column is called “{headers[0].strip()}”"
    rows = [row for _, row in _split_grids(headers) if row and RESPONSE_ID not in map(fold, headers)]
    return f"{len(rows)} headers end in “[…]” after the same question" if rows else ""


def read(sheet: Sheet, source: str, why: str) -> Export:
    """The answers of a Google form."""
    top = find_header_row(sheet)
    headers = row_of(sheet, top)
    fields = [_field(header, headers) for header in headers]
    stems = _split_grids(headers)
    return make_export(PLATFORM, sheet, source, why=why, headers=headers, header_rows=[top], stems=stems, fields=fields)


def _split_grids(headers: Sequence[str]) -> list[tuple[str, str]]:
    """Stem and row of each header; a lone question that ends in brackets is no grid, nor are the marks of a quiz.

    >>> _split_grids(["Rate: [Igniting Vision]", "Rate: [Guiding Change]", "Anything [else]"])
    [('Rate:', 'Igniting Vision'), ('Rate:', 'Guiding Change'), ('Anything [else]', '')]
    """
    found = [None if _is_mark(header, headers) else _GRID.fullmatch(header) for header in headers]
    siblings = Counter(match["stem"] for match in found if match)
    return [
        (match["stem"], match["row"].strip()) if match and siblings[match["stem"]] > 1 else (header, "")
        for header, match in zip(headers, found, strict=True)
    ]


def _is_mark(header: str, headers: Sequence[str]) -> bool:
    """True if a quiz wrote the column beside a question: ``question [Score]``."""
    found = _GRID.fullmatch(header)
    if found is None or fold(found["row"]) not in MARKED:
        return False
    return fold(found["stem"]) in map(fold, headers)


def _field(header: str, headers: Sequence[str]) -> str:
    text = fold(header)
    if text in TIMESTAMPS:
        return "answered_at"
    if _is_mark(header, headers) or (text == SCORE and fold(headers[0]) in TIMESTAMPS):
        return "platform"
    return "email" if text in EMAILS else ""
