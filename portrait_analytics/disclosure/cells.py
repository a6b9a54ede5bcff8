"""What is printed of one group and attribute, and the numbers beside it, rounded or coded exactly as printed.

*None* and *all* are coded: none, one and two print alike, and so do all, all but one and all but two. A narrower code
would still tell on few people: where at most one of a group went down, at most one of any two in it did, and the one
who did knows the rest. The interval beside a coded count is computed from the code, so it says no more than the
words; colour and marks come later, from the printed text (`colours`).
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from portrait_analytics import growth, style
from portrait_analytics.disclosure.detail import BAND, Detail, band_count

CODED = 2  # up to so many, and all but up to so many, print alike
ALL_TOLD: Mapping[str, Detail] = {}


def print_cell(
    cell: pd.Series, *, hidden: bool, semester: str, baseline: str | None, details: Mapping[str, Detail] = ALL_TOLD
) -> list[dict[str, object]]:
    """Every printed thing of one group and attribute or competency; ``cell`` as `measure_growth` counts it.

    ``details`` says which parts (movers, from, to) are told in less than counts.
    """
    unasked = {item: cell[f"answered_{item}"] > 0 and cell[f"asked_{item}"] == 0 for item in ("from", "to")}
    nothing = "not_asked" if any(unasked.values()) else "no_pairs"
    told = {part: details.get(part, Detail.COUNTS) for part in ("movers", "from", "to")}
    rows = _mover_rows(
        cell,
        _status(cell["pairs"], baseline, hidden=hidden, nothing=nothing, detail=told["movers"]),
        told["movers"],
    )
    for item, wave in (("from", baseline), ("to", semester)):
        nothing = "not_asked" if unasked[item] else "no_answer"
        people = int(cell[f"rated_{item}"])
        status = _status(people, wave, hidden=hidden, nothing=nothing, detail=told[item])
        rows += _proficient_rows(int(cell[f"proficient_{item}"]), people, item, status, told[item])
    return rows


def _status(people: int, wave: str | None, *, hidden: bool, nothing: str, detail: Detail) -> str:
    """How the figure may be shown; what nobody gave is said as such, before anything is hidden.

    Of so few people that every count prints alike, none is told.
    """
    if wave is None:
        return "no_baseline"
    if people == 0:
        return nothing
    silent = hidden or detail is Detail.NOTHING or _code(0, people, detail) == (0, people)
    return "hidden" if silent else "shown"


def _mover_rows(cell: pd.Series, status: str, detail: Detail) -> list[dict[str, object]]:
    items = {"up": "up", "down": "down", "same": "the same"}
    if status != "shown":
        return [
            *(_silent("movers", item, status) for item in items),
            _silent("net_movers", None, status),
        ]
    pairs = int(cell["pairs"])
    up, down = (_code(int(cell[item]), pairs, detail) for item in ("up", "down"))
    if detail is Detail.BANDS and pairs - up[0] - down[0] < BAND - 1:  # together they would leave too little open
        return _mover_rows(cell, "hidden", Detail.NOTHING)
    # what stayed the same is what is left, so it may not be told more exactly than the other two
    same = (max(pairs - up[1] - down[1], 0), pairs - up[0] - down[0])
    rows = [
        count_row("movers", item, coded, pairs, words)
        for (item, words), coded in zip(items.items(), (up, down, same), strict=True)
    ]
    return [*rows, _net_row(up, down, pairs)]


def _code(count: int, people: int, detail: Detail) -> tuple[int, int]:
    return code_count(count, people) if detail is Detail.COUNTS else band_count(count, people)


def code_count(count: int, people: int) -> tuple[int, int]:
    """The least and the most that a printed count may be: few print alike, and so do nearly all.

    >>> code_count(0, 12), code_count(2, 12), code_count(5, 12), code_count(11, 12), code_count(2, 4)
    ((0, 2), (0, 2), (5, 5), (10, 12), (0, 4))
    """
    if people <= 2 * CODED:
        return 0, people
    if count <= CODED:
        return 0, CODED
    if count >= people - CODED:
        return people - CODED, people
    return count, count


def count_row(measure: str, item: str, coded: tuple[int, int], people: int, words: str) -> dict[str, object]:
    """One printed count: ``coded`` as `code_count` gives it, ``words`` behind it."""
    low, high = coded
    exact = low == high
    return {
        "measure": measure,
        "item": item,
        "status": "shown" if exact else "coded",
        "shown": f"{style.format_range(*coded, people)} {words}",
        "value": float(low) if exact else np.nan,
        "people": people,
    }


def _net_row(up: tuple[int, int], down: tuple[int, int], pairs: int) -> dict[str, object]:
    """Net movers from the counts as printed: coded ones as the range that they stand for."""
    exact = up[0] == up[1] and down[0] == down[1]
    fewest, most = possible_moves(up, down, pairs)
    low, high = _envelope(growth.net_movers_interval, [fewest, most], pairs)
    net = round(float(growth.net_movers(up[0], down[0], pairs)), 2)
    spread = style.format_interval(low, high, signed=True)
    return {
        "measure": "net_movers",
        "item": None,
        "status": "shown" if exact else "coded",
        "shown": f"{style.format_percent(net, signed=True)} ({spread})" if exact else f"between {_between(low, high)}",
        "value": net if exact else np.nan,
        "low": low,
        "high": high,
        "people": pairs,
    }


def possible_moves(up: tuple[int, int], down: tuple[int, int], pairs: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The fewest and the most net risers that the printed counts allow; together they are no more than the pairs."""
    fewest = (up[0], min(down[1], pairs - up[0]))
    most = (min(up[1], pairs - down[0]), down[0])
    return fewest, most


