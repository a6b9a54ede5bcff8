"""All semesters held: each with its share, and with its movers since the semester that it is compared with."""

from collections.abc import Callable, Iterable, Iterator

import pandas as pd

from portrait_analytics.growth.cube import count_transitions
from portrait_analytics.growth.measures import Grouping, measure_growth
from portrait_analytics.rubric import Framework
from portrait_analytics.semesters import default_baseline, in_time_order

MOVES = ["up", "down", "same", "pairs"]


def pair_with_baselines(held: Iterable[str]) -> list[tuple[str, str | None]]:
    """Every semester held with the one that it is compared with: the same season of the year before, else the last one.

    >>> pair_with_baselines(["2026-fall", "2026-spring", "2025-fall"])
    [('2025-fall', None), ('2026-spring', '2025-fall'), ('2026-fall', '2025-fall')]
    """
    semesters = in_time_order(held)
    return [(semester, default_baseline(semester, semesters)) for semester in semesters]


def count_trend(ratings: pd.DataFrame, people: pd.DataFrame, framework: Framework) -> Iterator[pd.DataFrame]:
    """A cube for every semester that holds ratings, one at a time, since together they may be large.

    The first semester has no baseline; its cube is the one from the semester to itself.
    """
    for semester, baseline in pair_with_baselines(ratings["semester"].astype("str").unique()):
        yield count_transitions(
            ratings, people, semester_from=baseline or semester, semester_to=semester, framework=framework
        )


def measure_trend(
    cubes: Iterable[pd.DataFrame],
    group: Callable[[pd.DataFrame], Grouping],
    *,
    about: str = "self",
    rated_by: str = "self",
) -> pd.DataFrame:
    """The share at or above Proficient in every semester, and the movers since its baseline.

    ``cubes`` as `count_trend` makes them, ``group`` a grouping such as `group_whole`. One row is one ``semester``, one
    ``group`` and one attribute (``competency`` missing) or competency: ``proficient`` of ``rated``, and ``up, down,
    same`` of ``pairs`` since ``baseline``, in persons; the movers are missing without a baseline. Each row may rest on
    other people and another form, so a line through the shares is no growth: that is what the movers are for.

    For the data team, of any grouping and of all semesters held; a page tells only those that were reported, in the
    words of their reports (`disclosure.trend`).

    >>> from portrait_analytics.growth import group_whole
    >>> cube = pd.DataFrame({"move": [1, 0], "proficient_from": [False, True], "proficient_to": True, "people": [6, 3]})
    >>> cube = cube.assign(semester_from="2025-fall", semester_to="2026-fall", state_from="rated", state_to="rated")
    >>> cube = cube.assign(about="self", rated_by="self", attribute="authentic", competency=None)
    >>> measure_trend([cube], group_whole)[["semester", "proficient", "rated", "up", "pairs"]].values.tolist()
    [['2026-fall', 9, 9, 6, 9]]
    """
    rows = [_of_semester(cube, group, about, rated_by) for cube in cubes]
    filled = [row for row in rows if len(row)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()


def _of_semester(
    cube: pd.DataFrame, group: Callable[[pd.DataFrame], Grouping], about: str, rated_by: str
) -> pd.DataFrame:
    """The later end of one cube."""
    counts = measure_growth(cube, group(cube), about=about, rated_by=rated_by)
    if counts.empty:
        return counts
    semester, baseline = (str(cube[f"semester_{end}"].iloc[0]) for end in ("to", "from"))
    moves = counts[MOVES].astype("Int64")
    alone = semester == baseline
    return pd.DataFrame(
        {
            "semester": semester,
            "baseline": None if alone else baseline,
            "group": counts["group"],
            "attribute": counts["attribute"].astype("str"),
            "competency": counts["competency"].astype("str"),
            "proficient": counts["proficient_to"],
            "rated": counts["rated_to"],
        }
    ).join(moves.mask(moves.notna() & alone))
