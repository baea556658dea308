"""Weather: the presenter at the map, the week ahead, the sky of today."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

import math
from dataclasses import dataclass

from stb.studio.canvas import WIDTH, Canvas, Ramp, dark, down, light, pale
from stb.studio.motion import chance, ease, out, seconds, shot, span, wander, wave
from stb.studio.people import HONEY, PEACH, Who, bust
from stb.studio.props import bird, cloud, lower_third, pine, rain, snow, tree

LAND = (
    (300, 60), (352, 40), (420, 54), (478, 50), (520, 84), (538, 150), (520, 214), (556, 262), (566, 330),
    (530, 382), (500, 400), (492, 452), (468, 486), (462, 540), (480, 590), (452, 640), (424, 622),
    (430, 560), (400, 520), (340, 512), (282, 530), (220, 520), (150, 552), (96, 540), (130, 500),
    (108, 470), (160, 436), (196, 372), (226, 300), (244, 210), (262, 150), (300, 190), (330, 240),
    (352, 200), (330, 140), (286, 110),
)
TOWNS = (("Noordstad", 478, 140), ("Waddingen", 322, 70), ("Delta", 150, 500), ("Zwaanswijk", 250, 330),
         ("Heidevoort", 440, 300), ("Maasberg", 440, 560))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An edition's colours, presenter and forecast."""

    title: str
    sky: tuple[int, int]
    sea: int
    land: int
    panel: int
    accent: int
    who: Who
    name: str
    temps: tuple[int, ...]
    week: tuple[tuple[str, str, int, int], ...]
    winter: bool
    headline: str


TODAY = Look(
    title="HET WEER", sky=(0x2F8FD8, 0xBFE6F7), sea=0x5FB0DE, land=0x8CC96A, panel=0x0F4A7A, accent=0xFFC93C,
    who=Who(skin=HONEY, hair="long", hair_colour=0x2A1A14, top=0xE5573F, outfit="vneck", seed=61), name="Yasmin de Vlieger",
    temps=(14, 13, 17, 16, 18, 19), winter=False, headline="Buien trekken van west naar oost",
    week=(("ma", "bui", 17, 11), ("di", "zon", 20, 12), ("wo", "zon", 22, 13), ("do", "wolk", 19, 12), ("vr", "bui", 16, 10)),
)
TOMORROW = Look(
    title="WEER VOOR MORGEN", sky=(0x141C3E, 0x4A5A94), sea=0x2A3868, land=0x8FA0C4, panel=0x0D1430, accent=0x7FD4F0,
    who=Who(skin=PEACH, hair="short", hair_colour=0x6A4A30, top=0x2B3558, shirt=0xF4F6FA, tie=0x2F9FC0, glasses=0x22252E, seed=65),
    name="Pieter Hagelaar", temps=(-3, -2, 1, 0, -4, -1), winter=True, headline="Vorst, en later sneeuw",
    week=(("za", "sneeuw", 0, -5), ("zo", "sneeuw", -1, -6), ("ma", "zon", 1, -7), ("di", "zon", 2, -4), ("wo", "wolk", 4, 0)),
)


def draw(c: Canvas, frame: int, look: Look) -> None:
    """Map, sky, week."""
    index, at = shot(frame, (190, 310))
    t = seconds(frame)
    (_map, _sky, _week)[index](c, at, t, look)
    if index == 0:
        lower_third(c, at, look.name, "Weerpresentator", accent=look.accent, start=20, stay=100, x=740, y=560, plate=look.panel)
    c.rect(84, 46, 10, 38, look.accent)
    c.text(look.title, 108, 77, 30, 0xFFFFFF, face="heavy", spacing=1)


def _map(c: Canvas, at: int, t: float, look: Look) -> None:
    c.fill(Ramp((0, 0), (WIDTH, 720), (pale(look.sea, 0.12), dark(look.sea, 0.3))))
    for k in range(9):
        c.line([(x * 100 - 40, 60 + k * 84 + 10 * wave(x * 0.17 + t * 0.12 + k * 0.3)) for x in range(15)], 0xFFFFFF,
               width=2, alpha=0.10, smooth=True)
    with c.at(90, 30, scale=1.02):
        with c.at(10, 14):
            c.blob(LAND, dark(look.sea, 0.5), alpha=0.5)
        c.blob(LAND, Ramp((100, 40), (560, 640), (pale(look.land, 0.3), look.land, dark(look.land, 0.15))))
        c.line(LAND, 0xFFFFFF, width=3, smooth=True, closed=True, alpha=0.8)
        for (name, x, y), temp in zip(TOWNS, look.temps, strict=True):
            k = out(span(at, 24 + x * 0.06, 40 + x * 0.06))
            if k:
                c.circle(x, y, 30 * k, look.panel)
                c.text(f"{temp}°", x + 3, y + 11, 30 * k + 0.1, 0xFFFFFF, face="bold", align="centre")
                c.text(name, x + 38, y + 9, 20, 0xFFFFFF if look.winter else 0x123A52, face="semi", alpha=k)
        for k in range(5):
            x = (k * 190 + t * 26) % 900 - 160
            y = 110 + 120 * (k * 2 % 5)
            cloud(c, x, y, 150, 0xC9D6E4 if not look.winter else 0xE6ECF6, alpha=0.94)
            for m in range(7):
                drop = (t * (150 if not look.winter else 60) + m * 31 + k * 13) % 70
                dx = x - 54 + m * 18
                if look.winter:
                    c.circle(dx + 5 * wave(t, 1.6, m * 0.2), y + 40 + drop, 4, 0xFFFFFF, alpha=0.9 - drop / 90)
                else:
                    c.line([(dx, y + 40 + drop), (dx - 4, y + 54 + drop)], 0x1F6FC0, width=4, alpha=0.95 - drop / 90)
    bust(c, 960, 730, 2.0, look.who, t, talk=True, arms="open", look=-0.5, smile=1)
    with c.inside(700, 90, 500 * ease(span(at, 60, 76)), 60):
        c.text(look.headline, 704, 130, 31, 0xFFFFFF, face="bold")


