"""Reports on their way: kept before they are sent, and when each may be tried.

An order is money: it is sent until the collector says that it has it, at ever
longer intervals, and its id makes a second delivery harmless. An ad play names
nobody, so it cannot be told from its double: it is taken off the queue before
it is sent, and one that is lost stays lost (under-billing is acceptable,
over-billing is not). It leaves between one and seven days after the viewing,
so that its hour tells nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from stb.engine.ports import Entropy
from stb.model.report import Kind, Outgoing

PLAY_EARLIEST = timedelta(hours=24)
PLAY_LATEST = timedelta(hours=168)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)


def first_due(kind: Kind, at: datetime, entropy: Entropy) -> datetime:
    """When a report made at ``at`` may be tried first."""
    match kind:
        case Kind.ORDER:
            return at
        case Kind.AD_PLAY:
            spread = int((PLAY_LATEST - PLAY_EARLIEST).total_seconds())
            return at + PLAY_EARLIEST + timedelta(seconds=entropy.below(spread))


def next_due(outgoing: Outgoing, at: datetime, *, retry_after_s: int) -> datetime:
    """When to try again after a failure at ``at``: 30 s, doubled each time, 6 h at most.

    A collector may ask for a longer pause, within the same bound: it can never
    silence an order for good.
    """
    wait = min(FIRST_WAIT * (1 << min(outgoing.tries, 12)), LONGEST_WAIT)
    asked = timedelta(seconds=max(0, min(retry_after_s, int(LONGEST_WAIT.total_seconds()))))
    return at + max(wait, asked)


def due(outgoing: Outgoing, at: datetime) -> datetime:
    """When a report may be tried, seen from ``at``.

    An order that is due later than it could be was kept before the clock was put back:
    it is tried at once. A play is not: an hour that means nothing must not tell anything.
    """
    early = outgoing.kind is Kind.ORDER and outgoing.due > at + LONGEST_WAIT
    return at if early else outgoing.due


def ready(queued: tuple[Outgoing, ...], at: datetime) -> tuple[Outgoing, ...]:
    """The reports that may be tried at ``at``."""
    return tuple(outgoing for outgoing in queued if due(outgoing, at) <= at)
