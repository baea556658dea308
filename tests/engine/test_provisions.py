"""What is due by itself: never in the past, or a clock that jumps would stand still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stb.engine.ports import (
    Arrival,
    Arrived,
    FetchGuide,
    FetchLineup,
    FetchStore,
    Request,
    Result,
    UpdateInventory,
)
from stb.engine.provisions import Provisions
from stb.model.bundle import Inventory
from stb.model.schedule import Schedule
from stb.model.service import Lineup

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)


class Answering:
    """A courier that has an answer to everything."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def ask(self, request: Request) -> None:
        self.asked.append(request)

    def collect(self) -> tuple[Arrival, ...]:
        answers: tuple[Arrival, ...] = tuple(Arrived(each, _answer(each)) for each in self.asked)
        self.asked = []
        return answers


def _answer(request: Request) -> Result:
    match request:
        case FetchLineup():
            return Lineup()
        case FetchGuide():
            return Schedule()
        case FetchStore():
            return ()
        case UpdateInventory():
            return Inventory()
    raise ValueError(request)


def test_the_guide_of_a_day_that_has_gone_by_is_not_due_any_more() -> None:
    courier = Answering()
    provisions = Provisions(courier)
    now = EVENING

    for _ in range(20):
        provisions.ask(now)
        for arrival in courier.collect():
            assert isinstance(arrival, Arrived)
            provisions.arrived(arrival, now)
        due = provisions.next_due()

        assert due is not None
        assert due > now
        now = due

    assert now - EVENING > timedelta(days=2)
