"""The clocks of a transport stream, one after the other.

Recordings are laid end to end, encoders start again, a clock leaps: the stamps
of pictures and sounds then begin anew in the middle of a file. A stamp means
nothing without the place it stands at, so the stream's packets are looked at
before FFmpeg sees them, and where pictures or sounds jump is told by byte.

    bytes   |....................|v.a.................
    clock   | 0                  | 1       v: its first picture, a: its first sound

A jump is a stamp that runs back or leaps by more than ten seconds; where the
packets say that the clock is new (discontinuity_indicator), any leap. A shorter one
without a word is a hole in the reception, and stays one. A single stamp that lies
elsewhere is damaged, and no jump.
Source: ISO/IEC 13818-1, 2.4.3 (stamps of 33 bits at 90 kHz, adaptation field).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stb.formats.ts import PACKET
from stb.formats.ts.packets import SYNC, in_step
from stb.model.time import TICKS_HZ, TICKS_WRAP, FrameRate

LEAP: Final = 10 * TICKS_HZ
"""A leap ahead of no more is a hole, unless the stream says otherwise."""

MOST_JUMPS: Final = 1000
"""More are not followed: such a stream is no recording of anything."""

_SAID_LEAP: Final = TICKS_HZ // 5
_NEAR_BYTES: Final = 4 << 20
_ALIKE: Final = TICKS_HZ
_HEADER: Final = np.arange(19)
_LOOK_BACK: Final = 4000
"""Packets of all streams among which the one before of the pictures is looked for."""

Bytes = NDArray[np.uint8]


def signed(ticks: int) -> int:
    """A difference of 33-bit stamps, the short way round."""
    return (ticks + TICKS_WRAP // 2) % TICKS_WRAP - TICKS_WRAP // 2


@dataclass(slots=True)
class Clock:
    """One clock: from byte ``begin`` on for pictures.

    ``first`` and ``last`` are the stamps (33 bits) of its first keyframe and of its
    last picture, ``decoded`` and ``last_decoded`` those of decoding of the first and the
    last that came; ``leap`` is how far it lies from where the clock before it went.
    ``goes_on``: its packets are counted on from those before, so it is the same
    encode with another clock, and what was decoded before may be referred to.
    """

    begin: int
    first: int
    last: int
    decoded: int
    last_decoded: int
    leap: int = 0
    goes_on: bool = False
    keyed: bool = False

    def step_after(self, rate: FrameRate) -> int:
        """Ticks from its last picture's decoding to the next: 1501 or 1502 at 59.94."""
        last = rate.nearest_frame(signed(self.last_decoded - self.decoded))
        return rate.ticks(last + 1) - rate.ticks(last)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A keyframe: where it lies, in which clock, and its stamp."""

    byte: int
    clock: int
    stamp: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """The beginning of a coded picture or sound: where, its stamps, and a packet's counter."""

    byte: int
    presented: int
    decoded: int
    is_key: bool
    goes_on: bool = False


@dataclass(slots=True)
class _Pid:
    """What was seen last of one elementary stream.

    ``suspect`` jumped; the one after it shows whether its stamp was merely damaged.
    """

    last: _Unit
    counter: int = -1
    before_last: int = -1
    said: bool = False
    suspect: _Unit | None = None
    jumps: list[tuple[int, int]] = field(default_factory=list)


