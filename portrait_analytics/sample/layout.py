"""The records of a form as its platform lays them out: one frame a file."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from portrait_analytics.sample.answers import Responses
from portrait_analytics.sample.district import District
from portrait_analytics.sample.draws import Texts, texts
from portrait_analytics.sample.forms import (
    NAME_QUESTION,
    NOW_WHAT_QUESTION,
    REMARKS_QUESTION,
    ROLE_QUESTION,
    SCHOOL_QUESTION,
    SO_WHAT_QUESTION,
    SUPPORTS_QUESTION,
    WHAT_QUESTION,
    Form,
    headers_of,
)
from portrait_analytics.sample.people import used_addresses
from portrait_analytics.sample.spelling import (
    TESTER_TEXTS,
    UNKNOWN_COMPETENCY,
    spell_addresses,
    spell_ratings,
    spell_roles,
    spell_schools,
)

NO_TIME = "yesterday"
TESTER = "Sample Admin 01"
NOON = 12
SUMMER = 6
SECONDS_TAKEN = (4 * 60, 25 * 60)
REMARKED_SHARE = 0.2
SUPPORTS = ("Coaching", "Peer visits", "Learning lab", "Time with my team", "Reading group")
REMARKS = (
    "Thank you for asking.",
    "More time, please",
    "Our team talked it over first;\nthat helped.",
    'We use the word "agency" otherwise at our school, I think.',
    "-",
    "n/a",
)
EVIDENCE = (
    "Notes from our last two walk-throughs.",
    "Families said so in the fall,\nand attendance went up.",
    "Students lead their own conferences now.",
    "I asked three colleagues; they agreed.",
    "",
)
GROUNDS = ("It holds the rest together.", "My team asked for it.", "Our plan is new, so it matters now.")
ACTIONS = ("Visit a colleague each month.", "Ask for feedback after each meeting.", "Start small, then share it.")

Columns = dict[str, object]


def lay_out(district: District, semester: int, form: Form, responses: Responses) -> pd.DataFrame:
    """What the platform exports.

    One row is one record, previews and blank ones among them. Cells are texts, but for the true datetimes and the
    running number of a workbook; what is empty is an empty text or no time.
    """
    lay = {"grid": _grid, "guide": _guide, "table": _table}[form.layout]
    columns = lay(district, form, responses, district.stream("layout", semester, form.title))
    return _with_blank_rows(pd.DataFrame(columns), responses.rows["kind"] == "blank")


def _grid(district: District, form: Form, responses: Responses, rng: np.random.Generator) -> Columns:
    """A linked sheet with grid questions; the self-reflection also asks for the name, and two things at the end."""
    rows = responses.rows
    start: Columns = {"Timestamp": _sheet_times(rows), "Email Address": _addresses(district, rows, rng)}
    asked = _context(district, form, rows, rng), _ratings(district, form, responses, rng)
    if form.about == "team":
        return start | asked[0] | asked[1]
    return start | {NAME_QUESTION: _names(district, rows)} | asked[0] | asked[1] | _grid_end(len(rows), rng)


def _grid_end(count: int, rng: np.random.Generator) -> Columns:
    """A checkbox question, as the linked sheet joins it, and a free text that most leave empty."""
    chosen = [", ".join(some) for size in range(4) for some in combinations(SUPPORTS, size)]
    remarked = rng.random(count) < REMARKED_SHARE
    return {
        SUPPORTS_QUESTION: _any_of(chosen, count, rng),
        REMARKS_QUESTION: np.where(remarked, _any_of(REMARKS, count, rng), ""),
    }


def _table(district: District, form: Form, responses: Responses, rng: np.random.Generator) -> Columns:
    """A workbook's table: who and when, typed by the platform itself, then what was asked."""
    rows = responses.rows
    taken = rng.integers(*SECONDS_TAKEN, len(rows)).astype("timedelta64[s]")
    start: Columns = {
        "ID": (rows["kind"] != "blank").cumsum(),
        "Start time": rows["time"] - taken,
        "Completion time": rows["time"],
        "Email": texts([typed.strip() for typed in _addresses(district, rows, rng)]),
        "Name": _names(district, rows),
        "Last modified time": "",
    }
    return start | _context(district, form, rows, rng) | _ratings(district, form, responses, rng)


