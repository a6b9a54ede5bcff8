"""LimeSurvey: one header row of codes, of texts, or of both; ``PRAC[SQ001]`` is a row of the question ``PRAC``.

A date of submission tells who finished. With time stamps turned off that date is a day of 1980, which means *finished,
no one knows when*; and *N/A* among written-out answers means that the question was not shown.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.layout import find_header_row, row_of
from portrait_analytics.exports.options import FREE_TEXT, tell_options, tell_ticks
from portrait_analytics.exports.shape import Export, make_export
from portrait_analytics.wording import fold

PLATFORM = "LimeSurvey"
NOT_SHOWN = "N/A"
CODES = {
    "id": "row_id",
    "submitdate": "answered_at",
    "startdate": "started_at",
    "datestamp": "modified_at",
    "lastpage": "platform",
    "startlanguage": "platform",
    "seed": "platform",
    "refurl": "platform",
    "interviewtime": "platform",
    "token": "token",
    "ipaddr": "personal",
    "firstname": "name",
    "lastname": "name",
    "email": "email",
}
LABELS = {
    "response id": "id",
    "date submitted": "submitdate",
    "last page": "lastpage",
    "start language": "startlanguage",
    "seed": "seed",
    "access code": "token",
    "token": "token",
    "date started": "startdate",
    "date last action": "datestamp",
    "ip address": "ipaddr",
    "referrer url": "refurl",
    "total time": "interviewtime",
    "first name": "firstname",
    "last name": "lastname",
    "email address": "email",
}
TELLING = {"submitdate", "lastpage", "startlanguage"}
FEWEST = 2
MOSTLY = 0.8
CODE, CODE_AND_TEXT, TEXT = "codes", "codes and texts", "texts"
_CODE = re.compile(r"(?P<base>[A-Za-z][A-Za-z0-9]*)(?P<sub>(\[[^\[\]]*\])*)")
_CODE_AND_TEXT = re.compile(rf"(?s){_CODE.pattern}\.[ _]*(?P<text>.*)")
_ROW = re.compile(r"(?s)(?P<stem>.*?\S)\s*\[(?P<row>[^\[\]]*)\](\[(?P<scale>[^\[\]]*)\])?\s*")
_BESIDE = re.compile(r".*\[(other|\w+comment)\]")


def recognise(sheet: Sheet) -> str:
    """That columns have the platform's own codes or their English names, or that two are coded as rows of a grid."""
    headers = row_of(sheet, find_header_row(sheet))
    own = [code for header in headers for code in [_own_code(header)] if code in TELLING]
    if len(own) >= FEWEST:
        return f"there are columns {', '.join(own)}"
    rows = [match for header in headers for match in [_match(header)] if match and match["sub"].strip("[]")]
    return f"{len(rows)} headers are codes such as {rows[0]['base']}{rows[0]['sub']}" if len(rows) >= FEWEST else ""


def read(sheet: Sheet, source: str, why: str) -> Export:
    """The answers of a LimeSurvey survey; who has no date of submission broke off."""
    top = find_header_row(sheet)
    headers = row_of(sheet, top)
    cells = sheet.rows.loc[top + 1 :].apply(lambda column: column.str.strip())
    parts = _split_headers(headers)
    fields = [CODES.get(_own_code(header), "") for header in headers]
    stems, choices = _tell_blocks(parts, fields, cells)
    export = make_export(
        PLATFORM,
        sheet,
        source,
        why=why,
        headers=headers,
        header_rows=[top],
        codes=[part.code for part in parts],
        stems=stems,
        choices=choices,
        fields=fields,
        nothing={NOT_SHOWN: "not_asked"},
    )
    if "answered_at" not in fields:
        return export
    submitted = cells.iloc[:, fields.index("answered_at")] != ""
    return replace(export, standing=export.standing.where(submitted, "partial"))


@dataclass(frozen=True)
class _Part:
    """What one header says: the code of its question, that of its row, the question and its row in words."""

    base: str
    sub: str
    stem: str
    row: str

    @property
    def code(self) -> str:
        return self.base + self.sub


