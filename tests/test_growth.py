"""The cube and its estimators: who is counted where, and numbers worked out by hand or taken from publications."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics import growth
from portrait_analytics.rubric import load_framework
from portrait_analytics.tables import make_table
from portrait_analytics.workspace import Workspace
from tests.cubes import count, draw
from tests.districts import as_csv, clean, make_district

SPRING, FALL = "2026-spring", "2026-fall"
AUTHENTIC = ["Modeling Commitments", "Building Trust", "Communicating with Integrity"]
ROSTER = """
    staff_id | name     | email         | other_emails | school | role
    1        | Person Q | q@example.org |              | 0001   | Coach
    2        | Person R | r@example.org |              | 0001   | Coach
    3        | Person S | s@example.org |              | 0002   | Principal
"""


def two_semesters(folder: Path, before: str, after: str, *, roster_after: str = ROSTER) -> Workspace:
    """A cleaned district; the drawn tables have an address and one level number for each Authentic competency."""
    workspace = make_district(
        folder, {f"{SPRING}/a.csv": _levels(before), f"{FALL}/a.csv": _levels(after)}, roster="", semesters=()
    )
    for semester, roster in ((SPRING, ROSTER), (FALL, roster_after)):
        path = workspace.raw / semester / "roster" / "roster.csv"
        path.parent.mkdir(parents=True)
        path.write_text(as_csv(roster))
    clean(workspace)
    return workspace


def _levels(table: str) -> str:
    named = {"1": "Establishing", "2": "Developing", "3": "Proficient", "4": "Advanced"}
    lines = [line.split("|") for line in table.strip().splitlines()]
    rows = [[cell.strip() for cell in line] for line in lines]
    frame = pd.DataFrame(rows, columns=["Email Address", *AUTHENTIC])
    return str(frame.replace(named).to_csv(index=False))


def cube_of(workspace: Workspace) -> pd.DataFrame:
    return growth.count_transitions(
        workspace.load_table("ratings"),
        workspace.load_table("people"),
        semester_from=SPRING,
        semester_to=FALL,
        framework=workspace.framework,
    )


def authentic(cube: pd.DataFrame, grouping: growth.Grouping) -> dict[str, dict[str, int]]:
    """The counts of the attribute as a whole, by group."""
    counts = growth.measure_growth(cube, grouping)
    own = counts[(counts["attribute"] == "authentic") & counts["competency"].isna()]
    return own.set_index("group").drop(columns=["attribute", "competency"]).astype(int).T.to_dict()


def test_a_person_moved_up_if_more_competencies_rose_than_fell(tmp_path: Path) -> None:
    workspace = two_semesters(
        tmp_path,
        """
        q@example.org | 2 | 2 | 3
        r@example.org | 2 | 3 | 3
        s@example.org | 3 | 3 | 2
        """,
        """
        q@example.org | 3 | 3 | 2
        r@example.org | 3 | 2 | 3
        s@example.org | 3 | 2 |
        """,
    )
    cube = cube_of(workspace)

    counts = authentic(cube, growth.group_whole(cube))["all"]

    assert (counts["up"], counts["same"], counts["down"], counts["pairs"]) == (1, 1, 1, 3)


def test_a_person_is_at_proficient_if_more_than_half_of_what_they_rated_is(tmp_path: Path) -> None:
    workspace = two_semesters(
        tmp_path,
        """
        q@example.org | 3 | 3 | 2
        r@example.org | 3 | 2 |
        s@example.org | 4 |   |
        """,
        """
        q@example.org | 2 | 2 | 3
        """,
    )
    cube = cube_of(workspace)

    counts = authentic(cube, growth.group_whole(cube))["all"]

    assert (counts["proficient_from"], counts["rated_from"]) == (2, 3)  # Q: 2 of 3; R: 1 of 2 is not more; S: 1 of 1
    assert (counts["proficient_to"], counts["rated_to"]) == (0, 1)


def test_someone_who_changed_school_stays_in_the_district_and_leaves_the_school(tmp_path: Path) -> None:
    levels = """
        q@example.org | 2 | 2 | 2
        r@example.org | 2 | 2 | 2
        s@example.org | 2 | 2 | 2
    """
    workspace = two_semesters(
        tmp_path,
        levels,
        levels.replace("2", "3"),
        roster_after=ROSTER.replace("| 0001   | Coach\n    3", "| 0002   | Coach\n    3"),
    )
    cube = cube_of(workspace)

    by_school = authentic(cube, growth.group_by_school(cube))

    assert authentic(cube, growth.group_whole(cube))["all"]["pairs"] == 3
    assert (by_school["0001"]["rated_from"], by_school["0001"]["rated_to"], by_school["0001"]["pairs"]) == (2, 1, 1)
    assert (by_school["0002"]["rated_from"], by_school["0002"]["rated_to"], by_school["0002"]["pairs"]) == (1, 2, 1)


def test_every_person_of_either_semester_is_in_the_cube_once_for_each_competency_and_attribute(tmp_path: Path) -> None:
    workspace = two_semesters(
        tmp_path,
        """
        q@example.org | 2 | 2 | 2
        x@example.org | 2 | 2 | 2
        """,
        """
        r@example.org | 2 | 2 | 2
        """,
    )

    cube = cube_of(workspace)

    people = workspace.load_table("people")["person"].nunique()
    per_item = cube.groupby(["attribute", "competency"], observed=True, dropna=False)["people"].sum()
    assert set(per_item) == {people}
    assert len(per_item) == 17 + 5


def test_people_who_were_there_and_did_not_answer_differ_from_those_who_were_not_there(tmp_path: Path) -> None:
    workspace = two_semesters(
        tmp_path,
        """
        q@example.org | 2 | 2 | 2
        x@example.org | 2 | 2 | 2
        """,
        """
        q@example.org | 2 | 2 | 2
        """,
    )

    cube = cube_of(workspace)

    trust = cube[cube["competency"] == "building-trust"]
    silent = trust[trust["state_to"].isna()]
    assert silent.loc[silent["school_to"].notna(), "people"].sum() == 2  # R and S are on the roster
    assert silent.loc[silent["school_to"].isna(), "people"].sum() == 1  # X is not


def test_the_cube_does_not_depend_on_the_order_of_rows_or_on_who_people_are(tmp_path: Path) -> None:
    levels = """
        q@example.org | 2 | 2 | 3
        r@example.org | 2 | 3 | 3
    """
    workspace = two_semesters(tmp_path, levels, levels.replace("3", "4"))
    ratings, people = workspace.load_table("ratings"), workspace.load_table("people")
    other = {key: f"other-{key[::-1]}" for key in people["person"]}

    shuffled = growth.count_transitions(
        ratings.assign(person=ratings["person"].map(other)).sample(frac=1, random_state=1),
        people.assign(person=people["person"].map(other)).sample(frac=1, random_state=2),
        semester_from=SPRING,
        semester_to=FALL,
        framework=workspace.framework,
    )

    pd.testing.assert_frame_equal(shuffled, cube_of(workspace))


def test_whoever_filled_in_the_guide_beside_the_common_form_is_counted_once(tmp_path: Path) -> None:
    form = "Email Address,Building Trust,Igniting Vision\nq@example.org,Developing,Developing\n"
    guide = (
        "Timestamp,Email Address,Authentic: choice,Authentic: level\n"
        "2026/9/1 8:00:00 AM,q@example.org,Partnering in Learning,Extending\n"
    )
    exports = {f"{SPRING}/a.csv": form, f"{FALL}/a.csv": form, f"{FALL}/guide.csv": guide, f"{SPRING}/guide.csv": guide}
    workspace = make_district(tmp_path, exports, semesters=(SPRING, FALL))
    clean(workspace)

    cube = cube_of(workspace)

    trust = cube[(cube["competency"] == "building-trust") & cube["edition_to"].notna()]
    assert trust["people"].sum() == 1
    assert set(trust["edition_to"].astype("str")) == {"second-edition"}


def test_a_rater_of_two_teams_is_counted_once_for_each(tmp_path: Path) -> None:
    workspace = two_semesters(tmp_path, "q@example.org | 2 | 2 | 3", "q@example.org | 3 | 2 | 3")
    own = workspace.load_table("ratings")
    teams = [own.assign(about="team", team=team) for team in ("A", "B")]

    cube = growth.count_transitions(
        pd.concat([own, *teams], ignore_index=True).astype({"about": "category", "team": "category"}),
        workspace.load_table("people"),
        semester_from=SPRING,
        semester_to=FALL,
        framework=workspace.framework,
    )

    rated = cube[(cube["competency"] == "modeling-commitments") & cube["move"].notna()]
    assert rated.groupby("about", observed=True)["people"].sum().to_dict() == {"self": 1, "team": 2}


def test_without_a_common_form_the_common_steps_are_compared_and_misprinted_competencies_left_out(
    tmp_path: Path,
) -> None:
    guide = (
        "Timestamp,Email Address,Authentic: choice,Authentic: level,Transformational: choice,Transformational: level\n"
        "2026/9/1 8:00:00 AM,q@example.org,Partnering in Learning,Proficient,Igniting Vision,Extending\n"
    )
    full = "Email Address,Building Trust,Igniting Vision\nq@example.org,Developing,Developing\n"
    workspace = make_district(tmp_path, {f"{SPRING}/a.csv": full, f"{FALL}/guide.csv": guide}, semesters=(SPRING, FALL))
    clean(workspace)

    cube = cube_of(workspace)

    moves = cube[cube["move"].notna()].set_index("competency")["move"].to_dict()
    assert moves == {"building-trust": 1}
    assert cube[cube["competency"].isna()]["proficient_to"].isna().all()  # a guide rating is never an attribute


def test_between_establishing_and_developing_no_move_is_seen_on_the_common_steps() -> None:
    framework = load_framework()
    ratings = pd.DataFrame(
        {
            "semester": [SPRING, FALL],
            "about": "self",
            "rated_by": "self",
            "state": "rated",
            "edition": ["second-edition", "self-reflection-guide"],
        }
    )

    scale = growth.choose_scale(ratings, SPRING, FALL, framework)

    assert scale.edition is None
    assert scale.steps == (1, 3, 4)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_wilson_interval_is_the_published_one(k: int, n: int, low: float, high: float) -> None:
    # Newcombe 1998, Stat. Med. 17:857, table I, method 3
    found = growth.proficient_interval([k], [n])

    assert [round(float(end[0]), 4) for end in found] == [low, high]


def test_the_interval_of_net_movers_is_the_published_one() -> None:
    # Bonett & Price 2012; worked example of R's statpsych, ci.prop.ps: f00=12, f01=4, f10=26, f11=6
    low, high = growth.net_movers_interval([26], [4], [12 + 4 + 26 + 6])

    assert low[0] == pytest.approx(0.2548067, abs=1e-6)
    assert high[0] == pytest.approx(0.6251933, abs=1e-6)


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_intervals_hold_their_estimate_and_swap_sign_with_the_semesters(up: int, down: int, same: int) -> None:
    pairs = up + down + same + 1
    low, high = growth.net_movers_interval([up], [down], [pairs])
    back_low, back_high = growth.net_movers_interval([down], [up], [pairs])
    below, above = growth.proficient_interval([up], [pairs])

    assert -1 <= low[0] <= (up - down) / (pairs + 2) <= high[0] <= 1
    assert (low[0], high[0]) == (pytest.approx(-back_high[0]), pytest.approx(-back_low[0]))
    assert 0 <= below[0] <= up / pairs <= above[0] <= 1


ANSWERS = ["", "0001 -", "0001 2", "0001 W", "0002 3", "0002 P", "0002 N"]
LEADERS = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(ANSWERS), st.sampled_from(ANSWERS), st.sampled_from(["", "yes"])),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=8)
@given(leaders=LEADERS, seed=st.integers(0, 99))
def test_the_cube_keeps_to_its_contract_in_whatever_order_ratings_lie(
    leaders: list[tuple[int, str, str, str]], seed: int
) -> None:
    lines = [" | ".join(map(str, line)) for line in [(1, "0001 2", "0002 3", ""), *leaders] if line[1] or line[2]]
    ratings, people = draw("\n".join(["leaders | spring | fall | anonymous", *lines]))

    cube = count(ratings, people)
    interleaved = count(ratings.sample(frac=1, random_state=seed), people.sample(frac=1, random_state=seed + 1))

    pd.testing.assert_frame_equal(interleaved, cube)
    pd.testing.assert_frame_equal(make_table("transitions", cube), cube)  # every row looked at, and no type changed
    keys = [name for name in cube.columns if name != "people"]
    assert not cube.duplicated(keys).any()
    assert (cube["people"] > 0).all()
