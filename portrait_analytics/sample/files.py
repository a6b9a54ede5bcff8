"""Writing files that come out the same, byte for byte, each time."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

import pandas as pd
import xlsxwriter

CREATED = datetime(2000, 1, 1)
TIME_FORMAT = r"m/d/yy\ h:mm:ss"
SHEET, TABLE = "Sheet1", "Table1"


def write_csv(frame: pd.DataFrame, path: Path, *, line_end: str = "\n") -> None:
    """Write the frame as UTF-8 without a byte-order mark; line ends inside a cell stay as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, lineterminator=line_end, encoding="utf-8")


def write_workbook(frame: pd.DataFrame, path: Path) -> None:
    """Write the frame as a workbook with one table on one sheet; datetimes stay datetimes, empty texts empty cells."""
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = xlsxwriter.Workbook(path, {"in_memory": True})  # its temporary files would carry the local time
    workbook.set_properties({"created": CREATED})
    shown = workbook.add_format({"num_format": TIME_FORMAT})
    sheet = workbook.add_worksheet(SHEET)
    columns = [{"header": header} for header in frame.columns]
    sheet.add_table(0, 0, len(frame), len(columns) - 1, {"name": TABLE, "columns": columns})
    for place, header in enumerate(frame.columns):
        timed = pd.api.types.is_datetime64_dtype(frame[header])
        for row, value in enumerate(frame[header].tolist(), start=1):
            if timed and not pd.isna(value):
                sheet.write_datetime(row, place, value, shown)
            elif isinstance(value, int):
                sheet.write_number(row, place, value)
            elif isinstance(value, str) and value:
                sheet.write_string(row, place, value)
    workbook.close()


@contextmanager
def open_packed(path: Path) -> Iterator[TextIO]:
    """A packed text file to write to, without the name and the time that packing would add."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        path.open("wb") as target,
        gzip.GzipFile(filename="", mode="wb", fileobj=target, compresslevel=6, mtime=0) as packed,
        TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        yield text
