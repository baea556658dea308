"""Things that more than one recipe needs: skies, clouds, trees, houses, captions."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math

from stb.studio.canvas import HEIGHT, WIDTH, Canvas, Ramp, dark, mix, pale, text_width
from stb.studio.motion import chance, ease, out, span, wander, wave


def cloud(c: Canvas, x: float, y: float, size: float, colour: int, *, alpha: float = 0.9) -> None:
    """A heap of round clouds about ``size`` wide."""
    with c.at(x, y, scale=size / 200), c.faded(alpha):
        for dx, dy, r in ((-66, 6, 34), (-28, -16, 44), (22, -24, 52), (66, 2, 38), (0, 10, 46)):
            c.circle(dx, dy, r, Ramp((0, -70), (0, 46), (pale(colour, 0.35), colour)))
        c.rect(-96, 8, 196, 36, colour, r=18)


def tree(c: Canvas, x: float, y: float, size: float, leaf: int, *, sway: float = 0,
         trunk: int = 0x5B4335) -> None:
    """A round-headed tree on ``y``."""
    with c.at(x, y, scale=size / 100, turn=sway):
        c.poly([(-6, 0), (-3, -46), (3, -46), (6, 0)], trunk)
        c.blob([(-34, -52), (-30, -84), (0, -104), (30, -84), (34, -52), (0, -34)], dark(leaf, 0.14))
        c.blob([(-26, -62), (-22, -86), (2, -100), (24, -84), (20, -60), (0, -52)], leaf)
        c.circle(-9, -82, 9, pale(leaf, 0.16))


def pine(c: Canvas, x: float, y: float, size: float, leaf: int) -> None:
    """A fir tree on ``y``."""
    with c.at(x, y, scale=size / 100):
        c.rect(-4, -14, 8, 14, 0x4A382E)
        for k, half in enumerate((30, 24, 17)):
            top = -46 - k * 24
            c.poly([(-half, -12 - k * 24), (half, -12 - k * 24), (0, top - 10)],
                   mix(leaf, pale(leaf, 0.3), k / 3))


def canal_house(
    c: Canvas, x: float, y: float, w: float, h: float, wall: int, *, gable: int = 0,
    lit: int = 0xFFD58A, share: float = 0.4, seed: int = 0,
) -> None:
    """A narrow house on a canal, foot at ``y``. ``gable``: 0 stepped, 1 bell, 2 spout."""
    top = y - h
    c.rect(x, top, w, h, Ramp((x, 0), (x + w, 0), (pale(wall, 0.06), wall, dark(wall, 0.22))))
    trim = 0xE9E2D4 if sum((wall >> s & 255) for s in (16, 8, 0)) < 480 else 0x6D5A50
    if gable == 0:
        steps = [(x, top)]
        for k in range(4):
            steps += [(x + w * k / 8, top - h * 0.045 * (k + 1)),
                      (x + w * (k + 1) / 8, top - h * 0.045 * (k + 1))]
        steps += [(2 * x + w - px, py) for px, py in reversed(steps)]
        c.poly(steps, wall)
        c.line(steps, trim, width=4)
    elif gable == 1:
        bell = [(x, top), (x + w * 0.14, top - h * 0.04), (x + w * 0.28, top - h * 0.17),
                (x + w * 0.5, top - h * 0.22), (x + w * 0.72, top - h * 0.17),
                (x + w * 0.86, top - h * 0.04), (x + w, top)]
        c.hill(bell, top + 2, wall)
        c.line(bell, trim, width=4, smooth=True)
    else:
        c.poly([(x, top), (x + w / 2, top - h * 0.2), (x + w, top)], wall)
        c.line([(x, top), (x + w / 2, top - h * 0.2), (x + w, top)], trim, width=5)
    rows = max(3, int(h / 74))
    for row in range(rows):
        for col in range(3):
            wx, wy = x + w * (0.12 + 0.28 * col), top + h * 0.08 + row * h * 0.86 / rows
            ww, wh = w * 0.2, h * 0.5 / rows
            if row == rows - 1 and col == 1:
                c.rect(wx - 2, wy, ww + 4, y - wy, dark(0x2E5A4A, 0.1), r=2)
                continue
            on = chance(row, col, seed, int(x)) < share
            c.rect(wx - 3, wy - 3, ww + 6, wh + 6, trim, r=2)
            c.rect(wx, wy, ww, wh, lit if on else mix(wall, 0x1A2536, 0.75), r=1)
            c.line([(wx + ww / 2, wy), (wx + ww / 2, wy + wh)], trim, width=2, cap="butt")
            c.line([(wx, wy + wh / 2), (wx + ww, wy + wh / 2)], trim, width=2, cap="butt")


def water(
    c: Canvas, y: float, t: float, colour: int, glint: int, *, bottom: float = HEIGHT,
    strength: float = 0.35, speed: float = 1.0,
) -> None:
    """Water from ``y`` down with glints that drift."""
    c.rect(0, y, WIDTH, bottom - y, Ramp((0, y), (0, bottom), (colour, dark(colour, 0.45))))
    for k in range(46):
        depth = chance(k, 3)
        gy = y + 6 + (bottom - y - 8) * depth**1.4
        width = 30 + 130 * depth
        gx = (chance(k, 5) * 1500 + t * speed * (12 + 30 * depth)) % 1500 - 110
        shine = strength * (0.35 + 0.65 * abs(wave(t, 2.4, chance(k, 9))))
        c.line([(gx, gy), (gx + width / 2, gy + 2 * wave(t, 1.7, k * 0.1)), (gx + width, gy)], glint,
               width=1.5 + 3 * depth, alpha=shine, smooth=True)


def reed(c: Canvas, x: float, y: float, size: float, colour: int, t: float) -> None:
    """A tuft of reeds that bend in the wind."""
    for k in range(7):
        bend = 10 * wave(t, 2.8, x * 0.003 + k * 0.08) + (k - 3) * 7
        tall = size * (0.7 + 0.5 * chance(k, int(x)))
        c.line([(x + k * 5, y), (x + k * 5 + bend * 0.3, y - tall * 0.6),
                (x + k * 5 + bend, y - tall)], colour, width=3, smooth=True)


def bird(c: Canvas, x: float, y: float, size: float, flap: float, colour: int) -> None:
    """A bird far off."""
    lift = size * 0.5 * math.sin(flap * 2 * math.pi)
    c.line([(x - size, y - lift), (x - size * 0.4, y - size * 0.25 - lift * 0.2), (x, y),
            (x + size * 0.4, y - size * 0.25 - lift * 0.2), (x + size, y - lift)], colour,
           width=max(2.0, size * 0.14), smooth=True)


def bike(c: Canvas, x: float, y: float, size: float, colour: int, turn: float, *,
         wheels: int = 0x222831) -> None:
    """A bicycle on ``y``, ``turn`` degrees of wheel rolled."""
    with c.at(x, y, scale=size / 100):
        for wx in (-42, 42):
            c.ring(wx, -30, 28, wheels, width=5)
            c.circle(wx, -30, 4, 0xB9C2CC)
            for k in range(6):
                a = math.radians(turn + 60 * k)
                c.line([(wx, -30), (wx + 26 * math.cos(a), -30 + 26 * math.sin(a))], 0x9AA6B2,
                       width=1.2)
        c.line([(-42, -30), (-8, -30), (28, -72), (-20, -68), (-8, -30)], colour, width=6)
        c.line([(-42, -30), (-20, -68)], colour, width=5)
        c.line([(42, -30), (28, -72), (24, -88), (38, -92)], colour, width=5)
        c.line([(-20, -68), (-24, -80)], 0x30343C, width=5)
        c.rect(-38, -86, 26, 7, 0x30343C, r=3)


def rain(c: Canvas, t: float, *, count: int = 110, alpha: float = 0.28, colour: int = 0xD6E2F2,
         slant: float = 14) -> None:
    """Falling rain over the whole picture."""
    for k in range(count):
        speed = 900 + 500 * chance(k, 1)
        y = (chance(k, 2) * 900 + t * speed) % 900 - 80
        x = (chance(k, 3) * 1500 - t * slant * 8) % 1500 - 100
        long = 22 + 26 * chance(k, 4)
        c.line([(x, y), (x - slant * long / 60, y + long)], colour, width=1.6,
               alpha=alpha * (0.5 + 0.5 * chance(k, 6)))


def snow(c: Canvas, t: float, *, count: int = 90, alpha: float = 0.8) -> None:
    """Falling snow over the whole picture."""
    for k in range(count):
        near = chance(k, 1)
        y = (chance(k, 2) * 800 + t * (50 + 110 * near)) % 800 - 40
        x = (chance(k, 3) * 1400 + 30 * wave(t, 4, chance(k, 5)) - t * 24) % 1400 - 60
        c.circle(x, y, 1.5 + 3.6 * near, 0xFFFFFF, alpha=alpha * (0.4 + 0.6 * near))


def lower_third(
    c: Canvas, frame: float, title: str, sub: str, *, accent: int, plate: int = 0x10182A,
    ink: int = 0xF4F6FA, x: float = 84, y: float = 540, start: float = 12, stay: float = 120,
) -> None:
    """A name strap that wipes in, stays and wipes out."""
    shown = ease(span(frame, start, start + 12)) * (1 - ease(span(frame, start + stay,
                                                                  start + stay + 10)))
    if shown <= 0:
        return
    width = max(text_width(title, 34, "bold"), text_width(sub, 24, "sans")) + 64
    with c.inside(x, y - 8, width * shown + 8, 110):
        c.rect(x, y, width, 92, plate, r=4, alpha=0.94)
        c.rect(x, y, 8, 92, accent)
        c.text(title, x + 30, y + 42, 34, ink, face="bold")
        c.text(sub, x + 30, y + 74, 24, mix(ink, plate, 0.3))


def ticker(
    c: Canvas, t: float, items: tuple[str, ...], *, label: str, accent: int, plate: int, ink: int,
    y: float = 636, clock: str = "",
) -> None:
    """The band of headlines along the foot of the picture."""
    c.rect(0, y, WIDTH, 44, plate)
    text = "     •     ".join(items) + "     •     "
    wide = text_width(text, 25, "semi")
    at = 210 - (t * 118) % wide
    with c.inside(190, y, WIDTH - 190 - 120, 44):
        c.text(text, at, y + 31, 25, ink, face="semi")
        c.text(text, at + wide, y + 31, 25, ink, face="semi")
    c.rect(0, y, 190, 44, accent)
    c.text(label, 95, y + 31, 25, 0xFFFFFF, face="bold", align="centre")
    c.rect(WIDTH - 124, y, 124, 44, 0x161C2C)
    c.text(clock, WIDTH - 62, y + 31, 26, 0xFFFFFF, face="semi", align="centre")


def bug(c: Canvas, text: str, *, colour: int = 0xFFFFFF, alpha: float = 0.55) -> None:
    """The programme's mark in the corner."""
    c.text(text, 1212, 74, 24, colour, face="heavy", align="right", alpha=alpha)


