"""Who stands where along the pipeline, as it may be printed: the groups of a roster, from stage to stage.

What group someone belongs to is nobody's answer, but personal all the same, and the attacker does not know these
counts. So they are told with more care than ratings are:

- Fewer people than the minimum print alike, nobody among them (`code_parts`): each count that is printed exactly, and
  all others of its stage together, are at least the minimum. The largest group is what the others leave. A stage is
  told only if each of its small counts may be all that its words say, whatever the others are; that is seen from the
  printed words alone, so that knowing the rule tells nothing more.
- A stage that cannot be told so is put together with the smaller one beside it. No stage is hidden by itself, so taking
  the others from a district's total, which may be known from elsewhere, leaves nobody.
- Groups of fewer people than the minimum in the whole district are not named: they are among *other or not stated*.
- Two tellings are compared by whoever has both. A grouping is told anew only if in each stage that either prints, and
  in all together, nobody or at least the minimum came, and nobody or at least the minimum left since each earlier
  telling (`may_tell`); else the last telling is printed once more. Within a semester it is told once.

Not looked at: two groupings together, whose tables share nothing but the sizes of stages.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from portrait_analytics import style
from portrait_analytics.disclosure.cells import count_row
from portrait_analytics.disclosure.masks import MERGED

FIGURE, GRAIN = "representation", "stage"
OTHERS = "other or not stated"
Coded = tuple[int, int]
Rows = list[Mapping[str, object]]
Stage = tuple[tuple[str, ...], list[int]]


def print_representation(counts: pd.DataFrame, column: str, minimum: int, *, unnamed: str) -> Rows:
    """The rows of one grouping, for each printed stage and group; none if there is but one group.

    ``counts`` as `succession.count_pipeline` gives them; ``unnamed`` is its column of those whose group is not stated.
    """
    table = _name_groups(counts, minimum, unnamed)
    if table.shape[1] < 2 or not len(table):
        return []
    return [
        row
        for stage in merge_stages(table, minimum)
        for row in _print_stage(stage, [str(name) for name in table], column, minimum)
    ]


def _name_groups(counts: pd.DataFrame, minimum: int, unnamed: str) -> pd.DataFrame:
    """The groups that are named, and all others as one, if there is anybody in them."""
    named = [str(name) for name in counts if name not in (unnamed, OTHERS) and counts[name].sum() >= minimum]
    table = counts[named].assign(**{OTHERS: counts.drop(columns=named).sum(axis="columns")})
    table = table.loc[table.sum(axis="columns") > 0]
    return table if table[OTHERS].any() else table.drop(columns=OTHERS)


def merge_stages(table: pd.DataFrame, minimum: int) -> list[Stage]:
    """Neighbouring stages put together until each can be told, or one is left: their names and their counts."""
    stages: list[Stage] = [((str(name),), row.tolist()) for name, row in table.iterrows()]
    while len(stages) > 1:
        untold = [place for place, (_, counts) in enumerate(stages) if not is_open(counts, minimum)]
        if not untold:
            break
        place = untold[0]
        beside = [near for near in (place - 1, place + 1) if 0 <= near < len(stages)]
        first = min(place, min(beside, key=lambda near: sum(stages[near][1])))
        (names, counts), (more, others) = stages[first : first + 2]
        stages[first : first + 2] = [(names + more, [a + b for a, b in zip(counts, others, strict=True)])]
    return stages


def _print_stage(stage: Stage, groups: Sequence[str], column: str, minimum: int) -> Iterator[Mapping[str, object]]:
    names, counts = stage
    people, told = sum(counts), is_open(counts, minimum)
    shared = {"figure": FIGURE, "grain": GRAIN, "grain_note": "", "role": MERGED.join(names)}
    for group, coded in zip(groups, code_parts(counts, minimum - 1), strict=True):
        hidden = {"measure": column, "item": group, "status": "hidden", "shown": style.STATUS_WORDS["hidden"]}
        words = f"of {style.format_count(people)}"
        yield shared | (count_row(column, group, coded, people, words) if told else hidden)


def code_parts(counts: Sequence[int], few: int) -> list[Coded]:
    """The least and the most that each of some counts may be, which together are all people; up to few print alike.

    >>> code_parts([12, 3, 0], few=4), code_parts([6, 9], few=4)
    ([(7, 15), (0, 4), (0, 4)], [(6, 6), (9, 9)])
    """
    people, largest = sum(counts), int(np.argmax(counts))
    coded = [(0, few) if count <= few else (count, count) for count in counts]
    others = [part for place, part in enumerate(coded) if place != largest]
    coded[largest] = max(people - sum(high for _, high in others), 0), people - sum(low for low, _ in others)
    return coded


def is_open(counts: Sequence[int], minimum: int) -> bool:
    """True if there are enough people, and each small count may be all that it says, whatever the others are.

    >>> is_open([12, 3, 0], 5), is_open([6, 5, 1], 5)  # of twelve, up to four and five leave three: not the largest
    (True, False)
    """
    people, largest = sum(counts), int(np.argmax(counts))
    others = [part for place, part in enumerate(code_parts(counts, minimum - 1)) if place != largest]
    small = any(low < high for low, high in others)
    enough = people - sum(high for _, high in others) > max((high for _, high in others), default=0)
    return people >= minimum and (enough or not small)


def read_representation(published: pd.DataFrame) -> dict[str, Rows]:
    """The rows that a release printed, by grouping, to the letter."""
    own = published[published["figure"] == FIGURE]
    kept = ["figure", "grain", "grain_note", "role", "measure", "item", "status", "shown", "value", "people"]
    found: dict[str, Rows] = {}
    for row in own[kept].astype(object).to_dict("records"):
        plain = {str(name): value for name, value in row.items() if pd.notna(value)}
        found.setdefault(str(row["measure"]), []).append(plain)
    return found


def may_tell(new: Rows, earlier: Rows, changed: Callable[[Sequence[str]], tuple[int, int]], minimum: int) -> bool:
    """True if a telling beside an earlier one tells on nobody who came or left.

    ``changed`` says of some stages taken together how many left and how many came.
    """
    printed = {tuple(str(row["role"]).split(MERGED)) for row in [*new, *earlier]}
    everybody = tuple(dict.fromkeys(stage for stages in printed for stage in stages))
    counts = (count for stages in {*printed, everybody} for count in changed(stages))
    return all(count == 0 or count >= minimum for count in counts)
