"""Which creatives have a place on the disk, and which go first when there is too little.

Two different questions. The *quota* is answered by what is published and by the
clock alone, so every box of the operator has the same creatives, and what it asks
for tells nobody its segment: this week's in the order of their hashes, then next
week's, as far as they fit. The *disk* may be fuller in one home than in the next;
there the least missed goes first, and what had to go is not asked for again, since
asking twice would tell what this household had not been shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from stb.model.bundle import Bundle, Creative

QUOTA_BYTES = 2 << 30
"""40 groups with five spots of 7.5 MB in two weeks are 1.5 GB where none is shared."""


class Standing(IntEnum):
    """How much a creative would be missed; the least first."""

    REVOKED = 0
    EXPIRED = 1
    UNLISTED = 2
    NEXT_WEEKS = 3
    LISTED = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """A creative's file, and when it was shown last; None: not since the box is on."""

    id: str
    shown: datetime | None = None


def standings(
    bundles: Iterable[Bundle], *, revoked: frozenset[str], now: datetime
) -> dict[str, Standing]:
    """How each listed or revoked creative stands at ``now``: by the best place it has."""
    found: dict[str, Standing] = {}
    for bundle in bundles:
        for one in bundle.creatives:
            stands = _standing(bundle, one, now)
            found[one.id] = max(stands, found.get(one.id, stands))
    return found | dict.fromkeys(revoked, Standing.REVOKED)


def _standing(bundle: Bundle, creative: Creative, now: datetime) -> Standing:
    if bundle.valid_to <= now or (creative.not_after is not None and creative.not_after <= now):
        return Standing.EXPIRED
    return Standing.NEXT_WEEKS if bundle.valid_from > now else Standing.LISTED


def over_quota(
    creatives: Iterable[Creative], standing: Mapping[str, Standing], quota: int
) -> frozenset[str]:
    """Those for which the quota has no place; the same for every box at a time."""
    listed = {each.id: each for each in creatives}
    left, over = quota, set()
    for each in sorted(listed.values(), key=lambda one: (-standing.get(one.id, 0), one.id)):
        if each.size > left:
            over.add(each.id)
        else:
            left -= each.size
    return frozenset(over)


def eviction_order(
    kept: Iterable[Kept], standing: Mapping[str, Standing], *, playing: frozenset[str]
) -> tuple[str, ...]:
    """What goes first when the disk is full; never what is playing.

    Revoked, expired, listed no more, next week's, and then what was shown longest ago.
    """
    files = [each for each in kept if each.id not in playing]
    files.sort(
        key=lambda each: (
            standing.get(each.id, Standing.UNLISTED),
            each.shown.timestamp() if each.shown else 0.0,
            each.id,
        )
    )
    return tuple(each.id for each in files)
