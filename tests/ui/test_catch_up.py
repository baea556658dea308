"""Terugkijken: services, days, stills."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from stb.engine.commands import LoadGuide, Watch
from stb.model.key import Key
from stb.ui.scene import Panel, Picture, Text
from tests.ui import world
from tests.ui.world import Viewer, viewer


def opened() -> Viewer:
    return viewer().press(Key.CATCH_UP)


def stills(someone: Viewer) -> list[str]:
    return [n.role for n in someone.scene if isinstance(n, Picture) and n.role]


def test_it_opens_on_the_service_of_now_with_the_latest_programme_first():
    someone = opened()

    assert someone.screen == "catch-up"
    assert someone.focus == "programme:sirius-6-20261118T1835Z"


def test_ok_plays_from_the_start_and_shows_the_picture():
    someone = opened().press(Key.OK)

    assert someone.sent == (Watch("sirius-6-20261118T1835Z"),)
    assert someone.screen == "live"


def test_what_is_still_on_air_is_not_offered():
    assert "programme:sirius-6-20261118T1908Z" not in stills(opened())


def test_arrows_go_to_the_zone_that_lies_there_and_come_back():
    someone = opened()
    before = someone.focus

    assert someone.press(Key.LEFT).focus == "service:sirius-6"
    assert someone.press(Key.RIGHT).focus == before
    assert someone.press(Key.UP).focus == "day:0"
    assert someone.press(Key.DOWN).focus == before


def test_another_service_shows_its_own_programmes_at_once():
    someone = opened().press(Key.LEFT, Key.DOWN)

    assert someone.focus == "service:luxor-7"
    assert all(role.startswith("programme:luxor-7") for role in stills(someone))


def test_a_service_without_catch_up_is_not_in_the_list():
    someone = opened().press(Key.LEFT, *[Key.DOWN] * 30)

    roles = [n.role for n in someone.scene if isinstance(n, Panel)]
    assert "service:wereldreis" not in roles
    assert someone.focus == "service:oranje-een-extra"


def test_yesterday_shows_yesterday():
    someone = opened().press(Key.UP, Key.RIGHT)

    assert someone.focus == "day:1"
    (first, *_) = stills(someone)
    assert first.startswith("programme:sirius-6-2026111")
    day = next(n.text for n in someone.scene if isinstance(n, Text) and n.role == "day:1")
    assert day == "Yesterday"


def test_there_are_seven_days_and_no_more():
    someone = opened().press(*[Key.RED] * 20)

    days = [n for n in someone.scene if isinstance(n, Text) and n.role.startswith("day:")]
    assert len(days) == 7
    assert someone.focus == "day:6"


def test_days_that_are_not_there_are_asked_for_once_and_stand_as_skeletons():
    someone = opened().press(*[Key.RED] * 4).wait(0.04)

    first = (world.NOW - timedelta(days=5)).date()
    assert someone.sent == (LoadGuide(first), LoadGuide(first + timedelta(days=1)))
    assert len([n for n in someone.scene if isinstance(n, Panel) and n.colour == "skeleton"]) == 6
    assert someone.wait(0.04).sent == ()


def test_a_day_without_stills_leaves_the_focus_on_the_day():
    someone = opened().press(*[Key.RED] * 4)

    assert someone.focus == "day:4"
    assert someone.press(Key.RIGHT).focus == "day:5"
    assert someone.press(*[Key.LEFT] * 4).focus.startswith("day:")


def test_a_box_without_catch_up_says_so():
    own = tuple(replace(s, catch_up_url="") for s in world.lineup().services)

    someone = viewer(lineup=world.Lineup(own)).press(Key.CATCH_UP, Key.OK, Key.DOWN, Key.RIGHT)

    assert someone.text("nothing") == "No channel here can be watched again."


def test_down_reaches_the_last_row_and_the_focus_is_always_on_the_screen():
    someone = opened()

    for _ in range(30):
        someone.press(Key.DOWN)
        assert someone.focus in stills(someone)


def test_info_tells_more_and_watching_from_there_plays():
    someone = opened().press(Key.INFO)

    assert (someone.screen, someone.focus) == ("detail", "button:watch")
    assert someone.press(Key.OK).sent == (Watch("sirius-6-20261118T1835Z"),)


def test_channel_up_goes_to_the_higher_number_and_round_the_end_as_live():
    someone = opened().press(Key.LEFT)

    assert someone.press(Key.CHANNEL_UP).focus == "service:luxor-7"
    assert someone.press(Key.CHANNEL_DOWN, Key.CHANNEL_DOWN).focus == "service:luxor-5"
    assert someone.press(*[Key.CHANNEL_DOWN] * 5).focus == "service:oranje-een-extra"


def test_a_number_chooses_its_service_after_two_seconds():
    someone = opened().press(Key.LEFT).type("12")
    assert (someone.text("digits"), someone.text("digits-service")) == ("12", "Lijn Vijf")

    assert someone.wait(1.9).focus == "service:sirius-6"
    assert someone.wait(0.1).focus == "service:lijn-vijf"
    assert (someone.screen, someone.text("digits")) == ("catch-up", "")


def test_ok_chooses_the_nearest_of_a_number_that_is_not_there_and_plays_nothing():
    someone = opened().type("21").press(Key.OK)

    assert someone.sent == ()
    assert someone.screen == "catch-up"
    assert someone.press(Key.LEFT).focus == "service:bulletin-24"


def test_back_takes_the_number_away_and_nothing_else():
    someone = opened().press(Key.LEFT).type("12").press(Key.BACK)

    assert (someone.screen, someone.text("digits")) == ("catch-up", "")
    assert someone.wait(3).focus == "service:sirius-6"