def confetti(c: Canvas, t: float, colours: tuple[int, ...], *, count: int = 70) -> None:
    """Paper falling and turning."""
    for k in range(count):
        y = (chance(k, 2) * 900 + t * (130 + 120 * chance(k, 1))) % 900 - 90
        x = chance(k, 3) * WIDTH + 30 * wave(t, 2.2, chance(k, 4))
        with c.at(x, y, turn=t * 200 * (chance(k, 6) - 0.5) + 360 * chance(k, 5)):
            tall = 14 * abs(wave(t, 1.1 + chance(k, 8), chance(k, 7)))
            c.rect(-6, -tall / 2, 12, tall + 2, colours[k % len(colours)])


def studio_lights(c: Canvas, t: float, colours: tuple[int, ...], *, alpha: float = 0.16) -> None:
    """Beams from above that swing slowly."""
    for k, colour in enumerate(colours):
        x = WIDTH * (k + 0.5) / len(colours)
        lean = 150 * wander(t * 0.4, k + 40)
        c.poly([(x - 12, -10), (x + 12, -10), (x + lean + 170, 640), (x + lean - 170, 640)],
               Ramp((x, 0), (x + lean, 640), (colour, colour), (alpha, 0.0)))


def rise(frame: float, start: float, length: float = 12) -> float:
    """How far something has come up since ``start``."""
    return out(span(frame, start, start + length))
