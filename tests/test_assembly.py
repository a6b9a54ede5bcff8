"""The pages of a run: which there are, that they appear together, and what becomes of a failure."""

import hashlib
import json
import shutil
import stat
from pathlib import Path

import pytest

from portrait_analytics.assembly import EXPLORE, Assembled, make_reports
from portrait_analytics.fanout import WHO_SEES_WHAT, Making
from portrait_analytics.pages import plan_pages
from portrait_analytics.progress import Silent
from portrait_analytics.workspace import Workspace

SEMESTER = "2026-fall"


@pytest.fixture
def twin(small_run: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the small district after a run, to be spoiled."""
    shutil.copytree(small_run.root, tmp_path / "twin")
    return Workspace(tmp_path / "twin")


@pytest.fixture
def failing_school(twin: Workspace) -> tuple[Workspace, str, Assembled]:
    """The district in which one school's page stops, after making its pages again."""
    notebook = twin.notebooks / "school.ipynb"
    page = next(page for page in plan_pages(twin.load_release(SEMESTER)) if page.notebook == "school")
    spoiled = f"if school == '{page.parameters['school']}':\\n    raise RuntimeError('secret answer')\\n"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("from portrait_analytics import", spoiled + "from portrait_analytics import", 1))
    return twin, page.address, make_reports(twin, SEMESTER, Silent(), making=Making(jobs=2))


def test_there_is_a_page_for_each_school_that_may_be_shown_and_none_for_the_others(sample_run: Workspace) -> None:
    release = sample_run.load_release(SEMESTER)
    own = release.published[release.published["figure"] == "growth_by_school"]
    shown = set(own.loc[own["status"].isin(["shown", "coded"]), "school"])
    slugs = set(release.schools.loc[release.schools["school"].isin(shown), "slug"])

    made = {path.stem for path in (sample_run.reports / SEMESTER / "schools").iterdir()}

    assert made == slugs
    assert len(made) == 10


def test_what_is_restricted_lies_apart_and_is_for_its_owner(sample_run: Workspace) -> None:
    folder = sample_run.reports / "restricted"

    assert (folder / SEMESTER / "data-quality.html").is_file()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not list((sample_run.reports / SEMESTER).rglob("data-quality*"))
    for page in (sample_run.reports / SEMESTER).rglob("*.html"):
        assert "restricted/" not in page.read_text(encoding="utf-8")


def test_the_manifest_lists_every_page_with_the_digest_of_its_bytes(sample_run: Workspace) -> None:
    folder = sample_run.reports / SEMESTER
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))

    listed = {entry["page"]: entry["sha256"] for entry in manifest["pages"]}
    pages = [path for path in folder.rglob("*.html") if path.name != "index.html"]

    assert listed == {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in pages
    }
    assert str(sample_run.root) not in json.dumps(manifest)
    assert {entry["state"] for entry in manifest["pages"]} == {"made"}


def test_a_failing_school_is_named_and_left_out_and_the_others_are_made(
    failing_school: tuple[Workspace, str, Assembled],
) -> None:
    workspace, address, assembled = failing_school

    folder = workspace.reports / SEMESTER
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    states = {entry["page"]: entry["state"] for entry in manifest["pages"]}

    assert [fault.exit_code for fault in assembled.faults] == [1]
    assert "school.ipynb" in str(assembled.faults[0])
    assert "secret" not in str(assembled.faults[0])
    assert not (folder / address).exists()
    assert [page for page, state in states.items() if state == "failed"] == [address]
    assert address not in (folder / "index.html").read_text(encoding="utf-8")
    made = {page for page, state in states.items() if state == "made"}
    assert {f"schools/{path.name}" for path in (folder / "schools").iterdir()} == made - {
        "growth.html",
        "succession.html",
        "professional-learning.html",
        EXPLORE,
        WHO_SEES_WHAT,
    }


def test_a_failing_district_page_leaves_the_last_release_as_it_was(twin: Workspace) -> None:
    before = {path: path.read_bytes() for path in (twin.reports / SEMESTER).rglob("*") if path.is_file()}
    notebook = twin.notebooks / "growth.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("figures.district_growth", "figures.no_such"))

    assembled = make_reports(twin, SEMESTER, Silent())

    assert "growth.ipynb" in str(assembled.faults[0])
    after = {path: path.read_bytes() for path in (twin.reports / SEMESTER).rglob("*") if path.is_file()}
    assert after == before
    assert not [path for path in twin.reports.iterdir() if path.name.startswith(".")]


def test_a_page_with_a_number_that_was_not_published_is_left_out_and_named(twin: Workspace) -> None:
    notebook = twin.notebooks / "school.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("## How to read this page", "## Our goal for 41 leaders"), encoding="utf-8")

    assembled = make_reports(twin, SEMESTER, Silent(), making=Making(jobs=2))

    folder = twin.reports / SEMESTER
    assert {fault.exit_code for fault in assembled.faults} == {4}
    assert "F8 schools/" in str(assembled.faults[0])
    assert ": 41" in str(assembled.faults[0])
    assert not (folder / "schools").exists()
    assert (folder / "growth.html").is_file()


def test_pages_do_not_depend_on_how_many_are_made_at_a_time(twin: Workspace) -> None:
    before = {path: path.read_bytes() for path in (twin.reports / SEMESTER).rglob("*") if path.is_file()}

    make_reports(twin, SEMESTER, Silent(), making=Making(jobs=1))

    after = {path: path.read_bytes() for path in (twin.reports / SEMESTER).rglob("*") if path.is_file()}
    assert after == before
