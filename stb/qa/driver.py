"""The remote control of a script: press, wait, look, on a virtual clock.

Waits count steps of the box, never seconds of the machine, and return what
they waited for. A wait that fails says where the box was instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray

from stb.adapters import assets
from stb.adapters.clock import SystemClock, VirtualClock
from stb.adapters.media.view import Viewer
from stb.adapters.screen import shots
from stb.adapters.screen.painter import Painted, Painter
from stb.engine.commands import (
    Command,
    Pause,
    Resume,
    SeekTo,
    StartOver,
    Step,
    Watch,
    WatchOn,
)
from stb.engine.events import Line
from stb.engine.snapshot import Snapshot
from stb.errors import InputError
from stb.formats import as_run
from stb.headend.faults import Faults
from stb.model.key import Key
from stb.model.report import Sent
from stb.model.time import PAL
from stb.ui.scene import Scene, dump
from stb.wiring.mediabox import Mediabox, State

DEFAULT_WAIT_S = 30
_SETTLING = 250
SIZE = (1280, 720)


class NotReached(AssertionError):
    """A wait ended before what it waited for; the message says where the box was."""


class UnknownKey(InputError):
    """A script presses a key that the remote has not."""

    code = "qa.key"


def key_named(name: str) -> Key:
    """The key that scripts call ``name``: "OK", "channel-up", "7".

    Raises:
        UnknownKey: there is none.
    """
    try:
        return Key(name.strip().lower().replace("_", "-"))
    except ValueError:
        names = ", ".join(key.value.upper() for key in Key)
        raise UnknownKey(f"no key {name!r}; there are {names}") from None


class Driver:
    """A Mediabox under a script's thumb. Times are timecodes at 25 Hz, or seconds."""

    def __init__(
        self,
        mediabox: Mediabox,
        *,
        size: tuple[int, int] = SIZE,
        faults: Faults | None = None,
    ) -> None:
        """``faults`` is what can go wrong at the operator's, where a test has him at hand."""
        self.mediabox = mediabox
        self._faults = faults
        self._size = size
        self._painter: Painter | None = None
        self._viewer = Viewer()

    def settle(self) -> State:
        """Step until a service is on the screen and everything asked for at the start came.

        Raises:
            StbError: why there is no lineup.
            NotReached: it did not come; the as-run log says what was missed.
        """
        self.mediabox.run_until(
            lambda box: not box.box.busy and box.snapshot.playing is not None, steps=_SETTLING
        )
        if self.snapshot.no_lineup is not None:
            raise self.snapshot.no_lineup
        if self.snapshot.playing is None:
            raise NotReached(f"nothing is on the screen; the box is at {self.state}")
        return self.state

    # -- doing ---------------------------------------------------------------------------

    def press(self, *keys: Key | str) -> State:
        """Press keys one after the other, a quarter of a second apart."""
        for key in keys:
            self.mediabox.press(key if isinstance(key, Key) else key_named(key))
            self.steps(6)
        return self.state

    def hold(self, key: Key | str, seconds: float) -> State:
        """Hold a key: a press, and repeats ten times a second."""
        held = key if isinstance(key, Key) else key_named(key)
        self.mediabox.press(held)
        for _ in range(round(seconds * 10)):
            self.steps(2)
            self.mediabox.press(held, held=True)
        self.steps(1)
        return self.state

    def steps(self, count: int = 1) -> Snapshot:
        for _ in range(count):
            self.mediabox.step()
        return self.snapshot

    def wait(self, length: str | float) -> State:
        """Let a length of time go by: "00:00:10:00", or seconds."""
        until = self.mediabox.now + _length(length)
        self.mediabox.run_to(until)
        return self.state

    def wait_until(
        self,
        holds: Callable[[Driver], object],
        *,
        timeout: str | float = DEFAULT_WAIT_S,
        stable: str | float = 0,
    ) -> State:
        """Step until ``holds`` is true, and stays true for ``stable``.

        Raises:
            NotReached: not within ``timeout``.
        """
        end, since = self.mediabox.now + _length(timeout), None
        while True:
            now = self.mediabox.now
            since = (since or now) if holds(self) else None
            if since is not None and now - since >= _length(stable):
                return self.state
            if now >= end:
                raise NotReached(f"not within {timeout}; the box is at {self.state}")
            self.mediabox.step()

    def play_until(self, place: str | int) -> State:
        """Play on until a position of what plays is on the screen: a timecode or a frame.

        Raises:
            NotReached: it plays nothing recorded, it ended before, or it stands still.
        """
        playing = self.snapshot.playing
        if playing is None:
            raise NotReached(f"nothing plays; the box is at {self.state}")
        frame = playing.rate.parse_timecode(place) if isinstance(place, str) else place
        stood = 0
        while (playing := self.snapshot.playing) is not None and playing.frame < frame:
            before = playing.frame
            self.mediabox.pass_frames(1 if stood else frame - before)
            after = self.snapshot.playing
            stood = 0 if after is not None and after.frame != before else stood + 1
            if stood > DEFAULT_WAIT_S * 25:
                break
        if playing is None or playing.frame < frame:
            raise NotReached(f"frame {frame} was not shown; the box is at {self.state}")
        return self.state

    def seek(self, frame: int, *, unhindered: bool = False) -> State:
        """Go to a frame of what plays; where the policy lets, it is there after this one step.

        A viewer may be held at a break that the operator lets nobody skip; ``unhindered``
        is not.
        """
        return self._told(SeekTo(frame, unhindered))

    def frame_step(self, by: int = 1) -> State:
        """Stand still ``by`` frames further, or back below nought, one after the other."""
        for _ in range(abs(by)):
            self._told(Step(1 if by > 0 else -1))
        return self.state

    def pause(self) -> State:
        return self._told(Pause())

    def resume(self) -> State:
        """Play on after a pause."""
        return self._told(Resume())

    def start_over(self) -> State:
        """From the beginning: what is recorded, or the programme that is on live."""
        return self._told(StartOver())

    def watch(self, programme_id: str) -> State:
        """Enter a programme of the last seven days from its start, as a new viewing."""
        return self._told(Watch(programme_id))

    def go_on(self, programme_id: str) -> State:
        """Go on with a programme where it was left, as the same viewing."""
        return self._told(WatchOn(programme_id))

    def _told(self, command: Command) -> State:
        self.mediabox.send(command)
        self.steps(1)
        return self.state

    # -- looking -------------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot:
        return self.mediabox.snapshot

    @property
    def state(self) -> State:
        return self.mediabox.state

    @property
    def faults(self) -> Faults:
        """What goes wrong at the operator's: down, collector down, bundles tampered with, ..."""
        if self._faults is None:
            raise RuntimeError("no operator of ours is at hand")
        return self._faults

    @property
    def clock(self) -> SystemClock | VirtualClock:
        """What the box and its head-end live by; `wait` and `run_to` move it with the box."""
        return self.mediabox.clock

    @property
    def facts(self) -> dict[str, object]:
        """`state` as JSON's own types."""
        return {name: _plain(value) for name, value in asdict(self.state).items()}

    @property
    def screen(self) -> Scene:
        return self.mediabox.scene

    @property
    def text(self) -> str:
        """Every word on the screen, a line each."""
        return dump(self.screen)

    @property
    def as_run(self) -> list[Line]:
        return self.mediabox.box.as_run

    @property
    def log(self) -> str:
        """The as-run log, a JSON object a line."""
        return as_run.write(self.as_run)

    @property
    def sent(self) -> tuple[Sent, ...]:
        return self.snapshot.sent

    def picture(self) -> VideoFrame | None:
        """The decoded picture on air, at its own size, with its code row."""
        shot = self.mediabox.shot()
        return None if shot is None else shot.picture

    def sound(self) -> NDArray[np.float32] | None:
        """The sound of the frame on air: float32, (2, samples), 48 kHz."""
        shot = self.mediabox.shot()
        return None if shot is None else shot.sound

    def frame(self) -> NDArray[np.uint8]:
        """The screen as a viewer sees it: uint8, (height, width, 3), RGB."""
        return shots.pixels(self._painted())

    def save(self, path: Path) -> Path:
        """Write the screen as a PNG."""
        return shots.save(self._painted(), path)

    def _painted(self) -> Painted:
        if self._painter is None:
            self._painter = Painter(self._size, assets.folder())
        return self._painter.paint(
            self.screen,
            picture=self._viewer.seen(self.mediabox.shot()),
            broadcast=self._viewer.seen(self.mediabox.beneath()),
        )


def _length(length: str | float) -> timedelta:
    if isinstance(length, str):
        return PAL.length(PAL.parse_timecode(length))
    return timedelta(seconds=length)


def _plain(value: object) -> object:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
