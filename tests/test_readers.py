"""Readers of platforms: which one knows a file, what it makes of its headers, and what it says of each record.

The files are look-alikes, drawn on their side: a line is a column, and a bar stands between its cells.
"""

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter

from portrait_analytics.errors import InputError
from portrait_analytics.exports import READERS, Export, plain, read_export
from portrait_analytics.exports.files import read_sheets
from portrait_analytics.exports.options import list_options

Rows = list[list[str]]


def draw(drawn: str) -> Rows:
    """The rows of a table whose lines are its columns."""
    columns = [[cell.strip() for cell in line.split("|")] for line in drawn.splitlines() if line.strip()]
    return [list(row) for row in zip(*columns, strict=True)]


def respell(rows: Rows, spellings: dict[str, str]) -> Rows:
    """The table with parts of its cells spelled otherwise."""
    for old, new in spellings.items():
        rows = [[cell.replace(old, new) for cell in row] for row in rows]
    return rows


def fill_down(row: list[str]) -> list[str]:
    """The row with each empty cell filled from the one before."""
    return [next(cell for cell in row[place::-1] if cell) for place in range(len(row))]


QUALTRICS = draw(
    """
    StartDate | Start Date | {"ImportId":"startDate"} | 2026-09-01 08:00 | 2026-09-02 08:00
    EndDate | End Date | {"ImportId":"endDate"} | 2026-09-01 08:05 | 2026-09-02 08:05
    Status | Resp. Type | {"ImportId":"status"} | IP Address | IP Address
    Progress | Progress | {"ImportId":"progress"} | 100 | 40
    Finished | Finished | {"ImportId":"finished"} | True | False
    RecordedDate | Recorded Date | {"ImportId":"recordedDate"} | 2026-09-01 08:05 | 2026-09-09 08:05
    ResponseId | Resp. ID | {"ImportId":"_recordId"} | R_1a | R_2b
    RecipientEmail | Recipient Email | {"ImportId":"recipientEmail"} | q@example.org | r@example.org
    Q7_1 | Rate - now - Building Trust | {"ImportId":"QID9_1"} | Advanced | Advanced
    Q7_2 | Rate - now - Engaging - Voices | {"ImportId":"QID9_2"} | Proficient |
    Q7_2_TEXT | Rate - now - Engaging - Voices - Text | {"ImportId":"QID9_2_TEXT"} |  |
    Q9 | Your school? | {"ImportId":"QID3"} | 0001 |
"""
)
PRINTED_IDS = respell(QUALTRICS, {'{"ImportId":"': "{'ImportId': '", '"}': "'}", "QID9_": "QID9-"})
NO_IDS = [*QUALTRICS[:2], *QUALTRICS[3:]]
GERMAN = respell(QUALTRICS, {"Start Date": "Anfangsdatum", "Recorded Date": "Erfassungsdatum"})
LEGACY = draw(
    """
    V1   | ResponseID           | R_1a
    V2   | ResponseSet          | Default
    V3   | Name                 | Person Q
    V4   | EmailAddress         |
    V5   | IPAddress            |
    V6   | Status               | 0
    V7   | StartDate            | 2026-09-01 08:00
    V8   | EndDate              | 2026-09-01 08:05
    V9   | Finished             | 1
    Q1_1 | Rate-Building Trust  | 3
    Q1_2 | Rate-Engaging Voices | 4
     |  |
"""
)
SURVEYMONKEY = draw(
    """
    Respondent ID       |                        | 101                    | 102
    Collector ID        |                        | 7                      | 7
    Start Date          |                        | 09/01/2026 08:00:00 AM | 09/13/2026 08:00:00 AM
    End Date            |                        | 09/01/2026 08:05:00 AM | 09/13/2026 08:05:00 AM
    Email Address       |                        |                        |
    What is your role?  | Response               | Principal              |
                        | Other (please specify) |                        | Dean
    Rate your practice. | Building Trust         | Advanced               | Proficient
                        | Engaging Voices        | Developing             | Developing
    Which supports?     | Guiding Change         | Guiding Change         |
                        | Coaching               | Coaching               | Coaching
    Anything else?      | Open-Ended Response    | No                     |
"""
)
FILLED_DOWN = [fill_down(SURVEYMONKEY[0]), *SURVEYMONKEY[1:]]
NAMES_TWICE = [SURVEYMONKEY[0], SURVEYMONKEY[0][:5] + SURVEYMONKEY[1][5:], *SURVEYMONKEY[2:]]
TITLED = [["Leaders, fall"], *SURVEYMONKEY]
CODED = [["", "", "", "", "", "Q1", "Q1_other", "Q2_1", "Q2_2", "Q3_1", "Q3_2", "Q4"], *SURVEYMONKEY]
LABELS_DELETED = [SURVEYMONKEY[0], *SURVEYMONKEY[2:]]
UNNAMED = [row[5:] for row in SURVEYMONKEY]
FLATTENED = draw(
    """
    RespondentID                        | 101
    CollectorID                         | 7
    StartDate                           | 09/01/2026 08:00:00 AM
    LastName                            |
    Custom Data                         |
    Rate you: Building Trust            | Advanced
    Rate you: Engaging Voices           | Developing
    7a1. Building Trust - Rate the team | Advanced
    7a2. Guiding Change - Rate the team | Developing
"""
)
EXPLODED = draw("""
    Respondent ID   |              | 101        | 102        | 103
    Building Trust  | Establishing |            |            |
                    | Developing   | Developing |            |
                    | Proficient   |            | Proficient |
                    | Advanced     |            | Advanced   | Advanced
    Which supports? | Coaching     | Coaching   | Coaching   | Coaching
                    | Peer visits  |            |            | Peer visits
    Anything else?  | Response     |            |            |
    Really?         | Response     |            |            |
""")
# one in ten may slip and choose two points of a scale
EXPLODED += [["104", "", "Developing", "", "", "Coaching", "Peer visits", "", ""]] * 7
LIME_CODES = draw(
    """
    id            | 14                  | 15  | 16
    submitdate    | 2026-09-01 08:05:09 |     | 1980-01-01 00:00:00
    lastpage      | 4                   | 1   | 4
    startlanguage | en                  | en  | en
    token         | k2x                 | k3x | k4x
    ipaddr        |                     |     |
    ROLE          | A3                  | A3  | A1
    ROLE[other]   |                     |     |
    PRAC[SQ001]   | A2                  |     | A2
    PRAC[SQ002]   | A4                  |     | A4
"""
)
LIME_TEXTS = draw(
    """
    Response ID                           | 14
    Date submitted                        | 2026-09-01 08:05:09
    Last page                             | 4
    Start language                        | en
    Access code                           | k2x
    Your role?                            | Principal
    Rate your practice. [Building Trust]  | Advanced
    Rate your practice. [Engaging Voices] | Developing
"""
)
LIME_BOTH = draw(
    """
                                                         | 1          | 2
      ROLE. Your role?                                   | Principal  | N/A
      PRAC[SQ001]. Rate your practice. [Building Trust]  | Advanced   | Proficient
      PRAC[SQ002]. Rate your practice. [Engaging Voices] | Developing | Developing
      HELP[SQ001]. Which supports? [Guiding Change]      | Yes        | N/A
      HELP[SQ002]. Which supports? [Coaching]            | No         | Yes
"""
)
GOOGLE = draw(
    """
    Timestamp               | 2026/9/1 3:05:09 PM CST
    Username                | q@example.org
    Score                   | 12 / 20
    Your school?            | 0001
    Your school? [Score]    | 1.00 / 1
    Rate  [Building Trust ] | Advanced
    Rate  [Engaging Voices] | Developing
     |
"""
)
GOOGLE_GRID = draw(
    """
    When?                  | today
    Rate [Building Trust]  | Advanced
    Rate [Engaging Voices] | Developing
"""
)
MICROSOFT = draw(
    """
    ID                  | 1              | 2
    Start time          | 9/1/26 8:00:00 | 9/2/26 8:00:00
    Completion time     | 9/1/26 8:05:00 | 9/2/26 8:05:00
    Email               | anonymous      | q@example.org
    Name                |                | Q
    Last modified time  |                |
    Total points        | 3              | 3
    Your role?          | Principal      | Principal
    Points - Your role? | 1              | 1
    Building Trust      | Advanced       | Advanced
    Building Trust2     | Developing     | Developing
"""
)
DUTCH = respell(MICROSOFT, {"Start time": "Begintijd", "Completion time": "Voltooid om", "Name": "Naam"})
UNNAMED_MICROSOFT = draw(
    """
    ID                   | 1
    Hora de inicio       | 9/1/26 8:00
    Hora de finalización | 9/1/26 8:05
    Building Trust       | Advanced
"""
)
REDCAP = draw(
    """
    record_id                | 1
    redcap_survey_identifier |
    rating_timestamp         | 2026-09-01 08:05:09
    email                    | q@example.org
    trust                    | 3
    rating_complete          | 2
"""
)
ALCHEMER = draw(
    """
    Response ID              | 1
    Time Started             | 2026-09-01 08:00
    Date Submitted           | 2026-09-01 08:05
    Status                   | Complete
    IP Address               |
    Building Trust:Rate you  | Advanced
    Engaging Voices:Rate you | Developing
"""
)
HAND_MADE = draw(
    """
    Leaders of the district |  | school         | 0001
                            |  | Building Trust | Advanced
                            |  | Building Trust | Developing
                            |  |                | seen
"""
)
LOOK_ALIKES = {
    "Qualtrics": [QUALTRICS, PRINTED_IDS, GERMAN, LEGACY],
    "Microsoft Forms": [MICROSOFT, DUTCH, UNNAMED_MICROSOFT],
    "SurveyMonkey": [
        *[SURVEYMONKEY, FILLED_DOWN, NAMES_TWICE, TITLED, CODED],
        *[LABELS_DELETED, UNNAMED, FLATTENED, EXPLODED],
    ],
    "LimeSurvey": [LIME_CODES, LIME_TEXTS, LIME_BOTH],
    "Google Forms": [GOOGLE, GOOGLE_GRID],
    "plain table": [REDCAP, ALCHEMER, HAND_MADE],
}


