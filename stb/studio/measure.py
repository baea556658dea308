"""What the finished files are: their loudness as FFmpeg's ebur128 filter measures it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from stb.model.time import SAMPLE_RATE

_HOP = SAMPLE_RATE // 10


def decoded_sound(path: Path) -> npt.NDArray[np.float32]:
    """All samples of a file, float32 (2, samples), 48 kHz."""
    with av.open(str(path)) as source:
        parts = [_planes(frame) for frame in source.decode(audio=0)]
    return np.concatenate(parts, axis=1)


def _planes(frame: Any) -> npt.NDArray[np.float32]:
    return np.asarray(frame.to_ndarray(), np.float32)


def r128(sound: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP)."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=SAMPLE_RATE,
        format="fltp",
        layout="stereo",
        time_base=Fraction(1, SAMPLE_RATE),
    )
    meter = graph.add("ebur128", "metadata=1:peak=true")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    loudness, peak = -70.0, 0.0
    for at in range(0, sound.shape[1], _HOP):
        part = np.ascontiguousarray(sound[:, at : at + _HOP])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, at
        source.push(frame)
        for metered in _pulled(sink):
            said = metered.metadata
            loudness = float(said.get("lavfi.r128.I", loudness))
            peaks = [float(v) for k, v in said.items() if "true_peaks_ch" in k]
            peak = max([peak, *peaks])
    return loudness, 20 * float(np.log10(max(peak, 1e-9)))


def _pulled(sink: Any) -> Iterator[Any]:
    while True:
        try:
            yield sink.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
