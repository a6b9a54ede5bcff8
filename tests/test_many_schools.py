"""A district of more schools than one table holds: its page goes by cluster, and leads to the pages of the schools."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from portrait_analytics import figures
from portrait_analytics.disclosure.teams import print_teams
from portrait_analytics.figures.many_schools import MOST_SCHOOLS
from portrait_analytics.known_words import Known
from portrait_analytics.page_checks import check_page
from portrait_analytics.pages import plan_pages
from portrait_analytics.printed_numbers import check_numbers, find_unaccounted
from portrait_analytics.release import Release
from portrait_analytics.reports import make_page
from tests.build import ATTRIBUTES, make_release, make_schools, rows_of
from tests.cubes import FALL, FRAMEWORK
from tests.pages import execute_in_place, read_page
from tests.test_comparisons import of_teams
from tests.test_team_ratings import OWN, release_with

LARGEST_PAGE_BYTES = 500_000
CLUSTERS = ("North", "South")


def release_of(schools: int, *, hidden: int = 0, baseline: str | None = "2025-fall") -> Release:
    """The odd schools are in the north and went up in every attribute, the even ones in the south and went down."""
    ids = [f"{number:04}" for number in range(1, schools + 1)]
    names = "\n".join(f"{one} | School {one} | {CLUSTERS[int(one) % 2 == 0]} | elementary" for one in ids)
    moves = ["hidden" if int(one) <= hidden else "10/4 9>9" if int(one) % 2 else "4/10 9>9" for one in ids]
    cells = [" | ".join([one, "20", *[move] * len(ATTRIBUTES)]) for one, move in zip(ids, moves, strict=True)]
    grid = "\n".join([" | ".join(["school", "pairs", *ATTRIBUTES]), *cells])
    listed = make_schools(text=f"school | name | cluster | level\n{names}")
    return make_release(schools=grid, names=listed, baseline=baseline)


MANY = release_of(MOST_SCHOOLS + 20, hidden=3)
KNOWN = Known(MANY)


def test_up_to_a_hundred_schools_have_a_row_each() -> None:
    figure = figures.growth_by_school(release_of(MOST_SCHOOLS))

    assert len(figure.table) == MOST_SCHOOLS + 1  # all leaders, too


def test_of_more_schools_each_cluster_says_how_many_went_up_and_how_many_down() -> None:
    figure = figures.growth_by_school(MANY)

    # of 120 schools the odd ones are 60, of which the first and the third are hidden; of the even ones the second is
    assert set(figure.table.loc["North"]) == {f"{60 - 2} up, none down of {60 - 2} schools"}
    assert set(figure.table.loc["South"]) == {f"none up, {60 - 1} down of {60 - 1} schools"}
    assert figure.title.startswith("Human-Centered, ")
    assert "The schools are too many for one table" in figure.takeaway
    assert find_unaccounted(figure.html, KNOWN, page="growth.html") == []


def test_it_leads_to_the_page_of_every_school_that_has_one_and_to_no_other() -> None:
    read = read_page(figures.growth_by_school(MANY).html)
    links = [value for tag, name, value in read.attributes if (tag, name) == ("a", "href")]

    assert sorted(links) == sorted(page.address for page in plan_pages(MANY) if page.notebook == "school")
    assert len(links) == MOST_SCHOOLS + 20 - 3


def test_the_page_of_so_many_schools_is_fit_to_be_passed_on_and_light(tmp_path: Path) -> None:
    page = make_page(execute_in_place(MANY, tmp_path), MANY, name="growth")

    check_page(page)
    check_numbers(page, KNOWN, page="growth.html")
    assert len(page.encode()) < LARGEST_PAGE_BYTES


def test_in_a_first_semester_it_says_where_the_numbers_are() -> None:
    first = release_of(MOST_SCHOOLS + 1, baseline=None)

    assert set(figures.growth_by_school(first).table.loc["North"]) == {"see the pages of the schools"}


def test_a_count_of_schools_that_the_rows_do_not_give_is_found() -> None:
    html = figures.growth_by_school(MANY).html
    own = rows_of(MANY, "growth_by_school", measure="net_movers", status="shown")
    assert len(own) == (MOST_SCHOOLS + 20 - 3) * len(ATTRIBUTES)

    (fault, *_) = find_unaccounted(html.replace(">58</span> up", ">57</span> up"), KNOWN, page="growth.html")

    assert fault.digits == "57"


def release_with_teams(teams: int, high: Callable[[int], bool]) -> Release:
    """Teams of five raters; in the high ones four of the five are at Proficient, elsewhere one is."""
    numbers = range(1, teams + 1)
    text = "\n".join(f"{number:04} | {'3 3 3 3 2' if high(number) else '2 2 2 2 3'}" for number in numbers)
    cluster_of = {f"{number:04}": CLUSTERS[number % 2 == 0] for number in numbers}
    rated = of_teams(f"team | fall\n{text}")
    return release_with(*print_teams(rated, semester=FALL, framework=FRAMEWORK, minimum=5, cluster_of=cluster_of))


def test_how_many_teams_most_raters_put_so_high_is_known_whatever_the_number() -> None:
    release = release_with_teams(30, lambda number: number <= 23)

    figure = figures.team_ratings(release)

    assert "in 23 of 30 teams" in figure.title
    assert find_unaccounted(figure.html, Known(release), page="growth.html") == []


def test_of_more_teams_each_cluster_says_in_how_many_most_raters_put_them_so_high() -> None:
    release = release_with_teams(120, lambda number: number % 2 == 1)

    figure = figures.team_ratings(release)

    column = next(part.name for part in release.rubric.attributes if part.id == OWN)
    assert figure.table[column].to_dict() == {"North": "in all 60 teams", "South": "in none of 60 teams"}
    assert "too many for one table" in figure.caption
    assert find_unaccounted(figure.html, Known(release), page="growth.html") == []


def test_bars_are_drawn_for_all_leaders_alone_where_clusters_are_many() -> None:
    few = make_release()
    levels = few.published[few.published["figure"] == "levels_by_cluster"]
    more = [
        levels[levels["cluster"] == "North"].assign(cluster=f"Cluster of {chr(65 + number)}") for number in range(20)
    ]
    published = pd.concat([few.published.astype(object), *(part.astype(object) for part in more)], ignore_index=True)
    many = few.__class__(**{**vars(few), "published": published})

    assert figures.levels_by_cluster(few).html.count("<svg") == 3
    html = figures.levels_by_cluster(many).html
    assert html.count("<svg") == 1
    assert "All clusters, as a table" in html
