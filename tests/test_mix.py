"""What role and school mix adds: worked out from printed counts, by hand here, and from nothing that is not printed."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
import pytest

from portrait_analytics import figures
from portrait_analytics.disclosure.cells import print_share
from portrait_analytics.disclosure.mix import FIGURE, print_mix
from portrait_analytics.known_words import Known
from portrait_analytics.printed_numbers import find_unaccounted
from portrait_analytics.tables import make_table
from portrait_analytics.workspace import Workspace
from tests.build import grid, make_release

OWN = "authentic"
MOVED = """
    who            | spring   | fall
    all            | 32 of 80 | 40 of 80
    role Coach     | 8 of 40  | 4 of 20
    role Principal | 24 of 40 | 36 of 60
"""
GREW = """
    who            | spring   | fall
    all            | 32 of 80 | 48 of 80
    role Coach     | 8 of 40  | 16 of 40
    role Principal | 24 of 40 | 32 of 40
"""
Rows = list[dict[str, object]]


def rows_of(table: str, attribute: str = OWN) -> Rows:
    """Printed counts at or above Proficient: one line is all leaders, a role or a school, or hidden ones."""
    rows: Rows = []
    for line in grid(table).to_dict("records"):
        by, _, name = str(line["who"]).partition(" ")
        figure = {"all": "district_growth", "role": "growth_by_role", "school": "growth_by_school"}[by]
        place = {"figure": figure, "attribute": attribute, "competency": None} | ({by: name} if name else {})
        for end, column in (("from", "spring"), ("to", "fall")):
            hidden = line[column] == "hidden"
            at, people = (9, 9) if hidden else map(int, str(line[column]).split(" of "))
            rows += [place | row for row in print_share(at, people, end, hidden=hidden)]
    return rows


def mix_of(rows: Iterable[dict[str, object]]) -> dict[str, str]:
    return {str(row["item"]): str(row["shown"]) for row in print_mix(list(rows), [OWN])}


def test_more_leaders_in_a_role_of_high_shares_are_the_mix_and_higher_shares_within_roles_are_not() -> None:
    # coaches stay at 20%, principals at 60%: from half and half to a quarter and three quarters
    assert mix_of(rows_of(MOVED)) == {"role": "+10 points"}  # (0.75 - 0.5) * (0.6 - 0.2) = 0.10
    assert mix_of(rows_of(GREW)) == {"role": "0 points"}


def test_groups_that_are_not_printed_as_they_stand_count_as_one_that_the_others_leave() -> None:
    hidden, coded = (
        rows_of(f"""
            who            | spring   | fall
            all            | 40 of 100 | 46 of 100
            school 0001    | 8 of 40  | 4 of 20
            school 0002    | 24 of 40 | 36 of 60
            school 0003    | {last}
        """)
        for last in ("hidden   | hidden", "8 of 20  | 20 of 20")
    )

    # the rest is 8 of 20, then 6 of 20, a fifth of all both times; all leaders are at 40% and 46%
    by_mix = (0.2 - 0.4) * (0.2 - 0.43) + (0.6 - 0.4) * (0.6 - 0.43)
    assert by_mix == pytest.approx(0.08)
    assert mix_of(hidden) == mix_of(coded) == {"school": "+8 points"}


@pytest.mark.parametrize(
    "table",
    [
        """
        who            | spring   | fall
        all            | 32 of 80 | 40 of 80
        role Coach     | 8 of 40  | 4 of 20
        """,
        """
        who            | spring   | fall
        all            | hidden   | 40 of 80
        role Coach     | 8 of 40  | 4 of 20
        role Principal | 24 of 40 | 36 of 60
        """,
        """
        who            | spring   | fall
        all            | 1 of 80  | 40 of 80
        role Coach     | 8 of 40  | 4 of 20
        role Principal | 24 of 40 | 36 of 60
        """,
    ],
)
def test_where_printed_groups_are_few_or_all_leaders_are_told_in_words_nothing_is_said(table: str) -> None:
    assert mix_of(rows_of(table)) == {}


def test_the_page_tells_the_mix_beside_the_parts_and_each_number_stands_for_its_row() -> None:
    release = make_release()
    rows = [
        {**row, "about": "self", "release": "r1", "semester": release.semester, "baseline": release.baseline}
        for row in print_mix([*rows_of(MOVED), *rows_of(GREW, "collaborative")], [OWN, "collaborative"])
    ]
    both = [release.published.astype(object), make_table("published", pd.DataFrame(rows)).astype(object)]
    release = replace(release, published=make_table("published", pd.concat(both, ignore_index=True)))

    figure = figures.why_it_changed(release)

    told = "who is in which role makes +10 points in Authentic, nothing in Collaborative"
    assert figure.takeaway.endswith(f"Of the change, {told}.")
    assert "within roles" in figure.caption
    assert find_unaccounted(figure.html, Known(release), page="growth.html") == []
    assert "who is in which role" not in figures.why_it_changed(make_release()).takeaway


def test_the_mix_of_the_sample_is_what_a_reader_works_out_from_its_pages(sample_run: Workspace) -> None:
    release = sample_run.load_release()
    plain = release.published.astype(object).where(release.published.notna(), None)

    printed = plain[plain["figure"] == FIGURE]

    again = pd.DataFrame(print_mix(plain.to_dict("records"), [part.id for part in release.rubric.attributes]))
    assert len(printed) > 0
    assert (
        printed[["attribute", "item", "shown"]].to_numpy().tolist()
        == again[["attribute", "item", "shown"]].to_numpy().tolist()
    )
