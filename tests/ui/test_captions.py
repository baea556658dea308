"""The presenter's captions."""

from __future__ import annotations

from stb.ui.captions import caption
from stb.ui.scene import HEIGHT, MARGIN_X, MARGIN_Y, Panel, Text


def test_a_caption_stands_inside_the_margins_on_a_ground_of_its_own():
    ground, words = caption("Now the viewer says yes.")

    assert isinstance(ground, Panel)
    assert isinstance(words, Text)
    assert words.text == "Now the viewer says yes."
    assert words.rect.x >= MARGIN_X
    assert words.rect.y + words.rect.h <= HEIGHT - MARGIN_Y


def test_no_caption_draws_nothing():
    assert caption("") == ()
