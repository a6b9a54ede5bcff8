"""Nothing of what must stay inside is in what may be passed on: searched byte by byte, unpacked and decoded."""

import base64
import gzip
import io
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.known_words import Known
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.released import check_released
from portrait_analytics.workspace import Workspace
from tests import hostile
from tests.districts import FALL
from tests.unpacking import unpack


def search(folder: Path, secrets: dict[str, str]) -> list[tuple[str, str]]:
    """File and kind of every secret that is found, whatever its case; names of files count, too."""
    spelled = {
        kind: [text.lower().encode(coding) for coding in ("utf-8", "utf-16-le")] for kind, text in secrets.items()
    }
    return [
        (path.name, kind)
        for path in sorted(folder.rglob("*"))
        for part in (path.name.encode(), *(unpack(path.read_bytes()) if path.is_file() else ()))
        for kind, forms in spelled.items()
        if any(form in part.lower() for form in forms)
    ]


@pytest.fixture(scope="module")
def secrets(hostile_run: Workspace) -> dict[str, str]:
    identities = pd.read_parquet(hostile_run.keep / "identities.parquet").set_index("email")
    return {
        "name": hostile.NAME,
        "surname": hostile.NAME.split()[1],
        "address": hostile.ADDRESS,
        "domain": "canary.example",
        "staff id": hostile.STAFF_ID,
        "key": str(identities.loc[hostile.ADDRESS, "person"]),
        "salt": hostile_run.salt().hex(),
        "free text": hostile.FREE_TEXT,
        "evidence": hostile.NAMES[5] + " nameless",
        "share": str(hostile.SHARE).removeprefix("0."),
        "answer": "Profici\x1b",
        "folder": str(hostile_run.root),
    }


def test_no_secret_is_in_anything_that_may_be_passed_on(hostile_run: Workspace, secrets: dict[str, str]) -> None:
    assert search(hostile_run.reports / FALL, secrets) == []


def test_the_secrets_are_where_they_belong_so_the_search_could_have_found_them(
    hostile_run: Workspace, secrets: dict[str, str]
) -> None:
    for kind in ("name", "address", "staff id"):
        assert secrets[kind] in str(pd.read_parquet(hostile_run.keep / "identities.parquet").to_dict("list"))
    assert hostile.SHARE in set(hostile_run.load_table("people")["years_in_role"].dropna())
    assert secrets["key"] in set(hostile_run.load_table("ratings")["person"])


def test_the_search_finds_what_is_packed_and_encoded(tmp_path: Path) -> None:
    secret = hostile.NAME.encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", gzip.compress(secret))
    (tmp_path / "page.html").write_bytes(b'<img src="data:;base64,' + base64.b64encode(archive.getvalue()) + b'">')
    (tmp_path / "plain.txt").write_bytes(b"ZZYZX QUILLFEATHER")
    (tmp_path / "wide.txt").write_bytes(hostile.NAME.encode("utf-16-le"))

    found = search(tmp_path, {"name": hostile.NAME})

    assert {name for name, _ in found} == {"page.html", "plain.txt", "wide.txt"}


def test_hidden_schools_have_no_number_in_what_is_published(hostile_run: Workspace) -> None:
    published = hostile_run.load_release(FALL).published
    small = [f"{place:04}" for place, people in hostile.POPULATED.items() if people < 5]
    own = published[published["school"].isin(small)]

    assert set(own["school"]) == set(small)
    assert own[["value", "low", "high", "people", "colour_class"]].isna().all(axis=None)
    assert not own["shown"].str.contains(r"\d").any()


# what lies in reports/, held against the release


@pytest.fixture
def twin(small_run: Workspace, tmp_path: Path) -> Workspace:
    """A copy of the small district after a run, to be spoiled."""
    shutil.copytree(small_run.root, tmp_path / "twin")
    return Workspace(tmp_path / "twin")


def test_all_that_a_run_put_in_place_is_accounted_for(small_run: Workspace, hostile_run: Workspace) -> None:
    assert check_released(small_run) == []
    assert check_released(hostile_run) == []


def test_the_page_of_a_school_bears_no_number_of_another_school(small_run: Workspace) -> None:
    release = small_run.load_release(FALL)
    for path in (small_run.reports / FALL / "schools").iterdir():
        assert find_unaccounted(path.read_text(encoding="utf-8"), Known(release), page=path.name) == []


def test_whatever_is_changed_in_reports_afterwards_is_found(twin: Workspace) -> None:
    folder = twin.reports / FALL
    page = folder / "who-sees-what.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", "<p>7 of 9</p></main>"), encoding="utf-8")
    table = folder / "data" / "published.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("shown", "Shown", 1), encoding="utf-8")
    (folder / "notes.ipynb").write_text('{"cells": [{"outputs": [{"text": "0.7310937"}]}]}', encoding="utf-8")

    found = [(fault.page, fault.place, fault.digits) for fault in check_released(twin)]

    assert found == [
        ("data/published.csv", "not what the release makes", ""),
        ("manifest.json", "not what the release makes", ""),  # whose digest of the page no longer holds
        ("notes.ipynb", "a file that no release makes", ""),
        ("who-sees-what.html", '<p> in "content"', "7"),
        ("who-sees-what.html", '<p> in "content"', "9"),
    ]
