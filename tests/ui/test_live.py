"""Live television: banner, numbers, zapping."""

from __future__ import annotations

from dataclasses import replace

from stb.engine.commands import SetMute, SetPower, SetVolume, Tune
from stb.engine.snapshot import Supply
from stb.model.key import Key
from stb.model.schedule import Schedule
from stb.ui.scene import Bar, Video
from tests.ui import world
from tests.ui.world import viewer


def test_a_bare_picture_is_only_the_picture():
    assert viewer().scene == (Video(),)


def test_info_brings_the_banner_in_one_frame_and_four_seconds_take_it_away():
    someone = viewer().press(Key.INFO)
    assert someone.screen == "banner"
    assert someone.text("banner-number") == "6"
    assert someone.text("banner-present") == "Nachttrein naar de Noordkaap"

    assert someone.wait(3.9).screen == "banner"
    assert someone.wait(0.1).screen == "live"


def test_the_banner_says_how_much_is_left_and_what_follows():
    someone = viewer().press(Key.INFO)

    assert someone.text("banner-service") == "Sirius 6  ·  20:08 – 21:22"
    assert someone.text("banner-left") == "45 min left"
    assert someone.text("banner-following").startswith("21:22")
    (bar,) = (n for n in someone.scene if isinstance(n, Bar))
    assert 0.38 < bar.value < 0.41


def test_the_banner_has_words_for_a_service_without_a_guide():
    someone = viewer(schedule=Schedule()).press(Key.INFO)

    assert someone.text("banner-present") == "No programme information"


def test_channel_up_passes_over_holes_in_the_numbers():
    someone = viewer(service=world.lineup().numbered(10)).press(Key.CHANNEL_UP)

    assert someone.sent == (Tune("lijn-vijf"),)
    assert someone.text("banner-number") == "12"


def test_zapping_on_does_not_wait_for_the_tuner():
    someone = viewer().press(Key.CHANNEL_UP, Key.CHANNEL_UP, Key.CHANNEL_DOWN, Key.CHANNEL_UP)

    assert someone.sent == (Tune("vesper"),)


def test_channel_up_goes_round_the_end():
    someone = viewer(service=world.lineup().numbered(81)).press(Key.CHANNEL_UP)

    assert someone.sent == (Tune("oranje-een"),)


def test_a_number_tunes_after_two_seconds():
    someone = viewer().type("12")
    assert (someone.screen, someone.text("digits"), someone.sent) == ("digits", "12", ())
    assert someone.text("digits-service") == "Lijn Vijf"

    assert someone.wait(1.9).sent == ()
    assert someone.wait(0.1).sent == (Tune("lijn-vijf"),)
    assert someone.screen == "banner"


def test_ok_tunes_to_a_number_at_once():
    assert viewer().type("81").press(Key.OK).sent == (Tune("oranje-een-extra"),)


def test_another_digit_begins_the_two_seconds_anew():
    someone = viewer().type("1").wait(1.5).type("4").wait(1.5)

    assert (someone.sent, someone.screen) == ((), "digits")
    assert someone.wait(0.5).sent == (Tune("bulletin-24"),)


def test_an_unknown_number_says_so_and_names_the_nearest():
    someone = viewer().type("11").wait(2)

    assert someone.sent == ()
    assert someone.text("unknown") == "There is no channel 11"
    assert someone.text("unknown-nearest") == "Nearest: 10 Luxor 8"
    assert someone.wait(4).text("unknown") == ""


def test_back_takes_the_digits_away_and_tunes_nothing():
    someone = viewer().type("12").press(Key.BACK)

    assert someone.screen == "live"
    assert someone.wait(3).sent == ()


def test_last_goes_back_and_forth_between_two_services():
    someone = viewer().sees(service=world.lineup().numbered(3)).wait(5)

    assert someone.press(Key.LAST).sent == (Tune("sirius-6"),)
    someone.sees(service=world.lineup().numbered(6)).wait(5)
    assert someone.press(Key.LAST).sent == (Tune("oranje-drie"),)


def test_a_service_chosen_elsewhere_brings_its_banner():
    someone = viewer().sees(service=world.lineup().numbered(9))

    assert someone.screen == "banner"
    assert someone.text("banner-number") == "9"


def test_a_recording_of_another_service_brings_its_bar_and_not_the_banner_of_live():
    someone = viewer(service=world.lineup().numbered(2))

    someone.sees(service=world.lineup().numbered(6), playing=world.recorded())

    assert (someone.screen, someone.text("player-title")) == ("player", "Dijkwacht")
    assert someone.text("banner-present") == ""


def test_info_on_the_banner_opens_the_programme():
    someone = viewer().press(Key.INFO, Key.INFO)

    assert someone.screen == "detail"
    assert someone.text("detail-title") == "Nachttrein naar de Noordkaap"


def test_volume_goes_by_five_and_stays_within_its_bounds():
    assert viewer().press(Key.VOLUME_UP).sent == (SetVolume(45),)
    assert viewer(volume=98).press(Key.VOLUME_UP).sent == (SetVolume(100),)
    assert viewer(volume=2).press(Key.VOLUME_DOWN).sent == (SetVolume(0),)


def test_louder_ends_the_mute():
    assert viewer(muted=True).press(Key.VOLUME_UP).sent == (SetMute(False), SetVolume(45))


def test_mute_is_shown_for_two_seconds():
    someone = viewer().press(Key.MUTE)
    assert someone.sent == (SetMute(True),)

    someone.sees(muted=True)
    assert someone.text("volume") == "Mute"
    assert someone.wait(2).text("volume") == ""


def test_power_goes_to_standby_and_back():
    someone = viewer().press(Key.POWER)
    assert someone.sent == (SetPower(on=False),)

    someone.sees(on=False)
    assert (someone.screen, someone.text("clock")) == ("standby", "20:37")
    assert someone.press(Key.OK, Key.GUIDE).sent == ()
    assert someone.press(Key.POWER).sent == (SetPower(on=True),)
    assert someone.sees(on=True).screen in {"live", "banner"}


def test_the_coloured_keys_do_what_the_banner_says():
    for key, screen in (
        (Key.RED, "guide"),
        (Key.GREEN, "catch-up"),
        (Key.YELLOW, "store"),
        (Key.BLUE, "privacy"),
    ):
        assert viewer().press(key).screen == screen


def test_a_picture_that_does_not_come_within_six_seconds_is_told_of_until_it_comes():
    someone = viewer().sees(playing=replace(world.live(), supply=Supply.WAITING))
    assert someone.wait(5.9).text("waiting")

    assert someone.wait(0.1).text("failed") == "No picture from this channel"

    assert someone.sees(playing=world.live()).scene == (Video(),)
    assert someone.sees(playing=replace(world.live(), supply=Supply.WAITING)).text("waiting")


def test_zapping_away_takes_the_card_of_a_channel_that_fails_with_it():
    someone = viewer().sees(playing=replace(world.live(), supply=Supply.WAITING)).wait(6)
    assert someone.text("failed")

    someone.press(Key.CHANNEL_UP).sees(service=world.lineup().numbered(7))

    assert (someone.text("failed"), someone.text("waiting")) == ("", "One moment")
