"""How long the command takes to say something, beside ``python -c "import pandas"``.

``--help`` is to take less than a third of that import, and a run of the sample in which nothing changed no longer than
it. All are whole processes, turn by turn, and the best of each counts.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from portrait_analytics.sample import make_sample
from portrait_analytics.starting import make_workspace

MOST_HELP, MOST_UNCHANGED = 1 / 3, 1.0
PORTRAIT = [sys.executable, "-m", "portrait_analytics"]


def main() -> None:
    """Measure, and end with 1 if anything takes longer than is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample"
        make_workspace(sample, with_settings=False)
        make_sample(sample)
        run = [*PORTRAIT, "run", "--quiet", "--workspace", str(sample)]
        first = _time(run)
        sides = {
            "import pandas": [sys.executable, "-c", "import pandas"],
            "portrait --help": [*PORTRAIT, "--help"],
            "unchanged run": run,
        }
        took = {name: min(times) for name, times in _take_turns(sides, repeat).items()}
    for name, seconds in took.items():
        print(f"{name:16} {seconds:6.2f} s")
    bare = took["import pandas"]
    told, unchanged = took["portrait --help"] / bare, took["unchanged run"] / bare
    print(f"portrait --help takes {told:.2f} times as long as import pandas (at most {MOST_HELP:.2f} wanted)")
    print(
        f"an unchanged run {unchanged:.2f} times (at most {MOST_UNCHANGED:g} wanted); the first one took {first:.0f} s"
    )
    sys.exit(told > MOST_HELP or unchanged > MOST_UNCHANGED)


def _take_turns(sides: dict[str, Sequence[str]], repeat: int) -> dict[str, list[float]]:
    turns = [{name: _time(command) for name, command in sides.items()} for _ in range(repeat)]
    return {name: [turn[name] for turn in turns] for name in sides}


def _time(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
