"""Football: the pitch from the stand, a duel close by, the goal and the crowd."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

import math
from dataclasses import dataclass

from stb.studio.canvas import WIDTH, Canvas, Ramp, dark, down, light, mix, pale
from stb.studio.motion import chance, ease, lerp, seconds, shot, span, wander, wave
from stb.studio.people import BRONZE, COCOA, PEACH, PORCELAIN, UMBER, Kit, figure
from stb.studio.props import confetti, rain


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An edition's teams, light and texts."""

    home: int
    home_legs: int
    away: int
    away_legs: int
    names: tuple[str, str]
    score: tuple[int, int]
    minute: int
    grass: tuple[int, int]
    sky: tuple[int, int]
    night: bool
    boards: tuple[str, ...]
    brand: str
    scorer: str


DAY = Look(
    home=0xF26A1B, home_legs=0xFFFFFF, away=0x1F4FA8, away_legs=0x12306B, names=("ZWA", "DEL"),
    score=(1, 1), minute=63, grass=(0x5FAE4A, 0x4F9C3F), sky=(0x6DB7E8, 0xD7EEF8), night=False,
    boards=("FLUKS", "POLDERBANK", "KAASBOER KEES", "KOMEET"), brand="DOELPUNT", scorer="Van Dort",
)
NIGHT = Look(
    home=0xF4F4F6, home_legs=0x20242E, away=0xC2223A, away_legs=0x1A1A1F, names=("NRD", "HAV"),
    score=(2, 2), minute=87, grass=(0x2F8060, 0x276F55), sky=(0x070C1C, 0x1B2745), night=True,
    boards=("VANGNET", "SPRINT SPORT", "BOUWMARKT SPIJKER", "ZOEM"), brand="AVONDVOETBAL",
    scorer="Osei",
)


def draw(c: Canvas, frame: int, look: Look) -> None:
    """Stand, duel, shot at goal, cheering, replay: with the score over all."""
    index, at = shot(frame, (150, 230, 320, 410))
    t = seconds(frame)
    goal = index > 2 or (index == 2 and at > 52)
    match index:
        case 0:
            _stand(c, at, t, look)
        case 1:
            _duel(c, at, t, look)
        case 2:
            _goal(c, at, t, look)
        case 3:
            _cheer(c, at, t, look)
        case _:
            _stand(c, at + 40, t, look, after=True)
    if look.night:
        rain(c, t, count=70, alpha=0.22)
    _scoreboard(c, frame, look, goal)
    if index == 3:
        _goal_strap(c, at, look)


def _scoreboard(c: Canvas, frame: int, look: Look, goal: bool) -> None:
    home = look.score[0] + goal
    clock = look.minute * 60 + 14 + frame // 25
    c.rect(84, 48, 96, 44, 0x12161F, r=4)
    c.text(f"{clock // 60}:{clock % 60:02d}", 132, 80, 27, 0xFFFFFF, face="semi", align="centre")
    c.rect(184, 48, 262, 44, 0xF5F6FA, r=4)
    c.rect(184, 48, 8, 44, look.home if look.home != 0xF4F4F6 else 0x20242E)
    c.rect(438, 48, 8, 44, look.away)
    c.text(look.names[0], 238, 81, 28, 0x12161F, face="bold", align="centre")
    c.text(look.names[1], 392, 81, 28, 0x12161F, face="bold", align="centre")
    c.rect(274, 48, 82, 44, 0x12161F)
    c.text(f"{home} - {look.score[1]}", 315, 81, 29, 0xFFFFFF, face="bold", align="centre")
    c.text(look.brand, 1200, 82, 27, 0xFFFFFF, face="tall", align="right", alpha=0.8, spacing=2)


