"""What the page for exploring is told: cells of `published`, what they are called, and nothing else.

A cell is a list of `FIELDS`, and the less may be told of it, the shorter it is: one that tells nothing is a status and
its words, a coded one has no number beside its words but how many people it rests on, which the other pages print, too.
So nothing is on the page that a map or a table on another page does not say, and the attacker, who knows all of
`published`, learns nothing from it. No cell is of two groupings: what is told by cluster and role stays where it is.
"""

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from portrait_analytics.disclosure.trend import FIGURE as TREND
from portrait_analytics.figures.heatmap import band_groups, look_of, name_groups
from portrait_analytics.figures.printed import Group, read_sheet
from portrait_analytics.release import Release
from portrait_analytics.semesters import in_time_order, semester_name
from portrait_analytics.style import LOOKS, SHADES, STATUS_MEANINGS, STATUS_WORDS

PLACE = ["figure", "cluster", "school", "role", "attribute", "competency"]
KEYS = [*PLACE, "measure", "item"]
FIELDS = ("status", "shown", "row", "people", "colour_class", "differs", "value", "low", "high")
TOLD = {"shown": len(FIELDS), "coded": FIELDS.index("value")}  # how many fields a cell has by its status
UNTOLD = FIELDS.index("row")
GROUPINGS = {"school": "growth_by_school", "role": "growth_by_role", "cluster": "growth_by_competency"}
WHOLE = {"attribute": "district_growth", "competency": "growth_by_competency"}
LEVELS = "levels_by_cluster"
EXPLORED = {*GROUPINGS.values(), *WHOLE.values(), LEVELS, TREND}
Place = dict[str, Any]  # "at": where it stands, by `PLACE`; "cells": its cells by measure and item
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def describe_release(release: Release, *, without: str = "") -> dict[str, Any]:
    """All that the page is told, as JSON knows it; ``without`` is a grouping to leave out."""
    rubric, groupings = release.rubric, _list_groupings(release, without)
    attributes = [
        {
            "id": attribute.id,
            "name": attribute.name,
            "competencies": [
                {"id": part.id, "name": part.name} for part in rubric.competencies if part.attribute == attribute.id
            ],
        }
        for attribute in rubric.attributes
    ]
    left_out = EXPLORED - {*WHOLE.values(), LEVELS, TREND} - {grouping["figure"] for grouping in groupings}
    return {
        "fields": list(FIELDS),
        "groupings": groupings,
        "whole": WHOLE,
        "levels_figure": LEVELS,
        "trend_figure": TREND,
        "attributes": attributes,
        "levels": [level.name for level in rubric.levels],
        "level_parts": _list_level_parts(release),
        "proficient": rubric.level_named(rubric.proficient),
        "semesters": [{"id": name, "name": semester_name(name)} for name in _list_told(release)],
        "now": semester_name(release.semester),
        "before": semester_name(release.baseline) if release.baseline else "",
        "classes": [{"look": LOOKS[number], "words": shade.words} for number, shade in sorted(SHADES.items())],
        "reasons": {
            status: {"look": look_of(status), "words": STATUS_WORDS[status], "meaning": meaning}
            for status, meaning in STATUS_MEANINGS.items()
        },
        "places": pack(list(_list_places(release, left_out))),
    }


def pack(places: Sequence[Place]) -> dict[str, list[Any]]:
    """The places with every text written once, and its number wherever it is meant: half the weight.

    >>> place = {"at": ["growth_by_role", "", "Coach"], "cells": {"movers up": ["shown", "7 up", "12", 9]}}
    >>> pack([place])["rows"]
    [[[0, 1, 2], [[3, 4, 5, '12', 9]]]]
    >>> unpack(pack([place])) == [place]
    True
    """
    texts: dict[str, int] = {}

    def code(text: Any) -> int:
        return texts.setdefault(text, len(texts))

    rows = [
        [
            [code(name) for name in place["at"]],
            [[code(what), *map(code, cell[:UNTOLD]), *cell[UNTOLD:]] for what, cell in place["cells"].items()],
        ]
        for place in places
    ]
    return {"texts": list(texts), "rows": rows}


