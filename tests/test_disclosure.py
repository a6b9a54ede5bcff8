"""The gate: which groups are shown, what a shown cell says, and that no cell gives none or all away."""

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics.disclosure import Comparison, Policy, publish
from portrait_analytics.disclosure.cells import print_cell, print_levels
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


def test_none_and_all_are_coded_in_words_and_have_no_value() -> None:
    rows = printed(cell(up=12, down=0, pairs=12, at=12))

    assert rows["movers", "up"]["shown"] == "all or all but one up"
    assert rows["movers", "down"]["shown"] == "at most one down"
    assert rows["proficient", "to"]["shown"] == "all or all but one of 12"
    for key in (("movers", "up"), ("movers", "down"), ("net_movers", None), ("proficient", "to")):
        assert rows[key]["status"] == "coded"
        assert pd.isna(rows[key]["value"])


@pytest.mark.parametrize("pairs", range(MINIMUM, 10))
def test_no_printed_cell_can_only_mean_that_nobody_or_everybody_moved(pairs: int) -> None:
    meanings: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for up, down in product(range(pairs + 1), repeat=2):
        if up + down <= pairs:
            rows = printed(cell(up, down, pairs)).values()
            everything = tuple(str(sorted(row.items(), key=str)) for row in rows)
            meanings.setdefault(everything, []).append((up, down))

    for cells in meanings.values():
        for possible in ({up for up, _ in cells}, {down for _, down in cells}):
            assert possible not in ({0}, {pairs})


@pytest.mark.parametrize("people", range(MINIMUM, 30))
def test_no_printed_share_can_only_mean_that_nobody_or_everybody_is_proficient(people: int) -> None:
    meanings: dict[str, set[int]] = {}
    for at in range(people + 1):
        rows = printed(cell(2, 2, people, at))
        everything = str(
            [sorted(rows[measure, "to"].items(), key=str) for measure in ("proficient", "proficient_share")]
        )
        meanings.setdefault(everything, set()).add(at)

    assert {0} not in meanings.values()
    assert {people} not in meanings.values()


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


@settings(max_examples=15, deadline=None)
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


@settings(max_examples=25, deadline=None)
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


LEVELS = st.lists(st.integers(0, 12), min_size=4, max_size=4).filter(lambda counts: sum(counts) >= MINIMUM)


def levels_of(counts: list[int]) -> list[dict[str, object]]:
    return print_levels(dict(enumerate(counts, start=1)), proficient=3, hidden=False)


def test_levels_between_the_ends_are_printed_as_they_are() -> None:
    assert [row["shown"] for row in levels_of([3, 9, 20, 6])] == ["3 of 38", "9 of 38", "20 of 38", "6 of 38"]


def test_a_level_without_anybody_is_coded_and_the_largest_of_its_side_takes_up_what_is_open() -> None:
    rows = levels_of([0, 9, 20, 6])

    assert [row["shown"] for row in rows] == ["at most one of 35", "8 or 9 of 35", "20 of 35", "6 of 35"]
    assert pd.isna(rows[0]["value"])
    assert pd.isna(rows[1]["value"])


def test_levels_that_no_other_can_stand_for_are_told_as_two_sides() -> None:
    assert [(row["item"], row["shown"]) for row in levels_of([2, 0, 20, 6])] == [
        ("below", "2 of 28"),
        ("at_or_above", "26 of 28"),
    ]


@pytest.mark.parametrize("people", range(MINIMUM, 13))
def test_no_printed_levels_beside_the_share_can_only_mean_that_nobody_or_everybody_stands_at_one(people: int) -> None:
    meanings: dict[tuple[str, ...], list[tuple[int, ...]]] = {}
    for first, second, third in product(range(people + 1), repeat=3):
        counts = (first, second, third, people - first - second - third)
        if min(counts) >= 0:
            share = printed(cell(2, 2, people, counts[2] + counts[3]))["proficient", "to"]["shown"]
            words = (str(share), *(f"{row['item']}: {row['shown']}" for row in levels_of(list(counts))))
            meanings.setdefault(words, []).append(counts)

    for vectors in meanings.values():
        for possible in (set(counts) for counts in zip(*vectors, strict=True)):
            assert possible not in ({0}, {people})


def test_where_almost_nobody_is_proficient_only_the_two_sides_are_told() -> None:
    for counts in ([7, 12, 0, 0], [7, 11, 1, 0], [7, 11, 0, 1]):
        assert [(row["item"], row["shown"]) for row in levels_of(counts)] == [
            ("below", "all or all but one of 19"),
            ("at_or_above", "at most one of 19"),
        ]


@settings(deadline=None)
@given(LEVELS)
def test_printed_levels_hold_the_truth_and_never_say_that_nobody_or_everybody_is_proficient(counts: list[int]) -> None:
    people = sum(counts)
    rows = {str(row["item"]): row for row in levels_of(counts)}

    at = counts[2] + counts[3]
    if "below" in rows:
        coded = at in (0, 1, people - 1, people)
        values = [row["value"] for row in rows.values()]
        assert all(map(pd.isna, values)) if coded else values == [people - at, at]
        return
    assert 1 < at < people - 1
    for rank, count in enumerate(counts, start=1):
        value = rows[str(rank)]["value"]
        assert pd.isna(value) or value == count
    assert all(row["people"] == people for row in rows.values())
