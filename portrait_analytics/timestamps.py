"""When an answer was given, from the ways in which survey platforms write it.

Times stay in the export's own zone, since most exports do not say which that is; they only order answers.
"""

import pandas as pd

_PATTERN = r"""(?x) ^\s*
    (?: (?P<year>\d{4}) [-/] (?P<month>\d{1,2}) [-/] (?P<day>\d{1,2})
      | (?P<a>\d{1,2}) [-/.] (?P<b>\d{1,2}) [-/.] (?P<short>\d{4}|\d{2}) )
    (?: [T\ ]+ (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?:\.\d+)? )?
        \s* (?P<half>[AaPp][Mm])? (?:\s*[A-Z][A-Za-z0-9:+-]*)? )?
    \s*$"""
_SERIAL = r"^\s*(?P<days>\d{5}(?:\.\d+)?)\s*$"
_SERIAL_DAYS = (36526, 73051)  # a spreadsheet's days for 2000 to 2100, counted from `_SERIAL_START`
_SERIAL_START = pd.Timestamp(1899, 12, 30)
_NO_TIME = pd.Timestamp(1980, 1, 1)  # LimeSurvey writes it where a survey keeps no times
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
    parts = texts.str.extract(_PATTERN)
    number = parts.drop(columns="half").apply(pd.to_numeric)
    month_first = _month_first(number, order)
    month, day = (number["a"], number["b"]) if month_first else (number["b"], number["a"])
    fields = pd.DataFrame(
        {
            "year": number["year"].fillna(
                number["short"].where(number["short"] > _CENTURY / 20, number["short"] + _CENTURY)
            ),
            "month": number["month"].fillna(month if month_first is not None else pd.NA),
            "day": number["day"].fillna(day if month_first is not None else pd.NA),
            "hour": _hour_of_day(number["hour"], parts["half"]),
            "minute": number["minute"].fillna(0),
            "second": number["second"].fillna(0),
        }
    )
    times = pd.to_datetime(fields.astype("Float64"), errors="coerce").astype("datetime64[us]")
    return times.where(times != _NO_TIME).fillna(_read_serials(texts))


def says_no_time(texts: pd.Series) -> pd.Series:
    """True where a text is empty or what a platform writes when it keeps no times."""
    return (texts.str.strip() == "") | texts.str.startswith(f"{_NO_TIME:%Y-%m-%d}")


def _read_serials(texts: pd.Series) -> pd.Series:
    days = pd.to_numeric(texts.str.extract(_SERIAL)["days"])
    seconds = (days.where(days.between(*_SERIAL_DAYS)) * _SECONDS_A_DAY).round()
    return (_SERIAL_START + pd.to_timedelta(seconds, unit="s")).astype("datetime64[us]")


def is_undecided(texts: pd.Series, *, order: str = "") -> bool:
    """True if the column holds dates whose day and month cannot be told apart."""
    number = texts.str.extract(_PATTERN)[["a", "b"]].apply(pd.to_numeric)
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
