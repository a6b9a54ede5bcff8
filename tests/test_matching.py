"""What columns and answers mean: told by the export itself, by the words in it, or by the district's settings."""

from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics import growth
from portrait_analytics.errors import ConfigError
from portrait_analytics.workspace import Workspace
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

CHANGE = "guiding-change"
SPRING = "2026-spring"
CODED = """
    who           | Q1_1 | Q1_2
    q@example.org | 3    | 4
    r@example.org | 3.0  | 9
"""
COLUMNS = 'columns = { who = "email", Q1_1 = "Building Trust", Q1_2 = "Engaging Voices" }\n'
CODES = 'levels = { "1" = "Establishing", "2" = "Developing", "3" = "Proficient", "4" = "Advanced", "9" = "N/A" }\n'
TWICE = """
    Email Address | {trust}    | {voices}   | {trust}    | {voices}
    q@example.org | Developing | Developing | Proficient | Advanced
"""
SUPERVISED = """
    Timestamp      | Email Address  | E-mail address of the leader you supervise | Which school? | {trust}    | {voices}
    9/20/2026 8:00 | it@example.org | q@example.org                              | 0002          | Proficient | Advanced
"""
RATED_BY = """
    Email Address | Rated by   | {trust}    | {voices}
    q@example.org | self       | Developing | Developing
    q@example.org | Supervisor | Advanced   | Advanced
    r@example.org | my boss    | Proficient | Advanced
"""
BY_SUPERVISOR = '[[exports]]\nhas = ["Building Trust"]\nrated_by = "supervisor"\n'
LONG = """
    Email Address | Practice        | Answer
    q@example.org | Building Trust  | Developing
    q@example.org | Engaging Voices | Advanced
    r@example.org | Building Trust  | Proficient
    r@example.org | Guiding Change  |
"""


def exports(has: str, *lines: str) -> str:
    """One ``[[exports]]`` of ``district.toml``."""
    return "\n".join(["[[exports]]", f'has = ["{has}"]', *lines, ""])


def refusal(folder: Path, table: str, settings: str = "") -> str:
    """Why the one export was not used."""
    outcome = clean(make_district(folder, {f"{FALL}/answers.csv": as_csv(table)}, settings=settings))
    assert len(outcome.faults) == 1
    return str(outcome.faults[0])


def levels_by(workspace: Workspace, column: str, competency: str = TRUST) -> dict[str, int]:
    """The one rank of a competency for each value of a column of `ratings`."""
    ratings = workspace.load_table("ratings")
    own = ratings[(ratings["competency"] == competency) & (ratings["state"] == "rated")]
    return {str(name): int(low) for name, low in zip(own[column], own["level_low"], strict=True)}


def remedies(workspace: Workspace, reason: str) -> list[str]:
    """What is said of all that was set aside for a reason."""
    quarantine = workspace.load_table("quarantine")
    return list(quarantine.loc[quarantine["reason"] == reason, "remedy"])


# ------------------------------------------------------------------------------------------- what the district says


def test_the_district_can_say_what_a_column_asks_for_by_its_header(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        who           | How sure are you of T? | {voices}
        q@example.org | Proficient             | Advanced
        """,
        settings=exports("who", 'columns = { who = "email", "how sure are you of t?" = "Building Trust" }'),
    )

    assert level_of(workspace, TRUST) == [(3, 3)]
    assert set(workspace.load_table("ratings")["person"]) == {person(workspace, "q@example.org")}


def test_the_district_can_say_what_a_column_asks_for_by_the_platforms_code(tmp_path: Path) -> None:
    export = (
        "RecordedDate,RecipientEmail,Q1_1,Q1_2\n"
        "Recorded Date,Recipient Email,Of all these - first,Of all these - second\n"
        '"{""ImportId"":""recordedDate""}","{""ImportId"":""recipientEmail""}",'
        '"{""ImportId"":""QID1_1""}","{""ImportId"":""QID1_2""}"\n'
        "2026-09-20 08:00:00,q@example.org,Proficient,Advanced\n"
    )
    settings = exports("Q1_1", 'columns = { Q1_1 = "Building Trust", Q1_2 = "Engaging Voices" }')
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": export}, settings=settings)

    assert clean(workspace).faults == []

    assert (level_of(workspace, TRUST), level_of(workspace, VOICES)) == ([(3, 3)], [(4, 4)])


def test_the_district_can_say_that_a_column_is_about_the_team(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}   | All of us
        q@example.org | Developing | Developing | Advanced
        """,
        settings=exports("All of us", 'columns = { "All of us" = "team: Building Trust" }'),
    )

    assert levels_by(workspace, "about") == {"self": 2, "team": 4}


