"""The figures print what `published` holds, say it in sentences, and give away nothing else."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import nbformat
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portrait_analytics import figures
from portrait_analytics.disclosure.cells import code_count, print_levels
from portrait_analytics.disclosure.detail import band_count
from portrait_analytics.errors import ReportError
from portrait_analytics.figures import FIGURE_MIME, Figure
from portrait_analytics.figures.figure import figure_style
from portrait_analytics.figures.printed import Printed
from portrait_analytics.release import Release
from portrait_analytics.rubric import Action, Level
from portrait_analytics.style import HIDDEN_INK, LOOKS, SHADES, STATUS_WORDS
from portrait_analytics.tables import empty_table
from tests.build import ATTRIBUTES, DISTRICT, RUBRIC, SCHOOLS, make_release, make_schools, only_row, rows_of
from tests.pages import FIGURES, HOSTILE, SCHOOL_FIGURES, PageReader, SeenTable, printed_by, read_page

RELEASE = make_release()
DRAWN = FIGURES[1:7]
HEATMAPS = FIGURES[2:6]
ALL = [*FIGURES, *SCHOOL_FIGURES]
NAMES = {attribute.id: attribute.name for attribute in RUBRIC.attributes}
Draw = Callable[[Release], Figure]


def seen(figure: Figure) -> PageReader:
    return read_page(figure.html)


def only_table(figure: Figure) -> SeenTable:
    (table,) = seen(figure).tables
    return table


def plain(html: str) -> str:
    return " ".join(read_page(html).text.split())


def district(**cells: str) -> str:
    """The district's grid with other cells; pairs are 83 in all."""
    columns = dict.fromkeys(ATTRIBUTES, "20/20 40>40") | {key.replace("_", "-"): cell for key, cell in cells.items()}
    return f"pairs | {' | '.join(columns)}\n83 | {' | '.join(columns.values())}"


# numbers


@pytest.mark.parametrize("draw", ALL)
@pytest.mark.parametrize("release", [RELEASE, make_release(baseline=None)], ids=["two semesters", "first semester"])
def test_every_number_with_a_row_is_the_number_of_that_row(draw: Draw, release: Release) -> None:
    quotes = seen(draw(release)).quotes

    assert [(label, text) for label, text in quotes if text not in printed_by(release, label)] == []


@pytest.mark.parametrize("draw", [*DRAWN, SCHOOL_FIGURES[1]])
def test_every_number_in_a_table_says_which_row_it_stands_for(draw: Draw) -> None:
    cells = only_table(draw(RELEASE)).cells

    assert [cell for cell in cells if re.search(r"\d", cell.unquoted)] == []


@pytest.mark.parametrize(
    ("figure", "draw", "measures"),
    [
        ("district_growth", figures.district_growth, {"movers", "net_movers", "proficient", "proficient_share"}),
        ("growth_by_role", figures.growth_by_role, {"movers", "net_movers"}),
        ("growth_by_school", figures.growth_by_school, {"movers"}),
        ("growth_by_cluster_and_role", figures.growth_by_cluster_and_role, {"movers", "net_movers"}),
        ("growth_by_competency", figures.growth_by_competency, {"movers", "net_movers"}),
        ("levels_by_cluster", figures.levels_by_cluster, {"levels"}),
    ],
)
def test_everything_that_may_be_shown_is_shown(figure: str, draw: Draw, measures: set[str]) -> None:
    rows = rows_of(RELEASE, figure)
    rows = rows[rows["measure"].isin(measures) & rows["status"].isin(["shown", "coded"])]
    if figure != "district_growth":
        rows = rows[rows["item"] != "same"]

    printed = {label for label, _ in seen(draw(RELEASE)).quotes}

    assert {str(label) for label in rows.index} - printed == set()


def test_a_cell_says_how_many_moved_and_of_how_many() -> None:
    cell = only_table(figures.growth_by_school(RELEASE)).cell("Kestrel Middle", "Transformational")

    assert cell.text == "at most 2 up, 3 down of 7"


def test_a_coded_count_is_printed_in_words() -> None:
    cell = only_table(figures.growth_by_school(RELEASE)).cell("Juniper Elementary", "Transformational")

    assert cell.text == "at least 6 up, at most 2 down of 8"


def test_thousands_are_set_apart_in_cells_too() -> None:
    release = make_release(district=DISTRICT.replace("83 ", "1204"))

    assert only_table(figures.district_growth(release)).cell("Advocate", "Moved up or down").text.endswith("of 1,204")


# tables


@pytest.mark.parametrize("draw", [*DRAWN, SCHOOL_FIGURES[1]])
@pytest.mark.parametrize("release", [RELEASE, make_release(baseline=None)], ids=["two semesters", "first semester"])
def test_every_cell_has_a_row_header_and_a_column_header(draw: Draw, release: Release) -> None:
    table = only_table(draw(release))

    assert table.cells
    assert [cell for cell in table.cells if not (cell.row and cell.columns)] == []
    assert table.caption


def test_the_columns_are_the_attributes_in_the_order_of_the_rubric() -> None:
    table = only_table(figures.growth_by_role(RELEASE))

    assert [cell.columns for cell in table.cells if cell.row == "Principal"] == [(name,) for name in NAMES.values()]


def test_a_share_stands_under_its_semester_and_under_the_level() -> None:
    table = only_table(figures.district_growth(RELEASE))

    assert table.cell("Advocate", "fall 2025").columns == ("At or above Proficient", "fall 2025")
    assert table.cell("Advocate", "fall 2025").text.endswith("46 of 83")


def test_schools_stand_by_name_within_their_clusters_never_by_value() -> None:
    table = only_table(figures.growth_by_school(RELEASE))

    names = dict(zip(RELEASE.schools["name"], RELEASE.schools["cluster"], strict=True))
    assert table.bands == ["Central", "North", "South"]
    assert table.rows == ["All leaders", *sorted(names, key=lambda name: (names[name], name))]
    assert {cell.row: cell.band for cell in table.cells} == {"All leaders": ""} | names


