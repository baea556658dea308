"""The two films: Nachttrein, noir in two inks; Dijkwacht, a storm in woodcut."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

import math

from stb.studio.canvas import HEIGHT, WIDTH, Canvas, Ramp, down, light, mix, pale
from stb.studio.motion import chance, ease, lerp, seconds, shot, span, wander, wave
from stb.studio.people import PORCELAIN, Kit, Who, bust, figure
from stb.studio.props import rain

NIGHT, RUST, LAMP = 0x0B0D14, 0xC8452E, 0xF2D9A0


def nachttrein(c: Canvas, frame: int, frames: int) -> None:
    """A train at night, a compartment, somebody in the corridor, the lamp on the line."""
    index, at = shot(frame, (150, 330, 500, 640, 800))
    t = seconds(frame)
    match index:
        case 0 | 5:
            _night_line(c, at, t)
        case 1 | 3:
            _compartment(c, at, t, index == 3)
        case 2:
            _corridor(c, at, t)
        case _:
            _signal(c, at, t)
    _bars(c)
    if index == 0:
        k = ease(span(at, 40, 80)) * (1 - ease(span(at, 124, 146)))
        c.text("NACHTTREIN", 640, 390, 120, LAMP, face="tall", align="centre", alpha=k, spacing=34)
    _said(c, index, at, ("", "Deze plaats is bezet.", "", "Niet meer sinds Utrecht.", "", ""))
    _grain(c, frame)


def _bars(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, 84, 0x020204)
    c.rect(0, 616, WIDTH, 110, 0x020204)


def _grain(c: Canvas, frame: int) -> None:
    if chance(frame // 3, 5) > 0.8:
        x = 1280 * chance(frame // 3, 6)
        c.rect(x, 84, 1.5, 532, 0xFFFFFF, alpha=0.08)
    c.vignette(0.55)


def _said(c: Canvas, index: int, at: int, lines: tuple[str, ...]) -> None:
    if lines[index] and 30 < at < 110:
        c.text(lines[index], 640, 662, 34, 0xF4ECD8, face="sans", align="centre")


def _night_line(c: Canvas, at: int, t: float) -> None:
    c.fill(Ramp((0, 0), (0, 620), (0x05060C, 0x1A2232, 0x2E3A4E)))
    c.circle(980, 190, 58, 0xE9E2CC)
    c.fill(light(980, 190, 300, 0xC9D2E0, 0.35))
    for k in range(6):
        c.haze((k * 320 + t * 14) % 1900 - 250, 170 + 40 * (k % 3), 260, 26, 0x0B0D14, alpha=0.6, blur=20)
    for depth in range(3):
        c.hill([(k * 170 - (t * (10 + 16 * depth)) % 170 - 170, 430 + depth * 40 - 60 * chance(k + int(t * (10 + 16 * depth) / 170), depth)) for k in range(11)],
               720, mix(0x1E2838, 0x07090E, depth / 2))
    y = 520
    for k in range(9):
        x = -1300 + 2700 * span(at, 0, 160) - k * 236 + 300
        c.rect(x, y - 70, 226, 78, 0x0A0C12, r=8)
        for m in range(5):
            on = chance(k, m) < 0.7
            c.rect(x + 16 + m * 42, y - 52, 28, 30, LAMP if on else 0x1A1E28, r=3)
            if on:
                c.poly([(x + 16 + m * 42, y + 10), (x + 44 + m * 42, y + 10), (x + 66 + m * 42, y + 70), (x - 8 + m * 42, y + 70)], LAMP, alpha=0.10)
    x = -1300 + 2700 * span(at, 0, 160) + 300
    c.blob([(x + 220, y - 74), (x + 380, y - 80), (x + 436, y - 40), (x + 440, y + 8), (x + 220, y + 8)], 0x0A0C12)
    c.poly([(x + 430, y - 30), (x + 1100, y - 120), (x + 1100, y + 70)], Ramp((x + 430, 0), (x + 1100, 0), (LAMP, LAMP), (0.5, 0.0)))
    for k in range(8):
        c.haze(x + 330 - k * 90 - 30 * wander(t + k, k), y - 120 - 12 * k, 50 + 12 * k, 26 + 6 * k, 0x8A94A4, alpha=0.22 - 0.02 * k, blur=18)
    c.rect(0, y + 10, WIDTH, 8, 0x3A4250)
    c.rect(0, y + 18, WIDTH, 200, 0x05060A)


_MAN = Who(skin=PORCELAIN, hair="hat", hair_colour=0x1A1C24, top=0x20242E, shirt=0xD9D2C2, tie=RUST, seed=101)
_WOMAN = Who(skin=0xE9C9B4, hair="bob", hair_colour=0x14121A, top=RUST, outfit="vneck", seed=102)


def _compartment(c: Canvas, at: int, t: float, late: bool) -> None:
    c.fill(Ramp((0, 0), (WIDTH, 0), (0x14100E, 0x2E2018, 0x14100E)))
    c.rect(380, 110, 520, 330, 0x05070C, r=16)
    with c.inside(390, 120, 500, 310, r=12):
        c.rect(390, 120, 500, 310, down(0x0E1522, 0x2A3648, top=120, bottom=430))
        for k in range(7):
            px = 390 + (k * 170 - t * 900) % 1190 - 200
            c.rect(px, 120, 9, 320, 0x05070C)
            c.fill(light(px, 260, 70, LAMP, 0.16 if k % 3 == 0 else 0.0))
        c.hill([(390 + k * 90 - (t * 200) % 90, 390 - 30 * chance(k + int(t * 200 / 90), 2)) for k in range(8)], 440, 0x070A10)
        for k in range(26):
            x = 390 + (chance(k, 1) * 520 + t * 60) % 520
            c.line([(x, 120 + 310 * chance(k, 2)), (x + 34, 128 + 310 * chance(k, 2))], 0x9AA8BC, width=1.5, alpha=0.4)
    c.frame(380, 110, 520, 330, 0x6A4A2E, r=16, width=14)
    lamp = 0.7 + 0.15 * wander(t * 6, 4)
    c.fill(light(640, 96, 520, 0xF2A85A, lamp * 0.55))
    c.rect(610, 84, 60, 22, LAMP, r=10)
    for side in (0, 1):
        c.rect(-20 if side == 0 else 1010, 300, 290, 420, Ramp((0, 300), (0, 720), (0x5A2018, 0x2A0E0A)), r=24)
    who = (_WOMAN, _MAN)
    bust(c, 290, 640, 1.7, who[0], t, talk=late and at > 30, arms="down", look=0.8, smile=-0.2)
    bust(c, 990, 640, 1.7, who[1], t, talk=not late and at > 30, arms="down", look=-0.8, smile=-0.1)
    c.rect(520, 560, 240, 16, 0x4A3018, r=4)
    c.rect(600, 510, 34, 50, 0xE9E2CC, r=4, alpha=0.6)
    flash = max(0.0, wave(t, 2.4)) ** 12
    c.fill(0xF2E2C0, alpha=0.10 * flash)


def _corridor(c: Canvas, at: int, t: float) -> None:
    c.fill(NIGHT)
    vx, vy = 640 + 8 * wave(t, 1.9), 340
    c.poly([(0, 0), (WIDTH, 0), (vx + 70, vy - 70), (vx - 70, vy - 70)], 0x1A1612)
    c.poly([(0, 720), (WIDTH, 720), (vx + 70, vy + 90), (vx - 70, vy + 90)], 0x3A1610)
    c.poly([(0, 0), (vx - 70, vy - 70), (vx - 70, vy + 90), (0, 720)], 0x2A1E16)
    c.poly([(WIDTH, 0), (vx + 70, vy - 70), (vx + 70, vy + 90), (WIDTH, 720)], 0x1E1814)
    for k in range(6):
        near = (k / 6 + t * 0.0) ** 1.6
        x1, x2 = lerp(vx - 70, -100, near), lerp(vx - 70, -100, (k + 0.6) ** 1.6 / 6**1.6)
        top1, top2 = lerp(vy - 40, 60, near), lerp(vy - 40, 60, (k + 0.6) ** 1.6 / 6**1.6)
        low1, low2 = lerp(vy + 60, 520, near), lerp(vy + 60, 520, (k + 0.6) ** 1.6 / 6**1.6)
        c.poly([(x1, top1), (x2, top2), (x2, low2), (x1, low1)], 0x0A1018)
        pulse = max(0.0, wave(t * 1.4 - k * 0.14, 1)) ** 4
        c.poly([(x1, top1), (x2, top2), (x2, low2), (x1, low1)], LAMP, alpha=0.45 * pulse)
    for k in range(5):
        near = (k + 0.3) / 5
        c.circle(640, lerp(vy - 60, 20, near**1.5), 6 + 20 * near, LAMP)
        c.fill(light(640, lerp(vy - 60, 20, near**1.5), 60 + 240 * near, 0xF2A85A, 0.22))
    k = span(at, 10, 165)
    figure(c, 640 + 10 * wave(t, 1.2), lerp(430, 610, k * k), lerp(0.7, 2.4, k * k), Kit(skin=PORCELAIN, hair=0x0A0A0E, top=0x0E1016, legs=0x0A0C12, shoes=0x05060A), t * 0.9, gait="walk")
    c.vignette(0.5)


def _signal(c: Canvas, at: int, t: float) -> None:
    c.fill(Ramp((0, 0), (0, 720), (0x05060C, 0x1E2838, 0x0A0C12)))
    for k in range(14):
        z = ((k + t * 3.4) % 14) / 14
        w, y = 20 + 900 * z**2.4, 380 + 330 * z**2.4
        c.rect(640 - w / 2, y, w, 6 + 18 * z**2, 0x2A2620)
    for side in (-1, 1):
        c.poly([(640 + side * 5, 380), (640 + side * 9, 380), (640 + side * 330, 720), (640 + side * 300, 720)], 0x9AA4B0)
    for k in range(7):
        z = ((k + t * 1.7) % 7) / 7
        for side in (-1, 1):
            x = 640 + side * (60 + 900 * z**2)
            c.rect(x, 380 - 300 * z**1.5, 4 + 14 * z, 300 * z**1.5 + 200 * z, 0x0A0C12)
    near = span(at, 0, 150)
    x, y, r = lerp(700, 900, near), lerp(350, 210, near), lerp(5, 44, near)
    c.rect(x - r * 0.25, y, r * 0.5, 700, 0x0A0C12)
    c.rect(x - r * 1.5, y - r * 3.6, r * 3, r * 5.4, 0x14161E, r=r)
    red = at < 96
    c.circle(x, y - r * 2, r, RUST if red else 0x2A1410)
    c.circle(x, y + r * 0.4, r, 0x10281A if red else 0x4FD88A)
    c.fill(light(x, y - r * 2 if red else y + r * 0.4, 120 + 300 * near, RUST if red else 0x4FD88A, 0.5))
    rain(c, t, count=70, alpha=0.25)


def dijkwacht(c: Canvas, frame: int, frames: int) -> None:
    """Storm on the dyke: the watch, the wave, sandbags by lamplight, morning."""
    index, at = shot(frame, (170, 340, 520, 680, 820))
    t = seconds(frame)
    match index:
        case 0 | 3:
            _dyke(c, at, t, 0.0 if index == 0 else 0.5)
        case 1:
            _watchman(c, at, t)
        case 2:
            _bags(c, at, t)
        case 4:
            _gauge(c, at, t)
        case _:
            _morning(c, at, t)
    _bars(c)
    if index == 0:
        k = ease(span(at, 40, 80)) * (1 - ease(span(at, 140, 162)))
        c.text("DIJKWACHT", 640, 350, 118, 0xF2EBDD, face="serif", align="centre", alpha=k, spacing=26)
    _said(c, index, at, ("", "Nog veertig centimeter, dan staan we erin.", "Doorgeven! Doorgeven!", "", "Hij zakt.", ""))
    c.vignette(0.45)


INDIGO, SLATE, CHALK, OCHRE = 0x14203A, 0x3F5570, 0xE6ECEE, 0xE0A03A


def _storm(c: Canvas, t: float) -> None:
    c.fill(Ramp((0, 0), (0, 480), (0x0A1222, 0x26364E, 0x566A80)))
    for k in range(8):
        x = (k * 240 + t * (60 + 14 * (k % 3))) % 1920 - 300
        c.blob([(x - 220, 150 + 40 * (k % 3)), (x - 60, 90 + 40 * (k % 3)), (x + 120, 104 + 40 * (k % 3)), (x + 240, 160 + 40 * (k % 3)), (x, 190 + 40 * (k % 3))],
               mix(0x1A2638, 0x0A1220, (k % 3) / 2), alpha=0.9)


def _waves(c: Canvas, t: float, base: float, height: float) -> None:
    for row in range(6):
        y = base + row * 38
        pts = []
        for q in range(30):
            x = q * 48 - 60
            pts.append((x, y - height * (0.4 + 0.12 * row) * abs(wave(x * 0.0016 + t * (0.20 + 0.03 * row) + row * 0.37, 1)) ** 1.6))
        c.hill(pts, HEIGHT, mix(SLATE, INDIGO, row / 5))
        c.line(pts, CHALK, width=3 + row * 0.9, smooth=True, alpha=0.75)


def _dyke(c: Canvas, at: int, t: float, more: float) -> None:
    _storm(c, t)
    _waves(c, t, 330 - 60 * more, 90 + 70 * more)
    c.hill([(-40, 470), (260, 440), (620, 452), (900, 520), (1330, 640)], HEIGHT, Ramp((0, 440), (0, 720), (0x2E4034, 0x0E1614)))
    for k in range(26):
        x = k * 42
        c.line([(x, 462 + 70 * span(x, 620, 1100)), (x + 22, 440 + 70 * span(x, 620, 1100))], 0x4A5E48, width=3)
    burst = abs(wave(t, 3.1)) ** 4
    for k in range(26):
        a = math.pi * (1.1 + 0.8 * chance(k, 1))
        q = 200 * burst * (0.4 + chance(k, 2))
        c.circle(880 + q * math.cos(a), 470 + q * math.sin(a) + 60 * burst * burst, 3 + 7 * chance(k, 3), CHALK, alpha=0.8 * burst)
    for k in range(3):
        x = 180 + k * 150 + at * 0.7
        figure(c, x, 462, 0.95, Kit(skin=0xD9B08C, hair=OCHRE, top=OCHRE, legs=0x14181E), t * 0.7 + k * 0.2, gait="walk")
        c.circle(x + 30, 412, 7, 0xFFF0C0)
        c.fill(light(x + 30, 412, 110, 0xFFD98A, 0.5))
    rain(c, t, count=120, alpha=0.4, slant=46)


_WATCH = Who(skin=0xD9B08C, hair="hat", hair_colour=OCHRE, top=OCHRE, outfit="round", seed=111)


def _watchman(c: Canvas, at: int, t: float) -> None:
    _storm(c, t)
    _waves(c, t, 420, 70)
    c.fill(0x0A1222, alpha=0.25)
    bust(c, 470 + 8 * wander(t, 3), 720, 2.15, _WATCH, t, talk=30 < at < 110, arms="down", look=0.7, smile=-0.4)
    c.fill(light(820, 420, 420, 0xFFD98A, 0.5 + 0.1 * wander(t * 5, 2)))
    with c.at(830, 400, turn=8 * wave(t, 1.4)):
        c.ring(0, -70, 34, 0x14181E, width=7, start=180, sweep=180)
        c.poly([(-46, -60), (46, -60), (36, 50), (-36, 50)], 0x14181E)
        c.rect(-28, -46, 56, 84, 0xFFE9A8, r=8)
    rain(c, t, count=130, alpha=0.42, slant=52)


def _bags(c: Canvas, at: int, t: float) -> None:
    c.fill(Ramp((0, 0), (0, 720), (0x0A1018, 0x2A2218, 0x120E0A)))
    for k in range(2):
        c.fill(light(250 + k * 780, 230, 420, 0xFFD07A, 0.45 + 0.05 * wander(t * 4, k)))
        c.line([(250 + k * 780, 230), (250 + k * 780, 560)], 0x0A0C10, width=9)
        c.circle(250 + k * 780, 226, 20, 0xFFF0C0)
    placed = int(at / 9)
    for n in range(min(22, placed + 6)):
        row, col = n // 8, n % 8
        x, y = 150 + col * 140 + 70 * (row % 2), 600 - row * 54
        c.blob([(x - 66, y), (x - 58, y - 42), (x, y - 52), (x + 58, y - 42), (x + 66, y), (x, y + 8)], mix(0xB99A68, 0x7A6240, chance(n, 1)))
        c.line([(x - 40, y - 26), (x + 40, y - 30)], 0x6A5436, width=3)
    for k in range(5):
        x = 170 + k * 236
        sway = wave(t, 1.5, k * 0.2)
        figure(c, x, 640, 1.55, Kit(skin=(0xD9B08C, 0x8A5A3C, 0xF0C3A0)[k % 3], hair=OCHRE if k % 2 else 0x2A3A5A, top=(OCHRE, 0x2F4F7A)[k % 2], legs=0x14181E),
               0.25 + 0.06 * sway, gait="cheer" if sway > 0.4 else "walk", facing=1 if sway > 0 else -1)
        bx = x + 100 * span(sway, -1, 1)
        c.blob([(bx - 40, 470), (bx - 34, 440), (bx, 434), (bx + 34, 440), (bx + 40, 470)], 0xB99A68)
    rain(c, t, count=110, alpha=0.4, slant=40)


def _gauge(c: Canvas, at: int, t: float) -> None:
    c.fill(Ramp((0, 0), (0, 720), (0x14203A, 0x3F5570)))
    level = lerp(300, 430, ease(span(at, 20, 120)))
    c.rect(520, 40, 240, 700, CHALK)
    for k in range(13):
        y = 90 + k * 50
        c.rect(520, y, 90 if k % 2 == 0 else 50, 22, 0x14203A)
        if k % 2 == 0:
            c.text(f"{5.6 - k * 0.2:.1f}", 660, y + 32, 44, 0x14203A, face="tall")
    pts = [(q * 60 - 60, level + 14 * wave(q * 0.11 + t * 0.6, 1)) for q in range(26)]
    c.hill(pts, HEIGHT, Ramp((0, 280), (0, 720), (pale(SLATE, 0.1), INDIGO)), alpha=0.93)
    c.line(pts, CHALK, width=6, smooth=True)
    c.fill(light(300, 120, 460, 0xFFD98A, 0.35))
    rain(c, t, count=60, alpha=0.3, slant=20)


def _morning(c: Canvas, at: int, t: float) -> None:
    up = ease(at / 140)
    c.fill(Ramp((0, 0), (0, 460), (mix(0x26364E, 0x6A86B0, up), mix(0x8A7A7A, 0xF2C08A, up))))
    c.circle(900, 430 - 80 * up, 64, 0xFFE9B8)
    c.fill(light(900, 430 - 80 * up, 420, 0xFFD98A, 0.7))
    _waves(c, t * 0.4, 440, 26)
    c.hill([(-40, 560), (300, 510), (700, 500), (1330, 560)], HEIGHT, Ramp((0, 500), (0, 720), (0x5F7A4A, 0x2A3A2A)))
    for k in range(4):
        figure(c, 420 + k * 110, 530 - 6 * k, 1.1, Kit(skin=0xD9B08C, hair=OCHRE if k % 2 else 0x2A3A5A, top=(OCHRE, 0x2F4F7A)[k % 2], legs=0x14181E), 0.25, gait="stand", facing=1)
    for k in range(9):
        x = 120 + k * 34 + (k % 2) * 8
        c.blob([(x - 30, 560), (x - 26, 540), (x, 536), (x + 26, 540), (x + 30, 560)], 0xB99A68)
