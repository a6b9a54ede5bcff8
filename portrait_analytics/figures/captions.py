"""What is drawn, of whom, when and in which unit: the sentences under the figures."""

from portrait_analytics.figures.printed import Sheet
from portrait_analytics.release import TWO_FORMS, Release
from portrait_analytics.semesters import semester_name

COLLAPSED = (
    "The two semesters were answered on different forms: who moved between levels that one of them cannot tell apart "
    "counts as the same."
)
STRIPS = "The lines run from −100% to +100%, with a mark at zero."


def compared(release: Release) -> str:
    """The semester, and what it is compared with."""
    semester = semester_name(release.semester).capitalize()
    if release.baseline is None:
        return f"{semester}, the first semester"
    return f"{semester} compared with {semester_name(release.baseline)}"


def caption_of(release: Release, sheet: Sheet, *more: str) -> str:
    """What is drawn, of whom and in which unit; for a figure without rows, only of when."""
    return " ".join((movers_caption(release), *more)) if sheet.groups else f"{compared(release)}."


def movers_caption(release: Release) -> str:
    """Whose movement it is."""
    if release.baseline is None:
        return f"Leaders' ratings of themselves, {semester_name(release.semester)}; counts are people."
    said = (
        f"Leaders who rated themselves both in {semester_name(release.baseline)} and in "
        f"{semester_name(release.semester)}; counts are people, net is up less down as a share of them."
    )
    return f"{said} {COLLAPSED}" if TWO_FORMS in release.facts else said


def shares_caption(release: Release) -> str:
    """Whose shares they are."""
    shares = "The shares are of all who answered in that semester, with their 95% intervals."
    return shares if release.baseline is None else f"{shares} {STRIPS}"


def hidden_caption(release: Release) -> str:
    """What the colour is, and why something is hidden."""
    hidden = (
        f"Groups under {release.minimum_group} leaders are not shown, and some larger ones are hidden so that the "
        "small ones cannot be worked out."
    )
    if release.baseline is None:
        return hidden
    drawn = (
        "Color is not a group's own net alone; where fewer than five groups are told, it is drawn toward all leaders."
    )
    return f"{drawn} {hidden}"
