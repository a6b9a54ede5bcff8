"""What the district itself says of its schools and its staff: ``schools.csv`` and the rosters."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from portrait_analytics.cleaning.remedies import set_aside
from portrait_analytics.errors import InputError
from portrait_analytics.exports.files import read_sheets
from portrait_analytics.identities import FLAGS, NO, YES, Identities
from portrait_analytics.matching import propose
from portrait_analytics.rosters import COLUMNS, ONEROSTER
from portrait_analytics.tables import concat_table, empty_table
from portrait_analytics.wording import fold, slugify

ONE_CLUSTER = "All schools"
LONGEST_SLUG = 60  # characters; a file name holds about two hundred
SCHOOL_COLUMNS = ("school", "name")


def read_schools(path: Path, *, source: str) -> pd.DataFrame:
    """The schools that ``schools.csv`` lists.

    One row is one school: ``school`` (its id, as text), ``name``, ``cluster`` (one for all if the file has none) and
    ``level`` (missing if the file has none; never guessed from the name). `InputError` names what is missing or double.
    """
    listed = read_listed(path, source=source, needed=SCHOOL_COLUMNS, said="It needs school (the id) and name.")
    listed = listed[listed["school"] != ""]
    double = listed.loc[listed.duplicated("school"), "school"].unique().tolist()
    if double:
        raise InputError(f"{source}: school id {', '.join(double)} stands twice. Each school has one row.")
    listed = listed.reindex(columns=["school", "name", "cluster", "level"], fill_value="")
    listed["cluster"] = listed["cluster"].where(listed["cluster"] != "", ONE_CLUSTER)
    return listed.assign(level=listed["level"].where(listed["level"] != "")).reset_index(drop=True)


def read_listed(path: Path, *, source: str, needed: Sequence[str], said: str) -> pd.DataFrame:
    """A reference table as text, under its folded headers; the row labels are the row numbers of the file.

    `InputError` names the columns that are missing, and ends in what is ``said`` of them.
    """
    rows = read_sheets(path, source=source)[0].rows
    if rows.empty:
        raise InputError(f"{source}: the file is empty. {said}")
    headers = [fold(header) for header in rows.iloc[0]]
    missing = [name for name in needed if name not in headers]
    if missing:
        raise InputError(f"{source}: there is no column {', '.join(missing)}. {said}")
    return pd.DataFrame(
        {header: column.iloc[1:].str.strip() for header, (_, column) in zip(headers, rows.items(), strict=True)}
    )


def find_schools(rosters: pd.DataFrame, orgs: pd.DataFrame) -> pd.DataFrame:
    """The schools as the rosters tell them, as `read_schools` gives them: what is known without a ``schools.csv``.

    A OneRoster names its schools, and their parents are the clusters if there are at least two of them; a plain roster
    only has what stands under ``school``, all in one cluster.
    """
    named = orgs[orgs["type"] == "school"].drop_duplicates("school", keep="last")
    several = named.loc[named["parent"] != "", "parent"].nunique() > 1
    cluster = named["parent"].where(several & (named["parent"] != ""), ONE_CLUSTER)
    listed = pd.DataFrame({"school": named["school"], "name": named["name"], "cluster": cluster, "level": None})
    told = set(rosters.loc[(rosters["form"] != ONEROSTER) | named.empty, "school"]) - {""}
    known = set(_known_schools(listed)) | set(school_spellings(orgs, listed))
    others = sorted(text for text in told if fold(text) not in known)
    rest = pd.DataFrame({"school": others, "name": others, "cluster": ONE_CLUSTER, "level": None})
    return pd.concat([part for part in (listed, rest) if not part.empty] or [rest], ignore_index=True)


def school_spellings(
    orgs: pd.DataFrame, schools: pd.DataFrame, declared: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What a OneRoster calls the schools, folded, and the school id that each leads to.

    Id, identifier and name of an organisation lead to a school if one of them is known, by ``schools`` or by what the
    district ``declared``, and the others to no other school.
    """
    known = {fold(spelling): school for spelling, school in (declared or {}).items()} | _known_schools(schools)
    led: dict[str, set[str]] = {}
    for spelled in orgs[["org", "school", "name"]].itertuples(index=False):
        spellings = {fold(text) for text in spelled} - {""}
        found = {known[text] for text in spellings if text in known}
        if len(found) == 1:
            for text in spellings - set(known):
                led.setdefault(text, set()).update(found)
    return {text: found.pop() for text, found in led.items() if len(found) == 1}


def _known_schools(schools: pd.DataFrame) -> dict[str, str]:
    """Folded name and id of each school, and its id; a name that two schools share leads to neither."""
    names = schools["name"].map(fold)
    alone = ~names.duplicated(keep=False)
    printed = dict(zip(names[alone], schools.loc[alone, "school"], strict=True))
    spelled = printed | {fold(school): school for school in schools["school"]}
    return {text: school for text, school in spelled.items() if text}


def make_schools(listed: pd.DataFrame, semesters: Sequence[str]) -> pd.DataFrame:
    """The table `schools`: each listed school in each semester, with a name for its page that no other one has."""
    if listed.empty or not semesters:
        return empty_table("schools")
    slugs, ids = (listed[column].map(slugify).str[:LONGEST_SLUG].str.strip("-") for column in ("name", "school"))
    unclear = slugs.duplicated(keep=False) | (slugs == "")
    chosen = slugs.mask(unclear, (slugs.mask(slugs == "", "school") + "-" + ids).str.strip("-"))
    again = chosen.groupby(chosen).cumcount()
    named = listed.assign(slug=chosen.mask(again > 0, chosen + "-again-" + again.astype("str")))
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
        return pd.DataFrame(columns=["semester", *COLUMNS], dtype="str")
    return pd.concat(rosters, ignore_index=True).fillna("").drop_duplicates(["semester", "staff_id"], ignore_index=True)


def note_unknown(rosters: pd.DataFrame, schools: Mapping[str, str], roles: Mapping[str, str]) -> pd.DataFrame:
    """The schools and roles on rosters that nobody knows, as rows for `quarantine`; ``schools`` and ``roles`` folded.

    One row is one row of a plain roster. A OneRoster has roles that are nobody's fault (everybody is ``teacher``), and
    offices as well as schools, so there one row is one text of a file.
    """
    parts = []
    for what, known in (("school", schools), ("role", roles)):
        unknown = rosters[(rosters[what] != "") & ~rosters[what].map(fold).map(known.__contains__).astype(bool)]
        exported = unknown["form"] == ONEROSTER
        once = unknown[~exported | ~unknown.duplicated(["source", what])]
        rows = once["source_row"].astype("Int64").mask(once["form"] == ONEROSTER)
        nearest = {text: propose(text, known) for text in once[what].unique()}
        noted = set_aside(
            f"unknown_{what}",
            source="",
            source_row=rows.tolist(),
            column=what,
            value=once[what],
            proposal=once[what].map(nearest).astype("str"),
        )
        parts.append(noted.assign(source=once["source"].to_numpy()))
    return pd.concat(parts, ignore_index=True)


def list_clusters(schools: pd.DataFrame) -> dict[str, str]:
    """The cluster of each school, from the table `schools` of one semester."""
    texts = schools[["school", "cluster"]].astype("str")
    return dict(zip(texts["school"], texts["cluster"], strict=True))
