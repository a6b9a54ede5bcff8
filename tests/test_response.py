"""Who answered: what the gate prints of it, what an attacker makes of that, and what the page says."""

from dataclasses import replace

import pandas as pd
import pytest

from portrait_analytics import figures
from portrait_analytics.attack import attack, count_heads
from portrait_analytics.attack.readings import read_response
from portrait_analytics.disclosure.plan import PlannedFigure
from portrait_analytics.disclosure.response import Response, count_response
from portrait_analytics.known_words import Known
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.release import Release
from portrait_analytics.tables import make_table
from portrait_analytics.workspace import Workspace
from tests.build import RUBRIC, grid, make_release

MINIMUM = 5
CLUSTERS = {"0001": "North", "0002": "South"}
STAFF = """
    school | role      | listed | answered | others
    0001   | Principal | 6      | 6        | 0
    0001   | Coach     | 20     | 15       | 1
    0002   | Coach     | 20     | 19       | 3
    0002   | Lead      | 8      | 3        | 0
    0002   | Clerk     | 7      | 6        | 0
            | Lead      | 2      | 2        | 0
"""
ROLES = {"Principal": {}, "Coach": {}, "Lead + Clerk": {}, "Director": {}}
BY_ROLE = PlannedFigure("growth_by_role", "role", pd.DataFrame(), {role: {"role": role} for role in ROLES})
BY_CLUSTER = PlannedFigure(
    "growth_by_competency", "cluster", pd.DataFrame(), {name: {"cluster": name} for name in CLUSTERS.values()}
)


def people_of(text: str) -> pd.DataFrame:
    """One row a person: so many on the roster, of whom so many answered, and so many others who did."""
    rows = []
    for school, role, *counts in grid(text).itertuples(index=False):
        listed, answered, others = map(int, counts)
        shared = {"semester": "2026-fall", "school": school, "role": role}
        rows += [shared | {"on_roster": True, "answered": place < answered} for place in range(listed)]
        rows += [shared | {"on_roster": False, "answered": True}] * others
    return pd.DataFrame(rows)


def told(text: str = STAFF, by_role: PlannedFigure = BY_ROLE) -> Response:
    response = count_response(people_of(text), CLUSTERS, by_role, BY_CLUSTER, MINIMUM)
    assert response
    return response


def shown(response: Response) -> dict[tuple[str, str], str]:
    return {
        (str(row.get("role") or row.get("cluster") or "all"), str(row["measure"])): str(row["shown"])
        for row in response.rows
    }


def test_each_group_says_how_many_of_the_roster_answered() -> None:
    response = told()

    said = shown(response)
    assert response.listed == 6 + 20 + 20 + 8 + 7 + 2
    assert said["all", "answered"] == "51 of 63"  # 6 + 15 + 19 + 3 + 6 + 2
    assert said["all", "response_rate"] == "81%"  # 51 / 63
    assert said["Coach", "answered"] == "34 of 40"  # 15 + 19
    assert said["Lead + Clerk", "answered"] == "11 of 17"  # 3 + 6 + 2, whose school nobody knows for two
    assert said["North", "answered"] == "21 of 26"
    assert said["South", "answered"] == "28 of 35"
    assert ("Director", "answered") not in said


def test_all_and_nearly_all_print_alike_so_that_nobody_is_pointed_at() -> None:
    everybody = told("school | role | listed | answered | others\n0001 | Coach | 20 | 20 | 0")
    all_but_two = told("school | role | listed | answered | others\n0001 | Coach | 20 | 18 | 2")

    assert shown(everybody) == shown(all_but_two)
    assert shown(everybody)["Coach", "answered"] == "at least 18 of 20"
    assert shown(everybody)["Coach", "response_rate"] == "at least 90%"
    assert shown(everybody)["Coach", "unlisted"] == "at most 2"


def test_what_other_figures_hide_is_hidden_here() -> None:
    said = shown(told(by_role=replace(BY_ROLE, hidden={"Coach"})))

    assert {said["Coach", measure] for measure in ("answered", "response_rate", "unlisted")} == {"hidden"}
    assert said["Principal", "answered"] == "at least 4 of 6"


def test_of_a_group_with_few_on_the_roster_nothing_is_told() -> None:
    few = told("school | role | listed | answered | others\n0001 | Coach | 4 | 3 | 9\n0001 | Principal | 20 | 9 | 0")

    assert shown(few)["Coach", "answered"] == "hidden"


def test_without_a_roster_there_is_nothing_to_say() -> None:
    unlisted = people_of(STAFF).assign(on_roster=False)

    assert count_response(unlisted, CLUSTERS, BY_ROLE, BY_CLUSTER, MINIMUM) is None


