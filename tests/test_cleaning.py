"""From exports to tables: what counts, what is set aside, and that nothing is lost."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.districts import (
    FALL,
    TRUST,
    VISION,
    VOICES,
    as_csv,
    clean,
    clean_one,
    fates,
    level_of,
    make_district,
    person,
    set_aside,
    state_of,
)

GUIDE = """
    Timestamp            | Email Address | Authentic: which competency did you choose? | Authentic: where are you? | Authentic: what evidence? | So What: why?
    2026/9/1 9:00:00 AM  | q@example.org | Partnering in Learning                      | Extending                 | notes of ours             | it matters
    2026/9/2 9:00:00 AM  | r@example.org | Being kind                                  | Proficient                |                           |
    2026/9/3 9:00:00 AM  | s@example.org | Modeling Commitments                        | Working Toward Proficiency |                          |
"""  # noqa: E501


def test_every_usual_spelling_of_a_level_is_read(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}                      | {voices}
        q@example.org | Proficient                   | 3 - Proficient
        r@example.org | proficient.                  | Proficient (3)
        s@example.org | PROFICIENT – I do this daily | 3: Proficient
        """,
    )

    assert level_of(workspace, TRUST) == [(3, 3), (3, 3), (3, 3)]
    assert level_of(workspace, VOICES) == [(3, 3), (3, 3), (3, 3)]
    assert set_aside(workspace) == []


def test_blank_not_applicable_not_asked_and_unreadable_stay_four_different_things(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}
        q@example.org | Developing |
        r@example.org | N/A        | Proficeint
        s@example.org |            |
        """,
    )

    assert state_of(workspace, TRUST) == ["rated", "not_applicable", "not_asked"]
    assert state_of(workspace, VOICES) == ["blank", "unreadable", "not_asked"]
    assert state_of(workspace, VISION) == ["not_asked", "not_asked", "not_asked"]


def test_a_near_miss_is_proposed_and_never_applied(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}
        q@example.org | Proficeint | Advanced
        """,
    )

    quarantine = workspace.load_table("quarantine")

    assert level_of(workspace, TRUST) == [None]
    assert quarantine["column"].tolist() == ["Building Trust"]
    assert "“proficient”" in quarantine["remedy"].iloc[0]


def test_the_districts_own_spelling_of_a_level_is_read(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}
        q@example.org | Proficeint | Advanced
        """,
        settings='[levels]\nProficeint = "Proficient"\n',
    )

    assert level_of(workspace, TRUST) == [(3, 3)]


def test_a_number_that_contradicts_its_label_is_set_aside(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}        | {voices}
        q@example.org | 2 - Proficient | Advanced
        """,
    )

    assert set_aside(workspace) == [(2, "2 - Proficient", "level_contradicts_number")]
    assert state_of(workspace, TRUST) == ["unreadable"]


def test_a_bare_number_is_no_level(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust} | {voices}
        q@example.org | 3       | Advanced
        """,
    )

    assert set_aside(workspace) == [(2, "3", "unreadable_level")]


def test_the_later_of_two_answers_in_one_file_counts_as_a_whole(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Timestamp      | Email Address | {trust}    | {voices}
        9/20/2026 8:00 | q@example.org | Developing | Developing
        9/21/2026 8:00 | q@example.org | Proficient |
        """,
    )

    assert level_of(workspace, TRUST) == [(3, 3)]
    assert state_of(workspace, VOICES) == ["blank"]
    assert set_aside(workspace) == [(2, None, "duplicate")]
    assert fates(workspace, "row") == {"duplicate": 1, "used": 1}


def test_an_empty_later_answer_does_not_take_back_an_earlier_one(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Timestamp      | Email Address | {trust}    | {voices}
        9/20/2026 8:00 | q@example.org | Developing | Developing
        9/21/2026 8:00 | q@example.org |            |
        """,
    )

    assert level_of(workspace, TRUST) == [(2, 2)]
    assert set_aside(workspace) == [(3, None, "duplicate")]


def test_two_different_answers_without_an_order_are_both_set_aside(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}
        q@example.org | Developing | Advanced
        q@example.org | Proficient | Advanced
        """,
    )

    assert level_of(workspace, TRUST) == []
    assert set_aside(workspace) == [(2, None, "conflicting_duplicate"), (3, None, "conflicting_duplicate")]


