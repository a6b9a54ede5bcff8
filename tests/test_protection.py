"""All that is printed tells on nobody, earlier releases included; what would is told in less detail, or waits."""

import json
from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics.attack import Failure, find_failures
from portrait_analytics.disclosure import Cell, Comparison, Detail, Draft, Policy, draft_release
from portrait_analytics.disclosure.once import OF_A_PAIR, OF_A_SEMESTER
from portrait_analytics.errors import DisclosureError
from portrait_analytics.guard import WAITING, Guarded, count_new_answers
from portrait_analytics.ledger import Entry, check_known, find_last, find_releases, find_unknown, record, withdraw
from portrait_analytics.protection import choose_steps, protect
from portrait_analytics.rubric import load_framework
from portrait_analytics.tables import make_table
from portrait_analytics.workspace import Workspace
from tests.build import grid
from tests.districts import FALL, make_district
from tests.drafts import MINIMUM, SPRING, District


@pytest.fixture(scope="module")
def district(small_run: Workspace) -> District:
    return District(small_run)


@pytest.fixture(scope="module")
def released(district: District) -> Guarded:
    return district.guard(district.draft(), [])


@pytest.fixture(scope="module")
def failures(district: District) -> list[Failure]:
    """What would be found if every count of a shown group were told."""
    return district.failures(district.draft().printed({}))


def as_entry(guarded: Guarded) -> Entry:
    return Entry(FALL, SPRING, guarded.published, guarded.headcounts, guarded.details)


def test_the_attacker_finds_nothing_in_what_may_be_put_in_place(district: District, released: Guarded) -> None:
    assert district.failures(released.published) == []


def test_a_run_keeps_what_it_put_in_place_in_the_ledger(small_run: Workspace, released: Guarded) -> None:
    (entry,) = find_releases(small_run, FALL, SPRING)

    without = [
        *OF_A_SEMESTER,
        *OF_A_PAIR,
        "response",
    ]  # the draft of these tests knows no rosters, nor what is told once
    growth = entry.published[~entry.published["figure"].isin(without)]
    told, drafted = (
        table.drop(columns="release").astype("str").reset_index(drop=True) for table in (growth, released.published)
    )
    pd.testing.assert_frame_equal(told, drafted)
    assert entry.details == dict(released.details)
    assert find_unknown(small_run) == []
    manifest = json.loads((small_run.reports / FALL / "manifest.json").read_text())
    assert manifest["release"] == entry.release


def test_nobody_but_the_owner_can_read_the_ledger(small_run: Workspace) -> None:
    kept = [path for path in small_run.keep.rglob("*") if path.name != "README.md"]

    assert {path.stat().st_mode & 0o777 for path in kept if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in kept if path.is_file()} == {0o600}


def test_no_key_of_a_person_is_in_the_ledger(small_run: Workspace) -> None:
    keys = [key.encode() for key in small_run.load_table("people")["person"].unique()]

    for path in (small_run.keep / "releases").rglob("*.*"):
        text = path.read_bytes()
        assert not any(key in text for key in keys)


def test_the_same_numbers_are_the_same_release(district: District, released: Guarded) -> None:
    again = district.guard(district.draft(), [as_entry(released)])

    assert again.published.equals(released.published)
    assert again.words == "the same numbers as in the last release"


@pytest.mark.parametrize("late", range(1, MINIMUM))
def test_a_few_late_answers_wait_and_the_printed_numbers_stay(district: District, late: int) -> None:
    first = district.draft(district.answered()[:late])
    before = Entry(FALL, SPRING, first.printed({}), district.heads, {})

    after = district.guard(district.draft(), [before])

    assert after.published.equals(before.published)
    assert after.facts[WAITING].startswith(f"{late} answer")
    assert "--never-passed-on" in after.words


def test_how_many_came_in_is_counted_where_it_is_most(district: District) -> None:
    first, second = district.draft(district.answered()[:7]).printed({}), district.draft().printed({})

    assert count_new_answers(first, second) == (0, 7)
    assert count_new_answers(second, first) == (-7, 0)
    assert count_new_answers(second, second) == (0, 0)


def test_where_answers_were_lost_the_last_release_stays(district: District, released: Guarded) -> None:
    fewer = district.draft(district.answered()[:20])

    kept = district.guard(fewer, [as_entry(released)])

    assert kept.published.equals(released.published)
    assert "fewer answers" in kept.facts[WAITING]


def test_an_answer_that_was_changed_contradicts_the_last_release_which_stays(
    district: District, released: Guarded
) -> None:
    changed = district.draft()
    whole = next(figure for figure in changed.figures if figure.name == "district_growth")
    whole.counts.loc[whole.counts.index[0], ["up", "same"]] += [1, -1]

    kept = district.guard(changed, [as_entry(released)])

    assert kept.published.equals(released.published)
    assert "changed" in kept.facts[WAITING]


# one attribute of the people of two schools, all of whom rated it twice
TWO_SCHOOLS = """
    school | role      | people | move
    0001   | Principal | 1      | 1
    0001   | Lead      | 4      | 0
    0001   | Lead      | 5      | 1
    0002   | Principal | 1      | -1
    0002   | Lead      | 6      | 1
"""


