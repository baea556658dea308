"""Pictures the way up that their file says: a telephone held on its side turns them.

Source: ISO/IEC 14496-12, the matrix of a track header.
"""

from __future__ import annotations

import numpy as np
from av import VideoFrame

_PLANAR = ("yuv420p", "yuvj420p")


def quarters(picture: VideoFrame) -> int:
    """Quarter turns to the left that ``picture`` must be turned by: 0 to 3."""
    return round(picture.rotation / 90) % 4


def upright(picture: VideoFrame) -> VideoFrame:
    """``picture``, turned if it has to be; itself if not."""
    turns = quarters(picture)
    if not turns:
        return picture
    if picture.format.name not in _PLANAR:
        picture = picture.reformat(format="yuv420p")
    size = (picture.height, picture.width) if turns % 2 else (picture.width, picture.height)
    turned = VideoFrame(*size, picture.format.name)
    for target, plane in zip(turned.planes, picture.planes, strict=True):
        lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        out = np.frombuffer(memoryview(target), np.uint8).reshape(-1, target.line_size)
        out[: target.height, : target.width] = np.rot90(lines[: plane.height, : plane.width], turns)
    turned.pts, turned.time_base = picture.pts, picture.time_base
    turned.colorspace, turned.color_range = picture.colorspace, picture.color_range
    return turned
