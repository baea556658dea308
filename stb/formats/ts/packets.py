"""Packets of 188 bytes, and sections in and out of them."""

from __future__ import annotations

from collections.abc import Iterator

from stb.errors import InputError

PACKET = 188
SYNC = 0x47
NULL_PID = 0x1FFF
_IN_STEP = 5
HEAD = (_IN_STEP + 1) * PACKET
"""Bytes by whose packets a stream is known."""
LONGEST_SECTION = 4096
_NONE = -1


class TsError(InputError):
    """Bytes that are no transport stream, or a table in it that does not hold."""

    code = "ts"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = f"ts.{code}"


def packets_of(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of each whole packet; what is out of step is passed over."""
    at, end = 0, len(stream) - PACKET
    while at <= end:
        if stream[at] != SYNC:
            at = in_step(stream, at)
            continue
        yield at, stream[at : at + PACKET]
        at += PACKET


def in_step(stream: bytes, at: int) -> int:
    """The first offset from ``at`` where packets follow on each other."""
    while True:
        at = stream.find(SYNC, at)
        if at < 0:
            return len(stream)
        after = at + PACKET
        if after >= len(stream) or stream[after] == SYNC:
            return at
        at += 1


def begins_stream(head: bytes) -> bool:
    """Whether ``head``, at best `HEAD` bytes, is the beginning of a transport stream.

    A recording may begin within a packet: then packets follow on each other from
    somewhere in the first of them on.
    """
    if head[:1] == b"\x47":
        return True
    starts = (head[at:HEAD:PACKET] for at in range(1, PACKET))
    return any(len(first) >= _IN_STEP and not first.strip(b"\x47") for first in starts)


def pid_of(packet: bytes) -> int:
    return (packet[1] & 0x1F) << 8 | packet[2]


def payload_of(packet: bytes) -> bytes:
    """What a packet carries behind header and adaptation field; scrambled: nothing."""
    if packet[3] & 0xC0 or not packet[3] & 0x10 or packet[1] & 0x80:
        return b""
    return packet[4 + (1 + packet[4] if packet[3] & 0x20 else 0) :]


class SectionAssembler:
    """The sections of one PID, fed packet by packet.

    A packet lost or damaged costs the section that it belonged to, no more.
    """

    def __init__(self) -> None:
        self._partial = bytearray()
        self._counter = _NONE
        self._last = b""

    def feed(self, packet: bytes) -> tuple[bytes, ...]:
        """The sections that ``packet`` completes, as they are: sums are not checked."""
        payload = payload_of(packet)
        if not payload:
            return ()
        counter = packet[3] & 0x0F
        # Sent twice, as 13818-1 allows. Another one of the same number is a stream that
        # begins anew, or a sender that does not count.
        if counter == self._counter and packet == self._last:
            return ()
        self._last = packet
        if self._counter != _NONE and counter != (self._counter + 1) & 0x0F:
            self._partial.clear()
        self._counter = counter
        found: list[bytes] = []
        if packet[1] & 0x40:
            pointer = payload[0] + 1
            self._add(payload[1:pointer], found)
            self._partial.clear()
            self._start(payload[pointer:], found)
        else:
            self._add(payload, found)
        return tuple(found)

    def _add(self, octets: bytes, found: list[bytes]) -> None:
        """More of the section that is under way, if one is."""
        if self._partial:
            rest = bytes(self._partial) + octets
            self._partial.clear()
            self._start(rest, found)

    def _start(self, octets: bytes, found: list[bytes]) -> None:
        """Sections from the first byte of ``octets`` on; 0xFF is stuffing."""
        at = 0
        while at < len(octets) and octets[at] != 0xFF:
            if len(octets) - at < 3:
                break
            length = 3 + ((octets[at + 1] & 0x0F) << 8 | octets[at + 2])
            if length > LONGEST_SECTION:
                return
            if at + length > len(octets):
                break
            found.append(octets[at : at + length])
            at += length
        if at < len(octets) and octets[at] != 0xFF:
            self._partial[:] = octets[at:]


def packetise(section: bytes, *, pid: int, counter: int) -> tuple[bytes, int]:
    """``section`` in packets of ``pid``, and the continuity counter after them."""
    head = b"\x00" + section
    count = -(-len(head) // (PACKET - 4))
    padded = head.ljust(count * (PACKET - 4), b"\xff")
    packets = bytearray()
    for number in range(count):
        start = 0x40 if number == 0 else 0
        packets += bytes((SYNC, start | pid >> 8 & 0x1F, pid & 0xFF, 0x10 | counter & 0x0F))
        packets += padded[number * (PACKET - 4) : (number + 1) * (PACKET - 4)]
        counter = (counter + 1) & 0x0F
    return bytes(packets), counter
