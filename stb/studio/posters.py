"""Posters of films and a game, 2:3: one picture, one title, told apart from afar."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable

from stb.studio.canvas import Canvas, Glow, Ramp, light, mix, text_width
from stb.studio.motion import chance, wave
from stb.studio.people import PORCELAIN, Kit, figure
from stb.studio.props import bird, canal_house, cloud, pine, snow
from stb.studio.scenes.cartoon import _hen as hen
from stb.studio.scenes.films import OCHRE, RUST
from stb.studio.scenes.nature import _deer as deer
from stb.studio.scenes.train import _peaks as peaks
from stb.studio.scenes.train import _train as train

WIDTH, HEIGHT = 400, 600


def draw_poster(name: str) -> bytes:
    """The title's poster as PNG."""
    c = Canvas(WIDTH, HEIGHT)
    c.reset()
    POSTERS[name](c)
    return c.png()


def _title(c: Canvas, text: str, y: float, size: float, ink: int, face: str, *, spacing: float = 0) -> None:
    size = min(size, size * 350 / text_width(text, size, face, spacing))
    c.text(text, 200, y, size, ink, face=face, align="centre", spacing=spacing)


def _billing(c: Canvas, text: str, ink: int) -> None:
    c.text(text, 200, 574, 13, ink, face="semi", align="centre", alpha=0.8, spacing=1.5)


def _nachttrein(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 600), (0x05060C, 0x1A2232, 0x05060A)))
    c.circle(200, 230, 112, 0xE9E2CC)
    for k in range(15):
        w, y = 14 + 380 * (k / 14) ** 2.2, 330 + 260 * (k / 14) ** 2.2
        c.rect(200 - w / 2, y, w, 3 + 12 * (k / 14) ** 2, 0x2A2620)
    for side in (-1, 1):
        c.poly([(200 + side * 3, 330), (200 + side * 6, 330), (200 + side * 170, 600), (200 + side * 146, 600)], 0x9AA4B0)
    c.rect(140, 200, 120, 150, 0x07080C, r=18)
    c.rect(156, 216, 88, 52, RUST, r=8)
    c.fill(light(200, 310, 120, 0xF2D9A0, 0.9))
    c.circle(200, 310, 15, 0xFFF6DC)
    figure(c, 200, 480, 1.15, Kit(skin=0x05060A, hair=0x05060A, top=0x05060A, legs=0x05060A, shoes=0x05060A), 0.2, gait="walk")
    _title(c, "NACHTTREIN", 88, 80, 0xF2D9A0, "tall", spacing=8)
    _billing(c, "ZEVEN REIZIGERS · ÉÉN KOFFER", 0xF2D9A0)


def _dijkwacht(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 600), (0x0A1222, 0x3F5570, 0x14203A)))
    for row in range(7):
        pts = [(q * 22 - 30, 250 + row * 30 - (96 - row * 6) * abs(wave(q * 0.046 + row * 0.33, 1)) ** 1.5) for q in range(22)]
        c.hill(pts, 600, mix(0x4F6A88, 0x14203A, row / 6))
        c.line(pts, 0xE6ECEE, width=3, smooth=True, alpha=0.85)
    c.hill([(-20, 470), (200, 440), (420, 480)], 600, Ramp((0, 440), (0, 600), (0x2E4034, 0x0A100E)))
    for k in range(3):
        figure(c, 120 + k * 80, 462 - 8 * (k == 1), 0.9, Kit(skin=0xD9B08C, hair=OCHRE, top=OCHRE, legs=0x14181E), 0.2 + k * 0.2, gait="walk")
        c.fill(light(148 + k * 80, 414, 70, 0xFFD98A, 0.7))
    _title(c, "DIJKWACHT", 104, 70, 0xF2EBDD, "serif", spacing=4)
    _billing(c, "DE NACHT DAT HET NET HIELD", 0xF2EBDD)


def _sluis(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 600), (0xE8D9B8, 0xC9A86A)))
    c.rect(40, 190, 130, 410, 0x5A3A2A)
    c.rect(230, 190, 130, 410, 0x5A3A2A)
    for k in range(9):
        c.line([(40, 220 + k * 42), (170, 220 + k * 42)], 0x3A241A, width=4)
        c.line([(230, 220 + k * 42), (360, 220 + k * 42)], 0x3A241A, width=4)
    c.rect(170, 190, 60, 410, Ramp((0, 190), (0, 600), (0xF6EFD8, 0x3F86A8)))
    c.hill([(-10, 500), (100, 488), (200, 506), (300, 488), (410, 500)], 600, 0x2F6F8F)
    figure(c, 200, 500, 1.1, Kit(skin=PORCELAIN, hair=0x3A2A22, top=0xC8452E, legs=0x2A2A34), 0.2, gait="stand")
    _title(c, "De Laatste", 96, 70, 0x3A241A, "serif")
    _title(c, "Sluis", 166, 92, 0xC8452E, "serif")
    _billing(c, "WIE HET WATER HEEFT, HEEFT DE TIJD", 0xF6EFD8)


