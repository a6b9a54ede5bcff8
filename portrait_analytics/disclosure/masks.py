"""Which groups are shown: small roles put together first, then whole groups hidden, in all their figures alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from portrait_analytics import style

SIZES = ["pairs", "rated_from", "rated_to"]
MERGED = " + "


@dataclass(frozen=True)
class Policy:
    """What the gate goes by: the minimum group, and the role group of each role, in the district's order."""

    minimum_group: int
    role_groups: Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """Groups whose sum can be known: in a table, a row or a column with its total.

    ``total`` is in the shape of a column of `people_by_group`. ``broken`` says that the same total is also given away,
    up to a few people, by another figure, so that this line must keep something back itself.
    """

    groups: Sequence[str]
    total: pd.Series
    broken: bool = False


def merge_roles(counts: pd.DataFrame, totals: pd.DataFrame, policy: Policy) -> tuple[dict[str, str], dict[str, str]]:
    """The printed group of each role, and the note on those that were put together.

    ``counts`` and ``totals`` as `people_by_group` takes them, by role and for the whole. Within a role group, the
    smallest role is joined to the next smallest until all are at the minimum or one is left. Roles that nobody holds in
    either semester are left out.
    """
    order = list(policy.role_groups)
    table = people_by_group(counts, totals, order)
    sizes = table.where(table > 0).min().dropna()
    merged: dict[str, str] = {}
    for group in dict.fromkeys(policy.role_groups.values()):
        members = [role for role in sizes.index if policy.role_groups[role] == group]
        merged |= _merge({role: int(sizes[role]) for role in members}, order, policy.minimum_group)
    ordered = {role: merged[role] for role in order if role in merged}
    return ordered, {name: _note(name, policy.minimum_group) for role, name in ordered.items() if name != role}


def _note(name: str, minimum: int) -> str:
    roles = style.join_words(name.split(MERGED))
    return f"{roles} are put together, because one of them has fewer than {minimum} leaders who answered."


def _merge(sizes: Mapping[str, int], order: list[str], minimum: int) -> dict[str, str]:
    parts = [([role], size) for role, size in sizes.items()]
    while len(parts) > 1 and min(size for _, size in parts) < minimum:
        parts.sort(key=lambda part: (part[1], order.index(part[0][0])))
        (first, first_size), (second, second_size), *rest = parts
        parts = [(first + second, first_size + second_size), *rest]
    return {role: MERGED.join(sorted(roles, key=order.index)) for roles, _ in parts for role in roles}


def hide_groups(table: pd.DataFrame, lines: Sequence[Line], minimum: int) -> set[str]:
    """The groups that stay hidden, in all their figures alike.

    ``table`` as `people_by_group` gives it. First those with a figure under the minimum (nobody at all tells nothing of
    anyone); then, in every line, the next smallest,
    until what can be had by taking the shown groups from the line's total is nobody, or at least the minimum of people
    and not one hidden group by itself. Whoever belongs to no group (a changed school, an unknown one) counts as one.
    """
    smallest = table.where(table > 0).min()
    hidden = set(smallest.index[smallest < minimum])
    settled = False
    while not settled:
        settled = True
        for line in lines:
            shown = [
                group for group in smallest[list(line.groups)].sort_values(kind="stable").index if group not in hidden
            ]
            if shown and not is_safe(table, line, hidden, minimum):
                hidden.add(shown[0])
                settled = False
    return hidden


def is_safe(table: pd.DataFrame, line: Line, hidden: set[str], minimum: int) -> bool:
    """True if nothing under the minimum, and no single hidden group, is left when the shown ones are taken away."""
    members = table[list(line.groups)]
    kept_back = [group for group in line.groups if group in hidden]
    rest = line.total - members.drop(columns=kept_back).sum(axis="columns")
    outside = line.total - members.sum(axis="columns")
    parts = (members[kept_back] > 0).sum(axis="columns") + (outside > 0)
    alone = (parts == 1) & bool(kept_back)
    nothing = (rest == 0) & (not line.broken)
    return bool((nothing | (line.total == 0) | ((rest >= minimum) & ~alone)).all())


def people_by_group(
    counts: pd.DataFrame, totals: pd.DataFrame, groups: Sequence[str], sizes: Sequence[str] = SIZES
) -> pd.DataFrame:
    """How many people the figures of each group rest on.

    One row is one item (attribute or competency) and one of ``sizes`` for which the whole district has an answer, one
    column is one group. ``counts`` and ``totals`` have the index ``group, item`` and the columns `SIZES`.
    """
    long = _by_figure(counts, sizes).reset_index()
    wide = long.pivot_table(index=["item", "size"], columns="group", values="people", fill_value=0)
    whole = _by_figure(totals, sizes).reset_index()
    asked = whole.loc[whole["people"] > 0, ["item", "size"]].drop_duplicates()
    return wide.reindex(index=pd.MultiIndex.from_frame(asked), columns=list(groups), fill_value=0)


def _by_figure(counts: pd.DataFrame, sizes: Sequence[str]) -> pd.DataFrame:
    long = counts[list(sizes)].reset_index().melt(["group", "item"], var_name="size", value_name="people")
    return long.set_index(["item", "size"])
