"""What every screen is handed, from what was asked for."""

from __future__ import annotations

from pathlib import Path

from stb.adapters import language
from stb.adapters.screen.words import Fonts, Measure
from stb.remotes.keyboard import KEYS, WINDOW_KEYS
from stb.ui.context import Context
from stb.wiring.configuration import Configuration


def context(wanted: Configuration, assets: Path, *, host: str) -> Context:
    """Language, local time and widths of text; ``host`` is the head-end's address."""
    return Context(
        language=wanted.language,
        say=language.words(assets, wanted.language),
        local=language.local,
        measure=Measure(Fonts(assets / "fonts")),
        host=host,
        keyboard=KEYS,
        window_keys=WINDOW_KEYS,
        as_run="" if wanted.as_run is None else wanted.as_run.name,
    )
