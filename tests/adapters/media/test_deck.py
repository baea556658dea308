from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from stb.adapters.media.deck import Deck
from stb.adapters.media.edge import FADE
from stb.adapters.media.errors import MediaGone
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.picture_code import read_code
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import Shot, read
from stb.adapters.media.source import BytesMedia, FileMedia, Media, Segment, SegmentedMedia
from stb.adapters.media.still import Precision
from stb.engine.ports import Fault
from stb.model.time import HD50, PAL, FrameRate
from stb.model.timeline import Item, Placed, Source, Timeline
from tests.adapters.media.clips import Clip
from tests.adapters.media.proof import expected, faulty_items, heard, seen
from tests.adapters.media.segments import Origin, segmented
from tests.adapters.media.test_reader import damaged

PROGRAMME = Clip("programme.ts", 20, 960)
ALPHA = Clip("alpha.mp4", 21, 150)
BETA = Clip("beta.mp4", 22, 300, rate=HD50, sample_rate=44_100)
GAMMA = Clip("gamma.ts", 23, 150, sound="mp2")
CLIPS = {"programme": PROGRAMME, "alpha": ALPHA, "beta": BETA, "gamma": GAMMA}

Made = Callable[[Clip], Path]


@dataclass
class Cupboard:
    """The media by id, as the wiring would resolve them; what is missing is gone."""

    programme: Media
    creatives: dict[str, Media] = field(default_factory=dict)

    def resolve(self, media_id: str, item: Item) -> MediaChoice:
        if item.source is not Source.CREATIVE:
            return MediaChoice(self.programme)
        if item.id not in self.creatives:
            raise MediaGone(f"{item.id} is not on the disk")
        return MediaChoice(self.creatives[item.id])


@pytest.fixture
def cupboard(made: Made) -> Cupboard:
    media, _ = segmented(made, PROGRAMME)
    creatives: dict[str, Media] = {
        clip.name.split(".")[0]: FileMedia(made(clip)) for clip in (ALPHA, BETA, GAMMA)
    }
    return Cupboard(media, creatives)


@pytest.fixture
def deck(cupboard: Cupboard) -> Iterator[Deck]:
    deck = Deck(cupboard.resolve, patience_s=30)
    yield deck
    deck.close()


def programme(frames: int) -> tuple[Source, str, int]:
    return (Source.PROGRAMME, "p", frames)


def broadcast(spot: str, frames: int) -> tuple[Source, str, int]:
    return (Source.BROADCAST, spot, frames)


def creative(name: str, frames: int) -> tuple[Source, str, int]:
    return (Source.CREATIVE, name, frames)


def timeline(*parts: tuple[Source, str, int]) -> Timeline:
    run: list[Placed] = []
    at = 0
    for source, name, frames in parts:
        in_frame = 0 if source is Source.CREATIVE else at
        run.append(Placed(at, Item(source, name, in_frame, frames)))
        at += frames
    return Timeline(tuple(run))


def without(plan: Timeline, fault: Fault) -> Timeline:
    """The plan with the broadcast from the faulty frame of a creative on."""
    run: list[Placed] = []
    for placed in plan.run:
        if not placed.at <= fault.frame < placed.end:
            run.append(placed)
            continue
        played = fault.frame - placed.at
        if played:
            run.append(Placed(placed.at, Item(placed.item.source, placed.item.id, 0, played)))
        rest = placed.item.frames - played
        run.append(Placed(fault.frame, Item(Source.BROADCAST, placed.item.id, fault.frame, rest)))
    return Timeline(tuple(run))


BREAK = timeline(
    programme(250),
    creative("alpha", 125),
    broadcast("generic", 75),
    creative("beta", 150),
    creative("gamma", 100),
    programme(260),
)


def played(deck: Deck, plan: Timeline, frames: range) -> tuple[list[Shot], Timeline, list[Fault]]:
    """Play on the virtual clock, replacing what has a fault at once."""
    shots: list[Shot] = []
    faults: list[Fault] = []
    for frame in frames:
        assert deck.ready(frame), f"frame {frame} is black"
        for fault in deck.faults():
            assert fault.frame > frame or frame == frames[0]
            faults.append(fault)
            plan = without(plan, fault)
            deck.replace(plan, at=fault.frame)
        shot = deck.wait(frame)
        assert shot is not None
        shots.append(shot)
    return shots, plan, faults


