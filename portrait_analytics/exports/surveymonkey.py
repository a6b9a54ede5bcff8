"""SurveyMonkey: the questions in one row, and below it the rows of a grid, the options, or the word *Response*.

A question stands over the first of its columns only. Grids and boxes to tick look the same in the headers, so their
answers tell them apart. The platform says neither who broke off nor who only tried the form.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.exports.files import Sheet
from portrait_analytics.exports.layout import COLON, DASH, cut_runs, find_header_row, row_of
from portrait_analytics.exports.options import FREE_TEXT, tell_options
from portrait_analytics.exports.shape import Export, make_export
from portrait_analytics.wording import fold

PLATFORM = "SurveyMonkey"
FIELDS = {
    "respondentid": "row_id",
    "collectorid": "platform",
    "collector": "platform",
    "language": "platform",
    "startdate": "started_at",
    "datecreated": "started_at",
    "enddate": "answered_at",
    "datemodified": "answered_at",
    "ipaddress": "personal",
    "emailaddress": "email",
    "firstname": "name",
    "lastname": "name",
}
WHOLE = {"response", "open-ended response"}
MOST_HEADER_ROWS = 4
_CUSTOM = re.compile(r"customdata\d*")
_CODE = re.compile(r"[A-Za-z]{0,4}\d+[A-Za-z]?([_.]\w+)*")
_BESIDE = re.compile(r".*\bplease (specify|explain|describe)\b.*|comments?:?")
_ROW_FIRST = re.compile(r"(?s)\w{1,4}\.\s+(?P<row>.+?) - (?P<stem>.+)")


@dataclass(frozen=True)
class _Head:
    """The header rows: what stands over each column, what below that, and codes where an analyst added them."""

    tops: list[str]
    below: list[str]
    codes: list[str]
    rows: tuple[int, ...]
    why: str

    @property
    def questions(self) -> list[str]:
        """The question of each column: that over its block, never carried on from a column of the platform's own."""
        filled, last = [], ""
        for top, label in zip(self.tops, self.below, strict=True):
            last = last if not top.strip() else "" if _is_own(top, label) else top
            filled.append(top if top.strip() else last if label.strip() else "")
        return filled

    @property
    def labels(self) -> list[str]:
        """The row or option of each column; empty where the column is the whole question."""
        pairs = zip(self.questions, self.below, strict=True)
        return ["" if fold(label) in (*WHOLE, fold(text)) else label.strip().lstrip("- ") for text, label in pairs]


def recognise(sheet: Sheet) -> str:
    """That a column is called *Respondent ID*, or that the second row of headers holds the platform's words."""
    return _read_head(sheet).why


def read(sheet: Sheet, source: str, why: str) -> Export:
    """The answers of a SurveyMonkey survey; a question over several columns is a grid, or the options of one."""
    head = _read_head(sheet)
    cells = sheet.rows.loc[max(head.rows) + 1 :].apply(lambda column: column.str.strip())
    pairs = list(zip(head.questions, head.labels, strict=True))
    stems, choices = _tell_blocks(head, cells) if any(head.below) else _cut_headers(head)
    return make_export(
        PLATFORM,
        sheet,
        source,
        why=why,
        headers=[f"{text}{DASH}{label}" if text and label else text or label for text, label in pairs],
        header_rows=head.rows,
        codes=head.codes,
        stems=stems,
        choices=choices,
        fields=[FIELDS.get(_key(top), "") if _is_own(top, label) else "" for top, label in _over(head)],
    )


def _read_head(sheet: Sheet) -> _Head:
    """The header rows, below a title or codes if there are any; no reason if nothing tells the platform."""
    first = find_header_row(sheet)
    rows = [row for row in range(first, first + MOST_HEADER_ROWS) if first and row in sheet.rows.index]
    named = [row for row in rows if "respondentid" in map(_key, row_of(sheet, row))]
    worded = [row for row in rows[1:] if _says_response(row_of(sheet, row - 1), row_of(sheet, row))]
    top = next(iter(named), next(iter(worded), first + 1) - 1)
    top = named[1] if named[1:] and _are_codes(row_of(sheet, top)) else top
    tops, below = row_of(sheet, top), row_of(sheet, top + 1)
    labelled = _are_labels(tops, below)
    coded = top > first and _are_codes(row_of(sheet, top - 1))
    nothing = [""] * len(tops)
    return _Head(
        tops=tops,
        below=below if labelled else nothing,
        codes=[cell.strip() for cell in row_of(sheet, top - 1)] if coded else nothing,
        rows=(*([top - 1] if coded else []), top, *([top + 1] if labelled else [])),
        why=_say_why(tops, below, top + 1) if named or worded else "",
    )


