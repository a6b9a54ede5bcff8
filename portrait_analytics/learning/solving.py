"""The plan as an integer program, and its relaxation: the bound that no plan can beat.

Solver: HiGHS (Huangfu & Hall 2018, Math. Prog. Comp. 10:119), in whole numbers through `scipy.optimize.milp`. Without
them its interior-point method is taken through `scipy.optimize.linprog`: the programs are large, sparse and highly
degenerate, so that the simplex method takes many times as long on thousands of leaders.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from portrait_analytics.errors import PortraitError
from portrait_analytics.learning.programme import Flags, Numbers, Programme, Whole

SECONDS = 60.0  # for one program in whole numbers
TIGHT_UP_TO = 20_000  # seats that could be given
WHOLLY = 1e-6  # what a whole number may be off by the solver's reckoning
NO_PLAN = "No plan was found in the time that the solver has. Offer less, or plan for fewer leaders."
Rows = tuple[NDArray[np.int64], NDArray[np.int64], Numbers]


@dataclass(frozen=True)
class Model:
    """The program: seats that could be given, offerings that could run, needs that could be met, leaders served.

    ``leader, offering`` are the places of each seat; ``worth`` is what the four kinds of unknowns are worth in levels,
    ``served`` which of them says that a leader is served, ``price`` what they cost.
    """

    leader: Whole
    offering: Whole
    matrix: sparse.csr_array
    low: Numbers
    high: Numbers
    lower: Numbers
    upper: Numbers
    whole: Whole
    worth: Numbers
    served: Numbers
    price: Numbers

    @property
    def seats(self) -> int:
        """How many seats could be given."""
        return len(self.leader)

    @property
    def runs(self) -> slice:
        """Where the unknowns lie that say which offerings run."""
        offerings = int(self.whole.sum()) - self.seats
        return slice(self.seats, self.seats + offerings)

    def running(self, runs: Numbers) -> "Model":
        """The same program where it is settled of each offering whether it runs: 1 or 0, or not a number."""
        lower, upper, known = self.lower.copy(), self.upper.copy(), ~np.isnan(runs)
        lower[self.runs][known] = upper[self.runs][known] = runs[known]
        return replace(self, lower=lower, upper=upper)

    def with_whole_runs(self) -> "Model":
        """The same program where nothing has to be whole but which offerings run."""
        whole = np.zeros_like(self.whole)
        whole[self.runs] = 1
        return replace(self, whole=whole)

    def seating(self, numbers: Numbers) -> "Model":
        """The same program where the seats of all whom ``numbers`` seat in whole ones are settled as they are."""
        seats = numbers[: self.seats]
        parted = np.isin(self.leader, self.leader[np.abs(seats - np.round(seats)) > WHOLLY])
        lower, upper = self.lower.copy(), self.upper.copy()
        places = np.flatnonzero(~parted)
        lower[places] = upper[places] = np.round(seats[places])
        return replace(self, lower=lower, upper=upper)


def is_small(programme: Programme) -> bool:
    """True if there are few enough seats that could be given for a tight program."""
    return int(programme.may.sum()) <= TIGHT_UP_TO


def build_model(programme: Programme, *, tight: bool = True) -> Model:
    """The program of a programme.

    A need is met once, however many offerings about it a leader attends; where one offering alone could meet it, its
    worth lies on the seat itself, else on an unknown of its own that is at most the sum of the seats. A ``tight`` one
    ties each seat to its offering by a row of its own, which takes longer and leaves less to search.
    """
    may = programme.may
    leader, offering = np.nonzero(may)
    times = may.astype(np.int64) @ programme.covers.astype(np.int64)
    alone = np.where((times == 1) | (programme.at_most == 1), programme.short, 0)
    several = np.nonzero((programme.short > 0) & (times > 1) & (programme.at_most > 1))
    count, kinds = len(leader), len(programme.offerings)
    size = count + kinds + len(several[0]) + len(programme.persons)
    blocks = list(_rows(programme, leader, offering, several, tight=tight))
    matrix = sparse.vstack(
        [
            sparse.coo_array((values, (rows, columns)), shape=(len(low), size))
            for (rows, columns, values), low, _ in blocks
        ]
    ).tocsr()
    seat_worth = (alone @ programme.covers.T)[leader, offering].astype(np.float64)
    tail = np.zeros(size - count - kinds)
    return Model(
        leader=leader,
        offering=offering,
        matrix=matrix,
        low=np.concatenate([low for _, low, _ in blocks]),
        high=np.concatenate([high for _, _, high in blocks]),
        lower=np.zeros(size),
        upper=np.ones(size),
        whole=np.repeat([1, 0], [count + kinds, len(tail)]),
        worth=np.concatenate([seat_worth, np.zeros(kinds), programme.short[several], np.zeros(len(programme.persons))]),
        served=np.concatenate([np.zeros(size - len(programme.persons)), np.ones(len(programme.persons))]),
        # a dollar for each seat, so that of equally good and dear plans the one with fewest seats is taken
        price=np.concatenate([programme.fee[offering] + 1, programme.cost, tail]),
    )


def _rows(
    programme: Programme, leader: Whole, offering: Whole, several: tuple[Whole, ...], *, tight: bool
) -> Iterator[tuple[Rows, Numbers, Numbers]]:
    """Blocks of rows: where which number stands, and the least and the most that each row may come to."""
    count, kinds, needs = len(leader), len(programme.offerings), len(several[0])
    seat, ran = np.arange(count), count + np.arange(kinds)
    for limit, ends in ((programme.seats, (-np.inf, 0.0)), (programme.least, (0.0, np.inf))):
        yield _block(kinds, [(offering, seat, 1.0), (np.arange(kinds), ran, -limit.astype(float))], *ends)
    if tight:
        yield _block(count, [(seat, seat, 1.0), (seat, ran[offering], -1.0)], -np.inf, 0.0)
    if np.isfinite(programme.budget):
        paid = [(np.zeros(count, int), seat, programme.fee[offering]), (np.zeros(kinds, int), ran, programme.cost)]
        yield _block(1, paid, -np.inf, programme.budget)
    yield _block(len(programme.persons), [(leader, seat, 1.0)], -np.inf, float(programme.at_most))
    slot = programme.slot[offering]
    clash, keys = slot >= 0, leader * (programme.slot.max(initial=0) + 1) + slot
    yield (
        _block(0, [], 0.0, 0.0)
        if not clash.any()
        else _block(
            len(np.unique(keys[clash])),
            [(np.unique(keys[clash], return_inverse=True)[1], seat[clash], 1.0)],
            -np.inf,
            1.0,
        )
    )
    yield _waiting(programme, leader, offering)
    useful = programme.useful[leader, offering]
    person = np.arange(len(programme.persons))
    last = count + kinds + needs
    yield _block(len(person), [(person, last + person, 1.0), (leader[useful], seat[useful], -1.0)], -np.inf, 0.0)
    met, by = _meeting(programme, leader, offering, several)
    own = np.arange(needs)
    yield _block(needs, [(own, count + kinds + own, 1.0), (met, by, -1.0)], -np.inf, 0.0)


def _block(
    size: int, parts: Sequence[tuple[Whole, Whole, float | Numbers]], low: float, high: float
) -> tuple[Rows, Numbers, Numbers]:
    rows, columns = [part[0] for part in parts], [part[1] for part in parts]
    values = [part[2] for part in parts]
    filled = [
        np.broadcast_to(np.asarray(value, dtype=np.float64), len(row)) for value, row in zip(values, rows, strict=True)
    ]
    joined = [np.concatenate([*kind, []]) for kind in (rows, columns, filled)]
    placed = (joined[0].astype(np.int64), joined[1].astype(np.int64), joined[2])
    return placed, np.full(size, low), np.full(size, high)


def _waiting(programme: Programme, leader: Whole, offering: Whole) -> tuple[Rows, Numbers, Numbers]:
    """Nobody attends before what has to be attended first, or has been."""
    place = np.full(programme.may.shape, -1)
    place[leader, offering] = np.arange(len(leader))
    first = programme.after[offering]
    waits = np.flatnonzero((first >= 0) & ~programme.done[leader, first])
    before, own = place[leader[waits], first[waits]], np.arange(len(waits))
    return _block(len(waits), [(own, waits, 1.0), (own, before, -1.0)], -np.inf, 0.0)


def _meeting(programme: Programme, leader: Whole, offering: Whole, several: tuple[Whole, ...]) -> tuple[Whole, Whole]:
    """Which needs, of those that several offerings are about, each seat could meet: the need and the seat."""
    number = np.full(programme.short.shape, -1)
    number[several] = np.arange(len(several[0]))
    seat, part = np.nonzero(programme.covers[offering])
    need = number[leader[seat], part]
    return need[need >= 0], seat[need >= 0]


def solve(
    model: Model, objective: Numbers, *, gap: float = 0.0, rows: Sequence[tuple[Numbers, float]] = ()
) -> tuple[Numbers, float]:
    """The unknowns that make the objective as large as it can be, and the bound that none can beat.

    ``rows`` are further sums of the unknowns with the least that each has to come to; the search ends within ``gap`` of
    the bound, as a share of it. `PortraitError` if nothing is found in the time that there is.
    """
    matrix, low, high = _with_rows(model, rows)
    found = milp(
        -objective,
        constraints=LinearConstraint(matrix, low, high),
        bounds=Bounds(model.lower, model.upper),
        integrality=model.whole,
        options={"mip_rel_gap": gap, "time_limit": SECONDS},
    )
    if found.x is None:
        raise PortraitError(NO_PLAN)
    bound = -found.fun if found.mip_dual_bound is None else -found.mip_dual_bound
    return found.x, float(bound)


def relax(model: Model, objective: Numbers, *, rows: Sequence[tuple[Numbers, float]] = ()) -> tuple[Numbers, float]:
    """The same without whole numbers: parts of seats, and a bound for every plan. ``rows`` as `solve` takes them."""
    matrix, low, high = _with_rows(model, rows)
    upper, lower = np.isfinite(high), np.isfinite(low)
    most = sparse.vstack([matrix[upper], -matrix[lower]])
    limits = np.concatenate([high[upper], -low[lower]])
    bounds = np.column_stack([model.lower, model.upper])
    for method in ("highs-ipm", "highs"):  # the second one where the first loses its footing
        found = linprog(-objective, A_ub=most, b_ub=limits, bounds=bounds, method=method)
        if found.status == 0:
            return found.x, float(-found.fun)
    raise PortraitError(NO_PLAN)


def _with_rows(model: Model, rows: Sequence[tuple[Numbers, float]]) -> tuple[sparse.csr_array, Numbers, Numbers]:
    matrix = sparse.vstack([model.matrix, *(sparse.csr_array(row[None, :]) for row, _ in rows)]).tocsr()
    low, high = np.append(model.low, [least for _, least in rows]), np.append(model.high, np.full(len(rows), np.inf))
    return matrix, low, high


def seats_of(model: Model, numbers: Numbers, programme: Programme) -> Flags:
    """The seats given, as leaders by offerings."""
    given = np.zeros((len(programme.persons), len(programme.offerings)), dtype=bool)
    taken = numbers[: model.seats] > 1 / 2
    given[model.leader[taken], model.offering[taken]] = True
    return given
