"""The plan of a break: which creative plays at which spot, and why not another.

A pure function of what was signalled, what is on disk, who is watching, what was agreed, what
was seen before, when, and under which rules (`stb.model.rules`). The order is the trade's:
eligibility, suitability, caps for each creative by itself (`stb.engine.objections`), then
the best choice for the whole break (`stb.engine.search`), and the broadcast's own spot
whenever nothing is left.

The best choice, under the share of spots that stay, separation and bad neighbours, is that with
1. the most frames replaced; of those
2. the least premium: a position somebody paid extra for is taken last (frames x thousandths);
3. the nearest groups: the household's segments in order of preference, 0 for the first, summed;
4. the least seen campaigns: plays in this week, summed;
5. the lots: the spots are taken as drawn, each its best candidate as drawn.
It is exact up to `search.MOST_NODES`; past it the best found is taken and `proved` is False.
Lots are a hash of their names, so the same viewing draws the same, and a seek changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stb.engine import objections, search
from stb.engine.objections import Occasion, Seen, fits
from stb.engine.ports import Play
from stb.model.avail import Break, Spot
from stb.model.bundle import Creative, Generic, Inventory, iso_week
from stb.model.plan import Decision, Rejected
from stb.model.rules import Profile, Rules, in_force, positions
from stb.model.schedule import Programme
from stb.model.time import FrameRate

__all__ = ["CHOSEN", "NEARNESS", "WHOLE_BREAK", "Viewing", "fits", "plan"]

CHOSEN = "plan.chosen"
NOT_YET, CHILDREN, PROTECTED = "plan.not_yet", "plan.children", "plan.position"
NO_SEGMENT, NO_FIT = "plan.no_segment", "plan.no_fit"
TWICE, ADVERTISER, COMPETITOR = "plan.twice_in_break", "plan.advertiser_twice", "plan.competitor"
NEIGHBOUR, SHARE, UNPROVED = "plan.neighbour", "plan.share", "plan.search_ended"
OTHER_GROUP, SEEN_MORE, OUTDRAWN = "plan.other_group", "plan.seen_more", "plan.outdrawn"

WHOLE_BREAK = (NOT_YET, CHILDREN, NO_SEGMENT, NO_FIT, PROTECTED)
"""Why a spot stays before any candidate is looked at, or because there is none."""

NEARNESS = (
    *objections.NEARNESS, UNPROVED, NEIGHBOUR, COMPETITOR, ADVERTISER, TWICE, SHARE,
    OTHER_GROUP, SEEN_MORE, OUTDRAWN,
)  # fmt: skip
"""Every reason for which a candidate is refused, from the farthest to the nearest."""

_NEAR = {code: place for place, code in enumerate(NEARNESS)}
_MOST_SEEN = 1 << 20


@dataclass(frozen=True, slots=True)
class Viewing:
    """What a plan depends on besides the break itself.

    ``segments`` are ids in the order of preference, empty without a profile.
    ``barred`` is a dotted code when nothing may be replaced at all (no consent, a
    service that is not eligible), else empty. ``frame`` is on the screen ``at``.
    ``programme`` tells the slot, rating and category; None: not known. ``history`` is
    what the household saw. ``local`` gives the viewer's civil time.
    """

    media_id: str
    rate: FrameRate
    at: datetime
    inventory: Inventory
    segments: tuple[str, ...]
    barred: str
    seed: int
    local: Callable[[datetime], datetime]
    frame: int = 0
    programme: Programme | None = None
    history: tuple[Play, ...] = ()
    profile: Profile = Profile.TODAY
    rules: Rules | None = None
    """Rules other than those of the profile on the day of ``at``."""

    @property
    def in_force(self) -> Rules:
        return self.rules or in_force(self.profile, self.local(self.at).date())


def plan(
    brk: Break, viewing: Viewing, *, most_nodes: int = search.MOST_NODES
) -> tuple[Decision, ...]:
    """A decision for every spot of ``brk``, in order."""
    rules = viewing.in_force
    staying = [_stays(brk, place, viewing, rules) for place in range(len(brk.spots))]
    if all(staying):
        return tuple(
            Decision(brk.id, spot, None, why) for spot, why in zip(brk.spots, staying, strict=True)
        )
    return _Planning(brk, viewing, rules, staying).decided(most_nodes)


def _stays(brk: Break, place: int, viewing: Viewing, rules: Rules) -> str:
    """Why the broadcast's own spot stays whatever is on offer; empty if it need not."""
    spot = brk.spots[place]
    programme = viewing.programme
    if not spot.replaceable:
        return spot.reason
    if not rules.tailored:
        return NOT_YET
    if viewing.barred:
        return viewing.barred
    if programme is not None and rules.for_children(programme.category):
        return CHILDREN
    if positions(*_place(brk, place)) & rules.protected:
        return PROTECTED
    return "" if viewing.segments else NO_SEGMENT


