"""What a shareable notebook may know: the published table and the names to print it by."""

from dataclasses import dataclass

import pandas as pd

from portrait_analytics.rubric import Rubric


@dataclass(frozen=True)
class Release:
    """What may leave the data team, with the names to print it by: `published` and its labels, nothing else."""

    published: pd.DataFrame  # the contract table, one semester
    semester: str
    baseline: str | None  # None: nothing earlier to compare with
    rubric: Rubric  # the current edition
    schools: pd.DataFrame  # the contract table `schools` of that semester
    district: str  # its name
    accent: str  # hex colour
    minimum_group: int
    facts: dict[str, str]  # provenance lines for the method notes, label -> text
