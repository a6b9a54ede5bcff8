"""How many posts may fall vacant within a year, from what is public: head-counts, posts, vacancies and rates."""

from dataclasses import dataclass, replace

import pandas as pd

from portrait_analytics.district import District
from portrait_analytics.release import Outlook
from portrait_analytics.rubric import Rubric
from portrait_analytics.semesters import FALL
from portrait_analytics.style import format_percent, join_words
from portrait_analytics.succession.policy import Requirement, SuccessionPolicy, read_policy
from portrait_analytics.succession.turnover import (
    count_departures,
    count_vacancies,
    rate_to_next_semester,
    settle_rates,
)
from portrait_analytics.succession.vacancies import forecast_vacancies


@dataclass(frozen=True)
class Staff:
    """Who is there and which posts there are: the tables of all semesters (people restricted)."""

    people: pd.DataFrame
    schools: pd.DataFrame
    posts: pd.DataFrame  # empty: the district lists none
    vacancies: pd.DataFrame  # empty: the district lists none


def tell_outlook(staff: Staff, district: District, rubric: Rubric, *, semester: str) -> Outlook:
    """The posts of a semester and their vacancies within a year, with what that rests on; no answer is looked at.

    Without a list of posts there are as many as people on the roster, in the role that it gives them.
    """
    posts = list_posts(staff, semester)
    rates = find_rates(staff, district, posts[posts["role"].notna()])
    until = rate_to_next_semester(rates["annual"], semester, summer_share=district.succession.summer_share)
    known = posts[posts["role"].isin(rates["role"])]
    policy = read_policy(district, rubric)
    placed = known.assign(cluster=known["cluster"].fillna(""))
    mix = placed.groupby(["cluster", "role"])["vacant"].agg(posts="size", vacant="sum").reset_index()
    rates = rates.assign(until=until)
    whole, roles, clusters = _forecast(mix, rates)
    return Outlook(
        posts_from="posts.csv" if len(staff.posts) else "roster" if len(posts) else "",
        departures_from=_departures_from(staff, rates),
        whole=whole,
        roles=roles,
        clusters=clusters[clusters["posts"] >= district.privacy.minimum_group].reset_index(drop=True),
        mix=mix,
        rates=rates,
        unplaced=len(posts) - len(known),
        policy=tuple(say_policy(policy, rubric)),
        steps={
            part.role: tuple(role for role in policy.roles if role in part.candidates) for part in policy.requirements
        },
    )


def suppose_rates(outlook: Outlook, times: float) -> Outlook:
    """The outlook if posts fell vacant so many times as often; of the same roles and clusters."""
    rates = outlook.rates.assign(**{name: (outlook.rates[name] * times).clip(upper=1) for name in ("annual", "until")})
    whole, roles, clusters = _forecast(outlook.mix, rates)
    clusters = clusters[clusters["cluster"].isin(outlook.clusters["cluster"])].reset_index(drop=True)
    return replace(outlook, whole=whole, roles=roles, clusters=clusters, rates=rates)


