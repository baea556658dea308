"""When creatives are fetched: at the first chance, and then once a night.

Every box draws an hour of its own within the window, anew each night, so the
operator's line is not asked for everything at once and the hour tells nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from stb.engine.ports import Entropy

BEGINS = timedelta(hours=1)
"""After midnight UTC: two or three in the morning in the Netherlands."""

LASTS = timedelta(hours=3)
_DAY = timedelta(days=1)


class Night:
    """One box's nights. A box that was just switched on does not wait for the first."""

    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy
        self._due: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether to fetch at ``now``; also when the clock was put back since it was drawn."""
        return self._due is None or not self._due - 2 * _DAY < now < self._due

    def done(self, now: datetime) -> None:
        """All is fetched that could be; the next time is in the night to come."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        begins = midnight + BEGINS
        if now >= begins:
            begins += _DAY
        seconds = self._entropy.below(int(LASTS.total_seconds()))
        self._due = begins + timedelta(seconds=seconds)
