from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stb.formats.scte35 import (
    CueError,
    as_facts,
    crc32_mpeg,
    decode,
    encode,
    section_from_text,
)
from stb.model import signal as s

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "scte35-vectors.json").read_text())


def named(vectors: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("vector", vectors, ids=lambda vector: vector["name"])


@named(VECTORS["valid"])
def test_a_published_message_decodes_to_its_published_values(vector: dict[str, Any]) -> None:
    assert as_facts(bytes.fromhex(vector["hex"])) == vector["expected"]


@named(VECTORS["invalid"])
def test_a_published_invalid_message_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(CueError) as refusal:
        decode(bytes.fromhex(vector["hex"]))

    assert refusal.value.code in {"cue.crc", "cue.truncated", "cue.length"}


@named([vector for vector in VECTORS["valid"] if "Legacy" not in vector["name"]])
def test_a_published_message_survives_decoding_and_encoding(vector: dict[str, Any]) -> None:
    once = decode(bytes.fromhex(vector["hex"]))

    assert decode(encode(once)) == once


def test_hex_and_base64_name_the_same_section() -> None:
    vector = VECTORS["valid"][0]

    assert section_from_text("0x" + vector["hex"].upper()) == bytes.fromhex(vector["hex"])
    assert section_from_text(vector["base64"] + "\n") == bytes.fromhex(vector["hex"])


@pytest.mark.parametrize("text", ["", "0x", "splice!", "abc", "A" * 20_000, "/DA=é"])
def test_text_that_is_no_section_raises_the_one_error(text: str) -> None:
    with pytest.raises(CueError):
        decode(section_from_text(text))


def test_words_are_no_base64():
    with pytest.raises(CueError, match="neither hexadecimal nor base64"):
        section_from_text("hello world")


def test_the_sum_is_that_of_the_standard() -> None:
    # The check value of CRC-32/MPEG-2 in the catalogue of CRC algorithms.
    assert crc32_mpeg(b"123456789") == 0x0376E6E7


def test_adjustment_is_added_modulo_the_wrap() -> None:
    section = s.SpliceSection(s.TimeSignal((1 << 33) - 5), pts_adjustment=15)

    assert section.effective_pts == 10


def test_an_encrypted_section_is_kept_unread() -> None:
    section = s.SpliceSection(s.Encrypted(1, 20, bytes(range(40))), cw_index=3)

    again = decode(encode(section))

    assert again == section
    assert again.encrypted
    assert again.effective_pts is None


def test_reserved_bits_change_nothing() -> None:
    plain = bytearray(encode(s.SpliceSection(s.TimeSignal(1234))))
    plain[14] &= 0x81  # reserved bits of splice_time()
    plain[-4:] = crc32_mpeg(bytes(plain[:-4])).to_bytes(4, "big")

    assert decode(bytes(plain)) == s.SpliceSection(s.TimeSignal(1234))


def test_more_descriptors_than_the_bound_are_refused() -> None:
    avail = b"\x00\x08CUEI\x00\x00\x00\x01"

    section = spliced(b"\xff\xf0\x00\x00" + (65 * 10).to_bytes(2, "big") + 65 * avail)

    with pytest.raises(CueError) as refusal:
        decode(section)
    assert refusal.value.code == "cue.descriptors"


@pytest.mark.parametrize(
    ("mid", "code"),
    [(17 * b"\x0f\x01u", "cue.upid"), (b"\x0d\x00", "cue.upid"), (b"\x0f\x09u", "cue.truncated")],
)
def test_a_mid_that_is_too_long_or_nested_or_cut_is_refused(mid: bytes, code: str) -> None:
    # event id, no cancel, program segmentation + no restrictions, upid type, length
    body = b"CUEI" + b"\0\0\0\1" + b"\x7f\xbf" + bytes((0x0D, len(mid))) + mid + b"\x30\x01\x01"
    loop = bytes((2, len(body))) + body

    section = spliced(b"\xff\xf0\x00\x00" + len(loop).to_bytes(2, "big") + loop)

    with pytest.raises(CueError) as refusal:
        decode(section)
    assert refusal.value.code == code


def test_a_command_longer_than_its_fields_is_refused() -> None:
    # splice_null (type 0) that claims a byte of body
    with pytest.raises(CueError) as refusal:
        decode(spliced(b"\xff\xf0\x01\x00\x55\x00\x00"))

    assert refusal.value.code == "cue.command"


def spliced(after_cw_index: bytes) -> bytes:
    """A section around the bytes from the tier on, with a CRC that holds."""
    body = bytes(7) + after_cw_index
    head = b"\xfc" + (0x3000 | len(body) + 4).to_bytes(2, "big") + body
    return head + crc32_mpeg(head).to_bytes(4, "big")


def bits(width: int) -> st.SearchStrategy[int]:
    return st.integers(0, (1 << width) - 1)


durations = st.none() | st.builds(s.BreakDuration, bits(33), st.booleans())
tuples = {"unique_program_id": bits(16), "avail_num": bits(8), "avails_expected": bits(8)}
cancels = st.builds(s.SpliceCancel, bits(32), st.booleans())
inserts = (
    st.builds(
        s.SpliceInsert,
        event_id=bits(32),
        out_of_network=st.booleans(),
        pts_time=st.none() | bits(33),
        duration=durations,
        compliant_id=st.booleans(),
        **tuples,
    )
    | st.builds(
        s.SpliceInsert,
        event_id=bits(32),
        out_of_network=st.booleans(),
        pts_time=st.none(),
        immediate=st.just(True),
        components=st.none()
        | st.lists(st.builds(s.SpliceComponent, bits(8), st.none()), max_size=5).map(tuple),
        duration=durations,
        **tuples,
    )
    | st.builds(
        s.SpliceInsert,
        event_id=bits(32),
        out_of_network=st.booleans(),
        pts_time=st.none(),
        components=st.lists(
            st.builds(s.SpliceComponent, bits(8), st.none() | bits(33)), max_size=5
        ).map(tuple),
        duration=durations,
        **tuples,
    )
)
scheduled = st.builds(
    s.ScheduledSplice,
    event_id=bits(32),
    out_of_network=st.booleans(),
    utc=bits(32),
    duration=durations,
    compliant_id=st.booleans(),
    **tuples,
) | st.builds(
    s.ScheduledSplice,
    event_id=bits(32),
    out_of_network=st.booleans(),
    utc=st.none(),
    components=st.lists(st.builds(s.ScheduledComponent, bits(8), bits(32)), max_size=3).map(tuple),
    duration=durations,
    **tuples,
)
commands = st.one_of(
    st.just(s.SpliceNull()),
    st.just(s.BandwidthReservation()),
    st.builds(s.SpliceSchedule, st.lists(scheduled | cancels, max_size=4).map(tuple)),
    inserts,
    cancels,
    st.builds(s.TimeSignal, st.none() | bits(33)),
    st.builds(s.PrivateCommand, bits(32), st.binary(max_size=40)),
    st.builds(
        s.UnknownCommand,
        st.integers(0, 254).filter(lambda kind: kind not in {0, 4, 5, 6, 7}),
        st.binary(max_size=40),
    ),
)
plain_upids = st.builds(
    s.Upid, bits(8).filter(lambda kind: kind != s.UpidType.MID), st.binary(max_size=10)
)
upids = plain_upids | st.builds(
    s.Upid,
    st.just(int(s.UpidType.MID)),
    st.just(b""),
    st.lists(plain_upids, max_size=16).map(tuple),
)
segmentations = st.builds(
    s.Segmentation,
    event_id=bits(32),
    type=bits(8),
    upid=upids,
    duration=st.none() | bits(40),
    segment_num=bits(8),
    segments_expected=bits(8),
    sub_segments=st.none() | st.tuples(bits(8), bits(8)),
    restrictions=st.none()
    | st.builds(s.DeliveryRestrictions, st.booleans(), st.booleans(), st.booleans(), bits(2)),
    components=st.none()
    | st.lists(st.builds(s.SegmentComponent, bits(8), bits(33)), max_size=2).map(tuple),
    compliant_id=st.booleans(),
)
letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=3)
descriptors = st.one_of(
    st.builds(s.Avail, bits(32)),
    st.builds(s.Dtmf, bits(8), st.text("0123456789*#ABCD", max_size=7)),
    segmentations,
    st.builds(s.SegmentationCancel, bits(32), st.booleans()),
    st.builds(s.Tai, bits(48), bits(32), bits(16)),
    st.builds(
        s.Audio,
        st.lists(
            st.builds(s.AudioComponent, bits(8), letters, bits(3), bits(4), st.booleans()),
            max_size=15,
        ).map(tuple),
    ),
    st.builds(s.DvbDas, bits(8), bits(8), bits(4), st.binary(max_size=20)),
    st.builds(
        s.UnknownDescriptor,
        bits(8),
        bits(32).filter(lambda one: one not in {s.CUEI, s.DVB}),
        st.binary(max_size=20),
    ),
)
sections = st.builds(
    s.SpliceSection,
    command=commands,
    descriptors=st.lists(descriptors, max_size=6).map(tuple),
    pts_adjustment=bits(33),
    tier=bits(12),
    cw_index=bits(8),
    sap_type=bits(2),
    stuffing=st.binary(max_size=4),
) | st.builds(
    s.SpliceSection,
    command=st.builds(s.Encrypted, bits(6), bits(12), st.binary(min_size=3, max_size=60)),
    pts_adjustment=bits(33),
)


