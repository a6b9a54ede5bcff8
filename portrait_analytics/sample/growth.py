"""What growth is to be expected, exactly: from the chance of each answer, not from the answers that were drawn.

A person *moved up on an attribute* if more of its competencies, rated both times, rose than fell; a person is *at
Proficient on an attribute* if more than half of its competencies that they rated are at or above Proficient.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from portrait_analytics.sample.draws import Flags, Floats, Ints
from portrait_analytics.sample.truth import Truth, chances_at_most

ALL_PAIRS_UP_TO = 4
PLACES = ["school_from", "school_to", "role_from", "role_to"]
CHANCES = ["expected_up", "expected_down", "expected_proficient_from", "expected_proficient_to"]


@dataclass(frozen=True)
class Wave:
    """The self-ratings of one semester in the current edition by people who can be told apart.

    ``rated`` has one row for each person present and one column for each competency.
    """

    number: int
    present: pd.DataFrame
    rated: Flags


def pair_semesters(semesters: int) -> list[tuple[int, int]]:
    """Which semesters are compared: all pairs of a few, else neighbours and those of the same season.

    >>> pair_semesters(3)
    [(0, 1), (0, 2), (1, 2)]
    >>> (0, 3) in pair_semesters(6), (0, 4) in pair_semesters(6)
    (False, True)
    """
    pairs = [(first, second) for second in range(semesters) for first in range(second)]
    kept = [(a, b) for a, b in pairs if semesters <= ALL_PAIRS_UP_TO or b - a == 1 or (b - a) % 2 == 0]
    return sorted(kept)


def expect_growth(before: Wave, after: Wave, truth: Truth, proficient: int) -> pd.DataFrame:
    """The expected movers between two semesters.

    One row is the people of one ``school_from, school_to, role_from, role_to`` who rated an ``attribute`` both times
    (all these as places in their lists): ``people``, and the sums of their chances. Rows without people are left out.
    """
    _, here, there = np.intersect1d(before.present["person"], after.present["person"], return_indices=True)
    places = _places(before.present.iloc[here], after.present.iloc[there])
    first = chances_at_most(_positions(before, truth, here), truth.levels)
    second = chances_at_most(_positions(after, truth, there), truth.levels)
    rated = before.rated[here], after.rated[there]
    cells = [
        _sum_cells(places, chances, attribute)
        for attribute, chances in _by_attribute(first, second, *rated, truth.attribute, proficient)
    ]
    summed = pd.concat(cells, ignore_index=True)
    return summed.sort_values([*PLACES, "attribute"], ignore_index=True)


def net_moves(up: Floats, down: Floats) -> tuple[Floats, Floats]:
    """The chances that more rose than fell and that more fell than rose.

    One row is one person, one column one competency; what was not rated both times has no chance of either.

    >>> net_moves(np.array([[0.5, 0.5]]), np.array([[0.5, 0.0]]))
    (array([0.5]), array([0.25]))
    """
    people, count = up.shape
    chances = np.zeros((people, 2 * count + 1))
    chances[:, count] = 1
    for part in range(count):
        rises, falls = up[:, [part]], down[:, [part]]
        after = chances * (1 - rises - falls)
        after[:, 1:] += chances[:, :-1] * rises
        after[:, :-1] += chances[:, 1:] * falls
        chances = after
    return chances[:, count + 1 :].sum(axis=1), chances[:, :count].sum(axis=1)


def more_than_half(chance: Floats, rated: Flags) -> Floats:
    """The chance that more than half of what each person rated is reached; the layout is that of `net_moves`.

    >>> more_than_half(np.array([[0.5, 0.5, 1.0]]), np.array([[True, True, False]]))
    array([0.25])
    """
    people, count = chance.shape
    reached = np.zeros((people, count + 1))
    reached[:, 0] = 1
    for part in range(count):
        hit = np.where(rated[:, [part]], chance[:, [part]], 0.0)
        after = reached * (1 - hit)
        after[:, 1:] += reached[:, :-1] * hit
        reached = after
    majority = 2 * np.arange(count + 1) > rated.sum(axis=1)[:, None]
    chances: Floats = np.where(majority, reached, 0.0).sum(axis=1)
    return chances


def _positions(wave: Wave, truth: Truth, rows: Ints) -> Floats:
    person, school, role = (wave.present[name].to_numpy()[rows] for name in ("person", "school", "role"))
    return truth.position(person, school, role, wave.number)


def _places(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "school_from": before["school"].to_numpy(),
            "school_to": after["school"].to_numpy(),
            "role_from": before["stated"].to_numpy(),
            "role_to": after["stated"].to_numpy(),
        }
    )


def _by_attribute(
    first: Floats, second: Floats, rated_first: Flags, rated_second: Flags, attribute: Ints, proficient: int
) -> list[tuple[int, pd.DataFrame]]:
    """For each attribute the chances of each person; missing for who did not rate it both times."""
    both = rated_first & rated_second
    lower, at = first, np.diff(second, axis=-1, prepend=0.0)
    fell_below = 1 - lower  # chance of having been above each level
    up = np.where(both, (at[..., 1:] * lower[..., :-1]).sum(axis=-1), 0.0)
    down = np.where(both, (at * fell_below).sum(axis=-1), 0.0)
    reached = 1 - first[..., proficient - 2], 1 - second[..., proficient - 2]
    found = []
    for number in range(int(attribute.max()) + 1):
        own = attribute == number
        rose, fell = net_moves(up[:, own], down[:, own])
        then = more_than_half(reached[0][:, own], rated_first[:, own])
        now = more_than_half(reached[1][:, own], rated_second[:, own])
        chances = pd.DataFrame(dict(zip(CHANCES, (rose, fell, then, now), strict=True)))
        found.append((number, chances.iloc[np.flatnonzero(both[:, own].any(axis=1))]))
    return found


def _sum_cells(places: pd.DataFrame, chances: pd.DataFrame, attribute: int) -> pd.DataFrame:
    counted = places.loc[chances.index].assign(attribute=attribute, people=1).join(chances)
    return counted.groupby([*PLACES, "attribute"], as_index=False).sum()
