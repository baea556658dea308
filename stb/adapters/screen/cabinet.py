"""What stands round the picture on a desktop: the set's dark edge and the front of the box.

Places are worked out here from the window's size alone, so a test needs no
window. In full screen there is only the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pygame

from stb.adapters.screen import digits, frames, remote, shapes
from stb.adapters.screen.cache import SurfaceCache
from stb.adapters.screen.fields import Grid, Rgba, layered
from stb.adapters.screen.tints import rgba
from stb.adapters.screen.words import Cut, Fonts, Lettering

ROOM: Rgba = (4, 5, 7, 255)
EDGE_TOP, EDGE_BOTTOM = (38, 42, 50, 255), (19, 22, 27, 255)
EDGE, FRONT = 0.014, 0.088
"""Widths of the edge and of the front panel, to the window's height."""


class Light(Enum):
    """The standby light."""

    STANDBY = "red"
    ON = "green"


@dataclass(frozen=True, slots=True)
class FrontPanel:
    """``digits``: up to four, "20:47" lights the two dots."""

    digits: str
    light: Light


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are in the window, in pixels; what is not there is an empty rectangle."""

    picture: pygame.Rect
    body: pygame.Rect
    front: pygame.Rect
    remote: pygame.Rect

    def on_remote(self, at: tuple[int, int]) -> tuple[float, float]:
        """A point of the window in units of the remote's plan."""
        scale = self.remote.h / remote.HEIGHT or 1.0
        return (at[0] - self.remote.x) / scale, (at[1] - self.remote.y) / scale


def places(size: tuple[int, int], *, bare: bool, with_remote: bool) -> Places:
    """The parts of a window of ``size``; ``bare``: full screen, the picture alone."""
    width, height = size
    nowhere = pygame.Rect(0, 0, 0, 0)
    beside = nowhere
    if with_remote:
        tall, margin = _remote_height(height), (height - _remote_height(height)) // 2
        wide = round(tall * remote.WIDTH / remote.HEIGHT)
        beside = pygame.Rect(width - wide - margin, margin, wide, tall)
    if bare:
        whole = frames.fitted((16, 9), pygame.Rect(0, 0, width, height))
        return Places(whole, nowhere, nowhere, beside)
    free = width - remote_width(height) if with_remote else width
    edge, front = max(4, round(height * EDGE)), max(16, round(height * FRONT))
    picture = frames.fitted(
        (16, 9), pygame.Rect(0, 0, max(16, free - 2 * edge), max(9, height - edge - front))
    )
    picture.topleft = (
        (free - picture.w) // 2,
        edge + (height - edge - front - picture.h) // 2,
    )
    body = pygame.Rect(
        picture.x - edge, picture.y - edge, picture.w + 2 * edge, picture.h + edge + front
    )
    return Places(picture, body, pygame.Rect(body.x, picture.bottom, body.w, front), beside)


def _remote_height(height: int) -> int:
    return round(height * 0.98)


def remote_width(height: int) -> int:
    """What the remote takes of the width of a window ``height`` pixels high, with its margins."""
    tall = _remote_height(height)
    return round(tall * remote.WIDTH / remote.HEIGHT) + 2 * ((height - tall) // 2)


def window_for(picture: tuple[int, int]) -> tuple[int, int]:
    """The window in which a picture of this size is shown pixel for pixel, without the remote."""
    height = round(picture[1] / (1 - EDGE - FRONT))
    while height - max(4, round(height * EDGE)) - max(16, round(height * FRONT)) < picture[1]:
        height += 1
    return picture[0] + 2 * max(4, round(height * EDGE)), height


class Cabinet:
    """Draws the set and the front of the box; what is drawn once is kept."""

    def __init__(self, assets: Path) -> None:
        self._cache = SurfaceCache(48 << 20)
        self._fonts = Fonts(assets / "fonts")
        self._words = Lettering(self._fonts, self._cache)

    def draw_set(self, onto: pygame.Surface, at: Places) -> None:
        """The room and the edge of the set; the picture's own place is left black."""
        onto.fill(ROOM)
        if at.body.w:
            radius = max(6, at.body.h // 60)
            edge = self._cache.get(("edge", at.body.size), lambda: _edge(at.body.size, radius))
            onto.blit(edge, at.body, special_flags=shapes.OVER)
            onto.fill((0, 0, 0), at.picture.inflate(2, 2))
        onto.fill((0, 0, 0), at.picture)

    def draw_front(self, onto: pygame.Surface, at: Places, panel: FrontPanel) -> None:
        """The front of the box: light, name, figures behind smoked glass."""
        front = at.front
        if not front.w:
            return
        ground = self._cache.get(
            ("front", front.size),
            lambda: shapes.ground(front.size, (27, 30, 37, 255), EDGE_BOTTOM),
        )
        radius = max(6, at.body.h // 60)
        strip = pygame.Rect(front.x + 2, front.y + 1, front.w - 4, front.h - radius)
        onto.blit(ground, strip, (0, 0, strip.w, strip.h))
        high = round(front.h * 0.62)
        glass = pygame.Rect(0, 0, round(high * digits.UNITS[0] / digits.UNITS[1]) + high, high)
        glass.center = (front.centerx, front.centery - 1)
        onto.blit(
            self._cache.get(
                ("glass", glass.size), lambda: shapes.panel(glass.size, high // 6, (3, 5, 7, 255))
            ),
            glass,
            special_flags=shapes.OVER,
        )
        inner = round(high * 0.82)
        figures = self._cache.get(
            ("digits", panel.digits, inner), lambda: digits.draw(panel.digits, inner)
        )
        onto.blit(figures, figures.get_rect(center=glass.center), special_flags=shapes.OVER)
        self._light(onto, front, panel.light)
        self._name(onto, front)

    def _light(self, onto: pygame.Surface, front: pygame.Rect, light: Light) -> None:
        side = max(8, round(front.h * 0.5))
        lamp = self._cache.get(("light", light, side), lambda: _lamp(side, rgba(light.value)))
        at = lamp.get_rect(center=(front.x + round(front.h * 0.8), front.centery - 1))
        onto.blit(lamp, at, special_flags=shapes.OVER)

    def _name(self, onto: pygame.Surface, front: pygame.Rect) -> None:
        cut_ = Cut("Inter-SemiBold.otf", max(7, round(front.h * 0.24)))
        name = self._words.line("MEDIABOX", cut_, (150, 160, 174, 255))
        at = name.get_rect(midright=(front.right - round(front.h * 0.6), front.centery - 1))
        onto.blit(name, at, special_flags=shapes.OVER)


def _edge(size: tuple[int, int], radius: int) -> pygame.Surface:
    edge = shapes.slab(size, radius, EDGE_TOP, EDGE_BOTTOM)
    rim = shapes.ring(size, radius=radius, width=1, colour=(255, 255, 255, 26))
    edge.blit(rim, (0, 0), special_flags=shapes.OVER)
    return edge


def _lamp(side: int, colour: Rgba) -> pygame.Surface:
    grid = Grid.of((side, side), side / 24)
    glow = (1 - grid.circle(12, 12, 3).clip(0, 8) / 8).astype("float32")
    halo = (*colour[:3], 110)
    return layered([(glow * glow, halo), (grid.coverage(grid.circle(12, 12, 3.4)), colour)])
