"""The plan: equal to trying everything on small cases, the same each time, and honest about what stands in its way."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from portrait_analytics.learning import (
    CONSTRAINTS,
    Plan,
    Programme,
    find_hindrance,
    lay_out,
    measure_regret,
    plan_learning,
    suggest_cohorts,
    trace_costs,
)
from tests.build import grid

OFFERINGS = """
    offering | competencies  | roles | seats | least | cost | seat_cost | slot | after
    o1       | trust         |       | 2     | 1     | 1000 | 0         | mon  |
    o2       | voices; vision| Coach | 3     | 2     | 500  | 100       | mon  |
    o3       | vision        |       | 3     | 1     | 0    | 300       | tue  | o1
"""
LEADERS = """
    person | role      | trust | voices | vision
    a      | Principal | 2     | 0      | 1
    b      | Coach     | 1     | 1      | 0
    c      | Coach     | 0     | 1      | 2
    d      | Principal | 0     | 0      | 0
"""


def draw_offerings(text: str) -> pd.DataFrame:
    drawn = grid(text)
    drawn["roles"] = drawn["roles"].fillna("")
    numbers = ["seats", "least", "cost", "seat_cost"]
    return drawn.astype(dict.fromkeys(numbers, "Float64"))


def draw(leaders: str = LEADERS, offerings: str = OFFERINGS, **more: object) -> Programme:
    """The programme of drawn leaders (the levels that they are short of) and offerings."""
    people = grid(leaders).set_index("person")
    levels = people.drop(columns="role").astype("int64").rename_axis(columns="competency").stack()
    gaps = levels.rename("short").reset_index()
    return lay_out(gaps, people[["role"]], draw_offerings(offerings), **more)  # type: ignore[arg-type]


def random_programme(seed: int) -> Programme:
    """Three leaders and four offerings, with everything in the way that there can be."""
    random = np.random.default_rng(seed)
    return Programme(
        persons=("a", "b", "c"),
        offerings=("o1", "o2", "o3", "o4"),
        short=random.integers(0, 3, (3, 3)) + np.eye(3, dtype=np.int64),
        covers=random.random((4, 3)) < 0.5,
        open_to=random.random((3, 4)) < 0.8,
        done=random.random((3, 4)) < 0.2,
        seats=random.integers(1, 4, 4),
        least=random.integers(1, 3, 4),
        fee=random.integers(0, 4, 4) * 50.0,
        cost=random.integers(0, 4, 4) * 100.0,
        slot=random.integers(-1, 2, 4),
        after=np.array([-1, -1, random.integers(-1, 2), random.integers(-1, 3)]),
        at_most=int(random.integers(1, 4)),
        budget=float(random.integers(0, 10) * 100),
    )


def faults_of(programme: Programme, given: np.ndarray) -> list[str]:
    """Which constraints some seats break, told from their meaning and not from the program."""
    people = given.sum(axis=0)
    cost = (people * programme.fee).sum() + programme.cost[people > 0].sum()
    slots = [programme.slot[row & (programme.slot >= 0)] for row in given]
    waits = [
        (leader, first)
        for leader, offering in zip(*np.nonzero(given), strict=True)
        for first in [programme.after[offering]]
        if first >= 0 and not given[leader, first] and not programme.done[leader, first]
    ]
    broken = {
        "roles": (given & ~programme.open_to).any(),
        "seats": (people > programme.seats).any(),
        "least": ((people > 0) & (people < programme.least)).any(),
        "budget": cost > programme.budget,
        "at_most": (given.sum(axis=1) > programme.at_most).any(),
        "slots": any(len(set(row)) < len(row) for row in slots),
        "prerequisites": bool(waits),
    }
    return [name for name, is_broken in broken.items() if is_broken]


def worth_of(programme: Programme, given: np.ndarray) -> tuple[int, int]:
    """Leaders served and levels covered."""
    met = (given.astype(int) @ programme.covers) > 0
    return int((met & (programme.short > 0)).any(axis=1).sum()), int(programme.short[met].sum())


def try_all(programme: Programme) -> tuple[int, int]:
    """The best of all ways to give seats."""
    shape = programme.open_to.shape
    ways = (np.array(bits, dtype=bool).reshape(shape) for bits in product([False, True], repeat=shape[0] * shape[1]))
    useful = (way for way in ways if not (way & ~programme.open_to).any())
    return max(worth_of(programme, way) for way in useful if not faults_of(programme, way))


def seats_of(programme: Programme, plan: Plan) -> np.ndarray:
    given = np.zeros(programme.open_to.shape, dtype=bool)
    for person, offering in plan.seats.itertuples(index=False):
        given[programme.persons.index(person), programme.offerings.index(offering)] = True
    return given


@pytest.mark.parametrize("seed", range(12))
def test_the_plan_is_as_good_as_the_best_of_all_ways_to_give_seats(seed: int) -> None:
    programme = random_programme(seed)
    plan = plan_learning(programme)

    assert faults_of(programme, seats_of(programme, plan)) == []
    assert (plan.served, plan.levels) == worth_of(programme, seats_of(programme, plan)) == try_all(programme)
    assert plan.gap == 0


@pytest.mark.parametrize("seed", range(12))
def test_a_rounded_plan_breaks_nothing_and_its_bound_is_one(seed: int) -> None:
    programme = random_programme(seed)
    rounded = plan_learning(programme, exact_up_to=0)
    served, levels = try_all(programme)

    assert faults_of(programme, seats_of(programme, rounded)) == []
    assert rounded.served <= served
    assert rounded.bound >= rounded.levels
    if rounded.served == served:
        assert rounded.bound >= levels - 1e-6


def many(leaders: int) -> Programme:
    """Many leaders of two roles, each short of a few of six things, and eight offerings with too few seats."""
    random = np.random.default_rng(3)
    return Programme(
        persons=tuple(f"p{number:04d}" for number in range(leaders)),
        offerings=tuple(f"o{number}" for number in range(8)),
        short=random.choice([0, 1, 2], (leaders, 6), p=[0.5, 0.3, 0.2]) + np.eye(leaders, 6, dtype=np.int64),
        covers=np.array([[part in (place % 6, (place * 5) % 6) for part in range(6)] for place in range(8)]),
        open_to=(np.arange(leaders)[:, None] % 2 == np.arange(8) % 2) | (np.arange(8) % 4 == 0),
        done=np.zeros((leaders, 8), dtype=bool),
        seats=np.full(8, leaders // 6),
        least=np.full(8, 5),
        fee=np.full(8, 50.0),
        cost=np.full(8, 1000.0),
        slot=np.arange(8) % 5,
        after=np.array([-1, -1, -1, -1, -1, -1, -1, 3]),
        at_most=2,
        budget=np.inf,
    )


def test_a_rounded_plan_for_many_is_near_to_its_bound_and_the_same_each_time() -> None:
    programme = many(240)
    plan, again = (plan_learning(programme, exact_up_to=0) for _ in range(2))

    assert faults_of(programme, seats_of(programme, plan)) == []
    assert plan.served == plan.reachable
    assert plan.gap <= 0.02
    assert again.seats.equals(plan.seats)


def test_a_need_is_covered_once_however_many_offerings_are_about_it() -> None:
    plan = plan_learning(draw(at_most=3))

    # a: trust 2 and vision 1; b: trust 1 and voices 1, but o1 and o2 are at the same time; c: voices 1 and vision 2
    assert (plan.leaders, plan.served, plan.levels) == (3, 3, 3 + 1 + 3)
    assert plan.short == 3 + 2 + 3
    assert set(plan.seats.itertuples(index=False, name=None)) == {("a", "o1"), ("a", "o3"), ("b", "o2"), ("c", "o2")}
    assert plan.cost == (1000) + (500 + 2 * 100) + (0 + 300)


def test_whoever_is_short_of_nothing_is_no_leader_with_a_need() -> None:
    assert "d" not in draw().persons
    assert plan_learning(draw("person | role | trust\n d | Coach | 0")).leaders == 0


def test_who_has_attended_before_need_not_attend_again() -> None:
    attended = pd.DataFrame({"person": ["c"], "offering": ["o1"]})
    without = plan_learning(draw(attended=attended, budget=300))

    assert without.seats.values.tolist() == [["c", "o3"]]
    assert plan_learning(draw(budget=300)).seats.empty


def test_the_order_of_rows_changes_nothing() -> None:
    lines = LEADERS.strip().splitlines()
    offered = OFFERINGS.strip().splitlines()
    turned = draw("\n".join([lines[0], *lines[:0:-1]]), "\n".join([offered[0], *offered[:0:-1]]))

    assert plan_learning(turned).seats.equals(plan_learning(draw()).seats)


def test_without_money_or_without_offerings_nobody_attends() -> None:
    assert plan_learning(draw(budget=0)).levels == 0
    empty = plan_learning(
        lay_out(
            pd.DataFrame({"person": ["a"], "competency": ["trust"], "short": [1]}),
            pd.DataFrame({"role": ["Coach"]}, index=["a"]),
            draw_offerings(OFFERINGS).iloc[:0],
        )
    )
    assert (empty.leaders, empty.reachable, empty.served, empty.cost) == (1, 0, 0, 0.0)


@pytest.mark.parametrize(
    ("name", "programme"),
    [
        ("budget", draw(budget=700)),
        ("seats", draw("person | role | trust\n a | Coach | 1\n b | Coach | 1\n c | Coach | 1")),
        ("least", draw("person | role | voices\n a | Coach | 1")),
        (
            "prerequisites",
            draw("person | role | vision\n a | Principal | 1", OFFERINGS.replace("|       | 2 ", "| Coach | 2 ")),
        ),
        ("roles", draw("person | role | voices\n a | Principal | 1\n b | Coach | 1\n c | Coach | 1")),
    ],
)
def test_what_stands_in_the_way_is_named(name: str, programme: Programme) -> None:
    plan = plan_learning(programme)

    assert plan.served < plan.leaders
    assert find_hindrance(programme, plan) == name


def test_nothing_stands_in_the_way_where_everybody_is_served() -> None:
    assert find_hindrance(draw(), plan_learning(draw())) == ""
    assert set(CONSTRAINTS) >= {"budget", "seats", "roles"}


PLANTED = """
    offering | competencies | roles | seats | least | cost | seat_cost | slot | after
    big      | trust        |       | 12    | 5     | 0    | 100       |      |
    small    | vision       |       | 12    | 5     | 3000 | 100       |      |
