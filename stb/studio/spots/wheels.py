"""Spots on wheels and on water: an electric car, a cargo bike, a river cruise."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

import math

from stb.studio.canvas import WIDTH, Canvas, Ramp, dark, down, light, mix, pale
from stb.studio.motion import chance, ease, lerp, seconds, span, wave
from stb.studio.people import COCOA, HONEY, PEACH, PORCELAIN, Who, bust
from stb.studio.props import bike, bird, canal_house, cloud, tree, water
from stb.studio.spots.marks import badge, claim, mark, pop, wipe

# -- Zoem ------------------------------------------------------------------------------


def zoem(c: Canvas, frame: int, frames: int) -> None:
    """A little car so quiet that the street sleeps on; the coast road; the mark."""
    p, t = frame / frames, seconds(frame)
    if p < 0.36:
        _street(c, t)
        _zoem_car(c, lerp(-260, 1500, ease(span(p, 0.06, 0.34))), 640, 1.25, t, 0x18C7B0)
        claim(c, "Ssst.", p, 0.05, y=160, ink=0xFFFFFF, size=110, face="round", x=1040)
    elif p < 0.74:
        _coast(c, t)
        _zoem_car(c, 560 + 60 * wave(t, 6), 610, 1.5, t, 0x18C7B0)
        claim(c, "612 kilometer ver.", p, 0.42, y=140, ink=0x0E3A4A, size=72, face="round")
        claim(c, "Nul kabaal.", p, 0.54, y=224, ink=0x0E3A4A, size=72, face="round")
    if wipe(c, p, 0.74, 0x0B2B36, y=500):
        for k in range(9):
            c.ring(640, 320, 160 + k * 70 + (t * 60) % 70, 0x18C7B0, width=4, alpha=max(0.0, 0.5 - k * 0.055))
        mark(c, p, 0.78, _zoem_mark)
        claim(c, "De stilste van de straat", p, 0.85, y=560, ink=0xC8FFF4, size=50, face="round")


def _street(c: Canvas, t: float) -> None:
    c.fill(down(0x121A3E, 0x3A4A8A, bottom=560))
    for k in range(60):
        c.circle(chance(k, 1) * WIDTH, chance(k, 2) * 300, 1 + 1.6 * chance(k, 3), 0xFFFFFF, alpha=0.4 + 0.5 * abs(wave(t, 3, chance(k, 4))))
    c.circle(210, 130, 60, 0xFFF3CC)
    c.circle(236, 116, 52, 0x1A2348)
    for k in range(9):
        canal_house(c, k * 150 - 40, 600, 142, 260 + 50 * (k % 3), (0x5A4468, 0x44507A, 0x6A4A58)[k % 3], gable=k % 3, seed=k, share=0.12)
    for k in range(3):
        c.text("z", 330 + k * 24, 300 - 40 * k - (t * 30) % 40, 40 + 12 * k, 0xFFFFFF, face="round", alpha=0.7)
    c.rect(0, 600, WIDTH, 130, down(0x2A3048, 0x181C2E, top=600))
    for k in range(8):
        c.rect(k * 190 + 30, 664, 96, 7, 0xFFE9A8, alpha=0.5)


def _coast(c: Canvas, t: float) -> None:
    c.fill(down(0x7FD4F0, 0xFFF1D0, bottom=420))
    c.circle(1010, 170, 66, 0xFFE38A)
    for k in range(3):
        cloud(c, (k * 520 - t * 30) % 1600 - 160, 110 + 60 * (k % 2), 240, 0xFFFFFF)
    water(c, 380, t, 0x3FB0D0, 0xFFFFFF, strength=0.5, bottom=500)
    for depth in range(2):
        c.hill([(k * 210 - (t * (60 + 90 * depth)) % 210 - 210,
                 470 + 44 * depth - 36 * chance(k + int(t * (60 + 90 * depth) / 210), depth)) for k in range(9)], 720,
               (0xE9D29A, 0xCFC07A)[depth])
    c.rect(0, 560, WIDTH, 170, down(0x70757E, 0x4E535C, top=560))
    for k in range(8):
        c.rect((k * 220 - t * 760) % 1760 - 240, 660, 120, 9, 0xFFFFFF, alpha=0.8)
    for k in range(4):
        bird(c, (300 + k * 90 + t * 40) % 1400, 220 + 20 * k, 14, t * 1.4 + k, 0xFFFFFF)


def _zoem_car(c: Canvas, x: float, y: float, s: float, t: float, tint: int) -> None:
    with c.at(x, y + 1.5 * wave(t, 0.37), scale=s):
        c.haze(0, 4, 220, 14, 0x000000, alpha=0.45, blur=7)
        c.poly([(208, -62), (760, -130), (760, 30), (208, -40)], Ramp((208, 0), (760, 0), (0xFFF6C8, 0xFFF6C8), (0.35, 0.0)))
        c.blob([(-206, -28), (-212, -84), (-150, -104), (-92, -168), (0, -186), (84, -168), (140, -104), (206, -84), (214, -30), (160, -16), (-160, -16)],
               Ramp((0, -186), (0, -16), (pale(tint, 0.45), tint, dark(tint, 0.3))))
        c.blob([(-122, -104), (-78, -156), (-8, -168), (-8, -104)], 0x16303C)
        c.blob([(8, -104), (8, -168), (72, -156), (116, -104)], 0x16303C)
        c.line([(-100, -120), (-66, -152)], 0xFFFFFF, width=6, alpha=0.4)
        c.line([(0, -100), (0, -30)], dark(tint, 0.35), width=3)
        c.oval(200, -66, 12, 15, 0xFFF9DC)
        c.oval(-206, -66, 8, 14, 0xFF4A4A)
        for wx in (-122, 126):
            c.circle(wx, -22, 42, 0x15181F)
            c.circle(wx, -22, 27, 0xD8DEE4)
            with c.at(wx, -22, turn=t * 640):
                for k in range(5):
                    c.line([(0, 0), (24 * math.cos(k * 1.257), 24 * math.sin(k * 1.257))], 0x8A949E, width=5)


def _zoem_mark(c: Canvas) -> None:
    c.rect(-330, -130, 660, 250, 0x18C7B0, r=125)
    c.text("zoem", 0, 54, 190, 0x0B2B36, face="round", align="centre")
    c.line([(-210, 84), (-140, 70), (-70, 98), (0, 70), (70, 98), (140, 70), (210, 84)], 0xFFFFFF, width=9, smooth=True)


# -- Fietsfabriek Fluks ---------------------------------------------------------------------


def fluks(c: Canvas, frame: int, frames: int) -> None:
    """A cargo bike with three children through town, along the water, to school."""
    p, t = frame / frames, seconds(frame)
    if p < 0.72:
        scene = 0 if p < 0.26 else 1 if p < 0.5 else 2
        c.fill(down((0x8FD0F2, 0xFFD9A8, 0xA8E0D0)[scene], 0xFFF6E6, bottom=520))
        for k in range(3):
            cloud(c, (k * 480 - t * 24) % 1600 - 160, 110 + 50 * (k % 2), 230, 0xFFFFFF)
        if scene == 0:
            for k in range(12):
                canal_house(c, (k * 150 - t * 150) % 1800 - 200, 560, 140, 240 + 46 * (k % 4),
                            (0xA8563E, 0x6E7F94, 0xC28B52, 0x7A4A3C, 0x8A6A9A, 0x4F7A6A)[k % 6], gable=k % 3, seed=k, share=0.1)
        elif scene == 1:
            c.hill([(k * 190 - (t * 40) % 190 - 190, 430 - 16 * chance(k + int(t * 40 / 190), 1)) for k in range(10)], 720, 0x86B86A)
            water(c, 440, t, 0x6FB8D8, 0xFFFFFF, bottom=570, speed=4)
            for k in range(7):
                tree(c, (k * 260 - t * 190) % 1820 - 200, 572, 210, 0x5FA04A)
        else:
            c.rect(700 - t * 20 + 300, 250, 520, 320, 0xD98A5A)
            c.poly([(980 - t * 20, 250), (1260 - t * 20, 150), (1540 - t * 20, 250)], 0x8A3A2E)
            c.text("SCHOOL", 1260 - t * 20, 320, 52, 0xFFFFFF, face="tall", align="centre", spacing=6)
            for k in range(6):
                tree(c, (k * 300 - t * 150) % 1800 - 200, 566, 190, 0xE0A030)
        c.rect(0, 566, WIDTH, 160, down(0xD8584A, 0xA83A34, top=566))
        for k in range(7):
            c.rect((k * 240 - t * 420) % 1680 - 220, 650, 120, 8, 0xFFFFFF, alpha=0.8)
        _cargo(c, 620 + 30 * wave(t, 5), 672, 1.55, t)
        texts = ("Hup, achterop!", "De hele familie mee", "En niemand te laat")
        starts = (0.04, 0.28, 0.52)
        claim(c, texts[scene], p, starts[scene], y=150, ink=0x16324A, size=84, face="heavy")
        badge(c, 1130, 270, pop(p, 0.56), (("vanaf", 28), ("1899,-", 62)), plate=0x16324A, ink=0xFFE04A, r=116)
    if wipe(c, p, 0.72, 0xFF7A1A, x=620, y=560):
        for k in range(10):
            c.ring(640, 330, 120 + 90 * k - (t * 50) % 90, 0xFFFFFF, width=8, alpha=0.16)
        mark(c, p, 0.76, lambda o: _fluks_mark(o, t))
        claim(c, "Gemaakt om mee te groeien", p, 0.84, y=600, ink=0xFFFFFF, size=52, face="bold")


def _cargo(c: Canvas, x: float, y: float, s: float, t: float) -> None:
    with c.at(x, y + 1.5 * wave(t, 0.4), scale=s):
        c.haze(30, 2, 220, 8, 0x4A1010, alpha=0.4, blur=4)
        for wx in (-110, 190):
            c.ring(wx, -34, 32, 0x1E232C, width=7)
            for k in range(7):
                a = math.radians(t * 500 + k * 51)
                c.line([(wx, -34), (wx + 30 * math.cos(a), -34 + 30 * math.sin(a))], 0xC8D0D8, width=1.5)
        c.line([(-110, -34), (-50, -40), (30, -30), (190, -34)], 0x16324A, width=9)
        c.line([(-50, -40), (-72, -106)], 0x16324A, width=8)
        c.line([(-10, -34), (6, -120), (-22, -128)], 0x16324A, width=7)
        for k, (dx, tint, skin) in enumerate(((60, 0xE5344F, PEACH), (106, 0x2FA8C8, COCOA), (150, 0x6ABF4B, PORCELAIN))):
            hop = 5 * abs(wave(t, 0.9, k * 0.2))
            c.rect(dx - 20, -118 - hop, 40, 50, tint, r=14)
            c.circle(dx, -136 - hop, 21, skin)
            c.blob([(dx - 23, -136 - hop), (dx - 20, -158 - hop), (dx, -166 - hop), (dx + 20, -158 - hop), (dx + 23, -136 - hop), (dx, -150 - hop)],
                   (0xFFD23F, 0xFF7A1A, 0x7A3BA8)[k])
            c.circle(dx + 5, -136 - hop, 2.5, 0x2A2430)
            c.circle(dx + 15, -136 - hop, 2.5, 0x2A2430)
        c.poly([(26, -100), (184, -110), (176, -40), (40, -36)], Ramp((26, 0), (184, 0), (0xFF9A3A, 0xE56A10)))
        c.text("fluks", 104, -58, 38, 0xFFFFFF, face="heavy", align="centre")
        c.line([(-76, -112), (-58, -180)], 0xD83A7A, width=40)
        c.line([(-54, -168), (-22, -128)], 0xD83A7A, width=15)
        pedal = t * 7
        for k in (0, math.pi):
            fx, fy = -46 + 14 * math.cos(pedal + k), -36 + 14 * math.sin(pedal + k)
            c.line([(-74, -108), (-38, -82 + 6 * math.sin(pedal + k)), (fx, fy)], 0x2B3A55 if k else 0x22304A, width=16)
        c.circle(-52, -212, 24, HONEY)
        c.blob([(-78, -206), (-80, -232), (-52, -244), (-28, -228), (-36, -216), (-62, -214)], 0x4A2A1A)
        c.circle(-44, -212, 2.6, 0x2A2430)
        c.circle(-34, -212, 2.6, 0x2A2430)


def _fluks_mark(c: Canvas, t: float) -> None:
    c.circle(0, -60, 190, 0xFFFFFF)
    bike(c, 0, 20, 200, 0xFF7A1A, t * 120)
    c.rect(-360, 60, 720, 150, 0x16324A, r=20)
    c.text("FLUKS", 0, 168, 120, 0xFFE04A, face="heavy", align="centre", spacing=12)
    c.text("fietsfabriek", 0, 200, 26, 0xFFFFFF, face="semi", align="centre", spacing=8)


# -- Meander Riviercruises ----------------------------------------------------------------------


def meander(c: Canvas, frame: int, frames: int) -> None:
    """A long white ship between vineyards, a couple on deck at dusk."""
    p, t = frame / frames, seconds(frame)
    if p < 0.4:
        c.fill(down(0x9CCDE8, 0xFCEBC8, bottom=430))
        c.fill(light(300, 200, 460, 0xFFF6D0, 0.8))
        for depth in range(3):
            c.hill([(k * 230 - 160 - t * (7 + 9 * depth), 300 + depth * 70 - 130 * abs(wave(k * 0.27 + depth * 0.37, 1))) for k in range(10)],
                   720, mix(0x9DB8A8, 0x5F8F4A, depth / 2))
        for k in range(90):
            x = (k * 47 - t * 22) % 1500 - 100
            c.line([(x, 420 - 50 * chance(k, 1)), (x + 12, 400 - 50 * chance(k, 1))], 0x3F6F34, width=5, alpha=0.7)
        c.rect(930 - t * 22, 190, 60, 110, 0xC8B08A)
        c.poly([(920 - t * 22, 190), (960 - t * 22, 130), (1000 - t * 22, 190)], 0x6A4A44)
        water(c, 440, t, 0x5F9FB8, 0xFFFFFF, strength=0.5)
        _ship(c, lerp(-200, 760, ease(p / 0.4)), 560, 1.1, t)
        claim(c, "Langzaam", p, 0.06, y=150, ink=0x12405C, size=90, face="serif")
    elif p < 0.74:
        c.fill(Ramp((0, 0), (0, 520), (0x4A3F7A, 0xE07A6A, 0xFFC98A)))
        c.circle(880, 400, 90, 0xFFE6B0)
        c.hill([(k * 200 - 80 - t * 10, 430 - 90 * abs(wave(k * 0.23, 1))) for k in range(10)], 720, 0x5A3F6A)
        water(c, 450, t, 0x9A5F7A, 0xFFD9B0, strength=0.7)
        c.rect(0, 560, WIDTH, 170, down(0xB98A5A, 0x7A5432, top=560))
        for k in range(9):
            c.rect(k * 160, 470, 8, 100, 0xFFFFFF)
        c.rect(0, 466, WIDTH, 12, 0xFFFFFF)
        bust(c, 420, 742, 1.7, _WOMAN, t, look=0.5, smile=1, arms="down")
        bust(c, 760, 742, 1.7, _MAN, t + 3, look=-0.5, smile=1, talk=True, arms="down")
        claim(c, "is ook een bestemming", p, 0.46, y=150, ink=0xFFF3DC, size=76, face="serif")
        badge(c, 1110, 260, pop(p, 0.58), (("8 dagen", 30), ("Rijn", 64), ("695,-", 48)), plate=0x12405C, ink=0xFFE6B0, r=124, face="serif")
    if wipe(c, p, 0.74, 0x12405C):
        for k in range(7):
            c.line([(q * 80 - 20, 600 + k * 22 + 14 * wave(q * 0.11 + t * 0.2 + k * 0.15)) for q in range(18)], 0x2F7F9A, width=6, smooth=True, alpha=0.7)
        mark(c, p, 0.78, _meander_mark)
        claim(c, "Riviercruises voor wie de tijd heeft", p, 0.86, y=560, ink=0xFFE6B0, size=44, face="serif")


_WOMAN = Who(skin=PORCELAIN, hair="bob", hair_colour=0xD8D4CE, top=0x2F7F9A, outfit="vneck", glasses=0x6A3A2A, seed=31)
_MAN = Who(skin=PEACH, hair="short", hair_colour=0xE4E2DE, top=0xF2EAD8, outfit="jacket", shirt=0x9CCDE8, seed=32)


def _ship(c: Canvas, x: float, y: float, s: float, t: float) -> None:
    with c.at(x, y + 3 * wave(t, 3), scale=s):
        c.poly([(-420, -60), (440, -60), (390, 20), (-400, 20)], 0xF7F4EC)
        c.poly([(-410, -4), (406, -4), (390, 20), (-400, 20)], 0x12405C)
        c.rect(-380, -130, 700, 72, 0xFFFFFF, r=8)
        for k in range(18):
            c.rect(-364 + k * 38, -118, 26, 40, 0x7FB8D0, r=4)
            c.rect(-380 + k * 42, -46, 28, 26, 0x7FB8D0, r=4)
        c.rect(-320, -146, 560, 14, 0xC2452E)
        for k in range(7):
            c.line([(-280 + k * 80, -146), (-280 + k * 80, -190)], 0xB0B8C0, width=4)
        c.rect(-300, -198, 520, 12, 0xF2E2BE)


def _meander_mark(c: Canvas) -> None:
    c.line([(-250, -60), (-150, -170), (-40, -60), (60, 40), (160, -60), (250, -170)], 0xFFE6B0, width=36, smooth=True)
    c.circle(250, -170, 34, 0xE07A6A)
    c.text("Meander", 0, 140, 150, 0xFFFFFF, face="serif", align="centre")
