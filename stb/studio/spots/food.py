"""Spots of things to eat and drink."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math

from stb.studio.canvas import WIDTH, Canvas, Glow, Ramp, down, light, mix
from stb.studio.motion import chance, ease, seconds, span, wave
from stb.studio.people import HONEY, PORCELAIN, Who, bust
from stb.studio.props import canal_house, cloud, tree
from stb.studio.spots.marks import badge, claim, mark, plate, pop, rays, small_print, wipe

# -- Koffie Morgenrood -----------------------------------------------------------


def morgenrood(c: Canvas, frame: int, frames: int) -> None:
    """A cup on the sill while the sun comes up in its steam."""
    p, t = frame / frames, seconds(frame)
    up = ease(span(p, 0.0, 0.62))
    c.fill(Ramp((0, 0), (0, 720), (mix(0x2B1B3A, 0xE4572E, up), mix(0x5A2A3E, 0xFFB45E, up))))
    c.fill(light(640, 560 - 260 * up, 620, 0xFFE2A0, 0.9 * up))
    c.circle(640, 620 - 300 * up, 120, 0xFFE9B8)
    c.hill([(k * 150 - 40, 520 - 34 * chance(k, 2)) for k in range(11)], 720, mix(0x1E1426, 0x8E3B34, up))
    c.rect(0, 586, WIDTH, 140, down(0x5C3324, 0x361C16, top=586))
    with c.at(640 + 30 * wave(t, 11), 600, scale=1.08):
        c.haze(0, 4, 240, 16, 0x140A0A, alpha=0.6, blur=8)
        c.oval(0, -6, 220, 24, 0xF4ECE2)
        c.ring(150, -120, 58, 0xF6EFE6, width=24)
        c.blob([(-150, -196), (-142, -60), (-92, -14), (0, -6), (92, -14), (142, -60), (150, -196)],
               Ramp((-150, 0), (150, 0), (0xFFFFFF, 0xF1E7DA, 0xC9B6A4)))
        c.oval(0, -198, 150, 30, 0xE9DDCF)
        c.oval(0, -194, 136, 24, 0x3A1C10)
        c.oval(-20, -198, 70, 9, 0x6E3A1E, alpha=0.8)
        c.text("M", 0, -74, 84, 0xC8371F, face="serif", align="centre")
        for k in range(5):
            pts = [((k - 2) * 40 + 26 * math.sin(q * 0.9 + t * 2 + k), -210 - q * 30) for q in range(9)]
            c.line(pts, 0xFFFFFF, width=20 - 2 * abs(k - 2), alpha=0.16, smooth=True)
    if p < 0.6:
        claim(c, "Eerst koffie.", p, 0.12, y=150, ink=0xFFF3DC, size=84, face="serif")
        claim(c, "Dan de rest.", p, 0.34, y=232, ink=0xFFF3DC, size=60, face="serif")
    if wipe(c, p, 0.62, 0xB92B1A, y=420):
        rays(c, 640, 330, 0xFFB45E, t, alpha=0.22)
        mark(c, p, 0.67, _morgenrood_mark)
        claim(c, "Langzaam gebrand in Delta", p, 0.76, y=580, ink=0xFFE9C4, size=40)


def _morgenrood_mark(c: Canvas) -> None:
    c.circle(0, 0, 200, 0xFFE2A6)
    c.circle(0, 0, 184, 0x7A1710)
    c.pie(0, 40, 120, 180, 180, 0xFFB03A)
    for k in range(7):
        a = math.pi * (1 + k / 6)
        c.line([(138 * math.cos(a), 40 + 138 * math.sin(a)), (160 * math.cos(a), 40 + 160 * math.sin(a))],
               0xFFB03A, width=9)
    c.rect(-330, 30, 660, 96, 0xFFF3DC, r=10)
    c.text("Morgenrood", 0, 104, 88, 0x9E1E12, face="serif", align="centre")


# -- Kaasboer Kees -----------------------------------------------------------------


def kaasboer(c: Canvas, frame: int, frames: int) -> None:
    """Wheels of cheese roll past, Kees cuts one, the price stands."""
    p, t = frame / frames, seconds(frame)
    c.fill(down(0x86C8EE, 0xE6F5FB, bottom=430))
    for k in range(3):
        cloud(c, (k * 480 + 100 - t * 22) % 1600 - 150, 110 + 60 * (k % 2), 260, 0xFFFFFF)
    c.hill([(k * 200 - 60, 430 - 12 * chance(k, 6)) for k in range(9)], 720, 0x76B84A)
    for k in range(4):
        _cow(c, (k * 380 + 160 - t * 14) % 1520 - 120, 452 + 12 * (k % 2), 0.6, t + k)
    c.rect(0, 470, WIDTH, 260, down(0x8FCB57, 0x4F8F34, top=470))
    if p < 0.36:
        for k in range(5):
            x = -160 - k * 250 + 1900 * span(p, 0.0, 0.36)
            _wheel(c, x, 600 - 16 * abs(wave(t, 0.7, k * 0.2)), 105, x * 0.55)
        claim(c, "Jong.", p, 0.05, y=180, ink=0x13406A, size=90, face="heavy", x=300)
        claim(c, "Belegen.", p, 0.13, y=180, ink=0x13406A, size=90, face="heavy", x=620)
        claim(c, "Oud.", p, 0.22, y=180, ink=0x13406A, size=90, face="heavy", x=970)
    elif p < 0.68:
        c.rect(0, 596, WIDTH, 130, down(0xB97A3E, 0x7A4C24, top=596))
        bust(c, 420, 606, 1.75, _KEES, t, talk=True, arms="open", look=0.3, smile=1)
        _wedge(c, 880, 590, 1.4 + 0.03 * wave(t, 1.5))
        badge(c, 1080, 220, pop(p, 0.46), (("NU", 34), ("6,95", 76), ("per kilo", 26)), plate=0xD8232A,
              ink=0xFFFFFF)
    if wipe(c, p, 0.68, 0xF7B718, x=420, y=500):
        for k in range(14):
            c.circle(chance(k, 1) * 1280, chance(k, 2) * 720, 24 + 60 * chance(k, 3), 0xE29F0A, alpha=0.55)
        mark(c, p, 0.73, _kees_mark)
        claim(c, "Recht van de boer. Recht voor z'n raap.", p, 0.82, y=610, ink=0x5A3600, size=42)


_KEES = Who(skin=PORCELAIN, hair="hat", hair_colour=0x1F3E74, top=0x2E5FA8, outfit="round",
            apron=0xFFFFFF, beard=False, seed=11)


def _cow(c: Canvas, x: float, y: float, s: float, t: float) -> None:
    with c.at(x, y, scale=s):
        for lx in (-46, -30, 30, 46):
            c.line([(lx, -40), (lx, 0)], 0xE8E4DE, width=12)
        c.rect(-66, -92, 132, 60, 0xFBF8F3, r=24)
        c.oval(-20, -72, 24, 18, 0x23242A)
        c.oval(34, -56, 18, 14, 0x23242A)
        with c.at(66, -82, turn=10 + 12 * wave(t, 3)):
            c.oval(18, -4, 30, 21, 0xFBF8F3)
            c.oval(38, 4, 15, 14, 0xF0B7AC)
            c.circle(18, -10, 4, 0x23242A)


def _wheel(c: Canvas, x: float, y: float, r: float, turn: float) -> None:
    c.haze(x, y + r + 2, r, 10, 0x2A4A1A, alpha=0.5, blur=6)
    c.circle(x, y, r, Glow((x - 30, y - 36), r * 1.7, (0xFFD861, 0xF2A516, 0xC77A08)))
    with c.at(x, y, turn=turn):
        c.ring(0, 0, r * 0.7, 0xD8232A, width=r * 0.12)
        c.text("KEES", 0, r * 0.16, r * 0.44, 0x8A1A12, face="heavy", align="centre")


def _wedge(c: Canvas, x: float, y: float, s: float) -> None:
    with c.at(x, y, scale=s):
        c.poly([(-170, -10), (130, -10), (150, -120), (-170, -60)], 0xF7C02A)
        c.poly([(-170, -60), (150, -120), (60, -158), (-150, -70)], 0xFFDC72)
        c.poly([(130, -10), (150, -120), (162, -112), (146, -4)], 0xD8232A)
        for hx, hy, r in ((-60, -40, 13), (20, -50, 20), (90, -70, 12), (-110, -34, 8), (70, -30, 9)):
            c.circle(hx, hy, r, 0xD99A10)
            c.circle(hx + 2, hy + 2, r * 0.75, 0xB87C08)


def _kees_mark(c: Canvas) -> None:
    _wheel(c, 0, -150, 132, 0)
    plate(c, 760, 150, 0xD8232A)
    c.text("Kaasboer Kees", 0, 38, 112, 0xFFF3CC, face="script", align="centre")


# -- Vlaaierij Sjef (Limburg) --------------------------------------------------------


def vlaai(c: Canvas, frame: int, frames: int) -> None:
    """A hill town, Sjef with a vlaai that fills piece by piece, the town's brass band."""
    p, t = frame / frames, seconds(frame)
    if p < 0.3:
        c.fill(down(0xF7C98B, 0xFCEBCB, bottom=480))
        c.hill([(k * 180 - 40 - t * 8, 330 - 70 * abs(wave(k * 0.17, 1))) for k in range(11)], 720, 0x9DB56A)
        c.hill([(k * 220 - 80 - t * 16, 430 - 60 * abs(wave(k * 0.21, 1, 0.3))) for k in range(9)], 720, 0x6F9A4A)
        _church(c, 830 - t * 14, 420)
        for k in range(7):
            tree(c, 90 + k * 210 - t * 26, 540 + 30 * (k % 2), 120, 0x4F7F3A)
        for k in range(4):
            canal_house(c, 500 - t * 16 + k * 92, 470, 84, 100 + 18 * (k % 2), (0xE9D9B4, 0xD9B98A)[k % 2],
                        gable=2, seed=k, share=0.2)
        c.rect(0, 560, WIDTH, 170, down(0x5E8C3C, 0x3E6A2A, top=560))
        claim(c, "Oet Limburg.", p, 0.06, y=180, ink=0x7A1E2E, size=100, face="script")
        claim(c, "Woa angesj?", p, 0.15, y=262, ink=0x7A1E2E, size=56, face="semi")
    elif p < 0.7:
        c.fill(down(0xFFF1DA, 0xF3CFA2))
        for k in range(10):
            c.rect(k * 140 - 30, 0, 70, 560, 0xB3273E, alpha=0.10)
        c.rect(0, 560, WIDTH, 170, down(0xA56A3A, 0x6B3F20, top=560))
        bust(c, 330, 572, 1.7, _SJEF, t, talk=True, arms="open", look=0.35, smile=1)
        _pie(c, 860, 430, 250, t, fill=ease(span(p, 0.32, 0.58)))
        claim(c, "Kers, abrikoos of rijst", p, 0.42, y=128, ink=0x7A1E2E, size=52, face="serif", x=860)
        badge(c, 1130, 250, pop(p, 0.56), (("hele", 28), ("14,50", 62), ("vlaai", 30)), plate=0xFFD23F,
              ink=0x7A1E2E, r=112)
    if wipe(c, p, 0.7, 0x9C1B33):
        rays(c, 640, 300, 0xE8B04A, t, alpha=0.16)
        mark(c, p, 0.74, _vlaai_mark)
        claim(c, "Bakkers in heel Limburg · zaterdag om zes uur warm", p, 0.82, y=632, ink=0xFFE7C2, size=36)


