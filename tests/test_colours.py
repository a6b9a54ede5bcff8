"""Colour and mark of a group: read off what is printed, and nothing else."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics.disclosure.cells import print_cell
from portrait_analytics.disclosure.colours import colour_groups
from portrait_analytics.growth import fit_prior, pooled_movers, probability_above
from portrait_analytics.growth.marks import family_prior
from portrait_analytics.style import colour_class

COUNTS = ["up", "down", "same", "pairs"]
ENDS = [f"{part}_{end}" for part in ("proficient", "rated", "asked", "answered") for end in ("from", "to")]
Moves = tuple[int, int, int]  # up, down, pairs


def draw(figure: str, grain: str, groups: list[Moves], item: str = "authentic") -> list[dict[str, object]]:
    """What the gate prints of the movers of some groups, called 0, 1, 2 ...; nothing of a group without pairs."""
    rows = []
    for number, (up, down, pairs) in enumerate(groups):
        cell = pd.Series(dict.fromkeys(COUNTS + ENDS, 0) | {"up": up, "down": down, "pairs": pairs})
        printed = print_cell(cell, hidden=False, semester="2026-fall", baseline="2025-fall", details={})
        place = {"figure": figure, "grain": grain, "about": "self", "attribute": item, "competency": None}
        place |= {"school": None if grain == "district" else str(number), "cluster": None, "role": None}
        rows += [place | row for row in printed if row["measure"] in ("movers", "net_movers")]
    return rows


def coloured(groups: list[Moves], district: Moves | None = None) -> pd.DataFrame:
    """The net movers of the groups, one row each."""
    rows = draw("growth_by_school", "school", groups)
    if district:
        rows += draw("district_growth", "district", [district])
    frame = colour_groups(pd.DataFrame(rows))
    return frame[(frame["measure"] == "net_movers") & (frame["grain"] == "school")]


def test_a_small_group_takes_the_colour_of_the_others() -> None:
    alike = [(20, 4, 40)] * 9

    with_others = coloured([*alike, (3, 3, 8)])["colour_class"].iloc[-1]

    prior = fit_prior([(4, 16, 20)] * 9 + [(3, 2, 3)])
    assert with_others == colour_class(float(pooled_movers(3, 3, 8, prior)))
    assert with_others == 2  # as many up as down, and still the colour of a rise


def test_fewer_than_five_groups_are_drawn_towards_the_district_by_four_leaders() -> None:
    found = coloured([(6, 3, 20), (3, 6, 20)], district=(80, 10, 100))["colour_class"].tolist()

    # 80 and a half up, 10 and a half down of 101.5: four leaders of the district add 2.76 to up less down
    more = 4 * 70 / 101.5
    assert found == [colour_class((3 + more) / 24), colour_class((-3 + more) / 24)]
    assert found == [2, 0]


def test_all_leaders_have_the_colour_of_their_own_net() -> None:
    frame = colour_groups(pd.DataFrame(draw("district_growth", "district", [(30, 10, 60)])))

    assert frame["colour_class"].dropna().tolist() == [colour_class(20 / 60)]


def test_a_family_of_eight_marks_the_group_that_stands_apart() -> None:
    family = [(4, 12, 20)] * 7

    assert coloured([*family, (15, 3, 20)])["differs"].tolist() == [False] * 7 + [True]
    assert not coloured([*family[1:], (15, 3, 20)])["differs"].any()


def test_a_group_of_fewer_than_ten_pairs_is_never_marked() -> None:
    assert not coloured([*[(40, 120, 200)] * 8, (6, 3, 9)])["differs"].any()


def test_a_group_is_marked_only_if_every_count_that_the_words_allow_would_be() -> None:
    family = [(20, 6, 40)] * 9
    prior = family_prior(fit_prior([(6, 14, 20)] * 9 + [(4, 20, 1)]))
    least, most = probability_above([0, 2], [4, 4], [25, 25], prior)

    assert least <= 0.05 < most  # none up would be marked, two up would not, and both print "at most 2 up"
    assert coloured([*family, (0, 4, 25)])["differs"].tolist() == [False] * 10
    assert coloured([*family, (0, 9, 25)])["differs"].iloc[-1]  # here either would be


def test_what_is_hidden_has_neither_colour_nor_mark() -> None:
    frame = coloured([(5, 1, 12), (0, 0, 0)])

    assert frame["status"].tolist() == ["shown", "no_pairs"] or frame["status"].tolist() == ["coded", "no_pairs"]
    assert frame[["colour_class", "differs"]].iloc[1].isna().all()


MOVES = st.integers(0, 40).flatmap(lambda up: st.tuples(st.just(up), st.integers(0, 40), st.integers(up + 40, 90)))


@settings(deadline=None, max_examples=25)
@given(st.lists(MOVES, min_size=1, max_size=9), st.data())
def test_what_prints_alike_is_coloured_and_marked_alike(groups: list[Moves], data: st.DataObject) -> None:
    other = [
        tuple(data.draw(st.integers(0, 2)) if moves <= 2 else moves for moves in group[:2]) + group[2:]
        for group in groups
    ]

    first, second = (pd.DataFrame(draw("growth_by_school", "school", of)) for of in (groups, other))

    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(colour_groups(first), colour_groups(second))


@pytest.mark.parametrize("column", ["value", "low", "high"])
def test_colours_are_read_off_the_words_alone(column: str) -> None:
    frame = pd.DataFrame(draw("growth_by_school", "school", [(5, 1, 12), (9, 0, 20)]))

    again = colour_groups(frame.assign(**{column: 0.0}))

    assert again["colour_class"].tolist() == colour_groups(frame)["colour_class"].tolist()
