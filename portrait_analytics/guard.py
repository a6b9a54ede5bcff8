"""Which numbers a run may put in place, beside all that was printed before.

The same numbers as the last release need no second look. Others are held against every earlier release of the same two
semesters: answers that came in since then could be told apart by comparing the two. Where too few did, or the attacker
finds something, the numbers of the last release stay, and the pages say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from portrait_analytics.disclosure import WHY, Cell, Detail, Draft
from portrait_analytics.errors import DisclosureError, list_faults
from portrait_analytics.ledger import Entry
from portrait_analytics.protection import protect
from portrait_analytics.wording import count_of

WAITING = "Answers that wait"


@dataclass(frozen=True)
class Guarded:
    """What may be put in place; ``words`` for the terminal, ``facts`` for the method notes of the pages."""

    published: pd.DataFrame
    headcounts: pd.DataFrame
    details: Mapping[Cell, Detail]
    words: str
    facts: Mapping[str, str]


def guard(
    draft: Draft,
    headcounts: pd.DataFrame,
    entries: Sequence[Entry],
    *,
    cluster_of: Mapping[str, str],
    minimum_group: int,
) -> Guarded:
    """The draft's numbers where they are safe beside the earlier releases ``entries``, else those of the last one.

    `DisclosureError` if there is no earlier one to keep to, and the draft cannot be made safe.
    """
    last = entries[-1] if entries else None
    if last is not None:
        same = draft.printed(last.details)
        if _id(same) == last.release:
            return Guarded(same, headcounts, last.details, "the same numbers as in the last release", {})
        fewer, more = count_new_answers(last.published, same)
        if fewer < 0:
            return _keep(
                last, f"there are fewer answers than in the last release ({-fewer:,} in a figure); this must wait"
            )
        if 0 < more < minimum_group:
            return _keep(last, f"{count_of(more, 'answer')} that came in since the last release must wait")
    protected = protect(
        draft,
        headcounts,
        cluster_of=cluster_of,
        minimum_group=minimum_group,
        earlier=[entry.published for entry in entries],
        details=last.details if last else {},
    )
    if last is not None and protected.failures:
        return _keep(last, "what changed since the last release must wait")
    if not protected.failures:
        told = f", {count_of(len(protected.details), 'count')} told in less detail" if protected.details else ""
        words = f"nothing can be worked out that is hidden{told}"
        return Guarded(protected.published, headcounts, protected.details, words, {})
    raise DisclosureError(
        "The release would tell on someone, so it was not put in place:\n"
        f"{list_faults([failure.words for failure in protected.failures])}\n"
        "Put small schools into larger clusters (data/raw/reference/schools.csv), or raise minimum_group under "
        "[privacy] in district.toml."
    )


def _keep(last: Entry, what: str) -> Guarded:
    """The last release once more."""
    advice = (
        "beside the pages that were passed on, they would tell on someone. If those were never passed on: "
        "portrait run --never-passed-on"
    )
    note = f"{what[0].upper()}{what[1:]}: comparing the two would tell on someone."
    return Guarded(last.published, last.headcounts, last.details, f"{what}; {advice}", {WAITING: note})


def count_new_answers(before: pd.DataFrame, after: pd.DataFrame) -> tuple[int, int]:
    """How many more answers a district's figure counts than in an earlier release: where it is least, and most.

    The least is negative if answers were lost.
    """
    more = (_people(after) - _people(before)).dropna()
    return (int(min(more.min(), 0)), int(max(more.max(), 0))) if len(more) else (0, 0)


def _people(published: pd.DataFrame) -> pd.Series:
    keys = ["figure", "attribute", "competency", "measure", "item"]
    own = (published["grain"] == "district") & published["people"].notna()
    rows = published.loc[own & (published["figure"] != WHY), [*keys, "people"]]  # its parts may shrink as others grow
    return rows.astype(dict.fromkeys(keys, "str")).fillna("").set_index(keys)["people"].astype("int64")


def _id(published: pd.DataFrame) -> str:
    return str(published["release"].iloc[0])
