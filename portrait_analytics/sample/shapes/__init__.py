"""The same synthetic answers in every shape in which survey platforms export them, with the truth beside them.

`SHAPES` has the shapes by name. What each cannot express is declared in `CANNOT_EXPRESS`, and ``shape.expect(truth)``
says which answers must come out of its file for all that. Names and addresses are plainly made up.
"""

from pathlib import Path

import pandas as pd

from portrait_analytics.sample.files import write_csv
from portrait_analytics.sample.schools import make_schools, policy
from portrait_analytics.sample.shapes import (
    google_forms,
    limesurvey,
    microsoft_forms,
    others,
    plain,
    qualtrics,
    surveymonkey,
)
from portrait_analytics.sample.shapes.held import SCHOOLS, addresses, hold, list_truth, school_of
from portrait_analytics.sample.shapes.losses import CANNOT_EXPRESS, Loss
from portrait_analytics.sample.shapes.shape import Shape

__all__ = ["CANNOT_EXPRESS", "SHAPES", "Loss", "Shape", "write_shape_district", "write_shapes"]

PLATFORMS = (qualtrics, surveymonkey, google_forms, microsoft_forms, limesurvey, others, plain)
SHAPES: dict[str, Shape] = {shape.name: shape for platform in PLATFORMS for shape in platform.SHAPES}
SEMESTER = "2026-fall"


def write_shapes(folder: Path, *, people: int = 40, seed: int = 2026) -> pd.DataFrame:
    """Write one file for each shape, and return the truth: what all of them were made from.

    One row is one answer of one round: ``person`` (address), ``about``, ``rated_by``, ``competency``, ``level_low``,
    ``level_high`` (missing unless rated), ``state``, and ``record`` (answer or partial, which count; preview, test or
    spam, which do not). ``shape.expect`` takes from it what must come out of one file. `PortraitError` if there are too
    few people.
    """
    survey = hold(people, seed)
    folder.mkdir(parents=True, exist_ok=True)
    for shape in SHAPES.values():
        (folder / shape.file_name).write_bytes(shape.content(survey))
    return list_truth(survey)


def write_shape_district(folder: Path, shape: Shape, *, people: int = 40, seed: int = 2026) -> pd.DataFrame:
    """Write a whole district whose one export has this shape, and return the answers that must come out of it.

    There are ``district.toml`` with the settings of the shape, the schools, a roster of all leaders, and the export, in
    the fall of 2026. The columns are those of `write_shapes`.
    """
    survey = hold(people, seed)
    schools, raw = make_schools(people, SCHOOLS), folder / "data" / "raw"
    write_csv(schools[["school", "name", "cluster", "level"]], raw / "reference" / "schools.csv")
    write_csv(_make_roster(people), raw / SEMESTER / "roster" / "roster.csv")
    (raw / SEMESTER / shape.file_name).write_bytes(shape.content(survey))
    settings = "\n".join([policy(schools), shape.settings])
    (folder / "district.toml").write_text(settings, encoding="utf-8", newline="\n")
    return shape.expect(list_truth(survey))


def _make_roster(people: int) -> pd.DataFrame:
    """The roster of all leaders, one row each."""
    posts, email = school_of(people), addresses(people)
    name = [f"Sample Leader {address[6:-12]}" for address in email]
    staff_id = [f"S{number:04}" for number in range(1, people + 1)]
    return pd.DataFrame(
        {"staff_id": staff_id, "name": name, "email": email, "school": posts["code"], "role": posts["role"]}
    )
