from __future__ import annotations

import pygame
import pytest

from stb.adapters.screen import icons
from stb.ui import theme

INK = (242, 244, 247, 255)


def drawn(name: str, size: int) -> pygame.Surface:
    pygame.font.init()
    sign = icons.draw(name, size, INK, pygame.font.Font(None, size // 2))
    assert sign is not None
    return sign


def test_every_sign_that_a_screen_asks_for_can_be_drawn():
    assert theme.ICONS <= icons.NAMES


@pytest.mark.parametrize("name", sorted(icons.NAMES))
@pytest.mark.parametrize("size", [24, 45])
def test_a_sign_fills_its_square_without_touching_the_edge(name, size):
    seen = drawn(name, size).get_bounding_rect(min_alpha=100)

    assert seen.w >= size * 0.25
    assert seen.h >= size * 0.25
    assert max(seen.w, seen.h) >= size * 0.5
    assert pygame.Rect(0, 0, size, size).contains(seen)


def test_no_two_signs_that_mean_different_things_look_the_same():
    same = {"replay", "question", "why", "shield", "live", "record", "live-dot", "recording"}

    looks = {pygame.image.tobytes(drawn(n, 48), "RGBA"): n for n in icons.NAMES - same}

    assert len(looks) == len(icons.NAMES - same)
