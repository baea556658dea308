"""Decoded pictures onto the screen: as they are, fitted, and without their overscan.

The last 1/36 of the lines of our own material carries its code (`stb.formats.picture_code`).
A viewer must not see it, so that strip is cut off, and as much of the width,
half from each side, and what is left is drawn to the full size. Testers read the code
from the frame itself, never from the screen. Pictures that carry none, a user's
own channels and spots, are shown whole.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pygame

from stb.formats.picture_code import CELLS, HEIGHT_FRACTION, read

Pixels: TypeAlias = npt.NDArray[np.uint8]
Image: TypeAlias = "Pixels | pygame.Surface"
"""A picture: uint8 array, (height, width, 4) BGRA or (height, width, 3) RGB; or a surface."""

BLACK = (5, 6, 8)

DARK, BRIGHT = 72, 184
"""Every cell of a code is darker or brighter than these, of 255; hardly any other picture's
bottom line is, so that of those it takes none for a code by chance."""


def surface_of(picture: Image) -> pygame.Surface:
    """A surface over ``picture``'s own memory where its layout allows it; 32 bits a pixel."""
    if isinstance(picture, pygame.Surface):
        return picture if picture.get_bitsize() == 32 else _deepened(picture)
    height, width, channels = picture.shape
    if picture.dtype != np.uint8 or channels not in (3, 4):
        raise ValueError(f"a picture of {picture.dtype}, {channels} channels")
    whole = np.ascontiguousarray(picture)
    if channels == 4:
        return pygame.image.frombuffer(whole.data, (width, height), "BGRA")
    return _deepened(pygame.image.frombuffer(whole.data, (width, height), "RGB"))


def _deepened(surface: pygame.Surface) -> pygame.Surface:
    deep = pygame.Surface(surface.get_size(), 0, 32)
    deep.blit(surface, (0, 0))
    return deep


def carries_code(surface: pygame.Surface) -> bool:
    """Whether the last lines of ``surface`` are a picture code."""
    width, height = surface.get_size()
    cell, row = width // CELLS, height // HEIGHT_FRACTION
    if cell < 2 or row < 1:
        return False
    line = surface.subsurface((0, height - row // 2 - 1, cell * CELLS, 1))
    cells = pygame.surfarray.pixels_green(line).reshape(CELLS, cell)
    levels = cells[:, cell // 4 : cell - cell // 4].mean(axis=1)
    if not ((levels < DARK) | (levels > BRIGHT)).all():
        return False
    return read(levels.tolist()) is not None


def without_overscan(surface: pygame.Surface) -> pygame.Surface:
    """The part of ``surface`` that viewers see, the whole if it has no code; shares its pixels."""
    if not carries_code(surface):
        return surface
    width, height = surface.get_size()
    lines = -(-height // HEIGHT_FRACTION)
    side = round(width / HEIGHT_FRACTION / 2)
    return surface.subsurface((side, 0, width - 2 * side, height - lines))


def fitted(size: tuple[int, int], into: pygame.Rect) -> pygame.Rect:
    """The largest rectangle of the shape ``size`` in the middle of ``into``.

    A difference of shape under 1 % is not worth a bar at the edge: ``into`` itself then.
    """
    width, height = size
    scale = min(into.w / width, into.h / height)
    if abs(into.w / width - into.h / height) <= scale * 0.01:
        return into.copy()
    inner = pygame.Rect(0, 0, round(width * scale), round(height * scale))
    inner.center = into.center
    return inner


def put(target: pygame.Surface, picture: Image, into: pygame.Rect) -> None:
    """Draw what viewers see of ``picture`` over ``into``, bars where the shapes differ."""
    seen = without_overscan(surface_of(picture))
    place = fitted(seen.get_size(), into)
    if place != into:
        target.fill(BLACK, into)
    pygame.transform.smoothscale(seen, place.size, target.subsurface(place))
