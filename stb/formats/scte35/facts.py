"""A section as plain facts with the standard's field names, for people and QA."""

from __future__ import annotations

from typing import Any

from stb.formats.scte35.names import SEGMENT_TYPES, UPID_TYPES, UPIDS_OF_TEXT
from stb.formats.scte35.reader import decode
from stb.formats.scte35.wire import crc32_mpeg
from stb.formats.scte35.writer import upid_bytes
from stb.model import signal as s
from stb.model.time import TICKS_HZ

Facts = dict[str, Any]


def as_facts(section: bytes) -> Facts:
    """Every field of ``section`` that has a name, ready for JSON.

    Raises:
        CueError: it is not a section.
    """
    value = decode(section)
    kind, command, fields = _command(value.command)
    pts, effective = value.pts_time, value.effective_pts
    facts: Facts = {
        "table_id": f"0x{section[0]:02x}",
        "section_length": len(section) - 3,
        "protocol_version": 0,
        "encrypted": value.encrypted,
        "sap_type": value.sap_type,
        "pts_adjustment": value.pts_adjustment,
        "cw_index": value.cw_index,
        "tier": value.tier,
        "crc32": f"0x{section[-4:].hex()}",
        "crc_ok": crc32_mpeg(section) == 0,
        "command_type": kind,
        "command": command,
        "command_fields": fields,
        "pts_time_ticks": pts,
        "pts_time_s": None if pts is None else _seconds(pts),
        "effective_pts_ticks": effective,
        "break_duration_s": _break_seconds(value.command),
        "descriptors": [_descriptor(each) for each in value.descriptors],
        "segmentation_types": [
            f"0x{each.type:02x}" for each in value.descriptors if isinstance(each, s.Segmentation)
        ],
    }
    if value.stuffing:
        facts["alignment_stuffing_hex"] = value.stuffing.hex()
    return facts


def _seconds(ticks: int) -> float:
    return round(ticks / TICKS_HZ, 6)


def _break_seconds(command: s.Command) -> float | None:
    match command:
        case s.SpliceInsert(duration=s.BreakDuration(ticks)):
            return _seconds(ticks)
        case _:
            return None


def _command(command: s.Command) -> tuple[int | None, str, Facts]:
    match command:
        case s.SpliceNull():
            return 0x00, "splice_null", {}
        case s.SpliceSchedule(events):
            return 0x04, "splice_schedule", {"events": [_scheduled(event) for event in events]}
        case s.SpliceInsert():
            return 0x05, "splice_insert", _insert(command)
        case s.SpliceCancel(event_id):
            return 0x05, "splice_insert", {"splice_event_id": event_id, "cancel": True}
        case s.TimeSignal(None):
            return 0x06, "time_signal", {}
        case s.TimeSignal(pts_time):
            return 0x06, "time_signal", {"pts_time": pts_time}
        case s.BandwidthReservation():
            return 0x07, "bandwidth_reservation", {}
        case s.PrivateCommand(identifier, payload):
            return (
                0xFF,
                "private_command",
                {"identifier": f"0x{identifier:08x}", "hex": payload.hex()},
            )
        case s.UnknownCommand(kind, payload):
            return kind, "unknown", {"hex": payload.hex()}
        case s.Encrypted(algorithm, length, payload):
            return (
                None,
                "encrypted",
                {"algorithm": algorithm, "command_length": length, "hex": payload.hex()},
            )


def _insert(command: s.SpliceInsert) -> Facts:
    facts: Facts = {
        "splice_event_id": command.event_id,
        "cancel": False,
        "out_of_network": command.out_of_network,
        "program_splice": command.components is None,
        "splice_immediate": command.immediate,
    }
    if command.pts_time is not None:
        facts["pts_time"] = command.pts_time
    if command.components is not None:
        facts["components"] = [
            {"component_tag": each.tag, "pts_time": each.pts_time} for each in command.components
        ]
    return facts | _avail(command)


def _scheduled(event: s.ScheduledSplice | s.SpliceCancel) -> Facts:
    if isinstance(event, s.SpliceCancel):
        return {"splice_event_id": event.event_id, "cancel": True}
    facts: Facts = {
        "splice_event_id": event.event_id,
        "cancel": False,
        "out_of_network": event.out_of_network,
        "program_splice": event.utc is not None,
    }
    if event.utc is not None:
        facts["utc_splice_time"] = event.utc
    else:
        facts["components"] = [
            {"component_tag": each.tag, "utc_splice_time": each.utc} for each in event.components
        ]
    return facts | _avail(event)


