"""The gate: which groups are shown, what a shown cell says, and that no cell gives few or nearly all away."""

from collections.abc import Iterator, Sequence
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics import growth
from portrait_analytics.disclosure import Cell, Comparison, Detail, Policy, draft_release, publish
from portrait_analytics.disclosure.cells import print_cell, print_levels
from portrait_analytics.disclosure.detail import band_count
from portrait_analytics.disclosure.masks import Line, hide_groups, merge_roles, people_by_group
from portrait_analytics.disclosure.plan import Plan
from portrait_analytics.rubric import load_framework
from portrait_analytics.tables import make_table

MINIMUM = 5
SPRING, FALL = "2026-spring", "2026-fall"
ROLES = {"Principal": "school", "Assistant": "school", "Coach": "teacher", "Lead": "district", "Director": "district"}


def counts_of(people: dict[str, int]) -> pd.DataFrame:
    """Counts in which every figure of a group rests on the same number of people."""
    rows = [
        {"group": group, "item": "authentic", "pairs": n, "rated_from": n, "rated_to": n} for group, n in people.items()
    ]
    return pd.DataFrame(rows).set_index(["group", "item"])


def hide(counts: pd.DataFrame, totals: pd.DataFrame, groups: list[str]) -> set[str]:
    table = people_by_group(counts, totals, groups)
    whole = people_by_group(totals, totals, ["all"])["all"]
    return hide_groups(table, [Line(groups, whole)], MINIMUM)


def hidden(people: dict[str, int], outside: int = 0) -> set[str]:
    return hide(counts_of(people), counts_of({"all": sum(people.values()) + outside}), list(people))


def test_a_group_under_the_minimum_is_hidden_and_never_alone() -> None:
    assert hidden({"a": 20, "b": 4, "c": 9, "d": 12}) == {"b", "c"}


def test_nothing_is_hidden_where_all_groups_are_large() -> None:
    assert hidden({"a": 20, "b": 5}) == set()


def test_hidden_groups_hold_the_minimum_together() -> None:
    assert hidden({"a": 1, "b": 1, "c": 9, "d": 12}) == {"a", "b", "c"}


def test_a_few_people_outside_all_groups_cannot_be_had_by_subtraction() -> None:
    assert hidden({"a": 20, "b": 9, "c": 12}, outside=2) == {"b"}


def test_people_outside_count_as_the_second_group() -> None:
    assert hidden({"a": 20, "b": 4, "c": 12}, outside=3) == {"b"}


def test_a_district_under_the_minimum_shows_nothing() -> None:
    assert hidden({"a": 3}) == {"a"}


def test_a_group_that_is_small_in_one_figure_is_hidden_in_all() -> None:
    counts = counts_of({"a": 20, "b": 9, "c": 12})
    counts.loc[("b", "authentic"), "pairs"] = 3
    totals = counts_of({"all": 41})
    totals.loc[("all", "authentic"), "pairs"] = 20 + 3 + 12

    assert "b" in hide(counts, totals, ["a", "b", "c"])


def test_in_a_table_of_two_ways_every_row_and_column_keeps_enough_back() -> None:
    people = {"N1": 9, "N2": 3, "N3": 20, "S1": 8, "S2": 12, "S3": 25}
    table = people_by_group(counts_of(people), counts_of({"all": sum(people.values())}), list(people))
    ways = [["N1", "N2", "N3"], ["S1", "S2", "S3"], ["N1", "S1"], ["N2", "S2"], ["N3", "S3"]]
    lines = [Line(way, table[way].sum(axis="columns")) for way in ways]

    kept_back = hide_groups(table, lines, MINIMUM)

    assert "N2" in kept_back
    for way in ways:
        rest = [people[group] for group in way if group in kept_back]
        assert not rest or (len(rest) > 1 and sum(rest) >= MINIMUM)


def test_a_line_whose_total_is_told_elsewhere_keeps_something_back_itself() -> None:
    table = people_by_group(counts_of({"a": 9, "b": 20}), counts_of({"all": 29}), ["a", "b"])

    assert hide_groups(table, [Line(["a", "b"], table.sum(axis="columns"))], MINIMUM) == set()
    assert hide_groups(table, [Line(["a", "b"], table.sum(axis="columns"), broken=True)], MINIMUM) == {"a", "b"}


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 15), min_size=1), st.integers(0, 8))
def test_what_is_left_after_subtraction_is_nobody_or_the_minimum(people: dict[str, int], outside: int) -> None:
    kept_back = hidden(people, outside)
    rest = sum(people[group] for group in kept_back) + outside

    everything_hidden = kept_back >= {group for group, size in people.items() if size}
    assert all(people[group] == 0 or people[group] >= MINIMUM for group in set(people) - kept_back)
    assert rest == 0 or rest >= MINIMUM or everything_hidden


