"""The cube of changes between two semesters.

Everything is counts of people. A person is *at Proficient on an attribute* if more than half of its competencies that
they rated are at or above Proficient, and *moved up on an attribute* if more of its competencies, rated both times,
rose than fell. So competencies and attributes are counted, and later estimated, alike.
"""

from typing import Any

import numpy as np
import pandas as pd

from portrait_analytics.growth.codes import NONE, Codes, decode, encode, list_texts, pack, unpack
from portrait_analytics.growth.waves import (
    STATE_ORDER,
    Grid,
    Scale,
    Units,
    Wave,
    choose_scale,
    find_units,
    lay_wave,
    read_answers,
)
from portrait_analytics.rubric import Framework
from portrait_analytics.tables import make_table

NOWHERE = "?"  # there, but nobody knows at which school
ENDS = ("from", "to")
RANKS = [f"{name}_{end}" for end in ENDS for name in ("low", "high")]
FLAGS = [f"proficient_{end}" for end in ENDS]


def count_transitions(
    ratings: pd.DataFrame, people: pd.DataFrame, *, semester_from: str, semester_to: str, framework: Framework
) -> pd.DataFrame:
    """The table `transitions`: how many people went from which state to which, between two semesters.

    Every person of either semester is counted once for each competency and once for each attribute as a whole. A move
    is known only where the same form was answered twice, or where no form is common and the steps are compared. The
    guide's ratings never make an attribute: it asks for one competency of each.
    """
    scale = choose_scale(ratings, semester_from, semester_to, framework)
    semesters = (semester_from, semester_to)
    answers = [read_answers(ratings, semester) for semester in semesters]
    there = [people[people["semester"] == semester] for semester in semesters]
    units = find_units(answers, there)
    size = len(units.codes["person"])
    waves = [lay_wave(own, unit, size, scale, framework) for own, unit in zip(answers, units.answers, strict=True)]
    places, place = _find_places(units, there)
    cells, people_in = _count(place, _compare(waves, scale, framework))
    told = places.take(cells.pop("place")).reset_index(drop=True).assign(**_name(cells, framework))
    return make_table(
        "transitions", told.assign(semester_from=semester_from, semester_to=semester_to, people=people_in)
    )


def _compare(waves: list[Wave], scale: Scale, framework: Framework) -> dict[str, Grid]:
    """What the cube says of each unit's answers: a column a competency, then one an attribute.

    ``move`` is 0, 1 or 2: down, the same, up.
    """
    own: dict[str, Grid] = {}
    for wave, end in zip(waves, ENDS, strict=True):
        told = {"edition": wave.edition, "state": wave.state, "low": wave.low, "high": wave.high}
        own |= {f"{name}_{end}": grid for name, grid in told.items()}
        own[f"proficient_{end}"] = _at_proficient(wave, framework)
    own["move"] = _move(waves, scale, framework)
    whole = _compare_attributes(own, framework)
    return {name: np.concatenate([grid, whole[name]], axis=1) for name, grid in own.items()}


def _at_proficient(wave: Wave, framework: Framework) -> Grid:
    """1, 0, or missing where the answer lies on both sides of the line or there is none."""
    cut = framework.current.proficient
    known = (wave.low != NONE) & ((wave.low >= cut) | (wave.high < cut))
    return np.where(known, wave.low >= cut, NONE).astype(np.int8)


def _move(waves: list[Wave], scale: Scale, framework: Framework) -> Grid:
    """Down, the same or up, where both answers are on a form that can be compared."""
    before, after = (np.searchsorted(np.array(scale.steps), wave.low, side="right") for wave in waves)
    known = (waves[0].low != NONE) & (waves[1].low != NONE)
    if scale.edition:
        known &= waves[0].edition == waves[1].edition
    misprinted = _list_misprinted(framework)
    for wave in waves:
        known &= ~np.take_along_axis(misprinted, wave.edition, axis=0)
    return np.where(known, np.sign(after - before) + 1, NONE).astype(np.int8)


def _list_misprinted(framework: Framework) -> np.ndarray:
    """True for each edition (a row) and competency (a column) whose printed text was another one's."""
    pairs = framework.not_comparable
    competencies = framework.current.attribute_of
    return np.array([[(edition.id, own) in pairs for own in competencies] for edition in framework.editions])


