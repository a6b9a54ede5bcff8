"""From survey exports to the tables of the contract: every cell is used, or set aside with a reason and a remedy.

The story is `clean_exports`: each file by itself (`one_export`), duplicates over all files (`duplicates`), people from
roster and answers (`people`), and the fates of all cells counted (`accounting`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.cleaning.accounting import count_fates
from portrait_analytics.cleaning.duplicates import settle_duplicates
from portrait_analytics.cleaning.one_export import CleanedExport, clean_export
from portrait_analytics.cleaning.people import settle_people
from portrait_analytics.tables import concat_table, empty_table, make_table

__all__ = ["CleanedExport", "Tables", "clean_export", "clean_exports"]


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
    answers, conflicts = settle_duplicates(pd.concat([part.answers for part in cleaned]) if cleaned else _no_answers())
    statements = pd.concat([part.statements for part in cleaned]) if cleaned else _no_statements()
    people, differences = settle_people(answers, statements, rostered, role_groups=role_groups, role_from=role_from)
    return Tables(
        ratings=make_table("ratings", _with_people(answers[~answers["superseded"]], people)),
        people=people,
        reflections=concat_table("reflections", (part.reflections for part in cleaned)),
        quarantine=concat_table("quarantine", [*(part.quarantine for part in cleaned), conflicts, differences]),
        accounting=concat_table("accounting", [count_fates(part, answers) for part in cleaned]),
    )


def _with_people(answers: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Answers with the school and role that were settled for their person; a team is that of the rater's school."""
    placed = answers.merge(people[["semester", "person", "school", "role"]], on=["semester", "person"], how="left")
    return placed.assign(team=placed["school"].where(placed["about"] == "team")).drop(
        columns=["superseded", "from_cell"]
    )


def _no_answers() -> pd.DataFrame:
    return empty_table("ratings").drop(columns=["school", "role", "team"]).assign(from_cell=True)


def _no_statements() -> pd.DataFrame:
    columns = [
        "semester",
        "person",
        "identified",
        "answered_at",
        "school",
        "role",
        "source",
        "source_row",
        "role_header",
    ]
    return pd.DataFrame({column: pd.Series(dtype="str") for column in [*columns, "school_header"]})
