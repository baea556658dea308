"""The choice for a break is the best there is: against every choice, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stb.engine import search
from stb.engine.planner import NEARNESS, Viewing, plan
from stb.engine.ports import Play
from stb.model.avail import Break, Spot
from stb.model.bundle import Bundle, Creative, Generic, Inventory
from stb.model.plan import Decision
from stb.model.rules import Position, Profile, in_force
from stb.model.time import PAL

from .conftest import bundle
from .small_breaks import Case, cases, every_choice, worth

AT = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
RULES = in_force(Profile.TODAY, AT.date())


def inventory(stock: tuple[Creative, ...], cut: int, generics: tuple[Generic, ...]) -> Inventory:
    ready = frozenset(one.id for one in stock)
    return Inventory(
        (group("first", stock[:cut], generics), group("second", stock[cut:], ())), ready
    )


def group(name: str, stock: tuple[Creative, ...], generics: tuple[Generic, ...]) -> Bundle:
    plain = bundle(*stock)
    return replace(plain, segment=replace(plain.segment, id=name), generics=generics)


def agree(case: Case) -> None:
    brk, about = case

    decisions = plan(brk, about)

    made = tuple(decision.creative for decision in decisions)
    choices = [*every_choice(case)]
    assert all(decision.proved for decision in decisions)
    assert made in choices
    assert worth(case, made) == max(worth(case, choice) for choice in choices)


@settings(max_examples=200)
@given(cases())
def test_no_other_choice_for_a_small_break_is_better(case: Case):
    agree(case)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(cases())
def test_no_other_choice_for_any_of_two_thousand_small_breaks_is_better(case: Case):
    agree(case)


@st.composite
def slots(draw: st.DrawFn) -> tuple[search.Slot, ...]:
    """Three or four spots with many candidates each, so that most are left out of the search."""
    keys = st.frozensets(
        st.tuples(st.sampled_from("xyz"), st.sampled_from("123456")), max_size=3
    )  # fmt: skip
    values = st.integers(1, 6)
    offered = st.tuples(values, keys, st.sampled_from(["", "alcohol", "toys"]))
    made = []
    for _ in range(draw(st.integers(3, 4))):
        listed = sorted(draw(st.lists(offered, max_size=9)), key=lambda each: -each[0])
        own = draw(st.one_of(st.just(frozenset()), keys))
        candidates = (search.Candidate(0, *each) for each in listed)
        made.append(search.Slot(tuple(candidates), own, draw(st.sampled_from(["", "toys"]))))
    # One name for each set of facts: the same creative is the same at every spot.
    facts = sorted({(c.keys, c.category) for slot in made for c in slot.candidates}, key=str)
    return tuple(
        replace(slot, candidates=tuple(
            replace(c, name=facts.index((c.keys, c.category))) for c in slot.candidates))
        for slot in made
    )  # fmt: skip


def sums(offered: tuple[search.Slot, ...], most: int) -> Iterator[int]:
    """What every choice that may stand adds up to."""
    for choice in product(*([None, *slot.candidates] for slot in offered)):
        on_air = [pick or slot for pick, slot in zip(choice, offered, strict=True)]
        picks = [pick for pick in choice if pick is not None]
        clash = any(
            pick is not None and other is not pick and pick.keys & other.keys
            for pick in choice for other in on_air
        )  # fmt: skip
        beside = any(
            (choice[n] or choice[n + 1])
            and frozenset((on_air[n].category, on_air[n + 1].category)) in RULES.apart
            for n in range(len(choice) - 1)
        )
        if len(picks) <= most and not clash and not beside:
            yield sum(pick.value for pick in picks)


@settings(max_examples=150)
@given(slots(), st.integers(1, 4), st.sampled_from([0, 250]))
def test_what_is_left_out_of_the_search_would_not_have_been_better(
    offered: tuple[search.Slot, ...], most: int, easy_nodes: int
):
    found = search.best(offered, most=most, apart=RULES.apart, easy_nodes=easy_nodes)

    assert found.proved
    assert sum(pick.value for pick in found.chosen if pick) == max(sums(offered, most))


def test_a_second_of_a_trade_is_kept_for_when_another_spot_blocks_the_first():
    def offered(number: int, value: int, **keys: str) -> search.Candidate:
        return search.Candidate(number, value, frozenset(keys.items()), keys.get("category", ""))

    bank_a = offered(1, 5, category="bank", advertiser="a")
    bank_b = offered(2, 4, category="bank", advertiser="b")
    other_a = offered(3, 9, advertiser="a")
    bank_c = offered(4, 1, category="bank", advertiser="c")
    spots = [search.Slot((bank_a, bank_b)), search.Slot((other_a,)), search.Slot((bank_c,))]

    assert search.best(spots, most=2).chosen == (bank_b, other_a, None)


@settings(max_examples=50)
@given(slots(), st.integers(1, 4))
def test_the_relaxation_finds_the_same_choice_and_not_one_as_good(
    offered: tuple[search.Slot, ...], most: int
):
    easy = search.best(offered, most=most, apart=RULES.apart)

    assert search.best(offered, most=most, apart=RULES.apart, easy_nodes=0).chosen == easy.chosen


@settings(max_examples=50)
@given(cases())
def test_the_order_in_which_bundles_list_their_creatives_changes_nothing(case: Case):
    brk, about = case
    turned = tuple(replace(b, creatives=b.creatives[::-1]) for b in about.inventory.bundles)

    again = plan(brk, replace(about, inventory=replace(about.inventory, bundles=turned)))

    assert names(again) == names(plan(brk, about))


# -- one rule at a time ----------------------------------------------------------------


def one(name: str, category: str = "", *, frames: int = 125, advertiser: str = "") -> Creative:
    return Creative(name, 1000, frames, PAL, f"campaign-{name}", advertiser, category)


def row(*frames: int) -> Break:
    spots, at = [], 0
    for n, length in enumerate(frames):
        spots.append(Spot(f"gen-{n}", at, length, replaceable=True))
        at += length
    return Break("b", 0, at, tuple(spots))


def about(*stock: Creative, generics: tuple[Generic, ...] = (), **changes: object) -> Viewing:
    made = Viewing("p", PAL, AT, inventory(stock, len(stock), generics), ("first",), "", 1,
                   local=lambda utc: utc)  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def names(decisions: tuple[Decision, ...]) -> list[str]:
    return [d.creative.id if d.creative is not None else "" for d in decisions]


def reasons(decision: Decision) -> dict[str, str]:
    return {rejected.creative.id: rejected.reason for rejected in decision.rejected}


def test_a_good_spot_is_given_up_where_two_others_are_worth_more():
    stock = (one("bank-a", "bank", frames=250), one("bank-b", "bank"), one("food", "food"))
    free = replace(RULES, replaced=1, premium={})  # type: ignore[arg-type]

    decisions = plan(row(250, 125, 125), about(*stock, rules=free))

    assert sum(d.spot.frames for d in decisions if d.creative is not None) == 375
    assert names(decisions)[0] == "bank-a"
    assert sorted(names(decisions)[1:]) == ["", "food"]


def test_every_open_spot_of_a_break_may_be_replaced():
    decisions = plan(row(125, 125, 125, 125), about(*(one(n) for n in "abcdef")))

    assert all(d.creative is not None for d in decisions)


def test_where_half_of_a_break_must_stay_it_says_so():
    half = replace(RULES, replaced=Fraction(1, 2))

    decisions = plan(row(125, 125, 125, 125), about(*(one(n) for n in "abcdef"), rules=half))

    kept = [d for d in decisions if d.creative is None]
    assert [d.reason for d in kept] == ["plan.share", "plan.share"]


def test_the_positions_that_somebody_paid_for_are_taken_last():
    half = replace(RULES, replaced=Fraction(1, 2))

    decisions = plan(row(*[125] * 6), about(*(one(n) for n in "abcdef"), rules=half))

    assert [d.creative is not None for d in decisions] == [False, False, True, True, True, False]


def test_a_protected_position_is_never_taken():
    closed = replace(RULES, protected=frozenset({Position.FIRST}))

    decisions = plan(row(125, 125), about(one("a"), rules=closed))

    assert (decisions[0].reason, names(decisions)) == ("plan.position", ["", "a"])


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        (Generic("gen-1", "adv"), "plan.advertiser_twice"),
        (Generic("gen-1", "", "bank"), "plan.competitor"),
        (Generic("gen-1", "other", "food"), ""),
    ],
)
def test_a_spot_does_not_meet_its_like_among_those_that_stay(own: Generic, reason: str):
    stays = replace(row(125, 250).spots[1], replaceable=False, reason="splice.no_opportunity")
    brk = Break("b", 0, 375, (row(125).spots[0], stays))

    decision = plan(brk, about(one("a", "bank", advertiser="adv"), generics=(own,)))[0]

    assert (decision.creative is None, reasons(decision).get("a", "")) == (bool(reason), reason)


def test_a_spot_may_take_the_place_of_its_own_competitor():
    own = (Generic("gen-0", "adv", "bank"),)

    decisions = plan(row(125), about(one("a", "bank", advertiser="adv"), generics=own))

    assert names(decisions) == ["a"]


def test_beer_does_not_stand_beside_toys():
    own = (Generic("gen-1", "", "toys"),)

    (first, *_) = plan(row(125, 250), about(one("beer", "alcohol"), generics=own))

    assert (first.reason, reasons(first)) == ("plan.neighbour", {"beer": "plan.neighbour"})


@pytest.mark.parametrize(
    ("loser", "changes", "reason"),
    [
        ("b", {"history": (Play("b", "campaign-b", AT - timedelta(hours=2)),)}, "plan.seen_more"),
        ("", {}, "plan.outdrawn"),
    ],
)
def test_who_lost_to_another_is_told_why(loser: str, changes: dict[str, object], reason: str):
    (decision,) = plan(row(125), about(one("a"), one("b"), **changes))

    ((lost, told),) = reasons(decision).items()
    assert told == reason
    assert loser in ("", lost)


def test_a_smaller_group_goes_before_a_larger():
    stock = (one("near"), one("far"))
    viewing = replace(about(), inventory=inventory(stock, 1, ()), segments=("first", "second"))

    (decision,) = plan(row(125), viewing)

    assert (names((decision,)), reasons(decision)) == (["near"], {"far": "plan.other_group"})


def test_past_the_bound_the_best_found_is_taken_and_said_to_be_not_proved():
    stock = tuple(one(f"c{n}", f"k{n % 7}", advertiser=f"a{n % 5}") for n in range(40))

    decisions = plan(row(*[125] * 12), about(*stock), most_nodes=8)

    assert not any(d.proved for d in decisions)
    assert all(reason in NEARNESS for d in decisions for reason in reasons(d).values())


@pytest.fixture
def big() -> tuple[Break, Callable[[int], Viewing]]:
    lengths = (125, 250, 375, 500, 625, 750)
    stock = tuple(
        Creative(f"c{n:04}", 1000, lengths[n % 6], PAL, f"campaign-{n // 2}", f"adv-{n // 5}",
                 f"trade-{n // 5 % 25}")
        for n in range(1_000)
    )  # fmt: skip
    brk = row(*(lengths[n % 6] for n in range(15)))
    return brk, lambda seed: about(*stock, seed=seed)


def test_the_best_of_a_thousand_creatives_for_fifteen_spots_is_proved(
    big: tuple[Break, Callable[[int], Viewing]],
):
    brk, viewing = big

    for seed in range(5):
        decisions = plan(brk, viewing(seed))

        assert all(d.proved for d in decisions)
        assert sum(d.creative is not None for d in decisions) == RULES.most_replaced(15)
