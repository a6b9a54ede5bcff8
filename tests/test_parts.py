"""Where a change comes from: the parts of drawn districts worked out by hand, published ones, and that they add up."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics import growth
from portrait_analytics.growth.parts import PARTS
from tests.cubes import count, draw, draw_cube, on_trust

# share of households by age of head, and share of that age who are head of one, in percent
AGES_1970 = [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9]
AGES_1985 = [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5]
HEADS_1970 = [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8]
HEADS_1985 = [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2]


def parts_of(table: str, school: str = "") -> pd.DataFrame:
    """The parts of Building Trust for the drawn leaders."""
    cube = draw_cube(table)
    grouping = growth.group_by_school(cube) if school else growth.group_whole(cube)
    return on_trust(growth.split_change(cube, grouping), school or "all").set_index("part")


def test_every_kind_of_change_is_a_part_of_its_own() -> None:
    parts = parts_of(
        """
        leaders | spring | fall   | anonymous
        4       | 0001 2 | 0001 3 |
        2       | 0001 3 | 0001 P |
        3       | 0001 - | 0001 3 |
        2       | 0001 2 | 0001 - |
        5       |        | 0001 2 |
        1       | 0001 4 |        |
        1       | 0001 2 | 0001 2 | yes
        """
    )

    assert parts["people_from"].to_dict() == {
        "same_form": 4,
        "other_form": 2,
        "started": 0,
        "stopped": 2,
        "arrived": 0,
        "departed": 1,
        "unfollowed": 1,
    }
    assert parts["people_to"].to_list() == [4, 2, 3, 0, 5, 0, 1]
    before, after = 4 + 2 + 2 + 1 + 1, 4 + 2 + 3 + 5 + 1
    stayed_before, stayed_after = 2 / 6, 6 / 6
    assert parts["share"].to_list() == pytest.approx(
        [
            (4 - 0) / 6,
            (2 - 2) / 6,
            3 / after * (3 / 3 - stayed_after),
            2 / before * (stayed_before - 0 / 2),
            5 / after * (0 / 5 - stayed_after),
            1 / before * (stayed_before - 1 / 1),
            1 / after * (0 / 1 - stayed_after) + 1 / before * (stayed_before - 0 / 1),
        ]
    )
    assert parts["share"].sum() == pytest.approx(9 / after - 3 / before)
    assert parts["points"].sum() == 60 - 30


def test_someone_who_changed_school_grew_in_the_district_left_one_school_and_arrived_at_the_other() -> None:
    table = """
        leaders | spring | fall
        4       | 0001 2 | 0001 2
        2       | 0001 2 | 0002 3
        3       | 0002 2 | 0002 2
    """

    assert parts_of(table).loc["same_form", ["people_from", "people_to"]].to_list() == [4 + 2 + 3] * 2
    assert parts_of(table, "0001").loc["departed", "people_from"] == 2
    assert parts_of(table, "0002").loc["arrived", ["people_to", "proficient_to"]].to_list() == [2, 2]
    assert parts_of(table, "0002")["points"].to_dict() == dict.fromkeys(PARTS, 0) | {"arrived": 40}  # 2 of 5


def test_where_nobody_stayed_there_is_no_growth_and_the_others_are_all_of_the_change() -> None:
    parts = parts_of(
        """
        leaders | spring | fall
        4       | 0001 2 |
        1       | 0001 3 |
        4       |        | 0001 3
        """
    )
    middle = (1 / 5 + 4 / 4) / 2

    assert parts.loc["same_form", "share"] == 0
    assert parts.loc["arrived", "share"] == pytest.approx(4 / 4 - middle)
    assert parts.loc["departed", "share"] == pytest.approx(middle - 1 / 5)
    assert parts["points"].sum() == 100 - 20


def test_a_semester_without_ratings_has_people_behind_its_parts_and_no_change() -> None:
    parts = parts_of(
        """
        leaders | spring | fall
        5       | 0001 2 | 0001 -
        """
    )

    assert parts.loc["stopped", "people_from"] == 5
    assert parts[["share", "points"]].isna().all(axis=None)


def test_the_parts_add_up_to_what_a_reader_works_out_from_the_printed_shares() -> None:
    # 1 of 3 prints as 33%, 2 of 3 as 67%: 34 points, though the change is one of 33.3
    parts = parts_of(
        """
        leaders | spring | fall
        1       | 0001 3 | 0001 3
        1       | 0001 2 | 0001 3
        1       | 0001 2 | 0001 2
        """
    )

    assert parts.loc["same_form", "points"] == 67 - 33


@pytest.mark.parametrize(
    ("shares", "total", "points"),
    [
        ([0.333, 0.333, 0.334], 100, [33, 33, 34]),
        ([-0.125, 0.125, 0.0], 0, [-12, 12, 0]),
        ([-0.126, 0.125, 0.0], 0, [-13, 13, 0]),
        ([0.29, 0.0, 0.0], 29, [29, 0, 0]),  # 0.29 * 100 is 28.999999999999996
        ([0.0, 0.0, 0.0], -1, [0, 0, -1]),
    ],
)
def test_points_are_rounded_by_largest_remainder(shares: list[float], total: int, points: list[int]) -> None:
    assert growth.apportion([shares], [total]).tolist() == [points]


def test_a_change_with_nobody_behind_it_cannot_be_apportioned() -> None:
    with pytest.raises(ValueError, match="nobody is behind any part"):
        growth.apportion([[0.0, 0.0]], [1], filled=[[False, False]])


ROWS = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from(["", "0001 -", "0001 2", "0001 3", "0002 2", "0002 4", "0001 W", "0002 P"]),
        st.sampled_from(["", "0001 -", "0001 1", "0001 3", "0002 2", "0002 4", "0001 E", "0002 P"]),
        st.sampled_from(["", "yes"]),
    ).filter(lambda row: row[1] or row[2]),
    min_size=1,
    max_size=8,
)


def drawn(rows: list[tuple[int, str, str, str]]) -> str:
    lines = [" | ".join(map(str, row)) for row in rows]
    return "\n".join(["leaders | spring | fall | anonymous", *lines])


@settings(deadline=None, max_examples=12)
@given(rows=ROWS)
def test_the_parts_of_any_change_add_up_before_and_after_rounding(rows: list[tuple[int, str, str, str]]) -> None:
    try:
        cube = draw_cube(drawn(rows))
    except ValueError:
        return  # nobody answered at all, so there is no table to draw
    for grouping in (growth.group_whole(cube), growth.group_by_school(cube)):
        parts = growth.split_change(cube, grouping)
        counts = growth.measure_growth(cube, grouping)
        for name, group in [("people", "rated"), ("proficient", "proficient")]:
            for end in ("from", "to"):
                summed = parts.groupby(["group", "attribute", "competency"], observed=True, dropna=False)[
                    f"{name}_{end}"
                ].sum()
                own = counts.set_index(["group", "attribute", "competency"])[f"{group}_{end}"]
                assert summed.to_dict() == own[own.index.isin(summed.index)].to_dict()
        for _, own in parts.groupby(["group", "attribute", "competency"], observed=True, dropna=False):
            size_from, at_from, size_to, at_to = (int(own[column].sum()) for column in growth.parts.COUNTS)
            if size_from and size_to:
                assert own["share"].sum() == pytest.approx(at_to / size_to - at_from / size_from)
                assert own["points"].sum() == round(round(at_to / size_to, 2) * 100) - round(
                    round(at_from / size_from, 2) * 100
                )
                empty = own["people_from"] + own["people_to"] == 0
                assert (own.loc[empty, ["share", "points"]] == 0).all(axis=None)
                assert ((own["points"] - 100 * own["share"]).abs() < 2).all()
            else:
                assert own["points"].isna().all()


def test_the_order_of_rows_and_the_keys_of_people_do_not_matter() -> None:
    ratings, people = draw(
        """
        leaders | spring | fall
        4       | 0001 2 | 0001 3
        3       | 0001 - | 0001 3
        2       | 0001 2 | 0002 2
        """
    )
    other = {key: key[::-1] for key in people["person"]}
    shuffled = count(
        ratings.assign(person=ratings["person"].map(other)).sample(frac=1, random_state=1),
        people.assign(person=people["person"].map(other)).sample(frac=1, random_state=2),
    )
    cube = count(ratings, people)

    for group in (growth.group_whole, growth.group_by_school):
        pd.testing.assert_frame_equal(
            growth.split_change(shuffled, group(shuffled)), growth.split_change(cube, group(cube))
        )


def test_the_mix_of_ages_and_the_rates_within_them_are_the_published_ones() -> None:
    # Das Gupta 1993, example 5.1: household headship rates, United States 1970 and 1985
    weights = [[share / 100 for share in ages] for ages in (AGES_1970, AGES_1985)]
    rates, mix = growth.mix_effects(weights[0], HEADS_1970, weights[1], HEADS_1985)

    assert sum(w * r for w, r in zip(weights[0], HEADS_1970, strict=True)) == pytest.approx(44.7268, abs=5e-5)
    assert sum(w * r for w, r in zip(weights[1], HEADS_1985, strict=True)) == pytest.approx(47.6940, abs=5e-5)
    assert rates.sum() == pytest.approx(1.7403, abs=5e-5)
    assert mix.sum() == pytest.approx(1.2269, abs=5e-5)


def test_a_district_whose_roles_all_stay_as_they_are_changes_by_who_is_in_them() -> None:
    cube = draw_cube(
        """
        leaders | role      | spring | fall
        2       | Principal | 0001 3 | 0001 3
        2       | Principal |        | 0001 3
        4       | Coach     | 0001 2 | 0001 2
        """
    )
    by_role = growth.measure_growth(cube, growth.group_by_role(cube, {"Principal": "Principal", "Coach": "Coach"}))

    split = growth.split_mix(by_role)
    trust = split[split["competency"] == "building-trust"].iloc[0]

    assert trust["rates"] == pytest.approx(0)
    assert trust["mix"] == pytest.approx(4 / 8 - 2 / 6)
    assert (trust["rate_points"], trust["mix_points"], trust["only_once"]) == (0, 50 - 33, 0)


def test_a_role_that_nobody_held_before_is_taken_to_have_been_like_the_district() -> None:
    cube = draw_cube(
        """
        leaders | role      | spring | fall
        4       | Principal |        | 0001 3
        2       | Coach     | 0001 2 | 0001 2
        2       | Coach     | 0001 3 | 0001 3
        """
    )
    by_role = growth.measure_growth(cube, growth.group_by_role(cube, {"Principal": "Principal", "Coach": "Coach"}))

    split = growth.split_mix(by_role)
    trust = split[split["competency"] == "building-trust"].iloc[0]

    assert trust["only_once"] == 1
    assert trust["rates"] == pytest.approx((0 + 4 / 8) / 2 * (4 / 4 - 2 / 4))
    assert trust["rates"] + trust["mix"] == pytest.approx(6 / 8 - 2 / 4)


def test_without_ratings_in_one_semester_there_is_no_mix_to_tell() -> None:
    cube = draw_cube(
        """
        leaders | spring | fall
        4       | 0001 - | 0001 3
        """
    )

    split = growth.split_mix(growth.measure_growth(cube, growth.group_by_school(cube)))

    assert split[["change", "rates", "mix", "rate_points", "mix_points"]].isna().all(axis=None)
