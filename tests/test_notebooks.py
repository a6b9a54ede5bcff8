"""The notebooks are thin, as their files show, and run from top to bottom on the sample district."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import mistune
import nbformat
import papermill
import pytest

from portrait_analytics.errors import ReportError
from portrait_analytics.fanout import WHO_SEES_WHAT
from portrait_analytics.pages import READS, plan_pages
from portrait_analytics.quality import load_quality
from portrait_analytics.reports import check_page, make_page
from portrait_analytics.runs import run_notebook
from portrait_analytics.workspace import Workspace

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
TEMPLATE = FOLDER / "template.ipynb"  # to be copied by an analyst, and no page
ANYONE = "everyone who gets the reports"
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


@pytest.fixture(params=[path for path in NOTEBOOKS if path != TEMPLATE], ids=lambda path: path.stem)
def page_notebook(request: pytest.FixtureRequest) -> Path:
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


def test_its_code_is_a_load_and_one_figure_a_cell(page_notebook: Path) -> None:
    _, load, *draws = code_of(page_notebook)

    assert re.fullmatch(r"(release|quality|named|leader) = load_\w+\([\w, =]+\)", load.splitlines()[-1])
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


def test_each_section_is_a_heading_and_a_figure(page_notebook: Path) -> None:
    cells = read(page_notebook).cells
    headings = [place for place, cell in enumerate(cells) if cell.source.startswith("## ")]

    assert cells[0].source.startswith("# ")
    assert 0 < len(headings) <= MOST_SECTIONS
    assert all(cells[place + 1].cell_type == "code" for place in headings)
    assert cells[-1].source == code_of(page_notebook)[-1]


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


def test_the_template_runs_and_is_no_page(sample_run: Workspace, tmp_path: Path) -> None:
    output = tmp_path / "out.ipynb"
    with pytest.raises(ReportError, match=r'template\.ipynb drew no figure under "The same as a chart"'):
        run_notebook(TEMPLATE, output, {"workspace": str(sample_run.root)}, timeout=120)

    shown = [cell for cell in read(output).cells if cell.cell_type == "code" and cell.outputs]
    table = next(cell for cell in shown if ".pivot(" in cell.source).outputs[0].data["text/html"]
    assert {output.output_type for cell in shown for output in cell.outputs} == {"execute_result"}
    assert len(shown) == len(code_of(TEMPLATE)) - 3  # the parameters, the load, and the rows of the table
    assert all(words in table for words in ("Human-Centered", "Alder Elementary School", "between", "hidden"))
    planned = plan_pages(sample_run.load_release(), restricted=True)
    assert {page.notebook for page in planned} == {path.stem for path in NOTEBOOKS} - {"template", "leader"}


def test_the_start_page_lists_every_notebook_with_its_question_its_readers_and_its_parameters() -> None:
    listed = {}
    for name, question, readers, parameters in table_of(FOLDER / "README.md"):
        (link,) = name["children"]
        path = FOLDER / link["attrs"]["url"]
        listed[path] = (text_of(link), text_of(question), text_of(readers), set(text_of(parameters).split(", ")))

    assert set(listed) == set(NOTEBOOKS)
    for path, (name, question, readers, parameters) in listed.items():
        declared = set(papermill.inspect_notebook(str(path))) - {"workspace", "semester"}
        assert name == path.stem
        assert question == read(path).cells[0].source.splitlines()[0].removeprefix("# ")
        assert parameters == (declared or {"none"})
        assert (readers == ANYONE) == (path.stem in READS or path == TEMPLATE)


def test_every_link_between_the_notebooks_leads_somewhere() -> None:
    texts = [cell.source for path in NOTEBOOKS for cell in read(path).cells if cell.cell_type == "markdown"]
    texts += [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")]
    named = {link["attrs"]["url"] for text in texts for link in links_of(mistune.create_markdown(renderer=None)(text))}

    assert "FUNCTIONS.md" in named
    assert {name for name in named if not (FOLDER / name).is_file()} == set()


def table_of(path: Path) -> list[list[dict]]:
    """The cells of the only table in a Markdown file, row by row, without its head."""
    tokens = mistune.create_markdown(renderer=None, plugins=["table"])(path.read_text(encoding="utf-8"))
    (table,) = [token for token in tokens if token["type"] == "table"]
    (body,) = [part for part in table["children"] if part["type"] == "table_body"]
    return [row["children"] for row in body["children"]]


def text_of(token: dict) -> str:
    return token.get("raw", "") + "".join(text_of(child) for child in token.get("children", []))


def links_of(tokens: list[dict]) -> Iterator[dict]:
    for token in tokens:
        if token["type"] == "link":
            yield token
        yield from links_of(token.get("children", []))


def test_every_notebook_is_run_by_one_of_these_tests() -> None:
    assert {*PAGES, *NAMED, TEMPLATE.stem} == {path.stem for path in NOTEBOOKS}