def _goal_strap(c: Canvas, at: int, look: Look) -> None:
    k = ease(span(at, 10, 22)) * (1 - ease(span(at, 78, 88)))
    if k <= 0:
        return
    colour = look.home if look.home != 0xF4F4F6 else 0x1E2430
    with c.inside(84, 540, 700 * k, 120):
        c.poly([(84, 556), (760, 556), (730, 640), (84, 640)], colour)
        c.poly([(84, 556), (118, 556), (88, 640), (84, 640)], dark(colour, 0.4))
        c.text("GOAL", 140, 624, 74, 0xFFFFFF, face="tall", spacing=4)
        c.text(f"{look.scorer}  {look.minute + 1}'", 330, 612, 36, 0xFFFFFF, face="bold")


def _crowd(c: Canvas, look: Look) -> None:
    with c.faded(1.0, blur=3.4):
        _people(c, look)
    c.rect(0, 0, 1950, 260, Ramp((0, 0), (0, 260), (0x05070C, 0x05070C), (0.72, 0.16)))


def _people(c: Canvas, look: Look) -> None:
    c.fill(down(dark(look.sky[0], 0.55), dark(look.sky[0], 0.75)))
    tints = (look.home, look.away, 0x3A4256, 0x5A6070, 0x8A8F9C, 0xD9B8A0, 0x2A3040)
    for row in range(15):
        for k in range(150):
            x = k * 13 + (row % 2) * 6 + 4 * chance(k, row)
            y = 14 + row * 16 + 3 * chance(k, row, 1)
            c.circle(x, y + 8, 7, tints[int(chance(k, row, 2) * 7)], alpha=0.75)
            c.circle(x, y, 4.2, (PEACH, BRONZE, PORCELAIN, COCOA)[k % 4], alpha=0.8)


def _boards(c: Canvas, look: Look, x: float, y: float, high: float, t: float) -> None:
    wide = high * 8.4
    for k in range(9):
        name = look.boards[k % len(look.boards)]
        tint = (0x14356F, 0xF4F6FA, 0xE8B21E, 0x0E7C66)[k % 4]
        ink = 0x14202F if k % 4 in (1, 2) else 0xFFFFFF
        bx = x + k * wide
        c.rect(bx, y, wide - 2, high, tint)
        c.text(name, bx + wide / 2, y + high * 0.76, high * 0.66, ink, face="tall", align="centre",
               spacing=high * 0.08)


def _pitch(c: Canvas, look: Look) -> None:
    for k in range(22):
        c.poly([(k * 120 - 300, 470), (k * 120 - 240, 470), (k * 190 - 700, 0 + 720 + 40),
                (k * 190 - 795, 760)], pale(look.grass[0], 0.03), alpha=0.0)
    c.rect(0, 0, 2000, 480, Ramp((0, 0), (0, 480), (dark(look.grass[1], 0.14), look.grass[0])))
    for k in range(20):
        if k % 2:
            c.poly([(k * 100, 0), (k * 100 + 100, 0), (k * 124 - 110, 480), (k * 124 - 234, 480)],
                   pale(look.grass[0], 0.12), alpha=0.5)
    line = 0xF0F6EE
    c.line([(0, 14), (2000, 14)], line, width=4, alpha=0.85)
    c.line([(960, 14), (940, 480)], line, width=5, alpha=0.85)
    with c.at(950, 210, sy=0.42):
        c.ring(0, 0, 190, line, width=6, alpha=0.85)
        c.circle(0, 0, 7, line)
    c.line([(1720, 70), (1480, 70), (1512, 340), (1800, 340)], line, width=5, alpha=0.85)


def _player(c: Canvas, look: Look, k: int, x: float, y: float, scale: float, t: float,
            gait: str = "run", facing: int = 1) -> None:
    home = k % 2 == 0
    skin = (PEACH, COCOA, PORCELAIN, BRONZE, UMBER)[k % 5]
    kit = Kit(skin=skin, hair=(0x2A1D16, 0x14100E, 0xB8803C, 0x4A2E1E)[k % 4],
              top=look.home if home else look.away, legs=look.home_legs if home else look.away_legs,
              socks=look.home if home else look.away, number=str(2 + k))
    c.haze(x + 12 * scale, y + 4 * scale, 34 * scale, 7 * scale, 0x000000, alpha=0.35, blur=3)
    figure(c, x, y, scale, kit, t * 1.55 + chance(k, 4), gait=gait, facing=facing)


