"""What became of every row and every cell that was read, so that a reader can add it up."""

import pandas as pd

from portrait_analytics.cleaning.one_export import CleanedExport

CELL_FATES = {
    "rated": "used",
    "not_applicable": "used",
    "blank": "blank",
    "not_asked": "blank",
    "unreadable": "unreadable",
}


def count_fates(part: CleanedExport, answers: pd.DataFrame) -> pd.DataFrame:
    """The rows of `accounting` for one source; ``answers`` are those of all sources, duplicates settled.

    The counts of unit ``row`` add up to the records of the file, those of ``cell`` to its records times its columns.
    """
    own = answers[answers["source"] == part.source]
    cells = own[own["from_cell"].astype(bool)]
    fates = cells["state"].map(CELL_FATES).mask(cells["superseded"].astype(bool), "duplicate")
    counted = fates.value_counts().add(part.cells, fill_value=0)
    rows = _row_fates(part.rows, own).value_counts()
    return pd.concat(
        [_as_rows(part.source, "row", rows), _as_rows(part.source, "cell", counted)],
        ignore_index=True,
    )


def _row_fates(rows: pd.Series, own: pd.DataFrame) -> pd.Series:
    """A record is a duplicate if nothing of it counts, and partial if nothing in it was rated."""
    by_row = own.groupby("source_row")
    superseded = by_row["superseded"].all().reindex(rows.index, fill_value=False)
    rated = own["state"].isin(["rated", "not_applicable", "unreadable"]).groupby(own["source_row"]).any()
    partial = (rows == "used") & ~rated.reindex(rows.index, fill_value=False)
    return rows.mask(partial, "partial").mask((rows == "used") & superseded, "duplicate")


def _as_rows(source: str, unit: str, counts: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"source": source, "unit": unit, "fate": counts.index, "count": counts.to_numpy()}).astype(
        {"count": "Int64"}
    )
