"""Estimators on counts of people: net movers and the share at or above Proficient, each with its 95% interval."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.stats.proportion import proportion_confint

Z = 1.959964  # 97.5% point of the normal distribution


def net_movers(up: ArrayLike, down: ArrayLike, pairs: ArrayLike) -> NDArray[np.float64]:
    """Net movers as a share of the pairs, -1 to 1; not a number if there are none."""
    risers, fallers, size = (np.asarray(count, dtype=np.float64) for count in (up, down, pairs))
    share: NDArray[np.float64] = (risers - fallers) / np.where(size > 0, size, np.nan)
    return share


def net_movers_interval(
    up: ArrayLike, down: ArrayLike, pairs: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 95% interval of net movers: both ends as shares; not a number if there are no pairs.

    Formula: Bonett & Price 2012 (J. Educ. Behav. Stat. 37:479): one imaginary riser and one imaginary faller are added,
    so the interval keeps its width where nobody moved.

    >>> [end.round(2).tolist() for end in net_movers_interval([0], [0], [5])]
    [[-0.4], [0.4]]
    """
    up, down, pairs = (np.asarray(count, dtype=float) for count in (up, down, pairs))
    size = np.where(pairs > 0, pairs + 2, np.nan)
    centre = (up - down) / size
    error = np.sqrt(((up + down + 2) / size - centre**2) / size)
    return np.clip(centre - Z * error, -1, 1), np.clip(centre + Z * error, -1, 1)


def proficient_interval(at_proficient: ArrayLike, rated: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The 95% Wilson interval of the share at or above Proficient; not a number if nobody rated.

    >>> [end.round(4).tolist() for end in proficient_interval([0, 1], [20, 29])]
    [[0.0, 0.0061], [0.1611, 0.1718]]
    """
    at_proficient, rated = (np.asarray(count, dtype=float) for count in (at_proficient, rated))
    low, high = proportion_confint(at_proficient, np.where(rated > 0, rated, 1), method="wilson")
    low = np.where(at_proficient > 0, np.clip(low, 0, 1), 0)  # the formula's end at none and at all, without rounding
    high = np.where(at_proficient < rated, np.clip(high, 0, 1), 1)
    nothing = rated <= 0
    return np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)
