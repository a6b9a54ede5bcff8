"""Running notebooks, in kernels and in forks of a warm process: what counts as done, and what is said if it is not."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from portrait_analytics.engines import Engine
from portrait_analytics.errors import ParameterError, ReportError
from portrait_analytics.figures import FIGURE_MIME
from portrait_analytics.runs import STARTS, check_parameters, run_notebook

PARAMETERS = (
    'school = ""  # school id\nyears = 2  # how far back\nshare = 0.5  # from 0 to 1\nnamed = False  # with names'
)
LOAD = "from IPython.display import display"
DRAW = f'display({{"{FIGURE_MIME}": {{"name": "x", "html": repr((school, years, share, named))}}}}, raw=True)'
TIMEOUT = 60.0

Write = Callable[..., Path]


@pytest.fixture(params=list(Engine))
def engine(request: pytest.FixtureRequest) -> Engine:
    """Both ways to run cells: what is said of one holds of the other."""
    return Engine(request.param)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A notebook of a parameters cell, a load, and the given cells; one that begins with # is Markdown."""

    def write_notebook(*cells: str, name: str = "growth.ipynb") -> Path:
        new_code, new_markdown = nbformat.v4.new_code_cell, nbformat.v4.new_markdown_cell
        notebook = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            cells=[
                new_markdown("# A title"),
                new_code(PARAMETERS, metadata={"tags": ["parameters"]}),
                new_code(LOAD),
                *(new_markdown(cell) if cell.startswith("#") else new_code(cell) for cell in cells),
            ],
        )
        path = tmp_path / name
        nbformat.write(notebook, path)
        return path

    return write_notebook


def drawn(executed: Path) -> list[str]:
    cells = nbformat.read(executed, as_version=4).cells
    outputs = [output for cell in cells if cell.cell_type == "code" for output in cell.outputs]
    return [output.data[FIGURE_MIME]["html"] for output in outputs if FIGURE_MIME in output.get("data", {})]


def error_of(notebook: Path, output: Path, engine: Engine, timeout: float = TIMEOUT) -> ReportError:
    with pytest.raises(ReportError) as caught:
        run_notebook(notebook, output, {}, timeout=timeout, engine=engine)
    return caught.value


# parameters


def test_a_school_id_stays_text_through_papermill_and_the_defaults_hold(
    write: Write, tmp_path: Path, engine: Engine
) -> None:
    output = tmp_path / "out {0}.ipynb"

    run_notebook(
        write(DRAW, name="{growth}.ipynb"), output, {"school": "0007", "share": 1}, timeout=TIMEOUT, engine=engine
    )

    assert drawn(output) == ["('0007', 2, 1, False)"]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"scool": "0007"},
            'growth.ipynb has no parameter "scool"; it declares school, years, share, named. Did you mean "school"?',
        ),
        ({"zzz": 1}, 'growth.ipynb has no parameter "zzz"; it declares school, years, share, named.'),
        ({"school": 7}, 'growth.ipynb: parameter "school" takes a text, not a whole number (7).'),
        ({"school": None}, 'growth.ipynb: parameter "school" takes a text, not a NoneType (None).'),
        ({"years": "2"}, "growth.ipynb: parameter \"years\" takes a whole number, not a text ('2')."),
        ({"years": True}, 'growth.ipynb: parameter "years" takes a whole number, not true or false (True).'),
        ({"named": 1}, 'growth.ipynb: parameter "named" takes true or false, not a whole number (1).'),
    ],
)
def test_a_wrong_parameter_is_an_error_before_anything_starts(
    write: Write, tmp_path: Path, parameters: dict[str, object], message: str
) -> None:
    output = tmp_path / "out.ipynb"

    with pytest.raises(ParameterError) as caught:
        run_notebook(write(DRAW), output, parameters, timeout=TIMEOUT)

    assert str(caught.value) == message
    assert caught.value.exit_code == 2
    assert not output.exists()


