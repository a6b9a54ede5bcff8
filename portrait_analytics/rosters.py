"""Who works where, as a district's own systems tell it: a plain table, or OneRoster 1.1 or 1.2 as CSV files.

OneRoster is made for classes. Its roles are lossy: many systems export everybody as ``teacher``, so a role from there
is kept beside the one that a survey states and does not win over it (``[people] role_from``). What it does not say, it
does not say here: of several schools or roles of one person, the primary one counts, else the only one, else none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from portrait_analytics.cleaning.remedies import set_aside
from portrait_analytics.errors import InputError
from portrait_analytics.exports.files import Sheet, holds_members, read_members, read_sheets
from portrait_analytics.identities import NO, OPTIONAL, REQUIRED
from portrait_analytics.wording import count_of, fold

PLAIN, ONEROSTER = "plain table", "OneRoster"
COLUMNS = ("source", "source_row", "form", *REQUIRED, *OPTIONAL)
ORG_COLUMNS = ("org", "school", "name", "type", "parent")
NOT_STAFF = {"student", "parent", "guardian", "relative"}
DELETED = "tobedeleted"
# names of OneRoster's columns, small and without spaces, as 1.0, vendors and typing mistakes write them
ALIASES = {
    "sourceid": "sourcedid",
    "enabled": "enableduser",
    "emailaddress": "email",
    "orgsourcedid": "orgsourcedids",
    "orgsourceids": "orgsourcedids",
    "orgs": "orgsourcedids",
    "primaryorg": "primaryorgsourcedid",
    "primaryorgsourceid": "primaryorgsourcedid",
    "usersourceid": "usersourcedid",
    "parent": "parentsourcedid",
    "parentsourceid": "parentsourcedid",
    "firstname": "givenname",
    "lastname": "familyname",
}
USER_COLUMNS = (
    "sourcedid",
    "status",
    "enableduser",
    "orgsourcedids",
    "primaryorgsourcedid",
    "role",
    "givenname",
    "familyname",
    "identifier",
    "email",
)
ROLE_COLUMNS = ("usersourcedid", "status", "roletype", "role", "orgsourcedids")
ORG_FILE_COLUMNS = ("sourcedid", "status", "name", "type", "identifier", "parentsourcedid")
_NO_ORGS = pd.DataFrame(columns=list(ORG_COLUMNS), dtype="str")


@dataclass(frozen=True)
class Roster:
    """What one roster tells.

    ``people``: one row is one person: `COLUMNS` and any that begin with ``group_``, as text but ``source_row``; what
    the roster does not carry is empty. ``orgs``: one row is one organisation of a OneRoster, `ORG_COLUMNS`: its id
    there, the id that ``school`` of its people holds, name, type, and its parent's name. ``set_aside``: what could not
    be used, as rows for `quarantine`.
    """

    people: pd.DataFrame
    orgs: pd.DataFrame = field(default_factory=lambda: _NO_ORGS)
    set_aside: Sequence[pd.DataFrame] = ()


def read_roster(path: Path, *, source: str) -> Roster:
    """Who worked where, from a table, a zip archive, or a folder of OneRoster's files.

    `InputError` names what is missing, and refuses a OneRoster export that only holds what changed.
    """
    members = read_members(path, source=source) if holds_members(path) else {}
    users = _users_file(members)
    if not users and len(members) < 2 and not path.is_dir():
        return _read_table(read_sheets(path, source=source)[0], source)
    if not users:
        raise InputError(
            f"{source}: there is no users.csv. A roster is one table with {', '.join(REQUIRED)}, or OneRoster's "
            "users.csv and orgs.csv, with roles.csv since version 1.2."
        )
    _refuse_delta(members, source)
    tables = {"users.csv": members[users]} | {
        name: members[name] for name in ("orgs.csv", "roles.csv") if name in members
    }
    return _read_oneroster(tables, {name: f"{source}/{name}" for name in tables} | {"users.csv": f"{source}/{users}"})


def join_orgs(rosters: Sequence[Roster]) -> pd.DataFrame:
    """The organisations of all rosters, the later ones last; `ORG_COLUMNS` without a row if there are none."""
    return pd.concat([_NO_ORGS, *(roster.orgs for roster in rosters)], ignore_index=True)


def _read_table(sheet: Sheet, source: str) -> Roster:
    """A roster that is one table: a plain one, or the users of a OneRoster without its organisations."""
    if sheet.rows.empty:
        raise InputError(f"{source}: the roster is empty. Export it again.")
    if _column_name(sheet.rows.iat[0, 0]) == "sourcedid":
        return _read_oneroster({"users.csv": sheet}, {"users.csv": source})
    return Roster(_read_plain(sheet, source))


def _read_plain(sheet: Sheet, source: str) -> pd.DataFrame:
    """The people of a plain table; someone listed twice keeps the first row."""
    headers = [fold(header).replace(" ", "_") for header in sheet.rows.iloc[0]]
    columns = zip(headers, sheet.rows.items(), strict=True)
    roster = pd.DataFrame({header: column.iloc[1:].str.strip() for header, (_, column) in columns})
    missing = [name for name in REQUIRED if name not in headers]
    if missing:
        raise InputError(
            f"{source}: the roster has no column {', '.join(missing)}. It needs {', '.join(REQUIRED)}; "
            f"it may have {', '.join(OPTIONAL)} and any that begin with group_."
        )
    listed = roster[roster["staff_id"] != ""].drop_duplicates("staff_id")
    listed = listed.assign(source=source, source_row=listed.index, form=PLAIN)
    groups = [name for name in headers if name.startswith("group_")]
    return listed.reindex(columns=[*COLUMNS, *groups], fill_value="").reset_index(drop=True)


def _users_file(members: Mapping[str, Sheet]) -> str:
    """The file that lists persons; one that names them is taken under its other name, too."""
    if "users.csv" in members:
        return "users.csv"
    other = members.get("userprofiles.csv")
    named = other is not None and not other.rows.empty and "familyname" in map(_column_name, other.rows.iloc[0])
    return "userprofiles.csv" if named else ""


def _refuse_delta(members: Mapping[str, Sheet], source: str) -> None:
    manifest = members.get("manifest.csv")
    if manifest is None or manifest.rows.empty or manifest.rows.shape[1] < 2:
        return
    said = {fold(name): fold(value) for name, value in manifest.rows.iloc[:, :2].itertuples(index=False)}
    deltas = [name for name in ("users", "roles", "orgs") if said.get(f"file.{name}") == "delta"]
    if deltas:
        raise InputError(
            f"{source}: the manifest says that {', '.join(deltas)} hold only what changed (delta). Ask for a bulk "
            "export, which lists everybody."
        )


def _read_oneroster(tables: Mapping[str, Sheet], sources: Mapping[str, str]) -> Roster:
    users = _present(_named(tables["users.csv"], USER_COLUMNS, sources["users.csv"], needed=("sourcedid",)))
    users = users[~users["enableduser"].map(fold).isin(NO)]
    orgs = _read_orgs(tables.get("orgs.csv"), sources.get("orgs.csv", ""))
    jobs = _jobs(users, tables.get("roles.csv"), sources.get("roles.csv", ""))
    without = users[~users["sourcedid"].isin(jobs.loc[jobs["role"] != "", "user"])]
    staff = jobs[(jobs["role"] != "") & ~jobs["role"].map(fold).isin(NOT_STAFF)]
    people = _people(users[users["sourcedid"].isin(staff["user"])], staff, orgs, sources["users.csv"])
    return Roster(people, orgs, [_without_role(len(without["sourcedid"].unique()), sources["users.csv"])])


def _column_name(header: object) -> str:
    name = "".join(fold(str(header)).replace("_", "").split())
    return ALIASES.get(name, name)


def _named(sheet: Sheet, columns: Sequence[str], source: str, *, needed: Sequence[str]) -> pd.DataFrame:
    """The columns by their names, wherever they stand; others are left out, those that are not there are empty."""
    if sheet.rows.empty:
        raise InputError(f"{source}: the file is empty. Export it again.")
    places: dict[str, int] = {}
    for place, header in enumerate(sheet.rows.iloc[0]):
        places.setdefault(_column_name(header), place)
    missing = [name for name in needed if name not in places]
    if missing:
        raise InputError(
            f"{source}: there is no column {', '.join(missing)}. It needs the columns of OneRoster, headed by their "
            "names."
        )
    body = sheet.rows.iloc[1:]
    found = {name: body.iloc[:, places[name]].str.strip() for name in columns if name in places}
    return pd.DataFrame(found, index=body.index, dtype="str").reindex(columns=list(columns), fill_value="")


def _present(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with an id that are not marked for deletion."""
    key = "sourcedid" if "sourcedid" in table else "usersourcedid"
    return table[(table[key] != "") & (table["status"].map(fold) != DELETED)]


