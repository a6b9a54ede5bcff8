"""``district.toml``: words and policy of one district, and nothing that could be computed.

Every table is optional but ``[district]``. What is not known is an error that names the nearest known word, so a
mistyped setting never silently keeps its default.
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from portrait_analytics.errors import ConfigError, did_you_mean, list_faults

LEAST_GROUP = 3

Words = tuple[Annotated[str, StringConstraints(min_length=1)], ...]
Fate = Literal["use", "set aside"]
Share = Annotated[float, Field(ge=0, le=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(_Section):
    """``[district]``: how the district is called and the colour of its pages."""

    name: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] = "#1f5f8b"


class RubricFile(_Section):
    """``[rubric]``: the district's own framework, beside ``district.toml``."""

    file: str = ""


class Privacy(_Section):
    """``[privacy]``: the smallest group of people that a page may speak of."""

    minimum_group: Annotated[int, Field(ge=LEAST_GROUP)] = 5


class PeoplePolicy(_Section):
    """``[people]``: which word counts where survey and roster differ; the other one is kept beside it."""

    role_from: Literal["survey", "roster"] = "survey"


class Role(_Section):
    """One ``[[roles]]``: a job, the role group of the rubric it belongs to, and how exports spell it."""

    name: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    group: str
    spellings: Words = ()


class Answers(_Section):
    """``[answers]``: words that are no level but mean something."""

    not_applicable: Words = (
        "n/a",
        "na",
        "n.a.",
        "not applicable",
        "does not apply",
        "not applicable to my role",
        "unfamiliar (n/a)",
    )
    test: Words = ("test", "testing", "this is a test", "preview")


class Responses(_Section):
    """``[responses]``: what is done with records that the platform itself sets apart."""

    partial: Fate = "use"
    preview: Fate = "set aside"
    test: Fate = "set aside"
    spam: Fate = "set aside"


class Surveys(_Section):
    """``[surveys]``: words in a question that say whose practice is rated, by whom, and as of when."""

    team: Words = (
        "your team",
        "our team",
        "my team",
        "your leadership team",
        "our leadership team",
        "my leadership team",
        "your school team",
        "your district team",
    )
    supervisor: Words = ("as their supervisor", "as a supervisor", "the leader you supervise", "your direct report")
    coach: Words = ("as their coach", "as a coach", "the leader you coach")
    peer: Words = ("as their peer", "as a colleague", "the colleague you")
    then: Words = ("looking back", "at the beginning of the year", "at the start of the year", "a year ago")

    @property
    def raters(self) -> dict[str, Words]:
        """The words that tell who else than the leaders themselves rates."""
        return {"supervisor": self.supervisor, "coach": self.coach, "peer": self.peer}


class Dates(_Section):
    """``[dates]``: the order of day and month where the file itself cannot tell."""

    order: Literal["", "mdy", "dmy"] = ""


class ExportWords(_Section):
    """One ``[[exports]]``: what its file does not say of itself.

    It holds for the exports in which all headers of ``has`` stand. ``columns`` says what a header, or a platform's
    short name of a column, asks for; ``levels`` how answers are written; ``batteries`` whose practice each round is
    about where a form asks for the same competencies several times. ``header_row`` and ``answers_from`` are row
    numbers, for a table whose headers do not stand at the top.
    """

    has: Annotated[Words, Field(min_length=1)]
    header_row: Annotated[int, Field(ge=1)] | None = None
    answers_from: Annotated[int, Field(ge=2)] | None = None
    about: Literal["", "self", "team"] = ""
    rated_by: Literal["", "self", "supervisor", "coach", "peer", "group"] = ""
    moment: Literal["", "now", "then"] = ""
    batteries: tuple[Literal["self", "team"], ...] = ()
    levels: dict[str, str] = {}
    columns: dict[str, str] = {}


class Required(_Section):
    """One ``[[succession.required]]``: what some roles ask for.

    ``levels`` names the level of a competency, or of all of an attribute; the rest is asked for at the first level that
    counts as Proficient. ``critical`` are those without which nobody is ready: the foundational ones if it is not
    there. ``candidates`` are the roles from which people may step up: all others if it is empty.
    """

    roles: Annotated[Words, Field(min_length=1)]
    levels: dict[str, str] = {}
    critical: Words | None = None
    candidates: Words = ()


