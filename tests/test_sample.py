"""The synthetic district: what it promises, and that its truth is true."""

import csv
import re
from itertools import pairwise, product

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from portrait_analytics.district import load_district
from portrait_analytics.errors import PortraitError
from portrait_analytics.rubric import load_framework
from portrait_analytics.sample import make_sample
from portrait_analytics.sample.growth import Wave, expect_growth
from portrait_analytics.sample.schools import ROLES, make_posts, make_schools
from portrait_analytics.sample.staff import hold_posts
from portrait_analytics.sample.truth import Truth, chances_at_most
from portrait_analytics.tables import REASONS, STATES

SEMESTERS = ["2025-fall", "2026-spring", "2026-fall"]
FALL, NEXT_FALL = "2025-fall", "2026-fall"
MINIMUM_GROUP = 5
TINY = {"people": 20, "schools": 3, "semesters": 2}
TINIEST = {"people": 3, "schools": 1, "semesters": 1}
GUIDE_SETS = {("1", "2"), ("3", "3"), ("4", "4")}
PLANTED_REASONS = {
    "unreadable_level",
    "level_contradicts_number",
    "unknown_school",
    "unknown_role",
    "role_differs",
    "duplicate",
    "preview",
    "unknown_competency",
    "unreadable_date",
}


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    make_sample(folder)
    return folder


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    make_sample(folder, **TINY)
    return folder


@pytest.fixture(scope="session")
def large(tmp_path_factory):
    folder = tmp_path_factory.mktemp("large")
    make_sample(folder, people=2000, schools=60)
    return folder


