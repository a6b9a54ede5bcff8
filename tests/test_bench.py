"""Readiness, the bench by matching, how long it lasts, and the pipeline: by hand, and proved optimal."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from portrait_analytics.district import District, load_district
from portrait_analytics.errors import ConfigError
from portrait_analytics.rubric import load_framework
from portrait_analytics.succession.bench import (
    cover_successors,
    match_bench,
    measure_bench,
    name_bench,
    tell_able,
)
from portrait_analytics.succession.policy import SuccessionPolicy, read_policy
from portrait_analytics.succession.readiness import (
    READINESS,
    assess_readiness,
    count_moves,
    count_readiness,
    list_successors,
)
from portrait_analytics.succession.reserves import clock_bench, measure_reserves
from tests.build import RUBRIC, grid

PARTS = [competency.id for competency in RUBRIC.competencies]
ROLES = [
    {"name": "Principal", "group": "school"},
    {"name": "Assistant Principal", "group": "school"},
    {"name": "Coach", "group": "teacher"},
    {"name": "Teacher Leader", "group": "teacher"},
]


def policy(**said: object) -> SuccessionPolicy:
    return read_policy(District.model_validate({"district": {"name": "A"}, "roles": ROLES, "succession": said}), RUBRIC)


def assess(text: str, settled: SuccessionPolicy) -> pd.DataFrame:
    """Who is how ready; a grid of persons with their role and a rank for each attribute, empty where not rated.

    ``1-2`` is somewhere between; a level with ``s`` behind it was given by a supervisor.
    """
    drawn = grid(text).set_index("person")
    placed = pd.DataFrame({"role": drawn["role"], "school": "0001", "cluster": "North", "identified": True})
    rows = [
        {
            "person": person,
            "competency": f"about-{attribute}",
            "level_low": int(str(level).rstrip("s").split("-")[0]),
            "level_high": int(str(level).rstrip("s").split("-")[-1]),
            "evidence": "supervisor" if str(level).endswith("s") else "self",
        }
        for person, levels in drawn.drop(columns="role").iterrows()
        for attribute, level in levels.dropna().items()
    ]
    return assess_readiness(pd.DataFrame(rows), placed, settled)


def verdicts(text: str, settled: SuccessionPolicy, role: str = "Principal") -> dict[str, str]:
    found = assess(text, settled)
    return dict(found.loc[found["role"] == role, ["person", "readiness"]].itertuples(index=False, name=None))


class TestReadiness:
    def test_everybody_is_ready_now_within_two_years_later_or_unknown(self) -> None:
        assert verdicts(
            """
            person  | role                | human-centered | transformational | authentic | collaborative | advocate
            ready   | Assistant Principal | 2              | 2                | 2         | 2             | 2
            gap     | Coach               | 1              | 2                | 2         | 2             | 2
            weak    | Coach               | 2              | 2                | 1         | 1             | 1
            silent  | Coach               |                |                  |           |               |
            nearly  | Coach               |                | 2                | 2         | 2             | 2
            between | Coach               | 2              | 2                | 2         | 2             | 1-2
            does-it | Principal           | 2              | 2                | 2         | 2             | 2
            """,
            policy(),
        ) == {
            "ready": "now",
            "gap": "within two years",
            "weak": "later",  # 2 of 5 is below 0.6
            "silent": "unknown",
            "nearly": "unknown",  # ready now, or lacking something foundational
            "between": "unknown",  # 4 of 5 is below 0.85, 5 of 5 is not
        }

    def test_what_is_not_rated_does_not_matter_where_the_verdict_cannot_hang_on_it(self) -> None:
        levels = """
            person | role  | human-centered | transformational | authentic | collaborative | advocate
            strong | Coach | 2              | 2                | 2         | 2             |
            weak   | Coach | 1              | 1                | 1         | 1             |
        """

        assert verdicts(levels, policy(ready_now=0.8)) == {"strong": "now", "weak": "later"}

    def test_a_share_just_at_the_threshold_is_enough(self) -> None:
        assert verdicts(
            """
            person | role  | human-centered | transformational | authentic | collaborative | advocate
            three  | Coach | 2              | 2                | 2         | 1             | 1
            """,
            policy(ready_now=0.6, ready_soon=0.6),
        ) == {"three": "now"}

    def test_the_district_says_what_a_role_asks_for_and_who_may_step_up(self) -> None:
        settled = policy(
            required=[
                {
                    "roles": ["Principal"],
                    "levels": {"Authentic": "Begins"},
                    "critical": ["Advocate"],
                    "candidates": ["Coach"],
                }
            ]
        )

        assert verdicts(
            """
            person | role                | human-centered | transformational | authentic | collaborative | advocate
            q      | Coach               | 1              | 2                | 1         | 2             | 2
            r      | Coach               | 2              | 2                | 1         | 2             | 1
            s      | Assistant Principal | 2              | 2                | 2         | 2             | 2
            """,
            settled,
        ) == {"q": "within two years", "r": "within two years"}
        assert settled.requirements[0].critical == {"about-advocate"}

    def test_a_word_on_a_competency_counts_before_one_on_its_attribute(self) -> None:
        rubric = load_framework().current
        district = District.model_validate(
            {
                "district": {"name": "A"},
                "roles": ROLES,
                "succession": {
                    "required": [
                        {"roles": ["Coach"], "levels": {"Building Trust": "Developing", "Authentic": "Advanced"}}
                    ]
                },
            }
        )

        ranks = dict(read_policy(district, rubric).requirements[2].ranks)

        authentic = {part.id: ranks[part.id] for part in rubric.competencies_of("authentic")}
        assert authentic.pop("building-trust") == 2
        assert set(authentic.values()) == {4}
        assert ranks["guiding-change"] == rubric.proficient

    def test_readiness_is_counted_by_role_and_group(self) -> None:
        found = assess(
            """
            person | role                | human-centered | transformational | authentic | collaborative | advocate
            q      | Coach               | 2              | 2                | 2         | 2             | 2
            r      | Assistant Principal | 1              | 1                | 1         | 1             | 1
            """,
            policy(),
        )
        counted = count_readiness(found).set_index("role")

        assert list(counted) == READINESS
        assert counted.loc["Principal"].tolist() == [1, 0, 1, 0]
        assert counted.loc["Coach"].tolist() == [0, 0, 1, 0]

    def test_moves_are_counted_over_those_who_were_there_twice(self) -> None:
        before, after = (
            pd.DataFrame(
                {"person": list(persons), "role": "Principal", "identified": True, "readiness": list(said)}
            ).assign(readiness=lambda frame: pd.Categorical(frame["readiness"], READINESS))
            for persons, said in (("qrs", ["now", "later", "later"]), ("qrt", ["now", "now", "now"]))
        )

        assert count_moves(before, after).to_dict("records") == [
            {"role": "Principal", "before": "now", "after": "now", "people": 1},
            {"role": "Principal", "before": "later", "after": "now", "people": 1},
        ]

    def test_nobody_is_listed_without_consent_or_on_their_own_word_alone(self) -> None:
        found = assess(
            """
            person | role  | human-centered | transformational | authentic | collaborative | advocate
            both   | Coach | 2s             | 2s               | 2         | 2             | 2
            own    | Coach | 2              | 2                | 2         | 2             | 2
            part   | Coach | 2s             | 2                | 2         | 2             | 2
            asked  | Coach | 2s             | 2s               | 2         | 2             | 2
            later  | Coach | 1s             | 1s               | 1         | 1             | 1
            """,
            policy(),
        )
        consent = pd.Series({"both": True, "own": True, "part": True, "asked": None, "later": True}, dtype="boolean")

        listed = list_successors(found, consent)

        assert set(listed["person"]) == {"both"}
        assert set(listed["role"]) == {"Principal", "Assistant Principal", "Teacher Leader"}
        assert list_successors(found, consent[:0]).empty


class TestPolicy:
    @pytest.mark.parametrize(
        ("said", "message"),
        [
            ({"rates": {"Principle": 0.2}}, r'succession.rates\]: there is no role "Principle".*"Principal"'),
            ({"promotions": {"Principal": "Coahc"}}, r'there is no role "Coahc"\. Did you mean "Coach"'),
            ({"stages": {"First": ["Teacher"]}}, 'there is no role "Teacher".*"Teacher Leader"'),
            ({"required": [{"roles": ["Principals"]}]}, r"succession.required › 1\]: there is no role"),
            ({"required": [{"roles": ["Coach"], "levels": {"Authentc": "Begins"}}]}, '"Authentc".*"authentic"'),
            ({"required": [{"roles": ["Coach"], "levels": {"Authentic": "Proficent"}}]}, 'level "Proficent"'),
            ({"required": [{"roles": ["Coach"], "critical": ["Trust"]}]}, 'no competency or attribute "Trust"'),
            ({"ready_now": 0.5}, "ready_soon is 0.6, above ready_now, 0.5"),
        ],
    )
    def test_a_word_that_there_is_not_is_refused(self, said: dict[str, object], message: str) -> None:
        with pytest.raises(ConfigError, match=message):
            policy(**said)

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ("[succession]\nreadynow = 0.8", r'\[succession\] readynow: .*"ready_now"'),
            ("[succession]\nready_now = 85", "less than or equal to 1"),
            ('[[succession.required]]\nrole = ["Coach"]', r'\[succession › required › 1\] role: .*"roles"'),
            ("[[succession.required]]\nroles = []", "roles"),
        ],
    )
    def test_a_setting_that_there_is_not_is_refused(self, settings: str, message: str, tmp_path: Path) -> None:
        path = tmp_path / "district.toml"
        path.write_text(f'[district]\nname = "A"\n{settings}\n', encoding="utf-8")

        with pytest.raises(ConfigError, match=message):
            load_district(path)

    def test_without_a_word_the_usual_steps_and_stages_hold(self) -> None:
        settled = policy()

        assert settled.promotions == {"Principal": "Assistant Principal"}
        assert list(settled.stages.values()) == [("Teacher Leader",), ("Coach",), ("Principal", "Assistant Principal")]
        assert all(set(requirement.ranks.values()) == {RUBRIC.proficient} for requirement in settled.requirements)
        assert settled.requirements[0].critical == {"about-human-centered", "about-transformational"}


def able(text: str) -> pd.DataFrame:
    return grid(text).set_index("person").eq("+")


ONE_FOR_TWO = """
    person | Principal | Assistant | Coach
    q      | +         | +         | -
    r      | +         | -         | -
    s      | -         | -         | +
    t      | -         | -         | +
