"""Shapes as distance fields: how far each pixel is from an edge, and so how much it is covered.

A field is a float32 array, (height, width), negative inside the shape, in the
units of its grid. Coverage follows from it exactly for straight edges, so
every sign and corner is smooth at any size without drawing it larger first.
Union is the minimum of two fields, cutting away the maximum with the negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pygame

Field = npt.NDArray[np.float32]
Rgba = tuple[int, int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """Sample points at pixel centres; ``unit`` is the pixels to one grid unit."""

    x: Field
    y: Field
    unit: float

    @classmethod
    def of(cls, size: tuple[int, int], unit: float = 1.0) -> Grid:
        """A grid of ``size`` pixels (width, height) with its origin at the top left."""
        width, height = size
        x = (np.arange(width, dtype=np.float32) + np.float32(0.5)) / np.float32(unit)
        y = (np.arange(height, dtype=np.float32) + np.float32(0.5)) / np.float32(unit)
        return cls(x[None, :], y[:, None], unit)

    def coverage(self, field: Field) -> Field:
        """0 outside to 1 inside, over one pixel's width."""
        covered: Field = np.clip(np.float32(0.5) - field * np.float32(self.unit), 0, 1)
        return covered

    def circle(self, x: float, y: float, r: float) -> Field:
        field: Field = np.hypot(self.x - x, self.y - y) - np.float32(r)
        return field

    def ellipse(self, x: float, y: float, rx: float, ry: float) -> Field:
        """Near enough to a distance close to the edge."""
        scaled = np.hypot((self.x - x) / rx, (self.y - y) / ry)
        field: Field = (scaled - np.float32(1)) * np.float32(min(rx, ry))
        return field

    def ring(self, x: float, y: float, r: float, width: float) -> Field:
        return np.abs(self.circle(x, y, r)) - np.float32(width / 2)

    def box(self, rect: tuple[float, float, float, float], radius: float = 0) -> Field:
        """A rectangle (x, y, w, h) with round corners."""
        left, top, w, h = rect
        across = np.abs(self.x - (left + w / 2)) - (w / 2 - radius)
        down = np.abs(self.y - (top + h / 2)) - (h / 2 - radius)
        outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
        inside = np.minimum(np.maximum(across, down), 0)
        field: Field = (outside + inside - radius).astype(np.float32)
        return field

    def line(self, *points: Point, width: float = 2.0) -> Field:
        """A stroke through ``points`` with round ends and joins."""
        field = self._segment(points[0], points[1])
        for start, end in pairwise(points[1:]):
            field = np.minimum(field, self._segment(start, end))
        return field - np.float32(width / 2)

    def _segment(self, start: Point, end: Point) -> Field:
        (ax, ay), (bx, by) = start, end
        run, rise = bx - ax, by - ay
        length = run * run + rise * rise or 1e-9
        along = np.clip(((self.x - ax) * run + (self.y - ay) * rise) / length, 0, 1)
        field: Field = np.hypot(self.x - ax - along * run, self.y - ay - along * rise)
        return field

    def polygon(self, *points: Point, radius: float = 0) -> Field:
        """A filled polygon, its corners rounded by growing it by ``radius``."""
        edge = self._segment(points[-1], points[0])
        inside = np.zeros(edge.shape, dtype=bool)
        for (ax, ay), (bx, by) in zip(points, (*points[1:], points[0]), strict=True):
            edge = np.minimum(edge, self._segment((ax, ay), (bx, by)))
            if ay != by:
                crossing = (self.y >= min(ay, by)) & (self.y < max(ay, by))
                inside ^= crossing & (self.x < ax + (self.y - ay) * (bx - ax) / (by - ay))
        return np.where(inside, -edge, edge).astype(np.float32) - np.float32(radius)

    def arc(
        self, x: float, y: float, r: float, *, start: float, sweep: float, width: float = 2.0
    ) -> Field:
        """A stroke along a circle from ``start`` through ``sweep`` degrees, clockwise from 3 h."""
        steps = max(2, int(abs(sweep) // 9) + 1)
        angles = np.radians(np.linspace(start, start + sweep, steps))
        points = [(float(x + r * np.cos(a)), float(y + r * np.sin(a))) for a in angles]
        return self.line(*points, width=width)


def union(*fields: Field) -> Field:
    joined: Field = reduce(np.minimum, fields)
    return joined


def cut(field: Field, *away: Field) -> Field:
    """``field`` without what lies in any of ``away``."""
    for other in away:
        field = np.maximum(field, -other)
    return field


def both(*fields: Field) -> Field:
    common: Field = reduce(np.maximum, fields)
    return common


def tinted(coverage: Field, colour: Rgba) -> pygame.Surface:
    """A surface in ``colour`` where covered, its colours already multiplied by its opacity."""
    return layered([(coverage, colour)])


def layered(layers: Sequence[tuple[Field, Rgba]]) -> pygame.Surface:
    """Coverages in their colours, later over earlier, as one premultiplied surface."""
    height, width = layers[0][0].shape
    out = np.zeros((height, width, 4), dtype=np.float32)
    for coverage, (red, green, blue, alpha) in layers:
        opacity = coverage[..., None] * np.float32(alpha / 255)
        ink = np.array([blue, green, red, 255], dtype=np.float32)
        out = out * (1 - opacity) + ink * opacity
    pixels = np.ascontiguousarray(np.rint(out).astype(np.uint8))
    return pygame.image.frombuffer(pixels.tobytes(), (width, height), "BGRA")
