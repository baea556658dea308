"""The stack of screens: BACK, keys that work everywhere, and clocks that jump."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stb.engine.commands import LockAgain
from stb.engine.snapshot import Pin, Trouble
from stb.model.key import Key
from stb.model.timeline import Item, Placed, Source
from stb.ui.context import Extras
from stb.ui.scene import Panel, Text, Video
from stb.ui.screens import SCREENS
from tests.ui import walk, world
from tests.ui.world import Viewer, viewer


@pytest.mark.parametrize(
    ("key", "screen"),
    [
        (Key.GUIDE, "guide"),
        (Key.CATCH_UP, "catch-up"),
        (Key.STORE, "store"),
        (Key.PRIVACY, "privacy"),
        (Key.MENU, "menu"),
        (Key.HELP, "keys"),
    ],
)
def test_a_key_opens_its_screen_and_back_leaves_it(key: Key, screen: str):
    someone = viewer().press(key)

    assert someone.screen == screen
    assert someone.press(Key.BACK).screen == "live"
    assert someone.sent == ()


def test_back_goes_one_level_up():
    someone = viewer().press(Key.MENU, Key.OK, Key.INFO)

    assert someone.screen == "detail"
    assert someone.press(Key.BACK).screen == "guide"
    assert someone.press(Key.BACK).screen == "menu"
    assert someone.press(Key.BACK).screen == "live"


def test_exit_goes_to_the_picture_from_anywhere_and_stops_nothing():
    for name, reach in walk.gallery(world.context("en")).items():
        someone = reach().sees(question=None)
        if not someone.snapshot.on or someone.screen == "player":
            continue

        someone.press(Key.EXIT)

        assert someone.screen in {"live", "player", "banner"}, name


def test_a_screen_that_is_open_already_is_gone_back_to():
    someone = viewer()

    for _ in range(20):
        someone.press(Key.GUIDE, Key.PRIVACY, Key.STORE, Key.HELP, Key.MENU)

    assert len(someone.view.above) <= 5


def test_a_key_to_another_screen_leaves_what_lies_behind_the_pin():
    someone = viewer().press(Key.PRIVACY, Key.RIGHT, Key.OK).sees(pin=Pin(open=True))
    assert someone.screen == "sent"

    someone.press(Key.STORE)

    assert (someone.screen, someone.sent) == ("store", (LockAgain(),))
    assert someone.press(Key.BACK).screen == "privacy"


def test_the_clock_put_back_does_not_leave_the_banner_standing():
    someone = viewer().press(Key.INFO)

    someone.sees(now=someone.snapshot.now - timedelta(days=1))
    assert someone.screen == "banner"
    assert someone.wait(4).screen == "live"


def test_a_trouble_lies_over_the_running_picture_with_advice():
    until = world.NOW + timedelta(minutes=1)
    someone = viewer(troubles=(Trouble("catch_up.unknown", "x", until),))

    assert someone.scene[0] == Video()
    assert someone.text("trouble") == "That programme cannot be found"
    assert someone.text("trouble-advice") == "Choose another in Catch-up."


def test_an_answer_that_is_a_refusal_is_not_called_an_operator_out_of_reach():
    until = world.NOW + timedelta(minutes=1)

    said = viewer(troubles=(Trouble("http.status", "film/x: status 404", until),)).text("trouble")

    assert said == "This cannot be played now"


def test_an_unknown_trouble_shows_what_the_box_says():
    until = world.NOW + timedelta(minutes=1)
    someone = viewer(troubles=(Trouble("moon.full", "the moon is full", until),))

    assert (someone.text("trouble"), someone.text("trouble-advice")) == (
        "the moon is full",
        "moon.full",
    )


def test_an_unreachable_head_end_is_said():
    assert viewer(headend_reachable=False).text("trouble") == "No connection to the operator"


def test_an_unreachable_head_end_remains_as_a_small_sign_that_hides_nothing():
    someone = viewer(headend_reachable=False).wait(10)
    assert someone.text("trouble") == ""
    assert "offline" in {getattr(node, "name", "") for node in someone.scene}

    someone.sees(headend_reachable=True)
    assert "offline" not in {getattr(node, "name", "") for node in someone.scene}


def test_the_corner_key_says_for_three_seconds_what_it_did_where_nothing_shows_it():
    someone = viewer().press(Key.CORNER)
    assert someone.text("corner-note").startswith("The broadcast comes in the corner once")
    assert someone.wait(2.9).text("corner-note")
    assert someone.wait(0.1).text("corner-note") == ""

    someone.press(Key.CORNER)
    assert someone.text("corner-note") == "The broadcast stays out of the corner"


def test_a_corner_that_can_be_seen_needs_no_words():
    someone = walk.gallery(world.context("en"))["corner"]()

    assert someone.text("corner")
    assert someone.text("corner-note") == ""


def test_the_overlay_comes_and_goes_over_any_screen():
    someone = viewer().press(Key.GUIDE, Key.OVERLAY)
    assert someone.text("overlay-service") == "6 sirius-6"
    assert someone.screen == "guide"

    assert someone.press(Key.OVERLAY).text("overlay-service") == ""


def test_the_overlay_shows_the_item_on_air_the_plan_and_the_code_read():
    someone = walk.gallery(world.context("en", extras=walk.EXTRAS))["overlay"]()

    assert someone.text("overlay-frame") == "     7600 / 45000   25 fps"
    assert someone.text("overlay-timecode") == "00:05:04:00"
    assert someone.text("overlay-in frame") == "      100 / 500"
    assert someone.text("overlay-code read") == "clip  17  frame    3000"
    assert someone.text("overlay-plan").startswith("gen-11")


def test_the_overlay_calls_what_has_no_end_live():
    item = Placed(0, Item(Source.PROGRAMME, "live/sirius-6", 0, 1 << 40))
    someone = viewer(playing=replace(world.live(), frame=247, on_air=item)).press(Key.OVERLAY)

    assert someone.text("overlay-frame") == "      247 / live   25 fps"
    assert someone.text("overlay-in frame") == "      247 / live"


def test_the_overlay_tells_pictures_a_second_only_where_they_are_seen():
    seen = Viewer(world.snapshot(), world.context(extras=Extras(fps=24.0))).press(Key.OVERLAY)

    assert seen.text("overlay-step") == "     1000    24.0 fps"
    assert "fps" not in viewer().press(Key.OVERLAY).text("overlay-step")


def test_the_overlay_tells_the_size_and_scan_of_the_picture_where_there_is_one():
    extras = Extras(picture="720x576 interlaced, shown deinterlaced")
    playing = world.recorded(3_000)

    seen = Viewer(world.snapshot(playing=playing), world.context(extras=extras)).press(Key.OVERLAY)

    assert seen.text("overlay-picture") == "720x576 interlaced, shown deinterlaced"
    roles = [getattr(node, "role", "") for node in viewer(playing=playing).press(Key.OVERLAY).scene]
    assert "overlay-code read" in roles
    assert "overlay-picture" not in roles


def test_the_overlay_leaves_the_why_panel_free():
    someone = walk.gallery(world.context("en"))["why"]().press(Key.OVERLAY)

    texts = [n for n in someone.scene if isinstance(n, Text)]
    told = min(n.rect.x for n in texts if n.role.startswith("why-"))
    panels = [n.rect for n in someone.scene if isinstance(n, Panel)]
    card = next(rect for rect in panels if rect.x <= told < rect.x + rect.w)
    (overlay,) = [rect for rect in panels if rect.x == 64]
    assert overlay.x + overlay.w <= card.x


def test_a_held_key_that_opens_a_screen_opens_it_once():
    assert viewer().press(Key.GUIDE, held=True).screen == "live"


def test_every_screen_is_in_the_registry_and_can_be_reached():
    names = {reach().screen for reach in walk.gallery(world.context("en")).values()}

    assert names == set(SCREENS) | {"banner", "digits"}


def test_a_view_is_a_value():
    one = viewer().press(Key.GUIDE, Key.DOWN)
    other = viewer().press(Key.GUIDE, Key.DOWN)

    assert one.view == other.view
    assert one.scene == other.scene
