"""The cube of millions of ratings, beside the bare join and group-by of the same transitions in polars.

``ours`` is `growth.count_transitions` from each semester to the next: every state and form, attributes as a whole, the
table checked. ``polars`` joins the ratings of two semesters by person and competency, adds school and role at both
ends, and counts; it has the same two tables, converted before the clock runs. Both must find as many who moved.
``estimators`` is every estimate of growth from those cubes: by district, school, role, cluster, and cluster and role.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from benchmarks.measuring import compare, measure_best, report
from portrait_analytics import growth
from portrait_analytics.rubric import Framework, load_framework
from portrait_analytics.tables import make_table

MOST_TIMES, MOST_ESTIMATORS, MOST_TENFOLD, MOST_MEGABYTES = 1.0, 3.0, 11.0, 8_000
PEOPLE, SEMESTERS, PER_SCHOOL = (
    100_000,
    ["2024-spring", "2024-fall", "2025-spring", "2025-fall", "2026-spring", "2026-fall"],
    83,
)
ROLES = ["Principal", "Assistant Principal", "Coach", "Teacher Leader", "Specialist", "Director"]
ANSWERED, MOVES_SCHOOL = 0.95, 0.03


def make_tables(number: int, framework: Framework) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables ratings and people of so many synthetic leaders over six semesters."""
    random = np.random.default_rng(10)
    keys = pd.Index([f"{key:024x}" for key in range(number)], dtype="str")
    schools = pd.Index([f"{school:04}" for school in range(max(number // PER_SCHOOL, 1))], dtype="str")
    competencies, attribute_of = list(framework.current.attribute_of), framework.current.attribute_of
    school, role = random.integers(len(schools), size=number), random.integers(len(ROLES), size=number)
    rated, people = [], []
    for place, _ in enumerate(SEMESTERS):
        school = np.where(random.random(number) < MOVES_SCHOOL, random.integers(len(schools), size=number), school)
        who = np.flatnonzero(random.random(number) < ANSWERED)
        people.append({"semester": np.full(len(who), place), "person": who, "school": school[who], "role": role[who]})
        shape = len(who), len(competencies)
        rated.append(
            {
                "semester": np.full(shape, place).ravel(),
                "person": np.repeat(who, shape[1]),
                "competency": np.tile(np.arange(shape[1]), shape[0]),
                "level": random.integers(1, 5, size=shape).ravel(),
            }
        )
    texts = {"semester": SEMESTERS, "person": keys, "school": schools, "role": ROLES, "competency": competencies}
    ratings = _named(rated, texts)
    attributes = ratings["competency"].map(attribute_of).astype("category")
    fixed = {"identified": True, "about": "self", "rated_by": "self", "moment": "now", "state": "rated"}
    level = ratings.pop("level")
    whole = ratings.assign(
        **fixed, attribute=attributes, level_low=level, level_high=level, edition=framework.current.id
    )
    there = _named(people, texts).assign(identified=True, on_roster=True, answered=True)
    return make_table("ratings", whole.assign(source="made.csv", source_row=1)), make_table("people", there)


def _named(parts: list[dict[str, np.ndarray]], texts: dict[str, pd.Index | list[str]]) -> pd.DataFrame:
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return pd.DataFrame(
        {
            name: pd.Categorical.from_codes(codes, texts[name]) if name in texts else codes
            for name, codes in columns.items()
        }
    )


def count_cubes(ratings: pd.DataFrame, people: pd.DataFrame, framework: Framework) -> Iterator[pd.DataFrame]:
    """The cube from each semester to the next."""
    for before, after in pairwise(SEMESTERS):
        yield growth.count_transitions(ratings, people, semester_from=before, semester_to=after, framework=framework)


def by_us(ratings: pd.DataFrame, people: pd.DataFrame, framework: Framework) -> Callable[[], dict[str, int]]:
    """`growth.count_transitions`."""

    def work() -> dict[str, int]:
        found = {"pairs": 0, "moved up": 0}
        for cube in count_cubes(ratings, people, framework):
            own = cube["competency"].notna()
            found["pairs"] += int(cube.loc[own & cube["move"].notna(), "people"].sum())
            found["moved up"] += int(cube.loc[own & (cube["move"] == 1).fillna(value=False), "people"].sum())
        return found

    return work


def by_polars(ratings: pd.DataFrame, people: pd.DataFrame, _: Framework) -> Callable[[], dict[str, int]]:
    """A join and a group-by in polars, of the same two tables; the framework is not needed."""
    import polars as pl

    answers = pl.from_pandas(ratings[["semester", "person", "competency", "level_low"]]).rename({"level_low": "level"})
    there = pl.from_pandas(people[["semester", "person", "school", "role"]])

    def work() -> dict[str, int]:
        found = {"pairs": 0, "moved up": 0}
        for before, after in pairwise(SEMESTERS):
            waves = [
                answers.filter(pl.col("semester") == own).join(there.filter(pl.col("semester") == own), on="person")
                for own in (before, after)
            ]
            both = waves[0].join(waves[1], on=["person", "competency"], suffix="_to")
            cells = both.group_by(["school", "school_to", "role", "role_to", "competency", "level", "level_to"]).len()
            found["pairs"] += int(cells["len"].sum())
            found["moved up"] += int(cells.filter(pl.col("level_to") > pl.col("level"))["len"].sum())
        return found

    return work


def by_estimators(ratings: pd.DataFrame, people: pd.DataFrame, framework: Framework) -> Callable[[], dict[str, int]]:
    """Every estimate, from cubes that were counted before the clock runs."""
    cubes = list(count_cubes(ratings, people, framework))
    cluster_of = {school: f"Cluster {int(school) // 12}" for school in people["school"].cat.categories}
    clusters = sorted(set(cluster_of.values()))
    names = {(cluster, role): f"{cluster} {role}" for cluster in clusters for role in ROLES}

    def work() -> dict[str, int]:
        estimates = 0
        for cube in cubes:
            for grouping in (
                growth.group_whole(cube),
                growth.group_by_role(cube, {role: role for role in ROLES}),
                growth.group_by_school(cube),
                growth.group_by_cluster(cube, cluster_of),
                growth.group_by_cluster_and_role(cube, cluster_of, names),
            ):
                estimates += len(growth.estimate_growth(growth.measure_change(cube, grouping)))
            estimates += len(growth.split_change(cube, growth.group_whole(cube)))
        return {"estimates": estimates}

    return work


SIDES = {"ours": by_us, "polars": by_polars, "estimators": by_estimators}


def main() -> int:
    """Compare the sides, or be one of them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--side", choices=SIDES)
    given = parser.parse_args()
    if given.side:
        framework = load_framework()
        report(SIDES[given.side](*make_tables(given.people, framework), framework))
        return 0
    module, sized = "benchmarks.cube", ["--people", str(given.people)]
    kept = compare(module, ("ours", "polars"), sized, most=MOST_TIMES, repeat=given.repeat, megabytes=MOST_MEGABYTES)
    whole, estimators = measure_best(module, ("ours", "estimators"), sized, given.repeat).values()
    (tenth,) = measure_best(module, ("ours",), ["--people", str(given.people // 10)], given.repeat).values()
    estimating, tenfold = estimators.seconds / whole.seconds, whole.seconds / tenth.seconds
    told = f"{estimators.result['estimates']:,} estimates take {estimating:.2f} times the cube"
    print(f"{told} (at most {MOST_ESTIMATORS:g} wanted), {estimators.megabytes:,.0f} MB")
    print(f"ten times the people take {tenfold:.1f} times as long (at most {MOST_TENFOLD:g} wanted)")
    return 0 if kept and estimating <= MOST_ESTIMATORS and tenfold <= MOST_TENFOLD else 1


if __name__ == "__main__":
    sys.exit(main())
