"""What goes wrong with a form, planted so that it can be looked for: each fault once, in rows of its own.

Faults are dealt without a look at the levels, so they do not touch what growth is to be expected.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from portrait_analytics.rubric import Framework
from portrait_analytics.sample.answers import (
    CONTRADICTORY,
    NOT_ASKED,
    RATED,
    UNREADABLE,
    Responses,
    competency_places,
    opening_day,
    stack,
)
from portrait_analytics.sample.draws import Codes, Ints, few
from portrait_analytics.sample.forms import ROLE_QUESTION, SCHOOL_QUESTION, Form, Headers

UNKNOWN_SCHOOL_SHARE = 0.012
UNKNOWN_ROLE_SHARE = 0.01
DUPLICATE_SHARE = 0.02
UNREADABLE_DATE_SHARE = 0.006
UNKNOWN_COMPETENCY_SHARE = 0.03
UNREADABLE_LEVEL_SHARE = 0.0015
CONTRADICTORY_SHARE = 0.0008
ANSWERS_CHANGED_SHARE = 0.3
RECORDS_PER_BLANK = 80
RECORDS_PER_PREVIEW = 1000
FAULTS = ["source", "source_row", "column", "reason"]
CELL_REASONS = {UNREADABLE: "unreadable_level", CONTRADICTORY: "level_contradicts_number"}


def plant_faults(responses: Responses, form: Form, framework: Framework, rng: np.random.Generator) -> Responses:
    """The answers with their faults: marks in ``rows`` and codes in ``states``.

    ``fault`` is a reason or empty, at most one a record; ``choice_fault`` is the attribute whose choice is no
    competency, or -1; ``role_differs`` marks who says another role than the roster. Rows of people who are on no
    roster stay sound: their school and role have nothing to fall back to.
    """
    rows = responses.rows
    known = rows["listed"] & ~rows["anonymous"]
    agrees = rows["role"] == rows["stated"]
    fault = _deal(np.flatnonzero(known & agrees), len(rows), _row_shares(form), rng)
    attribute = rng.integers(0, max(1, responses.choices.shape[1]), len(rows))
    choice_fault = np.where(fault == "unknown_competency", attribute, -1)
    states = _spoil(_unask(responses.states, choice_fault, framework), UNREADABLE, UNREADABLE_LEVEL_SHARE, rng)
    if form.layout != "guide":
        states = _spoil(states, CONTRADICTORY, CONTRADICTORY_SHARE, rng)
    marked = rows.assign(fault=fault, choice_fault=choice_fault, role_differs=known & ~agrees)
    return replace(responses, rows=marked, states=states)


def _row_shares(form: Form) -> dict[str, float]:
    """The share of records with each fault that a form can have, one fault a record."""
    return {
        "unknown_school": UNKNOWN_SCHOOL_SHARE,
        "unknown_role": UNKNOWN_ROLE_SHARE,
        "duplicate": DUPLICATE_SHARE,
        "unreadable_date": 0.0 if form.layout == "table" else UNREADABLE_DATE_SHARE,
        "unknown_competency": UNKNOWN_COMPETENCY_SHARE if form.layout == "guide" else 0.0,
    }


def add_records(responses: Responses, semester: str, rng: np.random.Generator) -> Responses:
    """The file's records as they came, in order: answers, earlier versions of some, previews and blank rows."""
    answers = len(responses.rows)
    if not answers:
        return responses
    blank = _unowned(responses, "blank", few(answers, 1 / RECORDS_PER_BLANK), semester, rng)
    preview = _unowned(responses, "preview", 1 + answers // RECORDS_PER_PREVIEW, semester, rng)
    everything = stack(responses, _earlier(responses, rng), preview, blank)
    return everything.take(np.argsort(everything.rows["time"].to_numpy(), kind="stable"))


def list_faults(responses: Responses, headers: Headers) -> pd.DataFrame:
    """The faults of one form. One row is one fault: the columns of `FAULTS`; ``column`` is empty for a whole record."""
    rows = responses.rows
    answer = rows["kind"] == "answer"
    found = [
        _of_rows(rows, rows["kind"] == "earlier", "", "duplicate"),
        _of_rows(rows, rows["kind"] == "preview", "", "preview"),
        _of_rows(rows, answer & (rows["fault"] == "unknown_school"), SCHOOL_QUESTION, "unknown_school"),
        _of_rows(rows, answer & (rows["fault"] == "unknown_role"), ROLE_QUESTION, "unknown_role"),
        _of_rows(rows, answer & rows["role_differs"], ROLE_QUESTION, "role_differs"),
        _of_rows(rows, answer & (rows["fault"] == "unreadable_date"), headers.date, "unreadable_date"),
        *(
            _of_rows(rows, answer & (rows["choice_fault"] == number), header, "unknown_competency")
            for number, header in enumerate(headers.choices)
        ),
        *(_of_cells(responses, headers, state, reason) for state, reason in CELL_REASONS.items()),
    ]
    return pd.concat(found, ignore_index=True).sort_values(FAULTS, ignore_index=True)


def _deal(sound: Ints, count: int, shares: dict[str, float], rng: np.random.Generator) -> "pd.Series[str]":
    """Each kind of fault in rows of its own, drawn from the sound ones."""
    dealt = pd.Series("", index=range(count), dtype="object")
    left = rng.permutation(sound)
    for reason, share in shares.items():
        taken = few(len(sound), share) if share else 0
        dealt.iloc[left[:taken]] = reason
        left = left[taken:]
    return dealt.astype("str")


def _unask(states: Codes, choice_fault: Ints, framework: Framework) -> Codes:
    """Where the choice is no competency, none of the attribute's competencies was asked."""
    unasked = states.copy()
    for attribute, places in enumerate(competency_places(framework)):
        unasked[np.ix_(choice_fault == attribute, places)] = NOT_ASKED
    return unasked


def _spoil(states: Codes, state: int, share: float, rng: np.random.Generator) -> Codes:
    """Some of the rated cells in another state."""
    rated = np.flatnonzero(states == RATED)
    spoilt = states.copy()
    spoilt.flat[rng.choice(rated, few(len(rated), share), replace=False)] = state
    return spoilt


def _earlier(responses: Responses, rng: np.random.Generator) -> Responses:
    """The records that people sent again: up to three days before, every question answered, some otherwise."""
    first = responses.take(np.flatnonzero(responses.rows["fault"] == "duplicate"))
    sooner = rng.integers(60 * 60, 3 * 24 * 60 * 60, len(first.rows)).astype("timedelta64[s]")
    rows = first.rows.assign(kind="earlier", time=first.rows["time"].to_numpy() - sooner)
    changed = rng.random(first.levels.shape) < ANSWERS_CHANGED_SHARE
    other = rng.integers(2, 4, first.levels.shape)
    asked = np.where(first.states == NOT_ASKED, NOT_ASKED, RATED).astype(np.int8)
    return Responses(rows, np.where(changed, other, first.levels).astype(np.int8), asked, first.choices)


def _unowned(responses: Responses, kind: str, count: int, semester: str, rng: np.random.Generator) -> Responses:
    """Records that are nobody's: previews from the day before, blank rows between the others."""
    like = responses.take(np.zeros(count, dtype=np.int64))
    time = responses.rows["time"].iloc[rng.integers(0, len(responses.rows), count)].to_numpy()
    if kind == "preview":
        time = opening_day(semester) - np.arange(1, count + 1) * np.timedelta64(60, "s")
    rows = like.rows.assign(
        kind=kind, at=-1, time=time.astype("datetime64[s]"), fault="", choice_fault=-1, anonymous=False, listed=False
    )
    return replace(like, rows=rows, states=np.where(like.states == NOT_ASKED, NOT_ASKED, RATED).astype(np.int8))


def _of_rows(rows: pd.DataFrame, which: "pd.Series[bool]", column: str, reason: str) -> pd.DataFrame:
    return rows.loc[which, ["source", "source_row"]].assign(column=column, reason=reason)


def _of_cells(responses: Responses, headers: Headers, state: int, reason: str) -> pd.DataFrame:
    spoilt = responses.states == state
    asked = np.take_along_axis(spoilt, responses.choices, axis=1) if headers.choices else spoilt
    record, column = np.nonzero(asked)
    places = responses.rows.iloc[record][["source", "source_row"]]
    return places.assign(column=np.array(headers.ratings, dtype=object)[column], reason=reason)
