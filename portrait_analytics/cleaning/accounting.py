"""What became of every row and every cell that was read, so that a reader can add it up."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.cleaning.one_export import CleanedExport

CELL_FATES = {
    "rated": "used",
    "not_applicable": "used",
    "blank": "blank",
    "not_asked": "blank",
    "unreadable": "unreadable",
}
ANSWERED = ["rated", "not_applicable", "unreadable"]


def count_fates(
    part: CleanedExport, own: pd.DataFrame, superseded: NDArray[np.bool_], replaced: NDArray[np.bool_]
) -> pd.DataFrame:
    """The rows of `accounting` for one source; ``own`` are its answers, and which of them do not count.

    Of those that are ``superseded`` the ones ``replaced`` gave way to an answer that differs, or is another rater's. An
    empty cell is blank, whatever stands elsewhere.

    The counts of unit ``row`` add up to the records of the file, those of ``cell`` to its records times its columns.
    """
    cells = own["from_cell"].to_numpy()
    given = own["state"].isin(ANSWERED).to_numpy()
    lost = superseded & given & cells
    counted = own.loc[cells & ~lost, "state"].astype("str").map(CELL_FATES).astype("str").value_counts()
    several = {"duplicate": int((lost & ~replaced).sum()), "replaced": int((lost & replaced).sum())}
    counted = counted.add(pd.Series(several), fill_value=0).add(part.cells, fill_value=0)
    rows = _row_fates(part, own, superseded, replaced).value_counts()
    parts = [_as_rows(part.source, "row", rows), _as_rows(part.source, "cell", counted[counted > 0])]
    return pd.concat(parts, ignore_index=True)


def _row_fates(
    part: CleanedExport, own: pd.DataFrame, superseded: NDArray[np.bool_], replaced: NDArray[np.bool_]
) -> pd.Series:
    """A row of which nothing counts is replaced or a duplicate; one is partial if nothing in its record was rated."""
    record = own["record"].to_numpy()
    size = len(part.records)
    answered = np.bincount(record[own["state"].isin(ANSWERED).to_numpy()], minlength=size) > 0
    rated = pd.Series(answered[part.record_of_row.to_numpy()], index=part.record_of_row.index)
    kept = own["source_row"].to_numpy()[~superseded & own["from_cell"].to_numpy()]
    lost = own["source_row"].to_numpy()[superseded & own["from_cell"].to_numpy()]
    gone = part.rows.index.isin(lost) & ~part.rows.index.isin(kept)
    otherwise = part.rows.index.isin(own["source_row"].to_numpy()[replaced])
    used = part.rows == "used"
    partial = used & ~rated.reindex(part.rows.index, fill_value=False)
    return part.rows.mask(partial, "partial").mask(used & gone, "duplicate").mask(used & gone & otherwise, "replaced")


def _as_rows(source: str, unit: str, counts: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"source": source, "unit": unit, "fate": counts.index, "count": counts.to_numpy()}).astype(
        {"count": "Int64"}
    )
