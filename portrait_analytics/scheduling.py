"""What a scheduler has to be told so that the pages are rebuilt without anybody at the keyboard.

Every entry does the same: ``portrait run --quiet`` in the workspace, as the user who owns it. A run in which nothing
changed ends in less than a second and changes no file, so it may be asked for every day.
"""

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from portrait_analytics.engines import Day, Scheduler
from portrait_analytics.errors import PortraitError

WEEK = [day for day in Day if day is not Day.WORKDAYS]
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
EXIT_CODES = (
    "0 done; 1 some pages failed; 2 input or settings are wrong; 3 another run is busy; 4 would tell on someone"
)


@dataclass(frozen=True)
class Rebuild:
    """When to rebuild which workspace; the time is that of the machine."""

    workspace: Path
    day: Day = Day.WORKDAYS
    time: str = "06:00"

    def __post_init__(self) -> None:
        if not _TIME.fullmatch(self.time):
            raise PortraitError(f'--at takes hours and minutes as 06:00, not "{self.time}".')

    @property
    def command(self) -> list[str]:
        """The command, by the Python that this one runs in, so that no search path matters."""
        return [sys.executable, "-m", "portrait_analytics", "run", "--quiet", "--workspace", str(self.workspace)]


def write_entry(scheduler: Scheduler, rebuild: Rebuild) -> str:
    """What to give to a scheduler, with the way to do so in remarks."""
    writers = {
        Scheduler.CRON: _write_cron,
        Scheduler.SYSTEMD: _write_systemd,
        Scheduler.WINDOWS: _write_windows,
        Scheduler.GITHUB: _write_github,
    }
    return writers[scheduler](rebuild)


def _write_cron(rebuild: Rebuild) -> str:
    hour, minute = (int(part) for part in rebuild.time.split(":"))
    command = shlex.join(rebuild.command).replace("%", r"\%")  # cron ends a line at a bare one
    return f"""\
# Give these lines to: crontab -e
# What a run prints is mailed to MAILTO: the summary, and what went wrong. Exit codes: {EXIT_CODES}.
MAILTO="analyst@example.org"
{minute} {hour} * * {_count_from_sunday(rebuild.day)} {command}
"""


def _write_systemd(rebuild: Rebuild) -> str:
    day = "Mon..Fri" if rebuild.day is Day.WORKDAYS else rebuild.day[:3]
    command = " ".join(_quote_unit(part) for part in rebuild.command)
    return f"""\
# ~/.config/systemd/user/portrait.service
[Unit]
Description=Rebuild the pages of Portrait of a Leader

[Service]
Type=oneshot
# Exit codes: {EXIT_CODES}
ExecStart={command}
Nice=10

# ~/.config/systemd/user/portrait.timer
[Unit]
Description=When to rebuild the pages of Portrait of a Leader

[Timer]
OnCalendar={day} *-*-* {rebuild.time}:00
Persistent=true

[Install]
WantedBy=timers.target

# Save both files under these names, then:
#   systemctl --user daemon-reload && systemctl --user enable --now portrait.timer
#   loginctl enable-linger          (so that it runs while you are logged out)
#   journalctl --user -u portrait   (what the last runs said)
"""


def _write_windows(rebuild: Rebuild) -> str:
    program, *arguments = rebuild.command
    days = ", ".join(WEEK[:5]) if rebuild.day is Day.WORKDAYS else rebuild.day
    quoted = " ".join(f'"{part}"' if " " in part else part for part in arguments)
    return f"""\
# Give these lines to PowerShell. The task ends with the exit code of the run: {EXIT_CODES}.
$action = New-ScheduledTaskAction -Execute {_quote_powershell(program)} -Argument {_quote_powershell(quoted)}
$trigger = New-ScheduledTaskTrigger -Weekly -DaysOfWeek {days} -At {rebuild.time}
$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew
Register-ScheduledTask -TaskName "Portrait of a Leader" -Action $action -Trigger $trigger -Settings $settings
"""


def _write_github(rebuild: Rebuild) -> str:
    hour, minute = (int(part) for part in rebuild.time.split(":"))
    return f"""\
# .github/workflows/portrait.yml
# Exports name people, so this runs on a machine of the district's own, where the workspace lies; nothing is uploaded.
# The time is UTC. A run that does not end with 0 fails the workflow: {EXIT_CODES}.
name: Rebuild the pages of Portrait of a Leader
on:
  schedule:
    - cron: "{minute} {hour} * * {_count_from_sunday(rebuild.day)}"
  workflow_dispatch:
concurrency: portrait
jobs:
  rebuild:
    runs-on: self-hosted
    timeout-minutes: 120
    steps:
      - name: Rebuild
        run: {_quote_yaml(shlex.join(rebuild.command))}
"""


def _count_from_sunday(day: Day) -> str:
    return "1-5" if day is Day.WORKDAYS else str((WEEK.index(day) + 1) % 7)


def _quote_unit(part: str) -> str:
    """A word of a unit file: percent and dollar signs are doubled, else they would be filled in."""
    plain = part.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{plain}"' if re.search(r"[\s'\"\\]", part) else plain


def _quote_powershell(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quote_yaml(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
