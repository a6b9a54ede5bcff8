"""Groups of people as sets of head-count cells: those that a release prints, and those that an attacker asks about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from portrait_analytics import growth
from portrait_analytics.attack.outcomes import Flags
from portrait_analytics.disclosure.masks import MERGED

WAVES = ("pairs", "before", "after")
Members = Mapping[str, Flags]  # for each wave, which head-count cells are in the group


class Place(NamedTuple):
    """Where a group stands in `published`; empty where a column does not apply."""

    grain: str
    school: str = ""
    cluster: str = ""
    role: str = ""

    def words(self) -> str:
        """The group as an attacker would name it."""
        if self.grain == "district":
            return "the district"
        if self.grain == "school":
            return f"school {self.school}"
        if self.grain == "role":
            return f"role {self.role}"
        return ", ".join(filter(None, (self.cluster and f"cluster {self.cluster}", self.role)))


@dataclass(frozen=True)
class Target:
    """People whose answers an attacker wants to know.

    ``kind`` is published, hidden, small, remainder, churn, or late: only answers that came in between two releases.
    """

    kind: str
    words: str
    members: Members = field(hash=False)


@dataclass(frozen=True)
class Roster:
    """What is public anyway: how many people are where in two semesters, and which school is in which cluster."""

    heads: pd.DataFrame
    cluster_of: Mapping[str, str]
    known: dict[Place, Members] = field(default_factory=dict, repr=False)

    def find(self, place: Place) -> Members:
        """Which head-count cells are in a printed group, by the same rules as its counts.

        A role that was put together of others has them all; pairs belong to where people are in the later semester.
        Who was not there in a semester cannot have answered in it.
        """
        if place not in self.known:
            grouping = _group(place, self.heads, self.cluster_of)
            parts = dict(zip(WAVES, (grouping.pairs, grouping.before, grouping.after), strict=True))
            there = find_present(self.heads)
            self.known[place] = {wave: part.notna().to_numpy() & there[wave] for wave, part in parts.items()}
        return self.known[place]


def find_present(heads: pd.DataFrame) -> Members:
    """Who was there before, after, and both."""
    before, after = (heads[f"school_{end}"].notna().to_numpy() for end in ("from", "to"))
    return {"pairs": before & after, "before": before, "after": after}


def find_churned(heads: pd.DataFrame) -> Members:
    """Who came (after) and who went (before); in pairs nobody."""
    there = find_present(heads)
    both = there["pairs"]
    return {"pairs": both & ~both, "before": there["before"] & ~both, "after": there["after"] & ~both}


def _group(place: Place, heads: pd.DataFrame, cluster_of: Mapping[str, str]) -> growth.Grouping:
    if place.grain == "district":
        return growth.group_whole(heads)
    if place.grain == "school":
        return growth.group_by_school(heads).only(place.school)
    if place.grain == "cluster":
        return growth.group_by_cluster(heads, cluster_of).only(place.cluster)
    if place.grain == "role":
        return growth.group_by_role(heads, dict.fromkeys(split_roles(place.role), place.role))
    names = {(place.cluster, role): place.role for role in split_roles(place.role)}
    return growth.group_by_cluster_and_role(heads, cluster_of, names)


def split_roles(printed: str) -> list[str]:
    """The roles that a printed one is put together of; the printed text itself is one of them.

    >>> split_roles("Lead + Director")
    ['Lead + Director', 'Lead', 'Director']
    """
    parts = printed.split(MERGED)
    return [printed, *parts] if len(parts) > 1 else parts


def combine(*parts: Members) -> Members:
    """The people who are in any of the groups."""
    return {wave: np.logical_or.reduce([part[wave] for part in parts]) for wave in WAVES}


def without(whole: Members, part: Members) -> Members:
    """The people of one group who are not in another."""
    return {wave: whole[wave] & ~part[wave] for wave in WAVES}


def within(first: Members, second: Members) -> Members:
    """The people who are in both groups."""
    return {wave: first[wave] & second[wave] for wave in WAVES}


def list_places(roster: Roster) -> Iterator[Place]:
    """Every school and every role that anybody is in, as groups that one could ask about."""
    for school in _values(roster.heads, "school"):
        if school in roster.cluster_of:
            yield Place("school", school=school)
    for role in _values(roster.heads, "role"):
        yield Place("role", role=role)


def _values(heads: pd.DataFrame, column: str) -> list[str]:
    both = pd.concat([heads[f"{column}_from"], heads[f"{column}_to"]])
    return sorted(both.dropna().astype("str").unique())


def list_targets(told: Mapping[Place, Members], hidden: Mapping[Place, Members], roster: Roster) -> list[Target]:
    """Everybody to ask about: printed and hidden groups, small ones, what subtraction leaves, who came and who went.

    ``told`` and ``hidden`` are the groups of the releases for one attribute or competency.
    """
    plain = {place: roster.find(place) for place in list_places(roster)}
    crossed = [
        Target("small", f"{first.words()}, {second.role}", within(members, others))
        for first, members in plain.items()
        if first.grain == "school"
        for second, others in plain.items()
        if second.grain == "role"
    ]
    targets = [
        *(Target("published", place.words(), members) for place, members in told.items()),
        *(Target("hidden", place.words(), members) for place, members in hidden.items()),
        *(Target("small", place.words(), members) for place, members in plain.items()),
        *crossed,
        *_remainders(told, roster),
        *_churn({**plain, **told, **hidden}, roster.heads),
    ]
    return _drop_repeated(targets)


def _remainders(told: Mapping[Place, Members], roster: Roster) -> Iterator[Target]:
    """What is left when the told groups of one grain are taken from the district, a cluster or a told role."""
    whole = Place("district")
    clusters = [Place("cluster", cluster=cluster) for cluster in dict.fromkeys(roster.cluster_of.values())]
    roles = [place for place in told if place.grain == "role"]
    for parent in (whole, *clusters, *roles):
        members = roster.find(parent)
        for grain in ("school", "role", "cluster", "cluster_role"):
            parts = [place for place in told if place.grain == grain and _is_in(place, parent, roster.cluster_of)]
            if parts and parts != [parent]:
                rest = without(members, combine(*(told[place] for place in parts)))
                yield Target("remainder", f"{parent.words()} without what is told of it by {grain}", rest)


def _is_in(place: Place, parent: Place, cluster_of: Mapping[str, str]) -> bool:
    if parent.grain == "cluster":
        return (place.cluster or cluster_of.get(place.school)) == parent.cluster
    if parent.grain == "role":
        return place.grain == "cluster_role" and set(split_roles(place.role)) <= set(split_roles(parent.role))
    return True


def _churn(groups: Mapping[Place, Members], heads: pd.DataFrame) -> Iterator[Target]:
    """Who is in a group in one of the two semesters only; pairs are those who came from, or went to, another."""
    there = find_present(heads)["pairs"]
    nobody = np.zeros(len(heads), dtype=bool)
    for place, members in groups.items():
        came, went = (members[wave] & ~members[other] for wave, other in (("after", "before"), ("before", "after")))
        joined = {"pairs": came & there, "before": nobody, "after": came}
        left = {"pairs": went & there, "before": went, "after": nobody}
        yield Target("churn", f"who joined {place.words()}", joined)
        yield Target("churn", f"who left {place.words()}", left)


def _drop_repeated(targets: Sequence[Target]) -> list[Target]:
    """The same people in the same wave once, under the first name; elsewhere nobody is left."""
    seen: set[tuple[str, bytes]] = set()
    kept = []
    for target in targets:
        new = {wave: own for wave, own in target.members.items() if own.any() and (wave, own.tobytes()) not in seen}
        seen |= {(wave, own.tobytes()) for wave, own in new.items()}
        if new:
            nobody = {wave: np.zeros_like(own) for wave, own in target.members.items()}
            kept.append(Target(target.kind, target.words, nobody | new))
    return kept
