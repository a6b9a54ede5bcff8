"""The folders of one district: where each thing lies, how a file is saved whole or not at all, and who holds them.

Nothing here reads a table, so that what needs only the folders does without pandas.
"""

import json
import os
import secrets
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from portrait_analytics.errors import ConfigError, WorkspaceLockedError
from portrait_analytics.semesters import in_time_order, is_semester

SETTINGS_FILE = "district.toml"
OWNER_ONLY_FOLDER = 0o700
OWNER_ONLY_FILE = 0o600
HALF_SAVED = ".half-saved"  # how a file ends that is being filled
NOT_EXPORTS = (".", "~$", "readme")
# the CSV files that together are one OneRoster; a folder with one of the first two holds it
ONEROSTER_MARKS = ("manifest.csv", "orgs.csv")
ONEROSTER = (
    *ONEROSTER_MARKS,
    "users.csv",
    "roles.csv",
    "userprofiles.csv",
    "userresources.csv",
    "academicsessions.csv",
    "categories.csv",
    "classes.csv",
    "classresources.csv",
    "courses.csv",
    "courseresources.csv",
    "demographics.csv",
    "enrollments.csv",
    "lineitems.csv",
    "resources.csv",
    "results.csv",
    "scorescales.csv",
)


@dataclass(frozen=True)
class Folders:
    """A district's folder and what lies where in it."""

    root: Path

    @property
    def raw(self) -> Path:
        """Exports exactly as received."""
        return self.root / "data" / "raw"

    @property
    def reference(self) -> Path:
        """What changes rarely: ``schools.csv`` and the like."""
        return self.raw / "reference"

    @property
    def processed(self) -> Path:
        """The tables, rebuilt by one command."""
        return self.root / "data" / "processed"

    @property
    def keep(self) -> Path:
        """Salt, identities and the ledger of releases: owner-only, to be backed up."""
        return self.root / "data" / "keep"

    @property
    def reports(self) -> Path:
        """The pages, by semester."""
        return self.root / "reports"

    @property
    def notebooks(self) -> Path:
        """The notebooks that make the pages."""
        return self.root / "notebooks"

    def semesters(self) -> list[str]:
        """The semesters that have a folder in ``data/raw``, earliest first."""
        folders = self.raw.iterdir() if self.raw.is_dir() else iter(())
        return in_time_order(folder.name for folder in folders if folder.is_dir() and is_semester(folder.name))

    def exports(self, semester: str) -> list[Path]:
        """The export files of a semester in name order: what lies in its folder itself, rosters and notes apart."""
        folder = self.raw / semester
        return sorted(
            path for path in folder.iterdir() if path.is_file() and not path.name.lower().startswith(NOT_EXPORTS)
        )

    def rosters(self, semester: str) -> list[Path]:
        """The rosters of a semester in name order: files, and each folder that holds a OneRoster's."""
        folder = self.raw / semester / "roster"
        found = sorted(folder.iterdir()) if folder.is_dir() else []
        usual = [path for path in found if not path.name.lower().startswith(NOT_EXPORTS)]
        folders = [path for path in (folder, *usual) if _holds_oneroster(path)]
        parts = ONEROSTER if folder in folders else ()
        return [*folders, *(path for path in usual if path.is_file() and path.name.lower() not in parts)]

    def source_name(self, path: Path) -> str:
        """How messages and tables call a raw file: its path below ``data/raw``."""
        return path.relative_to(self.raw).as_posix()

    def salt(self) -> bytes:
        """The secret that person keys are made with; made at the first call and then kept."""
        path = self.keep / "salt"
        if not path.exists():
            self.save_kept(path.name, lambda target: target.write_text(secrets.token_hex(32), encoding="ascii"))
        return bytes.fromhex(path.read_text(encoding="ascii"))

    def save_kept(self, name: str, write: Callable[[Path], object]) -> None:
        """Save a file into ``data/keep`` or a folder in it, readable by its owner alone."""
        path = self.keep / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.keep, *(self.keep / part for part in Path(name).parents)):
            folder.chmod(OWNER_ONLY_FOLDER)
        write_atomically(path, write, mode=OWNER_ONLY_FILE)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the workspace for one run; `WorkspaceLockedError` says who holds it already."""
        self.processed.mkdir(parents=True, exist_ok=True)
        owner = self.processed / ".lock-owner.json"
        lock = FileLock(self.processed / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise WorkspaceLockedError(
                f"Another run holds this workspace ({_read_owner(owner)}). Wait for it."
            ) from error
        try:
            started = datetime.now(tz=UTC).isoformat(timespec="seconds")
            owner.write_text(json.dumps({"process": os.getpid(), "host": socket.gethostname(), "since": started}))
            yield
        finally:
            owner.unlink(missing_ok=True)
            lock.release()


def _holds_oneroster(path: Path) -> bool:
    return path.is_dir() and any(file.name.lower() in ONEROSTER_MARKS for file in path.iterdir())


def find_root(start: Path | None = None) -> Path:
    """The workspace that a folder lies in: the nearest folder upwards with a ``district.toml``."""
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / SETTINGS_FILE).is_file():
            return candidate
    raise ConfigError(
        f"There is no {SETTINGS_FILE} here or in a folder above. Change to a workspace, name one with "
        "--workspace, or make one with: portrait new DIR"
    )


def write_atomically(path: Path, write: Callable[[Path], object], *, mode: int | None = None) -> None:
    """Let ``write`` fill a file beside the target, then put it in the target's place in one step.

    A crash leaves the old file or the new one, never half of one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=HALF_SAVED)
    os.close(handle)
    beside = Path(name)
    try:
        write(beside)
        beside.chmod(mode if mode is not None else 0o666 & ~_umask())
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def _read_owner(path: Path) -> str:
    try:
        owner = json.loads(path.read_text())
    except (OSError, ValueError):
        return "its owner left no note"
    return f"process {owner['process']} on {owner['host']} since {owner['since']}"
