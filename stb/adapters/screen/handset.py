"""Draws the on-screen remote by its plan (`remote`), with the key that is pointed at or pressed."""

from __future__ import annotations

from pathlib import Path

import pygame

from stb.adapters.screen import icons, remote, shapes
from stb.adapters.screen.cache import SurfaceCache
from stb.adapters.screen.fields import Grid, Rgba, cut, layered
from stb.adapters.screen.remote import Pad
from stb.adapters.screen.tints import rgba
from stb.adapters.screen.words import Cut, Fonts, Lettering
from stb.model.key import Key

SHELL_TOP, SHELL_BOTTOM = (34, 38, 46, 255), (18, 21, 26, 255)
WELL: Rgba = (12, 14, 18, 255)
KEY: Rgba = (46, 52, 62, 255)
KEY_OVER: Rgba = (70, 79, 94, 255)
KEY_DOWN: Rgba = (255, 181, 76, 255)
LETTERS: Rgba = (150, 160, 174, 255)


class Handset:
    """``language`` ("nl" or "en") of the words on the keys."""

    def __init__(self, assets: Path, language: str) -> None:
        self._language = language
        self._cache = SurfaceCache(24 << 20)
        self._fonts = Fonts(assets / "fonts")
        self._words = Lettering(self._fonts, self._cache)

    def draw(
        self,
        onto: pygame.Surface,
        place: pygame.Rect,
        *,
        over: Key | None = None,
        down: Key | None = None,
        hint: str = "",
    ) -> None:
        """The remote at ``place``: the key under the pointer, the one pressed, a line about it."""
        scale = place.h / remote.HEIGHT
        body = self._cache.get(("remote", place.size), lambda: self._body(place.size, scale))
        onto.blit(body, place, special_flags=shapes.OVER)
        for key, colour in ((over, KEY_OVER), (down, KEY_DOWN)):
            if key is not None:
                onto.blit(self._lit(key, place.size, colour), place, special_flags=shapes.OVER)
        if hint:
            small = Cut("Inter-Regular.otf", max(7, round(15 * scale)))
            line = self._words.fit(hint, small, width=round(270 * scale), lines=1)[0]
            words = self._words.line(line, small, rgba("muted"))
            middle = (place.centerx, place.y + round(897 * scale))
            onto.blit(words, words.get_rect(center=middle), special_flags=shapes.OVER)

    def _body(self, size: tuple[int, int], scale: float) -> pygame.Surface:
        radius = round(42 * scale)
        surface = shapes.slab(size, radius, SHELL_TOP, SHELL_BOTTOM)
        rim = shapes.ring(size, radius=radius, width=1, colour=(255, 255, 255, 36))
        surface.blit(rim, (0, 0), special_flags=shapes.OVER)
        grid = Grid.of(size, scale)
        well = grid.circle(*remote.CENTRE, remote.RING_OUTER)
        ring = cut(well, grid.circle(*remote.CENTRE, remote.RING_INNER))
        dish = layered([(grid.coverage(well), WELL), (grid.coverage(ring), KEY)])
        surface.blit(dish, (0, 0), special_flags=shapes.OVER)
        cut_ = Cut("Inter-SemiBold.otf", max(7, round(15 * scale)))
        name = self._words.line("MEDIABOX", cut_, LETTERS)
        middle = (size[0] // 2, round(46 * scale))
        surface.blit(name, name.get_rect(center=middle), special_flags=shapes.OVER)
        for pad in remote.PADS:
            if pad.key not in remote.ARROWS:
                self._plate(
                    surface, pad, scale, rgba(pad.tint) if pad.tint and not pad.icon else KEY
                )
            self._sign(surface, pad, scale, rgba(pad.tint) if pad.tint else rgba("text"))
        return surface

    def _lit(self, key: Key, size: tuple[int, int], colour: Rgba) -> pygame.Surface:
        """An overlay, as large as the remote, of one key in another colour."""
        scale = size[1] / remote.HEIGHT

        def drawn() -> pygame.Surface:
            surface = shapes.blank(size)
            pad = remote.BY_KEY[key]
            if key in remote.ARROWS:
                surface.blit(_quarter(key, size, scale, colour), (0, 0))
            else:
                self._plate(surface, pad, scale, colour)
            dark = colour == KEY_DOWN
            self._sign(surface, pad, scale, rgba("ink") if dark else rgba("text"))
            return surface

        return self._cache.get(("lit", key, size, colour), drawn)

    def _plate(self, onto: pygame.Surface, pad: Pad, scale: float, colour: Rgba) -> None:
        box = _box(pad, scale)
        radius = box.h // 2 if pad.key in remote.ROUND else round(14 * scale)
        onto.blit(shapes.panel(box.size, radius, colour), box, special_flags=shapes.OVER)

    def _sign(self, onto: pygame.Surface, pad: Pad, scale: float, ink: Rgba) -> None:
        """The key's icon, figure and word, in the middle of it."""
        box, word = _box(pad, scale), pad.word(self._language)
        parts: list[pygame.Surface] = []
        if pad.icon:
            side = round((22 if word else 28) * scale)
            plain = self._fonts.get(Cut("Inter-Bold.otf", max(6, side // 2)))
            drawn = icons.draw(pad.icon, max(6, side), ink, plain)
            parts += [drawn] if drawn else []
        if pad.figure:
            strong = Cut("Inter-SemiBold.otf", max(7, round(22 * scale)))
            parts.append(self._words.line(pad.figure, strong, ink))
        gap = round(3 * scale)
        across = sum(part.get_width() for part in parts) + gap * (len(parts) - 1)
        middle = box.centery - (round(8 * scale) if word else 0)
        x = box.centerx - across // 2
        for part in parts:
            onto.blit(part, (x, middle - part.get_height() // 2), special_flags=shapes.OVER)
            x += part.get_width() + gap
        if word:
            small = Cut("Inter-Regular.otf", max(7, round(13 * scale)))
            faint = (*ink[:3], 205)
            words = self._words.line(word, small, faint)
            low = min(14, pad.h // 2 - 10)  # a key that is not so high keeps its word on it
            at = words.get_rect(center=(box.centerx, box.centery + round(low * scale)))
            onto.blit(words, at, special_flags=shapes.OVER)


def _box(pad: Pad, scale: float) -> pygame.Rect:
    left, top = round(pad.x * scale), round(pad.y * scale)
    return pygame.Rect(
        left, top, round((pad.x + pad.w) * scale) - left, round((pad.y + pad.h) * scale) - top
    )


def _quarter(key: Key, size: tuple[int, int], scale: float, colour: Rgba) -> pygame.Surface:
    grid = Grid.of(size, scale)
    (x, y), (dx, dy) = remote.CENTRE, remote.ARROWS[key]
    ring = cut(grid.circle(x, y, remote.RING_OUTER), grid.circle(x, y, remote.RING_INNER))
    far = 200
    wedge = grid.polygon(
        (x, y),
        (x + far * (dx - dy), y + far * (dy + dx)),
        (x + far * (dx + dy), y + far * (dy - dx)),
    )
    return layered([(grid.coverage(cut(ring, -wedge)), colour)])