class Succession(_Section):
    """``[succession]``: what roles ask for, who is near to it, and how often posts fall vacant.

    ``ready_now`` and ``ready_soon`` are shares of what a role asks for; ``thin_below`` is a number of people; ``rates``
    are annual shares of posts by role, in place of the published ones; ``promotions`` says for a role which one steps
    up into it; ``stages`` are the steps of the pipeline from first to last, with their roles.
    ``accept_self_ratings`` lets a named list rest on what leaders say of themselves alone.
    """

    ready_now: Share = 0.85
    ready_soon: Share = 0.60
    thin_below: Annotated[int, Field(ge=2)] = 3
    summer_share: Share = 0.9
    follow: Annotated[float, Field(ge=1)] = 1.5
    promoted_share: Share = 0.5
    rates: dict[str, Share] = {}
    promotions: dict[str, str] = {}
    stages: dict[str, Words] = {}
    accept_self_ratings: bool = False
    required: tuple[Required, ...] = ()


class Learning(_Section):
    """``[learning]``: what a plan of professional learning may cost and ask of people.

    ``budget`` in dollars: without it, as much as what is planned today would cost, or no limit if nothing is;
    ``at_most`` offerings a leader; ``mentees`` a mentor; ``cohort`` is the size of the cohorts that are suggested where
    nothing is offered.
    """

    budget: Annotated[float, Field(ge=0)] | None = None
    at_most: Annotated[int, Field(ge=1)] = 2
    mentees: Annotated[int, Field(ge=1)] = 2
    cohort: Annotated[int, Field(ge=LEAST_GROUP)] = 20


class District(_Section):
    """The whole of ``district.toml``."""

    district: Name
    rubric: RubricFile = RubricFile()
    privacy: Privacy = Privacy()
    people: PeoplePolicy = PeoplePolicy()
    roles: tuple[Role, ...] = ()
    schools: dict[str, str] = {}
    levels: dict[str, str] = {}
    answers: Answers = Answers()
    responses: Responses = Responses()
    surveys: Surveys = Surveys()
    exports: tuple[ExportWords, ...] = ()
    dates: Dates = Dates()
    succession: Succession = Succession()
    learning: Learning = Learning()


def load_district(path: Path) -> District:
    """The settings in a ``district.toml``; `ConfigError` names every fault of a bad one."""
    try:
        return District.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path.name} is not a TOML file in UTF-8 ({error}).") from error
    except ValidationError as error:
        faults = list(_described(error))
        raise ConfigError(f"{path.name}:\n{list_faults(faults, shown=len(faults))}") from error


def _described(error: ValidationError) -> Iterable[str]:
    for fault in error.errors():
        *tables, key = [str(part + 1) if isinstance(part, int) else part for part in fault["loc"]]
        place = f"[{' › '.join(tables)}] {key}" if tables else f"[{key}]"
        if fault["type"] == "extra_forbidden":
            yield f"{place}: there is no such setting.{_nearest(tables, key)}"
        else:
            yield (
                f"{place}: {fault['msg']} (found {fault['input']!r})"
                if _quotable(fault["input"])
                else (f"{place}: {fault['msg']}")
            )


def _quotable(value: object) -> bool:
    return isinstance(value, str | int | float)


def _nearest(tables: list[str], key: str) -> str:
    known = list(_section_at(tables).model_fields)
    return did_you_mean(key, known) or f" There are: {', '.join(known)}."


def _section_at(tables: list[str]) -> type[BaseModel]:
    """The model of a table, by the way to it; the number of an entry stays at the model of all entries."""
    section: type[BaseModel] = District
    for table in tables:
        if table in section.model_fields:
            kind = section.model_fields[table].annotation
            inner = [kind, *get_args(kind)]
            section = next((part for part in inner if isinstance(part, type) and issubclass(part, BaseModel)), section)
    return section
