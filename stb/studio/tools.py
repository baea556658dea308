"""Skia's loose parts: the library itself, typefaces, and paths through points.

Skia is imported here alone, and only when something is drawn: reading the
catalogue and making the sound do without it.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from stb.errors import UnavailableError
from stb.studio.ink import Point

_PLACES = tuple(Path(__file__).parents[up] / "assets" / "fonts" for up in (1, 2))
FONTS = next((place for place in _PLACES if place.is_dir()), _PLACES[1])
"""In an installed wheel `stb/assets/fonts`, in a checkout `assets/fonts`."""

FACES = {
    "sans": "Inter-Regular.otf",
    "semi": "Inter-SemiBold.otf",
    "bold": "Inter-Bold.otf",
    "mono": "JetBrainsMono-Regular.ttf",
    "heavy": "LeagueSpartan-Black.otf",
    "tall": "BebasNeue-Bold.otf",
    "script": "Lobster-Regular.otf",
    "round": "Comfortaa-Bold.ttf",
    "serif": "Vollkorn-Bold.ttf",
}


class NoDrawingTools(UnavailableError):
    """The library that draws is not installed; only making material needs it."""

    code = "studio.no_drawing_tools"


@cache
def load_skia() -> Any:
    try:
        return importlib.import_module("skia")
    except ImportError as missing:
        raise NoDrawingTools(
            "drawing needs skia-python: start it as `python3 run_box.py studio build`, "
            f"or install that package ({missing})"
        ) from missing


@cache
def typeface_of(face: str) -> Any:
    return load_skia().Typeface.MakeFromFile(str(FONTS / FACES[face]))


@cache
def font_of(face: str, size: float) -> Any:
    skia = load_skia()
    font = skia.Font(typeface_of(face), size)
    font.setSubpixel(True)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    return font


def text_width(text: str, size: float, face: str = "sans", spacing: float = 0) -> float:
    """The width of ``text`` in pixels of the drawing."""
    return float(font_of(face, size).measureText(text)) + spacing * max(0, len(text) - 1)


def polygon_path(points: Sequence[Point], *, closed: bool) -> Any:
    path = load_skia().Path()
    path.addPoly([load_skia().Point(*p) for p in points], closed)
    return path


def smooth_path(points: Sequence[Point], *, closed: bool) -> Any:
    """A path through the points with the tangents of their neighbours (Catmull-Rom)."""
    path = load_skia().Path()
    path.moveTo(*points[0])
    count = len(points)
    for i in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            a, b = points[max(0, i - 1)], points[i]
            c, d = points[i + 1], points[min(count - 1, i + 2)]
        path.cubicTo(
            b[0] + (c[0] - a[0]) / 6,
            b[1] + (c[1] - a[1]) / 6,
            c[0] - (d[0] - b[0]) / 6,
            c[1] - (d[1] - b[1]) / 6,
            c[0],
            c[1],
        )
    if closed:
        path.close()
    return path
