"""A spot of a market by the water, in Noord-Holland."""
# A shape's points stay on one line, as on a drawing: no formatter, no line limit here.
# fmt: off
# ruff: noqa: E501
# Coordinates begin as whole numbers and go on in fractions.
# mypy: disable-error-code=assignment

from __future__ import annotations

from stb.studio.canvas import WIDTH, Canvas, down
from stb.studio.motion import ease, lerp, seconds, wave
from stb.studio.people import BRONZE, COCOA, HONEY, PEACH, Kit, figure
from stb.studio.props import bird, canal_house, water
from stb.studio.spots.marks import (
    claim,
    mark,
    wipe,
)

# -- De Pontmarkt (Noord-Holland) -----------------------------------------------------------


def pontmarkt(c: Canvas, frame: int, frames: int) -> None:
    """The ferry crosses to a market of striped stalls."""
    p, t = frame / frames, seconds(frame)
    if p < 0.4:
        c.fill(down(0x7CC0E8, 0xF6EBD2, bottom=420))
        for k in range(8):
            canal_house(c, 40 + k * 150 - t * 7, 410, 110, 130 + 40 * (k % 3), (0x2F6F5C, 0x3E7F6A, 0x8A4A38)[k % 3],
                        gable=2, seed=k, share=0.1)
        water(c, 410, t, 0x4F9FC0, 0xFFFFFF, strength=0.55)
        x, y = lerp(-260, 900, ease(p / 0.4)), 560 + 6 * wave(t, 2.4)
        c.blob([(x - 230, y - 20), (x + 230, y - 20), (x + 190, y + 50), (x - 190, y + 50)], 0x1F5FA8)
        c.rect(x - 220, y - 40, 440, 22, 0xFFFFFF)
        c.rect(x - 40, y - 150, 120, 110, 0xFFF6E4, r=8)
        c.rect(x - 26, y - 136, 92, 40, 0x2B3E52, r=4)
        for k in range(6):
            figure(c, x - 180 + k * 34 + (150 if k > 2 else 0), y - 38, 0.52,
                   Kit(skin=(PEACH, BRONZE, COCOA)[k % 3], top=(0xE5344F, 0xFFC22E, 0x2FA86A)[k % 3]), t * 0.2 + k, gait="stand")
        for k in range(4):
            bird(c, (200 + k * 70 + t * 60) % 1400, 130 + 26 * k, 14, t * 1.2 + k, 0xFFFFFF)
        claim(c, "Pak de pont.", p, 0.1, y=150, ink=0x123A5C, size=92, face="script")
    elif p < 0.74:
        c.fill(down(0x9AD4F2, 0xFFF3DC, bottom=480))
        c.rect(0, 520, WIDTH, 200, down(0xC8B08A, 0x94784E, top=520))
        for k in range(5):
            _stall(c, 20 + k * 330 - t * 36, 540, k, t)
        for k in range(5):
            figure(c, (150 + k * 260 + t * (40 if k % 2 else -36)) % 1400, 680, 1.1,
                   Kit(skin=(PEACH, COCOA, HONEY)[k % 3], hair=(0x3B2A22, 0x14100E, 0x9A6A3A)[k % 3],
                       top=(0x6A3BA8, 0xE07A1F, 0x2F7F6A)[k % 3]), t * 0.8 + k * 0.3, facing=1 if k % 2 else -1)
        claim(c, "Elke zaterdag", p, 0.46, y=150, ink=0x7A2A1E, size=92, face="script")
    if wipe(c, p, 0.74, 0x123A5C):
        for k in range(6):
            c.line([(q * 90 - 40, 560 + k * 30 + 12 * wave(q * 0.2 + t * 0.4 + k * 0.3)) for q in range(17)], 0x2F7FB0,
                   width=9, smooth=True)
        mark(c, p, 0.78, _pont_mark)
        claim(c, "Amsterdam-Noord en Zaandam, aan het water", p, 0.85, y=520, ink=0xFFE7B0, size=40)





def _stall(c: Canvas, x: float, y: float, k: int, t: float) -> None:
    tint = (0xE5344F, 0x2F7FB0, 0x2FA86A, 0xE09A1F, 0x7A3BA8)[k]
    c.rect(x + 10, y - 220, 10, 230, 0x6A4A2E)
    c.rect(x + 270, y - 220, 10, 230, 0x6A4A2E)
    c.rect(x, y - 70, 290, 84, 0x8A5E38, r=6)
    for m in range(22):
        c.circle(x + 22 + (m % 11) * 24, y - 78 - 16 * (m // 11), 15, (0xF2A81D, 0xE23B3B, 0x6ABF4B, 0xF2D24B)[(k + m // 4) % 4])
    for m in range(8):
        c.poly([(x - 12 + m * 39, y - 230), (x + 27 + m * 39, y - 230), (x + 27 + m * 39, y - 166 + 4 * wave(t, 2, m * 0.1)),
                (x + 8 + m * 39, y - 150 + 4 * wave(t, 2, m * 0.1)), (x - 12 + m * 39, y - 166)], tint if m % 2 else 0xFFFFFF)


def _pont_mark(c: Canvas) -> None:
    c.blob([(-330, 20), (330, 20), (260, 120), (-260, 120)], 0xFFE7B0)
    c.text("De Pontmarkt", 0, -10, 132, 0xFFFFFF, face="script", align="centre")
    for m in range(9):
        c.circle(-240 + m * 60, 66, 20, 0x123A5C)
    plate_ = (0, 130)
    c.line([(-380, plate_[1]), (380, plate_[1])], 0x2F7FB0, width=12)
