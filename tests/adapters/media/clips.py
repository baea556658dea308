"""Small clips whose every frame and sample can be recognised in the output.

The picture carries the picture code over a moving ramp; the sound is low-passed
noise, a pure function of clip number and sample, so that 1024 samples have one
place only in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import gcd
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from stb.formats.picture_code import HEIGHT_FRACTION, cells
from stb.model.time import PAL, FrameRate

Samples = NDArray[np.float32]

WIDTH, HEIGHT = 320, 180


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip to be made: ``code`` is its picture code and the seed of its sound.

    ``sound_from`` and ``sound_to`` are the samples at which its sound begins and ends,
    where that is not with the pictures.
    """

    name: str
    code: int
    frames: int
    rate: FrameRate = PAL
    sample_rate: int = 48_000
    sound: str = "aac"
    layout: str = "stereo"
    picture: str = "libx264"
    width: int = WIDTH
    height: int = HEIGHT
    gop: int = 48
    options: tuple[tuple[str, str], ...] = ()
    timestamps_from: int = 0
    fragmented: bool = False
    form: str = "yuv420p"
    sound_from: int = 0
    sound_to: int | None = None

    @property
    def samples(self) -> int:
        return int(self.rate.seconds(self.frames) * self.sample_rate)


@cache
def noise(code: int, sample_rate: int, samples: int) -> Samples:
    """The sound of a clip, mono, float32, with nothing above a third of the band."""
    white = np.random.default_rng(1000 + code).standard_normal(samples + 16)
    window = np.hanning(11)
    low = np.convolve(white, window / window.sum(), "same")[:samples]
    return (low / np.abs(low).max() * 0.5).astype(np.float32)


@cache
def at_48k(code: int, sample_rate: int, samples: int) -> Samples:
    """The same sound on the box's own grid."""
    sound = noise(code, sample_rate, samples)
    if sample_rate == 48_000:
        return sound
    # A whole number of samples on both grids, or the sound would be stretched a little.
    grid = sample_rate // gcd(sample_rate, 48_000)
    padded = np.pad(sound, (0, -samples % grid))
    out = padded.size * 48_000 // sample_rate
    whole = np.fft.irfft(np.fft.rfft(padded), out) * (out / padded.size)
    return whole[: samples * 48_000 // sample_rate].astype(np.float32)


def make(clip: Clip, folder: Path) -> Path:
    path = folder / clip.name
    if path.exists():
        return path
    form = {".ts": "mpegts", ".mp4": "mp4", ".mkv": "matroska"}[path.suffix]
    with av.open(str(path), "w", format=form, options=form_options(clip)) as out:
        video = out.add_stream(clip.picture, rate=clip.rate.fraction)
        video.width, video.height, video.pix_fmt = clip.width, clip.height, clip.form
        video.codec_context.time_base = 1 / clip.rate.fraction
        options = {"crf": "24", "g": str(clip.gop), "keyint_min": str(clip.gop), "threads": "1"}
        if clip.picture == "libx264":
            options |= {"preset": "superfast", "sc_threshold": "0"}
        video.options = options | dict(clip.options)
        audio = None
        if clip.sound:
            audio = out.add_stream(clip.sound, rate=clip.sample_rate)
            audio.bit_rate = 192_000
            audio.layout = clip.layout
            if clip.sound == "aac":
                audio.options = {"aac_pns": "0"}
        _encode(clip, out, video, audio)
    return path


def form_options(clip: Clip) -> dict[str, str]:
    """Options of the muxer that makes the clip."""
    if clip.fragmented:
        return {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    if clip.name.endswith(".mp4"):
        # Else edit lists are written in whole milliseconds.
        return {"movie_timescale": "7056000"}
    return {"mpegts_copyts": "1"} if clip.name.endswith(".ts") else {}


def _encode(
    clip: Clip, out: OutputContainer, video: VideoStream, audio: AudioStream | None
) -> None:
    ramp = np.add.outer(np.arange(clip.height), np.arange(clip.width)).astype(np.int32)
    sound = noise(clip.code, clip.sample_rate, clip.samples) if audio is not None else None
    done, last = clip.sound_from, clip.samples if clip.sound_to is None else clip.sound_to
    for number in range(clip.frames):
        out.mux(video.encode(picture(clip, number, ramp).reformat(format=clip.form)))
        if audio is None or sound is None:
            continue
        due = min(last, int(clip.rate.seconds(number + 1) * clip.sample_rate))
        while done < due:
            end = min(due, done + 1024)
            out.mux(audio.encode(_sound_frame(clip, sound[done:end], done)))
            done = end
    out.mux(video.encode(None))
    if audio is not None:
        out.mux(audio.encode(None))


def picture(clip: Clip, number: int, ramp: NDArray[np.int32]) -> av.VideoFrame:
    frame = av.VideoFrame(clip.width, clip.height, "yuv420p")
    for plane, level in zip(frame.planes, (0, 96 + clip.code * 7 % 64, 160), strict=True):
        np.frombuffer(plane, np.uint8)[:] = level
    plane = frame.planes[0]
    luma = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[:, : clip.width]
    luma[:] = (ramp + 3 * number + 20 * clip.code) % 180 + 40
    cell, row = clip.width // 32, clip.height // HEIGHT_FRACTION
    bits = np.where(np.array(cells(clip.code, number)), 235, 16).astype(np.uint8)
    luma[-row:, : cell * 32] = np.repeat(bits, cell)
    frame.pts = number + clip.timestamps_from
    frame.time_base = 1 / clip.rate.fraction
    return frame


def _sound_frame(clip: Clip, mono: Samples, at: int) -> av.AudioFrame:
    channels = {"mono": 1, "stereo": 2, "5.1": 6}[clip.layout]
    sound = np.ascontiguousarray(np.repeat(mono[None], channels, axis=0))
    if clip.sound == "mp2":
        form, sound = "s16p", (sound * 32767).astype(np.int16)
    else:
        form = "fltp"
    frame = av.AudioFrame.from_ndarray(sound, format=form, layout=clip.layout)
    frame.sample_rate = clip.sample_rate
    frame.pts = at + int(Fraction(clip.timestamps_from) / clip.rate.fraction * clip.sample_rate)
    frame.time_base = Fraction(1, clip.sample_rate)
    return frame


def lag(heard: Samples, reference: Samples, at: int, *, reach: int = 64) -> tuple[int, float]:
    """How far ``heard`` (mono) lies from sample ``at`` of the reference, and how alike it is."""
    first = max(0, at - reach)
    there = reference[first : at + heard.size + reach].astype(np.float64)
    if there.size < heard.size:
        return 0, -1.0
    power = np.concatenate([[0.0], np.cumsum(there * there)])
    level = np.sqrt(power[heard.size :] - power[: -heard.size]) * np.linalg.norm(heard)
    likeness = np.correlate(there, heard, "valid") / (level + 1e-9)
    best = int(likeness.argmax())
    return first + best - at, float(likeness[best])
