"""Which form is handed out when, to whom, and what its columns are called.

Forms come in a round of three semesters, told backwards from the last: one form for all; a form of another maker beside
the guide; two makers' forms beside a survey about the leadership team.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from portrait_analytics.rubric import Framework, Rubric
from portrait_analytics.sample.draws import Ints

GUIDE = "self-reflection-guide"
WORKBOOK_ROWS = 50_000
SCHOOL_QUESTION = "Which school are you based at?"
ROLE_QUESTION = "What is your role?"
NAME_QUESTION = "What is your name?"
SUPPORTS_QUESTION = "Which supports would help you most?"
REMARKS_QUESTION = "Anything else?"
SELF_STEM = "Rate your current practice:"
TEAM_STEM = "Thinking about your leadership team, rate its current practice:"
WHAT_QUESTION = "What: which one or two of your prioritized competencies feel most urgent?"
SO_WHAT_QUESTION = "So What: why is it important to you?"
NOW_WHAT_QUESTION = "Now What: what actions make sense to you?"


@dataclass(frozen=True)
class Form:
    """One form: how it is laid out, whom it asks, and how many of those who answer at all answer it.

    ``thirds`` are the parts of the district that it is meant for; ``guests`` the share of the others who fill it in as
    well; ``anonymous`` the share that the platform does not name.
    """

    title: str
    layout: Literal["grid", "guide", "table"]
    about: Literal["self", "team"] = "self"
    thirds: tuple[int, ...] = (0, 1, 2)
    share: float = 1.0
    guests: float = 0.0
    anonymous: float = 0.0

    def file_name(self, part: int = 0) -> str:
        """The file as it was downloaded; a workbook that would grow too long is carried on in the next."""
        more = f" ({part + 1})" if part else ""
        return f"{self.title}{more}.{'xlsx' if self.layout == 'table' else 'csv'}"

    def edition(self, framework: Framework) -> Rubric:
        """The edition of the rubric that it prints."""
        return framework.edition(GUIDE) if self.layout == "guide" else framework.current


GRID = "Portrait of a Leader - self-reflection (Responses) - Form Responses 1"
TABLE = "Portrait of a Leader check-in"
ROUND = (
    (Form(GRID, "grid"),),
    (
        Form(TABLE, "table", thirds=(0, 1), guests=0.1, anonymous=0.06),
        Form("Self-Reflection Guide", "guide", thirds=(2,)),
    ),
    (
        Form(GRID, "grid", thirds=(1, 2)),
        Form(TABLE, "table", thirds=(0,)),
        Form("Leadership team practice (Responses) - Form Responses 1", "grid", about="team", share=0.85),
    ),
)


@dataclass(frozen=True)
class Headers:
    """The headers of what a form asks, as printed in its file."""

    ratings: tuple[str, ...]  # one for each competency, for the guide one for each attribute
    date: str = "Timestamp"
    choices: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


def forms_of(semester: int, semesters: int) -> tuple[Form, ...]:
    """The forms of a semester, counted from 0.

    >>> [len(forms_of(semester, 4)) for semester in range(4)]
    [3, 1, 2, 3]
    """
    return ROUND[(semester - semesters) % len(ROUND)]


def choose_respondents(form: Form, present: pd.DataFrame, third: Ints, rng: np.random.Generator) -> Ints:
    """Who fills a form in, as rows of those present; ``third`` is the part of the district of each school."""
    meant = np.isin(third[present["school"]], form.thirds)
    chance = np.where(meant, form.share, form.guests)
    return np.flatnonzero(present["answers"].to_numpy() & (rng.random(len(present)) < chance))


def headers_of(form: Form, framework: Framework) -> Headers:
    """The headers of a form."""
    rubric = form.edition(framework)
    if form.layout == "guide":
        names = [attribute.name for attribute in rubric.attributes]
        return Headers(
            ratings=tuple(f"{name}: where are you on this competency?" for name in names),
            choices=tuple(f"{name}: which competency did you choose?" for name in names),
            evidence=tuple(f"{name}: what evidence do you have?" for name in names),
        )
    if form.layout == "table":
        return Headers(tuple(part.name for part in rubric.competencies), date="Completion time")
    stem = TEAM_STEM if form.about == "team" else SELF_STEM
    return Headers(tuple(f"{stem} {rubric.names[part.attribute]} [{part.name}]" for part in rubric.competencies))
