"""Interlaced pictures made fit for a screen that shows all their lines at one time.

The two fields of a picture were taken one after the other, so wherever something moves its
lines stand out in a comb. The lines of the first field are kept to the bit: it is of the
picture's own time. Of the second field the lines are held between the one above and the one
below them, and in and around blocks where they stuck out far they are made anew, as the mean
of the two: what moves has no comb, and what stands still (titles; a film, of which both fields
are of one time) keeps the detail of all lines.

One picture in, one out. Nothing is known of the picture before or after, so there is neither
delay nor history, and a jump costs no more than the next picture. FFmpeg's bwdif and yadif look
at both; its estdif does not, and takes thirty to seventy times the processor time of this.

Each plane is treated for itself. In 4:2:0 the lines of chroma belong to the fields in turn as
those of luma do, evenly spaced as in a progressive picture, so nothing has to be moved.

Source: ISO/IEC 13818-2 6.1.1.8; ITU-T H.264 6.2 (where the samples lie).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, TypeAlias

import numpy as np
from av import VideoFormat, VideoFrame
from av.filter import Graph
from numpy.typing import NDArray

from stb.adapters.media.errors import FFMPEG

Lines: TypeAlias = NDArray[np.unsignedinteger[Any]]
"""The lines of one plane, (height, width), uint8 or uint16."""

Splitting: TypeAlias = Callable[[VideoFrame], tuple[VideoFrame, int]]
"""Gives a copy of a picture, and the first line of its earlier field: 0 or 1."""

FORMS: Final = {
    "gray": 8,
    "yuv420p": 8,
    "yuvj420p": 8,
    "yuv422p": 8,
    "yuvj422p": 8,
    "yuv444p": 8,
    "yuvj444p": 8,
    "yuv420p10le": 10,
    "yuv422p10le": 10,
    "yuv444p10le": 10,
}
"""Forms of which a picture is deinterlaced, and their bits; others are shown as they are."""

BLOCK: Final = (4, 16)
"""Lines of a field and samples that are judged together: where one moves, all may."""

COMB: Final = 4
"""So far, of 255, the samples of a block must stick out of their neighbours, on the average."""

_LEAST: Final = 4
"""With fewer lines than this there is no line between two others in both fields."""

_log = logging.getLogger(__name__)


class Split:
    """Copies pictures of one size and form, and tells which of their fields comes first.

    PyAV does not say it of a picture, FFmpeg's `select` knows. The copy is marked as progressive.
    """

    def __init__(self, width: int, height: int, form: str) -> None:
        self._graph = Graph()
        self._graph.threads = 1
        self._source = self._graph.add_buffer(
            width=width, height=height, format=VideoFormat(form), time_base=Fraction(1, 90_000)
        )
        parted = self._graph.add("select", "expr='1+eq(interlace_type,BOTTOMFIRST)':outputs=2")
        self._source.link_to(parted)
        self._sinks = []
        for field in range(2):
            chain = [self._graph.add("setfield", "mode=prog"), self._graph.add("copy")]
            sink = self._graph.add("buffersink")
            parted.link_to(chain[0], field)
            chain[0].link_to(chain[1])
            chain[1].link_to(sink)
            self._sinks.append(sink)
        self._graph.configure()

    def __call__(self, picture: VideoFrame) -> tuple[VideoFrame, int]:
        """A copy of ``picture``, and the first line of its earlier field: 0 or 1.

        Raises:
            FFmpegError: FFmpeg does not take it, or gives nothing back.
        """
        self._source.push(picture)
        top, bottom = self._sinks
        try:
            return _picture(top.pull()), 0
        except BlockingIOError:
            return _picture(bottom.pull()), 1


class Deinterlacer:
    """Makes pictures progressive, one for one; keeps FFmpeg's graph for a form. For one thread.

    ``split`` is made anew where the size or the form of the pictures changes, and after a fault.
    """

    def __init__(self, split: Callable[[int, int, str], Splitting] = Split) -> None:
        self._make = split
        self._split: Splitting | None = None
        self._of: tuple[int, int, str] | None = None
        self._told: set[tuple[int, int, str]] = set()

    def progressive(self, picture: VideoFrame) -> VideoFrame:
        """``picture`` without combs; itself where it is not interlaced, or cannot be mended.

        The picture handed in is never written to: the decoder and others hold it. A fault
        is told once for a form, and its picture is shown woven.
        """
        if not mendable(picture):
            return picture
        of = (picture.width, picture.height, picture.format.name)
        try:
            if self._split is None or of != self._of:
                self._of, self._split = of, self._make(*of)
            whole, first = self._split(picture)
            bits = FORMS[picture.format.name]
            for plane in whole.planes:
                _mend(_lines_of(plane, bits), first, bits=bits)
        except (*FFMPEG, ValueError, MemoryError) as error:
            self._split = None
            if of not in self._told:
                self._told.add(of)
                _log.warning("pictures of %sx%s %s are shown woven: %s", *of, error)
            return picture
        whole.pts = picture.pts
        if picture.time_base is not None:
            whole.time_base = picture.time_base
        return whole


def mendable(picture: VideoFrame) -> bool:
    """Whether ``picture`` is interlaced and of a form that can be deinterlaced."""
    return (
        picture.interlaced_frame and picture.format.name in FORMS and picture.height // 2 >= _LEAST
    )


def told(picture: VideoFrame) -> str:
    """Size and scan of a picture, and what becomes of it on the screen, in a few words."""
    size = f"{picture.width}x{picture.height}"
    if not picture.interlaced_frame:
        return f"{size} progressive"
    return f"{size} interlaced, shown {'deinterlaced' if mendable(picture) else 'woven'}"


def _mend(lines: Lines, first: int, *, bits: int) -> None:
    """Rid ``lines`` of combs, where they are; those from ``first`` on, every second, stay."""
    if first == 1:
        lines[0] = lines[1]
    if (len(lines) - 1) % 2 != first:
        lines[-1] = lines[-2]
    begin = 2 if first == 1 else 1
    between = lines[begin:-1:2]
    above, below = lines[begin - 1 :: 2][: len(between)], lines[begin + 1 :: 2][: len(between)]
    low, high = np.minimum(above, below), np.maximum(above, below)
    held = np.maximum(between, low)
    np.minimum(held, high, out=held)
    out = np.maximum(between, held)
    out -= np.minimum(between, held)
    between[:] = held
    combed = _combed(out, COMB << (bits - 8))
    if combed is not None:
        # Half the distance added: the sum of the two would not fit.
        high -= low
        high >>= 1
        high += low
        np.copyto(between, high, where=combed)


def _combed(out: Lines, least: int) -> NDArray[np.bool_] | None:
    """Where samples lie in or beside a block that sticks out by ``least``; None where none does.

    ``out``, by how much each sticks out, is written over.
    """
    tall, wide = BLOCK
    rows, columns = out.shape[0] // tall, out.shape[1] // wide
    if not rows or not columns:
        return np.ones(out.shape, np.bool_) if out.any() else None
    # A quarter of each, so that the sum of four lines still fits.
    out >>= 2
    height = rows * tall
    strip = out[0:height:tall] + out[1:height:tall]
    for line in range(2, tall):
        strip += out[line:height:tall]
    blocks = strip[:, : columns * wide].reshape(rows, columns, wide)
    moves = blocks.sum(axis=2, dtype=np.uint32) > least * wide
    if not moves.any():
        return None
    beside = moves.copy()
    beside[1:] |= moves[:-1]
    beside[:-1] |= moves[1:]
    around = beside.copy()
    around[:, 1:] |= beside[:, :-1]
    around[:, :-1] |= beside[:, 1:]
    # The last blocks reach to the right edge and to the bottom.
    across = np.repeat(around, wide, axis=1)
    across = np.pad(across, ((0, 0), (0, out.shape[1] - across.shape[1])), mode="edge")
    down = np.minimum(np.arange(out.shape[0]) // tall, rows - 1)
    combed: NDArray[np.bool_] = across[down]
    return combed


def _lines_of(plane: Any, bits: int) -> Lines:
    kind = np.dtype(np.uint8 if bits == 8 else "<u2")
    lines: Lines = np.frombuffer(memoryview(plane), kind)
    lines = lines.reshape(-1, plane.line_size // kind.itemsize)
    return lines[: plane.height, : plane.width]


def _picture(frame: object) -> VideoFrame:
    assert isinstance(frame, VideoFrame)
    return frame
