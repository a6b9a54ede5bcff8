"""What a release takes over from earlier ones: what is told once, the bench of the earlier semester, and the trend.

The attacker does not model what is told once (`disclosure.once`, and representation), so a telling is kept as it was:
nobody is to learn anything from two of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pandas as pd

from portrait_analytics.disclosure import Draft
from portrait_analytics.disclosure.once import OF_A_PAIR, OF_A_SEMESTER, Row, keep_choices, keep_told, repeat_bench
from portrait_analytics.disclosure.representation import Rows, may_tell, print_representation, read_representation
from portrait_analytics.disclosure.trend import read_past
from portrait_analytics.ledger import find_latest, find_releases, list_semesters
from portrait_analytics.semesters import in_time_order, semester_key, semester_name
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
    """The draft with what earlier releases told: in place of what is told once, and beside it."""
    comparison = draft.comparison
    latest = find_latest(workspace, comparison.semester)
    same_pair = find_releases(workspace, comparison.semester, comparison.baseline)
    rows = keep_choices(draft.once, _read_others(workspace, comparison.semester))
    if latest:
        rows = keep_told(rows, latest.published, OF_A_SEMESTER)
    if same_pair:
        rows = keep_told(rows, same_pair[-1].published, OF_A_PAIR)
    before = find_latest(workspace, comparison.baseline) if comparison.baseline else None
    rows += repeat_bench(before.published) if before else []
    rows += tell_representation(workspace, comparison.semester, policy)
    return replace(draft, once=rows, past=read_earlier(workspace, comparison.semester))


def _read_others(workspace: Workspace, semester: str) -> Iterator[pd.DataFrame]:
    """What the latest release of each other semester told."""
    for name in list_semesters(workspace):
        entry = find_latest(workspace, name) if name != semester else None
        if entry is not None:
            yield entry.published


def read_earlier(workspace: Workspace, semester: str) -> list[Row]:
    """What the latest releases of earlier semesters told of them, for the trend."""
    earlier = (find_latest(workspace, name) for name in list_earlier(workspace, semester))
    return [row for entry in earlier if entry for row in read_past(entry.published)]


def list_earlier(workspace: Workspace, semester: str) -> list[str]:
    """The semesters before this one of which there are ratings."""
    held = in_time_order(workspace.load_table("ratings")["semester"].astype("str").unique())
    return [name for name in held if semester_key(name) < semester_key(semester)]


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
