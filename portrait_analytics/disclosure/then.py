"""The then-question, as it may be printed: how leaders now see their start, of all who were asked and answered.

Two movements of the same people: from what they now say of then to now, and from what they said then to what they now
say of then. The attacker does not model them. Neither can be had from the other, nor from growth, by taking people
away: they count other movements, not fewer people. How these very people moved as usual is not told: beside the growth
of all, it would say how the few moved who did not look back. Told for the district alone, in the codes of cells, where
enough people answered on every attribute that was asked; and once for a pair of semesters (`once`).
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from portrait_analytics import growth
from portrait_analytics.disclosure.cells import print_movers
from portrait_analytics.rubric import Framework

FIGURE = "then_question"
MOVERS, NET = "then_movers", "then_net"
COMPARISONS = ("adjusted", "shift")
MEASURES = {"movers": MOVERS, "net_movers": NET}


def print_then(
    ratings: pd.DataFrame,
    people: pd.DataFrame,
    *,
    semester_from: str,
    semester_to: str,
    framework: Framework,
    minimum: int,
) -> Iterator[Mapping[str, object]]:
    """Who moved up and down in each comparison, by attribute; nothing where nobody was asked of then."""
    if not (ratings["moment"] == "then").any():  # else millions of answers would be put beside none
        return
    counts = growth.measure_then(
        ratings, people, semester_from=semester_from, semester_to=semester_to, framework=framework
    )
    whole = counts[counts["competency"].isna()].set_index(["comparison", "attribute"])
    few = bool((whole["pairs"] < minimum).any())
    for attribute in framework.current.attributes:
        for comparison in COMPARISONS:
            own = whole[whole.index == (comparison, attribute.id)]
            rows = (row for _, cell in own.iterrows() for row in print_movers(cell, hidden=few))
            yield from (_row(row, attribute.id, comparison) for row in rows)


def _row(row: Mapping[str, object], attribute: str, comparison: str) -> Mapping[str, object]:
    shared = {"figure": FIGURE, "grain": "district", "grain_note": "", "attribute": attribute}
    item = f"{comparison} {row['item']}" if row["item"] else comparison
    return {**shared, **row, "measure": MEASURES[str(row["measure"])], "item": item}