class Clocks:
    """Finds the clocks in a stream that is fed to it, in order and whole.

    ``byte`` positions count from the first byte fed. ``cut_short`` holds the places
    of the last two pictures before a join: FFmpeg takes one of them for damaged, because
    the packets' counters start anew. ``landmarks`` are kept only with ``marks``: in a
    file one seeks by them, in what comes live they would never end.
    """

    def __init__(self, *, marks: bool = True) -> None:
        self._marks = marks
        self.clocks: list[Clock] = []
        self.landmarks: list[Landmark] = []
        self.cut_short: set[int] = set()
        self._pids: dict[int, _Pid] = {}
        self._picture_pid = -1
        self._fed = 0
        self._rest = b""

    @property
    def jumps(self) -> bool:
        """Whether there is more than one clock."""
        return len(self.clocks) > 1

    def feed(self, data: bytes) -> None:
        """Look at the next bytes of the stream."""
        data = self._rest + data
        at = 0
        while at + PACKET <= len(data):
            if data[at] != SYNC:
                at = in_step(data, at)
                continue
            rows = np.frombuffer(data, np.uint8, (len(data) - at) // PACKET * PACKET, at)
            rows = rows.reshape(-1, PACKET)
            out_of_step = np.flatnonzero(rows[:, 0] != SYNC)
            whole = int(out_of_step[0]) if out_of_step.size else len(rows)
            self._look(rows[:whole], self._fed - len(self._rest) + at)
            at += whole * PACKET
        self._fed += len(data) - len(self._rest)
        self._rest = data[at:]

    def frames(self, rate: FrameRate, origin: int) -> int:
        """The pictures of all clocks, the first one's from stamp ``origin`` on."""
        last = len(self.clocks) - 1
        return self._ended(last, self.shift(last, rate, origin), rate, origin)

    def shift(self, clock: int, rate: FrameRate, origin: int) -> int:
        """What ``clock`` must be put forward by, for its pictures to follow on.

        In ticks; ``origin`` is the first one's stamp at which frame 0 is shown.
        """
        found = 0
        for number, this in enumerate(self.clocks[1 : clock + 1], 1):
            if this.goes_on:
                found += self.clocks[number - 1].step_after(rate) - this.leap
            else:
                ends = self._ended(number - 1, found, rate, origin)
                found = origin + rate.ticks(ends) - this.first
        return found

    def _ended(self, clock: int, shift: int, rate: FrameRate, origin: int) -> int:
        """The frame after the last one of ``clock``."""
        return rate.nearest_frame(signed(self.clocks[clock].last + shift - origin)) + 1

    def at(self, pid: int, byte: int) -> int:
        """Which clock the packet of ``pid`` at ``byte`` is stamped by."""
        found = max(0, bisect_right(self.clocks, byte, key=lambda clock: clock.begin) - 1)
        # Its own jump may lie a little before or behind that of the pictures.
        if found and byte < self._begins(pid, self.clocks[found]):
            return found - 1
        after = self.clocks[found + 1 : found + 2]
        return found + 1 if after and byte >= self._begins(pid, after[0]) else found

    def _begins(self, pid: int, clock: Clock) -> int:
        """The first byte of ``pid`` in ``clock``: its own jump of that size, if it has one near."""
        seen = self._pids.get(pid)
        if pid == self._picture_pid or seen is None:
            return clock.begin
        near = [
            byte
            for byte, leap in seen.jumps
            if abs(byte - clock.begin) < _NEAR_BYTES and abs(leap - clock.leap) < _ALIKE
        ]
        return min(near, key=lambda byte: abs(byte - clock.begin), default=clock.begin)

    def _look(self, rows: Bytes, base: int) -> None:
        pids = (rows[:, 1].astype(np.int32) & 0x1F) << 8 | rows[:, 2]
        has_field = (rows[:, 3] & 0x20 > 0) & (rows[:, 4] > 0)
        says = has_field & (rows[:, 5] & 0x80 > 0)
        starts = (rows[:, 1] & 0x40 > 0) & (rows[:, 3] & 0x10 > 0)
        found = np.flatnonzero(starts | says)
        if not found.size:
            return
        part = rows[found]
        offset = 4 + np.where(part[:, 3] & 0x20 > 0, 1 + part[:, 4].astype(np.int32), 0)
        octets = part[np.arange(len(part))[:, None], np.minimum(offset[:, None] + _HEADER, 187)]
        heads = octets.astype(np.int64)
        is_pes = starts[found] & (heads[:, 0] == 0) & (heads[:, 1] == 0) & (heads[:, 2] == 1)
        is_pes &= (heads[:, 7] & 0x80 > 0) & (offset < PACKET - 14)
        presented = _stamp(heads[:, 9:14])
        decoded = np.where(heads[:, 7] & 0x40 > 0, _stamp(heads[:, 14:19]), presented)
        keys = has_field[found] & (part[:, 5] & 0x40 > 0)
        counters: Bytes = (rows[:, 3] & 0x0F).astype(np.uint8)
        for n, row in enumerate(found.tolist()):
            pid = int(pids[row])
            seen = self._pids.get(pid)
            if seen is not None and says[row]:
                seen.said = True
            if is_pes[n]:
                unit = _Unit(row * PACKET + base, int(presented[n]), int(decoded[n]), bool(keys[n]))
                if seen is not None and self._step(seen, unit) is None:
                    goes_on = self._goes_on(pid, pids[:row], counters[: row + 1])
                    unit = replace(unit, goes_on=goes_on)
                self._begin(pid, unit, is_picture=0xE0 <= int(heads[n, 3]) <= 0xEF)
        for pid, seen in self._pids.items():
            here = np.flatnonzero(pids == pid)
            if here.size:
                seen.counter = int(counters[here[-1]])

    def _goes_on(self, pid: int, before: NDArray[np.int32], counters: Bytes) -> bool:
        """Whether the last of ``counters`` follows on that of the packet of ``pid`` before it."""
        if pid != self._picture_pid:
            return True
        here = np.flatnonzero(before[-_LOOK_BACK:] == pid)
        if here.size:
            last = int(counters[max(0, len(before) - _LOOK_BACK) + int(here[-1])])
        else:
            last = self._pids[pid].counter
        return (last + 1) & 0x0F == int(counters[-1])

    def _begin(self, pid: int, unit: _Unit, *, is_picture: bool) -> None:
        """A coded picture or sound begins."""
        seen = self._pids.get(pid)
        if seen is None:
            self._pids[pid] = _Pid(unit)
            if is_picture and self._picture_pid < 0:
                self._picture_pid = pid
                self._new_clock(unit)
                self._picture(unit)
            return
        suspect, seen.suspect = seen.suspect, None
        if suspect is not None and self._step(seen, unit) is None:
            self._jump(pid, seen, suspect)
        if self._step(seen, unit) is None:
            seen.suspect = unit
            return
        self._follow(pid, seen, unit)

    def _step(self, seen: _Pid, unit: _Unit) -> int | None:
        """How far ``unit`` follows on what was seen last, None where the clock has jumped."""
        step = signed(unit.decoded - seen.last.decoded)
        return step if 0 <= step <= (_SAID_LEAP if seen.said else LEAP) else None

    def _jump(self, pid: int, seen: _Pid, unit: _Unit) -> None:
        """A new clock begins with ``unit``."""
        leap = signed(unit.decoded - seen.last.decoded)
        if len(seen.jumps) < MOST_JUMPS:
            seen.jumps.append((unit.byte, leap))
        seen.said = False
        if pid == self._picture_pid and len(self.clocks) <= MOST_JUMPS:
            self.cut_short |= {seen.last.byte, seen.before_last}
            self._new_clock(unit, leap)
        self._follow(pid, seen, unit)

    def _follow(self, pid: int, seen: _Pid, unit: _Unit) -> None:
        seen.before_last, seen.last, seen.said = seen.last.byte, unit, False
        if pid == self._picture_pid:
            self._picture(unit)

    def _new_clock(self, unit: _Unit, leap: int = 0) -> None:
        first, decoded = unit.presented, unit.decoded
        self.clocks.append(
            Clock(unit.byte, first, first, decoded, decoded, leap, unit.goes_on, keyed=unit.goes_on)
        )

    def _picture(self, unit: _Unit) -> None:
        clock = self.clocks[-1]
        clock.last_decoded = unit.decoded
        if unit.is_key and self._marks:
            self.landmarks.append(Landmark(unit.byte, len(self.clocks) - 1, unit.presented))
        if unit.is_key and not clock.keyed:
            clock.first = clock.last = unit.presented
            clock.keyed = True
        if signed(unit.presented - clock.last) > 0:
            clock.last = unit.presented


def _stamp(octets: NDArray[np.int64]) -> NDArray[np.int64]:
    """The 33 bits in five octets of each row."""
    return (
        (octets[:, 0] >> 1 & 7) << 30
        | octets[:, 1] << 22
        | (octets[:, 2] >> 1) << 15
        | octets[:, 3] << 7
        | octets[:, 4] >> 1
    )
