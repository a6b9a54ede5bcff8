"""The contracts: what they refuse, and that their dictionary is printed from them."""

from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.errors import ContractError
from portrait_analytics.tables import TABLES, check_table, empty_table, make_table, print_dictionary

ACCOUNTING = {"source": ["a"], "unit": "row", "fate": "used", "count": 3}


def test_the_data_dictionary_is_the_printed_one(repository: Path) -> None:
    assert (repository / "data" / "DICTIONARY.md").read_text(encoding="utf-8") == print_dictionary()


@pytest.mark.parametrize("name", TABLES)
def test_every_table_and_every_column_says_what_it_is(name: str) -> None:
    model = TABLES[name]

    assert (model.__doc__ or "").startswith("One ")
    for column, schema in model.to_schema().columns.items():
        assert schema.description, column


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_made_without_a_row(name: str) -> None:
    assert empty_table(name).empty


@pytest.mark.parametrize("fault", [{"fate": "lost"}, {"count": -1}, {"unit": None}, {"source": [None]}, {"extra": 1}])
def test_a_frame_that_breaks_the_contract_is_refused(fault: dict[str, object]) -> None:
    with pytest.raises(ContractError, match="accounting breaks its contract"):
        make_table("accounting", pd.DataFrame(ACCOUNTING | fault))


def test_columns_in_another_order_are_refused_at_the_door_and_set_right_by_making() -> None:
    frame = make_table("accounting", pd.DataFrame(ACCOUNTING))
    turned = frame[frame.columns[::-1]]

    with pytest.raises(ContractError):
        check_table("accounting", turned)
    pd.testing.assert_frame_equal(make_table("accounting", turned), frame)


def test_a_rosters_own_groupings_are_let_through_as_categories() -> None:
    person = {"semester": ["2026-fall"], "person": "k", "identified": True, "on_roster": True, "answered": False}

    people = make_table("people", pd.DataFrame(person | {"group_cohort": "2024"}))

    assert people["group_cohort"].tolist() == ["2024"]
    assert str(people["group_cohort"].dtype) == "category"


def test_categories_that_no_row_has_are_forgotten() -> None:
    frame = make_table("accounting", pd.DataFrame(ACCOUNTING | {"source": ["secret"]}))
    kept = make_table("accounting", frame[frame["source"] == "other"])

    assert list(kept["source"].cat.categories) == []
