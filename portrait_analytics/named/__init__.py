"""Who could follow whom, by name: for ``portrait run --restricted`` alone, and only of those who consented to it.

Names are read here and nowhere else. What a person rated is said of nobody: how much of what a role asks for they
meet, what they alone hold, and on whose word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.errors import InputError
from portrait_analytics.named.bench import (
    clock_roles,
    expect_openings,
    find_successors,
    set_beside,
    suggest_filling,
    tell_successors,
)
from portrait_analytics.named.departures import count_places, list_key_people, list_teams, list_worst
from portrait_analytics.named.picture import draw_picture
from portrait_analytics.named.supposing import Supposed, suppose
from portrait_analytics.rubric import Rubric
from portrait_analytics.semesters import in_time_order
from portrait_analytics.succession import count_evidence, read_policy
from portrait_analytics.succession.outlook import say_policy
from portrait_analytics.workspace import find_workspace


@dataclass(frozen=True)
class Named:
    """The named picture of a semester (restricted); only people who consented are in it by name.

    A place is a cluster or a school, as ``by`` says.
    """

    semester: str
    baseline: str | None  # the semester that readiness is compared with
    district: str  # its name
    accent: str  # hex colour
    rubric: Rubric  # the current edition
    minimum_group: int
    by: str
    thin_below: int  # what fewer people hold is thin
    horizon: str  # how far it looks ahead, in words
    successors: pd.DataFrame  # a row a person and role: role, readiness, name, role_now, school, meets, gaps, word
    filling: pd.DataFrame  # one way to fill the openings: role, name, role_now
    key_people: pd.DataFrame  # as `departures.list_key_people`
    others_alone: int  # persons who alone hold something, and who are not named
    worst: pd.DataFrame  # as `departures.list_worst`
    worst_untold: int  # places of which the worst departures are not told
    teams: pd.DataFrame  # as `departures.list_teams`
    bench: pd.DataFrame  # as `bench.set_beside`
    clock: pd.DataFrame  # as `bench.clock_roles`
    places: pd.DataFrame  # as `departures.count_places`, the first
    attributes: pd.DataFrame  # the second
    evidence: pd.DataFrame  # as `count_evidence`
    agreed: int  # persons who consented
    people: int  # persons of the semester
    accept_self_ratings: bool
    what_if: tuple[str, ...]  # what differs from the district as it is, in sentences
    policy: tuple[str, ...]
    facts: Mapping[str, str]


def load_named(
    workspace: str = "",
    semester: str = "",
    restricted: bool = False,
    by: str = "cluster",
    years: float = 1.0,
    departures: str = "",
    departure_rates: float = 1.0,
    rates: str = "",
    required: str = "",
) -> Named:
    """What the notebook `succession_named` starts from.

    ``restricted`` has to be said, so that nobody reads names by chance. Departures are looked at within each ``by``,
    cluster or school; openings are those of so many ``years``. The others ask what would be: ``departures`` are staff
    ids of those who leave, apart by commas; ``departure_rates`` how many times as many posts fall vacant; ``rates``
    annual shares by role, as ``Principal = 0.25; Coach = 0.1``; ``required`` levels, as ``Principal: Building Trust =
    Advanced``, apart by semicolons. `InputError` says what of them cannot be read.
    """
    if not restricted:
        raise InputError("This notebook names people. Run: portrait run --restricted, or set restricted = True in it.")
    supposed = Supposed(departures, departure_rates, rates, required, years, by)
    supposed.check()
    place = find_workspace(Path(workspace) if workspace else None)
    chosen = semester or in_time_order(place.load_table("ratings")["semester"].unique())[-1]
    district = suppose(place.district, rates, required)
    rubric, said = place.framework.current, district.succession
    policy = read_policy(district, rubric)
    picture = draw_picture(place, chosen, district, policy, supposed)
    come = expect_openings(picture, district)
    found = find_successors(picture, accept=said.accept_self_ratings)
    key_people, others = list_key_people(picture, rubric)
    worst, untold = list_worst(picture)
    places, attributes = count_places(picture, thin_below=said.thin_below)
    return Named(
        semester=chosen,
        baseline=picture.baseline,
        district=district.district.name,
        accent=district.district.accent,
        rubric=rubric,
        minimum_group=district.privacy.minimum_group,
        by=by,
        thin_below=said.thin_below,
        horizon=supposed.horizon,
        successors=tell_successors(picture, found),
        filling=suggest_filling(picture, come, found),
        key_people=key_people,
        others_alone=others,
        worst=worst,
        worst_untold=untold,
        teams=list_teams(picture),
        bench=set_beside(picture, come),
        clock=clock_roles(picture, come),
        places=places,
        attributes=attributes,
        evidence=count_evidence(picture.evidence),
        agreed=len(picture.naming.names),
        people=picture.people,
        accept_self_ratings=said.accept_self_ratings,
        what_if=tuple(supposed.sentences(picture.gone)),
        policy=tuple(say_policy(policy, rubric)),
        facts={"Software": f"portrait_analytics {__version__}"},
    )
