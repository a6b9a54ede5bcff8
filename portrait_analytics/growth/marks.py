"""Which groups can be told apart from the district, and which only happen to lie apart from it.

A heatmap of hundreds of cells always has some that stand out. A group is marked against the district, never against
nought, so one growth that all share marks nobody; and after pooling, so the marks need no further correction
(Gelman, Hill & Yajima 2012, J. Res. Educ. Eff. 5:189).
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from portrait_analytics.growth.measures import ITEM
from portrait_analytics.growth.pooling import MOVES, Prior, fit_prior

SURE = 0.95  # how probable a difference must be
STRENGTH_FROM = 20.0  # leaders; a few groups cannot show that they differ by more than such a prior allows
PAIRS_FROM = 10  # pairs that a group needs to be marked
FAMILY_FROM = 8  # groups that a family needs; in a smaller one nothing is marked
NORMAL_FROM = 100  # pairs from which the normal approximation is as good
STEPS, WIDE = 200, 8.0  # of the integral below that, and how many deviations it covers either way
NEGLIGIBLE = 1e-12  # weight of a step that is not worth looking at
FALSE_SHARE = 0.10  # of all that is found by test, how many may be false
LEVEL = 0.05  # what a sign test must be able to reach, to be among the tested
Floats = NDArray[np.float64]


def mark_groups(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts of `measure_growth` with ``above``, how probable it is that a group's net movers are above the
    district's, and ``differs``, True if that is at least 95% or at most 5%.

    One row is one group and one attribute (``competency`` missing) or competency. The groups of an item are one family
    and are pooled among themselves, with at least 20 typical leaders added to each: in a family of eight, a weaker
    prior would often be chance, and mark by chance. ``above`` is missing in a group without pairs; nothing differs in
    a group of fewer than 10 pairs, or in a family where fewer than 8 groups have pairs.

    For the data team, of any grouping; pages mark by the same rule what they print (`disclosure.colours`).

    >>> counts = pd.DataFrame({"group": list("abcdefgh"), "attribute": "authentic", "competency": None, "pairs": 12})
    >>> counts = counts.assign(up=[0, 0, 0, 0, 0, 0, 0, 12], down=0, same=[12, 12, 12, 12, 12, 12, 12, 0])
    >>> counts.loc[mark_groups(counts)["differs"], "group"].tolist()
    ['h']
    """
    marked = [_mark_family(own) for _, own in counts.groupby(ITEM, observed=True, dropna=False, sort=False)]
    if not marked:
        return counts.assign(above=np.nan, differs=False)
    return counts.join(pd.concat(marked)[["above", "differs"]])


def _mark_family(own: pd.DataFrame) -> pd.DataFrame:
    prior = family_prior(fit_prior(own[MOVES]))
    above = np.where(own["pairs"] > 0, probability_above(own["up"], own["down"], own["pairs"], prior), np.nan)
    sure = (above >= SURE) | (above <= 1 - SURE)
    large = (own["pairs"] >= PAIRS_FROM) & ((own["pairs"] > 0).sum() >= FAMILY_FROM)
    return own.assign(above=above, differs=sure & large)


def family_prior(fitted: Prior) -> Prior:
    """What the groups of a family are held against: the prior fitted to them, of at least 20 leaders."""
    return replace(fitted, strength=max(fitted.strength, STRENGTH_FROM))


