"""Of any export, however spoilt: what was read is used or set aside, and neither order nor repetition matters."""

import csv
import io
import random
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portrait_analytics.errors import PortraitError
from portrait_analytics.exports import read_export
from portrait_analytics.workspace import Workspace
from tests.districts import FALL, clean, make_district

PRACTICES = ["Building Trust", "Engaging Voices", "Igniting Vision", "Guiding Change"]
LEVELS = ["Establishing", "Developing", "Proficient", "Advanced"]
GUIDED = ["Working Toward Proficiency", "Proficient", "Extending"]
PEOPLE = ["q@example.org", "r@example.org", "R@Example.net ", "s@example.org", "z@example.org"]
TIMES = ["9/20/2026 8:00", "9/21/2026 8:00", "9/21/2026 8:00", "2026-09-22 08:00", "yesterday", ""]
PLACES = ["0001", "Birch Middle", " alder elementary", "Aldr", "TEST", "preview", ""]
JOBS = ["Principal", "school principal", "Coach", "Cook", ""]
SPOILT = [
    "Proficeint",
    "Developing; Proficient",
    "2 - Proficient",
    "3",
    "3.0",
    "n/a",
    "Not applicable",
    " ",
    "PROFICIENT – every day",
    "<b>Advanced</b>",
    'he said "Advanced"',
    "first\nsecond",
    "=1+1",
    "\u200bProficient",
    "İ ß ﬁ 水 \U0001f600",
    "a|b;c,d",
    "\x0b",
    "nan",
    "None",
    "TEST",
]
CELL_FAULTS = {"unreadable_level", "level_contradicts_number", "unknown_competency", "conflicting_duplicate"}
# everything is read by the front door, so an example takes as long as a small district, and shrinking one for ever
FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, phases=[Phase.generate]
)

Record = list[str]


@dataclass(frozen=True)
class Drawn:
    """One export: its header row and its records."""

    headers: Record
    records: list[Record]

    def as_text(self) -> str:
        """The file."""
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows([self.headers, *self.records])
        return written.getvalue()

    def shuffled(self, seed: int) -> "Drawn":
        """The same with its records in another order."""
        return Drawn(self.headers, random.Random(seed).sample(self.records, len(self.records)))


def cells(words: list[str]) -> st.SearchStrategy[str]:
    """Mostly one of the words, now and then a spoilt one or any text that a file can hold."""
    usual = st.sampled_from([*words, *words, ""])
    odd = st.text(
        st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff", exclude_categories=["Cs", "Cc"]), max_size=9
    )
    return st.one_of(usual, usual, st.sampled_from(SPOILT), odd)


def about_people() -> list[st.SearchStrategy[str]]:
    """What every shape asks first: when, who, where and as what."""
    return [st.sampled_from(TIMES), st.sampled_from([*PEOPLE, ""]), st.sampled_from(PLACES), st.sampled_from(JOBS)]


@st.composite
def grids(draw: st.DrawFn) -> Drawn:
    """A column for each competency, some of them headed alike or misspelt, as a grid or plain."""
    practices = draw(st.lists(st.sampled_from([*PRACTICES, "Engaging Voises"]), min_size=2, max_size=5))
    layout = draw(st.sampled_from(["{}", "Rate yourself: [{}]", "{}: how you do it", "Your team: [{}]"]))
    asked = [layout.format(practice) for practice in practices]
    first = ["Timestamp", "Email Address", "Which school?", "Your role"]
    first = draw(st.sampled_from([first, first[1:], ["Timestamp", "Score", "Name", "Anything, else?"]]))
    columns = {
        "Timestamp": st.sampled_from(TIMES),
        "Email Address": st.sampled_from([*PEOPLE, ""]),
        "Which school?": st.sampled_from(PLACES),
        "Your role": st.sampled_from(JOBS),
    }
    drawn = [*(columns.get(header, cells([])) for header in first), *(cells(LEVELS) for _ in asked), cells([])]
    return _spoil(draw, [*first, *asked, draw(st.sampled_from(["Comments", "", "Email Address"]))], drawn)


@st.composite
def guides(draw: st.DrawFn) -> Drawn:
    """One competency chosen of an attribute, its level and the evidence; now and then a column is missing."""
    asked = {
        "Authentic: choose": ["Partnering in Learning", "Modeling Commitments", "Igniting Vision"],
        "Authentic: level": GUIDED,
        "Authentic: evidence": ["notes"],
        "Advocate: choose": ["Catalyzing a Shared Purpose"],
        "Advocate: level": GUIDED,
    }
    missing = draw(st.sampled_from(["", "", *asked]))
    kept = {header: words for header, words in asked.items() if header != missing}
    headers = ["Timestamp", "Email Address", "Which school?", "Your role", *kept]
    return _spoil(draw, headers, [*about_people(), *(cells(words) for words in kept.values())])


