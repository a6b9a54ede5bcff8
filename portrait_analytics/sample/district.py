"""A district with all its people and what is true of them, before anyone answers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from portrait_analytics.rubric import Framework, load_framework
from portrait_analytics.sample.draws import stream
from portrait_analytics.sample.people import draw_answering, make_people
from portrait_analytics.sample.schools import make_posts, make_schools
from portrait_analytics.sample.staff import hold_posts, list_present, visitor_count
from portrait_analytics.sample.truth import Truth, make_truth
from portrait_analytics.semesters import FALL, SPRING, parse_semester


@dataclass(frozen=True)
class District:
    """Semesters are counted from 0; people, schools and roles are places in their frames and lists."""

    framework: Framework
    semesters: tuple[str, ...]
    schools: pd.DataFrame
    people: pd.DataFrame
    present: tuple[pd.DataFrame, ...]
    truth: Truth
    seed: int

    def stream(self, *purpose: object) -> np.random.Generator:
        """The generator for one purpose."""
        return stream(self.seed, *purpose)


def make_district(people: int, schools: int, semesters: tuple[str, ...], seed: int) -> District:
    """The district of that many posts and schools over these semesters."""
    framework = load_framework()
    places = make_schools(people, schools)
    posts = make_posts(places)
    held = hold_posts(posts, len(semesters), stream(seed, "turnover"))
    visitors = visitor_count(people)
    count = 1 + max(int(holder.max()) for holder in held) + visitors
    answering = draw_answering(count, visitors, len(semesters), seed)
    return District(
        framework=framework,
        semesters=semesters,
        schools=places,
        people=make_people(count, visitors, len(semesters), seed),
        present=tuple(list_present(posts, held, answering, seed)),
        truth=make_truth(framework.current, people=count, schools=schools, seed=seed),
        seed=seed,
    )


def last_semesters(last: str, count: int) -> tuple[str, ...]:
    """So many semesters in a row, up to the last.

    >>> last_semesters("2026-fall", 3)
    ('2025-fall', '2026-spring', '2026-fall')
    """
    year, season = parse_semester(last)
    halves = 2 * year + (season == FALL) + np.arange(1 - count, 1)
    return tuple(f"{half // 2}-{FALL if half % 2 else SPRING}" for half in halves.tolist())
