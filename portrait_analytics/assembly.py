"""The pages of a semester, made beside the last good ones and put in their place when all is done."""

import shutil
import tempfile
from pathlib import Path

from portrait_analytics.errors import PortraitError
from portrait_analytics.progress import Progress
from portrait_analytics.release import Release
from portrait_analytics.reports import check_page, make_index, make_page
from portrait_analytics.runs import run_notebook
from portrait_analytics.workspace import Workspace

PAGES = {"growth": "growth.html"}
TIMEOUT = 600.0


def make_reports(workspace: Workspace, semester: str, progress: Progress) -> tuple[list[Path], list[PortraitError]]:
    """The pages that were made, and the faults of those that were not; a fault leaves the last good pages in place."""
    release = workspace.load_release(semester)
    workspace.reports.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=workspace.reports, prefix=f".{semester}-"))
    try:
        faults = [fault for name in PAGES if (fault := _make_one(workspace, release, name, beside, progress))]
        if faults:
            return [], faults
        _write_index(release, beside)
        _write_data(release, beside)
        return _put_in_place(beside, workspace.reports / semester), []
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _make_one(
    workspace: Workspace, release: Release, name: str, beside: Path, progress: Progress
) -> PortraitError | None:
    """One page from its notebook; the fault if it could not be made."""
    parameters = {"workspace": str(workspace.root), "semester": release.semester, "baseline": release.baseline or ""}
    executed = workspace.processed / "executed" / release.semester / f"{name}.ipynb"
    executed.parent.mkdir(parents=True, exist_ok=True)
    progress.doing(f"running notebooks/{name}.ipynb")
    try:
        run_notebook(workspace.notebooks / f"{name}.ipynb", executed, parameters, timeout=TIMEOUT)
        html = make_page(executed, release, name=name)
        check_page(html)
    except PortraitError as fault:
        progress.done(f"{PAGES[name]}: not made")
        return fault
    (beside / PAGES[name]).write_text(html, encoding="utf-8", newline="\n")
    progress.done(f"{PAGES[name]}: made")
    return None


def _write_index(release: Release, beside: Path) -> None:
    html = make_index(release, {page: (beside / page).read_text(encoding="utf-8") for page in PAGES.values()})
    check_page(html)
    (beside / "index.html").write_text(html, encoding="utf-8", newline="\n")


def _write_data(release: Release, beside: Path) -> None:
    """The published table as CSV: what the pages print, no more."""
    (beside / "data").mkdir()
    release.published.to_csv(beside / "data" / "published.csv", index=False, lineterminator="\n")


def _put_in_place(beside: Path, target: Path) -> list[Path]:
    """The finished folder takes the place of the last one."""
    old = beside.with_name(f"{beside.name}-old")
    if target.exists():
        target.rename(old)
    beside.chmod(0o755)
    beside.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return [target / "index.html", *(target / page for page in PAGES.values())]
