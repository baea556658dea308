"""Recorded media: the bar, seeking, why this spot, and the broadcast in a corner."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from stb.engine.commands import (
    ForgetUse,
    Pause,
    Resume,
    SeekBreak,
    SeekTo,
    StartOver,
    Step,
    Stop,
    Tune,
    Watch,
    WatchOn,
)
from stb.engine.policy import Hold
from stb.engine.snapshot import Intent, Pin, Supply
from stb.model.bundle import Generic
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
    assert someone.text("why-rule") == "Age of the youngest child: 6 or less"
    assert someone.text("why-campaign") == "fluks-voorjaar"
    assert someone.text("why-replaces") == "gen-11, 20 seconds"


def test_why_names_a_spot_of_the_broadcast_where_the_operator_says_whose_it_is():
    stock = watching().snapshot.inventory
    own = Generic("gen-11", "Supermarkt De Hoek", title="Alleen in Noord-Holland")
    told = tuple(replace(bundle, generics=(own,)) for bundle in stock.bundles)

    someone = watching(7_550, inventory=replace(stock, bundles=told)).press(Key.WHY)

    replaced = "Alleen in Noord-Holland  ·  Supermarkt De Hoek, 20 seconds"
    assert someone.text("why-replaces") == replaced


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


def test_why_tells_what_did_not_come_from_what_came_and_was_refused():
    shown = words(
        watching(7_550).sees(decisions=world.NOT_HAD, inventory=world.REFUSED).press(Key.WHY)
    )

    olifant, refused, polderbank, not_here = (
        shown.index(part)
        for part in (
            "Speelgoed Olifant",
            "Its file is not the one that was signed.",
            "Polderbank",
            "Not on this box.",
        )
    )
    assert olifant < refused < polderbank < not_here


def test_why_nothing_was_put_in_a_place_names_the_refusal_if_there_was_one_reason():
    someone = watching(8_100).sees(decisions=world.NOT_HAD, inventory=world.REFUSED)
    also = Rejected(world.creative(3), "creative.not_ready")
    two = replace(world.NOT_HAD[1], rejected=(*world.NOT_HAD[1].rejected, also))

    assert someone.press(Key.WHY).text("why-reason") == "Its file is not the one that was signed."
    assert someone.sees(decisions=(two,)).text("why-reason") == "Not on this box."


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


# -- one frame at a time, from the start, breaks that cannot be skipped ----------------------------


def test_the_step_keys_ask_for_one_frame_back_or_ahead():
    assert watching().press(Key.STEP_FORWARD).sent == (Step(1),)
    assert watching().press(Key.STEP_BACK).sent == (Step(-1),)


def test_a_paused_picture_says_its_frame():
    someone = watching().sees(playing=world.recorded(3_012, intent=Intent.PAUSE))

    assert someone.text("player-at") == "2:00.12"


def test_from_the_start_is_asked_for_once_however_long_the_key_is_held():
    someone = watching().press(Key.START_OVER)
    assert someone.sent == (StartOver(),)

    assert someone.press(Key.START_OVER, held=True).sent == ()
    assert viewer().press(Key.START_OVER).sent == (StartOver(),)


def strict(frame: int = 3_000, hold: Hold | None = None) -> Viewer:
    playing = replace(world.recorded(frame), bound=("b1",), hold=hold)
    return viewer(playing=playing, decisions=world.DECISIONS)


def test_a_break_that_cannot_be_skipped_is_marked_and_said_in_the_bar():
    someone = strict().press(Key.OK)

    (bar,) = (n for n in someone.scene if isinstance(n, Bar))
    assert [mark[2] for mark in bar.marks] == ["text", "break"]
    assert someone.text("break-policy").startswith("The break that is marked comes first")
    assert not watching().press(Key.OK).text("break-policy")


def test_several_breaks_that_cannot_be_skipped_are_said_as_several():
    someone = viewer(playing=replace(world.recorded(), bound=("b1", "b2"))).press(Key.OK)

    assert someone.text("break-policy").startswith("The breaks that are marked cannot")


def test_a_jump_that_waits_says_how_long_and_where_to():
    there = strict(7_800, Hold("b1", 9_050, 31_000))
    nowhere = strict(7_800, Hold("b1", 9_050))

    assert there.text("break-held") == "A break cannot be skipped here. In 0:50: on to 20:40."
    assert nowhere.text("break-held") == "A break cannot be skipped here. 0:50 left."
    assert not strict(7_800).text("break-held")


def test_a_jump_that_was_put_off_is_not_shown_as_if_it_had_been_made():
    someone = strict(7_800).press(Key.FAST_FORWARD)
    assert someone.text("player-at") == "6:12"

    held = replace(world.recorded(7_801), bound=("b1",), hold=Hold("b1", 9_050, 9_300))
    assert someone.sees(playing=held).text("player-at") == "5:12"


def test_winding_on_while_a_jump_waits_goes_on_from_where_it_leads():
    assert strict(7_800, Hold("b1", 9_050, 31_000)).press(Key.FAST_FORWARD).sent == (
        SeekTo(32_500),
    )
    assert strict(7_800, Hold("b1", 9_050, 31_000)).press(Key.LEFT).sent == (SeekTo(7_550),)


def test_winding_on_again_and_again_leads_out_of_a_break_that_is_longer_than_a_minute():
    someone = strict(7_800, Hold("b1", 9_050, 8_900))

    assert someone.text("break-held") == "A break cannot be skipped here. 0:50 left."
    assert someone.press(Key.FAST_FORWARD).sent == (SeekTo(10_400),)


def test_a_programme_that_was_left_is_asked_where_from():
    left = world.left()

    someone = viewer(places=(left,)).press(Key.CATCH_UP, Key.OK)
    assert (someone.screen, someone.focus) == ("go-on", "button:go-on")
    assert someone.text("button:go-on") == "Go on at 12:34"
    assert someone.press(Key.OK).sent == (WatchOn(left.media_id),)

    again = viewer(places=(left,)).press(Key.CATCH_UP, Key.OK, Key.RIGHT, Key.OK)
    assert again.sent == (Watch(left.media_id),)
    assert viewer(places=(left,)).press(Key.CATCH_UP, Key.OK, Key.BACK).screen == "catch-up"


def test_the_page_of_a_programme_offers_both_and_of_one_on_air_its_start():
    left = world.left()

    page = viewer(places=(left,)).press(Key.CATCH_UP, Key.INFO)
    airing = viewer().press(Key.INFO, Key.INFO)

    assert page.press(Key.OK).sent == (WatchOn(left.media_id),)
    assert airing.press(Key.RIGHT).focus == "button:from-start"
    assert airing.press(Key.OK).sent == (Watch(on_air_now(airing)),)


def on_air_now(someone: Viewer) -> str:
    programme = someone.snapshot.schedule.at("sirius-6", someone.snapshot.now)
    assert programme is not None
    return programme.id


def test_what_is_kept_is_listed_behind_the_pin_and_erased_by_two_presses():
    someone = viewer(places=(world.left(),)).press(Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.OK)
    assert someone.screen == "pin"

    someone.sees(pin=Pin(open=True))
    assert someone.screen == "kept"
    assert someone.text("kept-until") == "until you choose another"
    assert world.left().title in words(someone)
    assert someone.press(Key.OK).sent == ()
    assert someone.press(Key.BACK, Key.OK, Key.OK).sent == (ForgetUse(),)


def test_a_log_that_was_asked_for_is_listed_as_kept():
    someone = viewer()
    someone.context = replace(someone.context, as_run="evening.jsonl")

    someone.press(Key.PRIVACY, Key.RIGHT, Key.DOWN, Key.OK).sees(pin=Pin(open=True))

    assert "All that was on air\nin evening.jsonl\nuntil that file is deleted" in words(someone)


def test_what_is_kept_of_what_plays_is_listed_as_such():
    places = (world.here(), world.left_film())
    someone = viewer(playing=world.recorded(), places=places).press(Key.PRIVACY, Key.RIGHT)

    someone.press(Key.DOWN, Key.OK).sees(pin=Pin(open=True))

    shown = words(someone)
    assert f"{world.here().title}\nplaying, at 1:56" in shown
    assert "Stormvloed\nleft at 12:34" in shown
