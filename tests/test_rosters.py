"""Rosters: a plain table, or OneRoster's files; who is staff, where, as what, and what is said of the rest."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics.errors import InputError
from portrait_analytics.identities import OPTIONAL, REQUIRED
from portrait_analytics.reference import find_schools, school_spellings
from portrait_analytics.rosters import ONEROSTER, PLAIN, Roster, read_roster
from portrait_analytics.workspace import Workspace
from tests.districts import FALL, ROSTER, TRUST, as_csv, clean, level_of, make_district, person

ORGS = """
    sourcedId | status | dateLastModified | name             | type     | identifier | parentSourcedId
    501       |        |                  | Alder Elementary | school   | 0001       | 77
    502       |        |                  | Birch Middle     | school   | 0002       | 78
    77        |        |                  | North            | local    |            | 1
    78        |        |                  | South            | local    |            | 1
    1         |        |                  | Test District    | district |            |
"""
USERS_1_1 = """
    sourcedId | enabledUser | orgSourcedIds | role          | givenName | familyName | identifier | email
    T1        | TRUE        | 501           | administrator | Person    | Q          | 7          | q@example.org
    T2        | true        | 502           | teacher       | Person    | R          | 8          | r@example.org
    T3        | true        | 501,502       | aide          | Person    | S          | 9          | s@example.org
    S1        | true        | 501           | student       | Pupil     | X          | 101        | x@example.org
    P1        | true        | 501           | parent        | Parent    | Y          | 102        | y@example.org
"""
USERS_1_2 = """
    sourcedId | status | enabledUser | givenName | familyName | identifier | email         | primaryOrgSourcedId
    T1        |        | true        | Person    | Q          | 7          | q@example.org | 501
    T2        |        | true        | Person    | R          | 8          | r@example.org |
    T3        |        | true        | Person    | S          | 9          | s@example.org |
    S1        |        | true        | Pupil     | X          | 101        | x@example.org | 501
"""
ROLES = """
    sourcedId | status | userSourcedId | roleType  | role      | orgSourcedId
    R1        |        | T1            | primary   | principal | 501
    R2        |        | T1            | secondary | teacher   | 502
    R3        |        | T2            | primary   | teacher   | 502
    R4        |        | T2            | secondary | aide      | 501
    R5        |        | T3            |           | counselor | 501
    R6        |        | T3            |           | teacher   | 502
    R7        |        | S1            | primary   | student   | 501
    R8        |        | T1            | secondary | parent    | 501
"""
MANIFEST = """
    propertyName      | value
    oneroster.version | 1.2
    file.users        | bulk
