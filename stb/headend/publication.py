"""What was published last: versions and ends of each role, and of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from stb.formats import strict_json
from stb.formats.fields import read_instant, write_instant

_CAP = 64 << 10
AHEAD = {"timestamp": timedelta(days=1), "snapshot": timedelta(days=3), "ads": timedelta(days=3),
         "targets": timedelta(days=30), "root": timedelta(days=60)}  # fmt: skip
"""How long before its end a role is published anew."""

_BACK = timedelta(minutes=30)
"""A clock that was put back by more than this has everything published anew."""


@dataclass(frozen=True, slots=True)
class Publication:
    """``versions`` and ``ends`` by role; ``stock`` and ``fault`` mark what went in.

    ``at``: when it was signed, None where that was not kept.
    """

    versions: dict[str, int]
    ends: dict[str, datetime]
    weeks: tuple[str, ...] = ()
    stock: str = ""
    fault: str = ""
    at: datetime | None = None

    def holds(self, now: datetime, *, weeks: tuple[str, ...], stock: str, fault: str) -> bool:
        """Whether a box that asks at ``now`` can still be served with it."""
        if (self.weeks, self.stock, self.fault) != (weeks, stock, fault):
            return False
        if self.at is not None and now < self.at - _BACK:
            return False  # our clock was put back, and a box would think its own is wrong
        expired_on_request = "expired" in fault
        return all(
            now < self.ends[role] - ahead
            for role, ahead in AHEAD.items()
            if not (role == "timestamp" and expired_on_request)
        )

    def octets(self) -> bytes:
        return strict_json.dumps(
            {
                "v": 1,
                "versions": self.versions,
                "ends": {role: write_instant(end) for role, end in self.ends.items()},
                "weeks": list(self.weeks),
                "stock": self.stock,
                "fault": self.fault,
            }
            | ({"at": write_instant(self.at)} if self.at else {})
        )


def read_publication(path: Path) -> Publication:
    """What the file says; nothing was published where there is none."""
    try:
        data = strict_json.loads(path.read_bytes(), cap=_CAP)
    except FileNotFoundError:
        return Publication({}, {})
    assert isinstance(data, dict)
    return Publication(
        versions=data["versions"],
        ends={role: read_instant(end) for role, end in data["ends"].items()},
        weeks=tuple(data["weeks"]),
        stock=data["stock"],
        fault=data["fault"],
        at=read_instant(data["at"]) if "at" in data else None,
    )
