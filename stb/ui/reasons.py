"""Dotted codes in the viewer's words: why a spot was not replaced, what went wrong.

A code that is not known is shown as it is: to a developer it says more than a
smooth sentence would.
"""

from __future__ import annotations

from collections.abc import Callable

from stb.engine.objections import NOT_READY
from stb.engine.snapshot import Trouble
from stb.model.bundle import Refusal
from stb.model.household import Rule, Segment
from stb.model.plan import Decision, Rejected
from stb.ui import facts
from stb.ui.facts import NAMES
from stb.ui.genres import mark
from stb.ui.screen import Moment

SPOT_REASONS = {
    "consent.none": mark("There is no consent for tailored spots."),
    "service.not_tailored": mark("This channel does not take part in tailored spots."),
    "plan.no_segment": mark("Your household is in none of the groups."),
    "plan.length": mark("Not exactly as long as this spot."),
    "plan.rate": mark("Its frames do not fall on those of this programme."),
    "plan.no_fit": mark("No spot for your group has exactly this length."),
    "plan.not_decided": mark("The choice was not made in time."),
    "plan.not_yet": mark("Tailored spots did not exist yet in this year."),
    "plan.children": mark("Nothing is tailored in programmes for children."),
    "plan.position": mark("This place in the break is never replaced."),
    "plan.flight_not_begun": mark("The campaign has not begun."),
    "plan.flight_over": mark("The campaign is over."),
    "plan.gambling": mark("Games of chance are never tailored."),
    "plan.banned": mark("This kind of product is never tailored."),
    "plan.alcohol_hours": mark("No alcohol between 06:00 and 21:00."),
    "plan.alcohol_slot": mark("No alcohol in what was broadcast between 06:00 and 21:00."),
    "plan.chance_hours": mark("No games of chance at this hour."),
    "plan.chance_slot": mark("No games of chance at the hour of the broadcast."),
    "plan.category_hours": mark("Not allowed at this hour."),
    "plan.category_slot": mark("Not allowed at the hour of the broadcast."),
    "plan.rating": mark("Rated for older viewers than this programme."),
    "plan.age_hours": mark("Not for all ages, and it is too early."),
    "plan.age_slot": mark("Not for all ages, and the broadcast was too early."),
    "plan.twice_in_break": mark("Already in this break."),
    "plan.advertiser_twice": mark("This advertiser is already in this break."),
    "plan.competitor": mark("A competitor is already in this break."),
    "plan.neighbour": mark("It does not go beside its neighbour."),
    "plan.cap": mark("Seen often enough this week."),
    "plan.cap_hour": mark("Seen often enough this hour."),
    "plan.cap_day": mark("Seen often enough today."),
    "plan.cap_lifetime": mark("Seen as often as it may be."),
    "plan.recent": mark("Seen a short while ago."),
    "plan.aspect": mark("Its picture has another shape."),
    "plan.channels": mark("Its sound needs other loudspeakers."),
    "plan.colour": mark("Its colours need another television."),
    "plan.food_for_children": mark("No food that is aimed at children."),
    "plan.unsuitable": mark("Not suitable beside this programme."),
    "plan.loudness": mark("The spot of the broadcast is louder or softer."),
    "plan.sponsor": mark("The programme has a sponsor of this kind."),
    "plan.competitor_in_stream": mark("A competitor is in this programme already."),
    "plan.cap_creative": mark("This very spot was seen often enough."),
    "plan.cap_advertiser": mark("This advertiser was seen often enough."),
    "plan.cap_stream": mark("Often enough in this programme."),
    "plan.paced": mark("The campaign leaves out a part of the breaks."),
    "plan.other_group": mark("A smaller group of yours goes first."),
    "plan.seen_more": mark("You have seen it more often than the other."),
    "plan.outdrawn": mark("Another one was drawn by lot."),
    "plan.search_ended": mark("The choice had to be made in time."),
    "plan.share": mark("A part of every break stays as broadcast."),
    "creative.not_ready": mark("Not on this box."),
    "plan.not_offered": mark("It is no longer on offer."),
    "creative.rate": mark("Its frames do not fall on those of this programme."),
    "splice.no_opportunity": mark("The broadcaster did not release this spot."),
    "splice.no_length": mark("The broadcaster did not say how long it is."),
    "splice.overlap": mark("It runs into another spot."),
    "splice.late": mark("It was announced too late."),
    "splice.fraction": mark("Its announcement is not in order."),
    "splice.disagrees": mark("Its announcement is not in order."),
    "splice.outside": mark("It lies outside the break."),
    "splice.immediate": mark("It was announced too late."),
    "splice.encrypted": mark("The announcement cannot be read."),
    "splice.not_filled": mark("The broadcaster did not release this spot."),
    "splice.no_upid": mark("The announcement does not say which spot it is."),
    "clock.behind": mark("The clock of this box is behind, so it is not known what is due."),
    "media.late": mark("It could not be prepared in time."),
    "media.gone": mark("Its file is missing."),
    "media.changed": mark("Its file is damaged."),
    "media.open": mark("Its file is damaged."),
    "media.rate": mark("Its frames do not fall on those of this programme."),
    "media.unsteady": mark("Its frames do not fall on those of this programme."),
    "media.truncated": mark("Its file is damaged."),
    "media.decode": mark("Its file is damaged."),
}

