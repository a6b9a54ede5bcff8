"""Tables in gzip and zip archives, unpacked in memory and never further than a sensible file would go.

A small archive can claim to hold terabytes. So everything is unpacked piece by piece and stopped at `MAX_BYTES`, or,
once there is `RATIO_FROM` of it, at `MAX_RATIO` times the archive's own size. Survey exports pack to a tenth or so.
"""

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from portrait_analytics.errors import InputError

MAX_BYTES = 2_000_000_000
MAX_RATIO = 200
RATIO_FROM = 100_000_000
PIECE = 1 << 20
GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
TAR_MAGIC, TAR_AT = b"ustar", 257
ENCRYPTED = 0x1
IGNORED_FOLDERS = ("__macosx/",)
IGNORED_NAMES = (".", "readme", "thumbs.db", "desktop.ini")
WORKBOOK_PARTS = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "content.xml": "ods",
}
# what zipfile and the decompressors raise on damaged archives
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    IndexError,
)


def is_packed(data: bytes) -> bool:
    """True for gzip and for every zip archive, workbooks too."""
    return data.startswith((GZIP_MAGIC, *ZIP_MAGIC))


def workbook_kind(data: bytes) -> str:
    """``xlsx``, ``xlsb`` or ``ods`` if a zip archive is such a workbook, else an empty text."""
    if not data.startswith(ZIP_MAGIC):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except DAMAGE:
        return ""
    return next((kind for part, kind in WORKBOOK_PARTS.items() if part in names), "")


def unpack_table(data: bytes, *, source: str) -> tuple[bytes, tuple[str, ...]]:
    """The one table in an archive and a note on it; other bytes and workbooks as they are.

    `InputError` if the archive holds several tables, none, or another archive, is locked, damaged or far too large.
    """
    if not is_packed(data) or workbook_kind(data):
        return data, ()
    if data.startswith(GZIP_MAGIC):
        inner, note = _unpack_gzip(data, source), "Unpacked from gzip."
    else:
        found = list(unpack_tables(data, source=source))
        if len(found) > 1:
            raise InputError(
                f"{source}: the archive holds {len(found)} files. Unpack it, and put each export there by itself."
            )
        (_, inner), note = found[0], "Unpacked from a zip archive."
    if (is_packed(inner) and not workbook_kind(inner)) or inner.startswith(TAR_MAGIC, TAR_AT):
        raise InputError(f"{source}: there is another archive inside this one. Unpack it, and put the export there.")
    return inner, (note,)


def unpack_tables(data: bytes, *, source: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file in a zip archive but what a computer adds by itself; at least one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if _is_table(entry)]
            if not entries:
                raise InputError(
                    f"{source}: the archive holds no table and is no complete XLSX workbook. Export the answers again."
                )
            if any(entry.flag_bits & ENCRYPTED for entry in entries):
                raise InputError(f"{source}: the archive is locked with a password. Unpack it, and put the file there.")
            left = MAX_BYTES
            for entry in entries:
                with archive.open(entry) as packed:
                    content = read_bounded(packed, len(data), source=source, most=left)
                left -= len(content)
                yield entry.filename, content
    except DAMAGE as error:
        raise InputError(
            f"{source}: this is no complete XLSX workbook or zip archive; perhaps cut off on its way. Export or copy "
            "it again."
        ) from error


def _is_table(entry: zipfile.ZipInfo) -> bool:
    folder, _, name = entry.filename.lower().rpartition("/")
    return not entry.is_dir() and not f"{folder}/".startswith(IGNORED_FOLDERS) and not name.startswith(IGNORED_NAMES)


def _unpack_gzip(data: bytes, source: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            return read_bounded(packed, len(data), source=source)
    except DAMAGE as error:
        raise InputError(
            f"{source}: the gzip archive is damaged; perhaps cut off on its way. Export or copy it again."
        ) from error


def read_bounded(packed: IO[bytes] | gzip.GzipFile, packed_size: int, *, source: str, most: int | None = None) -> bytes:
    """Everything that comes out of a packed stream; `InputError` as soon as it is more than any export would be."""
    pieces: list[bytes] = []
    size, most = 0, MAX_BYTES if most is None else most
    while piece := packed.read(PIECE):
        size += len(piece)
        if size > most or (size > RATIO_FROM and size > MAX_RATIO * packed_size):
            raise InputError(
                f"{source}: the file is small and unpacks to more than {size // 1_000_000:,} MB, as no survey export "
                "does. Unpack it yourself if you trust it, and put the export there."
            )
        pieces.append(piece)
    return b"".join(pieces)