def test_a_whole_number_is_a_number(write: Write) -> None:
    check_parameters(write(DRAW), {"share": 1})


# stopping


def test_a_failing_cell_is_named_by_notebook_heading_and_error_without_its_data(
    write: Write, tmp_path: Path, engine: Engine
) -> None:
    output = tmp_path / "out.ipynb"

    error = error_of(
        write("## By role", DRAW, "## By school", "raise KeyError('Person Q rated 2')", "1 + 1"), output, engine
    )

    assert str(error) == (
        f'growth.ipynb stopped under "By school" (KeyError). No page was made; {output} shows how far it came.'
    )
    assert error.exit_code == 1
    assert len(drawn(output)) == 1


def test_what_we_say_ourselves_is_passed_on(write: Write, tmp_path: Path, engine: Engine) -> None:
    raising = "from portrait_analytics.errors import InputError\nraise InputError('No semester was built yet.')"

    error = error_of(write(raising), tmp_path / "out.ipynb", engine)

    assert 'stopped under "A title" (InputError: No semester was built yet.).' in str(error)


def test_a_cell_that_draws_nothing_is_not_done(write: Write, tmp_path: Path, engine: Engine) -> None:
    output = tmp_path / "out.ipynb"

    error = error_of(write("## By role", DRAW, "## By school", "print('no figure')"), output, engine)

    assert (
        str(error)
        == f'growth.ipynb drew no figure under "By school". No page was made; {output} shows how far it came.'
    )


def test_a_killed_kernel_is_an_error_whatever_papermill_records(write: Write, tmp_path: Path, engine: Engine) -> None:
    killing = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"

    error = error_of(write("## By role", DRAW, "## By school", killing, DRAW), tmp_path / "out.ipynb", engine)

    assert 'stopped under "By school" (its Python process died, often for want of memory)' in str(error)


def test_the_time_limit_is_for_all_cells_together(write: Write, tmp_path: Path, engine: Engine) -> None:
    slow = f"import time; time.sleep(0.6)\n{DRAW}"

    error = error_of(
        write("## One", slow, "## Two", slow, "## Three", slow), tmp_path / "out.ipynb", engine, timeout=1.0
    )

    assert 'stopped under "Two" (not done after 1 seconds)' in str(error)


def test_a_kernel_that_does_not_start_is_tried_again_and_then_named(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = tmp_path / "tries"
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    counting = f"open({str(tries)!r}, 'a').write('x')"
    argv = f'["{sys.executable}", "-c", "{counting}"]'
    (spec / "kernel.json").write_text(f'{{"argv": {argv}, "display_name": "x", "language": "python"}}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))

    error = error_of(write(DRAW), tmp_path / "out.ipynb", Engine.KERNEL)

    assert len(tries.read_text()) == STARTS
    assert 'growth.ipynb stopped (no kernel started; "jupyter kernel --kernel python3" shows why)' in str(error)


# quiet


NOISE = """
import os, sys, warnings
os.write(1, b"raw out"); os.write(2, b"raw error")
print("out"); print("error", file=sys.stderr); warnings.warn("a warning")
"""
RUN_BOTH = """
import sys
from pathlib import Path
from portrait_analytics.errors import ReportError
from portrait_analytics.runs import run_notebook
killed, slow, output = map(Path, sys.argv[2:])
for notebook, timeout in ((killed, 60), (slow, 0.5)):
    try:
        run_notebook(notebook, output, {}, timeout=timeout, engine=sys.argv[1])
    except ReportError as error:
        assert "died" in str(error) or "not done" in str(error)
    else:
        sys.exit(7)
"""


def test_nothing_of_a_run_reaches_the_terminal_even_where_warnings_are_errors(
    write: Write, tmp_path: Path, engine: Engine
) -> None:
    killed = write(NOISE + DRAW, NOISE + "os.kill(os.getpid(), 9)", name="killed.ipynb")
    slow = write(NOISE + "import time; time.sleep(60)", name="slow.ipynb")

    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN_BOTH, engine, str(killed), str(slow), str(tmp_path / "out.ipynb")],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONWARNINGS": "error"},
        check=False,
    )

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize("name", ["s", "so-long-a-name-" * 8], ids=["short", "too long for a socket"])
def test_a_run_leaves_no_sockets_behind_however_long_the_path(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with tempfile.TemporaryDirectory() as short:
        folder = Path(short) / name
        folder.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(folder))

        run_notebook(write(DRAW), tmp_path / "out.ipynb", {}, timeout=TIMEOUT, engine=Engine.KERNEL)

        assert list(folder.iterdir()) == []


