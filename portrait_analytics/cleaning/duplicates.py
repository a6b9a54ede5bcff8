"""Two answers where there should be one: the later counts, and what has no order is set aside."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.cleaning.remedies import join_faults, set_aside

WHO = ["semester", "person", "rated_by"]
BATTERY = ["about", "moment", "edition"]
RANKS = ["level_low", "level_high"]
GIVEN = ("rated", "not_applicable", "unreadable")
TOLD = ("duplicate", "conflicting_duplicate", "several_raters", "replaced")
REPLACED = ("several_raters", "replaced")
EQUAL = "equal"


@dataclass(frozen=True)
class Settled:
    """What is left where several answers compete.

    ``answers`` are all of them, those that nothing settles as unreadable; ``superseded`` marks the ones that do not
    count, ``replaced`` those of them that gave way to an answer that differs (a later one in another file) or is
    another rater's; ``said`` is what to say of them, as rows for `quarantine`.
    """

    answers: pd.DataFrame
    superseded: NDArray[np.bool_]
    replaced: NDArray[np.bool_]
    said: pd.DataFrame


def settle_duplicates(records: pd.DataFrame, answers: pd.DataFrame) -> Settled:
    """Which answers count, and what to say of the others.

    First whole records: of two records on one person in one file, the later one counts. Then single answers: of two
    files that ask the same person about the same competency, a given answer counts before an empty one, and the later
    before the earlier. What differs and has no order is set aside: whole records, or single answers as unreadable.
    The table `ratings` has one rating of each kind on a person, so two supervisors compete like two answers, and the
    one that does not count is named as another rater's. Only people who were rated more than once, and tables with a
    row for each answer, need to be looked at.
    """
    superseded = np.zeros(len(answers), dtype=bool)
    replaced = superseded.copy()
    several = records.duplicated(WHO, keep=False) | records["several_rows"]
    suspects = answers[several.to_numpy()[answers["record"].to_numpy()]]
    if suspects.empty:
        return Settled(answers, superseded, replaced, join_faults([]))
    about = records[[*WHO, "rater", "source", "answered_at"]].loc[suspects["record"]].set_axis(suspects.index)
    suspects = pd.concat([suspects, about], axis="columns")
    whole = _judge_records(suspects)
    single, unsettled = _judge_answers(suspects[whole == ""])
    fates = pd.concat([whole[whole != ""], single])
    superseded[fates.index] = True
    replaced[fates.index[fates.isin(REPLACED)]] = True
    told = pd.concat([whole, single[single != EQUAL], pd.Series("conflicting_duplicate", index=unsettled)])
    said = [_records(suspects.loc[told.index[told == reason]], reason) for reason in TOLD]
    return Settled(_as_unreadable(answers, unsettled), superseded, replaced, join_faults(said))


def _as_unreadable(answers: pd.DataFrame, unsettled: pd.Index) -> pd.DataFrame:
    if unsettled.empty:
        return answers
    answers = answers.copy(deep=False)
    answers["state"] = answers["state"].where(~answers.index.isin(unsettled), "unreadable")
    for rank in RANKS:
        answers[rank] = answers[rank].mask(answers.index.isin(unsettled))
    return answers


def _judge_records(answers: pd.DataFrame) -> pd.Series:
    """Why the record of each answer does not count, one of `TOLD`; empty if it does."""
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
    rater = answers["rater"].astype("str").groupby(answers["record"]).first()
    one_rater = answers["rater"].astype("str").groupby(group).transform("nunique") == 1
    same = (own["record"].map(rater) == own["winner"].map(rater)) | (own["winner"].isna() & one_rater)
    fate = pd.Series("duplicate", index=answers.index).mask(own["winner"].isna(), "conflicting_duplicate")
    fate = fate.mask(~_by_one(answers, same), "several_raters")
    return fate.mask(~own["several"] | (own["record"] == own["winner"]), "")


def _by_one(answers: pd.DataFrame, same: pd.Series) -> pd.Series:
    """True where an answer and its rival are of one rater: the person, or one who is known to be the ``same``."""
    return (answers["rated_by"].astype("str") == "self") | (same & (answers["rater"].astype("str") != ""))


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


def _judge_answers(answers: pd.DataFrame) -> tuple[pd.Series, pd.Index]:
    """Why each answer does not count that gives way to another one, and the labels of those that cannot be settled.

    The reason is one of `TOLD`, or `EQUAL` if nothing is lost by it: the answer is the same, or none was given.
    """
    key = [*WHO, *BATTERY, "competency"]
    again = answers[answers.duplicated(key, keep=False)]
    ordered = again.assign(given=again["state"].isin(GIVEN)).sort_values(
        ["given", "answered_at"], na_position="first", kind="stable"
    )
    last = ~ordered.duplicated(key, keep="last")
    rivals = ordered[ordered["given"] & ordered.duplicated(key, keep=False)]
    same = rivals.duplicated([*key, "state", "level_low"], keep=False)
    untimed = rivals["answered_at"].isna() | rivals.duplicated([*key, "answered_at"], keep=False)
    unsettled = pd.MultiIndex.from_frame(rivals.loc[~same & untimed, key])
    clash = pd.MultiIndex.from_frame(ordered[key]).isin(unsettled)
    group = ordered.groupby(key, observed=True, sort=False).ngroup()
    winner = ordered[last].set_index(group[last])
    own, theirs = (
        frame[["state", "level_low", "rater"]].astype("str").fillna("").set_axis(ordered.index)
        for frame in (ordered, winner.loc[group])
    )
    equal = (own["state"] == theirs["state"]) & (own["level_low"] == theirs["level_low"])
    reason = pd.Series("replaced", index=ordered.index, dtype="str").mask(equal, EQUAL)
    reason = reason.mask(~_by_one(ordered, own["rater"] == theirs["rater"]), "several_raters")
    reason = reason.mask(clash, "conflicting_duplicate").mask(~ordered["given"], EQUAL)
    return reason[~last], ordered.index[last & clash]


def _records(answers: pd.DataFrame, reason: str) -> pd.DataFrame:
    """One row is one row of a source that was set aside."""
    rows = answers.loc[answers["from_cell"], ["source", "source_row"]].drop_duplicates()
    return join_faults(
        [
            set_aside(reason, source=str(source), source_row=group["source_row"].tolist())
            for source, group in rows.groupby("source", observed=True)
        ]
    )
