"""Why the district's share changed: growth of the same people, or other people; the parts add up to the change."""

from collections.abc import Sequence

from markupsafe import Markup

from portrait_analytics.figures.captions import compared
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.heatmap import Band, Cell, Heatmap, Row, draw_heatmap, plain_cell
from portrait_analytics.figures.printed import Group, Printed, Sheet, period, read_sheet
from portrait_analytics.figures.sentences import no_movement, out_of
from portrait_analytics.release import Release
from portrait_analytics.rubric import Attribute
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import join_words

EVERYBODY = Group()
MIXED = (
    " What the mix of roles, or of schools, makes is worked out from what the tables by role and by school print; "
    "those who are not in them count as one group. The rest is change within roles, or within schools."
)
WHOLE = "all"
SAME_FORM = "same_form"
MIXES = {"role": "who is in which role", "school": "who is at which school"}
PARTS = {  # in the order of print
    "same_form": "Answered the same form both times",
    "other_form": "Answered two different forms",
    "started": "There both times, answered only now",
    "stopped": "There both times, answered only before",
    "arrived": "Arrived",
    "departed": "Departed",
    "unfollowed": "Answered without a name",
    "others": "All others together",
}


def why_it_changed(release: Release) -> Figure:
    """The change of the share at or above Proficient in parts that add up to it, for all leaders and each attribute."""
    sheet, district = read_sheet(release, "why_it_changed"), read_sheet(release, "district_growth")
    heatmap, mix = read_parts(release, sheet, district), _tell_mix(release)
    split = [part for part in release.rubric.attributes if _points(sheet, part, WHOLE)]
    return draw_heatmap(
        sheet,
        heatmap,
        title=_title(release, sheet, split),
        takeaway=Markup("{} {}").format(_takeaway(release, sheet, split), mix).strip(),
        caption=_caption(release) + (MIXED if mix else ""),
        shape=f"Table of {len(heatmap.bands)} attributes, each with the parts of its change",
        summary=f"All leaders, at or above {_proficient(release)}, {period(release)}",
    )


def read_parts(release: Release, sheet: Sheet, district: Sheet) -> Heatmap:
    """The attributes as bands: the change as a whole, then its parts; only who is in a part has a row."""
    bands = [
        Band(attribute.name, (_read_whole(sheet, district, attribute), *_read_rows(sheet, attribute)))
        for attribute in release.rubric.attributes
        if sheet.find(EVERYBODY, attribute.id, "part_points", WHOLE)
    ]
    before = semester_name(release.baseline).capitalize() if release.baseline else "Before"
    columns = ("Adds to the change", before, semester_name(release.semester).capitalize())
    return Heatmap(columns, tuple(bands), "who", "attribute")


def _read_whole(sheet: Sheet, district: Sheet, attribute: Attribute) -> Row:
    points = sheet.find(EVERYBODY, attribute.id, "part_points", WHOLE)
    shares = (district.find(EVERYBODY, attribute.id, "proficient_share", end) for end in ("from", "to"))
    return Row("All leaders", (plain_cell([points]), *(plain_cell([share]) for share in shares)))


def _read_rows(sheet: Sheet, attribute: Attribute) -> list[Row]:
    rows = []
    for part, name in PARTS.items():
        points = sheet.find(EVERYBODY, attribute.id, "part_points", part)
        if points:
            ends = (sheet.find(EVERYBODY, attribute.id, measure, part) for measure in ("part_from", "part_to"))
            rows.append(Row(name, (plain_cell([points]), *(_end_cell(end) for end in ends))))
    return rows


def _end_cell(printed: Printed | None) -> Cell:
    return plain_cell([printed]) if printed else Cell("plain", (Markup("nobody"),))


def _points(sheet: Sheet, attribute: Attribute, part: str) -> Printed | None:
    """The points of a part that are told, or None."""
    printed = sheet.find(EVERYBODY, attribute.id, "part_points", part)
    return printed if printed and printed.visible else None


def _value(sheet: Sheet, attribute: Attribute, part: str) -> float:
    printed = _points(sheet, attribute, part)
    return printed.value or 0.0 if printed else 0.0


def _title(release: Release, sheet: Sheet, split: Sequence[Attribute]) -> Markup:
    if not split:
        if release.baseline is None or not sheet.groups:
            return no_movement(release, sheet, "attribute")
        return Markup("What the change comes from cannot be shown for any attribute")
    values = [(_value(sheet, part, WHOLE), _value(sheet, part, SAME_FORM)) for part in split]
    grown = sum(abs(own) > abs(whole - own) for whole, own in values)
    more = "" if len(split) == len(release.rubric.attributes) else " shown"
    start = Markup("Leaders who answered the same form both times make more of the change than all others in {}{}")
    return start.format(out_of(sheet, grown, len(split), "attribute"), more)


def _takeaway(release: Release, sheet: Sheet, split: Sequence[Attribute]) -> Markup:
    sentences = []
    for attribute in sorted(split, key=lambda part: -abs(_value(sheet, part, WHOLE)))[:1]:
        whole, own = (_points(sheet, attribute, part) for part in (WHOLE, SAME_FORM))
        if whole and own:
            said = Markup("{}: {} in all, of which {} from those who answered the same form both times.")
            sentences.append(said.format(attribute.name, whole.quote(), own.quote()))
    told = [sheet.find(EVERYBODY, part.id, "part_points", WHOLE) for part in release.rubric.attributes]
    silent = [printed for printed in told if printed and not printed.visible]
    if silent:
        few = Markup("In {} it cannot be split without telling on a few people.")
        sentences.append(few.format(out_of(sheet, len(silent), len(release.rubric.attributes), "attribute")))
    return Markup(" ").join(sentences)


def _tell_mix(release: Release) -> Markup:
    """What who is in which role, and at which school, makes of the change, attribute by attribute; perhaps nothing."""
    sheet, said = read_sheet(release, "mix_of_change"), []
    for by, words in MIXES.items():
        found = [(part.name, sheet.find(EVERYBODY, part.id, "mix_points", by)) for part in release.rubric.attributes]
        told = [Markup("{} in {}").format(points.quote(), name) for name, points in found if points and points.value]
        none = [name for name, points in found if points and not points.value]
        if none:
            told.append(Markup("nothing in {}").format(join_words(none)))
        if told:
            said.append(Markup("{} makes {}").format(words, Markup(", ").join(told)))
    return Markup("Of the change, {}.").format(Markup("; ").join(said)) if said else Markup("")


def _caption(release: Release) -> str:
    if release.baseline is None:
        return f"{compared(release)}."
    return (
        f"Percentage points of the share at or above {_proficient(release)}. Beside them, how many were at or above "
        "it, of how many who answered. Whole points, rounded so that they add up. Those who come are compared with "
        "those who stayed, and so are those who go. Of two different forms, growth and form cannot be told apart. "
        "Parts of too few people are put together."
    )


def _proficient(release: Release) -> str:
    return release.rubric.level_named(release.rubric.proficient)
