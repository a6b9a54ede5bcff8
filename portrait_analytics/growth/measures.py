"""Counts of people by group, taken from the cube: what every figure of growth rests on."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portrait_analytics.growth.codes import as_category, decode, encode, list_texts, pack, unpack
from portrait_analytics.growth.cube import NOWHERE

ITEM = ["attribute", "competency"]


@dataclass(frozen=True)
class Grouping:
    """To which group each cell's pairs, earlier and later answers belong; missing is nowhere."""

    pairs: pd.Series
    before: pd.Series
    after: pd.Series

    def only(self, group: str) -> "Grouping":
        """The same for one group; everybody else is nowhere."""
        return Grouping(*(part.where(part == group) for part in (self.pairs, self.before, self.after)))

    def within(self, other: "Grouping") -> "Grouping":
        """The same for those who are somewhere in the other grouping."""
        return Grouping(
            self.pairs.where(other.pairs.notna()),
            self.before.where(other.before.notna()),
            self.after.where(other.after.notna()),
        )


def group_whole(cube: pd.DataFrame) -> Grouping:
    """Everybody in one group."""
    all_of_them = pd.Series(decode(np.zeros(len(cube), dtype=np.int8), ["all"]), index=cube.index)
    return Grouping(all_of_them, all_of_them, all_of_them)


def group_by_school(cube: pd.DataFrame) -> Grouping:
    """By school; whoever changed school is in the pairs of none."""
    schools = [as_category(cube[f"school_{end}"]) for end in ("from", "to")]
    texts = sorted({str(school) for column in schools for school in column.cat.categories} - {NOWHERE})
    before, after = (column.cat.set_categories(texts) for column in schools)
    return Grouping(after.where(before == after), before, after)


def group_by_role(cube: pd.DataFrame, groups: Mapping[str, str]) -> Grouping:
    """By role as ``groups`` names it; pairs belong to the role that people hold now, so nobody falls between two."""
    before, after = (_rename(cube[f"role_{end}"], groups) for end in ("from", "to"))
    return Grouping(after, before, after)


def group_by_cluster(cube: pd.DataFrame, cluster_of: Mapping[str, str]) -> Grouping:
    """By cluster; pairs belong to the cluster that people are in now."""
    before, after = (_rename(cube[f"school_{end}"], cluster_of) for end in ("from", "to"))
    return Grouping(after, before, after)


def group_by_cluster_and_role(
    cube: pd.DataFrame, cluster_of: Mapping[str, str], groups: Mapping[tuple[str, str], str]
) -> Grouping:
    """By cluster and role as ``groups`` names the two together; pairs belong to where people are now."""
    ends = []
    for end in ("from", "to"):
        cluster, role = _rename(cube[f"school_{end}"], cluster_of), as_category(cube[f"role_{end}"])
        sizes = {"cluster": len(cluster.cat.categories), "role": len(role.cat.categories)}
        both = pack({"cluster": cluster.cat.codes.to_numpy(), "role": role.cat.codes.to_numpy()}, sizes)
        place, found = pd.factorize(both)
        told = unpack(found, sizes)
        pairs = zip(
            decode(told["cluster"], cluster.cat.categories), decode(told["role"], role.cat.categories), strict=True
        )
        named = pd.Series([groups.get(pair) for pair in pairs], dtype="str")
        ends.append(pd.Series(named.astype("category").array.take(place), index=cube.index))
    before, after = ends
    return Grouping(after, before, after)


def _rename(column: pd.Series, names: Mapping[str, str]) -> pd.Series:
    """A column of texts under other names; several may come to the same, and what has none is missing."""
    held = as_category(column)
    own = pd.Series([names.get(text) for text in held.cat.categories], dtype="str").astype("category")
    return pd.Series(own.array.take(held.cat.codes.to_numpy(), allow_fill=True), index=column.index)


