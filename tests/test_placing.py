"""Pages take their place as a whole: whatever stops a run, a reader finds the old ones or the new ones."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portrait_analytics import placing
from portrait_analytics.errors import describe_system_fault
from portrait_analytics.placing import forget_half_saved, heal, in_place_of

MODE = 0o755


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with the pages of a semester."""
    fill(tmp_path / "2026-fall", "old")
    return tmp_path


def fill(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in ("index.html", "growth.html"):
        (folder / name).write_text(text)


def read(reports: Path) -> set[str]:
    return {path.read_text() for path in (reports / "2026-fall").iterdir()}


def replace_pages(reports: Path) -> None:
    with in_place_of(reports / "2026-fall", mode=MODE) as folder:
        fill(folder, "new")


@pytest.mark.parametrize("at_once", [True, False])
def test_new_pages_are_there_and_nothing_is_left_beside_them(
    reports: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(placing, "_exchange", lambda *_: False)

    replace_pages(reports)

    assert read(reports) == {"new"}
    assert [path.name for path in reports.iterdir()] == ["2026-fall"]


def test_here_two_folders_change_places_in_one_step(reports: Path) -> None:
    fill(reports / "other", "new")

    assert placing._exchange(reports / "other", reports / "2026-fall")

    assert read(reports) == {"new"}
    assert {path.read_text() for path in (reports / "other").iterdir()} == {"old"}


def test_a_fault_while_pages_are_written_leaves_the_old_ones(reports: Path) -> None:
    def write_until_the_disk_is_full() -> None:
        with in_place_of(reports / "2026-fall", mode=MODE) as folder:
            fill(folder, "half")
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        write_until_the_disk_is_full()

    assert read(reports) == {"old"}
    assert [path.name for path in reports.iterdir()] == ["2026-fall"]


@pytest.mark.parametrize("step", ["_put_on_disk", "_take_place", "_exchange", "shutil.rmtree"])
def test_killed_at_any_step_the_pages_are_whole_and_the_next_run_clears_up(reports: Path, step: str) -> None:
    code = (
        "import os, shutil, sys; from pathlib import Path; from portrait_analytics import placing\n"
        "def die(*_, **__): os.kill(os.getpid(), 9)\n"
        f"placing.{step} = die\n"
        "with placing.in_place_of(Path(sys.argv[1]) / '2026-fall', mode=0o755) as folder:\n"
        "    [(folder / name).write_text('new') for name in ('index.html', 'growth.html')]\n"
    )

    ended = subprocess.run([sys.executable, "-c", code, str(reports)], check=False)

    assert ended.returncode == -9
    assert read(reports) == {"new" if step == "shutil.rmtree" else "old"}
    assert len(list(reports.iterdir())) == 2
    heal(reports)
    assert [path.name for path in reports.iterdir()] == ["2026-fall"]
    assert len(read(reports)) == 1


def test_where_the_new_pages_cannot_take_the_place_the_old_ones_go_back(
    reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def refuse_new(path: Path, target: Path) -> Path:
        if target.name == "2026-fall" and not path.name.endswith(placing.ASIDE):
            raise PermissionError(errno.EACCES, "a page is open")
        return rename(path, target)

    monkeypatch.setattr(placing, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(PermissionError, match="open"):
        replace_pages(reports)

    assert read(reports) == {"old"}
    assert [path.name for path in reports.iterdir()] == ["2026-fall"]


def test_pages_that_were_put_aside_come_back_where_nothing_replaced_them(reports: Path) -> None:
    (reports / "2026-fall").rename(reports / ".half-made-2026-fall-a1b2c3d4-old")
    fill(reports / ".half-made-2026-fall-a1b2c3d4", "new")

    heal(reports)

    assert read(reports) == {"old"}
    assert [path.name for path in reports.iterdir()] == ["2026-fall"]


def test_clearing_up_touches_nothing_that_is_not_ours(reports: Path) -> None:
    for name in (".git", ".backup-20261122", "2026-fall-mine"):
        (reports / name).mkdir()
    (reports / ".half-made-2026-fall-a1b2c3d4").write_text("a file of that name")

    heal(reports)

    assert len(list(reports.iterdir())) == 5


def test_half_saved_files_are_removed_and_whole_ones_stay(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in (".ratings.parquet.a1b2c3d4.half-saved", "deep/.salt._x9_y8zz.half-saved"):
        (tmp_path / name).touch()
    for name in (".lock", ".lock-owner.json", ".notes.markdown", "ratings.parquet"):
        (tmp_path / name).touch()

    forget_half_saved(tmp_path)

    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        ".lock",
        ".lock-owner.json",
        ".notes.markdown",
        "ratings.parquet",
    ]


def test_a_full_disk_is_said_with_the_file_and_the_remedy() -> None:
    fault = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "reports/2026-fall/growth.html")

    assert describe_system_fault(fault).startswith("reports/2026-fall/growth.html: No space left on device. Free some")
    assert describe_system_fault(OSError("odd")) == "odd."