def growth_row(shown_as: str, people: int, status: str = "shown") -> dict[str, object]:
    place = {"figure": "district_growth", "grain": "district", "attribute": "authentic"}
    return place | {"measure": "proficient", "item": "to", "status": status, "shown": shown_as, "people": people}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (growth_row("30 of 50", 50), "48% to 68%"),  # 30 and 30 + 13 of 63
        (growth_row("at least 48 of 50", 50, "coded"), "76% to 100%"),  # 48 and 50 + 13 of 63
        (growth_row("at most 2 of 50", 50, "coded"), "0% to 24%"),  # none and 2 + 13 of 63
    ],
)
def test_a_worst_case_follows_from_what_is_printed_of_the_district(row: dict[str, object], words: str) -> None:
    (worst,) = told().print_worst_cases([row])

    assert (worst["attribute"], worst["shown"]) == ("authentic", words)
    assert list(told().print_worst_cases([growth_row("hidden", 50, "hidden")])) == []


def test_an_attacker_reads_that_no_more_can_have_rated_any_one_thing() -> None:
    rows = [row for row in told().rows if row.get("role") == "Coach"]

    (reading,) = read_response(rows)

    assert (dict(reading.factors), reading.low, reading.high) == ({"later answers": 1}, 0, 34 + 4)


def test_an_attacker_uses_it() -> None:
    """Of twelve leaders eight answered anything; that nine rated an attribute contradicts it."""
    published = make_release().published
    row = published[(published["figure"] == "district_growth") & (published["item"] == "to")].iloc[:2]
    answered = [
        {**row.iloc[0].to_dict(), "figure": "response", "attribute": None, "item": None, "measure": measure}
        | {"value": value, "shown": text, "low": None, "high": None, "people": None}
        for measure, value, text in (("answered", 70.0, "70 of 90"), ("unlisted", None, "at most 2"))
    ]
    release = make_table("published", pd.concat([published, pd.DataFrame(answered)], ignore_index=True))
    people = people_of("school | role | listed | answered | others\n0001 | Principal | 90 | 80 | 0")
    both = pd.concat([people.assign(semester=semester) for semester in ("2025-fall", "2026-fall")])
    named = both.assign(person=[f"p{place}" for place in range(90)] * 2)
    heads = count_heads(named, semester_from="2025-fall", semester_to="2026-fall")

    rows = release[release["figure"].isin(["district_growth", "response"])]
    found = attack([rows], heads, cluster_of={"0001": "North"}, rubric=RUBRIC, minimum_group=MINIMUM)

    # 83 answered of the district's growth: more than 70 and 2
    assert set(found["kind"]) == {"F0"}
    assert found["evidence"].str.contains("70 of 90 answered").all()


def with_response(release: Release, response: Response) -> Release:
    growth = release.published[release.published["figure"] == "district_growth"].to_dict("records")
    rows = pd.DataFrame([*response.rows, *response.print_worst_cases(growth)])
    added = rows.assign(release="r1", semester=release.semester, baseline=release.baseline, about="self")
    published = pd.concat([release.published.astype(object), added], ignore_index=True)
    return replace(release, published=make_table("published", published))


def test_the_page_names_the_groups_of_which_too_few_answered() -> None:
    release = with_response(make_release(), told())

    figure = figures.response(release)

    assert figure.title == "Of all leaders together, too few answered"  # 81%
    assert figure.takeaway.startswith("Of all leaders on the roster, 51 of 63 answered (81%).")
    assert find_unaccounted(figure.html, Known(release), page="growth.html") == []


def test_a_group_of_which_too_few_answered_is_named_though_enough_did_of_all() -> None:
    better = told("""
        school | role      | listed | answered | others
        0001   | Principal | 6      | 6        | 0
        0001   | Coach     | 60     | 57       | 1
        0002   | Lead      | 20     | 15       | 0
    """)

    figure = figures.response(with_response(make_release(), better))

    # 78 of 86 are 91%; 15 of 20 are 75%, and all of the cluster South
    assert figure.title == "Enough of all leaders answered, but too few of: Lead + Clerk and South"
    assert "75%, below 85%" in figure.html.replace("</span>", "")


def test_words_that_leave_the_rate_open_say_so() -> None:
    response = told(
        "school | role | listed | answered | others\n0001 | Principal | 6 | 6 | 0\n0001 | Coach | 60 | 57 | 0"
    )

    # of six leaders at least four: somewhere from 67% up
    assert figures.response(with_response(make_release(), response)).title == (
        "Enough leaders answered in every group shown; of Principal the words leave it open"
    )


def test_a_release_without_a_roster_says_that_there_is_none() -> None:
    figure = figures.response(make_release())

    assert figure.title == "How many could have answered is not known"
    assert figure.takeaway == "No roster of fall 2026 was given, so nobody knows who is missing."


def test_the_sample_prints_who_answered_as_its_roster_has_it(sample_run: Workspace) -> None:
    release = sample_run.load_release()
    people, ratings = (sample_run.load_table(name) for name in ("people", "ratings"))
    raters = ratings[(ratings["semester"] == release.semester) & (ratings["about"] == "self")]
    rated = raters.loc[raters["state"] == "rated", "person"].unique()

    there = people[(people["semester"] == release.semester) & people["on_roster"]]
    own = release.published[(release.published["figure"] == "response") & (release.published["grain"] == "district")]
    counted = own.set_index("measure").loc["answered"]
    assert counted["shown"] == f"{there['person'].isin(rated).sum()} of {len(there)}"
    assert (own["measure"] == "worst_case").sum() == len(release.rubric.attributes)
