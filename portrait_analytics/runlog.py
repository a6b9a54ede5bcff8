"""The log of runs, ``data/processed/log.jsonl``: a line of JSON for each page and each run, for programs and for years.

Nothing personal is in it: pages by address, faults in our own words, which quote no person and no answer.
"""

import json
import time
from datetime import UTC, datetime

from portrait_analytics import __version__
from portrait_analytics.folders import Folders
from portrait_analytics.manifest import LOG, MadePage
from portrait_analytics.outcome import Outcome


class RunLog:
    """The lines of one run, written as things happen, so that a run that is killed leaves what it did."""

    def __init__(self, folders: Folders) -> None:
        self.path = folders.processed / LOG
        self.started = time.monotonic()
        self.run = _now()
        self.write("begun", software=f"portrait_analytics {__version__}")

    def page(self, page: MadePage, state: str) -> None:
        """What became of a page: ``made``, ``unchanged`` or ``failed``."""
        told = {"page": page.page, "notebook": page.notebook, "state": state, "seconds": page.seconds}
        self.write("page", **told, **({"fault": page.fault} if page.fault else {}))

    def end(self, outcome: Outcome) -> None:
        """What the whole run came to."""
        self.write(
            "done",
            semester=outcome.semester,
            baseline=outcome.baseline,
            exit_code=outcome.exit_code,
            seconds=round(time.monotonic() - self.started, 3),
            made=outcome.made,
            unchanged=outcome.unchanged,
            faults=[str(fault) for fault in outcome.faults],
            **outcome.counts,
        )

    def write(self, event: str, **told: object) -> None:
        """One line more."""
        line = json.dumps({"at": _now(), "run": self.run, "event": event, **told}, ensure_ascii=False)
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(f"{line}\n")


def _now() -> str:
    return datetime.now(tz=UTC).isoformat(timespec="milliseconds")
