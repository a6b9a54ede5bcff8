"""Microsoft Forms: one header row in a workbook's table, in which a rating is headed by its statement only.

The question above the statements is lost, and a statement that is asked again has a digit behind it. A CSV is what
someone saved from the workbook.
"""

from dataclasses import dataclass, replace
from functools import partial

from portrait_analytics.sample.shapes.grids import (
    Cell,
    Column,
    Grid,
    ShowTime,
    as_is,
    column,
    dotted,
    slashed_short,
    stand,
)
from portrait_analytics.sample.shapes.held import NOT_APPLICABLE, SELF, TEAM, Survey, level_names
from portrait_analytics.sample.shapes.packing import VERY_HIDDEN, Tab, Text, Workbook
from portrait_analytics.sample.shapes.shape import MARKED_IN_WORDS, Settings, Shape

ENGLISH = ("ID", "Start time", "Completion time", "Email", "Name", "Last modified time")
GERMAN = ("ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Zeitpunkt der letzten Änderung")
SCHOOL, ROLE, REMARK = "Which school are you based at?", "What is your role?", "Anything else?"
KEPT: list[list[Cell]] = [["synthetic"]]


@dataclass(frozen=True)
class Form:
    """A form: the headers of its first columns, its times, whether it names anyone, and what each battery is about."""

    metadata: tuple[str, ...] = ENGLISH
    time: ShowTime = as_is
    named: bool = True
    batteries: tuple[str, ...] = (SELF,)


def lay_form(survey: Survey, form: Form) -> Grid:
    """What the platform adds, where people work, the batteries, and a text at the end."""
    batteries = [part for number, about in enumerate(form.batteries) for part in _battery(survey, about, number)]
    return stand(
        [
            *_metadata(survey, form),
            column(SCHOOL, survey.of("school")),
            column(ROLE, survey.of("role")),
            *batteries,
            column(REMARK, survey.of("remark")),
        ]
    )


def _metadata(survey: Survey, form: Form) -> list[Column]:
    count = len(survey.records)
    cells: list[list[Cell]] = [
        [int(number) for number in survey.of("number")],
        [form.time(time) for time in survey.times("started")],
        [form.time(time) for time in survey.times("submitted")],
        [*survey.of("person")] if form.named else ["anonymous"] * count,
        [*survey.of("name")] if form.named else [""] * count,
        [""] * count,
    ]
    return [column(header, own) for header, own in zip(form.metadata, cells, strict=True)]


def _battery(survey: Survey, about: str, number: int) -> list[Column]:
    """The ratings about someone; from the second battery on, their headers carry a number."""
    words = level_names(survey.rubric) | {NOT_APPLICABLE: "Not applicable"}
    again = str(number + 1) if number else ""
    return [column(name + again, survey.said(part, words, about)) for part, name in survey.competencies.items()]


TABLE = Workbook("Sheet1", "Table1", after=(Tab("_0000SYNTHETIC0000", KEPT, VERY_HIDDEN),))
FORM = Shape(
    "microsoft-forms-workbook",
    "Microsoft Forms",
    partial(lay_form, form=Form()),
    TABLE,
    ("microsoft-forms-empty", *MARKED_IN_WORDS),
)
SHAPES = (
    FORM,
    replace(
        FORM,
        name="microsoft-forms-saved",
        lay=partial(lay_form, form=Form(time=slashed_short)),
        packing=Text(encoding="cp1252", delimiter=";", line_end="\r\n"),
    ),
    replace(FORM, name="microsoft-forms-german", lay=partial(lay_form, form=Form(GERMAN))),
    replace(
        FORM,
        name="microsoft-forms-german-saved",
        lay=partial(lay_form, form=Form(GERMAN, dotted)),
        packing=Text(encoding="cp1252", delimiter=";", line_end="\r\n"),
    ),
    replace(
        FORM,
        name="microsoft-forms-anonymous",
        lay=partial(lay_form, form=Form(named=False)),
        cannot=(*FORM.cannot, "anonymous"),
    ),
    replace(
        FORM,
        name="microsoft-forms-team",
        lay=partial(lay_form, form=Form(batteries=(TEAM,))),
        rounds=(TEAM,),
        words=Settings(has=("Completion time", "Building Trust"), about="team"),
    ),
    replace(
        FORM,
        name="microsoft-forms-twice",
        lay=partial(lay_form, form=Form(batteries=(SELF, TEAM))),
        rounds=(SELF, TEAM),
        words=Settings(has=("Building Trust", "Building Trust2"), batteries=("self", "team")),
    ),
)
