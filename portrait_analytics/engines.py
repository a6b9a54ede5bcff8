"""What runs the cells of a notebook, and who starts a run: choices of the command, without what carries them out."""

import sys
from enum import StrEnum


class Engine(StrEnum):
    """An ordinary kernel, or the fork of a process that has everything imported (`warm`)."""

    WARM = "warm"
    KERNEL = "kernel"


def default_engine() -> Engine:
    """The faster one on Linux; elsewhere a process that has used system libraries may not be forked."""
    return Engine.WARM if sys.platform == "linux" else Engine.KERNEL


class Day(StrEnum):
    """When a run is started: on one day of the week, or on Monday to Friday."""

    WORKDAYS = "workdays"
    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


class Scheduler(StrEnum):
    """Who starts a run without anybody at the keyboard (`scheduling`)."""

    CRON = "cron"
    SYSTEMD = "systemd"
    WINDOWS = "windows"
    GITHUB = "github"
