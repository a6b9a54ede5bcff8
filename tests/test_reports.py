"""Pages: what stands on them, what must not, and how they behave in a browser without a network."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from portrait_analytics.errors import ReportError
from portrait_analytics.index import make_index
from portrait_analytics.release import Release
from portrait_analytics.reports import check_page, hash_source, make_page
from portrait_analytics.rubric import Rubric
from portrait_analytics.tables import empty_table
from portrait_analytics.workspace import Workspace
from tests.browsing import Visit, axe_faults, in_every_light
from tests.build import make_release, make_schools, rows_of
from tests.pages import HOSTILE, execute_in_place, printed_by, read_page

RELEASE = make_release()
LARGEST_PAGE_BYTES = 150_000
# every look that a cell can have; axe takes its time over each cell
FEW_SCHOOLS = """
    school | pairs | human-centered | transformational | authentic | collaborative | advocate
    0001   | 20    | 10/2 9>9       | 2/10 9>9         | 5/2 9>9   | 2/5 9>9       | 4/4 9>9
    0005   | 20    | hidden         | no_answer        | not_asked | no_pairs      | 5/4 9>9
    0009   | 20    | 9/0 9>9        | 0/9 9>9          | 7/4 9>9   | 4/7 9>9       | 2/3 9>9
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(RELEASE, tmp_path_factory.mktemp("page"))


def page_of(release: Release, folder: Path) -> str:
    return make_page(execute_in_place(release, folder), release, name="growth")


def hostile_release() -> Release:
    schools = make_schools()
    names = schools["name"].astype("str").tolist()
    names[: len(HOSTILE)] = HOSTILE
    return make_release(names=schools.assign(name=names).astype({"name": "category"}), name=HOSTILE[0])


# what stands on a page


def test_every_number_on_the_page_is_a_number_of_published(page: str) -> None:
    quotes = read_page(page).quotes

    assert len(quotes) > 300
    assert [(label, text) for label, text in quotes if text not in printed_by(RELEASE, label)] == []


def test_the_tables_of_the_page_hold_all_movers_of_published(page: str) -> None:
    shown = RELEASE.published[RELEASE.published["status"].isin(["shown", "coded"])]
    movers = shown[(shown["measure"] == "movers") & shown["item"].isin(["up", "down"])]

    quoted = {label for label, _ in read_page(page).quotes}

    assert {str(label) for label in movers.index} <= quoted


def test_headings_go_down_step_by_step(page: str) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_contents_lead_to_every_section(page: str) -> None:
    links = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', page)

    assert [text for _, text in links] == [
        "All leaders, by attribute",
        "Why it changed",
        "By role, school and cluster",
        "By competency, and levels this semester",
        "What others say of teams and leaders",
        "Who answered",
        "How to read this page",
    ]
    assert all(f'id="{anchor}"' in page for anchor, _ in links)


def test_the_page_says_what_it_is(page: str) -> None:
    title = re.search("<title>(.*)</title>", page)

    assert page.lower().startswith("<!doctype html>")
    assert '<html lang="en">' in page
    assert title is not None
    assert title[1] == "What changed in how our leaders rate themselves, fall 2026, Sample District"


def test_the_page_shows_no_code_no_path_and_nothing_of_the_run(page: str, tmp_path: Path) -> None:
    for trace in (
        "load_published",
        "import ",
        "papermill",
        "<pre",
        "<code",
        "In [",
        "ipynb",
        str(tmp_path.parent),
        "/home/",
    ):
        assert trace not in page


def test_other_outputs_stay_in_the_notebook(tmp_path: Path) -> None:
    executed = execute_in_place(RELEASE, tmp_path)
    notebook = nbformat.read(executed, as_version=4)
    new_output = nbformat.v4.new_output
    notebook.cells[2].outputs = [
        new_output("stream", name="stderr", text="CANARY warning"),
        new_output("display_data", data={"text/html": "<b>CANARY</b>", "image/png": "Q0FOQVJZ"}),
        new_output("error", ename="CANARY", evalue="CANARY", traceback=["CANARY"]),
    ]
    notebook.metadata["papermill"] = {"input_path": "CANARY"}
    nbformat.write(notebook, executed)

    assert "CANARY" not in make_page(executed, RELEASE, name="growth")