def _avail(event: s.SpliceInsert | s.ScheduledSplice) -> Facts:
    facts: Facts = {}
    if event.duration is not None:
        facts["auto_return"] = event.duration.auto_return
        facts["break_duration_ticks"] = event.duration.ticks
    return facts | {
        "unique_program_id": event.unique_program_id,
        "avail_num": event.avail_num,
        "avails_expected": event.avails_expected,
    }


def _descriptor(descriptor: s.Descriptor) -> Facts:
    match descriptor:
        case s.Avail(provider_avail_id):
            return {"kind": "avail", "provider_avail_id": provider_avail_id, "tag": 0}
        case s.Dtmf(preroll, chars):
            return {"kind": "dtmf", "preroll": preroll, "chars": chars, "tag": 1}
        case s.Segmentation():
            return _segmentation(descriptor)
        case s.SegmentationCancel(event_id, compliant):
            return {
                "kind": "segmentation",
                "segmentation_event_id": event_id,
                "cancel": True,
                "event_id_compliance_indicator": compliant,
                "tag": 2,
            }
        case s.Tai(seconds, nanoseconds, utc_offset):
            return {
                "kind": "time",
                "tai_seconds": seconds,
                "tai_ns": nanoseconds,
                "utc_offset": utc_offset,
                "tag": 3,
            }
        case s.Audio(components):
            return {"kind": "audio", "components": [_audio(each) for each in components], "tag": 4}
        case s.DvbDas(number, expected, kind, upid):
            return {
                "kind": "dvb_das",
                "break_num": number,
                "breaks_expected": expected,
                "equivalent_segmentation_type": kind,
                "upid_hex": upid.hex(),
                "tag": 0xF0,
            }
        case s.UnknownDescriptor(tag, identifier, payload):
            return {
                "kind": "unknown",
                "identifier": f"0x{identifier:08x}",
                "hex": payload.hex(),
                "tag": tag,
            }


def _audio(component: s.AudioComponent) -> Facts:
    return {
        "component_tag": component.tag,
        "iso_code": component.language,
        "bit_stream_mode": component.bit_stream_mode,
        "num_channels": component.channels,
        "full_srvc_audio": component.full_service,
    }


def _segmentation(segment: s.Segmentation) -> Facts:
    limits = segment.restrictions
    facts: Facts = {
        "kind": "segmentation",
        "segmentation_event_id": segment.event_id,
        "cancel": False,
        "event_id_compliance_indicator": segment.compliant_id,
        "delivery_restrictions": None
        if limits is None
        else {
            "web_delivery_allowed": limits.web_delivery_allowed,
            "no_regional_blackout": limits.no_regional_blackout,
            "archive_allowed": limits.archive_allowed,
            "device_restrictions": limits.device_restrictions,
        },
        "duration_ticks": segment.duration,
        "upid": _upid(segment.upid),
        "type_id": segment.type,
        "type_id_hex": f"0x{segment.type:02x}",
        "type_name": SEGMENT_TYPES.get(segment.type, "Reserved"),
        "segment_num": segment.segment_num,
        "segments_expected": segment.segments_expected,
        "tag": 2,
    }
    if segment.components is not None:
        facts["components"] = [
            {"component_tag": each.tag, "pts_offset": each.pts_offset}
            for each in segment.components
        ]
    if segment.sub_segments is not None:
        facts["sub_segment_num"], facts["sub_segments_expected"] = segment.sub_segments
    if segment.duration is not None:
        facts["duration_s"] = _seconds(segment.duration)
    return facts


def _upid(upid: s.Upid) -> Facts:
    value = upid_bytes(upid)[2:]
    facts: Facts = {
        "type": upid.type,
        "type_name": UPID_TYPES.get(upid.type, "Reserved"),
        "length": len(value),
        "hex": value.hex(),
    }
    if upid.type == s.UpidType.MID:
        facts["items"] = [_upid(item) for item in upid.items]
    elif upid.type == s.UpidType.MPU and len(value) >= 4:
        facts["format_identifier"] = s.Upid(value=value[:4]).text or value[:4].hex()
        facts["private_hex"] = value[4:].hex()
    elif upid.type == 0x08:
        facts["text"] = f"0x{value.hex()}"
    elif upid.type in UPIDS_OF_TEXT and upid.text:
        facts["text"] = upid.text
    return facts
