"""The pages of a semester, made beside the last good ones and put in their place when all is done."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from portrait_analytics import __version__
from portrait_analytics.data_files import LINKS, make_data
from portrait_analytics.errors import PortraitError
from portrait_analytics.explore import ADDRESS as EXPLORE
from portrait_analytics.explore import list_scripts, make_explore
from portrait_analytics.fanout import WHO_SEES_WHAT, Making, Result, Task, executed_path, make_pages, subjects
from portrait_analytics.fingerprints import describe_software, digest_file, digest_texts
from portrait_analytics.index import make_index
from portrait_analytics.known_words import Known
from portrait_analytics.leader_pages import LEADERS, make_leader_pages
from portrait_analytics.manifest import EXECUTED, RESTRICTED, MadePage, Manifest, digest_tables
from portrait_analytics.pages import Page, describe_source, plan_named_pages, plan_pages
from portrait_analytics.placing import in_place_of
from portrait_analytics.printed_numbers import check_numbers
from portrait_analytics.progress import Progress
from portrait_analytics.release import Release
from portrait_analytics.reports import check_page
from portrait_analytics.who_sees_what import make_who_sees_what
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace

MANIFEST = "manifest.json"
OWNER_ONLY = 0o700
UNCHANGED = "unchanged"
READABLE = 0o755


@dataclass
class Assembled:
    """What came of the pages: those in place, the faults of those that are not, and how each was made.

    ``unchanged`` counts those that were there already, as they would be made again, ``own`` those of single leaders.
    ``released`` says whether what may be passed on was put in place.
    """

    pages: list[Path] = field(default_factory=list)
    faults: list[PortraitError] = field(default_factory=list)
    made: list[MadePage] = field(default_factory=list)
    unchanged: int = 0
    own: int = 0
    released: bool = False


def make_reports(
    workspace: Workspace,
    semester: str,
    progress: Progress,
    *,
    making: Making | None = None,
    restricted: bool = False,
    last: Manifest | None = None,
    beside: Callable[[], Mapping[str, str]] = dict,
    tell: Callable[[MadePage, str], None] = lambda *_: None,
    before: Callable[[], None] = lambda: None,
) -> Assembled:
    """Make every page, several at a time, and put them in place together.

    A page that comes from the same as in the run ``last`` is taken from there. A page that fails is named and left out;
    if a needed one fails, the last good release stays as it was. ``beside`` gives other files for the data team alone,
    by their names, once it is known which release is in place. ``tell`` hears of each page, and what became of it;
    ``before`` is called when all is made, before anything is put in place.
    """
    release, tables = workspace.load_release(semester), digest_tables(workspace)
    stamp = digest_texts(*tables.values())
    known, _ = subjects(workspace.root, semester, release.id, stamp)
    if not restricted:
        _forget_names(workspace, semester)
    pages = {page: _describe(workspace, page, release, tables) for page in plan_pages(release, restricted=restricted)}
    assembled = Assembled()
    made = _take_over(workspace, pages, assembled, last)
    if made:
        progress.done(f"{count_of(len(made), 'page')}: unchanged")
    for known_page in assembled.made:
        tell(known_page, UNCHANGED)
    making = making or Making()
    wanted = [page for page in pages if page.address not in made]
    progress.doing(f"making {count_of(len(wanted), 'page')}")
    tasks = [Task(workspace.root, semester, release.id, stamp, page, making.engine, making.seconds) for page in wanted]
    for page, result in zip(wanted, make_pages(tasks, making), strict=True):
        _note(assembled, made, _describe_made(page, pages[page], result), result)
        tell(assembled.made[-1], assembled.made[-1].state)
        progress.done(f"{page.address}: {'made' if result.fault is None else 'not made'}")
    shareable = [page for page in pages if not page.restricted]
    if not any(page.needed and page.address not in made for page in shareable):
        _release(workspace, known, shareable, made, assembled, before)
    own = {page.address: made[page.address] for page in pages if page.restricted and page.address in made}
    if restricted:
        own |= _make_leaders(workspace, semester, assembled, progress)
    _keep_restricted(workspace, semester, own, beside(), assembled)
    return assembled


def _take_over(
    workspace: Workspace, pages: Mapping[Page, str], assembled: Assembled, last: Manifest | None
) -> dict[str, str]:
    """The pages of the last run that would be made the same again, by address."""
    taken = {}
    for page, source in pages.items():
        known = last.page(page.address) if last else None
        if known is None or not source or known.source != source or not known.sha256:
            continue
        placed = workspace.reports / (RESTRICTED if page.restricted else "") / str(page.parameters["semester"])
        if (placed / page.address).is_file() and digest_file(placed / page.address) == known.sha256:
            taken[page.address] = (placed / page.address).read_text(encoding="utf-8")
            assembled.made.append(known)
    assembled.unchanged = len(taken)
    return taken


def _note(assembled: Assembled, made: dict[str, str], page: MadePage, result: Result) -> None:
    """Keep what came of one page: its HTML, or its fault."""
    assembled.made.append(page)
    if result.fault is None:
        made[page.page] = result.html
    else:
        assembled.faults.append(result.fault)


def _describe_made(page: Page, source: str, result: Result) -> MadePage:
    return MadePage(
        page=page.address,
        notebook=page.notebook,
        parameters=page.parameters,
        restricted=page.restricted,
        source=source,
        sha256=_digest(result.html) if result.fault is None else None,
        seconds=round(result.seconds, 3),
        fault="" if result.fault is None else str(result.fault),
    )


def _describe(workspace: Workspace, page: Page, release: Release, tables: Mapping[str, str]) -> str:
    """The digest of all that a page comes from."""
    notebook = workspace.notebooks / f"{page.notebook}.ipynb"
    code = digest_file(notebook) if notebook.is_file() else ""
    by_name = {name.removesuffix(".parquet"): digest for name, digest in tables.items()}
    return describe_source(page, release, by_name, digest_texts(code, *describe_software().values()))


def _make_leaders(workspace: Workspace, semester: str, assembled: Assembled, progress: Progress) -> dict[str, str]:
    """The pages of single leaders; those that could not be made are named as faults."""
    folder = workspace.processed / EXECUTED / semester / LEADERS
    made = dict(make_leader_pages(workspace, semester, folder))
    assembled.faults += [result for result in made.values() if isinstance(result, PortraitError)]
    kept = {address: html for address, html in made.items() if isinstance(html, str)}
    assembled.own = len(kept)
    progress.done(f"{LEADERS}: {count_of(len(kept), 'page')} made")
    return kept


def _forget_names(workspace: Workspace, semester: str) -> None:
    """Remove what an earlier run made with names: it is there only as long as it is asked for."""
    for page in plan_named_pages(semester):
        (workspace.reports / RESTRICTED / semester / page.address).unlink(missing_ok=True)
        executed_path(workspace, semester, page).unlink(missing_ok=True)
    shutil.rmtree(workspace.reports / RESTRICTED / semester / LEADERS, ignore_errors=True)
    shutil.rmtree(workspace.processed / EXECUTED / semester / LEADERS, ignore_errors=True)


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
    with in_place_of(workspace.reports / release.semester, mode=READABLE) as folder:
        for address, html in {"index.html": index, **shared}.items():
            _write(folder / address, html)
        for address, content in make_data(release).items():
            _write(folder / address, content)
        _write(folder / MANIFEST, list_manifest(release, pages, shared))
    assembled.pages = [workspace.reports / release.semester / address for address in ("index.html", *shared)]
    assembled.released = True


def _keep_restricted(
    workspace: Workspace, semester: str, made: Mapping[str, str], beside: Mapping[str, str], assembled: Assembled
) -> None:
    """Put the data team's own pages in place; those of the last run stay if none could be made."""
    if not made:
        return
    (workspace.reports / RESTRICTED).mkdir(parents=True, exist_ok=True)
    (workspace.reports / RESTRICTED).chmod(OWNER_ONLY)
    target = workspace.reports / RESTRICTED / semester
    with in_place_of(target, mode=OWNER_ONLY) as folder:
        for address, text in {**made, **beside}.items():
            _write(folder / address, text)
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
        "release": release.id,
        "semester": release.semester,
        "baseline": release.baseline,
        "software": f"portrait_analytics {__version__}",
        "pages": listed,
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def _digest(html: str | None) -> str | None:
    return hashlib.sha256(html.encode()).hexdigest() if html is not None else None


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