def probability_above(up: ArrayLike, down: ArrayLike, pairs: ArrayLike, prior: Prior) -> Floats:
    """How probable it is that a group's net movers are above those of the prior, which stand for the district's.

    ``prior.shares`` are those who moved down, stayed the same and moved up. Worked out, not drawn, so that it depends
    on no seed and on no order of groups: of a Dirichlet distribution, the share that moved at all and the share of
    those that moved up are independent, which leaves an integral over the first; from 100 pairs on a normal
    distribution of the same mean and variance.

    >>> probability_above([5, 0], [5, 0], [20, 0], Prior((0.25, 0.5, 0.25), 10)).round(3).tolist()
    [0.5, 0.5]
    """
    risers, fallers, size = (np.atleast_1d(np.asarray(count, dtype=np.float64)) for count in (up, down, pairs))
    fallen, _, risen = prior.counts
    risers, fallers, size = risers + risen, fallers + fallen, size + prior.strength
    district = prior.shares[2] - prior.shares[0]
    mean = (risers - fallers) / size
    deviation = np.sqrt(((risers + fallers) / size - mean**2) / (size + 1))
    above: Floats = stats.norm.sf(district, mean, deviation)
    small = size - prior.strength < NORMAL_FROM
    alike, place = np.unique(np.column_stack([risers, fallers, size])[small], axis=0, return_inverse=True)
    above[small] = _integrate(alike[:, 0], alike[:, 1], alike[:, 2], district)[place]
    return above


def sign_tests(counts: pd.DataFrame) -> pd.DataFrame:
    """Tests of whether as many moved up as down, for those who ask for tests; a page needs none.

    One row is one row of ``counts``, as `measure_growth` gives them, which together are one family: what one heatmap
    prints. ``p`` is the exact two-sided sign test, 1 where nobody moved; ``testable`` says whether that few movers
    could reach 5% at all (Tarone 1990, Biometrics 46:515: six or more), which is asked before the p is seen;
    ``adjusted`` is the p after Benjamini & Hochberg 1995 (J. R. Stat. Soc. B 57:289) over the testable ones, missing
    for the others; ``found`` is True where it is at most 10%.

    >>> sign_tests(pd.DataFrame({"up": [9, 5, 0], "down": [0, 0, 0]})).round(4).to_dict("list")  # doctest: +ELLIPSIS
    {'p': [0.0039, 0.0625, 1.0], 'testable': [True, False, False], 'adjusted': [0.0039, nan, nan], 'found': [True, ...]}
    """
    up, down = counts["up"].to_numpy(np.int64), counts["down"].to_numpy(np.int64)
    p = np.minimum(1.0, 2 * stats.binom.cdf(np.minimum(up, down), up + down, 0.5))
    testable = 2.0 ** (1 - (up + down)) < LEVEL
    adjusted = adjust(np.where(testable, p, np.nan))
    found = {"p": p, "testable": testable, "adjusted": adjusted, "found": adjusted <= FALSE_SHARE}
    return pd.DataFrame(found, index=counts.index)


def adjust(ps: ArrayLike) -> Floats:
    """The p of many tests after Benjamini & Hochberg 1995; one that is missing is not a test, and stays missing.

    >>> adjust([0.01, float("nan"), 0.03]).round(4).tolist()
    [0.02, nan, 0.03]
    """
    given = np.asarray(ps, dtype=np.float64)
    adjusted = np.full(given.shape, np.nan)
    tested = ~np.isnan(given)
    if tested.any():
        adjusted[tested] = stats.false_discovery_control(given[tested], method="bh")
    return adjusted


def _integrate(risers: Floats, fallers: Floats, size: Floats, district: float) -> Floats:
    """The mean over the share that moved, on an even grid of its logit, where the beta density has no edges."""
    movers, others = risers + fallers, size - risers - fallers
    spread = np.sqrt(special.polygamma(1, movers) + special.polygamma(1, others))
    middle = special.digamma(movers) - special.digamma(others)
    logits = middle[:, None] + spread[:, None] * np.linspace(-WIDE, WIDE, STEPS)
    weights = movers[:, None] * special.log_expit(logits) + others[:, None] * special.log_expit(-logits)
    weights = special.softmax(weights, axis=1)
    seen = weights > NEGLIGIBLE
    group = np.nonzero(seen)[0]
    needed = (1 + district / special.expit(logits[seen])) / 2  # of those who moved, the share that must have moved up
    chance = special.betaincc(risers[group], fallers[group], np.clip(needed, 0, 1))
    above: Floats = np.bincount(group, weights[seen] * chance, minlength=len(size)).astype(np.float64)
    return above
