"""The index: what the pages found, in their own words, then the pages."""

import re
from operator import itemgetter

import pytest

from portrait_analytics.errors import DisclosureError, ReportError
from portrait_analytics.index import MOST_FINDINGS, make_index
from portrait_analytics.known_words import Known
from portrait_analytics.page_checks import check_page
from portrait_analytics.printed_numbers import check_numbers
from portrait_analytics.workspace import Workspace
from tests.build import make_release, rows_of
from tests.districts import FALL
from tests.pages import read_page

RELEASE = make_release()
LEADING = ("growth.html", "succession.html", "professional-learning.html")


def page_of(title: str, *findings: str, question: str = "") -> str:
    """A page with what the index reads of it."""
    shown = "".join(f'<div class="finding">{finding}</div>' for finding in findings)
    return (
        f'<meta name="description" content="{question}"><h1>{title}</h1><section><div>{shown}</div></section><p>x</p>'
    )


def finding(claim: str, *details: str) -> str:
    return f'<h2>Kicker</h2><p class="claim">{claim}.</p>' + "".join(f"<p>{detail}</p>" for detail in details)


def findings_of(html: str) -> list[str]:
    """The findings of a page as they stand there, without the ways to other pages."""
    plain = html.replace("<br/>", "<br>").replace("\n", "")
    plain = re.sub(r'<p><a href="[^"]*">[^<]*</a></p>', "", plain)
    return re.findall(r'<div class="finding">(.*?)</div>', plain)


# the findings


def test_the_index_opens_with_what_each_page_says_first() -> None:
    pages = {
        "growth.html": page_of("Growth", finding("More moved up", "Of all"), finding("Second")),
        "succession.html": page_of("Succession", finding("Posts may open")),
        "plain.html": page_of("Without findings"),
    }
    index = make_index(RELEASE, pages)

    check_page(index, pages)
    assert re.findall('class="claim">(.*?)</p>', index) == ["More moved up.", "Posts may open."]
    assert "<p>Of all</p>" in index
    assert "Second" not in index
    assert (
        index.index("More moved up") < index.index('<a href="growth.html">Growth</a>') < index.index("Posts may open")
    )


def test_the_findings_of_the_sample_are_those_of_its_pages_to_the_letter(sample_run: Workspace) -> None:
    folder = sample_run.reports / FALL
    index = (folder / "index.html").read_text(encoding="utf-8")
    first = [findings_of((folder / page).read_text(encoding="utf-8"))[0] for page in LEADING]

    assert findings_of(index) == first
    assert len(read_page(index).quotes) >= 4
    assert re.findall(r'<p><a href="([^"]*)">', index)[:3] == list(LEADING)


def test_a_number_of_a_finding_that_is_not_the_one_published_keeps_the_index_in_the_house() -> None:
    net = next(iter(rows_of(RELEASE, "district_growth", measure="net_movers").itertuples()))
    true = f'Net <span data-row="{net.Index}">{net.shown}</span>'
    pages = {"growth.html": page_of("Growth", finding(true))}
    index, known = make_index(RELEASE, pages), Known(RELEASE)

    check_numbers(index, known, page="index.html")
    with pytest.raises(DisclosureError, match=r"F8 index\.html, <span> .* of row"):
        check_numbers(index.replace(net.shown, "+99%"), known, page="index.html")
    with pytest.raises(DisclosureError, match="99"):
        check_numbers(make_index(RELEASE, {"a.html": page_of("A", finding("99 up"))}), known, page="index.html")


def test_a_page_that_was_not_made_has_no_finding_on_the_index() -> None:
    index = make_index(RELEASE, {"growth.html": page_of("Growth", finding("More moved up"))})

    assert index.count('class="finding"') == 1
    assert 'class="finding"' not in make_index(RELEASE, {"growth.html": page_of("Growth")})


def test_the_first_screen_is_the_districts_and_holds_at_most_three_findings() -> None:
    pages = {f"{name}.html": page_of(name, finding(name)) for name in ("schools/one", "a", "b", "c", "d")}

    assert re.findall('class="claim">(.*?)</p>', make_index(RELEASE, pages)) == ["a.", "b.", "c."]
    assert MOST_FINDINGS == 3


def test_of_a_finding_only_its_words_and_its_marks_reach_the_index() -> None:
    strange = '<img src="x"><span onclick="x" data-row="1&quot;>">A &lt;b&gt;</span><script>alert(1)</script>'
    index = read_page(make_index(RELEASE, {"a.html": page_of("A", finding(strange))}))

    assert index.tags["img"] == index.tags["script"] == index.tags["b"] == 0
    assert "A <b>" in index.text
    assert [(tag, value) for tag, name, value in index.attributes if name == "data-row"] == [("span", '1">')]
    assert "onclick" not in {name for _, name, _ in index.attributes}


# the pages


def test_the_index_lists_each_page_by_its_own_title_and_question() -> None:
    index = make_index(RELEASE, {"growth.html": page_of("What changed", question="Among whom?")})

    check_page(index)
    assert '<a href="growth.html">What changed</a><p>Among whom?</p>' in index


def test_an_index_without_pages_says_so() -> None:
    assert "No page was made for this semester." in make_index(RELEASE, {})


def test_the_index_lists_schools_by_name_within_their_clusters() -> None:
    schools = RELEASE.schools.astype("str")
    pages = {"growth.html": "<h1>Growth</h1>"} | {f"schools/{slug}.html": "<h1>x</h1>" for slug in schools["slug"]}
    index = make_index(RELEASE, pages)

    check_page(index, pages)
    parts = re.split("<h3>(.*?)</h3>", index)[1:]
    listed = {
        cluster: re.findall('<a href="schools/([^"]+).html">([^<]+)</a>', part)
        for cluster, part in zip(parts[::2], parts[1::2], strict=True)
    }
    assert listed == {
        str(cluster): sorted(zip(own["slug"], own["name"], strict=True), key=itemgetter(1))
        for cluster, own in schools.groupby("cluster")
    }
    assert "not shown:" not in index


def test_a_school_without_a_page_is_named_without_a_link_and_with_the_reason() -> None:
    first, *others = RELEASE.schools.astype("str").to_dict("records")
    pages = {f"schools/{school['slug']}.html": "<h1>x</h1>" for school in others}
    index = make_index(RELEASE, pages)
    reason = "not shown: too few leaders, or hidden so that a smaller group cannot be worked out"

    check_page(index, pages)
    assert f"<p><span>{first['name']}</span><br>{reason}</p>" in index
    assert first["slug"] not in index


def test_an_index_without_a_page_of_a_school_lists_no_schools() -> None:
    assert "By school" not in re.sub("<style>.*</style>", "", make_index(RELEASE, {"growth.html": page_of("Growth")}))


def test_a_page_in_the_folder_of_schools_that_is_of_no_school_is_not_lost() -> None:
    assert '<a href="schools/elsewhere.html">Elsewhere</a>' in make_index(
        RELEASE, {"schools/elsewhere.html": "<h1>Elsewhere</h1>"}
    )


def test_an_index_whose_links_lead_nowhere_is_refused() -> None:
    index = make_index(RELEASE, dict.fromkeys(("growth.html", "gone.html"), page_of("Growth")))

    with pytest.raises(ReportError, match=re.escape('a link leads to "gone.html", which was not made')):
        check_page(index, {"growth.html"})


def test_the_index_is_safe_from_the_titles_of_pages() -> None:
    index = make_index(RELEASE, {"a.html": "<h1>A &lt;script&gt; &amp; B</h1>"})

    assert "A &lt;script&gt; &amp; B" in index
    assert read_page(index).tags["script"] == 0
