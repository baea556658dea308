"""What the box fetches for itself: lineup, guide, store and signed spots, by the clock.

Each kind is asked for when it is due and again after a pause when it failed;
until an answer comes the last good one stays. The spots are fetched whatever
the viewer answered, so that fetching tells nobody about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from stb.engine.events import BundleRefused, BundleTaken, Event, WentWrong
from stb.engine.ports import (
    Arrived,
    Courier,
    FetchGuide,
    FetchLineup,
    FetchStore,
    Missed,
    Request,
    UpdateInventory,
)
from stb.errors import UnavailableError
from stb.model.bundle import Inventory
from stb.model.product import Product
from stb.model.schedule import Schedule
from stb.model.service import Lineup

GUIDE_DAYS = (-1, 0, 1)
_AGAIN: dict[type, timedelta] = {
    FetchLineup: timedelta(hours=6),
    FetchGuide: timedelta(hours=3),
    FetchStore: timedelta(hours=6),
    # So often that what is revoked goes within two hours, and creatives come at night.
    UpdateInventory: timedelta(hours=2),
}
_LINEUP_ALONE = timedelta(seconds=3)
_OVER = timedelta(days=30)
"""A day that is over has its guide; it will not change any more."""

_AT_ONCE = timedelta(seconds=1)
"""Creatives that wait to be tried are gone on with after so long."""

_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(slots=True)
class Provisions:
    """The last good lineup, guide, store and inventory, and when each is due again."""

    courier: Courier
    lineup: Lineup = field(default_factory=Lineup)
    schedule: Schedule = field(default_factory=Schedule)
    products: tuple[Product, ...] = ()
    inventory: Inventory = field(default_factory=Inventory)
    reachable: bool = True
    _due: dict[Request, datetime] = field(default_factory=dict)
    _failed: dict[Request, int] = field(default_factory=dict)
    _asked: set[Request] = field(default_factory=set)
    _days: set[date] = field(default_factory=set)
    _began: datetime | None = None
    _all: bool = False

    def want_day(self, day: date) -> None:
        """Have the guide of ``day`` (UTC) fetched, if it was not."""
        self._days.add(day)

    def ask(self, now: datetime, *, picture: bool) -> None:
        """Ask for all that is due at ``now``; until there is a ``picture``, for the lineup alone.

        So switching on is as quick as zapping: guide, store and spots do not stand
        before the first picture in anybody's queue. After a while they wait no longer.
        """
        self._began = self._began or now
        self._all = self._all or picture or not self._began <= now < self._began + _LINEUP_ALONE
        wanted: list[Request] = [FetchLineup()]
        if self._all:
            days = {now.date() + timedelta(days=days) for days in GUIDE_DAYS} | self._days
            # Today's first: the banner is on the screen.
            nearest = sorted(days, key=lambda day: (abs(day - now.date()), day))
            wanted += [FetchGuide(day) for day in nearest]
            wanted += [FetchStore(), UpdateInventory()]
        # A day that has gone by is not due again.
        self._due = {request: at for request, at in self._due.items() if request in wanted}
        for request in wanted:
            due = self._due.get(request)
            # What is due later than it could be was planned before the clock was put back.
            planned = due is not None and now < due <= now + _again(request, now)
            if request in self._asked or planned:
                continue
            self._asked.add(request)
            self.courier.ask(request)

    @property
    def heard(self) -> bool:
        """Whether the operator was asked for spots and has answered, or could not be reached."""
        return UpdateInventory() in self._due

    def next_due(self) -> datetime | None:
        """The earliest time at which something is due again, None when nothing is known."""
        return min(self._due.values(), default=None)

    @property
    def waiting(self) -> bool:
        """Whether something is under way, or not everything has been asked for yet."""
        return bool(self._asked) or not self._all

    def arrived(self, arrival: Arrived, now: datetime) -> tuple[Event, ...]:
        """Take one answer in; what in it was malformed is told, the rest is used."""
        request = arrival.request
        self._asked.discard(request)
        self._failed.pop(request, None)
        self._due[request] = now + _again(request, now)
        self.reachable = True
        events: tuple[Event, ...] = tuple(
            WentWrong(type(request).__name__, note) for note in arrival.notes
        )
        match arrival.result:
            case Lineup() as lineup:
                self.lineup = lineup
            case Schedule() as schedule:
                self.schedule = self.schedule.with_more(schedule)
            case Inventory() as inventory:
                events += self._news(inventory)
                self.inventory = inventory
                if inventory.waiting:
                    self._due[request] = now + _AT_ONCE
            case tuple() as products:
                self.products = products
            case _:
                raise ValueError(f"not a provision: {request}")
        return events

    def missed(self, missed: Missed, now: datetime) -> tuple[Event, ...]:
        """Plan another try: 5 s, doubled each time, ten minutes at most."""
        request = missed.request
        self._asked.discard(request)
        tries = self._failed.get(request, 0)
        self._failed[request] = tries + 1
        self._due[request] = now + min(_FIRST_PAUSE * (1 << min(tries, 8)), _LONGEST_PAUSE)
        if isinstance(missed.error, UnavailableError):
            self.reachable = False
        return (WentWrong(type(request).__name__, missed.error.code),)

    def _news(self, inventory: Inventory) -> tuple[Event, ...]:
        """What is new in ``inventory`` against the one before it."""
        known = {(b.segment.id, b.week) for b in self.inventory.bundles}
        refused = set(self.inventory.refusals)
        taken = tuple(
            BundleTaken(b.segment.id, b.week, b.segment.households)
            for b in inventory.bundles
            if (b.segment.id, b.week) not in known
        )
        return taken + tuple(
            BundleRefused(r.what, r.code) for r in inventory.refusals if r not in refused
        )


def _again(request: Request, now: datetime) -> timedelta:
    """How long an answer to ``request`` is good for."""
    if isinstance(request, FetchGuide) and request.day < now.date():
        return _OVER
    return _AGAIN[type(request)]
