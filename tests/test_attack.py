"""The attacker finds what can be worked out from a release, and nothing that cannot."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics.attack import attack, bounds, count_heads
from portrait_analytics.attack.families import Family, make_families
from portrait_analytics.attack.groups import Place
from portrait_analytics.attack.outcomes import Outcome
from portrait_analytics.attack.readings import read_cell, read_levels
from portrait_analytics.attack.solving import ContradictionError
from portrait_analytics.attack.system import System, build_system
from portrait_analytics.disclosure import Comparison, Detail, Policy, publish
from portrait_analytics.disclosure.cells import print_cell, print_levels
from portrait_analytics.errors import InputError
from portrait_analytics.rubric import Rubric
from portrait_analytics.tables import make_table
from tests.build import RUBRIC, grid

MINIMUM = 5
SPRING, FALL = "2026-spring", "2026-fall"
CLUSTERS = {"0001": "N", "0002": "N", "0003": "S", "0004": "S"}
ROLES = {"Principal": "school", "Coach": "teacher", "Lead": "teacher"}

# cells a b c d of four rows w x y z, as numbers, with what each row and column comes to
FOUR_BY_FOUR = np.array([[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]])


def table_bounds(table: np.ndarray, hidden: set[tuple[int, int]], wanted: tuple[int, int]) -> tuple[int, int]:
    """The bounds of one cell of a table whose rows, columns and other cells are printed."""
    size = table.size
    places = np.arange(size).reshape(table.shape)
    sums = [*places, *places.T, *([places[cell]] for cell in np.ndindex(table.shape) if cell not in hidden)]
    matrix = np.zeros((len(sums), size))
    for row, cells in enumerate(sums):
        matrix[row, cells] = 1
    quantity = np.zeros(size)
    quantity[places[wanted]] = 1
    known = matrix @ table.ravel()
    return bounds(matrix, known, known, quantity)


def test_a_table_with_nine_empty_places_can_still_give_one_away() -> None:
    hidden = {(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)}

    assert table_bounds(FOUR_BY_FOUR, hidden, (0, 1)) == (47, 47)
    assert table_bounds(FOUR_BY_FOUR, hidden | {(1, 3)}, (0, 1)) == (0, 78)


def test_two_tables_that_are_safe_by_themselves_give_a_number_away_together() -> None:
    letters = {"A": 2, "B": 2, "I": 8, "J": 8, "K": 3, "L": 3, "M": 3, "N": 7}
    by_half, by_size = ["ABIJ", "KLMN"], ["LM", "ABIJKN"]

    def of_k(sums: list[str]) -> tuple[int, int]:
        matrix = np.array([[float(letter in group) for letter in letters] for group in sums])
        known = matrix @ np.array(list(letters.values()))
        return bounds(matrix, known, known, [float(letter == "K") for letter in letters])

    assert of_k([*by_half, "I", "J", "N"]) == (0, 9)
    assert of_k([*by_size, "I", "J", "N"]) == (0, 7)
    assert of_k([*by_half, *by_size, "I", "J", "N"]) == (3, 3)
    assert of_k([*by_half, *by_size, "I", "J"]) == (0, 10)


def test_three_more_empty_places_protect_the_one_small_number_of_a_table() -> None:
    by_sex = np.array([[18, 2], [14, 19], [12, 10], [11, 14]])

    assert table_bounds(by_sex, {(0, 1)}, (0, 1)) == (2, 2)
    assert table_bounds(by_sex, {(0, 0), (0, 1), (2, 0), (2, 1)}, (0, 1)) == (0, 2 + 10)


def test_an_answer_that_was_cut_short_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portrait_analytics.attack.solving.SECONDS", 0.0)

    assert bounds([[1, 2, 3], [3, 1, 2]], [11, 7], [13, 9], [1, 1, 1]) == (-1, -1)


def test_numbers_that_nothing_fits_are_a_contradiction() -> None:
    with pytest.raises(ContradictionError, match="infeasible"):
        bounds([[1, 1], [1, 1]], [3, 4], [3, 4], [1, 0])


def test_the_solver_writes_nothing_to_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    table_bounds(FOUR_BY_FOUR, {(0, 0), (0, 1), (1, 0), (1, 1)}, (0, 0))

    assert capfd.readouterr().out == ""


def test_a_release_without_head_counts_is_refused() -> None:
    there = heads("""
        school_to | role_to | people
        0001      | Coach   | 20
    """)

    with pytest.raises(InputError, match=f"no head-counts from {SPRING} to {FALL}"):
        failures([release([("district_growth", DISTRICT, share(7, 20))], earlier=SPRING)], there)


def heads(text: str, *, earlier: str | None = None) -> pd.DataFrame:
    """The head-counts that a grid draws, by school and role in either semester."""
    drawn = grid(text)
    columns = ["school_from", "school_to", "role_from", "role_to"]
    return drawn.reindex(columns=[*columns, "people"]).assign(
        people=drawn["people"].astype(int), semester_from=earlier, semester_to=FALL
    )


def release(groups: list[tuple[str, Place, list[dict[str, object]]]], *, earlier: str | None = None) -> pd.DataFrame:
    """A release that says these things of the attribute or competency *authentic*."""
    rows = [
        {
            **row,
            "figure": figure,
            "grain": place.grain,
            "school": place.school or None,
            "cluster": place.cluster or None,
            "role": place.role or None,
            "attribute": "authentic",
            "competency": "about-authentic" if figure.endswith("competency") else None,
            "semester": FALL,
            "baseline": earlier,
            "about": "self",
            "release": "r1",
            "grain_note": "",
        }
        for figure, place, cell in groups
        for row in cell
    ]
    return make_table("published", pd.DataFrame(rows))


def counts(**given: int) -> pd.Series:
    names = ["up", "down", "same", "pairs"]
    names += [f"{part}_{end}" for part in ("proficient", "rated", "asked", "answered") for end in ("from", "to")]
    return pd.Series(dict.fromkeys(names, 0) | given)


def share(at: int, people: int, *, hidden: bool = False) -> list[dict[str, object]]:
    """How many are at or above Proficient, in a first semester."""
    return print_cell(counts(proficient_to=at, rated_to=people), hidden=hidden, semester=FALL, baseline=None)


def plain(rows: list[dict[str, object]], *numbers: tuple[str, str, int]) -> list[dict[str, object]]:
    """The rows with some coded numbers printed as they are: a gate that forgot to code them."""
    exact = {(measure, item): number for measure, item, number in numbers}
    return [
        {**row, "status": "shown", "value": exact[key], "shown": f"{exact[key]} of them"} if key in exact else row
        for row in rows
        if (key := (str(row["measure"]), str(row["item"])))
    ]


DISTRICT = Place("district")
SCHOOL = {school: Place("school", school=school, cluster=cluster) for school, cluster in CLUSTERS.items()}


def by_school(whole: tuple[int, int], shown: dict[str, tuple[int, int]], hidden: list[str]) -> pd.DataFrame:
    return release(
        [
            ("district_growth", DISTRICT, share(*whole)),
            *(("growth_by_school", SCHOOL[school], share(*cell)) for school, cell in shown.items()),
            *(("growth_by_school", SCHOOL[school], share(1, 2, hidden=True)) for school in hidden),
        ]
    )


def failures(releases: list[pd.DataFrame], headcounts: pd.DataFrame) -> pd.DataFrame:
    return attack(releases, headcounts, cluster_of=CLUSTERS, rubric=RUBRIC, minimum_group=MINIMUM)


def found(failures: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(failures["kind"], failures["target"], strict=True))


def test_a_school_hidden_by_itself_is_had_by_subtraction() -> None:
    there = heads("""
        school_to | role_to | people
        0001      | Coach   | 20
        0002      | Coach   | 16
        0003      | Coach   | 4
    """)
    alone = failures([by_school((14, 40), {"0001": (7, 20), "0002": (5, 16)}, ["0003"])], there)
    in_company = failures([by_school((14, 40), {"0001": (7, 20)}, ["0002", "0003"])], there)

    exact = alone[alone["kind"] == "F1"].set_index("quantity").loc["at Proficient, later"]
    assert (exact["target"], exact["low"], exact["high"], exact["people"]) == ("school 0003", 14 - 7 - 5, 2, 4)
    assert "district_growth, the district: later 14 of 40" in exact["evidence"]
    assert "growth_by_school, school 0001: later 7 of 20" in exact["evidence"]
    assert in_company.empty


def test_a_group_that_is_all_at_proficient_is_told_on_unless_it_is_coded() -> None:
    there = heads("""
        school_to | role_to | people
        0001      | Coach   | 12
    """)
    coded = share(12, 12)

    told = failures([release([("district_growth", DISTRICT, plain(coded, ("proficient", "to", 12)))])], there)

    assert found(told) == {("F4", "the district")}
    assert failures([release([("district_growth", DISTRICT, coded)])], there).empty


def test_two_hidden_schools_of_one_person_each_are_no_company() -> None:
    there = heads("""
        school_to | role_to | people
        0001      | Coach   | 16
        0002      | Coach   | 12
        0003      | Coach   | 1
        0004      | Coach   | 1
    """)
    few = failures([by_school((13, 30), {"0001": (7, 16), "0002": (5, 12)}, ["0003", "0004"])], there)
    enough = failures([by_school((13, 30), {"0001": (7, 16)}, ["0002", "0003", "0004"])], there)

    assert found(few) == {("F6", "the district without what is told of it by school")}
    assert enough.empty


def test_one_of_two_in_a_hidden_group_knows_the_other() -> None:
    there = heads("""
        school_to | role_to | people
        0001      | Coach   | 20
        0002      | Coach   | 16
        0003      | Coach   | 2
    """)
    told = failures([by_school((13, 38), {"0001": (7, 20), "0002": (5, 16)}, ["0003"])], there)
    kept = failures([by_school((13, 38), {"0001": (7, 20)}, ["0002", "0003"])], there)

    insider = told[told["kind"] == "F5"]
    assert set(insider["target"]) == {"school 0003"}
    assert set(insider["finding"]) == {"certain"}
    assert kept.empty


ONE_LEAVER = """
    school_from | school_to | role_from | role_to | people
    0001        | 0001      | Coach     | Coach   | 12
    0001        |           | Coach     |         | 1
