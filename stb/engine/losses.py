"""Why a candidate that might have played at a spot does not: what the rest of the break took.

Told from the choice as it was made, so each reason can be seen in the break: who stands twice,
who stands beside, whose group is larger, what was seen more often, what the lot decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stb.engine import search
from stb.model.bundle import Creative
from stb.model.rules import Rules

TWICE, ADVERTISER, COMPETITOR = "plan.twice_in_break", "plan.advertiser_twice", "plan.competitor"
NEIGHBOUR, SHARE, UNPROVED = "plan.neighbour", "plan.share", "plan.search_ended"
OTHER_GROUP, SEEN_MORE, OUTDRAWN = "plan.other_group", "plan.seen_more", "plan.outdrawn"

NEARNESS = (
    UNPROVED, NEIGHBOUR, COMPETITOR, ADVERTISER, TWICE, SHARE, OTHER_GROUP, SEEN_MORE, OUTDRAWN,
)  # fmt: skip
"""Every reason here, from the farthest to the nearest to having been chosen."""

_SEPARATED = (
    ("creative", TWICE), ("campaign", TWICE), ("advertiser", ADVERTISER), ("category", COMPETITOR),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A creative under the first of the viewer's segments that has it.

    ``order`` is that segment's place, ``seen`` the plays of its campaign in this week.
    ``unfit`` speaks against it whatever the spot, ``worn`` what was seen of it before.
    """

    number: int
    order: int
    segment: str
    creative: Creative
    seen: int
    keys: frozenset[search.Key]
    unfit: str
    worn: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A break with its choice made, ready to tell why the others lost."""

    offers: Sequence[Offer]
    slots: Sequence[search.Slot]
    chosen: Sequence[search.Candidate | None]
    rules: Rules
    most: int

    def lost(self, place: int) -> list[tuple[Creative, str]]:
        """Each candidate of a spot that is not the one, and why."""
        taken = self.chosen[place]
        met, beside = self._on_air_but_for(place)
        return [
            (self.offers[one.name - 1].creative, self._why(one, taken, met, beside))
            for one in self.slots[place].candidates
            if one is not taken
        ]

    def _on_air_but_for(self, place: int) -> tuple[frozenset[search.Key], frozenset[str]]:
        """The keys of all other spots as they will be on air, and what may not be beside them."""
        keys: set[search.Key] = set()
        beside: set[str] = set()
        for n, (slot, pick) in enumerate(zip(self.slots, self.chosen, strict=True)):
            if n != place:
                keys |= slot.keys if pick is None else pick.keys
                if abs(n - place) == 1:
                    beside.add(slot.category if pick is None else pick.category)
        apart = {
            other
            for pair in self.rules.apart
            if pair & beside
            for other in (pair - beside if len(pair) > 1 else pair)
        }
        return frozenset(keys), frozenset(apart)

    def _why(
        self,
        one: search.Candidate,
        taken: search.Candidate | None,
        met: frozenset[search.Key],
        beside: frozenset[str],
    ) -> str:
        if not one.keys.isdisjoint(met):
            kinds = {key[0] for key in one.keys & met}
            return next(code for kind, code in _SEPARATED if kind in kinds)
        return NEIGHBOUR if one.category in beside else self._outdone(one, taken)

    def _outdone(self, one: search.Candidate, taken: search.Candidate | None) -> str:
        """Why a candidate that nothing kept out was not the one."""
        if taken is None:
            full = sum(pick is not None for pick in self.chosen) >= self.most
            return SHARE if full else UNPROVED
        lost, won = self.offers[one.name - 1], self.offers[taken.name - 1]
        if lost.order != won.order:
            return OTHER_GROUP if lost.order > won.order else UNPROVED
        if lost.seen != won.seen:
            return SEEN_MORE if lost.seen > won.seen else UNPROVED
        return OUTDRAWN
