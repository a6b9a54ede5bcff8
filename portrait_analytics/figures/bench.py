"""The posts that may open and the people who are near to another role: public head-counts beside the printed bench."""

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from portrait_analytics.disclosure.masks import MERGED
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.printed import Group, Sheet, read_sheet
from portrait_analytics.figures.sentences import count, out_of
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.release import Outlook, Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, format_percent, format_range
from portrait_analytics.wording import count_of

ITEMS = {"now": "Ready now", "soon": "Within two years", "later": "Later", "unknown": "Not known"}


@dataclass(frozen=True)
class Ready:
    """How many people of some groups are ready: the least and the most that the printed counts allow, of how many."""

    low: int
    high: int
    people: int
    complete: bool  # False if a group is hidden, or can only be counted in part

    @property
    def words(self) -> str:
        """As a reader says it."""
        if not self.people:
            return "hidden"
        return f"{format_range(self.low, self.high, self.people)} of {format_count(self.people)}"


def vacancies_by_role(release: Release) -> Figure:
    """How many posts may fall vacant within a year, by role and by cluster."""
    title, takeaway = say_vacancies(release)
    outlook = release.outlook
    by_role, by_cluster = (_forecast_table(outlook, by) for by in ("role", "cluster")) if outlook else (None, None)
    return draw_words(
        name="vacancies_by_role",
        title=title,
        takeaway=takeaway,
        caption=_vacancies_caption(release),
        sheets=[sheet for sheet in (by_role, by_cluster) if sheet and sheet.rows],
    )


def _forecast_table(outlook: Outlook, by: str) -> WordTable:
    frame = outlook.roles if by == "role" else outlook.clusters
    vacant = by == "role" and outlook.posts_from == "posts.csv"
    headers = (by.capitalize(), "Posts", *(["Vacant now"] if vacant else []), "Expected to open", "Nine times in ten")
    rows = tuple(
        (
            str(row[by]),
            format_count(int(row["posts"])),
            *([format_count(int(row["vacant"]))] if vacant else []),
            f"{row['expected']:.1f}",
            format_range(int(row["low"]), int(row["high"])),
        )
        for row in frame.to_dict("records")
    )
    return WordTable(f"Posts that may open within a year, by {by}", headers, rows)


def _vacancies_caption(release: Release) -> str:
    outlook = release.outlook
    if outlook is None or not len(outlook.roles):
        return f"{semester_name(release.semester).capitalize()}."
    posts = {
        "posts.csv": "Posts are those that the district lists; one that is vacant now counts as open.",
        "roster": "Posts are the people on the roster, since the district lists none; vacant ones are not among them.",
    }[outlook.posts_from]
    own = {
        "vacancies.csv": "Rates are published ones, drawn toward the vacancies that the district lists.",
        "rosters": "Rates are published ones, drawn toward what the district's rosters of two years show.",
    }.get(outlook.departures_from, "Rates are published: no vacancies are listed, and no rosters lie a year apart.")
    unplaced = f" {count_of(outlook.unplaced, 'post')} of no known role left out." if outlook.unplaced else ""
    return f"{posts} {own} Each post is taken to fall vacant by itself.{unplaced}"


def say_vacancies(release: Release) -> tuple[Markup, Markup]:
    """How many posts may open and where most: a title and the sentence under it."""
    outlook = release.outlook
    if outlook is None or not len(outlook.roles):
        missing = Markup("There is no roster of {}, and no list of posts. Put one of them into data/raw.")
        return Markup("How many posts may open cannot be said"), missing.format(semester_name(release.semester))
    whole = outlook.whole.iloc[0]
    title = Markup("{} of {} may open within a year, {} nine times in ten").format(
        _about(whole["expected"]).capitalize(),
        count_of(int(whole["posts"]), "post"),
        format_range(int(whole["low"]), int(whole["high"])),
    )
    return title, Markup(" ").join(_most(frame, by) for by, frame in _parts(outlook) if len(frame) > 1)


