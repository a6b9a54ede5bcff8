"""The bench as it may be printed: how near the people in each role are to another one.

The attacker does not know these counts, so they are told with more care than it would ask for: for the same roles as
growth, put together and hidden in the same way; everybody in one group and one column only, so that there is nothing to
subtract; without a total; and once a semester (`once`), so that nobody can compare two tellings.
"""

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pandas as pd

from portrait_analytics import style
from portrait_analytics.disclosure.cells import code_count, count_row
from portrait_analytics.disclosure.masks import MERGED
from portrait_analytics.disclosure.plan import PlannedFigure

BENCH, BEFORE, MEASURE = "bench", "bench_before", "ready"
ITEMS = ("now", "soon", "later", "unknown")
Coded = tuple[int, int]


def print_bench(ready: pd.DataFrame, by_role: PlannedFigure, minimum: int) -> Iterator[dict[str, object]]:
    """The rows of the figure for each printed group of roles in which there is anybody.

    ``ready``: one row is one role (the index), four columns in the order of `ITEMS`, in persons; ``by_role`` is the
    figure of growth by role, whose groups and whose mask these are.
    """
    for name, place in by_role.places.items():
        counts = ready.reindex(name.split(MERGED), fill_value=0).sum().tolist()
        people = sum(counts)
        if not people:
            continue
        coded = code_parts(counts)
        silent = (
            name in by_role.hidden or people < minimum or coded[int(np.argmax(counts))][0] == 0 or not is_open(counts)
        )
        shared: dict[str, object] = {"figure": BENCH, "grain": "role", "grain_note": "", **place}
        for item, part in zip(ITEMS, coded, strict=True):
            yield shared | (_hidden_row(item) if silent else count_row(MEASURE, item, part, people, f"of {people}"))


def code_parts(counts: Sequence[int]) -> list[Coded]:
    """The least and the most that each of some counts may be, which together are all people.

    The largest count is what the others leave, so that it may not be told more exactly than they are.

    >>> code_parts([1, 6, 13, 0]), code_parts([4, 6, 13, 3])
    ([(0, 2), (6, 6), (10, 14), (0, 2)], [(4, 4), (6, 6), (13, 13), (3, 3)])
    """
    people, largest = sum(counts), int(np.argmax(counts))
    coded = [code_count(count, people) for count in counts]
    others = [part for place, part in enumerate(coded) if place != largest]
    left = max(people - sum(high for _, high in others), 0), people - sum(low for low, _ in others)
    coded[largest] = left
    return coded


def is_open(counts: Sequence[int]) -> bool:
    """True if each small count may still be all that its words say, given the others and which one is the largest.

    >>> is_open([1, 6, 13, 0]), is_open([0, 0, 3, 3])  # the largest is at least 3, so of six nobody is left
    (True, False)
    """
    people, largest = sum(counts), int(np.argmax(counts))
    coded = [code_count(count, people) for count in counts]
    others = [range(low, high + 1) for place, (low, high) in enumerate(coded) if place != largest]
    possible = [
        few for few in product(*others) if np.argmax([*few[:largest], people - sum(few), *few[largest:]]) == largest
    ]
    return all({few[place] for few in possible} == set(told) for place, told in enumerate(others))


def _hidden_row(item: str) -> dict[str, object]:
    return {"measure": MEASURE, "item": item, "status": "hidden", "shown": style.STATUS_WORDS["hidden"]}
