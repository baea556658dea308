from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.formats.breaks import announce, understand
from stb.formats.scte35 import encode
from stb.formats.ts import (
    CUE_STREAM,
    HEAD,
    PACKET,
    CueReader,
    Pmt,
    SectionAssembler,
    Stream,
    TsError,
    begins_stream,
    declare_cues,
    index_segment,
    packetise,
    packets_of,
    read_pat,
    read_pmt,
    restamp,
    signals,
    write_pat,
    write_pmt,
)
from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.time import PAL, TICKS_WRAP

FRAMES = 96


@pytest.fixture(scope="module")
def segment() -> bytes:
    """96 frames of 25p with B-frames and 48 kHz AAC: a segment as reels have it."""
    sink = io.BytesIO()
    with av.open(sink, "w", format="mpegts") as container:
        video: Any = container.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = 160, 96, "yuv420p"
        video.options = {"g": "48", "bf": "2", "preset": "ultrafast"}
        sound: Any = container.add_stream("aac", rate=48_000, layout="stereo")
        noise = np.random.default_rng(1)
        for number in range(FRAMES):
            picture = av.VideoFrame.from_ndarray(
                noise.integers(0, 255, (96, 160, 3), dtype=np.uint8), format="rgb24"
            )
            picture.pts = number
            container.mux(video.encode(picture))
        for number in range(180):
            samples = noise.normal(0, 0.1, (2, 1024)).astype(np.float32)
            block = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
            block.sample_rate, block.pts = 48_000, number * 1024
            container.mux(sound.encode(block))
        container.mux(video.encode(None))
        container.mux(sound.encode(None))
    return sink.getvalue()


def stamps_of(stream: bytes) -> list[tuple[int, int, int]]:
    with av.open(io.BytesIO(stream), options={"correct_ts_overflow": "0"}) as container:
        return [
            (packet.stream.index, packet.pts, packet.dts)
            for packet in container.demux()
            if packet.pts is not None and packet.dts is not None
        ]


def counters_hold(stream: bytes) -> bool:
    last: dict[int, int] = {}
    for _, packet in packets_of(stream):
        pid, counter = (packet[1] & 0x1F) << 8 | packet[2], packet[3] & 0x0F
        if packet[3] & 0x10:
            if pid in last and counter != (last[pid] + 1) & 0x0F:
                return False
            last[pid] = counter
    return True


def pcrs_of(stream: bytes) -> list[int]:
    return [
        int.from_bytes(packet[6:12], "big") >> 15
        for _, packet in packets_of(stream)
        if packet[3] & 0x20 and packet[4] >= 7 and packet[5] & 0x10
    ]


def test_restamping_moves_every_clock_by_the_same_ticks(segment: bytes) -> None:
    shift = 90_000 * 3600

    moved = bytes(restamp(segment, index_segment(segment), shift_ticks=shift, continuity={}))

    assert stamps_of(moved) == [
        (stream, pts + shift, dts + shift) for stream, pts, dts in stamps_of(segment)
    ]
    assert pcrs_of(moved) == [clock + shift for clock in pcrs_of(segment)]
    assert len(pcrs_of(moved)) > 10


def test_clocks_wrap_at_33_bits(segment: bytes) -> None:
    index = index_segment(segment)
    assert index.video_pts is not None
    shift = TICKS_WRAP - index.video_pts - PAL.ticks(10)

    moved = index_segment(bytes(restamp(segment, index, shift_ticks=shift, continuity={})))

    assert moved.video_pts == TICKS_WRAP - PAL.ticks(10)
    assert {ticks for _, _, ticks in moved.stamps} == {
        (ticks + shift) % TICKS_WRAP for _, _, ticks in index.stamps
    }
    assert min(ticks for _, _, ticks in moved.stamps) < PAL.ticks(FRAMES)


def test_nothing_but_clocks_and_counters_changes(segment: bytes) -> None:
    index = index_segment(segment)
    there = bytes(restamp(segment, index, shift_ticks=123_456_789, continuity={0x100: 7, 0: 3}))
    own = {pid: counted.first for pid, counted in index.counters.items()}

    back = restamp(there, index_segment(there), shift_ticks=-123_456_789, continuity=own)

    assert there != segment
    assert bytes(back) == segment