def _place(brk: Break, place: int) -> tuple[int, int]:
    """The place of a spot (from 0) and the number of spots, as signalled where that is known."""
    spot = brk.spots[place]
    if 0 < spot.number <= spot.expected:
        return spot.number - 1, spot.expected
    return place, len(brk.spots)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A creative under the first of the viewer's segments that has it."""

    number: int
    order: int
    segment: str
    creative: Creative
    seen: int
    keys: frozenset[search.Key]
    objection: str


@dataclass(slots=True)
class _Planning:
    brk: Break
    viewing: Viewing
    rules: Rules
    staying: list[str]
    offers: list[_Offer] = field(default_factory=list)
    _drawing: tuple[str, ...] = ()
    _misfits: dict[int, tuple[list[_Offer], list[Rejected]]] = field(default_factory=dict)

    def decided(self, most_nodes: int) -> tuple[Decision, ...]:
        brk, viewing, rules = self.brk, self.viewing, self.rules
        self.offers = list(self._offered())
        named = {one.spot: one for b in viewing.inventory.active(viewing.at) for one in b.generics}
        slots: list[search.Slot] = []
        refused: list[list[Rejected]] = []
        for place, spot in enumerate(brk.spots):
            fitting, rejected = ([], []) if self.staying[place] else self._candidates(spot)
            own = named.get(spot.id, Generic(spot.id))
            worth = self._worth(place)
            slots.append(
                search.Slot(
                    tuple(
                        search.Candidate(
                            offer.number,
                            worth - (offer.order << 32) - offer.seen,
                            offer.keys,
                            offer.creative.category,
                        )
                        for offer in fitting
                    ),
                    frozenset(_keys_of(own.advertiser, own.category)),
                    own.category,
                )
            )
            refused.append(rejected)
        most = rules.most_replaced(max(len(brk.spots), *(spot.expected for spot in brk.spots)))
        found = search.best(
            slots, most=most, apart=rules.apart, order=self._drawn(), most_nodes=most_nodes
        )
        return tuple(
            self._decision(place, slots, found, rejected, most)
            for place, rejected in enumerate(refused)
        )

    # -- candidates --------------------------------------------------------------------

    def _offered(self) -> Iterator[_Offer]:
        """Every creative of the viewer's segments once, under its first segment."""
        viewing, rules = self.viewing, self.rules
        local = viewing.local(viewing.at)
        civil = {play.at: viewing.local(play.at) for play in viewing.history}
        seen = objections.seen_by_campaign(viewing.history, civil)
        rating = viewing.programme.rating if viewing.programme is not None else ""
        bundles = viewing.inventory.active(viewing.at)
        told: set[str] = set()
        for order, segment in enumerate(viewing.segments):
            for bundle in bundles:
                if bundle.segment.id != segment:
                    continue
                for one in bundle.creatives:
                    if one.id in told:
                        continue
                    told.add(one.id)
                    plays = seen.get(one.campaign, Seen())
                    objection = objections.in_general(
                        one, rules, at=viewing.at, ready=viewing.inventory.ready, rating=rating
                    ) or objections.of_plays(one, rules, plays, at=viewing.at, local=local)
                    yield _Offer(
                        len(told), order, segment, one,
                        min(plays.in_week(viewing.at), _MOST_SEEN),
                        _keys_of_creative(one), objection,
                    )  # fmt: skip

    def _candidates(self, spot: Spot) -> tuple[list[_Offer], list[Rejected]]:
        """The offers that may play at ``spot`` by themselves, best first, and the others."""
        fitting, misfits = self._by_length(spot.frames)
        occasion = self._occasion(spot)
        free: list[_Offer] = []
        rejected: list[Rejected] = []
        for offer in fitting:
            # The clock is told before the caps: it would keep the spot out in any week.
            reason = offer.objection
            if not reason or reason in _OF_PLAYS:
                reason = objections.of_the_hour(offer.creative, self.rules, occasion) or reason
            if reason:
                rejected.append(Rejected(offer.creative, reason))
            else:
                free.append(offer)
        free.sort(key=lambda offer: (offer.order, offer.seen, self._lot(spot, offer)))
        rejected.sort(key=lambda each: -_NEAR[each.reason])
        return free, rejected + misfits

    def _by_length(self, frames: int) -> tuple[list[_Offer], list[Rejected]]:
        """The offers of exactly the length of ``frames``, and the refusals of all others."""
        known = self._misfits.get(frames)
        if known is not None:
            return known
        verdicts: dict[tuple[int, int, int], str] = {}
        fitting: list[_Offer] = []
        misfits: list[Rejected] = []
        for offer in self.offers:
            one = offer.creative
            length = (one.frames, one.rate.num, one.rate.den)
            verdict = verdicts.get(length)
            if verdict is None:
                verdict = objections.misfit(frames, self.viewing.rate, one.frames, one.rate)
                verdicts[length] = verdict
            if verdict:
                misfits.append(Rejected(one, verdict))
            else:
                fitting.append(offer)
        misfits.sort(key=lambda each: -_NEAR[each.reason])
        self._misfits[frames] = fitting, misfits
        return fitting, misfits

    def _occasion(self, spot: Spot) -> Occasion:
        viewing = self.viewing

        def after(start: datetime, frames: int) -> datetime:
            return viewing.local(start + timedelta(seconds=float(viewing.rate.seconds(frames))))

        ends = max(spot.end - viewing.frame, 0)
        viewed = (viewing.local(viewing.at), after(viewing.at, ends))
        if viewing.programme is None:
            return Occasion(viewed)
        start = viewing.programme.start
        return Occasion(viewed, (after(start, spot.at), after(start, spot.end)))

    def _worth(self, place: int) -> int:
        """What any replacement at ``place`` is worth: the objective's first two parts."""
        frames = self.brk.spots[place].frames
        held = positions(*_place(self.brk, place))
        premium = frames * max((self.rules.premium.get(one, 0) for one in held), default=0)
        return (frames << 96) - (premium << 64)

    # -- lots --------------------------------------------------------------------------

    def _drawn(self) -> list[int]:
        spots = self.brk.spots
        return sorted(range(len(spots)), key=lambda place: self._hash(spots[place].id))

    def _lot(self, spot: Spot, offer: _Offer) -> bytes:
        return self._hash(spot.id, offer.creative.id)

    def _hash(self, *names: str) -> bytes:
        """A lot that the same viewing draws again: nothing but a hash of its names."""
        if not self._drawing:
            viewing = self.viewing
            self._drawing = (
                str(viewing.seed), viewing.media_id, iso_week(viewing.at), self.brk.id,
            )  # fmt: skip
        return hashlib.sha256("\n".join((*self._drawing, *names)).encode()).digest()

    # -- reasons -----------------------------------------------------------------------

    def _decision(
        self,
        place: int,
        slots: list[search.Slot],
        found: search.Found,
        refused: list[Rejected],
        most: int,
    ) -> Decision:
        spot = self.brk.spots[place]
        if self.staying[place]:
            return Decision(self.brk.id, spot, None, self.staying[place])
        taken = found.chosen[place]
        full = sum(one is not None for one in found.chosen) >= most
        met, beside = _met(place, slots, found, self.rules)
        by_reason = sorted(
            (
                Rejected(
                    self.offers[one.name - 1].creative,
                    self._lost(one, taken, met, beside, full=full),
                )
                for one in slots[place].candidates
                if one is not taken
            ),
            key=lambda each: -_NEAR[each.reason],
        )
        rejected = (*by_reason, *refused)
        if taken is None:
            nearest = rejected[0].reason if rejected else objections.LENGTH
            reason = NO_FIT if nearest == objections.LENGTH else nearest
            return Decision(self.brk.id, spot, None, reason, "", rejected, found.proved)
        offer = self.offers[taken.name - 1]
        return Decision(
            self.brk.id, spot, offer.creative, CHOSEN, offer.segment, rejected, found.proved
        )

    def _lost(
        self,
        one: search.Candidate,
        taken: search.Candidate | None,
        met: frozenset[search.Key],
        beside: frozenset[str],
        *,
        full: bool,
    ) -> str:
        """Why a candidate that might have played here does not, given the rest of the break."""
        kinds = {key[0] for key in one.keys if key in met}
        if kinds:
            return next(code for kind, code in _SEPARATED if kind in kinds)
        if one.category in beside:
            return NEIGHBOUR
        return self._outdone(one, taken, full=full)

    def _outdone(self, one: search.Candidate, taken: search.Candidate | None, *, full: bool) -> str:
        """Why a candidate that nothing kept out was not the one."""
        if taken is None:
            return SHARE if full else UNPROVED
        lost, won = self.offers[one.name - 1], self.offers[taken.name - 1]
        if lost.order != won.order:
            return OTHER_GROUP if lost.order > won.order else UNPROVED
        if lost.seen != won.seen:
            return SEEN_MORE if lost.seen > won.seen else UNPROVED
        return OUTDRAWN


