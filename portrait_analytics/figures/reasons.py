"""What was set aside, by reason: the remedy once, then file by file the rows that need it.

What exports say is untrusted: it becomes text in one line, cut to `LONGEST`.
"""

import re
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.quality import Quality
from portrait_analytics.tables import REASONS

LONGEST = 80  # characters of a text that came from an export
END_KEPT = 30  # of which from its end, where a question names its competency
LONG_LIST = 10  # lines; more are folded
NOTHING_TO_DO = ("duplicate", "replaced", "preview", "partial", "spam")


@dataclass(frozen=True)
class Entry:
    """Rows of one file with the same fault; ``todo`` is what holds for them and not for all of that reason."""

    rows: str
    column: str
    value: str
    todo: str


@dataclass(frozen=True)
class Reason:
    """All that was set aside for one reason, by file, and the remedy that holds for each of it."""

    name: str
    count: int
    remedy: str
    needs_action: bool
    files: dict[str, list[Entry]]

    @property
    def columns(self) -> dict[str, str]:
        """What there is to say beside the rows: fields of `Entry` and their headers."""
        headers = {"column": "Column", "value": "Found", "todo": "More to do"}
        entries = [entry for file in self.files.values() for entry in file]
        return {name: header for name, header in headers.items() if any(getattr(entry, name) for entry in entries)}

    @property
    def folded(self) -> bool:
        """True if the list is too long to be looked through by everybody."""
        return sum(map(len, self.files.values())) > LONG_LIST


def read_reasons(quality: Quality) -> list[Reason]:
    """Those that need doing first: whole files, then by how many, then in the order of the contract."""
    quarantine = quality.quarantine.astype("str").fillna("")
    groups = {str(reason): rows for reason, rows in quarantine.groupby("reason")}

    def order(reason: str) -> tuple[bool, bool, int, int]:
        return reason in NOTHING_TO_DO, reason != "unreadable_file", -len(groups[reason]), REASONS.index(reason)

    return [_read_reason(reason, groups[reason], quality.semester) for reason in sorted(groups, key=order)]


def _read_reason(reason: str, rows: pd.DataFrame, semester: str) -> Reason:
    told = [_sentences(remedy) for remedy in rows["remedy"]]
    shared = [sentence for sentence in told[0] if all(sentence in sentences for sentences in told)]
    own = [" ".join(sentence for sentence in sentences if sentence not in shared) for sentences in told]
    files: dict[str, list[Entry]] = {}
    same = ["source", "column", "value", "todo"]
    for key, numbers in rows.assign(todo=own).groupby(same, sort=False)["source_row"]:
        source, column, value, todo = map(str, key)
        entry = Entry(_say_rows(numbers.tolist()), shorten(column), shorten(value), todo)
        files.setdefault(file_name(source, semester), []).append(entry)
    name = reason.replace("_", " ").capitalize()
    return Reason(name, len(rows), " ".join(shared), reason not in NOTHING_TO_DO, files)


def _say_rows(numbers: list[str]) -> str:
    """The rows as one looks them up, so without thousands set apart."""
    if not all(numbers):
        return "whole file"
    return f"row{'s' if len(numbers) > 1 else ''} {', '.join(sorted(numbers, key=int))}"


def _sentences(remedy: str) -> list[str]:
    return re.split(r"(?<=[.”]) (?=[A-Z\[])", " ".join(remedy.split()))


def file_name(source: str, semester: str) -> str:
    """The file as the page calls it: below the semester's folder."""
    return shorten(source.removeprefix(f"{semester}/"))


def shorten(text: str) -> str:
    """The text in one line and not too long: the words in its middle are left out.

    >>> shorten("Rate your practice:\\n" + "very " * 20 + "[Building Trust]")
    'Rate your practice: very very very very very … very very [Building Trust]'
    """
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    start, end = line[: LONGEST - END_KEPT - 3], line[-END_KEPT:]
    return f"{start.rpartition(' ')[0] or start} … {end.partition(' ')[2] or end}"
