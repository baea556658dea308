"""Time: the system's clock, a clock of one's own choosing, and the pace of real time.

The box never asks for the time itself and never waits; one of these clocks is
read once a step, and the pacer sleeps between steps. A virtual clock counts in
exact fractions of a second, so 25 steps are one second after a day as well.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from stb.model.time import FrameRate, length_of, seconds_of

PATIENCE_S = Fraction(1, 2)
"""How far steps may fall behind real time before the lost time is given up."""


class SystemClock:
    """Real time, shifted so that it stood at ``at`` when it was made."""

    def __init__(self, at: datetime | None = None) -> None:
        self._shift = timedelta(0) if at is None else _utc(at) - datetime.now(UTC)

    def utc(self) -> datetime:
        return datetime.now(UTC) + self._shift

    def jump(self, to: datetime) -> None:
        """Set the clock, forwards or back."""
        self._shift += _utc(to) - self.utc()


class VirtualClock:
    """Stands still until it is advanced; read by many threads, moved by one."""

    def __init__(self, at: datetime) -> None:
        self._origin = _utc(at)
        self._since = Fraction(0)

    def utc(self) -> datetime:
        """The time, rounded down to the microsecond; what it counts is exact."""
        return self._origin + length_of(self._since)

    def advance(self, seconds: Fraction | int) -> None:
        """Let ``seconds`` go by.

        Raises:
            ValueError: time is to run backwards; that is a `jump`.
        """
        if seconds < 0:
            raise ValueError(f"a clock advances, but not by {seconds} s")
        self._since += seconds

    def jump(self, to: datetime) -> None:
        """Set the clock, forwards or back."""
        self._since = seconds_of(_utc(to) - self._origin)


class Pacer:
    """Sleeps until each step is due in real time.

    Deadlines are reckoned from the first step, so that sleeping too long once
    does not shift the rest. After a stop of more than half a second (a suspended
    computer) it goes on from now, rather than hurry to catch up.
    """

    def __init__(
        self,
        rate: FrameRate,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self.change(rate)

    def change(self, rate: FrameRate) -> None:
        """Go on at another rate; the next step is due one step of it from now."""
        self._rate = rate
        self._start = Fraction(self._monotonic())
        self._steps = 0

    def pace(self) -> int:
        """Sleep until the next step is due; how many whole steps it is late, 0 when it is not."""
        self._steps += 1
        due = self._start + self._rate.seconds(self._steps)
        early = due - Fraction(self._monotonic())
        if early > 0:
            self._sleep(float(early))
            return 0
        if -early > PATIENCE_S:
            self.change(self._rate)
        return int(-early * self._rate.fraction)


class Tally:
    """How often something happened in the last second of real time."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._at: deque[float] = deque()

    def count(self) -> None:
        """It happened now."""
        self._at.append(self._monotonic())
        self._forget()

    def per_second(self) -> int:
        self._forget()
        return len(self._at)

    def _forget(self) -> None:
        since = self._monotonic() - 1
        while self._at and self._at[0] <= since:
            self._at.popleft()


def rest(seconds: float) -> None:
    """Let real time go by."""
    time.sleep(seconds)


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC)
