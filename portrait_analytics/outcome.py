"""What a run came to, told to whoever started it: in words, as JSON, and to the run after it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portrait_analytics.errors import PortraitError, restore_fault
from portrait_analytics.manifest import Manifest
from portrait_analytics.semesters import semester_name
from portrait_analytics.wording import count_of


@dataclass
class Outcome:
    """What was counted and set aside, which pages there are, and everything that went wrong.

    ``made`` pages were made by this run, ``unchanged`` ones taken from the run before.
    """

    counts: dict[str, int]
    set_aside: list[str]
    faults: list[PortraitError] = field(default_factory=list)
    semester: str = ""
    baseline: str | None = None
    pages: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    made: int = 0
    unchanged: int = 0
    changed: str = ""  # how many printed numbers changed since the last release, and why; empty: there was none

    @property
    def exit_code(self) -> int:
        """The gravest of the faults' codes; 0 without a fault."""
        return max((fault.exit_code for fault in self.faults), default=0)

    def as_measured(self) -> dict[str, object]:
        """What is known of the input, for the run after this one; warnings are of this run alone."""
        return {
            "counts": self.counts,
            "set_aside": self.set_aside,
            "faults": [[type(fault).__name__, str(fault)] for fault in self.faults],
        }

    def as_json(self) -> dict[str, object]:
        """All of it, for programs."""
        return {
            "exit_code": self.exit_code,
            "semester": self.semester or None,
            "baseline": self.baseline,
            "counts": self.counts,
            "set_aside": self.set_aside,
            "pages": [str(page) for page in self.pages],
            "made": self.made,
            "unchanged": self.unchanged,
            "changed": self.changed,
            "warnings": self.warnings,
            "faults": [str(fault) for fault in self.faults],
        }

    def summary(self) -> Iterator[str]:
        """A few lines that can be mailed: what was made of what, and where it lies."""
        if not self.semester:
            return
        beside = f" beside {semester_name(self.baseline)}" if self.baseline else ""
        pages = f"{count_of(self.made, 'page')} made, {self.unchanged:,} unchanged"
        yield f"{semester_name(self.semester).capitalize()}{beside}: {pages}"
        yield (
            f"{self.counts['rows_used']:,} of {count_of(self.counts['rows_read'], 'record')} used, "
            f"{count_of(self.counts['set_aside'], 'thing')} set aside with a reason"
        )
        if self.changed:
            yield f"Since the last release: {self.changed}"
        if self.faults:
            yield f"{count_of(len(self.faults), 'fault')}, listed above"
        for page in self.pages[:1]:
            yield f"Open {page}"


def recall_outcome(manifest: Manifest, *, reports: Path | None = None) -> Outcome:
    """What the last run found in its input; with ``reports``, its pages, too, as they still lie there."""
    told: Mapping[str, object] = manifest.measured
    outcome = Outcome(
        counts=dict(told["counts"]),  # type: ignore[call-overload]
        set_aside=list(told["set_aside"]),  # type: ignore[call-overload]
        faults=[restore_fault(kind, text) for kind, text in told["faults"]],  # type: ignore[attr-defined]
        semester=manifest.semester,
        baseline=manifest.baseline,
    )
    if reports is not None:
        addresses = sorted(name for name in manifest.placed if name.endswith(".html"))
        addresses.sort(key=lambda name: not name.endswith("/index.html"))
        outcome.pages, outcome.unchanged = [reports / name for name in addresses], len(manifest.pages)
    return outcome
