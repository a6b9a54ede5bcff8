"""The page that staff can be given before they answer: which figures there are, what is never shown, what is kept.

Computed from the district's policy and from the release, so it cannot promise what the pages do not keep.
"""

from dataclasses import dataclass

from markupsafe import Markup

from portrait_analytics.figures.figure import render
from portrait_analytics.figures.printed import VISIBLE, Sheet, read_sheet
from portrait_analytics.figures.sentences import out_of
from portrait_analytics.release import Release
from portrait_analytics.reports import POLICY, describe_page

TITLE = "Who sees what"
QUESTION = "What these pages show of leaders' answers, what they never show, and what is kept."
MOVED = "by attribute: how many moved up or down, how many are at or above {}"
FIGURES = {
    "district_growth": ("All leaders together", MOVED, "group"),
    "then_question": ("All leaders together", "how they now see their start, by attribute", "group"),
    "trend": ("All leaders together", "the same as in earlier reports, semester by semester", "group"),
    "why_it_changed": (
        "All leaders together",
        "by attribute: what those who stayed, came or left add",
        "group",
    ),
    "mix_of_change": ("All leaders together", "by attribute: what the mix of roles and of schools adds", "group"),
    "growth_by_role": ("Each role, or roles put together", MOVED, "group"),
    "growth_by_school": ("Each school, all its leaders together", MOVED, "school"),
    "growth_by_cluster_and_role": ("Each role within a cluster of schools", MOVED, "group"),
    "growth_by_competency": ("Each cluster of schools", "by competency: how many moved up or down", "group"),
    "levels_by_cluster": ("Each cluster of schools", "by competency: how many are at each level", "group"),
    "team_ratings": ("Each leadership team", "by attribute: how many raters are at or above {}", "team"),
    "team_growth": ("All leadership teams", "by attribute: how many teams moved up or down", "group"),
    "other_ratings": ("All leaders together", "what supervisors and coaches say, by attribute", "group"),
    "response": ("All leaders, each role and each cluster", "how many answered, of those on the roster", "group"),
    "learning_plan": ("All leaders together", "how many could be seated in what is offered, in fives", "group"),
    "learning_costs": ("All leaders together", "what money would cover of what leaders are short of", "group"),
    "mentors": ("All leaders together", "how many could mentor, how many are paired, in fives", "group"),
    "learning_choices": ("All leaders together", "what they chose to reflect on, by competency, in fives", "group"),
    "bench": ("Each role, or roles put together", "how many are near to another role", "group"),
    "bench_before": ("Each role, or roles put together", "how many were near the semester before", "group"),
    "representation": ("Each stage from the classroom on", "how many of the groups that the roster names", "stage"),
}
SECTIONS = {
    "shown": "What these pages show",
    "never": "What is never shown",
    "names": "What names are used for",
    "kept": "What is kept",
}


@dataclass(frozen=True)
class Shown:
    """One figure: whom it puts together, what it says of them, and of how many groups it says nothing."""

    group: str
    says: str
    hidden: Markup


def make_who_sees_what(release: Release) -> str:
    """The page, whole; it says in words how many groups of each figure are hidden in this release."""
    level = release.rubric.level_named(release.rubric.proficient)
    rows = [
        Shown(group, says.format(level), _say_hidden(sheet, noun))
        for figure, (group, says, noun) in FIGURES.items()
        for sheet in [_read(release, figure)]
        if sheet.groups
    ]
    page = describe_page(release, TITLE, QUESTION, tuple(SECTIONS.items()), sheets=(POLICY,))
    levels = [level.name for level in release.rubric.levels]
    context = {"page": page, "rows": rows, "sections": SECTIONS, "levels": levels, "rubric": release.rubric.title}
    return render("who_sees_what.html.j2", **context).rstrip() + "\n"


def _read(release: Release, figure: str) -> Sheet:
    by_competency = figure in ("growth_by_competency", "levels_by_cluster", "learning_choices")
    about = "team" if figure.startswith("team_") else "self"
    return read_sheet(release, figure, by="competency" if by_competency else "attribute", about=about)


def _say_hidden(sheet: Sheet, noun: str) -> Markup:
    """How many groups print no number at all, in words; *none* where each prints one."""
    told = {group for (group, *_), printed in sheet.rows.items() if printed.status in VISIBLE}
    hidden = len(sheet.groups) - len(told)
    return out_of(sheet, hidden, len(sheet.groups), noun) if hidden else Markup("none")