_SJEF = Who(skin=HONEY, hair="short", hair_colour=0x8C8A88, top=0xFFFFFF, outfit="round", beard=True,
            apron=0x9C1B33, seed=21)


def _church(c: Canvas, x: float, y: float) -> None:
    c.rect(x - 70, y - 90, 150, 90, 0xE3CFA0)
    c.poly([(x - 80, y - 90), (x + 5, y - 140), (x + 90, y - 90)], 0x5C5048)
    c.rect(x - 110, y - 190, 56, 190, 0xD8C08C)
    c.poly([(x - 116, y - 190), (x - 82, y - 290), (x - 48, y - 190)], 0x4B4440)
    c.circle(x - 82, y - 150, 12, 0xFFFFFF)


def _pie(c: Canvas, x: float, y: float, r: float, t: float, *, fill: float) -> None:
    with c.at(x, y, sy=0.72):
        c.haze(0, 60, r * 1.1, r * 0.9, 0x3A1C0A, alpha=0.5, blur=14)
        c.circle(0, 12, r * 1.05, 0xA86A2A)
        c.circle(0, 0, r, 0xE2A556)
        c.circle(0, 0, r * 0.88, 0xF3D08E)
        c.pie(0, 0, r * 0.88, -90, 360 * fill, 0xB3142E)
        for k in range(60):
            a = 2 * math.pi * chance(k, 1)
            if (a / (2 * math.pi)) < fill:
                q = r * 0.82 * math.sqrt(chance(k, 2))
                c.circle(q * math.cos(a - math.pi / 2), q * math.sin(a - math.pi / 2), 13, 0xD72B45)
                c.circle(q * math.cos(a - math.pi / 2) - 4, q * math.sin(a - math.pi / 2) - 4, 4, 0xFF8FA0)
        for k in range(-4, 5):
            half = math.sqrt(max(0.0, 1 - (k / 4.6) ** 2)) * r * 0.88
            c.line([(k * r * 0.19 - 20, -half), (k * r * 0.19 + 20, half)], 0xEBB766, width=15)
            c.line([(-half, k * r * 0.19 + 14), (half, k * r * 0.19 - 14)], 0xE0A552, width=15)
        for k in range(30):
            a = 2 * math.pi * k / 30
            c.circle(r * 0.95 * math.cos(a), r * 0.95 * math.sin(a), r * 0.1, 0xE9B264)


