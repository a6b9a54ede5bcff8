"""The ledger in ``data/keep/releases``: what every release printed, so that a later one can be held against it.

One folder is one release, numbered in the order in which they were put in place. ``release.json`` is written last, so
a folder without it is of a run that was cut short, and counts for nothing.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.disclosure import Cell, Detail
from portrait_analytics.errors import DisclosureError
from portrait_analytics.semesters import in_time_order
from portrait_analytics.tables import make_table
from portrait_analytics.workspace import Workspace

FOLDER = "releases"
FACTS = "release.json"
CHANGES = "changes.csv"


@dataclass(frozen=True)
class Entry:
    """One release: what it printed and in which detail, who was there, and the digest of each file it came from."""

    semester: str
    baseline: str | None
    published: pd.DataFrame
    headcounts: pd.DataFrame
    details: Mapping[Cell, Detail]
    inputs: Mapping[str, str] = field(default_factory=dict)
    policy: Mapping[str, object] = field(default_factory=dict)
    made_with: str = ""  # the digest of the software
    changes: str = ""  # CSV: each printed number that was another one in the release before, and why; restricted
    changed: str = ""  # how many there are, in words; empty for a first release
    withdrawn: bool = False  # it was never passed on, so it tells nobody anything
    number: int = 0

    @property
    def release(self) -> str:
        """The release's id."""
        return str(self.published["release"].iloc[0])


def record(workspace: Workspace, entry: Entry) -> bool:
    """Keep a release, readable by its owner alone; False if it is the same as the last one of its pair of semesters."""
    before = find_releases(workspace, entry.semester, entry.baseline)
    if before and before[-1].release == entry.release:
        return False
    number = max((_number(folder) for folder in _folders(workspace)), default=0) + 1
    name = f"{FOLDER}/{number:04d}-{entry.release}"
    workspace.save_kept(f"{name}/published.parquet", lambda path: entry.published.to_parquet(path, index=False))
    workspace.save_kept(f"{name}/headcounts.parquet", lambda path: entry.headcounts.to_parquet(path, index=False))
    if entry.changes:
        text = entry.changes
        workspace.save_kept(f"{name}/{CHANGES}", lambda path: path.write_text(text, encoding="utf-8", newline=""))
    facts = {
        "release": entry.release,
        "semester": entry.semester,
        "baseline": entry.baseline,
        "put_in_place": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "software": f"portrait_analytics {__version__}",
        "made_with": entry.made_with,
        "changed": entry.changed,
        "withdrawn": entry.withdrawn,
        "policy": dict(entry.policy),
        "inputs": dict(sorted(entry.inputs.items())),
        "told_in_less": [[*cell, detail.name] for cell, detail in sorted(entry.details.items())],
    }
    _save_facts(workspace, name, facts)
    return True


def find_releases(workspace: Workspace, semester: str, baseline: str | None) -> list[Entry]:
    """The releases of a pair of semesters that were not withdrawn, the oldest first."""
    entries = (_load(folder, facts) for folder, facts in _complete(workspace) if _is_of(facts, semester, baseline))
    return [entry for entry in entries if not entry.withdrawn]


def find_last(workspace: Workspace, semester: str, baseline: str | None) -> Entry | None:
    """The last release of a pair of semesters, withdrawn or not; None without one."""
    own = [(folder, facts) for folder, facts in _complete(workspace) if _is_of(facts, semester, baseline)]
    return _load(*own[-1]) if own else None


def find_latest(workspace: Workspace, semester: str) -> Entry | None:
    """The latest release of a semester that was not withdrawn, whatever it was compared with; None without one."""
    own = [(folder, facts) for folder, facts in _complete(workspace) if facts["semester"] == semester]
    told = [(folder, facts) for folder, facts in own if not facts["withdrawn"]]
    return _load(*told[-1]) if told else None


def list_semesters(workspace: Workspace) -> list[str]:
    """The semesters of which there is a release that was not withdrawn, in time order."""
    return in_time_order({str(facts["semester"]) for _, facts in _complete(workspace) if not facts["withdrawn"]})


def withdraw(workspace: Workspace, semester: str) -> int:
    """Note that the releases of a semester were never passed on; how many there were."""
    found = [(folder, facts) for folder, facts in _complete(workspace) if facts["semester"] == semester]
    current = [(folder, facts) for folder, facts in found if not facts["withdrawn"]]
    for folder, facts in current:
        _save_facts(workspace, f"{FOLDER}/{folder.name}", facts | {"withdrawn": True})
    return len(current)


def find_unknown(workspace: Workspace) -> list[str]:
    """The folders in ``reports/`` that hold pages of a release which the ledger does not know."""
    known = {facts["release"] for _, facts in _complete(workspace)}
    reports = workspace.reports.iterdir() if workspace.reports.is_dir() else iter(())
    folders = sorted(path for path in reports if path.is_dir() and any(path.rglob("*.html")))
    shareable = (path for path in folders if path.name != "restricted" and not path.name.startswith("."))
    return [path.name for path in shareable if _release_of(path) not in known]


def check_known(workspace: Workspace) -> None:
    """Raise `DisclosureError` if there are pages whose numbers the ledger does not have."""
    unknown = find_unknown(workspace)
    if unknown:
        raise DisclosureError(
            f"reports/{unknown[0]} holds pages of a release that the ledger in data/keep/releases does not know, so "
            "what they tell cannot be taken into account. Restore data/keep from its backup; or, if these pages were "
            f"never passed on, remove reports/{unknown[0]}."
        )


def _folders(workspace: Workspace) -> list[Path]:
    folder = workspace.keep / FOLDER
    found = folder.iterdir() if folder.is_dir() else iter(())
    return sorted((path for path in found if re.match(r"\d{4,}-", path.name)), key=_number)


def _number(folder: Path) -> int:
    return int(folder.name.partition("-")[0])


def _complete(workspace: Workspace) -> Iterable[tuple[Path, dict[str, object]]]:
    for folder in _folders(workspace):
        if (folder / FACTS).is_file():
            yield folder, json.loads((folder / FACTS).read_text(encoding="utf-8"))


def _is_of(facts: Mapping[str, object], semester: str, baseline: str | None) -> bool:
    return facts["semester"] == semester and facts["baseline"] == baseline


def _load(folder: Path, facts: Mapping[str, object]) -> Entry:
    told = [list(row) for row in facts["told_in_less"]]  # type: ignore[attr-defined]
    return Entry(
        semester=str(facts["semester"]),
        baseline=None if facts["baseline"] is None else str(facts["baseline"]),
        published=make_table("published", pd.read_parquet(folder / "published.parquet")),
        headcounts=pd.read_parquet(folder / "headcounts.parquet"),
        details={Cell(*row[:-1]): Detail[row[-1]] for row in told},
        inputs=dict(facts["inputs"]),  # type: ignore[call-overload]
        made_with=str(facts.get("made_with", "")),
        changes=(folder / CHANGES).read_bytes().decode() if (folder / CHANGES).is_file() else "",
        changed=str(facts.get("changed", "")),
        withdrawn=bool(facts["withdrawn"]),
        number=_number(folder),
    )


def _save_facts(workspace: Workspace, name: str, facts: Mapping[str, object]) -> None:
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    workspace.save_kept(f"{name}/{FACTS}", lambda path: path.write_text(text, encoding="utf-8"))


def _release_of(folder: Path) -> str | None:
    """The id that the manifest of a folder of pages names; None without one."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return str(manifest["release"])
    except (OSError, ValueError, KeyError):
        return None
