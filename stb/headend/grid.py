"""The segment grid: one clock for all services, counted from the start of 2020.

Everything that is laid out lies on it: a segment is 96 frames at 25 a second,
3.84 s, and segment k of every service starts at the same instant. So a live
segment's number says when it was broadcast, and no service drifts.

Units: k counts segments since 2020-01-01T00:00:00Z; PTS in 90 kHz ticks.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stb.model.time import PAL, TICKS_WRAP

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
SEGMENT_FRAMES = 96
SEGMENT = timedelta(milliseconds=3840)
SEGMENT_TICKS = PAL.ticks(SEGMENT_FRAMES)


def segment_at(at: datetime) -> int:
    """The segment that is on air at ``at``."""
    return (at - EPOCH) // SEGMENT


def nearest_segment(at: datetime) -> int:
    """The segment whose start lies nearest to ``at``."""
    return (at - EPOCH + SEGMENT / 2) // SEGMENT


def starts_at(k: int) -> datetime:
    """The instant at which segment ``k`` starts."""
    return EPOCH + k * SEGMENT


def live_pts(k: int) -> int:
    """The 33-bit PTS of the first frame of live segment ``k``."""
    return k * SEGMENT_TICKS % TICKS_WRAP
