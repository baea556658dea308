"""The deck over many splices and many hours. Minutes, not seconds."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from stb.adapters.media.deck import Deck
from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
from stb.adapters.media.source import FileMedia, Media
from stb.model.time import PAL, FrameRate
from stb.model.timeline import Source
from tests.adapters.media.clips import Clip
from tests.adapters.media.mixes import PROGRAMMES, as_file, as_segments, spliced, spots_in
from tests.adapters.media.proof import Verdict, heard, off, verified, windows
from tests.adapters.media.test_deck import (
    BETA,
    Cupboard,
    creative,
    played,
    programme,
    timeline,
)

pytestmark = pytest.mark.slow

SPLICES = 1_000
HOURS = 4
LOOP = Clip("loop.ts", 61, 384, width=192, height=108)

Made = Callable[[Clip], Path]


@pytest.mark.parametrize("form", [as_file, as_segments], ids=["file", "segments"])
@pytest.mark.parametrize("service", PROGRAMMES, ids=str)
def test_a_thousand_random_splices_are_exact(
    made: Made,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    service: FrameRate,
    form: Callable[..., Media],
) -> None:
    draw = random.Random(f"a thousand splices {service} {form.__name__}")
    clips = {clip.name: clip for clip in spots_in(service)} | {"programme": PROGRAMMES[service]}
    creatives: dict[str, Media] = {clip.name: FileMedia(made(clip)) for clip in spots_in(service)}
    found = Verdict()
    while found.edges < SPLICES // (2 * len(PROGRAMMES)):
        media = form(made, service, tmp_path, jumps=draw.choice((False, True)))
        plan = spliced(draw, service)
        deck = Deck(Cupboard(media, creatives).resolve, patience_s=60)
        deck.load("p", plan, rate=service, start=0)

        shots, _, faults = played(deck, plan, range(plan.frames))
        deck.close()

        assert faults == []
        assert len(shots) == plan.frames
        found += verified(shots, plan, clips, service)

    # Shown by -rA: what was looked at.
    sys.stdout.write(f"service at {service}, {form.__name__}: {found}\n")
    record_property("verified", str(found))
    assert found.wrong == ()


@pytest.mark.slow(seconds=125)
def test_four_hours_with_two_hundred_splices_do_not_drift(
    made: Made, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    loops = int(HOURS * 3600 * 25) // LOOP.frames + 1
    frames = loops * LOOP.frames
    media = FileMedia(repeated(made(LOOP), tmp_path / "long.ts", loops))
    draw = random.Random("four hours")
    cuts = sorted(draw.sample(range(500, frames - 500, 125), 200))
    parts: list[tuple[Source, str, int]] = []
    at = 0
    for cut in cuts:
        if cut > at:
            parts.append(programme(cut - at))
        parts.append(creative("beta", 125))
        at = cut + 125
    parts.append(programme(frames - at))
    plan = timeline(*parts)
    deck = Deck(Cupboard(media, {"beta": FileMedia(made(BETA))}).resolve, patience_s=60)
    deck.load("p", plan, rate=PAL, start=0)
    wrong: list[str] = []
    samples = listened = 0

    for placed in plan.run:
        window: list[Shot] = []
        for frame in range(placed.at, placed.end):
            shot = deck.wait(frame)
            assert shot is not None, f"frame {frame} is black"
            samples += shot.sound.shape[1]
            into = placed.item.in_frame + frame - placed.at
            spot = placed.item.source is Source.CREATIVE
            want = (BETA.code, 2 * into) if spot else (LOOP.code, into % LOOP.frames)
            if read_code(shot.picture) != want:
                wrong.append(f"frame {frame}")
            inside = 5 < into % LOOP.frames < LOOP.frames - 5
            window = [*window[-2:], shot]
            if frame % 250 == 100 and inside and len(window) == 3:
                clip, first = (BETA, into - 2) if spot else (LOOP, into % LOOP.frames - 2)
                wrong += [f"sound at {frame}: {w}" for w in off(heard(window), clip, first * 1920)]
                listened += 2 * len(windows(3 * 1920))
    deck.close()
    verdict = Verdict(frames, listened, len(plan.run) - 1, tuple(wrong))
    sys.stdout.write(f"{HOURS} hours: {verdict}, {samples - frames * 1920} samples of drift\n")
    record_property("verified", str(verdict))

    assert wrong == []
    assert deck.faults() == ()
    assert samples == frames * 1920


def repeated(path: Path, long: Path, loops: int) -> Path:
    """A transport stream ``loops`` times after itself, on one clock, without encoding."""
    with av.open(str(path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        packets = [
            (p.stream_index, p.pts, p.dts, p.is_keyframe, bytes(p))
            for p in container.demux(video, audio)
            if p.pts is not None and p.dts is not None
        ]
        first = min(pts for index, pts, *_ in packets if index == video.index)
        # The clip's sound ends a little after its pictures; a loop keeps what lies inside.
        length = LOOP.frames * 3600
        kept = [p for p in packets if p[0] == video.index or p[1] < first + length]
        kept = [p for p in kept if p[0] == video.index or p[1] >= first]
        with av.open(str(long), "w", format="mpegts") as out:
            streams = {
                video.index: out.add_stream_from_template(video),
                audio.index: out.add_stream_from_template(audio),
            }
            for loop in range(loops):
                for index, pts, dts, key, data in kept:
                    packet = av.Packet(data)
                    packet.stream = streams[index]
                    packet.time_base = video.time_base
                    packet.pts, packet.dts = pts + loop * length, dts + loop * length
                    packet.is_keyframe = key
                    out.mux(packet)
    return long
