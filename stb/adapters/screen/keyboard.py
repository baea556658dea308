"""From the names of keyboard keys to pygame's codes, and from those to keys of the box."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final

import pygame

from stb.model.key import Key
from stb.ui.context import KeyRow

log = logging.getLogger(__name__)

ALIASES: Final = {
    "enter": "return", "esc": "escape", "pgup": "page up", "pageup": "page up",
    "pgdn": "page down", "pgdown": "page down", "pagedown": "page down", "del": "delete",
    "ins": "insert", "←": "left", "→": "right", "↑": "up", "↓": "down", "spacebar": "space",
    "spatie": "space", "arrow left": "left", "arrow right": "right", "arrow up": "up",
    "arrow down": "down", "plus": "+", "minus": "-", "volume up": "volumeup",
    "volume down": "volumedown", "mute": "audiomute",
}  # fmt: skip
NUMBER_PAD: Final = {
    pygame.K_KP0: Key.DIGIT_0,
    **{pygame.K_KP1 + n: key for n, key in enumerate(k for k in Key if k.digit)},
    pygame.K_KP_ENTER: Key.OK,
    pygame.K_KP_PLUS: Key.VOLUME_UP,
    pygame.K_KP_MINUS: Key.VOLUME_DOWN,
}


def plain(name: str) -> str:
    """The name that pygame has for the key called ``name``: "Enter" is "return"."""
    lower = name.strip().lower() or name
    return ALIASES.get(lower, lower)


def code(name: str) -> int | None:
    """The code in pygame of the key called ``name``, whatever its case; None if it knows none."""
    try:
        return pygame.key.key_code(plain(name))
    except ValueError:
        return None


def keymap(rows: Iterable[KeyRow]) -> dict[int, Key]:
    """Keys of the box by pygame's code. Needs the display to be initialised.

    The number pad is added where the rows leave it free.
    """
    found: dict[int, Key] = {}
    for row in rows:
        for name in row.names:
            at = code(name)
            if at is None:
                log.warning("no key %r on any keyboard", name)
            else:
                found.setdefault(at, row.key)
    return {**NUMBER_PAD, **found}
