"""Growth, or other people? The change of a share, split without residue into what it comes from."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from portrait_analytics.growth.codes import alike
from portrait_analytics.growth.measures import ITEM, Grouping, at_proficient, count_people, select_ratings

PARTS = ["same_form", "other_form", "started", "stopped", "arrived", "departed", "unfollowed"]
STAYED = ["same_form", "other_form"]
COUNTS = ["people_from", "proficient_from", "people_to", "proficient_to"]
Floats = NDArray[np.float64]


def split_change(
    cube: pd.DataFrame, grouping: Grouping, *, about: str = "self", rated_by: str = "self"
) -> pd.DataFrame:
    """Where the change of the share at or above Proficient comes from: seven parts that add up to it exactly.

    One row is one group, one attribute (``competency`` missing) or competency, and one ``part``:

    - ``same_form``, ``other_form``: growth of those who answered both times, on the same form or on two different ones
      (then growth and form cannot be told apart)
    - ``started``, ``stopped``: people who were in the group both times and answered in one semester only
    - ``arrived``, ``departed``: people who were in the group in one semester only
    - ``unfollowed``: answers without a name, of which nobody knows what they are.

    ``people_from`` of the earlier semester and ``people_to`` of the later one are behind it, ``proficient_*`` of them
    at or above Proficient. ``share`` is what the part adds to the change; ``points`` are whole percentage points that
    add up to the difference of the two shares as printed (`printed_points`). Both are missing where nobody rated in one
    of the semesters, and nought where nobody is behind the part.

    A person who is not on the roster and did not answer is not known to have been there: in a semester without a
    roster, whoever starts to answer counts as arrived, and whoever stops as departed.

    Source of the formula: Melitz & Polanec 2015 (RAND J. Econ. 46:362): those who come are compared with those who
    stayed, in the later semester, and those who go in the earlier one. Where nobody stayed, both are compared with
    the mean of the two shares.
    """
    counts = _count_parts(cube, grouping, select_ratings(cube, about, rated_by))
    shares = _shares(counts)
    tall = counts.stack("part", future_stack=True).reset_index()
    return tall.assign(share=shares.ravel(), points=_points(counts, shares))


def _count_parts(cube: pd.DataFrame, grouping: Grouping, own: pd.Series) -> pd.DataFrame:
    """One row is one group and item, one column a count and a part, in persons."""
    there = grouping.stayed & (cube["school_from"].notna() & cube["school_to"].notna())
    named = cube["identified"]
    rated_from, rated_to = (cube[f"proficient_{end}"].notna() for end in ("from", "to"))
    both = there & rated_from & rated_to & named
    same = both & alike(cube["edition_from"], cube["edition_to"])
    belongs = {
        "same_form": {"from": same, "to": same},
        "other_form": {"from": both & ~same, "to": both & ~same},
        "started": {"to": there & rated_to & ~rated_from & named},
        "stopped": {"from": there & rated_from & ~rated_to & named},
        "arrived": {"to": ~there & rated_to & named},
        "departed": {"from": ~there & rated_from & named},
        "unfollowed": {"from": rated_from & ~named, "to": rated_to & ~named},
    }
    at = {end: at_proficient(cube, end) for end in ("from", "to")}
    flags = {}
    for part, ends in belongs.items():
        for end, flag in ends.items():
            group = grouping.before if end == "from" else grouping.after
            flags[f"people_{end}/{part}"] = (group, flag)
            flags[f"proficient_{end}/{part}"] = (group, flag & at[end])
    counted = count_people(cube, own, flags).set_index(["group", *ITEM])
    counted.columns = pd.MultiIndex.from_tuples(
        [tuple(name.split("/")) for name in counted.columns], names=[None, "part"]
    )
    every = pd.MultiIndex.from_product([COUNTS, PARTS], names=[None, "part"])
    return counted.reindex(columns=every, fill_value=0)


def _shares(counts: pd.DataFrame) -> Floats:
    """What each part adds to the change of the share: one row a row of the counts, one column a part."""
    size_from, at_from, size_to, at_to = (counts[name][PARTS].to_numpy(float) for name in COUNTS)
    whole_from, whole_to = (np.where(size.any(axis=1), size.sum(axis=1), np.nan) for size in (size_from, size_to))
    share_from, share_to = at_from.sum(axis=1) / whole_from, at_to.sum(axis=1) / whole_to
    ours = slice(len(STAYED))
    stayed = size_from[:, ours].sum(axis=1)
    some = np.maximum(stayed, 1)
    middle = (share_from + share_to) / 2
    kept_from, kept_to = (np.where(stayed, at[:, ours].sum(axis=1) / some, middle) for at in (at_from, at_to))
    came = (at_to - size_to * kept_to[:, None]) / whole_to[:, None]
    went = (size_from * kept_from[:, None] - at_from) / whole_from[:, None]
    shares: Floats = came + went
    shares[:, ours] = (at_to - at_from)[:, ours] / some[:, None]
    shares[np.isnan(share_from + share_to)] = np.nan
    return shares


def _points(counts: pd.DataFrame, shares: Floats) -> pd.Series:
    """The parts as whole percentage points, row by row of `split_change`."""
    size_from, at_from, size_to, at_to = (counts[name][PARTS].to_numpy() for name in COUNTS)
    total = printed_points(*(part.sum(axis=1) for part in (at_from, size_from, at_to, size_to)))
    known = ~np.isnan(total)
    points = np.full(shares.shape, np.nan)
    points[known] = apportion(shares[known], total[known], (size_from + size_to > 0)[known])
    return pd.Series(points.ravel()).astype("Int64")


def printed_points(at_from: ArrayLike, rated_from: ArrayLike, at_to: ArrayLike, rated_to: ArrayLike) -> Floats:
    """The change of a share as a reader works it out from two printed percentages; not a number if one is of nobody.

    Shares are printed to whole percent, so the change that they show may be a point off the change itself.

    >>> printed_points([1, 0], [3, 0], [2, 2], [3, 3]).tolist()
    [34.0, nan]
    """
    before, after = _printed(at_from, rated_from), _printed(at_to, rated_to)
    change: Floats = after - before
    return change


def _printed(at: ArrayLike, rated: ArrayLike) -> Floats:
    """Shares in whole percent, rounded by Python as the printed ones are: numpy rounds some halves the other way."""
    size = np.atleast_1d(np.asarray(rated, dtype=np.float64))
    shares = np.atleast_1d(np.asarray(at, dtype=np.float64)) / np.where(size > 0, size, np.nan)
    return np.rint([round(share, 2) * 100 for share in shares.tolist()])


def apportion(shares: ArrayLike, totals: ArrayLike, filled: ArrayLike | None = None) -> NDArray[np.int64]:
    """Each row of shares as whole percentage points that add up to its total: rounded down, then by largest remainder.

    Only parts that are ``filled`` get anything, all of them if it is not given; a row without such a part and a total
    other than nought raises `ValueError`. Of equal remainders the first is rounded up.

    >>> apportion([[0.034, 0.033, 0.033]], [10]).tolist()
    [[4, 3, 3]]
    >>> apportion([[0.0, 0.005, -0.005]], [0], filled=[[False, True, True]]).tolist()
    [[0, 1, -1]]
    """
    exact = np.round(np.asarray(shares, dtype=np.float64) * 100, 9)  # 0.29 * 100 is not quite 29
    held = np.ones(exact.shape, dtype=bool) if filled is None else np.asarray(filled, dtype=bool)
    points = np.where(held, np.floor(exact), 0).astype(np.int64)
    missing = np.asarray(totals, dtype=np.int64) - points.sum(axis=1)
    parts = held.sum(axis=1)
    if (missing[parts == 0] != 0).any():
        raise ValueError("nobody is behind any part, so there is no change to apportion")
    each, rest = np.divmod(missing, np.maximum(parts, 1))
    remainder = np.where(held, exact - points, -1)
    rank = np.argsort(np.argsort(-remainder, axis=1, kind="stable"), axis=1, kind="stable")
    return np.where(held, points + each[:, None] + (rank < rest[:, None]), 0)


def mix_effects(
    weights_from: ArrayLike, rates_from: ArrayLike, weights_to: ArrayLike, rates_to: ArrayLike
) -> tuple[Floats, Floats]:
    """What rates and what weights add to the change of an overall rate, category by category.

    Both together add up to the change of ``sum(weights * rates)``; weights are shares of the whole in each semester. A
    rate that is missing (nobody in that category then) is taken to be the overall rate of that semester. Formula:
    Kitagawa 1955 (J. Am. Stat. Assoc. 50:1168), centred: a category counts by how far its rate is from the rest.

    >>> rates, weights = mix_effects([0.5, 0.5], [0.2, 0.6], [0.25, 0.75], [0.2, 0.6])
    >>> rates.round(4).tolist(), weights.round(4).tolist()
    ([0.0, 0.0], [0.0625, 0.0375])
    """
    weight = [np.asarray(part, dtype=np.float64) for part in (weights_from, weights_to)]
    given = [np.asarray(part, dtype=np.float64) for part in (rates_from, rates_to)]
    overall = [float(np.nansum(part * rate)) for part, rate in zip(weight, given, strict=True)]
    rate = [np.where(np.isnan(part), whole, part) for part, whole in zip(given, overall, strict=True)]
    by_rate = (weight[0] + weight[1]) / 2 * (rate[1] - rate[0])
    by_weight = ((rate[0] + rate[1]) / 2 - sum(overall) / 2) * (weight[1] - weight[0])
    return by_rate, by_weight


def split_mix(counts: pd.DataFrame) -> pd.DataFrame:
    """How much of a change comes from the groups' own shares, and how much from who is in which group.

    ``counts`` as `measure_growth` gives them by role or by school; the whole is all of its groups together. One row is
    one attribute (``competency`` missing) or competency: ``rates`` and ``mix`` as shares that add up to ``change``,
    ``rate_points`` and ``mix_points`` in whole percentage points that add up to the difference of the printed shares,
    and ``only_once``: how many groups have an answer in one semester only, so that their rate in the other is assumed.
    All but the last are missing where nobody rated in one of the semesters.

    For the data team: it rests on groups of any size.

    >>> whole = {"attribute": "authentic", "competency": None}
    >>> coaches = {"proficient_from": 2, "rated_from": 10, "proficient_to": 1, "rated_to": 5}
    >>> principals = {"proficient_from": 6, "rated_from": 10, "proficient_to": 12, "rated_to": 20}
    >>> split_mix(pd.DataFrame([whole | coaches, whole | principals]))[["rate_points", "mix_points"]].values.tolist()
    [[0, 12]]
    """
    rows = []
    for item, own in counts.groupby(ITEM, observed=True, dropna=False, sort=False):
        once = int(((own["rated_from"] == 0) ^ (own["rated_to"] == 0)).sum())
        rows.append(dict(zip(ITEM, item, strict=True)) | _mix_of(own) | {"only_once": once})
    columns = [*ITEM, "change", "rates", "mix", "rate_points", "mix_points", "only_once"]
    return pd.DataFrame(rows, columns=columns).astype({"rate_points": "Int64", "mix_points": "Int64"})


def _mix_of(own: pd.DataFrame) -> dict[str, object]:
    """Both effects of one item; nothing where nobody rated in one of the semesters."""
    whole = own[["proficient_from", "rated_from", "proficient_to", "rated_to"]].sum()
    if not (whole["rated_from"] and whole["rated_to"]):
        return {}
    ends = [
        (own[f"rated_{end}"] / whole[f"rated_{end}"], own[f"proficient_{end}"] / own[f"rated_{end}"].replace(0, np.nan))
        for end in ("from", "to")
    ]
    rates, mix = (float(effect.sum()) for effect in mix_effects(*ends[0], *ends[1]))
    points = apportion([[rates, mix]], printed_points(*whole))[0]
    return {"change": rates + mix, "rates": rates, "mix": mix, "rate_points": points[0], "mix_points": points[1]}
