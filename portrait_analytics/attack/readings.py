"""What a printed cell says: every set of counts that would have been printed just like it, as bounds on counts.

A number is taken as it stands. Where words stand for several numbers, all of them are printed anew and those that give
the same words and the same interval remain; so nothing that is printed is left unused. Colours and marks are worked out
from the words of a figure (`disclosure.colours`), so they say nothing that the words do not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from portrait_analytics.attack.outcomes import LEVELS
from portrait_analytics.disclosure import Detail
from portrait_analytics.disclosure.cells import CODED, print_cell, print_levels
from portrait_analytics.disclosure.parts import OTHERS
from portrait_analytics.disclosure.response import ANSWERED, UNLISTED
from portrait_analytics.style import read_range

PRINTED = ["status", "shown", "value", "low", "high", "people"]
TOLD_IN = (Detail.COUNTS, Detail.BANDS)
NOBODY = {"no_pairs", "no_answer", "not_asked"}
Row = Mapping[str, Any]
Look = tuple[tuple[Any, ...], ...]
Point = tuple[int, ...]


class Reading(NamedTuple):
    """Bounds on a sum of counts: the names of the counts with their factors, and what it says in words."""

    factors: Mapping[str, int]
    low: float
    high: float
    words: str
    part: str


def read_cell(rows: Sequence[Row]) -> Iterator[Reading]:
    """What the rows of one group and one attribute or competency in a figure of growth say."""
    by_item = {(row["measure"], _or_none(row["item"])): row for row in rows}
    if ("movers", "up") in by_item:
        yield from _read_movers(by_item)
    for item, end in (("from", "earlier"), ("to", "later")):
        if ("proficient", item) in by_item:
            yield from _read_shares(by_item, item, end)


def _read_movers(by_item: Mapping[tuple[str, str | None], Row]) -> Iterator[Reading]:
    own = [by_item[key] for key in (("movers", "up"), ("movers", "down"), ("movers", "same"), ("net_movers", None))]
    yield from _read_total(own[0], "pairs", "movers")
    if own[0]["status"] in ("shown", "coded"):
        pairs = int(own[0]["people"])
        look = _look(own)
        possible = [
            (up, down)
            for up, down in product(_candidates(own[0]), _candidates(own[1]))
            if up + down <= pairs and (_is_exact(own[:2]) or look in _movers_looks(up, down, pairs))
        ]
        words = f"{own[0]['shown']}, {own[1]['shown']} of {pairs}"
        yield from _as_readings(("up", "down"), possible, words, "movers")


def _read_shares(by_item: Mapping[tuple[str, str | None], Row], item: str, end: str) -> Iterator[Reading]:
    own = [by_item["proficient", item], by_item["proficient_share", item]]
    at = f"at Proficient, {end}"
    yield from _read_total(own[0], f"{end} answers", item)
    if own[0]["status"] in ("shown", "coded"):
        people, look = int(own[0]["people"]), _look(own)
        exact = _is_exact(own[:1])
        possible = [(k,) for k in _candidates(own[0]) if exact or look in _shares_looks(k, people, item)]
        yield from _as_readings((at,), possible, f"{end} {own[0]['shown']}", item)


def read_levels(rows: Sequence[Row], *, ranks: Sequence[int], proficient: int) -> Iterator[Reading]:
    """What the rows of one group and competency in the figure of levels say."""
    yield from _read_total(rows[0], LEVELS, "levels")
    if rows[0]["status"] not in ("shown", "coded"):
        return
    people, look = int(rows[0]["people"]), _look(rows)
    by_item = {str(row["item"]): row for row in rows}
    if "at_or_above" in by_item:
        sides = _candidates(by_item["at_or_above"])
        vectors: Iterable[Point] = (_two_sides(at, people, ranks, proficient) for at in sides)
    else:
        vectors = product(*(_candidates(by_item[str(rank)]) for rank in ranks))
    possible = [
        vector for vector in vectors if sum(vector) == people and look in _levels_looks(vector, ranks, proficient)
    ]
    words = ", ".join(f"{row['item']}: {row['shown']}" for row in rows)
    if "at_or_above" in by_item:
        at = [sum(count for rank, count in zip(ranks, of, strict=True) if rank >= proficient) for of in possible]
        upper = {f"level {rank}": 1 for rank in ranks if rank >= proficient}
        yield Reading(upper, min(at, default=1), max(at, default=0), words, "levels")
    else:
        yield from _as_readings([f"level {rank}" for rank in ranks], possible, words, "levels")


def read_parts(rows: Sequence[Row]) -> Iterator[Reading]:
    """What the parts of a change say of who came and who went, with answers that nobody can follow among them.

    Where parts were put together, such people may be in there, too, so what is told of them is the least. How those who
    were there both times fall into parts is not read: an attribute's model does not tie one person's two answers.
    """
    parts = {(str(row["measure"]), str(row["item"])): row for row in rows if row["status"] == "shown"}
    if not parts:
        return
    together = any(item == OTHERS for _, item in parts)
    for part, measure, end in (("arrived", "part_to", "later"), ("departed", "part_from", "earlier")):
        own = [parts[measure, item] for item in (part, "unfollowed") if (measure, item) in parts]
        people, at = (sum(int(row[name]) for row in own) for name in ("people", "value"))
        words = f"{at} of {people} {part}"
        for name, least in (
            (f"{end} answers", people),
            (f"at Proficient, {end}", at),
            (f"below Proficient, {end}", people - at),
        ):
            yield Reading({name: 1}, least, np.inf if together else least, words, "parts")


def read_response(rows: Sequence[Row]) -> Iterator[Reading]:
    """What is said of how many answered at all: no more people can have rated any one thing.

    Whoever is on no roster may be among them; where either count is told in words, the most that these allow.
    """
    told = {row["measure"]: row for row in rows if row["status"] in ("shown", "coded")}
    if ANSWERED in told and not pd.isna(told[ANSWERED]["value"]):
        answered, others = int(told[ANSWERED]["value"]), read_range(told[UNLISTED]["shown"], CODED)[1]
        words = f"{told[ANSWERED]['shown']} answered, and {told[UNLISTED]['shown']} others"
        yield Reading({"later answers": 1}, 0, answered + others, words, "answers")


def _levels_looks(vector: Point, ranks: Sequence[int], proficient: int) -> set[Look]:
    """How these levels can be printed, in one detail or another."""
    levels = dict(zip(ranks, vector, strict=True))
    return {_look(print_levels(levels, proficient=proficient, hidden=False, detail=detail)) for detail in TOLD_IN}


def _two_sides(at: int, people: int, ranks: Sequence[int], proficient: int) -> Point:
    """Levels with that many at or above Proficient."""
    return tuple({min(ranks): people - at, proficient: at}.get(rank, 0) for rank in ranks)


def _read_total(row: Row, name: str, part: str) -> Iterator[Reading]:
    """How many people a figure rests on: the number, nobody, or somebody where it is hidden."""
    status = row["status"]
    if status in ("shown", "coded"):
        yield Reading({name: 1}, int(row["people"]), int(row["people"]), f"{int(row['people'])} {name}", part)
    elif status in NOBODY:
        yield Reading({name: 1}, 0, 0, f"no {name}", part)
    elif status == "hidden":
        yield Reading({name: 1}, 1, np.inf, f"some {name}, hidden", part)


def _as_readings(names: Sequence[str], possible: Sequence[Point], words: str, part: str) -> Iterator[Reading]:
    """The bounds of each count, and of sums and differences of two where these say more.

    A set that is empty gives bounds that nothing can meet.
    """
    if not possible:
        yield Reading({names[0]: 1}, 1, 0, words, part)
        return
    points = np.array(possible)
    for place, name in enumerate(names):
        yield Reading({name: 1}, points[:, place].min(), points[:, place].max(), words, part)
    for first, second in product(range(len(names)), repeat=2):
        if first < second and len(possible) < np.prod(np.ptp(points[:, [first, second]], axis=0) + 1):
            for sign in (1, -1):
                both = points[:, first] + sign * points[:, second]
                yield Reading({names[first]: 1, names[second]: sign}, both.min(), both.max(), words, part)


def _is_exact(rows: Sequence[Row]) -> bool:
    return all(not pd.isna(row["value"]) for row in rows)


def _candidates(row: Row) -> range:
    """The counts that a printed one may stand for: its value, what its words say, or else anything."""
    people = int(row["people"])
    if not pd.isna(row["value"]):
        return range(int(row["value"]), int(row["value"]) + 1)
    low, high = read_range(str(row["shown"]), people)
    return range(low, high + 1)


@lru_cache(maxsize=100_000)
def _movers_looks(up: int, down: int, pairs: int) -> set[Look]:
    """How these movers can be printed, in one detail or another."""
    counts = {"up": up, "down": down, "same": pairs - up - down, "pairs": pairs}
    return {_look([row for row in rows if row["measure"] in ("movers", "net_movers")]) for rows in _print(counts)}


@lru_cache(maxsize=100_000)
def _shares_looks(at: int, people: int, item: str) -> set[Look]:
    """How this share can be printed, in one detail or another."""
    return {
        _look([row for row in rows if str(row["measure"]).startswith("proficient") and row["item"] == item])
        for rows in _print({f"proficient_{item}": at, f"rated_{item}": people})
    }


def _print(counts: Mapping[str, int]) -> Iterator[list[dict[str, object]]]:
    """The rows that the gate would print of a shown group with these counts, in one detail or another."""
    names = ["up", "down", "same", "pairs"]
    names += [f"{part}_{end}" for part in ("proficient", "rated", "asked", "answered") for end in ("from", "to")]
    cell = pd.Series({**dict.fromkeys(names, 0), **counts})
    for detail in TOLD_IN:
        details = dict.fromkeys(("movers", "from", "to"), detail)
        yield print_cell(cell, hidden=False, semester="2000-fall", baseline="1999-fall", details=details)


def _look(rows: Sequence[Row]) -> Look:
    """All that can be seen of some rows, without their order."""
    seen = (
        (str(row["measure"]), str(_or_none(row.get("item"))), *(_plain(row.get(name)) for name in PRINTED))
        for row in rows
    )
    return tuple(sorted(seen, key=str))


def _plain(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value if isinstance(value, str) else round(float(value), 6)


def _or_none(value: Any) -> Any:
    return None if value is None or pd.isna(value) else value
