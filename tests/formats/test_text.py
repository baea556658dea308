from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.formats.text import clean_line, clean_prose, decode_text


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("  Het Late \t Bulletin\n", "Het Late Bulletin"),
        ("rot\x1b[31med\x00", "rot[31med"),
        ("abc\u202edcba\u2066x", "abcdcbax"),
        ("Zwa\u00adlu\u200bw\ufeff", "Zwaluw"),
        ("Cafe\u0301 \u0424\u0438\u043b\u044c\u043c", "Caf\u00e9 \u0424\u0438\u043b\u044c\u043c"),
        ("a" + 40 * "\u0336", "a" + 4 * "\u0336"),
        ("x" * 500, "x" * 299 + "\u2026"),
        ("\ud800lone", "lone"),
    ],
)
def test_a_line_is_fit_for_a_screen(given_text: str, cleaned: str) -> None:
    assert clean_line(given_text) == cleaned


def test_prose_keeps_its_paragraphs() -> None:
    assert clean_prose("een \n\n\n\ntwee\x07\ndrie\n") == "een\n\ntwee\ndrie"


@given(st.text(max_size=400))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_line(text)

    assert clean_line(once) == once
    assert len(once) <= 300
    assert not {unicodedata.category(each) for each in once} & {"Cc", "Cs", "Co"}


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"\xef\xbb\xbfcaf\xc3\xa9", "caf\u00e9"),
        ("caf\u00e9".encode("utf-16"), "caf\u00e9"),
        (b"caf\xe9 \x80", "caf\u00e9 \u20ac"),
        (b"\x81\xff", "\ufffd\u00ff"),
    ],
)
def test_bytes_are_read_by_what_they_are(octets: bytes, text: str) -> None:
    assert decode_text(octets) == text
