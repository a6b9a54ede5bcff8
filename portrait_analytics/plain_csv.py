"""Tables that no spreadsheet takes for formulas: the rule for texts, CSV that keeps to it, and the way back.

A text in which a cell could begin with ``= + - @``, a full-width one of these, a tab or a return gets an apostrophe
before it, as OWASP advises against CSV injection. A cell could begin at the start of the text, and after a line end,
a tab or a semicolon, which a spreadsheet of another country takes for the separator. A text that has such an
apostrophe already gets one more, so nothing is lost on the way back. Numbers stay numbers: no number is a formula.
"""

import io
import re

import pandas as pd

START = r"(^|[;\t\r\n])"
RISKY = r"(?=\s*['=+\-@＝＋－＠]| *[\t\r\n])"
_GUARD = re.compile(f"{START}{RISKY}")
_GUARDED = re.compile(f"{START}'{RISKY}")


def guard(text: str) -> str:
    """The text as a spreadsheet may have it.

    >>> guard("=1+1"), guard("a;@b"), guard("P.S. 12"), guard("'tis")
    ("'=1+1", "a;'@b", 'P.S. 12', "''tis")
    """
    return _GUARD.sub(r"\1'", text)


def unguard(text: str) -> str:
    """The text that was guarded.

    >>> unguard(guard("+33% (−2% to +58%)"))
    '+33% (−2% to +58%)'
    """
    return _GUARDED.sub(r"\1", text)


def guard_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its texts guarded; numbers and missing values stay as they are."""
    texts = [str(name) for name, dtype in frame.dtypes.items() if not pd.api.types.is_numeric_dtype(dtype)]
    return frame.assign(**{name: frame[name].astype(object).map(guard, na_action="ignore") for name in texts})


def to_csv(frame: pd.DataFrame) -> str:
    """The frame as CSV (RFC 4180) without its row labels: texts guarded, a missing value empty."""
    return guard_texts(frame).to_csv(index=False, lineterminator="\r\n")


def read_csv(text: str) -> pd.DataFrame:
    """What `to_csv` wrote, all of it as text as it was before; what was missing is empty."""
    read = pd.read_csv(io.StringIO(text, newline=""), dtype="str", keep_default_na=False)
    return read.map(unguard)
