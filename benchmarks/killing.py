"""Runs killed at random moments: what a reader finds then, and what the next run makes of it.

    python -m benchmarks.killing --count 200 --seed 3

A workspace of two schools has its pages in place. Something is changed so that the next run makes other ones; that run
is killed (SIGKILL, with all that it started) at a random moment. Then every page must be that of the old release, or
every page that of the new one; the next run must end with 0 and leave the very bytes that an undisturbed run leaves.

A run is the command in a fork of this process, which has imported all that it needs: the moments of a run are then
spent on its work, and not on imports.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

from portrait_analytics import releasing  # noqa: F401  imported for the forks
from portrait_analytics.cli import main as portrait
from portrait_analytics.sample import make_sample
from portrait_analytics.starting import make_workspace

SETTINGS = "district.toml"
SAID_EVERY = 20
Bytes = dict[str, bytes]


def read_pages(root: Path) -> Bytes:
    """Everything that readers could open, hidden leftovers apart."""
    files = (path for path in (root / "reports").rglob("*") if path.is_file())
    names = {path.relative_to(root / "reports"): path for path in files}
    return {name.as_posix(): path.read_bytes() for name, path in names.items() if not name.parts[0].startswith(".")}


def part_of(pages: Bytes, *, restricted: bool) -> Bytes:
    """The pages that are put in place together: those that are passed on, or the data team's own."""
    return {
        name: content
        for name, content in pages.items()
        if (name.startswith("restricted/") == restricted) and "/." not in name
    }


def start(root: Path) -> int:
    """Begin a run, as the leader of a group of processes that hold all that it starts; its process id."""
    child = os.fork()
    os.setpgid(child, child)  # in both, whichever comes first
    if child:
        return child
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.argv = ["portrait", "run", "--json", "--workspace", str(root)]
        portrait()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        os._exit(code)


def run(root: Path) -> tuple[int, float]:
    """An undisturbed run: its exit code, and how many seconds it took."""
    began = time.monotonic()
    _, status = os.waitpid(start(root), 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - began


def kill(root: Path, after: float) -> bool:
    """Start a run and kill it and all that it started; False if it was done before."""
    process = start(root)
    time.sleep(after)
    done = os.waitpid(process, os.WNOHANG)[0] != 0
    if not done:
        os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
    return not done


def change(root: Path) -> None:
    """Another name of the district, which is on every page, and a record that is of no use."""
    path = root / SETTINGS
    path.write_text(path.read_text().replace('name = "', 'name = "New ', 1))
    folder = root / "data" / "raw" / "2026-fall"
    shutil.copy(next(folder.glob("*.csv")), folder / "again.csv")


def main() -> None:
    """Kill as often as is asked for, and end with 1 if anything was not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(_kill_often(Path(folder), given.count, random.Random(given.seed)))


def _kill_often(folder: Path, count: int, draw: random.Random) -> int:
    old, new, root = folder / "old", folder / "new", folder / "victim"
    make_workspace(old, with_settings=False)
    make_sample(old, people=24, schools=2, semesters=1, seed=5)
    _must_end_well(old)
    before = read_pages(old)
    shutil.copytree(old, new)
    change(new)
    seconds, after = _must_end_well(new), read_pages(new)
    found: Counter[str] = Counter()
    for number in range(1, count + 1):
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(old, root)
        change(root)
        found["killed" if kill(root, draw.uniform(0, 1.1 * seconds)) else "done before"] += 1
        told, took = judge(root, before, after)
        found.update(told)
        if "new" not in told:  # all was made again: so long a run takes now, on a machine with others on it
            seconds = took
        if number % SAID_EVERY == 0 or number == count:
            told_so_far = ", ".join(f"{what} {times:,}" for what, times in sorted(found.items()))
            print(f"{number:,} runs of about {seconds:.1f} s: {told_so_far}", flush=True)
    return int(any(found[what] for what in ("half", "not healed", "not the same")))


def _must_end_well(root: Path) -> float:
    code, seconds = run(root)
    if code:
        raise SystemExit(f"an undisturbed run ended with {code}")
    return seconds


def judge(root: Path, before: Bytes, after: Bytes) -> tuple[list[str], float]:
    """What was found after a kill, and after the run that followed; and the seconds of that."""
    pages = read_pages(root)
    found = []
    for restricted in (False, True):
        cut = partial(part_of, restricted=restricted)
        own = cut(pages)
        found.append("old" if own == cut(before) else "new" if own == cut(after) else "half")
    code, seconds = run(root)
    if code:
        return [*found, "not healed"], seconds
    return [*found, "healed" if read_pages(root) == after else "not the same"], seconds


if __name__ == "__main__":
    main()
