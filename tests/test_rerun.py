"""A second run: what has not changed is not made again, and what has changed is, no more and no less."""

import errno
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from portrait_analytics import cli, figures, manifest, pipeline, placing
from portrait_analytics.errors import InputError, ReportError
from portrait_analytics.fanout import Making, Result, Task, make_pages
from portrait_analytics.manifest import Asked, find_manifest, find_unchanged
from portrait_analytics.pages import READS, Page, describe_source, narrow, plan_pages
from portrait_analytics.progress import Silent
from portrait_analytics.release import Release
from portrait_analytics.workspace import Workspace

FALL = "2026-fall"
ASKED = Asked()
NEVER_READ = {"pandas", "pandera", "numpy", "papermill", "altair"}


@pytest.fixture
def twin(small_run: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the small district after a run, to be changed; data/keep as it was."""
    shutil.copytree(small_run.root, tmp_path / "twin")
    return Workspace(tmp_path / "twin")


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of the pages that are really made from now on."""
    made: list[str] = []

    def count(tasks: list[Task], making: Making) -> object:
        made.extend(task.page.address for task in tasks)
        return make_pages(tasks, making)

    monkeypatch.setattr("portrait_analytics.assembly.make_pages", count)
    return made


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_unchanged_run_touches_no_page_and_imports_nothing_that_takes_long(twin: Workspace) -> None:
    before = bytes_below(twin.reports)
    code = (
        "import sys\nfrom portrait_analytics.cli import main\n"
        f"sys.argv = ['portrait', 'run', '--workspace', {str(twin.root)!r}, '--json']\n"
        "try:\n    main()\nfinally:\n    print(*sorted(sys.modules), file=sys.stderr)"
    )

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    told = json.loads(ended.stdout)
    assert (told["exit_code"], told["made"], told["semester"]) == (0, 0, FALL)
    assert told["unchanged"] > 0
    assert set(ended.stderr.split()) & NEVER_READ == set()
    assert bytes_below(twin.reports) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda place: (place.raw / FALL / "late.csv").write_text("Email,Trust\n"),
        lambda place: replace_in(place.root / "district.toml", "[district]", "# a remark\n[district]"),
        lambda place: replace_in(place.notebooks / "school.ipynb", "How to read this page", "How to read it"),
        lambda place: replace_in(place.reports / FALL / "growth.html", "<h1", "<h1 "),
        lambda place: (place.reports / FALL / "growth.html").unlink(),
        lambda place: (place.table_path("ratings")).unlink(),
        lambda place: (place.keep / "salt").write_text("00" * 32),
    ],
    ids=["an export", "the settings", "a notebook", "a page", "no page", "a table", "the salt"],
)
def test_whatever_a_page_depends_on_is_seen_to_have_changed(
    twin: Workspace, change: Callable[[Workspace], object]
) -> None:
    assert find_unchanged(twin, ASKED) is not None

    change(twin)

    assert find_unchanged(twin, ASKED) is None


def test_another_version_of_the_software_is_a_change(twin: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "describe_software", lambda: {"code": "another"})

    assert find_unchanged(twin, ASKED) is None


def test_pages_with_names_are_not_taken_for_made_where_they_were_not_asked_for(twin: Workspace) -> None:
    assert find_unchanged(twin, Asked(restricted=True)) is None
    assert find_unchanged(twin, Asked(semester=FALL)) is not None
    assert find_unchanged(twin, Asked(semester="2025-fall")) is None


def test_a_changed_notebook_makes_its_own_pages_again_and_reads_nothing_anew(
    twin: Workspace, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "take_in", lambda *_: pytest.fail("the exports were read again"))
    before = bytes_below(twin.reports / FALL)
    replace_in(twin.notebooks / "school.ipynb", "How to read this page", "How this page is to be read")

    outcome = pipeline.run(twin, Silent())

    after = bytes_below(twin.reports / FALL)
    schools = {name for name in before if name.startswith("schools/")}
    assert outcome.faults == []
    assert set(counted) == schools
    assert {name for name in before if before[name] != after[name]} == schools | {"manifest.json"}


