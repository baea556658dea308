"""What the operator takes back at once: creatives, and bundles of a week.

A creative that is revoked is in no bundle, is not served any more, and stands in the
signed index as revoked: a box drops it also from a bundle that it kept because the
new one did not reach it. A bundle that is revoked is published no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stb.formats import strict_json
from stb.formats.fields import write_instant
from stb.headend.files import alone, write_whole

_FILE = "revoked.json"
_CAP = 1 << 20


@dataclass(frozen=True, slots=True)
class Revocations:
    """Hashes of creatives and names of bundles, each in order of its name."""

    creatives: tuple[str, ...] = ()
    bundles: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Changes when anything is revoked; empty when nothing is."""
        return " ".join((*self.creatives, *self.bundles))


def read_revocations(folder: Path) -> Revocations:
    """All that was ever revoked by the operator on ``folder``."""
    data = _rows(folder)
    return Revocations(tuple(sorted(data["creatives"])), tuple(sorted(data["bundles"])))


def revoke(
    folder: Path, now: datetime, *, creatives: tuple[str, ...] = (), bundles: tuple[str, ...] = ()
) -> None:
    """Take these back from ``now`` on; in force with the next publication."""
    with alone(folder):
        data = _rows(folder)
        for kind, names in (("creatives", creatives), ("bundles", bundles)):
            data[kind] = {name: write_instant(now) for name in names} | data[kind]
        write_whole(folder / _FILE, strict_json.dumps({"v": 1, **data}))


def _rows(folder: Path) -> dict[str, dict[str, str]]:
    """When each was revoked, by its name."""
    try:
        data = strict_json.loads((folder / _FILE).read_bytes(), cap=_CAP)
    except FileNotFoundError:
        return {"creatives": {}, "bundles": {}}
    assert isinstance(data, dict)
    return {"creatives": data["creatives"], "bundles": data["bundles"]}
