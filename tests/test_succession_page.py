"""The page on succession: what it says of whom, that it tells on nobody, and that names need to be asked for."""

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from portrait_analytics import assembly, figures, pipeline, releasing
from portrait_analytics.assembly import make_reports
from portrait_analytics.disclosure import Comparison, Draft
from portrait_analytics.disclosure.bench import BEFORE, ITEMS, code_parts, print_bench
from portrait_analytics.disclosure.cells import CODED
from portrait_analytics.disclosure.once import OF_A_SEMESTER, keep_told, repeat_bench
from portrait_analytics.disclosure.plan import PlannedFigure
from portrait_analytics.district import load_district
from portrait_analytics.errors import ConfigError, InputError
from portrait_analytics.fanout import Making
from portrait_analytics.figures import Figure
from portrait_analytics.figures.coverage import read_held, say_thinnest
from portrait_analytics.figures.openings import read_openings, say_openings
from portrait_analytics.figures.printed import read_sheet
from portrait_analytics.ledger import Entry, find_latest, record, withdraw
from portrait_analytics.manifest import Asked
from portrait_analytics.named import load_named
from portrait_analytics.named.supposing import suppose
from portrait_analytics.outcome import Outcome
from portrait_analytics.outlooks import read_outlook, write_outlook
from portrait_analytics.pages import Page, plan_pages
from portrait_analytics.progress import Silent
from portrait_analytics.release import Outlook, Release
from portrait_analytics.reports import check_page, make_page
from portrait_analytics.rubric import load_framework
from portrait_analytics.succession import count_nearest, tell_outlook
from portrait_analytics.succession.outlook import Staff, list_posts
from portrait_analytics.tables import empty_table, make_table
from portrait_analytics.tellings import add_tellings
from portrait_analytics.wording import count_of
from portrait_analytics.workspace import Workspace
from tests.build import grid, make_release
from tests.districts import FALL, clean, make_district
from tests.pages import HOSTILE, read_page
from tests.test_reports import axe_faults, in_every_light
from tests.unpacking import content_of

Draw = Callable[[Release], Figure]
MINIMUM = 5
NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "succession.ipynb"
ROLES = ["Principal", "Coach", "Teacher Leader"]
READY = """
    role           | now | within two years | later | unknown
    Principal      | 1   | 6                | 13    | 0
    Coach          | 4   | 5                | 9     | 3
    Teacher Leader | 9   | 3                | 1     | 20
"""
PEOPLE_PER_CLUSTER = 12
ABOUT_PEOPLE = {"succession", "succession_named", "data_quality"}
LACKING = {"Building Trust", "Igniting Vision"}


# the gate


def ready(text: str = READY) -> pd.DataFrame:
    return grid(text).set_index("role").astype(int)


def by_role(*groups: str, hidden: Collection[str] = ()) -> PlannedFigure:
    places = {group: {"role": group, "grain_note": ""} for group in groups}
    return PlannedFigure("growth_by_role", "role", pd.DataFrame(), places, set(hidden))


def printed_of(counts: pd.DataFrame, figure: PlannedFigure, role: str) -> list[str]:
    return [str(row["shown"]) for row in print_bench(counts, figure, MINIMUM) if row["role"] == role]


def test_the_largest_count_is_told_no_more_exactly_than_what_the_others_leave() -> None:
    told = printed_of(ready(), by_role(*ROLES), "Principal")

    # of 20: 1 and 0 are both "at most 2", so 13 may be 20 - 6 - 2 - 2 to 20 - 6
    assert told == ["at most 2 of 20", "6 of 20", "10 to 14 of 20", "at most 2 of 20"]


def test_counts_from_three_on_are_told_where_nothing_is_small() -> None:
    assert printed_of(ready(), by_role(*ROLES), "Coach") == ["4 of 21", "5 of 21", "9 of 21", "3 of 21"]


def test_a_group_that_growth_hides_is_hidden_here_too() -> None:
    told = printed_of(ready(), by_role(*ROLES, hidden={"Coach"}), "Coach")

    assert told == ["hidden"] * 4


def test_roles_that_are_put_together_are_counted_together() -> None:
    told = printed_of(ready(), by_role("Principal + Coach", "Teacher Leader"), "Principal + Coach")

    assert told == [f"{number} of 41" for number in (1 + 4, 6 + 5, 13 + 9, 0 + 3)]


