"""The command: what it prints, where, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from portrait_analytics.workspace import Workspace
from tests.districts import FALL, as_csv, make_district

ANSWERS = """
    Email Address | {trust}    | {voices}
    q@example.org | Developing | Advanced
"""


def portrait(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portrait_analytics", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.mark.parametrize("command", ["run", "clean", "inspect", "audit", "new", "sample"])
def test_every_command_explains_itself(command: str) -> None:
    overview, own = portrait("--help"), portrait(command, "--help")

    assert command in overview.stdout
    assert "Exit codes" in overview.stdout
    assert own.returncode == 0
    assert len(own.stdout.split()) > 15


def test_a_fault_ends_in_its_message_on_standard_error_without_a_traceback(tmp_path: Path) -> None:
    ended = portrait("run", cwd=tmp_path)

    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("portrait: There is no district.toml")
    assert "Traceback" not in ended.stderr


def test_clean_tells_each_file_in_a_plain_line_where_there_is_no_terminal(tmp_path: Path) -> None:
    make_district(tmp_path, {f"{FALL}/a.csv": as_csv(ANSWERS), f"{FALL}/b.csv": b""})

    ended = portrait("clean", "--workspace", tmp_path)

    assert ended.returncode == 2
    assert ended.stderr.splitlines() == [
        "2026-fall/a.csv: plain table, 1 record",
        "2026-fall/b.csv: not used",
        "cleaned: 1 of 1 record used; 1 thing set aside with a reason",
        "portrait: 2026-fall/b.csv: the file is empty. Export it again from the survey platform.",
    ]


def test_json_is_one_object_on_standard_output_and_nothing_else(tmp_path: Path) -> None:
    make_district(tmp_path, {f"{FALL}/a.csv": as_csv(ANSWERS), f"{FALL}/b.csv": b""})

    ended = portrait("clean", "--workspace", tmp_path, "--json")

    result = json.loads(ended.stdout)
    assert ended.stderr == ""
    assert result["exit_code"] == ended.returncode == 2
    assert result["counts"]["rows_used"] == 1
    assert result["faults"] == ["2026-fall/b.csv: the file is empty. Export it again from the survey platform."]


def test_a_new_workspace_tells_the_next_step_and_a_sample_can_be_read(tmp_path: Path) -> None:
    made = portrait("new", tmp_path / "mine")
    sample = portrait("sample", tmp_path / "sample", "--people", "20", "--schools", "3", "--semesters", "1")
    cleaned = portrait("clean", "--workspace", tmp_path / "sample")

    assert "portrait run" in made.stdout
    assert sample.returncode == 0
    assert cleaned.returncode == 0, cleaned.stderr


def test_a_run_says_first_what_it_made_and_last_where_to_look(small_run: Workspace) -> None:
    run = portrait("run", "--workspace", small_run.root)

    assert run.returncode == 0, run.stderr
    first, *_, last = run.stdout.splitlines()
    assert first.startswith("Fall 2026 beside spring 2026: ")
    assert last == f"Open {small_run.root / 'reports' / FALL / 'index.html'}"


def test_nobody_is_named_in_what_a_run_prints(tmp_path: Path, sample_run: Workspace) -> None:
    ended = portrait("clean", "--workspace", sample_run.root)

    assert "Sample Leader" not in ended.stderr + ended.stdout
    assert "@" not in ended.stderr + ended.stdout