def test_one_cluster_needs_no_heading() -> None:
    schools = make_schools().assign(cluster=pd.Categorical(["All"] * 12))

    table = only_table(figures.growth_by_school(make_release(names=schools)))

    assert table.bands == []
    assert len(table.rows) == 13


def test_two_schools_of_one_name_are_told_apart_by_their_ids() -> None:
    schools = make_schools()
    schools["name"] = schools["name"].astype("str").replace("Kestrel Middle", "Birchwood Middle").astype("category")

    table = only_table(figures.growth_by_school(make_release(names=schools)))

    assert {"Birchwood Middle (0002)", "Birchwood Middle (0011)"} <= set(table.rows)


def test_a_school_that_is_not_listed_is_called_by_its_id() -> None:
    schools = make_schools()
    release = make_release(names=schools[schools["school"] != "0007"])

    assert "0007" in only_table(figures.growth_by_school(release)).rows


def test_the_district_stands_above_the_groups_in_the_same_words() -> None:
    for draw in (figures.growth_by_role, figures.growth_by_school):
        table = only_table(draw(RELEASE))
        assert table.rows[0] == "All leaders"
        assert table.cell("All leaders", "Authentic").text.startswith("22 up, 15 down of 83")


def test_intervals_stand_in_small_families_only() -> None:
    by_role, by_school = (only_table(draw(RELEASE)) for draw in (figures.growth_by_role, figures.growth_by_school))

    row = only_row(rows_of(RELEASE, "growth_by_role", role="Principal", attribute="advocate", measure="net_movers"))
    assert by_role.cell("Principal", "Advocate").text.endswith(f"net {row['shown']}")
    assert not any("net" in cell.text for cell in by_school.cells)


def test_the_frame_beside_the_table_holds_the_same_words() -> None:
    for draw in HEATMAPS:
        figure = draw(RELEASE)
        words = [cell.text for cell in only_table(figure).cells]
        assert figure.table.to_numpy().ravel().tolist() == words


# what cannot be shown


@pytest.mark.parametrize("draw", [*HEATMAPS, figures.levels_by_cluster])
def test_a_hidden_cell_holds_no_digit_not_even_in_its_markup(draw: Draw) -> None:
    hidden = [cell for cell in only_table(draw(RELEASE)).cells if cell.look == "hidden"]

    assert {cell.text for cell in hidden} == {"hidden"}
    assert len(hidden) in (4, 5, 2 * 5)
    assert not any(character.isdigit() for cell in hidden for character in cell.raw + cell.text)


@pytest.mark.parametrize(
    ("row", "column", "look"),
    [
        ("Dogwood Primary", "Advocate", "hidden"),
        ("Juniper Elementary", "Human-Centered", "no-answer"),
        ("Juniper Elementary", "Advocate", "not-asked"),
        ("Kestrel Middle", "Authentic", "no-pairs"),
    ],
)
def test_each_reason_has_its_own_look_and_words_and_stands_in_the_key(row: str, column: str, look: str) -> None:
    figure = figures.growth_by_school(RELEASE)

    cell = only_table(figure).cell(row, column)

    assert (cell.look, cell.text) == (look, STATUS_WORDS[look.replace("-", "_")])
    assert f".portrait .{look} " in figure_style()
    assert f'<dt class="{look}">' in figure.html


def test_a_missing_row_says_so() -> None:
    rows = RELEASE.published
    release = replace(RELEASE, published=rows[(rows["attribute"] != "advocate") | (rows["role"] == "Teacher leader")])

    assert only_table(figures.growth_by_role(release)).cell("Principal", "Advocate").text == "nothing published"
    assert only_table(figures.district_growth(release)).cell("Advocate", "fall 2026").text == "nothing published"


def test_all_hidden_is_still_a_table_with_a_title() -> None:
    roles = "role | pairs | " + " | ".join(ATTRIBUTES) + "\nPrincipal | 4" + " | hidden" * 5

    figure = figures.growth_by_role(make_release(roles=roles))

    assert figure.title == "No movement by role from fall 2025 to fall 2026 can be shown"
    assert figure.takeaway == "In all five boxes of the table nothing can be shown, and each says why."
    assert "What the colors mean" in figure.html  # the district's own row is coloured


@pytest.mark.parametrize("draw", FIGURES)
def test_a_figure_without_rows_says_so_and_does_not_disappear(draw: Draw) -> None:
    empty = replace(RELEASE, published=empty_table("published"))

    figure = draw(empty)

    assert figure.html
    assert figure.title
    if draw in DRAWN:
        assert seen(figure).tables == []
        assert "Nothing by" in f"{figure.title} {figure.takeaway}"


def test_in_the_first_semester_the_cells_say_where_leaders_stand() -> None:
    figure = figures.growth_by_school(make_release(baseline=None))

    assert figure.title == "No change by school can be shown yet: fall 2026 is the first semester"
    assert only_table(figure).cell("Ivy Ridge High", "Advocate").text.endswith("5 of 10")
    assert "What the colors mean" not in figure.html
    assert "nobody" not in only_table(figure).cell("Ivy Ridge High", "Advocate").text


def test_in_the_first_semester_the_district_has_no_before() -> None:
    table = only_table(figures.district_growth(make_release(baseline=None)))

    assert table.cell("Advocate", "before").text == "no earlier semester"
    assert table.cell("Advocate", "Moved up or down").text == "no earlier semester"
    assert table.cell("Advocate", "fall 2026").text.endswith("44 of 83")


