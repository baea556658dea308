"""Quiz: the host under moving lights, two players, the question and its clock."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

import math
from dataclasses import dataclass

from stb.studio.canvas import Canvas, Ramp, dark, down, light, mix, pale
from stb.studio.motion import ease, out, seconds, shot, span, wave
from stb.studio.people import BRONZE, HONEY, PEACH, PORCELAIN, UMBER, Who, bust
from stb.studio.props import confetti, studio_lights


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An edition's set, players and question."""

    title: str
    deep: int
    mid: int
    glow: int
    gold: int
    host: Who
    players: tuple[Who, Who]
    names: tuple[str, str]
    points: tuple[int, int]
    question: tuple[str, str]
    answers: tuple[str, str, str, str]
    right: int
    round_set: bool


BUUR = Look(
    title="DE SLIMSTE BUUR", deep=0x1B0B3F, mid=0x4A1E8F, glow=0xA25BFF, gold=0xFFC93C,
    host=Who(skin=BRONZE, hair="quiff", hair_colour=0x17120F, top=0x7A1E6A, shirt=0xFFF4E2, tie=0xFFC93C, seed=51),
    players=(Who(skin=PORCELAIN, hair="bob", hair_colour=0xC88A3A, top=0x2F8F8A, outfit="vneck", seed=52),
             Who(skin=PEACH, hair="bald", hair_colour=0x6A5A50, top=0xC9472B, outfit="round", glasses=0x22252E, seed=53)),
    names=("Hennie", "Ruud"), points=(140, 120), question=("Hoe heet het deel van een molen", "dat met de wind meedraait?"),
    answers=("De kap", "De stelling", "De roef", "De wieg"), right=0, round_set=False,
)
VEEL = Look(
    title="WEET JIJ VEEL", deep=0x042B36, mid=0x0B6A78, glow=0x2FE0C8, gold=0xFF5C8A,
    host=Who(skin=PEACH, hair="long", hair_colour=0x8A3A1E, top=0xFF5C8A, outfit="vneck", seed=55),
    players=(Who(skin=UMBER, hair="short", hair_colour=0x120E0C, top=0xF2C84B, outfit="round", seed=56),
             Who(skin=HONEY, hair="bun", hair_colour=0x2A1A14, top=0x6E5AE0, outfit="vneck", seed=57)),
    names=("Kofi", "Lieke"), points=(35, 40), question=("Welke vogel legt zijn eieren", "gewoon op het grind?"),
    answers=("De meerkoet", "De scholekster", "De specht", "De zwaluw"), right=1, round_set=True,
)


def draw(c: Canvas, frame: int, look: Look) -> None:
    """Host, question, players, the answer."""
    index, at = shot(frame, (110, 270, 370))
    t = seconds(frame)
    match index:
        case 0:
            _host(c, at, t, look)
        case 1:
            _question(c, at, t, look, reveal=False)
        case 2:
            _players(c, at, t, look)
        case _:
            _question(c, at + 160, t, look, reveal=True)
    c.vignette(0.3)


def _set(c: Canvas, look: Look) -> None:
    c.fill(down(look.deep, look.mid))
    if look.round_set:
        for k in range(7):
            c.ring(700, 300, 120 + k * 96, pale(look.glow, 0.1 * (k % 3)), width=22, alpha=0.36 - 0.035 * k)
    else:
        for k in range(16):
            x = k * 96 - 40
            c.rect(x, 40, 64, 500, Ramp((x, 40), (x, 540), (look.glow, look.deep), (0.55, 0.1)), r=32)
    c.fill(light(700, 280, 560, look.glow, 0.55))
    c.rect(0, 560, 1500, 170, Ramp((0, 560), (0, 720), (mix(look.mid, look.glow, 0.3), look.deep)))
    for k in range(20):
        c.line([(k * 110 - 340, 720), (420 + k * 30, 560)], pale(look.glow, 0.3), width=2, alpha=0.2)


def _bulbs(c: Canvas, t: float, look: Look, y: float) -> None:
    for k in range(33):
        on = 0.35 + 0.65 * max(0.0, wave(t, 0.9, -k * 0.09))
        c.circle(k * 40, y, 7, look.gold, alpha=on)
        c.circle(k * 40, y, 15, look.gold, alpha=on * 0.2)


