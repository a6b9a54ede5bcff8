"""Needs, next steps and movement: what is counted, what is said in whose words, and what cannot be told."""

import pandas as pd
import pytest

from portrait_analytics.district import District
from portrait_analytics.learning import (
    compare_movers,
    count_choices,
    count_needs,
    count_thin,
    find_choices,
    find_step,
    lay_out,
    list_chosen,
    list_taken,
    measure_gaps,
    plan_learning,
)
from portrait_analytics.rubric import load_framework
from portrait_analytics.succession import read_policy
from tests.build import grid

FRAMEWORK = load_framework()
RUBRIC = FRAMEWORK.current
GUIDE = "self-reflection-guide"
TRUST, VISION, CHANGE = "building-trust", "igniting-vision", "guiding-change"
SETTINGS = {
    "district": {"name": "Test"},
    "roles": [{"name": "Principal", "group": "school"}, {"name": "Coach", "group": "teacher"}],
    "succession": {"required": [{"roles": ["Principal"], "levels": {"Building Trust": "Advanced"}}]},
}
POLICY = read_policy(District.model_validate(SETTINGS), RUBRIC)


def draw_evidence(text: str) -> pd.DataFrame:
    """Evidence from a grid: a person a row, a column a competency, a rank or a range of ranks in each place."""
    tall = grid(text).melt(id_vars="person", var_name="competency", value_name="rank").dropna()
    ends = tall["rank"].str.split("-")
    return pd.DataFrame(
        {
            "person": tall["person"],
            "attribute": tall["competency"].map(RUBRIC.attribute_of),
            "competency": tall["competency"],
            "level_low": ends.str[0].astype(int),
            "level_high": ends.str[-1].astype(int),
            "edition": [RUBRIC.id if len(end) == 1 else GUIDE for end in ends],
            "evidence": "self",
        }
    )


PLACED = pd.DataFrame({"role": ["Principal", "Coach", None]}, index=["a", "b", "c"])
NOW = draw_evidence(
    f"""
    person | {TRUST} | {VISION}
    a      | 3       | 1
    b      | 1-2     | 2
    c      | 1       | 3
    gone   | 1       | 1
    """
)


def gaps_of(evidence: pd.DataFrame) -> pd.DataFrame:
    return measure_gaps(evidence, PLACED, policy=POLICY, rubric=RUBRIC)


def test_what_is_short_is_what_the_own_role_asks_for_and_what_is_certain() -> None:
    short = gaps_of(NOW).set_index(["person", "competency"])["short"]

    assert short["a", TRUST] == 4 - 3  # a principal is asked for Advanced
    assert short["b", TRUST] == 3 - 2  # working toward proficiency is one of two levels
    assert short["c", TRUST] == 3 - 1  # a role that nobody knows asks for Proficient
    assert short["c", VISION] == 0
    assert "gone" not in short.index.get_level_values("person")


def test_needs_are_counted_with_the_foundation_first() -> None:
    needs = count_needs(gaps_of(NOW), pd.Series("all", index=PLACED.index), RUBRIC)

    assert needs["competency"].tolist() == [VISION, TRUST]  # a foundational one before others, though as many are below
    trust = needs.set_index("competency").loc[TRUST]
    assert (trust["people"], trust["below"], trust["short"]) == (3, 2, 1 + 1 + 2)
    assert trust["foundation_first"] == 1  # of b and c, who are below on trust, b is below on vision, too
    assert needs["reached"].isna().all()


def test_a_planted_need_is_named_first_and_the_plan_spends_on_it_first() -> None:
    # twelve coaches two levels short of vision, five of them one level short of trust; money for one offering
    people = [f"p{number:02d}" for number in range(12)]
    rows = [f"{person} | 1 | {2 if place < 5 else 4}" for place, person in enumerate(people)]
    evidence = draw_evidence("\n".join([f"person | {VISION} | {TRUST}", *rows]))
    placed = pd.DataFrame({"role": "Coach"}, index=people)
    gaps = measure_gaps(evidence, placed, policy=POLICY, rubric=RUBRIC)
    offered = grid(
        f"""
        offering | competencies | roles | seats | least | cost | seat_cost | slot | after
        other    | {TRUST}      |       | 12    | 5     | 1000 | 0         |      |
        planted  | {VISION}     |       | 12    | 5     | 1000 | 0         |      |
        """
    ).astype({"seats": "int64", "least": "Int64", "cost": "float64", "seat_cost": "float64"})
    plan = plan_learning(lay_out(gaps, placed, offered.fillna({"roles": ""}), budget=1000))
    needs = count_needs(gaps, pd.Series("all", index=placed.index), RUBRIC)

    assert needs[["competency", "below", "short"]].iloc[0].tolist() == [VISION, 12, 12 * 2]
    assert plan.cohorts[["offering", "people", "levels"]].values.tolist() == [["planted", 12, 12 * 2]]


def test_what_moved_is_counted_among_those_rated_both_times() -> None:
    before = draw_evidence(f"person | {TRUST} | {VISION}\n a | 2 | 3\n b | 3 | ")
    needs = count_needs(gaps_of(NOW), pd.Series("all", index=PLACED.index), RUBRIC, before=gaps_of(before))

    moved = needs.set_index("competency")[["reached", "slipped"]]
    assert moved.loc[TRUST].tolist() == [1, 1]  # a came to Proficient, b fell below it
    assert moved.loc[VISION].tolist() == [0, 1]


