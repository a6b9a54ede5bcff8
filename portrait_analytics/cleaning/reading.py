"""Answers on competencies: from the text of a cell to a set of levels and a state.

Every distinct text is read once; the rest is arrays, a row a record and a column a competency, so that millions of
answers take as long as a table of them takes to write down.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from portrait_analytics.cleaning.records import map_texts
from portrait_analytics.cleaning.remedies import join_faults, set_aside
from portrait_analytics.errors import InputError
from portrait_analytics.matching import Names, has_label, has_number, is_code, numbered_otherwise, propose, read_level
from portrait_analytics.rubric import Rubric
from portrait_analytics.tables import ABOUT, MOMENTS, STATES
from portrait_analytics.wording import fold

RATED, NOT_APPLICABLE, BLANK, NOT_ASKED, UNREADABLE = range(len(STATES))
EMPTY = len(STATES)  # a cell without text, of which the rest of its section tells whether it is blank
CODES_SHOWN = 8

Codes = NDArray[np.int32]
Ranks = NDArray[np.int8]


@dataclass(frozen=True)
class Texts:
    """Cells as numbers: ``codes`` has the place of each cell's text in ``distinct``."""

    codes: Codes
    distinct: tuple[str, ...]

    @classmethod
    def of(cls, cells: pd.DataFrame) -> "Texts":
        """The cells of some columns, at least one."""
        columns = [pa.array(column, type=pa.large_string()) for _, column in cells.items()]
        chunks = [chunk for column in columns for chunk in getattr(column, "chunks", [column])]
        # one list of distinct texts, which each chunk goes on with
        parts = pc.dictionary_encode(pa.chunked_array(chunks, type=pa.large_string())).chunks
        codes = np.concatenate([part.indices.to_numpy() for part in parts] or [np.zeros(0, dtype=np.int32)])
        distinct = parts[-1].dictionary.to_pylist() if parts else []
        return cls(codes.reshape(len(columns), len(cells)).T, tuple(distinct))

    @cached_property
    def counts(self) -> list[int]:
        """How often each distinct text stands there."""
        return [int(count) for count in np.bincount(self.codes.ravel(order="K"), minlength=len(self.distinct))]

    def read(self, names: Names, edition: Rubric) -> tuple[Ranks, Ranks, Ranks]:
        """State (a place in `STATES`), lowest and highest rank (0: none) of each cell."""
        levels = names.levels(edition)
        folded = [fold(text) for text in self.distinct]
        read = [_read_text(text, levels, names) for text in folded]
        if numbered_otherwise(folded, levels):
            read = [
                (UNREADABLE, 0, 0) if has_number(text, levels) else cell
                for text, cell in zip(folded, read, strict=True)
            ]
        table = np.array(read, dtype=np.int8).reshape(-1, 3)
        return table[self.codes, 0], table[self.codes, 1], table[self.codes, 2]


def _read_text(text: str, levels: dict[str, tuple[int, int]], names: Names) -> tuple[int, int, int]:
    if not text:
        return EMPTY, 0, 0
    if text in names.nothing:
        return STATES.index(names.nothing[text]), 0, 0
    ranks = read_level(text, levels)
    if ranks:
        return RATED, *ranks
    whole = text.removesuffix(".0")
    return NOT_APPLICABLE if {text, whole} & names.not_applicable else UNREADABLE, 0, 0


def make_answers(
    names: Names,
    edition: Rubric,
    *,
    record: NDArray[np.integer],
    source_row: NDArray[np.integer],
    competency: NDArray[np.integer],
    state: NDArray[np.integer],
    low: Ranks,
    high: Ranks,
    from_cell: NDArray[np.bool_],
    about: str = "self",
    moment: str = "now",
) -> pd.DataFrame:
    """Answers of one edition: one row is one competency of one record.

    ``record`` is the place of the record, ``competency`` that of the competency in the current edition; ``from_cell``
    is False for what the form did not ask. The types are the same for all exports, so that they can be put together.
    """
    current = names.framework.current
    attributes = [attribute.id for attribute in current.attributes]
    place = np.array([attributes.index(name) for name in current.attribute_of.values()], dtype=np.int8)
    editions = [rubric.id for rubric in names.framework.editions]
    size = len(record)
    return pd.DataFrame(
        {
            "record": record.astype(np.int32),
            "source_row": source_row.astype(np.int32),
            "about": _category(np.full(size, ABOUT.index(about)), ABOUT),
            "moment": _category(np.full(size, MOMENTS.index(moment)), MOMENTS),
            "edition": _category(np.full(size, editions.index(edition.id)), editions),
            "attribute": _category(place[competency], attributes),
            "competency": _category(competency, current.attribute_of),
            "state": _category(state, STATES),
            "level_low": pd.arrays.IntegerArray(low.astype(np.int8), low == 0),
            "level_high": pd.arrays.IntegerArray(high.astype(np.int8), high == 0),
            "from_cell": from_cell,
        }
    )


