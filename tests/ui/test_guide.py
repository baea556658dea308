"""The guide: where the focus goes, and what OK does."""

from __future__ import annotations

from datetime import timedelta

from stb.engine.commands import LoadGuide, Tune, Watch
from stb.model.key import Key
from stb.model.schedule import Schedule
from stb.ui.scene import Panel, Text
from stb.ui.screens import guide_grid
from tests.ui import world
from tests.ui.world import Viewer, viewer


def opened() -> Viewer:
    return viewer().press(Key.GUIDE)


def cells(someone: Viewer) -> list[Text]:
    return [n for n in someone.scene if isinstance(n, Text) and n.role.startswith("programme:")]


def test_it_opens_on_what_is_on_air():
    someone = opened()

    assert someone.screen == "guide"
    assert someone.focus == "programme:sirius-6-20261118T1908Z"
    assert someone.text("guide-title") == "Nachttrein naar de Noordkaap"


def test_ok_on_the_present_programme_tunes_and_shows_the_picture():
    someone = opened().press(Key.UP, Key.OK)

    assert someone.sent == (Tune("luxor-5"),)
    assert someone.screen == "live"


def test_ok_on_a_past_programme_watches_it_again():
    someone = opened().press(Key.LEFT, Key.OK)

    assert someone.sent == (Watch("sirius-6-20261118T1835Z"),)
    assert someone.screen == "live"


def test_ok_on_a_programme_to_come_tells_more_of_it():
    someone = opened().press(Key.RIGHT, Key.OK)

    assert (someone.screen, someone.sent) == ("detail", ())
    assert someone.press(Key.BACK).screen == "guide"


def test_left_and_right_are_each_other_s_way_back():
    someone = opened()
    before = someone.focus

    assert someone.press(Key.LEFT).focus != before
    assert someone.press(Key.RIGHT).focus == before
    assert someone.press(Key.RIGHT, Key.RIGHT, Key.LEFT, Key.LEFT).focus == before


def test_down_keeps_the_time_of_the_focus():
    someone = opened().press(Key.LEFT).press(Key.DOWN)

    assert someone.text("guide-service") == "7  Luxor 7"
    assert someone.text("guide-title") == "Gezond Weer Op"


def test_back_from_the_detail_finds_the_focus_where_it_was():
    someone = opened().press(Key.DOWN, Key.LEFT, Key.LEFT)
    before = someone.focus

    someone.press(Key.INFO)
    assert someone.screen == "detail"
    assert someone.press(Key.BACK).focus == before


def test_six_services_make_a_page_and_the_last_page_may_be_short():
    someone = opened()
    assert [n.text for n in someone.scene if isinstance(n, Text) and n.role == "service-number"] \
        == ["1", "2", "3", "4", "5", "6"]  # fmt: skip

    someone.press(Key.CHANNEL_DOWN, Key.CHANNEL_DOWN)
    assert [n.text for n in someone.scene if isinstance(n, Text) and n.role == "service-number"] \
        == ["20", "81"]  # fmt: skip


def test_the_focus_stops_at_the_ends_of_the_lineup():
    assert opened().press(*[Key.UP] * 30).text("guide-service") == "1  Oranje Een"
    assert opened().press(*[Key.DOWN] * 30).text("guide-service") == "81  Oranje Een Extra"


def test_cells_stand_at_their_real_times_and_are_clipped_at_the_window():
    someone = opened()
    grid = guide_grid.GRID

    for cell in cells(someone):
        assert cell.rect.x >= grid.x
        assert cell.rect.x + cell.rect.w <= grid.x + grid.w
    begun = next(n for n in cells(someone) if n.role == "programme:sirius-6-20261118T1908Z")
    following = next(n for n in cells(someone) if n.role == "programme:sirius-6-20261118T2025Z")
    assert begun.rect.x == grid.x + 14
    assert following.rect.x == grid.x + round(grid.w * 55 / 120) + 14


def test_the_now_line_stands_at_now_and_is_not_there_on_another_day():
    someone = opened()
    (line,) = (n for n in someone.scene if isinstance(n, Panel) and n.role == "now-line")
    assert abs(line.rect.x - (guide_grid.GRID.x + guide_grid.GRID.w * 7.2 / 120)) < 3

    someone.press(Key.GREEN)
    assert not [n for n in someone.scene if isinstance(n, Panel) and n.role == "now-line"]


def test_red_and_green_go_by_days_yellow_comes_back_to_now():
    someone = opened()
    before = someone.focus

    assert someone.press(Key.RED).text("ruler-day") == "Yesterday"
    assert someone.press(Key.GREEN, Key.GREEN).text("ruler-day") == "Tomorrow"
    assert someone.press(Key.YELLOW).focus == before


def test_days_go_back_a_week_and_ahead_a_week_and_no_further():
    assert opened().press(*[Key.RED] * 20).text("ruler-day") == "Wed 11"
    assert opened().press(*[Key.GREEN] * 20).text("ruler-day") == "Wed 25"


def test_left_goes_on_through_midnight_to_the_day_before():
    someone = opened().press(*[Key.LEFT] * 45)

    assert someone.text("ruler-day") == "Yesterday"


def test_a_day_that_is_not_there_is_asked_for_once():
    someone = opened().press(*[Key.GREEN] * 3)

    someone.wait(0.04)
    assert someone.sent == (LoadGuide((world.NOW + timedelta(days=3)).date()),)
    assert someone.wait(0.04).sent == ()


def test_a_hole_in_the_schedule_can_be_crossed():
    someone = viewer(schedule=Schedule()).press(Key.GUIDE)

    assert someone.focus == "programme:"
    assert someone.press(Key.RIGHT, Key.RIGHT, Key.LEFT).focus == "programme:"
    assert someone.text("guide-title") == "No programme information"
    assert someone.press(Key.LEFT, Key.OK).sent == (Tune("sirius-6"),)


def test_a_box_without_services_has_an_empty_guide():
    someone = viewer(lineup=world.Lineup(), service=None).press(Key.GUIDE, Key.DOWN, Key.RIGHT)

    assert someone.screen == "guide"
    assert someone.press(Key.OK).screen in {"guide", "live"}


def test_on_the_night_of_the_change_of_clocks_the_ruler_shows_the_hour_twice():
    night = world.NOW.replace(month=10, day=25, hour=0, minute=5)
    someone = viewer(now=night, schedule=Schedule()).press(Key.GUIDE)

    ruler = [n.text for n in someone.scene if isinstance(n, Text) and n.role == "ruler"]
    assert ruler == ["02:00", "02:30", "02:00", "02:30"]
