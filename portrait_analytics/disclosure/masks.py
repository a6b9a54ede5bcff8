"""Which groups are shown: small roles put together first, then whole groups hidden, in all their figures alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from portrait_analytics import style

SIZES = ["pairs", "rated_from", "rated_to"]
MERGED = " + "
TOTAL = "the line's total"
TIE = 1e-3  # of a person, between groups of one size
HALF = 0.5


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
    """The groups that stay hidden, in all their figures alike: as few people as can be, then the first groups shown.

    ``table`` as `people_by_group` gives it. Hidden are those with a figure under the minimum (nobody at all tells
    nothing of anyone); and of every line so many that what can be had by taking the shown groups from its total is
    nobody, or at least the minimum of people and not one hidden group by itself. Whoever belongs to no group (a changed
    school, an unknown one) counts as one. A line that cannot be made so has all its groups hidden.
    """
    smallest = table.where(table > 0).min()
    small = (smallest < minimum).to_numpy()
    if not small.any() and all(is_safe(table, line, set(), minimum) for line in lines):
        return set()
    choice = Choice(list(table.columns))
    for line in lines:
        for row in _distinct_rows(table, line):
            choice.keep_back(row, line, minimum)
    people = table.max().to_numpy(dtype=np.float64)
    return choice.hide_fewest(people, small)


def _distinct_rows(table: pd.DataFrame, line: Line) -> Iterator[pd.Series]:
    """The people of each group of a line and the line's total: each different row once, none where there is nobody."""
    rows = table[list(line.groups)].assign(**{TOTAL: line.total})
    for _, row in rows[rows[TOTAL] > 0].drop_duplicates().iterrows():
        yield row


@dataclass
class Choice:
    """Which groups to hide, as an integer program: an unknown for each group, 1 if hidden, and one for each row."""

    groups: Sequence[str]
    coefficients: list[dict[int, float]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    unknowns: int = field(init=False)

    def __post_init__(self) -> None:
        self.unknowns = len(self.groups)

    def keep_back(self, row: pd.Series, line: Line, minimum: int) -> None:
        """Of one row of a line keep nothing back, or at least the minimum of people and two groups."""
        present = {self.groups.index(group): float(row[group]) for group in line.groups if row[group] > 0}
        outside = float(row[TOTAL]) - sum(present.values())
        enough = min(float(minimum), float(row[TOTAL]))
        if outside > 0:
            self._require(present, enough - outside)
            return
        any_hidden = self.unknowns
        self.unknowns += 1
        for group in present:
            self._require({any_hidden: 1.0, group: -1.0}, 0.0)
        self._require(present | {any_hidden: -enough}, 0.0)
        self._require(dict.fromkeys(present, 1.0) | {any_hidden: -float(min(2, len(present)))}, 0.0)
        if line.broken:
            self._require({any_hidden: 1.0}, 1.0)

    def _require(self, coefficients: dict[int, float], least: float) -> None:
        self.coefficients.append(coefficients)
        self.least.append(least)

    def hide_fewest(self, people: NDArray[np.float64], small: NDArray[np.bool_]) -> set[str]:
        """The groups to hide so that all that is required holds: the small ones, and as few other people as can be."""
        if not any(self.coefficients):
            return {group for group, of in zip(self.groups, small, strict=True) if of}
        places = [(row, column) for row, of in enumerate(self.coefficients) for column in of]
        values = [value for of in self.coefficients for value in of.values()]
        shape = (len(self.coefficients), self.unknowns)
        matrix = sparse.csr_array((values, tuple(np.array(places, dtype=np.int64).reshape(-1, 2).T)), shape=shape)
        rest = self.unknowns - len(self.groups)
        rank = np.arange(len(self.groups)) / max(len(self.groups), 1)
        found = milp(
            np.append(people + TIE * rank, np.zeros(rest)),
            constraints=LinearConstraint(matrix, np.array(self.least), np.inf),
            bounds=Bounds(np.append(small.astype(np.float64), np.zeros(rest)), 1),
            integrality=np.ones(self.unknowns),
        )
        hidden = found.x[: len(self.groups)] > HALF
        return {group for group, of in zip(self.groups, hidden, strict=True) if of}


def is_safe(table: pd.DataFrame, line: Line, hidden: set[str], minimum: int) -> bool:
    """True if nothing under the minimum, and no single hidden group, is left when the shown ones are taken away."""
    members = table[list(line.groups)]
    kept_back = [group for group in line.groups if group in hidden]
    rest = line.total - members.drop(columns=kept_back).sum(axis="columns")
    outside = line.total - members.sum(axis="columns")
    alone = ((members[kept_back] > 0).sum(axis="columns") == 1) & (outside == 0)
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