def test_who_moved_may_be_hidden_where_the_shares_are_shown_and_the_other_way_round() -> None:
    cells = {"collaborative": "hidden 41>49", "authentic": "22/15 hidden>48", "advocate": "14/17 46>hidden"}
    release = make_release(district=district(**cells))
    table = only_table(figures.district_growth(release))

    columns = ("Moved up or down", "fall 2025", "fall 2026")
    texts = {name: [table.cell(name, column).text for column in columns] for name in table.rows}
    hidden = {name: [text == "hidden" for text in row] for name, row in texts.items()}
    assert hidden["Collaborative"] == [True, False, False]
    assert hidden["Authentic"] == [False, True, False]
    assert hidden["Advocate"] == [False, False, True]
    assert texts["Collaborative"][2].endswith("49 of 83")
    assert texts["Advocate"][0] == f"14 up, 17 down {83 - 14 - 17} the same of 83"
    assert not any(character.isdigit() for cell in table.cells if cell.look == "hidden" for character in cell.raw)


def test_a_heatmap_s_cell_is_hidden_by_itself_and_says_nothing_of_what_is_shown_elsewhere() -> None:
    roles = (
        "role | pairs | " + " | ".join(ATTRIBUTES) + "\nCoach | 12 | hidden 6>8 | 5/4 hidden>hidden" + " | 5/4 6>8" * 3
    )

    moved, stand = (
        only_table(figures.growth_by_role(make_release(roles=roles, baseline=baseline)))
        for baseline in ("2025-fall", None)
    )

    assert moved.cell("Coach", "Human-Centered").text == stand.cell("Coach", "Transformational").text == "hidden"
    assert moved.cell("Coach", "Transformational").text.startswith("5 up, 4 down of 12")
    assert stand.cell("Coach", "Human-Centered").text.endswith("8 of 12")


def test_a_school_with_hidden_cells_has_a_page_that_says_so_cell_by_cell() -> None:
    schools = SCHOOLS.replace("4/1 5>7        | 6/1 4>7 ", "hidden 5>7     | 6/1 4>hidden ")
    release = make_release(schools=schools)
    table = only_table(figures.school_growth(release, "0006"))

    assert schools != SCHOOLS
    assert table.cell("Human-Centered foundational", "Moved up or down").text == "hidden"
    assert table.cell("Human-Centered foundational", "fall 2026").text.endswith("7 of 11")
    assert table.cell("Transformational foundational", "fall 2026").text == "hidden"
    assert figures.school_header(release, "0006").table["says"].tolist()[2] == (
        "Human-Centered is the foundational attribute with the furthest to go"
    )


# colours


@pytest.mark.parametrize("draw", [figures.growth_by_role, figures.growth_by_school])
def test_a_cell_is_coloured_by_the_class_of_its_row(draw: Draw) -> None:
    figure = draw(RELEASE)
    rows = rows_of(RELEASE, figure.name, measure="net_movers").dropna(subset=["colour_class"])
    label = "role" if figure.name == "growth_by_role" else "school"
    names = dict(zip(RELEASE.schools["school"], RELEASE.schools["name"], strict=True))

    for _, row in rows.iterrows():
        cell = only_table(figure).cell(names.get(row[label], row[label]), NAMES[row["attribute"]])
        assert cell.look == LOOKS[row["colour_class"]]


def test_the_style_sheet_has_the_colours_that_were_measured() -> None:
    for number, shade in SHADES.items():
        assert f".{LOOKS[number]} {{ background-color: {shade.paper}; color: {shade.ink}; }}" in figure_style()


def test_every_rule_of_a_figure_stays_within_figures() -> None:
    plain = re.sub(r"@media[^{]*\{((?:[^{}]*\{[^}]*\})*\s*)\}", r"\1", figure_style())
    rules = re.sub(r"\{[^}]*\}", "", plain).replace(",", "\n").split("\n")

    assert {rule.strip() for rule in rules if rule.strip() and not rule.strip().startswith(".portrait")} == set()


def test_a_group_that_differs_is_outlined_and_says_so() -> None:
    rows = RELEASE.published.copy()
    chosen = (rows["school"] == "0006") & (rows["attribute"] == "transformational") & (rows["measure"] == "net_movers")
    rows.loc[chosen, "differs"] = True
    figure = figures.growth_by_school(replace(RELEASE, published=rows))

    marked = [cell for cell in only_table(figure).cells if "differs" in cell.look]

    assert [(cell.row, cell.columns) for cell in marked] == [("Fairview High", ("Transformational",))]
    assert marked[0].text.endswith("(differs from the district)")
    assert "differs from the district" in plain(figure.html).split("Leaders who moved, by")[0]


# sentences


def test_the_header_says_who_and_when_and_three_findings() -> None:
    figure = figures.page_header(RELEASE)

    assert "Sample District Fall 2026 compared with fall 2025" in plain(figure.html)
    assert figure.html.count('class="claim"') == 3
    assert figure.table["says"].tolist() == [
        "More leaders moved up than down in four of five attributes, about as many each way in one",
        "No group can be told apart from all leaders",
        "Transformational is the foundational attribute with the furthest to go",
    ]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (dict.fromkeys(ATTRIBUTES, "30/10 40>40"), "More leaders moved up than down in all five attributes"),
        (dict.fromkeys(ATTRIBUTES, "10/30 40>40"), "More leaders moved down than up in all five attributes"),
        ({}, "About as many leaders moved up as down in all five attributes"),
        (
            {"advocate": "30/10 40>40"},
            "More leaders moved up than down in one of five attributes, about as many each way in four",
        ),
        (
            {"advocate": "10/30 40>40", "authentic": "10/30 40>40", "collaborative": "30/10 40>40"},
            (
                "More leaders moved down than up in two of five attributes, more up than down in one, "
                "about as many each way in two"
            ),
        ),
        (
            {"advocate": "10/30 40>40", "collaborative": "30/10 40>40"},
            (
                "More leaders moved up than down in one of five attributes, more down than up in one, "
                "about as many each way in three"
            ),
        ),
        ({"advocate": "no_pairs"}, "About as many leaders moved up as down in all four attributes"),
        (dict.fromkeys(ATTRIBUTES, "no_pairs"), "No movement by attribute from fall 2025 to fall 2026 can be shown"),
    ],
)
def test_what_changed_is_counted_from_the_district_s_classes(cells: dict[str, str], sentence: str) -> None:
    release = make_release(district=district(**{name.replace("-", "_"): cell for name, cell in cells.items()}))

    assert figures.page_header(release).title == sentence


