"""What the last run of a semester was made from and came to, so that the next one does only what changed.

One file for each semester, ``data/processed/manifests/<semester>.json``: for the data team, since it names schools and
files. It is written last of all, so a run that was cut short leaves the one before, which then no longer fits what is
there. Reading it needs neither pandas nor a notebook: an unchanged run is told before either is imported.
"""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from portrait_analytics.fingerprints import describe_software, digest_folder, digest_inputs, digest_texts
from portrait_analytics.folders import Folders, write_atomically
from portrait_analytics.placing import forget_half_saved, heal

FOLDER = "manifests"
RESTRICTED = "restricted"
EXECUTED, LOG = "executed", "log.jsonl"
# what lies in data/processed beside the tables
NOT_TABLES = (FOLDER, EXECUTED, LOG, ".lock", ".lock-owner.json")


@dataclass(frozen=True)
class Asked:
    """What a run was asked for: the semesters as they were given, and whether pages with names were wanted."""

    semester: str = ""
    baseline: str = ""
    restricted: bool = False


LATEST = Asked()


@dataclass(frozen=True)
class MadePage:
    """One page of a run: what it came from, what came of it, and how to make it again.

    ``source`` is the digest of all that it was made from, empty for one that is always made anew; ``sha256`` that of
    the page, missing if it failed; ``fault`` one sentence then.
    """

    page: str
    notebook: str
    parameters: Mapping[str, str | bool]
    restricted: bool
    source: str
    sha256: str | None
    seconds: float
    fault: str = ""

    @property
    def state(self) -> str:
        """``made`` or ``failed``."""
        return "made" if self.sha256 else "failed"


@dataclass(frozen=True)
class Manifest:
    """One run: what it was asked for, what it read, and what it left, each file by its digest.

    It is ``complete`` if no page failed. ``measured`` is what was found in the input, as the run's outcome tells it.
    """

    asked: Asked
    semester: str
    baseline: str | None
    complete: bool
    software: Mapping[str, str]
    inputs: Mapping[str, str]
    notebooks: Mapping[str, str]
    tables: Mapping[str, str]
    kept: str
    placed: Mapping[str, str]
    measured: Mapping[str, object]
    pages: Sequence[MadePage] = field(default_factory=list)

    def page(self, address: str) -> MadePage | None:
        """What is known of a page; None if there was none."""
        return next((page for page in self.pages if page.page == address), None)

    def is_for(self, asked: Asked) -> bool:
        """True if what is asked for now is what this run was asked for, or came to."""
        semesters, baselines = (self.asked.semester, self.semester), (self.asked.baseline, self.baseline)
        return asked.semester in semesters and asked.baseline in baselines

    def has_tables(self, folders: Folders) -> bool:
        """True if the tables and the release that this run made are still there as it left them."""
        return self.tables == digest_tables(folders)

    def is_measured(self, folders: Folders) -> bool:
        """True if reading and measuring again would come to the same tables and the same release."""
        return (
            self.software == describe_software()
            and self.inputs == digest_inputs(folders)
            and self.has_tables(folders)
            and self.kept == digest_kept(folders)
        )

    def is_current(self, folders: Folders, asked: Asked) -> bool:
        """True if a run would leave every file as it is, because nothing it depends on changed and no page failed."""
        return (
            self.complete
            and asked.restricted == self.asked.restricted
            and self.notebooks == digest_folder(folders.notebooks)
            and self.placed == digest_placed(folders, self.semester)
            and self.is_measured(folders)
        )


def find_unchanged(folders: Folders, asked: Asked) -> Manifest | None:
    """The manifest of what is asked for if a run now would change no file; else None."""
    with folders.locked():
        found = find_manifest(folders, asked)
        return found if found is not None and found.is_current(folders, asked) else None


def clear_up(folders: Folders) -> None:
    """Remove what a killed run left half done; what it had put aside and not replaced comes back."""
    for parent in (folders.reports, folders.reports / RESTRICTED, folders.keep):
        heal(parent)
    for folder in (folders.processed, folders.keep):
        forget_half_saved(folder)


def find_manifest(folders: Folders, asked: Asked) -> Manifest | None:
    """The manifest of what is asked for; None if there was no such run, or its file cannot be read."""
    folder = folders.processed / FOLDER
    found = (_read(path) for path in sorted(folder.glob("*.json"), reverse=True))
    return next((manifest for manifest in found if manifest is not None and manifest.is_for(asked)), None)


def save_manifest(folders: Folders, manifest: Manifest) -> None:
    """Write a run down, as the last thing that it does."""
    path = folders.processed / FOLDER / f"{manifest.semester}.json"
    again = shlex.join(["portrait", "run", *_options(manifest), "--retry-failed"])
    pages = [{**asdict(page), "state": page.state, "again": again} for page in manifest.pages]
    text = json.dumps({**asdict(manifest), "pages": pages}, indent=2, ensure_ascii=False) + "\n"
    write_atomically(path, lambda target: target.write_text(text, encoding="utf-8"))


def digest_tables(folders: Folders) -> dict[str, str]:
    """The saved tables and releases by their path in ``data/processed``."""
    return digest_folder(folders.processed, leaving=NOT_TABLES)


def digest_kept(folders: Folders) -> str:
    """All of ``data/keep`` as one digest: what is kept there is to be in no other file, not even by name."""
    return digest_texts(*(f"{name} {digest}" for name, digest in digest_folder(folders.keep).items()))


def digest_placed(folders: Folders, semester: str) -> dict[str, str]:
    """The pages of a semester and the files beside them, by their path in ``reports``."""
    places = (semester, f"{RESTRICTED}/{semester}")
    found = {place: digest_folder(folders.reports / place) for place in places}
    return {f"{place}/{name}": digest for place, files in found.items() for name, digest in files.items()}


def _options(manifest: Manifest) -> list[str]:
    """What asks for the same semesters and pages again."""
    baseline = ["--baseline", manifest.baseline] if manifest.baseline else []
    return ["--semester", manifest.semester, *baseline, *(["--restricted"] if manifest.asked.restricted else [])]


def _read(path: Path) -> Manifest | None:
    """The manifest in a file; None if another version wrote it, or somebody changed it."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        pages = [MadePage(**{name: page[name] for name in MadePage.__dataclass_fields__}) for page in told["pages"]]
        return Manifest(**{**told, "asked": Asked(**told["asked"]), "pages": pages})
    except (OSError, ValueError, KeyError, TypeError):
        return None
