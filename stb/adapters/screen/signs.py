"""Age ratings and content descriptors: round, our own, told apart by shape as well as colour.

Ratings are a coloured disc with the age in it, darker rim for the stricter
ones. Descriptors are a pale disc with a dark drawing: a burst (violence), a
ghost (fear), two signs entwined (sex), unequal (discrimination), a syringe
and pill (drugs), a loud balloon (language).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pygame

from stb.adapters.screen.fields import Field, Grid, Rgba, both, cut, layered, union

PALE: Rgba = (236, 239, 244, 255)
DARK: Rgba = (22, 27, 36, 255)

RATINGS: Final[dict[str, tuple[Rgba, Rgba]]] = {
    "AL": ((86, 168, 118, 255), DARK),
    "6": ((104, 172, 92, 255), DARK),
    "9": ((190, 186, 74, 255), DARK),
    "12": ((232, 176, 66, 255), DARK),
    "14": ((230, 140, 66, 255), DARK),
    "16": ((222, 102, 72, 255), DARK),
    "18": ((176, 48, 56, 255), PALE),
}
"""Disc and figure by age."""


def rating(grid: Grid, age: str, digits: pygame.font.Font) -> pygame.Surface:
    disc, ink = RATINGS[age]
    drawn = layered([(grid.coverage(grid.circle(12, 12, 11)), disc)])
    surface = pygame.Surface(drawn.get_size(), pygame.SRCALPHA, 32)
    surface.blit(drawn, (0, 0), None, pygame.BLEND_PREMULTIPLIED)
    figure = digits.render(age, True, ink[:3])
    seen = figure.get_bounding_rect(min_alpha=32)
    figure = figure.subsurface(seen)
    widest = surface.get_width() * 0.66
    if figure.get_width() > widest:
        high = round(figure.get_height() * widest / figure.get_width())
        figure = pygame.transform.smoothscale(figure, (round(widest), high))
    across = (surface.get_width() - figure.get_width()) / 2
    down = (surface.get_height() - figure.get_height()) / 2
    at = (round(across), round(down))
    surface.blit(figure.premul_alpha(), at, None, pygame.BLEND_PREMULTIPLIED)
    return surface


def descriptor(grid: Grid, name: str) -> pygame.Surface:
    disc = grid.coverage(grid.circle(12, 12, 11))
    return layered([(disc, PALE), (grid.coverage(DESCRIPTORS[name](grid)), DARK)])


def _violence(g: Grid) -> Field:
    points = []
    for index in range(16):
        angle = np.pi * index / 8 + 0.2
        r = 8.0 if index % 2 == 0 else 4.3
        points.append((float(12 + r * np.cos(angle)), float(12 + r * np.sin(angle))))
    return cut(g.polygon(*points, radius=0.3), g.circle(12, 12, 2))


def _fear(g: Grid) -> Field:
    body = union(g.circle(12, 10.4, 5.4), g.box((6.6, 10.4, 10.8, 7.6)))
    hem = [g.circle(x, 18.2, 1.35) for x in (8.4, 12, 15.6)]
    eyes = [g.ellipse(x, 10.2, 1.15, 1.7) for x in (9.9, 14.1)]
    return cut(body, *hem, *eyes, g.ellipse(12, 14.2, 1.3, 1.5))


def _sex(g: Grid) -> Field:
    left = union(
        g.ring(9.6, 10, 3.4, 1.7),
        g.line((9.6, 13.8), (9.6, 18.4), width=1.7),
        g.line((7.6, 16.4), (11.6, 16.4), width=1.7),
    )
    right = union(
        g.ring(14, 12.4, 3.4, 1.7),
        g.line((16.4, 9.6), (18.6, 7), width=1.7),
        g.line((16, 6.6), (18.8, 6.6), (18.8, 9.6), width=1.6),
    )
    return union(left, right)


def _discrimination(g: Grid) -> Field:
    return union(
        g.line((6.8, 9.6), (17.2, 9.6), width=2.4),
        g.line((6.8, 14.4), (17.2, 14.4), width=2.4),
        g.line((14.6, 6.2), (9.4, 17.8), width=2.2),
    )


def _drugs(g: Grid) -> Field:
    capsule = g.line((8.4, 15.6), (15.6, 8.4), width=6.6)
    seam = g.line((9.4, 9.4), (14.6, 14.6), width=1.5)
    hollow = both(g.line((12, 12), (15.6, 8.4), width=3.4), g.polygon((13, 12), (20, 5), (20, 12)))
    return cut(capsule, seam, hollow)


def _language(g: Grid) -> Field:
    balloon = union(
        g.box((5.2, 5.6, 13.6, 10), 3), g.polygon((8, 14), (12.6, 14), (8, 18.8), radius=0.5)
    )
    marks = union(
        g.line((9, 8), (9, 11), width=1.5), g.circle(9, 13.3, 0.9),
        g.line((12, 8), (12, 11), width=1.5), g.circle(12, 13.3, 0.9),
        g.line((15, 8), (15, 11), width=1.5), g.circle(15, 13.3, 0.9),
    )  # fmt: skip
    return cut(balloon, marks)


DESCRIPTORS: Final[dict[str, Callable[[Grid], Field]]] = {
    "violence": _violence, "fear": _fear, "sex": _sex, "discrimination": _discrimination,
    "drugs": _drugs, "language": _language,
}  # fmt: skip
