"""Chance, all of it from one seed: each purpose draws from a generator of its own."""

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Times = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.object_]

LARGEST_PART = 10


def stream(seed: int, *purpose: object) -> np.random.Generator:
    """The generator for one purpose; what is drawn for another does not move it.

    >>> stream(1, "names").integers(100, size=3).tolist() == stream(1, "names").integers(100, size=3).tolist()
    True
    """
    return np.random.default_rng([seed, zlib.crc32(repr(purpose).encode())])


def few(people: int, share: float) -> int:
    """How many a share of so many people is: at least one, at most one in ten, and so none of fewer than ten.

    >>> few(160, 0.01), few(12, 0.01), few(9, 0.5)
    (2, 1, 0)
    """
    return min(max(1, round(people * share)), people // LARGEST_PART)


def texts(values: Any) -> Texts:
    """The values as an array of texts, which can be indexed by arrays of codes."""
    return np.array(values, dtype=object)


def now_and_then(plain: Texts, others: list[Texts], share: float, rng: np.random.Generator) -> Texts:
    """The plain texts, a share of them replaced by the text in the same place of one of the others."""
    choice = np.where(rng.random(plain.shape) < share, rng.integers(1, len(others) + 1, plain.shape), 0)
    return np.choose(choice, [plain, *others])
