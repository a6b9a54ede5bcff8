"""What role or school mix adds to a change: whether shares rose, or more leaders are where shares are high.

Worked out from what is printed and nothing else, so that it tells nothing more: from the counts that `growth_by_role`
and `growth_by_school` print as they stand, beside those of all leaders. A group that is hidden, or told in words, is
not looked at; with all others of that kind it is what the printed groups leave of all leaders.
"""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from portrait_analytics import growth, style
from portrait_analytics.growth.measures import ITEM

FIGURE, MEASURE = "mix_of_change", "mix_points"
GROUPED = {"role": "growth_by_role", "school": "growth_by_school"}
LEAST_APART = 0.8  # part of all who rated, in either semester, that must be in printed groups
ENDS = ("from", "to")
COUNTS = [f"{name}_{end}" for end in ENDS for name in ("proficient", "rated")]
Row = Mapping[str, object]


def print_mix(rows: Sequence[Row], attributes: Sequence[str]) -> Iterator[Row]:
    """Of each attribute the whole percentage points that who is in which role adds, then who is at which school.

    ``rows`` are what is printed of growth. Nothing is said where all leaders' counts are not printed as they stand, or
    where those printed of groups hold less than four in five of all who rated. Formula: `growth.mix_effects`.
    """
    told = _read_counts(rows)
    for attribute in attributes:
        whole = told.get(("district_growth", attribute), [])
        for by, figure in GROUPED.items() if whole else ():
            points = _find_points(whole[0], told.get((figure, attribute), []))
            if points is not None:
                shared = {"figure": FIGURE, "grain": "district", "grain_note": "", "attribute": attribute}
                printed = {"status": "shown", "shown": style.format_points(points), "value": float(points)}
                yield {**shared, "competency": None, "measure": MEASURE, "item": by, **printed}


def _read_counts(rows: Sequence[Row]) -> dict[tuple[str, str], list[dict[str, int]]]:
    """By figure and attribute: the counts of each group whose counts are printed as they stand in both semesters."""
    groups: dict[tuple[str, ...], dict[str, int]] = {}
    for row in rows:
        if row["measure"] == "proficient" and row["status"] == "shown" and not row["competency"]:
            place = tuple(str(row.get(name, "")) for name in ("figure", "attribute", "school", "role"))
            counts = {"proficient": int(str(row["value"]).partition(".")[0]), "rated": int(str(row["people"]))}
            groups.setdefault(place, {}).update({f"{name}_{row['item']}": count for name, count in counts.items()})
    told: dict[tuple[str, str], list[dict[str, int]]] = {}
    for (figure, attribute, *_), counts in groups.items():
        if len(counts) == len(COUNTS):
            told.setdefault((figure, attribute), []).append(counts)
    return told


def _find_points(whole: Mapping[str, int], groups: Sequence[Mapping[str, int]]) -> int | None:
    """The points of the mix; None if the groups say too little of the whole."""
    counts = pd.DataFrame(groups, columns=COUNTS)
    if any(counts[f"rated_{end}"].sum() < LEAST_APART * whole[f"rated_{end}"] for end in ENDS):
        return None
    rest = pd.Series(whole)[COUNTS] - counts.sum()
    every = pd.concat([counts, rest.to_frame().T]).assign(**dict.fromkeys(ITEM))
    return int(growth.split_mix(every)["mix_points"].iloc[0])
