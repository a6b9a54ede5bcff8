"""How numbers and colours are printed: the only place that knows of percent, minus signs and palettes.

The seven classes diverge from a neutral middle, from purple (down) to green (up), so that readers with any common kind
of colour blindness can tell the two sides apart. The colours are those of ColorBrewer's PRGn; each has its own ink, and
`contrast` shows that every text on it has at least 4.5:1. Neighbouring classes do not have 3:1 between them, so
a colour never stands without its words.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

MINUS = "\u2212"
LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
CLASS_EDGES = (0.05, 0.20, 0.40)  # net movers as a share: from here on slightly, clearly, far more

STATUS_WORDS = {
    "hidden": "hidden",
    "no_answer": "no answers",
    "not_asked": "not asked",
    "no_pairs": "nobody rated both times",
    "no_baseline": "no earlier semester",
}
STATUS_MEANINGS = {
    "hidden": "too few leaders to show, or hidden so that a smaller group cannot be worked out",
    "no_answer": "nobody in the group answered the question",
    "not_asked": "the form that this group filled in did not ask for it",
    "no_pairs": "nobody in the group answered in both semesters",
    "no_baseline": "there is no earlier semester to compare with",
}

_RANGE = re.compile(r"(?P<bound>at most |at least )?(?P<first>[\d,]+)(?: (?:or|to) (?P<last>[\d,]+))?(?![\d,])")
_SMALL_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


@dataclass(frozen=True)
class Shade:
    """One of the seven classes: its colour, the ink on it, and what it says in words."""

    paper: str
    ink: str
    words: str


SHADES = {
    -3: Shade("#762a83", "#ffffff", "far more down than up"),
    -2: Shade("#9970ab", "#000000", "clearly more down than up"),
    -1: Shade("#e7d4e8", "#000000", "slightly more down than up"),
    0: Shade("#f7f7f7", "#000000", "about as many up as down"),
    1: Shade("#d9f0d3", "#000000", "slightly more up than down"),
    2: Shade("#5aae61", "#000000", "clearly more up than down"),
    3: Shade("#1b7837", "#ffffff", "far more up than down"),
}
LOOKS = {-3: "down-far", -2: "down-clear", -1: "down-slight", 0: "even", 1: "up-slight", 2: "up-clear", 3: "up-far"}
HIDDEN_PAPER, HIDDEN_INK = "#e4e4e4", "#333333"
# how many hold something, from nobody to enough; "few" is printed where nobody is told on
STATE_SHADES = {
    "gone": Shade("#4d1a02", "#ffffff", "gone: nobody is known to hold it"),
    "alone": Shade("#8c2d04", "#ffffff", "one departure from gone: one person alone holds it"),
    "few": Shade("#8c2d04", "#ffffff", "at most two people hold it"),
    "thin": Shade("#fdcc8a", "#000000", "thin: fewer than five hold it"),
    "covered": Shade("#f7f7f7", "#000000", "covered: five or more hold it, or nearly all"),
    "unknown": Shade("#e4e4e4", "#333333", "unknown: nobody was rated on it"),
}
LEVEL_HUE = "#12436d"  # the highest level; the others are mixed with white
LIGHTEST = 0.85  # part of white in the lowest level
SIDE_PAPERS = ("#e4e4e4", "#b8b8b8")  # below, at or above: grey, since no single level is told


@cache
def level_shades(levels: int) -> tuple[Shade, ...]:
    """The colours of that many levels, from light to dark in one hue, each with the ink that stands out more on it.

    >>> [(shade.paper, shade.ink) for shade in level_shades(2)]
    [('#dbe3e9', '#000000'), ('#12436d', '#ffffff')]
    """
    whites = [LIGHTEST * (levels - 1 - place) / max(levels - 1, 1) for place in range(levels)]
    papers = [_mix(LEVEL_HUE, 255, white) for white in whites]
    inks = [max(("#000000", "#ffffff"), key=partial(contrast, paper)) for paper in papers]
    return tuple(Shade(paper, ink, "") for paper, ink in zip(papers, inks, strict=True))


def colour_class(net_share: float) -> int:
    """The class, -3 to 3, of net movers given as a share: neutral around 0, the same on both sides.

    An edge belongs to the class outside it.

    >>> colour_class(0.04), colour_class(0.05), colour_class(-0.4)
    (0, 1, -3)
    """
    # 0.1 + 0.1 + 0.2 must not fall on the other side of an edge than 0.4
    size = sum(round(abs(net_share), 9) >= edge for edge in CLASS_EDGES)
    return int(math.copysign(size, net_share))


def class_range(number: int) -> str:
    """The net movers that a class stands for, in percent of the group.

    >>> class_range(0), class_range(-1), class_range(3)
    ('under 5% either way', 'from −5%, short of −20%', 'from +40%')
    """
    if number == 0:
        return f"under {format_percent(CLASS_EDGES[0])} either way"
    sign = math.copysign(1, number)
    edges = [format_percent(sign * edge, signed=True) for edge in CLASS_EDGES[abs(number) - 1 : abs(number) + 1]]
    return f"from {edges[0]}" + "".join(f", short of {edge}" for edge in edges[1:])


def format_percent(share: float, *, signed: bool = False) -> str:
    """A share as whole percent, halves away from zero; signed, it has a plus or a real minus, and zero has neither.

    >>> format_percent(0.125), format_percent(0.33, signed=True), format_percent(-0.02), format_percent(-0.001)
    ('13%', '+33%', '−2%', '0%')
    """
    # 0.285 is stored as a little less; the nudge is far below what a share of whole people can differ by
    size = math.floor(abs(share) * 100 + 0.5 + 1e-9)
    if size == 0:
        return "0%"
    plus = "+" if signed else ""
    return f"{MINUS if share < 0 else plus}{size}%"


def format_points(points: int) -> str:
    """Whole percentage points, signed; nought has no sign.

    >>> format_points(7), format_points(-1), format_points(0)
    ('+7 points', '−1 point', '0 points')
    """
    sign = MINUS if points < 0 else "+" if points else ""
    return f"{sign}{abs(points)} point{'' if abs(points) == 1 else 's'}"


def format_interval(low: float, high: float, *, signed: bool = False) -> str:
    """Both ends of an interval.

    >>> format_interval(-0.02, 0.58, signed=True)
    '−2% to +58%'
    """
    return f"{format_percent(low, signed=signed)} to {format_percent(high, signed=signed)}"


def format_count(count: int) -> str:
    """A count with thousands apart.

    >>> format_count(1204), format_count(0)
    ('1,204', '0')
    """
    return f"{count:,}".replace("-", MINUS)


def format_range(low: int, high: int, people: int | None = None) -> str:
    """A count that may be anything from ``low`` to ``high``; at an end of what is possible, the other end alone.

    ``people`` is the most that it could be; without it there is none.

    >>> [format_range(*ends, 12) for ends in [(5, 5), (0, 2), (10, 12), (6, 7), (4, 6)]]
    ['5', 'at most 2', 'at least 10', '6 or 7', '4 to 6']
    """
    if low == high:
        return format_count(low)
    if low == 0:
        return f"at most {format_count(high)}"
    if high == people:
        return f"at least {format_count(low)}"
    return f"{format_count(low)} {'or' if high - low == 1 else 'to'} {format_count(high)}"


def read_range(words: str, people: int) -> tuple[int, int]:
    """The least and the most that the words of `format_range` mean, whatever follows them; anything, if they are none.

    >>> [read_range(words, 12) for words in ("5 up", "at most 2 up", "at least 10", "6 or 7 of 12", "hidden")]
    [(5, 5), (0, 2), (10, 12), (6, 7), (0, 12)]
    """
    found = _RANGE.match(words)
    if found is None:
        return 0, people
    first, last = (int((found[part] or found["first"]).replace(",", "")) for part in ("first", "last"))
    low, high = {"at most ": (0, first), "at least ": (first, people)}.get(found["bound"] or "", (first, last))
    return low, min(high, max(people, low))


def spell(count: int) -> str:
    """A count as a sentence says it: in words up to twelve.

    >>> spell(0), spell(5), spell(13)
    ('no', 'five', '13')
    """
    return _SMALL_NUMBERS[count] if 0 <= count < len(_SMALL_NUMBERS) else format_count(count)


def join_words(words: Sequence[str]) -> str:
    """The words as a list in a sentence.

    >>> join_words(["Authentic", "Advocate", "Collaborative"])
    'Authentic, Advocate and Collaborative'
    """
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def contrast(ink: str, paper: str) -> float:
    """The contrast ratio of two hex colours, 1 to 21.

    Formula: WCAG 2.2, definition of contrast ratio and of relative luminance.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    lighter, darker = sorted((_luminance(ink), _luminance(paper)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, paper: str, *, least: float = LEAST_CONTRAST) -> str:
    """The colour, moved towards black or white just as far as text on that paper needs.

    >>> readable("#ffcc00", "#ffffff"), readable("#12436d", "#ffffff")
    ('#8f7200', '#12436d')
    """
    # above this luminance black stands out more, below it white
    target = 0 if _luminance(paper) > 0.18 else 255
    steps = (_mix(colour, target, step / 100) for step in range(101))
    return next((made for made in steps if contrast(made, paper) >= least), _mix(colour, target, 1))


def _mix(colour: str, target: int, part: float) -> str:
    channels = (round(channel + (target - channel) * part) for channel in _channels(colour))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _channels(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
