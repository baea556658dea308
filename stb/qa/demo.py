"""Tells a story on a Mediabox: by itself, or scene by scene on the presenter's key.

It looks after every step of the box and does the next thing when it is due, so
the same telling runs in a window, on a page and headless. Its time is counted
in steps; nothing waits here. The presenter may press any key in between: a
chapter begins by leaving whatever was opened.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from stb.adapters.clock import VirtualClock
from stb.adapters.screen.painter import Painted
from stb.engine.commands import SeekTo
from stb.engine.snapshot import Snapshot
from stb.errors import RefusedError
from stb.model.key import Key
from stb.model.timeline import Source
from stb.qa.story import LATER, PATIENCE_S, STORY, Act, Deed, Fact, Scene
from stb.ui.captions import caption
from stb.wiring.mediabox import Mediabox
from stb.wiring.show import Screen

NEXT = Key.PLAY_PAUSE
"""The presenter's key for the next scene."""

END_OF_BREAK_S = 5
BEFORE_SPOT_S = 3
STIR_S = 20
DIGIT_PAUSE_S = 0.4

Told = Callable[[Scene], None]


class Untrue(RefusedError):
    """What a scene of the story says did not come about."""

    code = "demo.untrue"


class Settable(Protocol):
    """The clock of the box, which can be put forward."""

    def jump(self, to: datetime) -> None: ...


class Telling:
    """One telling of a script. Call `step` after each step of the box.

    ``speed`` shortens pauses and captions, never what plays. ``told`` hears of each scene
    at its end. What did not come true stands in ``untrue``, and the story goes on.
    """

    def __init__(
        self,
        mediabox: Mediabox,
        clock: Settable,
        *,
        script: tuple[Scene, ...] = STORY,
        by_key: bool = False,
        speed: float = 1.0,
        told: Told | None = None,
    ) -> None:
        self._mediabox = mediabox
        self._clock = clock
        self._coming = deque(script)
        self._by_key = by_key
        self._speed = speed
        self._told = told
        self._scene: Scene | None = None
        self._deeds: deque[tuple[Deed, float]] = deque()
        self._passed = Fraction(0)
        self._since = Fraction(0)
        self._pause_s = 0.0
        self._true = False
        self._wanted = False
        self._later: datetime | None = None
        self.untrue: list[str] = []

    @property
    def over(self) -> bool:
        """Whether the story is told."""
        return self._scene is None and not self._coming

    def go_on(self) -> None:
        """The presenter wants the next scene."""
        self._wanted = True

    def step(self) -> None:
        """Do what is due by now."""
        self._passed += 1 / self._mediabox.box.rate.fraction
        if self._scene is None:
            self._begin()
        elif self._deeds:
            self._act()
        elif self._wanted or (not self._by_key and self._read(self._scene)):
            self._end(self._scene)
        elif self._by_key and self._scene.stirs and self._elapsed >= STIR_S:
            self._mediabox.press(self._scene.stirs)
            self._again()

    # -- scenes ------------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._coming:
            return
        scene = self._scene = self._coming.popleft()
        self._deeds = deque(self._written_out(scene))
        self._pause_s = 0.0
        self._true = self._wanted = False
        self._again()
        measure = self._mediabox.context.measure
        self._mediabox.caption = caption(self._words(scene), place=scene.place, measure=measure)

    def _end(self, scene: Scene) -> None:
        if self._told is not None:
            self._told(scene)
        self._scene = None
        if not self._coming:
            self._mediabox.caption = ()

    def _read(self, scene: Scene) -> bool:
        """Whether what the scene says is true, and has been for as long as it takes to read."""
        if not self._true:
            self._true = scene.until(self._mediabox)
            if self._true:
                self._again()
            elif self._elapsed >= scene.patience_s:
                self.untrue.append(
                    f"scene {scene.name!r}: {_named(scene.until)} did not come about"
                    f" within {scene.patience_s} s"
                )
                return True
            else:
                return False
        return self._elapsed >= scene.lasts_s / self._speed

    def _again(self) -> None:
        self._since = self._passed

    @property
    def _elapsed(self) -> float:
        return float(self._passed - self._since)

    def _words(self, scene: Scene) -> str:
        snapshot = self._mediabox.snapshot
        text = scene.nl if self._mediabox.context.language == "nl" else scene.en
        return text.format(
            name=snapshot.household.name,
            pin=snapshot.household.pin,
            services=len(snapshot.lineup.services) or 24,
        )

    # -- deeds -------------------------------------------------------------------------

    def _written_out(self, scene: Scene) -> Iterator[tuple[Deed, float]]:
        """What is to be done, and how long after the one before it."""
        for deed in scene.does:
            if deed is Act.TYPE_PIN:
                for digit in self._mediabox.snapshot.household.pin:
                    yield Key(digit), DIGIT_PAUSE_S
            else:
                yield deed, scene.pause_s

    def _act(self) -> None:
        deed, pause_s = self._deeds[0]
        if self._elapsed < self._pause_s / self._speed:
            return
        match deed:
            case Key():
                self._mediabox.press(deed)
            case Act.TO_LAST_SPOT:
                self._to_last_spot()
            case Act.TO_TAILORED_SPOT:
                self._to_tailored_spot()
            case Act.WAIT_A_WEEK:
                if not self._has_waited():
                    return
            case Act():
                raise ValueError(f"written out before: {deed}")
            case _ if not deed(self._mediabox) and self._elapsed < PATIENCE_S:
                return
        self._deeds.popleft()
        self._pause_s = self._deeds[0][1] if self._deeds else pause_s
        self._again()

    def _to_last_spot(self) -> None:
        playing = self._mediabox.snapshot.playing
        if playing is None:
            return
        lead = playing.rate.frames_in(END_OF_BREAK_S)
        for brk in playing.breaks:
            if brk.at <= playing.frame < brk.end - lead:
                self._mediabox.send(SeekTo(brk.end - lead, unhindered=True))

    def _to_tailored_spot(self) -> None:
        playing = self._mediabox.snapshot.playing
        if playing is None or playing.timeline is None:
            return
        lead = playing.rate.frames_in(BEFORE_SPOT_S)
        for placed in playing.timeline.run:
            if placed.item.source is Source.CREATIVE and placed.at - lead > playing.frame:
                self._mediabox.send(SeekTo(placed.at - lead, unhindered=True))
                return

    def _has_waited(self) -> bool:
        """Let more than a week go by, with all that is due in it; whether it has gone by.

        In a window the steps are made at the pace of the screen, so there it takes as many
        calls as there are things due: in one leap the box would miss the times at which it
        was to send something.
        """
        now, box = self._mediabox.now, self._mediabox.box
        self._later = self._later or now + LATER
        if isinstance(self._clock, VirtualClock):
            self._mediabox.skip_to(self._later)
        elif now < self._later:
            if not box.busy and not box.sends:
                due = box.next_due()
                self._clock.jump(self._later if due is None else min(max(due, now), self._later))
                self._mediabox.step()
            return False
        self._later = None
        return True


