"""A process that has imported all that a notebook needs, and forks for each notebook that is asked for.

A notebook that runs here pays for no imports, and starts from the same clean state each time: what it did dies with its
fork. Nothing is executed in the process itself. Started by `warm`, which writes to it over an inherited socket:

    asks for a notebook     one end of a new socket, sent as a file descriptor
    then, on that socket    a line of JSON each way for every cell: {"source": …}, answered by {"outputs": […], …}
"""

import importlib
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from typing import Any

PRELOADED = ["pandas", "altair", "vl_convert", "jinja2", "portrait_analytics.figures", "portrait_analytics.quality"]
USED_BY_ALL = ("published", "schools")  # tables


def main() -> None:
    """Fork for every socket that comes, until there is nobody left who could ask."""
    control = socket.socket(fileno=int(sys.argv[1]))
    shell = _make_shell()
    _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks, whose sockets tell when they are done
    while True:
        message, descriptors, *_ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        with socket.socket(fileno=descriptors[0]) as channel:
            if os.fork():
                continue
            control.close()
            _serve_and_exit(shell, channel)


def _warm_up() -> None:
    """Import all, and do once, with nothing of any district in it, what takes long only the first time."""
    for module in PRELOADED:
        importlib.import_module(module)
    import pandas as pd

    from portrait_analytics.figures.figure import environment
    from portrait_analytics.rubric import load_framework
    from portrait_analytics.tables import empty_table, make_table

    for name in USED_BY_ALL:
        file = io.BytesIO()
        empty_table(name).to_parquet(file)
        make_table(name, pd.read_parquet(file))
    for template in environment().list_templates(extensions=["j2"]):
        environment().get_template(template)
    load_framework()


def _make_shell() -> Any:
    """What runs cells; it keeps no history on disk."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    return InteractiveShell.instance(config=config)


def _serve_and_exit(shell: Any, channel: socket.socket) -> None:
    """Run the cells that come over the socket, and end the process, whatever happens."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with channel.makefile("r", encoding="utf-8") as lines:
            _send(channel, {"pid": os.getpid()})
            place = json.loads(lines.readline())
            os.chdir(place["folder"])
            sys.path.insert(0, "")  # as a kernel has it
            os.environ.clear()
            os.environ.update(place["environment"])
            recorder = Recorder(shell)
            for line in lines:
                _send(channel, recorder.run(json.loads(line)["source"]))
    finally:
        os._exit(0)  # without the clean-up of the process that it was forked from


def _send(channel: socket.socket, message: Mapping[str, object]) -> None:
    channel.sendall(json.dumps(message).encode() + b"\n")


class Recorder:
    """Runs cells in a shell and keeps what they put out, in order, as a notebook stores it."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.outputs: list[dict[str, Any]] = []
        shell.display_pub.publish = self._publish
        shell._showtraceback = self._fail
        shell.displayhook.__class__ = _hook_of(type(shell.displayhook), self)
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")

    def run(self, source: str) -> dict[str, object]:
        """The outputs of a cell, its number, and whether it failed."""
        self.outputs = []
        result = self.shell.run_cell(source, store_history=True)
        return {"outputs": self.outputs, "execution_count": result.execution_count, "failed": not result.success}

    def write(self, name: str, text: str) -> None:
        """Printed text; what follows on printed text is one output with it."""
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["text"] += text
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": text})

    def show(self, data: Mapping[str, Any], metadata: Mapping[str, Any] | None, number: int | None = None) -> None:
        """Something displayed; with a ``number`` the value of the cell of that number."""
        kind = {"output_type": "display_data"}
        value = {"output_type": "execute_result", "execution_count": number}
        shown = kind if number is None else value
        self.outputs.append({**shown, "data": dict(data), "metadata": dict(metadata or {})})

    def _fail(self, kind: type[BaseException], error: BaseException, traceback: list[str]) -> None:
        told = {"ename": kind.__name__, "evalue": str(error), "traceback": traceback}
        self.outputs.append({"output_type": "error", **told})

    def _publish(self, data: Mapping[str, Any], metadata: Mapping[str, Any] | None = None, **_: object) -> None:
        self.show(data, metadata)


def _hook_of(kind: Any, recorder: Recorder) -> type:
    """A display hook that gives the value of a cell to the recorder."""

    class RecordingHook(kind):  # type: ignore[misc]
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: Mapping[str, Any], md_dict: Mapping[str, Any] | None = None) -> None:
            recorder.show(format_dict, md_dict, self.prompt_count)

        def finish_displayhook(self) -> None:
            pass

    return RecordingHook


class _Stream(io.TextIOBase):
    def __init__(self, recorder: Recorder, name: str) -> None:
        self.recorder, self.name = recorder, name

    def write(self, text: str) -> int:
        self.recorder.write(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True


if __name__ == "__main__":
    main()
