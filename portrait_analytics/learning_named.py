"""The plan of professional learning by name, and what became of earlier ones: for the data team alone.

Names are read only when ``restricted`` is said, and only of those who consented to be named for learning; of all
others there are counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.errors import InputError
from portrait_analytics.leader import draw_learning
from portrait_analytics.learning import (
    compare_movers,
    count_able,
    count_mentoring,
    count_needs,
    list_chosen,
    list_taken,
    measure_gaps,
)
from portrait_analytics.learning.picture import Picture
from portrait_analytics.rubric import Rubric
from portrait_analytics.semesters import default_baseline, in_time_order, semester_key
from portrait_analytics.succession import place_people, read_policy, settle_evidence
from portrait_analytics.workspace import Workspace, find_workspace


@dataclass(frozen=True)
class LearningNamed:
    """The plan by name and its counts (restricted); only people who consented are in it by name."""

    semester: str
    baseline: str | None
    district: str  # its name
    accent: str  # hex colour
    rubric: Rubric  # the current edition
    minimum_group: int
    cohorts: pd.DataFrame  # a row an offering that runs: name, people, levels, cost, named (text), others (persons)
    pairs: pd.DataFrame  # a row a pair: mentor, mentee (names), competency (id), distance
    needs: pd.DataFrame  # as `learning.count_needs`, for everybody
    mentoring: pd.DataFrame  # as `learning.count_mentoring`
    choices: pd.DataFrame  # as `learning.count_choices`, of the last semester in which people chose
    chosen_in: str  # that semester; empty if there is none
    attended: pd.DataFrame  # as `learning.compare_movers`, of those who attended
    committed: pd.DataFrame  # the same, of those who chose a competency
    facts: Mapping[str, str]


def load_learning_named(workspace: str = "", semester: str = "", restricted: bool = False) -> LearningNamed:
    """What the notebook `learning_named` starts from; ``restricted`` has to be said."""
    if not restricted:
        raise InputError("This notebook names people. Run: portrait run --restricted, or set restricted = True in it.")
    place = find_workspace(Path(workspace) if workspace else None)
    held = in_time_order(place.load_table("ratings")["semester"].unique())
    chosen = semester or held[-1]
    baseline = default_baseline(chosen, held)
    picture = draw_learning(place, chosen, curve=False)
    people = place.load_table("people")
    people = people[people["semester"] == chosen]
    names = _names(place, people)
    rubric, whole = place.framework.current, pd.Series("all", index=picture.placed.index)
    needs = count_needs(picture.gaps, whole, rubric, before=_gaps_before(place, baseline))
    able = count_able(picture.evidence, people, picture.placed, rubric)
    attended, committed = _movement(place, picture, chosen, baseline)
    return LearningNamed(
        semester=chosen,
        baseline=baseline,
        district=place.district.district.name,
        accent=place.district.district.accent,
        rubric=rubric,
        minimum_group=place.district.privacy.minimum_group,
        cohorts=_cohorts(picture, names),
        pairs=_pairs(picture, names),
        needs=needs,
        mentoring=count_mentoring(picture.mentoring, needs, able),
        choices=picture.choices,
        chosen_in=picture.chosen_in,
        attended=attended,
        committed=committed,
        facts={"Software": f"portrait_analytics {__version__}"},
    )


def _names(place: Workspace, people: pd.DataFrame) -> pd.Series:
    """The names of those who consented, by key."""
    agreed = people.loc[people["consent_learning"].fillna(value=False).astype(bool), "person"]
    known = pd.read_parquet(place.keep / "identities.parquet").drop_duplicates("person").set_index("person")["name"]
    return known[known.index.isin(agreed)]


def _gaps_before(place: Workspace, baseline: str | None) -> pd.DataFrame | None:
    if baseline is None:
        return None
    evidence = settle_evidence(place.load_table("ratings"), semester=baseline, framework=place.framework)
    placed = place_people(place.load_table("people"), place.load_table("schools"), semester=baseline)
    rubric = place.framework.current
    return measure_gaps(evidence, placed, policy=read_policy(place.district, rubric), rubric=rubric)


def _cohorts(picture: Picture, names: pd.Series) -> pd.DataFrame:
    """The offerings that run, with the names of those who consented and how many others there are."""
    if picture.plan is None:
        return pd.DataFrame(columns=["name", "people", "levels", "cost", "named", "others"])
    listed = picture.offered.offerings
    called = dict(zip(listed["offering"].astype("str"), listed["name"], strict=True))
    seated = picture.plan.seats.assign(name=picture.plan.seats["person"].map(names))
    named = seated.dropna(subset="name").sort_values("name").groupby("offering")["name"].agg(list)
    cohorts = picture.plan.cohorts
    lists = [named.get(offering, []) for offering in cohorts["offering"]]
    return cohorts.assign(
        name=cohorts["offering"].map(called),
        named=[", ".join(part) for part in lists],
        others=cohorts["people"] - [len(part) for part in lists],
    )[["name", "people", "levels", "cost", "named", "others"]]


def _pairs(picture: Picture, names: pd.Series) -> pd.DataFrame:
    pairs = picture.mentoring.pairs
    told = pairs.assign(mentor=pairs["mentor"].map(names), mentee=pairs["mentee"].map(names)).dropna()
    return told[["mentor", "mentee", "competency", "distance"]].sort_values(["mentor", "mentee"], ignore_index=True)


def _movement(
    place: Workspace, picture: Picture, semester: str, baseline: str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """How those who attended, and those who chose a competency since the baseline, moved beside the others."""
    ratings, since, chosen_in = place.load_table("ratings"), baseline or semester, picture.chosen_in
    before = settle_evidence(ratings, semester=since, framework=place.framework)
    attended = place.load_table("attendance")
    taken = list_taken(attended, picture.offered.offerings, since=since, until=semester)
    between = bool(chosen_in) and semester_key(since) < semester_key(chosen_in) < semester_key(semester)
    chosen = list_chosen(ratings, semester=chosen_in if between else "", framework=place.framework)
    frames = (
        compare_movers(
            before, picture.evidence, took, framework=place.framework, minimum=place.district.privacy.minimum_group
        )
        for took in (taken, chosen)
    )
    first, second = frames
    return first, second
