"""The planted answers, written down one a line: what must come out of a form in ``ratings``."""

import numpy as np

from portrait_analytics.sample.answers import RATED, STATE_NAMES, Responses
from portrait_analytics.sample.district import District
from portrait_analytics.sample.draws import Texts, texts
from portrait_analytics.sample.forms import Form
from portrait_analytics.sample.spelling import level_of_rank

ANSWERS = (
    "semester",
    "source",
    "source_row",
    "staff_id",
    "about",
    "competency",
    "edition",
    "state",
    "level_low",
    "level_high",
)


def answer_lines(district: District, semester: int, form: Form, responses: Responses) -> str:
    """One line for each competency of each answer, in the order of `ANSWERS`.

    The lines are joined from texts that hold no comma: ten million of them would take a CSV writer minutes.
    """
    counted = responses.take(np.flatnonzero(responses.rows["kind"] == "answer"))
    rows = counted.rows
    if rows.empty:
        return ""
    staff_id = np.where(rows["anonymous"], "", district.people["staff_id"].to_numpy(dtype=object)[rows["person"]])
    place = texts(rows["source"]) + "," + texts(rows["source_row"].astype("str"))
    start = f"{district.semesters[semester]}," + place + "," + texts(staff_id) + f",{form.about},"
    ends = _line_ends(district, form)
    competency = np.arange(counted.levels.shape[1])
    lines = start[:, None] + ends[competency, counted.states, counted.levels]
    return "".join(lines.ravel().tolist())


def _line_ends(district: District, form: Form) -> Texts:
    """The end of a line for each competency, state and rank."""
    edition = form.edition(district.framework)
    places = level_of_rank(edition)
    ends = np.empty((len(district.framework.current.competencies), len(STATE_NAMES), len(places)), dtype=object)
    for (number, state, rank), _ in np.ndenumerate(ends):
        level = edition.levels[places[rank]]
        ranks = f"{level.low},{level.high}" if state == RATED else ","
        name = district.framework.current.competencies[number].id
        ends[number, state, rank] = f"{name},{edition.id},{STATE_NAMES[state]},{ranks}\n"
    return ends
