"""The smallest team that between them hold everything (restricted: its members are persons)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from portrait_analytics.attack.solving import Program
from portrait_analytics.errors import PortraitError
from portrait_analytics.succession.holding import Holding

Flags = NDArray[np.bool_]
_AT_ONCE = 1000  # kinds of people compared with all others at a time


@dataclass(frozen=True)
class Team:
    """A smallest team (restricted): its members by key, and the items that too few people hold for any team."""

    members: tuple[str, ...]
    uncoverable: tuple[str, ...]


def find_smallest_team(holding: Holding, *, each_by: int = 1) -> Team:
    """The fewest people of whom at least ``each_by`` hold every item that so many people hold at all (restricted).

    Set cover as an integer program over the kinds of people who hold the same, laid out in their own order; so of
    equally small teams it is always the same one, in whichever order the rows come. `PortraitError` if the solver finds
    none in its time.
    """
    held = holding.held.sort_index()
    enough = held.sum() >= each_by
    uncoverable = tuple(enough.index[~enough])
    wanted = held.loc[:, enough]
    wanted = wanted[wanted.any(axis=1)]
    if wanted.empty:
        return Team((), uncoverable)
    kinds, kind_of = np.unique(wanted.to_numpy(), axis=0, return_inverse=True)
    kind_of = kind_of.ravel()
    taken = _solve(kinds, np.bincount(kind_of), each_by)
    nth = pd.Series(kind_of).groupby(kind_of).cumcount().to_numpy()
    return Team(tuple(wanted.index[nth < taken[kind_of]]), uncoverable)


def _solve(kinds: Flags, people: NDArray[np.int64], each_by: int) -> NDArray[np.float64]:
    """How many of each kind the team takes."""
    kept = _not_outdone(kinds, people, each_by)
    needed = np.full(kinds.shape[1], float(each_by))
    useful = np.minimum(people[kept], each_by).astype(np.float64)
    rows = sparse.csr_array(kinds[kept].T.astype(np.float64))
    team = Program(rows, needed, np.full(len(needed), np.inf), useful)
    found = team.solver.find_least(np.ones(len(kept)))
    if found is None:
        raise PortraitError("No team was found in the time that the solver has. Ask for each by fewer people.")
    taken = np.zeros(len(kinds))
    taken[kept] = found
    return taken


def _not_outdone(kinds: Flags, people: NDArray[np.int64], each_by: int) -> NDArray[np.int64]:
    """The kinds that a smallest team may need: those whom fewer than ``each_by`` people outdo.

    Someone of any other kind can give way to a person who holds the same and more, or, if all of those are in the team
    already, is not needed.
    """
    more = kinds.astype(np.float32)
    better = np.zeros(len(kinds))
    for start in range(0, len(kinds), _AT_ONCE):
        lacking = more[start : start + _AT_ONCE] @ (1 - more).T
        better[start : start + _AT_ONCE] = (lacking == 0) @ people - people[start : start + _AT_ONCE]
    return np.flatnonzero(better < each_by)
