"""The rubric as data: attributes, competencies, levels, and how two editions of it relate.

A rubric is a TOML file (``rubrics/`` holds ours; a district names its own with ``[rubric] file`` in
``district.toml``). A `Framework` is the current edition together with the other forms of it that a district may hand
out. Every level is a set of consecutive ranks of the current edition, so a coarser scale loses nothing and claims
nothing: *Working Toward Proficiency* is ``low=1, high=2``.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from portrait_analytics.errors import RubricError, did_you_mean, list_faults

RUBRICS = Path(__file__).parent / "rubrics"
CURRENT_EDITION = RUBRICS / "second-edition.toml"
OTHER_EDITIONS = (RUBRICS / "self-reflection-guide.toml",)

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Rank = Annotated[int, Field(ge=1, le=9)]
Comparable = Literal["same", "renamed", "reworded", "not comparable"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(_Part):
    """One answer on the scale: the ranks it covers on the current edition's scale, and what it means."""

    name: Text
    low: Rank
    high: Rank
    summary: Text
    aliases: tuple[Text, ...] = ()


class Attribute(_Part):
    """One of the broad qualities; its competencies are rated, never the attribute itself."""

    id: Identifier
    name: Text
    tagline: Text
    foundational: bool = False
    aliases: tuple[Text, ...] = ()
    reflection_questions: tuple[Text, ...] = ()


class Competency(_Part):
    """One thing that is rated. ``levels`` holds one summary per level, in order; a guide may give none."""

    id: Identifier
    name: Text
    attribute: Identifier
    summary: Text
    levels: tuple[Text, ...] = ()
    aliases: tuple[Text, ...] = ()
    comparable: Comparable = "same"
    note: str = ""


class RoleGroup(_Part):
    """A family of jobs that the example actions are written for."""

    id: Identifier
    name: Text
    short_name: Text


class Action(_Part):
    """One example of the attributes at work, for one role group."""

    role_group: Identifier
    attributes: tuple[Identifier, ...] = Field(min_length=1)
    text: Text


class Format(_Part):
    """A way of learning together, and the attributes that it suits."""

    name: Text
    summary: Text
    attributes: tuple[Identifier, ...] = Field(min_length=1)


class Questions(_Part):
    """The open questions of a guide, by the place they have in ``reflections.question``."""

    evidence: tuple[Text, ...] = ()
    what: tuple[Text, ...] = ()
    so_what: tuple[Text, ...] = ()
    now_what: tuple[Text, ...] = ()


class Rubric(_Part):
    """One edition, in document order.

    ``proficient`` is the rank from which a rating counts as *at or above Proficient*; ``one_per_attribute`` says that
    the form asks for one competency of each attribute, so the others were not asked.
    """

    id: Identifier
    title: Text
    credit: Text
    proficient: Rank
    one_per_attribute: bool = False
    levels: tuple[Level, ...] = Field(min_length=2)
    attributes: tuple[Attribute, ...] = Field(min_length=1)
    competencies: tuple[Competency, ...] = Field(min_length=1)
    role_groups: tuple[RoleGroup, ...] = ()
    actions: tuple[Action, ...] = ()
    formats: tuple[Format, ...] = ()
    questions: Questions = Questions()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        faults = list(_contradictions(self.model_dump()))
        if faults:
            raise ValueError("\n".join(faults))
        return self

    @cached_property
    def attribute_of(self) -> dict[str, str]:
        """The attribute of each competency, both as ids, in document order."""
        return {competency.id: competency.attribute for competency in self.competencies}

    @cached_property
    def names(self) -> dict[str, str]:
        """The printed name of every attribute and competency, by id."""
        attributes = {attribute.id: attribute.name for attribute in self.attributes}
        return attributes | {competency.id: competency.name for competency in self.competencies}

    def competencies_of(self, attribute: str) -> tuple[Competency, ...]:
        """The competencies of one attribute, in document order."""
        return tuple(competency for competency in self.competencies if competency.attribute == attribute)

    def level_named(self, rank: int) -> str:
        """The name of the level that a rank lies in; one that is off the scale raises `KeyError`."""
        return {held: level.name for level in self.levels for held in range(level.low, level.high + 1)}[rank]


