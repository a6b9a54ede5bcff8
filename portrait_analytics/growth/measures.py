"""Counts of people by group, taken from the cube: what every figure of growth rests on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.growth.codes import (
    Codes,
    alike,
    as_category,
    decode,
    encode,
    list_texts,
    number,
    pack,
    smallest,
    unpack,
)
from portrait_analytics.growth.cube import NOWHERE

ITEM = ["attribute", "competency"]
Flags = Mapping[str, tuple[pd.Series, pd.Series]]  # by name: to which group each cell belongs, and whether it counts


@dataclass(frozen=True)
class Grouping:
    """To which group each cell's pairs, earlier and later answers belong; missing is nowhere."""

    pairs: pd.Series
    before: pd.Series
    after: pd.Series

    @property
    def stayed(self) -> NDArray[np.bool_]:
        """True for the cells of people who were in one group both times."""
        return alike(self.before, self.after)

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
    return count_people(cube, select_ratings(cube, about, rated_by), flag_growth(cube, grouping))


def flag_growth(cube: pd.DataFrame, grouping: Grouping) -> Flags:
    """The columns of `measure_growth`, as `count_people` takes them."""
    move, pairs, before, after = cube["move"], grouping.pairs, grouping.before, grouping.after
    return {
        "up": (pairs, move == 1),
        "down": (pairs, move == -1),
        "same": (pairs, move == 0),
        "pairs": (pairs, move.notna()),
        "proficient_from": (before, cube["proficient_from"]),
        "rated_from": (before, cube["proficient_from"].notna()),
        "proficient_to": (after, cube["proficient_to"]),
        "rated_to": (after, cube["proficient_to"].notna()),
        "asked_from": (before, _was_asked(cube["state_from"])),
        "asked_to": (after, _was_asked(cube["state_to"])),
        "answered_from": (before, cube["state_from"].notna()),
        "answered_to": (after, cube["state_to"].notna()),
    }


def at_proficient(cube: pd.DataFrame, end: str) -> NDArray[np.bool_]:
    """True for the cells of people at or above Proficient in one of the semesters (``end`` is from or to)."""
    at: NDArray[np.bool_] = cube[f"proficient_{end}"].to_numpy(dtype=bool, na_value=False)
    return at


def count_people(cube: pd.DataFrame, own: pd.Series, flags: Flags) -> pd.DataFrame:
    """How many people are in those of the ``own`` cells that each flag marks, by the group that stands beside it.

    One row is one group that a flag finds anybody in and one attribute (``competency`` missing) or one competency, one
    column for each flag, in persons; whoever is in no group is left out, and a flag that is missing marks nothing.

    All flags of a grouping are counted at once: cells that differ in none of them are one case, and there are far fewer
    cases than cells.
    """
    people = cube["people"].to_numpy(dtype=np.float64) * own.to_numpy(dtype=bool)
    parts = {name: encode(cube[name]) for name in ITEM}
    sizes = {name: len(part.texts) for name, part in parts.items()}
    item, items = number(pack({name: part.codes for name, part in parts.items()}, sizes), sizes)
    groups = {id(group): encode(group) for group, _ in flags.values()}
    texts = list_texts(groups.values()).sort_values()
    counted: dict[str, Codes] = {}
    for place, group in groups.items():
        marks = {name: flag for name, (beside, flag) in flags.items() if id(beside) == place}
        case, cases = _tell_apart(list(marks.values()))
        columns = {"group": group.along(texts), "item": item, "case": case}
        cells = _sum_cells(columns, (len(texts), len(items), len(cases)), people)
        counted |= dict(zip(marks, np.moveaxis(cells @ cases, -1, 0).astype(np.int64), strict=True))
    anybody = np.nonzero(np.any(list(counted.values()), axis=0))
    named = {name: decode(codes, parts[name].texts) for name, codes in unpack(items[anybody[1]], sizes).items()}
    inside = texts.take(anybody[0]).array
    return pd.DataFrame({"group": inside} | named | {name: counted[name][anybody] for name in flags})


def _tell_apart(flags: Sequence[pd.Series]) -> tuple[Codes, Codes]:
    """Which case each cell is, and for each case (a row) which flags (a column) mark it: 1, else 0."""
    kind = smallest(2 ** len(flags)).type
    marked = np.zeros(len(flags[0]), dtype=kind)
    for place, flag in enumerate(flags):
        marked |= flag.to_numpy(dtype=bool, na_value=False) * kind(2**place)
    case, different = number(marked, {"marked": 2 ** len(flags) - 1})
    return case, (different[:, None] >> np.arange(len(flags))) & 1


def _sum_cells(columns: Mapping[str, Codes], sizes: Sequence[int], people: NDArray[np.float64]) -> NDArray[np.float64]:
    """The people of each combination of codes, an axis a column; a cell of which a code is missing is in none."""
    held = [size + 1 for size in sizes]
    cells = pack(columns, dict(zip(columns, sizes, strict=True)))
    counted = np.bincount(cells, people, minlength=math.prod(held)).astype(np.float64, copy=False)
    return counted.reshape(held)[tuple(map(slice, sizes))]


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