def test_the_district_can_name_the_choice_the_level_and_the_evidence_of_the_guide(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Pick one               | How far? | Tell us
        q@example.org | Partnering in Learning | Extending | a lot
        r@example.org | Modeling Commitments   |           |
        """,
        settings=exports(
            "Pick one",
            'columns = { "Pick one" = "choice: Authentic", "How far?" = "level:Authentic", "Tell us" = '
            '"evidence : Authentic" }',
        ),
    )

    reflections = workspace.load_table("reflections")
    assert level_of(workspace, TRUST) == [(4, 4), None]
    assert state_of(workspace, "modeling-commitments") == ["not_asked", "blank"]
    assert reflections[["competency", "question"]].to_numpy().tolist() == [[TRUST, "evidence"]]


@pytest.mark.parametrize(
    ("meaning", "named"),
    [
        ("Bilding Trust", "building trust"),
        ("teem: Building Trust", "team: building trust"),
        ("choice: Autentic", "choice: authentic"),
        ("choice: Building Trust", "team: building trust"),
        ("Authentic", "authentic"),
        ("emial", "email"),
    ],
)
def test_a_meaning_that_there_is_not_is_refused_with_the_nearest_one(meaning: str, named: str, tmp_path: Path) -> None:
    settings = exports("{trust}", f'columns = {{ "a" = "{meaning}" }}')

    with pytest.raises(ConfigError, match=rf"there is no \"{meaning}\"\. Did you mean \".*{named}.*\"\?"):
        clean_one(tmp_path, TWICE, settings=settings)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[levels]\n"Good" = "Proficent"\n', r'\[levels\] "Good": there is no "Proficent"\. .*"proficient"'),
        ('[schools]\n"Alder" = "001"\n', r'\[schools\] "Alder": there is no "001"\. .*"0001"'),
        (
            exports("a", 'levels = { "1" = "Establised" }'),
            r'\[exports › 1 › levels\] "1": .*"established|establishing"',
        ),
        (exports("a", 'abuot = "team"'), r'there is no such setting\. Did you mean "about"\?'),
    ],
)
def test_a_word_for_something_that_there_is_not_is_refused(settings: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=said):
        clean_one(tmp_path, TWICE, settings=settings)


def test_what_the_district_says_holds_only_where_all_the_headers_stand(tmp_path: Path) -> None:
    settings = '[[exports]]\nhas = ["{voices}", "Building Trust", "elsewhere"]\nabout = "team"\n'
    settings += '[[exports]]\nhas = ["building trust ", "ENGAGING VOICES"]\nmoment = "then"\n'
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}
        q@example.org | Developing | Developing
        """,
        settings=settings,
    )

    ratings = workspace.load_table("ratings")
    assert (set(ratings["about"]), set(ratings["moment"])) == ({"self"}, {"then"})


def test_of_two_words_on_one_thing_the_later_counts_and_the_rest_of_both_stays(tmp_path: Path) -> None:
    settings = exports("Q1_1", 'about = "team"', COLUMNS, 'levels = { "3" = "Developing", "4" = "Advanced" }')
    settings += exports("Q1_2", 'about = "self"', 'levels = { "3" = "Proficient", "9" = "n/a" }')
    workspace = clean_one(tmp_path, CODED, settings=settings)

    assert level_of(workspace, TRUST) == [(3, 3), (3, 3)]
    assert level_of(workspace, VOICES) == [(4, 4), None]
    assert set(workspace.load_table("ratings")["about"]) == {"self"}


# -------------------------------------------------------------------------------------------------- levels and codes


def test_codes_mean_what_the_district_says_with_a_decimal_and_for_no_answer_too(tmp_path: Path) -> None:
    table = CODED + "    s@example.org | 9.0  | 2\n"
    workspace = clean_one(tmp_path, table, settings=exports("who", COLUMNS, CODES))

    assert level_of(workspace, TRUST) == [(3, 3), (3, 3), None]
    assert state_of(workspace, TRUST) == ["rated", "rated", "not_applicable"]
    assert state_of(workspace, VOICES) == ["rated", "not_applicable", "rated"]
    assert set_aside(workspace) == []


