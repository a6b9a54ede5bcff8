"""When an answer was given, from the ways in which survey platforms write it.

Times stay in the export's own zone, since most exports do not say which that is; they only order answers.
"""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_NUMBERS = ("year", "month", "day", "a", "b", "short", "hour", "minute", "second")
_PATTERN = r"""^\s*
    (?: (?P<year>\d{4}) [-/] (?P<month>\d{1,2}) [-/] (?P<day>\d{1,2})
      | (?P<a>\d{1,2}) [-/.] (?P<b>\d{1,2}) [-/.] (?P<short>\d{4}|\d{2}) )
    (?: [T\x20]+ (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?:\.\d+)? )?
        \s* (?P<half>[AaPp][Mm])? (?:\s*[A-Z][A-Za-z0-9:+-]*)? )?
    \s*$"""
_PATTERN = "".join(_PATTERN.split())  # written with room to breathe, which Arrow's patterns do not know
_SERIAL = r"^\s*(?P<days>\d{5}(?:\.\d+)?)\s*$"
_SERIAL_DAYS = (36526, 73051)  # a spreadsheet's days for 2000 to 2100, counted from `_SERIAL_START`
_SERIAL_START = pd.Timestamp(1899, 12, 30)
_NO_TIME = pd.Timestamp(1980, 1, 1)  # LimeSurvey writes it where a survey keeps no times
_NOT_YET = "[not completed]"  # REDCap writes it until a survey is submitted
_CENTURY = 2000
_MONTHS = 12
_HALF_DAY = 12
_SECONDS_A_DAY = 24 * 60 * 60


def parse_times(texts: pd.Series, *, order: str = "") -> pd.Series:
    """The times written in a column; missing where a text is no time.

    ``order`` (``mdy`` or ``dmy``) settles ``3/4/2026`` where the column itself cannot: a day above 12 anywhere in it
    can. Without either, such dates are missing rather than guessed. Five digits are a spreadsheet's days.

    >>> parse_times(pd.Series(["2026/03/04 3:05:09 PM CST", "yesterday"])).tolist()
    [Timestamp('2026-03-04 15:05:09'), NaT]
    >>> parse_times(pd.Series(["3/4/2026 8:00", "3/14/2026 8:00"])).tolist()
    [Timestamp('2026-03-04 08:00:00'), Timestamp('2026-03-14 08:00:00')]
    >>> parse_times(pd.Series(["3/4/2026 8:00"])).isna().tolist()
    [True]
    >>> parse_times(pd.Series(["46085.25"])).tolist()
    [Timestamp('2026-03-04 06:00:00')]
    """
    number, half = _read_parts(texts)
    month_first = _month_first(number, order)
    month, day = (number["a"], number["b"]) if month_first else (number["b"], number["a"])
    fields = pd.DataFrame(
        {
            "year": number["year"].fillna(
                number["short"].where(number["short"] > _CENTURY / 20, number["short"] + _CENTURY)
            ),
            "month": number["month"].fillna(month if month_first is not None else pd.NA),
            "day": number["day"].fillna(day if month_first is not None else pd.NA),
            "hour": _hour_of_day(number["hour"], half),
            "minute": number["minute"].fillna(0),
            "second": number["second"].fillna(0),
        }
    )
    times = pd.to_datetime(fields.astype("Float64"), errors="coerce").astype("datetime64[us]")
    no_dates = texts[number["hour"].isna() & number["day"].isna() & number["a"].isna()]
    return times.where(times != _NO_TIME).fillna(_read_serials(no_dates).reindex(times.index))


def _read_parts(texts: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """The numbers of each time, and its half of the day; missing where a text is no time or does without.

    Arrow reads plain texts many times as fast as Python, and to the same end; what it does not know, such as a narrow
    space before *PM*, is left to Python.
    """
    found = pc.extract_regex(pa.array(texts.astype("str")), _PATTERN)
    fields = {name: pc.struct_field(found, name) for name in (*_NUMBERS, "half")}
    given = {name: pc.if_else(pc.equal(field, ""), None, field) for name, field in fields.items()}
    half = pd.Series(given["half"].to_numpy(zero_copy_only=False), index=texts.index, dtype="str")
    number = pd.DataFrame({name: _as_numbers(given[name]) for name in _NUMBERS}, index=texts.index)
    rest = texts[found.is_null().to_numpy(zero_copy_only=False)]
    if len(rest):
        parts = rest.str.extract(_PATTERN)
        number.loc[rest.index] = parts[[*_NUMBERS]].apply(pd.to_numeric).astype("float64")
        half.loc[rest.index] = parts["half"]
    return number, half


def _as_numbers(texts: pa.Array) -> NDArray[np.float64]:
    numbers: NDArray[np.float64] = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    return numbers


def says_no_time(texts: pd.Series) -> pd.Series:
    """True where a text is empty or what a platform writes when it keeps no times."""
    plain = texts.str.strip()
    return plain.isin(["", _NOT_YET]) | plain.str.startswith(f"{_NO_TIME:%Y-%m-%d}")


def _read_serials(texts: pd.Series) -> pd.Series:
    days = pd.to_numeric(texts.str.extract(_SERIAL)["days"])
    seconds = (days.where(days.between(*_SERIAL_DAYS)) * _SECONDS_A_DAY).round()
    return (_SERIAL_START + pd.to_timedelta(seconds, unit="s")).astype("datetime64[us]")


def is_undecided(texts: pd.Series, *, order: str = "") -> bool:
    """True if the column holds dates whose day and month cannot be told apart."""
    number, _ = _read_parts(texts)
    return bool(number["a"].notna().any()) and _month_first(number, order) is None


def _month_first(number: pd.DataFrame, order: str) -> bool | None:
    first_is_day, second_is_day = (number["a"] > _MONTHS).any(), (number["b"] > _MONTHS).any()
    if first_is_day != second_is_day:
        return bool(second_is_day)
    if order and not first_is_day:
        return order == "mdy"
    return None


def _hour_of_day(hour: pd.Series, half: pd.Series) -> pd.Series:
    afternoon = half.str.upper() == "PM"
    on_the_clock = (hour % _HALF_DAY).where(half.notna(), hour)
    return (on_the_clock + _HALF_DAY * afternoon).fillna(0)
