"""Railways: from the window, the train in its country, the line on the map."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math

from stb.studio.canvas import HEIGHT, WIDTH, Canvas, Ramp, dark, down, light, pale
from stb.studio.motion import chance, ease, seconds, shot, span, wave
from stb.studio.props import bird, bug, cloud, lower_third, pine, tree, water


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """Spoorzicht: a yellow train through polder and bulb fields."""
    index, at = shot(frame, (170, 330))
    t = seconds(frame)
    if index == 0:
        _polder(c, 200 + at * 5, t)
        _train(c, 300 + at * 1.6, 520, 0.8, t, 0xF7C418, 0x1F3E8A)
        lower_third(c, at, "Spoorzicht", "Van Delta naar Noordstad", accent=0xF7C418, plate=0x14285A, start=24)
    elif index == 1:
        _polder(c, 900 + at * 24, t, close=True)
        _window(c, t, 0x3A4256, 0xF7C418)
    else:
        _map(c, at, t)
    bug(c, "SPOORZICHT", colour=0xFFFFFF)
    c.vignette(0.2)


def _polder(c: Canvas, x: float, t: float, *, close: bool = False) -> None:
    c.fill(down(0x5FB0E8, 0xE6F4F6, bottom=400))
    for k in range(6):
        cloud(c, (k * 320 - x * 0.05) % 1920 - 250, 100 + 56 * (k % 3), 300 - 40 * (k % 2), 0xFFFFFF)
    c.rect(0, 384, WIDTH, 340, 0x8CC05A)
    for k in range(14):
        tree(c, (k * 150 - x * 0.12) % 2100 - 300, 396, 46 + 20 * (k % 3), 0x5A8A5A)
    church = (900 - x * 0.12) % 2200 - 300
    c.rect(church, 330, 26, 66, 0x8A6A5A)
    c.poly([(church - 4, 330), (church + 13, 276), (church + 30, 330)], 0x4A4A5A)
    for k in range(2):
        mx = (k * 1100 + 500 - x * 0.2) % 2200 - 300
        c.poly([(mx - 26, 420), (mx - 16, 340), (mx + 16, 340), (mx + 26, 420)], 0x7A5040)
        for m in range(4):
            with c.at(mx, 330, turn=t * 50 + 90 * m):
                c.line([(0, 0), (0, -74)], 0x4A382E, width=4)
                c.rect(2, -72, 14, 52, 0xF5EBDD)
    c.rect(0, 420, WIDTH, 10, 0x6FB8D8)
    for row in range(10):
        y = 434 + row * row * (2.2 if not close else 3.0)
        colour = (0xE8455A, 0xF7C548, 0x9A4FB0, 0xF28AB2, 0xFF7A3A, 0xFFFFFF)[row % 6]
        high = 5 + row * 4.4
        c.rect(0, y, WIDTH, high + 4, 0x5F9A44)
        c.rect(0, y, WIDTH, high, colour)
        step = 60 + row * 30
        shift = x * (0.25 + 0.11 * row) % step
        for k in range(int(WIDTH / step) + 3):
            c.poly([(k * step - shift, y), (k * step - shift + step * 0.16, y), (k * step - shift + step * 0.1, y + high), (k * step - shift - step * 0.1, y + high)],
                   0x5F9A44)
    if close:
        for k in range(4):
            px = (k * 520 - x * 2.3) % 2080 - 300
            c.rect(px, -10, 18, 700, 0x5A626E)
            c.line([(px, 130), (px + 150, 96)], 0x5A626E, width=9)
        for k in range(2):
            c.line([(0, 120 + 26 * k + 16 * wave(x, 520)), (WIDTH, 120 + 26 * k - 16 * wave(x, 520))], 0x3A4250, width=3)


def _train(c: Canvas, x: float, y: float, s: float, t: float, body: int, band: int) -> None:
    with c.at(x, y + 1.2 * wave(t, 0.3), scale=s):
        c.rect(-1200, 92, 3600, 10, 0x4A4A52)
        for k in range(60):
            c.rect(-1200 + k * 60 - (t * 300) % 60, 102, 26, 8, 0x6A5A4E)
        for car in range(3):
            cx = -360 * car
            with c.at(cx, 0):
                if car == 0:
                    c.blob([(0, -70), (250, -72), (330, -40), (372, 30), (372, 78), (0, 80)], Ramp((0, -72), (0, 80), (pale(body, 0.35), body, dark(body, 0.2))))
                    c.blob([(262, -54), (318, -34), (346, 8), (270, 8)], 0x1A2436)
                    c.circle(352, 46, 9, 0xFFF6CC)
                    c.fill(light(360, 46, 70, 0xFFF6CC, 0.6))
                else:
                    c.rect(4, -72, 350, 152, Ramp((0, -72), (0, 80), (pale(body, 0.35), body, dark(body, 0.2))), r=10)
                for k in range(6 if car else 4):
                    c.rect(18 + k * 56, -46, 42, 48, 0x22304A, r=6)
                    c.poly([(20 + k * 56, -44), (40 + k * 56, -44), (24 + k * 56, 0), (20 + k * 56, 0)], 0xFFFFFF, alpha=0.18)
                c.rect(2, 18, 352 if car else 366, 26, band)
                for wx in (60, 120, 240, 300):
                    c.circle(wx, 84, 18, 0x22262E)
                    c.circle(wx, 84, 8, 0x7A828E)
        c.line([(-160, -74), (-130, -112), (-190, -140), (-130, -142)], 0x3A3F4A, width=5)


def _window(c: Canvas, t: float, frame: int, seat: int) -> None:
    c.poly([(60, 0), (260, 0), (90, 640), (0, 640), (0, 200)], 0xFFFFFF, alpha=0.08)
    c.rect(0, 0, WIDTH, 40, frame)
    c.rect(0, 0, 60, HEIGHT, frame)
    c.rect(1220, 0, 60, HEIGHT, frame)
    c.rect(0, 600, WIDTH, 130, down(pale(frame, 0.1), dark(frame, 0.3), top=600))
    c.frame(56, 36, 1168, 568, dark(frame, 0.5), r=26, width=16)
    c.rect(760, 584, 330, 20, 0xD9DEE6, r=6)
    shake = 1.5 * wave(t, 0.27)
    c.blob([(860, 540 + shake), (866, 584), (914, 584), (920, 540 + shake)], 0xFFFFFF)
    c.rect(858, 548 + shake, 64, 18, 0xD8453A)
    c.oval(890, 541 + shake, 30, 7, 0x4A2A18)
    c.rect(970, 572, 96, 12, 0x2F6F8F, r=2)
    c.rect(976, 562, 88, 10, 0xF4F0E6, r=2)
    c.blob([(-60, 730), (-40, 380), (60, 330), (190, 380), (220, 730)], dark(seat, 0.15))
    c.blob([(0, 420), (30, 350), (120, 350), (150, 420)], pale(seat, 0.2))


def _map(c: Canvas, at: int, t: float) -> None:
    c.fill(Ramp((0, 0), (WIDTH, 720), (0xF6EFDC, 0xE4D8B8)))
    for k in range(26):
        c.line([(k * 60, 0), (k * 60 - 30, 720)], 0xC9B98A, width=1.5, alpha=0.4)
    c.blob([(700, -60), (620, 160), (700, 320), (560, 470), (300, 760), (-80, 780), (-80, -60)], 0xA8D0E0, alpha=0.7)
    route: list[tuple[float, float]] = [(300, 590), (430, 520), (560, 540), (700, 440), (790, 330), (930, 290), (1060, 170)]
    c.line(route, 0xFFFFFF, width=16, smooth=True)
    shown = 6 * ease(span(at, 10, 130))
    done = [p for n, p in enumerate(route) if n <= shown]
    k = int(shown)
    if k < 6:
        f = shown - k
        done = [*done, (route[k][0] + (route[k + 1][0] - route[k][0]) * f, route[k][1] + (route[k + 1][1] - route[k][1]) * f)]
    if len(done) > 1:
        c.line(done, 0xD8453A, width=10, smooth=True)
    for n, (x, y) in enumerate(route):
        if n <= shown + 0.05:
            c.circle(x, y, 17, 0x14285A)
            c.circle(x, y, 9, 0xF7C418)
            c.text(("Delta", "Zeldam", "Zwaanswijk", "Heidevoort", "Veenmeer", "Oosterbrink", "Noordstad")[n], x + 26, y + 36, 30, 0x14285A, face="bold")
    x, y = done[-1]
    c.circle(x, y, 26 + 5 * wave(t, 1), 0xD8453A, alpha=0.35)
    c.circle(x, y, 15, 0xD8453A)
    c.rect(84, 70, 470, 150, 0x14285A, r=14)
    c.text("Delta – Noordstad", 114, 132, 44, 0xFFFFFF, face="bold")
    c.text(f"{int(213 * shown / 6)} kilometer", 114, 190, 38, 0xF7C418, face="semi")


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """Over de Bergen: a red train over a viaduct, along a lake, in snow."""
    index, at = shot(frame, (170, 330))
    t = seconds(frame)
    (_viaduct, _lake, _summit)[index](c, at, t)
    if index == 0:
        lower_third(c, at, "Over de Bergen", "Aflevering 2: de groene viaducten", accent=0xD8343A, start=24)
    elif index == 2:
        lower_third(c, at, "Sankt Adelheim", "2256 meter boven zee", accent=0xD8343A, start=20, stay=90)
    bug(c, "OVER DE BERGEN")
    c.vignette(0.25)


def _peaks(c: Canvas, x: float, base: float, tint: int, snow_from: float, seed: int) -> None:
    for k in range(-1, 9):
        n = k + int(x / 260)
        px = k * 260 - x % 260
        high = 190 + 170 * chance(n, seed)
        c.poly([(px - 210, base), (px, base - high), (px + 210, base)], tint)
        c.poly([(px, base - high), (px + 210, base), (px + 40, base)], dark(tint, 0.18))
        cut = high * snow_from
        w = 210 * cut / high
        c.poly([(px - w, base - high + cut), (px, base - high), (px + w, base - high + cut), (px + w * 0.4, base - high + cut * 0.8),
                (px, base - high + cut * 1.15), (px - w * 0.4, base - high + cut * 0.8)], 0xFFFFFF)


def _viaduct(c: Canvas, at: int, t: float) -> None:
    c.fill(down(0x4F9ADC, 0xD8ECF6, bottom=480))
    for k in range(4):
        cloud(c, (k * 420 - at * 0.5 + 80) % 1700 - 200, 90 + 40 * (k % 2), 260, 0xFFFFFF)
    _peaks(c, 100 + at * 0.4, 500, 0x8A9ABE, 0.5, 1)
    _peaks(c, 400 + at * 0.9, 560, 0x5F7AA0, 0.3, 2)
    c.hill([(k * 170 - 60 - at * 1.2 % 170, 520 - 60 * chance(k + int(at * 1.2 / 170), 5)) for k in range(11)], 720, 0x5F9A5A)
    for k in range(16):
        pine(c, (k * 110 - at * 1.6) % 1760 - 200, 600 + 30 * (k % 3), 130 + 40 * chance(k, 2), 0x2F6A4A)
    shift = at * 2.2
    _train(c, 250 + at * 2.4, 330, 0.7, t, 0xD8343A, 0xF4F4F4)
    c.rect(0, 396, WIDTH, 26, 0xC9B8A0)
    for k in range(12):
        x = k * 180 - shift % 180 - 90
        c.rect(x, 422, 44, 320, Ramp((x, 0), (x + 44, 0), (0xD9C8AE, 0xA8967C)))
        c.ring(x + 112, 500, 74, 0xB9A88E, width=26, start=180, sweep=180)
    for k in range(6):
        pine(c, (k * 290 - at * 5) % 1740 - 200, 760, 260, 0x1F4A38)


def _lake(c: Canvas, at: int, t: float) -> None:
    c.fill(down(0x6FB4E4, 0xF4E6D0, bottom=400))
    _peaks(c, 700 + at * 0.5, 400, 0x7A8FBA, 0.45, 7)
    water(c, 396, t, 0x3F86B0, 0xFFFFFF, strength=0.5, speed=1.4, bottom=600)
    with c.at(0, 792, sy=-0.45), c.faded(0.22):
        _peaks(c, 700 + at * 0.5, 880, 0x7A8FBA, 0.45, 7)
    x = (900 - at * 1.1)
    c.blob([(x - 90, 470), (x + 90, 468), (x + 60, 494), (x - 70, 494)], 0xFFFFFF)
    c.poly([(x, 460), (x, 350), (x + 66, 458)], 0xF2A03D)
    for k in range(3):
        bird(c, 300 + k * 66 + t * 34, 180 + 20 * k, 14, t * 1.2 + k * 0.3, 0x2A4A6A)
    c.rect(0, 590, WIDTH, 140, down(0x6A9A4A, 0x3F6A34, top=590))
    for k in range(4):
        px = (k * 480 - at * 22) % 1920 - 280
        c.rect(px, -10, 16, 740, 0x4A525E)
    for k in range(9):
        tree(c, (k * 230 - at * 26) % 2070 - 280, 720, 190, 0x4F8A3E)
    _window(c, t, 0x5A2A2E, 0xD8343A)


def _summit(c: Canvas, at: int, t: float) -> None:
    c.fill(Ramp((0, 0), (0, 500), (0x3A3F7A, 0xD87A7A, 0xFFD2A0)))
    _peaks(c, 300 + at * 0.3, 520, 0x6A5A8A, 0.7, 4)
    c.fill(light(1040, 330, 420, 0xFFE6B0, 0.8))
    c.hill([(k * 180 - 60, 500 - 40 * chance(k, 3)) for k in range(10)], 720, 0xE6EAF6)
    for k in range(9):
        pine(c, k * 160 + 40, 560 + 20 * (k % 2), 130, 0x3A5A6A)
    c.rect(860, 380, 260, 170, 0x8A5A3A)
    c.poly([(830, 384), (990, 290), (1150, 384)], 0xFFFFFF)
    c.poly([(850, 386), (990, 304), (1130, 386)], 0x5A3A2A)
    for k in range(3):
        c.rect(890 + k * 76, 430, 44, 50, 0xFFD98A, r=4)
    c.rect(0, 560, WIDTH, 160, down(0xF4F6FC, 0xB9C4E0, top=560))
    _train(c, -420 + 900 * ease(at / 130), 560, 0.86, t, 0xD8343A, 0xF4F4F4)
    for k in range(70):
        y = (chance(k, 2) * 800 + t * (60 + 90 * chance(k, 1))) % 800 - 40
        x = (chance(k, 3) * 1400 + 30 * math.sin(t + k) - t * 30) % 1400 - 60
        c.circle(x, y, 1.5 + 3 * chance(k, 4), 0xFFFFFF, alpha=0.8)
