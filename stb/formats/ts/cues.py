"""Cues in a transport stream, read where the decoder shows no such stream.

FFmpeg names a cue stream only when CUEI is registered for it; many senders do
not register it. So the tables are read here, and every PID of stream type 0x86
is listened to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stb.formats.scte35 import CueError, decode
from stb.formats.ts.packets import PACKET, SYNC, SectionAssembler, TsError, in_step
from stb.formats.ts.restamp import ticks_at
from stb.formats.ts.tables import read_pat, read_pmt
from stb.model.signal import TimedSignal
from stb.model.time import unwrap

_MOST_PROGRAMS = 64
_MOST_CUE_PIDS = 16


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A section and the time it was met, in ticks from the first picture.

    ``registered``: CUEI was declared for its stream.
    """

    section: bytes
    seen: int
    pid: int
    registered: bool


class CueReader:
    """The cues of a stream, fed in pieces of any length. One per stream."""

    def __init__(self) -> None:
        self._left = b""
        self._tables: dict[int, SectionAssembler] = {0: SectionAssembler()}
        self._cues: dict[int, tuple[SectionAssembler, bool]] = {}
        self._video = -1
        self._now: int | None = None
        self.origin_ticks: int | None = None
        """Time stamp of the first picture, 33 bits; None before it has come."""

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
                self._clock(stream[at : at + PACKET], pid)
            at += PACKET
        self._left = stream[at:] if at < len(stream) else b""
        return tuple(found)

    def _cue(self, packet: bytes, pid: int) -> list[FoundCue]:
        assembler, registered = self._cues[pid]
        seen = 0
        if self._now is not None and self.origin_ticks is not None:
            seen = self._now - self.origin_ticks
        return [FoundCue(each, seen, pid, registered) for each in assembler.feed(packet)]

    def _table(self, packet: bytes, pid: int) -> None:
        for section in self._tables[pid].feed(packet):
            try:
                if pid == 0:
                    self._learn_programs(read_pat(section).values())
                elif section[0] == 0x02:
                    self._learn_cues(read_pmt(section).cue_pids())
            except TsError:
                continue  # a damaged table comes again within a second

    def _learn_programs(self, pids: Iterable[int]) -> None:
        for pid in pids:
            if len(self._tables) < _MOST_PROGRAMS:
                self._tables.setdefault(pid, SectionAssembler())

    def _learn_cues(self, pids: Iterable[tuple[int, bool]]) -> None:
        for pid, registered in pids:
            if pid not in self._cues and len(self._cues) < _MOST_CUE_PIDS:
                self._cues[pid] = (SectionAssembler(), registered)

    def _clock(self, packet: bytes, pid: int) -> None:
        """Keep the time of the first video stream, which is when a cue is met."""
        body = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)
        header = packet[body : body + 14]
        if len(header) < 14 or header[:3] != b"\x00\x00\x01" or not 0xE0 <= header[3] < 0xF0:
            return
        if self._video < 0:
            self._video = pid
        if pid != self._video or not header[7] & 0x80:
            return
        ticks = ticks_at(header, 9)
        if self._now is None:
            self._now = self.origin_ticks = ticks
        else:
            self._now = unwrap(ticks, self._now)


def signals(
    found: Iterable[FoundCue],
) -> tuple[tuple[TimedSignal, ...], tuple[tuple[FoundCue, CueError], ...]]:
    """The cues as signals, and those that do not decode with what is wrong."""
    good: list[TimedSignal] = []
    bad: list[tuple[FoundCue, CueError]] = []
    for cue in found:
        try:
            good.append(TimedSignal(cue.seen, decode(cue.section), label=f"pid-{cue.pid}"))
        except CueError as error:
            bad.append((cue, error))
    return tuple(good), tuple(bad)
