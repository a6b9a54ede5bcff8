"""Who answered: of those on the roster how many, by role and cluster, and how far the shares could be off for it."""

from markupsafe import Markup

from portrait_analytics.figures.captions import compared
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.printed import Group, Printed, Sheet, read_sheet
from portrait_analytics.figures.words import WordTable, draw_words
from portrait_analytics.growth.response import ENOUGH
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_percent, join_words

EVERYBODY = Group()
TOO_FEW = "too few"
BELOW = f"below {format_percent(ENOUGH)}"
HEADERS = ("Answered, of those on the roster", "Others who answered")


def response(release: Release) -> Figure:
    """How many of those on the roster answered, for all leaders, roles and clusters; what the others could change."""
    sheet = read_sheet(release, "response")
    title, takeaway = say_response(release, sheet)
    tables = [_read_groups(sheet, "role"), _read_groups(sheet, "cluster"), _read_ranges(release, sheet)]
    return draw_words(
        name=sheet.figure,
        title=title,
        takeaway=takeaway,
        caption=_caption(release) if sheet.groups else f"{compared(release)}.",
        sheets=[table for table in tables if len(table.rows) > 1],
        notes=sheet.notes,
        shape="Tables of who answered, by role and by cluster, and of what the others could change",
    )


def say_response(release: Release, sheet: Sheet) -> tuple[Markup, Markup]:
    """Where too few answered, as a title; under it how many did, and what that means for the shares."""
    answered, rate = (sheet.find(EVERYBODY, "", measure) for measure in ("answered", "response_rate"))
    if not (answered and rate and answered.visible):
        why = Markup("No roster of {} was given, so nobody knows who is missing.")
        silent = why.format(semester_name(release.semester)) if not sheet.groups else Markup("")
        return Markup("How many could have answered is not known"), silent
    sentences = [Markup("Of all leaders on the roster, {} answered ({}).").format(answered.quote(), rate.quote())]
    if any(sheet.find(EVERYBODY, part.id, "worst_case") for part in release.rubric.attributes):
        sentences.append(Markup("The last table says how far that could move each share."))
    return _say_low(sheet), Markup(" ").join(sentences)


def _say_low(sheet: Sheet) -> Markup:
    """In which groups too few answered, among those that are told; where words leave it open, nothing is said."""
    rates = [(group, sheet.find(group, "", "response_rate")) for group in sheet.groups]
    told = [(group, rate) for group, rate in rates if rate and rate.visible]
    low = [group for group, rate in told if is_low(rate)]
    if EVERYBODY in low:
        return Markup("Of all leaders together, {} answered").format(TOO_FEW)
    if low:
        names = [group.role or group.cluster for group in low]
        return Markup("Enough of all leaders answered, but {} of: {}").format(TOO_FEW, join_words(names))
    enough = Markup("Enough leaders answered in every group shown")
    left = [group.role or group.cluster or "all" for group, rate in told if (rate.value or rate.low or 0) < ENOUGH]
    return enough + Markup("; of {} the words leave it open").format(join_words(left)) if left else enough


def is_low(rate: Printed) -> bool:
    """True if the printed rate is surely below what is enough."""
    highest = rate.value if rate.value is not None else rate.high
    return highest is not None and highest < ENOUGH


def _read_groups(sheet: Sheet, by: str) -> WordTable:
    """All leaders, then one row a role or a cluster."""
    own = [group for group in sheet.groups if (group.role if by == "role" else group.cluster)]
    groups = [EVERYBODY, *(sorted(own) if by == "cluster" else own)]
    rows = tuple(_read_row(sheet, group) for group in groups if sheet.find(group, "", "answered"))
    return WordTable(f"Who answered, by {by}", (by.capitalize(), *HEADERS), rows)


def _read_row(sheet: Sheet, group: Group) -> tuple[str | Markup, ...]:
    name = group.role or group.cluster or "All leaders"
    answered, rate, others = (sheet.find(group, "", measure) for measure in ("answered", "response_rate", "unlisted"))
    if not (answered and rate and others and answered.visible):
        return name, answered.quote() if answered else "", others.quote() if others else ""
    low = Markup(", {}").format(BELOW) if is_low(rate) else ""
    return name, Markup('{} <span class="line">{}{}</span>').format(answered.quote(), rate.quote(), low), others.quote()


def _read_ranges(release: Release, sheet: Sheet) -> WordTable:
    """The share as printed, and between what it lies if those who did not answer are counted in."""
    level, district = release.rubric.level_named(release.rubric.proficient), read_sheet(release, "district_growth")
    headers = ("Attribute", f"At or above {level}, of those who answered", "Of all on the roster")
    rows = []
    for attribute in release.rubric.attributes:
        share = district.find(EVERYBODY, attribute.id, "proficient_share", "to")
        worst = sheet.find(EVERYBODY, attribute.id, "worst_case")
        if share and worst:
            rows.append((attribute.name, share.quote(), worst.quote()))
    return WordTable("How far each share could be off, because some did not answer", headers, tuple(rows))


def _caption(release: Release) -> str:
    return (
        f"Leaders who rated themselves in {semester_name(release.semester)}, of those on its roster. Others who "
        "answered are not on the roster, or gave no name. The ranges say what the share would be if none, or all, of "
        "those who did not answer were counted at or above it. Too few answered where the rate is "
        f"{BELOW}: then ask first whether those who did not answer differ from those who did (a threshold of the "
        "National Center for Education Statistics). "
        f"Groups under {release.minimum_group} leaders are not shown, nor are those that other figures hide."
    )
