"""From bytes to sheets of text, and a clear word for what is no table.

Everything is text: a level ``3`` and a school ``0007`` are what was typed, and only the matching says what they mean.
What a file is, its bytes say: archives (`packed`), workbooks (`workbooks`), else text in some encoding (`encodings`)
with some delimiter (`delimited`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from portrait_analytics.errors import InputError
from portrait_analytics.exports import packed
from portrait_analytics.exports.delimited import read_delimited
from portrait_analytics.exports.encodings import decode
from portrait_analytics.exports.packed import is_packed, unpack_table, unpack_tables, workbook_kind
from portrait_analytics.exports.workbooks import OLE_MAGIC, read_workbook

NOT_TABLES = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"$FL2", "an SPSS data file"),
    (b"$FL3", "an SPSS data file"),
    (b"<stata_dta>", "a Stata data file"),
    (b"PAR1\x15", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
    (b"RDX2\n", "an R data file"),
    (b"RDX3\n", "an R data file"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
)
_NOT_TABLE_TEXTS = (
    (re.compile(rb"<(?:!doctype html|html|head|body|meta|table|style)\b"), "a web page"),
    (re.compile(rb"<\?xml|<!doctype|<!--"), "an XML document"),
    (re.compile(rb"\{\s*[\"}]|\[\s*[\[{\"]"), "a JSON file"),
)
SNIFF_BYTES = 512
# control characters that hardly any text has: all but tab, line ends, form feed and the old end-of-file mark
_CONTROLS = re.compile(b"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]")
MOST_CONTROLS = 4


@dataclass(frozen=True)
class Sheet:
    """One table of text.

    ``rows``: one row is one record, header rows and blank ones too; the index is the row number as a spreadsheet
    counts, from 1. Empty cells are empty texts. ``name`` and ``visible`` are a workbook's; ``encoding`` is a text
    file's, or the kind of workbook; ``delimiter`` a text file's. ``notes`` says what was settled by evidence on the
    way, a sentence each.
    """

    name: str
    rows: pd.DataFrame
    visible: bool = True
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()


def read_sheets(path: Path, *, source: str) -> list[Sheet]:
    """The sheets of a workbook, or the one table of a text file; `InputError` says what else it is and what to do."""
    data, notes = unpack_table(_read_bytes(path, source), source=source)
    return _read_table(data, notes, source)


def read_members(path: Path, *, source: str) -> dict[str, Sheet]:
    """The tables of a folder or of a zip archive by their file's name in small letters, such as ``users.csv``.

    Files that are no CSV are passed over. `InputError` if two have the same name, or one of them is no table.
    """
    members: dict[str, Sheet] = {}
    for name, data in _member_bytes(path, source):
        base = name.rpartition("/")[2].lower()
        if not base.endswith(".csv"):
            continue
        if base in members:
            raise InputError(f"{source}: two files are called {base}. Keep the one that belongs to this semester.")
        members[base] = _read_table(data, (), f"{source}/{base}", may_be_empty=True)[0]
    return members


def holds_members(path: Path) -> bool:
    """True for a folder, and for a zip archive that is no workbook."""
    if path.is_dir():
        return True
    try:
        with path.open("rb") as file:
            start = file.read(4)
        return start.startswith(packed.ZIP_MAGIC) and not workbook_kind(path.read_bytes())
    except OSError:
        return False


def _member_bytes(path: Path, source: str) -> Iterator[tuple[str, bytes]]:
    if not path.is_dir():
        yield from unpack_tables(_read_bytes(path, source), source=source)
        return
    for file in sorted(path.iterdir()):
        if file.is_file() and not file.name.startswith(".") and file.suffix.lower() == ".csv":
            yield file.name, _read_bytes(file, f"{source}/{file.name}", may_be_empty=True)


def _read_bytes(path: Path, source: str, *, may_be_empty: bool = False) -> bytes:
    try:
        if path.stat().st_size > packed.MAX_BYTES:
            raise InputError(f"{source}: the file is larger than any survey export. Export the answers again.")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{source}: the file cannot be opened ({error.strerror}).") from error
    if not may_be_empty and (not data or data.isspace()):
        raise InputError(f"{source}: the file is empty. Export it again from the survey platform.")
    return data


def _read_table(data: bytes, notes: tuple[str, ...], source: str, *, may_be_empty: bool = False) -> list[Sheet]:
    if not may_be_empty and (not data or data.isspace()):
        raise InputError(f"{source}: the file in the archive is empty. Export it again from the survey platform.")
    _refuse_other_files(data, source)
    kind = "xls" if data.startswith(OLE_MAGIC[:4]) else workbook_kind(data)
    if kind:
        pages = read_workbook(data, kind, source=source)
        return [Sheet(page.name, page.rows, visible=page.visible, encoding=kind, notes=notes) for page in pages]
    if is_packed(data):
        raise InputError(
            f"{source}: this is an archive where a table was expected. Unpack it, and put the table there."
        )
    decoded = decode(data, source=source)
    _refuse_other_texts(decoded.utf8, source)
    table = read_delimited(decoded.utf8, source=source)
    return [
        Sheet(
            "",
            table.rows,
            encoding=decoded.encoding,
            delimiter=table.delimiter,
            notes=(*notes, *decoded.notes, *table.notes),
        )
    ]


def _refuse_other_files(data: bytes, source: str) -> None:
    start = data[:SNIFF_BYTES].lstrip()
    for magic, kind in NOT_TABLES:
        if start.startswith(magic):
            raise _not_a_table(source, kind)
    if start.startswith((b"{", b"[", b"<")):
        _refuse_other_texts(data[:SNIFF_BYTES], source)
    if data.startswith(packed.TAR_MAGIC, packed.TAR_AT):
        raise _not_a_table(source, "a tar archive")


def _refuse_other_texts(text: bytes, source: str) -> None:
    start = text[:SNIFF_BYTES].lstrip().lower()
    for pattern, kind in _NOT_TABLE_TEXTS:
        if pattern.match(start):
            raise _not_a_table(source, kind)
    if b"\x00" in text or len(_CONTROLS.findall(start)) > MOST_CONTROLS:
        raise InputError(f"{source}: this is no text file. Export the answers as CSV or XLSX.")


def _not_a_table(source: str, kind: str) -> InputError:
    return InputError(f"{source}: this is {kind}, not a survey export. Export the answers as CSV or XLSX.")
