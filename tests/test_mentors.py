"""Mentors: as many as can be, near, never in a reporting line, and the same pairs from the same input."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from portrait_analytics.learning import count_able, count_mentoring, match_mentors, mentors
from portrait_analytics.learning.mentors import Mentoring
from portrait_analytics.rubric import load_framework
from tests.build import grid
from tests.test_learning import draw_evidence

RUBRIC = load_framework().current
TRUST, VISION = "building-trust", "igniting-vision"
PEOPLE = """
    person | school | cluster | reports_to | mentors | trust | vision
    boss   | 1      | North   |            | yes     | 4     | 4
    ann    | 1      | North   | boss       | no      | 1     | 3
    ben    | 2      | North   | other      | no      | 2     | 3
    cat    | 3      | South   | other      | no      | 3     | 2
    other  | 2      | North   |            | yes     | 4     | 3
    far    | 9      | South   |            | yes     | 3     | 4
"""


def draw(text: str = PEOPLE) -> dict[str, pd.DataFrame]:
    drawn = grid(text)
    flags = drawn["mentors"].eq("yes").astype("boolean")
    people = drawn.assign(identified=True, consent_learning=True, mentor_opt_in=flags)
    evidence = draw_evidence(
        drawn.rename(columns={"trust": TRUST, "vision": VISION})[["person", TRUST, VISION]]
        .fillna("")
        .to_csv(sep="|", index=False)
    )
    short = (3 - evidence["level_high"]).clip(lower=0)
    return {
        "evidence": evidence,
        "gaps": evidence.assign(short=short, below=short > 0),
        "people": people.astype({"consent_learning": "boolean"}),
        "placed": drawn.set_index("person")[["school", "cluster"]],
    }


def match(drawn: dict[str, pd.DataFrame], **more: object) -> Mentoring:
    return match_mentors(
        drawn["evidence"], drawn["gaps"], drawn["people"], drawn["placed"], rubric=RUBRIC, **more  # type: ignore[arg-type]
    )  # fmt: skip


def pairs_of(mentoring: Mentoring) -> set[tuple[str, str, str]]:
    return set(mentoring.pairs[["mentor", "mentee", "competency"]].itertuples(index=False, name=None))


def test_nobody_mentors_within_a_reporting_line_and_the_nearest_comes_first() -> None:
    # ann reports to boss, ben and cat to other; so other mentors ann, and boss ben; cat is short of vision alone
    assert pairs_of(match(draw())) == {("other", "ann", TRUST), ("boss", "ben", TRUST), ("far", "cat", VISION)}


def test_the_line_is_the_whole_way_up() -> None:
    drawn = draw(PEOPLE.replace("| other      | no      | 2", "| ann        | no      | 2"))

    assert ("boss", "ben", TRUST) not in pairs_of(match(drawn))


def test_who_did_not_offer_or_did_not_consent_is_in_no_pair() -> None:
    drawn = draw()
    drawn["people"].loc[drawn["people"]["person"] == "ben", "consent_learning"] = pd.NA
    drawn["people"].loc[drawn["people"]["person"] == "far", "mentor_opt_in"] = False

    assert pairs_of(match(drawn)) == {("other", "ann", TRUST), ("boss", "cat", VISION)}


def test_a_mentor_takes_no_more_than_so_many_and_who_is_left_is_unmet() -> None:
    drawn = draw(PEOPLE.replace("| 4     | 3\n    far", "| 3     | 3\n    far"))
    mentoring = match(drawn, capacity=1)

    assert mentoring.pairs["mentor"].is_unique
    assert mentoring.unmet == ("ann",)


def test_the_order_of_rows_changes_nothing() -> None:
    turned = {name: frame.iloc[::-1] for name, frame in draw().items()}

    assert match(turned).pairs.equals(match(draw()).pairs)


TWINS = """
    person | school | cluster | reports_to | mentors | trust | vision
    m1     | 1      | North   |            | yes     | 4     | 3
    m2     | 1      | North   |            | yes     | 4     | 3
    x      | 1      | North   |            | no      | 1     | 3
