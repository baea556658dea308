"""Decoded pictures onto the screen: as they are, fitted, and without their overscan.

The last 1/36 of a picture's lines carries its code (`stb.formats.picture_code`).
A viewer must not see it, so that strip is cut off, and as much of the width,
half from each side, and what is left is drawn to the full size. Testers read the code
from the frame itself, never from the screen.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pygame

from stb.formats.picture_code import HEIGHT_FRACTION

Pixels: TypeAlias = npt.NDArray[np.uint8]
Image: TypeAlias = "Pixels | pygame.Surface"
"""A picture: uint8 array, (height, width, 4) BGRA or (height, width, 3) RGB; or a surface."""

BLACK = (5, 6, 8)


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


def without_overscan(surface: pygame.Surface) -> pygame.Surface:
    """The part of ``surface`` that viewers see; shares its pixels."""
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
