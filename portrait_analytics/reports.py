"""From an executed notebook to a page: one HTML file that loads nothing, runs nothing and shows no code.

nbconvert reads the notebook and turns its Markdown into HTML; everything else on a page is what the figures carry under
their own media type. The style sheet is named by its hash in the page's security policy, so nothing else can style or
run anything, whatever a school is called.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portrait_analytics import __version__
from portrait_analytics.errors import ReportError, list_faults
from portrait_analytics.figures import FIGURE_MIME
from portrait_analytics.figures.figure import TEMPLATES, figure_style, render
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import readable

if TYPE_CHECKING:
    from nbformat import NotebookNode

PAPER, DARK_PAPER = "#ffffff", "#17181b"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ONCE = ("html", "title", "h1", "main", "style")
PART_NAMES = {"alt": "text alternative", "h3": "title", "figcaption": "caption"}
FORBIDDEN = {"script", "iframe", "object", "embed", "form", "pre", "code", "base"}


@dataclass(frozen=True)
class Page:
    """What the page shell prints around the content."""

    title: str
    description: str
    contents: tuple[tuple[str, str], ...]
    district: str
    semester: str
    rubric: str
    minimum_group: int
    style: str
    style_hash: str
    version: str = __version__


@dataclass(frozen=True)
class Entry:
    """One line of the index."""

    href: str
    title: str
    description: str


def make_page(executed: Path, release: Release, *, name: str) -> str:
    """The page of an executed notebook: its Markdown and its figures, and nothing else of it.

    Two runs over the same release make the same bytes. ``name`` is what a notebook without a heading is called.
    """
    import nbformat

    notebook = nbformat.read(executed, as_version=4)  # type: ignore[no-untyped-call]
    page = _page(release, *_read_headings(notebook, name))
    resources = {"page": page, "figure_mime": FIGURE_MIME}
    html, _ = _exporter().from_notebook_node(notebook, resources=resources)
    return str(html).rstrip() + "\n"


def make_index(release: Release, pages: Mapping[str, str]) -> str:
    """The page that lists the others; ``pages`` is the HTML of each by its address beside the index."""
    entries = [Entry(href, *_read_entry(html)) for href, html in pages.items()]
    title = "What leaders' ratings of themselves say"
    page = _page(release, title, f"The pages of {semester_name(release.semester)}.", ())
    return render("index.html.j2", page=page, entries=entries).rstrip() + "\n"


def check_page(html: str) -> None:
    """Raise `ReportError` with every reason why this page must not leave the house."""
    checker = _Checker()
    checker.feed(html)
    checker.close()
    faults = [*checker.faults, *checker.missing()]
    if faults:
        raise ReportError(f"the page is not fit to be passed on:\n{list_faults(faults)}")


@cache
def _exporter() -> Any:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_name="portrait",
        extra_template_basedirs=[str(TEMPLATES / "nbconvert")],
        extra_template_paths=[str(TEMPLATES)],
        exclude_anchor_links=True,
    )
    environment = exporter.environment
    environment.autoescape = environment.trim_blocks = environment.lstrip_blocks = True
    return exporter


def _read_headings(notebook: "NotebookNode", name: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Title, question and contents; the cell of each section learns the anchor that the contents point to."""
    title, question, contents = name.replace("_", " ").capitalize(), "", []
    for cell in notebook.cells:
        first, _, rest = cell.source.partition("\n")
        if cell.cell_type != "markdown":
            continue
        if first.startswith("# "):
            title, question = first[2:].strip(), " ".join(rest.split())
        elif first.startswith("## "):
            text = first[3:].strip()
            cell.metadata["anchor"] = "part-" + re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
            contents.append((cell.metadata["anchor"], text))
    return title, question, tuple(contents)


def _page(release: Release, title: str, description: str, contents: tuple[tuple[str, str], ...]) -> Page:
    style = _style(release.accent)
    return Page(
        title=title,
        description=description,
        contents=contents,
        district=release.district,
        semester=semester_name(release.semester),
        rubric=release.rubric.title,
        minimum_group=release.minimum_group,
        style=style,
        style_hash=hash_style(style),
    )