NOT_HAD = {
    "creative.hash": mark("Its file is not the one that was signed."),
    "creative.length": mark("Its file is not the one that was signed."),
    "creative.frames": mark("It is not as long as was signed."),
    "creative.rate": SPOT_REASONS["creative.rate"],
    "creative.no_room": mark("There is no room for it on this box."),
    "creative.over_quota": mark("More is on offer than a box has room for; no box has this one."),
    "creative.given_up": mark("There is no room for it on this box."),
    "creative.disk": mark("It could not be kept on the disk."),
    "creative.shape": mark("Its picture or sound is not what was signed."),
    "creative.crashed": mark("It could not be tried on this box."),
    "creative.too_long": mark("It could not be tried on this box."),
    "creative.too_much": mark("It could not be tried on this box."),
    "creative.babble": mark("It could not be tried on this box."),
    "http": mark("It has not come from the operator yet."),
    "media": mark("Its file is damaged."),
    "segment.too_small": mark("Fewer than a hundred households: too few to be a group."),
    "bundle.too_small": mark("Fewer than a hundred households: too few to be a group."),
    "segment.uncounted": mark("Nobody counted its households in a way that can be shown."),
    "segment.intersects": mark("With another group it would tell fewer households apart."),
}
"""Why what is on offer is not on the box, by the code of its refusal or the code's family."""

TROUBLES: dict[str, tuple[str, str]] = {
    "tuner.unknown": (
        mark("That channel is not in your list"),
        mark("Choose another with CH+ or in the guide."),
    ),
    "catch_up.unknown": (
        mark("That programme cannot be found"),
        mark("Choose another in Catch-up."),
    ),
    "catch_up.not_allowed": (
        mark("This programme may not be watched again"),
        mark("The broadcaster has not given the right to it."),
    ),
    "rental.none": (
        mark("This rental has ended"),
        mark("You can order it again in Films and games."),
    ),
    "order.pin": (mark("The PIN is needed to order"), mark("Nothing was ordered.")),
    "order.unknown": (mark("That is no longer for sale"), mark("Nothing was ordered.")),
    "order.price_changed": (
        mark("The price has changed"),
        mark("Nothing was ordered. Look at the new price first."),
    ),
    "lineup.part": (mark("A part of the channel list could not be read"), ""),
    "guide.part": (mark("A part of the guide could not be read"), ""),
    "clock.behind": (
        mark("The clock of this box is behind"),
        mark("Television goes on, with the usual spots."),
    ),
    "clock.ahead": (
        mark("The clock of this box may be ahead"),
        mark("Television goes on, with the usual spots."),
    ),
    "store.damaged": (
        mark("The memory of this box was damaged"),
        mark("Orders were kept as far as they could be read."),
    ),
    "unavailable": (
        mark("The operator cannot be reached"),
        mark("We keep trying. Television goes on."),
    ),
    "http.status": (
        mark("This cannot be played now"),
        mark("Try another, or try again later."),
    ),
    "store.form": (mark("The shop's list could not be read"), mark("Try again later.")),
    "guide.form": (mark("The guide could not be read"), mark("Television goes on.")),
}

