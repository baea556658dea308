from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pygame
import pytest

from stb.adapters.screen import digits, remote
from stb.adapters.screen.cabinet import FrontPanel, Light, places, window_for
from stb.adapters.screen.handset import Handset
from stb.adapters.screen.keyboard import code, keymap
from stb.adapters.screen.window import KeyPress, NoDisplay, Quit, Resized, Window
from stb.model.key import Key
from stb.remotes.keyboard import KEYS

ON = FrontPanel("6", Light.ON)


@pytest.fixture
def window(assets):
    opened = Window.open("television", (640, 360), assets=assets, keys=KEYS)
    opened.events()
    yield opened
    opened.close()


def happens(kind: int, **facts: object) -> None:
    pygame.event.post(pygame.event.Event(kind, **facts))


def picture(window: Window, colour: tuple[int, int, int]) -> pygame.Surface:
    surface = pygame.Surface(window.picture_size, 0, 32)
    surface.fill(colour)
    return surface


def shown() -> pygame.Surface:
    surface = pygame.display.get_surface()
    assert surface is not None
    return surface


def test_a_window_opens_with_the_picture_pixel_for_pixel(window):
    assert window.picture_size == (640, 360)


def test_a_key_of_the_keyboard_is_a_key_of_the_box_and_repeats_as_held(window):
    happens(pygame.KEYDOWN, key=pygame.K_g)
    happens(pygame.KEYDOWN, key=pygame.K_g)
    happens(pygame.KEYUP, key=pygame.K_g)
    happens(pygame.KEYDOWN, key=pygame.K_g)

    assert window.events() == (
        KeyPress(Key.GUIDE),
        KeyPress(Key.GUIDE, held=True),
        KeyPress(Key.GUIDE),
    )


def test_every_binding_names_a_key_that_exists(window):
    missing = [name for row in KEYS for name in row.names if code(name) is None]

    assert missing == []
    assert set(keymap(KEYS).values()) == set(Key)


def test_the_number_pad_dials_too(window):
    happens(pygame.KEYDOWN, key=pygame.K_KP7)
    happens(pygame.KEYDOWN, key=pygame.K_KP0)

    assert window.events() == (KeyPress(Key.DIGIT_7), KeyPress(Key.DIGIT_0))


def test_closing_the_window_asks_to_quit(window):
    happens(pygame.QUIT)

    assert window.events() == (Quit(),)


def test_a_click_on_the_remote_presses_its_key(window):
    happens(pygame.KEYDOWN, key=pygame.K_F2)
    window.events()
    place = window.places.remote
    scale = place.h / remote.HEIGHT
    pad = remote.BY_KEY[Key.STORE]
    at = (place.x + round((pad.x + 20) * scale), place.y + round((pad.y + 20) * scale))

    happens(pygame.MOUSEBUTTONDOWN, pos=at, button=1)
    pressed = window.events()
    happens(pygame.MOUSEBUTTONUP, pos=at, button=1)

    assert pressed == (KeyPress(Key.STORE),)
    assert window.events() == ()


def test_the_key_under_the_pointer_and_the_pressed_key_look_different(window):
    happens(pygame.KEYDOWN, key=pygame.K_F2)
    window.events()
    place, pad = window.places.remote, remote.BY_KEY[Key.DIGIT_5]
    scale = place.h / remote.HEIGHT
    at = (place.x + round((pad.x + 8) * scale), place.y + round((pad.y + 20) * scale))

    looks = []
    for kind, facts in (
        (pygame.MOUSEMOTION, {"pos": (2, 2)}),
        (pygame.MOUSEMOTION, {"pos": at}),
        (pygame.MOUSEBUTTONDOWN, {"pos": at, "button": 1}),
    ):
        happens(kind, **facts)
        window.events()
        window.show(picture(window, (0, 0, 0)), ON)
        looks.append(tuple(shown().get_at(at)))

    assert len(set(looks)) == 3


def test_full_screen_is_the_picture_alone_and_goes_back(window):
    before = window.places
    happens(pygame.KEYDOWN, key=pygame.K_F11)
    filled = window.events()
    bare = window.places

    happens(pygame.KEYUP, key=pygame.K_F11)
    happens(pygame.KEYDOWN, key=pygame.K_F11)
    window.events()

    assert bare.body.w == bare.front.w == 0
    assert filled == (Resized(bare.picture.size),)
    assert window.places == before


def test_two_clicks_on_the_picture_fill_the_screen_and_one_does_not(window):
    at = window.places.picture.center
    happens(pygame.MOUSEBUTTONDOWN, pos=at, button=1)
    window.events()
    once = window.places.body.w

    happens(pygame.MOUSEBUTTONDOWN, pos=at, button=1)
    window.events()

    assert once > 0
    assert window.places.body.w == 0


def test_the_picture_and_the_front_are_where_they_should_be(window):
    window.show(picture(window, (10, 200, 30)), FrontPanel("20:47", Light.STANDBY))

    at = window.places
    assert tuple(shown().get_at(at.picture.center))[:3] == (10, 200, 30)
    assert tuple(shown().get_at(at.picture.topleft))[:3] == (10, 200, 30)
    front = pygame.surfarray.array3d(shown().subsurface(at.front)).astype(int)
    reds = (front[..., 0] > 180) & (front[..., 1] < 110)
    lit = (front[..., 1] > 180) & (front[..., 0] < 180)
    assert reds.sum() > 4
    assert lit.sum() > 30


