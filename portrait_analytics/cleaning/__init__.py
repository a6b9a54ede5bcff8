"""From survey exports to the tables of the contract: every cell is used, or set aside with a reason and a remedy.

The story is `clean_exports`: each file by itself (`one_export`: its `records`, and its answers by `reading` and
`choices`), duplicates over all files (`duplicates`), people from roster and answers (`people`), and the fates of all
cells counted (`accounting`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portrait_analytics.cleaning.accounting import count_fates
from portrait_analytics.cleaning.duplicates import Settled, settle_duplicates
from portrait_analytics.cleaning.one_export import CleanedExport, clean_export, clean_matched
from portrait_analytics.cleaning.people import settle_people
from portrait_analytics.tables import concat_table, empty_table, make_table

__all__ = ["CleanedExport", "Tables", "clean_export", "clean_exports", "clean_matched"]

OF_RECORD = ["semester", "person", "identified", "rated_by", "answered_at", "source"]


@dataclass(frozen=True)
class Tables:
    """What cleaning gives, each frame as its contract says."""

    ratings: pd.DataFrame
    people: pd.DataFrame
    reflections: pd.DataFrame
    quarantine: pd.DataFrame
    accounting: pd.DataFrame


def clean_exports(
    cleaned: Sequence[CleanedExport], rostered: pd.DataFrame, *, role_groups: dict[str, str], role_from: str
) -> Tables:
    """The tables of all exports together.

    ``rostered``: one row is one person of one semester's roster: ``semester, person, school, role`` and the optional
    columns of `people`. ``role_groups`` is the role group of each role, ``role_from`` says whose word on the role
    counts (``survey`` or ``roster``).
    """
    records, answers = _join(cleaned)
    settled = settle_duplicates(records, answers)
    answers, superseded = settled.answers, settled.superseded
    people, differences = settle_people(
        records, answers, superseded, rostered, role_groups=role_groups, role_from=role_from
    )
    return Tables(
        ratings=_ratings(records, answers[~superseded] if superseded.any() else answers, people),
        people=people,
        reflections=concat_table("reflections", (part.reflections for part in cleaned)),
        quarantine=concat_table("quarantine", [*(part.quarantine for part in cleaned), settled.said, differences]),
        accounting=concat_table("accounting", list(_account(cleaned, settled))),
    )


def _join(cleaned: Sequence[CleanedExport]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records of all exports, numbered through, and their answers with those numbers."""
    if not cleaned:
        none = empty_table("ratings").drop(columns=[*OF_RECORD, "school", "role", "team"])
        return _no_records(), none.assign(record=pd.Series(dtype="int32"), from_cell=pd.Series(dtype=bool))
    starts = np.cumsum([0, *(len(part.records) for part in cleaned)])
    records = [
        part.records.assign(
            several_rows=len(part.record_of_row) > len(part.records),
            school_header=part.headers.get("school", ""),
            role_header=part.headers.get("role", ""),
        )
        for part in cleaned
    ]
    answers = [
        part.answers.assign(record=part.answers["record"] + np.int32(start))
        for part, start in zip(cleaned, starts, strict=False)
    ]
    joined = pd.concat(records, ignore_index=True)
    return joined.astype(dict.fromkeys(["semester", "rated_by", "rater", "source"], "category")), pd.concat(
        answers, ignore_index=True
    )


def _no_records() -> pd.DataFrame:
    texts = ["semester", "person", "rated_by", "rater", "school", "role", "source", "role_header", "school_header"]
    return pd.DataFrame({column: pd.Series(dtype="str") for column in texts}).assign(
        identified=pd.Series(dtype=bool),
        answered_at=pd.Series(dtype="datetime64[us]"),
        source_row=pd.Series(dtype="int64"),
        several_rows=pd.Series(dtype=bool),
    )


def _ratings(records: pd.DataFrame, answers: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The answers that count, with the school and role that were settled for their person.

    A team is that of the rater's school.
    """
    settled = records[["semester", "person"]].merge(
        people[["semester", "person", "school", "role"]], on=["semester", "person"], how="left"
    )
    about = records[OF_RECORD].assign(
        school=settled["school"].astype("category"), role=settled["role"].astype("category")
    )
    placed = about.take(answers["record"].to_numpy()).set_axis(answers.index)
    team = placed["school"].where(answers["about"] == "team")
    return make_table(
        "ratings", pd.concat([answers.drop(columns=["record", "from_cell"]), placed], axis="columns").assign(team=team)
    )


def _account(cleaned: Sequence[CleanedExport], settled: Settled) -> Iterator[pd.DataFrame]:
    """The fates of each source; its answers stand in one stretch, and their records are counted from its first."""
    at = first = 0
    for part in cleaned:
        stretch = slice(at, at + len(part.answers))
        own = settled.answers.iloc[stretch]
        own = own.assign(record=own["record"] - first)
        yield count_fates(part, own, settled.superseded[stretch], settled.replaced[stretch])
        at, first = stretch.stop, first + len(part.records)
