"""Drama on a canal: rain at dusk on a bridge, or a winter morning by the ice."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math
from dataclasses import dataclass

from stb.studio.canvas import HEIGHT, WIDTH, Canvas, Ramp, dark, down, light, mix, pale
from stb.studio.motion import chance, ease, lerp, seconds, shot, span, wave
from stb.studio.people import BRONZE, HONEY, PEACH, PORCELAIN, Kit, Who, bust, figure
from stb.studio.props import bike, bird, canal_house, rain, snow, tree, water


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An edition's hour, weather, cast and lines."""

    title: str
    dusk: bool
    sky: tuple[int, int, int]
    canal: tuple[int, int]
    walls: tuple[int, ...]
    she: Who
    he: Who
    lines: tuple[str, str, str]


DUSK = Look(
    title="GRACHTENZICHT", dusk=True, sky=(0x1E2348, 0x6A4A78, 0xE08A6A), canal=(0x2A3052, 0xFFC98A),
    walls=(0x4A3038, 0x5A3A34, 0x3A3A4E, 0x54443A, 0x443042),
    she=Who(skin=PORCELAIN, hair="long", hair_colour=0x6A2A1E, top=0x8A1E2E, outfit="vneck", seed=81),
    he=Who(skin=BRONZE, hair="short", hair_colour=0x14100E, top=0x2A3446, outfit="jacket", shirt=0xC9D0DA, beard=True, seed=82),
    lines=("Je zou niet meer terugkomen.", "Het huis is verkocht, Noor.", "Dan blijft alleen het water."),
)
WINTER = Look(
    title="WINTER OP DE GRACHT", dusk=False, sky=(0x9CC0DC, 0xDCE9F2, 0xFBEBD8), canal=(0xC9DCE8, 0xFFFFFF),
    walls=(0xA8604A, 0x8A8FA0, 0xC09A6A, 0x7A4A42, 0x9AA88A),
    she=Who(skin=HONEY, hair="hat", hair_colour=0xD8453A, top=0x2F6F8F, outfit="round", seed=83),
    he=Who(skin=PEACH, hair="hat", hair_colour=0x3A5A3E, top=0xB9823A, outfit="round", glasses=0x2A2E36, seed=84),
    lines=("Draagt het al?", "Tot aan de tweede brug.", "Wie het eerst valt, trakteert."),
)


def draw(c: Canvas, frame: int, look: Look) -> None:
    """The canal, the bridge, she, he; in a wide frame with spoken lines below."""
    index, at = shot(frame, (140, 250, 330, 410))
    t = seconds(frame)
    match index:
        case 0:
            _canal(c, at, t, look)
        case 1:
            _bridge(c, at, t, look)
        case 2 | 3:
            _face(c, at, t, look, look.she if index == 2 else look.he, 0.5 if index == 2 else -0.5)
        case _:
            _canal(c, 140 - at, t, look)
    if look.dusk:
        rain(c, t, count=90, alpha=0.3)
    else:
        snow(c, t, count=60)
    c.vignette(0.4 if look.dusk else 0.2)
    c.rect(0, 0, WIDTH, 66, 0x05060A)
    c.rect(0, 634, WIDTH, 90, 0x05060A)
    if index in (1, 2, 3):
        text = look.lines[index - 1]
        if 14 < at < 76 or (index == 1 and 30 < at < 100):
            c.text(text, 640, 612, 38, 0x000000, face="semi", align="centre", outline=7, alpha=0.8)
            c.text(text, 640, 612, 38, 0xFFF6DC, face="semi", align="centre")
    if index == 0:
        k = ease(span(at, 30, 60)) * (1 - ease(span(at, 116, 136)))
        with c.faded(0.75 * k, blur=16):
            c.text(look.title, 640, 364, 78, 0x0A0610, face="serif", align="centre", spacing=12, outline=22)
        c.text(look.title, 640, 360, 78, 0xFFF1DC, face="serif", align="centre", alpha=k, spacing=12)


