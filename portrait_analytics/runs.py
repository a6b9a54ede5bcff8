"""Executing one notebook, so that it either drew every figure or is an error.

Papermill does the work; this module gives it what it lacks: parameters that are checked before anything starts, a
kernel that is reached over a socket file instead of a network port, or none at all (`warm`), a limit for the whole
notebook, and success judged by what was drawn. Papermill's own record says "completed" even of cells that never ran.
"""

import ast
import asyncio
import logging
import os
import re
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portrait_analytics.engines import Engine, default_engine
from portrait_analytics.errors import ParameterError, ReportError, did_you_mean, list_kinds
from portrait_analytics.figures import FIGURE_MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode

KERNEL = "python3"
STARTS = 3
START_TIMEOUT_SECONDS = 60
LONGEST_SOCKET_FOLDER = 80  # macOS allows 104 bytes for the whole path of a socket
PARAMETER_TAGS = {"parameters", "injected-parameters"}
NOT_KEPT = "No page was made. Nothing of it was kept, since it could name people; portrait lab shows how far it comes."
NOT_STARTED = {
    Engine.KERNEL: f'no kernel started; "jupyter kernel --kernel {KERNEL}" shows why',
    Engine.WARM: "the process that runs notebooks did not start; portrait run --engine kernel does without it",
}
KINDS = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


def run_notebook(
    notebook: Path,
    output: Path,
    parameters: Mapping[str, object],
    *,
    timeout: float,
    engine: Engine | None = None,
    keep_failed: bool = True,
) -> None:
    """Execute a notebook into `output`, which is a notebook too.

    Parameters
    ----------
    notebook
        The notebook: a cell tagged ``parameters``, a cell that loads, then cells that draw one figure each.
    output
        Where the executed notebook goes; a failed one stays there to be looked at, unless ``keep_failed`` is false.
    parameters
        By name; each must be declared in the notebook, and a declared text takes only text.
    timeout
        Seconds that all cells together may take.
    engine
        What runs the cells; without it, `default_engine`.

    Raises
    ------
    ParameterError
        A parameter is not declared, or of the wrong type.
    ReportError
        A cell failed, the time was up, no kernel started, or a cell did not draw its figure.
    """
    _hush()
    check_parameters(notebook, parameters)
    remedy = _look_at(output) if keep_failed else NOT_KEPT
    watch = _Watch(notebook.name, remedy, timeout, engine or default_engine())
    try:
        with _own_loop(), tempfile.TemporaryDirectory(prefix="pa-", ignore_cleanup_errors=True) as folder:
            while not _execute(notebook, output, parameters, watch, _settings(watch, Path(folder))):
                pass
        check_executed(notebook.name, output, remedy=watch.remedy)
    except BaseException:
        if not keep_failed:
            output.unlink(missing_ok=True)
        raise


def prepare(engine: Engine | None = None) -> None:
    """Let what runs notebooks start by itself meanwhile, where there is something to start."""
    if (engine or default_engine()) is Engine.WARM:
        from portrait_analytics import warm

        warm.begin()


def draw_notebook(notebook: Path, output: Path, subject: object) -> None:
    """Fill a notebook with the figures of a subject that is loaded already, as executing it would, without a kernel.

    For pages of which there are hundreds: in our notebooks every cell after the load is one figure of the subject.
    `ReportError` if one is not.
    """
    import nbformat

    from portrait_analytics import figures

    filled = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    for cell in filled.cells:
        if cell.cell_type == "code" and (call := _FIGURE.fullmatch(cell.source)):
            data = getattr(figures, call["name"])(subject)._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("display_data", data)]  # type: ignore[no-untyped-call]
    nbformat.write(filled, output)  # type: ignore[no-untyped-call]
    check_executed(notebook.name, output, remedy=NOT_KEPT)


_FIGURE = re.compile(r"figures\.(?P<name>\w+)\(\w+\)")


def check_parameters(notebook: Path, parameters: Mapping[str, object]) -> None:
    """Raise `ParameterError` unless the notebook declares every parameter, with a default of the same type."""
    import papermill

    declared = papermill.inspect_notebook(_literal(notebook))
    for name, value in parameters.items():
        if name not in declared:
            names, hint = ", ".join(declared) or "none", did_you_mean(name, declared)
            raise ParameterError(f'{notebook.name} has no parameter "{name}"; it declares {names}.{hint}')
        wanted = type(ast.literal_eval(declared[name]["default"]))
        if type(value) is not wanted and not (wanted is float and type(value) is int):
            given = KINDS.get(type(value), f"a {type(value).__name__}")
            raise ParameterError(f'{notebook.name}: parameter "{name}" takes {KINDS[wanted]}, not {given} ({value!r}).')


def check_executed(name: str, executed: Path, *, remedy: str) -> None:
    """Raise `ReportError` unless every cell after the parameters and the load drew a figure, and nothing failed.

    ``remedy`` is the end of its message: where to look.
    """
    import nbformat

    heading = ""
    cells = nbformat.read(executed, as_version=4).cells  # type: ignore[no-untyped-call]
    loads = [cell for cell in cells if cell.cell_type == "code" and not _is_parameters(cell)][:1]
    for cell in cells:
        heading = _heading(cell) or heading
        if cell.cell_type == "code" and not _is_parameters(cell) and cell not in loads and not _draws(cell):
            raise ReportError(f'{name} drew no figure under "{heading}". {remedy}')


