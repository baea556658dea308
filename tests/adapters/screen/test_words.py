from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.adapters.screen.words import ELLIPSIS, cleaned, shortened, wrapped


def by_letter(text: str) -> float:
    return len(text)


def test_what_fits_is_left_as_it_is():
    assert shortened("Nieuws", 6, by_letter) == "Nieuws"


def test_what_does_not_fit_ends_in_an_ellipsis_after_a_letter():
    assert shortened("Nieuws van de dag", 8, by_letter) == "Nieuws…"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (1, ("een twee…",)),
        (2, ("een twee", "drie vier…")),
        (3, ("een twee", "drie vier", "vijf")),
        (4, ("een twee", "drie vier", "vijf")),
    ],
)
def test_words_go_to_the_next_line_and_what_is_left_over_to_an_ellipsis(lines, expected):
    assert wrapped("een twee drie vier vijf", 10, lines, by_letter) == expected


def test_what_stands_apart_by_two_spaces_does_so_in_any_number_of_lines():
    assert wrapped("een  ·  twee  ·  drie", 12, 2, by_letter) == ("een  ·  twee", "·  drie")


def test_a_stray_word_at_the_end_gets_company_from_the_line_above_it():
    assert wrapped("een groep met een kind van zes jaar", 31, 2, by_letter) == (
        "een groep met een kind van",
        "zes jaar",
    )


@pytest.mark.parametrize("text", ["aan de haal gaan ermee", "ja dat was een hele lange a"])
def test_the_line_above_stays_the_longer_one(text):
    *_, above, last = wrapped(text, 12, 4, by_letter)

    assert len(above) >= len(last)


def test_a_new_line_in_the_text_begins_one_on_the_screen():
    assert wrapped("een\ntwee drie", 20, 3, by_letter) == ("een", "twee drie")


def test_a_word_longer_than_the_line_is_broken():
    assert wrapped("hoogspanningsmast en meer", 8, 4, by_letter) == (
        "hoogspan",
        "ningsmas",
        "t en",
        "meer",
    )


@given(st.text(st.sampled_from("ab c\ndé"), max_size=80), st.integers(2, 30), st.integers(1, 6))
def test_no_line_is_wider_than_the_box_and_no_letter_is_lost_without_an_ellipsis(
    text, width, lines
):
    shown = wrapped(text, width, lines, by_letter)

    assert len(shown) <= lines
    assert all(len(line) <= width for line in shown)
    if not any(ELLIPSIS in line for line in shown):
        assert "".join("".join(shown).split()) == "".join(text.split())


def test_what_has_no_shape_is_taken_out_before_drawing():
    assert cleaned("a\x00b\ud800c\u00add\u00a0e\tf\ng") == "abcd e f\ng"