@st.composite
def long_tables(draw: st.DrawFn) -> Drawn:
    """A row for each answer."""
    headers = ["Timestamp", "Email Address", "Which school?", "Your role", "Practice", "Answer"]
    usual = st.sampled_from(PRACTICES)
    columns = [*about_people(), st.one_of(usual, usual, usual, cells(PRACTICES)), cells(LEVELS)]
    columns[1] = st.sampled_from(PEOPLE)
    return _spoil(draw, headers, columns)


def _spoil(draw: st.DrawFn, headers: Record, columns: list[st.SearchStrategy[str]]) -> Drawn:
    """Records of the columns, some of them repeated or blank."""
    records = [list(record) for record in draw(st.lists(st.tuples(*columns), min_size=1, max_size=9))]
    again = draw(st.lists(st.sampled_from(records), max_size=3))
    blank = [[""] * len(headers)] * draw(st.integers(0, 2))
    return Drawn(headers, draw(st.permutations([*records, *again, *blank])))


EXPORTS = {"grid": grids(), "guide": guides(), "long table": long_tables()}
FILES = st.lists(st.one_of(*EXPORTS.values()), min_size=1, max_size=3)


def cleaned(folder: Path, files: list[Drawn]) -> Workspace:
    """The district after cleaning the files of one semester; a warning is an error."""
    exports: dict[str, str | bytes] = {f"{FALL}/{number}.csv": file.as_text() for number, file in enumerate(files)}
    workspace = make_district(folder, exports)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outcome = clean(workspace)
    assert all(isinstance(fault, PortraitError) for fault in outcome.faults)
    return workspace


def tables(workspace: Workspace) -> dict[str, bytes]:
    """The bytes of every table."""
    return {path.name: path.read_bytes() for path in sorted(workspace.processed.rglob("*.parquet"))}


def answers(workspace: Workspace) -> list[tuple[str, ...]]:
    """The ratings, sorted, without the row that they come from.

    Of two schools or roles that somebody stated without an order, the one in the later row counts, so they are left
    out; so is the key of somebody unknown, which is made from the row.
    """
    ratings = workspace.load_table("ratings")
    known = ratings.assign(person=ratings["person"].where(ratings["identified"], ""))
    texts = known.drop(columns=["source", "source_row", "school", "role", "team"]).astype("str").fillna("")
    return sorted(texts.itertuples(index=False, name=None))


def check_sums(workspace: Workspace) -> None:
    """Every record and every cell of every file that was used has one fate, and what is unreadable is named."""
    accounting = workspace.load_table("accounting")
    quarantine = workspace.load_table("quarantine")
    ratings = workspace.load_table("ratings")
    refused = set(quarantine.loc[quarantine["reason"] == "unreadable_file", "source"])
    for path in workspace.exports(FALL):
        source = workspace.source_name(path)
        own = accounting[accounting["source"] == source]
        assert (source in refused) == own.empty
        if own.empty:
            continue
        responses = read_export(path, source=source).responses
        assert own.loc[own["unit"] == "row", "count"].sum() == len(responses)
        assert own.loc[own["unit"] == "cell", "count"].sum() == responses.size
        named = quarantine[(quarantine["source"] == source) & quarantine["reason"].isin(CELL_FAULTS)]
        lost = ratings[(ratings["source"] == source) & (ratings["state"] == "unreadable")]
        assert set(lost["source_row"]) <= set(named["source_row"])
        unread = named[named["reason"].isin(CELL_FAULTS - {"conflicting_duplicate"})]
        levels = unread[unread["reason"] != "unknown_competency"]
        assert len(lost) <= len(levels) + (named["reason"] == "conflicting_duplicate").sum() * len(PRACTICES)


@FEW
@given(files=FILES)
def test_all_that_was_read_is_used_or_set_aside_with_a_reason(
    files: list[Drawn], tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace = cleaned(tmp_path_factory.mktemp("d"), files)

    check_sums(workspace)


@FEW
@given(files=FILES)
def test_cleaning_again_gives_the_same_bytes(files: list[Drawn], tmp_path_factory: pytest.TempPathFactory) -> None:
    workspace = cleaned(tmp_path_factory.mktemp("d"), files)
    first = tables(workspace)

    clean(workspace)

    assert tables(workspace) == first


@FEW
@given(files=FILES, seed=st.integers(0, 9))
def test_the_order_of_records_and_of_files_does_not_matter(
    files: list[Drawn], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("d")
    first = answers(cleaned(folder, files))
    other = random.Random(seed).sample([file.shuffled(seed) for file in files], len(files))

    again = answers(cleaned(folder, other))

    assert Counter(again) - Counter(first) == Counter(first) - Counter(again) == Counter()
