"""All semesters that have been reported, as it may be printed: where leaders stood, and who moved since a baseline.

Nothing of it is told anew. An earlier semester stands as its own latest release told it, the baseline and the semester
itself as this release tells them of the district. So a trend can be put together by whoever has kept the pages, and the
attacker need not look at it; a semester that no release has told is not in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from portrait_analytics.semesters import semester_key

FIGURE = "trend"
SHARE, COUNT, NET = "trend_share", "trend_count", "trend_net"
MEASURES = {"proficient_share": SHARE, "proficient": COUNT, "net_movers": NET}
SINCE = " since "
KEPT = ("status", "shown", "value", "low", "high")
Row = Mapping[str, object]


def read_past(published: pd.DataFrame) -> list[Row]:
    """What an earlier release told of its own semester, as rows of the trend; ``published`` is its table."""
    own = published[(published["figure"] == "district_growth") & published["competency"].isna()]
    semester, baseline = published[["semester", "baseline"]].iloc[0]
    return list(_tell(own.astype(object).to_dict("records"), semester, None if pd.isna(baseline) else baseline))


def print_trend(
    past: Iterable[Row], growth: Sequence[Row], semester: str, baseline: str | None, attributes: Sequence[str]
) -> Iterator[Row]:
    """The rows of the trend, the earliest semester first, by attribute.

    ``past`` as `read_past` gives it, of one release a semester; ``growth`` is what this release prints of the district.
    What it says of its baseline takes the place of what was said of the shares then.
    """
    own = [row for row in growth if row["figure"] == "district_growth"]
    told = {(row["attribute"], row["measure"], row["item"]): row for row in past}
    now = [*_tell(own, semester, baseline), *(_tell_end(own, "from", baseline) if baseline else [])]
    told |= {(row["attribute"], row["measure"], row["item"]): row for row in now}
    rows = sorted(told.values(), key=lambda row: semester_key(str(row["item"]).partition(SINCE)[0]))
    for attribute in attributes:
        yield from (row for row in rows if row["attribute"] == attribute)


def _tell(rows: Iterable[Mapping[Any, object]], semester: str, baseline: str | None) -> Iterator[Row]:
    """The later end of a release's figure of the district."""
    listed = [{str(name): value for name, value in row.items()} for row in rows]
    yield from _tell_end(listed, "to", semester)
    if baseline:
        nets = (row for row in listed if row["measure"] == "net_movers")
        yield from (_row(row, f"{semester}{SINCE}{baseline}") for row in nets)


def _tell_end(rows: Iterable[Row], end: str, semester: str) -> Iterator[Row]:
    shares = (row for row in rows if row["measure"] in ("proficient_share", "proficient") and row["item"] == end)
    yield from (_row(row, semester) for row in shares)


def _row(row: Row, item: str) -> Row:
    kept = {name: row[name] for name in KEPT if name in row and not pd.isna(row[name])}  # type: ignore[call-overload]
    place = {"figure": FIGURE, "grain": "district", "grain_note": "", "attribute": row["attribute"]}
    return {**place, "measure": MEASURES[str(row["measure"])], "item": item, **kept}
