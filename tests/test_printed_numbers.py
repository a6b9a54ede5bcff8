"""Every digit of a page is accounted for; one that is not keeps the page in the house."""

import re
from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.errors import DisclosureError
from portrait_analytics.index import make_index
from portrait_analytics.known_words import Known, count_cells
from portrait_analytics.printed_numbers import check_numbers, find_unaccounted
from portrait_analytics.reports import make_page
from tests.build import make_release, make_schools, rows_of
from tests.pages import HOSTILE, execute_in_place

RELEASE = make_release()
KNOWN = Known(RELEASE)
MANY = "".join(
    f"\n    {number:04} | 20 | {up}/{down} 9>9 | 10/2 9>9 | 10/2 9>9 | 2/10 9>9 | 4/4 9>9"
    for number, up, down in [(place, 10 if place % 3 else 2, 2 if place % 3 else 10) for place in range(1, 22)]
)
BY_SCHOOL = f"\n    school | pairs | human-centered | transformational | authentic | collaborative | advocate{MANY}\n"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_page(execute_in_place(RELEASE, tmp_path_factory.mktemp("page")), RELEASE, name="growth")


def found(html: str, known: Known = KNOWN) -> list[tuple[str, str]]:
    """Place and digits of what is not accounted for."""
    return [(fault.place, fault.digits) for fault in find_unaccounted(html, known, page="growth.html")]


def named(*names: str) -> pd.DataFrame:
    """The schools, the first ones called so."""
    schools = make_schools()
    return schools.assign(name=[*names, *schools["name"].astype("str")][: len(schools)]).astype({"name": "category"})


def with_part(page: str, part: str) -> str:
    return page.replace("</main>", f"{part}</main>")


def test_every_digit_of_a_page_of_ours_is_accounted_for(page: str) -> None:
    assert len(re.findall(r"\d", re.sub("<style>.*</style>", "", page, flags=re.DOTALL))) > 1_000
    assert found(page) == []
    check_numbers(page, KNOWN, page="growth.html")


def test_every_digit_of_the_index_is_accounted_for(page: str) -> None:
    schools = [f"schools/{slug}.html" for slug in RELEASE.schools["slug"][1:]]

    assert found(make_index(RELEASE, {"growth.html": page} | dict.fromkeys(schools, page))) == []


@pytest.mark.parametrize(
    "release",
    [
        make_release(baseline=None),
        make_release(names=named(*HOSTILE, "P.S. 12", "1984", "3rd")),
        make_release(name="Township 211"),
        make_release(schools=BY_SCHOOL),
    ],
    ids=["first semester", "names with digits", "district with a number", "counts in digits"],
)
def test_names_and_counts_with_digits_do_not_stop_a_page(release: object, tmp_path: Path) -> None:
    page = make_page(execute_in_place(release, tmp_path), release, name="growth")  # type: ignore[arg-type]

    assert found(page, Known(release)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "place", "digits"),
    [
        ("<p>7 of them</p>", '<p> in "content"', "7"),
        ("<p>0</p>", '<p> in "content"', "0"),  # although a fact of the notes is just that
        ("<p>five of 12.5</p>", '<p> in "content"', "12.5"),
        ("<p>\u0663</p>", '<p> in "content"', "\u0663"),
        ("<p>\u00bd of them</p>", '<p> in "content"', "\u00bd"),
        ("<p>&#55;</p>", '<p> in "content"', "7"),
        ("<p>fall 20267</p>", '<p> in "content"', "20267"),
        ("<p>fall 2026.7</p>", '<p> in "content"', "2026.7"),
        ("<p>under 55 leaders</p>", '<p> in "content"', "55"),
        ('<p title="7">a</p>', 'the attribute title of <p> in "content"', "7"),
        ('<p aria-label="7">a</p>', 'the attribute aria-label of <p> in "content"', "7"),
        ('<p data-people="7">a</p>', 'the attribute data-people of <p> in "content"', "7"),
        ('<p data-row="99999">a</p>', 'the attribute data-row of <p> in "content"', "99999"),
        ('<p class="n7">a</p>', 'the attribute class of <p> in "content"', "7"),
        ('<a href="schools/school-7.html">a</a>', 'the attribute href of <a> in "content"', "7"),
        ('<img alt="7">', 'the attribute alt of <img> in "content"', "7"),
        ('<meta name="x" content="7">', 'the attribute content of <meta> in "content"', "7"),
        ('<script type="application/json">{"n": 7}</script>', '<script> in "content"', "7"),
        ("<!-- 7310937 -->", "a comment", "7310937"),
        ("<?x 7?>", "an instruction", "7"),
        ('<p data-from="growth_by_school">7</p>', '<p> in "content"', "7"),
        ('<p data-from="no_such_figure">7</p>', '<p> in "content"', "7"),
        ('<p data-from="growth_by_school"><b>5</b></p>', '<b> in "content"', "5"),
        ("<dl><dt>Net</dt><dd>7</dd></dl>", '<dd> in "content"', "7"),
        ("<style>p::after { content: '7' }</style>", "a style sheet that is not ours", ""),
        ('<svg><path d="M0,0h7"/></svg>', "a drawing that the release does not make", ""),
    ],
)
def test_a_digit_that_nobody_published_is_found_wherever_it_hides(
    page: str, part: str, place: str, digits: str
) -> None:
    assert found(with_part(page, part))[:1] == [(place, digits)]


