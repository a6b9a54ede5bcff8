"""The survey shapes: each file, read by bare tools, has what its platform is known for, and the truth is true."""

import csv
import gzip
import io
import re
import tomllib
import zipfile
from datetime import datetime
from functools import cache

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from portrait_analytics.district import load_district
from portrait_analytics.errors import PortraitError
from portrait_analytics.sample.shapes import CANNOT_EXPRESS, SHAPES, write_shape_district, write_shapes
from tests.build import grid

PEOPLE, COMPETENCIES, ATTRIBUTES, SET_ASIDE, ROUNDS = 40, 17, 5, 5, 3
LEVELS = {1: "Establishing", 2: "Developing", 3: "Proficient", 4: "Advanced"}
CODED = {  # the words that an export writes, and the headers of its ratings, where those are no names
    "qualtrics-numeric": ({1: "11", 2: "12", 3: "13", 4: "14"}, "Q3_{}"),
    "qualtrics-numeric-seen": ({1: "11", 2: "12", 3: "13", 4: "14"}, "Q3_{}"),
    "limesurvey-code-short": ({1: "A1", 2: "A2", 3: "A3", 4: "A4"}, "PRAC[SQ{:03}]"),
    "limesurvey-full-short": ({1: "A1", 2: "A2", 3: "A3", 4: "A4"}, ""),
    "redcap-codes": ({1: "1", 2: "2", 3: "3", 4: "4"}, "q{:02}"),
    "plain-codes": ({1: "1", 2: "2", 3: "3", 4: "4"}, "s{:02}"),
}
ANOTHER_FORM = ("surveymonkey-exploded", "long-table", "microsoft-forms-anonymous")
SETTINGS = {
    "has",
    "header_row",
    "answers_from",
    "about",
    "rated_by",
    "batteries",
    "levels",
    "columns",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shapes")
    return folder, write_shapes(folder)


@pytest.fixture(scope="module")
def truth(written):
    return written[1]


@pytest.fixture(scope="module")
def raw(written):
    """The bytes of a shape's file; of a packed one, those inside."""
    folder, _ = written

    @cache
    def read(name):
        (path,) = folder.glob(f"{name}.*")
        data = path.read_bytes()
        if path.suffix == ".gz":
            return gzip.decompress(data)
        if path.suffix == ".zip":
            archive = zipfile.ZipFile(io.BytesIO(data))
            return archive.read(archive.namelist()[0])
        return data

    return read


@pytest.fixture(scope="module")
def rows(raw):
    """The records of a shape's file as bare tools read them, header rows first; cells are texts."""

    @cache
    def read(name):
        shape = SHAPES[name]
        if shape.suffix == ".xlsx":
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw(name)))
            sheet = next(
                tab for tab in ("Sheet0", "Sheet", "Form Responses 1", "Sheet1") if tab in workbook.sheet_names
            )
            return [[str(cell) for cell in row] for row in workbook.get_sheet_by_name(sheet).to_python()]
        text = raw(name).decode(shape.encoding)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=shape.delimiter))

    return read


@pytest.fixture(scope="module")
def workbook(raw):
    return lambda name: CalamineWorkbook.from_filelike(io.BytesIO(raw(name)))


def names_of(truth):
    """The names of the competencies by id, written as a title."""
    return {name: name.replace("-", " ") for name in truth["competency"].unique()}


def plain(text):
    """The text in small letters, with a single space for whatever else it holds."""
    return re.sub(r"[^a-z]+", " ", text.casefold()).strip()


def place_of(records, competency, number, header):
    """The first column whose header is the code, or has the name of the competency at its end or its beginning."""
    for place in range(len(records[0])):
        heads = [record[place] for record in records[:3] if place < len(record)]
        if (header and header.format(number) in heads) or any(
            plain(head).endswith(competency) or plain(head).startswith(competency) for head in heads
        ):
            return place
    raise AssertionError(f"no column for {competency}")


def count(truth, **values):
    return int((truth[list(values)].astype("object").fillna("") == pd.Series(values)).all(axis=1).sum())


# ------------------------------------------------------------------------------------------------------------ the truth


def test_the_truth_has_an_answer_of_every_record_to_every_competency_in_every_round(truth):
    assert len(truth) == (PEOPLE + SET_ASIDE) * COMPETENCIES * ROUNDS
    assert not truth.duplicated(["person", "about", "rated_by", "competency"]).any()
    assert set(map(tuple, truth[["about", "rated_by"]].drop_duplicates().to_numpy())) == {
        ("self", "self"),
        ("team", "self"),
        ("self", "supervisor"),
    }


