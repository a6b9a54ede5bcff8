"""Lines for ``district.toml`` that would settle what an export leaves open.

What nobody but the district can know stands as three dots; what is proposed is to be looked at before it is pasted.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from portrait_analytics.cleaning.remedies import NOT_QUOTED
from portrait_analytics.exports import Export
from portrait_analytics.exports.cells import filled
from portrait_analytics.matching import Names, contradicts_number, is_code, propose, read_level
from portrait_analytics.matching.questions import RATING_KINDS
from portrait_analytics.wording import fold

FEW_DISTINCT = 9  # answers of a closed question
TELLING = 3  # headers by which an export is told from others
OPEN = '"…"'


def propose_lines(
    export: Export, matched: pd.DataFrame, unread: Sequence[str], quarantine: pd.DataFrame, names: Names
) -> Iterable[str]:
    """The lines, one after the other; none if nothing is open.

    ``matched`` as `matching.match_questions` gives it, ``unread`` the answers that are no level, ``quarantine`` what
    would be set aside.
    """
    yield from _settle_words([text for text in unread if not is_code(fold(text))], quarantine, names)
    yield from _settle_columns(export, matched, [text for text in unread if is_code(fold(text))], names)
    if quarantine["remedy"].str.contains("[dates]", regex=False).any():
        yield from ("[dates]", 'order = "mdy"  # or "dmy", if the day comes first')


def _settle_words(unread: Sequence[str], quarantine: pd.DataFrame, names: Names) -> Iterable[str]:
    if unread:
        yield "# under [levels]"
        yield from (f"{_quoted(text)} = {_proposed_level(text, names)}" for text in unread)
    for reason, title, known in (
        ("unknown_school", "# under [schools]: the spelling and its school id", names.schools),
        ("unknown_role", "# one of the spellings of a role under [[roles]]: the spelling and its role", names.roles),
    ):
        values = quarantine.loc[quarantine["reason"] == reason, "value"]
        found = [text for text in values.unique() if text != NOT_QUOTED]
        if len(found):
            yield title
            yield from (f"{_quoted(text)} = {_quoted(known.get(propose(text, known), '…'))}" for text in sorted(found))


def _proposed_level(text: str, names: Names) -> str:
    """The name of the nearest level; dots where label and number contradict each other, or nothing is near."""
    editions = names.framework.editions
    if any(contradicts_number(fold(text), names.levels(edition)) for edition in editions):
        return OPEN
    levels = {fold(level.name): level.name for edition in editions for level in edition.levels}
    return _quoted(levels.get(propose(text, levels), "…"))


def _settle_columns(export: Export, matched: pd.DataFrame, codes: Sequence[str], names: Names) -> Iterable[str]:
    columns = _open_columns(export, matched, names)
    undecided = (matched["kind"] == "undecided").any()
    if not columns and not codes and not undecided:
        return
    rated = matched.loc[matched["kind"].isin([*RATING_KINDS, "undecided"]), "column"]
    called = dict(zip(export.questions["column"], _short_names(export), strict=True))
    yield "[[exports]]"
    telling = ", ".join(_quoted(called[column]) for column in dict.fromkeys([*columns, *rated][:TELLING]))
    yield f"has = [{telling}]  # headers that tell these exports from others"
    if undecided:
        yield 'batteries = ["self", "team"]  # whose practice each round of the competencies is about'
    if codes:
        open_codes = ", ".join(f"{_quoted(code)} = {OPEN}" for code in codes)
        yield f"levels = {{ {open_codes} }}"
    if columns:
        yield "[exports.columns]"
        yield from (f"{_quoted(called[column])} = {_quoted(name)}" for column, name in columns.items())


def _short_names(export: Export) -> pd.Series:
    """What ``district.toml`` may call each column: the platform's short name of it, else the header."""
    codes = export.questions["code"]
    return codes.where(codes != "", export.questions["header"])


def _open_columns(export: Export, matched: pd.DataFrame, names: Names) -> dict[str, str]:
    """The columns that may be ratings, each with the competency that it may be, or three dots.

    Without any rating, those are the columns of few codes or levels; as many as the rubric has competencies are
    proposed in its order.
    """
    current = names.framework.current
    named = {fold(part.name): part.name for part in current.competencies}
    unknown = matched[matched["kind"] == "unknown_question"]
    if len(unknown) or matched["kind"].isin([*RATING_KINDS, "undecided"]).any():
        nearest = [named.get(propose(header, named), "…") for header in unknown["header"]]
        return dict(zip(unknown["column"], nearest, strict=True))
    open_ones = matched.loc[matched["kind"] == "unrelated", "column"]
    columns = [column for column in open_ones if _may_rate(export, column, names)]
    in_order = [part.name for part in current.competencies] if len(columns) == len(current.competencies) else []
    return dict(zip(columns, in_order or ["…"] * len(columns), strict=True))


def _may_rate(export: Export, column: str, names: Names) -> bool:
    """True if the answers of a column are few, repeated, and codes or levels."""
    answers = export.responses[column]
    given = [text for text in map(fold, answers.unique()[: FEW_DISTINCT + 2]) if text]
    repeated = len(given) < int(filled(answers).sum())
    editions = names.framework.editions
    return (
        repeated
        and 1 < len(given) <= FEW_DISTINCT
        and all(is_code(text) or any(read_level(text, names.levels(edition)) for edition in editions) for text in given)
    )


def _quoted(text: str) -> str:
    """The text as TOML writes it.

    >>> print(_quoted('say "yes"'))
    "say \\"yes\\""
    """
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    return f'"{escaped}"'
