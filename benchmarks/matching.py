"""Filling many posts at once from many people, beside the assignment problem solved on the same table.

``ours`` is `succession.bench.match_bench`, which also says how many posts of each role are filled; ``assignment`` is
`scipy.optimize.linear_sum_assignment` on posts by people, each pair worth 1 or nothing. Both must fill as many posts.
"""

import argparse
import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from benchmarks.measuring import compare, report
from portrait_analytics.succession.bench import match_bench

MOST_TIMES = 10.0
PEOPLE, POSTS, ROLES = 5_000, 400, 8
READY = 0.015  # share of the people who are ready for a role: fewer than posts, so that they have to be shared out


def make_bench(people: int, posts: int) -> tuple[pd.DataFrame, pd.Series]:
    """Who could take which role, and how many posts of each are open."""
    random = np.random.default_rng(12)
    roles = [f"role {number}" for number in range(ROLES)]
    keys = [f"{key:024x}" for key in random.permutation(people)]
    able = pd.DataFrame(random.random((people, ROLES)) < READY, index=keys, columns=roles)
    openings = pd.Series(random.multinomial(posts, np.arange(1, ROLES + 1) / sum(range(1, ROLES + 1))), index=roles)
    return able, openings


def match_by_program(able: pd.DataFrame, openings: pd.Series) -> Callable[[], dict[str, int]]:
    """`succession.bench.match_bench`."""
    return lambda: {"posts filled": int(match_bench(able, openings)["filled"].sum())}


def match_by_assignment(able: pd.DataFrame, openings: pd.Series) -> Callable[[], dict[str, int]]:
    """`scipy.optimize.linear_sum_assignment` alone: what each pair is worth is laid out before the clock runs."""
    worth = np.repeat(able.to_numpy(dtype=float), openings.to_numpy(), axis=1).T.copy()
    return lambda: {"posts filled": int(worth[linear_sum_assignment(worth, maximize=True)].sum())}


SIDES = {"ours": match_by_program, "assignment": match_by_assignment}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--posts", type=int, default=POSTS)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--side", choices=SIDES)
    given = parser.parse_args()
    if given.side:
        able, openings = make_bench(given.people, given.posts)
        report(SIDES[given.side](able, openings))
        return 0
    arguments = ["--people", str(given.people), "--posts", str(given.posts)]
    kept = compare("benchmarks.matching", ("ours", "assignment"), arguments, most=MOST_TIMES, repeat=given.repeat)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
