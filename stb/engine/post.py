"""Envelopes of ad plays: as many a week as any other box sends, at times that tell nothing.

    Monday 00:00 UTC                                              Sunday
    |    x  x       x x    x          x   x x        x    ...     |   32 slots
              a slot takes the oldest play of 24 to 168 hours, or nothing at all

The slots are drawn when the week begins, before anybody knows what will be watched. What
goes out in one looks the same with a play in it and without. So the number, the sizes and
the times of what leaves do not depend on what was seen, and a play leaves one to seven days
after it. One that finds no slot in time is lost: under-billing is acceptable.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, TypeVar

from stb.engine.ports import Entropy

SLOTS_A_WEEK: Final = 32
"""One number for all boxes: 4 to 5 tailored spots a day leave whole, of more a part is lost."""

YOUNGEST: Final = timedelta(hours=24)
OLDEST: Final = timedelta(hours=168)

LATE: Final = timedelta(hours=1)
"""A slot missed by more, because the box was off, is drawn anew."""

_WEEK: Final = timedelta(weeks=1)

T = TypeVar("T")


def week_begins(at: datetime) -> datetime:
    """Monday 00:00 UTC of the week of ``at``."""
    day = at.astimezone(UTC).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(), UTC)


def drawn(at: datetime, entropy: Entropy, *, agreed_at: datetime) -> tuple[datetime, ...]:
    """The slots of the rest of the week of ``at``, earliest first.

    All 32 where the consent, given ``agreed_at``, is older than the week: a box that was off
    sends as many as the others, in less time. Else in proportion to what is left of the week
    from the yes on.
    """
    begins = week_begins(at)
    ends = begins + _WEEK
    since = max(begins, min(agreed_at, ends))
    share = (ends - since) / _WEEK
    return _scattered(at, ends, round(SLOTS_A_WEEK * share), entropy)


def caught_up(slots: Sequence[datetime], at: datetime, entropy: Entropy) -> tuple[datetime, ...]:
    """``slots`` with those that were missed drawn anew over the rest of their week.

    Sent in one burst they would show when the box was switched on. Of a week that is over
    they are gone.
    """
    begins = week_begins(at)
    missed = [slot for slot in slots if begins <= slot < at - LATE]
    ahead = [slot for slot in slots if at - LATE <= slot < begins + _WEEK]
    again = _scattered(at, begins + _WEEK, len(missed), entropy)
    return tuple(sorted((*ahead, *again)))


def fit(waiting: Sequence[tuple[datetime, T]], at: datetime) -> tuple[datetime, T] | None:
    """The play, with the time it was seen, that a slot at ``at`` takes; None for an empty one."""
    ripe = [each for each in waiting if YOUNGEST <= at - each[0] <= OLDEST]
    return min(ripe, key=lambda each: each[0], default=None)


def is_lost(seen_at: datetime, at: datetime) -> bool:
    """Whether a play can leave no more: too old, or of a time that is yet to come."""
    return not timedelta(0) <= at - seen_at <= OLDEST


def _scattered(
    since: datetime, until: datetime, count: int, entropy: Entropy
) -> tuple[datetime, ...]:
    """``count`` even draws between two times, to the second."""
    span = int((until - since).total_seconds())
    if span <= 0:
        return ()
    return tuple(sorted(since + timedelta(seconds=entropy.below(span)) for _ in range(count)))
