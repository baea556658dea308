"""Draws a scene: the picture on air, and over it panels, words, stills and signs.

The signs over the picture hardly change from one frame to the next. So what
lies between two pictures of a scene is drawn once into a layer, and as long as
those nodes stay equal a frame costs the picture and a blit of what the layer
covers. Surfaces are premultiplied throughout (see `shapes`).

Design pixels (1920 x 1080) become pixels by their edges, not by their widths,
so what touches in the design touches on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pygame

from stb.adapters.screen import frames, icons, shapes
from stb.adapters.screen.cache import SurfaceCache
from stb.adapters.screen.frames import Image
from stb.adapters.screen.pictures import Gallery
from stb.adapters.screen.tints import rgba
from stb.adapters.screen.words import Cut, Fonts, Lettering, Measure
from stb.ui.scene import (
    HEIGHT,
    WIDTH,
    Align,
    Bar,
    Icon,
    Node,
    Panel,
    Picture,
    Rect,
    Scene,
    Text,
    Video,
)
from stb.ui.theme import STYLES

ROOM = 64 << 20
"""Bytes of drawn things that are kept."""

RING_GAP, RING_WIDTH = 5, 5
SHADOW_BLUR, SHADOW_DROP = 56, 18
WINDOW_RADIUS = 12
HAIR = 1.004
"""Hinting differs by so much between sizes of the same letters."""

BANDS = 18
"""A layer is blitted in at most so many bands, each as wide as what is drawn in it."""


@dataclass(slots=True)
class _Layer:
    """Nodes between two pictures, drawn; ``patches`` are where anything is."""

    surface: pygame.Surface
    nodes: tuple[Node, ...] = ()
    patches: list[pygame.Rect] = field(default_factory=list)

    def put(self, drawn: pygame.Surface, at: tuple[int, int] | pygame.Rect) -> None:
        self.patches.append(self.surface.blit(drawn, at, special_flags=shapes.OVER))


Painted: TypeAlias = pygame.Surface
"""A painted picture; only the rooms of the screen look inside."""


class Painter:
    """Paints scenes on a surface of its own, ``size`` pixels (16:9), which it hands out."""

    def __init__(self, size: tuple[int, int], assets: Path) -> None:
        pygame.font.init()
        self._scale = size[0] / WIDTH
        self._surface = pygame.Surface(size, 0, 32)
        self._ground = shapes.ground(size, (17, 22, 31, 255), (8, 11, 16, 255))
        fonts = Fonts(assets / "fonts")
        self._fonts = fonts
        self.cache = SurfaceCache(ROOM)
        self.gallery = Gallery(assets / "pictures", fonts, self.cache)
        self.measure = Measure(fonts)
        self._words = Lettering(fonts, self.cache)
        self._layers: list[_Layer] = []

    @property
    def size(self) -> tuple[int, int]:
        return self._surface.get_size()

    def paint(
        self, scene: Scene, *, picture: Image | None = None, broadcast: Image | None = None
    ) -> pygame.Surface:
        """The scene with ``picture`` on air in it; the surface is painted over by the next call.

        ``broadcast`` is for a Video node of that feed: the broadcast's own picture at the
        same frame. Either is None where there is none to show: the ground shows then.
        """
        first = scene[0] if scene else None
        covered = isinstance(first, Video) and self._full(first) and picture is not None
        if not covered:
            self._surface.blit(self._ground, (0, 0))
        start, layer = 0, 0
        for at, node in enumerate((*scene, None)):
            if node is not None and not isinstance(node, Video):
                continue
            if at > start:
                self._lay(layer, scene[start:at])
                layer += 1
            if isinstance(node, Video):
                self._show(node, broadcast if node.feed == "broadcast" else picture)
            start = at + 1
        return self._surface

    # --- the picture --------------------------------------------------------------------------

    def _full(self, video: Video) -> bool:
        return video.rect == Rect(0, 0, WIDTH, HEIGHT)

    def _show(self, video: Video, picture: Image | None) -> None:
        into = self._box(video.rect).clip(self._surface.get_rect())
        if not into.w or not into.h:
            return
        full = self._full(video)
        if picture is None:
            if not full:
                self._surface.fill(frames.BLACK, into)
        elif full:
            frames.put(self._surface, picture, into)
        else:
            self._window(picture, into)
        if video.dim > 0:
            left = round(255 * (1 - min(1.0, video.dim)))
            self._surface.fill((left, left, left), into, pygame.BLEND_RGB_MULT)

    def _window(self, picture: Image, into: pygame.Rect) -> None:
        """A picture smaller than the screen, its corners round over what lies beneath."""
        radius = min(self._px(WINDOW_RADIUS), into.w // 2, into.h // 2)
        if radius < 1:
            frames.put(self._surface, picture, into)
            return
        corners = [
            pygame.Rect(x, y, radius, radius)
            for x in (into.left, into.right - radius)
            for y in (into.top, into.bottom - radius)
        ]
        beneath = [self._surface.subsurface(corner).copy() for corner in corners]
        frames.put(self._surface, picture, into)
        for at, (corner, below) in enumerate(zip(corners, beneath, strict=True)):
            mask = self.cache.get(
                ("notch", radius, at),
                lambda at=at: _notch(radius, at),  # type: ignore[misc]
            )
            tile = shapes.blank(corner.size)
            tile.blit(below, (0, 0))
            tile.blit(mask, (0, 0), special_flags=pygame.BLEND_RGBA_MULT)
            self._surface.blit(tile, corner, special_flags=shapes.OVER)

    # --- layers -------------------------------------------------------------------------------

    def _lay(self, index: int, nodes: tuple[Node, ...]) -> None:
        """Blit the layer of ``nodes``, drawing it first if they changed."""
        if index == len(self._layers):
            self._layers.append(_Layer(shapes.blank(self.size)))
        layer = self._layers[index]
        if layer.nodes is not nodes and not self._alike(layer.nodes, nodes):
            for patch in layer.patches:
                layer.surface.fill((0, 0, 0, 0), patch)
            layer.patches.clear()
            for node in nodes:
                self._draw(layer, node)
            layer.patches = _bands(layer.patches, layer.surface.get_height())
        layer.nodes = nodes
        self._surface.blits(
            [(layer.surface, patch.topleft, patch, shapes.OVER) for patch in layer.patches],
            doreturn=False,
        )

    def _alike(self, old: tuple[Node, ...], new: tuple[Node, ...]) -> bool:
        """Whether both draw the same; a bar that moved by less than a pixel does."""
        return len(old) == len(new) and all(
            a is b or a == b or (isinstance(a, Bar) and isinstance(b, Bar) and self._still(a, b))
            for a, b in zip(old, new, strict=True)
        )

    def _still(self, old: Bar, new: Bar) -> bool:
        same = (old.rect, old.colour, old.marks) == (new.rect, new.colour, new.marks)
        width = self._box(old.rect).w
        return same and round(old.value * width) == round(new.value * width)

    def _draw(self, onto: _Layer, node: Node) -> None:
        match node:
            case Panel():
                self._panel(onto, node)
            case Text():
                self._text(onto, node)
            case Picture():
                self._picture(onto, node)
            case Bar():
                self._bar(onto, node)
            case Icon():
                self._icon(onto, node)
            case Video():
                raise RuntimeError("a picture is not part of a layer")

    def _panel(self, onto: _Layer, panel: Panel) -> None:
        box, radius, ink = self._box(panel.rect), self._px(panel.radius), rgba(panel.colour)
        if panel.shadow or panel.focused:
            self._shadow(onto, box, radius)
        surface = self.cache.get(
            ("panel", box.size, radius, ink), lambda: shapes.panel(box.size, radius, ink)
        )
        onto.put(surface, box)
        if panel.focused and panel.colour != "plate":
            self._ring(onto, box, radius)

    def _shadow(self, onto: _Layer, box: pygame.Rect, radius: int) -> None:
        # A low thing lies low: its shadow may not darken the row below it.
        blur = min(self._px(SHADOW_BLUR), max(self._px(SHADOW_BLUR) // 3, box.h // 3))
        drop = blur * SHADOW_DROP // SHADOW_BLUR
        surface = self.cache.get(
            ("shadow", box.size, radius, blur),
            lambda: shapes.shadow(
                box.size, radius=radius, blur=blur, drop=drop, colour=(0, 0, 0, 100)
            ),
        )
        at = (box.x - blur, box.y - blur + drop)
        onto.put(surface, at)

    def _ring(self, onto: _Layer, box: pygame.Rect, radius: int) -> None:
        gap, width = self._px(RING_GAP), self._px(RING_WIDTH)
        around = box.inflate(2 * (gap + width), 2 * (gap + width))
        outer, ink = radius + gap + width, rgba("accent")
        surface = self.cache.get(
            ("ring", around.size, outer, width, ink),
            lambda: shapes.ring(around.size, radius=outer, width=width, colour=ink),
        )
        onto.put(surface, around)

    def _text(self, onto: _Layer, text: Text) -> None:
        if not text.text:
            return
        style = STYLES[text.style]
        box = self._box(text.rect)
        cut = Cut(style.font, max(6, round(style.size * self._scale)))
        # The rounded size may be wider than the design's: what fits there must fit here.
        wider = max(1.0, cut.size / (style.size * self._scale)) * HAIR
        lines = self._words.fit(text.text, cut, width=int(box.w * wider), lines=text.lines)
        leading = style.leading * self._scale
        spare = text.rect.h * self._scale - leading if text.lines == 1 else 0.0
        for row, line in enumerate(lines):
            if not line:
                continue
            words = self._words.line(line, cut, rgba(text.colour))
            top = text.rect.y * self._scale + spare / 2 + row * leading
            y = round(top + (leading - words.get_height()) / 2)
            left = {
                Align.LEFT: box.x,
                Align.CENTRE: box.x + (box.w - words.get_width()) // 2,
                Align.RIGHT: box.right - words.get_width(),
            }[text.align]
            onto.put(words, (left, y))

    def _picture(self, onto: _Layer, picture: Picture) -> None:
        box, radius = self._box(picture.rect), self._px(picture.radius)
        if picture.focused:
            self._shadow(onto, box, radius)
        if box.w > 0 and box.h > 0:
            still = self.gallery.get(
                picture.name,
                box.size,
                radius=radius,
                dimmed=picture.dimmed,
                label=picture.label,
            )
            onto.put(still, box)
        if picture.focused:
            self._ring(onto, box, radius)

    def _bar(self, onto: _Layer, bar: Bar) -> None:
        box = self._box(bar.rect)
        radius = box.h // 2
        self._pill(onto, box, radius, "track")
        done = min(1.0, max(0.0, bar.value))
        if done > 0:
            filled = pygame.Rect(box.x, box.y, max(box.h, round(box.w * done)), box.h)
            self._pill(onto, filled, radius, bar.colour)
        for start, end, colour in bar.marks:
            left = box.x + round(box.w * min(1.0, max(0.0, start)))
            right = box.x + round(box.w * min(1.0, max(0.0, end)))
            mark = pygame.Rect(left, box.y, max(self._px(4), right - left), box.h)
            self._pill(onto, mark.clamp(box), min(radius, self._px(3)), colour)

    def _pill(self, onto: _Layer, box: pygame.Rect, radius: int, colour: str) -> None:
        ink = rgba(colour)
        surface = self.cache.get(
            ("panel", box.size, radius, ink), lambda: shapes.panel(box.size, radius, ink)
        )
        onto.put(surface, box)

    def _icon(self, onto: _Layer, icon: Icon) -> None:
        box = self._box(icon.rect)
        side = min(box.w, box.h)
        if side < 2:
            return
        ink = rgba(icon.colour)
        sign = self.cache.get(("icon", icon.name, side, ink), lambda: self._sign(icon, side))
        if sign.get_width() == side:
            at = (box.x + (box.w - side) // 2, box.y + (box.h - side) // 2)
            onto.put(sign, at)

    def _sign(self, icon: Icon, side: int) -> pygame.Surface:
        """The sign drawn, or one pixel that stands for none."""
        digits = self._fonts.get(Cut("Inter-Bold.otf", max(6, round(side * 0.54))))
        return icons.draw(icon.name, side, rgba(icon.colour), digits) or shapes.blank((1, 1))

    # --- pixels -------------------------------------------------------------------------------

    def _px(self, design: int) -> int:
        return max(1, round(design * self._scale)) if design else 0

    def _box(self, rect: Rect) -> pygame.Rect:
        left, top = round(rect.x * self._scale), round(rect.y * self._scale)
        right = round((rect.x + rect.w) * self._scale)
        bottom = round((rect.y + rect.h) * self._scale)
        thin_w, thin_h = (1 if rect.w > 0 else 0), (1 if rect.h > 0 else 0)
        return pygame.Rect(left, top, max(thin_w, right - left), max(thin_h, bottom - top))


def _notch(radius: int, at: int) -> pygame.Surface:
    """What lies outside a round corner: 0 top left, 1 bottom left, 2 top right, 3 bottom right."""
    outside = shapes.blank((radius, radius))
    outside.fill((255, 255, 255, 255))
    outside.blit(shapes.corner_mask(radius), (0, 0), special_flags=pygame.BLEND_RGBA_SUB)
    return pygame.transform.flip(outside, at >= 2, at % 2 == 1)


def _bands(drawn: list[pygame.Rect], height: int) -> list[pygame.Rect]:
    """``drawn`` covered by bands from top to bottom; equal neighbours are joined."""
    step = -(-height // BANDS)
    found: list[pygame.Rect] = []
    for top in range(0, height, step):
        band = pygame.Rect(0, top, 1 << 14, min(step, height - top))
        within = [drawn[place].clip(band) for place in band.collidelistall(drawn)]
        if not within:
            continue
        seen = within[0].unionall(within[1:])
        last = found[-1] if found else None
        if last and (last.x, last.w, last.bottom) == (seen.x, seen.w, seen.y):
            last.h += seen.h
        else:
            found.append(seen)
    return found
