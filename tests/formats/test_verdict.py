"""Whatever a process says of a creative becomes a verdict or a refusal, and nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.errors import InputError
from stb.formats.verdict import (
    ANSWER_CAP,
    CODES,
    Found,
    Unfit,
    read_answer,
    write_answer,
)
from stb.model.time import FrameRate

NUMBERS = st.integers(1, (1 << 31) - 1)
FOUND = st.builds(
    Found,
    frames=NUMBERS, decoded=NUMBERS, rate=st.builds(FrameRate, NUMBERS, NUMBERS), width=NUMBERS,
    height=NUMBERS, aspect=st.builds(Fraction, NUMBERS, NUMBERS), sample_rate=NUMBERS,
    channels=NUMBERS, matrix=NUMBERS,
)  # fmt: skip
LINE = write_answer(Found(750, 750, FrameRate(25), 1280, 720, Fraction(16, 9), 48_000, 2, 1))


@given(FOUND)
def test_what_was_found_is_read_back(found: Found):
    assert read_answer(write_answer(found)) == found
    assert len(write_answer(found)) <= ANSWER_CAP


@given(st.sampled_from(sorted(CODES)), st.text())
def test_a_refusal_is_read_back_with_a_clean_reason(code: str, reason: str):
    line = write_answer(Unfit(code, reason))
    told = read_answer(line)

    assert isinstance(told, Unfit)
    assert told.code == code
    assert read_answer(write_answer(told)) == told
    assert len(line) <= ANSWER_CAP


@given(st.binary(max_size=200))
def test_noise_is_refused_and_nothing_falls(noise: bytes):
    with pytest.raises(InputError):
        read_answer(noise)


@given(st.integers(0, len(LINE) - 1), st.binary(max_size=4))
def test_a_damaged_line_is_a_verdict_or_a_refusal(at: int, noise: bytes):
    try:
        told = read_answer(LINE[:at] + noise + LINE[at + len(noise) :])
    except InputError:
        return
    assert isinstance(told, Found | Unfit)


@pytest.mark.parametrize(
    "line",
    [
        b"", b"null", b"[]", b'{"v":1}', b'{"v":2,"code":"media.open","reason":"x"}',
        b'{"v":1,"code":"media.open"}', b'{"v":1,"code":"media.open","reason":7}',
        b'{"v":1,"code":"order.pin","reason":"x"}', b'{"v":1,"code":["media.open"],"reason":"x"}',
        b'{"v":1,"code":"media.open","reason":"x","frames":1}',
        LINE.replace(b"750", b"-750"), LINE.replace(b"750", b"true"), LINE.replace(b"750", b"7.5"),
        LINE.replace(b"750", b"99999999999"), LINE.replace(b"[25,1]", b"[25,0]"),
        LINE.replace(b"[25,1]", b"[25]"), LINE.replace(b"[25,1]", b"{}"),
        LINE.replace(b"[16,9]", b"[16,0]"), LINE.replace(b'"matrix"', b'"maxtrix"'),
        LINE + b" " * ANSWER_CAP,
    ],
)  # fmt: skip
def test_another_form_is_refused(line: bytes):
    with pytest.raises(InputError):
        read_answer(line)
