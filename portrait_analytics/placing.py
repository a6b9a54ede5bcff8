"""Putting a folder of pages in the place of another, so that a reader finds the old ones or the new ones, all of them.

Where the system can exchange two folders in one step (Linux, macOS) it does. Elsewhere the old folder steps aside for
a moment; a run that is killed in that moment leaves it beside, and `heal` puts it back.
"""

import ctypes
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portrait_analytics.folders import HALF_SAVED

ASIDE = "-old"
BESIDE = ".half-made-"  # how a folder begins that is being filled, so that nobody else's is taken for one
_HERE = -100  # AT_FDCWD: paths as they are
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_BESIDE = re.compile(rf"{re.escape(BESIDE)}(?P<target>.+)-[a-z0-9_]{{8}}(?P<aside>{ASIDE})?")


@contextmanager
def in_place_of(target: Path, *, mode: int) -> Iterator[Path]:
    """A folder to fill, which takes the target's place when it is complete; a fault leaves the target as it was."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f"{BESIDE}{target.name}-"))
    try:
        yield beside
        beside.chmod(mode)
        _put_on_disk(beside)
        _take_place(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(_aside(beside), ignore_errors=True)


def heal(parent: Path) -> None:
    """Clear up what a killed run left beside the folders in ``parent``; what nothing replaced comes back."""
    for path in sorted(parent.iterdir()) if parent.is_dir() else []:
        found = _BESIDE.fullmatch(path.name)
        if not found or not path.is_dir():
            continue
        target = parent / found["target"]
        if found["aside"] and not target.exists():
            path.rename(target)
        else:
            shutil.rmtree(path, ignore_errors=True)


def forget_half_saved(folder: Path) -> None:
    """Remove the files below a folder that a killed run was about to save."""
    for path in folder.rglob(f".*{HALF_SAVED}"):
        path.unlink(missing_ok=True)


def _take_place(beside: Path, target: Path) -> None:
    if not target.exists():
        beside.rename(target)
    elif not _exchange(beside, target):
        target.rename(_aside(beside))
        try:
            beside.rename(target)
        except OSError:
            _aside(beside).rename(target)
            raise


def _aside(beside: Path) -> Path:
    return beside.with_name(f"{beside.name}{ASIDE}")


def _exchange(one: Path, other: Path) -> bool:
    """True if two folders changed places in one step; False where system or file system cannot."""
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "linux" and (rename := getattr(ctypes.CDLL(None), "renameat2", None)):
        return bool(rename(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)
    if sys.platform == "darwin" and (rename := getattr(ctypes.CDLL(None), "renamex_np", None)):
        return bool(rename(*names, _EXCHANGE) == 0)
    return False


def _put_on_disk(folder: Path) -> None:
    """See that all files are on the disk before they are in place, so that a power cut leaves no empty ones."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