def test_a_count_that_a_total_gives_away_is_told_in_bands() -> None:
    rows = grid(TWO_SCHOOLS).astype({"people": int, "move": int})
    draft, heads = draft_of(rows)
    printed = draft.printed({})
    before = find_failures(
        [printed], heads, cluster_of={"0001": "N", "0002": "S"}, rubric=draft.rubric, minimum_group=MINIMUM
    )

    protected = protect(draft, heads, cluster_of={"0001": "N", "0002": "S"}, minimum_group=MINIMUM)

    assert before  # down: at most 2 of 7, and 1 in all, so 0 to 1 in the other school
    assert protected.failures == []
    assert protected.details
    less = protected.published["shown"] != printed["shown"]
    assert set(protected.published.loc[less, "status"]) <= {"coded", "hidden"}


def draft_of(rows: pd.DataFrame) -> tuple[Draft, pd.DataFrame]:
    """A release of one attribute, and who is there, from people who all rated it twice and stayed where they are."""
    placed = pd.DataFrame(
        {f"{column}_{end}": rows[column] for column, end in product(("school", "role"), ("from", "to"))}
    )
    shared = {"semester_from": SPRING, "semester_to": FALL}
    cube = placed.assign(
        **shared,
        about="self",
        rated_by="self",
        attribute="authentic",
        state_from="rated",
        state_to="rated",
        proficient_from=rows["move"] < 0,
        proficient_to=rows["move"] > 0,
        move=rows["move"],
        people=rows["people"],
    )
    draft = draft_release(
        make_table("transitions", cube),
        schools=pd.DataFrame({"school": ["0001", "0002"], "cluster": ["N", "S"]}),
        policy=Policy(MINIMUM, {"Principal": "school", "Lead": "teacher"}),
        comparison=Comparison(FALL, SPRING),
        rubric=load_framework().current,
    )
    heads = placed.assign(people=rows["people"], **shared)
    cells = [column for column in heads if column != "people"]
    return draft, heads.groupby(cells, as_index=False)["people"].sum()


def test_the_cheapest_cells_that_meet_every_failure_are_chosen(failures: list[Failure]) -> None:
    assert failures

    steps = choose_steps(failures, {})

    for failure in failures:
        assert any(fact.cell in steps for fact in failure.evidence)
    assert all(cell.figure != "district_growth" for cell in steps)
    assert choose_steps(failures, {}) == steps


def test_what_is_already_told_in_less_is_told_in_less_again_until_nothing_is_told(failures: list[Failure]) -> None:
    silent = {fact.cell: Detail.NOTHING for failure in failures for fact in failure.evidence}

    assert choose_steps(failures, silent) == {}


def test_a_release_that_cannot_be_made_safe_is_refused_with_what_to_do(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portrait_analytics.protection.choose_steps", lambda failures, details, latest: {})

    with pytest.raises(DisclosureError, match="larger clusters") as raised:
        district.guard(district.draft(), [])

    assert raised.value.exit_code == 4
    assert "Told by" in str(raised.value)


def test_reports_that_the_ledger_does_not_know_stop_the_run(tmp_path: Path) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": "Email,Building Trust\nq@example.org,Advanced\n"})
    page = workspace.reports / FALL / "growth.html"
    page.parent.mkdir(parents=True)
    page.write_text("<p>old</p>")

    with pytest.raises(DisclosureError, match=f"reports/{FALL} .* Restore data/keep"):
        check_known(workspace)


def test_a_withdrawn_release_is_known_and_counts_for_nothing(tmp_path: Path, released: Guarded) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": "Email,Building Trust\nq@example.org,Advanced\n"})
    entry = as_entry(released)
    record(workspace, entry)
    record(workspace, entry)  # the same again is no other release
    manifest = workspace.reports / FALL / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(json.dumps({"release": entry.release}))
    manifest.with_name("growth.html").write_text("<p>old</p>")

    assert len(find_releases(workspace, FALL, SPRING)) == 1
    assert withdraw(workspace, FALL) == 1
    assert find_releases(workspace, FALL, SPRING) == []
    assert find_unknown(workspace) == []
    assert withdraw(workspace, FALL) == 0
    last = find_last(workspace, FALL, SPRING)  # to say what changed since
    assert last is not None
    assert (last.release, last.withdrawn) == (entry.release, True)


def test_a_record_that_was_cut_short_counts_for_nothing(tmp_path: Path, released: Guarded) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": "Email,Building Trust\nq@example.org,Advanced\n"})
    record(workspace, as_entry(released))
    folder = next((workspace.keep / "releases").iterdir())
    (folder / "release.json").unlink()

    assert find_releases(workspace, FALL, SPRING) == []
    record(workspace, as_entry(released))
    assert [entry.number for entry in find_releases(workspace, FALL, SPRING)] == [2]


def test_details_survive_the_ledger(tmp_path: Path, released: Guarded) -> None:
    workspace = make_district(tmp_path, {f"{FALL}/a.csv": "Email,Building Trust\nq@example.org,Advanced\n"})
    cell = Cell("growth_by_role", "role", "", "", "Principal", "authentic", "to")

    record(workspace, replace(as_entry(released), details={cell: Detail.BANDS}))

    assert find_releases(workspace, FALL, SPRING)[0].details == {cell: Detail.BANDS}
