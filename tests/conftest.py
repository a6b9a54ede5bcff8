"""What tests share: the sample district, made and run once, and one browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from filelock import FileLock

from portrait_analytics import pipeline
from portrait_analytics.progress import Silent
from portrait_analytics.sample import make_sample
from portrait_analytics.starting import make_workspace
from portrait_analytics.workspace import Workspace
from tests import hostile

# the kernels that notebooks run in must not inherit a tester's warnings filter
os.environ.pop("PYTHONWARNINGS", None)

CHROMIUM = Path("/usr/bin/chromium")
# the browser itself is to ask for nothing, so that what is asked for was asked by a page
QUIET = ["background-networking", "component-update", "sync", "quic"]
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{name}" for name in QUIET)]


def run_once(tmp_path_factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], None]) -> Workspace:
    """A synthetic district after ``portrait run``: the first worker to ask makes it, the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / f"district-{name}"
    with FileLock(shared / f"{name}.lock"):
        if not (folder / "reports" / "restricted").is_dir():
            make_workspace(folder, with_settings=False)
            fill(folder)
            outcome = pipeline.run(Workspace(folder), Silent())
            if outcome.faults:
                shutil.rmtree(folder)
            assert outcome.faults == []
    return Workspace(folder)


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample district after ``portrait run``; for reading only."""
    return run_once(tmp_path_factory, "sample", make_sample)


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A smaller synthetic district after ``portrait run``, for tests that copy it and run it again."""
    return run_once(tmp_path_factory, "small", partial(make_sample, people=60, schools=4, semesters=2, seed=1))


@pytest.fixture(scope="session")
def hostile_run(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A district of hostile texts and planted secrets after ``portrait run``; for reading only."""
    return run_once(tmp_path_factory, "hostile", hostile.fill)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that the tests lie in."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A running Chromium; without one its tests are skipped, except under ``CI=true``, where they fail."""
    if not CHROMIUM.exists():
        reason = f"there is no {CHROMIUM}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()
