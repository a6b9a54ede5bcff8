"""What a page must have and must not have before it leaves: it loads nothing, runs nothing, and can be read aloud.

One page runs something: the one for exploring, and that exactly the scripts that this software makes.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Sequence
from html.parser import HTMLParser

from portrait_analytics.errors import ReportError, list_faults

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ONCE = ("html", "title", "h1", "main", "style")
PART_NAMES = {"alt": "text alternative", "h3": "title", "figcaption": "caption"}
FILLED = ("title", "h1")
FORBIDDEN = {"iframe", "object", "embed", "form", "pre", "code", "base"}


DATA = {"type": "application/json"}  # a script element that holds data, which no browser runs


def check_page(html: str, pages: Collection[str] | None = None, *, scripts: Sequence[str] = ()) -> None:
    """Raise `ReportError` with every reason why this page must not leave the house.

    With ``pages``, the addresses of the pages beside this one, a link to anything else that is not there is a reason.
    ``scripts`` are the only ones that it may and has to hold, in their order; beside them, data as JSON.
    """
    checker = _Checker(scripts)
    checker.feed(html)
    checker.close()
    faults = [*checker.faults, *checker.missing()]
    if pages is not None:
        faults += [f'a link leads to "{link}", which was not made' for link in checker.links if link not in pages]
    if faults:
        raise ReportError(f"the page is not fit to be passed on:\n{list_faults(faults)}")


def hash_source(text: str) -> str:
    """The source of an inline style sheet or script, as a content security policy names it.

    >>> hash_source("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class _Checker(HTMLParser):
    """Walks a page and notes what must not be there; `missing` says at the end what should have been."""

    def __init__(self, scripts: Sequence[str]) -> None:
        super().__init__()
        self.scripts = list(scripts)  # those that have not come yet
        self.allowed = " ".join(f"'{hash_source(script)}'" for script in scripts)
        self.run: list[str] | None = None  # the script that is being read, unless it is data
        self.faults: list[str] = []
        self.stack: list[str] = []
        self.seen: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.targets: list[str] = []
        self.links: list[str] = []  # to other pages of ours
        self.filled: set[str] = set()  # tags that hold a text
        self.policy = self.style = ""
        self.parts: list[tuple[str, set[str]]] = []  # open figures and tables, and what they have so far
        self.row_has_header = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.seen[tag] += 1
        self._check_addresses(tag, given)
        self._check_parts(tag, given)
        if tag in FORBIDDEN or (tag == "script" and not self.scripts):
            self.faults.append(f"it holds <{tag}>")
        elif tag == "script" and {name: value for name, value in given.items() if name != "id"} != DATA:
            self.run = []
            self.faults += [f'<script> has the attribute "{name}"' for name in given]
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
        elif address and not re.match(r"[a-z][a-z0-9+.-]*:|//", address, flags=re.IGNORECASE):
            self.links.append(address.partition("#")[0])

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
        elif inside == "script":
            if self.run is not None:
                self.run.append(data)
        elif data.strip():
            self.filled.update(self.stack)
            for tag in self.stack:
                self._note(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self.run is not None:
            if not self.scripts or "".join(self.run) != self.scripts.pop(0):
                self.faults.append("it runs a script that is not ours")
            self.run = None
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
        faults += [f"its <{tag}> is empty" for tag in FILLED if tag not in self.filled]
        faults += [f'two parts have the id "{name}"' for name, count in self.ids.items() if count > 1]
        faults += [f'a link leads to "#{name}", which is not there' for name in self.targets if name not in self.ids]
        if hash_source(self.style) not in self.policy or "default-src 'none'" not in self.policy:
            faults.append("its security policy does not name its style sheet")
        allowed = re.findall(r"script-src ([^;]*)", self.policy)
        if self.scripts or allowed != ([self.allowed] if self.allowed else []) or "unsafe" in self.policy:
            faults.append("its security policy or its scripts are not ours")
        if re.search(r"@import|url\((?!['\"]?data:)", self.style):
            faults.append("its style sheet loads something")
        return faults
