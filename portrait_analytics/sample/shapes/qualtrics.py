"""Qualtrics: one to three header rows, of which row 1 has tags, row 2 labels and row 3 import ids.

A record's kind stands in ``Status``: normal ones are called ``IP Address``, or 0.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from portrait_analytics.sample.shapes.grids import Cell, Column, Grid, ShowTime, as_is, column, iso, stand
from portrait_analytics.sample.shapes.held import (
    ANSWER,
    BLANK,
    NOT_APPLICABLE,
    PARTIAL,
    PREVIEW,
    SPAM,
    TEST,
    Survey,
    level_names,
)
from portrait_analytics.sample.shapes.packing import Text, Workbook
from portrait_analytics.sample.shapes.shape import Settings, Shape

SCHOOL, ROLE, REMARK = "Which school are you based at?", "What is your role?", "Anything else?"
MATRIX = "Rate your practice - as it is today."
STATUS_WORDS = {
    ANSWER: "IP Address",
    PARTIAL: "IP Address",
    PREVIEW: "Survey Preview",
    TEST: "Survey Test",
    SPAM: "Spam",
}
STATUS_CODES = {ANSWER: "0", PARTIAL: "0", PREVIEW: "1", TEST: "2", SPAM: "8"}
CHANNELS = {PREVIEW: "preview", TEST: "test", SPAM: "anonymous"}
CODES = {"1": "11", "2": "12", "3": "13", "4": "14", NOT_APPLICABLE: "-1"}  # a recode is not a rank
LEVELS = {
    "11": "Establishing",
    "12": "Developing",
    "13": "Proficient",
    "14": "Advanced",
    "-1": "Not applicable",
}
CURRENT = (  # tag, label, import id, and which of the cells
    ("StartDate", "Start Date", "startDate", "started"),
    ("EndDate", "End Date", "endDate", "ended"),
    ("Status", "Response Type", "status", "status"),
    ("IPAddress", "IP Address", "ipAddress", "ip"),
    ("Progress", "Progress", "progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration", "taken"),
    ("Finished", "Finished", "finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate", "ended"),
    ("ResponseId", "Response ID", "_recordId", "id"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName", "name"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName", ""),
    ("RecipientEmail", "Recipient Email", "recipientEmail", "person"),
    ("ExternalReference", "External Data Reference", "externalDataReference", ""),
    ("LocationLatitude", "Location Latitude", "locationLatitude", "zero"),
    ("LocationLongitude", "Location Longitude", "locationLongitude", "zero"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel", "channel"),
    ("UserLanguage", "User Language", "userLanguage", "language"),
)
OF_2016 = (
    ("ResponseID", "Antwort-ID", "responseId", "id"),
    ("ResponseSet", "Antwortsatz", "responseSetId", "set"),
    ("IPAddress", "IP-Adresse", "ipAddress", "ip"),
    ("StartDate", "Anfangsdatum", "startDate", "started"),
    ("EndDate", "Enddatum", "endDate", "ended"),
    ("RecipientLastName", "Nachname des Empfängers", "panel-RecipientLastName", "name"),
    ("RecipientFirstName", "Vorname des Empfängers", "panel-RecipientFirstName", ""),
    ("RecipientEmail", "E-Mail des Empfängers", "panel-RecipientEmail", "person"),
    ("ExternalDataReference", "Externe Datenreferenz", "panel-ExternalDataReference", ""),
    ("Finished", "Beendet", "finished", "finished"),
    ("Status", "Antworttyp", "status", "status"),
)
LEGACY = (
    ("ResponseID", "id"),
    ("ResponseSet", "set"),
    ("Name", "name"),
    ("ExternalDataReference", ""),
    ("EmailAddress", "person"),
    ("IPAddress", "ip"),
    ("Status", "status"),
    ("StartDate", "started"),
    ("EndDate", "ended"),
    ("Finished", "finished"),
)


@dataclass(frozen=True)
class Dialect:
    """How an account exports: choice texts or codes, how times, flags and kinds of record are written."""

    words: Mapping[str, str] | None = None
    status_in_words: bool = False
    finished: tuple[Cell, Cell] = ("0", "1")
    time: ShowTime = iso
    join: str = " - "

    @property
    def status(self) -> dict[str, str]:
        """What ``Status`` says of each kind of record."""
        return STATUS_WORDS if self.status_in_words else STATUS_CODES


WORDS = Dialect(status_in_words=True, finished=("False", "True"))
NUMBERS = Dialect(words=CODES)
SEEN_NUMBERS = Dialect(words=CODES | {BLANK: "-99"})
TYPED = Dialect(status_in_words=True, finished=(False, True), time=as_is)
OLDER = Dialect(join="-")


def lay_current(survey: Survey, dialect: Dialect, rows: int = 3) -> Grid:
    """The current exporter's grid, with its first header rows."""
    cells = _cells(survey, dialect)
    first = [column((tag, label, _import_id(place)), cells[own]) for tag, label, place, own in CURRENT]
    grid = stand([*first, *_questions(survey, dialect)])
    return grid[:rows] + grid[3:]


