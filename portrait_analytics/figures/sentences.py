"""The grammar of counting: sentences that say how many cells or groups of a sheet point which way.

A direction is that of the printed counts, never of a colour, which looks at the other groups, too. *About as many each
way* is a direction of its own, and every sentence that counts one direction also says how many point another way.
"""

from collections.abc import Sequence

from markupsafe import Markup

from portrait_analytics.figures.heatmap import Cell, Heatmap
from portrait_analytics.figures.printed import Sheet
from portrait_analytics.release import Release
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import join_words, spell

UP, DOWN, EVEN = "more up than down", "more down than up", "about as many each way"


def count(sheet: Sheet, number: int) -> Markup:
    """A count over the rows of a sheet; in digits it is marked with the figure whose rows were counted."""
    text = spell(number)
    if not text[0].isdigit():
        return Markup("{}").format(text)
    return Markup('<span data-from="{}">{}</span>').format(sheet.figure, text)


def out_of(sheet: Sheet, part: int, whole: int, noun: str) -> Markup:
    """So many of so many, as one says it: "all five attributes", "four of five attributes", "the one school"."""
    nouns = noun if whole == 1 else _plural(noun)
    if part == whole:
        start = {1: Markup("the one"), 2: Markup("both")}.get(whole, Markup("all {}").format(count(sheet, whole)))
        return Markup("{} {}").format(start, nouns)
    first = Markup("none") if part == 0 else count(sheet, part)
    return Markup("{} of {} {}").format(first, count(sheet, whole), nouns)


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}es" if noun.endswith("x") else f"{noun}s"


def directions(sheet: Sheet, ways: Sequence[int], noun: str, *, more: str = "") -> Markup:
    """How many point which way, the more frequent direction first; ``more`` follows the noun."""
    ups, downs, evens = _directions(ways)
    whole = len(ways)
    if ups == downs == 0:
        every = out_of(sheet, whole, whole, noun)
        return Markup("About as many leaders moved up as down in {}{}").format(every, more)
    (first, most), (second, fewer) = sorted([(UP, ups), (DOWN, downs)], key=lambda way: -way[1])
    start = Markup("More leaders moved {} in {}{}")
    headline = start.format(first.removeprefix("more "), out_of(sheet, most, whole, noun), more)
    rest = [(way, number) for way, number in ((second, fewer), (EVEN, evens)) if number]
    return headline + Markup("").join(Markup(", {} in {}").format(way, count(sheet, number)) for way, number in rest)


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
    """The attributes in which most groups show more up than down, and, of these, fewest more down than up."""
    columns = _columns(heatmap)
    if not any(columns):
        return no_movement(release, sheet, by)
    noun = noun_of(sheet)
    ways = [_directions(column) for column in columns]
    best = max(ways, key=lambda way: (way[0], -way[1]))
    if best[0] == 0:
        no_ups = Markup("In every attribute and {} shown, more leaders moved down than up, or about as many each way")
        return no_ups.format(noun)
    alike = [place for place, way in enumerate(ways) if way == best]
    shown = columns[alike[0]]
    more = "" if len(shown) == len(sheet.groups) else " shown"
    names = join_words([heatmap.columns[place] for place in alike])
    # the direction that the attribute was chosen for comes first, even where the other is more frequent
    start = Markup("{}: more leaders moved up than down in {}{}")
    headline = start.format(names, out_of(sheet, best[0], len(shown), noun), more)
    rest = [(way, number) for way, number in zip((DOWN, EVEN), best[1:], strict=True) if number]
    return headline + Markup("").join(Markup(", {} in {}").format(way, count(sheet, number)) for way, number in rest)


def tally(sheet: Sheet, heatmap: Heatmap, level: str) -> Markup:
    """How many cells point which way, and how many say nothing; ``level`` is what the rubric calls Proficient."""
    cells = [cell for row in heatmap.rows if not row.whole for cell in row.cells]
    ways = [cell.direction for cell in cells if cell.direction is not None]
    sentences = []
    if not ways and any(not cell.silent for cell in cells):
        sentences.append(Markup("The boxes say instead how many leaders are at or above {}.").format(level))
    if ways:
        ups, *rest = _directions(ways)
        counts = (count(sheet, number) if number else "none" for number in rest)
        moved_up = Markup("More moved up than down in {} that show counts").format(out_of(sheet, ups, len(ways), "box"))
        sentences.append(moved_up + Markup(", more down than up in {}, about as many each way in {}.").format(*counts))
    sentences.append(silence(sheet, cells))
    return Markup(" ").join(sentence for sentence in sentences if sentence)


def silence(sheet: Sheet, cells: Sequence[Cell]) -> Markup:
    """How many cells say nothing; empty if none."""
    silent = sum(cell.silent for cell in cells)
    if not silent:
        return Markup("")
    missing = Markup("In {} of the table nothing can be shown, and each says why.")
    return missing.format(out_of(sheet, silent, len(cells), "box"))


def _columns(heatmap: Heatmap) -> list[list[int]]:
    """Per column, the directions of the groups that can be shown."""
    rows = [row.cells for row in heatmap.rows if not row.whole]
    columns = [[cells[place].direction for cells in rows] for place in range(len(heatmap.columns))]
    return [[number for number in column if number is not None] for column in columns]


def _directions(ways: Sequence[int]) -> tuple[int, int, int]:
    """How many point up, down, and neither way."""
    ups, downs = (sum(way == sign for way in ways) for sign in (1, -1))
    return ups, downs, len(ways) - ups - downs
