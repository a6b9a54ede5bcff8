"""Who holds what, what a group covers, and what departures take away: worked by hand, and against brute force."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics.rubric import load_framework
from portrait_analytics.succession.coverage import count_holders, measure_coverage, weigh_items
from portrait_analytics.succession.departures import (
    count_steam,
    map_steam,
    measure_key_people,
    name_worst_departures,
)
from portrait_analytics.succession.holding import (
    Holding,
    count_evidence,
    hold_attributes,
    hold_competencies,
    place_people,
    settle_evidence,
)
from portrait_analytics.succession.teams import Team, find_smallest_team
from portrait_analytics.tables import make_table
from tests.build import grid
from tests.districts import TRUST, VOICES, clean_one, person
from tests.succession import draw_holding

FALL = "2026-fall"
FRAMEWORK = load_framework()
RUBRIC = FRAMEWORK.current
# "a" alone holds trust and voices in the North; nobody there holds change, and nobody was rated on vision
DISTRICT = """
    person | cluster | leaves | vision | !trust | !voices | change
    a      | North   | 0.20   | ?      | +      | +       | -
    b      | North   | 0.50   | ?      | -      | -       | -
    c      | South   | 0.10   | +      | +      | -       | +
    d      | South   | 0.30   | +      | +      | +       | +
    e      | South   | 0.40   | -      | +      | -       | ?
