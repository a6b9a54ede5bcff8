"""Which groups stand apart from all leaders: the finding that names the farthest of the outlined cells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from portrait_analytics.figures.heatmap import FAMILY_TO_MARK, count_told, name_groups
from portrait_analytics.figures.printed import Group, Printed, Sheet, read_sheet
from portrait_analytics.figures.sentences import count
from portrait_analytics.release import Release
from portrait_analytics.rubric import Attribute
from portrait_analytics.style import spell

SPLITS = {  # the figures whose groups are held against all leaders, and how each splits them
    "growth_by_role": "by role",
    "growth_by_school": "by school",
    "growth_by_cluster_and_role": "by cluster and role",
}


@dataclass(frozen=True)
class Outlined:
    """A cell that is marked: who it is of, in which attribute, and its net movers beside those of all leaders."""

    name: str
    attribute: Attribute
    moved: tuple[Printed, ...]
    net: Printed
    whole: Printed

    @property
    def distance(self) -> float:
        """How far the two nets lie apart, as a share; coded ones from the middle of what their words allow."""
        return abs(self.net.middle - self.whole.middle)


def find_apart(release: Release, district: Sheet) -> tuple[Markup, tuple[Markup, ...]]:
    """The finding and its details: the outlined cells farthest from all leaders, all that are equally far."""
    sheets = {split: read_sheet(release, figure) for figure, split in SPLITS.items()}
    outlined = {split: list(_read_outlined(release, sheet, district)) for split, sheet in sheets.items()}
    cells = [cell for own in outlined.values() for cell in own]
    if not cells:
        return Markup("No group can be told apart from all leaders"), (_why(release, sheets.values()),)
    most = max(cell.distance for cell in cells)
    farthest = [cell for cell in cells if cell.distance == most]
    where = [Markup("{} in {}").format(cell.name, cell.attribute.name) for cell in farthest]
    verb = "stands" if len(farthest) == 1 else "stand"
    headline = Markup("{} {} farthest from all leaders").format(Markup(" and ").join(where), verb)
    counts = [
        Markup("{} by {}").format(count(sheets[split], len(own)), split.removeprefix("by "))
        for split, own in outlined.items()
        if own
    ]
    how_many = Markup("Outlined boxes in the tables can be told apart from all leaders: {}.").format(
        Markup("; ").join(counts)
    )
    return headline, (*(_beside(cell) for cell in farthest), how_many)


def _read_outlined(release: Release, sheet: Sheet, district: Sheet) -> Iterator[Outlined]:
    names = name_groups(release, sheet.groups)
    for group in sheet.groups:
        for part in release.rubric.attributes:
            net, whole = (of.find(at, part.id, "net_movers") for of, at in ((sheet, group), (district, Group())))
            if net is not None and net.differs and whole is not None and whole.visible:
                moved = (sheet.find(group, part.id, "movers", item) for item in ("up", "down"))
                name = f"{names[group]} ({group.cluster})" if group.role and group.cluster else names[group]
                yield Outlined(name, part, tuple(move for move in moved if move), net, whole)


def _beside(cell: Outlined) -> Markup:
    moves = Markup(", ").join(move.quote() for move in cell.moved)
    return Markup("{}, {}: {}; net {}. All leaders: net {}.").format(
        cell.name, cell.attribute.name, moves, cell.net.quote(), cell.whole.quote()
    )


def _why(release: Release, sheets: Iterable[Sheet]) -> Markup:
    attributes = [part.id for part in release.rubric.attributes]
    if max(count_told(sheet, attributes) for sheet in sheets) >= FAMILY_TO_MARK:
        return Markup("Wherever groups lie apart in the tables below, it could be chance.")
    few = Markup("No table below shows {} groups or more, so none is outlined: each net stands with its interval.")
    return few.format(spell(FAMILY_TO_MARK))
