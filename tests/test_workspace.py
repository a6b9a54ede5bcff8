"""Folders, settings, locks and secrets of a workspace."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.district import load_district
from portrait_analytics.errors import ConfigError, ContractError, InputError, WorkspaceLockedError
from portrait_analytics.folders import write_atomically
from portrait_analytics.starting import FOLDERS, make_workspace
from portrait_analytics.tables import empty_table, make_table
from portrait_analytics.workspace import Workspace, find_workspace, load_published
from tests.districts import FALL, as_csv, clean, make_district

ANSWERS = """
    Email Address | {trust}    | {voices}
    q@example.org | Developing | Advanced
"""


def test_the_workspace_is_found_from_any_folder_below_it(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": as_csv(ANSWERS)})

    assert find_workspace(workspace.raw / FALL).root == tmp_path.resolve()


def test_without_a_workspace_the_message_names_the_ways_out(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="portrait new DIR"):
        find_workspace(tmp_path)


def test_salt_and_identities_are_for_their_owner_alone(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": as_csv(ANSWERS)})

    clean(workspace)

    assert stat.S_IMODE(workspace.keep.stat().st_mode) == 0o700
    assert {path.name for path in workspace.keep.iterdir()} == {"salt", "identities.parquet"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in workspace.keep.iterdir()} == {0o600}


def test_a_lost_salt_is_warned_of_once_and_changes_every_key(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": "Email,Building Trust\nq@example.org,Advanced\n"})
    assert clean(workspace).warnings == []
    before = workspace.load_table("ratings")["person"].unique()
    (workspace.keep / "salt").unlink()

    (warning,) = clean(workspace).warnings

    assert "data/keep/salt is not there any more" in warning
    assert "put it back and run again" in warning
    assert workspace.salt().hex() not in warning
    assert set(workspace.load_table("ratings")["person"].unique()).isdisjoint(before)
    assert clean(workspace).warnings == []


def test_the_salt_is_made_once_and_another_workspace_has_another_one(tmp_path: Path) -> None:
    first, second = Workspace(tmp_path / "a"), Workspace(tmp_path / "b")

    assert first.salt() == first.salt()
    assert first.salt() != second.salt()


def test_a_failed_save_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "table.txt"
    target.write_text("old")

    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_atomically(target, fail)

    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_table_that_breaks_its_contract_is_not_saved(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    broken = empty_table("accounting").drop(columns="fate")

    with pytest.raises(ContractError, match="accounting"):
        workspace.save_table("accounting", broken)

    assert not workspace.table_path("accounting").exists()


def test_a_table_comes_back_as_it_was_saved_without_a_row_too(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    filled = make_table("accounting", pd.DataFrame({"source": ["a"], "unit": "row", "fate": "used", "count": 3}))

    for frame in (filled, empty_table("accounting")):
        workspace.save_table("accounting", frame)
        pd.testing.assert_frame_equal(workspace.load_table("accounting"), frame)


def test_a_table_that_was_not_built_says_which_command_builds_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="portrait run"):
        Workspace(tmp_path).load_table("ratings")


def test_a_second_run_is_told_who_holds_the_workspace(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": as_csv(ANSWERS)})
    other = (
        "import sys; from pathlib import Path; from portrait_analytics.workspace import Workspace\n"
        "with Workspace(Path(sys.argv[1])).locked():\n    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", other, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(WorkspaceLockedError, match=f"process {holder.pid} on "):
            clean(workspace)
    finally:
        holder.communicate("")

    assert clean(workspace).exit_code == 0


def test_a_lock_of_a_killed_run_does_not_stop_the_next_one(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": as_csv(ANSWERS)})
    workspace.processed.mkdir(parents=True)
    (workspace.processed / ".lock").touch()
    (workspace.processed / ".lock-owner.json").write_text(json.dumps({"process": 1, "host": "gone", "since": "then"}))

    assert clean(workspace).exit_code == 0


def test_without_a_semester_folder_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {}, roster="")

    with pytest.raises(ConfigError, match="data/raw/2026-fall"):
        clean(workspace)


def test_notes_and_half_copied_files_beside_the_exports_are_passed_over(tmp_path: Path) -> None:
    answers = as_csv(ANSWERS)
    workspace = make_district(
        tmp_path,
        {f"{FALL}/{name}": answers for name in ("a.csv", "README.md", ".DS_Store", "~$a.xlsx")},
    )

    assert [path.name for path in workspace.exports(FALL)] == ["a.csv"]


def test_another_baseline_than_the_published_one_is_refused(tmp_path: Path, sample_run: Workspace) -> None:
    with pytest.raises(InputError, match="--baseline 2026-spring"):
        load_published(str(sample_run.root), "2026-fall", "2026-spring")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[district]\nname = 'A'\ncolour = '#123456'\n", r"\[district\] colour: there is no such setting"),
        ("[district]\nname = 'A'\n[privacy]\nminimum_gruop = 9\n", 'Did you mean "minimum_group"'),
        ("[district]\nname = 'A'\n[privacy]\nminimum_group = 2\n", "greater than or equal to 3"),
        ("[district]\nname = 'A'\n[pivacy]\n", 'Did you mean "privacy"'),
        ("[district]\nname = 'A'\n[people]\nrole_from = 'gut'\n", "'survey' or 'roster'"),
        ("[privacy]\nminimum_group = 5\n", r"\[district\]"),
        ("not toml", "not a TOML file"),
    ],
)
def test_a_wrong_setting_is_named_with_its_table(tmp_path: Path, settings: str, said: str) -> None:
    path = tmp_path / "district.toml"
    path.write_text(settings)

    with pytest.raises(ConfigError, match=said):
        load_district(path)


def test_the_minimum_group_is_five_unless_the_district_says_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "district.toml"
    path.write_text("[district]\nname = 'A'\n")

    assert load_district(path).privacy.minimum_group == 5


def test_a_new_workspace_has_settings_that_load_and_the_notebooks(tmp_path: Path) -> None:
    make_workspace(tmp_path / "new")

    workspace = find_workspace(tmp_path / "new")
    assert workspace.district.privacy.minimum_group == 5
    assert {path.name for path in workspace.notebooks.iterdir()} >= {"growth.ipynb"}
    assert "data/keep/" in (workspace.root / ".gitignore").read_text()


def test_a_folder_with_something_in_it_is_not_made_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()

    with pytest.raises(ConfigError, match="not empty"):
        make_workspace(tmp_path)


def test_the_repositorys_folders_say_what_a_new_workspaces_folders_say(tmp_path: Path) -> None:
    make_workspace(tmp_path / "new")
    repository = Path(__file__).parent.parent

    for name in FOLDERS:
        assert (repository / name / "README.md").read_text() == (tmp_path / "new" / name / "README.md").read_text()