def test_a_level_from_1_to_4_is_there_if_and_only_if_the_answer_is_rated(truth):
    assert set(truth["state"]) == {"rated", "not_applicable", "blank", "not_asked"}
    assert truth["level_low"].notna().equals(truth["state"] == "rated")
    assert truth["level_low"].equals(truth["level_high"])
    assert set(truth["level_low"].dropna()) == {1, 2, 3, 4}


def test_at_least_400_own_ratings_count(truth):
    counted = truth[truth["record"].isin(["answer", "partial"])]

    assert count(counted, about="self", rated_by="self", state="rated") > 400


def test_one_leader_broke_off_after_each_page_and_one_before_the_first(truth):
    own = truth.query("about == 'self' and rated_by == 'self' and record == 'partial'")
    unseen = (own["state"] == "not_asked").groupby(own["person"]).sum()

    assert len(unseen) == ATTRIBUTES
    assert sorted(unseen) == [3, 3 + 3, 3 + 3 + 3, 3 + 3 + 3 + 4, 3 + 3 + 3 + 4 + 4]


def test_five_leaders_who_finished_never_saw_one_page(truth):
    own = truth.query("about == 'self' and rated_by == 'self' and record == 'answer'")
    unseen = (own["state"] == "not_asked").groupby(own["person"]).sum()

    assert sorted(unseen[unseen > 0]) == [3, 3, 3, 4, 4]


def test_rounds_are_answered_differently(truth):
    levels = truth.pivot(index=["person", "competency"], columns=["about", "rated_by"], values="level_low")

    assert (levels["self", "self"] == levels["team", "self"]).mean() < 0.5
    assert (levels["self", "self"] == levels["self", "supervisor"]).mean() < 0.5


def test_fewer_than_twenty_people_or_a_seed_below_zero_are_refused(tmp_path):
    with pytest.raises(PortraitError, match="people is 19"):
        write_shapes(tmp_path, people=19)
    with pytest.raises(PortraitError, match="seed is -1"):
        write_shapes(tmp_path, seed=-1)


def test_the_same_arguments_give_the_same_bytes(written, tmp_path):
    folder, truth = written

    again = write_shapes(tmp_path)

    assert again.equals(truth)
    assert len(list(tmp_path.iterdir())) == len(SHAPES)
    assert [path.name for path in tmp_path.iterdir() if path.read_bytes() != (folder / path.name).read_bytes()] == []


def test_another_seed_or_number_of_people_gives_other_answers(truth, tmp_path):
    shape = SHAPES["qualtrics-numeric-seen"]

    assert not write_shape_district(tmp_path, shape, seed=1).equals(shape.expect(truth))
    assert len(write_shape_district(tmp_path, shape, people=20)) == 20 * COMPETENCIES


# -------------------------------------------------------------------------------------------------------- every shape


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in ANOTHER_FORM])
def test_every_answer_of_the_truth_stands_in_the_row_of_its_person_and_the_column_of_its_competency(name, rows, truth):
    records, shape = rows(name), SHAPES[name]
    words, header = CODED.get(name, (LEVELS, ""))
    about, rated_by = {"self": ("self", "self"), "team": ("team", "self"), "supervisor": ("self", "supervisor")}[
        shape.rounds[0]
    ]
    round_of = truth[(truth["about"] == about) & (truth["rated_by"] == rated_by)]
    places = {
        part: place_of(records, words_of, number, header)
        for number, (part, words_of) in enumerate(names_of(truth).items(), start=1)
    }
    row_of = {cell: record for record in records for cell in record if cell.endswith("@example.org")}
    kept = round_of[
        round_of["record"].isin(["answer", "partial", "test", *(["preview", "spam"] if shape.marks else [])])
    ]

    assert len(set(places.values())) == COMPETENCIES
    assert set(kept["person"]) <= set(row_of)
    for answer in kept.itertuples():
        cell = row_of[answer.person][places[answer.competency]]
        if answer.state == "rated":
            assert cell == words[int(answer.level_low)]
        elif answer.state == "not_applicable":
            assert cell in {"Not applicable", "N/A", "n/a", "-1", "A5", "9"}
        else:
            assert cell in {"", "-99", "N/A"}


@pytest.mark.parametrize("name", SHAPES)
def test_records_that_cannot_be_marked_are_not_in_the_file(name, rows, truth):
    held = {cell for record in rows(name) for cell in record if cell.startswith(("preview0", "test0", "spam0"))}
    expected = [] if name == "microsoft-forms-anonymous" else SHAPES[name].must_not_count(truth)

    assert sorted(held) == expected


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if not shape.marks])
def test_where_nothing_marks_a_test_it_says_so_in_words(name, rows):
    said = [record for record in rows(name) if "This is a test" in record]

    if name == "long-table":
        assert {record[1] for record in said} == {"test01@example.org", "test02@example.org"}
    else:
        assert len(said) == 2


