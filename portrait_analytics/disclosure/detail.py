"""How much of a shown group's counts is told: the count itself, a band of counts, or nothing.

A count that is safe by itself can tell on people when it is taken from others. Such a count is told in less detail;
`protection` decides which.
"""

from enum import IntEnum
from typing import NamedTuple

BAND = 5  # counts told alike in a band


class Detail(IntEnum):
    """From most to least."""

    COUNTS = 0
    BANDS = 1
    NOTHING = 2


class Cell(NamedTuple):
    """One part (movers, from, to, levels) of what a figure prints of one group and one attribute or competency."""

    figure: str
    grain: str
    school: str
    cluster: str
    role: str
    item: str
    part: str


def band_count(count: int, people: int) -> tuple[int, int]:
    """The least and the most that a count told in bands may be; the last band takes up what is left over.

    >>> band_count(3, 12), band_count(7, 12), band_count(12, 12), band_count(17, 20)
    ((0, 4), (5, 12), (5, 12), (15, 20))
    """
    last = max((people + 1) // BAND, 1) - 1
    band = min(count // BAND, last)
    return band * BAND, people if band == last else (band + 1) * BAND - 1
