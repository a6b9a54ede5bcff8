"""What the data team sees of the data: every number is that of its table, every text is text, and nobody is named."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from portrait_analytics import figures
from portrait_analytics.errors import ConfigError, InputError
from portrait_analytics.figures import Figure
from portrait_analytics.figures.reasons import LONG_LIST, LONGEST
from portrait_analytics.quality import Quality, load_quality
from portrait_analytics.reports import check_page, make_page
from portrait_analytics.style import format_percent
from portrait_analytics.tables import REASONS, empty_table, make_table
from portrait_analytics.workspace import Workspace
from tests.build import RUBRIC, only_row
from tests.districts import FALL, as_csv, clean, make_district
from tests.pages import HOSTILE, PageReader, read_page

NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "data_quality.ipynb"
FIGURES: list[Callable[[Quality], Figure]] = [
    figures.quality_header,
    figures.records_read,
    figures.set_aside,
    figures.who_answered,
    figures.quality_notes,
]
BANNER = "Restricted: for the data team. Do not pass on."
ANSWERS = """
    Email Address  | What is your role? | {trust}    | {voices}
    q@example.org  | Principal          | Developing | Advanced
    r@example.org  | Dean of Culture    | Proficeint | Advanced
    zz@example.org | Coach              | Proficient | Proficient
"""


@pytest.fixture(scope="module")
def quality(sample_run: Workspace) -> Quality:
    return load_quality(str(sample_run.root))


def page_of(quality: Quality, folder: Path) -> str:
    """The page, its figures drawn here instead of in a kernel."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.source.startswith("figures."):
            figure = eval(cell.source, {"figures": figures, "quality": quality})
            data = figure._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    nbformat.write(notebook, folder / "executed.ipynb")
    return make_page(folder / "executed.ipynb", quality, name="data-quality")


