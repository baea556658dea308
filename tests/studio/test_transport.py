from __future__ import annotations

from itertools import pairwise

import pytest

from stb.studio.transport import (
    AUDIO_PID,
    FIRST_PTS,
    PACKET,
    PMT_PID,
    VIDEO_PID,
    CodedPicture,
    adts,
    reel_bytes,
)


def pictures(count: int, size: int = 700) -> list[CodedPicture]:
    return [
        CodedPicture(bytes([n % 251]) * (size + 37 * (n % 9)), n, n - 1, key=n % 48 == 0)
        for n in range(count)
    ]


def units(count: int) -> list[bytes]:
    return [bytes([n % 251]) * (180 + n % 40) for n in range(count)]


def packets(stream: bytes) -> list[bytes]:
    return [stream[at : at + PACKET] for at in range(0, len(stream), PACKET)]


def pid(packet: bytes) -> int:
    return (packet[1] & 0x1F) << 8 | packet[2]


def test_segments_tile_the_reel_and_each_starts_with_its_tables():
    stream, segments = reel_bytes(pictures(192), units(360))

    assert len(segments) == 2
    assert segments[0][0] == 0
    assert segments[1][0] == segments[0][1]
    assert sum(length for _, length in segments) == len(stream)
    for offset, _ in segments:
        assert pid(stream[offset : offset + PACKET]) == 0
        assert pid(stream[offset + PACKET : offset + 2 * PACKET]) == PMT_PID


def test_every_packet_is_whole_and_every_counter_goes_on():
    stream, _ = reel_bytes(pictures(96), units(180))

    assert {packet[0] for packet in packets(stream)} == {0x47}
    for wanted in (0, PMT_PID, VIDEO_PID, AUDIO_PID):
        counts = [packet[3] & 15 for packet in packets(stream) if pid(packet) == wanted]
        assert all(b == (a + 1) % 16 for a, b in pairwise(counts))


def test_what_goes_in_comes_out():
    made, sound = pictures(96), units(180)

    stream, _ = reel_bytes(made, sound)

    assert elementary(stream, VIDEO_PID) == b"".join(p.payload for p in made)
    assert elementary(stream, AUDIO_PID) == b"".join(adts(u) for u in sound)


def elementary(stream: bytes, wanted: int) -> bytes:
    out = bytearray()
    for packet in packets(stream):
        if pid(packet) != wanted:
            continue
        start = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)
        payload = packet[start:]
        if packet[1] & 0x40:
            payload = payload[9 + payload[8] :]
        out += payload
    return bytes(out)


def test_picture_and_sound_begin_together():
    stream, _ = reel_bytes(pictures(96), units(180))

    firsts = {
        wanted: next(p for p in packets(stream) if pid(p) == wanted and p[1] & 0x40)
        for wanted in (VIDEO_PID, AUDIO_PID)
    }

    assert {wanted: pts(packet) for wanted, packet in firsts.items()} == {
        VIDEO_PID: FIRST_PTS,
        AUDIO_PID: FIRST_PTS,
    }


def pts(packet: bytes) -> int:
    start = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)
    b = packet[start + 9 : start + 14]
    return (b[0] >> 1 & 7) << 30 | b[1] << 22 | (b[2] >> 1) << 15 | b[3] << 7 | b[4] >> 1


def test_pictures_without_their_sound_make_no_segment():
    with pytest.raises(ValueError, match="no segments"):
        reel_bytes(pictures(96), units(179))
    with pytest.raises(ValueError, match="no segments"):
        reel_bytes(pictures(95), units(180))