def test_two_renders_are_the_same_to_the_byte(page: str, tmp_path: Path) -> None:
    notebook = nbformat.read(execute_in_place(RELEASE, tmp_path), as_version=4)
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"another-{place}"
    nbformat.write(notebook, tmp_path / "again.ipynb")

    assert make_page(tmp_path / "again.ipynb", RELEASE, name="growth") == page


def test_the_page_names_no_address_and_loads_nothing(page: str) -> None:
    assert "http:" not in page
    assert "https:" not in page
    assert {value for _, name, value in read_page(page).attributes if name == "src"} == set()
    assert "url(" not in page


def test_the_security_policy_lets_in_our_style_sheet_and_nothing_else(page: str) -> None:
    policy = re.search(r'Content-Security-Policy"? content="([^"]*)"|content="([^"]*)" http-equiv', page)
    style = re.search("<style>(.*?)</style>", page, flags=re.DOTALL)

    assert policy is not None
    assert style is not None
    assert f"style-src '{hash_source(style[1])}'" in policy[0]
    assert "default-src 'none'" in policy[0]
    assert "unsafe" not in policy[0]


def test_a_page_of_a_dozen_schools_is_small(page: str) -> None:
    assert len(page.encode()) < LARGEST_PAGE_BYTES


def test_the_page_has_rules_for_paper_dark_rooms_and_high_contrast(page: str) -> None:
    for rule in (
        "@page",
        "table-header-group",
        "prefers-color-scheme: dark",
        "forced-colors",
        "prefers-reduced-motion",
    ):
        assert rule in page


@pytest.mark.parametrize(
    "release",
    [
        make_release(baseline=None),
        make_release(schools="", roles=""),
        replace(RELEASE, published=empty_table("published")),
        hostile_release(),
        replace(RELEASE, accent="#ffee00"),
    ],
    ids=["first semester", "district only", "nothing published", "hostile names", "pale accent"],
)
def test_every_kind_of_release_makes_a_page_that_is_fit_to_be_passed_on(release: Release, tmp_path: Path) -> None:
    check_page(page_of(release, tmp_path))


def test_hostile_names_reach_the_reader_as_they_are(tmp_path: Path) -> None:
    page = read_page(page_of(hostile_release(), tmp_path))

    (schools,) = [table for table in page.tables if "by school" in table.caption]
    assert {" ".join(name.split()) for name in HOSTILE} <= set(schools.rows)
    assert page.tags["script"] == page.tags["img"] == page.tags["em"] == 0


