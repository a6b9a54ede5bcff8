"""How people write what they mean: most plainly, some in one of the ways that are read all the same."""

from itertools import cycle

import numpy as np
import pandas as pd

from portrait_analytics.rubric import Rubric
from portrait_analytics.sample.answers import CONTRADICTORY, NOT_APPLICABLE, RATED, UNREADABLE
from portrait_analytics.sample.draws import Codes, Texts, now_and_then, texts
from portrait_analytics.sample.schools import ROLES, short_name

ODD_SHARE = 0.08
SHORTENED_SHARE = 0.3
NO_BREAK_SPACE = "\u00a0"
DESCRIPTIONS = (
    "I am finding out what it asks",
    "I try it with support",
    "I do this consistently",
    "I help others do it",
)
NOT_APPLICABLE_TEXTS = ("N/A", "Not applicable")
UNREADABLE_TEXTS = ("Proficeint", "Yes", "2.5")
UNKNOWN_SCHOOL = "Aldr Elementry"
UNKNOWN_ROLE = "Dean of Culture"
UNKNOWN_COMPETENCY = "Being kind"
TESTER_TEXTS = {"grid": "TEST", "guide": "TEST", "table": "This is a test"}
PREVIEW_ADDRESS = "admin01@example.org"


def spell_ratings(levels: Codes, states: Codes, rubric: Rubric, rng: np.random.Generator) -> Texts:
    """The texts of rating cells, from ranks and states; what was not asked or left blank is empty."""
    level = level_of_rank(rubric)[levels]
    plain, *others = [way[level] for way in level_spellings(rubric)]
    contradiction = f"{rubric.proficient - 1} - {rubric.level_named(rubric.proficient)}"
    said = {
        RATED: now_and_then(plain, others, ODD_SHARE, rng),
        NOT_APPLICABLE: texts(NOT_APPLICABLE_TEXTS)[rng.integers(0, len(NOT_APPLICABLE_TEXTS), levels.shape)],
        UNREADABLE: texts(UNREADABLE_TEXTS)[rng.integers(0, len(UNREADABLE_TEXTS), levels.shape)],
        CONTRADICTORY: np.full(levels.shape, contradiction, dtype=object),
    }
    return np.select([states == state for state in said], list(said.values()), "")


def level_spellings(rubric: Rubric) -> list[Texts]:
    """The ways to write each level, the plain one first; a guide's levels have no numbers."""
    names = [level.name for level in rubric.levels]
    ways = [
        names,
        [f"{name.lower()} " for name in names],
        [name.upper() for name in names],
        [name.replace(" ", NO_BREAK_SPACE) + NO_BREAK_SPACE for name in names],
    ]
    if not rubric.one_per_attribute:
        numbered = [(level.low, level.name) for level in rubric.levels]
        ways += [
            [f"{rank} - {name}" for rank, name in numbered],
            [f"{name} ({rank})" for rank, name in numbered],
            [f"{rank}{NO_BREAK_SPACE}- {name}" for rank, name in numbered],
            [f"{name} – {said}" for name, said in zip(names, cycle(DESCRIPTIONS), strict=False)],
        ]
    return [texts(way) for way in ways]


def level_of_rank(rubric: Rubric) -> Codes:
    """The place of the level that holds each rank, counted from 0; ranks begin at 1."""
    ranks = [number for number, level in enumerate(rubric.levels) for _ in range(level.low, level.high + 1)]
    return np.array([-1, *ranks], dtype=np.int8)


def spell_schools(rows: pd.DataFrame, schools: pd.DataFrame, tester: str, rng: np.random.Generator) -> Texts:
    """The answers to the question for the school; many at the first one shorten its name, ``tester`` is a preview's."""
    school, name = rows["school"].to_numpy(), schools["name"]
    plain, *others = [texts(way)[school] for way in (name, name.str.upper(), name + " ")]
    shortened = (school == 0) & (rng.random(len(rows)) < SHORTENED_SHARE)
    said = np.where(shortened, short_name(name[0]), now_and_then(plain, others, ODD_SHARE, rng))
    said = np.where(rows["fault"] == "unknown_school", UNKNOWN_SCHOOL, said)
    return np.where(rows["kind"] == "preview", tester, said)


def spell_roles(rows: pd.DataFrame, tester: str, rng: np.random.Generator) -> Texts:
    """The answers to the question for the role; ``tester`` is a preview's."""
    ways = zip(*((role.name, role.spellings[0], role.name.lower()) for role in ROLES), strict=True)
    plain, *others = [texts(way)[rows["stated"]] for way in ways]
    said = now_and_then(plain, others, ODD_SHARE, rng)
    said = np.where(rows["fault"] == "unknown_role", UNKNOWN_ROLE, said)
    return np.where(rows["kind"] == "preview", tester, said)


def spell_addresses(rows: pd.DataFrame, addresses: pd.Series, rng: np.random.Generator) -> Texts:
    """The addresses as typed, in any case and with stray spaces; ``addresses`` has one for each person."""
    used = addresses.loc[rows["person"]]
    plain, *others = [texts(way) for way in (used, used.str.capitalize(), " " + used + " ", used.str.upper())]
    typed = now_and_then(plain, others, ODD_SHARE, rng)
    typed = np.where(rows["anonymous"], "anonymous", typed)
    return np.where(rows["kind"] == "preview", PREVIEW_ADDRESS, typed)
