"""The operator's policy for breaks: where a jump lands, and what counts as watched."""

from __future__ import annotations

from dataclasses import replace

from stb.engine.policy import Guard, Hold, in_force
from stb.model.avail import Break
from stb.model.rules import Profile
from stb.model.service import BreakPolicy, Service

from .conftest import programme

STRICT = BreakPolicy.NO_FAST_FORWARD
FIRST, SECOND = Break("b1", 500, 250), Break("b2", 2000, 250)


def guard(policy: BreakPolicy = STRICT, *, at: int = 0) -> Guard:
    return Guard.entered(policy, (FIRST, SECOND), at=at)


def test_a_free_service_lets_every_jump_land():
    free = guard(BreakPolicy.FREE)

    assert free.landing(0, 3000) == 3000
    assert free.hold is None
    assert free.bound == ()


def test_a_jump_over_breaks_plays_the_last_of_them_and_is_taken_up_at_its_end():
    strict = guard()

    assert strict.landing(100, 3000) == 2000
    assert strict.hold == Hold("b2", 2250, 3000)
    assert strict.released(2249) is None
    assert strict.released(2250) == 3000
    assert strict.hold is None


def test_a_jump_that_meets_no_break_lands():
    assert guard().landing(0, 500) == 500
    assert guard().landing(800, 1999) == 1999


def test_a_jump_into_a_break_begins_at_its_start():
    strict = guard()

    assert strict.landing(0, 600) == 500
    assert strict.hold == Hold("b1", 750, 600)
    assert strict.released(750) is None


def test_a_jump_inside_a_break_waits_for_its_end():
    strict = guard()

    assert strict.landing(510, 700) == 510
    assert strict.hold == Hold("b1", 750, 700)
    assert strict.landing(520, 1000) == 520
    assert strict.released(750) == 1000


def test_a_shorter_jump_does_not_shorten_the_one_that_waits():
    strict = guard()
    strict.landing(100, 1500)

    assert strict.landing(520, 700) == 520
    assert strict.hold == Hold("b1", 750, 1500)


def test_a_jump_that_waited_and_goes_into_another_break_begins_at_its_start():
    strict = guard()
    strict.landing(510, 2100)

    assert strict.released(750) == 2000


def test_going_back_is_free_and_drops_the_jump_that_waits():
    strict = guard()
    strict.landing(100, 3000)

    assert strict.landing(2100, 50) == 50
    assert strict.hold is None


def test_a_break_that_has_played_whole_may_be_jumped_over():
    strict = guard()
    strict.played(450, 600)
    strict.played(600, 750)

    assert strict.bound == ("b2",)
    assert strict.landing(0, 1500) == 1500


def test_a_break_entered_in_its_middle_was_not_watched():
    strict = guard()
    strict.played(600, 800)

    assert strict.landing(100, 1500) == 500


def test_frames_seen_again_count_once():
    strict = guard()
    strict.played(480, 600)
    strict.played(550, 700)
    strict.played(650, 740)

    assert strict.bound == ("b1", "b2")
    strict.played(740, 741)
    strict.played(741, 750)
    assert strict.bound == ("b2",)


def test_a_viewing_that_is_gone_on_with_has_passed_what_lies_before():
    strict = guard(at=1000)

    assert strict.landing(1000, 1500) == 1500
    assert strict.landing(100, 900) == 900
    assert strict.landing(1000, 3000) == 2000


def test_gone_on_with_in_the_middle_of_a_break_its_rest_is_to_be_watched():
    strict = guard(at=600)

    assert strict.landing(600, 900) == 600
    strict.played(600, 750)
    assert strict.bound == ("b2",)


def test_a_break_whose_end_is_not_known_holds_nobody():
    open_ended = Guard.entered(STRICT, (Break("b", 500, 0),), at=0)

    assert open_ended.landing(0, 900) == 900


def test_a_programmes_own_policy_comes_before_its_services():
    service = Service("s", 1, "S", break_policy=STRICT)
    own = replace(programme("s"), break_policy=BreakPolicy.FREE)

    assert in_force(service, programme("s"), Profile.TODAY) is STRICT
    assert in_force(service, own, Profile.TODAY) is BreakPolicy.FREE
    assert in_force(None, None, Profile.TODAY) is BreakPolicy.FREE


def test_the_boxes_of_2006_and_2019_knew_no_policy():
    service = Service("s", 1, "S", break_policy=STRICT)

    assert in_force(service, None, Profile.OF_2006) is BreakPolicy.FREE
    assert in_force(service, None, Profile.OF_2019) is BreakPolicy.FREE
