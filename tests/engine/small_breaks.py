"""Small breaks with everything in them that a rule can speak of, and the rules told once more.

The oracle says of each candidate what speaks against it, all of it and not the first only, from
the facts alone: nothing of the planner is asked but the tables of the rulebook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise, product

from hypothesis import strategies as st

from stb.engine.planner import Viewing
from stb.engine.ports import Play
from stb.model.avail import Break, Spot
from stb.model.bundle import (
    Bundle,
    Campaign,
    Cap,
    Creative,
    Generic,
    Inventory,
    Scope,
    Sponsor,
    iso_week,
)
from stb.model.plan import Decision
from stb.model.rules import AGES, Position, Profile, Rules, in_force, positions
from stb.model.schedule import Programme
from stb.model.time import PAL

from .conftest import bundle

Case = tuple[Break, Viewing]
AT = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
TODAY = in_force(Profile.TODAY, AT.date())
HALF = replace(TODAY, replaced=Fraction(1, 2), protected=frozenset({Position.LAST}), premium={})
CATEGORIES = ("", "alcohol", "toys", "bank", "food", "gambling")
ADVERTISERS = ("", "adv-0", "adv-0", "adv-1", "adv-2", "adv-3")
"""Whose each campaign is."""

_WEIGHTS = st.sampled_from([0, 0, 0, 1, 2])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A break of up to five spots, up to seven creatives in two groups, and what was before."""
    spots, generics = draw(broadcast())
    brk = Break("b", spots[0].at, spots[-1].end - spots[0].at, spots)
    listed = st.lists(creatives(), max_size=7, unique_by=lambda one: one.id)
    stock = tuple(draw(listed))
    cut = draw(st.integers(0, len(stock)))
    other = Break("a", 0, 50, (Spot("gen-a", 0, 50, replaceable=False, reason="splice.no_upid"),))
    generics = (*generics, Generic("gen-a", *draw(st.sampled_from([("", ""), ("adv-1", "bank")]))))
    first = made("first", stock[:cut], generics, draw)
    second = replace(made("second", stock[cut:], (), draw), sponsors=(), caps=())
    earlier = tuple(
        Decision("z", Spot(f"gen-z{n}", 9 * n, 5, replaceable=True), one, "plan.chosen")
        for n, one in enumerate(draw(st.lists(creatives(), max_size=2)))
    )
    ready = frozenset(one.id for one in stock if one.size > 1)
    about = Viewing(
        "p", PAL, draw(st.sampled_from([AT, AT - timedelta(hours=1)])),
        Inventory((first, second), ready), ("first", "second"), "", draw(st.integers(0, 9)),
        local=lambda utc: utc, frame=brk.at, programme=draw(programmes()), history=draw(plays()),
        breaks=(other, brk), decided=earlier, rules=draw(st.sampled_from([TODAY, HALF])),
    )  # fmt: skip
    return brk, about


@st.composite
def broadcast(draw: st.DrawFn) -> tuple[tuple[Spot, ...], tuple[Generic, ...]]:
    lengths = draw(st.lists(st.sampled_from([125, 250]), min_size=1, max_size=5))
    spots: list[Spot] = []
    generics: list[Generic] = []
    at = 100
    for n, frames in enumerate(lengths):
        closed = draw(st.integers(0, 3)) == 0
        spots.append(
            Spot(f"gen-{n}", at, frames, not closed, "splice.no_opportunity" if closed else "")
        )
        at += frames
        if draw(st.booleans()):
            generics.append(
                Generic(
                    f"gen-{n}",
                    draw(st.sampled_from(ADVERTISERS)),
                    draw(st.sampled_from(CATEGORIES)),
                    campaign=draw(st.sampled_from(["", "", "campaign-0", "campaign-3"])),
                    creative=draw(st.sampled_from(["", "", "c1"])),
                    lufs=draw(st.sampled_from([None, -22.0, -22.6, -20.5])),
                )
            )
    return tuple(spots), tuple(generics)


@st.composite
def creatives(draw: st.DrawFn) -> Creative:
    number = draw(st.integers(0, 5))
    return Creative(
        f"c{draw(st.integers(0, 20))}", draw(st.sampled_from([1, 9, 9, 9])),
        draw(st.sampled_from([125, 250])), PAL,
        f"campaign-{number}", ADVERTISERS[number], draw(st.sampled_from(CATEGORIES)),
        cap=draw(_WEIGHTS), gap_s=draw(st.sampled_from([0, 0, 36_000])),
        rating=draw(st.sampled_from(["", "", "12"])),
        audience=draw(st.sampled_from(["", "", "children"])),
        aspect=draw(st.sampled_from(["", "16:9", "16:9", "1:1"])),
        not_before=draw(st.sampled_from([None, None, AT + timedelta(days=1)])),
    )  # fmt: skip


