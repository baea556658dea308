"""The Mediabox in real time: steps at the pace of the sound, pictures when they are heard.

Sound that is handed to the system is heard a little later. So a picture waits
in a short line until the first sample that belongs to it is due, and the steps
are paced by how much sound is still queued: one clock, the sound card's. With
nothing that sounds (live not yet there, pause, no sound card) the steps keep
the pace of the system's clock. If the machine cannot keep up, pictures are
left out and never sound, and what was left out does not count as shown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from stb.adapters.clock import Pacer, Tally, rest
from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
from stb.adapters.media.sound import Silence, SoundOut
from stb.adapters.media.track import Sound
from stb.adapters.media.view import Viewer
from stb.adapters.screen.painter import Painted, Painter
from stb.engine.snapshot import Snapshot
from stb.model.key import Key
from stb.model.time import SAMPLE_RATE
from stb.ui.context import Extras
from stb.wiring.mediabox import Mediabox

QUEUED_S = 0.1
"""Sound kept ahead of the ear: enough for a hiccup, too short to be felt on a key."""


class Screen(Protocol):
    """Where a show is seen: a window, or a page."""

    @property
    def closed(self) -> bool:
        """Whether the viewer is done with it."""
        ...

    @property
    def size(self) -> tuple[int, int]:
        """Pixels that the picture takes now."""
        ...

    def pressed(self) -> tuple[tuple[Key, bool], ...]:
        """Keys since the last call, and whether each is held down."""
        ...

    def show(self, surface: Painted, snapshot: Snapshot) -> None: ...


class Show:
    """Runs a Mediabox until its screen is closed."""

    def __init__(
        self, mediabox: Mediabox, *, screen: Screen, assets: Path, sound: SoundOut | Silence
    ) -> None:
        self._mediabox = mediabox
        self._screen = screen
        self._assets = assets
        self._painter = Painter(screen.size, assets)
        self._viewer = Viewer()
        self._sound = sound
        self._pacer = Pacer(mediabox.box.rate)
        self._rate = mediabox.box.rate
        self._line: deque[tuple[int, Shot]] = deque()
        self._fed = 0
        self._on_air: Shot | None = None
        self._shown = True
        self._pictures, self._left_out = Tally(), 0

    def run(self, each_step: Callable[[], None] | None = None) -> None:
        """Step until the screen is closed; ``each_step`` is called after every one."""
        while not self._screen.closed:
            for key, held in self._screen.pressed():
                self._mediabox.press(key, held=held)
            self._step()
            if each_step is not None:
                each_step()
            self._pace()

    def _step(self) -> None:
        self._mediabox.step(shown=self._shown)
        shot = self._mediabox.shot()
        playing = self._mediabox.snapshot.playing
        if shot is None or playing is None:
            self._line.clear()
            self._on_air = None if playing is None else self._on_air
        elif playing.moving:
            self._line.append((self._fed, shot))
            self._feed(shot.sound)
        else:
            self._line.clear()
            self._on_air = shot
        self._shown = self._present()

    def _feed(self, sound: Sound) -> None:
        snapshot = self._mediabox.snapshot
        self._sound.volume = 0.0 if snapshot.muted else (snapshot.volume / 100) ** 2
        self._sound.feed(sound)
        self._fed += sound.shape[1]

    def _present(self) -> bool:
        """Show the picture whose sound is heard now; whether none was left out."""
        heard = self._fed - self._sound.queued_frames()
        frame = int(SAMPLE_RATE / self._rate.fraction)
        due = 0
        while self._line and (self._line[0][0] <= heard or isinstance(self._sound, Silence)):
            self._on_air = self._line.popleft()[1]
            due += 1
            # Sound is taken in blocks: a picture that is due by less than a frame can wait a
            # step, and is then shown, where leaving one out would be seen.
            if self._line and heard - self._line[0][0] < frame:
                break
        self._paint()
        if due:
            self._pictures.count()
            self._left_out += due - 1
        return due <= 1

    def _paint(self) -> None:
        if self._painter.size != self._screen.size:
            self._painter = Painter(self._screen.size, self._assets)
        if self._mediabox.view.overlay:
            self._mediabox.look_with(self._extras())
        surface = self._painter.paint(
            self._mediabox.scene,
            picture=self._viewer.seen(self._on_air),
            broadcast=self._viewer.seen(self._mediabox.beneath()),
        )
        self._screen.show(surface, self._mediabox.snapshot)

    def _extras(self) -> Extras:
        code = None if self._on_air is None else read_code(self._on_air.picture)
        queued = 1000 * self._sound.queued_frames() // SAMPLE_RATE
        buffers = (
            f"sound {queued} ms, pictures {len(self._line)}",
            f"{self._left_out} pictures left out",
        )
        return Extras(code, buffers, float(self._pictures.per_second()))

    def _pace(self) -> None:
        rate = self._mediabox.box.rate
        if rate != self._rate:
            self._rate = rate
            self._pacer.change(rate)
        playing = self._mediabox.snapshot.playing
        if isinstance(self._sound, Silence) or playing is None or not playing.moving:
            self._pacer.pace()
            return
        ahead = self._sound.queued_frames() / SAMPLE_RATE - QUEUED_S
        if ahead > 0:
            rest(min(ahead, float(2 / rate.fraction)))
