"""The cube of changes between two semesters.

Everything is counts of people. A person is *at Proficient on an attribute* if more than half of its competencies that
they rated are at or above Proficient, and *moved up on an attribute* if more of its competencies, rated both times,
rose than fell. So competencies and attributes are counted, and later estimated, alike.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portrait_analytics.growth.codes import (
    NONE,
    Codes,
    decode,
    encode,
    list_texts,
    make_texts,
    number,
    pack,
    smallest,
    unpack,
)
from portrait_analytics.growth.waves import (
    STATE_ORDER,
    Grid,
    Kinds,
    Scale,
    Units,
    Wave,
    choose_scale,
    find_units,
    lay_wave,
    of_semester,
    read_answers,
)
from portrait_analytics.rubric import Framework
from portrait_analytics.tables import make_table

NOWHERE = "?"  # there, but nobody knows at which school
ENDS = ("from", "to")
RANKS = [f"{name}_{end}" for end in ENDS for name in ("low", "high")]
FLAGS = [f"proficient_{end}" for end in ENDS]


def count_transitions(
    ratings: pd.DataFrame,
    people: pd.DataFrame,
    *,
    semester_from: str,
    semester_to: str,
    framework: Framework,
    scale: Scale | None = None,
) -> pd.DataFrame:
    """The table `transitions`: how many people went from which state to which, between two semesters.

    Every person of either semester is counted once for each competency and once for each attribute as a whole. A move
    is known only where the same form was answered twice, or where no form is common and the steps are compared. The
    guide's ratings never make an attribute: it asks for one competency of each.

    ``scale`` is that of all ratings where these are of some people only (`add_up`); without it, of these.
    """
    scale = scale or choose_scale(ratings, semester_from, semester_to, framework)
    semesters = (semester_from, semester_to)
    answers = [read_answers(ratings, semester, framework) for semester in semesters]
    there = [of_semester(people, semester, ["person", "identified", "school", "role"]) for semester in semesters]
    units = find_units(answers, there)
    size = len(units.codes["person"])
    waves = [lay_wave(own, rows, size, scale, framework) for own, rows in zip(answers, units.records, strict=True)]
    places, place = _find_places(units, there)
    ways, way = _compare(waves, scale, framework)
    cells, counted = _count(place, way, len(ways["move"]))
    cells["way"], met = number(cells["way"], {"way": len(ways["move"])})
    parts = {
        "place": places.assign(semester_from=semester_from, semester_to=semester_to),
        "item": _name_items(framework),
        "way": _name_ways({name: codes[met] for name, codes in ways.items()}, framework),
    }
    return _write_out(parts, cells, counted)


def _write_out(parts: dict[str, pd.DataFrame], cells: dict[str, Codes], people: Codes) -> pd.DataFrame:
    """The table, of whose columns each stands in one of the parts, and a cell says which row of each part it is.

    What holds for each column of the parts holds for the table, so that they are made and checked in its place.
    """
    rows = max(len(part) for part in parts.values()) if len(people) else 0
    told = {
        name: column.array.take(np.arange(rows) % max(len(part), 1))
        for part in parts.values()
        for name, column in part.items()
    }
    made = make_table("transitions", pd.DataFrame(told).assign(people=people.max(initial=0)))
    part_of = {column: name for name, part in parts.items() for column in part}
    places = {name: codes.astype(np.intp) for name, codes in cells.items()}
    spread = {name: made[name].array.take(places[part]) for name, part in part_of.items()}
    spread["people"] = pd.arrays.IntegerArray(people.astype(np.int64), np.zeros(len(people), dtype=bool))
    return pd.DataFrame({name: spread[name] for name in made}, copy=False)


def _compare(waves: list[Wave], scale: Scale, framework: Framework) -> tuple[dict[str, Codes], Grid]:
    """The different ways to go from one answer to another, in their order, and which of them each unit went.

    The latter has a row for each competency, then one for each attribute. ``move`` is 0, 1 or 2: down, the same, up.
    """
    sizes = [len(wave.kinds.state) for wave in waves]
    before, after = (np.arange(size) for size in sizes)
    pairs = [waves[0].kinds.take(np.repeat(before, sizes[1])), waves[1].kinds.take(np.tile(after, sizes[0]))]
    move = _move(pairs, scale, framework)
    told: dict[str, NDArray[Any]] = {}
    for kinds, end in zip(pairs, ENDS, strict=True):
        told |= {f"{name}_{end}": codes for name, codes in vars(kinds).items()}
        told[f"proficient_{end}"] = _at_proficient(kinds, framework)
    told["move"] = move
    case = _find_cases(waves, move.shape)
    whole, wholes = _compare_attributes(waves, _without_guides(pairs, move, framework)[case], framework)
    columns = {
        name: np.concatenate([np.broadcast_to(codes, move.shape).ravel(), wholes[name]]) for name, codes in told.items()
    }
    highest = {name: int(codes.max(initial=0)) + 1 for name, codes in columns.items()}
    different, way = np.unique(pack(columns, highest), return_inverse=True)
    way = way.astype(smallest(len(different)))
    return unpack(different, highest), np.concatenate([way[case], way[move.size :][whole]])


def _find_cases(waves: list[Wave], shape: tuple[int, ...]) -> Grid:
    """Where a table of competencies and pairs of kinds, written as one row, has each competency of each unit."""
    competencies, pairs = shape
    held = smallest(competencies * pairs).type
    first = np.arange(competencies, dtype=held)[:, None] * held(pairs)
    case: Grid = first + waves[0].kind * held(len(waves[1].kinds.state)) + waves[1].kind
    return case


def _at_proficient(kinds: Kinds, framework: Framework) -> Codes:
    """1, 0, or missing where the answer lies on both sides of the line or there is none."""
    cut = framework.current.proficient
    known = (kinds.low != NONE) & ((kinds.low >= cut) | (kinds.high < cut))
    return np.where(known, kinds.low >= cut, NONE)


def _move(pairs: list[Kinds], scale: Scale, framework: Framework) -> Codes:
    """Down, the same or up, a row a competency and a column a pair, where both are on a form that can be compared."""
    before, after = (np.searchsorted(np.array(scale.steps), kinds.low, side="right") for kinds in pairs)
    known = (pairs[0].low != NONE) & (pairs[1].low != NONE)
    if scale.edition:
        known &= pairs[0].edition == pairs[1].edition
    misprinted = _list_misprinted(framework)
    printed = ~(misprinted[pairs[0].edition] | misprinted[pairs[1].edition]).T
    return np.where(known & printed, np.sign(after - before) + 1, NONE)


def _list_misprinted(framework: Framework) -> np.ndarray:
    """True for each edition (a row) and competency (a column) whose printed text was another one's."""
    pairs = framework.not_comparable
    competencies = framework.current.attribute_of
    return np.array([[(edition.id, own) in pairs for own in competencies] for edition in framework.editions])


