"""The table of edge cases: for each, the value, its interval, and how the gate lets it be shown.

The value and the interval are what the data team's own counts give; the status and the words are what leaves. A case is
drawn as a district: one line is a number of leaders who gave the same answers on Building Trust, the one competency of
Authentic that the form asks about. ``-`` is a semester without them, an empty place an empty cell, and ``then`` stands
between two answers of one person. All of them answer a second question, too, so that an empty cell is a blank one.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from portrait_analytics import growth
from portrait_analytics.disclosure import Comparison, Policy, publish
from portrait_analytics.workspace import Workspace
from tests.build import grid, only_row
from tests.districts import FALL, TRUST, clean, make_district, set_aside

SPRING = "2026-spring"
MINIMUM = 5
Z = growth.estimators.Z
NUMBERS = ["value", "low", "high", "people", "colour_class"]
EIGHT = """
    leaders | spring     | fall
    4       | Developing | Proficient
    3       | Proficient | Developing
    1       | Developing | Developing"""


@dataclass(frozen=True)
class Case:
    """A drawn district, cleaned, counted and let through the gate."""

    workspace: Workspace
    cube: pd.DataFrame
    published: pd.DataFrame

    def counted(self, school: str = "") -> dict[str, int]:
        """What the data team counts of Authentic, in the district or in a school; empty if nobody is there."""
        grouping = growth.group_by_school(self.cube) if school else growth.group_whole(self.cube)
        counts = growth.measure_growth(self.cube, grouping)
        own = counts[(counts["group"] == (school or "all")) & (counts["attribute"] == "authentic")]
        numbers = own[own["competency"].isna()].drop(columns=["group", "attribute", "competency"])
        return {str(name): int(count) for row in numbers.to_dict("records") for name, count in row.items()}

    def printed(self, measure: str, item: str = "", school: str = "") -> pd.Series:
        """What leaves of it, as one row of `published`."""
        rows = self.published[(self.published["attribute"] == "authentic") & (self.published["measure"] == measure)]
        rows = rows[rows["figure"] == ("growth_by_school" if school else "district_growth")]
        rows = rows[rows["school"] == school] if school else rows
        return only_row(rows[rows["item"] == item] if item else rows)

    def says_no_number(self, status: str, *place: str, school: str = "") -> bool:
        """True if the row has this status and not one number."""
        row = self.printed(*place, school=school)
        return bool(row["status"] == status and row[NUMBERS].isna().all() and not set(row["shown"]) & set("0123456789"))

    def states(self) -> dict[str, int]:
        """How many people are in which state on Building Trust in fall."""
        trust = self.cube[self.cube["competency"] == TRUST]
        return {
            str(state): int(people)
            for state, people in trust.groupby("state_to", observed=True)["people"].sum().items()
        }


def draw(folder: Path, table: str, *, baseline: str | None = SPRING, dated: bool = False) -> Case:
    """The district that a table draws; ``dated`` answers carry the time at which they were given."""
    drawn = grid(table)
    leaders = drawn.loc[drawn.index.repeat(drawn["leaders"].astype(int))].reset_index(drop=True)
    exports: dict[str, str | bytes] = {}
    for semester, column in ((SPRING, "spring"), (FALL, "fall")):
        there = leaders[leaders[column] != "-"] if column in leaders else leaders[:0]
        if len(there):
            exports[f"{semester}/answers.csv"] = _export(there, column, dated=dated)
    workspace = make_district(folder, exports, roster="")
    assert clean(workspace).faults == []
    cube = growth.count_transitions(
        workspace.load_table("ratings"),
        workspace.load_table("people"),
        semester_from=baseline or FALL,
        semester_to=FALL,
        framework=workspace.framework,
    )
    schools = workspace.load_table("schools")
    published = publish(
        cube,
        schools=schools[schools["semester"] == FALL],
        policy=Policy(MINIMUM, {role.name: role.group for role in workspace.district.roles}),
        comparison=Comparison(FALL, baseline),
        rubric=workspace.framework.current,
    )
    return Case(workspace, cube, published)


def _export(leaders: pd.DataFrame, column: str, *, dated: bool) -> str:
    answers = leaders.assign(answer=leaders[column].str.split(" then ")).explode("answer")
    day = 20 + answers.groupby(level=0).cumcount()
    export = pd.DataFrame(
        {
            "Timestamp": "9/" + day.astype(str) + "/2026 8:00" if dated else "",
            "Email Address": "leader-" + answers.index.astype(str) + "@example.org",
            "Which school?": answers.get("school", "0001"),
            "Building Trust": answers["answer"],
            "Engaging Voices": "Proficient",
        }
    )
    return str(export.to_csv(index=False))


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson's interval of k of n."""
    half = Z * math.sqrt(k * (n - k) / n + Z**2 / 4)
    return (k + Z**2 / 2 - half) / (n + Z**2), (k + Z**2 / 2 + half) / (n + Z**2)


