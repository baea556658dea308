"""Recorded media: the bar, seeking, why this spot, and the broadcast in a corner."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from stb.engine.commands import Pause, Resume, SeekBreak, SeekTo, Stop, Tune
from stb.engine.snapshot import Intent, Supply
from stb.model.key import Key
from stb.model.plan import Rejected
from stb.ui.scene import Bar, Rect, Text, Video
from tests.ui import world
from tests.ui.world import Viewer, viewer


def watching(frame: int = 3_000, **changes: object) -> Viewer:
    """Somebody who has been watching for a while: the first bar is away."""
    return viewer(playing=world.recorded(frame), decisions=world.DECISIONS, **changes)


def words(someone: Viewer) -> str:
    return "\n".join(n.text for n in someone.scene if isinstance(n, Text))


def test_the_bar_is_there_at_first_and_goes_after_four_seconds():
    someone = viewer().sees(playing=world.recorded(0))
    assert (someone.screen, someone.text("player-title")) == ("player", "Dijkwacht")

    assert someone.wait(3.9).text("player-title")
    assert someone.wait(0.1).scene == (Video(),)


def test_the_bar_shows_time_total_and_the_breaks():
    someone = watching().press(Key.OK)

    assert (someone.text("player-at"), someone.text("player-total")) == ("2:00", "30:00")
    (bar,) = (n for n in someone.scene if isinstance(n, Bar))
    assert bar.value == 3_000 / 45_000
    assert [mark[:2] for mark in bar.marks] == [
        (7_450 / 45_000, 9_050 / 45_000),
        (30_000 / 45_000, 31_500 / 45_000),
    ]


def test_play_pause_asks_for_the_other_and_the_bar_stays_while_paused():
    someone = watching().press(Key.PLAY_PAUSE)
    assert someone.sent == (Pause(),)

    someone.sees(playing=world.recorded(3_000, intent=Intent.PAUSE)).wait(60)
    assert someone.text("player-title")
    assert someone.press(Key.PLAY_PAUSE).sent == (Resume(),)


def test_arrows_seek_ten_seconds_and_the_winding_keys_a_minute():
    assert watching().press(Key.RIGHT).sent == (SeekTo(3_250),)
    assert watching().press(Key.LEFT).sent == (SeekTo(2_750),)
    assert watching().press(Key.FAST_FORWARD).sent == (SeekTo(4_500),)
    assert watching().press(Key.REWIND).sent == (SeekTo(1_500),)


def test_seeking_twice_adds_up_before_the_picture_is_there():
    assert watching().press(Key.RIGHT, Key.RIGHT, Key.RIGHT).sent == (SeekTo(3_750),)


def test_a_held_arrow_takes_growing_steps():
    someone = watching()
    aims = [3_000]
    for n in range(6):
        someone.press(Key.RIGHT, held=n > 0)
        (seek,) = someone.sent
        assert isinstance(seek, SeekTo)
        aims.append(seek.frame)

    steps = [(b - a) // 25 for a, b in pairwise(aims)]
    assert steps == [10, 10, 20, 30, 60, 60]


def test_seeking_stops_at_both_ends():
    assert watching(100).press(Key.REWIND).sent == (SeekTo(0),)
    assert watching(44_900).press(Key.FAST_FORWARD).sent == (SeekTo(44_999),)


def test_stop_and_back_return_to_live():
    assert watching().press(Key.STOP).sent == (Stop(),)
    assert watching().press(Key.BACK).sent == (Stop(),)
    assert watching().sees(playing=world.live()).screen == "live"


def test_exit_leaves_only_the_picture_and_stops_nothing():
    someone = watching().press(Key.OK, Key.EXIT)

    assert (someone.screen, someone.sent, someone.scene) == ("player", (), (Video(),))


def test_next_break_asks_for_it():
    assert watching().press(Key.NEXT_BREAK).sent == (SeekBreak(),)


def test_channels_and_numbers_still_work():
    assert watching().press(Key.CHANNEL_UP).sent == (Tune("luxor-7"),)
    assert watching().type("12").screen == "digits"
    assert watching().type("12").press(Key.OK).sent == (Tune("lijn-vijf"),)


def test_the_guide_over_the_player_leaves_it_playing():
    someone = watching().press(Key.GUIDE, Key.BACK)

    assert (someone.screen, someone.sent) == ("player", ())


def test_a_tailored_spot_says_so_for_four_seconds():
    assert watching(7_500).text("tailored")
    assert watching(7_599).text("tailored")
    assert not watching(7_600).text("tailored")
    assert not watching(8_050).text("tailored")


def test_why_names_group_households_campaign_rule_and_what_it_replaces():
    someone = watching(7_550).press(Key.WHY)

    assert someone.screen == "why"
    assert someone.text("why-spot") == "De bakfiets die alles kan  ·  Fietsfabriek Fluks"
    assert someone.text("why-group") == "Families with a child of six or younger"
    assert someone.text("why-homes") == "18,250 households"
    assert someone.text("why-rule") == "age of the youngest child: 6 or less"
    assert someone.text("why-campaign") == "fluks-voorjaar"
    assert someone.text("why-replaces") == "gen-11, 20 seconds"


def test_why_names_what_was_refused_and_the_reason():
    shown = words(watching(7_550).press(Key.WHY))

    olifant, length, polderbank, often = (
        shown.index(part)
        for part in (
            "Speelgoed Olifant",
            "Not exactly as long as this spot.",
            "Polderbank",
            "Seen often enough this week.",
        )
    )
    assert olifant < length
    assert polderbank < often


def test_why_names_another_spot_of_the_chosen_advertiser_by_its_title():
    other = replace(world.creative(2), title="De fiets voor elke dag")
    rejected = (
        Rejected(world.creative(), "plan.cap"),
        Rejected(other, "plan.weaker"),
        Rejected(world.creative(3, advertiser="Polderbank"), "plan.weaker"),
    )
    decided = (replace(world.DECISIONS[0], rejected=rejected),)

    someone = watching(7_530).sees(decisions=decided).press(Key.WHY)

    assert someone.text("why-spot").endswith("Fietsfabriek Fluks")
    passed_over = [
        n.text for n in someone.scene if isinstance(n, Text) and n.role == "why-rejected"
    ]
    assert passed_over == ["De fiets voor elke dag, Polderbank"]


def test_why_of_a_spot_of_the_broadcast_says_why_it_was_not_replaced():
    someone = watching(8_100).press(Key.WHY)

    assert someone.text("why-spot") == "The spot of the broadcast"
    assert someone.text("why-reason") == "No spot for your group has exactly this length."


def test_why_without_a_spot_so_far_says_so():
    assert watching(100).press(Key.WHY).text("why-none")


def test_a_reason_that_nobody_translated_is_shown_as_it_is():
    strange = replace(world.DECISIONS[1], reason="plan.moon_phase")

    someone = watching(8_100).sees(decisions=(strange,)).press(Key.WHY)

    assert someone.text("why-reason") == "plan.moon_phase"


def test_transport_keys_work_beside_the_why_panel():
    someone = watching(7_550).press(Key.WHY, Key.PLAY_PAUSE)

    assert (someone.screen, someone.sent) == ("why", (Pause(),))
    assert someone.press(Key.BACK).screen == "player"
    assert someone.sent == ()


def test_the_corner_shows_the_broadcast_only_while_a_tailored_spot_is_on_air():
    someone = watching(7_700).press(Key.CORNER)
    (corner,) = (n for n in someone.scene if isinstance(n, Video) and n.feed == "broadcast")
    assert corner.rect == Rect(1312, 70, 496, 279)

    someone.sees(playing=world.recorded(9_500))
    assert not [n for n in someone.scene if isinstance(n, Video) and n.feed == "broadcast"]
    someone.sees(playing=world.recorded(7_700)).press(Key.CORNER)
    assert not [n for n in someone.scene if isinstance(n, Video) and n.feed == "broadcast"]


def test_waiting_for_pictures_is_said_at_once():
    assert viewer().sees(playing=world.recorded(0, supply=Supply.WAITING)).text("waiting")
