"""Google Forms: one header row, in which a grid is ``question [row]``; no id, no status, and no form half finished.

What the form itself downloads writes the time with its zone and joins choices with semicolons; the linked sheet writes
the time as its locale does and joins them with commas.
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
    day_first,
    slashed,
    stand,
    zoned,
)
from portrait_analytics.sample.shapes.held import NOT_APPLICABLE, SUPERVISOR, SUPPORTS, Survey, level_names
from portrait_analytics.sample.shapes.packing import HIDDEN, Tab, Text, Workbook, Zipped
from portrait_analytics.sample.shapes.shape import MARKED_IN_WORDS, Settings, Shape

SCHOOL, ROLE, REMARK = "Which school are you based at?", "What is your role?", "Anything else?"
GRID, LOOSE_GRID = "Rate your current practice. [{name}]", "Rate your current practice.  [{name} ]"
SECTION_GRID = "{attribute}: rate your current practice. [{name}]"
RATED, RATED_SCHOOL, RATED_ROLE = "Whom do you rate? (e-mail)", "At which school?", "In which role?"
SUPERVISOR_GRID = "Rate this leader's current practice. [{name}]"
SUPPORTS_QUESTION = "Which supports would help?"


@dataclass(frozen=True)
class Route:
    """How the answers left the platform: the headers that it adds, the times, the mark between choices, the grid.

    A grid for each section of the form has the name of the attribute in its question.
    """

    time: ShowTime = slashed
    stamp: str = "Timestamp"
    address: str = "Email Address"
    between: str = ", "
    grid: str = GRID


DOWNLOAD = Route(zoned, between=";")
SHEET = Route(grid=LOOSE_GRID)
WORKBOOK = Route(as_is)
SECTIONS = Route(grid=SECTION_GRID)
SPANISH = Route(day_first, "Marca temporal", "Dirección de correo electrónico")


def lay_form(survey: Survey, route: Route) -> Grid:
    """A leader's form."""
    return stand(
        [
            _stamp(survey, route),
            column(route.address, survey.of("person")),
            column(SCHOOL, survey.of("school")),
            column(ROLE, survey.of("role")),
            *_grid(survey, route.grid, "self"),
            column(SUPPORTS_QUESTION, [route.between.join(SUPPORTS[many]) for many in survey.records["supports"]]),
            column(REMARK, survey.of("remark")),
        ]
    )


def lay_supervisor(survey: Survey) -> Grid:
    """A supervisor's form: the platform's own address is the rater's, and a question names the leader."""
    return stand(
        [
            _stamp(survey, Route()),
            column("Email Address", survey.of("rater")),
            column(RATED, survey.of("person")),
            column(RATED_SCHOOL, survey.of("school")),
            column(RATED_ROLE, survey.of("role")),
            *_grid(survey, SUPERVISOR_GRID, SUPERVISOR),
            column(REMARK, survey.of("remark")),
        ]
    )


def _stamp(survey: Survey, route: Route) -> Column:
    return column(route.stamp, [route.time(time) for time in survey.times("submitted")])


def _grid(survey: Survey, header: str, about: str) -> list[Column]:
    words = level_names(survey.rubric) | {NOT_APPLICABLE: "Not applicable"}
    names, attribute_of = survey.rubric.names, survey.rubric.attribute_of
    return [
        column(header.format(name=name, attribute=names[attribute_of[part]]), survey.said(part, words, about))
        for part, name in survey.competencies.items()
    ]


LOOKUP: list[list[Cell]] = [["School", "Office"], ["Alder Elementary School", "North"]]
NOTES: list[list[Cell]] = [["Notes", "Who"], ["Ask the office who has not answered", "data team"]]
FORM = Shape(
    "google-forms-download",
    "Google Forms",
    partial(lay_form, route=DOWNLOAD),
    Text(),
    ("google-forms-empty", *MARKED_IN_WORDS),
)
SHAPES = (
    FORM,
    replace(FORM, name="google-forms-zip", packing=Zipped(Text(), "Portrait of a Leader.csv")),
    replace(FORM, name="google-forms-sheet", lay=partial(lay_form, route=SHEET), packing=Text(line_end="\r\n")),
    replace(
        FORM,
        name="google-forms-sections",
        lay=partial(lay_form, route=SECTIONS),
        cannot=("google-forms-section", *MARKED_IN_WORDS),
    ),
    replace(
        FORM,
        name="google-forms-workbook",
        lay=partial(lay_form, route=WORKBOOK),
        packing=Workbook(
            "Form Responses 1",
            before=(Tab("Lookup", LOOKUP, HIDDEN),),
            after=(Tab("Notes", NOTES),),
            time_format="m/d/yyyy h:mm:ss",
        ),
    ),
    replace(FORM, name="google-forms-spanish", lay=partial(lay_form, route=SPANISH), packing=Text(line_end="\r\n")),
    replace(
        FORM,
        name="google-forms-supervisor",
        lay=lay_supervisor,
        packing=Text(line_end="\r\n"),
        rounds=(SUPERVISOR,),
        words=Settings(
            has=(RATED,),
            rated_by="supervisor",
            columns={"Email Address": "unrelated", RATED: "rated_email", RATED_SCHOOL: "school", RATED_ROLE: "role"},
        ),
    ),
)
