"""The gate: the only way from restricted counts to `published`.

Groups are hidden, never single cells: one mask for each grouping, for all attributes and measures (`masks`). What is
left over when the shown groups are taken from the whole must again be nobody, or at least the minimum. What a shown
cell prints is decided in `cells`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import pandas as pd

from portrait_analytics import growth
from portrait_analytics.disclosure.cells import print_cell
from portrait_analytics.disclosure.masks import Policy, hide_groups, merge_roles
from portrait_analytics.tables import make_table

__all__ = ["Comparison", "Policy", "publish"]


@dataclass(frozen=True)
class Comparison:
    """Which semesters a release speaks of; without a baseline there are levels and no growth."""

    semester: str
    baseline: str | None


@dataclass(frozen=True)
class _Figure:
    """One planned figure: its groups in the order of print, and where each one stands in the table."""

    name: str
    grain: str
    grouping: growth.Grouping
    places: dict[str, dict[str, str]]


def publish(
    cube: pd.DataFrame,
    *,
    schools: pd.DataFrame,
    policy: Policy,
    comparison: Comparison,
    attributes: Sequence[str],
) -> pd.DataFrame:
    """The table `published`: growth by attribute for the district, by role and by school.

    ``cube`` is `transitions` from the baseline to the semester (from the semester to itself without a baseline),
    ``schools`` the table of that semester, ``attributes`` all of the rubric in its order.
    """
    totals = _measure(cube, growth.group_whole(cube))
    rows: list[dict[str, object]] = []
    for figure in _plan(cube, totals, schools, policy):
        counts = _measure(cube, figure.grouping)
        growth_shown = comparison.baseline is not None
        hidden = hide_groups(counts, totals, list(figure.places), policy.minimum_group, growth_shown=growth_shown)
        for group, attribute in product(figure.places, attributes):
            place = {"figure": figure.name, "grain": figure.grain, "attribute": attribute, **figure.places[group]}
            cell = _cell(counts, totals, group, attribute)
            printed = print_cell(
                cell, hidden=group in hidden, semester=comparison.semester, baseline=comparison.baseline
            )
            rows += [place | row for row in printed]
    frame = pd.DataFrame(rows).assign(semester=comparison.semester, baseline=comparison.baseline, about="self")
    frame["grain_note"] = frame["grain_note"].fillna("")
    return make_table("published", frame.assign(release=_release_id(frame, comparison)))


def _plan(cube: pd.DataFrame, totals: pd.DataFrame, schools: pd.DataFrame, policy: Policy) -> list[_Figure]:
    alone = {role: role for role in policy.role_groups}
    roles, notes = merge_roles(_measure(cube, growth.group_by_role(cube, alone)), totals, policy)
    by_role = {role: {"role": role, "grain_note": notes.get(role, "")} for role in roles.values()}
    listed = schools[["school", "cluster"]].astype("str").to_dict("records")
    by_school = {row["school"]: {"school": row["school"], "cluster": row["cluster"]} for row in listed}
    return [
        _Figure("district_growth", "district", growth.group_whole(cube), {"all": {"grain_note": ""}}),
        _Figure("growth_by_role", "role", growth.group_by_role(cube, roles), by_role),
        _Figure("growth_by_school", "school", growth.group_by_school(cube), by_school),
    ]


def _measure(cube: pd.DataFrame, grouping: growth.Grouping) -> pd.DataFrame:
    """Counts by group and attribute as a whole."""
    counts = growth.measure_growth(cube, grouping)
    whole = counts[counts["competency"].isna()].drop(columns="competency")
    return whole.astype({"group": "str", "attribute": "str"}).set_index(["group", "attribute"])


def _cell(counts: pd.DataFrame, totals: pd.DataFrame, group: str, attribute: str) -> pd.Series:
    """The counts of one group and attribute; all zero if nobody is in it."""
    found = counts[counts.index == (group, attribute)]
    return found.iloc[0] if len(found) else pd.Series(0, index=totals.columns)


def _release_id(frame: pd.DataFrame, comparison: Comparison) -> str:
    """The semester and a digest of all that is printed: the same numbers, the same release."""
    printed = frame.to_csv(index=False).encode()
    return f"{comparison.semester}-{hashlib.sha256(printed).hexdigest()[:8]}"
