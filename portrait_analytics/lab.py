"""JupyterLab on the notebooks of a workspace: kernels of this environment, and not a word to the network.

It opens on the start page that lies beside the notebooks and says what each answers. That Markdown is shown as a page
rather than as text is settled in `CONFIG`, so nothing changes in anybody's own JupyterLab.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from portrait_analytics.errors import ConfigError
from portrait_analytics.workspace import Workspace

CONFIG = Path(__file__).parent / "templates" / "jupyter"  # no question whether news may be fetched; Markdown as a page
START = "README.md"
QUIET = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",  # the other one lists what a package index offers
)


def start_lab(workspace: Workspace, *, browser: bool = True, port: int | None = None) -> int:
    """Run JupyterLab until it is stopped; its exit code. `ConfigError` if the workspace has no notebooks.

    An interrupt from the keyboard reaches JupyterLab by itself, which asks back; so it is left to JupyterLab.
    """
    if not workspace.notebooks.is_dir():
        raise ConfigError(f"{workspace.root} has no folder notebooks. Make a workspace that has: portrait new DIR")
    options = [] if browser else ["--no-browser"]
    options += [] if port is None else [f"--port={port}"]
    options += [f"--LabApp.default_url=/lab/tree/{START}"] if (workspace.notebooks / START).is_file() else []
    command = [sys.executable, "-m", "jupyterlab", *QUIET, *options, f"--ServerApp.root_dir={workspace.notebooks}"]
    process = subprocess.Popen(command, env=os.environ | _settings())  # noqa: S603  all ours
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return _wait(process)
    finally:
        signal.signal(signal.SIGTERM, before)


def _settings() -> dict[str, str]:
    paths = [str(CONFIG), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    return {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(paths),
        "JUPYTER_PREFER_ENV_PATH": "1",  # a kernel of that name in the user's own folder may be of another environment
    }


def _wait(process: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
