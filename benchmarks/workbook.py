"""Reading a large workbook, beside the bare library that gives its cells.

``ours`` is `exports.read_export`: every cell as text, error values, the platform told, questions and records apart.
``calamine`` is `to_python` of the same sheet and nothing else.
"""

import argparse
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks.measuring import compare, report
from portrait_analytics.exports import read_export
from portrait_analytics.rubric import load_framework

MOST_TIMES = 3.0
ANSWERS = ("Establishing", "Developing", "Proficient", "Advanced", "N/A", "")


def make_workbook(path: Path, rows: int) -> None:
    """A form's workbook: 30 columns of numbers, times, names, levels and free text, one record a row."""
    asked = [part.name for part in load_framework(None).current.competencies]
    before = ["ID", "Start time", "Completion time", "Email", "Name", "Which school are you based at?", "Your role?"]
    after = ["What: describe one moment.", "Anything else?", "Years here", "Points", "Quarter", "Visits"]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "m/d/yy h:mm:ss"})
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, [*before, *asked, *after])
        for row in range(1, rows + 1):
            start = datetime(2026, 9, 1) + timedelta(minutes=row)
            sheet.write_number(row, 0, row)
            sheet.write_datetime(row, 1, start, day)
            sheet.write_datetime(row, 2, start + timedelta(seconds=500), day)
            person = f"Sample Leader {row:05}"
            sheet.write_row(row, 3, [f"leader{row:05}@example.org", person, f"School {row % 90:02}", "Principal"])
            for place in range(len(asked)):
                sheet.write(row, 7 + place, ANSWERS[(row * 7 + place * 3) % len(ANSWERS)])
            text = f"In week {row % 36} we tried plan {row} and changed it." if row % 3 == 0 else ""
            sheet.write_row(row, 7 + len(asked), [text, "", row % 30, row / 8, row % 4 + 1, row % 11])


def read_by_program(path: Path) -> dict[str, int]:
    """`exports.read_export`."""
    export = read_export(path, source="Portrait check-in.xlsx")
    return {"records": len(export.responses), "columns": len(export.questions)}


def read_by_library(path: Path) -> dict[str, int]:
    """Calamine's cells as it gives them."""
    with CalamineWorkbook.from_path(path) as book:
        cells = book.get_sheet_by_index(0).to_python()
    return {"records": len(cells) - 1, "columns": len(cells[0])}


SIDES = {"ours": read_by_program, "calamine": read_by_library}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--path", type=Path)
    given = parser.parse_args()
    if given.side:
        report(lambda: SIDES[given.side](given.path))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        make_workbook(path, given.rows)
        sides = ("ours", "calamine")
        kept = compare("benchmarks.workbook", sides, ["--path", str(path)], most=MOST_TIMES, repeat=given.repeat)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
