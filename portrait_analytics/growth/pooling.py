"""Partial pooling: what a small group's numbers say once the other groups are looked at, too.

Each group is drawn towards the district as if a number of typical leaders (the prior's ``strength``) were added to it.
How many is learned from how much the groups differ. The hyperprior of Gelman et al. (Bayesian Data Analysis, 3rd ed.,
section 5.3), ``strength ** -1.5``, keeps the fit from putting all groups at one value where they hardly differ.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special, stats

from portrait_analytics.growth.measures import ITEM

FIT_FROM = 5  # groups; fewer cannot tell how much groups differ
FIXED_STRENGTH = 4.0
MOVES = ["down", "same", "up"]
LOG_STRENGTH = (-3.0, 9.0)  # where it is looked for: from a twentieth of a leader to 8,000
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """What is known of a group before it is looked at: ``strength`` leaders, divided as ``shares`` say.

    ``fitted`` is False where the groups were too few to learn the strength from, so that it is a fixed one.
    """

    shares: tuple[float, ...]
    strength: float
    fitted: bool = True

    @property
    def counts(self) -> Floats:
        """The leaders that are added to each group, by outcome; they need not be whole."""
        return self.strength * np.array(self.shares)


def log_posterior(prior: Prior, counts: ArrayLike) -> float:
    """How well a prior explains the groups, as a logarithm, up to a constant.

    ``counts`` has one row for each group and one column for each outcome, in persons: two for a share (beta-binomial),
    three for movers (Dirichlet-multinomial).

    >>> homogeneous = [[50, 50], [60, 60], [40, 40]]
    >>> log_posterior(Prior((0.5, 0.5), 50), homogeneous) > log_posterior(Prior((0.5, 0.5), 1), homogeneous)
    True
    """
    table, added = np.asarray(counts, dtype=np.float64), prior.counts
    outcomes = (special.gammaln(table + added) - special.gammaln(added)).sum()
    sizes = (special.gammaln(prior.strength) - special.gammaln(table.sum(axis=1) + prior.strength)).sum()
    return float(outcomes + sizes - 1.5 * np.log(prior.strength))


def fit_prior(counts: ArrayLike) -> Prior:
    """The prior that explains the groups best; with fewer than five that have anybody, one of fixed strength.

    ``counts`` as `log_posterior` takes them. Then the shares are those of all groups together, with half a person added
    to each outcome, so that none is ruled out. The fit depends on neither the order of groups nor empty ones.

    >>> fit_prior([[3, 9], [5, 7]])
    Prior(shares=(0.34, 0.66), strength=4.0, fitted=False)
    """
    table = np.asarray(counts, dtype=np.float64)
    filled = table[table.sum(axis=1) > 0]
    filled = filled[np.lexsort(filled.T)]  # sums of floats depend on their order
    together = filled.sum(axis=0) + 0.5
    shares = together / together.sum()
    if len(filled) < FIT_FROM:
        return Prior(tuple(shares.tolist()), FIXED_STRENGTH, fitted=False)
    start = np.append(np.log(shares[1:] / shares[0]), np.log(FIXED_STRENGTH))
    bounds = [(place - 4, place + 4) for place in start[:-1]] + [LOG_STRENGTH]
    found = optimize.minimize(
        lambda point: -log_posterior(_prior_at(point), filled), start, method="L-BFGS-B", bounds=bounds
    )
    return _prior_at(found.x)


def _prior_at(point: Floats) -> Prior:
    """The prior at a point without bounds: logits against the first outcome, then the logarithm of the strength."""
    shares = special.softmax(np.append(0.0, point[:-1]))
    return Prior(tuple(shares.tolist()), float(np.exp(point[-1])))


def pooled_share(at_proficient: ArrayLike, rated: ArrayLike, prior: Prior) -> tuple[Floats, Floats, Floats]:
    """The pooled share at or above Proficient with its 90% interval; that of the prior where nobody rated.

    ``prior.shares`` are those below, then those at or above.

    >>> [end.round(3).tolist() for end in pooled_share([4], [14], Prior((0.86, 0.14), 10))]
    [[0.225], [0.102], [0.375]]
    """
    at, size = (np.asarray(count, dtype=np.float64) for count in (at_proficient, rated))
    below, above = size - at + prior.counts[0], at + prior.counts[1]
    low, high = (stats.beta.ppf(end, above, below) for end in (0.05, 0.95))
    return above / (above + below), low, high


def pooled_movers(up: ArrayLike, down: ArrayLike, pairs: ArrayLike, prior: Prior) -> Floats:
    """Pooled net movers as a share, -1 to 1; those of the prior where there are no pairs.

    ``prior.shares`` are those who moved down, stayed the same and moved up.

    >>> pooled_movers([3], [0], [3], Prior((0.2, 0.5, 0.3), 4)).round(3).tolist()
    [0.486]
    """
    risers, fallers, size = (np.asarray(count, dtype=np.float64) for count in (up, down, pairs))
    fallen, _, risen = prior.counts
    pooled: Floats = (risers - fallers + risen - fallen) / (size + prior.strength)
    return pooled


def pool_growth(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts of `measure_growth` with each number drawn towards the district, as far as the groups are alike.

    One row is one group and one attribute (``competency`` missing) or competency; the groups of each item are pooled
    among themselves. Added are ``pooled_net``, ``pooled_from`` and ``pooled_to`` (shares; missing where the group has
    no pairs, or nobody who rated), and ``strength``, the leaders that were added to a group for its net movers.

    For the data team, of any grouping; pages are coloured by the same rule (`disclosure.colours`).

    >>> shares = {"proficient_from": 1, "rated_from": 4, "proficient_to": 0, "rated_to": 0}
    >>> counts = pd.DataFrame({"group": list("abc"), "attribute": "authentic", "competency": None, "up": [2, 2, 0]})
    >>> counts = counts.assign(down=[0, 1, 0], same=[2, 1, 0], pairs=[4, 4, 0], **shares)
    >>> pool_growth(counts)[["pooled_net", "pooled_to", "strength"]].round(2).values.tolist()
    [[0.41, nan, 4.0], [0.28, nan, 4.0], [nan, nan, 4.0]]
    """
    pooled = [_pool_item(own) for _, own in counts.groupby(ITEM, observed=True, dropna=False, sort=False)]
    names = ["pooled_net", "pooled_from", "pooled_to", "strength"]
    if not pooled:
        return counts.assign(**dict.fromkeys(names, np.nan))
    return counts.join(pd.concat(pooled)[names])


def _pool_item(own: pd.DataFrame) -> pd.DataFrame:
    movers = fit_prior(own[MOVES])
    net = pooled_movers(own["up"], own["down"], own["pairs"], movers)
    pooled = own.assign(pooled_net=np.where(own["pairs"] > 0, net, np.nan), strength=movers.strength)
    for end in ("from", "to"):
        at, size = own[f"proficient_{end}"], own[f"rated_{end}"]
        share, _, _ = pooled_share(at, size, fit_prior(np.column_stack([size - at, at])))
        pooled[f"pooled_{end}"] = np.where(size > 0, share, np.nan)
    return pooled
