"""Cues in a transport stream, read where the decoder shows no such stream.

FFmpeg names a cue stream only when CUEI is registered for it; many senders do
not register it. So the tables are read here, and every PID of stream type 0x86
is listened to that belongs to the programme of the pictures.

Where the clock of the stream begins anew (recordings laid end to end, an encoder
that starts again) the cues behind it count by the new one, and the pictures are
taken to follow on without a gap.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stb.formats.scte35 import CueError, decode
from stb.formats.ts.packets import PACKET, SYNC, SectionAssembler, TsError, in_step
from stb.formats.ts.restamp import ticks_at
from stb.formats.ts.tables import Pmt, read_pat, read_pmt
from stb.model.signal import TimedSignal
from stb.model.time import TICKS_HZ, TICKS_WRAP, unwrap

_MOST_PROGRAMS = 64
_MOST_CUE_PIDS = 16
_PICTURES = frozenset({0x01, 0x02, 0x10, 0x1B, 0x20, 0x21, 0x24, 0x33, 0x42, 0xD1, 0xEA})
"""Stream types of video (ISO/IEC 13818-1, table 2-34, and those in use beside it)."""

_LEAP, _SAID_LEAP = 10 * TICKS_HZ, TICKS_HZ // 5
"""A leap ahead of no more is a hole in the reception, unless the stream says its clock is new."""


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A section and the time it was met, in ticks from the first picture.

    ``registered``: CUEI was declared for its stream. ``zero`` is the stamp that the
    first picture would have on the cue's clock, None on the picture's own.
    """

    section: bytes
    seen: int
    pid: int
    registered: bool
    zero: int | None = None


@dataclass(slots=True)
class _Clock:
    """A clock and the pictures that it has timed, in unwrapped ticks.

    ``base`` is where its first picture lies, in ticks from that of the programme.
    """

    base: int
    first: int
    last: int
    decoded: int
    is_keyed: bool
    pictures: int = 1

    @property
    def zero(self) -> int:
        return (self.first - self.base) % TICKS_WRAP

    @property
    def ends(self) -> int:
        """Where the picture after its last would lie."""
        frame = Fraction(self.last - self.first, max(1, self.pictures - 1))
        return self.base + self.last - self.first + round(frame)