_OF_PLAYS = frozenset(
    (objections.CAP_LIFETIME, objections.CAP, objections.CAP_DAY, objections.CAP_HOUR,
     objections.RECENT)
)  # fmt: skip
_SEPARATED = (
    ("creative", TWICE), ("campaign", TWICE), ("advertiser", ADVERTISER), ("category", COMPETITOR),
)  # fmt: skip


def _keys_of(advertiser: str, category: str) -> Iterator[search.Key]:
    if advertiser:
        yield "advertiser", advertiser
    if category:
        yield "category", category


def _keys_of_creative(creative: Creative) -> frozenset[search.Key]:
    """What no two spots of a break may share. Of an advertiser that is not named, only the spot."""
    campaign = (("campaign", creative.campaign),) if creative.advertiser else ()
    own = (("creative", creative.id), *campaign)
    return frozenset((*own, *_keys_of(creative.advertiser, creative.category)))


def _met(
    place: int, slots: list[search.Slot], found: search.Found, rules: Rules
) -> tuple[frozenset[search.Key], frozenset[str]]:
    """The keys of all other spots as they will be on air, and what may not be beside them."""
    keys: set[search.Key] = set()
    beside: set[str] = set()
    for n, (slot, pick) in enumerate(zip(slots, found.chosen, strict=True)):
        if n != place:
            keys |= slot.keys if pick is None else pick.keys
            if abs(n - place) == 1:
                beside.add(slot.category if pick is None else pick.category)
    apart = {other for pair in rules.apart if pair & beside for other in pair - beside}
    return frozenset(keys), frozenset(apart)
