"""The Mediabox: the box and its screens on one clock.

One step is one frame: keys become commands, the engine advances, the screens
look at the new snapshot, and on a virtual clock the time of a frame passes.
The desktop, QA scripts and `stb render` all drive this one object.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeGuard

from stb.adapters.clock import SystemClock, VirtualClock
from stb.adapters.media.probe import MediaFacts
from stb.adapters.media.reader import Shot
from stb.engine import splicer
from stb.engine.box import Box
from stb.engine.commands import Command
from stb.engine.snapshot import Intent, Playing, Snapshot, Supply
from stb.model.consent import Purpose
from stb.model.key import Key
from stb.model.time import FrameRate
from stb.model.timeline import Timeline
from stb.ui import television
from stb.ui.context import Context, Extras
from stb.ui.scene import Scene, Video

CORNER_PATIENCE_S = 30.0


class PictureDeck(Protocol):
    """A deck as the presenter knows it: it hands out what the engine said is on air."""

    def load(self, media_id: str, timeline: Timeline, *, rate: FrameRate, start: int) -> None: ...

    def take(self, frame: int) -> Shot | None: ...

    def wait(self, frame: int, timeout_s: float = ...) -> Shot | None: ...

    def stop(self) -> None: ...


@dataclass(frozen=True, slots=True)
class State:
    """What QA asks for most: where the box is, in a few words."""

    service: int
    screen: str
    focus: str
    place: str
    consent: str
    frame: int
    frames: int
    on: bool
    playing: str
    now: datetime
    paused: bool = False
    held: bool = False
    """A jump waits for the end of a break that may not be skipped."""


class Mediabox:
    """A running box with its screens; close it to stop threads and release its folder."""

    def __init__(
        self,
        box: Box,
        *,
        clock: SystemClock | VirtualClock,
        context: Context,
        deck: PictureDeck | None,
        media_facts: Callable[[str], MediaFacts],
        corner: PictureDeck | None = None,
        closing: ExitStack,
    ) -> None:
        self.box = box
        self.context = context
        self.view = television.View()
        self._clock = clock
        self._deck = deck
        self._corner = corner
        self.media_facts = media_facts
        self._in_corner = ""
        self.caption: Scene = ()
        # On the virtual clock the corner is never late; in real time it is never waited for.
        self._patience_s = CORNER_PATIENCE_S if isinstance(clock, VirtualClock) else 0.0
        self._closing = closing
        self._keys: deque[tuple[Key, bool]] = deque()

    def __enter__(self) -> Mediabox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Keep where the viewer is, and stop."""
        try:
            self.box.close()
        finally:
            self.cut()

    def cut(self) -> None:
        """Stop as when the power goes: nothing is kept that was not kept already."""
        self._closing.close()

    # -- driving -------------------------------------------------------------------------

    def press(self, key: Key, *, held: bool = False) -> None:
        """Queue a key for the next step. May be called from any thread."""
        self._keys.append((key, held))

    def send(self, *commands: Command) -> None:
        """Queue commands to the engine, past the screens."""
        for command in commands:
            self.box.send(command)

    def step(self, *, shown: tuple[int, ...] | None = None) -> Snapshot:
        """One frame. ``shown``: what reached the screen since the last step (`Box.step`)."""
        while self._keys:
            key, held = self._keys.popleft()
            self.view, commands = television.press(
                self.view, key, self.box.snapshot, self.context, held=held
            )
            self.send(*commands)
        return self._looked_at(self.box.rate, self.box.step(shown=shown))

    def pass_frames(self, most: int) -> Snapshot:
        """Up to ``most`` steps at once while nothing happens but the next frame, else one.

        Only where nobody sees the pictures; what is told and sent is the same.
        """
        rate = self.box.rate
        watched = self._deck is not None or self.view.above or self.view.live.digits
        quiet = 0 if watched or self._keys else min(most, self.box.quiet_steps())
        if quiet < 2 or not isinstance(self._clock, VirtualClock):
            return self.step()
        self._clock.advance(rate.seconds(quiet - 1))
        return self._looked_at(rate, self.box.pass_by(quiet))

    def _looked_at(self, rate: FrameRate, snapshot: Snapshot) -> Snapshot:
        """Let the screens see ``snapshot``, and on a virtual clock a frame go by."""
        self.view, commands = television.tick(self.view, snapshot, self.context)
        self.send(*commands)
        if isinstance(self._clock, VirtualClock):
            self._clock.advance(1 / rate.fraction)
        return snapshot

    def run_to(self, at: datetime) -> Snapshot:
        """Step until the clock says ``at``; in standby, jump from one thing due to the next."""
        while self._clock.utc() < at:
            if not self.snapshot.on:
                return self.skip_to(at)
            self.pass_frames(self.box.rate.whole_frames(at - self._clock.utc()))
        return self.snapshot

    def skip_to(self, at: datetime) -> Snapshot:
        """Let the clock jump to ``at``, with a few steps wherever something is due between.

        What plays stands still meanwhile; a live service is joined again after it.
        """
        while (now := self._clock.utc()) < at:
            if not self.box.busy and not self._keys:
                due = self.box.next_due()
                self._clock.jump(at if due is None else min(max(due, now), at))
            self.step()
        return self.snapshot

    def run_until(self, holds: Callable[[Mediabox], bool], *, steps: int) -> bool:
        """Step until ``holds``, at most ``steps`` times; whether it came to hold."""
        for _ in range(steps):
            if holds(self):
                return True
            self.step()
        return holds(self)

    # -- looking -------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self._clock.utc()

    @property
    def clock(self) -> SystemClock | VirtualClock:
        return self._clock

    @property
    def snapshot(self) -> Snapshot:
        return self.box.snapshot

    @property
    def scene(self) -> Scene:
        """What is on the screen, with the presenter's caption over it."""
        return (*television.scene(self.view, self.snapshot, self.context), *self.caption)

    @property
    def focus(self) -> str:
        return television.focus(self.view, self.snapshot, self.context)

    def look_with(self, extras: Extras) -> None:
        """Hand the developer's overlay what the presenter knows."""
        self.context = replace(self.context, extras=extras)

    def shot(self) -> Shot | None:
        """Picture and sound of the frame on air; None where there is none to show."""
        playing = self.snapshot.playing
        if self._deck is None or not _has_picture(playing):
            return None
        return self._deck.take(playing.frame)

    def beneath(self) -> Shot | None:
        """The broadcast's own shot at the frame on air, where the screen has room for it."""
        playing = self.snapshot.playing
        wanted = any(isinstance(node, Video) and node.feed == "broadcast" for node in self.scene)
        if self._corner is None:
            return None
        if not wanted or not _has_picture(playing):
            if self._in_corner:
                self._corner.stop()
                self._in_corner = ""
            return None
        if self._in_corner != playing.media_id:
            self._in_corner = playing.media_id
            own = splicer.broadcast(playing.media_id, playing.frames, playing.breaks)
            self._corner.load(playing.media_id, own, rate=playing.rate, start=playing.frame)
        return self._corner.wait(playing.frame, timeout_s=self._patience_s)

    @property
    def state(self) -> State:
        snapshot = self.snapshot
        playing = snapshot.playing
        return State(
            service=snapshot.service.number if snapshot.service else 0,
            screen=self.view.screen,
            focus=self.focus,
            place=snapshot.place,
            consent=consent_word(snapshot),
            frame=playing.frame if playing else 0,
            frames=playing.frames if playing else 0,
            on=snapshot.on,
            playing=playing.media_id if playing else "",
            now=snapshot.now,
            paused=playing is not None and playing.intent is Intent.PAUSE,
            held=playing is not None and playing.hold is not None,
        )


def consent_word(snapshot: Snapshot) -> str:
    """The state of consent to tailored spots: yes, no, or ask (not answered, or run out)."""
    if snapshot.allows(Purpose.TAILORED_SPOTS):
        return "yes"
    record = snapshot.consents.latest(Purpose.TAILORED_SPOTS)
    due = snapshot.consents.is_due(Purpose.TAILORED_SPOTS, snapshot.now)
    return "ask" if record is None or due else "no"


def _has_picture(playing: Playing | None) -> TypeGuard[Playing]:
    return playing is not None and playing.supply in (Supply.READY, Supply.ENDED)
