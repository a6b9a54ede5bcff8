"""The grammar of counting: sentences that say how many cells or groups of a sheet point which way."""

from markupsafe import Markup

from portrait_analytics.figures.heatmap import Heatmap
from portrait_analytics.figures.printed import Sheet
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import join_words, spell


def count(sheet: Sheet, number: int) -> Markup:
    """A count over the rows of a sheet; in digits it is marked with the figure whose rows were counted."""
    text = spell(number)
    if not text[0].isdigit():
        return Markup("{}").format(text)
    return Markup('<span data-from="{}">{}</span>').format(sheet.figure, text)


def out_of(sheet: Sheet, part: int, whole: int, noun: str) -> Markup:
    """So many of so many, as one says it: "all five attributes", "four of five attributes", "the one school"."""
    nouns = noun if whole == 1 else f"{noun}s"
    if part == whole:
        start = {1: Markup("the one"), 2: Markup("both")}.get(whole, Markup("all {}").format(count(sheet, whole)))
        return Markup("{} {}").format(start, nouns)
    first = Markup("none") if part == 0 else count(sheet, part)
    return Markup("{} of {} {}").format(first, count(sheet, whole), nouns)


def noun_of(sheet: Sheet) -> str:
    """What one group is called; roles that were put together are no longer a role."""
    merged = any(" + " in group.role for group in sheet.groups)
    return sheet.grain if sheet.grain in ("school", "role", "cluster") and not merged else "group"


def no_movement(release: Release, sheet: Sheet, by: str) -> Markup:
    """Why nothing can be said of any change."""
    semester = semester_name(release.semester)
    if not sheet.groups:
        return Markup("Nothing by {} was published for {}").format(by, semester)
    if release.baseline is None:
        return Markup("No change by {} can be shown yet: {} is the first semester").format(by, semester)
    return Markup("No movement by {} from {} to {} can be shown").format(by, semester_name(release.baseline), semester)


def spread(release: Release, sheet: Sheet, heatmap: Heatmap, by: str) -> Markup:
    """The attributes in which most groups show more up than down."""
    ups, shown = _columns(heatmap)
    if not any(shown):
        return no_movement(release, sheet, by)
    most = max(ups)
    if most == 0:
        return Markup("In no attribute did more leaders move up than down in any {}").format(noun_of(sheet))
    first = ups.index(most)
    alike = [place for place in range(len(ups)) if (ups[place], shown[place]) == (most, shown[first])]
    names = join_words([heatmap.attributes[place].name for place in alike])
    groups = out_of(sheet, most, shown[first], noun_of(sheet))
    return Markup("{}: more leaders moved up than down in {}").format(names, groups)


def tally(sheet: Sheet, heatmap: Heatmap, level: str) -> Markup:
    """How many cells point which way, and how many say nothing; ``level`` is what the rubric calls Proficient."""
    cells = [cell for row in heatmap.rows if not row.whole for cell in row.cells]
    classes = [cell.colour_class for cell in cells if cell.colour_class is not None]
    ups, downs = (sum(number * sign > 0 for number in classes) for sign in (1, -1))
    sentences = []
    if not classes and any(not cell.silent for cell in cells):
        sentences.append(Markup("The cells say instead how many leaders are at or above {}.").format(level))
    if classes:
        counts = (count(sheet, number) if number else "none" for number in (downs, len(classes) - ups - downs))
        moved_up = Markup("More moved up than down in {} with counts").format(out_of(sheet, ups, len(classes), "cell"))
        rest = Markup(", more down than up in {}, about as many each way in {}.").format(*counts)
        sentences.append(moved_up + rest)
    if silent := sum(cell.silent for cell in cells):
        missing = Markup("In {} nothing can be shown, and each says why.")
        sentences.append(missing.format(out_of(sheet, silent, len(cells), "cell")))
    return Markup(" ").join(sentences)


def _columns(heatmap: Heatmap) -> tuple[list[int], list[int]]:
    """Per attribute, the groups that point up and the groups that can be shown."""
    rows = [row.cells for row in heatmap.rows if not row.whole]
    columns = [[cells[place].colour_class for cells in rows] for place in range(len(heatmap.attributes))]
    ups = [sum((number or 0) > 0 for number in column) for column in columns]
    return ups, [sum(number is not None for number in column) for column in columns]