def test_an_interval_that_includes_zero_is_called_what_it_is() -> None:
    text = plain(figures.page_header(make_release(district=district(advocate="22/18 40>40"))).html)

    row = only_row(
        rows_of(
            make_release(district=district(advocate="22/18 40>40")),
            "district_growth",
            attribute="advocate",
            measure="net_movers",
        )
    )
    assert row["low"] < 0 < row["high"]
    assert f"so this could be chance. The largest movement: Advocate, net {row['shown']}." in text


def test_intervals_clear_of_zero_are_named_with_their_numbers() -> None:
    text = plain(figures.page_header(RELEASE).html)

    clear = rows_of(RELEASE, "district_growth", measure="net_movers")
    clear = clear[(clear["low"] > 0) | (clear["high"] < 0)]
    named = ",".join(f"{NAMES[row['attribute']]}, net {row['shown']}" for _, row in clear.iterrows())
    assert clear["attribute"].tolist() == ["human-centered", "transformational"]
    assert f"The 95% interval is clear of zero for{named}.Elsewhere it includes zero" in text


def test_the_header_counts_the_people_it_rests_on() -> None:
    grid = district(advocate="no_pairs").replace("83", "41")

    assert "41 leaders rated themselves in both semesters." in plain(
        figures.page_header(make_release(district=grid)).html
    )


def one_school(**cells: str) -> Release:
    """A release in which one school has these cells; its pairs are 83."""
    head, row = district(**cells).split("\n")
    return make_release(schools=f"school | {head}\n0006 | {row}")


def test_the_highest_and_the_lowest_net_of_a_school_are_named_with_all_who_share_them() -> None:
    release = one_school(advocate="30/10 40>40", authentic="30/10 40>40")

    says = figures.school_header(release, "0006").table["says"][1]

    highest, lowest = "Authentic and Advocate", "Human-Centered, Transformational and Collaborative"
    assert says == f"Net movement was highest in {highest}, lowest in {lowest}"


@pytest.mark.parametrize(
    ("low", "words"),
    [("18/22 40>40", "overlap: the order could be chance"), ("5/40 40>40", "do not meet: the order is hardly chance")],
)
def test_the_order_of_highest_and_lowest_is_called_chance_where_it_may_be(low: str, words: str) -> None:
    release = one_school(advocate=low, authentic="22/18 40>40" if "18" in low else "40/5 40>40")

    assert f"Their 95% intervals {words}." in plain(figures.school_header(release, "0006").html)


def test_nothing_stands_out_where_all_is_the_same() -> None:
    assert figures.school_header(one_school(), "0006").table["says"][1] == "No attribute stands out by its net movement"


def outlined(*chosen: tuple[str, str], release: Release = RELEASE) -> Release:
    """The release with the cells of these roles or schools, and attributes, outlined."""
    rows = release.published.copy()
    for group, attribute in chosen:
        own = (rows["school"] == group) | (rows["role"] == group)
        own &= rows["figure"].isin(["growth_by_school", "growth_by_role"])
        rows.loc[own & (rows["attribute"] == attribute) & (rows["measure"] == "net_movers"), "differs"] = True
    return replace(release, published=rows)


def test_the_outlined_cell_farthest_from_all_leaders_is_named_with_its_numbers_and_theirs() -> None:
    release = outlined(("0006", "transformational"), ("Principal", "transformational"))
    nets = [
        only_row(rows_of(RELEASE, figure, attribute="transformational", measure="net_movers", **of))
        for figure, of in (("growth_by_school", {"school": "0006"}), ("growth_by_role", {"role": "Principal"}))
    ]
    whole = only_row(rows_of(RELEASE, "district_growth", attribute="transformational", measure="net_movers"))
    ends = [(net["low"] + net["high"]) / 2 if pd.isna(net["value"]) else net["value"] for net in (*nets, whole)]
    farthest = nets[0] if abs(ends[0] - ends[2]) > abs(ends[1] - ends[2]) else nets[1]
    name = "Fairview High" if farthest is nets[0] else "Principal"

    header = figures.page_header(release)

    assert header.table["says"][1] == f"{name} in Transformational stands farthest from all leaders"
    text = plain(header.html)
    assert f"net {farthest['shown']}. All leaders: net {whole['shown']}." in text
    assert "can be told apart from all leaders: one by role; one by school." in text


def test_where_no_cell_is_outlined_the_header_says_that_no_group_can_be_told_apart() -> None:
    text = plain(figures.page_header(RELEASE).html)

    assert "No group can be told apart from all leaders. Wherever groups lie apart in the tables below" in text


def test_where_no_table_has_eight_groups_the_header_says_why_none_is_outlined() -> None:
    few = make_release(schools="\n".join(SCHOOLS.strip().split("\n")[:4]), cluster_roles="")

    assert "No table below shows eight groups or more, so none is outlined" in plain(figures.page_header(few).html)


def test_a_school_s_page_outlines_where_it_differs_and_says_what_that_means() -> None:
    marked = figures.school_growth(outlined(("0006", "transformational")), "0006")
    calm = figures.school_growth(RELEASE, "0006")

    assert [cell.row for cell in only_table(marked).cells if "differs" in cell.look] == [
        "Transformational foundational"
    ]
    assert "Outlined: where this school can be told apart" in plain(marked.html)
    assert "Outlined" not in plain(calm.html)