def test_the_page_of_a_school_that_failed_is_all_that_the_next_run_makes(twin: Workspace, counted: list[str]) -> None:
    notebook = twin.notebooks / "school.ipynb"
    good = notebook.read_text(encoding="utf-8")
    release = twin.load_release(FALL)
    page = next(page for page in plan_pages(release) if page.notebook == "school")
    spoiled = f"if school == '{page.parameters['school']}':\\n    raise RuntimeError\\n"
    notebook.write_text(good.replace("from portrait_analytics import", spoiled + "from portrait_analytics import", 1))
    assert pipeline.run(twin, Silent()).exit_code == 1
    known = find_manifest(twin, ASKED)
    assert known is not None
    failed = [made for made in known.pages if made.state == "failed"]
    assert [made.page for made in failed] == [page.address]
    assert "RuntimeError" in failed[0].fault
    counted.clear()

    assert pipeline.run(twin, Silent(), retry_failed=True).exit_code == 1

    assert counted == [page.address]


def test_only_failed_pages_are_made_again_even_if_exports_came_in_meanwhile(
    twin: Workspace, counted: list[str]
) -> None:
    (twin.raw / FALL / "late.csv").write_text("nothing,of,use\n")

    outcome = pipeline.run(twin, Silent(), retry_failed=True)

    assert (outcome.exit_code, counted) == (0, [])
    assert find_unchanged(twin, ASKED) is None  # the next run reads the export


def test_without_a_last_run_there_is_nothing_to_retry(twin: Workspace) -> None:
    twin.table_path("people").unlink()

    with pytest.raises(InputError, match="Run: portrait run"):
        pipeline.run(twin, Silent(), retry_failed=True)