def bonett_price(up: int, down: int, pairs: int) -> tuple[float, float]:
    """Bonett and Price's interval of net movers: one more who moved up, one more who moved down."""
    size, net = pairs + 2, (up - down) / (pairs + 2)
    half = Z * math.sqrt(((up + down + 2) / size - net**2) / size)
    return max(-1, net - half), min(1, net + half)


def interval(ends: tuple[np.ndarray, np.ndarray]) -> tuple[float, float]:
    low, high = ends
    return pytest.approx(float(low[0])), pytest.approx(float(high[0]))


def assert_only_the_eight_count(case: Case) -> None:
    """Whoever else was drawn is in no pair, and in neither part of a share in fall."""
    counted = case.counted()
    assert (counted["up"], counted["down"], counted["same"], counted["pairs"]) == (4, 3, 1, 4 + 3 + 1)
    assert (counted["proficient_to"], counted["rated_to"]) == (4, 4 + 3 + 1)
    share, net = case.printed("proficient_share", "to"), case.printed("net_movers")
    assert (share["status"], share["value"], share["people"]) == ("shown", round(4 / 8, 2), 8)
    assert (share["low"], share["high"]) == tuple(round(end, 2) for end in wilson(4, 8))
    assert (net["status"], net["value"], net["people"]) == ("shown", round((4 - 3) / 8, 2), 8)
    assert (net["low"], net["high"]) == tuple(round(end, 2) for end in bonett_price(4, 3, 8))


# how many there are


def test_of_a_group_without_anybody_there_is_no_number_and_that_is_said(tmp_path: Path) -> None:
    case = draw(tmp_path, EIGHT)

    assert case.counted("0002") == {}
    assert np.isnan(growth.net_movers([0], [0], [0])).all()
    assert np.isnan(growth.net_movers_interval([0], [0], [0])).all()
    assert np.isnan(growth.proficient_interval([0], [0])).all()
    assert case.says_no_number("no_pairs", "net_movers", school="0002")
    assert case.says_no_number("no_answer", "proficient_share", "to", school="0002")


def test_where_nothing_was_applicable_to_anybody_it_is_the_same_as_without_anybody(tmp_path: Path) -> None:
    case = draw(
        tmp_path,
        """
        leaders | spring | fall
        6       | N/A    | N/A
        """,
    )

    assert case.states() == {"not_applicable": 6}
    assert (case.counted()["rated_from"], case.counted()["rated_to"], case.counted()["pairs"]) == (0, 0, 0)
    assert case.says_no_number("no_pairs", "net_movers")
    assert case.says_no_number("no_answer", "proficient_share", "from")
    assert case.says_no_number("no_answer", "proficient_share", "to")


def test_one_person_has_a_value_and_a_wide_interval_and_is_never_shown(tmp_path: Path) -> None:
    case = draw(
        tmp_path,
        """
        leaders | school | spring     | fall
        1       | 0001   | Developing | Proficient
        9       | 0002   | Developing | Proficient
        """,
    )
    counted = case.counted("0001")

    assert (counted["up"], counted["pairs"], counted["proficient_to"], counted["rated_to"]) == (1, 1, 1, 1)
    assert growth.net_movers(1, 0, 1) == (1 - 0) / 1
    assert interval(growth.proficient_interval([0], [1])) == (0, Z**2 / (1 + Z**2))
    assert interval(growth.proficient_interval([1], [1])) == (1 / (1 + Z**2), 1)
    for place in (("net_movers",), ("movers", "up"), ("proficient", "to"), ("proficient_share", "from")):
        assert case.says_no_number("hidden", *place, school="0001")
        assert case.says_no_number("hidden", *place, school="0002")  # the district less this school is that one person