def test_a_sentence_counts_what_moved_and_not_the_colour() -> None:
    rows = RELEASE.published.copy()
    rows["colour_class"] = rows["colour_class"].where(rows["colour_class"].isna(), 3)

    drawn = figures.growth_by_school(replace(RELEASE, published=rows))

    plain_one = figures.growth_by_school(RELEASE)
    assert (drawn.title, drawn.takeaway) == (plain_one.title, plain_one.takeaway)


def test_the_next_step_is_a_question_on_the_foundational_attribute_with_the_lowest_share() -> None:
    release = make_release(
        district=district(human_centered="20/20 40>30", transformational="20/20 40>31", advocate="20/20 40>2")
    )

    header = figures.page_header(release)

    share = only_row(
        rows_of(release, "district_growth", attribute="human-centered", measure="proficient_share", item="to")
    )
    assert header.table["says"][2] == "Human-Centered is the foundational attribute with the furthest to go"
    assert f"At or above Proficient in fall 2026: {share['shown']}." in plain(header.html)
    assert "To reflect on: Whose voice was missing last week?" in plain(header.html)


def test_without_questions_the_next_step_is_an_action_of_the_rubric() -> None:
    attributes = tuple(part.model_copy(update={"reflection_questions": ()}) for part in RUBRIC.attributes)
    action = Action(role_group="school", attributes=("transformational",), text="Try one new timetable.")
    rubric = RUBRIC.model_copy(update={"attributes": attributes, "actions": (action,)})

    text = plain(figures.page_header(make_release(rubric=rubric)).html)

    assert "To reflect on" not in text
    assert "A next step: Try one new timetable." in text


def test_the_first_semester_is_led_by_where_leaders_stand() -> None:
    says = figures.page_header(make_release(baseline=None)).table["says"]

    assert says[0] == "No change by attribute can be shown yet: fall 2026 is the first semester"
    assert says[1] == (
        "The share at or above Proficient is highest in Human-Centered, lowest in Transformational and Advocate"
    )


def test_no_share_stands_out_where_all_are_the_same() -> None:
    says = figures.page_header(make_release(baseline=None, district=district())).table["says"]

    assert says[1] == "No attribute stands out by its share at or above Proficient"


def test_the_district_s_title_counts_where_the_share_rose() -> None:
    figure = figures.district_growth(RELEASE)

    after = only_row(
        rows_of(RELEASE, "district_growth", attribute="transformational", measure="proficient_share", item="to")
    )
    assert figure.title == "The share at or above Proficient rose in four of five attributes"
    assert figure.takeaway.endswith(f"to {after['shown']}.")


def test_the_title_by_school_counts_schools_that_point_up() -> None:
    classes = rows_of(RELEASE, "growth_by_school", attribute="transformational", measure="net_movers")["colour_class"]

    title = figures.growth_by_school(RELEASE).title

    assert ((classes > 0).sum(), (classes < 0).sum()) == (6, 1)
    assert classes.notna().sum() == 10
    assert title == (
        "Transformational: more leaders moved up than down in six of ten schools shown, more down than up in one, "
        "about as many each way in three"
    )


def test_roles_that_were_put_together_are_groups() -> None:
    figure = figures.growth_by_role(RELEASE)

    assert figure.title == "Transformational: more leaders moved up than down in all five groups shown"
    assert "Two roles are shown together: each alone is too small." in plain(figure.html)


def test_the_tally_counts_the_cells_of_the_table() -> None:
    cells = rows_of(RELEASE, "growth_by_school", measure="net_movers")
    classes = cells["colour_class"].dropna()
    ups, downs, even = (int(part.sum()) for part in (classes > 0, classes < 0, classes == 0))

    takeaway = figures.growth_by_school(RELEASE).takeaway

    assert (ups, downs, even, len(classes), len(cells)) == (17, 4, 26, 47, 60)
    assert takeaway == (
        "More moved up than down in 17 of 47 boxes that show counts, more down than up in four, about as many each way "
        "in 26. In 13 of 60 boxes of the table nothing can be shown, and each says why."
    )


def test_a_count_in_digits_says_which_figure_was_counted() -> None:
    assert '<span data-from="growth_by_school">17</span>' in figures.growth_by_school(RELEASE).html


@pytest.mark.parametrize("draw", FIGURES)
def test_the_title_the_takeaway_and_the_caption_are_on_the_page_word_for_word(draw: Draw) -> None:
    figure = draw(RELEASE)
    text = plain(figure.html)

    if draw in DRAWN:
        assert all(part in text for part in (figure.title, figure.takeaway, figure.caption))
        assert f'aria-label="{figure.alt}"' in figure.html
        assert figure.title in figure.alt


def test_no_attribute_may_point_up() -> None:
    roles = "role | pairs | " + " | ".join(ATTRIBUTES) + "\nPrincipal | 12" + " | 2/6 6>6" * 5

    title = figures.growth_by_role(make_release(roles=roles)).title

    assert title == ("In every attribute and role shown, more leaders moved down than up, or about as many each way")


def test_people_who_skipped_an_attribute_make_the_count_a_range() -> None:
    rows = RELEASE.published.copy()
    rows.loc[(rows["figure"] == "district_growth") & (rows["attribute"] == "advocate"), "people"] = 79

    text = plain(figures.page_header(replace(RELEASE, published=rows)).html)

    assert "79 to 83 leaders, depending on the attribute, rated themselves in both semesters." in text


def test_no_sentence_names_a_school() -> None:
    names = RELEASE.schools["name"].tolist()

    for draw in FIGURES:
        figure = draw(RELEASE)
        prose = f"{figure.title} {figure.takeaway} {figure.caption} {figure.alt}"
        assert [name for name in names if name in prose] == []
    assert [name for name in names if name in figures.page_header(RELEASE).html] == []


