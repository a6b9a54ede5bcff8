"""What changed in the printed numbers since the last release, and why: software, rubric, rules, roster or answers.

The files that the last release came from are kept in ``data/keep/inputs``. With one kind of them after the other taken
from today, in the order of `CAUSES`, the release is drafted again; where a printed text changes at a step, that step is
a cause. What the last step leaves is what protecting the new release changed. So the steps lead from the text that was
printed to the one that is printed now, and nothing is left over. All of this names schools and may name small groups:
it is for the data team, and of it only how many numbers changed is passed on.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import compress, pairwise
from pathlib import Path

import pandas as pd

from portrait_analytics.errors import PortraitError
from portrait_analytics.fingerprints import digest_file, digest_inputs
from portrait_analytics.folders import OWNER_ONLY_FILE, OWNER_ONLY_FOLDER, SETTINGS_FILE, Folders
from portrait_analytics.ledger import FOLDER as RELEASES
from portrait_analytics.ledger import Entry
from portrait_analytics.placing import BESIDE, in_place_of
from portrait_analytics.workspace import Workspace

INPUTS = "inputs"
CODE, RUBRIC, RULES, ROSTER, DATA, PROTECTION = "software", "rubric", "rules", "roster", "answers", "protection"
CAUSES = (CODE, RUBRIC, RULES, ROSTER, DATA, PROTECTION)
AND = " + "
MIXED = f"{BESIDE}mixed-"
UNKNOWN = "not known"  # the files of the last release are not there any more
KEYS = ["figure", "about", "grain", "school", "cluster", "role", "attribute", "competency", "measure", "item"]
BEFORE, NOW, BECAUSE = "before", "now", "because"

Drafts = Callable[[Workspace, Entry], pd.DataFrame]


@dataclass(frozen=True)
class Changes:
    """The printed numbers that changed since a release.

    ``cells``: one row is one printed thing, with what it said ``before`` and says ``now`` (empty: it was not, or is no
    longer printed), and ``because`` of what. ``printed`` counts all there are now.
    """

    cells: pd.DataFrame
    printed: int

    @classmethod
    def none(cls, printed: int) -> "Changes":
        """Nothing changed, of so many printed numbers."""
        return cls(pd.DataFrame(columns=[*KEYS, BEFORE, NOW, BECAUSE], dtype="str"), printed)

    @property
    def words(self) -> str:
        """How many changed, and because of what: a number that two causes moved counts for both."""
        if self.cells.empty:
            return f"none of {self.printed:,} printed numbers changed"
        listed = self.cells[BECAUSE].str.split(AND, regex=False).explode()
        counts = {cause: int((listed == cause).sum()) for cause in (*CAUSES, UNKNOWN)}
        told = ", ".join(f"{cause} {count:,}" for cause, count in counts.items() if count)
        return f"{len(self.cells):,} of {self.printed:,} printed numbers changed (because of: {told})"

    @property
    def public(self) -> str:
        """The part that is passed on."""
        return f"{len(self.cells):,} of {self.printed:,} printed numbers changed"


def keep_inputs(workspace: Folders, inputs: Mapping[str, str]) -> None:
    """Keep the files that a release came from, for their owner alone, in place of those of the release before."""
    with in_place_of(workspace.keep / INPUTS, mode=OWNER_ONLY_FOLDER) as folder:
        for name in inputs:
            _copy(workspace.root / name, folder / name)
        for path in folder.rglob("*"):
            path.chmod(OWNER_ONLY_FOLDER if path.is_dir() else OWNER_ONLY_FILE)


def forget_inputs(workspace: Folders) -> None:
    """Remove what is kept of a file that is not there any more: whoever removes an export means it."""
    kept = workspace.keep / INPUTS
    for path in list(kept.rglob("*")):
        if path.is_file() and not (workspace.root / path.relative_to(kept)).exists():
            path.unlink()


def explain_changes(workspace: Workspace, last: Entry, new: Entry, drafted: pd.DataFrame, *, draft: Drafts) -> Changes:
    """Every printed number that is not what it was in the release ``last``, with what moved it.

    ``drafted`` is today's release as ``last`` would have told it, before it is protected; ``draft`` gives the same of
    another workspace. It is called only where kinds of files changed beside each other.
    """
    kinds = {kind_of(name) for name in {*last.inputs, *new.inputs} if last.inputs.get(name) != new.inputs.get(name)}
    changed = [cause for cause in CAUSES if cause in kinds or (cause == CODE and last.made_with != new.made_with)]
    steps = [(UNKNOWN, drafted)]
    if len(changed) == 1:
        steps = [(changed[0], drafted)]
    elif _has_inputs(workspace, last):
        steps = [*_draft_steps(workspace, last, changed, drafted, draft)]
    texts = [_texts(last.published), *(_texts(told) for _, told in steps), _texts(new.published)]
    return Changes(_compare(texts, [*(cause for cause, _ in steps), PROTECTION]), len(new.published))


def _draft_steps(
    workspace: Workspace, last: Entry, changed: Sequence[str], drafted: pd.DataFrame, draft: Drafts
) -> Iterator[tuple[str, pd.DataFrame]]:
    """What is drafted with each kind that changed taken from today; one that fails goes together with the next."""
    waiting: list[str] = []
    for place, cause in enumerate(changed):
        waiting.append(cause)
        if cause == changed[-1]:
            yield AND.join(waiting), drafted
            return
        with suppress(PortraitError), _mixed(workspace, last.inputs, changed[: place + 1]) as mixed:
            yield AND.join(waiting), draft(mixed, last)
            waiting = []


@contextmanager
def _mixed(workspace: Workspace, old: Mapping[str, str], from_today: Sequence[str]) -> Iterator[Workspace]:
    """A workspace in which some kinds of files are today's and the others those of the last release."""
    folder = Path(tempfile.mkdtemp(dir=workspace.keep, prefix=MIXED))
    kept, target = workspace.keep, folder / "data" / "keep"
    try:
        for name in digest_inputs(workspace):
            if kind_of(name) in from_today:
                _copy(workspace.root / name, folder / name)
        for name in old:
            if kind_of(name) not in from_today:
                _copy(kept / INPUTS / name, folder / name)
        _copy(kept / "salt", target / "salt")
        shutil.copytree(kept / RELEASES, target / RELEASES)
        yield Workspace(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kind_of(name: str) -> str:
    """What kind of file an input is, by its path in the workspace.

    >>> [kind_of(name) for name in ("district.toml", "rubrics/ours.toml", "data/raw/reference/schools.csv",
    ...  "data/raw/2026-fall/roster/users.csv", "data/raw/2026-fall/export.csv")]
    ['rules', 'rubric', 'roster', 'roster', 'answers']
    """
    if name == SETTINGS_FILE:
        return RULES
    parts = Path(name).parts
    if parts[:2] != ("data", "raw"):
        return RUBRIC
    return ROSTER if "reference" in parts[2:3] or "roster" in parts[3:-1] else DATA


def _has_inputs(workspace: Workspace, last: Entry) -> bool:
    kept = workspace.keep / INPUTS
    return bool(last.inputs) and all(
        (kept / name).is_file() and digest_file(kept / name) == digest for name, digest in last.inputs.items()
    )


def _texts(published: pd.DataFrame) -> pd.Series:
    """What is printed in each place; hidden ones say so by their status."""
    keys = published[KEYS].astype("object").where(published[KEYS].notna(), "")
    text = published["shown"].astype("object").where(published["shown"] != "", published["status"].astype("object"))
    return pd.Series(text.to_numpy(), index=pd.MultiIndex.from_frame(keys.astype("str")))


def _compare(texts: Sequence[pd.Series], causes: Sequence[str]) -> pd.DataFrame:
    """The places that say something else at the end, with each cause at whose step they said something else."""
    table = pd.concat(texts, axis=1, keys=range(len(texts))).fillna("")
    moved = pd.DataFrame({now: table[now] != table[before] for before, now in pairwise(table.columns)})
    because = [AND.join(compress(causes, row)) for row in moved.to_numpy()]
    ends = pd.DataFrame({BEFORE: table.iloc[:, 0], NOW: table.iloc[:, -1], BECAUSE: because}, index=table.index)
    changed = ends[ends[BEFORE] != ends[NOW]]
    return changed.rename_axis(KEYS).reset_index().astype("str")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