def test_a_page_with_such_a_digit_is_refused_and_the_message_names_page_place_and_digits(page: str) -> None:
    with pytest.raises(DisclosureError) as refusal:
        check_numbers(with_part(page, '<p id="mine">41 leaders</p>'), KNOWN, page="growth.html")

    assert 'F8 growth.html, <p> in "mine": 41' in str(refusal.value)
    assert refusal.value.exit_code == 4


def test_a_number_under_the_label_of_another_row_is_found(page: str) -> None:
    rows = rows_of(RELEASE, "district_growth", measure="movers", item="up", status="shown")
    first, second = [(str(label), str(shown)) for label, shown in rows["shown"].items()][:2]
    assert first[1] != second[1]
    moved = page.replace(f'data-row="{first[0]}">{first[1]}<', f'data-row="{second[0]}">{first[1]}<')

    assert moved != page
    assert {(place.partition(" of ")[2], digits) for place, digits in found(moved)} == {
        (f"row {second[0]}", first[1].partition(" ")[0])
    }


@pytest.mark.parametrize("spoil", ["{}0", "1{}", "{} of 12"], ids=["a digit behind", "a digit before", "more words"])
def test_a_row_is_quoted_whole_or_not_at_all(page: str, spoil: str) -> None:
    label, row = next(iter(rows_of(RELEASE, "growth_by_school", measure="movers", status="shown").iterrows()))
    quoted = f'data-row="{label}">{row["shown"]}<'
    assert quoted in page

    assert found(page.replace(quoted, f'data-row="{label}">{spoil.format(row["shown"])}<')) != []


@pytest.mark.parametrize(("found_text", "put"), [('d="M0,0h', 'd="M0,0h1'), ('x2="200"', 'x2="199"')])
def test_a_drawing_is_known_only_as_a_whole(page: str, found_text: str, put: str) -> None:
    assert found_text in page

    assert found(page.replace(found_text, put, 1)) == [("a drawing that the release does not make", "")]


def test_a_school_that_is_called_by_a_number_lends_it_to_no_other_text(tmp_path: Path) -> None:
    release = make_release(names=named("12"))
    page = make_page(execute_in_place(release, tmp_path), release, name="growth")
    known = Known(release)

    assert found(page, known) == []
    assert found(with_part(page, "<p>Alder, 12, Birch</p>"), known) == []
    assert found(with_part(page, "<p>12 moved up</p>"), known) == [('<p> in "content"', "12")]


def test_what_sentences_count_is_counted_from_the_rows_of_their_figure() -> None:
    release = make_release(schools=BY_SCHOOL)
    counts = count_cells(release, "growth_by_school")

    # 21 schools by 5 attributes; in the first 14 schools rose and 7 fell, in the next two 21 rose, then 21 fell
    assert {21, 21 + 1, 5, 21 * 5, 14, 14 + 2 * 21, 7 + 21} <= counts
    assert {2, 3, 4, 6, 7, 8, 9, 10, 11, 12} & counts == set()  # which sentences spell
    assert {18, 19, 20} & counts == set()  # more than the rubric's parts, and nothing that the rows count
