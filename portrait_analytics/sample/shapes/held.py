"""One survey as it was held, before any platform writes it down: who answered what, and which records are no answers.

Three rounds have answers of their own, so that one taken for another shows: leaders about themselves, leaders about
their team, and supervisors about leaders.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd

from portrait_analytics.errors import PortraitError
from portrait_analytics.rubric import Rubric, load_framework
from portrait_analytics.sample.draws import Flags, stream
from portrait_analytics.sample.schools import ROLES, make_posts, make_schools

NOT_APPLICABLE, BLANK, UNSEEN = "not applicable", "blank", "unseen"
STATE_OF = {NOT_APPLICABLE: "not_applicable", BLANK: "blank", UNSEEN: "not_asked"}
ANSWER, PARTIAL, PREVIEW, TEST, SPAM = RECORDS = ("answer", "partial", "preview", "test", "spam")
COUNTED = (ANSWER, PARTIAL)
SELF, TEAM, SUPERVISOR = "self", "team", "supervisor"
ROUNDS = {SELF: ("self", "self"), TEAM: ("team", "self"), SUPERVISOR: ("self", "supervisor")}  # about, rated_by
TRUTH = ["person", "about", "rated_by", "competency", "level_low", "level_high", "state", "record"]
SCHOOLS = 4
FEWEST = 20
SET_ASIDE = ((PREVIEW, "preview01"), (PREVIEW, "preview02"), (TEST, "test01"), (TEST, "test02"), (SPAM, "spam01"))
BLANK_SHARE = 0.04
NOT_APPLICABLE_SHARE = 0.05
TEST_WORDS = "This is a test"
FIRST_MORNING = datetime(2026, 10, 5, 8, 0, 5)
BETWEEN_ANSWERS = pd.Timedelta(hours=7, minutes=43, seconds=9)
TAKEN = pd.Timedelta(minutes=11, seconds=7)
REMARKS = (
    "",
    "Our team\u2019s caf\u00e9\u00a0talks help.",
    "\u201cPeer visits\u201d \u2013 more of them, please",
    "Yes; thank you,\nall of you.",
    'We use the word "agency" otherwise.',
)
SUPPORTS = ((), ("Coaching",), ("Coaching", "Peer visits"))


@dataclass(frozen=True)
class Survey:
    """The records in the order in which they came in.

    ``records`` has ``number`` (from 1), ``record`` (one of `RECORDS`), ``person`` (address), ``rater`` (address of the
    supervisor), ``name, school, role, remark, supports`` (how many of them), ``started, submitted, pages`` (how many
    were seen). ``rounds`` has, for each round, a column for each competency: a rank as a text, or `NOT_APPLICABLE`,
    `BLANK` or `UNSEEN`.
    """

    rubric: Rubric
    records: pd.DataFrame
    rounds: dict[str, pd.DataFrame]

    @property
    def competencies(self) -> dict[str, str]:
        """The printed name of each competency, by id, in the order in which they are asked."""
        return {part.id: part.name for part in self.rubric.competencies}

    def of(self, name: str) -> list[str]:
        """A column of the records."""
        return [str(value) for value in self.records[name].tolist()]

    def times(self, name: str) -> list[datetime]:
        """A column of the records that holds times."""
        return [time.to_pydatetime() for time in self.records[name]]

    def said(self, competency: str, words: Mapping[str, str], about: str = SELF) -> list[str]:
        """The answers to one question in the words of an export; what it has no word for is empty."""
        return [words.get(answer, "") for answer in self.rounds[about][competency].tolist()]

    def keep(self, kinds: Sequence[str]) -> "Survey":
        """The records of these kinds only, numbered anew."""
        kept = self.records["record"].isin(kinds)
        records = self.records[kept].reset_index(drop=True)
        rounds = {name: answers[kept].reset_index(drop=True) for name, answers in self.rounds.items()}
        return replace(self, records=records.assign(number=range(1, len(records) + 1)), rounds=rounds)

    def marked_in_words(self) -> "Survey":
        """The survey of a platform that marks no record: no previews, no spam, and tests say what they are."""
        kept = self.keep((*COUNTED, TEST))
        is_test = kept.records["record"] == TEST
        spoken = kept.records.copy()
        spoken.loc[is_test, ["school", "role", "remark"]] = TEST_WORDS
        return replace(kept, records=spoken)


def level_names(rubric: Rubric) -> dict[str, str]:
    """The printed name of each level by its rank, as a text."""
    return {str(level.low): level.name for level in rubric.levels}


def hold(people: int, seed: int) -> Survey:
    """The survey of so many leaders, with the records that are no answers; `PortraitError` if they are too few."""
    if people < FEWEST or seed < 0:
        raise PortraitError(f"people is {people}, seed is {seed}: give {FEWEST} people or more, and a seed from 0.")
    rubric = load_framework().current
    records = _order(_make_records(people, len(rubric.attributes), seed), seed)
    rounds = {about: _draw_answers(records, rubric, seed, about) for about in ROUNDS}
    return Survey(rubric, records.drop(columns="hidden"), rounds)


def list_truth(survey: Survey) -> pd.DataFrame:
    """One row is one answer of one round, in the columns of `TRUTH`; ranks are missing unless the state is rated."""
    parts = []
    for name, answers in survey.rounds.items():
        about, rated_by = ROUNDS[name]
        long = answers.assign(person=survey.records["person"], record=survey.records["record"]).melt(
            ["person", "record"], var_name="competency", value_name="answer"
        )
        rank = pd.to_numeric(long["answer"], errors="coerce").astype("Int8")
        state = long["answer"].map(STATE_OF).fillna("rated")
        parts.append(long.assign(about=about, rated_by=rated_by, level_low=rank, level_high=rank, state=state)[TRUTH])
    return pd.concat(parts, ignore_index=True).astype({"level_low": "Int8", "level_high": "Int8"})


def school_of(people: int) -> pd.DataFrame:
    """The post of each leader: ``school`` (name), ``code`` (id) and ``role`` (name); one row is one leader."""
    schools = make_schools(people, SCHOOLS)
    posts = make_posts(schools)
    return pd.DataFrame(
        {
            "school": schools["name"].to_numpy()[posts["school"]],
            "code": schools["school"].to_numpy()[posts["school"]],
            "role": [ROLES[role].name for role in posts["role"]],
        }
    )


def addresses(people: int) -> list[str]:
    """The address of each leader."""
    width = max(2, len(str(people)))
    return [f"leader{number:0{width}}@example.org" for number in range(1, people + 1)]


def _make_records(people: int, pages: int, seed: int) -> pd.DataFrame:
    """One row is one record: the leaders in their order, then what is set aside."""
    posts = school_of(people)[["school", "role"]]
    leaders = _draw_pages(people, pages, seed).join(posts).assign(person=addresses(people))
    leaders["name"] = [f"Sample Leader {address[6:-12]}" for address in leaders["person"]]
    others = pd.DataFrame(SET_ASIDE, columns=["record", "person"])
    others = others.assign(
        name="Sample Admin 01",
        person=others["person"] + "@example.org",
        pages=pages,
        hidden=-1,
        school=posts["school"].iloc[0],
        role=posts["role"].iloc[0],
    )
    return pd.concat([leaders, others], ignore_index=True)


def _draw_pages(people: int, pages: int, seed: int) -> pd.DataFrame:
    """How far each leader came: one broke off after each page, one before the first, and one never saw some page."""
    order = stream(seed, "shapes", "pages").permutation(people)
    seen, hidden = np.full(people, pages), np.full(people, -1)
    seen[order[:pages]] = np.arange(pages)
    hidden[order[pages : 2 * pages]] = np.arange(pages)
    return pd.DataFrame({"pages": seen, "hidden": hidden, "record": np.where(seen < pages, PARTIAL, ANSWER)})


def _order(records: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The records in the order in which they came in, with their times and what they said beside the ratings."""
    count = len(records)
    rng = stream(seed, "shapes", "order")
    mixed = records.iloc[rng.permutation(count)].reset_index(drop=True)
    place = pd.Series(range(count))
    submitted = pd.Timestamp(FIRST_MORNING) + place * BETWEEN_ANSWERS
    return mixed.assign(
        number=place + 1,
        rater=(place % SCHOOLS + 1).map("supervisor{:02}@example.org".format),
        remark=place.map(lambda number: REMARKS[number % len(REMARKS)]),
        supports=rng.integers(0, len(SUPPORTS), count),
        started=submitted - TAKEN,
        submitted=submitted,
    )


def _draw_answers(records: pd.DataFrame, rubric: Rubric, seed: int, about: str) -> pd.DataFrame:
    rng = stream(seed, "shapes", "answers", about)
    shape = len(records), len(rubric.competencies)
    chance = rng.random(shape)
    answers = rng.integers(1, rubric.levels[-1].high + 1, shape).astype("str").astype(object)
    answers[chance < BLANK_SHARE + NOT_APPLICABLE_SHARE] = NOT_APPLICABLE
    answers[chance < BLANK_SHARE] = BLANK
    answers[~_seen(records, rubric)] = UNSEEN
    return pd.DataFrame(answers, columns=[part.id for part in rubric.competencies], dtype="str")


def _seen(records: pd.DataFrame, rubric: Rubric) -> Flags:
    """Which competencies each record was shown; the form has a page for each attribute."""
    attributes = [attribute.id for attribute in rubric.attributes]
    page = np.array([attributes.index(part.attribute) for part in rubric.competencies])
    seen: Flags = (page < records[["pages"]].to_numpy()) & (page != records[["hidden"]].to_numpy())
    return seen