class CueReader:
    """The cues of a stream, fed in pieces of any length. One per stream."""

    def __init__(self) -> None:
        self._left = b""
        self._tables: dict[int, SectionAssembler] = {0: SectionAssembler()}
        self._listed: dict[tuple[int, int], Pmt] = {}
        self._cues: dict[int, tuple[SectionAssembler, bool]] = {}
        self._video = -1
        self._clocks: list[_Clock] = []

    @property
    def origin_ticks(self) -> int | None:
        """Time stamp (33 bits) of the first picture that can be shown; None before it has come."""
        return self._clocks[0].first % TICKS_WRAP if self._clocks else None

    def feed(self, octets: bytes) -> tuple[FoundCue, ...]:
        """The cues that ``octets`` complete."""
        stream = self._left + octets
        found: list[FoundCue] = []
        at, end = 0, len(stream) - PACKET
        while at <= end:
            if stream[at] != SYNC:
                at = in_step(stream, at)
                continue
            pid = (stream[at + 1] & 0x1F) << 8 | stream[at + 2]
            if pid in self._cues:
                found += self._cue(stream[at : at + PACKET], pid)
            elif pid in self._tables:
                self._table(stream[at : at + PACKET], pid)
            elif stream[at + 1] & 0x40:
                self._picture(stream[at : at + PACKET], pid)
            at += PACKET
        self._left = stream[at:] if at < len(stream) else b""
        return tuple(found)

    def _cue(self, packet: bytes, pid: int) -> list[FoundCue]:
        assembler, registered = self._cues[pid]
        seen, zero = 0, None
        if self._clocks:
            clock = self._clocks[-1]
            seen = clock.base + clock.last - clock.first
            zero = clock.zero if len(self._clocks) > 1 else None
        return [FoundCue(each, seen, pid, registered, zero) for each in assembler.feed(packet)]

    # -- tables --------------------------------------------------------------------------

    def _table(self, packet: bytes, pid: int) -> None:
        for section in self._tables[pid].feed(packet):
            try:
                if pid == 0:
                    self._learn_programs(read_pat(section).values())
                elif section[0] == 0x02:
                    self._learn_streams(pid, read_pmt(section))
            except TsError:
                continue  # a damaged table comes again within a second

    def _learn_programs(self, pids: Iterable[int]) -> None:
        for pid in pids:
            if len(self._tables) < _MOST_PROGRAMS:
                self._tables.setdefault(pid, SectionAssembler())

    def _learn_streams(self, pid: int, pmt: Pmt) -> None:
        key = pid, pmt.program
        if not pmt.holds or self._listed.get(key) == pmt:
            return
        if key not in self._listed and len(self._listed) >= _MOST_PROGRAMS:
            return
        self._listed[key] = pmt
        cues = dict(self._watched().cue_pids()[:_MOST_CUE_PIDS])
        self._cues = {
            pid: (self._cues[pid][0] if pid in self._cues else SectionAssembler(), registered)
            for pid, registered in cues.items()
        }

    def _watched(self) -> Pmt:
        """The programme whose pictures are followed, else the first that has any."""
        listed = list(self._listed.values())
        for pmt in listed:
            if self._video in pmt.pids:
                return pmt
        for pmt in listed:
            for stream in pmt.streams:
                if stream.type in _PICTURES:
                    self._video = stream.pid
                    return pmt
        return listed[0]

    # -- pictures ------------------------------------------------------------------------

    def _picture(self, packet: bytes, pid: int) -> None:
        """Keep the time of the first video stream, which is when a cue is met."""
        has_field = packet[3] & 0x20 and packet[4]
        body = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)
        header = packet[body : body + 19]
        if len(header) < 14 or header[:3] != b"\x00\x00\x01" or not 0xE0 <= header[3] < 0xF0:
            return
        if self._video < 0:
            self._video = pid
        if pid != self._video or not header[7] & 0x80:
            return
        ticks = ticks_at(header, 9)
        decoded = ticks_at(header, 14) if header[7] & 0x40 and len(header) == 19 else ticks
        flags = packet[5] if has_field else 0
        self._stamped(ticks, decoded, is_key=bool(flags & 0x40), is_new=bool(flags & 0x80))

    def _stamped(self, ticks: int, decoded: int, *, is_key: bool, is_new: bool) -> None:
        if not self._clocks:
            self._clocks.append(_Clock(0, ticks, ticks, decoded, is_key))
            return
        clock = self._clocks[-1]
        step = unwrap(decoded, clock.decoded) - clock.decoded
        if step < 0 or step > (_SAID_LEAP if is_new else _LEAP):
            clock = _Clock(clock.ends, ticks, ticks, decoded, is_key)
            self._clocks.append(clock)
            return
        clock.decoded += step
        ticks = unwrap(ticks, clock.last)
        if is_key and not clock.is_keyed:
            # What came before it cannot be shown, so the programme begins here.
            clock.is_keyed, clock.first, clock.last = True, ticks, ticks
            clock.pictures = 1
        elif ticks >= clock.first:
            clock.pictures += 1
        clock.last = max(clock.last, ticks)


def signals(
    found: Iterable[FoundCue],
) -> tuple[tuple[TimedSignal, ...], tuple[tuple[FoundCue, CueError], ...]]:
    """The cues as signals, and those that do not decode with what is wrong."""
    good: list[TimedSignal] = []
    bad: list[tuple[FoundCue, CueError]] = []
    for cue in found:
        try:
            section = decode(cue.section)
        except CueError as error:
            bad.append((cue, error))
            continue
        placed = None
        if cue.zero is not None and section.effective_pts is not None:
            placed = unwrap((section.effective_pts - cue.zero) % TICKS_WRAP, cue.seen)
        good.append(TimedSignal(cue.seen, section, label=f"pid-{cue.pid}", placed=placed))
    return tuple(good), tuple(bad)
