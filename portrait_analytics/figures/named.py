"""The figures of the notebook `succession_named`: names, for the data team alone, of those who consented."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.findings import Finding
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, format_percent, format_range, join_words, spell
from portrait_analytics.wording import count_of

if TYPE_CHECKING:
    from portrait_analytics.named import Named  # it takes its time to import, and other notebooks do without

NEAR = "Only people who consented, who are known by name, and who are ready now or within two years."
STANCE = (
    "Named for those who consented, and for this purpose alone. The rubric is for reflection: there is no right place "
    "to be, and a list is no decision. Talk with people before anything else is done with it."
)


def named_header(named: Named) -> Figure:
    """Who may be named, where openings outrun the people, and who alone holds something."""
    findings = [_find_successors(named), _find_short(named), _find_alone(named)]
    says = [str(finding.headline.striptags()) for finding in findings]
    semester = semester_name(named.semester).capitalize()
    return Figure(
        name="named_header",
        title=says[0],
        takeaway=f"{says[1]}. {says[2]}.",
        caption=semester,
        alt=f"{named.district}, {semester}. {says[0]}.",
        html=render("headline.html.j2", release=named, findings=findings, compared=semester),
        table=pd.DataFrame({"finding": [finding.kicker for finding in findings], "says": says}, dtype="str"),
    )


def _find_successors(named: Named) -> Finding:
    people = named.successors["name"].nunique()
    headline = Markup("{} may be named as near to another role").format(count_of(people, "leader").capitalize())
    consent = Markup("{} of {} consented.").format(format_count(named.agreed), count_of(named.people, "leader"))
    supposed = tuple(escape(text) for text in named.what_if)
    return Finding("Who may follow", headline, (consent, _word(named), *supposed))


def _word(named: Named) -> Markup:
    if named.accept_self_ratings:
        return Markup("The district accepts leaders' own word: see on whose word each name rests.")
    return Markup("Nobody is named on their own word alone: somebody else has rated everything critical of them.")


def _find_short(named: Named) -> Finding:
    short = named.bench[named.bench["filled"] < named.bench["median"]]
    if short.empty:
        return Finding("Where people run out", Markup("In a usual year every opening can be filled from within"))
    missing = int((short["median"] - short["filled"]).sum())
    headline = Markup("In a usual year {} cannot be filled from within").format(count_of(missing, "opening"))
    return Finding("Where people run out", headline, (escape(f"In: {join_words(short['role'].tolist())}."),))


def _find_alone(named: Named) -> Finding:
    people = len(named.key_people) + named.others_alone
    if not people:
        return Finding("Who is alone", Markup("Nobody alone holds a competency in their cluster"))
    verb = "holds" if people == 1 else "hold"
    headline = Markup("{} alone {} a competency in their cluster").format(count_of(people, "leader").capitalize(), verb)
    return Finding("Who is alone", headline, (escape(_unnamed(named)),))


def _unnamed(named: Named) -> str:
    if not named.others_alone:
        return "All of them consented to be named."
    return f"Not named here, for want of their consent: {spell(named.others_alone)}."


def named_successors(named: Named) -> Figure:
    """Who is near to each role, those who are ready now first, by name, and on whose word."""
    headers = ("Name", "Ready", "Is now", "At", "Meets", "Critical gaps", "On whose word")
    sheets = [
        WordTable(f"Near to {role}", headers, tuple(_successor_row(row) for row in own.to_dict("records")))
        for role, own in named.successors.groupby("role", sort=False)
    ]
    return draw_words(
        name="named_successors",
        title=_find_successors(named).headline,
        takeaway=_word(named),
        caption=f"{NEAR} Meets: the part of what the role asks for that they are rated at; critical gaps: how many "
        "critical competencies they are not known to be at; then how many competencies rest on whose rating.",
        sheets=sheets,
    )


def _successor_row(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    return (
        str(row["name"]),
        str(row["readiness"]),
        str(row["role_now"]),
        str(row["school"]) if pd.notna(row["school"]) else "no school",
        format_percent(row["meets"]),
        format_count(int(row["gaps"])),
        str(row["word"]),
    )


def named_openings(named: Named) -> Figure:
    """The openings of a year by role, how many can be filled at once, and how long the people last."""
    rows = tuple(
        (
            str(row["role"]),
            format_count(int(row["posts"])),
            f"{format_count(int(row['median']))} ({format_range(int(row['low']), int(row['high']))})",
            format_count(int(row["ready_now"])),
            format_count(int(row["ready_soon"])),
            format_count(int(row["filled"])),
            format_percent(row["short"]),
            "no end" if math.isinf(row["years"]) else f"{row['years']:.1f}",
        )
        for row in named.bench.to_dict("records")
    )
    people = ("Ready now", "Within two years", "Filled at once", "Runs short", "Lasts years")
    headers = ("Role", "Posts", "Openings", *people)
    return draw_words(
        name="named_openings",
        title=_find_short(named).headline,
        takeaway=Markup(
            "Each person takes one post; where there are too few, roles are served in the district's order."
        ),
        caption="Counts of everybody, named or not. Openings: the middle of simulated years, and nine times in ten, "
        "with promotions from within. Runs short: the chance of more openings than people ready now. Lasts: years "
        "until nobody is left for the role, if all roles draw on the same people.",
        sheets=[WordTable("Openings within a year, and who could take them", headers, rows)] if rows else [],
    )


def named_alone(named: Named) -> Figure:
    """Who alone holds something in their cluster, and what; then what each cluster covers."""
    people = tuple(tuple(str(text) for text in row) for row in named.key_people[_ALONE].itertuples(index=False))
    states = named.clusters.columns[1:]
    clusters = tuple(
        (str(row["cluster"]), *(format_count(int(row[state])) for state in states))
        for row in named.clusters.to_dict("records")
    )
    sheets = [
        WordTable("Alone in the cluster", ("Name", "Cluster", "Is now", "Alone holds"), people),
        WordTable("Competencies by state", ("Cluster", *(str(state).capitalize() for state in states)), clusters),
    ]
    return draw_words(
        name="named_alone",
        title=_find_alone(named).headline,
        takeaway=Markup("{}").format(_unnamed(named) if len(people) + named.others_alone else ""),
        caption="Within a cluster, those whose departure is most to be reckoned with first. Gone: nobody is known to "
        "hold it; one departure: one person alone does; unknown: nobody was rated on it.",
        sheets=[sheet for sheet in sheets if sheet.rows],
    )


_ALONE = ["name", "cluster", "role_now", "alone"]


def named_notes(named: Named) -> Figure:
    """What the page rests on, what was supposed, and how to use it."""
    lists = {
        "What roles ask for": {f"Rule {number}": text for number, text in enumerate(named.policy, start=1)},
        "Where the numbers come from": {"Semester": semester_name(named.semester), **named.facts},
    }
    meanings = {
        "Consent": "The roster's column consent_succession of this semester. Without a yes nobody is named.",
        "On whose word": (
            "A supervisor's or a coach's rating counts before the leader's own. With accept_self_ratings under "
            "[succession] in district.toml, the leader's own word alone is enough to be listed."
        ),
        "What if": (
            "The notebook's parameters departures, rates and required ask what would be. "
            + (" ".join(named.what_if) or "Nothing was supposed here.")
        ),
        "Assumptions": (
            "Rates of leaving are of roles and of no person; that openings are filled from within as often as not, and "
            "that assistants follow a principal who leaves, are assumptions that district.toml can change."
        ),
    }
    html = render("succession_notes.html.j2", release=named, stance=STANCE, meanings=meanings, lists=lists)
    return Figure(
        name="named_notes",
        title="How to read this page",
        takeaway=STANCE,
        caption="",
        alt="What the page rests on.",
        html=html,
        table=pd.DataFrame({"term": list(meanings), "meaning": list(meanings.values())}, dtype="str"),
    )