@pytest.mark.parametrize("name", SHAPES)
def test_addresses_are_at_example_org_and_no_internet_address_is_a_real_one(name, rows):
    text = "\n".join(cell for record in rows(name) for cell in record)

    assert set(re.findall(r"@[\w.-]+", text)) <= {"@example.org"}
    assert set(re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", text)) <= {"192.0.2.7"}
    assert set(re.findall(r"\b[\w.]+(?=@)", text)) <= {
        *(f"leader{number:02}" for number in range(1, PEOPLE + 1)),
        *(f"supervisor{number:02}" for number in range(1, 5)),
        *("preview01", "preview02", "test01", "test02", "spam01"),
    }


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape.settings])
def test_settings_are_one_table_whose_headers_stand_in_the_file(name, rows):
    (settings,) = tomllib.loads(SHAPES[name].settings)["exports"]
    heads = {cell for record in rows(name)[:3] for cell in record}

    assert set(settings) <= SETTINGS
    assert set(settings["has"]) <= heads
    assert set(settings.get("columns", {})) <= heads


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape.settings])
def test_settings_are_settings_that_a_district_can_have(name, tmp_path):
    write_shape_district(tmp_path, SHAPES[name])

    (exports,) = load_district(tmp_path / "district.toml").exports

    assert exports.has == SHAPES[name].words.has


@pytest.mark.parametrize("name", CODED)
def test_whoever_writes_codes_says_what_they_mean(name):
    (settings,) = tomllib.loads(SHAPES[name].settings)["exports"]

    assert list(settings["levels"].values())[:4] == ["Establishing", "Developing", "Proficient", "Advanced"]


def test_names_say_the_shape_and_file_names_are_all_different():
    assert [name for name, shape in SHAPES.items() if shape.name != name] == []
    assert len({shape.file_name for shape in SHAPES.values()}) == len(SHAPES)


# ----------------------------------------------------------------------------------------------------------- Qualtrics


def test_qualtrics_has_tags_labels_and_import_ids_above_its_records(rows):
    first, second, third, *records = rows("qualtrics-three-rows")

    assert first[:3] + first[8:12:3] == ["StartDate", "EndDate", "Status", "ResponseId", "RecipientEmail"]
    assert second[:3] + second[8:12:3] == ["Start Date", "End Date", "Response Type", "Response ID", "Recipient Email"]
    assert third[0] == '{"ImportId":"startDate","timeZone":"America/Chicago"}'
    assert (first[19], third[19]) == ("Q3_1", '{"ImportId":"QID3_1"}')
    assert second[28] == "Rate your practice - as it is today. - Building Trust"
    assert len(records) == PEOPLE + SET_ASIDE


def test_qualtrics_says_in_words_or_numbers_what_kind_of_record_it_is(rows):
    in_words = [record[2] for record in rows("qualtrics-three-rows")[3:]]
    in_numbers = [record[2] for record in rows("qualtrics-numeric")[3:]]

    assert {word: in_words.count(word) for word in in_words} == {
        "IP Address": PEOPLE,
        "Survey Preview": 2,
        "Survey Test": 2,
        "Spam": 1,
    }
    assert {word: in_numbers.count(word) for word in in_numbers} == {"0": PEOPLE, "1": 2, "2": 2, "8": 1}


def test_qualtrics_marks_what_was_broken_off_as_unfinished(rows):
    records = rows("qualtrics-three-rows")[3:]
    numeric = rows("qualtrics-numeric")[3:]

    assert [record[6] for record in records].count("False") == ATTRIBUTES
    assert {record[4] for record in records if record[6] == "True"} == {"100"}
    assert sorted(int(record[4]) for record in records if record[6] == "False") == [14, 28, 42, 57, 71]
    assert [record[6] for record in numeric].count("0") == ATTRIBUTES


def test_qualtrics_can_tell_what_was_seen_and_left_blank_if_it_is_recoded(rows, truth):
    records = rows("qualtrics-numeric-seen")[3:]
    seen = sum(record.count("-99") for record in records)

    assert seen == count(truth, about="self", rated_by="self", state="blank")
    assert SHAPES["qualtrics-numeric-seen"].losses == ()


def test_qualtrics_may_come_without_its_third_row(rows):
    first, second, third = rows("qualtrics-two-rows")[:3]

    assert (first[0], second[0]) == ("StartDate", "Start Date")
    assert re.fullmatch(r"2026-10-\d\d \d\d:\d\d:\d\d", third[0])


def test_the_qualtrics_of_2016_wrote_import_ids_in_single_quotes_and_joined_labels_by_a_bare_hyphen(rows):
    first, second, third = rows("qualtrics-older")[:3]

    assert first[:2] == ["ResponseID", "ResponseSet"]
    assert second[3] == "Anfangsdatum"
    assert second[13] == "Rate your practice - as it is today.-Engaging in Self-Awareness for Growth"
    assert (third[7], third[13]) == ("{'ImportId': 'panel-RecipientEmail'}", "{'ImportId': 'QID3-1'}")


