"""Messages that a careful sender may send and a careless reader gets wrong.

Each is written field by field as the standard has it, so that what is expected does not
come from our own encoder.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stb.formats.scte35 import CueError, as_facts, crc32_mpeg, decode, encode, section_from_text
from stb.model import signal as s

HEARTBEAT = "/DARAAAAAAAAAP/wAAAAAHpPv/8="


def section(bits: str, *, version: int = 0) -> bytes:
    """A section from "value:width" fields behind protocol_version, its length and CRC added."""
    value = size = 0
    for field in bits.split():
        number, _, width = field.partition(":")
        value, size = value << int(width) | int(number, 0), size + int(width)
    assert size % 8 == 0
    body = bytes((version,)) + value.to_bytes(size // 8, "big")
    head = b"\xfc" + (0x3000 | len(body) + 4).to_bytes(2, "big") + body
    return head + crc32_mpeg(head).to_bytes(4, "big")


PLAIN = "0:1 0:6 0:33 0:8 0xFFF:12 "
"""encrypted_packet, encryption_algorithm, pts_adjustment, cw_index, tier"""

NO_DESCRIPTORS = " 0:16"


def command(kind: int, bits: str) -> s.Command:
    size = sum(int(field.partition(":")[2]) for field in bits.split())
    whole = section(f"{PLAIN} {size // 8}:12 {kind}:8 {bits} {NO_DESCRIPTORS}")
    return decode(whole).command


def descriptor(tag: int, bits: str, *, identifier: int = s.CUEI) -> s.Descriptor:
    size = 4 + sum(int(field.partition(":")[2]) for field in bits.split()) // 8
    null = f"{PLAIN} 0:12 0:8"
    loop = f"{size + 2}:16 {tag}:8 {size}:8 {identifier}:32 {bits}"
    (found,) = decode(section(f"{null} {loop}")).descriptors
    return found


# -- commands ----------------------------------------------------------------------------


def test_a_schedule_holds_events_of_the_programme_and_of_components_and_cancels() -> None:
    whole = "7:32 0:1 1:1 0x3F:6  1:1 1:1 1:1 0x1F:5  1400000000:32  1:1 0x3F:6 2700000:33"
    parts = "8:32 0:1 0:1 0x3F:6  0:1 0:1 0:1 0x1F:5  2:8 1:8 11:32 2:8 12:32"
    numbers = " 45:16 3:8 4:8 "
    cancel = "9:32 1:1 1:1 0x3F:6"

    found = command(0x04, f"3:8 {whole} {numbers} {parts} {numbers} {cancel}")

    tail = {"unique_program_id": 45, "avail_num": 3, "avails_expected": 4}
    assert found == s.SpliceSchedule((
        s.ScheduledSplice(
            7, True, 1_400_000_000, duration=s.BreakDuration(2_700_000, True), **tail,
        ),
        s.ScheduledSplice(
            8, False, None, (s.ScheduledComponent(1, 11), s.ScheduledComponent(2, 12)),
            compliant_id=False, **tail,
        ),
        s.SpliceCancel(9),
    ))  # fmt: skip


def test_an_insert_of_components_has_a_time_for_each() -> None:
    flags = "0:1 0x7F:7  1:1 0:1 0:1 0:1 1:1 7:3"  # no cancel; out, components, not immediate
    times = "2:8  5:8 1:1 0x3F:6 0x1FFFFFFFF:33  6:8 0:1 0x7F:7"

    found = command(0x05, f"1:32 {flags} {times} 0:16 0:8 0:8")

    assert found == s.SpliceInsert(
        1, True, None, components=(s.SpliceComponent(5, (1 << 33) - 1), s.SpliceComponent(6, None))
    )


def test_a_break_that_does_not_return_by_itself_says_so() -> None:
    flags = "0:1 0x7F:7  1:1 1:1 1:1 0:1 0:1 7:3"
    found = command(0x05, f"1:32 {flags} 1:1 0x3F:6 90:33  0:1 0x3F:6 5400000:33  513:16 1:8 2:8")

    assert found == s.SpliceInsert(
        1, True, 90, duration=s.BreakDuration(5_400_000, False), unique_program_id=513,
        avail_num=1, avails_expected=2, compliant_id=False,
    )  # fmt: skip


def test_the_length_of_an_old_sender_says_nothing_and_every_command_of_his_time_is_read() -> None:
    for kind, bits in (
        (0x00, ""), (0x04, "0:8"), (0x05, "1:32 1:1 1:1 0x3F:6"), (0x06, "0:1 0x7F:7"), (0x07, ""),
    ):  # fmt: skip
        legacy = decode(section(f"{PLAIN} 0xFFF:12 {kind}:8 {bits} {NO_DESCRIPTORS}"))

        assert legacy.command == command(kind, bits)


@pytest.mark.parametrize("kind", [0x01, 0xFE, 0xFF])
def test_an_old_sender_s_command_of_unknown_length_is_refused(kind: int) -> None:
    with pytest.raises(CueError) as refusal:
        decode(section(f"{PLAIN} 0xFFF:12 {kind}:8 1:32 {NO_DESCRIPTORS}"))

    assert refusal.value.code == "cue.command"


def test_a_private_command_keeps_its_bytes() -> None:
    assert command(0xFF, "0x41424344:32 0x0102:16") == s.PrivateCommand(0x41424344, b"\x01\x02")


def test_the_tier_the_key_and_the_adjustment_are_read_to_the_bit() -> None:
    found = decode(section("0:1 0x2A:6 0x155555555:33 0xA5:8 0x5A5:12 0:12 0:8 0:16"))

    assert (found.tier, found.cw_index, found.pts_adjustment) == (0x5A5, 0xA5, 0x155555555)
    assert found.command == s.SpliceNull()


def test_of_an_encrypted_message_all_is_told_that_is_in_the_clear() -> None:
    octets = section("1:1 2:6 90000:33 3:8 0xFFF:12 15:12 0xDEADBEEF:32 0x00112233:32")

    facts = as_facts(octets)

    assert (facts["encrypted"], facts["pts_adjustment"], facts["cw_index"]) == (True, 90_000, 3)
    assert facts["command_fields"] == {
        "algorithm": 2, "command_length": 15, "hex": "deadbeef00112233",
    }  # fmt: skip
    assert encode(decode(octets)) == octets


def test_a_version_that_is_not_known_is_refused_and_not_guessed() -> None:
    with pytest.raises(CueError) as refusal:
        decode(section(f"{PLAIN} 0:12 0:8 0:16", version=1))

    assert refusal.value.code == "cue.version"


def test_stuffing_before_the_sum_is_kept() -> None:
    found = decode(section(f"{PLAIN} 0:12 0:8 0:16 0xFFFFFF:24"))

    assert found.stuffing == b"\xff\xff\xff"


@pytest.mark.parametrize("extra", [-1, 1])
def test_a_command_whose_length_is_a_byte_off_is_refused(extra: int) -> None:
    time = "1:1 0x3F:6 90000:33"

    with pytest.raises(CueError):
        decode(section(f"{PLAIN} {5 + extra}:12 6:8 {time} {NO_DESCRIPTORS}"))


# -- descriptors -------------------------------------------------------------------------


def segmentation(bits: str) -> Any:
    return descriptor(0x02, bits)


def test_limits_of_delivery_are_read_bit_by_bit() -> None:
    flags = "1:1 0:1 0:1  0:1 1:1 0:1 2:2"  # whole programme, no duration, restricted

    found = segmentation(f"5:32 0:1 1:1 0x3F:6 {flags} 0:8 0:8 0x10:8 1:8 2:8")

    assert found.restrictions == s.DeliveryRestrictions(False, True, False, 2)
    assert found.sub_segments is None


def test_components_duration_and_sub_segments_stand_in_their_order() -> None:
    flags = "0:1 1:1 1:1 0x1F:5"
    parts = "2:8 1:8 0x7F:7 90:33 2:8 0x7F:7 0x1FFFFFFFF:33"

    found = segmentation(
        f"5:32 0:1 0:1 0x3F:6 {flags} {parts} 0xFFFFFFFFFF:40 0:8 0:8 0x34:8 1:8 2:8 3:8 4:8"
    )

    assert found == s.Segmentation(
        5, 0x34, duration=(1 << 40) - 1, segment_num=1, segments_expected=2, sub_segments=(3, 4),
        components=(s.SegmentComponent(1, 90), s.SegmentComponent(2, (1 << 33) - 1)),
        compliant_id=False,
    )  # fmt: skip


def test_a_cancelled_segment_has_nothing_but_its_id() -> None:
    assert segmentation("5:32 1:1 1:1 0x3F:6") == s.SegmentationCancel(5, True)


UPIDS = [
    (0x01, b"own", {"type_name": "User Defined", "text": "own"}),
    (0x02, b"ABCD1234", {"type_name": "ISCI", "text": "ABCD1234"}),
    (0x03, b"ABCD0001000H", {"type_name": "Ad-ID", "text": "ABCD0001000H"}),
    (0x04, bytes(range(32)), {"type_name": "UMID"}),
    (0x05, bytes(8), {"type_name": "ISAN (deprecated)"}),
    (0x06, bytes(12), {"type_name": "ISAN"}),
    (0x07, b"MV0004146400", {"type_name": "TID", "text": "MV0004146400"}),
    (0x08, bytes.fromhex("0a42235b81bc70fc"), {"text": "0x0a42235b81bc70fc"}),
    (0x09, b"SIGNAL:z1sFOMjC", {"type_name": "ADI", "text": "SIGNAL:z1sFOMjC"}),
    (0x0A, bytes.fromhex("14789be5e3f6000000000000"), {"type_name": "EIDR"}),
    (0x0B, b"\x00\x01\x7f\xffabc", {"type_name": "ATSC Content Identifier"}),
    (0x0C, b"ABCD\x01\x02", {"format_identifier": "ABCD", "private_hex": "0102"}),
    (0x0C, b"\x00\x01\x02\x03", {"format_identifier": "00010203", "private_hex": ""}),
    (0x0C, b"AB", {"type_name": "MPU"}),
    (0x0E, b"TYPE=LA&DUR=30000", {"type_name": "ADS Information", "text": "TYPE=LA&DUR=30000"}),
    (0x0F, b"urn:x.nl:1", {"type_name": "URI", "text": "urn:x.nl:1"}),
    (0x0F, b"http://x/\xc3\xab", {"type_name": "URI"}),
    (0x10, bytes(range(16)), {"type_name": "UUID"}),
    (0x11, b"1234-5", {"type_name": "SCR", "text": "1234-5"}),
    (0xEE, b"\x00\xff", {"type_name": "Reserved"}),
]


@pytest.mark.parametrize(("kind", "value", "told"), UPIDS, ids=lambda each: str(each)[:20])
def test_an_identifier_is_told_by_its_kind_and_as_hex_where_it_is_no_text(
    kind: int, value: bytes, told: dict[str, str]
) -> None:
    upid = f"{kind}:8 {len(value)}:8 {int.from_bytes(value, 'big')}:{8 * len(value)}"
    whole = section(
        f"{PLAIN} 0:12 0:8 {17 + len(value)}:16 2:8 {15 + len(value)}:8 {s.CUEI}:32 "
        f"5:32 0:1 1:1 0x3F:6 1:1 0:1 1:1 0x1F:5 {upid} 0x30:8 0:8 0:8"
    )

    (found,) = as_facts(whole)["descriptors"]

    facts = found["upid"]
    assert (facts["type"], facts["length"], facts["hex"]) == (kind, len(value), value.hex())
    assert facts.items() >= told.items()
    assert ("text" in facts) == ("text" in told)


def test_time_is_atomic_seconds_nanoseconds_and_the_distance_to_civil_time() -> None:
    found = descriptor(0x03, "0x00005F5E1000:48 999999999:32 37:16")

    assert found == s.Tai(0x5F5E1000, 999_999_999, 37)


def test_sound_is_told_for_each_component() -> None:
    found = descriptor(0x04, "2:4 0xF:4  1:8 0x6E6C64:24 1:3 2:4 1:1  2:8 0x656E67:24 7:3 15:4 0:1")

    assert found == s.Audio((
        s.AudioComponent(1, "nld", 1, 2, True), s.AudioComponent(2, "eng", 7, 15, False),
    ))  # fmt: skip


def test_tones_are_as_many_as_are_counted() -> None:
    assert descriptor(0x01, "177:8 4:3 0x1F:5 0x35312A23:32") == s.Dtmf(177, "51*#")
    assert descriptor(0x01, "0:8 0:3 0:5") == s.Dtmf(0, "")


def test_a_descriptor_of_somebody_else_is_kept_whatever_its_tag() -> None:
    other = 0x53415053

    assert descriptor(0x02, "0xAB:8", identifier=other) == s.UnknownDescriptor(2, other, b"\xab")
    assert descriptor(0x77, "0xAB:8") == s.UnknownDescriptor(0x77, s.CUEI, b"\xab")


@pytest.mark.parametrize(
    "loop",
    [
        "1:16 2:8",  # a descriptor without its length
        "6:16 0:8 4:8 0x43554549:32",  # an avail without its id
        "5:16 0:8 3:8 0x435545:24",  # shorter than an identifier
        "4:16 0:8 200:8 0:16",  # beyond the loop
        "500:16",  # a loop beyond the section
    ],
)
def test_a_loop_that_ends_early_is_refused(loop: str) -> None:
    with pytest.raises(CueError) as refusal:
        decode(section(f"{PLAIN} 0:12 0:8 {loop}"))

    assert refusal.value.code == "cue.truncated"


# -- text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        HEARTBEAT,
        HEARTBEAT.rstrip("="),
        HEARTBEAT.replace("/", "_").replace("+", "-"),
        " " + HEARTBEAT[:7] + "\r\n" + HEARTBEAT[7:] + "\n",
        "0xFC301100000000000000FFF0000000007A4FBFFF",
        "fc 30 11 00 00 00 00 00 00 00 ff f0 00 00 00 00 7a 4f bf ff",
        "0Xfc301100000000000000fff0000000007a4fbfff",
    ],
    ids=["base64", "unpadded", "of addresses", "folded", "0x", "spaced", "0X"],
)
def test_every_usual_spelling_of_a_message_is_the_same_message(text: str) -> None:
    assert decode(section_from_text(text)) == s.SpliceSection(s.SpliceNull(), cw_index=0)


# -- all values --------------------------------------------------------------------------


def number(width: int) -> st.SearchStrategy[int]:
    """Mostly what fits ``width`` bits, seldom one too many."""
    return st.integers(0, (1 << width) - 1) | st.sampled_from([0, (1 << width) - 1, 1 << width, -1])


def several(inner: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=most).map(tuple)


ANY_UPID = st.builds(
    s.Upid, number(8), st.binary(max_size=40),
    several(st.builds(s.Upid, number(8), st.binary(max_size=9)), 3),
)  # fmt: skip
TIME = st.none() | number(33)
NUMBERS = {"unique_program_id": number(16), "avail_num": number(8), "avails_expected": number(8)}
LENGTH = st.none() | st.builds(s.BreakDuration, number(33), st.booleans())
PARTS = st.none() | several(st.builds(s.SpliceComponent, number(8), TIME), 3)
ANY_CANCEL = st.builds(s.SpliceCancel, number(32), st.booleans())
ANY_COMMAND = st.one_of(
    st.just(s.SpliceNull()), st.just(s.BandwidthReservation()), ANY_CANCEL,
    st.builds(s.TimeSignal, TIME),
    st.builds(s.PrivateCommand, number(32), st.binary(max_size=60)),
    st.builds(s.UnknownCommand, number(8), st.binary(max_size=60)),
    st.builds(s.Encrypted, number(6), number(12), st.binary(max_size=60)),
    st.builds(
        s.SpliceInsert, number(32), st.booleans(), TIME, st.booleans(), PARTS, LENGTH,
        compliant_id=st.booleans(), **NUMBERS,
    ),
    st.builds(s.SpliceSchedule, several(
        ANY_CANCEL | st.builds(
            s.ScheduledSplice, number(32), st.booleans(), st.none() | number(32),
            several(st.builds(s.ScheduledComponent, number(8), number(32)), 2), LENGTH,
            compliant_id=st.booleans(), **NUMBERS,
        ), 3,
    )),
)  # fmt: skip
ANY_DESCRIPTOR = st.one_of(
    st.builds(s.Avail, number(32)),
    st.builds(s.Dtmf, number(8), st.text("0123456789*#é\n", max_size=9)),
    st.builds(s.SegmentationCancel, number(32), st.booleans()),
    st.builds(s.Tai, number(48), number(32), number(16)),
    st.builds(s.Audio, several(st.builds(
        s.AudioComponent, number(8), st.text("nldé", max_size=4), number(3), number(4),
        st.booleans(),
    ), 17)),
    st.builds(s.DvbDas, number(8), number(8), number(4), st.binary(max_size=30)),
    st.builds(
        s.UnknownDescriptor, number(8), st.sampled_from([s.CUEI, s.DVB, 7]) | number(32),
        st.binary(max_size=260),
    ),
    st.builds(
        s.Segmentation, number(32), number(8), ANY_UPID, st.none() | number(40), number(8),
        number(8), st.none() | st.tuples(number(8), number(8)),
        st.none() | st.builds(
            s.DeliveryRestrictions, st.booleans(), st.booleans(), st.booleans(), number(2)
        ),
        st.none() | several(st.builds(s.SegmentComponent, number(8), number(33)), 3),
        st.booleans(),
    ),
)  # fmt: skip
ANY_SECTION = st.builds(
    s.SpliceSection, ANY_COMMAND, several(ANY_DESCRIPTOR, 4), number(33), number(12), number(8),
    number(2), st.binary(max_size=9),
)  # fmt: skip


@settings(deadline=None)
@given(ANY_SECTION)
def test_any_value_at_all_comes_back_or_is_our_own_mistake(value: s.SpliceSection) -> None:
    try:
        octets = encode(value)
    except ValueError:
        return

    assert decode(octets) == value
    assert section_from_text(base64.b64encode(octets).decode()) == octets
