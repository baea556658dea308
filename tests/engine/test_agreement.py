"""A no holds at once and to the last byte, whatever the power or the disk do; and TV goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from stb.engine.commands import EnterPin, PlaceOrder, SetVolume, Tune
from stb.engine.events import OrderRefused, Tuned
from stb.errors import UnavailableError
from stb.model.consent import YES_LASTS, Answer, ConsentRecord, Purpose
from stb.model.product import Rental
from stb.model.report import Kind, Order, Sent
from tests.adapters.memory_store import MemoryStore

from .conftest import Room, furnished

SPOTS = Purpose.TAILORED_SPOTS


class PowerCut(BaseException):
    """The box is gone between two writes."""


class Disk(MemoryStore):
    """A disk without room, or with a power cut before the profile is erased."""

    def __init__(self, *, full: bool = False, cut: bool = False) -> None:
        super().__init__()
        self.full, self.cut = full, cut

    def _room(self) -> None:
        if self.full:
            raise UnavailableError("no room")

    def add_consent(self, record: ConsentRecord) -> None:
        self._room()
        super().add_consent(record)

    def add_order(self, order: Order, rental: Rental | None, *, ticket: str, due: datetime) -> None:
        self._room()
        super().add_order(order, rental, ticket=ticket, due=due)

    def remember(self, name: str, value: str) -> None:
        self._room()
        super().remember(name, value)

    def settle(self, ticket: str, sent: Sent) -> None:
        self._room()
        super().settle(ticket, sent)

    def forget_profile(self) -> None:
        if self.cut:
            raise PowerCut
        self._room()
        super().forget_profile()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def seen(disk: Disk) -> Room:
    """A household that said yes and saw a tailored spot."""
    room = furnished(store=disk)
    room.watch()
    room.answer(Answer.YES)
    room.play_to(900)
    assert disk.plays()
    assert disk.waiting()
    return room


def test_a_no_outlives_a_power_cut_that_comes_before_the_profile_is_erased(seen: Room, disk: Disk):
    disk.cut = True
    with pytest.raises(PowerCut):
        seen.answer(Answer.NO)

    disk.cut = False
    seen.restart()
    snapshot = seen.run(2)

    assert not snapshot.allows(SPOTS)
    assert (disk.plays(), disk.waiting()) == ((), ())


def test_a_no_on_a_full_disk_holds_at_once_and_is_written_when_there_is_room(
    seen: Room, disk: Disk
):
    disk.full = True
    held = seen.answer(Answer.NO)
    seen.run(50)

    disk.full = False
    seen.clock.at += timedelta(minutes=1)
    seen.run()
    seen.restart()

    assert not held.allows(SPOTS)
    assert [each.code for each in held.troubles] == ["unavailable"]
    assert disk.consents()[-1].answer is Answer.NO
    assert (disk.plays(), disk.waiting()) == ((), ())


def test_a_yes_that_cannot_be_written_does_not_hold(disk: Disk):
    room = furnished(store=disk)
    room.watch()

    disk.full = True
    snapshot = room.answer(Answer.YES)

    assert not snapshot.allows(SPOTS)
    assert snapshot.question is None


def test_when_a_yes_runs_out_what_was_kept_under_it_goes(seen: Room, disk: Disk):
    seen.clock.at += YES_LASTS
    seen.run()

    assert disk.plays() == ()
    assert all(not sent.body for sent in disk.sent() if sent.kind is Kind.AD_PLAY)


def test_a_clock_that_is_put_back_uses_nothing_and_loses_nothing(seen: Room, disk: Disk):
    kept = disk.plays()

    seen.clock.at -= timedelta(days=2000)
    snapshot = seen.run(2)

    assert not snapshot.allows(SPOTS)
    assert disk.plays() == kept


def test_television_goes_on_when_the_disk_is_full(disk: Disk):
    room = furnished(store=disk)
    disk.full = True

    room.tell(Tune("sirius-6"), SetVolume(30))
    room.tell(EnterPin("1234"), PlaceOrder("film-1", 399))
    snapshot = room.run(2)

    assert snapshot.place == "live"
    assert [event.service for event in room.events if isinstance(event, Tuned)][-1] == "sirius-6"
    assert (snapshot.volume, snapshot.orders) == (30, ())
    assert OrderRefused("film-1", "unavailable") in room.events


def test_an_order_that_arrived_while_the_disk_was_full_is_not_sent_again(disk: Disk):
    room = furnished(store=disk)
    room.tell(EnterPin("1234"), PlaceOrder("film-1", 399))
    disk.full = True
    room.run(20)

    disk.full = False
    snapshot = room.run(25 * 31)  # it is noted half a minute later: not tried in every step

    assert len(room.egress.received) == 1
    assert [state.delivered for state in snapshot.orders] == [True]
