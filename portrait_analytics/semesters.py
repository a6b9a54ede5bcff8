"""The school calendar: which semesters there are, in which order, and which one a date falls in.

A semester is the text ``2026-fall`` or ``2027-spring``. Text order is not time order (fall comes after spring of the
same year), so nothing else compares semesters.
"""

import re
from collections.abc import Iterable
from datetime import date

from portrait_analytics.errors import InputError

SPRING, FALL = "spring", "fall"
FALL_STARTS_IN_MONTH = 7
_PATTERN = re.compile(r"(\d{4})-(spring|fall)")


def is_semester(text: str) -> bool:
    """True if the text is a semester, spelled exactly so.

    >>> is_semester("2026-fall"), is_semester("Fall 2026")
    (True, False)
    """
    return _PATTERN.fullmatch(text) is not None


def parse_semester(text: str) -> tuple[int, str]:
    """The year and the season; what is no semester raises `InputError`.

    >>> parse_semester("2027-spring")
    (2027, 'spring')
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise InputError(f'"{text}" is no semester. Write it as 2026-fall or 2027-spring.')
    return int(found[1]), found[2]


def semester_key(text: str) -> tuple[int, int]:
    """A key that sorts semesters by time: spring comes before fall of the same year.

    >>> sorted(["2026-fall", "2026-spring", "2025-fall"], key=semester_key)
    ['2025-fall', '2026-spring', '2026-fall']
    """
    year, season = parse_semester(text)
    return year, int(season == FALL)


def in_time_order(semesters: Iterable[str]) -> list[str]:
    """The semesters without repeats, earliest first."""
    return sorted(set(semesters), key=semester_key)


def semester_of(day: date) -> str:
    """The semester in which a day falls: January to June is spring, July to December is fall.

    >>> semester_of(date(2027, 6, 30)), semester_of(date(2027, 7, 1))
    ('2027-spring', '2027-fall')
    """
    return f"{day.year}-{FALL if day.month >= FALL_STARTS_IN_MONTH else SPRING}"


def semester_after(semester: str, steps: int) -> str:
    """The semester so many semesters later, or earlier if ``steps`` is below 0.

    >>> semester_after("2026-fall", 1), semester_after("2026-fall", -3)
    ('2027-spring', '2025-spring')
    """
    year, fall = semester_key(semester)
    year, fall = divmod(2 * year + fall + steps, 2)
    return f"{year}-{FALL if fall else SPRING}"


def count_semesters(earlier: str, later: str) -> int:
    """How many semesters lie from one to the other.

    >>> count_semesters("2025-fall", "2026-fall")
    2
    """
    (first_year, first), (last_year, last) = semester_key(earlier), semester_key(later)
    return 2 * (last_year - first_year) + last - first


def semester_name(semester: str) -> str:
    """The semester as a reader says it.

    >>> semester_name("2026-fall")
    'fall 2026'
    """
    year, season = parse_semester(semester)
    return f"{season} {year}"


def default_baseline(semester: str, held: Iterable[str]) -> str | None:
    """The semester to compare with: the same season a year before, else the one just before, else None.

    Self-ratings drift within a school year, so like is compared with like where it can be.

    >>> default_baseline("2026-fall", ["2025-fall", "2026-spring", "2026-fall"])
    '2025-fall'
    >>> default_baseline("2026-fall", ["2024-fall", "2026-spring", "2026-fall"])
    '2026-spring'
    """
    year, season = parse_semester(semester)
    earlier = [other for other in in_time_order(held) if semester_key(other) < semester_key(semester)]
    same_season = f"{year - 1}-{season}"
    if same_season in earlier:
        return same_season
    return earlier[-1] if earlier else None
