"""Who was there each semester, where and as what: the roster and the answers together."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.cleaning.remedies import set_aside
from portrait_analytics.semesters import in_time_order
from portrait_analytics.tables import make_table

WHO = ["semester", "person"]


def settle_people(
    records: pd.DataFrame,
    answers: pd.DataFrame,
    superseded: NDArray[np.bool_],
    rostered: pd.DataFrame,
    *,
    role_groups: Mapping[str, str],
    role_from: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table `people`, and where survey and roster (or two answers) differ on someone's school or role.

    ``records`` and ``answers`` as `CleanedExport` gives them, ``superseded`` marks answers that another one replaced;
    ``rostered``: one row is one person of one semester's roster. Both words on the role are kept beside the one that
    counts.
    """
    counted = _counted(records, answers, superseded)
    stated = _last_statement(counted)
    rostered = rostered.astype({"school": "str", "role": "str"})
    people = rostered.merge(stated, on=WHO, how="outer", suffixes=("_roster", "_stated"), indicator="found_in")
    first, second = ("stated", "roster") if role_from == "survey" else ("roster", "stated")
    people = people.assign(
        identified=people["identified"].astype("boolean").fillna(value=True).astype(bool),
        role=people[f"role_{first}"].fillna(people[f"role_{second}"]),
        school=people["school_stated"].fillna(people["school_roster"]),
        on_roster=people["found_in"] != "right_only",
        answered=pd.MultiIndex.from_frame(people[WHO]).isin(_rated(records, answers, superseded)),
    )
    people["role_group"] = people["role"].map(dict(role_groups))
    people["moved"] = _moved(people)
    differences = _differences(counted, people)
    spare = ["found_in", "school_roster", "school_stated"]
    return make_table("people", people.sort_values(WHO).drop(columns=spare)), differences


def _counted(records: pd.DataFrame, answers: pd.DataFrame, superseded: NDArray[np.bool_]) -> pd.DataFrame:
    """The records of which not everything was superseded, the latest last."""
    place = answers["record"].to_numpy()
    left = np.bincount(place[~superseded], minlength=len(records)) > 0
    gone = ~left & (np.bincount(place, minlength=len(records)) > 0)
    return records[~gone].sort_values("answered_at", na_position="first", kind="stable")


def _last_statement(counted: pd.DataFrame) -> pd.DataFrame:
    """The last school and the last role that each person stated in a semester; a blank does not take one back."""
    grouped = counted.groupby(WHO, observed=True)[["identified", "school", "role"]].last()
    return grouped.reset_index().astype({"school": "str", "role": "str"})


def _rated(records: pd.DataFrame, answers: pd.DataFrame, superseded: NDArray[np.bool_]) -> pd.MultiIndex:
    """Who rated at least one competency themselves, as it is now."""
    now = ((answers["state"] == "rated") & (answers["moment"] == "now")).to_numpy()
    given = answers["record"].to_numpy()[now & ~superseded]
    own = records[(np.bincount(given, minlength=len(records)) > 0) & (records["rated_by"] == "self").to_numpy()]
    return pd.MultiIndex.from_frame(own[WHO].astype("str").drop_duplicates())


def _moved(people: pd.DataFrame) -> pd.Series:
    """True where the school differs from the one of the last semester in which the person was there."""
    order = {semester: number for number, semester in enumerate(in_time_order(people["semester"].unique()))}
    placed = people.assign(order=people["semester"].map(order)).dropna(subset="school").sort_values("order")
    before = placed.groupby("person")["school"].shift()
    return (placed["school"] != before).where(before.notna()).astype("boolean").reindex(people.index)


def _differences(counted: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Statements that differ from the roster or from the one that counts."""
    placed = counted.merge(
        people[[*WHO, "school", "role", "school_roster", "role_roster"]], on=WHO, suffixes=("", "_kept")
    )
    parts = []
    for what in ("school", "role"):
        stated = placed[what].notna()
        against_kept = stated & placed[f"{what}_kept"].notna() & (placed[what] != placed[f"{what}_kept"])
        against_roster = stated & placed[f"{what}_roster"].notna() & (placed[what] != placed[f"{what}_roster"])
        rows = placed[against_kept | against_roster]
        for (source, header), group in rows.groupby(["source", f"{what}_header"]):
            parts.append(
                set_aside(
                    f"{what}_differs",
                    source=str(source),
                    source_row=group["source_row"].tolist(),
                    column=str(header),
                    value=group[what],
                )
            )
    return pd.concat(parts) if parts else set_aside("role_differs", source="", source_row=[])
