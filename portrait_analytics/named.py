"""Who could follow whom, by name: for ``portrait run --restricted`` alone, and only of those who consented to it.

Names are read here and nowhere else. What a person rated is said of nobody: how much of what a role asks for they
meet, and on whose word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.district import District, Required
from portrait_analytics.errors import InputError
from portrait_analytics.rubric import Rubric
from portrait_analytics.semesters import in_time_order
from portrait_analytics.succession import (
    Holding,
    SuccessionPolicy,
    assess_readiness,
    chance_to_leave,
    hold_competencies,
    list_successors,
    map_steam,
    match_bench,
    measure_bench,
    measure_key_people,
    measure_reserves,
    place_people,
    read_policy,
    settle_evidence,
    simulate_vacancies,
    tell_able,
)
from portrait_analytics.succession.departures import ONE_DEPARTURE
from portrait_analytics.succession.holding import RATERS
from portrait_analytics.succession.outlook import Staff, find_rates, list_posts, say_policy
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace, find_workspace


@dataclass(frozen=True)
class Named:
    """The named picture of a semester (restricted); only people who consented are in it by name."""

    semester: str
    district: str  # its name
    accent: str  # hex colour
    rubric: Rubric  # the current edition
    minimum_group: int
    successors: pd.DataFrame  # a row a person and role: role, readiness, name, role_now, school, meets, gaps, word
    key_people: pd.DataFrame  # a row a person who alone holds something: cluster, name, role_now, alone (text)
    others_alone: int  # persons of whom the same is true, and who are not named
    bench: pd.DataFrame  # a row a role, as counts: posts, median, low, high, ready_now, ready_soon, filled, years
    clusters: pd.DataFrame  # a row a cluster: competencies by the state that they are in
    agreed: int  # persons who consented
    people: int  # persons of the semester
    accept_self_ratings: bool
    what_if: tuple[str, ...]  # what differs from the district as it is, in sentences
    policy: tuple[str, ...]
    facts: Mapping[str, str]


@dataclass(frozen=True)
class _Picture:
    """What the parts of a `Named` are made from."""

    evidence: pd.DataFrame
    placed: pd.DataFrame
    holding: Holding
    readiness: pd.DataFrame
    posts: pd.DataFrame
    rates: pd.DataFrame
    policy: SuccessionPolicy
    names: pd.Series  # of those who consented, by key
    schools: Mapping[str, str]


def load_named(
    workspace: str = "",
    semester: str = "",
    restricted: bool = False,
    departures: str = "",
    rates: str = "",
    required: str = "",
) -> Named:
    """What the notebook `succession_named` starts from.

    ``restricted`` has to be said, so that nobody reads names by chance. The others ask what would be: ``departures``
    are staff ids of those who leave, apart by commas; ``rates`` annual shares by role, as ``Principal = 0.25; Coach =
    0.1``; ``required`` levels, as ``Principal: Building Trust = Advanced``, apart by semicolons. `InputError` says what
    of them cannot be read.
    """
    if not restricted:
        raise InputError("This notebook names people. Run: portrait run --restricted, or set restricted = True in it.")
    place = find_workspace(Path(workspace) if workspace else None)
    chosen = semester or in_time_order(place.load_table("ratings")["semester"].unique())[-1]
    district = suppose(place.district, rates, required)
    policy = read_policy(district, place.framework.current)
    picture, people, gone = _draw_picture(place, chosen, district, policy, departures)
    key_people, others = _list_key_people(picture, place.framework.current)
    return Named(
        semester=chosen,
        district=district.district.name,
        accent=district.district.accent,
        rubric=place.framework.current,
        minimum_group=district.privacy.minimum_group,
        successors=_list_successors(picture, accept=district.succession.accept_self_ratings),
        key_people=key_people,
        others_alone=others,
        bench=_measure_bench(picture, district),
        clusters=_count_states(picture, district),
        agreed=len(picture.names),
        people=len(people),
        accept_self_ratings=district.succession.accept_self_ratings,
        what_if=tuple(_say_what_if(gone, rates, required)),
        policy=tuple(say_policy(policy, place.framework.current)),
        facts={"Software": f"portrait_analytics {__version__}"},
    )


def suppose(district: District, rates: str, required: str) -> District:
    """The district as it would be with other rates and other required levels."""
    said = district.succession
    given = dict(said.rates)
    for role, share in _pairs(rates, "rates", "Principal = 0.25"):
        try:
            given[role] = float(share)
        except ValueError:
            given[role] = -1.0
        if not 0 <= given[role] <= 1:
            raise InputError(f'rates: found "{share}" for {role}; a share of posts between 0 and 1 was expected.')
    tables = {role: table for table in said.required for role in table.roles}
    for place, level in _pairs(required, "required", "Principal: Building Trust = Advanced"):
        role, colon, part = (text.strip() for text in place.partition(":"))
        if not colon:
            raise InputError(f'required: found "{place}"; as in Principal: Building Trust = Advanced.')
        table = tables.get(role, Required(roles=(role,)))
        tables[role] = table.model_copy(update={"roles": (role,), "levels": {**table.levels, part: level}})
    settled = tuple(table.model_copy(update={"roles": (role,)}) for role, table in tables.items())
    return district.model_copy(update={"succession": said.model_copy(update={"rates": given, "required": settled})})


def _pairs(text: str, name: str, example: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (part.strip() for part in text.split(";"))):
        left, sign, right = (side.strip() for side in part.partition("="))
        if not sign:
            raise InputError(f'{name}: found "{part}"; as in {example}.')
        yield left, right


def _draw_picture(
    place: Workspace, semester: str, district: District, policy: SuccessionPolicy, departures: str
) -> tuple[_Picture, pd.DataFrame, int]:
    """The picture without those who leave, the people of the semester, and how many leave."""
    staff = Staff(*(place.load_table(name) for name in ("people", "schools", "posts", "vacancies")))
    people = staff.people[staff.people["semester"] == semester]
    known = pd.read_parquet(place.keep / "identities.parquet")
    gone = _find_departures(known, departures)
    evidence = settle_evidence(place.load_table("ratings"), semester=semester, framework=place.framework)
    placed = place_people(staff.people, staff.schools, semester=semester)
    placed = placed[~placed.index.isin(gone)]
    evidence = evidence[evidence["person"].isin(placed.index)]
    posts = list_posts(staff, semester)
    rates = find_rates(staff, district, posts[posts["role"].notna()])
    agreed = people.loc[people["consent_succession"].fillna(value=False).astype(bool), "person"]
    names = known.drop_duplicates("person").set_index("person")["name"]
    own = staff.schools[staff.schools["semester"] == semester]
    picture = _Picture(
        evidence=evidence,
        placed=placed,
        holding=hold_competencies(evidence, placed, place.framework.current),
        readiness=assess_readiness(evidence, placed, policy),
        posts=_tell_leaving(posts, rates, gone),
        rates=rates,
        policy=policy,
        names=names[names.index.isin(agreed)],
        schools=dict(zip(own["school"].astype("str"), own["name"].astype("str"), strict=True)),
    )
    return picture, people, len(gone)


def _find_departures(known: pd.DataFrame, departures: str) -> set[str]:
    wanted = {part.strip() for part in departures.split(",") if part.strip()}
    found = known[known["staff_id"].isin(wanted)]
    missing = wanted - set(found["staff_id"])
    if missing:
        raise InputError(f"departures: {count_of(len(missing), 'entry')} found that no roster knows as a staff id.")
    return set(found["person"])


def _tell_leaving(posts: pd.DataFrame, rates: pd.DataFrame, gone: set[str]) -> pd.DataFrame:
    """The posts of known roles with their chances to be vacant within a year, and the part that is promotion."""
    by_role = rates.set_index("role")
    known = posts[posts["role"].isin(by_role.index)]
    certain = known["vacant"] | known["holder"].isin(gone)
    leaving = known["role"].map(by_role["annual"]).astype("float64").mask(certain, 1.0)
    promoted = known["role"].map(by_role["promoted"]).astype("float64").mask(certain, 0.0)
    return known.assign(leaving=leaving, promoted=promoted)


def _list_successors(picture: _Picture, *, accept: bool) -> pd.DataFrame:
    consent = pd.Series(data=True, index=picture.names.index)
    found = list_successors(picture.readiness, consent, accept_self_ratings=accept)
    words = _say_evidence(picture.evidence)
    table = pd.DataFrame(
        {
            "role": found["role"],
            "readiness": found["readiness"].astype("str"),
            "name": found["person"].map(picture.names),
            "role_now": found["role_now"],
            "school": found["school"].map(picture.schools),
            "meets": found["meets"],
            "gaps": found["critical_gaps"],
            "word": found["person"].map(words),
        }
    )
    # roles in the district's order; people by name: a list is no ranking
    order = {role: place for place, role in enumerate(picture.policy.roles)}
    return table.sort_values(
        ["role", "readiness", "name"],
        key=lambda keys: keys.map(order) if keys.name == "role" else keys,
        ignore_index=True,
    )


def _say_evidence(evidence: pd.DataFrame) -> dict[str, str]:
    """On whose word each person's competencies rest."""
    counted = pd.crosstab(evidence["person"], evidence["evidence"]).reindex(columns=list(RATERS), fill_value=0)
    return {
        str(person): ", ".join(f"{rater} {count}" for rater, count in row.items() if count)
        for person, row in counted.iterrows()
    }