def test_a_picture_of_another_size_is_scaled_into_its_place(window):
    small = pygame.Surface((160, 90), 0, 32)
    small.fill((200, 100, 50))

    window.show(small, ON)

    assert tuple(shown().get_at(window.places.picture.center))[:3] == (200, 100, 50)


def test_without_a_display_the_window_says_so(monkeypatch, assets):
    monkeypatch.setenv("SDL_VIDEODRIVER", "no-such-driver")

    with pytest.raises(NoDisplay) as caught:
        Window.open("television", (640, 360), assets=assets)

    assert caught.value.code == "screen.none"
    assert "no display" in str(caught.value)


def test_a_window_that_is_dragged_has_no_new_size_until_it_settles(window):
    before = window.picture_size
    pygame.display.set_mode((900, 600), pygame.RESIZABLE)
    happens(pygame.VIDEORESIZE, size=(900, 600), w=900, h=600)

    assert window.events() == ()
    assert window.picture_size == before
    assert window.places.picture.size != before

    changed: tuple[object, ...] = ()
    until = time.monotonic() + 5
    while not changed and time.monotonic() < until:
        changed = window.events()

    assert changed == (Resized(window.places.picture.size),)


def test_a_key_of_the_remote_that_is_kept_down_repeats_as_held(window):
    happens(pygame.KEYDOWN, key=pygame.K_F2)
    window.events()
    place, scale = window.places.remote, window.places.remote.h / remote.HEIGHT
    x, y = remote.CENTRE[0], remote.CENTRE[1] + 80
    at = (place.x + round(x * scale), place.y + round(y * scale))
    happens(pygame.MOUSEBUTTONDOWN, pos=at, button=1)

    pressed: tuple[object, ...] = ()
    until = time.monotonic() + 5
    while len(pressed) < 3 and time.monotonic() < until:
        pressed += window.events()

    assert pressed == (KeyPress(Key.DOWN), KeyPress(Key.DOWN, held=True), pressed[1])


@pytest.mark.skipif(
    sys.platform != "linux" or Path("/dev/dri").exists(), reason="SDL may find a real screen here"
)
def test_a_window_that_nobody_can_see_is_no_display(monkeypatch, assets):
    for name in ("SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(NoDisplay, match="no desktop was found"):
        Window.open("television", (640, 360), assets=assets)


@pytest.mark.parametrize("size", [(480, 300), (1302, 802), (1000, 1000), (2560, 700)])
@pytest.mark.parametrize("with_remote", [True, False])
def test_the_picture_keeps_its_shape_in_every_window(size, with_remote):
    at = places(size, bare=False, with_remote=with_remote)

    window = pygame.Rect(0, 0, *size)
    assert abs(at.picture.w / at.picture.h - 16 / 9) < 0.03
    assert window.contains(at.body)
    assert at.body.contains(at.picture)
    assert at.body.contains(at.front)
    assert not at.front.colliderect(at.picture)
    assert not at.remote.colliderect(at.body)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (960, 540)])
def test_the_window_for_a_picture_holds_exactly_that_picture(size):
    assert places(window_for(size), bare=False, with_remote=False).picture.size == size


# --- the remote's plan --------------------------------------------------------------------------


def test_the_remote_has_every_key_once():
    assert sorted(pad.key.value for pad in remote.PADS) == sorted(key.value for key in Key)


def test_no_two_keys_of_the_remote_touch():
    straight = [p for p in remote.PADS if p.key not in {*remote.ARROWS, Key.OK}]
    boxes = [pygame.Rect(p.x, p.y, p.w, p.h) for p in straight]
    body = pygame.Rect(0, 0, remote.WIDTH, remote.HEIGHT)

    assert all(body.contains(box) for box in boxes)
    assert all(not a.colliderect(b) for at, a in enumerate(boxes) for b in boxes[at + 1 :])
    x, y = remote.CENTRE
    for box in boxes:
        near = (max(box.left, min(x, box.right)), max(box.top, min(y, box.bottom)))
        assert np.hypot(near[0] - x, near[1] - y) > remote.RING_OUTER


@pytest.mark.parametrize("pad", remote.PADS, ids=lambda pad: pad.key.value)
def test_a_key_answers_where_it_is_drawn(pad):
    assert remote.key_at(pad.x + pad.w / 2, pad.y + pad.h / 2) is pad.key


def test_between_the_keys_is_nothing():
    assert remote.key_at(150, 905) is None
    assert remote.key_at(-4, 20) is None


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_key_has_a_face(assets, language):
    handset = Handset(assets, language)
    whole = pygame.Surface((300, 1000), 0, 32)
    handset.draw(whole, pygame.Rect(0, 0, 300, 1000))

    for pad in remote.PADS:
        part = pygame.surfarray.array3d(whole.subsurface((pad.x, pad.y, pad.w, pad.h)))
        assert part.std() > 4 or pad.tint, pad.key


# --- figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown", "dots"),
    [
        ("6", "   6", False),
        ("20:47", "2047", True),
        ("boot", "boot", False),
        ("123456", "3456", False),
        ("", "    ", False),
        ("k@1", "   1", False),
    ],
)
def test_the_front_shows_the_last_four_characters_it_can(text, shown, dots):
    assert digits.legible(text) == (shown, dots)


def test_every_digit_looks_its_own():
    looks = {pygame.image.tobytes(digits.draw(str(n), 40), "RGBA") for n in range(10)}

    assert len(looks) == 10


def test_an_eight_has_more_light_than_a_one():
    def light(text: str) -> int:
        return int(pygame.surfarray.array_alpha(digits.draw(text, 60)).sum())

    assert light("8888") > 2 * light("1111") > light("    ")
