"""Colours and what they fill: gradients, pools of light, and mixtures.

Colours are 0xRRGGBB; places are pixels of the 1280x720 drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

HEIGHT = 720
WIDTH = 1280

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ramp:
    """A linear gradient between two points of the drawing, through its colours."""

    start: Point
    end: Point
    colours: tuple[int, ...]
    alphas: tuple[float, ...] = ()
    stops: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Glow:
    """A radial gradient from its centre outwards."""

    centre: Point
    radius: float
    colours: tuple[int, ...]
    alphas: tuple[float, ...] = ()
    stops: tuple[float, ...] = ()


Ink = int | Ramp | Glow


def down(*colours: int, top: float = 0, bottom: float = HEIGHT) -> Ramp:
    """A gradient from ``top`` to ``bottom``."""
    return Ramp((0, top), (0, bottom), colours)


def across(*colours: int, left: float = 0, right: float = WIDTH) -> Ramp:
    """A gradient from ``left`` to ``right``."""
    return Ramp((left, 0), (right, 0), colours)


def light(x: float, y: float, radius: float, colour: int, strength: float = 0.6) -> Glow:
    """A pool of light that fades to nothing."""
    return Glow((x, y), radius, (colour, colour), (strength, 0.0))


def mix(a: int, b: int, share: float) -> int:
    """The colour ``share`` of the way from ``a`` to ``b``."""
    share = min(1.0, max(0.0, share))
    parts = (
        round((a >> shift & 255) * (1 - share) + (b >> shift & 255) * share) for shift in (16, 8, 0)
    )
    red, green, blue = parts
    return red << 16 | green << 8 | blue


def dark(colour: int, share: float = 0.25) -> int:
    """The colour, nearer to a deep night blue: a shadow never is plain black."""
    return mix(colour, 0x0B0E1A, share)


def pale(colour: int, share: float = 0.25) -> int:
    """The colour, nearer to white."""
    return mix(colour, 0xFFFFFF, share)
