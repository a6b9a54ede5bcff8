"""The three findings of a page's first screen, computed from the rows of the district or of one school.

Directions are those of the printed counts; which cells stand apart is read off their marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from markupsafe import Markup

from portrait_analytics.figures.apart import find_apart
from portrait_analytics.figures.printed import Group, Printed, Sheet
from portrait_analytics.figures.sentences import directions, no_movement, out_of
from portrait_analytics.release import Release
from portrait_analytics.rubric import Attribute
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, join_words

EVERYBODY = Group()
PLACED = Markup("Where no exact number is printed, the middle of what the words allow decided the place.")


@dataclass(frozen=True)
class Finding:
    """One of the things that the first screen says."""

    kicker: str
    headline: Markup
    details: tuple[Markup, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a group stands on one attribute; a row that may not be shown is None."""

    attribute: Attribute
    up: Printed | None
    down: Printed | None
    same: Printed | None
    net: Printed | None
    share_from: Printed | None
    share_to: Printed | None


def read_standings(release: Release, sheet: Sheet, group: Group = EVERYBODY) -> tuple[Standing, ...]:
    """The group's standing on each attribute, in the rubric's order; empty if nothing was published of it."""

    def visible(attribute: Attribute, measure: str, item: str = "") -> Printed | None:
        printed = sheet.find(group, attribute.id, measure, item)
        return printed if printed is not None and printed.visible else None

    return tuple(
        Standing(
            attribute=attribute,
            up=visible(attribute, "movers", "up"),
            down=visible(attribute, "movers", "down"),
            same=visible(attribute, "movers", "same"),
            net=visible(attribute, "net_movers"),
            share_from=visible(attribute, "proficient_share", "from"),
            share_to=visible(attribute, "proficient_share", "to"),
        )
        for attribute in release.rubric.attributes
        if group in sheet.groups
    )


def find_all(release: Release, sheet: Sheet, standings: Sequence[Standing]) -> tuple[Finding, ...]:
    """What changed; where most and where least; what to take up next."""
    what = Finding("What changed", movement(release, sheet, standings), _how_sure(standings))
    return what, _extremes(release, standings), _next_step(release, standings)


def find_district(release: Release, sheet: Sheet, standings: Sequence[Standing]) -> tuple[Finding, ...]:
    """What changed; who stands apart from all leaders; what to take up next."""
    what, extremes, next_step = find_all(release, sheet, standings)
    if not any(standing.net for standing in standings):
        return what, extremes, next_step
    return what, Finding("Who stands apart", *find_apart(release, sheet)), next_step


def movement(release: Release, sheet: Sheet, standings: Sequence[Standing]) -> Markup:
    """In how many attributes more leaders moved up than down, or why that cannot be said."""
    ways = [standing.net.direction for standing in standings if standing.net]
    return directions(sheet, ways, "attribute") if ways else no_movement(release, sheet, "attribute")


def shares(release: Release, sheet: Sheet, standings: Sequence[Standing]) -> Markup:
    """In how many attributes the share at or above Proficient rose, over all who answered in either semester.

    A coded share may be this or that, so only exact ones are counted.
    """
    both = [part for part in standings if part.share_from and part.share_to]
    if not both:
        return _highest_shares(release, standings).headline
    exact = _exact_shares(standings)
    more = "" if len(exact) == len(both) else " with exact shares"
    if not exact:
        return Markup("No share at or above {} is told exactly in both semesters").format(_proficient(release))
    rose = out_of(sheet, sum(after > before for _, before, after in exact), len(exact), "attribute")
    return Markup("The share at or above {} rose in {}{}").format(_proficient(release), rose, more)


def shares_change(standings: Sequence[Standing]) -> Markup:
    """Where that share changed most; nothing if there is nothing to compare, or no change."""
    exact = _exact_shares(standings)
    most = max((_size(before, after) for _, before, after in exact), default=0)
    changes = [
        Markup("{}, from {} to {}").format(part.attribute.name, part.share_from.quote(), part.share_to.quote())
        for part, before, after in exact
        if part.share_from and part.share_to and _size(before, after) == most > 0
    ]
    return Markup("The share changed most in {}.").format(Markup("; ").join(changes)) if changes else Markup("")


def _exact_shares(standings: Sequence[Standing]) -> list[tuple[Standing, float, float]]:
    pairs = [(part, part.share_from, part.share_to) for part in standings if part.share_from and part.share_to]
    return [
        (part, before.value, after.value)
        for part, before, after in pairs
        if before.value is not None and after.value is not None
    ]


def _size(before: float, after: float) -> float:
    return round(abs(after - before), 9)


def _how_sure(standings: Sequence[Standing]) -> tuple[Markup, ...]:
    moved = [(standing, standing.net) for standing in standings if standing.net]
    if not moved:
        return ()
    nets = [net for _, net in moved]
    clear = [_with_net(standing, net) for standing, net in moved if _clear_of_zero(net)]
    if clear:
        sure = Markup("The 95% interval is clear of zero for<br>{}.").format(Markup(",<br>").join(clear))
        rest = Markup("<br>Elsewhere it includes zero, so it could be chance.")
        return _who(nets), sure if len(clear) == len(moved) else sure + rest
    size = max(abs(net.middle) for net in nets)
    largest = [_with_net(standing, net) for standing, net in moved if abs(net.middle) == size]
    chance = Markup("Every 95% interval includes zero, so this could be chance. The largest movement: {}.")
    return _who(nets), chance.format(Markup("; ").join(largest))