def draw_ratings(text: str) -> pd.DataFrame:
    drawn = grid(text)
    attribute = drawn["competency"].map(RUBRIC.attribute_of)
    return drawn.assign(attribute=attribute, semester="2026-spring", state="rated", about="self", rated_by="self")


CHOSEN = draw_ratings(
    f"""
    person | competency | edition
    a      | {VISION}   | {GUIDE}
    b      | {VISION}   | {GUIDE}
    c      | {CHANGE}   | {GUIDE}
    d      | {CHANGE}   | {RUBRIC.id}
    """
)


def test_a_choice_is_counted_as_a_choice_and_only_where_the_form_let_people_choose() -> None:
    choices = count_choices(CHOSEN, semester="2026-spring", framework=FRAMEWORK).set_index("competency")

    assert choices.loc[[VISION, CHANGE], "people"].tolist() == [2, 1]
    assert set(choices.loc[[VISION, CHANGE], "asked"]) == {3}
    assert choices.loc[TRUST, "people"] == 0
    assert count_choices(CHOSEN, semester="2026-fall", framework=FRAMEWORK).empty
    assert set(list_chosen(CHOSEN, semester="2026-spring", framework=FRAMEWORK)["person"]) == {"a", "b", "c"}


def test_the_last_choices_are_found_however_long_ago_and_never_later_ones() -> None:
    for until, when in (("2026-spring", "2026-spring"), ("2027-fall", "2026-spring"), ("2025-fall", "")):
        choices, found = find_choices(CHOSEN, until=until, framework=FRAMEWORK)
        assert found == when
        assert (len(choices) > 0) == bool(when)


def test_no_text_of_a_step_is_empty_for_any_role_competency_and_level() -> None:
    steps = [
        find_step(RUBRIC, competency.id, rank=rank, role_group=group.id)
        for group in RUBRIC.role_groups
        for competency in RUBRIC.competencies
        for rank in (1, 2, 3)
    ]

    assert len(steps) == 3 * 17 * 3
    assert all(step and step.summary and step.action and step.question and step.format for step in steps)
    texts = str(RUBRIC.model_dump())
    assert all(step and step.summary in texts and step.action in texts and step.question in texts for step in steps)


def test_after_the_last_level_there_is_no_step_and_a_coarse_level_leads_past_itself() -> None:
    step = find_step(RUBRIC, TRUST, rank=2, role_group="school")

    assert find_step(RUBRIC, TRUST, rank=4, role_group="school") is None
    assert step is not None
    assert (step.level, step.summary) == ("Proficient", next(c for c in RUBRIC.competencies if c.id == TRUST).levels[2])


def test_where_the_library_is_thin_it_says_so_and_a_missing_text_is_empty() -> None:
    bare = RUBRIC.model_copy(update={"actions": (), "formats": ()})
    step = find_step(bare, TRUST, rank=1, role_group="school")

    assert count_thin(RUBRIC) == [("school", "advocate", 1)]
    assert step is not None
    assert (step.action, step.format, step.thin) == ("", None, True)


def ranks(rows: str) -> pd.DataFrame:
    return draw_evidence(f"person | {TRUST}\n" + rows)


BEFORE = ranks("\n".join(f"p{number} | 2" for number in range(9)) + "\nlow | 1")
AFTER = ranks("\n".join(f"p{number} | {3 if number < 4 else 2}" for number in range(9)) + "\nlow | 2")
TOOK = pd.DataFrame({"person": ["p0", "p1", "p2", "p8"], "competency": TRUST})


def test_those_who_took_it_up_are_compared_within_one_starting_level() -> None:
    moved = compare_movers(BEFORE, AFTER, TOOK, framework=FRAMEWORK, minimum=3).set_index("rank")

    assert moved.loc[2, "status"] == "told"
    assert moved.loc[2, ["took_people", "took_up", "others_people", "others_up"]].tolist() == [4, 3, 5, 1]
    assert moved.loc[2, "took_net"] == pytest.approx(3 / 4)
    assert moved.loc[2, "took_low"] < 3 / 4 < moved.loc[2, "took_high"]


def test_what_rests_on_too_few_cannot_be_told() -> None:
    moved = compare_movers(BEFORE, AFTER, TOOK, framework=FRAMEWORK, minimum=5).set_index("rank")

    assert moved["status"].tolist() == ["cannot be told", "cannot be told"]
    assert moved.drop(columns=["competency", "status"]).isna().all(axis=None)


def test_a_form_on_which_people_choose_says_nothing_of_movement() -> None:
    guide = AFTER.assign(edition=GUIDE)

    assert compare_movers(BEFORE, guide, TOOK, framework=FRAMEWORK, minimum=3).empty


def test_what_was_attended_counts_only_between_the_two_semesters() -> None:
    offerings = pd.DataFrame({"offering": ["o1"], "competencies": [f"{TRUST}; {VISION}"]})
    attended = pd.DataFrame(
        {
            "person": ["a", "b", "c", "d"],
            "offering": ["o1", "o1", "o1", "old"],
            "semester": ["2025-fall", "2026-spring", "2026-fall", "2026-spring"],
        }
    )
    taken = list_taken(attended, offerings, since="2025-fall", until="2026-fall")

    assert taken.values.tolist() == [["b", TRUST], ["b", VISION], ["c", TRUST], ["c", VISION]]
