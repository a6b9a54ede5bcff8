"""How often the 95% interval of net movers holds the truth: every possible outcome counted with its probability.

Of a competency the truth is how probable it is to move down, stay and move up. Of an attribute it is worked out from
that of its three or four competencies, which move independently: a person moved up if more of them rose than fell. The
least over all truths is what counts, and it is wanted to be at least 92%. Printed beside it, and not counted, is the
worst truth that we know of, under which nobody ever stays the same.
"""

import sys
from itertools import product

import numpy as np
from scipy import stats

from portrait_analytics.growth import net_movers_interval

SIZES = (3, 5, 8, 10, 20, 40)
COMPETENCIES = (1, 3, 4)
TRUTHS = {
    "even": (0.20, 0.60, 0.20),
    "few move": (0.05, 0.90, 0.05),
    "half move": (0.25, 0.50, 0.25),
    "some rise": (0.10, 0.50, 0.40),
    "most rise": (0.05, 0.25, 0.70),
    "only rises": (0.00, 0.70, 0.30),
    "nearly all rise": (0.02, 0.08, 0.90),
}
NOBODY_STAYS = (0.50, 0.00, 0.50)
LEAST = 0.92


def of_attribute(truth: tuple[float, float, float], competencies: int) -> tuple[float, float, float]:
    """How probable it is that more of so many competencies fell than rose, as many, and more rose than fell."""
    found = [0.0, 0.0, 0.0]
    for moves in product((-1, 0, 1), repeat=competencies):
        found[1 + np.sign(sum(moves))] += float(np.prod([truth[1 + move] for move in moves]))
    return found[0], found[1], found[2]


def coverage(truth: tuple[float, float, float], pairs: int) -> float:
    """The probability of all outcomes whose interval holds the truth."""
    up, down = (grid.ravel() for grid in np.meshgrid(np.arange(pairs + 1), np.arange(pairs + 1)))
    possible = up + down <= pairs
    up, down = up[possible], down[possible]
    chance = stats.multinomial.pmf(np.column_stack([down, pairs - up - down, up]), pairs, truth)
    low, high = net_movers_interval(up, down, np.full(len(up), pairs))
    net = truth[2] - truth[0]
    return float(chance[(low <= net + 1e-12) & (net - 1e-12 <= high)].sum())


def main() -> int:
    """Print the least coverage of each kind of item and size; 1 if one is below what is wanted."""
    print(f"{'':24}" + "".join(f"n = {pairs:<5}" for pairs in SIZES))
    least = 1.0
    for competencies in COMPETENCIES:
        truths = [of_attribute(truth, competencies) for truth in TRUTHS.values()]
        found = [min(coverage(truth, pairs) for truth in truths) for pairs in SIZES]
        least = min(least, *found)
        _print_line("competency" if competencies == 1 else f"attribute of {competencies}", found)
    _print_line("nobody stays the same", [coverage(NOBODY_STAYS, pairs) for pairs in SIZES])
    print(f"at least {least:.1%} of all outcomes hold the truth (at least {LEAST:.0%} wanted)")
    return int(least < LEAST)


def _print_line(name: str, shares: list[float]) -> None:
    print(f"{name:24}" + "".join(f"{share:<9.1%}" for share in shares))


if __name__ == "__main__":
    sys.exit(main())
