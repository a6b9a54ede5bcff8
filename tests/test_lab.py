"""JupyterLab, as ``portrait lab`` starts it, without a network: each notebook opens, runs and shows its figures."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest

from portrait_analytics.errors import ConfigError
from portrait_analytics.lab import start_lab
from portrait_analytics.workspace import Workspace

NOTEBOOKS = [  # those that run with their defaults: the ones with names do not
    path
    for path in sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
    if path.stem not in {"succession_named", "learning_named", "leader"}
]
TOKEN = "only-for-this-test"
CONFIG = {
    "ServerApp": {"allow_root": True, "port_retries": 0},
    "IdentityProvider": {"token": TOKEN},
    "LabApp": {"expose_app_in_browser": True},
}
ALL_CELLS_IN_PLACE = {"windowingMode": "none"}  # else a cell is drawn only when it is scrolled to
START_SECONDS = 60
RUN_SECONDS = 60
STOP_SECONDS = 10
OURS = ("http", "127.0.0.1"), ("ws", "127.0.0.1")
# the commands of the menus File > Open and Run > Run All Cells
OPEN_AND_RUN = """async ([path, limit]) => {
  const run = async () => {
    const { commands } = window.jupyterapp;
    const panel = await commands.execute('docmanager:open', { path });
    await panel.context.ready;
    await panel.sessionContext.ready;
    await commands.execute('notebook:run-all-cells');
  };
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error('not done in time')), limit));
  await Promise.race([run(), late]);
}"""


@dataclass
class Lab:
    """A running server."""

    process: subprocess.Popen[str]
    address: str
    folder: Path

    def ask(self, path: str) -> object:
        """What the server answers, as JSON."""
        request = urllib.request.Request(f"{self.address}/{path}", headers={"Authorization": f"token {TOKEN}"})
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)


@pytest.fixture(scope="module")
def lab(sample_run: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(sample_run.root, folder / "district")
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps(ALL_CELLS_IN_PLACE))
    (folder / "jupyter_server_config.json").write_text(json.dumps(CONFIG))
    homes = {
        "JUPYTER_CONFIG_DIR": folder,
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": folder / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": folder / "workspaces",
        "IPYTHONDIR": folder / "ipython",
    }
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "portrait_analytics", "lab", "--no-browser", "--port", str(port)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--workspace", str(folder / "district")],
            env=os.environ | {name: str(path) for name, path in homes.items()},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    running = Lab(process, f"http://127.0.0.1:{port}", folder)
    try:
        wait_for(running)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()


def wait_for(lab: Lab) -> None:
    """Until it answers; if it ends or takes too long, its log is the message."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and lab.process.poll() is None:
        try:
            lab.ask("api/status")
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail((lab.folder / "log").read_text())


class Visit:
    """JupyterLab in the browser; what it asks of any other computer is refused and noted."""

    def __init__(self, browser: object, lab: Lab) -> None:
        self.context = browser.new_context(service_workers="block", viewport={"width": 1280, "height": 900})
        self.strangers: list[str] = []
        self.context.route("**/*", self.let_in)
        self.tab = self.context.new_page()
        self.tab.on("websocket", lambda opened: self.note(opened.url))
        self.tab.set_default_timeout(RUN_SECONDS * 1000)
        self.tab.goto(f"{lab.address}/lab?reset&token={TOKEN}")
        self.tab.wait_for_function("window.jupyterapp && window.jupyterapp.commands.hasCommand('docmanager:open')")
        self.tab.evaluate("window.jupyterapp.restored")

    def let_in(self, route: object) -> None:
        if self.note(route.request.url):
            route.continue_()
        else:
            route.abort()

    def note(self, url: str) -> bool:
        parts = urlsplit(url)
        ours = parts.scheme in ("data", "blob") or (parts.scheme, parts.hostname) in OURS
        if not ours:
            self.strangers.append(url)
        return ours

    def run_all_cells(self, notebook: str) -> None:
        self.tab.evaluate(OPEN_AND_RUN, [notebook, RUN_SECONDS * 1000])

    def wait_for_charts(self, number: int) -> None:
        """Until so many charts are drawn, each of a size to be read; they come a moment after their cells are done."""
        drawn = self.tab.locator(".jp-OutputArea-output .vega-embed :is(canvas, svg.marks)")
        self.tab.wait_for_function(
            "number => document.querySelectorAll('.vega-embed :is(canvas, svg.marks)').length >= number", arg=number
        )
        assert drawn.count() == number
        assert all(box["height"] > 50 for box in (chart.bounding_box() for chart in drawn.all()))

    def close_notebook(self) -> None:
        self.tab.evaluate("window.jupyterapp.shell.currentWidget.dispose()")
        self.tab.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll()")


