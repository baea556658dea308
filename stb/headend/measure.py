"""A media file, decoded from end to end: what it is to the frame, and whether it is whole.

Frames are counted by their time stamps, never by counting what came: frame n
lies nearest to n/rate after the first. Every frame there should be must come
out of the decoder once.
Source: PyAV (FFmpeg); EBU R 128 for the loudness.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
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


class Errors(Enum):
    """What becomes of an error in a coded picture.

    TOLD: the picture counts as missing, as a spot must be whole. COVERED: the
    decoder mends what it can, as it will when a programme is watched.
    """

    TOLD = "explode"
    COVERED = "crccheck"


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
    damaged: int = 0
    """Pictures that came out, or should have, with an error in them."""

    @property
    def silent(self) -> bool:
        return self.lufs <= SILENCE_LUFS


def measure(path: Path, errors: Errors = Errors.TOLD) -> Measured:
    """What ``path`` holds, decoded whole, from its first key picture on.

    Raises:
        NotMedia: it cannot be opened, or has no pictures.
        Damaged: a picture is missing or doubled; the message says how many.
    """
    try:
        with av.open(str(path), options=LOOK) as media:
            if not media.streams.video:
                raise NotMedia(f"{path.name} has no pictures")
            return _measured(path, media, errors)
    except (FFmpegError, OSError) as error:
        raise NotMedia(f"{path.name} cannot be read: {error}") from error


def rate_of(stream: Any) -> FrameRate:
    """The exact rate of a video stream: of the usual ones, the one it means."""
    stated = Fraction(stream.average_rate or stream.guessed_rate or 25)
    for rate in _FAMILIES:
        if abs(stated / rate.fraction - 1) < Fraction(1, 5000):
            return rate
    return FrameRate(stated.numerator, stated.denominator)


def _measured(path: Path, media: Any, errors: Errors) -> Measured:
    video = media.streams.video[0]
    video.thread_type = "AUTO"
    video.codec_context.options = {"err_detect": errors.value}
    rate = rate_of(video)
    meter, stamps, faults = Meter(), [], 0
    first: int | None = None
    for packet in media.demux([video, *media.streams.audio[:1]]):
        is_video = packet.stream is video
        if is_video and first is None and packet.size:
            if not packet.is_keyframe:
                continue  # a recording that begins in mid-group
            first = packet.pts
        try:
            frames = packet.decode()
        except FFmpegError:
            faults += is_video
            continue
        for frame in frames:
            if isinstance(frame, av.AudioFrame):
                meter.feed(frame)
            elif frame.pts is not None and (first is None or frame.pts >= first):
                stamps.append(frame.pts * frame.time_base)
                faults += frame.is_corrupt
    return Measured(
        rate=rate,
        frames=_counted(path, stamps, rate),
        width=video.codec_context.width,
        height=video.codec_context.height,
        video=video.codec_context.name,
        audio=media.streams.audio[0].codec_context.name if media.streams.audio else "",
        lufs=meter.lufs(),
        damaged=faults,
    )


def _counted(path: Path, stamps: list[Fraction], rate: FrameRate) -> int:
    if not stamps:
        raise Damaged(f"{path.name}: not one picture decodes")
    first = min(stamps)
    places = {int((stamp - first) * rate.fraction + Fraction(1, 2)) for stamp in stamps}
    frames = max(places) + 1
    if len(places) != frames or len(stamps) != frames:
        missing = frames - len(places)
        raise Damaged(
            f"{path.name}: {frames} pictures at {rate} a second, {missing} missing, "
            f"{len(stamps) - len(places)} doubled"
        )
    return frames
