"""What a media is: its rate, its length in frames, its picture and its sound.

The first picture is frame 0, and its time stamp is the origin from which every
position in the media is counted. The length is the distance from the first to
the last picture in frames, by time stamps: a small media is walked packet by
packet, of a large one only the head and the tail, so the cost is bounded. Where the
clock of a transport stream begins anew, the pictures follow on without a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice
from typing import Final
from weakref import WeakKeyDictionary

from av import Packet
from av.video.stream import VideoStream

from stb.adapters.media.clock import MOST_JUMPS, Clocks
from stb.adapters.media.container import Opened, open_media, size_of
from stb.adapters.media.errors import FFMPEG, MediaUnreadable, unreadable
from stb.adapters.media.source import BytesMedia, FileMedia, Media, SegmentedMedia
from stb.model.time import FILM, HD50, HD60, NTSC, PAL, TICKS_HZ, TICKS_WRAP, FrameRate

WALK_BYTES: Final = 48 << 20
"""Up to this size every packet is looked at; it takes about 0.1 s."""

SCAN_BYTES: Final = 1 << 30
"""Up to this size a transport stream is searched for jumps of its clock: 220 MB a second."""

HEAD_PACKETS: Final = 64
_BLOCK: Final = 8 << 20
TAIL_S: Final = (5, 20, 90)
KNOWN_RATES: Final = (FILM, FrameRate(24), PAL, NTSC, FrameRate(30), HD50, HD60, FrameRate(60))

_known: Final[WeakKeyDictionary[SegmentedMedia, MediaFacts]] = WeakKeyDictionary()
"""The first segment of a live stream is soon gone from its origin: it is looked at once."""


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """Facts of a media's best picture and sound.

    ``origin`` is the time stamp of frame 0 in seconds. ``aspect`` is that of the
    whole picture as it is to be seen: 16/9 for 720x576 with wide pixels.
    ``undecodable`` counts pictures before frame 0 that lack their keyframe.
    ``sample_rate`` is 0 and ``has_sound`` False without sound. ``walked`` says
    that every packet was looked at; then ``steady`` says that there is a picture for
    every frame, one for each. ``clocks`` is there where the stamps begin anew.
    ``gain`` is what a signed manifest may add.
    """

    rate: FrameRate
    frames: int
    width: int
    height: int
    aspect: Fraction
    sample_rate: int
    has_sound: bool
    origin: Fraction
    undecodable: int = 0
    codecs: tuple[str, ...] = ()
    walked: bool = True
    steady: bool = True
    clocks: Clocks | None = field(default=None, compare=False)
    gain: float | None = None

    @property
    def first_pts_ticks(self) -> int:
        """The time stamp of frame 0 at 90 kHz, 33 bits, from which cues are mapped."""
        return round(self.origin * TICKS_HZ) % TICKS_WRAP

    @property
    def seconds(self) -> Fraction:
        return self.rate.seconds(self.frames)


def probe(media: Media) -> MediaFacts:
    """The facts of ``media``; for live segments the length is that known now.

    Raises:
        UnavailableError: the file or the first segment cannot be got.
        InputError: there is no picture in it that can be decoded.
    """
    if isinstance(media, SegmentedMedia):
        known = _known.get(media)
        if known is not None:
            return replace(known, frames=known.rate.frames_in(media.edge))
    try:
        with open_media(media) as opened:
            facts = _facts(media, opened)
    except FFMPEG as error:
        raise unreadable(media.name, error) from error
    if isinstance(media, SegmentedMedia):
        _known[media] = facts
    return facts


def rate_of_head(octets: bytes, step: int) -> FrameRate | None:
    """The rate that the first picture of a stream states, if the second is ``step`` ticks after it.

    None where the two disagree (fields by themselves, several pictures in one unit, a rate
    that nothing says): then it takes more pictures to know.
    """
    try:
        with open_media(BytesMedia(octets)) as opened:
            stated = opened.video.codec_context.framerate
    except (*FFMPEG, MediaUnreadable):
        return None
    if not stated:
        return None
    near = min(KNOWN_RATES, key=lambda rate: abs(rate.fraction - stated))
    agrees = abs(near.fraction / stated - 1) < Fraction(1, 3000)
    return near if agrees and abs(step - near.ticks_per_frame) < 1 else None


def facts_of_head(octets: bytes, rate: FrameRate) -> tuple[MediaFacts, bool]:
    """The facts of a stream that begins with ``octets``, and whether its sound is known.

    It is not while one is announced of which nothing has come.

    Raises:
        InputError: there is no picture in it that can be decoded.
    """
    media = BytesMedia(octets)
    try:
        with open_media(media) as opened:
            known = opened.audio is not None or not opened.container.streams.audio
            first = [p for p in islice(_pictures(opened), 1) if p.pts is not None]
            origin, _ = _origin(opened.name, first)
            return replace(_described(opened, rate, 0, origin), walked=False), known
    except FFMPEG as error:
        raise unreadable(media.name, error) from error


def tell(media: SegmentedMedia, facts: MediaFacts) -> None:
    """Let ``facts`` be those of ``media`` from now on."""
    _known[media] = facts


def origin_of(opened: Opened) -> Fraction:
    """The time stamp of the first picture that can be shown, in seconds.

    That is the first keyframe, unless an edit list starts later. Pictures before
    it (a recording joined in mid-GOP, leading pictures) cannot be decoded.

    Raises:
        MediaUnreadable: no keyframe in the head.
    """
    packets = islice(_pictures(opened), HEAD_PACKETS)
    return _origin(opened.name, [p for p in packets if p.pts is not None])[0]


def _facts(media: Media, opened: Opened) -> MediaFacts:
    walked = size_of(media) <= WALK_BYTES and not isinstance(media, SegmentedMedia)
    limit = None if walked else HEAD_PACKETS
    packets = [p for p in islice(_pictures(opened), limit) if p.pts is not None]
    clocks = _clocks(media, opened)
    if clocks is not None:
        packets = [p for p in packets if p.pos is None or p.pos < clocks.clocks[1].begin]
    origin, undecodable = _origin(opened.name, packets)
    times = sorted({_seconds(p) for p in packets if _seconds(p) >= origin})
    rate = _rate(opened, times)
    match media:
        case SegmentedMedia():
            frames = rate.frames_in(media.ends)
        case _ if clocks is not None:
            frames = clocks.frames(rate, round(origin * TICKS_HZ))
        case _ if walked:
            frames = _span(times[-1] - origin, rate)
        case _:
            frames = _span(_last(media) - origin, rate)
    described = _described(opened, rate, frames, origin)
    steady = (
        not walked
        or clocks is not None
        or len({rate.frames_in(t - origin) for t in times}) == (_span(times[-1] - origin, rate))
    )
    return replace(described, undecodable=undecodable, walked=walked, steady=steady, clocks=clocks)


def _clocks(media: Media, opened: Opened) -> Clocks | None:
    """The clocks of a transport stream in which there is more than one."""
    if opened.container.format.name != "mpegts" or size_of(media) > SCAN_BYTES:
        return None
    found = Clocks()
    match media:
        case FileMedia(path):
            with path.open("rb") as file:
                while data := file.read(_BLOCK):
                    found.feed(data)
        case BytesMedia(data=data):
            found.feed(data)
        case SegmentedMedia():
            return None
    if len(found.clocks) > MOST_JUMPS:
        raise MediaUnreadable(f"{media.name}: its clock jumps more than {MOST_JUMPS} times")
    return found if found.jumps else None


def _described(opened: Opened, rate: FrameRate, frames: int, origin: Fraction) -> MediaFacts:
    video = opened.video.codec_context
    sound = opened.audio
    if video.width <= 0 or video.height <= 0:
        raise MediaUnreadable(f"{opened.name}: no picture size")
    pixel = opened.video.sample_aspect_ratio or Fraction(1)
    return MediaFacts(
        rate=rate,
        frames=frames,
        width=video.width,
        height=video.height,
        aspect=Fraction(video.width, video.height) * (pixel if pixel > 0 else 1),
        sample_rate=sound.rate if sound is not None else 0,
        has_sound=sound is not None,
        origin=origin,
        codecs=(video.name,) + ((sound.codec_context.name,) if sound is not None else ()),
    )


def _pictures(opened: Opened) -> Iterator[Packet[VideoStream]]:
    return opened.container.demux(opened.video)


def _seconds(packet: Packet[VideoStream]) -> Fraction:
    return (packet.pts or 0) * packet.time_base


def _origin(name: str, packets: list[Packet[VideoStream]]) -> tuple[Fraction, int]:
    """The time stamp of frame 0, and how many pictures before it are undecodable."""
    start = next((n for n, p in enumerate(packets) if p.is_keyframe), None)
    if start is None:
        raise MediaUnreadable(f"{name}: no keyframe in the first {len(packets)} pictures")
    keyframe = _seconds(packets[start])
    shown = [_seconds(p) for p in packets[start:] if not p.is_discard]
    later = [t for t in shown if t >= keyframe]
    if not later:
        raise MediaUnreadable(f"{name}: no picture to be shown")
    return min(later), start


def _rate(opened: Opened, times: list[Fraction]) -> FrameRate:
    """The rate that the time stamps keep, else the one that the container states.

    A time stamp is rounded to its time base, so a rate measured over a second is
    good to about one in a thousand; the known rates lie no closer than that only
    for 30 and 29.97, which the stated rate then decides.
    """
    stated = opened.video.guessed_rate or opened.video.average_rate
    measured: Fraction | None = None
    if len(times) > 1:
        measured = Fraction(len(times) - 1) / (times[-1] - times[0])
    for candidate in (stated, measured):
        if candidate:
            near = min(KNOWN_RATES, key=lambda r: abs(r.fraction - candidate))
            off = abs(near.fraction / candidate - 1)
            if off < Fraction(1, 3000) and _keeps(near, times):
                return near
    chosen = stated or measured
    if not chosen:
        raise MediaUnreadable(f"{opened.name}: no frame rate")
    exact = Fraction(chosen).limit_denominator(1001)
    return FrameRate(exact.numerator, exact.denominator)


def _keeps(rate: FrameRate, times: list[Fraction]) -> bool:
    """Whether the pictures lie on the grid of ``rate``, one by one."""
    if len(times) < 2:
        return True
    span = rate.frames_in(times[-1] - times[0])
    return abs(span - (len(times) - 1)) <= max(1, len(times) // 50)


def _span(length: Fraction, rate: FrameRate) -> int:
    return rate.frames_in(length) + 1


def _last(media: Media) -> Fraction:
    """The last time stamp of a large media, from its tail."""
    with open_media(media) as opened:
        container, video = opened.container, opened.video
        length = container.duration
        for tail in TAIL_S:
            if length is None:
                break
            start = (container.start_time or 0) + length - tail * 1_000_000
            container.seek(max(start, 0), backward=True)
            times = [_seconds(p) for p in container.demux(video) if p.pts is not None]
            if times:
                return max(times)
    with open_media(media) as opened:
        return max(_seconds(p) for p in _pictures(opened) if p.pts is not None)