def _sky(c: Canvas, at: int, t: float, look: Look) -> None:
    c.fill(down(*look.sky, bottom=560))
    if look.winter:
        for k in range(70):
            c.circle(chance(k, 1) * WIDTH, chance(k, 2) * 330, 1 + 1.6 * chance(k, 3), 0xFFFFFF, alpha=0.3 + 0.6 * abs(wave(t, 3, chance(k, 4))))
        c.circle(980, 150, 54, 0xF6F2E0)
        c.fill(light(980, 150, 260, 0xDCE6FF, 0.5))
    else:
        c.fill(light(960, 160, 420, 0xFFF6CC, 0.9))
        c.circle(960, 160, 60, 0xFFE68A)
    for k in range(6):
        cloud(c, (k * 300 + t * (20 + 6 * (k % 3))) % 1800 - 240, 120 + 70 * (k % 3), 340 - 40 * (k % 3),
              0xB9C8DA if not look.winter else 0x5A688F, alpha=0.9)
    ground = (0x8CC96A, 0x4F8F45) if not look.winter else (0xEEF3FA, 0xB4C2DC)
    c.hill([(k * 170 - 60, 520 - 40 * abs(wave(k * 0.21))) for k in range(10)], 720, dark(ground[0], 0.12))
    for k in range(9):
        x = k * 160 - 40 - at * 0.6
        if look.winter:
            pine(c, x, 590 + 12 * (k % 3), 150 + 30 * (k % 2), 0x4A6A78)
        else:
            tree(c, x, 590 + 12 * (k % 3), 150, 0x4F9A4A, sway=4 * wave(t, 2.4, k * 0.1))
    c.hill([(k * 200 - 60, 600 - 16 * chance(k, 7)) for k in range(9)], 720, Ramp((0, 580), (0, 720), ground))
    if look.winter:
        snow(c, t)
    else:
        rain(c, t, count=80, alpha=0.35)
        for k in range(5):
            bird(c, (200 + k * 80 + t * 90) % 1400, 230 + 26 * (k % 2), 15, t * 1.5 + k * 0.2, 0x2A4A6A)
    with c.faded(out(span(at, 8, 20))):
        c.rect(84, 470, 520, 150, look.panel, r=16, alpha=0.9)
        c.text("Vannacht" if look.winter else "Vanmiddag", 114, 524, 34, look.accent, face="bold")
        c.text("Tot min zeven in het oosten" if look.winter else "Af en toe zon, kans op hagel", 114, 570, 31, 0xFFFFFF, face="semi")
        c.text("Wind: zwak, noordoost 2" if look.winter else "Wind: zuidwest 5, langs zee 6", 114, 604, 25, 0xFFFFFF)


def _icon(c: Canvas, kind: str, x: float, y: float, t: float) -> None:
    if kind in ("zon", "bui"):
        sx, sy = (x, y) if kind == "zon" else (x + 30, y - 26)
        for k in range(10):
            a = 2 * math.pi * k / 10 + t * 0.3
            c.line([(sx + 46 * math.cos(a), sy + 46 * math.sin(a)), (sx + 62 * math.cos(a), sy + 62 * math.sin(a))], 0xFFC93C, width=8)
        c.circle(sx, sy, 36, 0xFFC93C)
    if kind != "zon":
        cloud(c, x, y, 128, 0xD6E0EC)
        for k in range(4):
            drop = (t * 60 + k * 12) % 40
            if kind == "bui":
                c.line([(x - 36 + k * 24, y + 36 + drop), (x - 40 + k * 24, y + 50 + drop)], 0x7FC4FF, width=6, alpha=1 - drop / 44)
            elif kind == "sneeuw":
                c.circle(x - 36 + k * 24 + 4 * wander(t + k, k), y + 40 + drop, 5, 0xFFFFFF, alpha=1 - drop / 44)


def _week(c: Canvas, at: int, t: float, look: Look) -> None:
    c.fill(down(dark(look.sky[0], 0.3), look.sky[1]))
    for k in range(4):
        cloud(c, (k * 420 + t * 16) % 1700 - 220, 150 + 110 * (k % 2), 360, pale(look.sky[1], 0.2), alpha=0.35)
    for k, (day, kind, high, low) in enumerate(look.week):
        a = out(span(at, 6 + k * 7, 20 + k * 7))
        x, y = 120 + k * 212, 150 + 60 * (1 - a)
        with c.faded(a):
            c.rect(x, y, 192, 420, look.panel, r=20, alpha=0.86)
            c.text(day, x + 96, y + 66, 48, 0xFFFFFF, face="bold", align="centre")
            _icon(c, kind, x + 96, y + 166, t + k)
            c.text(f"{high}°", x + 102, y + 316, 68, look.accent, face="bold", align="centre")
            c.text(f"{low}°", x + 100, y + 376, 40, 0xFFFFFF, face="semi", align="centre", alpha=0.75)


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """Het Weer: a showery spring day."""
    draw(c, frame, TODAY)


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """Weer Voor Morgen: a winter's night."""
    draw(c, frame, TOMORROW)
