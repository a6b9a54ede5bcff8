"""A large district is attacked in blocks of schools, which find what an attack on the whole finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portrait_analytics.attack import Failure, blocks
from portrait_analytics.attack.blocks import BLOCK, list_blocks, split_family
from portrait_analytics.attack.families import Family, make_families
from portrait_analytics.reference import list_clusters
from portrait_analytics.workspace import Workspace
from tests.drafts import District


@pytest.fixture(scope="module")
def district(small_run: Workspace) -> District:
    return District(small_run)


def asked(failures: list[Failure]) -> set[tuple[str, str, str, str]]:
    return {(failure.kind, failure.family, failure.target, failure.quantity) for failure in failures}


def test_blocks_of_one_school_find_what_an_attack_on_the_whole_finds(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed = district.draft().printed({})
    whole = asked(district.failures(printed))

    monkeypatch.setattr(blocks, "WHOLE", 0)
    monkeypatch.setattr(blocks, "BLOCK", 1)

    assert whole
    assert asked(district.failures(printed)) == whole


@pytest.fixture(scope="module")
def family(district: District) -> Family:
    return next(
        make_families(
            [district.draft().printed({})],
            district.heads,
            list_clusters(district.schools),
            district.framework.current,
        )
    )


def test_every_target_is_asked_in_one_block(
    district: District, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "WHOLE", 0)
    monkeypatch.setattr(blocks, "BLOCK", 1)

    parts = list(split_family(family, list_clusters(district.schools)))

    assert len(parts) > 1
    words = [target.words for part in parts for target in part.targets]
    assert sorted(words) == sorted(target.words for target in family.targets)


def test_what_is_outside_a_block_is_told_as_sums_that_count_nobody_twice(
    district: District, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "WHOLE", 0)
    monkeypatch.setattr(blocks, "BLOCK", 1)

    for part in split_family(family, list_clusters(district.schools)):
        for fact in part.facts:
            if fact.others:
                parts = [
                    own
                    for own in family.facts
                    if own.cell in (fact.cell, *fact.others) and np.array_equal(own.weights, fact.weights)
                ]
                assert np.sum([own.cells for own in parts], axis=0).max() == 1
                assert sum(own.low for own in parts) == fact.low


def test_a_small_district_is_attacked_as_a_whole(district: District, family: Family) -> None:
    assert list(split_family(family, list_clusters(district.schools))) == [family]


@given(st.dictionaries(st.integers(0, 99).map(str), st.sampled_from("ABCDE"), min_size=1))
def test_blocks_hold_every_school_once_and_break_only_clusters_that_are_too_large(cluster_of: dict[str, str]) -> None:
    made = list_blocks(cluster_of)

    assert sorted(school for block in made for school in block) == sorted(cluster_of)
    assert all(1 <= len(block) <= BLOCK for block in made)
    for cluster in set(cluster_of.values()):
        own = [school for school in cluster_of if cluster_of[school] == cluster]
        held = [block for block in made if set(block) & set(own)]
        assert len(held) == 1 or len(own) > BLOCK