"""


def ratings(text: str) -> pd.DataFrame:
    """The table `ratings` that a grid draws: person, competency, rater, level; edition and day where it says so."""
    drawn = grid(text)
    given_edition = drawn["edition"] if "edition" in drawn else pd.Series(pd.NA, index=drawn.index)
    level = drawn["level"].str.split("-")
    return make_table(
        "ratings",
        pd.DataFrame(
            {
                "semester": FALL,
                "person": drawn["person"],
                "identified": True,
                "about": drawn.get("about", "self"),
                "rated_by": drawn["rated_by"],
                "moment": drawn.get("moment", "now"),
                "attribute": drawn["competency"].map(RUBRIC.attribute_of),
                "competency": drawn["competency"],
                "level_low": level.str[0].astype("Int8"),
                "level_high": level.str[-1].astype("Int8"),
                "state": level.isna().map({True: "blank", False: "rated"}),
                "edition": given_edition.fillna(RUBRIC.id),
                "answered_at": pd.to_datetime(drawn["day"]) if "day" in drawn else pd.NaT,
                "source": "a.csv",
                "source_row": range(2, 2 + len(drawn)),
            }
        ),
    )


def evidence(text: str) -> list[tuple[str, ...]]:
    settled = settle_evidence(ratings(text), semester=FALL, framework=FRAMEWORK)
    columns = ["person", "competency", "level_low", "holds", "evidence"]
    return [tuple(map(str, row)) for row in settled[columns].itertuples(index=False)]


def placed(*persons: str) -> pd.DataFrame:
    people = pd.DataFrame(
        {
            "semester": FALL,
            "person": list(persons),
            "identified": True,
            "school": ["0001", *["0002"] * (len(persons) - 1)],
            "role": "Coach",
            "role_group": "teacher",
            "on_roster": True,
            "answered": True,
        }
    )
    schools = pd.DataFrame({"semester": FALL, "school": ["0001"], "name": "Alder", "slug": "alder", "cluster": "North"})
    return place_people(make_table("people", people), make_table("schools", schools), semester=FALL)


class TestHolding:
    def test_a_supervisors_word_counts_before_the_leaders_own_whichever_is_higher(self) -> None:
        assert evidence("""
            person | competency     | rated_by   | level
            q      | building-trust | self       | 4
            q      | building-trust | supervisor | 2
            r      | building-trust | coach      | 3
            r      | building-trust | self       | 1
            s      | building-trust | peer       | 1
            s      | building-trust | coach      | 4
        """) == [
            ("q", "building-trust", "2", "False", "supervisor"),
            ("r", "building-trust", "3", "True", "coach"),
            ("s", "building-trust", "4", "True", "coach"),
        ]

    def test_a_blank_of_the_supervisor_is_no_word_at_all(self) -> None:
        assert evidence("""
            person | competency     | rated_by   | level
            q      | building-trust | supervisor |
            q      | building-trust | self       | 3
        """) == [("q", "building-trust", "3", "True", "self")]

    def test_what_one_remembers_and_what_is_said_of_the_team_is_no_evidence_on_the_leader_now(self) -> None:
        assert (
            evidence("""
            person | competency     | rated_by | level | about | moment
            q      | building-trust | self     | 4     | team  | now
            q      | building-trust | self     | 4     | self  | then
        """)
            == []
        )

    def test_of_two_forms_the_current_edition_counts_and_of_two_answers_the_later(self) -> None:
        assert evidence("""
            person | competency     | rated_by | level | edition               | day
            q      | building-trust | self     | 4     | self-reflection-guide | 2026-09-02
            q      | building-trust | self     | 2     | second-edition        | 2026-09-01
        """) == [("q", "building-trust", "2", "False", "self")]

    def test_ratings_of_a_misprinted_text_are_left_out(self) -> None:
        assert FRAMEWORK.not_comparable, "the guide has misprinted definitions"
        edition, competency = sorted(FRAMEWORK.not_comparable)[0]

        assert (
            evidence(f"""
            person | competency   | rated_by | level | edition
            q      | {competency} | self     | 4     | {edition}
        """)
            == []
        )

    def test_an_answer_on_both_sides_of_the_line_is_not_known_to_be_held(self) -> None:
        settled = settle_evidence(
            ratings("""
                person | competency     | rated_by | level
                q      | building-trust | self     | 2-3
            """),
            semester=FALL,
            framework=FRAMEWORK,
        )
        holding = hold_competencies(settled, placed("q"), RUBRIC)

        assert settled["holds"].isna().tolist() == [True]
        assert not holding.known.any(axis=None)
        assert not holding.held.any(axis=None)

    def test_everybody_who_is_there_has_a_row_and_every_competency_a_column_the_foundational_first(self) -> None:
        settled = settle_evidence(
            ratings("""
                person | competency     | rated_by | level
                q      | building-trust | self     | 3
                gone   | building-trust | self     | 3
            """),
            semester=FALL,
            framework=FRAMEWORK,
        )
        holding = hold_competencies(settled, placed("q", "r"), RUBRIC)

        assert list(holding.held.index) == ["q", "r"]
        assert holding.held.shape[1] == len(RUBRIC.competencies)
        assert holding.items["foundational"].is_monotonic_decreasing
        assert holding.held.loc["q", "building-trust"]
        assert holding.held.to_numpy().sum() == holding.known.to_numpy().sum() == 1
        assert holding.people["cluster"].tolist()[0] == "North"
        assert holding.people["cluster"].isna().tolist() == [False, True]

    def test_an_attribute_is_held_with_more_than_half_of_its_rated_competencies(self) -> None:
        first, second, third = (part.id for part in RUBRIC.competencies_of("authentic"))
        settled = settle_evidence(
            ratings(f"""
                person | competency | rated_by | level
                half   | {first}    | self     | 3
                half   | {second}   | self     | 2
                most   | {first}    | self     | 3
                most   | {second}   | self     | 3
                most   | {third}    | self     | 1
            """),
            semester=FALL,
            framework=FRAMEWORK,
        )
        holding = hold_attributes(settled, placed("half", "most"), FRAMEWORK)

        assert holding.held["authentic"].to_dict() == {"half": 1 / 2 > 1 / 2, "most": 2 / 3 > 1 / 2}
        assert holding.known["authentic"].tolist() == [True, True]
        assert not holding.known["advocate"].any()

    def test_a_guide_that_asks_for_one_of_each_says_nothing_of_the_attribute(self) -> None:
        settled = settle_evidence(
            ratings("""
                person | competency     | rated_by | level | edition
                q      | building-trust | self     | 3     | self-reflection-guide
            """),
            semester=FALL,
            framework=FRAMEWORK,
        )

        assert settled["holds"].tolist() == [True]
        assert not hold_attributes(settled, placed("q"), FRAMEWORK).known.any(axis=None)

    def test_evidence_is_counted_by_rater(self) -> None:
        settled = settle_evidence(
            ratings("""
                person | competency      | rated_by   | level
                q      | building-trust  | supervisor | 3
                q      | engaging-voices | self       | 3
                r      | building-trust  | self       | 1
            """),
            semester=FALL,
            framework=FRAMEWORK,
        )
        counted = count_evidence(settled).set_index("evidence")

        assert counted.loc["supervisor"].to_dict() == {"ratings": 1, "people": 1}
        assert counted.loc["self"].to_dict() == {"ratings": 2, "people": 2}
        assert counted.loc["coach"].to_dict() == {"ratings": 0, "people": 0}


class TestCoverage:
    def test_holders_are_counted_by_cluster_the_foundational_first(self) -> None:
        holding, clusters, _ = draw_holding(DISTRICT)

        counted = count_holders(holding, clusters)

        assert list(
            counted[["group", "competency", "people", "known", "holders"]].itertuples(index=False, name=None)
        ) == [
            ("North", "trust", 2, 2, 1),
            ("North", "voices", 2, 2, 1),
            ("North", "vision", 2, 0, 0),
            ("North", "change", 2, 2, 0),
            ("South", "trust", 3, 3, 3),
            ("South", "voices", 3, 3, 1),
            ("South", "vision", 3, 3, 2),
            ("South", "change", 3, 2, 2),
        ]
        assert counted["foundational"].tolist() == [True, True, False, False] * 2

    def test_coverage_is_worked_out_by_hand(self) -> None:
        holding, clusters, leaves = draw_holding(DISTRICT)

        measured = measure_coverage(holding, clusters, leaving=leaves).set_index("group")

        assert measured.loc["North", ["people", "items", "covered", "single", "depth"]].tolist() == [2, 4, 2, 2, 0]
        assert measured.loc["South", ["people", "items", "covered", "single", "depth"]].tolist() == [3, 4, 4, 1, 1]
        assert measured["coverage"].tolist() == [2 / 4, 1.0]
        trust, voices, both = 1 - 0.1 * 0.3 * 0.4, 1 - 0.3, 1 - 0.1 * 0.3
        assert measured["expected"].tolist() == pytest.approx([(1 - 0.2) * 2 / 4, (trust + voices + both + both) / 4])

    def test_weights_add_up_to_one_and_an_item_without_weight_does_not_count(self) -> None:
        holding, clusters, _ = draw_holding(DISTRICT)
        weights = pd.Series({"trust": 3, "change": 1})

        assert weigh_items(holding, weights).to_dict() == {"trust": 3 / 4, "voices": 0, "vision": 0, "change": 1 / 4}
        measured = measure_coverage(holding, clusters, weights=weights)
        assert measured["coverage"].tolist() == [3 / 4, 1.0]
        assert measured["expected"].isna().all()

    def test_people_in_no_group_are_counted_in_none(self) -> None:
        holding, clusters, leaves = draw_holding(DISTRICT)

        measured = measure_coverage(holding, clusters.where(clusters != "North"), leaving=leaves)

        assert measured["group"].tolist() == ["South"]

    def test_without_a_probability_for_everybody_nothing_is_expected(self) -> None:
        holding, clusters, leaves = draw_holding(DISTRICT)

        with pytest.raises(ValueError, match="probability between 0 and 1 for every person"):
            measure_coverage(holding, clusters, leaving=leaves.drop("c"))


class TestTeams:
    def test_the_smallest_team_is_found_where_taking_the_best_first_is_not_enough(self) -> None:
        holding, _, _ = draw_holding("""
            person | one | two | three | four | five | six
            best   | -   | +   | +     | +    | +    | -
            left   | +   | +   | +     | -    | -    | -
            right  | -   | -   | -     | +    | +    | +
        """)

        assert find_smallest_team(holding) == Team(("left", "right"), ())

    def test_what_nobody_holds_is_listed_and_the_rest_is_covered(self) -> None:
        holding, _, _ = draw_holding(DISTRICT)
        north = Holding(
            holding.people.loc[["a", "b"]], holding.items, holding.held.loc[["a", "b"]], holding.known.loc[["a", "b"]]
        )

        assert find_smallest_team(north) == Team(("a",), ("vision", "change"))
        assert find_smallest_team(holding, each_by=2) == Team(("a", "c", "d"), ())
        assert find_smallest_team(holding, each_by=3) == Team(("a", "c", "d"), ("voices", "vision", "change"))

    def test_of_two_teams_it_is_always_the_same_one_in_whichever_order_the_rows_come(self) -> None:
        holding, _, _ = draw_holding("""
            person | one | two
            d      | +   | +
            b      | +   | +
            a      | +   | -
            c      | -   | +
        """)
        for order in (["d", "b", "a", "c"], ["a", "b", "c", "d"], ["c", "d", "b", "a"]):
            turned = Holding(
                holding.people.loc[order], holding.items, holding.held.loc[order], holding.known.loc[order]
            )
            assert find_smallest_team(turned) == Team(("b",), ())

    def test_a_team_of_nobody_covers_nothing(self) -> None:
        holding, _, _ = draw_holding("""
            person | one
            a      | -
        """)

        assert find_smallest_team(holding) == Team((), ("one",))


class TestDepartures:
    def test_a_person_who_alone_holds_something_is_found(self) -> None:
        holding, clusters, leaves = draw_holding(DISTRICT)

        key = measure_key_people(holding, clusters, leaves).set_index("person")

        assert key["only_holder"].to_dict() == {"a": 2, "b": 0, "c": 0, "d": 1, "e": 0}
        assert key["loss"].to_dict() == {"a": 2 / 4, "b": 0, "c": 0, "d": 1 / 4, "e": 0}
        assert key.loc["a", "importance"] == pytest.approx(2 / 4)
        assert key.loc["d", "importance"] == pytest.approx((0.1 * 0.4 + 1 + 0.1 + 0.1) / 4)
        assert key.loc["d", "risk"] == pytest.approx(0.3 * (0.1 * 0.4 + 1 + 0.1 + 0.1) / 4)
        assert key.loc["b", ["held", "importance", "risk"]].tolist() == [0, 0, 0]

    def test_beside_someone_who_certainly_stays_nobody_is_important_but_the_one_who_stays(self) -> None:
        holding, clusters, leaves = draw_holding("""
            person | leaves | one
            a      | 0      | +
            b      | 0.5    | +
        """)

        key = measure_key_people(holding, clusters, leaves)

        assert key["importance"].tolist() == [0.5, 0.0]

    def test_the_map_tells_gone_from_unknown(self) -> None:
        holding, clusters, _ = draw_holding(DISTRICT)

        steam = map_steam(holding, clusters)

        assert steam["state"].tolist() == [
            "one departure", "one departure", "unknown", "gone", "covered", "one departure", "thin", "thin",
        ]  # fmt: skip
        counted = count_steam(steam)
        assert counted.loc[counted["attribute"] == "about-change", ["group", "gone", "thin"]].to_numpy().tolist() == [
            ["North", 1, 0],
            ["South", 0, 1],
        ]

    def test_what_is_thin_is_for_the_district_to_say(self) -> None:
        holding, clusters, _ = draw_holding(DISTRICT)

        assert map_steam(holding, clusters, thin_below=2)["state"].tolist()[-2:] == ["covered", "covered"]

    def test_two_departures_together_may_take_what_neither_takes_alone(self) -> None:
        holding, clusters, _ = draw_holding(DISTRICT)

        worst = name_worst_departures(holding, clusters[clusters == "South"])

        assert worst[["leaving", "lost", "people"]].to_numpy().tolist() == [[1, 1, ("d",)], [2, 3, ("c", "d")]]
        assert worst["lost_share"].tolist() == [1 / 4, 3 / 4]


def test_in_a_district_that_was_read_the_one_who_alone_holds_a_competency_is_found(tmp_path: Path) -> None:
    workspace = clean_one(
        tmp_path,
        """
        Email Address | {trust}    | {voices}
        q@example.org | Developing | Proficient
        r@example.org | Advanced   | Proficient
        s@example.org | Proficient | Establishing
        """,
    )
    ratings, people, schools = (workspace.load_table(name) for name in ("ratings", "people", "schools"))
    settled = settle_evidence(ratings, semester=FALL, framework=workspace.framework)
    there = place_people(people, schools, semester=FALL)
    holding = hold_competencies(settled, there, workspace.framework.current)
    groups = holding.people["cluster"]

    counted = count_holders(holding, groups).set_index(["group", "competency"])["holders"]
    key = measure_key_people(holding, groups, pd.Series(0.2, index=groups.index)).set_index("person")

    assert counted[("North", TRUST)] == counted[("South", TRUST)] == 1
    assert (counted[("North", VOICES)], counted[("South", VOICES)]) == (2, 0)
    assert key["only_holder"].to_dict() == {
        person(workspace, "q@example.org"): 0,
        person(workspace, "r@example.org"): 1,
        person(workspace, "s@example.org"): 1,
    }


def subsets(people: int) -> np.ndarray:
    """Every set of people who may leave: one row a set, one column a person."""
    return np.array(list(product([False, True], repeat=people)))


def as_holding(tables: list[np.ndarray], chances: list[np.ndarray]) -> tuple[Holding, pd.Series, pd.Series]:
    """All tables of people by items as one district, each a group of its own; the tables have the same items."""
    persons = [f"g{group:04}p{person}" for group, table in enumerate(tables) for person in range(len(table))]
    index, items = pd.Index(persons, name="person"), pd.Index([f"c{n}" for n in range(tables[0].shape[1])], name="item")
    held = pd.DataFrame(np.vstack(tables), index=index, columns=items)
    facts = pd.DataFrame({"attribute": "a", "competency": items, "foundational": False}, index=items)
    groups = pd.Series(index.str[:5], index=index)
    holding = Holding(pd.DataFrame({"role": "Coach"}, index=index), facts, held, held | True)
    return holding, groups, pd.Series(np.concatenate(chances), index=index)


def check_against_all_departures(tables: list[np.ndarray], chances: list[np.ndarray], weights: np.ndarray) -> None:
    """Every figure against the sum, or the worst, over all sets of people who may leave."""
    holding, groups, leaves = as_holding(tables, chances)
    weight = weigh_items(holding, pd.Series(weights, index=holding.items.index))
    expected = measure_coverage(holding, groups, leaving=leaves, weights=weight)["expected"].tolist()
    key = measure_key_people(holding, groups, leaves, weights=weight)
    worst = name_worst_departures(holding, groups, weights=weight).set_index(["group", "leaving"])["lost_share"]
    found = iter(key[["loss", "importance"]].to_numpy())
    for group, (table, chance) in enumerate(zip(tables, chances, strict=True)):
        away = subsets(len(table))
        left = ((~away[:, :, None]) & table).any(axis=1) @ weight.to_numpy()
        odds = np.where(away, chance, 1 - chance)
        assert expected[group] == pytest.approx(odds.prod(axis=1) @ left)
        for number in range(len(table)):
            others = np.delete(odds, number, axis=1).prod(axis=1) * left
            gone = away[:, number]
            alone = gone & (away.sum(axis=1) == 1)
            wanted = left[0] - left[alone][0], others[~gone].sum() - others[gone].sum()
            assert next(found) == pytest.approx(wanted, abs=1e-12)
        for leaving in (1, 2):
            lost = (left[0] - left[away.sum(axis=1) <= leaving]).max()
            assert worst[(f"g{group:04}", leaving)] == pytest.approx(lost, abs=1e-12)


def check_smallest_team(table: np.ndarray, each_by: int) -> None:
    holding, _, _ = as_holding([table], [np.zeros(len(table))])
    team = find_smallest_team(holding, each_by=each_by)
    needed = table.sum(axis=0) >= each_by
    taken = subsets(len(table))
    enough = ((taken[:, :, None] & table).sum(axis=1) >= each_by)[:, needed].all(axis=1)
    members = np.isin(holding.held.index, team.members)
    assert enough[(taken == members).all(axis=1)].all()
    assert members.sum() == taken.sum(axis=1)[enough].min()
    assert list(team.uncoverable) == list(holding.held.columns[~needed])


@pytest.mark.parametrize("people", [1, 2, 3])
@pytest.mark.parametrize("items", [1, 2, 3])
def test_every_small_district_agrees_with_all_departures(people: int, items: int) -> None:
    tables = [np.array(cells).reshape(people, items) for cells in product([False, True], repeat=people * items)]

    check_against_all_departures(
        tables, [np.array([0.2, 0.0, 0.5])[:people]] * len(tables), np.array([3, 2, 1])[:items]
    )


def test_two_thousand_districts_of_up_to_eight_people_agree_with_all_departures() -> None:
    random = np.random.default_rng(20)
    for items in (3, 4, 5, 6):
        sizes = random.integers(1, 9, size=500)
        tables = [random.random((size, items)) < random.choice([0.15, 0.4, 0.7]) for size in sizes]
        chances = [random.choice([0.0, 0.1, 0.25, 0.5, 1.0], size=size) for size in sizes]

        check_against_all_departures(tables, chances, random.integers(1, 5, size=items))


def test_every_smallest_team_of_a_small_district_is_as_small_as_can_be() -> None:
    for cells in product([False, True], repeat=9):
        check_smallest_team(np.array(cells).reshape(3, 3), 1)


@pytest.mark.parametrize("each_by", [1, 2, 3])
def test_the_smallest_team_of_up_to_eight_people_is_as_small_as_can_be(each_by: int) -> None:
    random = np.random.default_rng(each_by)
    for _ in range(150):
        check_smallest_team(random.random((random.integers(1, 9), random.integers(1, 7))) < 0.4, each_by)


@given(st.permutations(range(5)), st.permutations(range(4)))
@settings(max_examples=25, deadline=None)
def test_nothing_depends_on_the_order_of_people_or_of_items(people: list[int], items: list[int]) -> None:
    holding, clusters, leaves = draw_holding(DISTRICT)
    rows, columns = holding.people.index[people], holding.items.index[items]
    turned = Holding(
        holding.people.loc[rows],
        holding.items.loc[columns],
        holding.held.loc[rows, columns],
        holding.known.loc[rows, columns],
    )

    pd.testing.assert_frame_equal(
        measure_coverage(turned, clusters, leaving=leaves), measure_coverage(holding, clusters, leaving=leaves)
    )
    assert find_smallest_team(turned, each_by=2).members == find_smallest_team(holding, each_by=2).members
    assert set(name_worst_departures(turned, clusters)["people"]) == set(
        name_worst_departures(holding, clusters)["people"]
    )
