"""All that a screen, a remote or a test may know of the box: one immutable value a step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from stb.engine.policy import Hold
from stb.errors import StbError
from stb.model.avail import Break
from stb.model.bundle import Inventory
from stb.model.consent import Consents, Purpose
from stb.model.household import Household, Segment
from stb.model.media import Form
from stb.model.place import Place
from stb.model.plan import Decision
from stb.model.portrait import Portrait
from stb.model.product import Product, Rental
from stb.model.report import Order, Sent
from stb.model.schedule import Programme, Schedule
from stb.model.service import Lineup, Service
from stb.model.time import FrameRate
from stb.model.timeline import Placed, Timeline


class Intent(Enum):
    """What the viewer wants of the player."""

    PLAY = "play"
    PAUSE = "pause"


class Supply(Enum):
    """What the player has to show."""

    NOTHING = "nothing"
    WAITING = "waiting"
    READY = "ready"
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Playing:
    """What is on the screen, and where in it.

    ``frame`` is the presentation frame shown in this step, ``frames`` the length
    (0 for live). ``programme`` is the guide's event, ``product`` the film. ``bound`` are
    the breaks that may not be jumped over, ``hold`` is a jump that waits for one's end.
    """

    form: Form
    media_id: str
    title: str
    rate: FrameRate
    frame: int
    frames: int
    intent: Intent
    supply: Supply
    programme: Programme | None = None
    product: Product | None = None
    breaks: tuple[Break, ...] = ()
    timeline: Timeline | None = None
    on_air: Placed | None = None
    reason: str = ""
    bound: tuple[str, ...] = ()
    hold: Hold | None = None

    @property
    def moving(self) -> bool:
        return self.intent is Intent.PLAY and self.supply is Supply.READY


@dataclass(frozen=True, slots=True)
class Pin:
    """The lock: open until locked again; after three wrong tries shut until ``shut_until``."""

    open: bool = False
    wrong: int = 0
    shut_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order of this box and whether the operator has it."""

    order: Order
    delivered: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something the viewer should be told, over the running picture, until ``until``."""

    code: str
    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The box after a step. ``now`` is UTC, read once in that step.

    ``no_lineup`` says why there is no channel at all, None as soon as there was one.
    ``places`` are where programmes and films were left, the latest first, and where the one is
    that plays.
    """

    step: int
    now: datetime
    on: bool
    lineup: Lineup
    schedule: Schedule
    service: Service | None
    playing: Playing | None
    volume: int
    muted: bool
    consents: Consents
    question: Purpose | None
    household: Household
    segments: tuple[Segment, ...]
    inventory: Inventory
    decisions: tuple[Decision, ...]
    products: tuple[Product, ...]
    rentals: tuple[Rental, ...]
    orders: tuple[OrderState, ...]
    sent: tuple[Sent, ...]
    waiting_reports: int
    pin: Pin
    troubles: tuple[Trouble, ...]
    headend_reachable: bool
    no_lineup: StbError | None = None
    places: tuple[Place, ...] = ()
    portrait: Portrait = field(default_factory=Portrait)

    def place_of(self, media_id: str) -> Place | None:
        """Where a programme or a film was left, None if it was not, or plays."""
        if self.playing is not None and self.playing.media_id == media_id:
            return None
        return next((place for place in self.places if place.media_id == media_id), None)

    def allows(self, purpose: Purpose) -> bool:
        return self.consents.allows(purpose, self.now)

    @property
    def place(self) -> str:
        """In one word where the picture comes from: standby, none, live, programme, ..."""
        if not self.on:
            return "standby"
        if self.playing is None:
            return "none"
        if self.playing.form is not Form.CATCH_UP or self.playing.on_air is None:
            return self.playing.form.value
        return self.playing.on_air.item.source.value
