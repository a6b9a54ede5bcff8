"""Two answers where there should be one: the later counts, and what has no order is set aside."""

import pandas as pd

from portrait_analytics.cleaning.remedies import set_aside

WHO = ["semester", "person", "about", "rated_by", "moment", "edition"]
RANKS = ["level_low", "level_high"]
GIVEN = ("rated", "not_applicable", "unreadable")


def settle_duplicates(answers: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answers with ``superseded`` (True: another one took its place), and what to say about it.

    First whole records: of two records of one person in one file, the later one counts. Then single answers: of two
    files that ask the same person about the same competency, a given answer counts before an empty one, and the later
    before the earlier. What differs and has no order is set aside: whole records, or single answers as unreadable.
    """
    answers = answers.reset_index(drop=True)
    fates = _judge_records(answers)
    remaining = answers[fates == ""]
    lost, unsettled = _judge_answers(remaining)
    settled = answers.assign(superseded=(fates != "") | answers.index.isin(lost))
    settled.loc[unsettled, "state"] = "unreadable"
    settled.loc[unsettled, RANKS] = pd.NA
    said = [_records(answers[fates == reason], reason) for reason in ("duplicate", "conflicting_duplicate")]
    return settled, pd.concat([*said, _records(answers.loc[unsettled], "conflicting_duplicate")])


def _judge_records(answers: pd.DataFrame) -> pd.Series:
    """Why the record of each answer does not count: ``duplicate``, ``conflicting_duplicate``, or empty if it does."""
    fates = pd.Series("", index=answers.index)
    person_in_file = ["source", *WHO]
    rows_of_person = answers.groupby(person_in_file, observed=True)["source_row"]
    again = answers[rows_of_person.transform("nunique") > 1]
    for _, submissions in again.groupby(person_in_file, observed=True):
        given = submissions[submissions["state"].isin(GIVEN)]
        winner = _last_record(given if len(given) else submissions)
        fates[submissions.index] = "duplicate" if winner else "conflicting_duplicate"
        fates[submissions.index[submissions["source_row"] == winner]] = ""
    return fates


def _last_record(answers: pd.DataFrame) -> int | None:
    """The row number of the record that counts, or None if they differ and nothing tells which came last."""
    times = answers.groupby("source_row")["answered_at"].first()
    if times.notna().all() and times.is_unique:
        return int(times.sort_values().index[-1])
    content = answers["competency"].astype("str") + answers["state"] + answers["level_low"].astype("str").fillna("")
    contents = content.groupby(answers["source_row"]).agg("|".join)
    return int(times.index.max()) if contents.nunique() == 1 else None


def _judge_answers(answers: pd.DataFrame) -> tuple[pd.Index, pd.Index]:
    """Labels of the answers that another one replaces, and of those that cannot be settled."""
    key = [*WHO, "competency"]
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
    """One row is one record that was set aside."""
    rows = answers[["source", "source_row"]].drop_duplicates()
    parts = [
        set_aside(reason, source=str(source), source_row=group["source_row"].tolist())
        for source, group in rows.groupby("source", observed=True)
    ]
    return pd.concat(parts) if parts else set_aside(reason, source="", source_row=[])
