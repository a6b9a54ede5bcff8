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
DENSE = 2**20  # so many different codes are looked up in a table rather than sorted
Codes = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True)
class Coded:
    """A column of texts: the code of each row, and the texts that the codes stand for."""

    codes: Codes
    texts: pd.Index

    def along(self, texts: pd.Index) -> Codes:
        """The codes along other texts; -1 for what is none of them."""
        places: Codes = np.append(texts.get_indexer(self.texts), NONE).astype(smallest(len(texts)))[self.codes]
        return places


def encode(column: pd.Series) -> Coded:
    """The column as codes, -1 where it is missing.

    >>> encode(pd.Series(["b", None, "c", "a"], dtype="str")).along(pd.Index(["a", "b"], dtype="str")).tolist()
    [1, -1, -1, 0]
    """
    own = as_category(column)
    codes: Codes = np.asarray(own.cat.codes)
    return Coded(codes, pd.Index(own.cat.categories, dtype="str"))


def as_category(column: pd.Series) -> pd.Series:
    """The column, with a code for each of its texts."""
    return column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")


def alike(first: pd.Series, second: pd.Series) -> NDArray[np.bool_]:
    """True where both columns have the same text, whatever other texts either has; never where one is missing.

    >>> alike(pd.Series(["a", "b", None], dtype="category"), pd.Series(["a", "c", None], dtype="category")).tolist()
    [True, False, False]
    """
    here, there = encode(first), encode(second)
    same: NDArray[np.bool_] = (here.along(there.texts) == there.codes) & (there.codes != NONE)
    return same


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


def smallest(most: int) -> np.dtype[np.signedinteger[Any]]:
    """The smallest kind of whole numbers that holds -1 and everything up to ``most``; `OverflowError` if none does."""
    if most > np.iinfo(np.int64).max:
        raise OverflowError(f"{most} is no whole number of 64 bits")
    return np.result_type(np.int8, np.min_scalar_type(-most - 1))


def pack(columns: Mapping[str, NDArray[Any]], sizes: Mapping[str, int]) -> Codes:
    """Columns of codes as one, ``sizes`` saying how many codes each has; the order is theirs, the first column's first.

    `OverflowError` if there are more different rows than whole numbers.

    >>> pack({"school": np.array([0, 1, NONE]), "role": np.array([3, NONE, 0])}, {"school": 2, "role": 4}).tolist()
    [3, 9, 10]
    """
    kind = smallest(math.prod(sizes[name] + 1 for name in columns))
    packed = np.zeros(np.broadcast_shapes(*(codes.shape for codes in columns.values())), dtype=kind)
    for name, codes in columns.items():
        packed *= kind.type(sizes[name] + 1)
        packed += np.where(codes == NONE, kind.type(sizes[name]), codes.astype(kind, copy=False))
    return packed


def unpack(packed: Codes, sizes: Mapping[str, int]) -> dict[str, Codes]:
    """The columns that `pack` put together.

    >>> {name: codes.tolist() for name, codes in unpack(np.array([3, 9, 10]), {"school": 2, "role": 4}).items()}
    {'school': [0, 1, -1], 'role': [3, -1, 0]}
    """
    columns = {}
    for name, size in reversed(list(sizes.items())):
        rest = packed // (size + 1)
        codes = (packed - rest * (size + 1)).astype(smallest(size))
        columns[name], packed = np.where(codes == size, codes.dtype.type(NONE), codes), rest
    return dict(reversed(columns.items()))


def number(packed: Codes, sizes: Mapping[str, int]) -> tuple[Codes, Codes]:
    """Which of the different codes each is, and these codes in their order.

    >>> [part.tolist() for part in number(np.array([7, 2, 7]), {"school": 2, "role": 4})]
    [[1, 0, 1], [2, 7]]
    """
    most = math.prod(size + 1 for size in sizes.values())
    if most > DENSE:
        different, place = np.unique(packed, return_inverse=True)
        return place, different
    there = np.zeros(most, dtype=bool)
    there[packed] = True
    different = np.flatnonzero(there)
    return (np.cumsum(there) - 1).astype(smallest(len(different)))[packed], different


def find_runs(columns: Iterable[pd.Series]) -> Codes:
    """The first row of every run of rows that say the same in all columns.

    >>> find_runs([pd.Series(["a", "a", "b"], dtype="str"), pd.Series([None, "x", "x"], dtype="category")]).tolist()
    [0, 1, 2]
    """
    told = [own.cat.codes.to_numpy() if isinstance(own.dtype, pd.CategoricalDtype) else own.array for own in columns]
    first = np.ones(len(told[0]), dtype=bool)
    first[1:] = False
    for own in told:
        first[1:] |= own[1:] != own[:-1]
    return np.flatnonzero(first)
