"""The cast: people in flat colours, from the waist up or on their feet.

A bust stands on ``y`` as on the edge of a desk, its head some 250 units above;
it blinks, breathes and, when it talks, moves its mouth and head. A figure
stands on ``y`` with its feet and walks, runs or kicks by ``phase`` (one stride
a unit). Both are drawn around x, in units that ``scale`` makes pixels.
"""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math
from dataclasses import dataclass

from stb.studio.canvas import Canvas, Glow, Ramp, dark, mix, pale
from stb.studio.motion import chance, wander, wave

PORCELAIN, PEACH, HONEY, BRONZE, COCOA, UMBER = (
    0xF7D9C4, 0xF0C3A0, 0xDFA878, 0xB97F52, 0x8A5A3C, 0x60402E
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody. ``hair``: short, bob, bun, curls, long, bald, quiff, hat."""

    skin: int = PEACH
    hair: str = "short"
    hair_colour: int = 0x3B2A22
    top: int = 0x28406E
    shirt: int = 0xF4F6FA
    tie: int | None = None
    glasses: int | None = None
    beard: bool = False
    apron: int | None = None
    outfit: str = "jacket"
    seed: int = 1


def bust(
    c: Canvas, x: float, y: float, scale: float, who: Who, t: float, *, talk: bool = False,
    look: float = 0.0, arms: str = "desk", smile: float = 0.5,
) -> None:
    """From the waist up, at ``t`` seconds. ``look``: -1 to our left, 1 to our right."""
    breath = 1.6 * wave(t, 3.7, who.seed * 0.37)
    nod = 2.2 * wander(t * 1.9, who.seed) * (1.6 if talk else 0.5)
    tilt = 2.0 * wander(t * 0.9, who.seed + 9) * (1.5 if talk else 0.6)
    with c.at(x, y, scale=scale):
        _torso(c, who, breath, t, arms, talk)
        with c.at(look * 5, -185 + breath + nod * 0.6, turn=tilt + look * 2):
            _head(c, who, t, talk, look, smile)


def _torso(c: Canvas, who: Who, breath: float, t: float, arms: str, talk: bool) -> None:
    top = who.top
    body = [
        (-118, 6), (-122, -60), (-104, -118 + breath), (-62, -140 + breath),
        (0, -146 + breath), (62, -140 + breath), (104, -118 + breath), (122, -60), (118, 6),
    ]
    c.hill(body, 8, Ramp((-120, 0), (130, 0), (pale(top, 0.10), top, dark(top, 0.28))))
    neck = mix(who.skin, 0x7A3B2A, 0.22)
    c.poly([(-26, -190), (26, -190), (30, -132 + breath), (0, -112), (-30, -132 + breath)], neck)
    if who.outfit == "jacket":
        c.poly([(-34, -142 + breath), (34, -142 + breath), (20, -40), (0, 0), (-20, -40)], who.shirt)
        c.poly([(-26, -138 + breath), (26, -138 + breath), (0, -104)], neck)
        if who.tie is not None:
            c.poly([(-9, -112), (9, -112), (12, -40), (0, -18), (-12, -40)], who.tie)
            c.poly([(-11, -122), (11, -122), (8, -104), (-8, -104)], dark(who.tie, 0.2))
        for side in (-1, 1):
            lapel = [(side * 34, -146 + breath), (side * 62, -138 + breath), (side * 52, -88),
                     (side * 4, 2)]
            c.poly(lapel, pale(top, 0.07) if side < 0 else dark(top, 0.16))
            c.poly([(side * 22, -136 + breath), (side * 36, -146 + breath), (side * 22, -112)],
                   pale(who.shirt, 0.5) if side < 0 else mix(who.shirt, 0x8090B0, 0.2))
    elif who.outfit == "round":
        c.ring(0, -150 + breath, 34, pale(top, 0.18), width=7, start=8, sweep=164)
    elif who.outfit == "vneck":
        c.poly([(-32, -144 + breath), (32, -144 + breath), (0, -84)], neck)
        c.line([(-33, -145 + breath), (0, -84), (33, -145 + breath)], pale(top, 0.25), width=6)
    if who.apron is not None:
        c.rect(-58, -106, 116, 116, who.apron, r=12)
        for side in (-1, 1):
            c.line([(side * 50, -100), (side * 40, -143 + breath)], who.apron, width=9)
        c.rect(-30, -40, 60, 34, dark(who.apron, 0.15), r=6)
    _arms(c, who, t, arms, talk)


def _arms(c: Canvas, who: Who, t: float, arms: str, talk: bool) -> None:
    sleeve, hand = dark(who.top, 0.12), who.skin
    live = 1.0 if talk else 0.25
    for side in (-1, 1):
        lift = live * 14 * wander(t * 1.5, who.seed * 3 + side)
        if arms == "desk":
            elbow, wrist = (side * 122, -8), (side * (44 + 6 * wander(t, side)), -14 + lift * 0.5)
        elif arms == "open":
            elbow = (side * 140, -30)
            wrist = (side * (150 + lift), -86 - abs(lift) * 2)
        elif arms == "point" and side == 1:
            elbow, wrist = (150, -78), (224 + lift * 0.5, -142 + lift)
        elif arms == "stir" and side == 1:
            turn = t * 5
            elbow = (138, -34)
            wrist = (112 + 15 * math.cos(turn), 2 + 7 * math.sin(turn))
        elif arms == "up":
            elbow, wrist = (side * 150, -120), (side * (132 + lift), -238 - lift)
        else:
            elbow, wrist = (side * 136, -22), (side * 122, 30)
        shoulder = (side * 98, -104)
        c.line([shoulder, elbow], sleeve, width=46)
        c.line([elbow, wrist], dark(who.top, 0.05), width=38)
        c.circle(*wrist, 19, hand)
        c.circle(wrist[0] - side * 9, wrist[1] - 9, 8, hand)


def _head(c: Canvas, who: Who, t: float, talk: bool, look: float, smile: float) -> None:
    skin, shade = who.skin, mix(who.skin, 0x8A3F2B, 0.24)
    turn = look * 9
    if who.hair in ("long", "bob"):
        drop = 66 if who.hair == "long" else 34
        c.blob([(-54, -30), (-60, 10), (-54, drop), (-20, drop + 6), (20, drop + 6), (54, drop),
                (60, 10), (54, -30), (0, -70)], dark(who.hair_colour, 0.2))
    if who.hair == "bun":
        c.circle(0, -76, 24, who.hair_colour)
    if who.hair == "curls":
        for k in range(14):
            a = math.pi * (0.94 + 1.12 * k / 13)
            c.circle(math.cos(a) * 52, math.sin(a) * 54 - 8, 21, dark(who.hair_colour, 0.1))
    for side in (-1, 1):
        c.oval(side * 49 - turn * 0.3, 4, 10, 14, shade)
    face = [(-48, -24), (-46, 16), (-32, 48), (0, 62), (32, 48), (46, 16), (48, -24), (0, -66)]
    if who.hair == "bald":
        c.oval(0, -18, 49, 50, Glow((-14, -26), 92, (pale(skin, 0.2), skin, mix(skin, shade, 0.4))))
    c.blob(face, Glow((-14, -16), 92, (pale(skin, 0.14), skin, mix(skin, shade, 0.65))))
    _features(c, who, t, talk, turn, smile)
    _hair(c, who, turn)


def _features(c: Canvas, who: Who, t: float, talk: bool, turn: float, smile: float) -> None:
    shade = mix(who.skin, 0x8A3F2B, 0.3)
    blink = chance(int(t * 5), who.seed) < 0.06
    for side in (-1, 1):
        ex = side * 19 + turn
        if blink:
            c.line([(ex - 8, 0), (ex, 2), (ex + 8, 0)], dark(shade, 0.3), width=3, smooth=True)
        else:
            c.oval(ex, -1, 8.5, 6.4, 0xFBFAF8)
            c.circle(ex + turn * 0.25, -0.5, 5, 0x2A2430)
            c.circle(ex + turn * 0.25 + 1.8, -2.4, 1.6, 0xFFFFFF)
        lift = 1.5 * wander(t * 1.3, who.seed + 5) if talk else 0
        brow = dark(who.hair_colour, 0.15) if who.hair_colour < 0xB0A090 else 0x9A8F86
        c.line([(ex - 11, -15 - lift), (ex, -19 - lift), (ex + 11, -16 - lift)], brow, width=4.4,
               smooth=True)
        c.haze(side * 30 + turn * 0.6, 19, 11, 8, 0xE8604A, alpha=0.20, blur=5)
    c.line([(turn * 1.25 - 1, 2), (turn * 1.25 + 5, 17), (turn * 1.1 - 4, 19)], shade, width=3.6,
           smooth=True)
    if who.beard:
        c.blob([(-44, 14), (-36, 46), (0, 68), (36, 46), (44, 14), (26, 26), (0, 24), (-26, 26)],
               who.hair_colour)
    mx, my = turn * 0.9, 35
    open_ = max(0.0, 0.36 + 0.5 * wander(t * 7.3, who.seed + 2)) if talk else 0.0
    if open_ > 0.18:
        c.oval(mx, my, 12 - 2 * open_, 2.4 + 7.5 * open_, 0x6B2128)
        c.oval(mx, my + 2.5 + 3 * open_, 7, 2.4 * open_, 0xD9737A)
        c.rect(mx - 7, my - 2.4 - 6.5 * open_, 14, 3.2, 0xFDFBF7, r=1.5)
    else:
        c.line([(mx - 14, my - 3 * smile), (mx, my + 4 * smile), (mx + 14, my - 3 * smile)],
               0x9C3F43, width=4.2, smooth=True)
    if who.glasses is not None:
        for side in (-1, 1):
            c.frame(side * 19 + turn - 14, -13, 28, 24, who.glasses, r=10, width=3.4)
        c.line([(turn - 5, -3), (turn + 5, -3)], who.glasses, width=3)


def _hair(c: Canvas, who: Who, turn: float) -> None:
    colour, sheen = who.hair_colour, pale(who.hair_colour, 0.16)
    ink = Ramp((-50, -70), (50, 0), (sheen, colour, dark(colour, 0.25)))
    match who.hair:
        case "short":
            c.blob([(-50, -4), (-54, -36), (-30, -72), (10, -78), (44, -62), (54, -30), (50, -4),
                    (42, -28), (10 + turn, -42), (-30, -34), (-43, -22)], ink)
        case "quiff":
            c.blob([(-50, -4), (-55, -38), (-26, -74), (16, -92), (50, -72), (54, -30), (50, -6),
                    (42, -34), (0, -46), (-40, -30)], ink)
        case "bob" | "long":
            c.blob([(-54, 24), (-58, -30), (-34, -70), (0, -80), (34, -70), (58, -30), (54, 24),
                    (45, -18), (22 + turn, -46), (-14, -40), (-44, -14)], ink)
        case "bun":
            c.blob([(-50, 0), (-54, -36), (-28, -72), (0, -78), (28, -72), (54, -36), (50, 0),
                    (44, -26), (0, -50), (-44, -26)], ink)
        case "curls":
            for k in range(9):
                a = math.pi * (1.08 + 0.84 * k / 8)
                c.circle(math.cos(a) * 42, math.sin(a) * 50 - 8, 17, ink)
        case "hat":
            c.rect(-52, -60, 104, 22, colour, r=10)
            c.blob([(-44, -50), (-40, -110), (-10, -124), (30, -120), (46, -96), (44, -50)], ink)
        case "bald":
            for side in (-1, 1):
                c.oval(side * 47, -10, 8, 18, colour)
        case _:
            pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """What a figure wears."""

    skin: int = PEACH
    hair: int = 0x3B2A22
    top: int = 0xE2572B
    sleeve: int | None = None
    legs: int = 0x20304E
    socks: int | None = None
    shoes: int = 0x1A1A22
    number: str = ""
    skirt: bool = False


def figure(
    c: Canvas, x: float, y: float, scale: float, kit: Kit, phase: float, *, gait: str = "walk",
    facing: int = 1,
) -> None:
    """Somebody on their feet, some 190 units tall. ``gait``: stand, walk, run, kick, cheer, dance."""
    swing = {"stand": 0, "walk": 24, "run": 46, "kick": 30, "cheer": 6, "dance": 26}[gait]
    bounce = abs(math.sin(phase * 2 * math.pi)) * {"run": 9, "walk": 3, "dance": 9}.get(gait, 1)
    lean = {"run": 9, "walk": 3, "kick": -8}.get(gait, 0)
    with c.at(x, y - bounce * scale, scale=scale, sx=facing):
        with c.at(0, -92, turn=lean * 0.2):
            for side in (-1, 1):
                _leg(c, kit, phase, side, swing, gait)
        with c.at(0, -92, turn=lean):
            _limb_arm(c, kit, phase, -1, gait, dark(kit.sleeve or kit.top, 0.3))
            c.blob([(-19, 4), (-22, -30), (-20, -58), (0, -66), (20, -58), (22, -30), (19, 4)],
                   Ramp((-20, 0), (22, 0), (dark(kit.top, 0.12), kit.top, pale(kit.top, 0.1))))
            if kit.skirt:
                c.poly([(-19, -2), (19, -2), (32, 34), (-32, 34)], kit.top)
            if kit.number:
                light = sum(kit.top >> s & 255 for s in (16, 8, 0)) > 560
                with c.at(0, -24, sx=facing):
                    c.text(kit.number, 0, 0, 24, 0x20242E if light else 0xFFFFFF, face="tall",
                           align="centre")
            c.line([(0, -60), (1, -70)], dark(kit.skin, 0.2), width=11)
            with c.at(3, -84):
                c.circle(0, 0, 17, kit.skin)
                c.blob([(-18, 4), (-18, -12), (0, -22), (16, -14), (17, -4), (6, -9), (-8, -6)],
                       kit.hair)
                for eye in (1, 10):
                    c.oval(eye, -1, 1.7, 2.3, 0x2A2430)
                c.line([(8, 3), (10, 5), (7, 6)], dark(kit.skin, 0.3), width=1.5)
                c.line([(1, 9), (5, 11), (9, 9)], 0x9C3F43, width=1.8, smooth=True)
            _limb_arm(c, kit, phase, 1, gait, kit.sleeve or kit.top)


def _leg(c: Canvas, kit: Kit, phase: float, side: int, swing: float, gait: str) -> None:
    angle = swing * math.sin(2 * math.pi * phase + (0 if side > 0 else math.pi))
    if gait == "kick" and side > 0:
        angle = -70 * math.sin(math.pi * min(1.0, phase % 1.0)) + 25
    bend = max(0.0, -angle) * 1.1 + (14 if gait in ("run", "dance") else 4)
    hip = (side * 7, 0)
    a = math.radians(angle)
    knee = (hip[0] + 44 * math.sin(a), 44 * math.cos(a))
    b = math.radians(angle - (bend if gait != "kick" or side < 0 else 6))
    foot = (knee[0] + 44 * math.sin(b), knee[1] + 44 * math.cos(b))
    colour = kit.legs if side > 0 else dark(kit.legs, 0.3)
    c.line([hip, knee], colour, width=19)
    low = kit.socks if kit.socks is not None else kit.legs
    c.line([knee, foot], low if side > 0 else dark(low, 0.3), width=14)
    c.line([foot, (foot[0] + 11, foot[1] + 2)], kit.shoes, width=12)


def _limb_arm(c: Canvas, kit: Kit, phase: float, side: int, gait: str, colour: int) -> None:
    base = math.sin(2 * math.pi * phase + (math.pi if side > 0 else 0))
    angle = {"run": 55, "walk": 24, "kick": 40, "dance": 70}.get(gait, 5) * base
    bend = {"run": 80, "dance": 60}.get(gait, 18)
    if gait == "cheer":
        angle, bend = side * (150 + 8 * base), side * 16
    a = math.radians(angle)
    shoulder = (side * 4, -54)
    elbow = (shoulder[0] + 28 * math.sin(a), shoulder[1] + 28 * math.cos(a))
    b = math.radians(angle + bend)
    hand = (elbow[0] + 26 * math.sin(b), elbow[1] + 26 * math.cos(b))
    c.line([shoulder, elbow], colour, width=13)
    c.line([elbow, hand], kit.skin, width=9)
    c.circle(*hand, 6, kit.skin)
