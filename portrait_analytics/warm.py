"""Papermill's engine ``warm``: cells run in the fork of a process that has everything imported (`warm_worker`).

An ordinary kernel spends most of a notebook's time on starting and on imports. The interface is papermill's: the same
parameters, the same recorded notebook; only ``engine_name`` differs. It needs Linux: elsewhere a process that has used
system libraries may not be forked, or sockets cannot hand over files.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode, from_dict
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

NAME = "warm"
WORKER = "portrait_analytics.warm_worker"


class WarmEngine(Engine):  # type: ignore[misc]
    """Runs a notebook cell by cell in a process of its own, which is gone afterwards."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003  papermill gives it; there is no kernel
        *,
        timeout_func: Callable[[NotebookNode], float],
        on_cell_start: Callable[..., None],
        **_: object,
    ) -> None:
        """Run all cells until one fails.

        Raises
        ------
        CellTimeoutError
            A cell was not done after as many seconds as ``timeout_func`` allows it.
        RuntimeError
            The process died.
        """
        with _fork() as fork, _saved_once(nb_man):
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                on_cell_start(cell=cell, cell_index=index)
                try:
                    done = cell.cell_type != "code" or not cell.source.strip() or _run(fork, cell, timeout_func)
                    if not done:
                        nb_man.cell_exception(cell, cell_index=index)
                        break
                finally:
                    nb_man.cell_complete(cell, cell_index=index)


papermill_engines.register(NAME, WarmEngine)


@contextmanager
def _saved_once(nb_man: NotebookExecutionManager) -> Iterator[None]:
    """Papermill writes the whole notebook before and after each cell; here nobody could look at it sooner than done."""
    path, nb_man.output_path = nb_man.output_path, None
    try:
        yield
    finally:
        nb_man.output_path = path


def _run(fork: "Fork", cell: NotebookNode, timeout_func: Callable[[NotebookNode], float]) -> bool:
    """True unless the cell failed."""
    answer = fork.ask({"source": cell.source}, timeout_func(cell))
    cell.outputs = from_dict(answer["outputs"])  # type: ignore[no-untyped-call]
    cell.execution_count = answer["execution_count"]
    return not answer["failed"]


class Fork:
    """The near end of a forked process that runs one notebook."""

    def __init__(self, channel: socket.socket, lines: IO[str]) -> None:
        self.channel, self.lines = channel, lines
        self.pid = int(self._read()["pid"])

    def tell(self, message: dict[str, object]) -> None:
        """Send a message."""
        try:
            self.channel.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            raise RuntimeError("the process that runs the notebook died") from None

    def ask(self, message: dict[str, object], seconds: float) -> dict[str, Any]:
        """The answer to a message."""
        self.tell(message)
        self.channel.settimeout(seconds)
        try:
            return self._read()
        except TimeoutError:
            os.kill(self.pid, signal.SIGKILL)  # it is still about its cell; else it ends when its socket is closed
            raise CellTimeoutError("the time is up") from None

    def _read(self) -> dict[str, Any]:
        try:
            line = self.lines.readline()
        except ConnectionError:
            line = ""
        if not line:
            raise RuntimeError("the process that runs the notebook died")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def _fork() -> Iterator[Fork]:
    """A new process in the folder and environment of this one."""
    near, far = socket.socketpair()
    with near, near.makefile("r", encoding="utf-8") as lines:
        with far:
            _worker.send(far)
        fork = Fork(near, lines)
        fork.tell({"folder": str(Path.cwd()), "environment": dict(os.environ)})
        yield fork


def begin() -> None:
    """Start the process that forks, if there is none, so that it has imported everything by the time it is asked."""
    with _worker.lock:
        if _worker.control is None:
            _worker.start()


class _Worker:
    """The process that forks: started when first asked, and again should it have died."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def send(self, far: socket.socket) -> None:
        """Hand one end of a socket to a new fork."""
        with self.lock:
            control = self.control or self.start()
            try:
                socket.send_fds(control, [b"."], [far.fileno()])
            except OSError:  # it died
                self.stop()
                socket.send_fds(self.start(), [b"."], [far.fileno()])

    def start(self) -> socket.socket:
        """Start it, and keep the end of the socket that it listens on."""
        near, far = socket.socketpair()
        quiet = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
        with far:
            self.process = subprocess.Popen(  # noqa: S603  our own module, by our own Python
                [sys.executable, "-P", "-m", WORKER, str(far.fileno())],
                pass_fds=[far.fileno()],
                env=quiet,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self.control = near
        return near

    def stop(self) -> None:
        """End it with this process."""
        if self.control is not None and self.process is not None:
            self.control.close()
            self.process.wait()
        self.control = self.process = None


_worker = _Worker()
atexit.register(_worker.stop)