"""


def test_pairs_and_both_semesters_together_tell_on_the_one_who_left() -> None:
    # of 13, 5 were at Proficient, of the 12 who stayed 7 are: with 2 up, all 5 of the first stayed
    cell = print_cell(
        counts(up=2, same=10, pairs=12, proficient_from=5, rated_from=13, proficient_to=7, rated_to=12),
        hidden=False,
        semester=FALL,
        baseline=SPRING,
    )
    silent = {"status": "hidden", "shown": "hidden", "value": None, "low": None, "high": None, "people": None}
    without_moves = [
        {**row, **silent, "colour_class": None} if row["measure"] in ("movers", "net_movers") else row for row in cell
    ]
    there = heads(ONE_LEAVER, earlier=SPRING)

    told = failures([release([("growth_by_competency", DISTRICT, cell)], earlier=SPRING)], there)
    kept = failures([release([("growth_by_competency", DISTRICT, without_moves)], earlier=SPRING)], there)

    assert found(told) == {("F7", "who left school 0001")}
    assert dict(zip(told["quantity"], told["finding"], strict=True))["at Proficient, earlier"] == "certain"
    assert kept.empty


def test_numbers_that_cannot_all_be_true_are_a_failure_with_the_rows_that_disagree() -> None:
    there = heads("""
        school_to | role_to | people
        0001      | Coach   | 10
    """)

    wrong = failures([by_school((5, 10), {"0001": (7, 10)}, [])], there)

    assert set(wrong["kind"]) == {"F0"}
    assert "5 of 10" in wrong["evidence"].iloc[0] or "7 of 10" in wrong["evidence"].iloc[0]


def test_a_late_answer_is_told_by_two_releases_together() -> None:
    there = heads("""
        school_to | role_to | people
        0001      | Coach   | 15
    """)
    first, second = (release([("district_growth", DISTRICT, share(*cell))]) for cell in ((5, 12), (6, 13)))

    late = failures([first, second], there)

    assert failures([first], there).empty
    assert failures([second], there).empty
    assert failures([first, first], there).empty
    assert found(late) == {("F6", "the district")}
    assert dict(zip(late["quantity"], late["finding"], strict=True)) == {
        "below Proficient, later, new in release 2": "certain",
        "at Proficient, later, new in release 2": "exact",
    }


def test_of_a_few_people_in_a_shown_group_as_many_are_counted_as_the_others_leave_room_for() -> None:
    there = heads("""
        school_to | role_to   | people
        0001      | Coach     | 8
        0001      | Principal | 3
    """)

    # 9 or more of 11, of whom 8 are others
    coded = share(10, 11)
    few = failures([release([("district_growth", DISTRICT, coded)])], there)

    assert few.empty  # 1 to 3
    narrow = failures([release([("district_growth", DISTRICT, plain(coded, ("proficient", "to", 10)))])], there)
    assert {(row.target, row.quantity, row.low, row.high) for row in narrow.itertuples()} >= {
        ("role Principal", "at Proficient, later", 2, 3)
    }


def test_the_heads_of_two_semesters_are_counted_whether_they_answered_or_not() -> None:
    people = pd.DataFrame(
        {
            "semester": [SPRING, FALL, SPRING, FALL, FALL, "2025-fall"],
            "person": ["a", "a", "b", "c", "d", "e"],
            "school": ["0001", "0002", "0001", "0002", None, "0001"],
            "role": ["Coach", "Coach", "Lead", None, "Lead", "Lead"],
        }
    )

    counted = count_heads(people, semester_from=SPRING, semester_to=FALL)

    cells = counted.fillna("").set_index(["school_from", "school_to", "role_from", "role_to"])["people"]
    assert cells.to_dict() == {
        ("0001", "0002", "Coach", "Coach"): 1,
        ("0001", "", "Lead", ""): 1,
        ("", "0002", "", ""): 1,
        ("", "?", "", "Lead"): 1,
    }


@pytest.mark.parametrize(
    ("pairs", "detail"), [(5, Detail.COUNTS), (8, Detail.COUNTS), (9, Detail.BANDS), (11, Detail.BANDS)]
)
def test_what_a_cell_says_holds_every_count_that_is_printed_like_it_and_no_other(pairs: int, detail: Detail) -> None:
    alike: dict[str, set[tuple[int, int]]] = {}
    said: dict[str, dict[str, tuple[float, float]]] = {}
    for up in range(pairs + 1):
        for down in range(pairs + 1 - up):
            cell = counts(up=up, down=down, same=pairs - up - down, pairs=pairs)
            rows = print_cell(cell, hidden=False, semester=FALL, baseline=SPRING, details={"movers": detail})
            look = str([row["shown"] for row in rows])
            alike.setdefault(look, set()).add((up, down))
            said[look] = {str(dict(reading.factors)): (reading.low, reading.high) for reading in read_cell(rows)}

    for look, points in alike.items():
        if "hidden" in look:  # bands that would leave too little open together
            assert "{'up': 1}" not in said[look]
            continue
        ups, downs = ({point[place] for point in points} for place in (0, 1))
        assert said[look]["{'up': 1}"] == (min(ups), max(ups))
        assert said[look]["{'down': 1}"] == (min(downs), max(downs))
        if len(points) < (max(ups) - min(ups) + 1) * (max(downs) - min(downs) + 1):
            sums = {up + down for up, down in points}
            assert said[look]["{'up': 1, 'down': 1}"] == (min(sums), max(sums))


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(lambda levels: sum(levels) >= MINIMUM),
    st.sampled_from(Detail),
)
def test_what_printed_levels_say_holds_the_truth(levels: list[int], detail: Detail) -> None:
    rows = print_levels(dict(enumerate(levels, start=1)), proficient=3, hidden=False, detail=detail)

    for reading in read_levels(rows, ranks=[1, 2, 3, 4], proficient=3):
        named = {f"level {rank}": count for rank, count in enumerate(levels, start=1)}
        named["answers on the full scale"] = sum(levels)
        assert reading.low <= sum(factor * named[name] for name, factor in reading.factors.items()) <= reading.high


ATTRIBUTE, COMPETENCY = "authentic", "about-authentic"
FOUR_LEVELS = Rubric.model_validate(
    {
        "id": "test-edition",
        "title": "Portrait for tests",
        "credit": "Written for the tests.",
        "proficient": 3,
        "levels": [{"name": f"Level {rank}", "low": rank, "high": rank, "summary": "Does it."} for rank in range(1, 5)],
        "attributes": [{"id": ATTRIBUTE, "name": "Authentic", "tagline": "Means what they say"}],
        "competencies": [{"id": COMPETENCY, "name": "About it", "attribute": ATTRIBUTE, "summary": "Does it."}],
    }
)
Person = tuple[str | None, str | None, str, str, int | None, int | None]
SCHOOLS = st.sampled_from([*CLUSTERS, "?", None])
RANKS = st.sampled_from([1, 2, 3, 4, None])
PERSON = st.tuples(SCHOOLS, SCHOOLS, st.sampled_from(list(ROLES)), st.sampled_from(list(ROLES)), RANKS, RANKS).filter(
    lambda person: person[0] is not None or person[1] is not None
)


def cube_of(people: list[Person]) -> pd.DataFrame:
    """Transitions of these people in one competency, which is the attribute as a whole, too."""
    frame = pd.DataFrame(people, columns=["school_from", "school_to", "role_from", "role_to", "low_from", "low_to"])
    for end in ("from", "to"):
        there = frame[f"school_{end}"].notna()
        frame[f"role_{end}"] = frame[f"role_{end}"].where(there)
        frame[f"low_{end}"] = frame[f"low_{end}"].astype("Int8").where(there)
        frame[f"high_{end}"] = frame[f"low_{end}"]
        rated = frame[f"low_{end}"].notna()
        frame[f"proficient_{end}"] = (frame[f"low_{end}"] >= FOUR_LEVELS.proficient).astype("boolean")
        frame[f"edition_{end}"] = pd.Series(FOUR_LEVELS.id, index=frame.index).where(rated)
        frame[f"state_{end}"] = pd.Series("rated", index=frame.index).where(rated)
    frame["move"] = (frame["low_to"] - frame["low_from"]).clip(-1, 1)
    shared = {"semester_from": SPRING, "semester_to": FALL, "about": "self", "rated_by": "self", "people": 1}
    both = [frame.assign(competency=item, attribute=ATTRIBUTE, **shared) for item in (COMPETENCY, None)]
    return make_table("transitions", pd.concat(both, ignore_index=True))


def publish_cube(cube: pd.DataFrame) -> pd.DataFrame:
    return publish(
        cube,
        schools=pd.DataFrame({"school": list(CLUSTERS), "cluster": list(CLUSTERS.values())}),
        policy=Policy(MINIMUM, ROLES),
        comparison=Comparison(FALL, SPRING),
        rubric=FOUR_LEVELS,
    )


def heads_of(cube: pd.DataFrame) -> pd.DataFrame:
    cells = ["semester_from", "semester_to", "school_from", "school_to", "role_from", "role_to"]
    own = cube[cube["competency"].isna() & (cube["attribute"] == ATTRIBUTE)].astype(dict.fromkeys(cells, "str"))
    return own.groupby(cells, dropna=False)["people"].sum().reset_index()


def truth_of(cube: pd.DataFrame, family: Family, system: System) -> np.ndarray:
    """The unknowns of a system as they really are."""
    numbers = np.zeros(system.shape)
    cells = ["school_from", "school_to", "role_from", "role_to"]
    place = {key: number for number, key in enumerate(map(tuple, family.heads[cells].fillna("").to_numpy()))}
    name = {outcome: number for number, outcome in enumerate(family.model.outcomes)}
    item = cube["competency"].astype("str").fillna(cube["attribute"].astype("str"))
    for row in cube[item == family.name].astype(dict.fromkeys(cells, "str")).to_dict("records"):
        key = tuple("" if pd.isna(row[cell]) else str(row[cell]) for cell in cells)
        for outcome in outcomes_of(row, whole=family.name == ATTRIBUTE):
            numbers[system.class_of[place[key]], name[outcome]] += row["people"]
    return numbers.ravel()


def outcomes_of(row: dict[str, object], *, whole: bool) -> Iterator[Outcome]:
    before, after = (
        "" if pd.isna(row[f"proficient_{end}"]) else "at" if row[f"proficient_{end}"] else "below"
        for end in ("from", "to")
    )
    move = "" if pd.isna(row["move"]) else {-1: "down", 0: "same", 1: "up"}[int(str(row["move"]))]
    rank = 0 if pd.isna(row["low_to"]) else int(str(row["low_to"]))
    if not whole:
        yield Outcome(before, after, rank, move)
        return
    parts = [Outcome(before=before), Outcome(after=after), Outcome(move=move)]
    yield from (part for part in parts if part != Outcome())
    if before and after:
        yield Outcome()


@settings(max_examples=8, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=80))
def test_the_truth_always_fits_what_the_attacker_concludes_from_a_release(people: list[Person]) -> None:
    cube = cube_of(people)

    families = make_families([publish_cube(cube)], heads_of(cube), CLUSTERS, FOUR_LEVELS)
    for family in families:
        system = build_system(family)
        numbers = truth_of(cube, family, system)
        rows = system.program.matrix @ numbers
        wrong = (rows < system.program.low) | (rows > system.program.high)
        told = [fact.label if fact else "a head-count" for fact in system.facts]
        assert [label for label, bad in zip(told, wrong, strict=True) if bad] == []
        assert (numbers <= system.program.upper).all()
