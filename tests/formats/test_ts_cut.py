"""An endless transport stream is cut where decoding may begin."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from stb.formats.ts import PACKET, Cutter, Pmt, Stream, packetise, write_pmt

TABLES = 0x1000
PMT = Pmt(1, 0x100, (Stream(0x1B, 0x100),))
LONG = b"\x83\xfa" + bytes(250)
"""A descriptor of somebody's own."""


@pytest.fixture(scope="module")
def stream() -> bytes:
    """Six seconds of a small picture, a point of access every second."""
    file = io.BytesIO()
    with av.open(file, "w", format="mpegts") as out:
        video = out.add_stream("libx264", rate=25, options={"g": "25", "sc_threshold": "0"})
        video.width, video.height, video.pix_fmt = 64, 36, "yuv420p"
        for n in range(150):
            picture = av.VideoFrame.from_ndarray(
                np.full((36, 64, 3), n % 256, np.uint8), format="rgb24"
            )
            picture.pts = n
            out.mux(video.encode(picture))
        out.mux(video.encode(None))
    return file.getvalue()


def frames_of(segment: bytes) -> int:
    with av.open(io.BytesIO(segment), format="mpegts") as opened:
        return sum(1 for _ in opened.decode(video=0))


@pytest.mark.parametrize("step", [1000, 188, 65_536])
def test_segments_last_a_second_and_decode_by_themselves(stream: bytes, step: int):
    cutter = Cutter()

    pieces = [p for at in range(0, len(stream), step) for p in cutter.feed(stream[at : at + step])]

    assert [piece.seconds for piece in pieces] == [Fraction(1)] * 5
    assert [frames_of(piece.octets) for piece in pieces] == [25] * 5
    assert all(len(piece.octets) % PACKET == 0 for piece in pieces)


def test_a_stream_that_begins_again_is_cut_there_and_loses_no_picture(stream: bytes):
    cutter = Cutter()

    pieces = [piece for _ in range(3) for piece in cutter.feed(stream)]

    assert [piece.seconds for piece in pieces] == [Fraction(1)] * 17
    assert [n for n, piece in enumerate(pieces) if piece.jumped] == [6, 12]
    assert [frames_of(piece.octets) for piece in pieces] == [25] * 17


def test_a_jump_in_the_middle_of_a_group_waits_for_the_next_point_of_access(stream: bytes):
    cutter = Cutter()
    middle = len(stream) // 2 // PACKET * PACKET

    pieces = [*cutter.feed(stream), *cutter.feed(stream[middle:])]

    assert sum(piece.jumped for piece in pieces) == 1
    assert all(frames_of(piece.octets) == 25 for piece in pieces)


def test_a_table_over_two_packets_stands_whole_before_every_segment(stream: bytes):
    long = packetise(write_pmt(replace(PMT, descriptors=LONG)), pid=TABLES, counter=0)[0]
    assert len(long) == 2 * PACKET
    parts = [stream[at : at + PACKET] for at in range(0, len(stream), PACKET)]
    kept = [part for part in parts if (part[1] & 0x1F) << 8 | part[2] != TABLES]
    first = next(n for n, part in enumerate(kept) if part[1:3] == b"\x40\x00") + 1

    # Once only, at the head: later segments have no other.
    pieces = Cutter().feed(b"".join([*kept[:first], long, *kept[first:]]))

    assert [frames_of(piece.octets) for piece in pieces] == [25] * 5
    assert all(long in piece.octets for piece in pieces)


def test_noise_gives_no_segment_and_no_error():
    noise = np.random.default_rng(1).integers(0, 256, 500_000, np.uint8).tobytes()

    assert Cutter().feed(noise) == ()
