"""Prepared segments: one encode, laid anywhere on the time line while it is served.

Nothing is re-encoded and no viewer has a state of his own. To that end each
segment of a reel is brought into a form in which every PID has a multiple of
16 packets: continuity counters then begin at nought in every segment, and any
segment may follow any other. PAT and PMT (and, live, a cue section) stand
before every sixth picture, 16 times in all; picture and sound are filled up by
spreading one packet's bytes over several. Serving is a copy and some 300 time
stamps.

Units: bytes and 90 kHz ticks. A segment holds 96 pictures, each its own PES.
Source: ISO/IEC 13818-1, 2.4.3.3 (continuity counter), 2.4.3.5 (stuffing).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stb.formats.ts import (
    PACKET,
    Pmt,
    SegmentIndex,
    Stream,
    TsError,
    index_segment,
    packetise,
    packets_of,
    restamp,
    write_pat,
    write_pmt,
)

VIDEO_PID, AUDIO_PID, PMT_PID, CUE_PID = 256, 257, 4096, 500
SLOTS = 16
"""Places in a segment where tables stand and a cue may be sent."""

PICTURES_PER_SLOT = 6
_ROOM = PACKET - 4
_PMT = Pmt(program=1, pcr_pid=VIDEO_PID, streams=(Stream(0x1B, VIDEO_PID), Stream(0x0F, AUDIO_PID)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A segment ready to be served.

    ``cues``: offsets of the packets that may carry a cue, none in a segment
    that is made for catch-up.
    """

    octets: bytes
    index: SegmentIndex
    cues: tuple[int, ...]


def prepare(segment: bytes, *, with_cues: bool) -> Prepared:
    """``segment`` of a reel in a form that can be served.

    Raises:
        TsError: not 96 pictures in whole packets, or no packet to fill up with.
    """
    tables = _tables(with_cues=with_cues)
    out = bytearray()
    counters: dict[int, int] = {}
    cues: list[int] = []
    pictures = 0
    elementary = [p for _, p in packets_of(segment) if _pid(p) in (VIDEO_PID, AUDIO_PID)]
    for packet in _filled_up(elementary):
        if packet[1] & 0x40 and _pid(packet) == VIDEO_PID:
            if pictures % PICTURES_PER_SLOT == 0:
                for table in tables:
                    if _pid(table) == CUE_PID:
                        cues.append(len(out))
                    out += _counted(table, counters)
            pictures += 1
        out += _counted(packet, counters)
    if pictures != SLOTS * PICTURES_PER_SLOT or any(counters.values()):
        raise TsError("reel", f"a segment of {pictures} pictures")
    octets = bytes(out)
    return Prepared(octets, index_segment(octets), tuple(cues))


def laid_at(prepared: Prepared, shift: int, sections: Sequence[bytes] = ()) -> bytes:
    """The segment with ``shift`` ticks added to every time in it, modulo 2**33.

    ``sections`` are the cues of its slots, in order; an empty one is not sent.
    """
    out = restamp(prepared.octets, prepared.index, shift_ticks=shift, continuity={})
    for at, section in zip(prepared.cues, sections, strict=False):
        if section:
            out[at + 4 : at + PACKET] = _payload(section)
    return bytes(out)


def _payload(section: bytes) -> bytes:
    if len(section) >= _ROOM:
        raise ValueError(f"a cue of {len(section)} bytes in one packet")
    return (b"\x00" + section).ljust(_ROOM, b"\xff")


def _tables(*, with_cues: bool) -> tuple[bytes, ...]:
    """A packet each of PAT, PMT and, with cues, an empty one of theirs."""
    pmt = _PMT.with_cues(CUE_PID) if with_cues else _PMT
    pat_packet, _ = packetise(write_pat({1: PMT_PID}), pid=0, counter=0)
    pmt_packet, _ = packetise(write_pmt(pmt), pid=PMT_PID, counter=0)
    cue_packet, _ = packetise(b"", pid=CUE_PID, counter=0)
    return (pat_packet, pmt_packet, cue_packet) if with_cues else (pat_packet, pmt_packet)


def _pid(packet: bytes) -> int:
    return (packet[1] & 0x1F) << 8 | packet[2]


def _counted(packet: bytes, counters: dict[int, int]) -> bytes:
    """``packet`` with the next count of its PID."""
    count = counters.get(_pid(packet), 0)
    counters[_pid(packet)] = count + 1 & 15
    return packet[:3] + bytes((packet[3] & 0xF0 | count,)) + packet[4:]


def _filled_up(packets: Sequence[bytes]) -> Iterator[bytes]:
    """``packets``, one of each PID spread over several, to a multiple of 16."""
    missing: dict[int, int] = {}
    for packet in packets:
        missing[_pid(packet)] = (missing.get(_pid(packet), 0) - 1) % 16
    for packet in packets:
        extra = missing[_pid(packet)]
        full = not packet[1] & 0x40 and not packet[3] & 0x20
        if extra and full:
            missing[_pid(packet)] = 0
            yield from _spread(packet, extra + 1)
        else:
            yield packet
    if any(missing.values()):
        raise TsError("reel", "no packet to fill a segment up with")


def _spread(packet: bytes, parts: int) -> Iterator[bytes]:
    """The payload of a full packet in 2 to 16 packets, the rest of each stuffed."""
    payload = packet[4:]
    for start, end in pairwise(len(payload) * n // parts for n in range(parts + 1)):
        gap = _ROOM - (end - start)
        field = bytes((gap - 1, 0x00)) + b"\xff" * (gap - 2)
        yield packet[:3] + bytes((packet[3] & 0x0F | 0x30,)) + field + payload[start:end]