def _vlaai_mark(c: Canvas) -> None:
    _pie(c, 0, -110, 150, 0, fill=1)
    plate(c, 820, 160, 0xFFF3DA)
    c.text("Vlaaierij Sjef", 0, 44, 124, 0x9C1B33, face="script", align="centre")
    c.text("SINDS DE OMA VAN SJEF", 0, 146, 36, 0xFFE7C2, face="tall", align="centre", spacing=6)


# -- Brouwerij De Rode Haan (alcohol) ---------------------------------------------------


def rodehaan(c: Canvas, frame: int, frames: int) -> None:
    """A copper kettle, a glass that fills, the cock crows."""
    p, t = frame / frames, seconds(frame)
    c.fill(Ramp((0, 0), (0, 720), (0x1E0C08, 0x5A2010, 0x2A100A)))
    c.fill(light(400, 240, 560, 0xE8812A, 0.5))
    if p < 0.32:
        for k in range(6):
            c.rect(0, k * 124, WIDTH, 3, 0x000000, alpha=0.25)
        c.haze(640, 650, 420, 40, 0x000000, alpha=0.6)
        c.blob([(360, 620), (330, 420), (440, 300), (640, 262), (840, 300), (950, 420), (920, 620), (640, 660)],
               Ramp((330, 0), (950, 0), (0x8A3E16, 0xF0A060, 0xC06A2C, 0x6A2C0E)))
        c.poly([(596, 280), (684, 280), (668, -20), (612, -20)], Ramp((596, 0), (684, 0), (0xF0A060, 0x6A2C0E)))
        c.ring(640, 450, 84, 0x5A2410, width=14)
        for k in range(9):
            c.circle(360 + k * 70, 628 - 14 * math.sin(k * 0.4), 8, 0xE9A468)
        for k in range(7):
            c.haze(400 + k * 80 + 30 * wave(t, 4, k * 0.2), 200 - (t * 60 + k * 40) % 240, 60, 26, 0xFFE6C8,
                   alpha=0.18, blur=16)
        claim(c, "Acht weken wachten.", p, 0.07, y=140, ink=0xFFE2B0, size=72, face="serif")
    elif p < 0.68:
        full = ease(span(p, 0.34, 0.56))
        c.rect(0, 600, WIDTH, 130, down(0x4A2412, 0x26100A, top=600))
        for k in range(16):
            c.circle((k * 97 + t * 8) % 1300, 120 + 80 * chance(k, 2), 20 + 40 * chance(k, 3), 0xFFB45A, alpha=0.12)
        _glass(c, 640, 612, full, t)
        claim(c, "Eén glas geduld.", p, 0.5, y=150, ink=0xFFE2B0, size=72, face="serif")
    if wipe(c, p, 0.68, 0xA3161B):
        rays(c, 640, 300, 0x5A0A0E, t, alpha=0.35)
        mark(c, p, 0.72, lambda o: _haan_mark(o, t))
        claim(c, "Gebrouwen met geduld", p, 0.81, y=606, ink=0xFFE2B0, size=44, face="serif")
    small_print(c, "Geen 18? Geen alcohol.", alpha=0.9)