def _ball(c: Canvas, x: float, y: float, r: float, turn: float) -> None:
    c.circle(x, y, r, Ramp((x - r, y - r), (x + r, y + r), (0xFFFFFF, 0xC9CFD8)))
    with c.at(x, y, turn=turn):
        for k in range(3):
            a = 2 * math.pi * k / 3
            c.circle(r * 0.55 * math.cos(a), r * 0.55 * math.sin(a), r * 0.26, 0x1C222C)


def _stand(c: Canvas, at: int, t: float, look: Look, *, after: bool = False) -> None:
    pan = lerp(120, 560, ease(at / 190))
    c.fill(down(*look.sky, bottom=200))
    c.lay(c.layer(("crowd", look.brand), lambda o: _crowd(o, look), 1950, 260), -pan * 0.8, 20)
    if look.night:
        for k in range(6):
            c.fill(light(k * 300 - pan * 0.5, 30, 190, 0xEAF2FF, 0.8))
            c.circle(k * 300 - pan * 0.5, 26, 11, 0xFFFFFF)
    _boards(c, look, -pan * 0.9 - (t * 16) % 40, 252, 34, t)
    c.lay(c.layer(("pitch", look.brand), lambda o: _pitch(o, look), 2000, 480), -pan, 284)
    ball_x = 520 + at * 4.2 + 60 * wave(t, 2.6)
    ball_y = 500 + 60 * wander(t * 0.5, 3)
    spots = []
    for k in range(13):
        lane = 330 + (k * 83 % 300)
        drift = 90 * wander(t * 0.45, k + 20) + (at * 2.2 if not after else 10)
        x = 320 + k * 108 + drift
        if k in (4, 5):
            x, lane = ball_x - 26 - 46 * (k - 4), ball_y + 4 + 12 * (k - 4)
        spots.append((lane, x, k))
    for lane, x, k in sorted(spots):
        near = span(lane, 300, 640)
        gait = "cheer" if after and k % 2 == 0 else "run"
        _player(c, look, k, x - pan, lane, 0.52 + 0.34 * near, t, gait, 1 if k % 3 else -1)
    if not after:
        _ball(c, ball_x - pan + 16, ball_y - 4 - 20 * abs(wave(t, 1.3)), 8, t * 500)
    if look.night:
        c.vignette(0.4)


def _duel(c: Canvas, at: int, t: float, look: Look) -> None:
    c.fill(down(*look.sky, bottom=300))
    with c.faded(1, blur=7):
        c.lay(c.layer(("crowd", look.brand), lambda o: _crowd(o, look), 1950, 260),
              -200 - at * 6.4, -10, scale=1.5)
        _boards(c, look, -100 - at * 8, 330, 64, t)
    c.rect(0, 392, WIDTH, 330, Ramp((0, 392), (0, 720), (dark(look.grass[1], 0.2), pale(look.grass[0], 0.08))))
    for k in range(9):
        x = (k * 260 - at * 15) % 2340 - 300
        c.poly([(x, 392), (x + 130, 392), (x + 40, 720), (x - 160, 720)], pale(look.grass[0], 0.14),
               alpha=0.4)
    for k in range(26):
        x = (chance(k, 1) * 1500 - at * 19) % 1500 - 100
        y = 420 + 280 * chance(k, 2)
        c.line([(x, y), (x + 4, y - 12)], pale(look.grass[0], 0.25), width=3, alpha=0.6)
    sway = 40 * wave(t, 2.1)
    _player(c, look, 1, 450 + sway * 0.6, 640, 2.5, t * 1.15 + 0.3)
    _player(c, look, 4, 690 + sway, 668, 2.6, t * 1.15)
    _ball(c, 850 + sway + 26 * wave(t, 0.64), 650 - 16 * abs(wave(t, 0.64)), 25, t * 700)
    c.vignette(0.3)