def test_codes_that_nobody_explained_are_refused_with_what_to_paste(tmp_path: Path) -> None:
    said = refusal(tmp_path, CODED, exports("who", COLUMNS))

    assert "the answers are codes (3, 3.0, 4, 9)" in said
    assert 'levels = { "3" = "…", "3.0" = "…", "4" = "…", "9" = "…" }' in said
    assert "The levels are Establishing, Developing, Proficient, Advanced." in said


@pytest.mark.parametrize(
    "text",
    [
        "Developing - Proficient",
        "Proficient: Advanced",
        "Developing; Proficient",
        "Not proficient",
        "Proficient - 2",
        "2 - Proficient (3)",
        "Proficient, Advanced",
        "3",
        "3rd",
    ],
)
def test_an_answer_that_can_mean_two_levels_or_none_is_never_read(text: str, tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        f"""
        Email Address | {{trust}}  | {{voices}}
        q@example.org | {text}     | Advanced
        """,
    )

    assert (state_of(workspace, TRUST), level_of(workspace, TRUST)) == (["unreadable"], [None])
    assert [value for _, value, _ in set_aside(workspace)] == [text]


@pytest.mark.parametrize(
    "text",
    ["<b>Proficient</b>", "Proficient ", "3. Proficient", "3) Proficient", "Proficient!", "“Proficient”"],
)
def test_what_readers_take_for_the_same_level_is_the_same(text: str, tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        f"""
        Email Address | {{trust}}  | {{voices}}
        q@example.org | {text}     | Advanced
        """,
    )

    read = [None] if "“" in text else [(3, 3)]  # quotation marks are text that the person typed
    assert level_of(workspace, TRUST) == read


# ------------------------------------------------------------------------------------------- headers that tell little


def test_a_misspelt_competency_with_levels_is_reported_with_a_proposal_and_never_used(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | Engaging Voises
        q@example.org | Developing | Proficient
        r@example.org | Developing | Advanced
        """,
    )

    assert state_of(workspace, VOICES) == ["not_asked", "not_asked"]
    assert set_aside(workspace) == [(None, None, "unknown_question")]
    assert "The nearest known one is “engaging voices”" in remedies(workspace, "unknown_question")[0]
    assert fates(workspace, "cell") == {"personal_dropped": 2, "used": 2, "unrelated": 2}


def test_an_export_without_any_competency_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, "Email Address | Favourite colour?\n q@example.org | blue")

    assert "no column names a competency of the rubric, out of 2 columns" in said
    assert "[[exports]] in district.toml" in said


def test_a_competency_that_is_asked_twice_without_a_word_is_used_neither_time(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}   | {trust}
        q@example.org | Developing | Developing | Proficient
        """,
    )

    assert state_of(workspace, TRUST) == ["not_asked"]
    assert level_of(workspace, VOICES) == [(2, 2)]
    assert set_aside(workspace) == [(None, None, "ambiguous_column")] * 2
    assert fates(workspace, "cell") == {"personal_dropped": 1, "used": 1, "unreadable": 2}


def test_where_only_one_of_two_equal_columns_was_answered_that_one_counts(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust} | {voices}   | {trust}
        q@example.org |         | Developing | Proficient
        """,
    )

    assert level_of(workspace, TRUST) == [(3, 3)]
    assert set_aside(workspace) == []


def test_a_form_that_asks_everything_twice_is_refused_with_the_word_that_settles_it(tmp_path: Path) -> None:
    assert 'batteries = ["self", "team"]' in refusal(tmp_path, TWICE)


@pytest.mark.parametrize("second", ["", "Your team: "])
def test_the_district_can_say_whose_practice_each_round_is_about(second: str, tmp_path: Path) -> None:
    headers = f"{{trust}} | {{voices}} | {second}{{trust}} | {second}{{voices}}"
    table = f"Email Address | {headers}\n q@example.org | Developing | Developing | Proficient | Advanced"
    settings = exports("Email Address", 'batteries = ["team", "self"]')
    workspace = clean_one(tmp_path, table, settings=settings)

    assert levels_by(workspace, "about") == {"team": 2, "self": 3}
    assert levels_by(workspace, "about", VOICES) == {"team": 2, "self": 4}


def test_the_digit_that_keeps_equal_headers_of_a_workbook_apart_is_no_part_of_the_question(tmp_path: Path) -> None:
    table = """
        ID | Start time     | Completion time | Email         | {trust}    | {voices}   | {trust}2   | {voices}2
        1  | 9/20/2026 8:00 | 9/20/2026 8:10  | q@example.org | Developing | Developing | Proficient | Advanced
    """
    settings = exports("Completion time", 'batteries = ["self", "team"]')
    workspace = clean_one(tmp_path, table, settings=settings)

    assert levels_by(workspace, "about") == {"self": 2, "team": 3}
    assert levels_by(workspace, "about", VOICES) == {"self": 2, "team": 4}


def test_of_several_columns_for_an_address_the_first_with_answers_counts(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Your email    | Work email    | {trust}    | {voices}
                      | q@example.org | z@example.org | Developing | Advanced
        """,
    )

    assert set(workspace.load_table("ratings")["person"]) == {person(workspace, "q@example.org")}
    assert fates(workspace, "cell") == {"blank": 1, "personal_dropped": 2, "used": 2}