def _row(c: Canvas, look: Look, seed: int) -> None:
    x = 0.0
    for k in range(13):
        w = 120 + 40 * chance(k, seed)
        canal_house(c, x, 420, w, 220 + 120 * chance(k, seed, 1), look.walls[(k + seed) % 5], gable=(k + seed) % 3,
                    share=0.55 if look.dusk else 0.15, seed=k + seed)
        if not look.dusk:
            c.rect(x - 2, 412 - (220 + 120 * chance(k, seed, 1)), w + 4, 9, 0xFFFFFF, r=4)
        x += w + 4
    c.rect(0, 416, 2100, 26, 0x3A3434 if look.dusk else 0xEFF4F8)


def _sky(c: Canvas, look: Look) -> None:
    c.fill(Ramp((0, 0), (0, 430), look.sky))
    if not look.dusk:
        c.fill(light(980, 190, 420, 0xFFF3D8, 0.8))


def _canal(c: Canvas, at: float, t: float, look: Look) -> None:
    _sky(c, look)
    row = c.layer(("row", look.title), lambda o: _row(o, look, 3), 2000, 450)
    pan = 60 + at * 1.5
    c.lay(row, -pan, 30)
    if look.dusk:
        water(c, 470, t, look.canal[0], look.canal[1], strength=0.5)
        for k in range(16):
            x = (k * 140 + 60 - pan) % 2240 - 300
            c.rect(x, 474, 15, 150, Ramp((0, 474), (0, 640), (0xFFC98A, 0xFFC98A), (0.5, 0.0)), r=7)
        x = lerp(-200, 760, at / 150)
        c.blob([(x - 190, 560), (x + 210, 556), (x + 160, 606), (x - 150, 606)], 0x1A1A26)
        c.rect(x - 60, 512, 130, 50, 0x2E2A34, r=8)
        c.rect(x - 44, 522, 40, 24, 0xFFD98A, r=3)
        c.rect(x + 12, 522, 40, 24, 0xFFD98A, r=3)
        c.fill(light(x + 200, 545, 90, 0xFFE9B8, 0.7))
    else:
        c.rect(0, 470, WIDTH, 250, down(look.canal[0], 0x9AB8CC, top=470))
        for k in range(18):
            y = 486 + 130 * chance(k, 1)
            x = chance(k, 2) * 1400 - 60
            c.line([(x, y), (x + 160, y - 12 * (chance(k, 3) - 0.5)), (x + 300, y + 8)], 0xFFFFFF, width=2.5, alpha=0.7, smooth=True)
        for k in range(5):
            x = (k * 330 + t * (60 + 26 * k)) % 1650 - 180
            figure(c, x, 560 + 24 * (k % 3), 0.72 + 0.12 * (k % 3),
                   Kit(skin=(PEACH, BRONZE, PORCELAIN)[k % 3], top=(0xD8453A, 0x2F6F8F, 0xE0A030, 0x5A8A4A, 0x7A4A8A)[k], legs=0x2A3040, hair=0x8A2E3A), t * 0.55 + k * 0.3, gait="run")
    for k in range(5):
        tree(c, (k * 420 + 120 - pan * 1.5) % 2100 - 300, 470, 210, 0x2A3A36 if look.dusk else 0xC9D4DA, trunk=0x2A2420)
    if not look.dusk:
        for k in range(3):
            bird(c, 300 + k * 70 + t * 30, 150 + 18 * k, 12, t + k * 0.3, 0x4A5A6A)