def test_small_roles_are_put_together_within_their_role_group_before_anything_is_hidden() -> None:
    people = {"Principal": 12, "Assistant": 9, "Coach": 4, "Lead": 9, "Director": 3}

    merged, notes = merge_roles(counts_of(people), counts_of({"all": 37}), Policy(MINIMUM, ROLES))

    assert merged["Lead"] == merged["Director"] == "Lead + Director"
    assert merged["Principal"] == "Principal"
    assert merged["Coach"] == "Coach"  # the only one of its group: it stays, and will be hidden
    assert list(notes) == ["Lead + Director"]


def test_a_role_that_nobody_holds_is_left_out() -> None:
    merged, _ = merge_roles(counts_of({"Principal": 12}), counts_of({"all": 12}), Policy(MINIMUM, ROLES))

    assert merged == {"Principal": "Principal"}


def cell(up: int, down: int, pairs: int, at: int = 3) -> pd.Series:
    return pd.Series(
        {
            "up": up,
            "down": down,
            "same": pairs - up - down,
            "pairs": pairs,
            "proficient_from": at,
            "rated_from": pairs,
            "proficient_to": at,
            "rated_to": pairs,
            "asked_from": pairs,
            "asked_to": pairs,
            "answered_from": pairs,
            "answered_to": pairs,
        }
    )


def printed(counts: pd.Series, **options: object) -> dict[tuple[str, object], dict[str, object]]:
    rows = print_cell(counts, **{"hidden": False, "semester": FALL, "baseline": SPRING, **options})  # type: ignore[arg-type]
    return {(str(row["measure"]), row["item"]): row for row in rows}


def test_counts_between_the_ends_are_printed_as_they_are() -> None:
    rows = printed(cell(up=5, down=3, pairs=12, at=7))

    assert [rows["movers", item]["shown"] for item in ("up", "down", "same")] == ["5 up", "3 down", "4 the same"]
    assert rows["net_movers", None]["value"] == round((5 - 3) / 12, 2)
    assert rows["proficient", "to"]["shown"] == "7 of 12"
    assert str(rows["proficient_share", "to"]["shown"]).startswith("58% (")


@pytest.mark.parametrize("few", [0, 1, 2])
def test_few_and_nearly_all_are_coded_in_the_same_words_and_have_no_value(few: int) -> None:
    rows = printed(cell(up=12 - few, down=0, pairs=12, at=12 - few))

    assert rows["movers", "up"]["shown"] == "at least 10 up"
    assert rows["movers", "down"]["shown"] == "at most 2 down"
    assert rows["movers", "same"]["shown"] == "at most 2 the same"
    assert rows["proficient", "to"]["shown"] == "at least 10 of 12"
    assert rows["proficient_share", "to"] == printed(cell(0, 0, 12, at=12))["proficient_share", "to"]
    for key in (("movers", "up"), ("movers", "down"), ("net_movers", None), ("proficient", "to")):
        assert rows[key]["status"] == "coded"
        assert pd.isna(rows[key]["value"])


def is_safe(possible: set[int], people: int) -> bool:
    """True if a printed count is one that is neither few nor nearly all, or can be one of three or more."""
    if len(possible) == 1:
        return 3 <= min(possible) <= people - 3
    return len(possible) >= 3


def look(rows: Sequence[dict[str, object]]) -> str:
    """Everything that can be seen of some rows: words, numbers, interval and colour."""
    return str([sorted(row.items()) for row in rows])


def moves_of(pairs: int) -> Iterator[tuple[int, int]]:
    return ((up, down) for up, down in product(range(pairs + 1), repeat=2) if up + down <= pairs)


