"""Spots around sport and the open air: shoes, matches, walking, sailing."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

from stb.studio.canvas import WIDTH, Canvas, Ramp, dark, down, light, mix, pale
from stb.studio.motion import chance, ease, lerp, out, seconds, span, wave
from stb.studio.people import BRONZE, COCOA, PEACH, PORCELAIN, UMBER, Kit, figure
from stb.studio.props import cloud, pine, tree, water
from stb.studio.spots.marks import badge, claim, mark, pop, rays, wipe

# -- Sprint Sport -------------------------------------------------------------------


def sprint(c: Canvas, frame: int, frames: int) -> None:
    """A runner in streaks of light, a boot that turns, the arrow mark."""
    p, t = frame / frames, seconds(frame)
    c.fill(Ramp((0, 0), (WIDTH, 720), (0x0A0D14, 0x1A2236)))
    for k in range(40):
        y = chance(k, 1) * 720
        speed = 900 + 1600 * chance(k, 2)
        x = WIDTH - (t * speed + chance(k, 3) * 2600) % 2600 + 400
        c.line([(x, y), (x + 120 + 260 * chance(k, 4), y)], (0xD4FF2A, 0xFFFFFF, 0x2AE0FF)[k % 3],
               width=2 + 4 * chance(k, 5), alpha=0.25 + 0.4 * chance(k, 6))
    if p < 0.36:
        c.poly([(0, 640), (WIDTH, 600), (WIDTH, 720), (0, 720)], 0x2A3448)
        with c.faded(0.25):
            figure(c, 470, 648, 3.1, Kit(skin=COCOA, hair=0x100C0A, top=0xD4FF2A, legs=0x10141E, shoes=0xFF3B6B), t * 1.9 - 0.1, gait="run")
        figure(c, 560, 648, 3.1, Kit(skin=UMBER, hair=0x100C0A, top=0xD4FF2A, legs=0x10141E, socks=0xD4FF2A, shoes=0xFF3B6B), t * 1.9, gait="run")
        words = ("SNEL.", "SNELLER.", "SPRINT.")
        n = min(2, int(p / 0.12))
        k = out(span(p, n * 0.12, n * 0.12 + 0.04))
        c.text(words[n], 1220 + 300 * (1 - k), 240, 150, 0xFFFFFF, face="tall", align="right", alpha=k, spacing=4)
    elif p < 0.68:
        k = span(p, 0.36, 0.68)
        c.fill(light(640, 400, 560, 0xD4FF2A, 0.32))
        with c.at(620, 430 + 14 * wave(t, 2.2), turn=-14 + 12 * wave(t, 3.1), scale=1.5 + 0.1 * k):
            _boot(c)
        badge(c, 1110, 190, pop(p, 0.52), (("van 89", 34), ("59,-", 84)), plate=0xFF3B6B, ink=0xFFFFFF, r=120)
        claim(c, "DE NIEUWE NOPPEN", p, 0.4, y=140, ink=0xFFFFFF, size=92, face="tall", x=470)
    if wipe(c, p, 0.68, 0xD4FF2A, x=0, y=360):
        for k in range(7):
            x = (t * 420 + k * 260) % 1820 - 300
            c.poly([(x, 0), (x + 80, 0), (x - 120, 720), (x - 200, 720)], 0xBDE60E, alpha=0.7)
        mark(c, p, 0.72, _sprint_mark)
        claim(c, "Alles voor wie beweegt", p, 0.82, y=610, ink=0x10141E, size=52, face="bold")


def _boot(c: Canvas) -> None:
    c.haze(0, 150, 260, 20, 0x000000, alpha=0.6)
    for k in range(6):
        c.poly([(-190 + k * 74, 84), (-150 + k * 74, 84), (-158 + k * 74, 124), (-182 + k * 74, 124)], 0xD4FF2A)
    c.blob([(-240, 60), (-246, -40), (-190, -150), (-120, -140), (-96, -96), (0, -70), (120, -30), (236, 14), (258, 60), (200, 88), (-220, 90)],
           Ramp((-240, 0), (260, 0), (0xFF3B6B, 0xFF6A3B, 0xFFB03B)))
    c.blob([(-240, 62), (0, 74), (250, 58), (262, 74), (200, 94), (-224, 94)], 0xFFFFFF)
    for k in range(6):
        c.line([(-96 + k * 36, -98 + k * 13), (-58 + k * 36, -50 + k * 12)], 0xFFFFFF, width=9)
    c.poly([(-150, 50), (40, -20), (0, 22), (150, 30), (-40, 62)], 0x10141E)
    c.oval(-168, -146, 58, 16, 0x7A1230)


def _sprint_mark(c: Canvas) -> None:
    for k, (dx, tint) in enumerate(((-60, 0x10141E), (60, 0xFF3B6B), (180, 0x10141E))):
        c.poly([(dx - 120, -190), (dx, -190), (dx + 110, -100), (dx, -10), (dx - 120, -10), (dx - 10, -100)], tint, alpha=1 - k * 0.1)
    c.text("SPRINT", 0, 130, 210, 0x10141E, face="tall", align="centre", spacing=10)
    c.text("SPORT", 0, 176, 44, 0xFF3B6B, face="heavy", align="centre", spacing=26)


# -- Doelpunt Sport (matches at home) ---------------------------------------------------


def doelpuntpakket(c: Canvas, frame: int, frames: int) -> None:
    """Four sports on four screens, then one goal after another."""
    p, t = frame / frames, seconds(frame)
    c.fill(Ramp((0, 0), (0, 720), (0x041E12, 0x0B4A2A)))
    c.fill(light(640, 720, 760, 0x19D36A, 0.35))
    if p < 0.7:
        grow = ease(span(p, 0.36, 0.46))
        for k in range(4):
            x, y = 120 + (k % 2) * 540, 70 + (k // 2) * 300
            if k == 0:
                x, y = lerp(x, 120, grow), lerp(y, 70, grow)
            w, h = (500, 270) if k else (lerp(500, 1040, grow), lerp(270, 570, grow))
            if k and grow > 0.99:
                continue
            with c.faded(1 if k == 0 else 1 - grow), c.inside(x, y, w, h, r=14):
                _sport(c, k, x, y, w, h, t)
            c.frame(x, y, w, h, 0x19D36A, r=14, width=4)
        c.rect(146, 92, 96, 40, 0xE5241C, r=6)
        c.text("LIVE", 194, 122, 30, 0xFFFFFF, face="bold", align="centre")
        if p > 0.46:
            c.rect(120, 552, 1040, 88, 0x041E12, alpha=0.85 * span(p, 0.46, 0.48))
            claim(c, "Alle wedstrijden.", p, 0.47, y=622, ink=0xFFFFFF, size=76, face="tall")
    if wipe(c, p, 0.7, 0x08160F):
        rays(c, 640, 300, 0x19D36A, t, alpha=0.14)
        mark(c, p, 0.74, _doelpunt_mark)
        claim(c, "Sportpakket 9,95 per maand · kanaal 30 en 31", p, 0.83, y=640, ink=0xC8FFE0, size=42, face="semi")


def _sport(c: Canvas, k: int, x: float, y: float, w: float, h: float, t: float) -> None:
    s = h / 270
    with c.at(x, y, scale=s):
        w = w / s
        match k:
            case 0:
                c.rect(0, 0, w, 270, down(0x4F9C3F, 0x69B84E, bottom=270))
                for m in range(0, 10, 2):
                    c.rect(m * 60, 0, 60, 270, 0x5AAE48)
                figure(c, w * 0.42 + 30 * wave(t, 2), 236, 1.0, Kit(skin=PEACH, top=0xF26A1B, legs=0xFFFFFF, socks=0xF26A1B, number="9"), t * 1.6, gait="run")
                figure(c, w * 0.56 + 24 * wave(t, 2.3), 246, 1.05, Kit(skin=COCOA, top=0x1F4FA8, legs=0x12306B, number="4"), t * 1.6 + 0.3, gait="run")
                c.circle(w * 0.66 + 30 * wave(t, 1.9), 240 - 12 * abs(wave(t, 0.7)), 11, 0xFFFFFF)
            case 1:
                c.rect(0, 0, w, 270, down(0xA9CFE8, 0xF2FAFF, bottom=270))
                c.rect(0, 150, w, 120, 0xE6F2FA)
                for m in range(7):
                    c.line([(0, 170 + m * 16), (w, 164 + m * 16)], 0xB9D3E6, width=2)
                with c.at(w * 0.5 + 90 * wave(t, 2.4), 230, turn=-8):
                    figure(c, 0, 0, 1.05, Kit(skin=PORCELAIN, hair=0xF2641E, top=0xF2641E, legs=0xF2641E, shoes=0x111111), t * 0.8, gait="run")
            case 2:
                c.rect(0, 0, w, 270, down(0x8FC7F0, 0xF4E6C8, bottom=270))
                c.hill([(m * 90 - 40, 150 - 50 * chance(m, 8)) for m in range(8)], 270, 0x6E9A5A)
                c.rect(0, 196, w, 80, 0x7A7F88)
                for m in range(4):
                    with c.at((m * 150 + t * 160) % (w + 200) - 100, 240 - 8 * (m % 2), scale=0.62):
                        for wx in (-42, 42):
                            c.ring(wx, -30, 28, 0x1A1E26, width=6)
                        c.line([(-42, -30), (0, -34), (30, -72), (-16, -70), (0, -34)], 0xE5241C, width=6)
                        c.line([(-16, -80), (30, -108), (44, -80)], (0xFFD400, 0xE5241C, 0x2F7FD0, 0xFFFFFF)[m], width=22)
                        c.circle(44, -124, 14, PEACH)
            case _:
                c.rect(0, 0, w, 270, 0xC2622E)
                c.line([(w * 0.1, 250), (w * 0.28, 90), (w * 0.72, 90), (w * 0.9, 250)], 0xFFFFFF, width=5)
                c.line([(w * 0.1, 166), (w * 0.9, 166)], 0xF4F4F4, width=4)
                figure(c, w * 0.5 + 110 * wave(t, 2.7), 262, 0.9, Kit(skin=BRONZE, top=0xFFFFFF, legs=0xFFFFFF, skirt=True), t * 1.2, gait="run")
                c.circle(w * 0.5 + 150 * wave(t, 1.35), 160 - 60 * abs(wave(t, 1.35, 0.25)), 7, 0xD4FF2A)


def _doelpunt_mark(c: Canvas) -> None:
    c.circle(0, -80, 150, 0x19D36A)
    c.circle(0, -80, 104, 0xFFFFFF)
    c.circle(0, -80, 46, 0x08160F)
    c.text("DOELPUNT", 0, 180, 150, 0xFFFFFF, face="tall", align="centre", spacing=8)
    c.text("sport", 0, 224, 44, 0x19D36A, face="heavy", align="centre", spacing=10)


# -- Wandelmaat ------------------------------------------------------------------------------


def wandelmaat(c: Canvas, frame: int, frames: int) -> None:
    """Two old friends on a hill path, a boot in the stream, the sign post."""
    p, t = frame / frames, seconds(frame)
    if p < 0.44:
        c.fill(down(0x9CCBE6, 0xFBEFD2, bottom=460))
        for k in range(3):
            cloud(c, (k * 460 - t * 16 + 200) % 1600 - 160, 120 + 50 * (k % 2), 240, 0xFFFFFF)
        for depth in range(3):
            c.hill([(k * 190 - 80 - t * (8 + 14 * depth), 380 + depth * 66 - 70 * abs(wave(k * 0.19, 1, depth * 0.3)))
                    for k in range(13)], 720, mix(0xA9C48A, 0x4F7F3A, depth / 2))
        for k in range(8):
            tree(c, (90 + k * 240 - t * 40) % 1920 - 200, 560 + 14 * (k % 3), 150, 0x5A8F3E, sway=2 * wave(t, 4, k * 0.1))
        c.hill([(-20, 620), (400, 596), (900, 604), (1300, 580)], 720, 0xC9A978)
        for k, (kit, dx) in enumerate(((Kit(skin=PORCELAIN, hair=0xE6E6E6, top=0xC2452E, legs=0x6A5A48, shoes=0x4A2E1A), 0),
                                        (Kit(skin=BRONZE, hair=0xBDBDBD, top=0x2F6F8F, legs=0x4E4A44, shoes=0x4A2E1A), 150))):
            x = 420 + dx + t * 16
            figure(c, x, 652, 1.6, kit, t * 0.75 + k * 0.35)
            c.line([(x + 40, 500), (x + 58 + 20 * wave(t * 0.75 + k * 0.35), 652)], 0x7A5A3A, width=7)
        claim(c, "Elke dag een ommetje.", p, 0.08, y=160, ink=0x2E4A1E, size=76, face="serif")
    elif p < 0.72:
        c.fill(down(0xDDEBD0, 0x9DBF8A))
        for k in range(7):
            pine(c, k * 210 - 40, 420, 300, 0x5F8A55)
        water(c, 470, t, 0x6FAFC0, 0xFFFFFF, strength=0.7, speed=3)
        for k in range(5):
            c.oval(140 + k * 270, 600 + 30 * (k % 2), 120, 40, (0x8A8F94, 0x73787E)[k % 2])
        with c.at(620, 560 - 10 * abs(wave(t, 1.4)), scale=1.5, turn=-4 + 4 * wave(t, 1.4)):
            c.blob([(-110, 10), (-120, -190), (-20, -196), (-10, -90), (90, -60), (150, -20), (150, 14)],
                   Ramp((-120, 0), (150, 0), (0x8A5426, 0xC2813E)))
            c.rect(-120, 6, 280, 30, 0x2E2018, r=10)
            c.rect(-122, -206, 106, 30, 0xC2452E, r=12)
            for k in range(5):
                c.line([(-20 + k * 17, -120 + k * 15), (-74 + k * 12, -104 + k * 14)], 0xF2D9A0, width=6)
        claim(c, "Droog. Warm. Licht.", p, 0.48, y=150, ink=0x2E4A1E, size=84, face="serif")
    if wipe(c, p, 0.72, 0x2F5F3A):
        c.hill([(k * 180 - 40, 580 - 60 * abs(wave(k * 0.23, 1))) for k in range(10)], 720, 0x264E30)
        mark(c, p, 0.76, _wandel_mark)
        claim(c, "Elke stap goed · laarzen vanaf 79 euro", p, 0.84, y=600, ink=0xF6E7BE, size=44, face="semi")


def _wandel_mark(c: Canvas) -> None:
    c.rect(-14, -150, 28, 330, 0x7A5230)
    for k, (y, flip, tint) in enumerate(((-120, 1, 0xF6E7BE), (20, -1, 0xE0A84A))):
        with c.at(0, y, sx=flip):
            c.poly([(-380, 0), (330, 0), (410, 55), (330, 110), (-380, 110)], tint)
        c.text(("Wandelmaat", "1908 · lopen kun je leren")[k], -10, y + (84 if k == 0 else 72), (92, 46)[k], 0x2F3F22,
               face="serif" if k == 0 else "semi", align="centre")


# -- Zeilmakerij Bries ---------------------------------------------------------------------------


def bries(c: Canvas, frame: int, frames: int) -> None:
    """A white yacht on a deep blue lake; a sail that fills becomes the mark."""
    p, t = frame / frames, seconds(frame)
    c.fill(down(0x2F7FC0, 0xCDEBF6, bottom=430))
    c.fill(light(980, 150, 460, 0xFFF6D8, 0.8))
    for k in range(3):
        cloud(c, (k * 520 + t * 26) % 1700 - 180, 130 + 50 * k, 260, 0xFFFFFF, alpha=0.85)
    c.hill([(k * 170 - 40, 424 - 16 * chance(k, 4)) for k in range(10)], 450, 0x3F6F8A)
    water(c, 430, t, 0x1F6FA8, 0xFFFFFF, strength=0.6, speed=5)
    for k, (dx, dy, s, tint) in enumerate(((900, 452, 0.3, 0xF2A81D), (240, 470, 0.36, 0xE5344F), (0, 590, 1.25, 0xFFFFFF))):
        x = dx + t * (10 + 6 * k) if k < 2 else lerp(120, 760, ease(p / 0.66))
        with c.at(x, dy + 8 * wave(t, 2.6, k * 0.3), scale=s, turn=-7 + 4 * wave(t, 3.1, k * 0.2)):
            c.line([(0, -20), (0, -400)], 0x4A3A2E, width=8)
            c.blob([(8, -396), (96, -220), (190, -50), (90, -40), (8, -44)], Ramp((0, 0), (190, 0), (pale(tint, 0.4), dark(tint, 0.12))))
            c.blob([(-8, -380), (-60, -200), (-150, -46), (-60, -40), (-8, -44)], dark(tint, 0.06))
            if k == 2:
                c.text("B", 66, -120, 90, 0x0F3F78, face="serif", align="centre")
            c.poly([(-190, -26), (220, -26), (160, 36), (-140, 36)], 0x12345C if k == 2 else 0xF4F4F4)
            c.line([(-184, -18), (212, -18)], 0xE5B04A, width=6)
    claim(c, "Het water op.", p, 0.1, y=140, ink=0x0F3F78, size=92, face="serif", x=930)
    if wipe(c, p, 0.66, 0xF7F4EC, x=760, y=430):
        for k in range(5):
            c.line([(q * 90 - 40, 610 + k * 24 + 10 * wave(q * 0.16 + t * 0.5 + k * 0.2)) for q in range(17)], 0x2F7FC0, width=5,
                   smooth=True, alpha=0.6)
        mark(c, p, 0.7, _bries_mark)
        claim(c, "Zeilen op maat sinds 1874 · Enkhuizen", p, 0.8, y=560, ink=0x12345C, size=42, face="semi")


def _bries_mark(c: Canvas) -> None:
    c.blob([(10, -230), (110, -90), (210, 40), (110, 52), (10, 48)], 0x12345C)
    c.blob([(-12, -200), (-70, -70), (-150, 44), (-70, 54), (-12, 48)], 0xE5B04A)
    c.text("Bries", 0, 170, 140, 0x12345C, face="serif", align="centre", spacing=6)
