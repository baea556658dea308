"""When an answer for viewing figures is drawn and leaves: what the gate does for telemetry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from stb.engine.events import Event, ReportHeld, ReportSent
from stb.engine.figures import Figures
from stb.engine.ports import Delivery, Ids, Undelivered
from stb.errors import InputError, RefusedError, StbError, TrustError
from stb.model.declared import DECLARED
from stb.model.report import Kind, Outgoing, PostKeys, Sent

AGAIN = timedelta(seconds=30)
"""After this it is tried again, where the disk had no room or a key was none."""


class Answering:
    """The answers of one household on their way; ``send`` is the gate's, and the only way out."""

    def __init__(self, figures: Figures, ids: Ids, send: Callable[[Outgoing], None]) -> None:
        self._figures, self._ids, self._send = figures, ids, send
        self._looked_at: datetime | None = None
        self._asked: tuple[str, str] | None = None
        self.due: datetime | None = None

    def look_again(self) -> None:
        """What is due is not as it was: consent, store or keys have changed."""
        self._looked_at = self.due = None

    def step(
        self,
        at: datetime,
        keys: PostKeys,
        *,
        agreed_at: datetime,
        sent: tuple[Sent, ...],
        under_way: bool = False,
    ) -> tuple[Event, ...]:
        """Draw, ask for a token and send, where it is time to.

        While an answer is ``under_way`` nothing is done: what waited behind one that is stuck
        would leave after a no.

        Raises:
            UnavailableError: the disk has no room; nothing was drawn or sent.
        """
        if under_way:
            self._looked_at, self.due = None, at
            return ()
        if (
            self._looked_at is not None
            and self.due is not None
            and self._looked_at <= at < self.due
        ):
            return ()
        left = tuple(each.at for each in sent if each.kind is Kind.TELEMETRY)
        self._looked_at, self.due = at, at + AGAIN
        events: tuple[Event, ...] = ()
        try:
            self._figures.prepare(at, agreed_at=agreed_at, left=left)
            if self._asked is None and (body := self._figures.wish(at, keys)) is not None:
                asking = Outgoing(self._ids.new(), Kind.TELEMETRY_TOKEN, body, at)
                self._asked = (asking.ticket, self._figures.period)
                self._send(asking)
            sealed = self._figures.envelope(at, keys)
        except (InputError, TrustError):  # keys that are none: signed, and of no use
            return ()
        if sealed is not None:
            self._send(Outgoing(self._ids.new(), Kind.TELEMETRY, sealed, at))
            events, left = (ReportSent(Kind.TELEMETRY),), (*left, at)
        if self._asked is None:
            self.due = self._figures.next_due(at, agreed_at=agreed_at, left=left)
        return events

    def token_came(
        self, outgoing: Outgoing, delivery: Delivery, at: datetime, *, permitted: bool
    ) -> tuple[Event, ...]:
        """Keep the token, if the viewer agrees still; where there is none, ask another time."""
        name = self._asked[1] if self._asked is not None else ""
        self.look_again()
        told: tuple[Event, ...] = ()
        if permitted and self._figures.keeps:
            told = self._take(outgoing, delivery, at, name)
        self._asked = None  # the last thing: where the disk is full the answer comes again
        return told

    def _take(
        self, outgoing: Outgoing, delivery: Delivery, at: datetime, name: str
    ) -> tuple[Event, ...]:
        try:
            if isinstance(delivery, Undelivered):
                raise delivery.error
            purpose = DECLARED[Kind.TELEMETRY_TOKEN].purpose
            sent = Sent(Kind.TELEMETRY_TOKEN, outgoing.body, at, purpose)
            self._figures.granted(delivery.answer, sent, name)
        except RefusedError as error:
            return (ReportHeld(Kind.TELEMETRY_TOKEN, error.code, self._figures.refused(at, name)),)
        except StbError as error:
            again = self._figures.ask_again(at)
            return (ReportHeld(Kind.TELEMETRY_TOKEN, error.code, again),)
        return (ReportSent(Kind.TELEMETRY_TOKEN),)
