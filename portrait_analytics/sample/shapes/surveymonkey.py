"""SurveyMonkey: two header rows, of which row 1 has a question over the first column of its block only.

The raw export has no status; who asked for previews or tests finds them among the answers.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from portrait_analytics.sample.shapes.grids import (
    Cell,
    Column,
    Grid,
    ShowTime,
    as_is,
    column,
    iso,
    slashed_with_half,
    stand,
)
from portrait_analytics.sample.shapes.held import NOT_APPLICABLE, Survey, level_names
from portrait_analytics.sample.shapes.packing import Text, Workbook
from portrait_analytics.sample.shapes.shape import MARKED_IN_WORDS, Shape

METADATA = (
    "Respondent ID",
    "Collector ID",
    "Start Date",
    "End Date",
    "IP Address",
    "Email Address",
    "First Name",
    "Last Name",
    "Custom Data 1",
)
OLD_METADATA = (
    "RespondentID",
    "CollectorID",
    "StartDate",
    "EndDate",
    "IP Address",
    "Email Address",
    "First Name",
    "LastName",
    "Custom Data",
)
SCHOOL, ROLE, REMARK = "Which school are you based at?", "What is your role?", "Anything else?"
MATRIX = "Rate your practice on each competency."
NOTHING_FITS = "N/A"
OPEN_ENDED = "Open-Ended Response"
FIRST_RESPONDENT = 118_000_000_000


def lay_raw(survey: Survey, time: ShowTime = slashed_with_half, metadata: Iterable[str] = METADATA) -> Grid:
    """The raw export: metadata, a text, a choice with a field for others, the matrix, and a text."""
    return stand([*_metadata(survey, time, metadata), *_asked(survey, _matrix(survey)), _remark(survey)])


def lay_filled(survey: Survey) -> Grid:
    """The raw export after someone filled row 1 down to the right."""
    first, second, *records = lay_raw(survey, iso)
    filled: list[Cell] = []
    for cell in first:
        filled.append(cell or filled[-1])
    return [filled, second, *records]


def lay_exploded(survey: Survey) -> Grid:
    """Each competency a choice of its own, with a column for each answer that could be chosen."""
    names, words = survey.competencies, _words(survey)
    points = [
        column((f"Rate your current practice: {name}" if not place else "", word), _chosen(survey, part, answer, word))
        for part, name in names.items()
        for place, (answer, word) in enumerate(words.items())
    ]
    return stand([*_metadata(survey, iso, METADATA), *_asked(survey, points), _remark(survey)])


def lay_flat(survey: Survey) -> Grid:
    """The raw export flattened to one header row: ``question: row`` for the matrix, the question for the others."""
    metadata = _metadata(survey, iso, METADATA)
    asked = [*_asked(survey, _matrix(survey)), _remark(survey)]
    flat = [((_flat_header(headers),), cells) for headers, cells in _named(asked)]
    return stand([*((headers[:1], cells) for headers, cells in metadata), *flat])


def _named(columns: list[Column]) -> list[Column]:
    """The columns, each with the question that it belongs to."""
    named: list[Column] = []
    for (question, label), cells in columns:
        named.append(((question or named[-1][0][0], label), cells))
    return named


def _flat_header(headers: tuple[str, ...]) -> str:
    question, label = headers
    return question if label in ("Response", OPEN_ENDED) else f"{question}: {label}"


def _metadata(survey: Survey, time: ShowTime, names: Iterable[str]) -> list[Column]:
    count = len(survey.records)
    cells: list[list[Cell]] = [
        [str(FIRST_RESPONDENT + int(number)) for number in survey.of("number")],
        ["460000001"] * count,
        [time(moment) for moment in survey.times("started")],
        [time(moment) for moment in survey.times("submitted")],
        ["192.0.2.7"] * count,
        [*survey.of("person")],
        [""] * count,
        [*survey.of("name")],
        [""] * count,
    ]
    return [column((name, ""), own) for name, own in zip(names, cells, strict=True)]


def _asked(survey: Survey, ratings: list[Column]) -> list[Column]:
    return [
        column((SCHOOL, OPEN_ENDED), survey.of("school")),
        column((ROLE, "Response"), survey.of("role")),
        column(("", "Other (please specify)"), [""] * len(survey.records)),
        *ratings,
    ]


def _remark(survey: Survey) -> Column:
    return column((REMARK, OPEN_ENDED), survey.of("remark"))


def _matrix(survey: Survey) -> list[Column]:
    return [
        column(("" if place else MATRIX, name), survey.said(part, _words(survey)))
        for place, (part, name) in enumerate(survey.competencies.items())
    ]


def _words(survey: Survey) -> dict[str, str]:
    return level_names(survey.rubric) | {NOT_APPLICABLE: NOTHING_FITS}


def _chosen(survey: Survey, competency: str, answer: str, word: str) -> list[str]:
    return survey.said(competency, {answer: word})


RAW = Shape(
    "surveymonkey-two-rows", "SurveyMonkey", lay_raw, Text(line_end="\r\n"), ("surveymonkey-empty", *MARKED_IN_WORDS)
)
SHAPES = (
    RAW,
    replace(
        RAW,
        name="surveymonkey-byte-order-mark",
        lay=partial(lay_raw, time=iso, metadata=OLD_METADATA),
        packing=Text(encoding="utf-8-sig", line_end="\r\n"),
    ),
    replace(
        RAW,
        name="surveymonkey-workbook",
        lay=partial(lay_raw, time=as_is),
        packing=Workbook("Sheet", time_format="yyyy-mm-dd hh:mm:ss"),
    ),
    replace(RAW, name="surveymonkey-filled-down", lay=lay_filled),
    replace(RAW, name="surveymonkey-exploded", lay=lay_exploded),
    replace(RAW, name="surveymonkey-flat", lay=lay_flat),
)