def _category(places: NDArray[np.integer], values: Iterable[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(places.astype(np.int8), pd.Index(list(values), dtype=object))


def no_answers(names: Names) -> pd.DataFrame:
    """No answer, in the types of `make_answers`."""
    none = np.zeros(0, dtype=np.int8)
    return make_answers(
        names,
        names.framework.current,
        record=none,
        source_row=none,
        competency=none,
        state=none,
        low=none,
        high=none,
        from_cell=none.astype(bool),
    )


def places_of(competencies: "pd.Series | list[str]", names: Names) -> NDArray[np.int8]:
    """The place of each competency in the current edition."""
    order = {name: place for place, name in enumerate(names.framework.current.attribute_of)}
    return np.array([order[name] for name in competencies], dtype=np.int8)


def read_ratings(
    kept: pd.DataFrame, matched: pd.DataFrame, names: Names, *, source: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The answers in columns that each ask about one competency, and the ones that could not be read.

    The competencies of the edition that the form does not ask about are *not asked*. Self and team ratings are read
    apart, each against the edition that its answers show.
    """
    columns = matched[matched["kind"] == "rating"]
    parts = [_read_battery(kept, battery, names, source=source) for _, battery in columns.groupby(["about", "moment"])]
    answers = [found for found, _ in parts]
    return pd.concat(answers) if answers else no_answers(names), join_faults([faults for _, faults in parts])


def _read_battery(
    kept: pd.DataFrame, battery: pd.DataFrame, names: Names, *, source: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    texts = Texts.of(kept[battery["column"]])
    edition = choose_edition(texts, names)
    refuse_codes(texts, names, edition, source=source)
    state, low, high = texts.read(names, edition)
    state = _blank_or_not_asked(state, battery["section"].to_numpy(), edition)
    asked = places_of(battery["competency"], names)
    rest = places_of([name for name in edition.attribute_of if name not in set(battery["competency"])], names)
    records, width = len(kept), len(rest)
    answers = make_answers(
        names,
        edition,
        record=np.repeat(np.arange(records), len(asked) + width),
        source_row=np.repeat(kept.index.to_numpy(), len(asked) + width),
        competency=np.tile(np.concatenate([asked, rest]), records),
        state=np.column_stack([state, np.full((records, width), NOT_ASKED, dtype=np.int8)]).ravel(),
        low=np.column_stack([low, np.zeros((records, width), dtype=np.int8)]).ravel(),
        high=np.column_stack([high, np.zeros((records, width), dtype=np.int8)]).ravel(),
        from_cell=np.tile(np.arange(len(asked) + width) < len(asked), records),
        about=battery["about"].iloc[0],
        moment=battery["moment"].iloc[0],
    )
    place, row = np.nonzero(state.T == UNREADABLE)
    bad = pd.Series([texts.distinct[code] for code in texts.codes[row, place]], index=kept.index[row], dtype="str")
    headers = battery["header"].to_numpy()[place]
    return answers, unreadable(bad, headers, names, edition, source=source)


def choose_edition(texts: Texts, names: Names) -> Rubric:
    """The edition whose own labels the answers use most; the current one where the labels do not tell."""
    editions = names.framework.editions
    folded = [fold(text) for text in texts.distinct]
    read = {
        edition.id: [has_label(text, levels) for text in folded]
        for edition, levels in ((edition, names.levels(edition)) for edition in editions)
    }
    telling = {
        edition.id: sum(
            count
            for place, count in enumerate(texts.counts)
            if read[edition.id][place] and sum(other[place] for other in read.values()) == 1
        )
        for edition in editions
    }
    return max(editions, key=lambda edition: telling[edition.id])


def refuse_codes(texts: Texts, names: Names, edition: Rubric, *, source: str) -> None:
    """Raise `InputError` if all answers are codes and nothing says which level each one is."""
    state = Texts(np.arange(len(texts.distinct), dtype=np.int32), texts.distinct).read(names, edition)[0]
    open_ones = sorted({fold(text) for text, found in zip(texts.distinct, state, strict=True) if found == UNREADABLE})
    if RATED in state or not open_ones or not all(map(is_code, open_ones)):
        return
    shown = open_ones[:CODES_SHOWN]
    table = ", ".join(f'"{code}" = "…"' for code in shown)
    raise InputError(
        f"{source}: the answers are codes ({', '.join(shown)}), and nothing says which level each one means. Say it "
        f"under [[exports]] in district.toml: levels = {{ {table} }}. The levels are "
        f"{', '.join(level.name for level in edition.levels)}."
    )


def _blank_or_not_asked(state: Ranks, sections: NDArray[np.object_], edition: Rubric) -> Ranks:
    """An empty cell is blank if its section has any answer; not asked if not, or if one was to be chosen."""
    settled = state.copy()
    unseen = edition.one_per_attribute or bool((state == BLANK).any())  # the platform marks what was seen and left
    for section in dict.fromkeys(sections):
        own = sections == section
        empty = state[:, own] == EMPTY
        unanswered = np.isin(state[:, own], [EMPTY, NOT_ASKED]).all(axis=1, keepdims=True)
        settled[:, own] = np.where(empty, np.where(unanswered | unseen, NOT_ASKED, BLANK), state[:, own])
    return settled


def unreadable(
    texts: pd.Series, header: str | NDArray[np.object_], names: Names, edition: Rubric, *, source: str
) -> pd.DataFrame:
    """What to say of answers that are no level; the index is the row of the export, ``header`` their column's or each
    one's own.
    """
    levels = names.levels(edition)
    contradictory = map_texts(texts, lambda text: has_number(fold(text), levels)).astype(bool)
    expected = f"The levels are {', '.join(level.name for level in edition.levels)}."
    headers = pd.Series(header, index=range(len(texts)), dtype="str")
    parts = []
    for case, found in (("unreadable_level", ~contradictory), ("level_contradicts_number", contradictory)):
        rows = texts[found]
        nearest = map_texts(rows, lambda text: propose(text, levels)).astype("str")
        parts.append(
            set_aside(
                case,
                source=source,
                source_row=rows.index,
                column=headers[found.to_numpy()].tolist(),
                value=rows,
                expected=expected,
                proposal=nearest if case == "unreadable_level" else None,
            )
        )
    return join_faults(parts)
