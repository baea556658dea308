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


def reordered() -> bytes:
    """A second and a half in which pictures come in another order than they are shown."""
    file = io.BytesIO()
    options = {"g": "60", "bf": "3", "b_strategy": "0", "b-pyramid": "normal"}
    with av.open(file, "w", format="mpegts") as out:
        video = out.add_stream("libx264", rate=25, options=options)
        video.width, video.height, video.pix_fmt = 64, 36, "yuv420p"
        for n in range(38):
            level = np.full((36, 64, 3), n * 5, np.uint8)
            picture = av.VideoFrame.from_ndarray(level, format="rgb24")
            picture.pts = n
            out.mux(video.encode(picture))
        out.mux(video.encode(None))
    return file.getvalue()


def stamps_of(octets: bytes) -> list[int]:
    """The stamps of all pictures that can be decoded, as they are shown."""
    with av.open(io.BytesIO(octets), format="mpegts") as opened:
        return [frame.pts for frame in opened.decode(video=0) if frame.pts is not None]


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


def test_of_a_segment_that_grows_so_many_pictures_are_there_as_it_says():
    stream, cutter = reordered(), Cutter()
    said: list[Fraction] = []
    there: list[list[int]] = []

    for at in range(0, len(stream), PACKET):
        assert not cutter.feed(stream[at : at + PACKET])
        in_hand = cutter.in_hand
        if in_hand is not None and in_hand.seconds > (said[-1] if said else 0):
            said.append(in_hand.seconds)
            first = in_hand.begins
            there.append([pts - first for pts in stamps_of(cutter.come(0))])

    assert said == [Fraction(n, 25) for n in range(1, len(said) + 1)]
    assert len(said) > 20
    for seconds, stamps in zip(said, there, strict=True):
        complete = [ticks for ticks in stamps if ticks < seconds * 90_000]
        assert complete == [3600 * n for n in range(int(seconds * 25))]


def test_the_first_picture_stands_alone_as_soon_as_the_second_begins():
    stream, cutter = reordered(), Cutter()

    parts = (stream[at : at + PACKET] for at in range(0, len(stream), PACKET))
    while (in_hand := cutter.in_hand) is None or not in_hand.head:
        cutter.feed(next(parts))

    assert stamps_of(cutter.come(0)[: in_hand.head]) == [in_hand.begins]
    assert (in_hand.pictures, in_hand.step, in_hand.jumped) == (2, 3600, False)


def test_a_point_of_access_before_the_last_one_begins_a_new_clock(stream: bytes):
    cutter = Cutter()
    seconds = [piece.octets for piece in Cutter().feed(stream)]

    pieces = cutter.feed(b"".join([*seconds[1:3], *seconds]))

    assert [piece.jumped for piece in pieces] == [False, False, True, False, False, False]
    assert [piece.seconds for piece in pieces] == [Fraction(1)] * 6


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
