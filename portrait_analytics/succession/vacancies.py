"""How many posts will fall vacant: exact where departures do not depend on each other, simulated where they do."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, stats

Numbers = NDArray[np.float64]
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
RUNS = 10_000
ASSISTANTS_FOLLOW = 1.5  # an assumption on the size; that assistants follow a principal: Bartanen, Rogers & Woo 2021
PROMOTED_SHARE = 0.5  # an assumption: of the posts above, how many are filled from below within the district
_AT_ONCE = 2_000_000  # draws held in memory at a time


def distribute_vacancies(leaving: ArrayLike) -> Numbers:
    """The probability of 0, 1, 2, ... vacancies among posts that are left with these probabilities, each by itself.

    The Poisson binomial distribution, exact; without a post it is certain that none falls vacant.

    >>> distribute_vacancies([0.5, 0.2]).round(2).tolist()
    [0.4, 0.5, 0.1]
    >>> distribute_vacancies([]).tolist()
    [1.0]
    """
    chances = np.asarray(leaving, dtype=np.float64)
    if not chances.size:
        return np.ones(1)
    probabilities: Numbers = stats.poisson_binom(chances).pmf(np.arange(chances.size + 1))
    return probabilities


def chance_of_more(probabilities: Numbers, ready: int) -> float:
    """The probability of more vacancies than ``ready`` people: of running short."""
    return float(np.clip(probabilities[max(ready + 1, 0) :].sum(), 0, 1))


def forecast_vacancies(posts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """How many posts fall vacant by the horizon, as counts.

    ``posts``: one row is one post with ``leaving`` (its probability to be vacant by then; 1 if it is now) and the
    columns ``by`` (``role``, or ``cluster`` and ``role``). One row of the result is one group: ``posts, expected`` and
    ``low, median, high`` (5, 50 and 95% of the distribution), in posts; a post of no group is in none.
    """
    rows = []
    for group, members in posts.groupby(by, observed=True):
        leaving = np.sort(members["leaving"].to_numpy(dtype=np.float64))  # so that no order of the posts shows
        probabilities = distribute_vacancies(leaving)
        low, median, high = _quantiles(probabilities)
        facts = {"posts": len(members), "expected": math.fsum(leaving)}
        rows.append({**dict(zip(by, group, strict=True)), **facts, "low": low, "median": median, "high": high})
    return pd.DataFrame(rows, columns=[*by, "posts", "expected", "low", "median", "high"])


def _quantiles(probabilities: Numbers) -> tuple[int, ...]:
    """The smallest counts that are reached with 5, 50 and 95%; sums are rounded, which 1 may miss by a hair."""
    reached = probabilities.cumsum().round(12)
    return tuple(int(np.searchsorted(reached, share)) for share in (LOW, MIDDLE, HIGH))


def simulate_vacancies(
    posts: pd.DataFrame,
    *,
    promotions: Mapping[str, str],
    promoted_share: float = PROMOTED_SHARE,
    follow: float = ASSISTANTS_FOLLOW,
    runs: int = RUNS,
    seed: int = 0,
) -> pd.DataFrame:
    """How many posts fall vacant if a departure can bring about another one, as counts.

    ``posts`` as in `forecast_vacancies`, with ``school, role`` and ``promoted`` (the part of ``leaving`` that is
    promotion). ``promotions`` says for a role which other one steps up: each vacancy above is filled from there with
    probability ``promoted_share``, which leaves a post below, as long as there is anybody to promote; one step, no
    more. Where a school loses someone from a role above, those who step up from there are ``follow`` times as likely
    to leave as otherwise; on average they leave as often as ``leaving`` says, only more of them at once. One row is
    one role: ``role, posts, expected, error`` (standard error of ``expected``), ``low, median, high``, in posts. With
    ``promotions`` empty it is `forecast_vacancies` by role within that error. The same ``seed`` gives the same result.
    """
    ordered = posts.dropna(subset="role").reset_index(drop=True)
    random = np.random.default_rng(seed)
    roles = sorted(set(ordered["role"].astype("str")))
    size = max(1, _AT_ONCE // max(1, len(ordered)))
    batches = [min(size, runs - start) for start in range(0, runs, size)]
    draws = [_draw(ordered, roles, promotions, promoted_share, follow, batch, random) for batch in batches]
    counts = np.vstack(draws)
    low, median, high = np.quantile(counts, [LOW, MIDDLE, HIGH], axis=0, method="inverted_cdf").astype(int)
    table = {
        "role": roles,
        "posts": [int((ordered["role"] == role).sum()) for role in roles],
        "expected": counts.mean(axis=0),
        "error": counts.std(axis=0, ddof=1) / np.sqrt(runs),
    }
    return pd.DataFrame({**table, "low": low, "median": median, "high": high})


def _draw(
    posts: pd.DataFrame,
    roles: list[str],
    promotions: Mapping[str, str],
    promoted_share: float,
    follow: float,
    runs: int,
    random: np.random.Generator,
) -> NDArray[np.int64]:
    """The vacancies by run and role."""
    role = posts["role"].astype("str").to_numpy()
    chance = posts["leaving"].to_numpy(dtype=np.float64)
    below = np.isin(role, [lower for upper, lower in promotions.items() if upper in roles])
    chance = np.where(below, chance - posts["promoted"].to_numpy(dtype=np.float64), chance)
    uniform = random.random((runs, len(posts)))
    vacant = uniform < chance
    for upper, lower in promotions.items():
        above, under = np.flatnonzero(role == upper), np.flatnonzero(role == lower)
        raised = _follow(posts["school"], chance, above, under, vacant, follow)
        vacant[:, under] = uniform[:, under] < raised
    counts = np.column_stack([vacant[:, role == name].sum(axis=1) for name in roles])
    exits = counts.copy()
    for upper, lower in promotions.items():
        if upper in roles and lower in roles:
            up, down = roles.index(upper), roles.index(lower)
            filled = random.binomial(exits[:, up], promoted_share)
            counts[:, down] = np.minimum(counts[:, down] + filled, int((role == lower).sum()))
    return counts


def _follow(
    school: pd.Series,
    chance: Numbers,
    above: NDArray[np.int64],
    under: NDArray[np.int64],
    vacant: NDArray[np.bool_],
    follow: float,
) -> Numbers:
    """The probabilities of those below, by run and post, given who left above at their school.

    The higher rate is weighed against a lower one elsewhere, so that the mean over both stays what it was.
    """
    codes, schools = pd.factorize(school.astype("str"))  # -1, the last place, is no school
    there = above[codes[above] >= 0]
    places = sparse.csr_array(
        (np.ones(len(there)), (codes[there], np.arange(len(there)))), shape=(len(schools) + 1, len(there))
    )
    left = (places @ vacant[:, there].T.astype(np.float64) > 0)[codes[under]].T
    nobody_leaves = np.ones(len(schools) + 1)
    np.multiply.at(nobody_leaves, codes[there], 1 - chance[there])
    factor = np.minimum(follow, 1 / np.maximum(chance[under], 1e-12))
    base = chance[under] / (1 + (factor - 1) * (1 - nobody_leaves[codes[under]]))
    raised: Numbers = np.where(left, np.minimum(base * factor, 1.0), base)
    return raised
