"""What changed by competency: the rubric's rows, for all leaders and for each cluster."""

from collections.abc import Sequence

from markupsafe import Markup

from portrait_analytics.figures.captions import caption_of, hidden_caption
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.findings import EVERYBODY, PLACED, order_of
from portrait_analytics.figures.heatmap import (
    FAMILY_TO_MARK,
    Band,
    Heatmap,
    Row,
    count_told,
    draw_heatmap,
    name_groups,
    read_cell,
)
from portrait_analytics.figures.printed import Printed, Sheet, period, read_sheet
from portrait_analytics.figures.sentences import directions, no_movement, silence
from portrait_analytics.release import Release
from portrait_analytics.rubric import Competency

NAMED = 3  # competencies at either end
Place = tuple[Competency, Printed]


def growth_by_competency(release: Release) -> Figure:
    """Who moved up and down on each competency under its attribute: all leaders, then each cluster."""
    sheet = read_sheet(release, "growth_by_competency", by="competency")
    heatmap = read_competencies(release, sheet)
    counted = "Leaders who moved" if release.baseline else f"Leaders at or above {_proficient(release)}"
    return draw_heatmap(
        sheet,
        heatmap,
        title=_title(release, sheet),
        takeaway=_takeaway(release, sheet, heatmap),
        caption=caption_of(release, sheet, hidden_caption(release)),
        shape=f"Heat table of {len(heatmap.rows)} competencies by {len(heatmap.columns)} groups",
        summary=f"{counted}, by competency and cluster, {period(release)}",
    )


def read_competencies(release: Release, sheet: Sheet) -> Heatmap:
    """Competencies under their attributes, in the rubric's order; clusters by name, all leaders before them."""
    names = name_groups(release, sheet.groups)
    groups = sorted(sheet.groups, key=lambda group: (group != EVERYBODY, names[group].casefold()))
    with_net = count_told(sheet, [part.id for part in release.rubric.competencies]) < FAMILY_TO_MARK
    bands = [
        Band(
            attribute.name,
            tuple(
                Row(part.name, tuple(read_cell(release, sheet, group, part.id, with_net=with_net) for group in groups))
                for part in release.rubric.competencies
                if part.attribute == attribute.id and groups
            ),
        )
        for attribute in release.rubric.attributes
    ]
    columns = tuple(names[group] for group in groups)
    return Heatmap(columns, tuple(band for band in bands if band.rows), "competency", "attribute")


def _title(release: Release, sheet: Sheet) -> Markup:
    ways = [net.direction for _, net in _places(release, sheet, "net_movers")]
    return directions(sheet, ways, "competency") if ways else no_movement(release, sheet, "competency")


def _takeaway(release: Release, sheet: Sheet, heatmap: Heatmap) -> Markup:
    moved = _places(release, sheet, "net_movers")
    if moved:
        sentences = _ends(Markup("Among all leaders, net movement was highest in {}; lowest in {}."), moved)
    else:
        wording = Markup("The share of all leaders at or above {} is highest in {{}}; lowest in {{}}.")
        sentences = _ends(wording.format(_proficient(release)), _places(release, sheet, "proficient_share", "to"))
    cells = [cell for row in heatmap.rows for cell in row.cells]
    return Markup(" ").join(sentence for sentence in (*sentences, silence(sheet, cells)) if sentence)


def _ends(wording: Markup, places: Sequence[Place]) -> list[Markup]:
    """The highest and the lowest competencies, with all that share the value of the last one named."""
    if not places:
        return []
    ordered = sorted((printed.middle for _, printed in places), reverse=True)
    named = max(1, min(NAMED, len(places) // 2))
    least, most = ordered[named - 1], ordered[-named]
    if least <= most:
        return [Markup("No competency stands out.")]
    top = sorted((place for place in places if place[1].middle >= least), key=lambda place: -place[1].middle)
    bottom = sorted((place for place in places if place[1].middle <= most), key=lambda place: place[1].middle)
    order = order_of([printed for _, printed in top], [printed for _, printed in bottom])
    placed = [PLACED] if any(printed.value is None for _, printed in places) else []
    return [wording.format(_list(top), _list(bottom)), order, *placed]


def _list(places: Sequence[Place]) -> Markup:
    *first, last = [Markup("{} with {}").format(part.name, printed.quote()) for part, printed in places]
    return Markup(" and ").join([Markup(", ").join(first), last] if first else [last])


def _places(release: Release, sheet: Sheet, measure: str, item: str = "") -> list[Place]:
    """All leaders on each competency that can be shown."""
    found = [(part, sheet.find(EVERYBODY, part.id, measure, item)) for part in release.rubric.competencies]
    return [(part, printed) for part, printed in found if printed is not None and printed.visible]


def _proficient(release: Release) -> str:
    return release.rubric.level_named(release.rubric.proficient)
