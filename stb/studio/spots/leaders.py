"""Break openers and closers: the leader that says "reclame", and the way back.

Five families, one for each commercial channel's look; the law asks that the
block is announced and closed, so the word stands large in both.
"""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from stb.studio.canvas import HEIGHT, WIDTH, Canvas, Ramp, dark, light, pale, text_width
from stb.studio.motion import ease, out, span, spring, wave


@dataclass(frozen=True, slots=True)
class Style:
    """A channel's leader: colours, typeface and the shape that crosses the picture."""

    colours: tuple[int, ...]
    ink: int
    face: str
    shape: str


STYLES = {
    "sirius": Style((0x2A1A5E, 0x6B3FD4, 0xFF5FA2, 0xFFC24B), 0xFFFFFF, "heavy", "star"),
    "vesper": Style((0x10182E, 0x274690, 0xE08E45, 0xF8D9A0), 0xFFF4E2, "serif", "moon"),
    "spoor": Style((0xC8102E, 0xFF5B35, 0xFFD23F, 0xFFFFFF), 0xFFFFFF, "tall", "rail"),
    "lijn": Style((0x0B7A75, 0x19B5A5, 0xC8F169, 0xF7FFE0), 0x06332F, "round", "line"),
    "luxor": Style((0x1B1204, 0x6B4A12, 0xE0B04A, 0xFFF0C2), 0xFFF0C2, "serif", "sun"),
}


def leader(style: str, word: str, *, closing: bool) -> Callable[[Canvas, int, int], None]:
    """The drawing of an opener, or, the other way round, of a closer."""
    look = STYLES[style]

    def draw(c: Canvas, frame: int, frames: int) -> None:
        share = frame / frames
        _ground(c, look, frame / 25, share, closing)
        _word(c, look, word, share, closing)
        c.vignette(0.25)

    return draw


def _ground(c: Canvas, look: Style, t: float, share: float, closing: bool) -> None:
    a, b, d, e = look.colours
    c.fill(Ramp((0, 0), (WIDTH, HEIGHT), (a, b)))
    go = 1 - share if closing else share
    match look.shape:
        case "star":
            for k in range(5):
                r = 1050 * out(span(go, 0.05 * k, 0.6 + 0.08 * k))
                colour = (d, e, b, a, b)[k]
                with c.at(640, 350, turn=30 * go + 12 * k + t * 9):
                    points = []
                    for m in range(12):
                        q = r * (1.0 if m % 2 == 0 else 0.52) * (1 - 0.15 * k)
                        points.append((q * math.cos(m * math.pi / 6), q * math.sin(m * math.pi / 6)))
                    c.poly(points, colour, alpha=0.95 if k < 3 else 0.7)
        case "moon":
            c.fill(light(640, 900 - 420 * go, 700, d, 0.8))
            c.circle(640, 700 - 340 * ease(go), 190, Ramp((450, 100), (830, 500), (e, d)))
            for k in range(5):
                c.hill([(x * 140 - 40, 500 + k * 46 - 40 * wave(x * 0.2 + t * 0.14 + k * 0.3, 1.0))
                        for x in range(-1, 12)], HEIGHT, dark(b, 0.2 + k * 0.13))
        case "rail":
            for k in range(9):
                x = -300 + (WIDTH + 900) * ease(span(go, k * 0.05, 0.55 + k * 0.05)) - 400
                c.poly([(x, k * 84 - 20), (x + 1500, k * 84 - 20), (x + 1420, k * 84 + 66),
                        (x - 80, k * 84 + 66)], (b, d, a)[k % 3], alpha=0.9)
        case "line":
            for k in range(7):
                points = [(x * 70 - 40, 360 + (k - 3) * 62 + 90 * wave(x * 0.09 + t * 0.35 + k * 0.13)
                           * (1 - go * 0.4)) for x in range(21)]
                shown = max(2, int(21 * ease(span(go, k * 0.04, 0.5 + k * 0.05))))
                c.line(points[:shown], (d, e, pale(b, 0.3))[k % 3], width=34, smooth=True)
        case _:
            for k in range(28):
                turn = k * 360 / 28 + t * 14
                with c.at(640, 360, turn=turn):
                    c.poly([(0, 0), (1000 * out(go), -46), (1000 * out(go), 46)],
                           d, alpha=0.16 + 0.14 * (k % 2))
            c.fill(light(640, 360, 560, d, 0.8))


def _word(c: Canvas, look: Style, word: str, share: float, closing: bool) -> None:
    land = span(share, 0.08, 0.5) if not closing else 1 - ease(span(share, 0.62, 0.98))
    scale = 0.4 + 0.6 * spring(land) if not closing else 0.7 + 0.3 * land
    size = 190 if look.face in ("tall", "heavy") else 150
    size = min(size, size * 980 / text_width(word, size, look.face, 4))
    with c.at(640, 400, scale=scale), c.faded(min(1.0, land * 2.2)):
        dark_ink = look.ink == 0x06332F
        with c.faded(0.5, blur=10):
            c.text(word, 4, 10, size, 0xFFFFFF if dark_ink else dark(look.colours[0], 0.5),
                   face=look.face, align="centre", spacing=4)
        c.text(word, 0, 0, size, look.ink, face=look.face, align="centre", spacing=4)
        bar = 260 * ease(span(share, 0.3, 0.7)) if not closing else 260 * land
        c.rect(-bar, 44, 2 * bar, 10, look.colours[3] if not dark_ink else look.colours[0], r=5)
