"""Whatever a file calls something: pages show it as it is, nothing runs, and neither spreadsheet nor terminal obeys."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portrait_analytics.explore import ADDRESS, list_scripts
from portrait_analytics.plain_csv import read_csv
from portrait_analytics.reports import check_page
from portrait_analytics.wording import printable
from portrait_analytics.workspace import Workspace
from tests import hostile
from tests.districts import FALL
from tests.test_plain_csv import FORMULA_STARTS

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
ATTACKS = "script, iframe, object, embed, base, img, svg[onload], [onerror], [onload], [onmouseover]"


def pages(workspace: Workspace) -> list[Path]:
    return sorted((workspace.reports).rglob("*.html"))


def squeeze(text: str) -> str:
    return " ".join(text.split())


def portrait(*words: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "portrait_analytics", *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False)


def test_a_hundred_schools_are_called_by_hostile_texts() -> None:
    assert len(set(hostile.NAMES)) == 100


def test_every_page_is_fit_to_be_passed_on(hostile_run: Workspace) -> None:
    for path in pages(hostile_run):
        check_page(path.read_text(encoding="utf-8"), scripts=list_scripts() if path.name == ADDRESS else ())


def test_names_of_files_are_plain(hostile_run: Workspace) -> None:
    names = [path.name for path in hostile_run.reports.rglob("*") if path.suffix == ".html"]

    assert len(names) >= 3 + 2 + 1
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.html", name) or len(name) > 100] == []
    slugs = hostile_run.load_table("schools")["slug"].astype("str")
    assert slugs.str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()
    assert slugs.str.len().max() <= 100


@pytest.fixture(scope="module")
def visited(browser: object, hostile_run: Workspace) -> Iterator[tuple[dict[str, str], list[str], dict[str, int]]]:
    """Each page's text, whatever was heard or asked for, and how many elements of an attack became real."""
    texts, heard, real = {}, [], {}
    context = browser.new_context(offline=True)  # type: ignore[attr-defined]
    for path in pages(hostile_run):
        tab = context.new_page()
        tab.on("console", lambda message: heard.append(message.text))
        tab.on("pageerror", lambda error: heard.append(str(error)))
        tab.on("dialog", lambda dialog: heard.append(dialog.message))
        tab.on("request", lambda request: heard.append(request.url))
        tab.goto(path.as_uri())
        heard[:] = [address for address in heard if address not in (path.as_uri(), "data:,")]
        own = 0
        if path.name == ADDRESS:  # its data and its scripts, which `check_page` knows letter by letter
            tab.wait_for_selector('#explore[aria-busy="false"]')
            own = len(("data", *list_scripts()))
        texts[path.name] = tab.evaluate("document.body.textContent")
        real[path.name] = tab.locator(ATTACKS).count() - own + tab.evaluate("Number(window.planted ?? 0)")
        tab.close()
    yield texts, heard, real
    context.close()


def test_nothing_runs_and_nothing_is_asked_for(
    visited: tuple[dict[str, str], list[str], dict[str, int]],
) -> None:
    _, heard, real = visited

    assert heard == []
    assert set(real.values()) == {0}


def test_every_name_is_shown_as_it_is(
    hostile_run: Workspace, visited: tuple[dict[str, str], list[str], dict[str, int]]
) -> None:
    texts = {name: squeeze(text) for name, text in visited[0].items()}
    listed = hostile_run.load_table("schools")["name"].astype("str").unique()

    assert len(listed) == len(hostile.NAMES)
    assert [name for name in listed if squeeze(name) not in texts["index.html"]] == []
    assert [name for name in hostile.ROLES + hostile.CLUSTERS if squeeze(name) not in texts["growth.html"]] == []
    assert [name for name, text in texts.items() if squeeze(hostile.DISTRICT) not in text] == []


def test_no_formula_is_left_in_the_table_and_our_own_reader_still_reads_it(hostile_run: Workspace) -> None:
    path = hostile_run.reports / FALL / "data" / "published.csv"
    published = hostile_run.load_release(FALL).published
    with path.open(encoding="utf-8", newline="") as file:
        cells = [(name, cell) for row in csv.DictReader(file) for name, cell in row.items()]

    risky = {(name, cell) for name, cell in cells if cell.lstrip().startswith(FORMULA_STARTS)}
    assert {name for name, _ in risky} <= {"value", "low", "high", "colour_class"}
    assert all(re.fullmatch(r"-\d+(\.\d+)?", cell) for _, cell in risky)
    assert any(cell == "'" + hostile.CLUSTERS[1] or cell.startswith("'=cmd") for _, cell in cells)
    read = read_csv(path.read_bytes().decode())
    for column in ("role", "cluster", "shown", "grain_note"):
        assert read[column].tolist() == published[column].astype(object).where(published[column].notna(), "").tolist()


@pytest.mark.parametrize("words", [(), ("--json",)], ids=["words", "json"])
def test_what_files_say_never_steers_the_terminal(hostile_run: Workspace, words: tuple[str, ...]) -> None:
    (export,) = hostile_run.exports(FALL)

    for ended in (portrait("clean", "--workspace", hostile_run.root, *words), portrait("inspect", export, *words)):
        told = (ended.stdout + ended.stderr).decode()
        assert "Profici" in told
        assert STEERING.findall(told.replace("\r\n", "\n")) == []
        assert not words or json.loads(ended.stdout)


def test_what_cannot_be_seen_is_spelled() -> None:
    assert printable("a\x1b[31m\x9b\u202e\r\nb\té") == "a\\x1b[31m\\x9b\\u202e\\r\nb\té"


PLANTED = "import pathlib; pathlib.Path({flag!r}).touch()"


@pytest.mark.parametrize(
    ("name", "as_rubric"),
    [("answers.ipynb", False), ("answers.csv", False), ("rubric.toml", True), ("rubric.py", True)],
)
def test_a_file_from_elsewhere_is_read_and_never_run(tmp_path: Path, name: str, as_rubric: bool) -> None:
    flag, file = tmp_path / "flag", tmp_path / name
    source = PLANTED.format(flag=str(flag))
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    file.write_text(json.dumps(notebook) if name.endswith(".ipynb") else source, encoding="utf-8")

    ended = portrait("inspect", file, *(["--rubric", file] if as_rubric else []))

    assert ended.returncode == 2
    assert b"Traceback" not in ended.stderr
    assert not flag.exists()