"""


def planted() -> Programme:
    """Twelve leaders two levels short of trust, for little money; five of them one level short of vision, for more."""
    rows = [f"p{number:02d} | Coach | 2 | {int(number < 5)}" for number in range(12)]
    return draw("\n".join(["person | role | trust | vision", *rows]), PLANTED)


def test_the_cost_curve_bends_where_the_planted_offering_runs_out() -> None:
    curve = trace_costs(planted(), points=5)

    assert curve["budget"].tolist() == [0.0, 1100.0, 2300.0, 3500.0, 4700.0]
    assert curve["levels"].tolist() == [0, 22, 24, 24, 29]  # 12 seats of two levels; then 5 seats of one
    first, *rest = curve["next_thousand"].dropna()
    assert first == pytest.approx(22 / 1.1)
    assert max(rest) < first / 2


def test_the_planted_need_gets_its_cohort_first() -> None:
    plan = plan_learning(planted().spending(1200.0))

    assert plan.cohorts[["offering", "people", "levels"]].values.tolist() == [["big", 12, 24]]


def test_regret_is_what_the_same_money_would_cover_elsewhere() -> None:
    regret = measure_regret(planted(), plan_learning(planted().only(["small"])))

    assert (regret.today.levels, regret.today.served, regret.today.cost) == (5, 5, 3500)
    assert (regret.levels, regret.served) == (24 - 5, 12 - 5)


def test_cohorts_worth_running_are_of_at_least_the_minimum_and_the_foundation_comes_first() -> None:
    needs = pd.DataFrame(
        {
            "competency": ["vision", "trust", "voices"],
            "foundational": [False, True, False],
            "below": [40, 21, 4],
        }
    )
    assert suggest_cohorts(needs, seats=20, least=5).values.tolist() == [
        ["trust", True, 21, 2],
        ["vision", False, 40, 2],
    ]
