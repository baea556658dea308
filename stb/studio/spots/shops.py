"""Spots of shops: groceries, tools, toys, a market by the water, washing powder."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

import math

from stb.studio.canvas import WIDTH, Canvas, Glow, Ramp, dark, down, pale
from stb.studio.motion import chance, ease, lerp, out, seconds, span, wander, wave
from stb.studio.people import BRONZE, PEACH, PORCELAIN, Kit, figure
from stb.studio.props import canal_house, cloud, confetti
from stb.studio.spots.marks import (
    badge,
    claim,
    mark,
    pop,
    rays,
    small_print,
    starburst,
    wipe,
)

# -- Supermarkt De Hoek (Noord-Holland only) -------------------------------------


def dehoek(c: Canvas, frame: int, frames: int) -> None:
    """The shop on the corner, a basket that fills, and the map that says where."""
    p, t = frame / frames, seconds(frame)
    if p < 0.27:
        _corner(c, p, t)
        claim(c, "Daar is 'ie weer.", p, 0.05, y=130, ink=0x0F3D22, size=76, face="heavy", x=360)
    elif p < 0.55:
        _basket(c, span(p, 0.27, 0.55), t)
        badge(c, 1050, 250, pop(p, 0.40), (("4 halen", 40), ("3", 96), ("betalen", 36)), plate=0xFF5B1F,
              ink=0xFFFFFF, r=150)
    elif p < 0.8:
        _map(c, span(p, 0.55, 0.8), t)
    if wipe(c, p, 0.78, 0x0E8A43):
        rays(c, 640, 320, 0xFFFFFF, t, alpha=0.07)
        mark(c, p, 0.82, _hoek_mark)
        claim(c, "Altijd om de hoek", p, 0.87, y=560, ink=0xFFFFFF, size=52, face="bold")
        small_print(c, "Aanbieding geldt alleen in de winkels in Noord-Holland")


def _corner(c: Canvas, p: float, t: float) -> None:
    c.fill(down(0x9AD4F2, 0xEAF6F2, bottom=520))
    for k in range(3):
        cloud(c, (k * 460 + 90 + t * 18) % 1600 - 150, 130 + 50 * (k % 2), 240, 0xFFFFFF)
    pan = 40 * span(p, 0, 0.27)
    for k in range(4):
        canal_house(c, 30 - pan + k * 128, 610, 122, 260 + 40 * (k % 3),
                    (0xA8563E, 0x6E7F94, 0xC28B52, 0x7A4A3C)[k], gable=k % 3, seed=k, share=0.1)
    x = 600 - pan * 1.4
    c.rect(x, 250, 560, 360, Ramp((x, 0), (x + 560, 0), (0xF7EFE0, 0xE8DBC4)))
    c.poly([(x - 20, 250), (x + 280, 150), (x + 580, 250)], 0x2E5A44)
    c.rect(x - 10, 284, 580, 74, 0x0E8A43, r=8)
    c.text("Supermarkt De Hoek", x + 280, 336, 46, 0xFFFFFF, face="heavy", align="centre")
    for k in range(12):
        c.poly([(x - 10 + k * 48.4, 372), (x + 38.4 + k * 48.4, 372), (x + 34 + k * 48.4, 416),
                (x - 6 + k * 48.4, 416)], 0xFF5B1F if k % 2 else 0xFFFFFF)
    for k in range(3):
        wx = x + 24 + k * 180
        c.rect(wx, 424, 152, 186, 0xFFE7B0 if k != 1 else 0x9AD4C8, r=4)
        for m in range(9):
            c.rect(wx + 10 + (m % 3) * 46, 450 + (m // 3) * 50, 34, 34,
                   (0xE23B3B, 0xF2A81D, 0x5AA83C, 0x7A3BA8)[(m + k) % 4], r=6, alpha=0.8 if k != 1 else 0.3)
    c.rect(0, 610, WIDTH, 120, down(0xB9BDC4, 0x868C96, top=610))
    for k in range(9):
        c.rect(k * 170 - 40 - pan, 664, 90, 6, 0xFFFFFF, alpha=0.5)
    walker = Kit(skin=BRONZE, hair=0x17120F, top=0xFF5B1F, legs=0x2A3A5C)
    figure(c, 120 + t * 84, 666, 1.15, walker, t * 0.95)
    figure(c, 1180 - t * 60, 676, 1.2, Kit(skin=PEACH, hair=0x8A4B22, top=0x7A3BA8, legs=0x33384A), t * 0.9,
           facing=-1)


def _basket(c: Canvas, k: float, t: float) -> None:
    c.fill(Ramp((0, 0), (WIDTH, 720), (0xFFE36E, 0xFFC22E)))
    rays(c, 560, 420, 0xFFFFFF, t, alpha=0.22)
    goods = ((0xE23B3B, "tomaat"), (0xF2A81D, "sinaas"), (0x5AA83C, "appel"), (0xF7F4EA, "melk"),
             (0xC98A4A, "brood"), (0x7A3BA8, "druif"), (0xF2C84B, "kaas"))
    for n, (colour, name) in enumerate(goods):
        fall = span(k, 0.04 + n * 0.08, 0.16 + n * 0.08)
        x = 370 + n * 62 + 12 * wander(t, n)
        y = lerp(-120, 430 - 26 * (n % 3), fall * fall)
        _good(c, x, y, colour, name, turn=200 * (1 - fall) + 12 * (n % 3 - 1))
    c.line([(350, 470), (440, 300), (690, 300), (780, 470)], 0x0B6B34, width=16, smooth=True)
    c.poly([(310, 452), (820, 452), (764, 640), (366, 640)], Ramp((310, 0), (820, 0), (0x12A552, 0x0B7A3B)))
    for m in range(9):
        c.rect(352 + m * 50, 480, 22, 132, 0x0A5E2E, r=11, alpha=0.7)
    c.rect(292, 438, 546, 36, 0x19B862, r=18)
    c.text("Verse boodschappen", 566, 110, 66, 0x0F3D22, face="heavy", align="centre")


def _good(c: Canvas, x: float, y: float, colour: int, name: str, *, turn: float) -> None:
    with c.at(x, y, turn=turn):
        match name:
            case "melk":
                c.rect(-34, -70, 68, 120, colour, r=4)
                c.poly([(-34, -70), (34, -70), (12, -104), (-12, -104)], 0xDDE8F2)
                c.rect(-34, -30, 68, 40, 0x2F7FD0)
            case "brood":
                c.blob([(-80, 20), (-70, -30), (0, -50), (70, -30), (80, 20), (0, 40)], colour)
                for q in (-40, 0, 40):
                    c.line([(q - 10, -30), (q + 10, 6)], pale(colour, 0.4), width=8)
            case "kaas":
                c.poly([(-70, 30), (70, 30), (70, -14), (-70, -50)], colour)
                c.circle(-10, 4, 12, dark(colour, 0.2))
            case "druif":
                for q in range(9):
                    c.circle(-30 + 30 * (q % 3), -30 + 28 * (q // 3), 20, colour)
            case _:
                c.circle(0, 0, 52, Glow((-16, -18), 90, (pale(colour, 0.35), colour, dark(colour, 0.2))))
                c.blob([(0, -48), (26, -74), (44, -62), (20, -46)], 0x3E8F2E)


def _map(c: Canvas, k: float, t: float) -> None:
    c.fill(down(0xCDE9F2, 0xA9D5E6))
    for m in range(12):
        c.line([(m * 120 - 60 + 20 * wave(t, 5, m * 0.1), 0), (m * 120 - 100, 720)], 0xFFFFFF, width=2, alpha=0.25)
    land = [(392, 92), (374, 200), (352, 330), (330, 450), (302, 560), (286, 632), (340, 650), (392, 622),
            (430, 668), (510, 640), (580, 690), (628, 652), (606, 600), (528, 574), (512, 536),
            (562, 480), (530, 430), (522, 372), (590, 344), (662, 304), (640, 250), (566, 226),
            (528, 172), (484, 112), (430, 84)]
    with c.at(-10, 6):
        c.blob(land, 0x7AA8B8, alpha=0.5)
    c.blob(land, 0x12A552)
    c.line(land, 0xFFFFFF, width=5, smooth=True, closed=True)
    c.blob([(372, 60), (400, 34), (438, 28), (420, 54), (390, 72)], 0x12A552)
    for n, (x, y) in enumerate(((430, 150), (590, 290), (420, 300), (470, 410), (390, 480), (440, 560), (340, 610), (560, 640))):
        drop = out(span(k, 0.06 + n * 0.06, 0.2 + n * 0.06))
        if drop:
            yy = lerp(-60, y, drop)
            c.haze(x, y + 2, 14, 5, 0x063A1C, alpha=0.5, blur=3)
            c.blob([(x, yy), (x - 22, yy - 36), (x, yy - 60), (x + 22, yy - 36)], 0xFF5B1F)
            c.circle(x, yy - 38, 9, 0xFFFFFF)
    n = ease(span(k, 0.3, 0.5))
    with c.faded(n):
        c.text("Alleen in", 700, 270, 64, 0x0F3D22, face="bold")
        c.text("Noord-", 700, 380, 116, 0x0B6B34, face="heavy")
        c.text("Holland", 700, 486, 116, 0x0B6B34, face="heavy")
        c.text("37 winkels, van Den Helder tot Huizen", 702, 560, 29, 0x0F3D22, face="semi")


def _hoek_mark(c: Canvas) -> None:
    c.shadow(-300, -130, 600, 290, r=24, blur=18)
    c.rect(-300, -136, 600, 290, 0xFFFFFF, r=24)
    c.poly([(-300, -112), (-300, 130), (-58, 154), (-300, 154)], 0xFF5B1F, alpha=0)
    c.line([(-230, -60), (-230, 96), (-100, 96)], 0xFF5B1F, width=46)
    c.circle(-160, 10, 26, 0x0E8A43)
    c.text("De", -60, 0, 96, 0x0E8A43, face="heavy")
    c.text("Hoek", -60, 106, 128, 0x0E8A43, face="heavy")
    c.text("supermarkt", -54, -86, 38, 0xFF5B1F, face="bold")


# -- Glinster -----------------------------------------------------------------------


def glinster(c: Canvas, frame: int, frames: int) -> None:
    """A stain that goes, a line of washing, bubbles."""
    p, t = frame / frames, seconds(frame)
    c.fill(down(0x49C3F0, 0xD9F5FF))
    c.hill([(k * 200 - 60, 600 - 30 * chance(k, 1)) for k in range(8)], 720, 0x7CCB5A)
    c.line([(-20, 170), (640, 206), (1300, 170)], 0xFFFFFF, width=5, smooth=True)
    clean = ease(span(p, 0.2, 0.5))
    for k, colour in enumerate((0xFF7FA8, 0xFFFFFF, 0xFFD24B, 0x7FA8FF)):
        with c.at(170 + k * 312, 196, turn=4 * wave(t, 2.2, k * 0.2)):
            c.poly([(-60, 0), (60, 0), (140, 70), (104, 122), (76, 96), (82, 300), (-82, 300), (-76, 96),
                    (-104, 122), (-140, 70)], colour)
            c.oval(0, 0, 40, 15, dark(colour, 0.16))
            if k == 1:
                c.blob([(-40, 130), (-10, 96), (40, 120), (52, 180), (10, 220), (-46, 190)], 0x7A4A22, alpha=1 - clean)
                if clean > 0.7:
                    for q in range(4):
                        with c.at(-50 + 36 * q, 100 + 40 * (q % 2), scale=0.6 + 0.4 * wave(t, 0.8, q * 0.25)):
                            _sparkle(c, 0, 0, 30, 0x2FA8E8)
    for k in range(26):
        y = 760 - (chance(k, 1) * 900 + t * (90 + 70 * chance(k, 2))) % 900
        x = chance(k, 3) * WIDTH + 30 * wave(t, 2.4, chance(k, 4))
        r = 10 + 34 * chance(k, 5)
        c.circle(x, y, r, 0xFFFFFF, alpha=0.22)
        c.ring(x, y, r, 0xFFFFFF, width=3, alpha=0.7)
        c.circle(x - r * 0.3, y - r * 0.35, r * 0.18, 0xFFFFFF, alpha=0.9)
    claim(c, "Vlek? Welke vlek?", p, 0.3, y=110, ink=0x0B4F8A, size=76, face="round")
    if wipe(c, p, 0.58, 0x0F6FD6, y=300):
        for k in range(30):
            _sparkle(c, chance(k, 1) * 1280, chance(k, 2) * 720, 8 + 26 * abs(wave(t, 1.4, chance(k, 3))), 0x7FD4FF)
        mark(c, p, 0.63, _glinster_mark, y=300, scale=0.86)
        claim(c, "Wit dat blinkt", p, 0.74, y=630, ink=0xFFFFFF, size=54, face="round")


def _sparkle(c: Canvas, x: float, y: float, r: float, ink: int) -> None:
    c.poly([(x, y - r), (x + r * 0.2, y - r * 0.2), (x + r, y), (x + r * 0.2, y + r * 0.2), (x, y + r),
            (x - r * 0.2, y + r * 0.2), (x - r, y), (x - r * 0.2, y - r * 0.2)], ink)


def _glinster_mark(c: Canvas) -> None:
    starburst(c, 0, -10, 280, 0xFFFFFF, points=12, depth=0.78)
    starburst(c, 0, -10, 244, 0xFFD93B, points=12, depth=0.78)
    c.rect(-360, -86, 720, 160, 0xE4127A, r=80)
    c.text("Glinster", 0, 36, 130, 0xFFFFFF, face="round", align="centre")
    _sparkle(c, 300, -110, 60, 0xFFFFFF)


# -- Bouwmarkt Spijker -----------------------------------------------------------------


def spijker(c: Canvas, frame: int, frames: int) -> None:
    """Nails go in on the beat, a wall gets painted, tools in a row."""
    p, t = frame / frames, seconds(frame)
    if p < 0.34:
        c.fill(down(0xE9B77A, 0xB97A3C))
        for k in range(9):
            c.rect(0, k * 82, WIDTH, 4, 0x7A4A1E, alpha=0.5)
            c.line([(0, k * 82 + 30), (500, k * 82 + 22), (1280, k * 82 + 40)], 0x9A6428, width=3, alpha=0.4, smooth=True)
        for k in range(5):
            beat = span(p, 0.03 + k * 0.06, 0.05 + k * 0.06)
            c.rect(190 + k * 220, 290 + 130 * beat, 20, 190 - 130 * beat, 0xC9D0D8)
            c.rect(172 + k * 220, 276 + 130 * beat, 56, 18, 0xE4E9EE, r=4)
        n = min(4, max(0, int((p - 0.0) / 0.06)))
        hit = abs(math.cos(p / 0.06 * math.pi))
        with c.at(205 + n * 220, 360, turn=-58 * hit):
            c.rect(-16, -40, 32, 360, 0x8A4A1E, r=10)
            c.rect(-100, -110, 200, 84, 0x3A4048, r=12)
            c.poly([(-100, -110), (-170, -60), (-160, -40), (-100, -50)], 0x3A4048)
        claim(c, "Klus. Klus. Klaar.", p, 0.12, y=180, ink=0xFFFFFF, size=96, face="tall")
    elif p < 0.7:
        c.fill(0xF1ECE2)
        k = span(p, 0.36, 0.64)
        c.rect(0, 0, 1280 * k, 560, 0x2F9C8F)
        for m in range(18):
            c.circle(1280 * k, m * 33, 18 + 10 * chance(m, 1), 0x2F9C8F)
        c.rect(0, 560, WIDTH, 170, down(0xA86A38, 0x6E4220, top=560))
        painter = Kit(skin=PORCELAIN, hair=0x5A3A22, top=0xFFFFFF, legs=0x2B4E8C)
        x = 1280 * k - 60
        figure(c, x, 650, 1.9, painter, t * 0.8, gait="walk")
        c.line([(x + 40, 470), (x + 60, 250 + 90 * wave(t, 0.9))], 0x6B7078, width=8)
        c.rect(x + 20, 230 + 90 * wave(t, 0.9), 90, 44, 0x2F9C8F, r=18)
        with c.inside(0, 0, 1280 * k, 560):
            c.text("Muurverf", 90, 190, 92, 0xFFFFFF, face="tall", spacing=3)
            claim(c, "10 liter", p, 0.44, y=262, ink=0xFFFFFF, size=54, face="semi", x=92, align="left")
        badge(c, 1080, 200, pop(p, 0.5), (("19,-", 96),), plate=0xE5241C, ink=0xFFFFFF, r=110)
    if wipe(c, p, 0.7, 0xFFCF1A):
        for k in range(14):
            c.poly([(k * 130 - 200, 720), (k * 130 - 135, 720), (k * 130 - 85, 650), (k * 130 - 150, 650)], 0x1A1A1A)
        mark(c, p, 0.74, _spijker_mark)
        claim(c, "Zelf doen is leuker", p, 0.82, y=580, ink=0x1A1A1A, size=56, face="bold")


def _spijker_mark(c: Canvas) -> None:
    c.rect(-430, -110, 860, 230, 0x1A1A1A, r=8)
    c.text("SPIJKER", 30, 84, 190, 0xFFCF1A, face="tall", align="centre", spacing=8)
    c.rect(-394, -170, 30, 260, 0xC9D0D8)
    c.poly([(-394, 88), (-364, 88), (-379, 150)], 0xC9D0D8)
    c.rect(-430, -192, 102, 30, 0xE4E9EE, r=6)
    c.text("bouwmarkt", 0, -128, 44, 0x1A1A1A, face="heavy", align="centre")


# -- Speelgoed Olifant (toys) -------------------------------------------------------------


def olifant(c: Canvas, frame: int, frames: int) -> None:
    """A parade of toys behind an elephant that blows stars."""
    p, t = frame / frames, seconds(frame)
    if p < 0.66:
        c.fill(down(0xFFE9F2, 0xFFD0B0))
        for k in range(12):
            c.circle((k * 137 + 40) % 1300, 90 + 70 * (k % 4), 20, (0xFF8FB0, 0x7FD4E8, 0xFFD24B)[k % 3], alpha=0.35)
        for k in range(26):
            c.poly([(k * 56 - 20, 0), (k * 56 + 36, 0), (k * 56 + 8, 60 + 6 * wave(t, 2, k * 0.1))],
                   (0xE5344F, 0xFFC22E, 0x2FA8C8, 0x6ABF4B)[k % 4])
        c.rect(0, 560, WIDTH, 170, down(0xE9C08A, 0xC08A4E, top=560))
        for k in range(14):
            c.line([(k * 110 - 40, 560), (k * 110 - 120, 720)], 0xB07A3E, width=3, alpha=0.5)
        go = 1160 * span(p, 0.0, 0.66) - 60
        _blocks(c, go - 640, 610, t)
        _car(c, go - 400, 620, t)
        _bear(c, go - 160, 612, t)
        _elephant(c, go + 140, 620, 1.25, t)
        claim(c, "Hoera, spelen!", p, 0.1, y=180, ink=0xC2264A, size=100, face="round")
        for k in range(18):
            q = (t * 0.8 + chance(k, 1)) % 1
            starburst(c, go + 360 + 330 * q * (0.5 + chance(k, 2)), 430 - 260 * q + 260 * q * q + 100 * (chance(k, 3) - 0.5),
                      13 * (1.1 - q), (0xFFC22E, 0xE5344F, 0x2FA8C8)[k % 3], points=5, depth=0.45, turn=t * 200)
    if wipe(c, p, 0.66, 0x2FA8C8, x=900, y=400):
        confetti(c, t, (0xFFC22E, 0xE5344F, 0xFFFFFF, 0x6ABF4B), count=60)
        mark(c, p, 0.71, lambda o: _olifant_mark(o, t))
        claim(c, "Een huis vol spelen", p, 0.8, y=620, ink=0xFFFFFF, size=54, face="round")


def _elephant(c: Canvas, x: float, y: float, s: float, t: float) -> None:
    grey = 0x7F8FB8
    with c.at(x, y, scale=s):
        c.haze(0, 2, 150, 10, 0x5A3A1E, alpha=0.4, blur=6)
        for k, lx in enumerate((-92, -40, 44, 88)):
            lift = max(0.0, 16 * wave(t, 1.1, k * 0.25))
            c.rect(lx - 22, -90 - lift, 44, 92, dark(grey, 0.2 if k % 2 else 0.05), r=18)
            for q in (-10, 2, 14):
                c.oval(lx + q - 2, -3 - lift, 6, 5, 0xF4E9DC)
        c.blob([(-130, -110), (-100, -200), (0, -226), (100, -200), (126, -110), (80, -60), (-80, -60)],
               Ramp((0, -226), (0, -60), (pale(grey, 0.25), dark(grey, 0.1))))
        c.rect(-70, -222, 120, 90, 0xE5344F, r=20)
        c.rect(-70, -150, 120, 18, 0xFFC22E, r=9)
        with c.at(120, -190, turn=4 * wave(t, 1.1)):
            c.circle(0, 0, 78, Ramp((0, -78), (0, 78), (pale(grey, 0.3), grey)))
            flap = 10 * wave(t, 0.9)
            c.blob([(-30, -60), (-96 - flap, -70), (-118 - flap, 0), (-70, 60), (-24, 40)], dark(grey, 0.12))
            c.blob([(-34, -44), (-80 - flap, -50), (-96 - flap, 0), (-64, 40), (-30, 26)], 0xF2A8B8)
            lift = 26 * wave(t, 1.8)
            c.line([(60, 20), (116, 40), (146, 0 - lift * 0.4), (150, -60 - lift)], grey, width=34, smooth=True)
            c.circle(26, -14, 9, 0x1E2233)
            c.circle(29, -18, 3, 0xFFFFFF)
            c.haze(40, 24, 14, 9, 0xFF7F9A, alpha=0.6, blur=5)


def _bear(c: Canvas, x: float, y: float, t: float) -> None:
    with c.at(x, y - 14 * abs(wave(t, 0.9)), turn=5 * wave(t, 0.9)):
        for sx in (-1, 1):
            c.oval(sx * 32, -12, 26, 18, 0x9A5E2E)
            c.circle(sx * 40, -196, 22, 0xB9773E)
            c.oval(sx * 62, -90, 18, 34, 0xA86A34)
        c.oval(0, -70, 60, 66, 0xB9773E)
        c.oval(0, -62, 36, 42, 0xE9C08A)
        c.circle(0, -158, 56, 0xC4854A)
        c.oval(0, -142, 26, 20, 0xF0D0A0)
        c.oval(0, -150, 9, 7, 0x3A1E10)
        for sx in (-1, 1):
            c.circle(sx * 20, -170, 6, 0x2A1810)


def _car(c: Canvas, x: float, y: float, t: float) -> None:
    with c.at(x, y - 3 * abs(wave(t, 0.4))):
        c.blob([(-110, -20), (-112, -66), (-60, -74), (-30, -120), (40, -120), (70, -74), (110, -62), (112, -20)], 0xE5344F)
        c.poly([(-46, -78), (-22, -108), (6, -108), (6, -78)], 0xCFEFF7)
        c.poly([(16, -78), (16, -108), (36, -108), (56, -78)], 0xCFEFF7)
        for wx in (-62, 62):
            c.circle(wx, -20, 30, 0x23262E)
            with c.at(wx, -20, turn=t * 260):
                c.circle(0, 0, 16, 0xFFC22E)
                c.rect(-3, -16, 6, 32, 0x23262E)


def _blocks(c: Canvas, x: float, y: float, t: float) -> None:
    for k, (dx, dy, colour, letter) in enumerate(((-50, 0, 0x2FA8C8, "O"), (50, 0, 0x6ABF4B, "L"), (0, -96, 0xFFC22E, "I"))):
        with c.at(x + dx, y + dy - 48 - 6 * abs(wave(t, 0.8, k * 0.2)), turn=4 * wave(t, 1.3, k * 0.3)):
            c.rect(-46, -46, 92, 92, colour, r=10)
            c.rect(-34, -34, 68, 68, pale(colour, 0.3), r=6)
            c.text(letter, 0, 26, 72, dark(colour, 0.4), face="round", align="centre")


def _olifant_mark(c: Canvas, t: float) -> None:
    _elephant(c, -20, 90, 1.15, t)
    c.rect(-450, 70, 900, 150, 0xFFC22E, r=75)
    c.rect(-438, 82, 876, 126, 0xE5344F, r=63)
    c.text("Speelgoed Olifant", 0, 172, 84, 0xFFFFFF, face="round", align="centre")
