"""Which question is which competency, which answer is which level, which spelling is which school or role.

Names and sections decide, never a definition: the guide prints four definitions under the wrong names. What is not
known exactly, or by the district's own table of spellings, stays unknown; a near miss is only proposed in the remedy.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from rapidfuzz import process

from portrait_analytics.district import District
from portrait_analytics.exports.shape import Export
from portrait_analytics.rubric import Framework, Rubric
from portrait_analytics.wording import fold

KINDS = ("rating", "choice", "chosen_level", "reflection", "school", "role", "answered_at", "row_id", "unrelated")
PERSONAL = ("email", "name", "staff_id", "personal")
MATCHED_COLUMNS = ["column", "header", "kind", "attribute", "competency", "about", "question"]
PROPOSE_FROM = 80
_HEADER_WORDS = {
    "email": ("email address", "email", "e-mail", "e-mail address", "your email", "your email address", "work email"),
    "staff_id": ("staff id", "employee id", "staff number", "employee number"),
    "name": ("name", "your name", "full name", "first name", "last name", "what is your name?", "what is your name"),
    "personal": ("ip address", "phone", "phone number", "location latitude", "location longitude"),
    "answered_at": ("timestamp", "submitted at", "completion time", "date submitted", "answered at"),
}
_CONTEXT_WORDS = {
    "school": re.compile(r"\b(school|site|building|campus)\b"),
    "role": re.compile(r"\b(role|position|job|title)\b"),
}
_OPEN_QUESTIONS = (
    ("so_what", re.compile(r"so what\b")),
    ("now_what", re.compile(r"now what\b")),
    ("what", re.compile(r"what(:| -|$)")),
)
_LEVEL = re.compile(
    r"(?:(?P<before>\d+)\s*[-:.)=]\s*)?(?P<label>.+?)\s*(?:\((?P<after>\d+)\))?[.!]?(?:\s*(?: -|:)\s+(?P<rest>.+))?"
)


@dataclass(frozen=True)
class Names:
    """Everything that a district's exports may call by name, folded, and what it stands for."""

    framework: Framework
    district: District
    school_names: Mapping[str, str]

    @cached_property
    def competencies(self) -> dict[str, str]:
        """Folded name or alias of a competency, in any edition, and its id."""
        return {
            fold(name): part.id
            for rubric in reversed(self.framework.editions)
            for part in rubric.competencies
            for name in (part.name, *part.aliases)
        }

    @cached_property
    def attributes(self) -> dict[str, str]:
        """Folded name or alias of an attribute, in any edition, and its id."""
        return {
            fold(name): part.id
            for rubric in self.framework.editions
            for part in rubric.attributes
            for name in (part.name, *part.aliases)
        }

    @cached_property
    def schools(self) -> dict[str, str]:
        """Folded spelling of a school, its id among them, and its id."""
        printed = {fold(name): school for school, name in self.school_names.items()}
        ids = {fold(school): school for school in self.school_names}
        return printed | ids | {fold(spelling): school for spelling, school in self.district.schools.items()}

    @cached_property
    def roles(self) -> dict[str, str]:
        """Folded spelling of a role, and its name."""
        return {fold(text): role.name for role in self.district.roles for text in (role.name, *role.spellings)}

    def levels(self, edition: Rubric) -> dict[str, tuple[int, int]]:
        """Folded label of a level of an edition, and the ranks that it covers."""
        known = {fold(name): level for level in edition.levels for name in (level.name, *level.aliases)}
        own = {fold(spelling): known.get(fold(name)) for spelling, name in self.district.levels.items()}
        spelled = known | {spelling: level for spelling, level in own.items() if level is not None}
        return {label: (level.low, level.high) for label, level in spelled.items()}


def match_questions(export: Export, names: Names) -> pd.DataFrame:
    """What each column of an export is.

    One row is one column: ``column, header, kind, attribute, competency, about, question``; ``kind`` is one of `KINDS`
    or `PERSONAL`, the rest is empty where it does not apply. School and role are taken from the first column that asks
    for them; a second one is unrelated.
    """
    questions = export.questions.to_dict("records")
    rows = [_match(question, export.responses[question["column"]], names) for question in questions]
    matched = pd.DataFrame(rows, columns=MATCHED_COLUMNS)
    once = matched["kind"].isin(["school", "role", "answered_at", "email", "staff_id"])
    once_each = matched["kind"].isin(["choice", "chosen_level"])
    again = (once & matched.duplicated("kind")) | (once_each & matched.duplicated(["kind", "attribute"]))
    spare = (
        matched["kind"].where(matched["kind"].isin(PERSONAL), "unrelated").replace(["email", "staff_id"], "personal")
    )
    return matched.assign(kind=matched["kind"].mask(again, spare))


