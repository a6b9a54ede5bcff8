"""Which groups are shown: small roles put together first, then whole groups hidden, in all their figures alike."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

SIZES = ["pairs", "rated_from", "rated_to"]
MERGED = " + "


@dataclass(frozen=True)
class Policy:
    """What the gate goes by: the minimum group, and the role group of each role, in the district's order."""

    minimum_group: int
    role_groups: Mapping[str, str]


def merge_roles(counts: pd.DataFrame, totals: pd.DataFrame, policy: Policy) -> tuple[dict[str, str], dict[str, str]]:
    """The printed group of each role, and the note on those that were put together.

    ``counts`` and ``totals`` as `measure_growth` gives them by role and for the whole, indexed by group and attribute.
    Within a role group, the smallest role is joined to the next smallest until all are at the minimum or one is left.
    Roles that nobody holds in either semester are left out.
    """
    order = list(policy.role_groups)
    table = _people_by_group(counts, totals, order, SIZES)
    sizes = table.min().where(table.max() > 0).dropna()
    merged: dict[str, str] = {}
    for group in dict.fromkeys(policy.role_groups.values()):
        members = [role for role in sizes.index if policy.role_groups[role] == group]
        merged |= _merge({role: int(sizes[role]) for role in members}, order, policy.minimum_group)
    ordered = {role: merged[role] for role in order if role in merged}
    note = f"Put together, because one of them has fewer than {policy.minimum_group} leaders who answered."
    return ordered, {name: note for role, name in ordered.items() if name != role}


def _merge(sizes: Mapping[str, int], order: list[str], minimum: int) -> dict[str, str]:
    parts = [([role], size) for role, size in sizes.items()]
    while len(parts) > 1 and min(size for _, size in parts) < minimum:
        parts.sort(key=lambda part: (part[1], order.index(part[0][0])))
        (first, first_size), (second, second_size), *rest = parts
        parts = [(first + second, first_size + second_size), *rest]
    return {role: MERGED.join(sorted(roles, key=order.index)) for roles, _ in parts for role in roles}


def hide_groups(
    counts: pd.DataFrame, totals: pd.DataFrame, groups: list[str], minimum: int, *, growth_shown: bool = True
) -> set[str]:
    """The groups of one grouping that stay hidden, in all its figures alike.

    First those under the minimum; then the next smallest, until what can be had by taking the shown groups from the
    whole is nobody, or at least the minimum of people and not one hidden group by itself. Whoever belongs to no group
    (a changed school, an unknown one) is a group of its own there.
    """
    table = _people_by_group(counts, totals, groups, SIZES if growth_shown else ["rated_to"])
    whole = _by_figure(totals)["people"].reindex(table.index)
    smallest = table.min().sort_values(kind="stable")
    hidden = set(smallest.index[smallest < minimum])
    for group in smallest.index[len(hidden) :]:
        if _leaves_enough(table, whole, hidden, minimum):
            break
        hidden.add(group)
    return hidden


def _leaves_enough(table: pd.DataFrame, whole: pd.Series, hidden: set[str], minimum: int) -> bool:
    kept = table.drop(columns=list(hidden))
    rest = whole - kept.sum(axis="columns")
    outside = whole - table.sum(axis="columns")
    parts = (table[list(hidden)] > 0).sum(axis="columns") + (outside > 0)
    alone = (parts == 1) & bool(hidden)
    return bool(((rest == 0) | ((rest >= minimum) & ~alone)).all())


def _people_by_group(counts: pd.DataFrame, totals: pd.DataFrame, groups: list[str], sizes: list[str]) -> pd.DataFrame:
    """How many people the figures of each group rest on.

    One row is one attribute and one of `SIZES` for which the whole district has an answer, one column is one group.
    """
    long = _by_figure(counts).reset_index()
    wide = long.pivot_table(index=["attribute", "size"], columns="group", values="people", fill_value=0)
    whole = _by_figure(totals).reset_index()
    asked = whole[(whole["people"] > 0) & whole["size"].isin(sizes)]
    return wide.reindex(index=pd.MultiIndex.from_frame(asked[["attribute", "size"]]), columns=groups, fill_value=0)


def _by_figure(counts: pd.DataFrame) -> pd.DataFrame:
    long = counts[SIZES].reset_index().melt(["group", "attribute"], var_name="size", value_name="people")
    return long.set_index(["attribute", "size"])
