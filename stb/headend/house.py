"""The house format of a spot, and the encoder for it.

H.264 High at a service's rate, 1280x720, BT.709, closed groups that start with an
IDR, and AAC-LC at 48 kHz in stereo without noise substitution, so that decoding
is repeatable to the bit; MP4 with its index in front.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import av
import numpy as np

from stb.headend.loudness import Meter, Waves
from stb.headend.measured import Loudness
from stb.model.time import SAMPLE_RATE, FrameRate

WIDTH, HEIGHT = 1280, 720
SOUND_BITS = 192_000
BLOCK = 1024
_GROUP_S = Fraction(48, 25)
_X264 = (
    "scenecut=0:open-gop=0:bframes=2:b-pyramid=none:colorprim=bt709:transfer=bt709:"
    "colormatrix=bt709:vbv-maxrate=6000:vbv-bufsize=12000"
)
_PNS_OFF = {"aac_pns": "0"}


def write_house(
    path: Path, pictures: Iterable[av.VideoFrame], sound: Iterator[Waves], *, rate: FrameRate
) -> None:
    """An MP4 of the pictures (1280x720, yuv420p) and the blocks of sound that go with them."""
    with av.open(f"file:{path}", "w", format="mp4", options={"movflags": "+faststart"}) as out:
        video, audio = _video(out, rate), _audio(out)
        at = fed = 0
        for at, picture in enumerate(pictures, start=1):
            picture.pts, picture.time_base = at - 1, 1 / rate.fraction
            picture.pict_type = 0
            out.mux(video.encode(picture))
            while fed * BLOCK < rate.sample(at):
                block = next(sound, None)
                if block is None:
                    break
                out.mux(audio.encode(_frame(block, fed)))
                fed += 1
        for number, block in enumerate(sound, start=fed):
            out.mux(audio.encode(_frame(block, number)))
        for stream in (video, audio):
            out.mux(stream.encode(None))


def as_coded(sound: Iterable[Waves]) -> Loudness:
    """How loud the blocks are once they went through the house's encoder."""
    coder: Any = av.CodecContext.create("aac", "w")
    coder.sample_rate, coder.layout, coder.format = SAMPLE_RATE, "stereo", "fltp"
    coder.bit_rate, coder.options = SOUND_BITS, _PNS_OFF
    coder.open()
    decoder: Any = av.CodecContext.create("aac", "r")
    decoder.extradata = coder.extradata
    meter = Meter()

    def hear(packets: Iterable[Any]) -> None:
        for packet in packets:
            for frame in decoder.decode(packet):
                meter.feed(frame)

    for number, block in enumerate(sound):
        hear(coder.encode(_frame(block, number)))
    hear(coder.encode(None))
    return meter.read()


def blocks(sound: Iterable[Waves], samples: int) -> Iterator[Waves]:
    """Exactly ``samples`` samples in blocks of the encoder; silence where there are no more."""
    rest: Waves = np.zeros((2, 0), np.float32)
    left = samples
    for waves in sound:
        rest = np.concatenate([rest, waves], axis=1)
        while rest.shape[1] >= min(BLOCK, left) and left:
            size = min(BLOCK, left)
            yield rest[:, :size]
            rest, left = rest[:, size:], left - size
        if not left:
            return
    while left:
        size = min(BLOCK, left)
        yield np.pad(rest[:, :size], ((0, 0), (0, max(0, size - rest.shape[1]))))
        rest, left = rest[:, size:], left - size


def _frame(waves: Waves, number: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(waves), "fltp", "stereo")
    frame.sample_rate = SAMPLE_RATE
    frame.pts, frame.time_base = number * BLOCK, Fraction(1, SAMPLE_RATE)
    return frame


def _video(out: Any, rate: FrameRate) -> Any:
    group = ceil(_GROUP_S * rate.fraction)
    stream = out.add_stream("libx264", rate=rate.fraction)
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    stream.codec_context.time_base = 1 / rate.fraction
    stream.codec_context.sample_aspect_ratio = Fraction(1)
    stream.codec_context.gop_size, stream.codec_context.max_b_frames = group, 2
    stream.options = {
        "preset": "faster",
        "profile": "high",
        "crf": "20",
        "x264-params": f"keyint={group}:min-keyint={group}:{_X264}",
    }
    return stream


def _audio(out: Any) -> Any:
    stream = out.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", options=_PNS_OFF)
    stream.bit_rate = SOUND_BITS
    return stream