"""


@pytest.mark.parametrize("mentor", ["m1", "m2"])
def test_a_pair_of_the_last_run_stays_where_nothing_is_lost_by_it(mentor: str) -> None:
    kept = pd.DataFrame({"mentor": [mentor], "mentee": ["x"], "competency": [TRUST]})

    assert pairs_of(match(draw(TWINS), kept=kept)) == {(mentor, "x", TRUST)}


def test_a_pair_of_the_last_run_gives_way_to_one_that_is_nearer() -> None:
    far = draw(TWINS.replace("m2     | 1      | North", "m2     | 9      | South"))
    kept = pd.DataFrame({"mentor": ["m2"], "mentee": ["x"], "competency": [TRUST]})

    assert pairs_of(match(far, kept=kept)) == {("m1", "x", TRUST)}


@pytest.mark.parametrize("seed", range(6))
def test_the_matching_is_as_good_as_the_best_of_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = ["person | school | cluster | reports_to | mentors | trust | vision"]
    for number in range(7):
        where, rank = random.integers(1, 4), random.choice([1, 2, 4], 2)
        above = f"p{random.integers(0, 7)}" if number > 2 else ""
        rows.append(f"p{number} | {where} | c{where % 2} | {above} | yes | {rank[0]} | {rank[1]}")
    drawn = draw("\n".join(rows))
    mentoring = match(drawn, capacity=1)
    alone = {
        (one, other): match(draw_only(drawn, one, other), capacity=1).pairs
        for one, other in product(mentoring.mentors, mentoring.mentees)
        if one != other
    }
    allowed = {pair: int(found["short"].iloc[0]) for pair, found in alone.items() if len(found)}

    found = (len(mentoring.pairs), int(mentoring.pairs["short"].sum()))
    assert found == best_of(allowed, list(mentoring.mentees))


def draw_only(drawn: dict[str, pd.DataFrame], mentor: str, mentee: str) -> dict[str, pd.DataFrame]:
    """The same people where one alone offers to mentor, and one alone is short of anything."""
    people = drawn["people"].assign(mentor_opt_in=drawn["people"]["person"] == mentor)
    return drawn | {"people": people, "gaps": drawn["gaps"][drawn["gaps"]["person"] == mentee]}


def best_of(allowed: dict[tuple[str, str], int], mentees: list[str]) -> tuple[int, int]:
    """Pairs and levels of the best matching, by trying all of them."""
    if not mentees:
        return 0, 0
    first, *rest = mentees
    best = best_of(allowed, rest)
    for (mentor, mentee), short in allowed.items():
        if mentee == first:
            left = {pair: worth for pair, worth in allowed.items() if pair[0] != mentor}
            count, levels = best_of(left, rest)
            best = max(best, (count + 1, levels + short))
    return best


def test_of_too_many_pairs_those_within_a_cluster_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = draw(PEOPLE.replace("far    | 9      | South", "far    | 9      | East "))
    assert ("boss", "cat", VISION) in pairs_of(match(drawn))

    monkeypatch.setattr(mentors, "MOST_PAIRS", 6)  # three mentors and three mentees; in the North two and two
    near = match(drawn)
    assert pairs_of(near) == {("other", "ann", TRUST), ("boss", "ben", TRUST)}
    assert near.unmet == ("cat",)


def test_a_cluster_of_too_many_is_dealt_into_parts_that_keep_every_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{kind}{number} | 1 | North | m0 | {kind == 'm'} | {4 if kind == 'm' else 1} | 3" for kind, number in (
        *product("m", range(5)), *product("x", range(12)))]  # fmt: skip
    drawn = draw("\n".join([PEOPLE.strip().splitlines()[0], *rows]).replace("True", "yes"))
    monkeypatch.setattr(mentors, "MOST_PAIRS", 20)
    pairs = match(drawn, capacity=2).pairs

    # all report to m0, who mentors nobody; each of the other four takes two
    assert pairs["mentor"].value_counts().to_dict() == {"m1": 2, "m2": 2, "m3": 2, "m4": 2}
    assert pairs["mentee"].is_unique


def test_what_mentors_do_not_reach_is_counted_by_competency() -> None:
    drawn = draw()
    able = count_able(drawn["evidence"], drawn["people"], drawn["placed"], RUBRIC)
    needs = pd.DataFrame({"competency": [TRUST, VISION], "below": [2, 1]})

    assert count_mentoring(match(drawn), needs, able).values.tolist() == [[TRUST, 2, 2, 2], [VISION, 1, 2, 1]]
