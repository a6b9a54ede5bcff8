"""Who is followed from one semester to the next, and what they answered in each: a row a person, a column a competency.

A row may also be a person as rater of somebody else, or of a team. All answers are small whole numbers (`codes`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.growth.codes import NONE, Coded, Codes, encode, list_texts, make_texts, pack, unpack
from portrait_analytics.rubric import Framework

UNIT = ["person", "about", "team", "rated_by"]  # the team is empty where none was rated
STATE_ORDER = ["rated", "not_applicable", "unreadable", "blank", "not_asked"]
Grid = NDArray[np.int8]  # NONE is missing


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
    there in each semester, as in the table `people`, and ``answers`` the row of each answer.
    """

    codes: Mapping[str, Codes]
    texts: Mapping[str, pd.Index]
    people: Sequence[Codes]
    answers: Sequence[Codes]


@dataclass(frozen=True)
class Wave:
    """The answers of one semester; ``edition`` and ``state`` count along the framework's and `STATE_ORDER`.

    ``low`` and ``high`` are ranks, and missing where nothing was rated.
    """

    edition: Grid
    state: Grid
    low: Grid
    high: Grid


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
    own = (ratings["state"] == "rated") & (ratings["about"] == about) & (ratings["rated_by"] == rated_by)
    held = [
        set(ratings["edition"][own & (ratings["semester"] == semester)].unique())
        for semester in (semester_from, semester_to)
    ]
    common = [edition.id for edition in framework.editions if all(edition.id in editions for editions in held)]
    if common:
        return Scale(common[0], tuple(level.low for level in framework.edition(common[0]).levels))
    steps = set.intersection(*({level.low for level in edition.levels} for edition in framework.editions))
    return Scale(None, tuple(sorted(steps)))


@dataclass(frozen=True)
class Answers:
    """The answers of one semester, row by row: columns of texts by name, and the ranks."""

    columns: Mapping[str, Coded]
    low: Grid
    high: Grid

    def units(self, texts: Mapping[str, pd.Index]) -> dict[str, Codes]:
        """Whose answers they are, each column along its texts; no team is the team without a name."""
        codes = {name: self.columns[name].along(own) for name, own in texts.items()}
        return codes | {
            "team": np.where(codes["team"] == NONE, texts["team"].get_indexer(make_texts([""])), codes["team"])
        }


def read_answers(ratings: pd.DataFrame, semester: str) -> Answers:
    """What was answered in a semester about that semester; what is remembered of an earlier one stays out."""
    rows = np.flatnonzero(((ratings["moment"] == "now") & (ratings["semester"] == semester)).to_numpy())
    columns = {name: encode(ratings[name].iloc[rows]) for name in (*UNIT, "competency", "edition", "state")}
    return Answers(columns, *(_ranks(ratings[name].iloc[rows]) for name in ("level_low", "level_high")))


def _ranks(levels: pd.Series) -> Grid:
    ranks: Grid = levels.to_numpy(dtype=np.int8, na_value=NONE)
    return ranks


def find_units(answers: Sequence[Answers], there: Sequence[pd.DataFrame]) -> Units:
    """Everybody of the tables `people` in ``there``, about themselves, and whoever gave an answer."""
    people = [encode(frame["person"]) for frame in there]
    alone = {"about": "self", "team": "", "rated_by": "self"}
    texts = {"person": list_texts([*people, *(own.columns["person"] for own in answers)])}
    texts |= {
        name: list_texts([own.columns[name] for own in answers], text).sort_values() for name, text in alone.items()
    }
    fixed = {name: texts[name].get_indexer(make_texts([text])) for name, text in alone.items()}
    units = [{"person": own.along(texts["person"]), **fixed} for own in people]
    units += [own.units(texts) for own in answers]
    sizes = {name: len(own) for name, own in texts.items()}
    packed = [pack(own, sizes) for own in units]
    rows, keys = pd.factorize(np.concatenate(packed))
    parts = np.split(rows, np.cumsum([len(part) for part in packed])[:-1])
    return Units(unpack(keys, sizes), texts, parts[: len(there)], parts[len(there) :])


def lay_wave(answers: Answers, unit: Codes, units: int, scale: Scale, framework: Framework) -> Wave:
    """One semester's answers, one edition for each unit: the common one where they answered it.

    ``unit`` is the row of each answer, and ``units`` how many rows there are.
    """
    editions = [edition.id for edition in framework.editions]
    preferred = list(dict.fromkeys([edition for edition in (scale.edition, *editions) if edition]))
    orders = {"edition": editions, "state": STATE_ORDER, "competency": list(framework.current.attribute_of)}
    edition, state, competency = (answers.columns[name].along(make_texts(texts)) for name, texts in orders.items())
    rank = np.array([preferred.index(name) for name in editions])[edition]
    best = np.full(units, 2 * len(editions))
    np.minimum.at(best, unit, rank + len(editions) * (state != STATE_ORDER.index("rated")))
    own = (competency != NONE) & (rank == best[unit] % len(editions))
    shape = units, len(orders["competency"])
    told = (edition, state, answers.low, answers.high)
    return Wave(*(_lay(shape, unit[own], competency[own], values[own]) for values in told))


def _lay(shape: tuple[int, int], unit: Codes, competency: Codes, values: NDArray[np.integer]) -> Grid:
    laid: Grid = np.full(shape, NONE, dtype=np.int8)
    laid[unit, competency] = values
    return laid
