"""Cartoon: Bolle Kip runs over the farm after an egg; Kapitein Kat flies among planets."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

import math

from stb.studio.canvas import WIDTH, Canvas, Glow, Ramp, dark, down, light, pale
from stb.studio.motion import chance, ease, lerp, out, seconds, shot, span, spring, wander, wave
from stb.studio.props import bug, cloud, tree

INK = 0x3A2430


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """Bolle Kip: title, the chase, the hen house, the chase on."""
    index, at = shot(frame, (90, 250, 360))
    t = seconds(frame)
    match index:
        case 0:
            _farm(c, t * 30, t)
            rise = spring(span(at, 6, 40))
            with c.at(520, 270, scale=max(0.01, rise), turn=-4 + 2 * wave(t, 1.6)):
                for d, ink in ((12, 0x7A1E2E), (0, 0xFFE04A)):
                    c.text("Bolle Kip", 0, 30 + d, 190, ink, face="heavy", align="centre")
                c.text("en het ei dat wegrolde", 0, 116, 54, 0x7A1E2E, face="round", align="centre")
            _hen(c, 1040, 640, 0.92, t, run=False)
        case 1:
            _farm(c, 300 + at * 13, t)
            _egg(c, 900 + 40 * wave(t, 2.1), 626 - 50 * abs(wave(t, 1.1)), 60, at * 13)
            _hen(c, 440 + 40 * wave(t, 1.7), 640, 1.15, t, run=True)
        case 2:
            _house(c, at, t)
        case _:
            _farm(c, 2600 + at * 10, t)
            for k in range(4):
                _chick(c, 180 + k * 110 + 16 * wave(t, 1.3, k * 0.2), 650, 0.8, t + k * 0.21)
            _hen(c, 760, 640, 1.2, t, run=True)
            _egg(c, 1050, 630 - 70 * abs(wave(t, 0.9)), 56, at * 12)
    bug(c, "BOLLE KIP", colour=0x7A1E2E)


def _farm(c: Canvas, x: float, t: float) -> None:
    c.fill(down(0x6FD0F2, 0xE8FAE0, bottom=480))
    c.circle(1060, 140, 70, 0xFFE35A)
    for k in range(12):
        a = t * 0.4 + k * math.pi / 6
        c.line([(1060 + 90 * math.cos(a), 140 + 90 * math.sin(a)), (1060 + 124 * math.cos(a), 140 + 124 * math.sin(a))], 0xFFE35A, width=12)
    for k in range(5):
        cloud(c, (k * 360 - x * 0.12) % 1800 - 240, 130 + 60 * (k % 2), 240, 0xFFFFFF)
    for depth, tint in enumerate((0xA8DE6A, 0x84C94A)):
        speed = 0.25 + 0.25 * depth
        first = int(x * speed / 220)
        c.hill([(k * 220 - x * speed % 220 - 220, 450 + 60 * depth - 70 * chance(first + k, depth)) for k in range(9)], 720, tint)
    for k in range(3):
        bx = (k * 700 - x * 0.5) % 2100 - 400
        c.rect(bx, 400, 170, 130, 0xD8453A)
        c.poly([(bx - 16, 400), (bx + 30, 330), (bx + 140, 330), (bx + 186, 400)], 0x8A2A2E)
        c.rect(bx + 56, 440, 58, 90, 0xFFF3DC)
        c.line([(bx + 56, 440), (bx + 114, 530), (bx + 114, 440), (bx + 56, 530)], 0xD8453A, width=6)
        tree(c, bx + 330, 540, 190, 0x4FA84A, sway=4 * wave(t, 2.2, k * 0.3))
    c.rect(0, 540, WIDTH, 190, down(0xC9E86A, 0x7FB83A, top=540))
    for k in range(12):
        fx = (k * 150 - x) % 1800 - 200
        c.rect(fx, 520, 18, 92, 0xFFFFFF, r=5)
        c.poly([(fx, 520), (fx + 9, 504), (fx + 18, 520)], 0xFFFFFF)
        c.rect(fx - 4, 542, 154, 14, 0xF4F0E6)
        c.rect(fx - 4, 580, 154, 14, 0xF4F0E6)
    for k in range(16):
        gx = (k * 110 - x * 1.25) % 1760 - 160
        gy = 650 + 50 * chance(k, 2)
        if k % 3 == 0:
            c.line([(gx, gy), (gx, gy - 26)], 0x4F8F2E, width=5)
            for m in range(5):
                a = m * 1.257
                c.circle(gx + 11 * math.cos(a), gy - 32 + 11 * math.sin(a), 9, (0xFF7FB0, 0xFFFFFF)[k % 2])
            c.circle(gx, gy - 32, 7, 0xFFC93C)
        else:
            c.line([(gx - 8, gy - 18), (gx, gy), (gx + 9, gy - 22)], 0x5FA03A, width=6)


def _hen(c: Canvas, x: float, y: float, s: float, t: float, *, run: bool) -> None:
    step = t * 2.6
    hop = 26 * abs(math.sin(step * math.pi)) if run else 6 * abs(wave(t, 1.2))
    with c.at(x, y - hop, scale=s, turn=6 * wave(step, 1) if run else 3 * wave(t, 1.6)):
        c.haze(0, 8 + hop, 110, 10, 0x2A4A10, alpha=0.4, blur=5)
        for side in (-1, 1):
            swing = 36 * math.sin(step * math.pi * 2 + (0 if side > 0 else math.pi)) if run else side * 10
            c.line([(side * 26, -50), (side * 20 + swing, 0)], 0xF2922D, width=12)
            c.line([(side * 20 + swing - 8, 4), (side * 20 + swing + 26, 4)], 0xF2922D, width=10)
        c.blob([(-100, -150), (-170, -230), (-150, -120), (-120, -80)], 0xF4EAD8)
        c.line([(-100, -150), (-170, -230), (-150, -120), (-120, -80)], INK, width=6, smooth=True)
        body = [(-120, -110), (-90, -200), (0, -230), (90, -200), (124, -110), (80, -46), (-70, -44)]
        c.blob(body, Glow((-30, -170), 240, (0xFFFFFF, 0xFFF4E0, 0xE6CFA8)))
        c.line(body, INK, width=6, smooth=True, closed=True)
        flap = 30 * math.sin(step * math.pi * 2) if run else 8 * wave(t, 1)
        wing = [(-60, -130), (-20, -150), (30, -110), (-10, -70 + flap * 0.3), (-70, -86 + flap)]
        c.blob(wing, 0xF2DDB8)
        c.line(wing, INK, width=5, smooth=True, closed=True)
        with c.at(74, -216, turn=8 * wave(t, 0.9)):
            for k in range(3):
                c.circle(-26 + k * 28, -84 - 10 * (k == 1), 22, 0xE5344F)
            c.circle(0, -30, 66, Glow((-14, -50), 100, (0xFFFFFF, 0xFFF4E0, 0xF0DDBC)))
            c.ring(0, -30, 66, INK, width=6)
            c.blob([(58, -46), (124, -26), (58, -4)], 0xF2A22D)
            c.line([(58, -46), (124, -26), (58, -4)], INK, width=5)
            c.blob([(50, 4), (70, 34), (40, 44), (30, 20)], 0xE5344F)
            for ex in (4, 42):
                c.oval(ex, -46, 17, 22, 0xFFFFFF)
                c.ring(ex, -46, 19, INK, width=3)
                c.circle(ex + 5 + 3 * wander(t, 4), -42, 9, 0x1E1418)
                c.circle(ex + 8, -47, 3.5, 0xFFFFFF)
            c.haze(-6, -12, 16, 10, 0xFF7F8A, alpha=0.5, blur=5)


def _egg(c: Canvas, x: float, y: float, r: float, turn: float) -> None:
    with c.at(x, y, turn=turn):
        shape = [(-r * 0.8, 0), (-r * 0.5, -r), (0, -r * 1.28), (r * 0.5, -r), (r * 0.8, 0), (r * 0.5, r * 0.72), (-r * 0.5, r * 0.72)]
        c.blob(shape, 0xFFF6E6)
        for k in range(5):
            c.circle((k - 2) * r * 0.28, -r * 0.5 + r * 0.5 * (k % 2), r * 0.14, (0x5FB8F0, 0xFF8FB0)[k % 2])
        c.line(shape, INK, width=5, smooth=True, closed=True)


def _chick(c: Canvas, x: float, y: float, s: float, t: float) -> None:
    with c.at(x, y - 30 * abs(wave(t, 0.7)), scale=s):
        for side in (-1, 1):
            c.line([(side * 12, -20), (side * 12 + 12 * wave(t, 0.35, side * 0.25), 0)], 0xF2922D, width=7)
        c.circle(0, -56, 46, 0xFFE04A)
        c.ring(0, -56, 46, INK, width=5)
        c.blob([(36, -66), (66, -56), (36, -46)], 0xF2922D)
        for ex in (4, 24):
            c.circle(ex, -68, 7, 0x1E1418)
        c.line([(-4, -102), (0, -118), (6, -102)], INK, width=5)


def _house(c: Canvas, at: int, t: float) -> None:
    c.fill(down(0xC98A4A, 0x8A5228))
    for k in range(12):
        c.rect(k * 112, 0, 108, 560, Ramp((k * 112, 0), (k * 112 + 108, 0), (0xD89A58, 0xB9783A)))
    c.fill(light(300, 160, 460, 0xFFF0B0, 0.6))
    c.rect(190, 60, 220, 190, 0x8FD8F4, r=10)
    c.line([(300, 60), (300, 250)], 0x6A3E1E, width=12)
    c.line([(190, 155), (410, 155)], 0x6A3E1E, width=12)
    c.rect(0, 560, WIDTH, 160, down(0xF2D06A, 0xC9A03A, top=560))
    for k in range(60):
        x = chance(k, 1) * WIDTH
        c.line([(x, 570 + 130 * chance(k, 2)), (x + 40, 560 + 130 * chance(k, 2))], 0xE8BC48, width=5)
    for k in range(3):
        x = 560 + k * 250
        pop = out(span(at, 12 + k * 14, 28 + k * 14))
        _chick(c, x, 520 + 60 * (1 - pop), 1.5, t + k * 0.3)
        c.blob([(x - 120, 520), (x - 90, 590), (x + 90, 590), (x + 120, 520), (x, 556)], 0xB98A2E)
        c.line([(x - 120, 520), (x - 90, 590), (x + 90, 590), (x + 120, 520)], INK, width=6, smooth=True)
    _hen(c, 230, 650, 1.1, t, run=False)
    k = out(span(at, 44, 58)) * (1 - span(at, 96, 106))
    if k > 0:
        with c.at(470, 190, scale=k):
            c.oval(0, 0, 150, 74, 0xFFFFFF)
            c.poly([(-80, 50), (-150, 130), (-20, 66)], 0xFFFFFF)
            c.text("Tok?!", 0, 26, 78, INK, face="heavy", align="centre")


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """Kapitein Kat: title, in the cockpit, past the cheese planet."""
    index, at = shot(frame, (100, 240, 380))
    t = seconds(frame)
    match index:
        case 0:
            _space(c, t, 60)
            _planet(c, 980, 470, 210, 0xFF8A5A, t)
            _rocket(c, lerp(-260, 700, ease(at / 110)), 430 + 30 * wave(t, 2), 0.9, t)
            rise = spring(span(at, 20, 54))
            if rise > 0:
                with c.at(560, 190, scale=max(0.01, rise)):
                    c.text("Kapitein Kat", 6, 10, 150, 0x2A1060, face="round", align="centre")
                    c.text("Kapitein Kat", 0, 0, 150, 0x7FF0E0, face="round", align="centre")
        case 1:
            _cockpit(c, at, t)
        case 2:
            _space(c, t, 170)
            _planet(c, 1180 - at * 4, 400, 300, 0xF7C93A, t, cheese=True)
            for k in range(6):
                _stone(c, (k * 260 + 200 - at * 11) % 1560 - 140, 130 + 100 * k % 560, 40 + 18 * (k % 3), t * 40 + k * 50)
            _rocket(c, 420 + 60 * wave(t, 3), 380 + 80 * wave(t, 2.3), 1.15, t)
        case _:
            _cheese_land(c, at, t)
    bug(c, "KAPITEIN KAT", colour=0x7FF0E0)


def _space(c: Canvas, t: float, speed: float) -> None:
    c.fill(Ramp((0, 0), (WIDTH, 720), (0x1A0E4A, 0x3A1A7A, 0x12083A)))
    c.fill(light(300, 520, 520, 0xD83A9A, 0.35))
    c.fill(light(1000, 160, 460, 0x2A8AE0, 0.4))
    for k in range(90):
        near = chance(k, 1)
        x = (chance(k, 2) * 1400 - t * speed * (0.2 + near)) % 1400 - 50
        c.circle(x, chance(k, 3) * 720, 1.2 + 2.6 * near, 0xFFFFFF, alpha=0.4 + 0.5 * abs(wave(t, 2, chance(k, 4))))


def _planet(c: Canvas, x: float, y: float, r: float, tint: int, t: float, *, cheese: bool = False) -> None:
    c.circle(x, y, r * 1.12, tint, alpha=0.16)
    c.circle(x, y, r, Glow((x - r * 0.4, y - r * 0.4), r * 1.7, (pale(tint, 0.4), tint, dark(tint, 0.55))))
    with c.inside_oval(x, y, r, r):
        for k in range(9):
            hx = x - r + (chance(k, 4) * 2 * r + t * 12) % (2 * r)
            c.circle(hx, y - r + 2 * r * chance(k, 5), r * (0.06 + 0.12 * chance(k, 6)), dark(tint, 0.2 if cheese else 0.12))
    if not cheese:
        with c.at(x, y, turn=-16, sy=0.28):
            c.ring(0, 0, r * 1.55, 0xFFE0B0, width=26, alpha=0.8, start=-20, sweep=220)


def _stone(c: Canvas, x: float, y: float, r: float, turn: float) -> None:
    with c.at(x, y, turn=turn):
        c.blob([(-r, -r * 0.2), (-r * 0.4, -r), (r * 0.6, -r * 0.8), (r, 0), (r * 0.4, r), (-r * 0.6, r * 0.8)], 0x7A6A9A)
        c.circle(-r * 0.2, -r * 0.2, r * 0.24, 0x5E5080)
        c.circle(r * 0.35, r * 0.3, r * 0.16, 0x5E5080)


def _rocket(c: Canvas, x: float, y: float, s: float, t: float) -> None:
    with c.at(x, y, scale=s, turn=5 * wave(t, 2)):
        for k in range(3):
            flame = 120 + 50 * wave(t, 0.21, k * 0.3)
            c.blob([(-150, -34 + k * 10), (-160 - flame + k * 40, 0), (-150, 34 - k * 10)], (0xFF5A3A, 0xFFB03A, 0xFFF0A0)[k])
        for side in (-1, 1):
            c.blob([(-150, side * 50), (-190, side * 120), (-90, side * 110), (-40, side * 60)], 0xE5344F)
        shape = [(-160, -50), (-60, -86), (90, -74), (210, 0), (90, 74), (-60, 86), (-160, 50)]
        c.blob(shape, Ramp((0, -86), (0, 86), (0xFFFFFF, 0xDCE6F4, 0x9AA8C8)))
        c.line(shape, 0x2A1A50, width=6, smooth=True, closed=True)
        c.blob([(120, -64), (210, 0), (120, 64), (150, 0)], 0xE5344F)
        c.circle(30, 0, 56, 0x2A1A50)
        c.circle(30, 0, 47, 0x8FE8F4)
        with c.inside_oval(30, 0, 47, 47), c.at(34, 22, scale=0.42):
            _cat_head(c, t)


def _cat_head(c: Canvas, t: float) -> None:
    fur = 0xF2902D
    for side in (-1, 1):
        c.poly([(side * 30, -70), (side * 86, -126), (side * 84, -30)], fur)
        c.poly([(side * 44, -70), (side * 76, -104), (side * 76, -44)], 0xFFC9B0)
    c.blob([(-92, -20), (-70, -76), (0, -92), (70, -76), (92, -20), (50, 40), (-50, 40)], Glow((-20, -50), 150, (pale(fur, 0.3), fur, dark(fur, 0.15))))
    for k in (-1, 0, 1):
        c.line([(k * 22, -88), (k * 16, -58)], 0xB85A14, width=12)
    c.oval(0, 14, 42, 30, 0xFFF4E6)
    blink = chance(int(t * 4), 77) < 0.08
    for side in (-1, 1):
        if blink:
            c.line([(side * 38 - 16, -22), (side * 38 + 16, -22)], INK, width=6)
        else:
            c.oval(side * 38, -22, 21, 25, 0xFFFFFF)
            c.oval(side * 38 + 5 * wander(t, 8), -20, 9, 17, 0x1F7A5A)
            c.oval(side * 38 + 5 * wander(t, 8), -20, 4.5, 13, 0x10201A)
            c.circle(side * 38 + 5, -30, 4, 0xFFFFFF)
        for k in range(3):
            c.line([(side * 30, 12 + k * 6), (side * 104, 2 + k * 16)], 0xFFFFFF, width=3, alpha=0.85)
    c.poly([(-11, -2), (11, -2), (0, 12)], 0xE5608A)
    open_ = max(0.0, wander(t * 6, 3))
    c.oval(0, 24, 12, 3 + 11 * open_, 0x7A1E2E)


def _cockpit(c: Canvas, at: int, t: float) -> None:
    _space(c, t, 240)
    _planet(c, 1000 - at * 1.2, 210, 90 + at * 0.2, 0xF7C93A, t, cheese=True)
    c.poly([(0, 0), (140, 0), (250, 520), (0, 560)], 0x5A5F8A)
    c.poly([(WIDTH, 0), (1140, 0), (1030, 520), (WIDTH, 560)], 0x4A4F7A)
    c.poly([(120, 0), (150, 0), (260, 520), (236, 524)], 0x8A90B8)
    c.rect(0, 520, WIDTH, 210, down(0x6A70A0, 0x2E3258, top=520))
    for k in range(24):
        on = chance(k, int(t * 3)) > 0.4
        c.circle(90 + k * 48, 600 + 46 * (k % 2), 14, ((0xFF5A6A, 0x7FF0A0, 0xFFD23F)[k % 3]) if on else 0x3A3E66)
    c.circle(640, 580, 90, 0x1A1E3E)
    c.ring(640, 580, 80, 0x7FF0E0, width=5)
    c.line([(640, 580), (640 + 76 * math.cos(t * 2), 580 + 76 * math.sin(t * 2))], 0x7FF0E0, width=6)
    with c.at(640 + 10 * wave(t, 1.9), 470, scale=1.75):
        c.blob([(-100, 90), (-96, 30), (0, 10), (96, 30), (100, 90)], 0xE5344F)
        c.rect(-14, 20, 28, 70, 0xFFD23F)
        _cat_head(c, t)
        c.blob([(-96, -60), (-60, -106), (0, -116), (60, -106), (96, -60), (0, -80)], 0x2A4AB0)
        c.rect(-100, -76, 200, 20, 0x1E3688, r=10)
        c.circle(0, -92, 13, 0xFFD23F)
    k = out(span(at, 50, 62)) * (1 - span(at, 126, 136))
    if k > 0:
        with c.at(960, 370, scale=k):
            c.oval(0, 0, 170, 76, 0xFFFFFF)
            c.poly([(-110, 46), (-190, 96), (-40, 66)], 0xFFFFFF)
            c.text("Kaas ahoi!", 0, 22, 62, 0x2A1060, face="round", align="centre")


def _cheese_land(c: Canvas, at: int, t: float) -> None:
    _space(c, t, 20)
    _planet(c, 220, 150, 80, 0xFF8A5A, t)
    c.hill([(k * 160 - 60, 480 - 60 * chance(k, 3)) for k in range(11)], 720, 0xD9A01E)
    c.hill([(k * 200 - 60, 580 - 40 * chance(k, 9)) for k in range(9)], 720, down(0xFFD84A, 0xE0A21E, top=540))
    for k in range(16):
        c.oval(chance(k, 1) * WIDTH, 600 + 110 * chance(k, 2), 20 + 40 * chance(k, 3), 9 + 14 * chance(k, 3), 0xC98A14)
    hop = 90 * abs(math.sin(t * 2.6))
    with c.at(300 + at * 4.4, 600 - hop, scale=1.0, turn=6 * wave(t, 1.2)):
        for side in (-1, 1):
            c.line([(side * 26, 80), (side * 30, 120)], 0xE5344F, width=30)
            c.line([(side * 56, 40), (side * 96, 20 - hop * 0.4)], 0xE5344F, width=26)
        c.blob([(-62, 96), (-66, 20), (0, 0), (66, 20), (62, 96)], 0xE5344F)
        c.line([(-60, 70), (-120, 40), (-130, -20 + 20 * wave(t, 1))], 0xF2902D, width=20, smooth=True)
        with c.at(0, -20):
            _cat_head(c, t)
        c.circle(0, -40, 118, 0xBFF4FF, alpha=0.22)
        c.ring(0, -40, 118, 0xFFFFFF, width=5, alpha=0.8)
    for k in range(3):
        x = 860 + k * 140
        with c.at(x, 590 - 40 * abs(wave(t, 1.1, k * 0.2))):
            c.oval(0, 0, 40, 46, 0x9AE86A)
            c.circle(-14, -16, 10, 0xFFFFFF)
            c.circle(14, -16, 10, 0xFFFFFF)
            c.circle(-12, -16, 5, INK)
            c.circle(16, -16, 5, INK)
            c.line([(-10, 10), (0, 16), (10, 10)], INK, width=4, smooth=True)
            c.line([(0, -46), (0, -70)], 0x9AE86A, width=6)
            c.circle(0, -74, 8, 0xFF8FB0)
