"""What leaders chose to reflect on, where a form asks for one competency of each attribute."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.printed import Printed, read_sheet
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import join_words, read_range

CHOICES = "learning_choices"
EVERYONE = 1_000_000  # leaders: the most that a band without an end may be


def learning_choices(release: Release) -> Figure:
    """What leaders chose to reflect on, where a form let them: what they find worth their while, and no rating."""
    sheet = read_sheet(release, CHOICES, by="competency")
    chosen = {part: row for (_, part, _, _), row in sheet.rows.items()}
    title, takeaway = say_choices(release, chosen)
    when = next((item for _, _, _, item in sheet.rows), "")
    return draw_words(
        name="learning_choices",
        title=title,
        takeaway=takeaway,
        caption=f"{semester_name(when).capitalize()}, by those who filled in the form that asks for one competency of "
        "each attribute. Numbers are told in fives."
        if when
        else f"{semester_name(release.semester)}.",
        sheets=list(_tables(release, chosen)),
    )


def _tables(release: Release, chosen: Mapping[str, Printed]) -> Iterator[WordTable]:
    """For each attribute its competencies, then whoever chose any of them."""
    rubric, asked = release.rubric, read_sheet(release, CHOICES).rows
    sums = {part: row for (_, part, measure, _), row in asked.items() if measure == "asked"}
    for attribute in rubric.attributes:
        parts = [part for part in rubric.competencies_of(attribute.id) if part.id in chosen]
        rows: list[tuple[str | Markup, ...]] = [(part.name, chosen[part.id].quote()) for part in parts]
        if rows and attribute.id in sums:
            rows.append(("Any of these", sums[attribute.id].quote()))
            yield WordTable(attribute.name, ("Competency", "Chosen by"), tuple(rows))


def say_choices(release: Release, chosen: Mapping[str, Printed]) -> tuple[Markup, Markup]:
    """Which competency of an attribute surely more chose than any other: a title and the sentence under it."""
    if not chosen:
        return Markup("Nobody was asked to choose"), Markup(
            "No form so far let leaders choose what to reflect on, or too few filled it in."
        )
    rubric = release.rubric
    ends = {part: read_range(row.shown, EVERYONE) for part, row in chosen.items()}
    first = [
        rubric.names[part]
        for attribute in rubric.attributes
        for own in [[part.id for part in rubric.competencies_of(attribute.id) if part.id in chosen]]
        for part in own
        if all(ends[part][0] > ends[other][1] for other in own if other != part)
    ]
    title = Markup("Most chosen: {}").format(join_words(first)) if first else Markup("No choice stands out")
    return title, Markup(
        "A choice says what leaders find worth their while. It is no rating, and says nothing of what they left."
    )
