"""What one member of a hidden group learns about the others, who knows the group's printed surroundings and oneself."""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from portrait_analytics.attack.search import Search
from portrait_analytics.attack.solving import ContradictionError, Extension, Numbers


def find_by_insiders(search: Search) -> Iterator[tuple[int, int, str]]:
    """Target, count and finding, where a member who is counted knows exactly how many others are, or that none or all.

    Only hidden groups of two and more are asked, and only where another member can have answered.
    """
    asked = search.is_asked() & (search.people() > 1)
    for place, target in enumerate(search.targets):
        if target.kind == "hidden":
            for column in np.flatnonzero(asked[place]):
                finding = _ask_insider(search, place, int(column)) if search.counts[int(column)].telling else ""
                if finding:
                    yield place, int(column), finding


def _ask_insider(search: Search, place: int, column: int) -> str:
    """What a member who is counted knows of the others: ``exact``, ``certain`` or nothing, which is empty.

    First from the solutions that are known, then, where these do not settle it, from the ends themselves.
    """
    counted, resting = _weights(search, place, column)
    seen = [(float(numbers.ravel() @ counted), float(numbers.ravel() @ resting)) for numbers in search.solutions]
    others = [(own - 1, base - own) for own, base in seen if own >= 1 and base >= 2]
    if _name(others):
        solver, insider = search.system.program.solver, _with_insider(counted, resting)
        try:
            ends = [solver.find_least(sums, insider) for sums in (counted, -counted, counted - resting)]
        except ContradictionError:
            return ""
        others += [(float(end @ counted) - 1, float(end @ (resting - counted))) for end in ends if end is not None]
    return _name(others)


def _name(others: list[tuple[float, float]]) -> str:
    """The finding, from how many others can be counted and how many not."""
    counted, rest = ([round(pair[place]) for pair in others] for place in (0, 1))
    if max(counted, default=0) == 0 or max(rest, default=0) == 0:
        return "certain"
    return "exact" if min(counted) == max(counted) else ""


def _weights(search: Search, place: int, column: int) -> tuple[Numbers, Numbers]:
    """Which unknowns make up a count of a hidden group, and which all of its answers."""
    asked = search.counts[column]
    inside = search.inside[asked.wave][place] > 0
    base = search.counts[search.column(asked.base)]
    return np.outer(inside, asked.of).ravel().astype(float), np.outer(inside, base.of).ravel().astype(float)


def _with_insider(counted: Numbers, resting: Numbers) -> Extension:
    """One is counted, and another one answered."""
    rows = sparse.csr_array(np.array([counted, resting]))
    return Extension(rows, np.array([1.0, 2.0]), np.full(2, np.inf), np.empty(0))
