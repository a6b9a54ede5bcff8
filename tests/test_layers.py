"""The layers hold: what each module imports, read from the files."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "portrait_analytics"
LAYERS = [
    {"errors", "wording", "progress"},
    {
        "semesters",
        "rubric",
        "columns",
        "tables",
        "learning_tables",
        "style",
        "district",
        "release",
        "outlooks",
        "quality",
        "plain_csv",
        "folders",
        "fingerprints",
        "placing",
        "workspace",
    },
    {
        "exports",
        "matching",
        "timestamps",
        "identities",
        "rosters",
        "reference",
        "staffing",
        "cleaning",
        "growth",
        "succession",
        "learning",
        "named",
        "leader",
        "learning_named",
        "disclosure",
        "attack",
        "protection",
        "ledger",
        "guard",
        "tellings",
        "sample",
    },
    {"figures"},
    {
        "engines",
        "runs",
        "warm",
        "warm_worker",
        "page_checks",
        "reports",
        "index",
        "drawings",
        "known_words",
        "printed_numbers",
        "released",
        "who_sees_what",
        "explore",
        "explore_data",
        "explore_checks",
        "data_files",
        "lab",
        "functions",
        "leader_pages",
        "pages",
        "manifest",
        "outcome",
        "scheduling",
        "runlog",
        "fanout",
        "cluster",
        "assembly",
        "causes",
        "releasing",
        "intake",
        "inspection",
        "audit",
        "proposals",
        "pipeline",
        "starting",
    },
    {"cli", "__main__"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
ONLY_IN = {
    "altair": {"figures", "style"},
    "vl_convert": {"figures", "explore"},
    "papermill": {"runs", "warm"},
    "nbclient": {"runs", "warm"},
    "nbconvert": {"reports"},
    "nbformat": {"runs", "reports", "warm"},
    "jinja2": {"figures", "reports"},
    "typer": {"cli"},
    "rich": {"cli"},
    "python_calamine": {"exports"},
    "xlsxwriter": {"sample", "data_files"},
    "distributed": {"cluster"},
    "psutil": {"fanout"},
    "highspy": {"attack"},
    "rapidfuzz": {"matching"},
    "statsmodels": {"growth"},
    "scipy": {"attack", "disclosure", "growth", "learning", "protection", "succession"},
}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "notebooks" not in path.parts)


def part_of(path: Path) -> str:
    """The module of the layers that a file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Everything that a file imports, in full."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{name.name}" for name in node.names} | {node.module}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downward_only(path: Path) -> None:
    own = part_of(path)
    if own == "__init__":
        return
    used = {name.split(".")[1] for name in imported(path) if name.startswith("portrait_analytics.")} - {
        own,
        "__version__",
    }

    assert own in LEVEL, f"{own} has no layer yet"
    assert {name for name in used if LEVEL.get(name, 99) > LEVEL[own]} == set()


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_where_it_belongs(library: str) -> None:
    users = {part_of(path) for path in FILES if any(name.split(".")[0] == library for name in imported(path))}

    assert users <= ONLY_IN[library]


def test_help_is_printed_without_importing_pandas() -> None:
    code = "import sys; from portrait_analytics import cli; sys.exit('pandas' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_module_has_grown_out_of_its_subject() -> None:
    assert {path.name: n for path in FILES if (n := path.read_text(encoding="utf-8").count("\n")) > 400} == {}
