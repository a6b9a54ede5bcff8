"""Tables that leave as CSV: no spreadsheet takes a cell for a formula, and nothing is lost on the way back."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portrait_analytics.plain_csv import guard, read_csv, to_csv, unguard

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1",
    "a;=1",
    "a\n=1",
    "a\t+1",
]
risky = st.text(alphabet="=+-@'; \t\r\nab1,\"＝é", max_size=12)


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_no_cell_begins_like_a_formula_whichever_separator_the_spreadsheet_takes(text: str, separator: str) -> None:
    written = to_csv(pd.DataFrame({"first": ["a"], "name": [text], "last": ["b"]}))

    # the worst case: a quoted cell is taken apart at line ends and separators, as where the other one is expected
    for line in [written] if separator == "," else written.splitlines():
        for row in csv.reader(io.StringIO(line, newline=""), delimiter=separator):
            assert [cell for cell in row if cell.strip('" ').startswith(FORMULA_STARTS)] == []


@given(risky)
def test_whatever_was_guarded_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).lstrip(" ").startswith(FORMULA_STARTS)


@given(st.lists(risky, min_size=1, max_size=5))
def test_a_table_comes_back_as_it_was(texts: list[str]) -> None:
    frame = pd.DataFrame({"name": texts, "value": [-0.5] * len(texts)})

    read = read_csv(to_csv(frame))

    assert read["name"].tolist() == texts
    assert set(read["value"]) == {"-0.5"}


def test_numbers_stay_numbers_and_what_is_missing_stays_empty() -> None:
    frame = pd.DataFrame({"low": [-0.02, None], "name": ["-0.02", None]})

    assert to_csv(frame) == "low,name\r\n-0.02,'-0.02\r\n,\r\n"
