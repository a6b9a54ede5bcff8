"""The pages on learning: told in fives and steps, from `published` alone; one's own page only with one's consent."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from markupsafe import escape

from portrait_analytics import assembly, figures
from portrait_analytics.assembly import make_reports
from portrait_analytics.disclosure.learning import FIGURES, print_learning, step_for
from portrait_analytics.disclosure.once import keep_choices, keep_told
from portrait_analytics.errors import InputError
from portrait_analytics.fanout import Making
from portrait_analytics.figures.figure import Figure
from portrait_analytics.figures.needs import rank_needs, read_needs
from portrait_analytics.known_words import OUTLOOKS, Known
from portrait_analytics.leader import Leader, draw_learning, load_leader, load_leaders, name_page
from portrait_analytics.leader_pages import make_leader_pages
from portrait_analytics.learning.picture import Picture
from portrait_analytics.learning_named import load_learning_named
from portrait_analytics.outlooks import read_offered, write_offered
from portrait_analytics.pages import Page
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.progress import Silent
from portrait_analytics.release import Release
from portrait_analytics.rubric import load_framework
from portrait_analytics.style import read_range
from portrait_analytics.tables import make_table
from portrait_analytics.workspace import Workspace
from tests.build import make_release

FALL, PAGE = "2026-fall", "professional-learning.html"
MINIMUM = 5


@pytest.fixture(scope="module")
def picture(small_run: Workspace) -> Picture:
    """The picture of a small synthetic district."""
    return draw_learning(small_run, FALL)


@pytest.fixture(scope="module")
def release(small_run: Workspace) -> Release:
    return small_run.load_release(FALL)


@pytest.fixture(scope="module")
def leaders(small_run: Workspace) -> list[Leader]:
    return load_leaders(small_run, FALL)


def drawn(release: Release) -> Sequence[Figure]:
    return [make(release) for make in OUTLOOKS[PAGE]]


def rows_of(picture: Picture) -> pd.DataFrame:
    return pd.DataFrame(list(print_learning(picture, MINIMUM)))


def test_no_cohort_is_told_exactly_or_under_the_minimum(picture: Picture) -> None:
    rows = rows_of(picture)
    told = rows[rows["measure"] == "cohort"].set_index("item")["shown"]

    assert picture.plan is not None
    people = picture.plan.cohorts.set_index("offering")["people"]
    seats = picture.offered.offerings.set_index("offering")["seats"]
    assert len(people) > 0
    assert set(told.index) == set(people.index)
    for offering, words in told.items():
        low, high = read_range(words, 10_000)
        assert low <= people[offering] <= high
        assert low >= MINIMUM
        # a cohort of the smallest size in the smallest room is what anybody could say of it
        assert high > low or seats[offering] == MINIMUM


def test_shares_are_told_in_steps_that_are_worth_the_minimum_of_leaders(picture: Picture) -> None:
    rows = rows_of(picture)
    shares = rows[rows["measure"].isin(["covered", "served"])]["value"]

    assert picture.plan is not None
    step = step_for(picture.plan.leaders, MINIMUM)
    assert step is not None
    assert step * picture.plan.leaders >= MINIMUM
    assert all(abs(share / step - round(share / step)) < 1e-9 for share in shares)


def test_of_few_leaders_no_share_is_told(picture: Picture) -> None:
    rows = pd.DataFrame(list(print_learning(picture, minimum=100)))

    assert set(rows.loc[rows["measure"].isin(["covered", "served", "next_thousand"]), "status"]) == {"hidden"}


def test_budgets_are_told_in_thousands(picture: Picture) -> None:
    rows = rows_of(picture)
    budgets = rows.loc[rows["figure"] == "learning_costs", "item"].astype(int)

    assert picture.offered.budget is not None
    assert {*(budgets % 1000), picture.offered.budget % 1000} == {0}


def test_choices_are_told_in_fives_and_their_sum_is_no_narrower(picture: Picture) -> None:
    drawn = replace(picture, choices=CHOSEN, chosen_in="2026-spring")
    rows = pd.DataFrame(list(print_learning(drawn, MINIMUM)))
    told = rows[rows["figure"] == "learning_choices"].fillna({"competency": ""}).set_index(["attribute", "competency"])

    # of attribute c fewer than the minimum were asked
    assert told["shown"].to_dict() == {
        ("a", ""): "at least 15 leaders",
        ("a", "one"): "at least 15 leaders",
        ("a", "two"): "at most 4 leaders",
        ("b", ""): "at least 5 leaders",
        ("b", "three"): "at least 5 leaders",
        ("b", "four"): "at most 4 leaders",
    }
    assert told["people"].isna().all()
    assert set(told["item"]) == {"2026-spring"}


CHOSEN = pd.DataFrame(
    [("a", "one", 17, 18), ("a", "two", 1, 18), ("b", "three", 7, 7), ("b", "four", 0, 7), ("c", "five", 4, 4)],
    columns=["attribute", "competency", "people", "asked"],
)


def tell(*rows: dict[str, object]) -> pd.DataFrame:
    """The table `published` of some rows of choices."""
    base = make_release().published.iloc[[0] * len(rows)].reset_index(drop=True)
    empty = {"figure": "learning_choices", "value": None, "low": None, "high": None, "people": None}
    return make_table("published", base.assign(**empty | dict(pd.DataFrame(rows).items())))


def choose(
    shown: str, *, when: str = "2026-spring", measure: str = "chosen", part: str | None = None
) -> dict[str, object]:
    place = {"attribute": "human-centered", "competency": part, "status": "coded"}
    return {"figure": "learning_choices", "measure": measure, "item": when, "shown": shown, **place}


def test_choices_of_a_semester_stay_as_another_release_told_them() -> None:
    plan: dict[str, object] = {"figure": "learning_plan", "shown": "5 to 9 leaders"}
    earlier = tell(choose("5 to 9 leaders"), choose("at most 4 leaders", when="2025-spring"))

    kept = keep_choices([plan, choose("10 to 14 leaders")], [make_release().published, earlier])
    assert [(row["figure"], row["shown"]) for row in kept] == [
        ("learning_plan", "5 to 9 leaders"),
        ("learning_choices", "5 to 9 leaders"),
    ]
    new = [plan, choose("10 to 14 leaders", when=FALL)]
    assert keep_choices(new, [earlier]) == new


@pytest.mark.parametrize(
    ("second", "title"),
    [
        ("10 to 14 leaders", "Most chosen: Engaging in Self-Awareness for Growth"),
        ("15 to 19 leaders", "No choice stands out"),
    ],
)
def test_what_surely_more_chose_than_anything_else_is_named(second: str, title: str) -> None:
    plain = replace(make_release(), rubric=load_framework().current)
    own = [part.id for part in plain.rubric.competencies_of("human-centered")]
    rows = [choose("at least 15 leaders", part=own[0]), choose(second, part=own[1])]
    asked = choose("at least 25 leaders", measure="asked")
    figure = figures.learning_choices(replace(plain, published=tell(*rows, asked)))

    assert figure.title == title
    assert figure.table.iloc[:, -1].tolist() == ["at least 15 leaders", second, "at least 25 leaders"]


def test_what_was_told_is_told_again_and_nothing_else(small_run: Workspace, release: Release) -> None:
    again = pd.DataFrame(keep_told([], release.published, dict.fromkeys(FIGURES, ())))

    own = release.published[release.published["figure"].isin(FIGURES)]
    assert len(again) == len(own) > 0
    assert again["shown"].tolist() == own["shown"].tolist()


def test_what_is_offered_is_read_back_as_it_was_written(picture: Picture) -> None:
    assert write_offered(read_offered(write_offered(picture.offered))) == write_offered(picture.offered)


def test_every_number_of_the_page_is_accounted_for(small_run: Workspace, release: Release) -> None:
    html = (small_run.reports / FALL / PAGE).read_text(encoding="utf-8")

    assert find_unaccounted(html, Known(release), page=PAGE) == []
    assert find_unaccounted(html.replace("about 0%", "about 3%", 1), Known(release), page=PAGE) != []
    assert PAGE in (small_run.reports / FALL / "index.html").read_text(encoding="utf-8")


def test_no_section_repeats_a_finding_of_the_first_screen(release: Release) -> None:
    findings = set(figures.learning_header(release).table["says"])
    sections = [
        make(release).title for make in (figures.needs_by_cluster, figures.learning_plan, figures.learning_costs)
    ]

    assert len(findings) == len(sections)
    assert findings.isdisjoint(sections)


def test_without_offerings_cohorts_are_suggested_for_the_needs_that_are_printed() -> None:
    plain = make_release()
    figure = figures.learning_plan(plain)

    assert "cohorts are suggested" in figure.title
    # 62 leaders, 37 of them at Proficient on human-centered and 32 on transformational: 25 and 30 below
    assert figure.table.iloc[:2].values.tolist() == [
        ["About transformational", "yes", "30", "2"],
        ["About human-centered", "yes", "25", "2"],
    ]


def test_a_need_is_what_the_levels_leave_below_and_the_foundation_comes_first_among_equals() -> None:
    needs = read_needs(make_release())
    first, *_ = rank_needs(needs)

    assert (first.competency.id, first.low, first.high, first.people) == ("about-advocate", 62 - 22, 62 - 22, 62)
    quarter = [need.foundational for need in rank_needs(needs) if need.state == "thin"]
    assert quarter == sorted(quarter, reverse=True)
    coded = next(need for need in needs if need.group.cluster == "South" and need.competency.id == "about-advocate")
    assert (coded.low, coded.high) == (21 - 2, 21)
    hidden = next(need for need in needs if need.group.cluster == "Central")
    assert (hidden.people, hidden.state, hidden.words[:1]) == (0, "", "0")


@pytest.mark.parametrize("baseline", ["2025-fall", None])
def test_every_figure_has_something_to_say_of_a_release_without_a_plan(baseline: str | None) -> None:
    plain = make_release(baseline=baseline)
    empty = replace(plain, published=make_table("published", pd.DataFrame()))

    for release in (plain, empty):
        assert all(figure.title and figure.html for figure in drawn(release))


def test_only_who_consented_and_rated_something_has_a_page(small_run: Workspace, leaders: list[Leader]) -> None:
    people = small_run.load_table("people")
    now = people[people["semester"] == FALL]
    agreed = now["consent_learning"].fillna(value=False).astype(bool) & now["answered"] & now["identified"]

    assert 0 < len(leaders) <= int(agreed.sum()) < len(now)
    assert len({leader.page for leader in leaders}) == len(leaders)
    keys = set(people["person"])
    assert not any(leader.page in keys or leader.name in leader.page for leader in leaders)


def test_a_page_names_nobody_but_its_owner_and_the_mentor(
    small_run: Workspace, leaders: list[Leader], tmp_path: Path
) -> None:
    names = {leader.name for leader in leaders}
    made = dict(make_leader_pages(small_run, FALL, tmp_path))

    assert set(made) == {f"leaders/{leader.page}.html" for leader in leaders}
    for leader in leaders:
        html = made[f"leaders/{leader.page}.html"]
        assert isinstance(html, str)
        assert f"For {escape(leader.name)} alone: show it to whom you choose." in html
        assert "data team. Do not pass on" not in html
        named = {name for name in names if name in html}
        assert named - {leader.name} <= {leader.mentor.partition(",")[0]}
        assert {row for row in leader.strengths if row not in html} == set()


def test_what_a_leader_wrote_stands_on_their_own_page_as_it_was_written(leaders: list[Leader]) -> None:
    wrote = replace(leaders[0], commitments=(("Now what", "Ask <b>first</b> & listen"),), committed_in="2026-spring")
    figure = figures.leader_commitments(wrote)

    assert figure.title == "What you set out to do, spring 2026"
    assert "Ask &lt;b&gt;first&lt;/b&gt; &amp; listen" in figure.html
    assert figures.leader_commitments(replace(wrote, commitments=(), committed_in="")).title.startswith("Nothing")


def test_each_page_has_the_last_words_of_its_owner_alone(small_run: Workspace, leaders: list[Leader]) -> None:
    written = small_run.load_table("reflections").astype({"question": "str", "semester": "str"})
    own = {name_page(person, FALL, small_run.salt()): rows for person, rows in written.groupby("person")}

    assert any(leader.commitments for leader in leaders)
    for leader in leaders:
        rows = own.get(leader.page, written.iloc[:0])
        rows = rows[rows["question"] != "evidence"]
        last = rows[rows["semester"] == leader.committed_in]
        assert bool(leader.commitments) == (len(rows) > 0)
        assert {text for _, text in leader.commitments} == set(last["text"].str.replace(";", "; "))


def test_names_are_not_read_until_it_is_asked_for(small_run: Workspace) -> None:
    for load in (load_leader, load_learning_named):
        with pytest.raises(InputError, match="portrait run --restricted"):
            load(str(small_run.root))
    with pytest.raises(InputError, match='no page "nobody"'):
        load_leader(str(small_run.root), restricted=True, page="nobody")


def test_the_plan_by_name_counts_everybody_and_names_who_consented(small_run: Workspace) -> None:
    named = load_learning_named(str(small_run.root), restricted=True)
    lists = named.cohorts["named"].map(lambda text: len(list(filter(None, text.split(", ")))))

    assert ((lists + named.cohorts["others"]) == named.cohorts["people"]).all()
    assert named.cohorts["others"].sum() > 0
    assert (named.mentoring["pairs"].sum()) == len(named.pairs)
    for draw in (figures.learning_cohorts, figures.learning_pairs, figures.learning_needs, figures.learning_movement):
        assert draw(named).html


def test_pages_of_leaders_are_there_only_as_long_as_they_are_asked_for(
    small_run: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = Workspace(tmp_path / "district")
    shutil.copytree(small_run.root, copied.root)
    folder = copied.reports / "restricted" / FALL / "leaders"

    def plan(_: Release, *, restricted: bool) -> list[Page]:
        """No page but those of leaders, since the others take their time."""
        assert restricted in (True, False)
        return []

    monkeypatch.setattr(assembly, "plan_pages", plan)
    assert make_reports(copied, FALL, Silent(), making=Making(jobs=1), restricted=True).faults == []
    assert len(list(folder.iterdir())) > 0
    assert not any("leaders/" in path.read_text() for path in (copied.reports / FALL).glob("*.html"))

    assert make_reports(copied, FALL, Silent(), making=Making(jobs=1)).faults == []
    assert not folder.exists()
