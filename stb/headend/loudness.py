"""How loud a file is, by EBU R 128, as it will be heard: mixed to stereo at 48 kHz.

FFmpeg's meter does the measuring (ITU-R BS.1770-4: gates, and a true peak at four
times the rate). Silence at the edges is counted by the sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import log10
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from stb.headend.measured import NO_PEAK, SILENCE_LUFS, Loudness
from stb.model.time import SAMPLE_RATE

Waves = npt.NDArray[np.float32]
"""float32, (2, samples), 48 kHz, full scale is 1."""

SILENT = 10 ** (-60 / 20)
"""-60 dBFS: what is softer counts as silence."""

_BLOCK = SAMPLE_RATE // 10
_SHORT_TERM = 3 * SAMPLE_RATE
_PEAKS = ("lavfi.r128.true_peaks_ch0", "lavfi.r128.true_peaks_ch1")


class Mixer:
    """Decoded frames of any rate and layout as `Waves`, as a box plays them."""

    def __init__(self) -> None:
        self._resampler: Any = av.AudioResampler("fltp", "stereo", SAMPLE_RATE)
        self._of: tuple[int, str, str] | None = None

    def mixed(self, frame: av.AudioFrame) -> Iterator[Waves]:
        form = (frame.sample_rate, frame.layout.name, frame.format.name)
        if self._of is not None and form != self._of:  # a recording may change in its middle
            yield from self.rest()
            self._resampler = av.AudioResampler("fltp", "stereo", SAMPLE_RATE)
        self._of = form
        frame.pts = None
        for piece in self._resampler.resample(frame):
            yield np.asarray(piece.to_ndarray(), np.float32)

    def rest(self) -> Iterator[Waves]:
        """What the resampler holds back."""
        if self._of is not None:
            for piece in self._resampler.resample(None):
                yield np.asarray(piece.to_ndarray(), np.float32)


class Meter:
    """Loudness of frames of sound, fed one by one in order.

    ``silent_head`` and ``silent_tail``: seconds below -60 dBFS, when it was read.
    """

    def __init__(self) -> None:
        self._graph = _graph()
        self._mixer = Mixer()
        self._rest: Waves = np.zeros((2, 0), np.float32)
        self._samples = 0
        self._metered = 0
        self._first_loud: int | None = None
        self._last_loud = -1
        self._lufs, self._short, self._peak = SILENCE_LUFS, SILENCE_LUFS, 0.0

    def feed(self, frame: av.AudioFrame) -> None:
        """Take one frame of any rate and layout."""
        for waves in self._mixer.mixed(frame):
            self.hear(waves)

    def hear(self, waves: Waves) -> None:
        """Take sound that is mixed already."""
        loud = np.flatnonzero(np.abs(waves).max(axis=0) > SILENT)
        if loud.size:
            if self._first_loud is None:
                self._first_loud = self._samples + int(loud[0])
            self._last_loud = self._samples + int(loud[-1])
        self._samples += waves.shape[1]
        self._rest = np.concatenate([self._rest, waves], axis=1)
        whole = self._rest.shape[1] // _BLOCK * _BLOCK
        for at in range(0, whole, _BLOCK):
            self._push(self._rest[:, at : at + _BLOCK])
        self._rest = self._rest[:, whole:]

    def read(self) -> Loudness:
        """The loudness of all that was fed; nothing can be fed any more."""
        for waves in self._mixer.rest():
            self.hear(waves)
        if self._rest.shape[1]:
            self._push(np.pad(self._rest, ((0, 0), (0, _BLOCK - self._rest.shape[1]))))
            self._rest = self._rest[:, :0]
        peak = 20 * log10(self._peak) if self._peak > 0 else NO_PEAK
        # Of less than three seconds the loudest stretch is the whole.
        short = self._lufs if self._samples < _SHORT_TERM else self._short
        return Loudness(self._lufs, short, round(peak, 2))

    def lufs(self) -> float:
        """The integrated loudness, -70 where all was silent."""
        return self.read().lufs

    @property
    def silent_head(self) -> Fraction:
        first = self._samples if self._first_loud is None else self._first_loud
        return Fraction(first, SAMPLE_RATE)

    @property
    def silent_tail(self) -> Fraction:
        return Fraction(self._samples - 1 - self._last_loud, SAMPLE_RATE)

    def _push(self, waves: Waves) -> None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(waves), "fltp", "stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts, frame.time_base = self._metered, Fraction(1, SAMPLE_RATE)
        self._metered += waves.shape[1]
        self._graph.push(frame)
        while True:
            try:
                said = dict(self._graph.pull().metadata)
            except (BlockingIOError, EOFError):
                return
            self._lufs = max(SILENCE_LUFS, _level(said, "lavfi.r128.I", self._lufs))
            self._short = max(self._short, _level(said, "lavfi.r128.S", SILENCE_LUFS))
            self._peak = max(self._peak, *(float(said.get(name, 0.0)) for name in _PEAKS))


def _level(said: dict[str, str], name: str, otherwise: float) -> float:
    stated = said.get(name, "nan")
    return otherwise if stated in ("nan", "-inf") else float(stated)


def _graph() -> Any:
    graph: Any = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=SAMPLE_RATE,
        format="fltp",
        layout="stereo",
        time_base=Fraction(1, SAMPLE_RATE),
    )
    meter = graph.add("ebur128", "metadata=1:peak=true:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph
