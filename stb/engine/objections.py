"""What speaks against a creative by itself: before anybody asks what stands beside it.

In the order of the trade: length and rate, file, flight, law, suitability, caps. Each
objection is a dotted code. Suitability is judged on the clock of the viewer *and* on that
of the programme's own slot, from the cue to the end of the spot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from stb.engine.ports import Play
from stb.model.avail import Spot
from stb.model.bundle import Creative, iso_week
from stb.model.rules import Hours, Rules, rank
from stb.model.time import FrameRate

LENGTH, RATE = "plan.length", "plan.rate"
NOT_READY = "creative.not_ready"
FLIGHT_NOT_BEGUN, FLIGHT_OVER = "plan.flight_not_begun", "plan.flight_over"
GAMBLING, BANNED = "plan.gambling", "plan.banned"
ALCOHOL_HOURS, ALCOHOL_SLOT = "plan.alcohol_hours", "plan.alcohol_slot"
CHANCE_HOURS, CHANCE_SLOT = "plan.chance_hours", "plan.chance_slot"
CATEGORY_HOURS, CATEGORY_SLOT = "plan.category_hours", "plan.category_slot"
RATING = "plan.rating"
AGE_HOURS, AGE_SLOT = "plan.age_hours", "plan.age_slot"
CAP_HOUR, CAP_DAY, CAP, CAP_LIFETIME, RECENT = (
    "plan.cap_hour", "plan.cap_day", "plan.cap", "plan.cap_lifetime", "plan.recent",
)  # fmt: skip

NEARNESS = (
    LENGTH, RATE, NOT_READY, FLIGHT_NOT_BEGUN, FLIGHT_OVER, GAMBLING, BANNED, RATING,
    ALCOHOL_HOURS, CHANCE_HOURS, CATEGORY_HOURS, AGE_HOURS, ALCOHOL_SLOT, CHANCE_SLOT,
    CATEGORY_SLOT, AGE_SLOT, CAP_LIFETIME, CAP, CAP_DAY, CAP_HOUR, RECENT,
)  # fmt: skip
"""Every objection here, from the farthest to the nearest to having fitted."""

_BAN_CODES = {"gambling": GAMBLING}
_CLOCK_CODES = {
    "alcohol": (ALCOHOL_HOURS, ALCOHOL_SLOT),
    "lottery": (CHANCE_HOURS, CHANCE_SLOT),
    "gambling": (CHANCE_HOURS, CHANCE_SLOT),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """When a campaign was seen; ``local`` civil times of the viewer, in order as ``utc``."""

    utc: tuple[datetime, ...] = ()
    local: tuple[datetime, ...] = ()

    def in_week(self, at: datetime) -> int:
        week = iso_week(at)
        return sum(iso_week(played) == week for played in self.utc)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Civil times (start, end) in which a spot is on air: for the viewer, and in its own slot.

    ``slot`` is empty where nobody knows when the programme was first shown.
    """

    viewed: tuple[datetime, ...]
    slot: tuple[datetime, ...] = ()


def fits(spot: Spot, creative: Creative, rate: FrameRate) -> bool:
    """Whether a creative lasts exactly as long as the spot, and its frames fall on frames.

    The rates must be equal or one a whole multiple of the other (25 and 50).
    """
    return not misfit(spot.frames, rate, creative.frames, creative.rate)


def misfit(slot: int, rate: FrameRate, frames: int, own_rate: FrameRate) -> str:
    """Why ``frames`` at ``own_rate`` cannot replace ``slot`` frames at ``rate``; empty if so."""
    ratio = own_rate.fraction / rate.fraction
    if 1 in (ratio.numerator, ratio.denominator):
        return "" if Fraction(frames) == slot * ratio else LENGTH
    # As long but for a frame: then the rates alone keep it out.
    differ = own_rate.seconds(frames) - rate.seconds(slot)
    return RATE if abs(differ) < rate.seconds(1) else LENGTH


def in_general(
    creative: Creative, rules: Rules, *, at: datetime, ready: frozenset[str], rating: str
) -> str:
    """What speaks against ``creative`` in a programme rated ``rating``, whatever the spot."""
    if creative.id not in ready:
        return NOT_READY
    if creative.not_before is not None and at < creative.not_before:
        return FLIGHT_NOT_BEGUN
    if creative.not_after is not None and at >= creative.not_after:
        return FLIGHT_OVER
    if creative.category in rules.banned:
        return _BAN_CODES.get(creative.category, BANNED)
    if rank(creative.rating) > rank(rating):
        return RATING
    return ""


def of_the_hour(creative: Creative, rules: Rules, occasion: Occasion) -> str:
    """What the clocks say: the viewer's, and that of the programme's own slot."""
    by_category = rules.category_hours.get(creative.category, ())
    by_age = rules.age_hours.get(creative.rating, ())
    if not by_category and not by_age:
        return ""
    now, then = _CLOCK_CODES.get(creative.category, (CATEGORY_HOURS, CATEGORY_SLOT))
    for moments, category_code, age_code in (
        (occasion.viewed, now, AGE_HOURS),
        (occasion.slot, then, AGE_SLOT),
    ):
        if not _within(by_category, moments):
            return category_code
        if not _within(by_age, moments):
            return age_code
    return ""


def _within(hours: tuple[Hours, ...], moments: tuple[datetime, ...]) -> bool:
    return all(each.hold(moment.time()) for each in hours for moment in moments)


def of_plays(creative: Creative, rules: Rules, seen: Seen, *, at: datetime, local: datetime) -> str:
    """What the household's own history says; a play of the future counts as one of now."""
    house = rules.caps
    if not seen.utc:
        return ""
    within_hour = sum(at - played < timedelta(hours=1) for played in seen.utc)
    counts = (
        (CAP_LIFETIME, len(seen.utc), house.lifetime, creative.cap_lifetime),
        (CAP, seen.in_week(at), house.week, creative.cap),
        (CAP_DAY, _on_day(seen, local), house.day, creative.cap_day),
        (CAP_HOUR, within_hour, house.hour, creative.cap_hour),
    )
    for code, count, *bounds in counts:
        if any(bound and count >= bound for bound in bounds):
            return code
    gap = timedelta(seconds=max(house.gap_s, creative.gap_s))
    return RECENT if gap and at - max(seen.utc) < gap else ""


def _on_day(seen: Seen, local: datetime) -> int:
    return sum(played.date() == local.date() for played in seen.local)


def seen_by_campaign(history: tuple[Play, ...], local: dict[datetime, datetime]) -> dict[str, Seen]:
    """The plays of ``history`` by campaign; ``local`` gives each its civil time."""
    times: dict[str, list[datetime]] = {}
    for play in history:
        times.setdefault(play.campaign, []).append(play.at)
    return {
        campaign: Seen(tuple(at), tuple(local[each] for each in at))
        for campaign, at in times.items()
    }