def _goal(c: Canvas, at: int, t: float, look: Look) -> None:
    c.fill(down(*look.sky, bottom=260))
    c.lay(c.layer(("crowd", look.brand), lambda o: _crowd(o, look), 1950, 260), -300, 0, scale=1.15)
    _boards(c, look, -60, 292, 44, t)
    c.rect(0, 336, WIDTH, 400, Ramp((0, 336), (0, 720), (dark(look.grass[1], 0.15), look.grass[0])))
    for k in range(0, 14, 2):
        c.poly([(k * 110 - 60, 336), (k * 110 + 50, 336), (k * 180 - 420, 720), (k * 180 - 600, 720)],
               pale(look.grass[0], 0.12), alpha=0.5)
    shake = 10 * math.exp(-max(0, at - 52) / 9) * math.sin(at * 1.9) if at > 52 else 0
    for k in range(25):
        x = 420 + k * 30
        c.line([(x, 208), (x + shake * (1 if k % 2 else -1), 300), (x, 470)], 0xFFFFFF, width=1.4,
               alpha=0.5, smooth=True)
    for k in range(10):
        y = 208 + k * 29
        c.line([(420, y), (780 + shake, y + abs(shake)), (1140, y)], 0xFFFFFF, width=1.4, alpha=0.5,
               smooth=True)
    c.line([(415, 474), (415, 204), (1145, 204), (1145, 474)], 0xFFFFFF, width=13)
    c.line([(-20, 478), (WIDTH + 20, 478)], 0xF0F6EE, width=5, alpha=0.9)
    dive = ease(span(at, 34, 56))
    keeper = Kit(skin=PEACH, hair=0x33241C, top=0xD8E04A, legs=0x1E242E)
    with c.at(700 - 130 * dive, 474 - 90 * math.sin(math.pi * dive * 0.8), turn=-74 * dive):
        figure(c, 0, 0, 1.25, keeper, 0.2, gait="cheer" if dive > 0.05 else "stand", facing=-1)
    run = span(at, 0, 30)
    _player(c, look, 8, lerp(40, 330, run), lerp(690, 670, run), 2.3, t * 1.1 if run < 1 else 0.62,
            "run" if run < 1 else "kick")
    _player(c, look, 3, lerp(180, 420, run) + 90, 640, 1.9, t * 1.1)
    fly = span(at, 31, 52)
    if fly < 1:
        bx, by, r = lerp(452, 1062, fly), lerp(664, 262, fly) - 60 * math.sin(math.pi * fly), lerp(23, 12, fly)
    else:
        drop = span(at, 52, 66)
        bx, by, r = 1062 + 14 * drop, lerp(262, 462, drop * drop), 12
    _ball(c, bx, by, r, at * 31)
    c.vignette(0.25)


def _cheer(c: Canvas, at: int, t: float, look: Look) -> None:
    c.fill(down(mix(look.sky[0], look.home, 0.15), dark(look.sky[1], 0.3)))
    with c.faded(1, blur=5):
        c.lay(c.layer(("crowd", look.brand), lambda o: _crowd(o, look), 1950, 260), -500, 0, scale=1.9)
    c.rect(0, 470, WIDTH, 260, Ramp((0, 470), (0, 720), (dark(look.grass[1], 0.1), look.grass[0])))
    for k, (x, y, s) in enumerate(((260, 610, 2.0), (1010, 616, 2.05), (440, 640, 2.3),
                                   (840, 648, 2.35), (640, 676, 2.6))):
        hop = 46 * abs(math.sin(t * 5.2 + k * 0.9))
        _player(c, look, 2 * k, x + 14 * wander(t, k), y - hop, s, t * 1.3 + k * 0.2, "cheer",
                1 if k % 2 else -1)
    confetti(c, t, (look.home, 0xFFFFFF, pale(look.home, 0.4)), count=46)
    c.vignette(0.35)


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """An afternoon match: orange against blue."""
    draw(c, frame, DAY)


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """A wet night match under floodlights: white against red."""
    draw(c, frame, NIGHT)
