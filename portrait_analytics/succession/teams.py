"""The smallest team that between them hold everything (restricted: its members are persons)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from portrait_analytics.attack.solving import Program, find_least
from portrait_analytics.errors import PortraitError
from portrait_analytics.succession.holding import Holding

TIE = 1e-6  # what a place further down costs: far less than a person, so that ties fall the same way every time


@dataclass(frozen=True)
class Team:
    """A smallest team (restricted): its members by key, and the items that too few people hold for any team."""

    members: tuple[str, ...]
    uncoverable: tuple[str, ...]


def find_smallest_team(holding: Holding, *, each_by: int = 1) -> Team:
    """The fewest people of whom at least ``each_by`` hold every item that so many people hold at all (restricted).

    Set cover as an integer program over the kinds of people who hold the same; of equally small teams always the same
    one, in whichever order the rows come. `PortraitError` if the solver finds none in its time.
    """
    held = holding.held.sort_index()
    enough = held.sum() >= each_by
    uncoverable = tuple(enough.index[~enough])
    wanted = held.loc[:, enough]
    wanted = wanted[wanted.any(axis=1)]
    if wanted.empty:
        return Team((), uncoverable)
    kinds, kind_of = np.unique(wanted.to_numpy(), axis=0, return_inverse=True)
    kinds, kind_of = kinds[::-1], len(kinds) - 1 - kind_of.ravel()  # who holds most of the first items comes first
    chosen = _solve(kinds, np.bincount(kind_of), each_by)
    nth = pd.Series(kind_of).groupby(kind_of).cumcount().to_numpy()
    return Team(tuple(wanted.index[nth < chosen[kind_of]]), uncoverable)


def _solve(kinds: np.ndarray, available: np.ndarray, each_by: int) -> np.ndarray:
    """How many of each kind the team takes."""
    useful = np.minimum(available, each_by).astype(np.float64)
    needed = np.full(kinds.shape[1], float(each_by))
    program = Program(sparse.csr_array(kinds.T.astype(np.float64)), needed, np.full(kinds.shape[1], np.inf), useful)
    cost = 1 + TIE * np.arange(len(kinds)) / len(kinds)
    found = find_least(cost, program)
    if found is None:
        raise PortraitError("No team was found in the time that the solver has. Ask for each by fewer people.")
    return found