def test_two_equal_answers_without_an_order_count_once(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}
        q@example.org | Developing | Advanced
        q@example.org | Developing | Advanced
        """,
    )

    assert level_of(workspace, TRUST) == [(2, 2)]
    assert set_aside(workspace) == [(2, None, "duplicate")]


def test_over_two_files_the_later_answer_on_a_competency_counts_and_a_given_one_before_a_blank(tmp_path: Path) -> None:
    first = as_csv("""
        Timestamp      | Email Address | {trust}    | {voices}   | {vision}
        9/20/2026 8:00 | q@example.org | Developing | Developing |
    """)
    second = as_csv("""
        Timestamp      | Email Address | {trust}    | {voices}   | {vision}
        9/21/2026 8:00 | q@example.org | Proficient |            | Advanced
    """)
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": first, f"{FALL}/b.csv": second})

    clean(workspace)

    assert level_of(workspace, TRUST) == [(3, 3)]
    assert level_of(workspace, VOICES) == [(2, 2)]
    assert level_of(workspace, VISION) == [(4, 4)]
    assert set_aside(workspace) == [(2, None, "replaced")]
    assert fates(workspace, "cell") == {"personal_dropped": 2, "used": 2 + 3, "replaced": 1, "blank": 2}
    assert fates(workspace, "row") == {"used": 2}


def test_a_record_of_which_every_answer_stands_differently_in_a_later_file_is_replaced(tmp_path: Path) -> None:
    first = as_csv("""
        Timestamp      | Email Address | {trust}    | {voices}
        9/20/2026 8:00 | q@example.org | Developing | Developing
    """)
    second = first.replace("9/20", "9/21").replace("Developing", "Advanced")
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": first, f"{FALL}/b.csv": second})

    clean(workspace)

    assert level_of(workspace, TRUST) == [(4, 4)]
    assert set_aside(workspace) == [(2, None, "replaced")]
    assert fates(workspace, "row") == {"replaced": 1, "used": 1}


def test_the_same_answer_again_in_a_later_file_is_a_duplicate_of_which_nothing_is_lost(tmp_path: Path) -> None:
    first = as_csv("""
        Timestamp      | Email Address | {trust}    | {voices}
        9/20/2026 8:00 | q@example.org | Developing | Developing
    """)
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": first, f"{FALL}/b.csv": first.replace("9/20", "9/21")})

    clean(workspace)

    assert set_aside(workspace) == []
    assert fates(workspace, "row") == {"duplicate": 1, "used": 1}
    assert fates(workspace, "cell") == {"personal_dropped": 2, "used": 2 + 2, "duplicate": 2}


def test_an_undated_clash_over_two_files_makes_the_answer_unreadable(tmp_path: Path) -> None:
    first = as_csv("""
        Email Address | {trust}    | {voices}
        q@example.org | Developing | Advanced
    """)
    workspace = make_district(
        tmp_path, {f"{FALL}/a.csv": first, f"{FALL}/b.csv": first.replace("Developing", "Proficient")}
    )

    clean(workspace)

    assert state_of(workspace, TRUST) == ["unreadable"]
    assert level_of(workspace, VOICES) == [(4, 4)]
    assert (2, None, "conflicting_duplicate") in set_aside(workspace)


def test_anonymous_answers_count_and_are_never_duplicates(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Which school? | {trust}    | {voices}
        0001          | Developing | Advanced
        0001          | Developing | Advanced
        """,
    )

    ratings = workspace.load_table("ratings")

    assert not ratings["identified"].any()
    assert ratings["person"].nunique() == 2
    assert set(ratings["school"]) == {"0001"}


def test_a_changed_address_is_the_same_person_and_an_unlisted_one_is_somebody_else(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address  | {trust}    | {voices}
        R@Example.net  | Developing | Advanced
        x@example.org  | Developing | Advanced
        """,
    )

    people = workspace.load_table("people").set_index("person")

    assert person(workspace, "r@example.org") == person(workspace, "r@example.net")
    assert people.loc[person(workspace, "r@example.org"), "answered"]
    assert people.loc[~people["on_roster"], "identified"].tolist() == [True]


def test_an_address_that_two_people_share_identifies_neither(tmp_path: Path) -> None:
    roster = """
        staff_id | name     | email         | other_emails | school | role
        7        | Person Q | q@example.org |              | 0001   | Principal
        8        | Person R | q@example.org |              | 0001   | Coach
    """
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}
        q@example.org | Developing | Advanced
        """,
        roster=roster,
    )

    people = workspace.load_table("people")

    assert people.loc[people["answered"], "on_roster"].tolist() == [False]
    assert [reason for _, _, reason in set_aside(workspace)] == ["roster_conflict"]


def test_a_test_entry_is_set_aside_and_a_blank_record_only_counted(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Which school? | {trust}    | {voices}
        q@example.org | TEST          | Proficient | Advanced
                      |               |            |
        r@example.org | 0001          | Developing | Advanced
        """,
    )

    assert level_of(workspace, TRUST) == [(2, 2)]
    assert set_aside(workspace) == [(2, None, "preview")]
    assert fates(workspace, "row") == {"blank": 1, "preview": 1, "used": 1}


def test_a_record_without_any_rating_is_partial(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Which school? | {trust}    | {voices}
        q@example.org | 0001          |            |
        r@example.org | 0001          | Developing | Advanced
        """,
    )

    assert fates(workspace, "row") == {"partial": 1, "used": 1}


