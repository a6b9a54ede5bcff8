"""Looking through a large CSV file before it is cleaned, beside pandas' bare read of it.

``ours`` is `inspection.inspect_export`, what `portrait inspect` prints: the platform told, every column matched, every
answer read. ``pandas`` is `read_csv` and nothing else.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import pandas as pd

from benchmarks.cleaning import make_exports
from benchmarks.measuring import compare, report
from portrait_analytics.inspection import inspect_export
from portrait_analytics.workspace import Workspace

MOST_TIMES = 5.0
RECORDS = 160_000  # about 50 MB


def read_by_program(path: Path) -> dict[str, int]:
    """`inspection.inspect_export`."""
    inspection = inspect_export(path, workspace=Workspace(path.parents[3]))
    return {"columns": len(inspection.columns)}


def read_by_pandas(path: Path) -> dict[str, int]:
    """`pandas.read_csv`."""
    return {"columns": pd.read_csv(path).shape[1]}


SIDES = {"ours": read_by_program, "pandas": read_by_pandas}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--path", type=Path)
    given = parser.parse_args()
    if given.side:
        report(lambda: SIDES[given.side](given.path))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        (path,) = make_exports(Path(folder), given.records, semesters=1)
        print(f"{path.stat().st_size / 1_000_000:.0f} MB, {given.records:,} records")
        sides = ("ours", "pandas")
        kept = compare("benchmarks.reading", sides, ["--path", str(path)], most=MOST_TIMES, repeat=given.repeat)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