def _compare_attributes(own: dict[str, Grid], framework: Framework) -> dict[str, Grid]:
    """The same for attributes as a whole; a form that asks for one competency of each says nothing of them."""
    guides = np.array([*(edition.one_per_attribute for edition in framework.editions), False])  # the last is no answer
    guided = {end: guides[own[f"edition_{end}"]] for end in ENDS}
    moves = np.where(guided["from"] | guided["to"], NONE, own["move"])
    parts = []
    for columns in _columns_by_attribute(framework):
        whole = {"move": _net_move(moves[:, columns])}
        for end in ENDS:
            unasked = guided[end][:, columns]
            at, state, edition = (own[f"{name}_{end}"][:, columns] for name in ("proficient", "state", "edition"))
            whole[f"proficient_{end}"] = _more_than_half(np.where(unasked, NONE, at))
            whole[f"state_{end}"] = _best_state(np.where(unasked, STATE_ORDER.index("not_asked"), state))
            whole[f"edition_{end}"] = edition.max(axis=1)
        parts.append(whole | dict.fromkeys(RANKS, np.full(len(moves), NONE)))
    return {name: np.stack([part[name] for part in parts], axis=1).astype(np.int8) for name in own}


def _more_than_half(at: Grid) -> Grid:
    """Whether more than half of what was rated is at or above Proficient; missing where nothing was."""
    rated = at != NONE
    return np.where(rated.any(axis=1), 2 * (at == 1).sum(axis=1) > rated.sum(axis=1), NONE).astype(np.int8)


def _best_state(state: Grid) -> Grid:
    """The first of `STATE_ORDER` that there is; missing where no answer is."""
    best = np.where(state == NONE, len(STATE_ORDER), state).min(axis=1)
    return np.where(best < len(STATE_ORDER), best, NONE).astype(np.int8)


def _net_move(moves: Grid) -> Grid:
    """Whether more rose than fell; missing where nothing was rated both times."""
    known = moves != NONE
    net = np.where(known, moves - 1, 0).sum(axis=1)
    return np.where(known.any(axis=1), np.sign(net) + 1, NONE).astype(np.int8)


def _columns_by_attribute(framework: Framework) -> list[list[int]]:
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
        school = frame["school"].astype("str").fillna(NOWHERE)
        for name, own in ((f"school_{end}", encode(school)), (f"role_{end}", encode(frame["role"]))):
            texts[name] = list_texts([own]).sort_values()
            held = np.full(persons, NONE)
            held[person[rows]] = own.along(texts[name])
            columns[name] = held[person]
    columns["identified"] = followed[person]
    sizes = {name: len(own) for name, own in texts.items()} | {"identified": 2}
    place, packed = pd.factorize(pack(columns, sizes), sort=True)
    told = unpack(packed, sizes)
    named = {name: decode(told[name], own) for name, own in texts.items()}
    return pd.DataFrame(named | {"identified": told["identified"] == 1}), place


def _count(place: Codes, changes: dict[str, Grid]) -> tuple[dict[str, Codes], Codes]:
    """Every different cell, and how many people are in it.

    Answers differ in a few hundred ways only, so each way is numbered first.
    """
    sizes = {name: int(codes.max(initial=0)) + 1 for name, codes in changes.items()}
    way, ways = pd.factorize(pack(changes, sizes).ravel(), sort=True)
    items = changes["move"].shape[1]
    outer = {"place": int(place.max(initial=0)) + 1, "item": items, "way": len(ways)}
    columns = {"place": place[:, None], "item": np.arange(items), "way": way.reshape(-1, items)}
    packed, people = np.unique(pack(columns, outer), return_counts=True)
    cells = unpack(packed, outer)
    answers = {name: codes[cells["way"]] for name, codes in unpack(ways, sizes).items()}
    return {"place": cells["place"], "item": cells["item"]} | answers, people


def _name(cells: dict[str, Codes], framework: Framework) -> dict[str, Any]:
    """The columns of the cube as they are stored."""
    attribute_of = framework.current.attribute_of
    attributes = list(dict.fromkeys(attribute_of.values()))
    competencies = list(attribute_of)
    owners = np.array([attributes.index(name) for name in attribute_of.values()] + list(range(len(attributes))))
    item = cells["item"]
    named: dict[str, Any] = {
        "attribute": decode(owners[item], attributes),
        "competency": decode(np.where(item < len(competencies), item, NONE), competencies),
    }
    for end in ENDS:
        for name, texts in (("edition", [edition.id for edition in framework.editions]), ("state", STATE_ORDER)):
            named[f"{name}_{end}"] = decode(cells[f"{name}_{end}"], texts)
    named |= {name: _numbers(cells[name]) for name in RANKS}
    named |= {name: pd.Series(_numbers(cells[name])).astype("boolean") for name in FLAGS}
    return named | {"move": _numbers(cells["move"], shift=1)}


def _numbers(codes: Codes, *, shift: int = 0) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray((codes - shift).astype(np.int8), codes == NONE)
