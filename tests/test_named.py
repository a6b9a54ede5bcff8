"""The page with names: whose departure would be felt, what it takes, and that nobody is meant who did not consent."""

import re
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from portrait_analytics import figures, releasing
from portrait_analytics.disclosure import Comparison
from portrait_analytics.errors import InputError
from portrait_analytics.figures.coverage import read_held
from portrait_analytics.figures.printed import read_sheet
from portrait_analytics.figures.steam import say_steam
from portrait_analytics.named import Named, load_named
from portrait_analytics.named.naming import Naming
from portrait_analytics.named.supposing import Supposed
from portrait_analytics.release import Release
from portrait_analytics.workspace import Workspace
from tests.districts import FALL, clean, make_district

PER_CLUSTER = 12
HOLDER = 15  # of the South
ALONE = {"Igniting Vision", "Building Trust"}
EVERYBODY = range(2 * PER_CLUSTER)
SPRING = "2026-spring"


def answers(*, trust_and_vision_in_the_south: Collection[int]) -> str:
    """Two clusters of twelve: in South only these hold trust and vision; everything else is held by all."""
    lines = ["Email Address,Building Trust,Engaging Voices,Igniting Vision,Guiding Change"]
    for number in EVERYBODY:
        holds = number < PER_CLUSTER or number in trust_and_vision_in_the_south
        trust, vision = ("Proficient", "Advanced") if holds else ("Developing", "Establishing")
        lines.append(f"p{number}@example.org,{trust},Proficient,{vision},Advanced")
    return "\n".join(lines)


def roster(consenting: Collection[int]) -> str:
    rows = ["    staff_id | name | email | other_emails | school | role | consent_succession"]
    for number in EVERYBODY:
        school, role = "0001" if number < PER_CLUSTER else "0002", ("Coach", "Teacher Leader")[number % 2]
        who = f"{number} | Synthetic Person {number:03} | p{number}@example.org"
        rows.append(f"    {who} |  | {school} | {role} | {'yes' if number in consenting else 'no'}")
    return "\n".join(rows)


def make(folder: Path, consenting: Collection[int], **earlier: str) -> Workspace:
    files = {f"{FALL}/answers.csv": answers(trust_and_vision_in_the_south={HOLDER})}
    files |= {f"{SPRING}/answers.csv": text for text in earlier.values()}
    semesters = tuple(sorted({name.partition("/")[0] for name in files}))
    workspace = make_district(folder, files, roster=roster(consenting), semesters=semesters)
    assert clean(workspace).faults == []
    return workspace


