"""How near the people in each role are to another one: the printed bench, and that of the earlier semester."""

from dataclasses import dataclass

from markupsafe import Markup

from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.printed import Group, Sheet, read_sheet
from portrait_analytics.figures.ranges import Bar, range_chart
from portrait_analytics.figures.sentences import count
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, format_range

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
        draw=lambda figure: range_chart(_bars(sheet), title=figure.title, alt_text=figure.alt, unit="leaders"),
    )


def _bars(sheet: Sheet) -> list[Bar]:
    """What is told of each group, in the order of `ITEMS`."""
    told = ((group, item, sheet.find(group, "", "ready", item)) for group in sheet.groups for item in ITEMS)
    return [
        Bar(group.role, ITEMS[item], float(low), float(high), (low + high) / 2)
        for group, item, printed in told
        if printed is not None and printed.visible
        for low, high in [printed.ends]
    ]


def bench_over_time(release: Release) -> Figure:
    """The bench of the earlier semester and this one, side by side as they were told; nothing is worked out."""
    then, now = (read_sheet(release, name) for name in ("bench_before", "bench"))
    title, takeaway = _say_over_time(release, then, now)
    groups = dict.fromkeys([*then.groups, *now.groups]) if then.groups and now.groups else ()
    semesters = [semester_name(name) for name in (release.baseline or release.semester, release.semester)]
    told = ("now", "soon")
    rows = tuple(
        (group.role, *(_quote(sheet, group, item) for item in told for sheet in (then, now))) for group in groups
    )
    headers = ("In the role of", *(f"{ITEMS[item]}, {semester}" for item in told for semester in semesters))
    return draw_words(
        name="bench_over_time",
        title=title,
        takeaway=takeaway,
        caption="Both as they were told at the time, for the nearest of the roles that people may step up to. They are "
        "not the same people: some came and some left. Where roles were put together differently, each telling has "
        "rows of its own. Counts are people.",
        sheets=[WordTable("How near leaders are to another role, then and now", headers, rows)] if rows else [],
    )


def _say_over_time(release: Release, then: Sheet, now: Sheet) -> tuple[Markup, Markup]:
    if not (then.groups and now.groups):
        silent = Markup("How the bench moved cannot be shown")
        if release.baseline is None:
            return silent, Markup("There is nothing earlier to compare with.")
        missing = Markup("No page of {} told how near people were; from the next comparison on it will be here.")
        return silent, missing.format(semester_name(release.baseline))
    before, after = (add_ready(sheet, sheet.groups, "now") for sheet in (then, now))
    title = Markup("Ready now for another role: {} leaders shown, and {} in {}").format(
        _of(now, after), _of(then, before), semester_name(release.baseline or "")
    )
    return title, Markup("")


def _of(sheet: Sheet, ready: Ready) -> Markup:
    if not ready.people:
        return Markup("hidden of")
    return Markup("{} of {}").format(_told(sheet, ready), count(sheet, ready.people))


def _quote(sheet: Sheet, group: Group, item: str) -> Markup:
    printed = sheet.find(group, "", "ready", item)
    return printed.quote() if printed is not None else Markup("not told so")


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
