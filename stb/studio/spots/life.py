"""Spots of theatre, nappies, hearing, and days out."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

import math

from stb.studio.canvas import WIDTH, Canvas, Glow, Ramp, dark, down, light, mix, pale
from stb.studio.motion import chance, ease, seconds, span, wander, wave
from stb.studio.people import BRONZE, HONEY, PEACH, PORCELAIN, Kit, Who, bust, figure
from stb.studio.props import bike, bird, cloud, tree, water
from stb.studio.spots.marks import claim, mark, wipe

# -- Musical Waterwolf -------------------------------------------------------------------


def waterwolf(c: Canvas, frame: int, frames: int) -> None:
    """The curtain opens, a wolf of water rises, dancers on the dyke."""
    p, t = frame / frames, seconds(frame)
    c.fill(Ramp((0, 0), (0, 720), (0x050B1E, 0x0E2F5A, 0x0A1A34)))
    c.fill(light(640, 260, 560, 0x3FC8E0, 0.5))
    for k in range(5):
        x = 160 + k * 240
        c.poly([(x - 10, -10), (x + 10, -10), (x + 170 + 60 * wave(t, 5, k * 0.2), 640), (x - 90 + 60 * wave(t, 5, k * 0.2), 640)],
               Ramp((x, 0), (x, 640), (0x9AE8FF, 0x9AE8FF), (0.25, 0.0)))
    up = ease(span(p, 0.08, 0.44))
    with c.at(640, 700 - 300 * up, scale=1.15):
        _wolf(c, t)
    for k in range(6):
        c.line([(q * 80 - 40, 560 + k * 24 + 18 * wave(q * 0.13 + t * 0.6 + k * 0.2)) for q in range(18)], mix(0x3FC8E0, 0x0E2F5A, k / 6),
               width=30, smooth=True, alpha=0.9)
    c.hill([(-20, 690), (300, 660), (640, 650), (980, 660), (1300, 690)], 720, 0x04070F)
    for k in range(7):
        figure(c, 250 + k * 130, 668 - 12 * math.sin(k), 0.95, Kit(skin=0x04070F, hair=0x04070F, top=0x04070F, legs=0x04070F, shoes=0x04070F, skirt=k % 2 == 0),
               t * 1.1 + k * 0.14, gait="dance", facing=1 if k % 2 else -1)
    claim(c, "Het water komt.", p, 0.22, y=130, ink=0xE6FBFF, size=76, face="serif")
    open_ = ease(span(p, 0.0, 0.14))
    for side in (0, 1):
        for k in range(9):
            x = (k * 74 - 640 * open_) if side == 0 else WIDTH - 74 - k * 74 + 640 * open_
            c.rect(x, 0, 76, 720, Ramp((x, 0), (x + 76, 0), (0x5A0A18, 0xB01E34, 0x5A0A18)))
    if wipe(c, p, 0.62, 0x7A0E20):
        for k in range(18):
            c.rect(k * 74, 0, 76, 720, Ramp((k * 74, 0), (k * 74 + 76, 0), (0x5A0A18, 0x9A1830, 0x5A0A18)))
        c.fill(light(640, 300, 460, 0xFFE0A0, 0.45))
        mark(c, p, 0.67, _waterwolf_mark)
        claim(c, "Nu in het Deltatheater", p, 0.78, y=590, ink=0xFFE9C4, size=50, face="serif")


def _wolf(c: Canvas, t: float) -> None:
    water_, foam = 0x2FA8D0, 0xD8F8FF
    c.blob([(-320, 300), (-260, 40), (-170, -120), (-150, -260), (-80, -170), (0, -190), (80, -170), (150, -260), (170, -120), (260, 40), (320, 300)],
           Ramp((0, -260), (0, 300), (pale(water_, 0.3), water_, 0x0E3F6A)))
    for k in range(7):
        x = -240 + k * 80
        c.line([(x, 260), (x + 20 * wave(t, 1.7, k * 0.2), 120), (x * 0.7, 10 + 14 * wave(t, 1.3, k * 0.3))], foam, width=7, smooth=True, alpha=0.5)
    c.blob([(-84, -40), (-40, 40), (0, 96), (40, 40), (84, -40), (0, -80)], pale(water_, 0.5))
    c.blob([(-26, 66), (0, 56), (26, 66), (0, 100)], 0x06101E)
    for side in (-1, 1):
        c.poly([(side * 40, -70), (side * 116, -104), (side * 96, -50)], 0x06101E)
        c.circle(side * 80, -72, 13 + 2 * wave(t, 0.9), 0xFFE04A)
        c.line([(side * 10, 110), (side * 54, 96)], 0x06101E, width=8)


def _waterwolf_mark(c: Canvas) -> None:
    c.text("de musical", 0, -184, 54, 0xFFE9C4, face="script", align="centre")
    c.text("WATER", 0, -20, 190, 0xBFF2FF, face="serif", align="centre", spacing=10)
    c.text("WOLF", 0, 150, 190, 0xFFFFFF, face="serif", align="centre", spacing=22)


# -- Wolkje nappies --------------------------------------------------------------------------


def wolkje(c: Canvas, frame: int, frames: int) -> None:
    """A baby asleep on a cloud, under a mobile of stars."""
    p, t = frame / frames, seconds(frame)
    c.fill(Ramp((0, 0), (0, 720), (0x6A8FE0, 0xBFD0FF, 0xFFE6F2)))
    for k in range(40):
        c.circle(chance(k, 1) * WIDTH, chance(k, 2) * 400, 2 + 2.4 * chance(k, 3), 0xFFFFFF, alpha=0.4 + 0.5 * abs(wave(t, 2.5, chance(k, 4))))
    c.circle(1080, 140, 66, 0xFFF4C8)
    c.circle(1050, 126, 56, 0x7F9FE6)
    for k in range(6):
        cloud(c, (k * 270 + t * (10 + 5 * (k % 3))) % 1620 - 180, 240 + 90 * (k % 4), 240, 0xF2F4FF, alpha=0.75)
    if p < 0.64:
        y = 470 + 16 * wave(t, 4)
        for k in range(5):
            x = 440 + k * 100
            sway = 12 * wave(t, 3, k * 0.12)
            c.line([(640, -20), (x + sway, 110 + 30 * (k % 2))], 0xFFFFFF, width=2.5)
            with c.at(x + sway, 136 + 30 * (k % 2), turn=sway * 2):
                pts = []
                for m in range(10):
                    a, q = math.pi * m / 5 - math.pi / 2, 30 if m % 2 == 0 else 14
                    pts.append((q * math.cos(a), q * math.sin(a)))
                c.poly(pts, (0xFFD23F, 0xFF9AB8, 0x7FD8E8)[k % 3])
        cloud(c, 640, y + 110, 760, 0xFFFFFF, alpha=1)
        with c.at(640, y, turn=2 * wave(t, 4)):
            c.blob([(-60, 50), (-40, -40), (90, -56), (180, -10), (190, 50), (60, 76)], 0xFFFFFF)
            c.blob([(40, 60), (30, -36), (150, -44), (196, 10), (170, 66)], 0xBFE6F8)
            for k in range(3):
                c.circle(90 + 34 * k, 6 + 12 * (k % 2), 10, 0x5FB0E8, alpha=0.7)
            c.oval(206, 44, 36, 20, PEACH)
            c.oval(200, 66, 34, 18, PORCELAIN)
            breath = 1 + 0.02 * wave(t, 3)
            with c.at(-110, 4, scale=breath):
                c.circle(0, 0, 88, Glow((-20, -30), 130, (0xFFEBDD, PORCELAIN, 0xEFC0A4)))
                c.blob([(-30, -84), (10, -104), (30, -80), (4, -74)], 0xB9803C)
                for side in (-36, 26):
                    c.line([(side - 16, -4), (side, 6), (side + 16, -4)], 0x7A4A3A, width=5, smooth=True)
                    c.haze(side, 26, 18, 12, 0xFF7F8A, alpha=0.45, blur=6)
                c.oval(-6, 38, 13, 8 + 3 * wave(t, 3), 0xC85A64)
            c.oval(-30, 66, 32, 17, PORCELAIN)
        for k in range(3):
            q = (t * 0.35 + k / 3) % 1
            c.text("z", 470 - 40 * q, 400 - 190 * q, 40 + 40 * q, 0xFFFFFF, face="round", alpha=1 - q)
        claim(c, "Twaalf uur droog.", p, 0.3, y=660, ink=0x4A5FB0, size=66, face="round")
    if wipe(c, p, 0.64, 0xF4F7FF):
        for k in range(7):
            cloud(c, k * 220 - 20, 640 + 30 * (k % 2), 300, 0xCFE0FF, alpha=0.9)
        mark(c, p, 0.69, _wolkje_mark)
        claim(c, "Luiers van katoen en lucht", p, 0.79, y=560, ink=0x5F7FD0, size=50, face="round")


def _wolkje_mark(c: Canvas) -> None:
    cloud(c, 0, -30, 700, 0x8FB0F8, alpha=1)
    c.text("wolkje", 0, 66, 190, 0xFFFFFF, face="round", align="centre")
    for side in (-1, 1):
        c.line([(side * 70 - 24, -130), (side * 70, -114), (side * 70 + 24, -130)], 0xFFFFFF, width=9, smooth=True)


# -- Het Hoorhuis -------------------------------------------------------------------------------


def hoorhuis(c: Canvas, frame: int, frames: int) -> None:
    """A grandfather in the garden; a robin comes back as rings of sound."""
    p, t = frame / frames, seconds(frame)
    hears = ease(span(p, 0.24, 0.44))
    c.fill(down(mix(0xB9BEC4, 0xA8DCF0, hears), mix(0xD4D2CC, 0xFDF6DC, hears)))
    for k in range(7):
        tree(c, 60 + k * 200, 560 + 20 * (k % 2), 250, mix(0x8F958E, (0x5FA84A, 0x7FBF5A)[k % 2], hears), sway=2 * wave(t, 4, k * 0.2))
    c.rect(0, 550, WIDTH, 180, down(mix(0x9A9C94, 0x8FC85A, hears), mix(0x6A6C66, 0x4F8F3A, hears), top=550))
    for k in range(26):
        if chance(k, 5) < hears:
            x, y = chance(k, 1) * WIDTH, 590 + 110 * chance(k, 2)
            c.line([(x, y), (x + 3 * wave(t, 2, chance(k, 3)), y - 30)], 0x4F8F3A, width=4)
            c.circle(x + 3 * wave(t, 2, chance(k, 3)), y - 34, 11, (0xFF7F9A, 0xFFC93C, 0xB88AF0)[k % 3])
    if p < 0.66:
        bust(c, 420, 700, 1.85, _GRANDAD, t, look=0.6 * hears, smile=0.2 + 0.8 * hears, talk=False, arms="down")
        c.line([(880, 470), (1290, 420)], 0x6A4A34, width=18)
        with c.at(960, 440, turn=4 * wave(t, 0.8)):
            c.poly([(-50, 0), (-110, 18), (-56, 16)], 0x6A4A34)
            c.blob([(-56, 4), (-30, -44), (20, -50), (44, -14), (20, 22), (-30, 24)], 0x8A6446)
            c.blob([(0, -40), (30, -46), (46, -12), (26, 16), (0, 6)], 0xE8622A)
            c.circle(30, -46, 24, 0x8A6446)
            c.circle(36, -40, 18, 0xE8622A)
            c.poly([(50, -48), (72, -42 - 5 * abs(wave(t, 0.5))), (50, -36)], 0x3A2A20)
            c.circle(38, -52, 4.5, 0x14100E)
        for k in range(5):
            q = (t * 0.5 + k / 5) % 1
            c.ring(1000, 400, 40 + 480 * q, 0xFFB03A, width=8, alpha=hears * (1 - q) * 0.7, start=130, sweep=100)
        claim(c, "Weet u nog hoe dat klonk?", p, 0.06, y=120, ink=0x2A4A3A, size=66, face="serif")
    if wipe(c, p, 0.66, 0x1F6F5A, x=960, y=400):
        for k in range(6):
            c.ring(640, 300, 160 + k * 90 + (t * 40) % 90, 0xFFE0A0, width=5, alpha=0.22)
        mark(c, p, 0.71, _hoor_mark)
        claim(c, "Gratis hoortest, ook bij u thuis", p, 0.8, y=580, ink=0xFFF3D8, size=50, face="semi")


_GRANDAD = Who(skin=PORCELAIN, hair="bald", hair_colour=0xD8D4CE, top=0x5A7A9A, outfit="vneck", glasses=0x4A3A34, beard=False, seed=91)


def _hoor_mark(c: Canvas) -> None:
    c.poly([(-300, 20), (-170, -120), (-40, 20), (-40, 110), (-300, 110)], 0xFFE0A0)
    c.ring(-170, 20, 44, 0x1F6F5A, width=14, start=160, sweep=250)
    c.ring(-160, 26, 16, 0x1F6F5A, width=10, start=140, sweep=240)
    c.text("Het", 0, -20, 70, 0xFFE0A0, face="heavy")
    c.text("Hoorhuis", -4, 96, 118, 0xFFFFFF, face="heavy")


# -- Mergelrijk (Limburg) -----------------------------------------------------------------------


def mergelrijk(c: Canvas, frame: int, frames: int) -> None:
    """Cyclists climb a hill, a lamp in a marl cave, a village square."""
    p, t = frame / frames, seconds(frame)
    if p < 0.34:
        c.fill(down(0x8FC4E8, 0xFFF0D0, bottom=420))
        for depth in range(3):
            c.hill([(k * 210 - 140 - t * (8 + 10 * depth), 320 + depth * 80 - 110 * abs(wave(k * 0.23 + depth * 0.4, 1))) for k in range(10)], 720,
                   mix(0xB8CC8A, 0x5F8F3E, depth / 2))
        c.line([(-40, 700), (400, 600), (700, 560), (1000, 420), (1330, 380)], 0xE9DCC0, width=60, smooth=True)
        for k in range(3):
            x = 200 + k * 170 + t * 46
            y = 664 - 0.2 * (x - 100) - (60 * span(x, 600, 1000))
            with c.at(x, y, turn=-12):
                bike(c, 0, 0, 120, (0xE5344F, 0x2F7FD0, 0xF2A81D)[k], t * 260)
                c.line([(-26, -98), (22, -150), (44, -112)], (0xFFD23F, 0xE5344F, 0x2FA86A)[k], width=26)
                c.circle(40, -172, 19, (PEACH, BRONZE, HONEY)[k])
                c.blob([(16, -176), (22, -196), (50, -196), (62, -180)], (0xE5344F, 0xFFFFFF, 0x2F7FD0)[k])
        claim(c, "Omhoog.", p, 0.05, y=140, ink=0x4A5A2A, size=96, face="serif", x=330)
    elif p < 0.64:
        c.fill(0x1E140C)
        for k in range(6):
            q = 1 - k / 6
            c.blob([(640 - 620 * q, 720), (640 - 560 * q, 360 - 240 * q), (640, 330 - 320 * q), (640 + 560 * q, 360 - 240 * q), (640 + 620 * q, 720)],
                   mix(0xC9A86A, 0x3A2818, k / 5))
        for k in range(12):
            c.line([(100 + k * 100, 720), (640 + (k - 6) * 16, 400)], 0x7A5F3A, width=3, alpha=0.3)
        c.fill(light(686, 520, 420 + 30 * wander(t * 3, 2), 0xFFD98A, 0.6))
        figure(c, 640, 640, 1.4, Kit(skin=HONEY, top=0xD8453A, legs=0x2A3A5A), t * 0.7, gait="walk")
        c.circle(686, 520, 11, 0xFFF0B0)
        claim(c, "Omlaag.", p, 0.38, y=140, ink=0xFFE6B0, size=96, face="serif")
    if wipe(c, p, 0.64, 0xE0B85A):
        for k in range(40):
            c.rect((k % 10) * 134 - 20 + 60 * ((k // 10) % 2), (k // 10) * 190, 128, 184, dark(0xE0B85A, 0.03 + 0.05 * chance(k, 2)), r=6)
        mark(c, p, 0.69, _mergel_mark)
        claim(c, "Ontdek het heuvelland", p, 0.8, y=600, ink=0x4A2A14, size=52, face="serif")


def _mergel_mark(c: Canvas) -> None:
    c.rect(-420, -150, 840, 300, 0x7A1E2A, r=16)
    c.hill([(-370, 90), (-300, 10), (-240, -50), (-180, 20), (-120, -10), (-30, 90)], 92, 0xE0B85A)
    c.text("Mergel", 0, -6, 104, 0xFFF3DA, face="serif")
    c.text("rijk", 0, 96, 104, 0xFFF3DA, face="serif")


# -- Strandtenten Noorderduin (Noord-Holland) ------------------------------------------------------


def noorderduin(c: Canvas, frame: int, frames: int) -> None:
    """Kites over the beach, chairs behind glass, the sun goes down."""
    p, t = frame / frames, seconds(frame)
    late = ease(span(p, 0.3, 0.62))
    c.fill(Ramp((0, 0), (0, 420), (mix(0x3FA8E0, 0x5A4A9A, late), mix(0xD8F2F8, 0xFFB07A, late))))
    c.circle(900, 160 + 220 * late, 70, mix(0xFFF2B0, 0xFF8A5A, late))
    c.fill(light(900, 160 + 220 * late, 420, 0xFFE6B0, 0.6))
    for k in range(3):
        cloud(c, (k * 520 + t * 26) % 1650 - 170, 100 + 50 * k, 250, mix(0xFFFFFF, 0xF2A08A, late), alpha=0.85)
    water(c, 400, t, mix(0x2F8FC0, 0x7A4A7A, late), 0xFFFFFF, bottom=500, strength=0.6, speed=2)
    for k in range(3):
        c.line([(q * 90 - 40, 488 + k * 12 + 8 * wave(q * 0.2 + t * 0.4 + k * 0.4)) for q in range(17)], 0xFFFFFF, width=6, smooth=True, alpha=0.8)
    c.hill([(k * 180 - 60, 520 - 16 * chance(k, 8)) for k in range(10)], 720, down(mix(0xF4DFA8, 0xD8A07A, late), mix(0xD9B878, 0x9A6A54, late), top=500))
    for k in range(3):
        x, y = 260 + k * 190 + 60 * wave(t, 3.4, k * 0.3), 150 + 50 * wave(t, 2.7, k * 0.4) + 30 * k
        c.line([(x, y), (x - 60, y + 180), (340 + k * 130, 590)], 0xFFFFFF, width=2, smooth=True, alpha=0.8)
        with c.at(x, y, turn=18 * wave(t, 2.1, k * 0.2)):
            c.poly([(0, -60), (44, 0), (0, 70), (-44, 0)], (0xE5344F, 0xFFC93C, 0x2FA86A)[k])
            c.poly([(0, -60), (44, 0), (0, 0)], pale((0xE5344F, 0xFFC93C, 0x2FA86A)[k], 0.3))
        figure(c, 330 + k * 130, 650, 0.95, Kit(skin=(PEACH, BRONZE, PORCELAIN)[k], top=(0x2F7FD0, 0xF2F2F2, 0xE5344F)[k], legs=0xC9A86A), t * 0.4 + k, gait="stand")
    x = 830
    c.rect(x, 400, 420, 210, 0x8A5E3A)
    c.poly([(x - 40, 400), (x + 210, 320), (x + 460, 400)], 0xE9F0F2)
    c.rect(x + 20, 440, 380, 110, mix(0xCFEAF2, 0xFFD98A, late))
    for k in range(5):
        c.rect(x + 18 + k * 76, 440, 6, 110, 0x6A4A2E)
    c.text("NOORDERDUIN", x + 210, 428, 30, 0xFFFFFF, face="tall", align="centre", spacing=6)
    for k in range(4):
        fx = x - 20 + k * 150
        c.line([(fx, 400), (fx, 250)], 0x8A8F94, width=4)
        c.poly([(fx, 252), (fx + 70, 262 + 8 * wave(t, 0.9, k * 0.2)), (fx + 66, 288 + 8 * wave(t, 0.9, k * 0.2)), (fx, 292)], (0xE5344F, 0xFFFFFF, 0x1F4F8A, 0xE5344F)[k])
    for k in range(5):
        bird(c, (k * 90 + 120 + t * 50) % 1400, 220 + 22 * (k % 3), 14, t * 1.2 + k * 0.3, 0xFFFFFF)
    claim(c, "Uitwaaien", p, 0.06, y=120, ink=0xFFFFFF, size=96, face="script", x=900)
    claim(c, "om de hoek", p, 0.3, y=206, ink=0xFFFFFF, size=76, face="script", x=930)
    if wipe(c, p, 0.62, 0x123F6A, x=900, y=380):
        c.hill([(k * 170 - 50, 660 - 50 * abs(wave(k * 0.21, 1))) for k in range(10)], 720, 0xF4DFA8)
        mark(c, p, 0.67, _duin_mark)
        claim(c, "Acht strandtenten tussen Zandvoort en Texel", p, 0.78, y=540, ink=0xFFE6B0, size=42, face="semi")


def _duin_mark(c: Canvas) -> None:
    c.pie(0, -60, 150, 180, 180, 0xFF8A5A)
    for k in range(3):
        c.line([(-260 + q * 52, -40 + k * 26 + 9 * math.sin(q * 1.2 + k)) for q in range(11)], 0xFFFFFF, width=10, smooth=True)
    c.text("Noorderduin", 0, 130, 128, 0xFFFFFF, face="script", align="centre")
