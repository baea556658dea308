"""What the engine needs of the world. Adapters implement these; wiring joins them.

The engine asks by values and reads the answers at the start of a later step,
so it never waits. On the virtual clock an answer is there at the next step; in
real time it comes when it comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from stb.engine.figures_store import FiguresStore
from stb.engine.profile_store import ProfileStore
from stb.errors import StbError
from stb.model.bundle import Inventory
from stb.model.consent import ConsentRecord
from stb.model.media import LiveWindow, Opened
from stb.model.place import Place, Remembered
from stb.model.product import Product, Rental
from stb.model.report import HeldToken, Order, Outgoing, PostKeys, PostPlan, Sent, Wish
from stb.model.schedule import Schedule
from stb.model.service import Lineup, Service
from stb.model.time import FrameRate
from stb.model.timeline import Timeline


class Clock(Protocol):
    """The only source of civil time. It may be set, so it may jump."""

    def utc(self) -> datetime: ...


class Ids(Protocol):
    """Identifiers that cannot be guessed: 128 random bits as hex."""

    def new(self) -> str: ...


class Entropy(Protocol):
    """Chance that protects the viewer. Never part of the as-run log."""

    def below(self, bound: int) -> int:
        """An evenly drawn integer, 0 to ``bound`` - 1."""
        ...


# -- asking the head-end -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FetchLineup:
    pass


@dataclass(frozen=True, slots=True)
class FetchGuide:
    """All services from 00:00 to 24:00 UTC of ``day``."""

    day: date


@dataclass(frozen=True, slots=True)
class FetchStore:
    pass


@dataclass(frozen=True, slots=True)
class OpenCatchUp:
    """A programme, under the id that its answer and the deck will use."""

    media_id: str
    url: str


@dataclass(frozen=True, slots=True)
class OpenRental:
    media_id: str
    url: str


@dataclass(frozen=True, slots=True)
class OpenLive:
    """A live service; asked again to follow its moving window."""

    service: Service


@dataclass(frozen=True, slots=True)
class UpdateInventory:
    """Refresh the signed metadata and have every listed creative on disk."""


Request = (
    FetchLineup | FetchGuide | FetchStore | OpenCatchUp | OpenRental | OpenLive | UpdateInventory
)

Result = Lineup | Schedule | tuple[Product, ...] | Opened | LiveWindow | Inventory


@dataclass(frozen=True, slots=True)
class Arrived:
    """The answer to a request. ``notes`` say what in it was malformed and left out."""

    request: Request
    result: Result
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missed:
    """A request that failed, and why."""

    request: Request
    error: StbError


Arrival = Arrived | Missed


class Courier(Protocol):
    """Fetches lineup, guide, media and bundles."""

    def ask(self, request: Request) -> None: ...

    def collect(self) -> tuple[Arrival, ...]:
        """The answers that came since the last call, in the order of asking where known."""
        ...


# -- the one door out ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Delivered:
    """The collector says that it has the report; ``answer`` is what an issuer of tokens says."""

    ticket: str
    answer: bytes = b""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Not delivered. ``retry_after_s`` is what the collector asked for, 0 if nothing."""

    ticket: str
    error: StbError
    retry_after_s: int = 0


Delivery = Delivered | Undelivered


class Egress(Protocol):
    """The only door by which data leaves the box."""

    def send(self, report: Outgoing) -> None: ...

    def collect(self) -> tuple[Delivery, ...]: ...


class Sealer(Protocol):
    """What takes keys: envelopes that only the collector opens, and tokens signed blindly.

    Tokens are good for one occasion: an ISO week, or what `stb.engine.figures` names. What
    hides a request for them from the issuer is kept until they are, over a power cut too, or
    until the next such occasion is asked for.
    """

    def sealed(self, content: bytes, keys: PostKeys) -> bytes:
        """``content`` in an envelope, as long as any other.

        Raises:
            TrustError: the key cannot be sealed to.
        """
        ...

    def requests(self, occasion: str, count: int, keys: PostKeys) -> tuple[str, ...]:
        """So many blinded requests; asked for again, the same.

        Raises:
            InputError: the key is none.
            UnavailableError: what hides them cannot be kept, so they must not leave.
        """
        ...

    @property
    def proves(self) -> bool:
        """Whether the set has a credential, without which nobody gives it tokens."""
        ...

    def proven(self, wish: Wish) -> Wish:
        """``wish`` with the proof that this set makes it."""
        ...

    def tokens(self, answer: bytes, occasion: str) -> tuple[bytes, ...]:
        """The tokens that the issuer's ``answer`` to what was asked makes; all or none.

        Raises:
            StbError: it makes none.
        """
        ...

    def settled(self, occasion: str) -> None:
        """Its tokens are kept: forget what hid the request for them."""
        ...


# -- what outlives a power cut -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Play:
    """A creative the household saw: kept only while consent is in force."""

    creative: str
    campaign: str
    at: datetime


