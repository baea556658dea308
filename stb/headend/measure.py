"""A media file, decoded from end to end: what it is to the frame, and whether it is whole.

Frames are counted by their time stamps, never by counting what came: frame n
lies nearest to n/rate after the first. Every frame there should be must come
out of the decoder once. Nothing of the file is kept but its stamps, so its size
does not matter.
Source: PyAV (FFmpeg), its blackdetect and ebur128 filters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from stb.errors import InputError
from stb.headend.loudness import Meter
from stb.headend.measured import Measured, Picture, Sound
from stb.model.time import FrameRate

_FAMILIES = tuple(
    FrameRate(*rate)
    for rate in ((24_000, 1_001), (24, 1), (25, 1), (30_000, 1_001), (30, 1), (50, 1),
                 (60_000, 1_001), (60, 1))
)  # fmt: skip

LOOK = {"probesize": "100000000", "analyzeduration": "30000000"}
"""How far into a file its streams are looked for: sound may begin far behind the pictures."""

_HDR = (16, 18)
"""Transfers of high dynamic range: PQ and HLG (ITU-T H.273)."""

_BLACK = "d=0:picture_black_ratio_th=0.98:pixel_black_th=0.08"
_TOLD_EVERY = 25

Tell = Callable[[int, int], None]
"""Told how many frames are done, of how many; 0 where nobody knows."""


class NotMedia(InputError):
    """A file that no decoder here knows, or one without pictures."""

    code = "ingest.not_media"


class Damaged(InputError):
    """A file whose pictures do not all decode, or do not come at a steady rate."""

    code = "ingest.damaged"


class Care(Enum):
    """How closely the pictures are looked at.

    WHOLE: every one is decoded, one with an error counts as missing, and edges are
    looked at for black, as a spot must be whole. MENDED: every one is decoded, and
    the decoder mends what it can, as it will when a programme is watched. STAMPS:
    no picture is decoded, they are counted by their stamps.
    """

    WHOLE = "explode"
    MENDED = "crccheck"
    STAMPS = ""


def untold(_done: int, _whole: int) -> None:
    """Tells nobody."""


def measure(path: Path, care: Care = Care.WHOLE, *, tell: Tell = untold) -> Measured:
    """What ``path`` holds, from its first key picture on.

    Raises:
        NotMedia: it cannot be opened, or has no pictures.
        Damaged: not one picture decodes, or the file is shorter than its index says.
    """
    with opened(path) as media:
        _refuse_cut(path, media)
        return _Measuring(path, media, care, tell).measured()


def _refuse_cut(path: Path, media: Any) -> None:
    """Nothing, if all is there that the container's own index names (MP4 and MOV have one)."""
    octets = path.stat().st_size
    streams = [*media.streams.video[:1], *media.streams.audio[:1]]
    ends = [entry.pos + entry.size for stream in streams for entry in stream.index_entries]
    if max(ends, default=0) > octets:
        gone = sum(
            entry.pos + entry.size > octets for entry in media.streams.video[0].index_entries
        )
        raise Damaged(
            f"{path.name} is cut off: of {max(ends)} bytes {octets} are there,"
            f" {gone} pictures missing; copy it again"
        )


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The container of a file with pictures.

    Raises:
        NotMedia: it cannot be opened or read, or has no pictures.
    """
    try:
        # As `file:`, so that no name can mean an address.
        with av.open(f"file:{path}", options=LOOK) as media:
            if not media.streams.video:
                raise NotMedia(f"{path.name} has no pictures")
            yield media
    except (FFmpegError, OSError) as error:
        raise NotMedia(f"{path.name} cannot be read: {error.strerror or error}") from error


def refuse_unsteady(name: str, measured: Measured) -> None:
    """Nothing, if every picture is there once.

    Raises:
        Damaged: with figures, and what to do.
    """
    if measured.missing or measured.doubled:
        raise Damaged(
            f"{name}: {measured.frames} pictures at {measured.rate} a second, "
            f"{measured.missing} missing, {measured.doubled} doubled"
        )


def rate_of(stream: Any) -> FrameRate:
    """The exact rate of a video stream: of the usual ones, the one it means.

    Where pictures are missing the average is none of those, and what the container
    guesses from single distances decides, as it does in a box.
    """
    stated = [Fraction(rate) for rate in (stream.average_rate, stream.guessed_rate) if rate]
    for one in stated:
        for rate in _FAMILIES:
            if abs(one / rate.fraction - 1) < Fraction(1, 5000):
                return rate
    one = stated[0] if stated else Fraction(25)
    return FrameRate(one.numerator, one.denominator)


class _Measuring:
    """One pass over a file."""

    def __init__(self, path: Path, media: Any, care: Care, tell: Tell) -> None:
        self._path, self._media, self._care, self._tell = path, media, care, tell
        self._video = media.streams.video[0]
        self._rate = rate_of(self._video)
        self._ear = _Ear(media.streams.audio[0]) if media.streams.audio else None
        self._black = _BlackEdges()
        self._stamps: list[int] = []
        self._first: int | None = None
        self._damaged = self._headless = self._interlaced = self._turned = 0
        self._sizes: set[tuple[int, int]] = set()
        self._hdr = False
        self._matrix = 2
        self._form = ""

    def measured(self) -> Measured:
        video = self._video
        video.thread_type = "AUTO"
        if self._care is not Care.STAMPS:
            video.codec_context.options = {"err_detect": self._care.value}
        for packet in self._media.demux([video, *self._media.streams.audio[:1]]):
            if packet.stream is not video:
                self._hear(packet)
            elif self._first is not None or self._begins(packet):
                self._see(packet)
        if not self._stamps:
            raise Damaged(f"{self._path.name}: not one picture decodes")
        return self._found()

    def _begins(self, packet: Any) -> bool:
        """Whether the first key picture is there; a recording may begin in mid-group."""
        if not packet.size:
            return False
        if not packet.is_keyframe:
            self._headless += 1
            return False
        self._first = packet.pts
        return True

    def _see(self, packet: Any) -> None:
        if self._care is Care.STAMPS:
            if packet.pts is not None and (self._first is None or packet.pts >= self._first):
                self._stamp(packet.pts)
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            self._damaged += 1
            return
        for frame in frames:
            if frame.pts is not None and (self._first is None or frame.pts >= self._first):
                self._stamp(frame.pts)
                self._look_at(frame)

    def _stamp(self, pts: int) -> None:
        self._stamps.append(pts)
        if len(self._stamps) % _TOLD_EVERY == 0:
            self._tell(len(self._stamps), max(self._announced(), len(self._stamps)))

    def _announced(self) -> int:
        video = self._video
        if video.frames:
            return int(video.frames)
        if video.duration:
            return int(video.duration * video.time_base * self._rate.fraction)
        length = self._media.duration
        return int(length * self._rate.num // (self._rate.den * 1_000_000)) if length else 0

    def _look_at(self, frame: Any) -> None:
        self._damaged += frame.is_corrupt
        self._interlaced += frame.interlaced_frame
        if len(self._stamps) == 1:
            self._turned = frame.rotation
            self._hdr = int(frame.color_trc) in _HDR
            self._matrix, self._form = int(frame.colorspace), frame.format.name
        self._sizes.add((frame.width, frame.height))
        if self._care is Care.WHOLE:
            self._black.see(frame)

    def _hear(self, packet: Any) -> None:
        if self._ear is None:
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            return  # what is not decoded shows as missing
        for frame in frames:
            self._ear.hear(frame)

    def _found(self) -> Measured:
        context, base = self._video.codec_context, self._video.time_base
        start = min(self._stamps)
        places = [_nearest((stamp - start) * base * self._rate.fraction) for stamp in self._stamps]
        frames = max(places) + 1
        starts = start * base
        pixel = self._video.sample_aspect_ratio or Fraction(1)
        picture = Picture(
            codec=context.name,
            width=context.width,
            height=context.height,
            aspect=Fraction(context.width, context.height) * (pixel if pixel > 0 else 1),
            form=self._form or context.pix_fmt or "",
            matrix=self._matrix,
            hdr=self._hdr,
            interlaced=self._interlaced,
            turned=self._turned,
            sizes=max(1, len(self._sizes)),
            black=self._black.edges(),
        )
        sound = self._ear.found(starts, starts + self._rate.seconds(frames)) if self._ear else None
        whole = len(self._stamps)
        self._tell(whole, whole)
        return Measured(
            self._rate,
            frames,
            picture,
            sound,
            origin=starts,
            missing=frames - len(set(places)),
            doubled=whole - len(set(places)),
            damaged=self._damaged,
            headless=self._headless,
        )


class _Ear:
    """Where the sound of a file lies, and how loud it is."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._meter = Meter()
        self._starts: Fraction | None = None
        self._ends = self._missing = Fraction(0)

    def hear(self, frame: Any) -> None:
        length = Fraction(frame.samples, frame.sample_rate)
        at = self._ends if frame.pts is None else frame.pts * frame.time_base
        if self._starts is None:
            self._starts = at
        elif at - self._ends > max(frame.time_base, Fraction(1, frame.sample_rate)):
            self._missing += at - self._ends
        self._ends = max(self._ends, at + length) if self._starts < at else at + length
        self._meter.feed(frame)

    def found(self, first: Fraction, end: Fraction) -> Sound | None:
        """Relative to pictures from ``first`` to ``end``; None if nothing could be heard."""
        if self._starts is None:
            return None
        context = self._stream.codec_context
        loudness = self._meter.read()
        starts, ends = self._starts - first, self._ends - end
        whole = end - first
        return Sound(
            codec=context.name,
            layout=context.layout.name,
            hertz=context.sample_rate,
            loudness=loudness,
            starts=starts,
            ends=ends,
            missing=self._missing,
            silent=(
                min(whole, max(Fraction(0), starts + self._meter.silent_head)),
                min(whole, max(Fraction(0), self._meter.silent_tail - ends)),
            ),
        )


