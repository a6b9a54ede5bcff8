"""Cleaning six semesters of a large state's exports, beside the reshape that an analyst would write by hand.

Six CSV files of 100,000 records, 17 competencies and 8 other columns each, with a small share of what real files hold:
second answers, unknown levels and schools, blanks, *n/a*, odd spellings. ``ours`` is `portrait clean`: all tables,
every cell accounted for. ``by hand`` writes the columns of `ratings` and nothing else.
"""

import argparse
import hashlib
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measuring import ROOT, compare, report
from portrait_analytics.pipeline import clean
from portrait_analytics.progress import Silent
from portrait_analytics.rubric import Rubric, load_framework
from portrait_analytics.workspace import Workspace

SEMESTERS = ("2024-spring", "2024-fall", "2025-spring", "2025-fall", "2026-spring", "2026-fall")
EXPORT = "Portrait (Responses).csv"
SCHOOLS = 2_000
MOST_TIMES, MOST_MEGABYTES = 3.0, 6_000
SALT = b"only for this benchmark"
ROLES = ("Principal", "Assistant Principal", "Vice Principal", "Instructional Coach", "Teacher Leader", "Head cook")
# what a cell holds and how often: the levels, spellings that mean one, and what means none
ANSWERS = {
    "Establishing": 0.2,
    "Developing": 0.3,
    "Proficient": 0.3,
    "Advanced": 0.15,
    "3 - Proficient": 0.01,
    "DEVELOPING ": 0.01,
    "N/A": 0.01,
    "": 0.015,
    "Somewhat": 0.003,
    "2 - Proficient": 0.002,
}
STATES = ["rated", "not_applicable", "blank", "unreadable"]
LEVELS = {"establishing": 1, "developing": 2, "proficient": 3, "advanced": 4}


def make_exports(root: Path, people: int, *, semesters: int = len(SEMESTERS)) -> list[Path]:
    """The exports of a new workspace, one a semester, always the same ones for the same number of people."""
    rubric = load_framework(None).current
    draw = np.random.default_rng(20260901)
    (root / "data" / "raw" / "reference").mkdir(parents=True)
    (root / "district.toml").write_bytes((ROOT / "district.toml").read_bytes())
    ids = [f"{number:04}" for number in range(1, SCHOOLS + 1)]
    listed = pd.DataFrame({"school": ids, "name": [f"School {school}" for school in ids], "cluster": "North"})
    listed.to_csv(root / "data" / "raw" / "reference" / "schools.csv", index=False)
    paths = []
    for number, semester in enumerate(SEMESTERS[:semesters]):
        path = root / "data" / "raw" / semester / EXPORT
        path.parent.mkdir()
        _draw_export(draw, people, number, rubric).to_csv(path, index=False)
        paths.append(path)
    return paths


