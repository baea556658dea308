"""A logo for each service: a wordmark with a shape and colours of its own.

320x180, transparent around it; drawn to be told apart at 60 pixels wide, on
dark and on light.
"""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from stb.studio.canvas import Canvas, Ramp, dark, pale, text_width

WIDTH, HEIGHT = 320, 180


@dataclass(frozen=True, slots=True)
class Logo:
    """``shape``: disc, pill, square, slant, ring, star, wave, hex, shield, rail, none."""

    word: str
    figure: str
    plate: int
    ink: int
    face: str
    shape: str


LOGOS = {
    "oranje-een": Logo("Oranje", "1", 0xFF7A00, 0xFFFFFF, "heavy", "disc"),
    "oranje-twee": Logo("Oranje", "2", 0xFFA62B, 0x3A1A00, "heavy", "square"),
    "oranje-drie": Logo("Oranje", "3", 0xE8440A, 0xFFFFFF, "heavy", "hex"),
    "luxor-4": Logo("Luxor", "4", 0xC8962E, 0xFFFFFF, "serif", "ring"),
    "luxor-5": Logo("Luxor", "5", 0x7A2FB0, 0xFFFFFF, "serif", "ring"),
    "sirius-6": Logo("Sirius", "6", 0x2F6BFF, 0xFFFFFF, "heavy", "star"),
    "luxor-7": Logo("Luxor", "7", 0xB01E3A, 0xFFFFFF, "serif", "ring"),
    "vesper": Logo("Vesper", "", 0x274690, 0xF8D9A0, "serif", "wave"),
    "spoor-negen": Logo("Spoor", "9", 0xD8232A, 0xFFFFFF, "tall", "rail"),
    "luxor-8": Logo("Luxor", "8", 0x0E7C86, 0xFFFFFF, "serif", "ring"),
    "lijn-vijf": Logo("lijn", "5", 0x12A08F, 0xFFFFFF, "round", "pill"),
    "bulletin-24": Logo("Bulletin", "24", 0x0F3F8A, 0xFFFFFF, "bold", "slant"),
    "wereldreis": Logo("wereldreis", "", 0x2F8F5A, 0xFFFFFF, "round", "globe"),
    "diepzee": Logo("diepzee", "", 0x0A3F6A, 0x9AE8FF, "round", "wave"),
    "knetter": Logo("Knetter", "!", 0xFFD21E, 0xD81E5A, "script", "burst"),
    "tekenhoek": Logo("teken", "hoek", 0x6ABF4B, 0xFFFFFF, "round", "square"),
    "doelpunt-sport-1": Logo("Doelpunt", "1", 0x19B85A, 0xFFFFFF, "tall", "target"),
    "doelpunt-sport-2": Logo("Doelpunt", "2", 0x1E8FD8, 0xFFFFFF, "tall", "target"),
    "eurarena": Logo("EURARENA", "", 0x1A2A6A, 0xFFD21E, "tall", "stars"),
    "bioscoop-1": Logo("Bioscoop", "1", 0x9A1E2E, 0xFFE6B0, "tall", "ticket"),
    "bioscoop-2": Logo("Bioscoop", "2", 0x3A2A5A, 0xFFE6B0, "tall", "ticket"),
    "deuntje": Logo("Deuntje", "", 0xE5447A, 0xFFFFFF, "script", "note"),
    "zuid-een": Logo("ZUID", "één", 0x1E1E22, 0xFFD21E, "heavy", "square"),
    "oranje-een-extra": Logo("Oranje extra", "1", 0xFF7A00, 0xFFFFFF, "heavy", "pill"),
    "oranje-politiek": Logo("Politiek", "", 0xFF7A00, 0xFFFFFF, "bold", "shield"),
    "regio-noord": Logo("regio", "Noord", 0x0E6FB8, 0xFFFFFF, "heavy", "north"),
    "omroep-delta": Logo("omroep", "Delta", 0x1FA0A8, 0xFFFFFF, "bold", "delta"),
    "stadszender-a": Logo("stadszender", "A", 0xC8102E, 0xFFFFFF, "bold", "towers"),
}


