"""The change in the share at or above Proficient where people come and go, and every estimate with its status."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.growth.codes import make_texts
from portrait_analytics.growth.estimators import net_movers, net_movers_interval, proficient_interval
from portrait_analytics.growth.measures import ITEM, Grouping, at_proficient, count_people, flag_growth, select_ratings

STEADY_FROM = 5  # people; what rests on fewer says little, and gets no colour
NOTES = {  # the gravest first
    "no_data": "Nobody rated it.",
    "one_semester": "Rated in one of the two semesters only, so there is no change to tell.",
    "unpaired": "Nobody rated it both times, so nobody's movement is known.",
    "one_person": "One person: never to be shown.",
    "unstable": f"Rests on fewer than {STEADY_FROM} people.",
    "no_movement": "Everybody who rated it both times stayed the same.",
    "estimated": "",
}
Floats = NDArray[np.float64]


def measure_change(
    cube: pd.DataFrame, grouping: Grouping, *, about: str = "self", rated_by: str = "self"
) -> pd.DataFrame:
    """The counts of `measure_growth`, with those of the people who stayed, as the change of a share needs them.

    One row is one group and one attribute (``competency`` missing) or competency. Of those who rated it both times and
    were in the group both times (``stayed``, in persons): how many were at or above Proficient in the earlier semester
    (``stayed_from``), in the later one (``stayed_to``) and in both (``stayed_both``). They need not be the pairs of
    `measure_growth`: a change of form leaves the share comparable and the movement not.
    """
    kept = cube["proficient_from"].notna() & cube["proficient_to"].notna() & grouping.stayed
    before, after = (at_proficient(cube, end) for end in ("from", "to"))
    stayed = {
        "stayed": (grouping.after, kept),
        "stayed_from": (grouping.after, kept & before),
        "stayed_to": (grouping.after, kept & after),
        "stayed_both": (grouping.after, kept & before & after),
    }
    return count_people(cube, select_ratings(cube, about, rated_by), {**flag_growth(cube, grouping), **stayed})


def proficient_change(counts: pd.DataFrame) -> Floats:
    """The later share at or above Proficient less the earlier one; not a number if one of them is of nobody."""
    before, after = _shares(counts)
    change: Floats = after - before
    return change


def proficient_change_interval(counts: pd.DataFrame) -> tuple[Floats, Floats]:
    """The 95% interval of `proficient_change`: both ends as shares; not a number if one semester has no rating.

    ``counts`` as `measure_change` gives them. The Wilson intervals of both shares are put together by the method of
    variance estimates recovery, with the correlation that comes from those who stayed: Newcombe 1998 (Stat. Med.
    17:873) for different people, Zou & Donner 2008 (Stat. Med. 27:1693) for overlapping ones.

    >>> nobody_stayed = {"stayed": 0, "stayed_from": 0, "stayed_to": 0, "stayed_both": 0}
    >>> counts = {"proficient_from": 0, "rated_from": 10, "proficient_to": 0, "rated_to": 20} | nobody_stayed
    >>> [end.round(4).tolist() for end in proficient_change_interval(pd.DataFrame([counts]))]
    [[-0.2775], [0.1611]]
    """
    before, after = _shares(counts)
    low_from, high_from = proficient_interval(counts["proficient_from"], counts["rated_from"])
    low_to, high_to = proficient_interval(counts["proficient_to"], counts["rated_to"])
    shared = 2 * _correlation(counts)
    down, up = after - low_to, high_from - before
    below = np.sqrt(np.clip(down**2 + up**2 - shared * down * up, 0, None))
    up, down = high_to - after, before - low_from
    above = np.sqrt(np.clip(up**2 + down**2 - shared * up * down, 0, None))
    return np.clip(after - before - below, -1, 1), np.clip(after - before + above, -1, 1)


def _shares(counts: pd.DataFrame) -> tuple[Floats, Floats]:
    """Both shares, missing where nobody rated."""
    ends = (
        counts[f"proficient_{end}"].to_numpy(float)
        / np.where(counts[f"rated_{end}"] > 0, counts[f"rated_{end}"], np.nan)
        for end in ("from", "to")
    )
    return next(ends), next(ends)


def _correlation(counts: pd.DataFrame) -> Floats:
    """The correlation of both shares that comes from those who stayed; nought if there is none to be had."""
    number = {name: counts[name].to_numpy(float) for name in counts.columns if counts[name].dtype.kind in "iuf"}
    stayed = number["stayed"]
    with np.errstate(divide="ignore", invalid="ignore"):
        product = number["stayed_from"] * number["stayed_to"] / stayed
        covariance = (number["stayed_both"] - product) / (stayed - 1)
        before, after = _shares(counts)
        size_from, size_to = number["rated_from"], number["rated_to"]
        variance = before * (1 - before) / (size_from - 1) * after * (1 - after) / (size_to - 1)
        found = stayed * covariance / (size_from * size_to) / np.sqrt(variance)
    return np.clip(np.where((stayed >= 2) & (variance > 0), found, 0.0), -1, 1)


def estimate_growth(counts: pd.DataFrame) -> pd.DataFrame:
    """Every headline estimate with its interval and what may be made of it; ``counts`` as `measure_change` gives them.

    One row is one group, one attribute (``competency`` missing) or competency and one ``measure``: ``proficient_from``,
    ``proficient_to``, ``proficient_change`` or ``net_movers``; ``value, low, high`` are shares with the ends of the 95%
    interval, missing where there is no estimate; ``people`` is how many the value rests on (of two semesters the fewer)
    and ``pairs`` how many rated both times. ``status`` is one of:

    - ``no_data``: nobody rated; ``one_semester``: a change needs two; ``unpaired``: nobody rated both times (then there
      are no net movers, and the change of the share is one between different people)
    - ``one_person``, ``unstable``: one, or fewer than five; a value for the data team only, without colour
    - ``no_movement``: there are pairs, and all stayed the same; ``estimated``: none of these.

    For the data team: nothing here is coded or hidden.

    >>> shares = {"proficient_from": 0, "rated_from": 0, "proficient_to": 2, "rated_to": 3}
    >>> rose = {"up": 0, "down": 0, "same": 0, "pairs": 0, "stayed": 0, "stayed_from": 0, "stayed_to": 0}
    >>> of = {"group": "all", "attribute": "authentic", "competency": None, "stayed_both": 0}
    >>> found = estimate_growth(pd.DataFrame([of | shares | rose]))  # three leaders, all of them new
    >>> dict(zip(found["measure"], found["status"]))  # doctest: +NORMALIZE_WHITESPACE
    {'proficient_from': 'no_data', 'proficient_to': 'unstable', 'proficient_change': 'one_semester',
     'net_movers': 'one_semester'}
    """
    size_from, size_to = counts["rated_from"], counts["rated_to"]
    stayed = counts.get("stayed", counts["pairs"])
    fewer = size_from.clip(upper=size_to)
    parts = [
        _estimates(counts, f"proficient_{end}", share, proficient_interval(counts[f"proficient_{end}"], size), size)
        for end, share, size in zip(("from", "to"), _shares(counts), (size_from, size_to), strict=True)
    ]
    change = proficient_change(counts), proficient_change_interval(counts)
    moves = (counts["up"], counts["down"], counts["pairs"])
    parts += [
        _estimates(counts, "proficient_change", *change, fewer, pairs=stayed),
        _estimates(counts, "net_movers", net_movers(*moves), net_movers_interval(*moves), counts["pairs"]),
    ]
    return pd.concat(parts, ignore_index=True)


def _estimates(
    counts: pd.DataFrame,
    measure: str,
    value: Floats,
    ends: tuple[Floats, Floats],
    people: pd.Series,
    pairs: pd.Series | None = None,
) -> pd.DataFrame:
    both = counts["pairs"] if pairs is None else pairs
    first = _judge(counts, measure, people, both)
    words = {"status": [*NOTES], "note": [*NOTES.values()]}
    said = {name: make_texts(texts).take(first).array for name, texts in words.items()}
    low, high = ends
    return counts[["group", *ITEM]].assign(
        measure=measure, value=value, low=low, high=high, people=people, pairs=both, **said
    )


def _judge(counts: pd.DataFrame, measure: str, people: pd.Series, pairs: pd.Series) -> NDArray[np.intp]:
    """The first of `NOTES` that holds."""
    of_two = measure in ("proficient_change", "net_movers")
    silent_from, silent_to = counts["rated_from"] == 0, counts["rated_to"] == 0
    moved = counts["up"] + counts["down"] > 0
    holds = {
        "no_data": silent_from & silent_to if of_two else people == 0,
        "one_semester": (silent_from | silent_to) & of_two,
        "unpaired": (pairs == 0) & of_two,
        "one_person": people == 1,
        "unstable": people < STEADY_FROM,
        "no_movement": ~moved & (measure == "net_movers"),
        "estimated": people >= 0,
    }
    first: NDArray[np.intp] = np.argmax([holds[status] for status in NOTES], axis=0)
    return first
