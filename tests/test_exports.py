"""Readers: which platform a file is from, what each question is, and a clear word for what is no export."""

import io
from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.errors import InputError
from portrait_analytics.exports import Export, read_export
from tests.districts import FALL, TRUST, as_csv, clean, level_of, make_district

ANSWERS = """
    Email Address | {trust}    | {voices}
    q@example.org | Developing | Advanced
"""


def read(folder: Path, content: bytes | str, name: str = "any-name.dat") -> Export:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_export(path, source=f"{FALL}/{name}")


def workbook(sheets: dict[str, pd.DataFrame]) -> bytes:
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="xlsxwriter") as writer:
        for name, frame in sheets.items():
            frame.to_excel(writer, sheet_name=name, index=False)
    return buffer.getvalue()


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    export = read(tmp_path, 'school,"a header\nof two lines"\n0001,"an answer\nof two lines"\n\n0002,x\n')

    assert export.responses.index.tolist() == [2, 3, 4]
    assert export.responses["c001"].tolist() == ["0001", "", "0002"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_usual_encodings_and_delimiters_are_read_alike(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = as_csv(ANSWERS).replace(",", delimiter).replace("Developing", "Developing – always")
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": text.encode(encoding)})

    outcome = clean(workspace)

    assert outcome.exit_code == 0
    assert level_of(workspace, TRUST) == [(2, 2)]


def test_a_workbook_is_read_from_its_visible_sheet_and_keeps_leading_zeros(tmp_path: Path) -> None:
    answers = pd.DataFrame({"school": ["0001"], "Building Trust": ["Advanced"], "years": [3.0]})

    export = read(tmp_path, workbook({"Sheet1": answers}))

    assert export.responses.iloc[0].tolist() == ["0001", "Advanced", "3"]


def test_the_sheet_with_a_platforms_fingerprint_is_taken_before_others(tmp_path: Path) -> None:
    notes = pd.DataFrame({"note": ["read me"], "by": ["nobody"]})
    answers = pd.DataFrame({"Timestamp": ["2026-09-01 08:00:00"], "Building Trust": ["Advanced"]})

    export = read(tmp_path, workbook({"Notes": notes, "Form Responses 1": answers}))

    assert export.platform == "Google Forms"


PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
BROKEN = {
    "truncated.xlsx": (workbook({"Sheet1": pd.DataFrame({"a": ["b"]})})[:900], "cut off"),
    "empty.csv": (b"", "the file is empty"),
    "blank.csv": (b"\n\n\n", "the file is empty"),
    "picture.csv": (PNG, "a picture (PNG)"),
    "paper.csv": (b"%PDF-1.7\n", "a PDF document"),
    "page.csv": (b"<!DOCTYPE html><html></html>", "a web page"),
    "locked.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "password"),
    "packed.zip": (b"PK\x05\x06" + bytes(18), "no complete XLSX workbook"),
    "headers.csv": (b"Email Address,Building Trust\n", "no answer below it"),
    "menu.csv": (b"dish,price\nsoup,3\n", "no column names a competency"),
    "one-column.csv": (b"hello\nworld\n", "no header row"),
    "binary.csv": (b"\x00\x01\x02\x03" * 20, "no text file"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_export_says_what_to_do_and_the_other_files_count(tmp_path: Path, name: str) -> None:
    content, said = BROKEN[name]
    workspace = make_district(tmp_path, {f"{FALL}/{name}": content, f"{FALL}/good.csv": as_csv(ANSWERS)})

    outcome = clean(workspace)

    assert outcome.exit_code == 2
    assert [str(fault) for fault in outcome.faults] == [
        f"{FALL}/{name}" + str(outcome.faults[0])[len(f"{FALL}/{name}") :]
    ]
    assert said in str(outcome.faults[0])
    assert str(outcome.faults[0]).endswith(".")
    assert level_of(workspace, TRUST) == [(2, 2)]
    assert workspace.load_table("quarantine")["reason"].tolist() == ["unreadable_file"]


def test_a_file_that_cannot_be_opened_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read_export(tmp_path / "gone.csv", source="2026-fall/gone.csv")
