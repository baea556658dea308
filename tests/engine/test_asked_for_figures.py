"""Viewing figures are asked for where they are first used: when somebody switches on."""

from __future__ import annotations

from datetime import timedelta

from stb.engine.commands import AnswerConsent, SetPower
from stb.engine.events import Asked
from stb.model.consent import Answer, Method, Purpose
from stb.model.household import Household
from stb.model.rules import Profile

from .conftest import NOTICE, Room, furnished


def slept(room: Room, time: timedelta = timedelta(hours=9)) -> Room:
    """A night on stand-by, and on again."""
    room.run(2)
    room.tell(SetPower(False))
    room.clock.at += time
    room.tell(SetPower(True))
    room.run(2)
    return room


def test_it_is_asked_when_the_set_is_switched_on_and_television_runs_on():
    room = slept(furnished())

    assert room.box.snapshot.question is Purpose.TELEMETRY
    assert Asked(Purpose.TELEMETRY) in room.events
    assert room.box.snapshot.playing is not None
    before = room.box.snapshot.playing.frame
    room.run(5)
    assert room.box.snapshot.playing is not None
    assert room.box.snapshot.playing.frame > before


def test_it_is_not_asked_when_the_box_starts():
    room = furnished()
    room.run(50)

    assert room.box.snapshot.question is None


def test_an_answer_is_asked_for_once():
    room = slept(furnished())
    room.tell(AnswerConsent(Purpose.TELEMETRY, Answer.NO, Method.POPUP, NOTICE))

    slept(room, timedelta(days=30))

    assert room.box.snapshot.question is None
    assert [event for event in room.events if isinstance(event, Asked)] == [
        Asked(Purpose.TELEMETRY)
    ]


def test_nothing_more_is_asked_on_the_day_of_another_answer():
    room = furnished()
    room.watch()
    room.answer(Answer.NO)

    slept(room, timedelta(hours=2))
    assert room.box.snapshot.question is None

    slept(room, timedelta(hours=30))
    assert room.box.snapshot.question is Purpose.TELEMETRY


def test_whom_a_start_switch_answers_is_not_asked():
    room = furnished()
    room.answer(Answer.YES, Method.START_SWITCH)

    slept(room, timedelta(days=2))

    assert room.box.snapshot.question is None


def test_a_child_and_a_box_of_2006_are_not_asked():
    child = furnished()
    child.household = Household("kid", "Kid", {"children": 2}, child_profile=True)
    old = furnished()
    old.profile = Profile.OF_2006
    for room in (child, old):
        room.restart()
        assert slept(room).box.snapshot.question is None
