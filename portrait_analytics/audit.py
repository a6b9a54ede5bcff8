"""Playing the attacker against a release: what could be worked out from all that it prints, in words."""

from dataclasses import dataclass

import pandas as pd

from portrait_analytics.attack import attack, count_heads
from portrait_analytics.errors import FAULTS_SHOWN, DisclosureError
from portrait_analytics.progress import Progress
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace

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
    """What the attacker found: a row of `attack.attack` for each failure."""

    semester: str
    baseline: str | None
    failures: pd.DataFrame

    @property
    def exit_code(self) -> int:
        """0 if nothing was found."""
        return DisclosureError.exit_code if len(self.failures) else 0

    @property
    def lines(self) -> list[str]:
        """All that was found, the first few of each kind in full."""
        against = f" against {self.baseline}" if self.baseline else ""
        if self.failures.empty:
            return [f"{self.semester}{against}: nothing can be worked out that is hidden."]
        found = [f"{self.semester}{against}: {count_of(len(self.failures), 'count')} can be worked out too well."]
        for kind, rows in self.failures.groupby("kind"):
            found.append(f"{kind} {KINDS[str(kind)]}: {len(rows):,}")
            shown = rows.head(FAULTS_SHOWN).to_dict("records")
            found += [f"- {_describe({str(name): str(value) for name, value in row.items()})}" for row in shown]
            if len(rows) > len(shown):
                found.append(f"- and {len(rows) - len(shown)} more")
        return found


def audit(workspace: Workspace, progress: Progress, *, semester: str = "") -> Audit:
    """Attack the release of a semester, the latest one without a name; `InputError` if nothing has been built.

    The attacker knows the roster's head-counts and all that the release prints, but no earlier release.
    """
    release = workspace.load_release(semester)
    progress.doing(f"attacking {release.semester}")
    schools = release.schools.astype("str")
    failures = attack(
        [release.published],
        count_heads(workspace.load_table("people"), semester_from=release.baseline, semester_to=release.semester),
        cluster_of=dict(zip(schools["school"], schools["cluster"], strict=True)),
        rubric=release.rubric,
        minimum_group=release.minimum_group,
    )
    return Audit(release.semester, release.baseline, failures)


def _describe(row: dict[str, str]) -> str:
    bounds = row["low"] if row["low"] == row["high"] else f"{row['low']} to {row['high']}"
    what = (
        f"{row['target']}: {row['quantity']} is {bounds} of at most {row['people']}"
        if row["target"]
        else row["finding"]
    )
    return f"{row['family']}, {what}. Told by: {row['evidence']}"
