"""What people answer on a form, before anything goes wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from portrait_analytics.rubric import Framework
from portrait_analytics.sample.district import District
from portrait_analytics.sample.draws import Codes, Ints, Times
from portrait_analytics.sample.forms import GUIDE, Form
from portrait_analytics.semesters import SPRING, parse_semester
from portrait_analytics.tables import STATES

RATED, NOT_APPLICABLE, BLANK, NOT_ASKED, UNREADABLE = range(len(STATES))
CONTRADICTORY = len(STATES)  # unreadable too, for another reason
STATE_NAMES = (*STATES, STATES[UNREADABLE])
NOT_APPLICABLE_SHARE = 0.02
BLANK_SHARE = 0.015
DAYS_OPEN = 18
SECONDS_A_DAY = 24 * 60 * 60
SCHOOL_DAY = (7 * 60 * 60, 18 * 60 * 60)


@dataclass(frozen=True)
class Responses:
    """What came in on one form; a row of each member is one record of the file.

    ``rows`` has ``kind`` (answer, earlier, preview, blank), ``at`` (row among those present, -1 for none), ``person,
    school, role, stated, listed, anonymous, time`` and the faults that were planted. ``levels`` (ranks) and ``states``
    (codes) have one column for each competency; ``choices`` has the competency chosen for each attribute of the guide,
    and no column for other forms.
    """

    rows: pd.DataFrame
    levels: Codes
    states: Codes
    choices: Ints

    def take(self, index: Ints) -> "Responses":
        """The records at these places, in this order."""
        rows = self.rows.iloc[index].reset_index(drop=True)
        return Responses(rows, self.levels[index], self.states[index], self.choices[index])


def stack(*parts: Responses) -> Responses:
    """All records, one part after the other."""
    return Responses(
        pd.concat([part.rows for part in parts], ignore_index=True),
        np.concatenate([part.levels for part in parts]),
        np.concatenate([part.states for part in parts]),
        np.concatenate([part.choices for part in parts]),
    )


def collect(
    district: District, semester: int, form: Form, respondents: Ints, levels: Codes, rng: np.random.Generator
) -> Responses:
    """The answers of the respondents; ``levels`` has what everyone present would answer."""
    present = district.present[semester][["person", "school", "role", "stated", "listed"]]
    rows = present.iloc[respondents].reset_index(drop=True)
    rows = rows.assign(
        kind="answer",
        at=respondents,
        anonymous=rows["listed"] & (rng.random(len(rows)) < form.anonymous),
        time=_draw_times(district.semesters[semester], len(rows), rng),
    )
    if form.layout == "guide":
        choices = _choose(district.framework, len(rows), rng)
        return Responses(rows, levels[respondents], _guide_states(choices, levels.shape[1], rng), choices)
    chance = rng.random((len(rows), levels.shape[1]))
    states = np.select(
        [chance < BLANK_SHARE, chance < BLANK_SHARE + NOT_APPLICABLE_SHARE], [BLANK, NOT_APPLICABLE], RATED
    )
    return Responses(rows, levels[respondents], states.astype(np.int8), np.zeros((len(rows), 0), dtype=np.int64))


def leave_sections(responses: Responses, sections: Sequence[Sequence[int]]) -> Responses:
    """The answers in which a section left wholly empty counts as not asked: no export can tell it from a blank one.

    ``sections`` has the places of the competencies of each.
    """
    states = responses.states.copy()
    for places in sections:
        empty = (states[:, places] == BLANK).all(axis=1)
        states[np.ix_(empty, places)] = NOT_ASKED
    return replace(responses, states=states)


def _guide_states(choices: Ints, competencies: int, rng: np.random.Generator) -> Codes:
    """What was not chosen was not asked; a few levels of what was chosen are left blank."""
    states = np.full((len(choices), competencies), NOT_ASKED, dtype=np.int8)
    given = np.where(rng.random(choices.shape) < BLANK_SHARE, BLANK, RATED).astype(np.int8)
    np.put_along_axis(states, choices, given, axis=1)
    return states


def competency_places(framework: Framework) -> list[list[int]]:
    """For each attribute of the guide the places of its competencies in the current edition."""
    guide = framework.edition(GUIDE)
    place = {part.id: number for number, part in enumerate(framework.current.competencies)}
    return [[place[part.id] for part in guide.competencies_of(attribute.id)] for attribute in guide.attributes]


def sections_of(form: Form, framework: Framework) -> list[list[int]]:
    """The places of the competencies of each section that an export shows: a grid's questions, else the whole form."""
    rubric = framework.current
    if form.layout != "grid":
        return [list(range(len(rubric.competencies)))] if form.layout == "table" else []
    names = [part.attribute for part in rubric.competencies]
    return [[place for place, name in enumerate(names) if name == attribute] for attribute in dict.fromkeys(names)]


def opening_day(semester: str) -> np.datetime64:
    """The first day on which forms of a semester come in; the last one is still before the clocks change."""
    year, season = parse_semester(semester)
    return np.datetime64(date(year, 2, 16) if season == SPRING else date(year, 10, 5))


def _draw_times(semester: str, count: int, rng: np.random.Generator) -> Times:
    seconds = SECONDS_A_DAY * rng.integers(0, DAYS_OPEN, count) + rng.integers(*SCHOOL_DAY, count)
    times: Times = opening_day(semester).astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    return times


def _choose(framework: Framework, people: int, rng: np.random.Generator) -> Ints:
    return np.column_stack([rng.choice(places, people) for places in competency_places(framework)])
