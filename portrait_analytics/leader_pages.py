"""The pages of single leaders, for those who consented: one file each, whose name says nobody's."""

from collections.abc import Iterator
from pathlib import Path

from portrait_analytics.errors import PortraitError
from portrait_analytics.leader import load_leaders
from portrait_analytics.reports import check_page, make_page
from portrait_analytics.runs import draw_notebook
from portrait_analytics.workspace import Workspace

LEADERS, NOTEBOOK = "leaders", "leader.ipynb"


def make_leader_pages(workspace: Workspace, semester: str, folder: Path) -> Iterator[tuple[str, str | PortraitError]]:
    """Each page by its address below the semester's restricted folder, or the fault that kept it from being made.

    All are drawn from one notebook in this process, since a district has hundreds of them; what is filled on the way
    lies in ``folder`` and is removed at once.
    """
    notebook, filled = workspace.notebooks / NOTEBOOK, folder / NOTEBOOK
    folder.mkdir(parents=True, exist_ok=True)
    for leader in load_leaders(workspace, semester):
        address = f"{LEADERS}/{leader.page}.html"
        try:
            draw_notebook(notebook, filled, leader)
            html = make_page(filled, leader, name=leader.name)
            check_page(html)
        except PortraitError as fault:
            yield address, fault
        else:
            yield address, html
        finally:
            filled.unlink(missing_ok=True)