class _BlackEdges:
    """How many frames are black at the head and at the tail, by FFmpeg's blackdetect."""

    def __init__(self) -> None:
        self._graph: Any = None
        self._of: tuple[int, int, str] | None = None
        self._seen = self._head = self._run = 0
        self._black = False

    def see(self, frame: Any) -> None:
        form = (frame.width, frame.height, frame.format.name)
        if form != self._of:
            self._graph, self._of, self._black = _black_graph(*form), form, False
        stamp = frame.pts
        frame.pts = self._seen
        self._graph.push(frame)
        frame.pts = stamp
        while True:
            try:
                said = self._graph.pull().metadata
            except (BlockingIOError, EOFError):
                return
            if "lavfi.black_start" in said:
                self._black = True
            if "lavfi.black_end" in said:
                self._black = False
            self._run = self._run + 1 if self._black else 0
            self._seen += 1
            if self._run == self._seen:
                self._head = self._seen

    def edges(self) -> tuple[int, int]:
        return self._head, self._run


def _black_graph(width: int, height: int, form: str) -> Any:
    graph: Any = av.filter.Graph()
    source = graph.add_buffer(
        width=width, height=height, format=av.VideoFormat(form), time_base=Fraction(1, 25)
    )
    detect = graph.add("blackdetect", _BLACK)
    sink = graph.add("buffersink")
    source.link_to(detect)
    detect.link_to(sink)
    graph.configure()
    return graph


def _nearest(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