class PostStore(Protocol):
    """What leaves in envelopes; all of it is derived from viewing, or from a consent to it.

    Raises:
        UnavailableError: from any call, when the disk is full or the file damaged.
    """

    def waiting(self) -> tuple[Play, ...]:
        """Plays that have not left, oldest first."""
        ...

    def lose(self, plays: tuple[Play, ...]) -> None:
        """Plays that will not leave any more wait no more."""
        ...

    def tokens(self) -> tuple[HeldToken, ...]:
        """Tokens that were not spent, in the order in which they came."""
        ...

    def plan(self) -> PostPlan | None:
        """What was drawn for the week, None where nothing was."""
        ...

    def keep_plan(self, plan: PostPlan, *, weeks: tuple[str, ...]) -> None:
        """In the place of the last one; of tokens only those of ``weeks`` stay."""
        ...

    def keep_tokens(self, tokens: tuple[HeldToken, ...], plan: PostPlan, sent: Sent) -> None:
        """What an issuer granted, with what was asked; what hid it is erased with that.

        In one transaction.
        """
        ...

    def post(
        self, plan: PostPlan, sent: Sent, *, play: Play | None, token: HeldToken | None
    ) -> None:
        """Take off what an envelope takes and note that it left, in one transaction."""
        ...


class Store(PostStore, Protocol):
    """The box's database. Every call is one transaction, durable when it returns.

    Raises:
        UnavailableError: from any call, when the disk is full or the file damaged.
    """

    @property
    def profile(self) -> ProfileStore: ...

    @property
    def figures(self) -> FiguresStore: ...

    def consents(self) -> tuple[ConsentRecord, ...]: ...

    def add_consent(self, record: ConsentRecord) -> None: ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What was damaged and left out, or made good, as far as it was looked at."""
        ...

    def add_order(self, order: Order, rental: Rental | None, *, ticket: str, due: datetime) -> None:
        """The order, sealed as the next of its chain, its report and the right to watch.

        Together or not at all. The report's bytes are made once, and are the same at every try.
        """
        ...

    def orders(self) -> tuple[tuple[Order, bool], ...]:
        """Every order and whether it was delivered, oldest first."""
        ...

    def rentals(self) -> tuple[Rental, ...]: ...

    def queued(self) -> tuple[Outgoing, ...]:
        """Orders not delivered yet, in the order of their due time."""
        ...

    def postpone(self, ticket: str, *, due: datetime, tries: int) -> None: ...

    def settle(self, ticket: str, sent: Sent) -> None:
        """Take a report off the queue and note it as sent, in one transaction."""
        ...

    def sent(self) -> tuple[Sent, ...]: ...

    def add_play(self, play: Play) -> None:
        """Keep a play twice over: for as long as it counts, and until it has left."""
        ...

    def plays(self) -> tuple[Play, ...]:
        """Plays that count for how often a spot may be shown, oldest first."""
        ...

    def forget_profile(self) -> None:
        """Erase plays, tokens, plan and all derived from viewing, so that no byte stays on disk."""
        ...

    def remembered(self) -> tuple[Remembered, ...]:
        """What viewings that were left must remember: kept only while consent is in force."""
        ...

    def remember_viewing(self, remembered: Remembered) -> None:
        """In the place of what was remembered of a viewing of the same programme.

        This and `keep_place` may be lost with the power when nothing was written after
        them, and are never lost alone: what is written later is not there without them.
        """
        ...

    def places(self) -> tuple[Place, ...]:
        """Where programmes were left, the latest first."""
        ...

    def keep_place(self, place: Place) -> None:
        """In the place of an earlier one of the same programme."""
        ...

    def forget_places(self, media_ids: tuple[str, ...]) -> None:
        """Erase these places and what their viewings remember; no byte of them stays on disk."""
        ...

    def forget(self, name: str) -> None:
        """Erase a setting."""
        ...

    def reset(self) -> None:
        """As new, but for orders that the operator does not have yet: those stay to be sent."""
        ...

    def recall(self, name: str) -> str | None:
        """A setting the viewer used (last service, volume), or None."""
        ...

    def remember(self, name: str, value: str) -> None: ...


# -- pictures and sound --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """The deck cannot show ``frame`` of the timeline as planned; known before it is due."""

    frame: int
    id: str
    error: StbError


class Deck(Protocol):
    """Decodes what the timeline says, ahead of time, and hands out frame by frame.

    The engine commands it; the presenter takes the pictures from it. A deck
    without pictures (headless, timeline only) is always ready.
    """

    def load(self, media_id: str, timeline: Timeline, *, rate: FrameRate, start: int) -> None:
        """Play ``timeline`` over the opened media ``media_id`` from frame ``start``."""
        ...

    def replace(self, timeline: Timeline, *, at: int) -> None:
        """The timeline from frame ``at`` on is now this; what was decoded and stays is kept."""
        ...

    def seek(self, frame: int) -> None: ...

    def ready(self, frame: int) -> bool:
        """Whether the picture and sound of ``frame`` can be shown in this step."""
        ...

    def faults(self) -> tuple[Fault, ...]:
        """Faults found since the last call."""
        ...

    def stop(self) -> None: ...
