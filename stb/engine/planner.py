"""The plan of a break: which creative plays at which spot, and why not another.

A pure function of what was signalled, what is on disk, who is watching, what was agreed, what
was seen before, when, and under which rules (`stb.model.rulebook`). The order is the trade's:
eligibility and suitability (`stb.engine.objections`), caps (`stb.engine.frequency`), what else is
in this viewing (`stb.engine.stream`), then the best choice for the whole break
(`stb.engine.search`), and the broadcast's own spot whenever nothing is left.

The best choice, under the share of spots that stay, separation and bad neighbours, is that with
1. the most frames replaced; of those
2. the least premium: a position somebody paid extra for is taken last (frames x thousandths);
3. the nearest groups: the household's segments in order of preference, 0 for the first, summed;
4. the least seen campaigns: plays in this week, summed;
5. the lots: the spots are taken as drawn, each its best candidate as drawn.
It is exact up to `search.MOST_NODES`; past it the best found is taken and `proved` is False.
Lots are a hash of their names, the household's among them: the same viewing draws the same, a
seek changes nothing, and a campaign's share of all breaks is not the same breaks in every home.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from stb.engine import frequency, losses, objections, search
from stb.engine.frequency import Frequency
from stb.engine.losses import Offer
from stb.engine.lots import Lots
from stb.engine.objections import Occasion, fits
from stb.engine.ports import Play
from stb.engine.stream import Stream
from stb.model.avail import Break, Spot
from stb.model.bundle import (
    Bundle,
    Campaign,
    Creative,
    Generic,
    Inventory,
    Scope,
    Sponsor,
    iso_week,
)
from stb.model.plan import Decision, Rejected
from stb.model.rules import Position, Profile, Rules, in_force, positions
from stb.model.schedule import Programme
from stb.model.time import FrameRate

__all__ = ["CHOSEN", "NEARNESS", "WHOLE_BREAK", "Viewing", "fits", "plan"]

CHOSEN = "plan.chosen"
NOT_YET, CHILDREN, PROTECTED = "plan.not_yet", "plan.children", "plan.position"
NO_SEGMENT, NO_FIT = "plan.no_segment", "plan.no_fit"
PACED, COMPETITOR_IN_STREAM = "plan.paced", "plan.competitor_in_stream"

WHOLE_BREAK = (NOT_YET, CHILDREN, NO_SEGMENT, NO_FIT, PROTECTED)
"""Why a spot stays before any candidate is looked at, or because there is none."""

NEARNESS = (
    CHILDREN, PROTECTED, *objections.NEARNESS, COMPETITOR_IN_STREAM, *frequency.NEARNESS, PACED,
    *losses.NEARNESS,
)  # fmt: skip
"""Every reason for which a candidate is refused, from the farthest to the nearest."""

_NEAR = {code: place for place, code in enumerate(NEARNESS)}
_CLOSED = frozenset((CHILDREN, PROTECTED))
_MOST_SEEN = 1 << 20
_TICK = timedelta(microseconds=1)


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
    household: str = ""
    """Whose viewing it is: two households draw apart, and one always the same."""
    programme: Programme | None = None
    history: tuple[Play, ...] = ()
    profile: Profile = Profile.TODAY
    breaks: tuple[Break, ...] = ()
    """All breaks of the programme: what stays in the others counts for the whole viewing."""
    decided: tuple[Decision, ...] = ()
    """What this viewing decided for other breaks."""
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
    if all(staying) and not _CLOSED.intersection(staying):
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


@dataclass(slots=True)
class _Planning:
    brk: Break
    viewing: Viewing
    rules: Rules
    staying: list[str]
    bundles: tuple[Bundle, ...] = ()
    named: dict[str, Generic] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    _lots: Lots = field(default_factory=lambda: Lots(()))
    _held_back: dict[str, bool] = field(default_factory=dict)
    _misfits: dict[int, tuple[list[Offer], list[Rejected]]] = field(default_factory=dict)

    def decided(self, most_nodes: int) -> tuple[Decision, ...]:
        brk, viewing, rules = self.brk, self.viewing, self.rules
        self.bundles = viewing.inventory.active(viewing.at)
        self.named = {one.spot: one for bundle in self.bundles for one in bundle.generics}
        who, when = (str(viewing.seed), viewing.household), iso_week(viewing.at)
        self._lots = Lots((*who, viewing.media_id, when, brk.id))
        self.offers = list(self._offered())
        slots: list[search.Slot] = []
        refused: list[list[Rejected]] = []
        for place, spot in enumerate(brk.spots):
            fitting, rejected = ([], []) if self.staying[place] else self._candidates(place)
            own = self._own(spot)
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
                    self._keys(own.creative, own.campaign, own.advertiser, own.category),
                    own.category,
                )
            )
            refused.append(rejected)
        most = rules.most_replaced(max(len(brk.spots), *(spot.expected for spot in brk.spots)))
        drawn = sorted(range(len(brk.spots)), key=lambda place: self._lots.lot(brk.spots[place].id))
        found = search.best(slots, most=most, apart=rules.apart, order=drawn, most_nodes=most_nodes)
        outcome = losses.Outcome(self.offers, slots, found.chosen, rules, most)
        return tuple(
            self._decision(place, outcome, rejected, proved=found.proved)
            for place, rejected in enumerate(refused)
        )

    def _own(self, spot: Spot) -> Generic:
        return self.named.get(spot.id, Generic(spot.id))

    # -- candidates --------------------------------------------------------------------

    def _offered(self) -> Iterator[Offer]:
        """Every creative of the viewer's segments once a campaign, under its first segment."""
        viewing, rules = self.viewing, self.rules
        often, stream = self._frequency(), self._stream()
        programme = viewing.programme
        rating = programme.rating if programme is not None else ""
        unsuited = rules.unsuited(programme.category if programme is not None else "")
        told: set[tuple[str, str]] = set()
        for order, segment in enumerate(viewing.segments):
            for bundle in self.bundles:
                if bundle.segment.id != segment:
                    continue
                campaigns = {one.name: one for one in bundle.campaigns}
                for one in bundle.creatives:
                    if (one.id, one.campaign) in told:
                        continue
                    told.add((one.id, one.campaign))
                    campaign = campaigns.get(one.campaign)
                    unfit = objections.in_general(
                        one, rules, at=viewing.at, ready=viewing.inventory.ready,
                        campaign=campaign, rating=rating, unsuited=unsuited,
                    )  # fmt: skip
                    worn = often.objection(one)
                    if one.category in rules.alone_in_stream and stream.has_competitor(one):
                        worn = COMPETITOR_IN_STREAM
                    elif not worn and campaign is not None and self._paced(campaign, bundle):
                        worn = PACED
                    yield Offer(
                        len(told), order, segment, one,
                        min(often.in_week(one.campaign), _MOST_SEEN),
                        self._keys_of_creative(one, often), unfit, worn,
                    )  # fmt: skip

    def _frequency(self) -> Frequency:
        """What was seen before this break comes, and what bounds that."""
        viewing = self.viewing
        decided = [made for made in viewing.decided if made.break_id != self.brk.id]
        civil = {play.at: viewing.local(play.at) for play in viewing.history}
        advertisers = {
            one.campaign: one.advertiser
            for bundle in (viewing.inventory.bundles if viewing.history else ())
            for one in bundle.creatives
        }
        return Frequency(
            self.rules,
            viewing.at,
            viewing.local(viewing.at),
            frequency.seen_by_name(viewing.history, civil, advertisers),
            frequency.chosen_by_name(decided),
            frequency.asked_for(cap for bundle in self.bundles for cap in bundle.caps),
        )

    def _stream(self) -> Stream:
        viewing = self.viewing
        return Stream.beside(
            self.brk, breaks=viewing.breaks, decided=viewing.decided, named=self.named
        )

    def _paced(self, campaign: Campaign, bundle: Bundle) -> bool:
        """Whether the lot keeps a campaign out of this break, so that it takes only its share."""
        row = self.rules.pacing.get(campaign.pace)
        if row is None or campaign.name in self._held_back:
            return self._held_back.get(campaign.name, False)
        begins = campaign.not_before or bundle.valid_from
        flight = (campaign.not_after or bundle.valid_to) - begins
        passed = Fraction((self.viewing.at - begins) // _TICK, max(flight // _TICK, 1))
        held = not self._lots.falls_within(row.share(campaign.goal, passed), "pace", campaign.name)
        self._held_back[campaign.name] = held
        return held

    def _candidates(self, place: int) -> tuple[list[Offer], list[Rejected]]:
        """The offers that may play at a spot by themselves, best first, and the others."""
        spot = self.brk.spots[place]
        fitting, misfits = self._by_length(spot.frames)
        occasion, own, held = self._occasion(spot), self._own(spot), self._held(place)
        sponsor = self._sponsor()
        lot = self._lots.lot
        free: list[Offer] = []
        rejected: list[Rejected] = []
        for offer in fitting:
            # What was seen is told last: the others would keep the spot out in any week.
            reason = (
                offer.unfit
                or objections.of_the_hour(offer.creative, self.rules, occasion)
                or objections.of_the_place(
                    offer.creative, self.rules, own=own, held=held, sponsor=sponsor
                )
                or offer.worn
            )
            if reason:
                rejected.append(Rejected(offer.creative, reason))
            else:
                free.append(offer)
        free.sort(key=lambda offer: (offer.order, offer.seen, lot(spot.id, offer.creative.id)))
        rejected.sort(key=lambda each: -_NEAR[each.reason])
        return free, rejected + misfits

    def _held(self, place: int) -> frozenset[Position]:
        return positions(*_place(self.brk, place))

    def _sponsor(self) -> Sponsor | None:
        programme = self.viewing.programme
        if programme is None:
            return None
        return next(
            (one for bundle in self.bundles for one in bundle.sponsors
             if (one.service, one.title) == (programme.service_id, programme.title)),
            None,
        )  # fmt: skip

    def _by_length(self, frames: int) -> tuple[list[Offer], list[Rejected]]:
        """The offers of exactly the length of ``frames``, and the refusals of all others."""
        known = self._misfits.get(frames)
        if known is not None:
            return known
        verdicts: dict[tuple[int, int, int], str] = {}
        fitting: list[Offer] = []
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
        premiums = (self.rules.premium.get(one, 0) for one in self._held(place))
        return (frames << 96) - (frames * max(premiums, default=0) << 64)

    def _keys_of_creative(self, one: Creative, often: Frequency) -> frozenset[search.Key]:
        """What no two spots of a break may share.

        Of an advertiser that is not named only the spot, unless its campaign has bounds: two at
        once might be one too many.
        """
        counted = one.advertiser or often.bounds(Scope.CAMPAIGN, one) != frequency.NO_BOUNDS
        return self._keys(one.id, one.campaign if counted else "", one.advertiser, one.category)

    def _keys(
        self, creative: str, campaign: str, advertiser: str, category: str
    ) -> frozenset[search.Key]:
        named = (("creative", creative), ("campaign", campaign), ("advertiser", advertiser),
                 ("category", category))  # fmt: skip
        return frozenset(key for key in named if key[1] and key[0] in self.rules.once)

    # -- reasons -----------------------------------------------------------------------

    def _decision(
        self, place: int, outcome: losses.Outcome, refused: list[Rejected], *, proved: bool
    ) -> Decision:
        spot, stays = self.brk.spots[place], self.staying[place]
        if stays:
            closed = self.offers if stays in _CLOSED else []
            rejected = tuple(Rejected(offer.creative, stays) for offer in closed)
            return Decision(self.brk.id, spot, None, stays, "", rejected)
        lost = (Rejected(*each) for each in outcome.lost(place))
        rejected = (*sorted(lost, key=lambda each: -_NEAR[each.reason]), *refused)
        taken = outcome.chosen[place]
        if taken is None:
            nearest = rejected[0].reason if rejected else objections.LENGTH
            reason = NO_FIT if nearest == objections.LENGTH else nearest
            return Decision(self.brk.id, spot, None, reason, "", rejected, proved)
        offer = self.offers[taken.name - 1]
        return Decision(self.brk.id, spot, offer.creative, CHOSEN, offer.segment, rejected, proved)
