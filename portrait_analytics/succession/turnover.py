"""How likely people are to leave their post: published rates by kind of role, and the district's own counts with them.

All rates are of a year and of one post: not at the same school in the same role a year later, whatever became of the
person. Sources: National Center for Education Statistics 2023-046 (principals) and 2024-039 (teachers); Bartanen,
Rogers & Woo 2021, Educational Researcher (assistant principals, Tennessee and Missouri); RAND RRA956-12
(superintendents who plan to leave, which is no count of those who left).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.district import Role
from portrait_analytics.semesters import FALL, in_time_order, parse_semester
from portrait_analytics.wording import fold

PRIOR_POSTS = 20  # what a published rate weighs, in posts watched for a year
SUMMER_SHARE = 0.9  # an assumption: how many of a year's departures fall between spring and fall


@dataclass(frozen=True)
class PublishedRate:
    """A kind of role, its annual rate as a share of posts, how much of it is promotion, and who counted it."""

    kind: str
    annual: float
    promoted: float
    source: str


PRINCIPAL = PublishedRate("principal", 0.20, 0.0, "NCES 2023-046: 80% at the same school a year later")
ASSISTANT = PublishedRate(
    "assistant principal",
    0.26,
    0.0875,
    "Bartanen, Rogers & Woo 2021: 72 to 75% at the same school, 7.5 to 10% promoted to principal",
)
TEACHER_LEADER = PublishedRate(
    "teacher leader or coach", 0.16, 0.0, "NCES 2024-039, of teachers: 84% at the same school; none is known of coaches"
)
DISTRICT_LEADER = PublishedRate(
    "district leader", 0.13, 0.0, "RAND RRA956-12, of superintendents: 13% planned to leave"
)
_OF_GROUP = {"teacher": TEACHER_LEADER, "school": PRINCIPAL, "district": DISTRICT_LEADER}
_ASSISTANTS = ("assistant principal", "vice principal", "deputy principal", "associate principal")


def find_published(role: Role) -> PublishedRate:
    """The published rate that fits a role: by its name and spellings, else by its role group.

    >>> find_published(Role(name="Deputy Head", group="school", spellings=("Vice Principal",))).annual
    0.26
    >>> find_published(Role(name="Director", group="district")).kind
    'district leader'
    """
    called = [fold(text) for text in (role.name, *role.spellings)]
    if any(words in text for words in _ASSISTANTS for text in called):
        return ASSISTANT
    return _OF_GROUP.get(role.group, TEACHER_LEADER)


def count_departures(people: pd.DataFrame, *, season: str = FALL) -> pd.DataFrame:
    """How many left their post within a year, by role, as counts.

    One row is one role: ``role``, ``watched`` (posts on a roster of one ``season`` and a year later there was a roster,
    too; added up over the years) and ``left`` (of these, no longer there a year later in the same role and school).
    Whoever is on no roster is not watched: not to answer is not to leave. A school or role that is not known does not
    differ. Years of one season only, so that no summer counts twice.
    """
    rostered = people[people["on_roster"]]
    held = set(rostered["semester"].astype("str"))
    parts = [
        _one_year(people, rostered, start, later)
        for start in in_time_order(held)
        for later in [_a_year_after(start)]
        if later in held and parse_semester(start)[1] == season
    ]
    return _add_up(parts)


def count_vacancies(vacancies: pd.DataFrame, posts: pd.Series) -> pd.DataFrame:
    """The same from the table `vacancies`: how many posts fell vacant, by role, as counts.

    ``posts``: how many there are, by role. The years are those from the first vacancy of the table to the last, a year
    being a fall and the spring after it; what has no semester is in none, and a post that is new was left by nobody.
    ``left`` is at most ``watched``.
    """
    if vacancies.empty:
        return _add_up([])
    dated = vacancies[vacancies["semester"].notna()]
    opened = dated[dated["reason"].astype("str") != "new post"]
    years = [_school_year(semester) for semester in dated["semester"].astype("str").unique()]
    watched = posts.astype("int64") * (max(years) - min(years) + 1 if years else 0)
    left = opened["role"].astype("str").value_counts().reindex(watched.index, fill_value=0)
    counted = pd.DataFrame({"watched": watched, "left": left.clip(upper=watched)}).astype("int64")
    return counted.rename_axis("role").sort_index().reset_index()


def settle_rates(
    roles: Iterable[Role], own: pd.DataFrame | None = None, *, declared: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """The annual rate of each role: what is published, drawn towards what the district counted itself.

    One row is one role, in the order of ``roles``: ``role, kind, published`` (or what the district ``declared``
    instead), ``source, watched, left, annual`` and ``promoted`` (the part of it that is promotion), as shares of posts.
    ``own`` as `count_departures` gives it. The mean of a beta distribution that begins as 20 posts with the published
    rate: (left + 20 published) / (watched + 20).
    """
    given = dict(declared or {})
    rows = []
    for role in roles:
        found = find_published(role)
        prior = given.get(role.name, found.annual)
        source = "district.toml" if role.name in given else found.source
        rows.append((role.name, found.kind, prior, source, found.promoted / found.annual))
    table = pd.DataFrame(rows, columns=["role", "kind", "published", "source", "promoted"])
    counted = (_add_up([]) if own is None else own).set_index("role").reindex(table["role"], fill_value=0)
    table["watched"], table["left"] = (counted[name].to_numpy(dtype="int64") for name in ("watched", "left"))
    table["annual"] = (table["left"] + PRIOR_POSTS * table["published"]) / (table["watched"] + PRIOR_POSTS)
    table["promoted"] *= table["annual"]
    return table[["role", "kind", "published", "source", "watched", "left", "annual", "promoted"]]


def rate_to_next_semester(annual: pd.Series, semester: str, *, summer_share: float = SUMMER_SHARE) -> pd.Series:
    """The share of posts that are left between a semester and the next one.

    Summer lies between spring and fall, and most departures fall into it; what share is an assumption.
    """
    return annual * (summer_share if parse_semester(semester)[1] != FALL else 1 - summer_share)


def rate_within(annual: pd.Series, years: float) -> pd.Series:
    """The share of posts that are left within so many years, each year being like the others.

    >>> rate_within(pd.Series([0.2]), 2).round(2).tolist()
    [0.36]
    """
    return 1 - (1 - annual) ** years


def chance_to_leave(placed: pd.DataFrame, rates: pd.DataFrame, *, column: str = "annual") -> pd.Series:
    """The rate of each person's role, by key, as the functions on departures take it (restricted).

    Someone whose role is not known gets the mean over those whose role is; if that is nobody, the teachers' rate.
    """
    by_role = dict(zip(rates["role"], rates[column], strict=True))
    chance = placed["role"].map(by_role).astype("float64")
    typical = chance.mean() if chance.notna().any() else TEACHER_LEADER.annual
    return chance.fillna(typical).rename("leaving")


def _one_year(people: pd.DataFrame, rostered: pd.DataFrame, start: str, later: str) -> pd.DataFrame:
    columns = ["person", "school", "role"]
    before = rostered.loc[(rostered["semester"] == start) & rostered["role"].notna(), columns].astype("str")
    after = people.loc[people["semester"] == later, columns].astype("str")
    both = before.merge(after, on="person", how="left", suffixes=("", "_later"), indicator="found")
    stayed = both["found"] == "both"
    for what in ("school", "role"):
        known = both[what].notna() & both[f"{what}_later"].notna()
        stayed &= ~known | (both[what] == both[f"{what}_later"])
    return pd.DataFrame({"role": both["role"], "watched": 1, "left": (~stayed).astype("int64")})


def _add_up(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    empty = pd.DataFrame({"role": pd.Series(dtype="str"), "watched": 0, "left": 0}).astype(
        {"watched": "int64", "left": "int64"}
    )
    filled = [part for part in parts if not part.empty]
    return pd.concat(filled).groupby("role")[["watched", "left"]].sum().reset_index() if filled else empty


def _a_year_after(semester: str) -> str:
    year, season = parse_semester(semester)
    return f"{year + 1}-{season}"


def _school_year(semester: str) -> int:
    """The year in which the school year began."""
    year, season = parse_semester(semester)
    return year if season == FALL else year - 1
