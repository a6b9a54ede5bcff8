"""The then-question and two forms: what the gate prints, what is told once, and what the page says."""

from dataclasses import replace

import pandas as pd
import pytest

from portrait_analytics import figures, growth, releasing
from portrait_analytics.attack.families import make_families
from portrait_analytics.disclosure.then import FIGURE, MOVERS, print_then
from portrait_analytics.figures.captions import COLLAPSED
from portrait_analytics.known_words import Known
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.release import TWO_FORMS, Release
from portrait_analytics.tables import make_table
from tests.build import make_release
from tests.cubes import FALL, FRAMEWORK, SPRING, TRUST, count, draw_cube
from tests.test_comparisons import VISION, people_in, told

MINIMUM = 5
OWN = FRAMEWORK.current.attribute_of[TRUST]
ASKED = [("3", "2", "3")] * 6 + [("3", "3", "3")] * 4 + [("2", "1", "3")] * 3  # before, then, after
PLACES = {"release": "r1", "semester": FALL, "baseline": SPRING, "about": "self"}


def rows_of(answers: list[tuple[str, str, str]]) -> list[dict[str, object]]:
    ratings = told([(f"p{place}", *said) for place, said in enumerate(answers)])
    return [
        dict(row)
        for row in print_then(
            make_table("ratings", pd.DataFrame(ratings)),
            people_in(ratings),
            semester_from=SPRING,
            semester_to=FALL,
            framework=FRAMEWORK,
            minimum=MINIMUM,
        )
    ]


def shown(rows: list[dict[str, object]]) -> dict[str, str]:
    return {str(row["item"]): str(row["shown"]) for row in rows if row["measure"] == MOVERS}


def with_then(rows: list[dict[str, object]]) -> Release:
    release = make_release(semester=FALL, baseline=SPRING)
    both = [release.published.astype(object), pd.DataFrame(rows).assign(**PLACES).astype(object)]
    return replace(release, published=make_table("published", pd.concat(both, ignore_index=True)))


def test_the_start_as_now_seen_and_the_shift_are_told_in_the_codes_of_cells() -> None:
    told_of = shown(rows_of(ASKED))

    # from then to now 6 + 3 rose; what is now said of then is lower than what was said then by 6 + 3 of 13
    assert told_of["adjusted up"] == "9 up"
    assert told_of["adjusted down"] == "at most 2 down"
    assert told_of["shift down"] == "9 down"
    assert told_of["shift up"] == "at most 2 up"
    assert told_of["shift same"] == "2 to 4 the same"  # 13 less 9 and at most 2


def test_how_the_same_people_moved_as_usual_is_not_told() -> None:
    assert {str(row["item"]).split()[0] for row in rows_of(ASKED)} == {"adjusted", "shift"}


def test_of_too_few_who_looked_back_nothing_is_told() -> None:
    rows = rows_of(ASKED[:4])

    assert {row["status"] for row in rows} == {"hidden"}


def test_without_a_then_question_there_are_no_rows() -> None:
    ratings = told([("a", "2", None, "3"), ("b", "2", None, "3")])
    table, there = make_table("ratings", pd.DataFrame(ratings)), people_in(ratings)

    pair = {"semester_from": SPRING, "semester_to": FALL}
    assert list(print_then(table, there, **pair, framework=FRAMEWORK, minimum=MINIMUM)) == []


def test_an_attacker_takes_it_for_no_count_of_growth() -> None:
    heads = pd.DataFrame(
        {"school_from": ["0001"], "school_to": ["0001"], "role_from": ["Coach"], "role_to": ["Coach"], "people": [90]}
    ).assign(semester_from=SPRING, semester_to=FALL)
    release = with_then(rows_of(ASKED))
    plain = release.published[release.published["figure"] != FIGURE]

    facts = [
        {family.name: len(family.facts) for family in make_families([rows], heads, {"0001": "N"}, release.rubric)}
        for rows in (plain, release.published)
    ]

    assert facts[0] == facts[1]


def test_the_page_shows_it_below_the_usual_movement() -> None:
    release = with_then(rows_of(ASKED))

    figure = figures.then_question(release)

    column = next(part.name for part in release.rubric.attributes if part.id == OWN)
    assert figure.table.loc["The start: as now seen, not as rated", column].startswith("at most 2 up, 9 down of 13")
    usual = figures.district_growth(release).table["moved"].loc[column].split(",")[0]
    assert figure.table.loc["As usual: from what they said then, to now", column].startswith(usual)
    assert figure.title == (
        "Looking back, more leaders rate their start lower than they did then, not higher, in the one attribute"
    )
    assert find_unaccounted(figure.html, Known(release), page="growth.html") == []


def test_where_nobody_was_asked_a_sentence_says_what_that_leaves_open() -> None:
    figure = figures.then_question(make_release())

    assert figure.title == "Leaders were not asked how they now see their start"
    assert "may rate the same practice lower than before" in figure.takeaway
    assert "<table" not in figure.html


# two forms


@pytest.mark.parametrize(("fall", "two"), [("0001 P", True), ("0001 3", False)])
def test_movement_between_two_forms_is_known_as_such(fall: str, two: bool) -> None:
    cube = draw_cube(f"leaders | spring | fall\n6 | 0001 2 | {fall}")

    assert growth.compares_forms(cube) is two
    assert (TWO_FORMS in releasing.note_forms(cube, FRAMEWORK)) is two


def test_what_a_form_printed_another_text_beside_is_named() -> None:
    rows = told([("a", "W", None, "3"), ("b", "W", None, "2")], VISION)
    cube = count(make_table("ratings", pd.DataFrame(rows)), people_in(rows))

    facts = releasing.note_forms(cube, FRAMEWORK)

    assert facts["Not comparable"].startswith("Igniting Vision: a form printed another text beside it")


def test_a_page_on_two_forms_says_so_under_each_figure_of_movement() -> None:
    release = make_release()
    two = replace(release, facts={**release.facts, TWO_FORMS: "as far as both forms tell them apart"})

    for draw in (figures.district_growth, figures.growth_by_role, figures.growth_by_school):
        assert COLLAPSED in draw(two).caption
        assert COLLAPSED not in draw(release).caption
