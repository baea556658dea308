"""What has happened in the box: facts in the past tense, the lines of the as-run log.

Reports are derived from these by pure functions, so what is billed can be read
back here. ``frame`` is the presentation frame of what plays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stb.model.consent import Answer, Method, Purpose
from stb.model.report import Kind
from stb.model.timeline import Source


@dataclass(frozen=True, slots=True)
class PowerChanged:
    on: bool


@dataclass(frozen=True, slots=True)
class Tuned:
    service: str
    number: int


@dataclass(frozen=True, slots=True)
class Opened:
    """Recorded media was entered."""

    media: str
    form: str


@dataclass(frozen=True, slots=True)
class OnAir:
    """What is on air changed: ``frames`` frames of ``id`` from ``in_frame`` begin here."""

    frame: int
    source: Source
    id: str
    in_frame: int
    frames: int


@dataclass(frozen=True, slots=True)
class SpotRefused:
    """A spot of the broadcast is shown and was not replaced, for ``reason``."""

    frame: int
    spot: str
    creative: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class SpotShown:
    """A creative reached ``quartile`` (1 to 4) by frames really shown."""

    frame: int
    creative: str
    campaign: str
    quartile: int


@dataclass(frozen=True, slots=True)
class SpotSeen:
    """Three quarters of a creative were really shown, once in this viewing: a play."""

    frame: int
    creative: str
    campaign: str


@dataclass(frozen=True, slots=True)
class SpotFailed:
    """A creative could not go on; the broadcast's own spot took over at ``frame``."""

    frame: int
    creative: str
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """The viewer was asked for a purpose."""

    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Answered:
    purpose: Purpose
    answer: Answer
    method: Method


@dataclass(frozen=True, slots=True)
class PinTried:
    right: bool


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order was booked on the box and will be reported."""

    order: str
    product: str
    price_cents: int


@dataclass(frozen=True, slots=True)
class OrderRefused:
    product: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportQueued:
    kind: Kind
    due: datetime


@dataclass(frozen=True, slots=True)
class ReportSent:
    kind: Kind


@dataclass(frozen=True, slots=True)
class ReportHeld:
    """A report could not be delivered; it is tried again at ``due``."""

    kind: Kind
    reason: str
    due: datetime


@dataclass(frozen=True, slots=True)
class BundleTaken:
    segment: str
    week: str
    households: int


@dataclass(frozen=True, slots=True)
class BundleRefused:
    """Something offered for tailored spots was refused: a bundle, a creative, a role."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class WentWrong:
    """Something could not be had; the programme goes on. ``what`` was asked for."""

    what: str
    reason: str


Event = (
    PowerChanged
    | Tuned
    | Opened
    | OnAir
    | SpotRefused
    | SpotShown
    | SpotSeen
    | SpotFailed
    | Asked
    | Answered
    | PinTried
    | Ordered
    | OrderRefused
    | ReportQueued
    | ReportSent
    | ReportHeld
    | BundleTaken
    | BundleRefused
    | WentWrong
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the as-run log: what happened, in which step, at what UTC time."""

    step: int
    at: datetime
    event: Event
