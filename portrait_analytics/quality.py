"""What the data team may know of what was read: every record accounted for, what was set aside, who answered.

Restricted: it quotes answers and counts the smallest groups. Persons are in it as counts only, without a key.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.errors import InputError
from portrait_analytics.rubric import Rubric
from portrait_analytics.semesters import in_time_order, is_semester, parse_semester
from portrait_analytics.workspace import find_workspace

REFERENCE = "reference"


@dataclass(frozen=True)
class Quality:
    """What was read and what became of it, for one semester; to be shown to the data team alone."""

    semester: str
    district: str  # its name
    accent: str  # hex colour
    rubric: Rubric  # the current edition
    accounting: pd.DataFrame  # the contract table, sources of that semester
    quarantine: pd.DataFrame  # the contract table, sources of that semester and reference files
    people: pd.DataFrame  # as `count_answers` makes it
    schools: pd.DataFrame  # the contract table `schools` of that semester
    minimum_group: int
    facts: dict[str, str]  # provenance lines for the notes, label -> text


def load_quality(workspace: str = "", semester: str = "") -> Quality:
    """What the notebook `data_quality` starts from.

    ``workspace`` is the folder with ``district.toml`` (empty: found upwards from here), ``semester`` the one to show
    (empty: the latest that was read). `InputError` if nothing was read of that semester.
    """
    place = find_workspace(Path(workspace) if workspace else None)
    accounting, quarantine = place.load_table("accounting"), place.load_table("quarantine")
    people, schools = place.load_table("people"), place.load_table("schools")
    chosen = _choose_semester([*_folders(accounting), *_folders(quarantine), *people["semester"].unique()], semester)
    read = accounting[_folders(accounting) == chosen]
    return Quality(
        semester=chosen,
        district=place.district.district.name,
        accent=place.district.district.accent,
        rubric=place.framework.current,
        accounting=read.reset_index(drop=True),
        quarantine=quarantine[_folders(quarantine).isin([chosen, REFERENCE])].reset_index(drop=True),
        people=count_answers(people[people["semester"] == chosen]),
        schools=schools[schools["semester"] == chosen],
        minimum_group=place.district.privacy.minimum_group,
        facts={
            "Files with records": f"{read['source'].nunique():,}",
            "Roles": ", ".join(role.name for role in place.district.roles),
            "Software": f"portrait_analytics {__version__}",
        },
    )


def count_answers(people: pd.DataFrame) -> pd.DataFrame:
    """How many answered; one row is one role at one school, each of which may be missing.

    ``on_roster`` counts persons that the roster lists, ``answered`` those of them who rated something, and ``beside``
    those who rated something without being listed.

    >>> people = pd.DataFrame({"school": ["7", "7", None], "role": "Coach", "on_roster": [True, True, False],
    ...                        "answered": [True, False, True]})
    >>> count_answers(people)[["on_roster", "answered", "beside"]].values.tolist()
    [[2, 1, 0], [0, 0, 1]]
    """
    listed = people["on_roster"].astype(bool)
    counted = people[["school", "role"]].assign(
        on_roster=listed, answered=people["answered"] & listed, beside=people["answered"] & ~listed
    )
    return counted.groupby(["school", "role"], observed=True, dropna=False).sum().reset_index()


def _folders(table: pd.DataFrame) -> pd.Series:
    """The folder below ``data/raw`` that each source lies in: a semester, or `REFERENCE`."""
    return table["source"].astype("str").str.split("/").str[0]


def _choose_semester(folders: list[str], semester: str) -> str:
    read = in_time_order(name for name in folders if is_semester(name))
    if semester:
        parse_semester(semester)
    if not read or (semester and semester not in read):
        raise InputError(
            f"Nothing was read of {semester or 'any semester'}. Put its exports into data/raw, then run: portrait run"
        )
    return semester or read[-1]
