"""Small cubes, drawn person by person and counted as the pipeline counts them."""

import pandas as pd

from portrait_analytics import growth
from portrait_analytics.rubric import Framework, load_framework
from portrait_analytics.tables import make_table
from tests.build import grid

SPRING, FALL = "2026-spring", "2026-fall"
FRAMEWORK = load_framework()
FULL, GUIDE = (edition.id for edition in FRAMEWORK.editions)
TRUST = "building-trust"
GUIDE_RANKS = {"W": (1, 2), "P": (3, 3), "E": (4, 4)}  # Working Toward Proficiency, Proficient, Extending


def draw(table: str, *, semesters: tuple[str, str] = (SPRING, FALL)) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables ratings and people of leaders who rated Building Trust.

    One line is a number of ``leaders`` alike; ``spring`` and ``fall`` say where they were and what they answered: a
    school, then 1 to 4 on the full form, W, P or E on the guide, N for *not applicable*, or ``-`` for no answer; an
    empty place is nobody there. ``role`` is Coach unless given; ``anonymous`` leaders, where marked, are somebody else
    each semester.
    """
    ratings: list[dict[str, object]] = []
    people: list[dict[str, object]] = []
    lines = grid(table)
    for number, line in enumerate(lines.fillna("").to_dict("records")):
        for place in range(int(line["leaders"])):
            for semester, column in zip(semesters, ("spring", "fall"), strict=True):
                _put(ratings, people, f"{number:03}-{place:03}", semester, line.get(column, ""), line)
    return make_table("ratings", pd.DataFrame(ratings)), make_table("people", pd.DataFrame(people))


def _put(
    ratings: list[dict[str, object]],
    people: list[dict[str, object]],
    person: str,
    semester: str,
    told: str,
    line: dict[str, str],
) -> None:
    if not told:
        return
    school, answer = told.split()
    identified = not line.get("anonymous")
    key = person if identified else f"{person}-{semester}"
    who = {"semester": semester, "person": key, "identified": identified, "school": school}
    who["role"] = line.get("role") or "Coach"
    people.append(who | {"on_roster": identified, "answered": answer != "-"})
    if answer != "-":
        ratings.append(rating(who, TRUST, answer))


def rating(who: dict[str, object], competency: str, answer: str, **other: object) -> dict[str, object]:
    """A row of ratings: 1 to 4 on the full form, W, P or E on the guide, N for *not applicable*."""
    low, high = (None, None) if answer == "N" else GUIDE_RANKS.get(answer) or (int(answer), int(answer))
    fixed: dict[str, object] = {
        "about": "self",
        "rated_by": "self",
        "moment": "now",
        "attribute": FRAMEWORK.current.attribute_of[competency],
        "competency": competency,
        "level_low": low,
        "level_high": high,
        "state": "not_applicable" if answer == "N" else "rated",
        "edition": GUIDE if answer in GUIDE_RANKS else FULL,
        "answered_at": pd.NaT,
        "source": "drawn",
        "source_row": 1,
    }
    return {**who, **fixed, **other}


def count(
    ratings: pd.DataFrame,
    people: pd.DataFrame,
    *,
    semesters: tuple[str, str] = (SPRING, FALL),
    framework: Framework = FRAMEWORK,
) -> pd.DataFrame:
    """The cube."""
    return growth.count_transitions(
        ratings, people, semester_from=semesters[0], semester_to=semesters[1], framework=framework
    )


def draw_cube(table: str) -> pd.DataFrame:
    """The cube of the drawn leaders."""
    return count(*draw(table))


def on_trust(frame: pd.DataFrame, group: str = "all") -> pd.DataFrame:
    """The rows of Building Trust in one group."""
    return frame[(frame["competency"] == TRUST) & (frame["group"] == group)].reset_index(drop=True)
