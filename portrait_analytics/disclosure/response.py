"""Who answered, as it may be printed: of the leaders on the roster how many, and how far the share could be off.

Told for all leaders, and for the roles and clusters that growth is told for, hidden where that is. How many answered
is no rating, and is printed beside every share as the people that it rests on. What is new is how many rated anything
at all: no more than so many can have rated one attribute. The attacker knows that (`attack.readings.read_response`).
The codes are those of cells all the same: a page should not say of anyone that they alone did not answer.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from portrait_analytics import style
from portrait_analytics.disclosure.cells import CODED, code_count
from portrait_analytics.disclosure.masks import MERGED
from portrait_analytics.disclosure.plan import PlannedFigure
from portrait_analytics.growth import measure_response, worst_case

FIGURE = "response"
ANSWERED, RATE, UNLISTED, WORST = "answered", "response_rate", "unlisted", "worst_case"
LEAST_LISTED = 2 * CODED + 1  # of fewer, every count prints alike
Rows = Iterator[dict[str, object]]


@dataclass(frozen=True)
class Response:
    """Who answered in one semester: how many are ``listed`` on its roster, and the rows to print of them."""

    listed: int
    rows: Sequence[Mapping[str, object]]

    def print_worst_cases(self, growth: Sequence[Mapping[str, object]]) -> Rows:
        """The share at or above Proficient of all on the roster, if nobody or all of those who did not rate were.

        Worked out from what ``growth`` prints of the district and from the roster, so it tells nothing more; nothing
        where that prints no share.
        """
        for row in growth:
            own = row["figure"] == "district_growth" and row["measure"] == "proficient" and row["item"] == "to"
            if own and row["status"] in ("shown", "coded"):
                rated = int(str(row["people"]))
                least, most = style.read_range(str(row["shown"]), rated)
                low, high = (float(worst_case(at, rated, self.listed)[end]) for end, at in enumerate((least, most)))
                yield _row({}, WORST, "shown", f"{style.format_percent(low)} to {style.format_percent(high)}") | {
                    "attribute": row["attribute"],
                    "low": round(low, 2),
                    "high": round(high, 2),
                }


def count_response(
    people: pd.DataFrame, cluster_of: Mapping[str, str], by_role: PlannedFigure, by_cluster: PlannedFigure, minimum: int
) -> Response | None:
    """Who answered, of the rows of the table `people` of one semester; None if its roster lists nobody.

    ``by_role`` and ``by_cluster`` are the figures whose groups and whose masks these are.
    """
    texts = people[["school", "role"]].astype("str")
    roles = {role: name for name in by_role.places for role in (name, *name.split(MERGED))}
    placed = people.assign(
        everybody="all", role_told=texts["role"].map(roles), cluster=texts["school"].map(dict(cluster_of))
    )
    listed = int(people["on_roster"].sum())
    if not listed:
        return None
    rows = [row for counts in _count(placed, "everybody") for row in _print_group({}, counts, hidden=False)]
    for figure, by in ((by_role, "role_told"), (by_cluster, "cluster")):
        counted = {str(counts["group"]): counts for counts in _count(placed, by)}
        for group in filter(counted.__contains__, figure.places):
            counts, place = counted[group], figure.places[group]
            hidden = group in figure.hidden or counts["listed"] < max(minimum, LEAST_LISTED)
            rows += _print_group({"grain": figure.grain, **place}, counts, hidden=hidden)
    return Response(listed, rows)


def _count(people: pd.DataFrame, by: str) -> list[Mapping[Hashable, Any]]:
    """The groups that the roster knows, as `growth.measure_response` counts them."""
    counted = measure_response(people.dropna(subset=by), by)
    return list(counted[counted["listed"] > 0].to_dict("records"))


def _print_group(place: Mapping[str, object], counts: Mapping[Hashable, Any], *, hidden: bool) -> Rows:
    if hidden:
        words = style.STATUS_WORDS["hidden"]
        yield from (_row(place, measure, "hidden", words) for measure in (ANSWERED, RATE, UNLISTED))
        return
    answered, listed, others = (int(counts[name]) for name in ("answered", "listed", "unlisted"))
    least, most = code_count(answered, listed)
    exact = least == most
    status = "shown" if exact else "coded"
    words = f"{style.format_range(least, most, listed)} of {style.format_count(listed)}"
    yield _row(place, ANSWERED, status, words) | {"value": float(answered) if exact else np.nan}
    low, high = (round(count / listed, 2) for count in (least, most))
    rate = {"value": low} if exact else {"low": low, "high": high}
    yield _row(place, RATE, status, _say_rate(low, high)) | rate
    few = others <= CODED
    words = style.format_range(0, CODED) if few else style.format_count(others)
    yield _row(place, UNLISTED, "coded" if few else "shown", words) | {"value": np.nan if few else float(others)}


def _say_rate(low: float, high: float) -> str:
    """A rate, or the end that the words of its count leave."""
    if low == high:
        return style.format_percent(low)
    return f"at most {style.format_percent(high)}" if low == 0 else f"at least {style.format_percent(low)}"


def _row(place: Mapping[str, object], measure: str, status: str, shown: str) -> dict[str, object]:
    shared: dict[str, object] = {"figure": FIGURE, "grain": "district", "grain_note": "", **place}
    return shared | {"measure": measure, "status": status, "shown": shown}
