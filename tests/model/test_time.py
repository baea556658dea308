from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.model.time import (
    FILM,
    HD50,
    HD60,
    NTSC,
    PAL,
    TICKS_WRAP,
    BadTimecode,
    FrameRate,
    seconds_of,
    unwrap,
)

RATES = [FILM, PAL, NTSC, HD50, HD60]
rates = st.sampled_from(RATES)
frames = st.integers(0, 10_000_000)


@given(rates, frames)
def test_the_tick_of_a_frame_names_that_frame(rate: FrameRate, frame: int) -> None:
    assert rate.nearest_frame(rate.ticks(frame)) == frame


@given(rates, frames, st.integers(-700, 700))
def test_a_tick_less_than_half_a_frame_off_names_the_same_frame(
    rate: FrameRate, frame: int, off: int
) -> None:
    assert rate.nearest_frame(rate.ticks(frame) + off) == frame


@given(rates, frames)
def test_a_timecode_reads_back_as_its_frame(rate: FrameRate, frame: int) -> None:
    frame %= 999 * 3600 * 23

    assert rate.parse_timecode(rate.timecode(frame)) == frame


@given(rates, frames)
def test_the_length_in_seconds_names_the_same_frames(rate: FrameRate, frame: int) -> None:
    assert rate.frames_in(rate.seconds(frame)) == frame


@given(rates, frames)
def test_a_length_falls_short_of_its_frames_by_less_than_a_microsecond(
    rate: FrameRate, frame: int
) -> None:
    short = rate.seconds(frame) - seconds_of(rate.length(frame))

    assert 0 <= short < Fraction(1, 1_000_000)


@pytest.mark.parametrize("rate", RATES, ids=str)
def test_samples_never_drift_from_frames(rate: FrameRate) -> None:
    four_hours = rate.frames_in(4 * 3600)

    assert abs(Fraction(rate.sample(four_hours), 48_000) - rate.seconds(four_hours)) <= Fraction(
        1, 96_000
    )


@given(st.integers(0, 1 << 40), st.integers(-(1 << 32) + 1, (1 << 32) - 1))
def test_a_wrapped_tick_is_found_again_within_half_a_wrap(near: int, off: int) -> None:
    assert unwrap((near + off) % TICKS_WRAP, near) == near + off


@pytest.mark.parametrize("text", ["", "1:2:3:4", "00:00:60:00", "00:00:00:25", "00:00:01"])
def test_what_is_no_timecode_at_the_rate_is_refused(text: str) -> None:
    with pytest.raises(BadTimecode):
        PAL.parse_timecode(text)


def test_a_rate_is_in_lowest_terms() -> None:
    assert FrameRate(50, 2) == PAL
    assert str(FrameRate(60_000, 1_001)) == "60000/1001"


@pytest.mark.parametrize(("num", "den"), [(0, 1), (25, 0), (-25, 1)])
def test_a_rate_of_nothing_is_a_mistake(num: int, den: int) -> None:
    with pytest.raises(ValueError, match="not a frame rate"):
        FrameRate(num, den)
