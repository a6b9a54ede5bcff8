"""The published table as files to work with: CSV, a workbook, and what their columns and measures mean.

All three hold `published` and public words alone. Both tables guard their texts by the rule of `plain_csv`; in the
workbook every text is a text cell, there is no formula, and the same release gives the same bytes.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.figures.notes import DRIFT, explain_terms
from portrait_analytics.plain_csv import guard_texts, to_csv
from portrait_analytics.release import Release
from portrait_analytics.style import STATUS_MEANINGS
from portrait_analytics.tables import describe_columns, describe_row, describe_table

if TYPE_CHECKING:
    import xlsxwriter

CSV, WORKBOOK, DICTIONARY = "data/published.csv", "data/published.xlsx", "data/DICTIONARY.md"
LINKS = {WORKBOOK: "a workbook", CSV: "a CSV file", DICTIONARY: "what the columns mean"}  # in the words of the index
MADE = datetime(2000, 1, 1)  # a workbook has to say when; this one is made from a release, whenever that is
WIDEST, NARROWEST = 60, 8  # of a column, in letters
# measure: what is counted, in which unit its value is, and what its items are
MEASURES = {
    "movers": ("Leaders who rated both times and moved", "persons", "up, down, same"),
    "net_movers": ("Those who moved up less those who moved down", "share of those who rated both times", ""),
    "proficient": (
        "Leaders at or above the proficient level, of those who rated",
        "persons",
        "from, to: which semester",
    ),
    "proficient_share": ("The same as a share", "share", "from, to: which semester"),
    "levels": (
        "Leaders at a level in this semester",
        "persons",
        "the level's rank; below or at_or_above the proficient one",
    ),
    "part_from": ("Of a part of the leaders: at or above the proficient level earlier", "persons", "the part"),
    "part_to": ("Of a part of the leaders: at or above the proficient level now", "persons", "the part"),
    "part_points": ("What a part adds to the change of the share", "percentage points", "the part; all"),
    "mix_points": ("What of the change of the share is who is in which group", "percentage points", "role, school"),
    "then_movers": ("Leaders who moved by how they now see their start", "persons", "which comparison, and the way"),
    "then_net": ("Those who moved up less those who moved down, so seen", "share", "which comparison"),
    "trend_share": ("At or above the proficient level, as that semester's report told it", "share", "the semester"),
    "trend_count": ("The same as a count", "persons", "the semester"),
    "trend_net": ("Net movers, as that semester's report told them", "share", "the semester, since its baseline"),
    "team_movers": ("Teams whose median moved", "teams", "up, down, same"),
    "answered": ("Of those on the roster, how many answered", "persons", ""),
    "response_rate": ("The same as a share", "share", ""),
    "unlisted": ("How many answered who are not on the roster", "persons", ""),
    "worst_case": ("The share of all on the roster, if nobody or all of the others were", "share", ""),
    "ready": ("How near people are to another role", "persons", "now, soon, later, unknown"),
    "asked": ("Leaders who were asked to choose a competency of an attribute", "persons, in fives", ""),
    "chosen": ("How many of them chose it", "persons, in fives", ""),
    "cohort": ("How many would attend an offering", "persons, in fives", "the offering"),
    "served": ("Leaders whom a plan would seat", "share, in steps", "plan, today"),
    "covered": ("Levels that a plan, or a budget, would cover", "share, in steps", "plan, today; dollars"),
    "hindrance": ("What keeps a plan from covering more", "", "which limit"),
    "next_thousand": ("Levels that a thousand dollars more would cover", "levels, in fives", "dollars"),
    "mentoring": ("Leaders in mentoring", "persons, in fives", "mentors, paired, unmet"),
    "group_*": ("Leaders of a group that the roster names", "persons", "the group"),
}


STATUSES = {
    "shown": "exactly as it was counted",
    "coded": "in words that stand for several counts, so that the value is missing",
    **STATUS_MEANINGS,
}


def make_data(release: Release) -> dict[str, bytes]:
    """The files that lie beside the pages, by address; the same release gives the same bytes."""
    texts = {CSV: to_csv(release.published), DICTIONARY: print_dictionary()}
    return {address: text.encode() for address, text in texts.items()} | {WORKBOOK: make_workbook(release)}


def print_dictionary() -> str:
    """What the columns of `published` and its measures mean, in Markdown."""
    measures = _as_table(
        ["measure", "meaning", "unit of value", "items"], [(n, *words) for n, words in MEASURES.items()]
    )
    statuses = _as_table(["status", "meaning"], list(STATUSES.items()))
    parts = ["# published.csv and published.xlsx", describe_table("published")]
    return "\n\n".join([*parts, "## Statuses", statuses, "## Measures", measures]) + "\n"


def _as_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows)]
    return "\n".join(lines)


def make_workbook(release: Release) -> bytes:
    """A workbook of three sheets: the table, how to read it and where it comes from, and what its columns mean."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})  # its temporary files would carry the local time
    book.set_properties({"created": MADE, "title": f"{release.district}, {release.semester}"})
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "long": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
    }
    for name, frame in (("Published", release.published), ("Notes", _list_notes(release)), ("Dictionary", _describe())):
        _write_sheet(book.add_worksheet(name), guard_texts(frame), formats)
    book.close()
    return target.getvalue()


def _list_notes(release: Release) -> pd.DataFrame:
    """How to read the table, and the facts behind it: what the notes of the pages say, and the software."""
    told = [
        ("One row", " ".join(describe_row("published").split())),
        ("Ratings", DRIFT),
        *explain_terms(release),
        ("Credit", release.rubric.credit),
        ("Made by", f"portrait_analytics {__version__}"),
    ]
    return pd.DataFrame(told, columns=["what", "meaning"], dtype="str")


def _describe() -> pd.DataFrame:
    """The columns, then the statuses and the measures, each as what a column may hold."""
    columns = describe_columns("published")
    statuses = [{"column": "status", "values": name, "meaning": words} for name, words in STATUSES.items()]
    measures = [
        {"column": "measure", "values": name if not items else f"{name} ({items})", "unit": unit, "meaning": words}
        for name, (words, unit, items) in MEASURES.items()
    ]
    return pd.concat([columns, pd.DataFrame([*statuses, *measures], dtype="str")], ignore_index=True).fillna("")


def _write_sheet(sheet: "xlsxwriter.worksheet.Worksheet", frame: pd.DataFrame, formats: dict[str, Any]) -> None:
    """A header that stays in sight and filters, then each cell as what it is; a missing one stays empty."""
    for place, name in enumerate(frame.columns):
        values = [None if pd.isna(value) else value for value in frame[name].astype(object)]
        widest = max((len(str(value)) for value in (name, *values) if value is not None), default=0)
        sheet.set_column(place, place, min(max(widest + 2, NARROWEST), WIDEST))
        sheet.write_string(0, place, str(name), formats["head"])
        for row, value in enumerate(values, start=1):
            if isinstance(value, str) and value:
                sheet.write_string(row, place, value, formats["long" if len(value) > WIDEST else "text"])
            elif isinstance(value, bool):
                sheet.write_boolean(row, place, value)
            elif value is not None and not isinstance(value, str):
                sheet.write_number(row, place, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(frame), 1), max(frame.shape[1] - 1, 0))
    # ids are texts, also where they look like numbers
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
