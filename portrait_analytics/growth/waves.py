"""Who is followed from one semester to the next, and what they answered in each: a row a competency, a column a person.

A column may also be a person as rater of somebody else, or of a team. Millions of answers are of a few kinds: form,
state and ranks are looked at once for each kind, and an answer is the number of its kind (`codes`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.columns import HIGHEST_RANK
from portrait_analytics.growth.codes import (
    NONE,
    Coded,
    Codes,
    encode,
    find_runs,
    list_texts,
    make_texts,
    number,
    pack,
    smallest,
    unpack,
)
from portrait_analytics.rubric import Framework

UNIT = ["person", "about", "team", "rated_by"]  # the team is empty where none was rated
STATE_ORDER = ["rated", "not_applicable", "unreadable", "blank", "not_asked"]
Grid = NDArray[np.signedinteger[Any]]  # NONE is missing


@dataclass(frozen=True)
class Scale:
    """On which form two semesters are compared.

    ``edition`` is the one that both semesters hold, or None if there is none: then answers are compared on the ranks
    that every edition can tell apart, whose lower ends are ``steps``.
    """

    edition: str | None
    steps: tuple[int, ...]


@dataclass(frozen=True)
class Units:
    """Who is followed: everybody about themselves, and whoever rated somebody else or a team, as rater of them.

    ``codes`` are the columns of `UNIT`, a row a unit, along ``texts``. ``people`` has the rows of everybody who was
    there in each semester, as in the table `people`, and ``records`` the row of each record of answers.
    """

    codes: Mapping[str, Codes]
    texts: Mapping[str, pd.Index]
    people: Sequence[Codes]
    records: Sequence[Codes]


@dataclass(frozen=True)
class Kinds:
    """The different answers of one semester, each once; the last is no answer, and missing in all.

    ``edition`` and ``state`` count along the framework's and `STATE_ORDER`; ``low`` and ``high`` are ranks, and missing
    where nothing was rated.
    """

    edition: Codes
    state: Codes
    low: Codes
    high: Codes

    def take(self, kinds: Codes) -> "Kinds":
        """What some of them say, in that order."""
        return Kinds(self.edition[kinds], self.state[kinds], self.low[kinds], self.high[kinds])


@dataclass(frozen=True)
class Answers:
    """The answers of one semester, row by row; ``competency`` counts along the framework's.

    Rows of one unit that follow each other are a record: one row of ``records`` has its columns of `UNIT`, and
    ``lengths`` says how many answers it has. ``kind`` is which of ``kinds`` an answer is.
    """

    records: pd.DataFrame
    lengths: Codes
    competency: Codes
    kind: Codes
    kinds: Kinds


@dataclass(frozen=True)
class Wave:
    """The answers of one semester: which of ``kinds``, a row a competency and a column a unit."""

    kind: Grid
    kinds: Kinds


def choose_scale(
    ratings: pd.DataFrame,
    semester_from: str,
    semester_to: str,
    framework: Framework,
    *,
    about: str = "self",
    rated_by: str = "self",
) -> Scale:
    """The edition that was answered in both semesters, the current one first, else the common steps of all."""
    held = []
    for semester in (semester_from, semester_to):
        answers = of_semester(ratings, semester, ["state", "about", "rated_by", "edition"])
        own = (answers["state"] == "rated") & (answers["about"] == about) & (answers["rated_by"] == rated_by)
        held.append(set(answers["edition"][own].unique()))
    common = [edition.id for edition in framework.editions if all(edition.id in editions for editions in held)]
    if common:
        return Scale(common[0], tuple(level.low for level in framework.edition(common[0]).levels))
    steps = set.intersection(*({level.low for level in edition.levels} for edition in framework.editions))
    return Scale(None, tuple(sorted(steps)))


def of_semester(table: pd.DataFrame, semester: str, columns: Sequence[str]) -> pd.DataFrame:
    """Columns of the rows of one semester."""
    return _keep(table[list(columns)], (table["semester"] == semester).to_numpy())


def _keep(frame: pd.DataFrame, own: NDArray[np.bool_]) -> pd.DataFrame:
    """The rows that are marked; nothing is copied if they stand together, as a semester's mostly do."""
    first, rows = int(own.argmax()) if len(own) else 0, int(np.count_nonzero(own))
    return frame.iloc[first : first + rows] if own[first : first + rows].all() else frame[own]


