"""What raters say of a team: the share of them at or above Proficient, how far they agree, and which teams rose.

The unit of growth is the team, not the rater: its median is compared, whoever rated it. Ratings of a team stand beside
what leaders say of themselves and are never taken from them.
"""

import numpy as np
import pandas as pd

from portrait_analytics.growth.measures import ITEM
from portrait_analytics.growth.waves import Scale, choose_scale
from portrait_analytics.rubric import Framework

RATER = ["person", "team"]


def measure_teams(
    ratings: pd.DataFrame, *, semester: str, framework: Framework, minimum: int, rated_by: str = "self"
) -> pd.DataFrame:
    """The ratings of each team that enough people rated.

    One row is one ``team`` and one attribute (``competency`` missing) or competency with at least ``minimum`` raters:
    ``proficient`` of ``raters``, in persons (of an attribute a rater counts if more than half of the competencies that
    they rated are at or above Proficient), and for a competency ``disagree``, the share of pairs of raters who gave
    different levels: 0 if all agree, 1 if no two do. It takes levels as names, not as numbers, and is missing for an
    attribute, for a single rater and where two forms were used. Of answers by one rater on two forms the current one's
    counts. An attribute is never made of a guide that asks for one competency of each.

    Pages tell of attributes alone: how far the raters of one team disagree says how their answers are spread, and is
    for the data team.
    """
    answers = _answers(ratings, semester, rated_by, framework)
    competencies = _by_competency(answers)
    attributes = _by_attribute(answers, framework)
    measured = pd.concat([competencies, attributes], ignore_index=True)
    return measured[measured["raters"] >= minimum].reset_index(drop=True)


def _answers(ratings: pd.DataFrame, semester: str, rated_by: str, framework: Framework) -> pd.DataFrame:
    """One row is what one rater says of one team's competency, one edition of it."""
    own = (ratings["about"] == "team") & (ratings["rated_by"] == rated_by) & (ratings["moment"] == "now")
    own &= (ratings["semester"] == semester) & (ratings["state"] == "rated") & ratings["team"].notna()
    columns = [*RATER, *ITEM, "edition", "level_low", "level_high"]
    answers = ratings.loc[own, columns].astype(dict.fromkeys((*RATER, *ITEM, "edition"), "str"))
    order = {edition.id: place for place, edition in enumerate(framework.editions)}
    answers = answers.sort_values("edition", key=lambda editions: editions.map(order), kind="stable")
    cut = framework.current.proficient
    known = (answers["level_low"] >= cut) | (answers["level_high"] < cut)
    answers = answers[known.astype(bool)].drop_duplicates([*RATER, *ITEM])
    return answers.assign(at=(answers["level_low"] >= cut).astype(bool))


def _by_competency(answers: pd.DataFrame) -> pd.DataFrame:
    keys = ["team", *ITEM]
    counts = answers.groupby(keys)["at"].agg(proficient="sum", raters="size").reset_index()
    alike = answers.groupby([*keys, "edition", "level_low"]).size()
    same_pairs = (alike * (alike - 1)).groupby(keys).sum().to_numpy(dtype="float64")
    raters = counts["raters"]
    one_form = answers.groupby(keys)["edition"].nunique().to_numpy() == 1
    all_pairs = (raters * (raters - 1)).where((raters > 1) & one_form)
    return counts.assign(disagree=1 - same_pairs / all_pairs.astype("float64"))


def _by_attribute(answers: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    guides = [edition.id for edition in framework.editions if edition.one_per_attribute]
    full = answers[~answers["edition"].isin(guides)]
    raters = full.groupby([*RATER, "attribute"])["at"].agg(["sum", "size"]).reset_index()
    raters["at"] = 2 * raters["sum"] > raters["size"]
    counts = raters.groupby(["team", "attribute"])["at"].agg(proficient="sum", raters="size").reset_index()
    return counts.assign(competency=None, disagree=np.nan).astype({"competency": "str"})


def measure_team_growth(
    ratings: pd.DataFrame,
    *,
    semester_from: str,
    semester_to: str,
    framework: Framework,
    minimum: int,
    rated_by: str = "self",
) -> pd.DataFrame:
    """How many teams' median rose, fell or stayed, of those that enough people rated both times.

    One row is one attribute (``competency`` missing) or competency: ``up, down, same`` of ``teams``, in teams. On an
    attribute a team rose if the medians of more of its competencies rose than fell. Between two levels lies half a
    level: from half of the raters at 2 and half at 3 to all at 3 is a rise. Two forms are compared on the levels that
    both can tell apart, and answers to a text that is not comparable are left out.
    """
    scale = choose_scale(ratings, semester_from, semester_to, framework, about="team", rated_by=rated_by)
    medians = [
        _medians(_answers(ratings, semester, rated_by, framework), scale, framework, minimum)
        for semester in (semester_from, semester_to)
    ]
    before, after = medians
    both = before.to_frame("before").join(after.rename("after"), how="inner").reset_index()
    both["move"] = np.sign(both["after"] - both["before"])
    whole = np.sign(both.groupby(["team", "attribute"])["move"].sum()).reset_index()
    moves = pd.concat([both, whole.assign(competency=None)], ignore_index=True).astype({"competency": "str"})
    flags = pd.DataFrame({"up": moves["move"] > 0, "down": moves["move"] < 0, "same": moves["move"] == 0, "teams": 1})
    return flags.astype("int64").groupby([moves[name] for name in ITEM], dropna=False).sum().reset_index()


def _medians(answers: pd.DataFrame, scale: Scale, framework: Framework, minimum: int) -> pd.Series:
    """The median step of each team on each competency, of teams with enough raters on a form that can be compared."""
    misprinted = pd.MultiIndex.from_frame(answers[["edition", "competency"]]).isin(list(framework.not_comparable))
    fits = (answers["edition"] == scale.edition) if scale.edition else pd.Series(data=True, index=answers.index)
    own = answers[fits & ~misprinted]
    steps = np.searchsorted(np.array(scale.steps), own["level_low"].to_numpy(dtype="int64"), side="right")
    grouped = own.assign(step=steps).groupby(["team", *ITEM])["step"]
    medians: pd.Series = grouped.median()[grouped.size() >= minimum]
    return medians
