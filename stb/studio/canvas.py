"""The drawing table: anti-aliased shapes, type and light on a 1280x720 picture.

A thin, terse layer over Skia, so that a recipe reads as a drawing. Recipes draw
in pixels of 1280x720 whatever the surface's real size, so stills and posters
come from the same recipes.

Colours are 0xRRGGBB; ``alpha`` runs from 0 to 1; angles are degrees, clockwise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from stb.studio.ink import (
    HEIGHT,
    WIDTH,
    Glow,
    Ink,
    Point,
    Ramp,
    across,
    dark,
    down,
    light,
    mix,
    pale,
)
from stb.studio.tools import (
    NoDrawingTools,
    font_of,
    load_skia,
    polygon_path,
    smooth_path,
    text_width,
)

__all__ = [
    "HEIGHT",
    "WIDTH",
    "Canvas",
    "Glow",
    "Ink",
    "NoDrawingTools",
    "Picture",
    "Point",
    "Ramp",
    "across",
    "dark",
    "down",
    "light",
    "mix",
    "pale",
    "text_width",
]

Picture = Any
"""A Skia image: a layer drawn once and laid down many times."""


def _argb(colour: int, alpha: float) -> int:
    return int(min(1.0, max(0.0, alpha)) * 255 + 0.5) << 24 | colour & 0xFFFFFF


class Canvas:
    """A picture being drawn. ``pixels``: uint8 array (height, width, 4), BGRA."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT, scale: float = 1.0) -> None:
        skia = load_skia()
        self.pixels: npt.NDArray[np.uint8] = np.zeros((height, width, 4), np.uint8)
        self._surface = skia.Surface(
            self.pixels, colorType=skia.kBGRA_8888_ColorType, alphaType=skia.kPremul_AlphaType
        )
        self._c = self._surface.getCanvas()
        self._c.scale(scale, scale)
        self._layers: dict[object, Picture] = {}

    def _paint(self, ink: Ink, alpha: float = 1.0) -> Any:
        skia = load_skia()
        paint = skia.Paint(AntiAlias=True, Dither=True)
        if isinstance(ink, int):
            paint.setColor(_argb(ink, alpha))
            return paint
        alphas = ink.alphas or (1.0,) * len(ink.colours)
        colours = [_argb(c, a) for c, a in zip(ink.colours, alphas, strict=True)]
        stops = list(ink.stops)
        if isinstance(ink, Ramp):
            shader = skia.GradientShader.MakeLinear([ink.start, ink.end], colours, stops)
        else:
            shader = skia.GradientShader.MakeRadial(ink.centre, ink.radius, colours, stops)
        paint.setShader(shader)
        paint.setAlphaf(alpha)
        return paint

    # -- areas ------------------------------------------------------------

    def reset(self) -> None:
        """Fully transparent, as new; layers are kept."""
        self._c.clear(0)

    def fill(self, ink: Ink, alpha: float = 1.0) -> None:
        """The whole picture."""
        self._c.drawPaint(self._paint(ink, alpha))

    def rect(
        self, x: float, y: float, w: float, h: float, ink: Ink, *, r: float = 0, alpha: float = 1
    ) -> None:
        """A rectangle, its corners rounded by ``r``."""
        box = load_skia().Rect.MakeXYWH(x, y, w, h)
        self._c.drawRoundRect(box, r, r, self._paint(ink, alpha))

    def frame(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        ink: Ink,
        *,
        r: float = 0,
        width: float = 2,
        alpha: float = 1,
    ) -> None:
        """The outline of a rectangle."""
        paint = self._paint(ink, alpha)
        paint.setStyle(load_skia().Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        self._c.drawRoundRect(load_skia().Rect.MakeXYWH(x, y, w, h), r, r, paint)

    def circle(self, x: float, y: float, r: float, ink: Ink, *, alpha: float = 1) -> None:
        """A disc."""
        self._c.drawCircle(x, y, r, self._paint(ink, alpha))

    def ring(
        self,
        x: float,
        y: float,
        r: float,
        ink: Ink,
        *,
        width: float = 4,
        alpha: float = 1,
        start: float = 0,
        sweep: float = 360,
    ) -> None:
        """A circle's line, or the part of it from ``start`` over ``sweep`` degrees."""
        skia = load_skia()
        paint = self._paint(ink, alpha)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeCap(skia.Paint.kRound_Cap if sweep < 360 else skia.Paint.kButt_Cap)
        paint.setStrokeWidth(width)
        box = skia.Rect.MakeXYWH(x - r, y - r, 2 * r, 2 * r)
        self._c.drawArc(box, start, sweep, False, paint)

    def oval(self, x: float, y: float, rx: float, ry: float, ink: Ink, *, alpha: float = 1) -> None:
        """An ellipse around its centre."""
        box = load_skia().Rect.MakeXYWH(x - rx, y - ry, 2 * rx, 2 * ry)
        self._c.drawOval(box, self._paint(ink, alpha))

    def pie(
        self,
        x: float,
        y: float,
        r: float,
        start: float,
        sweep: float,
        ink: Ink,
        *,
        alpha: float = 1,
    ) -> None:
        """A sector of a disc."""
        box = load_skia().Rect.MakeXYWH(x - r, y - r, 2 * r, 2 * r)
        self._c.drawArc(box, start, sweep, True, self._paint(ink, alpha))

    def poly(self, points: Sequence[Point], ink: Ink, *, alpha: float = 1) -> None:
        """A closed polygon."""
        self._c.drawPath(polygon_path(points, closed=True), self._paint(ink, alpha))

    def blob(self, points: Sequence[Point], ink: Ink, *, alpha: float = 1) -> None:
        """A closed smooth shape through the points."""
        self._c.drawPath(smooth_path(points, closed=True), self._paint(ink, alpha))

    def hill(self, points: Sequence[Point], floor: float, ink: Ink, *, alpha: float = 1) -> None:
        """A smooth skyline through the points, filled down to ``floor``."""
        path = smooth_path(points, closed=False)
        path.lineTo(points[-1][0], floor)
        path.lineTo(points[0][0], floor)
        path.close()
        self._c.drawPath(path, self._paint(ink, alpha))

    # -- lines ------------------------------------------------------------

    def line(
        self,
        points: Sequence[Point],
        ink: Ink,
        *,
        width: float = 3,
        alpha: float = 1,
        smooth: bool = False,
        closed: bool = False,
        cap: str = "round",
    ) -> None:
        """A line through the points."""
        skia = load_skia()
        paint = self._paint(ink, alpha)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap if cap == "round" else skia.Paint.kButt_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        path = smooth_path(points, closed=closed) if smooth else polygon_path(points, closed=closed)
        self._c.drawPath(path, paint)

    # -- type -------------------------------------------------------------

    def text(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        ink: Ink,
        *,
        face: str = "sans",
        align: str = "left",
        alpha: float = 1,
        spacing: float = 0,
        outline: float = 0,
    ) -> float:
        """Draw ``text`` with its base line at ``y``; its width."""
        skia = load_skia()
        font = font_of(face, size)
        width = text_width(text, size, face, spacing)
        left = x - {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * width
        paint = self._paint(ink, alpha)
        if outline:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(outline)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        if not spacing:
            self._c.drawString(text, left, y, font, paint)
            return width
        for letter in text:
            self._c.drawString(letter, left, y, font, paint)
            left += float(font.measureText(letter)) + spacing
        return width

    # -- places, layers and light -------------------------------------------

    @contextmanager
    def at(
        self,
        x: float = 0,
        y: float = 0,
        *,
        scale: float = 1,
        turn: float = 0,
        sx: float = 1,
        sy: float = 1,
    ) -> Iterator[None]:
        """Draw in a moved, turned and scaled place."""
        self._c.save()
        self._c.translate(x, y)
        if turn:
            self._c.rotate(turn)
        self._c.scale(scale * sx, scale * sy)
        try:
            yield
        finally:
            self._c.restore()

    @contextmanager
    def inside(self, x: float, y: float, w: float, h: float, *, r: float = 0) -> Iterator[None]:
        """Draw only within a (rounded) rectangle."""
        skia = load_skia()
        self._c.save()
        box = skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x, y, w, h), r, r)
        self._c.clipRRect(box, True)
        try:
            yield
        finally:
            self._c.restore()

    @contextmanager
    def inside_oval(self, x: float, y: float, rx: float, ry: float) -> Iterator[None]:
        """Draw only within an ellipse."""
        skia = load_skia()
        self._c.save()
        box = skia.RRect.MakeOval(skia.Rect.MakeXYWH(x - rx, y - ry, 2 * rx, 2 * ry))
        self._c.clipRRect(box, True)
        try:
            yield
        finally:
            self._c.restore()

    @contextmanager
    def faded(self, alpha: float, blur: float = 0) -> Iterator[None]:
        """Draw a group as one, with its own transparency and softness."""
        skia = load_skia()
        paint = skia.Paint(Alphaf=min(1.0, max(0.0, alpha)))
        if blur:
            paint.setImageFilter(skia.ImageFilters.Blur(blur, blur))
        self._c.saveLayer(None, paint)
        try:
            yield
        finally:
            self._c.restore()

    def shadow(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        *,
        r: float = 0,
        blur: float = 16,
        alpha: float = 0.35,
        colour: int = 0x060812,
    ) -> None:
        """The soft shadow of a rectangle."""
        skia = load_skia()
        paint = self._paint(colour, alpha)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        self._c.drawRoundRect(skia.Rect.MakeXYWH(x, y, w, h), r, r, paint)

    def haze(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        colour: int,
        *,
        alpha: float = 0.3,
        blur: float = 20,
    ) -> None:
        """A soft ellipse: a ground shadow, or a patch of mist."""
        skia = load_skia()
        paint = self._paint(colour, alpha)
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
        self._c.drawOval(skia.Rect.MakeXYWH(x - rx, y - ry, 2 * rx, 2 * ry), paint)

    def layer(
        self,
        key: object,
        draw: Callable[[Canvas], None],
        width: int = WIDTH,
        height: int = HEIGHT,
        scale: float = 1.0,
    ) -> Picture:
        """A picture that ``draw`` makes once; later calls with the same key get it back."""
        if key not in self._layers:
            other = Canvas(math.ceil(width * scale), math.ceil(height * scale), scale)
            draw(other)
            self._layers[key] = other._surface.makeImageSnapshot()
        return self._layers[key]

    def lay(
        self, picture: Picture, x: float = 0, y: float = 0, *, alpha: float = 1, scale: float = 1
    ) -> None:
        """Lay a layer down with its left top at x, y."""
        skia = load_skia()
        options = skia.SamplingOptions(skia.FilterMode.kLinear)
        box = skia.Rect.MakeXYWH(x, y, picture.width() * scale, picture.height() * scale)
        self._c.drawImageRect(picture, box, options, skia.Paint(Alphaf=alpha, AntiAlias=True))

    def vignette(self, strength: float = 0.35) -> None:
        """Darker corners, as a lens makes them."""
        self.fill(
            Glow((WIDTH / 2, HEIGHT / 2), 800, (0, 0, 0), (0.0, 0.0, strength), (0.0, 0.55, 1.0))
        )

    # -- out --------------------------------------------------------------

    def snapshot(self) -> Picture:
        """The picture as it is now, as a layer."""
        return self._surface.makeImageSnapshot()

    def png(self) -> bytes:
        """The picture as PNG."""
        skia = load_skia()
        return bytes(self._surface.makeImageSnapshot().encodeToData(skia.kPNG, 100))
