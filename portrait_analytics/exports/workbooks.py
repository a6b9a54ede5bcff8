"""Workbooks as text: XLSX, ODS and old XLS through calamine, each cell as a spreadsheet would show it unformatted.

Calamine lays a sheet out from its first to its last cell, so one stray cell far away would take all memory there is;
`_check_extent` refuses such a sheet first. It also drops error values, which are read from the XLSX itself.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

import pandas as pd
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from portrait_analytics.errors import InputError
from portrait_analytics.exports.cells import drop_blank_end
from portrait_analytics.exports.packed import DAMAGE, read_bounded

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_CELLS = 50_000_000
LOCKED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
SAVE_AS_XLSX = "Open it, and save it as XLSX without a password."
# beyond column ZZ or row 99,999; only then is it worth the time to look at every cell
_FAR_CELL = re.compile(rb'\sr="(?:[A-Z]{3}[0-9]|[A-Z]{1,2}[0-9]{6})')
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
_ERROR_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>.*?<(?:\w+:)?v>([^<]*)<', re.DOTALL
)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_TARGET = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_REPEATED = (
    re.compile(rb'<table:table-cell(?=[^>]*-repeated="\d{4,}")[^>]*value-type'),
    re.compile(
        rb'<table:table-row[^>]*-repeated="\d{4,}"[^>]*(?<!/)>(?:(?!</table:table-row>).)*?value-type', re.DOTALL
    ),
)


Cells = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook: its name, whether a reader of the workbook sees it, and its cells as text."""

    name: str
    visible: bool
    rows: pd.DataFrame


def read_workbook(data: bytes, kind: str, *, source: str) -> list[Page]:
    """The worksheets in their order, charts left out; ``kind`` is ``xlsx``, ``xls`` or ``ods``.

    Rows count from 1 with the blank ones above a table; blank ones below and empty columns at the edges are left out.
    `InputError` if the workbook is locked, damaged, of another kind, or has a cell at the end of the world.
    """
    if LOCKED_PACKAGE in data:
        raise InputError(f"{source}: the workbook is locked with a password. {SAVE_AS_XLSX}")
    if kind == "xlsb":
        raise InputError(f"{source}: this is a binary workbook (XLSB). Open it, and save it as XLSX.")
    errors = _inspect(data, source) if kind in ("xlsx", "ods") else {}
    pages = [
        Page(name, visible, _as_frame(cells, start, errors.get(name, ())))
        for name, visible, cells, start in _read(data, source)
    ]
    if not pages:
        raise InputError(f"{source}: the workbook has no sheet with cells. Export the answers again.")
    return pages


def _read(data: bytes, source: str) -> list[tuple[str, bool, Cells, tuple[int, int]]]:
    """Name, visibility, cells and first cell of each sheet, as calamine gives them."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            found: list[tuple[str, bool, Cells, tuple[int, int]]] = []
            for meta in workbook.sheets_metadata:
                if meta.typ == SheetTypeEnum.WorkSheet:
                    sheet = workbook.get_sheet_by_name(meta.name)
                    visible = meta.visible == SheetVisibleEnum.Visible
                    found.append((meta.name, visible, list(sheet.to_python()), sheet.start or (0, 0)))
            return found
    except PasswordError as error:
        raise InputError(f"{source}: the workbook is locked with a password. {SAVE_AS_XLSX}") from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic in the library is no Exception
        raise InputError(
            f"{source}: the workbook cannot be read; it is damaged, locked with a password, or no workbook. "
            f"{SAVE_AS_XLSX}"
        ) from error


def _inspect(data: bytes, source: str) -> dict[str, list[tuple[int, int, str]]]:
    """The error values of each sheet by its name (row, column and text), once all sheets are known to be of a size."""
    errors: dict[str, list[tuple[int, int, str]]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _sheet_names(archive, len(data), source)
            for part in archive.namelist():
                if part == "content.xml":
                    _check_repeats(_part(archive, part, len(data), source), source)
                elif part == "xl/sharedStrings.xml":
                    _part(archive, part, len(data), source)
                elif part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    xml = _part(archive, part, len(data), source)
                    _check_extent(xml, source)
                    if part in names and b't="e"' in xml:
                        errors[names[part]] = _error_cells(xml)
    except DAMAGE as error:
        raise InputError(
            f"{source}: the workbook is damaged; perhaps cut off on its way. Export or copy it again."
        ) from error
    return errors


def _part(archive: zipfile.ZipFile, name: str, packed_size: int, source: str) -> bytes:
    with archive.open(name) as packed:
        return read_bounded(packed, packed_size, source=source)


def _sheet_names(archive: zipfile.ZipFile, packed_size: int, source: str) -> dict[str, str]:
    """The name of the sheet in each part of an XLSX; nothing for another workbook."""
    if "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return {}
    book = _part(archive, "xl/workbook.xml", packed_size, source)
    links = _part(archive, "xl/_rels/workbook.xml.rels", packed_size, source)
    targets = {link.get("Id", ""): link.get("Target", "") for link in map(_attributes, _TARGET.findall(links))}
    sheets = {sheet.get("name", ""): sheet.get("r:id", "") for sheet in map(_attributes, _SHEET.findall(book))}
    return {
        f"xl/{target.removeprefix('/xl/')}": name for name, link in sheets.items() if (target := targets.get(link, ""))
    }


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode("ascii", "replace"): unescape(value.decode("utf-8", "replace"))
        for name, value in _ATTRIBUTE.findall(tag)
    }


def _check_extent(xml: bytes, source: str) -> None:
    """`InputError` if a sheet's cells lie too far apart to be laid out; formats alone take no room."""
    if not _FAR_CELL.search(xml) or _extent(_FILLED_CELL.findall(xml)) <= MAX_CELLS:
        return
    raise InputError(
        f"{source}: a sheet has a cell so far from the others that the table would have more than {MAX_CELLS:,} cells. "
        "Delete what stands far below or beside the answers, and save the workbook again."
    )