def test_legacy_qualtrics_begins_with_v1_to_v10_and_ends_with_a_nameless_column(raw, rows):
    first, second, *records = rows("qualtrics-legacy")

    assert raw("qualtrics-legacy").startswith(b"\xef\xbb\xbfV1,V2,")
    assert first[:10] == ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10"]
    assert second[:3] == ["ResponseID", "ResponseSet", "Name"]
    assert {record[-1] for record in (first, second, *records)} == {""}


def test_the_qualtrics_tsv_is_in_utf_16_with_tabs(raw):
    assert raw("qualtrics-utf-16").startswith(b"\xff\xfeS\0t\0a\0r\0t\0D\0a\0t\0e\0\t\0")


def test_the_qualtrics_workbook_has_typed_cells_and_no_import_ids(workbook):
    book = workbook("qualtrics-workbook")
    first, second, third = book.get_sheet_by_name("Sheet0").to_python()[:3]

    assert book.sheet_names == ["Sheet0"]
    assert (first[0], first[8], second[0], second[8]) == ("StartDate", "ResponseId", "Start Date", "Response ID")
    assert isinstance(third[0], datetime)
    assert third[6] is True
    assert not any("ImportId" in str(cell) for cell in third)


# -------------------------------------------------------------------------------------------------------- SurveyMonkey


def test_surveymonkey_names_a_question_over_the_first_column_of_its_block(raw, rows):
    first, second, third = rows("surveymonkey-two-rows")[:3]

    assert (first[0], second[0], first[5]) == ("Respondent ID", "", "Email Address")
    assert first[9:14] == ["Which school are you based at?", "What is your role?", "", first[12], ""]
    assert first[12] == "Rate your practice on each competency."
    assert second[9:13] == [
        "Open-Ended Response",
        "Response",
        "Other (please specify)",
        "Engaging in Self-Awareness for Growth",
    ]
    assert re.fullmatch(r"10/\d\d/2026 \d\d:\d\d:\d\d (AM|PM)", third[2])
    assert raw("surveymonkey-two-rows").startswith(b"Respondent ID,")
    assert raw("surveymonkey-two-rows").endswith(b"\r\n")


def test_surveymonkey_may_write_a_mark_and_its_old_names(raw):
    assert raw("surveymonkey-byte-order-mark").startswith(b"\xef\xbb\xbfRespondentID,CollectorID,StartDate,EndDate,")


def test_the_surveymonkey_workbook_has_true_times_on_one_sheet(workbook):
    book = workbook("surveymonkey-workbook")

    assert book.sheet_names == ["Sheet"]
    assert isinstance(book.get_sheet_by_name("Sheet").to_python()[2][2], datetime)


def test_row_1_of_surveymonkey_may_be_filled_down(rows):
    first, second = rows("surveymonkey-filled-down")[:2]

    assert first[12:29] == ["Rate your practice on each competency."] * COMPETENCIES
    assert first[11] == "What is your role?"
    assert second[:9] == [""] * 9


def test_an_exploded_choice_has_a_column_for_each_answer_and_at_most_one_of_them_filled(rows, truth):
    first, second, *records = rows("surveymonkey-exploded")
    blocks = [[record[place : place + 5] for place in range(12, 12 + 5 * 17, 5)] for record in records]

    assert first[12:18] == [
        "Rate your current practice: Engaging in Self-Awareness for Growth",
        *[""] * 4,
        "Rate your current practice: Leveraging Inclusive Leadership",
    ]
    assert second[12:17] == ["Establishing", "Developing", "Proficient", "Advanced", "N/A"]
    chosen = {}
    for record, points in zip(records, blocks, strict=True):
        assert all(len([cell for cell in point if cell]) <= 1 for point in points)
        chosen[record[5]] = ["".join(point) for point in points]
    own = truth.query("about == 'self' and rated_by == 'self' and record in ('answer', 'partial')")
    for person, answers in own.groupby("person", sort=False):
        expected = answers["level_low"].map(LEVELS).astype(object).where(answers["state"] == "rated", "")
        assert chosen[person] == expected.mask(answers["state"] == "not_applicable", "N/A").tolist()


def test_a_flattened_matrix_has_its_question_and_row_in_one_header(rows):
    first, second = rows("surveymonkey-flat")[:2]

    assert first[9:13] == [
        "Which school are you based at?",
        "What is your role?",
        "What is your role?: Other (please specify)",
        "Rate your practice on each competency.: Engaging in Self-Awareness for Growth",
    ]
    assert second[0] == "118000000001"


