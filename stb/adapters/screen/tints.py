"""Colours of the theme by name, as pygame takes them."""

from __future__ import annotations

import logging
from functools import cache

from stb.adapters.screen.fields import Rgba
from stb.ui.theme import COLOURS

log = logging.getLogger(__name__)


@cache
def rgba(name: str) -> Rgba:
    """Red, green, blue and opacity from 0 to 255; an unknown name is loud, but drawn as text."""
    colour = COLOURS.get(name)
    if colour is None:
        log.warning("no colour named %r", name)
        colour = COLOURS["text"]
    return colour.r, colour.g, colour.b, round(colour.a * 255)
