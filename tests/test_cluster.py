"""On a Dask cluster: the same bytes as here, and nothing lost with a worker that dies."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from portrait_analytics import pipeline
from portrait_analytics.cluster import connect
from portrait_analytics.errors import ConfigError
from portrait_analytics.fanout import Making
from portrait_analytics.progress import Silent
from portrait_analytics.workspace import Workspace

FALL = "2026-fall"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster of two worker processes on this machine."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster.scheduler_address


class KillsAWorker(Silent):
    """Kills one of the workers as soon as the first page is there."""

    def __init__(self, address: str) -> None:
        self.address, self.killed = address, 0

    def done(self, what: str) -> None:
        """Look for a page that was made."""
        if what.endswith(".html: made") and not self.killed:
            with Client(self.address, set_as_default=False) as client:
                self.killed = min(client.run(os.getpid).values())
            os.kill(self.killed, signal.SIGKILL)


def test_a_cluster_makes_the_bytes_that_are_made_here_even_if_a_worker_dies(
    small_run: Workspace, tmp_path: Path, address: str
) -> None:
    twin = Workspace(tmp_path / "twin")
    shutil.copytree(small_run.root, twin.root, ignore=shutil.ignore_patterns("reports", "processed", "inputs"))
    killer = KillsAWorker(address)

    with connect(address) as executor:
        outcome = pipeline.run(twin, killer, making=Making(executor=executor))

    assert outcome.faults == []
    assert killer.killed
    for place in (FALL, f"restricted/{FALL}"):
        assert files_below(twin.reports / place) == files_below(small_run.reports / place)


def files_below(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_where_no_scheduler_answers_the_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portrait_analytics.cluster.SECONDS_TO_CONNECT", 0.5)

    scheduler = connect("tcp://127.0.0.1:9")

    with pytest.raises(ConfigError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        scheduler.__enter__()


def test_without_an_address_nothing_of_dask_is_needed() -> None:
    with connect("") as executor:
        assert executor is None
