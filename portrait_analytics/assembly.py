"""The pages of a semester, made beside the last good ones and put in their place when all is done."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from portrait_analytics import __version__
from portrait_analytics.data_files import LINKS, make_data
from portrait_analytics.engines import Engine
from portrait_analytics.errors import PortraitError
from portrait_analytics.explore import ADDRESS as EXPLORE
from portrait_analytics.explore import list_scripts, make_explore
from portrait_analytics.known_words import Known
from portrait_analytics.leader_pages import LEADERS, make_leader_pages
from portrait_analytics.printed_numbers import check_numbers
from portrait_analytics.progress import Progress
from portrait_analytics.quality import Quality, load_quality
from portrait_analytics.release import Release
from portrait_analytics.reports import check_page, make_index, make_page
from portrait_analytics.runs import run_notebook
from portrait_analytics.who_sees_what import make_who_sees_what
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace

WHO_SEES_WHAT = "who-sees-what.html"
NOTEBOOK_SECONDS = 600.0
RESTRICTED = "restricted"
MANIFEST = "manifest.json"
OWNER_ONLY = 0o700
READABLE = 0o755


@dataclass(frozen=True)
class Page:
    """One page to make: its address below the semester's folder, its notebook, and what the notebook is told.

    ``title`` is for a notebook that gives none itself.
    A page is ``needed`` if a release without it makes no sense; ``restricted`` ones go to a folder of their own, and of
    those that are ``named``, with people's names, the executed notebook is not kept, not even of one that failed.
    """

    address: str
    notebook: str
    parameters: Mapping[str, str | bool]
    title: str = ""
    needed: bool = False
    restricted: bool = False
    named: bool = False


@dataclass
class Assembled:
    """What came of the pages: those in place, and the faults of those that are not."""

    pages: list[Path] = field(default_factory=list)
    faults: list[PortraitError] = field(default_factory=list)


def plan_pages(release: Release, *, restricted: bool = False) -> list[Page]:
    """The pages of a release: the district's, one for each school that may be shown, and the data team's own.

    Those with names are among them only if ``restricted`` says so.
    """
    spoken = {"semester": release.semester, "baseline": release.baseline or ""}
    own = release.published[release.published["figure"] == "growth_by_school"]
    shown = set(own.loc[own["status"].isin(["shown", "coded"]), "school"])
    listed = release.schools[release.schools["school"].isin(shown)]
    schools = listed[["school", "slug", "name"]].astype("str").itertuples(index=False)
    return [
        Page("growth.html", "growth", spoken, needed=True),
        Page("succession.html", "succession", spoken),
        Page("professional-learning.html", "professional_learning", spoken),
        *(Page(f"schools/{slug}.html", "school", spoken | {"school": school}, name) for school, slug, name in schools),
        Page("data-quality.html", "data_quality", {"semester": release.semester}, restricted=True),
        *(_named_pages(release.semester) if restricted else []),
    ]


def _named_pages(semester: str) -> list[Page]:
    parameters: dict[str, str | bool] = {"semester": semester, "restricted": True}
    notebooks = {"succession-named.html": "succession_named", "learning-named.html": "learning_named"}
    return [Page(address, name, parameters, restricted=True, named=True) for address, name in notebooks.items()]


def make_reports(
    workspace: Workspace,
    semester: str,
    progress: Progress,
    *,
    jobs: int = 0,
    engine: Engine | None = None,
    restricted: bool = False,
    before: Callable[[], None] = lambda: None,
) -> Assembled:
    """Make every page, several at a time, and put them in place together.

    A page that fails is named and left out; if a needed one fails, the last good release stays as it was. ``before`` is
    called when all is made, before anything is put in place.
    """
    release, quality = workspace.load_release(semester), load_quality(str(workspace.root), semester)
    known = Known(release)
    pages = plan_pages(release, restricted=restricted)
    if not restricted:
        _forget_names(workspace, semester)
    made: dict[str, str] = {}
    assembled = Assembled()
    with ThreadPoolExecutor(jobs or default_jobs()) as pool:
        for page, result in zip(
            pages, pool.map(lambda page: _try(workspace, known, quality, page, engine), pages), strict=True
        ):
            if isinstance(result, str):
                made[page.address] = result
                progress.done(f"{page.address}: made")
            else:
                assembled.faults.append(result)
                progress.done(f"{page.address}: not made")
    shareable = [page for page in pages if not page.restricted]
    if not any(page.needed and page.address not in made for page in shareable):
        _release(workspace, known, shareable, made, assembled, before)
    own = {page.address: made[page.address] for page in pages if page.restricted and page.address in made}
    if restricted:
        own |= _make_leaders(workspace, semester, assembled, progress)
    _keep_restricted(workspace, semester, own, assembled)
    return assembled


def _make_leaders(workspace: Workspace, semester: str, assembled: Assembled, progress: Progress) -> dict[str, str]:
    """The pages of single leaders; those that could not be made are named as faults."""
    folder = workspace.processed / "executed" / semester / LEADERS
    made = dict(make_leader_pages(workspace, semester, folder))
    assembled.faults += [result for result in made.values() if isinstance(result, PortraitError)]
    kept = {address: html for address, html in made.items() if isinstance(html, str)}
    progress.done(f"{LEADERS}: {count_of(len(kept), 'page')} made")
    return kept


def _forget_names(workspace: Workspace, semester: str) -> None:
    """Remove what an earlier run made with names: it is there only as long as it is asked for."""
    for page in _named_pages(semester):
        (workspace.reports / RESTRICTED / semester / page.address).unlink(missing_ok=True)
        _executed(workspace, semester, page).unlink(missing_ok=True)
    shutil.rmtree(workspace.reports / RESTRICTED / semester / LEADERS, ignore_errors=True)


def _executed(workspace: Workspace, semester: str, page: Page) -> Path:
    return workspace.processed / "executed" / semester / f"{page.address.removesuffix('.html')}.ipynb"


def default_jobs() -> int:
    """As many pages at a time as there are processors."""
    return os.cpu_count() or 1


def _try(
    workspace: Workspace, known: Known, quality: Quality, page: Page, engine: Engine | None
) -> str | PortraitError:
    """The page's HTML, checked, or the fault that kept it from being made."""
    release = known.release
    executed = _executed(workspace, release.semester, page)
    executed.parent.mkdir(parents=True, exist_ok=True)
    parameters = {"workspace": str(workspace.root), **page.parameters}
    try:
        run_notebook(
            workspace.notebooks / f"{page.notebook}.ipynb",
            executed,
            parameters,
            timeout=NOTEBOOK_SECONDS,
            engine=engine,
            keep_failed=not page.named,
        )
        subject = quality if page.restricted else release
        html = make_page(executed, subject, name=page.title, policy=_way_to_policy(page))
        check_page(html)
        if not page.restricted:
            check_numbers(html, known, page=page.address)
    except PortraitError as fault:
        return fault
    finally:
        if page.named:
            executed.unlink(missing_ok=True)
    return html


