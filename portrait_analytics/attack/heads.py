"""Who is there: what an attacker reads from the rosters of two semesters before opening a single report."""

import pandas as pd

from portrait_analytics.growth.cube import NOWHERE

PLACES = ["school_from", "school_to", "role_from", "role_to"]


def count_heads(people: pd.DataFrame, *, semester_from: str | None, semester_to: str) -> pd.DataFrame:
    """How many people went from which school and role to which, whether they answered or not.

    One row is one cell of the columns `PLACES`, with its ``people``; an empty school says that they were not there in
    that semester, and ? that nobody knows at which school. ``people`` is the table of that name. Without an earlier
    semester everybody is new.
    """
    placed = pd.DataFrame({"person": people["person"].astype("str").unique()})
    for semester, end in ((semester_from, "from"), (semester_to, "to")):
        there = people.loc[people["semester"] == semester, ["person", "school", "role"]].astype("str")
        there["school"] = there["school"].fillna(NOWHERE)
        named = there.rename(columns={"school": f"school_{end}", "role": f"role_{end}"})
        placed = placed.merge(named, on="person", how="left")
    placed = placed.dropna(subset=["school_from", "school_to"], how="all")
    counted = placed.groupby(PLACES, dropna=False).size().rename("people").reset_index()
    return counted.assign(semester_from=semester_from, semester_to=semester_to)
