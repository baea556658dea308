"""How things move: easing, waves, and chance that falls the same way every time.

All are pure functions of the frame or of seconds, so any frame of a clip can
be drawn on its own, in any order, in any process.
"""

from __future__ import annotations

import math

RATE = 25


def seconds(frame: int) -> float:
    """The time of a frame, seconds from the start of its clip."""
    return frame / RATE


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """``value``, held within bounds."""
    return min(high, max(low, value))


def lerp(a: float, b: float, share: float) -> float:
    """``share`` of the way from ``a`` to ``b``."""
    return a + (b - a) * share


def span(at: float, start: float, end: float) -> float:
    """How far ``at`` is from ``start`` to ``end``, held within 0 and 1."""
    return clamp((at - start) / (end - start)) if end != start else float(at >= end)


def ease(share: float) -> float:
    """Slow in, slow out."""
    share = clamp(share)
    return share * share * (3 - 2 * share)


def out(share: float) -> float:
    """Fast in, slow out."""
    return 1 - (1 - clamp(share)) ** 3


def spring(share: float) -> float:
    """Past the mark, and back on it: how brand marks land."""
    share = clamp(share)
    return 1 - math.exp(-6 * share) * math.cos(9 * share) * (1 - share)


def wave(at: float, period: float = 1.0, phase: float = 0.0) -> float:
    """A sine between -1 and 1."""
    return math.sin(2 * math.pi * (at / period + phase))


def chance(*key: int) -> float:
    """A number in [0, 1) that belongs to its key."""
    h = 0x9E3779B9
    for k in key:
        h = (h ^ (k & 0xFFFFFFFF)) * 0x85EBCA6B & 0xFFFFFFFF
        h ^= h >> 13
        h = h * 0xC2B2AE35 & 0xFFFFFFFF
        h ^= h >> 16
    return h / 0x100000000


def wander(at: float, salt: int = 0) -> float:
    """Smooth aimless movement between -1 and 1, about one turn per unit."""
    whole = math.floor(at)
    a, b = chance(whole, salt), chance(whole + 1, salt)
    return 2 * lerp(a, b, ease(at - whole)) - 1


def shot(frame: int, cuts: tuple[int, ...]) -> tuple[int, int]:
    """Which shot a frame is in, and its number within that shot."""
    start = 0
    for index, cut in enumerate(cuts):
        if frame < cut:
            return index, frame - start
        start = cut
    return len(cuts), frame - start
