"""Cues in transport streams as they come: split, packed, renumbered, on a clock that jumps.

The streams are made by hand, a packet a picture: nothing is decoded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stb.formats.breaks import understand
from stb.formats.scte35 import encode
from stb.formats.ts import (
    CUE_STREAM,
    PACKET,
    CueReader,
    FoundCue,
    Pmt,
    SectionAssembler,
    Stream,
    packetise,
    packets_of,
    signals,
    write_pat,
    write_pmt,
)
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.time import PAL, TICKS_WRAP

VIDEO, SOUND, CUES, TABLES = 0x100, 0x101, 0x1F0, 0x1000
CUEI = b"\x05\x04CUEI"
PMT = Pmt(1, VIDEO, (Stream(0x1B, VIDEO), Stream(0x0F, SOUND), Stream(CUE_STREAM, CUES)))
ORIGIN = 900_000


def tables(*pmts: Pmt) -> bytes:
    """A PAT and the PMTs of its programmes, from TABLES on."""
    octets = packetise(write_pat({p.program: TABLES + n for n, p in enumerate(pmts)}),
                       pid=0, counter=0)[0]  # fmt: skip
    for n, pmt in enumerate(pmts):
        octets += packetise(write_pmt(pmt), pid=TABLES + n, counter=pmt.version)[0]
    return octets


def picture(
    ticks: int,
    *,
    key: bool = False,
    pid: int = VIDEO,
    decoded: int | None = None,
    new: bool = False,
) -> bytes:
    """A packet with the head of a picture that is shown at ``ticks``."""
    stamps = _stamp(0x2 if decoded is None else 0x3, ticks)
    if decoded is not None:
        stamps += _stamp(0x1, decoded)
    flags = 0x80 if decoded is None else 0xC0
    head = b"\x00\x00\x01\xe0\x00\x00\x80" + bytes((flags, len(stamps))) + stamps
    field = bytes((1, 0x40 * key | 0x80 * new))
    packet = b"\x47" + (0x4000 | pid).to_bytes(2, "big") + b"\x30" + field + head
    return packet.ljust(PACKET, b"\xff")


def _stamp(mark: int, ticks: int) -> bytes:
    ticks %= TICKS_WRAP
    bits = mark << 36 | (ticks >> 30 & 7) << 33 | 1 << 32
    bits |= (ticks >> 15 & 0x7FFF) << 17 | 1 << 16 | (ticks & 0x7FFF) << 1 | 1
    return bits.to_bytes(5, "big")


def run(origin: int, frames: Iterable[int], *, gop: int = 50, new: bool = False) -> bytes:
    return b"".join(
        picture(origin + PAL.ticks(n), key=n % gop == 0, new=new and place == 0)
        for place, n in enumerate(frames)
    )


def insert(at: int, frames: int = 100, *, origin: int = ORIGIN, event: int = 7) -> bytes:
    pts = (origin + PAL.ticks(at)) % TICKS_WRAP
    command = s.SpliceInsert(event, True, pts, duration=s.BreakDuration(PAL.ticks(frames), True))
    return encode(s.SpliceSection(command))


def cue(section: bytes, *, pid: int = CUES, counter: int = 0) -> bytes:
    return packetise(section, pid=pid, counter=counter)[0]


def heard(*parts: bytes) -> tuple[FoundCue, ...]:
    return CueReader().feed(b"".join(parts))


def understood(*parts: bytes) -> list[tuple[int, int]]:
    """Frame and length of the spots that may be replaced."""
    reader = CueReader()
    found, bad = signals(reader.feed(b"".join(parts)))
    assert bad == ()
    assert reader.origin_ticks is not None
    breaks = understand(found, rate=PAL, origin_ticks=reader.origin_ticks, length=None)
    return [(spot.at, spot.frames) for brk in breaks for spot in brk.spots if spot.replaceable]


# -- sections in packets -----------------------------------------------------------------


def packed(sections: Sequence[bytes], *, first: int, fill: bytes = b"") -> bytes:
    """Sections one behind the other; ``first`` bytes of the first packet's payload are used.

    ``fill`` is an adaptation field's body in every packet but the first.
    """
    data = b"".join(sections)
    starts = [sum(map(len, sections[:n])) for n in range(len(sections))]
    octets, at, counter, room = b"", 0, 3, first
    while at < len(data):
        begun = next((start for start in starts if at <= start < at + room - 1), None)
        size = room - (begun is not None)
        payload = data[at : at + size]
        pointer = b"" if begun is None else bytes((begun - at,))
        if begun is None and any(at <= start < at + room for start in starts):
            size, payload = size - 1, payload[:-1]  # it cannot be pointed at: one byte less
        flags = 0x40 if begun is not None else 0
        whole = pointer + payload
        last = at + size >= len(data)
        if last:
            whole = whole.ljust(room, b"\xff")
        stuffing = PACKET - 4 - len(whole)
        adaptation = (
            b""
            if not stuffing
            else bytes((stuffing - 1,)) + (b"\x00" + b"\xff" * 200)[: stuffing - 1]
        )
        octets += bytes(
            (0x47, flags | CUES >> 8, CUES & 0xFF, (0x30 if stuffing else 0x10) | counter)
        )
        octets += adaptation + whole
        at, counter, room = at + size, (counter + 1) & 0x0F, 184 - len(fill)
    return octets


@settings(deadline=None)
@given(
    st.lists(st.integers(17, 700), min_size=1, max_size=6), st.integers(2, 184), st.integers(0, 180)
)
def test_sections_come_out_however_they_lie_in_packets(
    sizes: list[int], first: int, fill: int
) -> None:
    sections = [
        bytes((0xFC, 0x30 | size >> 8, size & 0xFF)) + bytes(n % 251 for n in range(size))
        for size in sizes
    ]
    stream = packed(sections, first=first, fill=bytes(fill))
    assembler = SectionAssembler()

    found = [one for _, packet in packets_of(stream) for one in assembler.feed(packet)]

    assert len(stream) % PACKET == 0
    assert found == sections


def test_a_packet_sent_twice_is_one_cue_and_another_of_the_same_number_is_another() -> None:
    one, two = cue(insert(100)), cue(insert(300, event=8))

    found = heard(tables(PMT), run(ORIGIN, range(3)), one, one, two)

    assert [each.section for each in found] == [insert(100), insert(300, event=8)]


def test_a_scrambled_cue_is_passed_over() -> None:
    scrambled = bytearray(cue(insert(100)))
    scrambled[3] |= 0x80

    assert heard(tables(PMT), run(ORIGIN, range(3)), bytes(scrambled)) == ()


# -- tables ------------------------------------------------------------------------------


def with_cues(descriptors: bytes, *, pid: int = CUES) -> Pmt:
    return replace(PMT, streams=(*PMT.streams[:2], Stream(CUE_STREAM, pid, descriptors)))


@pytest.mark.parametrize(
    ("pmt", "registered"),
    [
        (PMT, False),
        (replace(PMT, descriptors=CUEI), True),
        (replace(PMT, descriptors=b"\x0e\x03\xc0\x00\x00" + CUEI), True),
        (with_cues(CUEI), True),
        (with_cues(b"\x8a\x01\x00"), False),
        (with_cues(b"\x05\x04HEVC"), False),
    ],
    ids=["nowhere", "programme", "programme, later", "stream", "cue descriptor", "another"],
)  # fmt: skip
def test_cues_are_heard_wherever_they_are_registered_or_not(pmt: Pmt, registered: bool) -> None:
    (found,) = heard(tables(pmt), run(ORIGIN, range(3)), cue(insert(100)))

    assert found == FoundCue(insert(100), PAL.ticks(2), CUES, registered)


def test_a_pmt_that_gains_a_cue_stream_is_followed() -> None:
    bare = replace(PMT, streams=PMT.streams[:2])
    later = replace(PMT, version=1)

    found = heard(
        tables(bare), run(ORIGIN, range(3)), cue(insert(100)), tables(later), cue(insert(200))
    )

    assert [each.section for each in found] == [insert(200)]


def test_a_cue_stream_that_moves_is_followed_and_its_old_pid_is_left() -> None:
    moved = replace(with_cues(b"", pid=0x1F7), version=1)

    found = heard(
        tables(PMT), run(ORIGIN, range(3)), cue(insert(100)), tables(moved),
        cue(insert(200), pid=0x1F7), cue(insert(300), counter=1),
    )  # fmt: skip

    assert [each.section for each in found] == [insert(100), insert(200)]


def test_a_pmt_that_does_not_hold_yet_is_not_followed() -> None:
    ahead = replace(PMT, streams=PMT.streams[:2], version=1, holds=False)

    found = heard(tables(PMT), run(ORIGIN, range(3)), tables(ahead), cue(insert(100)))

    assert len(found) == 1


def test_a_table_sent_again_costs_no_section_that_is_half_here() -> None:
    long = encode(s.SpliceSection(s.PrivateCommand(1, bytes(400))))
    packets = cue(long)

    found = heard(
        tables(PMT), run(ORIGIN, range(3)), packets[:PACKET], tables(PMT), packets[PACKET:]
    )

    assert [each.section for each in found] == [long]


def test_cues_of_another_programme_in_the_stream_are_not_ours() -> None:
    other = Pmt(2, 0x200, (Stream(0x1B, 0x200), Stream(CUE_STREAM, 0x2F0)))
    both = tables(PMT, other)
    pictures = run(ORIGIN, range(3)) + picture(5, key=True, pid=0x200)

    found = heard(both, pictures, cue(insert(100), pid=0x2F0), cue(insert(200)))

    assert [each.section for each in found] == [insert(200)]


# -- clocks ------------------------------------------------------------------------------


@pytest.mark.parametrize("wraps_at", [5, 100, 150, 199, 250])
def test_a_cue_is_where_it_is_across_the_wrap(wraps_at: int) -> None:
    origin = TICKS_WRAP - PAL.ticks(wraps_at)

    stream = tables(PMT) + run(origin, range(60)) + cue(insert(100, origin=origin))

    assert understood(stream, run(origin, range(60, 300))) == [(100, 100)]


def test_a_recording_that_begins_in_mid_group_counts_from_what_can_be_shown() -> None:
    stream = tables(PMT) + run(ORIGIN, range(30, 90)) + cue(insert(100))

    assert understood(stream, run(ORIGIN, range(90, 200))) == [(50, 100)]


def test_pictures_that_are_sent_out_of_order_are_no_new_clock() -> None:
    order = [0, 3, 1, 2, 6, 4, 5, 9, 7, 8]
    pictures = b"".join(
        picture(ORIGIN + PAL.ticks(n), key=n == 0, decoded=ORIGIN + PAL.ticks(place - 2))
        for place, n in enumerate(order)
    )

    assert understood(tables(PMT), pictures, cue(insert(100))) == [(100, 100)]


@pytest.mark.parametrize("again", [ORIGIN, 77, ORIGIN + PAL.ticks(40), TICKS_WRAP - PAL.ticks(20)])
def test_a_clock_that_begins_anew_counts_from_where_the_pictures_go_on(again: int) -> None:
    first = run(ORIGIN, range(60)) + cue(insert(20, 30, event=1))
    second = run(again, range(100)) + cue(insert(150, 40, origin=again, event=2), counter=1)

    assert understood(tables(PMT), first, second) == [(20, 30), (210, 40)]


def test_a_third_clock_counts_behind_both() -> None:
    parts = [
        run(clock, range(50)) + cue(insert(20, 10, origin=clock, event=n), counter=n)
        for n, clock in enumerate((ORIGIN, 5000, 3))
    ]

    assert understood(tables(PMT), *parts) == [(20, 10), (70, 10), (120, 10)]


def test_a_leap_that_the_stream_tells_is_a_new_clock_and_a_hole_is_none() -> None:
    leap = ORIGIN + PAL.ticks(100)
    hole = run(ORIGIN, range(50)) + run(ORIGIN, range(100, 150))
    told = run(ORIGIN, range(50)) + run(leap, range(50), new=True)

    assert understood(tables(PMT), hole, cue(insert(200))) == [(200, 100)]
    assert understood(tables(PMT), told, cue(insert(200))) == [(150, 100)]


def test_live_cues_are_told_as_they_come() -> None:
    reader = CueReader()
    stream = tables(PMT) + run(ORIGIN, range(10)) + cue(insert(100)) + run(ORIGIN, range(10, 12))
    at = len(tables(PMT)) + 10 * PACKET

    told = [
        (n, found) for n in range(0, len(stream), 47) if (found := reader.feed(stream[n : n + 47]))
    ]

    ((came, (found,)),) = told
    assert at < came + 47 <= at + PACKET + 47
    assert found.seen == PAL.ticks(9)


def test_the_spots_of_one_section_are_all_heard() -> None:
    upid = s.Upid(s.UpidType.URI, b"urn:x.nl:gen")
    kinds = (0x22, 0x34, 0x30)
    section = encode(
        s.SpliceSection(
            s.TimeSignal(ORIGIN + PAL.ticks(100)),
            tuple(s.Segmentation(n, kind, upid, PAL.ticks(50)) for n, kind in enumerate(kinds)),
        )
    )
    found, _ = signals(heard(tables(PMT), run(ORIGIN, range(3)), cue(section)))

    assert understand(found, rate=PAL, origin_ticks=ORIGIN, length=None) == (
        Break("gen", 100, 50, (Spot("gen", 100, 50, True),)),
    )
