"""The only messages that may leave the box: a closed union.

An order is a contract and names the subscriber; so does a request for tokens, which
is made alike by every household that agreed. An ad play names nobody, and leaves in an
envelope that looks like an empty one; so does an answer to what is watched, which is
randomised before it is kept. Orders and plays share no id, no clock and no
connection. What is not here cannot be sent: the gate of the engine accepts these types
and no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TypeVar


class Kind(Enum):
    """The declared kinds; the value is the name under which each is published."""

    ORDER = "order"
    TOKENS = "tokens"
    AD_PLAY = "ad-play"
    TELEMETRY_TOKEN = "telemetry-token"  # noqa: S105
    TELEMETRY = "telemetry"


@dataclass(frozen=True, slots=True)
class Tariff:
    """The terms under which something was ordered: their version, and the SHA-256 of the words.

    The words are those that stood on the screen; version 0 where none were noted.
    """

    version: int = 0
    sha256: str = "0" * 64


UNSEEN = Tariff()


@dataclass(frozen=True, slots=True)
class Order:
    """A film or a game the viewer ordered and will be billed for.

    ``price_cents`` includes VAT and is the price as it was shown, with ``tariff``.
    """

    id: str
    subscriber: str
    product: str
    title: str
    price_cents: int
    currency: str
    at: datetime
    tariff: Tariff = UNSEEN


@dataclass(frozen=True, slots=True)
class SealedOrder:
    """An order as it leaves: signed by its box, in its place in a chain.

    ``key`` is the public Ed25519 key of the box. ``epoch`` is another one after the box lost
    its database or was reset, ``sequence`` counts in it from 1, ``previous`` is the SHA-256 of
    the order before, as it stood on the wire. ``proof`` is made with the set's credential over
    ``key`` (`stb.formats.proof`), nothing where it has none. All but ``sequence`` are hex.
    """

    order: Order
    key: str
    epoch: str
    sequence: int
    previous: str
    signature: str
    proof: str = ""

    @property
    def kind(self) -> Kind:
        return Kind.ORDER


@dataclass(frozen=True, slots=True)
class TokenWish:
    """A week's tokens are asked for: as many as by any other household.

    ``requests`` are blinded, each as base64url (RFC 9578, section 6.1). ``proof`` is made with the
    set's credential over all else (`stb.formats.proof`); without one a wish does not leave.
    """

    subscriber: str
    week: str
    requests: tuple[str, ...]
    proof: str = ""

    @property
    def kind(self) -> Kind:
        return Kind.TOKENS


@dataclass(frozen=True, slots=True)
class AdPlay:
    """A tailored spot was seen: campaign, creative, ISO week, and the token that it spends.

    ``token`` is base64url (RFC 9577, section 2.2).
    """

    campaign: str
    creative: str
    week: str
    token: str
    v: int = 1

    @property
    def kind(self) -> Kind:
        return Kind.AD_PLAY


@dataclass(frozen=True, slots=True)
class NoPlay:
    """An envelope with nothing in it, which nobody on its way can tell from one with a play."""

    @property
    def kind(self) -> Kind:
        return Kind.AD_PLAY


@dataclass(frozen=True, slots=True)
class AnswerTokenWish:
    """A token is asked for that makes the answer about ``period`` count, once.

    ``request`` is blinded, as base64url (RFC 9578, section 6.1); ``proof`` as in a `TokenWish`.
    """

    subscriber: str
    period: str
    request: str
    proof: str = ""

    @property
    def kind(self) -> Kind:
        return Kind.TELEMETRY_TOKEN


Wish = TypeVar("Wish", TokenWish, AnswerTokenWish)


@dataclass(frozen=True, slots=True)
class Telemetry:
    """A randomised answer: the period, a kind of programme, and the token that it spends.

    ``category`` is the value of a `Watched`, ``token`` base64url (RFC 9577, section 2.2).
    """

    period: str
    category: str
    token: str
    v: int = 1

    @property
    def kind(self) -> Kind:
        return Kind.TELEMETRY


Report = SealedOrder | TokenWish | AdPlay | NoPlay | AnswerTokenWish | Telemetry


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A report on its way: its bytes as they will stand on the wire.

    ``ticket`` names it on the box only. ``due`` is when it may be tried next.
    """

    ticket: str
    kind: Kind
    body: bytes
    due: datetime
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that left, for the viewer to read: to the byte, or as it was before sealing.

    Of one that left in an envelope ``envelope`` is its size on the wire, in bytes, and
    ``sha256`` that of its bytes there; else 0 and nothing. An empty ``body`` was erased.
    """

    kind: Kind
    body: bytes
    at: datetime
    purpose: str
    envelope: int = 0
    sha256: str = field(default="", compare=False)


# -- tokens and envelopes ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostKeys:
    """Whom envelopes and tokens are for, as signed metadata says it.

    ``envelope`` is the collector's raw X25519 key, ``token`` the issuer's key as RFC 9578
    writes it, ``issuer`` the issuer's name.
    """

    envelope: bytes
    token: bytes
    issuer: str


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A token that was not spent, and the week that it is good for."""

    week: str
    octets: bytes


@dataclass(frozen=True, slots=True)
class PostPlan:
    """When what leaves in an ISO week: drawn when it began, before anything was watched.

    ``slots`` are the times of the envelopes that have not left, earliest first;
    ``tokens_at`` is when tokens are fetched, None when they were or are refused.
    """

    week: str
    slots: tuple[datetime, ...]
    tokens_at: datetime | None
