"""What the district itself says of its schools and its staff: ``schools.csv`` and the rosters."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from portrait_analytics.errors import InputError
from portrait_analytics.exports.files import read_sheets
from portrait_analytics.identities import FLAGS, NO, OPTIONAL, REQUIRED, YES, Identities
from portrait_analytics.tables import concat_table, empty_table
from portrait_analytics.wording import fold, slugify

ONE_CLUSTER = "All schools"
SCHOOL_COLUMNS = ("school", "name")


def read_schools(path: Path, *, source: str) -> pd.DataFrame:
    """The schools that ``schools.csv`` lists.

    One row is one school: ``school`` (its id, as text), ``name``, ``cluster`` (one for all if the file has none) and
    ``level`` (missing if the file has none; never guessed from the name). `InputError` names what is missing or double.
    """
    rows = read_sheets(path, source=source)[0].rows
    headers = [fold(header) for header in rows.iloc[0]]
    missing = [name for name in SCHOOL_COLUMNS if name not in headers]
    if missing:
        raise InputError(f"{source}: there is no column {', '.join(missing)}. It needs school (the id) and name.")
    listed = pd.DataFrame(
        {header: column.iloc[1:].str.strip() for header, (_, column) in zip(headers, rows.items(), strict=True)}
    )
    listed = listed[listed["school"] != ""]
    double = listed.loc[listed.duplicated("school"), "school"].unique().tolist()
    if double:
        raise InputError(f"{source}: school id {', '.join(double)} stands twice. Each school has one row.")
    listed = listed.reindex(columns=["school", "name", "cluster", "level"], fill_value="")
    listed["cluster"] = listed["cluster"].where(listed["cluster"] != "", ONE_CLUSTER)
    return listed.assign(level=listed["level"].where(listed["level"] != "")).reset_index(drop=True)


def schools_of_rosters(rosters: pd.DataFrame) -> pd.DataFrame:
    """The schools as the rosters name them, all in one cluster: what is known without a ``schools.csv``."""
    names = sorted(set(rosters["school"]) - {""})
    return pd.DataFrame({"school": names, "name": names, "cluster": ONE_CLUSTER, "level": None})


def make_schools(listed: pd.DataFrame, semesters: Sequence[str]) -> pd.DataFrame:
    """The table `schools`: each listed school in each semester, with a name for its page that no other one has."""
    if listed.empty or not semesters:
        return empty_table("schools")
    slugs = listed["name"].map(slugify)
    unclear = slugs.duplicated(keep=False) | (slugs == "")
    own = ("school-" + listed["school"].map(slugify)).where(slugs == "", slugs + "-" + listed["school"].map(slugify))
    named = listed.assign(slug=slugs.mask(unclear, own))
    return concat_table("schools", [named.assign(semester=semester) for semester in semesters])


def place_rostered(
    rosters: pd.DataFrame, identities: Identities, schools: dict[str, str], roles: dict[str, str]
) -> pd.DataFrame:
    """The rosters by person's key.

    One row is one person in one semester: ``semester, person, school, role`` (missing where the spelling is unknown)
    and the optional columns of `people`, typed; no name, address or staff id.
    """
    placed = pd.DataFrame(
        {
            "semester": rosters["semester"],
            "person": rosters["staff_id"].map(identities.key_of_staff),
            "school": rosters["school"].map(lambda text: schools.get(fold(text))),
            "role": rosters["role"].map(lambda text: roles.get(fold(text))),
            "years_in_role": pd.to_numeric(rosters["years_in_role"], errors="coerce"),
            "reports_to": rosters["reports_to"].map(identities.key_of_staff).where(rosters["reports_to"] != ""),
        }
    )
    for name in FLAGS:
        placed[name] = _flag(rosters[name])
    groups = [column for column in rosters.columns if column.startswith("group_")]
    return placed.join(rosters[groups].where(rosters[groups] != ""))


def _flag(texts: pd.Series) -> pd.Series:
    """Yes, no, or missing for anything else: a consent is never read into a text."""
    return texts.map(lambda text: True if fold(text) in YES else False if fold(text) in NO else None).astype("boolean")


def join_rosters(rosters: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All rosters as one frame, with ``semester``; someone listed twice in a semester keeps the first row."""
    if not rosters:
        return pd.DataFrame(columns=["semester", "source", *REQUIRED, *OPTIONAL], dtype="str")
    return pd.concat(rosters, ignore_index=True).fillna("").drop_duplicates(["semester", "staff_id"], ignore_index=True)