def test_a_break_with_creatives_is_exact_in_every_frame_and_sample(deck: Deck) -> None:
    deck.load("p", BREAK, rate=PAL, start=0)

    shots, plan, faults = played(deck, BREAK, range(BREAK.frames))

    assert (plan, faults) == (BREAK, [])
    assert faulty_items(shots, plan, CLIPS, PAL) == []
    assert heard(shots).shape[1] == PAL.sample(BREAK.frames)


@pytest.mark.parametrize("service", [PAL, HD50], ids=str)
def test_random_splices_are_exact(made: Made, service: FrameRate) -> None:
    base = Clip("base50.ts", 24, 900, rate=HD50, sample_rate=44_100)
    own = PROGRAMME if service == PAL else base
    clips = CLIPS | {"programme": own}
    media: dict[str, Media] = {
        name: FileMedia(made(clip)) for name, clip in clips.items() if name != "programme"
    }
    deck = Deck(Cupboard(FileMedia(made(own)), media).resolve, patience_s=30)
    draw = random.Random(f"splices {service}")
    parts: list[tuple[Source, str, int]] = []
    while sum(part[2] for part in parts) < own.frames - 120:
        parts.append(programme(draw.randint(1, 60)))
        parts += [
            creative(draw.choice(list(media)), draw.randint(4, 40))
            for _ in range(draw.randint(1, 3))
        ]
    plan = timeline(*parts)
    deck.load("p", plan, rate=service, start=0)

    shots, _, faults = played(deck, plan, range(min(plan.frames, own.frames)))
    deck.close()

    assert faults == []
    assert faulty_items(shots, plan, clips, service) == []


def test_the_broadcast_s_own_spots_are_the_unbroken_broadcast_to_the_bit(
    deck: Deck, cupboard: Cupboard
) -> None:
    plan = timeline(programme(100), broadcast("one", 75), broadcast("two", 50), programme(100))
    deck.load("p", plan, rate=PAL, start=0)

    shots, _, _ = played(deck, plan, range(plan.frames))

    whole = read(cupboard.programme, in_frame=0, frames=plan.frames, play_rate=PAL)
    assert np.array_equal(heard(shots), heard(list(whole)))


def test_an_edge_fades_for_a_millisecond_and_no_longer(deck: Deck, cupboard: Cupboard) -> None:
    plan = timeline(programme(50), creative("alpha", 50), programme(50))
    deck.load("p", plan, rate=PAL, start=0)

    shots, _, _ = played(deck, plan, range(plan.frames))

    spot = heard(shots[50:100])
    plain = heard(
        list(read(cupboard.creatives["alpha"], in_frame=0, frames=50, play_rate=PAL, at=50))
    )
    assert np.array_equal(spot[:, FADE:-FADE], plain[:, FADE:-FADE])
    assert np.all(np.abs(spot[:, :FADE]) <= np.abs(plain[:, :FADE]))
    assert FADE == 48


# -- faults --------------------------------------------------------------------------


