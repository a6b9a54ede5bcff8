"""Columns of texts as whole numbers, and several such columns as one.

Millions of answers are compared and counted as arrays of small numbers, where texts would have to be looked at one by
one. Missing is -1; packed, it comes after everything else.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NONE = -1
Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """A column of texts: the code of each row, and the texts that the codes stand for."""

    codes: Codes
    texts: pd.Index

    def along(self, texts: pd.Index) -> Codes:
        """The codes along other texts; -1 for what is none of them."""
        places: Codes = np.append(texts.get_indexer(self.texts), NONE)[self.codes]
        return places


def encode(column: pd.Series) -> Coded:
    """The column as codes, -1 where it is missing.

    >>> encode(pd.Series(["b", None, "c", "a"], dtype="str")).along(pd.Index(["a", "b"], dtype="str")).tolist()
    [1, -1, -1, 0]
    """
    own = as_category(column)
    return Coded(np.asarray(own.cat.codes, dtype=np.int64), pd.Index(own.cat.categories, dtype="str"))


def as_category(column: pd.Series) -> pd.Series:
    """The column, with a code for each of its texts."""
    return column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")


def make_texts(texts: Iterable[str]) -> pd.Index:
    """What codes may stand for."""
    return pd.Index(list(texts), dtype="str")


def list_texts(columns: Iterable[Coded], *others: str) -> pd.Index:
    """Every text of some columns, and some others, each once."""
    parts = [make_texts(others), *(column.texts for column in columns)]
    return parts[0].append(parts[1:]).unique()


def decode(codes: NDArray[Any], texts: Sequence[str] | pd.Index) -> pd.Categorical:
    """The texts of codes.

    >>> decode(np.array([1, -1]), ["a", "b"]).tolist()
    ['b', nan]
    """
    return pd.Categorical.from_codes(codes, make_texts(texts))


def pack(columns: Mapping[str, NDArray[Any]], sizes: Mapping[str, int]) -> Codes:
    """Columns of codes as one, ``sizes`` saying how many codes each has; the order is theirs, the first column's first.

    `OverflowError` if there are more different rows than whole numbers.

    >>> pack({"school": np.array([0, 1, NONE]), "role": np.array([3, NONE, 0])}, {"school": 2, "role": 4}).tolist()
    [3, 9, 10]
    """
    if math.prod(sizes[name] + 1 for name in columns) > np.iinfo(np.int64).max:
        raise OverflowError(f"more different rows of {', '.join(columns)} than whole numbers")
    packed = np.zeros(np.broadcast_shapes(*(codes.shape for codes in columns.values())), dtype=np.int64)
    for name, codes in columns.items():
        packed *= sizes[name] + 1
        packed += np.where(codes == NONE, sizes[name], codes)
    return packed


def unpack(packed: Codes, sizes: Mapping[str, int]) -> dict[str, Codes]:
    """The columns that `pack` put together.

    >>> {name: codes.tolist() for name, codes in unpack(np.array([3, 9, 10]), {"school": 2, "role": 4}).items()}
    {'school': [0, 1, -1], 'role': [3, -1, 0]}
    """
    columns = {}
    for name, size in reversed(list(sizes.items())):
        packed, codes = np.divmod(packed, size + 1)
        columns[name] = np.where(codes == size, NONE, codes)
    return dict(reversed(columns.items()))
