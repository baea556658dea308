"""The demonstration: one script, told headless here, and true in every scene."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from stb.adapters.screen.painter import Painted
from stb.engine.events import Event, OnAir, SpotSeen
from stb.engine.snapshot import Snapshot
from stb.headend.ledger import Facts
from stb.model.key import Key
from stb.model.report import Kind, Sent
from stb.model.timeline import Source
from stb.qa.demo import Prompted, Telling, Untrue, tell
from stb.qa.story import BEGINS, LATER, STORY, Act, Scene, both, live, on_screen
from stb.wiring.assembly import Built, build
from stb.wiring.configuration import Configuration, Pictures, Switch, Time


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


def configuration(folder: Path) -> Configuration:
    return Configuration(
        data=folder, time=Time.VIRTUAL, at=BEGINS, keeps=False, pictures=Pictures.NONE
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What a telling left behind. ``read`` is what had been sent when the viewer read it."""

    scenes: list[str]
    captions: list[str]
    events: list[Event]
    read: tuple[Sent, ...]
    kept: tuple[Sent, ...]
    ledger: Facts


@pytest.fixture(scope="module")
def heard(folder: Path) -> Heard:
    """The whole story, told once."""
    built = build(configuration(folder))
    scenes: list[str] = []
    captions: list[str] = []
    read: list[Sent] = []

    def told(scene: Scene) -> None:
        scenes.append(scene.name)
        captions.append(" ".join(getattr(node, "text", "") for node in box.caption).strip())
        if scene.name == "bytes":
            read.extend(box.snapshot.sent)

    with built.mediabox as box:
        tell(box, Telling(box, built.clock, told=told))
        assert built.headend is not None
        events = [line.event for line in box.box.as_run]
        kept, ledger = box.snapshot.sent, built.headend.ledger()
        return Heard(scenes, captions, events, tuple(read), kept, ledger)


def test_every_scene_of_the_story_comes_true_in_its_order(heard: Heard) -> None:
    assert heard.scenes == [scene.name for scene in STORY]


def test_the_pin_is_shown_before_it_is_needed(heard: Heard) -> None:
    assert "1470" in heard.captions[0]
    assert all("{" not in words for words in heard.captions)


def test_what_the_viewer_reads_is_all_that_was_sent(heard: Heard) -> None:
    read = [(sent.kind, json.loads(sent.body)) for sent in heard.read]
    (order,) = (body for kind, body in read if kind is Kind.ORDER)
    plays = [body for kind, body in read if kind is Kind.AD_PLAY and body != {"v": 1}]

    assert {kind for kind, _ in read} == {Kind.ORDER, Kind.TOKENS, Kind.AD_PLAY}
    assert plays
    assert all(set(play) == {"v", "campaign", "creative", "week", "token"} for play in plays)
    assert [row["product"] for row in heard.ledger["orders"]] == [order["product"]]
    assert heard.ledger["plays"] == {}, "withheld"
    assert heard.ledger["withheld"] == sorted({play["campaign"] for play in plays})


def test_after_the_withdrawal_no_spot_is_tailored_and_no_play_is_counted(heard: Heard) -> None:
    on_air = [event for event in heard.events if isinstance(event, OnAir)]
    seen = [event for event in heard.events if isinstance(event, SpotSeen)]
    creatives = [at for at, event in enumerate(on_air) if event.source is Source.CREATIVE]
    after = on_air[creatives[-1] + 1]

    assert len(creatives) >= 2, "one in each viewing"
    assert after.source is Source.BROADCAST
    assert after.in_frame > 0, "taken over in mid-spot, at its own frame"
    assert len(seen) == sum(b"campaign" in sent.body for sent in heard.read)


def test_after_the_withdrawal_the_box_knows_that_plays_were_sent_and_no_longer_which(
    heard: Heard,
) -> None:
    assert [(sent.kind, sent.at) for sent in heard.kept] == [
        (sent.kind, sent.at) for sent in heard.read
    ]
    assert {sent.body for sent in heard.kept if sent.kind is Kind.AD_PLAY} == {b""}


