"""What the box fetches for itself, and how often."""

from __future__ import annotations

from datetime import timedelta

from stb.engine.commands import LoadGuide
from stb.engine.ports import FetchGuide, FetchLineup, UpdateInventory

from .conftest import EVENING, Room

TODAY = EVENING.date()


def test_the_guide_of_a_day_that_is_over_is_fetched_once_and_of_today_anew(room: Room):
    past = TODAY - timedelta(days=5)
    room.tell(LoadGuide(past))
    room.run(2)

    room.clock.at += timedelta(hours=4)
    room.run(2)

    assert room.courier.asked.count(FetchGuide(past)) == 1
    assert room.courier.asked.count(FetchGuide(TODAY)) == 2


def test_a_clock_that_is_put_back_by_years_does_not_stop_fetching(room: Room):
    room.run(2)
    before = [room.courier.asked.count(each) for each in (FetchLineup(), UpdateInventory())]

    room.clock.at -= timedelta(days=1500)
    room.run(2)

    after = [room.courier.asked.count(each) for each in (FetchLineup(), UpdateInventory())]
    assert after == [count + 1 for count in before]