def unpack(packed: Any) -> list[Place]:
    """The places that were packed so, and in no other way; `ValueError` for anything else, a spare text, too."""
    try:
        texts, rows = packed["texts"], packed["rows"]
        places: list[Place] = [
            {
                "at": [_decode(texts, number) for number in at],
                "cells": {
                    _decode(texts, what): [*(_decode(texts, number) for number in cell[:UNTOLD]), *cell[UNTOLD:]]
                    for what, *cell in cells
                },
            }
            for at, cells in rows
        ]
        same = pack(places) == packed
    except (TypeError, KeyError, IndexError) as fault:
        raise ValueError("the places are not packed as they should be") from fault
    if not same:
        raise ValueError("the places are not packed as they should be")
    return places


def _decode(texts: list[Any], number: Any) -> str:
    # True is 1 to Python, and not to a reader
    if type(number) is not int or number < 0 or not isinstance(texts[number], str):
        raise TypeError
    return str(texts[number])


def to_json(data: object) -> str:
    r"""The data as a script element may hold them: no text in it ends the element or a line.

    >>> to_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    plain = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return plain.translate(ESCAPES)


def list_cells(release: Release) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    """Each row of the figures that are explored: where it stands by `KEYS`, and its fields, a missing one None."""
    published = release.published
    own = published[published["figure"].isin(EXPLORED) & (published["about"] == "self")]
    columns = [*KEYS, *(name for name in FIELDS if name != "row")]
    plain = own[columns].astype(object).where(own[columns].notna(), None)
    label: Hashable
    for label, row in zip(own.index, plain.to_dict("records"), strict=True):
        fields = {"row": str(label)} | {name: _as_json(row[name]) for name in FIELDS if name != "row"}
        yield tuple(row[name] or "" for name in KEYS), fields


def shorten(fields: Mapping[str, object]) -> list[object]:
    """The cell of a row: as many of its fields as its status allows, without the missing ones at the end."""
    cell = [fields[name] for name in FIELDS[: TOLD.get(str(fields["status"]), UNTOLD)]]
    while cell[-1] is None:
        cell.pop()
    return cell


def _as_json(value: Any) -> object:
    plain = value.item() if hasattr(value, "item") else value
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain


def _list_places(release: Release, left_out: set[str]) -> Iterator[Place]:
    """Of each group and part, all cells by measure and item."""
    places: dict[tuple[str, ...], dict[str, list[Any]]] = {}
    for key, fields in list_cells(release):
        if key[0] not in left_out:
            where, what = key[: len(PLACE)], " ".join(key[len(PLACE) :]).strip()
            places.setdefault(where, {})[what] = shorten(fields)
    for where, cells in places.items():
        yield {"at": list(where), "cells": cells}


def _list_groupings(release: Release, without: str) -> list[dict[str, object]]:
    """The groupings that have a group, each with its groups in the order of the other pages."""
    found: list[dict[str, object]] = []
    for name, figure in GROUPINGS.items():
        by = "competency" if name == "cluster" else "attribute"
        sheet = read_sheet(release, figure, by=by)
        names = name_groups(release, sheet.groups)
        groups = [
            {"at": list(group), "name": names[group], "band": band}
            for band, members in band_groups(sheet, names)
            for group in (sorted(members, key=names.__getitem__) if name == "cluster" else members)
            if group != Group()
        ]
        if groups and name != without:
            found.append({"id": name, "name": name.capitalize(), "figure": figure, "by": by, "groups": groups})
    return found


def _list_level_parts(release: Release) -> list[dict[str, object]]:
    """What a printed part of a competency covers: a level, or a side of Proficient where only the sides are told."""
    rubric = release.rubric
    level = rubric.level_named(rubric.proficient)
    parts = {str(one.low): (one.name, [one.name]) for one in rubric.levels} | {
        "below": (f"Below {level}", [one.name for one in rubric.levels if one.low < rubric.proficient]),
        "at_or_above": (f"At or above {level}", [one.name for one in rubric.levels if one.low >= rubric.proficient]),
    }
    return [dict[str, object](item=item, name=name, levels=levels) for item, (name, levels) in parts.items()]


def _list_told(release: Release) -> list[str]:
    """The semesters of the trend, and the two that are compared, in time order."""
    published = release.published
    items = published.loc[(published["figure"] == TREND) & (published["measure"] == "trend_share"), "item"]
    told = set(items.dropna().astype("str")) | {name for name in (release.semester, release.baseline) if name}
    return in_time_order(pd.Index(sorted(told)))
