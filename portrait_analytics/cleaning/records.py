"""The records of one export: which of them count, who they are about, and what they say of school and role."""

from collections.abc import Callable

import pandas as pd

from portrait_analytics.cleaning.remedies import join_faults, set_aside
from portrait_analytics.errors import InputError
from portrait_analytics.exports.cells import filled_cells
from portrait_analytics.exports.shape import Export
from portrait_analytics.identities import Identities
from portrait_analytics.matching import Names, propose, read_rater
from portrait_analytics.timestamps import is_undecided, parse_times, says_no_time
from portrait_analytics.wording import fold

SET_APART = {"preview": "preview", "test": "preview", "spam": "preview", "partial": "partial"}  # standing and its fate


def sort_rows(export: Export, matched: pd.DataFrame, names: Names) -> tuple[pd.Series, pd.DataFrame]:
    """The fate of each record as far as it is known before its answers are read, and what is set aside for it.

    Blank, preview (previews, tests and spam, by what the platform or a word in the answers says), partial or
    unreadable, else used.
    """
    responses, policy = export.responses, names.district.responses
    rows = pd.Series("used", index=responses.index)
    reasons = pd.Series("", index=responses.index)
    for standing, fate in SET_APART.items():
        found = (export.standing == standing) & (getattr(policy, standing) == "set aside")
        if found.any():
            rows, reasons = rows.mask(found, fate), reasons.mask(found, "preview" if standing == "test" else standing)
    tests = {fold(word) for word in names.district.answers.test}
    for column in matched.loc[matched["kind"].isin(["school", "role"]), "column"]:
        found = map_texts(responses[column], lambda text: fold(text) in tests).astype(bool)
        rows, reasons = rows.mask(found, "preview"), reasons.mask(found, "preview")
    unknown = _unknown_raters(responses, matched) & (rows == "used")
    rows, reasons = rows.mask(unknown, "unreadable"), reasons.mask(unknown, "unknown_rater")
    empty = pd.Series(~filled_cells(responses).any(axis=1), index=responses.index)
    rows, reasons = rows.mask(empty, "blank"), reasons.mask(empty, "")
    parts = [
        set_aside(reason, source=export.source, source_row=rows.index[reasons == reason])
        for reason in ("preview", "spam", "partial", "unknown_rater")
    ]
    return rows, join_faults(parts)


def map_texts(texts: pd.Series, read: Callable[[str], object]) -> pd.Series:
    """What each text means, read once for each distinct one."""
    codes, distinct = pd.factorize(texts)
    meanings = pd.Series([read(str(text)) for text in distinct.astype(object)], dtype=object)
    return pd.Series(meanings.to_numpy()[codes] if len(distinct) else [], index=texts.index, dtype=object)


def _unknown_raters(responses: pd.DataFrame, matched: pd.DataFrame) -> pd.Series:
    column = one_column(responses, matched, "rated_by")
    return map_texts(column, lambda text: bool(text.strip()) and not read_rater(text)).astype(bool)


def one_column(rows: pd.DataFrame, matched: pd.DataFrame, kind: str) -> pd.Series:
    """The cells of the column of a kind; empty texts if there is none."""
    found = matched.loc[matched["kind"] == kind, "column"]
    return rows[found.iloc[0]] if len(found) else pd.Series("", index=rows.index, dtype="str")


