"""Everything that lies in ``data/raw``, read file by file: what one file is about never stops the others."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from portrait_analytics.cleaning import CleanedExport, clean_export
from portrait_analytics.cleaning.remedies import set_aside, set_aside_file
from portrait_analytics.district import ExportWords
from portrait_analytics.errors import ConfigError, InputError
from portrait_analytics.exports import read_export
from portrait_analytics.identities import Identities, make_identities, shared_addresses
from portrait_analytics.learning.offerings import ATTENDANCE_FILE, OFFERINGS_FILE, read_attendance, read_offerings
from portrait_analytics.matching import Names, check_words
from portrait_analytics.progress import Progress
from portrait_analytics.reference import find_schools, join_rosters, note_unknown, read_schools, school_spellings
from portrait_analytics.rosters import Roster, join_orgs, read_roster
from portrait_analytics.staffing import POSTS_FILE, VACANCIES_FILE, Staffing, read_posts, read_vacancies
from portrait_analytics.succession.policy import read_policy
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace


@dataclass(frozen=True)
class Reference:
    """What the district itself says: rosters, schools, what they are called, and what of it could not be used.

    ``posts``, ``vacancies``, ``offerings`` and ``attendance`` are the tables of those names, or None where there is no
    such file, or none to be used.
    """

    rosters: pd.DataFrame
    schools: pd.DataFrame
    identities: Identities
    names: Names
    set_aside: list[pd.DataFrame]
    posts: pd.DataFrame | None = None
    vacancies: pd.DataFrame | None = None
    offerings: pd.DataFrame | None = None
    attendance: pd.DataFrame | None = None


@dataclass
class Intake:
    """What was read: the cleaned exports, the reference files, and the files that could not be used."""

    cleaned: list[CleanedExport]
    reference: Reference
    faults: list[InputError] = field(default_factory=list)
    set_aside: list[pd.DataFrame] = field(default_factory=list)


def take_in(workspace: Workspace, progress: Progress, executor: Executor | None = None) -> Intake:
    """Read and clean every file of every semester; `ConfigError` if there is no semester to read.

    Without an ``executor`` one file after the other, here.
    """
    semesters = workspace.semesters()
    if not semesters:
        raise ConfigError(
            "data/raw holds no semester. Make a folder such as data/raw/2026-fall and put the exports into it."
        )
    faults: list[tuple[str, InputError]] = []
    reference = read_reference(workspace, semesters, faults, salt=workspace.salt())
    cleaned = list(_clean_files(workspace, semesters, reference, faults, progress, executor))
    aside = [set_aside_file(source, str(fault)) for source, fault in faults]
    return Intake(cleaned, reference, faults=[fault for _, fault in faults], set_aside=[*aside, *reference.set_aside])


def read_reference(
    workspace: Workspace, semesters: Sequence[str], faults: list[tuple[str, InputError]], *, salt: bytes
) -> Reference:
    """What the district says of its schools and staff; what is wrong with a file is added to ``faults``.

    `ConfigError` if ``district.toml`` gives a meaning that there is not.
    """
    read = list(_read_rosters(workspace, semesters, faults))
    rosters = join_rosters([roster.people.assign(semester=semester) for semester, roster in read])
    orgs = join_orgs([roster for _, roster in read])
    schools = _read_schools(workspace, rosters, orgs, faults)
    names = _make_names(workspace, schools, orgs)
    check_words(names)
    read_policy(workspace.district, workspace.framework.current)  # raises before anything is read for nothing
    identities = make_identities(rosters, salt)
    posts, vacancies = _read_staffing(workspace, names, identities, faults)
    offerings, attendance = _read_learning(workspace, names, identities, faults)
    told = [part for read in (posts, vacancies, offerings, attendance) if read for part in read.set_aside]
    return Reference(
        rosters,
        schools,
        identities,
        names,
        [*_about_rosters(read, rosters, names), *told],
        posts=posts.table if posts else None,
        vacancies=vacancies.table if vacancies else None,
        offerings=offerings.table if offerings else None,
        attendance=attendance.table if attendance else None,
    )


def _read_rosters(
    workspace: Workspace, semesters: Sequence[str], faults: list[tuple[str, InputError]]
) -> Iterator[tuple[str, Roster]]:
    for semester in semesters:
        for path in workspace.rosters(semester):
            source = workspace.source_name(path)
            try:
                yield semester, read_roster(path, source=source)
            except InputError as fault:
                faults.append((source, fault))


def _read_schools(
    workspace: Workspace, rosters: pd.DataFrame, orgs: pd.DataFrame, faults: list[tuple[str, InputError]]
) -> pd.DataFrame:
    path = workspace.reference / "schools.csv"
    if path.is_file():
        source = workspace.source_name(path)
        try:
            return read_schools(path, source=source)
        except InputError as fault:
            faults.append((source, fault))
    return find_schools(rosters, orgs)


def _read_staffing(
    workspace: Workspace, names: Names, identities: Identities, faults: list[tuple[str, InputError]]
) -> tuple[Staffing | None, Staffing | None]:
    """The posts and the vacancies; None for a file that is not there or cannot be used."""

    def posts(path: Path, source: str) -> Staffing:
        return read_posts(path, source=source, names=names, identities=identities)

    def vacancies(path: Path, source: str) -> Staffing:
        return read_vacancies(path, source=source, names=names, order=workspace.district.dates.order)

    return (
        _attempt(workspace, POSTS_FILE, posts, faults),
        _attempt(workspace, VACANCIES_FILE, vacancies, faults),
    )


def _read_learning(
    workspace: Workspace, names: Names, identities: Identities, faults: list[tuple[str, InputError]]
) -> tuple[Staffing | None, Staffing | None]:
    """What is offered and who attended it; None for a file that is not there or cannot be used."""

    def offerings(path: Path, source: str) -> Staffing:
        return read_offerings(path, source=source, names=names)

    def attendance(path: Path, source: str) -> Staffing:
        return read_attendance(path, source=source, identities=identities, order=workspace.district.dates.order)

    return (
        _attempt(workspace, OFFERINGS_FILE, offerings, faults),
        _attempt(workspace, ATTENDANCE_FILE, attendance, faults),
    )


def _attempt(
    workspace: Workspace,
    file: str,
    read: Callable[[Path, str], Staffing],
    faults: list[tuple[str, InputError]],
) -> Staffing | None:
    path = workspace.reference / file
    if not path.is_file():
        return None
    source = workspace.source_name(path)
    try:
        return read(path, source)
    except InputError as fault:
        faults.append((source, fault))
        return None


def _make_names(workspace: Workspace, schools: pd.DataFrame, orgs: pd.DataFrame) -> Names:
    """What exports and rosters may call by name; a OneRoster's own words for the schools are among it."""
    printed = dict(zip(schools["school"], schools["name"], strict=True))
    spellings = school_spellings(orgs, schools, workspace.district.schools)
    return Names(workspace.framework, workspace.district, printed, spellings)


