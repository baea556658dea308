"""Limits of time for what blocks, all of them watched over by one thread.

A thread for each limit would cost who sets it most of a millisecond, and hardly a limit is
ever reached. So the one thread sleeps until the earliest, and is not woken to hear that
it was lifted. It ends when nothing was watched over for a minute, or when told to.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Final

LINGER_S: Final = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """``strike`` is called at ``at``, unless the limit is lifted before."""

    at: float
    strike: Callable[[], None]


class Alarm:
    """Sets limits and lifts them; from any thread."""

    def __init__(self, linger_s: float = LINGER_S) -> None:
        self._linger_s = linger_s
        self._changed = Condition()
        self._limits: set[Limit] = set()
        self._wakes_at = math.inf
        self._watched = self._dismissed = False
        self._ever = 0

    def set(self, seconds: float, strike: Callable[[], None]) -> Limit:
        """Have ``strike`` called in ``seconds``, in the thread of the alarm; it may not block.

        Raises:
            RuntimeError: no thread is started while the process ends.
        """
        limit = Limit(time.monotonic() + seconds, strike)
        with self._changed:
            if not self._watched:
                Thread(target=self._watch, name="limits of time", daemon=True).start()
                self._watched = True
            self._limits.add(limit)
            self._dismissed = False
            self._ever += 1
            if limit.at < self._wakes_at:
                self._changed.notify()
        return limit

    def lift(self, limit: Limit) -> None:
        """Nothing comes of ``limit`` any more, unless it strikes at this moment."""
        with self._changed:
            self._limits.discard(limit)

    def dismiss(self) -> None:
        """Let the thread end as soon as nothing is to be watched over; it is not waited for."""
        with self._changed:
            self._dismissed = True
            self._changed.notify()

    def _watch(self) -> None:
        while (due := self._due()) is not None:
            for limit in due:
                try:
                    limit.strike()
                except Exception:  # noqa: BLE001  the limits of others stand
                    _log.exception("a limit of time")

    def _due(self) -> list[Limit] | None:
        """The limits that are reached, when there are any; None when it is time to end."""
        with self._changed:
            while True:
                now = time.monotonic()
                due = [limit for limit in self._limits if limit.at <= now]
                self._limits.difference_update(due)
                if due:
                    return due
                next_at = min((limit.at for limit in self._limits), default=None)
                if next_at is None and self._dismissed:
                    break
                self._wakes_at = now + self._linger_s if next_at is None else next_at
                before = self._ever
                self._changed.wait(max(0.0, self._wakes_at - now))
                idle = next_at is None and self._ever == before
                if idle and time.monotonic() >= self._wakes_at:
                    break
            self._wakes_at, self._watched = math.inf, False
            return None
