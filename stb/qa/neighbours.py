"""Neighbours: simulated households that agreed, through the same collectors as any box.

    a week of one household: 32 tokens, signed blindly   32 envelopes   and, of four weeks:
                             in one request              by the relay   a token, an answer twice

What waits, what is drawn and when it leaves is the box's own code; real keys, real HTTP, the
virtual clock. What they watched is made up, from a seed: a household is the same in every run,
so that a week that is lived through again counts nothing twice.
"""

from __future__ import annotations

import heapq
import http.client
import random
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Final
from urllib.parse import urlsplit

from stb.adapters.clock import VirtualClock
from stb.adapters.ids import SeededEntropy
from stb.adapters.sealer import Sealer
from stb.engine.figures import SENDINGS, Figures
from stb.engine.plays import Plays
from stb.engine.ports import Play
from stb.engine.post import SLOTS_A_WEEK, week_begins
from stb.errors import StbError
from stb.formats.reports import write_report
from stb.headend.server import HeadEnd
from stb.model.report import Kind, PostKeys, Sent
from stb.model.telemetry import Seen, Watched, begins, most_watched, period_before
from stb.qa.drawer import AnswerDrawer, Drawer

WEEK: Final = timedelta(weeks=1)
TOKENS_PATH: Final = "tokens/v1"
ANSWER_TOKENS_PATH: Final = "telemetry-tokens/v1"
RELAY_PATH: Final = "relay/v1"
WATCHED: Final = {
    Watched.SERIES: 21, Watched.ENTERTAINMENT: 19, Watched.NEWS: 17, Watched.SPORT: 14,
    Watched.FILM: 10, Watched.DOCUMENTARY: 7, Watched.CHILDREN: 5, Watched.MUSIC: 3,
    Watched.OTHER: 2, Watched.NONE: 2,
}  # fmt: skip
"""What a hundred neighbours watch most, made up."""

FIRST_SPOT_WEIGHT: Final = 4
"""The first spot of the group is on air so many times as often as the second, and so on."""

