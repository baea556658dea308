"""The tables that say what a stream holds: PAT, PMT, and where its cues are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from stb.formats.scte35 import crc32_mpeg
from stb.formats.ts.packets import PACKET, SectionAssembler, TsError, packetise, packets_of, pid_of

CUE_STREAM = 0x86
_PAT_PID = 0
_REGISTRATION = 0x05
_CUEI = b"CUEI"


@dataclass(frozen=True, slots=True)
class Stream:
    """One elementary stream; ``descriptors`` as raw bytes."""

    type: int
    pid: int
    descriptors: bytes = b""


@dataclass(frozen=True, slots=True)
class Pmt:
    """A programme's streams; ``descriptors`` of the programme as raw bytes.

    ``holds`` is False when it is sent ahead of the time from which it does.
    """

    program: int
    pcr_pid: int
    streams: tuple[Stream, ...]
    descriptors: bytes = b""
    version: int = 0
    holds: bool = True

    @property
    def pids(self) -> frozenset[int]:
        return frozenset(stream.pid for stream in self.streams)

    def cue_pids(self) -> tuple[tuple[int, bool], ...]:
        """Each PID of stream type 0x86, and whether CUEI is registered for it."""
        whole = _registered(self.descriptors)
        return tuple(
            (stream.pid, whole or _registered(stream.descriptors))
            for stream in self.streams
            if stream.type == CUE_STREAM
        )

    def with_cues(self, pid: int) -> Pmt:
        """The same programme with a registered cue stream on ``pid``."""
        if any(stream.pid == pid for stream in self.streams):
            raise ValueError(f"pid {pid} is taken")
        known = _registered(self.descriptors)
        mark = b"" if known else bytes((_REGISTRATION, 4)) + _CUEI
        return replace(
            self,
            descriptors=self.descriptors + mark,
            streams=(*self.streams, Stream(CUE_STREAM, pid)),
            version=(self.version + 1) & 0x1F,
        )


def read_pat(section: bytes) -> Mapping[int, int]:
    """The PID of the PMT of each programme.

    Raises:
        TsError: ts.table: not a PAT, or one whose sum does not hold.
    """
    body = _body(section, table=0x00)
    entries = (body[at : at + 4] for at in range(5, len(body) - 3, 4))
    return {
        int.from_bytes(each[:2], "big"): int.from_bytes(each[2:], "big") & 0x1FFF
        for each in entries
        if any(each[:2])
    }


def write_pat(programs: Mapping[int, int], *, stream_id: int = 1, version: int = 0) -> bytes:
    """A PAT of one section."""
    body = b"".join(
        program.to_bytes(2, "big") + (0xE000 | pid).to_bytes(2, "big")
        for program, pid in programs.items()
    )
    return _section(0x00, stream_id, version, body)


def read_pmt(section: bytes) -> Pmt:
    """The programme that a PMT describes.

    Raises:
        TsError: ts.table: not a PMT, or one that does not hold.
    """
    body = _body(section, table=0x02)
    if len(body) < 9:
        raise TsError("table", "a PMT without a head")
    length = int.from_bytes(body[7:9], "big") & 0x0FFF
    at = 9 + length
    streams: list[Stream] = []
    while at < len(body):
        if at + 5 > len(body):
            raise TsError("table", "a PMT that ends in mid-stream")
        pid = int.from_bytes(body[at + 1 : at + 3], "big") & 0x1FFF
        size = int.from_bytes(body[at + 3 : at + 5], "big") & 0x0FFF
        streams.append(Stream(body[at], pid, body[at + 5 : at + 5 + size]))
        at += 5 + size
    if at > len(body):
        raise TsError("table", "descriptors beyond the end of a PMT")
    return Pmt(
        program=int.from_bytes(body[:2], "big"),
        pcr_pid=int.from_bytes(body[5:7], "big") & 0x1FFF,
        streams=tuple(streams),
        descriptors=body[9 : 9 + length],
        version=body[2] >> 1 & 0x1F,
        holds=bool(body[2] & 1),
    )


def write_pmt(pmt: Pmt) -> bytes:
    """The section of ``pmt``."""
    body = (0xE000 | pmt.pcr_pid).to_bytes(2, "big") + _sized(pmt.descriptors)
    for stream in pmt.streams:
        body += bytes((stream.type,)) + (0xE000 | stream.pid).to_bytes(2, "big")
        body += _sized(stream.descriptors)
    return _section(0x02, pmt.program, pmt.version, body, holds=pmt.holds)


def declare_cues(segment: bytes, *, pid: int) -> bytes:
    """``segment`` with a registered cue stream on ``pid`` in each of its PMTs.

    For segments whose PMT stands in a packet of its own, as muxers write it.

    Raises:
        TsError: ts.table: there is no such PMT.
    """
    patched = bytearray(segment)
    pmt_pids: set[int] = set()
    declared = 0
    for at, packet in packets_of(segment):
        which = pid_of(packet)
        if which != _PAT_PID and which not in pmt_pids:
            continue
        for section in SectionAssembler().feed(packet):
            if which == _PAT_PID:
                pmt_pids.update(read_pat(section).values())
                continue
            table = write_pmt(read_pmt(section).with_cues(pid))
            octets, _ = packetise(table, pid=which, counter=packet[3])
            if len(octets) != PACKET:
                raise TsError("table", "a PMT too long for its packet")
            patched[at : at + PACKET] = octets
            declared += 1
    if not declared:
        raise TsError("table", "no PMT in a packet of its own")
    return bytes(patched)


def _registered(descriptors: bytes) -> bool:
    return any(
        tag == _REGISTRATION and body[:4] == _CUEI for tag, body in _descriptors(descriptors)
    )


def _descriptors(octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 <= len(octets):
        length = octets[at + 1]
        yield octets[at], octets[at + 2 : at + 2 + length]
        at += 2 + length


def _sized(octets: bytes) -> bytes:
    return (0xF000 | len(octets)).to_bytes(2, "big") + octets


def _section(table: int, extension: int, version: int, body: bytes, *, holds: bool = True) -> bytes:
    head = extension.to_bytes(2, "big") + bytes((0xC0 | version << 1 | holds, 0, 0))
    length = len(head) + len(body) + 4
    if length > 1021:
        raise ValueError(f"a table of {length} bytes")
    octets = bytes((table,)) + (0xB000 | length).to_bytes(2, "big") + head + body
    return octets + crc32_mpeg(octets).to_bytes(4, "big")


def _body(section: bytes, *, table: int) -> bytes:
    """From the table's extension id up to the CRC, which must hold."""
    if len(section) < 12 or section[0] != table:
        raise TsError("table", f"not a table 0x{table:02x}")
    if crc32_mpeg(section):
        raise TsError("table", "a table whose checksum does not hold")
    return section[3:-4]
