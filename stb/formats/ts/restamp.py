"""A prepared segment laid at another time: its clocks and counters patched.

Encoding is dear and done once; serving is a copy and some hundred patches. The
index, made once per segment, knows where each PTS, DTS, PCR and continuity
counter stands, and what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stb.formats.ts.packets import NULL_PID, PACKET, SYNC, TsError
from stb.model.time import TICKS_WRAP

_MASK = TICKS_WRAP - 1
# Stream ids whose PES packets have no optional header, so no time stamps.
_BARE = frozenset({0xBC, 0xBE, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF})
_VIDEO = range(0xE0, 0xF0)


@dataclass(frozen=True, slots=True)
class Counted:
    """The continuity counters of one PID: where they stand, the first and the last."""

    places: tuple[int, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SegmentIndex:
    """Where the clocks and counters of one segment stand.

    ``stamps`` are (offset, marker bits, ticks) of each PTS and DTS, ``clocks``
    (offset, ticks, lower 15 bits) of each PCR. ``video_pts`` is the lowest time
    stamp of a picture, None without pictures.
    """

    size: int
    stamps: tuple[tuple[int, int, int], ...]
    clocks: tuple[tuple[int, int, int], ...]
    counters: Mapping[int, Counted]
    video_pts: int | None

    def after(self, continuity: Mapping[int, int]) -> dict[int, int]:
        """The counters that the next segment starts with.

        ``continuity`` is what this one was restamped with.
        """
        following = dict(continuity)
        for pid, counted in self.counters.items():
            shift = continuity.get(pid, counted.first) - counted.first
            following[pid] = (counted.last + shift + 1) & 0x0F
        return following


def index_segment(segment: bytes) -> SegmentIndex:
    """The index of a whole segment.

    Raises:
        TsError: ts.sync: not whole packets; ts.split: a PES header over two packets.
    """
    if not segment or len(segment) % PACKET:
        raise TsError("sync", f"{len(segment)} bytes are not whole packets")
    stamps: list[tuple[int, int, int]] = []
    clocks: list[tuple[int, int, int]] = []
    places: dict[int, list[int]] = {}
    edges: dict[int, tuple[int, int]] = {}
    pictures: list[int] = []
    for at in range(0, len(segment), PACKET):
        if segment[at] != SYNC:
            raise TsError("sync", f"no packet at byte {at}")
        pid = (segment[at + 1] & 0x1F) << 8 | segment[at + 2]
        if pid == NULL_PID:
            continue
        flags = segment[at + 3]
        places.setdefault(pid, []).append(at + 3)
        body = at + 4
        if flags & 0x20:
            size = segment[body]
            if size >= 7 and segment[body + 1] & 0x10:
                clock = int.from_bytes(segment[body + 2 : body + 8], "big")
                clocks.append((body + 2, clock >> 15, clock & 0x7FFF))
            body += 1 + size
        if flags & 0x10:
            counter = flags & 0x0F
            edges[pid] = (edges[pid][0] if pid in edges else counter, counter)
            if segment[at + 1] & 0x40 and segment[body : body + 3] == b"\x00\x00\x01":
                found = _pes_stamps(segment, body, at + PACKET)
                stamps += found
                if found and segment[body + 3] in _VIDEO:
                    pictures.append(found[0][2])
    return SegmentIndex(
        size=len(segment),
        stamps=tuple(stamps),
        clocks=tuple(clocks),
        counters={
            pid: Counted(tuple(where), *edges[pid]) for pid, where in places.items() if pid in edges
        },
        video_pts=_lowest(pictures),
    )


def restamp(
    segment: bytes | bytearray,
    index: SegmentIndex,
    *,
    shift_ticks: int,
    continuity: Mapping[int, int],
) -> bytearray:
    """A copy of ``segment``, ``shift_ticks`` later, its counters from ``continuity``.

    Times wrap at 33 bits. ``continuity`` holds the counter of the first packet
    of each PID; a PID that it lacks keeps its own. `SegmentIndex.after` says
    where the next segment goes on.
    """
    if len(segment) != index.size:
        raise ValueError(f"an index of {index.size} bytes for a segment of {len(segment)}")
    patched = bytearray(segment)
    if shift_ticks & _MASK:
        for at, marks, ticks in index.stamps:
            patched[at : at + 5] = _stamp(marks, (ticks + shift_ticks) & _MASK)
        for at, ticks, rest in index.clocks:
            clock = ((ticks + shift_ticks) & _MASK) << 15 | rest
            patched[at : at + 6] = clock.to_bytes(6, "big")
    for pid, counted in index.counters.items():
        shift = (continuity.get(pid, counted.first) - counted.first) & 0x0F
        if shift:
            for at in counted.places:
                flags = patched[at]
                patched[at] = flags & 0xF0 | (flags + shift) & 0x0F
    return patched


def _stamp(marks: int, ticks: int) -> bytes:
    """Five bytes: four bits that say which stamp it is, 33 of time, three markers."""
    return (
        (marks | ticks >> 29 & 0x0E) << 32
        | (ticks >> 15 & 0x7FFF) << 17
        | (ticks & 0x7FFF) << 1
        | 0x10001
    ).to_bytes(5, "big")


def _pes_stamps(segment: bytes, at: int, end: int) -> list[tuple[int, int, int]]:
    """The PTS and the DTS of the PES packet that starts at ``at``."""
    if segment[at + 3] in _BARE:
        return []
    if at + 9 > end:
        raise TsError("split", f"a PES header over two packets at byte {at}")
    count = (0, 0, 1, 2)[segment[at + 7] >> 6]
    if at + 9 + 5 * count > end:
        raise TsError("split", f"a time stamp over two packets at byte {at}")
    return [
        (where, segment[where] & 0xF1, ticks_at(segment, where))
        for where in range(at + 9, at + 9 + 5 * count, 5)
    ]


def ticks_at(octets: bytes, at: int) -> int:
    """The 33 bits of the time stamp at ``at``."""
    return (
        (octets[at] >> 1 & 7) << 30
        | octets[at + 1] << 22
        | octets[at + 2] >> 1 << 15
        | octets[at + 3] << 7
        | octets[at + 4] >> 1
    )


def _lowest(ticks: list[int]) -> int | None:
    """The earliest of ``ticks``, which may wrap within the segment."""
    if not ticks:
        return None
    return min(ticks, key=lambda one: (one - ticks[0] + TICKS_WRAP // 2) & _MASK)
