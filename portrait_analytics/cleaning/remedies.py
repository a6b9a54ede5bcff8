"""Why something was set aside, and what to do about it: the words of the quarantine."""

from collections.abc import Hashable, Mapping, Sequence
from functools import cache

import pandas as pd

from portrait_analytics.errors import FAULTS_SHOWN
from portrait_analytics.wording import count_of

REMEDIES = {
    "unreadable_level": "Correct the export, or add the spelling under [levels] in district.toml; what means not "
    "applicable belongs to [answers] not_applicable.",
    "level_contradicts_number": "Label and number disagree. Ask, or correct the export. If the form numbers its scale "
    "the other way, give each spelling its level under [levels] in district.toml.",
    "unknown_school": "Add the spelling and its school id under [schools] in district.toml.",
    "unknown_role": "Add it to the spellings of a role, or as a new one, under [[roles]] in district.toml; a question "
    "that does not ask for the role is unrelated, under [[exports]] columns.",
    "role_differs": "Survey and roster differ, or two answers do. Correct whichever is wrong; "
    "[people] role_from in district.toml says which one counts.",
    "school_differs": "Survey and roster differ, or two answers do. Correct whichever is wrong; the survey's counts.",
    "unknown_competency": "The choice is no competency of this attribute, so its level could not be used. Correct the "
    "export.",
    "duplicate": "A later answer of the same person took its place. Nothing needs doing.",
    "conflicting_duplicate": "Two answers of one person differ and neither says which came last. Delete the wrong one.",
    "replaced": "Another file has a later answer of the same person, which differs and counts. Nothing needs doing.",
    "several_raters": "Of several ratings of one kind on one person the latest counts, and none where no time tells "
    "which that is; who gave them is another person, or not said. Delete what shall not count, or give a rating its "
    "own kind under [[exports]] rated_by in district.toml.",
    "preview": "A test entry or a preview. Nothing needs doing; [answers] test in district.toml lists the words, "
    "[responses] says what is used.",
    "partial": "The platform calls this record unfinished, and [responses] partial in district.toml sets such records "
    "aside. Nothing needs doing.",
    "spam": "The platform took this record for spam. Nothing needs doing; [responses] spam in district.toml can use "
    "it.",
    "ambiguous_column": "The competency is asked more than once, and nothing tells whose practice each time. Say it "
    "under [[exports]] in district.toml, with batteries or columns.",
    "unknown_question": "The answers are levels, but the header names no competency. Say under [[exports]] in "
    "district.toml which one it is, or that it is unrelated.",
    "unknown_rater": "The cell does not say who rated. Use self, supervisor, coach, peer or group.",
    "unreadable_date": "The answers were used without a time. Correct the date if the same person answered twice.",
    "undecided_dates": "Day and month cannot be told apart in this column. Set order under [dates] in district.toml.",
    "undated_vacancy": "The vacancy was kept without a semester. Write it as 2026-fall, or as a date; where day and "
    "month cannot be told apart, set order under [dates] in district.toml.",
    "unknown_holder": "No roster lists this staff id, so the post was kept as held by somebody unknown. Correct it, or "
    "leave the place empty if the post is vacant.",
    "unknown_attendee": "No roster lists this staff id, so nobody is known to have attended. Correct it, or leave it.",
    "undated_attendance": "The row was left out for want of a semester. Write it as 2026-fall, or as a date; where day "
    "and month cannot be told apart, set order under [dates] in district.toml.",
    "unknown_offered": "The offering is about no such competency or attribute of the rubric; the others of its row "
    "count, and without any it is left out. Correct the file.",
    "roster_conflict": "Two people share an e-mail address, so it identifies neither. Correct the roster.",
}
LONGEST_QUOTED = 80  # characters: a closed question's answers are shorter
NOT_QUOTED = "(not quoted: it may name somebody)"
_TELLING = r"@|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d|(?:\d[ .()-]{0,2}){7}"
SAME_REASON = {
    "undecided_dates": "unreadable_date",
    "undated_vacancy": "unreadable_date",
    "unknown_holder": "roster_conflict",
    "unknown_attendee": "roster_conflict",
    "undated_attendance": "unreadable_date",
    "unknown_offered": "unknown_competency",
}


