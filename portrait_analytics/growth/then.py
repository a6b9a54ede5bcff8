"""The then-question: leaders who rate today's practice, and, today, what it was at the start.

Who learns what Proficient looks like may rate themselves lower than before, though their practice is better (Howard
1980, Eval. Rev. 4:93). What they now say of then shows it; it is itself biased towards having improved, so it stands
beside growth and never in its place.
"""

import pandas as pd

from portrait_analytics.growth.cube import count_transitions
from portrait_analytics.growth.measures import group_whole, measure_growth
from portrait_analytics.rubric import Framework

WHAT = ["person", "about", "team", "rated_by", "competency"]
COMPARISONS = {"traditional": ("before", "after"), "adjusted": ("then", "after"), "shift": ("before", "then")}


def measure_then(
    ratings: pd.DataFrame, people: pd.DataFrame, *, semester_from: str, semester_to: str, framework: Framework
) -> pd.DataFrame:
    """Movement as usual, movement from what was said of then, and by how much the memory differs from the answer.

    One row is one ``comparison`` and one attribute (``competency`` missing) or competency: ``up, down, same`` of
    ``pairs`` from the earlier answer to the later one (``traditional``), from *then* to the later one (``adjusted``)
    and from the earlier one to *then* (``shift``), all three of the same people: those who gave all three answers.
    No row where nobody was asked for *then*.
    """
    given = _given(ratings, semester_from, semester_to)
    answers = {name: _put_into(given, given["_answer"] == name, semester_to) for name in ("before", "then", "after")}
    found = []
    for name, (earlier, later) in COMPARISONS.items():
        both = pd.concat([answers[earlier].assign(semester=semester_from), answers[later]], ignore_index=True)
        if len(both) == 0:
            continue
        cube = count_transitions(
            both, people, semester_from=semester_from, semester_to=semester_to, framework=framework
        )
        found.append(measure_growth(cube, group_whole(cube)).assign(comparison=name))
    columns = ["comparison", "attribute", "competency", "up", "down", "same", "pairs"]
    if not found:
        return pd.DataFrame(columns=columns)
    counts = pd.concat(found, ignore_index=True)
    return counts.loc[counts["pairs"] > 0, columns].reset_index(drop=True)


def _given(ratings: pd.DataFrame, semester_from: str, semester_to: str) -> pd.DataFrame:
    """The rated answers of whoever gave all three on a competency, each with which of them it is."""
    rated = ratings[ratings["state"] == "rated"]
    earlier, later = (rated["semester"] == semester for semester in (semester_from, semester_to))
    now = rated["moment"] == "now"
    named = rated.assign(_answer="")
    named["_answer"] = (
        named["_answer"].mask(earlier & now, "before").mask(later & now, "after").mask(later & ~now, "then")
    )
    asked = named[named["_answer"] != ""]
    kinds = asked.groupby([asked[column].astype("str") for column in WHAT], dropna=False)["_answer"].transform(
        "nunique"
    )
    return asked[kinds == len(COMPARISONS)]


def _put_into(given: pd.DataFrame, chosen: pd.Series, semester: str) -> pd.DataFrame:
    """One kind of answer, as if it were an ordinary one of the semester."""
    return given[chosen].drop(columns="_answer").assign(semester=semester, moment="now")
