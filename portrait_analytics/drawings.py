"""The inline SVG of a page, element by element, and the drawings that a release makes.

What a drawing says lies in its geometry, too, so a page's drawing is known only if it is one of these as a whole.
"""

from html.parser import HTMLParser

from portrait_analytics.figures.district import draw_strip
from portrait_analytics.figures.levels import draw_levels
from portrait_analytics.figures.printed import read_sheet
from portrait_analytics.figures.trend import draw_courses
from portrait_analytics.release import Release

Drawing = tuple[tuple[str, ...], ...]
WITH_STRIPS = ("district_growth", "growth_by_school")


def find_drawings(html: str) -> list[Drawing]:
    """Every inline SVG: its elements with their attributes in order of name, and its texts.

    >>> find_drawings('<p><svg b="2" a="1"><text> 7 </text></svg></p>')
    [(('svg', 'a=1', 'b=2'), ('text',), ('7',))]
    """
    tracer = _Tracer()
    tracer.feed(html)
    tracer.close()
    return tracer.drawings


def draw_strips_of(release: Release) -> set[Drawing]:
    """The interval of each row that a page may draw as a line."""
    sheets = (read_sheet(release, figure) for figure in WITH_STRIPS)
    svgs = (draw_strip(net) for sheet in sheets for key, net in sheet.rows.items() if "net_movers" in key)
    return set(find_drawings("".join(svgs)))


def draw_bars_of(release: Release) -> set[Drawing]:
    """The bars of people by level, one drawing a group."""
    return set(find_drawings("".join(draw_levels(release))))


def draw_trends_of(release: Release) -> set[Drawing]:
    """The shares of all semesters, one drawing an attribute."""
    return set(find_drawings("".join(draw_courses(release))))


class _Tracer(HTMLParser):
    """Collects what is inside of each ``<svg>``."""

    def __init__(self) -> None:
        super().__init__()
        self.drawings: list[Drawing] = []
        self.current: list[tuple[str, ...]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self.current = []
        if self.current is not None:
            self.current.append((tag, *(f"{name.lower()}={value or ''}" for name, value in sorted(attrs))))

    def handle_data(self, data: str) -> None:
        if self.current is not None and data.strip():
            self.current.append((" ".join(data.split()),))

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg" and self.current is not None:
            self.drawings.append(tuple(self.current))
            self.current = None
