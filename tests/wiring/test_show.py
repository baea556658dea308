"""The presenter's pace, on a sound card and a box that are put together here.

Time is a number: it passes where the show sleeps, and where the box takes long over a step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest

from stb.adapters import assets
from stb.adapters.media.reader import Shot
from stb.adapters.media.sound import Silence
from stb.adapters.media.track import Sound
from stb.engine.snapshot import Intent, Playing, Supply
from stb.model.key import Key
from stb.model.media import Form
from stb.model.time import PAL
from stb.model.timeline import Item, Placed, Source, Timeline
from stb.wiring.show import FULL_S, QUEUED_S, Show

FRAME = 1920
FRAME_S = 0.04
BLOCK = 1024
LONG = 1000
LINE = Timeline((Placed(0, Item(Source.PROGRAMME, "own", 0, LONG)),))


@dataclass
class Now:
    at: float = 0.0

    def passes(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class Card:
    """A sound card that takes blocks from its queue; it knows to the sample what is heard."""

    now: Now
    stands: bool = False
    volume: float = 1.0
    fed: int = 0
    dry: int = 0
    _heard: float = 0.0
    _read_at: float = 0.0

    def feed(self, sound: Sound) -> None:
        left = self.unheard()
        self.dry += self.fed > 0 and left <= 0
        self.fed += sound.shape[1]

    def unheard(self) -> float:
        passed = 0.0 if self.stands else (self.now.at - self._read_at) * 48_000
        self._heard, self._read_at = min(self._heard + passed, self.fed), self.now.at
        return self.fed - self._heard

    def queued_frames(self) -> int:
        heard = self.fed - self.unheard()
        return self.fed - min(self.fed, -int(-heard // BLOCK) * BLOCK)


@dataclass
class Box:
    """Plays one programme frame by frame; ``long`` is how long the step of a frame takes."""

    now: Now
    long: Callable[[int], float] = lambda frame: 0.001
    frame: int = -1
    intent: Intent = Intent.PLAY
    told: list[int] = field(default_factory=list)
    most_told: int = 0
    """Pictures of which a single step was told."""
    pressed: list[Key] = field(default_factory=list)
    muted: bool = False
    volume: int = 100
    view: Any = field(default_factory=lambda: SimpleNamespace(overlay=False))
    scene: tuple[()] = ()
    _shot: Shot | None = None

    @property
    def box(self) -> Any:
        return SimpleNamespace(rate=PAL)

    @property
    def snapshot(self) -> Any:
        return self

    @property
    def playing(self) -> Playing:
        return Playing(
            Form.CATCH_UP, "own", "Own", PAL, max(self.frame, 0), LONG, self.intent,
            Supply.READY, timeline=LINE,
        )  # fmt: skip

    def press(self, key: Key, *, held: bool = False) -> None:
        self.pressed.append(key)
        self.intent = Intent.PAUSE if self.intent is Intent.PLAY else Intent.PLAY

    def step(self, *, shown: tuple[int, ...]) -> Box:
        self.told += shown
        self.most_told = max(self.most_told, len(shown))
        if self.intent is Intent.PLAY:
            self.frame += 1
            picture = av.VideoFrame(64, 36, "yuv420p")
            sound = np.zeros((2, FRAME), np.float32)
            self._shot = Shot(self.frame, picture, sound, Fraction(16, 9))
        self.now.passes(self.long(self.frame))
        return self

    def shot(self) -> Shot | None:
        return self._shot

    def beneath(self) -> None:
        return None


@dataclass
class Glass:
    """Closed after ``turns`` looks at its keys; ``put`` is what was on it, and when it came."""

    now: Now
    turns: int
    keys: dict[int, Key] = field(default_factory=dict)
    show_: Show | None = None
    size: tuple[int, int] = (64, 36)
    put: list[tuple[int, float]] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)
    looked: list[float] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        return len(self.looked) >= self.turns

    def pressed(self) -> tuple[tuple[Key, bool], ...]:
        self.looked.append(self.now.at)
        key = self.keys.get(len(self.looked))
        return () if key is None else ((key, False),)

    def show(self, surface: object, snapshot: object) -> None:
        self.painted.append(self.now.at)
        shot = self.show_.on_air if self.show_ is not None else None
        if shot is not None and shot.index not in [index for index, _ in self.put[-1:]]:
            self.put.append((shot.index, self.now.at))

    @property
    def apart(self) -> list[float]:
        times = [at for _, at in self.put]
        return [after - before for before, after in pairwise(times)]


@dataclass
class Evening:
    turns: int = 200
    now: Now = field(default_factory=Now)

    def __post_init__(self) -> None:
        self.card, self.box = Card(self.now), Box(self.now)
        self.glass = Glass(self.now, self.turns)

    def shown(self, *, sound: Any = None) -> Evening:
        show = Show(
            self.box,  # type: ignore[arg-type]
            screen=self.glass,
            assets=assets.folder(),
            sound=sound or self.card,
            sleep=self.now.passes,
        )
        self.glass.show_ = show
        show.run()
        return self


@pytest.fixture
def evening() -> Evening:
    return Evening()


def late(evening: Evening, *, first: int = 0) -> list[float]:
    """How long after its sound began to be heard each picture came."""
    start = evening.glass.put[0][1]
    return [at - start - index * FRAME_S for index, at in evening.glass.put if index >= first]


@pytest.mark.parametrize("step_s", [0.001, 0.01, 0.03])
def test_a_picture_comes_when_it_is_heard_however_long_a_step_takes(
    evening: Evening, step_s: float
) -> None:
    evening.box.long = lambda frame: step_s

    evening.shown()

    indices = [index for index, _ in evening.glass.put]
    assert indices == list(range(len(indices)))
    assert len(indices) > 190
    # Until a tenth of a second of sound is in hand steps are made as fast as they can be.
    assert -0.0051 <= min(late(evening, first=8)) <= max(late(evening, first=8)) < 0.001


@pytest.mark.parametrize("at", [5, 50, 51, 120])
def test_a_long_step_now_and_then_delays_no_picture(evening: Evening, at: int) -> None:
    evening.box.long = lambda frame: 0.035 if frame == at else 0.001

    evening.shown()

    assert max(late(evening)) < 0.001
    assert max(evening.glass.apart[5:]) < FRAME_S + 0.003


def test_after_a_stall_no_picture_is_lost_and_the_sound_never_ran_dry(evening: Evening) -> None:
    evening.box.long = lambda frame: 0.075 if frame == 50 else 0.001

    evening.shown()

    indices = [index for index, _ in evening.glass.put]
    assert indices == list(range(len(indices)))
    assert evening.card.dry == 0
    assert max(late(evening, first=55)) < 0.001


@pytest.mark.parametrize("long_s", [0.001, 0.05, 0.075, 0.1])
def test_what_was_shown_is_told_to_the_next_step_before_more_is_shown(
    evening: Evening, long_s: float
) -> None:
    evening.box.long = lambda frame: long_s if 50 <= frame < 53 else 0.001

    evening.shown()

    shown = [index for index, _ in evening.glass.put]
    assert evening.box.told == shown[: len(evening.box.told)]
    assert len(shown) - len(evening.box.told) <= 1
    assert evening.box.most_told == 1


def test_sound_is_ahead_by_a_tenth_of_a_second_and_not_much_more(evening: Evening) -> None:
    queued: list[float] = []
    evening.box.long = lambda frame: queued.append(evening.card.unheard() / 48_000) or 0.001

    evening.shown()

    assert QUEUED_S - 0.045 < min(queued[5:]) <= max(queued[5:]) < QUEUED_S + 0.045


def test_a_card_that_stands_still_is_not_fed_for_ever(evening: Evening) -> None:
    evening.card.stands = True

    evening.shown()

    assert evening.card.fed <= FULL_S * 48_000 + FRAME
    assert evening.now.at > 5


def test_a_key_is_seen_in_the_turn_in_which_it_is_pressed(evening: Evening) -> None:
    evening.glass.keys = {50: Key.PLAY_PAUSE}

    evening.shown()

    pressed_at = evening.glass.looked[49]
    assert [at for at in evening.glass.painted if pressed_at < at < pressed_at + 0.002]


def test_in_a_pause_what_is_still_heard_is_still_seen_in_time(evening: Evening) -> None:
    evening.glass.keys = {50: Key.PLAY_PAUSE, 80: Key.PLAY_PAUSE}

    evening.shown()

    indices = [index for index, _ in evening.glass.put]
    stood = [n for n, apart in enumerate(evening.glass.apart) if apart > 2 * FRAME_S]
    assert indices == list(range(len(indices)))
    assert len(stood) == 1
    assert max(late(evening)[: stood[0]]) < 0.001


def test_without_sound_each_step_is_seen_at_once(evening: Evening) -> None:
    evening.shown(sound=Silence("none", lambda: evening.now.at))

    indices = [index for index, _ in evening.glass.put]
    assert indices == list(range(len(indices)))
    assert len(indices) == evening.turns
    assert len(evening.glass.painted) == evening.turns
