"""Every kind of page of the sample, in a browser: what axe finds, on a narrow screen, in high contrast, on paper."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portrait_analytics.workspace import Workspace
from tests.browsing import axe_faults
from tests.districts import FALL

KINDS = {
    "index": f"{FALL}/index.html",
    "growth": f"{FALL}/growth.html",
    "succession": f"{FALL}/succession.html",
    "professional learning": f"{FALL}/professional-learning.html",
    "school": f"{FALL}/schools/*.html",
    "who sees what": f"{FALL}/who-sees-what.html",
    "explore": f"{FALL}/explore.html",
    "data quality": f"restricted/{FALL}/data-quality.html",
}
INCH = 96  # in pixels of a style sheet
MARGIN = 12 / 25.4  # as the style sheet says
PAPERS = {"letter": 8.5, "A4": 210 / 25.4}  # width in inches
Open = Callable[[str], object]

every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def open_page(browser: object, sample_run: Workspace) -> Iterator[Open]:
    """Opens a kind of page in the one tab that all tests share, drawn and unfolded."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    tab = context.new_page()

    def open_kind(kind: str) -> object:
        tab.emulate_media(media="screen", forced_colors="none")
        tab.set_viewport_size({"width": 1280, "height": 900})
        tab.goto(path_of(sample_run, kind).as_uri())
        settle(tab)
        return tab

    yield open_kind
    context.close()


def path_of(workspace: Workspace, kind: str) -> Path:
    return min(workspace.reports.glob(KINDS[kind]))


def settle(tab: object) -> None:
    """Wait for a page that draws itself."""
    if tab.locator("#explore").count():
        tab.wait_for_selector('#explore[aria-busy="false"]')


def unfold(tab: object) -> None:
    tab.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")


def resize(tab: object, width: int) -> None:
    """Another width; a drawing of the old width is drawn anew after the layout."""
    tab.set_viewport_size({"width": width, "height": 800})
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    settle(tab)


@pytest.mark.parametrize("kind", ["index", "professional learning"])
def test_axe_finds_nothing_on_what_no_other_test_shows_it(
    browser: object, sample_run: Workspace, kind: str, tmp_path: Path
) -> None:
    html = path_of(sample_run, kind).read_text(encoding="utf-8")
    phone = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}

    assert axe_faults(browser, html, tmp_path, **phone) == {}


@every_kind
def test_a_page_of_320_pixels_scrolls_down_only_and_its_wide_tables_can_be_reached(open_page: Open, kind: str) -> None:
    tab = open_page(kind)
    unfold(tab)
    resize(tab, 320)

    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    lost = """all => all.filter(one => one.scrollWidth > one.clientWidth + 1
        && ["auto", "scroll", "hidden"].includes(getComputedStyle(one).overflowX)
        && !one.matches(".unseen")
        && !(one.tabIndex === 0 && one.getAttribute("role") === "region"
             && (one.hasAttribute("aria-label") || one.hasAttribute("aria-labelledby"))))
        .map(one => one.outerHTML.slice(0, 80))"""
    assert tab.eval_on_selector_all("main *", lost) == []


@pytest.mark.parametrize("kind", ["succession", "professional learning"])
def test_tables_of_words_fit_a_narrow_screen_and_stay_tables(open_page: Open, kind: str) -> None:
    tab = open_page(kind)
    resize(tab, 320)

    wide = "all => all.filter(one => one.parentElement.scrollWidth > one.parentElement.clientWidth + 1).length"
    assert tab.locator("table.words").count() > 2
    assert tab.eval_on_selector_all("table.words", wide) == 0
    first = tab.locator("table.stacked").first
    headers = first.get_by_role("columnheader").count()
    assert headers == first.get_by_role("row").nth(1).get_by_role("cell").count() + 1
    assert first.get_by_role("rowheader").count() == first.get_by_role("row").count() - 1


@every_kind
def test_nothing_is_cut_on_paper_and_nothing_stays_folded(open_page: Open, kind: str) -> None:
    tab = open_page(kind)
    tab.emulate_media(media="print")
    for inches in PAPERS.values():
        width = int((inches - 2 * MARGIN) * INCH)
        resize(tab, width)

        beyond = """(all, width) => all.filter(one => !one.matches(".unseen, .unseen *"))
            .filter(one => { const box = one.getBoundingClientRect();
                             return box.width > 1 && box.height > 0 && box.right > width + 1 })
            .map(one => one.outerHTML.slice(0, 80))"""
        assert tab.eval_on_selector_all("body *", beyond, width) == []
    folded = """all => all.filter(one => one.getBoundingClientRect().height)
        .filter(one => !one.lastElementChild.getBoundingClientRect().height).length"""
    assert tab.eval_on_selector_all("details", folded) == 0


@every_kind
def test_nothing_moves_for_those_who_asked_for_less_motion(open_page: Open, kind: str) -> None:
    tab = open_page(kind)

    moving = """all => all.map(one => getComputedStyle(one))
        .filter(style => style.animationName !== "none" || parseFloat(style.transitionDuration) > 0).length"""
    assert tab.eval_on_selector_all("body *", moving) == 0
    assert tab.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("index", "explore")])
def test_in_high_contrast_every_cell_keeps_a_border_that_tells_it_from_the_next(open_page: Open, kind: str) -> None:
    tab = open_page(kind)
    tab.emulate_media(forced_colors="active")

    borderless = """all => all.filter(one => { const style = getComputedStyle(one);
        return style.borderTopStyle === "none" || style.borderTopWidth === "0px" }).length"""
    assert tab.locator("td").count() > 10
    assert tab.eval_on_selector_all("td", borderless) == 0


def test_in_high_contrast_every_cell_of_the_drawn_map_has_a_frame(open_page: Open) -> None:
    tab = open_page("explore")
    tab.emulate_media(forced_colors="active")
    tab.select_option("#attribute", "advocate")
    settle(tab)

    marks = "all => all.map(group => group.childElementCount)"
    frames = sum(tab.eval_on_selector_all("#map .mark-rect", marks)[1:])
    schools = tab.locator("#group option").count()
    assert frames >= (schools + 1) * tab.locator("#attribute option").count()
