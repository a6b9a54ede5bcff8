"""What others say of teams and leaders: what the gate prints, that it is told once, and what the page says."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd
import pytest

from portrait_analytics import figures
from portrait_analytics.disclosure.cells import CODED
from portrait_analytics.disclosure.colours import colour_groups
from portrait_analytics.disclosure.once import OF_A_PAIR, OF_A_SEMESTER, keep_told
from portrait_analytics.disclosure.teams import print_others, print_team_growth, print_teams
from portrait_analytics.known_words import Known
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.release import Release
from portrait_analytics.style import colour_class
from portrait_analytics.tables import make_table
from portrait_analytics.workspace import Workspace
from tests.build import ATTRIBUTES, make_release
from tests.cubes import FALL, FRAMEWORK, SPRING, TRUST, count, rating
from tests.test_comparisons import of_teams

MINIMUM = 5
SCHOOLS = {"0001": "North", "0002": "North", "0005": "Central"}
SEVEN = {f"000{number}": "North" for number in range(1, 8)}
OWN = FRAMEWORK.current.attribute_of[TRUST]
Row = Mapping[str, object]
TEAMS = """
    team | fall
    0001 | 3 3 3 3 2 2 2
    0002 | 3 3 3 3
    0005 | 2 2 2 3 4 4 2