class Framework(_Part):
    """The current edition, and the other forms whose answers can be laid beside it."""

    current: Rubric
    others: tuple[Rubric, ...] = ()

    @model_validator(mode="after")
    def _others_fit(self) -> Self:
        faults = [fault for other in self.others for fault in _misfits(other, self.current)]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    @property
    def editions(self) -> tuple[Rubric, ...]:
        """All editions, the current one first."""
        return (self.current, *self.others)

    def edition(self, edition: str) -> Rubric:
        """The edition of that id; one that is unknown raises `KeyError`."""
        return {rubric.id: rubric for rubric in self.editions}[edition]

    @cached_property
    def not_comparable(self) -> frozenset[tuple[str, str]]:
        """The (edition, competency) pairs whose ratings were given to another text than the current edition's."""
        return frozenset(
            (other.id, competency.id)
            for other in self.others
            for competency in other.competencies
            if competency.comparable == "not comparable"
        )


def load_rubric(path: Path) -> Rubric:
    """The rubric in a TOML file; `RubricError` names every fault of a bad one.

    >>> rubric = load_rubric(CURRENT_EDITION)
    >>> [attribute.name for attribute in rubric.attributes if attribute.foundational]
    ['Human-Centered', 'Transformational']
    """
    document = _read_document(path)
    try:
        return Rubric.model_validate(document)
    except ValidationError as error:
        faults = list(dict.fromkeys([*_described(error, document), *_contradictions(document)]))
        raise RubricError(f"{path.name} is not a rubric:\n{list_faults(faults, shown=len(faults))}") from error


def load_framework(file: Path | None = None) -> Framework:
    """Our own two editions, or the district's one when it names a file.

    >>> framework = load_framework()
    >>> [level.name for level in framework.edition("self-reflection-guide").levels]
    ['Working Toward Proficiency', 'Proficient', 'Extending']
    """
    if file is not None:
        return Framework(current=load_rubric(file))
    return _own_framework()


@cache
def _own_framework() -> Framework:
    return Framework(current=load_rubric(CURRENT_EDITION), others=tuple(load_rubric(path) for path in OTHER_EDITIONS))


# TOML reads best with singular table names ([[competency]]); the model says what they are together.
_SINGULAR = {
    "levels": "level",
    "attributes": "attribute",
    "competencies": "competency",
    "role_groups": "role_group",
    "actions": "action",
    "formats": "format",
}
_SWAPPED = _SINGULAR | {singular: plural for plural, singular in _SINGULAR.items()}
_PARTS: dict[str, type[BaseModel]] = {
    "levels": Level,
    "attributes": Attribute,
    "competencies": Competency,
    "role_groups": RoleGroup,
    "actions": Action,
    "formats": Format,
    "questions": Questions,
}
_PLAIN_WORDS = {
    "missing": "is missing",
    "string_too_short": "is empty",
    "string_pattern_mismatch": "must be small letters and digits, with single hyphens between",
    "tuple_type": "must be a list: texts in [ ], or tables that begin with [[ ]]",
}


