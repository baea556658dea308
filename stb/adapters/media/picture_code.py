"""The picture code read back from a decoded picture."""

from __future__ import annotations

from typing import Final

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray

from stb.formats.picture_code import CELLS, HEIGHT_FRACTION, read

_PLANAR: Final = ("yuv420p", "yuvj420p", "yuv422p", "yuv444p", "gray", "nv12")


def luma_of(picture: VideoFrame) -> NDArray[np.uint8]:
    """The luma of ``picture``, uint8, (height, width); a view where it can be."""
    if picture.format.name not in _PLANAR:
        picture = picture.reformat(format="yuv420p")
    plane = picture.planes[0]
    lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
    return lines[: picture.height, : picture.width]


def read_code(picture: VideoFrame | NDArray[np.uint8]) -> tuple[int, int] | None:
    """Clip and frame number that ``picture`` carries, or None.

    An array is a luma: uint8, (height, width).
    """
    luma = luma_of(picture) if isinstance(picture, VideoFrame) else picture
    height, width = luma.shape
    cell, row = width // CELLS, height // HEIGHT_FRACTION
    if cell < 2 or row < 1:
        return None
    line = luma[height - row // 2 - 1, : cell * CELLS].reshape(CELLS, cell)
    middle = line[:, cell // 4 : cell - cell // 4]
    return read(middle.mean(axis=1).tolist())
