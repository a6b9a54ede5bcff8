"""What tests share: the sample district, made and run once, and one browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from portrait_analytics import pipeline
from portrait_analytics.progress import Silent
from portrait_analytics.sample import make_sample
from portrait_analytics.starting import make_workspace
from portrait_analytics.workspace import Workspace

# the kernels that notebooks run in must not inherit a tester's warnings filter
os.environ.pop("PYTHONWARNINGS", None)

CHROMIUM = Path("/usr/bin/chromium")
# the browser itself is to ask for nothing, so that what is asked for was asked by a page
QUIET = ["background-networking", "component-update", "sync", "quic"]
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{name}" for name in QUIET)]


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample district after ``portrait run``; for reading only."""
    folder = tmp_path_factory.mktemp("sample") / "district"
    make_workspace(folder, with_settings=False)
    make_sample(folder)
    workspace = Workspace(folder)
    outcome = pipeline.run(workspace, Silent())
    assert outcome.faults == []
    return workspace


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A smaller synthetic district after ``portrait run``, for tests that copy it and run it again."""
    folder = tmp_path_factory.mktemp("small") / "district"
    make_workspace(folder, with_settings=False)
    make_sample(folder, people=60, schools=4, semesters=2, seed=1)
    workspace = Workspace(folder)
    assert pipeline.run(workspace, Silent()).faults == []
    return workspace


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
