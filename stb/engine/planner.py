"""The plan of a break: which creative plays at which spot, and why not another.

A pure function of what was signalled, what is on disk, who is watching, what
was agreed, what was seen before and when. The order of the rules is the
trade's: eligibility, then separation, then caps, then choice, and the
broadcast's own spot whenever nothing is left. The same viewing draws the same
lots, so a seek or a restart cannot change the choice.

Source: ETSI TS 103 752-1 (placement opportunities); the Dutch rules for
alcohol (Mediawet 2008, art. 2.94) and remote gambling (ban of 1 July 2023).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from fractions import Fraction

from stb.model.avail import Break, Spot
from stb.model.bundle import Creative, Inventory, iso_week
from stb.model.plan import Decision, Rejected
from stb.model.time import FrameRate

CHOSEN = "plan.chosen"
ALCOHOL_FROM, ALCOHOL_UNTIL = time(21), time(6)
NEVER_TAILORED = frozenset({"gambling"})


@dataclass(frozen=True, slots=True)
class Viewing:
    """What a plan depends on besides the break itself.

    ``segments`` are ids in the order of preference, empty without a profile.
    ``barred`` is a dotted code when nothing may be replaced at all (no consent, a
    service that is not eligible), else empty. ``plays`` counts what the household
    saw of a campaign in the week of ``at``. ``local`` gives the viewer's civil time.
    """

    media_id: str
    rate: FrameRate
    at: datetime
    inventory: Inventory
    segments: tuple[str, ...]
    barred: str
    seed: int
    local: Callable[[datetime], datetime]
    plays: dict[str, int] = field(default_factory=dict)


def plan(brk: Break, viewing: Viewing) -> tuple[Decision, ...]:
    """A decision for every spot of ``brk``, in order."""
    decisions: list[Decision] = []
    for spot in brk.spots:
        decisions.append(_decide(brk, spot, viewing, tuple(decisions)))
    return tuple(decisions)


def _decide(brk: Break, spot: Spot, viewing: Viewing, before: tuple[Decision, ...]) -> Decision:
    def broadcast(reason: str, rejected: tuple[Rejected, ...] = ()) -> Decision:
        return Decision(brk.id, spot, None, reason, rejected=rejected)

    if not spot.replaceable:
        return broadcast(spot.reason)
    if viewing.barred:
        return broadcast(viewing.barred)
    if not viewing.segments:
        return broadcast("plan.no_segment")
    rejected: list[Rejected] = []
    fitting: list[tuple[tuple[int, int, bytes], str, Creative]] = []
    for order, segment, creative in _offered(viewing):
        reason = _objection(spot, creative, viewing, before)
        if reason:
            rejected.append(Rejected(creative, reason))
        else:
            seen = viewing.plays.get(creative.campaign, 0)
            lot = _lot(viewing, brk.id, spot.id, creative.id)
            fitting.append(((order, seen, lot), segment, creative))
    if not fitting:
        return broadcast(_summary(rejected), tuple(rejected))
    (_, segment, chosen), *others = sorted(fitting, key=lambda choice: choice[0])
    outdrawn = tuple(Rejected(creative, "plan.outdrawn") for _, _, creative in others)
    return Decision(brk.id, spot, chosen, CHOSEN, segment, (*rejected, *outdrawn))


def _offered(viewing: Viewing) -> Iterable[tuple[int, str, Creative]]:
    """Every creative of the viewer's segments once, under its first segment."""
    seen: set[str] = set()
    bundles = viewing.inventory.active(viewing.at)
    for order, segment in enumerate(viewing.segments):
        for bundle in bundles:
            if bundle.segment.id != segment:
                continue
            for creative in bundle.creatives:
                if creative.id not in seen:
                    seen.add(creative.id)
                    yield order, segment, creative


def _objection(
    spot: Spot, creative: Creative, viewing: Viewing, before: tuple[Decision, ...]
) -> str:
    """Why ``creative`` may not play at ``spot``: a dotted code, empty if it may."""
    if not fits(spot, creative, viewing.rate):
        return "plan.rate" if _same_length(spot, creative, viewing.rate) else "plan.length"
    if creative.id not in viewing.inventory.ready:
        return "creative.not_ready"
    if creative.not_before is not None and viewing.at < creative.not_before:
        return "plan.flight_not_begun"
    if creative.not_after is not None and viewing.at >= creative.not_after:
        return "plan.flight_over"
    if creative.category in NEVER_TAILORED:
        return "plan.gambling"
    if creative.category == "alcohol" and not _alcohol_hours(viewing.local(viewing.at).time()):
        return "plan.alcohol_hours"
    chosen = [decision.creative for decision in before if decision.creative is not None]
    if any(other.id == creative.id or other.campaign == creative.campaign for other in chosen):
        return "plan.twice_in_break"
    if creative.advertiser and any(other.advertiser == creative.advertiser for other in chosen):
        return "plan.advertiser_twice"
    if creative.category and any(other.category == creative.category for other in chosen):
        return "plan.competitor"
    if creative.cap and viewing.plays.get(creative.campaign, 0) >= creative.cap:
        return "plan.cap"
    return ""


def fits(spot: Spot, creative: Creative, rate: FrameRate) -> bool:
    """Whether a creative lasts exactly as long as the spot, and its frames fall on frames.

    The rates must be equal or one a whole multiple of the other (25 and 50).
    """
    ratio = creative.rate.fraction / rate.fraction
    return _whole(creative, rate) and Fraction(creative.frames) == spot.frames * ratio


def _same_length(spot: Spot, creative: Creative, rate: FrameRate) -> bool:
    """Whether both last equally long but for a frame; if it does not fit, the rates keep it out."""
    differ = creative.rate.seconds(creative.frames) - rate.seconds(spot.frames)
    return not _whole(creative, rate) and abs(differ) < rate.seconds(1)


def _whole(creative: Creative, rate: FrameRate) -> bool:
    ratio = creative.rate.fraction / rate.fraction
    return 1 in (ratio.numerator, ratio.denominator)


def _alcohol_hours(at: time) -> bool:
    return at >= ALCOHOL_FROM or at < ALCOHOL_UNTIL


def _lot(viewing: Viewing, *names: str) -> bytes:
    """A lot that the same viewing draws again: nothing but a hash of its names."""
    text = "\n".join((str(viewing.seed), viewing.media_id, iso_week(viewing.at), *names))
    return hashlib.sha256(text.encode()).digest()


def _summary(rejected: list[Rejected]) -> str:
    """The reason nearest to having fitted: what kept out the last that had the length."""
    reasons = [r.reason for r in rejected if r.reason != "plan.length"]
    return reasons[0] if reasons else "plan.no_fit"
