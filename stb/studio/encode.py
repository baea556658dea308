"""Pictures and sound into coded packets, and into the two kinds of file.

Video: H.264 High, 1280x720 at 25 pictures a second, closed groups of 48 that
start with an IDR, two B pictures, so the decoding time is one picture ahead in
every file and reels join in a rising line. One thread: the same encoder gives
the same bytes.

Sound: AAC-LC, 48 kHz stereo, without noise substitution, so that decoding is
repeatable to the bit. The convention for reels: the encoder's packet p covers
samples [1024 (p-1), 1024 (p+1)) and a decoder gives [1024 (p-1), 1024 p) for
it, *if it had packet p-1 before*. A reel of n blocks keeps packets 1 to n, and
stamps packet p with block p-1. So block k of the decoded reel is the clip's
samples [1024 k, 1024 (k+1)) exactly, but for block 0, to which the packet
before it (the last of the reel before, whose second half lies beyond that
reel's end) also contributes: a join is the codec's own 21 ms cross-fade.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from stb.formats.picture_code import BLACK, CELLS, HEIGHT_FRACTION, WHITE, cells
from stb.model.time import SAMPLE_RATE
from stb.studio.canvas import HEIGHT, WIDTH
from stb.studio.transport import CodedPicture

RATE = 25
SAMPLES_PER_FRAME = SAMPLE_RATE // RATE
BLOCK = 1024
GROUP = 48
VERSION = 1
"""Part of every recipe: raise it when files must be encoded anew."""

Pixels = npt.NDArray[np.uint8]
Sound = npt.NDArray[np.float32]

_X264 = {
    "preset": "medium",
    "profile": "high",
    "tune": "animation",
    "x264-params": (
        f"keyint={GROUP}:min-keyint={GROUP}:scenecut=0:open-gop=0:bframes=2:b-pyramid=none:"
        "b-adapt=1:rc-lookahead=48:repeat-headers=1:aud=1:threads=1:sliced-threads=0:"
        "colorprim=bt709:transfer=bt709:colormatrix=bt709"
    ),
}


def coded_frame(pixels: Pixels, clip: int, frame: int) -> av.VideoFrame:
    """A drawn picture as 4:2:0, with its picture code along the bottom.

    ``pixels``: uint8 array (720, 1280, 4), BGRA.
    """
    drawn = av.VideoFrame.from_ndarray(pixels, format="bgra")
    picture = drawn.reformat(
        format="yuv420p",
        src_colorspace="ITU709",
        dst_colorspace="ITU709",
        src_color_range="JPEG",
        dst_color_range="MPEG",
    )
    row = np.where(np.array(cells(clip, frame)), WHITE, BLACK).astype(np.uint8)
    for index, plane in enumerate(picture.planes):
        view = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        high = plane.height // HEIGHT_FRACTION
        line = np.repeat(row, WIDTH // CELLS) if index == 0 else np.uint8(128)
        view[plane.height - high :, : plane.width] = line
    return picture


def _open_video(stream: Any, crf: float, cap: int) -> None:
    stream.width, stream.height = WIDTH, HEIGHT
    stream.pix_fmt = "yuv420p"
    stream.time_base = Fraction(1, RATE)
    stream.framerate = Fraction(RATE)
    stream.gop_size = GROUP
    stream.max_b_frames = 2
    stream.thread_count = 1
    bounds = f":vbv-maxrate={cap}:vbv-bufsize={cap * 5 // 2}"
    stream.options = {
        **_X264,
        "crf": f"{crf:g}",
        "x264-params": _X264["x264-params"] + bounds,
    }


def code_pictures(
    frames: Iterable[av.VideoFrame], *, crf: float, cap: int
) -> Iterator[CodedPicture]:
    """The access units of a reel in decoding order. ``cap``: at most so many kbit/s."""
    coder: Any = av.CodecContext.create("libx264", "w")
    _open_video(coder, crf, cap)
    for number, frame in enumerate(frames):
        frame.pts, frame.time_base = number, Fraction(1, RATE)
        yield from map(_unit, coder.encode(frame))
    yield from map(_unit, coder.encode(None))


def _unit(packet: Any) -> CodedPicture:
    return CodedPicture(bytes(packet), packet.pts, packet.dts, packet.is_keyframe)


def code_sound(sound: Sound, blocks: int, *, bit_rate: int) -> list[bytes]:
    """AAC access units 1 to ``blocks``, as the module's convention has it.

    ``sound``: float32 array (2, samples) of at least 1024 * (blocks + 1) samples.
    """
    if sound.shape[1] < BLOCK * (blocks + 1):
        raise ValueError(f"{sound.shape[1]} samples are too few for {blocks} blocks and a tail")
    coder: Any = av.CodecContext.create("aac", "w")
    coder.sample_rate, coder.layout, coder.format = SAMPLE_RATE, "stereo", "fltp"
    coder.bit_rate = bit_rate
    coder.options = {"aac_pns": "0"}
    packets = [bytes(p) for frame in _blocks(sound, blocks + 3) for p in coder.encode(frame)]
    packets += [bytes(p) for p in coder.encode(None)]
    return packets[1 : blocks + 1]


def _blocks(sound: Sound, count: int) -> Iterator[av.AudioFrame]:
    padded = np.pad(sound, ((0, 0), (0, max(0, count * BLOCK - sound.shape[1]))))
    for k in range(count):
        part = np.ascontiguousarray(padded[:, k * BLOCK : (k + 1) * BLOCK], np.float32)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate, frame.time_base = SAMPLE_RATE, Fraction(1, SAMPLE_RATE)
        frame.pts = k * BLOCK
        yield frame


def write_creative(
    path: Path,
    frames: Callable[[], Iterable[av.VideoFrame]],
    sound: Sound,
    *,
    crf: float,
    cap: int,
    bit_rate: int,
) -> None:
    """An MP4 with its index in front; ``sound`` may run on a little past the pictures."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as out:
        video: Any = out.add_stream("libx264", rate=RATE)
        _open_video(video.codec_context, crf, cap)
        audio: Any = out.add_stream("aac", rate=SAMPLE_RATE, layout="stereo")
        audio.codec_context.bit_rate = bit_rate
        audio.codec_context.options = {"aac_pns": "0"}
        blocks = _blocks(sound, math.ceil(sound.shape[1] / BLOCK))
        fed = 0
        for number, frame in enumerate(frames()):
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            for packet in video.encode(frame):
                out.mux(packet)
            while fed * BLOCK < (number + 1) * SAMPLES_PER_FRAME:
                for packet in audio.encode(next(blocks)):
                    out.mux(packet)
                fed += 1
        for block in blocks:
            for packet in audio.encode(block):
                out.mux(packet)
        for stream in (video, audio):
            for packet in stream.encode(None):
                out.mux(packet)
