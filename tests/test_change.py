"""The change of a share with its interval, and the status of every estimate: published results and drawn districts."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics import growth
from tests.cubes import TRUST, draw_cube, on_trust

COUNTED = ["up", "pairs", "rated_from", "rated_to", "proficient_from", "proficient_to", "answered_to", "stayed"]
COUNTED += ["stayed_both"]
NOBODY_STAYED = {"stayed": 0, "stayed_from": 0, "stayed_to": 0, "stayed_both": 0}


def counts_of(later: tuple[int, int], earlier: tuple[int, int], **stayed: int) -> pd.DataFrame:
    """One group: at or above Proficient, of how many, later and earlier."""
    ends = {"proficient_to": later[0], "rated_to": later[1], "proficient_from": earlier[0], "rated_from": earlier[1]}
    return pd.DataFrame([ends | NOBODY_STAYED | stayed])


def interval_of(counts: pd.DataFrame) -> list[float]:
    return [float(end[0]) for end in growth.proficient_change_interval(counts)]


def estimates(table: str) -> dict[str, pd.Series]:
    """The estimates of Building Trust for the drawn leaders, by measure."""
    cube = draw_cube(table)
    rows = on_trust(growth.estimate_growth(growth.measure_change(cube, growth.group_whole(cube))))
    return {str(row["measure"]): row for _, row in rows.iterrows()}


@pytest.mark.parametrize(
    ("later", "earlier", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_change_between_different_people_has_the_published_interval(
    later: tuple[int, int], earlier: tuple[int, int], low: float, high: float
) -> None:
    # Newcombe 1998, Stat. Med. 17:873, table II, method 10
    assert [round(end, 4) for end in interval_of(counts_of(later, earlier))] == [low, high]


def test_those_who_stayed_bring_in_their_correlation() -> None:
    # 12 people, all of them both times: 4 at Proficient both times, 1 only before, 3 only after, 4 never
    counts = counts_of((7, 12), (5, 12), stayed=12, stayed_from=5, stayed_to=7, stayed_both=4)
    (low_from,), (high_from,) = growth.proficient_interval([5], [12])
    (low_to,), (high_to,) = growth.proficient_interval([7], [12])
    before, after = 5 / 12, 7 / 12

    phi = (4 * 4 - 1 * 3) / math.sqrt(5 * 7 * 7 * 5)  # the correlation of a two by two table
    down, up = after - low_to, high_from - before
    low = after - before - math.sqrt(down**2 + up**2 - 2 * phi * down * up)
    up, down = high_to - after, before - low_from
    high = after - before + math.sqrt(up**2 + down**2 - 2 * phi * up * down)

    assert interval_of(counts) == pytest.approx([low, high])


def test_the_same_shares_are_told_more_exactly_where_people_stayed_and_keep_their_place() -> None:
    apart = interval_of(counts_of((6, 12), (6, 12)))
    kept = interval_of(counts_of((6, 12), (6, 12), stayed=12, stayed_from=6, stayed_to=6, stayed_both=6))

    assert apart[0] < kept[0] <= 0 <= kept[1] < apart[1]


def test_somebody_who_stayed_alone_brings_in_no_correlation() -> None:
    alone = counts_of((3, 6), (2, 6), stayed=1, stayed_from=1, stayed_to=1, stayed_both=1)

    assert interval_of(alone) == interval_of(counts_of((3, 6), (2, 6)))


def test_where_nobody_rated_there_is_no_change_and_no_interval() -> None:
    counts = counts_of((0, 0), (2, 6))

    assert np.isnan(growth.proficient_change(counts)).all()
    assert np.isnan(interval_of(counts)).all()


def test_someone_who_changed_school_stayed_in_the_district_and_in_no_school() -> None:
    cube = draw_cube(
        """
        leaders | spring | fall
        4       | 0001 3 | 0001 3
        2       | 0001 2 | 0002 3
        """
    )

    whole = on_trust(growth.measure_change(cube, growth.group_whole(cube)))
    school = on_trust(growth.measure_change(cube, growth.group_by_school(cube)), "0001")
    other = on_trust(growth.measure_change(cube, growth.group_by_school(cube)), "0002")

    columns = ["stayed", "stayed_from", "stayed_to", "stayed_both"]
    assert whole[columns].to_numpy().tolist() == [[4 + 2, 4, 4 + 2, 4]]
    assert school[columns].to_numpy().tolist() == [[4, 4, 4, 4]]
    assert other[columns].to_numpy().tolist() == [[0, 0, 0, 0]]


# the table of edge cases: what each estimate says of them


def test_of_what_applied_to_nobody_there_is_no_data() -> None:
    found = estimates(
        """
        leaders | spring | fall
        6       | 0001 N | 0001 N
        """
    )

    assert {row["status"] for row in found.values()} == {"no_data"}
    assert all(row[["value", "low", "high"]].isna().all() for row in found.values())


def test_in_a_group_that_rated_once_each_measure_says_what_is_missing() -> None:
    found = estimates(
        """
        leaders | spring | fall
        6       | 0001 - | 0001 3
        """
    )

    assert {measure: row["status"] for measure, row in found.items()} == {
        "proficient_from": "no_data",
        "proficient_to": "estimated",
        "proficient_change": "one_semester",
        "net_movers": "one_semester",
    }
    assert math.isnan(found["net_movers"]["value"])
    assert found["proficient_change"][["value", "low", "high"]].isna().all()
    assert found["proficient_to"]["low"] == pytest.approx(6 / (6 + growth.estimators.Z**2))  # Wilson at all of six


def test_a_single_person_is_marked_as_never_to_be_shown() -> None:
    found = estimates(
        """
        leaders | spring | fall
        1       | 0001 2 | 0001 3
        """
    )

    assert {row["status"] for row in found.values()} == {"one_person"}
    assert (found["proficient_to"]["low"], found["proficient_to"]["high"]) == (pytest.approx(0.2065, abs=5e-5), 1)


def test_without_anybody_who_rated_both_times_the_change_is_one_between_different_people() -> None:
    found = estimates(
        """
        leaders | spring | fall
        10      | 0001 2 | 0001 -
        20      | 0001 - | 0001 2
        """
    )

    assert found["net_movers"]["status"] == "unpaired"
    assert math.isnan(found["net_movers"]["value"])
    change = found["proficient_change"]
    assert (change["status"], change["value"], change["pairs"]) == ("unpaired", 0, 0)
    assert (round(change["low"], 4), round(change["high"], 4)) == (-0.2775, 0.1611)  # Newcombe 1998, table II (e)


def test_where_nobody_moved_net_movers_are_nought_with_a_width() -> None:
    found = estimates(
        """
        leaders | spring | fall
        5       | 0001 2 | 0001 2
        """
    )
    net = found["net_movers"]

    assert (net["status"], net["value"]) == ("no_movement", 0)
    assert (round(net["low"], 2), round(net["high"], 2)) == (-0.40, 0.40)


def test_four_people_are_too_few_to_rely_on() -> None:
    found = estimates(
        """
        leaders | spring | fall
        3       | 0001 2 | 0001 3
        1       | 0001 3 | 0001 2
        """
    )

    assert {row["status"] for row in found.values()} == {"unstable"}
    assert found["net_movers"]["value"] == (3 - 1) / 4


def test_between_two_forms_the_share_is_compared_and_the_movement_is_not() -> None:
    found = estimates(
        """
        leaders | spring | fall
        6       | 0001 2 | 0001 3
        5       | 0001 2 | 0001 P
        """
    )

    assert (found["net_movers"]["people"], found["net_movers"]["value"]) == (6, 1)
    assert (found["proficient_change"]["people"], found["proficient_change"]["pairs"]) == (6 + 5, 6 + 5)


TABLES = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


@settings(deadline=None)
@given(
    stayed=TABLES,
    left=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    came=st.tuples(st.integers(0, 5), st.integers(0, 5)),
)
def test_swapping_the_semesters_turns_the_change_round(
    stayed: tuple[int, int, int, int], left: tuple[int, int], came: tuple[int, int]
) -> None:
    both, before_only, after_only, _ = stayed
    at = {"from": both + before_only, "to": both + after_only}
    kept = {"stayed": sum(stayed), "stayed_from": at["from"], "stayed_to": at["to"], "stayed_both": both}
    back = kept | {"stayed_from": at["to"], "stayed_to": at["from"]}
    earlier = (at["from"] + left[0], sum(stayed) + sum(left))
    later = (at["to"] + came[0], sum(stayed) + sum(came))

    low, high = interval_of(counts_of(later, earlier, **kept))
    back_low, back_high = interval_of(counts_of(earlier, later, **back))

    assert (low, high) == (pytest.approx(-back_high, nan_ok=True), pytest.approx(-back_low, nan_ok=True))
    if earlier[1] and later[1]:
        change = later[0] / later[1] - earlier[0] / earlier[1]
        assert -1 <= low <= change + 1e-12
        assert change - 1e-12 <= high <= 1


def test_a_role_that_nobody_held_before_has_people_who_arrived_and_none_who_stayed() -> None:
    cube = draw_cube(
        """
        leaders | spring | fall   | role
        3       | 0001 2 | 0001 3 | Coach
        2       |        | 0001 3 | Principal
        """
    )
    by_role = growth.group_by_role(cube, {"Coach": "Coach", "Principal": "Principal"})

    counts = growth.measure_change(cube, by_role)
    parts = growth.split_change(cube, by_role).set_index(["group", "competency", "part"])

    assert on_trust(counts, "Coach")[["rated_from", "rated_to", "stayed"]].to_numpy().tolist() == [[3, 3, 3]]
    assert on_trust(counts, "Principal")[["rated_from", "rated_to", "stayed"]].to_numpy().tolist() == [[0, 2, 0]]
    assert parts.loc[("Principal", TRUST, "arrived"), "people_to"] == 2


PLACES = ["", "0001 -", "0001 1", "0001 3", "0002 2", "0002 P", "0002 N"]
LEADERS = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(PLACES), st.sampled_from(PLACES), st.sampled_from(["Coach", "Head"])),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=8)
@given(leaders=LEADERS)
def test_each_count_is_the_sum_of_its_cells_taken_one_by_one(leaders: list[tuple[int, str, str, str]]) -> None:
    lines = [" | ".join(map(str, line)) for line in [(1, "0001 2", "0002 3", "Coach"), *leaders] if line[1] or line[2]]
    cube = draw_cube("\n".join(["leaders | spring | fall | role", *lines]))

    counts = growth.measure_change(cube, growth.group_by_role(cube, {"Coach": "staff", "Head": "staff"}))

    expected = dict.fromkeys(COUNTED, 0)
    for cell in cube[cube["competency"] == TRUST].to_dict("records"):
        before, after = (cell[f"proficient_{end}"] for end in ("from", "to"))
        held = {"up": pd.notna(cell["move"]) and cell["move"] == 1, "pairs": pd.notna(cell["move"])}
        held |= {"rated_from": pd.notna(before), "rated_to": pd.notna(after)}
        held |= {"proficient_from": held["rated_from"] and before, "proficient_to": held["rated_to"] and after}
        held |= {"answered_to": pd.notna(cell["state_to"]), "stayed": held["rated_from"] and held["rated_to"]}
        held["stayed_both"] = held["stayed"] and before and after
        expected = {name: number + cell["people"] * bool(held[name]) for name, number in expected.items()}
    assert on_trust(counts, "staff")[COUNTED].iloc[0].to_dict() == expected
