"""What a scheduler is told: the run that was meant, whatever is in the path of the workspace."""

import configparser
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from portrait_analytics.cli import app
from portrait_analytics.engines import Day, Scheduler
from portrait_analytics.errors import PortraitError
from portrait_analytics.scheduling import WEEK, Rebuild, write_entry
from portrait_analytics.workspace import Workspace

AWKWARD = Path('/srv/Riverbend\'s district 100%/$HOME "x"')


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_cron_runs_the_very_command_at_the_time_and_on_the_days() -> None:
    rebuild = Rebuild(AWKWARD, Day.WORKDAYS, "06:05")

    minute, hour, *days, command = lines_of(write_entry(Scheduler.CRON, rebuild))[1].split(" ", 5)

    assert (minute, hour, days) == ("5", "6", ["*", "*", "1-5"])
    assert not re.search(r"(?<!\\)%", command)  # cron takes a bare one for the end of the line
    assert shlex.split(command.replace("\\%", "%")) == rebuild.command


@pytest.mark.parametrize(("day", "number"), [(Day.MONDAY, "1"), (Day.SATURDAY, "6"), (Day.SUNDAY, "0")])
def test_cron_counts_days_from_sunday(day: Day, number: str) -> None:
    assert lines_of(write_entry(Scheduler.CRON, Rebuild(Path("/x"), day)))[1].split()[4] == number


def test_a_timer_is_two_unit_files_that_say_the_same_command() -> None:
    rebuild = Rebuild(AWKWARD, Day.SUNDAY, "23:30")
    text = write_entry(Scheduler.SYSTEMD, rebuild)
    service, timer = (part.partition("\n")[2] for part in text.split("# ~/.config/systemd/user/")[1:])
    units = configparser.RawConfigParser(strict=False, comment_prefixes="#")
    units.optionxform = str  # type: ignore[assignment,method-assign]
    units.read_string(service)
    command = units["Service"]["ExecStart"]
    units.read_string(timer)

    assert units["Timer"]["OnCalendar"] == "Sun *-*-* 23:30:00"
    assert shlex.split(command.replace("%%", "%").replace("$$", "$")) == rebuild.command


def test_powershell_is_given_quotes_that_it_reads_back() -> None:
    rebuild = Rebuild(Path("/srv/Riverbend's district"), Day.WORKDAYS)

    action, trigger, *_ = lines_of(write_entry(Scheduler.WINDOWS, rebuild))

    program, arguments = (part.replace("''", "'") for part in re.findall("'((?:[^']|'')*)'", action))
    assert [program, *shlex.split(arguments)] == rebuild.command
    assert all(day in trigger for day in WEEK[:5])
    assert "Sunday" not in trigger


def test_a_workflow_keeps_the_exports_on_the_districts_own_machine() -> None:
    rebuild = Rebuild(AWKWARD)

    workflow = yaml.safe_load(write_entry(Scheduler.GITHUB, rebuild))

    job = workflow["jobs"]["rebuild"]
    assert workflow[True]["schedule"] == [{"cron": "0 6 * * 1-5"}]
    assert job["runs-on"] == "self-hosted"
    assert [shlex.split(step["run"]) for step in job["steps"]] == [rebuild.command]


@pytest.mark.parametrize("time", ["25:00", "6"])
def test_a_time_that_is_none_is_refused_with_an_example(time: str) -> None:
    with pytest.raises(PortraitError, match="06:00"):
        Rebuild(Path("/x"), Day.WORKDAYS, time)


def test_a_day_may_be_written_in_any_case_and_another_word_is_refused_with_all_days(small_run: Workspace) -> None:
    def ask(day: str) -> Result:
        return CliRunner().invoke(app, ["schedule", "cron", "--workspace", str(small_run.root), "--day", day])

    assert ask("monday").output == ask("Monday").output
    refused = ask("Someday")
    assert refused.exit_code == 2
    assert "wednesday" in refused.output


def test_what_cron_is_told_ends_well_and_says_what_it_did(small_run: Workspace) -> None:
    command = Rebuild(small_run.root).command

    ended = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"})

    assert (ended.returncode, ended.stderr) == (0, "")
    assert command[0] == sys.executable
    assert "Fall 2026 beside" in ended.stdout
