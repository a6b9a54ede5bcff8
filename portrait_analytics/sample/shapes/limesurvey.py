"""LimeSurvey: one header row of codes, texts or both; every cell in quotes but one that was never seen.

A record that was broken off has no ``submitdate``. Long answers are ``N/A`` where a question was unseen or unanswered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from portrait_analytics.sample.shapes.grids import Cell, Column, Grid, column, iso, stand
from portrait_analytics.sample.shapes.held import BLANK, NOT_APPLICABLE, PARTIAL, UNSEEN, Survey, level_names
from portrait_analytics.sample.shapes.packing import Text
from portrait_analytics.sample.shapes.shape import Settings, Shape, numbered

METADATA = {
    "id": "Response ID",
    "submitdate": "Date submitted",
    "lastpage": "Last page",
    "startlanguage": "Start language",
    "seed": "Seed",
    "token": "Access code",
    "startdate": "Date started",
    "datestamp": "Date last action",
    "ipaddr": "IP address",
}
MATRIX = "Rate your practice."
CODES = {"1": "A1", "2": "A2", "3": "A3", "4": "A4", NOT_APPLICABLE: "A5"}
LEVELS = {
    "A1": "Establishing",
    "A2": "Developing",
    "A3": "Proficient",
    "A4": "Advanced",
    "A5": "Not applicable",
}
HEADINGS = {"code": "{code}", "full": "{text}", "codetext": "{code}. {text}"}


@dataclass(frozen=True)
class Choices:
    """What was chosen in the export dialogue: headings, answers as codes, and what an unanswered cell holds."""

    headings: str
    coded: bool = False
    unanswered: str = ""


def lay_results(survey: Survey, choices: Choices) -> Grid:
    """The results: metadata, three texts, the array, and a text."""
    return stand(
        [
            *_metadata(survey, choices),
            _asked("EMAIL", "Email address", survey.of("person"), choices),
            _asked("SCHOOL", "Which school are you based at?", survey.of("school"), choices),
            _asked("ROLE", "What is your role?", survey.of("role"), choices),
            *_array(survey, choices),
            _asked("REMARK", "Anything else?", survey.of("remark"), choices),
        ]
    )


def _asked(code: str, text: str, cells: list[str], choices: Choices) -> Column:
    return column(HEADINGS[choices.headings].format(code=code, text=text), cells)


def _metadata(survey: Survey, choices: Choices) -> list[Column]:
    """The platform's own columns; with both code and text, they keep their code."""
    started, submitted = ([iso(time) for time in survey.times(name)] for name in ("started", "submitted"))
    broken_off = [kind == PARTIAL for kind in survey.of("record")]
    last = [str(seen + 1 if broken else seen + 2) for seen, broken in zip(_pages(survey), broken_off, strict=True)]
    cells: list[list[Cell]] = [
        [*survey.of("number")],
        [None if broken else time for time, broken in zip(submitted, broken_off, strict=True)],
        [*last],
        ["en"] * len(last),
        [str(38_000 + int(number)) for number in survey.of("number")],
        [f"t{int(number):04}" for number in survey.of("number")],
        [*started],
        [*submitted],
        ["192.0.2.7"] * len(last),
    ]
    names = METADATA.values() if choices.headings == "full" else METADATA
    return [column(name, own) for name, own in zip(names, cells, strict=True)]


def _pages(survey: Survey) -> list[int]:
    return [int(seen) for seen in survey.records["pages"]]


def _array(survey: Survey, choices: Choices) -> list[Column]:
    words = (CODES if choices.coded else level_names(survey.rubric) | {NOT_APPLICABLE: "Not applicable"}) | {
        BLANK: choices.unanswered
    }
    return [
        _heading(column(f"PRAC[SQ{number:03}]", _cells(survey, part, words, choices)), f"{MATRIX} [{name}]", choices)
        for number, (part, name) in enumerate(survey.competencies.items(), start=1)
    ]


def _heading(coded: Column, text: str, choices: Choices) -> Column:
    (code,), cells = coded
    return column(HEADINGS[choices.headings].format(code=code, text=text), cells)


def _cells(survey: Survey, part: str, words: Mapping[str, str], choices: Choices) -> list[Cell]:
    """The answers; one that was never seen is a cell without quotes, unless the long form has a word for it."""
    answers = survey.rounds["self"][part].tolist()
    unseen = choices.unanswered or None
    return [unseen if answer == UNSEEN else words.get(answer, "") for answer in answers]


FILE = Text(encoding="utf-8-sig", delimiter=";", line_end="\r\n", quoted=True, end="\r\n")
SHORT = Shape(
    "limesurvey-code-short",
    "LimeSurvey",
    partial(lay_results, choices=Choices("code", coded=True)),
    FILE,
    ("limesurvey-empty", "no-marks"),
    Settings(
        has=("submitdate", "PRAC[SQ001]"),
        levels=LEVELS,
        columns={"EMAIL": "email", "SCHOOL": "school", "ROLE": "role", "REMARK": "unrelated"},
        names=numbered("PRAC[SQ{:03}]"),
    ),
)
SHAPES = (
    SHORT,
    replace(
        SHORT,
        name="limesurvey-full-long",
        lay=partial(lay_results, choices=Choices("full", unanswered="N/A")),
        cannot=("limesurvey-long", "no-marks"),
        words=Settings(),
    ),
    replace(
        SHORT,
        name="limesurvey-full-short",
        lay=partial(lay_results, choices=Choices("full", coded=True)),
        words=Settings(has=("Response ID", "Date submitted"), levels=LEVELS),
    ),
    replace(
        SHORT,
        name="limesurvey-codetext-long",
        lay=partial(lay_results, choices=Choices("codetext")),
        words=Settings(),
    ),
)