@pytest.fixture(scope="module")
def page(quality: Quality, tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(quality, tmp_path_factory.mktemp("page"))


def seen(figure: Figure) -> PageReader:
    return read_page(figure.html)


def set_aside_of(*values: str, reason: str = "unknown_role", remedy: str = "Ask.") -> pd.DataFrame:
    rows = {"source": f"{FALL}/a.csv", "source_row": range(2, 2 + len(values)), "column": "Role", "value": values}
    return make_table("quarantine", pd.DataFrame({**rows, "reason": reason, "remedy": remedy}))


def number(text: str) -> int:
    return int(text.replace(",", ""))


# loading


def test_the_latest_semester_is_shown_with_its_own_files_and_the_reference_files(tmp_path: Path) -> None:
    files = {f"{FALL}/a.csv": as_csv(ANSWERS), "2025-fall/b.csv": as_csv(ANSWERS), "reference/schools.csv": b"\x00"}
    workspace = make_district(tmp_path, files, schools="")
    clean(workspace)

    quality = load_quality(str(tmp_path))

    assert quality.semester == FALL
    assert set(quality.accounting["source"]) == {f"{FALL}/a.csv"}
    assert set(quality.quarantine["source"]) == {f"{FALL}/a.csv", "reference/schools.csv"}
    assert load_quality(str(tmp_path), "2025-fall").semester == "2025-fall"


def test_a_semester_that_was_not_read_is_a_fault_with_a_remedy(sample_run: Workspace) -> None:
    with pytest.raises(InputError, match=r"Nothing was read of 2019-fall\. Put its exports into data/raw"):
        load_quality(str(sample_run.root), "2019-fall")
    with pytest.raises(InputError, match="is no semester"):
        load_quality(str(sample_run.root), "Fall 2026")


def test_without_a_workspace_there_is_nothing_to_load(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no district\.toml"):
        load_quality(str(tmp_path))


def test_people_are_counts_by_school_and_role_without_a_key(quality: Quality, sample_run: Workspace) -> None:
    people = sample_run.load_table("people")
    own = people[people["semester"] == quality.semester]

    assert list(quality.people) == ["school", "role", "on_roster", "answered", "beside"]
    assert quality.people["on_roster"].sum() == own["on_roster"].sum()
    assert quality.people["answered"].sum() == (own["on_roster"] & own["answered"]).sum()
    assert quality.people["beside"].sum() == (own["answered"] & ~own["on_roster"]).sum()


# numbers


@pytest.mark.parametrize(("unit", "place"), [("row", 0), ("cell", 1)])
def test_each_line_of_records_read_is_that_of_accounting_and_adds_up(quality: Quality, unit: str, place: int) -> None:
    table = seen(figures.records_read(quality)).tables[place]
    accounting = quality.accounting[quality.accounting["unit"] == unit]
    fates = list(figures.records_read(quality).table.loc[unit].columns)

    for source, own in accounting.groupby("source", observed=True):
        numbers = [number(cell.text) for cell in table.cells if cell.row == str(source).removeprefix(f"{FALL}/")]
        assert numbers[0] == own["count"].sum() == sum(numbers[1:])
        assert sorted(filter(None, numbers[1:])) == sorted(own["count"])
    total = [number(cell.text) for cell in table.cells if cell.row == "All files"]
    assert total[0] == accounting["count"].sum() == sum(total[1:])
    assert total[1] == accounting.loc[accounting["fate"] == "used", "count"].sum()
    assert {"read", "used"} <= set(fates)


def test_everything_that_was_set_aside_is_listed_under_its_reason(quality: Quality) -> None:
    figure = figures.set_aside(quality)
    html = figure.html

    headings = dict(re.findall(r"<h4[^>]*>([^:<]+): (\d+)</h4>", html))
    listed = [re.findall(r"\d+", text) for text in re.findall(r">rows? ([\d, ]+)<", html)]

    expected = quality.quarantine["reason"].astype("str").str.replace("_", " ").str.capitalize().value_counts()
    assert {name: int(count) for name, count in headings.items()} == expected.to_dict()
    assert sorted(int(row) for rows in listed for row in rows) == sorted(quality.quarantine["source_row"].dropna())


def test_a_row_says_file_row_column_and_value(quality: Quality) -> None:
    row = only_row(quality.quarantine[quality.quarantine["column"] == "Leveraging Inclusive Leadership"])

    cells = [cell for table in seen(figures.set_aside(quality)).tables for cell in table.cells if cell.row == "row 7"]

    assert row["source_row"] == 7
    assert [cell.text for cell in cells if cell.band == "Portrait of a Leader check-in.xlsx"][:2] == [
        "Leveraging Inclusive Leadership",
        "Yes",
    ]


@pytest.mark.parametrize(("place", "by"), [(0, "school"), (1, "role")])
def test_who_answered_is_that_of_people(quality: Quality, sample_run: Workspace, place: int, by: str) -> None:
    table = seen(figures.who_answered(quality)).tables[place]
    people = sample_run.load_table("people")
    own = people[(people["semester"] == quality.semester) & people["on_roster"]]
    names = quality.schools.astype("str").set_index("school")["name"]

    for group, rows in own.groupby(by, observed=True):
        name = names[str(group)] if by == "school" else str(group)
        assert number(table.cell(name, "On roster").text) == len(rows)
        assert number(table.cell(name, "Answered").text) == rows["answered"].sum()
        assert table.cell(name, "Rate").text == format_percent(rows["answered"].sum() / len(rows))
    assert len(table.rows) == own[by].nunique()


def test_the_findings_are_sums_of_the_tables(quality: Quality) -> None:
    says = list(figures.quality_header(quality).table["says"])
    rows = quality.accounting[quality.accounting["unit"] == "row"]
    used = rows.loc[rows["fate"] == "used", "count"].sum()
    idle = quality.quarantine["reason"].isin(["duplicate", "preview"]).sum()
    people = quality.people[["on_roster", "answered"]].sum()

    assert says == [
        f"{used} of {rows['count'].sum()} records read were used",
        f"{len(quality.quarantine)} things set aside, of which {len(quality.quarantine) - idle} need looking at",
        f"{people['answered']} of {people['on_roster']} leaders on the roster answered",
    ]


def test_who_is_not_on_the_roster_is_counted_beside_the_rate(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": as_csv(ANSWERS)})
    clean(workspace)

    table = seen(figures.who_answered(load_quality(str(tmp_path)))).tables[1]

    assert table.cell("Coach", "On roster").text == "2"
    assert table.cell("Coach", "Others who answered").text == "1"


def test_without_a_roster_there_is_no_rate(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": as_csv(ANSWERS)}, roster="")
    clean(workspace)

    figure = figures.who_answered(load_quality(str(tmp_path)))

    assert figure.title == "3 leaders answered"
    assert "%" not in figure.html


# order and length


def test_what_needs_doing_comes_before_what_does_not_and_a_whole_file_before_all() -> None:
    parts = [set_aside_of(*"abc", reason="duplicate"), set_aside_of(*"ab"), set_aside_of("a", reason="unreadable_file")]
    quality = make_quality(pd.concat(parts))

    headings = re.findall(r"<h4[^>]*>([^<]+)</h4>", figures.set_aside(quality).html)

    assert headings == ["Unreadable file: 1", "Unknown role: 2", "Duplicate: 3"]
    assert "First: unreadable file (1)." in figures.quality_header(quality).html


def test_what_holds_for_all_of_a_reason_is_said_once_and_the_rest_beside_its_row() -> None:
    parts = [
        set_aside_of("Dean", remedy="Add it. The nearest known one is “Deen”."),
        set_aside_of("X", remedy="Add it."),
    ]

    figure = figures.set_aside(make_quality(pd.concat(parts)))

    assert figure.html.count("Add it.") == 1
    assert [cell.text for cell in seen(figure).tables[0].cells if "More to do" in cell.columns] == [
        "The nearest known one is “Deen”.",
        "—",
    ]


def test_a_long_list_is_folded_and_whole() -> None:
    values = [f"Role {number}" for number in range(LONG_LIST + 1)]

    short, long = (figures.set_aside(make_quality(set_aside_of(*part))) for part in (values[1:], values))

    assert "<details>" not in short.html
    assert "<summary>All 11</summary>" in long.html
    assert len(seen(long).tables[0].rows) == len(values)


def test_the_same_fault_in_many_rows_of_a_file_is_one_line() -> None:
    figure = figures.set_aside(make_quality(set_aside_of(*["Dean"] * 30)))

    assert seen(figure).tables[0].rows == [f"rows {', '.join(str(row) for row in range(2, 32))}"]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_can_be_printed(reason: str) -> None:
    assert (
        reason.replace("_", " ").capitalize() in figures.set_aside(make_quality(set_aside_of("a", reason=reason))).html
    )


# hostile texts


def test_hostile_texts_are_texts_in_one_line_and_cut(tmp_path: Path) -> None:
    hostile = make_table(
        "quarantine", set_aside_of(*HOSTILE).assign(column=HOSTILE, source=[f"{FALL}/{text}.csv" for text in HOSTILE])
    )
    accounting = pd.DataFrame({"source": [f"{FALL}/{HOSTILE[0]}"], "unit": "row", "fate": "used", "count": 1})
    quality = replace(make_quality(hostile), accounting=make_table("accounting", accounting), district=HOSTILE[0])

    html = page_of(quality, tmp_path)
    page = read_page(html)

    check_page(html)
    assert page.tags["script"] == page.tags["img"] == page.tags["em"] == 0
    shown = [cell.text for table in page.tables for cell in table.cells if "Found" in cell.columns]
    assert max(map(len, shown)) <= LONGEST
    short = {" ".join(text.split()) for text in HOSTILE if len(text) <= LONGEST}
    assert short <= set(shown)


# the page


def test_a_restricted_page_says_so_first_and_in_its_title_and_on_every_sheet(page: str) -> None:
    body = page.partition("<body>")[2]

    check_page(page)
    assert "<title>Restricted: " in page
    assert body.index(BANNER) < body.index("<main")
    assert f'@top-center {{ content: "{BANNER}"' in page
    assert "small groups are not hidden on this page" in body.partition("<footer>")[2]
    assert "are not shown" not in page


def test_nobody_is_named_on_the_page(page: str, sample_run: Workspace) -> None:
    known = pd.read_parquet(sample_run.keep / "identities.parquet")
    texts = {str(text) for name in ("person", "name", "email") for text in known[name].dropna() if str(text)}

    assert len(texts) > 500
    assert [text for text in texts if text in page] == []
    assert "@" not in page.partition("<body>")[2]


def test_a_page_about_nothing_says_so(tmp_path: Path) -> None:
    html = page_of(make_quality(empty_table("quarantine")), tmp_path)

    check_page(html)
    for sentence in ("No record was read", "Nothing was set aside", "Nobody answered"):
        assert sentence in html


def make_quality(quarantine: pd.DataFrame) -> Quality:
    """A semester of which nothing is known but what was set aside."""
    return Quality(
        semester=FALL,
        district="Test District",
        accent="#1f5f8b",
        rubric=RUBRIC,
        accounting=empty_table("accounting"),
        quarantine=make_table("quarantine", quarantine),
        people=pd.DataFrame({name: pd.Series(dtype="int64") for name in ("on_roster", "answered", "beside")}).assign(
            school=pd.Series(dtype="str"), role=pd.Series(dtype="str")
        ),
        schools=empty_table("schools"),
        minimum_group=5,
        facts={},
    )
