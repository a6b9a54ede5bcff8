"""Openings beside the people, with everybody counted, and how the bench moves: for the data team alone."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from portrait_analytics.figures.findings import Finding
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, format_percent, format_range, join_words
from portrait_analytics.wording import count_of

if TYPE_CHECKING:
    from portrait_analytics.figures.figure import Figure
    from portrait_analytics.named import Named  # it takes its time to import, and other notebooks do without


def find_short(named: Named) -> Finding:
    """How many openings cannot be filled from within, and in which roles."""
    kicker, when = "Where people run out", "In a usual year" if named.horizon == "within a year" else named.horizon
    short = named.bench[named.bench["filled"] < named.bench["median"]]
    if short.empty:
        return Finding(kicker, Markup("{} every opening can be filled from within").format(when.capitalize()))
    missing = int((short["median"] - short["filled"]).sum())
    headline = Markup("{} {} cannot be filled from within").format(when.capitalize(), count_of(missing, "opening"))
    return Finding(kicker, headline, (escape(f"In: {join_words(short['role'].tolist())}."),))


def named_openings(named: Named) -> Figure:
    """The openings by role, how many can be filled at once, how long the people last, and one way to fill them."""
    rows = tuple(
        (
            str(row["role"]),
            format_count(int(row["posts"])),
            f"{format_count(int(row['median']))} ({format_range(int(row['low']), int(row['high']))})",
            format_count(int(row["ready_now"])),
            format_count(int(row["ready_soon"])),
            f"{row['strength']:.1f} and {row['coverage']:.1f}",
            format_count(int(row["filled"])),
            format_percent(row["short"]),
            "no end" if math.isinf(row["years"]) else f"{row['years']:.1f}",
        )
        for row in named.bench.to_dict("records")
    )
    people = ("Ready now", "Within two years", "For each post", "Filled at once", "Runs short", "Lasts years")
    openings = WordTable(
        f"Openings {named.horizon}, and who could take them", ("Role", "Posts", "Openings", *people), rows
    )
    filling = WordTable(
        "One way to fill them with people who may be named",
        ("Opening", "Name", "Is now"),
        tuple(tuple(str(text) for text in row) for row in named.filling.itertuples(index=False)),
    )
    return draw_words(
        name="named_openings",
        title=find_short(named).headline,
        takeaway=Markup(
            "Each person takes one post; where there are too few, roles are served in the district's order."
        ),
        caption="Counts of everybody, named or not. Openings: the middle of what is simulated, and nine times in ten, "
        "with promotions from within. For each post: people ready now, and with those who will be within two years; "
        "some count for several roles. Runs short: the chance of more openings than people ready now. Lasts: years "
        "until nobody is left for the role, if all roles draw on the same people. The way to fill them is one of many, "
        "found by counting alone, and no recommendation.",
        sheets=[sheet for sheet in (openings, filling) if sheet.rows],
    )


def named_clock(named: Named) -> Figure:
    """How readiness moved between two semesters, role by role, and when the bench meets a year's openings."""
    title, takeaway = _say_clock(named)
    before, now = (semester_name(name) for name in (named.baseline or named.semester, named.semester))
    headers = (
        "Role",
        f"Ready now, {before}",
        f"Ready now, {now}",
        "Became ready",
        "No longer",
        "Followed",
        "Openings a year",
        "Enough from",
        "At the earliest",
    )
    rows = tuple(_clock_row(row) for row in named.clock.to_dict("records"))
    return draw_words(
        name="named_clock",
        title=title,
        takeaway=takeaway,
        caption="Counts of everybody, named or not. Followed: people who might have stepped up to the role in both "
        "semesters; those who came or left are in none of the moves. Enough from: the semester in which as many are "
        "ready as posts open in a year, if it goes on as between the two; at the earliest: at the upper end of the "
        "95% interval of the moves. Never means not within fifty years.",
        sheets=[WordTable("How the bench moved, and when it meets the demand", headers, rows)] if rows else [],
    )


def _clock_row(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    counts = (row[name] for name in ("now_before", "ready", "gained", "lost", "pairs"))
    when = (semester_name(row[name]) if pd.notna(row[name]) else "never" for name in ("meets", "soonest"))
    return (str(row["role"]), *(format_count(int(count)) for count in counts), f"{row['demand']:.1f}", *when)


def _say_clock(named: Named) -> tuple[Markup, Markup]:
    if named.clock.empty:
        why = "Nothing earlier was answered." if named.baseline is None else "There are no posts to be filled."
        return Markup("How the bench moved cannot be said"), escape(why)
    clock = named.clock
    late = clock[clock["meets"].isna() | (clock["ready"] < clock["demand"])]
    if late.empty:
        title = Markup("For every role as many are ready now as posts open in a year")
    else:
        title = Markup("Not enough are ready yet for: {}").format(join_words(late["role"].tolist()))
    more, fewer = (clock[clock["gained"] > clock["lost"]], clock[clock["gained"] < clock["lost"]])
    takeaway = Markup("Since {} the bench grew for {}, and shrank for {}.").format(
        semester_name(named.baseline or ""), count_of(len(more), "role"), count_of(len(fewer), "role")
    )
    return title, takeaway
