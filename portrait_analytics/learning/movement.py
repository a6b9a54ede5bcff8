"""Whether those who took something up moved otherwise than those who did not, beside each other and no more than that.

People chose to attend, or to reflect on a competency, for reasons of their own, so a difference does not prove what
made it. It is told only among people who began at the same level, and only where both groups are large enough.
"""

import pandas as pd

from portrait_analytics.growth import net_movers, net_movers_interval
from portrait_analytics.learning.offerings import split_ids
from portrait_analytics.rubric import Framework
from portrait_analytics.semesters import semester_key

CANNOT = "cannot be told"
_SIDES = ("took", "others")


def compare_movers(
    before: pd.DataFrame, after: pd.DataFrame, took: pd.DataFrame, *, framework: Framework, minimum: int
) -> pd.DataFrame:
    """How those who took something up moved, beside those who did not, within each level that they began at.

    One row is one competency of ``took`` and one starting rank: ``competency, rank``, then for ``took`` and ``others``
    each ``_people, _up, _down`` (persons) and ``_net, _low, _high`` (net movers as a share, and its 95% interval), and
    ``status``: *told*, or *cannot be told* where either side has fewer than ``minimum`` people; the numbers are then
    missing. ``before`` and ``after`` as `succession.settle_evidence` gives them, ``took`` with ``person`` and
    ``competency``. Only who was rated both times by the same kind of rater, on the same form and with the full form
    counts: a form that lets people choose says nothing of those who chose something else.
    """
    pairs = _pair(before, after, framework)
    chosen = set(zip(took["person"], took["competency"], strict=True))
    pairs = pairs[pairs["competency"].isin(took["competency"].unique())]
    side = ["took" if pair in chosen else "others" for pair in zip(pairs["person"], pairs["competency"], strict=True)]
    moved = pairs.assign(
        side=side, up=pairs["level_to"] > pairs["level_from"], down=pairs["level_to"] < pairs["level_from"]
    )
    counted = moved.groupby(["competency", "level_from", "side"])[["up", "down"]].sum().astype("Int64")
    counted["people"] = moved.groupby(["competency", "level_from", "side"])["person"].nunique().astype("Int64")
    wide = counted.unstack("side").fillna(0)
    table = pd.DataFrame(
        {
            f"{side}_{what}": wide[what, side]
            if (what, side) in wide
            else pd.Series(0, index=wide.index, dtype="Int64")
            for side in _SIDES
            for what in ("people", "up", "down")
        }
    )
    told = (table[[f"{side}_people" for side in _SIDES]] >= minimum).all(axis=1)
    table = table.assign(**_nets(table)).astype("Float64").where(told)
    status = told.map({True: "told", False: CANNOT})
    return table.assign(status=status).rename_axis(index=["competency", "rank"]).reset_index()


def _pair(before: pd.DataFrame, after: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    guides = [form.id for form in framework.editions if form.one_per_attribute]
    keys = ["person", "competency", "edition", "evidence"]
    frames = []
    for name, frame in (("from", before), ("to", after)):
        full = frame[~frame["edition"].isin(guides) & (frame["level_low"] == frame["level_high"])]
        frames.append(full[keys].assign(**{f"level_{name}": full["level_low"].astype("int64")}))
    return frames[0].merge(frames[1], on=keys)


def _nets(table: pd.DataFrame) -> dict[str, pd.Series]:
    found: dict[str, pd.Series] = {}
    for side in _SIDES:
        up, down, people = (table[f"{side}_{what}"].astype("float64").to_numpy() for what in ("up", "down", "people"))
        low, high = net_movers_interval(up, down, people)
        values = {"net": net_movers(up, down, people), "low": low, "high": high}
        found |= {f"{side}_{what}": pd.Series(numbers, index=table.index) for what, numbers in values.items()}
    return found


def list_taken(attended: pd.DataFrame, offerings: pd.DataFrame, *, since: str, until: str) -> pd.DataFrame:
    """Which competencies people attended something about, after one semester and up to another (restricted).

    One row is one ``person`` and one ``competency``; what is not listed any more is about nothing that is known.
    """
    about = dict(zip(offerings["offering"].astype("str"), offerings["competencies"].map(split_ids), strict=True))
    when = attended["semester"].astype("str").map(semester_key)
    own = attended[(when > semester_key(since)) & (when <= semester_key(until))].astype({"offering": "str"})
    taken = own.assign(competency=own["offering"].map(about))[["person", "competency"]].explode("competency")
    return taken.dropna().drop_duplicates().reset_index(drop=True)


def list_chosen(ratings: pd.DataFrame, *, semester: str, framework: Framework) -> pd.DataFrame:
    """Which competencies people chose to reflect on, where a form let them (restricted): ``person, competency``."""
    guides = [form.id for form in framework.editions if form.one_per_attribute]
    own = ratings[
        (ratings["semester"] == semester)
        & ratings["edition"].isin(guides)
        & (ratings["state"] == "rated")
        & (ratings["rated_by"] == "self")
        & (ratings["about"] == "self")
    ]
    return own[["person", "competency"]].astype("str").drop_duplicates().reset_index(drop=True)
