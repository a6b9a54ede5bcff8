"""The figures of the notebook `learning_named`: the plan by name and what became of earlier ones, for the data team."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.findings import Finding
from portrait_analytics.figures.headline import draw_headline
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, format_interval, format_percent
from portrait_analytics.wording import count_of

if TYPE_CHECKING:
    from portrait_analytics.learning_named import LearningNamed

STANCE = (
    "Named for those who consented, and for learning alone. A seat and a pair are proposals: talk with people first. "
    "That attending closes a gap is claimed nowhere."
)
NO_PROOF = (
    "People attend and choose for reasons of their own, so a difference does not prove what made it. Only within one "
    "starting level, on the full form twice, and where both sides are large enough; the interval is at 95%."
)


def learning_named_header(named: LearningNamed) -> Figure:
    """Who could be seated, who could be mentored, and whether anything can be told of those who attended."""
    findings = [_find_seats(named), _find_mentors(named), _find_movement(named)]
    return draw_headline("learning_named_header", named, findings)


def _find_seats(named: LearningNamed) -> Finding:
    seats, cohorts = int(named.cohorts["people"].sum()), count_of(len(named.cohorts), "offering")
    headline = (
        f"The plan gives {count_of(seats, 'seat')} in {cohorts}" if seats else "There is no plan: nothing is offered"
    )
    return Finding("The plan", escape(headline))


def _find_mentors(named: LearningNamed) -> Finding:
    return Finding("Mentors", escape(f"{count_of(len(named.pairs), 'pair')} of mentor and mentee could be made"))


def _find_movement(named: LearningNamed) -> Finding:
    told = int((named.attended["status"] == "told").sum())
    if not told:
        return Finding("Did it work", Markup("Of those who attended nothing can be told yet"))
    return Finding("Did it work", escape(f"{count_of(told, 'comparison')} can be made; none proves a cause"))


def learning_cohorts(named: LearningNamed) -> Figure:
    """Who would attend what, by name, and what it comes to."""
    rows = tuple(
        (
            str(row["name"]),
            format_count(int(row["people"])),
            format_count(int(row["levels"])),
            f"${row['cost']:,.0f}",
            str(row["named"]),
            format_count(int(row["others"])),
        )
        for row in named.cohorts.to_dict("records")
    )
    headers = ("Offering", "Leaders", "Levels short", "Price", "Of those who consented", "Others")
    return draw_words(
        name="learning_cohorts",
        title=_find_seats(named).headline,
        takeaway=Markup("Others did not consent to be named: invite everybody of their role, or ask."),
        caption="Levels short: what its leaders are short of in what it is about.",
        sheets=[WordTable("Cohorts", headers, rows)] if rows else [],
    )


def learning_pairs(named: LearningNamed) -> Figure:
    """Who could mentor whom, on what, and what mentors do not reach."""
    called = named.rubric.names
    pairs = tuple(
        (str(row["mentor"]), str(row["mentee"]), called[str(row["competency"])], str(row["distance"]))
        for row in named.pairs.to_dict("records")
    )
    counts = tuple(
        (called[str(row["competency"])], *(format_count(int(row[part])) for part in ("below", "mentors", "pairs")))
        for row in named.mentoring.to_dict("records")
    )
    sheets = [
        WordTable("Pairs", ("Mentor", "Mentee", "On", "Distance"), pairs),
        WordTable("By competency", ("Competency", "Below Proficient", "Could mentor", "Pairs"), counts),
    ]
    return draw_words(
        name="learning_pairs",
        title=_find_mentors(named).headline,
        takeaway=Markup("Nobody has been asked yet. Pairs of the last run stay as far as nothing is lost by it."),
        caption="The second table counts everybody. What is below and has no mentor is the case for help from outside.",
        sheets=[sheet for sheet in sheets if sheet.rows],
    )


def learning_needs(named: LearningNamed) -> Figure:
    """How many are short of what, how that moved, whether the foundation comes first, and what people chose."""
    called = named.rubric.names
    needs = tuple(
        (
            called[str(row["competency"])],
            "yes" if row["foundational"] else "no",
            f"{format_count(int(row['below']))} of {format_count(int(row['people']))}",
            format_count(int(row["short"])),
            *(_earlier(row[part]) for part in ("reached", "slipped")),
            "itself" if row["foundational"] else format_count(int(row["foundation_first"])),
        )
        for row in named.needs.to_dict("records")
    )
    choices = tuple(
        (called[str(row["competency"])], f"{format_count(int(row['people']))} of {format_count(int(row['asked']))}")
        for row in named.choices.to_dict("records")
    )
    headers = ("Competency", "Foundational", "Below", "Levels short", "Reached it", "Slipped", "Foundation first")
    chosen = f"What people chose to reflect on, {semester_name(named.chosen_in)}" if named.chosen_in else ""
    return draw_words(
        name="learning_needs",
        title=Markup("What leaders are short of, and what they chose"),
        takeaway=Markup(
            "What was chosen is what people find worth their while. It is no rating of what they did not choose."
        ),
        caption="Everybody, by the best evidence there is. Reached, slipped: rated in the earlier semester as well. "
        "Foundation first: of those below, how many are below on something foundational, too.",
        sheets=[
            sheet
            for sheet in (WordTable("Needs", headers, needs), WordTable(chosen, ("Competency", "Chosen by"), choices))
            if sheet.rows
        ],
    )


def _earlier(count: Any) -> str:
    return format_count(int(count)) if pd.notna(count) else "nothing earlier"


def learning_movement(named: LearningNamed) -> Figure:
    """How those who attended, and those who chose a competency, moved beside those who did not."""
    parts = {"Those who attended": named.attended, "Those who chose the competency": named.committed}
    told = {caption: frame[frame["status"] == "told"] for caption, frame in parts.items()}
    sheets = [
        WordTable(caption, _MOVEMENT, tuple(_movement_row(named, row) for row in frame.to_dict("records")))
        for caption, frame in told.items()
        if len(frame)
    ]
    silent = sum(len(frame) - len(told[caption]) for caption, frame in parts.items())
    rest = f" In {count_of(silent, 'comparison')} more it cannot be told." if silent else ""
    return draw_words(
        name="learning_movement",
        title=_find_movement(named).headline,
        takeaway=Markup("{}").format(NO_PROOF),
        caption=f"Up and down of so many people; net is up less down as a share of them.{rest}",
        sheets=sheets,
    )


_MOVEMENT = ("Competency", "Began at", "They", "Others")


def _movement_row(named: LearningNamed, row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    place = (named.rubric.names[str(row["competency"])], named.rubric.level_named(int(row["rank"])))
    return (*place, *(_side(row, side) for side in ("took", "others")))


def _side(row: Mapping[Hashable, Any], side: str) -> str:
    up, down, people = (format_count(int(row[f"{side}_{part}"])) for part in ("up", "down", "people"))
    net = format_percent(row[f"{side}_net"], signed=True)
    interval = format_interval(row[f"{side}_low"], row[f"{side}_high"], signed=True)
    return f"{up} up, {down} down of {people}; net {net} ({interval})"


def learning_named_notes(named: LearningNamed) -> Figure:
    """What the page rests on, and how to use it."""
    meanings = {
        "Consent": "The roster's column consent_learning of this semester. Without a yes nobody is named.",
        "Did it work": NO_PROOF,
        "Cannot be told": f"Fewer than {named.minimum_group} people on one of the two sides.",
    }
    lists = {
        "Where it comes from": {"Semester": semester_name(named.semester), "Rubric": named.rubric.title, **named.facts}
    }
    html = render("succession_notes.html.j2", release=named, stance=STANCE, meanings=meanings, lists=lists)
    return Figure(
        name="learning_named_notes",
        title="How to read this page",
        takeaway=STANCE,
        caption="",
        alt="What the page rests on.",
        html=html,
        table=pd.DataFrame({"term": list(meanings), "meaning": list(meanings.values())}, dtype="str"),
    )
