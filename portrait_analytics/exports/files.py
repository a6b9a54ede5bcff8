"""From bytes to sheets of text, and a clear word for what is no table.

Everything is text: a level ``3`` and a school ``0007`` are what was typed, and only the matching says what they mean.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from portrait_analytics.errors import InputError

DELIMITERS = (",", ";", "\t")
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
NOT_TABLES = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
)
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ZIP_MAGIC = b"PK"
SNIFF_BYTES = 512
MAX_FIELD = 1_000_000


@dataclass(frozen=True)
class Sheet:
    """One table of text.

    ``rows``: one row is one record, header rows and blank ones too; the index is the row number as a spreadsheet
    counts, from 1. Empty cells are empty texts. ``name`` and ``visible`` are a workbook's; ``encoding`` and
    ``delimiter`` a text file's. ``notes`` says what was settled by evidence on the way, a sentence each.
    """

    name: str
    rows: pd.DataFrame
    visible: bool = True
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()


def read_sheets(path: Path, *, source: str) -> list[Sheet]:
    """The sheets of a workbook, or the one table of a text file; `InputError` says what else it is and what to do."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{source}: the file cannot be opened ({error.strerror}).") from error
    if not data.strip():
        raise InputError(f"{source}: the file is empty. Export it again from the survey platform.")
    start = data[:SNIFF_BYTES].lstrip().lower()
    for magic, kind in NOT_TABLES:
        if start.startswith(magic.lower()):
            raise InputError(f"{source}: this is {kind}, not a survey export. Export the answers as CSV or XLSX.")
    if data.startswith(OLE_MAGIC):
        raise InputError(
            f"{source}: this is an old or password-protected workbook. Open it, and save it as XLSX without a password."
        )
    if data.startswith(ZIP_MAGIC):
        return _read_workbook(data, source=source)
    return [Sheet("", _read_text(data, source=source))]


def _read_workbook(data: bytes, *, source: str) -> list[Sheet]:
    if not _is_workbook(data):
        raise InputError(
            f"{source}: this is no complete XLSX workbook; perhaps cut off on its way. Export or copy it again."
        )
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [
            Sheet(
                meta.name,
                _as_frame(workbook.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)),
                visible=meta.visible == SheetVisibleEnum.Visible,
            )
            for meta in workbook.sheets_metadata
        ]
    except (CalamineError, zipfile.BadZipFile) as error:
        raise InputError(f"{source}: the workbook cannot be read. Open it, and save it as XLSX again.") from error


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _read_text(data: bytes, *, source: str) -> pd.DataFrame:
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"{source}, line {line}: the text is not UTF-8. In Excel, save it as “CSV UTF-8”; in another "
            "program, choose the encoding UTF-8."
        ) from error
    if "\x00" in text:
        raise InputError(f"{source}: this is no text file. Export the answers as CSV or XLSX.")
    csv.field_size_limit(MAX_FIELD)
    try:
        return _as_frame(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise InputError(f"{source}: the file is no readable CSV ({error}). Export it again as CSV or XLSX.") from error


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first record into most cells; the header decides, answers may hold any of them."""
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), [])))


def _as_frame(records: Iterable[Sequence[object]]) -> pd.DataFrame:
    records = list(records)
    width = max((len(record) for record in records), default=0)
    cells = [[_as_text(cell) for cell in record] + [""] * (width - len(record)) for record in records]
    return pd.DataFrame(cells, index=pd.RangeIndex(1, len(cells) + 1), dtype="str")


def _as_text(cell: object) -> str:
    """What a spreadsheet shows, without its formatting.

    >>> _as_text(3.0), _as_text(dt.datetime(2026, 3, 4, 15, 5)), _as_text("0007")
    ('3', '2026-03-04 15:05:00', '0007')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return str(cell)
