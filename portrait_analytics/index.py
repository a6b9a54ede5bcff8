"""The page that lists the others, and says first what each of them found.

What it says is read from the finished pages, so it cannot differ from them: the heading, the question that the page is
about, and its first finding, number by number with the row that each number stands for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

import pandas as pd
from markupsafe import Markup

from portrait_analytics.figures.captions import compared
from portrait_analytics.figures.figure import render
from portrait_analytics.figures.findings import Finding
from portrait_analytics.release import SCHOOLS, Release
from portrait_analytics.reports import describe_page
from portrait_analytics.semesters import semester_name

TITLE = "What leaders' ratings of themselves say"
HIDDEN = "too few leaders, or hidden so that a smaller group cannot be worked out"
MOST_FINDINGS = 3  # what one screen holds
MARKS = ("data-row", "data-from", "class")  # what a number of a finding carries


@dataclass(frozen=True)
class Entry:
    """One line of the index; ``finding`` is what the page says first, if it has findings."""

    href: str
    title: str
    description: str = ""
    finding: Finding | None = None


@dataclass(frozen=True)
class Cluster:
    """The schools of one cluster on the index: those with a page, and the names of those without."""

    name: str
    entries: list[Entry]
    hidden: list[str]


def make_index(release: Release, pages: Mapping[str, str], data: Mapping[str, str] | None = None) -> str:
    """The page that lists the others; ``pages`` is the HTML of each by its address beside the index.

    It opens with the first finding of each page that has findings, at most `MOST_FINDINGS`, none of a single school's.
    The page of a school, ``schools/<slug>.html``, is listed by the school's name within its cluster. As soon as there
    is one, all schools are listed; those without a page are said to be hidden. ``data`` are the files beside the pages,
    by address, in words.
    """
    clusters = _read_clusters(release.schools, pages)
    listed = {entry.href for cluster in clusters for entry in cluster.entries}
    entries = [_read_entry(href, html) for href, html in pages.items() if href not in listed]
    context = {
        "page": describe_page(
            release, TITLE, f"The pages of {semester_name(release.semester)}.", (), sheets=("index.css",)
        ),
        "release": release,
        "heading": TITLE,
        "compared": compared(release),
        "findings": _list_findings(entries),
        "entries": entries,
        "clusters": clusters,
        "hidden": HIDDEN,
        "changed": release.changed,
        "data": dict(data or {}),
    }
    return render("index.html.j2", **context).rstrip() + "\n"


def _list_findings(entries: list[Entry]) -> list[Finding]:
    """What the pages say first, each with the way to its page."""
    found = [
        Finding(
            entry.finding.kicker,
            entry.finding.headline,
            (*entry.finding.details, Markup('<a href="{}">{}</a>').format(entry.href, entry.title)),
        )
        for entry in entries
        if entry.finding is not None and not entry.href.startswith(SCHOOLS)
    ]
    return found[:MOST_FINDINGS]


def _read_clusters(schools: pd.DataFrame, pages: Mapping[str, str]) -> list[Cluster]:
    """Schools by name within their clusters; none at all if no school has a page."""
    ordered = schools.astype("str").sort_values(["cluster", "name"])
    ordered["page"] = SCHOOLS + ordered["slug"] + ".html"
    shown = ordered["page"].isin(list(pages))
    if not shown.any():
        return []
    return [
        Cluster(
            str(cluster),
            [Entry(page, name) for page, name in zip(own["page"], own["name"], strict=True)],
            ordered.loc[(ordered["cluster"] == cluster) & ~shown, "name"].tolist(),
        )
        for cluster in ordered["cluster"].unique()
        for own in [ordered[(ordered["cluster"] == cluster) & shown]]
    ]


def _read_entry(href: str, html: str) -> Entry:
    heading, finding = _Heading(), _FirstFinding()
    for reader in (heading, finding):
        reader.feed(html)
        reader.close()
    return Entry(href, " ".join("".join(heading.words).split()), heading.description, finding.read())


class _Heading(HTMLParser):
    """The heading and the description of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.description = ""
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inside = self.inside or tag == "h1"
        if tag == "meta" and given.get("name") == "description":
            self.description = given.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "h1"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words.append(data)


class _FirstFinding(HTMLParser):
    """The first finding of a page: its texts, each number with its marks, and nothing else that stands there."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: bool | None = None  # None before the finding, False behind it
        self.parts: list[Markup] = []  # its heading and its paragraphs

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.inside is None and tag == "div" and given.get("class") == "finding":
            self.inside = True
        elif self.inside and tag in ("h2", "p"):
            self.parts.append(Markup(""))
        elif self.inside and tag == "span":
            marks = (Markup(' {}="{}"').format(name, given[name] or "") for name in MARKS if name in given)
            self._add(Markup("<span{}>").format(Markup("").join(marks)))
        elif self.inside and tag == "br":
            self._add(Markup("<br>"))

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag == "span":
            self._add(Markup("</span>"))
        elif self.inside and tag == "div":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self._add(Markup("{}").format(data))

    def _add(self, text: Markup) -> None:
        if self.parts:
            self.parts[-1] += text

    def read(self) -> Finding | None:
        """The finding, its claim without the stop that every page sets; None if there is none."""
        kicker, claim, *details = [part.strip() for part in self.parts] or [Markup(""), Markup("")]
        return Finding(str(kicker.striptags()), claim.removesuffix("."), tuple(details)) if claim else None