# ------------------------------------------------------------------------------------------------ where the table is


def test_a_title_above_the_headers_is_no_header(tmp_path: Path) -> None:
    export = "Leaders of ours,,\n,,\nEmail Address,Building Trust,Engaging Voices\nq@example.org,Developing,Advanced\n"
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": export})

    assert clean(workspace).faults == []

    assert workspace.load_table("ratings")["source_row"].unique().tolist() == [4]
    assert level_of(workspace, TRUST) == [(2, 2)]


def test_the_district_can_say_in_which_rows_headers_and_answers_stand(tmp_path: Path) -> None:
    export = (
        "Our survey,of leaders,in fall\n"
        "Email Address,Building Trust,Engaging Voices\n"
        "(optional),(one answer),(one answer)\n"
        "q@example.org,Developing,Advanced\n"
    )
    settings = exports("Building Trust", "header_row = 2", "answers_from = 4")
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": export}, settings=settings)

    assert clean(workspace).faults == []

    assert level_of(workspace, TRUST) == [(2, 2)]
    assert fates(workspace, "row") == {"used": 1}


# ------------------------------------------------------------------------------------------ as of when, and by whom


def test_what_somebody_remembers_of_the_start_is_kept_apart_by_its_words(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Now: [{trust}] | Now: [{voices}] | Looking back: [{trust}] | Looking back: [{voices}]
        q@example.org | Proficient     | Advanced        | Establishing            | Establishing
        """,
    )

    assert levels_by(workspace, "moment") == {"now": 3, "then": 1}


def test_what_is_remembered_is_kept_and_never_counts_as_growth(tmp_path: Path) -> None:
    now = as_csv("""
        Email Address | {trust}    | {voices}
        q@example.org | Developing | Developing
    """)
    remembered = now.replace("Developing", "Advanced").replace("Email Address", "E-mail Address")
    settings = exports("E-mail Address", 'moment = "then"')
    files = {f"{SPRING}/a.csv": now, f"{FALL}/a.csv": now, f"{FALL}/then.csv": remembered}
    workspace = make_district(tmp_path, dict(files), settings=settings, semesters=(SPRING, FALL))

    assert clean(workspace).faults == []

    ratings = workspace.load_table("ratings")
    assert set(ratings.loc[ratings["moment"] == "then", "level_low"].dropna()) == {4}
    trust = cube_of(workspace).query(f"competency == '{TRUST}' and state_to == 'rated'")
    assert trust[["low_from", "low_to", "people"]].to_numpy().tolist() == [[2, 2, 1]]


def cube_of(workspace: Workspace) -> pd.DataFrame:
    """The cube from spring to fall."""
    return growth.count_transitions(
        workspace.load_table("ratings"),
        workspace.load_table("people"),
        semester_from=SPRING,
        semester_to=FALL,
        framework=workspace.framework,
    )


def test_a_supervisors_form_is_told_by_its_words_and_is_about_the_leader_that_it_names(tmp_path: Path) -> None:
    table = SUPERVISED.replace("{trust}", "Rate them as their supervisor: [Building Trust]").replace(
        "{voices}", "Rate them as their supervisor: [Engaging Voices]"
    )
    workspace = clean_one(tmp_path, table)

    ratings = workspace.load_table("ratings")
    assert set(ratings["rated_by"]) == {"supervisor"}
    assert set(ratings["person"]) == {person(workspace, "q@example.org")}
    assert set(ratings["school"]) == {"0001"}  # the roster's: the form's own is that of the supervisor
    assert fates(workspace, "cell") == {"used": 1 + 2, "personal_dropped": 2, "unreadable": 1}


def test_the_district_can_say_who_rates_and_which_column_says_whom(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address  | About whom    | {trust}    | {voices}
        it@example.org | q@example.org | Proficient | Advanced
        """,
        settings=exports("About whom", 'rated_by = "coach"', 'columns = { "About whom" = "rated_email" }'),
    )

    ratings = workspace.load_table("ratings")
    assert set(ratings["rated_by"]) == {"coach"}
    assert set(ratings["person"]) == {person(workspace, "q@example.org")}
    assert "it@example.org" not in "".join(pd.read_parquet(workspace.keep / "identities.parquet")["email"])