def _extent(cells: Sequence[tuple[bytes, bytes]]) -> int:
    if not cells:
        return 0
    columns = {letters for letters, _ in cells}
    return max(map(_column_number, columns)) * max(int(row) for _, row in cells)


def _check_repeats(xml: bytes, source: str) -> None:
    """`InputError` if an ODS sheet repeats a filled cell or row by the thousand; empty ones are its usual end."""
    if any(pattern.search(xml) for pattern in _REPEATED):
        raise InputError(
            f"{source}: a sheet repeats one filled cell or row thousands of times. Delete what stands below and beside "
            "the answers, and save it as XLSX."
        )


def _column_number(letters: bytes) -> int:
    """The number of a column from its letters, from 1.

    >>> _column_number(b"A"), _column_number(b"AA"), _column_number(b"XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _error_cells(xml: bytes) -> list[tuple[int, int, str]]:
    return [
        (int(row) - 1, _column_number(letters) - 1, unescape(text.decode("utf-8", "replace")))
        for letters, row, text in _ERROR_CELL.findall(xml)
    ]


def _as_frame(cells: Cells, start: tuple[int, int], errors: Iterable[tuple[int, int, str]]) -> pd.DataFrame:
    """The cells as text; ``start`` is where the first of them stands, ``errors`` what stands in error cells."""
    first_row, first_column = start
    width = len(cells[0]) if cells else 0
    texts = [[""] * width for _ in range(first_row if cells else 0)]
    texts += [[cell if isinstance(cell, str) else _as_text(cell) for cell in record] for record in cells]
    for row, column, text in errors:
        if 0 <= row < len(texts) and 0 <= column - first_column < width:
            texts[row][column - first_column] = text
    frame = pd.DataFrame(texts, index=pd.RangeIndex(1, len(texts) + 1), dtype="str")
    return _without_edge_columns(drop_blank_end(frame))


def _without_edge_columns(frame: pd.DataFrame) -> pd.DataFrame:
    filled = (frame != "").any(axis="index").to_numpy().nonzero()[0]
    if not len(filled):
        return frame.iloc[:, :0]
    return frame.iloc[:, filled[0] : filled[-1] + 1].set_axis(range(filled[-1] - filled[0] + 1), axis="columns")


def _as_text(cell: object) -> str:
    """What a spreadsheet shows, without its formatting.

    >>> _as_text(3.0), _as_text(4.25), _as_text(True), _as_text("0007")
    ('3', '4.25', 'True', '0007')
    >>> _as_text(dt.datetime(2026, 3, 4, 15, 5)), _as_text(dt.date(2026, 3, 4)), _as_text(dt.time(15, 5))
    ('2026-03-04 15:05:00', '2026-03-04', '15:05:00')
    >>> _as_text(dt.timedelta(days=1, hours=2))
    '26:00:00'
    """
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)
