"""Which level an answer means: by its label, or by a spelling or code that the district declared."""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz import process

from portrait_analytics.wording import fold

PROPOSE_FROM = 80
_LEVEL = re.compile(
    r"(?:(?P<before>\d+)\s*[-:.)=]\s*)?(?P<label>.+?)\s*(?:\((?P<after>\d+)\))?[.!]?(?:\s*(?: -|:)\s+(?P<rest>.+))?"
)
_WHOLE_NUMBER = re.compile(r"(?P<number>-?\d+)\.0+")
_CODE = re.compile(r"-?\d+(\.0+)?|[a-z]{1,2}\d{1,3}")


def read_level(text: str, levels: Mapping[str, tuple[int, int]]) -> tuple[int, int] | None:
    """The ranks that a folded answer means, or None.

    A number beside the label must agree with it, and an explanation behind it must not be another level; a number alone
    says nothing unless it was declared, and then a spreadsheet may have written it with a decimal.

    >>> levels = {"establishing": (1, 1), "developing": (2, 2), "proficient": (3, 3)}
    >>> read_level("3 - proficient", levels), read_level("proficient (3)", levels)
    ((3, 3), (3, 3))
    >>> read_level("proficient - i do this consistently.", levels)
    (3, 3)
    >>> read_level("2 - proficient", levels), read_level("3", levels), read_level("not proficient", levels)
    (None, None, None)
    >>> read_level("developing - proficient", levels), read_level("proficient - 2", levels)
    (None, None)
    >>> read_level("12.0", levels | {"12": (3, 3)})
    (3, 3)
    """
    if text in levels:
        return levels[text]
    whole = _WHOLE_NUMBER.fullmatch(text)
    if whole:
        return levels.get(whole["number"])
    label, numbers, rest = _parts(text)
    ranks = levels.get(label)
    if ranks is None or any(number not in _positions(ranks, levels) for number in numbers):
        return None
    return None if rest and read_level(rest, levels) not in (None, ranks) else ranks


def contradicts_number(text: str, levels: Mapping[str, tuple[int, int]]) -> bool:
    """True if a folded answer holds the label of one level and the number of another."""
    label, numbers, _ = _parts(text)
    return bool(label in levels and numbers and read_level(text, levels) is None)


def has_label(text: str, levels: Mapping[str, tuple[int, int]]) -> bool:
    """True if a folded answer holds the label of a level, whatever number stands beside it."""
    return read_level(text, levels) is not None or _parts(text)[0] in levels


def has_number(text: str, levels: Mapping[str, tuple[int, int]]) -> bool:
    """True if a folded answer holds the label of a level and a number beside it."""
    label, numbers, _ = _parts(text)
    return label in levels and bool(numbers)


def numbered_otherwise(texts: Iterable[str], levels: Mapping[str, tuple[int, int]]) -> bool:
    """True if the numbers beside at least two levels are not theirs: the scale is numbered another way.

    Then the one in the middle, whose number may agree, must not be read by itself.

    >>> levels = {"rarely": (1, 1), "often": (2, 2), "always": (3, 3)}
    >>> numbered_otherwise(["1 - always", "2 - often", "3 - rarely"], levels)
    True
    """
    return len({levels[_parts(text)[0]] for text in texts if contradicts_number(text, levels)}) > 1


def is_code(text: str) -> bool:
    """True if a folded answer is a platform's code: a number, or letters and a number.

    >>> is_code("13"), is_code("-1"), is_code("a2"), is_code("3.0"), is_code("grade 2")
    (True, True, True, True, False)
    """
    return _CODE.fullmatch(text) is not None


def propose(text: str, known: Iterable[str]) -> str:
    """The known name that comes nearest to what was found, for a remedy to mention; never applied by itself."""
    found = process.extractOne(fold(text), list(known), score_cutoff=PROPOSE_FROM)
    return found[0] if found else ""


def _parts(text: str) -> tuple[str, list[int], str]:
    """The label, the numbers beside it, and what follows; a number that follows is one beside it."""
    found = _LEVEL.fullmatch(text)
    if found is None:
        return text, [], ""
    rest = found["rest"] or ""
    numbers = [found["before"], found["after"], rest if rest.isdecimal() else None]
    return found["label"], [int(number) for number in numbers if number], "" if rest.isdecimal() else rest


def _positions(ranks: tuple[int, int], levels: Mapping[str, tuple[int, int]]) -> set[int]:
    """The numbers that a form may print beside a level: its place in the scale, and the ranks that it covers."""
    return {sorted(set(levels.values())).index(ranks) + 1, *range(ranks[0], ranks[1] + 1)}