def _guide(district: District, form: Form, responses: Responses, rng: np.random.Generator) -> Columns:
    """The platform's own download: choice, level and evidence for each attribute in turn, then three questions."""
    rows, headers = responses.rows, headers_of(form, district.framework)
    guide = form.edition(district.framework)
    name = texts([guide.names[part.id] for part in district.framework.current.competencies])
    choices = name[responses.choices]
    level = _ratings(district, form, responses, rng)
    columns: Columns = {"Timestamp": _download_times(rows), "Email Address": _addresses(district, rows, rng)}
    columns |= _context(district, form, rows, rng)
    for number, header in enumerate(headers.choices):
        columns[header] = np.where(rows["choice_fault"] == number, UNKNOWN_COMPETENCY, choices[:, number])
        columns[headers.ratings[number]] = level[headers.ratings[number]]
        columns[headers.evidence[number]] = _any_of(EVIDENCE, len(rows), rng)
    columns[WHAT_QUESTION] = _most_urgent(choices, rng)
    columns[SO_WHAT_QUESTION] = _any_of(GROUNDS, len(rows), rng)
    columns[NOW_WHAT_QUESTION] = _any_of(ACTIONS, len(rows), rng)
    return columns


def _addresses(district: District, rows: pd.DataFrame, rng: np.random.Generator) -> Texts:
    return spell_addresses(rows, used_addresses(district.people), rng)


def _names(district: District, rows: pd.DataFrame) -> Texts:
    name = np.where(rows["anonymous"], "", district.people["name"].to_numpy(dtype=object)[rows["person"]])
    return np.where(rows["kind"] == "preview", TESTER, name)


def _context(district: District, form: Form, rows: pd.DataFrame, rng: np.random.Generator) -> Columns:
    tester = TESTER_TEXTS[form.layout]
    return {
        SCHOOL_QUESTION: spell_schools(rows, district.schools, tester, rng),
        ROLE_QUESTION: spell_roles(rows, tester, rng),
    }


def _ratings(district: District, form: Form, responses: Responses, rng: np.random.Generator) -> Columns:
    """The rating columns: one for each competency, or for the one that was chosen of each attribute."""
    cells = spell_ratings(responses.levels, responses.states, form.edition(district.framework), rng)
    if form.layout == "guide":
        cells = np.take_along_axis(cells, responses.choices, axis=1)
    headers = headers_of(form, district.framework).ratings
    return {header: cells[:, number] for number, header in enumerate(headers)}


def _most_urgent(choices: Texts, rng: np.random.Generator) -> Texts:
    """One or two of the chosen competencies, as the download joins a checkbox question."""
    order = rng.permuted(np.broadcast_to(np.arange(choices.shape[1]), choices.shape), axis=1)
    first, second = (np.take_along_axis(choices, order[:, [place]], axis=1)[:, 0] for place in (0, 1))
    return np.where(rng.random(len(choices)) < 0.5, first, first + ";" + second)


def _sheet_times(rows: pd.DataFrame) -> "pd.Series[str]":
    """The time as a linked sheet shows it: 10/4/2025 15:05:09, without a zone."""
    time = rows["time"].dt
    shown: pd.Series[str] = (
        _joined("/", time.month, time.day, time.year) + " " + time.hour.astype("str") + time.strftime(":%M:%S")
    )
    return shown.where(rows["fault"] != "unreadable_date", NO_TIME)


def _download_times(rows: pd.DataFrame) -> "pd.Series[str]":
    """The time as the platform's own download shows it: 2026/03/04 3:05:09 PM CST."""
    time = rows["time"].dt
    half = np.where(time.hour < NOON, "AM", "PM")
    clock = ((time.hour - 1) % NOON + 1).astype("str") + time.strftime(":%M:%S ") + half
    shown: pd.Series[str] = time.strftime("%Y/%m/%d ") + clock + np.where(time.month < SUMMER, " CST", " CDT")
    return shown.where(rows["fault"] != "unreadable_date", NO_TIME)


def _joined(mark: str, first: "pd.Series[int]", *others: "pd.Series[int]") -> "pd.Series[str]":
    shown = first.astype("str")
    for other in others:
        shown = shown + mark + other.astype("str")
    return shown


def _any_of(pool: Sequence[str], count: int, rng: np.random.Generator) -> Texts:
    return texts(pool)[rng.integers(0, len(pool), count)]


def _with_blank_rows(frame: pd.DataFrame, blank: "pd.Series[bool]") -> pd.DataFrame:
    timed = frame.select_dtypes("datetime").columns
    emptied = frame.astype(dict.fromkeys(frame.columns.difference(timed), "object"))
    emptied.loc[blank] = ""
    return emptied