def test_segments_laid_after_each_other_are_one_stream(segment: bytes) -> None:
    index = index_segment(segment)
    continuity: dict[int, int] = {}
    stream = b""
    for number in range(5):
        shift = number * PAL.ticks(FRAMES)
        stream += restamp(segment, index, shift_ticks=shift, continuity=continuity)
        continuity = index.after(continuity)

    assert counters_hold(stream)
    with av.open(io.BytesIO(stream)) as container:
        pictures = [frame.pts for frame in container.decode(video=0)]
    first = pictures[0]
    assert [pts - first for pts in pictures] == [PAL.ticks(each) for each in range(5 * FRAMES)]


@given(
    st.integers(-(1 << 34), 1 << 34), st.dictionaries(st.integers(0, 0x1FFE), st.integers(0, 15))
)
def test_any_shift_can_be_taken_back(shift: int, continuity: dict[int, int]) -> None:
    packet, _ = packetise(b"", pid=0x101, counter=5)
    pes = (
        b"\x00\x00\x01\xe0\x00\x00\x80\xc0\x0a" + b"\x31\x00\x01\x00\x01" + b"\x11\x00\x01\x00\x01"
    )
    whole = b"\x47\x41\x00\x3f\x07\x10" + b"\x00\x00\x00\x00\x7e\x00" + pes
    tiny = whole.ljust(PACKET, b"\xff") + packet
    index = index_segment(tiny)

    there = bytes(restamp(tiny, index, shift_ticks=shift, continuity=continuity))
    own = {pid: counted.first for pid, counted in index.counters.items()}

    assert bytes(restamp(there, index_segment(there), shift_ticks=-shift, continuity=own)) == tiny


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "ts.sync"),
        (b"\x47" * 100, "ts.sync"),
        (bytes(188), "ts.sync"),
        # an adaptation field of 178 bytes leaves 5 for a PES header of 14
        ((b"\x47\x41\x00\x30\xb2" + b"\xff" * 178 + b"\x00\x00\x01\xe0\x00"), "ts.split"),
    ],
)
def test_what_cannot_be_indexed_is_refused(octets: bytes, code: str) -> None:
    with pytest.raises(TsError) as refusal:
        index_segment(octets)

    assert refusal.value.code == code


def test_tables_are_read_as_they_are_written() -> None:
    pmt = Pmt(1, 0x100, (Stream(0x1B, 0x100), Stream(0x0F, 0x101, b"\x0a\x04nld\x00")), b"", 3)

    assert read_pmt(write_pmt(pmt)) == pmt
    assert read_pat(write_pat({1: 0x1000, 2: 0x1001})) == {1: 0x1000, 2: 0x1001}


def test_a_cue_stream_is_known_with_and_without_its_registration() -> None:
    plain = Pmt(1, 0x100, (Stream(0x1B, 0x100), Stream(CUE_STREAM, 0x1F0)))

    assert plain.cue_pids() == ((0x1F0, False),)
    assert Pmt(1, 0x100, ()).with_cues(0x1F1).cue_pids() == ((0x1F1, True),)
    own = Pmt(1, 0x100, (Stream(CUE_STREAM, 0x1F0, b"\x05\x04CUEI"),))
    assert own.cue_pids() == ((0x1F0, True),)


@pytest.mark.parametrize("octets", [b"", b"\x02" + bytes(20), write_pat({1: 5}), bytes(200)])
def test_a_table_that_does_not_hold_is_refused(octets: bytes) -> None:
    with pytest.raises(TsError):
        read_pmt(octets)


def section_of(size: int) -> bytes:
    return bytes([0xFC, 0x30 | size >> 8, size & 0xFF]) + bytes(size)


@given(st.lists(st.integers(1, 1000).map(section_of), min_size=1, max_size=5))
def test_sections_come_out_of_packets_as_they_went_in(sections: list[bytes]) -> None:
    counter, stream = 9, b""
    for section in sections:
        octets, counter = packetise(section, pid=0x1F0, counter=counter)
        stream += octets
    assembler = SectionAssembler()

    found = [each for _, packet in packets_of(stream) for each in assembler.feed(packet)]

    assert found == sections


def test_a_lost_packet_costs_one_section() -> None:
    section = bytes([0xFC, 0x31, 0x2C]) + bytes(300)
    stream, counter = packetise(section, pid=5, counter=0)
    later, _ = packetise(section, pid=5, counter=counter)
    assembler = SectionAssembler()

    found = [
        each for _, packet in packets_of(stream[:PACKET] + later) for each in assembler.feed(packet)
    ]

    assert found == [section]


