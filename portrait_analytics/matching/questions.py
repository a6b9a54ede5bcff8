"""What each column of an export asks for."""

import re
from collections.abc import Hashable, Mapping
from itertools import islice
from math import ceil

import pandas as pd

from portrait_analytics.exports.cells import filled
from portrait_analytics.exports.shape import Export
from portrait_analytics.matching.levels import is_code, read_level
from portrait_analytics.matching.names import PREFIXES, Names, find_name, find_words
from portrait_analytics.wording import fold

PERSONAL = ("email", "name", "staff_id", "token", "personal")
RATED = ("rated_email", "rated_staff_id")
RATING_KINDS = ("rating", "choice", "chosen_level", "competency", "level")
ONCE = ("school", "role", "answered_at", "email", "staff_id", "response", "competency", "level", "rated_by", *RATED)
MATCHED_COLUMNS = [
    "column",
    "header",
    "kind",
    "attribute",
    "competency",
    "about",
    "rated_by",
    "moment",
    "question",
    "section",
    "sure",
]
YES_OR_NO = {"yes", "no", "y", "n", "true", "false"}
MOST_RECORDS = 20_000
MOST_DISTINCT = 1000  # answers looked at to tell what a column holds: a closed question has fewer
MOSTLY = 0.8
_HEADER_WORDS = {
    "email": ("email address", "email", "e-mail", "e-mail address", "your email", "your email address", "work email"),
    "staff_id": ("staff id", "employee id", "staff number", "employee number"),
    "name": (
        "name",
        "your name",
        "full name",
        "first name",
        "surname",
        "last name",
        "what is your name?",
        "what is your name",
    ),
    "personal": (
        "ip address",
        "phone",
        "phone number",
        "telephone",
        "mobile",
        "address",
        "home address",
        "date of birth",
        "dob",
        "location latitude",
        "location longitude",
    ),
    "answered_at": ("timestamp", "submitted at", "completion time", "date submitted", "answered at"),
    "response": ("response id", "respondent id", "record id", "submission id", "participant id"),
}
_CONTEXT_WORDS = {
    "school": re.compile(r"\b(school|site|building|campus)\b"),
    "role": re.compile(r"\b(role|position|job|title)\b"),
}
_NUMBERED = re.compile(r" \d+$")
_OF_SOMEBODY_ELSE = re.compile(r"\b(you are rating|you rate|being rated|rated leader|leader you|colleague you)\b")
_ADDRESS = re.compile(r"\be-?mail\b")
_STAFF_ID = re.compile(r"\b(staff|employee) (id|number)\b")
_OPEN_QUESTIONS = (
    ("so_what", re.compile(r"so what\b")),
    ("now_what", re.compile(r"now what\b")),
    ("what", re.compile(r"what(:| -|$)")),
)
_FIELD_KINDS = {"started_at": "unrelated", "modified_at": "unrelated", "platform": "unrelated", "row_id": "response"}


def match_questions(export: Export, names: Names) -> pd.DataFrame:
    """What each column of an export asks for; ``names`` are those for this export.

    One row is one column (`MATCHED_COLUMNS`). ``kind`` is one of `PERSONAL`, `RATED` or `RATING_KINDS`, or reflection,
    school, role, answered_at, response, rated_by, unrelated, ``undecided`` (the same competency is asked again, and
    nothing tells about whom), or ``unknown_question`` (answered with levels, but no competency is named). ``sure`` says
    how it was told: declared, platform, name, words or answers. The rest is empty where it does not apply. Of what can
    only be once, such as the school, the first column with answers counts.
    """
    questions = export.questions.to_dict("records")
    rows: list[dict[str, str]] = [
        _match(question, export.responses[question["column"]], names) for question in questions
    ]
    blank = dict.fromkeys(MATCHED_COLUMNS, "")
    matched = pd.DataFrame([blank | row for row in rows], columns=MATCHED_COLUMNS, dtype="str")
    grid = (export.questions["row"] != "") & export.questions.duplicated("stem", keep=False)
    stems = export.questions["stem"].where(grid, "")
    matched["section"] = export.questions["section"].where(export.questions["section"] != "", stems)
    matched = _prefer_names(_find_long_table(matched, export, names), questions, export, names)
    return _settle_batteries(_once_each(matched, export, names), export, names)


def _match(question: Mapping[Hashable, str], answers: pd.Series, names: Names) -> dict[str, str]:
    known = {"column": question["column"], "header": question["header"]}
    declared = next(
        (names.columns[fold(text)] for text in (question["header"], question["code"]) if fold(text) in names.columns),
        "",
    )
    if declared:
        return known | _read_declared(declared, names) | {"sure": "declared"}
    kind = _FIELD_KINDS.get(question["field"], question["field"])
    if kind:
        return known | {"kind": kind, "sure": "platform"}
    kind = next(filter(None, (_header_kind(question[part]) for part in ("header", "row", "stem"))), "")
    if kind:
        return known | {"kind": kind, "sure": "words"}
    if question["choices"]:
        return known | {"kind": "unrelated"}
    text, stem = fold(question["row"] or question["header"]), fold(question["stem"])
    return known | {"sure": "words"} | _match_text(text, stem, answers, names)


