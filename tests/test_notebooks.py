"""The notebooks are thin, as their files show, and run from top to bottom on the sample district."""

import ast
import re
from pathlib import Path

import nbformat
import papermill
import pytest

from portrait_analytics.errors import ReportError
from portrait_analytics.fanout import WHO_SEES_WHAT
from portrait_analytics.quality import load_quality
from portrait_analytics.reports import check_page, make_page
from portrait_analytics.runs import run_notebook
from portrait_analytics.workspace import Workspace

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
PARAMETER = re.compile(r'\w+ = ("[^"]*"|\d+(\.\d+)?|True|False)  # \S.*')
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.With, ast.Lambda, ast.ListComp, ast.If)
MOST_SECTIONS = 7  # six, and how to read the page
PAGES = {  # what the command makes of each with its default parameters
    "growth": "2026-fall/growth.html",
    "school": "2026-fall/schools/alder-elementary-school.html",
    "succession": "2026-fall/succession.html",
    "professional_learning": "2026-fall/professional-learning.html",
    "data_quality": "restricted/2026-fall/data-quality.html",
}
NAMED = ("succession_named", "learning_named", "leader")


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_of(path: Path) -> list[str]:
    return [cell.source for cell in read(path).cells if cell.cell_type == "code"]


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_there_are_notebooks_for_growth_and_for_one_school() -> None:
    assert {"growth", "school"} <= {path.stem for path in NOTEBOOKS}


def test_it_is_stored_without_outputs_and_without_a_trace_of_whoever_ran_it(notebook: Path) -> None:
    stored = read(notebook)

    nbformat.validate(stored)
    assert set(stored.metadata) == {"kernelspec", "language_info"}
    assert stored.metadata.kernelspec == {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert stored.metadata.language_info == {"name": "python"}
    for cell in stored.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
        assert set(cell.metadata) <= {"tags"}


def test_its_parameters_are_plain_lines_with_their_meaning(notebook: Path) -> None:
    tagged = [cell for cell in read(notebook).cells if "parameters" in cell.metadata.get("tags", [])]

    assert len(tagged) == 1
    lines = tagged[0].source.splitlines()
    assert [line for line in lines if not PARAMETER.fullmatch(line)] == []
    assert list(papermill.inspect_notebook(str(notebook))) == [line.split(" = ")[0] for line in lines]


def test_its_code_is_a_load_and_one_figure_a_cell(notebook: Path) -> None:
    _, load, *draws = code_of(notebook)

    assert re.fullmatch(r"(release|quality|named|leader) = load_\w+\([\w, ]+\)", load.splitlines()[-1])
    assert [
        cell for cell in draws if not re.fullmatch(r"figures\.\w+\((release|quality|named|leader)[^)]*\)", cell)
    ] == []
    assert re.fullmatch(
        r"figures\.(page|school|succession|learning|quality|named|learning_named|leader)_header\(.*\)", draws[0]
    )
    assert re.fullmatch(
        r"figures\.(method|succession|learning|quality|named|learning_named|leader)_notes\(.*\)", draws[-1]
    )


def test_it_computes_nothing_itself(notebook: Path) -> None:
    nodes = [node for cell in code_of(notebook) for node in ast.walk(ast.parse(cell))]

    assert [node for node in nodes if isinstance(node, FORBIDDEN)] == []
    imported = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    imported += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
    assert [name for name in imported if name.split(".")[0] != "portrait_analytics"] == []


def test_each_section_is_a_heading_and_a_figure(notebook: Path) -> None:
    cells = read(notebook).cells
    headings = [place for place, cell in enumerate(cells) if cell.source.startswith("## ")]

    assert cells[0].source.startswith("# ")
    assert 0 < len(headings) <= MOST_SECTIONS
    assert all(cells[place + 1].cell_type == "code" for place in headings)
    assert cells[-1].source == code_of(notebook)[-1]


@pytest.mark.parametrize("name", PAGES)
def test_it_runs_on_the_sample_and_makes_the_page_that_the_command_made(
    name: str, sample_run: Workspace, tmp_path: Path
) -> None:
    restricted = PAGES[name].startswith("restricted/")
    subject = load_quality(str(sample_run.root), "") if restricted else sample_run.load_release("")
    made = sample_run.reports / PAGES[name]
    notebook = next(path for path in NOTEBOOKS if path.stem == name)

    run_notebook(notebook, tmp_path / "out.ipynb", {"workspace": str(sample_run.root)}, timeout=120)
    folders = PAGES[name].count("/") - 1  # below the semester's own
    policy = "" if restricted else "../" * folders + WHO_SEES_WHAT
    page = make_page(tmp_path / "out.ipynb", subject, name="Alder Elementary School", policy=policy)

    check_page(page)
    assert page == made.read_text(encoding="utf-8")
    assert str(sample_run.root) not in page


@pytest.mark.parametrize("name", NAMED)
def test_a_notebook_with_names_runs_on_the_sample_only_when_it_is_told_to(
    name: str, sample_run: Workspace, tmp_path: Path
) -> None:
    notebook = next(path for path in NOTEBOOKS if path.stem == name)
    given = {"workspace": str(sample_run.root)}

    with pytest.raises(ReportError, match="portrait run --restricted"):
        run_notebook(notebook, tmp_path / "refused.ipynb", given, timeout=120)
    run_notebook(notebook, tmp_path / "out.ipynb", given | {"restricted": True}, timeout=120)

    check_page(make_page(tmp_path / "out.ipynb", load_quality(str(sample_run.root)), name=""))


def test_every_notebook_is_run_by_one_of_these_tests() -> None:
    assert {*PAGES, *NAMED} == {path.stem for path in NOTEBOOKS}