def measure_growth(
    cube: pd.DataFrame, grouping: Grouping, *, about: str = "self", rated_by: str = "self"
) -> pd.DataFrame:
    """The counts that every figure of growth rests on.

    One row is one group and one attribute (``competency`` missing) or one competency: ``up, down, same, pairs`` of
    those who answered both times, and ``proficient_*`` of ``rated_*`` in either semester, all in persons;
    ``answered_*`` filled in a form, and ``asked_*`` one that asks for it. Only answers ``about`` themselves or a team,
    given by ``rated_by``: ratings of different raters are never put together.
    """
    own = select_ratings(cube, about, rated_by)
    rated_from, rated_to = cube["proficient_from"].notna(), cube["proficient_to"].notna()
    flags = {
        "up": (grouping.pairs, (cube["move"] == 1).fillna(value=False)),
        "down": (grouping.pairs, (cube["move"] == -1).fillna(value=False)),
        "same": (grouping.pairs, (cube["move"] == 0).fillna(value=False)),
        "pairs": (grouping.pairs, cube["move"].notna()),
        "proficient_from": (grouping.before, cube["proficient_from"].fillna(value=False)),
        "rated_from": (grouping.before, rated_from),
        "proficient_to": (grouping.after, cube["proficient_to"].fillna(value=False)),
        "rated_to": (grouping.after, rated_to),
        "asked_from": (grouping.before, _was_asked(cube["state_from"])),
        "asked_to": (grouping.after, _was_asked(cube["state_to"])),
        "answered_from": (grouping.before, cube["state_from"].notna()),
        "answered_to": (grouping.after, cube["state_to"].notna()),
    }
    return count_people(cube, {name: (group, own & flag.astype(bool)) for name, (group, flag) in flags.items()})


def count_people(cube: pd.DataFrame, flags: Mapping[str, tuple[pd.Series, pd.Series]]) -> pd.DataFrame:
    """How many people are in the cells that each flag marks, by the group that stands beside it.

    One row is one group that a flag finds anybody in and one attribute (``competency`` missing) or one competency, one
    column for each flag, in persons; whoever is in no group is left out.
    """
    people = cube["people"].to_numpy(dtype=np.int64)
    parts = {name: encode(cube[name]) for name in ITEM}
    groups = {id(group): encode(group) for group, _ in flags.values()}
    texts = {"group": list_texts(groups.values()).sort_values()} | {name: part.texts for name, part in parts.items()}
    sizes = {name: len(own) for name, own in texts.items()}
    items = {name: part.codes for name, part in parts.items()}
    keys = {own: pack({"group": group.along(texts["group"])} | items, sizes) for own, group in groups.items()}
    cells = math.prod(size + 1 for size in sizes.values())
    counted = {}
    for name, (group, flag) in flags.items():
        marked = flag.to_numpy(dtype=bool)
        counted[name] = np.bincount(keys[id(group)][marked], people[marked], minlength=cells).astype(np.int64)
    found = np.flatnonzero(np.any(list(counted.values()), axis=0))
    named = {name: decode(codes, texts[name]) for name, codes in unpack(found, sizes).items()}
    table = pd.DataFrame(named | {name: counts[found] for name, counts in counted.items()})
    return table[table["group"].notna()].astype({"group": "str"}).reset_index(drop=True)


def _was_asked(state: pd.Series) -> pd.Series:
    return state.notna() & (state != "not_asked")


def select_ratings(cube: pd.DataFrame, about: str, rated_by: str) -> pd.Series:
    """True for the cells of those who rated themselves or a team (``about``), each by one kind of rater."""
    own: pd.Series = (cube["about"] == about) & (cube["rated_by"] == rated_by)
    return own


def count_levels(
    cube: pd.DataFrame, grouping: Grouping, edition: str, *, about: str = "self", rated_by: str = "self"
) -> pd.DataFrame:
    """How many people stand at which level in the later semester.

    One row is one group, one competency and one rank, in persons; only answers on the full scale of ``edition``, since
    a coarser form cannot say which of two levels was meant.
    """
    own = select_ratings(cube, about, rated_by)
    rated = own & (cube["edition_to"] == edition) & cube["low_to"].notna()
    own_cells = cube[rated]
    keys = [
        grouping.after[rated].rename("group"),
        own_cells["competency"].astype("str").rename("item"),
        own_cells["low_to"].rename("rank"),
    ]
    return own_cells["people"].astype("int64").groupby(keys, observed=True).sum().rename("people").reset_index()
