"""Where the district's change comes from: what the gate prints of it, what the page says, what an attacker reads."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics import figures, growth
from portrait_analytics.attack.readings import read_parts
from portrait_analytics.disclosure.cells import code_count
from portrait_analytics.disclosure.parts import COUNTS, merge_parts, print_parts, split_district
from portrait_analytics.growth.parts import PARTS
from portrait_analytics.release import Release
from portrait_analytics.tables import make_table
from tests.build import DISTRICT, grid, make_release
from tests.cubes import count, draw
from tests.pages import printed_by, read_page

MINIMUM = 5
SIX_PARTS = """
leaders | spring | fall
12      | N1 2   | N1 3
10      | N1 3   | N1 3
8       | N1 2   | N1 2
4       | N1 2   | N1 -
4       | N1 3   | N1 -
4       |        | N1 2
4       |        | N1 3
"""


def parts_of(text: str) -> pd.DataFrame:
    """Parts as a grid draws them: ``at of people`` in either semester, and what each adds to the share."""
    drawn = grid(text).fillna("0 of 0")
    for end, column in (("from", "spring"), ("to", "fall")):
        ends = drawn[column].str.split(" of ", expand=True).astype("int64")
        drawn[f"proficient_{end}"], drawn[f"people_{end}"] = ends[0], ends[1]
    return drawn.assign(share=drawn["share"].astype("float64")).drop(columns=["spring", "fall"])


def printed(parts: pd.DataFrame, *, told: bool = True) -> dict[tuple[str, str], str]:
    return {
        (str(row["item"]), str(row["measure"])): str(row["shown"])
        for row in print_parts(parts, minimum=MINIMUM, told=told)
    }


def test_the_parts_of_a_drawn_district_are_printed_with_their_people_and_points() -> None:
    parts = split_district(count(*draw(SIX_PARTS)))
    attribute = parts["attribute"].iloc[0]

    shown = printed(parts[parts["attribute"] == attribute])

    # spring: 10 + 4 of 38 are 37%; fall: 12 + 10 + 4 of 38 are 68%
    assert shown["all", "part_points"] == "+31 points"
    assert (shown["same_form", "part_from"], shown["same_form", "part_to"]) == ("10 of 30", "22 of 30")
    assert (shown["stopped", "part_from"], shown["arrived", "part_to"]) == ("4 of 8", "4 of 8")
    assert ("departed", "part_points") not in shown


def test_parts_of_too_few_people_are_put_together() -> None:
    parts = parts_of("""
        part      | spring   | fall     | share
        same_form | 10 of 30 | 20 of 30 | 0.33
        started   |          | 1 of 2   | 0.00
        stopped   | 2 of 3   |          | 0.00
        arrived   |          | 2 of 5   | -0.02
        departed  | 2 of 4   |          | -0.01
    """)

    shown = printed(parts)

    assert {item for item, _ in shown} == {"all", "same_form", "others"}
    assert shown["others", "part_from"] == "4 of 7"  # 2 of 3 and 2 of 4
    assert shown["others", "part_to"] == "3 of 7"  # 1 of 2 and 2 of 5: of five, no count is told as it stands


def test_where_the_others_are_still_too_few_the_next_smallest_part_joins_them() -> None:
    parts = parts_of("""
        part      | spring   | fall     | share
        same_form | 10 of 30 | 20 of 30 | 0.33
        started   |          | 1 of 2   | 0.00
        arrived   |          | 9 of 20  | -0.02
        departed  | 9 of 25  |          | -0.01
    """)

    shown = printed(parts)

    assert {item for item, _ in shown} == {"all", "same_form", "others", "departed"}
    assert shown["others", "part_to"] == "10 of 22"


@pytest.mark.parametrize(
    "few",
    [
        "same_form | 10 of 30 | 20 of 30 | 0.33\nstarted | | 1 of 2 | 0.00",  # nothing that could join
        "same_form | 2 of 4 | 3 of 4 | 0.25\narrived | | 9 of 20 | 0.0\ndeparted | 9 of 20 | | 0.0",
    ],
)
def test_where_nothing_helps_the_split_is_hidden(few: str) -> None:
    assert printed(parts_of(f"part | spring | fall | share\n{few}")) == {("all", "part_points"): "hidden"}


def test_beside_a_share_that_is_not_told_exactly_the_split_is_hidden() -> None:
    parts = parts_of("part | spring | fall | share\nsame_form | 10 of 30 | 20 of 30 | 0.33")

    assert printed(parts, told=False) == {("all", "part_points"): "hidden"}
    assert printed(parts)["same_form", "part_points"] == "+34 points"  # 33% to 67%, as printed


def test_where_nobody_rated_in_one_semester_there_is_no_change() -> None:
    parts = parts_of("part | spring | fall | share\narrived | | 10 of 20 | 0.5")

    assert printed(parts) == {("all", "part_points"): "no answers"}


Side = tuple[int, int]
SIDES = st.integers(0, 30).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=len(PARTS)))
def test_what_is_told_adds_up_and_no_part_is_small_or_coded(
    drawn: list[tuple[Side, Side]],
) -> None:
    rows = [
        {"part": part, "proficient_from": before[0], "people_from": before[1], "proficient_to": after[0]}
        | {"people_to": after[1], "share": 0.01}
        for part, (before, after) in zip(PARTS, drawn, strict=False)
        if before[1] + after[1]
    ]
    parts = pd.DataFrame(rows, columns=["part", *COUNTS, "share"])
    told = list(print_parts(parts, minimum=MINIMUM, told=True))

    counts = [
        tuple(map(int, str(row["shown"]).split(" of "))) for row in told if row["measure"] in ("part_from", "part_to")
    ]
    assert all(people >= MINIMUM for _, people in counts)
    assert all(code_count(at, people) == (at, at) for at, people in counts)
    if len(told) > 1:
        points = {str(row["item"]): float(str(row["value"])) for row in told if row["measure"] == "part_points"}
        assert points.pop("all") == sum(points.values())
        merged = merge_parts(parts, MINIMUM)
        assert merged is not None
        assert merged[COUNTS].sum().tolist() == parts[COUNTS].sum().tolist()


# the page


def split_release(**silent: str) -> Release:
    """A release with the same split for every attribute, but for those that are ``silent``."""
    release = make_release(district=DISTRICT)
    parts = parts_of("""
        part      | spring   | fall     | share
        same_form | 20 of 60 | 30 of 60 | 0.10
        arrived   |          | 9 of 20  | -0.02
        departed  | 9 of 20  |          | -0.01
    """)
    told = list(print_parts(parts, minimum=MINIMUM, told=True))
    hidden = list(print_parts(parts, minimum=MINIMUM, told=False))
    rows = [
        {"figure": "why_it_changed", "grain": "district", "grain_note": "", "attribute": part.id, "release": "r1"}
        | {"semester": release.semester, "baseline": release.baseline, "about": "self", **row}
        for part in release.rubric.attributes
        for row in (hidden if part.id in silent else told)
    ]
    both = pd.concat([release.published.astype("object"), pd.DataFrame(rows)], ignore_index=True)
    return replace(release, published=make_table("published", both))


def test_the_title_counts_where_the_same_people_make_more_of_the_change() -> None:
    figure = figures.why_it_changed(split_release(advocate="hidden"))

    # 29 of 80 are 36%, 39 of 80 are 49%: 13 points, of which the same people have 10 and what rounding leaves
    assert figure.title == (
        "Leaders who answered the same form both times make more of the change than all others in all four attributes "
        "shown"
    )
    assert "+13 points in all, of which" in figure.takeaway
    assert figure.takeaway.endswith("In one of five attributes it cannot be split without telling on a few people.")


def test_every_number_of_the_split_stands_for_its_row() -> None:
    release = split_release()
    seen = read_page(figures.why_it_changed(release).html)

    assert [(label, text) for label, text in seen.quotes if text not in printed_by(release, label)] == []
    (table,) = seen.tables
    assert len(table.bands) == 5
    assert [cell.text for cell in table.cells if cell.row == "Arrived"][:3][1:] == ["nobody", "9 of 20"]


def test_without_a_split_the_figure_says_why() -> None:
    hidden = split_release(**{part.id: "hidden" for part in make_release().rubric.attributes})

    assert figures.why_it_changed(hidden).title == "What the change comes from cannot be shown for any attribute"
    assert "first semester" in figures.why_it_changed(make_release(baseline=None)).title or (
        figures.why_it_changed(make_release(baseline=None)).title.startswith("Nothing by attribute")
    )


# the attacker


def test_the_attacker_reads_who_came_and_who_went() -> None:
    parts = split_district(count(*draw(SIX_PARTS)))
    rows = list(print_parts(parts[parts["attribute"] == parts["attribute"].iloc[0]], minimum=MINIMUM, told=True))

    read = {(*reading.factors,): (reading.low, reading.high) for reading in read_parts(rows)}

    assert read["later answers",] == (8, 8)
    assert read["at Proficient, later",] == (4, 4)
    assert read["earlier answers",] == (0, 0)  # nobody departed, and nothing was put together


def test_where_parts_are_put_together_only_the_least_is_read() -> None:
    parts = parts_of("""
        part      | spring   | fall     | share
        same_form | 10 of 30 | 20 of 30 | 0.33
        arrived   |          | 9 of 20  | -0.02
        stopped   | 9 of 25  |          | -0.01
        departed  | 2 of 2   |          | -0.01
    """)

    read = {
        (*reading.factors,): (reading.low, reading.high)
        for reading in read_parts(list(print_parts(parts, minimum=MINIMUM, told=True)))
    }

    assert read["at Proficient, later",] == (9, float("inf"))
    assert read["earlier answers",] == (0, float("inf"))


def test_the_whole_change_is_the_difference_of_the_printed_shares() -> None:
    parts = split_district(count(*draw(SIX_PARTS)))
    own = parts[parts["attribute"] == parts["attribute"].iloc[0]]
    whole = own[COUNTS].sum()

    rows = list(print_parts(own, minimum=MINIMUM, told=True))

    change = growth.printed_points(
        whole["proficient_from"], whole["people_from"], whole["proficient_to"], whole["people_to"]
    )
    assert rows[0]["value"] == change[0]