@pytest.mark.parametrize(("pairs", "status"), [(MINIMUM - 1, "hidden"), (MINIMUM, "coded")])
def test_fewer_pairs_than_the_minimum_have_a_value_and_are_hidden_without_a_colour(
    pairs: int, status: str, tmp_path: Path
) -> None:
    case = draw(
        tmp_path,
        f"""
        leaders   | spring     | fall
        2         | Developing | Proficient
        {pairs - 2} | Developing | Developing
        9         | Developing | -
        9         | -          | Proficient
        """,
    )
    counted = case.counted()

    assert (counted["up"], counted["down"], counted["pairs"]) == (2, 0, pairs)
    assert growth.net_movers(2, 0, pairs) == 2 / pairs
    assert interval(growth.net_movers_interval([2], [0], [pairs])) == bonett_price(2, 0, pairs)
    assert case.printed("net_movers")["status"] == status
    assert case.says_no_number("hidden", "net_movers") == (status == "hidden")
    assert case.says_no_number("hidden", "proficient_share", "to") == (status == "hidden")  # though 9 and more answered


# who was there when


def test_of_two_semesters_without_a_common_person_there_are_levels_and_no_growth(tmp_path: Path) -> None:
    case = draw(
        tmp_path,
        """
        leaders | spring     | fall
        4       | Developing | -
        3       | Proficient | -
        3       | -          | Developing
        5       | -          | Proficient
        """,
    )
    counted = case.counted()

    assert counted["pairs"] == 0
    assert np.isnan(growth.net_movers(counted["up"], counted["down"], counted["pairs"]))
    assert np.isnan(growth.net_movers_interval(counted["up"], counted["down"], counted["pairs"])).all()
    assert case.says_no_number("no_pairs", "net_movers")
    assert case.says_no_number("no_pairs", "movers", "up")
    for item, k, n in (("from", 3, 4 + 3), ("to", 5, 3 + 5)):
        share = case.printed("proficient_share", item)
        assert (counted[f"proficient_{item}"], counted[f"rated_{item}"]) == (k, n)
        assert (share["status"], share["value"]) == ("shown", round(k / n, 2))
        assert (share["low"], share["high"]) == tuple(round(end, 2) for end in wilson(k, n))


def test_of_one_semester_there_are_levels_and_no_growth(tmp_path: Path) -> None:
    case = draw(
        tmp_path,
        """
        leaders | fall
        4       | Developing
        3       | Proficient
        """,
        baseline=None,
    )
    share = case.printed("proficient_share", "to")

    assert (share["status"], share["value"]) == ("shown", round(3 / (4 + 3), 2))
    assert (share["low"], share["high"]) == tuple(round(end, 2) for end in wilson(3, 4 + 3))
    assert case.says_no_number("no_baseline", "net_movers")
    assert case.says_no_number("no_baseline", "movers", "same")
    assert case.says_no_number("no_baseline", "proficient_share", "from")


def test_a_school_that_is_new_in_fall_has_levels_and_no_growth(tmp_path: Path) -> None:
    case = draw(
        tmp_path,
        """
        leaders | school | spring     | fall
        9       | 0001   | Developing | Proficient
        4       | 0002   | -          | Developing
        3       | 0002   | -          | Proficient
        """,
    )
    share = case.printed("proficient_share", "to", school="0002")

    assert (share["status"], share["value"]) == ("shown", round(3 / (4 + 3), 2))
    assert (share["low"], share["high"]) == tuple(round(end, 2) for end in wilson(3, 4 + 3))
    assert case.says_no_number("no_pairs", "net_movers", school="0002")
    assert case.says_no_number("no_answer", "proficient_share", "from", school="0002")


# nobody and everybody


def test_where_everybody_stays_on_one_level_net_movers_are_nought_and_the_interval_keeps_its_width(
    tmp_path: Path,
) -> None:
    case = draw(
        tmp_path,
        """
        leaders | spring     | fall
        5       | Developing | Developing
        """,
    )
    counted, net = case.counted(), case.printed("net_movers")

    assert (counted["up"], counted["down"], counted["same"], counted["pairs"]) == (0, 0, 5, 5)
    assert growth.net_movers(0, 0, 5) == 0
    half = Z * math.sqrt((0 + 0 + 2) / (5 + 2) / (5 + 2))
    assert round(half, 2) == 0.40
    assert interval(growth.net_movers_interval([0], [0], [5])) == (-half, half)
    assert (net["status"], net["colour_class"]) == ("coded", 0)
    assert pd.isna(net["value"])
    # up to two print alike: from two down and none up to two up and none down
    assert (net["low"], net["high"]) == (round(bonett_price(0, 2, 5)[0], 2), round(bonett_price(2, 0, 5)[1], 2))


