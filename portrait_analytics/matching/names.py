"""Everything that a district's exports may call by name, and what it stands for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce

from portrait_analytics.district import District, ExportWords
from portrait_analytics.errors import ConfigError, did_you_mean, list_faults
from portrait_analytics.exports.shape import Export
from portrait_analytics.folders import SETTINGS_FILE
from portrait_analytics.rubric import Framework, Rubric
from portrait_analytics.tables import RATED_BY
from portrait_analytics.wording import fold

NO_WORDS = ExportWords(has=("-",))
KINDS_DECLARED = (
    "school",
    "role",
    "email",
    "staff_id",
    "name",
    "personal",
    "answered_at",
    "response",
    "rated_email",
    "rated_staff_id",
    "rated_by",
    "competency",
    "level",
    "what",
    "so_what",
    "now_what",
    "unrelated",
)
OF_COMPETENCY, OF_ATTRIBUTE = ("self", "team"), ("choice", "level", "evidence")
PREFIXES = {*OF_COMPETENCY, *OF_ATTRIBUTE}


@dataclass(frozen=True)
class Names:
    """What stands for what, all texts folded.

    ``school_names``: the printed name of each school id. ``school_spellings``: more spellings, with their school id.
    ``words`` is what ``[[exports]]`` says of one export, and ``nothing`` what its platform writes for no answer, with
    the state that this is.
    """

    framework: Framework
    district: District
    school_names: Mapping[str, str]
    school_spellings: Mapping[str, str] = field(default_factory=dict)
    words: ExportWords = NO_WORDS
    nothing: Mapping[str, str] = field(default_factory=dict)

    def for_export(self, export: Export) -> "Names":
        """The same, with what the district says of this export."""
        headers = {fold(text) for column in ("header", "code") for text in export.questions[column]}
        nothing = {fold(text): state for text, state in export.nothing.items()}
        return replace(self, words=words_for(self.district.exports, headers), nothing=nothing)

    @cached_property
    def competencies(self) -> dict[str, str]:
        """Folded name or alias of a competency, in any edition, and its id."""
        return {
            fold(name): part.id
            for rubric in reversed(self.framework.editions)
            for part in rubric.competencies
            for name in (part.name, *part.aliases)
        }

    @cached_property
    def attributes(self) -> dict[str, str]:
        """Folded name or alias of an attribute, in any edition, and its id."""
        return {
            fold(name): part.id
            for rubric in self.framework.editions
            for part in rubric.attributes
            for name in (part.name, *part.aliases)
        }

    @cached_property
    def schools(self) -> dict[str, str]:
        """Folded spelling of a school, its id among them, and its id; nothing that folds to nothing is a spelling."""
        printed = {fold(name): school for school, name in self.school_names.items()}
        ids = {fold(school): school for school in self.school_names}
        declared = {fold(spelling): school for spelling, school in self.district.schools.items()}
        spelled = dict(self.school_spellings) | printed | ids | declared
        return {text: school for text, school in spelled.items() if text}

    @cached_property
    def roles(self) -> dict[str, str]:
        """Folded spelling of a role, and its name."""
        spelled = {fold(text): role.name for role in self.district.roles for text in (role.name, *role.spellings)}
        return {text: role for text, role in spelled.items() if text}

    @cached_property
    def columns(self) -> dict[str, str]:
        """Folded header or short name of a column, and what the district says that it asks for."""
        return {fold(header): meaning for header, meaning in self.words.columns.items()}

    @cached_property
    def not_applicable(self) -> set[str]:
        """Folded answers that mean *not applicable*, spellings and codes that the district declares among them."""
        words = {fold(word) for word in self.district.answers.not_applicable}
        spelled = self.district.levels | self.words.levels
        return words | {fold(spelling) for spelling, meaning in spelled.items() if fold(meaning) in words}

    def levels(self, edition: Rubric) -> dict[str, tuple[int, int]]:
        """Folded label of a level of an edition, and the ranks that it covers."""
        if edition.id not in self._levels:
            self._levels[edition.id] = self._read_levels(edition)
        return self._levels[edition.id]

    @cached_property
    def _levels(self) -> dict[str, dict[str, tuple[int, int]]]:
        return {}

    def _read_levels(self, edition: Rubric) -> dict[str, tuple[int, int]]:
        known = {fold(name): level for level in edition.levels for name in (level.name, *level.aliases)}
        spelled = self.district.levels | self.words.levels
        own = {fold(spelling): known.get(fold(name)) for spelling, name in spelled.items()}
        all_of_them = known | {spelling: level for spelling, level in own.items() if level is not None}
        return {label: (level.low, level.high) for label, level in all_of_them.items()}


def words_for(exports: tuple[ExportWords, ...], headers: set[str]) -> ExportWords:
    """What the district says of the export with these folded headers; of two words on one thing the later counts."""
    return reduce(_joined, (words for words in exports if {fold(text) for text in words.has} <= headers), NO_WORDS)


def _joined(first: ExportWords, second: ExportWords) -> ExportWords:
    said = {name: getattr(second, name) for name in second.model_fields_set - {"has"}}
    joined = {name: getattr(first, name) | said[name] for name in ("levels", "columns") if name in said}
    return first.model_copy(update=said | joined)


def check_words(names: Names) -> None:
    """Raise `ConfigError` if ``district.toml`` gives a meaning that there is not; a silent one would lose answers."""
    scale = [level for rubric in names.framework.editions for level in rubric.levels]
    called = {word for level in scale for word in (level.name, *level.aliases)}
    levels = {_plain_meaning(word) for word in (*called, *names.district.answers.not_applicable)}
    faults = [*_unknown("levels", names.district.levels, levels)]
    if names.school_names:
        faults += _unknown("schools", names.district.schools, {_plain_meaning(school) for school in names.school_names})
    for number, words in enumerate(names.district.exports, start=1):
        faults += _unknown(f"exports › {number} › levels", words.levels, levels)
        faults += _unknown(f"exports › {number} › columns", words.columns, _meanings(names))
    if faults:
        raise ConfigError(f"{SETTINGS_FILE}:\n{list_faults(faults, shown=len(faults))}")


def _meanings(names: Names) -> set[str]:
    """All that a column can be declared to ask for, as `_plain_meaning` writes it."""
    about = {f"{prefix}: {name}" for prefix in OF_COMPETENCY for name in names.competencies}
    guide = {f"{prefix}: {name}" for prefix in OF_ATTRIBUTE for name in names.attributes}
    return {_plain_meaning(text) for text in {*KINDS_DECLARED, *names.competencies, *about, *guide}}


def _plain_meaning(text: str) -> str:
    """A meaning folded, whatever space stands around its colon."""
    return ": ".join(part.strip() for part in fold(text).split(":", 1))


def _unknown(table: str, given: Mapping[str, str], known: set[str]) -> list[str]:
    plain = {spelling: _plain_meaning(meaning) for spelling, meaning in given.items()}
    return [
        f'[{table}] "{spelling}": there is no "{given[spelling].strip()}".{did_you_mean(meaning, sorted(known))}'
        for spelling, meaning in plain.items()
        if meaning not in known
    ]


def find_name(text: str, known: Mapping[str, str]) -> str:
    """The id of the one name that stands in a folded text, at its start if there are several; else an empty text.

    A definition behind the name may speak of other competencies, so what comes first wins.

    >>> known = {"guiding change": "guiding", "building trust": "trust"}
    >>> find_name("guiding change: builds on building trust", known)
    'guiding'
    >>> find_name("between guiding change and building trust", known)
    ''
    """
    if text in known:
        return known[text]
    found = {name: known[name] for name in known if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)}
    first = [name for name in found if text.startswith(name)]
    ids = {found[name] for name in first} or set(found.values())
    return ids.pop() if len(ids) == 1 else ""


def find_words(text: str, words: tuple[str, ...]) -> bool:
    """True if one of the words stands in a folded text."""
    return any(re.search(rf"(?<!\w){re.escape(fold(word))}(?!\w)", text) for word in words)


def read_rater(text: str) -> str:
    """Who rated, as a cell says it; empty if it says nothing known.

    >>> read_rater("Supervisor "), read_rater("my boss")
    ('supervisor', '')
    """
    folded = fold(text)
    return folded if folded in RATED_BY else ""
