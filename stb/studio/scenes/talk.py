"""Talk show: a round table with a view, two guests, the host."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass

from stb.studio.canvas import HEIGHT, WIDTH, Canvas, Ramp, dark, down, light, mix, pale
from stb.studio.motion import chance, seconds, shot, wave
from stb.studio.people import BRONZE, COCOA, HONEY, PEACH, PORCELAIN, Who, bust
from stb.studio.props import bug, lower_third


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """An edition's room, people and subject."""

    title: str
    night: bool
    accent: int
    table: tuple[int, int]
    host: Who
    left: Who
    right: Who
    names: tuple[tuple[str, str], tuple[str, str], tuple[str, str]]


TESS = Look(
    title="AAN TAFEL BIJ TESS", night=True, accent=0xF2A03D, table=(0x8A4A2E, 0x4A2418),
    host=Who(skin=COCOA, hair="curls", hair_colour=0x1A1210, top=0xE0A030, outfit="vneck", seed=71),
    left=Who(skin=PORCELAIN, hair="bald", hair_colour=0x9A9088, top=0x2F3A4E, shirt=0xE8ECF2, beard=True, glasses=0x1E222A, seed=72),
    right=Who(skin=PEACH, hair="bob", hair_colour=0x2A1E1A, top=0xA8324A, shirt=0xFFF1EA, seed=73),
    names=(("Tess Mulder", "Presentator"), ("Govert Strand", "Schrijver van 'Eb'"), ("Ilse van Wijk", "Burgemeester van Delta")),
)
KAS = Look(
    title="KOFFIE IN DE KAS", night=False, accent=0x4F9A4A, table=(0xE9D6B4, 0xB99A6A),
    host=Who(skin=HONEY, hair="quiff", hair_colour=0x4A2E1A, top=0x5F8F5A, outfit="round", seed=75),
    left=Who(skin=BRONZE, hair="long", hair_colour=0x17120F, top=0xF2C84B, outfit="vneck", seed=76),
    right=Who(skin=PORCELAIN, hair="short", hair_colour=0xDCDAD6, top=0x6E8FB8, outfit="jacket", shirt=0xFFFFFF, glasses=0x6A4A3A, seed=77),
    names=(("Bram Linde", "Presentator"), ("Sanne Okafor", "Tuinontwerper"), ("Wim Zoutman", "Bijenhouder")),
)


def draw(c: Canvas, frame: int, look: Look) -> None:
    """Wide, first guest, host, second guest, wide."""
    index, at = shot(frame, (100, 210, 290, 390))
    t = seconds(frame)
    people = (look.host, look.left, look.right)
    match index:
        case 0 | 4:
            _wide(c, at, t, look, index == 4)
        case _:
            who = {1: 1, 2: 0, 3: 2}[index]
            _close(c, at, t, look, people[who], turn={1: 0.5, 2: 0.0, 3: -0.5}[index])
            lower_third(c, at, *look.names[who], accent=look.accent, start=10, stay=70,
                        plate=0x10182A if look.night else 0x24402A)
    bug(c, look.title, colour=0xFFFFFF if look.night else 0x2A4A2A)
    c.vignette(0.28 if look.night else 0.15)


def _room(c: Canvas, look: Look) -> None:
    if look.night:
        c.fill(down(0x0A1026, 0x2A2E52))
        for depth in range(3):
            for k in range(26):
                w = 40 + 30 * chance(k, depth)
                x, high = k * 62 - 40 + 20 * depth, 120 + 210 * chance(k, depth, 2) - 40 * depth
                tone = mix(0x2A3260, 0x0C1128, depth / 2)
                c.rect(x, 500 - high, w, high, tone)
                for m in range(int(high / 26)):
                    for q in range(2):
                        if chance(k, m, q, depth) < 0.4:
                            c.rect(x + 8 + 18 * q, 508 - high + m * 26, 9, 12, (0xFFD98A, 0xFFB86A, 0x9AC8FF)[(k + m) % 3], alpha=0.75)
        for k in range(7):
            c.rect(k * 250 - 16, 0, 22, 520, 0x14182E)
        c.rect(0, 496, 1600, 24, 0x14182E)
        c.rect(0, 520, 1600, 220, down(0x3A1E22, 0x1A0E14, top=520))
        c.fill(light(400, 60, 420, 0xFFB86A, 0.3))
        c.fill(light(1000, 60, 420, 0xFF7A5A, 0.25))
    else:
        c.fill(down(0xDFF2F4, 0xF4F8E8))
        for k in range(40):
            x = k * 42 - 30
            high = 160 + 240 * chance(k, 1)
            tint = (0x6FAF5A, 0x8FC878, 0x4F8F4A, 0xA8D48A)[k % 4]
            for m in range(7):
                c.oval(x + 40 * (chance(k, m) - 0.5), 540 - high * m / 7, 40, 16, tint, alpha=0.85)
            c.line([(x, 560), (x + 10, 560 - high)], dark(tint, 0.2), width=4)
            if k % 4 == 0:
                for m in range(5):
                    c.circle(x + 30 * (chance(k, m, 3) - 0.5), 520 - high * m / 6, 12, (0xFF8FA8, 0xFFC93C, 0xFFFFFF)[m % 3])
        for k in range(9):
            c.rect(k * 190 - 6, 0, 9, 540, 0xFFFFFF, alpha=0.95)
        for k in range(4):
            c.rect(0, k * 150 + 20, 1600, 7, 0xFFFFFF, alpha=0.9)
        c.line([(0, 20), (800, -120), (1600, 20)], 0xFFFFFF, width=12)
        c.rect(0, 540, 1600, 200, down(0xC9B48A, 0x9A8258, top=540))
        c.fill(light(1100, 40, 600, 0xFFF6CC, 0.7))


