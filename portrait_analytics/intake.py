"""Everything that lies in ``data/raw``, read file by file: what one file is about never stops the others."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from portrait_analytics.cleaning import CleanedExport, clean_export
from portrait_analytics.cleaning.remedies import set_aside, set_aside_file
from portrait_analytics.errors import ConfigError, InputError
from portrait_analytics.exports import read_export
from portrait_analytics.identities import Identities, make_identities, read_roster, shared_addresses
from portrait_analytics.matching import Names
from portrait_analytics.progress import Progress
from portrait_analytics.reference import join_rosters, read_schools, schools_of_rosters
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace


@dataclass
class Intake:
    """What was read: the cleaned exports, the rosters, the schools, and the files that could not be used."""

    cleaned: list[CleanedExport]
    rosters: pd.DataFrame
    schools: pd.DataFrame
    identities: Identities
    names: Names
    faults: list[InputError] = field(default_factory=list)
    set_aside: list[pd.DataFrame] = field(default_factory=list)


def take_in(workspace: Workspace, progress: Progress) -> Intake:
    """Read and clean every file of every semester; `ConfigError` if there is no semester to read."""
    semesters = workspace.semesters()
    if not semesters:
        raise ConfigError(
            "data/raw holds no semester. Make a folder such as data/raw/2026-fall and put the exports into it."
        )
    faults: list[tuple[str, InputError]] = []
    rosters = join_rosters(list(_read_rosters(workspace, semesters, faults)))
    identities = make_identities(rosters, workspace.salt())
    schools = _read_schools(workspace, rosters, faults)
    names = Names(workspace.framework, workspace.district, dict(zip(schools["school"], schools["name"], strict=True)))
    cleaned = list(_clean_files(workspace, semesters, names, identities, faults, progress))
    aside = [set_aside_file(source, str(fault)) for source, fault in faults]
    return Intake(
        cleaned,
        rosters,
        schools,
        identities,
        names,
        faults=[fault for _, fault in faults],
        set_aside=[*aside, _shared(rosters)],
    )


def _read_rosters(
    workspace: Workspace, semesters: list[str], faults: list[tuple[str, InputError]]
) -> Iterator[pd.DataFrame]:
    for semester in semesters:
        for path in workspace.rosters(semester):
            source = workspace.source_name(path)
            try:
                yield read_roster(path, source=source).assign(semester=semester, source=source)
            except InputError as fault:
                faults.append((source, fault))


def _read_schools(workspace: Workspace, rosters: pd.DataFrame, faults: list[tuple[str, InputError]]) -> pd.DataFrame:
    path = workspace.reference / "schools.csv"
    if path.is_file():
        source = workspace.source_name(path)
        try:
            return read_schools(path, source=source)
        except InputError as fault:
            faults.append((source, fault))
    return schools_of_rosters(rosters)


def _clean_files(
    workspace: Workspace,
    semesters: list[str],
    names: Names,
    identities: Identities,
    faults: list[tuple[str, InputError]],
    progress: Progress,
) -> Iterator[CleanedExport]:
    for semester in semesters:
        for path in workspace.exports(semester):
            source = workspace.source_name(path)
            progress.doing(f"reading {source}")
            try:
                export = read_export(path, source=source)
                cleaned = clean_export(export, semester=semester, names=names, identities=identities)
            except InputError as fault:
                faults.append((source, fault))
                progress.done(f"{source}: not used")
            else:
                progress.done(f"{source}: {export.platform}, {count_of(len(export.responses), 'record')}")
                yield cleaned


def _shared(rosters: pd.DataFrame) -> pd.DataFrame:
    """A note for each roster in which an address leads to two people; who they are is not said."""
    shared = shared_addresses(rosters)
    sources = rosters.loc[rosters["semester"].isin(shared["semester"]), "source"].unique()
    parts = [set_aside("roster_conflict", source=source, source_row=[pd.NA], column="email") for source in sources]
    return pd.concat(parts) if parts else set_aside("roster_conflict", source="", source_row=[])
