"""News: a desk with a skyline screen, a close-up, a report from the field."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math
from dataclasses import dataclass

from stb.studio.canvas import HEIGHT, WIDTH, Canvas, Ramp, dark, down, light, mix, pale
from stb.studio.motion import ease, lerp, seconds, shot, span, wander, wave
from stb.studio.people import BRONZE, PEACH, Kit, Who, bust, figure
from stb.studio.props import bird, cloud, lower_third, reed, rise, ticker, tree, water


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An edition's colours, cast and texts."""

    brand: str
    deep: int
    mid: int
    glow: int
    accent: int
    desk: int
    anchor: Who
    name: str
    reporter: Kit
    place: str
    story: str
    sub: str
    clock: str
    items: tuple[str, ...]
    day: bool


LATE = Look(
    brand="HET LATE BULLETIN", deep=0x0A1230, mid=0x16306E, glow=0x3F7BE0, accent=0xE5342F,
    desk=0x1D2C55, anchor=Who(skin=BRONZE, hair="short", hair_colour=0x17120F, top=0x1E2A4A,
                              tie=0xB5252B, beard=True, seed=3),
    name="Ruben Achterberg", reporter=Kit(skin=PEACH, hair=0x8A4B22, top=0xE0A526, legs=0x2B3A55),
    place="Noorderdijk", story="Dijken houden stand", sub="Hoogwater van de eeuw zonder schade",
    clock="22:37", day=False,
    items=("Waterschap: hoogste stand bereikt", "Treinen rijden weer tussen Delta en Noord",
           "Kaasprijs stijgt voor het derde jaar", "Schaatsbond hoopt op natuurijs",
           "Nieuwe brug over het Zwaluwkanaal open", "Eieren zoeken mag weer in het bos"),
)
EARLY = Look(
    brand="HALF ACHT", deep=0x6E2A3A, mid=0xD9694A, glow=0xFFC67A, accent=0x0E7C86,
    desk=0xF3E4D3, anchor=Who(skin=PEACH, hair="bob", hair_colour=0x6B3A1E, top=0x0E6570,
                              shirt=0xFFF3E4, seed=8),
    name="Marloes ter Beek", reporter=Kit(skin=BRONZE, hair=0x1B1412, top=0xC93A3A, legs=0x394050),
    place="Tulpenveld bij Zwaanswijk", story="Tulpen vroeg in bloei",
    sub="Zachte winter kleurt de polder", clock="19:30", day=True,
    items=("Bollenkwekers verwachten recordoogst", "Stadszender A viert jubileum",
           "Buurtbus rijdt voortaan elk half uur", "Leraren tevreden over nieuwe lesuren",
           "Musical Waterwolf trekt volle zalen", "Zeehond Sjors terug in zee"),
)


def draw(c: Canvas, frame: int, look: Look) -> None:
    """Wide, close, field, wide: with strap and ticker over all."""
    index, at = shot(frame, (120, 270, 400))
    t = seconds(frame)
    match index:
        case 0:
            _wide(c, at, t, look, push=at / 120)
        case 1:
            _close(c, at, t, look)
        case 2:
            _field(c, at, t, look)
        case _:
            _wide(c, at, t, look, push=1 - at / 100)
    if index == 1:
        lower_third(c, at, look.name, "Nieuwslezer", accent=look.accent, start=14, stay=110, y=522)
    if index == 2:
        lower_third(c, at, look.story, look.place, accent=look.accent, start=12, stay=104, y=522)
    ticker(c, t, look.items, label="NIEUWS", accent=look.accent, plate=0xF2F3F7, ink=0x161C2C,
           clock=look.clock)
    c.rect(84, 52, 12, 34, look.accent)
    c.text(look.brand, 108, 80, 26, 0xFFFFFF, face="heavy", spacing=1)


def _wide(c: Canvas, at: int, t: float, look: Look, *, push: float) -> None:
    zoom = lerp(1.0, 1.07, ease(push))
    with c.at(WIDTH / 2, 400, scale=zoom), c.at(-WIDTH / 2, -400):
        c.lay(c.layer(("news-wall", look.brand), lambda o: _wall(o, look), WIDTH + 200), -100, 0)
        _screen(c, t, look, 500, 92, 640, 350)
        for k in range(3):
            x = 90 + k * 118
            c.rect(x, 120, 92, 320, Ramp((x, 120), (x, 440), (look.glow, look.mid), (0.5, 0.12)),
                   r=6)
            c.rect(x, 120 + 150 * (0.5 + 0.5 * wander(t * 0.8, k)), 92, 5, pale(look.glow, 0.6),
                   alpha=0.8)
        c.haze(365, 560, 260, 34, 0x000000, alpha=0.35)
        bust(c, 365, 512, 1.22, look.anchor, t, talk=True, arms="desk", look=0.25)
        _desk(c, look)


