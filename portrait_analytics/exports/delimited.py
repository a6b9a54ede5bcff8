"""Delimited text as records: which character delimits, how wide the table is, and no record lost or split.

Records are counted, never lines: a quoted cell may hold line ends. Arrow reads the cells of a table whose records are
all of one length and no longer than a block; what it does not take, pandas' parser reads to the same cells, or says
where it is broken. The csv module only looks at the first records, and at all of them if some turn out longer.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from portrait_analytics.errors import InputError
from portrait_analytics.exports.cells import drop_blank_end
from portrait_analytics.exports.encodings import MARK

DELIMITERS = (",", ";", "\t")
RARE_DELIMITER = "|"
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
BLOCK_BYTES = 1 << 22
TAIL_BYTES = 1 << 12
RECORDS_LOOKED_AT = 20
BYTES_LOOKED_AT = 1_000_000
MAX_FIELD = 1_000_000
MAX_CELLS = 100_000_000
_ANYTHING = re.compile(rb"[^,;\t| \r\n]")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_UNCLOSED = re.compile(r"starting at row (\d+)")


@dataclass(frozen=True)
class Delimited:
    """The records of a text: ``rows`` with row numbers from 1, the delimiter, and what evidence settled."""

    rows: pd.DataFrame
    delimiter: str
    notes: tuple[str, ...] = ()


def read_delimited(text: bytes, *, source: str) -> Delimited:
    """Every record of a text in UTF-8, shorter ones filled up with empty cells; blank ones at the end are left out.

    `InputError` names the row of a quotation mark that is never closed and of a cell beyond any answer's length.
    """
    notes: tuple[str, ...] = ()
    if not _ANYTHING.search(text):
        return Delimited(pd.DataFrame(index=pd.RangeIndex(1, 1)), DELIMITERS[0])
    if b"\r" in text and b"\r\r\n" in text:
        # a program that ends lines twice; taken as they stand, every second record would be blank
        text, notes = text.replace(b"\r\r\n", b"\r\n"), ("Line ends of CR CR LF were taken for one each.",)
    delimiter, alike = _find_delimiter(text)
    if alike:
        notes = (*notes, alike)
    rows = _read_cells(_without_blank_end(text, delimiter), delimiter, source)
    rows = drop_blank_end(rows.set_axis(pd.RangeIndex(1, len(rows) + 1)))
    if len(text) > MAX_FIELD:
        _check_lengths(rows, source)
    if len(rows) and str(rows.iat[0, 0]).startswith(MARK):
        # a mark inside the quotation marks of the first header is only seen once the cells are cut
        rows.iat[0, 0] = str(rows.iat[0, 0]).lstrip(MARK)
    return Delimited(rows, delimiter, notes)


def _find_delimiter(text: bytes) -> tuple[str, str]:
    """The character that cuts the first records most evenly, and a sentence if another one does just as well.

    The first record counts most, then how many have as many cells as most, then how many cells those are. A vertical
    bar, rare as a delimiter and common in texts, must cut all alike where nothing else cuts them so.
    """
    marks = {mark: _evenness(text, mark) for mark in DELIMITERS}
    best = max(marks, key=marks.__getitem__)
    rare = _evenness(text, RARE_DELIMITER)
    if rare[2] > 1 and rare[:2] == (True, 1.0) and marks[best][2] == 1:
        return RARE_DELIMITER, ""
    equal = [DELIMITER_NAMES[mark] for mark in DELIMITERS if marks[mark] == marks[best]]
    if marks[best][2] > 1 and len(equal) > 1:
        return best, f"The records can be cut at every {' or every '.join(equal)} alike; the {equal[0]} was taken."
    return best, ""


def _evenness(text: bytes, mark: str) -> tuple[bool, float, int]:
    widths = [len(record) for record in islice(_first_records(text, mark), RECORDS_LOOKED_AT) if any(record)]
    if not widths:
        return False, 0.0, 1
    usual, often = max(Counter(widths).items(), key=lambda item: (item[1], item[0]))
    if usual == 1:
        return False, 0.0, 1
    return widths[0] == usual, often / len(widths), usual


def _first_records(text: bytes, mark: str) -> Iterator[list[str]]:
    csv.field_size_limit(BYTES_LOOKED_AT + 1)
    start = text[:BYTES_LOOKED_AT].decode("utf-8", "ignore")
    return csv.reader(io.StringIO(start, newline=""), delimiter=mark)


def _without_blank_end(text: bytes, delimiter: str) -> bytes:
    """The text up to the end of the last record with anything in it; spreadsheets add blank ones by the thousand."""
    blank, tail = delimiter.encode() + b" \t\r\n", text[-TAIL_BYTES:]
    end = len(text) - len(tail) + len(tail.rstrip(blank)) if tail.strip(blank) else len(text.rstrip(blank))
    found = _LINE_END.search(text, end)
    return text[: found.end()] if found else text + b"\n"


def _read_cells(text: bytes, delimiter: str, source: str) -> pd.DataFrame:
    width = max((len(record) for record in islice(_first_records(text, delimiter), RECORDS_LOOKED_AT)), default=1)
    even = _read_even(text, delimiter, max(width, 1))
    if even is not None:
        _check_size(even.size, width, source)
        return even
    try:
        return _parse(text, delimiter, max(width, 1), source)
    except pd.errors.ParserError as error:
        if "Expected" not in str(error):
            raise _unreadable(error, source) from error
    try:
        return _parse(text, delimiter, _widest(text, delimiter), source)
    except (pd.errors.ParserError, csv.Error) as error:
        raise _unreadable(error, source) from error


def _read_even(text: bytes, delimiter: str, width: int) -> pd.DataFrame | None:
    """The cells of a text that ends with a line end, if all its records have as many; else nothing.

    Arrow takes the end of the text for the end of an unclosed cell, which then ends with the text's own line end.
    """
    names = list(map(str, range(width)))
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            arrow_csv.ReadOptions(column_names=names, block_size=BLOCK_BYTES),
            arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=b'"' in text, ignore_empty_lines=False),
            # the bytes are known to be UTF-8, and every cell is text, such as the empty one
            arrow_csv.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(names, pa.large_string())),
        )
    except pa.ArrowInvalid:
        return None
    cells: pd.DataFrame = table.to_pandas()
    if not len(cells) or str(cells.iat[-1, -1]).endswith(("\r", "\n")):
        return None
    return cells.set_axis(range(width), axis="columns")


def _parse(text: bytes, delimiter: str, width: int, source: str) -> pd.DataFrame:
    _check_size(width * (text.count(b"\n") + text.count(b"\r") + 1), width, source)
    # a record of text on top keeps pandas from taking any column for numbers, several times faster than dtype="str"
    head = delimiter.join("x" * width) + "\n"
    cells = pd.read_csv(
        io.BytesIO(head.encode() + text),
        sep=delimiter,
        header=None,
        names=range(width),
        index_col=False,
        na_filter=False,
        skip_blank_lines=False,
        low_memory=False,
        engine="c",
    )
    return cells.iloc[1:].reset_index(drop=True)


def _check_size(cells: int, width: int, source: str) -> None:
    if cells > MAX_CELLS:
        raise InputError(
            f"{source}: a table of {width:,} columns and that many rows is no survey export; perhaps one line lost its "
            "end. Export it again."
        )


def _widest(text: bytes, delimiter: str) -> int:
    csv.field_size_limit(len(text) + 1)
    lines = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
    return max(map(len, csv.reader(lines, delimiter=delimiter)))


def _unreadable(error: Exception, source: str) -> InputError:
    unclosed = _UNCLOSED.search(str(error))
    if unclosed:
        return InputError(
            f"{source}, row {int(unclosed[1])}: a quotation mark opens a cell and nothing closes it. Correct the "
            "row, or export the file again as CSV or XLSX."
        )
    return InputError(f"{source}: the file is no readable CSV. Export it again as CSV or XLSX.")


def _check_lengths(rows: pd.DataFrame, source: str) -> None:
    """`InputError` for a cell that no person wrote: most often a lost quotation mark that swallowed what follows."""
    for _, column in rows.items():
        longest = pc.max(pc.binary_length(pa.array(column))).as_py() or 0
        lengths = column.str.len() if longest > MAX_FIELD else column[:0].str.len()
        if len(lengths) and lengths.max() > MAX_FIELD:
            raise InputError(
                f"{source}, row {lengths.idxmax()}: a cell holds more than {MAX_FIELD:,} characters; perhaps a "
                "quotation mark is missing. Correct the row, or export the file again."
            )