def _read_declared(meaning: str, names: Names) -> dict[str, str]:
    """What the district's word on a column means; ``team: Building Trust`` is a competency of the team.

    `matching.check_words` has refused any word that means nothing.
    """
    before, _, after = fold(meaning).partition(":")
    prefix, text = (before.strip(), after.strip()) if before.strip() in PREFIXES and after else ("", fold(meaning))
    if prefix in ("choice", "level", "evidence"):
        kind = {"choice": {"kind": "choice"}, "level": {"kind": "chosen_level"}, "evidence": _reflection("evidence")}
        return kind[prefix] | {"attribute": names.attributes.get(text, ""), "about": "self"}
    if text in names.competencies:
        return _rating(names.competencies[text], names) | {"about": prefix or _about("", names)}
    if text in ("what", "so_what", "now_what"):
        return _reflection(text)
    return {"kind": text}


def _header_kind(header: str) -> str:
    text = _NUMBERED.sub("", fold(header).replace("_", " "))
    if _OF_SOMEBODY_ELSE.search(text):
        if _ADDRESS.search(text):
            return "rated_email"
        if _STAFF_ID.search(text):
            return "rated_staff_id"
    return next((kind for kind, words in _HEADER_WORDS.items() if text in words), "")


def _match_text(text: str, stem: str, answers: pd.Series, names: Names) -> dict[str, str]:
    question = next((name for name, pattern in _OPEN_QUESTIONS if pattern.match(text)), "")
    if question:
        return _reflection(question)
    competency = find_name(text, names.competencies)
    exact = text in names.competencies
    if competency and (exact or _hold_levels(_given(answers), names)):
        said = f"{stem} {text}"
        return _rating(competency, names) | {
            "about": _about(said, names),
            "rated_by": _rater(said, names),
            "moment": names.words.moment or ("then" if find_words(said, names.district.surveys.then) else "now"),
            "sure": "name" if exact else "answers",
        }
    attribute = find_name(text, names.attributes)
    if attribute:
        return {"attribute": attribute, "about": "self"} | _match_guide(text, _given(answers), names)
    context = next((kind for kind, pattern in _CONTEXT_WORDS.items() if pattern.search(text)), "")
    if context and not competency and not _yes_or_no(_given(answers)):
        return {"kind": context}
    return {"kind": "unknown_question" if _only_levels(_given(answers), names) else "unrelated"}


def _rating(competency: str, names: Names) -> dict[str, str]:
    attribute = names.framework.current.attribute_of[competency]
    moment, rated_by = names.words.moment or "now", names.words.rated_by or "self"
    return {
        "kind": "rating",
        "attribute": attribute,
        "competency": competency,
        "moment": moment,
        "rated_by": rated_by,
        "about": names.words.about or "self",
    }


def _reflection(question: str) -> dict[str, str]:
    return {"kind": "reflection", "question": question}


def _about(said: str, names: Names) -> str:
    return names.words.about or ("team" if find_words(said, names.district.surveys.team) else "self")


def _rater(said: str, names: Names) -> str:
    told = (rater for rater, words in names.district.surveys.raters.items() if find_words(said, words))
    return names.words.rated_by or next(told, "self")


def _match_guide(text: str, given: set[str], names: Names) -> dict[str, str]:
    """The guide asks three things of an attribute: which competency was chosen, its level, and the evidence."""
    if given & set(names.competencies):
        return {"kind": "choice"}
    if given and _hold_levels(given, names):
        return {"kind": "chosen_level"}
    return _reflection("evidence") if "evidence" in text else {"kind": "unrelated"}


def _given(answers: pd.Series) -> set[str]:
    """The distinct answers of a column, folded; enough of them to tell what it holds."""
    some = answers.iloc[:MOST_RECORDS]
    looked_at = some if (some != "").any() else answers
    return {fold(text) for text in looked_at.unique()[:MOST_DISTINCT]} - {""}


def _reads_as_level(text: str, names: Names) -> bool:
    return any(read_level(text, names.levels(edition)) for edition in names.framework.editions)


def _hold_levels(given: set[str], names: Names) -> bool:
    """True if no answer was given, or at least one reads as a level of some edition."""
    return not given or any(_reads_as_level(text, names) for text in given)


def _yes_or_no(given: set[str]) -> bool:
    """True if there are answers and each is a yes or a no: no school and no role is called so."""
    return bool(given) and given <= YES_OR_NO


