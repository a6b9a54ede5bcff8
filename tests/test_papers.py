"""The papers say what is true: commands, tables of contents, what the wheel carries, and what may not be written."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from portrait_analytics.cli import app
from tests.test_layers import LEVEL

FENCE = re.compile(r"```\w*\n(.*?)```", re.DOTALL)


def quick_start(repository: Path) -> list[str]:
    text = (repository / "README.md").read_text(encoding="utf-8")
    section = text.split("## Quick start\n")[1].split("\n## ")[0]
    return [block.strip() for block in FENCE.findall(section)]


def test_the_quick_start_holds_two_commands_the_run_and_the_tests(repository: Path) -> None:
    first, second = quick_start(repository)

    assert first.endswith("portrait run")
    assert "pytest" in second
    assert "\n" not in first + second


def test_the_landing_script_takes_its_commands_from_the_readme(repository: Path) -> None:
    script = (repository / ".ci" / "run").read_text()
    awk = re.search(r"awk -v wanted=\"\$1\" '(.*?)' README", script, re.DOTALL)
    assert awk is not None

    found = [
        subprocess.run(
            ["awk", "-v", f"wanted={number}", awk[1], repository / "README.md"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for number in (1, 2)
    ]

    assert found == quick_start(repository)


def test_every_command_is_in_the_readme(repository: Path) -> None:
    text = (repository / "README.md").read_text(encoding="utf-8")

    for command in app.registered_commands:
        assert command.callback is not None
        assert f"`portrait {command.callback.__name__}" in text


def test_every_module_is_in_the_architecture(repository: Path) -> None:
    text = (repository / "ARCHITECTURE.md").read_text(encoding="utf-8")

    for module in set(LEVEL) - {"__main__"}:
        assert re.search(rf"`{module}/?`", text), module


@pytest.mark.parametrize("paper", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "NOTICE"])
def test_every_link_in_the_papers_leads_to_a_file(repository: Path, paper: str) -> None:
    text = (repository / paper).read_text(encoding="utf-8")

    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (repository / target).exists(), target


def test_the_locks_have_a_hash_for_every_package_and_no_address(repository: Path) -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (repository / name).read_text()
        packages = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if not entry.startswith("#")]
        assert all("--hash=sha256:" in entry for entry in packages)
        assert "://" not in text


def test_the_wheel_carries_notebooks_rubrics_and_templates(repository: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=repository,
        check=True,
        capture_output=True,
    )
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()

    for needed in (
        "portrait_analytics/notebooks/growth.ipynb",
        "portrait_analytics/rubrics/second-edition.toml",
        "portrait_analytics/rubrics/self-reflection-guide.toml",
        "portrait_analytics/templates/page.css",
        "portrait_analytics/templates/nbconvert/portrait/conf.json",
    ):
        assert needed in names
    assert not [name for name in names if name.startswith(("tests/", "data/"))]


def test_no_file_names_a_registry_or_a_path_of_one_machine(repository: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout: there is no list of tracked files")
    hosts = re.compile(rb"py" + rb"pi\.org|files\.python" + rb"hosted|registry\.npm" + rb"js|/home/\w+/|/ro" + rb"ot/")

    for name in filter(None, tracked.stdout.split("\0")):
        path = repository / name
        assert not path.is_file() or not hosts.search(path.read_bytes()), name