# -------------------------------------------------------------------------------------------------------- Google Forms


def test_google_forms_downloads_times_with_their_zone_and_joins_choices_with_semicolons(rows):
    header, *records = rows("google-forms-download")

    assert header[:2] == ["Timestamp", "Email Address"]
    assert header[4] == "Rate your current practice. [Engaging in Self-Awareness for Growth]"
    assert all(re.fullmatch(r"2026/10/\d\d \d\d?:\d\d:\d\d (AM|PM) CDT", record[0]) for record in records)
    assert records[0][0] == "2026/10/05 8:00:05 AM CDT"
    assert {record[21] for record in records} == {"", "Coaching", "Coaching;Peer visits"}


def test_a_linked_sheet_has_no_zone_and_joins_choices_with_commas(rows):
    header, *records = rows("google-forms-sheet")

    assert header[4] == "Rate your current practice.  [Engaging in Self-Awareness for Growth ]"
    assert records[0][0] == "10/5/2026 8:00:05"
    assert {record[21] for record in records} == {"", "Coaching", "Coaching, Peer visits"}


def test_a_form_in_sections_has_a_grid_for_each_attribute(rows):
    header = rows("google-forms-sections")[0]

    assert header[4] == "Human-Centered: rate your current practice. [Engaging in Self-Awareness for Growth]"
    assert header[8] == "Transformational: rate your current practice. [Igniting Vision]"


def test_the_google_workbook_keeps_its_answers_between_a_hidden_tab_and_notes(workbook):
    book = workbook("google-forms-workbook")

    assert [(meta.name, meta.visible) for meta in book.sheets_metadata] == [
        ("Lookup", SheetVisibleEnum.Hidden),
        ("Form Responses 1", SheetVisibleEnum.Visible),
        ("Notes", SheetVisibleEnum.Visible),
    ]
    assert book.get_sheet_by_name("Form Responses 1").to_python()[1][0] == datetime(2026, 10, 5, 8, 0, 5)


def test_a_spanish_sheet_stamps_the_time_in_spanish_with_the_day_first(rows):
    header, first = rows("google-forms-spanish")[:2]

    assert header[:2] == ["Marca temporal", "Dirección de correo electrónico"]
    assert first[0] == "5/10/2026 8:00:05"


def test_a_zipped_download_holds_one_csv_whose_bytes_are_those_of_the_download(written, raw):
    archive = zipfile.ZipFile(written[0] / "google-forms-zip.csv.zip")

    assert archive.namelist() == ["Portrait of a Leader.csv"]
    assert raw("google-forms-zip") == raw("google-forms-download")


def test_a_supervisors_form_names_the_rater_first_and_the_leader_in_a_question(rows):
    header, *records = rows("google-forms-supervisor")

    assert header[:3] == ["Timestamp", "Email Address", "Whom do you rate? (e-mail)"]
    assert all(record[1].startswith("supervisor") for record in records)
    assert {record[2] for record in records} >= {f"leader{number:02}@example.org" for number in range(1, PEOPLE + 1)}


# ----------------------------------------------------------------------------------------------------- Microsoft Forms


def test_the_microsoft_workbook_has_one_table_and_a_sheet_that_nobody_sees(workbook, raw):
    book = workbook("microsoft-forms-workbook")
    header, first = book.get_sheet_by_name("Sheet1").to_python()[:2]

    assert [(meta.name, meta.visible) for meta in book.sheets_metadata] == [
        ("Sheet1", SheetVisibleEnum.Visible),
        ("_0000SYNTHETIC0000", SheetVisibleEnum.VeryHidden),
    ]
    assert header[:6] == ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"]
    assert header[8] == "Engaging in Self-Awareness for Growth"
    assert first[:3] == [1, datetime(2026, 10, 5, 7, 48, 58), datetime(2026, 10, 5, 8, 0, 5)]
    table = zipfile.ZipFile(io.BytesIO(raw("microsoft-forms-workbook"))).read("xl/tables/table1.xml").decode()
    assert 'displayName="Table1"' in table


def test_a_saved_microsoft_csv_is_in_cp1252_with_semicolons_and_short_years(raw, rows):
    data = raw("microsoft-forms-saved")

    assert data.startswith(b"ID;Start time;Completion time;Email;Name;")
    assert b"Our team\x92s caf\xe9\xa0talks help." in data
    assert rows("microsoft-forms-saved")[1][2] == "10/5/26 8:00:05"


def test_a_german_account_names_the_first_columns_in_german(rows):
    german = ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Zeitpunkt der letzten Änderung"]

    assert rows("microsoft-forms-german")[0][:6] == german
    assert rows("microsoft-forms-german-saved")[0][:6] == german
    assert rows("microsoft-forms-german-saved")[1][2] == "05.10.2026 08:00:05"