def alike_in_movers(pairs: int, detail: Detail) -> dict[str, list[tuple[int, int]]]:
    """All ups and downs by what is printed of them."""
    meanings: dict[str, list[tuple[int, int]]] = {}
    for up, down in moves_of(pairs):
        rows = printed(cell(up, down, pairs), details={"movers": detail})
        own = [row for (measure, _), row in rows.items() if measure in ("movers", "net_movers")]
        meanings.setdefault(look(own), []).append((up, down))
    return meanings


def alike_in_shares(people: int, detail: Detail) -> dict[str, set[int]]:
    """All counts at or above Proficient by what is printed of them."""
    meanings: dict[str, set[int]] = {}
    for at in range(people + 1):
        rows = printed(cell(2, 2, people, at), details={"to": detail})
        own = [rows[measure, "to"] for measure in ("proficient", "proficient_share")]
        meanings.setdefault(look(own), set()).add(at)
    return meanings


@pytest.mark.parametrize("pairs", range(MINIMUM, 13))
def test_no_printed_cell_can_only_mean_that_few_or_nearly_all_moved(pairs: int) -> None:
    for cells in alike_in_movers(pairs, Detail.COUNTS).values():
        assert is_safe({up for up, _ in cells}, pairs)
        assert is_safe({down for _, down in cells}, pairs)
        stayed = {pairs - up - down for up, down in cells}
        assert len(stayed) == 1 == len(cells) or len(stayed) >= 3


@pytest.mark.parametrize("people", range(MINIMUM, 30))
def test_no_printed_share_can_only_mean_that_few_or_nearly_all_are_proficient(people: int) -> None:
    assert all(is_safe(possible, people) for possible in alike_in_shares(people, Detail.COUNTS).values())


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("people", [1, 2, 3, 4])
def test_of_so_few_that_every_count_would_print_alike_none_is_told(people: int, detail: Detail) -> None:
    for up, down in moves_of(people):
        rows = printed(cell(up, down, people, at=up), details=dict.fromkeys(("movers", "from", "to"), detail))
        assert_all_hidden(list(rows.values()))
        levels = {1: down, 2: 0, 3: up, 4: people - up - down}
        assert_all_hidden(print_levels(levels, proficient=3, hidden=False, detail=detail))


def assert_all_hidden(rows: Sequence[dict[str, object]]) -> None:
    for row in rows:
        assert (row["status"], row["shown"]) == ("hidden", "hidden")
        assert set(row) == {"measure", "item", "status", "shown"}


# what is told in less


@pytest.mark.parametrize("people", range(80))
def test_bands_take_up_every_count_once_and_none_is_narrow(people: int) -> None:
    bands = sorted({band_count(count, people) for count in range(people + 1)})

    assert [count for low, high in bands for count in range(low, high + 1)] == list(range(people + 1))
    assert all(low <= count <= high for count in range(people + 1) for low, high in [band_count(count, people)])
    assert bands == [(0, people)] or min(high - low + 1 for low, high in bands) >= 5


def test_counts_told_in_bands_are_coded_and_have_no_value() -> None:
    rows = printed(cell(up=7, down=3, pairs=20, at=12), details=dict.fromkeys(("movers", "from", "to"), Detail.BANDS))

    assert [rows["movers", item]["shown"] for item in ("up", "down", "same")] == [
        "5 to 9 up",
        "at most 4 down",
        f"{20 - 9 - 4} to {20 - 5 - 0} the same",
    ]
    assert rows["proficient", "to"]["shown"] == "10 to 14 of 20"
    assert {row["status"] for row in rows.values()} == {"coded"}
    assert all(pd.isna(row["value"]) for row in rows.values())


@pytest.mark.parametrize("pairs", range(MINIMUM, 17))
def test_movers_in_the_same_bands_print_alike_with_their_interval_and_colour(pairs: int) -> None:
    bands = {point: tuple(band_count(count, pairs) for count in point) for point in moves_of(pairs)}

    for cells in alike_in_movers(pairs, Detail.BANDS).values():
        told = {bands[point] for point in cells}
        assert {point for point in bands if bands[point] in told} == set(cells)


@pytest.mark.parametrize("people", range(MINIMUM, 30))
def test_shares_in_the_same_band_print_alike_with_their_interval(people: int) -> None:
    bands = {frozenset(range(low, high + 1)) for low, high in (band_count(at, people) for at in range(people + 1))}

    assert set(map(frozenset, alike_in_shares(people, Detail.BANDS).values())) == bands


