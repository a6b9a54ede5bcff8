"""What is printed of where the district's change comes from: parts that add up, each of nobody or of enough people.

A part may be told if, in either semester, it is nobody, or at least the minimum of people of whom neither few nor
nearly all are at or above Proficient. The others are put together, where they are still too few with the smallest
one that helps; those who answered the same form twice stay by themselves.
"""

from collections.abc import Iterator

import pandas as pd

from portrait_analytics import growth, style
from portrait_analytics.disclosure.cells import code_count

FIGURE = "why_it_changed"
ENDS = ("from", "to")
MEASURES = {"from": "part_from", "to": "part_to"}
POINTS = "part_points"
WHOLE, OTHERS = "all", "others"
STAYS_ALONE = "same_form"
COUNTS = [f"{name}_{end}" for end in ENDS for name in ("people", "proficient")]


def split_district(cube: pd.DataFrame) -> pd.DataFrame:
    """The district's change in parts: `growth.split_change` by attribute, one row a part that has anybody."""
    parts = growth.split_change(cube, growth.group_whole(cube))
    own = parts[parts["competency"].isna() & (parts[["people_from", "people_to"]].sum(axis="columns") > 0)]
    return own.astype({"attribute": "str", "part": "str"})


def print_parts(parts: pd.DataFrame, *, minimum: int, told: bool) -> Iterator[dict[str, object]]:
    """Every printed row of one attribute's parts; ``told`` says if the district prints both its shares exactly.

    Of each part how many were at or above Proficient in either semester, of how many, and the whole percentage points
    that it adds; the points add up to the difference of the shares as printed. A single row says that it is hidden, or
    that nobody rated in one of the semesters.
    """
    whole = parts[COUNTS].sum()
    if not (whole["people_from"] and whole["people_to"]):
        yield _silent("no_answer")
        return
    merged = merge_parts(parts, minimum) if told else None
    if merged is None:
        yield _silent("hidden")
        return
    total = int(growth.printed_points(*(whole[name] for name in _in_order()))[0])
    filled = (merged["people_from"] + merged["people_to"] > 0).to_numpy()
    points = growth.apportion([merged["share"].to_numpy()], [total], [filled])[0]
    yield _points_row(WHOLE, total, int(whole["people_to"]))
    for (part, counts), own in zip(merged.iterrows(), points, strict=True):
        yield from (_count_row(str(part), end, counts) for end in ENDS if counts[f"people_{end}"])
        yield _points_row(str(part), int(own), int(counts[["people_from", "people_to"]].max()))


def _in_order() -> list[str]:
    return [f"{name}_{end}" for end in ENDS for name in ("proficient", "people")]


def merge_parts(parts: pd.DataFrame, minimum: int) -> pd.DataFrame | None:
    """The parts that may be told, those that may not put together as others; None if that does not help.

    One row is one part, with `COUNTS` and its ``share`` of the change; the index is the name of the part.
    """
    own = parts.set_index("part")[[*COUNTS, "share"]]
    fits = own.apply(_fits, axis="columns", minimum=minimum)
    if fits.all():
        return own
    by_size = own[["people_from", "people_to"]].max(axis="columns").sort_values(kind="stable")
    left = [part for part in by_size.index if fits[part] and part != STAYS_ALONE]
    small = [part for part in own.index if not fits[part]]
    if STAYS_ALONE in small:
        return None
    while not _fits(own.loc[small].sum(), minimum=minimum):
        if not left:
            return None
        helps = (part for part in left if _fits(own.loc[[*small, part]].sum(), minimum=minimum))
        small.append(left.pop(left.index(next(helps, left[0]))))
    others = own.loc[small].sum().rename(OTHERS).to_frame().T
    merged: pd.DataFrame = pd.concat([own.drop(index=small), others])
    return merged.astype(dict.fromkeys(COUNTS, "int64"))


def _fits(counts: pd.Series, minimum: int) -> bool:
    """True if it may be told: in either semester nobody, or enough people whose count is printed as it stands."""
    ends = [(int(counts[f"proficient_{end}"]), int(counts[f"people_{end}"])) for end in ENDS]
    return all(not people or (people >= minimum and len(set(code_count(at, people))) == 1) for at, people in ends)


def _count_row(part: str, end: str, counts: pd.Series) -> dict[str, object]:
    at, people = int(counts[f"proficient_{end}"]), int(counts[f"people_{end}"])
    shown = f"{style.format_count(at)} of {style.format_count(people)}"
    shared = {"measure": MEASURES[end], "item": part, "status": "shown", "shown": shown}
    return {**shared, "value": float(at), "people": people}


def _points_row(part: str, points: int, people: int) -> dict[str, object]:
    shared = {"measure": POINTS, "item": part, "status": "shown", "shown": style.format_points(points)}
    return {**shared, "value": float(points), "people": people}


def _silent(status: str) -> dict[str, object]:
    return {"measure": POINTS, "item": WHOLE, "status": status, "shown": style.STATUS_WORDS[status]}