def _way_to_policy(page: Page) -> str:
    """From a page that may be passed on to the one that says who sees what."""
    return "" if page.restricted else "../" * page.address.count("/") + WHO_SEES_WHAT


def _release(
    workspace: Workspace,
    known: Known,
    pages: Sequence[Page],
    made: Mapping[str, str],
    assembled: Assembled,
    before: Callable[[], None],
) -> None:
    """Put what may be passed on in place."""
    release = known.release
    shared = {page.address: made[page.address] for page in pages if page.address in made}
    for address, make, scripts in ((EXPLORE, make_explore, list_scripts()), (WHO_SEES_WHAT, make_who_sees_what, ())):
        shared[address] = make(release)
        check_page(shared[address], scripts=scripts)
        check_numbers(shared[address], known, page=address)
    index = make_index(release, shared, LINKS)
    check_page(index, {*shared, *LINKS})
    check_numbers(index, known, page="index.html")
    before()
    with _in_place_of(workspace.reports / release.semester, mode=READABLE) as folder:
        for address, html in {"index.html": index, **shared}.items():
            _write(folder / address, html)
        for address, content in make_data(release).items():
            _write(folder / address, content)
        _write(folder / MANIFEST, list_manifest(release, pages, shared))
    assembled.pages = [workspace.reports / release.semester / address for address in ("index.html", *shared)]


def _keep_restricted(workspace: Workspace, semester: str, made: Mapping[str, str], assembled: Assembled) -> None:
    """Put the data team's own pages in place; those of the last run stay if none could be made."""
    if not made:
        return
    (workspace.reports / RESTRICTED).mkdir(parents=True, exist_ok=True)
    (workspace.reports / RESTRICTED).chmod(OWNER_ONLY)
    target = workspace.reports / RESTRICTED / semester
    with _in_place_of(target, mode=OWNER_ONLY) as folder:
        for address, html in made.items():
            _write(folder / address, html)
    assembled.pages += [target / address for address in made]


def list_manifest(release: Release, pages: Sequence[Page], made: Mapping[str, str]) -> str:
    """What was released, page by page; the same release gives the same text."""
    listed = [
        {
            "page": page.address,
            "notebook": f"{page.notebook}.ipynb",
            "parameters": dict(page.parameters),
            "state": "made" if page.address in made else "failed",
            "sha256": _digest(made.get(page.address)),
        }
        for page in pages
    ]
    without = (EXPLORE, WHO_SEES_WHAT)  # pages that are drawn without a notebook
    listed += [{"page": page, "state": "made", "sha256": _digest(made.get(page))} for page in without]
    manifest = {
        "release": str(release.published["release"].iloc[0]),
        "semester": release.semester,
        "baseline": release.baseline,
        "software": f"portrait_analytics {__version__}",
        "pages": listed,
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def _digest(html: str | None) -> str | None:
    return hashlib.sha256(html.encode()).hexdigest() if html is not None else None


@contextmanager
def _in_place_of(target: Path, *, mode: int) -> Iterator[Path]:
    """A folder to fill, which takes the target's place when it is complete; a fault leaves the target as it was."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    old = beside.with_name(f"{beside.name}-old")
    try:
        yield beside
        beside.chmod(mode)
        if target.exists():
            target.rename(old)
        beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
