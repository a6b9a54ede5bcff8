"""A plain table, one record a row: in every encoding, with every line end, and as people leave it after editing."""

from collections.abc import Callable
from dataclasses import replace

from portrait_analytics.sample.shapes.grids import Cell, Column, Grid, column, iso, stand
from portrait_analytics.sample.shapes.held import NOT_APPLICABLE, SELF, TEAM, Survey, level_names
from portrait_analytics.sample.shapes.packing import Gzipped, Text
from portrait_analytics.sample.shapes.shape import MARKED_IN_WORDS, Settings, Shape, numbered

TITLE = "Portrait of a Leader – answers of fall 2026"
REMARK = "Anything else?"
BLANK_AT_THE_END = 120
BLANK_BETWEEN = 80
CODES = {"1": "1", "2": "2", "3": "3", "4": "4", NOT_APPLICABLE: "n/a"}
LEVELS = {"1": "Establishing", "2": "Developing", "3": "Proficient", "4": "Advanced"}


def lay_plain(survey: Survey) -> Grid:
    """Who, where and when, a column for each competency, and a text."""
    return stand([*_who(survey), *_ratings(survey), column(REMARK, survey.of("remark"))])


def lay_flooded(survey: Survey) -> Grid:
    """The plain table with 200 records without any content: between the others, and at the end."""
    header, *records = lay_plain(survey)
    nothing: list[Cell] = [""] * len(header)
    every, left = divmod(BLANK_BETWEEN, len(records))
    flooded = [header]
    for place, record in enumerate(records):
        flooded += [record, *[nothing] * (every + (place < left))]
    return [*flooded, *[nothing] * BLANK_AT_THE_END]


def lay_nameless(survey: Survey) -> Grid:
    """The plain table with a second column whose name was blanked, and a comma too many at each end."""
    who = _who(survey)
    nameless = column("", survey.of("number"))
    empty = column("", [""] * len(survey.records))
    return stand([*who[:1], nameless, *who[1:], *_ratings(survey), column(REMARK, survey.of("remark")), empty])


def lay_repeated(survey: Survey) -> Grid:
    """The plain table with two different columns of the same name, which have nothing to do with ratings."""
    again = column(REMARK, ["-"] * len(survey.records))
    return stand([*_who(survey), column(REMARK, survey.of("remark")), *_ratings(survey), again])


def lay_broken(survey: Survey) -> Grid:
    """The plain table with line ends inside its headers."""
    ratings = [((f"Rate your current practice:\n{name}",), cells) for (name,), cells in _ratings(survey)]
    mail, school, role, date = _who(survey)
    asked = [
        (("Which school\nare you based at?",), school[1]),
        (("What is\nyour role?",), role[1]),
    ]
    return stand([mail, *asked, date, *ratings, column(REMARK, survey.of("remark"))])


def lay_titled(survey: Survey) -> Grid:
    """The plain table with a title above it."""
    header, *records = lay_plain(survey)
    return [[TITLE, *[""] * (len(header) - 1)], header, *records]


def lay_coded(survey: Survey) -> Grid:
    """A table of codes: the own practice under s01 and so on, the team's under t01."""
    mail, school, role, date = (cells for _, cells in _who(survey))
    who = [column("mail", mail), column("site", school), column("job", role), column("day", date)]
    return stand([*who, *_battery(survey, SELF, "s"), *_battery(survey, TEAM, "t"), column("rater", mail)])


def _who(survey: Survey) -> list[Column]:
    return [
        column("Email", survey.of("person")),
        column("School", survey.of("school")),
        column("Role", survey.of("role")),
        column("Date", [iso(time) for time in survey.times("submitted")]),
    ]


def _ratings(survey: Survey) -> list[Column]:
    words = level_names(survey.rubric) | {NOT_APPLICABLE: "n/a"}
    return [column(name, survey.said(part, words)) for part, name in survey.competencies.items()]


def _battery(survey: Survey, about: str, letter: str) -> list[Column]:
    return [
        column(f"{letter}{number:02}", survey.said(part, CODES, about))
        for number, part in enumerate(survey.competencies, start=1)
    ]


def _text(name: str, packing: Text | Gzipped, lay: Callable[[Survey], Grid] = lay_plain) -> Shape:
    return Shape(f"plain-{name}", "plain table", lay, packing, ("plain-empty", *MARKED_IN_WORDS))


def _both_rounds(names: list[str]) -> dict[str, str]:
    return numbered("s{:02}")(names) | numbered("t{:02}")([f"team: {name}" for name in names])


SHAPES = (
    _text("utf-8", Text()),
    _text("utf-8-mark", Text(encoding="utf-8-sig")),
    _text("utf-16", Text(encoding="utf-16")),
    _text("cp1252", Text(encoding="cp1252")),
    _text("mac-roman", Text(encoding="mac-roman")),
    _text("cr-cr-lf", Text(line_end="\r\r\n")),
    _text("tab", Text(".tsv", delimiter="\t")),
    _text("semicolon", Text(delimiter=";")),
    _text("gzip", Gzipped(Text())),
    _text("blank-rows", Text(), lay_flooded),
    _text("nameless-column", Text(), lay_nameless),
    _text("repeated-headers", Text(), lay_repeated),
    _text("broken-headers", Text(), lay_broken),
    replace(
        _text("title-row", Text(), lay_titled),
        words=Settings(has=("Email", "Building Trust"), header_row=2, answers_from=3),
    ),
    replace(
        _text("codes", Text(), lay_coded),
        rounds=(SELF, TEAM),
        words=Settings(
            has=("s01", "t01"),
            levels=LEVELS,
            columns={"mail": "email", "site": "school", "job": "role", "day": "answered_at", "rater": "unrelated"},
            names=lambda names: _both_rounds(list(names)),
        ),
    ),
)