def _host(c: Canvas, at: int, t: float, look: Look) -> None:
    c.lay(c.layer(("quiz", look.title), lambda o: _set(o, look), 1500), -120 + at * 0.5, 0)
    studio_lights(c, t, (look.gold, look.glow, 0xFFFFFF, look.glow))
    k = out(span(at, 4, 24))
    with c.at(900, 220, scale=0.62 + 0.24 * k, turn=-3 * (1 - k)):
        c.text(look.title.split()[0], 0, -30, 92, 0xFFFFFF, face="heavy", align="centre", alpha=k)
        c.text(" ".join(look.title.split()[1:]), 0, 80, 124, look.gold, face="heavy", align="centre", alpha=k)
    bust(c, 360, 690, 1.95, look.host, t, talk=True, arms="open", look=0.25, smile=1)
    _bulbs(c, t, look, 28)
    _bulbs(c, t + 0.4, look, 686)


def _players(c: Canvas, at: int, t: float, look: Look) -> None:
    c.lay(c.layer(("quiz", look.title), lambda o: _set(o, look), 1500), -60 - at * 0.4, 0)
    studio_lights(c, t, (look.gold, look.glow, look.gold))
    lit = at > 46
    for k, who in enumerate(look.players):
        x = 360 + k * 560
        on = lit and k == look.right % 2
        bust(c, x, 520, 1.35, who, t + k, talk=on, arms="up" if on and at > 54 else "desk", smile=1,
             look=0.2 - 0.4 * k)
        c.poly([(x - 210, 510), (x + 210, 510), (x + 176, 730), (x - 176, 730)],
               Ramp((x - 210, 0), (x + 210, 0), (pale(look.mid, 0.25), look.mid, look.deep)))
        c.rect(x - 224, 496, 448, 24, look.gold if on else pale(look.glow, 0.2), r=12)
        if on:
            c.fill(light(x, 480, 330, look.gold, 0.5))
        c.text(look.names[k], x, 580, 44, 0xFFFFFF, face="bold", align="centre")
        c.rect(x - 80, 600, 160, 74, dark(look.deep, 0.5), r=10)
        c.text(str(look.points[k]), x, 660, 62, look.gold, face="tall", align="centre", spacing=4)
    _bulbs(c, t, look, 28)


def _question(c: Canvas, at: int, t: float, look: Look, *, reveal: bool) -> None:
    c.lay(c.layer(("quiz", look.title), lambda o: _set(o, look), 1500), -100 + 20 * wave(t, 12), 0)
    studio_lights(c, t, (look.glow, look.gold, look.glow), alpha=0.12)
    k = out(span(at, 0, 16))
    c.rect(130, 120 - 40 * (1 - k), 1020, 176, dark(look.deep, 0.4), r=24, alpha=0.93)
    c.frame(130, 120 - 40 * (1 - k), 1020, 176, look.gold, r=24, width=5)
    c.text(look.question[0], 640, 196, 44, 0xFFFFFF, face="bold", align="centre", alpha=k)
    c.text(look.question[1], 640, 256, 44, 0xFFFFFF, face="bold", align="centre", alpha=k)
    for n, answer in enumerate(look.answers):
        a = out(span(at, 26 + n * 12, 40 + n * 12))
        if a <= 0:
            continue
        x, y = 130 + (n % 2) * 526, 350 + (n // 2) * 120
        won = reveal and at > 190 and n == look.right
        plate = look.gold if won else pale(look.mid, 0.08)
        c.rect(x, y + 20 * (1 - a), 494, 96, plate, r=48, alpha=a * (0.96 if won or not reveal or at < 190 else 0.5))
        c.frame(x, y + 20 * (1 - a), 494, 96, pale(look.glow, 0.3), r=48, width=3, alpha=a)
        c.circle(x + 50, y + 48 + 20 * (1 - a), 32, look.deep, alpha=a)
        c.text("ABCD"[n], x + 50, y + 62 + 20 * (1 - a), 38, look.gold, face="heavy", align="centre", alpha=a)
        c.text(answer, x + 104, y + 62 + 20 * (1 - a), 40, look.deep if won else 0xFFFFFF, face="semi", alpha=a)
    left = max(0.0, 1 - span(at, 70, 190))
    c.circle(640, 630, 46, dark(look.deep, 0.5))
    c.ring(640, 630, 38, look.gold, width=9, start=-90, sweep=max(1.0, 359 * left))
    c.text(str(math.ceil(10 * left)), 640, 645, 40, 0xFFFFFF, face="bold", align="centre")
    if reveal and at > 190:
        confetti(c, t, (look.gold, look.glow, 0xFFFFFF), count=50)
    _bulbs(c, t, look, 28)
    c.text(look.title, 640, 92, 30, look.gold, face="heavy", align="centre", spacing=3, alpha=ease(k))


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """De Slimste Buur: violet and gold."""
    draw(c, frame, BUUR)


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """Weet Jij Veel: sea green and pink, in rings."""
    draw(c, frame, VEEL)
