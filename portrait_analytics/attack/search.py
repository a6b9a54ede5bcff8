"""How far each count of each target can lie apart, given all that is printed.

Whoever shows two different sets of counts that would be printed alike has shown that an attacker cannot tell them
apart. So every solution that is found is held against all questions at once, and only what no solution settles is
bounded by a program of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from portrait_analytics.attack.families import Fact
from portrait_analytics.attack.groups import WAVES, Target
from portrait_analytics.attack.outcomes import Count, Flags
from portrait_analytics.attack.solving import Extension, Numbers
from portrait_analytics.attack.system import System

ROUNDS = 30  # solutions drawn for many questions at once, before each remaining one is asked by itself
PATIENCE = 3  # rounds in which a draw may settle nothing


@dataclass
class Search:
    """What is known of every target (row) and count (column): the least and the most that a solution has shown.

    ``exact_low`` and ``exact_high`` say where no other solution can show less, or more; none can go above ``ceiling``.
    ``start`` are solutions that are known already.
    """

    system: System
    targets: Sequence[Target]
    counts: Sequence[Count]
    start: Sequence[Numbers] = ()
    inside: dict[str, Numbers] = field(init=False)  # for each wave, the people of a target (row) in a class (column)
    low: NDArray[np.int64] = field(init=False)
    high: NDArray[np.int64] = field(init=False)
    solutions: list[Numbers] = field(default_factory=list)
    exact_low: Flags = field(init=False)
    exact_high: Flags = field(init=False)
    ceiling: Numbers = field(init=False)

    def __post_init__(self) -> None:
        """Start with at least one solution; `solving.ContradictionError` if there is none."""
        self._names = {count.name: place for place, count in enumerate(self.counts)}
        self.inside = {
            wave: np.array([self.system.spread(target.members[wave]) for target in self.targets]) for wave in WAVES
        }
        size = (len(self.targets), len(self.counts))
        self.low, self.high = np.full(size, np.iinfo(np.int64).max), np.full(size, -1)
        self.exact_low, self.exact_high = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        self.ceiling = np.full(size, np.inf)
        for solution in self.start:
            self._learn(solution)
        if not self.solutions:
            self._learn(self.system.program.solver.find_least(np.zeros(len(self.system.program.upper))))

    def people(self) -> NDArray[np.int64]:
        """How many people each count of each target can be about: those who were there."""
        columns = [self.inside[count.wave].sum(axis=1) for count in self.counts]
        return np.column_stack(columns).astype(np.int64)

    def column(self, name: str) -> int:
        """Where a count stands."""
        return self._names[name]

    def bases(self) -> NDArray[np.intp]:
        """For each count, where the count stands that it is a part of; its own place if it is no part."""
        return np.array([self._names[count.base or count.name] for count in self.counts])

    def is_base(self) -> Flags:
        """True where a target is asked how many people a figure rests on."""
        base: Flags = self._is_meant() & [not count.base for count in self.counts]
        return base

    def is_asked(self) -> Flags:
        """True where a target is asked for a count."""
        asked: Flags = self._is_meant() & [bool(count.base) for count in self.counts]
        return asked

    def _is_meant(self) -> Flags:
        late = np.array([[target.kind == "late"] for target in self.targets])
        meant: Flags = np.equal(late, [count.late for count in self.counts]) & (self.people() > 0)
        return meant

    def _learn(self, numbers: Numbers | None) -> None:
        if numbers is None:
            return
        solution = numbers.ravel()[: len(self.system.program.upper)].reshape(self.system.shape)
        self.solutions.append(solution)
        for wave in WAVES:
            columns = [place for place, count in enumerate(self.counts) if count.wave == wave]
            counted = solution @ np.array([self.counts[place].of for place in columns], dtype=np.float64).T
            least, most = _part_of(self.inside[wave], self.system.sizes, counted)
            self.low[:, columns] = np.minimum(self.low[:, columns], least)
            self.high[:, columns] = np.maximum(self.high[:, columns], most)

    def take_as_given(self, facts: Sequence[Fact]) -> None:
        """What is printed of just these people and counts needs no search, nor more than is printed of a larger group.

        A least of nobody and a most of everybody need none either.
        """
        if not facts:
            self.ceiling = self.people().astype(np.float64)
            return
        weights = np.array([fact.weights for fact in facts])
        lows, highs = (np.array(ends) for ends in ([fact.low for fact in facts], [fact.high for fact in facts]))
        cells = np.array([fact.cells for fact in facts])
        for wave in WAVES:
            own = np.array([target.members[wave] for target in self.targets])
            within, same = _compare_groups(own, cells)
            for place, count in enumerate(self.counts):
                if count.wave == wave:
                    wider = (weights >= count.of).all(axis=1)
                    just = wider & (weights == count.of).all(axis=1) & (lows == highs)
                    ends = np.where(within & wider, highs, np.inf).min(axis=1, initial=np.inf)
                    self.ceiling[:, place] = np.minimum(self.inside[wave].sum(axis=1), ends)
                    self.exact_low[:, place] = self.exact_high[:, place] = (same & just).any(axis=1)

    def close(self, open_questions: Callable[[], tuple[Flags, Flags]]) -> None:
        """Find solutions until no question is open, or its answer is exact.

        ``open_questions`` tells which counts of which targets should be shown to be able to be less, and more.
        """
        idle, left = 0, -1
        for seed in range(ROUNDS):
            less, more = self._unsettled(open_questions)
            now = int(np.count_nonzero(less | more))
            idle, left = (idle + 1 if now == left else 0), now
            if not now or idle == PATIENCE:
                break
            self._draw(less, more, seed)
        for target, count in np.argwhere(np.logical_or(*self._unsettled(open_questions))):
            for sign in (1, -1):
                if self._unsettled(open_questions)[int(sign > 0)][target, count]:
                    self.settle(target, count, sign)

    def weigh(self, target: int, count: int) -> Numbers:
        """How much each row of the program holds back the two ends of a count."""
        asked = self.counts[count]
        inside = self.inside[asked.wave][target]
        solver = self.system.program.solver
        both = [solver.weigh_rows(*_ask(self.system, inside, asked.of, sign)) for sign in (-1, 1)]
        rows = len(self.system.facts)
        return both[0][:rows] + both[1][:rows]

    def _unsettled(self, open_questions: Callable[[], tuple[Flags, Flags]]) -> tuple[Flags, Flags]:
        less, more = open_questions()
        unsettled = (~self.exact_low & (self.low > 0), ~self.exact_high & (self.high < self.ceiling))
        return less & unsettled[0], more & unsettled[1]

    def _draw(self, less: Flags, more: Flags, seed: int) -> None:
        """A solution that takes as many counts as it can to one of the ends that are wanted."""
        generator = np.random.default_rng(seed)
        upward = np.where(less & more, generator.random(less.shape) < 0.5, more)
        objective = np.zeros(self.system.shape)
        for target, count in np.argwhere(less | more):
            part = self.inside[self.counts[count].wave][target] / self.system.sizes
            sign = 1 if upward[target, count] else -1
            objective -= sign * generator.uniform(0.5, 1.5) * np.outer(part, self.counts[count].of)
        self._learn(self.system.program.solver.find_least(objective.ravel()))

    def settle(self, target: int, count: int, sign: int) -> None:
        """Find the least (-1) or the most (1) of one count of one target."""
        exact = self.exact_high if sign > 0 else self.exact_low
        if exact[target, count]:
            return
        asked = self.counts[count]
        objective, further = _ask(self.system, self.inside[asked.wave][target], asked.of, sign)
        known = self.high[target, count] if sign > 0 else self.low[target, count]
        self._learn(self.system.program.solver.find_least(objective, further, than=-sign * known))
        exact[target, count] = True


def _compare_groups(first: Flags, second: Flags) -> tuple[Flags, Flags]:
    """For each group (row) of the first, if it lies within each group of the second, and if it is the same."""
    outside = first.astype(np.float32) @ (~second).astype(np.float32).T
    further = (~first).astype(np.float32) @ second.astype(np.float32).T
    return outside == 0, (outside == 0) & (further == 0)


def _part_of(inside: Numbers, sizes: Numbers, counted: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The least and the most of those counted in each class who can be among the people of a target."""
    others = sizes - inside
    least = np.maximum(0, counted[None, :, :] - others[:, :, None]).sum(axis=1)
    most = np.minimum(inside[:, :, None], counted[None, :, :]).sum(axis=1)
    return np.round(least).astype(np.int64), np.round(most).astype(np.int64)


def _ask(system: System, inside: Numbers, of: Flags, sign: int) -> tuple[Numbers, Extension | None]:
    """What has the end of a count as its least value, turned around for the most, and what the program lacks for it.

    A class that lies only in part in the target has a further unknown: how many of those counted are in that part. It
    is at most the part and at most the count; at least what the rest of the class has no room for.
    """
    classes = len(system.sizes)
    parts = np.flatnonzero((inside > 0) & (inside < system.sizes))
    whole = (inside > 0) & (inside == system.sizes)
    objective = np.append(np.outer(whole, of).ravel(), np.ones(len(parts))).astype(np.float64)
    if not len(parts):
        return -sign * objective, None
    counted = sparse.kron(sparse.eye_array(classes).tocsr()[parts], of.astype(np.float64)[None, :])
    rows = sparse.hstack([-counted, sparse.eye_array(len(parts))]).tocsr()
    room = inside[parts] - system.sizes[parts]
    low, high = (
        (np.full(len(parts), -np.inf), np.zeros(len(parts))) if sign > 0 else (room, np.full(len(parts), np.inf))
    )
    return -sign * objective, Extension(rows, low, high, inside[parts])
