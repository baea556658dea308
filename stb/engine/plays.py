"""Ad plays on their way out: what waits, the week's plan, and what an envelope takes along.

The plan is drawn when the week begins, or the consent does, and kept; from then on a slot
that comes due sends one envelope, with the oldest play that is ripe and a token in it, or
with nothing. A play, its token and its slot are taken off in one transaction before
anything is sent: whatever happens then, nothing leaves twice.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from stb.engine.ports import Entropy, PostStore, Sealer
from stb.engine.post import (
    LATE,
    SLOTS_A_WEEK,
    caught_up,
    drawn,
    fit,
    is_lost,
    week_begins,
)
from stb.errors import InputError
from stb.model.bundle import iso_week
from stb.model.report import (
    AdPlay,
    HeldToken,
    Kind,
    NoPlay,
    PostKeys,
    PostPlan,
    Report,
    Sent,
    TokenWish,
)

TOKENS_A_WEEK = SLOTS_A_WEEK
_WEEK = timedelta(weeks=1)
_SOONEST = timedelta(minutes=1)
"""Before the end of a week the times that are left come close to each other."""


class Plays:
    """The plays, tokens and plan of one household; ``subscriber`` is named to the issuer only."""

    def __init__(
        self,
        store: PostStore,
        *,
        entropy: Entropy,
        sealer: Sealer,
        encode: Callable[[Report], bytes],
        subscriber: str,
    ) -> None:
        self._store, self._entropy, self._sealer = store, entropy, sealer
        self._encode, self._subscriber = encode, subscriber
        self._started = False
        self.reread()

    def reread(self) -> None:
        """Take plays, tokens and plan as the store has them now."""
        self._waiting = self._store.waiting()
        self._tokens = self._store.tokens()
        self._plan = self._store.plan()

    def forget(self) -> None:
        """Send nothing more of what is kept, whatever the disk says."""
        self._waiting, self._tokens, self._plan = (), (), None

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def keeps(self) -> bool:
        """Whether anything is kept that needs a consent."""
        return bool(self._waiting or self._tokens or self._plan)

    def next_due(self, at: datetime) -> datetime:
        """When something leaves, or the next week is to be drawn."""
        plan = self._plan
        if plan is None or not self._started:
            return at
        due = [week_begins(at) + _WEEK, *plan.slots[:1]]
        return min(due if plan.tokens_at is None else [*due, plan.tokens_at])

    @property
    def week(self) -> str:
        """The week of the plan; nothing before there is one."""
        return "" if self._plan is None else self._plan.week

    def is_late(self, at: datetime) -> bool:
        """Whether the clock was put to another week than the plan's."""
        return self._plan is not None and self._plan.week != iso_week(at)

    def prepare(self, at: datetime, *, agreed_at: datetime) -> None:
        """Have the plan of the week of ``at``; of slots that were missed draw others.

        Raises:
            UnavailableError: it cannot be kept now.
        """
        plan, week = self._plan, iso_week(at)
        if plan is not None and plan.week == week:
            if plan.slots and plan.slots[0] < at - LATE:
                self._keep(replace(plan, slots=caught_up(plan.slots, at, self._entropy)), at)
        else:
            slots = drawn(at, self._entropy, agreed_at=agreed_at)
            self._keep(PostPlan(week, slots, self.a_time_of_the_week(at)), at)
        self._started = True

    def a_time_of_the_week(self, at: datetime) -> datetime:
        """Some time between ``at`` and the end of its week, evenly drawn."""
        left = int((week_begins(at) + _WEEK - at).total_seconds())
        return at + timedelta(seconds=self._entropy.below(max(1, left)))

    # -- tokens ------------------------------------------------------------------------

    def wish(self, at: datetime, keys: PostKeys) -> bytes | None:
        """What the issuer is asked when it is time to ask, else None.

        A set that can prove nothing does not ask: it would be refused, and is named in it.

        Raises:
            InputError: the issuer's key is none.
            UnavailableError: that it does not ask cannot be kept.
        """
        plan = self._plan
        if plan is None or plan.tokens_at is None or plan.tokens_at > at:
            return None
        if not self._sealer.proves:
            self.refused(at, plan.week)
            return None
        requests = self._sealer.requests(plan.week, TOKENS_A_WEEK, keys)
        wish = TokenWish(self._subscriber, plan.week, requests)
        return self._encode(self._sealer.proven(wish))

    def granted(self, answer: bytes, sent: Sent, week: str) -> None:
        """Keep the tokens of ``week`` that an issuer's ``answer`` makes.

        Raises:
            StbError: it makes none, or they cannot be kept.
        """
        if self._plan is None:
            return
        tokens = tuple(HeldToken(week, octets) for octets in self._sealer.tokens(answer, week))
        tokens_at = None if self._plan.week == week else self._plan.tokens_at
        self._store.keep_tokens(tokens, replace(self._plan, tokens_at=tokens_at), sent)
        self._sealer.settled(week)
        self.reread()

    def ask_again(self, at: datetime) -> datetime:
        """Tokens could not be had: ask again at some other time of the week; that time."""
        due = max(self.a_time_of_the_week(at), at + _SOONEST)
        if self._plan is not None and self._plan.tokens_at is not None:
            self._keep(replace(self._plan, tokens_at=due), at)
        return due

    def refused(self, at: datetime, week: str) -> datetime:
        """The issuer gives none of ``week``: ask no more before the next; when that begins.

        Asked again it says the same, and each request names the household.
        """
        if self._plan is not None and self._plan.week == week:
            self._keep(replace(self._plan, tokens_at=None), at)
        return week_begins(at) + _WEEK

    # -- envelopes ---------------------------------------------------------------------

    def envelope(self, at: datetime, keys: PostKeys, purpose: str) -> bytes | None:
        """The envelope of the slot that is due, taken off and noted as sent; None before.

        Raises:
            TrustError: the collector's key is none.
            UnavailableError: that it left cannot be noted, so it does not.
        """
        plan = self._plan
        if plan is None or not plan.slots or plan.slots[0] > at:
            return None
        self._lose(at)
        token = self._token(at)
        found = fit([(play.at, play) for play in self._waiting], at) if token else None
        play = None if found is None else found[1]
        report: Report = NoPlay()
        if play is not None and token is not None:
            spent = base64.urlsafe_b64encode(token.octets).decode()
            report = AdPlay(play.campaign, play.creative, iso_week(play.at), spent)
        try:
            content = self._encode(report)
        except InputError:  # damaged on the disk: it is lost, and an empty one leaves instead
            self._store.lose((play,) if play is not None else ())
            play, content = None, self._encode(NoPlay())
        sealed = self._sealer.sealed(content, keys)
        digest = hashlib.sha256(sealed).hexdigest()
        sent = Sent(Kind.AD_PLAY, content, at, purpose, len(sealed), digest)
        self._store.post(
            replace(plan, slots=plan.slots[1:]), sent, play=play, token=token if play else None
        )
        self.reread()
        return sealed

    def _token(self, at: datetime) -> HeldToken | None:
        """The oldest token that still holds: of this week or the last."""
        weeks = _weeks(at)
        held = [token for token in self._tokens if token.week in weeks]
        return min(held, key=lambda token: token.week, default=None)

    def _lose(self, at: datetime) -> None:
        lost = tuple(play for play in self._waiting if is_lost(play.at, at))
        if lost:
            self._store.lose(lost)
            self.reread()

    def _keep(self, plan: PostPlan, at: datetime) -> None:
        self._store.keep_plan(plan, weeks=_weeks(at))
        self.reread()


def _weeks(at: datetime) -> tuple[str, str]:
    """The weeks whose tokens hold at ``at``: the last one and this."""
    return iso_week(at - _WEEK), iso_week(at)
