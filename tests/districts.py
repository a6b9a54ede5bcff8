"""A tiny district in a folder, so that tests go in through the front door: files in, tables out."""

from pathlib import Path

import pandas as pd

from portrait_analytics import pipeline
from portrait_analytics.outcome import Outcome
from portrait_analytics.progress import Silent
from portrait_analytics.workspace import Workspace
from tests.build import grid

SETTINGS = """
[district]
name = "Test District"

[privacy]
minimum_group = 5

[[roles]]
name = "Principal"
group = "school"
spellings = ["School Principal"]

[[roles]]
name = "Coach"
group = "teacher"

[[roles]]
name = "Teacher Leader"
group = "teacher"
"""
SCHOOLS = """
    school | name             | cluster | level
    0001   | Alder Elementary | North   | Elementary
    0002   | Birch Middle     | South   | Middle
"""
ROSTER = """
    staff_id | name      | email           | other_emails  | school | role
    7        | Person Q  | q@example.org   |               | 0001   | Principal
    8        | Person R  | r@example.org   | r@example.net | 0001   | Coach
    9        | Person S  | s@example.org   |               | 0002   | Coach
"""
FALL = "2026-fall"
SHORT = {
    "trust": "Building Trust",
    "voices": "Engaging Voices",
    "vision": "Igniting Vision",
    "change": "Guiding Change",
}
TRUST, VOICES, VISION = "building-trust", "engaging-voices", "igniting-vision"


def as_csv(table: str) -> str:
    """A drawn table as the text of a CSV file; ``{trust}`` and the like in a header are the competencies' names."""
    frame = grid(table).rename(columns=lambda header: header.format(**SHORT))
    return str(frame.to_csv(index=False, na_rep=""))


def make_district(
    folder: Path,
    exports: dict[str, str | bytes],
    *,
    roster: str = ROSTER,
    schools: str = SCHOOLS,
    settings: str = "",
    semesters: tuple[str, ...] = (FALL,),
) -> Workspace:
    """A workspace with the drawn roster in each semester and the exports, each ``semester/name`` and its content."""
    (folder / "district.toml").write_text(SETTINGS + settings, encoding="utf-8")
    files: dict[str, str | bytes] = dict(exports)
    if schools:
        files["reference/schools.csv"] = as_csv(schools)
    for semester in semesters if roster else ():
        files[f"{semester}/roster/roster.csv"] = as_csv(roster)
    for name, content in files.items():
        path = folder / "data" / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Workspace(folder)


def clean(workspace: Workspace) -> Outcome:
    """Clean without telling anybody."""
    return pipeline.clean(workspace, Silent())


def clean_one(folder: Path, table: str, **options: object) -> Workspace:
    """The district after cleaning one drawn export of one semester."""
    workspace = make_district(folder, {f"{FALL}/answers.csv": as_csv(table)}, **options)  # type: ignore[arg-type]
    outcome = clean(workspace)
    assert outcome.faults == []
    return workspace


def person(workspace: Workspace, email: str) -> str:
    """The key of whoever uses an address."""
    known = pd.read_parquet(workspace.keep / "identities.parquet").set_index("email")["person"]
    return str(known[email])


def state_of(workspace: Workspace, competency: str) -> list[str]:
    """The states of one competency in the order of the source rows."""
    ratings = workspace.load_table("ratings")
    return list(ratings[ratings["competency"] == competency].sort_values("source_row")["state"])


def level_of(workspace: Workspace, competency: str) -> list[tuple[int, int] | None]:
    """The ranks of one competency in the order of the source rows; None where nothing was rated."""
    ratings = workspace.load_table("ratings")
    own = ratings[ratings["competency"] == competency].sort_values("source_row")
    return [
        None if pd.isna(low) else (int(low), int(high))
        for low, high in zip(own["level_low"], own["level_high"], strict=True)
    ]


def set_aside(workspace: Workspace) -> list[tuple[int | None, str | None, str]]:
    """What was set aside: row, value and reason, in the order of rows."""
    quarantine = workspace.load_table("quarantine").sort_values(["source_row", "reason"])
    return [
        (None if pd.isna(row) else int(row), None if pd.isna(value) else str(value), str(reason))
        for row, value, reason in zip(quarantine["source_row"], quarantine["value"], quarantine["reason"], strict=True)
    ]


def fates(workspace: Workspace, unit: str) -> dict[str, int]:
    """How many rows or cells had which fate, over all sources."""
    accounting = workspace.load_table("accounting")
    own = accounting[accounting["unit"] == unit]
    return {str(fate): int(count) for fate, count in own.groupby("fate", observed=True)["count"].sum().items()}
