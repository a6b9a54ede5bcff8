"""Digests of files, folders and of this software: what a page was made from, told without reading a table."""

import hashlib
import platform
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from portrait_analytics.folders import SETTINGS_FILE, Folders

PACKAGE = Path(__file__).parent
COMPILED = "__pycache__"
# what numbers, drawings and pages are made with; another version may make other bytes
LIBRARIES = (
    "altair",
    "highspy",
    "jinja2",
    "nbclient",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
    "python-calamine",
    "rapidfuzz",
    "scipy",
    "statsmodels",
    "vl-convert-python",
    "xlsxwriter",
)


def digest_texts(*texts: str) -> str:
    """The SHA-256 of several texts one after the other; where one ends matters.

    >>> digest_texts("ab", "c") == digest_texts("a", "bc")
    False
    """
    digest = hashlib.sha256()
    for text in texts:
        encoded = text.encode()
        digest.update(f"{len(encoded)}:".encode() + encoded)
    return digest.hexdigest()


def digest_file(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_folder(folder: Path, *, leaving: Iterable[str] = ()) -> dict[str, str]:
    """The SHA-256 of every file below a folder, by its path in it; nothing if there is no folder.

    ``leaving`` are paths in the folder that are passed over, with all that is below them.
    """
    left = {folder / name for name in leaving}
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): digest_file(path)
        for path in files
        if left.isdisjoint((path, *path.parents))
    }


def digest_inputs(folders: Folders) -> dict[str, str]:
    """The SHA-256 of every file below ``data/raw``, of ``district.toml``, and of the rubric that it names, by path."""
    raw = folders.raw.relative_to(folders.root).as_posix()
    found = {f"{raw}/{name}": digest for name, digest in digest_folder(folders.raw).items()}
    others = [SETTINGS_FILE, *filter(None, [_rubric_file(folders.root / SETTINGS_FILE)])]
    return found | {name: digest_file(folders.root / name) for name in others if (folders.root / name).is_file()}


def _rubric_file(settings: Path) -> str:
    """The rubric that a settings file names; empty where it names none, or cannot be read, which others complain of."""
    try:
        rubric = tomllib.loads(settings.read_text(encoding="utf-8")).get("rubric", {})
        return str(rubric.get("file", ""))
    except (OSError, ValueError, AttributeError):
        return ""


@cache
def describe_software() -> Mapping[str, str]:
    """The version of Python, of each library that makes pages, and the digest of all files of this package."""
    own = digest_folder(PACKAGE)
    code = digest_texts(*(f"{name} {digest}" for name, digest in own.items() if COMPILED not in name))
    return {"python": platform.python_version(), **{name: _version(name) for name in LIBRARIES}, "code": code}


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
