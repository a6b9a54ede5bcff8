"""The bench: of the posts that fall vacant, how many can be filled at once, and where people run out first.

``openings`` is always a series by role: how many posts are to be filled, in the order in which roles are served where
there are too few people. ``able`` is a table of persons by roles: true where that person could take that role
(`tell_able`).
"""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import maximum_bipartite_matching

from portrait_analytics.succession.readiness import NOW, SOON
from portrait_analytics.succession.vacancies import chance_of_more, distribute_vacancies


def tell_able(readiness: pd.DataFrame, roles: Sequence[str], *, within_two_years: bool = False) -> pd.DataFrame:
    """Who could take which role (restricted): one row is one person, by key in their order, one column a role.

    Those who are ready now, and with ``within_two_years`` those, too, who will be by then.
    """
    wanted = readiness["readiness"].isin([NOW, SOON] if within_two_years else [NOW])
    wide = readiness.assign(able=wanted).pivot(index="person", columns="role", values="able")
    return wide.reindex(columns=list(roles)).fillna(value=False).astype(bool).sort_index()


def match_bench(able: pd.DataFrame, openings: pd.Series) -> pd.DataFrame:
    """How many of the openings can be filled at once by different people, as counts.

    One row is one role, in the order of ``openings``: ``role, openings, able`` (people who could take it), ``alone``
    (posts that could be filled if it were the only role) and ``filled`` (posts filled when all roles are). ``filled``
    adds up to the most that is possible, by maximum matching; where there are too few people, the roles that stand
    first are served first, which never costs a post in all.
    """
    wanted = openings.astype("int64")
    table = able.reindex(columns=wanted.index, fill_value=False)
    served = [_most_filled(table.iloc[:, :number], wanted.iloc[:number]) for number in range(1, len(wanted) + 1)]
    people = table.sum().to_numpy()
    return pd.DataFrame(
        {
            "role": wanted.index.astype("str"),
            "openings": wanted.to_numpy(),
            "able": people,
            "alone": np.minimum(people, wanted.to_numpy()),
            "filled": np.diff([0, *served]),
        }
    )


def name_bench(able: pd.DataFrame, openings: pd.Series) -> pd.DataFrame:
    """One way to fill the most openings (restricted: a row a post and the person who could take it).

    ``role, person``, in the order of ``openings``; one of many, and no recommendation. As many posts as `match_bench`
    says; each person once.
    """
    table = able.reindex(columns=openings.index, fill_value=False).sort_index()
    graph, posts = _graph(table, openings.astype("int64"))
    taken = maximum_bipartite_matching(graph, perm_type="column")
    filled = taken >= 0
    return pd.DataFrame({"role": posts[filled], "person": table.index[taken[filled]]})


def _most_filled(able: pd.DataFrame, openings: pd.Series) -> int:
    graph, _ = _graph(able, openings)
    return int((maximum_bipartite_matching(graph, perm_type="column") >= 0).sum())


def _graph(able: pd.DataFrame, openings: pd.Series) -> tuple[sparse.csr_array, NDArray[np.object_]]:
    """Posts by people, and the role of each post; of one role no more posts than people who could take it."""
    flags = able.to_numpy(dtype=bool)
    posts = np.repeat(np.arange(len(openings)), np.minimum(openings.to_numpy(), flags.sum(axis=0)))
    rows = sparse.csr_array(flags.T)[posts] if posts.size else sparse.csr_array((0, len(able)))
    return rows, openings.index.to_numpy(dtype=object)[posts]


def measure_bench(able: pd.DataFrame, posts: pd.DataFrame, readiness: pd.DataFrame) -> pd.DataFrame:
    """How strong the bench is behind each role, as counts and shares.

    ``posts``: one row is one post with ``role`` and ``leaving`` (probability to be vacant by the horizon). One row of
    the result is one role: ``role, posts, ready_now, ready_soon`` (persons), ``strength`` (ready now for each post),
    ``coverage`` (ready now or within two years for each post; ISO/TS 30433's successor coverage, which prints it in
    percent), ``expected`` (vacancies, in posts) and ``short`` (the probability of more vacancies than people ready
    now). Someone ready for several roles is counted behind each: `match_bench` is the figure for all at once.
    """
    near = readiness.loc[readiness["readiness"] == SOON, "role"].value_counts().reindex(able.columns, fill_value=0)
    rows = []
    for role in able.columns:
        leaving = posts.loc[posts["role"] == role, "leaving"]
        ready_now, ready_soon = int(able[role].sum()), int(near[role])
        size = len(leaving)
        rows.append(
            {
                "role": role,
                "posts": size,
                "ready_now": ready_now,
                "ready_soon": ready_soon,
                "strength": ready_now / size if size else math.nan,
                "coverage": cover_successors(ready_now + ready_soon, size),
                "expected": float(leaving.sum()),
                "short": chance_of_more(distribute_vacancies(leaving), ready_now),
            }
        )
    return pd.DataFrame(rows)


def cover_successors(successors: int, posts: int) -> float:
    """Successor coverage (ISO/TS 30433:2021): possible successors for each post, as a share; missing without a post.

    >>> cover_successors(132, 44)
    3.0
    """
    return successors / posts if posts else math.nan
