"""Who stands where along the pipeline: counted from the roster, told so that it tells on nobody."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics import figures, releasing
from portrait_analytics.disclosure.representation import (
    OTHERS,
    Rows,
    code_parts,
    is_open,
    may_tell,
    merge_stages,
    print_representation,
    read_representation,
)
from portrait_analytics.known_words import Known
from portrait_analytics.ledger import Entry, record
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.release import Release
from portrait_analytics.succession.representation import (
    NOT_STATED,
    OTHER_ROLES,
    count_changed,
    count_pipeline,
    list_groupings,
    place_in_pipeline,
)
from portrait_analytics.tables import make_table
from portrait_analytics.tellings import tell_representation
from portrait_analytics.workspace import Workspace
from tests.build import grid, make_release
from tests.districts import make_district
from tests.test_succession_page import page_of

MINIMUM = 5
FALL, SPRING = "2026-fall", "2027-spring"
STAGES = {"Teacher leaders": ["Teacher Leader"], "Coaches": ["Coach"], "School": ["Principal"]}
COLUMN = "group_home"


def people(text: str) -> pd.DataFrame:
    drawn = grid(text)
    return drawn.assign(on_roster=drawn.get("on_roster", "yes") == "yes")


def counts(text: str) -> pd.DataFrame:
    return grid(text).set_index("stage").astype(int)


def told(text: str) -> dict[str, list[str]]:
    """What is printed of each stage, group by group."""
    found: dict[str, list[str]] = {}
    for row in print_representation(counts(text), COLUMN, MINIMUM, unnamed=NOT_STATED):
        found.setdefault(str(row["role"]), []).append(str(row["shown"]))
    return found


# counting


def test_people_are_counted_by_the_role_and_the_group_that_the_roster_gives_them() -> None:
    roster = people("""
        semester    | person | role_roster    | group_home | on_roster
        2026-fall   | a      | Teacher Leader | east       | yes
        2026-fall   | b      | Teacher Leader |            | yes
        2026-fall   | c      | Principal      | west       | yes
        2026-fall   | d      | Counselor      | west       | yes
        2026-fall   | e      |                | east       | no
        2027-spring | a      | Principal      | east       | yes
    """)

    stood = place_in_pipeline(roster, COLUMN, semester=FALL, stages=STAGES)
    counted = count_pipeline(stood, list(STAGES))

    assert list(counted) == ["east", "west", NOT_STATED]
    assert counted.to_dict("index") == {
        "Teacher leaders": {"east": 1, "west": 0, NOT_STATED: 1},
        "Coaches": {"east": 0, "west": 0, NOT_STATED: 0},
        "School": {"east": 0, "west": 1, NOT_STATED: 0},
        OTHER_ROLES: {"east": 0, "west": 1, NOT_STATED: 0},
    }


def test_a_grouping_that_the_roster_does_not_carry_is_named() -> None:
    with pytest.raises(KeyError, match="group_home"):
        place_in_pipeline(pd.DataFrame({"role_roster": []}), COLUMN, semester=FALL, stages={})


def test_a_column_that_says_nothing_is_no_grouping() -> None:
    roster = people("""
        semester  | person | role_roster | group_home | group_tongue
        2026-fall | a      | Coach       | east       |
    """)

    assert list_groupings(roster, FALL) == [COLUMN]
    assert list_groupings(roster, SPRING) == []


# what is printed


def test_fewer_than_the_minimum_print_alike_nobody_among_them() -> None:
    assert told("""
        stage   | east | west
        Coaches | 14   | 0
        School  | 12   | 4
        Office  | 9    | 6
    """) == {
        "Coaches": ["at least 10 of 14", "at most 4 of 14"],
        "School": ["at least 12 of 16", "at most 4 of 16"],
        "Office": ["9 of 15", "6 of 15"],
    }


def test_a_stage_that_cannot_be_told_is_put_together_with_the_smaller_one_beside_it() -> None:
    assert told("""
        stage   | east | west | north
        Leaders | 30   | 20   | 10
        Coaches | 6    | 5    | 1
        School  | 9    | 7    | 8
    """) == {
        "Leaders": ["30 of 60", "20 of 60", "10 of 60"],
        "Coaches + School": [f"{6 + 9} of 36", f"{5 + 7} of 36", f"{1 + 8} of 36"],
    }


def test_groups_of_a_few_people_are_not_named() -> None:
    rows = print_representation(
        counts("""
            stage   | east | west | north | not stated
            Leaders | 30   | 20   | 1     | 2
            Coaches | 9    | 8    | 3     | 4
        """),
        COLUMN,
        MINIMUM,
        unnamed=NOT_STATED,
    )

    assert {row["item"] for row in rows} == {"east", "west", OTHERS}
    assert [row["shown"] for row in rows if row["item"] == OTHERS] == ["at most 4 of 53", f"{3 + 4} of 24"]


def test_a_single_group_tells_nothing_and_is_not_printed() -> None:
    assert (
        told("""
        stage   | east
        Leaders | 30
    """)
        == {}
    )


def test_a_district_too_small_for_any_stage_prints_no_number() -> None:
    assert told("""
        stage   | east | west
        Leaders | 4    | 3
        Coaches | 1    | 0
    """) == {"Leaders + Coaches": ["hidden", "hidden"]}


def all_counts(people: int, groups: int) -> Iterator[tuple[int, ...]]:
    yield from (own for own in product(range(people + 1), repeat=groups) if sum(own) == people)


@pytest.mark.parametrize(("people", "groups"), [(9, 2), (14, 2), (13, 3), (17, 3), (21, 4)])
def test_every_printed_count_and_the_rest_is_at_least_the_minimum_or_may_be_anything_below(
    people: int, groups: int
) -> None:
    """Every stage of so many people, by what is printed of it: what each count can be, given all of its texts."""
    meanings: dict[tuple[tuple[int, int], ...], list[tuple[int, ...]]] = defaultdict(list)
    for own in all_counts(people, groups):
        if is_open(own, MINIMUM):
            meanings[tuple(code_parts(own, MINIMUM - 1))].append(own)
    assert meanings

    for coded, possible in meanings.items():
        for place, ends in enumerate(coded):
            could = {own[place] for own in possible}
            assert could == set(range(ends[0], ends[1] + 1)), (coded, place)
            if len(could) == 1:
                assert MINIMUM <= min(could) <= people - MINIMUM, (coded, place)
            else:
                assert len(could) >= MINIMUM, (coded, place)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=5))
def test_putting_stages_together_loses_nobody_and_leaves_none_hidden_beside_a_told_one(table: list[list[int]]) -> None:
    drawn = pd.DataFrame(table, columns=["a", "b", "c"], index=[f"s{number}" for number in range(len(table))])

    stages = merge_stages(drawn, MINIMUM)

    assert [name for names, _ in stages for name in names] == drawn.index.tolist()
    assert sum(sum(own) for _, own in stages) == drawn.to_numpy().sum()
    assert len(stages) == 1 or all(is_open(own, MINIMUM) for _, own in stages)


# two tellings


def stood(text: str) -> pd.DataFrame:
    return grid(text).set_index("person")


def test_whoever_is_told_otherwise_has_left_and_come() -> None:
    before = stood("""
        person | stage   | group
        a      | Coaches | east
        b      | Coaches | west
        c      | School  | west
    """)
    after = stood("""
        person | stage   | group
        a      | Coaches | west
        b      | School  | west
        c      | School  | west
    """)

    assert count_changed(before, after, ["Coaches"]) == (2, 1)
    assert count_changed(before, after, ["Coaches", "School"]) == (1, 1)


@pytest.mark.parametrize(("left", "came", "may"), [(0, 0, True), (5, 9, True), (0, 1, False), (4, 5, False)])
def test_a_grouping_is_told_anew_only_if_nobody_or_enough_people_changed(left: int, came: int, may: bool) -> None:
    rows: Rows = [{"role": "Coaches + School"}, {"role": "Teacher leaders"}]

    assert may_tell(rows, rows, lambda _: (left, came), MINIMUM) is may


@pytest.fixture
def grown(tmp_path: Path) -> Workspace:
    """Twelve coaches and twelve principals, six of each from the east; one more coach in spring."""
    workspace = make_district(tmp_path, {})
    rows = [
        (f"{role[0]}{number}", role, "east" if number < 6 else "west")
        for role in ("Coach", "Principal")
        for number in range(12)
    ]
    frames = [
        pd.DataFrame(own, columns=["person", "role_roster", COLUMN]).assign(semester=semester)
        for semester, own in ((FALL, rows), (SPRING, [*rows, ("new", "Coach", "east")]))
    ]
    everybody = pd.concat(frames).assign(identified=True, on_roster=True, answered=False)
    workspace.save_table("people", make_table("people", everybody))
    return workspace


def tell(workspace: Workspace, semester: str) -> Rows:
    return tell_representation(workspace, semester, releasing.policy_of(workspace))


def keep(workspace: Workspace, semester: str, rows: Rows) -> None:
    shared = {"release": f"r-{semester}", "semester": semester, "baseline": None, "about": "self"}
    published = make_table("published", pd.DataFrame(rows).assign(**shared))
    record(workspace, Entry(semester, None, published, pd.DataFrame({"people": [1]}), {}))


def test_one_who_came_is_not_told_on_by_two_tellings(grown: Workspace) -> None:
    first = tell(grown, FALL)
    alone = tell(grown, SPRING)
    assert [row["shown"] for row in alone][:2] == ["7 of 13", "6 of 13"]

    keep(grown, FALL, first)
    again = tell(grown, SPRING)

    assert [row["shown"] for row in again] == [row["shown"] for row in first]
    assert {row["grain_note"] for row in again} == {
        "Told as in fall 2026: since then too few came or left for new counts, which would tell on them."
    }


def test_a_telling_that_was_repeated_stays_dated_as_it_was(grown: Workspace) -> None:
    keep(grown, FALL, tell(grown, FALL))
    again = tell(grown, SPRING)
    keep(grown, SPRING, again)

    pd.testing.assert_frame_equal(make_published(tell(grown, SPRING)), make_published(again))
    assert {row["grain_note"] for row in tell(grown, "2027-fall")} == set()  # no roster: nothing to tell


def test_where_nobody_can_say_who_came_since_the_last_telling_it_is_repeated(grown: Workspace) -> None:
    keep(grown, FALL, tell(grown, FALL))
    people = grown.load_table("people")
    grown.save_table("people", people[people["semester"] == SPRING])

    assert {row["grain_note"][:20] for row in tell(grown, SPRING)} == {"Told as in fall 2026"}


def test_within_a_semester_it_is_told_once_whatever_the_roster_says_later(grown: Workspace) -> None:
    first = tell(grown, FALL)
    keep(grown, FALL, first)
    people = grown.load_table("people")
    grown.save_table("people", people[people["person"] != "C0"])

    assert tell(grown, FALL) == read_representation(make_published(first))[COLUMN]
    assert [row["shown"] for row in tell(grown, FALL)] == [row["shown"] for row in first]


def make_published(rows: Rows) -> pd.DataFrame:
    shared = {"release": "r1", "semester": FALL, "baseline": None, "about": "self"}
    return make_table("published", pd.DataFrame(rows).assign(**shared))


# the page


def released(text: str) -> Release:
    rows = print_representation(counts(text), COLUMN, MINIMUM, unnamed=NOT_STATED)
    return replace(make_release(), published=make_published(rows))


def test_the_title_names_the_group_whose_part_changes_most() -> None:
    figure = figures.representation(
        released("""
            stage   | east | north | west
            Leaders | 30   | 10    | 20
            Coaches | 15   | 6     | 9
            School  | 6    | 7     | 20
        """)
    )

    # 30 of 60 is a half and 6 of 33 a fifth; a third of leaders and three fifths of principals are from the west
    assert figure.title == "east: 30 of 60 in Leaders, 6 of 33 in School"
    assert figure.table.set_index("Stage").loc["Coaches", "north"] == "6 of 30"
    assert figure.html.count("data-row") >= 9


def test_groups_of_any_name_reach_the_page_and_every_number_is_accounted_for(tmp_path: Path) -> None:
    release = released("""
        stage   | 25 to 34 years | <b>late</b> {{ 7 }} | = 1 + 1
        Leaders | 30             | 10                  | 20
        School  | 6              | 7                   | 20
    """)

    html = page_of(release, tmp_path)

    assert find_unaccounted(html, Known(release), page="succession.html") == []
    assert "&lt;b&gt;late&lt;/b&gt; {{ 7 }}" in html


def test_without_a_grouping_the_page_says_what_the_roster_would_need() -> None:
    figure = figures.representation(make_release())

    assert figure.takeaway == (
        "The roster names no groups of people, or only one. They stand in columns that begin with group_."
    )
    assert figure.table.empty