def draw_logo(name: str) -> bytes:
    """The service's logo as PNG."""
    c = Canvas(WIDTH, HEIGHT)
    c.reset()
    _SHAPES[LOGOS[name].shape](c, LOGOS[name])
    return c.png()


def _fit(c: Canvas, text: str, x: float, y: float, size: float, ink: int, *, face: str,
         room: float, align: str = "centre") -> None:
    size = min(size, size * room / text_width(text, size, face))
    c.text(text, x, y, size, ink, face=face, align=align)


def _ramp(logo: Logo) -> Ramp:
    return Ramp((0, 0), (0, HEIGHT), (pale(logo.plate, 0.12), dark(logo.plate, 0.1)))



def _disc(c: Canvas, logo: Logo) -> None:
    c.circle(76, 90, 68, _ramp(logo))
    c.text(logo.figure, 76, 130, 112, logo.ink, face=logo.face, align="centre")
    _plate(c, logo, 128)


def _plate(c: Canvas, logo: Logo, x: float) -> None:
    c.rect(x, 58, 316 - x, 64, logo.plate, r=12)
    _fit(c, logo.word, x + (316 - x) / 2 + 8, 104, 42, logo.ink, face=logo.face, room=296 - x - 14)


def _square(c: Canvas, logo: Logo) -> None:
    c.rect(20, 20, 280, 140, _ramp(logo), r=14)
    if len(logo.figure) > 1:
        _fit(c, logo.word, 160, 82, 64, logo.ink, face=logo.face, room=240)
        _fit(c, logo.figure, 160, 146, 64, pale(logo.plate, 0.72), face=logo.face, room=240)
        return
    c.text(logo.figure, 244, 130, 116, logo.ink, face=logo.face, align="centre")
    _fit(c, logo.word, 112, 108, 48, logo.ink, face=logo.face, room=164)


def _hex(c: Canvas, logo: Logo) -> None:
    c.poly([(80 + 76 * math.cos(math.pi * k / 3), 90 + 76 * math.sin(math.pi * k / 3)) for k in range(6)], _ramp(logo))
    c.text(logo.figure, 80, 128, 108, logo.ink, face=logo.face, align="centre")
    _plate(c, logo, 130)


def _ring(c: Canvas, logo: Logo) -> None:
    c.rect(8, 30, 304, 120, 0x12131A, r=60)
    c.circle(70, 90, 54, logo.plate)
    c.ring(70, 90, 44, pale(logo.plate, 0.5), width=5)
    c.text(logo.figure, 70, 118, 78, logo.ink, face=logo.face, align="centre")
    _fit(c, logo.word, 214, 112, 60, 0xFFFFFF, face=logo.face, room=160)


def _star(c: Canvas, logo: Logo) -> None:
    points = []
    for k in range(16):
        q = 84 if k % 2 == 0 else 46
        points.append((88 + q * math.cos(k * math.pi / 8), 90 + q * math.sin(k * math.pi / 8)))
    c.rect(70, 52, 244, 76, dark(logo.plate, 0.35), r=38)
    c.poly(points, _ramp(logo))
    c.text(logo.figure, 88, 124, 92, logo.ink, face=logo.face, align="centre")
    _fit(c, logo.word, 232, 106, 46, logo.ink, face=logo.face, room=130)


def _wave(c: Canvas, logo: Logo) -> None:
    c.rect(14, 24, 292, 132, _ramp(logo), r=66)
    if logo.word == "Vesper":
        c.circle(78, 84, 38, logo.ink)
        c.circle(94, 76, 34, logo.plate)
        _fit(c, logo.word, 204, 112, 66, logo.ink, face=logo.face, room=170)
        return
    for k in range(2):
        c.line([(40 + q * 30, 128 + k * 12 + 5 * math.sin(q * 1.2 + k)) for q in range(9)], logo.ink, width=5, smooth=True, alpha=0.8)
    _fit(c, logo.word, 160, 104, 62, logo.ink, face=logo.face, room=230)


