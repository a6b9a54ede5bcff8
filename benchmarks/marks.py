"""How many groups are marked although none differs: no growth, and one growth that all groups share.

Families of 8, 15 and 40 groups, drawn from one distribution of movers, as many of each as come to the same number of
groups. At most 2% of them may be marked, whatever that distribution is.
"""

import argparse
import sys

import numpy as np
import pandas as pd

from portrait_analytics.growth import mark_groups

FAMILIES = (8, 15, 40)
SIZES = {"10 to 25": (10, 25)}
TRUTHS = {
    "no growth": (0.20, 0.60, 0.20),
    "no growth, few move": (0.05, 0.90, 0.05),
    "shift of +30": (0.10, 0.50, 0.40),
    "shift of +65": (0.05, 0.25, 0.70),
}
MOST = 0.02


def draw_families(
    draw: np.random.Generator, groups: int, sizes: tuple[int, int], truth: tuple[float, ...], families: int
) -> pd.DataFrame:
    """Counts as `measure_growth` gives them, each family as one competency."""
    pairs = draw.integers(sizes[0], sizes[1] + 1, groups * families)
    moves = draw.multinomial(pairs, truth)
    return pd.DataFrame(
        {
            "group": np.tile(np.arange(groups), families),
            "attribute": "drawn",
            "competency": np.repeat(np.arange(families), groups).astype(str),
            "down": moves[:, 0],
            "same": moves[:, 1],
            "up": moves[:, 2],
            "pairs": pairs,
        }
    )


def main() -> int:
    """Print the share marked in each case; 1 if one is above what is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--groups", type=int, default=480)
    drawn = parser.parse_args().groups
    draw = np.random.default_rng(20260901)
    most = 0.0
    print(f"{'pairs':12} {'truth':22}" + "".join(f"{groups:>4} groups" for groups in FAMILIES))
    for size, sizes in SIZES.items():
        for name, truth in TRUTHS.items():
            shares = [
                mark_groups(draw_families(draw, groups, sizes, truth, drawn // groups))["differs"].mean()
                for groups in FAMILIES
            ]
            most = max(most, *shares)
            print(f"{size:12} {name:22}" + "".join(f"{share:11.2%}" for share in shares))
    print(f"at most {most:.2%} are marked (at most {MOST:.0%} wanted)")
    return int(most > MOST)


if __name__ == "__main__":
    sys.exit(main())
