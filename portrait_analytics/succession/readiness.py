"""How near people are to what a role asks for: ready now, within two years, later, or not known."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.succession.policy import Requirement, SuccessionPolicy

NOW, SOON, LATER, UNKNOWN = "now", "within two years", "later", "unknown"
READINESS = [NOW, SOON, LATER, UNKNOWN]
OWN_WORD = "self"
_NOT_RATED = 0  # below every rank: the worst that an unknown level can be
_HIGHEST = 99  # above every rank: the best


def assess_readiness(evidence: pd.DataFrame, placed: pd.DataFrame, policy: SuccessionPolicy) -> pd.DataFrame:
    """How near each person is to each role that they may step up to (restricted: a row a person and role).

    ``evidence`` as `settle_evidence` gives it, ``placed`` as `place_people`. ``person, role`` (the one to step up to),
    ``role_now, school, cluster, identified, meets`` (share of the competencies known to be at the level that the role
    asks for), ``critical_gaps`` (how many critical ones are not known to be), ``observed`` (share of the critical ones
    that somebody else than the person has rated) and ``readiness``. Nobody is listed for their own role.

    *Now*: at least ``ready_now`` of what the role asks for, and nothing critical below it. *Within two years*: at least
    ``ready_soon`` of it, and no critical gap of more than one level. The thresholds are policy. What is not rated may
    be anything: if the verdict hangs on that, it is *unknown*, and never *later*.
    """
    competencies = list(policy.requirements[0].ranks) if policy.requirements else []
    low, high = (
        _tabulate(evidence, column, placed.index, competencies, unknown)
        for column, unknown in (("level_low", _NOT_RATED), ("level_high", _HIGHEST))
    )
    seen = _tabulate(evidence.assign(seen=evidence["evidence"] != OWN_WORD), "seen", placed.index, competencies, 0)
    parts = [_assess(requirement, policy, placed, low, high, seen) for requirement in policy.requirements]
    columns = [*_FACTS, "meets", "critical_gaps", "observed", "readiness"]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return found.assign(readiness=pd.Categorical(found["readiness"], READINESS, ordered=True))[columns]


_FACTS = ["person", "role", "role_now", "school", "cluster", "identified"]


def _tabulate(
    evidence: pd.DataFrame, column: str, persons: pd.Index, competencies: list[str], unknown: int
) -> pd.DataFrame:
    wide = evidence.pivot(index="person", columns="competency", values=column)
    wide = wide.reindex(index=persons, columns=competencies)
    return wide.astype("Int64").fillna(unknown).astype("int64")


def _assess(
    requirement: Requirement,
    policy: SuccessionPolicy,
    placed: pd.DataFrame,
    low: pd.DataFrame,
    high: pd.DataFrame,
    seen: pd.DataFrame,
) -> pd.DataFrame:
    may = placed["role"].isin(requirement.candidates).to_numpy()
    ranks = np.array(list(requirement.ranks.values()))
    critical = np.array([name in requirement.critical for name in requirement.ranks])
    worst, best = (_verdict(table.to_numpy()[may], ranks, critical, policy) for table in (low, high))
    certain = low.to_numpy()[may] >= ranks
    facts = placed[may].rename(columns={"role": "role_now"}).rename_axis("person").reset_index()
    facts = facts.assign(
        role=requirement.role,
        meets=certain.mean(axis=1),
        critical_gaps=(~certain[:, critical]).sum(axis=1),
        observed=seen.to_numpy()[may][:, critical].mean(axis=1) if critical.any() else 1.0,
        readiness=np.where(worst == best, worst, UNKNOWN),
    )
    return facts[[*_FACTS, "meets", "critical_gaps", "observed", "readiness"]]


def _verdict(
    levels: NDArray[np.int64], ranks: NDArray[np.int64], critical: NDArray[np.bool_], policy: SuccessionPolicy
) -> NDArray[np.str_]:
    """What would be said if these were everybody's levels."""
    gaps = np.maximum(ranks - levels, 0)
    share = (gaps == 0).mean(axis=1) + 1e-9  # so that 0.6 of ten is six
    largest = gaps[:, critical].max(axis=1, initial=0)
    now = (share >= policy.ready_now) & (largest == 0)
    soon = (share >= policy.ready_soon) & (largest <= 1)
    return np.select([now, soon], [NOW, SOON], LATER)


def count_readiness(readiness: pd.DataFrame) -> pd.DataFrame:
    """How many people are how near to each role, as counts.

    One row is one role to which anybody may step up: a column for each of *now, within two years, later, unknown*, in
    persons. Someone may be near to several roles, so roles do not add up to people; `match_bench` counts everybody
    once.
    """
    wide = readiness.groupby(["role", "readiness"], observed=False).size().unstack(fill_value=0)
    wide = wide[wide.sum(axis=1) > 0].rename(columns=str).reindex(columns=READINESS, fill_value=0)
    return wide.reset_index().rename_axis(columns=None)


def count_nearest(readiness: pd.DataFrame, evidence: pd.DataFrame) -> pd.DataFrame:
    """How near people are to the nearest of the roles that they may step up to, as counts.

    One row is one role that people hold now (the index), a column each of *now, within two years, later, unknown*, in
    persons: everybody of whom anything was rated is counted once. Where nobody is ready now for any role, and for one
    of them it is not known, the whole is unknown.
    """
    rated = readiness[readiness["person"].isin(evidence["person"])]
    place = {NOW: 0, UNKNOWN: 1, SOON: 2, LATER: 3}
    told = rated.assign(place=rated["readiness"].astype("str").map(place))
    nearest = told.groupby(["role_now", "person"])["place"].min().reset_index()
    nearest["nearest"] = nearest["place"].map({number: name for name, number in place.items()})
    counted = pd.crosstab(nearest["role_now"].astype("str"), nearest["nearest"])
    return counted.reindex(columns=READINESS, fill_value=0).rename_axis(index="role", columns=None)


def count_moves(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """How readiness moved between two semesters, as counts.

    One row is one role, one readiness before and one after: ``role, before, after, people``, of those who might step up
    to that role in both semesters; only what occurs. Who answered without a name is in no pair.
    """
    keys = ["person", "role"]
    sides = [frame.loc[frame["identified"].astype(bool), [*keys, "readiness"]] for frame in (before, after)]
    both = sides[0].merge(sides[1], on=keys, suffixes=("_before", "_after"))
    counted = both.groupby(["role", "readiness_before", "readiness_after"], observed=True).size()
    moves = counted.rename("people").reset_index()
    return moves.rename(columns={"readiness_before": "before", "readiness_after": "after"})


def list_successors(readiness: pd.DataFrame, consent: pd.Series, *, accept_self_ratings: bool = False) -> pd.DataFrame:
    """Who may be named as a successor, the nearest first (restricted: a row a person and role).

    Those who said yes to that purpose (``consent``: by person; missing is no), who are known by name, who are ready now
    or within two years, and of whom somebody else has rated everything critical: the leader's own word alone never
    makes a list, unless ``accept_self_ratings`` says so.
    """
    agreed = readiness["person"].map(consent.astype("boolean").fillna(value=False).astype(bool)).eq(other=True)
    near = readiness["readiness"].isin([NOW, SOON])
    seen = accept_self_ratings | (readiness["observed"] >= 1)
    found = readiness[agreed & near & seen & readiness["identified"].astype(bool)]
    return found.sort_values(
        ["role", "readiness", "meets", "person"], ascending=[True, True, False, True], ignore_index=True
    )