def test_a_story_that_is_not_so_says_which_scene_which_fact_and_which_screen(
    folder: Path,
) -> None:
    script = (Scene("lie", "Niet zo.", "Not so.", until=both(live, on_screen("store"))),)
    built = build(configuration(folder / "lie"))

    with built.mediabox as box, pytest.raises(Untrue) as caught:
        tell(box, Telling(box, built.clock, script=script))

    assert str(caught.value) == (
        "scene 'lie': both(live, on_screen(store)) did not come about within 60 s;"
        " the screen is 'live'"
    )


# -- with the presenter's key --------------------------------------------------------


@dataclass
class FakeScreen:
    """A window without one."""

    keys: deque[tuple[Key, bool]] = field(default_factory=deque)
    closed: bool = False
    size: tuple[int, int] = (1280, 720)

    def pressed(self) -> tuple[tuple[Key, bool], ...]:
        pressed = tuple(self.keys)
        self.keys.clear()
        return pressed

    def show(self, surface: Painted, snapshot: Snapshot) -> None:
        raise AssertionError("nothing is shown here")


SCRIPT = (
    Scene("one", "Eén.", "One.", lasts_s=0.1),
    Scene("two", "Twee.", "Two.", (Key.GUIDE,), lasts_s=0.1),
)


@pytest.fixture
def built(tmp_path: Path) -> Iterator[Built]:
    made = build(configuration(tmp_path))
    with made.mediabox:
        yield made


def steps(built: Built, telling: Telling, screen: Prompted, count: int) -> None:
    for _ in range(count):
        for key, held in screen.pressed():
            built.mediabox.press(key, held=held)
        built.mediabox.step()
        telling.step()


def test_by_key_a_scene_waits_for_the_space_bar_and_every_other_key_reaches_the_box(
    built: Built,
) -> None:
    told: list[str] = []
    telling = Telling(
        built.mediabox,
        built.clock,
        script=SCRIPT,
        by_key=True,
        told=lambda scene: told.append(scene.name),
    )
    window = FakeScreen()
    screen = Prompted(window, telling)

    steps(built, telling, screen, 50)
    assert told == []
    assert not screen.closed

    window.keys.append((Key.MENU, False))
    steps(built, telling, screen, 5)
    assert built.mediabox.state.screen == "menu"
    assert told == []

    window.keys.append((Key.PLAY_PAUSE, False))
    steps(built, telling, screen, 50)
    assert told == ["one"]
    assert built.mediabox.state.screen == "guide"

    window.keys.append((Key.PLAY_PAUSE, False))
    steps(built, telling, screen, 5)
    assert telling.over
    assert built.mediabox.caption == ()
    assert screen.closed, "the story is over"
    assert not Prompted(window, telling, stays=True).closed

    window.keys.append((Key.PLAY_PAUSE, False))
    assert screen.pressed() == ((Key.PLAY_PAUSE, False),), "the story is over"


class ScreenTime:
    """A clock as a window's: only jumps move it besides the steps; it notes where they led."""

    def __init__(self, built: Built) -> None:
        self._clock = built.clock
        self.jumps: list[datetime] = []

    def utc(self) -> datetime:
        return self._clock.utc()

    def jump(self, to: datetime) -> None:
        self.jumps.append(to)
        self._clock.jump(to)


def test_in_a_window_a_week_goes_by_with_all_that_is_due_in_it(tmp_path: Path) -> None:
    built = build(replace(configuration(tmp_path), consent=Switch.YES))
    clock = ScreenTime(built)
    script = (Scene("later", "Later.", "Later.", (Key.POWER, Act.WAIT_A_WEEK)),)

    with built.mediabox as box:
        telling = Telling(box, clock, script=script)
        while not telling.over:
            box.step()
            telling.step()
        sent = Counter(each.kind for each in box.snapshot.sent)

    assert clock.jumps[-1] >= BEGINS + LATER
    assert sent[Kind.TOKENS] >= 1
    assert sent[Kind.AD_PLAY] >= 32


def test_while_the_presenter_talks_a_question_is_kept_awake(built: Built) -> None:
    script = (Scene("asked", "Mag het?", "May we?", stirs=Key.MENU),)
    telling = Telling(built.mediabox, built.clock, script=script, by_key=True)

    steps(built, telling, Prompted(FakeScreen(), telling), 19 * 25)
    assert built.mediabox.state.screen != "menu"

    steps(built, telling, Prompted(FakeScreen(), telling), 2 * 25)
    assert built.mediabox.state.screen == "menu"
    assert telling.untrue == []