def test_the_notes_hold_the_facts_the_terms_and_the_credit() -> None:
    text = plain(figures.method_notes(RELEASE).html)

    for part in ("Files read4", "Groups under 5 leaders are not shown", "Puts people first", "Written for the tests."):
        assert part in text
    assert "a fall need not mean that practice got worse" in text


def test_the_notes_explain_the_words_that_the_gate_prints_for_counts() -> None:
    text = plain(figures.method_notes(RELEASE).html)

    alike = [[code_count(count, 12) for count in counts] for counts in ((0, 1, 2), (10, 11, 12))]
    assert alike == [[(0, 2)] * 3, [(10, 12)] * 3]
    assert "0, 1 and 2 are all printed as at most 2; of 12 leaders, 10, 11 and 12 as at least 10" in text
    assert band_count(5, 20) == (5, 9)
    assert "5 to 9Where an exact count" in text
    assert "it is printed as one of a few ranges of five or more, or it is hidden" in text


# what a figure is to a notebook


@pytest.mark.parametrize("draw", ALL)
def test_a_figure_shows_itself_in_three_ways_and_no_other(draw: Draw) -> None:
    figure = draw(RELEASE)

    bundle = figure._repr_mimebundle_()

    assert set(bundle) == {"text/html", "text/plain", FIGURE_MIME}
    assert bundle[FIGURE_MIME] == {"name": figure.name, "html": figure.html}
    assert "<style" not in figure.html
    assert str(bundle["text/html"]).startswith("<style>\n.portrait")
    assert str(bundle["text/plain"]).startswith(figure.title)
    output = nbformat.v4.new_output("execute_result", data=bundle, execution_count=1)
    nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])]))


@pytest.mark.parametrize("draw", ALL)
def test_a_figure_is_the_same_each_time(draw: Draw) -> None:
    assert draw(RELEASE).html == draw(make_release()).html


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_printed_and_does_nothing(name: str) -> None:
    schools = make_schools()
    schools["name"] = schools["name"].astype("str").replace("Garden Park Elementary", name).astype("category")
    release = make_release(names=schools, name=name)
    calm = {draw: seen(draw(RELEASE)) for draw in FIGURES}

    for draw in FIGURES:
        page = seen(draw(release))
        assert page.tags == calm[draw].tags
        assert {attribute for _, attribute, _ in page.attributes} == {name for _, name, _ in calm[draw].attributes}
    assert " ".join(name.split()) in only_table(figures.growth_by_school(release)).rows


ONE_ROLE = make_release(
    roles="role | pairs | " + " | ".join(ATTRIBUTES) + "\nX | 12" + " | 5/2 6>8" * 5, schools="", district=""
)


@settings(deadline=None, max_examples=40)
@given(st.text(min_size=1, max_size=60))
def test_no_role_can_break_out_of_its_cell(name: str) -> None:
    rows = ONE_ROLE.published.assign(role=name)

    page = seen(figures.growth_by_role(replace(ONE_ROLE, published=rows)))

    assert page.tags["th"] == 1 + 5 + 1
    assert len(page.tables[0].cells) == 5


# charts


@pytest.mark.parametrize("draw", HEATMAPS)
def test_a_chart_has_all_classes_in_its_scale_whatever_occurs(draw: Draw) -> None:
    spec = draw(RELEASE).chart.to_dict()

    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == [*(shade.words for shade in SHADES.values()), "not colored"]
    assert scale["range"][:7] == [shade.paper for shade in SHADES.values()]


def test_the_axis_of_net_movers_is_always_the_same() -> None:
    spec = figures.district_growth(RELEASE).chart.to_dict()

    assert all(layer["encoding"]["x"]["scale"] == {"domain": [-1, 1]} for layer in spec["layer"])


def test_a_chart_holds_a_hidden_cell_as_a_word() -> None:
    spec = figures.growth_by_role(RELEASE).chart.to_dict()
    (data,) = spec["datasets"].values()

    hidden = [row for row in data if row["group"] == "Counselor"]

    assert [(row["words"], row["look"], row["ink"]) for row in hidden] == [("hidden", "not colored", HIDDEN_INK)] * 5
    assert len(data) == 7 * 5


@pytest.mark.parametrize("draw", DRAWN)
def test_a_chart_describes_itself_and_is_drawn_without_a_network(draw: Draw) -> None:
    figure = draw(RELEASE)

    chart = figure.chart
    bundle = chart._repr_mimebundle_(None, None)

    assert chart.to_dict()["description"] == figure.alt
    assert set(bundle) == {"image/svg+xml", "application/vnd.vegalite.v5+json"}


@pytest.mark.parametrize("draw", DRAWN)
def test_a_chart_of_nothing_is_still_a_chart(draw: Draw) -> None:
    empty = replace(RELEASE, published=empty_table("published"))

    assert json.loads(draw(empty).chart.to_json())["title"]


def test_words_have_no_chart() -> None:
    assert figures.page_header(RELEASE).chart is None
    assert figures.method_notes(RELEASE).chart is None


# clusters, competencies, levels


def test_roles_stand_within_their_clusters_and_nowhere_by_value() -> None:
    figure = figures.growth_by_cluster_and_role(RELEASE)
    table = only_table(figure)

    roles = ["Principal + Assistant principal", "Teacher leader"]
    assert table.bands == ["Central", "North"]
    assert table.rows == ["All leaders", *roles, *roles]
    rows = {(row["group"], row["column"]) for row in next(iter(figure.chart.to_dict()["datasets"].values()))}
    assert len(rows) == 5 * 5  # the same role of two clusters is not drawn over itself


def test_competencies_stand_under_their_attributes_with_all_leaders_before_the_clusters() -> None:
    table = only_table(figures.growth_by_competency(RELEASE))

    assert table.bands == list(NAMES.values())
    assert table.rows == [part.name for part in RUBRIC.competencies]
    assert [cell.columns[0] for cell in table.cells][:4] == ["All leaders", "Central", "North", "South"]


