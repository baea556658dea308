"""The time that signatures are judged by: the clock, but never before what was signed last.

The newest word of the operator is the one of the highest version, not the one of the
latest date: a date that was signed by mistake, or by a stolen key, is taken back by what is
signed after it. How long ago the box was on is not gone by: a clock that was wrong once
would then be believed for ever.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from stb.adapters.metadata import HighestSeen
from stb.engine.ports import Clock

BUILT: Final = datetime(2025, 1, 1, tzinfo=UTC)
"""This program is younger: a machine whose clock says less has lost the time."""

_ROW: Final = "published"


class TrustedTime:
    """What ``clock`` says, held to what was signed. ``earliest``: no right clock says less.

    The signed time lies beside the highest versions, and not in the cache of metadata.
    """

    def __init__(
        self, clock: Clock, seen: HighestSeen, *, earliest: datetime | None = None
    ) -> None:
        self._clock, self._seen, self._earliest = clock, seen, earliest

    @property
    def floor(self) -> datetime | None:
        """No time before this is right; None while nothing is known."""
        seconds = self._seen.highest(_ROW)[0]
        known = datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 1 << 33 else None
        return max((at for at in (known, self._earliest) if at is not None), default=None)

    def utc(self) -> datetime:
        now, floor = self._clock.utc(), self.floor
        return now if floor is None else max(now, floor)

    def signed(self, at: datetime | None, *, until: datetime) -> None:
        """Take in when the newest index was signed, in metadata that ends at ``until``."""
        if at is None or at > until:
            return
        seconds = int(at.timestamp())
        if seconds > 0 and self._seen.highest(_ROW)[0] != seconds:
            self._seen.keep_highest(_ROW, seconds, "")