@pytest.fixture(scope="module")
def lone(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One known person of the South alone holds trust and vision, and consented, as did the even ones."""
    return make(tmp_path_factory.mktemp("lone"), {HOLDER, *EVERYBODY[::2]})


@pytest.fixture(scope="module")
def named(lone: Workspace) -> Named:
    return load_named(str(lone.root), restricted=True)


@pytest.fixture(scope="module")
def release(lone: Workspace) -> Release:
    """What may leave of that district."""
    published = releasing.draft_semester(lone, Comparison(FALL, None)).printed({})
    lone.save_release(published, {}, releasing.look_ahead(lone, FALL))
    return lone.load_release(FALL)


def texts_of(named: Named) -> str:
    drawn = (figures.named_header, figures.named_alone, figures.named_places, figures.named_departures)
    return " ".join(draw(named).html for draw in drawn)


# who alone holds what


def test_who_alone_holds_known_competencies_is_named_with_exactly_them(named: Named) -> None:
    own = named.key_people[named.key_people["only_holder"] > 0]

    assert own[["place", "name", "only_holder"]].to_numpy().tolist() == [["South", f"Synthetic Person {HOLDER:03}", 2]]
    assert set(own["alone"].iloc[0].split(", ")) == ALONE
    assert own["loss"].iloc[0] == pytest.approx(2 / 17)
    assert named.others_alone == 0
    header = figures.named_header(named)
    assert "1 leader alone holds a competency in their cluster" in header.takeaway
    assert f"South: Igniting Vision, Building Trust (Synthetic Person {HOLDER:03})." in header.html


def test_the_places_say_what_is_one_departure_from_gone(named: Named) -> None:
    table = figures.named_places(named).table

    assert table.loc["South", "Transformational (foundational)"].startswith("one departure 1 one departure, 1 covered")
    assert table.loc["North", "Transformational (foundational)"].startswith("covered 2 covered")
    assert figures.named_places(named).title == "South: no of 17 gone, two held by one person alone"


def test_the_worst_departures_are_those_of_the_one_who_holds_alone(named: Named) -> None:
    worst = named.worst.set_index("place")

    assert worst.index.tolist() == ["South"]
    assert worst.loc["South", ["lost_1", "who_1", "lost_2", "who_2"]].tolist() == [
        *(2, f"Synthetic Person {HOLDER:03}"),
        *(2, f"Synthetic Person {HOLDER:03}"),
    ]
    assert "in South, where 2 competencies would be gone" in figures.named_departures(named).takeaway


def test_the_smallest_team_of_the_place_is_the_one_who_holds_everything(named: Named) -> None:
    teams = named.teams.set_index("place")

    assert teams.loc["South", ["size", "who", "missing"]].tolist() == [1, f"Synthetic Person {HOLDER:03}", 17 - 4]
    # trust and vision are held by one only, so any two others of the South do for the rest
    assert teams.loc["South", "twice"] == 2


def test_the_page_that_is_passed_on_says_the_same_in_its_first_sentences_without_a_name(release: Release) -> None:
    thin = figures.succession_header(release).table.set_index("finding").loc["What is thin", "says"]
    steam = figures.steam_by_cluster(release)

    assert thin == "South: at most two people hold each of two of four competencies"
    assert steam.title == (
        "South would lose steam first: Transformational and Authentic in part rest on at most two people"
    )
    assert steam.table.loc["South", "Transformational (foundational)"] == (
        "at most two one at most two, one covered, two not told"
    )
    assert "Synthetic" not in steam.html


def test_what_nobody_was_asked_is_no_loss_of_steam(release: Release) -> None:
    assert figures.steam_by_cluster(release).table.loc["South", "Human-Centered (foundational)"] == "not asked"


def test_where_nothing_is_thin_the_map_says_so(release: Release) -> None:
    sheet = read_sheet(release, "growth_by_competency", by="competency")
    covered = [replace(cell, state="covered" if cell.state else "") for cell in read_held(release, sheet)]

    title, takeaway = say_steam(release, sheet, covered)

    assert title == "No attribute rests on fewer than five people, in any cluster shown"
    assert takeaway == ""


# who did not consent


def test_who_did_not_consent_is_counted_and_not_named(tmp_path: Path) -> None:
    found = load_named(str(make(tmp_path, set(EVERYBODY[::2])).root), restricted=True)

    assert found.others_alone == 1
    assert found.key_people[found.key_people["only_holder"] > 0].empty
    # six of the South are not named, so it may be said that one of them is meant
    assert found.places.set_index("place").loc["South", "one departure"] == 2
    assert found.worst["who_1"].tolist() == ["one who is not named"]
    assert not {f"{number:03}" for number in EVERYBODY[1::2]} & set(re.findall(r"Person (\d+)", texts_of(found)))


def test_where_only_a_few_are_not_named_nothing_is_said_that_only_they_could_be_meant_by(tmp_path: Path) -> None:
    found = load_named(str(make(tmp_path, set(EVERYBODY) - {HOLDER}).root), restricted=True)

    places = found.places.set_index("place")
    assert (places.loc["South", "one departure"], places.loc["South", "thin"]) == (0, 2)
    assert found.worst.empty
    assert found.worst_untold == 1
    assert found.teams.set_index("place").loc["South", "who"] == ""
    assert "1 cluster left out, so that nobody is meant." in figures.named_departures(found).caption
    assert "one who is not named" not in texts_of(found)


@pytest.mark.parametrize(("unnamed", "may"), [(4, False), (5, True)])
def test_one_of_the_others_is_meant_only_where_there_are_enough_of_them(unnamed: int, may: bool) -> None:
    people = [f"p{number}" for number in range(8)]
    groups = pd.Series("South", index=people)
    naming = Naming(pd.Series({person: person for person in people[unnamed:]}), groups, minimum=5)

    assert naming.may_tell("South", ["p0", "p7"]) is may
    assert naming.may_tell("South", ["p7"])
    assert naming.may_tell("North", [])


# what if


@pytest.mark.parametrize(
    ("supposed", "said"),
    [
        (Supposed(by="region"), 'by: found "region"; cluster or school was expected.'),
        (Supposed(years=0), "years: found 0; a number above 0, up to 10, was expected."),
        (Supposed(times=-1), "departure_rates: found -1; a number from 0 to 10 was expected."),
    ],
)
def test_a_number_or_word_out_of_range_is_said_as_such(supposed: Supposed, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        supposed.check()


def test_departures_can_be_looked_at_within_schools(lone: Workspace) -> None:
    found = load_named(str(lone.root), restricted=True, by="school")

    assert found.worst["place"].tolist() == ["Birch Middle"]


def test_posts_that_never_fall_vacant_leave_nothing_to_be_filled(lone: Workspace, named: Named) -> None:
    supposed = partial(load_named, str(lone.root), restricted=True)
    never, often = supposed(departure_rates=0.0), supposed(departure_rates=3.0)

    assert never.bench["median"].tolist() == [0] * len(never.bench)
    assert (never.key_people["importance"] == never.key_people["loss"]).all()
    assert often.bench["median"].sum() > named.bench["median"].sum()
    assert often.what_if == ("Posts would fall vacant 3 times as often as expected.",)


def test_over_two_years_more_posts_open(lone: Workspace, named: Named) -> None:
    found = load_named(str(lone.root), restricted=True, years=2.0)

    assert found.bench["median"].sum() > named.bench["median"].sum()
    assert "Openings within 2 years" in figures.named_openings(found).html
