"""Pages in a browser without a network: what they ask for, what they complain of, and what axe finds on them."""

from pathlib import Path

import pytest

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
in_every_light = pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 1280, "height": 900}},
        {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
        {"viewport": {"width": 390, "height": 844}},
    ],
    ids=["light", "dark", "phone"],
)


class Visit:
    """A page opened from a file, with everything that it asked for and complained of."""

    def __init__(self, browser: object, html: str, folder: Path, **options: object) -> None:
        path = folder / "page.html"
        path.write_text(html, encoding="utf-8")
        self.context = browser.new_context(offline=True, **options)
        self.tab = self.context.new_page()
        self.heard: list[str] = []
        self.tab.on("console", lambda message: self.heard.append(message.text))
        self.tab.on("pageerror", lambda error: self.heard.append(str(error)))
        self.tab.on("dialog", lambda dialog: self.heard.append(dialog.message))
        self.asked: list[str] = []
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.goto(path.as_uri())
        self.address = path.as_uri()


def axe_faults(browser: object, html: str, folder: Path, **options: object) -> dict[str, list[str]]:
    """What axe finds on a page with everything unfolded: by rule, the parts that break it."""
    from axe_playwright_python.sync_playwright import Axe

    # axe is a script, which the page's own policy rightly refuses
    visit = Visit(browser, html, folder, bypass_csp=True, **options)
    visit.tab.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true })")
    found = Axe().run(visit.tab, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    visit.context.close()
    return {fault["id"]: [node["html"] for node in fault["nodes"]] for fault in found.response["violations"]}
