"""Packets of a media from just before a position on, whatever the form.

Pictures come from the last keyframe at or before the position, sound from a
history before it (the codec's overlap, the resampler's memory). A seek in
MPEG-TS is a search that may land too late: so it aims early, whole GOPs before
the position are dropped undecoded, and where no keyframe was met it aims
earlier still. The start of a file is reached by opening it anew: a seek there
may skip the first keyframe.

    asked      |<-- aim ---------------|position
    packets    K..... K...... K....... |.... K....     K: keyframe
    handed on                 K....... |.... K....
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from typing import Final

from av import Packet
from av.stream import Stream

from stb.adapters.media.clock import LEAP, Clocks, signed
from stb.adapters.media.container import Care, Opened, open_media
from stb.adapters.media.errors import FFMPEG, MediaTruncated, undecodable
from stb.adapters.media.heads import head_of
from stb.adapters.media.probe import MediaFacts, origin_of
from stb.adapters.media.segment_read import SegmentRead
from stb.adapters.media.source import (
    BytesMedia,
    FileMedia,
    Media,
    Run,
    SealedMedia,
    SegmentedMedia,
)
from stb.model.time import TICKS_HZ, TICKS_WRAP

HISTORY: Final = 4096 + 3 * 1152
"""Samples of sound handed on before the position: overlap, memory and packet grid."""

_WRAP_S: Final = Fraction(TICKS_WRAP, TICKS_HZ)
_BY_INDEX: Final = (Fraction(0), Fraction(2), None)
_BY_SEARCH: Final = (Fraction(1), Fraction(3), Fraction(12), None)
_SEGMENTS_BACK: Final = (0, 1, 3, 8)


@dataclass(frozen=True, slots=True)
class Timed:
    """A packet of a feed.

    ``since`` and ``until``: the positions at which its clock begins and, as far as is
    known, ends; only of sounds where the clock jumps. ``looks_back``: it is of an open GOP
    that was begun with, and may do away with pictures that were never decoded.
    """

    packet: Packet[Stream]
    is_picture: bool
    feed: Feed
    since: Fraction = Fraction(0)
    until: Fraction | None = None
    looks_back: bool = False

    @property
    def at(self) -> Fraction | None:
        """Its media position in seconds, None if it states none."""
        packet = self.packet
        stated = packet.pts if packet.pts is not None else packet.dts
        return None if stated is None else self.feed.position(stated * packet.time_base)


class Feed:
    """The packets of ``media`` from ``seconds`` on; of segments, of one run only.

    Iterate `packets` in one thread; `stop` may be called from another.
    """

    def __init__(
        self,
        media: Media,
        facts: MediaFacts,
        *,
        seconds: Fraction,
        care: Care,
        run: Run | None,
        threads: int = 1,
    ) -> None:
        self._media = media
        self._facts = facts
        self._seconds = seconds
        self._care = care
        self._run = run
        self._threads = threads
        self._opened: Opened | None = None
        self._source: SegmentRead | None = None
        self._stopped = False
        self._origin = facts.origin
        self._base = Fraction(0)
        self._shown_from: Fraction | None = None
        self._places: dict[int, int] = {}
        self._shifts: dict[int, int] = {}
        self._sound_at: int | None = None

    def packets(self) -> Iterator[Timed]:
        """Packets in file order, the last ones empty to flush the decoders.

        Raises:
            StbError: the media cannot be opened or read.
        """
        try:
            for opened in self._attempts():
                rest = self._timed(opened)
                head = self._head(rest)
                if head is None or self._stopped:
                    continue
                yield from self._without_leading(chain(head, rest))
                if self._source is not None and self._source.error is not None:
                    raise self._source.error
                return
        except FFMPEG as error:
            if self._source is not None and self._source.error is not None:
                raise self._source.error from error
            raise undecodable(self._media.name, error) from error
        if not self._stopped:
            raise MediaTruncated(f"{self._media.name}: no keyframe before {self._seconds} s")

    @property
    def starved(self) -> bool:
        """Whether it waits for a live segment that has not been announced yet."""
        return self._source is not None and self._source.starved

    def stop(self) -> None:
        self._stopped = True
        if self._source is not None:
            self._source.stop()

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def _sound_from(self) -> Fraction:
        rate = self._facts.sample_rate
        return self._seconds - (Fraction(HISTORY, rate) if rate else 0)

    def _attempts(self) -> Iterator[Opened]:
        """Containers placed before the position, each earlier than the last."""
        match self._media:
            case SegmentedMedia():
                yield from self._segment_attempts(self._media)
            case FileMedia() | BytesMedia() | SealedMedia():
                yield from self._file_attempts()

    def _file_attempts(self) -> Iterator[Opened]:
        opened = self._reopen(0)
        clocks = self._facts.clocks
        backs = _BY_SEARCH if opened.seeks_by_search else _BY_INDEX
        fresh = True
        for back in backs:
            aim = None if back is None else min(self._seconds - back, self._sound_from)
            if aim is None or aim <= 0:
                yield opened if fresh else self._reopen(0)
                return
            if clocks is not None:
                place = self._landmark(clocks, aim)
                if place is None:
                    yield opened if fresh else self._reopen(0)
                    return
                opened.container.seek(place, stream=opened.video, unsupported_byte_offset=True)
            else:
                base = opened.video.time_base or Fraction(1, TICKS_HZ)
                opened.container.seek(int((aim + self._origin) / base), stream=opened.video)
            fresh = False
            yield opened

    def _segment_attempts(self, media: SegmentedMedia) -> Iterator[Opened]:
        run = self._run or media.run_at(self._seconds)
        wanted = media.index_at(self._sound_from)
        if self._seconds - media.starts(media.index_at(self._seconds)) < Fraction(1, 2):
            wanted = min(wanted, media.index_at(self._seconds) - 1)
        if self._seconds == media.joined_at:
            wanted = media.index_at(self._seconds)
        tried = -1
        for back in _SEGMENTS_BACK:
            first = max(wanted - back, run.first)
            if first == tried:
                return
            tried = first
            self._origin, self._base = self._run_origin(media, run), run.starts
            self._follow_hidden_jumps(media, run, first)
            yield self._reopen(first)

    def _landmark(self, clocks: Clocks, aim: Fraction) -> int | None:
        """The byte of the last keyframe at or before ``aim``, None where there is none."""
        origin = round(self._origin * TICKS_HZ)
        wanted = origin + int(aim * TICKS_HZ)
        found: int | None = None
        for mark in clocks.landmarks:
            if self._moved(clocks, mark.clock, mark.stamp) <= wanted:
                found = mark.byte
        return found

    def _follow_hidden_jumps(self, media: SegmentedMedia, run: Run, first: int) -> None:
        """Count from segment ``first`` where the clock has jumped since the run began.

        A playlist should say so with a discontinuity, and some do not.
        """
        if first == run.first or not media.is_stream(first):
            return
        media.heads.setdefault(run.first, (round(self._origin * TICKS_HZ), run.starts))
        stamp, at = head_of(media, run, first)
        if abs(self.position(Fraction(stamp, TICKS_HZ)) - at) * self._facts.rate.fraction >= 1:
            self._origin, self._base = Fraction(stamp, TICKS_HZ), at

    def _run_origin(self, media: SegmentedMedia, run: Run) -> Fraction:
        if run.first == 0:
            return self._facts.origin
        if run.first not in media.origins:
            head = SegmentRead(media, run.first, end=run.first + 1)
            with open_media(media, source=head) as opened:
                media.origins[run.first] = origin_of(opened)
        return media.origins[run.first]

    def _reopen(self, segment: int) -> Opened:
        self.close()
        if isinstance(self._media, SegmentedMedia):
            self._source = SegmentRead(self._media, segment)
            if self._stopped:
                self._source.stop()
        self._opened = open_media(
            self._media, source=self._source, care=self._care, threads=self._threads
        )
        return self._opened

    def _head(self, packets: Iterator[Timed]) -> list[Timed] | None:
        """What to hand on of all up to the position; None where a keyframe lacks."""
        pictures: list[Timed] = []
        sounds: list[Timed] = []
        for timed in packets:
            if not timed.is_picture:
                sounds.append(timed)
                continue
            at = timed.at
            if timed.packet.is_keyframe and (at is None or at <= self._seconds):
                pictures = [timed]
                self._shown_from = at
            elif pictures:
                pictures.append(timed)
            elif at is not None and at > self._seconds + 2:
                return None
            if pictures and self._decodes_at(timed) >= self._seconds:
                break
        if not pictures:
            return None
        near = self._sound_from
        return [s for s in sounds if s.at is not None and s.at >= near] + pictures

    def _without_leading(self, packets: Iterator[Timed]) -> Iterator[Timed]:
        """All but the leading pictures; those that follow them in their GOP are marked."""
        looks_back = False
        for timed in packets:
            if not timed.is_picture:
                yield timed
            elif self._is_leading(timed):
                looks_back = True
            else:
                looks_back = looks_back and not timed.packet.is_keyframe
                yield replace(timed, looks_back=True) if looks_back else timed

    def _is_leading(self, timed: Timed) -> bool:
        """Whether a picture is shown before the keyframe begun with.

        In an open GOP such pictures refer to the GOP before, which was not decoded.
        """
        at = timed.at
        return at is not None and self._shown_from is not None and at < self._shown_from

    def _decodes_at(self, timed: Timed) -> Fraction:
        dts, base = timed.packet.dts, timed.packet.time_base
        if dts is None:
            return timed.at if timed.at is not None else self._seconds
        return self.position(dts * base)

    def _timed(self, opened: Opened) -> Iterator[Timed]:
        streams = [opened.video] if opened.audio is None else [opened.video, opened.audio]
        picture = opened.video.index
        clocks = self._facts.clocks if self._source is None else self._source.clocks
        self._places.clear()
        self._shifts.clear()
        self._sound_at = None
        for packet in opened.container.demux(*streams):
            timed = Timed(packet, packet.stream_index == picture, self)
            if clocks is None or not clocks.jumps:
                yield timed
            elif (moved := self._on_one_clock(clocks, timed)) is not None:
                yield moved

    def _on_one_clock(self, clocks: Clocks, timed: Timed) -> Timed | None:
        """A packet stamped as if the clock had never jumped; None for what cannot be decoded."""
        packet = timed.packet
        pid = packet.stream.id
        if packet.pos is not None and packet.pos >= 0:
            self._places[pid] = packet.pos
        place = self._places.get(pid)
        if place is None:
            return timed
        number = clocks.at(pid, place)
        if packet.is_corrupt and timed.is_picture and place in clocks.cut_short:
            packet = _unblamed(packet)
        if packet.pts is not None:
            if not timed.is_picture:
                number = self._plausible(clocks, number, packet.pts)
            clock = clocks.clocks[number]
            late = packet.pts - packet.dts if packet.dts is not None else 0
            leads = timed.is_picture and signed(packet.pts - clock.first) < 0
            if leads and number and not clock.goes_on:
                return None
            packet.pts = self._moved(clocks, number, packet.pts)
            packet.dts = packet.pts - late
            if not timed.is_picture:
                self._sound_at = packet.pts
        if timed.is_picture:
            return Timed(packet, True, self)
        since = self._begins(clocks, number) if number else Fraction(0)
        ends = number + 1 < len(clocks.clocks)
        until = self._begins(clocks, number + 1) if ends else None
        return Timed(packet, False, self, since, until)

    def _moved(self, clocks: Clocks, number: int, stamp: int) -> int:
        """``stamp`` of a clock, as if that clock were the first."""
        origin = round(self._origin * TICKS_HZ)
        return origin + signed(stamp + self._shift(clocks, number) - origin)

    def _plausible(self, clocks: Clocks, number: int, stamp: int) -> int:
        """The clock of a sound that lies at a join: FFmpeg's byte may be that of another packet."""
        if self._sound_at is None:
            return number
        near = [n for n in (number, number - 1, number + 1) if 0 <= n < len(clocks.clocks)]
        expected = self._sound_at
        off = [abs(signed(self._moved(clocks, n, stamp) - expected)) for n in near]
        return number if off[0] < LEAP else near[off.index(min(off))]

    def _begins(self, clocks: Clocks, number: int) -> Fraction:
        """The position at which a clock begins."""
        stamp = self._moved(clocks, number, clocks.clocks[number].first)
        return self.position(Fraction(stamp, TICKS_HZ))

    def _shift(self, clocks: Clocks, number: int) -> int:
        """What is added to the stamps of a clock."""
        if number not in self._shifts:
            rate, origin = self._facts.rate, self._origin
            if self._source is not None:
                # Clock 0 is then that of the first segment read, anywhere on the timeline.
                begins = rate.frames_in(self.position(Fraction(clocks.clocks[0].first, TICKS_HZ)))
                origin += rate.seconds(begins) - self._base
            self._shifts[number] = clocks.shift(number, rate, round(origin * TICKS_HZ))
        return self._shifts[number]

    def position(self, stamp: Fraction) -> Fraction:
        """The media position in seconds of a time ``stamp`` of the container."""
        at = self._base + stamp - self._origin
        if self._run is None:
            return at
        return at - round((at - self._seconds) / _WRAP_S) * _WRAP_S


def _unblamed(packet: Packet[Stream]) -> Packet[Stream]:
    """The packet without the mark of damage that came from counters starting anew."""
    plain = Packet(bytes(packet))
    plain.stream, plain.time_base = packet.stream, packet.time_base
    plain.pts, plain.dts = packet.pts, packet.dts
    plain.is_keyframe = packet.is_keyframe
    return plain
