"""REDCap, Alchemer, and a table with one row for each answer."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from portrait_analytics.sample.shapes.grids import Cell, Column, Grid, column, iso, stand
from portrait_analytics.sample.shapes.held import NOT_APPLICABLE, PARTIAL, SELF, SUPPORTS, UNSEEN, Survey, level_names
from portrait_analytics.sample.shapes.packing import Text
from portrait_analytics.sample.shapes.shape import MARKED_IN_WORDS, Settings, Shape, numbered

NOT_COMPLETED = "[not completed]"
CODES = {"1": "1", "2": "2", "3": "3", "4": "4", NOT_APPLICABLE: "9"}
LEVELS = {"1": "Establishing", "2": "Developing", "3": "Proficient", "4": "Advanced", "9": "Not applicable"}
CHOICES = ("Coaching", "Peer visits")
Headed = tuple[str, str, list[Cell]]  # the field's name, its label, and the cells


def lay_redcap(survey: Survey, labels: bool = False) -> Grid:
    """One record a row, under the names of the fields and with codes, or under labels and with labels."""
    started = [*_redcap_start(survey), *_redcap_ratings(survey, labels)]
    fields = [*started, *_redcap_supports(survey, labels), *_redcap_end(survey, labels)]
    return stand([column(label if labels else name, cells) for name, label, cells in fields])


def _redcap_start(survey: Survey) -> list[Headed]:
    broken = [kind == PARTIAL for kind in survey.of("record")]
    times = [NOT_COMPLETED if off else iso(time) for off, time in zip(broken, survey.times("submitted"), strict=True)]
    return [
        ("record_id", "Record ID", [*survey.of("number")]),
        ("redcap_survey_identifier", "Survey Identifier", [""] * len(times)),
        ("self_rating_timestamp", "Survey Timestamp", [*times]),
        ("mail", "Email", [*survey.of("person")]),
        ("site", "School", [*survey.of("school")]),
        ("job", "Role", [*survey.of("role")]),
    ]


def _redcap_ratings(survey: Survey, labels: bool) -> list[Headed]:
    words = _words(survey) if labels else CODES
    return [
        (f"q{number:02}", name, [*survey.said(part, words)])
        for number, (part, name) in enumerate(survey.competencies.items(), start=1)
    ]


def _redcap_supports(survey: Survey, labels: bool) -> list[Headed]:
    no, yes = ("Unchecked", "Checked") if labels else ("0", "1")
    given = [SUPPORTS[many] for many in survey.records["supports"]]
    return [
        (f"supports___{number}", f"Supports (choice={choice})", [yes if choice in some else no for some in given])
        for number, choice in enumerate(CHOICES, start=1)
    ]


def _redcap_end(survey: Survey, labels: bool) -> list[Headed]:
    incomplete, complete = ("Incomplete", "Complete") if labels else ("0", "2")
    status = [incomplete if kind == PARTIAL else complete for kind in survey.of("record")]
    return [("remark", "Anything else?", [*survey.of("remark")]), ("self_rating_complete", "Complete?", [*status])]


def lay_alchemer(survey: Survey) -> Grid:
    """One record a row; a rating is headed ``row:question``, and ``Status`` says who finished."""
    status = ["Partial" if kind == PARTIAL else "Complete" for kind in survey.of("record")]
    return stand(
        [
            column("Response ID", survey.of("number")),
            column("Time Started", [iso(time) for time in survey.times("started")]),
            column("Date Submitted", [iso(time) for time in survey.times("submitted")]),
            column("Status", status),
            column("Email Address", survey.of("person")),
            column("Which school are you based at?", survey.of("school")),
            column("What is your role?", survey.of("role")),
            *_alchemer_ratings(survey),
            column("Other - Write In:Which supports would help?", [""] * len(status)),
            column("Anything else?", survey.of("remark")),
        ]
    )


def _alchemer_ratings(survey: Survey) -> list[Column]:
    words = _words(survey)
    return [
        column(f"{name}:Rate your current practice.", survey.said(part, words))
        for part, name in survey.competencies.items()
    ]


def lay_long(survey: Survey) -> Grid:
    """One row for each answer, and for each question that was left blank; none for what was not asked."""
    words = _words(survey)
    heads: list[Column] = [
        column("Response", survey.of("number")),
        column("E-mail", survey.of("person")),
        column("School", survey.of("school")),
        column("Role", survey.of("role")),
        column("Date", [iso(time) for time in survey.times("submitted")]),
    ]
    first, *records = stand(heads)
    answers = survey.rounds[SELF][[*survey.competencies]].to_numpy().tolist()
    rows: Grid = [
        [*record, name, words.get(answer, "")]
        for record, given in zip(records, answers, strict=True)
        for name, answer in zip(survey.competencies.values(), given, strict=True)
        if answer != UNSEEN
    ]
    return [[*first, "Competency", "Level"], *rows]


def _words(survey: Survey) -> dict[str, str]:
    return level_names(survey.rubric) | {NOT_APPLICABLE: "Not applicable"}


def _shape(platform: str, name: str, lay: Callable[[Survey], Grid], *cannot: str) -> Shape:
    return Shape(name, platform, lay, Text(), cannot)


SHAPES = (
    replace(
        _shape("REDCap", "redcap-codes", lay_redcap, "redcap-empty", "no-marks"),
        words=Settings(
            has=("record_id", "q01"),
            levels=LEVELS,
            columns={"mail": "email", "site": "school", "job": "role", "remark": "unrelated"},
            names=numbered("q{:02}"),
        ),
    ),
    _shape("REDCap", "redcap-labels", partial(lay_redcap, labels=True), "redcap-empty", "no-marks"),
    _shape("Alchemer", "alchemer", lay_alchemer, "alchemer-empty", "no-marks"),
    replace(
        _shape("long table", "long-table", lay_long, "long-table", *MARKED_IN_WORDS),
        words=Settings(
            has=("Response", "Competency", "Level"),
            columns={"Response": "response", "Competency": "competency", "Level": "level"},
        ),
    ),
)
