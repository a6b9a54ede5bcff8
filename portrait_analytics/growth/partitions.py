"""The cube of very many people: counted for some of them at a time, wherever that is, and added up."""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from portrait_analytics.growth.codes import NONE, Codes, encode, make_texts, pack, smallest
from portrait_analytics.growth.cube import ENDS, FLAGS, RANKS
from portrait_analytics.growth.waves import STATE_ORDER
from portrait_analytics.rubric import Framework
from portrait_analytics.tables import concat_table, make_table

PLACE = ["about", "rated_by", "school_from", "role_from", "school_to", "role_to"]
WAY = [f"{name}_{end}" for end in ENDS for name in ("edition", "state", "low", "high", "proficient")]


def add_up(cubes: Iterable[pd.DataFrame], framework: Framework) -> pd.DataFrame:
    """The table `transitions` of everybody, from `count_transitions` of one part of the people after the other.

    Nobody may be in two parts, so they are parts of the people, by ``person``, never of the files. Each part is counted
    with the ``scale`` of all ratings (`choose_scale`). The result is what counting everybody at once gives, to the
    row; without a part that has anybody in it, the table without a row.

    >>> from portrait_analytics.rubric import load_framework
    >>> cell = {"semester_from": "2025-fall", "semester_to": "2026-fall", "about": "self", "rated_by": "self"}
    >>> cell |= {"identified": True, "attribute": "authentic", "state_to": "rated", "move": None}
    >>> parts = [pd.DataFrame(cell | {"people": [people]}) for people in (3, 2)]  # the same cell, other people
    >>> add_up(parts, load_framework())["people"].tolist()
    [5]
    """
    every = concat_table("transitions", cubes)
    if every.empty:
        return every
    orders = _list_orders(framework)
    columns = _as_codes(every, orders)
    sizes = {name: int(codes.max(initial=0)) + 1 for name, codes in columns.items()}
    _, first, cell = np.unique(_pack_any(columns, sizes), return_index=True, return_inverse=True)
    people = np.zeros(len(first), dtype=np.int64)
    np.add.at(people, cell, every["people"].to_numpy(dtype=np.int64))
    cells = every.iloc[first].assign(people=people)
    ordered = {name: _put_in_order(cells[name], order) for name, order in orders.items()}
    return make_table("transitions", cells.assign(**ordered))


def _pack_any(columns: dict[str, Codes], sizes: dict[str, int]) -> Codes:
    """Columns of codes as one, in two steps where one number is too small to hold all."""
    if math.prod(sizes[name] + 1 for name in columns) <= np.iinfo(np.int64).max:
        return pack(columns, sizes)
    (name, codes), *rest = columns.items()
    inner, later = np.unique(_pack_any(dict(rest), sizes), return_inverse=True)
    return pack({name: codes, "later": later.astype(smallest(len(inner)))}, {name: sizes[name], "later": len(inner)})


def _list_orders(framework: Framework) -> dict[str, list[str]]:
    """The texts of columns whose order is not that of the alphabet."""
    return {
        "competency": list(framework.current.attribute_of),
        "attribute": list(dict.fromkeys(framework.current.attribute_of.values())),
        **{f"edition_{end}": [edition.id for edition in framework.editions] for end in ENDS},
        **{f"state_{end}": STATE_ORDER for end in ENDS},
    }


def _put_in_order(column: pd.Series, order: Sequence[str]) -> pd.Series:
    there = set(column.dropna())
    return column.cat.set_categories(make_texts(text for text in order if text in there))


def _as_codes(cube: pd.DataFrame, orders: Mapping[str, Sequence[str]]) -> dict[str, Codes]:
    """What tells the cells of a cube apart, as codes in the order of its rows."""
    columns: dict[str, Codes] = {}
    for name in [*PLACE, "identified", "competency", "attribute", *WAY, "move"]:
        if name in (*RANKS, *FLAGS, "move", "identified"):
            numbers = cube[name].astype("Int8") + (1 if name == "move" else 0)  # a move down is -1
            columns[name] = np.asarray(numbers.to_numpy(dtype=np.int8, na_value=NONE))
        else:
            own = encode(cube[name])
            columns[name] = own.along(make_texts(orders.get(name) or sorted(own.texts)))
    return columns
