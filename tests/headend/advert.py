"""Adverts as they come from outside: any rate, layout and level, with faults on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from .material import picture

Waves = NDArray[np.float32]
CODE = 9


def noise(channels: int, samples: int, *, seed: int = 5) -> Waves:
    """Low-passed noise at about -22 LUFS in stereo, no two stretches alike."""
    white = np.random.default_rng(seed).standard_normal((channels, samples + 15))
    window = np.ones(16) / 16
    low = np.stack([np.convolve(one, window, "valid") for one in white])
    return (low * 0.22).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Advert:
    """``waves``: (channels, samples) at ``hertz``; None: noise as long as the pictures.

    ``black`` are the frames without any light; ``dropped`` those that are not there.
    """

    frames: int = 250
    rate: Fraction = Fraction(25)
    size: tuple[int, int] = (320, 180)
    layout: str = "stereo"
    hertz: int = 48_000
    waves: Waves | None = None
    loud: float = 1.0
    black: Callable[[int], bool] = lambda n: False
    dropped: Callable[[int], bool] = lambda n: False
    options: tuple[tuple[str, str], ...] = ()

    @property
    def sound(self) -> Waves:
        if self.waves is not None:
            return self.waves
        channels = {"mono": 1, "stereo": 2, "5.1": 6}[self.layout]
        return noise(channels, int(self.frames / self.rate * self.hertz)) * np.float32(self.loud)


def write(path: Path, advert: Advert) -> Path:
    """The advert as a file; frames carry their numbers in the picture code."""
    with av.open(str(path), "w") as out:
        video: Any = out.add_stream("libx264", rate=advert.rate)
        video.width, video.height, video.pix_fmt = *advert.size, "yuv420p"
        video.gop_size = 25
        video.options = {"preset": "ultrafast", **dict(advert.options)}
        audio: Any = out.add_stream("aac", rate=advert.hertz, layout=advert.layout)
        audio.bit_rate = 192_000 if len(advert.sound) < 3 else 384_000
        audio.options = {"aac_pns": "0"}
        packets = [*_pictures(video, advert), *_sound(audio, advert)]
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            out.mux(packet)
    return path


def _pictures(video: Any, advert: Advert) -> list[Any]:
    packets: list[Any] = []
    for n in range(advert.frames):
        if advert.dropped(n):
            continue
        shown = picture(CODE, n)
        if advert.black(n):
            luma = np.full((270, 320), 128, np.uint8)
            luma[:180] = 16
            shown = av.VideoFrame.from_ndarray(luma, format="yuv420p")
        if advert.size != (320, 180):
            shown = shown.reformat(*advert.size)
        shown.pts, shown.time_base = n, 1 / advert.rate
        packets += video.encode(shown)
    return packets + list(video.encode(None))


def _sound(audio: Any, advert: Advert) -> list[Any]:
    packets: list[Any] = []
    waves = advert.sound
    for at in range(0, waves.shape[1], 1024):
        part = np.ascontiguousarray(waves[:, at : at + 1024], np.float32)
        frame = av.AudioFrame.from_ndarray(part, "fltp", advert.layout)
        frame.sample_rate, frame.pts = advert.hertz, at
        frame.time_base = Fraction(1, advert.hertz)
        packets += audio.encode(frame)
    return packets + list(audio.encode(None))
