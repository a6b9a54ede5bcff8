"""What is told beside the ratings, and told once: the bench, that of the earlier semester, and representation.

The attacker does not model these, so a telling is kept as it was: nobody is to learn anything from two of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pandas as pd

from portrait_analytics.disclosure import Draft
from portrait_analytics.disclosure.bench import read_bench, repeat_bench
from portrait_analytics.disclosure.representation import Rows, may_tell, print_representation, read_representation
from portrait_analytics.ledger import find_latest, list_semesters
from portrait_analytics.semesters import semester_key, semester_name
from portrait_analytics.succession import SuccessionPolicy
from portrait_analytics.succession.representation import (
    NOT_STATED,
    count_changed,
    count_pipeline,
    list_groupings,
    place_in_pipeline,
)
from portrait_analytics.workspace import Workspace

AGAIN = "Told as in {}: since then too few came or left for new counts, which would tell on them."


def add_tellings(workspace: Workspace, draft: Draft, policy: SuccessionPolicy) -> Draft:
    """The draft with the bench that its semester told already, the earlier one's, and who stands where."""
    comparison = draft.comparison
    own = find_latest(workspace, comparison.semester)
    told = read_bench(own.published) if own else []
    before = find_latest(workspace, comparison.baseline) if comparison.baseline else None
    beside = [
        *(repeat_bench(before.published) if before else []),
        *tell_representation(workspace, comparison.semester, policy),
    ]
    return replace(draft, bench=told or draft.bench, beside=beside)


def tell_representation(workspace: Workspace, semester: str, policy: SuccessionPolicy) -> Rows:
    """The rows of each grouping that the semester's roster carries: told anew, or as they were told last."""
    people = workspace.load_table("people")
    own = find_latest(workspace, semester)
    once = read_representation(own.published) if own else {}
    rows: Rows = []
    for column in list_groupings(people, semester):
        rows += once.get(column) or _tell(workspace, people, semester, column, policy)
    return rows


def _tell(workspace: Workspace, people: pd.DataFrame, semester: str, column: str, policy: SuccessionPolicy) -> Rows:
    minimum = workspace.district.privacy.minimum_group
    stood = place_in_pipeline(people, column, semester=semester, stages=policy.stages)
    counts = count_pipeline(stood, list(policy.stages))
    new = print_representation(counts, column, minimum, unnamed=NOT_STATED)
    told = list(_find_tellings(workspace, semester, column))
    for when, earlier in told:
        before = place_in_pipeline(people, column, semester=when, stages=policy.stages)
        followed = column in list_groupings(people, when)  # else nobody can say who came and left
        if not (followed and may_tell(new, earlier, partial(count_changed, before, stood), minimum)):
            last, rows = told[-1]
            note = AGAIN.format(semester_name(last))
            return [{**row, "grain_note": note} for row in rows]
    return new


def _find_tellings(workspace: Workspace, semester: str, column: str) -> Iterator[tuple[str, Rows]]:
    """The earlier semesters in which a grouping was told, and what was; not those that told it once more."""
    last: Rows = []
    for when in list_semesters(workspace):
        entry = find_latest(workspace, when) if semester_key(when) < semester_key(semester) else None
        printed = read_representation(entry.published).get(column, []) if entry else []
        rows: Rows = [{**row, "grain_note": ""} for row in printed]
        if rows and rows != last:
            last = rows
            yield when, rows