def _wide(c: Canvas, at: int, t: float, look: Look, late: bool) -> None:
    drift = -60 - at * (0.5 if not late else -0.4)
    c.lay(c.layer(("talk", look.title), lambda o: _room(o, look), 1600), drift, 0)
    bust(c, 300, 590, 1.25, look.left, t, talk=not late, arms="open" if not late else "desk", look=0.45)
    bust(c, 980, 590, 1.25, look.right, t, talk=late, arms="open" if late else "desk", look=-0.45)
    bust(c, 640, 560, 1.2, look.host, t, look=-0.3 if not late else 0.3, smile=1, arms="desk")
    c.haze(640, 700, 620, 40, 0x000000, alpha=0.35)
    c.oval(640, 640, 640, 104, dark(look.table[1], 0.2))
    c.oval(640, 622, 640, 100, Ramp((0, 530), (0, 720), look.table))
    c.oval(640, 616, 560, 78, pale(look.table[0], 0.08))
    for k in range(3):
        x = 350 + k * 290
        if look.night:
            c.poly([(x - 16, 560), (x + 16, 560), (x + 12, 620), (x - 12, 620)], 0xDCE8F4, alpha=0.5)
            c.rect(x - 13, 584, 26, 36, 0xBFD8EC, alpha=0.5)
        else:
            c.blob([(x - 30, 580), (x - 24, 622), (x + 24, 622), (x + 30, 580)], 0xFFFFFF)
            c.ring(x + 36, 598, 14, 0xFFFFFF, width=6)
            c.oval(x, 580, 28, 7, 0x4A2A1A)
            for m in range(2):
                c.line([(x - 8 + m * 14 + 7 * wave(t, 1.8, q * 0.2 + m), 566 - q * 14) for q in range(5)], 0xFFFFFF, width=6, alpha=0.3, smooth=True)
    c.blob([(600, 606), (606, 560), (640, 548), (674, 560), (680, 606)], look.accent)
    for k in range(7):
        c.circle(600 + k * 13, 540 - 16 * chance(k, 3), 13, (0xFF7F9A, 0xFFFFFF, 0xFFC93C)[k % 3])


def _close(c: Canvas, at: int, t: float, look: Look, who: Who, *, turn: float) -> None:
    def soft(o: Canvas) -> None:
        with o.faded(1, blur=9):
            _room(o, look)

    c.lay(c.layer(("talk-soft", look.title), soft, 1600), -160 + 80 * turn - at * 0.3, -60, scale=1.18)
    x = 640 - 150 * turn
    c.haze(x, 740, 460, 60, 0x000000, alpha=0.3)
    bust(c, x, HEIGHT - 10, 2.15, who, t, talk=True, arms="open", look=turn, smile=0.8)
    c.rect(0, 664, WIDTH, 60, Ramp((0, 664), (0, 720), look.table), alpha=0.98)


def draw_a(c: Canvas, frame: int, frames: int) -> None:
    """Aan Tafel bij Tess: a city at night behind the glass."""
    draw(c, frame, TESS)


def draw_b(c: Canvas, frame: int, frames: int) -> None:
    """Koffie in de Kas: morning in a greenhouse."""
    draw(c, frame, KAS)
