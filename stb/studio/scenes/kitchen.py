"""Kitchen: a cook behind the counter, the pan from above, the plate."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math
from dataclasses import dataclass

from stb.studio.canvas import WIDTH, Canvas, Glow, Ramp, dark, down, light, mix, pale
from stb.studio.motion import chance, ease, lerp, seconds, shot, span, wander, wave
from stb.studio.people import COCOA, PORCELAIN, Who, bust
from stb.studio.props import bug, lower_third


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An edition's kitchen, cook and dish."""

    title: str
    wall: tuple[int, int]
    tile: int
    wood: tuple[int, int]
    metal: int
    accent: int
    cook: Who
    name: str
    dish: str
    steps: str
    bakery: bool


TWO = Look(
    title="TWEE KEUKENS", wall=(0x1F4A4E, 0x2F6F6E), tile=0x3B8482, wood=(0xC98A4E, 0x8A5528),
    metal=0xD98A4A, accent=0xF2A03D, bakery=False,
    cook=Who(skin=COCOA, hair="bun", hair_colour=0x17110F, top=0xF6F1E7, outfit="vneck",
             apron=0xC9472B, seed=41),
    name="Amina Drost", dish="Stamppot met geroosterde pompoen", steps="Pompoen · prei · tijm",
)
BAKERY = Look(
    title="HET BAKHUIS", wall=(0xF6DCD0, 0xFBEDE2), tile=0xF0C4B4, wood=(0xE8C79A, 0xB98A56),
    metal=0xB9C4CC, accent=0xD8506A, bakery=True,
    cook=Who(skin=PORCELAIN, hair="curls", hair_colour=0xB5622A, top=0x6E8FB8, outfit="round",
             apron=0xFFFFFF, glasses=0x3A2A2A, seed=47),
    name="Joris Meelman", dish="Bossche roomsoezen", steps="Boter · bloem · heel veel room",
)


def draw(c: Canvas, frame: int, look: Look) -> None:
    """Counter, from above, plate, counter."""
    index, at = shot(frame, (140, 290, 390))
    t = seconds(frame)
    (_counter, _above, _plate, _counter)[index](c, at, t, look)
    if index == 0:
        lower_third(c, at, look.name, "Kok" if not look.bakery else "Banketbakker", accent=look.accent,
                    start=20, stay=92)
    elif index == 2:
        lower_third(c, at, look.dish, look.steps, accent=look.accent, start=10, stay=76)
    bug(c, look.title, colour=0x8A4A3A if look.bakery else 0xFFFFFF)
    c.vignette(0.22)