def test_a_packet_sent_twice_counts_once() -> None:
    stream, _ = packetise(bytes([0xFC, 0x30, 3, 1, 2, 3]), pid=5, counter=0)
    assembler = SectionAssembler()

    assert [len(assembler.feed(stream)), len(assembler.feed(stream))] == [1, 0]


@given(st.binary(max_size=600), st.lists(st.integers(0, 600), max_size=4))
def test_any_bytes_are_read_without_a_word(octets: bytes, cuts: list[int]) -> None:
    reader = CueReader()

    for at in cuts:
        reader.feed(b"\x47" + octets[at:])
    reader.feed(octets)


def with_cues(segment: bytes, cues: bytes, *, registered: bool) -> bytes:
    """The segment with cue packets behind its first picture."""
    declared = declare_cues(segment, pid=0x1F0)
    if not registered:
        plain = bytearray(declared)
        for at, packet in packets_of(declared):
            if (packet[1] & 0x1F) << 8 | packet[2] == 0x1000:
                (section,) = SectionAssembler().feed(packet)
                pmt = read_pmt(section)
                bare = Pmt(pmt.program, pmt.pcr_pid, pmt.streams)
                plain[at : at + PACKET] = packetise(write_pmt(bare), pid=0x1000, counter=packet[3])[
                    0
                ]
        declared = bytes(plain)
    half = len(declared) // PACKET // 2 * PACKET
    return declared[:half] + cues + declared[half:]


@pytest.mark.parametrize("registered", [True, False])
@pytest.mark.parametrize("piece", [100, 188, 5000])
def test_cues_are_found_across_the_wrap_with_and_without_their_registration(
    segment: bytes, registered: bool, piece: int
) -> None:
    index = index_segment(segment)
    assert index.video_pts is not None
    shift = TICKS_WRAP - PAL.ticks(30) - index.video_pts
    moved = bytes(restamp(segment, index, shift_ticks=shift, continuity={}))
    origin = TICKS_WRAP - PAL.ticks(30)
    breaks = (Break("b1", 60, 300, (Spot("gen-1", 85, 250, True, "", 1, 1),)),)
    packets, counter = b"", 0
    for cue in announce(breaks, rate=PAL, origin_ticks=origin):
        octets, counter = packetise(encode(cue.section), pid=0x1F0, counter=counter)
        packets += octets
    stream = with_cues(moved, packets, registered=registered)

    reader = CueReader()
    found = [
        cue for at in range(0, len(stream), piece) for cue in reader.feed(stream[at : at + piece])
    ]
    heard, bad = signals(found)

    assert bad == ()
    assert {cue.registered for cue in found} == {registered}
    assert reader.origin_ticks == origin
    assert understand(heard, rate=PAL, origin_ticks=origin, length=None) == breaks


def test_a_cue_that_does_not_hold_is_named(segment: bytes) -> None:
    section = bytearray(encode(s.SpliceSection(s.TimeSignal(5))))
    section[-1] ^= 1
    packets, _ = packetise(bytes(section), pid=0x1F0, counter=0)

    heard, bad = signals(CueReader().feed(with_cues(segment, packets, registered=True)))

    assert heard == ()
    assert [error.code for _, error in bad] == ["cue.crc"]


def test_a_decoder_sees_the_declared_cues(segment: bytes) -> None:
    section = encode(s.SpliceSection(s.TimeSignal(5)))
    packets, _ = packetise(section, pid=0x1F0, counter=0)

    with av.open(io.BytesIO(with_cues(segment, packets, registered=True))) as container:
        carried = [
            bytes(packet)
            for packet in container.demux()
            if packet.stream.type == "data" and packet.size
        ]

    assert carried == [section]


def test_a_stream_is_known_by_its_packets_wherever_it_begins_in_one() -> None:
    packets, _ = packetise(bytes(500), pid=0x100, counter=0)
    stream = packets * 9

    assert all(begins_stream(stream[cut : cut + HEAD]) for cut in range(PACKET))
    assert begins_stream(bytes(60) + stream)
    assert not begins_stream(bytes(HEAD))
    assert not begins_stream(b"")
    assert not begins_stream(b"ftypG" * 300)
