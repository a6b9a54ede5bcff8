"""Drawn people and what they hold, as the functions of `succession` take them."""

import pandas as pd

from portrait_analytics.succession.holding import Holding
from tests.build import grid

HELD, BELOW, UNKNOWN = "+", "-", "?"


def draw_holding(text: str) -> tuple[Holding, pd.Series, pd.Series]:
    """A holding, its clusters, and the probabilities to leave, from a grid.

    Columns: ``person``, ``cluster``, ``leaves`` (0 if left out), and one for each competency: ``+`` is held, ``-``
    below, ``?`` unknown. A competency whose name begins with ``!`` is foundational.
    """
    drawn = grid(text).set_index("person")
    items = [name for name in drawn if name not in ("cluster", "leaves", "role", "school")]
    marks = drawn[items].rename(columns=lambda name: name.removeprefix("!"))
    table = pd.DataFrame(
        {
            "attribute": [f"about-{name.removeprefix('!')}" for name in items],
            "competency": list(marks),
            "foundational": [name.startswith("!") for name in items],
        },
        index=pd.Index(list(marks), name="item"),
    ).sort_values("foundational", ascending=False, kind="stable")
    marks = marks[table.index]
    place = pd.DataFrame({"identified": True, "school": None, "role": None, "role_group": None}, index=drawn.index)
    place["cluster"] = drawn.get("cluster", "all")
    leaves = drawn["leaves"].astype(float) if "leaves" in drawn else pd.Series(0.0, index=drawn.index)
    return Holding(place, table, marks == HELD, marks != UNKNOWN), place["cluster"], leaves
