"""The on-screen remote: where each key lies, and how it is drawn.

One plan for two places: the window draws it beside the picture, the page for
machines without a display lays its buttons out by it. The plan is in units of
its own, ``WIDTH`` by ``HEIGHT``; a key is a rounded rectangle, or one of the
four quarters of the ring of arrows round OK.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from stb.adapters.screen.keyboard import plain
from stb.adapters.screen.tints import rgba
from stb.model.key import Key
from stb.ui.context import KeyRow

WIDTH, HEIGHT = 300, 1000
CENTRE: Final = (150, 310)
RING_OUTER, RING_INNER, OK_RADIUS = 104, 50, 44
ARROWS: Final = {Key.UP: (0, -1), Key.DOWN: (0, 1), Key.LEFT: (-1, 0), Key.RIGHT: (1, 0)}
ROUND: Final = frozenset({Key.OK, Key.POWER, Key.HELP})
REPEATING: Final = frozenset(
    {
        *ARROWS,
        Key.VOLUME_UP,
        Key.VOLUME_DOWN,
        Key.CHANNEL_UP,
        Key.CHANNEL_DOWN,
        Key.REWIND,
        Key.FAST_FORWARD,
        Key.STEP_BACK,
        Key.STEP_FORWARD,
        Key.BACK,
    }
)
"""Keys that go on while they are held on the page; POWER, held, must not flicker."""

NOTES: Final = {
    "nl": "Deze bladzijde heeft geen geluid. Alleen deze computer kan haar openen.",
    "en": "There is no sound on this page. Only this computer can open it.",
}


@dataclass(frozen=True, slots=True)
class Pad:
    """One key: its place in units, its sign or figure, and a word below for some.

    ``tint`` is a colour of the theme for the whole key, or nothing.
    """

    key: Key
    x: int
    y: int
    w: int
    h: int
    icon: str = ""
    figure: str = ""
    nl: str = ""
    en: str = ""
    tint: str = ""

    def word(self, language: str) -> str:
        return self.en if language == "en" else self.nl

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.x + self.w and self.y <= y < self.y + self.h


def _row(y: int, h: int, *pads: tuple[Key, str, str, str]) -> tuple[Pad, ...]:
    """Keys of the same size from edge to edge."""
    gap = 12
    w = (WIDTH - 36 - gap * (len(pads) - 1)) // len(pads)
    return tuple(
        Pad(key, 18 + at * (w + gap), y, w, h, icon=icon, nl=nl, en=en)
        for at, (key, icon, nl, en) in enumerate(pads)
    )


def _digits(top: int) -> tuple[Pad, ...]:
    keys = [key for key in Key if key.digit]
    return tuple(
        Pad(key, 18 + at % 3 * 92, top + at // 3 * 50, 80, 42, figure=key.value)
        for at, key in enumerate(keys)
    )


PADS: Final[tuple[Pad, ...]] = (
    Pad(Key.POWER, 24, 24, 44, 44, icon="power", tint="red"),
    Pad(Key.HELP, 232, 24, 44, 44, icon="question"),
    *_row(
        88,
        52,
        (Key.MENU, "menu", "menu", "menu"),
        (Key.GUIDE, "guide", "gids", "guide"),
        (Key.CATCH_UP, "catch-up", "terugkijken", "catch-up"),
    ),
    *_row(
        150,
        52,
        (Key.STORE, "store", "films", "films"),
        (Key.PRIVACY, "privacy", "privacy", "privacy"),
        (Key.INFO, "info", "info", "info"),
    ),
    Pad(Key.OK, 106, 266, 88, 88, figure="OK"),
    Pad(Key.UP, 125, 212, 50, 40, icon="up"),
    Pad(Key.DOWN, 125, 368, 50, 40, icon="down"),
    Pad(Key.LEFT, 52, 285, 40, 50, icon="left"),
    Pad(Key.RIGHT, 208, 285, 40, 50, icon="right"),
    Pad(Key.BACK, 18, 400, 62, 44, icon="back", nl="terug", en="back"),
    Pad(Key.EXIT, 220, 400, 62, 44, icon="live"),
    Pad(Key.VOLUME_UP, 18, 462, 80, 50, icon="volume", figure="+"),
    Pad(Key.VOLUME_DOWN, 18, 518, 80, 50, icon="volume", figure="−"),
    Pad(Key.MUTE, 110, 462, 80, 50, icon="mute"),
    Pad(Key.LAST, 110, 518, 80, 50, icon="swap", nl="vorige", en="last"),
    Pad(Key.CHANNEL_UP, 202, 462, 80, 50, icon="up", nl="CH+", en="CH+"),
    Pad(Key.CHANNEL_DOWN, 202, 518, 80, 50, icon="down", nl="CH−", en="CH−"),
    *_row(
        586,
        44,
        (Key.START_OVER, "replay", "", ""),
        (Key.REWIND, "rewind", "", ""),
        (Key.PLAY_PAUSE, "play-pause", "", ""),
        (Key.STOP, "stop", "", ""),
        (Key.FAST_FORWARD, "forward", "", ""),
    ),
    Pad(Key.RED, 18, 646, 57, 24, tint="red"),
    Pad(Key.GREEN, 87, 646, 57, 24, tint="green"),
    Pad(Key.YELLOW, 156, 646, 57, 24, tint="yellow"),
    Pad(Key.BLUE, 225, 646, 57, 24, tint="blue"),
    *_digits(686),
    Pad(Key.STEP_BACK, 18, 836, 80, 42, icon="left", nl="beeldje", en="frame"),
    Pad(Key.DIGIT_0, 110, 836, 80, 42, figure="0"),
    Pad(Key.STEP_FORWARD, 202, 836, 80, 42, icon="right", nl="beeldje", en="frame"),
    *_row(
        916,
        56,
        (Key.NEXT_BREAK, "next", "blok", "break"),
        (Key.WHY, "why", "waarom", "why"),
        (Key.CORNER, "corner", "hoek", "corner"),
        (Key.OVERLAY, "code", "meting", "overlay"),
    ),
)
"""Every key of the box once."""

BY_KEY: Final = {pad.key: pad for pad in PADS}


def key_at(x: float, y: float) -> Key | None:
    """The key at a point of the plan; the arrows are quarters of their ring."""
    across, down = x - CENTRE[0], y - CENTRE[1]
    distance = (across * across + down * down) ** 0.5
    if distance <= OK_RADIUS:
        return Key.OK
    if distance <= RING_OUTER:
        if abs(across) > abs(down):
            return Key.RIGHT if across > 0 else Key.LEFT
        return Key.DOWN if down > 0 else Key.UP
    return next((pad.key for pad in PADS if pad.key is not Key.OK and pad.holds(x, y)), None)


def plan(rows: Sequence[KeyRow], language: str) -> dict[str, Any]:
    """The remote for the page: pads, the ring, and what the keyboard does, as JSON has it."""
    says = {row.key: f"{row.says(language)} ({', '.join(row.names)})" for row in rows}
    return {
        "language": language,
        "note": NOTES.get(language, NOTES["nl"]),
        "ring": {"x": CENTRE[0], "y": CENTRE[1], "outer": RING_OUTER, "inner": RING_INNER},
        "keyboard": {
            **{key.value: key.value.upper() for key in Key if key.digit is not None},
            **{plain(name): row.key.value.upper() for row in reversed(rows) for name in row.names},
        },
        "pads": [
            {
                "key": pad.key.value.upper(),
                "x": pad.x,
                "y": pad.y,
                "w": pad.w,
                "h": pad.h,
                "icon": pad.icon,
                "figure": pad.figure,
                "word": pad.word(language),
                "tint": _css(pad.tint),
                "repeats": pad.key in REPEATING,
                "round": pad.key in ROUND,
                "about": says.get(pad.key, pad.key.value),
            }
            for pad in PADS
        ],
    }


def _css(colour: str) -> str:
    if not colour:
        return ""
    red, green, blue, _ = rgba(colour)
    return f"rgb({red} {green} {blue})"
