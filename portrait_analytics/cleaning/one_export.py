"""One export by itself: its rows sorted, its answers read, and what could not be read set aside."""

from dataclasses import dataclass

import pandas as pd

from portrait_analytics.cleaning.reading import read_choices, read_ratings
from portrait_analytics.cleaning.remedies import set_aside
from portrait_analytics.errors import InputError
from portrait_analytics.exports.shape import Export
from portrait_analytics.identities import Identities
from portrait_analytics.matching import PERSONAL, Names, match_questions, propose
from portrait_analytics.timestamps import is_undecided, parse_times
from portrait_analytics.wording import fold

RATING_KINDS = ("rating", "choice", "chosen_level")


@dataclass(frozen=True)
class CleanedExport:
    """What one export gives.

    ``answers``: one row is one competency of one record: the columns of `ratings` but school, role and team, and
    ``from_cell`` (False for what the form did not ask). ``statements``: one row is one record: who says to work where
    as what. ``rows``: the fate of each record by its row number, ``used`` until duplicates are known. ``cells``: the
    fates of the cells that are no answers on a competency: ``fate, count``.
    """

    source: str
    answers: pd.DataFrame
    statements: pd.DataFrame
    reflections: pd.DataFrame
    quarantine: pd.DataFrame
    rows: pd.Series
    cells: pd.Series


def clean_export(export: Export, *, semester: str, names: Names, identities: Identities) -> CleanedExport:
    """One export read against the rubric; `InputError` if no column asks about a competency."""
    matched = match_questions(export, names)
    if not matched["kind"].isin(RATING_KINDS).any():
        raise InputError(
            f"{export.source}: no column names a competency of the rubric, out of {len(matched)} columns read as "
            f"{export.platform}. Export the answers with their question texts, or name the competencies in the headers."
        )
    rows = _sort_rows(export.responses, matched, names)
    kept = export.responses[rows == "used"]
    statements, set_aside_context = _read_context(kept, matched, semester, export.source, names, identities)
    ratings, set_aside_levels = read_ratings(kept, matched, names, source=export.source)
    choices, chosen, set_aside_choices = read_choices(kept, matched, names, source=export.source)
    context = statements[["semester", "person", "identified", "answered_at", "source"]]
    answers = pd.concat([part for part in (ratings, choices) if not part.empty]).join(context, on="source_row")
    quarantine = [_previews(rows, export.source), set_aside_context, set_aside_levels, set_aside_choices]
    return CleanedExport(
        source=export.source,
        answers=answers.assign(rated_by="self", moment="now"),
        statements=statements,
        reflections=_read_reflections(kept, matched, chosen, statements),
        quarantine=pd.concat([part for part in quarantine if not part.empty])
        if any(map(len, quarantine))
        else quarantine[0],
        rows=rows,
        cells=_count_cells(export.responses, matched, rows, statements, chosen),
    )


def _sort_rows(responses: pd.DataFrame, matched: pd.DataFrame, names: Names) -> pd.Series:
    """The fate of each record: blank, preview, or used."""
    empty = responses.apply(lambda column: column.str.strip() == "").all(axis="columns")
    tests = {fold(word) for word in names.district.answers.test}
    asked = responses[matched.loc[matched["kind"].isin(["school", "role"]), "column"]]
    preview = asked.map(lambda cell: fold(cell) in tests).any(axis="columns")
    return pd.Series("used", index=responses.index).mask(preview, "preview").mask(empty, "blank")


def _previews(rows: pd.Series, source: str) -> pd.DataFrame:
    found = rows.index[rows == "preview"]
    return set_aside("preview", source=source, source_row=found)


