"""Qualtrics: names of columns, then question texts, then ids of import; the last two may be missing.

Known by the names of its own columns, which stay English when the texts below them do not. It cannot tell a question
that was skipped from one that was not shown; a level may come as any number, which only its author can explain.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.layout import DASH, cut_common, cut_runs, find_header_row, row_of
from portrait_analytics.exports.options import FREE_TEXT, tell_options
from portrait_analytics.exports.shape import Export, make_export
from portrait_analytics.wording import fold

PLATFORM = "Qualtrics"
SEEN_UNANSWERED = "-99"  # an option of the export
FIELDS = {
    "startdate": "started_at",
    "enddate": "answered_at",
    "recordeddate": "answered_at",
    "responseid": "row_id",
    "recipientlastname": "name",
    "recipientfirstname": "name",
    "recipientemail": "email",
    "externalreference": "staff_id",
    "externaldatareference": "staff_id",
    "ipaddress": "personal",
    "locationlatitude": "personal",
    "locationlongitude": "personal",
    "locationaccuracy": "personal",
    "status": "platform",
    "finished": "platform",
    "progress": "platform",
    "duration(inseconds)": "platform",
    "distributionchannel": "platform",
    "userlanguage": "platform",
    "responseset": "platform",
}
SPELLED = {
    "_recordid": "responseid",
    "responsesetid": "responseset",
    "responsetype": "status",
    "duration": "duration(inseconds)",
}
LEGACY_FIELDS = {"name": "name", "emailaddress": "email"}  # elsewhere these are questions of the form's author
ITS_OWN = set(FIELDS) - {"startdate", "enddate", "status", "finished", "progress", "ipaddress", "responseid"}
TYPED = ("startdate", "enddate", "recordeddate", "responseid", "finished", "progress", "duration(inseconds)")
FEWEST_NAMES = 3
OLDER = {"ResponseID", "ResponseSet"}  # names of the exporter that joined question and row by a bare dash
NOT_FINISHED = {"false", "0", "falsch", "faux", "falso", "onwaar"}  # a spreadsheet translates what is true
TRUE_OR_FALSE = re.compile(r"true|false|wahr|falsch|vrai|faux|verdadero|falso")
_IMPORT_ID = re.compile(r"""['"]ImportId['"]\s*:\s*['"](?P<id>[^'"]*)['"]""")
_NUMBERED = re.compile(r"(?P<base>.*[^_-])[_-](?P<place>-?\d+)")
_LEGACY = re.compile(r"V\d+")
_TEXT_ENTRY = re.compile(r".+_TEXT")
_BOOKKEEPING = re.compile(r"Q_\w+|.+_DO(_.+)?|.+_(First Click|Last Click|Page Submit|Click Count)")


@dataclass(frozen=True)
class _Head:
    """The header rows: the platform's names, the question texts (the names again if there are none), import ids."""

    names: list[str]
    texts: list[str]
    ids: list[str]
    rows: tuple[int, ...]
    imports: int

    @property
    def keys(self) -> list[str]:
        """What of the platform's own each column is, empty for a question; the first of several counts."""
        legacy = any(_key(text) == "responseset" for text in self.names)
        known = FIELDS | (LEGACY_FIELDS if legacy else {})
        own = [
            next((key for key in (_key(name), _key(text)) if key in known), "")
            for name, text in zip(self.names, self.ids, strict=True)
        ]
        return [key if key not in own[:place] else "" for place, key in enumerate(own)]


def recognise(sheet: Sheet) -> str:
    """That a row of import ids follows, or that at least three columns have the platform's own names."""
    head = _read_head(sheet)
    if head.imports:
        return f"row {head.imports} holds ImportId"
    known = [name for name in head.names if _key(name) in FIELDS]
    own = [name for name in known if _key(name) in ITS_OWN or name in ("ResponseId", "ResponseID")]
    return f"there are columns {', '.join(known[:5])}" if own and len(known) >= FEWEST_NAMES else ""


def read(sheet: Sheet, source: str, why: str) -> Export:
    """The answers of a Qualtrics survey, with what the platform says of each record."""
    head = _read_head(sheet)
    cells = sheet.rows.loc[max(head.rows) + 1 :].apply(lambda column: column.str.strip())
    fields = _fields(head)
    stems, choices = _split_grids(head, fields, cells)
    export = make_export(
        PLATFORM,
        sheet,
        source,
        why=why,
        headers=head.texts,
        header_rows=head.rows,
        codes=head.names,
        stems=stems,
        choices=choices,
        fields=fields,
        nothing={SEEN_UNANSWERED: "blank"},
    )
    return replace(export, standing=_standing(cells, head.keys))


def _read_head(sheet: Sheet) -> _Head:
    top = find_header_row(sheet)
    codes, below = row_of(sheet, top), row_of(sheet, top + 1)
    legacy = sum(bool(_LEGACY.fullmatch(code.strip())) for code in codes) >= FEWEST_NAMES
    pairs = zip(codes, below, strict=True)
    names = [text.strip() if legacy and _LEGACY.fullmatch(code.strip()) else code.strip() for code, text in pairs]
    imports = next((row for row in (top + 1, top + 2) if _holds_ids(row_of(sheet, row))), 0)
    labelled = imports == top + 2 or (not imports and (legacy or _are_labels(names, below)))
    texts = [text if labelled and text.strip() else name for text, name in zip(below, names, strict=True)]
    ids = [_import_id(cell) for cell in row_of(sheet, imports)]
    rows = (top, *([top + 1] if labelled else []), *([imports] if imports else []))
    return _Head(names, texts, ids, rows, imports)


def _key(name: str) -> str:
    """A name of the platform's own, however it is spelled: as a name, as its English label, or as an import id.

    >>> _key("RecordedDate"), _key("Recorded Date"), _key("panel-RecipientEmail"), _key("_recordId")
    ('recordeddate', 'recordeddate', 'recipientemail', 'responseid')
    """
    key = fold(name).replace(" ", "").removeprefix("panel-").removeprefix("location-")
    return SPELLED.get(key, key)


def _import_id(cell: str) -> str:
    """The id in a cell, whether it is JSON or was printed by a script.

    >>> _import_id('{"ImportId":"QID9_1"}'), _import_id("{'ImportId': 'QID4-1'}"), _import_id("4")
    ('QID9_1', 'QID4-1', '')
    """
    found = _IMPORT_ID.search(cell)
    return found["id"] if found else ""


def _holds_ids(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return 0 < len(filled) < 2 * sum(bool(_import_id(cell)) for cell in filled)


def _are_labels(names: Sequence[str], below: Sequence[str]) -> bool:
    """True if the row below the names holds texts where a record would hold a date, a number or an id."""
    typed = [cell.strip() for name, cell in zip(names, below, strict=True) if _key(name) in TYPED and cell.strip()]
    return bool(typed) and not any(re.search(r"\d", cell) or TRUE_OR_FALSE.fullmatch(fold(cell)) for cell in typed)


def _fields(head: _Head) -> list[str]:
    """The field of each column; the end of the session is bookkeeping where the time of recording is known."""
    known = FIELDS | LEGACY_FIELDS
    recorded = "recordeddate" in head.keys
    fields = ["platform" if key == "enddate" and recorded else known.get(key, "") for key in head.keys]
    kept = zip(fields, head.names, strict=True)
    return [field or ("platform" if _BOOKKEEPING.fullmatch(name) else "") for field, name in kept]


def _split_grids(head: _Head, fields: Sequence[str], cells: pd.DataFrame) -> tuple[list[tuple[str, str]], list[str]]:
    """Stem and row of each column, and its choices where the columns are the options of one question."""
    stems = [(text, "") for text in head.texts]
    choices = [FREE_TEXT if _TEXT_ENTRY.fullmatch(name) else "" for name in head.names]
    # names alone, such as Q2_-1, tell no question from its row
    worded = [text != name for text, name in zip(head.texts, head.names, strict=True)]
    open_ones = [place for place, field in enumerate(fields) if worded[place] and not field and not choices[place]]
    marks = [DASH, "-"] if OLDER & set(head.names) else [DASH]
    for places in _siblings(head, open_ones):
        cuts = [cut_common([head.texts[place] for place in places], [mark]) for mark in marks]
        cut = next((cut for cut in cuts if any(row for _, row in cut)), cuts[0])
        told = tell_options(cells.iloc[:, places], [row for _, row in cut]) if all(row for _, row in cut) else ""
        for place, (stem, row) in zip(places, cut, strict=True):
            stems[place], choices[place] = (stem, "" if told else row), told
    return stems, choices


def _siblings(head: _Head, places: Sequence[int]) -> list[list[int]]:
    """The columns of each question that has several, by what their ids share, else by how their texts begin.

    The last number of an id is cut off, so that of a grid with two numbers each row is a question of its own.
    """
    groups: dict[str, list[int]] = {}
    for place in places:
        groups.setdefault(_base(head.ids[place]) or _base(head.names[place]) or f"{place}", []).append(place)
    alone = [group[0] for group in groups.values() if len(group) == 1]
    stems = cut_runs([head.texts[place] for place in alone], [DASH])
    for place, (stem, row) in zip(alone, stems, strict=True):
        if row:
            groups.setdefault(f"stem {stem}", []).append(place)
    return [group for group in groups.values() if len(group) > 1]


def _base(name: str) -> str:
    """What the columns of one question share in their names.

    >>> [_base(name) for name in ("Q7_2", "Q2_-1", "Q7#1_2", "1_Q7_3", "QID4-1", "QID5-1-2", "trust_item", "Q7")]
    ['Q7', 'Q2', 'Q7#1', '1_Q7', 'QID4', 'QID5-1', '', '']
    """
    found = _NUMBERED.fullmatch(name)
    return found["base"] if found else ""


def _standing(cells: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """What the platform says of each record; a preview that was also broken off is a preview."""
    status, channel, finished, progress = (
        cells.iloc[:, keys.index(key)].map(fold) if key in keys else pd.Series("", index=cells.index, dtype="str")
        for key in ("status", "distributionchannel", "finished", "progress")
    )
    said = status.map({text: _read_status(text) for text in status.unique()})
    short = progress.str.fullmatch(r"\d{1,2}(\.0)?") if (finished == "").all() else finished.isin(NOT_FINISHED)
    standing = said.mask((said == "") & (channel == "preview"), "preview")
    return standing.mask((standing == "") & short, "partial").replace("", "complete").astype("str")


def _read_status(text: str) -> str:
    """What a status means beside an ordinary answer; in numbers each kind is a bit, so 9 is a preview and spam.

    >>> [_read_status(text) for text in ("0", "9", "2", "12", "survey preview", "spam", "ip address", "imported")]
    ['', 'preview', 'test', 'spam', 'preview', 'spam', '', '']
    """
    number = int(text.removesuffix(".0")) if re.fullmatch(r"\d{1,4}(\.0)?", text) else 0
    kinds = {"preview": 1, "test": 2, "spam": 8}
    return next((kind for kind, bit in kinds.items() if number & bit or kind in text), "")