def _glass(c: Canvas, x: float, y: float, full: float, t: float) -> None:
    with c.at(x, y):
        c.haze(0, 4, 150, 14, 0x000000, alpha=0.6, blur=6)
        c.poly([(-120, -380), (120, -380), (92, 0), (-92, 0)], 0xFFFFFF, alpha=0.12)
        high = 330 * full
        half = 92 + 28 * high / 380
        c.poly([(-90, -8), (90, -8), (half - 4, -8 - high), (4 - half, -8 - high)],
               Ramp((-110, 0), (110, 0), (0x9E3A10, 0xF09A2A, 0xB8500F)))
        for k in range(40):
            rise_ = (chance(k, 1) + t * (0.25 + 0.3 * chance(k, 2))) % 1
            if full > 0.1:
                c.circle((chance(k, 3) - 0.5) * 160, -14 - high * rise_, 2 + 3 * chance(k, 4), 0xFFE2A8, alpha=0.7)
        if full > 0.05:
            for k in range(11):
                c.circle((k - 5) * half / 5.4, -12 - high - 12 * chance(k, 9) + 3 * wave(t, 2, k * 0.1), 27, 0xFFF6E4)
        c.line([(-122, -384), (-93, 0), (93, 0), (122, -384)], 0xFFFFFF, width=5, alpha=0.5)
        c.line([(-96, -340), (-78, -60)], 0xFFFFFF, width=12, alpha=0.25)


