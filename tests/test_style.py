"""Numbers and colours as they are printed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portrait_analytics.style import (
    CLASS_EDGES,
    HIDDEN_INK,
    HIDDEN_PAPER,
    LEAST_CONTRAST,
    LOOKS,
    MINUS,
    SHADES,
    SIDE_PAPERS,
    STATUS_MEANINGS,
    STATUS_WORDS,
    class_range,
    colour_class,
    contrast,
    format_count,
    format_interval,
    format_percent,
    join_words,
    level_shades,
    readable,
    spell,
)
from portrait_analytics.tables import STATUSES

SHARES = st.floats(-1, 1, allow_nan=False)
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize("number", SHADES)
def test_the_words_on_every_class_can_be_read(number: int) -> None:
    shade = SHADES[number]

    assert contrast(shade.ink, shade.paper) >= LEAST_CONTRAST


def test_the_word_hidden_can_be_read_on_its_paper() -> None:
    assert contrast(HIDDEN_INK, HIDDEN_PAPER) >= LEAST_CONTRAST
    assert contrast(HIDDEN_INK, "#ffffff") >= LEAST_CONTRAST


@pytest.mark.parametrize("levels", range(1, 8))
def test_the_words_on_every_level_can_be_read_and_levels_darken(levels: int) -> None:
    shades = level_shades(levels)

    assert all(contrast(shade.ink, shade.paper) >= LEAST_CONTRAST for shade in shades)
    against_white = [contrast(shade.paper, "#ffffff") for shade in shades]
    assert against_white == sorted(set(against_white))
    assert len(shades) == levels


def test_the_words_on_a_side_can_be_read() -> None:
    assert all(contrast(HIDDEN_INK, paper) >= LEAST_CONTRAST for paper in SIDE_PAPERS)


def test_contrast_is_that_of_the_guideline() -> None:
    grey = ((119 / 255 + 0.055) / 1.055) ** 2.4

    assert contrast("#777777", "#ffffff") == pytest.approx(1.05 / (grey + 0.05))
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")
    assert contrast("#5aae61", "#5aae61") == 1


@given(COLOURS, st.sampled_from(["#ffffff", "#17181b"]))
def test_any_colour_of_a_district_can_be_moved_until_it_can_be_read(colour: str, paper: str) -> None:
    assert contrast(readable(colour, paper), paper) >= LEAST_CONTRAST


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#12436d", "#ffffff") == "#12436d"


@given(SHARES)
def test_the_classes_are_the_same_on_both_sides_of_zero(share: float) -> None:
    assert colour_class(-share) == -colour_class(share)


@pytest.mark.parametrize(("place", "edge"), list(enumerate(CLASS_EDGES)))
def test_an_edge_belongs_to_the_class_outside_it(place: int, edge: float) -> None:
    assert colour_class(edge) == place + 1
    assert colour_class(edge - 0.001) == place
    assert colour_class(-edge) == -(place + 1)


def test_a_sum_of_tenths_falls_into_the_class_of_its_printed_value() -> None:
    assert colour_class(0.1 + 0.1 + 0.2) == colour_class(0.4)
    assert colour_class(0.3 - 0.1) == colour_class(0.2)


def test_every_class_has_words_a_look_and_a_range_of_its_own() -> None:
    assert list(SHADES) == [-3, -2, -1, 0, 1, 2, 3] == list(LOOKS)
    for texts in ([shade.words for shade in SHADES.values()], LOOKS.values(), [class_range(n) for n in SHADES]):
        assert len(set(texts)) == 7


@given(SHARES, st.booleans())
def test_no_percent_has_a_hyphen_a_decimal_or_a_signed_zero(share: float, signed: bool) -> None:
    text = format_percent(share, signed=signed)

    assert re.fullmatch(f"[+{MINUS}]?\\d+%", text)
    assert text == "0%" or not text.lstrip(f"+{MINUS}").startswith("0")


@given(st.integers(-100, 100))
def test_a_share_that_was_rounded_to_hundredths_is_printed_as_it_is(percent: int) -> None:
    text = format_percent(percent / 100, signed=True)

    assert int(text.rstrip("%").replace(MINUS, "-")) == percent


def test_halves_go_away_from_zero_on_both_sides() -> None:
    assert [format_percent(share) for share in (0.005, 0.015, -0.005, 0.285)] == ["1%", "2%", f"{MINUS}1%", "29%"]


def test_an_interval_names_both_ends() -> None:
    assert format_interval(-0.02, 0.58, signed=True) == f"{MINUS}2% to +58%"
    assert format_interval(0, 1) == "0% to 100%"


def test_counts_are_spelled_up_to_twelve_and_have_thousands_apart() -> None:
    assert [spell(number) for number in (0, 1, 12, 13, 1204)] == ["no", "one", "twelve", "13", "1,204"]
    assert format_count(1000000) == "1,000,000"


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")]
)
def test_words_are_joined_as_in_a_sentence(words: list[str], text: str) -> None:
    assert join_words(words) == text


def test_every_status_without_a_number_has_words_without_a_digit() -> None:
    silent = set(STATUSES) - {"shown", "coded"}

    assert set(STATUS_WORDS) == set(STATUS_MEANINGS) == silent
    assert len(set(STATUS_WORDS.values())) == len(silent)
    assert not any(character.isdigit() for text in STATUS_WORDS.values() for character in text)
