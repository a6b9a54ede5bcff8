"""One export by itself: its rows sorted, its answers read, and what could not be read set aside."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from portrait_analytics.cleaning.choices import CHOSEN_COLUMNS, group_rows, read_choices, read_long
from portrait_analytics.cleaning.reading import read_ratings
from portrait_analytics.cleaning.records import read_records, sort_rows
from portrait_analytics.cleaning.remedies import join_faults, set_aside
from portrait_analytics.errors import InputError
from portrait_analytics.exports.cells import filled_cells
from portrait_analytics.exports.shape import Export
from portrait_analytics.identities import Identities
from portrait_analytics.matching import PERSONAL, Names, join_scales, match_questions, propose
from portrait_analytics.matching.questions import RATED, RATING_KINDS

COUNTED = ["school", "role", "answered_at"]


@dataclass(frozen=True)
class CleanedExport:
    """What one export gives.

    ``records``: one row is one record: who it is about, when, and who says to work where as what. ``answers``: one row
    is one competency of one record (`reading.make_answers`). ``rows``: the fate of each row of the file, ``used`` until
    duplicates are known; ``record_of_row`` the record that each used row belongs to. ``cells``: how many cells have
    which fate, of those that are no answers on a competency. ``headers``: of the columns for school and role.
    """

    source: str
    records: pd.DataFrame
    answers: pd.DataFrame
    reflections: pd.DataFrame
    quarantine: pd.DataFrame
    rows: pd.Series
    record_of_row: pd.Series
    cells: pd.Series
    headers: dict[str, str]


def clean_export(export: Export, *, semester: str, names: Names, identities: Identities) -> CleanedExport:
    """One export read against the rubric; `InputError` if no column asks about a competency."""
    own = names.for_export(export)
    joined = join_scales(export, own)
    return clean_matched(joined, match_questions(joined, own), semester=semester, names=own, identities=identities)


def clean_matched(
    export: Export, matched: pd.DataFrame, *, semester: str, names: Names, identities: Identities
) -> CleanedExport:
    """The same for an export whose columns are matched already, by the names for this export."""
    _refuse_without_competency(export, matched)
    source = export.source
    rows, apart = sort_rows(export, matched, names)
    kept = export.responses[rows == "used"]
    statements, context = read_records(kept, matched, semester, source, names, identities)
    if (matched["kind"] == "competency").any():
        records, group = group_rows(kept, matched, statements, source=source)
        answers, known, faults = read_long(kept, matched, group, names, source=source)
        chosen = pd.DataFrame(columns=CHOSEN_COLUMNS)
    else:
        records, group = statements.reset_index(drop=True), np.arange(len(kept))
        ratings, faults = read_ratings(kept, matched, names, source=source)
        choices, chosen, lost = read_choices(kept, matched, names, source=source)
        answers, faults, known = pd.concat([ratings, choices]), join_faults([faults, lost]), chosen
    return CleanedExport(
        source=source,
        records=records,
        answers=answers.reset_index(drop=True),
        reflections=_read_reflections(kept, matched, chosen, statements),
        quarantine=join_faults([apart, *_columns_set_aside(matched, names, source), context, faults]),
        rows=rows,
        record_of_row=pd.Series(group, index=kept.index),
        cells=_count_cells(export, matched, rows, statements, known),
        headers=dict(matched.drop_duplicates("kind").set_index("kind")["header"]),
    )


def _refuse_without_competency(export: Export, matched: pd.DataFrame) -> None:
    if matched["kind"].isin([*RATING_KINDS]).any():
        return
    if (matched["kind"] == "undecided").any():
        raise InputError(
            f"{export.source}: every competency is asked more than once, and nothing tells whose practice each round "
            "is about. Say it under [[exports]] in district.toml, in the order of the columns: "
            'batteries = ["self", "team"].'
        )
    raise InputError(
        f"{export.source}: no column names a competency of the rubric, out of {len(matched)} columns read as "
        f"{export.platform}. Export the answers with their question texts, or say what the columns ask for under "
        "[[exports]] in district.toml."
    )


def _columns_set_aside(matched: pd.DataFrame, names: Names, source: str) -> list[pd.DataFrame]:
    """A note for each column that is not used although it looks like a competency's.

    A level of the guide is one, if no column says which competency was chosen.
    """
    parts = []
    choices = matched.loc[matched["kind"] == "choice", "attribute"]
    alone = (matched["kind"] == "chosen_level") & ~matched["attribute"].isin(choices)
    unknown = (matched["kind"] == "unknown_question") | alone
    for columns, reason in ((matched["kind"] == "undecided", "ambiguous_column"), (unknown, "unknown_question")):
        found = matched.loc[columns, "header"]
        nearest = found.map(lambda header: propose(header, names.competencies))
        parts += [
            set_aside(reason, source=source, source_row=[pd.NA], column=header, proposal=pd.Series([near]))
            for header, near in zip(found, nearest, strict=True)
        ]
    return parts


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
    placed = about.join(statements.set_index("source_row")[["semester", "person"]], on="source_row")
    placed["attribute"] = placed["attribute"].where(placed["attribute"] != "")
    return placed[["semester", "person", "attribute", "competency", "question", "text"]]


def _count_cells(
    export: Export, matched: pd.DataFrame, rows: pd.Series, statements: pd.DataFrame, known: pd.DataFrame
) -> pd.Series:
    """How many cells have which fate; answers on a competency in used rows are counted later, with the duplicates.

    ``known`` are the competencies that rows themselves name, where they do (`choices.CHOSEN_COLUMNS`).
    """
    filled, used = filled_cells(export.responses), (rows == "used").to_numpy()
    apart = {fate: (rows == fate).to_numpy() for fate in ("preview", "partial", "unreadable")}
    read = statements.set_index("source_row").reindex(rows.index)
    counts: dict[str, int] = {}
    for place, (kind, attribute) in enumerate(zip(matched["kind"], matched["attribute"], strict=True)):
        later = _counted_later(kind, attribute, used, rows.index, known)
        fates = {"blank": ~filled[:, place] & ~later}
        fates |= {fate: filled[:, place] & there for fate, there in apart.items()}
        here = filled[:, place] & used & ~later
        for fate, share in _fates(kind, attribute, here, read, rows.index, known).items():
            fates[fate] = fates.get(fate, False) | share
        for fate, cells in fates.items():
            counts[fate] = counts.get(fate, 0) + int(cells.sum())
    return pd.Series(counts, name="count", dtype="int64").rename_axis("fate")


def _counted_later(kind: str, attribute: str, used: np.ndarray, rows: pd.Index, known: pd.DataFrame) -> np.ndarray:
    """The cells that became answers; their fate is known once the duplicates are."""
    if kind == "rating":
        return used
    if kind in ("chosen_level", "level"):
        return rows.isin(known.loc[known["attribute"] == attribute, "source_row"])
    return np.zeros(len(rows), dtype=bool)


def _fates(
    kind: str, attribute: str, here: np.ndarray, read: pd.DataFrame, rows: pd.Index, known: pd.DataFrame
) -> dict[str, np.ndarray]:
    """What became of the filled cells of a column in used rows."""
    if kind in (*PERSONAL, *RATED):
        return {"personal_dropped": here}
    if kind in ("reflection", "rated_by"):
        return {"used": here}
    if kind in ("undecided", "chosen_level", "level"):
        return {"unreadable": here}
    if kind in COUNTED:
        understood = read[kind].notna().to_numpy()
        return {"used": here & understood, "unreadable": here & ~understood}
    if kind in ("choice", "competency"):
        named = rows.isin(known.loc[known["attribute"] == attribute, "source_row"])
        return {"used": here & named, "unreadable": here & ~named}
    return {"unrelated": here}
