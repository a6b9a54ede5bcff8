"""The three findings of a page's first screen, computed from the district's rows.

Directions are read off the colour classes, so that a sentence and the cell it speaks of cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portrait_analytics.figures.printed import Printed, Sheet, read_sheet
from portrait_analytics.figures.sentences import no_movement, out_of
from portrait_analytics.release import Release
from portrait_analytics.rubric import Attribute
from portrait_analytics.semesters import semester_name
from portrait_analytics.style import format_count, join_words


@dataclass(frozen=True)
class Finding:
    """One of the things that the first screen says."""

    kicker: str
    headline: Markup
    details: tuple[Markup, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where all leaders stand on one attribute; a row that may not be shown is None."""

    attribute: Attribute
    up: Printed | None
    down: Printed | None
    same: Printed | None
    net: Printed | None
    share_from: Printed | None
    share_to: Printed | None


def read_standings(release: Release, sheet: Sheet) -> tuple[Standing, ...]:
    """The district's standing on each attribute, in the rubric's order; empty if nothing was published."""
    return tuple(
        Standing(
            attribute=attribute,
            up=_visible(sheet, attribute, "movers", "up"),
            down=_visible(sheet, attribute, "movers", "down"),
            same=_visible(sheet, attribute, "movers", "same"),
            net=_visible(sheet, attribute, "net_movers"),
            share_from=_visible(sheet, attribute, "proficient_share", "from"),
            share_to=_visible(sheet, attribute, "proficient_share", "to"),
        )
        for attribute in release.rubric.attributes
        if sheet.groups
    )


def find_all(release: Release) -> tuple[Finding, ...]:
    """What changed; where most and where least; what to take up next."""
    sheet = read_sheet(release, "district_growth")
    standings = read_standings(release, sheet)
    what = Finding("What changed", movement(release, sheet, standings), _how_sure(standings))
    return what, _extremes(release, standings), _next_step(release, standings)


def movement(release: Release, sheet: Sheet, standings: Sequence[Standing]) -> Markup:
    """In how many attributes more leaders moved up than down, or why that cannot be said."""
    classes = [standing.net.colour_class or 0 for standing in standings if standing.net]
    if not classes:
        return no_movement(release, sheet, "attribute")
    ups, downs = (sum(number * sign > 0 for number in classes) for sign in (1, -1))
    if ups == downs == 0:
        every = out_of(sheet, len(classes), len(classes), "attribute")
        return Markup("About as many leaders moved up as down in {}").format(every)
    directions = ("up than down", "down than up") if ups >= downs else ("down than up", "up than down")
    most = out_of(sheet, max(ups, downs), len(classes), "attribute")
    headline = Markup("More leaders moved {} in {}").format(directions[0], most)
    if ups and downs:
        fewer = out_of(sheet, min(ups, downs), len(classes), "attribute").rsplit(" of ", 1)[0]
        return headline + Markup(", more {} in {}").format(directions[1], fewer)
    return headline


def shares(release: Release, sheet: Sheet, standings: Sequence[Standing]) -> Markup:
    """In how many attributes the share at or above Proficient rose, over all who answered in either semester."""
    pairs = _both_shares(standings)
    if not pairs:
        return _highest_shares(release, standings).headline
    risen = sum(after.middle > before.middle for _, before, after in pairs)
    rose = out_of(sheet, risen, len(pairs), "attribute")
    return Markup("The share at or above {} rose in {}").format(_proficient(release), rose)


def shares_change(standings: Sequence[Standing]) -> Markup:
    """Where that share changed most; nothing if there is nothing to compare."""
    pairs = _both_shares(standings)
    if not pairs:
        return Markup("")
    part, before, after = max(pairs, key=lambda pair: abs(pair[2].middle - pair[1].middle))
    name = part.attribute.name
    return Markup("The share changed most in {}: from {} to {}.").format(name, before.quote(), after.quote())


def _both_shares(standings: Sequence[Standing]) -> list[tuple[Standing, Printed, Printed]]:
    return [(part, part.share_from, part.share_to) for part in standings if part.share_from and part.share_to]


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
    largest = max(moved, key=lambda pair: abs(pair[1].middle))
    chance = Markup("Every 95% interval includes zero, so this could be chance. The largest movement: {}.")
    return _who(nets), chance.format(_with_net(*largest))


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
    return Finding(kicker, headline, (*counts, _order(top[1], bottom[1])))


def _highest_shares(release: Release, standings: Sequence[Standing]) -> Finding:
    kicker = "Where leaders stand"
    level = _proficient(release)
    shares = [(standing, standing.share_to) for standing in standings if standing.share_to]
    if not shares:
        return Finding(kicker, Markup("No attribute can be compared"))
    ends = [pick(shares, key=lambda pair: pair[1].middle) for pick in (max, min)]
    if ends[0][1].middle == ends[1][1].middle:
        return Finding(kicker, Markup("No attribute stands out by its share at or above {}").format(level))
    names = [standing.attribute.name for standing, _ in ends]
    headline = Markup("The share at or above {} is highest in {}, lowest in {}").format(level, *names)
    details = (Markup("{}: {}.").format(standing.attribute.name, share.quote()) for standing, share in ends)
    return Finding(kicker, headline, tuple(details))


def _next_step(release: Release, standings: Sequence[Standing]) -> Finding:
    kicker = "What to take up next"
    shares = [(part, part.share_to) for part in standings if part.attribute.foundational and part.share_to]
    if not shares:
        return Finding(kicker, Markup("No foundational attribute can be shown"))
    lowest, share = min(shares, key=lambda pair: pair[1].middle)
    headline = Markup("{} is the foundational attribute with the furthest to go").format(lowest.attribute.name)
    level, semester = _proficient(release), semester_name(release.semester)
    stands = Markup("At or above {} in {}: {}.").format(level, semester, share.quote())
    return Finding(kicker, headline, (stands, *_steps(release, lowest.attribute)))


def _steps(release: Release, attribute: Attribute) -> list[Markup]:
    if attribute.reflection_questions:
        return [Markup("To reflect on: {}").format(attribute.reflection_questions[0])]
    actions = [action.text for action in release.rubric.actions if attribute.id in action.attributes]
    return [Markup("A next step: {}").format(text) for text in actions[:1]]


def _order(top: Printed, bottom: Printed) -> Markup:
    if top.low is not None and bottom.high is not None and top.low > bottom.high:
        return Markup("Their 95% intervals do not meet: the order is hardly chance.")
    return Markup("Their 95% intervals overlap: the order could be chance.")


def _counts(standing: Standing, net: Printed) -> Markup:
    moves = Markup(", ").join(part.quote() for part in (standing.up, standing.down, standing.same) if part)
    return Markup("{}: {}; net {}.").format(standing.attribute.name, moves, net.quote())


def _with_net(standing: Standing, net: Printed) -> Markup:
    return Markup("{}, net {}").format(standing.attribute.name, net.quote())


def _clear_of_zero(net: Printed) -> bool:
    return net.low is not None and net.high is not None and (net.low > 0 or net.high < 0)


def _visible(sheet: Sheet, attribute: Attribute, measure: str, item: str = "") -> Printed | None:
    printed = sheet.find(sheet.groups[0], attribute.id, measure, item)
    return printed if printed is not None and printed.visible else None


def _proficient(release: Release) -> str:
    return release.rubric.level_named(release.rubric.proficient)
