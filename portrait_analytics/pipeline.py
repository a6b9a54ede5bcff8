"""The story of a run: read, clean, measure, protect, run the notebooks, render, put in place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypedDict

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.attack import count_heads
from portrait_analytics.cleaning import clean_exports
from portrait_analytics.cleaning.remedies import describe_quarantine
from portrait_analytics.disclosure import Comparison, Draft, Policy, draft_release
from portrait_analytics.disclosure.bench import print_bench
from portrait_analytics.disclosure.learning import print_learning
from portrait_analytics.disclosure.teams import print_others, print_team_growth, print_teams
from portrait_analytics.disclosure.then import print_then
from portrait_analytics.disclosure.trend import FIGURE as TREND
from portrait_analytics.engines import Engine
from portrait_analytics.errors import InputError, PortraitError
from portrait_analytics.growth import compares_forms, count_transitions, list_not_comparable
from portrait_analytics.guard import guard
from portrait_analytics.identities import list_identities
from portrait_analytics.intake import Intake, take_in
from portrait_analytics.leader import draw_learning, keep_pairs
from portrait_analytics.ledger import Entry, check_known, find_releases, hash_inputs, record, withdraw
from portrait_analytics.progress import Progress
from portrait_analytics.reference import list_clusters, make_schools, place_rostered
from portrait_analytics.release import TWO_FORMS, Offered, Outlook
from portrait_analytics.rubric import Framework
from portrait_analytics.semesters import default_baseline, in_time_order, parse_semester, semester_key, semester_name
from portrait_analytics.style import join_words
from portrait_analytics.succession import (
    SuccessionPolicy,
    assess_readiness,
    count_nearest,
    place_people,
    read_policy,
    settle_evidence,
    tell_outlook,
)
from portrait_analytics.succession.outlook import Staff
from portrait_analytics.tables import concat_table, empty_table
from portrait_analytics.tellings import add_tellings, list_earlier
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace

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


class _Shared(TypedDict):
    framework: Framework
    minimum: int


@dataclass
class Outcome:
    """What a run came to: what was counted and set aside, which pages were made, and everything that went wrong."""

    counts: dict[str, int]
    set_aside: list[str]
    faults: list[PortraitError] = field(default_factory=list)
    semester: str = ""
    baseline: str | None = None
    pages: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The gravest of the faults' codes; 0 without a fault."""
        return max((fault.exit_code for fault in self.faults), default=0)


def run(
    workspace: Workspace,
    progress: Progress,
    *,
    semester: str = "",
    baseline: str = "",
    jobs: int = 0,
    engine: Engine | None = None,
    never_passed_on: bool = False,
    restricted: bool = False,
) -> Outcome:
    """Make the pages of a semester from the exports; one bad file or page never stops the others.

    Without a semester the latest one, without a baseline the same season of the year before, else the semester before;
    ``jobs`` pages are made at a time, 0 for as many as there are processors, by ``engine``, or else by the faster one
    that works here. ``never_passed_on`` says so of all earlier
    releases of the semester, which then need not be taken into account. ``restricted`` makes the pages with
    names, too; without it those of an earlier run are removed. `DisclosureError` if the release would tell on
    someone, or if there are pages that the ledger does not know; the last release stays as it was.
    """
    from portrait_analytics.assembly import make_reports  # papermill and nbconvert: cleaning does without

    with workspace.locked():
        check_known(workspace)
        outcome = _clean(workspace, progress)
        held = in_time_order(workspace.load_table("ratings")["semester"].unique())
        comparison = choose_comparison(held, semester, baseline)
        outcome.semester, outcome.baseline = comparison.semester, comparison.baseline
        if never_passed_on:
            withdraw(workspace, comparison.semester)
        entry = _publish(workspace, comparison, outcome, progress)
        progress.doing("running the notebooks")
        assembled = make_reports(
            workspace,
            comparison.semester,
            progress,
            jobs=jobs,
            engine=engine,
            restricted=restricted,
            before=lambda: record(workspace, entry),
        )
        outcome.pages = assembled.pages
        outcome.faults += assembled.faults
    return outcome


def clean(workspace: Workspace, progress: Progress) -> Outcome:
    """Read every export of every semester and save the tables."""
    with workspace.locked():
        return _clean(workspace, progress)


def _clean(workspace: Workspace, progress: Progress) -> Outcome:
    warnings = [LOST_SALT] if workspace.has_lost_its_salt() else []
    intake = take_in(workspace, progress)
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


def _publish(workspace: Workspace, comparison: Comparison, outcome: Outcome, progress: Progress) -> Entry:
    """Measure the change, and let the gate and the attacker decide what of it may leave."""
    progress.doing(f"measuring {comparison.semester}")
    drafted, offered = _teach(workspace, _draft(workspace, comparison))
    draft = add_tellings(workspace, drafted, _read_policy(workspace))
    progress.done(f"measured: {comparison.semester} against {comparison.baseline or 'nothing earlier'}")
    progress.doing("looking for what could be worked out from the pages")
    schools = workspace.load_table("schools")
    guarded = guard(
        draft,
        count_heads(workspace.load_table("people"), semester_from=comparison.baseline, semester_to=comparison.semester),
        find_releases(workspace, comparison.semester, comparison.baseline),
        cluster_of=list_clusters(schools[schools["semester"] == comparison.semester]),
        minimum_group=workspace.district.privacy.minimum_group,
    )
    progress.done(f"protected: {guarded.words}")
    cube = workspace.load_table("transitions", comparison.semester)
    forms = _note_forms(cube, workspace.framework)
    facts = {**_facts(workspace, outcome), **forms, **_note_untold(workspace, guarded.published), **guarded.facts}
    workspace.save_release(guarded.published, facts, _look_ahead(workspace, comparison.semester), offered)
    return Entry(
        semester=comparison.semester,
        baseline=comparison.baseline,
        published=guarded.published,
        headcounts=guarded.headcounts,
        details=guarded.details,
        inputs=hash_inputs(workspace),
        policy=workspace.district.privacy.model_dump(),
    )


