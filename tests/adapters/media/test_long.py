"""The deck over many splices, many faults and many hours. Minutes, not seconds."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from stb.adapters.media.deck import Deck
from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
from stb.adapters.media.source import BytesMedia, FileMedia, Media
from stb.engine.ports import Fault
from stb.model.time import PAL, FrameRate
from stb.model.timeline import Source, Timeline
from tests.adapters.media.clips import Clip
from tests.adapters.media.mixes import PROGRAMMES, as_file, as_segments, spliced, spots_in
from tests.adapters.media.proof import Verdict, faulty_items, heard, off, verified, windows
from tests.adapters.media.segments import segmented
from tests.adapters.media.test_deck import (
    ALPHA,
    BETA,
    GAMMA,
    PROGRAMME,
    Cupboard,
    creative,
    played,
    programme,
    timeline,
    without,
)
from tests.adapters.media.test_reader import damaged

pytestmark = pytest.mark.slow

SPLICES = 1_000
FAULTS = 200
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


def broken(draw: random.Random, clip: Clip, path: Path) -> Media | None:
    """A copy of a creative with something wrong in it; None is a file that is gone."""
    match draw.choice(("gone", "cut", "a picture", "a hole")):
        case "gone":
            return None
        case "cut":
            data = path.read_bytes()
            return BytesMedia(data[: draw.randint(0, len(data) // 2)])
        case "a picture":
            return BytesMedia(damaged(path, draw.randint(0, 100)))
        case _:
            hole = bytearray(path.read_bytes())
            at = draw.randint(0, len(hole) // 2)
            hole[at : at + 8000] = bytes(8000)
            return BytesMedia(bytes(hole))


@pytest.mark.parametrize("paced", [False, True], ids=["virtual", "paced"])
def test_faults_at_any_instant_lose_no_frame_and_show_no_black(made: Made, paced: bool) -> None:
    draw = random.Random(f"faults {paced}")
    told: list[Fault] = []
    late = shown = 0
    while len(told) < FAULTS // 2:
        media, _ = segmented(made, PROGRAMME)
        cupboard, clips = Cupboard(media), {"programme": PROGRAMME}
        parts: list[tuple[Source, str, int]] = []
        for number in range(8):
            clip = draw.choice((ALPHA, GAMMA))
            name = f"spot {number}"
            clips[name] = clip
            media_of_spot: Media | None = FileMedia(made(clip))
            if number % 4:
                media_of_spot = broken(draw, clip, made(clip))
            if media_of_spot is not None:
                cupboard.creatives[name] = media_of_spot
            parts += [programme(draw.randint(1, 30)), creative(name, draw.randint(60, 75))]
        plan = timeline(*parts, programme(60))
        start = draw.choice((0, draw.randint(0, 300)))

        deck = Deck(cupboard.resolve, patience_s=0 if paced else 60)
        deck.load("p", plan, rate=PAL, start=start)
        shots, plan, faults, missed = (
            in_time(deck, plan, range(start, plan.frames))
            if paced
            else at_once(deck, plan, range(start, plan.frames))
        )
        deck.close()

        told += faults
        late += missed
        shown += len(shots)
        assert [shot.index for shot in shots] == list(range(start, plan.frames))
        assert faulty_items(shots, plan, clips, PAL) == []
    # A loaded machine may be late now and then; black or lost it must never be.
    assert late <= shown // 100


def at_once(
    deck: Deck, plan: Timeline, frames: range
) -> tuple[list[Shot], Timeline, list[Fault], int]:
    shots: list[Shot] = []
    faults: list[Fault] = []
    for frame in frames:
        deck.ready(frame)
        for fault in deck.faults():
            faults.append(fault)
            plan = without(plan, fault)
            deck.replace(plan, at=fault.frame)
        shot = deck.wait(frame)
        assert shot is not None, f"frame {frame} is black"
        shots.append(shot)
    return shots, plan, faults, 0


def in_time(
    deck: Deck, plan: Timeline, frames: range
) -> tuple[list[Shot], Timeline, list[Fault], int]:
    """Twice as fast as real time; also how many frames were not there when due."""
    shots: list[Shot] = []
    faults: list[Fault] = []
    late = 0
    pause = threading.Event()
    begin: float | None = None
    for frame in frames:
        if begin is not None:
            pause.wait(max(0.0, begin + (frame - frames[0]) / 50 - time.monotonic()))
        until = time.monotonic() + 20
        tries = 0
        while True:
            for fault in deck.faults():
                faults.append(fault)
                plan = without(plan, fault)
                deck.replace(plan, at=fault.frame)
            shot = deck.take(frame)
            if shot is not None:
                break
            tries += 1
            assert time.monotonic() < until, f"frame {frame} is black"
            pause.wait(0.001)
        if begin is None:
            begin = time.monotonic()
        else:
            late += tries > 0
        shots.append(shot)
    return shots, plan, faults, late


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
