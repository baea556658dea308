"""Reels as MPEG-TS: our own packetiser, so that a segment is a range of bytes.

Each segment of 96 pictures starts with PAT and PMT and holds exactly the
packets of its 96 pictures and 180 AAC frames; nothing straddles. So a head-end
serves a segment by reading ``[offset, offset + length)`` of the file, and
restamps PTS, DTS, PCR and continuity counters as it goes. Video is PID 256
(one picture a PES packet, PCR in each), sound PID 257 (ten AAC frames a PES
packet, as ADTS).

Units: 90 kHz ticks. A picture lasts 3600, an AAC frame 1920.
Source: ISO/IEC 13818-1 (2.4.3 packets and PES, 2.4.4 tables), 13818-7 (ADTS).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

VIDEO_PID, AUDIO_PID, PMT_PID = 256, 257, 4096
PACKET = 188

TICKS_PER_FRAME = 3600
TICKS_PER_AAC = 1920
FRAMES_PER_SEGMENT = 96
AAC_PER_SEGMENT = 180
AAC_PER_PES = 10

FIRST_PTS = 126_000
"""The first picture and the first sound of every reel: 1.4 s."""

PCR_LEAD = 36_000
"""The decoding time runs 0.4 s behind the reference clock that announces it."""


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """One access unit in Annex B form. ``pts``, ``dts``: frames from the reel's start."""

    payload: bytes
    pts: int
    dts: int
    key: bool


def adts(payload: bytes, *, rate_index: int = 3, channels: int = 2) -> bytes:
    """An AAC-LC access unit with the seven-byte header in front (48 kHz is index 3)."""
    length = len(payload) + 7
    return (
        bytes(
            (
                0xFF,
                0xF1,
                1 << 6 | rate_index << 2 | channels >> 2,
                (channels & 3) << 6 | length >> 11,
                length >> 3 & 0xFF,
                (length & 7) << 5 | 0x1F,
                0xFC,
            )
        )
        + payload
    )


def reel_bytes(
    pictures: Sequence[CodedPicture], sound: Sequence[bytes]
) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """The whole reel, and (offset, length) of each of its segments.

    ``pictures`` in decoding order; ``sound``: AAC access units, the first being
    the one whose decoded block starts with the first picture.

    Raises:
        ValueError: not a whole number of segments, or sound that does not match.
    """
    segments, left = divmod(len(pictures), FRAMES_PER_SEGMENT)
    if left or len(sound) != segments * AAC_PER_SEGMENT:
        raise ValueError(f"{len(pictures)} pictures and {len(sound)} AAC frames make no segments")
    mux = _Multiplex()
    out = bytearray()
    places: list[tuple[int, int]] = []
    for k in range(segments):
        start = len(out)
        out += mux.tables()
        cut = pictures[k * FRAMES_PER_SEGMENT : (k + 1) * FRAMES_PER_SEGMENT]
        first = k * AAC_PER_SEGMENT
        out += mux.segment(cut, sound[first : first + AAC_PER_SEGMENT], first)
        places.append((start, len(out) - start))
    return bytes(out), tuple(places)