def read_answers(ratings: pd.DataFrame, semester: str, framework: Framework) -> Answers:
    """What was answered in a semester about that semester; what is remembered of an earlier one stays out."""
    columns = ["moment", *UNIT, "competency", "edition", "state", "level_low", "level_high"]
    all_moments = of_semester(ratings, semester, columns)
    answers = _keep(all_moments, (all_moments["moment"] == "now").to_numpy())
    first = find_runs([answers[name] for name in UNIT])
    competency = encode(answers["competency"]).along(make_texts(framework.current.attribute_of))
    lengths = np.diff(first, append=len(answers))
    return Answers(answers[UNIT].iloc[first], lengths, competency, *_find_kinds(answers, framework))


def _find_kinds(answers: pd.DataFrame, framework: Framework) -> tuple[Codes, Kinds]:
    """Which kind each answer is, and what each kind says."""
    edition, state = (encode(answers[name]) for name in ("edition", "state"))
    low, high = (answers[name].to_numpy(dtype=np.int8, na_value=NONE) for name in ("level_low", "level_high"))
    columns = {"edition": edition.codes, "state": state.codes, "low": low, "high": high}
    sizes = {
        "edition": len(edition.texts),
        "state": len(state.texts),
        "low": HIGHEST_RANK + 1,
        "high": HIGHEST_RANK + 1,
    }
    kind, different = number(pack(columns, sizes), sizes)
    told = {name: np.append(codes, NONE) for name, codes in unpack(different, sizes).items()}
    editions = make_texts(own.id for own in framework.editions)
    told["edition"] = Coded(told["edition"], edition.texts).along(editions)
    told["state"] = Coded(told["state"], state.texts).along(make_texts(STATE_ORDER))
    return kind, Kinds(**told)


def find_units(answers: Sequence[Answers], there: Sequence[pd.DataFrame]) -> Units:
    """Everybody of the tables `people` in ``there``, about themselves, and whoever gave an answer."""
    alone = {"about": "self", "team": "", "rated_by": "self"}  # no team is the team without a name
    columns = {name: [encode(own.records[name]) for own in answers] for name in alone}
    texts = {name: list_texts(columns[name], text).sort_values() for name, text in alone.items()}
    fixed = {name: texts[name].get_indexer(make_texts([text])) for name, text in alone.items()}
    frames = [*there, *(own.records for own in answers)]
    persons, texts["person"] = pd.factorize(pd.concat([frame["person"].astype("str") for frame in frames]))
    ends = np.cumsum([len(frame) for frame in frames])[:-1]
    units = [fixed | {"person": person} for person in np.split(persons, ends)]
    for place, unit in enumerate(units[len(there) :]):
        told = {name: columns[name][place].along(texts[name]) for name in alone}
        unit |= told | {"team": np.where(told["team"] == NONE, fixed["team"], told["team"])}
    sizes = {name: len(own) for name, own in texts.items()}
    rows, keys = pd.factorize(np.concatenate([pack(unit, sizes) for unit in units]))
    parts = np.split(rows, ends)
    return Units(unpack(keys, sizes), texts, parts[: len(there)], parts[len(there) :])


def lay_wave(answers: Answers, record: Codes, units: int, scale: Scale, framework: Framework) -> Wave:
    """One semester's answers, one edition for each unit: the common one where they answered it.

    ``record`` is the unit of each record, and ``units`` how many there are.
    """
    unit = np.repeat(record, answers.lengths)
    competency = np.where(_is_chosen(answers, unit, units, scale, framework), answers.competency, NONE)
    shape = len(framework.current.attribute_of) + 1, units  # the last row, which is row -1 too, is for what is left out
    none = len(answers.kinds.state) - 1
    laid = np.full(shape, none, dtype=smallest(none))
    laid.reshape(-1)[competency.astype(smallest(laid.size)) * units + unit] = answers.kind
    return Wave(laid[:-1], answers.kinds)


def _is_chosen(
    answers: Answers, unit: Codes, units: int, scale: Scale, framework: Framework
) -> NDArray[np.bool_] | np.bool_:
    """True for the answers on the edition that counts of those that their unit answered."""
    editions = [edition.id for edition in framework.editions]
    preferred = list(dict.fromkeys([edition for edition in (scale.edition, *editions) if edition]))
    rank = np.array([preferred.index(name) for name in editions])[answers.kinds.edition]
    if len(set(rank[:-1])) <= 1:
        return np.True_
    best = np.full(units, 2 * len(editions))
    np.minimum.at(
        best, unit, (rank + len(editions) * (answers.kinds.state != STATE_ORDER.index("rated")))[answers.kind]
    )
    chosen: NDArray[np.bool_] = rank[answers.kind] == best[unit] % len(editions)
    return chosen
