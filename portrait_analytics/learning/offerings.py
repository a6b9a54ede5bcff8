"""What is offered and who has attended it: ``offerings.csv`` and ``attendance.csv``, each optional.

``offerings.csv``: ``offering`` (an id), ``name``, ``competencies`` (names, or that of an attribute for all of its
competencies; apart by semicolons) and ``seats``; and optionally ``roles`` (apart by semicolons; empty for all),
``least`` (for fewer it does not run), ``cost`` (dollars if it runs), ``seat_cost`` (dollars a seat), ``slot`` (nobody
attends two of one slot), ``after`` (the offering that has to be attended before) and ``planned`` (yes if it is planned
today). ``attendance.csv``: ``staff_id``, ``offering`` and ``semester`` (2026-fall) or ``date``.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from portrait_analytics.cleaning.remedies import join_faults, set_aside
from portrait_analytics.errors import InputError, list_faults
from portrait_analytics.identities import NO, YES, Identities
from portrait_analytics.matching import Names, propose
from portrait_analytics.reference import read_listed
from portrait_analytics.rubric import Rubric
from portrait_analytics.semesters import is_semester, semester_of
from portrait_analytics.staffing import Staffing
from portrait_analytics.tables import make_table
from portrait_analytics.timestamps import parse_times
from portrait_analytics.wording import fold

OFFERINGS_FILE, ATTENDANCE_FILE = "offerings.csv", "attendance.csv"
OFFERING_COLUMNS = ("offering", "name", "competencies", "seats")
ATTENDANCE_COLUMNS = ("staff_id", "offering")
_OPTIONAL = ("roles", "least", "cost", "seat_cost", "slot", "after", "planned")
_OFFERINGS_NEED = f"It needs offering (an id), name, competencies and seats; it may have {', '.join(_OPTIONAL)}."
_ATTENDANCE_NEEDS = "It needs staff_id, offering, and semester or date."
_BETWEEN = "; "
_WHOLE, _MONEY = re.compile(r"\d+"), re.compile(r"\d+(\.\d+)?")


def split_ids(text: str) -> tuple[str, ...]:
    """The ids or names that a cell of the table `offerings` holds.

    >>> split_ids("building-trust; engaging-voices"), split_ids("")
    (('building-trust', 'engaging-voices'), ())
    """
    return tuple(part.strip() for part in text.split(_BETWEEN.strip()) if part.strip())


def read_offerings(path: Path, *, source: str, names: Names) -> Staffing:
    """The table `offerings` from a file.

    A competency or a role that nobody knows is left out and noted; an offering of which none is left is left out as a
    whole, so that it is never taken to be about everything or for everybody. `InputError` names a column that is
    missing, an offering that stands twice, a number that is none, and what has to be attended before and is not there.
    """
    listed = read_listed(path, source=source, needed=OFFERING_COLUMNS, said=_OFFERINGS_NEED)
    listed = listed[listed["offering"] != ""].reindex(columns=[*OFFERING_COLUMNS, *_OPTIONAL], fill_value="")
    faults = [*_double(listed), *_misnumbered(listed), *_misplaced(listed)]
    if faults:
        raise InputError(f"{source}:\n{list_faults(faults, shown=len(faults))}")
    parts = {"competencies": _competencies(names.framework.current), "roles": _roles(names)}
    known = {column: _recognise(listed[column], spelled) for column, spelled in parts.items()}
    notes = [note for column, spelled in parts.items() for note in _note(listed[column], spelled, column, source)]
    usable = (known["competencies"] != "") & ((known["roles"] != "") | (listed["roles"] == ""))
    told = listed.assign(
        **known,
        seats=listed["seats"].astype("Int64"),
        least=_number(listed["least"]).astype("Int64"),
        cost=_number(listed["cost"]).fillna(0),
        seat_cost=_number(listed["seat_cost"]).fillna(0),
        slot=listed["slot"].where(listed["slot"] != ""),
        after=listed["after"].where(listed["after"] != ""),
        planned=listed["planned"].map(fold).map(_yes).astype("boolean"),
    )
    noted = join_faults(notes)
    return Staffing(make_table("offerings", told[usable]), [noted] if len(noted) else [])


def read_attendance(path: Path, *, source: str, identities: Identities, order: str = "") -> Staffing:
    """The table `attendance` from a file (restricted); ``order`` is ``[dates] order`` of ``district.toml``.

    Of a row with both a semester and a date the semester counts. Whoever is on no roster, and whatever has no date, is
    left out and noted. An offering need not be listed any more. `InputError` names a column that is missing.
    """
    listed = read_listed(path, source=source, needed=ATTENDANCE_COLUMNS, said=_ATTENDANCE_NEEDS)
    if not {"semester", "date"} & set(listed):
        raise InputError(f"{source}: there is no column semester or date. {_ATTENDANCE_NEEDS}")
    listed = listed[(listed["staff_id"] != "") & (listed["offering"] != "")]
    blank = pd.Series("", index=listed.index, dtype="str")
    told = listed.get("semester", blank)
    told = told.where(told != "", listed.get("date", blank))
    times = parse_times(told, order=order).map(semester_of, na_action="ignore").astype("str")
    semester = told.where(told.map(is_semester), times)
    known = listed["staff_id"].isin(identities.staff_ids)
    undated = set_aside(
        "undated_attendance",
        source=source,
        source_row=listed.index[semester.isna()],
        column="semester" if "semester" in listed else "date",
    )
    # which staff id it is stays unsaid: messages name nobody
    unknown = set_aside("unknown_attendee", source=source, source_row=listed.index[~known], column="staff_id")
    table = pd.DataFrame(
        {
            "semester": semester,
            "person": listed["staff_id"].where(known).map(identities.key_of_staff, na_action="ignore"),
            "offering": listed["offering"],
        }
    )
    noted = join_faults([undated, unknown])
    return Staffing(make_table("attendance", table.dropna().drop_duplicates()), [noted] if len(noted) else [])


def _double(listed: pd.DataFrame) -> Iterator[str]:
    for offering in listed.loc[listed.duplicated("offering"), "offering"].unique():
        yield f"offering {offering} stands twice. Each has one row; a second cohort is an offering of its own."


def _misnumbered(listed: pd.DataFrame) -> Iterator[str]:
    wanted = {"seats": (_WHOLE, "a whole number"), "least": (_WHOLE, "a whole number"), "cost": (_MONEY, "dollars")}
    for column, (form, words) in (wanted | {"seat_cost": (_MONEY, "dollars")}).items():
        for row, text in listed[column].items():
            plain = _plain(text)
            if not form.fullmatch(plain) and (text or column == "seats"):
                yield f'row {row}, column {column}: found "{text}"; {words} was expected.'
            elif form is _WHOLE and plain == "0":
                yield f'row {row}, column {column}: found "0"; at least one person has to be able to attend.'


def _misplaced(listed: pd.DataFrame) -> Iterator[str]:
    """What has to be attended before must be listed, and must not wait for itself."""
    first = dict(zip(listed["offering"], listed["after"], strict=True))
    for offering, after in first.items():
        if after and after not in first:
            yield f'offering {offering}: "{after}" has to be attended before it, but is not listed.'
        seen = {offering}
        while after and after not in seen:
            seen.add(after)
            after = first.get(after, "")
        if after == offering:
            yield f"offering {offering} has to be attended before itself. Correct the column after."


def _plain(text: str) -> str:
    return text.replace("$", "").replace(",", "").strip()


def _number(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts.map(_plain), errors="coerce").astype("Float64")


def _yes(text: str) -> bool | None:
    return True if text in YES else False if text in NO else None


def _competencies(rubric: Rubric) -> dict[str, tuple[str, ...]]:
    """Folded names of competencies and attributes, and the competencies that each stands for."""
    attributes = {
        fold(name): tuple(part.id for part in rubric.competencies_of(attribute.id))
        for attribute in rubric.attributes
        for name in (attribute.id, attribute.name, *attribute.aliases)
    }
    return attributes | {
        fold(name): (part.id,) for part in rubric.competencies for name in (part.id, part.name, *part.aliases)
    }


def _roles(names: Names) -> dict[str, tuple[str, ...]]:
    return {text: (role,) for text, role in names.roles.items()}


def _recognise(texts: pd.Series, spelled: Mapping[str, tuple[str, ...]]) -> pd.Series:
    """What is known of each cell, each once."""

    def known(text: str) -> str:
        found = [part for name in split_ids(text) for part in spelled.get(fold(name), ())]
        return _BETWEEN.join(dict.fromkeys(found))

    return texts.map(known).astype("str")


def _note(texts: pd.Series, spelled: Mapping[str, tuple[str, ...]], column: str, source: str) -> Iterator[pd.DataFrame]:
    unknown = texts.map(lambda text: [name for name in split_ids(text) if fold(name) not in spelled]).explode().dropna()
    case = "unknown_offered" if column == "competencies" else "unknown_role"
    if len(unknown):
        near = unknown.map(lambda name: propose(name, spelled)).astype("str")
        yield set_aside(
            case, source=source, source_row=unknown.index, column=column, value=unknown.astype("str"), proposal=near
        )