def test_an_anonymous_form_calls_everyone_anonymous_and_keeps_the_answers(rows, truth):
    header, *records = rows("microsoft-forms-anonymous")
    own = truth.query("about == 'self' and rated_by == 'self' and record in ('answer', 'partial', 'test')")
    said = [cell for record in records for cell in record[8:25]]

    assert header[3:5] == ["Email", "Name"]
    assert {(record[3], record[4]) for record in records} == {("anonymous", "")}
    assert [said.count(word) for word in LEVELS.values()] == [count(own, level_low=level) for level in LEVELS]


def test_a_battery_that_is_asked_twice_has_a_digit_behind_its_second_statements(rows, truth):
    header, *records = rows("microsoft-forms-twice")
    team = truth.query("about == 'team' and state == 'rated' and person == 'leader01@example.org'")
    (own_row,) = [record for record in records if record[3] == "leader01@example.org"]

    assert (header[8], header[25]) == (
        "Engaging in Self-Awareness for Growth",
        "Engaging in Self-Awareness for Growth2",
    )
    assert [cell for cell in own_row[25:42] if cell in LEVELS.values()] == team["level_low"].map(LEVELS).tolist()


def test_nothing_in_the_team_form_itself_says_that_it_is_about_a_team(rows):
    assert rows("microsoft-forms-team")[0] == rows("microsoft-forms-workbook")[0]
    assert tomllib.loads(SHAPES["microsoft-forms-team"].settings)["exports"][0]["about"] == "team"


# ---------------------------------------------------------------------------------------------------------- LimeSurvey


@pytest.mark.parametrize(
    ("name", "first", "rating"),
    [
        ("limesurvey-code-short", "id", "PRAC[SQ001]"),
        ("limesurvey-full-long", "Response ID", "Rate your practice. [Engaging in Self-Awareness for Growth]"),
        ("limesurvey-full-short", "Response ID", "Rate your practice. [Engaging in Self-Awareness for Growth]"),
        (
            "limesurvey-codetext-long",
            "id",
            "PRAC[SQ001]. Rate your practice. [Engaging in Self-Awareness for Growth]",
        ),
    ],
)
def test_limesurvey_heads_its_columns_as_was_chosen(name, first, rating, raw, rows):
    header = rows(name)[0]

    assert raw(name).startswith(b'\xef\xbb\xbf"' + first.encode() + b'";"')
    assert raw(name).endswith(b'"\r\n\r\n')
    assert (header[0], header[12]) == (first, rating)


def test_limesurvey_gives_no_date_to_what_was_not_submitted(rows):
    records = [record for record in rows("limesurvey-code-short")[1:] if record]

    assert [record[1] for record in records].count("") == ATTRIBUTES
    assert sorted(record[2] for record in records if not record[1]) == ["1", "2", "3", "4", "5"]
    assert {record[2] for record in records if record[1]} == {"7"}


def test_limesurvey_quotes_an_empty_answer_and_not_an_unseen_one(raw, truth):
    lines = raw("limesurvey-code-short").decode("utf-8-sig").split("\r\n")
    (never_asked,) = [
        person
        for person, states in truth.query("about == 'self' and rated_by == 'self'").groupby("person")["state"]
        if set(states) == {"not_asked"}
    ]
    (line,) = [line for line in lines if never_asked in line]

    assert ";" * COMPETENCIES + ";" in line
    assert any(';"";"A' in other for other in lines if never_asked not in other)


def test_limesurveys_long_answers_are_not_available_where_nothing_was_answered(rows, truth):
    said = [cell for record in rows("limesurvey-full-long") for cell in record[12:29]]
    own = truth.query("about == 'self' and rated_by == 'self' and record in ('answer', 'partial', 'test')")

    assert said.count("N/A") == count(own, state="blank") + count(own, state="not_asked")
    assert said.count("Not applicable") == count(own, state="not_applicable")


# -------------------------------------------------------------------------------------------- REDCap, Alchemer, long


def test_redcap_has_codes_boxes_and_a_status_for_each_form(rows):
    header, *records = rows("redcap-codes")

    assert header[:3] == ["record_id", "redcap_survey_identifier", "self_rating_timestamp"]
    assert header[-4:] == ["supports___1", "supports___2", "remark", "self_rating_complete"]
    assert [record[-1] for record in records].count("0") == ATTRIBUTES
    assert [record[2] for record in records].count("[not completed]") == ATTRIBUTES


def test_redcap_may_write_labels_instead(rows):
    header, *records = rows("redcap-labels")

    assert header[-4:] == ["Supports (choice=Coaching)", "Supports (choice=Peer visits)", "Anything else?", "Complete?"]
    assert {record[-1] for record in records} == {"Incomplete", "Complete"}
    assert {record[-3] for record in records} == {"Unchecked", "Checked"}


