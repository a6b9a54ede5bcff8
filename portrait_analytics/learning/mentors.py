"""Who could mentor whom: those at the highest level of a competency, which is to help others grow in it.

Only who opted in mentors, and only who consented to be named is in a pair. Nobody is mentored by someone above or
below them in their reporting line. Pairs persist: of two matchings that are equally good, the one that keeps more pairs
of the last run is taken.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from portrait_analytics.rubric import Rubric

DISTANCES = ("the same school", "the same cluster", "elsewhere")
PAIR = ["mentor", "mentee", "competency"]
MOST_PAIRS = 2_000_000  # of mentors and mentees that are looked at together, which takes seconds and a few 100 MB
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Mentoring:
    """Who mentors whom (restricted).

    ``pairs``: one row is one pair: ``mentor, mentee`` (keys), ``competency`` (the one that the pair is about),
    ``short`` (levels) and ``distance`` (one of `DISTANCES`). ``mentors`` could mentor, ``mentees`` are short of
    something and may be paired, both by key; ``unmet`` are those of them who have no mentor.
    """

    pairs: pd.DataFrame
    mentors: tuple[str, ...]
    mentees: tuple[str, ...]

    @property
    def unmet(self) -> tuple[str, ...]:
        """The case for help from outside: who has no mentor."""
        paired = set(self.pairs["mentee"])
        return tuple(person for person in self.mentees if person not in paired)


def match_mentors(
    evidence: pd.DataFrame,
    gaps: pd.DataFrame,
    people: pd.DataFrame,
    placed: pd.DataFrame,
    *,
    rubric: Rubric,
    capacity: int = 2,
    kept: pd.DataFrame | None = None,
) -> Mentoring:
    """The best matching of mentors and mentees (restricted).

    As many mentees as can be are given a mentor, then the levels that they are short of in what the pair is about are
    as many as can be, then they are near each other, then pairs of ``kept`` (columns `PAIR`) stay. Each mentee has one
    mentor, each mentor at most ``capacity`` mentees. A pair is about a foundational competency before others, then
    about the one that the mentee is shortest of. ``people`` are the rows of the table `people` for the semester.

    Assignment by `scipy.optimize.linear_sum_assignment` (Crouse 2016, IEEE Trans. Aerosp. Electron. Syst. 52:1679) over
    mentors and mentees in the order of their keys, so that the order of the rows does not matter. Of more than
    `MOST_PAIRS` possible pairs those within a cluster alone are looked at, cluster by cluster; a cluster that is still
    too large is dealt into parts with like needs, so that each part, and not the whole, has its best matching.
    """
    willing = _willing(people)
    able = _able(evidence, placed, willing, rubric)
    lacking = gaps[gaps["below"] & gaps["person"].isin(willing["mentee"])]
    need = lacking.pivot_table(index="person", columns="competency", values="short", aggfunc="max").sort_index()
    need = need.reindex(columns=list(rubric.attribute_of)).fillna(0).astype("int64")
    above = dict(zip(people["person"], people["reports_to"].astype("str"), strict=True))
    parts = [
        _match(able.loc[ours], need.loc[theirs], above, placed, rubric=rubric, capacity=capacity, kept=kept)
        for ours, theirs in _divide(able, need, placed)
    ]
    pairs = pd.concat(parts).sort_values(["mentor", "mentee"], ignore_index=True)
    return Mentoring(pairs, tuple(map(str, able.index)), tuple(map(str, need.index)))


def _divide(able: pd.DataFrame, need: pd.DataFrame, placed: pd.DataFrame) -> Iterator[tuple[pd.Index, pd.Index]]:
    """Mentors and mentees that are looked at together: all of them if they are few enough, else those of a cluster."""
    if len(able) * len(need) <= MOST_PAIRS:
        yield able.index, need.index
        return
    # by what they hold and need before their keys, so that no count depends on anybody's key
    ours, theirs = (frame.sort_values(list(frame.columns), kind="stable").index for frame in (able, need))
    cluster = placed["cluster"].astype("object").fillna("")
    here, there = (cluster.reindex(keys, fill_value="").to_numpy() for keys in (ours, theirs))
    for name in sorted({*here, ""}):
        own, other = ours[here == name], theirs[there == name]
        count = max(1, ceil(sqrt(len(own) * len(other) / MOST_PAIRS)))
        yield from ((own[part::count].sort_values(), other[part::count].sort_values()) for part in range(count))


def _match(
    able: pd.DataFrame,
    need: pd.DataFrame,
    above: Mapping[str, str],
    placed: pd.DataFrame,
    *,
    rubric: Rubric,
    capacity: int,
    kept: pd.DataFrame | None,
) -> pd.DataFrame:
    """The best pairs of some mentors and some mentees, as `Mentoring.pairs`."""
    focus, short = _focus(able, need, rubric)
    short[_barred(able.index, need.index, above)] = 0
    far = _distances(able.index, need.index, placed)
    before = _kept_before(able.index, need.index, kept)
    mentor, mentee = _assign(short, far, before, capacity)
    return pd.DataFrame(
        {
            "mentor": able.index[mentor],
            "mentee": need.index[mentee],
            "competency": need.columns[focus[mentor, mentee]],
            "short": short[mentor, mentee],
            "distance": [DISTANCES[step] for step in far[mentor, mentee]],
        }
    )


def count_mentoring(mentoring: Mentoring, needs: pd.DataFrame, able: Mapping[str, int]) -> pd.DataFrame:
    """What mentors meet and what they do not, as counts.

    One row is one competency of ``needs`` (as `count_needs` gives them for everybody in one group): ``competency,
    below, mentors`` (could mentor on it) and ``pairs`` (about it), in persons.
    """
    paired = mentoring.pairs["competency"].value_counts()
    return pd.DataFrame(
        {
            "competency": needs["competency"],
            "below": needs["below"].astype("int64"),
            "mentors": needs["competency"].map(able).fillna(0).astype("int64"),
            "pairs": needs["competency"].map(paired).fillna(0).astype("int64"),
        }
    )


def count_able(evidence: pd.DataFrame, people: pd.DataFrame, placed: pd.DataFrame, rubric: Rubric) -> dict[str, int]:
    """How many could mentor on each competency, in persons."""
    return {str(part): int(count) for part, count in _able(evidence, placed, _willing(people), rubric).sum().items()}


def _willing(people: pd.DataFrame) -> dict[str, set[str]]:
    """Who may be named as a mentor, and who as a mentee."""
    named = people[people["identified"] & people["consent_learning"].fillna(value=False).astype(bool)]
    offers = named["mentor_opt_in"].fillna(value=False).astype(bool)
    return {"mentor": set(named.loc[offers, "person"]), "mentee": set(named["person"])}


def _able(
    evidence: pd.DataFrame, placed: pd.DataFrame, willing: Mapping[str, Collection[str]], rubric: Rubric
) -> pd.DataFrame:
    """Mentors by competencies: who is surely at the highest level."""
    top = rubric.levels[-1].low
    own = evidence[
        (evidence["level_low"] >= top)
        & evidence["person"].isin(willing["mentor"])
        & evidence["person"].isin(placed.index)
    ]
    wide = pd.crosstab(own["person"], own["competency"]).reindex(columns=list(rubric.attribute_of), fill_value=0)
    return wide.sort_index() > 0


def _focus(able: pd.DataFrame, need: pd.DataFrame, rubric: Rubric) -> tuple[Whole, Whole]:
    """For each mentor and mentee the competency that the pair would be about, and the levels that the mentee lacks."""
    foundational = {attribute.id for attribute in rubric.attributes if attribute.foundational}
    first = np.array([rubric.attribute_of[part] in foundational for part in need.columns])
    levels = need.to_numpy()
    # foundational ones before others, then the larger gap, then the rubric's order
    wanted = np.where(levels > 0, levels + first * (levels.max(initial=0) + 1), 0)
    shape = (len(able), len(need))
    focus, short = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for row, held in enumerate(able.to_numpy()):
        best = (wanted * held).argmax(axis=1)
        focus[row] = best
        short[row] = levels[np.arange(len(need)), best] * held[best]
    return focus, short


def _barred(mentors: pd.Index, mentees: pd.Index, above: Mapping[str, str]) -> NDArray[np.bool_]:
    """Pairs within one reporting line, up or down it, and nobody with themself."""
    row_of, column_of = ({str(key): place for place, key in enumerate(keys)} for keys in (mentors, mentees))
    barred = np.zeros((len(mentors), len(mentees)), dtype=bool)
    for person, row in row_of.items():
        barred[row, [column_of[other] for other in {person, *_line(person, above)} if other in column_of]] = True
    for person, column in column_of.items():
        barred[[row_of[other] for other in _line(person, above) if other in row_of], column] = True
    return barred


def _line(person: str, above: Mapping[str, str]) -> set[str]:
    """Everybody above a person; a line that comes back to itself ends there."""
    line: set[str] = set()
    superior = above.get(person)
    while superior in above and superior not in line and superior != person:
        line.add(str(superior))
        superior = above.get(str(superior))
    return line | ({str(superior)} if superior else set())


def _distances(mentors: pd.Index, mentees: pd.Index, placed: pd.DataFrame) -> Whole:
    """The place in `DISTANCES` of each pair; who belongs to no school or cluster is elsewhere."""
    far = np.full((len(mentors), len(mentees)), 2)
    for step, column in ((1, "cluster"), (0, "school")):
        ours, theirs = (placed[column].reindex(keys).to_numpy(dtype=object) for keys in (mentors, mentees))
        same = (ours[:, None] == theirs[None, :]) & pd.notna(ours)[:, None]
        far[same] = step
    return far


def _kept_before(mentors: pd.Index, mentees: pd.Index, kept: pd.DataFrame | None) -> Whole:
    before = np.zeros((len(mentors), len(mentees)), dtype=np.int64)
    if kept is not None:
        own = kept[kept["mentor"].isin(mentors) & kept["mentee"].isin(mentees)]
        before[mentors.get_indexer(pd.Index(own["mentor"])), mentees.get_indexer(pd.Index(own["mentee"]))] = 1
    return before


def _assign(short: Whole, far: Whole, before: Whole, capacity: int) -> tuple[Whole, Whole]:
    """Which pairs: worth in whole numbers in which one step of each aim outweighs all that come after it."""
    mentors, mentees = short.shape
    most = min(mentees, mentors * capacity)
    near = most + 1
    deep = near * (2 * most + 1) + most
    paired = deep * int(short.max(initial=0)) * most + deep
    worth = np.where(short > 0, paired + deep * short - near * far + before, 0)
    rows, columns = linear_sum_assignment(np.repeat(worth, capacity, axis=0).astype(np.float64), maximize=True)
    rows = rows // capacity
    real = short[rows, columns] > 0
    chosen = sorted(zip(rows[real].tolist(), columns[real].tolist(), strict=True))
    return np.array([row for row, _ in chosen], dtype=np.int64), np.array(
        [column for _, column in chosen], dtype=np.int64
    )
