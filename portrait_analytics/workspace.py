"""The folders of one district: where each thing lies, and how it is saved whole or not at all.

``data/keep`` is never rebuilt: it holds the salt and the identities, for the owner's eyes alone.
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
from functools import cached_property
from pathlib import Path

import pandas as pd
from filelock import FileLock, Timeout

from portrait_analytics import district as district_file
from portrait_analytics.district import District, load_district
from portrait_analytics.errors import ConfigError, InputError, WorkspaceLockedError
from portrait_analytics.outlooks import read_offered, read_outlook, write_offered, write_outlook
from portrait_analytics.release import Offered, Outlook, Release
from portrait_analytics.rubric import Framework, load_framework
from portrait_analytics.semesters import in_time_order, is_semester
from portrait_analytics.tables import check_table, make_table

OWNER_ONLY_FOLDER = 0o700
OWNER_ONLY_FILE = 0o600
NOT_EXPORTS = (".", "~$", "readme")
PER_SEMESTER = ("transitions", "published")
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
class Workspace:
    """A district's folder; its settings and its rubric are read once, when first asked for."""

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

    @cached_property
    def district(self) -> District:
        """The settings in ``district.toml``."""
        return load_district(self.root / district_file.FILE_NAME)

    @cached_property
    def framework(self) -> Framework:
        """The rubric: ours, or the one that ``district.toml`` names."""
        name = self.district.rubric.file
        return load_framework(self.root / name if name else None)

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

    def table_path(self, name: str, semester: str | None = None) -> Path:
        """The file of a table; `PER_SEMESTER` ones have one for each semester."""
        if name in PER_SEMESTER:
            return self.processed / name / f"{semester}.parquet"
        return self.processed / f"{name}.parquet"

    def save_table(self, name: str, frame: pd.DataFrame, semester: str | None = None) -> None:
        """Save a table that keeps to its contract, whole or not at all."""
        check_table(name, frame)
        write_atomically(self.table_path(name, semester), lambda path: frame.to_parquet(path, index=False))

    def load_table(self, name: str, semester: str | None = None) -> pd.DataFrame:
        """The saved table, checked; `InputError` if nothing has been built yet."""
        path = self.table_path(name, semester)
        if not path.exists():
            raise InputError(f"{path.relative_to(self.root).as_posix()} is not there yet. Run: portrait run")
        return make_table(name, pd.read_parquet(path))

    def save_release(
        self,
        published: pd.DataFrame,
        facts: dict[str, str],
        outlook: Outlook | None = None,
        offered: Offered | None = None,
    ) -> None:
        """Save what may leave, with the lines that say where it comes from, and what is public of posts and offers."""
        semester = str(published["semester"].iloc[0])
        self.save_table("published", published, semester)
        text = json.dumps(facts, indent=2, ensure_ascii=False)
        write_atomically(self._facts_path(semester), lambda path: path.write_text(text, encoding="utf-8"))
        if outlook is not None:
            told = write_outlook(outlook)
            write_atomically(self._outlook_path(semester), lambda path: path.write_text(told, encoding="utf-8"))
        if offered is not None:
            listed = write_offered(offered)
            write_atomically(self._offered_path(semester), lambda path: path.write_text(listed, encoding="utf-8"))

    def load_release(self, semester: str = "") -> Release:
        """What may leave of a semester (the latest one without a name); `InputError` if nothing has been built."""
        built = in_time_order(path.stem for path in self.table_path("published").parent.glob("*.parquet"))
        chosen = semester or (built[-1] if built else "")
        published = self.load_table("published", chosen)
        schools = self.load_table("schools")
        baseline = published["baseline"].dropna().unique()
        outlook, offered = self._outlook_path(chosen), self._offered_path(chosen)
        return Release(
            published=published,
            semester=chosen,
            baseline=str(baseline[0]) if len(baseline) else None,
            rubric=self.framework.current,
            schools=schools[schools["semester"] == chosen],
            district=self.district.district.name,
            accent=self.district.district.accent,
            minimum_group=self.district.privacy.minimum_group,
            facts=json.loads(self._facts_path(chosen).read_text(encoding="utf-8")),
            outlook=read_outlook(outlook.read_text(encoding="utf-8")) if outlook.is_file() else None,
            offered=read_offered(offered.read_text(encoding="utf-8")) if offered.is_file() else None,
        )

    def _facts_path(self, semester: str) -> Path:
        return self.table_path("published", semester).with_suffix(".json")

    def _outlook_path(self, semester: str) -> Path:
        return self.table_path("published", semester).with_suffix(".outlook.json")

    def _offered_path(self, semester: str) -> Path:
        return self.table_path("published", semester).with_suffix(".offered.json")

    def salt(self) -> bytes:
        """The secret that person keys are made with; made at the first call and then kept."""
        path = self.keep / "salt"
        if not path.exists():
            self.save_kept(path.name, lambda target: target.write_text(secrets.token_hex(32), encoding="ascii"))
        return bytes.fromhex(path.read_text(encoding="ascii"))

    def has_lost_its_salt(self) -> bool:
        """True if people were given keys before, and the secret that these were made with is not there any more."""
        used = self.table_path("ratings").exists() or (self.keep / "identities.parquet").exists()
        return used and not (self.keep / "salt").exists()

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


def find_workspace(start: Path | None = None) -> Workspace:
    """The workspace that a folder lies in: the nearest one upwards with a ``district.toml``."""
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / district_file.FILE_NAME).is_file():
            return Workspace(candidate)
    raise ConfigError(
        f"There is no {district_file.FILE_NAME} here or in a folder above. Change to a workspace, name one with "
        "--workspace, or make one with: portrait new DIR"
    )


def load_published(workspace: str = "", semester: str = "", baseline: str = "") -> Release:
    """What a shareable notebook starts from: a semester's release and the names to print it by.

    ``workspace`` is the folder with ``district.toml`` (empty: found upwards from here), ``semester`` the one to show
    (empty: the latest that was built). `InputError` if another baseline was published than the one asked for.
    """
    release = find_workspace(Path(workspace) if workspace else None).load_release(semester)
    if baseline and baseline != release.baseline:
        raise InputError(
            f"{release.semester} was published against {release.baseline or 'nothing earlier'}, not {baseline}. "
            f"Run: portrait run --semester {release.semester} --baseline {baseline}"
        )
    return release


def write_atomically(path: Path, write: Callable[[Path], object], *, mode: int | None = None) -> None:
    """Let ``write`` fill a file beside the target, then put it in the target's place in one step.

    A crash leaves the old file or the new one, never half of one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
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
