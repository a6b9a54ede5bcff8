"""The page for those who are asked: what it promises is what the release keeps."""

import re
from dataclasses import replace

import pytest

from portrait_analytics.known_words import Known
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.release import Release
from portrait_analytics.reports import check_page
from portrait_analytics.tables import empty_table
from portrait_analytics.who_sees_what import FIGURES, make_who_sees_what
from portrait_analytics.workspace import Workspace
from tests.build import make_release
from tests.pages import read_page
from tests.test_reports import hostile_release

RELEASE = make_release()


@pytest.mark.parametrize(
    "release",
    [
        RELEASE,
        make_release(baseline=None),
        replace(RELEASE, published=empty_table("published")),
        replace(RELEASE, minimum_group=12),
        hostile_release(),
    ],
    ids=["ordinary", "first semester", "nothing published", "another minimum", "hostile names"],
)
def test_every_kind_of_release_makes_a_page_that_may_be_passed_on(release: Release) -> None:
    page = make_who_sees_what(release)

    check_page(page)
    assert find_unaccounted(page, Known(release), page="who-sees-what.html") == []
    assert f"<li>Groups under {release.minimum_group} leaders." in page


def test_the_table_says_of_each_figure_how_many_groups_are_hidden() -> None:
    (table,) = read_page(make_who_sees_what(RELEASE)).tables
    said = {(cell.row, row): cell.text for cell in table.cells for row in cell.columns}

    published = RELEASE.published[RELEASE.published["figure"] == "growth_by_school"]
    shown = published["status"].isin(["shown", "coded"]).groupby(published["school"], observed=True).any()
    words = {0: "none", 1: "one", 2: "two", 3: "three", 4: "four"}
    hidden = int((~shown).sum())
    school = FIGURES["growth_by_school"][0]
    assert hidden > 0
    assert said[school, "Not shown this time"].startswith(f"{words[hidden]} of ")
    assert said[FIGURES["district_growth"][0], "Not shown this time"] == "none"
    assert len(table.rows) == RELEASE.published["figure"].nunique()


def test_a_figure_that_was_not_published_is_not_promised() -> None:
    published = RELEASE.published[RELEASE.published["figure"] != "growth_by_school"]

    assert FIGURES["growth_by_school"][0] not in make_who_sees_what(replace(RELEASE, published=published))


def test_every_figure_of_a_real_run_stands_on_the_page(small_run: Workspace) -> None:
    assert set(small_run.load_release().published["figure"]) <= set(FIGURES)


def test_sentences_are_short() -> None:
    _, _, text = read_page(make_who_sees_what(RELEASE)).text.partition("Who sees what")
    sentences = [sentence.split() for sentence in re.split(r"[.:]\s", text)]

    assert max(map(len, sentences)) < 30
    words = sum(map(len, sentences))
    assert words / len(sentences) < 15


def test_it_is_linked_from_the_index_and_from_the_foot_of_each_page(small_run: Workspace) -> None:
    folder = small_run.reports / "2026-fall"
    foot = '<a href="{}who-sees-what.html">Who sees what</a>'

    for page in ("index.html", "growth.html"):
        assert foot.format("") in (folder / page).read_text(encoding="utf-8")
    schools = list((folder / "schools").iterdir())
    assert schools
    assert all(foot.format("../") in path.read_text(encoding="utf-8") for path in schools)
    assert (folder / "who-sees-what.html").is_file()
    restricted = small_run.reports / "restricted" / "2026-fall" / "data-quality.html"
    assert "who-sees-what" not in restricted.read_text(encoding="utf-8")


def test_it_speaks_to_staff_and_names_no_column_and_no_folder() -> None:
    text = read_page(make_who_sees_what(RELEASE)).text.replace("portrait_analytics", "")

    assert "_" not in text
    assert "/" not in text
