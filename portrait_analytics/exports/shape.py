"""What every reader gives: the answers as text, and what is known of each question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from portrait_analytics.exports.files import Sheet

QUESTION_COLUMNS = ["column", "code", "header", "stem", "row", "section", "choices", "field"]
FIELDS = (
    "answered_at",
    "started_at",
    "modified_at",
    "email",
    "name",
    "staff_id",
    "token",
    "personal",
    "row_id",
    "platform",
)
STANDINGS = ("complete", "partial", "preview", "test", "spam")


@dataclass(frozen=True)
class Export:
    """One file of answers.

    ``responses``: one row is one record of the file, blank ones too; the index is its row number as a spreadsheet
    counts; every cell is text as received, empty if there was nothing.

    ``questions``: one row is one column of the file: ``column`` (its name in ``responses``), ``code`` (the
    platform's short name of it), ``header`` as printed, ``stem`` and ``row`` (of a grid), ``section``, ``choices`` and
    ``field`` (what the platform itself says it is, one of `FIELDS`: ``token`` is its own key of a participant, which no
    roster knows; ``platform`` is for its own bookkeeping); each empty where the file does not tell.

    ``standing``: what the platform says of each record, one of `STANDINGS`; ``complete`` where it says nothing.

    ``nothing``: what the platform writes where nothing was answered, and which state that is: ``blank`` if the question
    was seen (then an empty cell was not), ``not_asked`` if it was not.

    ``why`` is what gave the platform away, ``header_rows`` the row numbers that hold headers, ``sheet`` where it all
    stood.
    """

    platform: str
    source: str
    responses: pd.DataFrame
    questions: pd.DataFrame
    standing: pd.Series
    why: str
    header_rows: tuple[int, ...]
    sheet: Sheet
    nothing: Mapping[str, str] = field(default_factory=dict)


def make_export(
    platform: str,
    sheet: Sheet,
    source: str,
    *,
    why: str,
    headers: Sequence[str] | None = None,
    header_rows: Sequence[int] = (1,),
    codes: Sequence[str] | None = None,
    stems: Sequence[tuple[str, str]] | None = None,
    sections: Sequence[str] | None = None,
    choices: Sequence[str] | None = None,
    fields: Sequence[str] | None = None,
    nothing: Mapping[str, str] | None = None,
) -> Export:
    """The export of a sheet whose records stand below its header rows, all of them complete.

    ``headers`` are the first header row's cells unless they are given; ``stems`` gives stem and row of each column
    where the platform has grids, ``fields`` what the platform itself says of each column.
    """
    headers = list(headers) if headers is not None else sheet.rows.iloc[header_rows[0] - 1].tolist()
    columns = [f"c{number:03d}" for number in range(1, len(headers) + 1)]
    stems = stems if stems is not None else [(header, "") for header in headers]
    questions = pd.DataFrame(
        {
            "column": columns,
            "code": list(codes) if codes is not None else "",
            "header": headers,
            "stem": [stem for stem, _ in stems],
            "row": [row for _, row in stems],
            "section": list(sections) if sections is not None else "",
            "choices": list(choices) if choices is not None else "",
            "field": list(fields) if fields is not None else "",
        },
        columns=QUESTION_COLUMNS,
    ).astype("str")
    responses = sheet.rows.loc[max(header_rows) + 1 :].set_axis(columns, axis="columns")
    standing = pd.Series("complete", index=responses.index, dtype="str")
    return Export(platform, source, responses, questions, standing, why, tuple(header_rows), sheet, dict(nothing or {}))
