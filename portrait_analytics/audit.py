"""Playing the attacker against a release: what could be worked out from all that it prints, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from portrait_analytics.attack import Failure, count_heads, find_failures
from portrait_analytics.errors import DisclosureError, list_faults
from portrait_analytics.ledger import find_releases, find_unknown
from portrait_analytics.printed_numbers import Unaccounted
from portrait_analytics.progress import Progress
from portrait_analytics.reference import list_clusters
from portrait_analytics.released import check_released
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace

TOLD = ["kind", "finding", "semesters", "family", "target", "quantity", "low", "high", "people"]
KINDS = {
    "F0": "what is printed contradicts itself",
    "F1": "a count of a small or hidden group can be worked out exactly",
    "F2": "it can be worked out that nobody, or everybody, of a small or hidden group is meant",
    "F3": "a count of a small or hidden group can be narrowed down too far",
    "F4": "it can be worked out that nobody, or everybody, of a shown group is meant",
    "F5": "a member of a small or hidden group could work out the others",
    "F6": "what is left by subtraction can be worked out",
    "F7": "it can be worked out for those who came, left or moved",
}


@dataclass(frozen=True)
class Audit:
    """What the attacker found in a release beside the earlier ones of the same semesters."""

    semester: str
    baseline: str | None
    failures: Sequence[Failure]
    unknown: Sequence[str] = ()  # folders in reports/ with pages of which the ledger does not know what they tell
    unaccounted: Sequence[Unaccounted] = ()

    @property
    def exit_code(self) -> int:
        """0 if nothing was found."""
        return DisclosureError.exit_code if self.failures or self.unknown or self.unaccounted else 0

    @property
    def lines(self) -> list[str]:
        """All that was found, the first few of each kind in full."""
        against = f" against {self.baseline}" if self.baseline else ""
        found = self._lines_of_pages()
        found += [f"F9 reports/{name} holds pages of a release that the ledger does not know" for name in self.unknown]
        if not self.failures:
            return [f"{self.semester}{against}: nothing can be worked out that is hidden.", *found]
        number = count_of(len(self.failures), "count")
        found.insert(0, f"{self.semester}{against}: {number} can be worked out too well.")
        for kind, words in KINDS.items():
            own = [failure.words for failure in self.failures if failure.kind == kind]
            if own:
                found += [f"{kind} {words}: {len(own):,}", list_faults(own)]
        return found

    def _lines_of_pages(self) -> list[str]:
        if not self.unaccounted:
            return []
        found = [str(number) for number in self.unaccounted]
        return [f"F8 numbers that nobody published stand in reports/: {len(found):,}", list_faults(found)]

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        rows = [
            {name: getattr(failure, name) for name in TOLD} | {"evidence": failure.told_by} for failure in self.failures
        ]
        return {
            "semester": self.semester,
            "baseline": self.baseline,
            "failures": rows,
            "unknown_reports": list(self.unknown),
            "unaccounted": [found._asdict() for found in self.unaccounted],
        }


def audit(workspace: Workspace, progress: Progress, *, semester: str = "") -> Audit:
    """Attack the release of a semester, the latest one without a name; `InputError` if nothing has been built.

    The attacker knows the roster's head-counts, all that the release prints, and all that earlier releases of the same
    two semesters printed.
    """
    release = workspace.load_release(semester)
    progress.doing(f"attacking {release.semester}")
    printed = release.id
    entries = find_releases(workspace, release.semester, release.baseline)
    earlier = [entry.published for entry in entries if entry.release != printed]
    failures = find_failures(
        [*earlier, release.published],
        count_heads(workspace.load_table("people"), semester_from=release.baseline, semester_to=release.semester),
        cluster_of=list_clusters(release.schools),
        rubric=release.rubric,
        minimum_group=release.minimum_group,
    )
    return Audit(
        release.semester,
        release.baseline,
        failures,
        find_unknown(workspace),
        check_released(workspace, release.semester),
    )
