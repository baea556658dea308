"""How loud a sound is: integrated loudness and true peak by EBU R 128.

FFmpeg's meter does the measuring (ITU-R BS.1770-4 gating). Mono is measured as
it will be heard, on both speakers, after the same mixing as when it is played.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf, log10
from typing import Final

import numpy as np
from av.audio.frame import AudioFrame
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as EndOfFile
from av.filter import Graph

from stb.adapters.media.container import open_media
from stb.adapters.media.errors import FFMPEG, undecodable
from stb.adapters.media.source import Media
from stb.adapters.media.track import Sound, SoundTrack
from stb.model.time import SAMPLE_RATE

_BLOCK: Final = SAMPLE_RATE // 10


@dataclass(frozen=True, slots=True)
class Loudness:
    """``lufs``: integrated, LUFS; -inf for silence or less than 0.4 s.

    ``peak_dbtp``: the highest true peak of either channel, dBTP.
    """

    lufs: float
    peak_dbtp: float


def measure(media: Media) -> Loudness:
    """The loudness of the whole of a media's sound; that of silence if it has none.

    Raises:
        StbError: it cannot be opened or decoded.
    """
    return loudness_of(_sound_of(media))


def loudness_of(sounds: Iterable[Sound]) -> Loudness:
    """The loudness of sounds that follow each other: float32, (2, samples), 48 kHz."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=SAMPLE_RATE, format="fltp", layout="stereo")
    meter = graph.add("ebur128", "metadata=1:peak=true")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    lufs, peak = -inf, 0.0
    at = 0
    for sound in _blocks(sounds):
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(sound), "fltp", "stereo")
        frame.sample_rate = SAMPLE_RATE
        frame.pts = at
        at += sound.shape[1]
        graph.push(frame)
        lufs, peak = _read(graph, lufs, peak)
    graph.push(None)
    lufs, peak = _read(graph, lufs, peak)
    return Loudness(lufs if lufs > -69.9 else -inf, 20 * log10(peak) if peak > 0 else -inf)


def _read(graph: Graph, lufs: float, peak: float) -> tuple[float, float]:
    """The meter's last word, from what it passed on."""
    while True:
        try:
            facts = graph.pull().metadata
        except (NothingYet, EndOfFile):
            return lufs, peak
        lufs = float(facts.get("lavfi.r128.I", lufs))
        for channel in ("lavfi.r128.true_peaks_ch0", "lavfi.r128.true_peaks_ch1"):
            peak = max(peak, float(facts.get(channel, 0.0)))


def _blocks(sounds: Iterable[Sound]) -> Iterator[Sound]:
    """The same sound in blocks of 0.1 s, the last one filled up with silence."""
    rest: Sound = np.zeros((2, 0), np.float32)
    for sound in sounds:
        rest = np.concatenate([rest, sound], axis=1)
        while rest.shape[1] >= _BLOCK:
            yield rest[:, :_BLOCK]
            rest = rest[:, _BLOCK:]
    if rest.shape[1]:
        yield np.pad(rest, ((0, 0), (0, _BLOCK - rest.shape[1])))


def _sound_of(media: Media) -> Iterator[Sound]:
    try:
        with open_media(media) as opened:
            if opened.audio is None:
                return
            track: SoundTrack | None = None
            for packet in opened.container.demux(opened.audio):
                for frame in packet.decode():
                    if track is None:
                        track = SoundTrack(frame.sample_rate, 0)
                    track.put(frame, None)
                if track is not None and track.samples:
                    yield track.take(track.samples)
            if track is not None:
                track.finish()
                yield track.take(track.samples)
    except FFMPEG as error:
        raise undecodable(media.name, error) from error
