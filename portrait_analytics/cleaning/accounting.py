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


def count_fates(part: CleanedExport, own: pd.DataFrame, superseded: NDArray[np.bool_]) -> pd.DataFrame:
    """The rows of `accounting` for one source; ``own`` are its answers and which of them another one replaced.

    The counts of unit ``row`` add up to the records of the file, those of ``cell`` to its records times its columns.
    """
    cells = own["from_cell"].to_numpy()
    states = own["state"].to_numpy()[cells]
    counted = pd.Series(states[~superseded[cells]]).map(CELL_FATES).astype("str").value_counts()
    counted = counted.add(pd.Series({"duplicate": int(superseded[cells].sum())}), fill_value=0)
    counted = counted.add(part.cells, fill_value=0)
    rows = _row_fates(part, own, superseded).value_counts()
    parts = [_as_rows(part.source, "row", rows), _as_rows(part.source, "cell", counted[counted > 0])]
    return pd.concat(parts, ignore_index=True)


def _row_fates(part: CleanedExport, own: pd.DataFrame, superseded: NDArray[np.bool_]) -> pd.Series:
    """A row is a duplicate if nothing of it counts, and partial if nothing in its record was rated."""
    record = own["record"].to_numpy()
    size = len(part.records)
    answered = np.bincount(record[own["state"].isin(ANSWERED).to_numpy()], minlength=size) > 0
    rated = pd.Series(answered[part.record_of_row.to_numpy()], index=part.record_of_row.index)
    kept = own["source_row"].to_numpy()[~superseded & own["from_cell"].to_numpy()]
    lost = own["source_row"].to_numpy()[superseded & own["from_cell"].to_numpy()]
    replaced = part.rows.index.isin(lost) & ~part.rows.index.isin(kept)
    used = part.rows == "used"
    partial = used & ~rated.reindex(part.rows.index, fill_value=False)
    return part.rows.mask(partial, "partial").mask(used & replaced, "duplicate")


def _as_rows(source: str, unit: str, counts: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"source": source, "unit": unit, "fate": counts.index, "count": counts.to_numpy()}).astype(
        {"count": "Int64"}
    )
