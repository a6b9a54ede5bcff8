"""Which cells of a table of text hold anything."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def filled(cells: pd.Series) -> NDArray[np.bool_]:
    """True for each cell of a column that holds more than spaces.

    >>> filled(pd.Series(["Proficient", "", " \\u00a0 "])).tolist()
    [True, False, False]
    """
    texts = pa.array(cells, type=pa.large_string())
    blank: NDArray[np.bool_] = pc.or_(pc.equal(texts, ""), pc.utf8_is_space(texts)).to_numpy(zero_copy_only=False)
    return ~blank


def filled_cells(table: pd.DataFrame) -> NDArray[np.bool_]:
    """True for each cell that holds more than spaces: a row a record, a column a column of the table."""
    columns = [filled(column) for _, column in table.items()]
    return np.column_stack(columns) if columns else np.zeros(table.shape, dtype=bool)


def drop_blank_end(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows up to the last one that holds more than spaces; only as many are looked at as there are blank ones."""
    end, step = len(rows), 64
    while end:
        start = max(0, end - step)
        with_text = np.flatnonzero(filled_cells(rows.iloc[start:end]).any(axis=1))
        if len(with_text):
            return rows.iloc[: start + int(with_text[-1]) + 1]
        end, step = start, step * 4
    return rows.iloc[:0]