def _rail(c: Canvas, logo: Logo) -> None:
    c.poly([(40, 24), (312, 24), (282, 156), (10, 156)], _ramp(logo))
    for k in range(4):
        c.line([(40 - k * 7 + 4, 46 + k * 30), (96 - k * 7, 46 + k * 30)], 0xFFFFFF, width=8, alpha=0.9)
    _fit(c, logo.word.upper(), 168, 116, 78, logo.ink, face=logo.face, room=130)
    c.text(logo.figure, 268, 132, 120, 0xFFD23F, face=logo.face, align="centre")


def _pill(c: Canvas, logo: Logo) -> None:
    c.rect(10, 44, 300, 92, _ramp(logo), r=46)
    c.circle(254, 90, 62, 0xFFFFFF)
    c.circle(254, 90, 54, logo.plate)
    c.text(logo.figure, 254, 120, 84, logo.ink, face=logo.face, align="centre")
    _fit(c, logo.word, 106, 112, 64, logo.ink, face=logo.face, room=150)


def _slant(c: Canvas, logo: Logo) -> None:
    c.poly([(30, 40), (314, 40), (294, 140), (6, 140)], _ramp(logo))
    c.poly([(222, 40), (314, 40), (294, 140), (202, 140)], 0xE5241C)
    _fit(c, logo.word, 118, 106, 46, logo.ink, face=logo.face, room=174)
    c.text(logo.figure, 258, 110, 58, 0xFFFFFF, face="heavy", align="centre")


def _globe(c: Canvas, logo: Logo) -> None:
    c.circle(160, 66, 58, _ramp(logo))
    for w in (18, 40):
        c.oval(160, 66, w + 3, 58, 0xFFFFFF, alpha=0.25)
        c.oval(160, 66, w, 58, logo.plate, alpha=0.8)
    c.line([(104, 66), (216, 66)], 0xFFFFFF, width=3, alpha=0.6)
    c.line([(70, 96), (160, 30), (262, 40)], 0xFFC93C, width=7, smooth=True)
    c.poly([(262, 40), (240, 30), (244, 52)], 0xFFC93C)
    c.rect(20, 116, 280, 52, logo.plate, r=26)
    _fit(c, logo.word, 160, 153, 38, logo.ink, face=logo.face, room=250)


def _burst(c: Canvas, logo: Logo) -> None:
    points = []
    for k in range(28):
        q = 1.0 if k % 2 == 0 else 0.78
        points.append((160 + 154 * q * math.cos(k * math.pi / 14), 90 + 86 * q * math.sin(k * math.pi / 14)))
    c.poly([(x + 5, y + 5) for x, y in points], 0xD81E5A)
    c.poly(points, logo.plate)
    _fit(c, logo.word, 160, 112, 74, logo.ink, face=logo.face, room=220)


def _target(c: Canvas, logo: Logo) -> None:
    c.rect(60, 46, 254, 88, 0x0A1A12, r=10)
    for r, tint in ((74, logo.plate), (56, 0xFFFFFF), (40, logo.plate)):
        c.circle(80, 90, r, tint)
    c.text(logo.figure, 80, 116, 74, 0xFFFFFF, face="heavy", align="centre")
    _fit(c, logo.word.upper(), 234, 104, 52, 0xFFFFFF, face=logo.face, room=146)
    c.text("SPORT", 234, 126, 20, logo.plate, face="heavy", align="centre", spacing=6)


def _stars(c: Canvas, logo: Logo) -> None:
    c.rect(14, 34, 292, 112, _ramp(logo), r=16)
    for k in range(9):
        c.circle(48 + k * 28, 58 - 9 * math.sin(math.pi * k / 8), 5.5, logo.ink)
    _fit(c, logo.word, 160, 126, 66, logo.ink, face=logo.face, room=262)