def _list_key_people(picture: _Picture, rubric: Rubric) -> tuple[pd.DataFrame, int]:
    """Those who alone hold something in their cluster, as far as they consented, and how many others there are."""
    leaving = chance_to_leave(picture.placed, picture.rates)
    key = measure_key_people(picture.holding, picture.placed["cluster"], leaving)
    key = key[key["only_holder"] > 0].sort_values(["group", "risk"], ascending=[True, False])
    named = key[key["person"].isin(picture.names.index)]
    steam = map_steam(picture.holding, picture.placed["cluster"])
    alone = steam[steam["state"] == ONE_DEPARTURE].groupby("group")["competency"].agg(list).to_dict()
    called = {part.id: part.name for part in rubric.competencies}
    held = picture.holding.held
    table = pd.DataFrame(
        {
            "cluster": named["group"],
            "name": named["person"].map(picture.names),
            "role_now": named["person"].map(picture.placed["role"]),
            "alone": [
                ", ".join(called[part] for part in alone[cluster] if held.at[person, part])
                for cluster, person in zip(named["group"], named["person"], strict=True)
            ],
        }
    ).reset_index(drop=True)
    return table, len(key) - len(named)


def _measure_bench(picture: _Picture, district: District) -> pd.DataFrame:
    """Openings and people by role, as counts; everybody who is ready counts, named or not."""
    said, posts = district.succession, picture.posts
    come = simulate_vacancies(
        posts,
        promotions=picture.policy.promotions,
        promoted_share=said.promoted_share,
        follow=said.follow,
    ).set_index("role")
    roles = [role for role in picture.policy.roles if role in come.index]
    come = come.loc[roles]
    able = tell_able(picture.readiness, roles)
    measured = measure_bench(able, posts, picture.readiness).set_index("role")
    filled = match_bench(able, come["median"]).set_index("role")["filled"]
    years = measure_reserves(able, come["expected"]).set_index("role")["years"]
    return (
        come[["posts", "median", "low", "high"]]
        .assign(
            ready_now=measured["ready_now"],
            ready_soon=measured["ready_soon"],
            short=measured["short"],
            filled=filled,
            years=years,
        )
        .reset_index()
    )


def _count_states(picture: _Picture, district: District) -> pd.DataFrame:
    """How many competencies are in which state, by cluster."""
    steam = map_steam(picture.holding, picture.placed["cluster"], thin_below=district.succession.thin_below)
    counted = pd.crosstab(steam["group"].astype("str"), steam["state"].astype("str"))
    states = [str(state) for state in steam["state"].cat.categories]
    return counted.reindex(columns=states, fill_value=0).rename_axis(index="cluster", columns=None).reset_index()


def _say_what_if(gone: int, rates: str, required: str) -> Sequence[str]:
    leaves = [f"{count_of(gone, 'person')} of the roster would leave."] if gone else []
    rest = [f"{what}: {text}." for what, text in (("Other rates", rates), ("Other levels", required)) if text]
    return [*leaves, *rest]