"""


def export(users: str, orgs: str = ORGS, **more: str) -> dict[str, str]:
    """The drawn tables as the files of a OneRoster."""
    return {f"{name}.csv": as_csv(table) for name, table in {"users": users, "orgs": orgs, **more}.items() if table}


def lay_out(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def read(folder: Path, files: dict[str, str]) -> Roster:
    return read_roster(lay_out(folder / "roster", files), source=f"{FALL}/roster")


def told(roster: Roster, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(map(str, row)) for row in roster.people[list(columns)].itertuples(index=False)]


def district_with(folder: Path, files: dict[str, str | bytes], *, schools: str = "", settings: str = "") -> Workspace:
    """A district whose only roster are these files below ``roster/``."""
    exports = {f"{FALL}/roster/{name}": content for name, content in files.items()}
    answers = as_csv("Email Address | {trust}\nq@example.org | Advanced")
    options = {"schools": schools} if schools else {"schools": ""}
    return make_district(folder, {**exports, f"{FALL}/a.csv": answers}, roster="", settings=settings, **options)


def set_aside(workspace: Workspace) -> list[tuple[str, ...]]:
    quarantine = workspace.load_table("quarantine").astype("str").fillna("")
    columns = ["source", "source_row", "column", "value", "reason"]
    return [tuple(row) for row in quarantine[columns].itertuples(index=False)]


class TestPlain:
    def test_a_plain_roster_is_read_with_its_row_numbers(self, tmp_path: Path) -> None:
        path = lay_out(tmp_path, {"roster.csv": as_csv(ROSTER)}) / "roster.csv"

        roster = read_roster(path, source="roster.csv")

        assert told(roster, "staff_id", "school", "role", "source", "source_row", "form") == [
            ("7", "0001", "Principal", "roster.csv", "2", PLAIN),
            ("8", "0001", "Coach", "roster.csv", "3", PLAIN),
            ("9", "0002", "Coach", "roster.csv", "4", PLAIN),
        ]
        assert set(REQUIRED) | set(OPTIONAL) <= set(roster.people)
        assert roster.orgs.empty

    def test_a_plain_roster_may_lie_in_a_zip_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "roster.zip"
        buffer = io.BytesIO()
        frame = pd.read_csv(io.StringIO(as_csv(ROSTER)), dtype="str")
        frame.to_excel(buffer, index=False, engine="xlsxwriter")
        for packed in ({"people.csv": as_csv(ROSTER)}, {"people.xlsx": buffer.getvalue()}):
            path.write_bytes(zipped(packed))

            assert told(read_roster(path, source="roster.zip"), "staff_id") == [("7",), ("8",), ("9",)]

    def test_what_a_plain_roster_lacks_is_named(self, tmp_path: Path) -> None:
        path = lay_out(tmp_path, {"roster.csv": "staff_id,email\n7,q@example.org\n"}) / "roster.csv"

        with pytest.raises(InputError, match="no column school, role"):
            read_roster(path, source="roster.csv")

    @pytest.mark.parametrize("text", [",,\n,,\n", ";;\n"])
    def test_a_roster_of_blank_rows_is_refused(self, tmp_path: Path, text: str) -> None:
        path = lay_out(tmp_path, {"roster.csv": text}) / "roster.csv"

        with pytest.raises(InputError, match=r"^roster\.csv: the roster is empty"):
            read_roster(path, source="roster.csv")

    def test_a_school_or_role_that_nobody_knows_is_set_aside_with_its_row(self, tmp_path: Path) -> None:
        answers = as_csv("Email Address | {trust}\nq@example.org | Advanced")
        table = ROSTER.replace("0002   | Coach", "Brich Middle | Chef").replace("0001   | Coach", "       | Coach")
        workspace = make_district(tmp_path, {f"{FALL}/a.csv": answers}, roster=table)

        assert clean(workspace).faults == []

        source = f"{FALL}/roster/roster.csv"
        assert set_aside(workspace) == [
            (source, "4", "school", "Brich Middle", "unknown_school"),
            (source, "4", "role", "Chef", "unknown_role"),
        ]
        remedies = workspace.load_table("quarantine")["remedy"].tolist()
        assert remedies[0].endswith("The nearest known one is “birch middle”.")


class TestOneRoster:
    def test_version_1_1_tells_staff_their_school_and_role(self, tmp_path: Path) -> None:
        roster = read(tmp_path, export(USERS_1_1))

        assert told(roster, "staff_id", "email", "name", "school", "role", "source_row") == [
            ("7", "q@example.org", "Person Q", "0001", "administrator", "2"),
            ("8", "r@example.org", "Person R", "0002", "teacher", "3"),
            ("9", "s@example.org", "Person S", "", "aide", "4"),
        ]
        assert set(roster.people["form"]) == {ONEROSTER}
        assert set(roster.people["source"]) == {f"{FALL}/roster/users.csv"}

    def test_version_1_2_takes_the_primary_role_else_the_only_one_else_none(self, tmp_path: Path) -> None:
        roster = read(tmp_path, export(USERS_1_2, roles=ROLES, manifest=MANIFEST))

        assert told(roster, "staff_id", "school", "role") == [
            ("7", "0001", "principal"),
            ("8", "0002", "teacher"),
            ("9", "", ""),
        ]

    def test_a_folder_a_zip_and_files_among_others_are_the_same(self, tmp_path: Path) -> None:
        files = export(USERS_1_2, roles=ROLES, enrollments="sourcedId | role\n1 | student")
        archive = tmp_path / "export.zip"
        archive.write_bytes(zipped({f"some folder/{name.upper()}": text for name, text in files.items()}))

        from_folder, from_zip = read(tmp_path, files), read_roster(archive, source=f"{FALL}/roster")

        pd.testing.assert_frame_equal(from_folder.people, from_zip.people)
        pd.testing.assert_frame_equal(from_folder.orgs, from_zip.orgs)

    def test_columns_are_found_by_name_however_they_are_written_and_wherever_they_stand(self, tmp_path: Path) -> None:
        users = """
            EMAIL         | prefferedGivenName | Family Name | GivenName | metadata.role | ext_vendor_x | identifier
            q@example.org | Qu                 | Q           | Person    | student       | 5            | 7
        """
        header, line = as_csv(users).splitlines()
        header += ",role,orgSourceIds,userId,agents,sourceID,dataLastModified,enabledUser,,"
        line += ',principal,"501",{a:b},T9,T1,2026/9/1,TRUE,,'
        files = export(users) | {"users.csv": f"{header}\n{line}"}

        assert told(read(tmp_path, files), "staff_id", "email", "name", "school", "role") == [
            ("7", "q@example.org", "Person Q", "0001", "principal")
        ]

    def test_who_left_or_is_no_staff_is_left_out_and_who_has_no_role_is_counted(self, tmp_path: Path) -> None:
        users = """
            sourcedId | status      | enabledUser | orgSourcedIds | role     | identifier | email
            T1        | active      | true        | 501           | teacher  | 7          | q@example.org
            T2        | tobedeleted | true        | 501           | teacher  | 8          | r@example.org
            T3        | ToBeDeleted | true        | 501           | teacher  | 9          | s@example.org
            T4        |             | FALSE       | 501           | teacher  | 10         | t@example.org
            G1        |             | true        | 501           | Guardian | 11         | u@example.org
            G2        |             | true        | 501           | relative | 12         | v@example.org
            N1        |             | true        | 501           |          | 13         | w@example.org
        """

        roster = read(tmp_path, export(users))

        assert told(roster, "staff_id") == [("7",)]
        (note,) = roster.set_aside
        assert note["reason"].tolist() == ["unknown_role"]
        assert note["remedy"].iloc[0].startswith("1 user without any role was left out.")

    def test_someone_both_staff_and_parent_is_staff(self, tmp_path: Path) -> None:
        roles = """
            userSourcedId | roleType  | role    | orgSourcedId
            T1            | primary   | parent  | 502
            T1            | secondary | teacher | 501
        """

        assert told(read(tmp_path, export(USERS_1_2, roles=roles)), "school", "role") == [("0001", "teacher")]

    def test_rows_for_each_school_are_one_person_and_never_the_first_school_by_chance(self, tmp_path: Path) -> None:
        users = """
            sourcedId | orgSourcedIds | role          | identifier | email
            T1        | 501           | teacher       | 7          | q@example.org
            T1        | 502           | teacher       | 7          | q@example.net
            T2        | 502           | administrator | 8          | r@example.org
            T9        | 502           | teacher       | 8          | R@example.org
        """

        roster = read(tmp_path, export(users))

        assert told(roster, "staff_id", "email", "other_emails", "school", "role") == [
            ("7", "q@example.org", "q@example.net", "", "teacher"),
            ("8", "r@example.org", "R@example.org", "0002", ""),
        ]

    @pytest.mark.parametrize("identifiers", [("7", ""), ("0", "0")])
    def test_identifiers_that_do_not_tell_people_apart_give_way_to_the_sourced_id(
        self, tmp_path: Path, identifiers: tuple[str, str]
    ) -> None:
        first, second = identifiers
        users = f"""
            sourcedId | orgSourcedIds | role    | identifier | email
            T1        | 501           | teacher | {first}    | q@example.org
            T2        | 501           | teacher | {second}   | r@example.org
        """

        assert told(read(tmp_path, export(users)), "staff_id") == [("T1",), ("T2",)]

    def test_a_delta_is_refused_and_a_bulk_export_asked_for(self, tmp_path: Path) -> None:
        manifest = MANIFEST.replace("bulk", "delta")

        with pytest.raises(InputError, match=r"users hold only what changed .* Ask for a bulk export"):
            read(tmp_path, export(USERS_1_2, roles=ROLES, manifest=manifest))

    def test_files_without_the_users_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"there is no users\.csv"):
            read(tmp_path, {"orgs.csv": as_csv(ORGS), "roles.csv": as_csv(ROLES)})

    def test_the_users_alone_and_under_their_other_name_are_enough(self, tmp_path: Path) -> None:
        alone = lay_out(tmp_path, {"people.csv": as_csv(USERS_1_1)}) / "people.csv"
        named = {"userProfiles.csv": as_csv(USERS_1_1), "orgs.csv": as_csv(ORGS)}

        assert told(read_roster(alone, source="people.csv"), "staff_id", "school") == [
            ("7", "501"),
            ("8", "502"),
            ("9", ""),
        ]
        assert told(read(tmp_path, named), "staff_id", "school") == [("7", "0001"), ("8", "0002"), ("9", "")]

    @given(st.permutations(as_csv(USERS_1_1).splitlines()[1:]))
    @settings(deadline=None, max_examples=20)
    def test_the_order_of_the_rows_says_nothing(
        self, tmp_path_factory: pytest.TempPathFactory, lines: list[str]
    ) -> None:
        files = export(USERS_1_1)
        header = files["users.csv"].splitlines()[0]
        folder = tmp_path_factory.getbasetemp() / "orders"

        roster = read(folder, files | {"users.csv": "\n".join([header, *lines])})

        assert sorted(told(roster, "staff_id", "school", "role")) == [
            ("7", "0001", "administrator"),
            ("8", "0002", "teacher"),
            ("9", "", "aide"),
        ]


class TestSchools:
    def test_without_a_list_the_schools_and_their_parents_are_the_rosters(self, tmp_path: Path) -> None:
        roster = read(tmp_path, export(USERS_1_1))

        found = find_schools(roster.people, roster.orgs)

        assert [tuple(row) for row in found[["school", "name", "cluster"]].itertuples(index=False)] == [
            ("0001", "Alder Elementary", "North"),
            ("0002", "Birch Middle", "South"),
        ]

    def test_one_parent_of_all_schools_is_no_cluster(self, tmp_path: Path) -> None:
        roster = read(tmp_path, export(USERS_1_1, ORGS.replace("| 78\n", "| 77\n")))

        assert set(find_schools(roster.people, roster.orgs)["cluster"]) == {"All schools"}

    def test_every_name_of_an_organisation_leads_to_the_one_school_that_is_known(self, tmp_path: Path) -> None:
        orgs = ORGS.replace("Birch Middle    ", "Birch (annex)   ").replace("| 0002 ", "| B2   ")
        schools = pd.DataFrame({"school": ["0001", "0002"], "name": ["Alder Elementary School", "Birch Middle School"]})

        found = school_spellings(read(tmp_path, export(USERS_1_1, orgs)).orgs, schools, {"Birch (annex)": "0002"})

        assert found == {"501": "0001", "alder elementary": "0001", "502": "0002", "b2": "0002"}

    def test_an_organisation_that_could_be_two_schools_leads_to_none(self, tmp_path: Path) -> None:
        schools = pd.DataFrame({"school": ["0001", "0009"], "name": ["Cedar High", "Alder Elementary"]})

        assert school_spellings(read(tmp_path, export(USERS_1_1)).orgs, schools) == {}


class TestDistrict:
    @pytest.mark.parametrize("packed", [False, True])
    def test_a_oneroster_identifies_and_places_people_like_a_plain_roster(self, tmp_path: Path, packed: bool) -> None:
        files = export(USERS_1_2, roles=ROLES.replace("principal", "Principal"))
        raw: dict[str, str | bytes] = {"export.zip": zipped(files)} if packed else dict(files)
        workspace = district_with(tmp_path, raw)

        assert clean(workspace).faults == []

        people = workspace.load_table("people").set_index("person")
        found = people.loc[person(workspace, "q@example.org"), ["school", "role", "on_roster", "answered"]]
        assert found.tolist() == ["0001", "Principal", True, True]
        assert level_of(workspace, TRUST) == [(4, 4)]
        assert workspace.load_table("schools")[["school", "name", "cluster"]].astype("str").to_numpy().tolist() == [
            ["0001", "Alder Elementary", "North"],
            ["0002", "Birch Middle", "South"],
        ]

    def test_a_role_that_no_survey_knows_is_noted_once_for_each_file(self, tmp_path: Path) -> None:
        users = USERS_1_1.replace("administrator", "teacher      ").replace("aide   ", "user   ")
        workspace = district_with(tmp_path, dict(export(users)))

        clean(workspace)

        source = f"{FALL}/roster/users.csv"
        assert set_aside(workspace) == [
            (source, "", "role", "teacher", "unknown_role"),
            (source, "", "role", "user", "unknown_role"),
        ]

    def test_a_stated_role_wins_and_the_rosters_is_kept_beside_it(self, tmp_path: Path) -> None:
        table = "Email Address | Role | {trust}\nq@example.org | Principal | Advanced"
        files = {f"{FALL}/roster/{name}": text for name, text in export(USERS_1_1).items()}
        mapped = '[[roles]]\nname = "Administrator"\ngroup = "district"\n'
        workspace = make_district(
            tmp_path, {**files, f"{FALL}/a.csv": as_csv(table)}, roster="", schools="", settings=mapped
        )

        clean(workspace)

        people = workspace.load_table("people").set_index("person").loc[person(workspace, "q@example.org")]
        assert (people["role"], people["role_stated"], people["role_roster"]) == (
            "Principal",
            "Principal",
            "Administrator",
        )

    def test_a_survey_may_call_a_school_as_the_roster_does(self, tmp_path: Path) -> None:
        table = "Which school? | {trust}\n501 | Advanced\nAlder elementary | Advanced\nThe Alder School | Advanced"
        files = {f"{FALL}/roster/{name}": text for name, text in export(USERS_1_1).items()}
        schools = "school | name\n0001 | The Alder School\n0002 | The Birch School"
        workspace = make_district(tmp_path, {**files, f"{FALL}/a.csv": as_csv(table)}, roster="", schools=schools)

        clean(workspace)

        assert set(workspace.load_table("ratings")["school"]) == {"0001"}
        assert "unknown_school" not in set(workspace.load_table("quarantine")["reason"])

    def test_oneroster_and_a_plain_table_may_lie_in_one_folder(self, tmp_path: Path) -> None:
        plain = "staff_id | email | school | role\n55 | z@example.org | 0001 | Coach"
        files = dict(export(USERS_1_1, classes="sourcedId | title\n1 | Maths")) | {"more.csv": as_csv(plain)}
        workspace = district_with(tmp_path, files)

        outcome = clean(workspace)

        assert outcome.faults == []
        assert [path.name for path in workspace.rosters(FALL)] == ["roster", "more.csv"]
        known = pd.read_parquet(workspace.keep / "identities.parquet")
        assert sorted(known["staff_id"]) == ["55", "7", "8", "9"]

    def test_a_roster_that_cannot_be_used_does_not_stop_the_others(self, tmp_path: Path) -> None:
        files: dict[str, str | bytes] = {
            "a.zip": zipped(export(USERS_1_1)),
            "b.pdf": b"%PDF-1.7",
            "c.csv": "a,b\n1,2\n",
        }
        workspace = district_with(tmp_path, files)

        outcome = clean(workspace)

        assert [str(fault).split(":")[0] for fault in outcome.faults] == [
            f"{FALL}/roster/b.pdf",
            f"{FALL}/roster/c.csv",
        ]
        assert len(workspace.load_table("people")) == 3