def _draw_export(draw: np.random.Generator, people: int, number: int, rubric: Rubric) -> pd.DataFrame:
    """One record a person, but one in two hundred answers twice in place of somebody else."""
    who = np.where(draw.random(people) < 0.005, draw.integers(0, people, people), np.arange(people))
    minutes = pd.to_timedelta(draw.integers(0, 60 * 24 * 30 * 60, people), unit="s")
    times = pd.Timestamp(2024 + number // 2, 10 if number % 2 else 3, 1) + minutes
    wrong = draw.random(people) < 0.002
    table = {
        "Timestamp": times.strftime("%m/%d/%Y %H:%M:%S"),
        "Email Address": [f"leader{place:06}@example.org" for place in who],
        "What is your name?": [f"Sample Leader {place:06}" for place in who],
        "Which school are you based at?": np.where(
            wrong, "Unknown Academy", [f"School {place % SCHOOLS + 1:04}" for place in who]
        ),
        "What is your role?": np.array(ROLES)[draw.choice(len(ROLES), people, p=[0.4, 0.2, 0.1, 0.2, 0.098, 0.002])],
        "Which supports would help you most?": np.array(["Coaching", "Peer visits", "Coaching, Peer visits", ""])[
            draw.integers(0, 4, people)
        ],
    }
    titles = {attribute.id: attribute.name for attribute in rubric.attributes}
    for part in rubric.competencies:
        cells = np.array(list(ANSWERS), dtype=object)[draw.choice(len(ANSWERS), people, p=list(ANSWERS.values()))]
        table[f"Rate your current practice: {titles[part.attribute]} [{part.name}]"] = cells
    for header, share in (("What: describe one moment of this semester.", 0.4), ("Anything else?", 0.1)):
        said = draw.random(people) < share
        texts = [f"In week {place % 36} we tried plan {place} and changed it." for place in range(people)]
        table[header] = np.where(said, texts, "")
    return pd.DataFrame(table)


def clean_by_program(root: Path) -> dict[str, int]:
    """`portrait clean`."""
    clean(Workspace(root), Silent())
    return _count(root / "data" / "processed" / "ratings.parquet")


def clean_by_hand(root: Path) -> dict[str, int]:
    """The columns of `ratings` as an analyst writes them who knows these files: no check, and one spelling less."""
    rubric = load_framework(None).current
    ids = {part.name: part.id for part in rubric.competencies}
    attributes = {part.id: part.attribute for part in rubric.competencies}
    listed = pd.read_csv(root / "data" / "raw" / "reference" / "schools.csv", dtype=str)
    schools = dict(zip(listed["name"], listed["school"], strict=True))
    wide = pd.concat([_read_by_hand(root, semester, ids, schools) for semester in SEMESTERS], ignore_index=True)
    wide = wide.sort_values("answered_at").drop_duplicates(["semester", "person"], keep="last")
    texts = ["semester", "school", "role", "source"]
    wide = wide.astype(dict.fromkeys(texts, "category"))
    long = wide.melt(
        id_vars=["semester", "person", "identified", "school", "role", "answered_at", "source", "source_row"],
        value_vars=list(ids.values()),
        var_name="competency",
        value_name="answer",
    )
    long["competency"] = long["competency"].astype("category")
    long["attribute"] = long["competency"].map(attributes).astype("category")
    answer = long.pop("answer").astype("category").cat
    plain = [text.strip().lower().removeprefix("3 - ") for text in answer.categories]
    level = pd.array([LEVELS.get(text) for text in plain], dtype="Int8").take(answer.codes)
    long["level_low"], long["level_high"] = level, level
    state = np.array([STATES.index(_state_by_hand(text)) for text in plain], dtype=np.int8)
    long["state"] = pd.Categorical.from_codes(state[answer.codes], STATES)
    for column, value in {"about": "self", "rated_by": "self", "moment": "now", "edition": rubric.id}.items():
        long[column] = pd.Categorical.from_codes(np.zeros(len(long), dtype=np.int8), [value])
    long["team"] = pd.Series(pd.NA, index=long.index, dtype=long["school"].dtype)
    long.to_parquet(root / "by-hand.parquet", index=False)
    return _count(root / "by-hand.parquet")


def _state_by_hand(text: str) -> str:
    return "rated" if text in LEVELS else {"n/a": "not_applicable", "": "blank"}.get(text, "unreadable")


def _read_by_hand(root: Path, semester: str, ids: dict[str, str], schools: dict[str, str]) -> pd.DataFrame:
    path = root / "data" / "raw" / semester / EXPORT
    asked = ["Timestamp", "Email Address", "Which school are you based at?", "What is your role?"]
    wide = pd.read_csv(path, dtype=str, keep_default_na=False, usecols=lambda name: name in asked or name.endswith("]"))
    wide.columns = [ids[name[name.index("[") + 1 : -1]] if name.endswith("]") else name for name in wide.columns]
    roles = {"Vice Principal": "Assistant Principal", "Head cook": None}
    emails = wide["Email Address"].str.strip().str.lower()
    keys = {email: hashlib.blake2b(email.encode(), key=SALT, digest_size=12).hexdigest() for email in emails.unique()}
    return wide[list(ids.values())].assign(
        semester=semester,
        person=emails.map(keys),
        identified=True,
        school=wide["Which school are you based at?"].map(schools),
        role=wide["What is your role?"].map(lambda role: roles.get(role, role)),
        answered_at=pd.to_datetime(wide["Timestamp"], format="%m/%d/%Y %H:%M:%S"),
        source=f"{semester}/{path.name}",
        source_row=np.arange(2, len(wide) + 2),
    )


def _count(path: Path) -> dict[str, int]:
    states = pd.read_parquet(path, columns=["state"])["state"].value_counts()
    return {"ratings": int(states.sum()), "rated": int(states["rated"])}


SIDES = {"ours": clean_by_program, "by hand": clean_by_hand}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--side", choices=SIDES)
    parser.add_argument("--root", type=Path)
    given = parser.parse_args()
    if given.side:
        report(lambda: SIDES[given.side](given.root))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        root = given.root or Path(folder)
        if not (root / "district.toml").exists():
            make_exports(root, given.people)
        kept = compare(
            "benchmarks.cleaning",
            ("ours", "by hand"),
            ["--root", str(root)],
            most=MOST_TIMES,
            repeat=given.repeat,
            megabytes=MOST_MEGABYTES,
        )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
