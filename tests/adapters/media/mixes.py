"""What a user can meet in one evening: services of five rates, and spots of every form in each."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from stb.adapters.media.source import FileMedia, Media, SegmentedMedia
from stb.model.time import FILM, HD50, HD60, NTSC, PAL, FrameRate
from stb.model.timeline import Item, Placed, Source, Timeline
from tests.adapters.media.clips import Clip
from tests.adapters.media.segments import Origin
from tests.adapters.media.test_forms import FORMS
from tests.adapters.media.test_jumps import keyframes, leapt
from tests.adapters.media.test_reader import FRACTIONAL, MIXES

Made = Callable[[Clip], Path]

_SMALL = {"width": 192, "height": 108}
PROGRAMMES = {
    FILM: Clip("service-film.ts", 131, 480, rate=FILM, sound="ac3", **_SMALL),
    PAL: Clip("service-25.ts", 132, 480, **_SMALL),
    NTSC: Clip("service-ntsc.ts", 133, 480, rate=NTSC, sound="ac3", **_SMALL),
    HD50: Clip("service-50.ts", 134, 480, rate=HD50, sample_rate=44_100, **_SMALL),
    HD60: Clip("service-60.ts", 135, 480, rate=HD60, **_SMALL),
}
"""A programme of each rate, in pictures of 192x108."""

SHAPES = (
    Clip("narrow.mp4", 136, 125, width=240, height=180),
    Clip("wide.ts", 137, 125, width=480, height=200, sound="mp2"),
    Clip("tall.mp4", 138, 130, rate=HD50, width=128, height=240),
)
SPOTS = tuple(clip for clip in (*MIXES, *FRACTIONAL, *FORMS, *SHAPES) if "mkv" not in clip.name)

_TAIL = 4
"""Frames at the end of a spot that are not asked for: MP2 leaves out the last of its sound."""


def spots_in(service: FrameRate) -> list[Clip]:
    """The spots whose rate is that of the service, a multiple or a part of it."""
    ratios = [(clip, clip.rate.fraction / service.fraction) for clip in SPOTS]
    return [clip for clip, ratio in ratios if 1 in (ratio.numerator, ratio.denominator)]


def spliced(draw: random.Random, service: FrameRate) -> Timeline:
    """A programme with as many spots as it holds, each from its start or from anywhere in it."""
    spots, length = spots_in(service), PROGRAMMES[service].frames
    run: list[Placed] = []
    at = 0
    while at < length - 110:
        stay = draw.randint(1, 40)
        run.append(Placed(at, Item(Source.PROGRAMME, "p", at, stay)))
        at += stay
        clip = draw.choice(spots)
        holds = int(clip.frames * service.fraction / clip.rate.fraction) - _TAIL
        frames = draw.randint(4, min(60, holds))
        in_frame = draw.choice((0, draw.randint(0, holds - frames)))
        run.append(Placed(at, Item(Source.CREATIVE, clip.name, in_frame, frames)))
        at += frames
    run.append(Placed(at, Item(Source.PROGRAMME, "p", at, length - at)))
    return Timeline(tuple(run))


def as_file(made: Made, service: FrameRate, folder: Path, *, jumps: bool) -> Media:
    """The programme as a file, in whose middle the clock may run back by 100 s."""
    path = made(PROGRAMMES[service])
    if not jumps:
        return FileMedia(path)
    data = path.read_bytes()
    moved = folder / f"jumps-{path.name}"
    cut = keyframes(data)[4]
    moved.write_bytes(leapt(data, seconds=-100, said=False, cut=cut))
    return FileMedia(moved)


def as_segments(made: Made, service: FrameRate, folder: Path, *, jumps: bool) -> Media:
    """The same as a list of segments, which keeps silent about the jump."""
    media = as_file(made, service, folder, jumps=jumps)
    assert isinstance(media, FileMedia)
    origin = Origin()
    return SegmentedMedia(origin.put(media.path, PROGRAMMES[service]), origin.fetch)
