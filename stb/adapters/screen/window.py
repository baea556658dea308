"""The desktop window: the picture in its set, the front of the box, a remote to click.

F11 or a double click on the picture fills the screen with it, F2 brings the
remote. What the viewer does comes out of `Window.events` as values; nothing
here knows what a key does. Without a graphics card the window is told not to
look for one: presenting a frame is ten times as fast then.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pygame

from stb.adapters.screen import frames
from stb.adapters.screen.cabinet import (
    Cabinet,
    FrontPanel,
    Places,
    places,
    remote_width,
    window_for,
)
from stb.adapters.screen.fields import Grid, layered
from stb.adapters.screen.handset import Handset
from stb.adapters.screen.keyboard import keymap
from stb.adapters.screen.remote import key_at
from stb.errors import UnavailableError
from stb.model.key import Key
from stb.ui.context import KeyRow

REPEAT_AFTER_MS, REPEAT_EVERY_MS = 420, 90
DOUBLE_CLICK_MS = 400
UNSEEN = ("offscreen", "dummy", "evdev")
"""Drivers of SDL that show nothing to anybody."""

SETTLED_MS = 250
"""A window that is being dragged has no size yet; until then the picture is scaled."""

LEAVING_TRIES = 5
"""X11 may keep a window large that leaves the full screen: it is asked so often again."""

SMALLEST = (480, 300)


class NoDisplay(UnavailableError):
    """There is no screen to open a window on."""

    code = "screen.none"

    def __init__(self, why: str) -> None:
        super().__init__(f"no display to open a window on ({why})")
        self.why = why


@dataclass(frozen=True, slots=True)
class KeyPress:
    """``held``: it repeats because the key is kept down."""

    key: Key
    held: bool = False


@dataclass(frozen=True, slots=True)
class Quit:
    """The window was closed."""


@dataclass(frozen=True, slots=True)
class Resized:
    """The picture now takes ``picture`` pixels; a painter of that size needs no scaling."""

    picture: tuple[int, int]


Event = KeyPress | Quit | Resized


class Window:
    """One window; pygame allows no more. Use it on the thread that opened it."""

    def __init__(
        self, title: str, size: tuple[int, int], *, assets: Path, keys: Sequence[KeyRow], lang: str
    ) -> None:
        """`Window.open` says what the arguments are."""
        self._keys = keymap(keys)
        self._about = {row.key: f"{row.says(lang)} · {', '.join(row.names)}" for row in keys}
        self._cabinet, self._handset = Cabinet(assets), Handset(assets, lang)
        self._bare = self._with_remote = False
        self._leaving = 0
        self._windowed = size
        self._widened = 0
        self._down: dict[int, Key | None] = {}
        self._over: Key | None = None
        self._clicked: Key | None = None
        self._click_again_at, self._last_click = 0, -DOUBLE_CLICK_MS
        self._front: FrontPanel | None = None
        self._whole = self._stale_remote = True
        self._screen = _set(size, pygame.RESIZABLE)
        pygame.display.set_caption(title)
        pygame.key.set_repeat(REPEAT_AFTER_MS, REPEAT_EVERY_MS)
        self._places = self._placed()
        self._settled, self._settles_at = self._places.picture.size, 0

    @classmethod
    def open(
        cls,
        title: str,
        size: tuple[int, int],
        *,
        assets: Path,
        keys: Sequence[KeyRow] = (),
        language: str = "nl",
    ) -> Window:
        """A window whose picture takes ``size`` pixels, or as much as the desktop has room for.

        ``keys`` says what the keyboard does; ``assets`` is the folder with ``fonts``.

        Raises:
            NoDisplay: there is no desktop here.
        """
        _spare_the_graphics_card()
        try:
            pygame.display.init()
            _must_be_seen()
            pygame.font.init()
            desktop = pygame.display.get_desktop_sizes()[0]
            pygame.display.set_icon(_emblem())
            wished = window_for(size)
            room = (round(desktop[0] * 0.96), round(desktop[1] * 0.9))
            fits = min(1.0, room[0] / wished[0], room[1] / wished[1])
            opened = (round(wished[0] * fits), round(wished[1] * fits))
            return cls(title, opened, assets=assets, keys=keys, lang=language)
        except (pygame.error, IndexError) as error:
            pygame.display.quit()
            raise NoDisplay(str(error) or "no desktop") from error

    @property
    def picture_size(self) -> tuple[int, int]:
        """Pixels that the picture takes, once the window's size has settled."""
        return self._settled

    @property
    def places(self) -> Places:
        """Where everything is in the window."""
        return self._places

    def close(self) -> None:
        pygame.display.quit()

    # --- what the viewer does -----------------------------------------------------------------

    def events(self) -> tuple[Event, ...]:
        """What happened since the last call, in order."""
        happened: list[Event] = []
        for event in pygame.event.get():
            happened += self._meaning(event)
        now = _ticks()
        if self._clicked is not None and now >= self._click_again_at:
            self._click_again_at = now + REPEAT_EVERY_MS
            happened.append(KeyPress(self._clicked, held=True))
        if self._leaving:
            self._leave_again()
        if pygame.display.get_window_size() != self._placed_in:
            self._changed()
        if self._settled != self._places.picture.size and now >= self._settles_at:
            self._settled = self._places.picture.size
            happened.append(Resized(self._settled))
        return tuple(happened)

    def _meaning(self, event: pygame.event.Event) -> Iterator[Event]:
        match event.type:
            case pygame.QUIT:
                yield Quit()
            case pygame.KEYDOWN:
                yield from self._pressed(event.key)
            case pygame.KEYUP:
                self._down.pop(event.key, None)
                self._stale_remote = True
            case pygame.WINDOWFOCUSLOST:
                self._down.clear()
                self._clicked = None
                self._stale_remote = True
            case pygame.VIDEORESIZE:
                self._settles_at = _ticks() + SETTLED_MS
                self._resized(event.size)
            case pygame.WINDOWEXPOSED | pygame.WINDOWRESTORED:
                self._whole = True
            case pygame.MOUSEMOTION:
                self._point(event.pos)
            case pygame.MOUSEBUTTONDOWN if event.button == 1:
                yield from self._click(event.pos)
            case pygame.MOUSEBUTTONUP if event.button == 1:
                self._clicked = None
                self._stale_remote = True
            case _:
                pass

    def _pressed(self, code: int) -> Iterator[Event]:
        repeated = code in self._down
        own = code in (pygame.K_F2, pygame.K_F11)
        self._down[code] = None if own else self._keys.get(code)
        self._stale_remote = not repeated
        if own:
            if not repeated:
                self.toggle_remote() if code == pygame.K_F2 else self.toggle_full()
        elif code in self._keys:
            yield KeyPress(self._keys[code], held=repeated)

    def _point(self, at: tuple[int, int]) -> None:
        over = self._key_under(at)
        if over is not self._over:
            self._over = over
            self._stale_remote = True

    def _key_under(self, at: tuple[int, int]) -> Key | None:
        if not self._places.remote.collidepoint(at):
            return None
        return key_at(*self._places.on_remote(at))

    def _click(self, at: tuple[int, int]) -> Iterator[Event]:
        now = _ticks()
        self._point(at)
        if self._places.remote.collidepoint(at):
            if self._over is not None:
                self._clicked = self._over
                self._click_again_at = now + REPEAT_AFTER_MS
                self._stale_remote = True
                yield KeyPress(self._over)
        elif self._places.picture.collidepoint(at):
            if now - self._last_click < DOUBLE_CLICK_MS:
                self.toggle_full()
                now = 0
            self._last_click = now

    # --- its shape ----------------------------------------------------------------------------

    def toggle_remote(self) -> None:
        """Bring the remote, or take it away."""
        self._with_remote = not self._with_remote
        self._over = self._clicked = None
        self._leaving = 0
        if not self._bare:
            self._make_room()
        self._changed()

    def _make_room(self) -> None:
        """Widen the window by the remote rather than let the picture shrink, and undo that."""
        width, height = self._screen.get_size()
        desktop = pygame.display.get_desktop_sizes()[0]
        wide = remote_width(height)
        if self._with_remote and width + wide <= desktop[0]:
            self._widened = wide
            left, top = pygame.display.get_window_position()
            _set((width + wide, height), pygame.RESIZABLE)
            if left + width + wide > desktop[0]:
                pygame.display.set_window_position((desktop[0] - width - wide, top))
        elif not self._with_remote and self._widened:
            narrow = max(SMALLEST[0], width - self._widened)
            self._widened = 0
            _set((narrow, height), pygame.RESIZABLE)

    def toggle_full(self) -> None:
        """Fill the screen with the picture, or go back to the window as it was."""
        if self._bare:
            self._screen = _set(self._windowed, pygame.RESIZABLE)
        else:
            self._windowed = self._screen.get_size()
            desktop = pygame.display.get_desktop_sizes()[0]
            self._screen = _set(desktop, pygame.FULLSCREEN)
        self._bare = not self._bare
        if not self._bare:
            self._leaving = LEAVING_TRIES
            self._settles_at = _ticks() + SETTLED_MS
        self._changed()

    def _leave_again(self) -> None:
        self._leaving -= 1
        if pygame.display.get_window_size() != self._windowed:
            self._screen = _set(self._windowed, pygame.RESIZABLE)
            self._changed()

    def _resized(self, size: tuple[int, int]) -> None:
        if size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
            size = (max(size[0], SMALLEST[0]), max(size[1], SMALLEST[1]))
            self._screen = _set(size, pygame.RESIZABLE)
        self._changed()

    def _changed(self) -> None:
        self._screen = pygame.display.get_surface() or self._screen
        self._places = self._placed()
        self._whole = True
        pygame.mouse.set_visible(not self._bare or self._with_remote)

    def _placed(self) -> Places:
        self._placed_in = self._screen.get_size()
        return places(self._placed_in, bare=self._bare, with_remote=self._with_remote)

    # --- what the viewer sees -----------------------------------------------------------------

    def show(self, surface: pygame.Surface, panel: FrontPanel) -> None:
        """Present ``surface`` as the picture, scaled if it must be, and ``panel`` below it."""
        at, screen = self._places, self._screen
        whole = self._whole
        changed = [at.picture]
        if whole:
            self._cabinet.draw_set(screen, at)
        if at.front.w and (whole or panel != self._front):
            self._cabinet.draw_front(screen, at, panel)
            changed.append(at.front)
        self._put(surface, at.picture)
        if at.remote.w and (whole or self._stale_remote or self._bare):
            self._draw_remote(at.remote)
            changed.append(at.remote)
        if whole:
            pygame.display.flip()
        else:
            pygame.display.update(changed)
        self._front, self._whole, self._stale_remote = panel, False, False

    def _put(self, surface: pygame.Surface, place: pygame.Rect) -> None:
        if surface.get_size() == place.size:
            self._screen.blit(surface, place)
        elif self._screen.get_bitsize() == 32:
            into = self._screen.subsurface(place)
            pygame.transform.smoothscale(frames.surface_of(surface), place.size, into)
        else:
            self._screen.blit(pygame.transform.smoothscale(surface, place.size), place)

    def _draw_remote(self, place: pygame.Rect) -> None:
        pressed = next((key for key in self._down.values() if key is not None), None)
        down = self._clicked or pressed
        about = self._over or down
        hint = self._about.get(about, "") if about else ""
        self._handset.draw(self._screen, place, over=self._over, down=down, hint=hint)


