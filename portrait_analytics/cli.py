"""The command ``portrait``: parse, call, print. What takes long to import is imported inside."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from portrait_analytics.engines import Day, Engine, Scheduler
from portrait_analytics.errors import InputError, PortraitError, describe_system_fault
from portrait_analytics.wording import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status
    from rich.table import Table

    from portrait_analytics.folders import Folders
    from portrait_analytics.inspection import Inspection
    from portrait_analytics.manifest import Asked
    from portrait_analytics.outcome import Outcome

EPILOG = (
    "Exit codes: 0 done; 1 some reports failed; 2 the input or the settings are wrong; 3 another run holds the "
    "workspace; 4 the release would identify someone."
)
PIPED_WIDTH = 160
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="From a district's leadership self-ratings to growth heatmaps that tell on nobody.",
    epilog=EPILOG,
)

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", help="Folder with district.toml.", show_default="found upwards from here"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for programs.")]


def main() -> None:
    """Run the command; a fault that the user can mend ends in its message and its exit code, without a traceback."""
    try:
        app()
    except PortraitError as fault:
        say(f"portrait: {fault}", err=True)
        sys.exit(fault.exit_code)
    except OSError as fault:
        say(f"portrait: {describe_system_fault(fault)}", err=True)
        sys.exit(PortraitError.exit_code)


def say(text: str, *, err: bool = False) -> None:
    """Print what may quote a file: nothing in it can steer the terminal."""
    typer.echo(printable(text), err=err)


def say_json(result: Mapping[str, object]) -> None:
    """Print a result for programs, in ASCII, since a terminal may be looking on."""
    typer.echo(json.dumps(result, indent=2))


@app.command()
def run(
    workspace: WorkspaceOption = None,
    semester: Annotated[str, typer.Option(help="As 2026-fall.", show_default="the latest")] = "",
    baseline: Annotated[
        str,
        typer.Option(help="Semester to compare with.", show_default="same season a year before, else the one before"),
    ] = "",
    restricted: Annotated[
        bool,
        typer.Option("--restricted", help="Make the pages with names, too, of people who consented to be named."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Make everything anew, whatever has not changed.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Make only the pages that failed last time; read nothing anew.")
    ] = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going/--stop-at-first", help="Whether to begin other pages after one that failed.")
    ] = True,
    time_limit: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="What one notebook may take as a whole.")
    ] = 600,
    jobs: Annotated[
        int, typer.Option(min=0, help="Pages made at a time.", show_default="as processors and memory allow")
    ] = 0,
    engine: Annotated[
        Engine | None,
        typer.Option(
            help="What runs the notebooks: forks of one warm process, or a Jupyter kernel for each.",
            show_default="warm on Linux, else kernel",
        ),
    ] = None,
    cluster: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Read and draw on the Dask cluster there, over a shared folder."),
    ] = "",
    never_passed_on: Annotated[
        bool,
        typer.Option(
            "--never-passed-on",
            help="Nobody outside the data team has seen earlier pages of this semester: forget what they told.",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress; only the summary, and what went wrong.")] = False,
    json_output: JsonOption = False,
) -> None:
    """Turn the exports in data/raw into the pages in reports/.

    Reads and cleans every export, measures growth, hides what would tell on someone, runs the notebooks and puts the
    pages in place when all are made. Drop exports into data/raw/2026-fall first; the folder decides the semester.
    What has not changed since the last run is not made again.
    """
    from portrait_analytics.folders import Folders, find_root
    from portrait_analytics.manifest import Asked

    asked, folders = Asked(semester, baseline, restricted), Folders(find_root(workspace))
    unchanged = None if force or never_passed_on else _recall_run(folders, asked)
    if unchanged is not None:  # told before anything that takes long is imported
        finish(unchanged, json_output=json_output)
    from portrait_analytics.cluster import connect
    from portrait_analytics.fanout import Making
    from portrait_analytics.pipeline import run as run_pipeline
    from portrait_analytics.workspace import Workspace

    with progress(quiet=quiet or json_output) as terminal, connect(cluster) as executor:
        outcome = run_pipeline(
            Workspace(folders.root),
            terminal,
            asked=asked,
            making=Making(jobs=jobs, engine=engine, seconds=time_limit, keep_going=keep_going, executor=executor),
            never_passed_on=never_passed_on,
            force=force,
            retry_failed=retry_failed,
        )
    finish(outcome, json_output=json_output)


def _recall_run(folders: "Folders", asked: "Asked") -> "Outcome | None":
    """What the last run came to, noted as a run in the log, if one now would change no file."""
    from portrait_analytics.manifest import find_unchanged
    from portrait_analytics.outcome import recall_outcome
    from portrait_analytics.runlog import RunLog

    unchanged = find_unchanged(folders, asked)
    if unchanged is None:
        return None
    outcome = recall_outcome(unchanged, reports=folders.reports)
    RunLog(folders).end(outcome)
    return outcome


@app.command()
def clean(workspace: WorkspaceOption = None, json_output: JsonOption = False) -> None:
    """Read and check the exports in data/raw, and save the tables in data/processed.

    What could not be used is listed with the reason and what to do about it; nothing is lost and nothing guessed.
    """
    from portrait_analytics.pipeline import clean as clean_pipeline
    from portrait_analytics.workspace import find_workspace

    with progress(quiet=json_output) as terminal:
        outcome = clean_pipeline(find_workspace(workspace), terminal)
    if not json_output:
        say("\n".join(outcome.set_aside))
    finish(outcome, json_output=json_output)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export, as the survey platform wrote it.")],
    workspace: WorkspaceOption = None,
    rubric: Annotated[
        Path | None, typer.Option(help="A rubric file to read it against.", show_default="the workspace's, or our own")
    ] = None,
    json_output: JsonOption = False,
) -> None:
    """Show what an export is: platform, columns, answers, what would be set aside, and the lines that settle it.

    Saves nothing, and needs no workspace; in one, its district.toml, schools and rosters are heeded. Exit code 2 says
    that the file could not be used as it is.
    """
    from portrait_analytics.errors import ConfigError
    from portrait_analytics.inspection import inspect_export
    from portrait_analytics.workspace import find_workspace

    try:
        found = find_workspace(workspace or file.resolve().parent)
    except ConfigError:
        if workspace:
            raise
        found = None
    inspection = inspect_export(file, workspace=found, rubric=rubric)
    if json_output:
        say_json(asdict(inspection))
    else:
        _print_inspection(inspection)
    raise typer.Exit(InputError.exit_code if inspection.refusal else 0)


def _print_inspection(inspection: "Inspection") -> None:
    from rich.console import Console

    from portrait_analytics.inspection import say_in_words

    console = Console(highlight=False, markup=False)
    console = console if console.is_terminal else Console(highlight=False, markup=False, width=PIPED_WIDTH)
    if inspection.platform:
        say("\n".join(say_in_words(inspection)))
        columns = [
            (column.letter, column.header, column.code, column.meaning, column.sure, f"{column.filled:,}")
            for column in inspection.columns
        ]
        say("\nColumns")
        console.print(_table(["", "Header", "Code", "Is", "Told by", "Filled"], columns))
    if inspection.answers:
        answers = [(answer.text, answer.means, f"{answer.count:,}") for answer in inspection.answers]
        say(f"\nAnswers, read as {inspection.edition}")
        console.print(_table(["Answer", "Means", "Cells"], answers))
    among = f", of the first {inspection.looked_at:,} records" if inspection.looked_at else ""
    for title, lines in ((f"Would be set aside{among}", inspection.set_aside), ("To settle it", [inspection.settle])):
        if any(lines):
            say("\n".join(["", title, *(f"  {line}" for text in lines for line in text.splitlines())]))
    if inspection.refusal:
        say(f"\nportrait: {inspection.refusal}", err=True)


def _table(headers: list[str], rows: Sequence[tuple[str, ...]]) -> "Table":
    """The rows as a table: columns that say nothing are left out, and the last one is numbers."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    told = [place for place in range(len(headers)) if any(row[place] for row in rows)]
    for place in told:
        table.add_column(
            headers[place], justify="right" if place == len(headers) - 1 else "left", header_style="", overflow="fold"
        )
    for row in rows:
        table.add_row(*(printable(row[place]) for place in told))
    return table


