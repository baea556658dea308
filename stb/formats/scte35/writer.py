"""A splice section's value to its bytes, with reserved bits set and a CRC.

A value that does not fit its field is a mistake of our own: ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable

from stb.formats.scte35.wire import (
    LONGEST_SECTION,
    MOST_DESCRIPTORS,
    MOST_MID_ITEMS,
    SHORTEST_SECTION,
    TABLE_ID,
    crc32_mpeg,
)
from stb.model import signal as s

_OWN_COMMANDS = frozenset({0x00, 0x04, 0x05, 0x06, 0x07, 0xFF})
_OWN_DESCRIPTORS = frozenset({*((s.CUEI, tag) for tag in range(5)), (s.DVB, 0xF0)})


def encode(section: s.SpliceSection) -> bytes:
    """The bytes of ``section``: ``decode`` gives it back.

    Raises:
        ValueError: a value that its field cannot hold, two that contradict each
            other, or a section too long.
    """
    if len(section.descriptors) > MOST_DESCRIPTORS:
        raise ValueError(f"{len(section.descriptors)} descriptors, at most {MOST_DESCRIPTORS}")
    match section.command:
        case s.Encrypted(algorithm, length, payload):
            if section.descriptors or section.stuffing:
                raise ValueError("an encrypted section carries its descriptors in the payload")
            encrypted, tail = 0x80 | _fit(algorithm, 6) << 1, payload
        case command:
            kind, body = _command(command)
            loop = b"".join(_framed(*_descriptor(each)) for each in section.descriptors)
            encrypted, length = 0, len(body)
            tail = bytes((kind,)) + body + _number(len(loop), 2) + loop + section.stuffing
    adjustment = _fit(section.pts_adjustment, 33)
    head = (
        bytes((0, encrypted | adjustment >> 32))
        + _number(adjustment & 0xFFFFFFFF, 4)
        + _number(section.cw_index, 1)
        + _number(_fit(section.tier, 12) << 12 | _fit(length, 12), 3)
    )
    size = len(head) + len(tail) + 4
    if size + 3 < SHORTEST_SECTION:
        raise ValueError("an encrypted section without a payload")
    if size + 3 > LONGEST_SECTION:
        raise ValueError(f"a section of {size + 3} bytes, at most {LONGEST_SECTION}")
    octets = bytes((TABLE_ID,)) + _number(_fit(section.sap_type, 2) << 12 | size, 2) + head + tail
    return octets + _number(crc32_mpeg(octets), 4)


def _fit(value: int, bits: int) -> int:
    if not 0 <= value < 1 << bits:
        raise ValueError(f"{value} does not fit {bits} bits")
    return value


def _number(value: int, width: int) -> bytes:
    return _fit(value, 8 * width).to_bytes(width, "big")


def _flags(*flags: bool, rest: int = 0) -> bytes:
    """Flags from the top bit down; the bits below them from ``rest``."""
    value = rest
    for place, flag in enumerate(flags):
        value |= flag << 7 - place
    return bytes((value,))


def _splice_time(ticks: int | None) -> bytes:
    return b"\x7f" if ticks is None else _number(0xFE << 32 | _fit(ticks, 33), 5)


def _break_duration(duration: s.BreakDuration) -> bytes:
    return _number((0xFE if duration.auto_return else 0x7E) << 32 | _fit(duration.ticks, 33), 5)


def _counted(parts: Iterable[bytes]) -> bytes:
    listed = list(parts)
    return _number(len(listed), 1) + b"".join(listed)


def _command(command: s.Command) -> tuple[int, bytes]:
    """The type and the body of a command in the clear."""
    match command:
        case s.SpliceNull():
            return 0x00, b""
        case s.SpliceSchedule(events):
            return 0x04, _counted(_scheduled(event) for event in events)
        case s.SpliceInsert() | s.SpliceCancel():
            return 0x05, _insert(command)
        case s.TimeSignal(pts_time):
            return 0x06, _splice_time(pts_time)
        case s.BandwidthReservation():
            return 0x07, b""
        case s.PrivateCommand(identifier, payload):
            return 0xFF, _number(identifier, 4) + payload
        case s.UnknownCommand(kind, payload):
            if kind in _OWN_COMMANDS:
                raise ValueError(f"command type {kind} is known")
            return kind, payload
        case s.Encrypted():
            raise ValueError("an encrypted command has no body of its own")


def _insert(command: s.SpliceInsert | s.SpliceCancel) -> bytes:
    start = _number(command.event_id, 4)
    if isinstance(command, s.SpliceCancel):
        return start + _flags(True, command.compliant_id, rest=0x3F)
    whole = command.components is None
    own_times = [each.pts_time for each in command.components or ()]
    if not whole and command.pts_time is not None:
        raise ValueError("a splice of components has no time of its own")
    if command.immediate and (
        command.pts_time is not None or any(t is not None for t in own_times)
    ):
        raise ValueError("an immediate splice has no time")
    flags = _flags(
        command.out_of_network,
        whole,
        command.duration is not None,
        command.immediate,
        command.compliant_id,
        rest=0x07,
    )
    if command.components is not None:
        times = _counted(
            _number(each.tag, 1) + (b"" if command.immediate else _splice_time(each.pts_time))
            for each in command.components
        )
    else:
        times = b"" if command.immediate else _splice_time(command.pts_time)
    return start + b"\x7f" + flags + times + _avail(command)


def _scheduled(event: s.ScheduledSplice | s.SpliceCancel) -> bytes:
    start = _number(event.event_id, 4)
    cancelled = isinstance(event, s.SpliceCancel)
    start += _flags(cancelled, event.compliant_id, rest=0x3F)
    if isinstance(event, s.SpliceCancel):
        return start
    whole, timed = event.utc is not None, event.duration is not None
    if whole and event.components:
        raise ValueError("a scheduled splice of the whole programme has no components")
    flags = _flags(event.out_of_network, whole, timed, rest=0x1F)
    if event.utc is not None:
        times = _number(event.utc, 4)
    else:
        times = _counted(_number(each.tag, 1) + _number(each.utc, 4) for each in event.components)
    return start + flags + times + _avail(event)


def _avail(event: s.SpliceInsert | s.ScheduledSplice) -> bytes:
    duration = b"" if event.duration is None else _break_duration(event.duration)
    return (
        duration
        + _number(event.unique_program_id, 2)
        + _number(event.avail_num, 1)
        + _number(event.avails_expected, 1)
    )


def _framed(tag: int, identifier: int, body: bytes) -> bytes:
    return _number(tag, 1) + _number(len(body) + 4, 1) + _number(identifier, 4) + body


def _descriptor(descriptor: s.Descriptor) -> tuple[int, int, bytes]:
    """The tag, the identifier and the body of a descriptor."""
    match descriptor:
        case s.Avail(provider_avail_id):
            return 0x00, s.CUEI, _number(provider_avail_id, 4)
        case s.Dtmf(preroll, chars):
            counted = bytes((_fit(len(chars), 3) << 5 | 0x1F,))
            return 0x01, s.CUEI, _number(preroll, 1) + counted + chars.encode("ascii")
        case s.Segmentation():
            return 0x02, s.CUEI, _segmentation(descriptor)
        case s.SegmentationCancel(event_id, compliant):
            body = _number(event_id, 4) + _flags(True, compliant, rest=0x3F)
            return 0x02, s.CUEI, body
        case s.Tai(seconds, nanoseconds, utc_offset):
            body = _number(seconds, 6) + _number(nanoseconds, 4) + _number(utc_offset, 2)
            return 0x03, s.CUEI, body
        case s.Audio(components):
            counted = bytes((_fit(len(components), 4) << 4 | 0x0F,))
            return 0x04, s.CUEI, counted + b"".join(_audio(each) for each in components)
        case s.DvbDas(number, expected, kind, upid):
            body = _number(number, 1) + _number(expected, 1) + bytes((0xF0 | _fit(kind, 4),))
            return 0xF0, s.DVB, body + upid
        case s.UnknownDescriptor(tag, identifier, payload):
            if (identifier, tag) in _OWN_DESCRIPTORS:
                raise ValueError(f"descriptor 0x{tag:02x} of 0x{identifier:08x} is known")
            return tag, identifier, payload


def _audio(component: s.AudioComponent) -> bytes:
    language = component.language.encode("ascii")
    if len(language) != 3:
        raise ValueError(f"language {component.language!r} is not three letters")
    mode = _fit(component.bit_stream_mode, 3) << 5 | _fit(component.channels, 4) << 1
    return _number(component.tag, 1) + language + bytes((mode | component.full_service,))


def _segmentation(segment: s.Segmentation) -> bytes:
    limits = segment.restrictions
    rest = 0x1F
    if limits is not None:
        rest = (
            limits.web_delivery_allowed << 4
            | limits.no_regional_blackout << 3
            | limits.archive_allowed << 2
            | _fit(limits.device_restrictions, 2)
        )
    flags = _flags(
        segment.components is None, segment.duration is not None, limits is None, rest=rest
    )
    components = b""
    if segment.components is not None:
        components = _counted(
            _number(each.tag, 1) + _number(0xFE << 32 | _fit(each.pts_offset, 33), 5)
            for each in segment.components
        )
    return (
        _number(segment.event_id, 4)
        + _flags(False, segment.compliant_id, rest=0x3F)
        + flags
        + components
        + (b"" if segment.duration is None else _number(segment.duration, 5))
        + upid_bytes(segment.upid)
        + bytes((_fit(segment.type, 8),))
        + _number(segment.segment_num, 1)
        + _number(segment.segments_expected, 1)
        + (b"" if segment.sub_segments is None else _pair(*segment.sub_segments))
    )


def _pair(number: int, expected: int) -> bytes:
    return _number(number, 1) + _number(expected, 1)


def upid_bytes(upid: s.Upid) -> bytes:
    """Type, length and value of ``upid`` as they stand in a descriptor."""
    value = upid.value
    if upid.type == s.UpidType.MID:
        if value or len(upid.items) > MOST_MID_ITEMS:
            raise ValueError(f"a MID of {len(upid.items)} items")
        if any(item.type == s.UpidType.MID for item in upid.items):
            raise ValueError("a MID within a MID")
        value = b"".join(upid_bytes(item) for item in upid.items)
    elif upid.items:
        raise ValueError("items outside a MID")
    return _number(upid.type, 1) + _number(len(value), 1) + value
