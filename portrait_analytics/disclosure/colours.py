"""Colour and mark of a group, worked out from what is printed and nothing else, so that they tell nothing more.

A group is coloured by its net movers once the other groups are looked at, too (`growth.pooling`), and marked where it
can be told apart from the district (`growth.marks`). Where words stand for several counts, the colour is that of their
middle, and a group is marked only if every count that the words allow would be. A team is coloured by how many more of
its raters put it at or above Proficient than below, in the same classes; no team is marked.
"""

from functools import lru_cache

import numpy as np
import pandas as pd

from portrait_analytics import style
from portrait_analytics.disclosure.cells import possible_moves
from portrait_analytics.disclosure.teams import TEAMS
from portrait_analytics.growth.marks import FAMILY_FROM, PAIRS_FROM, SURE, family_prior, probability_above
from portrait_analytics.growth.pooling import Prior, fit_prior, pooled_movers, pooled_share

ITEM = ["attribute", "competency"]
FAMILY = ["figure", "about", "grain", *ITEM]
PLACE = [*FAMILY, "school", "cluster", "role"]
TOLD = ["shown", "coded"]
Counts = tuple[tuple[float, ...], ...]  # of each group, by outcome


def colour_groups(published: pd.DataFrame) -> pd.DataFrame:
    """The rows of `published` with ``colour_class`` and ``differs`` on the net movers that are told, missing elsewhere.

    One row is one row as it came. The groups of a figure are pooled among themselves for each attribute or competency;
    where fewer than five are told, towards the district's movers, if these are told. What is told of a team's raters
    has a ``colour_class``, too: teams are pooled among themselves.
    """
    classes = pd.Series(pd.NA, index=published.index, dtype="Int8")
    differs = pd.Series(pd.NA, index=published.index, dtype="boolean")
    families = _read_families(published)
    district = {_item(own): own for own in families if own["grain"].iloc[0] == "district"}
    for own in families:
        prior = _fit(_moves(own))
        around = prior if prior.fitted or _item(own) not in district else _fit(_moves(district[_item(own)]))
        classes[own["row"]] = _classes(own, around)
        differs[own["row"]] = _differs(own, prior)
    for own in _read_teams(published):
        classes[own.index] = _team_classes(own)
    return published.assign(colour_class=classes, differs=differs)


def _read_families(published: pd.DataFrame) -> list[pd.DataFrame]:
    """The groups of each figure that tell who moved on one attribute or competency, with what their words allow.

    One row is one group: its ``row``, its ``people``, and who moved up and down if as few net risers as can be
    (``least_up``, ``least_down``), and if as many (``most_up``, ``most_down``).
    """
    nets = published[(published["measure"] == "net_movers") & published["status"].isin(TOLD)]
    if nets.empty:
        return []
    told = nets.reset_index(names="row")[["row", *PLACE, "people"]].astype({"people": "int64"})
    for name in ("up", "down"):
        own = published[(published["measure"] == "movers") & (published["item"] == name)]
        told = told.merge(own[[*PLACE, "shown"]].rename(columns={"shown": name}), on=PLACE, how="left")
    words = zip(told["up"], told["down"], told["people"], strict=True)
    ends = [
        least + most
        for up, down, people in words
        for least, most in [possible_moves(style.read_range(up, people), style.read_range(down, people), people)]
    ]
    told[["least_up", "least_down", "most_up", "most_down"]] = ends
    return [own for _, own in told.groupby(FAMILY, dropna=False, observed=True, sort=False)]


def _read_teams(published: pd.DataFrame) -> list[pd.DataFrame]:
    """What is told of how many raters put each team at or above Proficient, attribute by attribute."""
    told = published["status"].isin(TOLD) & (published["measure"] == "proficient")
    own = published[told & (published["figure"] == TEAMS)]
    return [teams for _, teams in own.groupby("attribute", observed=True, sort=False)]


def _team_classes(own: pd.DataFrame) -> list[int]:
    """The class of the raters at or above less those below, as a share, in the middle of what the words allow."""
    raters = own["people"].to_numpy(dtype=float)
    at = np.array([sum(style.read_range(*told)) / 2 for told in zip(own["shown"], own["people"], strict=True)])
    pooled, _, _ = pooled_share(at, raters, _fit(tuple(zip(raters - at, at, strict=True))))
    return [style.colour_class(float(2 * share - 1)) for share in pooled]


def _item(own: pd.DataFrame) -> tuple[str, ...]:
    return tuple(str(part) for part in own[["about", *ITEM]].iloc[0])


def _moves(own: pd.DataFrame) -> Counts:
    """Down, the same and up of each group, in the middle of what the words allow."""
    up, down = ((own[f"least_{name}"] + own[f"most_{name}"]) / 2 for name in ("up", "down"))
    return tuple(zip(down, own["people"] - up - down, up, strict=True))


@lru_cache(maxsize=1000)
def _fit(counts: Counts) -> Prior:
    """The prior; a release is printed again and again until it is safe, and most of its figures stay as they were."""
    return fit_prior(counts)


def _classes(own: pd.DataFrame, prior: Prior) -> list[int]:
    down, same, up = np.array(_moves(own)).T
    return [style.colour_class(net) for net in pooled_movers(up, down, down + same + up, prior)]


def _differs(own: pd.DataFrame, prior: Prior) -> list[bool]:
    """How probable a group is to be above the district grows with each who moved up and falls with each who moved down
    (a Dirichlet distribution is made of independent gammas), so of what the words allow the two ends suffice."""
    large = own["people"] >= PAIRS_FROM
    if len(own) < FAMILY_FROM or not large.any():
        return [False] * len(own)
    least, most = (
        probability_above(own[f"{end}_up"], own[f"{end}_down"], own["people"], family_prior(prior))
        for end in ("least", "most")
    )
    return [bool(mark) for mark in large & ((least >= SURE) | (most <= 1 - SURE))]