def _say_why(tops: Sequence[str], below: Sequence[str], row: int) -> str:
    name = next((cell.strip() for cell in tops if _key(cell) == "respondentid"), "")
    word = next((cell.strip() for cell in below if fold(cell) in WHOLE), "")
    return f"a column is called “{name}”" if name else f"row {row} holds “{word}”"


def _key(name: str) -> str:
    return fold(name).replace(" ", "")


def _over(head: _Head) -> list[tuple[str, str]]:
    return list(zip(head.tops, head.below, strict=True))


def _is_own(top: str, label: str) -> bool:
    """True if a column is the platform's own: it is named so, and nothing else stands below its name."""
    key = _key(top)
    return _key(label) in ("", key) and (key in FIELDS or bool(_CUSTOM.fullmatch(key)))


def _says_response(tops: Sequence[str], below: Sequence[str]) -> bool:
    """True if a row says that the columns above are whole questions; one such word alone needs a gap beside it."""
    words = [fold(label) for top, label in zip(tops, below, strict=True) if top.strip() and fold(label) in WHOLE]
    gaps = any(label.strip() and not top.strip() for top, label in zip(tops, below, strict=True))
    return len(words) > 1 or "open-ended response" in words or (bool(words) and gaps)


def _are_labels(tops: Sequence[str], below: Sequence[str]) -> bool:
    """True if a row holds the rows and options: a record would have an id where the platform's own columns are."""
    own = [label for top, label in zip(tops, below, strict=True) if _key(top) == "respondentid" and _is_own(top, label)]
    if any(_key(top) == "respondentid" for top in tops):
        return bool(own) and any(label.strip() for label in below)
    return _says_response(tops, below)


def _are_codes(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip() and not _is_own(cell, "")]
    return len(filled) < 2 * sum(bool(_CODE.fullmatch(cell)) for cell in filled)


def _tell_blocks(head: _Head, cells: pd.DataFrame) -> tuple[list[tuple[str, str]], list[str]]:
    """Stem and row of each column, and its choices where the columns are the options of one question."""
    questions, labels = head.questions, head.labels
    stems = [(question or label, "") for question, label in zip(questions, labels, strict=True)]
    choices = [FREE_TEXT if _BESIDE.fullmatch(fold(label)) else "" for label in labels]
    for places in _blocks(head, [place for place, label in enumerate(labels) if label and not choices[place]]):
        told = tell_options(cells.iloc[:, places], [labels[place] for place in places])
        for place in places:
            stems[place], choices[place] = (questions[place], "" if told else labels[place]), told
    return stems, choices


def _blocks(head: _Head, places: Sequence[int]) -> list[list[int]]:
    """The columns of each question that has several.

    The next question begins where the upper row names one; where that row has been filled down, where the name changes
    or a label comes again.
    """
    filled = all(top.strip() for top, label in _over(head) if label.strip())
    blocks: list[list[int]] = []
    for place in places:
        last = blocks[-1] if blocks else []
        same = bool(last) and head.questions[place] == head.questions[last[0]]
        again = head.below[place] in [head.below[other] for other in last]
        named = not filled and bool(head.tops[place].strip())
        blocks = [*blocks[:-1], [*last, place]] if same and not again and not named else [*blocks, [place]]
    return blocks


def _cut_headers(head: _Head) -> tuple[list[tuple[str, str]], list[str]]:
    """Stem and row of single headers: ``question: row``, ``question - row`` or ``7a1. row - question``."""
    found = [_ROW_FIRST.fullmatch(top) for top in head.tops]
    shared = Counter(match["stem"] for match in found if match)
    pairs = zip(cut_runs(head.tops, [COLON, DASH]), found, strict=True)
    stems = [(match["stem"], match["row"]) if match and shared[match["stem"]] > 1 else cut for cut, match in pairs]
    return stems, [""] * len(stems)
