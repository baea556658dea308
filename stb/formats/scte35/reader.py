"""Bytes of a splice section to its value: strict, bounded, one error."""

from __future__ import annotations

from dataclasses import dataclass

from stb.formats.scte35.wire import (
    LEGACY_LENGTH,
    LONGEST_SECTION,
    MOST_DESCRIPTORS,
    MOST_MID_ITEMS,
    SHORTEST_SECTION,
    TABLE_ID,
    CueError,
    crc32_mpeg,
)
from stb.model import signal as s

_TICKS = (1 << 33) - 1


@dataclass(slots=True)
class _Cursor:
    """A place in bytes that never runs past ``end``."""

    octets: bytes
    at: int
    end: int
    what: str

    @property
    def left(self) -> int:
        return self.end - self.at

    def number(self, width: int) -> int:
        """The next ``width`` bytes, big-endian."""
        return int.from_bytes(self.take(width), "big")

    def take(self, length: int) -> bytes:
        if length > self.end - self.at:
            raise CueError("truncated", f"{self.what} ends {length - self.left} bytes early")
        start, self.at = self.at, self.at + length
        return self.octets[start : self.at]

    def within(self, length: int, what: str) -> _Cursor:
        """A cursor over the next ``length`` bytes, which this one steps over."""
        start = self.at
        self.take(length)
        return _Cursor(self.octets, start, start + length, what)


def decode(section: bytes) -> s.SpliceSection:
    """The value of one whole section.

    Raises:
        CueError: cue.table, cue.length, cue.truncated, cue.crc, cue.version,
            cue.command, cue.descriptors, cue.upid: the only way this fails.
    """
    _check_frame(section)
    cursor = _Cursor(section, 3, len(section) - 4, "section")
    if version := cursor.number(1):
        raise CueError("version", f"protocol version {version}, only 0 is known")
    flags = cursor.number(5)
    encrypted, algorithm = bool(flags >> 39), flags >> 33 & 0x3F
    cw_index = cursor.number(1)
    limits = cursor.number(3)
    tier, length = limits >> 12, limits & 0xFFF
    command: s.Command
    descriptors: tuple[s.Descriptor, ...] = ()
    stuffing = b""
    if encrypted:
        command = s.Encrypted(algorithm, length, cursor.take(cursor.left))
    else:
        command = _command(cursor, length)
        loop = cursor.within(cursor.number(2), "descriptor loop")
        descriptors = _descriptors(loop)
        stuffing = cursor.take(cursor.left)
    return s.SpliceSection(
        command=command,
        descriptors=descriptors,
        pts_adjustment=flags & _TICKS,
        tier=tier,
        cw_index=cw_index,
        sap_type=section[1] >> 4 & 3,
        stuffing=stuffing,
    )


def _check_frame(section: bytes) -> None:
    """Table, length and sum: what holds before any field is looked at."""
    if len(section) > LONGEST_SECTION:
        raise CueError("length", f"{len(section)} bytes, at most {LONGEST_SECTION}")
    if len(section) < 3:
        raise CueError("truncated", f"{len(section)} bytes are no section")
    if section[0] != TABLE_ID:
        raise CueError("table", f"table 0x{section[0]:02x}, not 0xfc")
    if section[1] & 0x80:
        raise CueError("table", "long section syntax in a splice section")
    said = 3 + (int.from_bytes(section[1:3], "big") & 0xFFF)
    if said > len(section):
        raise CueError("truncated", f"{len(section)} bytes of a section of {said}")
    if said < len(section):
        raise CueError("length", f"{len(section) - said} bytes behind a section of {said}")
    if said < SHORTEST_SECTION:
        raise CueError("truncated", f"{said} bytes are no splice section")
    if crc32_mpeg(section):
        raise CueError("crc", "checksum does not hold")


def _command(cursor: _Cursor, length: int) -> s.Command:
    kind = cursor.number(1)
    if length == LEGACY_LENGTH:
        body = _Cursor(cursor.octets, cursor.at, cursor.end, "command")
        command = _command_body(kind, body, legacy=True)
        cursor.at = body.at
        return command
    body = cursor.within(length, "command")
    command = _command_body(kind, body, legacy=False)
    if body.left:
        raise CueError("command", f"{body.left} bytes behind a command of type {kind}")
    return command


def _command_body(kind: int, body: _Cursor, *, legacy: bool) -> s.Command:
    match kind:
        case 0x00:
            return s.SpliceNull()
        case 0x04:
            return s.SpliceSchedule(tuple(_scheduled(body) for _ in range(body.number(1))))
        case 0x05:
            return _insert(body)
        case 0x06:
            return s.TimeSignal(_splice_time(body))
        case 0x07:
            return s.BandwidthReservation()
        case _ if legacy:
            raise CueError("command", f"command type {kind} without a length")
        case 0xFF:
            return s.PrivateCommand(body.number(4), body.take(body.left))
        case _:
            return s.UnknownCommand(kind, body.take(body.left))


def _splice_time(body: _Cursor) -> int | None:
    if not body.number(1) & 0x80:
        return None
    body.at -= 1
    return body.number(5) & _TICKS


def _break_duration(body: _Cursor) -> s.BreakDuration:
    value = body.number(5)
    return s.BreakDuration(value & _TICKS, bool(value >> 39))


