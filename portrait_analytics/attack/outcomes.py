"""What can have become of one person in one attribute or competency, and which printed counts that person is in.

A person's answer may have come in after an earlier release: then that release does not count it, and later ones do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from portrait_analytics.attack.solving import Numbers

Flags = NDArray[np.bool_]
MOVES = ("up", "same", "down")
SIDES = ("at", "below")
LEVELS = "answers on the full scale"


class Outcome(NamedTuple):
    """The earlier and the later side of Proficient and the move, each with the release that counts it first.

    Empty is not known; the rank is that of the later answer where the form tells it. Where the parts can go together in
    any way, they are counted each by itself and the others are empty.
    """

    before: str = ""
    after: str = ""
    rank: int = 0
    move: str = ""
    since_before: int = 0
    since_after: int = 0
    since_move: int = 0


@dataclass(frozen=True)
class Model:
    """The outcomes that are counted, and how they hang together among people who are alike.

    ``low <= rows @ counts <= high``, where both ends are parts of how many people there are.
    """

    outcomes: list[Outcome]
    rows: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True)
class Count:
    """One thing that can be counted of a group: which outcomes are in it, and the name of what it is a part of.

    ``wave`` says which people of the group it is about: those in its pairs, those there before, or those there after.
    ``telling`` counts say something of everybody if they are none: which side, which move, or that one level has all.
    What has no ``base`` is how many people a figure rests on, which is no secret. ``late`` is what came in after an
    earlier release.
    """

    name: str
    wave: str
    of: Flags
    base: str = ""
    telling: bool = True
    late: bool = False


def model_competency(ranks: Sequence[int], proficient: int, releases: int = 1) -> Model:
    """Everybody has one outcome; one cannot have crossed the line of Proficient and moved the other way."""
    since = range(releases)
    sides = [(side, 0) for side in SIDES]
    told = [("at" if rank >= proficient else "below", rank) for rank in ranks]
    befores = [("", 0), *product(SIDES, since)]
    afters = [("", 0, 0), *((*answer, release) for answer, release in product([*sides, *told], since))]
    outcomes = [
        Outcome(before, after, rank, move, since_before, since_after, max(since_before, since_after))
        for (before, since_before), (after, rank, since_after) in product(befores, afters)
        for move in ("", *_possible_moves(before, after, rank, [of for side, of in told if side == after]))
    ]
    one = np.ones(1)
    return Model(outcomes, np.ones((1, len(outcomes))), one, one)


def _possible_moves(before: str, after: str, rank: int, same_side: Sequence[int]) -> Iterator[str]:
    """How an earlier answer on one side of the line can compare with a later one."""
    if not (before and after):
        return
    if before != after:
        yield "up" if after == "at" else "down"
        return
    yield "same"
    if rank != min(same_side):
        yield "up"
    if rank != max(same_side):
        yield "down"


def model_attribute(releases: int = 1) -> Model:
    """Any two sides can go with any move, so sides and moves are counted each by itself.

    An outcome without any of the three counts those who answered both times, by the releases that count their answers
    first: no more than the answers of either semester, and no fewer than those with a move.
    """
    since = range(releases)
    before = [Outcome(before=side, since_before=release) for side, release in product(SIDES, since)]
    after = [Outcome(after=side, since_after=release) for side, release in product(SIDES, since)]
    moved = [Outcome(move=move, since_move=release) for move, release in product(MOVES, since)]
    both = [Outcome(since_before=first, since_after=second) for first, second in product(since, since)]
    outcomes = [*before, *after, *moved, *both]
    rows = [[int(bool(of.before)) for of in outcomes], [int(bool(of.after)) for of in outcomes]]
    for release in since:
        rows += [_balance(outcomes, both, part, release) for part in ("before", "after", "move")]
    high = np.array([1.0, 1.0, *[0.0] * (len(rows) - 2)])
    return Model(outcomes, np.array(rows, dtype=np.float64), np.full(len(rows), -np.inf), high)


def _balance(outcomes: Sequence[Outcome], both: Sequence[Outcome], part: str, release: int) -> list[int]:
    """The row that keeps those who answered both times within one semester's answers, or the moves within them."""
    sign = -1 if part == "move" else 1
    row = []
    for of in outcomes:
        first = max(of.since_before, of.since_after) if part == "move" else getattr(of, f"since_{part}")
        known = bool(getattr(of, part)) and getattr(of, f"since_{part}") == release
        row.append(sign * ((of in both and first == release) - known))
    return row


def count_outcomes(outcomes: Sequence[Outcome], ranks: Sequence[int], release: int = 0) -> dict[str, Count]:
    """Everything that a release counts, by name; answers that came in later are not in it."""
    before = np.array([of.before if of.since_before <= release else "" for of in outcomes])
    after = np.array([of.after if of.since_after <= release else "" for of in outcomes])
    rank = np.array([of.rank for of in outcomes]) * (after != "")
    move = np.array([of.move if of.since_move <= release else "" for of in outcomes])
    pairs = move != ""
    counts = [Count("pairs", "pairs", pairs)]
    for name in ("up", "down"):
        own = pairs & (move == name)
        counts += [Count(name, "pairs", own, "pairs"), Count(f"not {name}", "pairs", pairs & ~own, "pairs")]
    for end, wave, side in (("earlier", "before", before), ("later", "after", after)):
        base = f"{end} answers"
        counts += [Count(base, wave, side != "")]
        counts += [Count(f"{name} Proficient, {end}", wave, side == name, base) for name in SIDES]
    return {count.name: count for count in (*counts, *_count_levels(rank, ranks))}


def _count_levels(rank: NDArray[np.int64], ranks: Sequence[int]) -> Iterator[Count]:
    if ranks:
        yield Count(LEVELS, "after", rank > 0)
    for level in ranks:
        yield Count(f"level {level}", "after", rank == level, LEVELS, telling=False)
        yield Count(f"not level {level}", "after", (rank > 0) & (rank != level), LEVELS)


def count_late(earlier: Mapping[str, Count], later: Mapping[str, Count], release: str) -> dict[str, Count]:
    """What a release counts on top of the one before: those whose answers came in between."""
    words = f", new in {release}"
    late = [
        replace(
            count,
            name=f"{name}{words}",
            of=count.of & later[count.base or name].of & ~earlier[count.base or name].of,
            base=count.base and f"{count.base}{words}",
            late=True,
        )
        for name, count in later.items()
    ]
    return {count.name: count for count in late}