def _noorderlicht(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 600), (0x050A24, 0x0E2A4A, 0x14384A)))
    for k in range(60):
        c.circle(chance(k, 1) * 400, chance(k, 2) * 380, 0.8 + chance(k, 3), 0xFFFFFF)
    for k in range(4):
        for q in range(105):
            x = q * 4 - 10
            y = 150 + 40 * k + 46 * wave(q * 0.0115 + k * 0.3, 1)
            c.rect(x, y, 4, 150, Ramp((0, y), (0, y + 150), ((0x4FF0A8, 0x4FD8E8, 0x9A7AF0)[k % 3],) * 2, (0.0, 0.34 - 0.05 * k)))
    c.hill([(-10, 450), (110, 400), (220, 440), (320, 396), (410, 440)], 600, 0x0A1828)
    for k in range(9):
        pine(c, k * 50 + 6, 520 + 14 * (k % 3), 90 + 40 * chance(k, 7), 0x0A1E24)
    c.rect(150, 474, 84, 46, 0x05080E)
    c.poly([(138, 476), (192, 438), (246, 476)], 0xE6ECEE)
    c.rect(170, 488, 20, 20, 0xFFC97A)
    c.rect(0, 520, 400, 90, 0xDCE6F0)
    _title(c, "Noorderlicht", 96, 66, 0xE6FFF4, "round")
    _billing(c, "EEN WINTER ZONDER OCHTEND", 0x14384A)


def _wolk(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 600), (0x7FC4F4, 0xFDE6F0)))
    c.circle(320, 120, 60, 0xFFE37A)
    for k, (x, y, s) in enumerate(((70, 220, 130), (330, 300, 150), (90, 470, 170), (320, 520, 130))):
        cloud(c, x, y, s, 0xFFFFFF, alpha=0.8 - 0.05 * k)
    cloud(c, 200, 360, 250, 0xFFFFFF, alpha=1)
    for side in (-1, 1):
        c.circle(200 + side * 34, 350, 11, 0x2A3A5A)
        c.circle(200 + side * 34 + 4, 346, 4, 0xFFFFFF)
        c.haze(200 + side * 58, 374, 16, 10, 0xFF8FB0, alpha=0.6, blur=5)
    c.line([(182, 378), (200, 390), (218, 378)], 0x2A3A5A, width=6, smooth=True)
    for k in range(3):
        c.line([(160 + k * 40, 420), (156 + k * 40, 444)], 0x4FA8E8, width=7)
    _title(c, "Kleine", 150, 80, 0x2F5FB0, "round")
    _title(c, "Wolk", 226, 96, 0xFF5A8A, "round")
    _billing(c, "VOOR IEDEREEN DIE WEL EENS REGENT", 0x2F5FB0)


def _polderslang(c: Canvas) -> None:
    c.fill(0x14321E)
    for x in range(8):
        for y in range(12):
            c.rect(x * 50 + 2, y * 50 + 2, 46, 46, (0x2F6F3A, 0x2A6434)[(x + y) % 2], r=5)
    body = [(75, 475), (75, 425), (125, 425), (175, 425), (225, 425), (225, 375), (225, 325), (175, 325), (125, 325), (125, 275), (175, 275), (225, 275), (275, 275), (325, 275)]
    c.line(body, 0x0A1E10, width=48)
    c.line(body, 0xF7C93A, width=40)
    c.line(body, 0xFFE89A, width=12, alpha=0.7)
    c.circle(330, 275, 30, 0xF7C93A)
    for dy in (-11, 11):
        c.circle(340, 275 + dy, 8, 0xFFFFFF)
        c.circle(342, 275 + dy, 4, 0x14181E)
    c.line([(358, 275), (376, 270), (358, 275), (376, 281)], 0xE5344F, width=4)
    c.circle(325, 425, 22, Glow((318, 416), 36, (0xFFE04A, 0xF2A516)))
    c.text("K", 325, 436, 28, 0x8A1A12, face="heavy", align="centre")
    c.rect(20, 40, 360, 140, 0x0A1E10, r=14)
    _title(c, "POLDER", 108, 92, 0xF7C93A, "tall", spacing=6)
    _title(c, "SLANG", 168, 62, 0xFFFFFF, "tall", spacing=18)
    c.rect(100, 534, 200, 36, 0xE5344F, r=18)
    c.text("SPEL", 200, 561, 26, 0xFFFFFF, face="heavy", align="centre", spacing=4)


