"""The figures of the notebook `leader`: one person's own page, for that person and for who coaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup, escape

from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.findings import Finding
from portrait_analytics.figures.headline import draw_headline
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import join_words

if TYPE_CHECKING:
    from portrait_analytics.leader import Leader

OWN = (
    "For the person whose page it is, and for whoever they show it to. It compares them with nobody, it gives no "
    "score, and nothing on it decides about a post: there is no right place to be. The data team hands it to them "
    "alone."
)


def leader_header(leader: Leader) -> Figure:
    """Whose page it is, what is strong, what could come next, and who could help."""
    findings = [_find_strong(leader), _find_next(leader), _find_help(leader)]
    semester = semester_name(leader.semester).capitalize()
    about = ", ".join(filter(None, (leader.name, semester, leader.role, leader.school)))
    return draw_headline("leader_header", leader, findings, about=about)


def _find_strong(leader: Leader) -> Finding:
    level = leader.rubric.level_named(leader.rubric.proficient)
    if not leader.strengths:
        return Finding("What is strong", Markup("Nothing is rated at or above {} yet").format(level))
    details = (escape(join_words(list(leader.strengths)) + "."),)
    return Finding("What is strong", Markup("What you rate at or above {}").format(level), details)


def _find_next(leader: Leader) -> Finding:
    if not leader.steps:
        return Finding("What could come next", Markup("Every step of the rubric is taken: help others take theirs"))
    names = join_words([step.competency.name for step in leader.steps])
    return Finding("What could come next", escape(names), (Markup("What the next level asks for stands below."),))


def _find_help(leader: Leader) -> Finding:
    offers = Markup("The plan has a seat for you in {}.").format(join_words(list(leader.offerings)))
    details = (offers,) if leader.offerings else ()
    if leader.mentor:
        return Finding("Who could help", Markup("A mentor who offered: {}").format(leader.mentor), details)
    headline = (
        Markup("Nobody has offered to mentor on this so far") if not details else Markup("Offerings of this semester")
    )
    return Finding("Who could help", headline, details)


def leader_levels(leader: Leader) -> Figure:
    """The levels that the person gave themself, semester by semester."""
    semesters = list(leader.levels.columns[2:])
    headers = ("Competency", *(semester_name(name).capitalize() for name in semesters))
    sheets = [
        WordTable(
            str(attribute),
            headers,
            tuple((row["competency"], *(row[name] or "not rated" for name in semesters)) for row in own),
        )
        for attribute in leader.levels["attribute"].unique()
        for own in [leader.levels[leader.levels["attribute"] == attribute].to_dict("records")]
    ]
    return draw_words(
        name="leader_levels",
        title=Markup("Your own levels, semester by semester"),
        takeaway=Markup("A level that falls can mean that you see more in it than before."),
        caption="What you said of yourself, in the words of the form that you filled in. Not rated: left out, or not "
        "asked.",
        sheets=sheets,
    )


def leader_steps(leader: Leader) -> Figure:
    """What the next level asks for, an example for the role, a question, and a way to learn together."""
    rows = tuple(
        (
            step.competency.name,
            f"{step.level}: {step.summary}",
            (step.action or "no example in the library")
            + (" (the library has no other example for your role)" if step.thin and step.action else ""),
            step.question or "no question in the library",
            f"{step.format.name}: {step.format.summary}" if step.format else "no format in the library",
        )
        for step in leader.steps
    )
    headers = ("Competency", "The next level", "For example", "A question to think about", "Together")
    return draw_words(
        name="leader_steps",
        title=Markup("What could come next") if rows else Markup("Every step of the rubric is taken"),
        takeaway=Markup("Choose one. The foundational ones come first, since the others rest on them.")
        if rows
        else Markup(""),
        caption="Every text as the rubric file has it.",
        sheets=[WordTable("Next steps", headers, rows)] if rows else [],
    )


def leader_commitments(leader: Leader) -> Figure:
    """What the person last set out to do, in their own words."""
    when = semester_name(leader.committed_in) if leader.committed_in else ""
    return draw_words(
        name="leader_commitments",
        title=Markup("What you set out to do, {}").format(when) if when else Markup("Nothing is written down yet"),
        takeaway=Markup("What became of it, and what would you write now?")
        if when
        else Markup("The form that asks what, so what and now what keeps it for you until next time."),
        caption="As you wrote it. It stands on this page alone, and is counted nowhere."
        if when
        else f"Up to {semester_name(leader.semester)}.",
        sheets=[WordTable("Your own words", ("Question", "What you wrote"), leader.commitments)] if when else [],
    )


def leader_questions(leader: Leader) -> Figure:
    """Questions to bring to a coaching conversation."""
    rows = tuple((question,) for question in leader.questions)
    return draw_words(
        name="leader_questions",
        title=Markup("Questions to bring to a coaching conversation"),
        takeaway=Markup("Take the one that you would rather not be asked."),
        caption="From the rubric, and from the form that asks what, so what and now what.",
        sheets=[WordTable("Questions", ("Question",), rows)] if rows else [],
    )


def leader_notes(leader: Leader) -> Figure:
    """What the page rests on, and whose it is."""
    meanings = {
        "Whose page": OWN,
        "Consent": (
            "You agreed to be named for learning, by the roster of this semester. Without that there is no page of "
            "yours; ask the data team if you would rather have none."
        ),
        "Next steps": "At most three, foundational ones first, then where the next level is farthest from Proficient.",
        "A mentor": (
            "Somebody who offered to mentor, who is at the highest level of the competency, and who is neither above "
            "nor below you in your reporting line. Nobody has been asked yet."
        ),
        "A seat": "The plan's proposal, for the money that there is. It is no claim that attending closes a gap.",
    }
    lists = {
        "Where it comes from": {
            "Semester": semester_name(leader.semester),
            "Rubric": leader.rubric.title,
            **leader.facts,
        }
    }
    html = render("succession_notes.html.j2", release=leader, stance=OWN, meanings=meanings, lists=lists)
    return Figure(
        name="leader_notes",
        title="How to read this page",
        takeaway=OWN,
        caption=leader.rubric.credit,
        alt="What the page rests on.",
        html=html,
        table=pd.DataFrame({"term": list(meanings), "meaning": list(meanings.values())}, dtype="str"),
    )
