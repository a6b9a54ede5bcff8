"""An independent auditor of statistical tables comes to the same bounds as the attacker's solver.

Tau-Argus is what statistical offices use; its engine is read from a file in its own format, which is written here.
"""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from portrait_analytics.attack import bounds

oracle = pytest.importorskip("pytauargus._tauargus", reason="Tau-Argus is built for Linux only")
MOST = 10_000  # no more than anybody would take a count to be


def add_margins(inner: np.ndarray) -> np.ndarray:
    """A table with its sums in the last row and column."""
    wide = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([wide, wide.sum(axis=0)])


def sums_of(shape: tuple[int, int]) -> np.ndarray:
    """What holds of a table with margins: one row a sum, -1 at the total and 1 at its parts."""
    places = np.arange(shape[0] * shape[1]).reshape(shape)
    lines = [*places, *places.T]
    rows = np.zeros((len(lines), places.size))
    for row, line in zip(rows, lines, strict=True):
        row[line] = 1
        row[line[-1]] = -1
    return rows


def audit(table: np.ndarray, hidden: list[int], path: Path) -> dict[int, tuple[int, int]]:
    """The bounds of the hidden cells, as Tau-Argus finds them."""
    lines = ["0", str(table.size)]
    for place, value in enumerate(table.ravel()):
        status = "u" if place in hidden else "s"
        lines.append(f"{place} {value}.0 {value} {status} 0.0 {MOST}.0 1.0 1.0 0.0")
    sums = sums_of(table.shape)
    lines.append(str(len(sums)))
    for row in sums:
        parts = np.flatnonzero(row)
        lines.append(f"0.0 {len(parts)} : " + " ".join(f"{part} ({int(row[part])})" for part in parts))
    path.write_text("\n".join(lines) + "\n")
    return {found["cell"]: (round(found["min"]), round(found["max"])) for found in oracle.audit_jj(str(path))}


def bound(table: np.ndarray, hidden: list[int]) -> dict[int, tuple[int, int]]:
    """The same bounds, as the attacker finds them."""
    told = [place for place in range(table.size) if place not in hidden]
    rows = np.vstack([sums_of(table.shape), np.eye(table.size)[told]])
    known = rows @ table.ravel()
    return {place: bounds(rows, known, known, np.eye(table.size)[place]) for place in hidden}


def random_case(seed: int) -> tuple[np.ndarray, list[int]]:
    """A table of few people and a pattern of hidden cells, some of which can be worked out."""
    random = np.random.default_rng(seed)
    shape = tuple(random.integers(2, 5, size=2))
    table = add_margins(random.integers(0, 12, size=shape))
    inner = [row * table.shape[1] + column for row, column in product(range(shape[0]), range(shape[1]))]
    hidden = sorted(int(place) for place in random.choice(inner, size=min(len(inner), 4 + seed % 4), replace=False))
    return table, hidden


def test_the_auditor_agrees_on_the_published_table(tmp_path: Path) -> None:
    table = add_margins(np.array([[18, 2], [14, 19], [12, 10], [11, 14]]))
    hidden = [0, 1, 6, 7]

    assert bound(table, hidden) == audit(table, hidden, tmp_path / "table.jj")
    assert bound(table, hidden)[1] == (0, 2 + 10)


@pytest.mark.parametrize("seed", range(12))
def test_the_auditor_agrees_on_small_tables(seed: int, tmp_path: Path) -> None:
    table, hidden = random_case(seed)

    assert bound(table, hidden) == audit(table, hidden, tmp_path / "table.jj")
