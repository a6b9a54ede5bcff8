"""The figures of the notebook `succession_named`: names, for the data team alone, of those who consented."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.findings import Finding
from portrait_analytics.figures.headline import draw_headline
from portrait_analytics.figures.named_departures import find_alone
from portrait_analytics.figures.named_openings import find_short
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, format_percent
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
    findings = [_find_successors(named), find_short(named), find_alone(named)]
    return draw_headline("named_header", named, findings)


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


def named_notes(named: Named) -> Figure:
    """What the page rests on, what was supposed, and how to use it."""
    lists = {
        "What roles ask for": {f"Rule {number}": text for number, text in enumerate(named.policy, start=1)},
        "On whose word all of this rests": {
            str(row["evidence"]).capitalize(): f"{count_of(int(row['ratings']), 'competency')} "
            f"of {count_of(int(row['people']), 'leader')}"
            for row in named.evidence.to_dict("records")
            if row["ratings"]
        },
        "Where the numbers come from": {"Semester": semester_name(named.semester), **named.facts},
    }
    meanings = {
        "Consent": "The roster's column consent_succession of this semester. Without a yes nobody is named.",
        "On whose word": (
            "A supervisor's or a coach's rating counts before the leader's own. With accept_self_ratings under "
            "[succession] in district.toml, the leader's own word alone is enough to be listed."
        ),
        "What if": (
            "The notebook's parameters departures, departure_rates, rates, required and years ask what would be; by "
            "says whether departures are looked at within clusters or schools. "
            + (" ".join(named.what_if) or "Nothing was supposed here.")
        ),
        "Not named": (
            "Who did not consent is counted, and meant by no one sentence: that one of them alone holds something is "
            f"said only where at least {named.minimum_group} people of the place are not named; elsewhere it is "
            "counted as thin, or left out."
        ),
        "Importance": (
            "How much of the place's competencies would be expected to stay if the person surely stayed, against "
            "surely leaving, when others leave as roles do (Birnbaum's importance, exact)."
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
