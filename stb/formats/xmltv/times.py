"""Times as guides write them: 20261118203000 +0100, shorter, or without a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[ T]?(?:(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?)?"
    r"\s*(?:([+-])(\d\d):?(\d\d)|([A-Za-z]{1,5}))?",
    re.ASCII,
)
_NAMED = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2,
    "EEST": 3,
}  # fmt: skip


def read_time(text: str, *, default_zone: tzinfo) -> datetime:
    """The instant, in UTC. Without a zone ``default_zone`` holds.

    An hour that a change of clocks repeats is its first one.

    Raises:
        ValueError: not a time.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a time: {text[:30]!r}")
    year, month, day, hour, minute, second, sign, hours, minutes, name = match.groups(default="")
    zone = default_zone
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        if offset >= timedelta(days=1):
            raise ValueError(f"not a zone: {text[:30]!r}")
        zone = timezone(-offset if sign == "-" else offset)
    elif name:
        if name.upper() not in _NAMED:
            raise ValueError(f"not a zone: {name!r}")
        zone = timezone(timedelta(hours=_NAMED[name.upper()]))
    at = datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
        tzinfo=zone,
    )  # fmt: skip
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"not a time: {text[:30]!r}") from error


def write_time(at: datetime) -> str:
    """``at`` with the offset of its own zone."""
    if at.tzinfo is None:
        raise ValueError(f"a time without a zone: {at}")
    return at.strftime("%Y%m%d%H%M%S %z")[:20]
