"""Viewing figures: one randomised answer about every four weeks, drawn once and sent again.

    |  a period: viewing is counted   |  the next: the answer leaves                |
    | seconds by kind ............... | drawn   token    x        x                 |
                                        counts are erased      both the same

When a period is over the kind of which most was watched is looked up, the answer drawn, and
what it was drawn from erased, in one transaction. The answer leaves in envelopes like those of
ad plays, at times of its own, more than once because nobody says what arrived;
sent again it tells nothing more. A token makes it count once.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from stb.engine.figures_store import FiguresStore
from stb.engine.ports import Entropy, Sealer
from stb.engine.post import LATE
from stb.engine.watching import Watching
from stb.model.declared import DECLARED
from stb.model.report import AnswerTokenWish, Kind, PostKeys, Report, Sent, Telemetry
from stb.model.telemetry import (
    PERIOD,
    Answer,
    answered,
    begins,
    most_watched,
    period,
    period_before,
)

SENDINGS = 2
"""So often an answer leaves: what is lost once need not be lost."""

SPREAD = timedelta(weeks=1)
"""Over so long its envelopes are spread, or what is left of a period, from when it is drawn.

From when the box is on again where it was off at their times: so they do not tell when that was.
"""

_FOR_THE_TOKEN = 7
"""The first part of that time, one in so many, is for having the token."""


def occasion(name: str) -> str:
    """What a token for the answer about the period ``name`` is good for, and nothing else is."""
    return f"telemetry {name}"


class Figures:
    """The answer of one household; ``subscriber`` is named to the issuer of tokens only."""

    def __init__(
        self,
        store: FiguresStore,
        *,
        entropy: Entropy,
        sealer: Sealer,
        encode: Callable[[Report], bytes],
        subscriber: str,
    ) -> None:
        self._store, self._entropy, self._sealer = store, entropy, sealer
        self._encode, self._subscriber = encode, subscriber
        self.watching = Watching(store)
        self._answer = store.answer()

    def reread(self) -> None:
        """Take counts and answer as the store has them now."""
        self.watching.reread()
        self._answer = self._store.answer()

    def forget(self) -> None:
        """Send nothing more of what is kept, whatever the disk says."""
        self.watching.forget()
        self._answer = None

    @property
    def keeps(self) -> bool:
        """Whether anything is kept that needs a consent."""
        return self._answer is not None or self.watching.keeps

    @property
    def period(self) -> str:
        """The period of the answer; nothing before there is one."""
        return "" if self._answer is None else self._answer.period

    def next_due(self, at: datetime, *, agreed_at: datetime, left: Iterable[datetime]) -> datetime:
        """When an answer is to be drawn, or something is to leave.

        ``left`` are the times at which an answer left.
        """
        if self._is_owed(at, agreed_at=agreed_at, left=left):
            return at
        answer, ends = self._current(at), begins(at) + PERIOD
        if answer is None or not answer.slots:
            return ends
        due = answer.slots[0] if answer.token is not None else answer.token_at
        return min(ends, due)

    def prepare(self, at: datetime, *, agreed_at: datetime, left: Iterable[datetime]) -> None:
        """Draw the answer about the period that is over, where it is owed; catch up on slots.

        An answer is once a period, whatever was erased meanwhile, and only of a household that had
        agreed before that period was over.

        Raises:
            UnavailableError: it cannot be kept now, and is not drawn; or it is drawn and kept,
                and what it was drawn from is on the disk yet: nothing leaves before it is not.
        """
        self._store.finish_erasing()
        self._catch_up(at)
        if not self._is_owed(at, agreed_at=agreed_at, left=left):
            return
        name = period_before(at)
        self.watching.keep(at, leaving=True)
        truth = most_watched(self._store.seen(), name)
        span = min(SPREAD, begins(at) + PERIOD - at)
        head = span / _FOR_THE_TOKEN
        slots = sorted(self._between(at + head, at + span) for _ in range(SENDINGS))
        answer = Answer(
            name,
            answered(truth, self._entropy.below),
            tuple(slots),
            self._between(at, at + head),
        )
        try:
            self._store.draw_answer(answer, running=_running(at))
        finally:  # kept, it counts as drawn, whatever failed after: two draws tell more than one
            self.reread()

    def wish(self, at: datetime, keys: PostKeys) -> bytes | None:
        """What the issuer is asked when it is time to ask, else None.

        A set that can prove nothing does not ask: it would be refused, and is named in it.

        Raises:
            InputError: the issuer's key is none.
            UnavailableError: that it does not ask cannot be kept.
        """
        answer = self._current(at)
        if answer is None or answer.token is not None or not answer.slots or answer.token_at > at:
            return None
        if not self._sealer.proves:
            self.refused(at, answer.period)
            return None
        (request,) = self._sealer.requests(occasion(answer.period), 1, keys)
        wish = AnswerTokenWish(self._subscriber, answer.period, request)
        return self._encode(self._sealer.proven(wish))

    def granted(self, octets: bytes, sent: Sent, name: str) -> None:
        """Keep the token for the answer about the period ``name`` that an issuer's answer makes.

        Raises:
            StbError: it makes none, or it cannot be kept.
        """
        (token,) = self._sealer.tokens(octets, occasion(name))
        if self._answer is not None and self._answer.period == name:
            self._keep(replace(self._answer, token=token), sent)
        self._sealer.settled(occasion(name))

    def ask_again(self, at: datetime) -> datetime:
        """The token could not be had: ask at another time, and put off what needs it; that time."""
        answer, ends = self._answer, begins(at) + PERIOD
        span = min(SPREAD, ends - at)
        due = self._between(at, at + span / _FOR_THE_TOKEN)
        if answer is not None:
            later = [slot for slot in answer.slots if slot > due]
            later += [self._between(due, at + span) for _ in range(len(answer.slots) - len(later))]
            self._keep(replace(answer, token_at=due, slots=tuple(sorted(later))))
        return due

    def refused(self, at: datetime, name: str) -> datetime:
        """The issuer gives no token for the period ``name``: ask no more; when the next is over.

        Asked again it says the same, and each request names the household.
        """
        ends = begins(at) + PERIOD
        if self._answer is not None and self._answer.period == name:
            self._keep(replace(self._answer, token_at=ends))
        return ends

    def envelope(self, at: datetime, keys: PostKeys) -> bytes | None:
        """The envelope of the slot that is due, noted as sent; None before, or without a token.

        Raises:
            TrustError: the collector's key is none.
            UnavailableError: that it left cannot be noted, so it does not.
        """
        answer = self._current(at)
        if answer is None or answer.token is None or not answer.slots or answer.slots[0] > at:
            return None
        token = base64.urlsafe_b64encode(answer.token).decode()
        content = self._encode(Telemetry(answer.period, answer.value.value, token))
        sealed = self._sealer.sealed(content, keys)
        digest, purpose = hashlib.sha256(sealed).hexdigest(), DECLARED[Kind.TELEMETRY].purpose
        sent = Sent(Kind.TELEMETRY, content, at, purpose, len(sealed), digest)
        self._keep(replace(answer, slots=answer.slots[1:]), sent)
        return sealed

    def _catch_up(self, at: datetime) -> None:
        """Draw anew the slots that were missed: in a burst they show when the box went on."""
        answer = self._current(at)
        if answer is None or answer.token is None:
            return
        ahead = tuple(slot for slot in answer.slots if slot >= at - LATE)
        if missed := len(answer.slots) - len(ahead):
            until = at + min(SPREAD, begins(at) + PERIOD - at)
            again = (self._between(at, until) for _ in range(missed))
            self._keep(replace(answer, slots=tuple(sorted((*ahead, *again)))))

    def _current(self, at: datetime) -> Answer | None:
        """The answer that may leave now: one about the period that was over last."""
        answer = self._answer
        return answer if answer is not None and answer.period == period_before(at) else None

    def _is_owed(self, at: datetime, *, agreed_at: datetime, left: Iterable[datetime]) -> bool:
        if self._current(at) is not None or agreed_at >= begins(at):
            return False
        return all(begins(each) != begins(at) for each in left)

    def _between(self, since: datetime, until: datetime) -> datetime:
        """An even draw between two times, to the second."""
        return since + timedelta(
            seconds=self._entropy.below(max(1, int((until - since).total_seconds())))
        )

    def _keep(self, answer: Answer, sent: Sent | None = None) -> None:
        self._store.keep_answer(answer, sent)
        self._answer = answer


def _running(at: datetime) -> str:
    return period(at.astimezone(UTC).date())
