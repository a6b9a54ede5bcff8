"""Answers that would print alike are kept from one look at a release to the next, and held against it anew."""

from dataclasses import replace

import numpy as np
import pytest

from portrait_analytics.attack import Failure, Witnesses, find_failures
from portrait_analytics.attack.families import Family, make_families
from portrait_analytics.attack.system import build_system
from portrait_analytics.reference import list_clusters
from portrait_analytics.workspace import Workspace
from tests.drafts import MINIMUM, District


@pytest.fixture(scope="module")
def district(small_run: Workspace) -> District:
    return District(small_run)


@pytest.fixture(scope="module")
def family(district: District) -> Family:
    """An attribute, with all that the release says of it."""
    clusters = list_clusters(district.schools)
    release = district.guard(district.draft(), []).published
    return next(make_families([release], district.heads, clusters, district.framework.current))


def some_solution(family: Family) -> np.ndarray:
    system = build_system(family)
    found = system.program.solver.find_least(np.zeros(len(system.program.upper)))
    assert found is not None
    return found.reshape(system.shape)


def test_a_second_look_at_less_finds_what_a_first_one_would(district: District) -> None:
    draft, witnesses = district.draft(), Witnesses()
    released = district.guard(draft, [])
    one = sorted(released.details)[0]
    more = draft.printed({cell: detail for cell, detail in released.details.items() if cell != one})

    def look(known: Witnesses | None, *printed: object) -> list[list[Failure]]:
        return [
            find_failures(
                [release],
                district.heads,
                cluster_of=list_clusters(district.schools),
                rubric=district.framework.current,
                minimum_group=MINIMUM,
                only={one.item},
                witnesses=known,
            )
            for release in printed
        ]

    with_witnesses, anew = look(witnesses, more, released.published), look(None, more, released.published)

    assert [[failure.words for failure in found] for found in with_witnesses] == [
        [failure.words for failure in found] for found in anew
    ]
    assert with_witnesses[0]
    assert not with_witnesses[1]


def test_what_fitted_comes_back_and_what_does_not_fit_is_not_taken_on_trust(family: Family) -> None:
    fitting, witnesses = some_solution(family), Witnesses()
    witnesses.keep(family, build_system(family), [fitting, fitting + 1])

    (recalled,) = witnesses.recall(family, build_system(family))

    np.testing.assert_array_equal(recalled, fitting)


def test_people_whom_fewer_figures_tell_apart_are_counted_together(family: Family) -> None:
    fitting, witnesses = some_solution(family), Witnesses()
    witnesses.keep(family, build_system(family), [fitting])
    less = replace(family, facts=[], targets=[])

    (recalled,) = witnesses.recall(less, build_system(less))

    assert len(recalled) < len(fitting)
    np.testing.assert_array_equal(recalled.sum(axis=0), fitting.sum(axis=0))


def test_people_whom_more_figures_tell_apart_begin_without_witnesses(family: Family) -> None:
    less, witnesses = replace(family, facts=[], targets=[]), Witnesses()
    witnesses.keep(less, build_system(less), [some_solution(less)])

    assert witnesses.recall(family, build_system(family)) == []