@pytest.mark.parametrize("detail", [Detail.COUNTS, Detail.BANDS])
@pytest.mark.parametrize("pairs", [9, 13, 16])
def test_a_coded_interval_holds_the_interval_of_every_count_that_it_stands_for(pairs: int, detail: Detail) -> None:
    for up, down in moves_of(pairs):
        rows = printed(cell(up, down, pairs, at=up), details=dict.fromkeys(("movers", "to"), detail))
        ends = {
            "net_movers": growth.net_movers_interval([up], [down], [pairs]),
            "proficient_share": growth.proficient_interval([up], [pairs]),
        }
        for measure, (low, high) in ends.items():
            row = rows[measure, None if measure == "net_movers" else "to"]
            if row["status"] == "hidden":  # bands that leave too little open together
                assert detail is Detail.BANDS
                continue
            assert float(str(row["low"])) <= round(float(low[0]), 2)
            assert round(float(high[0]), 2) <= float(str(row["high"]))


@pytest.mark.parametrize("pairs", range(MINIMUM, 17))
def test_bands_say_nothing_that_counts_do_not_say(pairs: int) -> None:
    banded = [set(cells) for cells in alike_in_movers(pairs, Detail.BANDS).values()]

    for cells in alike_in_movers(pairs, Detail.COUNTS).values():
        assert sum(set(cells) <= wider for wider in banded) == 1


@pytest.mark.parametrize("part", ["movers", "from", "to"])
@pytest.mark.parametrize("detail", [Detail.BANDS, Detail.NOTHING])
def test_a_part_that_is_told_in_less_leaves_the_others_as_they_are(part: str, detail: Detail) -> None:
    counts = cell(up=7, down=3, pairs=20, at=12)
    before, after = printed(counts), printed(counts, details={part: detail})

    own = {key for key in before if (key[1] if str(key[0]).startswith("proficient") else "movers") == part}
    assert {key for key in before if look([before[key]]) != look([after[key]])} == own
    if detail is Detail.NOTHING:
        assert_all_hidden([after[key] for key in own])


def test_that_there_is_nobody_is_said_even_where_nothing_is_told() -> None:
    rows = printed(cell(0, 0, 0), details=dict.fromkeys(("movers", "from", "to"), Detail.NOTHING))

    assert {row["status"] for row in rows.values()} == {"no_pairs", "no_answer"}


def test_a_hidden_group_prints_no_number_at_all() -> None:
    for row in printed(cell(5, 1, 12), hidden=True).values():
        assert row["shown"] == "hidden"
        assert not {"value", "low", "high", "people", "colour_class"} & set(row)


def test_without_an_earlier_semester_there_are_levels_and_no_growth() -> None:
    rows = printed(cell(5, 1, 12, at=7), baseline=None)

    assert rows["net_movers", None]["status"] == "no_baseline"
    assert rows["proficient", "from"]["status"] == "no_baseline"
    assert rows["proficient", "to"]["shown"] == "7 of 12"


def test_nobody_paired_and_nobody_answering_are_said_and_not_hidden() -> None:
    rows = printed(cell(0, 0, 0))

    assert rows["net_movers", None]["status"] == "no_pairs"
    assert rows["proficient", "to"]["status"] == "no_answer"


def test_a_group_whose_form_did_not_ask_is_told_from_one_that_did_not_answer() -> None:
    counts = cell(0, 0, 0)
    counts["answered_to"] = 8

    rows = printed(counts)

    assert rows["proficient", "to"]["status"] == rows["net_movers", None]["status"] == "not_asked"
    assert rows["proficient", "from"]["status"] == "no_answer"


def test_nobody_at_all_is_said_rather_than_hidden() -> None:
    rows = printed(cell(0, 0, 0), hidden=True)

    assert rows["net_movers", None]["status"] == "no_pairs"


PERSON = st.tuples(
    st.sampled_from(["0001", "0002", "0003", "0004"]),
    st.sampled_from(list(ROLES)),
    st.sampled_from([-1, 0, 1, None]),
    st.booleans(),
)


