"""How to read a page: what each number means, where it came from, and whose rubric it is."""

import pandas as pd

from portrait_analytics.figures.figure import Figure, render
from portrait_analytics.figures.heatmap import FAMILY_TO_MARK
from portrait_analytics.growth.marks import PAIRS_FROM, SURE
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import CLASS_EDGES, LOOKS, SHADES, class_range, format_count, format_percent

DRIFT = (
    "Ratings are leaders' own. Someone who learns what a level asks for may rate the same practice lower than before, "
    "so a fall need not mean that practice got worse, nor a rise that it got better."
)


def method_notes(release: Release) -> Figure:
    """What the numbers mean in plain words, the facts behind the page, a glossary, and the credit."""
    meanings = _meanings(release)
    facts = _facts(release)
    shades = [(LOOKS[number], shade.words, class_range(number)) for number, shade in SHADES.items()]
    html = render(
        "notes.html.j2",
        release=release,
        drift=DRIFT,
        meanings=meanings,
        facts=facts,
        shades=shades,
        terms=_terms(release),
    )
    return Figure(
        name="method_notes",
        title="How to read this page",
        takeaway=DRIFT,
        caption=release.rubric.credit,
        alt="What the numbers mean, and where they came from.",
        html=html,
        table=pd.DataFrame({"fact": list(facts), "value": list(facts.values())}, dtype="str"),
    )


def explain_terms(release: Release) -> list[tuple[str, str]]:
    """Every term of the notes with its meaning. Their numbers count nobody; those of the facts count records."""
    return [pair for texts in (_meanings(release), _facts(release), _terms(release)) for pair in texts.items()]


def _meanings(release: Release) -> dict[str, str]:
    level = release.rubric.level_named(release.rubric.proficient)
    return {
        "Up and down": (
            "A leader moved up on an attribute if, among its competencies rated in both semesters, more rose than "
            "fell; down if more fell; otherwise the same. On a competency, its own rating counts."
        ),
        "Net": (
            "Those who moved up less those who moved down, as a share of all who rated both times. +10% means that of "
            "every hundred leaders ten more moved up than down."
        ),
        "About as many each way": (
            f"Up less down is under {format_percent(CLASS_EDGES[0])} of the group; where words stand for several "
            "counts, in the middle of what they allow."
        ),
        "Color": (
            "In a small group one or two leaders make a large share. So the color of a group is not its own net alone: "
            "it is drawn toward the groups it stands beside (where fewer than five are shown, toward all leaders), "
            "the more so the smaller the group and the more alike the groups are. A small group can so have the color "
            "of a rise although as many of it moved down. All leaders have the color of their own net."
        ),
        "Outlined": (
            f"A group is outlined if it can be told apart from all leaders: at least {format_percent(SURE)} sure, "
            f"with at least {format_count(PAIRS_FROM)} leaders who rated both times, where the words for its counts "
            f"leave no doubt of it, and only where at least {FAMILY_TO_MARK} groups are shown. Elsewhere nothing is "
            "outlined, and each net stands with its interval. A group without an outline need not be like all leaders."
        ),
        "Who counts where": (
            "Whoever rated both times counts under the role and the cluster that they are in now; under a school only "
            "if they were there both times. A cluster is schools that belong together: a feeder pattern, a region or "
            "a network."
        ),
        "95% interval": (
            "The numbers in parentheses: how far off the share could easily be by chance. Where the interval includes "
            "0%, there may have been no change at all."
        ),
        f"At or above {level}": (
            "A leader counts if more than half of the attribute's competencies that they rated are at "
            f"{level} or higher."
        ),
        "At most 2; at least 10": (
            "Nobody, or everybody, would say something about each single person, and so would nearly nobody and nearly "
            "everybody. So 0, 1 and 2 are all printed as at most 2; of 12 leaders, 10, 11 and 12 as at least 10. What "
            "that leaves open is left open beside it: in what stayed the same, in the interval, and in the color. "
            f"Where it makes levels inexact, they read as 7 to 9, or only the two sides of {level} are told."
        ),
        "5 to 9": (
            "Where an exact count, taken from others, would still tell what a few people answered, it is printed as "
            "one of a few ranges of five or more, or it is hidden."
        ),
        "Hidden": (
            f"Groups under {release.minimum_group} leaders are not shown, to protect what each of them answered. Some "
            "larger groups are hidden too, and single counts of others, so that the small ones cannot be worked out "
            "from the rest. So a group may show who moved and not where it stands, or the other way round."
        ),
        "No ranking": (
            "The rubric is for reflection, and no place on it is the right one. Schools stand in the order of their "
            "names."
        ),
    }


def _facts(release: Release) -> dict[str, str]:
    baseline = "none: this is the first semester" if release.baseline is None else semester_name(release.baseline)
    return {
        "District": release.district,
        "Semester": semester_name(release.semester),
        "Compared with": baseline,
        "Rubric": release.rubric.title,
        "Smallest group shown": f"{release.minimum_group} leaders",
        **release.facts,
    }


def _terms(release: Release) -> dict[str, str]:
    """The attributes and levels, as the rubric puts them, and the words that this page adds."""
    attributes = {
        part.name + (" (foundational)" if part.foundational else ""): part.tagline for part in release.rubric.attributes
    }
    levels = {level.name: level.summary for level in release.rubric.levels}
    return {
        "Attribute": "A broad quality of leadership. Its competencies are rated, never the attribute itself.",
        **attributes,
        **levels,
        "Role + role": "Roles that are too small to stand alone and are shown together.",
    }