def _back(c: Canvas, look: Look) -> None:
    c.fill(down(*look.wall))
    for row in range(7):
        for col in range(22):
            x, y = col * 76 - 20 + 38 * (row % 2), 250 + row * 38
            c.rect(x, y, 73, 35, mix(look.tile, look.wall[1], 0.5 * chance(row, col)), r=3)
            c.rect(x + 3, y + 3, 67, 5, 0xFFFFFF, r=2, alpha=0.14)
    c.shadow(40, 214, 1520, 18, blur=10, alpha=0.3)
    c.rect(40, 206, 1520, 18, look.wood[1])
    goods = (0xD9472B, 0xF2B84B, 0x7FA84B, 0xE9DCC6, 0x8A5A8F, 0xC9853E)
    for k in range(13):
        x, tint = 80 + k * 112, goods[k % 6]
        high = 70 + 40 * chance(k, 3)
        if k % 3 == 0:
            c.blob([(x - 34, 206), (x - 40, 176), (x, 150), (x + 40, 176), (x + 34, 206)], 0xC2663A)
            for m in range(6):
                a = math.radians(-150 + m * 24)
                c.oval(x + 46 * math.cos(a), 146 + 40 * math.sin(a), 24, 13, (0x5F9A4A, 0x7FB85A)[m % 2])
        else:
            c.rect(x - 26, 206 - high, 52, high, Ramp((x - 26, 0), (x + 26, 0), (pale(tint, 0.3), tint)), r=8, alpha=0.95)
            c.rect(x - 28, 196 - high, 56, 18, look.wood[1], r=4)
            c.rect(x - 18, 206 - high * 0.62, 36, 26, 0xFBF6EC, r=3)
    for k in range(4):
        x = 260 + k * 330
        c.line([(x, -10), (x, 66)], 0x22262E, width=4)
        c.poly([(x - 50, 112), (x - 20, 62), (x + 20, 62), (x + 50, 112)], look.metal)
        c.fill(light(x, 118, 230, 0xFFE9B8, 0.42))
    if look.bakery:
        c.rect(1130, 260, 330, 300, 0x4A5058, r=14)
        c.rect(1156, 300, 278, 190, 0x2A1A12, r=10)
        c.fill(light(1295, 400, 190, 0xFF9A3A, 0.75))
        for k in range(6):
            c.oval(1195 + (k % 3) * 100, 380 + 70 * (k // 3), 38, 22, 0xE0A050)


def _counter(c: Canvas, at: int, t: float, look: Look) -> None:
    drift = 26 * ease(at / 150)
    c.lay(c.layer(("kitchen", look.title), lambda o: _back(o, look), 1600), -60 - drift, 0)
    bust(c, 590 - drift * 0.6, 566, 1.55, look.cook, t, talk=True, arms="stir", look=0.15, smile=1)
    c.rect(-10, 556, WIDTH + 20, 170, down(pale(look.wood[0], 0.2), look.wood[1], top=556))
    c.rect(-10, 556, WIDTH + 20, 16, pale(look.wood[0], 0.45))
    for k in range(9):
        c.line([(0, 592 + k * 15), (600, 588 + k * 15 + 6 * chance(k, 1)), (1280, 596 + k * 15)], look.wood[1],
               width=2, alpha=0.35, smooth=True)
    near = drift * 1.5
    _pan(c, 820 - near, 600, look, t)
    for k in range(7):
        x = 150 + k * 46 - near
        tint = (0xE8762D, 0xF2A03D, 0x6FA84B)[k % 3] if not look.bakery else (0xF6E2B8, 0xD8506A, 0xFBF1DA)[k % 3]
        c.circle(x, 596 - 6 * (k % 2), 26, Glow((x - 8, 586), 40, (pale(tint, 0.4), tint, dark(tint, 0.2))))
    c.rect(90 - near, 614, 420, 16, dark(look.wood[1], 0.25), r=6)
    c.rect(1080 - near, 470, 60, 120, 0x8FB06A if not look.bakery else 0xF4F7FA, r=14)
    c.rect(1092 - near, 438, 36, 40, 0xE8E0D0, r=8)
    for k in range(6):
        c.haze(800 - near + 44 * wander(t * 0.8 + k, k), 470 - (t * 80 + k * 60) % 330, 56, 30, 0xFFFFFF, alpha=0.13, blur=16)


def _pan(c: Canvas, x: float, y: float, look: Look, t: float) -> None:
    c.line([(x + 120, y - 30), (x + 270, y - 60)], 0x2A2A30, width=20)
    c.poly([(x - 150, y - 62), (x + 150, y - 62), (x + 122, y + 16), (x - 122, y + 16)],
           Ramp((x - 150, 0), (x + 150, 0), (dark(look.metal, 0.3), pale(look.metal, 0.4), dark(look.metal, 0.2))))
    c.oval(x, y - 62, 150, 26, dark(look.metal, 0.4))
    c.oval(x, y - 58, 138, 20, 0xE8862D if not look.bakery else 0xFBF3E0)
    for k in range(9):
        c.circle(x - 90 + 180 * chance(k, int(t * 4)), y - 60 + 10 * chance(k, 2), 5, pale(look.accent, 0.4), alpha=0.8)


def _above(c: Canvas, at: int, t: float, look: Look) -> None:
    c.fill(Ramp((0, 0), (WIDTH, 720), (look.wood[0], look.wood[1])))
    for k in range(14):
        c.line([(0, k * 56), (640, k * 56 + 14 * wave(k, 3)), (1280, k * 56 + 4)], dark(look.wood[1], 0.1), width=3,
               alpha=0.35, smooth=True)
    x, y, r = 660, 370, lerp(276, 300, ease(at / 150))
    c.haze(x + 14, y + 22, r + 16, r + 16, 0x1A0E08, alpha=0.5, blur=22)
    with c.at(x, y, turn=-18):
        c.rect(r - 20, -24, 360, 48, 0x23242A, r=24)
    c.circle(x, y, r + 16, Ramp((x - r, y - r), (x + r, y + r), (pale(look.metal, 0.5), dark(look.metal, 0.3))))
    c.circle(x, y, r, 0x2A2A2E if not look.bakery else 0xF2F4F6)
    stir = t * 1.7
    if look.bakery:
        c.circle(x, y, r - 16, 0xFBF1DC)
        for k in range(9):
            pts = [(x + (r - 40 - k * 26) * math.cos(stir * 0.6 + q * 0.5 + k * 0.4),
                    y + (r - 40 - k * 26) * math.sin(stir * 0.6 + q * 0.5 + k * 0.4)) for q in range(10)]
            c.line(pts, (0xF3DDB2, 0xFFFFFF)[k % 2], width=14, smooth=True, alpha=0.9)
    else:
        for k in range(70):
            a = 2 * math.pi * chance(k, 1) + 0.35 * math.sin(stir + k)
            q = (r - 40) * math.sqrt(chance(k, 2))
            with c.at(x + q * math.cos(a + stir * 0.22), y + q * math.sin(a + stir * 0.22), turn=360 * chance(k, 3) + stir * 30):
                tint = (0xF08A2A, 0xE86A1E, 0x8FBF4A, 0xD9E8B0, 0xF6C04A)[k % 5]
                if k % 5 in (2, 3):
                    c.ring(0, 0, 16, tint, width=8)
                else:
                    c.rect(-24, -18, 48, 36, tint, r=9)
                    c.rect(-20, -14, 40, 8, pale(tint, 0.35), r=4)
    sx, sy = x + 130 * math.cos(stir), y + 110 * math.sin(stir)
    c.line([(sx, sy), (sx + 210, sy - 330)], 0x7A4A22, width=24)
    c.oval(sx, sy + 6, 48, 34, 0x8A5528)
    for k in range(7):
        c.haze(x + 120 * wander(t * 0.7 + k, k), y - 60 - (t * 90 + k * 50) % 330, 80, 44, 0xFFFFFF, alpha=0.12, blur=22)
    for k in range(5):
        bx, by = 120, 130 + k * 116
        c.circle(bx, by, 48, 0xF7F1E4)
        tint = (0xC8371F, 0x6FA84B, 0xF2C84B, 0x8A5A2A, 0xFFFFFF)[k]
        c.circle(bx, by, 36, tint)
        c.circle(bx - 8, by - 8, 14, pale(tint, 0.3))


def _plate(c: Canvas, at: int, t: float, look: Look) -> None:
    c.fill(Ramp((0, 0), (0, 720), (dark(look.wall[0], 0.25), look.wall[1])))
    for k in range(12):
        c.circle((k * 131 + t * 6) % 1400 - 60, 90 + 60 * (k % 3), 30 + 36 * chance(k, 2), 0xFFE9B8, alpha=0.13)
    c.rect(0, 470, WIDTH, 260, down(pale(look.wood[0], 0.1), look.wood[1], top=470))
    x, y = 700 - at * 0.5, 500.0
    c.haze(x, y + 60, 370, 34, 0x140A06, alpha=0.6, blur=14)
    c.oval(x, y + 30, 360, 66, 0xF8F6F0)
    c.oval(x, y + 22, 350, 58, 0xFFFFFF)
    c.oval(x, y + 26, 262, 40, 0xE9E4DA)
    if look.bakery:
        for dx, dy in ((-150, 0), (0, -8), (150, 0), (-76, -92), (76, -92), (0, -176)):
            with c.at(x + dx, y - 30 + dy):
                c.circle(0, 0, 82, Glow((-20, -26), 120, (0xF2C27A, 0xD8944A, 0xA8622A)))
                c.blob([(-80, -10), (-64, -62), (0, -84), (64, -62), (80, -10), (56, 12), (22, -6), (-14, 18), (-52, -2)], 0x4A2416)
                c.oval(-24, -50, 22, 9, 0x9A6A4A, alpha=0.8)
        c.circle(x, y - 300 + 2 * wave(t, 2), 20, 0xE0304A)
    else:
        c.blob([(x - 210, y + 20), (x - 190, y - 90), (x - 60, y - 150), (x + 80, y - 146), (x + 196, y - 84), (x + 214, y + 20), (x, y + 44)],
               Ramp((0, y - 150), (0, y + 40), (0xF6D77A, 0xD9A23A)))
        for k in range(26):
            px, py = x + 340 * (chance(k, 1) - 0.5), y - 110 * chance(k, 2)
            with c.at(px, py, turn=90 * chance(k, 3)):
                if k % 3:
                    c.rect(-22, -14, 44, 28, (0xE8762D, 0xF2923D)[k % 2], r=8)
                else:
                    c.oval(0, 0, 20, 8, 0x5F9A3E)
        for k in range(5):
            c.line([(x - 20 + k * 12, y - 140), (x - 50 + k * 26, y - 206 - 8 * (k % 2))], 0x4F8A3A, width=7)
    for k in range(5):
        c.haze(x + 80 * wander(t + k, k), y - 210 - (t * 60 + k * 60) % 250, 46, 34, 0xFFFFFF, alpha=0.15, blur=18)
    c.fill(light(300, 60, 620, 0xFFF0CC, 0.3 * span(at, 0, 20)))


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """Twee Keukens: a green kitchen, pumpkin in a copper pan."""
    draw(c, frame, TWO)


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """Het Bakhuis: a pink bakery, cream puffs."""
    draw(c, frame, BAKERY)
