from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av import VideoFrame

from stb.adapters.media.convert import Box, Converter, fit
from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import read
from stb.adapters.media.source import FileMedia
from stb.model.time import PAL
from tests.adapters.media.clips import Clip

WIDE = Fraction(16, 9)
CLIP = Clip("convert.mp4", 31, 10, width=640, height=360)

Made = Callable[[Clip], Path]


@pytest.fixture
def picture(made: Made) -> VideoFrame:
    return next(iter(read(FileMedia(made(CLIP)), in_frame=5, frames=1, play_rate=PAL))).picture


@pytest.mark.parametrize(
    ("size", "aspect", "box"),
    [
        ((1280, 720), WIDE, Box(0, 0, 1280, 720)),
        ((1920, 1080), WIDE, Box(0, 0, 1920, 1080)),
        ((1280, 720), Fraction(4, 3), Box(160, 0, 960, 720)),
        ((1280, 720), Fraction(12, 5), Box(0, 92, 1280, 534)),
        ((720, 576), WIDE, Box(0, 86, 720, 404)),
        ((1366, 768), WIDE, Box(0, 0, 1366, 768)),
    ],
)
def test_a_picture_keeps_its_aspect_in_the_middle(
    size: tuple[int, int], aspect: Fraction, box: Box
) -> None:
    assert fit(*size, aspect) == box


def test_a_narrow_picture_has_black_on_both_sides_and_nothing_lost(picture: VideoFrame) -> None:
    out = Converter().to_rgb(picture, size=(800, 360), aspect=WIDE)

    assert out.shape == (360, 800, 3)
    assert not out[:, :80].any()
    assert not out[:, 720:].any()
    grey = out[:, 80:720].mean(axis=2).astype(np.uint8)
    assert read_code(grey) == (31, 5)


def test_red_is_red_in_bgra_and_in_rgb() -> None:
    red = VideoFrame.from_ndarray(np.full((180, 320, 3), (255, 0, 0), np.uint8), "rgb24")
    picture = red.reformat(format="yuv420p")

    bgra = Converter().to_bgra(picture, WIDE)
    rgb = Converter().to_rgb(picture, aspect=WIDE)

    assert np.abs(bgra[90, 160].astype(int) - (0, 0, 255, 255)).max() < 6
    assert np.abs(rgb[90, 160].astype(int) - (255, 0, 0)).max() < 6
    assert rgb.shape == (180, 320, 3)


def test_a_picture_for_the_screen_has_its_own_height_and_its_true_shape(
    picture: VideoFrame,
) -> None:
    bgra = Converter().to_bgra(picture, Fraction(4, 3))

    assert bgra.shape == (360, 480, 4)
    assert (bgra[..., 3] == 255).all()
    assert read_code(Converter().to_bgra(picture, WIDE)[..., :3].mean(axis=2)) == (31, 5)


def test_pixels_that_are_not_square_are_drawn_wide(picture: VideoFrame) -> None:
    rgb = Converter().to_rgb(picture, size=(1024, 576), aspect=Fraction(4, 3))

    assert rgb.shape == (576, 1024, 3)
    assert not rgb[:, :126].any()
    assert rgb[:, 130:890].any()


def test_a_picture_of_the_programme_s_size_is_handed_on_untouched(picture: VideoFrame) -> None:
    same = Converter().to_programme(picture, 640, 360, aspect=WIDE, whole=WIDE)

    assert same is picture


def test_a_picture_of_another_size_is_laid_into_the_programme_s(picture: VideoFrame) -> None:
    fitted = Converter().to_programme(picture, 1280, 720, aspect=WIDE, whole=WIDE)
    boxed = Converter().to_programme(picture, 640, 480, aspect=WIDE, whole=Fraction(4, 3))

    assert (fitted.width, fitted.height, fitted.format.name) == (1280, 720, "yuv420p")
    assert read_code(fitted) == (31, 5)
    luma = np.frombuffer(memoryview(boxed.planes[0]), np.uint8).reshape(480, -1)[:, :640]
    assert (luma[:60] == 16).all()
    assert (luma[420:] == 16).all()
    assert read_code(luma[60:420]) == (31, 5)
