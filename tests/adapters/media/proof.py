"""What was on air, proved from pictures and sound alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
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


def off(sound: Samples, clip: Clip, first: int) -> list[tuple[int, int, float]]:
    """Windows of ``sound`` (2, n) that are not where they belong in the clip's sound.

    ``first`` is the clip's sample at 48 kHz that the sound must start with. Every
    entry is (window start, lag in samples, likeness).
    """
    reference = at_48k(clip.code, clip.sample_rate, clip.samples)
    count = sound.shape[1]
    starts = [0, count - WINDOW] if count < 3 * WINDOW else [0, count // 2, count - WINDOW]
    wrong: list[tuple[int, int, float]] = []
    for channel in sound:
        for start in starts:
            there, likeness = lag(channel[start : start + WINDOW], reference, first + start)
            if there != 0 or likeness < 0.9:
                wrong.append((start, there, round(likeness, 3)))
    return wrong


def faulty_items(
    shots: Sequence[Shot], timeline: Timeline, clips: Mapping[str, Clip], rate: FrameRate
) -> list[str]:
    """What in ``shots`` differs from ``timeline``, in words. Empty is exact."""
    report: list[str] = []
    by_frame = {shot.index: shot for shot in shots}
    if [shot.index for shot in shots] != sorted(by_frame):
        report.append("frames out of order or doubled")
    for placed in timeline.run:
        item = placed.item
        clip = clips[item.id] if item.source is Source.CREATIVE else clips["programme"]
        part = [by_frame[n] for n in range(placed.at, placed.end) if n in by_frame]
        if not part:
            continue
        into = part[0].index - placed.at + item.in_frame
        want = expected(clip, in_frame=into, frames=len(part), rate=rate)
        for shot, code, there in zip(part, seen(part), want, strict=True):
            if code != there:
                report.append(f"frame {shot.index} shows {code}, not {there}")
        sound = heard(part)
        if sound.shape[1] != rate.sample(part[-1].index + 1) - rate.sample(part[0].index):
            report.append(f"{item.id}: {sound.shape[1]} samples")
        elif sound.shape[1] >= WINDOW:
            report += [f"{item.id}: sound {w}" for w in off(sound, clip, rate.sample(into))]
    return report