def _ticket(c: Canvas, logo: Logo) -> None:
    c.rect(12, 38, 296, 104, _ramp(logo), r=10)
    for k in range(8):
        c.rect(24 + k * 36, 46, 20, 12, 0x000000, r=3, alpha=0.45)
        c.rect(24 + k * 36, 122, 20, 12, 0x000000, r=3, alpha=0.45)
    _fit(c, logo.word.upper(), 128, 112, 56, logo.ink, face=logo.face, room=196)
    c.circle(266, 90, 30, logo.ink)
    c.text(logo.figure, 266, 108, 50, logo.plate, face="heavy", align="centre")


def _note(c: Canvas, logo: Logo) -> None:
    c.circle(160, 90, 84, _ramp(logo))
    c.rect(10, 62, 300, 68, logo.plate, r=34)
    c.line([(256, 40), (256, 92)], logo.ink, width=8)
    c.line([(256, 42), (286, 54)], logo.ink, width=12)
    c.oval(246, 94, 14, 11, logo.ink)
    _fit(c, logo.word, 130, 114, 60, logo.ink, face=logo.face, room=200)


def _shield(c: Canvas, logo: Logo) -> None:
    c.rect(20, 60, 290, 64, 0x1A2430, r=8)
    c.blob([(20, 26), (80, 18), (140, 26), (136, 110), (80, 166), (24, 110)], _ramp(logo))
    for k in range(4):
        c.rect(46 + k * 19, 70, 10, 46, 0xFFFFFF)
    c.poly([(38, 66), (80, 42), (122, 66)], 0xFFFFFF)
    c.rect(40, 118, 80, 8, 0xFFFFFF)
    _fit(c, logo.word, 222, 104, 38, logo.ink, face=logo.face, room=150)


def _north(c: Canvas, logo: Logo) -> None:
    c.rect(12, 34, 296, 112, _ramp(logo), r=18)
    c.poly([(62, 44), (96, 132), (62, 112), (28, 132)], 0xFFFFFF)
    c.text(logo.word, 122, 82, 34, 0xBFE2FF, face="bold")
    _fit(c, logo.figure, 120, 128, 50, logo.ink, face=logo.face, room=176, align="left")


def _delta(c: Canvas, logo: Logo) -> None:
    c.rect(12, 34, 296, 112, 0x0E3A44, r=56)
    c.poly([(70, 44), (116, 126), (24, 126)], logo.plate)
    c.line([(70, 60), (64, 90), (80, 126)], 0xFFFFFF, width=6, smooth=True)
    c.text(logo.word, 132, 84, 32, pale(logo.plate, 0.5), face="semi")
    _fit(c, logo.figure, 130, 128, 50, logo.ink, face="heavy", room=160, align="left")


def _towers(c: Canvas, logo: Logo) -> None:
    c.rect(12, 96, 296, 60, logo.plate, r=8)
    for k, h in enumerate((34, 58, 74, 46, 64)):
        c.rect(40 + k * 30, 92 - h, 24, h, dark(logo.plate, 0.15 * (k % 3)))
    _fit(c, logo.word, 120, 138, 34, logo.ink, face=logo.face, room=184)
    c.circle(262, 84, 46, 0xFFFFFF)
    c.circle(262, 84, 39, logo.plate)
    c.text(logo.figure, 262, 108, 64, 0xFFFFFF, face="heavy", align="centre")


_SHAPES: dict[str, Callable[[Canvas, Logo], None]] = {
    "disc": _disc, "square": _square, "hex": _hex, "ring": _ring, "star": _star, "wave": _wave,
    "rail": _rail, "pill": _pill, "slant": _slant, "globe": _globe, "burst": _burst,
    "target": _target, "stars": _stars, "ticket": _ticket, "note": _note, "shield": _shield,
    "north": _north, "delta": _delta, "towers": _towers,
}
