"""Ports in memory: a world that answers at the next step and does as it is told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fractions import Fraction

from stb.engine.ports import (
    Arrival,
    Arrived,
    Delivered,
    Delivery,
    Fault,
    FetchGuide,
    FetchLineup,
    FetchStore,
    Missed,
    OpenCatchUp,
    OpenLive,
    OpenRental,
    Request,
    Result,
    Undelivered,
    UpdateInventory,
)
from stb.errors import UnavailableError
from stb.model.bundle import Inventory
from stb.model.media import LiveWindow, Opened
from stb.model.product import Product
from stb.model.report import Outgoing, PostKeys, Wish
from stb.model.schedule import Schedule
from stb.model.service import Lineup
from stb.model.time import PAL, FrameRate
from stb.model.timeline import Timeline


class FakeClock:
    def __init__(self, at: datetime) -> None:
        self.at = at
        self._left = Fraction(0)

    def utc(self) -> datetime:
        return self.at

    def tick(self, rate: FrameRate) -> None:
        self._left += Fraction(1_000_000) / rate.fraction
        whole = int(self._left)
        self._left -= whole
        self.at += timedelta(microseconds=whole)


@dataclass
class FakeIds:
    made: int = 0

    def new(self) -> str:
        self.made += 1
        return f"{self.made:032x}"


class FakeEntropy:
    def below(self, bound: int) -> int:
        return bound // 2


@dataclass
class FakeCourier:
    """Answers at the next collection; what ``down`` says is missed instead."""

    lineup: Lineup = field(default_factory=Lineup)
    schedule: Schedule = field(default_factory=Schedule)
    products: tuple[Product, ...] = ()
    inventory: Inventory = field(default_factory=Inventory)
    media: dict[str, Opened] = field(default_factory=dict)
    down: bool = False
    hangs: bool = False
    """Nothing is answered, and nothing missed."""
    faulty: tuple[str, ...] = ()
    """What is said to be malformed in the lineup."""
    asked: list[Request] = field(default_factory=list)
    _open: list[Request] = field(default_factory=list)

    def ask(self, request: Request) -> None:
        self.asked.append(request)
        self._open.append(request)

    def collect(self) -> tuple[Arrival, ...]:
        if self.hangs:
            return ()
        requests, self._open = self._open, []
        return tuple(self._answer(request) for request in requests)

    def _answer(self, request: Request) -> Arrival:
        if self.down:
            return Missed(request, UnavailableError("head-end down"))
        result: Result
        match request:
            case FetchLineup():
                result = self.lineup
            case FetchGuide():
                result = self.schedule
            case FetchStore():
                result = self.products
            case UpdateInventory():
                result = self.inventory
            case OpenCatchUp(media_id=media_id) | OpenRental(media_id=media_id):
                result = self.media[media_id]
            case OpenLive(service=service):
                result = LiveWindow(service.id, PAL, 0, 100, 10**9)
        return Arrived(request, result, self.faulty if result is self.lineup else ())


@dataclass
class FakeEgress:
    """A collector: takes everything, or nothing while ``down``."""

    down: bool = False
    received: list[Outgoing] = field(default_factory=list)
    _answers: list[Delivery] = field(default_factory=list)

    def send(self, report: Outgoing) -> None:
        if self.down:
            self._answers.append(Undelivered(report.ticket, UnavailableError("collector down")))
        else:
            self.received.append(report)
            self._answers.append(Delivered(report.ticket))

    def collect(self) -> tuple[Delivery, ...]:
        answers, self._answers = self._answers, []
        return tuple(answers)


@dataclass
class FakeSealer:
    """Envelopes that can be read, and tokens that say for which week they are."""

    asked: list[str] = field(default_factory=list)
    settled_on: list[str] = field(default_factory=list)
    proves: bool = True

    def settled(self, occasion: str) -> None:
        self.settled_on.append(occasion)

    def proven(self, wish: Wish) -> Wish:
        return replace(wish, proof="proven")

    def sealed(self, content: bytes, keys: PostKeys) -> bytes:
        return b"sealed " + content

    def requests(self, occasion: str, count: int, keys: PostKeys) -> tuple[str, ...]:
        self.asked.append(occasion)
        return tuple(f"{occasion}-{n}" for n in range(count))

    def tokens(self, answer: bytes, occasion: str) -> tuple[bytes, ...]:
        return tuple(f"{occasion}/{n}".encode() for n in range(1 if " " in occasion else 32))


@dataclass
class FakeDeck:
    """Shows everything at once, unless told that an item is not there or breaks."""

    unready: set[int] = field(default_factory=set)
    found: list[Fault] = field(default_factory=list)
    timeline: Timeline | None = None

    def load(self, media_id: str, timeline: Timeline, *, rate: FrameRate, start: int) -> None:
        self.timeline = timeline

    def replace(self, timeline: Timeline, *, at: int) -> None:
        self.timeline = timeline

    def seek(self, frame: int) -> None:
        pass

    def ready(self, frame: int) -> bool:
        return frame not in self.unready

    def faults(self) -> tuple[Fault, ...]:
        found, self.found = self.found, []
        return tuple(found)

    def stop(self) -> None:
        self.timeline = None
