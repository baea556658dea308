"""The gate: what may leave, for which purpose, and under which consent.

The only holder of the Egress port. A report passes if its kind is declared
(`stb.model.declared`) and the viewer's consent to its purpose, where it needs one, was in force
when it was made and is still. What passes is noted to the byte for the viewer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from stb.engine import outbox
from stb.engine.answering import Answering
from stb.engine.events import Event, ReportHeld, ReportQueued, ReportSent
from stb.engine.figures import Figures
from stb.engine.plays import Plays
from stb.engine.ports import (
    Delivered,
    Delivery,
    Egress,
    Entropy,
    Ids,
    Play,
    Sealer,
    Store,
    Undelivered,
)
from stb.engine.post import YOUNGEST
from stb.errors import InputError, RefusedError, StbError, TrustError
from stb.model.consent import Consents, Purpose
from stb.model.declared import DECLARED
from stb.model.product import Rental
from stb.model.report import Kind, Order, Outgoing, PostKeys, Report, Sent

AGAIN = timedelta(seconds=30)
"""After this answers are noted, and envelopes tried, again: the disk was full, or a key none."""


class Gate:
    """Reports in, bytes out: what is kept is in the store before anything is tried."""

    def __init__(
        self,
        egress: Egress,
        store: Store,
        *,
        encode: Callable[[Report], bytes],
        ids: Ids,
        entropy: Entropy,
        sealer: Sealer,
        subscriber: str,
    ) -> None:
        self._egress = egress
        self._store = store
        self._ids = ids
        self._queued = store.queued()
        self._plays = Plays(
            store, entropy=entropy, sealer=sealer, encode=encode, subscriber=subscriber
        )
        self._figures = Figures(
            store.figures, entropy=entropy, sealer=sealer, encode=encode, subscriber=subscriber
        )
        self.watching = self._figures.watching
        self._answering = Answering(self._figures, ids, self._send)
        self._plays_due: datetime | None = None
        self._rests_until: datetime | None = None
        self._notes_again: datetime | None = None
        self._under_way: dict[str, Outgoing] = {}
        self._asked: tuple[str, str] | None = None
        self._answers: deque[Delivery] = deque()
        self.sent = store.sent()

    @property
    def waiting(self) -> int:
        """How many reports are kept and did not leave."""
        return len(self._queued) + self._plays.waiting

    @property
    def trying(self) -> bool:
        """Whether a report is under way."""
        return bool(self._under_way)

    @property
    def next_due(self) -> datetime | None:
        due = [o.due for o in self._queued if o.ticket not in self._under_way]
        others = (self._plays_due, self._answering.due, self._notes_again)
        return min([*due, *(at for at in others if at is not None)], default=None)

    def book(self, order: Order, rental: Rental | None, at: datetime) -> tuple[Event, ...]:
        """Keep an order with its report and the right to watch, in one transaction."""
        self._store.add_order(order, rental, ticket=self._ids.new(), due=at)
        self._queued = self._store.queued()
        return (ReportQueued(Kind.ORDER, at),)

    def report_play(self, play: Play) -> tuple[Event, ...]:
        """Take in that the store keeps a play, which leaves in a day at the earliest."""
        self._plays.reread()
        return (ReportQueued(Kind.AD_PLAY, play.at + YOUNGEST),)

    def keeps(self, purpose: Purpose) -> bool:
        """Whether anything is kept, waiting or sent, that needed the consent to ``purpose``."""
        kinds = {sent.kind for sent in self.sent if sent.body}
        if self._plays.keeps:
            kinds.add(Kind.AD_PLAY)
        if self._figures.keeps:
            kinds.add(Kind.TELEMETRY)
        return any(DECLARED[kind].consent is purpose for kind in kinds)

    def withdraw(self, purpose: Purpose) -> None:
        """Send nothing more that needs the consent that was withdrawn."""
        if DECLARED[Kind.AD_PLAY].consent is purpose:
            self._plays.forget()
        if DECLARED[Kind.TELEMETRY].consent is purpose:
            self._figures.forget()
            self._answering.look_again()

    def reread(self) -> None:
        """Take all as the store has it now: forgetting blanks what was told of plays."""
        self._plays.reread()
        self._figures.reread()
        self._answering.look_again()
        self.sent = self._store.sent()
        self._queued = self._store.queued()

    def step(
        self, consents: Consents, at: datetime, *, keys: PostKeys | None = None
    ) -> tuple[Event, ...]:
        """Take the answers that came, then try what is due; without ``keys`` orders only.

        Raises:
            UnavailableError: the disk has no room; an answer that is not noted yet is kept, and
                noted some time later.
        """
        self._answers.extend(self._egress.collect())
        events: list[Event] = []
        if not _rests(self._notes_again, at):
            events += self._note_answers(consents, at)
        for outgoing in outbox.ready(self._queued, at):
            if outgoing.ticket not in self._under_way:
                self._send(outgoing)
        events += self._answer(consents, at, keys)
        agreed = consents.latest(Purpose.TAILORED_SPOTS)
        self._plays_due = None
        if _rests(self._rests_until, at):
            self._plays_due = self._rests_until
            return tuple(events)
        if keys is not None and agreed is not None and self._permits(Kind.AD_PLAY, consents, at):
            events += self._post(at, keys, agreed_at=agreed.at)
        return tuple(events)

    def _note_answers(self, consents: Consents, at: datetime) -> list[Event]:
        """Take the answers one by one; where the disk is full, that and those behind it rest."""
        events: list[Event] = []
        self._notes_again = at + AGAIN
        while self._answers:
            events += self._settle(self._answers[0], consents, at)
            self._under_way.pop(self._answers.popleft().ticket, None)
        self._notes_again = None
        return events

    def _answer(self, consents: Consents, at: datetime, keys: PostKeys | None) -> tuple[Event, ...]:
        """Let the answer for viewing figures go on its way, where the viewer agreed to it."""
        agreed = consents.latest(Purpose.TELEMETRY)
        if keys is None or agreed is None or not self._permits(Kind.TELEMETRY, consents, at):
            self._answering.look_again()
            return ()
        told = self._answering.step(
            at, keys, agreed_at=agreed.at, sent=self.sent, under_way=self._sends(Kind.TELEMETRY)
        )
        if told:
            self.sent = self._store.sent()
        return told

    def _post(self, at: datetime, keys: PostKeys, *, agreed_at: datetime) -> tuple[Event, ...]:
        """Ask for tokens and send an envelope, where it is time to.

        One at a time: what waited behind one that is stuck would leave after a no.
        """
        if self._sends(Kind.AD_PLAY):
            self._plays_due = at
            return ()
        if self._plays.next_due(at) > at and not self._plays.is_late(at):
            self._plays_due = self._plays.next_due(at)
            return ()
        events: list[Event] = []
        self._rests_until = at + AGAIN
        try:
            self._plays.prepare(at, agreed_at=agreed_at)
            if self._asked is None and (body := self._plays.wish(at, keys)) is not None:
                asking = Outgoing(self._ids.new(), Kind.TOKENS, body, at)
                self._asked = (asking.ticket, self._plays.week)
                self._send(asking)
            sealed = self._plays.envelope(at, keys, DECLARED[Kind.AD_PLAY].purpose)
        except (InputError, TrustError):  # keys that are none: signed, and of no use
            return ()
        self._rests_until = None
        if sealed is not None:
            self._send(Outgoing(self._ids.new(), Kind.AD_PLAY, sealed, at))
            self.sent = self._store.sent()
            events.append(ReportSent(Kind.AD_PLAY))
        self._plays_due = self._plays.next_due(at)
        return tuple(events)

    def _sends(self, kind: Kind) -> bool:
        """Whether one of ``kind`` is under way."""
        return any(outgoing.kind is kind for outgoing in self._under_way.values())

    def _send(self, outgoing: Outgoing) -> None:
        self._under_way[outgoing.ticket] = outgoing
        self._egress.send(outgoing)

    def _settle(self, delivery: Delivery, consents: Consents, at: datetime) -> tuple[Event, ...]:
        outgoing = self._under_way.get(delivery.ticket)
        if outgoing is None or outgoing.kind in (Kind.AD_PLAY, Kind.TELEMETRY):
            return ()  # an envelope counts as gone, whatever became of it
        if outgoing.kind is Kind.TOKENS:
            return self._tokens_came(outgoing, delivery, consents, at)
        if outgoing.kind is Kind.TELEMETRY_TOKEN:
            permitted = self._permits(outgoing.kind, consents, at)
            told = self._answering.token_came(outgoing, delivery, at, permitted=permitted)
            self.sent = self._store.sent()
            return told
        match delivery:
            case Delivered():
                self._note_sent(outgoing, at)
                return (ReportSent(outgoing.kind),)
            case Undelivered(error=error, retry_after_s=asked):
                due = outbox.next_due(outgoing, at, retry_after_s=asked)
                self._store.postpone(outgoing.ticket, due=due, tries=outgoing.tries + 1)
                self._queued = self._store.queued()
                return (ReportHeld(outgoing.kind, error.code, due),)

    def _tokens_came(
        self, outgoing: Outgoing, delivery: Delivery, consents: Consents, at: datetime
    ) -> tuple[Event, ...]:
        """Keep the tokens, if the viewer agrees still; where there are none, ask another time."""
        week = self._asked[1] if self._asked is not None else ""
        told: tuple[Event, ...] = ()
        if self._permits(Kind.TOKENS, consents, at) and self._plays.keeps:
            told = self._take(outgoing, delivery, at, week)
        self._asked = None  # the last thing: where the disk is full the answer comes again
        return told

    def _take(
        self, outgoing: Outgoing, delivery: Delivery, at: datetime, week: str
    ) -> tuple[Event, ...]:
        try:
            if isinstance(delivery, Undelivered):
                raise delivery.error
            sent = Sent(Kind.TOKENS, outgoing.body, at, DECLARED[Kind.TOKENS].purpose)
            self._plays.granted(delivery.answer, sent, week)
        except RefusedError as error:
            return (ReportHeld(Kind.TOKENS, error.code, self._plays.refused(at, week)),)
        except StbError as error:
            return (ReportHeld(Kind.TOKENS, error.code, self._plays.ask_again(at)),)
        self.sent = self._store.sent()
        return (ReportSent(Kind.TOKENS),)

    def _note_sent(self, outgoing: Outgoing, at: datetime) -> None:
        purpose = DECLARED[outgoing.kind].purpose
        self._store.settle(outgoing.ticket, Sent(outgoing.kind, outgoing.body, at, purpose))
        self._queued = self._store.queued()
        self.sent = self._store.sent()

    def _permits(self, kind: Kind, consents: Consents, at: datetime) -> bool:
        needed = DECLARED[kind].consent
        return needed is None or consents.allows(needed, at)


def _rests(until: datetime | None, at: datetime) -> bool:
    """Whether what failed is not tried yet at ``at``, on a clock that may be put back."""
    return until is not None and until - AGAIN <= at < until