def _match(header: str) -> re.Match[str] | None:
    text = header.strip()
    return _CODE.fullmatch(text) or _CODE_AND_TEXT.fullmatch(text)


def _own_code(header: str) -> str:
    """The platform's own code of a column, however headings were exported; empty for a question.

    >>> [_own_code(header) for header in ("submitdate", "Date submitted", "submitdate. Date submitted", "ROLE")]
    ['submitdate', 'submitdate', 'submitdate', '']
    """
    found = _match(header)
    code = found["base"] if found and not found["sub"] else LABELS.get(fold(header.replace("_", " ")), "")
    return code if code in CODES else LABELS.get(fold(header), "")


def _split_headers(headers: Sequence[str]) -> list[_Part]:
    style = _tell_style(headers)
    # the export can be told to write an underscore for each space; codes have neither
    spaced = any(" " in header.strip() for header in headers)
    parts = [_split_header(header.strip(), style, spaced=spaced) for header in headers]
    siblings = Counter(part.stem for part in parts if part.row)
    return [
        replace(part, stem=header.strip(), row="") if style == TEXT and part.row and siblings[part.stem] == 1 else part
        for header, part in zip(headers, parts, strict=True)
    ]


def _tell_style(headers: Sequence[str]) -> str:
    """Whether headers are codes, texts, or both, by what most of them look like."""
    named = [header.strip() for header in headers if header.strip()]
    if sum(bool(_CODE.fullmatch(header)) for header in named) >= MOSTLY * len(named):
        return CODE
    return CODE_AND_TEXT if sum(bool(_match(header)) for header in named) >= MOSTLY * len(named) else TEXT


def _split_header(header: str, style: str, *, spaced: bool = True) -> _Part:
    """The parts of a header; a dual scale, which puts two brackets, keeps the name of the scale with the question.

    >>> _split_header("PRAC[SQ001]. Rate your practice. [Building Trust]", CODE_AND_TEXT)
    _Part(base='PRAC', sub='[SQ001]', stem='Rate your practice.', row='Building Trust')
    >>> _split_header("PRAC[SQ001][1]. Rate. [Building Trust][Now]", CODE_AND_TEXT).stem
    'Rate. Now'
    >>> _split_header("PRAC[SQ001]", CODE)
    _Part(base='PRAC', sub='[SQ001]', stem='PRAC', row='SQ001')
    """
    found = None if style == TEXT else _match(header)
    base, sub = (found["base"], found["sub"]) if found else ("", "")
    if found and "text" not in found.groupdict():
        return _Part(base, sub, base if sub else header, sub.strip("[]"))
    text = (found["text"] if found else header).strip()
    text = text if spaced else text.replace("_", " ")
    cut = _ROW.fullmatch(text) if sub or not found else None
    if cut is None:
        return _Part(base, sub, text, "")
    return _Part(base, sub, " ".join(filter(None, [cut["stem"].strip(), cut["scale"]])), cut["row"].strip())


def _tell_blocks(
    parts: Sequence[_Part], fields: Sequence[str], cells: pd.DataFrame
) -> tuple[list[tuple[str, str]], list[str]]:
    """Stem and row of each column, and its choices where the columns are the options of one question."""
    choices = [FREE_TEXT if _BESIDE.fullmatch(part.code) else "" for part in parts]
    stems = [(part.stem, "" if choice else part.row) for part, choice in zip(parts, choices, strict=True)]
    groups: dict[tuple[str, str], list[int]] = {}
    for place, (part, field) in enumerate(zip(parts, fields, strict=True)):
        if part.row and not field and not choices[place]:
            groups.setdefault((part.base, part.stem), []).append(place)
    for places in groups.values():
        labels = [parts[place].row for place in places]
        told = tell_ticks(cells.iloc[:, places], labels) or tell_options(cells.iloc[:, places], labels)
        for place in places if told else []:
            stems[place], choices[place] = (parts[place].stem, ""), told
    return stems, choices
