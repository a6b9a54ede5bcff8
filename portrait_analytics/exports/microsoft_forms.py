"""Microsoft Forms: one header row that begins with five columns of the platform's own.

Each statement of a Likert question is a column headed by the statement alone; the question above it is lost. Where two
questions share a statement, the workbook's table adds a digit to the second header.
"""

import re
from dataclasses import replace

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.shape import Export, make_export
from portrait_analytics.wording import fold

PLATFORM = "Microsoft Forms"
FIRST_HEADERS = {
    ("id", "start time", "completion time", "email", "name"),
    ("id", "startzeit", "fertigstellungszeit", "e-mail", "name"),
    ("id", "hora de inicio", "hora de finalización", "correo electrónico", "nombre"),
    ("id", "heure de début", "heure de fin", "adresse de messagerie", "nom"),
}
FIRST_FIELDS = ("row_id", "started_at", "answered_at", "email", "name")
MODIFIED = {"last modified time"}
ANONYMOUS = "anonymous"
_SUFFIXED = re.compile(r"(?s)(?P<base>.*\S)\d+")


def recognise(sheet: Sheet) -> str:
    """That the first five headers are the platform's, in one of its languages."""
    first = [header.strip() for header in sheet.rows.iloc[0].tolist()[: len(FIRST_FIELDS)]]
    return f"the first columns are {', '.join(first)}" if tuple(map(fold, first)) in FIRST_HEADERS else ""


def read(sheet: Sheet, source: str, why: str) -> Export:
    """The answers of a Microsoft form; the word *anonymous* in place of an address is no address."""
    headers = sheet.rows.iloc[0].tolist()
    fields = [*FIRST_FIELDS, *("modified_at" if fold(header) in MODIFIED else "" for header in headers[5:])]
    stems = list(zip(headers, _statements(headers), strict=True))
    export = make_export(PLATFORM, sheet, source, why=why, stems=stems, fields=fields)
    email = export.questions.loc[export.questions["field"] == "email", "column"].iloc[0]
    anonymous = export.responses[email].str.strip().str.lower() == ANONYMOUS
    return replace(export, responses=export.responses.assign(**{email: export.responses[email].mask(anonymous, "")}))


def _statements(headers: list[str]) -> list[str]:
    """The headers without the digit that keeps a table's column names apart.

    >>> _statements(["Name", "Name2", "Grade 2"])
    ['Name', 'Name', 'Grade 2']
    """
    found = [_SUFFIXED.fullmatch(header) for header in headers]
    return [
        match["base"] if match and match["base"] in headers else header
        for header, match in zip(headers, found, strict=True)
    ]