@given(sections)
def test_decoding_undoes_encoding(section: s.SpliceSection) -> None:
    assert decode(encode(section)) == section


@given(st.binary(max_size=200))
@example(b"")
def test_random_bytes_raise_the_one_error_or_decode(octets: bytes) -> None:
    for candidate in (octets, spliced(octets)):
        try:
            as_facts(candidate)
        except CueError as error:
            assert error.code.startswith("cue.")  # noqa: PT017


@given(sections, st.data())
def test_a_damaged_section_whose_sum_holds_raises_the_one_error_or_decodes(
    section: s.SpliceSection, choice: st.DataObject
) -> None:
    octets = bytearray(encode(section)[:-4])
    place = choice.draw(st.integers(3, len(octets) - 1))
    octets[place] = choice.draw(bits(8))

    damaged = bytes(octets) + crc32_mpeg(bytes(octets)).to_bytes(4, "big")

    try:
        as_facts(damaged)
    except CueError as error:
        assert error.code.startswith("cue.")  # noqa: PT017


@given(sections, st.integers(0, 31))
def test_any_flipped_bit_is_noticed(section: s.SpliceSection, bit: int) -> None:
    octets = bytearray(encode(section))
    octets[len(octets) // 2 - bit // 8] ^= 1 << bit % 8

    with pytest.raises(CueError):
        decode(bytes(octets))


@pytest.mark.parametrize(
    "section",
    [
        s.SpliceSection(s.TimeSignal(1 << 33)),
        s.SpliceSection(s.SpliceNull(), tier=4096),
        s.SpliceSection(s.SpliceNull(), 65 * (s.Avail(1),)),
        s.SpliceSection(s.SpliceNull(), (s.Dtmf(1, "12345678"),)),
        s.SpliceSection(s.SpliceNull(), (s.Segmentation(1, 0x30, s.Upid(0x0F, bytes(256))),)),
        s.SpliceSection(s.PrivateCommand(1, bytes(4090))),
    ],
)
def test_a_value_that_does_not_fit_is_our_own_mistake(section: s.SpliceSection) -> None:
    with pytest.raises(ValueError, match=r"fit|descriptors|bytes"):
        encode(section)
