"""On a generated district of many schools: what was planted is what is measured, within the printed interval."""

import pandas as pd
import pytest

from portrait_analytics import growth, pipeline
from portrait_analytics.progress import Silent
from portrait_analytics.sample import make_sample
from portrait_analytics.workspace import Workspace

BEFORE, AFTER = "2025-fall", "2026-fall"
SCHOOLS, PEOPLE = 110, 1500


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """One row is one school and attribute: planted and measured, in people."""
    folder = tmp_path_factory.mktemp("many-schools")
    make_sample(folder, people=PEOPLE, schools=SCHOOLS, semesters=3, seed=7)
    workspace = Workspace(folder)
    pipeline.clean(workspace, Silent())
    cube = growth.count_transitions(
        workspace.load_table("ratings"),
        workspace.load_table("people"),
        semester_from=BEFORE,
        semester_to=AFTER,
        framework=workspace.framework,
    )
    counts = growth.measure_growth(cube, growth.group_by_school(cube))
    whole = counts[counts["competency"].isna()].astype({"group": "str", "attribute": "str"})
    planted = pd.read_csv(folder / "data" / "truth" / "growth.csv", dtype={"school_from": "str", "school_to": "str"})
    stayed = planted[
        (planted["semester_from"] == BEFORE)
        & (planted["semester_to"] == AFTER)
        & (planted["school_from"] == planted["school_to"])
    ]
    sums = stayed.groupby(["school_to", "attribute"])[["people", "expected_up", "expected_down"]].sum()
    return whole.set_index(["group", "attribute"]).join(sums.rename_axis(["group", "attribute"]), how="inner")


def test_the_people_paired_are_the_people_planted(measured: pd.DataFrame) -> None:
    assert (measured["pairs"] == measured["people"]).all()


def test_the_planted_expectation_lies_in_the_interval_for_93_to_99_percent_of_at_least_500_cells(
    measured: pd.DataFrame,
) -> None:
    paired = measured[measured["pairs"] > 0]
    expected = (paired["expected_up"] - paired["expected_down"]) / paired["pairs"]
    low, high = growth.net_movers_interval(paired["up"], paired["down"], paired["pairs"])

    inside = (low <= expected) & (expected <= high)

    assert len(paired) >= 500
    assert 0.93 <= inside.mean() <= 0.99