def _haan_mark(c: Canvas, t: float) -> None:
    c.circle(0, -70, 178, 0xFFE2B0)
    c.circle(0, -70, 164, 0x2A0E0A)
    with c.at(-6, -60, scale=0.95, turn=3 * wave(t, 1.6)):
        for k, tint in enumerate((0x7A1014, 0xC1262A, 0xE8812A)):
            c.blob([(-40, 20), (-110 - k * 6, -30 - k * 22), (-96 + k * 10, -92 - k * 6), (-60 + k * 8, -50),
                    (-20, 10)], tint)
        c.blob([(-56, 10), (-20, 72), (44, 62), (66, 0), (50, -60), (62, -92), (28, -104), (12, -60), (-10, -14)],
               0xD8232A)
        c.blob([(18, -98), (14, -128), (32, -112), (40, -134), (54, -112), (68, -122), (62, -92)], 0xFF5A3C)
        c.poly([(62, -96), (92, -84), (62, -76)], 0xF3B43C)
        c.circle(46, -88, 5, 0x160808)
        c.blob([(58, -74), (70, -60), (60, -44), (50, -58)], 0xFF5A3C)
        for lx in (-6, 24):
            c.line([(lx, 64), (lx, 100), (lx + 16, 104)], 0xF3B43C, width=7)
    with c.at(0, 150):
        plate(c, 860, 128, 0xFFE2B0, r=8)
        c.text("De Rode Haan", 0, 36, 104, 0x8A1014, face="serif", align="centre")
    c.text("BROUWERIJ", 0, -268, 44, 0xFFE2B0, face="tall", align="centre", spacing=14)
