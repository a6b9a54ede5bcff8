"""What one export is, before it is used: its platform, its columns, its answers, and what would settle what is open.

Nothing is saved, and no workspace is needed. Answers are quoted from closed questions alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from portrait_analytics.cleaning import clean_matched
from portrait_analytics.cleaning.reading import RATED, UNREADABLE, Texts, choose_edition
from portrait_analytics.cleaning.remedies import NOT_QUOTED, describe_quarantine, join_faults, quotable
from portrait_analytics.district import District, Name
from portrait_analytics.errors import InputError
from portrait_analytics.exports import Export, read_export
from portrait_analytics.exports.cells import filled_cells
from portrait_analytics.identities import Identities
from portrait_analytics.intake import read_reference
from portrait_analytics.matching import Names, join_scales, match_questions
from portrait_analytics.proposals import propose_lines
from portrait_analytics.rubric import Framework, Rubric, load_framework
from portrait_analytics.tables import STATES
from portrait_analytics.wording import count_of, fold
from portrait_analytics.workspace import Workspace

NO_SALT = b"nothing is stored"
ANY_SEMESTER = "2000-fall"  # the folder decides the semester; a file by itself has none
MOST_RECORDS = 5_000  # what would be set aside is looked for among so many: the way to go shows in the first ones
LEVEL_KINDS = ("rating", "chosen_level", "level")
KINDS = {
    "choice": "which competency was chosen",
    "chosen_level": "the level of the competency that was chosen",
    "competency": "which competency the row is about",
    "level": "the level of the competency that the row is about",
    "reflection": "a reflection, in free text",
    "school": "school",
    "role": "role",
    "answered_at": "when it was answered",
    "response": "the platform's number of the response",
    "rated_by": "who rated",
    "rated_email": "address of whoever is rated; dropped",
    "rated_staff_id": "staff id of whoever is rated; dropped",
    "email": "address; dropped",
    "name": "name; dropped",
    "staff_id": "staff id; dropped",
    "token": "the platform's key of a participant; dropped",
    "personal": "personal; dropped",
    "undecided": "UNDECIDED: the competency is asked more than once",
    "unknown_question": "UNKNOWN: answered with levels, but no competency is named",
    "unrelated": "",
}
SURE = {
    "declared": "district.toml says so",
    "platform": "the platform says so",
    "name": "the name, exactly",
    "words": "words in the header",
    "answers": "the name in the header, and the answers",
}


@dataclass(frozen=True)
class Column:
    """One column of the file, as it was understood."""

    letter: str  # as a spreadsheet names it
    header: str
    code: str  # the platform's short name
    kind: str
    meaning: str  # in words; empty if it is unrelated
    sure: str  # what it was told by
    filled: int  # records


@dataclass(frozen=True)
class Answer:
    """One text that was given as a rating; spellings that read alike are together."""

    text: str  # the most frequent spelling
    means: str  # name of a level, or a state
    count: int  # cells


@dataclass(frozen=True)
class Inspection:
    """What one export is. A file that cannot be used has a ``refusal``, and as much of the rest as could be told."""

    file: str
    platform: str = ""
    why: str = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    notes: tuple[str, ...] = ()
    header_rows: tuple[int, ...] = ()
    records: int = 0
    standings: tuple[tuple[str, int], ...] = ()
    columns: tuple[Column, ...] = ()
    edition: str = ""
    answers: tuple[Answer, ...] = ()
    set_aside: tuple[str, ...] = ()
    looked_at: int | None = None  # records from the top among which this was looked for; None: all
    settle: str = ""
    refusal: str = ""


def inspect_export(path: Path, *, workspace: Workspace | None = None, rubric: Path | None = None) -> Inspection:
    """What a file is and what would become of it; with a workspace, by its ``district.toml``, schools and rosters.

    ``rubric`` is a rubric file to read it against, instead of the workspace's or our own. Never raises for what is
    wrong with the file: that is the ``refusal``.
    """
    names, identities = _names(workspace, rubric)
    try:
        export = read_export(path, source=path.name, words=names.district.exports)
    except InputError as fault:
        return Inspection(path.name, refusal=str(fault))
    own = names.for_export(export)
    joined = join_scales(export, own)
    matched = match_questions(joined, own)
    edition, answers = _read_answers(joined, matched, own)
    quarantine, refusal = _try_cleaning(joined, matched, own, identities)
    return replace(
        _tell_file(export),
        columns=tuple(_columns(joined, matched, names.framework)),
        edition=edition.title if edition else "",
        answers=answers,
        set_aside=tuple(line.replace(f"- {path.name}, ", "- ") for line in describe_quarantine(quarantine)),
        looked_at=MOST_RECORDS if len(export.responses) > MOST_RECORDS else None,
        settle="\n".join(propose_lines(joined, matched, _unread(answers), quarantine, own)),
        refusal=refusal,
    )


def _tell_file(export: Export) -> Inspection:
    """What the reader found out, before any question is looked at."""
    return Inspection(
        file=export.source,
        platform=export.platform,
        why=export.why,
        sheet=export.sheet.name,
        encoding=export.sheet.encoding,
        delimiter=export.sheet.delimiter,
        notes=export.sheet.notes,
        header_rows=export.header_rows,
        records=len(export.responses),
        standings=tuple((str(name), int(count)) for name, count in export.standing.value_counts().items()),
    )


def _try_cleaning(
    export: Export, matched: pd.DataFrame, names: Names, identities: Identities
) -> tuple[pd.DataFrame, str]:
    """What would be set aside of the first records, or why the file cannot be used."""
    some = replace(export, responses=export.responses[:MOST_RECORDS], standing=export.standing[:MOST_RECORDS])
    try:
        cleaned = clean_matched(some, matched, semester=ANY_SEMESTER, names=names, identities=identities)
    except InputError as fault:
        return join_faults([]), str(fault)
    return _only_known(cleaned.quarantine, names), ""


def _names(workspace: Workspace | None, rubric: Path | None) -> tuple[Names, Identities]:
    if workspace is None:
        names = Names(load_framework(rubric), District(district=Name(name="any")), {})
        return names, Identities(NO_SALT, {}, frozenset())
    reference = read_reference(workspace, workspace.semesters(), [], salt=NO_SALT)
    names = reference.names
    if rubric:
        names = replace(names, framework=load_framework(rubric))
    return names, reference.identities


def _only_known(quarantine: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Without the schools and roles that nobody could know for want of a list of them."""
    unlisted = [
        reason for reason, known in (("unknown_school", names.schools), ("unknown_role", names.roles)) if not known
    ]
    return quarantine[~quarantine["reason"].isin(unlisted)]