def test_an_unknown_school_falls_back_to_the_roster_and_is_named(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Which school? | {trust}    | {voices}
        q@example.org | Aldr Elem     | Developing | Advanced
        """,
    )

    assert set(workspace.load_table("ratings")["school"]) == {"0001"}
    assert set_aside(workspace) == [(2, "Aldr Elem", "unknown_school")]


def test_a_stated_role_counts_before_the_rosters_and_both_are_kept(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | What is your role? | {trust}    | {voices}
        q@example.org | Coach              | Developing | Advanced
        """,
    )

    people = workspace.load_table("people").set_index("person").loc[person(workspace, "q@example.org")]

    assert (people["role"], people["role_stated"], people["role_roster"]) == ("Coach", "Coach", "Principal")
    assert set_aside(workspace) == [(2, "Coach", "role_differs")]


def test_the_district_can_let_the_roster_decide_on_roles(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | What is your role? | {trust}    | {voices}
        q@example.org | Coach              | Developing | Advanced
        """,
        settings='[people]\nrole_from = "roster"\n',
    )

    people = workspace.load_table("people").set_index("person").loc[person(workspace, "q@example.org")]

    assert people["role"] == "Principal"


def test_a_team_survey_is_told_by_its_words_and_kept_apart(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Rate your team: [Building Trust] | Rate your team: [Engaging Voices] | Rate yourself: [Building Trust] | Rate yourself: [Engaging Voices]
        q@example.org | Advanced                         | Advanced                          | Developing                      | Developing
        """,  # noqa: E501
    )

    ratings = workspace.load_table("ratings")
    trust = ratings[ratings["competency"] == TRUST].set_index("about")

    assert trust["level_low"].to_dict() == {"self": 2, "team": 4}
    assert trust.loc["team", "team"] == "0001"
    assert pd.isna(trust.loc["self", "team"])


