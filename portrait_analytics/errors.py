"""Everything that can go wrong and be mended by the person at the keyboard.

::

    PortraitError               2   printed without a traceback
    ├── InputError              2   an export, a roster or a reference file
    ├── ConfigError             2   district.toml
    ├── RubricError             2   a rubric file
    ├── ReportError             1   a notebook or a page could not be made
    │   └── ParameterError      2   a notebook was given a parameter that it does not have
    ├── WorkspaceLockedError    3   another run holds the workspace
    └── DisclosureError         4   the release would identify someone
    ContractError                   one of our own tables is not what it should be: a bug, with its traceback

The number is the exit code of ``portrait``. Messages say where, what came, what was expected and what to do.
Names and e-mail addresses never appear in one; only answers to closed questions are quoted.
"""

import difflib
import errno
from collections.abc import Iterable, Iterator, Sequence

FAULTS_SHOWN = 5


class PortraitError(Exception):
    """A fault that the reader of the message can mend."""

    exit_code = 2


class InputError(PortraitError):
    """An export, a roster or a reference file cannot be used as it is."""


class ConfigError(PortraitError):
    """``district.toml`` says something that it cannot mean."""


class RubricError(PortraitError):
    """A rubric file is not a rubric."""


class ReportError(PortraitError):
    """A notebook stopped, or a page failed its checks; the others were made."""

    exit_code = 1


class ParameterError(ReportError):
    """A notebook was given a parameter that it does not declare, or one of the wrong type."""

    exit_code = 2


class WorkspaceLockedError(PortraitError):
    """Another run holds the workspace."""

    exit_code = 3


class DisclosureError(PortraitError):
    """The release would tell on someone, so it was not put in place."""

    exit_code = 4


class ContractError(Exception):
    """A table of ours breaks its own contract: a fault in this program, never in the input."""


def list_kinds(error: type[PortraitError] = PortraitError) -> Iterator[type[PortraitError]]:
    """A class of faults and all that are more special, itself first."""
    yield error
    for kind in error.__subclasses__():
        yield from list_kinds(kind)


def restore_fault(kind: str, text: str) -> PortraitError:
    """The fault of a class that was written down by name; a class that is not known any more is a `PortraitError`.

    >>> restore_fault("ReportError", "growth.ipynb stopped.").exit_code
    1
    """
    kinds = {known.__name__: known for known in list_kinds()}
    return kinds.get(kind, PortraitError)(text)


REMEDIES = {
    errno.ENOSPC: "Free some space and run again; what was there stays as it was.",
    errno.EDQUOT: "Free some space and run again; what was there stays as it was.",
    errno.EROFS: "The folder can be read but not written; give this user the right to write.",
    errno.EACCES: "Give this user the right to it, or run as the one who has it.",
    errno.EPERM: "Give this user the right to it, or run as the one who has it.",
    errno.ENOENT: "It was there a moment ago: see that nothing moves or synchronizes the folder meanwhile.",
    errno.EMFILE: "Run with fewer pages at a time: portrait run --jobs 1",
}


def describe_system_fault(fault: OSError) -> str:
    """What the operating system refused, of which file, and what to do.

    >>> describe_system_fault(OSError(errno.ENOSPC, "No space left on device", "reports/2026-fall"))
    'reports/2026-fall: No space left on device. Free some space and run again; what was there stays as it was.'
    """
    place = f"{fault.filename}: " if fault.filename else ""
    said = f"{place}{fault.strerror or fault}."
    return f"{said} {REMEDIES[fault.errno]}" if fault.errno in REMEDIES else said


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """A question after the nearest known word, to end a message with; empty if none is near.

    >>> did_you_mean("acent", ["name", "accent"]), did_you_mean("x", ["name"])
    (' Did you mean "accent"?', '')
    """
    found = difflib.get_close_matches(text, list(known), n=1)
    return f' Did you mean "{found[0]}"?' if found else ""


def list_faults(faults: Sequence[str], *, shown: int = FAULTS_SHOWN) -> str:
    """One fault a line, the first few in full and the rest as a count.

    >>> print(list_faults(["no levels", "no attributes", "no competencies"], shown=2))
    - no levels
    - no attributes
    - and 1 more
    """
    lines = [f"- {fault}" for fault in faults[:shown]]
    if len(faults) > shown:
        lines.append(f"- and {len(faults) - shown} more")
    return "\n".join(lines)
