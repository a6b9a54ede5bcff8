"""How the attack grows with the district: seconds of processor time a school, beside those of the smallest district.

    python -m benchmarks.attacking --schools 30 60 120 300

Synthetic districts of 14 leaders a school, two semesters, attacked once as they would be printed in full detail.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.districts import draft
from portrait_analytics import pipeline
from portrait_analytics.attack import count_heads, find_failures
from portrait_analytics.disclosure import Comparison
from portrait_analytics.progress import Silent
from portrait_analytics.reference import list_clusters
from portrait_analytics.sample import make_sample
from portrait_analytics.starting import make_workspace
from portrait_analytics.workspace import Workspace

LEADERS = 14
MOST = 1.25  # times as long a school as in the smallest district


def attack_district(schools: int) -> tuple[float, int]:
    """Seconds of processor time, and failures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "district"
        make_workspace(root, with_settings=False)
        make_sample(root, people=LEADERS * schools, schools=schools, semesters=2, seed=1)
        workspace = Workspace(root)
        pipeline.clean(workspace, Silent())
        earlier, later = workspace.semesters()
        printed = draft(workspace, workspace.load_table("ratings"), Comparison(later, earlier)).printed({})
        table = workspace.load_table("schools")
        clusters = list_clusters(table[table["semester"] == later])
        heads = count_heads(workspace.load_table("people"), semester_from=earlier, semester_to=later)
        start = time.process_time()
        found = find_failures(
            [printed], heads, cluster_of=clusters, rubric=workspace.framework.current, minimum_group=5
        )
        return time.process_time() - start, len(found)


def main() -> int:
    """Attack districts of these sizes; 1 if a school takes longer in a larger one than is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--schools", type=int, nargs="+", default=[30, 60, 120, 300])
    first, worst = 0.0, 0.0
    for schools in parser.parse_args().schools:
        seconds, failures = attack_district(schools)
        each = seconds / schools
        first = first or each
        worst = max(worst, each / first)
        print(
            f"{schools:4} schools: {seconds:6.0f} s, {each:5.2f} s a school "
            f"({each / first:.2f} times the first), {failures:,} to protect",
            flush=True,
        )
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
