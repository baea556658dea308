"""The Mediabox in real time: steps at the pace of the sound, pictures when they are heard.

Sound that is handed to the system is heard a little later. So a picture waits in a
short line until the first sample that belongs to it is heard, and that instant sets
the pace: first the picture whose moment it is goes on the screen, then the box makes
its step, and what that costs (a fault, a break to be planned, a play to be written
down) delays no picture as long as it is done before the next one. With nothing that
sounds (live not yet there, pause, no sound card) the steps keep the pace of the
system's clock. If the machine cannot keep up, pictures are left out and never sound,
and what was left out does not count as shown.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from stb.adapters.clock import Pacer, Tally, rest
from stb.adapters.interpreter import punctual
from stb.adapters.media.deinterlace import told
from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
from stb.adapters.media.sound import Silence, SoundOut
from stb.adapters.media.track import Sound
from stb.adapters.media.view import Viewer
from stb.adapters.screen.painter import Painted, Painter
from stb.engine.snapshot import Snapshot, Supply
from stb.model.key import Key
from stb.model.time import SAMPLE_RATE
from stb.ui.context import Extras
from stb.wiring.line import Line
from stb.wiring.mediabox import Mediabox

QUEUED_S = 0.1
"""Sound kept ahead of the ear: enough for a hiccup, too short to be felt on a key."""

LOW_S = 0.05
"""With less than this in hand steps are made as fast as can be, until so much is kept again."""

FULL_S = 0.2
"""With so much in hand no step is made: where the sound card stood still, say."""

PAINTING_S = 0.004
"""So long before a picture is due it is begun to be painted.

Time to paint it, and to wait for a processor for the length of one turn of somebody else: a
system's turns are some 3 ms. A picture before its sound by less than 5 ms is seen by nobody.
"""

LOOK_AGAIN_S = 0.004
"""A frame that is not there when due is asked for again so soon, while sound is queued."""


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
        self,
        mediabox: Mediabox,
        *,
        screen: Screen,
        assets: Path,
        sound: SoundOut | Silence,
        sleep: Callable[[float], None] = rest,
    ) -> None:
        self._mediabox = mediabox
        self._screen = screen
        self._assets = assets
        self._painter = Painter(screen.size, assets)
        self._viewer = Viewer()
        self._sound = sound
        self._sleep = sleep
        self._pacer = Pacer(mediabox.box.rate, sleep=sleep)
        self._rate = mediabox.box.rate
        self._line = Line()
        self._of = ""
        self._fed = 0
        self._last_fed: Shot | None = None
        self._sounds = False
        self._fills = True
        self._seen: tuple[int, ...] = ()
        self._pictures = Tally()
        self.on_air: Shot | None = None
        """What is on the screen; the last picture stays until another medium has one."""

    def run(self, each_step: Callable[[], None] | None = None) -> None:
        """Step until the screen is closed; ``each_step`` is called after every one."""
        with punctual():
            while not self._screen.closed:
                self._turn(each_step)

    def _turn(self, each_step: Callable[[], None] | None) -> None:
        """The picture that is due, a step, and the wait for the next one.

        Of each picture that was shown the box is told before another one is: what it writes
        down of it, it writes at that picture.
        """
        if not self._seen:
            self._present()
        keys = self._screen.pressed()
        for key, held in keys:
            self._mediabox.press(key, held=held)
        silent = isinstance(self._sound, Silence)
        if silent or self._sound.queued_frames() < FULL_S * SAMPLE_RATE:
            self._step()
            shown = silent and self._present()
            if not shown and (keys or not self._line):
                self._paint()
            if each_step is not None:
                each_step()
        self._pace()

    def _step(self) -> None:
        snapshot = self._mediabox.step(shown=self._seen)
        self._seen = ()
        shot = self._mediabox.shot()
        playing = snapshot.playing
        self._sounds = False
        if playing is None or playing.timeline is None or playing.media_id != self._of:
            self._line.clear()
            self._of = "" if playing is None else playing.media_id
        if playing is None:
            self.on_air = None
        elif shot is not None and playing.moving:
            self._go_on(shot)
        elif shot is not None and self._line.last is not shot:
            self._line.clear()
            self.on_air = shot

    def _go_on(self, shot: Shot) -> None:
        """Hand over the sound of ``shot``, once, and let its picture wait for it."""
        self._sounds = shot is not self._last_fed
        if self._sounds:
            self._last_fed = shot
            self._line.add(self._fed, shot)
            self._feed(shot.sound)

    def _feed(self, sound: Sound) -> None:
        snapshot = self._mediabox.snapshot
        self._sound.volume = 0.0 if snapshot.muted else (snapshot.volume / 100) ** 2
        self._sound.feed(sound)
        self._fed += sound.shape[1]

    def _present(self) -> bool:
        """Show the picture whose sound is heard now; whether there is one."""
        due = self._line.due(self._heard(), frame=int(SAMPLE_RATE / self._rate.fraction))
        if due is None:
            return False
        self.on_air = due
        self._seen = (*self._seen, due.index)
        self._paint()
        self._pictures.count()
        return True

    def _heard(self) -> float:
        """Samples that are heard by now; where nothing sounds, all of them."""
        silent = isinstance(self._sound, Silence)
        return self._fed if silent else self._fed - self._sound.unheard()

    def _paint(self) -> None:
        if self._painter.size != self._screen.size:
            self._painter = Painter(self._screen.size, self._assets)
        if self._mediabox.view.overlay:
            self._mediabox.look_with(self._extras())
        surface = self._painter.paint(
            self._mediabox.scene,
            picture=self._viewer.seen(self.on_air),
            broadcast=self._viewer.seen(self._mediabox.beneath()),
        )
        self._screen.show(surface, self._mediabox.snapshot)

    def _extras(self) -> Extras:
        code = None if self.on_air is None else read_code(self.on_air.picture)
        queued = 1000 * self._sound.queued_frames() // SAMPLE_RATE
        buffers = (
            f"sound {queued} ms, pictures {len(self._line)}",
            f"{self._line.left_out} pictures left out",
        )
        scan = "" if self.on_air is None else told(self.on_air.picture)
        return Extras(code, buffers, float(self._pictures.per_second()), scan)

    def _pace(self) -> None:
        rate = self._mediabox.box.rate
        if rate != self._rate:
            self._rate = rate
            self._pacer.change(rate)
        queued = self._sound.queued_frames() / SAMPLE_RATE
        playing = self._mediabox.snapshot.playing
        self._fills = queued < (QUEUED_S if self._fills else LOW_S)
        if isinstance(self._sound, Silence) or not (self._sounds or queued):
            self._pacer.pace()
        elif self._sounds and not self._fills:
            self._await(float(2 / rate.fraction))
        elif not self._sounds and playing is not None and playing.supply is Supply.WAITING:
            self._await(LOOK_AGAIN_S)
        elif not self._sounds and self._line:
            self._await(float(1 / rate.fraction))
        elif not self._sounds:
            self._pacer.pace()

    def _await(self, most_s: float) -> None:
        """Wait until the next picture is due, so long at most."""
        due_s = self._line.due_in(self._heard()) / SAMPLE_RATE if self._line else most_s
        self._sleep(max(0.0, min(due_s - PAINTING_S, most_s)))