def _bridge(c: Canvas, at: int, t: float, look: Look) -> None:
    _sky(c, look)
    with c.faded(1, blur=3):
        c.lay(c.layer(("row", look.title), lambda o: _row(o, look, 3), 2000, 450), -320 - at * 0.4, 6)
    if look.dusk:
        water(c, 440, t, look.canal[0], look.canal[1], strength=0.5)
    else:
        c.rect(0, 440, WIDTH, 280, down(look.canal[0], 0x9AB8CC, top=440))
    stone = 0x4A3E44 if look.dusk else 0xA89088
    arch = [(-40, 560), (200, 470), (640, 430), (1080, 470), (1320, 560)]
    c.hill(arch, HEIGHT, Ramp((0, 430), (0, 720), (pale(stone, 0.1), dark(stone, 0.4))))
    c.blob([(330, 760), (400, 610), (640, 560), (880, 610), (950, 760)], dark(look.canal[0], 0.35))
    c.line(arch, 0xFFFFFF if not look.dusk else 0x6A5A60, width=14, smooth=True)
    walk = ease(span(at, 0, 70))
    kits = (Kit(skin=look.she.skin, hair=look.she.hair_colour, top=look.she.top, legs=0x1E2230, skirt=look.dusk),
            Kit(skin=look.he.skin, hair=look.he.hair_colour, top=look.he.top, legs=0x22262E))
    gait = "walk" if walk < 1 else "stand"
    figure(c, lerp(220, 560, walk), 446 + 20 * (1 - walk), 1.25, kits[0], t * 0.8, gait=gait)
    figure(c, lerp(1060, 720, walk), 446 + 20 * (1 - walk), 1.3, kits[1], t * 0.8 + 0.4, gait=gait, facing=-1)
    for k in range(22):
        x = k * 62 - 20
        y = 446 + 110 * ((x - 640) / 640) ** 2
        c.line([(x, y), (x, y - 56)], 0x1A1A22, width=5)
    c.line([(x * 62 - 20, 392 + 110 * ((x * 62 - 660) / 640) ** 2) for x in range(22)], 0x1A1A22, width=7, smooth=True)
    bike(c, 960, 500, 78, 0x20242E, 0)
    for x in (250, 1030):
        c.line([(x, 500), (x, 230)], 0x14161E, width=9)
        c.rect(x - 16, 196, 32, 42, 0xFFE2A0 if look.dusk else 0xDDE6EC, r=6)
        if look.dusk:
            c.fill(light(x, 216, 190, 0xFFC97A, 0.75))


def _face(c: Canvas, at: int, t: float, look: Look, who: Who, turn: float) -> None:
    def soft(o: Canvas) -> None:
        with o.faded(1, blur=12):
            _sky(o, look)
            _row(o, look, 5)
            o.rect(0, 440, 2000, 300, look.canal[0])

    c.lay(c.layer(("soft", look.title), soft, 1700), -200 - 60 * turn - at * 0.25, 20, scale=1.1)
    if look.dusk:
        for k in range(9):
            c.circle(100 + k * 150, 190 + 90 * chance(k, 2), 34 + 26 * chance(k, 3), (0xFFC97A, 0xFF9A6A)[k % 2],
                     alpha=0.20 + 0.05 * wave(t, 3, k * 0.1))
    x = 640 - 260 * turn
    bust(c, x, 740, 2.2, who, t, talk=14 < at < 60, arms="down", look=turn, smile=0.1 if look.dusk else 0.8)
    side = WIDTH if turn > 0 else 0
    c.fill(light(side, 300, 620, 0xFFB86A if look.dusk else 0xFFF6E4, 0.25))
    if not look.dusk:
        c.haze(x + 90 * turn, 480 - (t * 30) % 60, 70, 30, 0xFFFFFF, alpha=0.3, blur=18)
    c.rect(0, 0, WIDTH, HEIGHT, mix(look.sky[0], 0x000000, 0.2), alpha=0.06 + 0.02 * math.sin(t))


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """Grachtenzicht: a rainy evening on the bridge."""
    draw(c, frame, DUSK)


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """Winter op de Gracht: ice and snow by day."""
    draw(c, frame, WINTER)