class Prompted:
    """The screen of a telling: the presenter's key goes to the story, all others to the box.

    It closes when the story is told, unless it ``stays``.
    """

    def __init__(self, screen: Screen, telling: Telling, *, stays: bool = False) -> None:
        self._screen = screen
        self._telling = telling
        self._stays = stays

    @property
    def closed(self) -> bool:
        return self._screen.closed or (self._telling.over and not self._stays)

    @property
    def size(self) -> tuple[int, int]:
        return self._screen.size

    def pressed(self) -> tuple[tuple[Key, bool], ...]:
        """The keys for the box."""
        pressed = self._screen.pressed()
        if self._telling.over:
            return pressed
        if (NEXT, False) in pressed:
            self._telling.go_on()
        return tuple(each for each in pressed if each[0] is not NEXT)

    def show(self, surface: Painted, snapshot: Snapshot) -> None:
        self._screen.show(surface, snapshot)


def tell(mediabox: Mediabox, telling: Telling) -> None:
    """The whole story at once, on the virtual clock.

    Raises:
        Untrue: something in it did not come about.
    """
    while not telling.over:
        mediabox.step()
        telling.step()
        if telling.untrue:
            raise Untrue(f"{telling.untrue[0]}; the screen is {mediabox.view.screen!r}")


def _named(fact: Fact) -> str:
    """A fact by the name that the story has for it, with what it was made of."""
    name = getattr(fact, "__qualname__", repr(fact)).partition(".<locals>")[0]
    parts = [cell.cell_contents for cell in getattr(fact, "__closure__", None) or ()]
    made_of = ", ".join(_named(each) if callable(each) else str(each) for each in parts)
    return f"{name}({made_of})" if made_of else name