class _Multiplex:
    """The continuity counters of one reel, and the writing of its packets."""

    def __init__(self) -> None:
        self._counters: dict[int, int] = {}

    def tables(self) -> bytes:
        pat = _section(0x00, 1, _u16(1) + _u16(0xE000 | PMT_PID))
        streams = bytes((0x1B,)) + _u16(0xE000 | VIDEO_PID) + _u16(0xF000)
        streams += bytes((0x0F,)) + _u16(0xE000 | AUDIO_PID) + _u16(0xF000)
        pmt = _section(0x02, 1, _u16(0xE000 | VIDEO_PID) + _u16(0xF000) + streams)
        return self._table(0, pat) + self._table(PMT_PID, pmt)

    def segment(
        self, pictures: Sequence[CodedPicture], sound: Sequence[bytes], first_aac: int
    ) -> bytes:
        """Pictures with the sound that is due before them laid in between."""
        out = bytearray()
        groups = [
            (
                FIRST_PTS + (first_aac + k) * TICKS_PER_AAC,
                b"".join(adts(unit) for unit in sound[k : k + AAC_PER_PES]),
            )
            for k in range(0, len(sound), AAC_PER_PES)
        ]
        for picture in pictures:
            dts = FIRST_PTS + picture.dts * TICKS_PER_FRAME
            while groups and groups[0][0] <= dts + 2 * TICKS_PER_FRAME:
                out += self._sound(*groups.pop(0))
            out += self._picture(picture, dts)
        for group in groups:
            out += self._sound(*group)
        return bytes(out)

    def _picture(self, picture: CodedPicture, dts: int) -> bytes:
        pts = FIRST_PTS + picture.pts * TICKS_PER_FRAME
        stamps = _stamp(3, pts) + _stamp(1, dts)
        header = b"\x00\x00\x01\xe0\x00\x00\x84\xc0" + bytes((len(stamps),)) + stamps
        return self._packets(
            VIDEO_PID, header + picture.payload, pcr=dts - PCR_LEAD, key=picture.key
        )

    def _sound(self, pts: int, payload: bytes) -> bytes:
        stamps = _stamp(2, pts)
        body = b"\x84\x80" + bytes((len(stamps),)) + stamps + payload
        return self._packets(AUDIO_PID, b"\x00\x00\x01\xc0" + _u16(len(body)) + body)

    def _table(self, pid: int, section: bytes) -> bytes:
        payload = b"\x00" + section
        return self._head(pid, True, 1) + payload.ljust(PACKET - 4, b"\xff")

    def _packets(self, pid: int, pes: bytes, *, pcr: int | None = None, key: bool = False) -> bytes:
        out = bytearray()
        at = 0
        while at < len(pes):
            field = b""
            if at == 0 and pcr is not None:
                field = bytes((0x50 if key else 0x10,)) + _reference(pcr)
            room = PACKET - 4 - (len(field) + 1 if field else 0)
            part = pes[at : at + room]
            gap = room - len(part)
            if field:
                adaptation = bytes((len(field) + gap,)) + field + b"\xff" * gap
            elif gap == 1:
                adaptation = b"\x00"
            elif gap:
                adaptation = bytes((gap - 1, 0x00)) + b"\xff" * (gap - 2)
            else:
                adaptation = b""
            out += self._head(pid, at == 0, 3 if adaptation else 1) + adaptation + part
            at += len(part)
        return bytes(out)

    def _head(self, pid: int, start: bool, control: int) -> bytes:
        count = self._counters.get(pid, 0)
        self._counters[pid] = count + 1 & 15
        return bytes((0x47, start << 6 | pid >> 8, pid & 0xFF, control << 4 | count))


def _u16(value: int) -> bytes:
    return value.to_bytes(2, "big")


def _section(table: int, number: int, body: bytes) -> bytes:
    head = bytes((table,)) + _u16(0xB000 | len(body) + 9) + _u16(number) + b"\xc1\x00\x00"
    return head + body + _crc(head + body).to_bytes(4, "big")


def _crc(section: bytes) -> int:
    """CRC-32/MPEG-2: the usual CRC-32 with its bits the other way round."""
    mirrored = bytes(int(f"{byte:08b}"[::-1], 2) for byte in section)
    return int(f"{zlib.crc32(mirrored) ^ 0xFFFFFFFF:032b}"[::-1], 2)


def _stamp(mark: int, ticks: int) -> bytes:
    ticks &= (1 << 33) - 1
    return bytes(
        (
            mark << 4 | ticks >> 29 & 0x0E | 1,
            ticks >> 22 & 0xFF,
            ticks >> 14 & 0xFE | 1,
            ticks >> 7 & 0xFF,
            ticks << 1 & 0xFE | 1,
        )
    )


def _reference(ticks: int) -> bytes:
    ticks &= (1 << 33) - 1
    return (ticks << 15 | 0x3F << 9).to_bytes(6, "big")
