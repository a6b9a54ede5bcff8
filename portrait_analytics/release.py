"""What a shareable notebook may know: the published table and the names to print it by."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.rubric import Rubric

ALL_LEADERS, BY_SCHOOL = "district_growth", "growth_by_school"  # the figures that the page of a school prints
SCHOOLS = "schools/"  # where the pages of single schools lie, beside the index
CHANGED = "Changed since the last release"  # a fact for the page that lists the others
TWO_FORMS = "Movement between two forms"  # a fact of a release whose semesters have no form in common


def rows_of_school(published: pd.DataFrame, school: str) -> pd.DataFrame:
    """What the page of a school prints: the school's own rows, and the net of all leaders to compare them with."""
    own = (published["figure"] == BY_SCHOOL) & (published["school"] == school)
    beside = (published["figure"] == ALL_LEADERS) & (published["measure"] == "net_movers")
    return published[own | beside]


@dataclass(frozen=True)
class Outlook:
    """How many posts may fall vacant within a year, and what the roles ask for: public facts, nothing from answers.

    ``whole, roles, clusters`` as `succession.forecast_vacancies` gives them, by nothing, ``role`` and ``cluster``, with
    ``until``: how many are expected to open before the next semester; ``vacant`` in ``roles`` are posts that nobody
    holds now. ``mix``: one row is one cluster (empty: none) and role, with its ``posts`` and how many are ``vacant``.
    ``rates`` as `succession.settle_rates` gives them, with ``until``. ``unplaced`` posts are at a role that nobody
    knows, and are in none of these.
    """

    posts_from: str  # posts.csv or roster; empty: nobody knows the posts
    departures_from: str  # vacancies.csv or rosters; empty: published rates alone
    whole: pd.DataFrame
    roles: pd.DataFrame
    clusters: pd.DataFrame
    mix: pd.DataFrame
    rates: pd.DataFrame
    unplaced: int
    policy: tuple[str, ...]  # sentences
    steps: Mapping[str, tuple[str, ...]]  # role -> the roles from which people may step up to it


@dataclass(frozen=True)
class Offered:
    """What is on offer and what there is to spend: public facts, nothing from answers."""

    offerings: pd.DataFrame  # the contract table, by id
    budget: float | None  # dollars; None: no limit
    budget_from: str  # district.toml or today; empty: nobody said, and nothing is planned
    at_most: int  # offerings a leader
    mentees: int  # a mentor
    cohort: int  # people in a cohort that is suggested where nothing is offered


@dataclass(frozen=True)
class Release:
    """What may leave the data team, with the names to print it by: `published`, its labels and what is public."""

    published: pd.DataFrame  # the contract table, one semester
    semester: str
    baseline: str | None  # None: nothing earlier to compare with
    rubric: Rubric  # the current edition
    schools: pd.DataFrame  # the contract table `schools` of that semester
    district: str  # its name
    accent: str  # hex colour
    minimum_group: int
    facts: dict[str, str]  # provenance lines for the method notes, label -> text
    outlook: Outlook | None = None  # None: it was not worked out
    offered: Offered | None = None  # None: nothing was said of it
    changed: str = ""  # how many printed numbers changed since the last release; empty: there was none

    @property
    def id(self) -> str:
        """The semester and a digest of all that is printed."""
        return str(self.published["release"].iloc[0])
