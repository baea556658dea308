"""The gate: what may leave, for which purpose, and under which consent.

The only holder of the Egress port. A report passes if its kind is declared
here and the viewer's consent to its purpose, where it needs one, was in force
when it was made and is still. What passes is noted to the byte for the viewer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stb.engine import outbox
from stb.engine.events import Event, ReportHeld, ReportQueued, ReportSent
from stb.engine.ports import Delivered, Delivery, Egress, Entropy, Ids, Store, Undelivered
from stb.model.consent import Consents, Purpose
from stb.model.product import Rental
from stb.model.report import AdPlay, Kind, Order, Outgoing, Report, Sent


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared kind: why it is sent, and the consent it needs (None: a contract)."""

    kind: Kind
    purpose: str
    consent: Purpose | None


_SCATTERED_OVER_S = 24 * 3600

DECLARED: dict[Kind, Declared] = {
    Kind.ORDER: Declared(Kind.ORDER, "to bill what was ordered", None),
    Kind.AD_PLAY: Declared(
        Kind.AD_PLAY, "to bill the advertiser for a spot shown", Purpose.TAILORED_SPOTS
    ),
}


class Gate:
    """Reports in, bytes out: the queue is in the store before anything is tried."""

    def __init__(
        self,
        egress: Egress,
        store: Store,
        *,
        encode: Callable[[Report], bytes],
        ids: Ids,
        entropy: Entropy,
    ) -> None:
        self._egress = egress
        self._store = store
        self._encode = encode
        self._ids = ids
        self._entropy = entropy
        self._queued = store.queued()
        self._scattered = False
        self._under_way: dict[str, Outgoing] = {}
        self._answers: deque[Delivery] = deque()
        self.sent = store.sent()

    @property
    def waiting(self) -> int:
        """How many reports are kept and not delivered."""
        return len(self._queued)

    @property
    def trying(self) -> bool:
        """Whether a report is under way."""
        return bool(self._under_way)

    @property
    def next_due(self) -> datetime | None:
        due = [o.due for o in self._queued if o.ticket not in self._under_way]
        return min(due, default=None)

    def book(self, order: Order, rental: Rental | None, at: datetime) -> tuple[Event, ...]:
        """Keep an order with its report and the right to watch, in one transaction."""
        outgoing = self._outgoing(order, at)
        self._store.add_order(order, outgoing, rental)
        self._queued = self._store.queued()
        return (ReportQueued(outgoing.kind, outgoing.due),)

    def report_play(self, play: AdPlay, consents: Consents, at: datetime) -> tuple[Event, ...]:
        """Queue an ad play, if the viewer agrees to it now; otherwise nothing is kept."""
        if not self._permits(Kind.AD_PLAY, consents, at):
            return ()
        outgoing = self._outgoing(play, at)
        self._store.queue(outgoing)
        self._queued = self._store.queued()
        return (ReportQueued(outgoing.kind, outgoing.due),)

    def keeps(self, purpose: Purpose) -> bool:
        """Whether a report is kept, waiting or sent, that needed the consent to ``purpose``."""
        kinds = {report.kind for report in self._queued} | {s.kind for s in self.sent if s.body}
        return any(DECLARED[kind].consent is purpose for kind in kinds)

    def withdraw(self, purpose: Purpose) -> None:
        """Forget every queued report that needs the consent that was withdrawn."""
        for declared in DECLARED.values():
            if declared.consent is purpose:
                self._store.drop(declared.kind)
        self._queued = self._store.queued()

    def reread(self) -> None:
        """Take all as the store has it now: forgetting blanks what was told of plays."""
        self.sent = self._store.sent()
        self._queued = self._store.queued()

    def step(self, consents: Consents, at: datetime) -> tuple[Event, ...]:
        """Take the collector's answers, then try what is due.

        Raises:
            UnavailableError: the disk has no room; an answer that is not noted yet is kept.
        """
        self._answers.extend(self._egress.collect())
        events: list[Event] = []
        while self._answers:
            events += self._settle(self._answers[0], at)
            self._under_way.pop(self._answers.popleft().ticket, None)
        if not self._scattered:
            self._scatter(at)
        for outgoing in outbox.ready(self._queued, at):
            if outgoing.ticket in self._under_way:
                continue
            if not self._permits(outgoing.kind, consents, at):
                self._store.drop(outgoing.kind)
                self._queued = self._store.queued()
                continue
            if outgoing.kind is Kind.AD_PLAY:
                self._note_sent(outgoing, at)
                events.append(ReportSent(outgoing.kind))
            else:
                self._under_way[outgoing.ticket] = outgoing
            self._egress.send(outgoing)
        return tuple(events)

    def _scatter(self, at: datetime) -> None:
        """At the first step, spread plays that came due while the box was off over a day.

        Sent in one burst they would be known for one household's.
        """
        self._scattered = True
        overdue = [o for o in outbox.ready(self._queued, at) if o.kind is Kind.AD_PLAY]
        if len(overdue) < 2:
            return
        for outgoing in overdue:
            due = at + timedelta(seconds=self._entropy.below(_SCATTERED_OVER_S))
            self._store.postpone(outgoing.ticket, due=due, tries=outgoing.tries)
        self._queued = self._store.queued()

    def _settle(self, delivery: Delivery, at: datetime) -> tuple[Event, ...]:
        outgoing = self._under_way.get(delivery.ticket)
        if outgoing is None:
            return ()
        match delivery:
            case Delivered():
                self._note_sent(outgoing, at)
                return (ReportSent(outgoing.kind),)
            case Undelivered(error=error, retry_after_s=asked):
                due = outbox.next_due(outgoing, at, retry_after_s=asked)
                self._store.postpone(outgoing.ticket, due=due, tries=outgoing.tries + 1)
                self._queued = self._store.queued()
                return (ReportHeld(outgoing.kind, error.code, due),)

    def _note_sent(self, outgoing: Outgoing, at: datetime) -> None:
        purpose = DECLARED[outgoing.kind].purpose
        self._store.settle(outgoing.ticket, Sent(outgoing.kind, outgoing.body, at, purpose))
        self._queued = self._store.queued()
        self.sent = self._store.sent()

    def _outgoing(self, report: Report, at: datetime) -> Outgoing:
        made = Outgoing(self._ids.new(), report.kind, self._encode(report), at)
        return replace(made, due=outbox.first_due(report.kind, at, self._entropy))

    def _permits(self, kind: Kind, consents: Consents, at: datetime) -> bool:
        needed = DECLARED[kind].consent
        return needed is None or consents.allows(needed, at)
