"""The four figures on the front of the box: seven bars each, and two dots in the middle."""

from __future__ import annotations

from typing import Final

import pygame

from stb.adapters.screen.fields import Field, Grid, Rgba, layered, union

PLACES = 4
LIT: Rgba = (150, 236, 226, 255)
UNLIT: Rgba = (150, 236, 226, 16)
GLOW: Rgba = (90, 220, 205, 70)

_BARS: Final = {
    "0": "abcdef", "1": "bc", "2": "abdeg", "3": "abcdg", "4": "bcfg", "5": "acdfg",
    "6": "acdefg", "7": "abc", "8": "abcdefg", "9": "abcdfg", "-": "g", " ": "", "_": "d",
    "A": "abcefg", "b": "cdefg", "C": "adef", "c": "deg", "d": "bcdeg", "E": "adefg",
    "F": "aefg", "H": "bcefg", "h": "cefg", "i": "c", "J": "bcde", "L": "def", "n": "ceg",
    "o": "cdeg", "P": "abefg", "r": "eg", "S": "acdfg", "t": "defg", "U": "bcdef", "u": "cde",
    "y": "bcdfg",
}  # fmt: skip

_WIDE, _HIGH, _STEP, _SLANT = 10.0, 18.0, 16.0, 0.08
UNITS: Final = (4 * _STEP + 10.0, 26.0)


def legible(text: str) -> tuple[str, bool]:
    """The four characters that are shown for ``text``, right aligned, and whether the dots are lit.

    What seven bars cannot show is left dark.
    """
    dots = ":" in text or "." in text
    plain = text.replace(":", "").replace(".", "")[-PLACES:].rjust(PLACES)
    return "".join(c if c in _BARS else " " for c in plain), dots


def draw(text: str, height: int) -> pygame.Surface:
    """``text`` (a number, "20:47", "boot") in a surface ``height`` pixels high, premultiplied."""
    characters, dots = legible(text)
    unit = height / UNITS[1]
    grid = Grid.of((max(1, round(UNITS[0] * unit)), height), unit)
    leaning = Grid(grid.x + (grid.y - UNITS[1] / 2) * _SLANT, grid.y, unit)
    every, lit = [], []
    for place, character in enumerate(characters):
        left = 5 + place * _STEP + (6 if place > 1 else 0)
        for name in "abcdefg":
            bar = _bar(leaning, name, left)
            every.append(bar)
            if name in _BARS[character]:
                lit.append(bar)
    pair = [leaning.circle(5 + 2 * _STEP, y, 1.35) for y in (10.0, 16.6)]
    every += pair
    if dots:
        lit += pair
    layers = [(grid.coverage(union(*every)), UNLIT)]
    if lit:
        shape = union(*lit)
        near = (1 - shape.clip(0, 5) / 5).astype("float32")
        layers += [(near * near, GLOW), (grid.coverage(shape), LIT)]
    return layered(layers)


def _bar(g: Grid, name: str, left: float) -> Field:
    top, middle, bottom = 4.0, 4.0 + _HIGH / 2, 4.0 + _HIGH
    right = left + _WIDE
    gap = 1.5
    ends = {
        "a": ((left + gap, top), (right - gap, top)),
        "b": ((right, top + gap), (right, middle - gap)),
        "c": ((right, middle + gap), (right, bottom - gap)),
        "d": ((left + gap, bottom), (right - gap, bottom)),
        "e": ((left, middle + gap), (left, bottom - gap)),
        "f": ((left, top + gap), (left, middle - gap)),
        "g": ((left + gap, middle), (right - gap, middle)),
    }[name]
    return g.line(*ends, width=2.3)