def test_a_group_under_the_minimum_is_hidden_and_one_without_anybody_is_left_out() -> None:
    counts = ready("""
        role      | now | within two years | later | unknown
        Principal | 1   | 1                | 2     | 0
        Coach     | 0   | 0                | 0     | 0
    """)

    assert printed_of(counts, by_role("Principal", "Coach"), "Principal") == ["hidden"] * 4
    assert printed_of(counts, by_role("Principal", "Coach"), "Coach") == []


def all_benches(people: int) -> Iterator[tuple[int, ...]]:
    yield from (counts for counts in product(range(people + 1), repeat=4) if sum(counts) == people)


@pytest.mark.parametrize("people", [5, 7, 10])
def test_no_printed_bench_says_that_just_nobody_or_just_everybody_is_in_a_count(people: int) -> None:
    """Every bench of so many people, by what is printed of it: what each count can be, given all four texts."""
    meanings: dict[tuple[str, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in all_benches(people):
        frame = pd.DataFrame([counts], index=["Coach"], columns=["now", "within two years", "later", "unknown"])
        meanings[tuple(printed_of(frame, by_role("Coach"), "Coach"))].append(counts)

    for texts, possible in meanings.items():
        for place in range(len(ITEMS)):
            could = {counts[place] for counts in possible}
            if texts[place].startswith(f"at most {CODED} "):
                assert could == set(range(CODED + 1)), (texts, ITEMS[place])
            if min(could) <= CODED or max(could) >= people - CODED:
                assert len(could) > CODED, (texts, ITEMS[place])


def test_the_parts_of_a_bench_always_allow_what_is_the_case() -> None:
    for counts in all_benches(9):
        assert all(low <= count <= high for count, (low, high) in zip(counts, code_parts(counts), strict=True))


def test_a_bench_that_was_told_is_told_again_to_the_letter(district: Workspace) -> None:
    draft = draft_of(district)

    first = draft.printed({})
    again = replace(draft, once=keep_told(draft.once, first, OF_A_SEMESTER)).printed({})

    assert (first["figure"] == "bench").sum() == len(benches(draft)) > 0
    pd.testing.assert_frame_equal(again, first)


def told_of(workspace: Workspace, draft: Draft) -> Draft:
    return add_tellings(workspace, draft, releasing.policy_of(workspace))


def test_ratings_that_come_in_later_do_not_change_a_bench_that_was_told(district: Workspace) -> None:
    draft = draft_of(district)
    told = replace(draft, once=[{**row, "shown": "told before"} for row in draft.once]).printed({})
    assert find_latest(district, FALL) is None
    assert benches(told_of(district, draft)) == benches(draft)

    record(district, Entry(FALL, None, told, pd.DataFrame({"people": [1]}), {}))

    assert {row["shown"] for row in benches(told_of(district, draft))} == {"told before"}
    withdraw(district, FALL)
    assert benches(told_of(district, draft)) == benches(draft)


def test_everybody_counts_once_for_the_nearest_role_and_what_hangs_on_no_rating_is_unknown() -> None:
    readiness = grid("""
        person | role      | role_now | readiness
        a      | Principal | Coach    | later
        a      | Director  | Coach    | now
        b      | Principal | Coach    | within two years
        b      | Director  | Coach    | unknown
        c      | Principal | Coach    | later
        c      | Director  | Coach    | within two years
        d      | Principal | Coach    | unknown
        e      | Coach     | Director | later
    """)

    counted = count_nearest(readiness, pd.DataFrame({"person": ["a", "b", "c", "e"]}))

    assert counted.loc["Coach"].tolist() == [1, 1, 0, 1]  # now, within two years, later, unknown; d was never rated
    assert counted.loc["Director"].tolist() == [0, 0, 1, 0]


# what is public of the posts


STAFF = """
    semester  | person | school | role_roster    | on_roster
    2026-fall | a      | 0001   | Principal      | yes
    2026-fall | b      | 0001   | Coach          | yes
    2026-fall | c      | 0001   | Coach          | yes
    2026-fall | d      | 0002   | Coach          | yes
    2026-fall | e      |        | Teacher Leader | yes
    2026-fall | f      | 0002   | Principal      | no
"""


def staff(posts: pd.DataFrame | None = None, text: str = STAFF) -> Staff:
    people = grid(text)
    people = people.assign(on_roster=people["on_roster"] == "yes", role="Teacher Leader", identified=True)
    schools = grid("""
        semester  | school | name  | slug  | cluster | level
        2026-fall | 0001   | Alder | alder | North   |
        2026-fall | 0002   | Birch | birch | South   |
    """)
    empty = empty_table("vacancies")
    return Staff(people, schools, empty_table("posts") if posts is None else posts, empty)


def outlook_of(folder: Path, given: Staff) -> Outlook:
    make_district(folder, {})
    district = load_district(folder / "district.toml")
    return tell_outlook(given, district, load_framework().current, semester=FALL)


def test_without_a_list_posts_are_the_people_of_the_roster_in_the_role_that_it_gives_them(tmp_path: Path) -> None:
    outlook = outlook_of(tmp_path, staff())

    assert outlook.posts_from == "roster"
    assert dict(zip(outlook.roles["role"], outlook.roles["posts"], strict=True)) == {
        "Principal": 1,
        "Coach": 3,
        "Teacher Leader": 1,
    }
    # published: principals 20%, coaches and teacher leaders 16%
    assert outlook.whole["expected"].iloc[0] == pytest.approx(0.20 + 4 * 0.16)
    assert outlook.departures_from == ""


def test_a_listed_post_that_is_vacant_is_sure_to_be_open(tmp_path: Path) -> None:
    posts = make_table(
        "posts",
        pd.DataFrame(
            {"post": ["1", "2"], "school": ["0001", "0002"], "role": ["Coach", "Coach"], "vacant": [True, False]}
        ),
    )

    outlook = outlook_of(tmp_path, staff(posts))

    assert outlook.posts_from == "posts.csv"
    assert outlook.roles[["role", "posts", "vacant"]].to_numpy().tolist() == [["Coach", 2, 1]]
    assert outlook.roles["expected"].iloc[0] == pytest.approx(1 + 0.16)


def test_clusters_with_fewer_posts_than_the_minimum_are_left_out(tmp_path: Path) -> None:
    six = "".join(f"    2026-fall | p{number} | 0001 | Coach | yes\n" for number in range(6))

    outlook = outlook_of(tmp_path, staff(text=STAFF + six))

    assert outlook.clusters[["cluster", "posts"]].to_numpy().tolist() == [["North", 3 + 6]]


def test_posts_know_their_holder_so_that_a_departure_can_be_supposed() -> None:
    assert list_posts(staff(), FALL)["holder"].tolist() == ["a", "b", "c", "d", "e"]


def test_an_outlook_is_kept_as_text_and_comes_back_the_same(tmp_path: Path) -> None:
    outlook = outlook_of(tmp_path, staff())

    back = read_outlook(write_outlook(outlook))

    assert write_outlook(back) == write_outlook(outlook)
    pd.testing.assert_frame_equal(back.rates, outlook.rates)
    assert back.steps == outlook.steps


def test_an_outlook_of_an_earlier_version_is_to_be_made_anew(tmp_path: Path) -> None:
    plain = json.loads(write_outlook(outlook_of(tmp_path, staff())))
    del plain["mix"]

    with pytest.raises(InputError, match="made by an earlier version"):
        read_outlook(json.dumps(plain))


# what the page says


def answers() -> str:
    """Two clusters of twelve: in South two hold trust and nobody vision, and everything else is held by all."""
    lines = ["Email Address,Building Trust,Engaging Voices,Igniting Vision,Guiding Change"]
    for number in range(2 * PEOPLE_PER_CLUSTER):
        north = number < PEOPLE_PER_CLUSTER
        trust = "Proficient" if north or number >= 2 * PEOPLE_PER_CLUSTER - 2 else "Developing"
        vision = "Advanced" if north else "Establishing"
        lines.append(f"p{number}@example.org,{trust},Proficient,{vision},Advanced")
    return "\n".join(lines)


def roster() -> str:
    rows = ["    staff_id | name | email | other_emails | school | role | consent_succession"]
    for number in range(2 * PEOPLE_PER_CLUSTER):
        school, role = "0001" if number < PEOPLE_PER_CLUSTER else "0002", ("Coach", "Teacher Leader")[number % 2]
        consent = "yes" if number % 3 == 0 else "no"
        who = f"{number} | Synthetic Person {number:03} | p{number}@example.org"
        rows.append(f"    {who} |  | {school} | {role} | {consent}")
    return "\n".join(rows)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The drawn district, cleaned, with its release; for reading only."""
    folder = tmp_path_factory.mktemp("drawn")
    workspace = make_district(folder, {f"{FALL}/answers.csv": answers()}, roster=roster())
    assert clean(workspace).faults == []
    release_of(workspace)
    return workspace


@pytest.fixture(scope="module")
def release(drawn: Workspace) -> Release:
    """What may leave of it."""
    return drawn.load_release(FALL)


@pytest.fixture
def district(drawn: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it, to be changed."""
    shutil.copytree(drawn.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy")


def draft_of(workspace: Workspace) -> Draft:
    return releasing.draft_semester(workspace, Comparison(FALL, None))


def benches(draft: Draft) -> list[Mapping[str, object]]:
    return [row for row in draft.once if row["figure"] == "bench"]


def release_of(workspace: Workspace) -> None:
    workspace.save_release(draft_of(workspace).printed({}), {}, releasing.look_ahead(workspace, FALL))


def test_a_cluster_that_lacks_holders_is_named_with_exactly_what_it_lacks(release: Release) -> None:
    sheet = read_sheet(release, "growth_by_competency", by="competency")
    held = read_held(release, sheet)

    title, takeaway = say_thinnest(release, sheet, held)

    named = {part.name for part in release.rubric.competencies if part.name in takeaway.striptags()}
    assert title.striptags() == "South: at most two people hold each of two of four competencies"
    assert named == LACKING
    assert "North" not in takeaway
    # the foundational one stands first
    assert takeaway.striptags() == "South: Igniting Vision (foundational) and Building Trust."


def test_the_map_says_in_each_cell_how_many_hold_it_and_what_that_means(release: Release) -> None:
    table = figures.coverage_by_cluster(release).table.droplevel(0)

    assert table.loc["Building Trust", "South"] == "at most 2 of 12 at most two"
    assert table.loc["Building Trust", "North"] == "at least 10 of 12 covered"
    assert table.loc["Building Trust", "All leaders"] == "14 of 24 covered"
    assert table.loc["Modeling Commitments", "South"] == "not asked"


def test_what_the_form_did_not_ask_is_no_gap(release: Release) -> None:
    held = read_held(release, read_sheet(release, "growth_by_competency", by="competency"))

    asked = {cell.competency.name for cell in held if cell.state}

    assert asked == LACKING | {"Engaging Voices", "Guiding Change"}


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("4", "South: fewer than five people hold each of one of five competencies"),
        ("5", "Every competency shown is held by five or more people, or by nearly all, in every cluster shown"),
    ],
)
def test_thin_is_fewer_than_five(after: str, said: str) -> None:
    release = make_release(
        competencies=f"""
        cluster | pairs | human-centered | transformational | authentic | collaborative | advocate
                | 60    | 20/10 30>36    | 24/8 22>33       | 17/15 31>32 | 18/9 28>33  | 9/14 34>31
        South   | 20    | 7/3 10>{after} | 8/2 7>11         | 6/5 10>11 | 6/3 9>11      | 3/5 11>10
        """
    )
    sheet = read_sheet(release, "growth_by_competency", by="competency")

    title, _ = say_thinnest(release, sheet, read_held(release, sheet))

    assert title.striptags() == said


def release_with(bench: pd.DataFrame, roles: pd.DataFrame, folder: Path, *hidden: str) -> Release:
    """A release of that bench, and of so many posts in each role as openings lie between."""
    release = make_release()
    rows = pd.DataFrame(print_bench(bench, by_role(*bench.index, hidden=set(hidden)), MINIMUM))
    shared = {"release": "r1", "semester": FALL, "baseline": "2025-fall", "about": "self"}
    published = pd.concat([release.published, rows.assign(**shared)], ignore_index=True)
    outlook = outlook_of(folder, staff())
    return replace(release, published=make_table("published", published), outlook=replace(outlook, roles=roles))


def openings(text: str) -> pd.DataFrame:
    numbers = ["posts", "vacant", "expected", "low", "median", "high"]
    return grid(text).astype(dict.fromkeys(numbers, "float")).assign(until=0.0)


OPENINGS = """
    role           | posts | vacant | expected | low | median | high
    Principal      | 12    | 0      | 3        | 0   | 3      | 13
    Coach          | 20    | 0      | 20       | 14  | 20     | 25
    Teacher Leader | 20    | 0      | 1        | 0   | 1      | 3
"""


def test_openings_stand_beside_the_least_that_are_known_to_be_ready(tmp_path: Path) -> None:
    release = release_with(ready(), openings(OPENINGS), tmp_path)
    rows = {row.role: row for row in read_openings(release, read_sheet(release, "bench"))}

    assert (rows["Principal"].now.low, rows["Principal"].now.high) == (4 + 9, 4 + 9)
    assert (rows["Coach"].now.low, rows["Coach"].now.high) == (0 + 9, 2 + 9)
    assert {role: row.verdict for role, row in rows.items()} == {
        "Principal": "enough, even in a year with many openings",
        "Coach": "too few",
        "Teacher Leader": "enough, even in a year with many openings",
    }
    title, takeaway = say_openings(release, read_sheet(release, "bench"))
    assert title.striptags() == "For one of three roles those known to be ready now may be too few"
    assert takeaway.striptags() == "The largest gap: Coach, 20 openings expected and 9 to 11 of 53 ready now."


def test_what_is_hidden_is_not_taken_for_nobody(tmp_path: Path) -> None:
    release = release_with(ready(), openings(OPENINGS), tmp_path, "Principal")
    rows = {row.role: row for row in read_openings(release, read_sheet(release, "bench"))}

    assert rows["Coach"].verdict == "may be too few"
    assert "Groups that are hidden are not counted." in figures.bench_by_role(release).takeaway


def test_the_bench_adds_up_what_its_rows_allow(tmp_path: Path) -> None:
    figure = figures.bench_by_role(release_with(ready(), openings(OPENINGS), tmp_path))

    # principals 0 to 2, coaches 4, teacher leaders 9; of 20 + 21 + 33 people
    assert figure.title == "13 to 15 of 74 leaders shown are ready now for another role"
    # principals 6, coaches 5, teacher leaders 3
    assert figure.takeaway.startswith("14 ")


def test_the_first_screen_repeats_the_titles_of_the_figures(tmp_path: Path) -> None:
    release = release_with(ready(), openings(OPENINGS), tmp_path)

    says = figures.succession_header(release).table["says"].tolist()

    drawn = [figures.vacancies_by_role, figures.coverage_by_cluster, figures.bench_by_role]
    assert says == [draw(release).title for draw in drawn]


def test_without_posts_and_roster_the_page_says_what_is_missing() -> None:
    release = replace(make_release(), published=empty_table("published"))

    assert figures.vacancies_by_role(release).takeaway == (
        "There is no roster of fall 2026, and no list of posts. Put one of them into data/raw."
    )
    assert figures.coverage_by_cluster(release).title == "What is covered cannot be shown"
    assert figures.bench_by_role(release).title == "How many are ready for another role cannot be shown"
    assert figures.openings_by_role(release).title == "Openings and people cannot be laid side by side"


# then and now


def test_two_tellings_of_the_bench_stand_side_by_side_word_for_word(tmp_path: Path) -> None:
    release = release_with(ready(), openings(OPENINGS), tmp_path)
    before = ready("""
        role      | now | within two years | later | unknown
        Principal | 3   | 6                | 11    | 4
        Coach     | 1   | 5                | 12    | 3
    """)
    earlier = release_with(before, openings(OPENINGS), tmp_path).published
    rows = pd.DataFrame(repeat_bench(earlier)).assign(release="r1", semester=FALL, baseline="2025-fall", about="self")
    published = make_table("published", pd.concat([release.published, rows], ignore_index=True))

    figure = figures.bench_over_time(replace(release, published=published))

    # principals 3, coaches 0 to 2, of 24 + 21; then as in `test_the_bench_adds_up_what_its_rows_allow`
    assert figure.title == "Ready now for another role: 13 to 15 of 74 leaders shown, and 3 to 5 of 45 in fall 2025"
    assert (
        figure.table.set_index("In the role of").loc["Coach"].tolist()
        == ["at most 2 of 21", "4 of 21"] + ["5 of 21"] * 2
    )
    assert figure.table.set_index("In the role of").loc["Teacher Leader", "Ready now, fall 2025"] == "not told so"
    printed = set(published.loc[published["figure"].isin(["bench", "bench_before"]), "shown"])
    assert set(figure.table.iloc[:, 1:].to_numpy().ravel()) <= printed | {"not told so"}


def test_without_an_earlier_telling_the_page_says_so(release: Release) -> None:
    assert figures.bench_over_time(make_release()).takeaway.startswith("No page of fall 2025 told how near people were")
    assert figures.bench_over_time(release).takeaway == "There is nothing earlier to compare with."


def test_the_bench_of_the_baseline_comes_from_the_ledger_and_only_if_it_was_passed_on(district: Workspace) -> None:
    draft = replace(draft_of(district), comparison=Comparison(FALL, "2025-fall"))
    printed = replace(draft, comparison=Comparison("2025-fall", None)).printed({})
    assert [row for row in told_of(district, draft).once if row["figure"] == BEFORE] == []

    record(district, Entry("2025-fall", None, printed, pd.DataFrame({"people": [1]}), {}))
    told = [row for row in told_of(district, draft).once if row["figure"] == BEFORE]

    assert [(row["item"], row["shown"]) for row in told] == [(row["item"], row["shown"]) for row in benches(draft)]
    withdraw(district, "2025-fall")
    assert [row for row in told_of(district, draft).once if row["figure"] == BEFORE] == []


# what if, and charts


def test_supposed_rates_change_what_may_open_and_nothing_else(release: Release) -> None:
    half, same = (figures.vacancies_by_role(release, times).table for times in (0.5, 1.0))

    pd.testing.assert_frame_equal(same, figures.vacancies_by_role(release).table)
    expected = "Expected to open"
    # coaches and teacher leaders leave at 16% a year, twelve posts each
    assert same[expected].tolist() == [f"{posts * 0.16:.1f}" for posts in (12, 12, 12, 12)]
    assert half[expected].tolist() == [f"{posts * 0.08:.1f}" for posts in (12, 12, 12, 12)]
    header = figures.succession_header(release, 0.5)
    assert "Supposed: posts fall vacant 0.5 times as often as expected." in header.html
    assert "Supposed" not in figures.succession_header(release).html


def test_of_a_years_openings_in_fall_one_in_ten_is_expected_before_spring(release: Release) -> None:
    table = figures.vacancies_by_role(release).table

    # nine in ten leave in summer: an assumption that district.toml can change
    assert table["Of these before spring 2027"].tolist() == [f"{posts * 0.016:.1f}" for posts in (12, 12, 12, 12)]


def test_a_supposed_rate_out_of_range_is_said_as_such(release: Release) -> None:
    with pytest.raises(InputError, match="departure_rates: found -1; a number from 0 to 10 was expected"):
        figures.openings_by_role(release, -1)


CHARTS = [
    figures.vacancies_by_role,
    figures.bench_by_role,
    figures.openings_by_role,
    figures.coverage_by_cluster,
    figures.steam_by_cluster,
]


@pytest.mark.parametrize("draw", CHARTS, ids=lambda draw: draw.__name__)
def test_a_chart_holds_the_rows_of_its_table_and_describes_itself(draw: Draw, tmp_path: Path) -> None:
    figure = draw(release_with(ready(), openings(OPENINGS), tmp_path))
    spec = figure.chart.to_dict()

    assert spec["description"] == figure.alt
    rows = next(iter(spec["datasets"].values()))
    names = {row.get("role") or row.get("name") or row.get("group") for row in rows}
    drawn = set(figure.table.index.get_level_values(-1)) | set(figure.table.iloc[:, 0])
    assert names <= {str(name) for name in drawn}
    assert json.loads(draw(replace(make_release(), published=empty_table("published"))).chart.to_json())["title"]


def test_the_openings_chart_says_with_its_slider_at_one_what_the_table_says(release: Release) -> None:
    chart = figures.openings_by_role(release).chart
    spec = chart.to_dict()

    slider = spec["params"][0]
    assert (slider["value"], slider["bind"]["input"]) == (1, "range")
    rows = next(iter(spec["datasets"].values()))
    expected = [row["vacant"] + (row["posts"] - row["vacant"]) * row["annual"] for row in rows]
    assert expected == pytest.approx(release.outlook.roles["expected"].tolist())


def page_of(release: Release, folder: Path) -> str:
    """The page, its figures drawn here instead of in a kernel."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source.startswith("figures."):
            figure = eval(cell.source, {"figures": figures, "release": release, "departure_rates": 1.0})
            data = figure._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    nbformat.write(notebook, folder / "executed.ipynb")
    return make_page(folder / "executed.ipynb", release, name="succession")


@pytest.mark.parametrize(
    "release",
    [make_release(), make_release(baseline=None), replace(make_release(), published=empty_table("published"))],
    ids=["without an outlook", "first semester", "nothing published"],
)
def test_every_kind_of_release_makes_a_page_that_is_fit_to_be_passed_on(release: Release, tmp_path: Path) -> None:
    check_page(page_of(release, tmp_path))


def test_hostile_names_reach_the_reader_as_they_are(release: Release, tmp_path: Path) -> None:
    published = release.published.assign(
        cluster=release.published["cluster"].astype("str").replace("South", HOSTILE[0]).astype("category")
    )

    page = read_page(page_of(replace(release, published=published), tmp_path))

    assert page.tags["script"] == 0
    assert HOSTILE[0] in page.text


def test_every_number_on_the_map_is_a_number_of_published(release: Release, tmp_path: Path) -> None:
    quotes = read_page(page_of(release, tmp_path)).quotes

    assert len(quotes) > 12
    assert [(label, text) for label, text in quotes if text != release.published.loc[int(label), "shown"]] == []


@in_every_light
def test_axe_finds_nothing(browser: object, release: Release, options: dict[str, object], tmp_path: Path) -> None:
    assert axe_faults(browser, page_of(release, tmp_path), tmp_path, **options) == {}


# names


@pytest.fixture
def built(district: Workspace) -> Workspace:
    """The drawn district with what its pages are made from; the district accepts leaders' own word."""
    with (district.root / "district.toml").open("a", encoding="utf-8") as file:
        file.write("[succession]\nready_soon = 0.1\nready_now = 0.1\naccept_self_ratings = true\n")
        file.write('[[succession.required]]\nroles = ["Principal", "Coach", "Teacher Leader"]\n')
        file.write('critical = ["Guiding Change"]\n')
    shutil.copytree(NOTEBOOK.parent, district.root / "notebooks", ignore=shutil.ignore_patterns(".*"))
    return Workspace(district.root)


def files_that_name(workspace: Workspace) -> dict[str, set[str]]:
    """The numbers of the people whom each file outside the raw data and the kept identities names."""
    folders = [workspace.reports, workspace.processed]
    files = [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    found = {}
    for path in files:
        named = set(re.findall(r"Synthetic Person (\d+)", content_of(path).decode(errors="replace")))
        if named:
            found[path.relative_to(workspace.root).as_posix()] = named
    return found


def test_only_people_who_consented_are_named_and_nobody_unless_it_is_asked_for(
    built: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"reports/restricted/{FALL}/succession-named.html"
    consenting = {f"{number:03}" for number in range(2 * PEOPLE_PER_CLUSTER) if number % 3 == 0}

    def plan(release: Release, *, restricted: bool) -> list[Page]:
        """Without growth and schools, which take their time and know no names."""
        return [page for page in plan_pages(release, restricted=restricted) if page.notebook in ABOUT_PEOPLE]

    monkeypatch.setattr(assembly, "plan_pages", plan)
    assert make_reports(built, FALL, Silent(), making=Making(jobs=2), restricted=True).faults == []

    assert files_that_name(built) == {address: consenting}
    html = (built.root / address).read_text(encoding="utf-8")
    assert "Restricted: for the data team. Do not pass on." in html
    assert "succession-named" not in (built.reports / FALL / "index.html").read_text(encoding="utf-8")

    assert make_reports(built, FALL, Silent(), making=Making(jobs=2)).faults == []

    assert files_that_name(built) == {}
    assert (built.reports / FALL / "succession.html").is_file()


def test_of_a_notebook_with_names_that_fails_nothing_is_kept(built: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    path = built.notebooks / "succession_named.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source = "raise KeyError"  # after every figure that names
    nbformat.write(notebook, path)
    monkeypatch.setattr(
        assembly,
        "plan_pages",
        lambda release, restricted: [
            page for page in plan_pages(release, restricted=True) if page.notebook == path.stem
        ],
    )

    faults = make_reports(built, FALL, Silent(), making=Making(jobs=1), restricted=True).faults

    assert len(faults) == 1
    assert 'stopped under "How to read this page" (KeyError). No page was made. Nothing of it was kept' in str(*faults)
    assert files_that_name(built) == {}
    assert list(built.root.rglob("succession-named*")) == []


def test_pages_with_names_are_planned_only_where_they_are_asked_for(release: Release) -> None:
    assert [page.address for page in plan_pages(release) if page.named] == []
    assert [page.address for page in plan_pages(release, restricted=True) if page.named] == [
        "succession-named.html",
        "learning-named.html",
    ]


def test_the_command_passes_on_whether_names_are_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from portrait_analytics.cli import app

    make_district(tmp_path, {})
    wanted: list[bool] = []

    def run(*_: object, asked: Asked, **__: object) -> Outcome:
        wanted.append(asked.restricted)
        return Outcome({}, [])

    monkeypatch.setattr(pipeline, "run", run)
    for options in ([], ["--restricted"]):
        CliRunner().invoke(app, ["run", "--workspace", str(tmp_path), *options])

    assert wanted == [False, True]


def test_the_notebook_reads_no_name_until_it_is_told_to(built: Workspace) -> None:
    with pytest.raises(InputError, match="portrait run --restricted"):
        load_named(str(built.root))


def test_nobody_is_named_on_their_own_word_alone_unless_the_district_accepts_it(built: Workspace) -> None:
    settings = built.root / "district.toml"
    accepted = load_named(str(built.root), restricted=True)

    settings.write_text(
        settings.read_text(encoding="utf-8").replace("accept_self_ratings = true", ""), encoding="utf-8"
    )
    refused = load_named(str(built.root), restricted=True)

    assert len(accepted.successors) > 0
    assert refused.successors.empty
    assert "on their own word alone" in figures.named_successors(refused).takeaway


def test_a_supposed_departure_takes_the_person_off_the_list_and_opens_a_post(built: Workspace) -> None:
    named = partial(load_named, str(built.root), restricted=True)

    gone = named(departures="0, 3")

    assert set(named().successors["name"]) - set(gone.successors["name"]) == {
        "Synthetic Person 000",
        "Synthetic Person 003",
    }
    before, after = (picture.bench.set_index("role")["median"] for picture in (named(), gone))
    assert after.sum() > before.sum()
    assert gone.what_if == (f"{count_of(2, 'person')} of the roster would leave.",)


def test_supposed_rates_and_levels_are_those_that_are_computed_with(built: Workspace) -> None:
    named = partial(load_named, str(built.root), restricted=True)

    everybody = named(rates="Coach = 1.0").bench.set_index("role")
    asked = named(required="Coach: Guiding Change = Advanced; Coach: Engaging Voices = Advanced")

    assert everybody.loc["Coach", "median"] == everybody.loc["Coach", "posts"]
    assert any("Advanced" in sentence for sentence in asked.policy)
    assert asked.what_if == ("Other levels: Coach: Guiding Change = Advanced; Coach: Engaging Voices = Advanced.",)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"rates": "Coach"}, 'rates: found "Coach"; as in Principal = 0.25'),
        ({"rates": "Coach = often"}, 'rates: found "often" for Coach'),
        ({"rates": "Coach = 1.5"}, 'rates: found "1.5" for Coach'),
        ({"required": "Coach = Advanced"}, 'required: found "Coach"; as in Principal: Building Trust = Advanced'),
        ({"departures": "0, 977"}, "that no roster knows as a staff id"),
    ],
)
def test_a_what_if_that_cannot_be_read_is_said_as_such(built: Workspace, arguments: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        load_named(str(built.root), restricted=True, **arguments)  # type: ignore[arg-type]


def test_a_supposed_role_that_there_is_not_is_named_with_the_nearest(built: Workspace) -> None:
    with pytest.raises(ConfigError, match='no role "Coahc"'):
        load_named(str(built.root), restricted=True, rates="Coahc = 0.2")


def test_supposing_nothing_leaves_the_district_as_it_is(built: Workspace) -> None:
    supposed = suppose(built.district, "", "").succession

    assert supposed.rates == built.district.succession.rates
    assert {role for table in supposed.required for role in table.roles} == set(ROLES)