def test_nobody_and_everybody_are_exact_inside_and_coded_outside(tmp_path: Path) -> None:
    case = draw(
        tmp_path,
        """
        leaders | spring     | fall
        6       | Developing | Proficient
        """,
    )
    counted = case.counted()
    before, after = (case.printed("proficient_share", item) for item in ("from", "to"))
    net = case.printed("net_movers")

    assert (counted["proficient_from"], counted["proficient_to"], counted["up"], counted["pairs"]) == (0, 6, 6, 6)
    assert interval(growth.proficient_interval([0], [6])) == (0, Z**2 / (6 + Z**2))
    assert interval(growth.proficient_interval([6], [6])) == (6 / (6 + Z**2), 1)
    for row in (before, after, net):
        assert row["status"] == "coded"
        assert pd.isna(row["value"])
    # up to two print alike, and so do all and all but up to two
    assert (before["low"], before["high"]) == (0, round(wilson(2, 6)[1], 2))
    assert (after["low"], after["high"]) == (round(wilson(6 - 2, 6)[0], 2), 1)
    assert (net["low"], net["high"]) == (round(bonett_price(6 - 2, 2, 6)[0], 2), round(bonett_price(6, 0, 6)[1], 2))
    assert case.printed("movers", "up")["shown"] == "at least 4 up"
    assert case.printed("proficient", "from")["shown"] == "at most 2 of 6"


# answers that are none


def test_what_was_not_applicable_is_in_neither_part_of_a_share_and_in_no_pair(tmp_path: Path) -> None:
    case = draw(tmp_path, f"{EIGHT}\n2 | Proficient | N/A")

    assert_only_the_eight_count(case)
    assert case.counted()["rated_from"] == 8 + 2
    assert case.states() == {"not_applicable": 2, "rated": 8}


def test_what_was_left_blank_is_in_neither_part_of_a_share_and_told_from_what_was_not_applicable(
    tmp_path: Path,
) -> None:
    case = draw(tmp_path, f"{EIGHT}\n2 | Proficient |")

    assert_only_the_eight_count(case)
    assert case.counted()["rated_from"] == 8 + 2
    assert case.states() == {"blank": 2, "rated": 8}


def test_a_rating_off_the_scale_or_between_two_levels_is_listed_and_never_rounded(tmp_path: Path) -> None:
    case = draw(
        tmp_path,
        f"""{EIGHT}
        1 | Proficient | 5
        1 | Proficient | 0
        1 | Proficient | 2.5
        1 | Proficient | 2.5 - Proficient
        1 | Proficient | 5 - Proficient
        1 | Proficient | Developing, Proficient
        1 | Proficient | Developing; Proficient
        1 | Proficient | Developing or Proficient
        """,
    )

    assert_only_the_eight_count(case)
    assert case.states() == {"rated": 8, "unreadable": 8}
    assert set_aside(case.workspace) == [
        (10, "5", "unreadable_level"),
        (11, "0", "unreadable_level"),
        (12, "2.5", "unreadable_level"),
        (13, "2.5 - Proficient", "unreadable_level"),
        (14, "5 - Proficient", "level_contradicts_number"),
        (15, "Developing, Proficient", "unreadable_level"),
        (16, "Developing; Proficient", "unreadable_level"),
        (17, "Developing or Proficient", "unreadable_level"),
    ]


def test_of_two_dated_answers_of_a_person_the_later_counts_and_the_earlier_is_listed(tmp_path: Path) -> None:
    case = draw(
        tmp_path,
        """
        leaders | spring     | fall
        3       | Developing | Proficient
        1       | Developing | Developing then Proficient
        2       | Proficient | Developing
        1       | Proficient | Proficient then Developing
        1       | Developing | Developing
        """,
        dated=True,
    )

    assert_only_the_eight_count(case)
    assert [reason for _, _, reason in set_aside(case.workspace)] == ["duplicate"] * 2


def test_of_two_different_answers_of_a_person_without_an_order_neither_counts_and_both_are_listed(
    tmp_path: Path,
) -> None:
    case = draw(tmp_path, f"{EIGHT}\n1 | Proficient | Developing then Proficient")

    assert_only_the_eight_count(case)
    assert case.counted()["rated_from"] == 8 + 1
    assert [reason for _, _, reason in set_aside(case.workspace)] == ["conflicting_duplicate"] * 2