@st.composite
def plays(draw: st.DrawFn) -> tuple[Play, ...]:
    seen = draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5), st.integers(1, 40)),
                         max_size=4))  # fmt: skip
    return tuple(
        Play(f"c{one}", f"campaign-{campaign}", AT - timedelta(hours=ago))
        for one, campaign, ago in seen
    )


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    start = datetime(2026, 11, 17, draw(st.sampled_from([12, 22])), tzinfo=UTC)
    return Programme(
        "p", "sirius-6", start, start + timedelta(hours=1),
        draw(st.sampled_from(["Quiz", "Sponsored"])),
        category=draw(st.sampled_from(["Show", "Show", "Show", "Jeugd"])),
        rating=draw(st.sampled_from(["", "16"])),
    )  # fmt: skip


def made(
    name: str, stock: tuple[Creative, ...], generics: tuple[Generic, ...], draw: st.DrawFn
) -> Bundle:
    plain = bundle(*stock)
    caps = draw(
        st.lists(
            st.sampled_from([
                Cap(scope=Scope.ADVERTISER, name="adv-0", day=1),
                Cap(scope=Scope.ADVERTISER, name="adv-1", stream=1),
                Cap(scope=Scope.CAMPAIGN, name="campaign-0", week=3),
                Cap(scope=Scope.CAMPAIGN, name="campaign-4", hour=1, stream=2),
                Cap(scope=Scope.CREATIVE, name="c3", lifetime=1),
            ]),
            max_size=2,
        )
    )  # fmt: skip
    campaigns = draw(
        st.lists(
            st.sampled_from([
                Campaign("campaign-1", goal=Fraction(0)),
                Campaign("campaign-2", goal=Fraction(1)),
                Campaign("campaign-5", not_after=AT - timedelta(hours=2)),
            ]),
            max_size=2, unique=True,
        )
    )  # fmt: skip
    return replace(
        plain, segment=replace(plain.segment, id=name), generics=generics, caps=tuple(caps),
        campaigns=tuple(campaigns), sponsors=(Sponsor("sirius-6", "Sponsored", "adv-3", "food"),),
    )  # fmt: skip


# -- the oracle: what speaks against a candidate by itself -----------------------------


def rules_of(case: Case) -> Rules:
    rules = case[1].rules
    assert rules is not None
    return rules


def offered(case: Case) -> list[Creative]:
    return [one for each in case[1].inventory.bundles for one in each.creatives]


def generic_at(case: Case, place: int) -> Generic:
    brk, about = case
    named = {one.spot: one for each in about.inventory.bundles for one in each.generics}
    return named.get(brk.spots[place].id, Generic(brk.spots[place].id))


def speaks_against(case: Case, place: int, one: Creative) -> set[str]:
    """All codes that are true of a candidate at a spot, whatever else is in the break."""
    brk, about = case
    spot = brk.spots[place]
    held = positions(place, len(brk.spots))
    programme = about.programme
    assert programme is not None
    true = {
        "plan.children": programme.category == "Jeugd",
        "plan.position": bool(held & rules_of(case).protected),
        "plan.length": one.frames != spot.frames,
        "creative.not_ready": one.id not in about.inventory.ready,
        "plan.aspect": one.aspect == "1:1",
        "plan.flight_not_begun": one.not_before is not None,
        "plan.flight_over": _flight_is_over(case, one),
        "plan.gambling": one.category == "gambling",
        "plan.food_for_children": (one.category, one.audience) == ("food", "children"),
        "plan.unsuitable": programme.category == "Jeugd"
        and one.category in {"alcohol", "bank", "gambling"},
        "plan.rating": AGES.index(one.rating or "AL") > AGES.index(programme.rating or "AL"),
        "plan.alcohol_slot": one.category == "alcohol" and programme.start.hour == 12,
        "plan.alcohol_hours": one.category == "alcohol" and about.at.hour < 21,
        "plan.age_slot": one.rating == "12" and programme.start.hour == 12,
        "plan.loudness": generic_at(case, place).lufs == -20.5,
        "plan.sponsor": programme.title == "Sponsored"
        and bool(held & {Position.FIRST, Position.LAST})
        and (one.category == "food" or one.advertiser == "adv-3"),
        "plan.paced": one.campaign == "campaign-1" and _says(case, one, "campaign-1"),
        "plan.competitor_in_stream": one.category == "bank" and _bank_elsewhere(case, one),
    }
    return {code for code, holds in true.items() if holds} | seen_enough(case, one)


def _says(case: Case, one: Creative, campaign: str) -> bool:
    bundles = case[1].inventory.bundles
    own = next(each for each in bundles if one in each.creatives)
    return any(each.name == campaign for each in own.campaigns)


def _flight_is_over(case: Case, one: Creative) -> bool:
    return one.campaign == "campaign-5" and _says(case, one, "campaign-5")


def _bank_elsewhere(case: Case, one: Creative) -> bool:
    _, about = case
    generics = {g.spot: g for each in about.inventory.bundles for g in each.generics}
    others = [made.creative.advertiser for made in about.decided
              if made.creative is not None and made.creative.category == "bank"]  # fmt: skip
    others += [g.advertiser for g in (generics["gen-a"],) if g.category == "bank"]
    return any(other == "" or other != one.advertiser for other in others)


