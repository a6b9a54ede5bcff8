"""Integer programs: the least and the most that a sum of unknown counts can be.

Solver: HiGHS (Huangfu & Hall 2018, Math. Prog. Comp. 10:119), by its own interface: a program is handed over once and
asked about many sums, each from where the last one ended, which takes a fraction of the time of beginning anew.
"""

from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Numbers = NDArray[np.float64]
NEARLY_WHOLE = 1e-6
SECONDS = 20.0  # for one program; whatever is not settled by then is held against the release
WHOLE, ANY = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous


class ContradictionError(Exception):
    """No counts at all fit what is given."""


@dataclass(frozen=True)
class Extension:
    """Further numbers from 0 to ``upper``, and further rows over the old and the new numbers."""

    rows: sparse.csr_array
    low: Numbers
    high: Numbers
    upper: Numbers


@dataclass(frozen=True)
class Program:
    """Whole numbers between 0 and ``upper`` with ``low <= matrix @ numbers <= high``."""

    matrix: sparse.csr_array
    low: Numbers
    high: Numbers
    upper: Numbers

    @cached_property
    def solver(self) -> "Solver":
        """What answers for this program, and knows where it ended the last time."""
        return Solver(self)

    def fits(self, numbers: Numbers) -> bool:
        """True if the numbers keep to all ends."""
        sums = self.matrix @ numbers
        within = (sums >= self.low - NEARLY_WHOLE) & (sums <= self.high + NEARLY_WHOLE)
        return bool(within.all() and (numbers <= self.upper + NEARLY_WHOLE).all())


class Solver:
    """HiGHS with one program in it; never for two threads at a time."""

    def __init__(self, program: Program) -> None:
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in {"output_flag": False, "threads": 1, "mip_rel_gap": 0.0}.items():
            self._highs.setOptionValue(name, value)
        self._highs.passModel(_as_model(program))

    def find_least(
        self, objective: Numbers, extension: Extension | None = None, *, than: float = np.inf
    ) -> Numbers | None:
        """Numbers that make the objective as small as it can be; None if that took too long without finding any.

        The program is asked without whole numbers first, which is quick: where they come out whole all the same, they
        are the answer, and where it is clear that no whole value is less ``than`` that, it is None. Raises
        `ContradictionError` if there are none.
        """
        with _Extended(self._highs, extension):
            self._ask(objective)
            loose = self._run()
            if loose is None or objective @ loose > than - 1 + NEARLY_WHOLE:
                return None
            whole = np.abs(loose - np.round(loose)).max(initial=0.0) < NEARLY_WHOLE
            found = loose if whole else self._run_whole()
            return None if found is None else np.round(found)

    def weigh_rows(self, objective: Numbers, extension: Extension | None = None) -> Numbers:
        """How much each row holds back the least value of the objective, whole numbers or not; 0 where it does not."""
        with _Extended(self._highs, extension):
            self._ask(objective)
            self._run()
            held: Numbers = np.abs(np.array(self._highs.getSolution().row_dual))
            return held

    def _ask(self, objective: Numbers) -> None:
        self._highs.changeColsCost(len(objective), np.arange(len(objective), dtype=np.int32), objective)

    def _run_whole(self) -> Numbers | None:
        """The answer in whole numbers; the next question begins where this one did."""
        basis = self._highs.getBasis()
        self._demand(WHOLE)
        try:
            return self._run()
        finally:
            self._demand(ANY)
            self._highs.setBasis(basis)

    def _demand(self, kind: highspy.HighsVarType) -> None:
        columns = np.arange(self._highs.getNumCol(), dtype=np.int32)
        self._highs.changeColsIntegrality(len(columns), columns, np.full(len(columns), kind))

    def _run(self) -> Numbers | None:
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + SECONDS)  # its clock goes on
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise ContradictionError("infeasible: no numbers keep to all ends")
        fits = self._highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        unbounded = status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)
        return np.array(self._highs.getSolution().col_value) if fits and not unbounded else None


class _Extended:
    """A solver's program with an extension, as long as the block lasts."""

    def __init__(self, highs: highspy.Highs, extension: Extension | None) -> None:
        self.highs, self.extension = highs, extension
        self.columns, self.rows = highs.getNumCol(), highs.getNumRow()

    def __enter__(self) -> None:
        if self.extension is None:
            return
        new, rows = self.extension, self.extension.rows.tocsr()
        nothing, none = np.empty(0, dtype=np.int32), np.empty(0)
        size = len(new.upper)
        if size:
            zeros = np.zeros(size)
            self.highs.addCols(size, zeros, zeros, new.upper, 0, np.zeros(size, dtype=np.int32), nothing, none)
        starts, places = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
        self.highs.addRows(rows.shape[0], new.low, new.high, rows.nnz, starts, places, rows.data)

    def __exit__(self, *_: object) -> None:
        if self.extension is None:
            return
        rows = np.arange(self.rows, self.highs.getNumRow(), dtype=np.int32)
        self.highs.deleteRows(len(rows), rows)
        columns = np.arange(self.columns, self.highs.getNumCol(), dtype=np.int32)
        self.highs.deleteCols(len(columns), columns)


def _as_model(program: Program) -> highspy.HighsLp:
    model, matrix = highspy.HighsLp(), program.matrix.tocsc()
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_ = model.col_lower_ = np.zeros(matrix.shape[1])
    model.col_upper_, model.row_lower_, model.row_upper_ = program.upper, program.low, program.high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    return model


def bounds(matrix: ArrayLike, low: ArrayLike, high: ArrayLike, quantity: ArrayLike) -> tuple[int, int]:
    """The least and the most of ``quantity @ x`` over whole numbers x from 0 with ``low <= matrix @ x <= high``.

    >>> bounds([[1, 1, 1], [1, 0, 0]], [14, 7], [14, 7], [0, 1, 0])
    (0, 7)
    """
    rows = sparse.csr_array(np.atleast_2d(np.asarray(matrix, dtype=np.float64)))
    weights = np.asarray(quantity, dtype=np.float64)
    ends = (np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64))
    program = Program(rows, *ends, np.full(len(weights), np.inf))
    found = [program.solver.find_least(sign * weights) for sign in (1, -1)]
    least, most = (-1 if numbers is None else round(float(weights @ numbers)) for numbers in found)
    return least, most


def find_conflict(program: Program, firm: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which rows, firm ones apart, would have to give way for anything to fit, with as little of it as there can be."""
    size = len(program.low)
    give = sparse.hstack([program.matrix, sparse.eye_array(size), -sparse.eye_array(size)]).tocsr()
    slack = np.tile(np.where(firm, 0.0, np.inf), 2)
    objective = np.append(np.zeros(len(program.upper)), np.ones(2 * size))
    low, high = np.minimum(program.low, program.high), np.maximum(program.low, program.high)
    empty: NDArray[np.bool_] = program.low > program.high
    found = Program(give, low, high, np.append(program.upper, slack)).solver.find_least(objective)
    if found is None:
        return empty
    given = found[len(program.upper) :]
    return empty | (given[:size] > 0) | (given[size:] > 0)
