"""What was on air, proved from pictures and sound alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
from stb.headend.loudness import Meter
from stb.headend.measured import Loudness
from stb.model.time import FrameRate
from stb.model.timeline import Source, Timeline
from tests.adapters.media.clips import Clip, Samples, at_48k, lag

WINDOW = 1024


def seen(shots: Iterable[Shot]) -> list[tuple[int, int] | None]:
    """The picture code of every shot."""
    return [read_code(shot.picture) for shot in shots]


def expected(
    clip: Clip, *, in_frame: int, frames: int, rate: FrameRate
) -> list[tuple[int, int] | None]:
    """The codes that ``frames`` frames of a service at ``rate`` must carry."""
    step = clip.rate.fraction / rate.fraction
    return [(clip.code, int((in_frame + n) * step)) for n in range(frames)]


def heard(shots: Sequence[Shot]) -> Samples:
    return np.concatenate([shot.sound for shot in shots], axis=1)


def loudness_of(sounds: Iterable[Samples]) -> Loudness:
    """The loudness of sounds that follow each other."""
    meter = Meter()
    for sound in sounds:
        meter.hear(sound)
    return meter.read()


def windows(count: int) -> list[int]:
    """Where the windows of ``count`` samples begin: end to end, and a last one at the end."""
    return [*range(0, count - WINDOW, WINDOW), count - WINDOW]


def off(sound: Samples, clip: Clip, first: int) -> list[tuple[int, int, float]]:
    """Windows of ``sound`` (2, n) that are not where they belong in the clip's sound.

    ``first`` is the clip's sample at 48 kHz that the sound must start with. Every
    entry is (window start, lag in samples, likeness).
    """
    reference = at_48k(clip.code, clip.sample_rate, clip.samples)
    wrong: list[tuple[int, int, float]] = []
    for channel in sound:
        for start in windows(sound.shape[1]):
            there, likeness = lag(channel[start : start + WINDOW], reference, first + start)
            if there != 0 or likeness < 0.9:
                wrong.append((start, there, round(likeness, 3)))
    return wrong


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much was looked at, and what of it was not as it should be, in words."""

    frames: int = 0
    windows: int = 0
    edges: int = 0
    wrong: tuple[str, ...] = ()

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(
            self.frames + other.frames,
            self.windows + other.windows,
            self.edges + other.edges,
            self.wrong + other.wrong,
        )

    def __str__(self) -> str:
        return (
            f"{self.edges} splices, {self.frames} frames and {self.windows} windows of sound "
            f"verified, {len(self.wrong)} wrong"
        )


def faulty_items(
    shots: Sequence[Shot], timeline: Timeline, clips: Mapping[str, Clip], rate: FrameRate
) -> list[str]:
    """What in ``shots`` differs from ``timeline``, in words. Empty is exact."""
    return list(verified(shots, timeline, clips, rate).wrong)


def verified(
    shots: Sequence[Shot], timeline: Timeline, clips: Mapping[str, Clip], rate: FrameRate
) -> Verdict:
    """``shots`` held against ``timeline``: every picture, and all sound in windows."""
    report: list[str] = []
    looked = listened = edges = 0
    by_frame = {shot.index: shot for shot in shots}
    if [shot.index for shot in shots] != sorted(by_frame):
        report.append("frames out of order or doubled")
    for placed in timeline.run:
        item = placed.item
        clip = clips[item.id] if item.source is Source.CREATIVE else clips["programme"]
        part = [by_frame[n] for n in range(placed.at, placed.end) if n in by_frame]
        if not part:
            continue
        looked += len(part)
        edges += placed.at in by_frame and placed.at > 0
        into = part[0].index - placed.at + item.in_frame
        want = expected(clip, in_frame=into, frames=len(part), rate=rate)
        for shot, code, there in zip(part, seen(part), want, strict=True):
            if code != there:
                report.append(f"{item.id}: frame {shot.index} shows {code}, not {there}")
        sound = heard(part)
        if sound.shape[1] != rate.sample(part[-1].index + 1) - rate.sample(part[0].index):
            report.append(f"{item.id}: {sound.shape[1]} samples")
        elif sound.shape[1] >= WINDOW:
            listened += 2 * len(windows(sound.shape[1]))
            report += [f"{item.id}: sound {w}" for w in off(sound, clip, rate.sample(into))]
    return Verdict(looked, listened, edges, tuple(report))