def test_a_full_disk_is_said_in_a_sentence_and_leaves_the_last_release(
    twin: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bytes_below(twin.reports)
    replace_in(twin.notebooks / "school.ipynb", "How to read this page", "How this page is to be read")
    monkeypatch.setattr(sys, "argv", ["portrait", "run", "--quiet", "--workspace", str(twin.root)])

    def fill_up(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "growth.html")

    with monkeypatch.context() as full:
        full.setattr(placing, "_put_on_disk", fill_up)
        with pytest.raises(SystemExit) as ended:
            cli.main()

    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("portrait: growth.html: No space left on device. Free some space")
    assert bytes_below(twin.reports) == before

    with pytest.raises(SystemExit) as healed:
        cli.main()

    assert healed.value.code == 0
    assert find_unchanged(twin, ASKED) is not None


def test_the_log_has_a_line_for_each_page_and_one_for_the_run(twin: Workspace) -> None:
    (twin.processed / "log.jsonl").unlink()
    replace_in(twin.notebooks / "succession.ipynb", "How to read this page", "How this page is to be read")

    pipeline.run(twin, Silent())

    begun, *pages, done = map(json.loads, (twin.processed / "log.jsonl").read_text(encoding="utf-8").splitlines())
    known = find_manifest(twin, ASKED)
    assert known is not None
    assert (begun["event"], done["event"], done["exit_code"], done["made"]) == ("begun", "done", 0, 1)
    assert {line["page"]: line["state"] for line in pages} == {
        made.page: "made" if made.page == "succession.html" else "unchanged" for made in known.pages
    }
    assert {line["run"] for line in (begun, *pages, done)} == {begun["run"]}


class Lazy(Executor):
    """Carries a task out when its result is asked for, so that what was cancelled before never begins."""

    def submit(self, call: Callable[..., Result], *given: object) -> "Future[Result]":  # type: ignore[override]
        class Later(Future[Result]):
            def result(self, timeout: float | None = None) -> Result:
                if self.cancelled():
                    raise CancelledError
                return call(*given)

        return Later()


@pytest.mark.parametrize(("keep_going", "begun"), [(True, [0, 1, 2]), (False, [0, 1])])
def test_no_page_is_begun_after_one_that_failed_if_the_run_is_to_stop_there(
    monkeypatch: pytest.MonkeyPatch, keep_going: bool, begun: list[int]
) -> None:
    pages = [Page(str(number), "school", {}) for number in range(3)]
    tasks = [Task(Path(), FALL, "", "", page, None, 60.0) for page in pages]
    done: list[int] = []

    def fail_second(task: Task) -> Result:
        done.append(int(task.page.address))
        return Result("", ReportError("it stopped") if task.page.address == "1" else None, 0.0)

    monkeypatch.setattr("portrait_analytics.fanout.make_one", fail_second)
    results = list(make_pages(tasks, Making(keep_going=keep_going, executor=Lazy())))

    assert done == begun
    assert [str(result.fault or "made") for result in results][:2] == ["made", "it stopped"]
    assert ("Not begun" in str(results[2].fault)) is not keep_going


def draw(workspace: Workspace, page: Page, release: Release) -> list[object]:
    """All that the cells of a page's notebook draw of a release."""
    known: dict[str, object] = {"figures": figures, "release": release}
    drawn = []
    for cell in nbformat.read(workspace.notebooks / f"{page.notebook}.ipynb", as_version=4).cells:
        if "parameters" in cell.metadata.get("tags", []):
            exec(cell.source, known)
            known |= page.parameters
        elif cell.cell_type == "code" and cell.source.startswith("figures."):
            drawn.append(eval(cell.source, known)._repr_mimebundle_())
    return drawn


@pytest.mark.parametrize("notebook", READS)
def test_a_page_reads_no_more_than_is_written_down(sample_run: Workspace, notebook: str) -> None:
    release = sample_run.load_release(FALL)
    page = next(page for page in plan_pages(release) if page.notebook == notebook)
    less = narrow(release, page)

    assert len(less.published) < len(release.published)
    assert draw(sample_run, page, less) == draw(sample_run, page, release)


def test_the_page_of_a_school_does_not_hang_on_other_schools(sample_run: Workspace) -> None:
    release = sample_run.load_release(FALL)
    pages = [page for page in plan_pages(release) if page.notebook == "school"]
    other = str(pages[1].parameters["school"])
    published = release.published.copy()
    published.loc[published["school"] == other, "shown"] = "another text"
    moved = replace(release, published=published)

    same = [describe_source(page, release, {}, "") == describe_source(page, moved, {}, "") for page in pages]

    assert same == [page is not pages[1] for page in pages]


def test_the_page_of_a_school_hangs_on_the_net_of_all_leaders_and_on_no_other_number_of_theirs(
    sample_run: Workspace,
) -> None:
    release = sample_run.load_release(FALL)
    page = next(page for page in plan_pages(release) if page.notebook == "school")
    whole = release.published["figure"] == "district_growth"

    def is_the_same_if(rows: pd.Series) -> bool:
        published = release.published.copy()
        published.loc[rows, "shown"] = "another text"
        moved = replace(release, published=published)
        return describe_source(page, release, {}, "") == describe_source(page, moved, {}, "")

    net = release.published["measure"] == "net_movers"
    assert is_the_same_if(whole & ~net)
    assert not is_the_same_if(whole & net)


def print_page(release: Release, page: Page) -> list[list[object]]:
    """What a page prints of the release, row by row, and in which color."""
    return narrow(release, page).published[["shown", "colour_class", "differs"]].astype("str").to_numpy().tolist()


def test_one_changed_answer_makes_the_pages_anew_whose_numbers_it_moves_and_the_data_team_learns_which(
    twin: Workspace, counted: list[str]
) -> None:
    before = twin.load_release(FALL)
    export = next((twin.raw / FALL).glob("*self-reflection*.csv"))
    replace_in(export, ",Advanced,Establishing,", ",Advanced,Advanced,")  # the record of a test has no such answers

    outcome = pipeline.run(twin, Silent(), never_passed_on=True)

    after = twin.load_release(FALL)
    pages = [page for page in plan_pages(after) if not page.restricted]
    moved = {page.address for page in pages if print_page(before, page) != print_page(after, page)}
    assert set(counted) == moved
    assert "growth.html" in moved
    changes = pd.read_csv(twin.reports / "restricted" / FALL / "changes.csv", dtype="str")
    assert set(changes["because"]) == {"answers"}
    assert f"{len(changes)} of" in outcome.changed
    assert after.changed == ""  # nobody else has seen what was never passed on