def _about_rosters(read: Sequence[tuple[str, Roster]], rosters: pd.DataFrame, names: Names) -> Iterator[pd.DataFrame]:
    """What of the rosters could not be used, or says that two people are one."""
    for _, roster in read:
        yield from roster.set_aside
    yield note_unknown(rosters, names.schools, names.roles)
    yield _shared(rosters)


@dataclass(frozen=True)
class _Export:
    """One file to read and clean, with all that has to be known for it, so that any process can."""

    path: Path
    source: str
    semester: str
    words: Sequence[ExportWords]
    names: Names
    identities: Identities


def _clean_files(
    workspace: Workspace,
    semesters: list[str],
    reference: Reference,
    faults: list[tuple[str, InputError]],
    progress: Progress,
    executor: Executor | None,
) -> Iterator[CleanedExport]:
    words, names, identities = workspace.district.exports, reference.names, reference.identities
    exports = [
        _Export(path, workspace.source_name(path), semester, words, names, identities)
        for semester in semesters
        for path in workspace.exports(semester)
    ]
    carry_out = executor.map if executor else map
    progress.doing("reading the exports")
    for export, (result, told) in zip(exports, carry_out(_clean_one, exports), strict=True):
        progress.done(f"{export.source}: {told}")
        if isinstance(result, InputError):
            faults.append((export.source, result))
        else:
            yield result


def _clean_one(export: _Export) -> tuple[CleanedExport | InputError, str]:
    """The cleaned file, or why it cannot be used; and what to say of it."""
    try:
        read = read_export(export.path, source=export.source, words=export.words)
        cleaned = clean_export(read, semester=export.semester, names=export.names, identities=export.identities)
    except InputError as fault:
        return fault, "not used"
    return cleaned, f"{read.platform}, {count_of(len(read.responses), 'record')}"


def _shared(rosters: pd.DataFrame) -> pd.DataFrame:
    """A note for each roster in which an address leads to two people; who they are is not said."""
    shared = shared_addresses(rosters)
    sources = rosters.loc[rosters["semester"].isin(shared["semester"]), "source"].unique()
    parts = [set_aside("roster_conflict", source=source, source_row=[pd.NA], column="email") for source in sources]
    return pd.concat(parts) if parts else set_aside("roster_conflict", source="", source_row=[])
