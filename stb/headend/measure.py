"""A media file, decoded from end to end: what it is to the frame, and whether it is whole.

Frames are counted by their time stamps, never by counting what came: frame n
lies nearest to n/rate after the first. Every frame there should be must come
out of the decoder once.
Source: PyAV (FFmpeg); EBU R 128 for the loudness.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from stb.errors import InputError
from stb.headend.loudness import SILENCE_LUFS, Meter
from stb.model.time import FrameRate

_FAMILIES = tuple(
    FrameRate(*rate)
    for rate in ((24_000, 1_001), (24, 1), (25, 1), (30_000, 1_001), (30, 1), (50, 1),
                 (60_000, 1_001), (60, 1))
)  # fmt: skip


LOOK = {"probesize": "100000000", "analyzeduration": "30000000"}
"""How far into a file its streams are looked for: sound may begin far behind the pictures."""


class NotMedia(InputError):
    """A file that no decoder here knows, or one without pictures."""

    code = "ingest.not_media"


class Damaged(InputError):
    """A file whose pictures do not all decode, or do not come at a steady rate."""

    code = "ingest.damaged"


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found. ``lufs`` is -70 without sound; ``silent`` says that there is none."""

    rate: FrameRate
    frames: int
    width: int
    height: int
    video: str
    audio: str
    lufs: float

    @property
    def silent(self) -> bool:
        return self.lufs <= SILENCE_LUFS


def measure(path: Path) -> Measured:
    """What ``path`` holds, decoded whole.

    Raises:
        NotMedia: it cannot be opened, or has no pictures.
        Damaged: a picture that should be there does not decode; the message says how many.
    """
    try:
        with av.open(str(path), options=LOOK) as media:
            if not media.streams.video:
                raise NotMedia(f"{path.name} has no pictures")
            return _measured(path, media)
    except (FFmpegError, OSError) as error:
        raise NotMedia(f"{path.name} cannot be read: {error}") from error


def rate_of(stream: Any) -> FrameRate:
    """The exact rate of a video stream: of the usual ones, the one it means."""
    stated = Fraction(stream.average_rate or stream.guessed_rate or 25)
    for rate in _FAMILIES:
        if abs(stated / rate.fraction - 1) < Fraction(1, 5000):
            return rate
    return FrameRate(stated.numerator, stated.denominator)


def _measured(path: Path, media: Any) -> Measured:
    video = media.streams.video[0]
    video.thread_type = "AUTO"
    rate = rate_of(video)
    meter, stamps, faults = Meter(), [], 0
    chosen = [video, *media.streams.audio[:1]]
    for packet in media.demux(chosen):
        try:
            frames = packet.decode()
        except FFmpegError:
            faults += packet.stream is video
            continue
        for frame in frames:
            if isinstance(frame, av.AudioFrame):
                meter.feed(frame)
            elif frame.pts is not None:
                stamps.append(frame.pts * frame.time_base)
                faults += bool(getattr(frame, "is_corrupt", False))
    return Measured(
        rate=rate,
        frames=_counted(path, stamps, rate, faults),
        width=video.codec_context.width,
        height=video.codec_context.height,
        video=video.codec_context.name,
        audio=media.streams.audio[0].codec_context.name if media.streams.audio else "",
        lufs=meter.lufs(),
    )


def _counted(path: Path, stamps: list[Fraction], rate: FrameRate, faults: int) -> int:
    if not stamps:
        raise Damaged(f"{path.name}: not one picture decodes")
    first = min(stamps)
    places = {int((stamp - first) * rate.fraction + Fraction(1, 2)) for stamp in stamps}
    frames = max(places) + 1
    if faults or len(places) != frames or len(stamps) != frames:
        missing = frames - len(places)
        raise Damaged(
            f"{path.name}: {frames} pictures at {rate} a second, {missing} missing, "
            f"{len(stamps) - len(places)} doubled, {faults} damaged"
        )
    return frames
