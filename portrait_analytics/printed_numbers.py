"""Every digit on a page that leaves the house is accounted for: it was published, or it counts nobody.

A digit may stand

- in an element with ``data-row``, whose whole text is what that row of `published` prints;
- in an element with ``data-rows``, if one of those rows prints the number: drawings gather several;
- in the text or an attribute of an element with ``data-from``, if it is a count of that figure's cells or groups;
- in the data of the page for exploring, where each cell is one row (`explore_checks`);
- in known words: names, semesters, the rubric's texts, the smallest group, the notes' own;
- in a drawing that the release makes, a style sheet or script of ours, or in what only says how the page is built.

Anything else is a fault of kind F8: a number that did not pass the gate.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

from portrait_analytics.drawings import find_drawings
from portrait_analytics.errors import DisclosureError, list_faults
from portrait_analytics.explore import ADDRESS, list_scripts
from portrait_analytics.explore_checks import find_unequal
from portrait_analytics.known_words import NUMBER, Known, squeeze
from portrait_analytics.page_checks import VOID
from portrait_analytics.release import SCHOOLS
from portrait_analytics.reports import SHEETS, page_style

KIND = "F8"
# what their numbers say is how the page is built
STRUCTURE = {"charset", "colspan", "rowspan", "tabindex", "scope", "lang"}
VIEWPORT = "width=device-width, initial-scale=1"
HASH = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")
ANCHORS = ("id", "href", "aria-labelledby")
DOCTYPE = "doctype html"


class Unaccounted(NamedTuple):
    """A number that nobody published: the page it is on, the place there, and its digits."""

    page: str
    place: str
    digits: str

    def __str__(self) -> str:
        """As a line of a message."""
        return f"{KIND} {self.page}, {self.place}: {self.digits}"


def check_numbers(html: str, known: Known, *, page: str) -> None:
    """Raise `DisclosureError` with every number of the page that the release does not account for."""
    found = find_unaccounted(html, known, page=page)
    if found:
        raise DisclosureError(
            f"{page} prints what was not published. Numbers in texts of your own are to be written as words:\n"
            f"{list_faults([str(fault) for fault in found])}"
        )


def find_unaccounted(html: str, known: Known, *, page: str) -> list[Unaccounted]:
    """The numbers of a page that the release does not account for, in the order of the page; ``known`` is of it."""
    reader = _Reader(known, page)
    reader.feed(html)
    reader.finish()
    strange = [drawing for drawing in find_drawings(html) if not known.draws(drawing)]
    return reader.faults + [Unaccounted(page, "a drawing that the release does not make", "") for _ in strange]


@dataclass
class _Element:
    """An open element, and all text that has been read inside of it."""

    tag: str
    given: dict[str, str]
    texts: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Walks a page and holds every number in it against what is known."""

    def __init__(self, known: Known, page: str) -> None:
        super().__init__()
        self.known, self.page = known, page
        self.faults: list[Unaccounted] = []
        self.stack: list[_Element] = []
        self.term = ""  # the last one of a list of terms and their meanings
        release = known.release
        self.styles = {page_style(release.accent, sheets) for sheets in SHEETS}
        self.addresses = {f"{SCHOOLS}{slug}.html" for slug in release.schools["slug"].astype("str")}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self.stack.append(element)
        for name, value in element.given.items():
            if not self._is_structure(element, name, value):
                text = value.lstrip("#").replace("-", " ") if name in ANCHORS else value
                self._hold(text, f"the attribute {name} of {self._place()}", element.given.get("data-from"))
        if tag in VOID:
            self.stack.pop()

    def _is_structure(self, element: _Element, name: str, value: str) -> bool:
        """True if the numbers of an attribute say how the page is built, or are checked elsewhere."""
        if name in ("data-row", "data-rows"):
            return all(label in self.known.printed for label in value.split())
        if name == "content" and "http-equiv" in element.given:
            return not NUMBER.search(HASH.sub("", value))
        if name == "content" and value == VIEWPORT:
            return True
        inside = any(parent.tag == "svg" for parent in self.stack) and not name.startswith(("data-", "aria-"))
        return name in STRUCTURE or inside or (name == "href" and value in self.addresses)

    def handle_data(self, data: str) -> None:
        if not self.stack:
            self._hold(data, "the page outside of its elements")
            return
        for element in self.stack:
            element.texts.append(data)
        innermost = self.stack[-1]
        if innermost.tag == "style" or (innermost.tag == "script" and self.page == ADDRESS):
            return  # judged as a whole, too
        if any("data-row" in element.given for element in self.stack):
            return  # judged as a whole when the element closes
        if innermost.tag == "dt":
            self.term = squeeze(data)
        if innermost.tag == "dd" and (self.term, squeeze(data)) in self.known.meanings:
            return
        self._hold(data, self._place(), innermost.given.get("data-from"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in [element.tag for element in self.stack]:
            return
        while True:
            self._close(self.stack[-1])
            if self.stack.pop().tag == tag:
                return

    def finish(self) -> None:
        """Read what is left, and judge the elements that nobody closed."""
        self.close()
        while self.stack:
            self._close(self.stack[-1])
            self.stack.pop()

    def _close(self, element: _Element) -> None:
        text = "".join(element.texts)
        row = element.given.get("data-row")
        if row is not None and squeeze(text) not in self.known.printed.get(row, ()):
            self._note(f"{self._place()} of row {row}", NUMBER.findall(text) or [squeeze(text)])
        if element.tag == "style" and text not in self.styles:
            self._note("a style sheet that is not ours", [""])
        if element.tag == "script" and self.page == ADDRESS:
            self._close_script(element, text)

    def _close_script(self, element: _Element, text: str) -> None:
        if element.given.get("type") == "application/json":
            found = find_unequal(text, self.known, page=self.page)
            self.faults += [Unaccounted(self.page, place, digits) for place, digits in found]
        elif text not in list_scripts():
            self._note("a script that is not ours", [""])

    def _hold(self, text: str, place: str, figure: str | None = None) -> None:
        numbers = self.known.unknown_numbers(text, page=self.page)
        if not numbers:
            return
        rows = [label for element in self.stack for label in element.given.get("data-rows", "").split()]
        allowed = self.known.numbers_of(rows) | (self.known.counts_of(figure) if figure else set())
        self._note(place, [number for number in numbers if number not in allowed])

    def _note(self, place: str, numbers: list[str]) -> None:
        self.faults += [Unaccounted(self.page, place, number) for number in numbers]

    def _place(self) -> str:
        """The innermost element, and the nearest one around it that has a name."""
        named = [element.given["id"] for element in self.stack if "id" in element.given]
        return f"<{self.stack[-1].tag}>" + (f' in "{named[-1]}"' if named else "")

    def handle_comment(self, data: str) -> None:
        self._hold(data, "a comment")

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != DOCTYPE:
            self._hold(decl, "a declaration")

    def handle_pi(self, data: str) -> None:
        self._hold(data, "an instruction")

    def unknown_decl(self, data: str) -> None:
        self._hold(data, "a declaration")