@app.command()
def audit(
    workspace: WorkspaceOption = None,
    semester: Annotated[str, typer.Option(help="As 2026-fall.", show_default="the latest that was built")] = "",
    json_output: JsonOption = False,
) -> None:
    """Play the attacker: work out from all that a release prints what it hides.

    The attacker knows who works where, and every printed number; each hidden count is bounded by an integer program.
    Takes about as long as a run. Exit code 4 says that something can be worked out; what, is listed with the printed
    numbers that tell it.
    """
    from portrait_analytics.audit import audit as audit_release
    from portrait_analytics.workspace import find_workspace

    with progress(quiet=json_output) as terminal:
        found = audit_release(find_workspace(workspace), terminal, semester=semester)
    if json_output:
        say_json(found.as_json())
    else:
        say("\n".join(found.lines))
    raise typer.Exit(found.exit_code)


@app.command()
def schedule(
    scheduler: Annotated[Scheduler, typer.Argument(help="Who is to start the run.")],
    workspace: WorkspaceOption = None,
    day: Annotated[Day, typer.Option(help="The day of the week.", case_sensitive=False)] = Day.WORKDAYS,
    at: Annotated[str, typer.Option(help="The time of day, as 06:00.")] = "06:00",
) -> None:
    """Print what a scheduler has to be told so that the pages are rebuilt by themselves.

    Changes nothing: the lines say where they belong. A run in which nothing changed takes less than a second, so it may
    be asked for every day; what came of each is in data/processed/log.jsonl.
    """
    from portrait_analytics.folders import find_root
    from portrait_analytics.scheduling import Rebuild, write_entry

    typer.echo(write_entry(scheduler, Rebuild(find_root(workspace), day, at)), nl=False)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.")],
) -> None:
    """Make an empty workspace: folders, notebooks, and a district.toml to fill in."""
    from portrait_analytics.starting import make_workspace

    make_workspace(folder)
    say(
        f"{folder} is a workspace. Fill in district.toml, put exports into data/raw/2026-fall (or another semester), "
        "then run: portrait run"
    )


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.")],
    people: Annotated[int, typer.Option(min=1, help="Leaders each semester.")] = 170,
    schools: Annotated[int, typer.Option(min=1)] = 12,
    semesters: Annotated[int, typer.Option(min=1)] = 3,
    seed: Annotated[int, typer.Option(help="The same seed makes the same district, to the byte.")] = 2026,
) -> None:
    """Make a synthetic district with the dirt of real exports and a known truth, in data/truth."""
    from portrait_analytics.sample import make_sample
    from portrait_analytics.starting import make_workspace

    make_workspace(folder, with_settings=False)
    with progress() as terminal:
        make_sample(folder, people=people, schools=schools, semesters=semesters, seed=seed, tell=terminal.done)
    say(f"{folder} is a synthetic district. Run: portrait run --workspace {folder}")