def set_aside(
    case: str,
    *,
    source: str,
    source_row: Sequence[object] | pd.Index,
    column: str | Sequence[str] | None = None,
    value: pd.Series | None = None,
    expected: str = "",
    proposal: pd.Series | None = None,
) -> pd.DataFrame:
    """Rows for `quarantine`, one for each row number; ``case`` is one of `REMEDIES`.

    ``column`` is the header of all of them, or of each. ``expected`` says what would have been read. A proposal is the
    nearest known spelling; it is named, never applied.
    """
    if not len(source_row):
        return _nothing()
    remedy = pd.Series(f"{expected} {REMEDIES[case]}".strip(), index=range(len(source_row)), dtype="str")
    if proposal is not None:
        near = proposal.reset_index(drop=True)
        remedy = remedy.where(near == "", remedy + " The nearest known one is “" + near + "”.")
    return pd.DataFrame(
        {
            "source": source,
            "source_row": pd.Series(list(source_row), dtype="Int64"),
            "column": pd.Series(column, index=remedy.index, dtype="str"),
            "value": pd.Series(pd.NA, index=remedy.index, dtype="str") if value is None else quotable(value).to_numpy(),
            "reason": SAME_REASON.get(case, case),
            "remedy": remedy,
        }
    )


@cache
def _nothing() -> pd.DataFrame:
    """No row, in the types of the others; made once, since most columns of most files have no fault."""
    texts = {name: pd.Series(dtype="str") for name in ("source", "source_row", "column", "value", "reason", "remedy")}
    return pd.DataFrame(texts).astype({"source_row": "Int64"})


def quotable(texts: pd.Series) -> pd.Series:
    """The texts, without those that may say who answered: with an address or many digits in them, or long ones.

    >>> texts = pd.Series(["Proficeint", "Coach, q@example.org", "10.1.2.3", "I asked " + "them " * 20])
    >>> (quotable(texts) == NOT_QUOTED).tolist()
    [False, True, True, True]
    """
    telling = texts.str.contains(_TELLING) | (texts.str.len() > LONGEST_QUOTED)
    return texts.mask(telling, NOT_QUOTED)


def join_faults(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """All that was set aside, in one frame."""
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else _nothing()


def set_aside_file(source: str, message: str) -> pd.DataFrame:
    """The row for `quarantine` of a file that could not be used; the message says what to do."""
    return set_aside("preview", source=source, source_row=[pd.NA]).assign(reason="unreadable_file", remedy=message)


def describe_quarantine(quarantine: pd.DataFrame) -> list[str]:
    """What was set aside, in lines: all of one reason together, the first few in full and the rest as a count."""
    lines: list[str] = []
    for reason, rows in quarantine.astype("str").fillna("").groupby("reason"):
        lines.append(f"{count_of(len(rows), 'thing')} set aside: {str(reason).replace('_', ' ')}")
        shown = rows.head(FAULTS_SHOWN)
        lines += [f"- {_describe(row)}" for row in shown.to_dict("records")]
        if len(rows) > len(shown):
            lines.append(f"- and {len(rows) - len(shown)} more")
    return lines


def _describe(row: Mapping[Hashable, object]) -> str:
    """Where, what, and what to do."""
    if row["reason"] == "unreadable_file":
        return str(row["remedy"])
    place = [str(row["source"])]
    if row["source_row"]:
        place.append(f"row {row['source_row']}")
    if row["column"]:
        place.append(f"column “{row['column']}”")
    found = f"found “{row['value']}”. " if row["value"] else ""
    return f"{', '.join(place)}: {found}{row['remedy']}"