def _gracht(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 600), (0x8FB4D4, 0xF4E6D4)))
    for k in range(4):
        canal_house(c, k * 104 - 8, 420, 98, 190 + 34 * (k % 3), (0xA8604A, 0x8A8FA0, 0xC09A6A, 0x7A4A42)[k], gable=k % 3, seed=k, share=0.3)
    c.rect(0, 420, 400, 180, Ramp((0, 420), (0, 600), (0xDCEAF2, 0x9AB8CC)))
    for k in range(8):
        c.line([(chance(k, 1) * 400 - 60, 440 + 150 * chance(k, 2)), (chance(k, 1) * 400 + 110, 436 + 150 * chance(k, 2))], 0xFFFFFF, width=2)
    figure(c, 150, 530, 1.25, Kit(skin=0xDFA878, hair=0xD8453A, top=0x2F6F8F, legs=0x2A3040), 0.2, gait="run")
    figure(c, 270, 540, 1.25, Kit(skin=PORCELAIN, hair=0x3A5A3E, top=0xB9823A, legs=0x2A3040), 0.6, gait="run", facing=-1)
    with c.at(0, 0, scale=0.5):
        snow(c, 3, count=160)
    _title(c, "Winter op", 84, 62, 0x2A3A5A, "serif")
    _title(c, "de Gracht", 150, 72, 0xB02A2A, "serif")
    _billing(c, "NIEMAND KAN MEER WEG", 0x2A3A5A)


def _kip(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 600), (0x4FB8F0, 0xD8F6FF)))
    c.circle(320, 150, 60, 0xFFE35A)
    cloud(c, 90, 250, 150, 0xFFFFFF)
    cloud(c, 320, 470, 190, 0xFFFFFF)
    c.hill([(-10, 560), (140, 520), (280, 548), (410, 520)], 600, 0x84C94A)
    with c.at(196, 500, turn=-14):
        hen(c, 0, 0, 0.8, 0.42, run=True)
    _title(c, "Bolle Kip", 96, 84, 0xFFE04A, "heavy")
    _title(c, "vliegt", 160, 70, 0xE5344F, "heavy")
    _billing(c, "HEEL EVEN", 0x2A4A10)


def _bergen(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 600), (0x3A6FC0, 0xF4D8B8)))
    with c.at(-300, 150):
        peaks(c, 500, 300, 0x7A8FBA, 0.45, 7)
    c.hill([(-10, 460), (120, 420), (260, 450), (410, 420)], 600, 0x5F9A5A)
    c.rect(0, 452, 400, 18, 0xC9B8A0)
    for k in range(5):
        c.rect(20 + k * 90, 470, 24, 140, 0xB9A88E)
    train(c, 180, 416, 0.5, 0.1, 0xD8343A, 0xF4F4F4)
    for k in range(5):
        pine(c, k * 96 + 20, 612, 120, 0x1F4A38)
    _title(c, "Over de", 84, 60, 0xFFFFFF, "heavy")
    _title(c, "Bergen", 156, 84, 0xFFFFFF, "heavy")
    _billing(c, "DE GROTE REIS", 0xFFFFFF)


def _bos(c: Canvas) -> None:
    c.fill(Ramp((0, 0), (0, 600), (0xF6E3B4, 0xB98A4A)))
    c.fill(light(200, 250, 300, 0xFFF7DA, 0.9))
    for depth in range(3):
        for k in range(8):
            x = k * 62 + 30 * chance(k, depth) - 40
            if depth < 2 or not 90 < x < 280:
                c.rect(x, -10, 10 + depth * 12, 620, mix(0xD9A45A, 0x3A2A1E, depth / 2))
    c.hill([(-10, 500), (200, 480), (410, 506)], 600, 0x5A3A1E)
    deer(c, 180, 520, 1.05, 1.2)
    for k in range(30):
        with c.at(chance(k, 1) * 400, chance(k, 2) * 600, turn=360 * chance(k, 3)):
            c.oval(0, 0, 8, 4, (0xE08A2C, 0xC4522A, 0xEDBB4A)[k % 3])
    bird(c, 300, 150, 14, 0.2, 0x3A2A1E)
    c.rect(0, 0, 400, 190, Ramp((0, 0), (0, 190), (0xFBEFD0, 0xFBEFD0), (0.96, 0.0)))
    _title(c, "Het bos", 84, 66, 0x3A2A1E, "serif")
    _title(c, "luistert", 150, 74, 0x8A3A1A, "serif")
    _billing(c, "EEN FILM ZONDER WOORDEN", 0xF6E3B4)


POSTERS: dict[str, Callable[[Canvas], None]] = {
    "nachttrein": _nachttrein,
    "dijkwacht": _dijkwacht,
    "de-laatste-sluis": _sluis,
    "noorderlicht": _noorderlicht,
    "kleine-wolk": _wolk,
    "polderslang": _polderslang,
    "winter-op-de-gracht": _gracht,
    "bolle-kip-vliegt": _kip,
    "over-de-bergen": _bergen,
    "het-bos-luistert": _bos,
}
