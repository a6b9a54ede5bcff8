"""How many posts may fall vacant within a year, from what is public: head-counts, posts, vacancies and rates."""

from dataclasses import dataclass

import pandas as pd

from portrait_analytics.district import District
from portrait_analytics.release import Outlook
from portrait_analytics.rubric import Rubric
from portrait_analytics.semesters import FALL
from portrait_analytics.style import format_percent, join_words
from portrait_analytics.succession.policy import Requirement, SuccessionPolicy, read_policy
from portrait_analytics.succession.turnover import count_departures, count_vacancies, settle_rates
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
    known = posts[posts["role"].notna()]
    rates = find_rates(staff, district, known)
    leaving = known["role"].map(dict(zip(rates["role"], rates["annual"], strict=True)))
    known = known.assign(leaving=leaving.mask(known["vacant"], 1.0), whole="all")
    known = known[known["leaving"].notna()]
    roles = forecast_vacancies(known, ["role"])
    clusters = forecast_vacancies(known, ["cluster"])
    policy = read_policy(district, rubric)
    order = {role: place for place, role in enumerate(policy.roles)}
    vacant = known.groupby("role")["vacant"].sum()
    return Outlook(
        posts_from="posts.csv" if len(staff.posts) else "roster" if len(posts) else "",
        departures_from=_departures_from(staff, rates),
        whole=forecast_vacancies(known, ["whole"]),
        roles=roles.assign(vacant=roles["role"].map(vacant).astype("int64")).sort_values(
            "role", key=lambda names: names.map(order), ignore_index=True
        ),
        clusters=clusters[clusters["posts"] >= district.privacy.minimum_group].reset_index(drop=True),
        rates=rates,
        unplaced=len(posts) - len(known),
        policy=tuple(say_policy(policy, rubric)),
        steps={
            part.role: tuple(role for role in policy.roles if role in part.candidates) for part in policy.requirements
        },
    )


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