def _wall(c: Canvas, look: Look) -> None:
    c.fill(Ramp((0, 0), (0, HEIGHT), (look.deep, look.mid, look.deep), (), (0.0, 0.62, 1.0)))
    for k in range(12):
        x = k * 130 - 40
        c.poly([(x, 0), (x + 60, 0), (x - 60, 560), (x - 120, 560)], pale(look.mid, 0.3),
               alpha=0.05 + 0.03 * (k % 3))
    c.fill(light(700, 270, 620, look.glow, 0.5))
    c.rect(0, 556, 1500, 200, Ramp((0, 556), (0, 720), (mix(look.deep, look.glow, 0.35),
                                                         dark(look.deep, 0.4))))
    for k in range(9):
        c.line([(k * 190 - 60, 720), (460 + k * 60, 556)], look.glow, width=2, alpha=0.12)


def _screen(c: Canvas, t: float, look: Look, x: float, y: float, w: float, h: float) -> None:
    c.shadow(x, y, w, h, r=10, blur=24, alpha=0.5)
    with c.inside(x, y, w, h, r=10):
        sky = (0xF6A45C, 0xE86A5C, 0x5A3F7A) if look.day else (0x0B1B46, 0x23427E, 0x4A6CA8)
        c.rect(x, y, w, h, Ramp((0, y), (0, y + h), tuple(reversed(sky)) if look.day else sky))
        pan = t * 9
        for depth, (tone, high) in enumerate(((0.25, 150), (0.5, 110), (0.8, 74))):
            for k in range(16):
                bx = x + (k * 62 + depth * 23 - pan * (0.4 + depth * 0.4)) % 992 - 120
                tall = high * (0.6 + 0.8 * ((k * 37 + depth * 11) % 10) / 10)
                by = y + h - 56 - tall
                c.rect(bx, by, 52, tall + 60, mix(sky[1], look.deep, tone))
                if depth == 2 and not look.day:
                    for m in range(4):
                        if (k * 7 + m * 3) % 5 < 3:
                            c.rect(bx + 9 + 20 * (m % 2), by + 12 + 20 * (m // 2), 12, 9, 0xFFD98A,
                                   alpha=0.85)
        c.rect(x, y + h - 58, w, 58, mix(look.deep, 0x000000, 0.25), alpha=0.9)
        c.text(look.story, x + 26, y + h - 19, 32, 0xFFFFFF, face="bold")
    c.frame(x, y, w, h, pale(look.glow, 0.4), r=10, width=3, alpha=0.7)


def _desk(c: Canvas, look: Look) -> None:
    top = pale(look.desk, 0.2)
    c.poly([(60, 520), (720, 508), (860, 520), (820, 552), (70, 560)],
           Ramp((60, 0), (860, 0), (pale(top, 0.25), top, dark(top, 0.1))))
    c.poly([(70, 560), (820, 552), (770, 720), (110, 720)],
           Ramp((70, 0), (820, 0), (look.desk, mix(look.desk, look.mid, 0.4), dark(look.desk, 0.35))))
    c.poly([(74, 572), (816, 564), (814, 572), (76, 580)], look.accent)
    c.rect(470, 505, 104, 10, 0xF8FAFF, r=3)
    c.rect(480, 498, 96, 10, 0xE6EBF5, r=3)
    c.rect(610, 470, 26, 44, pale(look.glow, 0.5), r=5, alpha=0.55)


def _close(c: Canvas, at: int, t: float, look: Look) -> None:
    c.lay(c.layer(("news-soft", look.brand), lambda o: _soft(o, look)), -20 + 10 * wave(t, 14), 0,
          scale=1.04)
    x, y = 770.0, 110.0
    slide = 60 * (1 - rise(at, 6, 18))
    with c.faded(rise(at, 6, 18)):
        c.shadow(x + slide, y, 380, 300, r=12, blur=18, alpha=0.45)
        with c.inside(x + slide, y, 380, 300, r=12):
            c.rect(x + slide, y, 380, 300, Ramp((x, y), (x, y + 300), (pale(look.mid, 0.2), look.deep)))
            _graph(c, x + slide, y, at, look)
    bust(c, 420, 650, 2.02, look.anchor, t, talk=True, arms="desk", look=0.12)


def _graph(c: Canvas, x: float, y: float, at: int, look: Look) -> None:
    c.text("Waterstand" if not look.day else "Dagen eerder in bloei", x + 26, y + 48, 26, 0xFFFFFF,
           face="semi")
    for k in range(4):
        c.line([(x + 30, y + 100 + k * 48), (x + 350, y + 100 + k * 48)], 0xFFFFFF, width=1.5, alpha=0.2)
    points = []
    for k in range(40):
        share = k / 39
        points.append((x + 30 + 320 * share,
                       y + 232 - 120 * ease(share * 1.3) + 18 * math.sin(share * 9)))
    shown = max(2, int(40 * span(at, 20, 80)))
    c.line(points[:shown], look.accent if not look.day else 0xFFF1C9, width=7, smooth=True)
    c.circle(*points[shown - 1], 9, 0xFFFFFF)
    c.text(f"+{3.1 * shown / 40:.1f} m" if not look.day else f"{int(17 * shown / 40)} dagen", x + 350,
           y + 282, 34, 0xFFFFFF, face="bold", align="right")


def _soft(c: Canvas, look: Look) -> None:
    with c.faded(1.0, blur=14):
        _wall(c, look)
        for k in range(9):
            c.circle(120 + k * 150, 120 + (k * 97) % 260, 40 + (k * 31) % 40, pale(look.glow, 0.3),
                     alpha=0.25)


def _field(c: Canvas, at: int, t: float, look: Look) -> None:
    pan = at * 0.55
    if look.day:
        c.fill(down(0x6FB6E6, 0xCFEAF6, bottom=420))
        for k in range(4):
            cloud(c, (k * 400 + 90 - pan * 0.4) % 1600 - 150, 110 + 46 * (k % 2), 260, 0xE9F3FA)
        for row in range(9):
            y = 372 + row * row * 4.4
            colour = (0xE8455A, 0xF7C548, 0xF28AB2, 0xB94FA0, 0xFFFFFF)[row % 5]
            tall = 8 + row * 6
            c.rect(-10, y, WIDTH + 20, tall + 8, dark(0x4F8A3C, 0.15))
            for k in range(64):
                gap = 16 + row * 5
                x = (k * gap - pan * (0.6 + row * 0.28)) % (64 * gap) - 40
                if x < WIDTH + 20:
                    c.oval(x, y + 5 * wave(t, 2, k * 0.13), 4 + row * 1.3, 5 + row * 1.8, colour)
        _mill(c, 940 - pan * 0.5, 380, 1.0, t)
    else:
        c.fill(down(0x2C3A56, 0x8AA0B8, bottom=430))
        for k in range(5):
            cloud(c, (k * 330 + t * 34) % 1650 - 200, 90 + 60 * (k % 2), 330, 0x63758F, alpha=0.8)
        water(c, 400, t, 0x4E6A84, 0xC9DCEB, strength=0.5, speed=4)
        dyke = [(-40, 560), (300, 505), (700, 470), (1320, 452)]
        c.hill(dyke, HEIGHT, Ramp((0, 450), (0, HEIGHT), (0x6F9150, 0x35512F)))
        for k in range(8):
            reed(c, (k * 190 - pan * 1.3) % 1500 - 90, 690, 130, 0x2C3B25, t * 1.6)
        for k in range(4):
            bird(c, (300 + k * 60 + t * 70) % 1400, 150 + 20 * k, 15, t * 1.4 + k * 0.2, 0xE8EEF4)
    figure(c, 520 + at * 0.05, 625, 2.25, look.reporter, 0.25 + 0.02 * wave(t, 3), gait="stand")
    c.line([(566, 420), (594, 372)], 0x23262E, width=10)
    c.circle(597, 364, 15, look.accent)


def _mill(c: Canvas, x: float, y: float, scale: float, t: float) -> None:
    with c.at(x, y, scale=scale):
        c.poly([(-46, 0), (-30, -130), (30, -130), (46, 0)], Ramp((-46, 0), (46, 0), (0x8A5A44, 0x5D382B)))
        c.blob([(-32, -128), (-24, -160), (0, -172), (24, -160), (32, -128)], 0x3A2A25)
        for k in range(4):
            with c.at(0, -148, turn=t * 40 + 90 * k):
                c.line([(0, 0), (0, -122)], 0x42302A, width=5)
                c.poly([(4, -20), (26, -20), (26, -120), (4, -120)], 0xF5EBDD, alpha=0.95)
    tree(c, x + 120, y, 90, 0x4F8A4A)


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """The late bulletin: night blue, high water."""
    draw(c, frame, LATE)


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """The half past seven news: warm, tulips."""
    draw(c, frame, EARLY)
