"""The day's pattern: sixteen parts, and where each begins on each service.

A broadcast day runs from about six in the morning, local time. Boundaries are
common to all services but for a few minutes of jitter, so that a programme of
one part can never be on air beside one of the next part but one: parts
alternate between the two editions of every scene, and this is what keeps two
services from showing the same clip.

Units: minutes of local wall time after midnight of the broadcast day.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Amsterdam")

NOMINAL = (
    360, 450, 540, 630, 720, 810, 900, 990, 1080, 1168,
    1230, 1295, 1357, 1430, 1530, 1650,
)  # fmt: skip
"""06:00 ... 18:00, 19:28, 20:30, 21:35, 22:37, 23:50, 01:30, 03:30.

None lies between 02:00 and 03:00, where wall time may be missing or come twice.
"""

PRIME = 9
"""The part of half past seven in the evening."""

NIGHT = 15
"""The part of half past three at night."""

EVENING = range(8, 14)
"""The parts of 18:00 to midnight."""

JITTER = 7
FEATURED_SERVICE = "sirius-6"
FEATURED_MINUTES = 60
SHORT_MINUTES = 9
"""The short programme that opens the featured service's night, with three breaks close together."""


def draw(*what: object) -> int:
    """A number of 64 bits that depends on ``what`` alone."""
    text = "/".join(map(str, what)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big")


def boundary(seed: int, service_id: str, day: date, part: int) -> datetime:
    """When ``part`` of broadcast day ``day`` begins on a service: a whole minute, UTC.

    Part 16 is the first of the next day. On the featured service the part of
    half past seven lasts an hour, on any date.
    """
    if part == len(NOMINAL):
        return boundary(seed, service_id, day + timedelta(days=1), 0)
    if service_id == FEATURED_SERVICE and part == PRIME:
        return local_minute(day, NOMINAL[PRIME] - 2 + draw(seed, service_id, day, PRIME) % 5)
    if service_id == FEATURED_SERVICE and part == PRIME + 1:
        return boundary(seed, service_id, day, PRIME) + timedelta(minutes=FEATURED_MINUTES)
    jitter = draw(seed, service_id, day, part, "begins") % (2 * JITTER + 1) - JITTER
    return local_minute(day, NOMINAL[part] + jitter)


def local_minute(day: date, minute: int) -> datetime:
    """The UTC time of a minute after local midnight of ``day``."""
    days, minute = divmod(minute, 1440)
    there = day + timedelta(days=days)
    local = datetime(there.year, there.month, there.day, minute // 60, minute % 60, tzinfo=LOCAL)
    return local.astimezone(UTC)


def broadcast_day(at: datetime) -> date:
    """The date of the broadcast day that ``at`` nominally belongs to."""
    return (at.astimezone(LOCAL) - timedelta(minutes=NOMINAL[0])).date()