def test_alchemer_heads_a_rating_with_row_and_question_and_says_who_finished(rows):
    header, *records = rows("alchemer")

    assert header[1:4] == ["Time Started", "Date Submitted", "Status"]
    assert header[7] == "Engaging in Self-Awareness for Growth:Rate your current practice."
    assert [record[3] for record in records].count("Partial") == ATTRIBUTES


def test_a_long_table_has_a_row_for_each_answer_that_was_asked_for(rows, truth):
    header, *records = rows("long-table")
    own = truth.query("about == 'self' and rated_by == 'self' and record in ('answer', 'partial', 'test')")

    assert header == ["Response", "E-mail", "School", "Role", "Date", "Competency", "Level"]
    assert len(records) == len(own) - count(own, state="not_asked")
    assert [record[6] for record in records].count("") == count(own, state="blank")
    said = {(record[1], plain(record[5])): record[6] for record in records}
    rated = own[own["state"] == "rated"]
    keys = zip(rated["person"], rated["competency"].map(names_of(own)), strict=True)
    assert [said[key] for key in keys] == rated["level_low"].map(LEVELS).tolist()


# --------------------------------------------------------------------------------------------------------- plain tables


@pytest.mark.parametrize(
    ("name", "start", "remark"),
    [
        ("plain-utf-8", b"Email,School,", b"team\xe2\x80\x99s caf\xc3\xa9\xc2\xa0talks"),
        ("plain-utf-8-mark", b"\xef\xbb\xbfEmail,School,", b"team\xe2\x80\x99s caf\xc3\xa9\xc2\xa0talks"),
        ("plain-utf-16", b"\xff\xfeE\0m\0a\0i\0l\0,\0", b"s\0 \0c\0a\0f\0\xe9\0\xa0\0t\0"),
        ("plain-cp1252", b"Email,School,", b"team\x92s caf\xe9\xa0talks"),
        ("plain-mac-roman", b"Email,School,", b"team\xd5s caf\x8e\xcatalks"),
        ("plain-tab", b"Email\tSchool\t", b"team\xe2\x80\x99s"),
        ("plain-semicolon", b"Email;School;", b"team\xe2\x80\x99s"),
        ("plain-gzip", b"Email,School,", b"team\xe2\x80\x99s"),
    ],
)
def test_a_plain_table_is_in_the_encoding_that_it_says(name, start, remark, raw):
    assert raw(name).startswith(start)
    assert remark in raw(name)


def test_a_gzipped_table_names_no_file_and_no_time(written):
    assert (written[0] / "plain-gzip.csv.gz").read_bytes()[:8] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00"


def test_every_second_record_is_empty_where_lines_end_twice(raw, rows):
    records = rows("plain-cr-cr-lf")

    assert raw("plain-cr-cr-lf").endswith(b"\r\r\n")
    assert records[1] == []
    assert len([record for record in records if record]) == 1 + PEOPLE + 2


def test_a_flooded_table_has_200_records_without_content_between_and_behind_the_others(rows):
    records = rows("plain-blank-rows")
    blank = [not any(record) for record in records]

    assert sum(blank) == 200
    assert blank[-120:] == [True] * 120
    assert sum(blank[:-120]) == 80


def test_a_second_and_a_last_column_may_have_no_name(rows):
    header, *records = rows("plain-nameless-column")

    assert header[:3] == ["Email", "", "School"]
    assert header[-1] == ""
    assert (records[0][1], records[0][-1]) == ("1", "")


def test_two_columns_may_share_a_name(rows):
    header, *records = rows("plain-repeated-headers")

    assert (header[4], header[-1]) == ("Anything else?", "Anything else?")
    assert {record[-1] for record in records} == {"-"}


def test_headers_may_hold_line_ends(rows):
    header = rows("plain-broken-headers")[0]

    assert header[1:3] == ["Which school\nare you based at?", "What is\nyour role?"]
    assert header[4] == "Rate your current practice:\nEngaging in Self-Awareness for Growth"


def test_a_title_may_stand_above_the_headers(rows):
    first, second = rows("plain-title-row")[:2]

    assert first == ["Portrait of a Leader – answers of fall 2026", *[""] * (len(second) - 1)]
    assert second[:2] == ["Email", "School"]


# ------------------------------------------------------------------------------------------------ what cannot be said


def test_every_loss_is_declared_with_a_sentence_and_belongs_to_a_shape():
    used = {key for shape in SHAPES.values() for key in shape.cannot}

    assert {loss.key for loss in CANNOT_EXPRESS} == used
    assert all(re.fullmatch(r"[A-Z].{20,}\.", loss.sentence) for loss in CANNOT_EXPRESS)
    assert {loss.what for loss in CANNOT_EXPRESS} == {"state", "record", "person"}


