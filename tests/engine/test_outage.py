"""The broadcast itself cannot be had for a while: the box waits, and goes on where it stood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from stb.adapters.http_errors import HttpStatus
from stb.engine.commands import Tune
from stb.engine.events import WentWrong
from stb.engine.ports import Arrival, Fault, Missed, OpenLive, Request
from stb.engine.snapshot import Supply
from stb.errors import InputError, UnavailableError
from stb.model.service import Lineup

from .conftest import SERVICES, Room
from .fakes import FakeCourier


@dataclass
class Blind(FakeCourier):
    """Has no live picture, and everything else."""

    error: UnavailableError = field(default_factory=lambda: UnavailableError("gone"))

    def _answer(self, request: Request) -> Arrival:
        if isinstance(request, OpenLive):
            return Missed(request, self.error)
        return super()._answer(request)


def test_media_that_is_not_reachable_is_tried_as_long_as_the_viewer_waits(room: Room):
    room.watch("oranje-een")
    room.play_to(100)

    for _ in range(20):
        broken(room, UnavailableError("gone"))
        room.deck.unready.add(101)
        room.clock.at += timedelta(seconds=3)
        room.run()
    room.deck.unready.clear()
    snapshot = room.run(3)

    assert snapshot.playing is not None
    assert snapshot.playing.supply is Supply.READY
    assert snapshot.playing.frame in (102, 103)
    assert sum(isinstance(event, WentWrong) for event in room.events) == 3


def test_media_that_is_damaged_is_given_up_after_a_few_tries(room: Room):
    room.watch("oranje-een")
    room.play_to(100)

    for _ in range(4):
        broken(room, InputError("damaged"))
        room.deck.unready.add(101)
        room.run()

    playing = room.box.snapshot.playing
    assert playing is not None
    assert (playing.supply, playing.reason) == (Supply.FAILED, "input")


def test_a_service_that_hangs_is_not_asked_for_again_behind_itself(room: Room):
    room.courier.down = True
    room.tell(Tune("sirius-6"))
    room.run()
    room.courier.hangs = True
    room.courier.asked.clear()

    for _ in range(20):
        room.clock.at += timedelta(seconds=3)
        room.run()

    asked = [each for each in room.courier.asked if isinstance(each, OpenLive)]
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("own", "error", "said"),
    [
        (False, UnavailableError("no route"), ["unavailable"]),
        (False, HttpStatus("live/x", 404), []),
        (True, UnavailableError("no route"), []),
        (True, HttpStatus("live/x", 404), []),
    ],
)
def test_a_service_that_fails_by_itself_says_nothing_of_the_operator(
    own: bool, error: UnavailableError, said: list[str]
):
    services = tuple(replace(service, own=own) for service in SERVICES)
    room = Room(courier=Blind(lineup=Lineup(services), error=error))

    snapshot = room.run(3)

    assert [each.code for each in snapshot.troubles] == said
    assert any(isinstance(event, WentWrong) for event in room.events)


def test_what_is_said_does_not_stay_when_the_clock_is_put_back(room: Room):
    room.tell(Tune("nowhere"))
    said = room.box.snapshot.troubles

    room.clock.at -= timedelta(days=1500)

    assert [each.code for each in said] == ["tuner.unknown"]
    assert room.run().troubles == ()


def broken(room: Room, error: InputError | UnavailableError) -> None:
    room.deck.found.append(Fault(101, "oranje-een-quiz", error))