def test_a_rating_of_somebody_else_without_a_word_on_whom_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, TWICE.replace("{trust}    | {voices}\n", "x | y\n"), BY_SUPERVISOR)

    assert "a supervisor rates somebody else here, and no column says whom" in said
    assert 'columns = { "…" = "rated_email" }' in said


def test_a_column_can_say_row_by_row_who_rated_and_an_unknown_word_sets_its_row_aside(tmp_path: Path) -> None:
    settings = exports("Rated by", 'columns = { "Rated by" = "rated_by" }')
    workspace = clean_one(tmp_path, RATED_BY, settings=settings)

    assert levels_by(workspace, "rated_by") == {"self": 2, "supervisor": 4}
    assert set_aside(workspace) == [(4, None, "unknown_rater")]
    assert fates(workspace, "row") == {"used": 2, "unreadable": 1}
    assert "Use self, supervisor, coach, peer or group." in remedies(workspace, "unknown_rater")[0]


def test_what_others_say_never_makes_growth_nor_an_answer(tmp_path: Path) -> None:
    own = as_csv("""
        Email Address | {trust}    | {voices}
        q@example.org | Developing | Developing
    """)
    others = as_csv("""
        Email Address  | About whom    | {trust}  | {voices}
        it@example.org | q@example.org | Advanced | Advanced
        it@example.org | r@example.org | Advanced | Advanced
    """)
    settings = exports("About whom", 'rated_by = "supervisor"', 'columns = { "About whom" = "rated_email" }')
    files = {f"{SPRING}/a.csv": own, f"{FALL}/a.csv": own, f"{FALL}/others.csv": others}
    workspace = make_district(tmp_path, dict(files), settings=settings, semesters=(SPRING, FALL))

    assert clean(workspace).faults == []

    people = workspace.load_table("people").query(f"semester == '{FALL}'").set_index("person")["answered"]
    assert people[person(workspace, "q@example.org")]
    assert not people[person(workspace, "r@example.org")]
    cube = cube_of(workspace)
    assert cube.loc[cube["rated_by"] == "self", "low_to"].dropna().unique().tolist() == [2]
    alone = cube[cube["rated_by"] == "self"]
    measured, expected = (growth.measure_growth(part, growth.group_whole(part)) for part in (cube, alone))
    pd.testing.assert_frame_equal(measured, expected)


def test_of_two_supervisors_of_one_leader_in_a_semester_the_later_counts(tmp_path: Path) -> None:
    settings = exports("Rated by", 'columns = { "Rated by" = "rated_by" }')
    workspace = clean_one(
        tmp_path,
        """
        Timestamp      | Email Address | Rated by   | {trust}    | {voices}
        9/20/2026 8:00 | q@example.org | supervisor | Developing | Developing
        9/21/2026 8:00 | q@example.org | supervisor | Advanced   | Advanced
        9/22/2026 8:00 | q@example.org | self       | Proficient | Proficient
        """,
        settings=settings,
    )

    assert levels_by(workspace, "rated_by") == {"supervisor": 4, "self": 3}
    assert set_aside(workspace) == [(2, None, "several_raters")]
    assert fates(workspace, "row") == {"used": 2, "replaced": 1}


def by_supervisors(folder: Path, *tables: str) -> Workspace:
    columns = 'columns = { "Leader" = "rated_email" }'
    settings = exports("Leader", 'rated_by = "supervisor"', columns)
    files = {f"{FALL}/{number}.csv": as_csv(table) for number, table in enumerate(tables)}
    folder.mkdir(exist_ok=True)
    workspace = make_district(folder, dict(files), settings=settings)
    assert clean(workspace).faults == []
    return workspace


BY_TWO = """
    Timestamp      | Email Address | Leader        | {trust}    | {voices}
    9/20/2026 8:00 | r@example.org | q@example.org | Developing | Developing
    9/21/2026 8:00 | s@example.org | q@example.org | Advanced   | Developing
"""