def _read_orgs(sheet: Sheet | None, source: str) -> pd.DataFrame:
    """The organisations; ``school`` is the identifier, as districts know it, where no other one has the same."""
    if sheet is None or sheet.rows.empty:
        return _NO_ORGS
    listed = _present(_named(sheet, ORG_FILE_COLUMNS, source, needed=("sourcedid", "name")))
    listed = listed.drop_duplicates("sourcedid").reset_index(drop=True)
    own = (listed["identifier"] != "") & ~listed.duplicated("identifier", keep=False)
    names = dict(zip(listed["sourcedid"], listed["name"], strict=True))
    return pd.DataFrame(
        {
            "org": listed["sourcedid"],
            "school": listed["identifier"].where(own, listed["sourcedid"]),
            "name": listed["name"],
            "type": listed["type"].map(fold),
            "parent": listed["parentsourcedid"].map(lambda org: names.get(org, "")),
        },
        dtype="str",
    )


def _jobs(users: pd.DataFrame, sheet: Sheet | None, source: str) -> pd.DataFrame:
    """Who is what at which organisation, and whether that is said to be the first of several.

    One row is one role of one user at one organisation: ``user, role, org, primary``. Version 1.2 has them in a file of
    their own, 1.1 in the users' rows, where one role holds for all organisations.
    """
    if sheet is not None and len(sheet.rows) > 1:
        roles = _present(_named(sheet, ROLE_COLUMNS, source, needed=("usersourcedid", "role")))
        jobs = roles.rename(columns={"usersourcedid": "user", "orgsourcedids": "orgs"})
        jobs = jobs.assign(primary=jobs["roletype"].map(fold) == "primary")
    else:
        jobs = users.rename(columns={"sourcedid": "user", "orgsourcedids": "orgs"}).assign(primary=False)
    jobs = jobs[["user", "role", "orgs", "primary"]].assign(org=jobs["orgs"].str.split(",")).explode("org")
    primary_org = users[users["primaryorgsourcedid"] != ""].drop_duplicates("sourcedid").set_index("sourcedid")
    first = jobs["user"].map(primary_org["primaryorgsourcedid"])
    jobs = jobs.assign(org=jobs["org"].str.strip(), primary_org=first.astype("str").fillna(""))
    return jobs.drop(columns="orgs").drop_duplicates()


