"""The words that are agreed to."""

from __future__ import annotations

import pytest

from stb.model.consent import Purpose
from stb.ui import notices

AGREED = {
    (1, "nl"): "0ee14456e7cb6414712279973b14c104e017d9c485184015e222df0e97353ff2",
    (1, "en"): "6c98190c3c8b26dc6cbc920f9e8cf6f1a9bd0b68ba56a55128879b2aff3a1eca",
}
"""Hashes of every text that was ever asked with; a changed word needs a line here, and a new
version where it changes the meaning."""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_word_changes_unnoticed(language: str):
    notice = notices.notice(Purpose.TAILORED_SPOTS, language)

    assert notice.text_sha256 == AGREED[notice.version, language]


def test_another_language_falls_back_to_english_and_says_so():
    assert notices.words(Purpose.TAILORED_SPOTS, "fy") == notices.words(
        Purpose.TAILORED_SPOTS, "en"
    )
    assert notices.notice(Purpose.TAILORED_SPOTS, "fy").language == "en"


def test_only_tailored_spots_can_be_asked_for():
    assert notices.ASKED == (Purpose.TAILORED_SPOTS,)


def test_every_layer_is_part_of_all_words():
    words = notices.words(Purpose.TAILORED_SPOTS, "nl")

    assert set(words.first_layer()) < set(words.all_words())
    assert all(label in words.all_words() and text in words.all_words()
               for label, text in words.details)  # fmt: skip
