"""The only messages that may leave the box: a closed union.

An order is a contract and names the subscriber; an ad play names nobody. The
two share no id, no clock and no connection. What is not here cannot be sent:
the gate of the engine accepts these types and no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Kind(Enum):
    """The declared kinds; the value is the last part of the collector's path."""

    ORDER = "order"
    AD_PLAY = "ad-play"


@dataclass(frozen=True, slots=True)
class Order:
    """A film or a game the viewer ordered and will be billed for.

    ``price_cents`` includes VAT and is the price as it was shown.
    """

    id: str
    subscriber: str
    product: str
    title: str
    price_cents: int
    currency: str
    at: datetime

    @property
    def kind(self) -> Kind:
        return Kind.ORDER


@dataclass(frozen=True, slots=True)
class AdPlay:
    """A tailored spot was seen: campaign, creative and ISO week, and nothing besides."""

    campaign: str
    creative: str
    week: str
    v: int = 1

    @property
    def kind(self) -> Kind:
        return Kind.AD_PLAY


Report = Order | AdPlay


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
    """A report that left, to the byte, for the viewer to read."""

    kind: Kind
    body: bytes
    at: datetime
    purpose: str


@dataclass(frozen=True, slots=True)
class PostKeys:
    """Whom envelopes and tokens are for, as signed metadata says it.

    ``envelope`` is the collector's raw X25519 key, ``token`` the issuer's key as RFC 9578
    writes it, ``issuer`` the issuer's name.
    """

    envelope: bytes
    token: bytes
    issuer: str
