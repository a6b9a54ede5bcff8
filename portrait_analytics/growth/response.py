"""Who answered: response rates, and how far the share could be off if those who did not had answered, too."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

ENOUGH = 0.85  # below, who did not answer must be looked at first (NCES Statistical Standards, 4-4-1)
Floats = NDArray[np.float64]


def measure_response(people: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """How many of those on the roster answered, by semester and group.

    ``people`` is the table of that name; ``by`` one of its columns (``school``, ``role``, ``role_group``), nothing for
    all. One row is one ``semester`` and one ``group`` (``all`` without a grouping): ``listed`` on the roster,
    ``answered`` of them, ``unlisted`` who answered and are on no roster, in persons; ``rate`` is a share, missing in a
    group that the roster does not have; ``enough`` is True from 85% on, missing where the rate is. People of whom
    nobody knows the group are left out.

    >>> people = pd.DataFrame({"on_roster": [True, True, False], "answered": [True, False, True]})
    >>> people["semester"] = "2026-fall"
    >>> measure_response(people).to_dict("records")[0]["rate"]
    0.5
    """
    group = people[by].astype("str") if by else pd.Series("all", index=people.index)
    flags = pd.DataFrame(
        {
            "listed": people["on_roster"],
            "answered": people["on_roster"] & people["answered"],
            "unlisted": ~people["on_roster"] & people["answered"],
        }
    )
    counts = (
        flags.astype("int64").groupby([people["semester"].astype("str"), group.rename("group")]).sum().reset_index()
    )
    rate = counts["answered"] / counts["listed"].where(counts["listed"] > 0)
    return counts.assign(rate=rate, enough=(rate >= ENOUGH).astype("boolean").where(rate.notna()))


def worst_case(at_proficient: ArrayLike, rated: ArrayLike, listed: ArrayLike) -> tuple[Floats, Floats]:
    """The share at or above Proficient of all that are listed, if nobody, or everybody, who did not rate were.

    Both ends are shares, and meet where all rated; not a number where nobody is listed. More ratings than people listed
    (some are on no roster) count as all of them.

    >>> [end.tolist() for end in worst_case([3, 0], [5, 0], [8, 0])]
    [[0.375, nan], [0.75, nan]]
    """
    at, size, whole = (np.asarray(count, dtype=np.float64) for count in (at_proficient, rated, listed))
    known = np.maximum(size, whole)
    whole = np.where(known > 0, known, np.nan)
    return at / whole, (at + whole - size) / whole