def read_records(
    kept: pd.DataFrame, matched: pd.DataFrame, semester: str, source: str, names: Names, identities: Identities
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who answered when, about whom, and says to work where as what; and what of it could not be read.

    One row is one row of the export: ``semester, person, identified, rated_by, rater, answered_at, school, role,
    source, source_row``. ``rater`` tells one rater of somebody else from the next, and is empty where nothing does; it
    is never stored. The person is the one whose practice is rated; what a supervisor or coach says of school and role
    is their own and is left out, unless the district says that the column means the person rated.
    """
    headers = matched.drop_duplicates("kind").set_index("kind")["header"]
    texts, order = one_column(kept, matched, "answered_at"), names.district.dates.order
    times = parse_times(texts, order=order)
    rated_by = _raters(kept, matched, names, source)
    stated = {what: _stated(kept, matched, what, rated_by) for what in ("school", "role")}
    known = {"school": names.schools, "role": names.roles}
    read = {what: _known(stated[what], known[what]) for what in stated}
    records = _persons(kept, matched, rated_by, source, identities).assign(
        semester=semester,
        rated_by=rated_by,
        rater=_who_rated(kept, matched, rated_by, source, identities),
        answered_at=times,
        **read,
        source=source,
        source_row=kept.index,
    )
    faults = [
        _unknown(f"unknown_{what}", stated[what], records[what], headers.get(what), source, known[what])
        for what in stated
    ]
    faults.append(_unread_times(texts, times, headers.get("answered_at"), source, order=order))
    return records, join_faults(faults)


def _raters(kept: pd.DataFrame, matched: pd.DataFrame, names: Names, source: str) -> pd.Series:
    """Who rated, record by record; `InputError` if they rated somebody else and nothing says whom."""
    told = set(matched.loc[matched["kind"] == "rating", "rated_by"]) or {names.words.rated_by or "self"}
    if len(told) > 1:
        raise InputError(
            f"{source}: some questions are asked of {' and others of '.join(sorted(told))}. Export them as files of "
            "their own, or set rated_by under [[exports]] in district.toml."
        )
    rater = told.pop()
    if rater != "self" and not matched["kind"].isin(["rated_email", "rated_staff_id"]).any():
        raise InputError(
            f"{source}: a {rater} rates somebody else here, and no column says whom. Name the one with their address "
            'or staff id under [[exports]] in district.toml: columns = { "…" = "rated_email" }.'
        )
    cells = map_texts(one_column(kept, matched, "rated_by"), read_rater).astype("str")
    return cells.where(cells != "", rater)


def _persons(
    kept: pd.DataFrame, matched: pd.DataFrame, rated_by: pd.Series, source: str, identities: Identities
) -> pd.DataFrame:
    """Whose practice each record is about: ``person`` and ``identified``."""
    whose = "rated_" if matched["kind"].isin(["rated_email", "rated_staff_id"]).any() else ""
    emails, staff = (one_column(kept, matched, f"{whose}{what}") for what in ("email", "staff_id"))
    keys = identities.keys(emails, staff, source)
    tokens = one_column(kept, matched, "token").str.strip()
    by_token = tokens.where(~keys["identified"] & (tokens != "") & (rated_by == "self"))
    own = map_texts(by_token.dropna(), lambda token: identities.key("token", f"{source}:{token}"))
    return keys.assign(person=own.reindex(keys.index).fillna(keys["person"]).astype("str"))


def _who_rated(
    kept: pd.DataFrame, matched: pd.DataFrame, rated_by: pd.Series, source: str, identities: Identities
) -> pd.Series:
    """The key of whoever rated somebody else, where other columns say whom they rated; else an empty text."""
    nobody = pd.Series("", index=kept.index, dtype="str")
    if not matched["kind"].isin(["rated_email", "rated_staff_id"]).any():
        return nobody
    emails, staff = (one_column(kept, matched, what) for what in ("email", "staff_id"))
    keys = identities.keys(emails, staff, source)
    return keys["person"].where(keys["identified"] & (rated_by != "self"), nobody)


def _stated(kept: pd.DataFrame, matched: pd.DataFrame, what: str, rated_by: pd.Series) -> pd.Series:
    texts = one_column(kept, matched, what)
    declared = ((matched["kind"] == what) & (matched["sure"] == "declared")).any()
    return texts if declared else texts.where(rated_by == "self", "")


def _known(texts: pd.Series, known: dict[str, str]) -> pd.Series:
    return map_texts(texts, lambda text: known.get(fold(text))).astype("str")


def _unknown(
    reason: str, texts: pd.Series, read: pd.Series, header: str | None, source: str, known: dict[str, str]
) -> pd.DataFrame:
    found = texts[read.isna()]
    found = found[found.str.strip() != ""]
    return set_aside(
        reason,
        source=source,
        source_row=found.index,
        column=header,
        value=found,
        proposal=map_texts(found, lambda text: propose(text, known)),
    )


def _unread_times(texts: pd.Series, times: pd.Series, header: str | None, source: str, *, order: str) -> pd.DataFrame:
    """Each time that cannot be read; one note for the file if day and month cannot be told apart in all of it."""
    found = texts[times.isna()]
    found = found[~says_no_time(found)]
    if len(found) and is_undecided(texts, order=order):
        return set_aside("undecided_dates", source=source, source_row=[pd.NA], column=header)
    return set_aside("unreadable_date", source=source, source_row=found.index, column=header)
