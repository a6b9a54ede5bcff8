"""posts.csv and vacancies.csv: what is read, what is noted, and that each may be missing."""

from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.errors import ConfigError, InputError
from portrait_analytics.intake import Reference, read_reference
from portrait_analytics.staffing import POSTS_FILE, VACANCIES_FILE
from tests.districts import FALL, SCHOOLS, as_csv, make_district

POSTS = """
    post | school           | role      | holder
    A1   | 0001             | Principal | 7
    A2   | Alder Elementary | Coach     |
    A3   |                  | Coach     | 99
    A4   | 0009             | Principle | 9
"""
VACANCIES = """
    semester  | school       | role             | reason
    2024-fall | 0001         | Principal        | Retired
    2025-09-3 | Birch Middle | School Principal | to be with family
    soon      | 0002         | Coach            |
    2025-fall | 0003         | Coach            | new post
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


def drawn(frame: pd.DataFrame | None, *columns: str) -> list[tuple[str, ...]]:
    assert frame is not None
    return [tuple(row) for row in frame[list(columns)].astype("str").fillna("").itertuples(index=False)]


def test_without_the_files_there_are_neither_posts_nor_vacancies_and_no_fault(tmp_path: Path) -> None:
    faults: list[tuple[str, InputError]] = []
    told = reference(tmp_path, faults)

    assert (told.posts, told.vacancies, faults) == (None, None, [])


def test_posts_are_read_with_their_holders_as_keys(tmp_path: Path) -> None:
    told = reference(tmp_path, posts=POSTS)

    assert drawn(told.posts, "post", "school", "role") == [
        ("A1", "0001", "Principal"),
        ("A2", "0001", "Coach"),
        ("A3", "", "Coach"),
        ("A4", "", ""),
    ]
    assert told.posts is not None
    key = told.identities.key_of_staff
    assert told.posts["holder"].tolist()[0] == key("7")
    assert told.posts["holder"].isna().tolist() == [False, True, True, False]
    assert told.posts["vacant"].tolist() == [False, True, False, False]


def test_unknown_schools_and_roles_are_noted_as_on_rosters_and_a_staff_id_is_not_quoted(tmp_path: Path) -> None:
    told = reference(tmp_path, posts=POSTS)

    assert noted(told) == [
        ("5", "school", "0009", "unknown_school"),
        ("5", "role", "Principle", "unknown_role"),
        ("4", "holder", "", "roster_conflict"),
    ]
    assert "99" not in pd.concat(told.set_aside).to_string()


def test_a_list_of_posts_without_holders_does_not_say_which_are_vacant(tmp_path: Path) -> None:
    told = reference(tmp_path, posts="post | school | role\nA1 | 0001 | Coach")

    assert told.posts is not None
    assert told.posts["vacant"].isna().all()
    assert told.posts["holder"].isna().all()


def test_vacancies_have_a_semester_whether_it_or_a_date_is_written(tmp_path: Path) -> None:
    told = reference(tmp_path, vacancies=VACANCIES)

    assert drawn(told.vacancies, "semester", "school", "role", "reason") == [
        ("2024-fall", "0001", "Principal", "retired"),
        ("2025-fall", "0002", "Principal", "other"),
        ("", "0002", "Coach", ""),
        ("2025-fall", "", "Coach", "new post"),
    ]
    assert noted(told) == [("5", "school", "0003", "unknown_school"), ("4", "semester", "", "unreadable_date")]


def test_a_date_column_alone_will_do_and_its_order_is_not_guessed(tmp_path: Path) -> None:
    table = "date | school | role\n{day} | 0001 | Coach"
    for folder in "ab":
        (tmp_path / folder).mkdir()

    assert drawn(reference(tmp_path / "a", vacancies=table.format(day="3/14/2026")).vacancies, "semester") == [
        ("2026-spring",)
    ]
    assert drawn(reference(tmp_path / "b", vacancies=table.format(day="7/4/2026")).vacancies, "semester") == [("",)]


@pytest.mark.parametrize(
    ("file", "table", "message"),
    [
        ("posts", "post | school\nA1 | 0001", "no column role. It needs post"),
        ("posts", "post | school | role\nA1 | 0001 | Coach\nA1 | 0002 | Coach", "post A1 stands twice"),
        ("vacancies", "school | role\n0001 | Coach", "no column semester or date"),
        ("vacancies", "semester | role\n2026-fall | Coach", "no column school"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_stops_nothing(
    file: str, table: str, message: str, tmp_path: Path
) -> None:
    faults: list[tuple[str, InputError]] = []
    told = reference(tmp_path, faults, **{file: table})

    assert [source for source, _ in faults] == [f"reference/{POSTS_FILE if file == 'posts' else VACANCIES_FILE}"]
    assert message in str(faults[0][1])
    assert (told.posts, told.vacancies) == (None, None)
    assert len(told.rosters) == 3


def test_a_misspelt_role_in_the_policy_stops_before_anything_is_read(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {}, settings='\n[succession.rates]\n"Principle" = 0.2\n')

    with pytest.raises(ConfigError, match='no role "Principle"'):
        read_reference(workspace, [FALL], [], salt=b"salt")
