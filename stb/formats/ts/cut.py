"""Cutting an endless transport stream into segments that can be decoded by themselves.

A cut lies before a picture at which decoding may begin (the random access
indicator of ISO/IEC 13818-1, 2.4.3.5). Each segment begins with the tables as
they were last seen, and is as long as its pictures say. Where the clock of the
stream jumps (an encoder that starts again, a file that is played in a loop) the
segment ends, and the next one says so.

A segment can be had while it is still coming, whole pictures at a time. Pictures come
in the order of decoding, so how far it is complete is told by the stamp of decoding
of the picture that comes next: none that is shown before it can follow.

    comes   I0 P3 B1 B2 | P6 ...     P6 is decoded at 3: pictures 0, 1 and 2 are there
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from stb.formats.ts.packets import PACKET, SYNC, SectionAssembler, TsError, in_step
from stb.formats.ts.restamp import ticks_at
from stb.formats.ts.tables import read_pat
from stb.model.time import TICKS_HZ, TICKS_WRAP, unwrap

SHORTEST_S = Fraction(1)
BACK, AHEAD = -2 * TICKS_HZ, 10 * TICKS_HZ
"""The stamps of two pictures in a row lie no further apart: back by reordering, ahead by loss."""

LARGEST = 64 << 20
"""Bytes of a segment; a stream in which decoding can begin so seldom is none of ours."""

_RANDOM_ACCESS = 0x40
_MOST_PROGRAMS = 64
_LONGEST_TABLE = 8 * PACKET
"""A table has at most 1,024 bytes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment: whole packets from one point of access to the next.

    ``jumped`` says that its clock has nothing to do with that of the one before.
    """

    octets: bytes
    seconds: Fraction
    jumped: bool = False


@dataclass(frozen=True, slots=True)
class InHand:
    """The segment that is still coming.

    The pictures shown in its first ``seconds`` are all there; 0 until two have come.
    ``begins`` is the stamp of its first picture (33 bits), which lies in the first
    ``head`` bytes and is decoded ``step`` ticks before the second.
    """

    pictures: int
    seconds: Fraction
    begins: int
    head: int
    step: int
    jumped: bool


class _Table:
    """The packets that carried a table last, of which there may be several."""

    def __init__(self) -> None:
        self._assembler = SectionAssembler()
        self._coming = b""
        self.packets = b""

    def feed(self, packet: bytes) -> None:
        if packet[1] & 0x40 or len(self._coming) >= _LONGEST_TABLE:
            self._coming = b""
        self._coming += packet
        if self._assembler.feed(packet):
            self.packets = self._coming


class Cutter:
    """Takes a stream in pieces of any length, gives segments. One per stream."""

    def __init__(self) -> None:
        self._left = b""
        self._pat = b""
        self._programs = SectionAssembler()
        self._pmts: dict[int, _Table] = {}
        self._video = -1
        self._segment = bytearray()
        self._began: int | None = None
        self._stamps: list[int] = []
        self._decoded = self._complete = 0
        self._head = self._step = 0
        self._jumped = False

    def feed(self, octets: bytes) -> tuple[Piece, ...]:
        """The segments that ``octets`` complete.

        Raises:
            TsError: ts.long: no point of access in 64 MB.
        """
        stream = self._left + octets
        found: list[Piece] = []
        at, end = 0, len(stream) - PACKET
        while at <= end:
            if stream[at] != SYNC:
                at = in_step(stream, at)
                continue
            piece = self._packet(stream[at : at + PACKET])
            if piece is not None:
                found.append(piece)
            at += PACKET
        self._left = stream[at:] if at < len(stream) else b""
        return tuple(found)

    @property
    def in_hand(self) -> InHand | None:
        """How far the segment has come that is not complete, None between two clocks."""
        if self._began is None:
            return None
        return InHand(
            len(self._stamps),
            Fraction(self._complete - self._began, TICKS_HZ),
            self._began % TICKS_WRAP,
            self._head,
            self._step,
            self._jumped,
        )

    def come(self, since: int) -> bytes:
        """The bytes of the segment in hand from ``since`` on; those of the next follow on a cut."""
        return bytes(memoryview(self._segment)[since:])

    def _packet(self, packet: bytes) -> Piece | None:
        pid = (packet[1] & 0x1F) << 8 | packet[2]
        if pid == 0:
            self._pat = packet
            self._learn(packet)
        elif pid in self._pmts:
            self._pmts[pid].feed(packet)
        finished = self._cut(pid, packet)
        if self._began is not None:
            self._segment += packet
            if len(self._segment) > LARGEST:
                raise TsError("long", f"no point of access in {LARGEST >> 20} MB")
        return finished

    def _learn(self, packet: bytes) -> None:
        for section in self._programs.feed(packet):
            try:
                pids = sorted(read_pat(section).values())[:_MOST_PROGRAMS]
            except TsError:
                continue  # a damaged table comes again within a second
            self._pmts = {pid: self._pmts.get(pid) or _Table() for pid in pids}

    def _cut(self, pid: int, packet: bytes) -> Piece | None:
        """The segment that ends before ``packet``, if one does; a new one begins with it."""
        stamps = _video_ticks(packet)
        if stamps is None or self._video not in (-1, pid) or not self._tables():
            return None
        ticks, late = stamps
        finished: Piece | None = None
        if self._began is not None:
            ticks = unwrap(ticks, self._stamps[-1])
            runs_back = _is_access(packet) and ticks < self._began
            if runs_back or not BACK <= ticks - self._stamps[-1] <= AHEAD:
                finished = self._finished(_end(self._stamps))
                self._jumped = True
            elif not _is_access(packet) or 0 <= ticks - self._began < SHORTEST_S * TICKS_HZ:
                self._follow(ticks, decoded=ticks - late)
                return None
            else:
                finished = self._finished(ticks)
        if _is_access(packet):
            self._video = pid
            self._began = self._complete = ticks
            self._decoded = ticks - late
            self._head = self._step = 0
            self._stamps = [ticks]
            self._segment = bytearray(self._pat + self._tables())
        return finished

    def _follow(self, ticks: int, *, decoded: int) -> None:
        """A picture of the segment begins, which is decoded at ``decoded``."""
        if len(self._stamps) == 1:
            self._head, self._step = len(self._segment), decoded - self._decoded
            self._complete += max(0, self._step)
        self._stamps.append(ticks)
        self._complete = max(self._complete, decoded)

    def _tables(self) -> bytes:
        """The packets of all that is known of what the PIDs hold."""
        return b"".join(table.packets for table in self._pmts.values())

    def _finished(self, end: int) -> Piece | None:
        """The segment as it is, up to ``end``; nothing is begun after it."""
        began, self._began = self._began, None
        if began is None or end <= began:
            return None
        jumped, self._jumped = self._jumped, False
        return Piece(bytes(self._segment), Fraction(end - began, TICKS_HZ), jumped)


def _end(stamps: list[int]) -> int:
    """Where the last picture of ``stamps`` ends, if it lasts as long as most do."""
    shown = sorted(set(stamps))
    lengths = sorted(later - earlier for earlier, later in pairwise(shown))
    return shown[-1] + (lengths[len(lengths) // 2] if lengths else 0)


def _is_access(packet: bytes) -> bool:
    return bool(packet[3] & 0x20 and packet[4] and packet[5] & _RANDOM_ACCESS)


def _video_ticks(packet: bytes) -> tuple[int, int] | None:
    """The stamp of a video PES that begins in ``packet``, and how long before it is decoded."""
    if not packet[1] & 0x40 or not packet[3] & 0x10:
        return None
    body = 5 + packet[4] if packet[3] & 0x20 else 4
    header = packet[body : body + 19]
    if len(header) < 14 or header[:3] != b"\x00\x00\x01":
        return None
    if not 0xE0 <= header[3] < 0xF0 or not header[7] & 0x80:
        return None
    shown = ticks_at(header, 9)
    states_decoding = header[7] & 0x40 and len(header) == 19
    return shown, (shown - ticks_at(header, 14)) % TICKS_WRAP if states_decoding else 0
