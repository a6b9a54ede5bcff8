"""What a group of people can cover: how many hold each competency, and what remains if some of them leave.

``groups`` is always a series by person: the group that each belongs to (a cluster, a school, or `Holding.whole`);
missing is in none. ``leaving`` is a series by person: the probability of being gone by the horizon.
"""

import pandas as pd

from portrait_analytics.succession.holding import Holding


def weigh_items(holding: Holding, weights: pd.Series | None = None) -> pd.Series:
    """The weight of each item, in their order, adding up to 1; equal ones without ``weights``."""
    given = pd.Series(1.0, index=holding.items.index) if weights is None else weights.reindex(holding.items.index)
    return given.fillna(0).astype("float64") / given.sum()


def count_holders(holding: Holding, groups: pd.Series) -> pd.DataFrame:
    """How many hold what, as counts.

    One row is one group and one item, the foundational ones first: ``group, attribute, competency, foundational,
    people`` (all in the group), ``known`` (somebody rated them on it) and ``holders`` (at Proficient or above), in
    persons. Nobody among many who were never rated is not the same as nobody: look at ``known``.
    """
    member = groups.reindex(holding.people.index)
    people = member.value_counts().sort_index()
    tall = pd.DataFrame(
        {
            name: table.groupby(member, observed=True).sum().rename_axis(index="group", columns="item").stack()
            for name, table in (("known", holding.known), ("holders", holding.held))
        }
    ).astype("int64")
    counted = tall.reset_index()
    counted["people"] = counted["group"].map(people).astype("int64")
    counted = counted.merge(holding.items, left_on="item", right_index=True, how="left")
    order = {item: place for place, item in enumerate(holding.items.index)}
    counted = counted.sort_values(["group", "item"], key=lambda keys: keys.map(order) if keys.name == "item" else keys)
    columns = ["group", "attribute", "competency", "foundational", "people", "known", "holders"]
    return counted[columns].reset_index(drop=True)


def measure_coverage(
    holding: Holding, groups: pd.Series, *, leaving: pd.Series | None = None, weights: pd.Series | None = None
) -> pd.DataFrame:
    """What each group covers, as counts and shares.

    One row is one group: ``people``, ``items`` (how many there are), ``covered`` (held by anybody), ``single`` (held by
    one person alone), ``depth`` (holders of the item that fewest hold, in persons), ``coverage`` (weighted share of the
    items that are covered) and ``expected`` (the same after departures, each by itself with its probability in
    ``leaving``; missing without it). Exact: a competency is lost if all of its holders leave, so its chance to stay is
    one minus the product of theirs to go.
    """
    member = groups.reindex(holding.people.index)
    holders = holding.held.groupby(member, observed=True).sum()
    weight = weigh_items(holding, weights)
    measured = pd.DataFrame(
        {
            "people": member.value_counts().reindex(holders.index),
            "items": len(weight),
            "covered": (holders > 0).sum(axis=1),
            "single": (holders == 1).sum(axis=1),
            "depth": holders.min(axis=1),
        }
    ).astype("int64")
    measured["coverage"] = (holders > 0) @ weight
    measured["expected"] = float("nan") if leaving is None else (1 - _all_leave(holding, member, leaving)) @ weight
    return measured.rename_axis("group").reset_index()


def _all_leave(holding: Holding, member: pd.Series, leaving: pd.Series) -> pd.DataFrame:
    """The probability that no holder is left, by group and item; 1 where there is none to begin with."""
    gone = check_leaving(holding, leaving)
    chance = holding.held.mul(gone, axis=0).where(holding.held, 1.0)
    return chance.groupby(member, observed=True).prod()


def check_leaving(holding: Holding, leaving: pd.Series) -> pd.Series:
    """The probability to leave of everybody, in their order; `ValueError` if one is missing or no probability."""
    gone = leaving.reindex(holding.people.index).astype("float64")
    if not gone.between(0, 1).all():
        raise ValueError("leaving needs a probability between 0 and 1 for every person of the holding")
    return gone
