"""A plan from a solution without whole numbers: which offerings run, then who sits where, then what can be mended."""

import numpy as np

from portrait_analytics.errors import PortraitError
from portrait_analytics.learning.programme import Flags, Numbers, Programme, Whole
from portrait_analytics.learning.solving import Model, build_model, is_small, relax, solve

SURELY, HARDLY = 0.85, 0.02  # parts of an offering that count as all or nothing of it
SWEEPS = 3
AT_ONCE = 4  # a quarter of what is undecided is settled in one go
SERVED_FIRST = 100  # seats of the highest worth that one leader served outweighs; more would blur the levels
FEW = 1_500  # seats that could be given, for which it is settled in whole numbers which offerings run
RUNS_GAP = 1e-3  # share of the bound within which it is
LOSS = 2e-3  # share of the worth that opening an offering may cost
SEATS_GAP = 1e-5  # share of the bound within which the last seats are settled


def round_seats(programme: Programme) -> Flags:
    """The seats of a plan that keeps to everything and is near to the best without whole numbers.

    Which offerings run is settled a few at a time, each time with the program solved anew around them. Nearly all
    leaders have whole seats then, since only seats and money tie one to another; the few others are seated by a program
    in whole numbers of their own. The desk gives these seats and whatever else covers more for the money. Offerings
    that too few would attend are closed, and their people seated anew.
    """
    few = int(programme.may.sum()) <= FEW
    # for many, the least that an offering runs for is left to the desk
    model = build_model(programme if few else programme.without("least"), tight=is_small(programme))
    runs, seats = _settle_seats(model, *_settle_runs(programme, model))
    part = np.zeros(programme.may.shape)
    part[model.leader, model.offering] = seats[: model.seats]
    opened = runs > 0
    while True:
        desk = _Desk(programme, part, opened)
        desk.fill()
        people = desk.given.sum(axis=0)
        thin = (people > 0) & (people < programme.least)
        if not thin.any():
            return desk.given
        # the thinnest goes first: its people may fill the others
        lacking = np.where(thin, programme.least - people, -1)
        opened = opened & (people > 0) & (np.arange(len(people)) != int(np.argmax(lacking)))


def _objective(model: Model) -> Numbers:
    """Levels, where one leader served outweighs whatever else could be covered in their stead."""
    objective: Numbers = model.worth + (model.worth.max(initial=0.0) * SERVED_FIRST + 1) * model.served
    return objective


def _settle_runs(programme: Programme, model: Model) -> tuple[Numbers, Numbers]:
    """Which offerings run, as 1 or 0, and the seats that go with them, in parts."""
    if model.seats <= FEW:
        try:
            numbers, _ = solve(model.with_whole_runs(), _objective(model), gap=RUNS_GAP)
            return np.round(numbers[model.runs]), numbers
        except PortraitError:
            pass  # a few at a time, then
    dive = _Dive(programme, model)
    while dive.undecided.any():
        dive.settle_some()
    return dive.settled()