_LONG_AGO: Final = timedelta(weeks=26)
_NOTED: Final = Sent(Kind.TOKENS, b"", datetime(2001, 1, 1, tzinfo=UTC), "")

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Spot:
    """A creative that neighbours see, and the campaign that it is billed to."""

    creative: str
    campaign: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What ``homes`` sent in whole ISO weeks up to ``until``; ``cpu_s`` is both sides' together.

    ``truth`` is what they watched most, which nobody but the simulation knows.
    """

    homes: int
    until: datetime
    token_requests: int
    envelopes: int
    cpu_s: float
    truth: Counter[Watched]


class Neighbours:
    """``homes`` households of ``headend``, whose ``clock`` they move."""

    def __init__(
        self,
        headend: HeadEnd,
        clock: VirtualClock,
        *,
        homes: int,
        spots: Sequence[Spot],
        seed: int = 1,
    ) -> None:
        """``spots`` are seen the more often the earlier they stand; none: telemetry alone."""
        self._clock, self._seed = clock, seed
        self._keys = headend.operator.repository.post_keys
        self._begins = week_begins(clock.utc())
        self._post = _Post(headend.url, headend.relay_url)
        clock.jump(self._begins)
        credential = headend.credential
        self._slots = SLOTS_A_WEEK if spots else 0
        self._homes = [
            _Home(f"{seed}-{n:05}", self._begins, spots, credential) for n in range(homes)
        ]
        headend.operator.ledger.enrol(home.subscriber for home in self._homes)

    def live(self, weeks: int, tell: Tell = lambda *_: None) -> Outcome:
        """Live through ``weeks`` ISO weeks from the one that the clock stands in.

        ``tell`` gets how many envelopes left, of how many.

        Raises:
            UnavailableError: the head-end does not answer.
        """
        started, until = process_time(), self._begins + weeks * WEEK
        whole = len(self._homes) * self._envelopes(weeks)
        due = [(self._begins, n) for n in range(len(self._homes))]
        while due and due[0][0] < until:
            at, n = heapq.heappop(due)
            self._clock.jump(at)
            again = self._homes[n].live_at(at, self._keys, self._post)
            heapq.heappush(due, (max(again, at + timedelta(microseconds=1)), n))
            tell(min(self._post.envelopes, whole), whole)
        self._clock.jump(until)
        tell(self._post.envelopes, self._post.envelopes)
        return Outcome(
            len(self._homes), until, self._post.token_requests, self._post.envelopes,
            process_time() - started, Counter(home.truth for home in self._homes),
        )  # fmt: skip

    def _envelopes(self, weeks: int) -> int:
        """How many one household sends in so many weeks: of plays each week, an answer a period."""
        periods = {begins(self._begins + week * WEEK) for week in range(weeks)}
        return weeks * self._slots + SENDINGS * len(periods)

    def close(self) -> None:
        self._post.close()


class _Home:
    """One household: the box's own plays and figures, and what it happened to watch."""

    def __init__(
        self, name: str, at: datetime, spots: Sequence[Spot], credential: Callable[[str], bytes]
    ) -> None:
        self._name, self._spots, self._agreed_at = name, spots, at - _LONG_AGO
        self.subscriber = f"neighbour-{name}"
        handed_out = credential(self.subscriber)
        self._drawer = Drawer()
        self._seen_until, self._coming = at - WEEK, deque[Play]()
        entropy = SeededEntropy(_seed(f"{name} {at.date()}"))
        self._plays = Plays(
            self._drawer, entropy=entropy, encode=write_report, subscriber=self.subscriber,
            sealer=Sealer(entropy.below, credential=handed_out),
        )  # fmt: skip
        watched = random.Random(f"{name} {period_before(at)}").choices(
            list(WATCHED), list(WATCHED.values())
        )[0]
        seconds = 0 if watched is Watched.NONE else 36_000
        counted = (Seen(period_before(at), watched, seconds),)
        self.truth = most_watched(counted, period_before(at))
        # Drawn anew from the same seed in each run of a period, so that the answer is the same.
        answering = SeededEntropy(_seed(f"{name} {begins(at).date()}"))
        self._figures = Figures(
            AnswerDrawer(counted), entropy=answering, encode=write_report,
            sealer=Sealer(answering.below, credential=handed_out), subscriber=self.subscriber,
        )  # fmt: skip
        self._left: list[datetime] = []

    def live_at(self, at: datetime, keys: PostKeys, post: _Post) -> datetime:
        """Do what is due at ``at``; when something is due again."""
        due = self._answer(at, keys, post)
        return min(due, self._see(at, keys, post)) if self._spots else due

    def _see(self, at: datetime, keys: PostKeys, post: _Post) -> datetime:
        while self._seen_until <= at:
            self._watch_a_week()
        shown = False
        while self._coming and self._coming[0].at <= at:
            self._drawer.saw(self._coming.popleft())
            shown = True
        if shown:
            self._plays.reread()
        if self._plays.next_due(at) > at and not self._plays.is_late(at):
            return self._plays.next_due(at)
        self._plays.prepare(at, agreed_at=self._agreed_at)
        if (wish := self._plays.wish(at, keys)) is not None:
            try:
                self._plays.granted(post.ask(TOKENS_PATH, wish), _NOTED, self._plays.week)
            except StbError:  # refused: this household had its tokens in an earlier run
                self._plays.ask_again(at)
        if (envelope := self._plays.envelope(at, keys, "")) is not None:
            post.relay(envelope)
        return self._plays.next_due(at)

    def _watch_a_week(self) -> None:
        """The spots of one ISO week, in the order in which they were shown."""
        chance = random.Random(f"{self._name} {self._seen_until.date()}")
        weights = [FIRST_SPOT_WEIGHT**-n for n in range(len(self._spots))]
        times = sorted(chance.randrange(7 * 86_400) for _ in range(chance.randint(24, 44)))
        for second in times:
            spot = chance.choices(self._spots, weights)[0]
            shown = self._seen_until + timedelta(seconds=second)
            self._coming.append(Play(spot.creative, spot.campaign, shown))
        self._seen_until += WEEK

    def _answer(self, at: datetime, keys: PostKeys, post: _Post) -> datetime:
        figures, agreed_at = self._figures, self._agreed_at
        if figures.next_due(at, agreed_at=agreed_at, left=self._left) > at:
            return figures.next_due(at, agreed_at=agreed_at, left=self._left)
        figures.prepare(at, agreed_at=agreed_at, left=self._left)
        if (wish := figures.wish(at, keys)) is not None:
            try:
                figures.granted(post.ask(ANSWER_TOKENS_PATH, wish), _NOTED, figures.period)
            except StbError:  # refused: this household had its token in an earlier run
                figures.ask_again(at)
        if (envelope := figures.envelope(at, keys)) is not None:
            post.relay(envelope)
            self._left.append(at)
        return figures.next_due(at, agreed_at=agreed_at, left=self._left)


class _Post:
    """The way to issuer and relay, on connections that stay open: a box has one for each."""

    def __init__(self, collector_url: str, relay_url: str) -> None:
        self._issuer, self._relay = _connection(collector_url), _connection(relay_url)
        self.token_requests = self.envelopes = 0

    def ask(self, path: str, body: bytes) -> bytes:
        """What the issuer answers."""
        self._issuer.request("POST", f"/{path}", body, {"Content-Type": "application/json"})
        answer = self._issuer.getresponse().read()
        self.token_requests += 1
        return answer

    def relay(self, envelope: bytes) -> None:
        self._relay.request(
            "POST", f"/{RELAY_PATH}", envelope, {"Content-Type": "application/octet-stream"}
        )
        self._relay.getresponse().read()
        self.envelopes += 1

    def close(self) -> None:
        self._issuer.close()
        self._relay.close()


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    return http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=60)


def _seed(name: str) -> int:
    return random.Random(name).getrandbits(64)
