"""The data of the page for exploring, held against `published`: cell by cell, and every digit elsewhere in it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from portrait_analytics.explore_data import (
    FIELDS,
    PLACE,
    TOLD,
    UNTOLD,
    Place,
    describe_release,
    list_cells,
    unpack,
)
from portrait_analytics.known_words import NUMBER, Known

Fault = tuple[str, str]  # place and digits
Cells = Mapping[tuple[str, ...], list[Mapping[str, object]]]


def find_unequal(text: str, known: Known, *, page: str) -> list[Fault]:
    """What in the JSON is not the row that it stands for, and every number in it that is in no cell.

    A cell is one row of `published`, found by where it stands, and has that row's own fields: no other value, and no
    more of them than its status allows. What stands elsewhere is a name or a word of ours, and no number at all; and it
    is as a whole what the release makes, so that no name that has a digit stands where it would mean something else.
    """
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except ValueError as fault:
        return [(f"data that cannot be read ({fault})", " ".join(NUMBER.findall(text)[:1]))]
    rows, words = _index(known)
    if not isinstance(data, dict):
        return [("data that the release does not make", " ".join(NUMBER.findall(text)[:1]))]
    packed = data.pop("places", None)
    try:
        found = [fault for place in unpack(packed) for fault in _check_place(place, rows)]
    except ValueError:
        found = [("data that are no cells", " ".join(NUMBER.findall(json.dumps(packed))))]
    found += _find_numbers(data, words, known, page)
    return found or _compare_rest(data, known)


def _compare_rest(rest: Mapping[str, Any], known: Known) -> list[Fault]:
    """A fault if all but the cells is not what the release makes, with or without its schools."""
    for without in ("", "school"):
        made = describe_release(known.release, without=without)
        if all(rest.get(name) == made[name] for name in made if name != "places") and set(rest) < set(made):
            return []
    return [("data that the release does not make", "")]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object without a name that stands twice, of which a reader would see one only."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice")
    return made


def _index(known: Known) -> tuple[Cells, set[str]]:
    """Each row by where it stands, and what such places are called, which may have digits."""
    rows: dict[tuple[str, ...], list[Mapping[str, object]]] = {}
    for key, fields in list_cells(known.release):
        rows.setdefault((*key[: len(PLACE)], " ".join(key[len(PLACE) :]).strip()), []).append(fields)
    ids = {name for name in (known.release.semester, known.release.baseline) if name}
    ids |= {str(level.low) for level in known.release.rubric.levels}
    return rows, ids.union(*({*key, *key[-1].split()} for key in rows))


def _check_place(place: Place, rows: Cells) -> Iterator[Fault]:
    for what, cell in place["cells"].items():
        where = (*place["at"], what)
        if not any(_is_of(cell, fields) for fields in rows.get(where, [])):
            yield f"the data at {', '.join(filter(None, where))}", " ".join(NUMBER.findall(json.dumps(cell)))


def _is_of(cell: Any, fields: Mapping[str, object]) -> bool:
    """True if the cell says of a row what it may say, and that is all."""
    told = FIELDS[: TOLD.get(str(fields["status"]), UNTOLD)]
    if not isinstance(cell, list) or len(cell) > len(told):
        return False
    given = [*cell, *[None] * (len(told) - len(cell))]
    # True is 1 to Python, and not to a reader
    return all(
        isinstance(value, bool) == isinstance(fields[name], bool) and value == fields[name]
        for name, value in zip(told, given, strict=True)
    )


def _find_numbers(part: Any, words: set[str], known: Known, page: str) -> Iterator[Fault]:
    if isinstance(part, dict):
        for name, inner in part.items():
            yield from _find_numbers(name, words, known, page)
            yield from _find_numbers(inner, words, known, page)
    elif isinstance(part, list):
        for inner in part:
            yield from _find_numbers(inner, words, known, page)
    elif isinstance(part, str):
        unknown = [] if part in words else known.unknown_numbers(part, page=page)
        yield from (("a text in the data", number) for number in unknown)
    elif part is not None and not isinstance(part, bool):
        yield "a number in the data", str(part)
