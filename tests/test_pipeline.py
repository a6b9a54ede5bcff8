"""The main job on the sample district: its planted truth comes back, and what leaves tells on nobody."""

import re
import shutil
import time
from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics import pipeline
from portrait_analytics.errors import InputError
from portrait_analytics.exports import read_export
from portrait_analytics.identities import make_identities
from portrait_analytics.progress import Silent
from portrait_analytics.rosters import read_roster
from portrait_analytics.sample import make_sample
from portrait_analytics.tables import REASONS
from portrait_analytics.workspace import Workspace
from tests.districts import FALL, as_csv, make_district
from tests.unpacking import content_of

MINIMUM = 5
ANSWER = [
    "semester",
    "source",
    "source_row",
    "person",
    "about",
    "competency",
    "edition",
    "state",
    "level_low",
    "level_high",
]
FAULT = ["source", "source_row", "column", "reason"]


def truth(workspace: Workspace, name: str) -> pd.DataFrame:
    return pd.read_csv(workspace.root / "data" / "truth" / name, dtype="str", keep_default_na=False)


def as_text(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame[columns].astype("str").fillna("").sort_values(columns, ignore_index=True)


def test_every_planted_answer_is_in_ratings_and_nothing_else(sample_run: Workspace) -> None:
    rosters = pd.concat(
        read_roster(path, source="roster").people.assign(semester=semester)
        for semester in sample_run.semesters()
        for path in sample_run.rosters(semester)
    )
    identities = make_identities(rosters, sample_run.salt())

    def key_of(row: pd.Series) -> str:
        if not row["staff_id"]:
            return identities.key("row", f"{row['source']}:{row['source_row']}")
        if row["staff_id"].startswith("email:"):
            return identities.key_of_email(row["staff_id"].removeprefix("email:"))
        return identities.key_of_staff(row["staff_id"])

    planted = truth(sample_run, "answers.csv.gz")
    planted["person"] = planted.apply(key_of, axis="columns")

    found = as_text(sample_run.load_table("ratings"), ANSWER)
    pd.testing.assert_frame_equal(found, as_text(planted, ANSWER))


def test_every_planted_fault_is_in_quarantine_under_its_reason_and_nothing_else(sample_run: Workspace) -> None:
    found = sample_run.load_table("quarantine")

    pd.testing.assert_frame_equal(as_text(found, FAULT), as_text(truth(sample_run, "faults.csv"), FAULT))
    assert set(found["reason"]) <= set(REASONS)
    assert (found["remedy"] != "").all()


def test_the_accounting_of_the_sample_balances_to_the_cell(sample_run: Workspace) -> None:
    counts = sample_run.load_table("accounting").groupby(["source", "unit"], observed=True)["count"].sum()

    for semester in sample_run.semesters():
        for path in sample_run.exports(semester):
            source = sample_run.source_name(path)
            responses = read_export(path, source=source).responses
            assert counts[source, "row"] == len(responses)
            assert counts[source, "cell"] == responses.size


def test_the_committed_sample_is_the_one_that_its_seed_makes(repository: Path, tmp_path: Path) -> None:
    make_sample(tmp_path)

    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {name: (repository / name).read_bytes() for name in made} == made


def test_at_the_minimum_of_five_most_schools_can_be_shown_one_cannot_and_two_roles_are_merged(
    sample_run: Workspace,
) -> None:
    published = sample_run.load_table("published", "2026-fall")
    net = published[(published["measure"] == "net_movers") & (published["attribute"] == "advocate")]
    schools = net[net["figure"] == "growth_by_school"]
    roles = net[net["figure"] == "growth_by_role"]

    assert schools["status"].isin(["shown", "coded"]).sum() >= 9
    assert (schools["status"] == "hidden").sum() >= 1
    assert roles["role"].str.contains(" + ", regex=False).sum() == 1
    assert roles.loc[roles["role"].str.contains(" + ", regex=False), "grain_note"].ne("").all()


def test_the_planted_expectation_lies_in_the_districts_interval(sample_run: Workspace) -> None:
    expected = truth(sample_run, "growth.csv").astype({"people": int, "expected_up": float, "expected_down": float})
    pair = expected[(expected["semester_from"] == "2025-fall") & (expected["semester_to"] == "2026-fall")]
    sums = pair.groupby("attribute")[["people", "expected_up", "expected_down"]].sum()
    share = (sums["expected_up"] - sums["expected_down"]) / sums["people"]
    published = sample_run.load_table("published", "2026-fall")
    net = published[(published["figure"] == "district_growth") & (published["measure"] == "net_movers")]
    printed = net.assign(attribute=net["attribute"].astype("str")).set_index("attribute")

    assert (printed["people"] == sums["people"].reindex(printed.index)).all()
    inside = (printed["low"] <= share.reindex(printed.index)) & (share.reindex(printed.index) <= printed["high"])
    assert inside.all()


def files_below(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def personal_words(workspace: Workspace) -> set[bytes]:
    known = pd.read_parquet(workspace.keep / "identities.parquet")
    words = {*known["name"], *known["email"], *known["staff_id"][known["staff_id"].str.len() > 4]}
    return {word.encode() for word in words if word}


def test_no_name_or_address_is_anywhere_outside_data_keep(sample_run: Workspace) -> None:
    words = personal_words(sample_run)

    assert len(words) > 300
    for path in files_below(sample_run.processed, sample_run.reports):
        content = content_of(path)
        assert {word for word in words if word in content} == set(), path.name
        assert re.search(rb"[\w.]+@example\.", content) is None, path.name


def test_no_key_of_a_person_is_in_what_is_shared(sample_run: Workspace) -> None:
    keys = {key.encode() for key in sample_run.load_table("people")["person"]}

    for path in files_below(sample_run.reports / "2026-fall"):
        content = content_of(path)
        assert not any(key in content for key in keys), path.name


def test_no_group_under_the_minimum_is_in_what_is_shared(sample_run: Workspace) -> None:
    published = pd.read_csv(sample_run.reports / "2026-fall" / "data" / "published.csv", dtype={"school": "str"})
    hidden = published[published["status"] == "hidden"]

    assert (published["people"].dropna() >= MINIMUM).all()
    assert not hidden.empty
    assert hidden[["value", "low", "high", "people", "colour_class"]].isna().all(axis=None)
    for path in files_below(sample_run.reports / "2026-fall"):
        text = content_of(path).decode(errors="replace")  # cells of tables, of workbooks, and what a page draws
        cells = re.findall(r'<td[^>]*>.*?</td>|<si>.*?</si>|\["shown",.*?\]', text, re.DOTALL)
        for size in re.findall(r"\bof (\d+)\b", " ".join(cells)):
            assert int(size) >= MINIMUM, path.name


def _heed_time_zone() -> None:
    if hasattr(time, "tzset"):  # Windows reads it anew by itself
        time.tzset()


def test_two_runs_with_another_salt_and_clock_give_byte_identical_pages(
    small_run: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")  # where the day begins first
    _heed_time_zone()
    twin = Workspace(tmp_path / "twin")
    shutil.copytree(small_run.root, twin.root, ignore=shutil.ignore_patterns("keep", "processed", "reports"))

    pipeline.run(twin, Silent())

    monkeypatch.undo()
    _heed_time_zone()
    assert twin.salt() != small_run.salt()
    first, second = (
        {path.relative_to(workspace.root): path.read_bytes() for path in files_below(workspace.reports / "2026-fall")}
        for workspace in (small_run, twin)
    )
    assert first == second


def test_a_bad_file_beside_good_ones_ends_in_pages_and_exit_code_2(small_run: Workspace, tmp_path: Path) -> None:
    twin = Workspace(tmp_path / "twin")
    shutil.copytree(small_run.root, twin.root, ignore=shutil.ignore_patterns("keep", "processed", "reports"))
    (twin.raw / "2026-fall" / "broken.xlsx").write_bytes(b"PK\x03\x04 cut off")

    outcome = pipeline.run(twin, Silent())

    assert outcome.exit_code == 2
    assert (twin.reports / "2026-fall" / "growth.html").is_file()


def test_a_page_that_cannot_be_made_leaves_the_last_good_one_in_place(small_run: Workspace, tmp_path: Path) -> None:
    twin = Workspace(tmp_path / "twin")
    shutil.copytree(small_run.root, twin.root)
    before = (twin.reports / "2026-fall" / "growth.html").read_bytes()
    (manifest,) = (twin.processed / "manifests").iterdir()
    known = manifest.read_bytes()
    notebook = twin.notebooks / "growth.ipynb"
    notebook.write_text(
        notebook.read_text().replace("figures.district_growth(release)", "figures.no_such_figure(release)")
    )

    outcome = pipeline.run(twin, Silent())

    assert outcome.exit_code == 1
    assert (twin.reports / "2026-fall" / "growth.html").read_bytes() == before
    assert manifest.read_bytes() == known  # what was not put in place is not taken for done by the next run
    assert {path.name for path in twin.reports.iterdir()} == {"2026-fall", "README.md", "restricted"}


def test_one_semester_alone_gives_a_page_without_growth(tmp_path: Path) -> None:
    records = "\n".join(f"        p{number}@example.org | 0001 | Developing | Proficient" for number in range(8))
    table = "\n        Email Address | Which school? | {trust} | {voices}\n" + records
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": as_csv(table)}, roster="")
    shutil.copytree(Path(__file__).parent.parent / "notebooks", workspace.notebooks)

    outcome = pipeline.run(workspace, Silent())

    assert outcome.exit_code == 0
    assert "no earlier semester" in (workspace.reports / FALL / "growth.html").read_text(encoding="utf-8")


def test_a_semester_without_ratings_is_refused_with_the_ones_that_have_some() -> None:
    with pytest.raises(InputError, match="There are some of: 2025-fall, 2026-fall"):
        pipeline.choose_comparison(["2025-fall", "2026-fall"], "2026-spring", "")


def test_a_baseline_after_the_semester_is_refused() -> None:
    with pytest.raises(InputError, match="not before"):
        pipeline.choose_comparison(["2025-fall", "2026-fall"], "2025-fall", "2026-fall")


def test_with_no_usable_export_there_is_nothing_to_report(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": b""})

    with pytest.raises(InputError, match="nothing to report"):
        pipeline.run(workspace, Silent())
