"""The PIN's lock: three wrong tries shut it for a quarter of an hour."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from stb.engine.snapshot import Pin

TRIES = 3
SHUT_FOR = timedelta(minutes=15)


def enter(pin: Pin, tried: str, *, right: str, at: datetime) -> Pin:
    """The lock after ``tried`` was entered; while it is shut nothing opens it."""
    pin = reopened(pin, at)
    if pin.shut_until is not None:
        return pin
    if hmac.compare_digest(tried.encode(), right.encode()):
        return Pin(open=True)
    wrong = pin.wrong + 1
    return Pin(wrong=wrong, shut_until=at + SHUT_FOR if wrong >= TRIES else None)


def reopened(pin: Pin, at: datetime) -> Pin:
    """The lock at ``at``: a quarter of an hour after it was shut it takes tries again."""
    if pin.shut_until is not None and not pin.shut_until - SHUT_FOR <= at < pin.shut_until:
        return Pin()
    return pin
