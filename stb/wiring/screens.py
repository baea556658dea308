"""Where a show is seen: the desktop's window, or the loopback page without a display."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime

from stb.adapters.screen.cabinet import FrontPanel, Light
from stb.adapters.screen.page import Page
from stb.adapters.screen.painter import Painted
from stb.adapters.screen.window import KeyPress, Quit, Window
from stb.engine.snapshot import Snapshot
from stb.model.key import Key

PAGE_SIZE = (1280, 720)


class WindowScreen:
    """A window on the desktop, closed by its own button."""

    def __init__(self, window: Window, local: Callable[[datetime], datetime]) -> None:
        self._window = window
        self._local = local
        self.closed = False

    @property
    def size(self) -> tuple[int, int]:
        """Pixels that the picture takes now."""
        return self._window.picture_size

    def pressed(self) -> tuple[tuple[Key, bool], ...]:
        """Keys since the last call, and whether each is held down."""
        pressed: list[tuple[Key, bool]] = []
        for event in self._window.events():
            match event:
                case KeyPress(key=key, held=held):
                    pressed.append((key, held))
                case Quit():
                    self.closed = True
        return tuple(pressed)

    def show(self, surface: Painted, snapshot: Snapshot) -> None:
        """Present the picture, and the front panel below it."""
        self._window.show(surface, front_panel(snapshot, self._local))


class PageScreen:
    """A page in a browser on this machine; open until the programme ends."""

    def __init__(
        self, page: Page, waiting: deque[Key], local: Callable[[datetime], datetime]
    ) -> None:
        """``waiting`` is where the page's own thread puts the keys that were pressed."""
        self._page = page
        self._waiting = waiting
        self._local = local
        self.closed = False
        self.size = PAGE_SIZE

    def pressed(self) -> tuple[tuple[Key, bool], ...]:
        """Keys since the last call; a page tells of no key that is held."""
        pressed = []
        while self._waiting:
            pressed.append((self._waiting.popleft(), False))
        return tuple(pressed)

    def show(self, surface: Painted, snapshot: Snapshot) -> None:
        """Hand the picture to whoever looks at the page."""
        panel = front_panel(snapshot, self._local)
        self._page.show(surface)
        self._page.state({
            "digits": panel.digits,
            "light": "#4daf6a" if snapshot.on else "#e5554f",
            "title": snapshot.playing.title if snapshot.playing else "",
            "line": snapshot.place,
            "service": snapshot.service.number if snapshot.service else 0,
            "step": snapshot.step,
        })  # fmt: skip


def front_panel(snapshot: Snapshot, local: Callable[[datetime], datetime]) -> FrontPanel:
    """What the front of the box shows: the channel, or the time in standby."""
    if not snapshot.on:
        return FrontPanel(local(snapshot.now).strftime("%H:%M"), Light.STANDBY)
    number = str(snapshot.service.number) if snapshot.service else ""
    return FrontPanel(number, Light.ON)