def lay_older(survey: Survey) -> Grid:
    """The grid of 2016: import ids in single quotes, labels joined by a bare hyphen, here of a German account."""
    cells = _cells(survey, OLDER)
    first = [column((tag, label, _single_quoted(place)), cells[own]) for tag, label, place, own in OF_2016]
    return stand([*first, *_questions(survey, OLDER, _single_quoted)])


def lay_legacy(survey: Survey) -> Grid:
    """The legacy exporter's grid: V1 to V10 over their names, and an empty last column without any name."""
    cells = _cells(survey, OLDER)
    first = [column((f"V{number}", label), cells[own]) for number, (label, own) in enumerate(LEGACY, start=1)]
    questions = [(headers[:2], answers) for headers, answers in _questions(survey, OLDER)]
    return stand([*first, *questions, column(("", ""), cells[""])])


def _cells(survey: Survey, dialect: Dialect) -> dict[str, list[Cell]]:
    """What Qualtrics itself knows of each record."""
    kinds = survey.of("record")
    taken = (survey.records["submitted"] - survey.records["started"]).dt.seconds
    same = {"ip": "192.0.2.7", "zero": "0.0", "language": "EN", "set": "Default Response Set", "": ""}
    alike: dict[str, list[Cell]] = {name: [text] * len(kinds) for name, text in same.items()}
    return alike | {
        "started": [dialect.time(time) for time in survey.times("started")],
        "ended": [dialect.time(time) for time in survey.times("submitted")],
        "status": [dialect.status[kind] for kind in kinds],
        "progress": _progress(survey),
        "taken": [str(seconds) for seconds in taken],
        "finished": [dialect.finished[kind != PARTIAL] for kind in kinds],
        "id": [f"R_3synthetic{int(number):04}" for number in survey.of("number")],
        "name": [*survey.of("name")],
        "person": [*survey.of("person")],
        "channel": [CHANNELS.get(kind, "email") for kind in kinds],
    }


def _import_id(place: str) -> str:
    zone = {"timeZone": "America/Chicago"} if place.endswith("Date") else {}
    return json.dumps({"ImportId": place} | zone, separators=(",", ":"))


def _single_quoted(place: str) -> str:
    return f"{{'ImportId': '{place.replace('_', '-')}'}}"


def _questions(survey: Survey, dialect: Dialect, import_id: Callable[[str], str] = _import_id) -> list[Column]:
    """What was asked: two texts, the matrix, and a text at the end."""
    words = dialect.words if dialect.words is not None else _choices(survey)
    matrix = [
        column((f"Q3_{number}", f"{MATRIX}{dialect.join}{name}", import_id(f"QID3_{number}")), survey.said(part, words))
        for number, (part, name) in enumerate(survey.competencies.items(), start=1)
    ]
    return [
        column(("Q1", SCHOOL, import_id("QID1_TEXT")), survey.of("school")),
        column(("Q2", ROLE, import_id("QID2_TEXT")), survey.of("role")),
        *matrix,
        column(("Q4", REMARK, import_id("QID4_TEXT")), survey.of("remark")),
    ]


def _choices(survey: Survey) -> dict[str, str]:
    return level_names(survey.rubric) | {NOT_APPLICABLE: "Not applicable"}


def _progress(survey: Survey) -> list[Cell]:
    """Of the pages with the ratings, and one before and one after them."""
    pages = len(survey.rubric.attributes)
    return [
        str(100 * (seen + 1) // (pages + 2)) if kind == PARTIAL else "100"
        for seen, kind in zip(survey.records["pages"], survey.of("record"), strict=True)
    ]


def _shape(name: str, lay: Callable[[Survey], Grid], packing: Text | Workbook, words: Settings | None = None) -> Shape:
    return Shape(f"qualtrics-{name}", "Qualtrics", lay, packing, ("qualtrics-empty",), words or Settings())


CODED = Settings(has=("ResponseId", "Q3_1"), levels=LEVELS)
SHAPES = (
    _shape("three-rows", partial(lay_current, dialect=WORDS), Text()),
    _shape("numeric", partial(lay_current, dialect=NUMBERS), Text(), words=CODED),
    Shape("qualtrics-numeric-seen", "Qualtrics", partial(lay_current, dialect=SEEN_NUMBERS), Text(), (), CODED),
    _shape("two-rows", partial(lay_current, dialect=WORDS, rows=2), Text()),
    _shape("older", lay_older, Text()),
    _shape("legacy", lay_legacy, Text(encoding="utf-8-sig")),
    _shape("utf-16", partial(lay_current, dialect=WORDS), Text(".tsv", "utf-16", "\t")),
    _shape(
        "workbook",
        partial(lay_current, dialect=TYPED, rows=2),
        Workbook("Sheet0", time_format="yyyy-mm-dd hh:mm:ss.000"),
    ),
)