def test_a_supervisor_who_corrects_herself_is_no_second_rater(tmp_path: Path) -> None:
    workspace = by_supervisors(tmp_path, BY_TWO.replace("s@", "r@"))

    assert level_of(workspace, TRUST) == [(4, 4)]
    assert set_aside(workspace) == [(2, None, "duplicate")]
    assert fates(workspace, "row") == {"duplicate": 1, "used": 1}


def test_the_earlier_of_two_supervisors_is_named_as_another_rater_in_one_file_and_over_two(tmp_path: Path) -> None:
    head, first, second = BY_TWO.strip().splitlines()
    in_one = by_supervisors(tmp_path / "one", BY_TWO)
    in_two = by_supervisors(tmp_path / "two", f"{head}\n{first}", f"{head}\n{second}")

    for workspace in (in_one, in_two):
        assert level_of(workspace, TRUST) == [(4, 4)]
        assert level_of(workspace, VOICES) == [(2, 2)]
        assert set_aside(workspace) == [(2, None, "several_raters")]
        assert fates(workspace, "row") == {"used": 1, "replaced": 1}
        assert fates(workspace, "cell") == {"personal_dropped": 2 * 2, "used": 2 + 2, "replaced": 2}


def test_of_two_supervisors_without_a_time_neither_counts_and_both_are_named(tmp_path: Path) -> None:
    undated = "\n".join(line.partition("|")[2] for line in BY_TWO.strip().splitlines())
    workspace = by_supervisors(tmp_path, undated)

    assert level_of(workspace, TRUST) == []
    assert set_aside(workspace) == [(2, None, "several_raters"), (3, None, "several_raters")]


# ------------------------------------------------------------------------------------ a row for each answer


def test_a_table_with_a_row_for_each_answer_is_told_by_its_cells(tmp_path: Path) -> None:
    workspace = clean_one(tmp_path, LONG)

    assert levels_by(workspace, "person") == {
        person(workspace, "q@example.org"): 2,
        person(workspace, "r@example.org"): 3,
    }
    assert state_of(workspace, CHANGE) == ["not_asked", "blank"]
    assert state_of(workspace, VISION) == ["not_asked", "not_asked"]
    assert fates(workspace, "row") == {"used": 4}
    assert fates(workspace, "cell") == {"personal_dropped": 4, "used": 4 + 3, "blank": 1}


def test_a_table_with_a_row_for_each_answer_can_be_declared(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        case | item           | given
        a    | Building Trust | 3
        a    | Guiding Change | 4
        b    | Building Trust | 2
        """,
        settings=exports("given", 'columns = { case = "response", item = "competency", given = "level" }', CODES),
    )

    ratings = workspace.load_table("ratings")
    assert ratings["person"].nunique() == 2  # one for each response, though nobody knows who
    assert not ratings["identified"].any()
    assert sorted(levels_by(workspace, "person").values()) == [2, 3]


def test_rows_that_belong_to_nobody_are_refused(tmp_path: Path) -> None:
    table = LONG.replace("r@example.org", "             ")

    assert "some rows say neither who answered nor to which response they belong" in refusal(tmp_path, table)


def test_two_rows_on_one_competency_count_once_if_they_agree_and_not_at_all_if_they_do_not(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Practice        | Answer
        q@example.org | Building Trust  | Developing
        q@example.org | Building Trust  | Developing
        q@example.org | Engaging Voices | Developing
        q@example.org | Engaging Voices | Advanced
        q@example.org | Guiding Change  | Proficient
        """,
    )

    assert level_of(workspace, TRUST) == [(2, 2)]
    assert state_of(workspace, VOICES) == ["unreadable"]
    assert level_of(workspace, CHANGE) == [(3, 3)]
    assert set_aside(workspace) == [(4, None, "conflicting_duplicate"), (5, None, "conflicting_duplicate")]
    assert fates(workspace, "row") == {"used": 3, "duplicate": 2}


def test_a_row_on_an_unknown_competency_is_set_aside_and_its_cells_are_counted(tmp_path: Path) -> None:
    workspace = clean_one(tmp_path, LONG + "    q@example.org | Guiding Chance | Advanced\n" + LONG_TAIL)

    assert set_aside(workspace) == [(6, "Guiding Chance", "unknown_competency")]
    assert "“guiding change”" in remedies(workspace, "unknown_competency")[0]
    assert fates(workspace, "cell") == {
        "personal_dropped": 7,
        "used": 6 + 5,  # competencies and levels
        "unreadable": 1 + 1,
        "blank": 1,
    }


