"""A media file as HLS segments: its packets in other wrapping, nothing encoded anew.

Segments are cut at key pictures. The transport stream runs on from one segment
to the next, counters and clocks too, so time stamps rise without a break and a
picture is where it was in the file.

Units: 90 kHz ticks; lengths of segments are exact differences of time stamps.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from av.error import FFmpegError

from stb.errors import InputError
from stb.formats.ts import TsError, index_segment
from stb.headend.measure import LOOK, Damaged, NotMedia, opened
from stb.headend.measured import Measured
from stb.model.time import TICKS_HZ, TICKS_WRAP, unwrap

CARRIED = {"h264", "hevc", "mpeg2video", "mpeg1video"}
HEARD = {"aac", "mp2", "mp3", "ac3", "eac3"}
SECONDS = 4
"""A segment is at least so long; how long exactly, the key pictures decide."""

_AHEAD_S = 10


class CannotCarry(InputError):
    """A codec that a transport stream cannot carry; it would have to be encoded anew."""

    code = "ingest.codec"


@dataclass(frozen=True, slots=True)
class Remuxed:
    """The time stamp of the first picture, and the exact length of each segment in seconds."""

    origin_ticks: int
    seconds: tuple[Fraction, ...]


def check_carried(path: Path) -> None:
    """Nothing, if a transport stream can carry the file: before hours of it are looked at.

    Raises:
        CannotCarry: video or sound that HLS in transport streams has no place for.
        NotMedia: it cannot be opened, or has no pictures.
    """
    with opened(path) as media:
        video = media.streams.video[0].codec_context.name
        sounds = [stream.codec_context.name for stream in media.streams.audio[:1]]
    for name, known in ((video, CARRIED), *((sound, HEARD) for sound in sounds)):
        if name.removesuffix("float") not in known:
            raise CannotCarry(
                f"{path.name}: {name} cannot be carried in a transport stream; export it as"
                f" one of {', '.join(sorted(known))}"
            )


def remux(path: Path, folder: Path, measured: Measured) -> Remuxed:
    """Write the segments of ``path`` as 0.ts, 1.ts ... in ``folder``.

    Raises:
        NotMedia: it cannot be wrapped.
        Damaged: it holds pictures that do not decode.
    """
    try:
        pictures = _write(path, folder)
    except (FFmpegError, OSError, ValueError) as error:
        raise NotMedia(f"{path.name} cannot be wrapped: {error}") from error
    if pictures != measured.frames:
        raise Damaged(f"{path.name}: {measured.frames} pictures decode, {pictures} are stored")
    return _lengths(folder, measured)


def _write(path: Path, folder: Path) -> int:
    """Write the segments; how many pictures they hold."""
    listing = folder / "remux.m3u8"
    options = {
        "hls_time": str(SECONDS),
        "hls_list_size": "0",
        "hls_playlist_type": "vod",
        "hls_segment_filename": str(folder / "%d.ts"),
    }
    with av.open(f"file:{path}", options=LOOK) as source, av.open(
        str(listing), "w", format="hls", options=options
    ) as target:  # fmt: skip
        chosen: list[Any] = [source.streams.video[0], *source.streams.audio[:1]]
        into = {stream.index: target.add_stream_from_template(stream) for stream in chosen}
        wraps = source.format.name == "mpegts"
        near: int | None = None
        first: int | None = None
        pictures = 0
        for packet in source.demux(chosen):
            if packet.dts is None:
                continue
            if wraps:
                near = packet.dts if near is None else unwrap(packet.dts, near)
                packet.pts = near if packet.pts is None else unwrap(packet.pts, near)
                packet.dts = near
            if packet.stream.type == "video":
                if first is None and packet.is_keyframe:
                    first = packet.pts
                if first is None or packet.pts is None or packet.pts < first:
                    continue  # what came before the first key picture cannot be shown
                pictures += 1
            # Sound may begin before the first picture: no stamp may fall below nought.
            shift = round(_AHEAD_S / packet.time_base)
            packet.dts += shift
            if packet.pts is not None:
                packet.pts += shift
            packet.stream = into[packet.stream.index]
            target.mux(packet)
    listing.unlink()
    return pictures


def _lengths(folder: Path, measured: Measured) -> Remuxed:
    """Where each segment begins, by the stamps of its pictures."""
    starts: list[int] = []
    while (segment := folder / f"{len(starts)}.ts").is_file():
        try:
            first = index_segment(segment.read_bytes()).video_pts
        except TsError as error:
            raise NotMedia(f"{segment.name} cannot be indexed: {error}") from error
        if first is None:
            raise NotMedia(f"{segment.name} has no picture")
        starts.append(unwrap(first, starts[-1]) if starts else first)
    if not starts:
        raise NotMedia("nothing could be wrapped")
    end = starts[0] + measured.rate.ticks(measured.frames)
    seconds = tuple(
        Fraction(later - earlier, TICKS_HZ) for earlier, later in pairwise((*starts, end))
    )
    return Remuxed(starts[0] % TICKS_WRAP, seconds)
