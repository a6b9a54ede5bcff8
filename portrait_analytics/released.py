"""What lies in ``reports/``, held against the release that it was made from: the tail of an audit.

The check before pages are put in place sees what a run makes; this one sees what is there, whoever changed it since.
"""

from pathlib import Path

from portrait_analytics.assembly import MANIFEST, list_manifest
from portrait_analytics.data_files import make_data
from portrait_analytics.known_words import Known
from portrait_analytics.pages import plan_pages
from portrait_analytics.printed_numbers import Unaccounted, find_unaccounted
from portrait_analytics.release import Release
from portrait_analytics.workspace import Workspace


def check_released(workspace: Workspace, semester: str = "") -> list[Unaccounted]:
    """Every number under ``reports/<semester>`` that the release does not account for; the latest without a name.

    Each page is read number by number; the published table, the files made of it and the manifest must be what the
    release makes; a file
    that no release makes is named. What is restricted lies elsewhere and is not looked at.
    `InputError` if nothing has been built.
    """
    release = workspace.load_release(semester)
    folder = workspace.reports / release.semester
    files = sorted(path for path in folder.rglob("*") if not path.is_dir())
    known = Known(release)
    made = {_address(folder, path): _text(path) for path in files if path.suffix == ".html"}
    expected = make_data(release) | {MANIFEST: _manifest(release, made).encode()}
    found: list[Unaccounted] = []
    for path in files:
        address = _address(folder, path)
        if address in made:
            found += find_unaccounted(made[address], known, page=address)
        elif address not in expected:
            found.append(Unaccounted(address, "a file that no release makes", ""))
        elif path.read_bytes() != expected[address]:
            found.append(Unaccounted(address, "not what the release makes", ""))
    return found


def _manifest(release: Release, made: dict[str, str]) -> str:
    return list_manifest(release, [page for page in plan_pages(release) if not page.restricted], made)


def _address(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _text(path: Path) -> str:
    """The file as text; what is not UTF-8 is no page of ours, and is read so that its digits are seen."""
    return path.read_bytes().decode("utf-8", errors="replace")