def test_the_title_by_competency_counts_all_leaders_and_the_ends_are_named_with_their_numbers() -> None:
    figure = figures.growth_by_competency(RELEASE)
    nets = rows_of(RELEASE, "growth_by_competency", measure="net_movers", grain="district").sort_values("value")

    shown = dict(zip(nets["competency"], nets["shown"], strict=True))
    lowest, low, *_, high, highest = (f"{part.replace('-', ' ', 1)} with {shown[part]}" for part in shown)
    assert figure.title == (
        "More leaders moved up than down in three of five competencies, more down than up in one, "
        "about as many each way in one"
    )
    ends = f"highest in {highest} and {high}; lowest in {lowest} and {low}.".replace("about", "About")
    assert figure.takeaway.startswith(f"Among all leaders, net movement was {ends}")
    assert "Their 95% intervals overlap: the order could be chance." in figure.takeaway


def test_competencies_that_are_all_alike_have_no_ends() -> None:
    grid = "cluster | pairs | " + " | ".join(ATTRIBUTES) + "\n | 60" + " | 20/20 30>30" * 5

    assert figures.growth_by_competency(make_release(competencies=grid)).takeaway == "No competency stands out."


FOUR = RUBRIC.model_copy(
    update={
        "levels": tuple(
            Level(name=name, low=rank, high=rank, summary="So far.")
            for rank, name in enumerate(["Establishing", "Developing", "Proficient", "Advanced"], 1)
        ),
        "proficient": 3,
    }
)
FOUR_LEVELS = """
    cluster | people | human-centered | transformational       | authentic                         | advocate
            | 50     | 5,10,20,15     | at most 2,7 to 9,18,23 | at most 2,at least 43,3,at most 2 | 10,20,10,10
    South   | 20     | 3,6,6,5        | 3,5,7,5                | b,at most 2                       | 5,5,5,5
    North   | 4      | hidden         | hidden                 | hidden                            | hidden
"""
LEVELED = make_release(rubric=FOUR, levels=FOUR_LEVELS)


def test_levels_stand_under_their_names_and_on_their_side_of_proficient() -> None:
    (table,) = seen(figures.levels_by_cluster(LEVELED)).tables

    cells = [cell for cell in table.cells if (cell.band, cell.row) == ("South", "About human-centered")]
    assert [(cell.text, cell.columns) for cell in cells] == [
        ("3 of 20", ("Below Proficient", "Establishing")),
        ("6 of 20", ("Below Proficient", "Developing")),
        ("6 of 20", ("At or above Proficient", "Proficient")),
        ("5 of 20", ("Advanced", "At or above Proficient")),
    ]
    assert table.bands == ["All leaders", "North", "South"]


def test_where_only_two_sides_are_told_each_spans_its_levels() -> None:
    (table,) = seen(figures.levels_by_cluster(LEVELED)).tables

    cells = [cell for cell in table.cells if (cell.band, cell.row) == ("South", "About authentic")]
    assert [(cell.text, cell.columns) for cell in cells] == [
        ("at least 18 of 20", ("Below Proficient", "Developing", "Establishing")),
        ("at most 2 of 20", ("Advanced", "At or above Proficient", "Proficient")),
    ]


def test_the_title_counts_where_more_than_half_are_at_or_above_proficient() -> None:
    figure = figures.levels_by_cluster(LEVELED)

    # 35 and 41 of 50; 3 to 5, and 20 of 50
    assert figure.title == "More than half of all leaders are at or above Proficient in two of four competencies"
    assert figure.takeaway.startswith(
        "Among all leaders, that share is largest in About transformational and smallest in About authentic."
    )
    assert figure.title in figure.alt


def test_exactly_half_is_not_more_than_half() -> None:
    release = make_release(rubric=FOUR, levels="cluster | people | advocate\n | 50 | 5,20,15,10")

    title = figures.levels_by_cluster(release).title
    assert title == "Half or fewer of all leaders are at or above Proficient in the one competency"


@pytest.mark.parametrize(
    ("shown", "ends"),
    [
        ("at most 2 of 45", (0, 2)),
        ("at most 2 of 1", (0, 1)),
        ("at least 43 of 45", (43, 45)),
        ("6 or 7 of 45", (6, 7)),
        ("7 to 9 of 45", (7, 9)),
        ("at least 1,198 of 1,200", (1198, 1200)),
        ("at least 40 of 45", (40, 45)),
        ("1,006 or 1,007 of 1,200", (1006, 1007)),
        ("some of 45", (0, 45)),
        ("about 7 of 45", (0, 45)),
        ("at most one of 45", (0, 45)),
    ],
)
def test_a_coded_count_allows_what_its_words_say(shown: str, ends: tuple[int, int]) -> None:
    people = int(shown.rpartition(" ")[2].replace(",", ""))

    assert Printed(0, "coded", shown, None, None, None, people, None, differs=False).ends == ends


def test_bars_say_in_words_what_is_coded_and_nothing_of_a_hidden_cluster() -> None:
    html = figures.levels_by_cluster(LEVELED).html
    panels = html.partition("<details>")[0]

    assert ">Establishing: at most 2; Developing: 7 to 9<" in panels
    assert ">Below Proficient: at least 18; At or above Proficient: at most 2<" in panels
    hidden = panels.partition("<p>North</p>")[2].partition("<p>South</p>")[0]
    assert "hidden" in hidden
    assert "<svg" not in hidden
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", hidden))


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), min_size=4, max_size=4).filter(sum))
def test_levels_are_read_off_their_words_as_the_gate_means_them(counts: list[int]) -> None:
    people, (first, second, third, fourth) = sum(counts), counts
    printed = print_levels(dict(enumerate(counts, 1)), proficient=3, hidden=False)
    truth = {str(rank): count for rank, count in enumerate(counts, 1)}
    truth |= {"below": first + second, "at_or_above": third + fourth}

    for row in (row for row in printed if row["status"] != "hidden"):
        value = None if row["status"] == "coded" else truth[str(row["item"])]
        low, high = Printed(0, "", str(row["shown"]), value, None, None, people, None, differs=False).ends
        assert low <= truth[str(row["item"])] <= high
        assert low == high or (high - low >= 2 and (low, high) != (0, people))