"""


def teams_of(text: str, cluster_of: Mapping[str, str] = SCHOOLS) -> list[Row]:
    ratings = of_teams(text)
    return list(print_teams(ratings, semester=FALL, framework=FRAMEWORK, minimum=MINIMUM, cluster_of=cluster_of))


def growth_of(text: str) -> list[Row]:
    ratings = of_teams(text)
    return list(
        print_team_growth(ratings, semester_from=SPRING, semester_to=FALL, framework=FRAMEWORK, minimum=MINIMUM)
    )


def counts_of(rows: Iterable[Row]) -> dict[str, str]:
    own = [row for row in rows if row["measure"] == "proficient" and row["attribute"] == OWN]
    return {str(row.get("school", row["item"])): str(row["shown"]) for row in own}


def as_published(rows: Iterable[Row], **more: object) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows)).assign(release="r1", semester=FALL, baseline=SPRING, **more)
    about = frame.get("about", pd.Series("self", index=frame.index)).astype("object").fillna("self")
    return make_table("published", frame.assign(about=about))


def release_with(*rows: Row) -> Release:
    release = make_release(semester=FALL, baseline=SPRING)
    both = [release.published.astype(object), as_published(rows).astype(object)]
    return replace(release, published=make_table("published", pd.concat(both, ignore_index=True)))


# the gate


def test_each_team_prints_one_count_of_its_raters_and_a_small_one_is_hidden() -> None:
    told = counts_of(teams_of(TEAMS))

    assert told == {"0001": "4 of 7", "0002": "hidden", "0005": "3 of 7"}


def test_nobody_one_and_two_raters_print_alike() -> None:
    for below in range(CODED + 1):
        answers = " ".join(["3"] * below + ["2"] * (7 - below))
        assert counts_of(teams_of(f"team | fall\n0001 | {answers}")) == {"0001": "at most 2 of 7"}


def test_a_team_is_hidden_as_a_whole_where_one_attribute_has_too_few_raters() -> None:
    ratings = of_teams("team | fall\n0001 | 3 3 3 3 2 2 2")
    other = next(part for part in FRAMEWORK.current.competencies if part.attribute != OWN)
    who = {"semester": FALL, "person": "0001-0", "identified": True}
    one_more = make_table("ratings", pd.DataFrame([rating(who, other.id, "3", about="team", team="0001")]))
    both = make_table("ratings", pd.concat([ratings.astype(object), one_more.astype(object)]))

    rows = print_teams(both, semester=FALL, framework=FRAMEWORK, minimum=MINIMUM, cluster_of=SCHOOLS)

    assert {str(row["status"]) for row in rows} == {"hidden", "no_answer"}


def test_no_total_over_teams_no_competency_and_no_level_is_told() -> None:
    rows = teams_of(TEAMS)

    assert {row["grain"] for row in rows} == {"school"}
    assert {row["measure"] for row in rows} == {"proficient", "proficient_share"}
    assert all(row.get("competency") is None for row in rows)


def test_growth_counts_teams_in_the_codes_of_cells() -> None:
    rose, fell = "2 2 2 2 2 | 3 3 3 3 3", "3 3 3 3 3 | 2 2 2 2 2"
    lines = [f"000{number} | {rose if number < 5 else fell}" for number in range(1, 8)]

    told = {str(row["item"]): row["shown"] for row in growth_of("\n".join(["team | spring | fall", *lines]))}

    assert told == {"up": "4 up of 7 teams", "down": "3 down of 7 teams", "same": "0 the same of 7 teams"}
    few = growth_of("\n".join(["team | spring | fall", *lines[:4]]))
    assert {row["status"] for row in few} == {"hidden"}


def test_what_stayed_the_same_is_told_no_better_than_what_moved() -> None:
    lines = [f"000{number} | 2 2 2 2 2 | {'3 3 3 3 3' if number < 2 else '2 2 2 2 2'}" for number in range(1, 8)]

    told = {str(row["item"]): row["shown"] for row in growth_of("\n".join(["team | spring | fall", *lines]))}

    assert told["up"] == "at most 2 up of 7 teams"
    assert told["same"] == "at least 3 the same of 7 teams"  # 7 less two and two


def rated_by(rater: str, at: int, people: int) -> pd.DataFrame:
    rows, there = [], []
    for place in range(people):
        who = {"semester": FALL, "person": f"p{place}", "identified": True, "school": "0001", "role": "Coach"}
        rows.append(rating(who, TRUST, "3" if place < at else "2", rated_by=rater))
        there.append(who | {"on_roster": True, "answered": True})
    return count(make_table("ratings", pd.DataFrame(rows)), make_table("people", pd.DataFrame(there)))


@pytest.mark.parametrize(("at", "people", "words"), [(4, 9, "4 of 9"), (1, 9, "at most 2 of 9"), (2, 4, "hidden")])
def test_a_supervisor_s_ratings_are_counted_for_all_leaders_together(at: int, people: int, words: str) -> None:
    rows = list(print_others(rated_by("supervisor", at, people), framework=FRAMEWORK, minimum=MINIMUM))

    assert counts_of(rows) == {"supervisor": words}
    assert {row["grain"] for row in rows} == {"district"}


def test_ratings_by_peers_are_not_told() -> None:
    assert list(print_others(rated_by("peer", 4, 9), framework=FRAMEWORK, minimum=MINIMUM)) == []


# told once


def test_a_team_that_was_told_stays_as_it_was_and_another_joins_it() -> None:
    first = teams_of(TEAMS)
    later = teams_of("""
        team | fall
        0001 | 3 3 3 3 2 2 2 3
        0002 | 3 3 3 3 2 2 2
        0005 | 2 2 2 3 4 4 2
    """)

    kept = keep_told(later, as_published(first), OF_A_SEMESTER)

    assert counts_of(kept) == {"0001": "4 of 7", "0002": "4 of 7", "0005": "3 of 7"}
    again = keep_told(later, as_published(kept), OF_A_SEMESTER)
    pd.testing.assert_frame_equal(as_published(again), as_published(kept))


def test_what_belongs_to_a_pair_of_semesters_is_kept_for_that_pair_alone() -> None:
    told = growth_of("\n".join(["team | spring | fall", *(f"000{n} | 2 2 2 2 2 | 3 3 3 3 3" for n in range(1, 8))]))
    now = [{**row, "shown": "anew"} for row in told]

    assert {row["shown"] for row in keep_told(now, as_published(told), OF_A_SEMESTER)} == {"anew"}
    kept = keep_told(now, as_published(told), OF_A_PAIR)
    assert [row["shown"] for row in kept] == [row["shown"] for row in told]


# the page


def test_the_page_shows_raters_above_what_the_school_s_leaders_say_of_themselves() -> None:
    release = release_with(*teams_of(TEAMS))

    figure = figures.team_ratings(release)

    own = release.published[(release.published["figure"] == "growth_by_school") & (release.published["item"] == "to")]
    themselves = own[(own["school"] == "0001") & (own["attribute"] == OWN) & (own["measure"] == "proficient")]
    column = next(part.name for part in release.rubric.attributes if part.id == OWN)
    cell = figure.table.loc[("North", "Alder Creek Elementary"), column]
    assert cell == f"4 of 7 of themselves: {themselves['shown'].iloc[0]}"
    assert (
        figure.title
        == f"{column}: more than half of the raters put their team at or above Proficient in one of two teams"
    )
    assert figure.takeaway == "One team had too few raters."
    assert "nothing can be said of their growth" in figure.caption
    assert find_unaccounted(figure.html, Known(release), page="growth.html") == []


def test_a_team_has_the_colour_of_its_raters_drawn_toward_the_other_teams_and_a_small_one_has_none() -> None:
    release = release_with(*teams_of(TEAMS))
    release = replace(release, published=colour_groups(release.published))

    figure = figures.team_ratings(release)

    own = release.published[release.published["figure"] == "team_ratings"]
    own = own[(own["attribute"] == OWN) & (own["measure"] == "proficient")].set_index("school")["colour_class"]
    # two teams, 7 of 14 in all: four raters, half of them at or above, are added to each
    assert own.loc[["0001", "0005"]].tolist() == [colour_class(1 / 11), colour_class(-1 / 11)]
    assert own.loc[["0001", "0005"]].tolist() == [1, -1]
    assert pd.isna(own["0002"])
    assert figure.html.count('<td class="up-slight">') == figure.html.count('<td class="down-slight">') == 1
    assert "slightly more below than at or above" in figure.html
    assert "the net movement" not in figure.html


def test_a_coded_team_is_coloured_by_its_words_and_not_by_its_count() -> None:
    lines = [f"000{number} | {'2 2 2 2 3 3 3 3'}" for number in range(1, 7)]

    coloured = [
        colour_groups(as_published(teams_of("\n".join(["team | fall", *lines, f"0007 | {raters}"]), SEVEN)))
        for raters in ("2 2 2 2 2 2 2 2", "2 2 2 2 2 2 3 3")  # nobody, or two: at most 2 of 8
    ]

    pd.testing.assert_frame_equal(*coloured)
    assert coloured[0].loc[coloured[0]["measure"] == "proficient", "colour_class"].min() < 0


def test_how_many_teams_moved_stands_above_the_teams() -> None:
    lines = [f"000{number} | 2 2 2 2 2 | {'3 3 3 3 3' if number < 4 else '2 2 2 2 2'}" for number in range(1, 8)]
    release = release_with(*teams_of(TEAMS), *growth_of("\n".join(["team | spring | fall", *lines])))

    figure = figures.team_ratings(release)

    assert "3 up of 7 teams" in figure.table.loc[("", "Teams whose median moved")].to_list()[ATTRIBUTES.index(OWN)]
    assert find_unaccounted(figure.html, Known(release), page="growth.html") == []


def test_a_semester_without_ratings_by_others_says_so() -> None:
    release = make_release()

    assert figures.team_ratings(release).title == "No team was rated in fall 2026"
    assert figures.other_ratings(release).title == "No supervisor and no coach rated leaders in fall 2026"
    assert "<table" not in figures.team_ratings(release).html + figures.other_ratings(release).html


def test_a_supervisor_s_ratings_stand_beside_leaders_own() -> None:
    rows = print_others(rated_by("supervisor", 4, 9), framework=FRAMEWORK, minimum=MINIMUM)
    release = release_with(*rows)

    figure = figures.other_ratings(release)

    assert figure.table.index.to_list() == ["By themselves", "By a supervisor"]
    assert "4 of 9" in " ".join(figure.table.loc["By a supervisor"])
    assert find_unaccounted(figure.html, Known(release), page="growth.html") == []


def test_the_sample_prints_each_team_as_its_raters_have_it(sample_run: Workspace) -> None:
    published, ratings = sample_run.load_release().published, sample_run.load_table("ratings")
    raters = ratings[(ratings["about"] == "team") & (ratings["state"] == "rated")]

    own = published[(published["figure"] == "team_ratings") & published["people"].notna()]
    most = own.groupby("school", observed=True)["people"].max()
    assert set(published.loc[published["figure"] == "team_ratings", "about"]) == {"team"}
    assert most.astype(int).to_dict() == {
        team: number
        for team, number in raters.groupby("team", observed=True)["person"].nunique().items()
        if number >= 5
    }