def _must_be_seen() -> None:
    """SDL draws into the void where it finds no desktop; that is for who asked for it."""
    driver = pygame.display.get_driver()
    if driver in UNSEEN and not os.environ.get("SDL_VIDEODRIVER"):
        raise pygame.error("no desktop was found")


def _ticks() -> int:
    """Milliseconds; pygame's own stand still unless all of pygame was initialised."""
    return time.monotonic_ns() // 1_000_000


def _set(size: tuple[int, int], flags: int) -> pygame.Surface:
    """Set the window's size; a desktop that gives another one is no news (see `Resized`)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return pygame.display.set_mode(size, flags)


def _spare_the_graphics_card() -> None:
    """Have SDL present from memory where there is no card to present with."""
    if sys.platform == "linux" and not any(Path("/dev/dri").glob("renderD*")):
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")
    os.environ.setdefault("SDL_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR", "0")


def _emblem() -> pygame.Surface:
    """The window's icon: a set with a warm picture."""
    grid = Grid.of((64, 64), 64 / 24)
    return layered(
        [
            (grid.coverage(grid.box((1, 3, 22, 15.5), 3)), (30, 35, 44, 255)),
            (grid.coverage(grid.box((3, 5, 18, 11.5), 1.4)), (255, 181, 76, 255)),
            (grid.coverage(grid.polygon((10, 7.6), (15, 10.7), (10, 13.8), radius=0.8)),
             (30, 35, 44, 255)),
            (grid.coverage(grid.line((8, 21), (16, 21), width=2.2)), (140, 150, 164, 255)),
        ]
    )  # fmt: skip
