"""What departures would take away, place by place: who alone holds something, the worst two, and the smallest team.

Those who did not consent are in counts only; what rests on one of a few of them is not told apart from what rests on
two people.
"""

import pandas as pd

from portrait_analytics.named.picture import Picture
from portrait_analytics.rubric import Rubric
from portrait_analytics.succession import (
    Holding,
    chance_to_leave,
    count_steam,
    find_smallest_team,
    map_steam,
    measure_coverage,
    measure_key_people,
    name_worst_departures,
)
from portrait_analytics.succession.departures import ONE_DEPARTURE, THIN

FELT = 0.005  # of the expected coverage: what is less is printed as nothing
EACH_BY = (1, 2)


def list_key_people(picture: Picture, rubric: Rubric) -> tuple[pd.DataFrame, int]:
    """Those whose departure would be felt, as far as they consented, and how many others alone hold something.

    One row is one person: ``place, name, role_now, alone`` (what nobody else there holds, as text), ``only_holder``,
    ``loss`` and ``importance`` as `measure_key_people` gives them; the most to be reckoned with first in each place.
    """
    leaving = chance_to_leave(picture.placed, picture.rates, column="leaving")
    key = measure_key_people(picture.holding, picture.groups, leaving)
    key = key[(key["only_holder"] > 0) | (key["importance"] >= FELT)]
    key = key.sort_values(["group", "risk"], ascending=[True, False], kind="stable")
    named = key[key["person"].isin(picture.naming.names.index)]
    held, holders = picture.holding.held, _sole_holders(picture.holding, picture.groups)
    called = {part.id: part.name for part in rubric.competencies}
    alone = [
        [called[item] for item in held.columns[held.loc[person]] if holders.get((group, item)) == person]
        for group, person in zip(named["group"], named["person"], strict=True)
    ]
    table = named.assign(
        place=named["group"],
        name=named["person"].map(picture.naming.names),
        role_now=named["person"].map(picture.placed["role"]),
        alone=[", ".join(parts) for parts in alone],
    )
    columns = ["place", "name", "role_now", "alone", "only_holder", "loss", "importance"]
    others = int((key["only_holder"] > 0).sum() - (named["only_holder"] > 0).sum())
    return table[columns].reset_index(drop=True), others


def _sole_holders(holding: Holding, groups: pd.Series) -> dict[tuple[str, str], str]:
    """The person who alone holds an item, by group and item."""
    held = holding.held.to_numpy()
    person, item = held.nonzero()
    rows = pd.DataFrame({"person": holding.held.index[person], "item": holding.held.columns[item]}, dtype="str")
    rows["group"] = rows["person"].map(groups)
    single = rows[~rows.duplicated(["group", "item"], keep=False) & rows["group"].notna()]
    return {(str(row.group), str(row.item)): str(row.person) for row in single.itertuples()}


def map_places(picture: Picture, holding: Holding, *, thin_below: int) -> pd.DataFrame:
    """`map_steam` by place, as it may be told: what rests on one of a few unnamed people counts as thin."""
    steam = map_steam(holding, picture.groups, thin_below=thin_below)
    holders = _sole_holders(holding, picture.groups)
    item = steam["competency"].where(steam["competency"].notna(), steam["attribute"])
    silent = [
        state == ONE_DEPARTURE and not picture.naming.may_tell(group, [holders[group, part]])
        for group, part, state in zip(steam["group"], item, steam["state"], strict=True)
    ]
    return steam.assign(state=steam["state"].mask(pd.Series(silent, index=steam.index, dtype=bool), THIN))


def count_places(picture: Picture, *, thin_below: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What each place covers, and how each attribute stands there, as counts.

    The first: one row is one place: ``place, people, coverage, expected`` (shares of the competencies that somebody
    holds, now and after the departures to be expected) and a column for each state, in competencies. The second: one
    row is one place and attribute: ``place, attribute, state`` of the attribute as a whole, and the same columns.
    """
    steam = map_places(picture, picture.holding, thin_below=thin_below)
    parts = count_steam(steam)
    states = [str(state) for state in steam["state"].cat.categories]
    leaving = chance_to_leave(picture.placed, picture.rates, column="leaving")
    covered = measure_coverage(picture.holding, picture.groups, leaving=leaving).set_index("group")
    whole = map_places(picture, picture.attributes, thin_below=thin_below).set_index(["group", "attribute"])["state"]
    by_place = parts.groupby("group", sort=False)[states].sum().join(covered[["people", "coverage", "expected"]])
    by_attribute = parts.join(whole.astype("str").rename("state"), on=["group", "attribute"])
    return (
        by_place.rename_axis("place").reset_index()[["place", "people", "coverage", "expected", *states]],
        by_attribute.rename(columns={"group": "place"})[["place", "attribute", "state", *states]],
    )


def list_worst(picture: Picture) -> tuple[pd.DataFrame, int]:
    """What the worst departures of one and of two people would take from each place, and how many are left out.

    One row is one place: ``place, lost_1, who_1, lost_2, who_2``: competencies that nobody there would hold any more,
    and who would have left, as text. A place is left out where one of a few unnamed people is meant, and where nothing
    would be lost.
    """
    found = name_worst_departures(picture.holding, picture.groups)
    found = found[found["lost"] > 0]
    told = [
        picture.naming.may_tell(str(group), people)
        for group, people in zip(found["group"], found["people"], strict=True)
    ]
    silent = set(found.loc[[not may for may in told], "group"])
    rows = [
        {"place": group, **{f"{what}_{number}": value for number in EACH_BY for what, value in _row(own, number)}}
        for group, own in found.assign(who=found["people"].map(picture.naming.say)).groupby("group", sort=False)
        if group not in silent
    ]
    columns = ["place", *(f"{what}_{number}" for number in EACH_BY for what in ("lost", "who"))]
    return pd.DataFrame(rows, columns=columns), len(silent)


def _row(own: pd.DataFrame, number: int) -> list[tuple[str, object]]:
    found = own[own["leaving"] == number]
    return [("lost", int(found["lost"].sum())), ("who", found["who"].iloc[0] if len(found) else "")]


def list_teams(picture: Picture) -> pd.DataFrame:
    """The smallest team that covers everything, for everybody and for each place.

    One row is one place, everybody first (``place`` is empty): ``place, size`` (people), ``who`` (as text, empty where
    it may not be told), ``missing`` (competencies that nobody there holds) and ``twice``: the size of the smallest
    team in which two people hold each that two hold at all.
    """
    groups = picture.groups
    places = [None, *sorted(groups.dropna().unique())]
    rows = []
    for place in places:
        inside = groups.index if place is None else groups.index[groups == place]
        own = Holding(
            picture.placed.loc[inside],
            picture.holding.items,
            picture.holding.held.loc[inside],
            picture.holding.known.loc[inside],
        )
        once, twice = (find_smallest_team(own, each_by=number) for number in EACH_BY)
        may = picture.naming.may_tell(place, once.members)
        rows.append(
            {
                "place": place or "",
                "size": len(once.members),
                "who": picture.naming.say(once.members) if may else "",
                "missing": len(once.uncoverable),
                "twice": len(twice.members),
            }
        )
    return pd.DataFrame(rows, columns=["place", "size", "who", "missing", "twice"])
