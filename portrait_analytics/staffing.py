"""The posts that there are and those that fell vacant: ``posts.csv`` and ``vacancies.csv``, each optional.

``posts.csv``: ``post`` (an id), ``school`` (empty for a post at no school), ``role``, and optionally ``holder`` (a
staff id; empty if the post is vacant). ``vacancies.csv``: ``semester`` (2026-fall) or ``date``, ``school``, ``role``,
and optionally ``reason`` (left, retired, moved, promoted, new post; any other word counts as other).

Without the first there are as many posts as people on the roster, and no vacant ones. Without the second, departures
are counted from the rosters of two years.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from portrait_analytics.cleaning.remedies import join_faults, set_aside
from portrait_analytics.errors import InputError
from portrait_analytics.identities import Identities
from portrait_analytics.matching import Names
from portrait_analytics.reference import note_unknown, read_listed
from portrait_analytics.rosters import PLAIN
from portrait_analytics.semesters import is_semester, semester_of
from portrait_analytics.tables import VACANCY_REASONS, make_table
from portrait_analytics.timestamps import parse_times
from portrait_analytics.wording import fold

POSTS_FILE, VACANCIES_FILE = "posts.csv", "vacancies.csv"
POST_COLUMNS = ("post", "school", "role")
VACANCY_COLUMNS = ("school", "role")
_POSTS_NEED = "It needs post (an id), school and role; it may have holder (a staff id)."
_VACANCIES_NEED = "It needs semester or date, school and role; it may have reason."


@dataclass(frozen=True)
class Staffing:
    """A table of posts or of vacancies, and what of the file could not be used, as rows for `quarantine`."""

    table: pd.DataFrame
    set_aside: Sequence[pd.DataFrame] = ()


def read_posts(path: Path, *, source: str, names: Names, identities: Identities) -> Staffing:
    """The table `posts` from a file (restricted where it says who holds them).

    A post at an unknown school or of an unknown role is kept without it, and noted. `InputError` names a column that is
    missing, or a post that stands twice.
    """
    listed = read_listed(path, source=source, needed=POST_COLUMNS, said=_POSTS_NEED)
    listed = listed[listed["post"] != ""]
    double = listed.loc[listed.duplicated("post"), "post"].unique().tolist()
    if double:
        raise InputError(f"{source}: post {', '.join(double)} stands twice. Each post has one row.")
    placed = _place(listed, names).assign(post=listed["post"])
    unknown = listed.iloc[:0]
    if "holder" in listed:
        known = listed["holder"].isin(identities.staff_ids)
        unknown = listed[~known & (listed["holder"] != "")]
        placed["vacant"] = listed["holder"] == ""
        placed["holder"] = listed["holder"].where(known).map(identities.key_of_staff, na_action="ignore")
    # which staff id it is stays unsaid: messages name nobody
    held = set_aside("unknown_holder", source=source, source_row=unknown.index, column="holder")
    return Staffing(make_table("posts", placed), _noted(listed, source, names, held))


def read_vacancies(path: Path, *, source: str, names: Names, order: str = "") -> Staffing:
    """The table `vacancies` from a file; ``order`` is ``[dates] order`` of ``district.toml``.

    Of a row with both a semester and a date the semester counts. A vacancy at an unknown school, of an unknown role or
    without a readable date is kept without it, and noted. `InputError` names a column that is missing.
    """
    listed = read_listed(path, source=source, needed=VACANCY_COLUMNS, said=_VACANCIES_NEED)
    if not {"semester", "date"} & set(listed):
        raise InputError(f"{source}: there is no column semester or date. {_VACANCIES_NEED}")
    listed = listed[(listed != "").any(axis=1)]
    blank = pd.Series("", index=listed.index, dtype="str")
    told = listed.get("semester", blank)
    told = told.where(told != "", listed.get("date", blank))
    times = parse_times(told, order=order)
    semester = told.where(told.map(is_semester), times.map(semester_of, na_action="ignore").astype("str"))
    undated = semester.isna()
    column = "semester" if "semester" in listed else "date"
    notes = set_aside("undated_vacancy", source=source, source_row=listed.index[undated], column=column)
    reason = listed.get("reason", blank).map(fold)
    reason = reason.where(reason.isin([*VACANCY_REASONS, ""]), "other")
    placed = _place(listed, names).assign(semester=semester, reason=reason.where(reason != ""))
    return Staffing(make_table("vacancies", placed), _noted(listed, source, names, notes))


def _place(listed: pd.DataFrame, names: Names) -> pd.DataFrame:
    """The school's id and the role's name of each row; missing where the spelling is empty or unknown."""
    known = {"school": names.schools, "role": names.roles}
    return pd.DataFrame(
        {what: listed[what].map(lambda text, told=told: told.get(fold(text))) for what, told in known.items()},
        index=listed.index,
        dtype="str",
    )


def _noted(listed: pd.DataFrame, source: str, names: Names, *others: pd.DataFrame) -> list[pd.DataFrame]:
    """What could not be used, with the schools and roles that nobody knows; nothing if all could."""
    rows = listed.assign(source=source, source_row=listed.index, form=PLAIN)
    found = join_faults([note_unknown(rows, names.schools, names.roles), *others])
    return [found] if len(found) else []
