"""Single pictures: exact for a preview, or keyframes only for speed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from enum import Enum

from av import VideoFrame

from stb.adapters.media.container import Care, open_media
from stb.adapters.media.errors import FFMPEG, undecodable
from stb.adapters.media.feed import Feed
from stb.adapters.media.probe import MediaFacts
from stb.adapters.media.reader import Reader, step_of
from stb.adapters.media.source import Media, SegmentedMedia
from stb.model.time import FrameRate


class Precision(Enum):
    """Which picture a still may be: the frame asked for, or the keyframe before it."""

    EXACT = "exact"
    KEYFRAME = "keyframe"


def still(
    media: Media,
    in_frame: int,
    play_rate: FrameRate,
    *,
    facts: MediaFacts,
    precision: Precision = Precision.EXACT,
) -> VideoFrame:
    """The picture of ``media`` at ``in_frame``, counted at ``play_rate``.

    Raises:
        StbError: what `Reader` raises.
    """
    if precision is Precision.KEYFRAME:
        return _keyframe_before(media, in_frame, play_rate, facts)
    silent = replace(facts, has_sound=False)
    reader = Reader(media, in_frame=in_frame, play_rate=play_rate, at=0, facts=silent)
    with closing(reader):
        return next(reader).picture


def keyframes(media: Media, facts: MediaFacts) -> Iterator[tuple[int, VideoFrame]]:
    """Every keyframe of a media in one pass, with its frame number at its own rate."""
    try:
        with open_media(media) as opened:
            opened.video.codec_context.skip_frame = "NONKEY"
            for packet in opened.container.demux(opened.video):
                if not packet.is_keyframe and packet.size:
                    continue
                for picture in packet.decode():
                    if picture.pts is not None and picture.time_base is not None:
                        position = picture.pts * picture.time_base - facts.origin
                        yield facts.rate.frames_in(position), picture
    except FFMPEG as error:
        raise undecodable(media.name, error) from error


def _keyframe_before(
    media: Media, in_frame: int, play_rate: FrameRate, facts: MediaFacts
) -> VideoFrame:
    step_of(facts.rate, play_rate)
    seconds = play_rate.seconds(in_frame)
    run = media.run_at(seconds) if isinstance(media, SegmentedMedia) else None
    feed = Feed(media, facts, seconds=seconds, care=Care.TOLERANT, run=run)
    with closing(feed):
        try:
            for timed in feed.packets():
                if not timed.is_picture:
                    continue
                for picture in timed.packet.decode():
                    if isinstance(picture, VideoFrame):
                        return picture
        except FFMPEG as error:
            raise undecodable(media.name, error) from error
    raise undecodable(media.name, EOFError("no keyframe decodes"))