def _envelope(
    interval: Callable[..., tuple[np.ndarray, np.ndarray]], cases: Sequence[Sequence[int]], people: int
) -> tuple[float, float]:
    """The ends of all the intervals that the printed counts allow, rounded as printed."""
    ends = [interval(*case, people) for case in cases]
    return round(min(float(low) for low, _ in ends), 2), round(max(float(high) for _, high in ends), 2)


def _between(low: float, high: float) -> str:
    return f"{style.format_percent(low, signed=True)} and {style.format_percent(high, signed=True)}"


def _proficient_rows(at: int, people: int, item: str, status: str, detail: Detail) -> list[dict[str, object]]:
    if status != "shown":
        return [_silent("proficient", item, status), _silent("proficient_share", item, status)]
    coded = _code(at, people, detail)
    exact = coded[0] == coded[1]
    low, high = _envelope(growth.proficient_interval, [[end] for end in coded], people)
    share = round(at / people, 2)
    spread = style.format_interval(low, high)
    return [
        count_row("proficient", item, coded, people, _of(people)),
        {
            "measure": "proficient_share",
            "item": item,
            "status": "shown" if exact else "coded",
            "shown": f"{style.format_percent(share)} ({spread})"
            if exact
            else f"between {spread.replace(' to ', ' and ')}",
            "value": share if exact else np.nan,
            "low": low,
            "high": high,
            "people": people,
        },
    ]


def print_share(at: int, people: int, item: str, *, hidden: bool) -> list[dict[str, object]]:
    """How many are at or above Proficient and their share, of a group of its own that has no cell of growth."""
    status = _status(people, item, hidden=hidden, nothing="no_answer", detail=Detail.COUNTS)
    return _proficient_rows(at, people, item, status, Detail.COUNTS)


def print_movers(cell: pd.Series, *, hidden: bool) -> list[dict[str, object]]:
    """Who moved up and down and their net, of pairs that are no cell of growth."""
    status = _status(int(cell["pairs"]), "", hidden=hidden, nothing="no_pairs", detail=Detail.COUNTS)
    return _mover_rows(cell, status, Detail.COUNTS)


def print_levels(
    levels: Mapping[int, int],
    *,
    proficient: int,
    hidden: bool,
    asked: bool = True,
    detail: Detail = Detail.COUNTS,
) -> list[dict[str, object]]:
    """What is printed of how many people stand at which level; ``levels`` has every rank, those without anybody too.

    A level with few is coded, and the largest level on its side of Proficient takes up what the codes leave
    open, since the sides themselves are printed elsewhere. Only the two sides are told in less ``detail``, where almost
    nobody or almost everybody is at or above Proficient (then coded), or where no level is large enough to take up what
    is open.
    """
    people = sum(levels.values())
    if hidden or detail is Detail.NOTHING or people <= 2 * CODED:
        status = "hidden" if people else "no_answer" if asked else "not_asked"
        return [_silent("levels", str(rank), status) for rank in levels]
    at = sum(count for rank, count in levels.items() if rank >= proficient)
    low, high = code_count(at, people)
    sides = {"below": (people - high, people - low), "at_or_above": (low, high)}
    parts = [
        _code_side({rank: count for rank, count in levels.items() if (rank >= proficient) is above})
        for above in (False, True)
    ]
    told = {str(rank): ends for part in parts if part for rank, ends in part.items()}
    by_level = detail is Detail.COUNTS and low == high and all(part is not None for part in parts)
    items = told if by_level else sides
    return [count_row("levels", item, ends, people, _of(people)) for item, ends in items.items()]


def _code_side(counts: Mapping[int, int]) -> dict[int, tuple[int, int]] | None:
    """The levels on one side of Proficient, whose sum is known: each with the least and the most that it may be.

    None if the levels cannot be told apart: whatever the words allow must be printed in the same words, so the one
    that takes up what is open must be the largest, and no small one, in all that they allow.

    >>> _code_side({1: 0, 2: 9}), _code_side({1: 4, 2: 9}), _code_side({1: 1, 2: 3}), _code_side({3: 0, 4: 0})
    ({1: (0, 2), 2: (7, 9)}, {1: (4, 4), 2: (9, 9)}, None, None)
    """
    small = [rank for rank, count in counts.items() if count <= CODED]
    if not small or len(counts) == 1:
        return {rank: (count, count) for rank, count in counts.items()}
    rest = sorted((count, -rank) for rank, count in counts.items() if rank not in small)
    if not rest:
        return None
    most = rest[-1][0] + sum(counts[rank] for rank in small)
    least = most - CODED * len(small)
    if least <= max([CODED, *(count for count, _ in rest[:-1])]):
        return None
    coded = {rank: (0, CODED) if rank in small else (count, count) for rank, count in counts.items()}
    return coded | {-rest[-1][1]: (least, most)}


def _of(people: int) -> str:
    return f"of {style.format_count(people)}"


def _silent(measure: str, item: str | None, status: str) -> dict[str, object]:
    return {"measure": measure, "item": item, "status": status, "shown": style.STATUS_WORDS[status]}