def test_a_guide_answer_is_a_set_of_levels_and_what_was_not_chosen_was_not_asked(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/guide.csv": as_csv(GUIDE)})

    clean(workspace)

    assert level_of(workspace, TRUST) == [(4, 4), None, None]
    assert state_of(workspace, TRUST) == ["rated", "not_asked", "not_asked"]
    assert level_of(workspace, "modeling-commitments") == [None, None, (1, 2)]
    assert set(workspace.load_table("ratings")["edition"]) == {"self-reflection-guide"}


def test_a_choice_that_is_no_competency_is_set_aside_with_its_level(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/guide.csv": as_csv(GUIDE)})

    clean(workspace)

    assert set_aside(workspace) == [(3, "Being kind", "unknown_competency")]
    assert fates(workspace, "cell")["unreadable"] == 2


def test_evidence_is_kept_with_the_competency_that_it_is_about(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/guide.csv": as_csv(GUIDE)})

    clean(workspace)

    reflections = workspace.load_table("reflections").astype("str").fillna("")
    assert sorted(reflections[["question", "attribute", "competency", "text"]].itertuples(index=False, name=None)) == [
        ("evidence", "authentic", TRUST, "notes of ours"),
        ("so_what", "", "", "it matters"),
    ]


def test_a_definition_of_another_competency_does_not_win_over_the_name(tmp_path: Path) -> None:
    header = "Igniting Vision: as in Building Trust and Engaging Voices, with care"
    workspace = make_district(
        tmp_path,
        {f"{FALL}/a.csv": f'Email Address,"{header}",{SHORT_NAME}\nq@example.org,Advanced,Developing\n'},
    )

    clean(workspace)

    assert level_of(workspace, VISION) == [(4, 4)]
    assert level_of(workspace, "guiding-change") == [(2, 2)]


SHORT_NAME = "Guiding Change"


def test_dates_that_cannot_be_told_apart_are_reported_once_and_not_guessed(tmp_path: Path) -> None:
    table = """
        Timestamp     | Email Address | {trust}    | {voices}
        9/10/2026 8:00 | q@example.org | Developing | Advanced
        9/11/2026 8:00 | r@example.org | Developing | Advanced
    """
    workspace = clean_one(tmp_path, table)

    assert workspace.load_table("ratings")["answered_at"].isna().all()
    assert set_aside(workspace) == [(None, None, "unreadable_date")]
    assert "[dates]" in workspace.load_table("quarantine")["remedy"].iloc[0]


def test_the_district_can_say_in_which_order_day_and_month_stand(tmp_path: Path) -> None:
    table = """
        Timestamp      | Email Address | {trust}    | {voices}
        9/10/2026 8:00 | q@example.org | Developing | Advanced
    """
    workspace = clean_one(tmp_path, table, settings='[dates]\norder = "dmy"\n')

    assert set(workspace.load_table("ratings")["answered_at"]) == {pd.Timestamp(2026, 10, 9, 8)}


def test_someone_who_changed_school_moved_and_someone_new_has_no_earlier_school(tmp_path: Path) -> None:
    answers = as_csv("""
        Email Address | Which school? | {trust}    | {voices}
        q@example.org | 0001          | Developing | Advanced
    """)
    workspace = make_district(
        tmp_path,
        {"2026-spring/a.csv": answers, "2026-fall/a.csv": answers.replace("0001", "0002")},
        semesters=("2026-spring", "2026-fall"),
    )

    clean(workspace)

    people = workspace.load_table("people")
    own = people[people["person"] == person(workspace, "q@example.org")].set_index("semester")["moved"]
    assert own["2026-fall"] is True or bool(own["2026-fall"])
    assert pd.isna(own["2026-spring"])


def test_names_and_addresses_are_dropped_and_unrelated_questions_only_counted(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Name     | {trust}    | {voices} | Favourite colour?
        q@example.org | Person Q | Developing | Advanced | blue
        r@example.org |          | Developing |          |
        """,
    )

    assert fates(workspace, "cell") == {
        "used": 2 + 1,  # the ratings
        "personal_dropped": 2 + 1,  # two addresses, one name
        "unrelated": 1,
        "blank": 3,
    }


def test_cleaning_twice_gives_the_same_tables(tmp_path: Path) -> None:
    table = """
        Timestamp      | Email Address | {trust}    | {voices}
        9/20/2026 8:00 | q@example.org | Developing | Advanced
        9/21/2026 8:00 | r@example.org | Proficeint | N/A
    """
    workspace = clean_one(tmp_path, table)
    first = {path.name: path.read_bytes() for path in workspace.processed.glob("*.parquet")}

    clean(workspace)

    assert {path.name: path.read_bytes() for path in workspace.processed.glob("*.parquet")} == first


CELLS = st.sampled_from(
    ["", " ", "Proficient", "4 - Advanced", "Proficeint", "n/a", "2 - Proficient", "Developing ", "x", "TEST", "0001"]
)
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["", "9/20/2026 8:00", "9/21/2026 8:00", "yesterday"]),
        st.sampled_from(["", "q@example.org", "r@example.net", "z@example.org"]),
        st.sampled_from(["", "0001", "Birch Middle", "TEST", "nowhere"]),
        CELLS,
        CELLS,
        CELLS,
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("kind", ["grid", "guide"])
def test_every_row_and_cell_that_was_read_has_one_fate(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(RECORDS)
    def holds(records: list[tuple[str, ...]]) -> None:
        headers = {
            "grid": [
                "Timestamp",
                "Email Address",
                "Which school?",
                "Building Trust",
                "Engaging Voices",
                "Anything else",
            ],
            "guide": [
                "Timestamp",
                "Email Address",
                "Which school?",
                "Authentic: choice",
                "Authentic: level",
                "Evidence?",
            ],
        }[kind]
        rows = records if kind == "grid" else [(*row[:3], "Building Trust", *row[4:]) for row in records]
        # one record that settles what the columns are
        anchor = (
            "9/22/2026 8:00",
            "s@example.org",
            "0001",
            "Building Trust" if kind == "guide" else "Proficient",
            "Proficient",
            "",
        )
        frame = pd.DataFrame([anchor, *rows], columns=headers)
        workspace = make_district(tmp_path_factory.mktemp("d"), {f"{FALL}/a.csv": frame.to_csv(index=False)})

        clean(workspace)

        filled = frame.map(str.strip).ne("").any(axis="columns")
        read = frame[: filled[filled].index[-1] + 1]  # blank records behind the last answer are no part of the table
        assert sum(fates(workspace, "row").values()) == len(read)
        assert sum(fates(workspace, "cell").values()) == read.size

    holds()


def test_someone_on_two_rosters_of_a_semester_is_one_person(tmp_path: Path) -> None:
    workspace = make_district(
        tmp_path,
        {f"{FALL}/a.csv": "Email Address,Building Trust,Engaging Voices\nq@example.org,Developing,Advanced\n"},
    )
    second = workspace.raw / FALL / "roster" / "second.csv"
    second.write_text((workspace.raw / FALL / "roster" / "roster.csv").read_text())

    clean(workspace)

    assert workspace.load_table("people")["person"].is_unique
    assert level_of(workspace, TRUST) == [(2, 2)]
