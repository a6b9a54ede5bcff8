"""Grids of cells, and the ways in which platforms write a time down."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import zip_longest

Cell = str | int | bool | datetime | None  # None is a cell without any content, where a file can tell it from ""
Row = list[Cell]
Grid = list[Row]
Column = tuple[tuple[str, ...], list[Cell]]
ShowTime = Callable[[datetime], Cell]

NOON = 12


def column(headers: str | tuple[str, ...], cells: Iterable[Cell]) -> Column:
    """A column: its headers from the top, one for each header row, and its cells."""
    return ((headers,) if isinstance(headers, str) else headers, list(cells))


def stand(columns: Sequence[Column]) -> Grid:
    """The columns beside each other: the header rows, then one row for each record.

    >>> stand([column("ID", [1, 2]), column("Role", ["Coach", ""])])
    [['ID', 'Role'], [1, 'Coach'], [2, '']]
    """
    headers: Grid = [list(row) for row in zip_longest(*(headers for headers, _ in columns), fillvalue="")]
    return headers + [list(row) for row in zip(*(cells for _, cells in columns), strict=True)]


def as_is(time: datetime) -> Cell:
    """The time itself, for a workbook."""
    return time


def iso(time: datetime) -> str:
    """2026-10-05 15:05:09."""
    return time.strftime("%Y-%m-%d %H:%M:%S")


def slashed(time: datetime) -> str:
    """10/5/2026 15:05:09, as a sheet shows it."""
    return f"{time.month}/{time.day}/{time.year} {time.hour}:{time:%M:%S}"


def slashed_short(time: datetime) -> str:
    """10/5/26 15:05:09, as a saved workbook shows it."""
    return f"{time.month}/{time.day}/{time:%y} {time.hour}:{time:%M:%S}"


def slashed_with_half(time: datetime) -> str:
    """10/05/2026 03:05:09 PM."""
    return time.strftime("%m/%d/%Y %I:%M:%S ") + _half(time)


def zoned(time: datetime) -> str:
    """2026/10/05 3:05:09 PM CDT."""
    return f"{time:%Y/%m/%d} {(time.hour - 1) % NOON + 1}:{time:%M:%S} {_half(time)} CDT"


def day_first(time: datetime) -> str:
    """5/10/2026 15:05:09, as a Spanish sheet shows it."""
    return f"{time.day}/{time.month}/{time.year} {time.hour}:{time:%M:%S}"


def dotted(time: datetime) -> str:
    """05.10.2026 15:05:09, as a German sheet shows it."""
    return time.strftime("%d.%m.%Y %H:%M:%S")


def _half(time: datetime) -> str:
    return "AM" if time.hour < NOON else "PM"