@app.command()
def lab(
    workspace: WorkspaceOption = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser, too.")] = True,
    port: Annotated[int | None, typer.Option(min=1, max=65535, show_default="8888, or the next free one")] = None,
) -> None:
    """Open the notebooks in JupyterLab, on this computer alone.

    Nothing is fetched from the network: no news, no updates, no list of extensions.
    """
    from portrait_analytics.lab import start_lab
    from portrait_analytics.workspace import find_workspace

    found = find_workspace(workspace)
    say(f"JupyterLab on {found.notebooks}. To stop it, press Ctrl-C here twice.")
    raise typer.Exit(start_lab(found, browser=browser, port=port))


class Terminal:
    """Progress for whoever started the command: what is being done beside a spinner, what is done in a line."""

    def __init__(self, console: "Console", status: "Status | None") -> None:
        self.console, self.status = console, status

    def doing(self, what: str) -> None:
        """Name it beside the spinner; where there is none, a line would only be noise."""
        if self.status:
            self.status.update(f"{printable(what)} …")

    def done(self, what: str) -> None:
        """A line of its own."""
        self.console.print(printable(what), soft_wrap=True)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Terminal]:
    """Progress on standard error: with a spinner on a terminal, in plain lines elsewhere."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, quiet=quiet)
    if not console.is_terminal:
        yield Terminal(console, None)
        return
    with console.status("starting …") as status:
        yield Terminal(console, status)


def finish(outcome: "Outcome", *, json_output: bool) -> NoReturn:
    """Print what a run came to and end with its exit code."""
    if json_output:
        say_json(outcome.as_json())
    else:
        for fault in (*outcome.warnings, *outcome.faults):
            say(f"portrait: {fault}", err=True)
        for line in outcome.summary():
            say(line)
    raise typer.Exit(outcome.exit_code)
