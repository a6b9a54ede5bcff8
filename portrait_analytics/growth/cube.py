"""The cube of changes between two semesters.

Everything is counts of people. A person is *at Proficient on an attribute* if more than half of its competencies that
they rated are at or above Proficient, and *moved up on an attribute* if more of its competencies, rated both times,
rose than fell. So competencies and attributes are counted, and later estimated, alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from portrait_analytics.rubric import Framework
from portrait_analytics.tables import make_table

NOWHERE = "?"  # there, but nobody knows at which school
UNIT = ["person", "about", "rated_by"]
STATE_ORDER = ["rated", "not_applicable", "unreadable", "blank", "not_asked"]


@dataclass(frozen=True)
class Scale:
    """On which form two semesters are compared.

    ``edition`` is the one that both semesters hold, or None if there is none: then answers are compared on the ranks
    that every edition can tell apart, whose lower ends are ``steps``.
    """

    edition: str | None
    steps: tuple[int, ...]


def choose_scale(
    ratings: pd.DataFrame,
    semester_from: str,
    semester_to: str,
    framework: Framework,
    *,
    about: str = "self",
    rated_by: str = "self",
) -> Scale:
    """The edition that was answered in both semesters, the current one first, else the common steps of all."""
    own = (ratings["about"] == about) & (ratings["rated_by"] == rated_by)
    rated = ratings[(ratings["state"] == "rated") & own]
    held = [set(rated.loc[rated["semester"] == semester, "edition"]) for semester in (semester_from, semester_to)]
    common = [edition.id for edition in framework.editions if all(edition.id in editions for editions in held)]
    if common:
        return Scale(common[0], tuple(level.low for level in framework.edition(common[0]).levels))
    steps = set.intersection(*({level.low for level in edition.levels} for edition in framework.editions))
    return Scale(None, tuple(sorted(steps)))


def count_transitions(
    ratings: pd.DataFrame, people: pd.DataFrame, *, semester_from: str, semester_to: str, framework: Framework
) -> pd.DataFrame:
    """The table `transitions`: how many people went from which state to which, between two semesters.

    Every person of either semester is counted once for each competency and once for each attribute as a whole. A move
    is known only where the same form was answered twice, or where no form is common and the steps are compared. The
    guide's ratings never make an attribute: it asks for one competency of each.
    """
    scale = choose_scale(ratings, semester_from, semester_to, framework)
    now = ratings[ratings["moment"] == "now"]
    waves = [_wave(now[now["semester"] == semester], scale, framework) for semester in (semester_from, semester_to)]
    there = [_there(people, semester) for semester in (semester_from, semester_to)]
    units = _units(waves, there)
    competencies = _competency_changes(units, waves, scale, framework)
    changes = pd.concat([competencies, _attribute_changes(competencies, framework)], ignore_index=True)
    placed = _place(changes, there).assign(semester_from=semester_from, semester_to=semester_to)
    cells = [column for column in placed.columns if column != "person"]
    counted = placed.groupby(cells, observed=True, dropna=False, sort=True).size().rename("people").reset_index()
    return make_table("transitions", counted)


def _wave(ratings: pd.DataFrame, scale: Scale, framework: Framework) -> pd.DataFrame:
    """One semester's answers, one edition for each person: the common one where they answered it."""
    preferred = dict.fromkeys([scale.edition, *(edition.id for edition in framework.editions)])
    rank = {edition: place for place, edition in enumerate(preferred)}
    order = ratings["edition"].map(rank).astype("int64") + len(rank) * (ratings["state"] != "rated")
    best = order.groupby([ratings[column] for column in UNIT], observed=True).transform("min")
    chosen = ratings[order % len(rank) == best % len(rank)]
    columns = [*UNIT, "competency", "edition", "state", "level_low", "level_high"]
    return chosen[columns].rename(columns={"level_low": "low", "level_high": "high"}).reset_index(drop=True)


def _there(people: pd.DataFrame, semester: str) -> pd.DataFrame:
    return people.loc[people["semester"] == semester, ["person", "school", "role", "identified"]]


