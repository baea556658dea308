"""The box on fake ports: what is on air, what is asked, what is billed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stb.engine.commands import (
    EnterPin,
    Pause,
    PlaceOrder,
    PlayRental,
    Resume,
    SeekBreak,
    SeekTo,
    Stop,
    Tune,
)
from stb.engine.events import Ordered, OrderRefused, SpotFailed, SpotSeen
from stb.engine.ports import Fault
from stb.errors import InputError
from stb.model.bundle import Inventory
from stb.model.consent import Answer, Method, Purpose
from stb.model.media import Form
from stb.model.report import Kind
from stb.model.rules import Profile

from .conftest import NOTICE, Room, creative, furnished, inventory

BROADCAST = [
    (0, "sirius-6-quiz"),
    (550, "gen-1"),
    (675, "gen-2"),
    (800, "gen-3"),
    (925, "sirius-6-quiz"),
]


def test_the_first_service_is_on_the_screen_after_switching_on(room: Room):
    snapshot = room.run()

    assert snapshot.service is not None
    assert (snapshot.service.number, snapshot.place) == (1, "live")


def test_the_last_service_is_on_the_screen_after_a_power_cut(room: Room):
    room.tell(Tune("sirius-6"))

    room.restart()
    snapshot = room.run(3)

    assert snapshot.service is not None
    assert snapshot.service.number == 6


def test_entering_catch_up_of_an_eligible_service_asks_for_tailored_spots(room: Room):
    snapshot = room.watch("sirius-6")

    assert snapshot.question is Purpose.TAILORED_SPOTS


def test_entering_catch_up_of_another_service_asks_nothing(room: Room):
    snapshot = room.watch("oranje-een")

    assert snapshot.question is None


def test_the_programme_waits_at_its_frame_while_the_question_stands(room: Room):
    room.watch()
    room.run(100)

    snapshot = room.answer(Answer.NO)

    assert snapshot.playing is not None
    assert snapshot.playing.frame <= 1


def test_after_a_yes_the_replaceable_spots_are_replaced_at_their_frames(room: Room):
    room.watch()
    room.answer(Answer.YES)
    room.play_to(1000)

    ids = [name for _, name in room.aired]
    assert [frame for frame, _ in room.aired] == [0, 550, 675, 800, 925]
    assert ids[1] == "gen-1"
    assert sorted(ids[2:4]) == ["a", "b"]
    assert room.refused == {"gen-1": "splice.no_opportunity"}


def test_after_a_no_the_broadcast_is_shown_and_no_segment_is_worked_out(room: Room):
    room.watch()
    snapshot = room.answer(Answer.NO)
    room.play_to(1000)

    assert snapshot.segments == ()
    assert room.aired == BROADCAST
    assert room.refused["gen-2"] == "consent.none"


def test_three_quarters_of_a_spot_make_one_play_however_often_it_is_seen(room: Room):
    room.watch()
    room.answer(Answer.YES)
    room.play_to(675 + 93)
    assert [e for e in room.events if isinstance(e, SpotSeen)] == []

    room.play_to(800)
    room.tell(SeekTo(675))
    room.play_to(800)

    assert len([e for e in room.events if isinstance(e, SpotSeen)]) == 1


def test_withdrawal_puts_the_broadcast_on_air_at_the_next_frame(room: Room):
    room.watch()
    room.answer(Answer.YES)
    room.play_to(700)

    snapshot = room.answer(Answer.NO, Method.PRIVACY_PAGE)

    assert snapshot.place == "broadcast"
    assert room.aired[-1] == (snapshot.playing.frame, "gen-2")  # type: ignore[union-attr]
    room.play_to(1000)
    assert room.aired[-2:] == [(800, "gen-3"), (925, "sirius-6-quiz")]


def test_withdrawal_forgets_plays_that_have_not_left(room: Room):
    room.watch()
    room.answer(Answer.YES)
    room.play_to(1000)

    room.answer(Answer.NO, Method.PRIVACY_PAGE)
    room.clock.at += timedelta(days=8)
    room.run(2)

    assert room.egress.received == []
    assert room.store.plays() == ()


def test_a_fault_in_a_creative_ends_in_the_broadcast_at_that_very_frame(room: Room):
    room.watch()
    room.answer(Answer.YES)
    room.play_to(690)

    room.deck.found.append(Fault(720, "a", InputError("broken")))
    room.play_to(1000)

    assert (720, "gen-2") in room.aired
    assert [(e.frame, e.reason) for e in room.events if isinstance(e, SpotFailed)] == [
        (720, "input")
    ]
    assert [e.frame for e in room.events if isinstance(e, SpotSeen)] == [800 + 93]


def test_a_creative_that_is_not_primed_in_time_leaves_the_broadcast_on_air(room: Room):
    room.watch()
    room.answer(Answer.YES)
    room.deck.unready.add(675)
    room.play_to(660)
    room.deck.unready.clear()
    room.play_to(1000)

    assert (675, "gen-2") in room.aired
    assert room.refused["gen-2"] == "media.late"


@pytest.mark.parametrize(
    ("stock", "reason"),
    [
        (Inventory(), "plan.no_segment"),
        (inventory(creative("long", 250)), "plan.no_fit"),
        (Inventory(inventory(creative("a")).bundles, frozenset()), "creative.not_ready"),
        (inventory(creative("bet", category="gambling")), "plan.gambling"),
        (inventory(creative("beer", category="alcohol")), "plan.alcohol_hours"),
    ],
)
def test_the_broadcast_spot_stays_and_says_why(room: Room, stock: Inventory, reason: str):
    room.courier.inventory = stock
    room.clock.at += timedelta(hours=-1)
    room.restart()
    room.run(3)
    room.clock.at = room.clock.at.replace(hour=18)
    room.watch()
    room.answer(Answer.YES)
    room.play_to(1000)

    assert room.aired == BROADCAST
    assert room.refused["gen-2"] == reason


def test_a_box_of_2006_asks_nothing_makes_no_profile_and_shows_the_broadcast(room: Room):
    room.profile = Profile.OF_2006
    room.restart()
    room.run(3)

    asked = room.watch("sirius-6").question
    segments = room.answer(Answer.YES).segments
    room.play_to(1000)

    assert (asked, segments) == (None, ())
    assert room.aired == BROADCAST
    assert room.refused["gen-2"] == "plan.not_yet"


def test_beer_is_not_put_in_a_programme_that_was_first_shown_before_nine(room: Room):
    room.courier.inventory = inventory(creative("beer", category="alcohol"))
    room.restart()
    room.run(3)
    room.clock.at = room.clock.at.replace(hour=21)
    room.watch()
    room.answer(Answer.YES)
    room.play_to(1000)

    assert room.aired == BROADCAST
    assert room.refused["gen-2"] == "plan.alcohol_slot"


def test_a_campaign_with_a_gap_is_not_shown_again_within_it(room: Room):
    room.courier.inventory = inventory(creative("a", gap_s=3600))
    room.restart()
    room.run(3)
    for _ in range(2):
        room.watch()
        room.answer(Answer.YES)
        room.play_to(1000)

    assert [name for _, name in room.aired].count("a") == 1
    assert room.refused["gen-3"] == "plan.recent"


def test_a_seek_into_a_replaced_spot_shows_the_chosen_spot_at_the_same_offset(room: Room):
    room.watch()
    room.answer(Answer.YES)

    room.tell(SeekTo(700))
    snapshot = room.run()

    on_air = snapshot.playing.on_air  # type: ignore[union-attr]
    assert on_air is not None
    assert (on_air.at, on_air.item.id in {"a", "b"}) == (675, True)


def test_going_back_over_a_break_shows_the_same_choice(room: Room):
    room.watch()
    room.answer(Answer.YES)
    room.play_to(1000)
    first = room.aired[1:4]

    room.tell(SeekTo(540))
    room.play_to(1000)

    assert room.aired[-4:-1] == first


def test_the_break_key_goes_to_five_seconds_before_the_break(room: Room):
    room.watch("oranje-een")

    snapshot = room.tell(SeekBreak())

    assert snapshot.playing is not None
    assert snapshot.playing.frame == 500 - 125


def test_pause_keeps_the_frame_and_resume_goes_on_with_the_next(room: Room):
    room.watch("oranje-een")
    room.play_to(50)
    paused = room.tell(Pause())
    held = room.run(100)

    resumed = room.tell(Resume())
    later = room.run()

    assert paused.playing is not None
    assert held.playing is not None
    assert resumed.playing is not None
    assert later.playing is not None
    assert held.playing.frame == paused.playing.frame
    assert later.playing.frame == resumed.playing.frame + 1


def test_stop_returns_to_the_service_live(room: Room):
    room.watch("sirius-6")

    room.tell(Stop())
    snapshot = room.run()

    assert snapshot.playing is not None
    assert (snapshot.playing.form, snapshot.question) == (Form.LIVE, None)


def test_an_order_needs_the_pin(room: Room):
    room.tell(PlaceOrder("film-1", 399))

    assert [e.reason for e in room.events if isinstance(e, OrderRefused)] == ["order.pin"]
    assert room.store.orders() == ()


def test_three_wrong_pins_shut_the_lock_for_a_quarter_of_an_hour(room: Room):
    for _ in range(3):
        room.tell(EnterPin("0000"))
    assert not room.tell(EnterPin("1234")).pin.open

    room.clock.at += timedelta(minutes=15)

    assert room.tell(EnterPin("1234")).pin.open


def test_an_order_is_kept_while_the_collector_is_down_and_delivered_once(room: Room):
    room.egress.down = True
    room.tell(EnterPin("1234"), PlaceOrder("film-1", 399))
    room.run(5)
    room.restart()
    room.run(5)
    room.clock.at += timedelta(hours=1)
    room.egress.down = False

    room.run(5)
    room.clock.at += timedelta(days=1)
    room.run(5)

    assert [report.kind for report in room.egress.received] == [Kind.ORDER]
    assert [delivered for _, delivered in room.store.orders()] == [True]


def test_an_ordered_film_plays(room: Room):
    room.tell(EnterPin("1234"), PlaceOrder("film-1", 399))
    room.tell(PlayRental("film-1"))

    snapshot = room.run(3)

    assert [e.product for e in room.events if isinstance(e, Ordered)] == ["film-1"]
    assert snapshot.place == "rental"


def test_a_changed_price_is_not_ordered(room: Room):
    room.tell(EnterPin("1234"), PlaceOrder("film-1", 299))

    assert room.store.orders() == ()


def test_the_head_end_being_away_is_told_and_mended(room: Room):
    room.courier.down = True
    room.restart()
    assert not room.run(3).headend_reachable

    room.courier.down = False
    room.clock.at += timedelta(minutes=1)

    assert room.run(3).headend_reachable


def test_a_box_without_a_channel_says_why_until_it_has_one(room: Room):
    room.courier.down = True
    room.restart()
    assert str(room.run(3).no_lineup) == "head-end down"

    room.courier.down = False
    room.clock.at += timedelta(minutes=1)

    assert room.run(3).no_lineup is None


def test_a_lineup_that_was_had_once_stays_when_the_head_end_goes_away(room: Room):
    room.courier.down = True
    room.clock.at += timedelta(days=1)
    snapshot = room.run(3)

    assert snapshot.no_lineup is None
    assert snapshot.lineup.services


def test_what_is_wrong_in_a_list_is_said_once_and_not_each_time_it_comes(room: Room):
    room.courier.faulty = ("line 7: no address",)
    room.restart()
    said = room.run(3).troubles

    room.clock.at += timedelta(days=1)

    assert [(trouble.code, trouble.text) for trouble in said] == [
        ("lineup.part", "line 7: no address")
    ]
    assert room.run(3).troubles == ()


def test_the_same_commands_at_the_same_steps_give_the_same_log():
    def run() -> list[object]:
        room = furnished()
        room.watch()
        room.answer(Answer.YES)
        room.play_to(1000)
        return [*room.box.as_run]

    assert run() == run()


def test_a_start_switch_is_told_apart_from_the_viewer(room: Room):
    snapshot = room.answer(Answer.YES, Method.START_SWITCH)

    assert snapshot.consents.set_by_switch
    assert snapshot.consents.records[-1].notice == NOTICE
