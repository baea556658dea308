"""Panels, shadows, focus rings and grounds: round corners of any size from four small corners.

Every surface here is premultiplied by its opacity, and is blitted with
``BLEND_PREMULTIPLIED``; only so do glass over glass and soft edges come out
right. Sizes are pixels of the surface that is painted, not design pixels.
"""

from __future__ import annotations

import numpy as np
import pygame

from stb.adapters.screen.fields import Field, Grid, Rgba, cut, tinted

OVER = pygame.BLEND_PREMULTIPLIED


def blank(size: tuple[int, int]) -> pygame.Surface:
    """A wholly transparent surface, at least one pixel large."""
    return pygame.Surface((max(1, size[0]), max(1, size[1])), pygame.SRCALPHA, 32)


def premultiplied(colour: Rgba) -> Rgba:
    red, green, blue, alpha = colour
    return red * alpha // 255, green * alpha // 255, blue * alpha // 255, alpha


def panel(size: tuple[int, int], radius: int, colour: Rgba) -> pygame.Surface:
    """A filled rectangle with round corners."""
    surface = blank(size)
    surface.fill(premultiplied(colour))
    round_corners(surface, radius)
    return surface


def round_corners(surface: pygame.Surface, radius: int) -> None:
    """Cut the corners off ``surface`` (premultiplied, with an alpha channel)."""
    width, height = surface.get_size()
    radius = min(radius, width // 2, height // 2)
    if radius < 1:
        return
    corner = corner_mask(radius)
    right, bottom = width - radius, height - radius
    for across, at_x in ((False, 0), (True, right)):
        for down, at_y in ((False, 0), (True, bottom)):
            turned = pygame.transform.flip(corner, across, down)
            surface.blit(turned, (at_x, at_y), special_flags=pygame.BLEND_RGBA_MULT)


def corner_mask(radius: int) -> pygame.Surface:
    """The top left corner, white where it is inside."""
    grid = Grid.of((radius, radius))
    inside = grid.coverage(grid.circle(radius, radius, radius))
    return tinted(inside, (255, 255, 255, 255))


def ring(size: tuple[int, int], *, radius: int, width: int, colour: Rgba) -> pygame.Surface:
    """A band of ``width`` just inside the edge of a rounded rectangle of ``size``."""
    surface = blank(size)
    across, down = surface.get_size()
    radius = max(width, min(radius, across // 2, down // 2))
    ink = premultiplied(colour)
    for edge in (
        (radius, 0, across - 2 * radius, width),
        (radius, down - width, across - 2 * radius, width),
        (0, radius, width, down - 2 * radius),
        (across - width, radius, width, down - 2 * radius),
    ):
        if edge[2] > 0 and edge[3] > 0:
            surface.fill(ink, edge)
    grid = Grid.of((radius, radius))
    outer = grid.circle(radius, radius, radius)
    inner = grid.circle(radius, radius, radius - width)
    corner = tinted(grid.coverage(cut(outer, inner)), colour)
    for flip_x, at_x in ((False, 0), (True, across - radius)):
        for flip_y, at_y in ((False, 0), (True, down - radius)):
            surface.blit(pygame.transform.flip(corner, flip_x, flip_y), (at_x, at_y), None, OVER)
    return surface


def shadow(
    size: tuple[int, int], *, radius: int, blur: int, drop: int, colour: Rgba
) -> pygame.Surface:
    """The soft shadow of a rounded rectangle of ``size``, fallen by ``drop`` pixels.

    It is ``blur`` pixels larger on every side. Nothing of it lies under the rectangle
    itself, which may be glass. Worked out at a quarter of the size: nothing in it is finer.
    """
    coarse = 4
    full = (size[0] + 2 * blur, size[1] + 2 * blur)
    small = (max(2, full[0] // coarse), max(2, full[1] // coarse))
    grid = Grid.of(small, 1 / coarse)
    field = grid.box(
        (blur, blur, size[0], size[1]), radius=min(radius + blur / 4, size[0] / 2, size[1] / 2)
    )
    near = np.clip(1 - (field + blur * 0.2) / (blur * 1.1), 0, 1)
    falloff: Field = (near * near * (3 - 2 * near)).astype(np.float32)
    surface = pygame.transform.smoothscale(tinted(falloff, colour), full)
    outside = blank(size)
    outside.fill((255, 255, 255, 255))
    white = panel(size, radius, (255, 255, 255, 255))
    outside.blit(white, (0, 0), special_flags=pygame.BLEND_RGBA_SUB)
    surface.blit(outside, (blur, blur - drop), special_flags=pygame.BLEND_RGBA_MULT)
    return surface


def slab(size: tuple[int, int], radius: int, top: Rgba, bottom: Rgba) -> pygame.Surface:
    """A rounded rectangle shaded from ``top`` to ``bottom``."""
    surface = blank(size)
    surface.blit(ground(size, top, bottom), (0, 0))
    round_corners(surface, radius)
    return surface


def ground(size: tuple[int, int], top: Rgba, bottom: Rgba) -> pygame.Surface:
    """An opaque ground from ``top`` to ``bottom``, with grain so that no bands show."""
    width, height = size
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    first = np.array([top[2], top[1], top[0]], dtype=np.float32)
    last = np.array([bottom[2], bottom[1], bottom[0]], dtype=np.float32)
    grain = np.random.default_rng(7).random((height, width, 1), dtype=np.float32)
    shaded = first + (last - first) * down + grain - np.float32(0.5)
    pixels = np.full((height, width, 4), 255, dtype=np.uint8)
    pixels[..., :3] = np.clip(np.rint(shaded), 0, 255)
    surface = pygame.Surface(size, 0, 32)
    surface.blit(pygame.image.frombuffer(pixels.data, size, "BGRA"), (0, 0))
    return surface
