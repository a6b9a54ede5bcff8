"""From a grid to the bytes of a file: texts in any encoding, workbooks, and packed files; the same bytes each time."""

import codecs
import gzip
import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import xlsxwriter

from portrait_analytics.sample.files import CREATED, TIME_FORMAT
from portrait_analytics.sample.shapes.grids import Cell, Grid

MARKS = {"utf-8-sig": ("utf-8", codecs.BOM_UTF8), "utf-16": ("utf-16-le", codecs.BOM_UTF16_LE)}
EARLIEST_IN_A_ZIP = (1980, 1, 1, 0, 0, 0)
VISIBLE, HIDDEN, VERY_HIDDEN = "visible", "hidden", "very hidden"


class Packing(Protocol):
    """How a grid becomes a file; a workbook has no encoding and no delimiter."""

    @property
    def suffix(self) -> str:
        """The end of the file's name."""

    @property
    def encoding(self) -> str:
        """Python's name of the encoding; ``utf-8-sig`` and ``utf-16`` begin with their mark."""

    @property
    def delimiter(self) -> str:
        """What stands between two cells."""

    def pack(self, grid: Grid) -> bytes:
        """The bytes of the file."""


@dataclass(frozen=True)
class Text:
    """A delimited text. ``quoted`` puts every cell but `None` in quotes; ``end`` stands behind the last line end."""

    suffix: str = ".csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    quoted: bool = False
    end: str = ""

    def pack(self, grid: Grid) -> bytes:
        """The bytes of the file; a character that the encoding does not have raises `UnicodeEncodeError`.

        >>> Text(encoding="mac-roman", delimiter=";").pack([["a;b", "\\u00a0"], [None, ""]])
        b'"a;b";\\xca\\n;\\n'
        """
        lines = [self.delimiter.join(self._written(cell) for cell in row) for row in grid]
        text = "".join(line + self.line_end for line in lines) + self.end
        encoding, mark = MARKS.get(self.encoding, (self.encoding, b""))
        return mark + text.encode(encoding)

    def _written(self, cell: Cell) -> str:
        if cell is None:
            return ""
        text = str(cell)
        needs_quotes = self.quoted or any(sign in text for sign in (self.delimiter, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if needs_quotes else text


@dataclass(frozen=True)
class Tab:
    """Another sheet of a workbook."""

    name: str
    grid: Grid
    state: str = VISIBLE


@dataclass(frozen=True)
class Workbook:
    """A workbook with the grid on one sheet, as a table if it has a name; true times and numbers stay what they are."""

    sheet: str
    table: str = ""
    before: tuple[Tab, ...] = ()
    after: tuple[Tab, ...] = ()
    time_format: str = TIME_FORMAT
    suffix: str = ".xlsx"
    encoding: str = ""
    delimiter: str = ""

    def pack(self, grid: Grid) -> bytes:
        """The bytes of the file."""
        target = io.BytesIO()
        workbook = xlsxwriter.Workbook(target, {"in_memory": True})  # its temporary files would carry the local time
        workbook.set_properties({"created": CREATED})
        shown = workbook.add_format({"num_format": self.time_format})
        for tab in (*self.before, Tab(self.sheet, grid), *self.after):
            sheet = workbook.add_worksheet(tab.name)
            if tab.name == self.sheet:
                sheet.activate()
                sheet.set_first_sheet()
            _hide(sheet, tab.state)
            _write_cells(sheet, tab.grid, shown)
            if tab.name == self.sheet and self.table:
                columns = [{"header": header} for header in grid[0]]
                sheet.add_table(0, 0, len(grid) - 1, len(columns) - 1, {"name": self.table, "columns": columns})
        workbook.close()
        return target.getvalue()


def _hide(sheet: xlsxwriter.worksheet.Worksheet, state: str) -> None:
    if state == HIDDEN:
        sheet.hide()
    elif state == VERY_HIDDEN:
        sheet.very_hidden()


def _write_cells(sheet: xlsxwriter.worksheet.Worksheet, grid: Grid, shown: xlsxwriter.format.Format) -> None:
    for row, cells in enumerate(grid):
        for place, cell in enumerate(cells):
            if isinstance(cell, bool):
                sheet.write_boolean(row, place, cell)
            elif isinstance(cell, int):
                sheet.write_number(row, place, cell)
            elif isinstance(cell, datetime):
                sheet.write_datetime(row, place, cell, shown)
            elif cell:
                sheet.write_string(row, place, cell)


@dataclass(frozen=True)
class _Packed:
    """A packed text is written as the text inside is."""

    inner: Text

    @property
    def encoding(self) -> str:
        """The encoding of the text inside."""
        return self.inner.encoding

    @property
    def delimiter(self) -> str:
        """The delimiter of the text inside."""
        return self.inner.delimiter


@dataclass(frozen=True)
class Gzipped(_Packed):
    """A packed text, without the name and the time that packing would add."""

    @property
    def suffix(self) -> str:
        """The end of the file's name."""
        return self.inner.suffix + ".gz"

    def pack(self, grid: Grid) -> bytes:
        """The bytes of the file."""
        target = io.BytesIO()
        with gzip.GzipFile(filename="", mode="wb", fileobj=target, compresslevel=6, mtime=0) as packed:
            packed.write(self.inner.pack(grid))
        return target.getvalue()


@dataclass(frozen=True)
class Zipped(_Packed):
    """A text in a zip file, under a name of its own and without the time of packing."""

    name: str

    @property
    def suffix(self) -> str:
        """The end of the file's name."""
        return self.inner.suffix + ".zip"

    def pack(self, grid: Grid) -> bytes:
        """The bytes of the file."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            entry = zipfile.ZipInfo(self.name, date_time=EARLIEST_IN_A_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # else the system it is written on would show
            archive.writestr(entry, self.inner.pack(grid))
        return target.getvalue()