def _who(nets: Sequence[Printed]) -> Markup:
    fewest, most = (pick(nets, key=lambda net: net.people or 0) for pick in (min, max))
    ends = [net.quote(format_count(net.people or 0)) for net in (fewest, most)]
    if fewest.people == most.people:
        return Markup("{} leaders rated themselves in both semesters.").format(ends[0])
    return Markup("{} to {} leaders, depending on the attribute, rated themselves in both semesters.").format(*ends)


def _extremes(release: Release, standings: Sequence[Standing]) -> Finding:
    moved = [(standing, standing.net) for standing in standings if standing.net]
    if not moved:
        return _highest_shares(release, standings)
    kicker = "Where most, where least"
    top, bottom = (pick(moved, key=lambda pair: pair[1].middle) for pick in (max, min))
    if top[1].middle == bottom[1].middle:
        return Finding(kicker, Markup("No attribute stands out by its net movement"))
    ends = [[pair for pair in moved if pair[1].middle == edge[1].middle] for edge in (top, bottom)]
    names = [join_words([standing.attribute.name for standing, _ in end]) for end in ends]
    headline = Markup("Net movement was highest in {}, lowest in {}").format(*names)
    counts = [_counts(standing, net) for end in ends for standing, net in end]
    order = order_of([net for _, net in ends[0]], [net for _, net in ends[1]])
    placed = [PLACED] if any(net.value is None for _, net in moved) else []
    return Finding(kicker, headline, (*counts, order, *placed))


def _highest_shares(release: Release, standings: Sequence[Standing]) -> Finding:
    kicker = "Where leaders stand"
    level = _proficient(release)
    shares = [(standing, standing.share_to) for standing in standings if standing.share_to]
    if not shares:
        return Finding(kicker, Markup("No attribute can be compared"))
    edges = [pick(share.middle for _, share in shares) for pick in (max, min)]
    if edges[0] == edges[1]:
        return Finding(kicker, Markup("No attribute stands out by its share at or above {}").format(level))
    ends = [[(part, share) for part, share in shares if share.middle == edge] for edge in edges]
    names = [join_words([part.attribute.name for part, _ in end]) for end in ends]
    headline = Markup("The share at or above {} is highest in {}, lowest in {}").format(level, *names)
    details = [Markup("{}: {}.").format(part.attribute.name, share.quote()) for end in ends for part, share in end]
    placed = [PLACED] if any(share.value is None for _, share in shares) else []
    return Finding(kicker, headline, (*details, *placed))


def _next_step(release: Release, standings: Sequence[Standing]) -> Finding:
    kicker = "What to take up next"
    shares = [(part, part.share_to) for part in standings if part.attribute.foundational and part.share_to]
    if not shares:
        return Finding(kicker, Markup("No foundational attribute can be shown"))
    least = min(share.middle for _, share in shares)
    lowest = [(part.attribute, share) for part, share in shares if share.middle == least]
    names = join_words([attribute.name for attribute, _ in lowest])
    verb, noun = ("is", "attribute") if len(lowest) == 1 else ("are", "attributes")
    headline = Markup("{} {} the foundational {} with the furthest to go").format(names, verb, noun)
    level, semester = _proficient(release), semester_name(release.semester)
    quotes = Markup("; ").join(share.quote() for _, share in lowest)
    stands = Markup("At or above {} in {}: {}.").format(level, semester, quotes)
    placed = [PLACED] if any(share.value is None for _, share in shares) else []
    return Finding(kicker, headline, (stands, *placed, *_steps(release, lowest[0][0])))


def _steps(release: Release, attribute: Attribute) -> list[Markup]:
    if attribute.reflection_questions:
        return [Markup("To reflect on: {}").format(attribute.reflection_questions[0])]
    actions = [action.text for action in release.rubric.actions if attribute.id in action.attributes]
    return [Markup("A next step: {}").format(text) for text in actions[:1]]


def order_of(top: Sequence[Printed], bottom: Sequence[Printed]) -> Markup:
    """Whether chance may have put the ones above the others."""
    lows, highs = [net.low for net in top], [net.high for net in bottom]
    if all(low is not None and high is not None and low > high for low, high in product(lows, highs)):
        return Markup("Their 95% intervals do not meet: the order is hardly chance.")
    return Markup("Their 95% intervals overlap: the order could be chance.")


def _counts(standing: Standing, net: Printed) -> Markup:
    moves = Markup(", ").join(part.quote() for part in (standing.up, standing.down, standing.same) if part)
    return Markup("{}: {}; net {}.").format(standing.attribute.name, moves, net.quote())


def _with_net(standing: Standing, net: Printed) -> Markup:
    return Markup("{}, net {}").format(standing.attribute.name, net.quote())


def _clear_of_zero(net: Printed) -> bool:
    return net.low is not None and net.high is not None and (net.low > 0 or net.high < 0)


def _proficient(release: Release) -> str:
    return release.rubric.level_named(release.rubric.proficient)