def cut(path: Path) -> bytes:
    return path.read_bytes()[: path.stat().st_size // 2]


def of_another_rate(made: Made) -> Media:
    return FileMedia(made(Clip("ntsc-spot.mp4", 25, 150, rate=FrameRate(30))))


FAULTS: dict[str, Callable[[Made], Media | None]] = {
    "gone": lambda made: None,
    "not a media": lambda made: BytesMedia(b"nothing"),
    "cut, with no index": lambda made: BytesMedia(cut(made(ALPHA))),
    "cut, a stream": lambda made: BytesMedia(cut(made(GAMMA))),
    "too short": lambda made: FileMedia(made(Clip("short.mp4", 21, 100))),
    "first picture damaged": lambda made: BytesMedia(damaged(made(ALPHA), 0)),
    "a picture in the middle damaged": lambda made: BytesMedia(damaged(made(ALPHA), 70)),
    "a rate that does not fit": of_another_rate,
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("joined_at", [0, 250, 290], ids="from {}".format)
def test_a_creative_with_a_fault_gives_way_to_the_broadcast_without_a_lost_frame(
    made: Made, cupboard: Cupboard, deck: Deck, fault: str, joined_at: int
) -> None:
    broken = FAULTS[fault](made)
    if broken is None:
        del cupboard.creatives["alpha"]
    else:
        cupboard.creatives["alpha"] = broken
    deck.load("p", BREAK, rate=PAL, start=joined_at)
    clips = CLIPS | {"alpha": GAMMA if fault == "cut, a stream" else ALPHA}
    frames = range(joined_at, 480)

    shots: list[Shot] = []
    plan = BREAK
    known: list[tuple[int, Fault]] = []
    for frame in frames:
        deck.ready(frame)
        for found in deck.faults():
            known.append((frame, found))
            plan = without(plan, found)
            deck.replace(plan, at=found.frame)
        shot = deck.wait(frame)
        assert shot is not None, f"frame {frame} is black"
        shots.append(shot)

    assert [shot.index for shot in shots] == list(frames)
    assert faulty_items(shots, plan, clips, PAL) == []
    assert [found.id for _, found in known] == ["alpha"]
    frame, found = known[0]
    assert frame == max(joined_at, found.frame - 50)


def test_a_fault_is_known_two_seconds_before_air_in_every_run(
    made: Made, cupboard: Cupboard
) -> None:
    cupboard.creatives["alpha"] = BytesMedia(damaged(made(ALPHA), 70))
    known = []
    for _ in range(3):
        deck = Deck(cupboard.resolve, patience_s=30)
        deck.load("p", BREAK, rate=PAL, start=0)
        found = ()
        frame = -1
        while not found:
            frame += 1
            assert deck.wait(frame)
            found = deck.faults()
        known.append((frame, [(fault.frame, fault.error.code) for fault in found]))
        deck.close()

    at, faults = known[0]
    assert known == [known[0]] * 3
    assert faults[0][0] - at == 50
    assert faults[0][1] == "media.decode"


def test_a_creative_that_is_late_is_reported_and_the_broadcast_plays_on_time(
    made: Made, cupboard: Cupboard
) -> None:
    release = threading.Event()
    data = made(GAMMA).read_bytes()

    def slow_disk(url: str) -> bytes:
        release.wait(20)
        return data

    stuck = SegmentedMedia([Segment("x", PAL.seconds(150))], slow_disk)
    cupboard.creatives["alpha"] = stuck
    deck = Deck(cupboard.resolve)
    plan = timeline(programme(200), creative("alpha", 100), programme(100))
    deck.load("p", plan, rate=PAL, start=0)
    shots: list[Shot] = []
    codes: list[str] = []

    for frame in range(plan.frames):
        for fault in deck.faults():
            codes.append(fault.error.code)
            plan = without(plan, fault)
            deck.replace(plan, at=fault.frame)
        shots.append(paced(deck, frame))
    release.set()
    deck.close()

    assert codes == ["media.late"]
    assert plan.at(200).item.source is Source.BROADCAST
    assert faulty_items(shots, plan, CLIPS, PAL) == []


def paced(deck: Deck, frame: int, *, patience_s: float = 10) -> Shot:
    """The shot as a presenter gets it: asked for again until it is there."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        shot = deck.take(frame)
        if shot is not None:
            return shot
        threading.Event().wait(0.002)
    raise AssertionError(f"frame {frame} is black")


@pytest.mark.slow
@pytest.mark.paced
def test_paced_play_with_faults_shows_every_frame_in_time(made: Made, cupboard: Cupboard) -> None:
    cupboard.creatives["alpha"] = BytesMedia(damaged(made(ALPHA), 70))
    del cupboard.creatives["gamma"]
    deck = Deck(cupboard.resolve)
    deck.load("p", BREAK, rate=PAL, start=210)
    shots, late, plan = [paced(deck, 210)], 0, BREAK
    begin = time.monotonic()

    for frame in range(211, 720):
        threading.Event().wait(max(0, begin + (frame - 210) / 25 - time.monotonic()))
        for fault in deck.faults():
            plan = without(plan, fault)
            deck.replace(plan, at=fault.frame)
        late += not deck.ready(frame)
        shots.append(paced(deck, frame))
    deck.close()

    assert late == 0
    assert faulty_items(shots, plan, CLIPS, PAL) == []


# -- moving about --------------------------------------------------------------------


def test_every_seek_lands_on_the_frame_asked_for_also_in_the_middle_of_a_spot(deck: Deck) -> None:
    deck.load("p", BREAK, rate=PAL, start=0)
    draw = random.Random("seeks")

    for _ in range(25):
        frame = draw.randint(0, BREAK.frames - 13)
        deck.seek(frame)

        shots, _, _ = played(deck, BREAK, range(frame, frame + draw.randint(1, 12)))

        assert faulty_items(shots, BREAK, CLIPS, PAL) == []


def test_the_frame_that_is_on_air_may_be_taken_again(deck: Deck) -> None:
    deck.load("p", BREAK, rate=PAL, start=40)

    first = deck.wait(40)
    again = deck.take(40)
    after = deck.wait(41)

    assert first is again
    assert after is not None
    assert after.index == 41


def test_frames_that_were_missed_are_dropped_and_the_next_is_right(deck: Deck) -> None:
    deck.load("p", BREAK, rate=PAL, start=0)
    deck.wait(0)

    shot = deck.wait(7)

    assert shot is not None
    assert seen([shot]) == [(PROGRAMME.code, 7)]


def test_a_plan_that_comes_while_playing_does_not_disturb_what_is_on_air(deck: Deck) -> None:
    plain = timeline(programme(760))
    deck.load("p", plain, rate=PAL, start=0)
    before, _, _ = played(deck, plain, range(150))
    deck.replace(BREAK, at=250)

    after, _, _ = played(deck, BREAK, range(150, BREAK.frames))

    assert faulty_items(before + after, BREAK, CLIPS, PAL) == []


def test_a_spot_withdrawn_at_its_last_moment_leaves_the_broadcast(deck: Deck) -> None:
    deck.load("p", BREAK, rate=PAL, start=200)
    before, _, _ = played(deck, BREAK, range(200, 250))
    plain = timeline(programme(BREAK.frames))
    deck.replace(plain, at=250)

    after, _, _ = played(deck, plain, range(250, 400))

    assert faulty_items(before + after, plain, CLIPS, PAL) == []


def test_a_still_is_the_frame_on_air_or_the_keyframe_before_it(deck: Deck) -> None:
    deck.load("p", BREAK, rate=PAL, start=0)

    stills = [deck.still(frame) for frame in (0, 200, 270, 500)]
    key = deck.still(290, Precision.KEYFRAME)

    codes = [read_code(picture) for picture in [*stills, key]]
    assert codes == [
        (20, 0),
        (20, 200),
        (21, 20),
        (22, 100),
        (21, 0),
    ]


def test_outside_the_timeline_there_is_nothing_to_take(deck: Deck) -> None:
    deck.load("p", timeline(programme(20)), rate=PAL, start=18)

    shots = [deck.wait(frame) for frame in (18, 19, 20)]

    assert [shot is not None for shot in shots] == [True, True, False]


def test_to_ask_for_a_frame_ahead_does_not_move_what_is_on_air(deck: Deck) -> None:
    deck.load("p", BREAK, rate=PAL, start=220)
    before, _, _ = played(deck, BREAK, range(220, 225))

    primed, far = deck.ready(250), deck.ready(500)
    after, _, _ = played(deck, BREAK, range(225, 230))

    assert (primed, far) == (True, False)
    assert faulty_items(before + after, BREAK, CLIPS, PAL) == []


def test_play_without_pictures_taken_keeps_no_more_than_is_ahead(deck: Deck) -> None:
    deck.load("p", BREAK, rate=PAL, start=0)

    ready = [deck.ready(frame) for frame in range(300)]
    shot = deck.take(299)

    assert all(ready)
    assert shot is not None
    assert seen([shot]) == [(ALPHA.code, 49)]
    assert sum(one.frames for one in deck.buffers()) < 140


def test_a_fault_of_the_broadcast_is_told_when_all_before_it_was_shown(made: Made) -> None:
    media, origin = segmented(made, PROGRAMME)
    origin.gone.add("/programme.ts/2")
    deck = Deck(Cupboard(media).resolve, patience_s=30)
    deck.load("p", timeline(programme(900)), rate=PAL, start=150)
    told: list[tuple[int, int, str]] = []
    shots: list[Shot] = []

    for frame in range(150, 192):
        shot = deck.wait(frame)
        told += [(frame, fault.frame, fault.error.code) for fault in deck.faults()]
        if shot is None:
            break
        shots.append(shot)
    origin.gone.clear()
    deck.seek(shots[-1].index + 1)
    again = deck.wait(shots[-1].index + 1)
    deck.close()

    last = shots[-1].index
    assert told == [(last, last + 1, "unavailable")]
    assert last > 180
    assert again is not None
    assert seen([*shots, again]) == expected(
        PROGRAMME, in_frame=150, frames=len(shots) + 1, rate=PAL
    )


# -- segments and threads ----------------------------------------------------------------


def test_what_comes_next_is_found_by_its_own_thread_and_not_by_who_shows_pictures(
    cupboard: Cupboard,
) -> None:
    asked: list[tuple[str, bool]] = []

    def resolve(media_id: str, item: Item) -> MediaChoice:
        asked.append((item.id, threading.current_thread() is threading.main_thread()))
        return cupboard.resolve(media_id, item)

    deck = Deck(resolve, patience_s=30)
    deck.load("p", BREAK, rate=PAL, start=0)
    asked.clear()
    shots, _, _ = played(deck, BREAK, range(BREAK.frames))
    deck.close()

    assert len(shots) == BREAK.frames
    assert {name for name, _ in asked} >= {"beta", "gamma"}
    assert not any(by_presenter for _, by_presenter in asked)


def test_the_origin_sees_the_same_requests_whether_a_spot_is_replaced_or_not(made: Made) -> None:
    asked = []
    plain = timeline(programme(BREAK.frames))
    for plan in (BREAK, plain):
        media, origin = segmented(made, PROGRAMME)
        creatives: dict[str, Media] = {
            name: FileMedia(made(CLIPS[name])) for name in ("alpha", "beta", "gamma")
        }
        deck = Deck(Cupboard(media, creatives).resolve, patience_s=30)
        deck.load("p", plan, rate=PAL, start=0)
        played(deck, plan, range(plan.frames))
        deck.close()
        asked.append(origin.asked)

    assert asked[0] == asked[1]
    assert len(asked[0]) == len(set(asked[0])) == 10


def test_a_live_stream_plays_as_far_as_it_is_announced_and_goes_on(made: Made) -> None:
    origin = Origin()
    parts = origin.put(made(PROGRAMME), PROGRAMME)
    first = 1_000_000
    media = SegmentedMedia(parts[:2], origin.fetch, ended=False, starts=PAL.seconds(first))
    deck = Deck(Cupboard(media).resolve, patience_s=10)
    plan = timeline(programme(first + 10_000))
    deck.load("p", plan, rate=PAL, start=first + 100)
    shots: list[Shot] = []

    for part in parts[2:5]:
        while (shot := deck.wait(first + 100 + len(shots))) is not None:
            shots.append(shot)
        media.extend([part])
    deck.close()

    assert len(shots) > 4 * 96 - 100 - 15
    assert seen(shots) == expected(PROGRAMME, in_frame=100, frames=len(shots), rate=PAL)
    assert shots[0].index == first + 100
    assert probe(media).frames == first + 5 * 96


def test_no_thread_is_left_behind(made: Made, cupboard: Cupboard) -> None:
    before = set(threading.enumerate())
    origin = Origin()
    parts = origin.put(made(PROGRAMME), PROGRAMME)
    live = SegmentedMedia(parts[:1], origin.fetch, ended=False)
    for number, media in enumerate([cupboard.programme, live, cupboard.programme]):
        deck = Deck(Cupboard(media, cupboard.creatives).resolve)
        deck.load("p", BREAK, rate=PAL, start=number * 10)
        for frame in range(number * 10, number * 10 + 20):
            paced(deck, frame)
        deck.seek(240)
        deck.take(240)
        deck.close()

    assert set(threading.enumerate()) == before
