"""Orders on their way: kept before they are sent, and when each may be tried.

An order is money: it is sent until the collector says that it has it, at ever
longer intervals, and its id makes a second delivery harmless. Ad plays leave
otherwise: see `stb.engine.plays`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from stb.model.report import Outgoing

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)


def next_due(outgoing: Outgoing, at: datetime, *, retry_after_s: int) -> datetime:
    """When to try again after a failure at ``at``: 30 s, doubled each time, 6 h at most.

    A collector may ask for a longer pause, within the same bound: it can never
    silence an order for good.
    """
    wait = min(FIRST_WAIT * (1 << min(outgoing.tries, 12)), LONGEST_WAIT)
    asked = timedelta(seconds=max(0, min(retry_after_s, int(LONGEST_WAIT.total_seconds()))))
    return at + max(wait, asked)


def due(outgoing: Outgoing, at: datetime) -> datetime:
    """When an order may be tried, seen from ``at``.

    One that is due later than it could be was kept before the clock was put back: it is
    tried at once.
    """
    return at if outgoing.due > at + LONGEST_WAIT else outgoing.due


def ready(queued: tuple[Outgoing, ...], at: datetime) -> tuple[Outgoing, ...]:
    """The orders that may be tried at ``at``."""
    return tuple(outgoing for outgoing in queued if due(outgoing, at) <= at)
