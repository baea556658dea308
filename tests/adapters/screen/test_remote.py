"""The on-screen remote: its keys are called what the screens call them, and hold their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from stb.adapters.screen import remote
from stb.adapters.screen.words import Cut, Fonts
from stb.model.key import Key

WORD_PX = 13


@pytest.mark.parametrize(
    ("key", "nl", "en"),
    [
        (Key.BACK, "terug", "back"),
        (Key.CATCH_UP, "terugkijken", "catch-up"),
        (Key.CHANNEL_UP, "CH+", "CH+"),
        (Key.CHANNEL_DOWN, "CH−", "CH−"),
        (Key.WHY, "waarom", "why"),
    ],
)
def test_a_key_that_a_screen_speaks_of_is_called_so(key: Key, nl: str, en: str) -> None:
    pad = remote.BY_KEY[key]

    assert (pad.word("nl"), pad.word("en")) == (nl, en)


@pytest.mark.parametrize("pad", remote.PADS, ids=lambda pad: pad.key.value)
def test_every_word_is_narrower_than_its_key(pad: remote.Pad, assets: Path) -> None:
    font = Fonts(assets / "fonts").get(Cut("Inter-Regular.otf", WORD_PX))

    for language in ("nl", "en"):
        assert font.size(pad.word(language))[0] <= pad.w - 4
