from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.formats import picture_code
from stb.formats.picture_code import BLACK, WHITE, cells, read

clips = st.integers(0, 255)
frames = st.integers(0, 65535)


def levels(row: tuple[bool, ...]) -> list[float]:
    return [float(WHITE if cell else BLACK) for cell in row]


@given(clips, frames)
def test_what_is_written_is_read(clip, frame):
    assert read(levels(cells(clip, frame))) == (clip, frame)


@given(clips, frames, st.lists(st.floats(-60, 60), min_size=32, max_size=32))
def test_compression_noise_does_not_change_what_is_read(clip, frame, noise):
    row = levels(cells(clip, frame))

    assert read([a + b for a, b in zip(row, noise, strict=True)]) == (clip, frame)


@given(clips, frames, st.integers(0, 31))
def test_one_flipped_cell_is_never_read_as_another_frame(clip, frame, flipped):
    row = list(cells(clip, frame))
    row[flipped] = not row[flipped]

    assert read(levels(tuple(row))) is None


def test_black_and_white_pictures_carry_no_code():
    assert read([BLACK] * 32) is None
    assert read([WHITE] * 32) is None


def test_the_first_bits_are_the_clip_the_next_the_frame():
    row = cells(0b10000001, 0b1)

    assert row[:8] == (True, *[False] * 6, True)
    assert row[8:24] == (*[False] * 15, True)


@pytest.mark.parametrize(("clip", "frame"), [(256, 0), (-1, 0), (0, 65536), (0, -1)])
def test_numbers_that_do_not_fit_are_refused(clip, frame):
    with pytest.raises(ValueError, match="does not fit"):
        cells(clip, frame)


def test_a_row_of_another_length_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="31 levels"):
        read([16.0] * 31)


def test_the_row_is_a_thirty_sixth_of_the_picture():
    assert 720 % picture_code.HEIGHT_FRACTION == 0
    assert 1080 % picture_code.HEIGHT_FRACTION == 0