def _insert(body: _Cursor) -> s.SpliceInsert | s.SpliceCancel:
    event_id, flags = body.number(4), body.number(1)
    if flags & 0x80:
        return s.SpliceCancel(event_id, bool(flags & 0x40))
    flags = body.number(1)
    immediate, pts_time, components = bool(flags & 0x10), None, None
    if flags & 0x40:
        pts_time = None if immediate else _splice_time(body)
    else:
        components = tuple(
            s.SpliceComponent(body.number(1), None if immediate else _splice_time(body))
            for _ in range(body.number(1))
        )
    return s.SpliceInsert(
        event_id=event_id,
        out_of_network=bool(flags & 0x80),
        pts_time=pts_time,
        immediate=immediate,
        components=components,
        duration=_break_duration(body) if flags & 0x20 else None,
        unique_program_id=body.number(2),
        avail_num=body.number(1),
        avails_expected=body.number(1),
        compliant_id=bool(flags & 0x08),
    )


def _scheduled(body: _Cursor) -> s.ScheduledSplice | s.SpliceCancel:
    event_id, flags = body.number(4), body.number(1)
    compliant = bool(flags & 0x40)
    if flags & 0x80:
        return s.SpliceCancel(event_id, compliant)
    flags = body.number(1)
    utc: int | None = None
    components: tuple[s.ScheduledComponent, ...] = ()
    if flags & 0x40:
        utc = body.number(4)
    else:
        components = tuple(
            s.ScheduledComponent(body.number(1), body.number(4)) for _ in range(body.number(1))
        )
    return s.ScheduledSplice(
        event_id=event_id,
        out_of_network=bool(flags & 0x80),
        utc=utc,
        components=components,
        duration=_break_duration(body) if flags & 0x20 else None,
        unique_program_id=body.number(2),
        avail_num=body.number(1),
        avails_expected=body.number(1),
        compliant_id=compliant,
    )


def _descriptors(loop: _Cursor) -> tuple[s.Descriptor, ...]:
    found: list[s.Descriptor] = []
    while loop.left:
        if len(found) == MOST_DESCRIPTORS:
            raise CueError("descriptors", f"more than {MOST_DESCRIPTORS} descriptors")
        tag, length = loop.number(1), loop.number(1)
        found.append(_descriptor(tag, loop.within(length, f"descriptor 0x{tag:02x}")))
    return tuple(found)


def _descriptor(tag: int, body: _Cursor) -> s.Descriptor:
    identifier = body.number(4)
    match identifier, tag:
        case s.CUEI, 0x00:
            return s.Avail(body.number(4))
        case s.CUEI, 0x01:
            preroll, count = body.number(1), body.number(1) >> 5
            return s.Dtmf(preroll, _ascii(body.take(count), "dtmf"))
        case s.CUEI, 0x02:
            return _segmentation(body)
        case s.CUEI, 0x03:
            return s.Tai(body.number(6), body.number(4), body.number(2))
        case s.CUEI, 0x04:
            return s.Audio(tuple(_audio(body) for _ in range(body.number(1) >> 4)))
        case s.DVB, 0xF0:
            number, expected, kind = body.number(1), body.number(1), body.number(1) & 0x0F
            return s.DvbDas(number, expected, kind, body.take(body.left))
        case _:
            return s.UnknownDescriptor(tag, identifier, body.take(body.left))


def _ascii(octets: bytes, what: str) -> str:
    if not octets.isascii():
        raise CueError("descriptors", f"{what} is not text: {octets.hex()}")
    return octets.decode("ascii")


def _audio(body: _Cursor) -> s.AudioComponent:
    tag, language, mode = body.number(1), _ascii(body.take(3), "language"), body.number(1)
    return s.AudioComponent(tag, language, mode >> 5, mode >> 1 & 0x0F, bool(mode & 1))


def _segmentation(body: _Cursor) -> s.Segmentation | s.SegmentationCancel:
    event_id, flags = body.number(4), body.number(1)
    compliant = bool(flags & 0x40)
    if flags & 0x80:
        return s.SegmentationCancel(event_id, compliant)
    flags = body.number(1)
    components = None
    if not flags & 0x80:
        components = tuple(
            s.SegmentComponent(body.number(1), body.number(5) & _TICKS)
            for _ in range(body.number(1))
        )
    duration = body.number(5) if flags & 0x40 else None
    upid = _upid(body.number(1), body.take(body.number(1)))
    kind, number, expected = body.number(1), body.number(1), body.number(1)
    # Present or not by the length alone: older senders leave them out.
    sub_segments = (body.number(1), body.number(1)) if body.left >= 2 else None
    return s.Segmentation(
        event_id=event_id,
        type=kind,
        upid=upid,
        duration=duration,
        segment_num=number,
        segments_expected=expected,
        sub_segments=sub_segments,
        restrictions=None if flags & 0x20 else _restrictions(flags),
        components=components,
        compliant_id=compliant,
    )


def _restrictions(flags: int) -> s.DeliveryRestrictions:
    return s.DeliveryRestrictions(
        web_delivery_allowed=bool(flags & 0x10),
        no_regional_blackout=bool(flags & 0x08),
        archive_allowed=bool(flags & 0x04),
        device_restrictions=flags & 0x03,
    )


def _upid(kind: int, value: bytes) -> s.Upid:
    if kind != s.UpidType.MID:
        return s.Upid(kind, value)
    # Without a cursor: a thousand items fit in a section of 4096 bytes.
    items: list[s.Upid] = []
    at = 0
    while at < len(value):
        if len(items) == MOST_MID_ITEMS:
            raise CueError("upid", f"more than {MOST_MID_ITEMS} items in a MID")
        if at + 2 > len(value) or (end := at + 2 + value[at + 1]) > len(value):
            raise CueError("truncated", "an item of a MID ends early")
        if value[at] == s.UpidType.MID:
            raise CueError("upid", "a MID within a MID")
        items.append(s.Upid(value[at], value[at + 2 : end]))
        at = end
    return s.Upid(kind, items=tuple(items))