TRUTH = grid("""
    person | about | rated_by   | competency | state     | record
    a      | self  | self       | trust      | rated     | answer
    a      | self  | self       | voices     | not_asked | answer
    a      | self  | self       | vision     | blank     | answer
    b      | self  | self       | trust      | not_asked | partial
    b      | self  | self       | voices     | not_asked | partial
    b      | self  | self       | vision     | blank     | partial
    c      | self  | self       | trust      | rated     | spam
    a      | team  | self       | trust      | not_asked | answer
    a      | self  | supervisor | trust      | rated     | answer
""")


def states_expected(name):
    expected = SHAPES[name].expect(TRUTH)
    return [f"{person} {state}".strip() for person, state in zip(expected["person"], expected["state"], strict=True)]


def test_an_empty_cell_is_blank_beside_an_answer_and_not_asked_without_one():
    assert states_expected("plain-utf-8") == [
        "a rated",
        "a blank",
        "a blank",
        "b not_asked",
        "b not_asked",
        "b not_asked",
    ]


def test_a_section_without_any_answer_was_not_asked_for_all_that_anyone_can_tell():
    ids = {"trust": "building-trust", "voices": "engaging-voices", "vision": "modeling-commitments"}
    truth = TRUTH.assign(competency=TRUTH["competency"].map(ids))  # of which the first and the last are one attribute's

    assert SHAPES["google-forms-sections"].expect(truth)["state"].tolist()[:3] == ["rated", "not_asked", "blank"]
    assert set(SHAPES["google-forms-sections"].expect(truth)["state"].tolist()[3:]) == {"not_asked"}


def test_a_code_for_what_was_seen_keeps_every_state():
    assert states_expected("qualtrics-numeric-seen") == [
        "a rated",
        "a not_asked",
        "a blank",
        "b not_asked",
        "b not_asked",
        "b blank",
    ]


def test_long_answers_of_limesurvey_make_a_blank_not_asked():
    assert states_expected("limesurvey-full-long") == ["a rated", "a not_asked", "a not_asked", *["b not_asked"] * 3]


def test_a_long_table_loses_only_who_was_asked_nothing():
    nothing = TRUTH.assign(state=TRUTH["state"].mask(TRUTH["person"] == "b", "not_asked"))

    assert SHAPES["long-table"].expect(nothing)["person"].tolist() == ["a", "a", "a"]
    assert states_expected("long-table")[:3] == ["a rated", "a not_asked", "a blank"]


def test_an_anonymous_form_expects_answers_of_nobody():
    assert states_expected("microsoft-forms-anonymous")[:2] == ["rated", "blank"]


def test_only_the_rounds_that_a_shape_holds_are_expected():
    assert states_expected("google-forms-supervisor") == ["a rated"]
    assert states_expected("microsoft-forms-team") == ["a not_asked"]
    assert len(states_expected("microsoft-forms-twice")) == 6 + 1


def test_a_platform_that_says_nothing_of_it_makes_a_partial_record_an_answer():
    assert set(SHAPES["google-forms-sheet"].expect(TRUTH)["record"]) == {"answer"}
    assert set(SHAPES["alchemer"].expect(TRUTH)["record"]) == {"answer", "partial"}


def test_what_must_not_count_is_named_by_address(truth):
    assert SHAPES["plain-utf-8"].must_not_count(truth) == ["test01@example.org", "test02@example.org"]
    assert SHAPES["qualtrics-legacy"].must_not_count(truth) == [
        "preview01@example.org",
        "preview02@example.org",
        "spam01@example.org",
        "test01@example.org",
        "test02@example.org",
    ]


# ------------------------------------------------------------------------------------------------------- the district


def test_a_district_of_one_shape_has_settings_schools_a_roster_and_the_export(tmp_path):
    expected = write_shape_district(tmp_path, SHAPES["redcap-codes"])
    settings = tomllib.loads((tmp_path / "district.toml").read_text(encoding="utf-8"))
    roster = pd.read_csv(tmp_path / "data/raw/2026-fall/roster/roster.csv", dtype=str)
    schools = pd.read_csv(tmp_path / "data/raw/reference/schools.csv", dtype=str)

    assert (tmp_path / "data/raw/2026-fall/redcap-codes.csv").exists()
    assert settings["exports"][0]["columns"]["q10"] == "Building Trust"
    assert set(roster["email"]) == set(expected["person"])
    assert set(roster["school"]) == set(schools["school"])
    assert set(roster["role"]) <= {role["name"] for role in settings["roles"]}
    assert len(expected) == PEOPLE * COMPETENCIES
