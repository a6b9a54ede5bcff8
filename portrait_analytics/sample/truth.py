"""What is true of everyone, so that what comes out of the reports can be held against it.

Each person stands somewhere on each attribute, in levels; each competency is a little easier or harder; school, role
and attribute add their growth semester by semester. To this position an answer adds logistic noise and falls between
the cut-points 1.5, 2.5 and 3.5. Positions given, answers are therefore independent with known chances.
"""

from dataclasses import dataclass

import numpy as np

from portrait_analytics.rubric import Rubric
from portrait_analytics.sample.draws import Codes, Floats, Ints, stream
from portrait_analytics.sample.schools import ROLES

START = 2.45
PERSON_SPREAD = 0.45
ATTRIBUTE_SPREAD = 0.45
TEAM_SPREAD = 0.35
COMPETENCY_RANGE = 0.3
NOISE = 0.35
ATTRIBUTE_START = (0.2, -0.15, 0.1, 0.05, -0.2)
ATTRIBUTE_GROWTH = (0.13, 0.09, 0.16, 0.11, -0.04)
ROLE_GROWTH = (0.05, 0.03, 0.08, -0.01, 0.02, 0.0)
SCHOOL_GROWTH_RANGE = 0.16
GROWTH_SPREAD = 0.04


@dataclass(frozen=True)
class Truth:
    """Positions are in levels; growth is in levels a semester."""

    people: Floats  # a row is a person, a column an attribute
    teams: Floats  # a row is a school, a column an attribute
    competencies: Floats  # how much easier than its attribute each competency is
    growth: Floats  # school x role x attribute
    attribute: Ints  # the attribute of each competency
    levels: int

    def position(self, person: Ints, school: Ints, role: Ints, semester: int) -> Floats:
        """Where people stand: a row is a person, a column a competency; semesters are counted from 0."""
        reached: Floats = self.people[person] + semester * self.growth[school, role]
        return reached[:, self.attribute] + self.competencies

    def team_position(self, school: Ints, semester: int) -> Floats:
        """Where the leadership teams of the raters stand: a row is a rater, a column a competency."""
        reached: Floats = self.teams[school] + semester * self.growth.mean(axis=1)[school]
        return reached[:, self.attribute] + self.competencies


def make_truth(rubric: Rubric, *, people: int, schools: int, seed: int) -> Truth:
    """The truth of a district; some schools grow clearly and some not, and the last attribute falls a little."""
    rng = stream(seed, "truth")
    attributes = [attribute.id for attribute in rubric.attributes]
    start = START + np.resize(ATTRIBUTE_START, len(attributes))
    alike = rng.normal(0, PERSON_SPREAD, (people, 1))
    by_school = rng.permutation(np.linspace(-SCHOOL_GROWTH_RANGE, SCHOOL_GROWTH_RANGE, schools))
    growth = np.add.outer(np.add.outer(by_school, ROLE_GROWTH), np.resize(ATTRIBUTE_GROWTH, len(attributes)))
    return Truth(
        people=start + alike + rng.normal(0, ATTRIBUTE_SPREAD, (people, len(attributes))),
        teams=start + rng.normal(0, TEAM_SPREAD, (schools, len(attributes))),
        competencies=rng.uniform(-COMPETENCY_RANGE, COMPETENCY_RANGE, len(rubric.competencies)),
        growth=growth + rng.normal(0, GROWTH_SPREAD, (schools, len(ROLES), len(attributes))),
        attribute=np.array([attributes.index(part.attribute) for part in rubric.competencies]),
        levels=rubric.levels[-1].high,
    )


def draw_levels(position: Floats, levels: int, rng: np.random.Generator) -> Codes:
    """One answer for each position, as a rank from 1."""
    felt = position + rng.logistic(0, NOISE, position.shape)
    return np.clip(np.floor(felt + 0.5), 1, levels).astype(np.int8)


def chances_at_most(position: Floats, levels: int) -> Floats:
    """The chance of each level or a lower one; the last axis is the level.

    >>> chances_at_most(np.array([2.5]), 4).round(3).tolist()
    [[0.054, 0.5, 0.946, 1.0]]
    """
    cuts = np.append(np.arange(1, levels) + 0.5, np.inf)
    return 0.5 * (1 + np.tanh((cuts - position[..., None]) / (2 * NOISE)))
