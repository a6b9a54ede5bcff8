"""What all parts of the named picture are made from: the people without those who leave, posts, rates and policy."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portrait_analytics.district import District
from portrait_analytics.named.naming import Naming
from portrait_analytics.named.supposing import Supposed, find_departures
from portrait_analytics.semesters import default_baseline, in_time_order
from portrait_analytics.succession import (
    Holding,
    SuccessionPolicy,
    assess_readiness,
    hold_attributes,
    hold_competencies,
    place_people,
    rate_within,
    settle_evidence,
)
from portrait_analytics.succession.outlook import Staff, find_rates, list_posts
from portrait_analytics.workspace import Workspace


@dataclass(frozen=True)
class Picture:
    """The people of a semester and what is known of them (restricted)."""

    semester: str
    evidence: pd.DataFrame
    placed: pd.DataFrame
    groups: pd.Series  # by person: the cluster, or the school by name, in which departures are looked at
    holding: Holding
    attributes: Holding
    readiness: pd.DataFrame
    before: pd.DataFrame | None  # the readiness of an earlier semester; None without one
    baseline: str | None
    posts: pd.DataFrame
    rates: pd.DataFrame  # annual as supposed, and leaving: within the years that are looked ahead
    policy: SuccessionPolicy
    naming: Naming
    schools: Mapping[str, str]
    supposed: Supposed
    gone: int  # people who are supposed to leave
    people: int  # people of the semester


def draw_picture(
    place: Workspace, semester: str, district: District, policy: SuccessionPolicy, supposed: Supposed
) -> Picture:
    """The picture of a semester as it would be; everything in it is restricted."""
    staff = Staff(*(place.load_table(name) for name in ("people", "schools", "posts", "vacancies")))
    ratings = place.load_table("ratings")
    known = pd.read_parquet(place.keep / "identities.parquet")
    gone = find_departures(known, supposed.departures)
    evidence, placed = _assemble(place, ratings, staff, semester, gone)
    own = staff.schools[staff.schools["semester"] == semester]
    schools = dict(zip(own["school"].astype("str"), own["name"].astype("str"), strict=True))
    groups = placed["cluster"] if supposed.by == "cluster" else placed["school"].map(schools).astype("str")
    baseline = default_baseline(semester, in_time_order(ratings["semester"].unique()))
    before = None
    if baseline is not None:
        before = assess_readiness(*_assemble(place, ratings, staff, baseline, gone), policy)
    posts = list_posts(staff, semester)
    rates = _scale(find_rates(staff, district, posts[posts["role"].notna()]), supposed)
    return Picture(
        semester=semester,
        evidence=evidence,
        placed=placed,
        groups=groups,
        holding=hold_competencies(evidence, placed, place.framework.current),
        attributes=hold_attributes(evidence, placed, place.framework),
        readiness=assess_readiness(evidence, placed, policy),
        before=before,
        baseline=baseline,
        posts=_tell_leaving(posts, rates, gone),
        rates=rates,
        policy=policy,
        naming=Naming(_list_names(staff.people, known, semester), groups, district.privacy.minimum_group),
        schools=schools,
        supposed=supposed,
        gone=len(gone),
        people=int((staff.people["semester"] == semester).sum()),
    )


def _assemble(
    place: Workspace, ratings: pd.DataFrame, staff: Staff, semester: str, gone: set[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The evidence and the people of a semester, without those who leave."""
    placed = place_people(staff.people, staff.schools, semester=semester)
    placed = placed[~placed.index.isin(gone)]
    evidence = settle_evidence(ratings, semester=semester, framework=place.framework)
    return evidence[evidence["person"].isin(placed.index)], placed


def _list_names(people: pd.DataFrame, known: pd.DataFrame, semester: str) -> pd.Series:
    own = people[people["semester"] == semester]
    agreed = own.loc[own["consent_succession"].fillna(value=False).astype(bool), "person"]
    names = known.drop_duplicates("person").set_index("person")["name"]
    return names[names.index.isin(agreed)]


def _scale(rates: pd.DataFrame, supposed: Supposed) -> pd.DataFrame:
    """The annual rates so many times as high, and what they come to within the years; promotions with them."""
    annual = (rates["annual"] * supposed.times).clip(upper=1.0)
    leaving = rate_within(annual, supposed.years)
    share = np.where(rates["annual"] > 0, rates["promoted"] / rates["annual"].where(rates["annual"] > 0, 1), 0)
    return rates.assign(annual=annual, leaving=leaving, promoted=share * leaving)


def _tell_leaving(posts: pd.DataFrame, rates: pd.DataFrame, gone: set[str]) -> pd.DataFrame:
    """The posts of known roles with their chances to fall vacant in time, and the part that is promotion."""
    by_role = rates.set_index("role")
    known = posts[posts["role"].isin(by_role.index)]
    certain = known["vacant"] | known["holder"].isin(gone)
    leaving = known["role"].map(by_role["leaving"]).astype("float64").mask(certain, 1.0)
    promoted = known["role"].map(by_role["promoted"]).astype("float64").mask(certain, 0.0)
    return known.assign(leaving=leaving, promoted=promoted)
