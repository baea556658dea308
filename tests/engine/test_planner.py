"""The plan: which creative plays at which spot, and the reason for every other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.engine.planner import CHOSEN, Viewing, fits, plan
from stb.engine.ports import Play
from stb.model.avail import Break, Spot
from stb.model.bundle import Inventory
from stb.model.time import HD50, NTSC, PAL, FrameRate

from .conftest import bundle, creative

AT = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)


def brk(*lengths: int, replaceable: bool = True) -> Break:
    spots, at = [], 100
    for number, frames in enumerate(lengths):
        reason = "" if replaceable else "splice.no_opportunity"
        spots.append(Spot(f"gen-{number}", at, frames, replaceable, reason))
        at += frames
    return Break("b1", 100, at - 100, tuple(spots))


def viewing(*creatives: object, **changes: object) -> Viewing:
    stock = Inventory((bundle(*creatives),), frozenset(c.id for c in creatives))  # type: ignore[arg-type, attr-defined]
    about = Viewing("p", PAL, AT, stock, ("young-families",), "", 1, local=lambda utc: utc)
    return replace(about, **changes)  # type: ignore[arg-type]


def seen(*names: str, ago: timedelta = timedelta(hours=2)) -> tuple[Play, ...]:
    return tuple(Play(name, f"campaign-{name}", AT - ago) for name in names)


def test_every_spot_gets_a_decision_in_order():
    decisions = plan(brk(125, 250, 375), viewing(creative("a"), creative("b", 250)))

    assert [d.spot.id for d in decisions] == ["gen-0", "gen-1", "gen-2"]
    assert [d.creative and d.creative.id for d in decisions] == ["a", "b", None]


def test_the_same_viewing_draws_the_same_lots():
    stock = [creative(name) for name in "abcdef"]

    assert plan(brk(125, 125), viewing(*stock)) == plan(brk(125, 125), viewing(*stock))


def test_another_seed_may_draw_others():
    stock = [creative(name) for name in "abcdefgh"]
    chosen = {
        plan(brk(125), viewing(*stock, seed=seed))[0].creative.id  # type: ignore[union-attr]
        for seed in range(40)
    }

    assert len(chosen) > 3


def test_the_least_seen_campaign_goes_first():
    decisions = plan(brk(125), viewing(creative("a"), creative("b"), history=seen("a")))

    assert decisions[0].creative is not None
    assert decisions[0].creative.id == "b"


def test_every_candidate_that_is_not_taken_has_a_reason():
    stock = [
        creative("taken"),
        creative("long", 250),
        creative("early", not_before=AT + timedelta(seconds=1)),
        creative("over", not_after=AT),
        creative("bet", category="gambling"),
        creative("often", cap=2),
    ]
    about = viewing(*stock, history=seen("often", "often"))

    (decision,) = plan(brk(125), about)

    assert decision.reason == CHOSEN
    assert {r.creative.id: r.reason for r in decision.rejected} == {
        "long": "plan.length",
        "early": "plan.flight_not_begun",
        "over": "plan.flight_over",
        "bet": "plan.gambling",
        "often": "plan.cap",
    }


@pytest.mark.parametrize(
    ("hour", "allowed"), [(5, True), (6, False), (12, False), (20, False), (21, True), (23, True)]
)
def test_alcohol_is_kept_between_nine_in_the_evening_and_six(hour: int, allowed: bool):
    about = viewing(creative("beer", category="alcohol"), at=AT.replace(hour=hour, minute=0))

    (decision,) = plan(brk(125), about)

    assert (decision.creative is not None) is allowed


def test_one_break_never_holds_two_spots_of_a_campaign_an_advertiser_or_a_trade():
    stock = [
        creative("a", category="bank"),
        replace(creative("b"), campaign="campaign-a"),
        replace(creative("c"), advertiser="advertiser-a"),
        creative("d", category="bank"),
    ]
    decisions = plan(brk(125, 125, 125, 125), viewing(*stock))

    chosen = [d.creative for d in decisions if d.creative is not None]
    assert len({c.campaign for c in chosen}) == len(chosen)
    assert len({c.advertiser for c in chosen}) == len(chosen)
    categories = [c.category for c in chosen if c.category]
    assert len(set(categories)) == len(categories)


def test_spots_of_a_campaign_whose_advertiser_is_not_named_may_share_a_break():
    stock = [replace(creative(name), campaign="one", advertiser="") for name in "ab"]

    decisions = plan(brk(125, 125), viewing(*stock))

    assert sorted(d.creative.id for d in decisions if d.creative) == ["a", "b"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"barred": "consent.none"}, "consent.none"),
        ({"segments": ()}, "plan.no_segment"),
        ({"segments": ("retired",)}, "plan.no_fit"),
        ({"at": AT + timedelta(days=30)}, "plan.no_fit"),
    ],
)
def test_the_broadcast_stays_for_a_reason(change: dict[str, object], reason: str):
    (decision,) = plan(brk(125), viewing(creative("a"), **change))

    assert (decision.creative, decision.reason) == (None, reason)


@pytest.mark.parametrize(
    ("frames", "rate", "slot", "programme", "expected"),
    [
        (125, PAL, 125, PAL, True),
        (250, HD50, 125, PAL, True),
        (125, PAL, 250, HD50, True),
        (126, PAL, 125, PAL, False),
        (251, HD50, 125, PAL, False),
        (150, NTSC, 125, PAL, False),
    ],
)
def test_a_creative_fits_by_exact_length_and_a_whole_ratio_of_rates(
    frames: int, rate: FrameRate, slot: int, programme: FrameRate, expected: bool
):
    spot = Spot("gen", 0, slot, replaceable=True)

    assert fits(spot, replace(creative("a"), frames=frames, rate=rate), programme) is expected


def test_a_spot_as_long_in_seconds_whose_frames_fall_between_is_kept_out_by_its_rate():
    ntsc = replace(creative("a", 150), rate=NTSC)

    (decision,) = plan(brk(125), viewing(ntsc))

    assert (decision.creative, decision.reason) == (None, "plan.rate")


@given(
    lengths=st.lists(st.sampled_from([125, 250, 375]), min_size=1, max_size=6),
    stock=st.lists(st.sampled_from([125, 250, 375, 500]), max_size=8),
    seed=st.integers(0, 5),
)
def test_a_replacement_is_never_longer_or_shorter_than_the_spot(
    lengths: list[int], stock: list[int], seed: int
):
    creatives = [creative(f"c{n}", frames) for n, frames in enumerate(stock)]

    decisions = plan(brk(*lengths), viewing(*creatives, seed=seed))

    assert len(decisions) == len(lengths)
    for decision in decisions:
        assert decision.reason
        if decision.creative is not None:
            assert decision.creative.frames == decision.spot.frames
