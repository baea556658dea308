"""Decoded pictures made fit for a screen, an array or an encoder.

The picture keeps its aspect as it is to be seen (wide pixels included) and is
centred on black. Where nothing has to change, nothing does: a picture of the
size and form wanted is handed on as it is, bit for bit. One that is interlaced is
deinterlaced first.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from av import VideoFrame
from av.video.reformatter import Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from stb.adapters.media.deinterlace import Deinterlacer

Pixels = NDArray[np.uint8]

_UNSPECIFIED: Final = (2, 3)
_HD_LINES: Final = 720
_BLACK: Final = (16, 128, 128)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a picture lies in a larger one: pixels from the left and the top."""

    x: int
    y: int
    width: int
    height: int


def fit(width: int, height: int, aspect: Fraction) -> Box:
    """The largest box of ``aspect`` in the middle, its edges on even pixels.

    An aspect within one pixel of the whole takes the whole.
    """
    whole = Fraction(width, height)
    if aspect >= whole:
        inner = _even(width / aspect)
        if abs(height - inner) <= 2:
            inner = height
        return Box(0, (height - inner) // 4 * 2, width, inner)
    inner = _even(height * aspect)
    if abs(width - inner) <= 2:
        inner = width
    return Box((width - inner) // 4 * 2, 0, inner, height)


class Converter:
    """Converts pictures one after another; keeps FFmpeg's scaler. For one thread."""

    def __init__(self) -> None:
        self._scaler = VideoReformatter()
        self._deinterlacer = Deinterlacer()

    def to_bgra(self, picture: VideoFrame, aspect: Fraction) -> Pixels:
        """``picture`` as uint8, (height, width, 4), BGRA: at its own height, in its ``aspect``.

        The memory is FFmpeg's, and kept by the array: to copy it takes as long as to convert it.
        """
        width = round(picture.height * aspect)
        drawn = self._scaled(picture, width, picture.height, "bgra", Interpolation.FAST_BILINEAR)
        return _packed(drawn, 4)

    def to_rgb(
        self, picture: VideoFrame, *, size: tuple[int, int] | None = None, aspect: Fraction
    ) -> Pixels:
        """``picture`` as uint8, (height, width, 3), RGB; ``size`` is (width, height)."""
        width, height = size if size is not None else (picture.width, picture.height)
        box = fit(width, height, aspect) if size is not None else Box(0, 0, width, height)
        drawn = self._scaled(picture, box.width, box.height, "rgb24", Interpolation.BICUBIC)
        out = np.zeros((height, width, 3), np.uint8)
        out[box.y : box.y + box.height, box.x : box.x + box.width] = _packed(drawn, 3)
        return out

    def to_programme(
        self, picture: VideoFrame, width: int, height: int, *, aspect: Fraction, whole: Fraction
    ) -> VideoFrame:
        """``picture`` (of ``aspect``) in a yuv420p picture of a programme's size.

        ``whole`` is the aspect of the programme's picture as it is to be seen. A
        picture of that size and aspect is handed on untouched.
        """
        picture = self._deinterlacer.progressive(picture)
        pixel = whole / Fraction(width, height)
        box = fit(width, height, aspect / pixel)
        fills = (box.width, box.height) == (width, height)
        if fills and (picture.width, picture.height) == (width, height):
            return picture if _is_plain(picture) else picture.reformat(format="yuv420p")
        drawn = self._scaled(picture, box.width, box.height, "yuv420p", Interpolation.BICUBIC)
        return drawn if fills else _inlaid(drawn, width, height, box)

    def _scaled(
        self, picture: VideoFrame, width: int, height: int, form: str, how: Interpolation
    ) -> VideoFrame:
        picture = self._deinterlacer.progressive(picture)
        if picture.colorspace in _UNSPECIFIED and picture.height >= _HD_LINES:
            return self._scaler.reformat(
                picture,
                width,
                height,
                form,
                src_colorspace=Colorspace.ITU709,
                interpolation=how,
                threads=1,
            )
        return self._scaler.reformat(picture, width, height, form, interpolation=how, threads=1)


def _is_plain(picture: VideoFrame) -> bool:
    return picture.format.name in ("yuv420p", "yuvj420p")


def _even(value: Fraction) -> int:
    return max(2, round(value / 2) * 2)


def _packed(picture: VideoFrame, channels: int) -> Pixels:
    plane = picture.planes[0]
    lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    seen = lines[: picture.height, : picture.width * channels]
    return seen.reshape(picture.height, picture.width, channels)


def _inlaid(picture: VideoFrame, width: int, height: int, box: Box) -> VideoFrame:
    whole = VideoFrame(width, height, "yuv420p")
    for number, level in enumerate(_BLACK):
        part = 1 if number == 0 else 2
        onto = _lines(whole, number)
        onto[:] = level
        x, y = box.x // part, box.y // part
        lines = _lines(picture, number)[: box.height // part, : box.width // part]
        onto[y : y + lines.shape[0], x : x + lines.shape[1]] = lines
    whole.pts, whole.time_base = picture.pts, picture.time_base
    return whole


def _lines(picture: VideoFrame, number: int) -> Pixels:
    plane = picture.planes[number]
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
