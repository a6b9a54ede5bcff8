"""The story of a run: read, clean, measure, protect, run the notebooks, render, put in place."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

import pandas as pd

from portrait_analytics.causes import forget_inputs, keep_inputs
from portrait_analytics.cleaning import clean_exports
from portrait_analytics.cleaning.remedies import describe_quarantine
from portrait_analytics.disclosure import Comparison
from portrait_analytics.errors import InputError
from portrait_analytics.fingerprints import describe_software, digest_folder, digest_inputs
from portrait_analytics.identities import list_identities
from portrait_analytics.intake import Intake, take_in
from portrait_analytics.ledger import CHANGES, Entry, check_known, find_latest, record, withdraw
from portrait_analytics.manifest import (
    LATEST,
    Asked,
    Manifest,
    clear_up,
    digest_kept,
    digest_placed,
    digest_tables,
    find_manifest,
    save_manifest,
)
from portrait_analytics.outcome import Outcome, recall_outcome
from portrait_analytics.progress import Progress
from portrait_analytics.reference import make_schools, place_rostered
from portrait_analytics.releasing import make_release
from portrait_analytics.runlog import RunLog
from portrait_analytics.semesters import default_baseline, in_time_order, parse_semester, semester_key
from portrait_analytics.tables import concat_table, empty_table
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace

if TYPE_CHECKING:
    from portrait_analytics.assembly import Assembled
    from portrait_analytics.fanout import Making

NOTHING_TO_RETRY = (
    "The last run of these semesters is not there as it was left, so its pages cannot be made again. Run: portrait run"
)
LOST_SALT = (
    "data/keep/salt is not there any more, so a new one is made, and people get other keys than before. The semesters "
    "in data/raw are paired with each other all the same, since all are read anew; files made earlier and joined by "
    "key are not. Semesters whose exports are gone from data/raw cannot be paired again. If there is a backup of "
    "data/keep: put it back and run again."
)
UNUSED = {
    "duplicate": "replaced by a later one or in conflict",
    "replaced": "replaced by one in another file or of another rater",
    "preview": "tests, previews or spam",
    "partial": "without a rating",
    "unreadable": "unreadable",
    "blank": "blank",
}


def run(
    workspace: Workspace,
    progress: Progress,
    *,
    asked: Asked = LATEST,
    making: "Making | None" = None,
    never_passed_on: bool = False,
    force: bool = False,
    retry_failed: bool = False,
) -> Outcome:
    """Make the pages of a semester from the exports; one bad file or page never stops the others.

    Without a semester the latest one, without a baseline the same season of the year before, else the semester before.
    What the last run left is not made again if it would come out the same, unless ``force`` says so. ``retry_failed``
    makes only the pages that failed in that run, and reads nothing anew. ``never_passed_on`` says so of all earlier
    releases of the semester, which then need not be taken into account. Pages with names are made if they are asked
    for; else those of an earlier run are removed. `DisclosureError` if the release would tell on someone, or if there
    are pages that the ledger does not know; the last release stays as it was.
    """
    with workspace.locked():
        clear_up(workspace)
        forget_inputs(workspace)
        check_known(workspace)
        log = RunLog(workspace)
        last = None if force else find_manifest(workspace, asked)
        if retry_failed and not (last and last.has_tables(workspace)):
            raise InputError(NOTHING_TO_RETRY)
        notebooks = digest_folder(workspace.notebooks)  # before they run: one edited meanwhile has changed
        inputs = last.inputs if retry_failed and last else digest_inputs(workspace)
        if last and not never_passed_on and (retry_failed or last.is_measured(workspace)):
            outcome, entry = recall_outcome(last), None
            progress.done("nothing that is read or measured has changed since the last run")
        else:
            executor = making.executor if making else None
            if executor is None:
                from portrait_analytics.runs import prepare  # papermill and nbclient

                prepare(making.engine if making else None)
            outcome, entry = _measure(workspace, progress, asked, inputs, executor, never_passed_on=never_passed_on)
        measured = outcome.as_measured()
        assembled = _assemble(workspace, progress, outcome, entry, asked=asked, making=making, last=last, log=log)
        if assembled.released:  # else the ledger does not know it, and the next run measures again
            save_manifest(workspace, _describe_run(workspace, asked, outcome, inputs, notebooks, measured, assembled))
        log.end(outcome)
    return outcome


def _assemble(
    workspace: Workspace,
    progress: Progress,
    outcome: Outcome,
    entry: Entry | None,
    *,
    asked: Asked,
    making: "Making | None",
    last: Manifest | None,
    log: RunLog,
) -> "Assembled":
    """Make the pages and put them in place; the ledger learns of a release before anybody can read it."""
    from portrait_analytics.assembly import make_reports  # papermill and nbconvert: cleaning does without

    assembled = make_reports(
        workspace,
        outcome.semester,
        progress,
        making=making,
        restricted=asked.restricted,
        last=last,
        tell=log.page,
        beside=lambda: _tell_changes(workspace, outcome.semester),
        before=lambda: _keep(workspace, entry),
    )
    outcome.pages, outcome.unchanged = assembled.pages, assembled.unchanged
    outcome.made = sum(page.sha256 is not None for page in assembled.made) - assembled.unchanged + assembled.own
    outcome.faults += assembled.faults
    if not assembled.released:
        outcome.changed = ""  # what is in place is what it was
    return assembled


def _tell_changes(workspace: Workspace, semester: str) -> dict[str, str]:
    """For the data team: each printed number that the latest change of what is in place moved, and why."""
    known = find_latest(workspace, semester)
    return {CHANGES: known.changes} if known and known.changes else {}


def _keep(workspace: Workspace, entry: Entry | None) -> None:
    """Let the ledger know of a release, and keep what it came from."""
    if entry and record(workspace, entry):
        keep_inputs(workspace, entry.inputs)


def _describe_run(
    workspace: Workspace,
    asked: Asked,
    outcome: Outcome,
    inputs: Mapping[str, str],
    notebooks: Mapping[str, str],
    measured: Mapping[str, object],
    assembled: "Assembled",
) -> Manifest:
    return Manifest(
        asked=asked,
        semester=outcome.semester,
        baseline=outcome.baseline,
        complete=not assembled.faults,
        software=describe_software(),
        inputs=inputs,
        notebooks=notebooks,
        tables=digest_tables(workspace),
        kept=digest_kept(workspace),
        placed=digest_placed(workspace, outcome.semester),
        measured=measured,
        pages=assembled.made,
    )


def _measure(
    workspace: Workspace,
    progress: Progress,
    asked: Asked,
    inputs: Mapping[str, str],
    executor: Executor | None,
    *,
    never_passed_on: bool,
) -> tuple[Outcome, Entry]:
    """Read, clean, measure and protect."""
    outcome = _clean(workspace, progress, executor)
    held = in_time_order(workspace.load_table("ratings")["semester"].unique())
    comparison = choose_comparison(held, asked.semester, asked.baseline)
    outcome.semester, outcome.baseline = comparison.semester, comparison.baseline
    if never_passed_on:
        withdraw(workspace, comparison.semester)
    found = {
        "Records read": f"{outcome.counts['rows_read']:,}, of which {outcome.counts['rows_used']:,} were used",
        "Files that could not be used": f"{len(outcome.faults):,}",
    }
    entry, changes = make_release(workspace, comparison, progress, found=found, inputs=inputs, clean=_clean)
    outcome.changed = changes.words if changes else ""
    return outcome, entry


def clean(workspace: Workspace, progress: Progress) -> Outcome:
    """Read every export of every semester and save the tables."""
    with workspace.locked():
        clear_up(workspace)
        return _clean(workspace, progress)


def _clean(workspace: Workspace, progress: Progress, executor: Executor | None = None) -> Outcome:
    warnings = [LOST_SALT] if workspace.has_lost_its_salt() else []
    intake = take_in(workspace, progress, executor)
    progress.doing("settling duplicates, people and schools")
    known = intake.reference
    rostered = place_rostered(known.rosters, known.identities, known.names.schools, known.names.roles)
    tables = clean_exports(
        intake.cleaned,
        rostered,
        role_groups={role.name: role.group for role in workspace.district.roles},
        role_from=workspace.district.people.role_from,
    )
    quarantine = concat_table("quarantine", [tables.quarantine, *intake.set_aside])
    quarantine = quarantine.sort_values(["source", "source_row"], kind="stable", ignore_index=True)
    workspace.save_table("ratings", tables.ratings)
    workspace.save_table("people", tables.people)
    workspace.save_table("reflections", tables.reflections)
    workspace.save_table("quarantine", quarantine)
    workspace.save_table("accounting", tables.accounting)
    workspace.save_table("schools", make_schools(known.schools, workspace.semesters()))
    for name in ("posts", "vacancies", "offerings", "attendance"):
        table = getattr(known, name)
        workspace.save_table(name, empty_table(name) if table is None else table)
    _keep_identities(workspace, intake)
    counts = _count(tables.accounting, quarantine)
    used, read = counts["rows_used"], count_of(counts["rows_read"], "record")
    others = _say_unused(tables.accounting)
    told = count_of(counts["set_aside"], "thing")
    progress.done(f"cleaned: {used:,} of {read} used{f' ({others})' if others else ''}; {told} set aside with a reason")
    return Outcome(counts, describe_quarantine(quarantine), faults=list(intake.faults), warnings=warnings)


def _keep_identities(workspace: Workspace, intake: Intake) -> None:
    known = list_identities(intake.reference.rosters, intake.reference.identities)
    workspace.save_kept("identities.parquet", lambda path: known.to_parquet(path, index=False))


def _say_unused(accounting: pd.DataFrame) -> str:
    """What became of the records that were not used."""
    rows = accounting[accounting["unit"] == "row"].groupby("fate", observed=True)["count"].sum()
    return ", ".join(f"{rows[fate]:,} {words}" for fate, words in UNUSED.items() if rows.get(fate, 0))


def _count(accounting: pd.DataFrame, quarantine: pd.DataFrame) -> dict[str, int]:
    read = accounting.groupby("unit", observed=False)["count"].sum()
    used = accounting[accounting["fate"] == "used"].groupby("unit", observed=False)["count"].sum()
    return {
        "rows_read": int(read.get("row", 0)),
        "rows_used": int(used.get("row", 0)),
        "cells_read": int(read.get("cell", 0)),
        "cells_used": int(used.get("cell", 0)),
        "set_aside": len(quarantine),
    }


def choose_comparison(held: Sequence[str], semester: str, baseline: str) -> Comparison:
    """The semesters of a release, out of those that hold ratings, in time order; `InputError` says what does not fit.

    >>> choose_comparison(["2025-fall", "2026-spring", "2026-fall"], "", "")
    Comparison(semester='2026-fall', baseline='2025-fall')
    """
    if not held:
        raise InputError(
            "No record in data/raw rates a competency and counts, so there is nothing to report. portrait clean "
            "lists what was set aside, and portrait inspect shows how a file is understood."
        )
    chosen = semester or held[-1]
    for name in filter(None, (chosen, baseline)):
        parse_semester(name)
        if name not in held:
            raise InputError(f"There are no ratings of {name}. There are some of: {', '.join(held)}.")
    if baseline and semester_key(baseline) >= semester_key(chosen):
        raise InputError(f"The baseline {baseline} is not before {chosen}.")
    return Comparison(chosen, baseline or default_baseline(chosen, held))