def _columns(export: Export, matched: pd.DataFrame, framework: Framework) -> Iterable[Column]:
    codes = export.questions["code"]
    counts = filled_cells(export.responses).sum(axis=0)
    for place, (row, filled) in enumerate(zip(matched.to_dict("records"), map(int, counts), strict=True)):
        meaning = _meaning({str(key): str(value) for key, value in row.items()}, framework.current)
        header = " ".join(str(row["header"]).split())
        sure = SURE.get(str(row["sure"]), "") if meaning else ""
        yield Column(column_letter(place), header, str(codes.iloc[place]), str(row["kind"]), meaning, sure, filled)


def _meaning(row: dict[str, str], rubric: Rubric) -> str:
    if row["kind"] != "rating":
        about = rubric.names.get(row["attribute"], "")
        return f"{about}: {KINDS[row['kind']]}" if about else KINDS[row["kind"]]
    asides = [
        "the team" if row["about"] == "team" else "",
        f"by a {row['rated_by']}" if row["rated_by"] != "self" else "",
        "as it was then" if row["moment"] == "then" else "",
    ]
    extra = ", ".join(filter(None, asides))
    return rubric.names[row["competency"]] + (f" ({extra})" if extra else "")


def column_letter(place: int) -> str:
    """The name that a spreadsheet gives to a column, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(701), column_letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _read_answers(export: Export, matched: pd.DataFrame, names: Names) -> tuple[Rubric | None, tuple[Answer, ...]]:
    """The edition that was answered, and each text with what it means: levels in their order, then the rest."""
    columns = matched.loc[matched["kind"].isin(LEVEL_KINDS), "column"]
    if columns.empty or export.responses.empty:
        return None, ()
    texts = Texts.of(export.responses[columns])
    edition = choose_edition(texts, names)
    each = Texts(np.arange(len(texts.distinct), dtype=np.int32), texts.distinct)
    states, lows, _ = each.read(names, edition)
    cells = pd.DataFrame({"text": texts.distinct, "count": texts.counts, "state": states, "low": lows})
    cells = cells.assign(text=quotable(cells["text"].str.strip()), same=[fold(text) for text in texts.distinct])
    groups = cells[cells["same"] != ""].sort_values("count", ascending=False, kind="stable").groupby("same", sort=False)
    alike = groups.agg({"text": "first", "count": "sum", "state": "first", "low": "first"})
    ordered = alike.assign(place=alike["low"].where(alike["low"] > 0, len(STATES) + alike["state"].astype(int)))
    ordered = ordered.sort_values(["place", "count", "text"], ascending=[True, False, True])
    return edition, tuple(
        Answer(str(text), _means(int(state), int(low), edition), int(count))
        for text, count, state, low in ordered[["text", "count", "state", "low"]].itertuples(index=False)
    )


def _unread(answers: Sequence[Answer]) -> list[str]:
    unreadable = STATES[UNREADABLE].replace("_", " ")
    return [answer.text for answer in answers if answer.means == unreadable and answer.text != NOT_QUOTED]


def _means(state: int, low: int, edition: Rubric) -> str:
    return edition.level_named(low) if state == RATED else STATES[state].replace("_", " ")


def say_in_words(inspection: Inspection) -> list[str]:
    """The facts about the file, a line each."""
    place = f", sheet “{inspection.sheet}”" if inspection.sheet else ""
    delimiter = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}.get(inspection.delimiter, "")
    facts = [f"Platform: {inspection.platform} ({inspection.why})"]
    facts.append(f"Written as: {inspection.encoding}{f', cells apart by {delimiter}' if delimiter else ''}{place}")
    facts += [f"Note: {note}" for note in inspection.notes]
    rows = " and ".join(map(str, inspection.header_rows))
    facts.append(f"Headers: row {rows}; {count_of(inspection.records, 'record')} below")
    apart = [f"{count:,} {standing}" for standing, count in inspection.standings if standing != "complete"]
    if apart:
        facts.append(f"The platform says of some: {', '.join(apart)}")
    return facts
