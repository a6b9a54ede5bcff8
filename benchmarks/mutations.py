"""Random damage to valid exports: each must be read or refused in words, never end in a traceback.

``python benchmarks/mutations.py --count 10000 --seed 1`` takes an export of each shape in turn; flips, deletes,
inserts, repeats or cuts off bytes (of an archive or a workbook mostly inside one of its members); and cleans what
comes out. What was read must add up: every record and every cell has one fate. ``--only 17`` repeats one case, and
keeps its file in the present folder. The exit code is 1 if there was a traceback, a warning or a sum that is off.
"""

import argparse
import gzip
import io
import random
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from portrait_analytics.cleaning import clean_export, clean_exports
from portrait_analytics.cleaning.accounting import count_fates
from portrait_analytics.errors import PortraitError
from portrait_analytics.exports import read_export
from portrait_analytics.identities import Identities
from portrait_analytics.intake import take_in
from portrait_analytics.matching import Names
from portrait_analytics.progress import Silent
from portrait_analytics.reference import place_rostered
from portrait_analytics.sample.shapes import SHAPES, write_shape_district
from portrait_analytics.workspace import Workspace

SEMESTER = "2026-fall"
PEOPLE = 20
MOST_MUTATIONS = 4
MOST_BYTES = 64
TABLES_EVERY = 4  # which has no factor in common with the number of shapes
INSIDE = 0.7  # share of archives whose members are damaged, for damage outside is told by a checksum
TELLING = (b'"', b"\n", b"\r", b",", b";", b"\t", b"|", b"\x00", b"\xff", b"\xef\xbb\xbf", b"<", b"&", b"[", b"{", b"=")


@dataclass(frozen=True)
class Valid:
    """One valid export: its bytes and the settings under which it is read."""

    name: str
    suffix: str
    content: bytes
    names: Names
    identities: Identities
    rostered: pd.DataFrame


def make_valid(folder: Path) -> list[Valid]:
    """A valid export of every shape."""
    return [_make_one(folder / name, name) for name in SHAPES]


def _make_one(folder: Path, name: str) -> Valid:
    shape = SHAPES[name]
    write_shape_district(folder, shape, people=PEOPLE)
    workspace = Workspace(folder)
    known = take_in(workspace, Silent()).reference
    rostered = place_rostered(known.rosters, known.identities, known.names.schools, known.names.roles)
    content = (workspace.raw / SEMESTER / shape.file_name).read_bytes()
    return Valid(name, shape.suffix, content, known.names, known.identities, rostered)


def mutate(content: bytes, draw: random.Random) -> bytes:
    """The bytes after a few random faults, inside an archive as often as not."""
    if draw.random() < INSIDE:
        if content.startswith(b"PK"):
            return _mutate_member(content, draw)
        if content.startswith(b"\x1f\x8b"):
            return gzip.compress(_mutate_bytes(gzip.decompress(content), draw))
    return _mutate_bytes(content, draw)


def _mutate_member(content: bytes, draw: random.Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        members = [name for name in archive.namelist() if not name.endswith("/")]
        cells = [name for name in members if "sheet" in name or "sharedStrings" in name]
        hit = draw.choice(cells or members)
        for name in members:
            data = archive.read(name)
            made.writestr(name, _mutate_bytes(data, draw) if name == hit else data)
    return packed.getvalue()


def _mutate_bytes(content: bytes, draw: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(draw.randint(1, MOST_MUTATIONS)):
        at = draw.randrange(len(data) + 1)
        # the head of a file decides most of what is made of it, so half of the faults are there
        at = min(at, draw.randrange(1, 2000)) if draw.random() < 0.5 else at
        size = draw.randint(1, MOST_BYTES)
        match draw.choice(["flip", "flip", "delete", "insert", "telling", "truncate", "repeat", "lines", "swap"]):
            case "flip" if at < len(data):
                data[at] ^= 1 << draw.randrange(8)
            case "delete":
                del data[at : at + size]
            case "insert":
                data[at:at] = draw.randbytes(size)
            case "telling":
                data[at:at] = draw.choice(TELLING) * draw.choice([1, 1, 1, 2, 9])
            case "truncate" if draw.random() < 0.3:
                del data[at:]
            case "repeat":
                data[at:at] = data[at : at + size * draw.choice([1, 10, 100])]
            case "lines":
                lines = bytes(data).splitlines(keepends=True)
                first = draw.randrange(len(lines) + 1)
                data = bytearray(b"".join([*lines[:first], *draw.sample(lines, min(3, len(lines))), *lines[first:]]))
            case "swap":
                other = draw.randrange(len(data) + 1)
                data[at : at + size], data[other : other + size] = data[other : other + size], data[at : at + size]
            case _:
                pass
    return bytes(data)


def clean_one(valid: Valid, path: Path, *, with_tables: bool) -> str:
    """``read``, or ``off`` if the fates do not add up to what was read; `PortraitError` if it was refused.

    Making the tables takes as long as all before, so it is done for some exports only.
    """
    export = read_export(path, source=path.name, words=valid.names.district.exports)
    cleaned = clean_export(export, semester=SEMESTER, names=valid.names, identities=valid.identities)
    if with_tables:
        groups = {role.name: role.group for role in valid.names.district.roles}
        counts = clean_exports([cleaned], valid.rostered, role_groups=groups, role_from="survey").accounting
    else:
        none = np.zeros(len(cleaned.answers), dtype=bool)
        counts = count_fates(cleaned, cleaned.answers, none, none)
    counted = counts.groupby("unit", observed=True)["count"].sum()
    adds_up = counted.get("row", 0) == len(export.responses) and counted.get("cell", 0) == export.responses.size
    return "read" if adds_up else "off"


def try_case(valid: Valid, number: int, seed: int, folder: Path) -> tuple[str, str]:
    """What became of one damaged export, and what there is to say of it."""
    draw = random.Random(f"{seed}:{number}")
    path = folder / f"case{valid.suffix}"
    path.write_bytes(mutate(valid.content, draw))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return clean_one(valid, path, with_tables=number % TABLES_EVERY == 0), ""
    except PortraitError as error:
        return "refused", str(error)
    except Exception:  # noqa: BLE001  that none gets here is what is tried
        return "traceback", traceback.format_exc()


def main() -> int:
    """Try all cases and print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, default=None, help="number of the one case to repeat")
    chosen = parser.parse_args()
    start, fates, faults = time.monotonic(), Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        exports = make_valid(Path(folder))
        numbers = range(chosen.count) if chosen.only is None else [chosen.only]
        for number in numbers:
            valid = exports[number % len(exports)]
            fate, said = try_case(valid, number, chosen.seed, Path(folder))
            fates[fate] += 1
            if fate in ("traceback", "off"):
                kind = " / ".join([fate, *said.strip().splitlines()[-1:]])
                faults[kind] += 1
                print(f"case {number} ({valid.name}): {said.strip() if faults[kind] == 1 else kind}", flush=True)
            if chosen.only is not None:
                kept = Path(f"mutation-{number}{valid.suffix}")
                kept.write_bytes((Path(folder) / f"case{valid.suffix}").read_bytes())
                print(f"{kept}: {fate} {said}")
    seconds = time.monotonic() - start
    print(f"{sum(fates.values()):,} damaged exports of {len(exports)} shapes in {seconds:.0f} s (seed {chosen.seed})")
    print(", ".join(f"{fate}: {fates[fate]:,}" for fate in ("read", "refused", "off", "traceback")))
    for kind, count in faults.most_common():
        print(f"{count:,} times: {kind}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
