"""School pages made by the hundred: our fan-out beside papermill's own loop with nbconvert, and beside bare functions.

    python -m benchmarks.fanout --schools 200 --loop 10

``ours`` is `fanout.make_pages`: papermill with the warm engine, the page, and its checks. ``loop`` is what one would
write first: ``papermill.execute_notebook``, a kernel for each, then nbconvert; of it only ``--loop`` pages are made,
and the time is told for a page. ``bare`` calls the functions that draw, render and check the same page, in one process
that has loaded everything: what no engine can save. Its pages must be ours, to the byte.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat

from benchmarks.measuring import Measured, measure, report
from portrait_analytics import figures, pipeline
from portrait_analytics.disclosure import Comparison
from portrait_analytics.fanout import Making, Task, make_pages, subjects
from portrait_analytics.fingerprints import digest_texts
from portrait_analytics.page_checks import check_page
from portrait_analytics.pages import Page, plan_pages
from portrait_analytics.printed_numbers import check_numbers
from portrait_analytics.progress import Silent
from portrait_analytics.releasing import draft_semester, look_ahead
from portrait_analytics.reports import make_page
from portrait_analytics.sample import make_sample
from portrait_analytics.starting import make_workspace
from portrait_analytics.workspace import Workspace

LEADERS = 15  # at a school
LEAST_TIMES = 25.0  # as fast as the loop
MOST_OVER = 0.080  # seconds of one core for a page, over the bare functions
MOST_GROWTH = 5.5  # times as long for five times the schools
SEMESTER, BASELINE = "2026-fall", "2026-spring"


def make_district(folder: Path, schools: int) -> None:
    """A synthetic district with its release, which nobody attacked: only the making of pages is measured here."""
    make_workspace(folder, with_settings=False)
    make_sample(folder, people=LEADERS * schools, schools=schools, semesters=2, seed=9)
    workspace = Workspace(folder)
    pipeline.clean(workspace, Silent())
    published = draft_semester(workspace, Comparison(SEMESTER, BASELINE)).printed({})
    workspace.save_release(published, {}, look_ahead(workspace, SEMESTER))


def list_tasks(folder: Path) -> list[Task]:
    """The pages of all schools that may be shown."""
    release = Workspace(folder).load_release(SEMESTER)
    pages = [page for page in plan_pages(release) if page.notebook == "school"]
    return [Task(folder, SEMESTER, release.id, "", page, None, 600.0) for page in pages]


def make_ours(folder: Path, jobs: int, loop: int) -> Callable[[], dict[str, int]]:  # noqa: ARG001  as the others
    """`make_pages` for all of them."""

    def work() -> dict[str, int]:
        results = list(make_pages(list_tasks(folder), Making(jobs=jobs)))
        faults = [str(result.fault) for result in results if result.fault]
        if faults:
            raise SystemExit(faults[0])
        return {"pages": len(results), "digest": _digest([result.html for result in results])}

    return work


def make_bare(folder: Path, jobs: int, loop: int) -> Callable[[], dict[str, int]]:  # noqa: ARG001  as the others
    """The same pages without notebooks being run; everything is loaded before the clock starts."""
    tasks = list_tasks(folder)
    known, _ = subjects(folder, SEMESTER, tasks[0].release, "")
    notebook = nbformat.read(Workspace(folder).notebooks / "school.ipynb", as_version=4)
    filled = folder / "bare.ipynb"

    def draw(page: Page) -> str:
        for cell in notebook.cells:
            if cell.cell_type == "code" and cell.source.startswith("figures."):
                names = {"figures": figures, "release": known.release, **page.parameters}
                data = eval(cell.source, names)._repr_mimebundle_()
                cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
        nbformat.write(notebook, filled)
        html = make_page(filled, known.release, name=page.title, policy="../who-sees-what.html")
        check_page(html)
        check_numbers(html, known, page=page.address)
        return html

    draw(tasks[0].page)

    def work() -> dict[str, int]:
        return {"pages": len(tasks), "digest": _digest([draw(task.page) for task in tasks])}

    return work


def make_loop(folder: Path, jobs: int, loop: int) -> Callable[[], dict[str, int]]:  # noqa: ARG001  as the others
    """Papermill and nbconvert as they come, one page after the other."""
    import papermill
    from nbconvert import HTMLExporter

    tasks = list_tasks(folder)[:loop]

    def work() -> dict[str, int]:
        for task in tasks:
            notebook, executed = Workspace(folder).notebooks / "school.ipynb", folder / "loop.ipynb"
            parameters = {"workspace": str(folder), **task.page.parameters}
            papermill.execute_notebook(notebook, executed, parameters, kernel_name="python3", progress_bar=False)
            HTMLExporter().from_filename(str(executed))
        return {"pages": len(tasks)}

    return work


SIDES = {"ours": make_ours, "bare": make_bare, "loop": make_loop}


def _digest(pages: Sequence[str]) -> int:
    return int(digest_texts(*pages)[:12], 16)


def _tell(side: str, measured: Measured) -> float:
    pages = measured.result["pages"]
    print(f"{side:16} {measured.seconds:8.2f} s   {pages:,} pages, {1000 * measured.seconds / pages:,.0f} ms each")
    return measured.seconds / pages


def main() -> None:
    """Measure all sides on one district, and ours on one of five times the schools."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--schools", type=int, default=200)
    parser.add_argument("--loop", type=int, default=10, help="pages of papermill's own loop")
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--side", choices=SIDES)
    given = parser.parse_args()
    if given.side:
        report(SIDES[given.side](given.folder, given.jobs, given.loop))
        return
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(not _compare(Path(folder), given.schools, given.loop))


def _compare(folder: Path, schools: int, loop: int) -> bool:
    started = time.perf_counter()
    for name, count in (("few", schools), ("many", 5 * schools)):
        make_district(folder / name, count)
    seconds = time.perf_counter() - started
    print(f"two synthetic districts of {schools:,} and {5 * schools:,} schools made in {seconds:.0f} s")

    def run(side: str, name: str, jobs: int = 0) -> Measured:
        options = ["--folder", str(folder / name), "--jobs", str(jobs), "--loop", str(loop)]
        return measure("benchmarks.fanout", side, options)

    ours, alone, bare, papermills = run("ours", "few"), run("ours", "few", 1), run("bare", "few"), run("loop", "few")
    many = run("ours", "many")
    if ours.result != bare.result:
        raise SystemExit("the pages of the bare functions are not ours")
    each = _tell("ours", ours)
    single = _tell("ours, one job", alone)
    over = single - _tell("bare", bare)
    times = _tell("papermill's loop", papermills) / each
    _tell("ours, five times", many)
    growth = many.seconds / ours.seconds
    print(f"ours is {times:.1f} times as fast as papermill's loop (at least {LEAST_TIMES:g} wanted)")
    print(f"and takes {1000 * over:.0f} ms a page over the bare functions (at most {1000 * MOST_OVER:.0f} wanted)")
    print(f"five times the schools take {growth:.2f} times as long (at most {MOST_GROWTH:g} wanted)")
    return times >= LEAST_TIMES and over <= MOST_OVER and growth <= MOST_GROWTH


if __name__ == "__main__":
    main()