def as_csv(rows: Rows, delimiter: str = ",") -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def as_workbook(sheets: dict[str, Rows]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


def read(folder: Path, rows: Rows) -> Export:
    return read_bytes(folder, as_csv(rows).encode())


def read_bytes(folder: Path, content: bytes) -> Export:
    path = folder / "any-name.dat"
    path.write_bytes(content)
    return read_export(path, source=path.name)


def grid_of(export: Export) -> list[tuple[str, str]]:
    """Stem and row of the columns that are rows of a grid."""
    rows = export.questions[export.questions["row"] != ""]
    return list(zip(rows["stem"], rows["row"], strict=True))


def fields_of(export: Export) -> dict[str, list[str]]:
    """The headers of each field."""
    known = export.questions[export.questions["field"] != ""]
    return known.groupby("field")["header"].agg(list).to_dict()


EVERY = [
    pytest.param(platform, rows, id=f"{platform} {number}")
    for platform, tables in LOOK_ALIKES.items()
    for number, rows in enumerate(tables, start=1)
]


@pytest.mark.parametrize(("platform", "rows"), EVERY)
def test_each_look_alike_is_claimed_by_its_own_platform_and_no_other(tmp_path: Path, platform: str, rows: Rows) -> None:
    path = tmp_path / "google-forms.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    sheets = read_sheets(path, source=path.name)

    claimed = [reader.PLATFORM for reader in READERS for sheet in sheets if reader.recognise(sheet)]

    assert claimed == ([platform] if platform == plain.PLATFORM else [platform, plain.PLATFORM])


@pytest.mark.parametrize(("platform", "rows"), EVERY)
def test_no_cell_is_lost_whatever_the_platform(tmp_path: Path, platform: str, rows: Rows) -> None:
    export = read(tmp_path, rows)
    width = max(map(len, rows))
    received = [row + [""] * (width - len(row)) for row in rows[max(export.header_rows) :]]
    nobody = [["" if cell == "anonymous" else cell for cell in row] for row in received]

    assert export.responses.to_numpy().tolist() == nobody
    assert export.responses.index.tolist() == list(range(max(export.header_rows) + 1, len(rows) + 1))
    assert list(export.standing.index) == list(export.responses.index)
    assert export.why


@pytest.mark.parametrize("first", ["Marca temporal", "Horodateur", "Carimbo de data/hora", "Tijdstempel"])
def test_a_time_stamp_in_other_languages_is_googles(tmp_path: Path, first: str) -> None:
    export = read(tmp_path, draw(f"{first} | 2026-09-01 08:00\n Building Trust | Advanced"))

    assert (export.platform, fields_of(export)) == ("Google Forms", {"answered_at": [first]})


def test_the_scores_of_a_quiz_are_bookkeeping_and_no_grid(tmp_path: Path) -> None:
    google, microsoft = read(tmp_path, GOOGLE), read(tmp_path, MICROSOFT)

    assert fields_of(google)["platform"] == ["Score", "Your school? [Score]"]
    assert grid_of(google) == [("Rate", "Building Trust"), ("Rate", "Engaging Voices")]
    assert fields_of(google)["email"] == ["Username"]
    assert fields_of(microsoft)["platform"] == ["Total points", "Points - Your role?"]
    assert fields_of(microsoft)["modified_at"] == ["Last modified time"]


def test_a_grid_question_is_split_at_its_last_bracket(tmp_path: Path) -> None:
    form = draw("""
        Timestamp                                | 2026-09-01
        Rate (honestly) [all]  [Building Trust ] | Advanced
        Rate (honestly) [all]  [Engaging Voices] | Advanced
        Why [short]?                             | x
    """)

    stem = "Rate (honestly) [all]"
    assert grid_of(read(tmp_path, form)) == [(stem, "Building Trust"), (stem, "Engaging Voices")]


def test_the_first_five_columns_of_microsoft_are_known_by_their_cells_in_any_language(tmp_path: Path) -> None:
    dutch, unnamed = read(tmp_path, DUTCH), read(tmp_path, UNNAMED_MICROSOFT)

    assert dutch.why == "the first columns hold a number, two times, an address and a name"
    assert fields_of(dutch)["answered_at"] == ["Voltooid om"]
    assert fields_of(unnamed) == {
        "row_id": ["ID"],
        "started_at": ["Hora de inicio"],
        "answered_at": ["Hora de finalización"],
    }


def test_a_plain_table_that_begins_with_a_number_is_not_microsofts(tmp_path: Path) -> None:
    no_times = draw("ID | 1\n begun | 3\n done | 4\n address | q@example.org\n name | Q")
    nobody = draw("ID | 1\n begun | 2026-09-01 08:00\n done | 2026-09-01 08:05\n address | \n name | Q")

    assert [read(tmp_path, rows).platform for rows in (no_times, nobody)] == ["plain table", "plain table"]


def test_a_repeated_statement_loses_the_digit_that_the_workbook_added(tmp_path: Path) -> None:
    export = read(tmp_path, MICROSOFT)

    assert export.questions["row"].tolist()[-2:] == ["Building Trust", "Building Trust"]
    assert export.questions["header"].tolist()[-2:] == ["Building Trust", "Building Trust2"]
    assert export.responses["c004"].tolist() == ["", "q@example.org"]


@pytest.mark.parametrize(
    ("rows", "header_rows", "header"),
    [
        (QUALTRICS, (1, 2, 3), "Rate - now - Building Trust"),
        (PRINTED_IDS, (1, 2, 3), "Rate - now - Building Trust"),
        (GERMAN, (1, 2, 3), "Rate - now - Building Trust"),
        (NO_IDS, (1, 2), "Rate - now - Building Trust"),
        ([QUALTRICS[0], *QUALTRICS[2:]], (1, 2), "Q7_1"),
        ([QUALTRICS[0], *QUALTRICS[3:]], (1,), "Q7_1"),
    ],
    ids=["three", "three printed by a script", "three in German", "two", "names and ids", "one"],
)
def test_qualtrics_is_read_with_any_of_its_header_rows(
    tmp_path: Path, rows: Rows, header_rows: tuple[int, ...], header: str
) -> None:
    export = read(tmp_path, rows)

    assert (export.header_rows, len(export.responses)) == (header_rows, 2)
    assert export.questions.loc[8, ["code", "header"]].tolist() == ["Q7_1", header]
    assert export.questions["field"].tolist()[:8] == [
        *["started_at", "platform", "platform", "platform", "platform", "answered_at", "row_id", "email"]
    ]


def test_qualtrics_grids_are_cut_at_the_last_dash_that_all_rows_share(tmp_path: Path) -> None:
    export = read(tmp_path, QUALTRICS)

    assert grid_of(export) == [("Rate - now", "Building Trust"), ("Rate - now", "Engaging - Voices")]
    assert export.questions.loc[10, ["code", "row", "choices"]].tolist() == ["Q7_2_TEXT", "", "free text"]


def test_qualtrics_names_by_themselves_make_no_grid(tmp_path: Path) -> None:
    names = ["ResponseID", "ResponseSet", "Finished", "Q2_-1", "Q2_-2"]

    export = read(tmp_path, [names, ["R_1a", "Default", "1", "3", "4"]])

    assert (export.platform, grid_of(export)) == ("Qualtrics", [])


def test_legacy_qualtrics_takes_its_names_from_the_second_row(tmp_path: Path) -> None:
    export = read(tmp_path, LEGACY)

    assert grid_of(export) == [("Rate", "Building Trust"), ("Rate", "Engaging Voices")]
    assert fields_of(export) == {
        "row_id": ["ResponseID"],
        "platform": ["ResponseSet", "Status", "Finished"],
        "name": ["Name"],
        "email": ["EmailAddress"],
        "personal": ["IPAddress"],
        "started_at": ["StartDate"],
        "answered_at": ["EndDate"],
    }


def test_qualtrics_grids_with_names_of_their_own_and_two_numbers_are_found(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        draw("""
            ResponseId   | Response ID           | R_1a
            RecordedDate | Recorded Date         | 2026-09-01 08:05
            UserLanguage | User Language         | EN
            trust_item   | You - Own - Trust     | Advanced
            voice_item   | You - Own - Voice     | Advanced
            Q2_-1        | Rate - No basis       | 3
            Q2_2         | Rate - Guiding Change | 4
            Q5_1_1       | When - Trust - Now    | Now
            Q5_1_2       | When - Trust - Then   |
            Q5_2_1       | When - Voice - Now    | Now
            Q5_2_2       | When - Voice - Then   | Then
            Q7#1_1       | Side - Trust          | 2
            Q7#1_2       | Side - Voice          | 3
            Q9_DO        | Order                 | 1
            Q_Duplicate  | Twice                 | 0
        """),
    )

    assert grid_of(export) == [
        ("You - Own", "Trust"),
        ("You - Own", "Voice"),
        ("Rate", "No basis"),
        ("Rate", "Guiding Change"),
        ("Side", "Trust"),
        ("Side", "Voice"),
    ]
    assert [(one.question, one.labels) for one in list_options(export)] == [
        ("When - Trust", ("Now", "Then")),
        ("When - Voice", ("Now", "Then")),
    ]
    assert fields_of(export)["platform"] == ["User Language", "Order", "Twice"]


STANDINGS = [
    ("IP Address", "True", "anonymous", "complete"),
    ("IP Address", "False", "email&gt;", "partial"),
    ("Survey Preview", "False", "anonymous", "preview"),
    ("1", "1", "anonymous", "preview"),
    ("IP Address", "1", "preview", "preview"),
    ("Survey Test", "1", "gl", "test"),
    ("2.0", "1", "gl", "test"),
    ("Spam", "0", "gl", "spam"),
    ("8", "FALSE", "qr", "spam"),
    ("0", "FAUX", "qr", "partial"),
    ("4", "1", "", "complete"),
]


def test_qualtrics_says_of_each_record_what_it_is(tmp_path: Path) -> None:
    names = ["ResponseId", "UserLanguage", "Status", "Finished", "DistributionChannel", "Q1"]
    records = [["R_1", "EN", status, finished, channel, "Advanced"] for status, finished, channel, _ in STANDINGS]

    export = read(tmp_path, [names, *records])

    assert export.standing.tolist() == [standing for *_, standing in STANDINGS]


@pytest.mark.parametrize(
    ("content", "header_rows"),
    [
        (as_workbook({"Sheet0": NO_IDS}), (1, 2)),
        (as_workbook({"Notes": HAND_MADE, "Sheet0": NO_IDS}), (1, 2)),
        (as_csv(QUALTRICS, "\t").encode("utf-16"), (1, 2, 3)),
    ],
    ids=["workbook", "workbook with notes", "tabs"],
)
def test_qualtrics_is_known_in_a_workbook_and_in_a_file_of_tabs(
    tmp_path: Path, content: bytes, header_rows: tuple[int, ...]
) -> None:
    export = read_bytes(tmp_path, content)

    assert (export.platform, export.header_rows) == ("Qualtrics", header_rows)
    assert grid_of(export) == [("Rate - now", "Building Trust"), ("Rate - now", "Engaging - Voices")]


@pytest.mark.parametrize(
    ("rows", "header_rows"),
    [
        (SURVEYMONKEY, (1, 2)),
        (FILLED_DOWN, (1, 2)),
        (NAMES_TWICE, (1, 2)),
        (TITLED, (2, 3)),
        (CODED, (1, 2, 3)),
        (UNNAMED, (1, 2)),
    ],
    ids=["as exported", "filled down", "names twice", "below a title", "below codes", "without metadata"],
)
def test_surveymonkey_is_read_with_its_header_rows_as_analysts_leave_them(
    tmp_path: Path, rows: Rows, header_rows: tuple[int, ...]
) -> None:
    export = read(tmp_path, rows)

    assert (export.header_rows, len(export.responses)) == (header_rows, 2)
    assert grid_of(export) == [("Rate your practice.", "Building Trust"), ("Rate your practice.", "Engaging Voices")]
    assert export.questions["header"].tolist()[-7:] == [
        "What is your role?",
        "What is your role? - Other (please specify)",
        "Rate your practice. - Building Trust",
        "Rate your practice. - Engaging Voices",
        "Which supports? - Guiding Change",
        "Which supports? - Coaching",
        "Anything else?",
    ]
    assert export.questions["choices"].tolist()[-7:] == [
        *["", "free text", "", "", "any of: Guiding Change | Coaching", "any of: Guiding Change | Coaching", ""]
    ]
    assert export.questions["code"].tolist()[-7:-5] == (["Q1", "Q1_other"] if rows == CODED else ["", ""])


def test_surveymonkey_carries_no_question_on_from_its_own_columns(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        draw("""
            Respondent ID |       | 101
            Custom Data 1 |       | a
                          | Stray | b
            Project       |       | c
            Rate          | Trust | 3
                          | Voice | 4
        """),
    )

    assert export.questions["header"].tolist() == [
        *["Respondent ID", "Custom Data 1", "Stray", "Project", "Rate - Trust", "Rate - Voice"]
    ]


def test_surveymonkey_without_its_second_header_row_still_splits_what_was_flattened(tmp_path: Path) -> None:
    export, deleted = read(tmp_path, FLATTENED), read(tmp_path, LABELS_DELETED)

    assert grid_of(export) == [
        ("Rate you", "Building Trust"),
        ("Rate you", "Engaging Voices"),
        ("Rate the team", "Building Trust"),
        ("Rate the team", "Guiding Change"),
    ]
    assert fields_of(export) == {
        "row_id": ["RespondentID"],
        "platform": ["CollectorID"],
        "started_at": ["StartDate"],
        "name": ["LastName"],
    }
    assert (deleted.header_rows, len(deleted.responses)) == ((1,), 2)


def test_a_scale_with_a_column_for_each_point_is_put_together_and_keeps_two_points_of_one_person(
    tmp_path: Path,
) -> None:
    export = read(tmp_path, EXPLODED)
    trust, supports = list_options(export)

    assert (trust.question, trust.several, trust.columns) == ("Building Trust", False, ("c002", "c003", "c004", "c005"))
    assert trust.labels == ("Establishing", "Developing", "Proficient", "Advanced")
    assert trust.answers.tolist()[:3] == ["Developing", "Proficient; Advanced", "Advanced"]
    assert (supports.question, supports.several) == ("Which supports?", True)
    assert grid_of(export) == []


@pytest.mark.parametrize(
    ("trust", "voice", "change", "choices"),
    [
        (["1", "1"], ["2", ""], ["", "3"], "any of: Trust | Voice | Change"),
        (["1", ""], ["", "1"], ["1", ""], "any of: Trust | Voice | Change"),
        (["3", "1"], ["2", ""], ["", "3"], ""),
        (["1", "1"], ["2", "2"], ["3", "3"], ""),
        (["1"], ["2"], [""], ""),
        (["", ""], ["", ""], ["", ""], ""),
        (["Trust", "Voice"], ["Advanced", ""], ["", ""], ""),
    ],
    ids=["places", "ones", "a scale", "no gap", "one record", "nothing", "a competency chosen in each row"],
)
def test_numbers_are_ticks_only_if_they_cannot_be_a_scale(
    tmp_path: Path, trust: list[str], voice: list[str], change: list[str], choices: str
) -> None:
    ids = [str(101 + number) for number in range(len(trust))]
    columns = [["Respondent ID", "", *ids], ["Rate", "Trust", *trust], ["", "Voice", *voice], ["", "Change", *change]]

    export = read(tmp_path, [list(row) for row in zip(*columns, strict=True)])

    assert set(export.questions["choices"][1:]) == {choices}
    assert len(grid_of(export)) == (0 if choices else 3)


def test_limesurvey_is_read_with_codes_texts_or_both_as_headings(tmp_path: Path) -> None:
    codes, texts, both = (read(tmp_path, rows) for rows in (LIME_CODES, LIME_TEXTS, LIME_BOTH))
    asked = [("Rate your practice.", "Building Trust"), ("Rate your practice.", "Engaging Voices")]

    assert grid_of(codes) == [("PRAC", "SQ001"), ("PRAC", "SQ002")]
    assert codes.questions["code"].tolist()[-4:] == ["ROLE", "ROLE[other]", "PRAC[SQ001]", "PRAC[SQ002]"]
    assert (grid_of(texts), grid_of(both)) == (asked, asked)
    assert both.questions["code"].tolist()[:3] == ["", "ROLE", "PRAC[SQ001]"]
    assert both.questions["stem"].tolist()[1] == "Your role?"
    assert fields_of(texts) == {
        "row_id": ["Response ID"],
        "answered_at": ["Date submitted"],
        "platform": ["Last page", "Start language"],
        "token": ["Access code"],
    }
    assert fields_of(codes)["personal"] == ["ipaddr"]


def test_limesurvey_knows_who_broke_off_and_what_was_not_shown(tmp_path: Path) -> None:
    export = read(tmp_path, LIME_CODES)

    assert export.standing.tolist() == ["complete", "partial", "complete"]
    assert export.nothing == {"N/A": "not_asked"}


def test_redcap_says_in_place_of_the_time_that_a_survey_was_not_completed(tmp_path: Path) -> None:
    begun = ["2", "", "[not completed]", "r@example.org", "2", "0"]
    unasked = ["3", "", "", "s@example.org", "[not completed]", "0"]

    export = read(tmp_path, [*REDCAP, begun, unasked])

    assert export.platform == "plain table"
    assert export.standing.tolist() == ["complete", "partial", "complete"]


def test_yes_and_no_beside_each_option_are_no_grid(tmp_path: Path) -> None:
    (supports,) = list_options(read(tmp_path, LIME_BOTH))

    assert (supports.question, supports.labels) == ("Which supports?", ("Guiding Change", "Coaching"))
    assert supports.answers.tolist() == ["Guiding Change", "Coaching"]


def test_limesurvey_spaces_may_be_underscores_and_questions_may_share_a_code(tmp_path: Path) -> None:
    times = ["submitdate", "lastpage._Last_page"]
    spaced = [*times, "PRAC[a]._Rate_it._[Building_Trust]", "PRAC[b]._Rate_it._[Engaging_Voices]"]
    twice = [*times, "PRAC[a]", "PRAC[b]", "PRAC[a]", "PRAC[b]"]
    record = ["2026-09-01 08:05:09", "4", "Advanced", "Developing"]

    underscored = read(tmp_path, [spaced, record])
    repeated = read(tmp_path, [twice, [*record, "Advanced", "Proficient"]])

    assert grid_of(underscored) == [("Rate it.", "Building Trust"), ("Rate it.", "Engaging Voices")]
    assert repeated.questions["header"].tolist() == twice


def test_a_plain_table_may_stand_below_a_title_and_keeps_headers_that_come_twice_or_are_missing(
    tmp_path: Path,
) -> None:
    export = read(tmp_path, HAND_MADE)

    assert (export.why, export.header_rows) == ("row 3 names 3 columns", (3,))
    assert export.questions["header"].tolist() == ["school", "Building Trust", "Building Trust", ""]
    assert export.responses.loc[4].tolist() == ["0001", "Advanced", "Developing", "seen"]


def test_whoever_knows_better_says_where_the_headers_of_a_plain_table_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\nschool,Building Trust\n(text),(level)\n0001,Advanced\n")
    (sheet,) = read_sheets(path, source="a.csv")

    export = plain.read(sheet, "a.csv", "declared", header_row=2, answers_from=4)

    assert (export.questions["header"].tolist(), export.header_rows) == (["school", "Building Trust"], (2, 3))
    assert export.responses.index.tolist() == [4]


STACKED = [
    ["Leaders, fall"],
    ["Q1. Your role?"],
    ["Answer Choices", "Response Percent", "Responses"],
    ["Principal", "40.0%", "4"],
    ["Coach", "60.0%", "6"],
    ["", "Answered", "10"],
    ["", "Skipped", "0"],
]
CROSSTAB = draw("""
    Level     | Developing | Proficient | Advanced
    Principal | 20.0%      | 50.0%      | 30.0%
    Coach     | 30.0%      | 40.5%      | 29.5%
""")
DICTIONARY = draw("""
    Variable / Field Name | trust
    Form Name             | rating
    Section Header        |
    Field Type            | radio
    Field Label           | Building Trust
""")
CODEBOOK = draw("""
    Variable | Q7_1
    Label    | Building Trust
    Values   | 1 = Establishing
""")
ONEROSTER = draw("""
    sourcedId        | 7
    status           |
    dateLastModified |
    enabledUser      | true
    username         | q
""")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (as_csv(STACKED).encode(), "this is a summary"),
        (as_workbook({"Question 1": STACKED, "Question 2": STACKED}), "sheet “Question 1”: this is a summary"),
        (b"#,Field,Choice Count\n1,Principal,4\n", "this is a summary"),
        (as_csv(CROSSTAB).encode(), "this is a table of shares"),
        (b",Principal,Coach\nSample Size,4,6\nChi-Square,0.2,\n", "this is a table of shares"),
        (as_csv(DICTIONARY).encode(), "keep the dictionary outside data/raw"),
        (as_csv(CODEBOOK).encode(), "this is a codebook"),
        (as_csv(ONEROSTER).encode(), "goes into the folder roster of its semester"),
        (b"propertyName,value\noneroster.version,1.1\n", "this is a OneRoster file"),
    ],
    ids=[
        *["summary", "sheet a question", "counts of choices", "percentages", "statistics"],
        *["data dictionary", "codebook", "users", "manifest"],
    ],
)
def test_what_holds_no_answers_is_refused_with_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=r"any-name\.dat") as caught:
        read_bytes(tmp_path, content)

    assert said in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_sheet_of_counts_beside_a_real_export_does_no_harm(tmp_path: Path) -> None:
    export = read_bytes(tmp_path, as_workbook({"Summary": STACKED, "Sheet": SURVEYMONKEY}))

    assert (export.platform, len(export.responses)) == ("SurveyMonkey", 2)