def _draft(workspace: Workspace, comparison: Comparison) -> Draft:
    """The figures of a release; the cube that they come from is saved."""
    cube = count_transitions(
        workspace.load_table("ratings"),
        workspace.load_table("people"),
        semester_from=comparison.baseline or comparison.semester,
        semester_to=comparison.semester,
        framework=workspace.framework,
    )
    workspace.save_table("transitions", cube, comparison.semester)
    schools = workspace.load_table("schools")
    own = schools[schools["semester"] == comparison.semester]
    roles = {role.name: role.group for role in workspace.district.roles}
    draft = draft_release(
        cube,
        schools=own,
        policy=Policy(workspace.district.privacy.minimum_group, roles),
        comparison=comparison,
        rubric=workspace.framework.current,
        people=_note_raters(workspace, comparison.semester),
    )
    return replace(draft, once=[*_print_once(workspace, draft, cube, list_clusters(own))])


def _print_once(
    workspace: Workspace, draft: Draft, cube: pd.DataFrame, cluster_of: Mapping[str, str]
) -> Iterator[Mapping[str, object]]:
    """What a semester is told once: who is near to another role, and what others than leaders themselves say."""
    semester, baseline = draft.comparison.semester, draft.comparison.baseline
    shared: _Shared = {"framework": workspace.framework, "minimum": draft.minimum_group}
    ratings, people = workspace.load_table("ratings"), workspace.load_table("people")
    yield from print_bench(_count_ready(workspace, semester), draft.by_role, draft.minimum_group)
    yield from print_teams(ratings, semester=semester, cluster_of=cluster_of, **shared)
    if baseline:
        yield from print_team_growth(ratings, semester_from=baseline, semester_to=semester, **shared)
        yield from print_then(ratings, people, semester_from=baseline, semester_to=semester, **shared)
    yield from print_others(cube, **shared)


def _note_raters(workspace: Workspace, semester: str) -> pd.DataFrame:
    """The people of a semester, of whom those have answered who rated themselves: this is what the pages are about."""
    people, ratings = workspace.load_table("people"), workspace.load_table("ratings")
    own = (ratings["semester"] == semester) & (ratings["state"] == "rated") & (ratings["moment"] == "now")
    raters = ratings.loc[own & (ratings["about"] == "self") & (ratings["rated_by"] == "self"), "person"].unique()
    there = people[people["semester"] == semester]
    return there.assign(answered=there["person"].isin(raters))


def _count_ready(workspace: Workspace, semester: str) -> pd.DataFrame:
    """How near the people in each role are to another one, as counts."""
    evidence = settle_evidence(workspace.load_table("ratings"), semester=semester, framework=workspace.framework)
    placed = place_people(workspace.load_table("people"), workspace.load_table("schools"), semester=semester)
    return count_nearest(assess_readiness(evidence, placed, _read_policy(workspace)), evidence)


def _read_policy(workspace: Workspace) -> SuccessionPolicy:
    return read_policy(workspace.district, workspace.framework.current)


def _note_forms(cube: pd.DataFrame, framework: Framework) -> dict[str, str]:
    """What two different forms do to the numbers, for the method notes; nothing where one form was answered."""
    facts = {}
    if compares_forms(cube):
        facts[TWO_FORMS] = (
            "No form was answered in both semesters, so levels are compared as far as both forms tell them apart"
        )
    left = set(list_not_comparable(cube, framework)["competency"])
    names = [part.name for part in framework.current.competencies if part.id in left]
    if names:
        facts["Not comparable"] = (
            f"{join_words(names)}: a form printed another text beside it, so answers on that form count in the shares "
            "and not in movement"
        )
    return facts


def _note_untold(workspace: Workspace, published: pd.DataFrame) -> dict[str, str]:
    """The semesters that hold ratings and are not in the trend, for the method notes."""
    told = set(published.loc[published["figure"] == TREND, "item"])
    semester = str(published["semester"].iloc[0])
    left = [semester_name(name) for name in list_earlier(workspace, semester) if name not in told]
    if not left:
        return {}
    return {"Semesters not in the trend": f"{join_words(left)}, since no report was made of that semester"}


def _teach(workspace: Workspace, draft: Draft) -> tuple[Draft, Offered]:
    """The draft with what may be told of a plan of professional learning, which is told once a semester."""
    picture = draw_learning(workspace, draft.comparison.semester)
    keep_pairs(workspace, picture.mentoring)
    rows = print_learning(picture, draft.minimum_group)
    return replace(draft, once=[*draft.once, *rows]), picture.offered


def _look_ahead(workspace: Workspace, semester: str) -> Outlook:
    tables = (workspace.load_table(name) for name in ("people", "schools", "posts", "vacancies"))
    return tell_outlook(Staff(*tables), workspace.district, workspace.framework.current, semester=semester)


def _facts(workspace: Workspace, outcome: Outcome) -> dict[str, str]:
    """Where the numbers come from, as the pages print it."""
    return {
        "Records read": f"{outcome.counts['rows_read']:,}, of which {outcome.counts['rows_used']:,} were used",
        "Files that could not be used": f"{len(outcome.faults):,}",
        "Rubric": workspace.framework.current.title,
        "Smallest group shown": f"{workspace.district.privacy.minimum_group} leaders",
        "Software": f"portrait_analytics {__version__}",
    }