def _read_context(
    kept: pd.DataFrame, matched: pd.DataFrame, semester: str, source: str, names: Names, identities: Identities
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who answered when and says to work where as what; and what of it could not be read."""
    headers = matched.set_index("kind")["header"]
    time_texts = _column(kept, matched, "answered_at")
    order = names.district.dates.order
    times = parse_times(time_texts, order=order)
    school_texts, role_texts = _column(kept, matched, "school"), _column(kept, matched, "role")
    statements = identities.keys(_column(kept, matched, "email"), _column(kept, matched, "staff_id"), source).assign(
        semester=semester,
        answered_at=times,
        school=_known(school_texts, names.schools),
        role=_known(role_texts, names.roles),
        school_header=headers.get("school", ""),
        role_header=headers.get("role", ""),
        source=source,
        source_row=kept.index,
    )
    faults = [
        _unknown("unknown_school", school_texts, statements["school"], headers.get("school"), source, names.schools),
        _unknown("unknown_role", role_texts, statements["role"], headers.get("role"), source, names.roles),
        _unread_times(
            time_texts, times, headers.get("answered_at"), source, undecided=is_undecided(time_texts, order=order)
        ),
    ]
    return statements, pd.concat(faults)


def _column(kept: pd.DataFrame, matched: pd.DataFrame, kind: str) -> pd.Series:
    found = matched.loc[matched["kind"] == kind, "column"]
    return kept[found.iloc[0]] if len(found) else pd.Series("", index=kept.index, dtype="str")


def _known(texts: pd.Series, known: dict[str, str]) -> pd.Series:
    return texts.map({text: known.get(fold(text)) for text in texts.unique()}).astype("str")


def _unknown(
    reason: str, texts: pd.Series, read: pd.Series, header: str | None, source: str, known: dict[str, str]
) -> pd.DataFrame:
    found = texts[(texts.str.strip() != "") & read.isna()]
    nearest = {text: propose(text, known) for text in found.unique()}
    return set_aside(
        reason, source=source, source_row=found.index, column=header, value=found, proposal=found.map(nearest)
    )


def _unread_times(
    texts: pd.Series, times: pd.Series, header: str | None, source: str, *, undecided: bool
) -> pd.DataFrame:
    """Each time that cannot be read; one note for the file if day and month cannot be told apart in all of it."""
    found = texts[(texts.str.strip() != "") & times.isna()]
    if undecided and len(found):
        return set_aside("undecided_dates", source=source, source_row=[pd.NA], column=header)
    return set_aside("unreadable_date", source=source, source_row=found.index, column=header)


def _read_reflections(
    kept: pd.DataFrame, matched: pd.DataFrame, chosen: pd.DataFrame, statements: pd.DataFrame
) -> pd.DataFrame:
    """The free texts: evidence with the competency that was chosen, the others about no single one."""
    questions = matched[matched["kind"] == "reflection"]
    if questions.empty:
        return pd.DataFrame()
    long = (
        kept[questions["column"]]
        .melt(ignore_index=False, var_name="column", value_name="text")
        .rename_axis("source_row")
        .reset_index()
    )
    written = long[long["text"].str.strip() != ""].merge(questions[["column", "attribute", "question"]], on="column")
    about = written.merge(chosen[["source_row", "attribute", "competency"]], on=["source_row", "attribute"], how="left")
    placed = about.join(statements[["semester", "person"]], on="source_row")
    placed["attribute"] = placed["attribute"].where(placed["attribute"] != "")
    return placed[["semester", "person", "attribute", "competency", "question", "text"]]


def _count_cells(
    responses: pd.DataFrame,
    matched: pd.DataFrame,
    rows: pd.Series,
    statements: pd.DataFrame,
    chosen: pd.DataFrame,
) -> pd.Series:
    """How many cells have which fate; answers on a competency in used rows are counted later, with the duplicates."""
    filled = responses.apply(lambda column: column.str.strip() != "")
    fates = pd.DataFrame("unrelated", index=responses.index, columns=responses.columns)
    for column, kind in zip(matched["column"], matched["kind"], strict=True):
        fates[column] = _column_fates(kind, matched, column, fates[column], statements, chosen)
    fates = fates.where(filled, "blank")
    fates = fates.mask((rows == "preview").to_numpy()[:, None] & filled, "preview")
    for column, answered in _counted_later(matched, rows, chosen).items():
        fates.loc[answered, column] = pd.NA
    return fates.stack().value_counts().rename("count").rename_axis("fate")


def _counted_later(matched: pd.DataFrame, rows: pd.Series, chosen: pd.DataFrame) -> dict[str, pd.Index]:
    """The rows of each column whose cells became answers; their fate is known once the duplicates are."""
    used = rows.index[rows == "used"]
    whole = dict.fromkeys(matched.loc[matched["kind"] == "rating", "column"], used)
    levels = matched[matched["kind"] == "chosen_level"]
    chosen_rows = {attribute: pd.Index(group["source_row"]) for attribute, group in chosen.groupby("attribute")}
    return whole | {
        column: chosen_rows.get(attribute, used[:0])
        for column, attribute in zip(levels["column"], levels["attribute"], strict=True)
    }


def _column_fates(
    kind: str, matched: pd.DataFrame, column: str, fate: pd.Series, statements: pd.DataFrame, chosen: pd.DataFrame
) -> pd.Series:
    if kind in PERSONAL:
        return fate.mask(fate.notna(), "personal_dropped")
    if kind == "reflection":
        return fate.mask(fate.notna(), "used")
    if kind in ("school", "role", "answered_at"):
        read = statements[kind].notna().reindex(fate.index, fill_value=False)
        return fate.mask(read, "used").mask(~read, "unreadable")
    if kind == "chosen_level":
        return fate.mask(fate.notna(), "unreadable")
    if kind == "choice":
        attribute = matched.loc[matched["column"] == column, "attribute"].iloc[0]
        known = fate.index.isin(chosen.loc[chosen["attribute"] == attribute, "source_row"])
        return fate.mask(known, "used").mask(~known, "unreadable")
    return fate
