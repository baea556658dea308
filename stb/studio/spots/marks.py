"""What spots share: the last card with the brand's mark, claims, prices, stars."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math
from collections.abc import Callable

from stb.studio.canvas import Canvas, Ink, dark, pale
from stb.studio.motion import ease, out, span, spring


def pop(share: float, start: float, length: float = 0.08) -> float:
    """The scale of something that springs up at ``start`` of the spot."""
    return max(0.0, spring(span(share, start, start + length)))


def wipe(c: Canvas, share: float, start: float, ink: Ink, *, x: float = 640, y: float = 360,
         length: float = 0.06) -> bool:
    """A disc that grows from x, y until it covers the picture; whether it has begun."""
    k = ease(span(share, start, start + length))
    if k > 0:
        if k >= 1:
            c.fill(ink)
        else:
            c.circle(x, y, 1480 * k, ink)
    return k > 0


def claim(c: Canvas, text: str, share: float, start: float, *, y: float, ink: int, size: float = 46,
          face: str = "semi", x: float = 640, align: str = "centre") -> None:
    """A line of text that comes up into place."""
    k = out(span(share, start, start + 0.05))
    if k > 0:
        c.text(text, x, y + 26 * (1 - k), size, ink, face=face, align=align, alpha=k)


def starburst(c: Canvas, x: float, y: float, r: float, ink: int, *, points: int = 14,
              turn: float = 0, depth: float = 0.84) -> None:
    """A price's star."""
    corners = []
    for k in range(points * 2):
        q = r if k % 2 == 0 else r * depth
        a = math.pi * k / points + math.radians(turn)
        corners.append((x + q * math.cos(a), y + q * math.sin(a)))
    c.poly(corners, ink)


def badge(c: Canvas, x: float, y: float, scale: float, lines: tuple[tuple[str, float], ...], *,
          plate: int, ink: int, turn: float = -8, r: float = 120, face: str = "heavy") -> None:
    """A round or starred mark with lines of text (text, size) in its middle."""
    if scale <= 0:
        return
    with c.at(x, y, scale=scale, turn=turn):
        starburst(c, 5, 9, r, 0x000000 if plate != 0 else 0x333333, depth=0.9)
        starburst(c, 0, 0, r, plate, depth=0.9)
        total = sum(size * 0.98 for _, size in lines)
        at = -total / 2
        for text, size in lines:
            at += size * 0.98
            c.text(text, 0, at - size * 0.2, size, ink, face=face, align="centre")


def mark(
    c: Canvas, share: float, start: float, draw: Callable[[Canvas], None], *, x: float = 640,
    y: float = 330, scale: float = 1.0,
) -> None:
    """The brand's mark springs up at ``start``, and breathes."""
    k = pop(share, start)
    if k > 0:
        swell = 1 + 0.012 * math.sin((share - start) * 40)
        with c.at(x, y, scale=scale * k * swell):
            draw(c)


def small_print(c: Canvas, text: str, *, ink: int = 0xFFFFFF, alpha: float = 0.75) -> None:
    """The line at the foot that the law asks for."""
    c.text(text, 640, 676, 22, ink, face="sans", align="centre", alpha=alpha)


def rays(c: Canvas, x: float, y: float, colour: int, t: float, *, count: int = 16,
         alpha: float = 0.18, r: float = 1100) -> None:
    """Rays that turn behind something."""
    for k in range(count):
        a = 2 * math.pi * k / count + t * 0.02
        b = a + math.pi / count
        c.poly([(x, y), (x + r * math.cos(a), y + r * math.sin(a)),
                (x + r * math.cos(b), y + r * math.sin(b))], colour, alpha=alpha)


def plate(c: Canvas, w: float, h: float, ink: int, *, r: float = 18) -> None:
    """A brand's plate around nought, with a shadow."""
    c.shadow(-w / 2, -h / 2 + 8, w, h, r=r, blur=14, alpha=0.3)
    c.rect(-w / 2, -h / 2, w, h, ink, r=r)
    c.frame(-w / 2 + 6, -h / 2 + 6, w - 12, h - 12, pale(ink, 0.3) if ink != 0xFFFFFF else dark(ink, 0.1),
            r=max(0, r - 5), width=3, alpha=0.8)
