"""What a departure takes away: one person's, any two together, and where the work would lose steam."""

from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.succession.coverage import check_leaving, count_holders, weigh_items
from portrait_analytics.succession.holding import Holding

UNKNOWN, GONE, ONE_DEPARTURE, THIN, COVERED = "unknown", "gone", "one departure", "thin", "covered"
THIN_BELOW = 3
SAME = 12  # decimals to which two shares are the same
Weights = NDArray[np.float64]


def map_steam(holding: Holding, groups: pd.Series, *, thin_below: int = THIN_BELOW) -> pd.DataFrame:
    """Where the work goes on if somebody leaves, as counts: `count_holders` with ``state``.

    One row is one group and one item: ``gone`` (nobody holds it), ``one departure`` (one person alone does), ``thin``
    (fewer than ``thin_below``), ``covered``; ``unknown`` where nobody of the group was rated on it, which is no gap
    found. With the attributes as a whole (`hold_attributes`) it is the map by cluster and attribute.
    """
    counted = count_holders(holding, groups)
    holders = counted["holders"]
    state = np.select(
        [counted["known"] == 0, holders == 0, holders == 1, holders < thin_below],
        [UNKNOWN, GONE, ONE_DEPARTURE, THIN],
        COVERED,
    )
    return counted.assign(state=pd.Categorical(state, [UNKNOWN, GONE, ONE_DEPARTURE, THIN, COVERED], ordered=True))


def count_steam(steam: pd.DataFrame) -> pd.DataFrame:
    """How many competencies of each attribute are in which state, as counts.

    One row is one group and one attribute, in the order of ``steam``: a column for each state, in competencies.
    """
    order = steam[["group", "attribute"]].drop_duplicates()
    counted = steam.groupby(["group", "attribute"], observed=True)["state"].value_counts().unstack(fill_value=0)
    states = [str(state) for state in steam["state"].cat.categories]
    counted = counted.rename(columns=str).reindex(columns=states, fill_value=0).reset_index()
    return order.merge(counted, on=["group", "attribute"]).rename_axis(columns=None)


def measure_key_people(
    holding: Holding, groups: pd.Series, leaving: pd.Series, *, weights: pd.Series | None = None
) -> pd.DataFrame:
    """What each person's departure takes from their group (restricted: one row is one person).

    ``person, group, held`` (items held), ``only_holder`` (of how many the only one), ``loss`` (weighted share of the
    items lost if this person alone leaves), ``importance`` and ``risk``, which is the importance times the person's own
    probability to leave. Importance is Birnbaum's: how much the expected coverage falls if this person certainly
    leaves rather than certainly stays; each item counts by the chance that all its other holders leave. Exact for
    independent departures. People in no group are left out.
    """
    gone = check_leaving(holding, leaving)
    member = groups.reindex(holding.people.index)
    inside = member.notna()
    held, chance, member = holding.held[inside], gone[inside], member[inside]
    weight = weigh_items(holding, weights)
    holders = held.groupby(member, observed=True).transform("sum")
    alone = held & (holders == 1)
    importance = (_others_leave(held, chance, member).where(held, 0.0)) @ weight
    return pd.DataFrame(
        {
            "person": held.index,
            "group": member.to_numpy(),
            "held": held.sum(axis=1).to_numpy(),
            "only_holder": alone.sum(axis=1).to_numpy(),
            "loss": (alone @ weight).to_numpy(),
            "importance": importance.to_numpy(),
            "risk": (importance * chance).to_numpy(),
        }
    )


def _others_leave(held: pd.DataFrame, chance: pd.Series, member: pd.Series) -> pd.DataFrame:
    """The probability that all other holders in the group leave, by person and item.

    A quotient of products, with certain stayers (probability 0) counted apart: there is no dividing by them.
    """
    own = held.mul(chance, axis=0).where(held, 1.0)
    stays = held & (own == 0)
    product = own.mask(stays, 1.0).groupby(member, observed=True).transform("prod")
    stayers = stays.astype("int64").groupby(member, observed=True).transform("sum")
    return (product / own.mask(stays, 1.0)).where(stayers - stays == 0, 0.0)


def name_worst_departures(
    holding: Holding, groups: pd.Series, *, together: int = 2, weights: pd.Series | None = None
) -> pd.DataFrame:
    """What the worst departures of one, two, ... ``together`` people would take from each group, and who (restricted).

    One row is one group and one number of people: ``group, leaving`` (persons), ``lost`` (items that nobody would hold
    any more), ``lost_share`` (weighted) and ``people``, the keys of those who matter. Exact: all sets of people are
    tried who matter, the holders of what at most so many hold. Of equally bad sets the one whose keys come first;
    nobody where nothing would be lost.
    """
    weight = weigh_items(holding, weights).to_numpy()
    held = holding.held.sort_index()
    member = groups.reindex(held.index)
    rows = [
        {"group": group, "leaving": number, **_worst(held.to_numpy()[places], held.index[places], number, weight)}
        for group, places in member.groupby(member, observed=True).indices.items()
        for number in range(1, together + 1)
    ]
    return pd.DataFrame(rows, columns=["group", "leaving", "lost", "lost_share", "people"])


def _worst(held: NDArray[np.bool_], persons: pd.Index, number: int, weight: Weights) -> dict[str, object]:
    """The set of at most ``number`` people without whom the largest share of the items has no holder."""
    holders = held.sum(axis=0)
    few = held[:, (holders > 0) & (holders <= number)]
    weight = weight[(holders > 0) & (holders <= number)]
    matter = np.flatnonzero(few.any(axis=1))
    sets = combinations(matter.tolist(), min(number, len(matter)))
    losses = [(people, ~np.delete(few, people, axis=0).any(axis=0)) for people in sets]
    people, lost = max(losses, key=lambda loss: round(float(weight @ loss[1]), SAME), default=((), few.any(axis=0)))
    return {"lost": int(lost.sum()), "lost_share": float(weight @ lost), "people": tuple(persons[list(people)])}