LONG_TAIL = """    s@example.org | Igniting Vision | Advanced
    s@example.org | Cultivating Resilience | Advanced
"""


def test_two_files_with_a_row_for_each_answer_go_together(tmp_path: Path) -> None:
    dated = """
        Timestamp      | Email Address | Practice        | Answer
        9/20/2026 8:00 | q@example.org | Building Trust  | Developing
        9/20/2026 8:00 | q@example.org | Engaging Voices | Advanced
    """
    later = (
        dated.replace("9/20", "9/21").replace("Developing", "Proficient").replace("Engaging Voices", "Guiding Change")
    )
    files = {f"{FALL}/a.csv": as_csv(dated), f"{FALL}/b.csv": as_csv(later)}
    workspace = make_district(tmp_path, dict(files))

    assert clean(workspace).faults == []

    assert level_of(workspace, TRUST) == [(3, 3)]
    assert levels_by(workspace, "competency", VOICES) == {VOICES: 4}
    assert levels_by(workspace, "competency", CHANGE) == {CHANGE: 4}
    assert fates(workspace, "row") == {"used": 3, "replaced": 1}


# ------------------------------------------------------------------------------ records that the platform sets apart

MARKED = """StartDate,RecordedDate,Status,Finished,RecipientEmail,Q1_1,Q1_2
Start Date,Recorded Date,Response Type,Finished,Recipient Email,Rate - Building Trust,Rate - Engaging Voices
{s},{r},{t},{f},{e},{a},{b}
2026-09-20 08:00:00,2026-09-20 08:10:00,IP Address,True,q@example.org,Proficient,Advanced
2026-09-20 08:00:00,2026-09-20 08:10:00,IP Address,False,r@example.org,Developing,
2026-09-20 08:00:00,2026-09-20 08:10:00,Survey Preview,True,,Establishing,Advanced
2026-09-20 08:00:00,2026-09-20 08:10:00,Survey Test,True,,Establishing,Advanced
2026-09-20 08:00:00,2026-09-20 08:10:00,Spam,True,s@example.org,Advanced,Advanced
"""


def marked(folder: Path, settings: str) -> Workspace:
    """The district with one export in which a record of each standing lies."""
    ids = {"s": "startDate", "r": "recordedDate", "t": "status", "f": "finished", "e": "recipientEmail"}
    ids |= {"a": "QID1_1", "b": "QID1_2"}
    text = MARKED.format(**{key: f'"{{""ImportId"":""{name}""}}"' for key, name in ids.items()})
    workspace = make_district(folder, {f"{FALL}/a.csv": text}, settings=settings)
    assert clean(workspace).faults == []
    return workspace


@pytest.mark.parametrize(
    ("settings", "used", "reasons"),
    [
        ("", [3, 2], ["preview", "preview", "spam"]),
        ('partial = "set aside"\n', [3], ["partial", "preview", "preview", "spam"]),
        ('preview = "use"\n', [3, 2, 1], ["preview", "spam"]),
        ('test = "use"\nspam = "use"\n', [3, 2, 1, 4], ["preview"]),
        ('preview = "use"\ntest = "use"\nspam = "use"\n', [3, 2, 1, 1, 4], []),
    ],
)
def test_the_district_says_what_is_done_with_records_that_the_platform_sets_apart(
    settings: str, used: list[int], reasons: list[str], tmp_path: Path
) -> None:
    workspace = marked(tmp_path, f"[responses]\n{settings}")

    assert level_of(workspace, TRUST) == [(rank, rank) for rank in used]
    assert [reason for _, _, reason in set_aside(workspace)] == reasons
    assert sum(fates(workspace, "row").values()) == 5
    assert fates(workspace, "row")["used"] == len(used)
    assert sum(fates(workspace, "cell").values()) == 5 * 7


# -------------------------------------------------------------------------------------------------- blank or not asked


