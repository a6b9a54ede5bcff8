"""The bench with everybody counted: openings and people by role, how it moved, and who could take which opening."""

from collections.abc import Mapping

import pandas as pd

from portrait_analytics.district import District
from portrait_analytics.named.picture import Picture
from portrait_analytics.succession import (
    clock_bench,
    count_moves,
    count_readiness,
    list_successors,
    match_bench,
    measure_bench,
    measure_reserves,
    name_bench,
    simulate_vacancies,
    tell_able,
)
from portrait_analytics.succession.holding import RATERS
from portrait_analytics.succession.readiness import NOW, SOON

SOON_YEARS = 2  # those who are near within two years are counted on from here


def find_successors(picture: Picture, *, accept: bool) -> pd.DataFrame:
    """`list_successors` of those who consented, by role in the district's order, then by name: it is no ranking."""
    names = picture.naming.names
    consent = pd.Series(data=True, index=names.index)
    found = list_successors(picture.readiness, consent, accept_self_ratings=accept)
    order = {role: place for place, role in enumerate(picture.policy.roles)}
    return found.assign(name=found["person"].map(names)).sort_values(
        ["role", "readiness", "name"],
        key=lambda keys: keys.map(order) if keys.name == "role" else keys,
        ignore_index=True,
    )


def tell_successors(picture: Picture, found: pd.DataFrame) -> pd.DataFrame:
    """What may be said of each: ``role, readiness, name, role_now, school, meets, gaps, word``."""
    return pd.DataFrame(
        {
            "role": found["role"],
            "readiness": found["readiness"].astype("str"),
            "name": found["name"],
            "role_now": found["role_now"],
            "school": found["school"].map(picture.schools),
            "meets": found["meets"],
            "gaps": found["critical_gaps"],
            "word": found["person"].map(_say_evidence(picture.evidence)),
        }
    )


def _say_evidence(evidence: pd.DataFrame) -> Mapping[str, str]:
    """On whose word each person's competencies rest."""
    counted = pd.crosstab(evidence["person"], evidence["evidence"]).reindex(columns=list(RATERS), fill_value=0)
    return {
        str(person): ", ".join(f"{rater} {count}" for rater, count in row.items() if count)
        for person, row in counted.iterrows()
    }


def expect_openings(picture: Picture, district: District) -> pd.DataFrame:
    """`simulate_vacancies` as the district would have it, by role in its order (the index)."""
    said = district.succession
    come = simulate_vacancies(
        picture.posts,
        promotions=picture.policy.promotions,
        promoted_share=said.promoted_share,
        follow=said.follow,
    ).set_index("role")
    return come.loc[[role for role in picture.policy.roles if role in come.index]]


def set_beside(picture: Picture, come: pd.DataFrame) -> pd.DataFrame:
    """Openings and people by role, as counts; everybody who is ready counts, named or not.

    One row is one role: ``role, posts, median, low, high`` (openings in time), ``ready_now, ready_soon`` (people),
    ``strength`` and ``coverage`` (people for each post, ready now, and within two years, too), ``short`` (the chance of
    more openings than people ready now), ``filled`` (of the median, at once, by different people) and ``years`` (how
    long the people last).
    """
    roles = list(come.index)
    able = tell_able(picture.readiness, roles, within_two_years=picture.supposed.years >= SOON_YEARS)
    measured = measure_bench(tell_able(picture.readiness, roles), picture.posts, picture.readiness).set_index("role")
    filled = match_bench(able, come["median"]).set_index("role")["filled"]
    years = measure_reserves(able, come["expected"] / picture.supposed.years).set_index("role")["years"]
    beside = measured[["ready_now", "ready_soon", "strength", "coverage", "short"]].assign(filled=filled, years=years)
    return come[["posts", "median", "low", "high"]].join(beside).reset_index()


def suggest_filling(picture: Picture, come: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """One way to fill the most openings with people who may be named: ``role, name, role_now``.

    ``found`` as `find_successors` gives it. One of many ways, and no recommendation.
    """
    near = [NOW, SOON] if picture.supposed.years >= SOON_YEARS else [NOW]
    may = found[found["readiness"].isin(near)]
    able = tell_able(may, list(come.index), within_two_years=True)
    taken = name_bench(able, come["median"])
    return taken.assign(
        name=taken["person"].map(picture.naming.names), role_now=taken["person"].map(picture.placed["role"])
    )[["role", "name", "role_now"]]


def clock_roles(picture: Picture, come: pd.DataFrame) -> pd.DataFrame:
    """How readiness moved since the earlier semester, and when the bench meets a year's openings, as counts.

    `clock_bench` by role, with ``now_before, soon_before, soon`` (people); empty without an earlier semester.
    """
    if picture.before is None or picture.baseline is None:
        return pd.DataFrame()
    semester = str(picture.baseline), picture.semester
    moves = count_moves(picture.before, picture.readiness)
    near = [count_readiness(frame).set_index("role") for frame in (picture.before, picture.readiness)]
    before, now = (frame.reindex(come.index, fill_value=0) for frame in near)
    clock = clock_bench(
        moves,
        now[NOW],
        come["expected"] / picture.supposed.years,
        semester_from=semester[0],
        semester_to=semester[1],
    ).set_index("role")
    clock = clock.reindex(come.index)
    return clock.assign(now_before=before[NOW], soon_before=before[SOON], soon=now[SOON]).reset_index()
