"""Two forms: the least and the most that people can have moved between them, and what cannot be compared at all."""

import numpy as np
import pandas as pd

from portrait_analytics.growth.measures import ITEM, Grouping, count_people, select_ratings
from portrait_analytics.rubric import Framework


def compares_forms(cube: pd.DataFrame, *, about: str = "self", rated_by: str = "self") -> bool:
    """True if movement is between two different forms: the semesters have none in common (`choose_scale`).

    Then levels that one of the forms cannot tell apart are one, and a move between them is none.
    """
    own = cube[select_ratings(cube, about, rated_by) & cube["move"].notna()]
    return bool((own["edition_from"].astype("str") != own["edition_to"].astype("str")).any())


def bound_movers(
    cube: pd.DataFrame, grouping: Grouping, framework: Framework, *, about: str = "self", rated_by: str = "self"
) -> pd.DataFrame:
    """Between which two values net movers lie, when some answers say only between which levels somebody stands.

    One row is one group and one competency (an attribute as a whole has no bounds: the cube does not hold its answers).
    Of ``pairs`` who rated it both times, on whatever forms, in persons: ``surely_up`` and ``surely_down`` moved
    whatever was meant, ``perhaps_up`` and ``perhaps_down`` may have. ``least`` and ``most`` are net movers as shares;
    they meet where every answer is one level. Print them as a range, never as its middle. Answers to a text that is not
    comparable are left out (`list_not_comparable`).

    For the data team: the bounds tell how many stand where the coarser form leaves it open.

    >>> from portrait_analytics.growth import group_whole
    >>> from portrait_analytics.rubric import load_framework
    >>> full, guide = (edition.id for edition in load_framework().editions)
    >>> cube = pd.DataFrame({"low_from": 2, "high_from": 2, "low_to": [1, 3], "high_to": [2, 3], "people": [6, 3]})
    >>> cube = cube.assign(about="self", rated_by="self", edition_from=full, edition_to=guide)
    >>> cube = cube.assign(attribute="authentic", competency="building-trust")  # six from 2 to 1 or 2, three to 3
    >>> bound_movers(cube, group_whole(cube), load_framework())[["least", "most"]].round(2).values.tolist()
    [[-0.33, 0.33]]
    """
    own = select_ratings(cube, about, rated_by) & cube["low_from"].notna() & cube["low_to"].notna()
    own &= ~(_is_misprinted(cube, "from", framework) | _is_misprinted(cube, "to", framework))
    least = cube["low_to"].astype("Int64") - cube["high_from"].astype("Int64")
    most = cube["high_to"].astype("Int64") - cube["low_from"].astype("Int64")
    conditions = {
        "pairs": most.notna(),
        "surely_up": least > 0,
        "perhaps_up": (most > 0) & (least <= 0),
        "surely_down": most < 0,
        "perhaps_down": (least < 0) & (most >= 0),
    }
    counts = count_people(cube, own, {name: (grouping.pairs, flag) for name, flag in conditions.items()})
    pairs = counts["pairs"].where(counts["pairs"] > 0)
    return counts.assign(
        least=(counts["surely_up"] - counts["surely_down"] - counts["perhaps_down"]) / pairs,
        most=(counts["surely_up"] - counts["surely_down"] + counts["perhaps_up"]) / pairs,
    )


def list_not_comparable(cube: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """The competencies of which some answers cannot be compared, since their form printed another text beside them.

    One row is one competency and one edition that somebody answered it on: ``people`` who did so in either of the two
    semesters, each once. Their answers stay in the shares and are left out of movement.
    """
    misprinted = {end: _is_misprinted(cube, end, framework) & cube[f"low_{end}"].notna() for end in ("from", "to")}
    either = cube[misprinted["from"] | misprinted["to"]]
    edition = either["edition_to"].astype("str").where(misprinted["to"], either["edition_from"].astype("str"))
    counted = (
        either["people"]
        .astype("int64")
        .groupby([either["attribute"].astype("str"), either["competency"].astype("str"), edition.rename("edition")])
    )
    return counted.sum().reset_index()[[*ITEM, "edition", "people"]]


def _is_misprinted(cube: pd.DataFrame, end: str, framework: Framework) -> np.ndarray:
    pairs = pd.MultiIndex.from_arrays([cube[f"edition_{end}"].astype("str"), cube["competency"].astype("str")])
    return pairs.isin(list(framework.not_comparable))
