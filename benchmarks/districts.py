"""Random synthetic districts, published and attacked: what is found, and how much had to be hidden for nothing to be.

    python -m benchmarks.districts --count 60 --seed 1

Each has 4 to 12 schools of 3 to 15 leaders with one principal, 2 to 4 semesters, people who move, come and go, and
forms of both editions. Every semester is released against the one before it; the last one twice, first without a few
people whose answers come late. Then the attacker is given all releases of a pair of semesters together.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from portrait_analytics import pipeline
from portrait_analytics.attack import count_heads, find_failures
from portrait_analytics.disclosure import Comparison, Draft, Policy, draft_release
from portrait_analytics.errors import DisclosureError
from portrait_analytics.growth import count_transitions
from portrait_analytics.guard import WAITING, Guarded, guard
from portrait_analytics.ledger import Entry
from portrait_analytics.progress import Silent
from portrait_analytics.reference import list_clusters
from portrait_analytics.sample import make_sample
from portrait_analytics.starting import make_workspace
from portrait_analytics.workspace import Workspace

MINIMUM = 5


def make_district(folder: Path, seed: int) -> Workspace:
    """A random district, cleaned."""
    draw = random.Random(seed)
    schools = draw.randint(4, 12)
    people = sum(draw.randint(3, 15) for _ in range(schools))
    make_workspace(folder, with_settings=False)
    make_sample(folder, people=people, schools=schools, semesters=draw.randint(2, 4), seed=seed)
    workspace = Workspace(folder)
    pipeline.clean(workspace, Silent())
    return workspace


def draft(workspace: Workspace, ratings: pd.DataFrame, comparison: Comparison) -> Draft:
    """The figures of a release, from these ratings."""
    cube = count_transitions(
        ratings,
        workspace.load_table("people"),
        semester_from=str(comparison.baseline),
        semester_to=comparison.semester,
        framework=workspace.framework,
    )
    schools = workspace.load_table("schools")
    return draft_release(
        cube,
        schools=schools[schools["semester"] == comparison.semester],
        policy=Policy(MINIMUM, {role.name: role.group for role in workspace.district.roles}),
        comparison=comparison,
        rubric=workspace.framework.current,
    )


def release(workspace: Workspace, drafted: Draft, entries: list[Entry]) -> Guarded:
    """What may be put in place beside earlier releases."""
    semesters = {"semester_from": drafted.comparison.baseline, "semester_to": drafted.comparison.semester}
    schools = workspace.load_table("schools")
    return guard(
        drafted,
        count_heads(workspace.load_table("people"), **semesters),
        entries,
        cluster_of=list_clusters(schools[schools["semester"] == drafted.comparison.semester]),
        minimum_group=MINIMUM,
    )


def hidden_share(drafted: Draft, guarded: Guarded) -> tuple[float, float]:
    """Of person x school-attribute cells, the share hidden though the school has the minimum, and told in less."""
    rows = guarded.published
    rows = rows[(rows["figure"] == "growth_by_school") & (rows["measure"] == "movers") & (rows["item"] == "up")]
    figure = next(figure for figure in drafted.figures if figure.name == "growth_by_school")
    sizes = figure.counts[["pairs", "rated_from", "rated_to"]]
    smallest = sizes.where(sizes > 0).min(axis=1).groupby("group").min()
    whole = beyond = less = 0.0
    banded = {(cell.school, cell.item) for cell in guarded.details if cell.figure == "growth_by_school"}
    for school, attribute, status in rows[["school", "attribute", "status"]].astype("str").itertuples(index=False):
        people = float(sizes["pairs"].get((school, attribute), 0))
        whole += people
        beyond += people * (status == "hidden" and smallest.get(school, 0) >= MINIMUM)
        less += people * ((school, attribute) in banded and status != "hidden")
    return (beyond / whole, less / whole) if whole else (0.0, 0.0)


def attack_district(seed: int) -> Iterator[tuple[str, float]]:
    """What became of one district: named figures, in the order in which they come."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_district(Path(folder) / "district", seed)
        ratings = workspace.load_table("ratings")
        held = sorted(ratings["semester"].astype("str").unique(), key=workspace.semesters().index)
        for earlier, later in pairwise(held):
            comparison = Comparison(later, earlier)
            answered = ratings.loc[ratings["semester"] == later, "person"].unique()
            late = random.Random(seed).sample(sorted(answered), min(len(answered) // 10 + 1, 12))
            first = ratings[~((ratings["semester"] == later) & ratings["person"].isin(late))]
            entries: list[Entry] = []
            for own in (first, ratings) if later == held[-1] else (ratings,):
                drafted = draft(workspace, own, comparison)
                try:
                    guarded = release(workspace, drafted, entries)
                except DisclosureError:
                    yield "refused", 1
                    continue
                yield "released", 1
                yield "waits", float(WAITING in guarded.facts)
                yield "told in less", len(guarded.details)
                if not entries:
                    beyond, less = hidden_share(drafted, guarded)
                    yield "hidden beyond the minimum", beyond
                    yield "school cells told in less", less
                entries.append(Entry(later, earlier, guarded.published, guarded.headcounts, guarded.details))
            yield from attacked(workspace, comparison, entries)


def attacked(workspace: Workspace, comparison: Comparison, entries: list[Entry]) -> Iterator[tuple[str, float]]:
    """What the attacker finds in all releases of a pair of semesters."""
    different = {entry.release: entry.published for entry in entries}
    schools = workspace.load_table("schools")
    if different:
        failures = find_failures(
            list(different.values()),
            entries[-1].headcounts,
            cluster_of=list_clusters(schools[schools["semester"] == comparison.semester]),
            rubric=workspace.framework.current,
            minimum_group=MINIMUM,
        )
        for failure in failures:
            yield f"failure {failure.kind} {failure.finding}", 1


def main() -> None:
    """Attack so many districts and print what was found, district by district and together."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    total: Counter[str] = Counter()
    beyond: list[float] = []
    for seed in range(given.seed, given.seed + given.count):
        start, figures = time.perf_counter(), Counter[str]()
        for name, value in attack_district(seed):
            figures[name] += value  # type: ignore[assignment]
            if name == "hidden beyond the minimum":
                beyond.append(value)
        total += figures
        said = ", ".join(f"{name} {value:g}" for name, value in sorted(figures.items()))
        print(f"{seed}: {said} ({time.perf_counter() - start:.0f} s)", flush=True)
    found = sum(value for name, value in total.items() if name.startswith("failure"))
    print(f"{given.count} districts: {found:g} failures, {total['released']:g} releases, {total['refused']:g} refused")
    print(f"hidden beyond the minimum: median {np.median(beyond):.1%}, worst {max(beyond):.1%}")


if __name__ == "__main__":
    main()
