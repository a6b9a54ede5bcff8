"""Why printed numbers changed: each kind of file in turn, until the parts lead from what was printed to what is."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.causes import (
    BECAUSE,
    BEFORE,
    NOW,
    Changes,
    explain_changes,
    forget_inputs,
    keep_inputs,
)
from portrait_analytics.errors import InputError
from portrait_analytics.fingerprints import digest_inputs
from portrait_analytics.ledger import Entry
from portrait_analytics.tables import make_table
from portrait_analytics.workspace import Workspace

FALL = "2026-fall"
EXPORT, ROSTER, SCHOOLS = (
    f"data/raw/{FALL}/export.csv",
    f"data/raw/{FALL}/roster/r.csv",
    "data/raw/reference/schools.csv",
)
SETTINGS, RUBRIC = "district.toml", "own.toml"
OLD = {SETTINGS: "[rubric]\nfile = 'own.toml'\n#1", RUBRIC: "1", ROSTER: "1", SCHOOLS: "1", EXPORT: "1"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace whose files are what the last release came from, which are kept."""
    place = Workspace(tmp_path)
    write(place, OLD)
    place.salt()
    (place.keep / "releases").mkdir()
    keep_inputs(place, digest_inputs(place))
    return place


def write(workspace: Workspace, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (workspace.root / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace.root / name).write_text(text)


def printed(texts: Mapping[str, str]) -> pd.DataFrame:
    """A table `published` of one text for each attribute."""
    rows = [
        {"release": "r", "figure": "district_growth", "semester": FALL, "about": "self", "grain": "district",
         "measure": "movers", "status": "shown" if text else "hidden", "shown": text, "grain_note": "", "attribute": at}
        for at, text in texts.items()
    ]  # fmt: skip
    return make_table("published", pd.DataFrame(rows))


def release(workspace: Workspace, texts: Mapping[str, str], made_with: str = "v1") -> Entry:
    return Entry(FALL, None, printed(texts), pd.DataFrame(), {}, inputs=digest_inputs(workspace), made_with=made_with)


def content(workspace: Workspace, _: Entry) -> pd.DataFrame:
    """A draft that prints, for each kind of file, what is in it."""
    names = {"rules": SETTINGS, "rubric": RUBRIC, "roster": ROSTER, "answers": EXPORT}
    return printed({kind: (workspace.root / name).read_text()[-1] for kind, name in names.items()})


def told(changes: Changes) -> set[tuple[str, ...]]:
    return set(changes.cells[["attribute", BEFORE, NOW, BECAUSE]].itertuples(index=False, name=None))


def test_each_number_is_put_down_to_the_file_that_moved_it(workspace: Workspace) -> None:
    last = release(workspace, {"rules": "1", "rubric": "1", "roster": "1", "answers": "1"})
    write(workspace, {SETTINGS: "[rubric]\nfile = 'own.toml'\n#2", ROSTER: "3", EXPORT: "4"})
    now = content(workspace, last)
    new = release(workspace, {"rules": "2", "rubric": "1", "roster": "3", "answers": "4"})

    changes = explain_changes(workspace, last, new, now, draft=content)

    assert told(changes) == {
        ("rules", "1", "2", "rules"),
        ("roster", "1", "3", "roster"),
        ("answers", "1", "4", "answers"),
    }
    assert changes.words == ("3 of 4 printed numbers changed (because of: rules 1, roster 1, answers 1)")
    assert changes.public == "3 of 4 printed numbers changed"
    assert not list(workspace.keep.glob(".half-made-*"))


def test_one_kind_of_file_needs_no_drafting(workspace: Workspace) -> None:
    last = release(workspace, {"answers": "1"})
    write(workspace, {EXPORT: "2"})

    changes = explain_changes(
        workspace, last, release(workspace, {"answers": "2"}), printed({"answers": "2"}), draft=fail
    )

    assert told(changes) == {("answers", "1", "2", "answers")}


def test_what_only_the_new_release_prints_otherwise_is_protection(workspace: Workspace) -> None:
    last = release(workspace, {"answers": "1", "roster": "1"})
    write(workspace, {EXPORT: "2"})
    drafted = printed({"answers": "2", "roster": "1"})

    changes = explain_changes(workspace, last, release(workspace, {"answers": "", "roster": ""}), drafted, draft=fail)

    assert told(changes) == {
        ("answers", "1", "hidden", "answers + protection"),
        ("roster", "1", "hidden", "protection"),
    }


def test_another_version_of_the_software_is_looked_at_before_any_file(workspace: Workspace) -> None:
    last = release(workspace, {"answers": "0"}, made_with="v0")
    write(workspace, {EXPORT: "2"})

    changes = explain_changes(
        workspace, last, release(workspace, {"answers": "2"}), printed({"answers": "2"}), draft=content
    )

    assert ("answers", "0", "2", "software + answers") in told(changes)


def test_a_number_that_is_not_printed_any_more_is_told_with_nothing_after_it(workspace: Workspace) -> None:
    last = release(workspace, {"answers": "1", "gone": "5"})
    write(workspace, {EXPORT: "2"})
    drafted = printed({"answers": "1"})

    changes = explain_changes(workspace, last, release(workspace, {"answers": "1"}), drafted, draft=fail)

    assert told(changes) == {("gone", "5", "", "answers")}


def test_a_mixture_that_cannot_be_read_is_told_together_with_the_next(workspace: Workspace) -> None:
    last = release(workspace, {"answers": "1", "roster": "1", "rules": "1", "rubric": "1"})
    write(workspace, {SETTINGS: "[rubric]\nfile = 'own.toml'\n#2", ROSTER: "2"})

    def refuse(mixed: Workspace, entry: Entry) -> pd.DataFrame:
        if (mixed.root / ROSTER).read_text() == "1":
            raise InputError("this roster does not go with these rules")
        return content(mixed, entry)

    new = release(workspace, {"answers": "1", "roster": "2", "rules": "2", "rubric": "1"})
    changes = explain_changes(workspace, last, new, content(workspace, last), draft=refuse)

    assert {row[3] for row in told(changes)} == {"rules + roster"}


def test_without_the_files_of_the_last_release_the_cause_is_not_known(workspace: Workspace) -> None:
    last = release(workspace, {"answers": "1"})
    write(workspace, {EXPORT: "2", ROSTER: "2"})
    (workspace.keep / "inputs" / EXPORT).unlink()

    changes = explain_changes(
        workspace, last, release(workspace, {"answers": "2"}), printed({"answers": "2"}), draft=fail
    )

    assert told(changes) == {("answers", "1", "2", "not known")}


def test_an_export_that_is_removed_is_not_kept_either(workspace: Workspace) -> None:
    (workspace.root / EXPORT).unlink()

    forget_inputs(workspace)

    assert not (workspace.keep / "inputs" / EXPORT).exists()
    assert (workspace.keep / "inputs" / ROSTER).is_file()


def test_what_is_kept_is_for_its_owner_alone(workspace: Workspace) -> None:
    kept = workspace.keep / "inputs"

    assert {path.stat().st_mode & 0o777 for path in (kept, *kept.rglob("*")) if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in kept.rglob("*") if path.is_file()} == {0o600}


def fail(*_: object) -> pd.DataFrame:
    pytest.fail("nothing had to be drafted again")
