"""What is watched, counted for viewing figures: seconds by kind, and nothing else.

Only live television and catch-up count, only while they move, and only with consent to
telemetry. What is counted for a group of tailored spots is another purpose, and kept apart.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from stb.engine.figures_store import FiguresStore
from stb.engine.snapshot import Snapshot
from stb.model.consent import Purpose
from stb.model.media import Form
from stb.model.telemetry import Seen, Watched, period
from stb.model.viewed import kind_of

KEPT_EVERY = timedelta(minutes=5)
"""So much viewing is kept in memory before it is written down."""


class Watching:
    """The counting of one household."""

    def __init__(self, store: FiguresStore) -> None:
        self._store = store
        self.reread()

    def reread(self) -> None:
        """Take whether anything is kept as the store has it now."""
        self._kept = bool(self._store.seen())
        self._counting: Counter[tuple[str, Watched]] = Counter()
        self._left = Fraction(0)

    @property
    def keeps(self) -> bool:
        """Whether anything was counted that needs a consent."""
        return self._kept or bool(self._counting)

    def forget(self) -> None:
        """Write nothing down of what was counted, whatever the disk says."""
        self._kept, self._left = False, Fraction(0)
        self._counting.clear()

    def saw(self, snapshot: Snapshot, seconds: Fraction) -> None:
        """Count that what ``snapshot`` shows was shown for ``seconds``, if the viewer agrees."""
        playing = snapshot.playing
        if playing is None or not playing.moving or playing.form is Form.RENTAL:
            return
        if not snapshot.allows(Purpose.TELEMETRY):
            return
        whole, self._left = divmod(self._left + seconds, 1)
        if whole:
            programme = playing.programme
            kind = kind_of(programme.category if programme is not None else "")
            self._counting[_period(snapshot.now), kind] += int(whole)

    def keep(self, at: datetime, *, leaving: bool = False) -> None:
        """Write down what was counted: now and then, and when a period is over.

        Raises:
            UnavailableError: it cannot be kept now; it stays counted.
        """
        running = _period(at)
        over = any(name != running for name, _ in self._counting)
        enough = sum(self._counting.values()) >= KEPT_EVERY.total_seconds()
        if not self._counting or not (over or leaving or enough):
            return
        self._store.add_seen(tuple(Seen(*key, count) for key, count in self._counting.items()))
        self._counting.clear()
        self._kept = True


def _period(at: datetime) -> str:
    return period(at.astimezone(UTC).date())
