"""A show in real time, with everything of a television but the glass: what was put on it is kept.

The presenter's own loop, deck, painter and sound device (SDL's, that plays to nobody) run at
the pace of the sound. For each frame it is known how long the box took to hand it over.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from stb.adapters import assets
from stb.adapters.media.reader import Shot
from stb.adapters.media.sound import SoundOut
from stb.adapters.media.track import Sound
from stb.adapters.screen.painter import Painted
from stb.engine.commands import LoadGuide, Watch
from stb.engine.snapshot import Playing, Snapshot, Supply
from stb.model.key import Key
from stb.model.time import SAMPLE_RATE
from stb.wiring.mediabox import Mediabox
from stb.wiring.show import Show

from .fault_viewer import Got

SIZE = (320, 180)
PATIENCE_S = 90
WAITS = Path("/proc/thread-self/schedstat")
"""Linux: nanoseconds in which this thread worked, and in which it waited for a processor."""


@dataclass
class Tape:
    """Keeps what is fed to a sound device, and knows what of it is heard."""

    device: Any
    volume: float = 1.0
    fed: list[Sound] = field(default_factory=list)
    samples: int = 0
    anew: set[int] = field(default_factory=set)
    """What was fed when nothing was heard any more, by `id`."""
    _at: dict[int, int] = field(default_factory=dict)

    def feed(self, sound: Sound) -> None:
        self._at[id(sound)] = self.samples
        if not self.queued_frames():
            self.anew.add(id(sound))
        self.fed.append(sound)
        self.samples += sound.shape[1]
        self.device.feed(sound)

    def queued_frames(self) -> int:
        return int(self.device.queued_frames())

    def unheard(self) -> float:
        return float(self.device.unheard())

    def since(self, sound: Sound) -> float | None:
        """Seconds for which ``sound`` has been heard by now; None where it was never fed."""
        at = self._at.get(id(sound))
        return None if at is None else (self.samples - self.unheard() - at) / SAMPLE_RATE


class Timed:
    """A Mediabox whose every frame is timed, from the asking for it until it is there.

    By presentation frame, the longest where it was shown more than once: ``took`` seconds, in
    ``worked`` of them this thread had a processor, in ``waited`` it was to have one, and others
    had it (0 where the system does not tell).
    """

    def __init__(self, mediabox: Mediabox) -> None:
        self._mediabox = mediabox
        self._asked: tuple[int, float, float, float] = (-1, 0.0, 0.0, 0.0)
        self.took: dict[int, float] = {}
        self.worked: dict[int, float] = {}
        self.waited: dict[int, float] = {}
        self.order: list[int] = []
        self.logged: dict[int, int] = {}
        """How many lines the as-run log had when a frame was handed out."""
        self.stood = 0
        """Steps in which a frame was wanted and not there."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mediabox, name)

    def step(self, *, shown: tuple[int, ...] | None = None) -> Snapshot:
        begun = _clocks()
        snapshot = self._mediabox.step(shown=shown)
        playing = snapshot.playing
        if playing is not None and playing.frame != self._asked[0]:
            self._asked = (playing.frame, *begun)
        return snapshot

    def shot(self) -> Shot | None:
        shot = self._mediabox.shot()
        playing = self._mediabox.snapshot.playing
        if shot is None:
            self.stood += playing is not None and playing.timeline is not None
        elif shot.index == self._asked[0]:
            now = _clocks()
            took, worked, waited = (
                end - begun for begun, end in zip(self._asked[1:], now, strict=True)
            )
            if took > self.took.get(shot.index, 0):
                self.took[shot.index] = took
                self.worked[shot.index], self.waited[shot.index] = worked, waited
            self._asked = (shot.index, *now)
            if shot.index not in self.order[-1:]:
                self.order.append(shot.index)
                self.logged[shot.index] = len(self._mediabox.box.as_run)
        return shot


def _clocks() -> tuple[float, float, float]:
    """Seconds: of the machine, with a processor, and waiting for one; of this thread."""
    try:
        waited = int(WAITS.read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, IndexError):
        waited = 0.0
    return time.monotonic(), time.thread_time(), waited


@dataclass
class Glass:
    """A screen that keeps what is put on it; closed by `close`."""

    timed: Timed
    tape: Tape
    got: Got = field(default_factory=Got)
    show_: Show | None = None
    closed: bool = False
    size: tuple[int, int] = SIZE
    black: int = 0
    late: dict[int, float] = field(default_factory=dict)
    """Seconds from the instant at which a frame's sound was heard until it was here."""
    waited: dict[int, float] = field(default_factory=dict)
    """Seconds in which this thread waited for a processor since the frame before was here."""
    anew: set[int] = field(default_factory=set)
    """Frames with which sound began again."""
    _waits: float = 0.0
    put: list[tuple[int, float]] = field(default_factory=list)
    """The frames in their order, and the second of the machine at which each was here."""

    def pressed(self) -> tuple[tuple[Key, bool], ...]:
        return ()

    def show(self, surface: Painted, snapshot: Snapshot) -> None:
        shot = self.show_.on_air if self.show_ is not None else None
        if shot is None:
            self.black += bool(self.got.frames)
        elif shot.index not in self.got.frames[-1:]:
            since = self.tape.since(shot.sound)
            waits = _clocks()[2]
            if since is not None and since > self.late.get(shot.index, -1):
                self.late[shot.index], self.waited[shot.index] = since, waits - self._waits
            self._waits = waits
            if id(shot.sound) in self.tape.anew:
                self.anew.add(shot.index)
            self.put.append((shot.index, time.monotonic()))
            logged = self.timed.logged[shot.index]
            self.got.add(shot, len(self.timed.box.as_run), logged=logged)


def entered(mediabox: Mediabox, programme_id: str) -> None:
    """Into a programme of yesterday, in real time; it stands at its first frame."""
    until = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    asked = watched = False
    while not (watched and _stands(mediabox.snapshot.playing, programme_id)):
        assert time.monotonic() < until, mediabox.state
        mediabox.step(shown=())
        pause.wait(0.01)
        if not asked and mediabox.snapshot.playing is not None:
            mediabox.send(*(LoadGuide((mediabox.now - timedelta(days=n)).date()) for n in (0, 1)))
            asked = True
        snapshot = mediabox.snapshot
        stocked = snapshot.inventory.bundles and not mediabox.box.busy
        if not watched and stocked and snapshot.schedule.programme(programme_id) is not None:
            mediabox.send(Watch(programme_id))
            watched = True


def _stands(playing: Playing | None, programme_id: str) -> bool:
    ready = playing is not None and playing.supply is Supply.READY
    return ready and playing is not None and playing.media_id == programme_id


def shown_in_time(
    mediabox: Mediabox, each_step: Callable[[Playing], None], *, until: int
) -> tuple[Glass, Timed, Tape]:
    """Show what plays up to frame ``until`` or its end; ``each_step`` after every one."""
    device = SoundOut.open()
    timed, tape = Timed(mediabox), Tape(device)
    glass = Glass(timed, tape)
    show = Show(timed, screen=glass, assets=assets.folder(), sound=tape)  # type: ignore[arg-type]
    glass.show_ = show
    tail = 0

    def looked() -> None:
        nonlocal tail
        playing = mediabox.snapshot.playing
        if playing is not None and (playing.supply is Supply.ENDED or playing.frame >= until):
            tail += 1
            glass.closed = tail > 10
        elif playing is not None and playing.timeline is not None:
            each_step(playing)

    try:
        show.run(looked)
    finally:
        device.close()
    return glass, timed, tape
