"""Partial pooling, marks and tests: published results, few groups, and nothing marked where nothing differs."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from portrait_analytics import growth
from portrait_analytics.growth.pooling import Prior, log_posterior

# tumours among the rats of 70 earlier groups, then those of the current one: 4 of 14
TUMOURS = [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7
TUMOURS += [10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5, 6, 6, 6, 6, 16, 15, 15, 9, 4]
RATS = [20] * 7 + [19] * 4 + [18, 18, 17] + [20] * 4 + [19, 19, 18, 18, 25, 24, 23] + [20] * 6
RATS += [10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50] + [20] * 7
RATS += [48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14]
EXPERIMENTS = np.column_stack([np.array(RATS) - np.array(TUMOURS), TUMOURS])


def family(*groups: tuple[int, int, int]) -> pd.DataFrame:
    """Counts of one competency; each group is up, same, down."""
    frame = pd.DataFrame(groups, columns=["up", "same", "down"])
    frame = frame.assign(
        group=[f"{place:04}" for place in range(len(frame))], attribute="authentic", competency="trust"
    )
    frame["pairs"] = frame[["up", "same", "down"]].sum(axis="columns")
    for end in ("from", "to"):
        frame[f"proficient_{end}"], frame[f"rated_{end}"] = frame["up"], frame["pairs"]
    return frame


def test_the_posterior_of_the_rat_tumours_is_the_published_one() -> None:
    # Gelman et al., Bayesian Data Analysis, 3rd ed., section 5.3: E(alpha|y) = 2.4, E(beta|y) = 14.3
    shares, strengths = np.linspace(0.05, 0.35, 61), np.exp(np.linspace(np.log(0.5), np.log(2000), 200))
    grid = [[log_posterior(Prior((1 - share, share), size), EXPERIMENTS) for size in strengths] for share in shares]
    density = np.exp(np.array(grid) - np.max(grid)) * strengths  # the steps are even on a logarithmic scale
    density /= density.sum()

    assert (density * shares[:, None] * strengths).sum() == pytest.approx(2.4, abs=0.05)
    assert (density * (1 - shares)[:, None] * strengths).sum() == pytest.approx(14.3, abs=0.05)


def test_a_group_is_pooled_as_published_when_the_prior_is_given() -> None:
    # Gelman et al., section 5.1: Beta(1.4, 8.6) and 4 of 14 give Beta(5.4, 18.6)
    share, low, high = growth.pooled_share([4], [14], Prior((0.86, 0.14), 10))

    assert share[0] == pytest.approx(5.4 / (5.4 + 18.6))
    assert (low[0], high[0]) == (
        pytest.approx(stats.beta.ppf(0.05, 5.4, 18.6)),
        pytest.approx(stats.beta.ppf(0.95, 5.4, 18.6)),
    )


def test_the_prior_that_is_found_is_the_best_one() -> None:
    found = growth.fit_prior(EXPERIMENTS)

    best = log_posterior(found, EXPERIMENTS)
    for share in (-0.01, 0, 0.01):
        for factor in (0.9, 1, 1.1):
            other = Prior((found.shares[0] - share, found.shares[1] + share), found.strength * factor)
            assert log_posterior(other, EXPERIMENTS) <= best + 1e-6


@pytest.mark.parametrize("groups", [1, 4])
def test_fewer_than_five_groups_get_four_typical_leaders_added(groups: int) -> None:
    prior = growth.fit_prior([[2, 6, 4]] * groups + [[0, 0, 0]] * 3)  # groups without anybody do not count

    assert (prior.strength, prior.fitted) == (4, False)
    assert growth.fit_prior([[2, 6, 4]] * 5).fitted


def test_groups_that_hardly_differ_are_drawn_together_and_groups_apart_are_left_alone() -> None:
    alike = growth.fit_prior([[4, 6], [5, 5], [6, 4]] * 4)
    apart = growth.fit_prior([[0, 10], [10, 0]] * 6)

    assert alike.strength > 10 > 1 > apart.strength
    assert alike.strength < 5000  # and never at one value


def test_a_group_without_pairs_has_no_pooled_value_and_the_others_lie_between_their_own_and_the_districts() -> None:
    counts = family((5, 5, 0), (0, 5, 5), (3, 5, 2), (2, 6, 2), (4, 4, 2), (0, 0, 0))

    pooled = growth.pool_growth(counts)

    raw = (counts["up"] - counts["down"]) / counts["pairs"]
    prior = growth.fit_prior(counts[["down", "same", "up"]])
    middle = prior.shares[2] - prior.shares[0]
    assert math.isnan(pooled["pooled_net"].iloc[5])
    for net, own in zip(pooled["pooled_net"][:5], raw[:5], strict=True):
        assert min(own, middle) - 1e-9 <= net <= max(own, middle) + 1e-9
        assert net == pytest.approx((10 * own + prior.strength * middle) / (10 + prior.strength))


GROUPS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20)), min_size=1, max_size=12)


@settings(deadline=None, max_examples=12)
@given(groups=GROUPS, seed=st.integers(0, 99))
def test_neither_pooling_nor_marks_depend_on_the_order_of_groups(groups: list[tuple[int, int, int]], seed: int) -> None:
    counts = family(*groups)
    shuffled = counts.sample(frac=1, random_state=seed)

    for work in (growth.pool_growth, growth.mark_groups, growth.sign_tests):
        pd.testing.assert_frame_equal(work(shuffled).sort_index(), work(counts), rtol=1e-9)


@settings(deadline=None, max_examples=12)
@given(groups=GROUPS)
def test_swapping_the_semesters_turns_pooled_movers_and_marks_round(groups: list[tuple[int, int, int]]) -> None:
    there, back = (
        growth.mark_groups(growth.pool_growth(family(*each))) for each in (groups, [g[::-1] for g in groups])
    )

    assert there["pooled_net"].to_numpy() == pytest.approx(-back["pooled_net"].to_numpy(), abs=1e-3, nan_ok=True)
    assert there["above"].to_numpy() == pytest.approx(1 - back["above"].to_numpy(), abs=1e-2, nan_ok=True)


@pytest.mark.parametrize(("up", "same", "down"), [(5, 1, 1), (0, 10, 0), (9, 3, 0), (60, 20, 19), (60, 20, 21)])
def test_how_probable_it_is_to_be_above_the_district_is_what_draws_come_to(up: int, same: int, down: int) -> None:
    prior = Prior((0.25, 0.45, 0.30), 6)
    draws = np.random.default_rng(1).dirichlet(prior.counts + np.array([down, same, up]), size=100_000)

    above = growth.probability_above([up], [down], [up + same + down], prior)

    # 0.005 is three times the error of the draws
    assert above[0] == pytest.approx((draws[:, 2] - draws[:, 0] > 0.30 - 0.25).mean(), abs=0.005)


def test_a_group_far_from_the_others_is_marked_and_they_are_not() -> None:
    counts = family(*[(4, 12, 4)] * 9, (18, 2, 0))

    assert growth.mark_groups(counts)["differs"].to_list() == [False] * 9 + [True]


def test_growth_that_all_share_marks_nobody() -> None:
    counts = family(*[(15, 3, 2), (14, 4, 2), (16, 3, 1)] * 4)

    marked = growth.mark_groups(counts)

    assert not marked["differs"].any()
    assert (growth.net_movers_interval(counts["up"], counts["down"], counts["pairs"])[0] > 0).all()


def test_in_a_family_of_seven_nothing_is_marked() -> None:
    far = (18, 2, 0)

    assert growth.mark_groups(family(*[(4, 12, 4)] * 7, far))["differs"].any()
    assert not growth.mark_groups(family(*[(4, 12, 4)] * 6, far))["differs"].any()
    assert not growth.mark_groups(family(*[(4, 12, 4)] * 6, far, (0, 0, 0)))["differs"].any()  # nobody is no group


def test_a_group_of_nine_pairs_is_not_marked() -> None:
    counts = family(*[(0, 20, 20)] * 9, (9, 0, 0), (10, 0, 0))

    marked = growth.mark_groups(counts)

    assert (marked["above"].iloc[-2:] > 0.95).all()
    assert marked["differs"].iloc[-2:].to_list() == [False, True]


def test_sign_tests_are_exact_and_those_that_cannot_be_found_are_not_tested() -> None:
    tests = growth.sign_tests(family((6, 9, 0), (5, 9, 0), (9, 9, 1), (0, 9, 0)))

    assert tests["p"].to_list() == pytest.approx([2 * 0.5**6, 2 * 0.5**5, 2 * (1 + 10) * 0.5**10, 1])
    assert tests["p"].to_list() == pytest.approx(
        [stats.binomtest(up, moved, 0.5).pvalue if moved else 1 for up, moved in ((6, 6), (5, 5), (9, 10), (0, 0))]
    )
    assert tests["testable"].to_list() == [True, False, True, False]  # with five movers 2/32 is the least
    smallest, other = 2 * 11 * 0.5**10, 2 * 0.5**6
    assert tests["adjusted"].to_list() == pytest.approx(
        [other, math.nan, min(2 * smallest, other), math.nan], nan_ok=True
    )
    assert tests["found"].to_list() == [True, False, True, False]


def test_the_correction_for_many_tests_is_the_published_one() -> None:
    # Benjamini & Hochberg 1995, section 4: of 15 p, four are found at 5%
    ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    ps += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]

    adjusted = growth.adjust(ps)

    assert adjusted[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])
    assert adjusted[4:7] == pytest.approx([0.0603, 0.06385714, 0.06385714])
    assert (adjusted <= 0.05).sum() == 4
    assert np.isnan(growth.adjust([math.nan, 0.02])).tolist() == [True, False]
