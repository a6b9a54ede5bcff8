"""The page for exploring: it knows the published cells and nothing else, runs our scripts and no other, and moves."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portrait_analytics import explore
from portrait_analytics.errors import ReportError
from portrait_analytics.explore import ADDRESS, LARGEST, list_scripts, make_explore
from portrait_analytics.explore_data import FIELDS, pack, to_json, unpack
from portrait_analytics.known_words import Known
from portrait_analytics.page_checks import check_page
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.release import Release
from portrait_analytics.tables import empty_table
from portrait_analytics.workspace import Workspace
from tests.browsing import Visit, axe_faults
from tests.build import make_release, make_schools, rows_of
from tests.districts import FALL
from tests.pages import HOSTILE

SCHOOLS = """
    school | pairs | human-centered | transformational | authentic | collaborative | advocate
    0001   | 20    | 10/4 9>9       | 4/10 9>9         | 5/6 9>9   | 6/5 9>9       | 4/4 9>9
    0005   | 20    | hidden         | no_answer        | not_asked | no_pairs      | 5/4 9>9
    0009   | 20    | 9/0 9>1        | 0/9 9>9          | 7/4 9>9   | 4/7 9>9       | 6/3 9>9
"""
RELEASE = make_release(schools=SCHOOLS)
KNOWN = Known(RELEASE)
DATA = re.compile(r'(<script type="application/json" id="explore-data">)(.*?)(</script>)', re.DOTALL)
POLICY = "its security policy or its scripts are not ours"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def page() -> str:
    return make_explore(RELEASE)


def hostile_release() -> Release:
    schools = make_schools()
    names = schools["name"].astype("str").tolist()
    names[: len(HOSTILE)] = ["</script><img src=x onerror=alert(1)>", "\u2028 12 <!--", *HOSTILE[2:]]
    return make_release(schools=SCHOOLS, names=schools.assign(name=names).astype({"name": "category"}), name=HOSTILE[0])


def found(html: str, known: Known = KNOWN) -> list[tuple[str, str]]:
    return [(fault.place, fault.digits) for fault in find_unaccounted(html, known, page=ADDRESS)]


def data_of(html: str) -> dict[str, Any]:
    match = DATA.search(html)
    assert match is not None
    data = json.loads(match[2])
    return data | {"places": unpack(data["places"])}  # type: ignore[no-any-return]


def with_data(html: str, change: Change) -> str:
    data = data_of(html)
    change(data)
    data["places"] = pack(data["places"])
    return with_json(html, data)


def with_packed(html: str, change: Change) -> str:
    """The page with a change of the data as they lie in it."""
    data = data_of(html)
    data["places"] = pack(data["places"])
    change(data)
    return with_json(html, data)


def with_json(html: str, data: object) -> str:
    return DATA.sub(lambda match: match[1] + to_json(data) + match[3], html)


def cell_of(data: dict[str, Any], school: str, attribute: str, what: str) -> list[Any]:
    """One cell of the figure by school, to be read or spoiled."""
    at = lambda place: (place["at"][0], place["at"][2], place["at"][4])  # noqa: E731
    (place,) = [one for one in data["places"] if at(one) == ("growth_by_school", school, attribute)]
    return place["cells"][what]  # type: ignore[no-any-return]


def label_of(school: str, attribute: str, measure: str) -> str:
    rows = rows_of(RELEASE, "growth_by_school", school=school, attribute=attribute, measure=measure)
    return str(rows.index[0])


# what is on it


@pytest.mark.parametrize(
    "release",
    [
        RELEASE,
        make_release(baseline=None),
        make_release(schools="", roles=""),
        make_release().__class__(**{**vars(RELEASE), "published": empty_table("published")}),
        hostile_release(),
    ],
    ids=["ordinary", "first semester", "district only", "nothing published", "hostile names"],
)
def test_every_kind_of_release_makes_a_page_that_is_fit_to_be_passed_on(release: Release) -> None:
    html = make_explore(release)

    check_page(html, scripts=list_scripts())
    assert found(html, Known(release)) == []
    assert html == make_explore(release)
    assert len(html.encode()) < LARGEST


def test_what_is_told_is_told_with_the_fields_of_its_row_and_what_is_not_with_words_alone(page: str) -> None:
    data = data_of(page)
    up, coded = (cell_of(data, "0001", "human-centered", f"movers {way}") for way in ("up", "down"))
    net = cell_of(data, "0001", "human-centered", "net_movers")
    none = cell_of(data, "0009", "human-centered", "movers down")

    assert dict(zip(FIELDS, up, strict=False)) == {
        "status": "shown", "shown": "10 up", "row": label_of("0001", "human-centered", "movers"),
        "people": 20, "colour_class": None, "differs": None, "value": 10,
    }  # fmt: skip
    assert coded[1] == "4 down"
    assert net[FIELDS.index("value")] == (10 - 4) / 20
    assert none[:2] == ["coded", "at most 2 down"]
    assert len(none) <= FIELDS.index("value")
    assert cell_of(data, "0005", "human-centered", "net_movers") == ["hidden", "hidden"]
    assert cell_of(data, "0005", "transformational", "net_movers") == ["no_answer", "no answers"]


def test_a_cell_that_tells_nothing_has_no_digit_and_a_coded_one_no_number_beside_its_words(page: str) -> None:
    cells = [cell for place in data_of(page)["places"] for cell in place["cells"].values()]
    silent = [cell for cell in cells if cell[0] not in ("shown", "coded")]
    coded = [cell for cell in cells if cell[0] == "coded"]

    assert len(silent) > 20
    assert not re.search(r"\d", json.dumps(silent))
    assert len(coded) > 20
    assert all(len(cell) <= FIELDS.index("value") for cell in coded)


def test_no_cell_is_of_two_groupings(page: str) -> None:
    places = [place["at"] for place in data_of(page)["places"]]

    # cluster and role, or school and role; a school lies in its cluster
    assert [at for at in places if at[3] and (at[1] or at[2])] == []
    assert {at[0] for at in places} == {
        "district_growth", "growth_by_school", "growth_by_role", "growth_by_competency", "levels_by_cluster",
    }  # fmt: skip


def test_a_district_with_too_many_schools_for_one_page_is_told_by_role_and_cluster(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore, "LARGEST", len(page.encode()) - 1)
    html = make_explore(RELEASE)

    check_page(html, scripts=list_scripts())
    assert "There are too many schools for one page." in html
    assert [grouping["id"] for grouping in data_of(html)["groupings"]] == ["role", "cluster"]
    assert "growth_by_school" not in {place["at"][0] for place in data_of(html)["places"]}
    assert "too many schools" not in page


def test_text_in_the_data_ends_neither_the_element_nor_a_line() -> None:
    text = "</script><!-- & \u2028\u2029"

    assert not re.search("[<>&\u2028\u2029]", to_json({text: text}))
    assert json.loads(to_json({text: text})) == {text: text}


# what must not be on it


def spoil(school: str, attribute: str, what: str, change: Callable[[list[Any]], object]) -> Change:
    return lambda data: change(cell_of(data, school, attribute, what))


@pytest.mark.parametrize(
    ("change", "place", "digits"),
    [
        (spoil("0001", "human-centered", "movers up", lambda cell: cell.__setitem__(6, 11)), "movers up", "11"),
        (spoil("0001", "human-centered", "movers up", lambda cell: cell.__setitem__(1, "11 up")), "movers up", "11"),
        (spoil("0001", "human-centered", "movers up", lambda cell: cell.__setitem__(3, 21)), "movers up", "21"),
        (spoil("0001", "human-centered", "movers up", lambda cell: cell.__setitem__(2, "99999")), "movers up", "99999"),
        (spoil("0001", "human-centered", "net_movers", lambda cell: cell.__setitem__(4, -3)), "net_movers", "3"),
        (spoil("0001", "human-centered", "net_movers", lambda cell: cell.__setitem__(5, 0)), "net_movers", "0"),
        (spoil("0001", "human-centered", "movers up", lambda cell: cell.extend([None, None, 7])), "movers up", "7"),
        (spoil("0009", "human-centered", "movers down", lambda cell: cell.extend([None, 0])), "movers down", "0"),
        (spoil("0005", "human-centered", "net_movers", lambda cell: cell.append("7")), "net_movers", "7"),
        (spoil("0005", "human-centered", "net_movers", lambda cell: cell.__setitem__(1, "a 7")), "net_movers", "7"),
        (lambda data: data["places"][0]["cells"].update({"movers 7": ["shown", "7 up"]}), "movers 7", "7"),
        (lambda data: data.update({"people": 7}), "a number in the data", "7"),
        (lambda data: data.update({"n7": True}), "a text in the data", "7"),
        (lambda data: data["groupings"][0].update({"name": "7 schools"}), "a text in the data", "7"),
        (lambda data: data["groupings"][0]["groups"][0].update({"people": 7.5}), "a number in the data", "7.5"),
        (lambda data: data["groupings"][0]["groups"][0].update({"people": "0001"}), "the release does not make", ""),
        (lambda data: data.update({"more": "2"}), "the release does not make", ""),
    ],
    ids=[
        "another value", "another text", "of more people", "an unknown row", "another colour", "nought for no",
        "a value of its own", "a coded value", "a digit of a hidden cell", "a digit in its word", "a cell of no row",
        "a number elsewhere",
        "a digit in a field", "a digit in a name", "a number deep down",
        "an id where none belongs", "a rank where none belongs",
    ],
)  # fmt: skip
def test_a_number_in_the_data_that_is_not_that_of_its_row_is_found(
    page: str, change: Change, place: str, digits: str
) -> None:
    (fault, *others) = found(with_data(page, change))

    assert fault[0].endswith(place)
    assert digits in fault[1].split(" ")
    assert others == []


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["places"]["texts"].append("99999"),
        lambda data: data["places"]["texts"].append(data["places"]["texts"][0]),
        lambda data: data["places"]["rows"].append([[99999], []]),
        lambda data: data["places"]["rows"][0][0].__setitem__(0, -99999),
        lambda data: data["places"]["rows"][0][0].__setitem__(0, False),
        lambda data: data["places"]["rows"][0][1].append(data["places"]["rows"][0][1][0]),
        lambda data: data["places"]["rows"][0].append(99999),
        lambda data: data["places"].update({"more": 99999}),
        lambda data: data["places"].update({"rows": "99999"}),
        lambda data: data.update({"places": "99999"}),
        lambda data: data.pop("places"),
    ],
    ids=[
        "a spare text", "a text twice", "a text that is not there", "one counted from behind", "no number",
        "a cell twice", "more than cells", "more than rows", "no rows", "no places", "nothing",
    ],
)  # fmt: skip
def test_places_that_are_packed_in_any_other_way_are_no_cells(page: str, change: Change) -> None:
    spoiled = with_packed(page, change)

    assert spoiled != page
    assert [place for place, _ in found(spoiled)] == ["data that are no cells"]


def test_a_cell_under_the_place_of_another_is_found(page: str) -> None:
    def swap(data: dict[str, Any]) -> None:
        first, second = (cell_of(data, school, "transformational", "movers up") for school in ("0001", "0009"))
        first[:], second[:] = second[:], first[:]

    assert len(found(with_data(page, swap))) == 2


@pytest.mark.parametrize("inside", ['{"fields":7,"fields":[]}', '{"fields": 7', "7"])
def test_data_that_hide_a_number_from_one_reader_are_found(page: str, inside: str) -> None:
    (fault,) = found(DATA.sub(lambda match: match[1] + inside + match[3], page))

    assert fault[1] == "7"


@pytest.mark.parametrize(
    ("put", "instead", "fault"),
    [
        ("</main>", "<script>1</script></main>", "it runs a script that is not ours"),
        ('"use strict";', '"use strict"; ', "it runs a script that is not ours"),
        ("window.vegaEmbed=", "window.vegaembed=", "it runs a script that is not ours"),
        ("; style-src", " 'unsafe-eval'; style-src", POLICY),
        ("script-src ", "script-src 'unsafe-inline' ", POLICY),
        ("; style-src", "; script-src-elem 'unsafe-inline'; style-src", POLICY),
        ('<script type="application/json"', '<script type="module"', '<script> has the attribute "type"'),
        ("<script>/*", '<script src="x.js">/*', "<script> loads x.js"),
        ("})();\n</script>", "})();\n</script><script>1</script>", "it holds <script>"),
    ],
)  # fmt: skip
def test_a_page_that_runs_anything_else_is_refused(page: str, put: str, instead: str, fault: str) -> None:
    assert page.count(put)

    with pytest.raises(ReportError, match=re.escape(fault)):
        check_page(page.replace(put, instead, 1), scripts=list_scripts())


def test_a_page_without_its_scripts_and_another_page_with_them_are_refused(page: str) -> None:
    with pytest.raises(ReportError, match=POLICY):
        check_page(re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL), scripts=list_scripts())
    with pytest.raises(ReportError, match="it holds <script>"):
        check_page(page)


def test_the_audit_knows_our_scripts_and_no_other(page: str) -> None:
    strange = [("a script that is not ours", "")]

    assert found(page.replace('"use strict";', '"use strict"; const people = 7;')) == strange
    assert found(page.replace("</footer>", "<script>7</script></footer>")) == strange
    assert found(page.rpartition("</body>")[0] + "<script>7")[:1] == strange  # nobody closes it


# in a browser


@pytest.fixture(scope="module")
def of_sample(sample_run: Workspace) -> str:
    return (sample_run.reports / FALL / ADDRESS).read_text(encoding="utf-8")


def settled(visit: Visit) -> Visit:
    visit.tab.wait_for_selector('#explore[aria-busy="false"]')
    return visit


def seen(visit: Visit) -> tuple[str, str, str, str]:
    """The live sentence, the table of what is chosen, the map and the row that it frames in bold."""
    settled(visit)
    words = [visit.tab.inner_text(name) for name in ("#said", "#chosen-table")]
    bold = visit.tab.eval_on_selector_all(
        "#map text[font-weight=bold]", "all => all.map(one => one.textContent).join(' ')"
    )
    return words[0], words[1], visit.tab.inner_html("#map"), bold


def test_the_page_draws_without_a_request_and_without_a_complaint(
    browser: object, of_sample: str, tmp_path: Path
) -> None:
    visit = settled(Visit(browser, of_sample, tmp_path))

    assert visit.asked == [visit.address]
    assert visit.heard == []
    assert visit.tab.locator("svg").count() == 4
    assert all(one.bounding_box()["height"] > 100 for one in visit.tab.locator("svg").all())
    assert not visit.tab.locator("#without-script").is_visible()
    visit.context.close()


def test_another_school_chosen_by_keyboard_changes_the_sentence_the_table_and_the_map(
    browser: object, of_sample: str, tmp_path: Path
) -> None:
    visit = settled(Visit(browser, of_sample, tmp_path))
    before = seen(visit)
    for _ in range(7):  # the skip link, the contents, the link to the growth page, the groupings, the schools
        visit.tab.keyboard.press("Tab")
    assert visit.tab.evaluate("document.activeElement.id") == "group"
    assert visit.tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    visit.tab.keyboard.press("ArrowDown")
    visit.tab.keyboard.press("ArrowDown")
    name = visit.tab.evaluate("document.activeElement.selectedOptions[0].textContent")
    after = seen(visit)

    assert all(one != other for one, other in zip(before, after, strict=True))
    assert after[0].startswith(f"{name}, ")
    assert name in after[1]
    assert name in after[3]
    assert visit.heard == []
    visit.context.close()


def test_another_grouping_and_measure_move_all_parts_and_every_number_is_that_of_its_row(
    browser: object, sample_run: Workspace, of_sample: str, tmp_path: Path
) -> None:
    published = sample_run.load_release(FALL).published
    shown, people = published["shown"], {f"{number:,}" for number in published["people"].dropna()}
    visit = settled(Visit(browser, of_sample, tmp_path))
    titles = []
    for grouping, measure in [("school", "moved"), ("role", "to"), ("cluster", "from")]:
        visit.tab.check(f"input[value={grouping}]")
        visit.tab.select_option("#measure", measure)
        settled(visit)
        titles.append(visit.tab.eval_on_selector_all("h3", "all => all.map(one => one.textContent)"))
        rows = "all => all.map(one => [one.dataset.row, one.textContent])"
        quotes = visit.tab.eval_on_selector_all("[data-row]", rows)
        assert len(quotes) > 50
        assert [(label, text) for label, text in quotes if text != shown[int(label)] and text not in people] == []
        unquoted = visit.tab.eval_on_selector_all(
            "td", "all => all.map(one => { one = one.cloneNode(true);"
            " one.querySelectorAll('[data-row]').forEach(part => part.remove()); return one.textContent; })",
        )  # fmt: skip
        assert [text for text in unquoted if re.search(r"\d", text)] == []

    assert [title for title, *_ in titles] == [
        "Who moved, by school, fall 2025 to fall 2026",
        "At or above Proficient, by role, fall 2026",
        "At or above Proficient, by cluster, fall 2025",
    ]
    assert [level.partition(" by ")[0] for _, level, _ in titles] == ["Central", "All leaders", "Central"]
    assert visit.heard == []
    visit.context.close()


def test_without_scripts_the_page_says_so_and_links_to_the_one_on_growth(
    browser: object, of_sample: str, tmp_path: Path
) -> None:
    visit = Visit(browser, of_sample, tmp_path, java_script_enabled=False)

    assert visit.tab.locator("#without-script").is_visible()
    assert visit.tab.locator("#without-script a").get_attribute("href") == "growth.html"
    assert not visit.tab.locator("select").first.is_visible()
    visit.context.close()


def test_hostile_names_do_nothing_and_reach_the_reader_as_they_are(browser: object, tmp_path: Path) -> None:
    visit = settled(Visit(browser, make_explore(hostile_release()), tmp_path))

    assert visit.heard == []
    assert visit.asked == [visit.address]
    assert visit.tab.locator("img").count() == 0
    visit.tab.select_option("#group", label="</script><img src=x onerror=alert(1)>")
    settled(visit)
    assert visit.tab.inner_text("#said").startswith("</script><img src=x onerror=alert(1)>, ")
    assert visit.heard == []
    visit.context.close()


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 1280, "height": 900}},
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    ],
    ids=["light", "phone in the dark"],
)
def test_axe_finds_nothing_on_it(browser: object, of_sample: str, options: dict[str, object], tmp_path: Path) -> None:
    assert axe_faults(browser, of_sample, tmp_path, **options) == {}


@pytest.mark.parametrize("grouping", ["school", "cluster"])
def test_nothing_of_it_runs_off_a_narrow_page(browser: object, of_sample: str, grouping: str, tmp_path: Path) -> None:
    visit = settled(Visit(browser, of_sample, tmp_path, viewport={"width": 320, "height": 800}))
    visit.tab.check(f"input[value={grouping}]")
    settled(visit)

    assert visit.tab.evaluate("document.documentElement.scrollWidth") == 320
    sides = "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
    assert visit.tab.eval_on_selector_all(".drawing text, .panel text", sides) <= 320
    visit.context.close()
