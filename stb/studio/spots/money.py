"""Spots of banks, insurers, telephones and games of chance."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math

from stb.studio.canvas import WIDTH, Canvas, Glow, Ramp, dark, down, light, mix, pale
from stb.studio.motion import chance, ease, lerp, out, seconds, span, wander, wave
from stb.studio.people import BRONZE, PEACH, PORCELAIN, Kit, figure
from stb.studio.props import canal_house, cloud, confetti
from stb.studio.spots.marks import badge, claim, mark, pop, rays, small_print, starburst, wipe

# -- Polderbank ----------------------------------------------------------------------


def polderbank(c: Canvas, frame: int, frames: int) -> None:
    """Coins fall as seed into ditched fields and grow; the dyke as the mark."""
    p, t = frame / frames, seconds(frame)
    c.fill(down(0xBFE0F4, 0xF6FBFF, bottom=360))
    for k in range(3):
        cloud(c, (k * 500 + t * 18) % 1600 - 160, 110 + 50 * (k % 2), 250, 0xFFFFFF)
    c.rect(0, 340, WIDTH, 390, 0x7FBF5A)
    for k in range(9):
        x = 640 + (k - 4) * 120
        c.poly([(x - 8, 340), (x + 8, 340), (640 + (k - 4) * 420 + 40, 720), (640 + (k - 4) * 420 - 40, 720)], 0x5FAFD8)
    for row in range(4):
        for k in range(7):
            n = row * 7 + k
            y = 400 + row * 84
            x = 640 + (k - 3) * (130 + row * 74) + 40
            s = 0.5 + row * 0.24
            fall = span(p, 0.03 + n * 0.011, 0.10 + n * 0.011)
            grow = ease(span(p, 0.14 + n * 0.012, 0.34 + n * 0.012))
            if fall < 1:
                _coin(c, x, lerp(-60, y, fall * fall), 26 * s, t * 300 + n * 40)
            else:
                c.line([(x, y), (x + 5 * wave(t, 2, n * 0.1), y - 90 * s * grow)], 0x3F8F3A, width=7 * s)
                for side in (-1, 1):
                    c.oval(x + side * 17 * s * grow, y - 46 * s * grow, 18 * s * grow, 9 * s * grow, 0x4FA84A)
                if grow > 0.5:
                    _coin(c, x + 5 * wave(t, 2, n * 0.1), y - 96 * s * grow, 25 * s * (grow - 0.5) * 2, 0)
    claim(c, "Wat je zaait,", p, 0.08, y=130, ink=0x0E3F6A, size=78, face="heavy")
    claim(c, "groeit hier op vaste grond.", p, 0.24, y=206, ink=0x0E3F6A, size=52, face="bold")
    if wipe(c, p, 0.66, 0x0E4F8A):
        c.hill([(k * 180 - 60, 610 - 26 * abs(wave(k * 0.2, 1))) for k in range(10)], 720, 0x0A3F70)
        mark(c, p, 0.71, _polder_mark)
        claim(c, "3,1 procent op uw spaarrekening", p, 0.8, y=560, ink=0xCFE9FF, size=46)
        small_print(c, "Rente variabel. Lees de voorwaarden op uw gemak.")


def _coin(c: Canvas, x: float, y: float, r: float, turn: float) -> None:
    wide = abs(math.cos(math.radians(turn))) * 0.85 + 0.15
    c.oval(x, y, r * wide, r, 0xC98A14)
    c.oval(x - 1.5, y - 1.5, r * wide * 0.9, r * 0.9, 0xFFD24A)
    c.oval(x - 1.5, y - 1.5, r * wide * 0.55, r * 0.55, 0xF0B429)


def _polder_mark(c: Canvas) -> None:
    c.rect(-400, -130, 800, 240, 0xFFFFFF, r=28)
    for k in range(4):
        c.poly([(-350 + k * 36, 60), (-322 + k * 36, 60), (-286 + k * 12, -80), (-296 + k * 12, -80)],
               (0x2FA85A, 0x5FAFD8)[k % 2])
    c.line([(-360, 66), (-190, 66)], 0x0E4F8A, width=12)
    c.text("Polderbank", -150, 34, 98, 0x0E4F8A, face="heavy")


# -- Verzekeraar Vangnet --------------------------------------------------------------------


def vangnet(c: Canvas, frame: int, frames: int) -> None:
    """Everything falls: a pot, a bicycle, a kitchen; and is caught."""
    p, t = frame / frames, seconds(frame)
    c.fill(down(0xFFD9C2, 0xFFF3E6))
    for k in range(6):
        canal_house(c, 20 + k * 215, 560, 190, 220 + 40 * (k % 3), (0xF2B8A0, 0xE8A890, 0xF6C8B0)[k % 3], gable=k % 3, seed=k, share=0.2)
    c.rect(0, 560, WIDTH, 160, down(0xE0B09A, 0xC08A74, top=560))
    things = ((0.02, 300), (0.17, 640), (0.32, 960))
    sag = 0.0
    for n, (start, x) in enumerate(things):
        fall = span(p, start, start + 0.06)
        bounce = span(p, start + 0.06, start + 0.15)
        if p < start:
            continue
        y = lerp(-160, 440, fall * fall) if fall < 1 else 440 - 170 * math.sin(math.pi * bounce) * (1 - bounce * 0.4)
        y = y if bounce < 1 else 440 + 5 * wave(t, 1.3, n * 0.3)
        if fall >= 1:
            sag = max(sag, 40 * math.exp(-bounce * 5))
        with c.at(x, y, turn=260 * (1 - fall) + (40 * bounce if bounce < 1 else 10 * n - 10)):
            _thing(c, n)
    pts = [(130 + k * 102, 470 + sag + 40 * math.sin(math.pi * k / 10)) for k in range(11)]
    for dy in (0, 26, 52):
        c.line([(x, y + dy * 0.8) for x, y in pts], 0x7A2FB0, width=6, smooth=True)
    for x, y in pts:
        c.line([(x - 26, y), (x + 26, y + 42)], 0x7A2FB0, width=4)
        c.line([(x + 26, y), (x - 26, y + 42)], 0x7A2FB0, width=4)
    for k, x in enumerate((90, 1190)):
        figure(c, x, 640, 1.5, Kit(skin=(PEACH, BRONZE)[k], top=0x7A2FB0, legs=0x3A1A5A), 0.1, gait="cheer", facing=1 - 2 * k)
    claim(c, "Er valt weleens wat.", p, 0.04, y=150, ink=0x4A1A7A, size=84, face="round")
    claim(c, "Wij vangen u op.", p, 0.46, y=236, ink=0x4A1A7A, size=64, face="round")
    if wipe(c, p, 0.68, 0x5A1E9A):
        for k in range(9):
            c.line([(-40, k * 90), (1320, k * 90 + 60)], 0x7A3FC0, width=5, alpha=0.5)
            c.line([(k * 170 - 40, -20), (k * 170 + 40, 740)], 0x7A3FC0, width=5, alpha=0.5)
        mark(c, p, 0.73, _vangnet_mark)
        claim(c, "Wonen, reizen, zorg: één premie", p, 0.82, y=590, ink=0xFFE0CC, size=48, face="round")


def _thing(c: Canvas, n: int) -> None:
    if n == 0:
        c.poly([(-54, -40), (54, -40), (38, 50), (-38, 50)], 0xD2683A)
        c.rect(-60, -56, 120, 26, 0xE07A48, r=5)
        for k in range(5):
            a = math.radians(-150 + k * 30)
            c.oval(60 * math.cos(a), -60 + 60 * math.sin(a), 32, 14, 0x4FA84A)
    elif n == 1:
        for wx in (-62, 62):
            c.ring(wx, 10, 42, 0x2A2E38, width=8)
        c.line([(-62, 10), (-10, 10), (40, -54), (-30, -48), (-10, 10)], 0x1FA0A8, width=9)
        c.line([(62, 10), (38, -76), (60, -84)], 0x1FA0A8, width=8)
        c.rect(-54, -70, 46, 12, 0x2A2E38, r=6)
    else:
        c.rect(-70, -60, 140, 100, 0x3A4150, r=10)
        c.rect(-60, -50, 120, 80, 0x8FD8F0, r=6)
        c.line([(-20, -50), (0, -14), (-14, 4), (10, 30)], 0xFFFFFF, width=4)
        c.rect(-16, 40, 32, 18, 0x3A4150)
        c.rect(-44, 56, 88, 10, 0x3A4150, r=5)


def _vangnet_mark(c: Canvas) -> None:
    c.circle(0, -110, 120, 0xFF8A5A)
    for k in range(-2, 3):
        c.line([(k * 46, -110 + 90 * math.cos(k * 0.5)), (k * 40, -96)], 0xFFFFFF, width=8)
    c.line([(-110, -110), (0, -30), (110, -110)], 0xFFFFFF, width=15, smooth=True)
    c.line([(-84, -80), (0, -10), (84, -80)], 0xFFFFFF, width=11, smooth=True)
    c.circle(0, -150, 26, 0xFFFFFF)
    c.text("vangnet", 0, 150, 164, 0xFFFFFF, face="round", align="centre")


# -- LotoLand (lottery) -------------------------------------------------------------------------


def lotoland(c: Canvas, frame: int, frames: int) -> None:
    """Balls in a drum, six roll out, the pot counts up."""
    p, t = frame / frames, seconds(frame)
    c.fill(Glow((640, 330), 900, (0x2FB0F0, 0x0F5FC0, 0x0A2F80)))
    rays(c, 640, 330, 0xFFFFFF, t, alpha=0.10, count=20)
    tints = (0xFF4A5A, 0xFFC93C, 0x3FC85A, 0xFF8A2A, 0xB05AE0, 0xFFFFFF)
    if p < 0.68:
        c.circle(640, 260, 210, 0xFFFFFF, alpha=0.16)
        for k in range(20):
            a = t * (2.2 + chance(k, 1)) + k * 1.7
            q = 60 + 130 * abs(wander(t * 1.3 + k, k))
            _ball(c, 640 + q * math.cos(a), 260 + q * math.sin(a * 1.3), 32, tints[k % 6], str(1 + k * 2), a * 40)
        c.ring(640, 260, 210, 0xFFE27A, width=14)
        c.rect(540, 456, 200, 38, 0xFFE27A, r=12)
        for k in range(6):
            roll = out(span(p, 0.12 + k * 0.07, 0.22 + k * 0.07))
            if roll > 0:
                x = lerp(640, 240 + k * 160, roll)
                _ball(c, x, lerp(500, 580, roll), 54, tints[k], ("4", "11", "19", "23", "38", "42")[k], 360 * (1 - roll))
    if wipe(c, p, 0.64, 0xE5203A, y=600):
        rays(c, 640, 300, 0xFFC93C, t, alpha=0.24)
        confetti(c, t, (0xFFE27A, 0xFFFFFF, 0x2FB0F0), count=54)
        mark(c, p, 0.68, _loto_mark)
        count = ease(span(p, 0.74, 0.9))
        claim(c, f"Zaterdag in de pot: {7_400_000 * count:,.0f} euro".replace(",", "."), p, 0.74, y=600, ink=0xFFFFFF, size=52, face="heavy")
    small_print(c, "18+ · Speel bewust · Wat kost gokken jou?")


def _ball(c: Canvas, x: float, y: float, r: float, tint: int, number: str, turn: float) -> None:
    c.circle(x, y, r, Glow((x - r * 0.35, y - r * 0.4), r * 1.8, (pale(tint, 0.55), tint, dark(tint, 0.35))))
    c.circle(x, y, r * 0.56, 0xFFFFFF)
    with c.at(x, y, turn=turn % 360 if turn else 0):
        c.text(number, 0, r * 0.24, r * 0.7, 0x14285A, face="heavy", align="centre")


def _loto_mark(c: Canvas) -> None:
    for k, (letter, tint) in enumerate(zip("LotoLand", (0xFFC93C, 0xFF8A2A, 0x3FC85A, 0x2FB0F0, 0xFFC93C, 0xB05AE0, 0x3FC85A, 0xFF8A2A), strict=True)):
        x, y = (k - 3.5) * 112, 16 * math.sin(k * 1.4)
        c.circle(x + 4, y - 20, 68, 0x7A0A1A, alpha=0.5)
        c.circle(x, y - 28, 66, Glow((x - 20, y - 54), 120, (pale(tint, 0.5), tint, dark(tint, 0.2))))
        c.text(letter, x, y, 84, 0xFFFFFF, face="heavy", align="centre")


# -- Komeet Mobiel -------------------------------------------------------------------------------


def komeet(c: Canvas, frame: int, frames: int) -> None:
    """A comet draws lines of signal over a map of lights; a telephone; behind the dyke."""
    p, t = frame / frames, seconds(frame)
    c.fill(Ramp((0, 0), (WIDTH, 720), (0x0A0630, 0x2A1070, 0x6A1E9A)))
    for k in range(80):
        c.circle(chance(k, 1) * WIDTH, chance(k, 2) * 460, 1 + 2 * chance(k, 3), 0xFFFFFF, alpha=0.3 + 0.6 * abs(wave(t, 2.2, chance(k, 4))))
    q = span(p, 0.0, 0.66)
    path = [(-100 + 1500 * s, 420 - 330 * math.sin(math.pi * s * 0.9)) for s in (k / 40 for k in range(41))]
    n = max(2, int(41 * ease(q)))
    for w, a in ((60, 0.08), (30, 0.16), (12, 0.5)):
        c.line(path[:n], Ramp((-100, 0), (path[n - 1][0], 0), (0xFF5AC8, 0x5AE0FF), (0.0, 1.0)), width=w, alpha=a, smooth=True)
    hx, hy = path[n - 1]
    if p < 0.66:
        c.fill(light(hx, hy, 150, 0xBFF6FF, 0.9))
        c.circle(hx, hy, 20, 0xFFFFFF)
    c.hill([(-20, 560), (300, 520), (640, 500), (1000, 516), (1300, 550)], 720, down(0x1E3A4A, 0x0A1420, top=490))
    for k in range(8):
        x = 120 + k * 150
        on = q > (x + 100) / 1500
        canal_house(c, x, 590 - 40 * math.sin(math.pi * k / 7), 80, 90 + 20 * (k % 3), 0x2A3050, gable=k % 3, seed=k, share=0.9 if on else 0.0)
        if on:
            for m in range(3):
                c.ring(x + 40, 460 - 40 * math.sin(math.pi * k / 7), 20 + m * 22 + (t * 22) % 22, 0x5AE0FF, width=4, alpha=0.5 - m * 0.15, start=-140, sweep=100)
    if 0.3 < p < 0.68:
        rise = out(span(p, 0.3, 0.38))
        with c.at(1010, 400 + 500 * (1 - rise), turn=8 + 2 * wave(t, 2)):
            c.rect(-120, -240, 240, 480, 0x0A0A18, r=36)
            c.rect(-106, -226, 212, 452, down(0xFF5AC8, 0x5A2AE0, top=-226, bottom=226), r=26)
            c.text("5", -30, 0, 150, 0xFFFFFF, face="heavy", align="centre")
            c.text("GB+", 44, 40, 58, 0xFFFFFF, face="heavy", align="centre")
            for m in range(5):
                c.rect(-80 + m * 34, 170 - m * 16, 24, 20 + m * 16, 0xFFFFFF, r=5)
    claim(c, "Ook achter de dijk.", p, 0.1, y=140, ink=0xFFFFFF, size=84, face="heavy", x=470)
    claim(c, "Zelfs in de schuur.", p, 0.4, y=226, ink=0xBFF6FF, size=62, face="heavy", x=430)
    if wipe(c, p, 0.66, 0x5A1ED0, x=1300, y=560):
        for k in range(5):
            c.ring(430, 300, 140 + k * 130 + (t * 80) % 130, 0xFF5AC8, width=6, alpha=0.3)
        mark(c, p, 0.71, _komeet_mark)
        claim(c, "Onbeperkt bellen vanaf 9 euro", p, 0.81, y=580, ink=0xFFFFFF, size=50, face="bold")


def _komeet_mark(c: Canvas) -> None:
    for k in range(4):
        c.line([(-120, -70), (-480 + k * 50, -20 + k * 40)], 0x5AE0FF, width=26 - 5 * k, alpha=0.9 - 0.2 * k)
    c.circle(-110, -76, 84, 0xFFFFFF)
    c.circle(-110, -76, 50, 0xFF5AC8)
    c.text("komeet", 40, 120, 178, 0xFFFFFF, face="heavy", align="centre")


# -- Eikenhaag Bankiers (high incomes) -----------------------------------------------------------


def eikenhaag(c: Canvas, frame: int, frames: int) -> None:
    """An oak through the year, three generations under it; a restrained mark."""
    p, t = frame / frames, seconds(frame)
    year = span(p, 0.0, 0.66)
    leaf = mix(mix(0x8FB85A, 0x3F6F3A, span(year, 0.1, 0.4)), 0xB9782A, span(year, 0.5, 0.85))
    c.fill(Ramp((0, 0), (0, 560), (mix(0xBFD4DA, 0xE0B88A, year), 0xF4EFE2)))
    c.fill(light(980 - 500 * year, 200, 520, 0xFFF2CC, 0.8))
    c.hill([(k * 200 - 60, 520 - 26 * chance(k, 4)) for k in range(9)], 720, mix(0x9DB87A, 0xB0986A, year))
    c.rect(0, 590, WIDTH, 140, down(mix(0x7F9F5A, 0x94804A, year), 0x4A5A34, top=590))
    with c.at(910, 610, turn=0.6 * wave(t, 5)):
        c.blob([(-56, 8), (-30, -120), (-44, -260), (0, -240), (44, -270), (28, -120), (60, 8)], 0x5A4434)
        for k in range(26):
            a, q = 2.4 * k, 30 + 8.6 * k
            c.circle(1.25 * q * math.cos(a), -330 + 0.72 * q * math.sin(a) + 3 * wave(t, 3, k * 0.1), 62, (leaf, dark(leaf, 0.12), pale(leaf, 0.12))[k % 3])
    for k in range(20):
        drop = (t * 40 + k * 60) % 420
        if year > 0.5:
            c.oval(560 + 480 * chance(k, 2) + 20 * wave(t, 2, k * 0.2), 240 + drop, 7, 4, 0xC98A34)
    kits = (Kit(skin=PORCELAIN, hair=0xE6E2DC, top=0x3A4A5E, legs=0x2A2E36), Kit(skin=PEACH, hair=0x6A4A34, top=0x7A2E3A, legs=0x2E3440),
            Kit(skin=PEACH, hair=0x9A6A3A, top=0xE0B04A, legs=0x3A5A7A))
    for k, (kit, s) in enumerate(zip(kits, (1.25, 1.25, 0.8), strict=True)):
        if p > 0.12 + k * 0.14:
            with c.faded(ease(span(p, 0.12 + k * 0.14, 0.18 + k * 0.14))):
                figure(c, 420 + k * 96, 640, s, kit, 0.25 + 0.01 * wave(t, 3, k * 0.3), gait="stand")
    words = ("Geplant door uw grootvader.", "Gesnoeid door uw vader.", "Voor wie na u komt.")
    n = min(2, int(p / 0.22))
    if p < 0.66:
        claim(c, words[n], p, n * 0.22 + 0.02, y=130, ink=0x2A3A2E, size=54, face="serif", x=400)
    if wipe(c, p, 0.66, 0x14281E):
        c.frame(60, 50, 1160, 600, 0xC9A85A, width=3)
        mark(c, p, 0.7, _eiken_mark, y=300)
        claim(c, "Vermogensbeheer vanaf vijf ton", p, 0.8, y=560, ink=0xE9DDBE, size=40, face="serif")


def _eiken_mark(c: Canvas) -> None:
    c.oval(0, -100, 46, 62, 0xC9A85A)
    c.blob([(-60, -120), (-50, -164), (0, -180), (50, -164), (60, -120), (0, -132)], 0x8A6A2E)
    c.line([(0, -180), (10, -210)], 0x8A6A2E, width=9)
    c.text("Eikenhaag", 0, 80, 140, 0xF4ECD8, face="serif", align="centre", spacing=4)
    c.text("BANKIERS SINDS 1794", 0, 150, 40, 0xC9A85A, face="tall", align="centre", spacing=14)


# -- GokGigant (gambling; refused by today's rules) -------------------------------------------------


def gokgigant(c: Canvas, frame: int, frames: int) -> None:
    """A slot machine that grins."""
    p, t = frame / frames, seconds(frame)
    c.fill(Glow((640, 360), 900, (0x6A0FA0, 0x2A0450, 0x0A0118)))
    for k in range(34):
        a = k / 34 * 2 * math.pi
        on = (k + int(t * 8)) % 3 == 0
        c.circle(640 + 590 * math.cos(a), 350 + 315 * math.sin(a), 12, 0xFFE04A if on else 0x7A3A10)
    if p < 0.6:
        c.rect(300, 150, 680, 400, 0xD81E3A, r=40)
        c.rect(330, 190, 620, 260, 0xFFF6DC, r=20)
        stop = (0.22, 0.36, 0.5)
        for k in range(3):
            x = 345 + k * 203
            with c.inside(x, 200, 184, 240, r=12):
                c.rect(x, 200, 184, 240, 0xFFFFFF)
                roll = (t * 900 + k * 130) % 240 if p < stop[k] else 0
                for m in range(-1, 2):
                    y = 320 + m * 240 + roll
                    starburst(c, x + 92, y, 74, 0xFFB01E, points=5, depth=0.45, turn=-90)
                    c.text("7", x + 92, y + 36, 110, 0xD81E3A, face="tall", align="centre")
        c.rect(1000, 240, 26, 200, 0xC9CED8, r=12)
        c.circle(1013, 240 + 150 * span(p, 0.02, 0.1) - 150 * span(p, 0.1, 0.2), 36, 0xFFE04A)
        claim(c, "GROOT. GROTER.", p, 0.12, y=112, ink=0xFFE04A, size=80, face="tall")
    if wipe(c, p, 0.6, 0xFFC81E):
        rays(c, 640, 320, 0xFF7A1E, t, alpha=0.4)
        mark(c, p, 0.66, _gok_mark)
        badge(c, 1080, 540, pop(p, 0.76), (("bonus", 40), ("100,-", 70)), plate=0x2A0450, ink=0xFFE04A, r=124)
    small_print(c, "18+ · Wat kost gokken jou? Stop op tijd.", ink=0xFFFFFF if p < 0.6 else 0x2A0450)


def _gok_mark(c: Canvas) -> None:
    c.rect(-480, -150, 960, 290, 0x2A0450, r=40)
    c.rect(-462, -132, 924, 254, 0xD81E3A, r=30)
    c.text("GokGigant", 0, 56, 168, 0xFFE04A, face="tall", align="centre", spacing=6)
