"""A plan from a solution without whole numbers: which offerings run, then who sits where, then what can be mended."""

import numpy as np

from portrait_analytics.errors import PortraitError
from portrait_analytics.learning.programme import Flags, Numbers, Programme
from portrait_analytics.learning.solving import Model, build_model, is_small, relax, solve

SURELY, HARDLY = 0.85, 0.02  # parts of an offering that count as all or nothing of it
SWEEPS = 3
AT_ONCE = 4  # a quarter of what is undecided is settled in one go
SERVED_FIRST = 100  # seats of the highest worth that one leader served outweighs; more would blur the levels
SEATS_GAP = 1e-5  # share of the bound within which the last seats are settled


def round_seats(programme: Programme) -> Flags:
    """The seats of a plan that keeps to everything and is near to the best without whole numbers.

    Which offerings run is settled a few at a time, each time with the program solved anew around them. Nearly all
    leaders have whole seats then, since only seats and money tie one to another; the few others are seated by a program
    in whole numbers of their own. The desk gives these seats and whatever else covers more for the money. Offerings
    that too few would attend are closed, and their people seated anew.
    """
    model = build_model(programme.without("least"), tight=is_small(programme))
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
    objective = _objective(model)
    runs = np.full(len(programme.offerings), np.nan)
    dearest = programme.cost + programme.fee * programme.least
    while True:
        numbers, _ = relax(model.running(runs), objective)
        parts, open_ones = numbers[model.runs], np.isnan(runs)
        if not (open_ones & (parts > HARDLY / 1000) & (parts < 1 - HARDLY / 1000)).any():
            runs[open_ones] = np.round(parts[open_ones])
            return runs, numbers
        runs[open_ones & (parts < HARDLY)] = 0.0
        sure = np.where(open_ones & (parts >= SURELY), parts, 0.0)
        likely = np.where(np.isnan(runs), parts, -1.0)
        # several at a time where many are undecided, so that the program is not solved for each of them
        several = np.argsort(-likely, kind="stable")[: max(1, int((likely >= 0).sum()) // AT_ONCE)]
        for place in np.flatnonzero(sure) if sure.any() else several:
            fits = dearest[runs == 1].sum() + dearest[place] <= programme.budget
            runs[place] = float(fits)


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
