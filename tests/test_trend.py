"""Semesters beside each other: each as its own release told it; the way from dot to dot is no growth."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from portrait_analytics import figures
from portrait_analytics.attack.families import make_families
from portrait_analytics.disclosure.trend import FIGURE, print_trend, read_past
from portrait_analytics.drawings import draw_trends_of, find_drawings
from portrait_analytics.known_words import Known
from portrait_analytics.ledger import Entry, record, withdraw
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.release import Release
from portrait_analytics.tables import make_table
from portrait_analytics.tellings import read_earlier
from portrait_analytics.workspace import Workspace
from tests.build import ATTRIBUTES, make_release
from tests.cubes import draw
from tests.districts import make_district

FALL, SPRING, BEFORE = "2026-fall", "2026-spring", "2025-fall"
THEN = """
    pairs | human-centered | transformational | authentic | collaborative | advocate
    79    | 22/14 38>41    | 21/19 28>30      | 20/17 40>44 | 20/15 37>39 | 1/17 60>40
"""


def growth_of(release: Release) -> list[dict[str, object]]:
    own = release.published[release.published["figure"] == "district_growth"]
    return [{str(name): value for name, value in row.items()} for row in own.astype(object).to_dict("records")]


def told(release: Release, *earlier: Release) -> Release:
    """The release with its trend, after earlier ones."""
    past = [row for other in earlier for row in read_past(other.published)]
    rows = print_trend(past, growth_of(release), release.semester, release.baseline, ATTRIBUTES)
    added = pd.DataFrame(list(rows)).assign(
        release="r1", semester=release.semester, baseline=release.baseline, about="self"
    )
    both = pd.concat([release.published.astype(object), added.astype(object)], ignore_index=True)
    return replace(release, published=make_table("published", both))


NOW = make_release(semester=FALL, baseline=SPRING)
EARLIER = make_release(semester=SPRING, baseline=BEFORE, district=THEN)


def shown(release: Release, attribute: str) -> dict[tuple[str, str], str]:
    own = release.published[(release.published["figure"] == FIGURE) & (release.published["attribute"] == attribute)]
    return {(row.measure, row.item): row.shown for row in own.itertuples()}


def printed(release: Release, attribute: str, measure: str, item: str | None) -> str:
    own = release.published[(release.published["figure"] == "district_growth")]
    own = own[(own["attribute"] == attribute) & (own["measure"] == measure)]
    return str(own[own["item"].isna() if item is None else own["item"] == item]["shown"].iloc[0])


def test_every_semester_stands_as_its_own_release_told_it() -> None:
    rows = shown(told(NOW, EARLIER), "authentic")

    assert rows["trend_share", FALL] == printed(NOW, "authentic", "proficient_share", "to")
    assert rows["trend_net", f"{FALL} since {SPRING}"] == printed(NOW, "authentic", "net_movers", None)
    assert rows["trend_net", f"{SPRING} since {BEFORE}"] == printed(EARLIER, "authentic", "net_movers", None)
    # what this release says of its baseline stands on the same page already
    assert rows["trend_share", SPRING] == printed(NOW, "authentic", "proficient_share", "from")
    assert ("trend_share", BEFORE) not in rows


def test_nothing_is_printed_that_no_release_has_printed() -> None:
    everything = {str(text) for one in (NOW, EARLIER) for text in one.published["shown"]}

    release = told(NOW, EARLIER)

    own = release.published[release.published["figure"] == FIGURE]
    assert set(own["shown"].astype(str)) <= everything
    assert own["people"].isna().all()


def test_an_attacker_reads_nothing_new_in_it() -> None:
    heads = pd.DataFrame(
        {"school_from": ["0001"], "school_to": ["0001"], "role_from": ["Coach"], "role_to": ["Coach"], "people": [90]}
    ).assign(semester_from=SPRING, semester_to=FALL)
    facts = [
        {family.name: len(family.facts) for family in make_families([rows], heads, {"0001": "N"}, NOW.rubric)}
        for rows in (NOW.published, told(NOW, EARLIER).published)
    ]

    assert facts[0] == facts[1]


def test_the_page_draws_each_attribute_and_lists_the_same_in_a_table() -> None:
    release = told(NOW, EARLIER)

    figure = figures.trend(release)

    assert len(find_drawings(figure.html)) == len(ATTRIBUTES)
    assert set(find_drawings(figure.html)) == draw_trends_of(release)
    assert figure.table.loc[("Authentic", "fall 2026"), "moved"].endswith("since spring 2026")
    assert find_unaccounted(figure.html, Known(release), page="growth.html") == []
    # 44 > 48, 41 > 49, 30 > 44 and 39 > 45 of 83 rose, 46 > 44 fell
    assert figure.title == (
        "In four of five attributes, the share at or above Proficient is higher than in spring 2026, "
        "the first semester shown"
    )
    assert "no growth" in figure.takeaway


def test_a_drawing_of_other_numbers_is_none_of_ours() -> None:
    release = told(NOW, EARLIER)
    moved = figures.trend(release).html.replace("spring 2026</text>", "spring 2025</text>", 1)

    assert find_unaccounted(moved, Known(release), page="growth.html") != []


def test_where_words_stand_for_a_share_its_interval_is_drawn_without_a_dot() -> None:
    coded = make_release(semester=FALL, baseline=SPRING, district=THEN.replace("60>40", "60>1"))
    release = told(coded)

    html = figures.trend(release).html

    panel = html.split("<p>Advocate</p>")[1].split("</svg>")[0]
    assert "at most" not in panel
    assert find_unaccounted(html, Known(release), page="growth.html") == []


def test_one_semester_makes_no_trend() -> None:
    figure = figures.trend(told(make_release(baseline=None)))

    assert figure.title == "There is no trend yet: no earlier semester has been reported"
    assert "<svg" not in figure.html


def test_the_ledger_gives_earlier_semesters_their_words_unless_they_were_withdrawn(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {})
    ratings, people = draw("leaders | spring | fall\n6 | 0001 3 | 0001 3")
    workspace.save_table("ratings", ratings)
    workspace.save_table("people", people)
    record(workspace, Entry(SPRING, BEFORE, EARLIER.published, pd.DataFrame({"people": [1]}), {}))

    past = read_earlier(workspace, FALL)

    assert {str(row["item"]) for row in past} == {SPRING, f"{SPRING} since {BEFORE}"}
    assert read_earlier(workspace, SPRING) == []
    withdraw(workspace, SPRING)
    assert read_earlier(workspace, FALL) == []


def test_the_sample_tells_its_two_semesters(sample_run: Workspace) -> None:
    own = sample_run.load_release().published
    items = set(own.loc[(own["figure"] == FIGURE) & (own["measure"] == "trend_share"), "item"])

    assert items == {"2025-fall", "2026-fall"}