"""


class TestBench:
    def test_one_person_ready_for_two_posts_fills_one(self) -> None:
        openings = pd.Series({"Principal": 2, "Assistant": 1, "Coach": 1})

        bench = match_bench(able(ONE_FOR_TWO), openings).set_index("role")

        assert bench["able"].tolist() == [2, 1, 2]
        assert bench["alone"].tolist() == [2, 1, 1]
        assert bench["filled"].tolist() == [2, 0, 1]
        turned = match_bench(able(ONE_FOR_TWO), openings[["Assistant", "Principal", "Coach"]]).set_index("role")
        assert turned["filled"].to_dict() == {"Assistant": 1, "Principal": 1, "Coach": 1}

    def test_the_named_bench_has_each_person_once_and_as_many_posts(self) -> None:
        openings = pd.Series({"Principal": 2, "Assistant": 1, "Coach": 3})

        named = name_bench(able(ONE_FOR_TWO), openings)

        assert len(named) == match_bench(able(ONE_FOR_TWO), openings)["filled"].sum() == 4
        assert named["person"].is_unique
        assert all(able(ONE_FOR_TWO).loc[row.person, row.role] for row in named.itertuples())

    def test_nobody_and_no_opening_fill_nothing(self) -> None:
        nobody = able(ONE_FOR_TWO).iloc[:0]

        assert match_bench(nobody, pd.Series({"Principal": 2}))["filled"].tolist() == [0]
        assert match_bench(able(ONE_FOR_TWO), pd.Series({"Principal": 0}))["filled"].tolist() == [0]
        assert match_bench(able(ONE_FOR_TWO), pd.Series({"Dean": 1}))["filled"].tolist() == [0]

    @given(st.data())
    @settings(max_examples=150, deadline=None)
    def test_the_matching_is_as_large_as_an_assignment_can_be(self, data: st.DataObject) -> None:
        people, roles = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 4))
        cells = data.draw(st.lists(st.booleans(), min_size=people * roles, max_size=people * roles))
        openings = pd.Series(data.draw(st.lists(st.integers(0, 4), min_size=roles, max_size=roles)))
        openings.index = pd.Index([f"role {number}" for number in range(roles)])
        names = [f"p{number}" for number in range(people)]
        table = pd.DataFrame(np.reshape(cells, (people, roles)), index=names, columns=openings.index)

        bench = match_bench(table, openings)

        worth = np.repeat(table.to_numpy(dtype=float), openings.to_numpy(), axis=1)
        assert bench["filled"].sum() == (worth[linear_sum_assignment(worth, maximize=True)].sum() if worth.size else 0)
        assert (bench["filled"] <= bench["alone"]).all()
        assert bench["filled"].iloc[0] == bench["alone"].iloc[0]
        assert len(name_bench(table, openings)) == bench["filled"].sum()

    def test_successor_coverage_is_that_of_the_standards_own_example(self) -> None:
        assert cover_successors(132, 44) == 300 / 100
        assert np.isnan(cover_successors(3, 0))

    def test_the_bench_of_each_role_is_measured(self) -> None:
        found = assess(
            """
            person | role  | human-centered | transformational | authentic | collaborative | advocate
            q      | Coach | 2              | 2                | 2         | 2             | 2
            r      | Coach | 1              | 2                | 2         | 2             | 2
            """,
            policy(),
        )
        posts = pd.DataFrame({"role": "Principal", "leaving": [0.5, 0.2]})

        bench = measure_bench(tell_able(found, ["Principal"]), posts, found).iloc[0]

        assert bench[["posts", "ready_now", "ready_soon"]].tolist() == [2, 1, 1]
        assert bench[["strength", "coverage"]].tolist() == [1 / 2, 2 / 2]
        assert bench["expected"] == pytest.approx(0.5 + 0.2)
        assert bench["short"] == pytest.approx(0.5 * 0.2)
        assert tell_able(found, ["Principal"], within_two_years=True)["Principal"].tolist() == [True, True]


class TestReserves:
    def test_the_role_that_runs_out_first_is_named_and_the_others_go_on(self) -> None:
        reserves = measure_reserves(able(ONE_FOR_TWO), pd.Series({"Principal": 1.0, "Assistant": 1.0, "Coach": 0.5}))

        assert reserves["years"].tolist() == pytest.approx([(1 + 1) / 2, (1 + 1) / 2, 2 / 0.5])
        assert reserves["first"].tolist() == [True, True, False]

    def test_a_role_that_nobody_could_take_runs_out_at_once_and_one_that_stays_filled_never(self) -> None:
        reserves = measure_reserves(able(ONE_FOR_TWO), pd.Series({"Dean": 0.2, "Coach": 0.0, "Principal": 0.5}))

        assert reserves["years"].tolist() == pytest.approx([0, np.inf, 2 / 0.5])
        assert reserves["first"].tolist() == [True, False, False]
        assert measure_reserves(able(ONE_FOR_TWO).iloc[:0], pd.Series({"Coach": 1.0}))["years"].tolist() == [0]

    @given(st.lists(st.integers(1, 7), min_size=1, max_size=9), st.lists(st.integers(1, 4), min_size=3, max_size=3))
    @settings(max_examples=40, deadline=None)
    def test_the_first_to_run_out_are_short_by_counting_their_people(self, kinds: list[int], pace: list[int]) -> None:
        flags = [[bool(kind & 1), bool(kind & 2), bool(kind & 4)] for kind in kinds]
        table = pd.DataFrame(flags, columns=list("abc"))

        reserves = measure_reserves(table, pd.Series(pace, index=list("abc"), dtype=float))

        groups = [[place for place in range(3) if subset & (1 << place)] for subset in range(1, 8)]
        years = {tuple(group): table.iloc[:, group].any(axis=1).sum() / sum(pace[p] for p in group) for group in groups}
        assert reserves["years"].min() == pytest.approx(min(years.values()), abs=1e-5)
        short = {place for group, reach in years.items() if reach <= min(years.values()) + 1e-9 for place in group}
        assert set(np.flatnonzero(reserves["first"])) == short

    def test_the_clock_says_when_the_bench_meets_the_demand(self) -> None:
        moves = grid("""
            role      | before           | after            | people
            Principal | later            | now              | 3
            Principal | now              | within two years | 1
            Principal | now              | now              | 5
            Coach     | now              | later            | 2
            Dean      | later            | later            | 4
        """).astype({"people": int})
        ready = pd.Series({"Principal": 8, "Coach": 3, "Dean": 0, "Aide": 4})
        demand = pd.Series({"Principal": 11, "Coach": 5, "Dean": 2, "Aide": 4})

        clock = clock_bench(moves, ready, demand, semester_from="2025-fall", semester_to="2026-fall").set_index("role")

        # two more a year, one a semester, three missing
        assert clock.loc["Principal", ["gained", "lost", "pairs"]].tolist() == [3, 1, 9]
        assert clock.loc["Principal", "meets"] == "2028-spring"
        assert clock["meets"].isna().to_dict() == {"Principal": False, "Coach": True, "Dean": True, "Aide": False}
        assert clock.loc["Aide", ["meets", "soonest", "latest"]].tolist() == ["2026-fall"] * 3
        assert pd.isna(clock.loc["Principal", "latest"])
        assert clock.loc["Principal", "soonest"] < "2028-spring"


def test_the_solvers_write_nothing_to_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    measure_reserves(able(ONE_FOR_TWO), pd.Series({"Principal": 1.0, "Assistant": 1.0, "Coach": 0.5}))

    assert capfd.readouterr().out == ""