def test_a_notebook_without_a_heading_is_called_by_its_name(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Words only.")])
    nbformat.write(notebook, tmp_path / "x.ipynb")

    assert "<title>Who sees what, fall 2026" in make_page(tmp_path / "x.ipynb", RELEASE, name="Who sees what")


# the check before a page leaves


def test_a_page_of_ours_passes(page: str) -> None:
    check_page(page)


@pytest.mark.parametrize(
    ("found", "put", "fault"),
    [
        ("</main>", "<script>1</script></main>", "it holds <script>"),
        ("</main>", "<pre>figures</pre></main>", "it holds <pre>"),
        ("</main>", '<img src="https://example.org/a.png" alt=""></main>', "<img> loads https://example.org/a.png"),
        ("</main>", '<p onclick="x()">a</p></main>', '<p> has the attribute "onclick"'),
        ("</main>", '<p style="color: red">a</p></main>', '<p> has the attribute "style"'),
        ("</main>", '<a href="javascript:x()">a</a></main>', "a link leads to javascript:x()"),
        ("</main>", '<a href="#nowhere">a</a></main>', 'a link leads to "#nowhere", which is not there'),
        ("</main>", "<h1>Two</h1></main>", "it has 2 <h1> instead of one"),
        (
            "What changed in how our leaders rate themselves, fall 2026, Sample District</title>",
            "</title>",
            "its <title> is empty",
        ),
        ("</main>", '<p id="growth-by-role">a</p></main>', 'two parts have the id "growth-by-role"'),
        (' lang="en"', "", "it does not say its language"),
        ("</style>", " p { color: red }</style>", "its security policy does not name its style sheet"),
        ("</style>", " @import 'a.css';</style>", "its style sheet loads something"),
        ("figcaption>", "div>", "a figure has no caption"),
        ("h3>", "p>", "a figure has no title"),
        (' aria-label="Heat table', ' data-x="Heat table', "a figure has no text alternative"),
        ("<caption", "<p", "a table has no caption"),
        (' scope="col"', "", "a table header has no scope"),
        ('scope="row"', 'scope="col"', "a table cell has no row header"),
    ],
)
def test_a_page_that_is_not_fit_is_refused_with_the_reason(page: str, found: str, put: str, fault: str) -> None:
    spoiled = page.replace(found, put)
    assert spoiled != page

    with pytest.raises(ReportError, match=re.escape(fault)):
        check_page(spoiled)


@pytest.mark.parametrize("inside", ["", " ", "<span></span>"])
def test_a_heading_without_words_is_no_heading(page: str, inside: str) -> None:
    spoiled = re.sub(r"<h1([^>]*)>.*?</h1>", rf"<h1\1>{inside}</h1>", page, flags=re.DOTALL)

    with pytest.raises(ReportError, match="its <h1> is empty"):
        check_page(spoiled)


def test_a_page_about_anything_but_a_release_is_restricted(page: str, tmp_path: Path) -> None:
    @dataclass(frozen=True)
    class Other:
        district: str = RELEASE.district
        accent: str = RELEASE.accent
        semester: str = RELEASE.semester
        rubric: Rubric = RELEASE.rubric
        minimum_group: int = RELEASE.minimum_group

    restricted = make_page(execute_in_place(RELEASE, tmp_path), Other(), name="growth")

    check_page(restricted)
    assert "Do not pass on." in restricted
    assert "estricted" not in page


# in a browser


@pytest.mark.parametrize("release", [RELEASE, hostile_release()], ids=["ordinary", "hostile"])
def test_the_page_asks_for_nothing_and_complains_of_nothing(browser: object, release: Release, tmp_path: Path) -> None:
    visit = Visit(browser, page_of(release, tmp_path), tmp_path)

    assert [address for address in visit.asked if not address.startswith("data:")] == [visit.address]
    assert visit.heard == []
    assert visit.tab.locator("figure").count() == 12
    assert all(box["height"] > 60 for box in (figure.bounding_box() for figure in visit.tab.locator("figure").all()))
    visit.context.close()


@in_every_light
def test_axe_finds_nothing(browser: object, options: dict[str, object], tmp_path: Path) -> None:
    html = page_of(make_release(schools=FEW_SCHOOLS), tmp_path)

    assert axe_faults(browser, html, tmp_path, **options) == {}


@in_every_light
@pytest.mark.parametrize(
    "address",
    [
        "2026-fall/schools/*.html",
        "2026-fall/succession.html",
        "2026-fall/who-sees-what.html",
        "restricted/2026-fall/data-quality.html",
    ],
    ids=["school", "succession", "who sees what", "data quality"],
)
def test_axe_finds_nothing_on_the_pages_of_the_sample(
    browser: object, sample_run: Workspace, address: str, options: dict[str, object], tmp_path: Path
) -> None:
    html = min(sample_run.reports.glob(address)).read_text(encoding="utf-8")

    assert axe_faults(browser, html, tmp_path, **options) == {}


def test_axe_finds_nothing_on_the_index(browser: object, page: str, tmp_path: Path) -> None:
    schools = [f"schools/{slug}.html" for slug in RELEASE.schools["slug"][1:]]
    index = make_index(RELEASE, {"growth.html": page} | dict.fromkeys(schools, page))

    assert axe_faults(browser, index, tmp_path) == {}


def test_axe_finds_a_fault_where_there_is_one(browser: object, tmp_path: Path) -> None:
    spoiled = make_index(RELEASE, {}).replace("</main>", "<button></button></main>")

    assert axe_faults(browser, spoiled, tmp_path) == {"button-name": ["<button></button>"]}


@pytest.mark.parametrize("release", [RELEASE, hostile_release()], ids=["ordinary", "hostile"])
def test_only_tables_scroll_sideways(browser: object, release: Release, tmp_path: Path) -> None:
    visit = Visit(browser, page_of(release, tmp_path), tmp_path)
    widths = [320, 390, 768, 1280, 1920]
    needed = []

    for width in widths:
        visit.tab.set_viewport_size({"width": width, "height": 800})
        needed.append(visit.tab.evaluate("document.documentElement.scrollWidth"))

    assert needed == widths
    visit.context.close()


def test_the_first_screen_holds_the_three_findings(browser: object, page: str, tmp_path: Path) -> None:
    visit = Visit(browser, page, tmp_path, viewport={"width": 1280, "height": 800})

    boxes = [box.bounding_box() for box in visit.tab.locator(".finding").all()]

    assert len(boxes) == 3
    assert all(box["y"] + box["height"] < 800 for box in boxes)
    visit.context.close()


def test_the_keyboard_reaches_the_skip_link_the_contents_and_the_tables(
    browser: object, page: str, tmp_path: Path
) -> None:
    visit = Visit(browser, page, tmp_path, viewport={"width": 390, "height": 800})
    reached = []

    for _ in range(16):
        visit.tab.keyboard.press("Tab")
        reached.append(
            visit.tab.evaluate(
                "[document.activeElement.className || document.activeElement.tagName,"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
        )

    assert [name for name, _ in reached] == ["skip", *["A"] * 7, *["scroll"] * 5, *["SUMMARY"] * 3]
    assert {outline for _, outline in reached} == {"solid"}
    visit.context.close()


def test_cells_keep_their_own_colours_in_the_dark(browser: object, page: str, tmp_path: Path) -> None:
    looks = []

    for scheme in ("light", "dark"):
        visit = Visit(browser, page, tmp_path, color_scheme=scheme)
        cells = "td => td.map(one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color])"
        looks.append(visit.tab.eval_on_selector_all("td[class^=up], td[class^=down], td.even, td.hidden", cells))
        visit.context.close()

    assert looks[0] == looks[1]
    assert len(looks[0]) > 80


def test_paper_shows_what_was_folded_and_repeats_the_headers(browser: object, page: str, tmp_path: Path) -> None:
    visit = Visit(browser, page, tmp_path, color_scheme="dark")
    visit.tab.emulate_media(media="print")

    facts = visit.tab.locator("details dd").last.bounding_box()
    heads = visit.tab.eval_on_selector_all("thead", "all => all.map(one => getComputedStyle(one).display)")
    paper = visit.tab.evaluate("getComputedStyle(document.documentElement).backgroundColor")

    assert facts is not None
    assert facts["height"] > 0
    assert set(heads) == {"table-header-group"}
    assert paper == "rgb(255, 255, 255)"
    visit.context.close()


def test_the_numbers_of_the_browser_are_those_of_published(browser: object, page: str, tmp_path: Path) -> None:
    visit = Visit(browser, page, tmp_path)
    expected = rows_of(RELEASE, "growth_by_school", measure="movers", item="up", status="shown")

    texts = visit.tab.eval_on_selector_all(
        "#growth-by-school [data-row]", "all => all.map(one => [one.dataset.row, one.innerText])"
    )

    printed = dict(map(tuple, texts))
    assert {str(label): row["shown"] for label, row in expected.iterrows()}.items() <= printed.items()
    visit.context.close()
