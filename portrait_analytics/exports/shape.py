"""What every reader gives: the answers as text, and what is known of each question."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

QUESTION_COLUMNS = ["column", "header", "stem", "row", "section", "choices", "field"]
FIELDS = ("answered_at", "started_at", "modified_at", "email", "name", "staff_id", "personal", "row_id")


@dataclass(frozen=True)
class Export:
    """One file of answers.

    ``responses``: one row is one record of the file, blank ones too; the index is its row number as a spreadsheet
    counts; every cell is text as received, empty if there was nothing.

    ``questions``: one row is one column of the file: ``column`` (its name in ``responses``), ``header`` as printed,
    ``stem`` and ``row`` (of a grid), ``section``, ``choices`` and ``field`` (what the platform itself says it is, one
    of `FIELDS`); each empty where the file does not tell.
    """

    platform: str
    source: str
    responses: pd.DataFrame
    questions: pd.DataFrame


def make_export(
    platform: str,
    source: str,
    rows: pd.DataFrame,
    *,
    stems: Sequence[tuple[str, str]] | None = None,
    fields: Sequence[str] | None = None,
) -> Export:
    """The export of a table whose first row is the header.

    ``stems`` gives stem and row of each column where the platform has grids, ``fields`` what the platform itself
    says of each column.
    """
    headers = rows.iloc[0].tolist()
    columns = [f"c{number:03d}" for number in range(1, len(headers) + 1)]
    stems = stems or [(header, "") for header in headers]
    questions = pd.DataFrame(
        {
            "column": columns,
            "header": headers,
            "stem": [stem for stem, _ in stems],
            "row": [row for _, row in stems],
            "section": "",
            "choices": "",
            "field": list(fields) if fields else "",
        },
        columns=QUESTION_COLUMNS,
    ).astype("str")
    responses = rows.iloc[1:].set_axis(columns, axis="columns")
    return Export(platform, source, responses, questions)
