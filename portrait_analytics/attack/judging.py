"""Which counts an attacker learns too much about: the failures of a release, family by family."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portrait_analytics.attack.families import Fact, Family
from portrait_analytics.attack.insiders import find_by_insiders
from portrait_analytics.attack.outcomes import Flags
from portrait_analytics.attack.search import Search
from portrait_analytics.attack.solving import ContradictionError, find_conflict
from portrait_analytics.attack.system import System, build_system
from portrait_analytics.attack.witnesses import Witnesses

KINDS = {"exact": "F1", "certain": "F2", "narrow": "F3", "homogeneous": "F4"}
KIND_OF_TARGET = {"remainder": "F6", "late": "F6", "churn": "F7"}
BY_HEADS = {"small", "churn"}  # targets that are small if they have few people, however many answered
WIDE_ENOUGH = 2  # of two or more people, three possible counts
NEGLIGIBLE = 1e-7


@dataclass(frozen=True)
class Failure:
    """One count that is known too well, and the printed facts that tell it."""

    kind: str
    finding: str
    semesters: str
    family: str
    target: str
    quantity: str
    low: int
    high: int
    people: int
    evidence: tuple[Fact, ...]

    @property
    def words(self) -> str:
        """The failure in a sentence."""
        bounds = str(self.low) if self.low == self.high else f"{self.low} to {self.high}"
        known = f"{self.target}: {self.quantity} is {bounds} of at most {self.people}"
        return f"{self.family}, {known if self.target else self.finding}. Told by: {self.told_by}"

    @property
    def told_by(self) -> str:
        """The printed facts in words, each once."""
        return "; ".join(dict.fromkeys(fact.label for fact in self.evidence))


def judge(family: Family, minimum: int, witnesses: Witnesses) -> Iterator[Failure]:
    """Every failure of one family; ``minimum`` is the smallest group that may be told.

    ``witnesses`` spare the solver what they settle, and take in what is found.
    """
    if not family.targets:
        return
    system = build_system(family)
    try:
        known = witnesses.recall(family, system)
        search = Search(system, family.targets, list(family.counts.values()), known)
    except ContradictionError:
        rows = find_conflict(system.program, np.array([fact is None for fact in system.facts]))
        yield Failure("F0", "contradiction", family.semesters, family.name, "", "", 0, 0, 0, _facts_of(system, rows))
        return
    search.take_as_given(family.facts)
    verdict = Verdict(search, minimum)
    for place, column, finding in verdict.find():
        target = family.targets[place]
        kind = "F4" if finding == "homogeneous" else KIND_OF_TARGET.get(target.kind, KINDS[finding])
        yield _as_failure(family, search, (place, column), kind, finding)
    for place, column, finding in find_by_insiders(search):
        yield _as_failure(family, search, (place, column), "F5", finding)
    witnesses.keep(family, system, search.solutions)


def _as_failure(family: Family, search: Search, where: tuple[int, int], kind: str, finding: str) -> Failure:
    place, column = where
    name = search.counts[column].name
    base = search.column(search.counts[column].base)
    return Failure(
        kind=kind,
        finding=finding,
        semesters=family.semesters,
        family=family.name,
        target=family.targets[place].words,
        quantity=name,
        low=int(search.low[place, column]),
        high=int(search.high[place, column]),
        people=int(search.high[place, base]),
        evidence=_find_evidence(family, search, place, column),
    )


def _find_evidence(family: Family, search: Search, place: int, column: int) -> tuple[Fact, ...]:
    """The facts that hold a count back; all that touch its people, where only their being whole numbers does."""
    members = family.targets[place].members[search.counts[column].wave]
    near = tuple(fact for fact in family.facts if (fact.cells & members).any())
    return _facts_of(search.system, search.weigh(place, column) > NEGLIGIBLE) or near


def _facts_of(system: System, rows: Flags) -> tuple[Fact, ...]:
    """The printed facts among some rows of the program."""
    return tuple(fact for fact, own in zip(system.facts, rows, strict=True) if own and fact is not None)


@dataclass(frozen=True)
class Verdict:
    """Which counts are known too well: of few people nearly exactly, or of anybody that all or none are in it."""

    search: Search
    minimum: int

    def find(self) -> Iterator[tuple[int, int, str]]:
        """Target, count and finding of each failure."""
        self.search.close(self._open_bases)
        self.search.close(self._open_counts)
        less, more = self._open_counts()
        found = {(int(place), int(column)) for place, column in np.argwhere(less | more)}
        for place, column in sorted(found):
            if not self._is_said_already(place, column, found):
                yield place, column, self._name(place, column)

    def _is_said_already(self, place: int, column: int, found: set[tuple[int, int]]) -> bool:
        """True for the second of two counts that are each what the other leaves, where both are as wide."""
        counts = self.search.counts
        others = [
            other
            for other, count in enumerate(counts[:column])
            if count.wave == counts[column].wave and (count.of ^ counts[column].of == self._base_of(column)).all()
        ]
        same = [other for other in others if self._name(place, other) == self._name(place, column)]
        return any((place, other) in found for other in same)

    def _base_of(self, column: int) -> Flags:
        return self.search.counts[self.search.column(self.search.counts[column].base)].of

    def _name(self, place: int, column: int) -> str:
        if not self._is_small()[place, column]:
            return "homogeneous"
        if self.search.high[place, column] == 0 and self.search.counts[column].telling:
            return "certain"
        return "exact" if self.search.low[place, column] == self.search.high[place, column] else "narrow"

    def _open_bases(self) -> tuple[Flags, Flags]:
        """How many people a count rests on: more than one, where there are; and fewer than the minimum?"""
        people, bases = self.search.people(), self.search.is_base()
        more = bases & (self.search.high < np.minimum(people, WIDE_ENOUGH))
        kept_back = np.array([target.kind not in BY_HEADS for target in self.search.targets])
        many = (people >= self.minimum) & (self.search.low >= self.minimum) & kept_back[:, None]
        return bases & many, more

    def _open_counts(self) -> tuple[Flags, Flags]:
        """What is not wide enough yet, of few people; what has not been seen to be somebody, of many."""
        search, small = self.search, self._is_small()
        rests_on = search.high[:, search.bases()]
        asked = search.is_asked() & (rests_on > 0)
        narrow = asked & small & (search.high - search.low < np.minimum(rests_on, WIDE_ENOUGH))
        telling = np.array([count.telling for count in search.counts])
        nobody = asked & ~small & telling & (search.high == 0)
        return narrow, narrow | nobody

    def _is_small(self) -> Flags:
        """True where there are fewer people than the minimum, or a group that was kept back may have fewer answers."""
        search = self.search
        kept_back = np.array([target.kind not in BY_HEADS for target in search.targets])
        few_answers = search.low[:, search.bases()] < self.minimum
        small: Flags = (search.people() < self.minimum) | (few_answers & kept_back[:, None])
        return small