def _is_guide(kinds: Kinds, framework: Framework) -> NDArray[np.bool_]:
    """True for answers on a form that asks for one competency of each attribute."""
    guides = np.array([*(edition.one_per_attribute for edition in framework.editions), False])  # the last is no answer
    return guides[kinds.edition]


def _without_guides(pairs: list[Kinds], move: Codes, framework: Framework) -> Grid:
    """The moves that an attribute is made of, as one row: a guide's ratings say nothing of it."""
    guided = _is_guide(pairs[0], framework) | _is_guide(pairs[1], framework)
    return np.where(guided, NONE, move).astype(np.int8).ravel()


def _compare_attributes(waves: list[Wave], move: Grid, framework: Framework) -> tuple[Grid, dict[str, Codes]]:
    """How each attribute as a whole (a row) of each unit changed, as which of the different ways; it has no ranks."""
    parts = []
    for rows in _rows_by_attribute(framework):
        whole = {"move": _net_move(move[rows])}
        for wave, end in zip(waves, ENDS, strict=True):
            kind, guided = wave.kind[rows], _is_guide(wave.kinds, framework)
            state = np.where(guided, STATE_ORDER.index("not_asked"), wave.kinds.state)
            at = np.where(guided, NONE, _at_proficient(wave.kinds, framework))
            whole[f"edition_{end}"] = wave.kinds.edition.astype(np.int8)[kind].max(axis=0)
            whole[f"state_{end}"] = _best_state(state.astype(np.int8)[kind])
            whole[f"proficient_{end}"] = _more_than_half(at.astype(np.int8)[kind])
        parts.append(whole)
    columns = {name: np.stack([part[name] for part in parts]) for name in parts[0]}
    sizes = {name: int(codes.max(initial=0)) + 1 for name, codes in columns.items()}
    way, different = number(pack(columns, sizes), sizes)
    return way, unpack(different, sizes) | dict.fromkeys(RANKS, np.full(len(different), NONE))


