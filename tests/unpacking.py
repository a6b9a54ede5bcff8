"""What is in a file, whatever it is packed in."""

import base64
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{8,}={0,2}")
PACKED_DEPTH = 4


def unpack(data: bytes, depth: int = PACKED_DEPTH) -> Iterator[bytes]:
    """The bytes, and all that is packed or encoded in them."""
    yield data
    if not depth:
        return
    inner: list[bytes] = []
    if data[:2] == b"\x1f\x8b":
        inner.append(gzip.decompress(data))
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inner += [name.encode() for name in archive.namelist()] + [
                archive.read(name) for name in archive.namelist()
            ]
    for found in BASE64.findall(data):
        text = found.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        inner.append(base64.b64decode(text + b"=" * (-len(text) % 4)) if len(text) % 4 != 1 else b"")
    for part in inner:
        yield from unpack(part, depth - 1)


def content_of(path: Path) -> bytes:
    """All text of a file: of a table its cells, of a workbook its parts."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path).to_csv().encode()
    return b"\n".join(unpack(path.read_bytes(), 1)) if path.suffix == ".xlsx" else path.read_bytes()
