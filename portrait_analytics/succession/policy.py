"""What each role asks for, as ``[succession]`` in ``district.toml`` says it: its words turned into ids and ranks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from portrait_analytics.district import District, Required
from portrait_analytics.errors import ConfigError, did_you_mean, list_faults
from portrait_analytics.folders import SETTINGS_FILE
from portrait_analytics.rubric import Rubric
from portrait_analytics.succession.turnover import ASSISTANT, PRINCIPAL, find_published
from portrait_analytics.wording import fold


@dataclass(frozen=True)
class Requirement:
    """What one role asks for.

    ``ranks``: the lowest rank that will do, by competency; ``critical``: the competencies without which nobody is
    ready; ``candidates``: the roles from which people may step up.
    """

    role: str
    ranks: Mapping[str, int]
    critical: frozenset[str]
    candidates: frozenset[str]


@dataclass(frozen=True)
class SuccessionPolicy:
    """What the district has settled, or the defaults; ``requirements`` in the order of the district's roles."""

    requirements: tuple[Requirement, ...]
    ready_now: float
    ready_soon: float
    promotions: Mapping[str, str]
    stages: Mapping[str, tuple[str, ...]]

    @cached_property
    def roles(self) -> list[str]:
        """The roles, in the district's order."""
        return [requirement.role for requirement in self.requirements]


def read_policy(district: District, rubric: Rubric) -> SuccessionPolicy:
    """The policy in ``district.toml``; `ConfigError` names every word in ``[succession]`` that there is not.

    Without a word on it every role asks for Proficient on everything, the foundational competencies are critical, and
    people of any other role may step up. Of two tables for one role the later counts.
    """
    said = district.succession
    faults = [*_unknown_roles(district), *_unknown_parts(said.required, rubric)]
    if said.ready_soon > said.ready_now:
        faults.append(f"[succession] ready_soon is {said.ready_soon:g}, above ready_now, {said.ready_now:g}.")
    if faults:
        raise ConfigError(f"{SETTINGS_FILE}:\n{list_faults(faults, shown=len(faults))}")
    roles = [role.name for role in district.roles]
    table = {role: required for required in said.required for role in required.roles}
    return SuccessionPolicy(
        tuple(_settle(role, table.get(role), roles, rubric) for role in roles),
        said.ready_now,
        said.ready_soon,
        dict(said.promotions) or _usual_promotions(district),
        dict(said.stages) or _usual_stages(district, rubric),
    )


def _settle(role: str, required: Required | None, roles: list[str], rubric: Rubric) -> Requirement:
    parts, levels = _parts(rubric), _levels(rubric)
    ranks = dict.fromkeys(rubric.attribute_of, rubric.proficient)
    foundational = {attribute.id for attribute in rubric.attributes if attribute.foundational}
    critical = {name for name, attribute in rubric.attribute_of.items() if attribute in foundational}
    others = frozenset(roles) - {role}
    if required is None:
        return Requirement(role, ranks, frozenset(critical), others)
    # what is said of an attribute first, so that a word on one of its competencies counts before it
    for name, level in sorted(required.levels.items(), key=lambda said: -len(parts[fold(said[0])])):
        ranks |= dict.fromkeys(parts[fold(name)], levels[fold(level)])
    if required.critical is not None:
        critical = {competency for name in required.critical for competency in parts[fold(name)]}
    return Requirement(role, ranks, frozenset(critical), frozenset(required.candidates) or others)


def _parts(rubric: Rubric) -> dict[str, tuple[str, ...]]:
    """Folded id, name or alias of a competency or an attribute, and the competencies that it stands for."""
    attributes = {
        fold(name): tuple(part.id for part in rubric.competencies_of(attribute.id))
        for attribute in rubric.attributes
        for name in (attribute.id, attribute.name, *attribute.aliases)
    }
    competencies = {
        fold(name): (part.id,) for part in rubric.competencies for name in (part.id, part.name, *part.aliases)
    }
    return attributes | competencies


def _levels(rubric: Rubric) -> dict[str, int]:
    """Folded name or alias of a level, and the lowest rank that it covers."""
    return {fold(name): level.low for level in rubric.levels for name in (level.name, *level.aliases)}


def _unknown_roles(district: District) -> Iterable[str]:
    said = district.succession
    given = {
        "succession.rates": [*said.rates],
        "succession.promotions": [*said.promotions, *said.promotions.values()],
        "succession.stages": [role for roles in said.stages.values() for role in roles],
    }
    for number, required in enumerate(said.required, start=1):
        given[f"succession.required › {number}"] = [*required.roles, *required.candidates]
    known = [role.name for role in district.roles]
    for table, roles in given.items():
        yield from (
            f'[{table}]: there is no role "{role}".{did_you_mean(role, known)}' for role in roles if role not in known
        )


def _unknown_parts(tables: Iterable[Required], rubric: Rubric) -> Iterable[str]:
    parts, levels = _parts(rubric), _levels(rubric)
    for number, required in enumerate(tables, start=1):
        place = f"[succession.required › {number}]"
        for name in (*required.levels, *(required.critical or ())):
            if fold(name) not in parts:
                yield f'{place}: there is no competency or attribute "{name}".{did_you_mean(fold(name), parts)}'
        for level in required.levels.values():
            if fold(level) not in levels:
                yield f'{place}: there is no level "{level}".{did_you_mean(fold(level), levels)}'


def _usual_promotions(district: District) -> dict[str, str]:
    """From the first assistant's role into the first principal's, by the kinds that published rates know."""
    by_kind = {find_published(role).kind: role.name for role in reversed(district.roles)}
    below = by_kind.get(ASSISTANT.kind)
    principals = [
        role.name for role in district.roles if find_published(role) == PRINCIPAL and "principal" in fold(role.name)
    ]
    return {principals[0]: below} if below and principals else {}


def _usual_stages(district: District, rubric: Rubric) -> dict[str, tuple[str, ...]]:
    """Teacher leaders, coaches, then the other role groups in the rubric's order; empty stages are left out."""
    names = {group.id: group.name for group in rubric.role_groups}
    stages: dict[str, list[str]] = {"Teacher leaders": [], "Coaches": []}
    stages |= {name: [] for group, name in names.items() if group != "teacher"}
    for role in district.roles:
        coach = "Coaches" if "coach" in fold(role.name) else "Teacher leaders"
        stage = coach if role.group == "teacher" else names.get(role.group, role.group)
        stages.setdefault(stage, []).append(role.name)
    return {stage: tuple(roles) for stage, roles in stages.items() if roles}