def cube_of(people: list[tuple[str, str, int | None, bool]]) -> pd.DataFrame:
    frame = pd.DataFrame(people, columns=["school", "role", "move", "at"])
    rated = frame["move"].notna()
    return make_table(
        "transitions",
        pd.DataFrame(
            {
                "semester_from": SPRING,
                "semester_to": FALL,
                "school_from": frame["school"],
                "school_to": frame["school"],
                "role_from": frame["role"],
                "role_to": frame["role"],
                "about": "self",
                "rated_by": "self",
                "attribute": "authentic",
                "proficient_from": frame["at"].where(rated),
                "proficient_to": frame["at"].where(rated),
                "move": frame["move"],
                "people": 1,
            }
        ),
    )


CLUSTERS = {"0001": "N", "0002": "N", "0003": "S", "0004": "S"}


@settings(max_examples=8, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=80))
def test_no_published_number_rests_on_fewer_people_than_the_minimum(
    people: list[tuple[str, str, int | None, bool]],
) -> None:
    published = publish(
        cube_of(people),
        schools=pd.DataFrame({"school": list(CLUSTERS), "cluster": list(CLUSTERS.values())}),
        policy=Policy(MINIMUM, ROLES),
        comparison=Comparison(FALL, SPRING),
        rubric=load_framework().current,
    )

    told = published[published["status"].isin(["shown", "coded"])]
    silent = published[~published["status"].isin(["shown", "coded"])]
    assert (told["people"] >= MINIMUM).all()
    assert silent[["value", "low", "high", "people", "colour_class"]].isna().all(axis=None)
    assert not silent["shown"].str.contains(r"\d").any()


@settings(max_examples=10, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=80))
def test_schools_roles_and_clusters_give_no_small_remainder_together(
    people: list[tuple[str, str, int | None, bool]],
) -> None:
    plan = Plan(cube_of(people), CLUSTERS, Policy(MINIMUM, ROLES))
    by_school = plan.by_school()
    both = plan.by_cluster_and_role(by_school)
    paired = pd.DataFrame(people, columns=["school", "role", "move", "at"]).dropna(subset="move")
    cluster_sizes = paired["school"].map(CLUSTERS).value_counts()

    for cluster, size in cluster_sizes.items():
        roles_told = [group for group, place in both.places.items() if place["cluster"] == cluster]
        kept_back = [group for group in roles_told if group in both.hidden]
        schools_told = [school for school, of in CLUSTERS.items() if of == cluster and school not in by_school.hidden]
        rest = size - paired["school"].isin(schools_told).sum()
        if not kept_back:  # then the roles give the cluster's total, and the shown schools may leave nobody or enough
            assert rest == 0 or rest >= MINIMUM


@pytest.mark.parametrize("detail", [Detail.BANDS, Detail.NOTHING])
@pytest.mark.parametrize("where", [("district_growth", "district", ""), ("growth_by_school", "school", "0001")])
def test_a_draft_tells_the_cell_that_is_named_in_less_and_all_else_as_before(
    where: tuple[str, str, str], detail: Detail
) -> None:
    people = [(school, "Principal", move, move > 0) for school in CLUSTERS for move in [-1] * 3 + [0] * 4 + [1] * 6]
    draft = draft_release(
        cube_of([*people]),
        schools=pd.DataFrame({"school": list(CLUSTERS), "cluster": list(CLUSTERS.values())}),
        policy=Policy(MINIMUM, ROLES),
        comparison=Comparison(FALL, SPRING),
        rubric=load_framework().current,
    )
    figure, grain, school = where
    named = Cell(figure, grain, school, "", "", "authentic", "movers")

    full, less = (draft.printed(details).drop(columns="release").astype("str") for details in ({}, {named: detail}))

    changed = full.compare(less, keep_shape=True).notna().any(axis="columns")
    own = (full["figure"] == figure) & (full["attribute"] == "authentic") & full["competency"].isna()
    own &= full["measure"].isin(["movers", "net_movers"]) & ((full["school"] == school) if school else True)
    again = (full["figure"] == "trend") & (full["attribute"] == "authentic") & (full["measure"] == "trend_net")
    assert changed.tolist() == (own | (again & (not school))).tolist()  # the trend repeats what is told of all leaders
    assert own.sum() == 4


LEVELS = st.lists(st.integers(0, 12), min_size=4, max_size=4).filter(lambda counts: sum(counts) >= MINIMUM)


def levels_of(counts: Sequence[int], *, proficient: int = 3, detail: Detail = Detail.COUNTS) -> list[dict[str, object]]:
    return print_levels(dict(enumerate(counts, start=1)), proficient=proficient, hidden=False, detail=detail)


