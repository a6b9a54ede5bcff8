"""What tests share: the sample district, made and run once."""

import os
from pathlib import Path

import pytest

from portrait_analytics import pipeline
from portrait_analytics.progress import Silent
from portrait_analytics.sample import make_sample
from portrait_analytics.starting import make_workspace
from portrait_analytics.workspace import Workspace

# the kernels that notebooks run in must not inherit a tester's warnings filter
os.environ.pop("PYTHONWARNINGS", None)


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