class _Dive:
    """Settles a few offerings at a time, the likeliest first, and takes back what costs much."""

    def __init__(self, programme: Programme, model: Model) -> None:
        self.model, self.objective, self.budget = model, _objective(model), programme.budget
        self.dearest = programme.cost + programme.fee * programme.least
        self.runs = np.full(len(programme.offerings), np.nan)
        self.numbers, self.worth = relax(model, self.objective)

    @property
    def parts(self) -> Numbers:
        """How much of each offering runs."""
        return self.numbers[self.model.runs]

    @property
    def undecided(self) -> Flags:
        """Which offerings are open and run in part."""
        undecided: Flags = np.isnan(self.runs) & (self.parts > HARDLY / 1000) & (self.parts < 1 - HARDLY / 1000)
        return undecided

    def settled(self) -> tuple[Numbers, Numbers]:
        """Which offerings run, and the seats that go with them, in parts."""
        return np.where(np.isnan(self.runs), np.round(self.parts), self.runs), self.numbers

    def settle_some(self) -> None:
        """Open what surely runs, or the likeliest; fewer of them, or none, where that costs much."""
        self.runs[np.isnan(self.runs) & (self.parts < HARDLY)] = 0.0
        open_ones = np.isnan(self.runs)
        likely = np.argsort(np.where(open_ones, -self.parts, 1.0), kind="stable")[: open_ones.sum()]
        sure = int((open_ones & (self.parts >= SURELY)).sum())
        # several at a time where many are undecided, so that the program is not solved for each of them
        chosen = likely[: sure or max(1, len(likely) // AT_ONCE)]
        lost = self._open(chosen)
        if lost and len(chosen) > 1:
            chosen = chosen[:1]
            lost = self._open(chosen)
        if lost:
            self._try(np.where(np.isin(np.arange(len(self.runs)), chosen), 0.0, self.runs), self.worth)

    def _open(self, chosen: Whole) -> bool:
        """Open some as far as there is money; true if that costs much and is not done."""
        runs = self.runs.copy()
        for place in chosen:
            runs[place] = float(self.dearest[runs == 1].sum() + self.dearest[place] <= self.budget)
        return not self._try(runs, self.worth * LOSS)

    def _try(self, runs: Numbers, most: float) -> bool:
        numbers, worth = relax(self.model.running(runs), self.objective)
        if worth < self.worth - most:
            return False
        self.runs, self.numbers, self.worth = runs, numbers, worth
        return True


def _settle_seats(model: Model, runs: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """The same with whole seats for those who have parts of some; as it was if that takes too long."""
    try:
        settled, _ = solve(model.running(runs).seating(numbers), _objective(model), gap=SEATS_GAP)
    except PortraitError:
        return runs, numbers
    return runs, settled


class _Desk:
    """Gives seats one by one, and never one that something forbids."""

    def __init__(self, programme: Programme, part: Numbers, opened: Flags) -> None:
        self.programme, self.part = programme, part
        self.useful, self.may = programme.useful, programme.may & opened
        self.given = np.zeros(programme.may.shape, dtype=bool)
        self.left = programme.short.copy()
        self.people = np.zeros(len(programme.offerings), dtype=np.int64)
        self.money = programme.budget
        self.open = np.zeros(len(programme.offerings), dtype=bool)

    def fill(self) -> None:
        """Open what there is money for, then give seats in three rounds."""
        needed = self.programme.cost + self.programme.fee * self.programme.least
        reserve = 0.0
        for place in range(len(needed)):
            if self.may[:, place].any() and needed[place] <= self.money - reserve:
                self.open[place] = True
                self.money -= self.programme.cost[place]
                reserve += self.programme.fee[place] * self.programme.least[place]
        leader, offering = np.nonzero(self.may & self.open)
        worth = self._worth(leader, offering)
        near = np.lexsort((offering, leader, -worth, -np.round(self.part[leader, offering], 6)))
        for place in near:
            if not self.given[leader[place]].any() and self.useful[leader[place], offering[place]]:
                self._seat(leader[place], offering[place])
        for place in near:
            self._seat(leader[place], offering[place])
        self._make_room()
        for _ in range(SWEEPS):
            worth = self._worth(leader, offering)
            gain = np.flatnonzero((worth > 0) & ~self.given[leader, offering])
            best = gain[np.lexsort((offering[gain], leader[gain], -worth[gain]))]
            if not sum(self._seat(leader[place], offering[place]) for place in best):
                break

    def _make_room(self) -> None:
        """Leaders without a seat take that of somebody who has another one and loses least by it."""
        for leader in np.flatnonzero(~self.given.any(axis=1)).tolist():
            for offering in np.flatnonzero(self.useful[leader] & self.may[leader] & self.open).tolist():
                if (
                    self.programme.after[offering] >= 0
                    and not self.programme.done[leader, self.programme.after[offering]]
                ):
                    continue
                giver = self._giver(offering)
                if giver >= 0:
                    self._unseat(giver, offering)
                    self._seat(leader, offering)
                    break

    def _giver(self, offering: int) -> int:
        """Who could do without a seat: somebody with another useful one that does not rest on it; -1 for nobody."""
        rest = self.given.copy()
        rest[:, offering] = False
        later = self.programme.after == offering
        able = self.given[:, offering] & (rest & self.useful).any(axis=1) & ~rest[:, later].any(axis=1)
        people = np.flatnonzero(able)
        if not len(people):
            return -1
        lost = self.programme.short[people] * self.programme.covers[offering]
        kept = (rest[people].astype(np.int64) @ self.programme.covers.astype(np.int64)) > 0
        return int(people[np.argmin((lost * ~kept).sum(axis=1))])

    def _unseat(self, leader: int, offering: int) -> None:
        self.given[leader, offering] = False
        self.people[offering] -= 1
        self.money += float(self.programme.fee[offering])
        met = self.programme.covers[self.given[leader]].any(axis=0)
        self.left[leader] = np.where(met, 0, self.programme.short[leader])

    def _worth(self, leader: np.ndarray, offering: np.ndarray) -> np.ndarray:
        """The levels that a seat would still cover."""
        worth: np.ndarray = (self.left @ self.programme.covers.T)[leader, offering]
        return worth

    def _seat(self, leader: int, offering: int) -> bool:
        """Give the seat, with the one in what has to be attended before, if everything allows it and it is of use."""
        chain = self._chain(leader, offering)
        covered = self.programme.covers[chain].any(axis=0)
        gain = int(self.left[leader][covered].sum()) if chain else 0
        if not gain or not self._allowed(leader, chain):
            return False
        self.given[leader, chain] = True
        self.people[chain] += 1
        self.money -= float(self.programme.fee[chain].sum())
        self.left[leader][covered] = 0
        return True

    def _chain(self, leader: int, offering: int) -> list[int]:
        """The offering and what has to be attended before it; empty if the leader has the seat already."""
        chain: list[int] = []
        place = offering
        while place >= 0 and not self.given[leader, place] and not (chain and self.programme.done[leader, place]):
            chain.append(place)
            place = int(self.programme.after[place])
        return chain

    def _allowed(self, leader: int, chain: list[int]) -> bool:
        programme = self.programme
        held = np.flatnonzero(self.given[leader])
        slots = programme.slot[[*held, *chain]]
        slots = slots[slots >= 0]
        return bool(
            self.may[leader, chain].all()
            and self.open[chain].all()
            and (self.people[chain] < programme.seats[chain]).all()
            and len(held) + len(chain) <= programme.at_most
            and len(np.unique(slots)) == len(slots)
            and programme.fee[chain].sum() <= self.money
        )