def read(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def read_truth(folder, name):
    return read(folder / "data" / "truth" / name)


def read_growth(folder):
    growth = read_truth(folder, "growth.csv")
    return growth.astype({name: float for name in growth if name.startswith("expected")} | {"people": int})


def read_rosters(folder):
    paths = sorted((folder / "data" / "raw").glob("*/roster/roster.csv"))
    return pd.concat([read(path).assign(semester=path.parts[-3]) for path in paths])


def export_paths(folder):
    raw = folder / "data" / "raw"
    return sorted(path for path in raw.glob("20*/*") if path.is_file())


def read_records(path):
    """The records of an export as a spreadsheet shows them, the header first."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
    return CalamineWorkbook.from_path(path).get_sheet_by_name("Sheet1").to_python()


def all_records(folder):
    return {path.relative_to(folder / "data" / "raw").as_posix(): read_records(path) for path in export_paths(folder)}


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def column_of(records, words):
    return next(place for place, header in enumerate(records[0]) if words in header)


def attributes_of_competencies():
    return load_framework().current.attribute_of


def self_levels(answers):
    """One row is one person and competency, one column a semester: own ratings in the second edition."""
    own = answers.query("about == 'self' and state == 'rated' and edition == 'second-edition' and staff_id != ''")
    own = own.assign(attribute=own["competency"].map(attributes_of_competencies()), level=own["level_low"].astype(int))
    return own.pivot(index=["staff_id", "attribute", "competency"], columns="semester", values="level")


def test_the_same_seed_gives_the_same_files_byte_for_byte(tiny, tmp_path):
    make_sample(tmp_path, **TINY)

    assert contents(tmp_path) == contents(tiny)


def test_a_sample_can_be_made_anew_over_itself(tmp_path):
    make_sample(tmp_path, **TINIEST)
    before = contents(tmp_path)

    make_sample(tmp_path, **TINIEST)

    assert contents(tmp_path) == before


def test_another_seed_gives_other_answers(tiny, tmp_path):
    make_sample(tmp_path, **TINY, seed=1)

    assert not read_truth(tmp_path, "answers.csv.gz").equals(read_truth(tiny, "answers.csv.gz"))


def test_the_default_district_has_the_sizes_that_were_asked_for(sample):
    rosters = read_rosters(sample)

    sizes = rosters.groupby(["semester", "school"]).size()
    for semester in SEMESTERS:
        assert sorted(sizes[semester], reverse=True) == [20, 19, 18, 17, 16, 15, 15, 14, 12, 11, 9, 4]


def test_the_default_district_has_three_clusters_of_four_schools(sample):
    schools = read(sample / "data" / "raw" / "reference" / "schools.csv")

    assert schools.groupby("cluster").size().to_dict() == {"Central": 4, "North": 4, "South": 4}
    assert set(schools["level"]) == {"Elementary", "Middle", "High"}
    assert schools["school"].str.fullmatch(r"0\d{3}").all()


def test_each_school_has_one_principal_in_each_semester(sample, large):
    for folder in (sample, large):
        rosters = read_rosters(folder)
        principals = rosters[rosters["role"] == "Principal"].groupby(["semester", "school"]).size()

        assert (principals == 1).all()
        assert len(principals) == len(rosters[["semester", "school"]].drop_duplicates())


def test_everyone_on_a_roster_stands_there_once_and_reports_to_someone_on_it(sample):
    for _, roster in read_rosters(sample).groupby("semester"):
        superiors = set(roster["reports_to"]) - {""}

        assert roster["staff_id"].is_unique
        assert superiors <= set(roster["staff_id"])
        assert (roster["reports_to"] == "").sum() == 1


def test_people_leave_join_rise_and_change_school(sample):
    rosters = read_rosters(sample).set_index(["semester", "staff_id"])
    first, last = rosters.loc[FALL], rosters.loc[NEXT_FALL]
    both = first.index.intersection(last.index)
    rose = (first.loc[both, "role"] == "Assistant Principal") & (last.loc[both, "role"] == "Principal")

    assert 0.05 < 1 - len(both) / len(first) < 0.15
    assert (first.loc[both, "school"] != last.loc[both, "school"]).sum() >= 2
    assert rose.any()


def test_posts_stay_filled_by_as_many_different_people():
    posts = make_posts(make_schools(500, 20))

    held = hold_posts(posts, 6, np.random.default_rng(1))

    assert all(len(set(holder.tolist())) == 500 for holder in held)


def read_staffing(folder, name):
    return read(folder / "data" / "raw" / "reference" / f"{name}.csv")


def test_each_person_of_the_last_roster_holds_a_listed_post_and_three_posts_are_vacant(sample):
    posts, roster = read_staffing(sample, "posts"), read_rosters(sample).query("semester == @NEXT_FALL")
    held = posts[posts["holder"] != ""]

    assert posts["post"].is_unique
    assert len(posts) - len(held) == 3
    assert "Principal" not in set(posts.loc[posts["holder"] == "", "role"])
    listed = held.merge(roster, left_on=["holder", "school", "role"], right_on=["staff_id", "school", "role"])
    assert len(listed) == len(held) == len(roster)


def test_a_post_fell_vacant_where_its_holder_is_no_longer_on_the_roster_in_it(sample):
    keys = ["staff_id", "school", "role"]
    rosters = dict(iter(read_rosters(sample).groupby("semester")))
    vacancies = read_staffing(sample, "vacancies")
    for before, after in pairwise(SEMESTERS):
        gone = rosters[before].merge(rosters[after][keys], on=keys, how="left", indicator=True)
        gone = gone[gone["_merge"] == "left_only"]
        own = vacancies[vacancies["semester"] == after]
        away = ~gone["staff_id"].isin(rosters[after]["staff_id"])

        assert sorted(zip(own["school"], own["role"], strict=True)) == sorted(
            zip(gone["school"], gone["role"], strict=True)
        )
        assert own["reason"].isin(["left", "retired"]).sum() == away.sum()
    assert {"left", "retired", "moved", "promoted"} == set(vacancies["reason"])


def test_most_but_not_all_answer_and_some_only_once(sample):
    answers = read_truth(sample, "answers.csv.gz").query("about == 'self'")
    rosters = read_rosters(sample)
    for semester in (FALL, NEXT_FALL):
        listed = rosters.loc[rosters["semester"] == semester, "staff_id"]
        silent = 1 - listed.isin(answers.loc[answers["semester"] == semester, "staff_id"]).mean()

        assert 0.03 < silent < 0.12

    assert (answers[answers["staff_id"] != ""].groupby("staff_id")["semester"].nunique() == 1).any()


def test_at_the_minimum_nine_schools_could_be_shown_and_one_could_not(sample):
    growth = read_growth(sample).query("semester_from == @FALL and semester_to == @NEXT_FALL")

    stayed = growth[growth["school_from"] == growth["school_to"]].groupby(["school_from", "attribute"])["people"].sum()
    least = stayed.groupby("school_from").min()

    assert (least >= MINIMUM_GROUP).sum() >= 9
    assert (least < MINIMUM_GROUP).sum() >= 1


def test_one_district_role_must_be_put_together_with_the_other(sample):
    growth = read_growth(sample).query("semester_from == @FALL and semester_to == @NEXT_FALL")
    directors = read_rosters(sample).query("role == 'District Program Director'").groupby("semester").size()

    stayed = growth[growth["role_from"] == growth["role_to"]].groupby(["role_from", "attribute"])["people"].sum()

    assert set(directors) == {3}
    assert stayed["District Program Director"].max() < MINIMUM_GROUP
    assert (stayed["District Program Director"] + stayed["District Curriculum Lead"]).min() >= MINIMUM_GROUP


def test_the_district_moves_up_and_one_attribute_falls_a_little(sample):
    growth = read_growth(sample).query("semester_from == @FALL and semester_to == @NEXT_FALL")
    summed = growth.groupby("attribute")[["expected_up", "expected_down", "people"]].sum()

    net = (summed["expected_up"] - summed["expected_down"]) / summed["people"]

    assert 0.2 < net.mean() < 0.3
    assert -0.15 < net.min() < 0


def test_every_kind_of_fault_is_there(sample):
    faults = read_truth(sample, "faults.csv")

    assert set(faults["reason"]) == PLANTED_REASONS
    assert set(REASONS) >= PLANTED_REASONS
    assert not faults.duplicated().any()


def test_every_planted_fault_stands_where_it_is_said_to_stand(sample):
    records = all_records(sample)
    found = {
        "unreadable_level": {"Proficeint", "Yes", "2.5"},
        "level_contradicts_number": {"2 - Proficient"},
        "unknown_school": {"Aldr Elementry"},
        "unknown_role": {"Dean of Culture"},
        "unknown_competency": {"Being kind"},
        "unreadable_date": {"yesterday"},
    }

    for fault in read_truth(sample, "faults.csv").query("reason in @found").itertuples():
        header, row = records[fault.source][0], records[fault.source][int(fault.source_row) - 1]
        assert row[header.index(fault.column)] in found[fault.reason]


def test_every_such_text_in_an_answer_is_listed_as_a_fault(sample):
    faults = read_truth(sample, "faults.csv")
    odd = {"Proficeint", "Yes", "2.5", "2 - Proficient", "Aldr Elementry", "Dean of Culture", "Being kind", "yesterday"}

    planted = sum(cell in odd for records in all_records(sample).values() for row in records[1:] for cell in row)

    assert planted == (~faults["reason"].isin(["role_differs", "duplicate", "preview"])).sum()


def test_a_duplicate_is_the_earlier_of_two_rows_of_one_address(sample):
    records = all_records(sample)
    for fault in read_truth(sample, "faults.csv").query("reason == 'duplicate'").itertuples():
        sheet = records[fault.source]
        place = column_of(sheet, "Email")
        typed = [str(row[place]).strip().lower() for row in sheet]
        row = int(fault.source_row) - 1

        assert typed.count(typed[row]) == 2
        assert typed.index(typed[row]) == row


def test_a_set_aside_row_has_no_planted_answer(sample):
    answers, faults = read_truth(sample, "answers.csv.gz"), read_truth(sample, "faults.csv")
    aside = faults.query("reason in ['duplicate', 'preview']")[["source", "source_row"]]

    assert answers.merge(aside, on=["source", "source_row"]).empty


def test_every_semester_has_the_forms_of_its_turn(sample):
    suffixes = [f"{path.parent.name}{path.suffix}" for path in export_paths(sample)]

    assert suffixes == [
        *("2025-fall.csv",),
        *("2026-fall.csv", "2026-fall.csv", "2026-fall.xlsx"),
        *("2026-spring.xlsx", "2026-spring.csv"),
    ]


def test_the_rest_of_the_mess_is_there(sample):
    records = all_records(sample)
    cells = {str(cell) for rows in records.values() for row in rows[1:] for cell in row}
    rosters = read_rosters(sample)
    typed = {cell.strip().lower() for cell in cells if "@" in cell}
    old = {address for address in rosters["other_emails"] if address}

    assert any(not any(row) for rows in records.values() for row in rows)
    assert "anonymous" in cells
    assert "visitor01@example.org" in typed
    assert typed & old
    assert any("@" in cell and cell != cell.strip() for cell in cells)
    assert any("@" in cell and cell != cell.lower() for cell in cells)
    assert any("\n" in cell for cell in cells)
    assert {"proficient ", "3 - Proficient", "Proficient (3)", "Proficient – I do this consistently"} <= cells
    assert {"PROFICIENT", "N/A", "Not applicable", "Alder Elem", "TEST", "This is a test"} <= cells
    assert any("\u00a0" in cell for cell in cells)


def test_someone_answered_two_editions_in_one_semester(sample):
    answers = read_truth(sample, "answers.csv.gz").query("staff_id != '' and about == 'self'")

    assert (answers.groupby(["semester", "staff_id"])["edition"].nunique() == 2).any()


def test_names_and_addresses_are_plainly_made_up(sample):
    rosters = read_rosters(sample)
    texts = [str(cell) for rows in all_records(sample).values() for row in rows for cell in row]
    addresses = {text.strip() for text in texts if "@" in text} | set(rosters["email"])
    names = {text for text in texts if text.startswith("Sample ")} | set(rosters["name"])

    assert all(re.fullmatch(r"(leader|l\.|visitor|admin)\d+@example\.org", address, re.I) for address in addresses)
    assert all(re.fullmatch(r"Sample (Leader|Visitor|Admin) \d+", name) for name in names)


def test_the_settings_are_read_and_fit_the_rubric(sample):
    district = load_district(sample / "district.toml")

    groups = {group.id for group in load_framework().current.role_groups}
    assert "synthetic" in district.district.name
    assert [role.name for role in district.roles] == [role.name for role in ROLES]
    assert {role.group for role in district.roles} <= groups
    assert district.schools == {"Alder Elem": "0101"}


def test_settings_that_are_there_are_left_alone(tmp_path):
    (tmp_path / "district.toml").write_text("# mine\n", encoding="utf-8")

    make_sample(tmp_path, **TINIEST)

    assert (tmp_path / "district.toml").read_text(encoding="utf-8") == "# mine\n"


def test_levels_stand_beside_rated_answers_only_and_the_guide_keeps_to_its_sets(sample):
    answers = read_truth(sample, "answers.csv.gz")
    rated = answers[answers["state"] == "rated"]
    guide = rated[rated["edition"] == "self-reflection-guide"]
    other = rated[rated["edition"] == "second-edition"]

    assert set(answers["state"]) == set(STATES)
    assert (answers.loc[answers["state"] != "rated", ["level_low", "level_high"]] == "").all(axis=None)
    assert set(zip(guide["level_low"], guide["level_high"], strict=True)) == GUIDE_SETS
    assert (other["level_low"] == other["level_high"]).all()
    assert set(other["level_low"]) == {"1", "2", "3", "4"}


def test_each_planted_answer_is_asked_once_of_each_competency(sample):
    answers = read_truth(sample, "answers.csv.gz")
    key = ["semester", "staff_id", "about", "competency", "edition"]

    assert not answers[answers["staff_id"] != ""].duplicated(key).any()
    assert (answers.groupby(["source", "source_row"])["competency"].nunique() == 17).all()


def test_the_guide_asks_one_competency_of_each_attribute(sample):
    answers = read_truth(sample, "answers.csv.gz").query("edition == 'self-reflection-guide'")
    answers = answers.assign(attribute=answers["competency"].map(attributes_of_competencies()))
    faults = read_truth(sample, "faults.csv").query("reason == 'unknown_competency'")

    asked = (answers["state"] != "not_asked").groupby([answers["source_row"], answers["attribute"]]).sum()

    assert set(asked) == {0, 1}
    assert (asked == 0).sum() == len(faults)


def test_every_planted_answer_stands_in_its_cell(sample):
    framework, records = load_framework(), all_records(sample)
    answers = read_truth(sample, "answers.csv.gz").query("edition == 'second-edition'")
    wrong = []

    for answer in answers.itertuples():
        sheet = records[answer.source]
        cell = str(sheet[int(answer.source_row) - 1][column_of(sheet, framework.current.names[answer.competency])])
        levels = [str(level.low) for level in framework.current.levels if level.name.lower() in cell.lower()]
        said = {"rated": levels == [answer.level_low], "blank": cell == "", "unreadable": cell != ""}
        if not said.get(answer.state, cell in {"N/A", "Not applicable"}):
            wrong.append((answer.source, answer.source_row, answer.competency))

    assert wrong == []


def test_every_planted_guide_answer_stands_beside_its_choice(sample):
    framework, records = load_framework(), all_records(sample)
    guide = framework.edition("self-reflection-guide")
    answers = read_truth(sample, "answers.csv.gz").query("edition == @guide.id and state == 'rated'")

    for answer in answers.itertuples():
        sheet = records[answer.source]
        row = sheet[int(answer.source_row) - 1]
        attribute = guide.names[guide.attribute_of[answer.competency]]
        cell = row[column_of(sheet, f"{attribute}: where are you")].replace("\u00a0", " ").strip().lower()

        assert row[column_of(sheet, f"{attribute}: which competency")] == guide.names[answer.competency]
        assert cell == guide.level_named(int(answer.level_low)).lower()


def test_expected_growth_counts_just_the_people_who_rated_an_attribute_both_times(large):
    growth, answers = read_growth(large), read_truth(large, "answers.csv.gz")
    levels = self_levels(answers)

    for (before, after), cells in growth.groupby(["semester_from", "semester_to"]):
        people = levels[[before, after]].dropna().reset_index().groupby("attribute")["staff_id"].nunique()
        pd.testing.assert_series_equal(
            cells.groupby("attribute")["people"].sum(), people, check_names=False, check_index_type=False
        )


def realised_growth(folder, before, after):
    """One row is one school and attribute: people who stayed and were on both rosters, movers, and at Proficient."""
    levels = self_levels(read_truth(folder, "answers.csv.gz"))
    person = ["staff_id", "attribute"]
    both = levels[[before, after]].dropna()
    moved = np.sign(np.sign(both[after] - both[before]).groupby(person).sum()).rename("net")
    reached = {
        name: (levels[semester].dropna() >= 3).groupby(person).mean().loc[moved.index] > 0.5
        for name, semester in (("from", before), ("to", after))
    }
    rosters = read_rosters(folder).set_index(["semester", "staff_id"])["school"]
    people = pd.DataFrame({"net": moved, "people": 1, **reached}).reset_index()
    first, last = (people["staff_id"].map(rosters[semester]) for semester in (before, after))
    stayed = people[first == last].assign(school_from=first)
    return stayed.groupby(["school_from", "attribute"])[["people", "net", "from", "to"]].sum()


def test_what_was_drawn_agrees_with_what_is_expected(large):
    growth = read_growth(large).query("semester_from == @FALL and semester_to == @NEXT_FALL")
    expected = (
        growth[growth["school_from"] == growth["school_to"]]
        .groupby(["school_from", "attribute"])
        .sum(numeric_only=True)
    )

    realised = realised_growth(large, FALL, NEXT_FALL)

    cells = expected.join(realised, suffixes=("", "_realised"))
    cells = cells[cells["people"] == cells["people_realised"]]  # visitors stand on no roster, so their cells differ
    surprise = cells["net"] - (cells["expected_up"] - cells["expected_down"])
    variance = cells["expected_up"] + cells["expected_down"]  # an upper bound: less the squares of the differences
    assert len(cells) > 0.9 * 60 * 5
    assert abs(surprise.sum()) < 4 * np.sqrt(variance.sum())
    assert (surprise.abs() < 5 * np.sqrt(variance)).all()
    assert 0.7 < (surprise**2 / variance).mean() < 1.15
    for time in ("from", "to"):
        late = (cells[time] - cells[f"expected_proficient_{time}"]).sum()
        assert abs(late) < 4 * np.sqrt(cells["people"].sum() / 4)


def present(role=0):
    return pd.DataFrame({"person": [0], "school": [0], "role": [role], "stated": [role]})


def test_expected_growth_is_what_counting_every_outcome_gives():
    truth = Truth(
        people=np.array([[2.3]]),
        teams=np.zeros((1, 1)),
        competencies=np.array([0.2, -0.4, 0.1]),
        growth=np.full((1, len(ROLES), 1), 0.3),
        attribute=np.array([0, 0, 0]),
        levels=4,
    )
    waves = Wave(0, present(), np.array([[True, True, True]])), Wave(1, present(), np.array([[True, True, False]]))

    found = expect_growth(*waves, truth, 3).iloc[0]

    chance = [np.diff(chances_at_most(2.3 + semester * 0.3 + truth.competencies, 4), prepend=0) for semester in (0, 1)]
    up = down = proficient_from = proficient_to = 0.0
    for first in product(range(4), repeat=3):
        once = np.prod([chance[0][part, level] for part, level in enumerate(first)])
        proficient_from += once * (sum(level >= 2 for level in first) > 3 / 2)
        for second in product(range(4), repeat=2):
            both = once * np.prod([chance[1][part, level] for part, level in enumerate(second)])
            net = sum(np.sign(later - earlier) for later, earlier in zip(second, first, strict=False))
            up, down = up + both * (net > 0), down + both * (net < 0)
            proficient_to += both * (sum(level >= 2 for level in second) > 2 / 2)
    assert found["people"] == 1
    assert found["expected_up"] == pytest.approx(up)
    assert found["expected_down"] == pytest.approx(down)
    assert found["expected_proficient_from"] == pytest.approx(proficient_from)
    assert found["expected_proficient_to"] == pytest.approx(proficient_to)


def test_who_rated_nothing_of_an_attribute_both_times_is_not_counted():
    truth = Truth(np.zeros((1, 1)), np.zeros((1, 1)), np.zeros(2), np.zeros((1, 6, 1)), np.array([0, 0]), 4)
    waves = Wave(0, present(), np.array([[True, False]])), Wave(1, present(), np.array([[False, True]]))

    assert expect_growth(*waves, truth, 3).empty


@pytest.mark.parametrize(
    ("people", "schools", "semesters"), [(20, 3, 2), (20, 3, 1), (1, 1, 1), (3, 3, 5), (60, 25, 2)]
)
def test_odd_sizes_work(tmp_path, people, schools, semesters):
    make_sample(tmp_path, people=people, schools=schools, semesters=semesters)

    sizes = read_rosters(tmp_path).groupby("semester").size()
    assert sizes.tolist() == [people] * semesters
    assert len(read(tmp_path / "data" / "raw" / "reference" / "schools.csv")) == schools
    assert len(read_truth(tmp_path, "answers.csv.gz")) > 0


def test_one_semester_has_no_growth(tmp_path):
    make_sample(tmp_path, **TINIEST)

    assert read_truth(tmp_path, "growth.csv").empty


def test_semesters_are_counted_back_from_the_last(tmp_path):
    make_sample(tmp_path, **TINIEST | {"semesters": 4}, last_semester="2027-spring")

    folders = sorted(path.name for path in (tmp_path / "data" / "raw").glob("20*"))
    assert folders == ["2025-fall", "2026-fall", "2026-spring", "2027-spring"]


def test_each_semester_is_told(tmp_path):
    told = []

    make_sample(tmp_path, **TINIEST | {"semesters": 2}, tell=told.append)

    assert [line.partition(":")[0] for line in told] == ["2026-spring", "2026-fall"]


@pytest.mark.parametrize(
    ("arguments", "remedy"),
    [
        ({"people": 11}, "give 12 people or more"),
        ({"schools": 0}, "give 1 or more"),
        ({"people": -3, "schools": 0}, "give 1 people or more"),
        ({"semesters": 0}, "give 1 or more"),
        ({"semesters": 100}, "give fewer"),
        ({"seed": -1}, "give 0 or more"),
        ({"last_semester": "Fall 2026"}, "Write it as 2026-fall"),
    ],
)
def test_a_district_that_cannot_be_is_refused_with_what_to_do(tmp_path, arguments, remedy):
    with pytest.raises(PortraitError, match=remedy):
        make_sample(tmp_path, **arguments)

    assert list(tmp_path.iterdir()) == []


def test_a_sample_is_not_mixed_with_other_exports(tmp_path):
    (tmp_path / "data" / "raw" / "2026-fall").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "2026-fall" / "ours.csv").write_text("Timestamp\n", encoding="utf-8")

    with pytest.raises(PortraitError, match=r"2026-fall/ours.csv\n.*move them away"):
        make_sample(tmp_path)


def test_notes_in_the_folder_do_no_harm(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "README.md").write_text("Exports go here.\n", encoding="utf-8")

    make_sample(tmp_path, **TINIEST)

    assert (tmp_path / "data" / "truth" / "growth.csv").exists()


def test_a_file_is_no_folder_for_a_sample(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(PortraitError, match="Name a folder"):
        make_sample(tmp_path / "file")
