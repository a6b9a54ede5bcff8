"""Microsoft Forms: one header row that begins with columns of the platform's own, in the language of its owner.

Each statement of a Likert question is a column headed by the statement alone; the question above it is lost. Where two
questions share a statement, the workbook's table adds a digit to the second header. Who broke off is not in the file.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.layout import find_header_row, row_of
from portrait_analytics.exports.shape import Export, make_export
from portrait_analytics.wording import fold

PLATFORM = "Microsoft Forms"
FIRST_HEADERS = (
    ("id", "start time", "completion time", "email", "name"),
    ("id", "startzeit", "fertigstellungszeit", "e-mail", "name"),
    ("id", "hora de inicio", "hora de finalización", "correo electrónico", "nombre"),
    ("id", "heure de début", "heure de fin", "adresse de messagerie", "nom"),
)
FIRST_FIELDS = ("row_id", "started_at", "answered_at", "email", "name")
TIMES = FIRST_FIELDS[1:3]
MODIFIED = {"last modified time"}
ANONYMOUS = "anonymous"
PROBED = 50
_SUFFIXED = re.compile(r"(?s)(?P<base>.*\S)\d+")
_OF_A_QUIZ = re.compile(r"(?s)total points|quiz feedback|grade posted time|(points|feedback) - .+")
_CELLS = (
    re.compile(r"\d+"),
    *[re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ T]\d{1,2}:\d{2}.*")] * 2,
    re.compile(r"(?i)|anonymous|[^\s@]+@[^\s@]+"),
    re.compile(r"\D*"),
)


def recognise(sheet: Sheet) -> str:
    """That the first headers are the platform's in one of its languages, or that the first cells can only be its own.

    The columns for address and name can be missing; in a language that is not known, all five must be there.
    """
    top = find_header_row(sheet)
    first = [header.strip() for header in row_of(sheet, top)[: len(FIRST_FIELDS)]]
    if set(TIMES) <= set(_first_fields(first)):
        return f"the first columns are {', '.join(first)}"
    if top and fold(first[0]) == "id" and _have_its_cells(sheet, top):
        return "the first columns hold a number, two times, an address and a name"
    return ""


def read(sheet: Sheet, source: str, why: str) -> Export:
    """The answers of a Microsoft form; the word *anonymous* in place of an address is no address."""
    top = find_header_row(sheet)
    headers = row_of(sheet, top)
    first = _first_fields(headers[: len(FIRST_FIELDS)])
    first = first if set(TIMES) <= set(first) else list(FIRST_FIELDS)
    fields = [*first, *(_field(header) for header in headers[len(first) :])]
    stems = list(zip(headers, _statements(headers), strict=True))
    export = make_export(
        PLATFORM, sheet, source, why=why, headers=headers, header_rows=[top], stems=stems, fields=fields
    )
    if "email" not in fields:
        return export
    email = export.questions["column"].iloc[fields.index("email")]
    anonymous = export.responses[email].str.strip().str.lower() == ANONYMOUS
    return replace(export, responses=export.responses.assign(**{email: export.responses[email].mask(anonymous, "")}))


def _first_fields(headers: Sequence[str]) -> list[str]:
    """The fields of the first headers, in the language that knows most of them.

    >>> _first_fields(["ID", "Startzeit", "Fertigstellungszeit", "Name", "Rolle"])
    ['row_id', 'started_at', 'answered_at', 'name', '']
    """
    languages = [dict(zip(names, FIRST_FIELDS, strict=True)) for names in FIRST_HEADERS]
    read = [[language.get(fold(header), "") for header in headers] for language in languages]
    return max(read, key=lambda fields: sum(map(bool, fields)))


def _have_its_cells(sheet: Sheet, top: int) -> bool:
    """True if each of the first five columns holds what the platform writes there, and someone is named or nobody."""
    probed = sheet.rows.loc[top + 1 :].iloc[:PROBED, : len(_CELLS)].apply(lambda column: column.str.strip())
    probed = probed[(probed != "").any(axis="columns")]
    if probed.empty or probed.shape[1] < len(_CELLS) or (probed.iloc[:, 3] == "").all():
        return False
    columns = zip(_CELLS, probed.items(), strict=True)
    return all(column.str.fullmatch(pattern).all() for pattern, (_, column) in columns)


def _field(header: str) -> str:
    text = fold(header)
    if text in MODIFIED:
        return "modified_at"
    return "platform" if _OF_A_QUIZ.fullmatch(text) else ""


def _statements(headers: Sequence[str]) -> list[str]:
    """The headers without the digit that keeps a table's column names apart.

    >>> _statements(["Name", "Name2", "Grade 2"])
    ['Name', 'Name', 'Grade 2']
    """
    found = [_SUFFIXED.fullmatch(header) for header in headers]
    return [
        match["base"] if match and match["base"] in headers else header
        for header, match in zip(headers, found, strict=True)
    ]
