"""The attacker against a release: what it says and how it ends."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portrait_analytics.audit import Audit, audit
from portrait_analytics.disclosure import Comparison, Policy, draft_release
from portrait_analytics.errors import InputError
from portrait_analytics.progress import Silent
from portrait_analytics.workspace import Workspace
from tests.districts import FALL, make_district


@pytest.fixture(scope="module")
def found(small_run: Workspace) -> Audit:
    return audit(small_run, Silent())


def test_nothing_is_found_in_what_a_run_puts_in_place(found: Audit) -> None:
    assert (found.semester, found.baseline) == ("2026-fall", "2026-spring")
    assert found.lines == ["2026-fall against 2026-spring: nothing can be worked out that is hidden."]
    assert found.exit_code == 0


@pytest.fixture(scope="module")
def careless(small_run: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same district, with a published table in which every count of a shown group is told."""
    twin = Workspace(tmp_path_factory.mktemp("careless") / "twin")
    shutil.copytree(small_run.root, twin.root)
    release = twin.load_release()
    draft = draft_release(
        twin.load_table("transitions", release.semester),
        schools=release.schools,
        policy=Policy(release.minimum_group, {role.name: role.group for role in twin.district.roles}),
        comparison=Comparison(release.semester, release.baseline),
        rubric=release.rubric,
    )
    twin.save_release(draft.printed({}), release.facts)
    return twin


def test_a_release_that_tells_is_listed_with_the_printed_rows_that_tell_it(careless: Workspace) -> None:
    told = audit(careless, Silent())

    assert told.failures
    assert {failure.kind for failure in told.failures} <= {f"F{number}" for number in range(8)}
    assert all(failure.low <= failure.high and failure.told_by for failure in told.failures)
    assert any(line.startswith("F8 ") for line in told.lines)  # its pages are of another release
    assert any("Told by: " in line for line in told.lines)
    assert told.exit_code == 4


def test_pages_that_the_ledger_does_not_know_are_named(small_run: Workspace, tmp_path: Path) -> None:
    twin = Workspace(tmp_path / "twin")
    shutil.copytree(small_run.root, twin.root)
    shutil.copytree(twin.reports / FALL, twin.reports / "2025-fall")
    (twin.reports / "2025-fall" / "manifest.json").unlink()

    told = audit(twin, Silent())

    assert told.lines[-1] == "F9 reports/2025-fall holds pages of a release that the ledger does not know"
    assert told.exit_code == 4


def test_no_key_of_a_person_is_in_what_the_attacker_prints(small_run: Workspace, found: Audit) -> None:
    said = "\n".join(found.lines)

    assert not any(key in said for key in small_run.load_table("people")["person"])


def test_before_any_run_there_is_nothing_to_attack(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": "Email,Building Trust\nq@example.org,Advanced\n"})

    with pytest.raises(InputError, match="portrait run"):
        audit(workspace, Silent())


def test_the_command_gives_json_to_programs_and_tells_by_its_exit_code(small_run: Workspace) -> None:
    command = [sys.executable, "-m", "portrait_analytics", "audit", "--json", "--workspace", str(small_run.root)]

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    told = json.loads(ended.stdout)
    assert ended.returncode == (4 if told["failures"] else 0)
    assert told["semester"] == "2026-fall"