def _people(users: pd.DataFrame, jobs: pd.DataFrame, orgs: pd.DataFrame, source: str) -> pd.DataFrame:
    """One row is one person; several rows of one person give the first name, and every address."""
    users = users.assign(staff_id=_staff_ids(users), source_row=users.index)
    accounts = users[["sourcedid", "staff_id"]].drop_duplicates()
    settled = _settle(jobs.merge(accounts, left_on="user", right_on="sourcedid"))
    given = users[users["email"] != ""].drop_duplicates(["staff_id", "email"])
    emails = given.groupby("staff_id")["email"].agg(";".join).str.partition(";")
    schools = dict(zip(orgs["org"], orgs["school"], strict=True))
    people = users.drop_duplicates("staff_id").set_index("staff_id", drop=False)
    people = people.assign(
        source=source,
        form=ONEROSTER,
        name=(people["givenname"] + " " + people["familyname"]).str.strip(),
        email=emails[0].reindex(people.index, fill_value=""),
        other_emails=emails[2].reindex(people.index, fill_value=""),
        school=settled["org"].map(lambda org: schools.get(org, org)).reindex(people.index, fill_value=""),
        role=settled["role"].reindex(people.index, fill_value=""),
    )
    return people.reindex(columns=list(COLUMNS), fill_value="").reset_index(drop=True)


def _staff_ids(users: pd.DataFrame) -> pd.Series:
    """What a person is known by: ``identifier`` if each of the staff has one of their own, else ``sourcedId``.

    The identifier is the number that people and payroll know, and that a survey may ask for; the other one belongs to
    the exporting system. One identifier on two accounts still is one person's if the addresses are the same; anything
    else (nobody's, or a placeholder that many share) makes the identifiers useless, and mixing both would make two
    persons of one.
    """
    owner = users["email"].map(fold).where(users["email"] != "", users["sourcedid"])
    each = (users["identifier"] != "").all()
    one_owner = (owner.groupby(users["identifier"]).nunique() <= 1) | (
        users["sourcedid"].groupby(users["identifier"]).nunique() <= 1
    )
    one_identifier = users.groupby("sourcedid")["identifier"].nunique() <= 1
    return users["identifier" if each and one_owner.all() and one_identifier.all() else "sourcedid"]


def _settle(jobs: pd.DataFrame) -> pd.DataFrame:
    """The ``org`` and the ``role`` that count for each person: the primary, else the only one, else none."""
    primary = jobs[jobs["primary"]]
    org = _only(jobs, "primary_org").combine_first(_only(primary, "org")).combine_first(_only(jobs, "org"))
    chosen = jobs["staff_id"].map(org)
    there = jobs[chosen.isna() | (jobs["org"] == chosen)]
    role = _only(there[there["primary"]], "role").combine_first(_only(there, "role"))
    return pd.DataFrame({"org": org, "role": role.combine_first(_only(jobs, "role"))}, dtype="str").fillna("")


def _only(jobs: pd.DataFrame, column: str) -> pd.Series:
    """The one text that a person has in a column, by staff id; nothing for who has none there, or several."""
    given = jobs.loc[jobs[column] != "", ["staff_id", column]].drop_duplicates()
    return given[~given.duplicated("staff_id", keep=False)].set_index("staff_id")[column]


def _without_role(people: int, source: str) -> pd.DataFrame:
    """One note if users have no role, so that nobody knows whether they are staff; they are left out."""
    if not people:
        return set_aside("unknown_role", source=source, source_row=[])
    said = f"{count_of(people, 'user')} without any role {'was' if people == 1 else 'were'} left out."
    return set_aside("unknown_role", source=source, source_row=[pd.NA], column="role", expected=said)
