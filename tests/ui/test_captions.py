"""The presenter's captions."""

from __future__ import annotations

import pytest

from stb.ui import layout
from stb.ui.captions import Place, caption
from stb.ui.scene import HEIGHT, MARGIN_Y, WIDTH, Panel, Text

LONG = "A sentence of a presenter who has more to say than there is room for in a single line. " * 2


def measure(text: str, style: str) -> int:
    return 17 * len(text)


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize("text", ["Now the viewer says yes.", LONG.strip()[:95]])
def test_a_caption_stands_inside_the_picture_on_a_ground_of_its_own_size(text: str, place: Place):
    ground, *words = caption(text, place=place, measure=measure)

    assert isinstance(ground, Panel)
    said = [node for node in words if isinstance(node, Text)]
    assert " ".join(node.text for node in said) == text
    assert ground.rect.y >= MARGIN_Y
    assert ground.rect.y + ground.rect.h <= HEIGHT - MARGIN_Y
    for node in said:
        assert ground.rect.x < node.rect.x
        assert node.rect.x + measure(node.text, node.style) <= ground.rect.x + ground.rect.w
        assert ground.rect.x + ground.rect.w <= WIDTH


def test_at_the_foot_it_covers_the_whole_line_of_keys_or_nothing_of_it():
    ground, *_ = caption("Now the viewer says yes.", place=Place.FOOT, measure=measure)

    assert isinstance(ground, Panel)
    assert ground.rect.x < layout.LEFT
    assert ground.rect.x + ground.rect.w > layout.RIGHT
    assert ground.rect.y < layout.FOOT


def test_a_long_caption_is_cut_into_lines_of_even_width():
    _, first, second = caption(LONG.strip(), place=Place.FOOT, measure=measure)

    assert isinstance(first, Text)
    assert isinstance(second, Text)
    assert abs(len(first.text) - len(second.text)) < 15