def _parts(outlook: Outlook) -> list[tuple[str, pd.DataFrame]]:
    return [("role", outlook.roles), ("cluster", outlook.clusters)]


def _most(frame: pd.DataFrame, by: str) -> Markup:
    top = frame.sort_values("expected", ascending=False, kind="stable").iloc[0]
    sentence = Markup("Most by {}: {}, {} of {}.")
    return sentence.format(by, str(top[by]), _about(top["expected"]), format_count(int(top["posts"])))


def _about(expected: float) -> str:
    return f"about {format_count(round(expected))}" if expected >= 1 / 2 else "fewer than one"


def bench_by_role(release: Release) -> Figure:
    """How near the people in each role are to another one."""
    sheet = read_sheet(release, "bench")
    title, takeaway = say_bench(sheet)
    rows = tuple((group.role, *(_quote(sheet, group, item) for item in ITEMS)) for group in sheet.groups)
    headers = ("In the role of", *ITEMS.values())
    caption = (
        "Everybody of whom anything was rated counts once, for the nearest of the roles that they may step up to. A"
    )
    return draw_words(
        name="bench_by_role",
        title=title,
        takeaway=takeaway,
        caption=f"{caption} supervisor's or a coach's rating counts before the leader's own. Counts are people.",
        sheets=[WordTable("How near leaders are to another role, by the role that they have", headers, rows)]
        if rows
        else [],
        notes=sheet.notes,
    )


def _quote(sheet: Sheet, group: Group, item: str) -> Markup:
    printed = sheet.find(group, "", "ready", item)
    return printed.quote() if printed is not None else Markup("")


def say_bench(sheet: Sheet) -> tuple[Markup, Markup]:
    """How many are ready now and how many within two years: a title and the sentence under it."""
    now, soon, unknown = (add_ready(sheet, sheet.groups, item) for item in ("now", "soon", "unknown"))
    if not now.people:
        why = "No group is large enough." if sheet.groups else "Nobody was rated, or an earlier release told no bench."
        return Markup("How many are ready for another role cannot be shown"), Markup("{}").format(why)
    title = Markup("{} of {} leaders shown are ready now for another role").format(
        _told(sheet, now), count(sheet, now.people)
    )
    more = Markup("{} more would be within two years.").format(_told(sheet, soon))
    rest = Markup(" Of {} it is not known, since too little was rated.").format(_told(sheet, unknown))
    hidden = "" if now.complete else " Groups that are hidden are not counted."
    return title, more + (rest if unknown.high else Markup("")) + hidden


def _told(sheet: Sheet, ready: Ready) -> Markup:
    return Markup('<span data-from="{}">{}</span>').format(
        sheet.figure, format_range(ready.low, ready.high, ready.people)
    )


def add_ready(sheet: Sheet, groups: tuple[Group, ...], item: str) -> Ready:
    """The people of some groups taken together; what is hidden is left out."""
    found = [sheet.find(group, "", "ready", item) for group in groups]
    told = [printed for printed in found if printed is not None and printed.visible]
    ranges = [printed.ends for printed in told]
    low, high = (sum(part[end] for part in ranges) for end in (0, 1))
    return Ready(low, high, sum(printed.people or 0 for printed in told), len(told) == len(found))


def openings_by_role(release: Release) -> Figure:
    """The posts that may open in each role beside the people who may step up to it and are ready now."""
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
        sheets=[WordTable("Openings within a year, and who could take them", headers, tuple(row.words for row in rows))]
        if rows
        else [],
    )


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


def say_rates(outlook: Outlook) -> dict[str, str]:
    """For each role its annual rate, who counted it, and what of it is the district's own."""
    return {
        str(
            row["role"]
        ): f"{format_percent(row['annual'])} a year. {row['source']}: {format_percent(row['published'])}."
        + (f" Here: {row['left']} of {row['watched']} posts." if row["watched"] else "")
        for row in outlook.rates.to_dict("records")
    }
