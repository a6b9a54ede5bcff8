"""The page for exploring: one grouping, one attribute and one measure at a time, chosen by the reader.

It is the only page with scripts: Vega, as vl-convert packs it, and a few lines of ours. Both are named by their hash in
the page's security policy, which allows no other and no text to be run as code; Vega reads its expressions with
an interpreter. What is drawn is in the page as JSON, which runs nothing.
"""

from collections.abc import Mapping
from functools import cache

from portrait_analytics.explore_data import describe_release, to_json
from portrait_analytics.figures.figure import TEMPLATES, render
from portrait_analytics.page_checks import hash_source
from portrait_analytics.release import Release
from portrait_analytics.reports import EXPLORING, describe_page

ADDRESS = "explore.html"
TITLE = "Explore the ratings"
QUESTION = "One school, role or cluster at a time, beside all leaders: who moved, where leaders stand, and since when."
LARGEST = 2_000_000  # bytes of the page
SNIPPET = "window.vegaEmbed = vegaEmbed;"
SECTIONS = {"chosen": "What you chose", "beside": "Beside the others", "levels": "Levels and semesters"}


def make_explore(release: Release) -> str:
    """The page, whole. Where a district has so many schools that it grew too large, it leaves schools out and says so.

    Two runs over the same release make the same bytes.
    """
    page = _render(release, describe_release(release))
    if len(page.encode()) > LARGEST:
        page = _render(release, describe_release(release, without="school"), many=True)
    return page


def _render(release: Release, data: Mapping[str, object], *, many: bool = False) -> str:
    scripts = list_scripts()
    page = describe_page(
        release,
        TITLE,
        QUESTION,
        tuple(SECTIONS.items()) if data["groupings"] else (),
        sheets=(EXPLORING,),
        policy="who-sees-what.html",
        scripts=tuple(map(hash_source, scripts)),
    )
    context = {"page": page, "data": data, "json": to_json(data), "scripts": scripts, "many": many}
    return render("explore.html.j2", sections=SECTIONS, **context).rstrip() + "\n"


@cache
def list_scripts() -> tuple[str, str]:
    """The two scripts that the page may run: Vega's, and ours, which draws what is chosen."""
    import vl_convert

    bundle = str(vl_convert.javascript_bundle(SNIPPET))
    own = (TEMPLATES / "explore.js").read_text(encoding="utf-8")
    for script in (bundle, own):
        if "</script" in script.lower() or "<!--" in script:
            raise ValueError("a script of ours cannot stand in a page: it would end its element")
    return bundle, own