def _units(waves: Sequence[pd.DataFrame], there: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Who is followed: everybody about themselves, and whoever rated a team as a rater of it."""
    everybody = pd.concat([frame[["person"]] for frame in there]).assign(about="self", rated_by="self")
    raters = pd.concat([wave[UNIT].astype("str") for wave in waves])
    return pd.concat([everybody.astype("str"), raters]).drop_duplicates(ignore_index=True)


def _competency_changes(
    units: pd.DataFrame, waves: Sequence[pd.DataFrame], scale: Scale, framework: Framework
) -> pd.DataFrame:
    """One row is one person (as rater of themselves or of a team) and one competency."""
    attribute_of = framework.current.attribute_of
    grid = units.merge(pd.DataFrame({"competency": list(attribute_of)}), how="cross")
    grid["attribute"] = grid["competency"].map(attribute_of)
    for wave, end in zip(waves, ("from", "to"), strict=True):
        answers = wave.astype(dict.fromkeys([*UNIT, "competency", "edition", "state"], "str"))
        named = answers.rename(columns={name: f"{name}_{end}" for name in ("edition", "state", "low", "high")})
        grid = grid.merge(named, on=[*UNIT, "competency"], how="left")
        grid[f"proficient_{end}"] = _at_proficient(grid[f"low_{end}"], grid[f"high_{end}"], framework)
    return grid.assign(move=_move(grid, scale, framework))


def _at_proficient(low: pd.Series, high: pd.Series, framework: Framework) -> pd.Series:
    """True, False, or missing where the answer lies on both sides of the line or there is none."""
    cut = framework.current.proficient
    known = (low >= cut) | (high < cut)
    return (low >= cut).where(known.fillna(value=False)).astype("boolean")


def _move(grid: pd.DataFrame, scale: Scale, framework: Framework) -> pd.Series:
    step_from, step_to = (_step(grid[f"low_{end}"], scale) for end in ("from", "to"))
    same_form = (
        (grid["edition_from"] == grid["edition_to"]) if scale.edition else pd.Series(data=True, index=grid.index)
    )
    misprinted = pd.Series(data=False, index=grid.index)
    for end in ("from", "to"):
        pairs = pd.MultiIndex.from_arrays([grid[f"edition_{end}"], grid["competency"]])
        misprinted |= pairs.isin(list(framework.not_comparable))
    return _sign(step_to - step_from).where(same_form.astype(bool) & ~misprinted)


def _sign(difference: pd.Series) -> pd.Series:
    return difference.clip(-1, 1).astype("Int8")


def _step(low: pd.Series, scale: Scale) -> pd.Series:
    """Which step of the common scale an answer stands on; missing if there is none."""
    place = np.searchsorted(np.array(scale.steps), low.fillna(0).to_numpy(dtype="int64"), side="right")
    return pd.Series(place, index=low.index, dtype="Int8").where(low.notna())


def _attribute_changes(competencies: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """One row is one person and one attribute as a whole."""
    keys = [*UNIT, "attribute"]
    guides = {edition.id for edition in framework.editions if edition.one_per_attribute}
    whole = competencies.assign(
        move=competencies["move"].mask(
            competencies["edition_to"].isin(guides) | competencies["edition_from"].isin(guides)
        )
    )
    made: dict[str, pd.Series] = {}
    for end in ("from", "to"):
        asked_once = whole[f"edition_{end}"].isin(guides)
        whole[f"proficient_{end}"] = whole[f"proficient_{end}"].mask(asked_once)
        whole[f"order_{end}"] = whole[f"state_{end}"].map({state: place for place, state in enumerate(STATE_ORDER)})
        whole.loc[asked_once, f"order_{end}"] = STATE_ORDER.index("not_asked")
    groups = whole.groupby(keys, sort=False)
    for end in ("from", "to"):
        share = groups[f"proficient_{end}"].agg(["sum", "count"])
        made[f"proficient_{end}"] = (2 * share["sum"] > share["count"]).where(share["count"] > 0).astype("boolean")
        made[f"state_{end}"] = groups[f"order_{end}"].min().map(dict(enumerate(STATE_ORDER)))
        made[f"edition_{end}"] = groups[f"edition_{end}"].first()
    moves = groups["move"].agg(["sum", "count"])
    made["move"] = _sign(moves["sum"]).where(moves["count"] > 0)
    return pd.DataFrame(made).reset_index()


def _place(changes: pd.DataFrame, there: Sequence[pd.DataFrame]) -> pd.DataFrame:
    placed = changes
    for frame, end in zip(there, ("from", "to"), strict=True):
        placed = placed.merge(
            frame.rename(columns={"school": f"school_{end}", "role": f"role_{end}"})[
                ["person", f"school_{end}", f"role_{end}"]
            ],
            on="person",
            how="left",
        )
        present = placed["person"].isin(frame["person"])
        placed[f"school_{end}"] = placed[f"school_{end}"].astype("str").fillna(NOWHERE).where(present)
    everybody = pd.concat(there)
    return placed.assign(identified=~placed["person"].isin(everybody.loc[~everybody["identified"], "person"]))