def test_an_empty_cell_is_blank_where_its_section_has_an_answer_and_else_was_not_asked(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | First: [{trust}] | First: [{voices}] | Second: [{vision}] | Second: [{change}]
        q@example.org | Developing       |                   |                    |
        r@example.org |                  |                   | Advanced           |
        s@example.org | N/A              |                   | what?              |
        """,
    )

    assert state_of(workspace, TRUST) == ["rated", "not_asked", "not_applicable"]
    assert state_of(workspace, VOICES) == ["blank", "not_asked", "blank"]
    assert state_of(workspace, VISION) == ["not_asked", "rated", "unreadable"]
    assert state_of(workspace, CHANGE) == ["not_asked", "blank", "blank"]


def test_the_guide_is_told_by_its_levels_and_its_chosen_level_stays_with_its_competency(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Authentic: choose       | Authentic: level           | Advocate: choose | Advocate: level
        q@example.org | partnering in learning  | Working Toward Proficiency |                  |
        r@example.org | Guiding Change          | Extending                  |                  | Extending
        s@example.org | Modeling Commitments    | Extendingg                 | Catalyzing a Shared Purpose | Proficient
        """,
    )

    assert level_of(workspace, TRUST) == [(1, 2), None, None]
    assert state_of(workspace, "modeling-commitments") == ["not_asked", "not_asked", "unreadable"]
    assert level_of(workspace, "catalyzing-a-shared-purpose") == [None, None, (3, 3)]
    assert set_aside(workspace) == [
        (3, "Guiding Change", "unknown_competency"),
        (3, "", "unknown_competency"),
        (4, "Extendingg", "unreadable_level"),
    ]


def test_a_level_of_the_guide_without_its_choice_is_reported(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Authentic: choose      | Authentic: level | Advocate: level
        q@example.org | Partnering in Learning | Extending        | Extending
        """,
    )

    assert level_of(workspace, TRUST) == [(4, 4)]
    assert set_aside(workspace) == [(None, None, "unknown_question")]
    assert fates(workspace, "cell") == {"personal_dropped": 1, "used": 2, "unreadable": 1}


def test_a_scale_that_is_numbered_the_other_way_is_not_read_by_its_middle(tmp_path: Path) -> None:
    header = "Email Address,Building Trust,Engaging Voices\n"
    said = ["4 - Establishing", "3 - Developing", "2 - Proficient", "1 - Advanced"]
    rows = "".join(f"{name}@example.org,{text},{text}\n" for name, text in zip("qrst", said, strict=True))
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": header + rows})

    clean(workspace)

    assert level_of(workspace, TRUST) == [None] * 4
    assert {reason for *_, reason in set_aside(workspace)} == {"level_contradicts_number"}


def test_a_question_that_only_mentions_a_competency_takes_no_round_of_it(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | How do you feel about building trust? | {trust}    | {voices}
        q@example.org | Advanced                              | Developing | Proficient
        """,
    )

    assert level_of(workspace, TRUST) == [(2, 2)]
    assert [reason for *_, reason in set_aside(workspace)] == ["unknown_question"]


def test_a_file_whose_competencies_are_answered_with_codes_is_asked_what_the_codes_mean(tmp_path: Path) -> None:
    said = refusal(
        tmp_path,
        """
        Email Address | Rate yourself on building trust. | Rate yourself on engaging voices.
        q@example.org | 3                                | 4
        r@example.org | 1                                | 2
        """,
    )

    assert "the answers are codes (1, 2, 3, 4)" in said


def test_an_answer_that_may_name_somebody_is_never_quoted(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Which school?        | What is your role?       | {trust}              | {voices}
        q@example.org | Alder (call 5550100) | Coach, r@example.org     | ask r@example.org    | Developing
        """,
    )

    values = set(workspace.load_table("quarantine")["value"])

    assert len(values) == 1
    assert values.pop().startswith("(not quoted")


def test_a_question_of_yes_and_no_is_neither_school_nor_role(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Is coaching part of your job? | {trust}    | {voices}
        q@example.org | Yes                           | Developing | Proficient
        """,
    )

    assert set_aside(workspace) == []


def test_of_two_questions_for_the_school_the_one_with_known_answers_counts(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | How long at this school? | Which school? | {trust}    | {voices}
        x@example.org | two years                | Birch Middle  | Developing | Proficient
        """,
    )

    assert set(workspace.load_table("ratings")["school"]) == {"0002"}
    assert set_aside(workspace) == []


def test_somebody_who_only_looked_back_has_not_answered_for_now(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | Looking back: Building Trust | Looking back: Engaging Voices
        q@example.org | Developing                   | Proficient
        """,
    )

    people = workspace.load_table("people").set_index("person")

    assert set(workspace.load_table("ratings")["moment"]) == {"then"}
    assert not people.loc[person(workspace, "q@example.org"), "answered"]
