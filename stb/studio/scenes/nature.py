"""Nature: mud flats at dawn with waders and a seal, or a heath in autumn with deer."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math

from stb.studio.canvas import HEIGHT, WIDTH, Canvas, Ramp, dark, down, light, mix, pale
from stb.studio.motion import chance, ease, lerp, seconds, shot, wander, wave
from stb.studio.props import bird, bug, cloud, lower_third, pine, reed, tree, water


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """Wad Nu?: dawn over the flats, a wader at work, a seal on its bank."""
    index, at = shot(frame, (170, 320))
    t = seconds(frame)
    (_flats, _wader, _seal)[index](c, at, t)
    if index == 0:
        lower_third(c, at, "Wad Nu?", "Aflevering 4: het uur van het tij", accent=0xF6B04C, start=24)
    elif index == 1:
        lower_third(c, at, "Scholekster", "Haematopus ostralegus", accent=0xF6B04C, start=20, stay=90)
    else:
        lower_third(c, at, "Gewone zeehond", "Zandbank bij Zwaluwplaat", accent=0xF6B04C, start=20)
    bug(c, "WAD NU?")
    c.vignette(0.25)


def _dawn(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 430), (0x3B4A86, 0x9C7FA8, 0xF2A884, 0xFFD9A0)))
    c.fill(light(860, 372, 520, 0xFFF0C0, 0.95))
    c.circle(860, 372, 44, 0xFFF6D8)
    for k in range(7):
        c.haze(120 + k * 190, 120 + 38 * (k % 3), 190, 13, 0xFFC9A8, alpha=0.35, blur=14)


def _flats(c: Canvas, at: int, t: float) -> None:
    c.lay(c.layer("dawn", _dawn))
    pan = at * 1.1
    c.hill([(k * 160 - pan * 0.15, 402 - 10 * chance(k, 3)) for k in range(-1, 11)], 440, 0x6C5C80)
    c.rect(930 - pan * 0.15, 352, 12, 54, 0x5A4B70)
    c.circle(936 - pan * 0.15, 350, 9, 0xFFE9B0, alpha=0.5 + 0.5 * wave(t, 3))
    water(c, 410, t, 0xC88F86, 0xFFE6C2, strength=0.7, speed=1.2)
    for k in range(7):
        x = (k * 330 - pan * (1.0 + 0.12 * k)) % 1900 - 300
        y = 470 + k * 36
        c.oval(x, y, 250 + k * 36, 10 + k * 4.4, mix(0x6E5364, 0x3E3044, k / 7))
        c.oval(x - 14, y - 2 - k * 0.5, 236 + k * 34, 6 + k * 3, mix(0x8C6A72, 0x54414F, k / 7))
    for k in range(26):
        flight = t * 1.6 + chance(k, 2)
        x = (220 + k * 27 + t * 86 + 30 * wander(t * 0.6, k)) % 1480 - 100
        bird(c, x, 150 + 70 * chance(k, 1) + 34 * wave(t, 5, k * 0.04), 9 + 5 * chance(k, 5), flight,
             0x33294A)
    for k in range(5):
        _wading(c, 240 + k * 190 + 20 * wander(t * 0.3, k) - pan * 1.3 + 160, 590 + 22 * (k % 3), 0.62,
                t + k * 0.7)


def _wading(c: Canvas, x: float, y: float, scale: float, t: float) -> None:
    dip = ease(max(0.0, wave(t, 2.3))) ** 2
    with c.at(x, y, scale=scale):
        for side in (-1, 1):
            foot = 14 * wave(t, 1.2, 0.25 * side)
            c.line([(side * 8, -52), (side * 8 + foot * 0.4, -26), (side * 8 + foot, 0)], 0xE8806A, width=5)
        with c.at(0, -66, turn=26 * dip):
            c.blob([(-62, -14), (-30, -34), (14, -34), (44, -14), (34, 14), (0, 26), (-34, 16)], 0x1B1E2A)
            c.blob([(-40, 2), (0, 26), (34, 14), (28, 2), (-8, 8)], 0xF3F1EE)
            c.poly([(-58, -16), (-92, -4), (-54, 0)], 0x1B1E2A)
            c.line([(34, -18), (52, -44)], 0x1B1E2A, width=22)
            c.circle(56, -52, 19, 0x1B1E2A)
            c.poly([(70, -58), (136, -42 + 4 * dip), (70, -46)], 0xF05A28)
            c.circle(60, -56, 4.6, 0xE02A2A)
            c.circle(61, -57, 1.8, 0xFFFFFF)
        c.haze(4, 5, 60, 6, 0x2A2034, alpha=0.4, blur=4)


def _wader(c: Canvas, at: int, t: float) -> None:
    c.fill(down(0xF0B892, 0xD58F88, bottom=330))
    c.fill(light(300, 150, 620, 0xFFEFC8, 0.7))
    for k in range(9):
        c.haze((k * 210 - at * 0.6) % 1890 - 200, 260 + 22 * (k % 3), 200, 26, 0x8C6A80, alpha=0.35,
               blur=18)
    water(c, 320, t, 0xB57F80, 0xFFE3C4, strength=0.6)
    for k in range(4):
        c.oval(200 + k * 380 - at * 1.2, 560 + 60 * (k % 2), 420, 46, mix(0x5C4658, 0x46364A, k % 2))
    for k in range(12):
        c.oval((k * 150 - at * 2) % 1500 - 60, 650 + 40 * chance(k, 1), 22, 9, 0xE8DCCB, alpha=0.8)
        c.line([((k * 150 - at * 2) % 1500 - 74, 650 + 40 * chance(k, 1)),
                ((k * 150 - at * 2) % 1500 - 46, 648 + 40 * chance(k, 1))], 0xB59C8C, width=2)
    _wading(c, 560 + at * 0.8, 640, 2.5, t)
    _wading(c, 1060 + at * 0.5, 540, 1.3, t * 1.15 + 1)


def _seal(c: Canvas, at: int, t: float) -> None:
    c.lay(c.layer("dawn", _dawn), -at * 0.3, -40, scale=1.08)
    water(c, 372, t, 0xB98890, 0xFFE9CC, strength=0.6, speed=1.6)
    for k in range(5):
        bird(c, (900 + k * 50 - t * 40) % 1400, 140 + 16 * k, 13, t * 1.3 + k * 0.3, 0x44345A)
    c.blob([(-100, 640), (120, 560), (520, 528), (980, 548), (1400, 620), (1400, 800), (-100, 800)],
           Ramp((0, 520), (0, 720), (0xD9B08C, 0x7A5A56)))
    for k, (x, y, s) in enumerate(((990, 545, 0.55), (1170, 566, 0.62), (760, 636, 1.4))):
        _one_seal(c, x - at * 0.25, y, s, t + k * 1.3)


def _one_seal(c: Canvas, x: float, y: float, scale: float, t: float) -> None:
    head = 9 * wander(t * 0.6, 4)
    tail = 16 * max(0.0, wave(t, 2.9))
    grey = 0x6F7486
    with c.at(x, y, scale=scale):
        c.haze(0, 28, 230, 16, 0x2E2030, alpha=0.45, blur=9)
        c.blob([(150, 4), (214, -16 - tail), (228, -4 - tail), (196, 12), (226, 22 - tail * 0.4),
                (150, 22)], dark(grey, 0.2))
        c.blob([(-150, -60), (-60, -72), (60, -44), (160, -2), (150, 24), (0, 34), (-130, 26), (-176, -14)],
               Ramp((0, -70), (0, 34), (pale(grey, 0.28), dark(grey, 0.2))))
        for k in range(26):
            c.oval(-120 + 250 * chance(k, 1), -42 + 50 * chance(k, 2), 4 + 4 * chance(k, 3), 3.5,
                   dark(grey, 0.35), alpha=0.45)
        with c.at(-146, -44, turn=head):
            c.blob([(-48, 0), (-40, -40), (-4, -58), (34, -40), (40, 4), (4, 34), (-34, 26)],
                   Ramp((0, -58), (0, 34), (pale(grey, 0.32), grey)))
            c.oval(-40, 8, 25, 17, pale(grey, 0.42))
            c.oval(-57, 0, 8, 6, 0x20222C)
            for eye in (-34, 2):
                c.circle(eye, -18, 7.5, 0x14141C)
                c.circle(eye - 2, -20.5, 2.3, 0xFFFFFF)
            for k in range(4):
                c.line([(-44, 8 + k * 3), (-78, 4 + k * 8)], 0xF4EEE6, width=1.5, alpha=0.8)
        c.blob([(-92, 18), (-66, 4), (-40, 28), (-70, 48), (-104, 42)], dark(grey, 0.3))


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """Bosgeluiden: an autumn wood, a deer on the heath, a fox among the leaves."""
    index, at = shot(frame, (160, 330))
    t = seconds(frame)
    (_wood, _heath, _fox)[index](c, at, t)
    for k in range(22):
        y = (chance(k, 2) * 800 + t * (60 + 50 * chance(k, 1))) % 800 - 40
        x = (chance(k, 3) * 1400 + 60 * wave(t, 3, chance(k, 4)) - t * 26) % 1400 - 60
        with c.at(x, y, turn=t * 120 * (chance(k, 5) - 0.5) * 3 + k * 40):
            c.oval(0, 0, 9, 4.4, (0xE08A2C, 0xC4522A, 0xEDBB4A)[k % 3])
    texts = (("Bosgeluiden", "Herfst op de Hoge Heide"), ("Edelhert", "Bronsttijd"),
             ("Vos", "Op zoek naar muizen"))
    lower_third(c, at, *texts[index], accent=0xD9822B, plate=0x1E2A1C, start=20, stay=100)
    bug(c, "BOSGELUIDEN")
    c.vignette(0.35)


def _wood(c: Canvas, at: int, t: float) -> None:
    c.fill(down(0xF6E3B4, 0xC9A765, bottom=560))
    c.fill(light(760, 180, 640, 0xFFF7DA, 0.9))
    for depth in range(4):
        tone = mix(0xD9A45A, 0x3A2A1E, depth / 3)
        for k in range(11):
            gap = 150 + 34 * depth
            x = (k * gap + 60 * chance(k, depth) - at * (0.5 + depth * 0.9)) % (11 * gap) - 200
            w = 12 + depth * 15
            c.rect(x, -10, w, 600 + depth * 30, Ramp((x, 0), (x + w, 0), (pale(tone, 0.14), dark(tone, 0.3))))
            if depth < 3:
                c.circle(x + w / 2 + 30, 60 + 90 * chance(k, depth, 1), 90 + 30 * depth,
                         mix((0xE9A03A, 0xD26A2C, 0xEFC55A)[k % 3], 0x6A3A1E, depth * 0.16), alpha=0.6)
        c.hill([(q * 180 - at * (0.5 + depth * 0.9) % 180 - 180, 540 + depth * 46 - 20 * chance(q, depth))
                for q in range(10)], HEIGHT, mix(0xC98A3C, 0x4A3320, depth / 3))
    for k in range(5):
        x = 560 + k * 120
        c.poly([(x, -10), (x + 60, -10), (x - 160, 720), (x - 330, 720)], 0xFFF3C8,
               alpha=0.08 + 0.04 * wave(t, 5, k * 0.2))


def _heath(c: Canvas, at: int, t: float) -> None:
    c.fill(down(0x8FA8C8, 0xF3D9B8, bottom=400))
    for k in range(3):
        cloud(c, (k * 520 + 120 - t * 12) % 1600 - 160, 90 + 46 * k, 300, 0xE9DFE0, alpha=0.7)
    c.hill([(k * 200 - at * 0.2, 356 - 30 * chance(k, 1)) for k in range(-1, 9)], 460, 0x8290A0)
    for k in range(14):
        pine(c, (k * 124 - at * 0.4) % 1700 - 120, 430 + 8 * (k % 3), 90 + 40 * chance(k, 4), 0x3F5A4A)
    c.rect(0, 420, WIDTH, 320, Ramp((0, 420), (0, 720), (0xA8789A, 0x5E3E5C)))
    for k in range(150):
        x = (chance(k, 1) * 1500 - at * (0.7 + chance(k, 2))) % 1500 - 100
        y = 430 + 280 * chance(k, 2)
        c.oval(x, y, 16 + 22 * chance(k, 2), 6 + 9 * chance(k, 2), mix(0xC48AB0, 0x6E4668, chance(k, 5)), alpha=0.8)
    _deer(c, 640 - at * 0.15, 610, 1.75, t)
    _deer(c, 1040 - at * 0.1, 520, 0.8, t * 0.8 + 2, antlers=False)


def _deer(c: Canvas, x: float, y: float, scale: float, t: float, *, antlers: bool = True) -> None:
    coat = 0x9A5E34
    lift = 12 * ease(0.5 + 0.5 * wave(t, 4.6))
    with c.at(x, y, scale=scale):
        c.haze(0, 2, 110, 8, 0x2A1A2C, alpha=0.4, blur=5)
        for lx in (-62, -44, 46, 62):
            c.line([(lx, -70), (lx + 3, -36), (lx - 1, 0)], dark(coat, 0.25 if lx in (-44, 46) else 0.1), width=11)
        c.blob([(-84, -88), (-50, -118), (30, -114), (74, -124), (82, -84), (50, -58), (-60, -58)],
               Ramp((0, -120), (0, -56), (pale(coat, 0.12), dark(coat, 0.18))))
        c.oval(-84, -88, 12, 16, 0xE8D6BC)
        with c.at(72, -108, turn=-8 - lift * 0.6):
            c.poly([(-20, 22), (14, 6), (44, -66), (22, -78), (-22, -20)], coat)
            c.blob([(16, -66), (24, -92), (44, -92), (84, -68), (80, -58), (44, -52)], coat)
            c.oval(82, -62, 6, 5, 0x241A16)
            c.circle(46, -77, 4.4, 0x14100E)
            c.poly([(24, -88), (4, -106), (14, -84)], dark(coat, 0.2))
            if antlers:
                for flip, shade in ((-18, 0x6E4A2E), (8, 0x8A6240)):
                    c.line([(30, -90), (26 + flip, -130), (36 + flip * 2, -172)], shade, width=7, smooth=True)
                    for dy in (-118, -142, -160):
                        c.line([(28 + flip, dy), (58 + flip, dy - 22)], shade, width=5)


def _fox(c: Canvas, at: int, t: float) -> None:
    c.fill(down(0xE7C88C, 0x9C7440, bottom=420))
    with c.faded(1, blur=9):
        for k in range(9):
            x = (k * 190 - at * 0.8) % 1710 - 200
            c.rect(x, -10, 60, 470, mix(0x6A4A30, 0xC89A5A, chance(k, 1) * 0.6))
        for k in range(14):
            c.circle((k * 130 - at * 0.6) % 1600 - 100, 60 + 150 * chance(k, 2), 110, 0xDB9A3C, alpha=0.5)
    c.hill([(-40, 470), (400, 440), (900, 452), (1330, 430)], HEIGHT, Ramp((0, 430), (0, 720), (0xB87A34, 0x5E3A1E)))
    for k in range(120):
        with c.at((chance(k, 1) * 1500 - at * 2.6) % 1500 - 100, 470 + 250 * chance(k, 2), turn=360 * chance(k, 3)):
            c.oval(0, 0, 16, 7, (0xE0862C, 0xB94A24, 0xE9B348, 0x8A5024)[k % 4], alpha=0.9)
    trot = t * 1.7
    coat = 0xE0702A
    with c.at(lerp(180, 900, at / 150), 610 - 5 * abs(math.sin(trot * 6.28)), scale=1.7):
        c.haze(10, 4, 120, 9, 0x2A1608, alpha=0.45, blur=5)
        for k, lx in enumerate((-52, -36, 44, 60)):
            s = 20 * math.sin(6.28 * trot + k * 1.7)
            c.line([(lx, -44), (lx + s * 0.4, -22), (lx + s, 0)], 0x2A1A16 if k % 2 else 0x3E2620, width=9)
        tail = 8 * wave(t, 1.3)
        c.blob([(-66, -58), (-120, -84 + tail), (-176, -62 + tail), (-186, -48 + tail), (-120, -40 + tail), (-64, -44)], coat)
        c.oval(-174, -55 + tail, 16, 10, 0xFFF4E6)
        c.blob([(-76, -62), (-30, -84), (40, -80), (76, -68), (70, -40), (0, -34), (-66, -40)],
               Ramp((0, -84), (0, -34), (pale(coat, 0.12), dark(coat, 0.15))))
        c.blob([(56, -64), (60, -100), (92, -108), (118, -84), (148, -66), (118, -58), (84, -50)], coat)
        c.blob([(84, -52), (118, -58), (146, -66), (116, -70), (90, -64)], 0xFFF4E6)
        c.circle(148, -67, 5, 0x1A1210)
        c.circle(104, -84, 4, 0x1A1210)
        for ex in (66, 86):
            c.poly([(ex, -98), (ex + 4, -136), (ex + 22, -102)], dark(coat, 0.1))
            c.poly([(ex + 5, -104), (ex + 7, -124), (ex + 16, -104)], 0x2A1A16)
    for k in range(5):
        reed(c, k * 300 - at * 2.4 % 300, 730, 120, 0x6A4A1E, t)
    c.fill(light(200, 80, 500, 0xFFF0C0, 0.35))
    tree(c, 1180 - at * 0.9, 520, 260, 0xD98A2C, sway=wave(t, 4))
