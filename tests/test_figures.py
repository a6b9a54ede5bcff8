"""The figures print what `published` holds, say it in sentences, and give away nothing else."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import nbformat
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portrait_analytics import figures
from portrait_analytics.figures import FIGURE_MIME, Figure
from portrait_analytics.figures.figure import figure_style
from portrait_analytics.release import Release
from portrait_analytics.rubric import Action
from portrait_analytics.style import HIDDEN_INK, LOOKS, SHADES, STATUS_WORDS
from portrait_analytics.tables import empty_table
from tests.build import ATTRIBUTES, DISTRICT, RUBRIC, make_release, make_schools, only_row, rows_of
from tests.pages import FIGURES, HOSTILE, PageReader, SeenTable, printed_by, read_page

RELEASE = make_release()
DRAWN = FIGURES[1:4]
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


@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize("release", [RELEASE, make_release(baseline=None)], ids=["two semesters", "first semester"])
def test_every_number_with_a_row_is_the_number_of_that_row(draw: Draw, release: Release) -> None:
    quotes = seen(draw(release)).quotes

    assert [(label, text) for label, text in quotes if text not in printed_by(release, label)] == []


@pytest.mark.parametrize("draw", DRAWN)
def test_every_number_in_a_table_says_which_row_it_stands_for(draw: Draw) -> None:
    cells = only_table(draw(RELEASE)).cells

    assert [cell for cell in cells if re.search(r"\d", cell.unquoted)] == []


@pytest.mark.parametrize(
    ("figure", "draw", "measures"),
    [
        ("district_growth", figures.district_growth, {"movers", "net_movers", "proficient", "proficient_share"}),
        ("growth_by_role", figures.growth_by_role, {"movers", "net_movers"}),
        ("growth_by_school", figures.growth_by_school, {"movers"}),
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

    assert cell.text == "2 up, 3 down of 7"


def test_a_coded_count_is_printed_in_words() -> None:
    cell = only_table(figures.growth_by_school(RELEASE)).cell("Juniper Elementary", "Transformational")

    assert cell.text == "all or all but one up, at most one down of 6"


def test_thousands_are_set_apart_in_cells_too() -> None:
    release = make_release(district=DISTRICT.replace("83 ", "1204"))

    assert only_table(figures.district_growth(release)).cell("Advocate", "Moved up or down").text.endswith("of 1,204")


# tables


@pytest.mark.parametrize("draw", DRAWN)
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
    for draw in (figures.growth_by_role, figures.growth_by_school):
        figure = draw(RELEASE)
        words = [cell.text for cell in only_table(figure).cells]
        assert figure.table.to_numpy().ravel().tolist() == words


# what cannot be shown


@pytest.mark.parametrize("draw", [figures.growth_by_role, figures.growth_by_school])
def test_a_hidden_cell_holds_no_digit_not_even_in_its_markup(draw: Draw) -> None:
    hidden = [cell for cell in only_table(draw(RELEASE)).cells if cell.look == "hidden"]

    assert {cell.text for cell in hidden} == {"hidden"}
    assert len(hidden) in (5, 2 * 5)
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
    assert figure.takeaway == "In all five cells nothing can be shown, and each says why."
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
    rules = re.sub(r"\{[^}]*\}", "", figure_style()).replace(",", "\n").split("\n")

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
        "More leaders moved up than down in four of five attributes",
        "Net movement was highest in Transformational, lowest in Advocate",
        "Transformational is the foundational attribute with the furthest to go",
    ]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (dict.fromkeys(ATTRIBUTES, "30/10 40>40"), "More leaders moved up than down in all five attributes"),
        (dict.fromkeys(ATTRIBUTES, "10/30 40>40"), "More leaders moved down than up in all five attributes"),
        ({}, "About as many leaders moved up as down in all five attributes"),
        ({"advocate": "30/10 40>40"}, "More leaders moved up than down in one of five attributes"),
        (
            {"advocate": "10/30 40>40", "authentic": "10/30 40>40", "collaborative": "30/10 40>40"},
            "More leaders moved down than up in two of five attributes, more up than down in one",
        ),
        (
            {"advocate": "10/30 40>40", "collaborative": "30/10 40>40"},
            "More leaders moved up than down in one of five attributes, more down than up in one",
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


def test_the_highest_and_the_lowest_net_are_named_with_all_who_share_them() -> None:
    release = make_release(district=district(advocate="30/10 40>40", authentic="30/10 40>40"))

    says = figures.page_header(release).table["says"][1]

    highest, lowest = "Authentic and Advocate", "Human-Centered, Transformational and Collaborative"
    assert says == f"Net movement was highest in {highest}, lowest in {lowest}"


@pytest.mark.parametrize(
    ("low", "words"),
    [("18/22 40>40", "overlap: the order could be chance"), ("5/40 40>40", "do not meet: the order is hardly chance")],
)
def test_the_order_of_highest_and_lowest_is_called_chance_where_it_may_be(low: str, words: str) -> None:
    release = make_release(district=district(advocate=low, authentic="22/18 40>40" if "18" in low else "40/5 40>40"))

    assert f"Their 95% intervals {words}." in plain(figures.page_header(release).html)


def test_nothing_stands_out_where_all_is_the_same() -> None:
    assert figures.page_header(make_release(district=district())).table["says"][1] == (
        "No attribute stands out by its net movement"
    )


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
    assert says[1] == "The share at or above Proficient is highest in Human-Centered, lowest in Transformational"


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

    assert (classes > 0).sum() == 9
    assert classes.notna().sum() == 10
    assert title == "Transformational: more leaders moved up than down in nine of ten schools"


def test_roles_that_were_put_together_are_groups() -> None:
    figure = figures.growth_by_role(RELEASE)

    assert figure.title == "Transformational: more leaders moved up than down in all five groups"
    assert "Two roles are shown together: each alone is too small." in plain(figure.html)


def test_the_tally_counts_the_cells_of_the_table() -> None:
    cells = rows_of(RELEASE, "growth_by_school", measure="net_movers")
    classes = cells["colour_class"].dropna()
    ups, downs, even = (int(part.sum()) for part in (classes > 0, classes < 0, classes == 0))

    takeaway = figures.growth_by_school(RELEASE).takeaway

    assert (ups, downs, even, len(classes), len(cells)) == (29, 9, 9, 47, 60)
    assert takeaway == (
        "More moved up than down in 29 of 47 cells with counts, more down than up in nine, about as many each way in "
        "nine. In 13 of 60 cells nothing can be shown, and each says why."
    )


def test_a_count_in_digits_says_which_figure_was_counted() -> None:
    assert '<span data-from="growth_by_school">29</span>' in figures.growth_by_school(RELEASE).html


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

    assert title == "In no attribute did more leaders move up than down in any role"


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


# what a figure is to a notebook


@pytest.mark.parametrize("draw", FIGURES)
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


@pytest.mark.parametrize("draw", FIGURES)
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


@given(st.text(min_size=1, max_size=60))
def test_no_role_can_break_out_of_its_cell(name: str) -> None:
    rows = ONE_ROLE.published.assign(role=name)

    page = seen(figures.growth_by_role(replace(ONE_ROLE, published=rows)))

    assert page.tags["th"] == 1 + 5 + 1
    assert len(page.tables[0].cells) == 5


# charts


@pytest.mark.parametrize("draw", [figures.growth_by_role, figures.growth_by_school])
def test_a_chart_has_all_classes_in_its_scale_whatever_occurs(draw: Draw) -> None:
    spec = draw(RELEASE).chart.to_dict()

    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert scale["domain"] == [*(shade.words for shade in SHADES.values()), "no movement shown"]
    assert scale["range"][:7] == [shade.paper for shade in SHADES.values()]


def test_the_axis_of_net_movers_is_always_the_same() -> None:
    spec = figures.district_growth(RELEASE).chart.to_dict()

    assert all(layer["encoding"]["x"]["scale"] == {"domain": [-1, 1]} for layer in spec["layer"])


def test_a_chart_holds_a_hidden_cell_as_a_word() -> None:
    spec = figures.growth_by_role(RELEASE).chart.to_dict()
    (data,) = spec["datasets"].values()

    hidden = [row for row in data if row["group"] == "Counselor"]

    assert [(row["words"], row["look"], row["ink"]) for row in hidden] == [
        ("hidden", "no movement shown", HIDDEN_INK)
    ] * 5
    assert len(data) == 7 * 5


@pytest.mark.parametrize("draw", DRAWN)
def test_a_chart_describes_itself_and_is_drawn_without_a_network(draw: Draw) -> None:
    figure = draw(RELEASE)

    chart = figure.chart
    bundle = chart._repr_mimebundle_(None, None)

    assert chart.to_dict()["description"] == figure.alt
    assert list(bundle) == ["image/svg+xml"]


@pytest.mark.parametrize("draw", DRAWN)
def test_a_chart_of_nothing_is_still_a_chart(draw: Draw) -> None:
    empty = replace(RELEASE, published=empty_table("published"))

    assert json.loads(draw(empty).chart.to_json())["title"]


def test_words_have_no_chart() -> None:
    assert figures.page_header(RELEASE).chart is None
    assert figures.method_notes(RELEASE).chart is None