@pytest.fixture(scope="module")
def visit(browser: object, lab: Lab) -> Iterator[Visit]:
    opened = Visit(browser, lab)
    yield opened
    opened.context.close()


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_opens_runs_and_shows_its_figures_without_a_network(visit: Visit, notebook: Path) -> None:
    cells = [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]

    visit.run_all_cells(notebook.name)

    drawn = visit.tab.locator(".jp-OutputArea-output .portrait:is(figure, section)")
    faults = visit.tab.locator("[data-mime-type*='error'], [data-mime-type*='stderr']")
    assert faults.all_inner_texts() == []
    charts = [cell for cell in cells if cell.source.endswith(".chart")]
    assert drawn.count() == len([cell for cell in cells if cell.source.startswith("figures.")]) - len(charts)
    visit.wait_for_charts(len(charts))
    assert all(box["height"] > 50 for box in (figure.bounding_box() for figure in drawn.all()))
    assert visit.tab.locator(".jp-OutputArea-output table").count() > 0
    assert visit.tab.get_by_text("Jupyter news").count() == 0
    assert visit.strangers == []
    visit.close_notebook()


def test_it_opens_on_a_page_that_leads_to_the_notebooks(lab: Lab, visit: Visit) -> None:
    tab = visit.context.new_page()
    tab.goto(f"{lab.address}/?token={TOKEN}")
    page = tab.locator(".jp-RenderedMarkdown")

    page.get_by_role("heading", name="The notebooks").wait_for()
    page.get_by_role("link", name="template", exact=True).click()

    tab.locator(".jp-NotebookPanel .jp-RenderedHTMLCommon h1").first.wait_for()
    assert tab.get_by_role("heading", name="A notebook of your own, to copy").is_visible()
    assert visit.strangers == []
    tab.close()


def write_notebook(lab: Lab, name: str, *cells: str) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, lab.folder / "district" / "notebooks" / name)


LOADED = """
from portrait_analytics import figures
from portrait_analytics.figures.ranges import Gauge, openings_chart
from portrait_analytics.workspace import load_published

release = load_published()
"""
# one chart of each kind beside those of the template: states, bars, ranges, and one with a slider
CHARTS = (
    "figures.steam_by_cluster(release).chart",
    "figures.levels_by_cluster(release).chart",
    "figures.vacancies_by_role(release).chart",
    'openings_chart([Gauge("Principal", posts=12, vacant=1, annual=0.2, ready=(3, 5))], title="Openings", alt_text="")',
)


@pytest.fixture(scope="module")
def charted(lab: Lab, visit: Visit) -> Iterator[Visit]:
    """A notebook of charts, run, whose kernel is gone."""
    write_notebook(lab, "charted.ipynb", LOADED, *CHARTS)
    visit.run_all_cells("charted.ipynb")
    visit.tab.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll()")
    yield visit
    visit.close_notebook()


def test_every_kind_of_chart_is_drawn_without_a_network(charted: Visit) -> None:
    charted.wait_for_charts(len(CHARTS))

    assert charted.tab.locator("[data-mime-type*='error'], [data-mime-type*='stderr']").all_inner_texts() == []
    assert charted.strangers == []


def test_the_slider_of_the_openings_moves_them_without_a_kernel_and_without_a_network(charted: Visit) -> None:
    chart = charted.tab.locator(".jp-OutputArea-output .vega-embed").last
    slider = chart.locator("input[type=range]")
    slider.wait_for()

    before = chart.locator("canvas, svg").first.screenshot()
    slider.fill("2")
    charted.tab.wait_for_timeout(500)

    assert chart.locator("canvas, svg").first.screenshot() != before
    slider.fill("1")
    charted.tab.wait_for_timeout(500)
    assert chart.locator("canvas, svg").first.screenshot() == before
    assert charted.strangers == []


def test_the_server_fetches_no_news_no_updates_and_no_list_of_extensions(lab: Lab) -> None:
    assert lab.ask("lab/api/news") == {"news": []}
    assert lab.ask("lab/api/update") == {"notification": None}
    assert "Extension Manager is 'readonly'" in (lab.folder / "log").read_text()


def test_it_listens_on_this_computer_only_and_asks_for_a_token(lab: Lab) -> None:
    with pytest.raises(OSError, match="403"), urllib.request.urlopen(f"{lab.address}/api/contents", timeout=5):
        pass
    with socket.socket() as other, pytest.raises(OSError, match="refused"):
        other.connect(("127.0.0.2", urlsplit(lab.address).port))


def test_the_kernel_is_the_one_of_this_environment(lab: Lab) -> None:
    kernel = lab.ask("api/kernelspecs/python3")

    assert kernel["spec"]["argv"][0] in (sys.executable, "python", "python3")
    assert kernel["resources"]


def test_a_workspace_without_notebooks_is_a_fault_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="has no folder notebooks"):
        start_lab(Workspace(tmp_path))
