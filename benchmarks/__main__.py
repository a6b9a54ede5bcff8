"""Every performance figure of this project, one script after the other.

    python -m benchmarks            all, which takes about an hour on a quiet machine
    python -m benchmarks startup    those that are named

Each script prints its sides and the ratio between them; the last lines say which keep to what is wanted of them.
"""

import argparse
import subprocess
import sys

from benchmarks.measuring import ROOT

SCRIPTS = ("startup", "workbook", "reading", "cleaning", "cube", "matching", "learning", "fanout", "attacking")


def main() -> None:
    """Run what is asked for, and end with 1 if any script did."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("scripts", nargs="*", metavar="SCRIPT", help=f"of {', '.join(SCRIPTS)}; all without one")
    wanted = parser.parse_args().scripts or SCRIPTS
    unknown = sorted(set(wanted) - set(SCRIPTS))
    if unknown:
        parser.error(f"there is no script {unknown[0]!r}; there are {', '.join(SCRIPTS)}")
    ended = {}
    for script in wanted:
        print(f"\n=== {script}", flush=True)
        ended[script] = subprocess.run([sys.executable, "-m", f"benchmarks.{script}"], cwd=ROOT, check=False).returncode
    print()
    for script, code in ended.items():
        print(f"{script:10} {'as wanted' if code == 0 else 'not as wanted'}")
    sys.exit(any(ended.values()))


if __name__ == "__main__":
    main()
