"""How long the bench lasts, which role runs out first, and when a growing bench meets the demand."""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from portrait_analytics.growth.estimators import net_movers_interval
from portrait_analytics.semesters import count_semesters, semester_after
from portrait_analytics.succession.readiness import NOW

CLOSE = 1e-7  # of linear programs: nearer than this is the same
Numbers = NDArray[np.float64]


def measure_reserves(able: pd.DataFrame, yearly: pd.Series) -> pd.DataFrame:
    """How many years of vacancies the people who are able would last for, as counts.

    ``able``: a table of persons by roles, as `tell_able` gives it; ``yearly``: posts that fall vacant in a year, by
    role. All roles draw on the same people, each at its own pace, until some role finds nobody any more; the others go
    on with who is left. One row is one role: ``role, yearly, years`` (infinite for a role that never falls vacant) and
    ``first`` (true where people run out first). Formula: max-min fair flow, a linear program a step, over the kinds of
    people who could take the same roles; part of a year is filled by part of a person.
    """
    pace = yearly.astype("float64").to_numpy()
    table = able.reindex(columns=yearly.index, fill_value=False).to_numpy(dtype=bool)
    kinds, people = np.unique(table, axis=0, return_counts=True)
    years, left = np.full(len(pace), np.inf), pace > 0
    while left.any():
        served: Numbers = np.where(np.isfinite(years), years, 0) * pace
        reach = _most(kinds, people, served, np.where(left, pace, 0))
        needed: Numbers = np.where(left, reach * pace, served)
        further = np.array([_most(kinds, people, needed, row) if row.any() else np.inf for row in np.diag(left * pace)])
        stuck = left & (further <= max(CLOSE, further.min()))
        years[stuck] = reach
        left &= ~stuck
    first = np.isfinite(years) & (years <= years.min(initial=np.inf) + CLOSE)
    roles = yearly.index.astype("str")
    return pd.DataFrame({"role": roles, "yearly": pace, "years": years.round(6), "first": first})


def _most(kinds: NDArray[np.bool_], people: NDArray[np.int64], needed: Numbers, pace: Numbers) -> float:
    """How often ``pace`` can be served beside what is ``needed``, by role."""
    kind, role = np.nonzero(kinds)
    flows = np.arange(len(kind))
    given = sparse.csr_array((np.ones(len(kind)), (kind, flows)), shape=(len(kinds), len(kind) + 1))
    taken = sparse.csr_array((-np.ones(len(kind)), (role, flows)), shape=(kinds.shape[1], len(kind) + 1))
    served = sparse.csr_array(pace[:, None]) @ sparse.csr_array(([1.0], ([0], [len(kind)])), shape=(1, len(kind) + 1))
    slack = CLOSE * CLOSE  # what was reached in the step before may not quite be reached again
    found = linprog(
        np.append(np.zeros(len(kind)), -1),
        A_ub=sparse.vstack([given, taken + served]),
        b_ub=np.concatenate([people, slack - needed]),
        method="highs",
    )
    return float(found.x[-1]) if found.x is not None else 0.0


def clock_bench(
    moves: pd.DataFrame, ready: pd.Series, demand: pd.Series, *, semester_from: str, semester_to: str
) -> pd.DataFrame:
    """When the people who are ready now are as many as a year's vacancies, if it goes on as between two semesters.

    ``moves`` as `count_moves` gives it, ``ready`` and ``demand`` by role, in persons and posts. One row is one role:
    ``role, ready, demand``, ``gained, lost, pairs`` (persons who became ready, who no longer are, all who were
    followed) and ``meets, soonest, latest``: the semester in which the bench meets the demand at that pace, and at the
    ends of the 95% interval of the net movers (Bonett & Price 2012); missing where it never does. Already met is
    ``semester_to``.
    """
    now_before, now_after = moves["before"].eq(NOW), moves["after"].eq(NOW)
    parts = {"gained": ~now_before & now_after, "lost": now_before & ~now_after, "pairs": moves["people"] > 0}
    by_role = {name: moves[flag].groupby("role", observed=True)["people"].sum() for name, flag in parts.items()}
    table = pd.DataFrame({"ready": ready, "demand": demand})
    for name, counts in by_role.items():
        table[name] = counts.reindex(table.index, fill_value=0).astype("int64")
    net = table["gained"] - table["lost"]
    low, high = net_movers_interval(table["gained"], table["lost"], table["pairs"])
    steps = count_semesters(semester_from, semester_to)
    for name, change in (("meets", net), ("soonest", high * table["pairs"]), ("latest", low * table["pairs"])):
        table[name] = [
            _met(semester_to, missing, pace)
            for missing, pace in zip(table["demand"] - table["ready"], change.fillna(0) / steps, strict=True)
        ]
    return table.astype(dict.fromkeys(["meets", "soonest", "latest"], "str")).rename_axis("role").reset_index()


_FARTHEST = 100  # semesters: what lies beyond is never


def _met(semester: str, missing: float, pace: float) -> str | None:
    """The semester in which so many more people are ready at so many a semester."""
    if missing <= 0:
        return semester
    steps = math.ceil(missing / pace - CLOSE) if pace > 0 else _FARTHEST + 1
    return semester_after(semester, steps) if steps <= _FARTHEST else None
