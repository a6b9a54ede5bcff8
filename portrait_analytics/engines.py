"""What runs the cells of a notebook."""

import sys
from enum import StrEnum


class Engine(StrEnum):
    """An ordinary kernel, or the fork of a process that has everything imported (`warm`)."""

    WARM = "warm"
    KERNEL = "kernel"


def default_engine() -> Engine:
    """The faster one on Linux; elsewhere a process that has used system libraries may not be forked."""
    return Engine.WARM if sys.platform == "linux" else Engine.KERNEL
