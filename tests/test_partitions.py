"""Cubes of different people add up to the cube of everybody, to the row."""

from functools import partial

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics.growth import add_up, choose_scale, count_transitions
from portrait_analytics.growth.partitions import _pack_any
from portrait_analytics.workspace import Workspace
from tests.cubes import FALL, FRAMEWORK, SPRING, draw

RATINGS, PEOPLE = draw(
    """
    leaders | role      | spring | fall   | anonymous
    2       | Coach     | 0101 2 | 0101 3 |
    1       | Coach     | 0101 3 | 0102 1 |
    1       | Principal | 0102 W | 0102 P |
    1       | Principal | 0102 4 | 0102 4 |
    1       | Coach     |        | 0101 E |
    1       | Coach     | 0103 1 |        |
    2       | Coach     | 0101 2 | 0101 3 | yes
    1       | Teacher   | 0103 N | 0103 - |
    1       | Coach     | 0104 1 | 0104 P |
    """
)
count = partial(count_transitions, semester_from=SPRING, semester_to=FALL, framework=FRAMEWORK)


def count_in_parts(ratings: pd.DataFrame, people: pd.DataFrame, parts: dict[str, int]) -> pd.DataFrame:
    """The cube of those of each part, one after the other, with the scale of all."""
    scale = choose_scale(ratings, SPRING, FALL, FRAMEWORK)
    cubes = []
    for part in sorted(set(parts.values())):
        own, there = (table[table["person"].astype("str").map(parts) == part] for table in (ratings, people))
        cubes.append(count(own, there, scale=scale))
    return add_up(cubes, FRAMEWORK)


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_cubes_of_different_people_add_up_whoever_is_in_which_part(data: st.DataObject) -> None:
    persons = sorted(PEOPLE["person"].astype("str").unique())
    parts = {person: data.draw(st.integers(0, 2), label=person) for person in persons}

    pd.testing.assert_frame_equal(count_in_parts(RATINGS, PEOPLE, parts), count(RATINGS, PEOPLE))


def test_cubes_add_up_in_a_district_with_teams_and_both_forms(small_run: Workspace) -> None:
    ratings, people = (small_run.load_table(name) for name in ("ratings", "people"))
    parts = {person: number % 3 for number, person in enumerate(sorted(people["person"].astype("str").unique()))}

    pd.testing.assert_frame_equal(count_in_parts(ratings, people, parts), count(ratings, people))


def test_nobody_at_all_adds_up_to_no_row() -> None:
    nobody = count(RATINGS.iloc[:0], PEOPLE.iloc[:0])

    assert add_up([nobody, nobody], FRAMEWORK).empty
    assert list(add_up([], FRAMEWORK)) == list(nobody)


def test_a_part_whose_people_changed_forms_needs_the_scale_of_all() -> None:
    changed = "008-000"  # from the full form to the guide; the others kept to one
    cubes = [
        count(*(table[(table["person"].astype("str") == changed) == alone] for table in (RATINGS, PEOPLE)))
        for alone in (True, False)
    ]

    moved, all_moved = (
        cube["move"].notna() & cube["competency"].notna() for cube in (cubes[0], count(RATINGS, PEOPLE))
    )

    assert moved.any()  # on the common steps
    assert not all_moved[count(RATINGS, PEOPLE)["school_to"] == "0104"].any()  # on a form that they did not keep to


def test_cells_of_more_kinds_than_one_number_can_tell_are_in_the_same_order() -> None:
    columns = {name: np.array(codes, dtype=np.int64) for name, codes in {"a": [1, 0, 1, -1], "b": [5, 9, 4, 0]}.items()}
    few, many = dict.fromkeys("abc", 10), dict.fromkeys("abc", 2**40)

    packed = [_pack_any(columns | {"c": columns["b"]}, sizes) for sizes in (few, many)]

    assert [np.argsort(codes).tolist() for codes in packed] == [[1, 2, 0, 3]] * 2