def seen_enough(case: Case, one: Creative) -> set[str]:
    """What the caps say, counted afresh for each bound."""
    _, about = case
    whose = {each.campaign: each.advertiser for each in offered(case)}
    listed = [cap for each in about.inventory.bundles for cap in each.caps]
    own = Cap(scope=Scope.CAMPAIGN, name=one.campaign, week=one.cap, gap_s=one.gap_s)
    told: set[str] = set()
    for cap in (*listed, own):
        named = {Scope.CREATIVE: one.id, Scope.CAMPAIGN: one.campaign,
                 Scope.ADVERTISER: one.advertiser}[cap.scope]  # fmt: skip
        if not named or named != cap.name:
            continue
        times = [
            play.at for play in about.history
            if named == {Scope.CREATIVE: play.creative, Scope.CAMPAIGN: play.campaign,
                         Scope.ADVERTISER: whose.get(play.campaign, "")}[cap.scope]
        ]  # fmt: skip
        chosen = [made.creative for made in about.decided if made.creative is not None]
        in_stream = sum(named in (c.id, c.campaign, c.advertiser) for c in chosen)
        code = {Scope.CREATIVE: "plan.cap_creative", Scope.ADVERTISER: "plan.cap_advertiser"}
        day, week = about.at.date(), iso_week(about.at)
        for bound, count, campaigns_code in (
            (cap.lifetime, len(times), "plan.cap_lifetime"),
            (cap.week, sum(iso_week(at) == week for at in times), "plan.cap"),
            (cap.day, sum(_day(at) == day for at in times), "plan.cap_day"),
            (cap.hour, sum(about.at - at < timedelta(hours=1) for at in times), "plan.cap_hour"),
        ):
            if bound and count >= bound:
                told.add(code.get(cap.scope, campaigns_code))
        if cap.stream and in_stream >= cap.stream:
            told.add("plan.cap_stream")
        if cap.gap_s and any(about.at - at < timedelta(seconds=cap.gap_s) for at in times):
            told.add("plan.recent")
    return told


def _day(at: datetime) -> date:
    return at.date()


# -- the oracle: what may stand together -----------------------------------------------


def is_capped(case: Case, one: Creative) -> bool:
    listed = [cap for each in case[1].inventory.bundles for cap in each.caps]
    return bool(one.cap or one.gap_s) or any(
        (cap.scope, cap.name) == (Scope.CAMPAIGN, one.campaign) for cap in listed
    )


def clashes(case: Case, one: Creative, other: Creative | Generic) -> set[str]:
    """Why two may not stand in one break, wherever."""
    counts = bool(one.advertiser) or is_capped(case, one)
    if isinstance(other, Creative):
        counts = counts and (bool(other.advertiser) or is_capped(case, other))
        same_spot = one.id == other.id
    else:
        same_spot = one.id == other.creative
    true = {
        "plan.twice_in_break": same_spot or (counts and one.campaign == other.campaign),
        "plan.advertiser_twice": one.advertiser and one.advertiser == other.advertiser,
        "plan.competitor": one.category and one.category == other.category,
    }
    return {code for code, holds in true.items() if holds}


def apart(case: Case, one: str, other: str) -> bool:
    return frozenset((one, other)) in rules_of(case).apart


Choice = tuple[Creative | None, ...]


def on_air(case: Case, choice: Choice) -> list[Creative | Generic]:
    return [one or generic_at(case, place) for place, one in enumerate(choice)]


def stands(case: Case, choice: Choice) -> bool:
    if sum(one is not None for one in choice) > rules_of(case).most_replaced(len(choice)):
        return False
    aired = on_air(case, choice)
    for place, one in enumerate(choice):
        if one is not None and any(
            clashes(case, one, other) for n, other in enumerate(aired) if n != place
        ):
            return False
    return not any(
        (choice[n] or choice[n + 1]) and apart(case, left.category, right.category)
        for n, (left, right) in enumerate(pairwise(aired))
    )


def every_choice(case: Case) -> Iterator[Choice]:
    """Every choice that the rules let stand, told from the facts alone."""
    brk, _ = case
    offers = [
        [None, *(one for one in offered(case)
                 if spot.replaceable and not speaks_against(case, place, one))]
        for place, spot in enumerate(brk.spots)
    ]  # fmt: skip
    return (choice for choice in product(*offers) if stands(case, choice))


def plays_this_week(case: Case, one: Creative) -> int:
    week = iso_week(case[1].at)
    seen = [play for play in case[1].history if play.campaign == one.campaign]
    return sum(iso_week(play.at) == week for play in seen)


def order(case: Case, one: Creative) -> int:
    return int(one not in case[1].inventory.bundles[0].creatives)


def worth(case: Case, choice: Choice) -> tuple[int, int, int, int]:
    """The objective's four parts, as the planner's docstring states them."""
    brk, _ = case
    premiums = rules_of(case).premium
    frames = premium = groups = seen = 0
    for place, (spot, one) in enumerate(zip(brk.spots, choice, strict=True)):
        if one is None:
            continue
        frames += spot.frames
        held = positions(place, len(brk.spots))
        premium += spot.frames * max((premiums.get(each, 0) for each in held), default=0)
        groups += order(case, one)
        seen += plays_this_week(case, one)
    return frames, -premium, -groups, -seen
