"""Who is at which stage of the pipeline: shares of the groups that a roster carries, from stage to stage."""

from collections.abc import Mapping, Sequence

import pandas as pd

NOT_STATED = "not stated"


def count_pipeline(
    people: pd.DataFrame, column: str, *, semester: str, stages: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """How many people of each group stand at each stage, as counts and shares.

    ``column`` is one of the ``group_*`` columns of `people`, ``stages`` the roles of each stage, from first to last.
    One row is one stage and one group that occurs anywhere: ``stage, group, people, of`` (people of the stage whose
    group is stated), ``share`` and ``change`` (of the share, from the stage before; missing at the first). Those whose
    group is not stated are a group of their own, without a share. Only people of the roster are counted, since others
    have no group. `KeyError` names a column that there is not.
    """
    if not column.startswith("group_") or column not in people:
        raise KeyError(f'The people have no column "{column}".')
    stage_of = {role: stage for stage, roles in stages.items() for role in roles}
    there = people[(people["semester"] == semester) & people["on_roster"]]
    stage = there["role"].astype("str").map(stage_of)
    group = there[column].astype("str").fillna(NOT_STATED)
    counted = pd.crosstab(stage, group).reindex(index=list(stages), fill_value=0)
    tall = pd.Series(counted.stack(), name="people").rename_axis(["stage", "group"]).reset_index()
    stated = counted.drop(columns=NOT_STATED, errors="ignore").sum(axis=1)
    tall["of"] = tall["stage"].map(stated).astype("int64")
    tall["share"] = (tall["people"] / tall["of"].where(tall["of"] > 0)).where(tall["group"] != NOT_STATED)
    return tall.assign(change=tall.groupby("group")["share"].diff())
