"""The attacker against a release: what it says and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.audit import Audit, audit
from portrait_analytics.errors import InputError
from portrait_analytics.progress import Silent
from portrait_analytics.workspace import Workspace
from tests.districts import FALL, make_district


@pytest.fixture(scope="module")
def found(small_run: Workspace) -> Audit:
    return audit(small_run, Silent())


def test_a_release_that_tells_is_listed_with_the_printed_rows_that_tell_it(found: Audit) -> None:
    assert (found.semester, found.baseline) == ("2026-fall", "2026-spring")
    assert set(found.failures["kind"]) <= {f"F{number}" for number in range(8)}
    assert (found.failures["low"] <= found.failures["high"]).all()
    assert (found.failures.loc[found.failures["kind"] != "F0", "evidence"] != "").all()
    assert found.exit_code == (4 if len(found.failures) else 0)
    assert len(found.lines) > 1


def test_nothing_found_is_said_in_a_line_and_ends_in_0() -> None:
    found = Audit("2026-fall", None, pd.DataFrame(columns=["kind"]))

    assert found.lines == ["2026-fall: nothing can be worked out that is hidden."]
    assert found.exit_code == 0


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
