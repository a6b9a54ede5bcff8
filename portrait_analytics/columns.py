"""What columns are made of: the types, and the fields that say of a column what it means, in which unit."""

from typing import Annotated, Any

import pandas as pd
import pandera.pandas as pa
from pandera.engines.pandas_engine import DateTime

HIGHEST_RANK = 9

Category = pd.CategoricalDtype
Count = pd.Int64Dtype
Rank = pd.Int8Dtype
Flag = pd.BooleanDtype
Moment = Annotated[DateTime, {}, "us", None, False, {}]


def describe(meaning: str, unit: str = "", *, nullable: bool = False, **options: Any) -> Any:
    """A column of that meaning; ``options`` are pandera's."""
    return pa.Field(description=meaning, metadata={"unit": unit}, nullable=nullable, **options)


def semester_column(meaning: str = "The semester, as 2026-fall", *, nullable: bool = False) -> Any:
    """A column of semesters, as texts."""
    return describe(meaning, nullable=nullable, str_matches=r"^\d{4}-(spring|fall)$")


def rank_column(meaning: str) -> Any:
    """A column of ranks, missing where nothing was rated."""
    return describe(meaning, "rank on the current edition's scale", nullable=True, ge=1, le=HIGHEST_RANK)


def people_column(meaning: str, *, nullable: bool = False) -> Any:
    """A column that counts persons."""
    return describe(meaning, "persons", nullable=nullable, ge=0)


class Table(pa.DataFrameModel):
    """What every table keeps to: exactly these columns, in this order."""

    class Config:
        """Pandera's settings."""

        strict = True
        ordered = True
