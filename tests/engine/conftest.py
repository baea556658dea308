"""A living room: a box on fake ports, a service with a break, spots for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from stb.engine.box import Box
from stb.engine.commands import AnswerConsent, Command, Watch
from stb.engine.events import Event, OnAir, SpotRefused
from stb.engine.setup import Ports, Settings
from stb.engine.snapshot import Snapshot
from stb.model.avail import Break, Spot
from stb.model.bundle import Bundle, Creative, Inventory
from stb.model.consent import Answer, Method, Notice, Purpose
from stb.model.household import Household, Rule, Segment
from stb.model.media import Opened
from stb.model.product import Product
from stb.model.report import Report
from stb.model.rules import Profile
from stb.model.schedule import Programme, Schedule
from stb.model.service import Lineup, Service
from stb.model.time import PAL
from tests.adapters.memory_store import MemoryStore

from .fakes import (
    FakeClock,
    FakeCourier,
    FakeDeck,
    FakeEgress,
    FakeEntropy,
    FakeIds,
    FakeSealer,
)

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
NOTICE = Notice(1, "nl", "00" * 32)
SERVICES = (
    Service("oranje-een", 1, "Oranje Een", "live/1", "catch-up/{programme}", 7),
    Service("sirius-6", 6, "Sirius 6", "live/6", "catch-up/{programme}", 7, tailored=True),
)
BREAK = Break(
    "b1",
    500,
    450,
    (
        Spot("gen-1", 550, 125, replaceable=False, reason="splice.no_opportunity"),
        Spot("gen-2", 675, 125, replaceable=True),
        Spot("gen-3", 800, 125, replaceable=True),
    ),
)


def programme(service_id: str) -> Programme:
    start = EVENING - timedelta(days=1)
    return Programme(
        f"{service_id}-quiz", service_id, start, start + timedelta(minutes=1), "De Slimste Buur"
    )


def creative(name: str, frames: int = 125, **more: object) -> Creative:
    return Creative(name, 1000, frames, PAL, f"campaign-{name}", f"advertiser-{name}", **more)  # type: ignore[arg-type]


def bundle(*creatives: Creative) -> Bundle:
    segment = Segment("young-families", 18_250, Rule.read({"fact": "children", "at_least": 1}))
    start = datetime(2026, 11, 16, tzinfo=UTC)
    return Bundle(segment, "2026-W47", start, start + timedelta(days=7), creatives)


def inventory(*creatives: Creative) -> Inventory:
    return Inventory((bundle(*creatives),), frozenset(c.id for c in creatives))


@dataclass
class Room:
    """A box and its world; `restart` is a power cut."""

    household: Household = field(
        default_factory=lambda: Household("family", "Family", {"children": 2}, pin="1234")
    )
    clock: FakeClock = field(default_factory=lambda: FakeClock(EVENING))
    courier: FakeCourier = field(default_factory=FakeCourier)
    egress: FakeEgress = field(default_factory=FakeEgress)
    store: MemoryStore = field(default_factory=MemoryStore)
    deck: FakeDeck = field(default_factory=FakeDeck)
    ids: FakeIds = field(default_factory=FakeIds)
    sealer: FakeSealer = field(default_factory=FakeSealer)
    profile: Profile = Profile.TODAY

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        settings = Settings(
            self.household,
            1,
            local=lambda utc: utc + timedelta(hours=1),
            encode=encode,
            profile=self.profile,
        )
        ports = Ports(
            self.clock,
            self.courier,
            self.egress,
            self.store,
            self.deck,
            self.ids,
            FakeEntropy(),
            self.sealer,
        )
        self.box = Box(settings, ports)

    def run(self, steps: int = 1) -> Snapshot:
        for _ in range(steps):
            self.box.step()
            self.clock.tick(self.box.rate)
        return self.box.snapshot

    def tell(self, *commands: Command) -> Snapshot:
        for command in commands:
            self.box.send(command)
        return self.run()

    def answer(self, answer: Answer, method: Method = Method.POPUP) -> Snapshot:
        return self.tell(AnswerConsent(Purpose.TAILORED_SPOTS, answer, method, NOTICE))

    def watch(self, service_id: str = "sirius-6") -> Snapshot:
        self.tell(Watch(f"{service_id}-quiz"))
        return self.run()

    def play_to(self, frame: int) -> Snapshot:
        """Step until presentation ``frame`` is on the screen."""
        for _ in range(20_000):
            playing = self.box.snapshot.playing
            if playing is not None and playing.frame >= frame:
                return self.box.snapshot
            self.run()
        raise AssertionError(f"frame {frame} was never shown")

    @property
    def events(self) -> list[Event]:
        return [line.event for line in self.box.as_run]

    @property
    def aired(self) -> list[tuple[int, str]]:
        """Frame and id of everything that came on air in recorded media."""
        return [(e.frame, e.id) for e in self.events if isinstance(e, OnAir) and e.frames]

    @property
    def refused(self) -> dict[str, str]:
        return {e.spot: e.reason for e in self.events if isinstance(e, SpotRefused)}


def encode(report: Report) -> bytes:
    return repr(report).encode()


@pytest.fixture
def room() -> Room:
    return furnished()


def furnished(store: MemoryStore | None = None) -> Room:
    """Two services, a programme of one minute with a break, two spots that fit, a film."""
    programmes = tuple(programme(service.id) for service in SERVICES)
    courier = FakeCourier(
        lineup=Lineup(SERVICES),
        schedule=Schedule.of(programmes),
        products=(Product("film-1", "Nachttrein", "A train.", 399, "film/1"),),
        inventory=inventory(creative("a"), creative("b")),
        media={p.id: Opened(p.id, PAL, 1500, (BREAK,)) for p in programmes}
        | {"rental:film-1": Opened("rental:film-1", PAL, 250)},
    )
    room = Room(courier=courier, store=store or MemoryStore())
    room.run(3)
    return room