class _Watch:
    """How far a run is: under which heading, how long already, at which try."""

    def __init__(self, name: str, remedy: str, seconds: float, engine: Engine) -> None:
        self.name, self.remedy, self.seconds, self.engine = name, remedy, seconds, engine
        self.heading = ""
        self.deadline: float | None = None
        self.starts = 0

    def see_cell(self, *, cell: "NotebookNode", **_place: object) -> None:
        """Note the cell that is about to run; the time starts with the first one."""
        self.heading = _heading(cell) or self.heading
        if self.deadline is None:
            self.deadline = time.monotonic() + self.seconds

    def seconds_left(self, _cell: "NotebookNode") -> float:
        """Never 0, which would mean no limit."""
        return max((self.deadline or 0.0) - time.monotonic(), 0.001)

    def error(self, happened: str) -> ReportError:
        """What is said of a run that stopped."""
        place = f' under "{self.heading}"' if self.heading else ""
        return ReportError(f"{self.name} stopped{place} ({happened}). {self.remedy}")


def _execute(
    notebook: Path, output: Path, parameters: Mapping[str, object], watch: _Watch, settings: Mapping[str, Any]
) -> bool:
    """True if all cells ran, False if no kernel came up and another try is due."""
    import papermill
    from nbclient.exceptions import CellTimeoutError
    from papermill.exceptions import PapermillExecutionError

    watch.starts += 1
    try:
        papermill.execute_notebook(_literal(notebook), _literal(output), parameters=dict(parameters), **settings)
    except PapermillExecutionError as error:
        raise watch.error(_told(error)) from None
    except CellTimeoutError:
        raise watch.error(f"not done after {watch.seconds:g} seconds") from None
    except RuntimeError:
        if watch.deadline is not None:
            raise watch.error("its Python process died, often for want of memory") from None
        if watch.starts == STARTS:
            raise watch.error(NOT_STARTED[watch.engine]) from None
        return False
    return True


def _settings(watch: _Watch, folder: Path) -> dict[str, Any]:
    shared = {
        "kernel_name": KERNEL,
        "progress_bar": False,
        "log_output": False,
        "timeout_func": watch.seconds_left,
        "on_cell_start": watch.see_cell,
    }
    if watch.engine is Engine.WARM:
        from portrait_analytics import warm

        return shared | {"engine_name": warm.NAME}
    return shared | {
        "start_timeout": START_TIMEOUT_SECONDS,
        "config": _connection(folder / str(watch.starts)),
        "kernel_manager_class": _quiet_manager(),
        "shutdown_kernel": "immediate",
    }


def _connection(folder: Path) -> Any:
    """Socket files where there are any: ports can be taken, and kernels warn of them. Windows encrypts its ports."""
    from traitlets.config import Config

    config = Config()
    if os.name == "nt" or len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
        config.KernelManager.transport_encryption = "required"
    else:
        config.KernelManager.transport = "ipc"
        config.KernelManager.ip = str(folder)
    return config


def _quiet_manager() -> type:
    """A kernel manager whose kernel writes nothing to our terminal, and to whom no warning is an error."""
    from jupyter_client.manager import AsyncKernelManager

    class QuietKernelManager(AsyncKernelManager):
        async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
            options["env"] = {name: value for name, value in options["env"].items() if name != "PYTHONWARNINGS"}
            options["stdout"] = options["stderr"] = subprocess.DEVNULL
            await super()._async_launch_kernel(kernel_cmd, **options)

    return QuietKernelManager


@contextmanager
def _own_loop() -> Iterator[None]:
    """Close the event loop afterwards: nbclient leaves one open for each thread, with tasks if a cell was stopped."""
    from jupyter_core.utils import ensure_event_loop

    try:
        yield
    finally:
        loop = ensure_event_loop()
        if not loop.is_running():
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
            loop.close()
            asyncio.set_event_loop(None)


def _told(error: Any) -> str:
    """The error class, and its message only if it is one of ours: any other may quote data."""
    ours = {kind.__name__ for kind in list_kinds()}
    return f"{error.ename}: {error.evalue}" if error.ename in ours else str(error.ename)


def _is_parameters(cell: "NotebookNode") -> bool:
    return bool(PARAMETER_TAGS.intersection(cell.metadata.get("tags", [])))


def _draws(cell: "NotebookNode") -> bool:
    return any(FIGURE_MIME in output.get("data", {}) for output in cell.outputs)


def _heading(cell: "NotebookNode") -> str:
    first = cell.source.partition("\n")[0]
    return first.lstrip("# ") if cell.cell_type == "markdown" and first.startswith("#") else ""


def _literal(path: Path) -> str:
    """The path as papermill reads it: braces in it would be filled from the parameters."""
    return str(path.resolve()).replace("{", "{{").replace("}", "}}")


def _look_at(output: Path) -> str:
    return f"No page was made; {output} shows how far it came."


def _hush() -> None:
    """Leave it to our errors to say what went wrong; done once or often, it is the same."""
    logger = logging.getLogger("papermill")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    warnings.filterwarnings("ignore", module=r"(papermill|nbclient|jupyter_client|jupyter_core|zmq|nbformat)\b")
