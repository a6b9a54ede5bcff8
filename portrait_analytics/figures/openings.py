"""The posts that may open in each role, beside the people who may step up to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portrait_analytics.disclosure.masks import MERGED
from portrait_analytics.figures.bench import Ready, add_ready
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.printed import Sheet, read_sheet
from portrait_analytics.figures.ranges import Gauge, openings_chart
from portrait_analytics.figures.sentences import out_of
from portrait_analytics.figures.vacancies import suppose
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.release import Outlook, Release
from portrait_analytics.style import format_count, format_range
from portrait_analytics.wording import count_of


def openings_by_role(release: Release, departure_rates: float = 1.0) -> Figure:
    """The posts that may open in each role beside the people who may step up to it and are ready now.

    Its chart has a slider for how many times as many posts fall vacant.
    """
    release = suppose(release, departure_rates)
    sheet = read_sheet(release, "bench")
    rows = read_openings(release, sheet)
    title, takeaway = say_openings(release, sheet)
    headers = ("Role", "Posts that may open", "Ready now in other roles", "Within two years", "So")
    return draw_words(
        name="openings_by_role",
        title=title,
        takeaway=takeaway,
        caption="Openings: the middle of what may come, and nine times in ten. Someone who is ready may be "
        "counted beside several roles. They are ready for one role at least; where roles ask for different things, "
        "that need not be this one.",
        draw=lambda figure: openings_chart(_gauges(release, rows), title=figure.title, alt_text=figure.alt),
        sheets=[WordTable("Openings within a year, and who could take them", headers, tuple(row.words for row in rows))]
        if rows
        else [],
    )


def _gauges(release: Release, rows: Sequence["Opening"]) -> list[Gauge]:
    """What the chart computes openings from, and who is ready beside them."""
    if release.outlook is None:
        return []
    posts = {str(row["role"]): row for row in release.outlook.roles.to_dict("records")}
    annual = dict(zip(release.outlook.rates["role"], release.outlook.rates["annual"], strict=True))
    return [
        Gauge(
            row.role,
            posts=int(posts[row.role]["posts"]),
            vacant=int(posts[row.role]["vacant"]),
            annual=float(annual[row.role]),
            ready=(row.now.low, row.now.high) if row.now.people else None,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Opening:
    """One role: its posts that may open, and who is ready in the roles from which people may step up."""

    role: str
    median: int
    low: int
    high: int
    now: Ready
    soon: Ready

    @property
    def verdict(self) -> str:
        """Whether those who are known to be ready now are enough."""
        if not self.now.people:
            return "cannot be said"
        if self.now.low >= self.high:
            return "enough, even in a year with many openings"
        if self.now.low >= self.median:
            return "enough in a usual year"
        if self.now.complete and self.now.high < self.median:
            return "too few"
        return "may be too few"

    @property
    def words(self) -> tuple[str, ...]:
        """The row as printed."""
        opening = f"{format_count(self.median)} ({format_range(self.low, self.high)})"
        return self.role, opening, self.now.words, self.soon.words, self.verdict


def read_openings(release: Release, sheet: Sheet) -> list[Opening]:
    """The roles that have posts, in the district's order; none without an outlook or without a bench."""
    outlook = release.outlook
    if outlook is None or not sheet.groups:
        return []
    return [
        Opening(
            str(row["role"]),
            int(row["median"]),
            int(row["low"]),
            int(row["high"]),
            *(_ready_for(str(row["role"]), outlook, sheet, item) for item in ("now", "soon")),
        )
        for row in outlook.roles.to_dict("records")
    ]


def _ready_for(role: str, outlook: Outlook, sheet: Sheet, item: str) -> Ready:
    """Those who may step up to a role. Of roles that were put together, only where all of them may."""
    steps = set(outlook.steps.get(role, ()))
    parts = {group: set(group.role.split(MERGED)) for group in sheet.groups}
    whole = tuple(group for group, roles in parts.items() if roles <= steps)
    ready = add_ready(sheet, whole, item)
    partly = any(roles & steps and not roles <= steps for roles in parts.values())
    return Ready(ready.low, ready.high, ready.people, ready.complete and not partly)


def say_openings(release: Release, sheet: Sheet) -> tuple[Markup, Markup]:
    """For how many roles those who are ready may not be enough: a title and the sentence under it."""
    told = [row for row in read_openings(release, sheet) if row.now.people]
    if not told:
        return Markup("Openings and people cannot be laid side by side"), Markup("One of the two is missing or hidden.")
    short = [row for row in told if row.verdict.endswith("too few")]
    if not short:
        return (
            Markup("For {} enough leaders are ready now in a usual year").format(_out_of(len(told), len(told))),
            Markup("Each of them can take one post only, so many openings at once may still be too many."),
        )
    title = Markup("For {} those known to be ready now may be too few").format(_out_of(len(short), len(told)))
    largest = max(short, key=lambda row: row.median - row.now.low)
    takeaway = Markup("The largest gap: {}, {} expected and {} ready now.").format(
        largest.role, count_of(largest.median, "opening"), largest.now.words
    )
    return title, takeaway


def _out_of(part: int, whole: int) -> str:
    return str(out_of(_PUBLIC, part, whole, "role").striptags())


_PUBLIC = Sheet("bench", "role", (), (), {})
