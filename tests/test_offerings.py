"""offerings.csv and attendance.csv: what is read, what is noted, and that each may be missing."""

from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.errors import InputError
from portrait_analytics.intake import Reference, read_reference
from portrait_analytics.learning import split_ids
from tests.districts import FALL, SCHOOLS, as_csv, make_district

OFFERINGS = """
    offering | name     | competencies                     | roles                 | seats | cost   | planned
    o1       | Trust    | Building Trust; engaging voices  |                       | 20    | $1,200 | yes
    o2       | Advocate | Advocate                         | Coach; Lead Principle | 12    |        | no
    o3       | Unknown  | Juggling                         |                       | 12    | 5      |
    o4       | Nobody   | Building Trust                   | Lead Principle        | 12    | 5      | perhaps
"""
ATTENDANCE = """
    staff_id | offering | semester  | date
    7        | o1       | 2026-fall |
    8        | o1       |           | 2026-04-02
    8        | old      | whenever  |
    99       | o1       | 2026-fall |
"""


def reference(folder: Path, faults: list[tuple[str, InputError]] | None = None, **files: str) -> Reference:
    """What the district says, with these drawn files in ``reference/``."""
    exports: dict[str, str | bytes] = {f"reference/{name}.csv": as_csv(table) for name, table in files.items()}
    workspace = make_district(folder, exports, schools=SCHOOLS)
    return read_reference(workspace, [FALL], [] if faults is None else faults, salt=b"salt")


def noted(told: Reference) -> list[tuple[str, ...]]:
    frame = pd.concat(told.set_aside).astype("str").fillna("")
    frame = frame[frame["source"].str.startswith("reference/")]
    return [tuple(row) for row in frame[["source_row", "column", "value", "reason"]].itertuples(index=False)]


def test_without_the_files_nothing_is_offered_and_that_is_no_fault(tmp_path: Path) -> None:
    faults: list[tuple[str, InputError]] = []
    told = reference(tmp_path, faults)

    assert (told.offerings, told.attendance, faults) == (None, None, [])


def test_names_become_ids_an_attribute_stands_for_its_competencies_and_money_is_read_as_written(tmp_path: Path) -> None:
    told = reference(tmp_path, offerings=OFFERINGS).offerings

    assert told is not None
    first, second = told.to_dict("records")
    assert split_ids(first["competencies"]) == ("building-trust", "engaging-voices")
    assert (first["seats"], first["cost"], first["planned"], first["roles"]) == (20, 1200.0, True, "")
    assert len(split_ids(second["competencies"])) == 3
    assert (second["roles"], second["cost"]) == ("Coach", 0.0)


def test_what_is_about_nothing_known_or_for_nobody_known_is_left_out_and_noted(tmp_path: Path) -> None:
    told = reference(tmp_path, offerings=OFFERINGS)

    assert told.offerings is not None
    assert told.offerings["offering"].tolist() == ["o1", "o2"]  # o4 is not for everybody because its role is unknown
    assert noted(told) == [
        ("4", "competencies", "Juggling", "unknown_competency"),
        ("3", "roles", "Lead Principle", "unknown_role"),
        ("5", "roles", "Lead Principle", "unknown_role"),
    ]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("offering | name | competencies\n o1 | A | Advocate", "there is no column seats"),
        ("offering | name | competencies | seats\n o1 | A | Advocate | many", 'row 2, column seats: found "many"'),
        ("offering | name | competencies | seats\n o1 | A | Advocate | 0", "at least one person"),
        ("offering | name | competencies | seats\n o1 | A | Advocate | 9\n o1 | B | Advocate | 9", "o1 stands twice"),
        ("offering | name | competencies | seats | cost\n o1 | A | Advocate | 9 | a lot", "dollars was expected"),
        ("offering | name | competencies | seats | after\n o1 | A | Advocate | 9 | o7", '"o7" has to be attended'),
        (
            "offering | name | competencies | seats | after\n o1 | A | Advocate | 9 | o2\n o2 | B | Advocate | 9 | o1",
            "o1 has to be attended before itself",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why_and_stops_nothing_else(
    table: str, said: str, tmp_path: Path
) -> None:
    faults: list[tuple[str, InputError]] = []
    told = reference(tmp_path, faults, offerings=table)

    assert told.offerings is None
    ((source, fault),) = faults
    assert source == "reference/offerings.csv"
    assert said in str(fault)


def test_attendance_is_kept_by_key_and_semester_and_a_staff_id_is_not_quoted(tmp_path: Path) -> None:
    told = reference(tmp_path, attendance=ATTENDANCE)

    assert told.attendance is not None
    key = told.identities.key_of_staff
    assert told.attendance.astype("str").values.tolist() == [
        ["2026-fall", key("7"), "o1"],
        ["2026-spring", key("8"), "o1"],
    ]
    assert noted(told) == [("4", "semester", "", "unreadable_date"), ("5", "staff_id", "", "roster_conflict")]
    assert "99" not in pd.concat(told.set_aside).to_string()