def _match(question: Mapping[Hashable, str], answers: pd.Series, names: Names) -> dict[str, str]:
    known = {"column": question["column"], "header": question["header"]}
    kind = _field_kind(question["field"]) or _header_kind(question["header"])
    if kind:
        return dict.fromkeys(MATCHED_COLUMNS, "") | known | {"kind": kind}
    text = fold(question["row"] or question["header"])
    return dict.fromkeys(MATCHED_COLUMNS, "") | known | _match_text(text, fold(question["stem"]), answers, names)


def _field_kind(field: str) -> str:
    return {"started_at": "unrelated", "modified_at": "unrelated"}.get(field, field)


def _header_kind(header: str) -> str:
    text = fold(header)
    return next((kind for kind, words in _HEADER_WORDS.items() if text in words), "")


def _match_text(text: str, stem: str, answers: pd.Series, names: Names) -> dict[str, str]:
    given = {fold(value) for value in answers.unique()} - {""}
    question = next((name for name, pattern in _OPEN_QUESTIONS if pattern.match(text)), "")
    if question:
        return {"kind": "reflection", "question": question}
    competency = find_name(text, names.competencies)
    if competency and (text in names.competencies or _are_levels(given, names)):
        about = "team" if _is_about_team(f"{stem} {text}", names) else "self"
        attribute = names.framework.current.attribute_of[competency]
        return {"kind": "rating", "attribute": attribute, "competency": competency, "about": about}
    attribute = find_name(text, names.attributes)
    if attribute:
        return {"attribute": attribute, "about": "self"} | _match_guide(text, given, names)
    context = next((kind for kind, pattern in _CONTEXT_WORDS.items() if pattern.search(text)), "")
    return {"kind": context if context and not competency else "unrelated"}


def _match_guide(text: str, given: set[str], names: Names) -> dict[str, str]:
    """The guide asks three things of an attribute: which competency was chosen, its level, and the evidence."""
    if given & set(names.competencies):
        return {"kind": "choice"}
    if given and _are_levels(given, names):
        return {"kind": "chosen_level"}
    return {"kind": "reflection", "question": "evidence"} if "evidence" in text else {"kind": "unrelated"}


def _are_levels(given: set[str], names: Names) -> bool:
    """True if no answer was given, or at least one reads as a level of some edition."""
    editions = names.framework.editions
    return not given or any(read_level(value, names.levels(edition)) for value in given for edition in editions)


def _is_about_team(text: str, names: Names) -> bool:
    return any(re.search(rf"\b{re.escape(fold(words))}\b", text) for words in names.district.surveys.team)


def find_name(text: str, known: Mapping[str, str]) -> str:
    """The id of the one name that stands in a folded text, at its start if there are several; else an empty text.

    A definition behind the name may speak of other competencies, so what comes first wins.

    >>> known = {"guiding change": "guiding", "building trust": "trust"}
    >>> find_name("guiding change: builds on building trust", known)
    'guiding'
    >>> find_name("between guiding change and building trust", known)
    ''
    """
    if text in known:
        return known[text]
    found = {name: known[name] for name in known if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)}
    first = [name for name in found if text.startswith(name)]
    ids = {found[name] for name in first} or set(found.values())
    return ids.pop() if len(ids) == 1 else ""


def read_level(text: str, levels: Mapping[str, tuple[int, int]]) -> tuple[int, int] | None:
    """The ranks that a folded answer means, or None.

    A number beside the label must agree with it; a number alone says nothing.

    >>> levels = {"establishing": (1, 1), "developing": (2, 2), "proficient": (3, 3)}
    >>> read_level("3 - proficient", levels), read_level("proficient (3)", levels)
    ((3, 3), (3, 3))
    >>> read_level("proficient - i do this consistently.", levels)
    (3, 3)
    >>> read_level("2 - proficient", levels), read_level("3", levels), read_level("not proficient", levels)
    (None, None, None)
    """
    if text in levels:
        return levels[text]
    label, numbers = _label_and_numbers(text)
    ranks = levels.get(label)
    if ranks is None or any(number not in _positions(ranks, levels) for number in numbers):
        return None
    return ranks


def contradicts_number(text: str, levels: Mapping[str, tuple[int, int]]) -> bool:
    """True if a folded answer holds the label of one level and the number of another."""
    label, numbers = _label_and_numbers(text)
    return bool(label in levels and numbers and read_level(text, levels) is None)


def _label_and_numbers(text: str) -> tuple[str, list[int]]:
    found = _LEVEL.fullmatch(text)
    if found is None:
        return text, []
    return found["label"], [int(number) for number in (found["before"], found["after"]) if number]


def _positions(ranks: tuple[int, int], levels: Mapping[str, tuple[int, int]]) -> set[int]:
    """The numbers that a form may print beside a level: its place in the scale, and the ranks that it covers."""
    return {sorted(set(levels.values())).index(ranks) + 1, *range(ranks[0], ranks[1] + 1)}


def propose(text: str, known: Iterable[str]) -> str:
    """The known name that comes nearest to what was found, for a remedy to mention; never applied by itself."""
    found = process.extractOne(fold(text), list(known), score_cutoff=PROPOSE_FROM)
    return found[0] if found else ""