FAMILIES = {
    "http": TROUBLES["unavailable"],
    "courier": TROUBLES["unavailable"],
    "media": TROUBLES["http.status"],
    "store": (
        mark("The box could not keep something"),
        mark("The disk may be full. Television goes on."),
    ),
}
"""What the first part of a code says, where the whole code is not known."""
FAMILIES |= {"hls": FAMILIES["media"], "ts": FAMILIES["media"], "headend": FAMILIES["media"]}


def why_not(moment: Moment, code: str) -> str:
    known = SPOT_REASONS.get(code)
    return moment.say(known) if known else code


def why_passed_over(moment: Moment, rejected: Rejected) -> str:
    """Why a spot was not chosen; of one that is not on the box, why that is, where it is known."""
    if rejected.reason != NOT_READY:
        return why_not(moment, rejected.reason)
    refusals = moment.snapshot.inventory.refusals
    code = next((each.code for each in refusals if each.what == rejected.creative.id), NOT_READY)
    return moment.say(_not_had(code) or SPOT_REASONS[NOT_READY])


def why_refused(say: Callable[[str], str], refusal: Refusal) -> str:
    """Why the box did not take what was on offer, in words where there are some."""
    known = _not_had(refusal.code)
    return say(known) if known else refusal.reason


def _not_had(code: str) -> str | None:
    return NOT_HAD.get(code) or NOT_HAD.get(code.partition(".")[0])


def why_stays(moment: Moment, made: Decision) -> str:
    """Why the broadcast's spot was not replaced; in one word if that was for several reasons."""
    if made.reason != NOT_READY:
        return why_not(moment, made.reason)
    words = {why_passed_over(moment, each) for each in made.rejected if each.reason == NOT_READY}
    return words.pop() if len(words) == 1 else why_not(moment, NOT_READY)


def trouble(moment: Moment, what: Trouble) -> tuple[str, str]:
    """What is the matter, and what to do about it."""
    known = TROUBLES.get(what.code) or FAMILIES.get(what.code.partition(".")[0])
    if known is None:
        return what.text, what.code
    what_to_do = moment.say(known[1]) if known[1] else what.text
    return moment.say(known[0]), what_to_do


def spot_words(moment: Moment, spot_id: str) -> str:
    """Whose spot of the broadcast it is and what it is called, as far as the operator tells."""
    named = (one for bundle in moment.snapshot.inventory.bundles for one in bundle.generics)
    own = next((one for one in named if one.spot == spot_id), None)
    if own is None:
        return spot_id
    return "  ·  ".join(part for part in (own.title, own.advertiser) if part) or spot_id


def segment_words(moment: Moment, segment: Segment) -> str:
    """The group's definition, beginning with a capital."""
    text = segment.in_words(moment.language)
    return text[:1].upper() + text[1:]


def rule_sentence(moment: Moment, rule: Rule) -> str:
    """The rule of a group, beginning with a capital."""
    text = rule_words(moment, rule)
    return text[:1].upper() + text[1:]


def rule_words(moment: Moment, rule: Rule) -> str:
    """The rule of a group, as a developer and a viewer can both read it."""
    match rule.form:
        case "always":
            return moment.say("every household")
        case "all":
            return moment.say(" and ").join(rule_words(moment, part) for part in rule.parts)
        case "any":
            return moment.say(" or ").join(rule_words(moment, part) for part in rule.parts)
        case "not":
            return moment.say("not: {rule}").format(rule=rule_words(moment, rule.parts[0]))
    fact = moment.say(NAMES[rule.fact]) if rule.fact in NAMES else rule.fact
    many = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    value = ", ".join(_value(moment, rule.fact, each) for each in many)
    match rule.form:
        case "at_least":
            return moment.say("{fact}: {value} or more").format(fact=fact, value=value)
        case "at_most":
            return moment.say("{fact}: {value} or less").format(fact=fact, value=value)
    return moment.say("{fact} {value}").format(fact=fact, value=value)


def _value(moment: Moment, fact: str, value: int | str) -> str:
    """What a rule compares with: a figure, or a word in the viewer's language."""
    if isinstance(value, int):
        return str(value)
    return facts.word(moment, facts.value(moment, fact, value))