def test_levels_between_the_ends_are_printed_as_they_are() -> None:
    assert [row["shown"] for row in levels_of([3, 9, 20, 6])] == ["3 of 38", "9 of 38", "20 of 38", "6 of 38"]


def test_a_level_without_anybody_is_coded_and_the_largest_of_its_side_takes_up_what_is_open() -> None:
    rows = levels_of([0, 9, 20, 6])

    assert [row["shown"] for row in rows] == ["at most 2 of 35", "7 to 9 of 35", "20 of 35", "6 of 35"]
    assert pd.isna(rows[0]["value"])
    assert pd.isna(rows[1]["value"])


def test_levels_that_no_other_can_stand_for_are_told_as_two_sides() -> None:
    assert [(row["item"], row["shown"]) for row in levels_of([3, 1, 20, 6])] == [
        ("below", "4 of 30"),
        ("at_or_above", "26 of 30"),
    ]


def vectors_of(people: int, levels: int) -> Iterator[tuple[int, ...]]:
    """All ways in which so many people can stand at so many levels."""
    if levels == 1:
        yield (people,)
        return
    for first in range(people + 1):
        yield from ((first, *rest) for rest in vectors_of(people - first, levels - 1))


@pytest.mark.parametrize("people", range(MINIMUM, 13))
@pytest.mark.parametrize(("levels", "proficient"), [(4, 3), (4, 2), (4, 4), (5, 4), (2, 2)])
def test_no_printed_levels_beside_the_share_can_only_mean_that_few_or_nearly_all_stand_at_one(
    levels: int, proficient: int, people: int
) -> None:
    shares = [look([printed(cell(2, 2, people, at))["proficient", "to"]]) for at in range(people + 1)]
    meanings: dict[tuple[str, str], list[tuple[int, ...]]] = {}
    for counts in vectors_of(people, levels):
        words = shares[sum(counts[proficient - 1 :])], look(levels_of(counts, proficient=proficient))
        meanings.setdefault(words, []).append(counts)

    for vectors in meanings.values():
        assert all(is_safe(set(counts), people) for counts in zip(*vectors, strict=True))


def test_where_almost_nobody_is_proficient_only_the_two_sides_are_told() -> None:
    for counts in ([7, 12, 0, 0], [7, 11, 1, 0], [7, 11, 0, 1], [7, 10, 1, 1], [7, 10, 2, 0]):
        assert [(row["item"], row["shown"]) for row in levels_of(counts)] == [
            ("below", "at least 17 of 19"),
            ("at_or_above", "at most 2 of 19"),
        ]


@pytest.mark.parametrize("people", range(MINIMUM, 13))
def test_levels_told_in_bands_are_two_sides_that_say_no_more_than_the_levels(people: int) -> None:
    meanings: dict[str, set[int]] = {}
    sides: dict[str, set[str]] = {}
    for counts in vectors_of(people, 4):
        rows = levels_of(counts, detail=Detail.BANDS)
        assert [row["item"] for row in rows] == ["below", "at_or_above"]
        meanings.setdefault(look(rows), set()).add(counts[2] + counts[3])
        sides.setdefault(look(levels_of(counts)), set()).add(look(rows))

    assert all(is_safe(possible, people) for possible in meanings.values())
    assert all(len(told) == 1 for told in sides.values())


def test_levels_of_which_nothing_is_told_are_hidden_each() -> None:
    rows = levels_of([3, 9, 20, 6], detail=Detail.NOTHING)

    assert [row["item"] for row in rows] == ["1", "2", "3", "4"]
    assert_all_hidden(rows)


@settings(deadline=None)
@given(LEVELS)
def test_printed_levels_hold_the_truth_and_never_say_that_nobody_or_everybody_is_proficient(counts: list[int]) -> None:
    people = sum(counts)
    rows = {str(row["item"]): row for row in levels_of(counts)}

    at = counts[2] + counts[3]
    if "below" in rows:
        coded = at <= 2 or at >= people - 2
        values = [row["value"] for row in rows.values()]
        assert all(map(pd.isna, values)) if coded else values == [people - at, at]
        return
    assert 2 < at < people - 2
    for rank, count in enumerate(counts, start=1):
        value = rows[str(rank)]["value"]
        assert pd.isna(value) or value == count
    assert all(row["people"] == people for row in rows.values())