def _more_than_half(at: Grid) -> Grid:
    """Whether more than half of what was rated is at or above Proficient; missing where nothing was."""
    rated = at != NONE
    return np.where(rated.any(axis=0), 2 * (at == 1).sum(axis=0) > rated.sum(axis=0), NONE).astype(np.int8)


def _best_state(state: Grid) -> Grid:
    """The first of `STATE_ORDER` that there is; missing where no answer is."""
    best = np.where(state == NONE, len(STATE_ORDER), state).min(axis=0)
    return np.where(best < len(STATE_ORDER), best, NONE).astype(np.int8)


def _net_move(moves: Grid) -> Grid:
    """Whether more rose than fell; missing where nothing was rated both times."""
    known = moves != NONE
    net = np.where(known, moves - 1, 0).sum(axis=0)
    return np.where(known.any(axis=0), np.sign(net) + 1, NONE).astype(np.int8)


def _rows_by_attribute(framework: Framework) -> list[list[int]]:
    of = list(framework.current.attribute_of.values())
    return [[place for place, name in enumerate(of) if name == attribute] for attribute in dict.fromkeys(of)]


def _find_places(units: Units, there: list[pd.DataFrame]) -> tuple[pd.DataFrame, Codes]:
    """Where units were and are, and which of these places is whose.

    One row is one place: what is said of whom and by whom, school and role at both ends (missing where they were not
    there), and whether they can be followed.
    """
    texts = {name: units.texts[name] for name in ("about", "rated_by")}
    columns = {name: units.codes[name] for name in texts}
    person, persons = units.codes["person"], len(units.texts["person"])
    followed = np.ones(persons, dtype=np.int64)
    for frame, rows, end in zip(there, units.people, ENDS, strict=True):
        followed[person[rows[~frame["identified"].to_numpy(dtype=bool)]]] = 0
        for name, others in (("school", [NOWHERE]), ("role", [])):
            own, column = encode(frame[name]), f"{name}_{end}"
            texts[column] = list_texts([own], *others).sort_values()
            codes, unknown = own.along(texts[column]), texts[column].get_indexer(make_texts(others))
            held = np.full(persons, NONE)
            held[person[rows]] = np.where(codes == NONE, unknown.max(initial=NONE), codes)
            columns[column] = held[person]
    columns["identified"] = followed[person]
    sizes = {name: len(own) for name, own in texts.items()} | {"identified": 2}
    place, packed = pd.factorize(pack(columns, sizes), sort=True)
    told = unpack(packed, sizes)
    named = {name: decode(told[name], own) for name, own in texts.items()}
    return pd.DataFrame(named | {"identified": told["identified"] == 1}), place


def _count(place: Codes, way: Grid, ways: int) -> tuple[dict[str, Codes], Codes]:
    """Every different cell, as place, item and way, and how many people are in it."""
    items = len(way)
    sizes = {"place": int(place.max(initial=0)) + 1, "item": items, "way": ways}
    columns = {"place": place, "item": np.arange(items)[:, None], "way": way}
    packed, people = np.unique(pack(columns, sizes), return_counts=True)
    return unpack(packed, sizes), people


def _name_items(framework: Framework) -> pd.DataFrame:
    """One row is one competency, then one attribute, as they are stored."""
    attribute_of = framework.current.attribute_of
    attributes = list(dict.fromkeys(attribute_of.values()))
    owners = [*attribute_of.values(), *attributes]
    item = np.arange(len(owners))
    return pd.DataFrame(
        {
            "attribute": decode(make_texts(attributes).get_indexer(make_texts(owners)), attributes),
            "competency": decode(np.where(item < len(attribute_of), item, NONE), list(attribute_of)),
        }
    )


def _name_ways(ways: dict[str, Codes], framework: Framework) -> pd.DataFrame:
    """One row is one way to go from one answer to another, as it is stored."""
    named: dict[str, Any] = {}
    for end in ENDS:
        for name, texts in (("edition", [edition.id for edition in framework.editions]), ("state", STATE_ORDER)):
            named[f"{name}_{end}"] = decode(ways[f"{name}_{end}"], texts)
    named |= {name: _numbers(ways[name]) for name in RANKS}
    named |= {name: pd.Series(_numbers(ways[name])).astype("boolean") for name in FLAGS}
    return pd.DataFrame(named | {"move": _numbers(ways["move"], shift=1)})


def _numbers(codes: Codes, *, shift: int = 0) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray((codes - shift).astype(np.int8), codes == NONE)
