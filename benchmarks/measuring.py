"""One side of a comparison in a process of its own: how long it took, and the most memory that it held."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Measured:
    """Seconds without the imports, megabytes with them, and what the side says of its result."""

    seconds: float
    megabytes: float
    result: dict[str, int]


def measure(module: str, side: str, arguments: Sequence[str]) -> Measured:
    """What a side comes to, run by itself: memory that one side has held is never counted for the other."""
    command = [sys.executable, "-m", module, "--side", side, *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def measure_best(module: str, sides: Sequence[str], arguments: Sequence[str], repeat: int) -> dict[str, Measured]:
    """The fastest of several runs of each side, which take turns, so that a busy minute is nobody's alone."""
    runs = [{side: measure(module, side, arguments) for side in sides} for _ in range(repeat)]
    return {side: min((run[side] for run in runs), key=lambda measured: measured.seconds) for side in sides}


def report(work: Callable[[], dict[str, int]]) -> None:
    """Do the work, and print its measure as the last line, for `measure` to read."""
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE
    print(json.dumps({"seconds": seconds, "megabytes": peak, "result": result}))


def compare(
    module: str,
    sides: tuple[str, str],
    arguments: Sequence[str],
    *,
    most: float,
    repeat: int,
    megabytes: float = float("inf"),
) -> bool:
    """Print both sides, turn by turn, and the ratio of their best times; True if the first keeps to its bounds.

    Two sides that come to different results have not done the same work: that ends the run.
    """
    best = measure_best(module, sides, arguments, repeat)
    for side, measured in best.items():
        told = ", ".join(f"{count:,} {what}" for what, count in measured.result.items())
        print(f"{side:10} {measured.seconds:8.2f} s {measured.megabytes:8,.0f} MB   {told}")
    ours, theirs = (best[side] for side in sides)
    if ours.result != theirs.result:
        raise SystemExit("The two sides come to different results, so their times cannot be compared.")
    ratio = ours.seconds / theirs.seconds
    print(f"{sides[0]} takes {ratio:.2f} times as long as {sides[1]} (at most {most:g} wanted)")
    return ratio <= most and ours.megabytes <= megabytes
