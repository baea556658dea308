"""The rest of a viewing: what stands in the other breaks of the same programme.

A break that is decided counts as decided; of one that is not, the spots that must stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from stb.model.avail import Break
from stb.model.bundle import Creative, Generic
from stb.model.plan import Decision


@dataclass(frozen=True, slots=True)
class Stream:
    """The advertisers of each category that have a spot in another break; empty: not named."""

    advertisers: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def beside(
        cls,
        brk: Break,
        *,
        breaks: Iterable[Break],
        decided: Iterable[Decision],
        named: Mapping[str, Generic],
    ) -> Stream:
        """What stands in other breaks than ``brk``; ``named`` tells who is behind a spot."""
        made = [decision for decision in decided if decision.break_id != brk.id]
        known = {decision.break_id for decision in made} | {brk.id}
        on_air = [
            decision.creative or named.get(decision.spot.id, Generic(decision.spot.id))
            for decision in made
        ]
        on_air += [
            named.get(spot.id, Generic(spot.id))
            for other in breaks
            if other.id not in known
            for spot in other.spots
            if not spot.replaceable
        ]
        advertisers: dict[str, frozenset[str]] = {}
        for one in on_air:
            if one.category:
                others = advertisers.get(one.category, frozenset())
                advertisers[one.category] = others | {one.advertiser}
        return cls(advertisers)

    def has_competitor(self, creative: Creative) -> bool:
        """Whether somebody else of the trade of ``creative`` is in another break."""
        others = self.advertisers.get(creative.category, frozenset())
        return any(not one or one != creative.advertiser for one in others)
