"""One semester's survey: each form filled in, faults and all, with its records numbered as in its file."""

from dataclasses import replace

import numpy as np

from portrait_analytics.sample.answers import RATED, Responses, collect, leave_sections, sections_of
from portrait_analytics.sample.dirt import add_records, plant_faults
from portrait_analytics.sample.district import District
from portrait_analytics.sample.draws import Codes
from portrait_analytics.sample.forms import WORKBOOK_ROWS, Form, choose_respondents, forms_of
from portrait_analytics.sample.growth import Wave
from portrait_analytics.sample.truth import draw_levels

FIRST_RECORD = 2  # a spreadsheet counts from 1, and the header is its first row

Filled = list[tuple[Form, Responses]]


def hold_survey(district: District, semester: int) -> Filled:
    """The forms of a semester that anyone filled in, each with its records in the order of its file.

    ``source`` and ``source_row`` of a record say where it will stand below ``data/raw``.
    """
    third = district.schools["third"].to_numpy()
    present = district.present[semester]
    filled = []
    for form in forms_of(semester, len(district.semesters)):
        rng = district.stream("answers", semester, form.title)
        respondents = choose_respondents(form, present, third, rng)
        answers = collect(district, semester, form, respondents, _levels(district, semester, form), rng)
        faulty = plant_faults(answers, form, district.framework, district.stream("faults", semester, form.title))
        faulty = leave_sections(faulty, sections_of(form, district.framework))
        records = add_records(faulty, district.semesters[semester], district.stream("records", semester, form.title))
        filled.append((form, _numbered(records, district.semesters[semester], form)))
    return [(form, records) for form, records in filled if len(records.rows)]


def make_wave(district: District, semester: int, filled: Filled) -> Wave:
    """Which competencies each person present rated of themselves, named, in the current edition."""
    present = district.present[semester]
    rated = np.zeros((len(present), len(district.framework.current.competencies)), dtype=np.bool_)
    for form, responses in filled:
        if form.about == "self" and form.layout != "guide":
            counts = ((responses.rows["kind"] == "answer") & ~responses.rows["anonymous"]).to_numpy()
            rated[responses.rows["at"].to_numpy()[counts]] |= responses.states[counts] == RATED
    return Wave(semester, present, rated)


def _levels(district: District, semester: int, form: Form) -> Codes:
    """What everyone present would answer: the same of themselves on each form of a semester."""
    present, truth = district.present[semester], district.truth
    person, school, role = (present[name].to_numpy() for name in ("person", "school", "role"))
    if form.about == "team":
        position = truth.team_position(school, semester)
    else:
        position = truth.position(person, school, role, semester)
    return draw_levels(position, truth.levels, district.stream("levels", semester, form.about))


def _numbered(responses: Responses, semester: str, form: Form) -> Responses:
    place = np.arange(len(responses.rows))
    part = place // WORKBOOK_ROWS if form.layout == "table" else np.zeros_like(place)
    names = np.array(
        [f"{semester}/{form.file_name(number)}" for number in range(part.max(initial=0) + 1)], dtype=object
    )
    rows = responses.rows.assign(source=names[part], source_row=FIRST_RECORD + place - WORKBOOK_ROWS * part)
    return replace(responses, rows=rows)