def _forecast(mix: pd.DataFrame, rates: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """What may open in the whole, by role in the order of the rates, and by cluster; a vacant post counts as open."""
    posts = mix.loc[mix.index.repeat(mix["posts"])]
    vacant = posts.groupby(level=0).cumcount() < posts["vacant"]
    by_role = rates.set_index("role")
    chances = {
        name: posts["role"].map(by_role[column]).astype("float64").mask(vacant, 1.0)
        for name, column in (("leaving", "annual"), ("until", "until"))
    }
    cluster = posts["cluster"].where(posts["cluster"] != "")
    posts = posts.assign(**chances, vacant=vacant, whole="all", cluster=cluster).reset_index(drop=True)
    whole, roles, clusters = (
        forecast_vacancies(posts, [by]).assign(until=posts.groupby(by)["until"].sum().to_numpy())
        for by in ("whole", "role", "cluster")
    )
    order = {role: place for place, role in enumerate(rates["role"])}
    nobody = roles["role"].map(posts.groupby("role")["vacant"].sum()).astype("int64")
    ordered = roles.assign(vacant=nobody).sort_values("role", key=lambda names: names.map(order), ignore_index=True)
    return whole, ordered, clusters


def list_posts(staff: Staff, semester: str) -> pd.DataFrame:
    """The posts, from the list or the roster; one row is one post: ``school, cluster, role, vacant, holder``.

    ``holder`` is a person's key, missing if nobody says (restricted).
    """
    schools = staff.schools[staff.schools["semester"] == semester]
    cluster_of = dict(zip(schools["school"].astype("str"), schools["cluster"].astype("str"), strict=True))
    if len(staff.posts):
        listed = staff.posts[["school", "role", "holder"]].astype("str")
        listed["vacant"] = staff.posts["vacant"].fillna(value=False)
    else:
        there = _rostered(staff.people)
        listed = there.loc[there["semester"] == semester, ["school", "role", "person"]].astype("str")
        listed = listed.rename(columns={"person": "holder"}).assign(vacant=False)
    cluster = listed["school"].map(cluster_of).astype("str")
    return listed.assign(cluster=cluster, vacant=listed["vacant"].astype(bool)).reset_index(drop=True)


def find_rates(staff: Staff, district: District, posts: pd.DataFrame) -> pd.DataFrame:
    """The annual rates as `settle_rates` gives them: from listed vacancies, else from the rosters of two years."""
    if len(staff.vacancies):
        own = count_vacancies(staff.vacancies, posts["role"].value_counts())
    else:
        own = count_departures(_rostered(staff.people), season=FALL)
    return settle_rates(district.roles, own, declared=district.succession.rates)


def _rostered(people: pd.DataFrame) -> pd.DataFrame:
    """Those on the roster in the role that it gives them: what someone answered of themself is not public."""
    return people[people["on_roster"]].assign(role=lambda frame: frame["role_roster"])


def _departures_from(staff: Staff, rates: pd.DataFrame) -> str:
    if not rates["watched"].sum():
        return ""
    return "vacancies.csv" if len(staff.vacancies) else "rosters"


def say_policy(policy: SuccessionPolicy, rubric: Rubric) -> list[str]:
    """What ready means here, in sentences."""
    now, soon = (format_percent(share) for share in (policy.ready_now, policy.ready_soon))
    meant = (
        f"Ready now: at least {now} of what a role asks for, and nothing critical below it. Ready within two years: at "
        f"least {soon}, and nothing critical more than one level below it. What nobody rated makes it unknown."
    )
    sentences = [meant]
    usual = Requirement("", dict.fromkeys(rubric.attribute_of, rubric.proficient), _foundational(rubric), frozenset())
    alike: dict[tuple[tuple[int, ...], frozenset[str]], list[str]] = {}
    for part in policy.requirements:
        alike.setdefault((tuple(part.ranks.values()), part.critical), []).append(part.role)
    for (ranks, critical), roles in alike.items():
        if ranks == tuple(usual.ranks.values()) and critical == usual.critical:
            asked = f"{rubric.level_named(rubric.proficient)} on everything; the foundational competencies are critical"
        else:
            asked = f"{_say_levels(ranks, rubric)}; {len(critical)} are critical"
        sentences.append(f"{join_words(roles)}: {asked}.")
    return sentences


def _foundational(rubric: Rubric) -> frozenset[str]:
    attributes = {attribute.id for attribute in rubric.attributes if attribute.foundational}
    return frozenset(name for name, attribute in rubric.attribute_of.items() if attribute in attributes)


def _say_levels(ranks: tuple[int, ...], rubric: Rubric) -> str:
    counts = [(ranks.count(rank), rubric.level_named(rank)) for rank in sorted(set(ranks), reverse=True)]
    return join_words([f"{level} on {count} competencies" for count, level in counts])
