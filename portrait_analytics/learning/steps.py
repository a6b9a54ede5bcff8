"""The next step of a leader: what the next level asks for, an example, a question, and a way of learning together.

Every text is one of the rubric file, so that a district that puts the official text into its own file gives it to its
leaders.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portrait_analytics.rubric import Action, Attribute, Competency, Format, Rubric

THIN_BELOW = 2  # examples of one role group for one attribute


@dataclass(frozen=True)
class Step:
    """What could come next for one role group on one competency.

    ``summary`` is what the next level asks for, in the rubric's words; ``action`` an example for the role group;
    ``question`` one to think about; ``format`` a way to learn together, None where the rubric has none for it; ``thin``
    says that the rubric has no more than one example for the role group and the attribute. An empty text is one that
    the rubric file does not have.
    """

    competency: Competency
    attribute: Attribute
    level: str
    summary: str
    action: str
    question: str
    format: Format | None
    thin: bool


def find_step(rubric: Rubric, competency: str, *, rank: int, role_group: str) -> Step | None:
    """The step after a level; ``rank`` is the highest that a rating can mean. None after the last level.

    Examples and questions take turns over the competencies and the levels of an attribute, so that a leader who has
    several steps before them is not told the same one each time.

    >>> from portrait_analytics.rubric import load_framework
    >>> step = find_step(load_framework().current, "growing-network-partnerships", rank=1, role_group="school")
    >>> step.level, step.thin  # the library has one example for school leaders as advocates
    ('Developing', True)
    """
    place = next((number for number, level in enumerate(rubric.levels) if level.low > rank), None)
    if place is None:
        return None
    part = next(part for part in rubric.competencies if part.id == competency)
    attribute = next(attribute for attribute in rubric.attributes if attribute.id == part.attribute)
    turn = rubric.competencies_of(part.attribute).index(part) + place - 1
    actions = [action.text for action in _examples(rubric, role_group, part.attribute)]
    formats = [way for way in rubric.formats if part.attribute in way.attributes]
    return Step(
        competency=part,
        attribute=attribute,
        level=rubric.levels[place].name,
        summary=part.levels[place] if part.levels else rubric.levels[place].summary,
        action=_turn(actions, turn),
        question=_turn(attribute.reflection_questions, turn),
        format=formats[turn % len(formats)] if formats else None,
        thin=len(actions) < THIN_BELOW,
    )


def _examples(rubric: Rubric, role_group: str, attribute: str) -> list[Action]:
    """Those in which the attribute comes first before those in which it is one of several."""
    own = [action for action in rubric.actions if action.role_group == role_group and attribute in action.attributes]
    return sorted(own, key=lambda action: action.attributes.index(attribute))


def _turn(texts: Sequence[str], turn: int) -> str:
    return texts[turn % len(texts)] if texts else ""


def count_thin(rubric: Rubric) -> list[tuple[str, str, int]]:
    """Where the library of examples is thin: role group, attribute, and how many there are."""
    return [
        (group.id, attribute.id, count)
        for group in rubric.role_groups
        for attribute in rubric.attributes
        if (count := len(_examples(rubric, group.id, attribute.id))) < THIN_BELOW
    ]
