"""The same answers come out of every shape in which a platform exports them, but for what it cannot express."""

from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.sample.shapes import SHAPES, write_shape_district
from portrait_analytics.workspace import Workspace
from tests.districts import clean, fates

ANSWER = ["person", "about", "rated_by", "competency", "level_low", "level_high", "state"]


def address_of(workspace: Workspace, persons: pd.Series) -> pd.Series:
    known = pd.read_parquet(workspace.keep / "identities.parquet").drop_duplicates("person")
    return persons.map(known.set_index("person")["email"])


def in_order(answers: pd.DataFrame) -> pd.DataFrame:
    """The answers as text, sorted."""
    return answers[ANSWER].astype("str").fillna("").sort_values(ANSWER, ignore_index=True)


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_gives_the_same_answers_but_for_what_it_cannot_express(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    expected = write_shape_district(tmp_path, shape)
    workspace = Workspace(tmp_path)

    outcome = clean(workspace)

    assert [str(fault) for fault in outcome.faults] == []
    ratings = workspace.load_table("ratings")
    found = ratings.assign(person=address_of(workspace, ratings["person"]).where(ratings["identified"], ""))
    named = expected.assign(person=expected["person"].fillna(""))
    pd.testing.assert_frame_equal(in_order(found), in_order(named))
    assert len(expected) >= 400
    assert sum(fates(workspace, "row").values()) > 0
