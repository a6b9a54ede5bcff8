"""From the saved tables to a release: measured, protected, and saved as what may leave."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypedDict

import pandas as pd

from portrait_analytics import __version__
from portrait_analytics.attack import count_heads
from portrait_analytics.causes import Changes, explain_changes
from portrait_analytics.disclosure import Comparison, Draft, Policy, draft_release
from portrait_analytics.disclosure.bench import print_bench
from portrait_analytics.disclosure.learning import print_learning
from portrait_analytics.disclosure.teams import print_others, print_team_growth, print_teams
from portrait_analytics.disclosure.then import print_then
from portrait_analytics.disclosure.trend import FIGURE as TREND
from portrait_analytics.fingerprints import describe_software, digest_texts
from portrait_analytics.growth import compares_forms, count_transitions, list_not_comparable
from portrait_analytics.guard import guard
from portrait_analytics.leader import draw_learning, keep_pairs
from portrait_analytics.ledger import Entry, find_last, find_releases
from portrait_analytics.plain_csv import to_csv
from portrait_analytics.progress import Progress, Silent
from portrait_analytics.reference import list_clusters
from portrait_analytics.release import CHANGED, TWO_FORMS, Offered, Outlook
from portrait_analytics.rubric import Framework
from portrait_analytics.semesters import semester_name
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
from portrait_analytics.tellings import add_tellings, list_earlier
from portrait_analytics.workspace import Workspace


class _Shared(TypedDict):
    framework: Framework
    minimum: int


def make_release(
    workspace: Workspace,
    comparison: Comparison,
    progress: Progress,
    *,
    found: Mapping[str, str],
    inputs: Mapping[str, str],
    clean: Callable[[Workspace, Progress], object],
) -> tuple[Entry, Changes | None]:
    """Measure the change, let the gate and the attacker decide what of it may leave, and save that.

    ``found`` are the lines that tell of the input, for the method notes, ``inputs`` the digests of its files; ``clean``
    makes the tables of another workspace, for finding out why numbers changed. The second result is what changed since
    the last release of these semesters, even if withdrawn; None if there was none. `DisclosureError` if none may leave.
    """
    progress.doing(f"measuring {comparison.semester}")
    draft, offered = prepare_draft(workspace, comparison)
    progress.done(f"measured: {comparison.semester} against {comparison.baseline or 'nothing earlier'}")
    progress.doing("looking for what could be worked out from the pages")
    schools, earlier = (
        workspace.load_table("schools"),
        find_releases(workspace, comparison.semester, comparison.baseline),
    )
    guarded = guard(
        draft,
        count_heads(workspace.load_table("people"), semester_from=comparison.baseline, semester_to=comparison.semester),
        earlier,
        cluster_of=list_clusters(schools[schools["semester"] == comparison.semester]),
        minimum_group=workspace.district.privacy.minimum_group,
    )
    progress.done(f"protected: {guarded.words}")
    entry = Entry(
        semester=comparison.semester,
        baseline=comparison.baseline,
        published=guarded.published,
        headcounts=guarded.headcounts,
        details=guarded.details,
        inputs=inputs,
        policy=workspace.district.privacy.model_dump(),
        made_with=digest_texts(*describe_software().values()),
    )
    last = find_last(workspace, comparison.semester, comparison.baseline)
    changes = _compare(workspace, entry, draft, last, clean) if last else None
    if last and changes and not changes.cells.empty:
        public = "" if last.withdrawn else changes.public  # nobody else has seen what was never passed on
        entry = replace(entry, changes=to_csv(changes.cells), changed=public)
    elif earlier:
        entry = replace(entry, changes=earlier[-1].changes, changed=earlier[-1].changed)
    cube = workspace.load_table("transitions", comparison.semester)
    forms = note_forms(cube, workspace.framework)
    facts = {**found, **_facts(workspace), **forms, **_note_untold(workspace, guarded.published), **guarded.facts}
    outlook = look_ahead(workspace, comparison.semester)
    workspace.save_release(guarded.published, facts | {CHANGED: entry.changed}, outlook, offered)
    return entry, changes


def prepare_draft(workspace: Workspace, comparison: Comparison) -> tuple[Draft, Offered]:
    """All that a release would print, before it is protected."""
    drafted, offered = _teach(workspace, draft_semester(workspace, comparison))
    return add_tellings(workspace, drafted, policy_of(workspace)), offered


def _compare(
    workspace: Workspace, entry: Entry, draft: Draft, last: Entry, clean: Callable[[Workspace, Progress], object]
) -> Changes:
    """What is printed otherwise than in the last release, and why."""
    if entry.release == last.release:
        return Changes.none(len(entry.published))

    def draft_again(mixed: Workspace, told: Entry) -> pd.DataFrame:
        clean(mixed, Silent())
        return prepare_draft(mixed, Comparison(told.semester, told.baseline))[0].printed(told.details)

    return explain_changes(workspace, last, entry, draft.printed(last.details), draft=draft_again)


def draft_semester(workspace: Workspace, comparison: Comparison) -> Draft:
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
    return count_nearest(assess_readiness(evidence, placed, policy_of(workspace)), evidence)


def policy_of(workspace: Workspace) -> SuccessionPolicy:
    """What the district's roles ask for."""
    return read_policy(workspace.district, workspace.framework.current)


def note_forms(cube: pd.DataFrame, framework: Framework) -> dict[str, str]:
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


def look_ahead(workspace: Workspace, semester: str) -> Outlook:
    """What is public of posts and departures."""
    tables = (workspace.load_table(name) for name in ("people", "schools", "posts", "vacancies"))
    return tell_outlook(Staff(*tables), workspace.district, workspace.framework.current, semester=semester)


def _facts(workspace: Workspace) -> dict[str, str]:
    """By what the numbers were made, as the pages print it."""
    return {
        "Rubric": workspace.framework.current.title,
        "Smallest group shown": f"{workspace.district.privacy.minimum_group} leaders",
        "Software": f"portrait_analytics {__version__}",
    }
