"""Editions, response, then-questions, teams and trends: drawn districts and what must come of them."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics import growth
from portrait_analytics.tables import make_table
from tests.build import grid
from tests.cubes import FALL, FRAMEWORK, GUIDE, SPRING, TRUST, count, draw, draw_cube, on_trust, rating

SECOND, VISION = "communicating-with-integrity", "igniting-vision"
COARSER = {1: "W", 2: "W", 3: "P", 4: "E"}


def bounds_of(table: str) -> pd.Series:
    cube = draw_cube(table)
    return on_trust(growth.bound_movers(cube, growth.group_whole(cube), FRAMEWORK)).iloc[0]


# two forms


def test_net_movers_between_two_forms_lie_between_bounds() -> None:
    bounds = bounds_of(
        """
        leaders | spring | fall
        3       | 0001 2 | 0001 P
        2       | 0001 2 | 0001 W
        1       | 0001 1 | 0001 W
        2       | 0001 4 | 0001 W
        2       | 0001 3 | 0001 3
        """
    )

    assert bounds[["pairs", "surely_up", "surely_down"]].to_list() == [3 + 2 + 1 + 2 + 2, 3, 2]
    assert bounds[["perhaps_up", "perhaps_down"]].to_list() == [1, 2]  # from 1 to 1 or 2; from 2 to 1 or 2
    assert (bounds["least"], bounds["most"]) == ((3 - 2 - 2) / 10, (3 - 2 + 1) / 10)


@settings(deadline=None, max_examples=8)
@given(answers=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=12))
def test_on_a_coarser_form_the_share_stays_and_the_bounds_hold_the_truth(answers: list[tuple[int, int]]) -> None:
    exact = "\n".join(["leaders | spring | fall", *(f"1 | 0001 {a} | 0001 {b}" for a, b in answers)])
    coarse = "\n".join(["leaders | spring | fall", *(f"1 | 0001 {a} | 0001 {COARSER[b]}" for a, b in answers)])
    truth, degraded = (
        on_trust(growth.measure_growth(cube, growth.group_whole(cube))).iloc[0]
        for cube in (draw_cube(exact), draw_cube(coarse))
    )

    same = ["proficient_from", "rated_from", "proficient_to", "rated_to"]
    assert degraded[same].to_list() == truth[same].to_list()
    bounds = bounds_of(coarse)
    assert bounds["least"] <= (truth["up"] - truth["down"]) / truth["pairs"] <= bounds["most"]
    exactly = bounds_of(exact)
    assert exactly["least"] == exactly["most"] == (truth["up"] - truth["down"]) / truth["pairs"]


def test_answers_to_a_misprinted_text_are_listed_and_have_no_bounds() -> None:
    rows = told([("a", "3", None, "E"), ("b", "W", None, "P"), ("c", "2", None, "3")], VISION)
    cube = count(make_table("ratings", pd.DataFrame(rows)), people_in(rows))

    listed = growth.list_not_comparable(cube, FRAMEWORK)
    bounds = growth.bound_movers(cube, growth.group_whole(cube), FRAMEWORK)

    assert listed[["competency", "edition", "people"]].to_numpy().tolist() == [[VISION, GUIDE, 2]]
    vision = bounds[bounds["competency"] == VISION]
    assert vision[["pairs", "surely_up"]].to_numpy().tolist() == [[1, 1]]


# response


def people_of(table: str) -> pd.DataFrame:
    """One line is a number of ``leaders`` alike; what is marked with x holds."""
    drawn = grid(table)
    many = drawn.loc[drawn.index.repeat(drawn["leaders"].astype(int))].reset_index(drop=True)
    frame = many.assign(
        person=[f"p{place}" for place in many.index],
        identified=True,
        on_roster=many["listed"].notna(),
        answered=many["answered"].notna(),
        role=many.get("role", "Coach"),
    )
    return make_table("people", frame.drop(columns=["leaders", "listed"]))


def test_the_rate_is_of_those_on_the_roster_and_others_who_answered_are_told_apart() -> None:
    people = people_of(
        """
        leaders | semester  | school | listed | answered
        17      | 2026-fall | 0001   | x      | x
        3       | 2026-fall | 0001   | x      |
        2       | 2026-fall | 0001   |        | x
        16      | 2026-fall | 0002   | x      | x
        4       | 2026-fall | 0002   | x      |
        5       | 2026-fall | 0003   |        | x
        """
    )

    found = growth.measure_response(people, "school").set_index("group")

    assert found["rate"].to_list() == pytest.approx([17 / 20, 16 / 20, math.nan], nan_ok=True)
    assert found["unlisted"].to_list() == [2, 0, 5]
    assert found["enough"].to_list() == [True, False, pd.NA]
    assert growth.measure_response(people)["rate"].to_list() == [(17 + 16) / (20 + 20)]


def test_semesters_have_rates_of_their_own_and_whoever_has_no_role_is_in_no_role() -> None:
    people = people_of(
        """
        leaders | semester    | school | role  | listed | answered
        1       | 2026-spring | 0001   | Coach | x      | x
        1       | 2026-fall   | 0001   | Coach | x      |
        1       | 2026-fall   | 0001   |       | x      | x
        """
    )

    found = growth.measure_response(people, "role")

    assert found[["semester", "group", "rate"]].to_numpy().tolist() == [[FALL, "Coach", 0.0], [SPRING, "Coach", 1.0]]


@given(at=st.integers(0, 9), below=st.integers(0, 9), silent=st.integers(0, 9))
def test_the_worst_cases_hold_whatever_the_silent_would_have_said(at: int, below: int, silent: int) -> None:
    low, high = growth.worst_case(at, at + below, at + below + silent)

    if at + below + silent:
        for more in range(silent + 1):
            assert low <= (at + more) / (at + below + silent) <= high
        assert (low, high) == (at / (at + below + silent), (at + silent) / (at + below + silent))
    else:
        assert math.isnan(low)
        assert math.isnan(high)


# then


def told(who: list[tuple[str, str, str | None, str]], competency: str = TRUST) -> list[dict[str, object]]:
    """Person, answer before, answer on then, answer after."""
    rows = []
    for person, before, then, after in who:
        place = {"person": person, "identified": True, "school": "0001", "role": "Coach"}
        rows += [
            rating(place | {"semester": SPRING}, competency, before),
            rating(place | {"semester": FALL}, competency, after),
        ]
        if then:
            rows.append(rating(place | {"semester": FALL}, competency, then, moment="then"))
    return rows


def people_in(rows: list[dict[str, object]]) -> pd.DataFrame:
    seen = pd.DataFrame(rows)[["semester", "person", "identified", "school", "role"]].drop_duplicates()
    return make_table("people", seen.assign(on_roster=True, answered=True))


def test_movement_from_then_and_the_shift_are_told_of_the_same_people_as_growth() -> None:
    rows = told([("a", "3", "2", "3"), ("b", "3", "1", "2"), ("c", "2", "2", "3"), ("d", "1", None, "4")])

    found = growth.measure_then(
        make_table("ratings", pd.DataFrame(rows)),
        people_in(rows),
        semester_from=SPRING,
        semester_to=FALL,
        framework=FRAMEWORK,
    )

    trust = found[found["competency"] == TRUST].set_index("comparison")[["up", "down", "same", "pairs"]]
    assert trust.T.to_dict("list") == {
        "traditional": [1, 1, 1, 3],  # c rose, b fell; d gave no answer on then and is not compared
        "adjusted": [3, 0, 0, 3],
        "shift": [0, 2, 1, 3],
    }


def test_without_a_then_question_there_is_nothing_to_compare() -> None:
    rows = told([("a", "3", None, "3")])

    found = growth.measure_then(
        make_table("ratings", pd.DataFrame(rows)),
        people_in(rows),
        semester_from=SPRING,
        semester_to=FALL,
        framework=FRAMEWORK,
    )

    assert found.empty
    assert "pairs" in found


# teams


def of_teams(table: str) -> pd.DataFrame:
    """One line is the raters of one team: what each said of Building Trust, and of a second competency."""
    rows = []
    for line in grid(table).fillna("").to_dict("records"):
        for semester, column in ((SPRING, "spring"), (FALL, "fall")):
            for competency, answers in zip((TRUST, SECOND), line.get(column, "").split("/"), strict=False):
                for place, answer in enumerate(answers.split()):
                    who = {"semester": semester, "person": f"{line['team']}-{place}", "identified": True}
                    rows.append(rating(who, competency, answer, about="team", team=line["team"]))
    return make_table("ratings", pd.DataFrame(rows))


def test_a_team_is_told_of_only_where_enough_people_rated_it() -> None:
    ratings = of_teams(
        """
        team | fall
        0001 | 2 3 3 4 4
        0002 | 3 3 3 3
        """
    )

    found = growth.measure_teams(ratings, semester=FALL, framework=FRAMEWORK, minimum=5)

    trust = found[found["competency"] == TRUST]
    assert trust[["team", "proficient", "raters"]].to_numpy().tolist() == [["0001", 4, 5]]
    # of ten pairs, one pair of threes and one of fours agree
    assert trust["disagree"].to_list() == pytest.approx([8 / 10])
    whole = found[found["competency"].isna()]
    assert whole[["proficient", "raters"]].to_numpy().tolist() == [[4, 5]]


def test_a_rater_is_at_proficient_on_an_attribute_if_more_than_half_of_what_they_rated_is() -> None:
    ratings = of_teams(
        """
        team | fall
        0001 | 3 3 2 / 3 2 2
        """
    )

    found = growth.measure_teams(ratings, semester=FALL, framework=FRAMEWORK, minimum=3)

    assert found.loc[found["competency"].isna(), "proficient"].to_list() == [1]


def test_growth_of_teams_counts_teams_whose_median_rose() -> None:
    ratings = of_teams(
        """
        team | spring  | fall
        0001 | 2 2 3 3 | 3 3 3 3
        0002 | 2 2 2   | 2 2 4
        0003 | 3 3 3   | 2 2 4
        0004 | 2 2     | 4 4
        """
    )

    found = growth.measure_team_growth(ratings, semester_from=SPRING, semester_to=FALL, framework=FRAMEWORK, minimum=3)

    trust = found[found["competency"] == TRUST]
    assert trust[["up", "down", "same", "teams"]].to_numpy().tolist() == [[1, 1, 1, 3]]  # 0004 has too few raters


def test_a_team_rose_on_an_attribute_if_more_of_its_medians_rose_than_fell() -> None:
    ratings = of_teams(
        """
        team | spring    | fall
        0001 | 2 2 / 3 3 | 3 3 / 3 3
        0002 | 2 2 / 3 3 | 3 3 / 2 2
        """
    )

    found = growth.measure_team_growth(ratings, semester_from=SPRING, semester_to=FALL, framework=FRAMEWORK, minimum=2)

    whole = found[found["competency"].isna()]
    assert whole[["up", "down", "same", "teams"]].to_numpy().tolist() == [[1, 0, 1, 2]]


def test_teams_on_two_forms_are_compared_on_the_levels_that_both_can_tell_apart() -> None:
    ratings = of_teams(
        """
        team | spring | fall
        0001 | 1 1    | W W
        0002 | 2 2    | P P
        """
    )

    found = growth.measure_team_growth(ratings, semester_from=SPRING, semester_to=FALL, framework=FRAMEWORK, minimum=2)

    trust = found[found["competency"] == TRUST]
    assert trust[["up", "same"]].to_numpy().tolist() == [[1, 1]]


def test_ratings_by_others_are_measured_apart_from_those_by_oneself() -> None:
    ratings, people = draw(
        """
        leaders | spring | fall
        3       | 0001 2 | 0001 2
        """
    )
    coached = ratings.assign(
        rated_by="coach", level_low=(ratings["semester"] == FALL) + 2, level_high=(ratings["semester"] == FALL) + 2
    )
    cube = count(make_table("ratings", pd.concat([ratings, coached.astype({"rated_by": "str"})])), people)

    own, others = (
        on_trust(growth.measure_growth(cube, growth.group_whole(cube), rated_by=rater)).iloc[0]
        for rater in ("self", "coach")
    )

    assert (own["up"], own["same"]) == (0, 3)
    assert (others["up"], others["same"], others["proficient_to"]) == (3, 0, 3)


# trend


def test_a_trend_holds_every_semester_and_compares_with_the_same_season() -> None:
    early = draw("leaders | spring | fall\n3 | 0001 2 | 0001 3\n", semesters=("2025-fall", SPRING))
    late = draw("leaders | fall\n3 | 0001 4\n", semesters=(SPRING, FALL))
    ratings, people = (
        make_table(name, pd.concat(tables))
        for name, tables in zip(("ratings", "people"), zip(early, late, strict=True), strict=True)
    )

    found = on_trust(growth.measure_trend(growth.count_trend(ratings, people, FRAMEWORK), growth.group_whole))

    assert found["semester"].to_list() == ["2025-fall", SPRING, FALL]
    assert found["baseline"].fillna("").to_list() == ["", "2025-fall", "2025-fall"]
    assert found["proficient"].to_list() == [0, 3, 3]
    assert found["up"].to_list() == [pd.NA, 3, 3]
    assert found["pairs"].isna().to_list() == [True, False, False]


def test_a_trend_of_nothing_is_empty() -> None:
    assert growth.measure_trend([], growth.group_whole).empty
