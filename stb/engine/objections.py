"""What speaks against a creative by itself: before anybody asks what stands beside it.

In the order of the trade: length and rate, file and its form, flight, law, suitability, then
what the spot itself asks for. Each objection is a dotted code. Suitability is judged on the
clock of the viewer *and* on that of the programme's own slot, from the cue to the end of the
spot. How often it was seen is told in `stb.engine.frequency`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from stb.model.avail import Spot
from stb.model.bundle import Campaign, Creative, Generic, Sponsor
from stb.model.rules import Hours, Position, Rules, rank
from stb.model.time import FrameRate

LENGTH, RATE = "plan.length", "plan.rate"
NOT_READY = "creative.not_ready"
ASPECT, CHANNELS, COLOUR = "plan.aspect", "plan.channels", "plan.colour"
FLIGHT_NOT_BEGUN, FLIGHT_OVER = "plan.flight_not_begun", "plan.flight_over"
GAMBLING, BANNED = "plan.gambling", "plan.banned"
FOOD_FOR_CHILDREN, UNSUITABLE = "plan.food_for_children", "plan.unsuitable"
ALCOHOL_HOURS, ALCOHOL_SLOT = "plan.alcohol_hours", "plan.alcohol_slot"
CHANCE_HOURS, CHANCE_SLOT = "plan.chance_hours", "plan.chance_slot"
CATEGORY_HOURS, CATEGORY_SLOT = "plan.category_hours", "plan.category_slot"
RATING = "plan.rating"
AGE_HOURS, AGE_SLOT = "plan.age_hours", "plan.age_slot"
LOUDNESS, SPONSOR = "plan.loudness", "plan.sponsor"

NEARNESS = (
    LENGTH, RATE, NOT_READY, ASPECT, CHANNELS, COLOUR, FLIGHT_NOT_BEGUN, FLIGHT_OVER, GAMBLING,
    BANNED, FOOD_FOR_CHILDREN, UNSUITABLE, RATING, ALCOHOL_HOURS, CHANCE_HOURS, CATEGORY_HOURS,
    AGE_HOURS, ALCOHOL_SLOT, CHANCE_SLOT, CATEGORY_SLOT, AGE_SLOT, LOUDNESS, SPONSOR,
)  # fmt: skip
"""Every objection here, from the farthest to the nearest to having fitted."""

_ROUNDING = 1e-9
_BAN_CODES = {"gambling": GAMBLING}
_CLOCK_CODES = {
    "alcohol": (ALCOHOL_HOURS, ALCOHOL_SLOT),
    "lottery": (CHANCE_HOURS, CHANCE_SLOT),
    "gambling": (CHANCE_HOURS, CHANCE_SLOT),
}


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
    creative: Creative,
    rules: Rules,
    *,
    at: datetime,
    ready: frozenset[str],
    campaign: Campaign | None = None,
    rating: str = "",
    unsuited: frozenset[str] = frozenset(),
) -> str:
    """What speaks against ``creative`` whatever the spot.

    ``rating`` is that of the programme, empty if not known; ``unsuited`` the categories that
    are not for it.
    """
    if creative.id not in ready:
        return NOT_READY
    return (
        _of_the_form(creative, rules)
        or _of_the_flight(creative, at)
        or (_of_the_flight(campaign, at) if campaign is not None else "")
        or _of_the_law(creative, rules, rating=rating, unsuited=unsuited)
    )


def _of_the_form(creative: Creative, rules: Rules) -> str:
    fit = rules.fit
    if fit is None:
        return ""
    if creative.aspect and creative.aspect not in fit.aspects:
        return ASPECT
    if creative.channels and creative.channels not in fit.channels:
        return CHANNELS
    return COLOUR if creative.colour and creative.colour not in fit.colours else ""


def _of_the_flight(one: Creative | Campaign, at: datetime) -> str:
    if one.not_before is not None and at < one.not_before:
        return FLIGHT_NOT_BEGUN
    return FLIGHT_OVER if one.not_after is not None and at >= one.not_after else ""


def _of_the_law(creative: Creative, rules: Rules, *, rating: str, unsuited: frozenset[str]) -> str:
    if creative.category in rules.banned:
        return _BAN_CODES.get(creative.category, BANNED)
    if creative.audience and not rules.may_aim(creative.category, creative.audience):
        return FOOD_FOR_CHILDREN
    if creative.category in unsuited:
        return UNSUITABLE
    too_old = creative.rating and rules.never_above and rank(creative.rating) > rank(rating)
    return RATING if too_old else ""


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


def of_the_place(
    creative: Creative,
    rules: Rules,
    *,
    own: Generic,
    held: frozenset[Position],
    sponsor: Sponsor | None,
) -> str:
    """What the spot itself asks for: its loudness, and who stands beside it.

    ``own`` is the broadcast's spot, at the positions ``held`` of its break.
    """
    if rules.loudness is not None and own.lufs is not None:
        # Every creative is brought to the same loudness, so it is the spot that differs.
        apart = abs(rules.loudness.lufs - own.lufs)
        if apart > rules.loudness.within_lu + _ROUNDING:
            return LOUDNESS
    if sponsor is not None and held & rules.beside_sponsor:
        same_trade = creative.category and creative.category == sponsor.category
        if same_trade or creative.advertiser == sponsor.advertiser:
            return SPONSOR
    return ""
