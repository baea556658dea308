from __future__ import annotations

import av
import numpy as np

from stb.studio.encode import BLOCK, code_pictures, code_sound, coded_frame, write_creative
from stb.studio.transport import adts
from tests.studio.conftest import code_of, lag, luma


def drawn(count: int) -> list[av.VideoFrame]:
    out = []
    for n in range(count):
        pixels = np.full((720, 1280, 4), 60, np.uint8)
        pixels[200:400, 20 * n : 20 * n + 200] = (40, 200, 240, 255)
        out.append(coded_frame(pixels, 77, n))
    return out


def noise(samples: int) -> np.ndarray:
    rng = np.random.Generator(np.random.PCG64(5))
    plain = rng.standard_normal((2, samples))
    soft = plain + np.roll(plain, 1, axis=1) + np.roll(plain, 2, axis=1)
    return (soft * 0.05).astype(np.float32)


def test_the_code_is_readable_in_every_coded_picture():
    coded = list(code_pictures(drawn(12), crf=35, cap=400))
    decoder = av.CodecContext.create("h264", "r")
    seen = [f for p in coded for f in decoder.decode(av.Packet(p.payload))]
    seen += decoder.decode(None)

    assert [code_of(luma(frame)) for frame in seen] == [(77, n) for n in range(12)]


def test_the_decoding_time_runs_one_picture_ahead_of_the_showing_time():
    coded = list(code_pictures(drawn(10), crf=35, cap=400))

    assert [picture.dts for picture in coded] == list(range(-1, 9))
    assert sorted(picture.pts for picture in coded) == list(range(10))
    assert coded[0].key


def test_block_k_of_the_kept_packets_carries_the_samples_from_1024_k():
    made = noise(BLOCK * 14)

    units = code_sound(made, 12, bit_rate=96_000)

    decoder = av.CodecContext.create("aac", "r")
    blocks = [f for u in units for f in decoder.decode(av.Packet(adts(u)))]
    out = np.concatenate([block.to_ndarray() for block in blocks], axis=1)
    assert len(units) == 12
    for block in range(3, 9):
        at = block * BLOCK
        found, _ = lag(out[:, at : at + BLOCK], made[:, at - 2048 : at + BLOCK + 2048])
        assert found == 0


def test_a_creative_starts_with_a_key_picture_and_its_first_sample(tmp_path):
    made = noise(BLOCK * 24)

    write_creative(tmp_path / "x.mp4", lambda: drawn(12), made, crf=35, cap=400, bit_rate=96_000)

    with av.open(str(tmp_path / "x.mp4")) as source:
        first = next(source.decode(video=0))
        assert first.key_frame
        assert first.pts == 0
    with av.open(str(tmp_path / "x.mp4")) as source:
        out = np.concatenate([f.to_ndarray() for f in source.decode(audio=0)], axis=1)
    found, _ = lag(out[:, 2048:3072], made[:, : 2048 + 1024 + 2048])
    assert found == 0