def test_two_at_a_time_do_not_disturb_each_other(write: Write, tmp_path: Path, engine: Engine) -> None:
    notebook = write(DRAW)

    def run(school: str) -> list[str]:
        run_notebook(notebook, tmp_path / f"{school}.ipynb", {"school": school}, timeout=TIMEOUT, engine=engine)
        return drawn(tmp_path / f"{school}.ipynb")

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, ["0007", "0008"])) == [["('0007', 2, 0.5, False)"], ["('0008', 2, 0.5, False)"]]


# warm


def test_nothing_of_one_notebook_is_there_in_the_next(write: Write, tmp_path: Path) -> None:
    leave = (
        "import builtins, os, sys, json, pandas, portrait_analytics\n"
        "from portrait_analytics.figures import figure\n"
        "names = ('seen' in vars(builtins), 'SEEN' in os.environ, hasattr(figure, 'seen'), 'seen' in globals())\n"
        "names += (pandas.options.display.max_rows, os.getcwd(), 'seen' in sys.modules)\n"
        "builtins.seen = figure.seen = seen = 1\n"
        "os.environ['SEEN'] = '1'\n"
        "pandas.options.display.max_rows = 7\n"
        "os.chdir('/')\n"
        "sys.modules['seen'] = json\n"
    )
    found = leave + f'display({{"{FIGURE_MIME}": {{"name": "x", "html": repr(names)}}}}, raw=True)'
    outputs = [tmp_path / f"{number}.ipynb" for number in range(2)]
    notebook = write(found)

    for output in outputs:
        run_notebook(notebook, output, {}, timeout=TIMEOUT, engine=Engine.WARM)

    clean = (False, False, False, False, pd.options.display.max_rows, str(Path.cwd()), False)
    assert [drawn(output) for output in outputs] == [[repr(clean)]] * 2


def test_a_notebook_records_the_same_outputs_warm_as_in_a_kernel(write: Write, tmp_path: Path) -> None:
    cells = ["print('one'); print('two')", "import pandas as pd\npd.DataFrame({'a': [1]})", "None", "1 + 1;", "'é'"]
    recorded = []
    for engine in Engine:
        output = tmp_path / f"{engine}.ipynb"
        with pytest.raises(ReportError, match="drew no figure"):
            run_notebook(write(*cells, DRAW), output, {}, timeout=TIMEOUT, engine=engine)
        recorded.append([cell.get("outputs") for cell in nbformat.read(output, as_version=4).cells])

    assert recorded[0] == recorded[1]


def test_a_warm_process_that_died_is_started_again(write: Write, tmp_path: Path) -> None:
    notebook = write(f"import os; os.kill(os.getppid(), 9)\n{DRAW}")

    for number in range(2):
        run_notebook(notebook, tmp_path / f"{number}.ipynb", {}, timeout=TIMEOUT, engine=Engine.WARM)

    assert drawn(tmp_path / "1.ipynb") == ["('', 2, 0.5, False)"]


def test_every_error_of_ours_is_known_by_its_class() -> None:
    from portrait_analytics.errors import list_kinds

    names = {kind.__name__ for kind in list_kinds()}

    assert {"InputError", "ParameterError", "DisclosureError"} <= names
    assert "ContractError" not in names
