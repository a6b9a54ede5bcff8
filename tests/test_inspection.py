"""What `portrait inspect` says of a file, and that what it proposes settles what is open."""

import json
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from portrait_analytics.inspection import Inspection, inspect_export
from portrait_analytics.rubric import load_framework
from portrait_analytics.sample.shapes import SHAPES, write_shape_district
from portrait_analytics.workspace import Workspace
from tests.districts import FALL, as_csv, make_district

MESSY = """
    Timestamp      | Email Address | Which school? | What is your role? | {trust}        | {voices}   | Igniting Vison
    9/20/2026 8:00 | q@example.org | Aldr Elem     | Coach              | Proficeint     | Advanced   | Developing
    9/21/2026 8:00 | r@example.org | 0001          | Dean               | 2 - Proficient | N/A        | Proficient
    9/22/2026 8:00 | s@example.org | 0001          | Coach              | Proficient     |            | Advanced
"""


def look_at(folder: Path, content: str | bytes, name: str = "a.csv") -> Inspection:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return inspect_export(path)


def test_a_file_is_told_by_its_platform_columns_and_answers_without_a_workspace(tmp_path: Path) -> None:
    found = look_at(tmp_path, as_csv(MESSY))

    assert (found.platform, found.encoding, found.delimiter, found.records) == ("Google Forms", "utf-8", ",", 3)
    assert [(column.letter, column.kind, column.sure, column.filled) for column in found.columns] == [
        ("A", "answered_at", "the platform says so", 3),
        ("B", "email", "the platform says so", 3),
        ("C", "school", "words in the header", 3),
        ("D", "role", "words in the header", 3),
        ("E", "rating", "the name, exactly", 3),
        ("F", "rating", "the name, exactly", 2),
        ("G", "unknown_question", "words in the header", 3),
    ]
    assert [(answer.text, answer.means, answer.count) for answer in found.answers] == [
        ("Proficient", "Proficient", 1),
        ("Advanced", "Advanced", 1),
        ("N/A", "not applicable", 1),
        ("2 - Proficient", "unreadable", 1),
        ("Proficeint", "unreadable", 1),
    ]
    assert found.refusal == ""


def test_schools_and_roles_are_open_only_where_a_workspace_lists_them(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": as_csv(MESSY)})
    path = workspace.raw / FALL / "a.csv"

    alone, at_home = inspect_export(path), inspect_export(path, workspace=workspace)

    assert not any("school" in line for line in alone.set_aside)
    assert any("unknown school" in line for line in at_home.set_aside)
    assert '"Aldr Elem" = "0001"' in at_home.settle
    assert '"Dean" = "…"' in at_home.settle


def test_the_proposed_lines_settle_what_is_open_once_the_dots_are_filled_in(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": as_csv(MESSY)}, roster="")
    path = workspace.raw / FALL / "a.csv"
    before = inspect_export(path, workspace=workspace)
    lines = before.settle.splitlines()
    words = [line for line in lines[: lines.index("[[exports]]")] if "Dean" not in line]
    filled = "\n".join(words).replace("# under [levels]", "[levels]").replace("# under [schools]", "[schools]  #")
    tables = "\n".join(lines[lines.index("[[exports]]") :])
    settings = workspace.root / "district.toml"

    settings.write_text(f"{settings.read_text()}\n{filled.replace('…', 'Developing')}\n{tables}\n")
    after = inspect_export(path, workspace=Workspace(tmp_path))

    assert len(before.set_aside) == 2 * 5  # level, contradiction, question, school, role: a title and a line each
    assert [line for line in after.set_aside if line.startswith("1 thing")] == ["1 thing set aside: unknown role"]
    assert "Igniting Vision" in [column.meaning for column in after.columns]


def test_as_many_columns_of_codes_as_competencies_are_proposed_in_the_order_of_the_rubric(tmp_path: Path) -> None:
    names = [part.name for part in load_framework().current.competencies]
    header = ",".join(["id", *(f"q{number}" for number in range(1, 18))])
    rows = [",".join([f"r{row}", *(str((row + number) % 4 + 1) for number in range(17))]) for row in range(6)]

    found = look_at(tmp_path, "\n".join([header, *rows]))

    assert "no column names a competency" in found.refusal
    assert f'"q1" = "{names[0]}"' in found.settle
    assert f'"q17" = "{names[16]}"' in found.settle


def test_undeclared_codes_are_a_refusal_with_the_lines_to_fill_in(tmp_path: Path) -> None:
    found = look_at(tmp_path, "Email,Building Trust,Engaging Voices\nq@example.org,3,4\nr@example.org,1,2\n")

    assert "the answers are codes (1, 2, 3, 4)" in found.refusal
    assert 'levels = { "1" = "…", "2" = "…", "3" = "…", "4" = "…" }' in found.settle


def test_two_rounds_that_nothing_tells_apart_are_named_and_can_be_told_by_the_district(tmp_path: Path) -> None:
    found = look_at(tmp_path, "Building Trust,Building Trust\nProficient,Advanced\nDeveloping,Developing\n")

    assert [column.kind for column in found.columns] == ["undecided", "undecided"]
    assert 'batteries = ["self", "team"]' in found.settle


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00\x01", b"one\ntwo\n"])
def test_what_is_no_export_is_refused_with_a_reason_and_never_a_traceback(content: bytes, tmp_path: Path) -> None:
    found = look_at(tmp_path, content)

    assert found.refusal.startswith("a.csv")
    assert found.columns == ()


@pytest.mark.parametrize("name", ["qualtrics-three-rows", "surveymonkey-exploded", "limesurvey-codetext-long"])
def test_no_name_or_address_of_a_respondent_is_printed(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    write_shape_district(tmp_path, shape)

    printed = json.dumps(asdict(inspect_export(tmp_path / "data" / "raw" / FALL / shape.file_name)))

    assert re.search(r"[\w.]+@example", printed) is None
    assert "Sample Leader" not in printed


def portrait(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portrait_analytics", "inspect", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_prints_the_tables_and_ends_with_what_would_settle_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(as_csv(MESSY), encoding="utf-8")

    ended = portrait(tmp_path / "a.csv")

    assert ended.returncode == 0
    assert ended.stdout.startswith("Platform: Google Forms")
    assert "Answers, read as Portrait of a Leader, second edition" in ended.stdout
    assert ended.stdout.rstrip().endswith('"Igniting Vison" = "Igniting Vision"')


def test_the_command_says_in_its_exit_code_that_a_file_cannot_be_used_and_gives_json_to_programs(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.csv").write_text("dish,price\nsoup,3\n", encoding="utf-8")

    plain, told = portrait(tmp_path / "a.csv"), portrait(tmp_path / "a.csv", "--json")

    assert (plain.returncode, told.returncode) == (2, 2)
    assert plain.stderr.strip().startswith("portrait: a.csv: no column names a competency")
    assert json.loads(told.stdout)["refusal"] == plain.stderr.strip().removeprefix("portrait: ")
    assert json.loads(told.stdout)["columns"][0]["header"] == "dish"
