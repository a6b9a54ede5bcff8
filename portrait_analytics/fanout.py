"""Making many pages at once: one page is one task, and any executor may carry them out.

A task names its page and where the release lies, never the release itself, so it can go to another process or, over a
shared folder, to another machine. What a page comes to, a fault too, is its task's result: one never touches another.
"""

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import psutil

from portrait_analytics.engines import Engine
from portrait_analytics.errors import PortraitError, ReportError
from portrait_analytics.known_words import Known
from portrait_analytics.manifest import EXECUTED
from portrait_analytics.page_checks import check_page
from portrait_analytics.pages import Page
from portrait_analytics.printed_numbers import check_numbers
from portrait_analytics.quality import Quality, load_quality
from portrait_analytics.reports import make_page
from portrait_analytics.runs import run_notebook
from portrait_analytics.workspace import Workspace

WHO_SEES_WHAT = "who-sees-what.html"
NOTEBOOK_SECONDS = 600.0
PAGE_BYTES = 400_000_000  # what one notebook and its page may hold at a time


@dataclass(frozen=True)
class Making:
    """How pages are made: how many at a time (0: as many as processors and memory allow), by what, and how long.

    ``seconds`` is for one notebook as a whole. Without ``keep_going``, no page is begun after one that failed.
    ``executor`` carries the pages out instead of threads of this process; it is left open.
    """

    jobs: int = 0
    engine: Engine | None = None
    seconds: float = NOTEBOOK_SECONDS
    keep_going: bool = True
    executor: Executor | None = None


@dataclass(frozen=True)
class Task:
    """One page to make; ``release`` is the id of the release that it is made from, ``tables`` the digest of all."""

    root: Path
    semester: str
    release: str
    tables: str
    page: Page
    engine: Engine | None
    seconds: float


@dataclass(frozen=True)
class Result:
    """The checked HTML of a page, or the fault that kept it from being made, and how long that took."""

    html: str
    fault: PortraitError | None
    seconds: float


def make_pages(tasks: Sequence[Task], making: Making) -> Iterator[Result]:
    """What came of each task, in their order."""
    if making.executor is not None:
        yield from _collect(making.executor, tasks, making)
        return
    with ThreadPoolExecutor(making.jobs or default_jobs()) as pool:
        yield from _collect(pool, tasks, making)


def make_one(task: Task) -> Result:
    """Run one notebook and turn it into a page; a fault that can be told is a result, too."""
    started = time.monotonic()
    try:
        html, fault = _make(task), None
    except PortraitError as error:
        html, fault = "", error
    return Result(html, fault, time.monotonic() - started)


def default_jobs() -> int:
    """As many pages at a time as there are processors for us, and as fit into the memory that is free now."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, int(psutil.virtual_memory().available // PAGE_BYTES)))


def executed_path(workspace: Workspace, semester: str, page: Page) -> Path:
    """Where the executed notebook of a page is kept, for analysts to look at."""
    return workspace.processed / EXECUTED / semester / f"{page.address.removesuffix('.html')}.ipynb"


def _collect(executor: Executor, tasks: Sequence[Task], making: Making) -> Iterator[Result]:
    futures = [executor.submit(make_one, task) for task in tasks]
    for place, future in enumerate(futures):
        result = _result_of(future)
        if result.fault is not None and not making.keep_going:
            for later in futures[place + 1 :]:
                later.cancel()
        yield result


def _result_of(future: "Future[Result]") -> Result:
    try:
        return future.result()
    except CancelledError:
        return Result("", ReportError("Not begun, since a page before it failed."), 0.0)


def _make(task: Task) -> str:
    workspace, page = Workspace(task.root), task.page
    known, quality = subjects(task.root, task.semester, task.release, task.tables)
    executed = executed_path(workspace, task.semester, page)
    executed.parent.mkdir(parents=True, exist_ok=True)
    try:
        run_notebook(
            workspace.notebooks / f"{page.notebook}.ipynb",
            executed,
            {"workspace": str(task.root), **page.parameters},
            timeout=task.seconds,
            engine=task.engine,
            keep_failed=not page.named,
        )
        subject = quality if page.restricted else known.release
        html = make_page(executed, subject, name=page.title, policy=_way_to_policy(page))
        check_page(html)
        if not page.restricted:
            check_numbers(html, known, page=page.address)
    finally:
        if page.named:
            executed.unlink(missing_ok=True)
    return html


@lru_cache(maxsize=1)
def subjects(root: Path, semester: str, release: str, tables: str) -> tuple[Known, Quality]:  # noqa: ARG001  a key
    """What pages are about: loaded once in each process for all pages of one release.

    `ReportError` if another release than ``release`` lies there: a shared folder that is behind.
    """
    loaded = Workspace(root).load_release(semester)
    if loaded.id != release:
        raise ReportError(
            f"{root} holds the release {loaded.id}, not {release}. Wait until the folder is synchronized."
        )
    return Known(loaded), load_quality(str(root), semester)


def _way_to_policy(page: Page) -> str:
    """From a page that may be passed on to the one that says who sees what."""
    return "" if page.restricted else "../" * page.address.count("/") + WHO_SEES_WHAT
