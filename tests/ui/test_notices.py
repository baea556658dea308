"""The words that are agreed to."""

from __future__ import annotations

import pytest

from stb.model.consent import Notice, Purpose
from stb.ui import notices

SPOTS, TIPS, FIGURES = Purpose.TAILORED_SPOTS, Purpose.VIEWING_TIPS, Purpose.TELEMETRY
AGREED = {
    (SPOTS, 1, "nl"): "0ee14456e7cb6414712279973b14c104e017d9c485184015e222df0e97353ff2",
    (SPOTS, 1, "en"): "6c98190c3c8b26dc6cbc920f9e8cf6f1a9bd0b68ba56a55128879b2aff3a1eca",
    (TIPS, 1, "nl"): "2cb107f97950959954cf2d2c6c91fb10a40aa4161527e602fed08eff418a6bd2",
    (TIPS, 1, "en"): "e0a39c25c78719f975a8a6251f8a9dac1eea0e629f148bd12f01ea38e1b10509",
    (FIGURES, 1, "nl"): "6f3e2b4fe939defe679e90920ed7ba94383b0d09666c5a9072bd48d88b3ca657",
    (FIGURES, 1, "en"): "4f9c1dd5f96d65eaf3c919385972e1620bebd07339b3932069e8208d1e84c4a7",
}
"""Hashes of every text that was ever asked with; a changed word needs a line here, and a new
version where it changes the meaning."""


@pytest.mark.parametrize(("purpose", "version", "language"), AGREED)
def test_no_word_changes_unnoticed(purpose: Purpose, version: int, language: str):
    agreed = Notice(version, language, AGREED[purpose, version, language])

    shown = notices.shown(purpose, agreed)

    assert shown is not None
    assert version < notices.VERSION or notices.notice(purpose, language) == agreed


def test_another_language_falls_back_to_english_and_says_so():
    assert notices.words(Purpose.TAILORED_SPOTS, "fy") == notices.words(
        Purpose.TAILORED_SPOTS, "en"
    )
    assert notices.notice(Purpose.TAILORED_SPOTS, "fy").language == "en"


def test_each_purpose_has_its_own_notice_in_both_languages():
    assert notices.ASKED == (SPOTS, TIPS, FIGURES)
    assert {(p, language) for p, _, language in AGREED} == {
        (p, language) for p in Purpose for language in ("nl", "en")
    }


def test_a_hash_of_no_text_that_ever_was_shows_nothing():
    assert notices.shown(SPOTS, Notice(1, "nl", "00" * 32)) is None
    assert notices.shown(SPOTS, Notice(99, "nl", AGREED[SPOTS, 1, "nl"])) is None


def test_every_layer_is_part_of_all_words():
    words = notices.words(Purpose.TAILORED_SPOTS, "nl")

    assert set(words.first_layer()) < set(words.all_words())
    assert all(label in words.all_words() and text in words.all_words()
               for label, text in words.details)  # fmt: skip
