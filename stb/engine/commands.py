"""What may be asked of the box. Screens, remotes and QA all speak this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from stb.model.consent import Answer, ConsentRecord, Method, Notice, Purpose
from stb.model.facts import Fact
from stb.model.report import UNSEEN, Tariff


@dataclass(frozen=True, slots=True)
class SetPower:
    """Switch on, or to standby."""

    on: bool


@dataclass(frozen=True, slots=True)
class Tune:
    """Show a service live."""

    service_id: str


@dataclass(frozen=True, slots=True)
class Watch:
    """Show a programme of the last seven days from its start, as a new viewing."""

    programme_id: str


@dataclass(frozen=True, slots=True)
class WatchOn:
    """Go on with a programme where it was left, as the same viewing; else from its start."""

    programme_id: str


@dataclass(frozen=True, slots=True)
class StartOver:
    """From the beginning: of what is recorded, or of the programme that is on live."""


@dataclass(frozen=True, slots=True)
class PlayRental:
    """Play a product whose rental is valid, from its start."""

    product_id: str


@dataclass(frozen=True, slots=True)
class PlayRentalOn:
    """Go on with what is rented where it was left; else from its start."""

    product_id: str


@dataclass(frozen=True, slots=True)
class Pause:
    pass


@dataclass(frozen=True, slots=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True)
class Step:
    """Stand still, one frame further (1) or back (-1)."""

    by: int


@dataclass(frozen=True, slots=True)
class SeekTo:
    """Go to a frame of what plays; past its ends is its first or last frame.

    ``unhindered``: past the operator's policy for breaks, for tools that look and do not watch.
    """

    frame: int
    unhindered: bool = False


@dataclass(frozen=True, slots=True)
class SeekBreak:
    """Go to five seconds before the next break."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Leave recorded media and return to the service, live."""


@dataclass(frozen=True, slots=True)
class SetVolume:
    """Volume from 0 to 100."""

    volume: int


@dataclass(frozen=True, slots=True)
class SetMute:
    muted: bool


@dataclass(frozen=True, slots=True)
class AnswerConsent:
    """The viewer's answer to one purpose, with the very text that was shown."""

    purpose: Purpose
    answer: Answer
    method: Method
    notice: Notice

    def record(self, name: str, *, at: datetime, ends: str = "") -> ConsentRecord:
        """The record of this answer under the id ``name``; ``ends`` is the yes that it ends."""
        return ConsentRecord(name, self.purpose, self.answer, at, self.method, self.notice, ends)


@dataclass(frozen=True, slots=True)
class EnterPin:
    """Four digits; right ones open what is behind the PIN until `LockAgain`."""

    pin: str


@dataclass(frozen=True, slots=True)
class LockAgain:
    pass


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Order a product at the price in cents and the terms that were shown. Needs an open PIN."""

    product_id: str
    price_cents: int
    tariff: Tariff = UNSEEN


@dataclass(frozen=True, slots=True)
class ForgetUse:
    """Erase what is kept of the use of this box: where programmes were left, the last channel."""


@dataclass(frozen=True, slots=True)
class NotMySegment:
    """The viewer says that a group is not his: this box does not use it any more."""

    segment_id: str


@dataclass(frozen=True, slots=True)
class CorrectFact:
    """The viewer says that a fact about his household is ``value``; None: it is not so."""

    name: str
    value: Fact | None


@dataclass(frozen=True, slots=True)
class TakeBackFact:
    """The viewer takes a correction back: what was told is used again."""

    name: str


@dataclass(frozen=True, slots=True)
class FactoryReset:
    """Make the box as new; orders that the operator does not have yet stay until they are sent."""


@dataclass(frozen=True, slots=True)
class LoadGuide:
    """Have the guide of a day (UTC) ready."""

    day: date


Command = (
    SetPower
    | Tune
    | Watch
    | WatchOn
    | StartOver
    | PlayRental
    | PlayRentalOn
    | Pause
    | Resume
    | Step
    | SeekTo
    | SeekBreak
    | Stop
    | SetVolume
    | SetMute
    | AnswerConsent
    | EnterPin
    | LockAgain
    | PlaceOrder
    | ForgetUse
    | NotMySegment
    | CorrectFact
    | TakeBackFact
    | FactoryReset
    | LoadGuide
)
