"""Integer programs: the least and the most that a sum of unknown counts can be.

Solver: HiGHS through `scipy.optimize.milp` (Huangfu & Hall 2018, Math. Prog. Comp. 10:119).
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Numbers = NDArray[np.float64]
INFEASIBLE = 2
NEARLY_WHOLE = 1e-6
SECONDS = 20.0  # for one program; whatever is not settled by then is held against the release


class ContradictionError(Exception):
    """No counts at all fit what is given."""


@dataclass(frozen=True)
class Program:
    """Whole numbers between 0 and ``upper`` with ``low <= matrix @ numbers <= high``."""

    matrix: sparse.csr_array
    low: Numbers
    high: Numbers
    upper: Numbers

    def extended(self, rows: sparse.csr_array, low: ArrayLike, high: ArrayLike, upper: ArrayLike) -> "Program":
        """With further numbers, whose upper ends are ``upper``, and further rows over the old and the new."""
        added = sparse.csr_array((self.matrix.shape[0], np.size(upper)))
        matrix = sparse.vstack([sparse.hstack([self.matrix, added]), rows]).tocsr()
        return Program(matrix, np.append(self.low, low), np.append(self.high, high), np.append(self.upper, upper))


def find_least(objective: Numbers, program: Program) -> Numbers | None:
    """Numbers that make the objective as small as it can be; None if that took too long without finding any.

    The program is asked without whole numbers first, which is quick: where they come out whole all the same, they are
    the answer. Raises `ContradictionError` if there are none.
    """
    loose = _solve(objective, program, whole=False)
    if loose is not None and np.abs(loose - np.round(loose)).max(initial=0.0) < NEARLY_WHOLE:
        return np.round(loose)
    found = _solve(objective, program, whole=True)
    return None if found is None else np.round(found)


def _solve(objective: Numbers, program: Program, *, whole: bool) -> Numbers | None:
    found = milp(
        objective,
        constraints=LinearConstraint(program.matrix, program.low, program.high),
        bounds=Bounds(0, program.upper),
        integrality=np.full(len(objective), int(whole)),
        options={"time_limit": SECONDS},
    )
    if found.status == INFEASIBLE:
        raise ContradictionError(found.message)
    numbers: Numbers | None = found.x
    return numbers


def bounds(matrix: ArrayLike, low: ArrayLike, high: ArrayLike, quantity: ArrayLike) -> tuple[int, int]:
    """The least and the most of ``quantity @ x`` over whole numbers x from 0 with ``low <= matrix @ x <= high``.

    >>> bounds([[1, 1, 1], [1, 0, 0]], [14, 7], [14, 7], [0, 1, 0])
    (0, 7)
    """
    rows = sparse.csr_array(np.atleast_2d(np.asarray(matrix, dtype=np.float64)))
    weights = np.asarray(quantity, dtype=np.float64)
    ends = (np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64))
    program = Program(rows, *ends, np.full(len(weights), np.inf))
    with quiet():
        found = [find_least(sign * weights, program) for sign in (1, -1)]
    least, most = (-1 if numbers is None else round(float(weights @ numbers)) for numbers in found)
    return least, most


def weigh_rows(objective: Numbers, program: Program) -> Numbers:
    """How much each row holds back the least value of the objective, whole numbers or not; 0 where it does not."""
    exact = program.low == program.high
    below, above = np.isfinite(program.high) & ~exact, np.isfinite(program.low) & ~exact
    found = linprog(
        objective,
        A_ub=sparse.vstack([program.matrix[below], -program.matrix[above]]),
        b_ub=np.concatenate([program.high[below], -program.low[above]]),
        A_eq=program.matrix[exact],
        b_eq=program.low[exact],
        bounds=np.column_stack([np.zeros(len(program.upper)), program.upper]),
        method="highs",
    )
    weights = np.zeros(len(program.low))
    if found.x is None:
        return weights
    split = int(below.sum())
    weights[below] += np.abs(found.ineqlin.marginals[:split])
    weights[above] += np.abs(found.ineqlin.marginals[split:])
    weights[exact] += np.abs(found.eqlin.marginals)
    return weights


def find_conflict(program: Program, firm: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows, firm ones apart, would have to give way for anything to fit, with as little of it as there can be."""
    size = len(program.low)
    give = sparse.hstack([program.matrix, sparse.eye_array(size), -sparse.eye_array(size)]).tocsr()
    slack = np.tile(np.where(firm, 0.0, np.inf), 2)
    objective = np.append(np.zeros(len(program.upper)), np.ones(2 * size))
    low, high = np.minimum(program.low, program.high), np.maximum(program.low, program.high)
    empty: NDArray[np.bool_] = program.low > program.high
    found = find_least(objective, Program(give, low, high, np.append(program.upper, slack)))
    if found is None:
        return empty
    given = found[len(program.upper) :]
    return empty | (given[:size] > 0) | (given[size:] > 0)


@contextmanager
def quiet() -> Iterator[None]:
    """Without the lines that HiGHS now and then writes past Python to standard output, where nobody else may write."""
    sys.stdout.flush()
    kept = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nothing)
        os.close(kept)
