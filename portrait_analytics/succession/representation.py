"""Who is at which stage of the pipeline: the groups that a roster carries, from stage to stage."""

from collections.abc import Mapping, Sequence

import pandas as pd

NOT_STATED = "not stated"
OTHER_ROLES = "Other roles"
PREFIX = "group_"


def list_groupings(people: pd.DataFrame, semester: str) -> list[str]:
    """The ``group_*`` columns in which the roster of a semester says anything."""
    own = people[(people["semester"] == semester) & people["on_roster"]]
    return [str(name) for name in people if str(name).startswith(PREFIX) and own[name].notna().any()]


def place_in_pipeline(
    people: pd.DataFrame, column: str, *, semester: str, stages: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Where each person of the roster stands, and in which group (restricted: one row is one person, by key).

    ``stage`` by the role that the roster gives them (`OTHER_ROLES` if it is in no stage), ``group`` as ``column``
    says (`NOT_STATED` if it does not). `KeyError` names a column that there is not.
    """
    if not column.startswith(PREFIX) or column not in people:
        raise KeyError(f'The people have no column "{column}".')
    stage_of = {role: stage for stage, roles in stages.items() for role in roles}
    there = people[(people["semester"] == semester) & people["on_roster"]].set_index("person")
    return pd.DataFrame(
        {
            "stage": there["role_roster"].astype("str").map(stage_of).fillna(OTHER_ROLES).astype("str"),
            "group": there[column].astype("str").fillna(NOT_STATED),
        }
    )


def count_pipeline(stood: pd.DataFrame, stages: Sequence[str]) -> pd.DataFrame:
    """How many people of each group stand at each stage, as counts.

    ``stood`` as `place_in_pipeline` gives it. One row is one stage, from first to last, `OTHER_ROLES` at the end; one
    column is one group that occurs, by name, `NOT_STATED` at the end; in persons.

    >>> stood = pd.DataFrame({"stage": ["Coaches", "Coaches", "School"], "group": ["x", NOT_STATED, "a"]})
    >>> count_pipeline(stood, ["Coaches", "School"]).to_numpy().tolist()
    [[0, 1, 1], [1, 0, 0], [0, 0, 0]]
    """
    counted = pd.crosstab(stood["stage"], stood["group"])
    groups = sorted(counted.columns, key=lambda group: (group == NOT_STATED, group))
    return counted.reindex(index=[*stages, OTHER_ROLES], columns=groups, fill_value=0)


def count_changed(before: pd.DataFrame, after: pd.DataFrame, stages: Sequence[str]) -> tuple[int, int]:
    """How many people left some stages taken together, and how many came to them, as counts.

    ``before`` and ``after`` as `place_in_pipeline` gives them; someone whose group is told otherwise has left and come.
    """
    own = [set(zip(frame.index, frame["group"], strict=True)) for frame in (_of(before, stages), _of(after, stages))]
    return len(own[0] - own[1]), len(own[1] - own[0])


def _of(stood: pd.DataFrame, stages: Sequence[str]) -> pd.DataFrame:
    return stood[stood["stage"].isin(stages)]