def _only_levels(given: set[str], names: Names) -> bool:
    """True if there are at least two answers and all but a few of them read as levels."""
    others = (text for text in given if not _reads_as_level(text, names))
    too_many = len(given) - ceil(MOSTLY * len(given))  # of those, no more need be looked at
    return len(given) > 1 and next(islice(others, too_many, None), None) is None


def _find_long_table(matched: pd.DataFrame, export: Export, names: Names) -> pd.DataFrame:
    """A table with a row for each answer has one column of competencies and one of levels, and says so by its cells."""
    if matched["kind"].isin(RATING_KINDS).any():
        return matched
    open_ones = matched.loc[matched["kind"].isin(["unrelated", "unknown_question"]), "column"]
    given = {column: _given(export.responses[column]) for column in open_ones}
    named = [name for name, texts in given.items() if len(texts & set(names.competencies)) > MOSTLY * len(texts) > 0]
    levels = [name for name, texts in given.items() if _only_levels(texts, names)]
    if len(named) != 1 or len(levels) != 1:
        return matched
    found = matched.copy()
    for column, kind in ((named[0], "competency"), (levels[0], "level")):
        found.loc[found["column"] == column, ["kind", "sure"]] = kind, "answers"
    return found


def _prefer_names(
    matched: pd.DataFrame, questions: list[dict[Hashable, str]], export: Export, names: Names
) -> pd.DataFrame:
    """A question that only mentions a competency, where another column has its name, is an unknown one.

    Where there is no rating at all, mentions that are answered with codes are ratings: what the codes mean is for the
    district to say, and it is told so.
    """
    found = matched.copy()
    rated = found["kind"] == "rating"
    asked = pd.MultiIndex.from_frame(found[["about", "rated_by", "moment", "competency"]])
    mention = rated & (found["sure"] == "answers")
    found.loc[mention & asked.isin(asked[rated & ~mention]), "kind"] = "unknown_question"
    if found["kind"].isin(RATING_KINDS).any():
        return found
    for label, question in enumerate(questions):
        competency = find_name(fold(question["row"] or question["header"]), names.competencies)
        given = _given(export.responses[question["column"]]) - names.not_applicable
        if competency and found["kind"][label] == "unrelated" and len(given) > 1 and all(map(is_code, given)):
            for part, value in ({"sure": "answers"} | _rating(competency, names)).items():
                found.loc[label, part] = value
    return found


def _once_each(matched: pd.DataFrame, export: Export, names: Names) -> pd.DataFrame:
    """Of what can only be once, the column whose answers are most often known, else the first one with answers."""
    known = {"school": names.schools, "role": names.roles}
    strange = [
        -len(_given(export.responses[column]) & set(known[kind])) if kind in known else 0
        for column, kind in zip(matched["column"], matched["kind"], strict=True)
    ]
    once = matched["kind"].isin([*ONCE, "choice", "chosen_level"])
    empty = [often and not _has_answers(export, column) for often, column in zip(once, matched["column"], strict=True)]
    order = matched.assign(empty=empty, told=matched["sure"] != "declared", strange=strange)
    order = order.sort_values(["told", "strange", "empty"], kind="stable")
    once = order["kind"].isin(ONCE) & order.duplicated("kind")
    guide = order["kind"].isin(["choice", "chosen_level"]) & order.duplicated(["kind", "attribute"])
    again = (once | guide).reindex(matched.index)
    spare = pd.Series("unrelated", index=matched.index).mask(matched["kind"].isin(PERSONAL), "personal")
    return matched.assign(kind=matched["kind"].mask(again, spare))


def _has_answers(export: Export, column: str) -> bool:
    return bool(filled(export.responses[column]).any())


def _settle_batteries(matched: pd.DataFrame, export: Export, names: Names) -> pd.DataFrame:
    """Where a competency is asked again: the round that the district names, or the only one that was answered.

    Two rounds that nothing tells apart are both undecided, for to take the first would be a guess.
    """
    settled = matched.copy()
    key = ["about", "rated_by", "moment", "competency"]
    if names.words.batteries:
        own = settled[(settled["kind"] == "rating") & (settled["sure"] != "declared")]
        rounds = dict(enumerate(names.words.batteries))
        for label, turn in own.groupby(key[1:]).cumcount().items():
            settled.loc[label, ["about", "kind"]] = rounds.get(turn, ""), "rating" if turn in rounds else "undecided"
    rated = settled[settled["kind"] == "rating"]
    for _, again in rated[rated.duplicated(key, keep=False)].groupby(key):
        answered = [column for column in again["column"] if _has_answers(export, column)]
        fate = "undecided" if len(answered) > 1 else "unrelated"
        only = answered or [again["column"].iloc[0]]
        settled.loc[again.index, "kind"] = [
            fate if fate == "undecided" or c not in only else "rating" for c in again["column"]
        ]
    return settled