def test_a_competency_hidden_by_itself_is_a_row_without_a_bar_in_a_panel_with_bars() -> None:
    levels = FOUR_LEVELS.replace("3,6,6,5 ", "hidden  ")
    html = figures.levels_by_cluster(make_release(rubric=FOUR, levels=levels)).html
    (table,) = read_page(html).tables

    cells = [cell for cell in table.cells if (cell.band, cell.row) == ("South", "About human-centered")]
    assert [cell.text for cell in cells] == ["hidden"] * 4
    south = html.partition("<details>")[0].partition("<p>South</p>")[2]
    assert ">hidden<" in south
    assert south.count(">of 20<") == 3


def test_bars_are_as_long_as_the_middle_of_what_the_words_allow() -> None:
    spec = figures.levels_by_cluster(LEVELED).chart.to_dict()
    bars = [row for rows in spec["datasets"].values() for row in rows if "paper" in row]

    widths = {round((bar["x2"] - bar["x"]) * 50 / 400, 1) for bar in bars}
    assert {(0 + 2) / 2, (7 + 9) / 2, 5, 10, 20, 15} <= widths


def test_drawings_have_no_style_no_address_and_no_fixed_size() -> None:
    page = seen(figures.levels_by_cluster(LEVELED))

    names = {name for _, name, _ in page.attributes}
    assert page.tags["svg"] == 2
    assert names.isdisjoint({"style", "href", "xmlns", "xlink:href", "role-description"})
    assert not [value for tag, _, value in page.attributes if tag in ("svg", "path", "text") and "http" in value]
    assert [value for tag, name, value in page.attributes if (tag, name) == ("svg", "aria-hidden")] == ["true"] * 2


@pytest.mark.parametrize("name", HOSTILE)
def test_no_competency_or_cluster_can_break_out_of_a_drawing(name: str) -> None:
    parts = tuple(part.model_copy(update={"name": name}) for part in FOUR.competencies)
    rows = LEVELED.published.assign(
        cluster=LEVELED.published["cluster"].astype("object").replace({"South": name, "North": f"{name} too"})
    )

    page = seen(figures.levels_by_cluster(replace(LEVELED, published=rows)))
    hostile = seen(
        figures.levels_by_cluster(
            replace(LEVELED, rubric=FOUR.model_copy(update={"competencies": parts}), published=rows)
        )
    )

    calm = seen(figures.levels_by_cluster(LEVELED))
    assert set(page.tags) == set(hostile.tags) == set(calm.tags)
    assert {name for _, name, _ in hostile.attributes} == {name for _, name, _ in calm.attributes}


# one school


def test_a_school_s_page_is_headed_by_its_name_and_led_by_three_findings() -> None:
    header = figures.school_header(RELEASE, "0006")

    name = only_row(RELEASE.schools[RELEASE.schools["school"] == "0006"])["name"]
    assert f"<h1>{name}</h1>" in header.html
    assert header.table["says"].tolist() == [
        "More leaders moved up than down in four of five attributes, about as many each way in one",
        "Net movement was highest in Transformational, lowest in Advocate",
        "Human-Centered and Transformational are the foundational attributes with the furthest to go",
    ]
    assert "To reflect on: Whose voice was missing last week?" in plain(header.html)


def test_a_school_stands_beside_the_district_s_net() -> None:
    table = only_table(figures.school_growth(RELEASE, "0006"))

    net = only_row(rows_of(RELEASE, "district_growth", attribute="advocate", measure="net_movers"))["shown"]
    assert table.cell("Advocate", "Net of all leaders in the district").text == net
    assert table.cell("Advocate", "Moved up or down").text == "at most 2 up, at most 2 down at least 7 the same of 11"


@pytest.mark.parametrize("baseline", ["2025-fall", None])
def test_a_school_s_page_names_no_other_school(baseline: str | None) -> None:
    release = make_release(baseline=baseline)
    others = release.schools.loc[release.schools["school"] != "0006", "name"]

    html = figures.school_header(release, "0006").html + figures.school_growth(release, "0006").html

    assert [name for name in others if name in html] == []


def test_a_share_that_is_not_told_exactly_is_not_said_to_rise() -> None:
    figure = figures.school_growth(RELEASE, "0010")  # in Transformational from one of eight to seven of eight

    assert figure.title == "The share at or above Proficient rose in one of two attributes with exact shares"


@pytest.mark.parametrize("draw", [figures.school_header, figures.school_growth])
@pytest.mark.parametrize("baseline", ["2025-fall", None])
def test_a_hidden_school_has_no_page_and_the_error_says_why(
    draw: Callable[[Release, str], Figure], baseline: str | None
) -> None:
    with pytest.raises(ReportError, match="is hidden for fall 2026: fewer than 5 of its leaders answered, or"):
        draw(make_release(baseline=baseline), "0008")


@pytest.mark.parametrize("school", ["9999", "1", "", "<b>"])
def test_an_unknown_school_is_an_error_that_names_no_other(school: str) -> None:
    with pytest.raises(ReportError, match="as text with its leading zeros") as caught:
        figures.school_header(RELEASE, school)

    assert [name for name in RELEASE.schools["name"] if name in str(caught.value)] == []


def test_the_notes_say_what_is_about_as_many_and_who_counts_where() -> None:
    text = plain(figures.method_notes(RELEASE).html)

    assert "Up less down is under 5% of the group" in text
    assert "under a school only if they were there both times" in text
    assert "A cluster is schools that belong together" in text
