"""Two answers where there should be one: the later counts, and what has no order is set aside."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.cleaning.remedies import join_faults, set_aside

WHO = ["semester", "person", "rated_by"]
BATTERY = ["about", "moment", "edition"]
RANKS = ["level_low", "level_high"]
GIVEN = ("rated", "not_applicable", "unreadable")


def settle_duplicates(
    records: pd.DataFrame, answers: pd.DataFrame
) -> tuple[pd.DataFrame, NDArray[np.bool_], pd.DataFrame]:
    """The answers, which of them another one replaces, and what to say about it.

    First whole records: of two records of one person in one file, the later one counts. Then single answers: of two
    files that ask the same person about the same competency, a given answer counts before an empty one, and the later
    before the earlier. What differs and has no order is set aside: whole records, or single answers as unreadable.
    Only people who answered more than once, and tables with a row for each answer, need to be looked at.
    """
    superseded = np.zeros(len(answers), dtype=bool)
    several = records.duplicated(WHO, keep=False) | records["several_rows"]
    suspects = answers[several.to_numpy()[answers["record"].to_numpy()]]
    if suspects.empty:
        return answers, superseded, join_faults([])
    about = records[[*WHO, "source", "answered_at"]].loc[suspects["record"]].set_axis(suspects.index)
    suspects = pd.concat([suspects, about], axis="columns")
    fates = _judge_records(suspects)
    lost, unsettled = _judge_answers(suspects[fates == ""])
    superseded[fates.index[fates != ""]] = True
    superseded[lost] = True
    if len(unsettled):
        answers = answers.copy(deep=False)
        answers["state"] = answers["state"].where(~answers.index.isin(unsettled), "unreadable")
        for rank in RANKS:
            answers[rank] = answers[rank].mask(answers.index.isin(unsettled))
    said = [_records(suspects[fates == reason], reason) for reason in ("duplicate", "conflicting_duplicate")]
    return answers, superseded, join_faults([*said, _records(suspects.loc[unsettled], "conflicting_duplicate")])


def _judge_records(answers: pd.DataFrame) -> pd.Series:
    """Why the record of each answer does not count: ``duplicate``, ``conflicting_duplicate``, or empty if it does."""
    group = answers.groupby(["source", *WHO, *BATTERY], observed=True, sort=False).ngroup().rename("group")
    content = pd.util.hash_pandas_object(answers[["competency", "state", "level_low"]].astype("str"), index=False)
    found = pd.DataFrame(
        {
            "group": group,
            "record": answers["record"],
            "given": answers["state"].isin(GIVEN),
            "time": answers["answered_at"],
            "content": content.astype("uint64"),
        }
    )
    each = found.groupby(["group", "record"]).agg(
        given=("given", "any"), time=("time", "first"), content=("content", "sum")
    )
    winner = _last_records(each)
    several = each.groupby("group").size() > 1
    own = pd.DataFrame({"winner": group.map(winner), "several": group.map(several), "record": answers["record"]})
    fate = pd.Series("duplicate", index=answers.index).mask(own["winner"].isna(), "conflicting_duplicate")
    return fate.mask(~own["several"] | (own["record"] == own["winner"]), "")


def _last_records(each: pd.DataFrame) -> pd.Series:
    """The record of each group that counts; missing if they differ and nothing tells which came last.

    ``each``: one row is one record of a group; records without any given answer do not compete with those that have.
    """
    any_given = each["given"].groupby("group").transform("any")
    rivals = each[each["given"] | ~any_given].reset_index()
    by_group = rivals.groupby("group")
    timed = by_group["time"].agg(lambda times: bool(times.notna().all() and times.is_unique))
    latest = rivals.sort_values("time", kind="stable").groupby("group")["record"].last()
    alike = by_group["content"].nunique() == 1
    return latest.where(timed, by_group["record"].max().where(alike))


def _judge_answers(answers: pd.DataFrame) -> tuple[pd.Index, pd.Index]:
    """Labels of the answers that another one replaces, and of those that cannot be settled."""
    key = [*WHO, *BATTERY, "competency"]
    again = answers[answers.duplicated(key, keep=False)]
    ordered = again.assign(given=again["state"].isin(GIVEN)).sort_values(
        ["given", "answered_at"], na_position="first", kind="stable"
    )
    winners = ordered.index[~ordered.duplicated(key, keep="last")]
    rivals = ordered[ordered["given"] & ordered.duplicated(key, keep=False)]
    same = rivals.duplicated([*key, "state", "level_low"], keep=False)
    untimed = rivals["answered_at"].isna() | rivals.duplicated([*key, "answered_at"], keep=False)
    unsettled = pd.MultiIndex.from_frame(rivals.loc[~same & untimed, key])
    clash = winners[pd.MultiIndex.from_frame(ordered.loc[winners, key]).isin(unsettled)]
    return ordered.index.difference(winners), clash


def _records(answers: pd.DataFrame, reason: str) -> pd.DataFrame:
    """One row is one row of a source that was set aside."""
    rows = answers.loc[answers["from_cell"], ["source", "source_row"]].drop_duplicates()
    return join_faults(
        [
            set_aside(reason, source=str(source), source_row=group["source_row"].tolist())
            for source, group in rows.groupby("source", observed=True)
        ]
    )