def _style(accent: str) -> str:
    """The whole style sheet; the district's colour is moved as far as text in it must be to be read."""
    accents = {
        "accent": accent,
        "accent-on-light": readable(accent, PAPER),
        "accent-on-dark": readable(accent, DARK_PAPER),
    }
    root = " ".join(f"--{name}: {colour};" for name, colour in accents.items())
    return f":root {{ {root} }}\n{figure_style()}{(TEMPLATES / 'page.css').read_text(encoding='utf-8')}"


def hash_style(style: str) -> str:
    """The source of an inline style sheet, as a content security policy names it.

    >>> hash_style("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _read_entry(html: str) -> tuple[str, str]:
    reader = _Reader()
    reader.feed(html)
    return " ".join("".join(reader.words).split()), reader.description


class _Reader(HTMLParser):
    """The heading and the description of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.description = ""
        self.in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.in_heading = self.in_heading or tag == "h1"
        if tag == "meta" and given.get("name") == "description":
            self.description = given.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self.in_heading = self.in_heading and tag != "h1"

    def handle_data(self, data: str) -> None:
        if self.in_heading:
            self.words.append(data)


class _Checker(HTMLParser):
    """Walks a page and notes what must not be there; `missing` says at the end what should have been."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.stack: list[str] = []
        self.seen: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.targets: list[str] = []
        self.policy = self.style = ""
        self.parts: list[tuple[str, set[str]]] = []  # open figures and tables, and what they have so far
        self.row_has_header = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.seen[tag] += 1
        self._check_addresses(tag, given)
        self._check_parts(tag, given)
        if tag in FORBIDDEN:
            self.faults.append(f"it holds <{tag}>")
        if tag == "html" and not given.get("lang"):
            self.faults.append("it does not say its language")
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given.get("content", "")
        if tag not in VOID:
            self.stack.append(tag)

    def _check_addresses(self, tag: str, given: dict[str, str]) -> None:
        self.ids.update([given["id"]] if "id" in given else [])
        for name, value in given.items():
            if name == "style" or name.startswith("on"):
                self.faults.append(f'<{tag}> has the attribute "{name}"')
            if name in ("href", "src", "srcset", "poster", "action") and tag != "a" and not value.startswith("data:"):
                self.faults.append(f"<{tag}> loads {value}")
        address = given.get("href", "") if tag == "a" else ""
        if address.startswith("#"):
            self.targets.append(address[1:])
        elif address.partition(":")[0].strip().lower() in ("javascript", "data", "file"):
            self.faults.append(f"a link leads to {address}")

    def _check_parts(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("figure", "table"):
            self.parts.append((tag, {"alt"} if given.get("aria-label") else set()))
        elif tag == "tr":
            self.row_has_header = False
        elif tag == "td" and not self.row_has_header:
            self.faults.append("a table cell has no row header")
        elif tag == "th" and not given.get("scope"):
            self.faults.append("a table header has no scope")
        elif tag == "th":
            self.row_has_header = self.row_has_header or given["scope"] == "row"
            self._note(f"{given['scope']} header")

    def handle_data(self, data: str) -> None:
        inside = self.stack[-1] if self.stack else ""
        if inside == "style":
            self.style += data
        elif data.strip():
            for tag in self.stack:
                self._note(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.stack and self.stack.pop() != tag:
            pass
        if tag in ("figure", "table") and self.parts:
            has = self.parts.pop()[1]
            needed = {"figure": ("alt", "h3", "figcaption"), "table": ("caption", "col header", "row header")}[tag]
            self.faults += [f"a {tag} has no {PART_NAMES.get(part, part)}" for part in needed if part not in has]

    def _note(self, what: str) -> None:
        for _, has in self.parts:
            has.add(what)

    def missing(self) -> list[str]:
        """What a whole page must have."""
        faults = [f"it has {self.seen[tag]} <{tag}> instead of one" for tag in ONCE if self.seen[tag] != 1]
        faults += [f'two parts have the id "{name}"' for name, count in self.ids.items() if count > 1]
        faults += [f'a link leads to "#{name}", which is not there' for name in self.targets if name not in self.ids]
        if hash_style(self.style) not in self.policy or "default-src 'none'" not in self.policy:
            faults.append("its security policy does not name its style sheet")
        if re.search(r"@import|url\((?!['\"]?data:)", self.style):
            faults.append("its style sheet loads something")
        return faults