def _read_document(path: Path) -> dict[str, Any]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RubricError(
            f"{path}: there is no rubric file here that can be read. Correct [rubric] file in district.toml."
        ) from error
    except UnicodeDecodeError as error:
        raise RubricError(f"{path.name} is not in UTF-8 (see byte {error.start + 1}). Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise RubricError(f"{path.name} is not a TOML file: {error}.") from error
    return {_SWAPPED.get(key, key): value for key, value in document.items()}


def _described(error: ValidationError, document: Mapping[str, Any]) -> Iterable[str]:
    for fault in error.errors():
        if not fault["loc"]:
            yield from fault["msg"].removeprefix("Value error, ").splitlines()
            continue
        table, *inner = fault["loc"]
        place = _place(str(table), inner, document)
        if fault["type"] == "extra_forbidden":
            yield f"{place}: there is no such key.{_nearest(str(table), inner)}"
        else:
            found = f" (found {fault['input']!r})" if isinstance(fault["input"], str | int | float) else ""
            yield f"{place}: {_PLAIN_WORDS.get(fault['type'], fault['msg'])}{found}"


def _place(table: str, inner: list[int | str], document: Mapping[str, Any]) -> str:
    first = _SWAPPED.get(table, table)
    if inner and isinstance(inner[0], int):
        first, inner = _label(table, inner[0], document[table][inner[0]]), inner[1:]
    return " › ".join([first, *(str(step + 1) if isinstance(step, int) else step for step in inner)])


def _nearest(table: str, inner: list[int | str]) -> str:
    key = str(inner[-1]) if inner else _SWAPPED.get(table, table)
    known = list(_PARTS[table].model_fields) if inner else [_SINGULAR.get(name, name) for name in Rubric.model_fields]
    return did_you_mean(key, known) or f" There are: {', '.join(known)}."


def _label(table: str, index: int, entry: object) -> str:
    """How a message calls one entry of a table: by its place, and by its id or name where it has one."""
    called = _texts(entry, "id", "name") if isinstance(entry, Mapping) else []
    return f'{_SINGULAR[table]} {index + 1} "{called[0]}"' if called else f"{_SINGULAR[table]} {index + 1}"


def _entries(document: Mapping[str, Any], table: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The entries of a table with their labels, as far as they can be read."""
    entries = document.get(table)
    return [
        (_label(table, index, entry), entry)
        for index, entry in enumerate(entries if isinstance(entries, list | tuple) else ())
        if isinstance(entry, Mapping)
    ]


def _texts(entry: Mapping[str, Any], *keys: str) -> list[str]:
    """The texts under these keys, whether one or a list of them, as far as they can be read."""
    values = [entry.get(key) for key in keys]
    flat = [text for value in values for text in (value if isinstance(value, list | tuple) else [value])]
    return [text for text in flat if isinstance(text, str)]


def _contradictions(document: Mapping[str, Any]) -> Iterable[str]:
    """What does not hold together, in a document whose fields may themselves be wrong.

    Pydantic asks this of a valid `Rubric` only, so a file with one misspelt key would hide all of it until the next
    attempt; `load_rubric` therefore asks it of the document.
    """
    yield from _repeats(document)
    yield from _dangling(document)
    yield from _summaries(document)
    yield from _scale(document)


def _repeats(document: Mapping[str, Any]) -> Iterable[str]:
    for tables in (("attributes", "competencies"), ("role_groups",)):
        ids = Counter(
            text for table in tables for _, entry in _entries(document, table) for text in _texts(entry, "id")
        )
        yield from (f'the id "{text}" stands {count} times' for text, count in ids.items() if count > 1)
    for table in ("levels", "attributes", "competencies"):
        spellings = [
            {text.casefold() for text in _texts(entry, "name", "aliases")} for _, entry in _entries(document, table)
        ]
        names = Counter(name for spelling in spellings for name in sorted(spelling))
        yield from (f'{count} {table} are called "{name}"' for name, count in names.items() if count > 1)


def _dangling(document: Mapping[str, Any]) -> Iterable[str]:
    attributes = {text for _, entry in _entries(document, "attributes") for text in _texts(entry, "id")}
    groups = {text for _, entry in _entries(document, "role_groups") for text in _texts(entry, "id")}
    rated = {text for _, entry in _entries(document, "competencies") for text in _texts(entry, "attribute")}
    for label, entry in _entries(document, "attributes"):
        if not rated.issuperset(_texts(entry, "id")):
            yield f"{label} has no competency"
    for label, entry in (
        entry for table in ("competencies", "actions", "formats") for entry in _entries(document, table)
    ):
        for name in _texts(entry, "attribute", "attributes"):
            if name not in attributes:
                yield f'{label}: there is no attribute "{name}"'
        for name in _texts(entry, "role_group"):
            if name not in groups:
                yield f'{label}: there is no role group "{name}"'


def _summaries(document: Mapping[str, Any]) -> Iterable[str]:
    expected = len(_entries(document, "levels"))
    for label, entry in _entries(document, "competencies"):
        given = len(_texts(entry, "levels"))
        if given not in (0, expected):
            yield f"{label}: {given} level summaries for {expected} levels"


def _scale(document: Mapping[str, Any]) -> Iterable[str]:
    levels = [(label, entry.get("low"), entry.get("high")) for label, entry in _entries(document, "levels")]
    next_rank, begins = 1, []
    for label, low, high in levels:
        if not isinstance(low, int) or not isinstance(high, int):
            return
        if low != next_rank or high < low:
            yield f"{label} covers the ranks {low} to {high}; it must begin at {next_rank} and not end before it begins"
        next_rank = max(low, high) + 1
        begins.append(low)
    if isinstance(document.get("proficient"), int) and document["proficient"] not in begins:
        yield f"proficient is {document['proficient']}, but no level begins at that rank"


def _misfits(other: Rubric, current: Rubric) -> Iterable[str]:
    known = current.attribute_of
    for competency in other.competencies:
        if known.get(competency.id) != competency.attribute:
            yield f'{other.id}: competency "{competency.id}" is not one of {competency.attribute} in {current.id}'
    if other.proficient != current.proficient or other.levels[-1].high != current.levels[-1].high:
        yield f"{other.id}: its scale does not lie on that of {current.id}"
