"""The published table as files: what stands in them is what was published, as text or number, and never a formula."""

import io
import re
import zipfile

import pandas as pd
import pytest

from portrait_analytics.data_files import CSV, DICTIONARY, LINKS, MEASURES, WORKBOOK, make_data, make_workbook
from portrait_analytics.plain_csv import unguard
from portrait_analytics.release import Release
from portrait_analytics.workspace import Workspace
from tests.build import make_release, make_schools
from tests.districts import FALL

RISKY = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "https://example.org/", "0007"]


@pytest.fixture(scope="module")
def release() -> Release:
    schools = make_schools()
    names = [*RISKY, *schools["name"].astype("str")][: len(schools)]
    made = make_release(names=schools.assign(name=names).astype({"name": "category"}), name="=cmd|' /C calc'!A0")
    role = made.published["role"].astype(object).where(made.published["role"].isna(), "=1+1")
    return made.__class__(**{**vars(made), "published": made.published.assign(role=role.astype("category"))})


@pytest.fixture(scope="module")
def book(release: Release) -> bytes:
    return make_workbook(release)


def read(book: bytes, sheet: str) -> pd.DataFrame:
    return pd.read_excel(io.BytesIO(book), sheet_name=sheet, engine="calamine", dtype=object, keep_default_na=False)


def part(book: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        return packed.read(name).decode()


def test_the_workbook_holds_what_was_published_cell_by_cell(release: Release, book: bytes) -> None:
    read_back = read(book, "Published")
    expected = release.published.astype(object).where(release.published.notna(), "")

    assert read_back.columns.tolist() == expected.columns.tolist()
    assert len(read_back) == len(expected) > 300
    plain = read_back.map(lambda cell: unguard(cell) if isinstance(cell, str) else cell)
    assert plain.to_numpy().tolist() == expected.to_numpy().tolist()


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(book: bytes) -> None:
    sheets = [part(book, f"xl/worksheets/sheet{number}.xml") for number in (1, 2, 3)]
    texts = re.findall(r"<t[^>]*>(.*?)</t>", part(book, "xl/sharedStrings.xml"), flags=re.DOTALL)

    assert not any(re.search("<f[ >]|<hyperlink", sheet) for sheet in sheets)
    assert len(texts) > 100
    assert [text for text in texts if re.match(r"\s*[=+\-@\t]", text)] == []
    assert "'=1+1" in texts


def test_an_id_of_digits_is_a_text(book: bytes) -> None:
    schools = read(book, "Published")["school"]

    assert {type(cell) for cell in schools} == {str}
    assert "0001" in set(schools)


def test_the_header_stays_in_sight_and_filters(book: bytes) -> None:
    for number in (1, 2, 3):
        sheet = part(book, f"xl/worksheets/sheet{number}.xml")
        assert 'ySplit="1"' in sheet
        assert 'state="frozen"' in sheet
        assert "<autoFilter" in sheet


def test_the_same_release_makes_the_same_bytes_and_tells_no_time(release: Release, book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert re.findall(r"\d{4}-\d\d-\d\dT", part(book, "docProps/core.xml")) == ["2000-01-01T"] * 2
    assert make_data(release)[WORKBOOK] == book


def test_the_notes_say_how_to_read_it_and_where_it_comes_from(release: Release, book: bytes) -> None:
    notes = read(book, "Notes").set_index("what")["meaning"]

    assert notes["Semester"] == "fall 2026"
    assert notes["Smallest group shown"] == f"{release.minimum_group} leaders"
    assert notes["Rubric"] == release.rubric.title
    assert notes["District"] == "'" + release.district
    assert set(release.facts) <= set(notes.index)
    assert release.rubric.credit in set(notes)


def test_the_dictionary_explains_every_column_status_and_measure(sample_run: Workspace) -> None:
    published = sample_run.load_release(FALL).published
    made = make_data(sample_run.load_release(FALL))
    text, sheet = made[DICTIONARY].decode(), read(made[WORKBOOK], "Dictionary")
    named = {name for name in published["measure"].unique() if not name.startswith("group_")}

    assert named <= set(MEASURES)
    assert sheet["column"].tolist()[: published.shape[1]] == published.columns.tolist()
    for name in [*published.columns, *published["status"].unique(), *named]:
        assert f"| `{name}` |" in text or f"| {name} |" in text
        assert sheet[["column", "values"]].apply(lambda cells, word=name: cells.str.contains(word)).to_numpy().any()


def test_the_index_leads_to_the_files_and_the_audit_knows_them(sample_run: Workspace) -> None:
    folder = sample_run.reports / FALL
    index = (folder / "index.html").read_text(encoding="utf-8")
    made = make_data(sample_run.load_release(FALL))

    assert set(LINKS) == {CSV, WORKBOOK, DICTIONARY} == set(made)
    for address, content in made.items():
        assert f'<a href="{address}">' in index
        assert (folder / address).read_bytes() == content
