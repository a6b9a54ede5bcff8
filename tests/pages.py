"""Reading a page back: its tables cell by cell with their headers, and every number with the row it stands for."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import nbformat

from portrait_analytics import figures
from portrait_analytics.figures import Figure
from portrait_analytics.release import Release

GROWTH = Path(__file__).parent.parent / "notebooks" / "growth.ipynb"
HOSTILE = [
    "</script><script>alert(1)</script>",
    "\"' onmouseover='alert(1)",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "مدرسة النور \u202e gnirts",
    "X" * 200,
    "A & B <em>School</em>",
    "Öğretmen 🏫 école",
]


@dataclass
class Seen:
    """One cell of a table: how it looks, what it says, its headers, the raw attributes and what is not quoted."""

    look: str = ""
    text: str = ""
    row: str = ""
    band: str = ""
    columns: tuple[str, ...] = ()
    raw: str = ""
    unquoted: str = ""


@dataclass
class SeenTable:
    """One table of a page."""

    caption: str = ""
    cells: list[Seen] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    bands: list[str] = field(default_factory=list)

    def cell(self, row: str, column: str) -> Seen:
        """The cell under a row header and a column header."""
        return next(cell for cell in self.cells if cell.row == row and column in cell.columns)


class PageReader(HTMLParser):
    """What a reader of the page gets to know."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[SeenTable] = []
        self.quotes: list[tuple[str, str]] = []  # label of a row of `published`, printed text
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.stack: list[tuple[str, dict[str, str]]] = []
        self.open_quotes: list[list[str]] = []
        self.taken: dict[tuple[int, int], str] = {}
        self.line = self.column = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if tag in ("meta", "link", "br", "img", "input", "line", "circle"):
            self._note_raw(given)
            return
        self.stack.append((tag, given))
        if tag == "table":
            self.tables.append(SeenTable())
            self.taken, self.line = {}, -1
        elif tag == "tr":
            self.line, self.column = self.line + 1, 0
            self.row = ""
        elif tag == "td":
            self._open_cell(given)
        elif tag == "th":
            self.header = ""
        if "data-row" in given:
            self.open_quotes.append([given["data-row"], ""])
        self._note_raw(given)

    def handle_data(self, data: str) -> None:
        open_tags = [tag for tag, _ in self.stack]
        if "style" in open_tags or "title" in open_tags:
            return
        self.text += data
        for quote in self.open_quotes:
            quote[1] += data
        if "td" in open_tags:
            self.tables[-1].cells[-1].text += data
            self.tables[-1].cells[-1].unquoted += "" if self.open_quotes else data
        elif "th" in open_tags:
            self.header += data
        elif "caption" in open_tags:
            self.tables[-1].caption += data

    def handle_endtag(self, tag: str) -> None:
        if tag not in [name for name, _ in self.stack]:
            return
        while True:
            name, given = self.stack.pop()
            if "data-row" in given:
                label, text = self.open_quotes.pop()
                self.quotes.append((label, text))
            if name == tag:
                break
        if tag == "th":
            self._close_header(given)

    def _open_cell(self, given: dict[str, str]) -> None:
        while (self.line, self.column) in self.taken:
            self.column += 1
        columns = range(self.column, self.column + int(given.get("colspan", 1)))
        above = {self.taken[place] for place in self.taken if place[1] in columns and place[0] < self.line}
        band = self.tables[-1].bands[-1] if self.tables[-1].bands else ""
        cell = Seen(look=given.get("class", ""), row=self.row, band=band, columns=tuple(sorted(above)))
        self.tables[-1].cells.append(cell)
        self.column += int(given.get("colspan", 1))

    def _close_header(self, given: dict[str, str]) -> None:
        table, name, scope = self.tables[-1], " ".join(self.header.split()), given.get("scope", "")
        while (self.line, self.column) in self.taken:
            self.column += 1
        if scope == "rowgroup":
            table.bands.append(name)
            return
        if scope == "row":
            self.row = name
            table.rows.append(name)
            self.column += 1
            return
        for down in range(int(given.get("rowspan", 1))):
            for along in range(int(given.get("colspan", 1))):
                self.taken[self.line + down, self.column + along] = name
        self.column += int(given.get("colspan", 1))

    def _note_raw(self, given: dict[str, str]) -> None:
        if any(tag == "td" for tag, _ in self.stack):
            self.tables[-1].cells[-1].raw += " ".join(f"{name}={value}" for name, value in given.items())


def read_page(html: str) -> PageReader:
    """The page, read."""
    reader = PageReader()
    reader.feed(html)
    reader.close()
    for table in reader.tables:
        table.caption = " ".join(table.caption.split())
        for cell in table.cells:
            cell.text = " ".join(cell.text.split())
    return reader


def printed_by(release: Release, label: str) -> set[str]:
    """Everything that a row of `published` may print: its text, and how many people it rests on."""
    row = release.published.loc[int(label)]
    return {str(row["shown"]), "" if row.isna()["people"] else f"{int(row['people']):,}"}


def execute_in_place(release: Release, folder: Path) -> Path:
    """The notebook `growth` as it looks after a run, its figures drawn here instead of in a kernel."""
    notebook = nbformat.read(GROWTH, as_version=4)
    known: dict[str, object] = {"figures": figures, "release": release}
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith("figures."):
            figure = eval(cell.source, known)
            data = figure._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    path = folder / "executed.ipynb"
    nbformat.write(notebook, path)
    return path


FIGURES: list[Callable[[Release], Figure]] = [
    figures.page_header,
    figures.district_growth,
    figures.growth_by_role,
    figures.growth_by_school,
    figures.growth_by_cluster_and_role,
    figures.growth_by_competency,
    figures.levels_by_cluster,
    figures.why_it_changed,
    figures.response,
    figures.then_question,
    figures.trend,
    figures.team_ratings,
    figures.other_ratings,
    figures.method_notes,
]
SCHOOL_FIGURES: list[Callable[[Release], Figure]] = [
    partial(figures.school_header, school="0001"),
    partial(figures.school_growth, school="0001"),
]
