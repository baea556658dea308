"""The words that are agreed to."""

from __future__ import annotations

import pytest

from stb.model.consent import Notice, Purpose
from stb.model.declared import DECLARED
from stb.ui import notices

SPOTS, TIPS, FIGURES = Purpose.TAILORED_SPOTS, Purpose.VIEWING_TIPS, Purpose.TELEMETRY
AGREED = {
    (SPOTS, 1, "nl"): "042924eab30c11c35abb30488e4c9cccb3ff5c5ac070145a3aa0f3b120a8f435",
    (SPOTS, 1, "en"): "a502885620a4efaf48d5c4cd3f7ba6232557291137aba498219f9169357d86d8",
    (TIPS, 1, "nl"): "2cb107f97950959954cf2d2c6c91fb10a40aa4161527e602fed08eff418a6bd2",
    (TIPS, 1, "en"): "e0a39c25c78719f975a8a6251f8a9dac1eea0e629f148bd12f01ea38e1b10509",
    (FIGURES, 1, "nl"): "47c6d173f9f8987219d69379c8a9020f50cee9aae8c0b782182d0d9a57832e81",
    (FIGURES, 1, "en"): "cbb47761ddc63574344067051c819a06456999201c0c5f671f916f588cc999cf",
}
"""Hashes of every text that was ever asked with; a changed word needs a line here, and a new
version where it changes the meaning."""


@pytest.mark.parametrize(("purpose", "version", "language"), AGREED)
def test_no_word_changes_unnoticed(purpose: Purpose, version: int, language: str):
    agreed = Notice(version, language, AGREED[purpose, version, language])

    shown = notices.shown(purpose, agreed)

    assert shown is not None
    assert version < notices.VERSION or notices.notice(purpose, language) == agreed


def test_the_questions_say_that_a_customer_number_leaves_where_one_does():
    for purpose in Purpose:
        named = any(each.named and each.consent is purpose for each in DECLARED.values())
        for language, number in (("nl", "klantnummer"), ("en", "customer number")):
            said = " ".join(notices.words(purpose, language).all_words())
            assert (number in said) is named


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
