"""Who leaves: rates, the district's own counts, vacancies exact and simulated."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics.district import Role
from portrait_analytics.succession.turnover import (
    PRIOR_POSTS,
    chance_to_leave,
    count_departures,
    count_vacancies,
    find_published,
    rate_to_next_semester,
    rate_within,
    settle_rates,
)
from portrait_analytics.succession.vacancies import (
    chance_of_more,
    distribute_vacancies,
    forecast_vacancies,
    simulate_vacancies,
)
from tests.build import grid

ROLES = (
    Role(name="Principal", group="school"),
    Role(name="Assistant Principal", group="school"),
    Role(name="Coach", group="teacher"),
    Role(name="Director", group="district"),
)
LADDER = {"Principal": "Assistant Principal"}


def people(text: str) -> pd.DataFrame:
    drawn = grid(text)
    return drawn.assign(on_roster=drawn["on_roster"].fillna("yes") == "yes" if "on_roster" in drawn else True)


def posts(schools: int, assistants: int, *, promoted: float = 0.0875) -> pd.DataFrame:
    """A principal and some assistants at each school."""
    roles = ["Principal", *["Assistant Principal"] * assistants]
    return pd.DataFrame(
        [
            {
                "school": f"{school:04}",
                "cluster": "North" if school % 2 else "South",
                "role": role,
                "leaving": 0.2 if role == "Principal" else 0.26,
                "promoted": 0.0 if role == "Principal" else promoted,
            }
            for school in range(schools)
            for role in roles
        ]
    )


class TestRates:
    @pytest.mark.parametrize(
        ("name", "group", "annual"),
        [
            ("Principal", "school", 1 - 0.80),
            ("Vice Principal", "school", 1 - 0.74),
            ("Dean", "school", 1 - 0.80),
            ("Coach", "teacher", 1 - 0.84),
            ("Director", "district", 0.13),
        ],
    )
    def test_a_role_has_the_published_rate_of_its_kind(self, name: str, group: str, annual: float) -> None:
        assert find_published(Role(name=name, group=group)).annual == pytest.approx(annual)

    def test_the_districts_own_count_draws_the_rate_towards_itself(self) -> None:
        own = grid("""
            role      | watched | left
            Principal | 30      | 12
        """).astype({"watched": int, "left": int})

        rates = settle_rates(ROLES, own).set_index("role")

        assert rates.loc["Principal", "annual"] == pytest.approx((12 + 20 * 0.2) / (30 + 20))
        assert rates.loc["Coach", ["watched", "annual"]].tolist() == [0, 0.16]
        assert rates.loc["Assistant Principal", "promoted"] == pytest.approx(0.0875)

    def test_a_declared_rate_takes_the_published_ones_place_and_not_the_counts(self) -> None:
        own = pd.DataFrame({"role": ["Coach"], "watched": [20], "left": [0]})

        rates = settle_rates(ROLES, own, declared={"Coach": 0.30}).set_index("role")

        assert rates.loc["Coach", ["published", "source"]].tolist() == [0.30, "district.toml"]
        assert rates.loc["Coach", "annual"] == pytest.approx(20 * 0.30 / 40)

    @given(st.integers(0, 400), st.integers(0, 400))
    @settings(max_examples=50, deadline=None)
    def test_a_drawn_rate_lies_between_the_published_one_and_the_districts_own(self, left: int, stayed: int) -> None:
        own = pd.DataFrame({"role": ["Coach"], "watched": [left + stayed], "left": [left]})

        annual = settle_rates(ROLES, own).set_index("role").loc["Coach", "annual"]

        share = left / (left + stayed) if left + stayed else 0.16
        assert min(share, 0.16) - 1e-12 <= annual <= max(share, 0.16) + 1e-12
        assert PRIOR_POSTS == 20

    def test_most_of_a_years_departures_fall_into_the_summer(self) -> None:
        annual = pd.Series([0.2])

        assert rate_to_next_semester(annual, "2026-spring").tolist() == pytest.approx([0.2 * 0.9])
        assert rate_to_next_semester(annual, "2026-fall").tolist() == pytest.approx([0.2 * 0.1])
        assert rate_within(annual, 2).tolist() == pytest.approx([1 - 0.8 * 0.8])

    def test_someone_without_a_known_role_leaves_like_the_others(self) -> None:
        placed = pd.DataFrame({"role": ["Principal", "Coach", None]}, index=["a", "b", "c"])

        chance = chance_to_leave(placed, settle_rates(ROLES))

        assert chance.tolist() == pytest.approx([0.2, 0.16, (0.2 + 0.16) / 2])
        assert chance_to_leave(placed.loc[["c"]], settle_rates(ROLES)).tolist() == [0.16]


class TestOwnCounts:
    def test_who_left_the_school_the_role_or_the_district_left_the_post(self) -> None:
        there = people("""
            semester    | person | school | role
            2025-fall   | stays  | 0001   | Coach
            2025-fall   | gone   | 0001   | Coach
            2025-fall   | moved  | 0001   | Coach
            2025-fall   | rose   | 0001   | Coach
            2026-spring | stays  | 0001   | Coach
            2026-fall   | stays  | 0001   | Coach
            2026-fall   | moved  | 0002   | Coach
            2026-fall   | rose   | 0001   | Principal
            2026-fall   | new    | 0001   | Principal
        """)

        assert count_departures(there).to_dict("records") == [{"role": "Coach", "watched": 4, "left": 3}]
        assert count_departures(there, season="spring").empty

    def test_not_to_answer_is_not_to_leave(self) -> None:
        there = people("""
            semester  | person | school | role  | on_roster
            2025-fall | q      | 0001   | Coach | no
            2025-fall | r      | 0001   | Coach | yes
            2026-fall | r      |        |       | no
            2026-fall | s      | 0001   | Coach | yes
        """)

        assert count_departures(there).to_dict("records") == [{"role": "Coach", "watched": 1, "left": 0}]

    def test_without_a_roster_a_year_later_nobody_is_watched(self) -> None:
        there = people("""
            semester  | person | school | role  | on_roster
            2025-fall | r      | 0001   | Coach | yes
            2026-fall | s      | 0001   | Coach | no
        """)

        assert count_departures(there).empty

    def test_vacancies_are_counted_over_the_years_from_the_first_to_the_last(self) -> None:
        table = grid("""
            semester    | role      | reason
            2023-fall   | Principal | retired
            2024-spring | Principal |
            2025-fall   | Coach     | left
            2025-fall   | Coach     | new post
                        | Coach     | left
        """)

        counted = count_vacancies(table, pd.Series({"Principal": 4, "Coach": 10, "Director": 1}))

        assert counted.to_dict("records") == [
            {"role": "Coach", "watched": 3 * 10, "left": 1},
            {"role": "Director", "watched": 3 * 1, "left": 0},
            {"role": "Principal", "watched": 3 * 4, "left": 2},
        ]
        assert count_vacancies(table.iloc[:0], pd.Series({"Coach": 10})).empty


class TestVacancies:
    @given(st.lists(st.sampled_from([0.0, 0.1, 0.26, 0.5, 1.0]), max_size=7))
    @settings(max_examples=60, deadline=None)
    def test_the_distribution_is_the_sum_over_all_ways_to_leave(self, leaving: list[float]) -> None:
        wanted = np.zeros(len(leaving) + 1)
        for away in product([False, True], repeat=len(leaving)):
            wanted[sum(away)] += np.prod([p if gone else 1 - p for p, gone in zip(leaving, away, strict=True)])

        assert distribute_vacancies(leaving) == pytest.approx(wanted, abs=1e-12)

    def test_in_twelve_schools_two_or_more_changes_in_a_year_are_likely(self) -> None:
        probabilities = distribute_vacancies([0.2] * 12)

        assert chance_of_more(probabilities, 1) == pytest.approx(1 - 0.8**12 - 12 * 0.2 * 0.8**11)
        assert chance_of_more(probabilities, 12) == 0
        assert chance_of_more(probabilities, -1) == pytest.approx(1)

    def test_vacancies_are_forecast_by_cluster_and_role(self) -> None:
        forecast = forecast_vacancies(posts(3, 1), ["cluster", "role"])

        assert forecast.loc[forecast["role"] == "Principal", ["cluster", "posts", "expected"]].to_numpy().tolist() == [
            ["North", 1, 0.2],
            ["South", 2, 0.4],
        ]

    def test_a_post_that_is_vacant_already_is_certain(self) -> None:
        table = pd.DataFrame({"role": "Coach", "leaving": [1.0, 1.0, 0.0]})

        row = forecast_vacancies(table, ["role"]).iloc[0]

        assert row[["posts", "expected", "low", "median", "high"]].tolist() == [3, 2.0, 2, 2, 2]


class TestSimulation:
    def test_without_dependence_it_agrees_with_the_exact_distribution(self) -> None:
        table = posts(20, 2)
        simulated = simulate_vacancies(table, promotions={}, seed=1).set_index("role")
        exact = forecast_vacancies(table, ["role"]).set_index("role")

        assert (simulated["expected"] - exact["expected"]).abs().le(3 * simulated["error"]).all()
        for role, members in table.groupby("role"):
            spread = np.sqrt((members["leaving"] * (1 - members["leaving"])).sum() / 10_000)
            assert simulated.loc[role, "error"] == pytest.approx(spread, rel=0.05)
        assert simulated[["low", "median", "high"]].sub(exact[["low", "median", "high"]]).abs().max(axis=None) <= 1

    def test_assistants_who_follow_their_principal_leave_as_often_but_more_of_them_at_once(self) -> None:
        table = posts(20, 4, promoted=0.0)
        alone = simulate_vacancies(table, promotions=LADDER, promoted_share=0, follow=1, seed=2).set_index("role")
        follow = simulate_vacancies(table, promotions=LADDER, promoted_share=0, follow=3, seed=2).set_index("role")
        exact = forecast_vacancies(table, ["role"]).set_index("role")

        assert (follow["expected"] - exact["expected"]).abs().le(3 * follow["error"]).all()
        assert follow.loc["Assistant Principal", "error"] > 1.1 * alone.loc["Assistant Principal", "error"]

    def test_a_promotion_leaves_a_post_below_in_place_of_those_that_the_rate_counts(self) -> None:
        table = posts(20, 2)
        simulated = simulate_vacancies(table, promotions=LADDER, promoted_share=1, follow=1, seed=3).set_index("role")

        expected = 40 * (0.26 - 0.0875) + 20 * 0.2
        assert (
            abs(simulated.loc["Assistant Principal", "expected"] - expected)
            <= 3 * simulated.loc["Assistant Principal", "error"]
        )
        assert abs(simulated.loc["Principal", "expected"] - 20 * 0.2) <= 3 * simulated.loc["Principal", "error"]

    def test_nobody_is_promoted_who_is_not_there(self) -> None:
        table = posts(10, 0)
        table.loc[len(table)] = ["0000", "South", "Assistant Principal", 0.0, 0.0]

        simulated = simulate_vacancies(table, promotions=LADDER, promoted_share=1, seed=4).set_index("role")

        assert simulated.loc["Assistant Principal", "high"] == 1
        assert simulated.loc["Assistant Principal", "expected"] == pytest.approx(1 - 0.8**10, abs=0.02)

    def test_the_same_seed_gives_the_same_numbers_in_batches_too(self) -> None:
        table = posts(300, 1)
        first, second = (simulate_vacancies(table, promotions=LADDER, seed=5) for _ in range(2))

        pd.testing.assert_frame_equal(first, second)
        exact = forecast_vacancies(table, ["role"]).set_index("role").loc["Principal"]
        principals = first.set_index("role").loc["Principal"]
        assert abs(principals["expected"] - exact["expected"]) <= 3 * principals["error"]
