from __future__ import annotations

import threading
from contextlib import closing
from datetime import date

import pytest

from stb.adapters.courier import LiveCourier, Noted, VirtualCourier
from stb.engine.ports import (
    Arrival,
    Arrived,
    FetchGuide,
    FetchLineup,
    FetchStore,
    Missed,
    Request,
    UpdateInventory,
)
from stb.errors import UnavailableError
from stb.model.bundle import Inventory
from stb.model.schedule import Schedule
from stb.model.service import Lineup

DOWN = UnavailableError("down")
GUIDE = FetchGuide(date(2026, 11, 18))


def refuse(_: Request) -> Lineup:
    raise DOWN


HANDLERS = {
    FetchLineup: lambda _: Noted(Lineup(), ("service 3: no name",)),
    FetchGuide: lambda _: Schedule(),
    FetchStore: refuse,
    UpdateInventory: lambda _: Inventory(),
}

ANSWERS = (
    Arrived(FetchLineup(), Lineup(), ("service 3: no name",)),
    Arrived(GUIDE, Schedule()),
    Missed(FetchStore(), DOWN),
    Arrived(UpdateInventory(), Inventory()),
)
ASKED = (FetchLineup(), GUIDE, FetchStore(), UpdateInventory())


def collected(courier: LiveCourier, count: int) -> list[Arrival]:
    done: list[Arrival] = []
    never = threading.Event()
    for _ in range(500):
        done += courier.collect()
        if len(done) >= count:
            break
        never.wait(0.01)
    return done


def test_on_the_virtual_clock_answers_come_when_collected_in_the_order_of_asking():
    courier = VirtualCourier(HANDLERS)
    for request in ASKED:
        courier.ask(request)

    assert courier.collect() == ANSWERS
    assert courier.collect() == ()


def test_what_is_asked_while_answering_comes_at_the_next_step():
    courier = VirtualCourier({})
    courier = VirtualCourier(
        {FetchLineup: lambda _: courier.ask(GUIDE) or Lineup(), FetchGuide: lambda _: Schedule()}
    )
    courier.ask(FetchLineup())

    assert courier.collect() == (Arrived(FetchLineup(), Lineup()),)
    assert courier.collect() == (Arrived(GUIDE, Schedule()),)


def test_live_every_request_is_answered():
    with closing(LiveCourier(HANDLERS)) as courier:
        for request in ASKED:
            courier.ask(request)

        done = collected(courier, 4)

    assert sorted(done, key=repr) == sorted(ANSWERS, key=repr)


def test_live_a_long_update_does_not_hold_up_a_programme():
    stop = threading.Event()

    def update(_: UpdateInventory) -> Inventory:
        stop.wait(5)
        return Inventory()

    with closing(LiveCourier({**HANDLERS, UpdateInventory: update})) as courier:
        for _ in range(6):
            courier.ask(UpdateInventory())
        courier.ask(GUIDE)

        assert collected(courier, 1) == [Arrived(GUIDE, Schedule())]
        stop.set()


def test_live_a_fault_of_ours_is_a_missed_answer_and_the_next_is_answered(caplog):
    def broken(_: FetchStore) -> Lineup:
        raise KeyError("a bug")

    with closing(LiveCourier({**HANDLERS, FetchStore: broken}, threads=1)) as courier:
        courier.ask(FetchStore())
        courier.ask(GUIDE)

        missed, arrived = collected(courier, 2)

    assert isinstance(missed, Missed)
    assert missed.error.code == "courier.failed"
    assert arrived == Arrived(GUIDE, Schedule())
    assert "a bug" in caplog.text


def test_on_the_virtual_clock_a_fault_of_ours_is_loud():
    courier = VirtualCourier({})
    courier.ask(GUIDE)

    with pytest.raises(KeyError):
        courier.collect()
